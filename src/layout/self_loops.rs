//! Arrows from a box to itself: they stand above it, one inside the other.
//!
//! An outer one has to pass beside the labels of the inner ones, which may be wider than the box; it then leaves the box straight up,
//! goes out on a shelf of its own, and up from there.

use super::drawing::{Point, Rect, Route};
use super::graph::{Direction, Graph};
use super::labels;
use super::p5_routes::port;

/// How high a loop without label rises above what is inside it.
const RISE: f64 = 22.0;
/// The room between two shelves, and between a line and a label that it passes.
const APART: f64 = 8.0;

/// The places of one loop, from the middle of the top of its box.
struct Loop {
    edge: usize,
    /// How far left and right of the middle it leaves and enters.
    port: f64,
    /// How far left and right of the middle it rises.
    half: f64,
    /// How high it goes out from its port, when it does.
    shelf: f64,
    /// How high its upper run is.
    top: f64,
}

/// All loops of a box from the inside out, and how much room they need above it.
fn nest(graph: &Graph, node: usize) -> (Vec<Loop>, f64) {
    let own = |edge: &usize| graph.edges[*edge].from == node && graph.edges[*edge].to == node;
    let edges: Vec<usize> = (0..graph.edges.len()).filter(own).collect();
    let half_box = graph.nodes[node].size.width / 2.0;
    let mut loops: Vec<Loop> = Vec::new();
    let (mut height, mut passes) = (0.0, 0.0);
    for (nth, edge) in edges.iter().enumerate() {
        let label = graph.edges[*edge].label.unwrap_or_default();
        let first = (half_box * 0.4).min(24.0);
        let (inner_port, inner_half) = loops.last().map_or((0.0, 0.0), |inner| (inner.port, inner.half));
        let half = if nth == 0 { first } else { (inner_half + APART).max(passes) };
        // What rises beside the box leaves it near its corner, each further out than the one inside it.
        let left = (edges.len() - nth) as f64;
        let near_corner = inner_port + (half_box * 0.9 - inner_port) / (left + 1.0);
        // No further out than where it rises: what leaves there goes straight up.
        let port = if half <= half_box * 0.8 { half } else { near_corner.min(half) };
        loops.push(Loop { edge: *edge, port, half, shelf: 0.0, top: height + RISE - 4.0 + label.height / 2.0 });
        height += RISE + label.height.ceil();
        passes = f64::max(passes, label.width / 2.0 + APART);
    }
    // The outermost shelf is the lowest: so none crosses the upright start of another.
    let mut shelves = 0.0;
    for outer in loops.iter_mut().rev().filter(|outer| outer.port < outer.half) {
        shelves += APART;
        outer.shelf = shelves;
    }
    loops.iter_mut().for_each(|outer| outer.top += shelves);
    (loops, height + shelves)
}

/// What the loops of a box need above it, and how wide they are with their labels.
pub(super) fn room(graph: &Graph, node: usize) -> (f64, f64) {
    let (loops, height) = nest(graph, node);
    let widest = loops.iter().map(|own| (2.0 * own.half).max(graph.edges[own.edge].label.unwrap_or_default().width));
    (height, widest.fold(graph.nodes[node].size.width, f64::max))
}

/// The paths of the loops of a box, with the edges that they belong to.
pub(super) fn routes(graph: &Graph, node: usize, place: &Rect, direction: Direction) -> Vec<(usize, Route)> {
    let middle = place.centre().x;
    let shape = graph.nodes[node].shape;
    let route = |own: Loop| {
        let port = |x: f64| port(shape, direction, place, x, false);
        let (top, shelf) = (place.y - own.top, place.y - own.shelf);
        let left = [port(middle - own.port), Point { x: middle - own.port, y: shelf }, Point { x: middle - own.half, y: shelf }];
        let right = [Point { x: middle + own.half, y: shelf }, Point { x: middle + own.port, y: shelf }, port(middle + own.port)];
        let level = [Point { x: middle - own.half, y: top }, Point { x: middle + own.half, y: top }];
        let points = match own.shelf > 0.0 {
            true => [&left[..], &level, &right].concat(),
            false => [&left[..1], &level, &right[2..]].concat(),
        };
        let label = graph.edges[own.edge].label.map(|label| labels::around(Point { x: middle, y: top }, label));
        (own.edge, Route { points, label, back: false })
    };
    nest(graph, node).0.into_iter().map(route).collect()
}
