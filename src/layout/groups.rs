//! Groups of boxes in a graph without lanes: a frame around boxes that belong together, one inside another where the author says so.
//!
//! Before: a prepared graph without lanes whose boxes name their groups. [`Bands::of`] gives it lanes, its bands: a group takes bands and
//! columns for itself, so that its frame is a rectangle in which nothing else stands; groups that share no column share bands. After
//! [`Bands::frames`]: the drawing has a frame for each group that has boxes, and no lanes.

use super::drawing::{Drawing, Rect};
use super::graph::{Direction, Graph, Group, HandOver, Lane, Options, Size};

/// The room between a frame and what is inside it.
const INSET: f64 = 12.0;
/// The room between two frames in one band, and between a frame and a box beside it.
const BETWEEN: f64 = 6.0;

/// Columns and bands; the last of each is not included.
#[derive(Clone, Copy, Debug)]
struct Cells {
    columns: (usize, usize),
    bands: (usize, usize),
}

/// The bands of a graph with groups.
pub(super) struct Bands {
    /// The graph with its bands as lanes, and how it is drawn.
    pub graph: Graph,
    pub options: Options,
    /// For each group its bands from first to last, the latter not included; `None` without boxes.
    bands: Vec<Option<(usize, usize)>>,
    groups: Vec<Group>,
    of_node: Vec<Option<usize>>,
}

/// How a graph with groups is drawn: arrows always lead to a later column, and columns stand so far apart that frames fit between.
pub(super) fn options(graph: &Graph, options: &Options) -> Options {
    let deepest = (0..graph.groups.len()).map(|group| chain(&graph.groups, group).count()).max().unwrap_or(0) as f64;
    // Names stand above the boxes of their frame: beside the columns when the drawing runs down.
    let name = match options.direction {
        Direction::LeftToRight | Direction::RightToLeft => 0.0,
        Direction::TopToBottom | Direction::BottomToTop => graph.groups.iter().map(|group| group.label.width).fold(0.0, f64::max),
    };
    Options {
        hand_over: HandOver::Forward,
        lane_padding: options.lane_padding.max(deepest * INSET + 2.0),
        layer_gap: options.layer_gap.max(deepest * (2.0 * INSET + name) + BETWEEN),
        ..options.clone()
    }
}

impl Bands {
    /// `column` has the column of each box; `options` are those of [`options`].
    pub fn of(graph: &Graph, column: &[usize], options: &Options) -> Bands {
        let count = graph.groups.len();
        let level = matches!(options.direction, Direction::LeftToRight | Direction::RightToLeft);
        let columns = columns(graph, column, options, level);
        let mut pack = Pack { graph, column, columns: &columns, first: vec![0; count], height: vec![0; count], of_node: Vec::new() };
        pack.of_node = vec![0; graph.nodes.len()];
        // What is inside has a later place than what it is in.
        for group in (0..count).rev() {
            pack.height[group] = pack.inside(Some(group));
        }
        let height = pack.inside(None);
        let first_of = |group: usize| chain(&graph.groups, group).map(|group| pack.first[group]).sum::<usize>();
        let bands: Vec<Option<(usize, usize)>> =
            (0..count).map(|group| columns[group].map(|_| (first_of(group), first_of(group) + pack.height[group]))).collect();
        let mut lanes = vec![Lane::default(); height];
        let mut with_bands = Graph { lanes: Vec::new(), groups: Vec::new(), ..graph.clone() };
        for (index, node) in with_bands.nodes.iter_mut().enumerate() {
            node.lane = Some(pack.of_node[index] + node.group.map_or(0, first_of));
            node.group = None;
        }
        let found = Bands {
            graph: with_bands,
            options: options.clone(),
            bands,
            groups: graph.groups.clone(),
            of_node: graph.nodes.iter().map(|node| node.group).collect(),
        };
        for group in 0..count {
            let Some((first, _)) = found.bands[group] else { continue };
            let label = graph.groups[group].label.height;
            let needed = label + found.inset(group, Side::First) + if level { 0.0 } else { found.inset(group, Side::Last) };
            lanes[first].label.height = lanes[first].label.height.max(needed);
        }
        Bands { graph: Graph { lanes, ..found.graph }, ..found }
    }

    /// How far the frame of a group is inside its first or last band, because of those around it that begin or end there too.
    fn inset(&self, group: usize, side: Side) -> f64 {
        let level = matches!(self.options.direction, Direction::LeftToRight | Direction::RightToLeft);
        let Some(outer) = self.groups[group].parent else { return 0.0 };
        let (Some(own), Some(around)) = (self.bands[group], self.bands[outer]) else { return 0.0 };
        match side {
            Side::First if own.0 == around.0 => {
                let name = if level { self.groups[outer].label.height } else { 0.0 };
                self.inset(outer, side) + INSET + name
            }
            Side::Last if own.1 == around.1 => self.inset(outer, side) + INSET,
            _ => 0.0,
        }
    }

    /// Turns the lanes of the drawing into frames.
    pub fn frames(&self, drawing: &mut Drawing) {
        let mut spans: Vec<Option<(f64, f64)>> = vec![None; self.groups.len()];
        let around = |span: &mut Option<(f64, f64)>, left: f64, right: f64| {
            let (from, to) = span.get_or_insert((left, right));
            (*from, *to) = (from.min(left), to.max(right));
        };
        for (node, place) in self.of_node.iter().zip(&drawing.nodes) {
            if let Some(group) = node {
                around(&mut spans[*group], place.x, place.right());
            }
        }
        let mut frames = vec![None; self.groups.len()];
        for group in (0..self.groups.len()).rev() {
            let (Some((left, right)), Some((first, last))) = (spans[group], self.bands[group]) else { continue };
            let name = self.groups[group].label;
            let (left, right) = match self.options.direction {
                Direction::LeftToRight | Direction::RightToLeft => {
                    let left = left - INSET;
                    (left, (right + INSET).max(left + name.width))
                }
                Direction::TopToBottom => (left - INSET - name.width, right + INSET),
                Direction::BottomToTop => (left - INSET, right + INSET + name.width),
            };
            if let Some(outer) = self.groups[group].parent {
                around(&mut spans[outer], left, right);
            }
            let top = drawing.lanes[first].y + self.inset(group, Side::First);
            let bottom = drawing.lanes[last - 1].bottom() - self.inset(group, Side::Last);
            frames[group] = Some(Rect { x: left, y: top, width: right - left, height: bottom - top });
        }
        drawing.groups = frames;
        drawing.lanes.clear();
        let margin = self.options.margin;
        let left = drawing.groups.iter().flatten().map(|frame| frame.x).fold(margin, f64::min);
        drawing.move_right(margin - left);
        let right = drawing.groups.iter().flatten().map(Rect::right).fold(0.0, f64::max);
        drawing.size = Size { width: (drawing.size.width + margin - left).max(right + margin), ..drawing.size };
    }
}

#[derive(Clone, Copy)]
enum Side {
    First,
    Last,
}

/// For each group its columns, the last not included: those of its boxes, and behind them as many as its name needs.
fn columns(graph: &Graph, column: &[usize], options: &Options, level: bool) -> Vec<Option<(usize, usize)>> {
    let count = graph.groups.len();
    let mut columns: Vec<Option<(usize, usize)>> = vec![None; count];
    // The widest box of the first column of each.
    let mut widest = vec![0.0f64; count];
    for (node, column) in graph.nodes.iter().zip(column) {
        for group in node.group.into_iter().flat_map(|group| chain(&graph.groups, group)) {
            let (first, last) = columns[group].get_or_insert((*column, *column));
            if column < first {
                (*first, widest[group]) = (*column, 0.0);
            }
            if column == first {
                widest[group] = widest[group].max(node.size.width);
            }
            *last = (*last).max(column + 1);
        }
    }
    // What is inside comes later than what it is in.
    for group in (0..count).rev() {
        let Some((first, last)) = &mut columns[group] else { continue };
        if level {
            let depth = chain(&graph.groups, group).count() as f64;
            let over = graph.groups[group].label.width + 2.0 * depth * INSET - widest[group];
            *last = (*last).max(*first + 1 + (over / options.layer_gap).ceil() as usize);
        }
        let last = *last;
        if let Some(outer) = graph.groups[group].parent.and_then(|outer| columns[outer].as_mut()) {
            outer.1 = outer.1.max(last);
        }
    }
    columns
}

/// The group, the one it is in, and so on.
fn chain(groups: &[Group], group: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(Some(group), |group| groups[*group].parent)
}

/// Finds bands, counted from the first band of the group that something is directly in.
struct Pack<'a> {
    graph: &'a Graph,
    column: &'a [usize],
    columns: &'a [Option<(usize, usize)>],
    first: Vec<usize>,
    height: Vec<usize>,
    of_node: Vec<usize>,
}

impl Pack<'_> {
    /// Places what is directly in a group, or in none. Returns how many bands that needs.
    fn inside(&mut self, parent: Option<usize>) -> usize {
        let mut taken: Vec<Cells> = Vec::new();
        let mut bands = 0;
        for group in 0..self.graph.groups.len() {
            let (Some(columns), true) = (self.columns[group], self.graph.groups[group].parent == parent) else { continue };
            let at = |first: usize| Cells { columns, bands: (first, first + self.height[group]) };
            // Where nothing is any more, there is always room.
            let first = (0..bands).find(|first| taken.iter().all(|other| !other.meets(&at(*first)))).unwrap_or(bands);
            taken.push(at(first));
            bands = bands.max(first + self.height[group]);
            self.first[group] = first;
        }
        let own: Vec<usize> = (0..self.graph.nodes.len()).filter(|node| self.graph.nodes[*node].group == parent).collect();
        let mut placed = vec![false; self.graph.nodes.len()];
        for node in own {
            let wished = self.neighbour_band(node, parent, &placed);
            let columns = (self.column[node], self.column[node] + 1);
            let free = |band: &usize| taken.iter().all(|other| !other.meets(&Cells { columns, bands: (*band, *band + 1) }));
            let band = (0..bands).filter(free).min_by_key(|band| band.abs_diff(wished)).unwrap_or(bands);
            bands = bands.max(band + 1);
            self.of_node[node] = band;
            placed[node] = true;
        }
        bands.max(1)
    }

    /// The band of the first neighbour that has one here: a box, or a group with a box that an arrow connects.
    fn neighbour_band(&self, node: usize, parent: Option<usize>, placed: &[bool]) -> usize {
        let band = |other: usize| {
            let here = chain_of(self.graph, other).take_while(|group| Some(*group) != parent).last();
            let inside = parent.is_none() || chain_of(self.graph, other).any(|group| Some(group) == parent);
            match here {
                Some(group) if inside => Some(self.first[group]),
                None if inside && placed[other] => Some(self.of_node[other]),
                _ => None,
            }
        };
        let neighbours = self.graph.edges.iter().filter_map(|edge| match (edge.from == node, edge.to == node) {
            (true, false) => Some(edge.to),
            (false, true) => Some(edge.from),
            _ => None,
        });
        neighbours.filter(|other| *other < self.graph.nodes.len()).find_map(band).unwrap_or(0)
    }
}

fn chain_of(graph: &Graph, node: usize) -> impl Iterator<Item = usize> + '_ {
    graph.nodes[node].group.into_iter().flat_map(|group| chain(&graph.groups, group))
}

impl Cells {
    fn meets(&self, other: &Cells) -> bool {
        let both = |a: (usize, usize), b: (usize, usize)| a.0 < b.1 && b.0 < a.1;
        both(self.columns, other.columns) && both(self.bands, other.bands)
    }
}
