//! The immutable answer: everything that an output may ask.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use super::changes::Changes;
use super::glossary::Glossary;
use super::links::LinkTable;
use super::maps::{MapOfPage, SiteMap};
use super::navigation::{MenuItem, Navigation};
use super::redirects::Redirects;
use super::search::{self, SearchIndex};
use super::tags::{Related, Tag};
use super::{Address, Date, Target};
use crate::base::{Message, SourcePath, Span};
use crate::maps::{GuidedPath, Link, Role, Term};
use crate::parse::settings::Robots;
use crate::parse::{FrontMatter, Page, Settings, formats};

/// A handbook, read and put together. Never changed: an edit makes a new one.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The settings.
    pub settings: Settings,
    /// The pages by address.
    pub pages: Vec<SitePage>,
    /// The maps by key.
    pub maps: Vec<SiteMap>,
    /// The guided paths by file.
    pub paths: Vec<Arc<GuidedPath>>,
    /// Where the pages of their items are, by the place of the path and of the item.
    pub path_targets: super::paths::PathTargets,
    /// The roles by key.
    pub roles: BTreeMap<String, Role>,
    /// The named links by key.
    pub links: BTreeMap<String, Link>,
    /// Where the named links lead, by key; a link without an address is not here.
    pub link_targets: BTreeMap<String, Target>,
    /// The terms of the glossary, in the order of the file.
    pub terms: Vec<Term>,
    /// The pages in the order of reading.
    pub navigation: Arc<Navigation>,
    /// What stands in the top bar.
    pub menu: Vec<MenuItem>,
    /// Addresses that pages had before, and where they are now.
    pub redirects: Redirects,
    /// Files that are published as they are.
    pub assets: BTreeMap<Address, Arc<[u8]>>,
    /// The files of the site's own theme.
    pub theme_files: BTreeMap<SourcePath, Arc<[u8]>>,
    /// Everything that can be asked for, by its path below the output folder.
    pub outputs: Arc<BTreeMap<String, Output>>,
    /// When pages and maps were changed last.
    pub changes: Changes,
    /// What day it is, if somebody said so.
    pub today: Option<Date>,
    /// The tags of the pages.
    pub tags: Vec<Tag>,
    /// What every page announces; a target that is refused is none.
    pub announcement: Option<MenuItem>,
    /// The size of each picture.
    pub image_sizes: BTreeMap<Address, (u32, u32)>,
    /// Finds the terms of the glossary in texts.
    pub glossary: Glossary,
    /// What is to be said about all files, in the order of files and places.
    pub messages: Vec<Message>,
    /// Finds what an address of the site leads to.
    pub links_table: LinkTable,
    /// Made when somebody asks for it first, too.
    pub(super) related: OnceLock<Arc<Related>>,
    /// Where the pages and maps stand as Markdown, by their addresses.
    pub(super) copies: OnceLock<HashMap<Address, Address>>,
    /// What was made of the same pages before their texts changed.
    pub(super) related_before: Option<Arc<Related>>,
    /// Made when somebody asks for it first.
    pub(super) search_index: OnceLock<SearchIndex>,
    /// Made when somebody asks for it first.
    pub(super) orientation: OnceLock<super::orientation::Orientation>,
}

/// A page in its place.
#[derive(Clone, Debug)]
pub struct SitePage {
    /// The page, with all that it includes.
    pub page: Arc<Page>,
    /// The files that it consists of, itself first; empty when it includes nothing.
    pub pieces: Vec<Piece>,
    /// Where its files include others.
    pub included: Vec<Included>,
    /// What its head says, with what its folders say for it.
    pub front: Arc<FrontMatter>,
    /// Its address.
    pub address: Address,
    /// Where its links lead, in the order of [`Page::links`].
    pub targets: Arc<[Target]>,
    /// What is to be said about its links.
    pub(super) link_messages: Arc<[Message]>,
    /// The maps that name it, by their place in [`Site::maps`].
    pub maps: Vec<MapOfPage>,
}

/// A file that a page consists of.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its first link among the links of the page.
    pub first_link: usize,
    /// The file.
    pub page: Arc<Page>,
}

/// A tag in whose place another file stands.
#[derive(Clone, Debug)]
pub struct Included {
    /// The file that the tag stands in, by its place among the pieces of the page.
    pub within: usize,
    /// Where it stands there.
    pub span: Span,
    /// The tag as written.
    pub tag: String,
    /// What stands in its place.
    pub what: Inserted,
}

/// What can be included.
#[derive(Clone, Debug)]
pub enum Inserted {
    /// Text, by its place among the pieces of the page.
    Piece(usize),
    /// Code in this language.
    Code(String, Arc<[u8]>),
}

impl SitePage {
    /// The files that it consists of, each as it was read alone.
    pub fn files(&self) -> impl Iterator<Item = &Arc<Page>> {
        let alone = self.pieces.is_empty().then_some(&self.page);
        alone.into_iter().chain(self.pieces.iter().map(|piece| &piece.page))
    }

    /// The file in which a link of the page is written, and its place among the links of that file.
    pub fn origin(&self, link: usize) -> (&Page, usize) {
        match self.pieces.partition_point(|piece| piece.first_link <= link).checked_sub(1) {
            Some(at) => (&self.pieces[at].page, link - self.pieces[at].first_link),
            None => (&self.page, link),
        }
    }

    /// The address of its Markdown, beside its page.
    pub fn copy(&self) -> Address {
        Address::new(format!("{}index.md", self.address))
    }

    /// What it is called where there is little room.
    pub fn link_title(&self) -> &str {
        self.front.link_title.as_deref().unwrap_or(&self.page.title)
    }
}

/// Something that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A page, by its place in [`Site::pages`].
    Page(usize),
    /// A page with all pages below it as one, to print it, by its place in [`Site::pages`].
    SectionPrint(usize),
    /// A map, by its place in [`Site::maps`].
    Map(usize),
    /// The drawing of a map as a file of its own, by the place of the map in [`Site::maps`].
    MapDrawing(usize),
    /// The list of all maps.
    MapList,
    /// A list that readers find their way by.
    Finder(super::Finder),
    /// The page of a role, by its key.
    Role(String),
    /// The first page of the guide of a map, by the place of the map in [`Site::maps`].
    Guide(usize),
    /// The page of a step in the guide of a map.
    GuideStep {
        /// The place of the map in [`Site::maps`].
        map: usize,
        /// The step.
        step: usize,
    },
    /// What the script of a guide knows about its map.
    GuideData(usize),
    /// The page of a guided path, by its place in [`Site::paths`].
    Path(usize),
    /// The list of all guided paths.
    PathList,
    /// The latest changes.
    ChangeList,
    /// The list of all tags.
    TagList,
    /// The pages of a tag, by its place in [`Site::tags`].
    Tag(usize),
    /// The first page of a site that has none.
    Home,
    /// What is shown for an address that does not exist.
    NotFound,
    /// A page as Markdown, by its place in [`Site::pages`].
    PageCopy(usize),
    /// A map as Markdown, by its place in [`Site::maps`].
    MapCopy(usize),
    /// A map as JSON, by its place in [`Site::maps`].
    MapData(usize),
    /// What the site is and where its pages are, for programs that read language.
    LlmsText,
    /// All addresses and their titles.
    AddressList,
    /// A page that leads on from an address that another page had before.
    Redirect(Address),
    /// The old addresses for the server, in the form that GitLab Pages and Netlify read.
    RedirectList,
    /// A file that is published as it is.
    Asset(Address),
    /// A file of the theme, by its name below the theme's folder.
    Theme(&'static str),
    /// What can be found, by its first letter: all of it, or one group of it in a large site.
    All(Option<usize>),
    /// A file of the search index.
    Search(SearchFile),
    /// The list of addresses for search engines.
    Sitemap,
    /// What search engines may read.
    Robots,
    /// The JSON Schema of a kind of file, by the name of the kind.
    Schema(&'static str),
}

/// A file of the search index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchFile {
    /// What the others are.
    About,
    /// Words, by the number of their bucket.
    Words(usize),
    /// Records, by the number of their chunk.
    Records(usize),
}

/// The files that a theme gives to readers: their path below the output folder and below the theme's folder. A style sheet or script of
/// several parts is named by its first part; `render/theme.rs` joins them. A file that names another one stands behind it.
pub const THEME_OUTPUTS: &[(&str, &str)] = &[
    ("assets/icon.svg", "icons/icon.svg"),
    ("assets/ahn.woff2", "fonts/ahn.woff2"),
    ("assets/ahm.woff2", "fonts/ahm.woff2"),
    ("assets/OFL.txt", "fonts/OFL-atkinson.txt"),
    ("assets/code.css", "css/code.css"),
    ("assets/finder.css", "css/finder.css"),
    ("assets/guide.css", "css/guide.css"),
    ("assets/map.css", "css/map.css"),
    ("assets/path.css", "css/path.css"),
    ("assets/search.css", "css/search.css"),
    ("assets/tips.css", "css/tips.css"),
    ("assets/site.css", "css/site.css"),
    ("assets/search.js", "js/search.js"),
    ("assets/contents.js", "js/contents.js"),
    ("assets/form.js", "js/form.js"),
    ("assets/guide.js", "js/guide.js"),
    ("assets/lost.js", "js/lost.js"),
    ("assets/map.js", "js/map.js"),
    // Two scripts in one packet are smaller than in two: a map with a form would pass its limit otherwise.
    ("assets/map-form.js", "js/map.js+js/form.js"),
    ("assets/moved.js", "js/moved.js"),
    ("assets/path.js", "js/path.js"),
    ("assets/summary.js", "js/summary.js"),
    ("assets/tips.js", "js/tips.js"),
    ("assets/site.js", "js/site.js"),
];

impl Output {
    /// Whether a writer may link to it: to what the program makes for readers and other programs, but for what pages load by themselves,
    /// and for Markdown beside pages, since who writes `index.md` means the page.
    pub(super) fn can_be_linked(&self) -> bool {
        !matches!(self, Output::Search(_) | Output::AddressList | Output::GuideData(_) | Output::PageCopy(_) | Output::MapCopy(_))
    }
}

/// All that is made of pages, maps and the theme: what a link can lead to before it is known where any of them leads.
pub fn made(site: &Site) -> BTreeMap<String, Output> {
    let mut outputs = BTreeMap::new();
    outputs.insert("index.html".to_string(), Output::Home);
    outputs.insert("404.html".to_string(), Output::NotFound);
    for (path, name) in THEME_OUTPUTS {
        outputs.insert((*path).to_string(), Output::Theme(name));
    }
    for file in formats() {
        outputs.insert(format!("assets/schema/{}.json", file.name), Output::Schema(file.name));
    }
    if site.settings.base_url.is_some() {
        outputs.insert("sitemap.xml".to_string(), Output::Sitemap);
    }
    if site.settings.base_url.is_some() || site.settings.robots == Robots::Forbidden {
        outputs.insert("robots.txt".to_string(), Output::Robots);
    }
    if !site.maps.is_empty() {
        outputs.insert(super::maps::list_address().output_path(), Output::MapList);
    }
    for finder in super::finders(site) {
        outputs.insert(finder.address().output_path(), Output::Finder(finder));
        if finder == super::Finder::Roles {
            outputs.extend(site.roles.keys().map(|key| (super::role_address(key).output_path(), Output::Role(key.clone()))));
        }
    }
    for page in super::sections::printed(site) {
        outputs.insert(super::print_address(&site.pages[page].address).output_path(), Output::SectionPrint(page));
    }
    let plan = search::Plan::of(site);
    outputs.insert("assets/search/about.js".to_string(), Output::Search(SearchFile::About));
    outputs.extend((0..plan.buckets).map(|number| (format!("assets/search/w{number}.js"), Output::Search(SearchFile::Words(number)))));
    outputs.extend((0..plan.chunks).map(|number| (format!("assets/search/r{number}.js"), Output::Search(SearchFile::Records(number)))));
    outputs.insert(search::all_address().output_path(), Output::All(None));
    for (number, group) in search::groups(site).into_iter().enumerate() {
        outputs.insert(group.address.output_path(), Output::All(Some(number)));
    }
    outputs.insert("assets/addresses.js".to_string(), Output::AddressList);
    if site.settings.markdown_copies {
        outputs.insert("llms.txt".to_string(), Output::LlmsText);
        let pages = site.pages.iter().enumerate().filter(|(_, page)| page.address.as_str().ends_with('/'));
        outputs.extend(pages.map(|(index, page)| (page.copy().output_path(), Output::PageCopy(index))));
        outputs.extend(site.maps.iter().enumerate().map(|(index, map)| (map.copy().output_path(), Output::MapCopy(index))));
    }
    outputs.extend(site.maps.iter().enumerate().map(|(index, map)| (map.data().output_path(), Output::MapData(index))));
    if !site.tags.is_empty() {
        outputs.insert(super::tags::tags_address().output_path(), Output::TagList);
    }
    outputs.extend(site.tags.iter().enumerate().map(|(index, tag)| (tag.address.output_path(), Output::Tag(index))));
    if !site.changes.latest.is_empty() {
        outputs.insert(super::changes_address().output_path(), Output::ChangeList);
    }
    for (index, map) in site.maps.iter().enumerate() {
        outputs.insert(map.drawing().output_path(), Output::MapDrawing(index));
        outputs.insert(map.address.output_path(), Output::Map(index));
        if map.has_guide() {
            outputs.insert(map.guide().output_path(), Output::Guide(index));
            outputs.extend(map.guide_data().map(|data| (data.output_path(), Output::GuideData(index))));
            let steps = (0..map.map.steps.len()).map(|step| (map.guide_step(step).output_path(), Output::GuideStep { map: index, step }));
            outputs.extend(steps);
        }
    }
    if !site.paths.is_empty() {
        outputs.insert(super::paths::paths_address().output_path(), Output::PathList);
    }
    for (index, path) in site.paths.iter().enumerate() {
        outputs.insert(super::paths::path_address(path).output_path(), Output::Path(index));
    }
    outputs
}

/// All outputs of a site, added to what is made. What a writer's file says wins over what the theme adds.
pub fn outputs(site: &Site, made: BTreeMap<String, Output>) -> BTreeMap<String, Output> {
    let mut outputs = made;
    for address in site.assets.keys() {
        outputs.insert(address.output_path(), Output::Asset(address.clone()));
    }
    if !site.redirects.pages.is_empty() {
        outputs.entry("_redirects".to_string()).or_insert(Output::RedirectList);
    }
    for address in site.redirects.pages.keys() {
        outputs.insert(address.output_path(), Output::Redirect(address.clone()));
    }
    for (index, page) in site.pages.iter().enumerate() {
        outputs.insert(page.address.output_path(), Output::Page(index));
    }
    outputs
}

impl Site {
    /// The index that the search in the browser reads.
    pub fn search_index(&self) -> &SearchIndex {
        self.search_index.get_or_init(|| search::index(self))
    }

    /// The pages that are related to a page, the closest first, all by their place in the site.
    pub fn related(&self, index: usize) -> Vec<usize> {
        let related = self.related.get_or_init(|| Arc::new(Related::new(&self.pages, &self.tags, self.related_before.as_deref())));
        related.of(&self.pages, &self.tags, index)
    }

    /// Where the page or map at an address stands as Markdown, if it does.
    pub fn copy_at(&self, address: &Address) -> Option<&Address> {
        let of = |output: &Output| match output {
            Output::PageCopy(index) => Some((self.pages[*index].address.clone(), self.pages[*index].copy())),
            Output::MapCopy(index) => Some((self.maps[*index].address.clone(), self.maps[*index].copy())),
            _ => None,
        };
        self.copies.get_or_init(|| self.outputs.values().filter_map(of).collect()).get(address)
    }

    /// The steps of roles, pages and terms.
    pub fn orientation(&self) -> &super::Orientation {
        self.orientation.get_or_init(|| super::orientation::gather(self))
    }

    /// The name of a role for people: its name, or the key itself when `_roles.yaml` does not have it.
    pub fn role_name<'a>(&'a self, key: &'a str) -> &'a str {
        self.roles.get(key).map_or(key, |role| &role.name)
    }

    /// What a role is called beside a step: its name, or the short one when the name would take more than a line.
    pub fn role_label<'a>(&'a self, key: &'a str) -> &'a str {
        let name = self.role_name(key);
        if name.chars().count() > 32 { self.role_short(key) } else { name }
    }

    /// The name of a role for tight places.
    pub fn role_short<'a>(&'a self, key: &'a str) -> &'a str {
        self.roles.get(key).map_or(key, |role| &role.short)
    }

    /// The map of this name.
    pub fn map(&self, key: &str) -> Option<&SiteMap> {
        self.maps.binary_search_by(|map| map.map.key.as_str().cmp(key)).ok().map(|index| &self.maps[index])
    }
}
