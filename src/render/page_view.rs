//! What a template may see: typed, ready to show, with every link as the page must write it.
//!
//! The views of a map are in `map_view.rs`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::html::{self, Body};
use super::shortcodes;
use super::theme::Theme;
use crate::base::escape;
use crate::model::{Address, Output, Site, SiteMap, SitePage, Target, link_text, list_address};

/// What every page has around its content.
#[derive(Debug, Serialize)]
pub struct Shell<'site> {
    /// The name of the handbook.
    pub site_title: &'site str,
    /// What tells this site's ticks from those of another one on the same host.
    pub site_id: String,
    /// The title of the page.
    pub title: &'site str,
    /// One sentence about it.
    pub description: Option<&'site str>,
    /// As in `en` or `pt-BR`.
    pub language: &'site str,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The address of the page in the site.
    pub address: &'site str,
    /// The way to the root of the site: `../` for each folder, or empty.
    pub root: String,
    /// The way to the first page.
    pub home: String,
    /// The whole address, when the site has a `base_url`.
    pub canonical: Option<String>,
    /// Whether search engines should pass it over.
    pub no_index: bool,
    /// Whether it is the first page of the site.
    pub is_home: bool,
    /// The top bar.
    pub menu: Vec<MenuView<'site>>,
    /// Where the page can be edited.
    pub edit: Option<String>,
    /// Where a problem can be reported.
    pub report: Option<&'site str>,
}

/// An entry of the top bar.
#[derive(Debug, Serialize)]
pub struct MenuView<'site> {
    /// Its words.
    pub title: &'site str,
    /// Where it leads.
    pub href: String,
    /// `page` on its very page, `true` below it.
    pub current: Option<&'static str>,
}

/// A step of the way from the root to the page.
#[derive(Debug, Serialize)]
pub struct Crumb {
    /// Its words.
    pub title: String,
    /// Where it leads; none for a folder without a page and for the page itself.
    pub href: Option<String>,
    /// Whether it is the page itself.
    pub current: bool,
}

/// A link with its words.
#[derive(Debug, Serialize)]
pub struct LinkView {
    /// Its words.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// An entry of the table of contents.
#[derive(Debug, Serialize)]
pub struct TocView<'site> {
    /// The level of the heading.
    pub level: u8,
    /// Its id, as the fragment of an address.
    pub fragment: String,
    /// Its words.
    pub text: &'site str,
}

/// A card that leads to a page or a map.
#[derive(Debug, Serialize)]
pub struct Card<'site> {
    /// What tells it from the others on its page.
    pub key: &'site str,
    /// Its words.
    pub title: &'site str,
    /// One sentence.
    pub summary: Option<&'site str>,
    /// Steps and lanes.
    pub facts: String,
    /// Where it leads.
    pub href: String,
}

/// What every template gets beside its own view. The words and the icons of the theme, `t` and `icons`, are shared by all pages:
/// `theme.rs` gives them to the templates.
#[derive(Debug, Serialize)]
pub struct Around<'site> {
    /// What every page has around its content.
    pub shell: Shell<'site>,
    /// The tree of pages, as markup.
    pub sidebar: String,
    /// When the page was last reviewed, as people write a date.
    pub reviewed: Option<String>,
    /// The way from the root.
    pub crumbs: Vec<Crumb>,
}

/// A handbook page.
#[derive(Debug, Serialize)]
pub struct PageView<'site> {
    /// What is around it.
    #[serde(flatten)]
    pub around: Around<'site>,
    /// The anchor of its title.
    pub title_id: Option<&'site str>,
    /// One sentence under the title.
    pub lead: Option<&'site str>,
    /// Who answers for it.
    pub owner: Option<&'site str>,
    /// The maps that it belongs to as a whole, as markup.
    pub here: String,
    /// Its text, as markup.
    pub body: String,
    /// Its headings.
    pub toc: Vec<TocView<'site>>,
    /// The page before it.
    pub previous: Option<LinkView>,
    /// The page behind it.
    pub next: Option<LinkView>,
}

/// The list of maps, the first page of a site without one, the page for what does not exist.
#[derive(Debug, Serialize)]
pub struct ListView<'site> {
    /// What is around it.
    #[serde(flatten)]
    pub around: Around<'site>,
    /// Pages to choose from.
    pub pages: Vec<Card<'site>>,
    /// Maps to choose from.
    pub maps: Vec<Card<'site>>,
    /// Maps that are kept for old links.
    pub retired: Vec<Card<'site>>,
    /// The small pictures of maps, by key; a list of very many has none.
    pub thumbs: BTreeMap<&'site str, String>,
    /// The other lists that readers find their way by.
    pub others: Vec<super::map_view::Item>,
}

/// What a page has around its content.
pub struct About<'site> {
    /// Its address.
    pub address: &'site Address,
    /// Its title.
    pub title: &'site str,
    /// One sentence about it.
    pub description: Option<&'site str>,
    /// The file that it is made from.
    pub source: Option<&'site str>,
    /// When it was reviewed, as written.
    pub reviewed: Option<&'site str>,
    /// The way from the root.
    pub crumbs: Vec<Crumb>,
    /// What it is.
    pub output: &'site Output,
}

/// Makes what every page has around its content.
pub fn around<'site>(site: &'site Site, theme: &'site Theme, about: About<'site>) -> Around<'site> {
    let settings = &site.settings;
    let from = about.address;
    let lost = *about.output == Output::NotFound;
    // The page for what does not exist is shown at any depth, so with a known base its links begin there.
    let base = settings.base_url.as_deref().filter(|_| lost).map(path_of);
    let root = base.map_or_else(|| from.up_to_root(), str::to_string);
    let home = match base {
        Some(base) => base.to_string(),
        None => from.link_to(&Address::new("/"), None),
    };
    let shell = Shell {
        site_title: &settings.title,
        site_id: site_id(site),
        title: about.title,
        description: about.description.or(settings.description.as_deref().filter(|_| from.as_str() == "/")),
        language: &settings.language,
        direction: direction(&settings.language),
        address: from.as_str(),
        canonical: settings.base_url.as_ref().filter(|_| !lost).map(|base| from.absolute(base)),
        no_index: lost,
        is_home: from.as_str() == "/",
        menu: menu(site, theme, from, base),
        edit: about.source.and_then(|path| Some(settings.edit_url.as_ref()?.replace("{path}", path))),
        report: settings.report_url.as_deref(),
        root,
        home,
    };
    Around {
        sidebar: theme.sidebars.render(site, from, &shell.root),
        shell,
        reviewed: about.reviewed.map(|date| theme.strings.date(date)),
        crumbs: about.crumbs,
    }
}

/// A handbook page.
pub fn page<'site>(site: &'site Site, theme: &'site Theme, output: &'site Output, entry: &'site SitePage, index: usize) -> PageView<'site> {
    let page = &*entry.page;
    let mut under_heading: BTreeMap<String, String> = BTreeMap::new();
    let mut here = String::new();
    let leading = site.orientation().pages.get(&index).map_or(&[][..], Vec::as_slice);
    let steps_of = |map: usize| leading.iter().filter(move |step| step.map == map).copied().collect::<Vec<_>>();
    for of_page in &entry.maps {
        let markup = here_box(site, theme, &entry.address, of_page.map, steps_of(of_page.map));
        match &of_page.anchor {
            Some(anchor) if page.headings.iter().any(|heading| heading.id == *anchor) => {
                under_heading.entry(anchor.clone()).or_default().push_str(&markup);
            }
            _ => here.push_str(&markup),
        }
    }
    // Maps that don't name the page, but have steps that lead to it.
    let mut others: Vec<usize> = leading.iter().map(|step| step.map).collect();
    others.dedup();
    others.retain(|map| entry.maps.iter().all(|of_page| of_page.map != *map));
    let shown = if others.len() <= MOST_HERE { others.len() } else { MOST_HERE - 1 };
    let boxes: Vec<String> = others.iter().map(|map| here_box(site, theme, &entry.address, *map, steps_of(*map))).collect();
    here.push_str(&boxes[..shown].concat());
    if boxes.len() > shown {
        let more = escape::text(&theme.strings.count("here_more", boxes.len() - shown));
        here.push_str(&format!("<details class=\"here-more\"><summary>{more}</summary>{}</details>", boxes[shown..].concat()));
    }
    let moved = moved_parts(site, theme, entry, &mut under_heading);
    let mut body = html::body(
        &page.blocks,
        &Body {
            from: &entry.address,
            targets: &entry.targets,
            headings: &page.headings,
            under_heading: &under_heading,
            strings: &theme.strings,
            icons: &theme.icons,
            shortcode: &|shortcode, inner| shortcodes::show(theme, shortcode, inner),
            id_prefix: "",
        },
    );
    body.push_str(&moved);
    let about = About {
        address: &entry.address,
        title: &page.title,
        description: page.front.description.as_deref(),
        source: Some(page.path.as_str()),
        reviewed: page.front.reviewed.as_ref().map(|date| date.value.as_str()),
        crumbs: crumbs(site, theme, &entry.address),
        output,
    };
    let order = &site.navigation.order;
    let place = site.navigation.place.get(&index).copied();
    let neighbour = |at: Option<usize>| {
        let neighbour = &site.pages[*order.get(at?)?];
        Some(LinkView { title: neighbour.page.title.clone(), href: entry.address.link_to(&neighbour.address, None) })
    };
    PageView {
        around: around(site, theme, about),
        title_id: page.title_id.as_deref(),
        lead: page.front.description.as_deref(),
        owner: page.front.owner.as_ref().map(|owner| site.role_name(&owner.value)),
        here,
        body,
        toc: page
            .headings
            .iter()
            .filter(|heading| heading.listed && heading.level <= 3)
            .map(|heading| TocView { level: heading.level, fragment: html::fragment(&heading.id), text: &heading.text })
            .collect(),
        previous: neighbour(place.and_then(|place| place.checked_sub(1))),
        next: neighbour(place.map(|place| place + 1)),
    }
}

/// The list of all maps.
pub fn map_list<'site>(site: &'site Site, theme: &'site Theme, output: &'site Output, address: &'site Address) -> ListView<'site> {
    let title = theme.strings.get("maps_title");
    let crumb = Crumb { title: title.to_string(), href: None, current: true };
    let home =
        Crumb { title: theme.strings.get("home").to_string(), href: Some(address.link_to(&Address::new("/"), None)), current: false };
    let about = About {
        address,
        title,
        description: Some(theme.strings.get("maps_lead")),
        source: None,
        reviewed: None,
        crumbs: vec![home, crumb],
        output,
    };
    let (retired, maps) = site.maps.iter().partition(|map| map.map.status == crate::maps::Status::Retired);
    ListView {
        around: around(site, theme, about),
        pages: Vec::new(),
        maps: map_cards(theme, address, maps),
        retired: map_cards(theme, address, retired),
        thumbs: thumbs(site, theme),
        others: super::finder_view::links(site, theme, address),
    }
}

/// A small picture of each map that has one. Too many would make the list heavy.
fn thumbs<'site>(site: &'site Site, theme: &'site Theme) -> BTreeMap<&'site str, String> {
    const MOST: usize = 60;
    let maps = site.maps.iter().filter(|_| site.maps.len() <= MOST);
    let with_picture = maps.filter_map(|map| Some((map.map.key.as_str(), super::map_drawing::of(site, theme, map).mini.as_ref()?)));
    with_picture.map(|(key, mini)| (key, super::mini_map::plain(mini))).collect()
}

/// The first page of a site that has none of its own.
pub fn home<'site>(site: &'site Site, theme: &'site Theme, output: &'site Output, address: &'site Address) -> ListView<'site> {
    let about = About { address, title: &site.settings.title, description: None, source: None, reviewed: None, crumbs: Vec::new(), output };
    let pages = site.navigation.top.iter().filter_map(|entry| {
        let first = entry.page.or_else(|| entry.children.iter().find_map(|child| child.page))?;
        let page = &site.pages[first];
        let summary = page.page.front.description.as_deref();
        Some(Card {
            key: page.address.as_str(),
            title: &entry.title,
            summary,
            facts: String::new(),
            href: address.link_to(&page.address, None),
        })
    });
    let pages = pages.collect();
    ListView {
        around: around(site, theme, about),
        pages,
        maps: map_cards(theme, address, site.maps.iter().collect()),
        retired: Vec::new(),
        thumbs: BTreeMap::new(),
        others: Vec::new(),
    }
}

/// A page that leads on from an old address.
#[derive(Debug, Serialize)]
pub struct RedirectView<'site> {
    /// What is around it.
    #[serde(flatten)]
    pub around: Around<'site>,
    /// The title of the page it leads to.
    pub to_title: String,
    /// Where it leads.
    pub href: String,
}

/// Old anchors of a page: those that are a heading of it now get a mark there, for the others a line at the end of the page leads on. So old
/// links work without a script; a server never sees an anchor.
fn moved_parts(site: &Site, theme: &Theme, entry: &SitePage, under_heading: &mut BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for (old, to) in site.redirects.anchors.get(&entry.address).into_iter().flatten() {
        let id = escape::text(old);
        match to {
            Target::Inside { address, anchor: Some(now) }
                if *address == entry.address && entry.page.headings.iter().any(|heading| heading.id == *now) =>
            {
                under_heading.entry(now.clone()).or_default().insert_str(0, &format!("<span id=\"{id}\"></span>\n"));
            }
            _ => {
                let href = escape::text(&link_text(&entry.address, to).unwrap_or_default());
                let title = escape::text(&title_of(site, to));
                let lead = escape::text(theme.strings.get("moved_part"));
                out.push_str(&format!("<p id=\"{id}\">{lead} <a href=\"{href}\">{title}</a></p>\n"));
            }
        }
    }
    out
}

/// What people call the place that a redirect leads to.
fn title_of(site: &Site, to: &Target) -> String {
    let Target::Inside { address, anchor } = to else { return to.written() };
    let page = site.pages.binary_search_by(|page| page.address.cmp(address)).ok().map(|index| &site.pages[index].page);
    let heading = page.zip(anchor.as_ref()).and_then(|(page, anchor)| page.headings.iter().find(|heading| heading.id == *anchor));
    let page = page.map(|page| page.title.clone());
    let title = page.or_else(|| title_in_map(site, address, anchor.as_deref())).unwrap_or_else(|| address.to_string());
    heading.map_or(title.clone(), |heading| format!("{title}: {}", heading.text))
}

/// The title of a map, with the step that an anchor or a page of its guide is about.
fn title_in_map(site: &Site, address: &Address, anchor: Option<&str>) -> Option<String> {
    let map = site.maps.iter().find(|map| address.as_str().starts_with(map.address.as_str()))?;
    let step = (0..map.map.steps.len()).find(|step| {
        let is_on_map = *address == map.address && anchor.is_some_and(|anchor| map.map.steps[*step].is_named(anchor));
        is_on_map || *address == map.guide_step(*step)
    });
    let title = &map.map.title.value;
    Some(step.map_or_else(|| title.clone(), |step| format!("{title}: {}", site.step_text(&map.map.steps[step]))))
}

/// The page at an address that another page had before.
pub fn redirect<'site>(site: &'site Site, theme: &'site Theme, output: &'site Output, from: &'site Address) -> RedirectView<'site> {
    let to = &site.redirects.pages[from];
    let canonical = match to {
        Target::Inside { address, .. } => site.settings.base_url.as_ref().map(|base| address.absolute(base)),
        other => Some(other.written()),
    };
    let about = About {
        address: from,
        title: theme.strings.get("moved"),
        description: None,
        source: None,
        reviewed: None,
        crumbs: Vec::new(),
        output,
    };
    let mut around = around(site, theme, about);
    around.shell.no_index = true;
    around.shell.canonical = canonical;
    RedirectView { around, to_title: title_of(site, to), href: link_text(from, to).unwrap_or_default() }
}

/// The page for what does not exist.
pub fn not_found<'site>(site: &'site Site, theme: &'site Theme, output: &'site Output, address: &'site Address) -> ListView<'site> {
    let about = About {
        address,
        title: theme.strings.get("not_found"),
        description: None,
        source: None,
        reviewed: None,
        crumbs: Vec::new(),
        output,
    };
    ListView {
        around: around(site, theme, about),
        pages: Vec::new(),
        maps: Vec::new(),
        retired: Vec::new(),
        thumbs: BTreeMap::new(),
        others: Vec::new(),
    }
}

fn map_cards<'site>(theme: &Theme, from: &Address, maps: Vec<&'site SiteMap>) -> Vec<Card<'site>> {
    let mut cards: Vec<Card> = maps
        .into_iter()
        .map(|map| Card {
            key: &map.map.key,
            title: &map.map.title.value,
            summary: map.map.summary.as_ref().map(|summary| summary.value.as_str()),
            facts: map_facts(theme, map),
            href: from.link_to(&map.address, None),
        })
        .collect();
    cards.sort_by(|a, b| (a.title, a.key).cmp(&(b.title, b.key)));
    cards
}

/// "12 steps in 3 lanes".
pub fn map_facts(theme: &Theme, map: &SiteMap) -> String {
    let what = if map.map.kind == crate::maps::MapKind::States { "states_count" } else { "steps_count" };
    let steps = theme.strings.count(what, map.map.steps.len());
    let lanes = theme.strings.count("lanes_count", super::map_graph::roles_in_order(&map.map).len());
    theme.strings.with("step_count_lanes", &[("steps", &steps), ("lanes", &lanes)])
}

/// How many boxes "where this fits" a page begins with at most; the others are folded.
const MOST_HERE: usize = 3;

fn here_box(site: &Site, theme: &Theme, from: &Address, map: usize, steps: Vec<crate::model::StepOfSite>) -> String {
    #[derive(Serialize)]
    struct Here<'a> {
        t: &'a BTreeMap<String, String>,
        here: HereView<'a>,
    }
    #[derive(Serialize)]
    struct HereView<'a> {
        title: &'a str,
        facts: String,
        href: String,
        steps: Vec<LinkView>,
    }
    let map = &site.maps[map];
    let count = map.map.steps.len().to_string();
    let steps = steps.into_iter().map(|step| &map.map.steps[step.step]).map(|step| {
        let values = [("number", &*step.number.to_string()), ("count", &*count), ("text", site.step_text(step))];
        LinkView { title: theme.strings.with("step_of", &values), href: from.link_to(&map.address, Some(&step.id)) }
    });
    let (facts, steps) = (map_facts(theme, map), steps.collect());
    let here = HereView { title: &map.map.title.value, facts, href: from.link_to(&map.address, None), steps };
    // What is wrong with the template is said by the page itself, which is rendered with the same theme.
    theme.templates.render("here.html", &Here { t: theme.strings.all(), here }).unwrap_or_default()
}

/// The way from the root to an address.
pub fn crumbs(site: &Site, theme: &Theme, address: &Address) -> Vec<Crumb> {
    if address.as_str() == "/" {
        return Vec::new();
    }
    let mut crumbs =
        vec![Crumb { title: theme.strings.get("home").to_string(), href: Some(address.link_to(&Address::new("/"), None)), current: false }];
    for entry in site.navigation.trail(address) {
        let current = entry.address == *address;
        let href = (!current && entry.page.is_some()).then(|| address.link_to(&entry.address, None));
        crumbs.push(Crumb { title: entry.title.clone(), href, current });
    }
    crumbs
}

fn menu<'site>(site: &'site Site, theme: &'site Theme, from: &Address, base: Option<&str>) -> Vec<MenuView<'site>> {
    // Lists that readers find their way by belong to the maps, wherever they stand.
    let is_of_maps = matches!(site.outputs.get(&from.output_path()), Some(Output::Finder(_) | Output::Role(_)));
    let below = |target: &Target| match target {
        Target::Inside { address, .. } if is_of_maps => *address == list_address(),
        Target::Inside { address, .. } if address.as_str() == "/" => {
            [list_address(), crate::model::paths_address()].iter().all(|list| !from.as_str().starts_with(list.as_str()))
                && from.as_str().ends_with('/')
        }
        Target::Inside { address, .. } => from.as_str().starts_with(address.as_str()),
        _ => false,
    };
    // Of several entries that hold the page the longest address is meant.
    let weight = |target: &Target| match target {
        Target::Inside { address, .. } if below(target) => address.as_str().len(),
        _ => 0,
    };
    let best = site.menu.iter().map(|item| weight(&item.target)).max().unwrap_or(0);
    site.menu
        .iter()
        .map(|item| {
            let title = item.title.as_deref().unwrap_or_else(|| {
                theme.strings.get(match item.key {
                    "maps" => "menu_maps",
                    "paths" => "paths_title",
                    _ => "menu_handbook",
                })
            });
            let href = rebased(link_text(from, &item.target).unwrap_or_default(), &item.target, base);
            let exact = matches!(&item.target, Target::Inside { address, .. } if address == from);
            let current = if exact { Some("page") } else { (best > 0 && weight(&item.target) == best).then_some("true") };
            MenuView { title, href, current }
        })
        .collect()
}

/// A link of the page for what does not exist: from the base of the site instead of from the page.
fn rebased(href: String, target: &Target, base: Option<&str>) -> String {
    match (target, base) {
        (Target::Inside { .. }, Some(base)) => format!("{base}{}", href.trim_start_matches("../")),
        _ => href,
    }
}

/// The path of a whole address: `/handbook/` of `https://example.com/handbook/`.
fn path_of(base_url: &str) -> &str {
    let host = base_url.find("://").map_or(0, |at| at + 3);
    base_url[host..].find('/').map_or("/", |at| &base_url[host + at..])
}

/// Ticks are kept per site: told by its title and where it is published.
fn site_id(site: &Site) -> String {
    let base = site.settings.base_url.as_deref().map(path_of).unwrap_or("/");
    crate::base::slug::slug(&format!("{} {}", site.settings.title, base.replace('/', " ")))
}

/// Which way a language is read, as HTML says it.
pub fn direction(language: &str) -> &'static str {
    match language.split('-').next().unwrap_or("") {
        "ar" | "fa" | "he" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" => "rtl",
        _ => "ltr",
    }
}
