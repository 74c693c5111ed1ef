//! The tree of pages beside a page, as markup: what a reader can go to next.
//!
//! A small site shows all of its tree. A larger one shows the branch of the page and the names of the others, so that a page does not
//! grow with the site. The pages of a folder have the same tree but for the way to the root and the mark on the page itself, so it is made
//! once for each folder.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::OnceLock;

use crate::base::{escape, percent};
use crate::model::{Address, NavEntry, Site};

/// Up to this many pages the whole tree is shown.
const WHOLE_UP_TO: usize = 80;

/// Stands for the way to the root in a tree that is not yet on a page. No title and no address can hold it.
const ROOT: char = '\u{1}';

/// The trees of a site, each made when a page that shows it is first asked for.
#[derive(Debug, Default)]
pub struct Sidebars(OnceLock<HashMap<Address, OnceLock<Tree>>>);

impl Sidebars {
    /// The tree as seen from `from`, where `root` leads to the root of the site; empty for a site with one page.
    pub fn render(&self, site: &Site, from: &Address, root: &str) -> String {
        if site.navigation.order.len() < 2 {
            return String::new();
        }
        let trail = site.navigation.trail(from);
        let trees = self.0.get_or_init(|| folders(site).map(|folder| (folder, OnceLock::new())).collect());
        let folder =
            trail.iter().rfind(|entry| !entry.children.is_empty()).map_or_else(|| Address::new("/"), |entry| entry.address.clone());
        let tree = trees.get(&folder).map(|tree| tree.get_or_init(|| Tree::new(site, &folder)));
        let here = trail.last().map_or(from, |entry| &entry.address);
        tree.map(|tree| tree.on_page(from, here, root)).unwrap_or_default()
    }
}

/// Every folder of the tree that can be open, and the root.
fn folders(site: &Site) -> impl Iterator<Item = Address> {
    let mut found = vec![Address::new("/")];
    let mut open: Vec<&NavEntry> = site.navigation.top.iter().collect();
    while let Some(entry) = open.pop() {
        if !entry.children.is_empty() {
            found.push(entry.address.clone());
            open.extend(&entry.children);
        }
    }
    found.into_iter()
}

/// The tree with one folder open, not yet on a page.
#[derive(Debug)]
struct Tree {
    markup: String,
    /// Where the tag around each entry and the tag of its link end.
    entries: HashMap<Address, (usize, Option<usize>)>,
}

impl Tree {
    fn new(site: &Site, open: &Address) -> Tree {
        let whole = site.navigation.order.len() <= WHOLE_UP_TO;
        let mut maker = Maker { open, whole, tree: Tree { markup: String::new(), entries: HashMap::new() } };
        let (folders, pages): (Vec<&NavEntry>, Vec<&NavEntry>) = site.navigation.top.iter().partition(|entry| !entry.children.is_empty());
        maker.list(&pages, 0);
        for folder in folders {
            maker.entry("h2", folder, |_| ());
            if whole || maker.holds(folder) {
                maker.list(&folder.children.iter().collect::<Vec<_>>(), 0);
            }
        }
        maker.tree
    }

    /// The tree on a page: `here` is the entry to mark, that of the page, or for a page that is not in the tree, the nearest one above it.
    fn on_page(&self, from: &Address, here: &Address, root: &str) -> String {
        let mut out = String::with_capacity(self.markup.len() * 2);
        let mut push = |text: &str| {
            let mut parts = text.split(ROOT);
            out.push_str(parts.next().unwrap_or(""));
            parts.for_each(|part| {
                out.push_str(root);
                out.push_str(part);
            });
        };
        let Some((outer, link)) = self.entries.get(here) else {
            push(&self.markup);
            return out;
        };
        push(&self.markup[..*outer]);
        push(" class=\"on\"");
        let mut rest = *outer;
        if let Some(link) = link {
            push(&self.markup[rest..*link]);
            push(if from == here { " aria-current=\"page\"" } else { " aria-current=\"true\"" });
            rest = *link;
        }
        push(&self.markup[rest..]);
        out
    }
}

struct Maker<'site> {
    open: &'site Address,
    whole: bool,
    tree: Tree,
}

impl Maker<'_> {
    /// Recursion is bounded: `model/navigation.rs` makes no deeper tree than 64.
    fn list(&mut self, entries: &[&NavEntry], depth: usize) {
        if entries.is_empty() {
            return;
        }
        self.tree.markup.push_str("<ul role=\"list\" class=\"pages\">");
        for entry in entries {
            self.entry("li", entry, |maker| {
                if maker.holds(entry) || maker.whole && depth == 0 && entry.children.len() <= 12 {
                    maker.list(&entry.children.iter().collect::<Vec<_>>(), depth + 1);
                }
            });
        }
        self.tree.markup.push_str("</ul>");
    }

    /// An entry in a tag, with what `below` adds inside of it.
    fn entry(&mut self, tag: &str, entry: &NavEntry, below: impl FnOnce(&mut Self)) {
        let markup = &mut self.tree.markup;
        let _ = write!(markup, "<{tag}");
        let outer = markup.len();
        let mut link = None;
        markup.push('>');
        let title = escape::text(&entry.title.replace(ROOT, ""));
        match entry.page {
            Some(_) => {
                let _ = write!(markup, "<a href=\"{ROOT}{}\"", escape::text(&percent::path(&entry.address.output_path())));
                link = Some(markup.len());
                let _ = write!(markup, ">{title}</a>");
            }
            None if tag == "h2" => markup.push_str(&title),
            None => {
                let _ = write!(markup, "<span>{title}</span>");
            }
        }
        self.tree.entries.insert(entry.address.clone(), (outer, link));
        below(self);
        let _ = write!(self.tree.markup, "</{tag}>");
    }

    fn holds(&self, entry: &NavEntry) -> bool {
        self.open.as_str().starts_with(entry.address.as_str())
    }
}
