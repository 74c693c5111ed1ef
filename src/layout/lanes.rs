//! Swimlanes: which lane a box without one takes, and in which lane a long arrow runs.

use super::Leaves;
use super::graph::{Direction, Graph, Node};

/// The boxes, each with a lane when there are lanes: that of its first neighbour that has one, else the first.
pub(super) fn completed(mut nodes: Vec<Node>, graph: &Graph) -> Vec<Node> {
    if graph.lanes.is_empty() {
        return nodes;
    }
    // Each round reaches one box further from those that have a lane; long tails are rare, so the rounds are few.
    for _ in 0..8 {
        for edge in &graph.edges {
            let (Some(from), Some(to)) = (nodes.get(edge.from), nodes.get(edge.to)) else { continue };
            match (from.lane, to.lane) {
                (Some(lane), None) => nodes[edge.to].lane = Some(lane),
                (None, Some(lane)) => nodes[edge.from].lane = Some(lane),
                _ => {}
            }
        }
    }
    for node in &mut nodes {
        node.lane = node.lane.or(Some(0));
    }
    nodes
}

/// What the name of a lane needs. It stands at the start of its lane, top left: in a horizontal band above the boxes, in an upright
/// one before them. Counted in the drawing of the phases, which runs from left to right.
pub(super) struct NameRoom {
    /// What it needs between the border of the band and the boxes.
    pub beside: f64,
    /// The least height of the band.
    pub least: f64,
    /// What it needs before the first column.
    pub before: f64,
}

pub(super) fn name_room(graph: &Graph, lane: usize, direction: Direction) -> NameRoom {
    let label = graph.lanes.get(lane).map(|lane| lane.label).unwrap_or_default();
    match direction {
        Direction::LeftToRight | Direction::RightToLeft => NameRoom { beside: label.height, least: label.height, before: 0.0 },
        Direction::TopToBottom | Direction::BottomToTop => NameRoom { beside: 0.0, least: label.height, before: label.width },
    }
}

/// How many boxes stand in each layer and lane.
pub(super) struct Crowd {
    lanes: usize,
    boxes: Vec<usize>,
    leaves: Leaves,
}

impl Crowd {
    pub fn new(layers: usize, lanes: usize, leaves: Leaves) -> Crowd {
        Crowd { lanes, boxes: vec![0; layers * lanes], leaves }
    }

    pub fn add(&mut self, layer: usize, lane: usize) {
        self.boxes[layer * self.lanes + lane] += 1;
    }

    pub fn count(&self, layer: usize, lane: usize) -> usize {
        self.boxes[layer * self.lanes + lane]
    }

    /// The first of the layers between `start` and `end` (both not included) in which an arrow that starts in lane `from` runs in
    /// lane `to`: where it meets the fewest boxes, and of those the earliest or the last.
    pub fn hand_over(&self, start: usize, end: usize, from: usize, to: usize) -> usize {
        let mut boxes: usize = (start + 1..end).map(|layer| self.count(layer, to)).sum();
        let (mut best, mut least) = (start + 1, boxes);
        for layer in start + 1..end {
            boxes = boxes + self.count(layer, from) - self.count(layer, to);
            if boxes < least || (boxes == least && self.leaves == Leaves::Late) {
                (best, least) = (layer + 1, boxes);
            }
        }
        best
    }
}
