//! Phase 5: columns, and right-angled paths for the arrows.
//!
//! Before: every item has its layer and its middle. After: a finished drawing. An arrow leaves its box on the right and enters on the
//! left, both in the middle; between two layers it changes height on a track of the channel there. Arrows that meet on a track and
//! do not come from or lead to the same box get different tracks; the order of tracks makes few crossings and never lets two
//! strangers lie on one line. Where no order does, an arrow takes two tracks.

use super::drawing::{Drawing, Point, Rect, Route};
use super::graph::{Direction, Graph, Options, Shape};
use super::labels;
use super::p2_layers::Kind;
use super::p4_places::Placed;
use super::self_loops;

/// Two lines nearer than this look like one.
const CLEAR: f64 = 6.0;
/// Room for the head of an arrow before a box.
const HEAD: f64 = 20.0;
/// Cost of two strangers on one line, in crossings.
const ON_ONE_LINE: usize = 10_000;

/// A change of height in a channel; an arrow can have two in one channel.
#[derive(Clone, Copy, Debug)]
struct Step {
    link: usize,
    part: usize,
    left: usize,
    right: usize,
    from: f64,
    to: f64,
}

/// Where a layer stands, left to right.
#[derive(Clone, Copy, Debug, Default)]
struct Column {
    left: f64,
    middle: f64,
    right: f64,
}

struct Router<'a> {
    direction: Direction,
    graph: &'a Graph,
    placed: &'a Placed,
    columns: Vec<Column>,
    /// For each link the tracks that it takes and the height that it has after each.
    tracks: Vec<Vec<(f64, f64)>>,
    /// For each turn how far right of the middle of its box it stands.
    turns: Vec<f64>,
    nodes: Vec<Rect>,
}

pub(super) fn route(graph: &Graph, placed: &Placed, options: &Options) -> Drawing {
    let layered = &placed.ordered.layered;
    let mut router = Router {
        direction: options.direction,
        graph,
        placed,
        columns: Vec::new(),
        tracks: vec![Vec::new(); layered.links.len()],
        turns: turn_ports(graph, placed),
        nodes: Vec::new(),
    };
    router.set_columns(options);
    router.nodes = (0..graph.nodes.len()).map(|node| router.node_box(node)).collect();
    let mut edges = vec![Route::default(); graph.edges.len()];
    let mut next_link = 0;
    for (arrow, chain) in layered.arrows.iter().zip(&layered.chains) {
        let links = chain.windows(2).filter(|pair| layered.items[pair[0]].layer < layered.items[pair[1]].layer).count();
        let mut points = router.points(chain, next_link..next_link + links);
        next_link += links;
        if arrow.back {
            points.reverse();
        }
        simplify(&mut points);
        edges[arrow.edge] = Route { points, label: router.label(arrow.edge, chain), back: arrow.back };
    }
    for node in &layered.looped {
        for (edge, route) in self_loops::routes(graph, *node, &router.nodes[*node], options.direction) {
            edges[edge] = route;
        }
    }
    let bands = |lane: usize| {
        let (top, bottom) = placed.bands[lane];
        Rect { x: 0.0, y: top, width: 0.0, height: bottom - top }
    };
    Drawing { lanes: (0..graph.lanes.len()).map(bands).collect(), nodes: router.nodes, edges, ..Drawing::default() }
}

impl Router<'_> {
    /// Columns from left to right, between them channels as wide as their tracks need.
    fn set_columns(&mut self, options: &Options) {
        let layered = &self.placed.ordered.layered;
        let mut channels: Vec<Vec<Step>> = vec![Vec::new(); layered.layers];
        let mut passing: Vec<Vec<f64>> = vec![Vec::new(); layered.layers];
        for (link, ends) in layered.links.iter().enumerate() {
            let (from, to) = (self.placed.middle[ends.left], self.placed.middle[ends.right]);
            passing[layered.items[ends.left].layer].push(from);
            if from != to {
                let step = Step { link, part: 0, left: ends.left, right: ends.right, from, to };
                channels[layered.items[ends.left].layer].push(step);
            }
        }
        let mut widths = vec![0.0f64; layered.layers];
        let mut has_boxes = vec![false; layered.layers];
        for item in &layered.items {
            widths[item.layer] = widths[item.layer].max(item.width);
            has_boxes[item.layer] |= item.kind == Kind::Node;
        }
        let (mut x, mut last_box) = (0.0, f64::MIN);
        for (layer, steps) in channels.into_iter().enumerate() {
            let column = Column { left: x, middle: x + widths[layer] / 2.0, right: x + widths[layer] };
            self.columns.push(column);
            x = column.right;
            for (phase, span) in layered.phases.iter().enumerate() {
                if let Some((first, last)) = span
                    && *last == layer
                {
                    x = x.max(self.columns[*first].left + self.graph.phases[phase].label.width);
                }
            }
            if layer + 1 == layered.layers {
                break;
            }
            let before = options.edge_gap + 2.0;
            let after = if has_boxes[layer + 1] { HEAD } else { options.edge_gap };
            let (steps, track_of) = assign_tracks(steps, &passing[layer]);
            let count = track_of.iter().max().map_or(0, |most| most + 1);
            let mut placed_steps: Vec<(&Step, usize)> = steps.iter().zip(track_of).collect();
            placed_steps.sort_by_key(|(step, _)| (step.link, step.part));
            for (step, track) in placed_steps {
                self.tracks[step.link].push((x + before + track as f64 * options.edge_gap, step.to));
            }
            x += match count {
                0 if has_boxes[layer] && has_boxes[layer + 1] => options.layer_gap,
                0 => options.edge_gap / 2.0 + after,
                _ => (before + (count - 1) as f64 * options.edge_gap + after).max(options.layer_gap),
            };
            // Labels are between two columns of boxes, and may be narrower than the room that is asked for.
            if has_boxes[layer] {
                last_box = column.right;
            }
            if has_boxes[layer + 1] {
                x = x.max(last_box + options.layer_gap);
            }
        }
    }

    fn node_box(&self, node: usize) -> Rect {
        let size = self.graph.nodes[node].size;
        let middle = Point { x: self.columns[self.placed.ordered.layered.items[node].layer].middle, y: self.placed.middle[node] };
        labels::around(middle, size)
    }

    fn label(&self, edge: usize, chain: &[usize]) -> Option<Rect> {
        let layered = &self.placed.ordered.layered;
        let label = self.graph.edges[edge].label?;
        let item = chain.iter().find(|item| matches!(layered.items[**item].kind, Kind::Label { .. } | Kind::CrossLabel { .. }))?;
        let middle = Point { x: self.columns[layered.items[*item].layer].middle, y: self.placed.middle[*item] };
        Some(labels::around(middle, label))
    }

    /// The corners of an arrow from its early to its late box.
    fn points(&self, chain: &[usize], links: std::ops::Range<usize>) -> Vec<Point> {
        let items = &self.placed.ordered.layered.items;
        let (early, late) = (chain[0], chain[chain.len() - 1]);
        if links.is_empty() {
            let x = self.nodes[early].centre().x;
            let down = self.placed.middle[late] > self.placed.middle[early];
            return vec![self.port(early, x, down), self.port(late, x, !down)];
        }
        let turn = |item: usize, node: usize| {
            let (x, y) = (self.nodes[node].centre().x + self.turns[item], self.placed.middle[item]);
            (self.port(node, x, y > self.placed.middle[node]), Point { x, y })
        };
        let is_turn = |item: usize| matches!(items[item].kind, Kind::Turn { .. });
        let mut points = Vec::new();
        if is_turn(chain[1]) {
            let (port, corner) = turn(chain[1], early);
            points.extend([port, corner]);
        } else {
            points.push(Point { x: self.nodes[early].right(), y: self.placed.middle[early] });
        }
        for link in links {
            for &(x, to) in &self.tracks[link] {
                let from = points[points.len() - 1].y;
                points.extend([Point { x, y: from }, Point { x, y: to }]);
            }
        }
        let before_last = chain[chain.len() - 2];
        if is_turn(before_last) {
            let (port, corner) = turn(before_last, late);
            points.extend([corner, port]);
        } else {
            points.push(Point { x: self.nodes[late].x, y: self.placed.middle[late] });
        }
        points
    }

    /// Where an upright line at `x` meets the outline of a box from below or from above.
    fn port(&self, node: usize, x: f64, below: bool) -> Point {
        port(self.graph.nodes[node].shape, self.direction, &self.nodes[node], x, below)
    }
}

/// Where an upright line at `x` meets the outline of a box from below or from above. In a drawing whose sides are exchanged, that is
/// where a level line meets it from the side.
pub(super) fn port(shape: Shape, direction: Direction, place: &Rect, x: f64, below: bool) -> Point {
    let along = (x - place.x).clamp(0.0, place.width);
    let inset = match direction {
        Direction::LeftToRight | Direction::RightToLeft => shape.inset_of_top(along, place.width, place.height),
        Direction::TopToBottom | Direction::BottomToTop => shape.inset_of_side(along, place.height, place.width),
    };
    // What is nothing but for rounding is nothing: later steps ask whether the end is on the box.
    let inset = if inset < 1e-6 { 0.0 } else { inset };
    Point { x, y: if below { place.bottom() - inset } else { place.y + inset } }
}

impl Shape {
    /// How far the top of the outline is below the top of the box, `x` from its left side.
    fn inset_of_top(self, x: f64, width: f64, height: f64) -> f64 {
        let from_side = x.min(width - x);
        let quarter = |radius: f64| {
            let off = 1.0 - (from_side / radius.max(1.0)).min(1.0);
            (height / 2.0) * (1.0 - (1.0 - off * off).max(0.0).sqrt())
        };
        match self {
            Shape::Box | Shape::Stack => 0.0,
            Shape::Diamond => (height / 2.0) * (1.0 - from_side / (width / 2.0).max(1.0)),
            Shape::Hexagon => (height / 2.0) * (1.0 - from_side / self.tip(width, height)).max(0.0),
            Shape::Ellipse => quarter(width / 2.0),
            Shape::Pill => quarter((height / 2.0).min(width / 2.0)),
        }
    }

    /// How far the left of the outline is right of the left side of the box, `y` from its top.
    fn inset_of_side(self, y: f64, width: f64, height: f64) -> f64 {
        let off = ((y - height / 2.0).abs() / (height / 2.0).max(0.5)).min(1.0);
        let round = 1.0 - (1.0 - off * off).max(0.0).sqrt();
        match self {
            Shape::Box | Shape::Stack => 0.0,
            Shape::Diamond => (width / 2.0) * off,
            Shape::Hexagon => self.tip(width, height) * off,
            Shape::Ellipse => (width / 2.0) * round,
            Shape::Pill => (height / 2.0).min(width / 2.0) * round,
        }
    }

    /// How long the tips of a hexagon of this size are.
    pub fn tip(self, width: f64, height: f64) -> f64 {
        match self {
            Shape::Hexagon => (height * 0.26).min(width / 3.0).max(1.0),
            _ => 0.0,
        }
    }
}

/// For each turn how far right of the middle of its box its upright line is. On one side of a box the arrows that run to the left
/// are left of those that run to the right, and long loops are outside short ones without crossing them.
fn turn_ports(graph: &Graph, placed: &Placed) -> Vec<f64> {
    let layered = &placed.ordered.layered;
    let mut at = vec![0.0; layered.items.len()];
    let mut sides = std::collections::BTreeMap::<(usize, bool), Vec<(bool, f64, usize)>>::new();
    let mut straight = std::collections::BTreeSet::new();
    for chain in &layered.chains {
        let (early, late) = (chain[0], chain[chain.len() - 1]);
        for (item, node, is_late) in [(chain[1], early, false), (chain[chain.len() - 2], late, true)] {
            if matches!(layered.items[item].kind, Kind::Turn { .. }) {
                let below = placed.middle[item] > placed.middle[node];
                let depth = (placed.middle[item] - placed.middle[node]).abs();
                // Late ones from the inside out, then early ones from the outside in.
                sides.entry((node, below)).or_default().push((!is_late, if is_late { depth } else { -depth }, item));
            }
        }
        if layered.items[early].layer == layered.items[late].layer {
            let down = placed.middle[late] > placed.middle[early];
            straight.extend([(early, down), (late, !down)]);
        }
    }
    for ((node, below), mut turns) in sides {
        turns.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        // The middle belongs to an arrow that runs straight up or down there.
        let taken = straight.contains(&(node, below));
        let to_left = turns.iter().filter(|turn| !turn.0).count();
        let slots = if taken { 2 * to_left.max(turns.len() - to_left) + 1 } else { turns.len() };
        // The box itself: its item is wider when a loop above it has a wide label.
        let spacing = (graph.nodes[node].size.width * 0.6 / slots as f64).min(14.0);
        for (place, (_, _, item)) in turns.iter().enumerate() {
            at[*item] = match taken {
                false => (place as f64 - (slots - 1) as f64 / 2.0) * spacing,
                true if place < to_left => (place as f64 - to_left as f64) * spacing,
                true => (place - to_left + 1) as f64 * spacing,
            };
        }
    }
    at
}

/// Takes out corners that are none.
pub(super) fn simplify(points: &mut Vec<Point>) {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for point in points.drain(..) {
        if kept.last().is_some_and(|last| (last.x - point.x).abs() < 0.01 && (last.y - point.y).abs() < 0.01) {
            continue;
        }
        if let [.., a, b] = kept[..]
            && (a.x == b.x && b.x == point.x || a.y == b.y && b.y == point.y)
        {
            kept.pop();
        }
        kept.push(point);
    }
    *points = kept;
}

/// A track for each step of a channel, and the steps, some of them in two parts.
fn assign_tracks(mut steps: Vec<Step>, passing: &[f64]) -> (Vec<Step>, Vec<usize>) {
    let mut heights: Vec<f64> = passing.iter().copied().chain(steps.iter().map(|step| step.to)).collect();
    let mut splits = steps.len();
    loop {
        let order = ordered(&steps);
        let wrong = if splits == 0 { None } else { on_one_line(&steps, &order) };
        let Some(wrong) = wrong else {
            let tracks = tracks_in_order(&steps, &order);
            return (steps, tracks);
        };
        splits -= 1;
        let step = steps[wrong];
        let between = free_height(&heights, step.from, step.to);
        heights.push(between);
        steps[wrong].to = between;
        steps.push(Step { part: step.part + 1, from: between, ..step });
    }
}

/// A height that no line of the channel is near, as far inside the step as can be.
fn free_height(heights: &[f64], from: f64, to: f64) -> f64 {
    let middle = ((from + to) / 2.0).round();
    let free = |height: f64| heights.iter().chain([&from, &to]).all(|other| (other - height).abs() >= CLEAR);
    (0..)
        .map(|distance| f64::from(distance) * 2.0)
        .flat_map(|distance| [middle + distance, middle - distance])
        .find(|height| free(*height))
        .unwrap_or(middle)
}

/// What it costs to have `left` on a track left of `right`.
fn cost(left: &Step, right: &Step) -> usize {
    if left.link == right.link {
        return if left.part < right.part { 0 } else { ON_ONE_LINE };
    }
    let crosses = |height: f64, step: &Step| usize::from(height > step.from.min(step.to) && height < step.from.max(step.to));
    let mut cost = crosses(right.from, left) + crosses(left.to, right);
    if (left.to - right.from).abs() < CLEAR && !related(left, right) {
        cost += ON_ONE_LINE;
    }
    cost
}

/// Whether two steps come from or lead to the same box, so that they may share a line.
fn related(a: &Step, b: &Step) -> bool {
    a.link == b.link || (a.left == b.left && a.part == 0 && b.part == 0) || (a.right == b.right && a.part == b.part)
}

/// An order of the steps from left to right with few crossings: each is moved to where it costs least until none moves.
fn ordered(steps: &[Step]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..steps.len()).collect();
    // Steps down from high to low and steps up from low to high: the usual nesting, and a good start.
    let key = |step: &Step| if step.to > step.from { (1, -step.from) } else { (0, step.from) };
    order.sort_by(|a, b| {
        let (a, b) = (key(&steps[*a]), key(&steps[*b]));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    let rounds = if steps.len() > 300 { 1 } else { 6 };
    for _ in 0..rounds {
        let mut moved = false;
        for index in 0..steps.len() {
            let place = order.iter().position(|other| *other == index).unwrap_or(0);
            let (mut best, mut least, mut change) = (place, 0i64, 0i64);
            let this = &steps[index];
            let gain = |other: usize, to_left: bool| {
                let (ahead, behind) = (cost(this, &steps[other]) as i64, cost(&steps[other], this) as i64);
                if to_left { ahead - behind } else { behind - ahead }
            };
            for target in (0..place).rev() {
                change += gain(order[target], true);
                if change < least {
                    (best, least) = (target, change);
                }
            }
            change = 0;
            for (target, other) in order.iter().enumerate().skip(place + 1) {
                change += gain(*other, false);
                if change < least {
                    (best, least) = (target, change);
                }
            }
            if best != place {
                order.remove(place);
                order.insert(best, index);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    order
}

/// The longest step that lies on one line with a stranger.
fn on_one_line(steps: &[Step], order: &[usize]) -> Option<usize> {
    let mut worst: Option<(f64, usize)> = None;
    for (place, left) in order.iter().enumerate() {
        for right in &order[place + 1..] {
            if cost(&steps[*left], &steps[*right]) < ON_ONE_LINE {
                continue;
            }
            for index in [*left, *right] {
                let length = (steps[index].to - steps[index].from).abs();
                if worst.is_none_or(|(most, _)| length > most) {
                    worst = Some((length, index));
                }
            }
        }
    }
    worst.map(|(_, index)| index)
}

/// The first track for each step that is right of all those that it has to be right of.
fn tracks_in_order(steps: &[Step], order: &[usize]) -> Vec<usize> {
    let mut tracks = vec![0; steps.len()];
    for (place, index) in order.iter().enumerate() {
        let this = &steps[*index];
        for other_index in &order[..place] {
            let other = &steps[*other_index];
            let apart =
                this.from.min(this.to) >= other.from.max(other.to) + CLEAR || other.from.min(other.to) >= this.from.max(this.to) + CLEAR;
            let must = this.link == other.link || cost(this, other) >= ON_ONE_LINE || (!apart && !related(this, other));
            if must {
                tracks[*index] = tracks[*index].max(tracks[*other_index] + 1);
            }
        }
    }
    tracks
}
