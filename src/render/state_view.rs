//! What a map of states says beside its states: its labels, what they change, which steps of other maps set them.

use serde::Serialize;

use super::html;
use super::map_view::{Fact, Item};
use super::theme::Theme;
use crate::maps::{Promise, Tag};
use crate::model::{Address, Site, SiteMap};

/// A label that does not depend on the state.
#[derive(Debug, Serialize)]
pub struct TagView<'site> {
    /// The id that links use.
    pub id: &'site str,
    /// The id as the fragment of an address.
    pub fragment: String,
    /// The label.
    pub label: &'site str,
    /// What it means.
    pub means: Option<&'site str>,
    /// What happens next, what it changes, what sets it.
    pub facts: Vec<Fact>,
}

/// The labels of a map of states.
pub fn tags<'site>(site: &'site Site, theme: &'site Theme, entry: &'site SiteMap) -> Vec<TagView<'site>> {
    entry.map.tags.iter().map(|tag| self::tag(site, theme, entry, tag)).collect()
}

fn tag<'site>(site: &'site Site, theme: &'site Theme, entry: &'site SiteMap, tag: &'site Tag) -> TagView<'site> {
    let mut facts = Vec::new();
    if let Some(map) = tag.map.as_ref().and_then(|key| site.map(&key.value)) {
        let item = Item { href: Some(entry.address.link_to(&map.address, None)), ..Item::plain(map.map.title.value.clone()) };
        facts.push(Fact::links(theme.strings.get("then_follow"), vec![item]));
    }
    if let Some(id) = &tag.changes_promise {
        facts.extend(
            promise(site, theme, &entry.address, &id.value, Some(tag)).map(|item| Fact::links(theme.strings.get("changes"), vec![item])),
        );
    }
    facts.extend(set_by(site, theme, entry, &entry.address, |id| tag.id.value == id));
    TagView {
        id: &tag.id.value,
        fragment: html::fragment(&tag.id.value),
        label: &tag.label.value,
        means: tag.means.as_ref().map(|means| means.value.as_str()),
        facts,
    }
}

/// The steps of other maps that set a state or label of this one, told by its id; `from` is the page that shows them.
pub fn set_by(site: &Site, theme: &Theme, entry: &SiteMap, from: &Address, is_named: impl Fn(&str) -> bool) -> Option<Fact> {
    let sets = |state: &str| state.split_once('/').is_some_and(|(map, id)| map == entry.map.key && is_named(id));
    let mut items = Vec::new();
    for map in &site.maps {
        for step in map.map.steps.iter().filter(|step| step.state.as_ref().is_some_and(|state| sets(&state.value))) {
            let title = format!("{} {}", step.number, site.step_text(step));
            let href = Some(from.link_to(&map.address, Some(&step.id)));
            items.push(Item { href, small: Some(map.map.title.value.clone()), ..Item::plain(title) });
        }
    }
    (!items.is_empty()).then(|| Fact::links(theme.strings.get("set_by"), items))
}

/// A promise of any map, as a link to that map; with a label, what the label makes of it.
pub fn promise(site: &Site, theme: &Theme, from: &Address, id: &str, tag: Option<&Tag>) -> Option<Item> {
    let (map, promise) = site.maps.iter().find_map(|map| Some((map, map.map.promises.iter().find(|promise| promise.id.value == id)?)))?;
    let first = promise.from.and_then(|first| map.map.steps.get(first))?;
    let title = words(site, theme, map, promise)?;
    let of_tag = |label: &str| tag.is_some_and(|tag| label == tag.label.value || label == tag.id.value);
    let then = promise.unless.as_ref().filter(|(label, _)| of_tag(&label.value)).map(|(_, then)| then.value.as_str());
    let small = then.map(|then| theme.strings.with("promise_then", &[("then", then)]));
    Some(Item { href: Some(from.link_to(&map.address, Some(&first.id))), small, ..Item::plain(title) })
}

/// "48h from “Submit the issue” to “Contact them”".
pub fn words(site: &Site, theme: &Theme, entry: &SiteMap, promise: &Promise) -> Option<String> {
    let text = |step: usize| site.step_text(&entry.map.steps[step]);
    let (from, to) = (text(promise.from?), text(promise.to?));
    Some(theme.strings.with("promise_text", &[("within", &promise.within.text), ("from", from), ("to", to)]))
}
