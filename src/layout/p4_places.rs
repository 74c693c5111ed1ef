//! Phase 4: how far down each item stands.
//!
//! Before: ordered layers. After: each item has a middle; neighbours keep their distance, items are inside the band of their lane,
//! and arrows are as straight as can be: first long ones, then those that stay in their lane, then the first way on of a box.
//! The problem of phase 2 again, with the items of all layers on one axis (Gansner and others 1993, section 4.2).

use super::graph::{Boxes, Graph, Options};
use super::lanes;
use super::p2_layers::{Item, Kind};
use super::p3_order::Ordered;
use super::simplex::{Rule, solve};

pub(super) struct Placed {
    pub ordered: Ordered,
    /// The middle of each item.
    pub middle: Vec<f64>,
    /// Top and bottom of each lane.
    pub bands: Vec<(f64, f64)>,
}

impl Placed {
    /// What does not hold after this phase, in words; for builds with assertions.
    pub fn wrong(&self) -> Option<&'static str> {
        let items = &self.ordered.layered.items;
        if self.middle.len() != items.len() || !self.middle.iter().all(|middle| middle.is_finite()) {
            return Some("an item has no middle");
        }
        if !self.bands.is_sorted_by(|upper, lower| upper.1 <= lower.0) {
            return Some("two lanes overlap");
        }
        let inside = |(item, middle): (&Item, &f64)| {
            let (top, bottom) = self.bands[item.lane];
            middle - item.above >= top && middle + item.below <= bottom
        };
        if !items.iter().zip(&self.middle).all(inside) {
            return Some("an item is outside of its lane");
        }
        let apart = |pair: &[usize]| self.middle[pair[0]] + items[pair[0]].below <= self.middle[pair[1]] - items[pair[1]].above;
        (!self.ordered.order.iter().all(|order| order.windows(2).all(apart))).then_some("two neighbours overlap")
    }
}

/// The least room for the line of an arrow that runs straight up or down to another lane, head included.
const ACROSS: f64 = 34.0;
/// The least room between a box and a turn beside it: the head of the arrow is in it.
const TURN_GAP: f64 = 14.0;

/// How much more it matters that boxes stand on one line than that arrows are straight, when that is asked for.
const IN_LINE: i64 = 1000;

pub(super) fn place(graph: &Graph, ordered: Ordered, options: &Options) -> Placed {
    let layered = &ordered.layered;
    let count = layered.items.len();
    let top = |lane: usize| count + 2 * lane;
    let bottom = |lane: usize| count + 2 * lane + 1;
    let mut rules = Vec::new();
    let mut separate = |from: usize, to: usize, least: f64, weight: i64| {
        rules.push(Rule { from, to, least: least.ceil() as i64, weight });
    };
    for lane in 0..layered.lanes {
        let name = lanes::name_room(graph, lane, options.direction).least;
        separate(top(lane), bottom(lane), name + 2.0 * padding(graph, options), 1);
        if lane > 0 {
            separate(bottom(lane - 1), top(lane), options.lane_gap, 0);
        }
    }
    for layer in &ordered.order {
        for (place, item) in layer.iter().enumerate() {
            let this = &layered.items[*item];
            let lane = this.lane;
            let before = place.checked_sub(1).map(|place| layer[place]).filter(|other| layered.items[*other].lane == lane);
            match before {
                Some(other) => {
                    let upper = &layered.items[other];
                    let (gap, weight) = gap(other, upper, *item, this, options);
                    separate(other, *item, upper.below + gap + this.above, weight);
                }
                None => {
                    let name = lanes::name_room(graph, lane, options.direction).beside;
                    separate(top(lane), *item, name + padding(graph, options) + this.above, 0);
                }
            }
            if layer.get(place + 1).is_none_or(|other| layered.items[*other].lane != lane) {
                separate(*item, bottom(lane), this.below + padding(graph, options), 0);
            }
        }
    }
    for arrow in layered.across.iter().map(|index| &layered.arrows[*index]) {
        let (early, late) = (&layered.items[arrow.early], &layered.items[arrow.late]);
        let (upper, lower) = if early.lane <= late.lane { (arrow.early, arrow.late) } else { (arrow.late, arrow.early) };
        separate(upper, lower, layered.items[upper].below + ACROSS + layered.items[lower].above, 0);
    }
    let mut things = count + 2 * layered.lanes;
    let mut has_first = vec![false; count];
    for link in &layered.links {
        let (left, right) = (&layered.items[link.left], &layered.items[link.right]);
        let first = left.kind == Kind::Node && !std::mem::replace(&mut has_first[link.left], true);
        let weight = 2 * straightness(left, right) + i64::from(first);
        rules.push(Rule { from: things, to: link.left, least: 0, weight });
        rules.push(Rule { from: things, to: link.right, least: 0, weight });
        things += 1;
    }
    if options.boxes == Boxes::InOneLine {
        let boxes: Vec<usize> = ordered.order.iter().flatten().copied().filter(|item| layered.items[*item].kind == Kind::Node).collect();
        for pair in boxes.windows(2) {
            rules.push(Rule { from: things, to: pair[0], least: 0, weight: IN_LINE });
            rules.push(Rule { from: things, to: pair[1], least: 0, weight: IN_LINE });
            things += 1;
        }
    }
    let at = solve(things, &rules);
    let zero = if layered.lanes > 0 { at[top(0)] } else { 0 };
    let value = |thing: usize| (at[thing] - zero) as f64;
    let middle = (0..count).map(value).collect();
    let bands = (0..layered.lanes).map(|lane| (value(top(lane)), value(bottom(lane)))).collect();
    Placed { ordered, middle, bands }
}

/// Without lanes there is no border to keep away from.
fn padding(graph: &Graph, options: &Options) -> f64 {
    if graph.lanes.is_empty() { 0.0 } else { options.lane_padding }
}

/// How much it matters that the arrow runs level between the two items.
fn straightness(left: &Item, right: &Item) -> i64 {
    let boxes = i64::from(left.kind == Kind::Node) + i64::from(right.kind == Kind::Node);
    let same_lane = i64::from(left.lane == right.lane);
    match boxes {
        0 => 8,
        1 => 3 + same_lane,
        _ => 2 + same_lane,
    }
}

/// The room between two neighbours, and how much it matters that there is no more.
fn gap(upper_index: usize, upper: &Item, lower_index: usize, lower: &Item, options: &Options) -> (f64, i64) {
    let beside = |kind: Kind, box_index: usize| match kind {
        Kind::Turn { node, .. } => (node == box_index).then_some((TURN_GAP, 1)),
        Kind::CrossLabel { node, .. } => (node == box_index).then_some((options.edge_gap, 1)),
        _ => None,
    };
    if let Some(gap) = beside(upper.kind, lower_index).or(beside(lower.kind, upper_index)) {
        return gap;
    }
    match (upper.kind, lower.kind) {
        (Kind::Node, Kind::Node) => (options.node_gap, 0),
        (Kind::Bend | Kind::Turn { .. }, Kind::Bend | Kind::Turn { .. }) => (0.0, 0),
        (Kind::Bend | Kind::Turn { .. }, _) | (_, Kind::Bend | Kind::Turn { .. }) => (options.edge_gap / 2.0 + 2.0, 0),
        _ => (options.edge_gap, 0),
    }
}
