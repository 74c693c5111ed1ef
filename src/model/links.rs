//! Where every link leads: pages, anchors, maps, steps, files, the outside.
//!
//! A link may be written in any of the forms that handbooks have: `/a/b/`, `/a/b`, `b.md`, `../b/`, `b.html`, `#anchor`, `https:…`.
//! All forms of one page lead to its one address.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::maps::{SiteMap, list_address};
use super::paths::{path_address, paths_address};
use super::redirects::Redirects;
use super::site::{Site, SitePage};
use super::urls::{Address, address_of_alias, decoded};
use crate::base::catalogue::links as say;
use crate::base::catalogue::nearest::nearest;
use crate::base::{Message, SourcePath, Span};
use crate::base::{parallel, percent};
use crate::maps::GuidedPath;
use crate::sources::Layout;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Into the site.
    Inside {
        /// The address.
        address: Address,
        /// The anchor there.
        anchor: Option<String>,
    },
    /// To the outside, as written.
    Outside(String),
    /// Nowhere that we know: left as written.
    Missing(String),
    /// To an address that is not allowed: only the words stay.
    Refused,
}

impl Target {
    /// What a writer puts into a link to lead there.
    pub fn written(&self) -> String {
        match self {
            Target::Inside { address, anchor } => {
                format!("{address}{}", anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default())
            }
            Target::Outside(to) | Target::Missing(to) => to.clone(),
            Target::Refused => String::new(),
        }
    }
}

/// Finds what an address leads to. Cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct LinkTable {
    places: Arc<Places>,
    redirects: Redirects,
}

/// Everything that a link can lead to, but for old addresses.
#[derive(Clone, Debug, Default)]
struct Places {
    /// Every written form of an address (without `/` at its ends) to the address.
    forms: HashMap<String, Address>,
    /// The anchors of each address, sorted.
    anchors: HashMap<Address, Vec<String>>,
    /// Files that are published as they are, by their path below the content folder, and what the program makes; any anchor will do there.
    files: HashMap<String, Address>,
    /// Pages by the name of their file or, of first pages, of their folder; those of which there are several are not here.
    names: HashMap<String, Option<Address>>,
    /// All addresses of pages and maps, sorted: what a wrong address may have meant.
    known: Vec<Address>,
    external_base: Option<String>,
    content_folder: &'static str,
}

/// A link taken apart.
struct Written<'a> {
    path: &'a str,
    query: &'a str,
    anchor: Option<String>,
}

impl LinkTable {
    /// The table of these pages, maps and files.
    pub fn new(
        pages: &[SitePage],
        maps: &[SiteMap],
        paths: &[Arc<GuidedPath>],
        assets: &BTreeMap<SourcePath, (Address, Arc<[u8]>)>,
        layout: Layout,
        external_base: Option<String>,
    ) -> LinkTable {
        let content_folder = layout.content_folder();
        let mut table = Places { external_base, content_folder, ..Places::default() };
        table.forms.insert(String::new(), Address::new("/"));
        if !maps.is_empty() {
            let keys = maps.iter().map(|map| map.map.key.clone()).collect();
            table.offer(&list_address(), keys);
        }
        for map in maps {
            let steps = map.map.steps.iter().flat_map(|step| std::iter::once(&step.id).chain(&step.was));
            let ids = steps.chain(map.map.tags.iter().map(|tag| &tag.id.value)).cloned();
            table.offer(&map.address, ids.collect());
        }
        if !paths.is_empty() {
            table.offer(&paths_address(), Vec::new());
        }
        paths.iter().for_each(|path| table.offer(&path_address(path), Vec::new()));
        // Aliases first: a page that really has the address wins.
        for page in pages {
            for alias in &page.front.aliases {
                table.forms.insert(form(&alias.value), page.address.clone());
            }
        }
        for page in pages {
            table.offer(&page.address, page.page.anchors.iter().chain(&page.page.title_id).cloned().collect());
            let path = page.page.path.strip(content_folder).unwrap_or(page.page.path.as_str());
            table.forms.insert(path.to_string(), page.address.clone());
            table.forms.insert(path.rsplit_once('.').map_or(path, |(stem, _)| stem).to_string(), page.address.clone());
            let is_first = matches!(page.page.path.stem(), "index" | "_index");
            let name = if is_first { page.page.path.folder().rsplit('/').next().unwrap_or("") } else { page.page.path.stem() };
            let several = |known: &mut Option<Address>| *known = None;
            table.names.entry(name.to_string()).and_modify(several).or_insert_with(|| Some(page.address.clone()));
        }
        for (path, (address, _)) in assets {
            table.files.insert(path.strip(content_folder).unwrap_or(path.as_str()).to_string(), address.clone());
        }
        table.known = table.anchors.keys().cloned().collect();
        table.known.sort();
        LinkTable { places: Arc::new(table), redirects: Redirects::default() }
    }

    /// The same table before it learned what leads on.
    pub fn without_redirects(&self) -> LinkTable {
        LinkTable { places: self.places.clone(), redirects: Redirects::default() }
    }

    /// Takes what leads on, for links that still have the old address.
    pub fn learn(&mut self, redirects: &Redirects) {
        self.redirects = redirects.clone();
    }

    /// Whether another table knows the same addresses under the same forms, and leads on from the same old ones.
    fn same_forms(&self, other: &LinkTable) -> bool {
        let (own, others) = (&*self.places, &*other.places);
        let same = Arc::ptr_eq(&self.places, &other.places)
            || own.forms == others.forms
                && own.files == others.files
                && own.names == others.names
                && own.external_base == others.external_base
                && own.content_folder == others.content_folder;
        same && self.redirects == other.redirects
    }

    /// The addresses that have other anchors in another table.
    fn changed_anchors(&self, other: &LinkTable) -> HashSet<Address> {
        if Arc::ptr_eq(&self.places, &other.places) {
            return HashSet::new();
        }
        let changed = |(address, anchors): &(&Address, &Vec<String>)| self.places.anchors.get(*address) != Some(*anchors);
        other.places.anchors.iter().filter(changed).map(|(address, _)| address.clone()).collect()
    }

    /// The anchors of the page or map at an address; `None` when there is none.
    pub fn anchors_of(&self, address: &Address) -> Option<&[String]> {
        self.places.anchors.get(address).map(Vec::as_slice)
    }

    /// An address that the program gives a page where the site has none of its own.
    pub(super) fn offer_if_free(&mut self, address: &Address, anchors: Vec<String>) {
        if !self.places.anchors.contains_key(address) {
            Arc::make_mut(&mut self.places).offer(address, anchors);
        }
    }

    /// Files and pages that the program makes of others. Their anchors follow from those and are not looked at; no wrong address is taken for
    /// theirs. What a writer's own file or a better known page has stays its own.
    pub(super) fn offer_made(&mut self, made: impl Iterator<Item = Address>) {
        let places = Arc::make_mut(&mut self.places);
        made.for_each(|address| {
            places.files.entry(form(address.as_str())).or_insert(address);
        });
    }

    /// Resolves a link written in the file `from`. `Err` is what is wrong with it and the target that it gets all the same.
    pub fn resolve(&self, from: &SourcePath, own: Option<&Address>, to: &str) -> Result<Target, (Target, Wrong)> {
        self.resolve_with(from, own, to, &Hints::default())
    }

    /// The same within what may still be spent on hints.
    pub(super) fn resolve_with(
        &self,
        from: &SourcePath,
        own: Option<&Address>,
        to: &str,
        hints: &Hints,
    ) -> Result<Target, (Target, Wrong)> {
        let to = to.trim();
        match scheme(to) {
            Some("http" | "https" | "mailto" | "tel") => return Ok(Target::Outside(to.to_string())),
            Some(_) => return Err((Target::Refused, Wrong::Scheme)),
            None if to.starts_with("//") => return Ok(Target::Outside(to.to_string())),
            None => {}
        }
        let written = take_apart(to);
        if written.path.is_empty()
            && let Some(own) = own
        {
            return self.with_anchor(own.clone(), written.anchor, hints);
        }
        let path = decoded(written.path);
        let candidates = self.candidates(from, own, &path);
        for candidate in &candidates {
            if let Some(address) = self.places.forms.get(candidate) {
                return self.with_anchor(address.clone(), written.anchor, hints);
            }
            if let Some(address) = self.places.files.get(candidate) {
                return Ok(Target::Inside { address: address.clone(), anchor: written.anchor });
            }
        }
        // A page that has moved is linked to by its file as well.
        let old = |old: &String| self.redirects.pages.get(&address_of_alias(old.strip_suffix(".md").unwrap_or(old)));
        if let Some(target) = candidates.iter().find_map(old) {
            return Err(self.moved(target.clone(), written.anchor, hints));
        }
        if let Some(outside) = self.outside(&written) {
            return Ok(Target::Outside(outside));
        }
        let near = |candidate: &String| hints.may_compare(self.places.known.len()).then(|| self.nearest_page(candidate)).flatten();
        let meant = candidates.iter().find_map(near);
        Err((Target::Missing(to.to_string()), Wrong::Page { meant }))
    }

    /// The forms under which a path could be known, best first.
    fn candidates(&self, from: &SourcePath, own: Option<&Address>, path: &str) -> Vec<String> {
        let mut candidates = Vec::new();
        let mut offer = |base: Option<String>| {
            let Some(base) = base else { return };
            let short =
                base.strip_suffix("index.html").or_else(|| base.strip_suffix(".html")).map(|short| short.trim_end_matches('/').to_string());
            candidates.push(base);
            candidates.extend(short);
        };
        if path.starts_with('/') {
            offer(joined("", path));
        } else {
            let folder = SourcePath::new(from.strip(self.places.content_folder).unwrap_or(from.as_str())).folder().to_string();
            offer(joined(&folder, path));
            // In a browser a relative address counts from the page's own address, which is one folder deeper than its file.
            offer(own.and_then(|own| joined(own.as_str(), path)));
        }
        candidates
    }

    /// A link to an old address: what stands behind its `#` goes along, unless the new address has an anchor of its own.
    fn moved(&self, target: Target, anchor: Option<String>, hints: &Hints) -> (Target, Wrong) {
        let target = match (target, anchor) {
            (Target::Inside { address, anchor: None }, Some(anchor)) => match self.with_anchor(address, Some(anchor), hints) {
                Ok(target) => target,
                Err(wrong) => return wrong,
            },
            (Target::Outside(to), Some(anchor)) if !to.contains('#') => Target::Outside(format!("{to}#{anchor}")),
            (target, _) => target,
        };
        let now = target.written();
        (target, Wrong::Moved { now })
    }

    fn with_anchor(&self, address: Address, anchor: Option<String>, hints: &Hints) -> Result<Target, (Target, Wrong)> {
        let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty() && anchor != "top") else {
            return Ok(Target::Inside { address, anchor: None });
        };
        let known = self.places.anchors.get(&address).map(Vec::as_slice).unwrap_or_default();
        if known.binary_search(&anchor).is_ok() {
            return Ok(Target::Inside { address, anchor: Some(anchor) });
        }
        if let Some(target) = self.redirects.anchors.get(&address).and_then(|moved| moved.get(&anchor)) {
            return Err((target.clone(), Wrong::Moved { now: target.written() }));
        }
        let near = || nearest(&anchor, known.iter().map(String::as_str)).map(str::to_string);
        let meant = hints.may_compare(known.len()).then(near).flatten();
        let wrong = Wrong::Anchor { page: address.to_string(), anchor, meant };
        Err((Target::Inside { address, anchor: None }, wrong))
    }

    /// Where a link into the bigger handbook leads that this site is a part of: below the path of `external_base`.
    fn outside(&self, written: &Written) -> Option<String> {
        let base = self.places.external_base.as_deref()?;
        let host_end = base.find("://").map(|at| at + 3).and_then(|start| base[start..].find('/').map(|at| start + at))?;
        let (host, prefix) = base.split_at(host_end);
        if !format!("{}/", written.path).starts_with(prefix) {
            return None;
        }
        let anchor = written.anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
        Some(format!("{host}{}{}{anchor}", written.path, written.query))
    }

    /// The one page of this name, in whatever folder.
    fn by_name(&self, to: &str) -> Option<Address> {
        let name = decoded(take_apart(to.trim()).path);
        let name = name.strip_suffix(".md").unwrap_or(&name);
        self.places.names.get(name).cloned().flatten()
    }

    fn nearest_page(&self, path: &str) -> Option<String> {
        let wanted = path.trim_end_matches(".md");
        // Every short name is near to that of the first page, which is none.
        let names = self.places.known.iter().map(|address| address.as_str().trim_matches('/')).filter(|name| !name.is_empty());
        let near = nearest(wanted, names)?;
        self.places.known.iter().find(|address| address.as_str().trim_matches('/') == near).map(Address::to_string)
    }
}

impl Places {
    fn offer(&mut self, address: &Address, mut anchors: Vec<String>) {
        anchors.sort();
        self.forms.insert(form(address.as_str()), address.clone());
        self.anchors.insert(address.clone(), anchors);
    }
}

/// How much may still be spent on "did you mean" in one page: a page with thousands of wrong links needs no hint for each.
pub(super) struct Hints {
    comparisons: Cell<usize>,
}

impl Default for Hints {
    fn default() -> Hints {
        Hints { comparisons: Cell::new(500_000) }
    }
}

impl Hints {
    fn may_compare(&self, names: usize) -> bool {
        let left = self.comparisons.get().checked_sub(names);
        self.comparisons.set(left.unwrap_or(0));
        left.is_some()
    }
}

/// What is wrong with a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Its scheme is not allowed.
    Scheme,
    /// Its address leads on to another one.
    Moved {
        /// What to write now.
        now: String,
    },
    /// Its page does not exist.
    Page {
        /// The nearest address.
        meant: Option<String>,
    },
    /// Its page does not have the anchor.
    Anchor {
        /// The page.
        page: String,
        /// The anchor.
        anchor: String,
        /// The nearest anchor.
        meant: Option<String>,
    },
}

/// Finds where the links of all pages lead, and what is wrong with them.
///
/// What a page's links lead to follows from the page and from what the table says of each of them. So a page that is the very one of the site
/// `before` keeps what it had there, as long as every address is known under the same forms, all its links led somewhere, and none of them to
/// an address whose anchors have changed. A page with anything to be said is looked at anew: what was meant may have another name now.
pub fn resolve_pages(pages: &mut [SitePage], table: &LinkTable, before: Option<&Site>) {
    let before = before.filter(|before| before.links_table.same_forms(table));
    let changed = before.map(|before| before.links_table.changed_anchors(table)).unwrap_or_default();
    let kept = |index: usize, page: &SitePage| {
        let before = before?;
        // Mostly it stands where it stood.
        let old = before.pages.get(index).filter(|old| Arc::ptr_eq(&old.page, &page.page));
        let old = old.or_else(|| before.pages.binary_search_by(|old| old.address.cmp(&page.address)).ok().map(|at| &before.pages[at]))?;
        let moved = |target: &Target| matches!(target, Target::Inside { address, .. } if changed.contains(address));
        let same = Arc::ptr_eq(&old.page, &page.page) && old.link_messages.is_empty();
        (same && (changed.is_empty() || !old.targets.iter().any(moved))).then(|| old.targets.clone())
    };
    let mut fresh = Vec::new();
    for (index, page) in pages.iter_mut().enumerate() {
        match kept(index, page) {
            Some(targets) => (page.targets, page.link_messages) = (targets, Arc::default()),
            None => fresh.push(index),
        }
    }
    let found = parallel::map(&fresh, |index| resolve_page(table, &pages[*index]));
    for (index, (targets, messages)) in fresh.into_iter().zip(found) {
        (pages[index].targets, pages[index].link_messages) = (targets.into(), messages.into());
    }
}

/// Where the links of a page lead, and what is wrong with them.
fn resolve_page(table: &LinkTable, page: &SitePage) -> (Vec<Target>, Vec<Message>) {
    let mut messages = Vec::new();
    let hints = Hints::default();
    let targets = page.page.links.iter().enumerate().map(|(index, link)| {
        let (file, own_index) = page.origin(index);
        let path = &file.path;
        let found = table.resolve_with(path, Some(&page.address), &link.to, &hints);
        let found = found.or_else(|wrong| match table.by_name(&link.to).filter(|_| link.by_name) {
            Some(address) => table.with_anchor(address, take_apart(&link.to).anchor, &hints),
            None => Err(wrong),
        });
        // A part may count from the page that includes it, as Hugo does.
        let found = found.or_else(|wrong| {
            match (*path != page.page.path).then(|| table.resolve_with(&page.page.path, Some(&page.address), &link.to, &hints)) {
                Some(Ok(target)) => Ok(target),
                _ => Err(wrong),
            }
        });
        // `((order.md))`
        let leads_without = |to: &str| {
            let inner = to.strip_prefix('(').map(|to| to.trim_end_matches(')'));
            inner.is_some_and(|to| !matches!(table.resolve_with(path, Some(&page.address), to, &hints), Err((_, Wrong::Page { .. }))))
        };
        found.unwrap_or_else(|(target, wrong)| {
            messages.push(match wrong {
                Wrong::Moved { now } => say::moved(path, link.span, &link.to, &now).fix(file.rewrite(own_index, &now)),
                Wrong::Scheme => say::scheme_not_allowed(path, link.span, &link.to),
                Wrong::Page { meant } if link.image => say::image_missing(path, link.span, &link.to, meant.as_deref()),
                Wrong::Page { .. } if begins_with_host(&link.to) => say::scheme_missing(path, link.span, &link.to),
                Wrong::Page { .. } if doubled(&link.to) || leads_without(&link.to) => say::doubled_parenthesis(path, link.span, &link.to)
                    .fix(file.rewrite(own_index, link.to.trim_start_matches('(').trim_end_matches(')'))),
                Wrong::Page { meant } => say::page_missing(path, link.span, &link.to, meant.as_deref()),
                Wrong::Anchor { page, anchor, meant } => say::anchor_missing(path, link.span, &page, &anchor, meant.as_deref()),
            });
            target
        })
    });
    let targets = targets.collect();
    (targets, messages)
}

/// Endings of hosts that no file of a handbook has.
const HOST_ENDINGS: &[&str] = &["com", "org", "net", "io", "edu", "gov", "eu", "dev", "app", "co", "uk", "de", "fr", "nl"];

/// Whether an address that leads to no file begins like one of the net: `about.example.com/x`, `www.example.org`.
fn begins_with_host(to: &str) -> bool {
    let host = to.trim().split(['/', '?', '#']).next().unwrap_or("");
    let Some((name, ending)) = host.rsplit_once('.') else { return false };
    let host_signs = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
    host_signs && !name.starts_with('.') && HOST_ENDINGS.contains(&ending.to_ascii_lowercase().as_str())
}

/// `((/x` in the place of `(/x`.
fn doubled(to: &str) -> bool {
    to.starts_with("(/") || to.starts_with("(.") || to.starts_with("(http")
}

/// Resolves an address that a map names; what is wrong becomes a message of the map.
pub fn resolve_for_map(table: &LinkTable, path: &SourcePath, span: Span, to: &str) -> (Target, Option<Message>) {
    match table.resolve(path, None, to) {
        Ok(target) => (target, None),
        Err((target, wrong)) => {
            let message = match wrong {
                Wrong::Moved { now } => say::moved(path, span, to, &now),
                Wrong::Scheme => say::scheme_not_allowed(path, span, to),
                Wrong::Page { meant } => say::map_page_missing(path, span, to, meant.as_deref()),
                Wrong::Anchor { page, anchor, meant } => say::map_anchor_missing(path, span, &page, &anchor, meant.as_deref()),
            };
            (target, Some(message))
        }
    }
}

/// The files that are published: all of `content/`, but of a plain folder only those that some page shows or links to.
pub fn published(assets: BTreeMap<SourcePath, (Address, Arc<[u8]>)>, layout: Layout, pages: &[SitePage]) -> BTreeMap<Address, Arc<[u8]>> {
    if layout == Layout::Content {
        return assets.into_values().collect();
    }
    let linked: HashSet<&Address> = pages
        .iter()
        .flat_map(|page| page.targets.iter())
        .filter_map(|target| match target {
            Target::Inside { address, .. } => Some(address),
            _ => None,
        })
        .collect();
    assets.into_values().filter(|(address, _)| linked.contains(address)).collect()
}

/// The link as a page at `from` must write it; `None` when only its words stay.
pub fn link_text(from: &Address, target: &Target) -> Option<String> {
    match target {
        Target::Inside { address, anchor } => Some(from.link_to(address, anchor.as_deref())),
        Target::Outside(to) | Target::Missing(to) => Some(percent::address(to)),
        Target::Refused => None,
    }
}

/// The scheme of an address, in small letters; `None` for one inside the site.
///
/// Browsers drop tabs, line ends and leading control characters before they look for the scheme, so they are dropped here too.
fn scheme(to: &str) -> Option<&'static str> {
    // Most addresses lead to another page and have none.
    if !to.contains(':') {
        return None;
    }
    let seen: String = to.trim_start_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let colon = seen.find(':')?;
    let name = &seen[..colon];
    let is_scheme = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    if !is_scheme {
        return None;
    }
    let known = ["http", "https", "mailto", "tel"];
    Some(known.into_iter().find(|known| name.eq_ignore_ascii_case(known)).unwrap_or("other"))
}

fn take_apart(to: &str) -> Written<'_> {
    let (before, anchor) = match to.split_once('#') {
        Some((before, anchor)) => (before, Some(decoded(anchor))),
        None => (to, None),
    };
    let at = before.find('?').unwrap_or(before.len());
    Written { path: &before[..at], query: &before[at..], anchor }
}

/// An address without `/` at its ends: the form under which it is known.
fn form(address: &str) -> String {
    address.trim_matches('/').to_string()
}

/// `path` counted from `folder`; `None` when it leads above the root.
pub(super) fn joined(folder: &str, path: &str) -> Option<String> {
    let mut out = String::with_capacity(folder.len() + path.len() + 1);
    let push = |out: &mut String, part: &str| {
        if !out.is_empty() {
            out.push('/');
        }
        out.push_str(part);
    };
    folder.split('/').filter(|part| !part.is_empty()).for_each(|part| push(&mut out, part));
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if out.is_empty() => return None,
            ".." => out.truncate(out.rfind('/').unwrap_or(0)),
            part => push(&mut out, part),
        }
    }
    Some(out)
}
