//! What comes out: where everything stands. Plain numbers; `y` grows downward.

use super::graph::Size;

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A box with upright sides.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its left side.
    pub x: f64,
    /// Its top.
    pub y: f64,
    /// Left to right.
    pub width: f64,
    /// Top to bottom.
    pub height: f64,
}

/// The finished drawing; every list runs along the list of the graph that it belongs to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// How large it is; everything lies between (0, 0) and here.
    pub size: Size,
    /// The boxes.
    pub nodes: Vec<Rect>,
    /// The arrows.
    pub edges: Vec<Route>,
    /// The lanes.
    pub lanes: Vec<Rect>,
    /// The heads of the phases; `None` for a phase without boxes.
    pub phases: Vec<Option<Rect>>,
    /// The frames of the groups; `None` for a group without boxes. Empty in a drawing with lanes.
    pub groups: Vec<Option<Rect>>,
}

/// An arrow: right-angled, from the outline of its first box to the outline of its last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Its corners, ends included. Empty when one of its boxes is missing, and for the longest arrows of a graph that has tens of
    /// thousands of pieces of them.
    pub points: Vec<Point>,
    /// Where its label stands.
    pub label: Option<Rect>,
    /// Whether it leads back to an earlier column.
    pub back: bool,
}

impl Rect {
    /// The right side.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The bottom.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The middle.
    pub fn centre(&self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }

    /// The box with `by` more on every side.
    pub fn grown(&self, by: f64) -> Rect {
        Rect { x: self.x - by, y: self.y - by, width: self.width + 2.0 * by, height: self.height + 2.0 * by }
    }

    /// Whether the insides of the two have a place in common.
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// The box with these two corners; without width or height for an upright or level line.
    pub fn between(a: Point, b: Point) -> Rect {
        Rect { x: a.x.min(b.x), y: a.y.min(b.y), width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
    }

    /// Whether the upright or level line from `a` to `b` runs through the inside.
    pub fn cut_by(&self, a: Point, b: Point) -> bool {
        let line = Rect::between(a, b);
        self.x < line.right() && line.x < self.right() && self.y < line.bottom() && line.y < self.bottom()
    }

    fn turned(self) -> Rect {
        Rect { x: self.y, y: self.x, width: self.height, height: self.width }
    }
}

impl Drawing {
    /// The drawing with left and right exchanged, for those who read from right to left.
    pub fn mirrored(mut self) -> Drawing {
        let width = self.size.width;
        let mirror = |place: &mut Rect| place.x = width - place.right();
        self.nodes.iter_mut().chain(&mut self.lanes).chain(self.phases.iter_mut().chain(&mut self.groups).flatten()).for_each(mirror);
        for route in &mut self.edges {
            route.label.iter_mut().for_each(mirror);
            route.points.iter_mut().for_each(|point| point.x = width - point.x);
        }
        self
    }

    /// Moves everything, but not the size.
    pub(super) fn move_right(&mut self, by: f64) {
        let places = self.nodes.iter_mut().chain(&mut self.lanes).chain(self.phases.iter_mut().chain(&mut self.groups).flatten());
        places.for_each(|place| place.x += by);
        for route in &mut self.edges {
            route.label.iter_mut().for_each(|label| label.x += by);
            route.points.iter_mut().for_each(|point| point.x += by);
        }
    }

    /// The drawing with left to right and top to bottom exchanged.
    pub(super) fn turned(self) -> Drawing {
        let turn_route = |route: Route| Route {
            points: route.points.into_iter().map(|point| Point { x: point.y, y: point.x }).collect(),
            label: route.label.map(Rect::turned),
            back: route.back,
        };
        Drawing {
            size: self.size.turned(),
            nodes: self.nodes.into_iter().map(Rect::turned).collect(),
            edges: self.edges.into_iter().map(turn_route).collect(),
            lanes: self.lanes.into_iter().map(Rect::turned).collect(),
            phases: self.phases.into_iter().map(|head| head.map(Rect::turned)).collect(),
            groups: self.groups.into_iter().map(|frame| frame.map(Rect::turned)).collect(),
        }
    }
}
