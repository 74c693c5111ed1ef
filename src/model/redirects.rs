//! Addresses and anchors that lead on: `aliases` of pages, and `redirects.yaml`.
//!
//! Each redirect leads straight to its end, so that no reader is sent on twice. One that leads nowhere is reported and left out.

use std::collections::BTreeMap;

use super::links::{LinkTable, Target, Wrong};
use super::maps::SiteMap;
use super::site::SitePage;
use super::urls::{self, Address, Addresses};
use crate::base::catalogue::files as say_files;
use crate::base::catalogue::links as say;
use crate::base::{Message, SourcePath, Span};
use crate::maps::time::Date;
use crate::parse::Redirect;
use crate::sources::REDIRECTS;

/// What leads on, and where to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redirects {
    /// Old addresses.
    pub pages: BTreeMap<Address, Target>,
    /// Old anchors of pages that are still there.
    pub anchors: BTreeMap<Address, BTreeMap<String, Target>>,
}

/// The addresses that pages say they had before. One that a page, map or file has now belongs to that.
pub fn of_pages(pages: &[SitePage], addresses: &mut Addresses, messages: &mut Vec<Message>) -> Redirects {
    let mut redirects = Redirects::default();
    for page in pages {
        for alias in &page.front.aliases {
            let address = urls::address_of_alias(&alias.value);
            messages.extend(changed(&page.page.path, alias.span, &alias.value, &address));
            match addresses.take(&address, &page.page.path) {
                Ok(()) => {
                    redirects.pages.insert(address, Target::Inside { address: page.address.clone(), anchor: None });
                }
                Err(other) => messages.push(say_files::alias_taken(&page.page.path, alias.span, &alias.value, &other.name())),
            }
        }
    }
    redirects
}

/// An old address and, for a part of a page, its old anchor.
type Place = (Address, Option<String>);

/// Where an entry of the file ends.
enum End<'a> {
    /// At what this entry leads to; the entries on the way are those in front of it.
    At(&'a Redirect),
    /// Nowhere: these lead to each other.
    Round(Vec<&'a str>),
}

impl Redirects {
    /// Adds the pages that steps had in the guide of their map under the ids they had before.
    pub fn add_guides(&mut self, maps: &[SiteMap]) {
        for map in maps.iter().filter(|map| map.has_guide()) {
            for (index, step) in map.map.steps.iter().enumerate() {
                let to = Target::Inside { address: map.guide_step(index), anchor: None };
                let old = step.was.iter().map(|old| map.guide_page(old));
                old.for_each(|old| _ = self.pages.entry(old).or_insert_with(|| to.clone()));
            }
        }
    }

    /// Adds what `redirects.yaml` says. An old address may begin with that of the site.
    pub fn add(
        &mut self,
        written: &[Redirect],
        base_url: Option<&str>,
        table: &LinkTable,
        addresses: &mut Addresses,
        today: Option<Date>,
        messages: &mut Vec<Message>,
    ) {
        let path = SourcePath::new(REDIRECTS);
        let written: Vec<Redirect> = written.iter().filter_map(|redirect| own(redirect, base_url, &path, messages)).collect();
        let mut by_place: BTreeMap<Place, &Redirect> = BTreeMap::new();
        for redirect in &written {
            if let Some(last_day) = redirect.remove_after.as_ref().filter(|date| today > Date::read(&date.value) && today.is_some()) {
                messages.push(say::redirect_expired(&path, last_day.span, &redirect.from.value, &last_day.value));
            }
            // What a page has now leads nowhere else, whatever the file says.
            let (address, anchor) = place(&redirect.from.value);
            let is_there = table.anchors_of(&address).is_some_and(|known| anchor.as_ref().is_none_or(|anchor| known.contains(anchor)));
            let is_alias = anchor.is_none() && self.pages.contains_key(&address);
            if !is_there && !is_alias {
                by_place.entry((address, anchor)).or_insert(redirect);
            }
        }
        for redirect in &written {
            let end = match end(redirect, &by_place) {
                End::At(end) => end,
                End::Round(round) => {
                    messages.push(say::redirect_loop(&path, redirect.from.span, &round));
                    continue;
                }
            };
            let target = match table.resolve(&path, None, &end.to.value) {
                Ok(target) => target,
                Err((_, Wrong::Page { meant } | Wrong::Anchor { meant, .. })) => {
                    messages.push(say::redirect_to_nothing(&path, redirect.to.span, &end.to.value, meant.as_deref()));
                    continue;
                }
                Err((_, Wrong::Scheme)) => {
                    messages.push(say::redirect_scheme_not_allowed(&path, redirect.to.span, &end.to.value));
                    continue;
                }
                Err((target, Wrong::Moved { now })) => {
                    messages.push(say::redirect_chain(&path, redirect.to.span, &redirect.to.value, &now));
                    target
                }
            };
            if !std::ptr::eq(end, redirect) {
                messages.push(say::redirect_chain(&path, redirect.to.span, &redirect.to.value, &end.to.value));
            }
            messages.extend(self.insert(&path, redirect, target, table, addresses));
        }
    }

    /// Puts a redirect in its place, or says why it can't stand there.
    fn insert(
        &mut self,
        path: &SourcePath,
        redirect: &Redirect,
        target: Target,
        table: &LinkTable,
        addresses: &mut Addresses,
    ) -> Option<Message> {
        let (address, anchor) = place(&redirect.from.value);
        let taken = |other: &SourcePath| Some(say_files::alias_taken(path, redirect.from.span, &redirect.from.value, other));
        let Some(anchor) = anchor else {
            match addresses.take(&address, path) {
                Ok(()) => self.pages.insert(address, target),
                Err(other) => return taken(&other.name()),
            };
            return None;
        };
        let Some(known) = table.anchors_of(&address) else {
            return Some(say::redirect_of_no_page(path, redirect.from.span, address.as_str()));
        };
        let there = self.anchors.entry(address.clone()).or_default();
        if there.contains_key(&anchor) {
            return taken(path);
        }
        if known.contains(&anchor) {
            return taken(&addresses.owner(&address).unwrap_or_else(|| path.clone()));
        }
        there.insert(anchor, target);
        None
    }
}

/// An entry with its old address as one of the site; one of the outside can't lead on.
fn own(redirect: &Redirect, base_url: Option<&str>, path: &SourcePath, messages: &mut Vec<Message>) -> Option<Redirect> {
    let mut redirect = redirect.clone();
    let from = &mut redirect.from;
    if let Some(rest) = base_url.and_then(|base| from.value.strip_prefix(base)) {
        from.value = format!("/{rest}");
    } else if from.value.contains("://") || from.value.starts_with("//") {
        messages.push(say::redirect_from_outside(path, from.span, &from.value));
        return None;
    }
    messages.extend(changed(path, from.span, &from.value, &urls::address_of_alias(&from.value)));
    Some(redirect)
}

/// What is to be said of an old address that leads on under another one than was written.
fn changed(path: &SourcePath, span: Span, written: &str, now: &Address) -> Option<Message> {
    let before_anchor = written.split('#').next().unwrap_or("");
    if let Some(at) = before_anchor.find('?') {
        return Some(say::old_address_with_query(path, span, &before_anchor[at..], now.as_str()));
    }
    let sign = urls::decoded(before_anchor).chars().find(|c| urls::is_unsafe(*c))?;
    Some(say::old_address_changed(path, span, before_anchor, sign, now.as_str()))
}

/// Follows an entry to its end. Each step goes to another entry, so there are no more steps than entries.
fn end<'a>(redirect: &'a Redirect, by_place: &BTreeMap<Place, &'a Redirect>) -> End<'a> {
    let mut way = vec![redirect];
    loop {
        let here = way[way.len() - 1];
        // An address of the outside is no place of ours.
        let inside = here.to.value.starts_with('/') && !here.to.value.starts_with("//");
        let next = place(&here.to.value);
        let next = by_place.get(&next).or_else(|| by_place.get(&(next.0.clone(), None)));
        let Some(next) = next.filter(|_| inside) else { return End::At(here) };
        if let Some(first) = way.iter().position(|seen| std::ptr::eq(*seen, *next)) {
            let round = way[first..].iter().chain([next]).map(|redirect| redirect.from.value.as_str());
            return End::Round(round.collect());
        }
        way.push(next);
    }
}

fn place(written: &str) -> Place {
    let (address, anchor) = written.split_once('#').unwrap_or((written, ""));
    let anchor = urls::decoded(anchor);
    (urls::address_of_alias(address), (!anchor.is_empty()).then_some(anchor))
}
