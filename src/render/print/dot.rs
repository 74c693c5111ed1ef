//! A map as a Graphviz digraph, lanes as clusters.

use super::*;

/// The digraph.
pub fn print(site: &Site, entry: &SiteMap) -> String {
    let map = &*entry.map;
    let mut out = format!("digraph {} {{\n  label={}\n  labelloc=t\n", quoted(&map.key), quoted(&map.title.value));
    out.push_str("  node [shape=box, style=rounded]\n");
    if let (Some(when), Some(start)) = (&map.starts_when, map.start) {
        out.push_str(&format!("  start [label={}, shape=oval]\n  start -> s{}\n", quoted(&when.value), map.steps[start].number));
    }
    for (index, lane) in answers::lanes(map).into_iter().enumerate() {
        let inside = lane.role.is_some();
        if let Some(role) = lane.role {
            out.push_str(&format!("  subgraph cluster_{} {{\n    label={}\n", index + 1, quoted(site.role_label(role))));
        }
        for step in lane.steps {
            let step = &map.steps[step];
            let indent = if inside { "    " } else { "  " };
            let text = format!("{}. {}", step.number, site.step_text(step));
            out.push_str(&format!("{indent}s{} [label={}, {}]\n", step.number, quoted(&text), shape(step)));
        }
        if inside {
            out.push_str("  }\n");
        }
    }
    for (index, step) in map.steps.iter().enumerate() {
        if let Some(when) = step.enter_when.as_ref().filter(|_| map.start != Some(index)) {
            out.push_str(&format!("  e{n} [label={}, shape=oval]\n  e{n} -> s{n}\n", quoted(&when.value), n = step.number));
        }
        for way in &step.moves {
            let answer = way.label.as_ref().map(|answer| format!(" [label={}]", quoted(&answer.value))).unwrap_or_default();
            out.push_str(&format!("  s{} -> s{}{answer}\n", step.number, map.steps[way.to].number));
        }
    }
    out + "}\n"
}

fn shape(step: &Step) -> &'static str {
    match (&step.verb, step.assumed) {
        (Verb::Ask, _) => "shape=hexagon, style=solid",
        (Verb::End { .. } | Verb::State { end: true, .. }, _) => "shape=oval, style=bold",
        (Verb::Map { .. }, _) => "shape=box3d, style=solid",
        (_, true) => "style=\"rounded,dashed\"",
        (_, false) => "style=rounded",
    }
}

/// A text in quotes. A backslash would begin one of Graphviz's own signs, and `&` one of HTML's.
fn quoted(text: &str) -> String {
    format!("\"{}\"", one_line(text).replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;"))
}
