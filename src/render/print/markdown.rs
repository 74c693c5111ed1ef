//! A map as Markdown that any reader of it shows alike: a heading per phase, a heading per step, lists of boxes to tick.

use super::*;

/// The document.
pub fn print(site: &Site, entry: &SiteMap) -> String {
    let map = &*entry.map;
    let mut out = format!("# {}\n", plain(&map.title.value));
    out.extend(map.summary.iter().map(|summary| format!("\n{}\n", plain(&summary.value))));
    out.push('\n');
    for (name, value) in map_facts(site, map) {
        out.push_str(&format!("- **{name}:** {}\n", plain(&value)));
    }
    let level = if map.phases.is_empty() { "##" } else { "###" };
    for (index, step) in map.steps.iter().enumerate() {
        if let Some(phase) = map.phases.iter().find(|phase| phase.first_step == index) {
            out.push_str(&format!("\n## {}\n", plain(&phase.title.value)));
        }
        out.push_str(&format!("\n{level} {}. {}\n", step.number, plain(site.step_text(step))));
        let lines = list(site, entry, index, step);
        if !lines.is_empty() {
            out.push_str(&format!("\n{}\n", lines.join("\n")));
        }
        // A note is Markdown itself.
        out.extend(step.note.iter().map(|note| format!("\n{}\n", note.value.trim_end())));
    }
    if !map.tags.is_empty() {
        out.push_str("\n## Tags\n\n");
        for tag in &map.tags {
            let means = tag.means.as_ref().map(|means| format!(": {}", plain(&means.value))).unwrap_or_default();
            out.push_str(&format!("- **{}**{means}\n", plain(&tag.label.value)));
        }
    }
    out
}

fn list(site: &Site, entry: &SiteMap, index: usize, step: &Step) -> Vec<String> {
    let map = &*entry.map;
    let mut lines = Vec::new();
    for (name, value) in step_facts(site, entry, step) {
        match name {
            // Links stay links where they lead out of the site; addresses inside of it mean nothing elsewhere.
            "Use" => lines.push(format!("- **Use:** {}", uses(site, entry, &step.uses))),
            _ => lines.push(format!("- **{name}:** {}", plain(&value))),
        }
    }
    if let Verb::Pick { options } = &step.verb {
        lines.extend(options.iter().map(|option| format!("- {}", plain(option_text(site, option)))));
    }
    for way in step.moves.iter().filter(|way| !is_plain(index, way)) {
        let to = &map.steps[way.to];
        let label = way.label.as_ref().map(|label| format!("{} ", plain(&label.value))).unwrap_or_default();
        lines.push(format!("- {label}→ {}. {}", to.number, plain(site.step_text(to))));
    }
    lines.extend(step.check.iter().map(|item| format!("- [ ] {}", plain(&check_text(item)))));
    lines.extend(step.form.iter().map(|field| format!("- [ ] {}", plain(&field_text(field)))));
    lines
}

fn uses(site: &Site, entry: &SiteMap, uses: &[Use]) -> String {
    let found = uses.iter().flat_map(|used| site.uses(entry, used)).map(|used| match &used.target {
        Some(Target::Outside(address)) => format!("[{}](<{}>)", plain(&used.title), address.replace(['<', '>', '\n', '\\'], "")),
        _ => plain(&used.title),
    });
    found.collect::<Vec<_>>().join(", ")
}

/// A text as it is: every sign that could mean something to Markdown is said to mean itself.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in one_line(text).char_indices() {
        let begins = at == 0 && matches!(c, '-' | '+' | '=' | '~');
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$') || begins {
            out.push('\\');
        }
        out.push(c);
    }
    // `1. ` at the beginning of a line begins a list.
    let digits = out.len() - out.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 && out[digits..].starts_with(['.', ')']) {
        out.insert(digits, '\\');
    }
    out
}
