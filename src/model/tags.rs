//! What pages have in common: their tags, and which pages are related to which.
//!
//! Made once for the whole site. Cost: each page is compared with those of its tags and with those that link to it, up to a limit.

use std::collections::{BTreeMap, BTreeSet};

use super::links::Target;
use super::site::SitePage;
use super::urls::Address;
use crate::base::slug::slug;

/// A tag that more pages have says nothing about which are related.
const LARGEST: usize = 50;

/// So many related pages are shown.
const RELATED: usize = 5;

/// The address of the list of tags.
pub fn tags_address() -> Address {
    Address::new("/tags/")
}

/// A tag and its pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// As the first page writes it.
    pub name: String,
    /// Its own page.
    pub address: Address,
    /// The pages that have it, by their place in the site.
    pub pages: Vec<usize>,
}

/// The tags in the order of their addresses. Tags that differ in capitals and signs alone are one.
pub fn tags(pages: &[SitePage]) -> Vec<Tag> {
    let mut found: BTreeMap<String, Tag> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        for name in &page.front.tags {
            let key = slug(name);
            let address = Address::new(format!("{}{key}/", tags_address()));
            let tag = found.entry(key).or_insert_with(|| Tag { name: name.clone(), address, pages: Vec::new() });
            if tag.pages.last() != Some(&index) {
                tag.pages.push(index);
            }
        }
    }
    let mut tags: Vec<Tag> = found.into_values().collect();
    tags.sort_by(|a, b| a.address.cmp(&b.address));
    tags
}

/// For each page the pages that share its tags, and those that link to it; the closest first. A page that it links to itself
/// or that stands below it is not among them: the reader has that link already.
pub fn related(pages: &[SitePage], tags: &[Tag]) -> Vec<Vec<usize>> {
    let place: BTreeMap<&Address, usize> = pages.iter().enumerate().map(|(index, page)| (&page.address, index)).collect();
    let leads = |page: &SitePage| -> BTreeSet<usize> {
        let inside = page.targets.iter().filter_map(|target| match target {
            Target::Inside { address, .. } => place.get(address).copied(),
            _ => None,
        });
        inside.collect()
    };
    let links: Vec<BTreeSet<usize>> = pages.iter().map(leads).collect();
    let mut scores: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); pages.len()];
    for tag in tags.iter().filter(|tag| tag.pages.len() <= LARGEST) {
        // A rare tag says more than a frequent one.
        let weight = 2 + LARGEST / tag.pages.len();
        for (one, other) in tag.pages.iter().flat_map(|one| tag.pages.iter().map(move |other| (*one, *other))) {
            *scores[one].entry(other).or_default() += weight;
        }
    }
    for (from, to) in links.iter().enumerate().filter(|(_, to)| to.len() <= LARGEST) {
        // The list of a section is no text about each of its pages.
        let lists = |to: usize| pages[to].address.as_str().starts_with(pages[from].address.as_str());
        to.iter().filter(|to| !lists(**to)).for_each(|to| *scores[*to].entry(from).or_default() += 3);
    }
    let best = |(index, scores): (usize, BTreeMap<usize, usize>)| {
        // What is below it is listed there.
        let below = |page: usize| pages[page].address.as_str().starts_with(pages[index].address.as_str());
        let other = |(page, _): &(usize, usize)| !below(*page) && !links[index].contains(page) && !pages[*page].front.is_hidden();
        let mut ranked: Vec<(usize, usize)> = scores.into_iter().filter(other).collect();
        ranked.sort_by_key(|(page, score)| (std::cmp::Reverse(*score), *page));
        ranked.into_iter().take(RELATED).map(|(page, _)| page).collect()
    };
    scores.into_iter().enumerate().map(best).collect()
}
