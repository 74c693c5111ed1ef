//! One output of a site, by name: in a [`Site`] and an [`Output`], out bytes and messages.
//!
//! Any output can be asked for alone, in any order, from several threads. Knows nothing of disks and servers.

mod accent;
mod all_view;
mod changes_view;
mod copies;
mod finder_view;
mod form_view;
mod guide_view;
pub mod highlight;
pub mod html;
mod map_drawing;
pub mod map_graph;
pub mod map_svg;
mod map_view;
mod mini_map;
mod minify;
mod page_view;
mod path_view;
mod print;
mod redirects;
mod section_view;
pub mod shortcodes;
mod sidebar;
mod state_view;
mod strings;
mod tags_view;
mod templates;
mod text_outlines;
pub mod text_size;
mod text_widths;
mod theme;
mod theme_assets;
mod theme_embedded;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde::Serialize;

use crate::base::catalogue::files as say;
use crate::base::catalogue::markdown as say_markdown;
use crate::base::{Message, SourcePath, escape, panics};
use crate::model::search::groups;
use crate::model::{
    Address, Output, Site, SitePage, all_address, changes_address, list_address, path_address, paths_address, print_address, role_address,
    tags_address,
};
use crate::parse::schema;
use crate::parse::settings::Robots;

pub use print::{JSON_VERSION, MapFormat, issue_template, map as print_map};
pub use redirects::{RedirectFormat, list as redirect_list};
pub use strings::Strings;
pub use theme::Theme;
pub use theme_embedded::FILES as THEME_FILES;

/// An output, ready to be written or sent.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// What went wrong while it was made; it is shown all the same.
    pub messages: Vec<Message>,
}

/// Renders one output. A template that fails gives a page that says so; a panic is our own mistake, is caught and said too.
pub fn render(site: &Site, theme: &Theme, output: &Output) -> Rendered {
    match catch_unwind(AssertUnwindSafe(|| render_one(site, theme, output))) {
        Ok(rendered) => rendered,
        Err(panic) => {
            let message = say::our_bug(&source(site, output), panics::words(&*panic));
            Rendered { bytes: error_page(&message).into(), messages: vec![message] }
        }
    }
}

fn render_one(site: &Site, theme: &Theme, output: &Output) -> Rendered {
    match output {
        Output::Page(index) => {
            template(theme, &layout(theme, &site.pages[*index]), &page_view::page(site, theme, output, &site.pages[*index], *index))
        }
        Output::SectionPrint(index) => {
            let address = print_address(&site.pages[*index].address);
            template(theme, "print.html", &section_view::section_print(site, theme, output, *index, &address))
        }
        Output::Map(index) => template(theme, "map.html", &map_view::map(site, theme, output, &site.maps[*index])),
        Output::Guide(map) => guide(site, theme, output, *map, None),
        Output::GuideStep { map, step } => guide(site, theme, output, *map, Some(*step)),
        Output::GuideData(map) => plain(guide_view::data(site, *map).into_bytes().into()),
        Output::MapDrawing(index) => {
            let drawings = map_drawing::of(site, theme, &site.maps[*index]);
            Rendered { bytes: drawings.alone.as_bytes().into(), messages: drawings.messages.clone() }
        }
        Output::MapList => template(theme, "maps.html", &page_view::map_list(site, theme, output, &list_address())),
        Output::Finder(finder) => template(theme, "finder.html", &finder_view::finder(site, theme, output, *finder, &finder.address())),
        Output::Role(key) => template(theme, "finder.html", &finder_view::role(site, theme, output, key, &role_address(key))),
        Output::Path(index) => {
            let address = path_address(&site.paths[*index]);
            template(theme, "path.html", &path_view::path(site, theme, output, *index, &address))
        }
        Output::PathList => template(theme, "paths.html", &path_view::paths(site, theme, output, &paths_address())),
        Output::ChangeList => template(theme, "changes.html", &changes_view::changes(site, theme, output, &changes_address())),
        Output::TagList => template(theme, "tags.html", &tags_view::tags(site, theme, output, &tags_address())),
        Output::Tag(index) => template(theme, "tags.html", &tags_view::tag(site, theme, output, *index)),
        Output::PageCopy(index) => plain(copies::page(site, &site.pages[*index]).into_bytes().into()),
        Output::MapCopy(index) => plain(print_map(site, &site.maps[*index], MapFormat::Markdown).into_bytes().into()),
        Output::MapData(index) => plain(print_map(site, &site.maps[*index], MapFormat::Json).into_bytes().into()),
        Output::LlmsText => plain(copies::index(site, theme.strings.get("maps_title")).into_bytes().into()),
        Output::AddressList => plain(copies::addresses(site).into_bytes().into()),
        Output::Home => template(theme, "home.html", &page_view::home(site, theme, output, &Address::new("/"))),
        Output::NotFound => template(theme, "404.html", &page_view::not_found(site, theme, output, &Address::new("/404.html"))),
        Output::Redirect(address) => template(theme, "redirect.html", &page_view::redirect(site, theme, output, address)),
        Output::RedirectList => plain(redirects::list(site, RedirectFormat::Pages).into_bytes().into()),
        Output::Asset(address) => plain(site.assets.get(address).cloned().unwrap_or_default()),
        Output::Theme(name) => plain(theme.file(name).unwrap_or_default().into()),
        Output::All(group) => {
            let address = group.and_then(|group| groups(site).into_iter().nth(group)).map_or_else(all_address, |group| group.address);
            template(theme, "all.html", &all_view::all(site, theme, output, &address, *group))
        }
        Output::Search(file) => plain(all_view::search_file(site, theme, *file).into_bytes().into()),
        Output::Robots => plain(robots(site).into_bytes().into()),
        Output::Sitemap => plain(sitemap(site).into_bytes().into()),
        Output::Schema(name) => plain(schema(name).unwrap_or_default().into_bytes().into()),
    }
}

fn guide(site: &Site, theme: &Theme, output: &Output, map: usize, step: Option<usize>) -> Rendered {
    let page = guide_view::GuidePage::of(site, theme, map, step);
    template(theme, "guide.html", &guide_view::guide(site, theme, output, &page))
}

/// The template of a page: the one that its head asks for, if there is such a one.
fn layout(theme: &Theme, page: &SitePage) -> String {
    let own = page.front.layout.as_ref().map(|layout| layout_file(&layout.value));
    own.filter(|name| theme.templates.has(name)).unwrap_or_else(|| "page.html".to_string())
}

fn layout_file(name: &str) -> String {
    format!("layouts/{name}.html")
}

/// The pages that ask for a layout that the theme does not have.
pub fn check_layouts(site: &Site, theme: &Theme) -> Vec<Message> {
    let names = theme.templates.names();
    let known: Vec<&str> = names.filter_map(|name| name.strip_prefix("layouts/")?.strip_suffix(".html")).collect();
    let asked = site.pages.iter().filter_map(|page| Some((page, page.front.layout.as_ref()?)));
    asked
        .filter(|(_, layout)| !known.contains(&layout.value.as_str()))
        .map(|(page, layout)| say_markdown::unknown_layout(&page.page.path, layout.span, &layout.value, &known))
        .collect()
}

fn plain(bytes: Arc<[u8]>) -> Rendered {
    Rendered { bytes, messages: Vec::new() }
}

fn template(theme: &Theme, name: &str, view: &impl Serialize) -> Rendered {
    match theme.templates.render_bytes(name, view) {
        Ok(html) => plain(html.into()),
        Err(reason) => {
            let message = say::template_error(&theme.templates.culprit(&reason), &reason);
            Rendered { bytes: error_page(&message).into(), messages: vec![message] }
        }
    }
}

/// What is wrong with the templates of a site's own, found by rendering a page of every kind. Nothing is rendered for the built-in ones.
pub fn check_templates(site: &Site, theme: &Theme) -> Vec<Message> {
    if !theme.templates.are_own() {
        return Vec::new();
    }
    let first = |wanted: fn(&Output) -> bool| site.outputs.values().find(|output| wanted(output));
    let kinds = [
        first(|output| matches!(output, Output::Page(_))),
        first(|output| matches!(output, Output::SectionPrint(_))),
        first(|output| matches!(output, Output::Map(_))),
        first(|output| matches!(output, Output::Guide(_))),
        first(|output| matches!(output, Output::MapList)),
        first(|output| matches!(output, Output::Finder(_))),
        first(|output| matches!(output, Output::Path(_))),
        first(|output| matches!(output, Output::PathList)),
        // This one costs the whole index of the search.
        first(|output| matches!(output, Output::All(_))).filter(|_| theme.templates.is_own("all.html")),
        first(|output| matches!(output, Output::ChangeList)),
        first(|output| matches!(output, Output::Tag(_))),
        first(|output| matches!(output, Output::Home)),
        first(|output| matches!(output, Output::NotFound)),
    ];
    kinds.into_iter().flatten().flat_map(|output| render(site, theme, output).messages).collect()
}

/// The file that an output is made from: its page or map, else the theme.
pub fn source(site: &Site, output: &Output) -> SourcePath {
    match output {
        Output::Page(index) | Output::SectionPrint(index) => site.pages[*index].page.path.clone(),
        Output::Map(map) | Output::MapDrawing(map) | Output::Guide(map) | Output::GuideStep { map, .. } | Output::GuideData(map) => {
            site.maps[*map].map.path.clone()
        }
        _ => SourcePath::new(format!("themes/{}", site.settings.theme)),
    }
}

/// What stands in the place of a page that could not be made. It asks for nothing of the theme, which may be what is broken.
fn error_page(message: &Message) -> Vec<u8> {
    let help = message.help.iter().map(|help| format!("<p>{}</p>\n", escape::text(help))).collect::<String>();
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>This page could not be made</title></head>\n<body><main><h1>This page could not be made</h1>\n\
         <p>{path}: {code}</p>\n<pre>{text}</pre>\n{help}</main></body></html>\n",
        path = escape::text(message.path.as_str()),
        code = message.code,
        text = escape::text(&message.text),
    )
    .into_bytes()
}

/// What search engines may read, and where the list of addresses is.
fn robots(site: &Site) -> String {
    let may = if site.settings.robots == Robots::Forbidden { "Disallow: /" } else { "Allow: /" };
    let list = site.settings.base_url.as_ref().filter(|_| site.settings.robots == Robots::Allowed);
    let list = list.map(|base| format!("\nSitemap: {base}sitemap.xml\n")).unwrap_or_default();
    format!("User-agent: *\n{may}\n{list}")
}

/// All addresses for search engines.
fn sitemap(site: &Site) -> String {
    let Some(base) = &site.settings.base_url else { return String::new() };
    let own = site.pages.iter().map(|page| &page.address).chain(site.maps.iter().map(|map| &map.address)).cloned();
    let mut addresses: Vec<Address> = own.chain(site.paths.iter().map(|path| path_address(path))).collect();
    addresses.sort();
    addresses.dedup();
    let urls =
        addresses.iter().map(|address| format!("<url><loc>{}</loc></url>\n", escape::text(&address.absolute(base)))).collect::<String>();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>\n")
}
