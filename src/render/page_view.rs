//! What a template may see: typed, ready to show, with every link as the page must write it.
//!
//! The views of a map are in `map_view.rs`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::html::{self, Body};
use super::shortcodes;
use super::theme::Theme;
use crate::base::forge::NewIssue;
use crate::base::{escape, percent};
use crate::model::{
    Address, Change, Date, Output, Site, SiteMap, SitePage, Target, changes_address, link_text, list_address, reviews, section_of,
    tags_address,
};
use crate::parse::Settings;
use crate::parse::front_matter::{FrontMatter, PageStatus};
use crate::parse::settings::Robots;

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
    pub report: Option<String>,
    /// Where the page stands with all pages below it as one, to print it.
    pub print: Option<String>,
    /// Where the latest changes are listed.
    pub changes: Option<String>,
    /// The page as other programs read it.
    pub copies: Vec<Copy>,
    /// What every page announces.
    pub announcement: Option<Announced<'site>>,
}

/// A page in another form, beside it.
#[derive(Debug, Serialize)]
pub struct Copy {
    /// Its media type.
    pub kind: &'static str,
    /// Where it is.
    pub href: String,
}

/// What every page announces.
#[derive(Debug, Serialize)]
pub struct Announced<'site> {
    /// Its words.
    pub text: &'site str,
    /// Where to read more.
    pub href: Option<String>,
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
    /// When its file was changed last, and by whom if the settings tell it.
    pub changed: Option<String>,
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
    /// "Draft", "Controlled document" or "Retired", and what that means.
    pub status: Option<StatusView<'site>>,
    /// Until when it is to be looked at again.
    pub review: Option<ReviewView>,
    /// The maps that it belongs to as a whole, as markup.
    pub here: String,
    /// Its text, as markup.
    pub body: String,
    /// Its headings.
    pub toc: Vec<TocView<'site>>,
    /// The pages below it that its text does not lead to.
    pub children: Vec<Card<'site>>,
    /// Its tags.
    pub tags: Vec<LinkView>,
    /// Pages about the same.
    pub related: Vec<LinkView>,
    /// The page before it.
    pub previous: Option<LinkView>,
    /// The page behind it.
    pub next: Option<LinkView>,
}

/// How much a page holds.
#[derive(Debug, Serialize)]
pub struct StatusView<'site> {
    /// Its word in the class of its mark.
    pub key: &'static str,
    /// What it is called.
    pub title: &'site str,
    /// What it means.
    pub means: Option<&'site str>,
}

/// When a page is to be looked at again.
#[derive(Debug, Serialize)]
pub struct ReviewView {
    /// Until when, such as `2026-11-21`.
    pub due: String,
    /// What is said when that day is over.
    pub text: String,
    /// Whether it is over on the day that the site was built for; without such a day the reader's browser tells.
    pub overdue: bool,
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
    // What is there only to be printed says nothing that its page does not say.
    let canonical = match about.output {
        Output::SectionPrint(page) => &site.pages[*page].address,
        _ => from,
    };
    let print = match about.output {
        Output::Page(page) => section_of(site, *page),
        _ => None,
    };
    let shell = Shell {
        site_title: &settings.title,
        site_id: site_id(site),
        title: about.title,
        description: about.description.or(settings.description.as_deref().filter(|_| from.as_str() == "/")),
        language: &settings.language,
        direction: direction(&settings.language),
        address: from.as_str(),
        canonical: settings.base_url.as_ref().filter(|_| !lost).map(|base| canonical.absolute(base)),
        no_index: lost || matches!(about.output, Output::SectionPrint(_)) || settings.robots == Robots::Forbidden,
        is_home: from.as_str() == "/",
        menu: menu(site, theme, from, base),
        edit: about.source.and_then(|path| edit_address(settings, path)),
        copies: copies(site, about.output),
        announcement: site.announcement.as_ref().map(|item| Announced {
            text: item.title.as_deref().unwrap_or_default(),
            href: link_text(from, &item.target).map(|href| rebased(href, &item.target, base)),
        }),
        report: report_address(settings, about.title, about.source),
        changes: (!site.changes.latest.is_empty()).then(|| rebased_to(from, &changes_address(), base)),
        print: print.map(|to| from.link_to(&to, None)),
        root,
        home,
    };
    Around {
        sidebar: theme.sidebars.render(site, &theme.strings, from, &shell.root),
        shell,
        reviewed: about.reviewed.map(|date| theme.strings.date(date)),
        changed: about.source.and_then(|path| site.changes.of(path)).map(|change| changed(theme, change)),
        crumbs: about.crumbs,
    }
}

fn status<'site>(theme: &'site Theme, front: &FrontMatter) -> Option<StatusView<'site>> {
    let (key, title, means) = match front.status {
        Some(PageStatus::Retired) => ("retired", "status_retired", Some("page_retired")),
        Some(PageStatus::Draft) => ("draft", "status_draft", Some("page_draft")),
        _ if front.is_draft() => ("draft", "status_draft", Some("page_draft")),
        Some(PageStatus::Controlled) => ("controlled", "status_controlled", None),
        Some(PageStatus::Live) | None => return None,
    };
    Some(StatusView { key, title: theme.strings.get(title), means: means.map(|means| theme.strings.get(means)) })
}

/// What is said of a review, if there was one: `reviewed` is its day as written, `due` the day of the next one.
pub fn review(site: &Site, theme: &Theme, reviewed: &str, due: Option<Date>) -> Option<ReviewView> {
    let due = due?;
    let reviewed = theme.strings.date(reviewed);
    let every = theme.strings.count("months_count", site.settings.review_every_months as usize);
    let text = theme.strings.with("review_overdue", &[("date", &reviewed), ("every", &every)]);
    let overdue = site.today.is_some_and(|today| due < today);
    Some(ReviewView { due: format!("{:04}-{:02}-{:02}", due.year, due.month, due.day), text, overdue })
}

/// "21 November 2026", or "21 November 2026 by Ann".
pub fn changed(theme: &Theme, change: &Change) -> String {
    let date = theme.strings.date(&change.date);
    match &change.author {
        Some(author) => theme.strings.with("changed_by", &[("date", &date), ("author", author)]),
        None => date,
    }
}

fn copies(site: &Site, output: &Output) -> Vec<Copy> {
    let markdown = |address: &Address| site.settings.markdown_copies.then(|| ("text/markdown", address.clone()));
    let found: Vec<(&'static str, Address)> = match output {
        Output::Page(index) => markdown(&site.pages[*index].copy()).into_iter().collect(),
        Output::Map(index) => {
            let map = &site.maps[*index];
            markdown(&map.copy()).into_iter().chain([("application/json", map.data())]).collect()
        }
        _ => Vec::new(),
    };
    // They stand beside the page.
    let name = |address: &Address| percent::path(address.as_str().rsplit('/').next().unwrap_or_default());
    found.into_iter().map(|(kind, address)| Copy { kind, href: name(&address) }).collect()
}

/// Where a file can be edited: as `edit_url` says, else at the project.
fn edit_address(settings: &Settings, path: &str) -> Option<String> {
    let own = settings.edit_url.as_ref().map(|edit| edit.replace("{path}", &percent::path(path)));
    own.or_else(|| Some(settings.repository.as_ref()?.edit(&settings.branch, path)))
}

/// Where a problem with a page can be reported: as `report_url` says, else as an issue of the project. The form knows what it is about.
pub fn report_address(settings: &Settings, title: &str, path: Option<&str>) -> Option<String> {
    let about = format!("{title}: ");
    let filled = |form: &NewIssue| match path {
        Some(path) => form.filled(&about, &format!("`{path}`\n\n")),
        None => form.titled(&about),
    };
    match &settings.report_url {
        Some(report) if report.contains(['{', '?']) => {
            Some(report.replace("{title}", &percent::value(title)).replace("{path}", &percent::value(path.unwrap_or_default())))
        }
        // The address of a form for new issues takes a title; of any other address nobody knows what it takes.
        Some(report) => {
            let form = NewIssue::of(report).filter(|_| report.contains("issues/new"));
            Some(form.map_or_else(|| report.clone(), |form| filled(&form)))
        }
        None => settings.repository.as_ref().map(|repository| filled(&repository.issues)),
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
            sizes: &site.image_sizes,
            glossary: Some(site),
            id_prefix: "",
        },
    );
    body.push_str(&moved);
    let about = About {
        address: &entry.address,
        title: &page.title,
        description: entry.front.description.as_deref(),
        source: Some(page.path.as_str()),
        reviewed: entry.front.reviewed.as_ref().map(|date| date.value.as_str()),
        crumbs: crumbs(site, theme, &entry.address),
        output,
    };
    let order = &site.navigation.order;
    let place = site.navigation.place.get(&index).copied();
    let neighbour = |at: Option<usize>| {
        let neighbour = &site.pages[*order.get(at?)?];
        Some(LinkView { title: neighbour.link_title().to_string(), href: entry.address.link_to(&neighbour.address, None) })
    };
    PageView {
        around: around(site, theme, about),
        title_id: page.title_id.as_deref(),
        lead: entry.front.description.as_deref(),
        owner: entry.front.owner.as_ref().map(|owner| site.role_name(&owner.value)),
        status: status(theme, &entry.front),
        review: entry.front.reviewed.as_ref().and_then(|date| review(site, theme, &date.value, reviews::due(site, entry))),
        here,
        body,
        toc: page
            .headings
            .iter()
            .filter(|heading| heading.listed && heading.level <= 3)
            .map(|heading| TocView { level: heading.level, fragment: html::fragment(&heading.id), text: &heading.text })
            .collect(),
        children: children(site, entry),
        tags: tags(site, entry),
        related: site.related(index).into_iter().map(|page| link_to(entry, &site.pages[page])).collect(),
        previous: neighbour(place.and_then(|place| place.checked_sub(1))),
        next: neighbour(place.map(|place| place + 1)),
    }
}

fn link_to(from: &SitePage, to: &SitePage) -> LinkView {
    LinkView { title: to.page.title.clone(), href: from.address.link_to(&to.address, None) }
}

/// The pages right below a page that its text does not lead to; none for the first page, which is made by hand.
fn children<'site>(site: &'site Site, from: &'site SitePage) -> Vec<Card<'site>> {
    let below = site.navigation.trail(&from.address).pop().filter(|entry| entry.address == from.address && !from.front.no_list);
    let Some(below) = below.filter(|entry| !entry.children.is_empty()) else { return Vec::new() };
    let led_to: BTreeSet<&Address> = from
        .targets
        .iter()
        .filter_map(|target| match target {
            Target::Inside { address, .. } => Some(address),
            _ => None,
        })
        .collect();
    let child = |entry: &'site crate::model::NavEntry| {
        let page = &site.pages[entry.page?];
        let summary = page.front.description.as_deref();
        let href = from.address.link_to(&page.address, None);
        Some(Card { key: page.address.as_str(), title: &entry.title, summary, facts: String::new(), href })
            .filter(|_| !led_to.contains(&page.address))
    };
    below.children.iter().filter_map(child).collect()
}

fn tags(site: &Site, from: &SitePage) -> Vec<LinkView> {
    let own = |name: &String| {
        let address = Address::new(format!("{}{}/", tags_address(), crate::base::slug::slug(name)));
        let tag = site.tags.binary_search_by(|tag| tag.address.cmp(&address)).ok().map(|index| &site.tags[index])?;
        Some(LinkView { title: tag.name.clone(), href: from.address.link_to(&tag.address, None) })
    };
    from.front.tags.iter().filter_map(own).collect()
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
        let summary = page.front.description.as_deref();
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
        strip: Option<StripView>,
    }
    let map = &site.maps[map];
    let count = map.map.steps.len().to_string();
    let strip = strip(map, &steps);
    let steps = steps.into_iter().map(|step| &map.map.steps[step.step]).map(|step| {
        let values = [("number", &*step.number.to_string()), ("count", &*count), ("text", site.step_text(step))];
        LinkView { title: theme.strings.with("step_of", &values), href: from.link_to(&map.address, Some(&step.id)) }
    });
    let (facts, steps) = (map_facts(theme, map), steps.collect());
    let here = HereView { title: &map.map.title.value, facts, href: from.link_to(&map.address, None), steps, strip };
    // What is wrong with the template is said by the page itself, which is rendered with the same theme.
    theme.templates.render("here.html", &Here { t: theme.strings.all(), here }).unwrap_or_default()
}

/// The steps of a map as stations on a line, in a drawing 240 units wide.
#[derive(Debug, Serialize)]
struct StripView {
    /// Where the line to the last step that leads to the page ends; none where no step does.
    reached: Option<usize>,
    dots: Vec<DotView>,
}

/// A station.
#[derive(Debug, Serialize)]
struct DotView {
    x: usize,
    r: usize,
    /// `on` leads to the page, `dot` comes before or belongs to a map that names the page as a whole, `left` comes behind.
    kind: &'static str,
}

/// The most stations that can be told apart.
const MOST_DOTS: usize = 24;

/// The line of a map, with the steps that lead to a page. States have no order, so they have no line.
fn strip(map: &SiteMap, leading: &[crate::model::StepOfSite]) -> Option<StripView> {
    let count = map.map.steps.len();
    if map.map.kind == crate::maps::MapKind::States || !(2..=MOST_DOTS).contains(&count) {
        return None;
    }
    let x = |step: usize| 12 + 216 * step / (count - 1);
    // A station fills at most two thirds of the room between two.
    let r = (72 / (count - 1)).clamp(3, 7);
    let last = leading.iter().map(|step| step.step).max();
    let dots = (0..count).map(|step| match last {
        Some(_) if leading.iter().any(|leading| leading.step == step) => DotView { x: x(step), r: (r + 4).min(11), kind: "on" },
        Some(last) if step > last => DotView { x: x(step), r, kind: "left" },
        _ => DotView { x: x(step), r, kind: "dot" },
    });
    Some(StripView { reached: last.map(x), dots: dots.collect() })
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

/// [`rebased`], for an address of the site.
pub fn rebased_to(from: &Address, to: &Address, base: Option<&str>) -> String {
    rebased(from.link_to(to, None), &Target::Inside { address: to.clone(), anchor: None }, base)
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
