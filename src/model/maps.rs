//! How maps, pages and links belong together: "appears on these maps", "opened from", what a step uses.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::links::{LinkTable, Target, Wrong, resolve_for_map};
use super::site::Site;
use super::urls::{Address, Addresses};
use crate::base::Message;
use crate::base::catalogue::maps as say_maps;
use crate::maps::answers::StepsLeft;
use crate::maps::{Link, ProcessMap, Role, Use, Verb, lint};
use crate::parse::document::Block;
use crate::parse::{self, RawHtml};

/// A map in its place.
#[derive(Clone, Debug)]
pub struct SiteMap {
    /// The map.
    pub map: Arc<ProcessMap>,
    /// Its address.
    pub address: Address,
    /// The pages that it names, as far as they exist.
    pub pages: Vec<(Address, Option<String>)>,
    /// The steps of other maps that open this one: the place of the map in the site, and of the step in the map.
    pub callers: Vec<(usize, usize)>,
    /// The notes of its steps, read as Markdown, by the place of the step.
    pub notes: BTreeMap<usize, Note>,
    /// Addresses that steps write out in place, by the address as written.
    pub written: BTreeMap<String, Target>,
    /// How many steps are left, for [`SiteMap::steps_left`].
    pub(super) left: OnceLock<Vec<StepsLeft>>,
}

impl SiteMap {
    /// The address of its Markdown, beside its page.
    pub fn copy(&self) -> Address {
        Address::new(format!("{}index.md", self.address))
    }

    /// The address of its JSON, beside its page.
    pub fn data(&self) -> Address {
        Address::new(format!("{}{}.json", self.address, self.map.key))
    }

    /// The address of its drawing as a file of its own, beside its page.
    pub fn drawing(&self) -> Address {
        Address::new(format!("{}{}.svg", self.address.as_str(), self.map.key))
    }
}

/// A note of a step.
#[derive(Clone, Debug)]
pub struct Note {
    /// Its text.
    pub blocks: Vec<Block>,
    /// Where its links lead.
    pub targets: Vec<Target>,
}

/// A map that names a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapOfPage {
    /// Its place in the site.
    pub map: usize,
    /// The anchor in the page; `None` for the page as a whole.
    pub anchor: Option<String>,
}

/// What a step uses, found.
#[derive(Clone, Debug, PartialEq)]
pub struct UseTarget {
    /// What it is called.
    pub title: String,
    /// Its kind, which chooses the icon: board, form, template, doc, deck, folder, tool, channel, page, report, training, map or link.
    pub kind: String,
    /// Where it leads, if that is known.
    pub target: Option<Target>,
    /// The variant that it belongs to.
    pub variant: Option<String>,
    /// Who may open it.
    pub access: Option<String>,
    /// What is still open about it.
    pub todo: Option<String>,
}

/// Where the list of all maps stands.
pub fn list_address() -> Address {
    Address::new("/maps/")
}

/// Gives each map its address. They are sorted by key, so [`Site::map`] can search.
pub fn place(maps: &[Arc<ProcessMap>], addresses: &mut Addresses, messages: &mut Vec<Message>) -> Vec<SiteMap> {
    let mut placed = Vec::new();
    for map in maps {
        let address = Address::new(format!("/maps/{}/", map.key));
        if let Err(taken) = addresses.take(&address, &map.path) {
            messages.push(taken.told(&map.path, &address));
            continue;
        }
        let map = map.clone();
        placed.push(SiteMap {
            map,
            address,
            pages: Vec::new(),
            callers: Vec::new(),
            notes: BTreeMap::new(),
            written: BTreeMap::new(),
            left: OnceLock::new(),
        });
    }
    placed.sort_by(|a, b| a.map.key.cmp(&b.map.key));
    placed
}

/// Finds what the maps name: pages, other maps, links; and tells pages which maps name them.
pub fn relate(site: &mut Site, table: &LinkTable) {
    let mut messages = check(site);
    for index in 0..site.maps.len() {
        let map = site.maps[index].map.clone();
        for page in &map.pages {
            let (target, message) = resolve_for_map(table, &map.path, page.span, &page.value);
            messages.extend(message);
            let Target::Inside { address, anchor } = target else { continue };
            if let Ok(found) = site.pages.binary_search_by(|page| page.address.cmp(&address)) {
                site.pages[found].maps.push(MapOfPage { map: index, anchor: anchor.clone() });
            }
            site.maps[index].pages.push((address, anchor));
        }
        for (step_index, step) in map.steps.iter().enumerate() {
            for called in called_maps(step) {
                if let Ok(found) = site.maps.binary_search_by(|map| map.map.key.as_str().cmp(called))
                    && found != index
                {
                    site.maps[found].callers.push((index, step_index));
                }
            }
            if let Some(note) = &step.note {
                let read = parse::markdown::read(&map.path, &note.value, 0, parse::ParseOptions { raw_html: RawHtml::Escape, math: false });
                let resolve = |link: &parse::Link| {
                    let (target, message) = resolve_for_map(table, &map.path, note.span, &link.to);
                    messages.extend(message);
                    target
                };
                let targets = read.links.iter().map(resolve).collect();
                site.maps[index].notes.insert(step_index, Note { blocks: read.blocks, targets });
            }
            for used in all_uses(step) {
                if let Use::Written { url, .. } = used {
                    let (target, message) = resolve_for_map(table, &map.path, url.span, &url.value);
                    messages.extend(message);
                    site.maps[index].written.insert(url.value.clone(), target);
                }
            }
        }
    }
    messages.extend(site.paths.iter().flat_map(|path| pages_of_path(path, table)));
    site.link_targets =
        site.links.iter().filter_map(|(key, link)| Some((key.clone(), named_target(link, table, &mut messages)?))).collect();
    site.messages.extend(messages);
}

/// The rules about maps as a whole.
fn check(site: &Site) -> Vec<Message> {
    let roles: Vec<Role> = site.roles.values().cloned().collect();
    let links: Vec<Link> = site.links.values().cloned().collect();
    let maps = site.maps.iter().map(|map| &*map.map).collect();
    let paths = site.paths.iter().map(|path| &**path).collect();
    lint::site(&lint::SiteMaps { maps, roles: &roles, links: &links, glossary: &site.terms, paths })
}

/// The items of a guided path that name a page or an anchor that is not there.
fn pages_of_path(path: &crate::maps::GuidedPath, table: &LinkTable) -> Vec<Message> {
    let pages = path.stages.iter().flat_map(|stage| &stage.items).filter_map(|item| item.page.as_ref());
    pages
        .filter_map(|page| match table.resolve(&path.path, None, &page.value) {
            Err((_, Wrong::Page { meant })) => Some(say_maps::missing_in_path(&path.path, "page", page, meant.as_deref())),
            Err((_, Wrong::Anchor { meant, .. })) => Some(say_maps::missing_in_path(&path.path, "heading", page, meant.as_deref())),
            _ => None,
        })
        .collect()
}

fn named_target(link: &Link, table: &LinkTable, messages: &mut Vec<Message>) -> Option<Target> {
    let url = link.url.as_ref()?;
    let path = crate::base::SourcePath::new("process-maps/_links.yaml");
    let (target, message) = resolve_for_map(table, &path, url.span, &url.value);
    messages.extend(message);
    Some(target)
}

/// The maps that a step opens: its own verb, or what it offers to pick.
pub fn called_maps(step: &crate::maps::Step) -> Vec<&str> {
    match &step.verb {
        Verb::Map { map, .. } => vec![&map.value],
        Verb::Pick { options } => options.iter().filter_map(|option| option.map.as_ref()).map(|map| map.value.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// All that a step uses, also for its boxes to tick and for what there is to pick.
pub(super) fn all_uses(step: &crate::maps::Step) -> impl Iterator<Item = &Use> {
    let options = match &step.verb {
        Verb::Pick { options } => options.as_slice(),
        _ => &[],
    };
    step.uses.iter().chain(step.check.iter().flat_map(|item| &item.uses)).chain(options.iter().flat_map(|option| &option.uses))
}

impl Site {
    /// What a step is called: a step that opens a map without a title of its own has the map's.
    pub fn step_text<'a>(&'a self, step: &'a crate::maps::Step) -> &'a str {
        match &step.verb {
            Verb::Map { map, titled: false } => self.map(&map.value).map_or(step.text.value.as_str(), |map| map.map.title.value.as_str()),
            _ => &step.text.value,
        }
    }

    /// What a step of `map` uses. For `$name`: what the variants have under that name, one each.
    pub fn uses(&self, map: &SiteMap, used: &Use) -> Vec<UseTarget> {
        match used {
            Use::Written { title, url } => vec![UseTarget {
                title: title.value.clone(),
                kind: "link".to_string(),
                target: map.written.get(&url.value).cloned(),
                variant: None,
                access: None,
                todo: None,
            }],
            Use::Named(name) => vec![self.named(&name.value)],
            Use::OfVariant(name) => map
                .map
                .variants
                .iter()
                .flat_map(|variants| &variants.list)
                .filter(|variant| !variant.retired)
                .filter_map(|variant| {
                    let (_, link) = variant.links.iter().find(|(key, _)| key.value == name.value)?;
                    let found = self.named(&link.value);
                    let title = format!("{} ({})", found.title, variant.label.value);
                    Some(UseTarget { title, variant: Some(variant.key.value.clone()), ..found })
                })
                .collect(),
        }
    }

    /// A named link, or a map of that name; else just the name, which was reported.
    fn named(&self, name: &str) -> UseTarget {
        if let Some(link) = self.links.get(name) {
            let target = self.link_targets.get(name).cloned();
            return UseTarget {
                title: link.title.clone(),
                kind: link.kind.clone(),
                target,
                variant: None,
                access: link.access.clone(),
                todo: link.todo.clone(),
            };
        }
        let target = self.map(name).map(|map| Target::Inside { address: map.address.clone(), anchor: None });
        let title = self.map(name).map_or(name, |map| &map.map.title.value).to_string();
        UseTarget { title, kind: "map".to_string(), target, variant: None, access: None, todo: None }
    }
}
