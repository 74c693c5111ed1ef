//! Addresses that are right, but written in a way that will go wrong: the own site as if it were another, one address in several forms.

use std::collections::{BTreeMap, HashMap};

use super::links::{Hints, Wrong};
use super::site::SitePage;
use super::{LinkTable, Target};
use crate::base::Message;
use crate::base::catalogue::links as say;
use crate::base::catalogue::markdown as say_markdown;
use crate::parse::{Link, Settings};

/// Looks at the links of all pages together. Cost: one look-up per link.
pub fn check(pages: &[SitePage], table: &LinkTable, settings: &Settings, messages: &mut Vec<Message>) {
    let mut forms: HashMap<String, BTreeMap<&str, usize>> = HashMap::new();
    for (_, _, link) in outside_links(pages) {
        *forms.entry(same(&link.to)).or_default().entry(&link.to).or_default() += 1;
    }
    // The most frequent form is right, of equally frequent ones the longest: it is rather the whole address.
    let best: HashMap<String, (&str, usize)> =
        forms.into_iter().filter_map(|(form, written)| Some((form, most_frequent(written)?))).collect();
    let (mut of_page, mut hints) = (None, Hints::default());
    for (page, index, link) in outside_links(pages) {
        let (file, index) = page.origin(index);
        let path = &file.path;
        if of_page.replace(&page.address) != Some(&page.address) {
            hints = Hints::default();
        }
        let own = settings.base_url.as_deref().and_then(|base| below(base, &link.to));
        if let Some(own) = own {
            let message = match table.resolve_with(&page.page.path, Some(&page.address), &own, &hints) {
                Ok(Target::Inside { .. }) => Some(say::own_site_absolute(path, link.span, &link.to, &own, file.rewrite(index, &own))),
                Err((_, Wrong::Anchor { page, anchor, meant })) => {
                    Some(say::own_anchor_missing(path, link.span, &page, &anchor, meant.as_deref()))
                }
                Err((_, Wrong::Moved { now })) => Some(say::moved(path, link.span, &link.to, &now).fix(file.rewrite(index, &now))),
                Err((_, Wrong::Page { meant })) => Some(say::own_page_missing(path, link.span, &link.to, &own, meant.as_deref())),
                _ => None,
            };
            if let Some(message) = message {
                messages.push(message);
                continue;
            }
        }
        let host = host(&link.to);
        if settings.restricted_hosts.iter().any(|restricted| host == *restricted || host.ends_with(&format!(".{restricted}"))) {
            messages.push(say::restricted_host(path, link.span, &host));
        }
        if let Some((most, times)) = best.get(&same(&link.to)).filter(|(most, _)| *most != link.to) {
            messages.push(say::several_spellings(path, link.span, &link.to, most, *times).fix(file.rewrite(index, most)));
        }
    }
}

/// What a whole address is within the site that is published at `base`, which ends with `/`; `None` for one of another site.
fn below(base: &str, to: &str) -> Option<String> {
    let (base, to) = (base.split_once("://")?.1, to.split_once("://")?.1);
    let host_end = base.find('/')?;
    let host = to.get(..host_end).filter(|host| host.eq_ignore_ascii_case(&base[..host_end]))?;
    let rest = to[host.len()..].strip_prefix(base[host_end..].trim_end_matches('/'))?;
    (rest.is_empty() || rest.starts_with(['/', '?', '#'])).then(|| format!("/{}", rest.strip_prefix('/').unwrap_or(rest)))
}

/// So many pages have the same line of links before it is told.
const MANY_PAGES: usize = 5;

/// Lines of links that many pages have, told at the first of them.
pub fn same_lines(pages: &[SitePage], messages: &mut Vec<Message>) {
    let mut lines: HashMap<&str, Vec<(&SitePage, crate::base::Span)>> = HashMap::new();
    for page in pages {
        for line in &page.page.link_lines {
            let on = lines.entry(line.value.as_str()).or_default();
            // Once per page.
            if on.last().is_none_or(|(last, _)| last.address != page.address) {
                on.push((page, line.span));
            }
        }
    }
    for places in lines.into_values().filter(|places| places.len() >= MANY_PAGES) {
        let (page, span) = places[0];
        messages.push(say_markdown::same_links(&page.page.path, span, places.len()));
    }
}

fn most_frequent(written: BTreeMap<&str, usize>) -> Option<(&str, usize)> {
    written.into_iter().max_by_key(|(to, times)| (*times, to.len(), std::cmp::Reverse(*to)))
}

/// The page, the place of the link in it, and the link.
fn outside_links(pages: &[SitePage]) -> impl Iterator<Item = (&SitePage, usize, &Link)> {
    let of_page = |page: &'_ SitePage| page.page.links.len().min(page.targets.len());
    pages.iter().flat_map(move |page| {
        let links = page.page.links.iter().take(of_page(page)).zip(page.targets.iter()).enumerate();
        let outside = links.filter(|(_, (link, target))| matches!(target, Target::Outside(_)) && link.to.contains("://"));
        outside.map(move |(index, (link, _))| (page, index, link))
    })
}

/// An address without what makes no difference to nearly any server: `http` or `https`, capitals of the host, a `/` or `index.html` at the end.
fn same(to: &str) -> String {
    let rest = to.split_once("://").map_or(to, |(_, rest)| rest);
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_end);
    let path_end = path.find(['?', '#']).unwrap_or(path.len());
    let (path, behind) = path.split_at(path_end);
    format!("{}{}{behind}", host.to_lowercase(), path.trim_end_matches("index.html").trim_end_matches('/'))
}

/// The host of an address, in small letters.
fn host(to: &str) -> String {
    let rest = to.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#', ':']).next().unwrap_or("").to_lowercase()
}
