//! A map as a Mermaid flowchart, lanes as subgraphs.
//!
//! Steps are called `s1`, `s2` … because ids of maps may be words that Mermaid keeps for itself, such as `end`.

use super::*;

/// The flowchart.
pub fn print(site: &Site, entry: &SiteMap) -> String {
    let map = &*entry.map;
    let mut out = format!("---\ntitle: {}\n---\nflowchart TB\n", quoted_yaml(&map.title.value));
    if let (Some(when), Some(start)) = (&map.starts_when, map.start) {
        out.push_str(&format!("  s0([\"{}\"]) --> s{}\n", label(&when.value), map.steps[start].number));
    }
    for (index, lane) in answers::lanes(map).into_iter().enumerate() {
        let inside = lane.role.is_some();
        if let Some(role) = lane.role {
            out.push_str(&format!("  subgraph lane{}[\"{}\"]\n", index + 1, label(site.role_label(role))));
        }
        for step in lane.steps {
            let step = &map.steps[step];
            let indent = if inside { "    " } else { "  " };
            let text = format!("{}. {}", step.number, site.step_text(step));
            let (open, close) = brackets(&step.verb);
            out.push_str(&format!("{indent}s{}{open}\"{}\"{close}\n", step.number, label(&text)));
        }
        if inside {
            out.push_str("  end\n");
        }
    }
    for (index, step) in map.steps.iter().enumerate() {
        if let Some(when) = step.enter_when.as_ref().filter(|_| map.start != Some(index)) {
            out.push_str(&format!("  e{n}([\"{}\"]) --> s{n}\n", label(&when.value), n = step.number));
        }
        for way in &step.moves {
            let arrow = if step.assumed { "-.->" } else { "-->" };
            let answer = way.label.as_ref().map(|answer| format!("|\"{}\"|", label(&answer.value))).unwrap_or_default();
            out.push_str(&format!("  s{} {arrow}{answer} s{}\n", step.number, map.steps[way.to].number));
        }
    }
    out
}

fn brackets(verb: &Verb) -> (&'static str, &'static str) {
    match verb {
        Verb::Ask => ("{{", "}}"),
        Verb::End { .. } | Verb::State { end: true, .. } => ("([", "])"),
        Verb::Map { .. } => ("[[", "]]"),
        Verb::State { .. } => ("(", ")"),
        Verb::Do | Verb::Pick { .. } | Verb::Wait { .. } => ("[", "]"),
    }
}

/// A text inside of quotes. Mermaid looks for Markdown, HTML, styles and remarks even there, so every sign but the most harmless is
/// written as its number.
fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | ',' | '?' | '!') || !c.is_ascii() {
            out.push(c);
        } else {
            out.push_str(&format!("#{};", u32::from(c)));
        }
    }
    out
}

fn quoted_yaml(text: &str) -> String {
    crate::base::catalogue::yaml::quoted(&one_line(text))
}
