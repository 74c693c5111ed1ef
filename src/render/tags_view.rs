//! The list of tags and the pages of one, as templates see them.

use serde::Serialize;

use super::page_view::{self, About, Around, Card, Crumb};
use super::theme::Theme;
use crate::model::{Address, Output, Site, tags_address};

/// The list of tags, or the pages of one.
#[derive(Debug, Serialize)]
pub struct TagsView<'site> {
    /// What is around it.
    #[serde(flatten)]
    pub around: Around<'site>,
    /// What stands in its heading.
    pub heading: String,
    /// The tags, or the pages of the tag.
    pub cards: Vec<Card<'site>>,
}

/// The list of all tags.
pub fn tags<'site>(site: &'site Site, theme: &'site Theme, output: &'site Output, address: &'site Address) -> TagsView<'site> {
    let title = theme.strings.get("tags_title");
    let cards = site.tags.iter().map(|tag| Card {
        key: tag.address.as_str(),
        title: &tag.name,
        summary: None,
        facts: theme.strings.count("pages_count", tag.pages.len()),
        href: address.link_to(&tag.address, None),
    });
    let crumbs = vec![home(theme, address), Crumb { title: title.to_string(), href: None, current: true }];
    let about = About { address, title, description: Some(theme.strings.get("tags_lead")), source: None, reviewed: None, crumbs, output };
    TagsView { cards: cards.collect(), heading: title.to_string(), around: page_view::around(site, theme, about) }
}

/// The pages of a tag.
pub fn tag<'site>(site: &'site Site, theme: &'site Theme, output: &'site Output, index: usize) -> TagsView<'site> {
    let tag = &site.tags[index];
    let (address, title) = (&tag.address, tag.name.as_str());
    let cards = tag.pages.iter().map(|page| {
        let page = &site.pages[*page];
        let summary = page.front.description.as_deref();
        let href = address.link_to(&page.address, None);
        Card { key: page.address.as_str(), title: &page.page.title, summary, facts: String::new(), href }
    });
    let list = tags_address();
    let all = Crumb { title: theme.strings.get("tags_title").to_string(), href: Some(address.link_to(&list, None)), current: false };
    let crumbs = vec![home(theme, address), all, Crumb { title: title.to_string(), href: None, current: true }];
    let about = About { address, title, description: None, source: None, reviewed: None, crumbs, output };
    let heading = theme.strings.with("tag_title", &[("name", title)]);
    TagsView { cards: cards.collect(), heading, around: page_view::around(site, theme, about) }
}

fn home(theme: &Theme, from: &Address) -> Crumb {
    Crumb { title: theme.strings.get("home").to_string(), href: Some(from.link_to(&Address::new("/"), None)), current: false }
}
