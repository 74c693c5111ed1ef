//! All parsed files in, one immutable [`Site`] out: addresses, navigation, where every link leads, which map belongs to which page.
//!
//! Everything here is computed anew from what each file offers and asks for; nothing is remembered between two runs. Knows no HTML.

mod allow;
mod answers;
mod assets;
mod cascade;
mod changes;
pub mod glossary;
mod guide;
mod images;
mod includes;
mod links;
mod maps;
mod navigation;
mod orientation;
mod orphans;
mod paths;
mod redirects;
pub mod reviews;
pub mod search;
mod sections;
mod site;
mod spellings;
mod tags;
mod urls;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use includes::Includes;

use crate::base::{Message, SourcePath};
use crate::parse::{Content, FrontMatter, Page, Parsed, Redirect, Settings};
use crate::sources::{History, Layout};

pub use answers::{Call, Leads, LinkUser, SiteRaciRow, StepAndPage, StepOfSite};
pub use changes::{Change, Changed, Changes, changes_address};
pub use guide::{Choice, Return, choices, is_choice};
pub use links::{LinkTable, Target, link_text};
pub use maps::{MapOfPage, SiteMap, UseTarget, called_maps, list_address};
pub use navigation::{MenuItem, NavEntry, Navigation};
pub use orientation::{Finder, Orientation, TermUses, finders, role_address, role_place, term_place, tool_place};
pub use paths::{path_address, paths_address};
pub use redirects::Redirects;
pub use search::{all_address, words};
pub use sections::{print_address, section, section_of};
pub use site::{Included, Inserted, Output, Piece, SearchFile, Site, SitePage, THEME_OUTPUTS};
pub use tags::{Tag, tags_address};
pub use urls::Address;

pub use crate::maps::time::Date;

/// Whether pages with `draft: true` are part of the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drafts {
    /// They are left out.
    #[default]
    LeaveOut,
    /// They are shown like all others.
    Include,
}

/// What does not come from a file of the site.
#[derive(Clone, Debug, Default)]
pub struct ResolveOptions {
    /// Whether drafts are part of the site.
    pub drafts: Drafts,
    /// Takes the place of `base_url` of the settings.
    pub base_url: Option<String>,
    /// What day it is, if somebody says so: there is no clock in here, and the same files give the same site.
    pub today: Option<Date>,
    /// What git knows of the files, if it was asked.
    pub history: Option<Arc<History>>,
    /// Where the pages stand.
    pub layout: Layout,
    /// What `sources/` had to say.
    pub messages: Vec<Message>,
}

/// The site as it was before its files changed.
#[derive(Clone, Copy, Debug)]
pub struct Before<'site> {
    /// The site.
    pub site: &'site Site,
    /// Whether no file but pages is different, and there are as many pages as there were.
    pub only_pages_changed: bool,
}

/// Puts all files together. Cost: a few look-ups per link; no file is read again. What a change can't have touched is taken over from the
/// site before it: where the links of a page lead; and when all pages look the same from outside, whatever is made of their outsides.
pub fn resolve<'a>(parsed: impl IntoIterator<Item = &'a Parsed>, options: &ResolveOptions, before: Option<Before>) -> Site {
    let mut site = Site { messages: options.messages.clone(), ..Site::default() };
    let mut sorted = Sorted::default();
    let mut allowances = allow::Allowances::default();
    for file in parsed {
        allowances.take(file, options.drafts == Drafts::LeaveOut && allow::is_draft(file));
        site.messages.extend(file.messages.iter().cloned());
        sorted.take(file, &mut site);
    }
    if let Some(base_url) = &options.base_url {
        site.settings.base_url = Some(base_url.clone());
    }
    let mut addresses = urls::Addresses::default();
    site.pages = place_pages(&sorted.pages, options, &mut addresses, &mut site.messages);
    fill(&mut site, &sorted, options);
    site.maps = maps::place(&sorted.maps, &mut addresses, &mut site.messages);
    site.paths = sorted.paths;
    let assets = assets::place(&sorted.assets, options.layout, site.settings.raw_html, &mut addresses, &mut site.messages);

    site.redirects = redirects::of_pages(&site.pages, &mut addresses, &mut site.messages);
    let alike =
        before.filter(|before| before.only_pages_changed && same_outsides(&before.site.pages, &site.pages)).map(|before| before.site);
    site.navigation = alike.map_or_else(|| Arc::new(navigation::build(&site.pages)), |before| before.navigation.clone());
    site.tags = tags::tags(&site.pages);
    if let Some(history) = &options.history {
        site.changes = changes::changes(&site, history);
    }
    let made = if alike.is_some() { BTreeMap::new() } else { site::made(&site) };
    let mut table = match alike {
        Some(before) => before.links_table.without_redirects(),
        None => link_table(&site, &assets, &made, options.layout),
    };
    let base_url = site.settings.base_url.clone();
    site.redirects.add(&sorted.redirects, base_url.as_deref(), &table, &mut addresses, options.today, &mut site.messages);
    site.redirects.add_guides(&site.maps);
    table.learn(&site.redirects);
    links::resolve_pages(&mut site.pages, &table, before.map(|before| before.site));
    site.messages.extend(site.pages.iter().flat_map(|page| page.link_messages.iter().cloned()));
    spellings::same_lines(&site.pages, &mut site.messages);
    spellings::check(&site.pages, &table, &site.settings, &mut site.messages);
    maps::relate(&mut site, &table);
    site.path_targets = paths::targets(&site, &table);
    site.menu = navigation::menu(&mut site, &table);
    site.announcement = navigation::announcement(&mut site, &table);
    site.messages.extend(site.note_unlinked_maps());
    if let Some(today) = options.today {
        site.messages.extend(reviews::overdue(&site, today));
    }
    site.messages.extend(orphans::find(&site));
    site.today = options.today;
    site.assets = links::published(assets, options.layout, &site.pages);
    let known = alike.map_or(&made, |before| &before.outputs);
    assets::out_of_the_way(&mut site.assets, known, &addresses, &mut site.messages);
    site.image_sizes = images::sizes(&site.assets);
    site.glossary = glossary::Glossary::new(&site.terms);
    site.outputs = alike.map_or_else(|| Arc::new(site::outputs(&site, made)), |before| before.outputs.clone());
    site.related_before = alike.and_then(|before| before.related.get().or(before.related_before.as_ref()).cloned());
    site.links_table = table;
    allowances.apply(&site.settings.allow, options.today.is_some(), &mut site.messages);
    site.messages.sort();
    site.messages.dedup();
    site
}

/// What links can lead to, before it is known which addresses lead on.
fn link_table(
    site: &Site,
    assets: &BTreeMap<SourcePath, (Address, Arc<[u8]>)>,
    made: &BTreeMap<String, Output>,
    layout: Layout,
) -> LinkTable {
    let mut table = LinkTable::new(&site.pages, &site.maps, &site.paths, assets, layout, site.settings.external_base.clone());
    for finder in orientation::finders(site) {
        table.offer_if_free(&finder.address(), orientation::anchors(site, finder));
    }
    let linked = made.iter().filter(|(_, output)| output.can_be_linked());
    table.offer_made(linked.map(|(path, _)| Address::new(format!("/{}", path.strip_suffix("index.html").unwrap_or(path)))));
    table
}

/// Whether pages differ in nothing that other pages, lists or addresses are made of: their heads, titles and anchors, and how many sections
/// the search finds in each.
fn same_outsides(before: &[SitePage], now: &[SitePage]) -> bool {
    let same_head = |old: &SitePage, new: &SitePage| Arc::ptr_eq(&old.front, &new.front) || old.front == new.front;
    let same_text = |old: &Page, new: &Page| {
        old.path == new.path && old.title == new.title && old.title_id == new.title_id && old.anchors == new.anchors
    };
    before.len() == now.len()
        && before.iter().zip(now).all(|(old, new)| {
            let same = Arc::ptr_eq(&old.page, &new.page)
                || old.address == new.address && same_text(&old.page, &new.page) && search::sections_of(old) == search::sections_of(new);
            same && same_head(old, new)
        })
}

/// Puts into the pages what they include.
fn fill(site: &mut Site, sorted: &Sorted, options: &ResolveOptions) {
    let texts = sorted.pages.iter().chain(&sorted.parts);
    let mut includes = Includes::new(texts, &sorted.assets, options.layout.content_folder(), options.drafts);
    site.pages.iter_mut().for_each(|page| includes.fill(page));
    if site.pages.len() < sorted.pages.len() {
        let placed: HashSet<&SourcePath> = site.pages.iter().map(|page| &page.page.path).collect();
        sorted.pages.iter().filter(|page| !placed.contains(&page.path)).for_each(|page| includes.keep_for(page));
    }
    site.messages.extend(includes.finish(&sorted.parts));
}

/// The parsed files by what they are.
#[derive(Default)]
struct Sorted {
    pages: Vec<Arc<Page>>,
    parts: Vec<Arc<Page>>,
    maps: Vec<Arc<crate::maps::ProcessMap>>,
    paths: Vec<Arc<crate::maps::GuidedPath>>,
    redirects: Vec<Redirect>,
    assets: BTreeMap<SourcePath, Arc<[u8]>>,
}

impl Sorted {
    fn take(&mut self, file: &Parsed, site: &mut Site) {
        match &file.content {
            Content::Settings(settings) => site.settings = Settings::clone(settings),
            Content::Page(page) => self.pages.push(page.clone()),
            Content::Part(part) => self.parts.push(part.clone()),
            Content::Map(map) => self.maps.extend(map.clone()),
            Content::Path(path) => self.paths.extend(path.clone()),
            Content::Roles(roles) => site.roles = roles.iter().map(|role| (role.key.value.clone(), role.clone())).collect(),
            Content::Links(links) => site.links = links.iter().map(|link| (link.key.value.clone(), link.clone())).collect(),
            Content::Glossary(terms) => site.terms = terms.clone(),
            Content::Redirects(redirects) => self.redirects = redirects.clone(),
            Content::Theme(bytes) => {
                site.theme_files.insert(file.path.clone(), bytes.clone());
            }
            Content::Asset(bytes) => {
                self.assets.insert(file.path.clone(), bytes.clone());
            }
        }
    }
}

fn place_pages(
    pages: &[Arc<Page>],
    options: &ResolveOptions,
    addresses: &mut urls::Addresses,
    messages: &mut Vec<Message>,
) -> Vec<SitePage> {
    let folder = options.layout.content_folder();
    let cascade = cascade::Cascade::of(pages);
    let heads = pages.iter().map(|page| (page, cascade.front(page)));
    let wanted = |(_, front): &(&Arc<Page>, Arc<FrontMatter>)| !front.is_draft() || options.drafts == Drafts::Include;
    let has_index: std::collections::BTreeSet<&str> =
        pages.iter().filter(|page| matches!(page.path.stem(), "index" | "_index")).map(|page| page.path.folder()).collect();
    let mut placed = Vec::new();
    for (page, front) in heads.filter(wanted) {
        let name = page.path.strip(folder).unwrap_or(page.path.as_str());
        let readme_is_index = !has_index.contains(page.path.folder());
        let address = urls::address_of_page(name, readme_is_index);
        match addresses.take(&address, &page.path) {
            Ok(()) => placed.push(SitePage {
                page: page.clone(),
                pieces: Vec::new(),
                included: Vec::new(),
                front,
                address,
                targets: Arc::default(),
                link_messages: Arc::default(),
                maps: Vec::new(),
            }),
            Err(taken) => messages.push(taken.told(&page.path, &address)),
        }
    }
    placed.sort_by(|a, b| a.address.cmp(&b.address));
    placed
}
