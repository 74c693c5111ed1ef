//! The order of reading: the tree of folders, the top bar, the way from a page up to the root.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::links::{LinkTable, Target};
use super::site::{Site, SitePage};
use super::urls::Address;
use crate::base::catalogue::links as say;
use crate::base::{Message, SourcePath};

/// The pages as a tree, and as a list in the same order.
#[derive(Clone, Debug, Default)]
pub struct Navigation {
    /// The entries below the home page.
    pub top: Vec<NavEntry>,
    /// The pages in the order of reading, by their place in the site.
    pub order: Vec<usize>,
    /// The place of each page of the site in `order`.
    pub place: BTreeMap<usize, usize>,
    /// The way down to each entry: which child to take at each level.
    ways: HashMap<String, Vec<u32>>,
}

/// A folder or page of the tree.
#[derive(Clone, Debug)]
pub struct NavEntry {
    /// Its title: of its page, or made from the folder's name.
    pub title: String,
    /// Its page by its place in the site; a folder need not have one.
    pub page: Option<usize>,
    /// Its address, also of a folder without a page.
    pub address: Address,
    /// What stands below it.
    pub children: Vec<NavEntry>,
}

/// An entry of the top bar.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// Its words; `None` for one that the theme names.
    pub title: Option<String>,
    /// What it is, for the theme's own names: `handbook`, `maps` or `paths`.
    pub key: &'static str,
    /// Where it leads.
    pub target: Target,
}

/// Builds the tree. Within a folder lighter pages come first, then by title.
pub fn build(pages: &[SitePage]) -> Navigation {
    let mut children: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut page_at: BTreeMap<String, usize> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        if page.front.is_hidden() {
            continue;
        }
        page_at.insert(page.address.as_str().to_string(), index);
        // Every folder on the way up has an entry, also without a page of its own.
        let mut address = page.address.as_str().to_string();
        while address != "/" {
            let parent = parent_of(&address);
            let siblings = children.entry(parent.clone()).or_default();
            if !siblings.insert(address) {
                break;
            }
            address = parent;
        }
    }
    let mut navigation = Navigation { top: entries("/", &children, &page_at, pages, 0), ..Navigation::default() };
    let mut order: Vec<usize> = page_at.get("/").copied().into_iter().collect();
    flatten(&navigation.top, &mut order);
    navigation.place = order.iter().enumerate().map(|(place, page)| (*page, place)).collect();
    navigation.order = order;
    let mut ways = HashMap::new();
    find_ways(&navigation.top, &mut Vec::new(), &mut ways);
    navigation.ways = ways;
    navigation
}

fn find_ways(entries: &[NavEntry], way: &mut Vec<u32>, ways: &mut HashMap<String, Vec<u32>>) {
    for (number, entry) in (0..).zip(entries) {
        way.push(number);
        ways.insert(entry.address.as_str().to_string(), way.clone());
        find_ways(&entry.children, way, ways);
        way.pop();
    }
}

/// Recursion is bounded: a path of the site has at most a few hundred parts, and deeper ones are left out of the tree.
fn entries(
    folder: &str,
    children: &BTreeMap<String, BTreeSet<String>>,
    page_at: &BTreeMap<String, usize>,
    pages: &[SitePage],
    depth: usize,
) -> Vec<NavEntry> {
    let Some(addresses) = children.get(folder).filter(|_| depth < 64) else { return Vec::new() };
    let mut found: Vec<(i64, NavEntry)> = addresses
        .iter()
        .map(|address| {
            let page = page_at.get(address).copied();
            let front = page.map(|page| &pages[page].front);
            let title = page.map_or_else(|| title_of_folder(address), |page| pages[page].link_title().to_string());
            let weight = front.and_then(|front| front.weight).unwrap_or(i64::MAX);
            let children = entries(address, children, page_at, pages, depth + 1);
            (weight, NavEntry { title, page, address: Address::new(address.clone()), children })
        })
        .collect();
    found.sort_by(|(a_weight, a), (b_weight, b)| (a_weight, &a.title, &a.address).cmp(&(b_weight, &b.title, &b.address)));
    found.into_iter().map(|(_, entry)| entry).collect()
}

fn flatten(entries: &[NavEntry], order: &mut Vec<usize>) {
    for entry in entries {
        order.extend(entry.page);
        flatten(&entry.children, order);
    }
}

/// `/a/b/` to `/a/`.
fn parent_of(address: &str) -> String {
    let trimmed = address.trim_end_matches('/');
    trimmed.rfind('/').map_or("/".to_string(), |at| trimmed[..=at].to_string())
}

fn title_of_folder(address: &str) -> String {
    let name = address.trim_matches('/').rsplit('/').next().unwrap_or("").replace(['-', '_'], " ");
    let mut chars = name.chars();
    chars.next().map_or(name.clone(), |first| first.to_uppercase().chain(chars).collect())
}

/// The top bar: as the settings say, else the handbook and its maps.
pub fn menu(site: &mut Site, table: &LinkTable) -> Vec<MenuItem> {
    let Some(entries) = site.settings.main_menu.clone() else {
        let inside = |address: Address| Target::Inside { address, anchor: None };
        let mut menu = vec![MenuItem { title: None, key: "handbook", target: inside(Address::new("/")) }];
        if !site.maps.is_empty() {
            menu.push(MenuItem { title: None, key: "maps", target: inside(super::maps::list_address()) });
        }
        if !site.paths.is_empty() {
            menu.push(MenuItem { title: None, key: "paths", target: inside(super::paths::paths_address()) });
        }
        return menu;
    };
    let path = SourcePath::new("waybook.yaml");
    let mut messages: Vec<Message> = Vec::new();
    let menu = entries
        .into_iter()
        .filter_map(|entry| match table.resolve(&path, None, &entry.to.value) {
            Ok(target) => Some(MenuItem { title: Some(entry.title), key: "own", target }),
            Err(_) => {
                messages.push(say::page_missing(&path, entry.to.span, &entry.to.value, None));
                None
            }
        })
        .collect();
    site.messages.extend(messages);
    menu
}

/// What the settings announce, and where to read more.
pub fn announcement(site: &mut Site, table: &LinkTable) -> Option<MenuItem> {
    let announced = site.settings.announcement.clone()?;
    let path = SourcePath::new("waybook.yaml");
    let target = match announced.to.map(|to| (table.resolve(&path, None, &to.value), to)) {
        Some((Ok(target), _)) => target,
        Some((Err(_), to)) => {
            site.messages.push(say::page_missing(&path, to.span, &to.value, None));
            Target::Refused
        }
        None => Target::Refused,
    };
    Some(MenuItem { title: Some(announced.text), key: "announcement", target })
}

impl Navigation {
    /// The entries from the top down to this address, itself included, or to the nearest one above it.
    pub fn trail(&self, address: &Address) -> Vec<&NavEntry> {
        let mut entries = &self.top;
        let mut trail = Vec::new();
        for number in self.way(address) {
            let Some(entry) = entries.get(*number as usize) else { break };
            trail.push(entry);
            entries = &entry.children;
        }
        trail
    }

    /// The number of the last entry of the trail among those beside it, from 0.
    pub fn place(&self, address: &Address) -> Option<usize> {
        self.way(address).last().map(|number| *number as usize)
    }

    /// The numbers of the entries of the trail; none for an address with nothing of the tree above it.
    fn way(&self, address: &Address) -> &[u32] {
        let mut known = address.as_str();
        loop {
            if let Some(way) = self.ways.get(known) {
                return way;
            }
            // What is not a page ends without `/`, and is not in the tree.
            let Some(at) = known.trim_end_matches('/').rfind('/') else { return &[] };
            known = &known[..=at];
        }
    }
}
