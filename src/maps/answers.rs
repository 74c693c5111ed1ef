//! What a map can be asked: lanes, starts, ends, how many steps are left, loops, hand-overs, who does what, what is made and logged.
//!
//! Everything is computed from the ways on, without recursion, in time proportional to steps and ways (times the roles, for hand-overs).
//! Knows one map, except for [`callers`]. Ways that lead back (to a step that is being gone through already) are followed only where the
//! question is whether a step can be reached at all.

use std::collections::BTreeMap;

use super::meaning::{MapKind, ProcessMap, Step, Verb};
use crate::base::Spanned;

pub use super::steps_left::{StepsLeft, steps_left, steps_left_max};

/// The steps of one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane<'map> {
    /// The role; `None` for the steps of nobody.
    pub role: Option<&'map str>,
    /// Its steps, in the order of the file.
    pub steps: Vec<usize>,
}

/// The lanes, in the order in which they are first needed. An end without `who` is in the lane of the step that leads to it first.
///
/// ```
/// use waybook::{base::SourcePath, maps::{self, answers}};
/// let text = "steps:\n  - {do: Ask, who: seller}\n  - {do: Answer, who: sa}\n  - {end: Answered}\n";
/// let map = maps::read_map(&SourcePath::new("a.yaml"), text).0.unwrap();
/// let lanes = answers::lanes(&map);
/// assert_eq!(lanes[1].role, Some("sa"));
/// assert_eq!(lanes[1].steps, [1, 2]);
/// ```
pub fn lanes(map: &ProcessMap) -> Vec<Lane<'_>> {
    let mut lanes: Vec<Lane> = Vec::new();
    let mut index_of: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for (step, role) in lane_roles(map).into_iter().enumerate() {
        let index = *index_of.entry(role).or_insert_with(|| {
            lanes.push(Lane { role, steps: Vec::new() });
            lanes.len() - 1
        });
        lanes[index].steps.push(step);
    }
    lanes
}

/// Per step, the role in whose lane it is.
pub fn lane_roles(map: &ProcessMap) -> Vec<Option<&str>> {
    // Per step, the first step with a role of its own that leads to it.
    let mut first_from: Vec<Option<usize>> = vec![None; map.steps.len()];
    for (index, step) in map.steps.iter().enumerate().filter(|(_, step)| !step.who.is_empty()) {
        for way in &step.moves {
            first_from[way.to].get_or_insert(index);
        }
    }
    let roles = map.steps.iter().enumerate().map(|(index, step)| {
        let from = if matches!(step.verb, Verb::End { .. }) { first_from[index] } else { None };
        let giver = if step.who.is_empty() { from.map(|from| &map.steps[from]) } else { Some(step) };
        giver.and_then(|giver| giver.who.first()).map(|who| who.value.as_str())
    });
    roles.collect()
}

/// Where the way can begin: the start, then each step with `enter_when`.
pub fn starts(map: &ProcessMap) -> Vec<usize> {
    let entered = map.steps.iter().enumerate().filter(|(index, step)| step.enter_when.is_some() && map.start != Some(*index));
    map.start.into_iter().chain(entered.map(|(index, _)| index)).collect()
}

/// Where the way is meant to end: each `end`, or each state with `end: true`.
pub fn ends(map: &ProcessMap) -> Vec<usize> {
    let ends = map.steps.iter().enumerate().filter(|(_, step)| is_end(step));
    ends.map(|(index, _)| index).collect()
}

/// Whether a step is meant to be the last one.
pub fn is_end(step: &Step) -> bool {
    matches!(step.verb, Verb::End { .. } | Verb::State { end: true, .. })
}

/// Whether somebody has something to do: everything but questions, ends and states.
pub fn is_work(step: &Step) -> bool {
    matches!(step.verb, Verb::Do | Verb::Pick { .. } | Verb::Wait { .. } | Verb::Map { .. })
}

/// Per step, whether it can be reached from one of `from`.
pub fn reached_from(map: &ProcessMap, from: &[usize]) -> Vec<bool> {
    spread(from, map.steps.len(), |step| map.steps[step].moves.iter().map(|way| way.to).collect())
}

/// Per step, whether one of `to` can be reached from it.
pub fn leading_to(map: &ProcessMap, to: &[usize]) -> Vec<bool> {
    let backwards = backwards(map);
    spread(to, map.steps.len(), |step| backwards[step].clone())
}

fn spread(from: &[usize], count: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<bool> {
    let mut reached = vec![false; count];
    let mut waiting: Vec<usize> = from.to_vec();
    while let Some(step) = waiting.pop() {
        if !std::mem::replace(&mut reached[step], true) {
            waiting.extend(next(step));
        }
    }
    reached
}

pub(super) fn backwards(map: &ProcessMap) -> Vec<Vec<usize>> {
    let mut backwards = vec![Vec::new(); map.steps.len()];
    for (index, step) in map.steps.iter().enumerate() {
        for way in &step.moves {
            backwards[way.to].push(index);
        }
    }
    backwards
}

/// The ways of a map without those that lead back, and an order in which every way leads onwards.
pub(super) struct Onwards {
    /// Per step, the steps that follow it.
    pub next: Vec<Vec<usize>>,
    /// All steps, each before those that follow it.
    pub order: Vec<usize>,
}

/// Follows the ways from the starts in depth; a way to a step that is being gone through leads back.
pub(super) fn onwards(map: &ProcessMap) -> Onwards {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        Within,
        Done,
    }
    let count = map.steps.len();
    let (mut seen, mut next, mut order) = (vec![Seen::Not; count], vec![Vec::new(); count], Vec::with_capacity(count));
    for root in starts(map).into_iter().chain(0..count) {
        if seen[root] != Seen::Not {
            continue;
        }
        seen[root] = Seen::Within;
        // The step, and how many of its ways have been followed.
        let mut stack = vec![(root, 0)];
        while let Some((step, way)) = stack.pop() {
            let Some(to) = map.steps[step].moves.get(way).map(|way| way.to) else {
                seen[step] = Seen::Done;
                order.push(step);
                continue;
            };
            stack.push((step, way + 1));
            if seen[to] != Seen::Within {
                next[step].push(to);
            }
            if seen[to] == Seen::Not {
                seen[to] = Seen::Within;
                stack.push((to, 0));
            }
        }
    }
    order.reverse();
    Onwards { next, order }
}

/// Groups of steps that can come round again, each in the order of the file.
pub fn loops(map: &ProcessMap) -> Vec<Vec<usize>> {
    let itself = |step: usize| map.steps[step].moves.iter().any(|way| way.to == step);
    let mut loops = rounds(map);
    loops.retain(|members| members.len() > 1 || itself(members[0]));
    loops.sort();
    loops
}

/// All steps in groups, so that within a group every step can be reached from every other; a group comes before those that follow it.
pub(super) fn rounds(map: &ProcessMap) -> Vec<Vec<usize>> {
    // Kosaraju: the groups of the ways backwards, taken in the order in which the ways onwards were finished.
    let backwards = backwards(map);
    let mut group: Vec<Option<usize>> = vec![None; map.steps.len()];
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for root in onwards(map).order {
        if group[root].is_some() {
            continue;
        }
        let number = groups.len();
        let mut members = Vec::new();
        let mut waiting = vec![root];
        group[root] = Some(number);
        while let Some(step) = waiting.pop() {
            members.push(step);
            for from in &backwards[step] {
                if group[*from].is_none() {
                    group[*from] = Some(number);
                    waiting.push(*from);
                }
            }
        }
        members.sort_unstable();
        groups.push(members);
    }
    groups
}

/// Where the work goes from one role to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HandOver {
    /// The step that gives.
    pub from: usize,
    /// The step that takes.
    pub to: usize,
}

/// The hand-overs, in the order of the file. Ends take nothing.
pub fn hand_overs(map: &ProcessMap) -> Vec<HandOver> {
    let mut found = Vec::new();
    for (from, step) in map.steps.iter().enumerate() {
        for way in &step.moves {
            let taker = &map.steps[way.to];
            let both = step.who.first().zip(taker.who.first());
            if both.is_some_and(|(gives, takes)| gives.value != takes.value) && !is_end(taker) {
                found.push(HandOver { from, to: way.to });
            }
        }
    }
    found.dedup();
    found
}

/// Who has which part in a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaciRow<'map> {
    /// The step.
    pub step: usize,
    /// `who`.
    pub responsible: Vec<&'map str>,
    /// `accountable`, or the owner of the map.
    pub accountable: Vec<&'map str>,
    /// `with`.
    pub consulted: Vec<&'map str>,
    /// `tell`.
    pub informed: Vec<&'map str>,
}

/// The RACI table: a row for each step that has somebody to do or decide it. Maps of states have none.
pub fn raci(map: &ProcessMap) -> Vec<RaciRow<'_>> {
    if map.kind == MapKind::States {
        return Vec::new();
    }
    let rows = map.steps.iter().enumerate().filter(|(_, step)| !is_end(step)).map(|(index, step)| RaciRow {
        step: index,
        responsible: names(&step.who),
        accountable: if step.accountable.is_empty() { names(map.owner.as_slice()) } else { names(&step.accountable) },
        consulted: names(&step.with),
        informed: names(&step.tell),
    });
    rows.collect()
}

fn names(roles: &[Spanned<String>]) -> Vec<&str> {
    roles.iter().map(|role| role.value.as_str()).collect()
}

/// Something that is made or needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact<'map> {
    /// Its name.
    pub name: &'map str,
    /// The steps that make it.
    pub made_by: Vec<usize>,
    /// The steps that need it; a form field with `from` needs it as well.
    pub needed_by: Vec<usize>,
}

/// All artifacts, by name.
pub fn artifacts(map: &ProcessMap) -> Vec<Artifact<'_>> {
    let mut all: BTreeMap<&str, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (index, step) in map.steps.iter().enumerate() {
        for made in &step.makes {
            all.entry(&made.value).or_default().0.push(index);
        }
        for needed in step.needs.iter().chain(step.form.iter().filter_map(|field| field.from.as_ref())) {
            all.entry(&needed.value).or_default().1.push(index);
        }
    }
    let artifacts = all.into_iter().map(|(name, (made_by, mut needed_by))| {
        needed_by.dedup();
        Artifact { name, made_by, needed_by }
    });
    artifacts.collect()
}

/// What must be recorded: the step and its `log`, in the order of the file.
pub fn logs(map: &ProcessMap) -> Vec<(usize, &Spanned<String>)> {
    let logs = map.steps.iter().enumerate().filter_map(|(index, step)| Some((index, step.log.as_ref()?)));
    logs.collect()
}

/// The maps that this one goes through or offers: the step and the name of the map, in the order of the file.
pub fn calls(map: &ProcessMap) -> Vec<(usize, &Spanned<String>)> {
    let mut calls = Vec::new();
    for (index, step) in map.steps.iter().enumerate() {
        match &step.verb {
            Verb::Map { map, .. } => calls.push((index, map)),
            Verb::Pick { options } => calls.extend(options.iter().filter_map(|option| Some((index, option.map.as_ref()?)))),
            _ => {}
        }
    }
    calls
}

/// A step of some map that leads to another map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caller {
    /// The index of the map in the list that was asked.
    pub map: usize,
    /// The step.
    pub step: usize,
}

/// Which steps of which maps lead to each map: by the name of the map that is called.
pub fn callers<'map>(maps: &[&'map ProcessMap]) -> BTreeMap<&'map str, Vec<Caller>> {
    let mut callers: BTreeMap<&str, Vec<Caller>> = BTreeMap::new();
    for (map, calling) in maps.iter().enumerate() {
        for (step, called) in calls(calling) {
            let list = callers.entry(&called.value).or_default();
            if list.last() != Some(&Caller { map, step }) {
                list.push(Caller { map, step });
            }
        }
    }
    callers
}
