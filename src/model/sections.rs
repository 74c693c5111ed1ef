//! A section of the handbook as one page, to print it: a page with all that stands below it in the navigation.

use super::{Address, NavEntry, Output, Site};

/// The most pages of a section that is printed as one: more would be a book, and every page is in the section of each page above it.
const MOST_PAGES: usize = 60;

/// Where the section of a page stands as one page.
pub fn print_address(page: &Address) -> Address {
    Address::new(format!("{page}print/"))
}

/// The pages that have a section to print, by their place in the site. The first page of the site is none: that would be the whole handbook.
pub fn printed(site: &Site) -> Vec<usize> {
    let mut found = Vec::new();
    site.navigation.top.iter().for_each(|entry| {
        count(entry, &mut found);
    });
    found
}

/// How many pages an entry has with all below it. Recursion is bounded: `navigation.rs` makes no deeper tree than 64.
fn count(entry: &NavEntry, found: &mut Vec<usize>) -> usize {
    let below: usize = entry.children.iter().map(|child| count(child, found)).sum();
    let all = below + usize::from(entry.page.is_some());
    found.extend(entry.page.filter(|_| below > 0 && all <= MOST_PAGES));
    all
}

/// Where the section of this page is as one, if it is.
pub fn section_of(site: &Site, page: usize) -> Option<Address> {
    let address = print_address(&site.pages[page].address);
    (site.outputs.get(&address.output_path()) == Some(&Output::SectionPrint(page))).then_some(address)
}

/// The section of a page in the order of reading, itself first, each entry with how deep it stands below it.
pub fn section(site: &Site, page: usize) -> Vec<(usize, &NavEntry)> {
    let mut all = Vec::new();
    if let Some(entry) = site.navigation.trail(&site.pages[page].address).pop() {
        walk(entry, 0, &mut all);
    }
    all
}

fn walk<'site>(entry: &'site NavEntry, depth: usize, all: &mut Vec<(usize, &'site NavEntry)>) {
    all.push((depth, entry));
    entry.children.iter().for_each(|child| walk(child, depth + 1, all));
}
