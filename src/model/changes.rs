//! When pages and maps were changed last, told by git: for each of them, and as a list of the latest ones. Runs no git.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Site;
use super::search::Kind;
use super::urls::Address;
use crate::base::SourcePath;
use crate::parse::settings::History as Told;
use crate::sources::{Commit, History};

/// So many changes are listed.
const LISTED: usize = 200;

/// The address of the list.
pub fn changes_address() -> Address {
    Address::new("/changes/")
}

/// The last changes, as far as readers may know them.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    of_file: BTreeMap<SourcePath, Change>,
    /// The latest ones, newest first.
    pub latest: Vec<Changed>,
}

/// A change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Its day, such as `2026-11-21`.
    pub date: String,
    /// What was said about it, if the settings tell it.
    pub subject: Option<String>,
    /// Who made it, if the settings tell it.
    pub author: Option<String>,
}

/// A page or map that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Whether it is a page or a map: a map is often called as the page that explains it.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// Where it is.
    pub address: Address,
    /// The change.
    pub change: Change,
}

impl Changes {
    /// The last change of a file.
    pub fn of(&self, path: &str) -> Option<&Change> {
        self.of_file.get(&SourcePath::new(path))
    }
}

/// What `history` tells of the pages and maps of a site.
pub fn changes(site: &Site, history: &History) -> Changes {
    let told = site.settings.history;
    if told == Told::Off {
        return Changes::default();
    }
    let pages = site.pages.iter().map(|page| (Kind::Page, &page.page.path, &page.page.title, &page.address));
    let maps = site.maps.iter().map(|map| (Kind::Map, &map.map.path, &map.map.title.value, &map.address));
    let mut found: Vec<(&Arc<Commit>, &SourcePath, &String, &Address, Kind)> =
        pages.chain(maps).filter_map(|(kind, path, title, address)| Some((history.last.get(path)?, path, title, address, kind))).collect();
    found.sort_by(|a, b| (&b.0.date, a.0.place, a.2, a.3).cmp(&(&a.0.date, b.0.place, b.2, b.3)));
    let change = |commit: &Commit| Change {
        date: commit.date.clone(),
        subject: (told >= Told::Subjects).then(|| commit.subject.clone()),
        author: (told >= Told::Authors).then(|| commit.author.clone()),
    };
    let of_file = found.iter().map(|(commit, path, ..)| ((*path).clone(), change(commit))).collect();
    let latest = found.iter().take(LISTED).map(|(commit, _, title, address, kind)| Changed {
        kind: *kind,
        title: (*title).clone(),
        address: (*address).clone(),
        change: change(commit),
    });
    Changes { of_file, latest: latest.collect() }
}
