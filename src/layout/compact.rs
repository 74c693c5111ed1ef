//! Takes out room that nothing needs any more: polishing straightens arrows and leaves empty strips behind.
//!
//! Before and after: a drawing without defects. A strip across the whole drawing in which there is nothing but lines that cross it can
//! be made narrower without a change of anything else; it is left as wide as the things on its two sides need.

use super::drawing::{Drawing, Point, Rect};
use super::graph::{Graph, Options};

/// What borders on a strip.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Node,
    Label,
    Line,
    Border,
}

#[derive(Clone, Copy, Debug)]
struct Thing {
    kind: Kind,
    start: f64,
    end: f64,
}

pub(super) fn compact(graph: &Graph, drawing: &mut Drawing, options: &Options) {
    let things = things_from_left(drawing);
    let cuts = cuts(things, &needs_of_phases(graph, drawing), options);
    move_by(drawing, &cuts, |point| &mut point.x, |place| &mut place.x, |_| {});
    let things = things_from_top(graph, drawing);
    let cuts = self::cuts(things, &[], options);
    // A lane starts and ends at borders, so a cut inside it makes it lower.
    let lower = |lane: &mut Rect| lane.height -= removed(&cuts, lane.bottom()) - removed(&cuts, lane.y);
    move_by(drawing, &cuts, |point| &mut point.y, |place| &mut place.y, lower);
}

fn things_from_left(drawing: &Drawing) -> Vec<Thing> {
    let mut things = Vec::new();
    things.extend(drawing.nodes.iter().map(|node| Thing { kind: Kind::Node, start: node.x, end: node.right() }));
    for route in &drawing.edges {
        things.extend(route.label.map(|label| Thing { kind: Kind::Label, start: label.x, end: label.right() }));
        let upright = route.points.windows(2).filter(|pair| pair[0].x == pair[1].x);
        things.extend(upright.map(|pair| Thing { kind: Kind::Line, start: pair[0].x, end: pair[0].x }));
    }
    things
}

fn things_from_top(graph: &Graph, drawing: &Drawing) -> Vec<Thing> {
    let mut things = Vec::new();
    things.extend(drawing.nodes.iter().map(|node| Thing { kind: Kind::Node, start: node.y, end: node.bottom() }));
    for route in &drawing.edges {
        things.extend(route.label.map(|label| Thing { kind: Kind::Label, start: label.y, end: label.bottom() }));
        let level = route.points.windows(2).filter(|pair| pair[0].y == pair[1].y);
        things.extend(level.map(|pair| Thing { kind: Kind::Line, start: pair[0].y, end: pair[0].y }));
    }
    for (lane, place) in graph.lanes.iter().zip(&drawing.lanes) {
        things.push(Thing { kind: Kind::Border, start: place.y, end: place.y + lane.label.height });
        things.push(Thing { kind: Kind::Border, start: place.bottom(), end: place.bottom() });
    }
    things
}

/// For each phase but the last: where it and the next one start, and how much of that its name needs.
fn needs_of_phases(graph: &Graph, drawing: &Drawing) -> Vec<(f64, f64, f64)> {
    let spans: Vec<Rect> = super::frame::phase_spans(graph, drawing).into_iter().flatten().map(|(place, _)| place).collect();
    let names = graph.phases.iter().enumerate().filter(|(index, _)| graph.nodes.iter().any(|node| node.phase == Some(*index)));
    let widths: Vec<f64> = names.map(|(_, phase)| phase.label.width).collect();
    spans.windows(2).zip(widths).map(|(pair, width)| (pair[0].x, pair[1].x, width + 16.0)).collect()
}

/// How much room there has to be between two things.
fn need(before: Kind, after: Kind, options: &Options) -> f64 {
    match (before, after) {
        (Kind::Node, Kind::Node) => options.layer_gap.max(24.0),
        (Kind::Line, Kind::Line) => options.edge_gap,
        (Kind::Node, Kind::Line) | (Kind::Line, Kind::Node) => 20.0,
        (Kind::Node, Kind::Label) | (Kind::Label, Kind::Node) => 22.0,
        (Kind::Label, _) | (_, Kind::Label) => 8.0,
        (Kind::Border, Kind::Border) => options.lane_gap,
        (Kind::Border, _) | (_, Kind::Border) => options.lane_padding,
    }
}

/// Where room is taken out, and how much: nothing from before the place moves, everything behind it does.
fn cuts(mut things: Vec<Thing>, phases: &[(f64, f64, f64)], options: &Options) -> Vec<(f64, f64)> {
    things.sort_by(|a, b| a.start.total_cmp(&b.start));
    // Since the sort is by start, the ends seen so far and the starts still to come are all that a strip needs to know.
    let kinds = [Kind::Node, Kind::Label, Kind::Line, Kind::Border];
    let mut starts_after = vec![[f64::MAX; 4]; things.len() + 1];
    for (index, thing) in things.iter().enumerate().rev() {
        starts_after[index] = starts_after[index + 1];
        starts_after[index][thing.kind as usize] = thing.start;
    }
    // Where the ends are after the cuts so far.
    let mut ends_before = [f64::MIN; 4];
    let mut taken = 0.0;
    let mut cuts: Vec<(f64, f64)> = Vec::new();
    let mut phases = phases.to_vec();
    for (index, thing) in things.iter().enumerate() {
        let end = ends_before.iter().copied().fold(f64::MIN, f64::max);
        if index > 0 && thing.start - taken > end {
            let mut spare = f64::MAX;
            for before in kinds {
                for after in kinds {
                    let room = starts_after[index][after as usize] - taken - ends_before[before as usize];
                    if room < 1e9 {
                        spare = spare.min(room - need(before, after, options));
                    }
                }
            }
            let inside = |phase: &&mut (f64, f64, f64)| phase.0 < thing.start && thing.start <= phase.1;
            let mut crossed: Vec<&mut (f64, f64, f64)> = phases.iter_mut().filter(|phase| inside(phase)).collect();
            for (start, next, width) in crossed.iter().map(|phase| &**phase) {
                spare = spare.min(next - start - width);
            }
            if (1.0..1e9).contains(&spare) {
                // A phase remembers what is already taken out of it as need.
                crossed.iter_mut().for_each(|phase| phase.2 += spare);
                cuts.push((thing.start, spare));
                taken += spare;
            }
        }
        ends_before[thing.kind as usize] = ends_before[thing.kind as usize].max(thing.end - taken);
    }
    cuts
}

fn removed(cuts: &[(f64, f64)], at: f64) -> f64 {
    // A little before the place counts as there: ends of arrows are on their boxes but for rounding.
    cuts.iter().take_while(|(place, _)| *place <= at + 1e-6).map(|(_, amount)| amount).sum()
}

fn move_by(
    drawing: &mut Drawing,
    cuts: &[(f64, f64)],
    of_point: impl Fn(&mut Point) -> &mut f64,
    of_place: impl Fn(&mut Rect) -> &mut f64,
    lower: impl Fn(&mut Rect),
) {
    let shift = |value: &mut f64| *value -= removed(cuts, *value);
    for lane in &mut drawing.lanes {
        lower(lane);
    }
    for place in drawing.nodes.iter_mut().chain(&mut drawing.lanes) {
        shift(of_place(place));
    }
    for route in &mut drawing.edges {
        route.label.iter_mut().for_each(|label| shift(of_place(label)));
        route.points.iter_mut().for_each(|point| shift(of_point(point)));
    }
}
