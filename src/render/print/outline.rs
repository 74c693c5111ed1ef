//! A map as an outline for a terminal: phases, numbered steps, and under each step what is known of it.

use super::*;

/// The outline.
pub fn print(site: &Site, entry: &SiteMap) -> String {
    let map = &*entry.map;
    let mut out = format!("{}\n", one_line(&map.title.value));
    out.extend(map.summary.iter().map(|summary| format!("{}\n", one_line(&summary.value))));
    out.push('\n');
    for (name, value) in map_facts(site, map) {
        out.push_str(&format!("{name}: {}\n", one_line(&value)));
    }
    out.push('\n');
    let width = map.steps.len().to_string().len();
    for (index, step) in map.steps.iter().enumerate() {
        if let Some(phase) = map.phases.iter().find(|phase| phase.first_step == index) {
            out.push_str(&format!("{}{}\n", if index == 0 { "" } else { "\n" }, one_line(&phase.title.value)));
        }
        let of_step = of_step(site, entry, index, step);
        out.push_str(&format!("{:>width$}. {}  [{}]\n", step.number, one_line(site.step_text(step)), step.id));
        for line in of_step {
            out.push_str(&format!("{:width$}  {}\n", "", one_line(&line)));
        }
    }
    if !map.tags.is_empty() {
        out.push_str("\nTags\n");
        for tag in &map.tags {
            let means = tag.means.as_ref().map(|means| format!(": {}", means.value)).unwrap_or_default();
            out.push_str(&format!("- {}\n", one_line(&format!("{}{means}", tag.label.value))));
        }
    }
    out
}

fn of_step(site: &Site, entry: &SiteMap, index: usize, step: &Step) -> Vec<String> {
    let map = &*entry.map;
    let mut lines: Vec<String> = step_facts(site, entry, step).into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
    lines.extend(step.note.iter().flat_map(|note| note.value.lines()).filter(|line| !line.trim().is_empty()).map(str::to_string));
    if let Verb::Pick { options } = &step.verb {
        lines.extend(options.iter().map(|option| format!("- {}", option_text(site, option))));
    }
    lines.extend(step.check.iter().map(|item| format!("[ ] {}", check_text(item))));
    lines.extend(step.form.iter().map(|field| format!("? {}", field_text(field))));
    for way in step.moves.iter().filter(|way| !is_plain(index, way)) {
        let to = &map.steps[way.to];
        let label = way.label.as_ref().map(|label| format!("{} ", label.value)).unwrap_or_default();
        lines.push(format!("{label}→ {}. {}", to.number, site.step_text(to)));
    }
    lines
}
