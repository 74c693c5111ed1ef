//! A map as text: for people, for programs, and for the languages of other drawing tools.
//!
//! In a map in its site, out one text that ends with a line end. Every text of the author is made harmless for the language that it is
//! written into. Knows no HTML and no theme.

mod dot;
mod issue_template;
mod json;
mod markdown;
mod mermaid;
mod outline;

use crate::base::forge::Forge;
use crate::maps::{CheckItem, FieldKind, FormField, MapKind, Move, Outcome, PickOption, ProcessMap, Status, Step, Use, Verb, answers};
use crate::model::{Site, SiteMap, Target};

/// The version of the JSON document; it grows when a key is renamed, taken away or means something else.
pub const JSON_VERSION: u64 = 1;

/// What a map can be printed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapFormat {
    /// For reading on a terminal.
    Outline,
    /// For programs.
    Json,
    /// For Mermaid, which many tools draw inside of Markdown.
    Mermaid,
    /// For Graphviz.
    Dot,
    /// For a page, an issue or a wiki.
    Markdown,
}

/// Prints a map of the site.
pub fn map(site: &Site, entry: &SiteMap, format: MapFormat) -> String {
    match format {
        MapFormat::Outline => outline::print(site, entry),
        MapFormat::Json => json::print(site, entry),
        MapFormat::Mermaid => mermaid::print(site, entry),
        MapFormat::Dot => dot::print(site, entry),
        MapFormat::Markdown => markdown::print(site, entry),
    }
}

/// The form of a step as a template for issues; `None` when there is no such step, or it has no form.
pub fn issue_template(site: &Site, entry: &SiteMap, id: &str, forge: Forge) -> Option<String> {
    let is_meant = |step: &Step| step.is_named(id);
    let index = entry.map.steps.iter().position(is_meant)?;
    (!entry.map.steps[index].form.is_empty()).then(|| issue_template::print(site, entry, index, forge))
}

fn option_text<'a>(site: &'a Site, option: &'a PickOption) -> &'a str {
    match &option.map {
        Some(map) if map.value == option.text.value => title_of_map(site, &map.value),
        _ => &option.text.value,
    }
}

fn title_of_map<'a>(site: &'a Site, key: &'a str) -> &'a str {
    site.map(key).map_or(key, |other| &other.map.title.value)
}

/// The word of a verb, as it is written in the file.
fn verb_word(verb: &Verb) -> &'static str {
    match verb {
        Verb::Do => "do",
        Verb::Ask => "ask",
        Verb::Pick { .. } => "pick",
        Verb::Wait { .. } => "wait",
        Verb::Map { .. } => "map",
        Verb::End { .. } => "end",
        Verb::State { .. } => "state",
    }
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Good => "good",
        Outcome::Bad => "bad",
        Outcome::Neutral => "neutral",
    }
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Live => "live",
        Status::Retired => "retired",
    }
}

fn field_word(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::LongText => "long text",
        FieldKind::Link => "link",
        FieldKind::Date => "date",
        FieldKind::Choice => "choice",
        FieldKind::Tick => "tick",
    }
}

/// The names of roles for people.
fn roles<'a>(site: &'a Site, keys: impl IntoIterator<Item = &'a str>) -> String {
    keys.into_iter().map(|key| site.role_label(key)).collect::<Vec<_>>().join(", ")
}

fn role_list(site: &Site, keys: &[crate::base::Spanned<String>]) -> String {
    roles(site, keys.iter().map(|key| key.value.as_str()))
}

/// A text on one line: line ends and other controls become blanks.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a way on is the usual one, to the step below: nobody needs to be told.
fn is_plain(from: usize, way: &Move) -> bool {
    way.label.is_none() && way.to == from + 1
}

/// What is said of a map as a whole, as name and value.
fn map_facts(site: &Site, map: &ProcessMap) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Status", status_word(map.status).to_string())];
    facts.extend(map.owner.as_ref().map(|owner| ("Owner", site.role_label(&owner.value).to_string())));
    facts.extend(map.reviewed.as_ref().map(|date| ("Reviewed", date.value.clone())));
    facts.extend(map.starts_when.as_ref().map(|when| ("Starts when", when.value.clone())));
    facts.extend(map.repeats.as_ref().map(|repeats| ("Repeats", repeats.value.clone())));
    for promise in &map.promises {
        let step = |index: Option<usize>| index.map_or("?", |index| site.step_text(&map.steps[index]));
        let unless = promise.unless.as_ref().map(|(label, then)| format!("; with {}: {}", label.value, then.value)).unwrap_or_default();
        facts.push(("Promise", format!("{} from “{}” to “{}”{unless}", promise.within.text, step(promise.from), step(promise.to))));
    }
    facts
}

/// What is said of a step besides its text, as name and value, in the order in which people ask for it.
fn step_facts(site: &Site, entry: &SiteMap, step: &Step) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let mut say =
        |name: &'static str, value: Option<String>| facts.extend(value.filter(|value| !value.is_empty()).map(|value| (name, value)));
    let text = |value: &Option<crate::base::Spanned<String>>| value.as_ref().map(|value| value.value.clone());
    let time = |time: &Option<crate::maps::Time>| time.as_ref().map(|time| time.text.clone());
    let names = |names: &[crate::base::Spanned<String>]| Some(names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>().join(", "));
    say("Who", Some(role_list(site, &step.who)));
    say("With", Some(role_list(site, &step.with)));
    say("Tell", Some(role_list(site, &step.tell)));
    say("Accountable", Some(role_list(site, &step.accountable)));
    match &step.verb {
        Verb::Wait { time: waits } => say("For", time(waits)),
        Verb::Map { map, .. } => say("Map", Some(map.value.clone())),
        Verb::End { outcome } => say("Outcome", Some(outcome_word(*outcome).to_string())),
        Verb::State { means, leave_when, promise, .. } => {
            say("Means", text(means));
            say("Leave when", text(leave_when));
            say("Promise", text(promise));
        }
        _ => {}
    }
    say("Enter when", text(&step.enter_when));
    say("Takes", time(&step.takes));
    say("Notice", time(&step.notice));
    say("Within", time(&step.within));
    say("Every", text(&step.every));
    say("Needs", names(&step.needs));
    say("Makes", names(&step.makes));
    say("Use", Some(step.uses.iter().flat_map(|used| site.uses(entry, used)).map(|used| used.title).collect::<Vec<_>>().join(", ")));
    say("Log", text(&step.log));
    say("Sets", text(&step.state));
    if let Some(exception) = &step.exception {
        let who = if exception.who.is_empty() { String::new() } else { format!(" ({} decides)", role_list(site, &exception.who)) };
        say("Exception", Some(format!("{}: {}{who}", exception.when.value, exception.then.value)));
    }
    if step.optional {
        say("Optional", Some("may be skipped".to_string()));
    }
    if step.assumed {
        say("Assumed", Some("not confirmed yet".to_string()));
    }
    say("To do", text(&step.todo));
    facts
}

/// What others hand over, on one line: the question, then what it takes.
fn field_text(field: &FormField) -> String {
    let mut text = field.ask.value.clone();
    let options = |values: &[crate::base::Spanned<String>]| values.iter().map(|value| value.value.as_str()).collect::<Vec<_>>().join(" / ");
    text.push_str(&match (field.options.is_empty(), field.items.is_empty()) {
        (false, _) => format!(" ({})", options(&field.options)),
        (true, false) => format!(" ({})", options(&field.items)),
        (true, true) => format!(" ({})", field_word(field.kind)),
    });
    if field.must {
        text.push_str(" – must be given");
    }
    text
}

fn check_text(item: &CheckItem) -> String {
    let optional = if item.optional { " (optional)" } else { "" };
    format!("{}{optional}", item.text.value)
}

/// Where a link leads, for programs and for Markdown.
fn address_of(target: &Target) -> Option<String> {
    match target {
        Target::Inside { address, anchor } => {
            Some(format!("{address}{}", anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default()))
        }
        Target::Outside(address) => Some(address.clone()),
        Target::Missing(_) | Target::Refused => None,
    }
}
