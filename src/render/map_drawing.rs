//! The two drawings of a map of the site, with the names that its roles and the maps it opens have there.

use std::collections::BTreeMap;

use super::map_graph::{MapView, OtherMap, Reading, RoleName, narrow, wide};
use super::map_svg::{stand_alone, svg};
use super::page_view::direction;
use super::strings::Strings;
use super::theme::Theme;
use crate::model::{Site, SiteMap, called_maps};

/// The wide and the narrow drawing, as inline SVG for the page of the map itself.
pub fn both(site: &Site, theme: &Theme, entry: &SiteMap) -> (String, String) {
    let reading = reading(site);
    with_view(site, &theme.strings, entry, |view| (svg(view, &wide(view).read(reading), "#"), svg(view, &narrow(view).read(reading), "#")))
}

/// The wide drawing as a file of its own beside the page of the map. Its links lead to the steps in that page: by the whole address when
/// the site knows its own, else by the name of the page beside it.
pub fn alone(site: &Site, theme: &Theme, entry: &SiteMap) -> String {
    let page = site.settings.base_url.as_ref().map_or(String::from("index.html"), |base| entry.address.absolute(base));
    let style = theme.file("css/map-alone.css").unwrap_or_default();
    let style = String::from_utf8_lossy(&style);
    with_view(site, &theme.strings, entry, |view| stand_alone(view, &wide(view).read(reading(site)), &format!("{page}#"), &style))
}

/// Which way the readers of the site read.
fn reading(site: &Site) -> Reading {
    if direction(&site.settings.language) == "rtl" { Reading::RightToLeft } else { Reading::LeftToRight }
}

fn with_view<T>(site: &Site, words: &Strings, entry: &SiteMap, draw: impl FnOnce(&MapView) -> T) -> T {
    let roles: BTreeMap<String, RoleName> =
        site.roles.iter().map(|(key, role)| (key.clone(), RoleName { short: role.short.clone(), full: role.name.clone() })).collect();
    let called = entry.map.steps.iter().flat_map(called_maps).filter_map(|key| site.map(key));
    let maps: BTreeMap<String, OtherMap> = called
        .map(|other| (other.map.key.clone(), OtherMap { title: other.map.title.value.clone(), steps: other.map.steps.len() }))
        .collect();
    draw(&MapView { map: &entry.map, roles: &roles, maps: &maps, words })
}
