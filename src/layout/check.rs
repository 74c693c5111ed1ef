//! Whether a drawing can be read: what a reader would call wrong at first sight. For tests, fuzzing and debugging.
//!
//! Before: the graph that was drawn and its drawing. Cost: every arrow against every box and arrow, so not for every build.

use super::drawing::{Drawing, Point, Rect};
use super::graph::{Direction, Graph};

/// Something that is wrong with a drawing; boxes, arrows and lanes by their place in the graph.
#[derive(Clone, Debug, PartialEq)]
pub enum Defect {
    /// A list of the drawing is not as long as that of the graph.
    Incomplete,
    /// A number is not finite, or something is outside the drawing.
    Outside,
    /// Two boxes overlap.
    BoxesOverlap(usize, usize),
    /// A box is not inside its lane.
    OutsideLane(usize),
    /// Two lanes overlap.
    LanesOverlap(usize, usize),
    /// A box, or a group within it, is not inside the frame of its group.
    OutsideGroup(usize),
    /// Something stands in a frame, or overlaps it, that is not of its group.
    InForeignGroup(usize),
    /// An arrow does not end at its box.
    Loose(usize),
    /// An arrow has a piece that is neither level nor upright.
    Slanted(usize),
    /// An arrow runs through a box (through its own: inside it).
    ThroughBox {
        /// The arrow.
        edge: usize,
        /// The box.
        node: usize,
    },
    /// An arrow runs through the label of another.
    ThroughLabel {
        /// The arrow.
        edge: usize,
        /// The arrow whose label it is.
        label: usize,
    },
    /// The label is missing or not on its arrow.
    LabelAway(usize),
    /// A label covers a box.
    LabelOnBox {
        /// The arrow whose label it is.
        label: usize,
        /// The box.
        node: usize,
    },
    /// Two labels overlap.
    LabelsOverlap(usize, usize),
    /// Two arrows that have no box in common run on one line, or so near that they look like one.
    OnOneLine(usize, usize),
    /// Two arrows between the same boxes run on one line all the way.
    Same(usize, usize),
    /// The boxes of a phase are not all before those of the next one.
    PhasesMixed(usize),
}

/// How far from its box an arrow may end: the outline of a round box is inside the box around it.
const REACH: f64 = 1.0;

/// Everything that is wrong with the drawing.
pub fn check(graph: &Graph, drawing: &Drawing) -> Vec<Defect> {
    let complete = drawing.nodes.len() == graph.nodes.len()
        && drawing.edges.len() == graph.edges.len()
        && drawing.lanes.len() == graph.lanes.len()
        && drawing.phases.len() == graph.phases.len()
        && (drawing.groups.len() == graph.groups.len() || !graph.lanes.is_empty());
    if !complete {
        return vec![Defect::Incomplete];
    }
    let mut defects = Vec::new();
    check_frame(drawing, &mut defects);
    check_boxes(graph, drawing, &mut defects);
    check_groups(graph, drawing, &mut defects);
    for edge in 0..graph.edges.len() {
        check_route(graph, drawing, edge, &mut defects);
        check_label(graph, drawing, edge, &mut defects);
    }
    check_pairs(graph, drawing, &mut defects);
    check_phases(graph, drawing, &mut defects);
    defects
}

fn check_frame(drawing: &Drawing, defects: &mut Vec<Defect>) {
    let inside = |place: &Rect| {
        let numbers = [place.x, place.y, place.width, place.height];
        numbers.iter().all(|number| number.is_finite())
            && place.x >= -0.01
            && place.y >= -0.01
            && place.right() <= drawing.size.width + 0.01
            && place.bottom() <= drawing.size.height + 0.01
    };
    let labels = drawing.edges.iter().filter_map(|route| route.label.as_ref());
    let mut places = drawing.nodes.iter().chain(&drawing.lanes).chain(drawing.phases.iter().chain(&drawing.groups).flatten()).chain(labels);
    let point = |point: &Point| Rect { x: point.x, y: point.y, width: 0.0, height: 0.0 };
    let points_inside = drawing.edges.iter().flat_map(|route| &route.points).all(|at| inside(&point(at)));
    if !points_inside || !places.all(inside) {
        defects.push(Defect::Outside);
    }
}

fn check_boxes(graph: &Graph, drawing: &Drawing, defects: &mut Vec<Defect>) {
    let mut by_left: Vec<usize> = (0..drawing.nodes.len()).collect();
    by_left.sort_by(|a, b| drawing.nodes[*a].x.total_cmp(&drawing.nodes[*b].x));
    for (place, first) in by_left.iter().enumerate() {
        for second in by_left[place + 1..].iter().take_while(|second| drawing.nodes[**second].x < drawing.nodes[*first].right()) {
            if drawing.nodes[*first].overlaps(&drawing.nodes[*second]) {
                defects.push(Defect::BoxesOverlap(*first.min(second), *first.max(second)));
            }
        }
    }
    for (index, node) in graph.nodes.iter().enumerate() {
        let Some(lane) = node.lane.and_then(|lane| drawing.lanes.get(lane)) else { continue };
        let place = &drawing.nodes[index];
        let inside = place.x >= lane.x && place.y >= lane.y && place.right() <= lane.right() && place.bottom() <= lane.bottom();
        if !inside {
            defects.push(Defect::OutsideLane(index));
        }
    }
    for first in 0..drawing.lanes.len() {
        for second in first + 1..drawing.lanes.len() {
            if drawing.lanes[first].overlaps(&drawing.lanes[second]) {
                defects.push(Defect::LanesOverlap(first, second));
            }
        }
    }
}

fn check_groups(graph: &Graph, drawing: &Drawing, defects: &mut Vec<Defect>) {
    let within = |group: Option<usize>, most: usize| group.filter(|group| *group < most);
    let chain = |group: Option<usize>| {
        let outer = |group: &usize| within(graph.groups[*group].parent, *group);
        std::iter::successors(within(group, graph.groups.len()), outer).collect::<Vec<_>>()
    };
    let boxes = graph.nodes.iter().zip(&drawing.nodes).map(|(node, place)| (chain(node.group), *place));
    let frames = drawing.groups.iter().enumerate().filter_map(|(group, frame)| Some((chain(Some(group)), (*frame)?)));
    let things: Vec<(Vec<usize>, Rect)> = boxes.chain(frames).collect();
    for (group, frame) in drawing.groups.iter().enumerate().filter_map(|(group, frame)| Some((group, (*frame)?))) {
        let label = graph.groups[group].label;
        if frame.width + 0.01 < label.width || frame.height + 0.01 < label.height {
            defects.push(Defect::OutsideGroup(group));
        }
        for (around, place) in &things {
            // A frame that is around this one has it in itself.
            let outer =
                around.first().is_some_and(|other| *other != group && chain(Some(group)).contains(other)) && place.width > frame.width;
            let room = frame.grown(0.01);
            let inside = place.x >= room.x && place.y >= room.y && place.right() <= room.right() && place.bottom() <= room.bottom();
            if around.contains(&group) && !inside {
                defects.push(Defect::OutsideGroup(group));
            } else if !around.contains(&group) && !outer && frame.overlaps(place) {
                defects.push(Defect::InForeignGroup(group));
            }
        }
    }
}

fn check_route(graph: &Graph, drawing: &Drawing, index: usize, defects: &mut Vec<Defect>) {
    let (edge, route) = (&graph.edges[index], &drawing.edges[index]);
    let (Some(from), Some(to)) = (drawing.nodes.get(edge.from), drawing.nodes.get(edge.to)) else {
        if !route.points.is_empty() {
            defects.push(Defect::Loose(index));
        }
        return;
    };
    let [first, .., last] = route.points[..] else {
        defects.push(Defect::Loose(index));
        return;
    };
    if !touches(from, graph.nodes[edge.from].shape, first) || !touches(to, graph.nodes[edge.to].shape, last) {
        defects.push(Defect::Loose(index));
    }
    if route.points.windows(2).any(|pair| pair[0].x != pair[1].x && pair[0].y != pair[1].y) {
        defects.push(Defect::Slanted(index));
    }
    for (node, place) in drawing.nodes.iter().enumerate() {
        // The outline of a round box is inside the box around it, so the ends may be as well; a line may not go on inside.
        let own = node == edge.from || node == edge.to;
        let place = if own { place.grown(-(place.width.min(place.height) / 2.0 - 0.5).max(0.0)) } else { place.grown(-0.5) };
        if place.width > 0.0 && place.height > 0.0 && route.points.windows(2).any(|pair| place.cut_by(pair[0], pair[1])) {
            defects.push(Defect::ThroughBox { edge: index, node });
        }
    }
}

/// Whether the point is on the outline: on a side of the box, or for other shapes on a tip or a round side.
fn touches(place: &Rect, shape: super::graph::Shape, point: Point) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= REACH;
    let on_side = (near(point.x, place.x) || near(point.x, place.right())) && near(point.y, place.centre().y);
    let on_top = [false, true].into_iter().any(|below| {
        let port = super::p5_routes::port(shape, Direction::LeftToRight, place, point.x, below);
        near(port.y, point.y) && point.x >= place.x - REACH && point.x <= place.right() + REACH
    });
    let turned = Rect { x: place.y, y: place.x, width: place.height, height: place.width };
    let on_turned_side = [false, true].into_iter().any(|below| {
        let port = super::p5_routes::port(shape, Direction::TopToBottom, &turned, point.y, below);
        near(port.y, point.x) && point.y >= place.y - REACH && point.y <= place.bottom() + REACH
    });
    on_side || on_top || on_turned_side
}

fn check_label(graph: &Graph, drawing: &Drawing, index: usize, defects: &mut Vec<Defect>) {
    let (edge, route) = (&graph.edges[index], &drawing.edges[index]);
    let drawn = edge.from < graph.nodes.len() && edge.to < graph.nodes.len();
    let Some(label) = &route.label else {
        if edge.label.is_some() && drawn {
            defects.push(Defect::LabelAway(index));
        }
        return;
    };
    let on_it = |pair: &[Point]| {
        let middle = label.centre();
        Rect::between(pair[0], pair[1]).grown(1.0).overlaps(&Rect { x: middle.x, y: middle.y, width: 0.01, height: 0.01 })
    };
    if !route.points.windows(2).any(on_it) {
        defects.push(Defect::LabelAway(index));
    }
    for (node, place) in drawing.nodes.iter().enumerate() {
        if label.grown(-0.5).overlaps(place) {
            defects.push(Defect::LabelOnBox { label: index, node });
        }
    }
    for (other, route) in drawing.edges.iter().enumerate() {
        if other == index {
            continue;
        }
        if route.points.windows(2).any(|pair| label.grown(-1.0).cut_by(pair[0], pair[1])) {
            defects.push(Defect::ThroughLabel { edge: other, label: index });
        }
        if other > index && route.label.is_some_and(|other| other.overlaps(&label.grown(-0.5))) {
            defects.push(Defect::LabelsOverlap(index, other));
        }
    }
}

fn check_pairs(graph: &Graph, drawing: &Drawing, defects: &mut Vec<Defect>) {
    for first in 0..graph.edges.len() {
        for second in first + 1..graph.edges.len() {
            let (a, b) = (&graph.edges[first], &graph.edges[second]);
            let (routes, other) = (&drawing.edges[first].points, &drawing.edges[second].points);
            if (a.from, a.to) == (b.from, b.to) && a.from != a.to && !routes.is_empty() && routes == other {
                defects.push(Defect::Same(first, second));
            }
            let common = a.from == b.from || a.from == b.to || a.to == b.from || a.to == b.to;
            let near = |pair: &[Point]| other.windows(2).any(|line| look_like_one(pair[0], pair[1], line[0], line[1]));
            if !common && routes.windows(2).any(near) {
                defects.push(Defect::OnOneLine(first, second));
            }
        }
    }
}

/// Whether two lines run side by side, nearer than 4 px for more than 10 px.
fn look_like_one(a: Point, b: Point, c: Point, d: Point) -> bool {
    let along = |a: f64, b: f64, c: f64, d: f64| a.max(b).min(c.max(d)) - a.min(b).max(c.min(d)) > 10.0;
    (a.x == b.x && c.x == d.x && (a.x - c.x).abs() < 4.0 && along(a.y, b.y, c.y, d.y))
        || (a.y == b.y && c.y == d.y && (a.y - c.y).abs() < 4.0 && along(a.x, b.x, c.x, d.x))
}

fn check_phases(graph: &Graph, drawing: &Drawing, defects: &mut Vec<Defect>) {
    // Which way the phases run is not known here; they are in order when they are on one of the axes.
    let spans = |start: fn(&Rect) -> f64, end: fn(&Rect) -> f64| {
        let span = move |phase: usize| {
            let boxes =
                || graph.nodes.iter().zip(&drawing.nodes).filter(move |(node, _)| node.phase == Some(phase)).map(|(_, place)| place);
            Some((boxes().map(start).reduce(f64::min)?, boxes().map(end).reduce(f64::max)?))
        };
        (0..graph.phases.len()).filter_map(span).collect::<Vec<_>>()
    };
    let mixed = |mut spans: Vec<(f64, f64)>| {
        let mixed = |spans: &[(f64, f64)]| spans.windows(2).position(|pair| pair[0].1 > pair[1].0);
        let forward = mixed(&spans)?;
        spans.reverse();
        mixed(&spans).map(|_| forward)
    };
    if let (Some(phase), Some(_)) = (mixed(spans(|place| place.x, Rect::right)), mixed(spans(|place| place.y, Rect::bottom))) {
        defects.push(Defect::PhasesMixed(phase));
    }
}
