//! What a whole site can be asked: which pages and steps belong together, which maps call which, who has which part in what, who uses a link.
//!
//! Everything is computed anew from the finished [`Site`], in time that grows with its links and steps. What one map can be asked alone is
//! in `maps::answers`.

use std::collections::{BTreeMap, BTreeSet};

use super::maps::{all_uses, called_maps, list_address};
use super::{Address, Site, Target};
use crate::base::Message;
use crate::base::catalogue::maps as say;
use crate::maps::answers::{self, RaciRow};
use crate::maps::{Status, Use};

/// A step of some map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StepOfSite {
    /// The place of the map in [`Site::maps`].
    pub map: usize,
    /// The step.
    pub step: usize,
}

/// A step and a page that lead to one another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StepAndPage {
    /// The step.
    pub step: StepOfSite,
    /// The place of the page in [`Site::pages`].
    pub page: usize,
    /// Which of them leads to the other.
    pub way: Leads,
    /// The heading that the step leads to; `None` for the page as a whole, and when the page leads to the step.
    pub anchor: Option<String>,
}

/// Which of a step and a page leads to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leads {
    /// The step uses the page, or its note links to it.
    StepToPage,
    /// A link of the page leads to the step.
    PageToStep,
}

/// A step of one map that opens another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// The step that opens.
    pub from: StepOfSite,
    /// The map that is opened, by its place in [`Site::maps`].
    pub to: usize,
}

/// A row of the RACI table of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRaciRow<'site> {
    /// The place of the map in [`Site::maps`].
    pub map: usize,
    /// The row of the map's own table.
    pub row: RaciRow<'site>,
}

/// A use of a named link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkUser<'site> {
    /// The step.
    pub step: StepOfSite,
    /// The variant of the map for which it is this link, if the step says `$name`.
    pub variant: Option<&'site str>,
}

impl Site {
    /// Every step and page that lead to one another, in the order of the steps: filter it by step or by page.
    pub fn steps_and_pages(&self) -> Vec<StepAndPage> {
        let mut found = BTreeSet::new();
        let page_of = |address: &Address| self.pages.binary_search_by(|page| page.address.cmp(address)).ok();
        for (step_of, target) in self.targets_of_steps() {
            if let Target::Inside { address, anchor } = target
                && let Some(page) = page_of(address)
            {
                found.insert(StepAndPage { step: step_of, page, way: Leads::StepToPage, anchor: anchor.clone() });
            }
        }
        let map_at: BTreeMap<&Address, usize> = self.maps.iter().enumerate().map(|(index, map)| (&map.address, index)).collect();
        // Most links lead to pages: that is seen without looking for the map.
        let list = list_address();
        for (page, target) in self.pages.iter().enumerate().flat_map(|(index, page)| page.targets.iter().map(move |to| (index, to))) {
            if let Target::Inside { address, anchor: Some(anchor) } = target
                && address.as_str().starts_with(list.as_str())
                && let Some(map) = map_at.get(address).copied()
                && let Some(step) = self.maps[map].map.steps.iter().position(|step| step.is_named(anchor))
            {
                found.insert(StepAndPage { step: StepOfSite { map, step }, page, way: Leads::PageToStep, anchor: None });
            }
        }
        found.into_iter().collect()
    }

    /// Where the steps lead: what they use, and the links of their notes.
    fn targets_of_steps(&self) -> impl Iterator<Item = (StepOfSite, &Target)> {
        self.maps.iter().enumerate().flat_map(move |(index, entry)| {
            let steps = entry.map.steps.iter().enumerate();
            steps.flat_map(move |(step_index, step)| {
                let of_notes = entry.notes.get(&step_index).into_iter().flat_map(|note| &note.targets);
                let of_uses = all_uses(step).flat_map(move |used| match used {
                    Use::Written { url, .. } => entry.written.get(&url.value).into_iter().collect::<Vec<_>>(),
                    Use::Named(_) | Use::OfVariant(_) => {
                        self.link_keys(entry, used).into_iter().filter_map(|(key, _)| self.link_targets.get(key)).collect()
                    }
                });
                of_notes.chain(of_uses).map(move |target| (StepOfSite { map: index, step: step_index }, target))
            })
        })
    }

    /// The keys that a use stands for: its own, or one for each variant that is not retired.
    fn link_keys<'site>(&'site self, entry: &'site super::SiteMap, used: &'site Use) -> Vec<(&'site str, Option<&'site str>)> {
        match used {
            Use::Written { .. } => Vec::new(),
            Use::Named(name) => vec![(&name.value, None)],
            Use::OfVariant(name) => {
                let variants = entry.map.variants.iter().flat_map(|variants| &variants.list).filter(|variant| !variant.retired);
                let keys = variants.flat_map(|variant| {
                    let links = variant.links.iter().filter(|(key, _)| key.value == name.value);
                    links.map(|(_, link)| (link.value.as_str(), Some(variant.key.value.as_str())))
                });
                keys.collect()
            }
        }
    }

    /// Which map opens which, in the order of the maps and steps that open.
    pub fn calls(&self) -> Vec<Call> {
        let mut calls = Vec::new();
        for (map, entry) in self.maps.iter().enumerate() {
            for (step, called) in answers::calls(&entry.map) {
                if let Ok(to) = self.maps.binary_search_by(|map| map.map.key.as_str().cmp(&called.value)) {
                    calls.push(Call { from: StepOfSite { map, step }, to });
                }
            }
        }
        calls.dedup();
        calls
    }

    /// Who has which part in which step of which map. Retired maps have no rows.
    pub fn raci(&self) -> Vec<SiteRaciRow<'_>> {
        let live = self.maps.iter().enumerate().filter(|(_, entry)| entry.map.status != Status::Retired);
        live.flat_map(|(map, entry)| answers::raci(&entry.map).into_iter().map(move |row| SiteRaciRow { map, row })).collect()
    }

    /// Every named link with the steps that use it; nobody uses a link whose list is empty.
    pub fn link_users(&self) -> BTreeMap<&str, Vec<LinkUser<'_>>> {
        let mut users: BTreeMap<&str, Vec<LinkUser>> = self.links.keys().map(|key| (key.as_str(), Vec::new())).collect();
        for (map, entry) in self.maps.iter().enumerate() {
            for (step, of_step) in entry.map.steps.iter().enumerate() {
                for (key, variant) in all_uses(of_step).flat_map(|used| self.link_keys(entry, used)) {
                    users.entry(key).and_modify(|users| users.push(LinkUser { step: StepOfSite { map, step }, variant }));
                }
            }
        }
        for users in users.values_mut() {
            users.sort();
            users.dedup();
        }
        users
    }

    /// The maps that readers find only in the list of maps: no page, no other map, no path and no menu leads to them, and they name no page.
    /// Retired ones are not meant to be found.
    pub fn unlinked_maps(&self) -> Vec<usize> {
        let mut led_to: BTreeSet<&str> = BTreeSet::new();
        let in_pages = self.pages.iter().flat_map(|page| page.targets.iter());
        let list = list_address();
        let in_menu = self.menu.iter().map(|item| &item.target);
        let mut addresses: BTreeSet<&Address> = BTreeSet::new();
        for target in in_pages.chain(in_menu).chain(self.targets_of_steps().map(|(_, target)| target)) {
            // Maps and their guides stand below the list of maps.
            if let Target::Inside { address, .. } = target
                && address.as_str().starts_with(list.as_str())
            {
                addresses.insert(address);
            }
        }
        for entry in &self.maps {
            let of_steps = entry.map.steps.iter().flat_map(|step| {
                let named = all_uses(step).filter_map(|used| if let Use::Named(name) = used { Some(name.value.as_str()) } else { None });
                let set = step.state.iter().filter_map(|state| state.value.split('/').next());
                called_maps(step).into_iter().chain(named).chain(set)
            });
            let variants = entry.map.variants.iter().flat_map(|variants| &variants.list);
            let of_variants = variants.flat_map(|variant| variant.instead.iter().chain(variant.links.iter().map(|(_, link)| link)));
            let of_tags = entry.map.tags.iter().filter_map(|tag| tag.map.as_ref());
            let by_name = of_variants.chain(of_tags).map(|name| name.value.as_str());
            led_to.extend(of_steps.chain(by_name).filter(|key| *key != entry.map.key));
        }
        let items = self.paths.iter().flat_map(|path| &path.stages).flat_map(|stage| &stage.items);
        led_to.extend(items.filter_map(|item| item.map.as_ref()).map(|map| map.value.as_str()));
        let alone = self.maps.iter().enumerate().filter(|(_, entry)| {
            // A link into its guide is a link to it.
            let linked =
                addresses.range::<&Address, _>(&entry.address..).next().is_some_and(|to| to.as_str().starts_with(entry.address.as_str()));
            let found = !entry.pages.is_empty() || led_to.contains(entry.map.key.as_str()) || linked;
            !found && entry.map.status != Status::Retired
        });
        alone.map(|(index, _)| index).collect()
    }

    /// Says which maps readers can hardly find.
    pub(super) fn note_unlinked_maps(&self) -> Vec<Message> {
        let maps = self.unlinked_maps().into_iter().map(|index| &self.maps[index].map);
        maps.map(|map| say::unlinked_map(&map.path, map.title.span, &map.key)).collect()
    }
}
