//! What can be found: pages, their sections, maps, steps, roles, links and terms, each with its words.

use super::text::{sections, text_of};
use crate::maps::Verb;
use crate::model::{Address, Site, SiteMap, SitePage, Target, role_place, term_place, tool_place};

/// Something that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub title: String,
    /// Where it stands: the title of its page, the map and the number of its step.
    pub context: Context,
    /// Where it is, from the root of the site, or a whole address elsewhere.
    pub place: Place,
    /// Further names, which count nearly as much as the title.
    pub names: Vec<String>,
    /// One sentence about it.
    pub summary: String,
    /// All of this is searched, and the beginning is shown where there is no summary.
    pub text: String,
    /// This is shown in its place.
    pub shown: Option<String>,
    /// This is searched and never shown: short and old names of who does a step, answers in one word.
    pub unseen: String,
}

impl Record {
    /// A record that has a name and a place, and stands alone.
    fn new(kind: Kind, title: String, place: Place) -> Record {
        let (names, [summary, text, unseen]) = (Vec::new(), [const { String::new() }; 3]);
        Record { kind, title, context: Context::Alone, place, names, summary, text, shown: None, unseen }
    }
}

/// What a record is, with the letter that stands for it in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Kind {
    Page,
    Section,
    Map,
    Step,
    Role,
    Link,
    Term,
}

impl Kind {
    /// The letter that stands for it in the index, and in the keys of the theme's words.
    pub fn letter(self) -> char {
        match self {
            Kind::Page => 'p',
            Kind::Section => 'h',
            Kind::Map => 'm',
            Kind::Step => 's',
            Kind::Role => 'r',
            Kind::Link => 'l',
            Kind::Term => 't',
        }
    }
}

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Context {
    /// By itself.
    Alone,
    /// Below the title of a page or map.
    Of(String),
    /// As a step of a map.
    Step {
        /// Its number.
        number: usize,
        /// The title of the map.
        map: String,
    },
}

/// Where a record is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the site.
    Inside(Address, Option<String>),
    /// Elsewhere.
    Outside(String),
}

/// How many records all parts have, for the cost of counting.
pub fn count(site: &Site) -> usize {
    let pages: usize = site.pages.iter().map(|page| 1 + sections_of(page)).sum();
    let maps: usize = site.maps.iter().map(|map| 1 + map.map.steps.len()).sum();
    pages + maps + site.roles.len() + site.links.len() + site.terms.len()
}

/// How many sections of a page can be found.
pub fn sections_of(page: &SitePage) -> usize {
    page.page.blocks.iter().filter(|block| is_section(block)).count()
}

fn is_section(block: &crate::parse::document::Block) -> bool {
    matches!(block.kind, crate::parse::document::BlockKind::Heading { .. }) && block.attributes.id.is_some()
}

/// A part of what can be found. The parts of a site follow each other in a fixed order: what comes first wins where nothing else decides.
#[derive(Clone, Copy, Debug)]
pub enum Part<'site> {
    /// The maps and their steps.
    Maps,
    /// Some of the pages, with their sections.
    Pages(&'site [SitePage]),
    /// Roles, links and terms.
    Names,
}

impl Part<'_> {
    /// The parts of a site, its pages cut into so many.
    pub fn all(site: &Site, cuts: usize) -> Vec<Part<'_>> {
        let pages = site.pages.chunks(site.pages.len().div_ceil(cuts.max(1)).max(1)).map(Part::Pages);
        std::iter::once(Part::Maps).chain(pages).chain([Part::Names]).collect()
    }
}

/// What can be found in a part, one after the other in a fixed order.
pub fn each(site: &Site, part: Part, take: &mut dyn FnMut(Record)) {
    match part {
        Part::Maps => site.maps.iter().for_each(|map| each_of_map(site, map, take)),
        Part::Pages(pages) => pages.iter().for_each(|page| each_of_page(page, take)),
        Part::Names => each_name(site, take),
    }
}

fn each_name(site: &Site, take: &mut dyn FnMut(Record)) {
    for (key, role) in &site.roles {
        let mut names = vec![role.short.clone(), key.clone()];
        names.extend(role.was.iter().cloned());
        let (address, anchor) = role_place(site, key);
        let place = Place::Inside(address, anchor);
        let summary = role.does.clone().unwrap_or_default();
        take(Record { names, summary, ..Record::new(Kind::Role, role.name.clone(), place) });
    }
    for (key, link) in &site.links {
        let place = match site.link_targets.get(key) {
            Some(Target::Inside { address, anchor }) => Place::Inside(address.clone(), anchor.clone()),
            Some(Target::Outside(to)) => Place::Outside(to.clone()),
            _ => {
                let (address, anchor) = tool_place(site, key);
                Place::Inside(address, Some(anchor))
            }
        };
        let names = vec![key.clone(), link.kind.clone()];
        take(Record { names, ..Record::new(Kind::Link, link.title.clone(), place) });
    }
    for (number, term) in site.terms.iter().enumerate() {
        let (address, anchor) = term_place(site, number);
        let place = Place::Inside(address, Some(anchor));
        let (title, names) = (term.term.value.clone(), term.was.clone());
        take(Record { names, summary: term.means.clone(), ..Record::new(Kind::Term, title, place) });
    }
}

fn each_of_page(page: &SitePage, take: &mut dyn FnMut(Record)) {
    let front = &page.front;
    for section in sections(&page.page.blocks) {
        let inside = |anchor: Option<&str>| Place::Inside(page.address.clone(), anchor.map(str::to_string));
        let (text, shown) = (section.text, section.shown);
        take(match section.heading {
            None => Record {
                names: front.keywords.clone(),
                summary: front.description.clone().unwrap_or_default(),
                text,
                shown,
                ..Record::new(Kind::Page, page.page.title.clone(), inside(None))
            },
            Some((id, title)) => {
                Record { context: Context::Of(page.page.title.clone()), text, shown, ..Record::new(Kind::Section, title, inside(Some(id))) }
            }
        });
    }
}

fn each_of_map(site: &Site, entry: &SiteMap, take: &mut dyn FnMut(Record)) {
    let map = &entry.map;
    let summary = map.summary.as_ref().map(|summary| summary.value.clone()).unwrap_or_default();
    let text = map.starts_when.as_ref().map(|start| start.value.clone()).unwrap_or_default();
    let inside = |anchor: Option<&str>| Place::Inside(entry.address.clone(), anchor.map(str::to_string));
    let title = map.title.value.clone();
    take(Record { names: vec![map.key.clone()], summary, text, ..Record::new(Kind::Map, title.clone(), inside(None)) });
    for (index, step) in map.steps.iter().enumerate() {
        let (mut words, mut unseen): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for role in step.who.iter().chain(&step.with) {
            words.push(site.role_name(&role.value).to_string());
            unseen.push(site.role_short(&role.value).to_string());
            unseen.extend(site.roles.get(&role.value).into_iter().flat_map(|role| role.was.iter().cloned()));
        }
        words.extend(step.uses.iter().flat_map(|link| site.uses(entry, link)).map(|found| found.title));
        words.extend(step.check.iter().map(|check| check.text.value.clone()));
        words.extend(step.form.iter().map(|field| field.ask.value.clone()));
        for label in step.moves.iter().filter_map(|way| way.label.as_ref()) {
            if label.value.contains(' ') { &mut words } else { &mut unseen }.push(label.value.clone());
        }
        if let Verb::Pick { options } = &step.verb {
            words.extend(options.iter().map(|option| option.text.value.clone()));
        }
        let note = entry.notes.get(&index).map(|note| text_of(&note.blocks)).unwrap_or_default();
        let title = site.step_text(step).to_string();
        take(Record {
            kind: Kind::Step,
            title,
            context: Context::Step { number: step.number, map: map.title.value.clone() },
            place: inside(Some(&step.id)),
            names: step.was.clone(),
            summary: note,
            text: words.join(" · "),
            shown: None,
            unseen: unseen.join(" "),
        });
    }
}
