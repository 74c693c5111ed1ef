//! Words: what is not confirmed, what is too long to be read at a glance, and words that the glossary calls old or does not have.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::super::meaning::*;
use super::super::read::place;
use super::SiteMaps;
use crate::base::catalogue::maps as say;
use crate::base::{Message, Spanned};

/// The longest text that makes a box of usual size.
const LONGEST_STEP: usize = 90;
/// The longest text beside an arrow.
const LONGEST_ANSWER: usize = 60;

pub(super) fn map(map: &ProcessMap, messages: &mut Vec<Message>) {
    for step in &map.steps {
        let moves_assumed = matches!(step.verb, Verb::State { assumed_next: true, .. });
        let exception_assumed = step.exception.as_ref().is_some_and(|exception| exception.assumed);
        if step.assumed || moves_assumed || exception_assumed {
            messages.push(say::assumed(&map.path, place(step), &step.id));
        }
        let answers = step.moves.iter().filter_map(|way| way.label.as_ref()).map(|label| (label, LONGEST_ANSWER));
        for (text, most) in std::iter::once((&step.text, LONGEST_STEP)).chain(answers) {
            // Bytes are never fewer than characters, so most texts need no counting.
            if text.value.len() > most && text.value.chars().count() > most {
                messages.push(say::long_text(&map.path, text.span, text.value.chars().count(), most));
            }
        }
    }
}

/// Holds the texts of the maps against the glossary, if there is one. Notes are left out: they are Markdown, where a word may be an address.
pub(super) fn site(site: &SiteMaps, messages: &mut Vec<Message>) {
    if site.glossary.is_empty() {
        return;
    }
    let glossary = Glossary::new(site);
    for map in &site.maps {
        let mut told = BTreeSet::new();
        for text in texts(map) {
            glossary.look_at(map, text, &mut told, messages);
        }
    }
}

/// What a map says to its readers, in the order of the file as far as that matters.
fn texts(map: &ProcessMap) -> impl Iterator<Item = &Spanned<String>> {
    let head = std::iter::once(&map.title).chain(&map.summary).chain(&map.starts_when);
    let steps = map.steps.iter().flat_map(|step| {
        let answers = step.moves.iter().filter_map(|way| way.label.as_ref());
        let checks = step.check.iter().map(|item| &item.text);
        let fields = step.form.iter().map(|field| &field.ask);
        std::iter::once(&step.text)
            .filter(|_| !matches!(step.verb, Verb::Map { titled: false, .. }))
            .chain(answers)
            .chain(checks)
            .chain(fields)
    });
    head.chain(map.phases.iter().map(|phase| &phase.title)).chain(steps)
}

/// The words of the house.
struct Glossary<'site> {
    /// Old names by their first word, each with the term that is used now.
    old: HashMap<&'site str, Vec<(&'site str, &'site str)>>,
    /// Every word of a term, of a role and of the title of a link: what is explained somewhere.
    known: HashSet<&'site str>,
}

impl<'site> Glossary<'site> {
    fn new(site: &SiteMaps<'site>) -> Glossary<'site> {
        let mut old: HashMap<&str, Vec<(&str, &str)>> = HashMap::new();
        let mut known = HashSet::new();
        for term in site.glossary {
            known.extend(words(&term.term.value).map(|(_, word)| word));
            for name in &term.was {
                if let Some((_, first)) = words(name).next() {
                    old.entry(first).or_default().push((name, &term.term.value));
                    known.extend(words(name).map(|(_, word)| word));
                }
            }
        }
        for role in site.roles {
            let names = [&role.key.value, &role.short, &role.name].into_iter().chain(&role.was);
            known.extend(names.flat_map(|name| words(name)).map(|(_, word)| word));
        }
        known.extend(site.links.iter().flat_map(|link| words(&link.title)).map(|(_, word)| word));
        Glossary { old, known }
    }

    /// Each word is told once per map.
    fn look_at(&self, map: &ProcessMap, text: &Spanned<String>, told: &mut BTreeSet<String>, messages: &mut Vec<Message>) {
        for (at, word) in words(&text.value) {
            let rest = &text.value[at..];
            for (name, term) in self.old.get(word).into_iter().flatten() {
                let ends = rest.strip_prefix(name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
                if ends && told.insert((*name).to_string()) {
                    messages.push(say::retired_term(&map.path, text.span, name, term));
                }
            }
            let singular = word.strip_suffix('s').unwrap_or(word);
            if !is_short_form(singular) || self.known.contains(word) || self.known.contains(singular) {
                continue;
            }
            let all_capitals = text.value == text.value.to_uppercase();
            if !all_capitals && told.insert(singular.to_string()) {
                messages.push(say::unknown_term(&map.path, text.span, singular));
            }
        }
    }
}

/// Whether a word is a short form such as `SOW`: two to six signs, capitals and digits only, two capitals at least.
fn is_short_form(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
        && (2..=6).contains(&word.chars().count())
        && word.chars().filter(|c| c.is_uppercase()).count() >= 2
}

/// The words of a text, each with its place.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|c: char| !c.is_alphanumeric()).filter_map(move |word| {
        let begins = at;
        // The sign behind a word may have several bytes.
        at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((begins, word))
    })
}
