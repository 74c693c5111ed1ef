//! After phase 5: each arrow is offered simpler paths, and takes one when everything stays valid.
//!
//! Before: a drawing without defects. After: one without defects, with fewer bends and crossings. Phase 5 lets every arrow leave on
//! the right and enter on the left, which is always possible but not what a careful person draws: a person goes straight down from a
//! question to another lane, or along and then down into a box. So each arrow is offered the paths with at most three corners between
//! the middles of the sides; the cheapest that touches nothing wins. Cost: a few hundred looks at every other arrow for each arrow, so
//! very large drawings are left as they are.

use super::drawing::{Drawing, Point, Rect, Route};
use super::graph::{Boxes, Direction, Graph, Options, Shape, Size};
use super::labels;
use super::lanes;
use super::p5_routes::port;

/// How many paths are looked at in one drawing: far more than a process needs, and a bound for what is none.
const WORK: usize = 20_000;
/// More arrows than this are not polished.
const MOST_ARROWS: usize = 300;
/// The most boxes that are moved together.
const MOST_MOVED: usize = 12;
/// The least length of the last piece of an arrow: its head has to fit.
pub(super) const HEAD: f64 = 16.0;
/// The least room between an arrow and a box or label that it passes.
pub(super) const PASS: f64 = 7.0;
/// The least room between two arrows side by side.
pub(super) const APART: f64 = 8.0;

pub(super) const BEND: f64 = 10.0;
pub(super) const CROSSING: f64 = 32.0;
const NAME: f64 = 20.0;
pub(super) const LENGTH: f64 = 0.012;
/// For the length that an arrow forward runs backward: readers lose the way there.
pub(super) const AGAINST: f64 = 0.05;

pub(super) fn polish(graph: &Graph, drawing: &mut Drawing, options: &Options, rounds: usize) {
    if graph.edges.len() > MOST_ARROWS {
        return;
    }
    let mut polisher = Polisher::new(graph, drawing, options);
    let mut tried = vec![usize::MAX; graph.edges.len() + graph.nodes.len()];
    for _ in 0..rounds {
        let mut better = false;
        for (thing, tried) in tried.iter_mut().enumerate() {
            // What was tried in vain since the last change is not tried again.
            if *tried == polisher.changes {
                continue;
            }
            let changed = match thing.checked_sub(graph.edges.len()) {
                None => polisher.improve(thing),
                Some(node) => polisher.move_box(node),
            };
            polisher.changes += usize::from(changed);
            better |= changed;
            *tried = if changed { usize::MAX } else { polisher.changes };
        }
        if !better {
            return;
        }
    }
}

/// How many crossings a drawing has, and what it costs its reader: crossings, corners and length.
pub(super) fn score(drawing: &Drawing) -> (usize, f64) {
    let (mut total, mut score) = (0, 0.0);
    for (edge, route) in drawing.edges.iter().enumerate().filter(|(_, route)| route.points.len() >= 2) {
        let crossings: usize = drawing.edges[..edge].iter().map(|other| crossings(&route.points, &other.points)).sum();
        score += bends_and_length(&route.points) + CROSSING * crossings as f64;
        total += crossings;
    }
    (total, score)
}

pub(super) struct Polisher<'a> {
    pub graph: &'a Graph,
    pub options: &'a Options,
    pub drawing: &'a mut Drawing,
    /// How many paths may still be looked at, or places visited.
    pub work: usize,
    /// The box around each arrow: most arrows are far from one another.
    reaches: Vec<Rect>,
    /// The left side of the first box: boxes move up and down only.
    left: f64,
    /// Kept between arrows to save its allocation.
    candidates: Vec<(f64, Path)>,
    /// How many arrows and boxes were changed.
    changes: usize,
}

/// A path with at most three corners. Many are looked at and few are kept, so they need no memory of their own.
#[derive(Clone, Copy, Debug)]
struct Path {
    points: [Point; 5],
    count: usize,
}

impl Path {
    /// The path through these points, without corners that are none; `None` when it is none that leads out of one side and into the
    /// other at right angles.
    fn new(through: &[Point], out: Side, into: Side) -> Option<Path> {
        let mut path = Path { points: [Point::default(); 5], count: 0 };
        for point in through {
            let kept = &path.points[..path.count];
            if kept.last().is_some_and(|last| (last.x - point.x).abs() < 0.01 && (last.y - point.y).abs() < 0.01) {
                continue;
            }
            if let [.., a, b] = kept
                && (a.x == b.x && b.x == point.x || a.y == b.y && b.y == point.y)
            {
                path.count -= 1;
            }
            path.points[path.count] = *point;
            path.count += 1;
        }
        let [first, second, ..] = *path.points() else { return None };
        let [.., before, last] = *path.points() else { return None };
        let fits = leaves(first, second, out) && leaves(last, before, into) && is_right_angled(path.points());
        fits.then_some(path)
    }

    fn points(&self) -> &[Point] {
        &self.points[..self.count]
    }
}

/// A side of a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Side {
    Right,
    Left,
    Top,
    Bottom,
}

impl<'a> Polisher<'a> {
    pub fn new(graph: &'a Graph, drawing: &'a mut Drawing, options: &'a Options) -> Polisher<'a> {
        let reaches = drawing.edges.iter().map(reach_of).collect();
        let left = drawing.nodes.iter().map(|node| node.x).fold(f64::MAX, f64::min);
        Polisher { graph, options, drawing, work: WORK, reaches, left, candidates: Vec::new(), changes: 0 }
    }

    /// Gives the arrow the cheapest of the paths offered; whether that is another than it has.
    fn improve(&mut self, edge: usize) -> bool {
        let ends = &self.graph.edges[edge];
        if ends.from == ends.to || self.drawing.edges[edge].points.len() < 2 {
            return false;
        }
        let now = &self.drawing.edges[edge].points;
        let cost = self.cost(edge, now);
        // With one corner and no crossing there is nothing to gain but length.
        if now.len() <= 3 && cost < CROSSING.min(NAME) {
            return false;
        }
        let Some(route) = self.best_route(edge, &now.clone(), cost - 0.01) else { return false };
        self.set_route(edge, route);
        true
    }

    pub fn set_route(&mut self, edge: usize, route: Route) {
        self.reaches[edge] = reach_of(&route);
        self.drawing.edges[edge] = route;
    }

    /// The other arrows that come near the path.
    pub fn near(&self, edge: usize, points: &[Point]) -> impl Iterator<Item = (usize, &Route)> {
        let around = reach(points);
        let is_near = move |other: &usize| *other != edge && self.reaches[*other].overlaps(&around);
        (0..self.drawing.edges.len()).filter(is_near).map(|other| (other, &self.drawing.edges[other]))
    }

    /// The cheapest free path that costs less than `least`, with a place for the label. `now` is the path that the arrow has or had.
    fn best_route(&mut self, edge: usize, now: &[Point], mut least: f64) -> Option<Route> {
        let mut best = None;
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        self.offer(edge, now, least, &mut candidates);
        self.work = self.work.saturating_sub(candidates.len());
        // In order of what they cost before crossings, so most paths need no look.
        candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (cheapest, path) in &candidates {
            if *cheapest >= least || self.work == 0 {
                break;
            }
            let points = path.points();
            if !self.is_free(edge, points) {
                continue;
            }
            let cost = self.cost(edge, points);
            if cost >= least {
                continue;
            }
            let label = match self.graph.edges[edge].label {
                None => None,
                Some(label) => {
                    let Some(spot) = self.label_spot(edge, points, label) else { continue };
                    Some(spot)
                }
            };
            least = cost;
            best = Some(Route { points: points.to_vec(), label, back: self.drawing.edges[edge].back });
        }
        self.candidates = candidates;
        best
    }

    /// Moves a box up or down in its column to where one of its arrows is straight, alone or with all that stand in one line with it,
    /// when all arrows that this touches gain by it together.
    fn move_box(&mut self, node: usize) -> bool {
        if self.options.boxes == Boxes::InOneLine {
            return false;
        }
        let mut shifts: Vec<f64> = Vec::new();
        for ends in &self.graph.edges {
            let other = match (ends.from == node, ends.to == node) {
                (true, false) => ends.to,
                (false, true) => ends.from,
                _ => continue,
            };
            if let (Some(place), Some(this)) = (self.drawing.nodes.get(other), self.drawing.nodes.get(node)) {
                shifts.push(place.centre().y - this.centre().y);
            }
        }
        shifts.retain(|shift| shift.abs() > 0.01);
        let shifts = sorted(shifts);
        let mut groups = vec![vec![node], self.in_line_with(node)];
        groups.dedup();
        let mut moved = false;
        for group in groups {
            for shift in &shifts {
                // After the first success the others are measured from where the box was: they are for the next round.
                moved = moved || self.move_group(&group, *shift);
            }
        }
        moved
    }

    /// The box and all that straight level arrows connect with it.
    fn in_line_with(&self, node: usize) -> Vec<usize> {
        let mut group = vec![node];
        let mut next = 0;
        while next < group.len() && group.len() <= MOST_MOVED {
            for (ends, route) in self.graph.edges.iter().zip(&self.drawing.edges) {
                if let [a, b] = route.points[..]
                    && a.y == b.y
                {
                    for (this, other) in [(ends.from, ends.to), (ends.to, ends.from)] {
                        if this == group[next] && !group.contains(&other) {
                            group.push(other);
                        }
                    }
                }
            }
            next += 1;
        }
        group
    }

    fn move_group(&mut self, group: &[usize], shift: f64) -> bool {
        let touches = |edge: &usize| group.contains(&self.graph.edges[*edge].from) || group.contains(&self.graph.edges[*edge].to);
        let edges: Vec<usize> = (0..self.graph.edges.len()).filter(touches).collect();
        let movable =
            |edge: &usize| self.drawing.edges[*edge].points.len() >= 2 && self.graph.edges[*edge].from != self.graph.edges[*edge].to;
        if edges.is_empty() || group.len() > MOST_MOVED || edges.len() > 2 * MOST_MOVED || !edges.iter().all(movable) {
            return false;
        }
        let total = |polisher: &Self| -> f64 { edges.iter().map(|edge| polisher.cost(*edge, &polisher.drawing.edges[*edge].points)).sum() };
        let before = total(self);
        if before < BEND {
            return false;
        }
        let routes: Vec<Route> = edges.iter().map(|edge| self.drawing.edges[*edge].clone()).collect();
        for (edge, route) in edges.iter().zip(&routes) {
            self.set_route(*edge, Route { points: Vec::new(), label: None, back: route.back });
        }
        for node in group {
            self.drawing.nodes[*node].y += shift;
        }
        // What the arrows may cost together is known, so most moves end at the first arrow that costs more.
        let mut left = before - 0.5;
        let fits = group.iter().all(|node| self.box_is_free(*node, &self.drawing.nodes[*node]))
            && edges.iter().zip(&routes).all(|(edge, old)| {
                let Some(route) = self.best_route(*edge, &old.points, left) else { return false };
                left -= self.cost(*edge, &route.points);
                self.set_route(*edge, route);
                true
            });
        if fits && total(self) < before - 0.5 {
            return true;
        }
        for node in group {
            self.drawing.nodes[*node].y -= shift;
        }
        for (edge, route) in edges.iter().zip(routes) {
            self.set_route(*edge, route);
        }
        false
    }

    /// Whether a box can stand here: in its lane, with room to other boxes, labels and lines.
    fn box_is_free(&self, node: usize, place: &Rect) -> bool {
        if let Some(lane) = self.graph.nodes[node].lane {
            let band = &self.drawing.lanes[lane];
            let name = lanes::name_room(self.graph, lane, self.options.direction).beside;
            let padding = self.options.lane_padding;
            if place.y < band.y + name + padding || place.bottom() > band.bottom() - padding {
                return false;
            }
        }
        let gap = self.options.node_gap;
        let room = Rect { y: place.y - gap, height: place.height + 2.0 * gap, x: place.x - 10.0, width: place.width + 20.0 };
        let others = self.drawing.nodes.iter().enumerate().filter(|(other, _)| *other != node);
        let room_for_line = place.grown(PASS + 5.0);
        !others.into_iter().any(|(_, other)| other.overlaps(&room))
            && !self.drawing.edges.iter().any(|route| {
                route.label.is_some_and(|label| label.overlaps(&room_for_line))
                    || route.points.windows(2).any(|pair| room_for_line.cut_by(pair[0], pair[1]))
            })
    }

    /// The paths with up to three corners between the middles of the sides of the two boxes that can cost less than `least`.
    fn offer(&self, edge: usize, now: &[Point], least: f64, paths: &mut Vec<(f64, Path)>) {
        let ends = &self.graph.edges[edge];
        let (from, to) = (&self.drawing.nodes[ends.from], &self.drawing.nodes[ends.to]);
        let (own_xs, own_ys) = self.lines(from, to, now);
        let (xs, ys) = self.lines_of_siblings(edge, &own_xs, &own_ys);
        let bends = now.len().saturating_sub(2).max(2);
        for out in [Side::Right, Side::Bottom, Side::Top] {
            for into in [Side::Left, Side::Top, Side::Bottom] {
                let (a, b) = (self.port_at(ends.from, out), self.port_at(ends.to, into));
                let across = |side: Side| matches!(side, Side::Top | Side::Bottom);
                // No path is shorter than straight along and across; one with a corner less comes up as such.
                let corners = if across(out) == across(into) { 0.0 } else { 1.0 };
                let shortest = corners * BEND + LENGTH * distance(a, b);
                if shortest >= least {
                    continue;
                }
                let mut take = |through: &[Point]| {
                    let length: f64 = through.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
                    if corners * BEND + LENGTH * length >= least {
                        return;
                    }
                    if let Some(path) = Path::new(through, out, into)
                        && path.count - 2 <= bends
                    {
                        let cost = BEND * (path.count - 2) as f64 + LENGTH * length;
                        if cost < least {
                            paths.push((cost, path));
                        }
                    }
                };
                let at = |x: f64, y: f64| Point { x, y };
                match (across(out), across(into)) {
                    (false, false) => {
                        take(&[a, b]);
                        xs.iter().for_each(|x| take(&[a, at(*x, a.y), at(*x, b.y), b]));
                    }
                    (true, true) => {
                        take(&[a, b]);
                        ys.iter().for_each(|y| take(&[a, at(a.x, *y), at(b.x, *y), b]));
                    }
                    (true, false) => take(&[a, at(a.x, b.y), b]),
                    (false, true) => take(&[a, at(b.x, a.y), b]),
                }
                // Three corners: out of one side, along a free line, into a side of the other kind.
                if now.len() < 5 || across(out) == across(into) || 2.0 * BEND + shortest >= least {
                    continue;
                }
                for x in &own_xs {
                    for y in &own_ys {
                        // A corner that is none makes a path that is already offered.
                        match across(out) {
                            true => take(&[a, at(a.x, *y), at(*x, *y), at(*x, b.y), b]),
                            false => take(&[a, at(*x, a.y), at(*x, *y), at(b.x, *y), b]),
                        }
                    }
                }
            }
        }
    }

    /// Lines that a path could run on: those it runs on now and those beside the two boxes, as `x` and as `y`.
    fn lines(&self, from: &Rect, to: &Rect, now: &[Point]) -> (Vec<f64>, Vec<f64>) {
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        take_lines(now, &mut xs, &mut ys);
        let gap = self.options.edge_gap;
        for step in 0..3 {
            let step = 16.0 + f64::from(step) * gap;
            xs.extend([from.right() + step, to.x - step - 4.0]);
            ys.extend([from.bottom() + step, from.y - step, to.bottom() + step, to.y - step]);
        }
        ys.push((from.bottom() + to.y) / 2.0);
        ys.push((to.bottom() + from.y) / 2.0);
        (sorted(xs), sorted(ys))
    }

    /// The lines given, and those of arrows that share an end: arrows into one box may run on one line.
    fn lines_of_siblings(&self, edge: usize, xs: &[f64], ys: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let ends = &self.graph.edges[edge];
        let (mut xs, mut ys) = (xs.to_vec(), ys.to_vec());
        for (other, route) in self.graph.edges.iter().zip(&self.drawing.edges) {
            if other.from == ends.from || other.to == ends.to {
                take_lines(&route.points, &mut xs, &mut ys);
            }
        }
        (sorted(xs), sorted(ys))
    }

    pub fn port_at(&self, node: usize, side: Side) -> Point {
        let place = &self.drawing.nodes[node];
        let middle = place.centre();
        match side {
            Side::Right => Point { x: place.right(), y: middle.y },
            Side::Left => Point { x: place.x, y: middle.y },
            Side::Top => port(Shape::Box, self.options.direction, place, middle.x, false),
            Side::Bottom => port(Shape::Box, self.options.direction, place, middle.x, true),
        }
    }

    pub fn cost(&self, edge: usize, points: &[Point]) -> f64 {
        let crossings: usize = self.near(edge, points).map(|(_, other)| crossings(points, &other.points)).sum();
        let backward = if self.drawing.edges[edge].back { 0.0 } else { AGAINST * leftward(points) };
        bends_and_length(points) + CROSSING * crossings as f64 + NAME * self.names_cut(points) as f64 + backward
    }

    /// Whether the path keeps away from boxes, labels and arrows, leaves its box outward and has room for its head.
    pub fn is_free(&self, edge: usize, points: &[Point]) -> bool {
        let ends = &self.graph.edges[edge];
        let last = points.len() - 1;
        if distance(points[last - 1], points[last]) < HEAD || (last > 1 && distance(points[0], points[1]) < 8.0) {
            return false;
        }
        if self.leaves_the_lanes(points) || self.names_cut(points) > 0 {
            return false;
        }
        for (node, place) in self.drawing.nodes.iter().enumerate() {
            for (index, pair) in points.windows(2).enumerate() {
                let own_start = node == ends.from && index == 0;
                let own_end = node == ends.to && index == last - 1;
                let reach = if own_start || own_end { place.grown(-1.0) } else { place.grown(PASS) };
                if reach.cut_by(pair[0], pair[1]) {
                    return false;
                }
            }
        }
        self.near(edge, points).all(|(other, route)| self.is_apart(edge, points, other, route))
    }

    /// How many names of lanes the path runs through.
    fn names_cut(&self, points: &[Point]) -> usize {
        let names = (0..self.drawing.lanes.len()).map(|lane| self.name_of(lane));
        names.filter(|name| points.windows(2).any(|pair| name.cut_by(pair[0], pair[1]))).count()
    }

    /// Where the name of a lane will stand: top left, where the frame will start.
    pub fn name_of(&self, lane: usize) -> Rect {
        let size = self.graph.lanes[lane].label;
        let left = self.left - self.options.lane_padding;
        match self.options.direction {
            Direction::LeftToRight | Direction::RightToLeft => {
                Rect { x: left, y: self.drawing.lanes[lane].y, width: size.width, height: size.height }
            }
            Direction::TopToBottom | Direction::BottomToTop => Rect { x: left, y: self.drawing.lanes[lane].y, width: 0.0, height: 0.0 },
        }
    }

    /// Lines run inside the bands from the first lane to the last.
    fn leaves_the_lanes(&self, points: &[Point]) -> bool {
        let (Some(first), Some(last)) = (self.drawing.lanes.first(), self.drawing.lanes.last()) else { return false };
        let gap = self.options.edge_gap / 2.0;
        let outside = points.iter().any(|point| point.y < first.y + gap || point.y > last.bottom() - gap || point.x < self.left);
        // A line along the border of a lane looks like the border.
        let on_border = |y: f64| self.drawing.lanes.iter().any(|lane| (lane.y - y).abs() < gap || (lane.bottom() - y).abs() < gap);
        outside || points.windows(2).any(|pair| pair[0].y == pair[1].y && on_border(pair[0].y))
    }

    fn is_apart(&self, edge: usize, points: &[Point], other: usize, route: &Route) -> bool {
        let (ends, others) = (&self.graph.edges[edge], &self.graph.edges[other]);
        if let Some(label) = &route.label
            && points.windows(2).any(|pair| label.grown(PASS - 4.0).cut_by(pair[0], pair[1]))
        {
            return false;
        }
        let (same_from, same_to) = (ends.from == others.from, ends.to == others.to);
        if same_from && same_to {
            return !points.windows(2).any(|pair| route.points.windows(2).any(|line| side_by_side(pair, line)));
        }
        for (index, pair) in points.windows(2).enumerate() {
            for (other_index, line) in route.points.windows(2).enumerate() {
                if !side_by_side(pair, line) {
                    continue;
                }
                // Arrows out of one box may start together, arrows into one box may end together: on one line, the same way.
                let on_one = on_one_line(pair, line);
                let start = same_from && on_one && share_start(points, &route.points, index, other_index);
                let end = same_to && on_one && share_end(points, &route.points, index, other_index);
                if !start && !end {
                    return false;
                }
            }
        }
        true
    }

    /// Where the label stands: in the first free spot that no border of a lane runs through, else in the first free one.
    pub fn label_spot(&self, edge: usize, points: &[Point], label: Size) -> Option<Rect> {
        let on_border = |spot: &Rect| self.drawing.lanes.iter().any(|lane| spot.y < lane.bottom() && spot.bottom() > lane.bottom());
        let free: Vec<Rect> =
            labels::spots(points, label, HEAD).into_iter().filter(|spot| self.label_is_free(edge, points, spot)).collect();
        free.iter().find(|spot| !on_border(spot)).or(free.first()).copied()
    }

    fn label_is_free(&self, edge: usize, points: &[Point], spot: &Rect) -> bool {
        let room = spot.grown(3.0);
        if let (Some(first), Some(last)) = (self.drawing.lanes.first(), self.drawing.lanes.last())
            && (spot.y < first.y + 4.0 || spot.bottom() > last.bottom() - 4.0)
        {
            return false;
        }
        let on_own = points.windows(2).filter(|pair| spot.cut_by(pair[0], pair[1])).count() == 1;
        on_own
            && !self.drawing.nodes.iter().any(|node| node.overlaps(&spot.grown(self.options.label_gap)))
            && !(0..self.drawing.lanes.len()).any(|lane| self.name_of(lane).overlaps(spot))
            && self.drawing.edges.iter().enumerate().filter(|(other, _)| *other != edge).all(|(_, route)| {
                !route.label.is_some_and(|label| label.overlaps(&room))
                    && !route.points.windows(2).any(|pair| room.cut_by(pair[0], pair[1]))
            })
    }
}

fn take_lines(points: &[Point], xs: &mut Vec<f64>, ys: &mut Vec<f64>) {
    for pair in points.windows(2) {
        if pair[0].x == pair[1].x {
            xs.push(pair[0].x);
        } else {
            ys.push(pair[0].y);
        }
    }
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values.dedup_by(|a, b| (*a - *b).abs() < 0.5);
    values
}

/// The box around an arrow and its label.
fn reach_of(route: &Route) -> Rect {
    let corners = route.label.iter().flat_map(|label| [Point { x: label.x, y: label.y }, Point { x: label.right(), y: label.bottom() }]);
    let points: Vec<Point> = route.points.iter().copied().chain(corners).collect();
    reach(&points)
}

/// The box around a path, with what has to stay free beside it.
fn reach(points: &[Point]) -> Rect {
    let range = |of: fn(&Point) -> f64| {
        let values = points.iter().map(of);
        values.fold((f64::MAX, f64::MIN), |(least, most), value| (least.min(value), most.max(value)))
    };
    if points.is_empty() {
        return Rect::default();
    }
    let ((left, right), (top, bottom)) = (range(|point| point.x), range(|point| point.y));
    Rect { x: left, y: top, width: right - left, height: bottom - top }.grown(APART)
}

pub(super) fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

/// How far a path runs to the left.
fn leftward(points: &[Point]) -> f64 {
    points.windows(2).map(|pair| (pair[0].x - pair[1].x).max(0.0)).sum()
}

fn bends_and_length(points: &[Point]) -> f64 {
    let length: f64 = points.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
    BEND * (points.len() - 2) as f64 + LENGTH * length
}

/// Whether a line from a port on this side of a box to the next corner leads away from the box.
fn leaves(port: Point, corner: Point, side: Side) -> bool {
    match side {
        Side::Right => corner.x > port.x,
        Side::Left => corner.x < port.x,
        Side::Top => corner.y < port.y,
        Side::Bottom => corner.y > port.y,
    }
}

/// Level and upright pieces in turn, never straight back.
fn is_right_angled(points: &[Point]) -> bool {
    points.windows(2).all(|pair| (pair[0].x == pair[1].x) != (pair[0].y == pair[1].y))
        && points.windows(3).all(|corner| (corner[0].x == corner[1].x) != (corner[1].x == corner[2].x))
}

/// Whether two pieces run in one direction, less than [`APART`] from one another, for some way.
fn side_by_side(a: &[Point], b: &[Point]) -> bool {
    let along = |a: f64, b: f64, c: f64, d: f64| a.max(b).min(c.max(d)) - a.min(b).max(c.min(d)) > -APART / 2.0;
    (a[0].x == a[1].x && b[0].x == b[1].x && (a[0].x - b[0].x).abs() < APART && along(a[0].y, a[1].y, b[0].y, b[1].y))
        || (a[0].y == a[1].y && b[0].y == b[1].y && (a[0].y - b[0].y).abs() < APART && along(a[0].x, a[1].x, b[0].x, b[1].x))
}

fn on_one_line(a: &[Point], b: &[Point]) -> bool {
    if a[0].x == a[1].x { a[0].x == b[0].x } else { a[0].y == b[0].y }
}

/// Whether the two paths are the same up to the pieces given.
fn share_start(a: &[Point], b: &[Point], index: usize, other: usize) -> bool {
    index == other && a[..=index] == b[..=other] && same_way(&a[index..index + 2], &b[other..other + 2])
}

fn share_end(a: &[Point], b: &[Point], index: usize, other: usize) -> bool {
    let (left, left_other) = (a.len() - 1 - index, b.len() - 1 - other);
    left == left_other && a[index + 1..] == b[other + 1..] && same_way(&a[index..index + 2], &b[other..other + 2])
}

fn same_way(a: &[Point], b: &[Point]) -> bool {
    let sign = |value: f64| if value == 0.0 { 0.0 } else { value.signum() };
    sign(a[1].x - a[0].x) == sign(b[1].x - b[0].x) && sign(a[1].y - a[0].y) == sign(b[1].y - b[0].y)
}

/// How often two paths cross. Paths that meet on one line and part on different sides cross as well.
pub(super) fn crossings(a: &[Point], b: &[Point]) -> usize {
    let mut count = 0;
    for pair in a.windows(2) {
        for line in b.windows(2) {
            let (level, upright) = if pair[0].y == pair[1].y { (pair, line) } else { (line, pair) };
            if level[0].y != level[1].y || upright[0].x != upright[1].x {
                continue;
            }
            let inside = |value: f64, a: f64, b: f64| value > a.min(b) && value < a.max(b);
            count += usize::from(inside(upright[0].x, level[0].x, level[1].x) && inside(level[0].y, upright[0].y, upright[1].y));
        }
    }
    count
}
