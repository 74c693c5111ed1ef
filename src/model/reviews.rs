//! Pages and maps that nobody has looked at for too long. What day it is, somebody else says.

use super::{Site, SitePage};
use crate::base::Message;
use crate::base::catalogue::maps as say;
use crate::maps::lint::review_overdue;
use crate::maps::time::Date;
use crate::maps::{ProcessMap, Status};
use crate::parse::front_matter::PageStatus;

/// Which pages and maps were reviewed longer ago than the settings allow.
pub fn overdue(site: &Site, today: Date) -> Vec<Message> {
    let months = site.settings.review_every_months;
    let mut messages: Vec<Message> = site.maps.iter().filter_map(|entry| review_overdue(&entry.map, today, months)).collect();
    for page in &site.pages {
        let overdue = due(site, page).is_some_and(|due| due < today);
        if let Some(reviewed) = page.front.reviewed.as_ref().filter(|_| overdue) {
            messages.push(say::review_overdue(&page.page.path, reviewed, "page", months));
        }
    }
    messages
}

/// Until when a map is to be looked at again; none for one that was never reviewed, and for one that is retired.
pub fn map_due(site: &Site, map: &ProcessMap) -> Option<Date> {
    let reviewed = map.reviewed.as_ref().filter(|_| map.status != Status::Retired)?;
    Some(Date::read(&reviewed.value)?.months_later(site.settings.review_every_months))
}

/// Until when a page is to be looked at again; none for one that was never reviewed, and for one that is retired.
pub fn due(site: &Site, page: &SitePage) -> Option<Date> {
    let front = &page.front;
    let reviewed = front.reviewed.as_ref().filter(|_| front.status != Some(PageStatus::Retired))?;
    Some(Date::read(&reviewed.value)?.months_later(site.settings.review_every_months))
}
