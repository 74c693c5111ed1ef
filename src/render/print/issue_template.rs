//! The form of a step as a template for issues: Markdown for GitLab, a form in YAML for GitHub.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::markdown::plain;
use super::*;
use crate::base::catalogue::yaml::quoted;
use crate::base::forge::Forge;

/// The template of the step at `index`; it must have a form.
pub fn print(site: &Site, entry: &SiteMap, index: usize, forge: Forge) -> String {
    let map = &*entry.map;
    let step = &map.steps[index];
    let name = format!("{}: {}", one_line(&map.title.value), one_line(site.step_text(step)));
    let made = format!("Made by `waybook export issue-template {}#{}`. Change the map, then make it again.", map.key, step.id);
    match forge {
        Forge::Gitlab => gitlab(step, &made),
        Forge::Github => github(step, &name, &made),
    }
}

/// What stands below a question: how to answer, which artifact has the answer, what to cover.
fn hints(field: &FormField) -> Vec<String> {
    let mut hints: Vec<String> = field.help.iter().map(|help| one_line(&help.value)).collect();
    hints.extend(field.from.as_ref().map(|from| format!("From {}", from.value.replace('-', " "))));
    if field.kind != FieldKind::Tick {
        hints.extend(field.items.iter().map(|item| one_line(&item.value)));
    }
    hints
}

fn gitlab(step: &Step, made: &str) -> String {
    let mut out = format!("<!-- {} -->\n", in_comment(made));
    for field in &step.form {
        let must = if field.must { " (required)" } else { "" };
        let _ = write!(out, "\n### {}{must}\n", plain(&field.ask.value));
        let mut hints = hints(field);
        match field.kind {
            FieldKind::Link => hints.push("A whole address, beginning with https:".to_string()),
            FieldKind::Date => hints.push("A date such as 2026-11-21".to_string()),
            FieldKind::Choice => hints.push("Tick one".to_string()),
            FieldKind::Text | FieldKind::LongText | FieldKind::Tick => {}
        }
        for hint in hints {
            let _ = write!(out, "\n<!-- {} -->\n", in_comment(&hint));
        }
        let boxes: Vec<&str> = match field.kind {
            FieldKind::Choice => field.options.iter().map(|option| option.value.as_str()).collect(),
            FieldKind::Tick if field.items.is_empty() => vec![&field.ask.value],
            FieldKind::Tick => field.items.iter().map(|item| item.value.as_str()).collect(),
            _ => Vec::new(),
        };
        if !boxes.is_empty() {
            out.push('\n');
        }
        for text in boxes {
            let _ = writeln!(out, "- [ ] {}", plain(text));
        }
    }
    out
}

/// A text that does not end the comment around it.
fn in_comment(text: &str) -> String {
    text.replace("--", "- -").replace('>', "&gt;")
}

fn github(step: &Step, name: &str, made: &str) -> String {
    let mut out = format!("# {}\n", one_line(made));
    let _ = write!(
        out,
        "name: {name}\ndescription: {name}\ntitle: {title}\nbody:\n",
        name = quoted(name),
        title = quoted(&format!("{name}: "))
    );
    let (mut labels, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for field in &step.form {
        let label = unlike_the_others(&one_line(&field.ask.value), &mut labels);
        let kind = match field.kind {
            FieldKind::Text | FieldKind::Link | FieldKind::Date => "input",
            FieldKind::LongText => "textarea",
            FieldKind::Choice => "dropdown",
            FieldKind::Tick => "checkboxes",
        };
        let _ = writeln!(out, "  - type: {kind}");
        // GitHub takes these signs only; a field may do without an id.
        let fits = field.id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        if fits && ids.insert(field.id.as_str()) {
            let _ = writeln!(out, "    id: {}", quoted(&field.id));
        }
        let _ = writeln!(out, "    attributes:\n      label: {}", quoted(&label));
        let hints = hints(field);
        if !hints.is_empty() {
            let _ = writeln!(out, "      description: {}", quoted(&sentences(&hints)));
        }
        match field.kind {
            FieldKind::Link => out.push_str("      placeholder: \"https://\"\n"),
            FieldKind::Date => out.push_str("      placeholder: \"2026-11-21\"\n"),
            FieldKind::Choice => {
                out.push_str("      options:\n");
                let mut options = BTreeSet::new();
                for option in &field.options {
                    let _ = writeln!(out, "        - {}", quoted(&unlike_the_others(&one_line(&option.value), &mut options)));
                }
            }
            FieldKind::Tick => {
                out.push_str("      options:\n");
                let items: Vec<&str> = field.items.iter().map(|item| item.value.as_str()).collect();
                for text in if items.is_empty() { vec![field.ask.value.as_str()] } else { items } {
                    let _ = writeln!(out, "        - label: {}", quoted(&one_line(text)));
                    if field.must {
                        out.push_str("          required: true\n");
                    }
                }
            }
            FieldKind::Text | FieldKind::LongText => {}
        }
        // Boxes say it one by one.
        if field.must && field.kind != FieldKind::Tick {
            out.push_str("    validations:\n      required: true\n");
        }
    }
    out
}

/// Texts in one line, each with an end.
fn sentences(texts: &[String]) -> String {
    let ended = texts.iter().map(|text| if text.ends_with(['.', '?', '!']) { text.clone() } else { format!("{text}.") });
    ended.collect::<Vec<_>>().join(" ")
}

/// GitHub refuses two labels of the same words: the second one gets a 2.
fn unlike_the_others(text: &str, taken: &mut BTreeSet<String>) -> String {
    let mut made = text.to_string();
    let mut count = 1;
    while !taken.insert(made.clone()) {
        count += 1;
        made = format!("{text} {count}");
    }
    made
}
