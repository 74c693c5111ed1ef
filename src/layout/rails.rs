//! One column of boxes, with rails beside it: how a careful person draws a process with many answers on a narrow sheet.
//!
//! Before: a prepared graph that runs down. After: a finished drawing, or `None` for what has no such form: arrows from a box to itself or
//! twice between two boxes without a label. An arrow to the next box is straight. The answers of one question share a rail on the left and
//! branch off where they lead, each with its label in a row above that box. All other arrows into one box share a rail on the right. So a
//! line never changes sides, and has two corners or three. Cost: each rail against each other one of its side.

use std::collections::BTreeMap;

use super::drawing::{Drawing, Point, Rect, Route};
use super::frame;
use super::graph::{Direction, Graph, Options, Shape, Size};
use super::labels;
use super::p5_routes::{port, simplify};
use super::polish::HEAD;

/// Between a box and the label below it, and between two labels.
const ROW_GAP: f64 = 10.0;
/// Between a label and the line on which it does not stand.
const BESIDE: f64 = 8.0;
/// So many rails of one side are put in an order with few crossings; more are only nested.
const MOST_TO_ORDER: usize = 60;

/// How an arrow runs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Run {
    Straight,
    /// On the rail of the box where it starts.
    Left,
    /// On the rail of the box where it ends.
    Right,
}

/// A line beside the boxes.
#[derive(Clone, Debug, Default)]
struct Rail {
    /// Where arrows get on and off.
    stops: Vec<f64>,
    track: usize,
}

impl Rail {
    fn top(&self) -> f64 {
        self.stops.iter().copied().fold(f64::MAX, f64::min)
    }

    fn bottom(&self) -> f64 {
        self.stops.iter().copied().fold(f64::MIN, f64::max)
    }
}

struct Column<'a> {
    graph: &'a Graph,
    options: &'a Options,
    /// The boxes from top to bottom.
    order: Vec<usize>,
    runs: Vec<Option<Run>>,
    /// For each box the arrows with a row above it.
    rows: Vec<Vec<usize>>,
    /// For each box how far right of the middle arrows enter its top.
    trunks: Vec<f64>,
    nodes: Vec<Rect>,
    /// For each arrow where its label stands.
    labels: Vec<Option<Rect>>,
    /// Half the room that boxes and labels need.
    half: f64,
}

pub(super) fn rails(graph: &Graph, options: &Options) -> Option<Drawing> {
    if options.direction != Direction::TopToBottom || !graph.lanes.is_empty() || !graph.groups.is_empty() {
        return None;
    }
    let mut order: Vec<usize> = (0..graph.nodes.len()).collect();
    order.sort_by_key(|node| graph.nodes[*node].phase);
    let mut column = Column {
        graph,
        options,
        order,
        runs: Vec::new(),
        rows: vec![Vec::new(); graph.nodes.len()],
        trunks: vec![0.0; graph.nodes.len()],
        nodes: vec![Rect::default(); graph.nodes.len()],
        labels: vec![None; graph.edges.len()],
        half: 0.0,
    };
    column.decide_runs()?;
    column.place();
    let edges = column.routes();
    // The caller turns the drawing, which runs from left to right until then.
    let drawing = Drawing { nodes: column.nodes, edges, ..Drawing::default() };
    let mut drawing = drawing.turned();
    frame::frame(graph, &mut drawing, options);
    Some(drawing)
}

impl Column<'_> {
    /// The size of a box as it is seen: prepared graphs lie on their side.
    fn size(&self, node: usize) -> Size {
        self.graph.nodes[node].size.turned()
    }

    fn label(&self, edge: usize) -> Option<Size> {
        self.graph.edges[edge].label.map(Size::turned)
    }

    /// Which arrows are straight, and on which side the others run.
    fn decide_runs(&mut self) -> Option<()> {
        let mut place = vec![0; self.order.len()];
        self.order.iter().enumerate().for_each(|(at, node)| place[*node] = at);
        let is_drawn = |edge: usize| {
            let ends = &self.graph.edges[edge];
            ends.from < place.len() && ends.to < place.len()
        };
        let drawn: Vec<usize> = (0..self.graph.edges.len()).filter(|edge| is_drawn(*edge)).collect();
        let mut straight: Vec<Option<usize>> = vec![None; place.len()];
        for edge in &drawn {
            let ends = &self.graph.edges[*edge];
            if ends.from == ends.to {
                return None;
            }
            if place[ends.to] == place[ends.from] + 1 && straight[ends.to].is_none() {
                straight[ends.to] = Some(*edge);
            }
        }
        let has_label = |edge: usize| self.graph.edges[edge].label.is_some();
        // Above a box stand the labels of several arrows or one arrow straight down with its label, not both.
        let mut labels = vec![0; place.len()];
        drawn.iter().filter(|edge| has_label(**edge)).for_each(|edge| labels[self.graph.edges[*edge].to] += 1);
        for (straight, labels) in straight.iter_mut().zip(labels) {
            *straight = straight.filter(|edge| !has_label(*edge) || labels == 1);
        }
        let mut runs = vec![None; self.graph.edges.len()];
        let mut plain = std::collections::BTreeSet::new();
        for edge in drawn {
            let ends = &self.graph.edges[edge];
            let run = match (straight[ends.to] == Some(edge), has_label(edge)) {
                (true, _) => Run::Straight,
                (false, true) => Run::Left,
                (false, false) => Run::Right,
            };
            if run == Run::Left {
                self.rows[ends.to].push(edge);
            } else if !plain.insert((ends.from, ends.to, run == Run::Right)) {
                return None;
            }
            runs[edge] = Some(run);
        }
        self.runs = runs;
        Some(())
    }

    /// Puts the boxes below one another, and the rows of labels between them.
    fn place(&mut self) {
        let mut straight = vec![None; self.nodes.len()];
        for (edge, _) in self.runs.iter().enumerate().filter(|(_, run)| **run == Some(Run::Straight)) {
            straight[self.graph.edges[edge].to] = Some(edge);
        }
        let mut y = 0.0;
        let mut before: Option<usize> = None;
        for node in self.order.clone() {
            let straight = straight[node];
            let rows = std::mem::take(&mut self.rows[node]);
            self.trunks[node] = match (rows.len(), straight) {
                (0, _) | (1, None) => 0.0,
                (_, Some(_)) => self.flat(node).min(before.map_or(f64::MAX, |before| self.flat(before))),
                (_, None) => self.flat(node),
            };
            let own = straight.and_then(|edge| Some((edge, self.label(edge)?)));
            if before.is_some() || !rows.is_empty() {
                let start = y;
                for edge in own.map(|own| own.0).into_iter().chain(rows.iter().copied()) {
                    let Some(label) = self.label(edge) else { continue };
                    y += ROW_GAP;
                    let trunk = self.trunks[node];
                    let alone = rows.len() + usize::from(straight.is_some()) == 1;
                    let x = if alone { 0.0 } else { trunk - BESIDE - label.width / 2.0 };
                    let place = labels::around(Point { x, y: y + label.height / 2.0 }, label);
                    self.half = self.half.max(-place.x).max(place.right());
                    self.labels[edge] = Some(place);
                    y += label.height;
                }
                let room = if y > start { HEAD + 2.0 } else { 0.0 };
                y = (y + room).max(start + self.options.layer_gap);
            }
            self.rows[node] = rows;
            let size = self.size(node);
            self.nodes[node] = Rect { x: -size.width / 2.0, y, width: size.width, height: size.height };
            self.half = self.half.max(size.width / 2.0);
            y += size.height;
            before = Some(node);
        }
    }

    /// How far from its middle the top of a box is level.
    fn flat(&self, node: usize) -> f64 {
        let Size { width, height } = self.size(node);
        let level = match self.graph.nodes[node].shape {
            Shape::Box | Shape::Stack => width / 2.0 - 14.0,
            Shape::Hexagon => width / 2.0 - self.graph.nodes[node].shape.tip(width, height) - 4.0,
            Shape::Pill => (width - height) / 2.0,
            Shape::Diamond | Shape::Ellipse => 0.0,
        };
        level.max(width / 6.0)
    }

    fn routes(&self) -> Vec<Route> {
        let right_ends = self.right_ends();
        let (mut left, mut right) = (BTreeMap::<usize, Rail>::new(), BTreeMap::<usize, Rail>::new());
        for (edge, run) in self.runs.iter().enumerate() {
            let ends = &self.graph.edges[edge];
            match (run, self.labels[edge]) {
                (Some(Run::Left), Some(label)) => {
                    let stops = [self.nodes[ends.from].centre().y, label.centre().y];
                    left.entry(ends.from).or_default().stops.extend(stops);
                }
                (Some(Run::Right), _) => right.entry(ends.to).or_default().stops.extend([right_ends[ends.from].1, right_ends[ends.to].0]),
                _ => {}
            }
        }
        let (left, right) = (self.on_tracks(left), self.on_tracks(right));
        let route = |(edge, run): (usize, &Option<Run>)| {
            let Some(run) = run else { return Route::default() };
            let ends = &self.graph.edges[edge];
            let mut points = match run {
                Run::Straight => {
                    let x = self.trunks[ends.to];
                    vec![self.top(ends.from, x, true), self.top(ends.to, x, false)]
                }
                Run::Left => {
                    let start = self.side(ends.from, self.nodes[ends.from].centre().y, false);
                    let x = -self.half - BESIDE - 4.0 - left[&ends.from].track as f64 * self.options.edge_gap;
                    let y = self.labels[edge].map_or(start.y, |label| label.centre().y);
                    let end = self.top(ends.to, self.trunks[ends.to], false);
                    vec![start, Point { x, y: start.y }, Point { x, y }, Point { x: end.x, y }, end]
                }
                Run::Right => {
                    let start = self.side(ends.from, right_ends[ends.from].1, true);
                    let end = self.side(ends.to, right_ends[ends.to].0, true);
                    let x = self.half + HEAD + right[&ends.to].track as f64 * self.options.edge_gap;
                    vec![start, Point { x, y: start.y }, Point { x, y: end.y }, end]
                }
            };
            simplify(&mut points);
            let back = self.nodes[ends.to].y < self.nodes[ends.from].y;
            Route { points, label: self.labels[edge], back }
        };
        self.runs.iter().enumerate().map(route).collect()
    }

    /// For each box where arrows enter its right side, and where they leave it: in the middle, or where both happen, one above the other;
    /// what leads to or comes from below then is below.
    fn right_ends(&self) -> Vec<(f64, f64)> {
        let (mut enters, mut leaves) = (vec![None; self.nodes.len()], vec![None; self.nodes.len()]);
        for (edge, _) in self.runs.iter().enumerate().filter(|(_, run)| **run == Some(Run::Right)) {
            let ends = &self.graph.edges[edge];
            let down = self.nodes[ends.to].y > self.nodes[ends.from].y;
            let count = |counts: &mut Option<i32>, below: bool| *counts = Some(counts.unwrap_or(0) + if below { 1 } else { -1 });
            count(&mut enters[ends.to], !down);
            count(&mut leaves[ends.from], down);
        }
        let ends = |node: usize| {
            let (middle, apart) = (self.nodes[node].centre().y, (self.nodes[node].height / 5.0).min(16.0));
            match (enters[node], leaves[node]) {
                (Some(enters), Some(leaves)) if enters > leaves => (middle + apart, middle - apart),
                (Some(_), Some(_)) => (middle - apart, middle + apart),
                _ => (middle, middle),
            }
        };
        (0..self.nodes.len()).map(ends).collect()
    }

    /// Gives each rail of one side its track, counted from the boxes: short ones inside, and as few crossings as moving one at a time finds.
    fn on_tracks(&self, mut rails: BTreeMap<usize, Rail>) -> BTreeMap<usize, Rail> {
        let mut order: Vec<usize> = rails.keys().copied().collect();
        order.sort_by(|a, b| (rails[a].bottom() - rails[a].top()).total_cmp(&(rails[b].bottom() - rails[b].top())));
        let crossed = |inner: usize, outer: usize| {
            let (top, bottom) = (rails[&inner].top(), rails[&inner].bottom());
            let mut stops: Vec<f64> = rails[&outer].stops.iter().copied().filter(|stop| *stop > top && *stop < bottom).collect();
            stops.sort_by(f64::total_cmp);
            stops.dedup();
            stops.len() as i64
        };
        for _ in 0..if order.len() <= MOST_TO_ORDER { 4 } else { 0 } {
            for rail in order.clone() {
                let was = order.iter().position(|other| *other == rail).unwrap_or(0);
                order.remove(was);
                let mut costs = vec![order.iter().map(|other| crossed(rail, *other)).sum::<i64>()];
                for other in &order {
                    costs.push(costs[costs.len() - 1] + crossed(*other, rail) - crossed(rail, *other));
                }
                // Where nothing is gained it stays.
                let best = (0..costs.len()).min_by_key(|at| (costs[*at], *at != was, *at)).unwrap_or(was);
                order.insert(best, rail);
            }
        }
        for at in 0..order.len() {
            let this = &rails[&order[at]];
            let clear = self.options.edge_gap;
            let beside = order[..at].iter().map(|other| &rails[other]);
            let track = beside
                .filter(|other| other.top() < this.bottom() + clear && this.top() < other.bottom() + clear)
                .map(|other| other.track + 1)
                .max();
            if let Some(rail) = rails.get_mut(&order[at]) {
                rail.track = track.unwrap_or(0);
            }
        }
        rails
    }

    /// Where an upright line meets the outline of a box from above or below.
    fn top(&self, node: usize, x: f64, below: bool) -> Point {
        port(self.graph.nodes[node].shape, Direction::LeftToRight, &self.nodes[node], x, below)
    }

    /// Where a level line meets the outline of a box from the side.
    fn side(&self, node: usize, y: f64, right: bool) -> Point {
        let place = self.nodes[node];
        let turned = Rect { x: place.y, y: place.x, width: place.height, height: place.width };
        let at = port(self.graph.nodes[node].shape, Direction::TopToBottom, &turned, y, right);
        Point { x: at.y, y: at.x }
    }
}
