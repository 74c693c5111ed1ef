//! Where guided paths have their pages, and what their items lead to. Knows no HTML.

use super::links::{LinkTable, Target};
use super::site::Site;
use super::urls::Address;
use crate::maps::{GuidedPath, PathItem};

/// Where all paths are listed: the page to start from.
pub fn paths_address() -> Address {
    Address::new("/paths/")
}

/// Where a path has its page.
pub fn path_address(path: &GuidedPath) -> Address {
    Address::new(format!("/paths/{}/", path.key))
}

/// Per path and item, where the page of the item is; in the order of the items.
pub type PathTargets = Vec<Vec<Option<Target>>>;

/// Finds the pages that items name. What is wrong with them is said elsewhere.
pub fn targets(site: &Site, table: &LinkTable) -> PathTargets {
    let page = |path: &GuidedPath, item: &PathItem| {
        let page = item.page.as_ref()?;
        Some(table.resolve(&path.path, None, &page.value).unwrap_or_else(|(target, _)| target))
    };
    let of_path = |path: &GuidedPath| path.stages.iter().flat_map(|stage| &stage.items).map(|item| page(path, item)).collect();
    site.paths.iter().map(|path| of_path(path)).collect()
}

impl Site {
    /// The step that `map/step` names, by an id that it has or had: the places of the map and of the step.
    pub fn step_named(&self, name: &str) -> Option<(usize, usize)> {
        let (key, id) = name.split_once('/')?;
        let map = self.maps.binary_search_by(|map| map.map.key.as_str().cmp(key)).ok()?;
        let step = self.maps[map].map.steps.iter().position(|step| step.is_named(id))?;
        Some((map, step))
    }
}
