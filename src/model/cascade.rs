//! What the first page of a folder says for all pages below it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::parse::{FrontMatter, Page};

/// The `cascade` of each folder.
pub struct Cascade<'site>(BTreeMap<&'site str, &'site FrontMatter>);

impl<'site> Cascade<'site> {
    /// From the first pages of all folders.
    pub fn of(pages: &'site [Arc<Page>]) -> Cascade<'site> {
        let first = pages.iter().filter(|page| matches!(page.path.stem(), "index" | "_index" | "README"));
        Cascade(first.filter_map(|page| Some((page.path.folder(), page.front.cascade.as_deref()?))).collect())
    }

    /// The head of a page with what its folders say, the nearest first. What the page says itself stays.
    pub fn front(&self, page: &Page) -> Arc<FrontMatter> {
        let mut front = page.front.clone();
        let mut folder = Some(page.path.folder()).filter(|_| !self.0.is_empty());
        while let Some(here) = folder {
            if let Some(above) = self.0.get(here) {
                front = Arc::new(front.over(above));
            }
            folder = (!here.is_empty()).then(|| here.rfind('/').map_or("", |slash| &here[..slash]));
        }
        front
    }
}
