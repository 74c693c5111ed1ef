//! Time: steps without any, promises that cannot be kept, reviews that are overdue.

use super::super::answers::{self, Onwards};
use super::super::meaning::*;
use super::super::time::{Date, words};
use super::Doubts;
use crate::base::Message;
use crate::base::catalogue::maps as say;

pub(super) fn map(map: &ProcessMap, doubts: &Doubts, messages: &mut Vec<Message>) {
    let timed = |step: &Step| step.takes.is_some() || step.within.is_some() || matches!(step.verb, Verb::Wait { time: Some(_) });
    // What going through another map takes, that map says.
    let work = || map.steps.iter().filter(|step| answers::is_work(step) && !matches!(step.verb, Verb::Map { .. }));
    // A time that was left out was given, if not well.
    let without = work().filter(|step| !timed(step) && !doubts.within(step.span)).count();
    if without > 0 {
        messages.push(say::no_time_given(&map.path, map.title.span, without, work().count()));
    }
    if !doubts.any() {
        map.promises.iter().for_each(|promise| keep(map, promise, messages));
    }
}

/// Compares a promise with the slowest way between its steps on which nothing is done twice: the steps behind the first one up to and with
/// the second one, each with the least time that it takes. Steps whose time nobody knows take none.
fn keep(map: &ProcessMap, promise: &Promise, messages: &mut Vec<Message>) {
    let Some((from, to)) = promise.from.zip(promise.to) else { return };
    if !answers::reached_from(map, &[from])[to] {
        let (from, to) = (&map.steps[from], &map.steps[to]);
        messages.push(say::promise_without_way(&map.path, promise.id.span, &promise.id.value, &from.id, &to.id));
        return;
    }
    let Onwards { next, order } = answers::onwards(map);
    // Per step, the minutes of the slowest way from `from` to it, and the step in front of it on that way.
    let mut slowest: Vec<Option<(u64, usize)>> = vec![None; map.steps.len()];
    slowest[from] = Some((0, from));
    for step in order {
        let Some((minutes, _)) = slowest[step] else { continue };
        for next in next[step].iter().copied() {
            let minutes = minutes + least_minutes(&map.steps[next]);
            if slowest[next].is_none_or(|(known, _)| known < minutes) {
                slowest[next] = Some((minutes, step));
            }
        }
    }
    let Some((minutes, _)) = slowest[to] else { return };
    // A working day is 8 hours of work, but the promise of one lasts until the same hour of the next day.
    let working = promise.within.text.contains("working") || promise.within.text.contains("business");
    let allowed = u64::from(promise.within.most_minutes) * if working { 3 } else { 1 };
    if minutes <= allowed {
        return;
    }
    let mut way = Vec::new();
    let mut step = to;
    while step != from {
        if least_minutes(&map.steps[step]) > 0 {
            way.push(map.steps[step].id.as_str());
        }
        let Some((_, before)) = slowest[step] else { break };
        step = before;
    }
    way.reverse();
    let taken = words(u32::try_from(minutes).unwrap_or(u32::MAX));
    messages.push(say::promise_too_short(&map.path, promise.id.span, &promise.id.value, &promise.within.text, &way, &taken));
}

fn least_minutes(step: &Step) -> u64 {
    let time = match &step.verb {
        Verb::Wait { time: Some(time) } => Some(time),
        _ => step.takes.as_ref(),
    };
    time.map_or(0, |time| u64::from(time.least_minutes))
}

/// Says if the last review of a map is more than `months` before `today`. Retired maps need none.
pub fn review_overdue(map: &ProcessMap, today: Date, months: u32) -> Option<Message> {
    let reviewed = map.reviewed.as_ref().filter(|_| map.status != Status::Retired)?;
    let overdue = Date::read(&reviewed.value)?.months_later(months) < today;
    overdue.then(|| say::review_overdue(&map.path, reviewed, "map", months))
}
