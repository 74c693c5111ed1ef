//! The tree of pages beside a page, as markup: what a reader can go to next.
//!
//! A small site shows all of its tree. A larger one shows the branch of the page and the names of the others, so that a page does not
//! grow with the site; of a folder with hundreds of pages it shows those around the page. The pages of a folder have the same tree but for the
//! way to the root and the mark on the page itself, so it is made once for each folder, or for each stretch of a long one.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::OnceLock;

use super::strings::Strings;
use crate::base::{escape, percent};
use crate::model::{Address, NavEntry, Site};

/// Up to this many pages the whole tree is shown.
const WHOLE_UP_TO: usize = 80;

/// Up to this many entries of one folder are all shown.
const LIST_UP_TO: usize = 100;

/// A longer list is shown in stretches of this many entries.
const STRETCH: usize = 50;

/// Stands for the way to the root in a tree that is not yet on a page. No title and no address can hold it.
const ROOT: char = '\u{1}';

/// The trees of a site, each made when a page that shows it is first asked for.
#[derive(Debug, Default)]
pub struct Sidebars(OnceLock<HashMap<Address, Vec<OnceLock<Tree>>>>);

impl Sidebars {
    /// The tree as seen from `from`, where `root` leads to the root of the site; empty for a site with one page.
    pub fn render(&self, site: &Site, strings: &Strings, from: &Address, root: &str) -> String {
        if site.navigation.order.len() < 2 {
            return String::new();
        }
        let trail = site.navigation.trail(from);
        let trees = self.0.get_or_init(|| folders(site).collect());
        let folder =
            trail.iter().rfind(|entry| !entry.children.is_empty()).map_or_else(|| Address::new("/"), |entry| entry.address.clone());
        let is_leaf = trail.last().is_some_and(|entry| entry.children.is_empty());
        let stretch = site.navigation.place(from).filter(|_| is_leaf).unwrap_or(0) / STRETCH;
        let tree = trees.get(&folder).and_then(|stretches| stretches.get(stretch).or(stretches.first()));
        let tree = tree.map(|tree| tree.get_or_init(|| Tree::new(site, strings, &folder, stretch)));
        let here = trail.last().map_or(from, |entry| &entry.address);
        tree.map(|tree| tree.on_page(from, here, root)).unwrap_or_default()
    }
}

/// Every folder of the tree that can be open, and the root, with room for a tree for each stretch of it.
fn folders(site: &Site) -> impl Iterator<Item = (Address, Vec<OnceLock<Tree>>)> {
    let stretches = |entries: &[NavEntry]| {
        let count = if entries.len() <= LIST_UP_TO { 1 } else { entries.len().div_ceil(STRETCH) };
        (0..count).map(|_| OnceLock::new()).collect()
    };
    let mut found = vec![(Address::new("/"), stretches(&site.navigation.top))];
    let mut open: Vec<&NavEntry> = site.navigation.top.iter().collect();
    while let Some(entry) = open.pop() {
        if !entry.children.is_empty() {
            found.push((entry.address.clone(), stretches(&entry.children)));
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
    fn new(site: &Site, strings: &Strings, open: &Address, stretch: usize) -> Tree {
        let whole = site.navigation.order.len() <= WHOLE_UP_TO;
        let mut maker = Maker { strings, open, stretch, whole, tree: Tree { markup: String::new(), entries: HashMap::new() } };
        let top = site.navigation.top.iter().enumerate();
        let (folders, pages): (Vec<Numbered>, Vec<Numbered>) = top.partition(|(_, entry)| !entry.children.is_empty());
        let stretch = if open.as_str() == "/" { stretch } else { 0 };
        maker.list(&pages, stretch, 0);
        let stretch = maker.held(&folders).unwrap_or(stretch);
        let (before, shown, behind) = cut(&folders, stretch);
        maker.more_folders("pages_before", before, before.iter().rev());
        for (_, folder) in shown {
            maker.entry("h2", folder, |_| ());
            if whole || maker.holds(folder) {
                maker.children(folder, 0);
            }
        }
        maker.more_folders("pages_behind", behind, behind.iter());
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

/// An entry and its number among those beside it.
type Numbered<'site> = (usize, &'site NavEntry);

/// What stands before a stretch of a long list, in it, and behind it.
fn cut<'a, 'site>(entries: &'a [Numbered<'site>], stretch: usize) -> (&'a [Numbered<'site>], &'a [Numbered<'site>], &'a [Numbered<'site>]) {
    if entries.len() <= LIST_UP_TO {
        return (&[], entries, &[]);
    }
    let first = entries.partition_point(|(number, _)| *number < stretch * STRETCH);
    let end = entries.partition_point(|(number, _)| *number < (stretch + 1) * STRETCH);
    (&entries[..first], &entries[first..end], &entries[end..])
}

struct Maker<'site> {
    strings: &'site Strings,
    open: &'site Address,
    /// Which stretch of the open folder is shown, from 0.
    stretch: usize,
    whole: bool,
    tree: Tree,
}

impl Maker<'_> {
    /// Recursion is bounded: `model/navigation.rs` makes no deeper tree than 64.
    fn list(&mut self, entries: &[Numbered], stretch: usize, depth: usize) {
        if entries.is_empty() {
            return;
        }
        let (before, shown, behind) = cut(entries, stretch);
        self.tree.markup.push_str("<ul role=\"list\" class=\"pages\">");
        self.more("pages_before", before, before.iter().rev());
        for (_, entry) in shown {
            self.entry("li", entry, |maker| {
                if maker.holds(entry) || maker.whole && depth == 0 && entry.children.len() <= 12 {
                    maker.children(entry, depth + 1);
                }
            });
        }
        self.more("pages_behind", behind, behind.iter());
        self.tree.markup.push_str("</ul>");
    }

    /// What stands below an entry.
    fn children(&mut self, entry: &NavEntry, depth: usize) {
        let children: Vec<Numbered> = entry.children.iter().enumerate().collect();
        let stretch = if entry.address == *self.open { self.stretch } else { self.held(&children).unwrap_or(0) };
        self.list(&children, stretch, depth);
    }

    /// The stretch with the entry that holds the open folder.
    fn held(&self, entries: &[Numbered]) -> Option<usize> {
        entries.iter().find(|(_, entry)| self.holds(entry)).map(|(number, _)| number / STRETCH)
    }

    /// How many entries are not shown on one side, as a link to the nearest one of them that is a page.
    fn more<'entry>(&mut self, key: &str, hidden: &[Numbered], nearest: impl Iterator<Item = &'entry Numbered<'entry>>) {
        if hidden.is_empty() {
            return;
        }
        let words = escape::text(&self.strings.count(key, hidden.len()));
        let link = nearest.map(|(_, entry)| entry).find(|entry| entry.page.is_some()).map_or_else(
            || format!("<span>{words}</span>"),
            |entry| format!("<a href=\"{ROOT}{}\">{words}</a>", escape::text(&percent::path(&entry.address.output_path()))),
        );
        let _ = write!(self.tree.markup, "<li>{link}</li>");
    }

    /// The same between folders, which stand in no list.
    fn more_folders<'entry>(&mut self, key: &str, hidden: &[Numbered], nearest: impl Iterator<Item = &'entry Numbered<'entry>>) {
        if !hidden.is_empty() {
            self.tree.markup.push_str("<ul role=\"list\" class=\"pages\">");
            self.more(key, hidden, nearest);
            self.tree.markup.push_str("</ul>");
        }
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
