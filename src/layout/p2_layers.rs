//! Phase 2: a layer for each box, room for labels, long arrows cut into steps from layer to layer.
//!
//! Before: arrows without cycle. After: every arrow leads to a later layer (or straight across to another lane of the same one, see
//! [`HandOver::Across`]), all boxes of a phase before all boxes of the next, total length least. A label is an item of its own, in
//! a layer between those of boxes, so that nothing can stand or run there. An arrow back ends in turns beside its boxes.

use super::graph::{Graph, HandOver, LabelsAt, Options};
use super::lanes::Crowd;
use super::p1_cycles::{Acyclic, Arrow};
use super::self_loops;
use super::simplex::{Rule, solve};
use super::{Leaves, Stands, Variant};

/// Something that has a place in a layer.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub kind: Kind,
    pub layer: usize,
    pub lane: usize,
    pub width: f64,
    /// What it needs above its middle.
    pub above: f64,
    /// What it needs below its middle.
    pub below: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// A box of the graph; items with the numbers of the boxes come first.
    Node,
    /// A long arrow passes.
    Bend,
    /// The label of an arrow.
    Label { edge: usize },
    /// An arrow back turns here into the box above or below.
    Turn { edge: usize, node: usize },
    /// The label of an arrow that runs straight across to another lane; stands right beside its box.
    CrossLabel { edge: usize, node: usize },
}

/// A piece of an arrow between items of neighbouring layers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub left: usize,
    pub right: usize,
}

pub(super) struct Layered {
    pub items: Vec<Item>,
    pub layers: usize,
    pub links: Vec<Link>,
    /// For each arrow, in the order of phase 1, its items from early to late.
    pub chains: Vec<Vec<usize>>,
    pub arrows: Vec<Arrow>,
    /// Arrows within a layer, from an item of one lane straight to one of another, as places in `arrows`.
    pub across: Vec<usize>,
    /// The boxes that arrows lead back to directly.
    pub looped: Vec<usize>,
    pub lanes: usize,
    /// For each phase its first and last layer.
    pub phases: Vec<Option<(usize, usize)>>,
}

impl Layered {
    /// What does not hold after this phase, in words; for builds with assertions.
    pub fn wrong(&self, graph: &Graph) -> Option<&'static str> {
        let items = &self.items;
        let boxes = items.iter().take_while(|item| item.kind == Kind::Node).count();
        if boxes != graph.nodes.len() || items[boxes..].iter().any(|item| item.kind == Kind::Node) {
            return Some("the first items are not the boxes");
        }
        if items.iter().any(|item| item.layer >= self.layers || item.lane >= self.lanes) {
            return Some("an item has no layer or no lane");
        }
        if self.links.iter().any(|link| items[link.left].layer + 1 != items[link.right].layer) {
            return Some("a piece of an arrow does not lead to the next layer");
        }
        let connects = |(arrow, chain): (&Arrow, &Vec<usize>)| chain.first() == Some(&arrow.early) && chain.last() == Some(&arrow.late);
        if self.chains.len() != self.arrows.len() || !self.arrows.iter().zip(&self.chains).all(connects) {
            return Some("the items of an arrow do not lead from its one box to the other");
        }
        let onward = |chain: &Vec<usize>| {
            chain.windows(2).all(|pair| items[pair[0]].layer <= items[pair[1]].layer)
                && chain.windows(2).filter(|pair| items[pair[0]].layer < items[pair[1]].layer).count()
                    == items[chain[chain.len() - 1]].layer - items[chain[0]].layer
        };
        if !self.chains.iter().all(onward) {
            return Some("an arrow leads back or leaves a layer out");
        }
        let phases: Vec<(usize, usize)> = self.phases.iter().flatten().copied().collect();
        (!phases.is_sorted_by(|before, after| before.1 < after.0)).then_some("a phase reaches into the next one")
    }
}

/// More pieces of arrows than this are not drawn.
const MOST_PIECES: usize = 40_000;
/// How often columns are computed anew because an arrow cannot run straight across.
const CROSSING_ROUNDS: usize = 12;

pub(super) fn assign_layers(graph: &Graph, mut acyclic: Acyclic, options: &Options, variant: Variant) -> Layered {
    let ranks = ranks(graph, &acyclic, options, variant.stands);
    leave_out_longest(&mut acyclic.arrows, &ranks);
    let lanes = graph.lanes.len().max(1);
    let layer_of_rank = layers_with_label_room(graph, &acyclic.arrows, &ranks, options.labels_at);
    let layers = layer_of_rank.last().map_or(0, |last| last + 1);
    let mut crowd = Crowd::new(layers, lanes, variant.leaves);
    let mut phases = vec![None; graph.phases.len()];
    let mut items = Vec::new();
    for (index, node) in graph.nodes.iter().enumerate() {
        let (layer, lane) = (layer_of_rank[ranks[index]], node.lane.unwrap_or(0));
        crowd.add(layer, lane);
        if let Some(phase) = node.phase {
            let span: &mut Option<(usize, usize)> = &mut phases[phase];
            *span = Some(span.map_or((layer, layer), |(first, last)| (first.min(layer), last.max(layer))));
        }
        let half = (node.size.height / 2.0).ceil();
        items.push(Item { kind: Kind::Node, layer, lane, width: node.size.width, above: half, below: half });
    }
    for node in &acyclic.looped {
        let (rise, width) = self_loops::room(graph, *node);
        items[*node].above += rise;
        items[*node].width = width;
    }
    let (mut links, mut chains, mut across) = (Vec::new(), Vec::new(), Vec::new());
    for (index, arrow) in acyclic.arrows.iter().enumerate() {
        let chain = if items[arrow.early].layer == items[arrow.late].layer {
            across.push(index);
            chain_across(graph, arrow, &mut items, options)
        } else {
            chain_along(graph, arrow, &mut items, &crowd, options)
        };
        for pair in chain.windows(2) {
            if items[pair[0]].layer < items[pair[1]].layer {
                links.push(Link { left: pair[0], right: pair[1] });
            }
        }
        chains.push(chain);
    }
    Layered { items, layers, links, chains, arrows: acyclic.arrows, across, looped: acyclic.looped, lanes, phases }
}

/// The column of each box, without room for labels.
pub(super) fn ranks(graph: &Graph, acyclic: &Acyclic, options: &Options, stands: Stands) -> Vec<usize> {
    let arrows = &acyclic.arrows;
    let lane = |node: usize| graph.nodes[node].lane;
    let looped = |node: usize| acyclic.looped.contains(&node);
    let is_start = starts(graph.nodes.len(), arrows);
    let stacks = |arrow: &Arrow| options.hand_over == HandOver::Stacked && is_start[arrow.early] && graph.edges[arrow.edge].label.is_none();
    let may_cross = |arrow: &Arrow| {
        options.hand_over != HandOver::Forward
            && !arrow.back
            && (lane(arrow.early) != lane(arrow.late) || stacks(arrow))
            && !looped(arrow.early)
            && !looped(arrow.late)
    };
    // One side of a box has to stay free of labels: loops leave there.
    let mut labelled = vec![false; graph.nodes.len()];
    let may_cross = |arrow: &Arrow| {
        may_cross(arrow) && (graph.edges[arrow.edge].label.is_none() || !std::mem::replace(&mut labelled[arrow.early], true))
    };
    let mut crosses: Vec<bool> = arrows.iter().map(may_cross).collect();
    // Each round takes back one crossing of each column; what is still blocked after some rounds is taken back together.
    for _ in 0..CROSSING_ROUNDS {
        let ranks = solve_ranks(graph, arrows, &crosses, stands);
        let blocked = blocked_crossings(graph, arrows, &crosses, &ranks);
        if blocked.is_empty() {
            return ranks;
        }
        blocked.into_iter().for_each(|arrow| crosses[arrow] = false);
    }
    solve_ranks(graph, arrows, &vec![false; arrows.len()], stands)
}

/// Which boxes have one arrow, and that leads on.
fn starts(count: usize, arrows: &[Arrow]) -> Vec<bool> {
    let (mut into, mut out) = (vec![0; count], vec![0; count]);
    for arrow in arrows {
        let (from, to) = if arrow.back { (arrow.late, arrow.early) } else { (arrow.early, arrow.late) };
        out[from] += 1;
        into[to] += 1;
    }
    (0..count).map(|node| into[node] == 0 && out[node] == 1).collect()
}

fn solve_ranks(graph: &Graph, arrows: &[Arrow], crosses: &[bool], stands: Stands) -> Vec<usize> {
    let count = graph.nodes.len();
    let mut rules = Vec::new();
    for (arrow, crosses) in arrows.iter().zip(crosses) {
        rules.push(Rule { from: arrow.early, to: arrow.late, least: i64::from(!crosses), weight: 2 });
    }
    // Behind each phase stands a gate: its boxes come before, those of the next phase not before.
    for (index, node) in graph.nodes.iter().enumerate() {
        let Some(phase) = node.phase else { continue };
        rules.push(Rule { from: index, to: count + phase, least: 1, weight: 0 });
        if phase > 0 {
            rules.push(Rule { from: count + phase - 1, to: index, least: 0, weight: 0 });
        }
    }
    for phase in 1..graph.phases.len() {
        rules.push(Rule { from: count + phase - 1, to: count + phase, least: 0, weight: 0 });
    }
    // What has a choice comes out as early as it can; with all rules turned round, as late.
    let at = match stands {
        Stands::Early => solve(count + graph.phases.len(), &rules),
        Stands::Late => {
            rules.iter_mut().for_each(|rule| (rule.from, rule.to) = (rule.to, rule.from));
            solve(count + graph.phases.len(), &rules).into_iter().map(|at| -at).collect()
        }
    };
    let least = at[..count].iter().copied().min().unwrap_or(0);
    // Columns that stay empty are taken out.
    let mut used: Vec<i64> = at[..count].iter().map(|at| at - least).collect();
    used.sort_unstable();
    used.dedup();
    at[..count].iter().map(|at| used.binary_search(&(at - least)).unwrap_or(0)).collect()
}

/// Arrows that may run straight across but stand in the way of another box, or another box in theirs: from its lane to the other, each
/// lane may have one box in that column, and those between none. The first of each column.
fn blocked_crossings(graph: &Graph, arrows: &[Arrow], crosses: &[bool], ranks: &[usize]) -> Vec<usize> {
    let lane = |node: usize| graph.nodes[node].lane.unwrap_or(0);
    let mut crowd = Crowd::new(ranks.iter().max().map_or(0, |most| most + 1), graph.lanes.len().max(1), Leaves::Early);
    for (node, rank) in ranks.iter().enumerate() {
        crowd.add(*rank, lane(node));
    }
    let mut used = std::collections::BTreeSet::new();
    let mut blocked = std::collections::BTreeMap::new();
    let stays = |index: usize, arrow: &Arrow| crosses[index] && ranks[arrow.early] == ranks[arrow.late];
    let below_its_start: Vec<usize> = (arrows.iter().enumerate())
        .filter(|(index, arrow)| stays(*index, arrow) && lane(arrow.early) == lane(arrow.late))
        .map(|(_, arrow)| arrow.late)
        .collect();
    for (index, arrow) in arrows.iter().enumerate() {
        let (early, late) = (arrow.early, arrow.late);
        if !stays(index, arrow) {
            continue;
        }
        let (low, high) = (lane(early).min(lane(late)), lane(early).max(lane(late)));
        let boxes: usize = (low..=high).map(|lane| crowd.count(ranks[early], lane)).sum();
        // A start above the upper box is not in the way of what leads down from there.
        let upper = if lane(early) < lane(late) { early } else { late };
        let above = usize::from(low < high && below_its_start.contains(&upper));
        if boxes > 2 + above || !used.insert((early.min(late), early.max(late))) {
            blocked.entry(ranks[early]).or_insert(index);
        }
    }
    blocked.into_values().collect()
}

/// Leaves out the longest arrows of a drawing that would be cut into more pieces than can be handled: ten thousands of arrows between
/// far ends, which nobody could read either.
fn leave_out_longest(arrows: &mut Vec<Arrow>, ranks: &[usize]) {
    let span = |arrow: &Arrow| ranks[arrow.late].abs_diff(ranks[arrow.early]);
    let mut spans: Vec<usize> = arrows.iter().map(span).collect();
    if spans.iter().sum::<usize>() <= MOST_PIECES {
        return;
    }
    spans.sort_unstable();
    let mut pieces = 0;
    let longest = spans.into_iter().take_while(|span| {
        pieces += span;
        pieces <= MOST_PIECES
    });
    let longest = longest.last().unwrap_or(0);
    let mut left = MOST_PIECES;
    arrows.retain(|arrow| {
        let fits = span(arrow) <= longest && span(arrow) <= left;
        left -= if fits { span(arrow) } else { 0 };
        fits
    });
}

/// For each rank its layer. Between two ranks there is a layer more when an arrow has its label there, or when two arrows without
/// label run from the same box to the same box and need something to tell them apart.
fn layers_with_label_room(graph: &Graph, arrows: &[Arrow], ranks: &[usize], labels_at: LabelsAt) -> Vec<usize> {
    let count = ranks.iter().max().map_or(0, |most| most + 1);
    let mut room_after = vec![false; count];
    let mut plain = std::collections::BTreeSet::new();
    for arrow in arrows {
        let (early, late) = (ranks[arrow.early], ranks[arrow.late]);
        if early == late {
            continue;
        }
        if graph.edges[arrow.edge].label.is_some() {
            room_after[if label_is_early(arrow, labels_at) { early } else { late - 1 }] = true;
        } else if !arrow.back && late == early + 1 && !plain.insert((arrow.early, arrow.late)) {
            room_after[early] = true;
        }
    }
    let mut layer = 0;
    let step = |room: &bool| {
        let this = layer;
        layer += 1 + usize::from(*room);
        this
    };
    room_after.iter().map(step).collect()
}

/// Whether a label stands in the layer behind the early box of its arrow, not in the one before its late box.
fn label_is_early(arrow: &Arrow, labels_at: LabelsAt) -> bool {
    arrow.back == (labels_at == LabelsAt::End)
}

/// An arrow that stays in its layer: from box to box, with its label beside the box where it starts.
fn chain_across(graph: &Graph, arrow: &Arrow, items: &mut Vec<Item>, options: &Options) -> Vec<usize> {
    let mut chain = vec![arrow.early];
    if let Some(label) = graph.edges[arrow.edge].label {
        chain.push(items.len());
        let half = (label.height / 2.0).ceil() + options.edge_gap / 2.0;
        let kind = Kind::CrossLabel { edge: arrow.edge, node: arrow.early };
        let Item { layer, lane, .. } = items[arrow.early];
        items.push(Item { kind, layer, lane, width: label.width, above: half, below: half });
    }
    chain.push(arrow.late);
    chain
}

fn chain_along(graph: &Graph, arrow: &Arrow, items: &mut Vec<Item>, crowd: &Crowd, options: &Options) -> Vec<usize> {
    let (start, end) = (items[arrow.early].layer, items[arrow.late].layer);
    let (from, to) = (items[arrow.early].lane, items[arrow.late].lane);
    let label = graph.edges[arrow.edge].label;
    let label_is_early = label_is_early(arrow, options.labels_at);
    let label_layer = label.map(|_| if label_is_early { start + 1 } else { end - 1 });
    let switch = crowd.hand_over(start, end, from, to);
    let mut chain = vec![arrow.early];
    let mut push = |chain: &mut Vec<usize>, kind, layer, lane, size: (f64, f64)| {
        chain.push(items.len());
        items.push(Item { kind, layer, lane, width: size.0, above: size.1, below: size.1 });
    };
    let thin = (0.0, (options.edge_gap / 2.0).ceil());
    if arrow.back {
        push(&mut chain, Kind::Turn { edge: arrow.edge, node: arrow.early }, start, from, thin);
    }
    for layer in start + 1..end {
        let lane = if layer < switch { from } else { to };
        match label {
            Some(label) if label_layer == Some(layer) => {
                let lane = if label_is_early { from } else { to };
                let size = (label.width, (label.height / 2.0).ceil() + 2.0);
                push(&mut chain, Kind::Label { edge: arrow.edge }, layer, lane, size);
            }
            _ => push(&mut chain, Kind::Bend, layer, lane, thin),
        }
    }
    if arrow.back {
        push(&mut chain, Kind::Turn { edge: arrow.edge, node: arrow.late }, end, to, thin);
    }
    chain.push(arrow.late);
    chain
}
