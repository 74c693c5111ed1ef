//! Phase 1: which arrows lead back, so that the others have no cycle.
//!
//! Before: any graph. After: every arrow but self-loops points from an earlier to a later box, some of them turned round.
//! Arrows against the order of the phases lead back by definition; of the rest those that a depth-first search in the author's
//! order finds on its own path. A second look gives back those that the first was too eager about.

use super::graph::Graph;

/// Arrows without cycle.
pub(super) struct Acyclic {
    /// All arrows between two boxes, in the author's order.
    pub arrows: Vec<Arrow>,
    /// The boxes that have arrows to themselves.
    pub looped: Vec<usize>,
}

/// An arrow in the direction in which it is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrow {
    /// Its place among the edges of the graph.
    pub edge: usize,
    pub early: usize,
    pub late: usize,
    /// Whether it is drawn from late to early.
    pub back: bool,
}

impl Acyclic {
    /// What does not hold after this phase, in words; for builds with assertions.
    pub fn wrong(&self, graph: &Graph) -> Option<&'static str> {
        let count = graph.nodes.len();
        if self.arrows.iter().any(|arrow| arrow.early >= count || arrow.late >= count || arrow.early == arrow.late) {
            return Some("an arrow does not lead from a box to another one");
        }
        let as_written = |arrow: &Arrow| {
            let ends = &graph.edges[arrow.edge];
            (ends.from, ends.to) == if arrow.back { (arrow.late, arrow.early) } else { (arrow.early, arrow.late) }
        };
        if !self.arrows.iter().all(as_written) {
            return Some("an arrow has other ends than in the graph");
        }
        if self.arrows.iter().any(|arrow| graph.nodes[arrow.early].phase > graph.nodes[arrow.late].phase) {
            return Some("an arrow leads to an earlier phase");
        }
        if !self.looped.is_sorted_by(|a, b| a < b) {
            return Some("a box with a loop is named twice");
        }
        has_cycle(count, &self.arrows).then_some("arrows lead round in a circle")
    }
}

/// Whether some of the arrows lead round: boxes into which nothing leads are taken away until none is left, or only circles
/// (Kahn 1962).
fn has_cycle(count: usize, arrows: &[Arrow]) -> bool {
    let (mut into, mut out) = (vec![0; count], vec![Vec::new(); count]);
    for arrow in arrows {
        into[arrow.late] += 1;
        out[arrow.early].push(arrow.late);
    }
    let mut free: Vec<usize> = (0..count).filter(|node| into[*node] == 0).collect();
    let mut taken = 0;
    while let Some(node) = free.pop() {
        taken += 1;
        for late in &out[node] {
            into[*late] -= 1;
            if into[*late] == 0 {
                free.push(*late);
            }
        }
    }
    taken < count
}

/// The second look costs a search for each arrow back; beyond this many it is left out.
const SECOND_LOOKS: usize = 300;

pub(super) fn break_cycles(graph: &Graph) -> Acyclic {
    let count = graph.nodes.len();
    let mut looped = Vec::new();
    let mut arrows = Vec::new();
    for (edge, ends) in graph.edges.iter().enumerate() {
        if ends.from >= count || ends.to >= count {
            continue;
        }
        if ends.from == ends.to {
            looped.push(ends.from);
        } else {
            arrows.push(Arrow { edge, early: ends.from, late: ends.to, back: false });
        }
    }
    for arrow in &mut arrows {
        arrow.back = against_phases(graph, arrow);
    }
    for index in found_on_own_path(count, &arrows) {
        arrows[index].back = true;
    }
    give_back(graph, &mut arrows);
    for arrow in arrows.iter_mut().filter(|arrow| arrow.back) {
        (arrow.early, arrow.late) = (arrow.late, arrow.early);
    }
    looped.sort_unstable();
    looped.dedup();
    Acyclic { arrows, looped }
}

fn against_phases(graph: &Graph, arrow: &Arrow) -> bool {
    graph.nodes[arrow.early].phase > graph.nodes[arrow.late].phase
}

/// For each box the boxes that its arrows lead to, with the arrow.
fn successors(count: usize, arrows: &[Arrow]) -> Vec<Vec<(usize, usize)>> {
    let mut after = vec![Vec::new(); count];
    for (index, arrow) in arrows.iter().enumerate().filter(|(_, arrow)| !arrow.back) {
        after[arrow.early].push((arrow.late, index));
    }
    after
}

fn found_on_own_path(count: usize, arrows: &[Arrow]) -> Vec<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        OnPath,
        Done,
    }
    let after = successors(count, arrows);
    let mut entered = vec![false; count];
    for (to, _) in after.iter().flatten() {
        entered[*to] = true;
    }
    let (first, later): (Vec<usize>, Vec<usize>) = (0..count).partition(|node| !entered[*node]);
    let mut seen = vec![Seen::No; count];
    let mut found = Vec::new();
    for root in first.into_iter().chain(later) {
        if seen[root] != Seen::No {
            continue;
        }
        seen[root] = Seen::OnPath;
        let mut path = vec![(root, 0)];
        while let Some((node, next)) = path.last_mut() {
            let Some(&(to, arrow)) = after[*node].get(*next) else {
                seen[*node] = Seen::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match seen[to] {
                Seen::No => {
                    seen[to] = Seen::OnPath;
                    path.push((to, 0));
                }
                Seen::OnPath => found.push(arrow),
                Seen::Done => {}
            }
        }
    }
    found
}

/// Lets an arrow run forward again when nothing leads from its end to its start.
fn give_back(graph: &Graph, arrows: &mut [Arrow]) {
    let may_turn = |arrow: &Arrow| arrow.back && !against_phases(graph, arrow);
    let turned: Vec<usize> = (0..arrows.len()).filter(|index| may_turn(&arrows[*index])).collect();
    if turned.len() > SECOND_LOOKS {
        return;
    }
    for index in turned {
        let after = successors(graph.nodes.len(), arrows);
        let mut seen = vec![false; after.len()];
        let mut open = vec![arrows[index].late];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                open.extend(after[node].iter().map(|(to, _)| *to));
            }
        }
        arrows[index].back = seen[arrows[index].early];
    }
}
