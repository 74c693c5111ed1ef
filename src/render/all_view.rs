//! Everything from A to Z, and the files of the search index. Knows how they look to a template and to a browser, not what is found.

use serde::Serialize;

use super::page_view::{self, About, Around, Crumb};
use super::theme::Theme;
use super::theme_assets::version;
use crate::base::Fingerprint;
use crate::base::json::{self, Json};
use crate::model::search::{Context, Entry, Kind, Place, SearchIndex, all_address, groups};
use crate::model::{Address, Output, SearchFile, Site};

/// The page that lists everything, or one letter of it.
#[derive(Debug, Serialize)]
pub struct AllView<'site> {
    /// What is around it.
    #[serde(flatten)]
    pub around: Around<'site>,
    /// The letters, to jump to.
    pub letters: Vec<LetterView>,
    /// The entries, by letter.
    pub groups: Vec<GroupView>,
}

/// A letter to jump to.
#[derive(Debug, Serialize)]
pub struct LetterView {
    /// The letter.
    pub letter: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is the page itself.
    pub current: bool,
}

/// The entries of a letter.
#[derive(Debug, Serialize)]
pub struct GroupView {
    /// The letter.
    pub letter: String,
    /// Its id in the page.
    pub id: String,
    /// The entries.
    pub entries: Vec<EntryView>,
}

/// An entry.
#[derive(Debug, Serialize)]
pub struct EntryView {
    /// Its name.
    pub title: String,
    /// Where it leads, if anywhere.
    pub href: Option<String>,
    /// The id under which others lead to it.
    pub id: Option<String>,
    /// What it is: "Map", "Step 6 of Order professional services".
    pub kind: String,
    /// One sentence about it; for roles, terms and links only.
    pub summary: Option<String>,
}

/// Makes the page; `group` is the place of a letter in [`groups`].
pub fn all<'site>(
    site: &'site Site,
    theme: &'site Theme,
    output: &'site Output,
    address: &'site Address,
    group: Option<usize>,
) -> AllView<'site> {
    let pages = groups(site);
    let own = group.and_then(|group| pages.get(group));
    let title = theme.strings.get("all_title");
    let crumb = |title: &str, to: Option<&Address>| Crumb {
        title: title.to_string(),
        href: to.map(|to| address.link_to(to, None)),
        current: to.is_none(),
    };
    let mut crumbs = vec![crumb(theme.strings.get("home"), Some(&Address::new("/")))];
    match own {
        Some(own) => crumbs.extend([crumb(title, Some(&all_address())), crumb(&own.letter, None)]),
        None => crumbs.push(crumb(title, None)),
    }
    let about = About { address, title, description: Some(theme.strings.get("all_lead")), source: None, reviewed: None, crumbs, output };
    let mut shown: Vec<GroupView> = Vec::new();
    for entry in &site.search_index().entries {
        let here = match own {
            Some(own) => own.letter == entry.letter,
            // In a large site the first page keeps what has no page of its own: others lead to it here.
            None => pages.is_empty() || entry.own_id().is_some(),
        };
        if !here {
            continue;
        }
        if shown.last().is_none_or(|group| group.letter != entry.letter) {
            let id = format!("letter-{}", shown.len() + 1);
            shown.push(GroupView { letter: entry.letter.clone(), id, entries: Vec::new() });
        }
        if let Some(group) = shown.last_mut() {
            group.entries.push(view(theme, address, entry, own.is_none()));
        }
    }
    let letters = if pages.is_empty() {
        shown.iter().map(|group| LetterView { letter: group.letter.clone(), href: format!("#{}", group.id), current: false }).collect()
    } else {
        let letter = |(number, page): (usize, &crate::model::search::Group)| LetterView {
            letter: page.letter.clone(),
            href: address.link_to(&page.address, None),
            current: group == Some(number),
        };
        pages.iter().enumerate().map(letter).collect()
    };
    AllView { around: page_view::around(site, theme, about), letters, groups: shown }
}

fn view(theme: &Theme, from: &Address, entry: &Entry, with_id: bool) -> EntryView {
    let id = entry.own_id().map(str::to_string);
    let href = match &entry.record.place {
        Place::Inside(..) if id.is_some() && with_id => None,
        Place::Inside(address, anchor) => Some(from.link_to(address, anchor.as_deref())),
        Place::Outside(to) => Some(to.clone()),
    };
    let kind = match &entry.record.context {
        Context::Step { number, map } => theme.strings.with("found_step", &[("number", &number.to_string()), ("map", map)]),
        _ => theme.strings.get(kind_key(entry.record.kind)).to_string(),
    };
    let told = matches!(entry.record.kind, Kind::Role | Kind::Term | Kind::Link) && !entry.record.summary.is_empty();
    EntryView {
        title: entry.record.title.clone(),
        href,
        id: id.filter(|_| with_id),
        kind,
        summary: told.then(|| entry.record.summary.clone()),
    }
}

fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Page => "found_page",
        Kind::Section => "found_section",
        Kind::Map => "found_map",
        Kind::Step => "found_step",
        Kind::Role => "found_role",
        Kind::Link => "found_link",
        Kind::Term => "found_term",
    }
}

/// A file of the index as a script that hands it over, for pages from disk may load scripts and nothing else.
pub fn search_file(site: &Site, theme: &Theme, file: SearchFile) -> String {
    let index = site.search_index();
    let (kind, number, data) = match file {
        SearchFile::About => {
            let words = WORDS.iter().map(|key| (*key, Json::text(theme.strings.get(key))));
            let mut about = index.about.clone();
            about.push(("words".to_string(), Json::object(words)));
            about.push(("version".to_string(), Json::text(index_version(index))));
            ("a", 0, json::compact(&Json::Object(about)))
        }
        SearchFile::Words(number) => ("w", number, between_backticks(index.buckets.get(number))),
        SearchFile::Records(number) => ("r", number, between_backticks(index.chunks.get(number))),
    };
    format!("waybook.found(\"{kind}\",{number},{data})\n")
}

/// A text as a script has it. Line ends and tabs stay as they are, each one letter where JSON has two, and there is one for each word.
fn between_backticks(text: Option<&String>) -> String {
    let text = text.map_or("", String::as_str);
    if !text.contains(['\\', '`', '$']) {
        return format!("`{text}`");
    }
    format!("`{}`", text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${"))
}

/// One version for all other files of the index: a version for each would be more to load than a new edition of the files of a query.
fn index_version(index: &SearchIndex) -> String {
    let texts = index.buckets.iter().chain(&index.chunks);
    version(&texts.flat_map(|text| Fingerprint::of(text.as_bytes()).0.to_le_bytes()).collect::<Vec<u8>>())
}

/// The words that the search says.
const WORDS: &[&str] = &[
    "search_label",
    "search_close",
    "search_none",
    "search_one",
    "search_count",
    "search_hint",
    "search_all",
    "search_failed",
    "found_page",
    "found_section",
    "found_map",
    "found_step",
    "found_role",
    "found_link",
    "found_term",
];
