//! Everything with a name, from A to Z: for who searches without a script, or wants to look around.

use super::records::{Context, Place, Record};
use super::words::words;
use crate::model::{Address, Site};

/// The most entries of one page; a site with more has a page for each letter.
const MOST_ON_A_PAGE: usize = 1500;

/// Something with a name.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is, where and what is said about it.
    pub record: Record,
    /// The letter under which it is looked up; `0–9` for numbers, `…` for what begins otherwise.
    pub letter: String,
}

/// The entries of one letter, where each has a page of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The letter.
    pub letter: String,
    /// The page.
    pub address: Address,
}

/// Where everything is listed.
pub fn all_address() -> Address {
    Address::new("/a-z/")
}

/// The pages of a site that is too large for one; none for others.
pub fn groups(site: &Site) -> Vec<Group> {
    let steps: usize = site.maps.iter().map(|map| 1 + map.map.steps.len()).sum();
    if site.pages.len() + steps + site.roles.len() + site.links.len() + site.terms.len() <= MOST_ON_A_PAGE {
        return Vec::new();
    }
    let letters = ('a'..='z').map(|letter| (letter.to_uppercase().to_string(), letter.to_string()));
    let others = [("0–9".to_string(), "0-9".to_string()), ("…".to_string(), "other".to_string())];
    letters.chain(others).map(|(letter, folder)| Group { letter, address: Address::new(format!("/a-z/{folder}/")) }).collect()
}

/// Records, without their texts, by letter and name; those of one name stay in their order.
pub fn sorted(records: Vec<Record>) -> Vec<Entry> {
    let mut keyed: Vec<((Order, String), Entry)> = records
        .into_iter()
        .map(|record| {
            let folded = words(&record.title, false).join(" ");
            let (order, letter) = letter_of(&folded);
            ((order, folded), Entry { record, letter })
        })
        .collect();
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    keyed.into_iter().map(|(_, entry)| entry).collect()
}

/// Letters come first, then numbers, then the rest.
type Order = (u8, char);

fn letter_of(folded: &str) -> (Order, String) {
    match folded.chars().next() {
        Some(letter @ 'a'..='z') => ((0, letter), letter.to_uppercase().to_string()),
        Some(digit) if digit.is_numeric() => ((1, ' '), "0–9".to_string()),
        _ => ((2, ' '), "…".to_string()),
    }
}

impl Entry {
    /// The id under which other pages lead here, for what has no page of its own: roles, terms, links without an address.
    pub fn own_id(&self) -> Option<&str> {
        match (&self.record.place, &self.record.context) {
            (Place::Inside(address, Some(id)), Context::Alone) if *address == all_address() => Some(id),
            _ => None,
        }
    }
}
