//! The last step: lanes as wide as the drawing, heads above the phases, everything moved to where the drawing starts.

use super::drawing::{Drawing, Rect};
use super::graph::{Direction, Graph, Options};
use super::lanes;

/// The room between the heads of the phases and what is below them.
const BELOW_HEADS: f64 = 10.0;

pub(super) fn frame(graph: &Graph, drawing: &mut Drawing, options: &Options) {
    let heads = phase_spans(graph, drawing);
    let mut inside = Bounds::default();
    for place in drawing.nodes.iter().chain(drawing.edges.iter().filter_map(|route| route.label.as_ref())) {
        inside.take(place);
    }
    for point in drawing.edges.iter().flat_map(|route| &route.points) {
        inside.take(&Rect { x: point.x, y: point.y, width: 0.0, height: 0.0 });
    }
    for (place, _) in heads.iter().flatten() {
        inside.take(&Rect { y: inside.top, height: 0.0, ..*place });
    }
    for lane in &drawing.lanes {
        inside.take(&Rect { x: inside.left, ..*lane });
    }
    if drawing.nodes.is_empty() && drawing.lanes.is_empty() {
        inside = Bounds { left: 0.0, top: 0.0, right: 0.0, bottom: 0.0 };
    }
    let padding = if drawing.lanes.is_empty() { 0.0 } else { options.lane_padding };
    let widest_name = match options.direction {
        Direction::LeftToRight | Direction::RightToLeft => graph.lanes.iter().map(|lane| lane.label.width).fold(0.0, f64::max),
        Direction::TopToBottom | Direction::BottomToTop => 0.0,
    };
    let right = (inside.right + padding).max(inside.left - padding + widest_name + 2.0 * padding);
    let head_height = heads.iter().flatten().map(|(_, height)| height + BELOW_HEADS).fold(0.0, f64::max);
    let before = (0..graph.lanes.len()).map(|lane| lanes::name_room(graph, lane, options.direction).before).fold(0.0, f64::max);
    let (left, top) = (inside.left - padding - before, inside.top - head_height);
    for lane in &mut drawing.lanes {
        (lane.x, lane.width) = (left, right - left);
    }
    drawing.phases =
        heads.into_iter().map(|head| head.map(|(place, _)| Rect { y: top, height: head_height - BELOW_HEADS, ..place })).collect();
    let (by_x, by_y) = (options.margin - left, options.margin - top);
    let shift = |place: &mut Rect| (place.x, place.y) = (place.x + by_x, place.y + by_y);
    drawing.nodes.iter_mut().chain(&mut drawing.lanes).chain(drawing.phases.iter_mut().flatten()).for_each(shift);
    for route in &mut drawing.edges {
        route.label.iter_mut().for_each(shift);
        for point in &mut route.points {
            (point.x, point.y) = (point.x + by_x, point.y + by_y);
        }
    }
    drawing.size.width = right - left + 2.0 * options.margin;
    drawing.size.height = inside.bottom - top + 2.0 * options.margin;
}

/// For each phase the columns of its boxes, at least as wide as its name, and the height of the name.
pub(super) fn phase_spans(graph: &Graph, drawing: &Drawing) -> Vec<Option<(Rect, f64)>> {
    let span = |(index, phase): (usize, &super::graph::Phase)| {
        let boxes = || graph.nodes.iter().zip(&drawing.nodes).filter(|(node, _)| node.phase == Some(index)).map(|(_, place)| place);
        let left = boxes().map(|place| place.x).reduce(f64::min)?;
        let right = boxes().map(Rect::right).reduce(f64::max)?;
        Some((Rect { x: left, y: 0.0, width: (right - left).max(phase.label.width), height: 0.0 }, phase.label.height))
    };
    graph.phases.iter().enumerate().map(span).collect()
}

struct Bounds {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds { left: f64::MAX, top: f64::MAX, right: f64::MIN, bottom: f64::MIN }
    }
}

impl Bounds {
    fn take(&mut self, place: &Rect) {
        self.left = self.left.min(place.x);
        self.top = self.top.min(place.y);
        self.right = self.right.max(place.right());
        self.bottom = self.bottom.max(place.bottom());
    }
}
