//! What pages have in common: their tags, and which pages are related to which.
//!
//! Made once for the whole site. Cost: each page is compared with those of its tags and with those that link to it, up to a limit.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

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

/// What pages have to do with each other, to be asked page by page.
#[derive(Clone, Debug, Default)]
pub struct Related {
    /// The pages that each page links to, sorted, and what that was found in.
    links: Vec<Linked>,
    /// The pages that link to each page.
    incoming: Vec<Vec<u32>>,
    /// The tags of each page, by their place in the site.
    tags: Vec<Vec<u32>>,
}

/// The targets of a page, and the pages among them, sorted.
type Linked = (Arc<[Target]>, Arc<[u32]>);

impl Related {
    /// Cost: a look-up per link. `before` was made of pages at the same addresses: what their links have not lost is taken over.
    pub fn new(pages: &[SitePage], tags: &[Tag], before: Option<&Related>) -> Related {
        let places: OnceCell<HashMap<&Address, u32>> = OnceCell::new();
        let leads = |page: &SitePage| -> Vec<u32> {
            let place = places.get_or_init(|| (0..).zip(pages).map(|(index, page)| (&page.address, index)).collect());
            let inside = page.targets.iter().filter_map(|target| match target {
                Target::Inside { address, .. } => place.get(address).copied(),
                _ => None,
            });
            let mut to: Vec<u32> = inside.collect();
            to.sort_unstable();
            to.dedup();
            to
        };
        let known = |index: usize, page: &SitePage| {
            let (targets, links) = before?.links.get(index)?;
            Arc::ptr_eq(targets, &page.targets).then(|| links.clone())
        };
        let links: Vec<Linked> = pages
            .iter()
            .enumerate()
            .map(|(index, page)| (page.targets.clone(), known(index, page).unwrap_or_else(|| leads(page).into())))
            .collect();
        let mut incoming = vec![Vec::new(); pages.len()];
        for (from, (_, to)) in (0..).zip(&links).filter(|(_, (_, to))| to.len() <= LARGEST) {
            to.iter().for_each(|to| incoming[*to as usize].push(from));
        }
        let mut of_pages = vec![Vec::new(); pages.len()];
        for (number, tag) in (0..).zip(tags).filter(|(_, tag)| tag.pages.len() <= LARGEST) {
            tag.pages.iter().for_each(|page| of_pages[*page].push(number));
        }
        Related { links, incoming, tags: of_pages }
    }

    /// The pages that share the tags of a page, and those that link to it; the closest first. A page that it links to itself or that stands
    /// below it is not among them: the reader has that link already.
    pub fn of(&self, pages: &[SitePage], tags: &[Tag], index: usize) -> Vec<usize> {
        let address = |page: usize| pages[page].address.as_str();
        let mut scores: BTreeMap<usize, usize> = BTreeMap::new();
        for tag in self.tags[index].iter().map(|tag| &tags[*tag as usize]) {
            // A rare tag says more than a frequent one.
            let weight = 2 + LARGEST / tag.pages.len();
            tag.pages.iter().for_each(|other| *scores.entry(*other).or_default() += weight);
        }
        // The list of a section is no text about each of its pages.
        let from = self.incoming[index].iter().map(|from| *from as usize).filter(|from| !address(index).starts_with(address(*from)));
        from.for_each(|from| *scores.entry(from).or_default() += 3);
        // What is below it is listed there.
        let below = |page: usize| address(page).starts_with(address(index));
        let linked = |page: usize| self.links[index].1.binary_search(&(page as u32)).is_ok();
        let mut ranked: Vec<(usize, usize)> = scores.into_iter().collect();
        ranked.sort_by_key(|(page, score)| (std::cmp::Reverse(*score), *page));
        // Only the closest are looked at: each look is at another place of the memory.
        let may_be_shown = |page: &usize| !linked(*page) && !below(*page) && !pages[*page].front.is_hidden();
        ranked.into_iter().map(|(page, _)| page).filter(may_be_shown).take(RELATED).collect()
    }
}
