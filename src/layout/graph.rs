//! What goes in: boxes with sizes, arrows, lanes and phases.
//!
//! Boxes are told by their place in [`Graph::nodes`]; that order is the author's and breaks every tie.

use super::lanes;

/// A width and a height, in the unit of the drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Left to right.
    pub width: f64,
    /// Top to bottom.
    pub height: f64,
}

/// What to draw.
///
/// ```
/// use waybook_layout::{Edge, Graph, Node, Options, check, layout};
/// let graph = Graph {
///     nodes: vec![Node::new(120.0, 60.0), Node::new(120.0, 60.0)],
///     edges: vec![Edge { from: 0, to: 1, label: None }],
///     ..Graph::default()
/// };
/// let drawing = layout(&graph, &Options::default());
/// assert!(check(&graph, &drawing).is_empty());
/// assert!(drawing.nodes[0].right() < drawing.nodes[1].x);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// The boxes, in the author's order.
    pub nodes: Vec<Node>,
    /// The arrows. One whose box is missing gets no route.
    pub edges: Vec<Edge>,
    /// The lanes from first to last; empty for a drawing without lanes.
    pub lanes: Vec<Lane>,
    /// The phases from first to last; empty for a drawing without phases.
    pub phases: Vec<Phase>,
    /// Frames around boxes that belong together. In a drawing with lanes there are none: there the lanes say it.
    pub groups: Vec<Group>,
}

/// A box.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// How large it is.
    pub size: Size,
    /// Its outline: arrows end there and not at the box around it.
    pub shape: Shape,
    /// Its place in [`Graph::lanes`]. A box without lane takes the lane of its first neighbour.
    pub lane: Option<usize>,
    /// Its place in [`Graph::phases`]. A box without phase takes that of the box written before it.
    pub phase: Option<usize>,
    /// Its place in [`Graph::groups`]: the innermost group that it is in.
    pub group: Option<usize>,
}

impl Node {
    /// A plain box without lane or phase.
    pub fn new(width: f64, height: f64) -> Node {
        Node { size: Size { width, height }, shape: Shape::Box, lane: None, phase: None, group: None }
    }
}

/// The outline of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A rectangle.
    Box,
    /// A rectangle whose short sides are round.
    Pill,
    /// A rectangle with a tip left and right.
    Hexagon,
    /// Four tips.
    Diamond,
    /// An ellipse or circle.
    Ellipse,
    /// A rectangle with another sheet behind it.
    Stack,
}

/// An arrow.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// The box where it starts.
    pub from: usize,
    /// The box where it ends.
    pub to: usize,
    /// The size of its label.
    pub label: Option<Size>,
}

/// A band of the drawing. Its name stands at its start, top left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    /// The size of its name.
    pub label: Size,
}

/// A range of columns (of rows, when the drawing runs down). Its name stands above the lanes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Phase {
    /// The size of its name.
    pub label: Size,
}

/// A frame around boxes. Its name stands at its top left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// The size of its name.
    pub label: Size,
    /// The group that it is in, which has to be written before it.
    pub parent: Option<usize>,
}

/// Which way the arrows mostly run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Lanes are horizontal bands, phases are columns.
    LeftToRight,
    /// Lanes are vertical bands, phases are rows. For a narrow screen give no lanes: two bands of boxes do not fit 360 px.
    TopToBottom,
    /// As from left to right, with the sides exchanged.
    RightToLeft,
    /// As from top to bottom, upside down.
    BottomToTop,
}

/// Whether an arrow into another lane may stay in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOver {
    /// Every arrow leads to a later column.
    Forward,
    /// An arrow into another lane may lead straight up or down: needs fewer columns.
    Across,
    /// The same, and a start may stand above the box that it leads to.
    Stacked,
}

/// Where boxes stand beside one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boxes {
    /// Where arrows are straightest.
    Free,
    /// On one straight line, arrows that pass beside it. For boxes of which each has a phase of its own.
    InOneLine,
}

/// Near which end of a long arrow its label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelsAt {
    /// Where the reader leaves the question: the labels of one question stand side by side.
    Start,
    /// Where the arrow ends: needs less room across when one question has many answers.
    End,
}

/// How to draw it.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Which way the arrows run.
    pub direction: Direction,
    /// The least room between two boxes of one column.
    pub node_gap: f64,
    /// The least room between two columns.
    pub layer_gap: f64,
    /// The room between two lines, and between a line and a box that it passes.
    pub edge_gap: f64,
    /// The room between two lanes.
    pub lane_gap: f64,
    /// The room between a box and the border of its lane.
    pub lane_padding: f64,
    /// The room around everything.
    pub margin: f64,
    /// Whether arrows into other lanes may stay in their column.
    pub hand_over: HandOver,
    /// The least room between a label and a box where a label is moved: more where boxes are framed when they are chosen.
    pub label_gap: f64,
    /// Near which end of their arrows labels stand.
    pub labels_at: LabelsAt,
    /// Where boxes stand beside one another.
    pub boxes: Boxes,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            direction: Direction::LeftToRight,
            node_gap: 28.0,
            layer_gap: 30.0,
            edge_gap: 12.0,
            lane_gap: 8.0,
            lane_padding: 16.0,
            margin: 8.0,
            hand_over: HandOver::Forward,
            label_gap: 5.0,
            labels_at: LabelsAt::Start,
            boxes: Boxes::Free,
        }
    }
}

impl Size {
    pub(super) fn turned(self) -> Size {
        Size { width: self.height, height: self.width }
    }

    /// A size that can be counted with: wrong numbers become nothing, huge ones large.
    fn sane(self) -> Size {
        let sane = |value: f64| if value.is_finite() { value.clamp(0.0, 1e5) } else { 0.0 };
        Size { width: sane(self.width), height: sane(self.height) }
    }
}

impl Graph {
    /// The graph as the phases see it: always left to right, sizes sane, every name of a lane or phase within bounds.
    pub(super) fn prepared(&self, direction: Direction) -> Graph {
        let turn = |size: Size| match direction {
            Direction::LeftToRight | Direction::RightToLeft => size.sane(),
            Direction::TopToBottom | Direction::BottomToTop => size.sane().turned(),
        };
        let within = |index: Option<usize>, count: usize| index.filter(|index| *index < count);
        // A box without phase belongs to the phase of the box written before it: then the phases alone order the boxes.
        let mut phase_before = (!self.phases.is_empty()).then_some(0);
        let groups = if self.lanes.is_empty() { self.groups.len() } else { 0 };
        let nodes = self.nodes.iter().map(|node| {
            phase_before = within(node.phase, self.phases.len()).or(phase_before);
            Node {
                size: turn(node.size),
                shape: node.shape,
                lane: within(node.lane, self.lanes.len()),
                phase: phase_before,
                group: within(node.group, groups),
            }
        });
        let nodes = nodes.collect();
        Graph {
            nodes: lanes::completed(nodes, self),
            edges: self.edges.iter().map(|edge| Edge { label: edge.label.map(turn), ..edge.clone() }).collect(),
            lanes: self.lanes.iter().map(|lane| Lane { label: turn(lane.label) }).collect(),
            phases: self.phases.iter().map(|phase| Phase { label: turn(phase.label) }).collect(),
            groups: (self.groups[..groups].iter().enumerate())
                .map(|(index, group)| Group { label: turn(group.label), parent: within(group.parent, index) })
                .collect(),
        }
    }
}
