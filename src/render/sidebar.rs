//! The tree of pages beside a page, as markup: what a reader can go to next.
//!
//! A small site shows all of its tree. A larger one shows the branch of the page and the names of the others, so that a page does not
//! grow with the site.

use std::fmt::Write;

use super::page_view::rebased;
use crate::base::escape;
use crate::model::{Address, NavEntry, Site, Target, link_text};

/// Up to this many pages the whole tree is shown.
const WHOLE_UP_TO: usize = 80;

/// The tree as seen from `from`; empty for a site with one page.
pub fn render(site: &Site, from: &Address, base: Option<&str>) -> String {
    if site.navigation.order.len() < 2 {
        return String::new();
    }
    let here = site.navigation.trail(from).last().map_or(from, |entry| &entry.address);
    let tree = Tree { from, here, base, whole: site.navigation.order.len() <= WHOLE_UP_TO };
    let mut out = String::new();
    let (folders, pages): (Vec<&NavEntry>, Vec<&NavEntry>) = site.navigation.top.iter().partition(|entry| !entry.children.is_empty());
    tree.list(&pages, &mut out, 0);
    for folder in folders {
        let current = tree.current(folder);
        match folder.page {
            Some(_) => {
                let _ = write!(
                    out,
                    "<h2{}><a href=\"{}\"{}>{}</a></h2>",
                    tree.on(folder),
                    tree.href(folder),
                    current,
                    escape::text(&folder.title)
                );
            }
            None => {
                let _ = write!(out, "<h2>{}</h2>", escape::text(&folder.title));
            }
        }
        if tree.whole || tree.holds(folder) {
            tree.list(&folder.children.iter().collect::<Vec<_>>(), &mut out, 0);
        }
    }
    out
}

struct Tree<'site> {
    from: &'site Address,
    /// The entry to mark: that of the page, or for a page that is not in the tree, the nearest one above it.
    here: &'site Address,
    base: Option<&'site str>,
    whole: bool,
}

impl Tree<'_> {
    /// Recursion is bounded: `model/navigation.rs` makes no deeper tree than 64.
    fn list(&self, entries: &[&NavEntry], out: &mut String, depth: usize) {
        if entries.is_empty() {
            return;
        }
        out.push_str("<ul role=\"list\" class=\"pages\">");
        for entry in entries {
            let _ = write!(out, "<li{}>", self.on(entry));
            match entry.page {
                Some(_) => {
                    let _ = write!(out, "<a href=\"{}\"{}>{}</a>", self.href(entry), self.current(entry), escape::text(&entry.title));
                }
                None => {
                    let _ = write!(out, "<span>{}</span>", escape::text(&entry.title));
                }
            }
            if self.holds(entry) || self.whole && depth == 0 && entry.children.len() <= 12 {
                self.list(&entry.children.iter().collect::<Vec<_>>(), out, depth + 1);
            }
            out.push_str("</li>");
        }
        out.push_str("</ul>");
    }

    fn holds(&self, entry: &NavEntry) -> bool {
        self.from.as_str().starts_with(entry.address.as_str())
    }

    fn on(&self, entry: &NavEntry) -> &'static str {
        if *self.here == entry.address { " class=\"on\"" } else { "" }
    }

    fn current(&self, entry: &NavEntry) -> &'static str {
        if *self.from == entry.address {
            " aria-current=\"page\""
        } else if *self.here == entry.address {
            " aria-current=\"true\""
        } else {
            ""
        }
    }

    fn href(&self, entry: &NavEntry) -> String {
        let target = Target::Inside { address: entry.address.clone(), anchor: None };
        escape::text(&rebased(link_text(self.from, &target).unwrap_or_default(), &target, self.base))
    }
}
