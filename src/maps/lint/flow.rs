//! Ways: steps that cannot be reached, cannot be left, go round for ever or run into a branch that is not theirs; maps that call in circles.

use std::collections::{BTreeMap, BTreeSet};

use super::super::answers::{self, Onwards};
use super::super::meaning::*;
use super::super::read::place;
use super::{Doubts, SiteMaps};
use crate::base::catalogue::maps as say;
use crate::base::{Message, Spanned};

/// The most answers that a question should have.
const MOST_ANSWERS: usize = 6;

pub(super) fn map(map: &ProcessMap, doubts: &Doubts, messages: &mut Vec<Message>) {
    dead_ends(map, doubts, messages);
    questions(map, doubts, messages);
    falls_into_sibling(map, messages);
    // A way that was left out makes steps look unreachable and loops endless.
    let unanswered = map.steps.iter().any(|step| step.verb == Verb::Ask && step.moves.is_empty());
    if !doubts.any() && !unanswered {
        unreachable(map, messages);
        endless_loops(map, messages);
    }
}

fn dead_ends(map: &ProcessMap, doubts: &Doubts, messages: &mut Vec<Message>) {
    for step in map.steps.iter().filter(|step| step.moves.is_empty() && !answers::is_end(step) && !doubts.within(step.span)) {
        match step.verb {
            // A question without answers is reported as that.
            Verb::Ask => {}
            Verb::State { .. } => messages.push(say::dead_end_state(&map.path, place(step), &step.id)),
            _ => messages.push(say::dead_end(&map.path, place(step), &step.id)),
        }
    }
}

fn questions(map: &ProcessMap, doubts: &Doubts, messages: &mut Vec<Message>) {
    for step in map.steps.iter().filter(|step| step.verb == Verb::Ask && !doubts.within(step.span)) {
        let count = step.moves.len();
        if count < 2 {
            messages.push(say::one_answer(&map.path, place(step), count));
        } else if step.moves.iter().all(|way| way.to == step.moves[0].to) {
            messages.push(say::same_target(&map.path, place(step), &map.steps[step.moves[0].to].id));
        }
        if count > MOST_ANSWERS {
            messages.push(say::many_answers(&map.path, place(step), count));
        }
    }
}

/// Whether the way on from a step was written by nobody: it goes on because the next step stands below.
fn goes_on_by_itself(step: &Step) -> Option<usize> {
    match step.moves.as_slice() {
        [Move { label: None, to, span }] if *span == step.span => Some(*to),
        _ => None,
    }
}

/// From each answer, follows the steps that go on by themselves; the first step of another answer of the same question must not be among them.
/// Cost: each step is walked through once per question that leads to it.
fn falls_into_sibling(map: &ProcessMap, messages: &mut Vec<Message>) {
    let mut reported = BTreeSet::new();
    for question in map.steps.iter().filter(|step| step.verb == Verb::Ask) {
        let answer_of: BTreeMap<usize, &Spanned<String>> =
            question.moves.iter().rev().filter_map(|way| Some((way.to, way.label.as_ref()?))).collect();
        let mut walked = BTreeSet::new();
        for way in &question.moves {
            let mut step = way.to;
            // A step that goes on by itself leads one further down, so this comes to an end.
            while let Some(to) = goes_on_by_itself(&map.steps[step]) {
                if let Some(answer) = answer_of.get(&to) {
                    if reported.insert(step) {
                        let (here, sibling) = (&map.steps[step], &map.steps[to]);
                        messages.push(say::falls_into_sibling(&map.path, place(here), &here.id, &sibling.id, &answer.value));
                    }
                    break;
                }
                if !walked.insert(step) {
                    break;
                }
                step = to;
            }
        }
    }
}

/// Reports each group of unreachable steps once, at the step that the others hang on.
fn unreachable(map: &ProcessMap, messages: &mut Vec<Message>) {
    let mut reached = answers::reached_from(map, &answers::starts(map));
    if reached.iter().all(|reached| *reached) {
        return;
    }
    // In an order in which every way leads onwards, the first unreached step of a group is one that nothing leads to, or part of a loop.
    let Onwards { order, .. } = answers::onwards(map);
    for step in order {
        if !reached[step] {
            messages.push(say::unreachable_step(&map.path, place(&map.steps[step]), &map.steps[step].id));
            let mut waiting = vec![step];
            while let Some(step) = waiting.pop() {
                if !std::mem::replace(&mut reached[step], true) {
                    waiting.extend(map.steps[step].moves.iter().map(|way| way.to));
                }
            }
        }
    }
}

/// Reports each loop that cannot be left, at its first step in the file.
fn endless_loops(map: &ProcessMap, messages: &mut Vec<Message>) {
    let last: Vec<usize> =
        (0..map.steps.len()).filter(|step| map.steps[*step].moves.is_empty() || answers::is_end(&map.steps[*step])).collect();
    let leads_out = answers::leading_to(map, &last);
    if leads_out.iter().all(|leads_out| *leads_out) {
        return;
    }
    for members in answers::loops(map) {
        let within: BTreeSet<usize> = members.iter().copied().collect();
        let left = members.iter().any(|step| leads_out[*step] || map.steps[*step].moves.iter().any(|way| !within.contains(&way.to)));
        if !left {
            let ids: Vec<&str> = members.iter().map(|step| map.steps[*step].id.as_str()).collect();
            messages.push(say::endless_loop(&map.path, place(&map.steps[members[0]]), &ids));
        }
    }
}

/// Maps that go through each other in a circle, and artifacts that no map makes.
pub(super) fn site(site: &SiteMaps, messages: &mut Vec<Message>) {
    circles(site, messages);
    never_made(site, messages);
}

/// A map that leads back to itself through others is a part of itself: a guide through it has no depth, a breadcrumb no beginning, and a
/// reader who comes to the end of one map does not know into which of many turns it leads back. That holds as well where each map has
/// another way out. A loop belongs inside one map.
///
/// Cost: what calls nothing or is called by nothing is taken away as often as there is such a map, which leaves nothing where there is no
/// circle; only what is left is searched.
fn circles(site: &SiteMaps, messages: &mut Vec<Message>) {
    let index_of: BTreeMap<&str, usize> = site.maps.iter().enumerate().map(|(index, map)| (map.key.as_str(), index)).collect();
    let called = |step: &Step| match &step.verb {
        Verb::Map { map, .. } => index_of.get(map.value.as_str()).copied(),
        _ => None,
    };
    let calls: Vec<BTreeSet<usize>> = site.maps.iter().map(|map| map.steps.iter().filter_map(called).collect()).collect();
    let mut callers: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); calls.len()];
    for (map, called) in calls.iter().enumerate() {
        called.iter().for_each(|called| _ = callers[*called].insert(map));
    }
    let left = without_ends(&calls, &callers, &without_ends(&callers, &calls, &vec![true; calls.len()]));
    for (index, map) in site.maps.iter().enumerate().filter(|(index, _)| left[*index]) {
        for step in &map.steps {
            if let (Verb::Map { map: name, .. }, Some(to)) = (&step.verb, called(step))
                && left[to]
                && let Some(round) = way_round(&calls, index, to)
            {
                let names: Vec<&str> = round.iter().map(|index| site.maps[*index].key.as_str()).collect();
                messages.push(say::circular_map(&map.path, name, &names));
            }
        }
    }
}

/// Which of the maps `among` are left when those that lead to none of the others are taken away, again and again.
fn without_ends(to: &[BTreeSet<usize>], from: &[BTreeSet<usize>], among: &[bool]) -> Vec<bool> {
    let mut left = among.to_vec();
    let mut ways: Vec<usize> = to.iter().map(|to| to.iter().filter(|to| among[**to]).count()).collect();
    let mut ends: Vec<usize> = (0..to.len()).filter(|map| among[*map] && ways[*map] == 0).collect();
    while let Some(end) = ends.pop() {
        left[end] = false;
        for before in from[end].iter().filter(|before| among[**before]) {
            ways[*before] -= 1;
            if ways[*before] == 0 {
                ends.push(*before);
            }
        }
    }
    left
}

/// The shortest chain of maps from `from` through `through` back to `from`.
fn way_round(calls: &[BTreeSet<usize>], from: usize, through: usize) -> Option<Vec<usize>> {
    let mut before: BTreeMap<usize, usize> = BTreeMap::new();
    let mut row = vec![through];
    while !row.is_empty() && !before.contains_key(&from) && through != from {
        let mut following = Vec::new();
        for map in row {
            for to in &calls[map] {
                if *to != through && !before.contains_key(to) {
                    before.insert(*to, map);
                    following.push(*to);
                }
            }
        }
        row = following;
    }
    let mut round = vec![from];
    let mut map = from;
    while map != through {
        map = *before.get(&map)?;
        round.push(map);
    }
    round.push(from);
    round.reverse();
    Some(round)
}

/// Artifacts come from any map, so this needs them all.
fn never_made(site: &SiteMaps, messages: &mut Vec<Message>) {
    let steps = || site.maps.iter().flat_map(|map| map.steps.iter().map(move |step| (map, step)));
    let made: BTreeSet<&str> = steps().flat_map(|(_, step)| &step.makes).map(|made| made.value.as_str()).collect();
    for (map, step) in steps() {
        let needed = step.needs.iter().chain(step.form.iter().filter_map(|field| field.from.as_ref()));
        for needed in needed.filter(|needed| !made.contains(needed.value.as_str())) {
            messages.push(say::never_made(&map.path, needed, super::links::near(&needed.value, made.iter().copied(), messages.len())));
        }
    }
}
