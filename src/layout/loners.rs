//! Boxes that no arrow touches: they are placed when everything else is drawn, so that they move nothing above them.
//!
//! Before: a finished drawing of the others. After: each of them stands in a free place of its lane, or in a row below the others, which
//! the lanes below make room for. With phases or groups they are drawn like any other box: their phase
//! tells the column, their group its frame.

use super::drawing::{Drawing, Point, Rect, Route};
use super::graph::{Edge, Graph, Options};
use super::lanes;

/// The graph without its loners, and which boxes those are; `None` when there are none.
pub(super) fn split(graph: &Graph) -> Option<(Graph, Vec<usize>)> {
    let count = graph.nodes.len();
    let mut touched = vec![false; count];
    for edge in graph.edges.iter().filter(|edge| edge.from < count && edge.to < count) {
        touched[edge.from] = true;
        touched[edge.to] = true;
    }
    if !graph.phases.is_empty() || !graph.groups.is_empty() {
        return None;
    }
    // When no box has an arrow, the first is drawn as if it had.
    if let (false, Some(first)) = (touched.contains(&true), touched.first_mut()) {
        *first = true;
    }
    let alone: Vec<usize> = (0..count).filter(|node| !touched[*node]).collect();
    if alone.is_empty() {
        return None;
    }
    let mut place = vec![usize::MAX; count];
    let kept = (0..count).filter(|node| touched[*node]).enumerate();
    let nodes = kept.map(|(index, node)| {
        place[node] = index;
        graph.nodes[node].clone()
    });
    let nodes = nodes.collect();
    let end = |node: usize| place.get(node).copied().unwrap_or(usize::MAX);
    let edges = graph.edges.iter().map(|edge| Edge { from: end(edge.from), to: end(edge.to), label: edge.label }).collect();
    Some((Graph { nodes, edges, lanes: graph.lanes.clone(), ..Graph::default() }, alone))
}

/// Puts the loners into the drawing of the others.
pub(super) fn put_back(graph: &Graph, alone: &[usize], drawing: &mut Drawing, options: &Options) {
    let mut others = std::mem::take(&mut drawing.nodes).into_iter();
    let mut placed: Vec<Option<Rect>> =
        (0..graph.nodes.len()).map(|node| if alone.contains(&node) { None } else { others.next() }).collect();
    for node in alone {
        let place = place(graph, *node, &placed, drawing, options);
        let right = place.right() + padding(graph, options) + options.margin;
        if right > drawing.size.width {
            drawing.lanes.iter_mut().for_each(|lane| lane.width += right - drawing.size.width);
            drawing.size.width = right;
        }
        match drawing.lanes.get(graph.nodes[*node].lane.unwrap_or(0)).map(Rect::bottom) {
            Some(end) if place.bottom() + options.lane_padding > end => {
                make_room(&mut placed, drawing, end, place.bottom() + options.lane_padding - end);
            }
            Some(_) => {}
            None => drawing.size.height = drawing.size.height.max(place.bottom() + options.margin),
        }
        placed[*node] = Some(place);
    }
    drawing.nodes = placed.into_iter().flatten().collect();
}

fn padding(graph: &Graph, options: &Options) -> f64 {
    if graph.lanes.is_empty() { 0.0 } else { options.lane_padding }
}

/// The first free place of the lane, row by row, or the start of a new row.
fn place(graph: &Graph, node: usize, placed: &[Option<Rect>], drawing: &Drawing, options: &Options) -> Rect {
    let size = graph.nodes[node].size;
    let lane = graph.nodes[node].lane.unwrap_or(0);
    let band = drawing.lanes.get(lane);
    let name = lanes::name_room(graph, lane, options.direction);
    let padding = padding(graph, options);
    let widest = (0..graph.lanes.len()).map(|lane| lanes::name_room(graph, lane, options.direction).before).fold(0.0, f64::max);
    let left = options.margin + padding + widest;
    let (top, bottom) = match band {
        Some(band) => (band.y + padding + name.beside, band.bottom() - padding),
        None => (options.margin, drawing.size.height - options.margin),
    };
    let at = |x: f64, y: f64| Rect { x, y, width: size.width, height: size.height };
    let inside = |place: &Rect| place.y < bottom && place.bottom() > top;
    let here: Vec<&Rect> = placed.iter().flatten().filter(|place| inside(place)).collect();
    let labels = || drawing.edges.iter().filter_map(|route| route.label.as_ref());
    let lowest = here.iter().copied().chain(labels().filter(|label| inside(label))).map(Rect::bottom).fold(top, f64::max);
    if band.is_some() {
        let mut rows: Vec<f64> = here.iter().map(|place| place.bottom() + options.node_gap).chain([top]).collect();
        let mut columns: Vec<f64> = here.iter().map(|place| place.right() + options.node_gap).chain([left]).collect();
        rows.sort_by(f64::total_cmp);
        columns.sort_by(f64::total_cmp);
        let free = |place: &Rect| {
            let room = place.grown(options.edge_gap);
            place.bottom() <= bottom
                && place.right() + padding + options.margin <= drawing.size.width
                && !here.iter().any(|other| other.overlaps(&place.grown(options.node_gap - 1.0)))
                && !labels().any(|label| label.overlaps(&room))
                && !drawing.edges.iter().any(|route| route.points.windows(2).any(|pair| room.cut_by(pair[0], pair[1])))
        };
        let spots = rows.iter().flat_map(|y| columns.iter().map(|x| at(*x, *y)));
        if let Some(spot) = spots.into_iter().find(free) {
            return spot;
        }
    }
    // The lowest line inside the band may be lower than the lowest box.
    let lines = drawing.edges.iter().flat_map(|route| &route.points).map(|point| point.y).filter(|y| *y > top && *y <= bottom + padding);
    let row = lines.fold(lowest, f64::max) + options.node_gap;
    // Arrows into lanes below pass, with labels that move with what is below; right of everything there are none.
    let end = bottom + padding;
    let passing = || {
        let upright = drawing.edges.iter().flat_map(|route| route.points.windows(2)).filter(|pair| pair[0].x == pair[1].x);
        let lines = upright.filter(move |pair| pair[0].y.max(pair[1].y) > end && pair[0].y.min(pair[1].y) <= row);
        let across = labels().filter(move |label| label.y < end && label.centre().y >= end);
        lines.map(|pair| (pair[0].x, pair[0].x)).chain(across.map(|label| (label.x, label.right())))
    };
    let mut columns: Vec<f64> = passing().map(|(_, right)| right + 2.0 * options.edge_gap).filter(|x| *x > left).chain([left]).collect();
    columns.sort_by(f64::total_cmp);
    let free = |x: &f64| {
        let (from, to) = (x - 2.0 * options.edge_gap + 1.0, x + size.width + options.edge_gap);
        !passing().any(|(left, right)| right > from && left < to)
    };
    at(columns.into_iter().find(free).unwrap_or(drawing.size.width), row)
}

/// Moves what is below a line, so that there is more room above it.
fn make_room(placed: &mut [Option<Rect>], drawing: &mut Drawing, end: f64, more: f64) {
    let lower = |y: &mut f64| *y += if *y >= end { more } else { 0.0 };
    placed.iter_mut().flatten().for_each(|place| lower(&mut place.y));
    for lane in &mut drawing.lanes {
        let (mut top, mut bottom) = (lane.y, lane.bottom());
        lower(&mut top);
        lower(&mut bottom);
        (lane.y, lane.height) = (top, bottom - top);
    }
    for Route { points, label, .. } in &mut drawing.edges {
        points.iter_mut().for_each(|Point { y, .. }| lower(y));
        if let Some(label) = label {
            // Labels go where their middle goes: that is on their arrow.
            let mut middle = label.centre().y;
            lower(&mut middle);
            label.y = middle - label.height / 2.0;
        }
    }
    drawing.size.height += more;
}
