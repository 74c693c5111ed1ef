//! Layered drawing of boxes and arrows in lanes: a graph in, a drawing out.
//!
//! Knows nothing of sites, maps, YAML or SVG, and names nothing else of this crate. Every graph gets a drawing; the same graph gets
//! the same drawing, and what is otherwise equal stands in the author's order. The phases of [`layout`] follow Sugiyama, Tagawa and
//! Toda (1981); each has a file and a type of its own. The phases work from left to right; a drawing from top to bottom is one whose
//! sides are exchanged before and after, and one against the way of reading is turned round at the end.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod check;
mod compact;
mod detours;
mod drawing;
mod frame;
mod graph;
mod groups;
mod labels;
mod lanes;
mod loners;
mod p1_cycles;
mod p2_layers;
mod p3_order;
mod p4_places;
mod p5_routes;
mod polish;
mod rails;
mod self_loops;
mod simplex;
mod straighten;

pub use check::{Defect, check};
pub use drawing::{Drawing, Point, Rect, Route};
pub use graph::{Boxes, Direction, Edge, Graph, Group, HandOver, LabelsAt, Lane, Node, Options, Phase, Shape, Size};

/// Draws a graph.
pub fn layout(graph: &Graph, options: &Options) -> Drawing {
    let upright = graph.prepared(options.direction);
    let drawing = match loners::split(&upright) {
        Some((others, alone)) => {
            let mut drawing = drawn(&others, options);
            loners::put_back(&upright, &alone, &mut drawing, options);
            drawing
        }
        None => drawn(&upright, options),
    };
    facing(options.direction, drawing)
}

/// A drawing from left to right, turned to the direction that is asked for.
fn facing(direction: Direction, drawing: Drawing) -> Drawing {
    match direction {
        Direction::LeftToRight => drawing,
        Direction::RightToLeft => drawing.mirrored(),
        Direction::TopToBottom => drawing.turned(),
        Direction::BottomToTop => drawing.mirrored().turned(),
    }
}

/// The drawing of a prepared graph, from left to right.
fn drawn(upright: &Graph, options: &Options) -> Drawing {
    if options.boxes == Boxes::InOneLine
        && let Some(drawing) = rails::rails(upright, options)
    {
        return drawing;
    }
    // A process is sparse; where everything leads to everything, no variant is much better than another.
    let sparse = upright.edges.len() <= upright.nodes.len() + upright.nodes.len() / 2;
    let variants = if sparse && upright.nodes.len() <= MOST_FOR_VARIANTS { &Variant::ALL[..] } else { &Variant::ALL[..1] };
    match variants {
        [only] => draw(upright, options, *only),
        variants => best_of(variants, upright, options),
    }
}

/// The variant that costs its reader least; the first without crossings is taken at once.
fn best_of(variants: &[Variant], upright: &Graph, options: &Options) -> Drawing {
    let mut best: Option<(f64, Drawing)> = None;
    for (index, variant) in variants.iter().enumerate() {
        let drawing = draw(upright, options, *variant);
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
    best.map(|(_, drawing)| drawing).unwrap_or_default()
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
    if upright.groups.is_empty() {
        return draw_lanes(upright, options, variant);
    }
    let options = groups::options(upright, options);
    let columns = p2_layers::ranks(upright, &p1_cycles::break_cycles(upright), &options, variant.stands);
    let bands = groups::Bands::of(upright, &columns, &options);
    let mut drawing = draw_lanes(&bands.graph, &options, variant);
    bands.frames(&mut drawing);
    drawing
}

fn draw_lanes(upright: &Graph, options: &Options, variant: Variant) -> Drawing {
    let acyclic = p1_cycles::break_cycles(upright);
    debug_assert_eq!(acyclic.wrong(upright), None);
    let layered = p2_layers::assign_layers(upright, acyclic, options, variant);
    debug_assert_eq!(layered.wrong(upright), None);
    let ordered = p3_order::order(layered);
    debug_assert_eq!(ordered.wrong(), None);
    let placed = p4_places::place(upright, ordered, options);
    debug_assert_eq!(placed.wrong(), None);
    let mut drawing = p5_routes::route(upright, &placed, options);
    debug_assert_eq!(wrong(upright, &drawing, options), [], "routes");
    for rounds in [3, 1] {
        polish::polish(upright, &mut drawing, options, rounds);
        debug_assert_eq!(wrong(upright, &drawing, options), [], "polish");
        compact::compact(upright, &mut drawing, options);
        debug_assert_eq!(wrong(upright, &drawing, options), [], "compact");
    }
    if upright.nodes.len() <= MOST_FOR_VARIANTS {
        lead_round(upright, &mut drawing, options);
        debug_assert_eq!(wrong(upright, &drawing, options), [], "detours");
        straighten::straighten(upright, &mut drawing, options);
        debug_assert_eq!(wrong(upright, &drawing, options), [], "straighten");
        compact::compact(upright, &mut drawing, options);
        debug_assert_eq!(wrong(upright, &drawing, options), [], "compact at last");
    }
    frame::frame(upright, &mut drawing, options);
    drawing
}

/// What is wrong with a drawing that has no frame yet; for builds with assertions, and not for large graphs, where it costs too much.
fn wrong(upright: &Graph, drawing: &Drawing, options: &Options) -> Vec<Defect> {
    if upright.nodes.len() > MOST_FOR_VARIANTS || upright.edges.len() > 2 * MOST_FOR_VARIANTS {
        return Vec::new();
    }
    let mut framed = drawing.clone();
    frame::frame(upright, &mut framed, options);
    check(upright, &facing(options.direction, framed))
}

/// Leads crossing arrows round one another where that helps; it needs more room, so otherwise everything stays as it was.
fn lead_round(upright: &Graph, drawing: &mut Drawing, options: &Options) {
    let mut roomy = drawing.clone();
    if detours::detour(upright, &mut roomy, options) {
        polish::polish(upright, &mut roomy, options, 2);
        compact::compact(upright, &mut roomy, options);
        *drawing = roomy;
    }
}
