//! What is to be said about maps that could be read: inside one map, and across all maps of a site.
//!
//! Has no clock: who wants to know whether a review is overdue brings the date. What a single key has wrong is said by `check.rs`.

mod flow;
mod links;
mod people;
mod time;
mod words;

use super::meaning::{GuidedPath, Link, ProcessMap, Role, Term};
use crate::base::{Message, SourcePath, Span};

pub use time::review_overdue;

/// Places of a file that were read with mistakes: what follows from the mistakes alone is not said on top.
#[derive(Clone, Debug, Default)]
pub struct Doubts {
    places: Vec<Span>,
}

impl Doubts {
    /// The places at which something was left out.
    pub fn of(messages: &[Message]) -> Doubts {
        let left_out = |code: &str| {
            matches!(code, "WB301" | "WB302" | "WB314" | "WB315" | "WB319" | "WB325" | "WB326" | "WB327") || code.starts_with("WB4")
        };
        let mut places: Vec<Span> = messages.iter().filter(|message| left_out(message.code)).filter_map(|message| message.span).collect();
        places.sort();
        Doubts { places }
    }

    /// Whether something was left out within this place.
    fn within(&self, place: Span) -> bool {
        let first = self.places.partition_point(|doubt| doubt.start < place.start);
        self.places.get(first).is_some_and(|doubt| doubt.start <= place.end)
    }

    /// Whether something was left out at all.
    fn any(&self) -> bool {
        !self.places.is_empty()
    }
}

/// Everything that is to be said about one map, in no particular order.
pub fn map(map: &ProcessMap, doubts: &Doubts) -> Vec<Message> {
    let mut messages = Vec::new();
    flow::map(map, doubts, &mut messages);
    people::map(map, &mut messages);
    time::map(map, doubts, &mut messages);
    words::map(map, &mut messages);
    messages
}

/// All that the maps of a site can refer to.
#[derive(Clone, Debug, Default)]
pub struct SiteMaps<'site> {
    /// The maps, in any order.
    pub maps: Vec<&'site ProcessMap>,
    /// `_roles.yaml`. Without any role, roles are not looked up: names are shown as written.
    pub roles: &'site [Role],
    /// `_links.yaml`.
    pub links: &'site [Link],
    /// `_glossary.yaml`.
    pub glossary: &'site [Term],
    /// The guided paths.
    pub paths: Vec<&'site GuidedPath>,
}

/// What can only be seen across files: names that lead nowhere, circles of maps, artifacts that nobody makes. Sorted by file and place.
pub fn site(site: &SiteMaps) -> Vec<Message> {
    let mut messages = Vec::new();
    people::site(site, &mut messages);
    links::site(site, &mut messages);
    flow::site(site, &mut messages);
    words::site(site, &mut messages);
    messages.sort();
    messages.dedup();
    messages
}

/// Says which `kind_of` of `_roles.yaml` names no role.
pub fn wider_roles(path: &SourcePath, roles: &[Role]) -> Vec<Message> {
    let mut messages = Vec::new();
    let known = people::Roles::new(roles);
    roles.iter().filter_map(|role| role.kind_of.as_ref()).for_each(|wider| known.look_up(path, wider, &mut messages));
    messages
}
