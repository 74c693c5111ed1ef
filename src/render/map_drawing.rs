//! The two drawings of a map, with what the site knows around it: names of roles, titles of other maps.

use std::collections::BTreeMap;

use super::map_graph::{self, MapView, OtherMap, RoleName};
use super::map_svg;
use crate::maps::Verb;
use crate::model::{Site, SiteMap};

/// The wide drawing and the narrow one, as markup.
pub fn both(site: &Site, entry: &SiteMap) -> (String, String) {
    let map = &*entry.map;
    let roles: BTreeMap<String, RoleName> =
        site.roles.iter().map(|(key, role)| (key.clone(), RoleName { short: role.short.clone(), full: role.name.clone() })).collect();
    let others = map.steps.iter().filter_map(|step| match &step.verb {
        Verb::Map { map, .. } => site.map(&map.value),
        _ => None,
    });
    let maps: BTreeMap<String, OtherMap> = others
        .map(|other| (other.map.key.clone(), OtherMap { title: other.map.title.value.clone(), steps: other.map.steps.len() }))
        .collect();
    let view = MapView { map, roles: &roles, maps: &maps };
    (map_svg::svg(&view, &map_graph::wide(&view), "#"), map_svg::svg(&view, &map_graph::narrow(&view), "#"))
}
