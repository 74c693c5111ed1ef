//! The two drawings of a map of the site, with the names that its roles and the maps it opens have there.

use std::collections::BTreeMap;

use super::map_graph::{MapView, OtherMap, RoleName, narrow, wide};
use super::map_svg::svg;
use super::theme::Theme;
use crate::model::{Site, SiteMap, called_maps};

/// The wide and the narrow drawing, as inline SVG for the page of the map itself.
pub fn both(site: &Site, theme: &Theme, entry: &SiteMap) -> (String, String) {
    let roles: BTreeMap<String, RoleName> =
        site.roles.iter().map(|(key, role)| (key.clone(), RoleName { short: role.short.clone(), full: role.name.clone() })).collect();
    let called = entry.map.steps.iter().flat_map(called_maps).filter_map(|key| site.map(key));
    let maps: BTreeMap<String, OtherMap> = called
        .map(|other| (other.map.key.clone(), OtherMap { title: other.map.title.value.clone(), steps: other.map.steps.len() }))
        .collect();
    let view = MapView { map: &entry.map, roles: &roles, maps: &maps, words: &theme.strings };
    (svg(&view, &wide(&view), "#"), svg(&view, &narrow(&view), "#"))
}
