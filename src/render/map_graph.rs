//! A process map → boxes and arrows with sizes, and their places: wide for a page, narrow for a phone.
//!
//! Knows maps, the size of text and the drawing engine; nothing of sites, HTML or SVG. Role names, the titles of other maps and
//! addresses come from the caller.

use std::collections::BTreeMap;

use super::strings::Strings;
use super::text_size::{Lines, Style, Weight, width, wrap};
use crate::layout::{self, Boxes, Direction, Drawing, Edge, Graph, HandOver, LabelsAt, Lane, Node, Options, Phase, Shape, Size};
use crate::maps::{MapKind, Outcome, ProcessMap, Status, Step, Verb, answers};

/// A map with what the drawing needs to know from outside it.
pub struct MapView<'a> {
    /// The map.
    pub map: &'a ProcessMap,
    /// What roles are called, by their key. A role that is missing here is called by its key.
    pub roles: &'a BTreeMap<String, RoleName>,
    /// Other maps by their key, for steps that lead through them.
    pub maps: &'a BTreeMap<String, OtherMap>,
    /// The words of the theme.
    pub words: &'a Strings,
}

/// What a role is called.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleName {
    /// What fits beside a lane.
    pub short: String,
    /// In full, for those who hear the map.
    pub full: String,
}

/// What a step says about the map that it leads through.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherMap {
    /// Its title.
    pub title: String,
    /// How many steps it has.
    pub steps: usize,
    /// Whether it is kept for old links only.
    pub retired: bool,
}

impl OtherMap {
    /// What others say of this map.
    pub fn of(map: &ProcessMap) -> OtherMap {
        OtherMap { title: map.title.value.clone(), steps: map.steps.len(), retired: map.status == Status::Retired }
    }
}

/// A map with places for everything.
pub struct MapDrawing {
    /// Which of the two drawings of a map it is.
    pub form: Form,
    /// Which way it runs.
    pub direction: Direction,
    /// The boxes, along [`Graph::nodes`].
    pub boxes: Vec<MapBox>,
    /// The arrows, along [`Graph::edges`].
    pub arrows: Vec<MapArrow>,
    /// The roles whose lanes are drawn, first to last; empty in a narrow drawing.
    pub lanes: Vec<String>,
    /// What was drawn.
    pub graph: Graph,
    /// Where everything is.
    pub drawing: Drawing,
    /// Whether the labels are too small to read when the drawing is as wide as its column: it has to be scrolled.
    pub too_wide: bool,
    /// Which way its reader reads.
    pub reading: Reading,
}

/// Which way a reader reads, and so which way a map runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As in English.
    LeftToRight,
    /// As in Arabic: left and right are exchanged.
    RightToLeft,
}

impl MapDrawing {
    /// The drawing for those who read this way.
    pub fn read(mut self, reading: Reading) -> MapDrawing {
        if self.reading != reading {
            self.drawing = self.drawing.mirrored();
            self.reading = reading;
        }
        self
    }
}

/// The two drawings of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With lanes and phases; left to right where that fits.
    Wide,
    /// From top to bottom in one or two columns; the lane is a tag in the box.
    Narrow,
}

/// A box.
#[derive(Clone, Debug, PartialEq)]
pub struct MapBox {
    /// What it stands for.
    pub what: What,
    /// What it says.
    pub text: Lines,
    /// A short text on its lower border, as `Map · 6 steps`.
    pub chip: Option<String>,
    /// The name of its lane, when the lanes are not drawn.
    pub tag: Option<String>,
    /// The place of its role among the roles of the map, for the colour.
    pub role: Option<usize>,
}

/// What a box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The start of the flow; the step that it leads to.
    Start(usize),
    /// A second way in; the step that it leads to.
    Entry(usize),
    /// A step or state.
    Step(usize),
}

/// An arrow.
#[derive(Clone, Debug, PartialEq)]
pub struct MapArrow {
    /// The answer that it stands for.
    pub label: Option<Lines>,
    /// Whether the source does not confirm it.
    pub assumed: bool,
}

/// The size of the text in boxes; headings have it too.
pub const TEXT: f64 = 17.0;
/// From line to line in boxes.
pub const LINE: f64 = 21.0;
/// The size of the text on arrows.
pub const LABEL: f64 = 16.0;
/// From line to line on arrows.
pub const LABEL_LINE: f64 = 19.0;
/// The size of the text in chips and tags.
pub const CHIP: f64 = 15.0;
/// The height of a chip.
pub const CHIP_HEIGHT: f64 = 26.0;
/// How far the second sheet of a stack stands out at the top and on the right.
pub const SHEET: f64 = 6.0;
/// How far the ring around the current step reaches from its box; labels do not touch it.
const RING: f64 = 10.0;
/// The room between the border of an upright lane and its boxes: the tab of the lane, the head of an arrow and a little of its line.
const BESIDE_TAB: f64 = 28.0;
/// The width of the column beside the list of steps, and that of a phone.
pub const COLUMN_PX: u32 = 970;
/// See [`COLUMN_PX`].
pub const PHONE_PX: u32 = 360;
/// Labels are never shown smaller.
const LEAST_LABEL_PX: f64 = 12.0;
/// A wide drawing that is wider shows its labels too small.
const MOST_WIDE: f64 = COLUMN_PX as f64 * TEXT / LEAST_LABEL_PX;
/// A narrow drawing that is wider is made smaller on a phone,
const MOST_NARROW: f64 = PHONE_PX as f64;
/// by hardly anything up to this width,
const HARDLY_WIDER: f64 = 390.0;
/// and one that is wider than this shows its labels too small.
const STILL_NARROW: f64 = PHONE_PX as f64 * TEXT / LEAST_LABEL_PX;
/// The least height of a box,
const LEAST_HEIGHT: f64 = 64.0;
/// of what a finger has to touch,
const TOUCH_PX: f64 = 44.0;
/// and the width of the column on a phone of 320 px.
const LEAST_COLUMN_PX: f64 = 288.0;
/// Larger maps are not drawn in all ways.
const MOST_STEPS_FOR_ALL_WAYS: usize = 150;
/// The room left and right of a text in its box, together; and where boxes stand close.
const ROOMY: f64 = 28.0;
const CLOSE: f64 = 20.0;

/// How a map is drawn; what comes later in a list of ways needs less width and is a little harder to read.
struct Way {
    /// The widths that the text of a box may have; the first in which it fits in its lines is taken.
    rooms: &'static [f64],
    /// The width that an answer may have.
    answers: f64,
    /// How many lines the text of a box may have.
    lines: usize,
    /// The least height of a box.
    least_height: f64,
    columns: Columns,
    options: Options,
}

const ROOMS: [f64; 5] = [112.0, 136.0, 160.0, 190.0, 220.0];
const LEAST_ROOMS: [f64; 7] = [80.0, 90.0, 100.0, 112.0, 132.0, 160.0, 220.0];
const LESS_ROOMS: [f64; 6] = [92.0, 112.0, 132.0, 160.0, 190.0, 220.0];

/// The drawing for a page: left to right, lanes as bands, phases as columns.
///
/// When it is too wide, arrows into other lanes may stay in their column, then boxes become narrower; when that is still too wide,
/// the drawing runs from top to bottom with upright lanes, so that what would be columns are rows: a page has more room that way. At
/// last answers stand where their arrows end, and not side by side.
pub fn wide(view: &MapView) -> MapDrawing {
    let options = Options { node_gap: 30.0, layer_gap: 34.0, label_gap: RING, ..Options::default() };
    let across = Options { hand_over: HandOver::Across, ..options.clone() };
    let close = Options { layer_gap: 24.0, ..across.clone() };
    let stacked = Options { hand_over: HandOver::Stacked, labels_at: LabelsAt::End, lane_padding: 14.0, ..close.clone() };
    // Arrows into an upright lane come from beside it: their heads stand between its tab and its boxes.
    let down = Options { direction: Direction::TopToBottom, lane_padding: BESIDE_TAB, ..options.clone() };
    let way = |rooms: &'static [f64], answers: f64, options: Options| Way {
        rooms,
        answers,
        lines: 3,
        least_height: LEAST_HEIGHT,
        columns: Columns::Many,
        options,
    };
    let ways = [
        way(&ROOMS, 130.0, options),
        way(&ROOMS, 130.0, across),
        way(&LESS_ROOMS, 130.0, close),
        way(&ROOMS, 130.0, down),
        way(&LESS_ROOMS, 100.0, stacked.clone()),
        Way { lines: 4, ..way(&LESS_ROOMS, 100.0, stacked.clone()) },
        Way { lines: 4, ..way(&LEAST_ROOMS, 80.0, Options { edge_gap: 10.0, margin: 6.0, ..stacked }) },
    ];
    first_that_fits(ways.iter().take(tries(view, ways.len())).map(|way| draw(view, Form::Wide, way)), MOST_WIDE, MOST_WIDE)
}

/// The drawing for a phone: from top to bottom, without lanes. When two columns of boxes do not fit, the steps stand in one.
pub fn narrow(view: &MapView) -> MapDrawing {
    let options =
        Options { direction: Direction::TopToBottom, node_gap: 18.0, layer_gap: 34.0, margin: 10.0, label_gap: RING, ..Options::default() };
    let ends = Options { labels_at: LabelsAt::End, ..options.clone() };
    let one = Options { boxes: Boxes::InOneLine, ..ends.clone() };
    let way = |rooms: &'static [f64], columns: Columns, options: &Options| Way {
        rooms,
        answers: 100.0,
        lines: 4,
        least_height: LEAST_HEIGHT,
        columns,
        options: options.clone(),
    };
    let ways = [
        way(&[104.0, 118.0, 140.0, 170.0], Columns::Many, &options),
        way(&[200.0, 230.0], Columns::One, &options),
        way(&[140.0, 170.0], Columns::One, &options),
        way(&[104.0, 118.0], Columns::One, &options),
        Way { answers: 170.0, ..way(&[200.0, 230.0], Columns::One, &one) },
        Way { answers: 140.0, ..way(&[140.0, 170.0], Columns::One, &one) },
        way(&[104.0, 118.0], Columns::One, &one),
    ];
    let (free, in_line) = ways[..tries(view, ways.len())].split_at(4);
    let first = |ways: &[Way]| first_that_fits(ways.iter().map(|way| for_fingers(view, way)), MOST_NARROW, STILL_NARROW);
    let drawing = first(free);
    // A label beside its question is found sooner than one where its line ends.
    if in_line.is_empty() || drawing.drawing.size.width <= HARDLY_WIDER && cut_boxes(&drawing) == 0 {
        return drawing;
    }
    first_that_fits([drawing, first(in_line)].into_iter(), MOST_NARROW, STILL_NARROW)
}

/// A narrow drawing whose boxes are high enough to be touched also where it is shown smaller on the smallest phone.
fn for_fingers(view: &MapView, way: &Way) -> MapDrawing {
    let drawing = draw(view, Form::Narrow, way);
    let width = drawing.drawing.size.width.min(STILL_NARROW);
    let least_height = (TOUCH_PX * width / LEAST_COLUMN_PX).ceil();
    if least_height <= way.least_height {
        return drawing;
    }
    draw(view, Form::Narrow, &Way { least_height, rooms: way.rooms, options: way.options.clone(), ..*way })
}

/// How many ways are tried: a large map is wide in any way, and drawing it takes its time.
fn tries(view: &MapView, ways: usize) -> usize {
    if view.map.steps.len() > MOST_STEPS_FOR_ALL_WAYS { ways.min(4) } else { ways }
}

/// The first drawing that is not wider than `most`, on a phone without a shortened text: there it is better a little smaller than cut
/// short. Else the one with the fewest of these faults, then the narrowest; too wide is what has labels under 12 px.
fn first_that_fits(drawings: impl Iterator<Item = MapDrawing>, most: f64, readable: f64) -> MapDrawing {
    let mut best: Option<((bool, usize, f64), MapDrawing)> = None;
    for mut drawing in drawings {
        let width = drawing.drawing.size.width;
        drawing.too_wide = width > readable;
        let cut = match drawing.form {
            Form::Wide => 0,
            Form::Narrow => cut_boxes(&drawing),
        };
        if width <= most && cut == 0 {
            return drawing;
        }
        let faults = (drawing.too_wide, cut, width.max(most));
        if best.as_ref().is_none_or(|(least, _)| faults < *least) {
            best = Some((faults, drawing));
        }
    }
    best.expect("a drawing is tried").1
}

fn cut_boxes(drawing: &MapDrawing) -> usize {
    drawing.boxes.iter().filter(|here| here.text.cut).count()
}

#[derive(Clone, Copy, PartialEq)]
enum Columns {
    One,
    Many,
}

fn draw(view: &MapView, form: Form, way: &Way) -> MapDrawing {
    let Way { columns, options, .. } = way;
    let map = view.map;
    let roles = roles_in_order(map);
    let role_of: Vec<Option<usize>> =
        answers::lane_roles(map).into_iter().map(|role| roles.iter().position(|other| Some(other.as_str()) == role)).collect();
    let mut build = Build { view, form, way, role_of, roles, boxes: Vec::new(), nodes: Vec::new(), edges: Vec::new(), arrows: Vec::new() };
    let at: Vec<usize> = (0..map.steps.len()).map(|step| build.step(step)).collect();
    for (step, written) in map.steps.iter().enumerate() {
        let assumed_next = matches!(written.verb, Verb::State { assumed_next: true, .. });
        for way in &written.moves {
            let label = way.label.as_ref().map(|label| build.label(&label.value));
            build.arrow(at[step], at[way.to], label, assumed_next);
        }
    }
    if *columns == Columns::One {
        // One column is a drawing in which every box has a phase of its own.
        for (index, node) in build.nodes.iter_mut().enumerate() {
            node.phase = Some(index);
        }
    }
    let lanes: Vec<String> = match form {
        Form::Wide => build.roles.clone(),
        Form::Narrow => Vec::new(),
    };
    let phase = |size: Size| Phase { label: size };
    let phases = match columns {
        Columns::One => vec![Phase::default(); build.nodes.len()],
        Columns::Many => {
            map.phases.iter().enumerate().map(|(index, written)| phase(phase_size(index, &written.title.value, form))).collect()
        }
    };
    let lane = |role: &String| Lane { label: Size { width: 20.0 + width(view.role(role), HEADING), height: 30.0 } };
    let graph = Graph { nodes: build.nodes, edges: build.edges, lanes: lanes.iter().map(lane).collect(), phases, groups: Vec::new() };
    let mut drawing = layout::layout(&graph, options);
    // A whole number of pixels: else programs make the picture a little larger or smaller to have one.
    drawing.size = Size { width: drawing.size.width.ceil(), height: drawing.size.height.ceil() };
    MapDrawing {
        form,
        direction: options.direction,
        boxes: build.boxes,
        arrows: build.arrows,
        lanes,
        graph,
        drawing,
        too_wide: false,
        reading: Reading::LeftToRight,
    }
}

const HEADING: Style = Style { size: TEXT, weight: Weight::Bold };

/// A head is a number and the title; in a narrow drawing phases have none.
fn phase_size(index: usize, title: &str, form: Form) -> Size {
    match form {
        Form::Wide => Size { width: width(&format!("{} {title}", index + 1), HEADING), height: 26.0 },
        Form::Narrow => Size::default(),
    }
}

/// The keys of the roles that have lanes, in the order in which the map needs them first.
pub fn roles_in_order(map: &ProcessMap) -> Vec<String> {
    answers::lanes(map).into_iter().filter_map(|lane| lane.role).map(String::from).collect()
}

impl MapView<'_> {
    /// What a role is called beside its lane.
    pub fn role<'b>(&'b self, key: &'b str) -> &'b str {
        self.roles.get(key).map_or(key, |role| role.short.as_str())
    }

    /// What a role is called in full.
    pub fn role_in_full<'b>(&'b self, key: &'b str) -> &'b str {
        self.roles.get(key).map_or(key, |role| role.full.as_str())
    }

    /// Whether a step leads through a map that is kept for old links only.
    pub fn is_retired(&self, step: &Step) -> bool {
        matches!(&step.verb, Verb::Map { map, .. } if self.maps.get(&map.value).is_some_and(|other| other.retired))
    }

    /// What the box of a step says: the text, or for a map without title the title of that map.
    pub fn text<'b>(&'b self, step: &'b Step) -> &'b str {
        match &step.verb {
            Verb::Map { map, titled: false } => self.maps.get(&map.value).map_or(step.text.value.as_str(), |other| other.title.as_str()),
            _ => &step.text.value,
        }
    }
}

struct Build<'a> {
    view: &'a MapView<'a>,
    form: Form,
    way: &'a Way,
    role_of: Vec<Option<usize>>,
    roles: Vec<String>,
    boxes: Vec<MapBox>,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    arrows: Vec<MapArrow>,
}

impl Build<'_> {
    /// Adds a step, before it the pill that leads to it. Returns the place of the box of the step.
    fn step(&mut self, index: usize) -> usize {
        let map = self.view.map;
        let step = &map.steps[index];
        let mut pills = Vec::new();
        if map.kind == MapKind::Flow && map.start == Some(index) {
            pills.extend(map.starts_when.as_ref().map(|text| self.pill(What::Start(index), &text.value)));
        }
        pills.extend(step.enter_when.as_ref().map(|text| self.pill(What::Entry(index), &text.value)));
        let text = self.view.text(step);
        let chip = self.chip(step);
        let style = Style { size: TEXT, weight: weight(step) };
        let lines = self.lines(text, style);
        let shape = match &step.verb {
            Verb::Ask => Shape::Hexagon,
            Verb::End { .. } | Verb::State { .. } => Shape::Pill,
            Verb::Map { .. } => Shape::Stack,
            _ => Shape::Box,
        };
        let at = self.add(What::Step(index), index, lines, shape, chip);
        for pill in pills {
            self.arrow(pill, at, None, false);
        }
        at
    }

    fn pill(&mut self, what: What, text: &str) -> usize {
        let (What::Start(step) | What::Entry(step) | What::Step(step)) = what;
        // What starts a process is often half a sentence, and its pill is alone before its step: rather than cut short it may be higher,
        // where room is scarce from the beginning.
        let style = Style { size: TEXT, weight: Weight::Bold };
        let most_lines = self.way.lines + self.way.lines / 4;
        let lines = first_whole(text, style, self.way.rooms, most_lines);
        let lines = if lines.cut { first_whole(text, style, self.way.rooms, most_lines + 1) } else { lines };
        self.add(what, step, lines, Shape::Pill, None)
    }

    /// The text in the narrowest of the widths in which it fits in its lines without breaking a word.
    fn lines(&self, text: &str, style: Style) -> Lines {
        first_whole(text, style, self.way.rooms, self.way.lines)
    }

    /// What stands on the lower border of a box: what is inside it, how long it waits, and the promise that begins or ends there.
    fn chip(&self, step: &Step) -> Option<String> {
        let words = self.view.words;
        let own = match &step.verb {
            Verb::Map { map, .. } => Some(match self.view.maps.get(&map.value) {
                Some(other) => {
                    let chip = words.with("chip_map", &[("count", &words.count("steps_count", other.steps))]);
                    if other.retired { words.with("chip_retired", &[("chip", &chip)]) } else { chip }
                }
                None => words.get("map").to_string(),
            }),
            Verb::Pick { options } => Some(words.count("options_count", options.len())),
            Verb::Wait { time: Some(time) } => Some(time.text.clone()),
            _ => None,
        };
        let map = self.view.map;
        let number = |step: Option<usize>| step.map(|step| map.steps[step].number);
        let promised = map.promises.iter().find_map(|promise| {
            let (from, to) = (number(promise.from)?, number(promise.to)?);
            let key = if from == step.number { "chip_promise_to" } else { "chip_promise_from" };
            let other = if from == step.number { to } else { from };
            let is_end = from == step.number || to == step.number;
            is_end.then(|| words.with(key, &[("within", &promise.within.text), ("step", &other.to_string())]))
        });
        match (own, promised) {
            (Some(own), Some(promised)) => Some(format!("{own} · {promised}")),
            (own, promised) => own.or(promised),
        }
    }

    fn add(&mut self, what: What, step: usize, text: Lines, shape: Shape, chip: Option<String>) -> usize {
        let role = self.role_of[step];
        let is_step = matches!(what, What::Step(_));
        let tag = role.filter(|_| self.form == Form::Narrow && is_step).map(|role| self.view.role(&self.roles[role]).to_string());
        let chip_style = Style { size: CHIP, weight: Weight::Bold };
        let chip_width = chip.as_ref().map_or(0.0, |chip| width(chip, chip_style) + 24.0);
        let tag_width = tag.as_ref().map_or(0.0, |tag| width(tag, chip_style) + 20.0);
        let mut lines = text.lines.len().max(1) as f64 * LINE;
        // A tag is a line of its own; a chip needs a little room above it, since it covers the lower border.
        lines += if tag.is_some() { 20.0 } else { 0.0 } + if chip.is_some() { 4.0 } else { 0.0 };
        let height = (lines + 22.0).max(self.way.least_height);
        let below = if chip.is_some() { CHIP_HEIGHT / 2.0 } else { 0.0 };
        let sheet = if shape == Shape::Stack { SHEET } else { 0.0 };
        // The sign of a wait or a list stands in the corner, beside the first line.
        let written = &self.view.map.steps[step];
        let signs = usize::from(is_step && has_sign(written)) + usize::from(is_step && has_log_sign(written));
        let sign = 20.0 * signs as f64;
        let inside = (text.width + sign).max(tag_width);
        let room = match shape {
            Shape::Hexagon => inside + 2.0 * height * 0.26 + self.beside() - 14.0,
            Shape::Pill => inside + height * 0.45 + self.beside() - 14.0,
            _ => inside + self.beside(),
        };
        let least = if self.form == Form::Narrow { 116.0 } else { 92.0 + self.beside() };
        let size = Size {
            width: room.max(chip_width + (self.beside() - 14.0).max(0.0)).max(least).ceil() + sheet,
            height: height + below + sheet,
        };
        let lane = role.filter(|_| self.form == Form::Wide);
        self.nodes.push(Node { size, shape, lane, phase: self.view.map.steps[step].phase, group: None });
        self.boxes.push(MapBox { what, text, chip, tag, role });
        self.nodes.len() - 1
    }

    /// The room left and right of a text, together.
    fn beside(&self) -> f64 {
        if self.way.options.layer_gap < 30.0 { CLOSE } else { ROOMY }
    }

    fn label(&self, text: &str) -> Lines {
        // A word is broken only where a box of that width would look empty.
        let rooms = [0.0, 12.0, 24.0].map(|more| self.way.answers + more);
        let style = Style { size: LABEL, weight: Weight::Bold };
        let lines = first_whole(text, style, &rooms, self.way.lines);
        // Readers choose by the answer, so it is rather higher than cut short.
        if lines.cut { first_whole(text, style, &rooms, self.way.lines + 3) } else { lines }
    }

    fn arrow(&mut self, from: usize, to: usize, label: Option<Lines>, assumed: bool) {
        let size = |lines: &Lines| Size { width: lines.width + 20.0, height: 7.0 + LABEL_LINE * lines.lines.len().max(1) as f64 };
        self.edges.push(Edge { from, to, label: label.as_ref().map(size) });
        self.arrows.push(MapArrow { label, assumed });
    }
}

/// How heavy the text of a step is.
pub(super) fn weight(step: &Step) -> Weight {
    if matches!(step.verb, Verb::Ask) || answers::is_end(step) { Weight::Bold } else { Weight::Regular }
}

/// Whether a box has the sign of its kind in its corner: a clock or a list.
pub(super) fn has_sign(step: &Step) -> bool {
    matches!(step.verb, Verb::Wait { .. } | Verb::Pick { .. })
}

/// Whether a box has a pencil in its corner: what is done there has to be recorded. An end has the sign of its outcome there.
pub(super) fn has_log_sign(step: &Step) -> bool {
    step.log.is_some() && !answers::is_end(step)
}

/// The text in the first of the widths in which it is whole, else in the last in which no word is broken.
fn first_whole(text: &str, style: Style, rooms: &[f64], most_lines: usize) -> Lines {
    let mut best: Option<Lines> = None;
    for room in rooms {
        let lines = wrap(text, style, *room, most_lines);
        if !lines.cut && !lines.broken {
            return lines;
        }
        if !lines.broken || best.as_ref().is_none_or(|best| best.broken) {
            best = Some(lines);
        }
    }
    best.unwrap_or(Lines { lines: Vec::new(), width: 0.0, broken: false, cut: false })
}

/// The key of the words for an end, and its sign: colour alone tells nothing to many readers.
pub fn outcome_words(outcome: Outcome) -> (&'static str, char) {
    match outcome {
        Outcome::Good => ("end_good", '✓'),
        Outcome::Bad => ("end_bad", '✕'),
        Outcome::Neutral => ("end_neutral", '–'),
    }
}
