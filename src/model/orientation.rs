//! Who has to do with what, from the other end: the steps of a role, of a page, of a term; the lists that readers find their way by.
//!
//! All of it is gathered once per state of the site, so that a page only looks up its own part.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::{Leads, StepOfSite};
use super::search::text::text_of;
use super::{Address, Output, Site, all_address};

/// What was gathered.
#[derive(Clone, Debug, Default)]
pub struct Orientation {
    /// Per role its steps in the order of the maps, and what it has to do with each: some of `R`, `A`, `C`, `I`.
    pub roles: BTreeMap<String, Vec<(StepOfSite, Vec<char>)>>,
    /// Per page, by its place in the site, the steps that lead to it, in the order of the maps.
    pub pages: BTreeMap<usize, Vec<StepOfSite>>,
    /// Per term, by its place in [`Site::terms`], the steps and the pages that use it.
    pub terms: Vec<TermUses>,
}

/// Where a term is used.
#[derive(Clone, Debug, Default)]
pub struct TermUses {
    /// Steps, in the order of the maps.
    pub steps: Vec<StepOfSite>,
    /// Pages, by their places in the site.
    pub pages: Vec<usize>,
}

/// A list that readers find their way by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finder {
    /// Tools, templates and channels, with the steps that use them.
    Tools,
    /// What must be recorded where.
    Records,
    /// The roles.
    Roles,
    /// The terms.
    Glossary,
}

impl Finder {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Finder; 4] = [Finder::Roles, Finder::Tools, Finder::Records, Finder::Glossary];

    /// Where it stands. A page of the site's own at that address takes its place.
    pub fn address(self) -> Address {
        Address::new(match self {
            Finder::Tools => "/tools/",
            Finder::Records => "/records/",
            Finder::Roles => "/roles/",
            Finder::Glossary => "/glossary/",
        })
    }
}

/// Where a role has its page.
pub fn role_address(key: &str) -> Address {
    Address::new(format!("/roles/{key}/"))
}

/// The lists that have something in them.
pub fn finders(site: &Site) -> Vec<Finder> {
    let is_there = |finder: &Finder| match finder {
        Finder::Tools => !site.maps.is_empty() && !site.links.is_empty(),
        Finder::Records => site.maps.iter().any(|map| map.map.steps.iter().any(|step| step.log.is_some())),
        Finder::Roles => !site.maps.is_empty() && !site.roles.is_empty(),
        Finder::Glossary => !site.terms.is_empty(),
    };
    Finder::ALL.into_iter().filter(is_there).collect()
}

/// Where a role is told about: on its page, else in the list of everything.
pub fn role_place(site: &Site, key: &str) -> (Address, Option<String>) {
    let page = role_address(key);
    let is_there = matches!(site.outputs.get(&page.output_path()), Some(Output::Role(_) | Output::Page(_)));
    if is_there { (page, None) } else { (all_address(), Some(format!("role-{key}"))) }
}

/// Where a named link without an address is told about: in the list of tools, else in the list of everything.
pub fn tool_place(site: &Site, key: &str) -> (Address, String) {
    let id = format!("link-{key}");
    (list_or_all(site, Finder::Tools), id)
}

/// Where a term is explained, by its place in [`Site::terms`]: in the glossary, else in the list of everything. A page of the site's own
/// takes the place of the glossary for the terms that it has an id for, such as `sow` from a heading `SOW`.
pub fn term_place(site: &Site, term: usize) -> (Address, String) {
    let id = site.glossary.id(term);
    let list = Finder::Glossary.address();
    if let (Some(Output::Page(page)), Some(own)) = (site.outputs.get(&list.output_path()), id.strip_prefix("term-"))
        && site.pages[*page].page.anchors.iter().any(|anchor| anchor == own)
    {
        return (list, own.to_string());
    }
    (list_or_all(site, Finder::Glossary), id.to_string())
}

fn list_or_all(site: &Site, finder: Finder) -> Address {
    let address = finder.address();
    let is_there = matches!(site.outputs.get(&address.output_path()), Some(Output::Finder(_)));
    if is_there { address } else { all_address() }
}

/// The ids under which the entries of a list stand.
pub fn anchors(site: &Site, finder: Finder) -> Vec<String> {
    match finder {
        Finder::Tools => site.links.keys().map(|key| format!("link-{key}")).collect(),
        Finder::Roles => site.roles.keys().map(|key| format!("role-{key}")).collect(),
        Finder::Glossary => super::glossary::term_ids(&site.terms),
        Finder::Records => {
            let of_map = |map: &super::SiteMap| {
                let logged = map.map.steps.iter().filter(|step| step.log.is_some());
                logged.map(|step| format!("{}.{}", map.map.key, step.id)).collect::<Vec<_>>()
            };
            site.maps.iter().flat_map(of_map).collect()
        }
    }
}

/// Gathers everything. Cost: the links, the steps and the words of the site, each looked at once.
pub fn gather(site: &Site) -> Orientation {
    let mut all = Orientation::default();
    for of_site in site.raci() {
        let row = of_site.row;
        let place = StepOfSite { map: of_site.map, step: row.step };
        for (letter, roles) in [('R', row.responsible), ('A', row.accountable), ('C', row.consulted), ('I', row.informed)] {
            for role in roles {
                let steps = all.roles.entry(role.to_string()).or_default();
                match steps.last_mut().filter(|(step, _)| *step == place) {
                    Some((_, letters)) if letters.contains(&letter) => {}
                    Some((_, letters)) => letters.push(letter),
                    None => steps.push((place, vec![letter])),
                }
            }
        }
    }
    for pair in site.steps_and_pages().into_iter().filter(|pair| pair.way == Leads::StepToPage) {
        let steps = all.pages.entry(pair.page).or_default();
        if steps.last() != Some(&pair.step) {
            steps.push(pair.step);
        }
    }
    all.terms = uses_of_terms(site);
    all
}

/// Finds every term by its first word, so that each text is read once however many terms there are.
fn uses_of_terms(site: &Site) -> Vec<TermUses> {
    let mut uses = vec![TermUses::default(); site.terms.len()];
    let mut by_first: BTreeMap<String, Vec<(usize, Vec<String>)>> = BTreeMap::new();
    for (index, term) in site.terms.iter().enumerate() {
        let mut words = words(&term.term.value);
        if !words.is_empty() {
            let rest = words.split_off(1);
            by_first.entry(words.remove(0)).or_default().push((index, rest));
        }
    }
    if by_first.is_empty() {
        return uses;
    }
    let found_in = |text: &str| -> BTreeSet<usize> {
        let words = words(text);
        let here = words.iter().enumerate().flat_map(|(at, word)| {
            let rest = &words[at + 1..];
            by_first.get(word).into_iter().flatten().filter(move |(_, more)| rest.starts_with(more)).map(|(term, _)| *term)
        });
        here.collect()
    };
    for (map, entry) in site.maps.iter().enumerate() {
        for (step, of_step) in entry.map.steps.iter().enumerate() {
            let mut text = site.step_text(of_step).to_string();
            for more in of_step.check.iter().map(|check| &check.text.value).chain(of_step.form.iter().map(|field| &field.ask.value)) {
                text.push('\n');
                text.push_str(more);
            }
            text.extend(entry.notes.get(&step).map(|note| format!("\n{}", text_of(&note.blocks))));
            found_in(&text).into_iter().for_each(|term| uses[term].steps.push(StepOfSite { map, step }));
        }
    }
    for (page, entry) in site.pages.iter().enumerate() {
        let text = format!("{}\n{}", entry.page.title, text_of(&entry.page.blocks));
        found_in(&text).into_iter().for_each(|term| uses[term].pages.push(page));
    }
    uses
}

/// The words of a text. A short form in capitals is a word of its own: `IT` is not `it`.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_short = |word: &str| word.chars().count() > 1 && word.chars().all(|c| c.is_uppercase() || c.is_numeric());
    parts.map(|word| if is_short(word) { word.to_string() } else { word.to_lowercase() }).collect()
}
