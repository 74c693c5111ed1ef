//! Addresses that are right, but written in a way that will go wrong: the own site as if it were another, one address in several forms.

use std::collections::{BTreeMap, HashMap};

use super::site::SitePage;
use super::{LinkTable, Target};
use crate::base::Message;
use crate::base::catalogue::links as say;
use crate::parse::Link;

/// Looks at the links of all pages together. Cost: one look-up per link.
pub fn check(pages: &[SitePage], table: &LinkTable, base_url: Option<&str>, messages: &mut Vec<Message>) {
    let mut forms: HashMap<String, BTreeMap<&str, usize>> = HashMap::new();
    for (_, link) in outside_links(pages) {
        *forms.entry(same(&link.to)).or_default().entry(&link.to).or_default() += 1;
    }
    // The most frequent form is right, of equally frequent ones the longest: it is rather the whole address.
    let best: HashMap<String, (&str, usize)> =
        forms.into_iter().filter_map(|(form, written)| Some((form, most_frequent(written)?))).collect();
    for (page, link) in outside_links(pages) {
        if let Some(meant) = base_url.and_then(|base| inside(page, table, &link.to, base)) {
            messages.push(say::own_site_absolute(&page.page.path, link.span, &link.to, &meant));
            continue;
        }
        if let Some((most, times)) = best.get(&same(&link.to)).filter(|(most, _)| *most != link.to) {
            messages.push(say::several_spellings(&page.page.path, link.span, &link.to, most, *times));
        }
    }
}

fn most_frequent(written: BTreeMap<&str, usize>) -> Option<(&str, usize)> {
    written.into_iter().max_by_key(|(to, times)| (*times, to.len(), std::cmp::Reverse(*to)))
}

fn outside_links(pages: &[SitePage]) -> impl Iterator<Item = (&SitePage, &Link)> {
    let of_page = |page: &'_ SitePage| page.page.links.len().min(page.targets.len());
    pages.iter().flat_map(move |page| {
        let links = page.page.links.iter().take(of_page(page)).zip(&page.targets);
        links.filter(|(link, target)| matches!(target, Target::Outside(_)) && link.to.contains("://")).map(move |(link, _)| (page, link))
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

/// The address inside the site that an absolute one names.
fn inside(page: &SitePage, table: &LinkTable, to: &str, base_url: &str) -> Option<String> {
    let rest = format!("/{}", to.strip_prefix(base_url)?);
    match table.resolve(&page.page.path, Some(&page.address), &rest) {
        Ok(Target::Inside { .. }) => Some(rest),
        _ => None,
    }
}
