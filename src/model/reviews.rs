//! Pages and maps that nobody has looked at for too long. What day it is, somebody else says.

use super::Site;
use crate::base::Message;
use crate::base::catalogue::maps as say;
use crate::maps::lint::review_overdue;
use crate::maps::time::Date;

/// Which pages and maps were reviewed longer ago than the settings allow.
pub fn overdue(site: &Site, today: Date) -> Vec<Message> {
    let months = site.settings.review_every_months;
    let mut messages: Vec<Message> = site.maps.iter().filter_map(|entry| review_overdue(&entry.map, today, months)).collect();
    for page in &site.pages {
        let overdue = |date: &str| Date::read(date).is_some_and(|date| date.months_later(months) < today);
        if let Some(reviewed) = page.page.front.reviewed.as_ref().filter(|reviewed| overdue(&reviewed.value)) {
            messages.push(say::review_overdue(&page.page.path, reviewed, "page", months));
        }
    }
    messages
}
