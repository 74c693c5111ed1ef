//! The site for programs: pages as Markdown, an index of them, the list of addresses. Knows no template.

use std::fmt::Write;

use crate::base::Span;
use crate::base::json::{self, Json};
use crate::model::{Address, Inserted, NavEntry, Site, SitePage, Target, link_text};

/// The file beside the page of an address that holds it as Markdown.
fn copy_of(address: &Address) -> Address {
    Address::new(format!("{address}index.md"))
}

/// A page as Markdown, with what it includes. Links to pages and maps of the site lead to their Markdown, so that the copies can be read alone.
pub fn page(site: &Site, entry: &SitePage) -> String {
    let from = &entry.address;
    let to = |link: usize| match entry.targets.get(link)? {
        target @ Target::Inside { address, anchor } => match site.copy_at(address) {
            Some(copy) => Some(from.link_to(copy, anchor.as_deref())),
            None if address == from => Some(from.link_to(address, anchor.as_deref())),
            None => link_text(from, target),
        },
        _ => None,
    };
    // Of a page that includes others this is its own text, whose links come first.
    let own = entry.files().next().unwrap_or(&entry.page);
    own.markdown(&to, &inserted(entry, 0, &to))
}

/// What stands in the place of the tags of a file. Recursion is bounded: `model/includes.rs` lets files include each other eight deep.
fn inserted<'page>(entry: &'page SitePage, within: usize, to: &dyn Fn(usize) -> Option<String>) -> Vec<(Span, &'page str, String)> {
    let of_file = entry.included.iter().filter(|included| included.within == within);
    of_file
        .map(|included| {
            let text = match &included.what {
                Inserted::Piece(index) => {
                    let piece = &entry.pieces[*index];
                    piece.page.own_markdown(&|link| to(piece.first_link + link), &inserted(entry, *index, to))
                }
                Inserted::Code(language, bytes) => fenced(language, &String::from_utf8_lossy(bytes)),
            };
            (included.span, included.tag.as_str(), text)
        })
        .collect()
}

/// Code between fences longer than any in it.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end())
}

/// `llms.txt`: what the handbook is, and where its pages are as Markdown. Whole addresses where the site knows its own.
pub fn index(site: &Site, maps_title: &str) -> String {
    let mut index = Index { site, out: format!("# {}\n", one_line(&site.settings.title)) };
    if let Some(description) = &site.settings.description {
        let _ = write!(index.out, "\n> {}\n", one_line(description));
    }
    let (sections, pages): (Vec<&NavEntry>, Vec<&NavEntry>) = site.navigation.top.iter().partition(|entry| !entry.children.is_empty());
    let first = site.navigation.order.first().copied().filter(|page| site.pages[*page].address.as_str() == "/");
    let alone: Vec<usize> = first.into_iter().chain(pages.into_iter().filter_map(|entry| entry.page)).collect();
    index.section(&site.settings.title, &alone);
    for section in sections {
        let mut below: Vec<usize> = section.page.into_iter().collect();
        flatten(&section.children, &mut below);
        index.section(&section.title, &below);
    }
    if !site.maps.is_empty() {
        let _ = write!(index.out, "\n## {maps_title}\n\n");
        for map in site.maps.iter().filter(|map| map.map.status != crate::maps::Status::Retired) {
            let summary = map.map.summary.as_ref().map(|summary| summary.value.as_str());
            index.line(&map.map.title.value, &copy_of(&map.address), summary);
        }
    }
    index.out
}

struct Index<'site> {
    site: &'site Site,
    out: String,
}

impl Index<'_> {
    fn section(&mut self, title: &str, pages: &[usize]) {
        if pages.is_empty() {
            return;
        }
        let _ = write!(self.out, "\n## {}\n\n", one_line(title));
        for page in pages.iter().map(|page| &self.site.pages[*page]) {
            self.line(&page.page.title, &copy_of(&page.address), page.front.description.as_deref());
        }
    }

    fn line(&mut self, title: &str, to: &Address, about: Option<&str>) {
        let to = match &self.site.settings.base_url {
            Some(base) => to.absolute(base),
            None => Address::new("/").link_to(to, None),
        };
        let title = one_line(title).replace('[', "\\[").replace(']', "\\]");
        let about = about.map(|about| format!(": {}", one_line(about))).unwrap_or_default();
        let _ = writeln!(self.out, "- [{title}]({to}){about}");
    }
}

/// Recursion is bounded: `model/navigation.rs` makes no deeper tree than 64.
fn flatten(entries: &[NavEntry], pages: &mut Vec<usize>) {
    for entry in entries {
        pages.extend(entry.page);
        flatten(&entry.children, pages);
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All pages and maps with their titles, as a script that hands them over: the page for missing addresses looks for the nearest ones.
pub fn addresses(site: &Site) -> String {
    let pages = site.pages.iter().map(|page| (page.address.as_str(), page.page.title.as_str()));
    let maps = site.maps.iter().map(|map| (map.address.as_str(), map.map.title.value.as_str()));
    let list = pages.chain(maps).map(|(address, title)| Json::List(vec![Json::text(address), Json::text(title)]));
    format!("waybook.addresses({})\n", json::compact(&Json::List(list.collect())))
}
