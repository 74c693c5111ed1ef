//! How long a process takes: the quickest and the slowest way from its start to an end, nothing done twice.
//!
//! What going through another map takes is asked of the caller.

use super::answers::{self, Onwards};
use super::meaning::{ProcessMap, Step, Verb};

/// How long a process takes, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    /// On the quickest way, each step with the least time that it takes.
    pub least: u64,
    /// On the slowest way, each step with the most.
    pub most: u64,
    /// Whether every step of work says how long it takes; else the way takes longer.
    pub complete: bool,
}

/// How long a map takes; `None` when no step says anything, or nothing begins. `through` tells what a step that opens another map takes.
///
/// ```
/// use waybook::{base::SourcePath, maps::{self, duration}};
/// let text = "steps:\n  - {do: Call, takes: 1h}\n  - {ask: Enough?, answers: {Yes: fine, No: more}}\n  - {id: more, do: Write, takes: 1-2h}\n  - {id: fine, end: Fine}\n";
/// let map = maps::read_map(&SourcePath::new("a.yaml"), text).0.unwrap();
/// let time = duration::of(&map, &|_| None).unwrap();
/// assert_eq!((time.least, time.most, time.complete), (60, 180, true));
/// ```
pub fn of(map: &ProcessMap, through: &dyn Fn(&str) -> Option<Duration>) -> Option<Duration> {
    let start = map.start?;
    let Onwards { next, order } = answers::onwards(map);
    let own: Vec<Option<Duration>> = map.steps.iter().map(|step| of_step(step, through)).collect();
    let reached = answers::reached_from(map, &[start]);
    let reached_times = || (0..map.steps.len()).filter(|step| reached[*step]).map(|step| own[step]);
    if reached_times().all(|time| time.is_none_or(|time| time.most == 0)) {
        return None;
    }
    let mut ways = vec![(0, 0); map.steps.len()];
    for step in order.into_iter().rev() {
        let own = own[step].map_or((0, 0), |own| (own.least, own.most));
        let least = next[step].iter().map(|to| ways[*to].0).min().unwrap_or(0);
        let most = next[step].iter().map(|to| ways[*to].1).max().unwrap_or(0);
        ways[step] = (own.0 + least, own.1 + most);
    }
    let complete = reached_times().all(|time| time.is_some_and(|time| time.complete));
    Some(Duration { least: ways[start].0, most: ways[start].1, complete })
}

/// `None` when nobody knows. What is no work takes no time.
fn of_step(step: &Step, through: &dyn Fn(&str) -> Option<Duration>) -> Option<Duration> {
    let written = match &step.verb {
        Verb::Wait { time } => time.as_ref().or(step.takes.as_ref()),
        _ => step.takes.as_ref(),
    };
    let time = written.map(|time| Duration { least: time.least_minutes.into(), most: time.most_minutes.into(), complete: true });
    match &step.verb {
        _ if time.is_some() => time.map(|time| Duration { least: if step.optional { 0 } else { time.least }, ..time }),
        Verb::Map { map, .. } => through(&map.value),
        _ if answers::is_work(step) => None,
        _ => Some(Duration { least: 0, most: 0, complete: true }),
    }
}
