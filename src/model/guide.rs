//! The guide of a map: a page for each step, what each page offers, and where a map that was opened by another leads back to.
//!
//! Everything follows from the ways on. Knows no HTML, and nothing of what a reader has done so far.

use std::collections::BTreeSet;

use super::{Address, Site, SiteMap};
use crate::base::Slugs;
use crate::maps::answers::{self, StepsLeft};
use crate::maps::{ProcessMap, Verb};

/// In a larger map the pages of the guide share a file with the names of its steps: each with all of them would grow with the square.
const MOST_IN_PAGE: usize = 60;

/// A way on that a page of the guide offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<'map> {
    /// What the way of a reader remembers it by: made from the answer, or from the step where there is no answer. Unique in the step.
    pub id: String,
    /// The answer; a map of states has none.
    pub label: Option<&'map str>,
    /// The step it leads to.
    pub to: usize,
}

/// Where the end of a map leads: the map that opened it is gone on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Return {
    /// The map that opens this one, by its place in [`Site::maps`].
    pub map: usize,
    /// The step that opens it.
    pub step: usize,
    /// The step to go on with: the one behind; after one of several things to pick, the step that offers them.
    pub to: usize,
}

/// What a step offers: nothing at an end, one way after a plain step, several where a choice has to be made.
pub fn choices(map: &ProcessMap, step: usize) -> Vec<Choice<'_>> {
    let mut ids = Slugs::default();
    let moves = map.steps[step].moves.iter();
    let choices = moves.map(|way| {
        let label = way.label.as_ref().map(|label| label.value.as_str());
        Choice { id: ids.make(label.unwrap_or(&map.steps[way.to].id)), label, to: way.to }
    });
    choices.collect()
}

/// Whether the reader has to choose on the page of this step.
pub fn is_choice(map: &ProcessMap, step: usize) -> bool {
    let step = &map.steps[step];
    matches!(step.verb, Verb::Ask) && !step.moves.is_empty() || step.moves.len() > 1
}

impl SiteMap {
    /// Whether the map has a guide: there is a step to begin with.
    pub fn has_guide(&self) -> bool {
        self.map.start.is_some()
    }

    /// The first page of its guide.
    pub fn guide(&self) -> Address {
        Address::new(format!("{}guide/", self.address))
    }

    /// The page of a step in its guide.
    pub fn guide_step(&self, step: usize) -> Address {
        self.guide_page(&self.map.steps[step].id)
    }

    /// The page of a step in its guide, by an id that the step has or had.
    pub(super) fn guide_page(&self, id: &str) -> Address {
        Address::new(format!("{}guide/{id}/", self.address))
    }

    /// The file that tells a script which steps and ways the guide has. `None` for a map that is small enough for each page to tell it.
    pub fn guide_data(&self) -> Option<Address> {
        (self.map.steps.len() > MOST_IN_PAGE).then(|| Address::new(format!("{}guide/map.js", self.address)))
    }

    /// Per step, how many steps are left; computed when it is first asked for.
    pub fn steps_left(&self) -> &[StepsLeft] {
        self.left.get_or_init(|| answers::steps_left(&self.map))
    }
}

impl Site {
    /// Where the ends of a map lead back to, in the order of the maps and steps that open it.
    pub fn returns(&self, map: &SiteMap) -> Vec<Return> {
        let returns = map.callers.iter().map(|(caller, step)| {
            let opener = &self.maps[*caller].map.steps[*step];
            let behind = opener.moves.first().filter(|_| matches!(opener.verb, Verb::Map { .. }));
            Return { map: *caller, step: *step, to: behind.map_or(*step, |way| way.to) }
        });
        returns.collect()
    }

    /// The maps from which the way may lead here, however far, sorted by their place; this one is not among them.
    pub fn maps_above(&self, map: &SiteMap) -> Vec<usize> {
        let mut above = BTreeSet::new();
        let mut waiting: Vec<usize> = map.callers.iter().map(|(caller, _)| *caller).collect();
        while let Some(caller) = waiting.pop() {
            if self.maps[caller].address != map.address && above.insert(caller) {
                waiting.extend(self.maps[caller].callers.iter().map(|(caller, _)| *caller));
            }
        }
        above.into_iter().collect()
    }
}
