//! Takes needless steps out of arrows by moving what stands on one side of the step, and pushing along what is in the way.
//!
//! Before: a drawing without defects. After: one without defects, with fewer bends and everything else in the order in which it was, so
//! with the same crossings. Polishing moves a box only to where nothing stands; a careful person makes room. Things that hang together,
//! as a box and the ends of its arrows, are a group and move as one. A group that moves pushes what comes nearer to it than it should,
//! and that pushes on, lanes included. Only up and down: columns stay as they are.

use std::collections::VecDeque;

use super::drawing::{Drawing, Rect};
use super::graph::{Boxes, Graph, Options};
use super::lanes;
use super::p5_routes::simplify;
use super::polish::{APART, BEND, HEAD, LENGTH, PASS};

/// A step that is higher than this stays: what would be moved so far stands where it does for a reason.
const HIGHEST: f64 = 160.0;
/// How many steps are taken out of one drawing.
const MOST: usize = 24;
/// What it costs that the drawing grows.
const GROWTH: f64 = 0.2;
/// What it costs to move a group.
const MOVED: f64 = 0.01;

pub(super) fn straighten(graph: &Graph, drawing: &mut Drawing, options: &Options) {
    if options.boxes == Boxes::InOneLine {
        return;
    }
    for _ in 0..MOST {
        let steps = steps(drawing);
        if steps.is_empty() {
            return;
        }
        let scene = Scene::new(graph, drawing, options);
        let best = steps.iter().flat_map(|step| scene.ways_to_close(step)).filter(|way| way.cost < 2.0 * BEND);
        let Some(best) = best.min_by(|a, b| a.cost.total_cmp(&b.cost)) else { return };
        scene.apply(&best, drawing);
    }
}

/// A place where an arrow runs level, up or down, and on in the same direction: its edge, and the first point of the level piece before.
#[derive(Clone, Copy, Debug)]
struct Step {
    edge: usize,
    first: usize,
}

fn steps(drawing: &Drawing) -> Vec<Step> {
    let mut steps = Vec::new();
    for (edge, route) in drawing.edges.iter().enumerate() {
        for (first, points) in route.points.windows(4).enumerate() {
            let [a, b, c, d] = points else { continue };
            let on = a.y == b.y && b.x == c.x && c.y == d.y && (b.x - a.x).signum() == (d.x - c.x).signum();
            let labelled = route.label.is_some_and(|label| label.cut_by(*b, *c));
            if on && !labelled && (c.y - b.y).abs() <= HIGHEST {
                steps.push(Step { edge, first });
            }
        }
    }
    steps
}

/// Something that can be moved up and down.
#[derive(Clone, Copy, Debug)]
struct Thing {
    kind: Kind,
    place: Rect,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Node(usize),
    /// The level piece of an arrow that begins with this point.
    Line {
        edge: usize,
        first: usize,
    },
    Label(usize),
    LaneTop(usize),
    LaneBottom(usize),
}

/// The group `lower` may come nearer to the group `upper` by `slack`.
struct Above {
    upper: usize,
    lower: usize,
    slack: f64,
    /// Whether the two have but an end in common, so that they may as well be on one line.
    meets: bool,
}

struct Scene<'a> {
    graph: &'a Graph,
    options: &'a Options,
    things: Vec<Thing>,
    /// For each thing its group, told by one of its members.
    group: Vec<usize>,
    /// What is above what, between groups; by the upper and by the lower group.
    above: Vec<Above>,
    by_upper: Vec<Vec<usize>>,
    by_lower: Vec<Vec<usize>>,
    /// For each level piece its place among the things.
    lines: Vec<Vec<Option<usize>>>,
}

/// How to close a step.
struct Way {
    cost: f64,
    /// How far down each group moves.
    moved: Vec<f64>,
    /// The group that moves of itself, and the height at which it meets the other side of the step.
    moves: usize,
    meets: f64,
}

impl<'a> Scene<'a> {
    fn new(graph: &'a Graph, drawing: &Drawing, options: &'a Options) -> Scene<'a> {
        let mut things: Vec<Thing> =
            drawing.nodes.iter().enumerate().map(|(node, place)| Thing { kind: Kind::Node(node), place: *place }).collect();
        let mut lines = Vec::new();
        for (edge, route) in drawing.edges.iter().enumerate() {
            let mut of_edge = Vec::new();
            for (first, pair) in route.points.windows(2).enumerate() {
                let level = pair[0].y == pair[1].y;
                of_edge.push(level.then_some(things.len()));
                if level {
                    things.push(Thing { kind: Kind::Line { edge, first }, place: Rect::between(pair[0], pair[1]) });
                }
            }
            lines.push(of_edge);
            things.extend(route.label.map(|place| Thing { kind: Kind::Label(edge), place }));
        }
        // As wide as everything.
        let wide = |y: f64| Rect { x: -1e9, y, width: 2e9, height: 0.0 };
        for (lane, place) in drawing.lanes.iter().enumerate() {
            things.push(Thing { kind: Kind::LaneTop(lane), place: wide(place.y) });
            things.push(Thing { kind: Kind::LaneBottom(lane), place: wide(place.bottom()) });
        }
        let group = (0..things.len()).collect();
        let mut scene = Scene { graph, options, things, group, above: Vec::new(), by_upper: Vec::new(), by_lower: Vec::new(), lines };
        scene.tie(drawing);
        scene.set_above();
        scene
    }

    fn group_of(&self, mut thing: usize) -> usize {
        while self.group[thing] != thing {
            thing = self.group[thing];
        }
        thing
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.group_of(a), self.group_of(b));
        self.group[a.max(b)] = a.min(b);
    }

    /// Joins what has to move together: a box and the level ends of its arrows, a label and the piece that it stands on, pieces of several
    /// arrows that lie on one line.
    fn tie(&mut self, drawing: &Drawing) {
        for thing in 0..self.things.len() {
            match self.things[thing].kind {
                Kind::Line { edge, first } => {
                    let ends = &self.graph.edges[edge];
                    if first == 0 {
                        self.join(thing, ends.from);
                    }
                    if first + 2 == drawing.edges[edge].points.len() {
                        self.join(thing, ends.to);
                    }
                    for other in 0..thing {
                        let (a, b) = (self.things[thing].place, self.things[other].place);
                        let touches = a.x <= b.right() && b.x <= a.right();
                        if matches!(self.things[other].kind, Kind::Line { .. }) && a.y == b.y && touches {
                            self.join(thing, other);
                        }
                    }
                }
                Kind::Label(edge) => {
                    let label = self.things[thing].place;
                    let on = |line: &usize| {
                        let line = self.things[*line].place;
                        (label.centre().y - line.y).abs() < 1.0 && line.x < label.right() && label.x < line.right()
                    };
                    if let Some(line) = self.lines[edge].iter().flatten().copied().find(on) {
                        self.join(thing, line);
                    }
                }
                _ => {}
            }
        }
        for thing in 0..self.things.len() {
            self.group[thing] = self.group_of(thing);
        }
    }

    fn set_above(&mut self) {
        let count = self.things.len();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|a, b| self.things[*a].place.centre().y.total_cmp(&self.things[*b].place.centre().y).then(a.cmp(b)));
        (self.by_upper, self.by_lower) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for (place, lower) in order.iter().enumerate() {
            for upper in &order[..place] {
                let (group_above, group_below) = (self.group[*upper], self.group[*lower]);
                if group_above == group_below {
                    continue;
                }
                let (upper, lower) = (&self.things[*upper], &self.things[*lower]);
                let Some(need) = self.need(upper, lower) else { continue };
                let gap = lower.place.y - upper.place.bottom();
                self.by_upper[group_above].push(self.above.len());
                self.by_lower[group_below].push(self.above.len());
                let slack = (gap - need).max(0.0);
                self.above.push(Above { upper: group_above, lower: group_below, slack, meets: self.meet(upper, lower) });
            }
        }
    }

    /// Whether two level pieces, or one and the label on another, have no more than an end in common, and are of one arrow or of two that
    /// begin or end at one box.
    fn meet(&self, upper: &Thing, lower: &Thing) -> bool {
        let (edge, other, least) = match (upper.kind, lower.kind) {
            (Kind::Line { edge, .. }, Kind::Line { edge: other, .. }) => (edge, other, -0.5),
            (Kind::Line { edge, .. }, Kind::Label(other)) | (Kind::Label(edge), Kind::Line { edge: other, .. }) => (edge, other, 4.0),
            _ => return false,
        };
        let (a, b) = (&self.graph.edges[edge], &self.graph.edges[other]);
        let between = upper.place.x.max(lower.place.x) - upper.place.right().min(lower.place.right());
        (edge == other || a.from == b.from || a.to == b.to) && between >= least
    }

    /// How much room there has to be between two things, the first of them above; `None` where they cannot meet.
    fn need(&self, upper: &Thing, lower: &Thing) -> Option<f64> {
        // A line that is as near beside a thing as this must not come to stand there.
        let beside = APART + 2.0;
        let meet = upper.place.x - beside < lower.place.right() && lower.place.x - beside < upper.place.right();
        let lane_of = |node: usize| self.graph.nodes[node].lane;
        let name = |lane: usize| lanes::name_room(self.graph, lane, self.options.direction);
        let need = match (upper.kind, lower.kind) {
            (Kind::LaneTop(lane), Kind::LaneBottom(other)) if lane == other => name(lane).least + 2.0 * self.options.lane_padding,
            (Kind::LaneBottom(lane), Kind::LaneTop(other)) if lane + 1 == other => self.options.lane_gap,
            (Kind::LaneTop(_) | Kind::LaneBottom(_), Kind::LaneTop(_) | Kind::LaneBottom(_)) => return None,
            (Kind::LaneTop(lane), Kind::Node(node)) if lane_of(node) == Some(lane) => name(lane).beside + self.options.lane_padding,
            (Kind::Node(node), Kind::LaneBottom(lane)) if lane_of(node) == Some(lane) => self.options.lane_padding,
            (Kind::LaneTop(_) | Kind::LaneBottom(_), Kind::Node(_)) | (Kind::Node(_), Kind::LaneTop(_) | Kind::LaneBottom(_)) => {
                return None;
            }
            (Kind::LaneTop(_) | Kind::LaneBottom(_), _) | (_, Kind::LaneTop(_) | Kind::LaneBottom(_)) => self.options.edge_gap / 2.0 + 2.0,
            _ if !meet => return None,
            (Kind::Node(_), Kind::Node(_)) => self.options.node_gap,
            (Kind::Node(node), Kind::Line { edge, .. }) | (Kind::Line { edge, .. }, Kind::Node(node)) => {
                let ends = &self.graph.edges[edge];
                if ends.from == node || ends.to == node { HEAD + 4.0 } else { PASS + 5.0 }
            }
            (Kind::Node(_), Kind::Label(_)) | (Kind::Label(_), Kind::Node(_)) => self.options.label_gap.max(HEAD),
            (Kind::Label(_), _) | (_, Kind::Label(_)) => PASS + 1.0,
            (Kind::Line { .. }, Kind::Line { .. }) => self.options.edge_gap.max(APART),
        };
        Some(need)
    }

    /// The step closed from above and from below, where that can be.
    fn ways_to_close(&self, step: &Step) -> Vec<Way> {
        let [Some(before), Some(after)] = [step.first, step.first + 2].map(|first| self.lines[step.edge][first]) else { return Vec::new() };
        let heights = (self.things[before].place.y, self.things[after].place.y);
        let (before, after) = (self.group[before], self.group[after]);
        if before == after {
            return Vec::new();
        }
        let sides = [(before, after, heights.0, heights.1), (after, before, heights.1, heights.0)];
        sides.into_iter().filter_map(|(moves, stays, from, to)| self.moving(moves, stays, to - from, to)).collect()
    }

    /// What else moves when a group moves down by so much; `None` when the one that it has to meet is pushed away.
    fn moving(&self, moves: usize, stays: usize, by: f64, meets: f64) -> Option<Way> {
        let mut moved = vec![0.0f64; self.things.len()];
        moved[moves] = by;
        let mut waiting = VecDeque::from([moves]);
        while let Some(group) = waiting.pop_front() {
            let touched = if by > 0.0 { &self.by_upper[group] } else { &self.by_lower[group] };
            for above in touched.iter().map(|index| &self.above[*index]) {
                let other = if by > 0.0 { above.lower } else { above.upper };
                // The two sides of the step are to meet.
                if (group, other) == (moves, stays) && above.meets {
                    continue;
                }
                let pushed = (moved[group].abs() - above.slack).max(0.0) * by.signum();
                if pushed.abs() > moved[other].abs() + 1e-9 {
                    if other == stays {
                        return None;
                    }
                    moved[other] = pushed;
                    waiting.push_back(other);
                }
            }
        }
        let way: f64 = moved.iter().map(|by| by.abs()).sum();
        let cost = GROWTH * self.growth(&moved) + MOVED * way + LENGTH * self.added_length(&moved).max(0.0);
        Some(Way { cost, moved, moves, meets })
    }

    /// How much higher everything together becomes.
    fn growth(&self, moved: &[f64]) -> f64 {
        let reach = |by: &dyn Fn(usize) -> f64| {
            let places = self.things.iter().enumerate().map(|(index, thing)| (thing.place.y + by(index), thing.place.bottom() + by(index)));
            let (top, bottom) = places.fold((f64::MAX, f64::MIN), |(top, bottom), place| (top.min(place.0), bottom.max(place.1)));
            bottom - top
        };
        (reach(&|index| moved[self.group[index]]) - reach(&|_| 0.0)).max(0.0)
    }

    /// How much longer the upright pieces between level ones become.
    fn added_length(&self, moved: &[f64]) -> f64 {
        let mut added = 0.0;
        for of_edge in &self.lines {
            let level: Vec<usize> = of_edge.iter().flatten().copied().collect();
            for pair in level.windows(2) {
                let (a, b) = (self.things[pair[0]].place.y, self.things[pair[1]].place.y);
                let (to_a, to_b) = (a + moved[self.group[pair[0]]], b + moved[self.group[pair[1]]]);
                added += (to_a - to_b).abs() - (a - b).abs();
            }
        }
        added
    }

    fn apply(&self, way: &Way, drawing: &mut Drawing) {
        let by = |thing: usize| way.moved[self.group[thing]];
        for (index, thing) in self.things.iter().enumerate() {
            match thing.kind {
                Kind::Node(node) => drawing.nodes[node].y += by(index),
                Kind::Label(edge) => drawing.edges[edge].label.iter_mut().for_each(|label| label.y += by(index)),
                Kind::LaneTop(lane) => {
                    drawing.lanes[lane].y += by(index);
                    drawing.lanes[lane].height -= by(index);
                }
                Kind::LaneBottom(lane) => drawing.lanes[lane].height += by(index),
                Kind::Line { edge, first } => {
                    let mut y = thing.place.y + by(index);
                    // Not almost but on one line.
                    if self.group[index] == way.moves && (y - way.meets).abs() < 1e-6 {
                        y = way.meets;
                    }
                    let points = &mut drawing.edges[edge].points;
                    (points[first].y, points[first + 1].y) = (y, y);
                }
            }
        }
        for (edge, route) in drawing.edges.iter_mut().enumerate() {
            // An end on the upper or lower side of its box goes with that.
            let ends = &self.graph.edges[edge];
            if let (Some(None), Some(first)) = (self.lines[edge].first(), route.points.first_mut()) {
                first.y += by(ends.from);
            }
            if let (Some(None), Some(last)) = (self.lines[edge].last(), route.points.last_mut()) {
                last.y += by(ends.to);
            }
            simplify(&mut route.points);
        }
    }
}
