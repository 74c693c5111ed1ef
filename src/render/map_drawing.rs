//! The drawings of a map of the site, with the names that its roles and the maps it opens have there. Drawn once per state of the site:
//! the page of the map and every page of its guide show them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::map_graph::{COLUMN_PX, MapView, OtherMap, PHONE_PX, Reading, RoleName, TEXT, narrow, wide};
use super::map_svg::{stand_alone, svg};
use super::mini_map::mini;
use super::page_view::direction;
use super::theme::Theme;
use crate::base::Message;
use crate::base::catalogue::maps as say;
use crate::model::{Site, SiteMap, called_maps};

/// The drawings of a map.
#[derive(Clone, Debug, Default)]
pub struct Drawings {
    /// For wide places, as inline SVG.
    pub wide: String,
    /// For narrow places, as inline SVG.
    pub narrow: String,
    /// Up to which width of its place the narrow one is shown.
    pub narrow_up_to: NarrowUpTo,
    /// The wide one as a file of its own beside the page of the map. Its links lead to the steps in that page: by the whole address when
    /// the site knows its own, else by the name of the page beside it.
    pub alone: String,
    /// Small and without words; large maps have none.
    pub mini: Option<String>,
    /// What is wrong with them.
    pub messages: Vec<Message>,
}

/// Up to which width of its place the narrow drawing of a map is shown: a style sheet can ask for a few widths only, in its letters of 16 px.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NarrowUpTo {
    /// 36 letters, as every map.
    #[default]
    Rem36,
    /// 43 letters.
    Rem43,
    /// 50 letters: a laptop leaves a little more beside the list of steps.
    Rem50,
}

/// In a smaller place than that in which the labels of the wide drawing are so high, readers get the narrow one.
const SMALL_LABEL_PX: f64 = 10.0;

impl NarrowUpTo {
    /// For a wide drawing of this width.
    fn of(width: f64) -> NarrowUpTo {
        match width * SMALL_LABEL_PX / TEXT / 16.0 {
            ..=36.0 => NarrowUpTo::Rem36,
            ..=43.0 => NarrowUpTo::Rem43,
            _ => NarrowUpTo::Rem50,
        }
    }

    /// The class of the place that holds both drawings.
    pub fn class(self) -> &'static str {
        match self {
            NarrowUpTo::Rem36 => "",
            NarrowUpTo::Rem43 => "from-43",
            NarrowUpTo::Rem50 => "from-50",
        }
    }
}

/// The style of a drawing that is a file of its own.
const ALONE: &str = "css/map-alone.css";

/// The drawings of a map, drawn when they are first asked for.
pub fn of<'site>(site: &Site, theme: &'site Theme, entry: &SiteMap) -> &'site Drawings {
    theme.drawings[&entry.map.key].get_or_init(|| draw(site, theme, entry))
}

/// Whether all that drawings are made of is the same in two states of a site and its theme.
pub fn same_subjects(before: (&Site, &Theme), now: (&Site, &Theme)) -> bool {
    let (old, new) = (before.0, now.0);
    let same_maps = old.maps.len() == new.maps.len() && old.maps.iter().zip(&new.maps).all(|(old, new)| Arc::ptr_eq(&old.map, &new.map));
    same_maps
        && old.roles == new.roles
        && old.settings == new.settings
        && before.1.strings == now.1.strings
        && before.1.file(ALONE) == now.1.file(ALONE)
}

fn draw(site: &Site, theme: &Theme, entry: &SiteMap) -> Drawings {
    let roles: BTreeMap<String, RoleName> =
        site.roles.iter().map(|(key, role)| (key.clone(), RoleName { short: role.short.clone(), full: role.name.clone() })).collect();
    let called = entry.map.steps.iter().flat_map(called_maps).filter_map(|key| site.map(key));
    let maps: BTreeMap<String, OtherMap> = called.map(|other| (other.map.key.clone(), OtherMap::of(&other.map))).collect();
    let view = MapView { map: &entry.map, roles: &roles, maps: &maps, words: &theme.strings };
    let reading = if direction(&site.settings.language) == "rtl" { Reading::RightToLeft } else { Reading::LeftToRight };
    let drawn = wide(&view).read(reading);
    let page = site.settings.base_url.as_ref().map_or(String::from("index.html"), |base| entry.address.absolute(base));
    let style = theme.file(ALONE).unwrap_or_default();
    let on_phone = narrow(&view).read(reading);
    let small = [(&drawn, COLUMN_PX), (&on_phone, PHONE_PX)].into_iter().find(|(drawn, _)| drawn.too_wide);
    let messages = small.map(|(drawn, column_px)| {
        let width = drawn.drawing.size.width;
        let label_px = TEXT * f64::from(column_px) / width;
        say::small_labels(&entry.map.path, entry.map.title.span, width.round() as u32, column_px, label_px)
    });
    Drawings {
        messages: messages.into_iter().collect(),
        wide: svg(&view, &drawn, "#"),
        narrow: svg(&view, &on_phone, "#"),
        narrow_up_to: NarrowUpTo::of(drawn.drawing.size.width),
        alone: stand_alone(&view, &drawn, &format!("{page}#"), &String::from_utf8_lossy(&style)),
        mini: mini(&drawn, entry.map.steps.len()),
    }
}
