//! Pages that readers can't come to.

use std::collections::{BTreeSet, HashSet};

use super::site::SitePage;
use super::{Address, Site, Target};
use crate::base::Message;
use crate::base::catalogue::links as say;

/// Pages outside of the sidebar to which no other page, no map, no path, no menu and no redirect leads.
pub fn find(site: &Site) -> Vec<Message> {
    let outside: Vec<&SitePage> =
        site.pages.iter().enumerate().filter(|(index, _)| !site.navigation.place.contains_key(index)).map(|(_, page)| page).collect();
    if outside.is_empty() {
        return Vec::new();
    }
    let mut led_to: HashSet<&Address> = HashSet::new();
    let from_pages = site.pages.iter().flat_map(|page| page.targets.iter().map(move |target| (Some(&page.address), target)));
    let from_maps = site.maps.iter().flat_map(|map| map.written.values().chain(map.notes.values().flat_map(|note| &note.targets)));
    let others = site.menu.iter().map(|item| &item.target).chain(site.link_targets.values()).chain(from_maps);
    for (from, target) in from_pages.chain(others.map(|target| (None, target))) {
        if let Target::Inside { address, .. } = target
            && from != Some(address)
        {
            led_to.insert(address);
        }
    }
    led_to.extend(site.maps.iter().flat_map(|map| &map.pages).map(|(address, _)| address));
    let items = site.paths.iter().flat_map(|path| &path.stages).flat_map(|stage| &stage.items);
    let in_paths: BTreeSet<&str> = items.filter_map(|item| item.page.as_ref()).map(|page| page.value.trim_matches('/')).collect();
    let alone = outside.into_iter().filter(|page| {
        let address = page.address.as_str().trim_matches('/');
        !led_to.contains(&page.address) && !in_paths.contains(address)
    });
    alone.map(|page| say::orphan(&page.page.path, page.address.as_str())).collect()
}
