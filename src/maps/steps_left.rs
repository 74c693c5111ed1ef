//! How many steps are still to come: the least and the most, for every step of a map.
//!
//! The most is counted over the ways that visit no step twice. In a part without loops that takes one look at each way. Within a loop
//! the ways are tried one after another, since no quick method is known; a budget for the whole map keeps that short, and a step for
//! which it runs out gets a bound that no way passes. Knows one map; a step that opens another map counts once.

use super::answers::{backwards, is_end, rounds};
use super::meaning::ProcessMap;

/// How many steps may still come after a step, ends not counted, when nothing has to be done twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepsLeft {
    /// On the shortest way to an end (or to where nothing follows).
    pub least: usize,
    /// On the longest way that visits no step twice and comes to an end; where no way ends, on the longest there is.
    pub most: usize,
}

/// How many steps are tried within the loops of one map, all in all. A loop of ten steps with two answers each needs some thousand.
const BUDGET: usize = 200_000;

/// Per step, how many steps are left.
pub fn steps_left(map: &ProcessMap) -> Vec<StepsLeft> {
    least(map).into_iter().zip(most(map)).map(|(least, most)| StepsLeft { least: least.unwrap_or(0), most }).collect()
}

/// How many steps may still come after this one at most, ends not counted, when nothing has to be done twice.
pub fn steps_left_max(map: &ProcessMap, step: usize) -> Option<usize> {
    steps_left(map).get(step).map(|left| left.most)
}

/// Row by row, backwards from where nothing follows.
fn least(map: &ProcessMap) -> Vec<Option<usize>> {
    let backwards = backwards(map);
    let mut least: Vec<Option<usize>> = vec![None; map.steps.len()];
    let last = |step: &usize| map.steps[*step].moves.is_empty();
    // Ends do not count and nothing follows on them, so the row in front of them is as near as the other last steps are.
    let mut row: Vec<usize> = (0..map.steps.len()).filter(last).collect();
    let (ends, others): (Vec<usize>, Vec<usize>) = row.iter().partition(|step| is_end(&map.steps[**step]));
    row.iter().for_each(|step| least[*step] = Some(0));
    row = others;
    for from in ends.iter().flat_map(|end| &backwards[*end]) {
        if least[*from].is_none() {
            least[*from] = Some(0);
            row.push(*from);
        }
    }
    let mut distance = 0;
    while !row.is_empty() {
        distance += 1;
        let mut following = Vec::new();
        for from in row.iter().flat_map(|step| &backwards[*step]) {
            if least[*from].is_none() {
                least[*from] = Some(distance);
                following.push(*from);
            }
        }
        row = following;
    }
    least
}

/// Group by group, the last ones first: what leads out of a group is known when the group is looked at.
fn most(map: &ProcessMap) -> Vec<usize> {
    let groups = rounds(map);
    let mut search = Search { map, group: vec![0; map.steps.len()], most: vec![None; map.steps.len()], budget: BUDGET };
    for (number, members) in groups.iter().enumerate() {
        members.iter().for_each(|step| search.group[*step] = number);
    }
    let mut stuck = vec![0; map.steps.len()];
    for members in groups.iter().rev() {
        let out: Vec<Option<usize>> = members.iter().map(|step| search.out(*step)).collect();
        if out.iter().all(Option::is_none) && members.iter().all(|step| !map.steps[*step].moves.is_empty()) {
            // No way on from here ends. Where the loops behind it are left out of account, each step of it comes once.
            let behind = members.iter().flat_map(|step| &map.steps[*step].moves).map(|way| stuck[way.to]).max().unwrap_or(0);
            members.iter().for_each(|step| stuck[*step] = behind + members.len());
            continue;
        }
        let found: Vec<usize> = members.iter().map(|step| search.longest(*step, members)).collect();
        members.iter().zip(found).for_each(|(step, found)| search.most[*step] = Some(found));
    }
    search.most.iter().zip(stuck).map(|(most, stuck)| most.unwrap_or_else(|| stuck.saturating_sub(1))).collect()
}

struct Search<'map> {
    map: &'map ProcessMap,
    /// Per step, the number of its group.
    group: Vec<usize>,
    /// Per step, the most; `None` when it is not known yet, or no way from there ends.
    most: Vec<Option<usize>>,
    budget: usize,
}

impl Search<'_> {
    fn own(&self, step: usize) -> usize {
        usize::from(!is_end(&self.map.steps[step]))
    }

    /// The most that comes after leaving the group of this step right here.
    fn out(&self, step: usize) -> Option<usize> {
        let ways = &self.map.steps[step].moves;
        if ways.is_empty() {
            return Some(0);
        }
        let outside = ways.iter().filter(|way| self.group[way.to] != self.group[step]);
        outside.filter_map(|way| Some(self.most[way.to]? + self.own(way.to))).max()
    }

    /// The most that comes after `first`: through members of its group without visiting one twice, then out of it.
    fn longest(&mut self, first: usize, members: &[usize]) -> usize {
        let furthest = members.iter().filter_map(|step| self.out(*step)).max().unwrap_or(0);
        let bound = furthest + members.len() - 1;
        let mut visited = std::collections::BTreeSet::from([first]);
        let mut best = self.out(first).unwrap_or(0);
        // The step, and how many of its ways have been tried. Ends do not loop, so every member but the first counts.
        let mut stack = vec![(first, 0)];
        while let Some((step, way)) = stack.pop() {
            if best == bound {
                break;
            }
            let Some(to) = self.map.steps[step].moves.get(way).map(|way| way.to) else {
                visited.remove(&step);
                continue;
            };
            stack.push((step, way + 1));
            if self.group[to] != self.group[first] || !visited.insert(to) {
                continue;
            }
            if self.budget == 0 {
                return bound;
            }
            self.budget -= 1;
            best = best.max(self.out(to).map_or(0, |out| out + stack.len()));
            stack.push((to, 0));
        }
        best
    }
}
