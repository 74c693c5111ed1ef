//! Layered drawing of boxes and arrows in lanes: a graph in, a drawing out.
//!
//! Knows nothing of sites, maps, YAML or SVG, and names nothing else of this crate. Every graph gets a drawing; the same graph gets
//! the same drawing, and what is otherwise equal stands in the author's order. The phases of [`layout`] follow Sugiyama, Tagawa and
//! Toda (1981); each has a file and a type of its own. The phases work from left to right; a drawing from top to bottom is one whose
//! sides are exchanged before and after.

mod check;
mod compact;
mod drawing;
mod frame;
mod graph;
mod labels;
mod lanes;
mod p1_cycles;
mod p2_layers;
mod p3_order;
mod p4_places;
mod p5_routes;
mod polish;
mod simplex;

pub use check::{Defect, check};
pub use drawing::{Drawing, Point, Rect, Route};
pub use graph::{Direction, Edge, Graph, HandOver, Lane, Node, Options, Phase, Shape, Size};

/// Draws a graph.
pub fn layout(graph: &Graph, options: &Options) -> Drawing {
    let upright = graph.prepared(options.direction);
    let acyclic = p1_cycles::break_cycles(&upright);
    let layered = p2_layers::assign_layers(&upright, acyclic, options);
    let ordered = p3_order::order(layered);
    let placed = p4_places::place(&upright, ordered, options);
    let mut drawing = p5_routes::route(&upright, &placed, options);
    for _ in 0..2 {
        polish::polish(&upright, &mut drawing, options);
        compact::compact(&upright, &mut drawing, options);
    }
    frame::frame(&upright, &mut drawing, options);
    match options.direction {
        Direction::LeftToRight => drawing,
        Direction::TopToBottom => drawing.turned(),
    }
}
