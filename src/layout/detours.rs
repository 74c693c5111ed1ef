//! Ways round: arrows that still cross look for a path of any shape that does not.
//!
//! Before: a drawing without defects and some crossings. After: one without defects and with fewer, or the same one. Crossings are what
//! readers stumble over most (Purchase 1997), so an arrow may take a few corners more to save one: below the last box of a lane, above
//! the first, round the end of another arrow. For that, strips are opened between columns and along the borders of the lanes; those
//! that stay empty are taken out again by `compact`. The path is the cheapest one on the free lines of the drawing, found with A*; since a path has to be cheaper than the crossings that it saves, the search ends soon.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::drawing::{Drawing, Point, Rect, Route};
use super::graph::{Graph, Options, Size};
use super::labels;
use super::polish::{AGAINST, APART, BEND, CROSSING, HEAD, LENGTH, PASS, Polisher, Side, crossings, distance};

/// How wide a strip is opened, in gaps between lines.
const STRIP: f64 = 2.0;
/// The most crossing arrows that look for another way.
const MOST_CROSSING: usize = 24;
/// How many places the searches of one drawing may visit: a bound for what is no process.
const VISITS: usize = 60_000;
/// Lines nearer than this to one another are one.
const SAME: f64 = 4.0;
/// Before a box there has to be room for the head of an arrow.
const STUB: f64 = HEAD + 4.0;

/// Lets arrows that cross look for other ways; whether one found one. The drawing has more room then.
pub(super) fn detour(graph: &Graph, drawing: &mut Drawing, options: &Options) -> bool {
    let crossing = crossing_arrows(drawing);
    if crossing.is_empty() || crossing.len() > MOST_CROSSING {
        return false;
    }
    open_strips(drawing, options);
    let mut polisher = Polisher::new(graph, drawing, options);
    polisher.work = VISITS;
    let (mut changes, mut tried) = (0, vec![usize::MAX; graph.edges.len()]);
    for _ in 0..2 {
        for edge in crossing_arrows(polisher.drawing) {
            // What was tried in vain since the last change is not tried again.
            if tried[edge] != changes {
                changes += usize::from(polisher.go_round(edge));
                tried[edge] = changes;
            }
        }
    }
    changes > 0
}

/// The arrows that cross another, those that cross most first.
fn crossing_arrows(drawing: &Drawing) -> Vec<usize> {
    let mut counts = vec![0; drawing.edges.len()];
    for (first, route) in drawing.edges.iter().enumerate() {
        for (second, other) in drawing.edges.iter().enumerate().skip(first + 1) {
            let count = crossings(&route.points, &other.points);
            counts[first] += count;
            counts[second] += count;
        }
    }
    let mut arrows: Vec<usize> = (0..counts.len()).filter(|edge| counts[*edge] > 0).collect();
    arrows.sort_by_key(|edge| std::cmp::Reverse(counts[*edge]));
    arrows
}

/// Makes room between columns and inside the lanes, along their borders.
fn open_strips(drawing: &mut Drawing, options: &Options) {
    let strip = STRIP * options.edge_gap;
    let things = || drawing.nodes.iter().chain(drawing.edges.iter().filter_map(|route| route.label.as_ref()));
    let columns = free_strips(things().map(|place| (place.x, place.right())).collect());
    let rows: Vec<f64> = match drawing.lanes.is_empty() {
        true => free_strips(things().map(|place| (place.y, place.bottom())).collect()),
        false => drawing.lanes.iter().flat_map(|lane| [lane.y + options.edge_gap / 2.0, lane.bottom() - options.edge_gap / 2.0]).collect(),
    };
    let added = |starts: &[f64], at: f64| strip * starts.iter().filter(|start| **start <= at).count() as f64;
    let by_x = |at: &mut f64| *at += added(&columns, *at);
    let by_y = |at: &mut f64| *at += added(&rows, *at);
    for lane in &mut drawing.lanes {
        let (mut top, mut bottom) = (lane.y, lane.bottom());
        by_y(&mut top);
        by_y(&mut bottom);
        (lane.y, lane.height) = (top, bottom - top);
    }
    for node in &mut drawing.nodes {
        by_x(&mut node.x);
        by_y(&mut node.y);
    }
    for route in &mut drawing.edges {
        if let Some(label) = &mut route.label {
            // A label goes where its middle goes: that is on its arrow.
            let mut middle = label.centre();
            by_x(&mut middle.x);
            by_y(&mut middle.y);
            *label = labels::around(middle, Size { width: label.width, height: label.height });
        }
        for point in &mut route.points {
            by_x(&mut point.x);
            by_y(&mut point.y);
        }
    }
}

/// The middles of strips that nothing stands in.
fn free_strips(mut spans: Vec<(f64, f64)>) -> Vec<f64> {
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut strips = Vec::new();
    let mut end = f64::MAX;
    for (start, stop) in spans {
        if start - end > 4.0 {
            strips.push((start + end) / 2.0);
        }
        end = if end == f64::MAX { stop } else { end.max(stop) };
    }
    strips
}

/// A place in the search: which lines meet there, and which way the path runs.
#[derive(Clone, Copy, PartialEq)]
struct Visit {
    /// What the path costs at least when it is finished.
    total: f64,
    /// What it has cost so far.
    cost: f64,
    state: usize,
}

impl Eq for Visit {}

impl Ord for Visit {
    fn cmp(&self, other: &Visit) -> Ordering {
        // The cheapest first; of equals the first state.
        other.total.total_cmp(&self.total).then(other.state.cmp(&self.state))
    }
}

impl PartialOrd for Visit {
    fn partial_cmp(&self, other: &Visit) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The lines on which a path may run, and what it costs to run on the piece behind each place.
struct Grid {
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// For each place the cost of the level piece right of it, and of the upright piece below it.
    level: Vec<f64>,
    upright: Vec<f64>,
}

/// Right, down, left, up.
const STEPS: [(isize, isize); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

impl Grid {
    fn place(&self, x: usize, y: usize) -> usize {
        y * self.xs.len() + x
    }

    fn point(&self, place: usize) -> Point {
        Point { x: self.xs[place % self.xs.len()], y: self.ys[place / self.xs.len()] }
    }

    /// Makes running through a box impossible.
    fn block(&mut self, room: &Rect) {
        let columns = cut_by(&self.xs, room.x, room.right());
        let rows = cut_by(&self.ys, room.y, room.bottom());
        // A level piece is cut when its line is inside and any of it is.
        for y in inside(&self.ys, room.y, room.bottom()) {
            for x in columns.clone() {
                let place = self.place(x, y);
                self.level[place] = f64::INFINITY;
            }
        }
        for x in inside(&self.xs, room.x, room.right()) {
            for y in rows.clone() {
                let place = self.place(x, y);
                self.upright[place] = f64::INFINITY;
            }
        }
    }

    /// Makes crossing a piece of another arrow dear, and running beside it impossible, unless both may run on its line.
    fn pass(&mut self, a: Point, b: Point, may_share: bool) {
        let beside = |line: f64, own: f64| (line - own).abs() < APART && !(may_share && line == own);
        if a.y == b.y {
            let (left, right) = (a.x.min(b.x), a.x.max(b.x));
            for y in inside(&self.ys, a.y - APART, a.y + APART) {
                if beside(self.ys[y], a.y) {
                    for x in cut_by(&self.xs, left - APART / 2.0, right + APART / 2.0) {
                        let place = self.place(x, y);
                        self.level[place] = f64::INFINITY;
                    }
                }
            }
            if let Some(above) = piece_at(&self.ys, a.y) {
                for x in inside(&self.xs, left, right) {
                    let place = self.place(x, above);
                    self.upright[place] += CROSSING;
                }
            }
        } else {
            let (top, bottom) = (a.y.min(b.y), a.y.max(b.y));
            for x in inside(&self.xs, a.x - APART, a.x + APART) {
                if beside(self.xs[x], a.x) {
                    for y in cut_by(&self.ys, top - APART / 2.0, bottom + APART / 2.0) {
                        let place = self.place(x, y);
                        self.upright[place] = f64::INFINITY;
                    }
                }
            }
            if let Some(before) = piece_at(&self.xs, a.x) {
                for y in inside(&self.ys, top, bottom) {
                    let place = self.place(before, y);
                    self.level[place] += CROSSING;
                }
            }
        }
    }
}

/// The lines strictly between two values.
fn inside(lines: &[f64], from: f64, to: f64) -> std::ops::Range<usize> {
    lines.partition_point(|line| *line <= from)..lines.partition_point(|line| *line < to).max(lines.partition_point(|line| *line <= from))
}

/// The pieces from one line to the next that have something in common with what is strictly between two values.
fn cut_by(lines: &[f64], from: f64, to: f64) -> std::ops::Range<usize> {
    let first = lines.partition_point(|line| *line <= from).saturating_sub(1);
    let last = lines.partition_point(|line| *line < to).min(lines.len().saturating_sub(1));
    first..last.max(first)
}

/// The piece in which a value is.
fn piece_at(lines: &[f64], at: f64) -> Option<usize> {
    lines.partition_point(|line| *line <= at).checked_sub(1).filter(|piece| piece + 1 < lines.len())
}

impl Polisher<'_> {
    /// Gives a crossing arrow the cheapest path of any shape, when that costs less than the one that it has.
    fn go_round(&mut self, edge: usize) -> bool {
        let ends = &self.graph.edges[edge];
        let now = self.drawing.edges[edge].points.clone();
        if ends.from == ends.to || now.len() < 2 {
            return false;
        }
        let cost = self.cost(edge, &now);
        if cost < CROSSING {
            return false;
        }
        // A path that runs on the line of another arrow may turn out to run on it for too long.
        for may_share in [true, false] {
            let grid = self.grid(edge, may_share);
            let Some(points) = self.search(edge, &grid, cost - 0.01) else { return false };
            if let Some(route) = self.checked(edge, points, cost - 0.01) {
                self.set_route(edge, route);
                return true;
            }
        }
        false
    }

    /// The path as a route, when it costs less than `least`, is free and has room for the label.
    fn checked(&self, edge: usize, points: Vec<Point>, least: f64) -> Option<Route> {
        if points.len() < 2 || !self.is_free(edge, &points) || self.cost(edge, &points) >= least {
            return None;
        }
        let label = match self.graph.edges[edge].label {
            None => None,
            Some(label) => Some(self.label_spot(edge, &points, label)?),
        };
        Some(Route { points, label, back: self.drawing.edges[edge].back })
    }

    /// The lines beside everything that is drawn.
    fn grid(&self, edge: usize, may_share: bool) -> Grid {
        let ends = &self.graph.edges[edge];
        let gap = self.options.edge_gap;
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        for node in [ends.from, ends.to] {
            let middle = self.drawing.nodes[node].centre();
            xs.push(middle.x);
            ys.push(middle.y);
        }
        let to = &self.drawing.nodes[ends.to];
        let from = &self.drawing.nodes[ends.from];
        xs.extend([from.right() + 16.0, to.x - STUB]);
        ys.extend([from.y - 16.0, from.bottom() + 16.0, to.y - STUB, to.bottom() + STUB]);
        let others = || self.drawing.edges.iter().zip(&self.graph.edges).enumerate().filter(|(other, _)| *other != edge);
        if may_share {
            for (_, (route, _)) in others().filter(|(_, (_, other))| other.from == ends.from || other.to == ends.to) {
                for pair in route.points.windows(2) {
                    if pair[0].x == pair[1].x { xs.push(pair[0].x) } else { ys.push(pair[0].y) }
                }
            }
        }
        // Lines that have to be where they are come first: of those that are too near, the first stays.
        let (mut more_xs, mut more_ys) = (Vec::new(), Vec::new());
        for node in &self.drawing.nodes {
            more_xs.extend([node.x - STUB, node.right() + 16.0, node.x - STUB - gap, node.right() + 16.0 + gap]);
            more_ys.extend([node.y - 16.0, node.bottom() + 16.0]);
        }
        for (_, (route, _)) in others() {
            if let Some(label) = &route.label {
                more_xs.extend([label.x - 8.0, label.right() + 8.0]);
                more_ys.extend([label.y - 8.0, label.bottom() + 8.0]);
            }
            for pair in route.points.windows(2) {
                if pair[0].x == pair[1].x {
                    more_xs.extend([pair[0].x - gap, pair[0].x + gap]);
                } else {
                    more_ys.extend([pair[0].y - gap, pair[0].y + gap]);
                }
            }
        }
        for lane in &self.drawing.lanes {
            more_ys.extend([lane.y + gap, lane.y + 2.0 * gap, lane.bottom() - gap, lane.bottom() - 2.0 * gap]);
        }
        let (xs, ys) = (spaced(xs, more_xs), spaced(ys, more_ys));
        let places = xs.len() * ys.len();
        let mut grid = Grid { level: vec![0.0; places], upright: vec![0.0; places], xs, ys };
        let columns = grid.xs.len();
        for place in 0..places {
            let (x, y) = (place % columns, place / columns);
            grid.level[place] = grid.xs.get(x + 1).map_or(f64::INFINITY, |next| LENGTH * (next - grid.xs[x]));
            grid.upright[place] = grid.ys.get(y + 1).map_or(f64::INFINITY, |next| LENGTH * (next - grid.ys[y]));
        }
        for node in &self.drawing.nodes {
            grid.block(&node.grown(PASS));
        }
        for (_, (route, other)) in others() {
            route.label.iter().for_each(|label| grid.block(&label.grown(PASS - 4.0)));
            let shares = may_share && ((other.from == ends.from) != (other.to == ends.to));
            route.points.windows(2).for_each(|pair| grid.pass(pair[0], pair[1], shares));
        }
        for lane in 0..self.drawing.lanes.len() {
            grid.block(&self.name_of(lane));
        }
        grid
    }

    /// The search from the sides of one box to the sides of the other.
    fn search(&mut self, edge: usize, grid: &Grid, least: f64) -> Option<Vec<Point>> {
        let ends = &self.graph.edges[edge];
        let (columns, rows) = (grid.xs.len(), grid.ys.len());
        let backward = if self.drawing.edges[edge].back { 0.0 } else { AGAINST };
        let line = |lines: &[f64], at: f64| lines.iter().position(|line| (line - at).abs() < 0.01);
        // Where a path leaves a side of the first box, and where it turns towards a side of the second: place, way, port.
        let start = |(side, way): (Side, usize)| {
            let port = self.port_at(ends.from, side);
            let (dx, dy) = STEPS[way];
            let place = grid.place(line(&grid.xs, port.x + 16.0 * dx as f64)?, line(&grid.ys, port.y + 16.0 * dy as f64)?);
            Some((place, way, port))
        };
        let end = |(side, way): (Side, usize)| {
            let port = self.port_at(ends.to, side);
            let (dx, dy) = STEPS[way];
            let place = grid.place(line(&grid.xs, port.x - STUB * dx as f64)?, line(&grid.ys, port.y - STUB * dy as f64)?);
            Some((place, way, port))
        };
        let starts: Vec<(usize, usize, Point)> =
            [(Side::Right, 0), (Side::Bottom, 1), (Side::Top, 3)].into_iter().filter_map(start).collect();
        let goals: Vec<(usize, usize, Point)> = [(Side::Left, 0), (Side::Top, 1), (Side::Bottom, 3)].into_iter().filter_map(end).collect();
        let stubs: Vec<f64> = goals.iter().map(|(place, _, port)| self.stub(edge, grid.point(*place), *port)).collect();
        // What a path costs at least from a place to the end of it: its length, and a corner or two unless it runs straight there.
        let ahead = |place: usize, way: usize| {
            let at = grid.point(place);
            let left = |(goal, stub): (&(usize, usize, Point), &f64)| {
                let (goal, last) = (grid.point(goal.0), goal.1);
                let (dx, dy) = (goal.x - at.x, goal.y - at.y);
                let (along, across) = if way.is_multiple_of(2) { (dx, dy) } else { (dy, dx) };
                let along = if way < 2 { along } else { -along };
                let corners = match (4 + last - way) % 4 {
                    0 if across == 0.0 && along >= 0.0 => 0.0,
                    1 | 3 if along >= 0.0 => 1.0,
                    1 | 3 => 3.0,
                    _ => 2.0,
                };
                stub + corners * BEND + LENGTH * (dx.abs() + dy.abs())
            };
            goals.iter().zip(&stubs).map(left).fold(f64::INFINITY, f64::min)
        };
        let mut costs = vec![f64::INFINITY; columns * rows * 4];
        let mut before = vec![usize::MAX; columns * rows * 4];
        let mut open = BinaryHeap::new();
        for (place, way, port) in &starts {
            let cost = self.stub(edge, *port, grid.point(*place));
            let state = place * 4 + way;
            let total = cost + ahead(*place, *way);
            if total < least && cost < costs[state] {
                costs[state] = cost;
                open.push(Visit { total, cost, state });
            }
        }
        let mut best: Option<(f64, usize, usize)> = None;
        while let Some(Visit { total, cost, state }) = open.pop() {
            if cost > costs[state] {
                continue;
            }
            if total >= best.map_or(least, |(least, _, _)| least) {
                break;
            }
            if self.work == 0 {
                break;
            }
            self.work -= 1;
            let (place, way) = (state / 4, state % 4);
            for (index, (goal, last, _)) in goals.iter().enumerate() {
                let turns = (4 + last - way) % 4;
                if *goal == place && turns != 2 {
                    let cost = cost + stubs[index] + if turns == 0 { 0.0 } else { BEND };
                    if cost < best.map_or(least, |(least, _, _)| least) {
                        best = Some((cost, state, index));
                    }
                }
            }
            let (x, y) = (place % columns, place / columns);
            for turn in [0, 1, 3] {
                let next_way = (way + turn) % 4;
                let (dx, dy) = STEPS[next_way];
                let (Some(next_x), Some(next_y)) = (x.checked_add_signed(dx), y.checked_add_signed(dy)) else { continue };
                if next_x >= columns || next_y >= rows {
                    continue;
                }
                let next = grid.place(next_x, next_y);
                let piece = match next_way {
                    0 => grid.level[place],
                    1 => grid.upright[place],
                    2 => grid.level[next] + backward * (grid.xs[x] - grid.xs[next_x]),
                    _ => grid.upright[next],
                };
                let cost = cost + piece + if turn == 0 { 0.0 } else { BEND };
                let next_state = next * 4 + next_way;
                if cost >= costs[next_state] {
                    continue;
                }
                let total = cost + ahead(next, next_way);
                if total < least {
                    costs[next_state] = cost;
                    before[next_state] = state;
                    open.push(Visit { total, cost, state: next_state });
                }
            }
        }
        let (_, mut state, goal) = best?;
        let mut points = vec![goals[goal].2, grid.point(goals[goal].0)];
        while before[state] != usize::MAX {
            points.push(grid.point(state / 4));
            state = before[state];
        }
        points.push(grid.point(state / 4));
        points.push(starts.iter().find(|(place, way, _)| place * 4 + way == state)?.2);
        points.reverse();
        // The lines of the grid are near enough to the ports, but not exact.
        let (first, last) = (points[0], points[points.len() - 1]);
        straighten(&mut points, first, last);
        super::p5_routes::simplify(&mut points);
        Some(points)
    }

    /// What the first or last piece of a path costs.
    fn stub(&self, edge: usize, a: Point, b: Point) -> f64 {
        let crossed: usize = self.near(edge, &[a, b]).map(|(_, other)| crossings(&[a, b], &other.points)).sum();
        LENGTH * distance(a, b) + CROSSING * crossed as f64
    }
}

/// Moves the run behind the first and before the last point to where these exactly are.
fn straighten(points: &mut [Point], first: Point, last: Point) {
    for point in points.iter_mut() {
        for end in [first, last] {
            if (point.x - end.x).abs() < 0.01 {
                point.x = end.x;
            }
            if (point.y - end.y).abs() < 0.01 {
                point.y = end.y;
            }
        }
    }
}

/// All of `first`, and those of `more` that keep their distance to all lines.
fn spaced(mut first: Vec<f64>, mut more: Vec<f64>) -> Vec<f64> {
    first.sort_by(f64::total_cmp);
    first.dedup();
    more.sort_by(f64::total_cmp);
    let mut kept: Vec<f64> = Vec::with_capacity(first.len() + more.len());
    let mut next = 0;
    for line in more {
        while next < first.len() && first[next] <= line {
            kept.push(first[next]);
            next += 1;
        }
        let clear = kept.last().is_none_or(|before| line - before >= SAME) && first.get(next).is_none_or(|after| after - line >= SAME);
        if clear {
            kept.push(line);
        }
    }
    kept.extend(&first[next..]);
    kept
}
