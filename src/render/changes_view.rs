//! The list of the latest changes, as a template sees it.

use serde::Serialize;

use super::page_view::{self, About, Around, Crumb};
use super::theme::Theme;
use crate::model::search::Kind;
use crate::model::{Address, Output, Site};

/// The list of the latest changes.
#[derive(Debug, Serialize)]
pub struct ChangesView<'site> {
    /// What is around it.
    #[serde(flatten)]
    pub around: Around<'site>,
    /// The changes by day, newest first.
    pub days: Vec<DayView<'site>>,
}

/// What was changed on a day.
#[derive(Debug, Serialize)]
pub struct DayView<'site> {
    /// As in `2026-11-21`.
    pub iso: &'site str,
    /// As people write it.
    pub date: String,
    /// The pages and maps.
    pub entries: Vec<ChangedView<'site>>,
}

/// A page or map that was changed.
#[derive(Debug, Serialize)]
pub struct ChangedView<'site> {
    /// Its title.
    pub title: &'site str,
    /// Where it is.
    pub href: String,
    /// What it is, if it is no page.
    pub kind: Option<&'site str>,
    /// What was said about the change.
    pub subject: Option<&'site str>,
    /// Who made it.
    pub author: Option<&'site str>,
}

/// Makes the list.
pub fn changes<'site>(site: &'site Site, theme: &'site Theme, output: &'site Output, address: &'site Address) -> ChangesView<'site> {
    let title = theme.strings.get("changes_title");
    let home =
        Crumb { title: theme.strings.get("home").to_string(), href: Some(address.link_to(&Address::new("/"), None)), current: false };
    let crumbs = vec![home, Crumb { title: title.to_string(), href: None, current: true }];
    let about =
        About { address, title, description: Some(theme.strings.get("changes_lead")), source: None, reviewed: None, crumbs, output };
    let mut days: Vec<DayView> = Vec::new();
    for changed in &site.changes.latest {
        let iso = changed.change.date.as_str();
        if days.last().is_none_or(|day| day.iso != iso) {
            days.push(DayView { iso, date: theme.strings.date(iso), entries: Vec::new() });
        }
        if let Some(day) = days.last_mut() {
            day.entries.push(ChangedView {
                title: &changed.title,
                href: address.link_to(&changed.address, None),
                kind: (changed.kind == Kind::Map).then(|| theme.strings.get("found_map")),
                subject: changed.change.subject.as_deref(),
                author: changed.change.author.as_deref(),
            });
        }
    }
    ChangesView { around: page_view::around(site, theme, about), days }
}
