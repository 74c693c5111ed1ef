//! Layered drawing of boxes and arrows in lanes: a graph in, a drawing out.
//!
//! Knows nothing of sites, maps, YAML or SVG, and names nothing else of this crate. Every graph gets a drawing; the same graph gets
//! the same drawing, and what is otherwise equal stands in the author's order. The phases of [`layout`] follow Sugiyama, Tagawa and
//! Toda (1981); each has a file and a type of its own. The phases work from left to right; a drawing from top to bottom is one whose
//! sides are exchanged before and after.

mod check;
mod compact;
mod detours;
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
    // A process is sparse; where everything leads to everything, no variant is much better than another.
    let sparse = graph.edges.len() <= graph.nodes.len() + graph.nodes.len() / 2;
    let variants = if sparse && graph.nodes.len() <= MOST_FOR_VARIANTS { &Variant::ALL[..] } else { &Variant::ALL[..1] };
    let mut best: Option<(f64, Drawing)> = None;
    for (index, variant) in variants.iter().enumerate() {
        let drawing = draw(&upright, options, *variant);
        let (crossings, score) = polish::score(&drawing);
        // The first variants give the more natural columns; a later one has to be better by more than a corner.
        let score = score + 12.0 * index as f64;
        if best.as_ref().is_none_or(|(least, _)| score < *least) {
            best = Some((score, drawing));
        }
        if crossings == 0 {
            break;
        }
    }
    let drawing = best.map(|(_, drawing)| drawing).unwrap_or_default();
    match options.direction {
        Direction::LeftToRight => drawing,
        Direction::TopToBottom => drawing.turned(),
    }
}

/// Larger drawings are drawn once; the others in each variant, of which the one with the fewest crossings and corners is kept.
const MOST_FOR_VARIANTS: usize = 60;

/// Choices that no phase can make well by itself, since their effect is seen only at the end.
#[derive(Clone, Copy, Debug)]
struct Variant {
    /// Where an arrow into another lane leaves its own, when nothing else decides.
    leaves: Leaves,
    /// Where a box stands that could as well stand in a later column.
    stands: Stands,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Leaves {
    Early,
    Late,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stands {
    Early,
    Late,
}

impl Variant {
    const ALL: [Variant; 4] = [
        Variant { leaves: Leaves::Early, stands: Stands::Early },
        Variant { leaves: Leaves::Late, stands: Stands::Early },
        Variant { leaves: Leaves::Early, stands: Stands::Late },
        Variant { leaves: Leaves::Late, stands: Stands::Late },
    ];
}

fn draw(upright: &Graph, options: &Options, variant: Variant) -> Drawing {
    let acyclic = p1_cycles::break_cycles(upright);
    let layered = p2_layers::assign_layers(upright, acyclic, options, variant);
    let ordered = p3_order::order(layered);
    let placed = p4_places::place(upright, ordered, options);
    let mut drawing = p5_routes::route(upright, &placed, options);
    for rounds in [3, 1] {
        polish::polish(upright, &mut drawing, options, rounds);
        compact::compact(upright, &mut drawing, options);
    }
    let mut roomy = drawing.clone();
    if graph_is_small(upright) && detours::detour(upright, &mut roomy, options) {
        polish::polish(upright, &mut roomy, options, 2);
        compact::compact(upright, &mut roomy, options);
        drawing = roomy;
    }
    frame::frame(upright, &mut drawing, options);
    drawing
}

fn graph_is_small(graph: &Graph) -> bool {
    graph.nodes.len() <= MOST_FOR_VARIANTS
}
