//! A drawn process map → one inline `<svg>`.
//!
//! Classes only: no style, no ids, no script, so a strict content policy holds and the two drawings of one page never collide. Every
//! step is a link to `#its-id` with an accessible name that tells number, text, kind, lane and what comes next; the order of the source
//! is the order of reading. The attributes `data-…` are for highlighting, for tests and for the layout meter.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::map_graph::{
    CHIP, CHIP_HEIGHT, Form, LABEL, LABEL_LINE, LINE, MapBox, MapDrawing, MapView, Reading, SHEET, TEXT, What, outcome_words,
};
use super::text_size::{Style, Weight, advance, outlines, width};
use crate::base::escape;
use crate::layout::{Direction, Point, Rect, Route, Shape};
use crate::maps::{MapKind, Outcome, Status, Step, Verb};

/// The drawing as SVG; `prefix` comes before the id of a step in its link: `#` in the page of the map itself.
pub fn svg(view: &MapView, drawn: &MapDrawing, prefix: &str) -> String {
    write_svg(view, drawn, prefix, None)
}

/// The drawing as a file of its own, with its style, a title and a description in it.
pub fn stand_alone(view: &MapView, drawn: &MapDrawing, prefix: &str, style: &str) -> String {
    write_svg(view, drawn, prefix, Some(style)) + "\n"
}

fn write_svg(view: &MapView, drawn: &MapDrawing, prefix: &str, style: Option<&str>) -> String {
    let hops = hops(&drawn.drawing.edges);
    let mut writer =
        Writer { view, drawn, prefix, style, hops, outlines: BTreeMap::new(), out: String::with_capacity(4096 + 1200 * drawn.boxes.len()) };
    writer.open();
    writer.background();
    writer.out.push_str("<g role=\"list\">");
    for node in 0..drawn.boxes.len() {
        writer.node(node);
    }
    // Over the boxes: the head of an arrow lies on the ring around the current step.
    writer.out.push_str("</g>\n<g aria-hidden=\"true\">");
    for edge in 0..drawn.arrows.len() {
        writer.arrow(edge);
    }
    writer.out.push_str("</g>");
    writer.define_outlines();
    writer.out.push_str("</svg>");
    writer.out
}

/// The radius of corners of lines.
const CORNER: f64 = 12.0;
/// The letters of the five lane colours; a sixth lane takes the first again, with a dashed tab.
const COLOURS: [char; 5] = ['a', 'b', 'c', 'd', 'e'];

struct Writer<'a> {
    view: &'a MapView<'a>,
    drawn: &'a MapDrawing,
    prefix: &'a str,
    /// The style of a file of its own.
    style: Option<&'a str>,
    /// For each arrow where it hops over others.
    hops: Vec<Vec<Hop>>,
    /// The outlines used in a file of its own, by their ids.
    outlines: BTreeMap<String, &'static str>,
    out: String,
}

impl Writer<'_> {
    fn open(&mut self) {
        let (map, size) = (self.view.map, self.drawn.drawing.size);
        let form = if self.drawn.form == Form::Wide { "wide" } else { "narrow" };
        let direction = match (self.drawn.direction, self.mirrored()) {
            (Direction::LeftToRight, false) | (Direction::RightToLeft, true) => "RIGHT",
            (Direction::LeftToRight, true) | (Direction::RightToLeft, false) => "LEFT",
            (Direction::TopToBottom, _) => "DOWN",
            (Direction::BottomToTop, _) => "UP",
        };
        let words = self.view.words;
        let (kind, steps) = match map.kind {
            MapKind::Flow => ("map_kind_flow", words.count("steps_count", map.steps.len())),
            MapKind::States => ("map_kind_states", words.count("states_count", map.steps.len())),
        };
        let count = match super::map_graph::roles_in_order(map).len() {
            0 | 1 => steps,
            lanes => words.with("step_count_lanes", &[("steps", &steps), ("lanes", &words.count("lanes_count", lanes))]),
        };
        let title = match map.status {
            Status::Retired => format!("{}, {}", map.title.value, words.get("variant_retired")),
            _ => map.title.value.clone(),
        };
        let label = words.with("map_drawing", &[("kind", words.get(kind)), ("title", &title), ("count", &count)]);
        let scrolls = if self.drawn.too_wide { " scrolls" } else { "" };
        let retired = if map.status == Status::Retired { " retired" } else { "" };
        let (width, height) = (n(size.width), n(size.height));
        let reading = if self.mirrored() { " direction=\"rtl\"" } else { "" };
        let namespace =
            if self.style.is_some() { " xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"" } else { "" };
        let id = format!("map-{}-{form}", map.key);
        self.write(format_args!(
            "<svg{namespace}{reading} class=\"map {form}{scrolls}{retired}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"group\""
        ));
        // Browsers show the `<title>` of what the pointer is in: in a page that of the whole drawing would stand beside the pointer wherever
        // it rests on the map, over the steps. Among the definitions it names the drawing and is shown by none.
        let (name, value, title, before, after) = match self.style {
            Some(_) => ("aria-label", &label, &map.title.value, String::from("<title>"), "</title>\n"),
            None => ("aria-labelledby", &id, &label, format!("<defs><title id=\"{id}\">"), "</title></defs>\n"),
        };
        self.attribute(name, value);
        self.write(format_args!(" data-direction=\"{direction}\">\n"));
        self.out.push_str(&before);
        self.text(title);
        self.out.push_str(after);
        let starts = map.starts_when.as_ref().map(|text| format!("{}: {}", words.get("starts_when"), sentence(&text.value)));
        let described = map.summary.as_ref().map(|summary| summary.value.clone()).or(starts).unwrap_or(label);
        self.out.push_str("<desc>");
        self.text(&described);
        self.out.push_str("</desc>\n");
        if let Some(style) = self.style {
            self.out.push_str("<style>");
            self.text(style);
            self.out.push_str("</style>\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
        }
    }

    fn mirrored(&self) -> bool {
        self.drawn.reading == Reading::RightToLeft
    }

    /// The place that is so far inside of a box from where a line of text ends.
    fn inside_end(&self, place: &Rect, inward: f64) -> f64 {
        if self.mirrored() { place.x + inward } else { place.right() - inward }
    }

    fn write(&mut self, text: std::fmt::Arguments) {
        // Writing into a String cannot fail.
        let _ = self.out.write_fmt(text);
    }

    fn text(&mut self, text: &str) {
        escape::push_text(&mut self.out, text);
    }

    fn attribute(&mut self, name: &str, value: &str) {
        escape::push_attribute(&mut self.out, name, value);
    }

    /// Lanes and the heads of the phases.
    fn background(&mut self) {
        let drawn = self.drawn;
        self.out.push_str("<g aria-hidden=\"true\">");
        self.lanes();
        if drawn.form == Form::Wide {
            self.phases();
        }
        self.out.push_str("</g>\n");
    }

    fn lanes(&mut self) {
        let drawn = self.drawn;
        for (index, (role, place)) in drawn.lanes.iter().zip(&drawn.drawing.lanes).enumerate() {
            let Rect { x, y, width, height } = *place;
            let class = lane_class(index);
            self.write(format_args!("<g class=\"lane {class}\"><rect class=\"bg\""));
            self.attribute("data-lane-box", role);
            self.write(format_args!(" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"12\"/>", n(x), n(y), n(width), n(height)));
            let (tab_top, tab_height) = (n(y + 12.0), n(height - 2.0));
            let (tab, text_x) = match self.drawn.reading {
                Reading::LeftToRight => (format!("M{} {tab_top}a12 12 0 0 1 7-11v{tab_height}a12 12 0 0 1-7-11z", n(x)), x + 20.0),
                Reading::RightToLeft => {
                    (format!("M{} {tab_top}a12 12 0 0 0-7-11v{tab_height}a12 12 0 0 0 7-11z", n(place.right())), place.right() - 20.0)
                }
            };
            self.write(format_args!("<path class=\"tab\" d=\"{tab}\"/>"));
            let name = self.view.role(role).to_string();
            self.line("", &name, Point { x: text_x, y: y + 28.0 }, bold(TEXT));
            self.out.push_str("</g>");
        }
    }

    fn phases(&mut self) {
        let drawn = self.drawn;
        for (index, (phase, head)) in self.view.map.phases.iter().zip(&drawn.drawing.phases).enumerate() {
            let Some(place) = head else { continue };
            let (x, y, right, bottom) = (n(place.x), n(place.y), n(place.right()), n(place.bottom()));
            let (line, base) = match drawn.direction {
                Direction::LeftToRight | Direction::RightToLeft => (format!("M{x} {bottom}H{right}"), place.bottom() - 10.0),
                Direction::TopToBottom | Direction::BottomToTop => (format!("M{right} {y}V{bottom}"), place.y + 16.0),
            };
            self.write(format_args!("<g class=\"ph\"><path d=\"{line}\"/>"));
            self.phase_title(index, &phase.title.value, Point { x: if self.mirrored() { place.right() } else { place.x }, y: base });
            self.out.push_str("</g>");
        }
    }

    /// The number of a phase, light, and its title.
    fn phase_title(&mut self, index: usize, title: &str, at: Point) {
        let number = format!("{} ", index + 1);
        let light = Style { size: TEXT, weight: Weight::Regular };
        if self.style.is_some() && outlines(title, Weight::Bold).is_some() {
            let wide = f64::from(advance(&number, Weight::Regular)) * TEXT / 1000.0;
            self.outlined("tx n", &number, at, Anchor::Start, light);
            let x = if self.mirrored() { at.x - wide } else { at.x + wide };
            self.outlined("tx", title, Point { x, ..at }, Anchor::Start, bold(TEXT));
            return;
        }
        let class = self.text_class("");
        self.write(format_args!("<text{class} x=\"{}\" y=\"{}\"><tspan class=\"n\">{}</tspan> ", n(at.x), n(at.y), index + 1));
        self.text(title);
        self.out.push_str("</text>");
    }

    /// One line of text that begins here.
    fn line(&mut self, class: &str, text: &str, at: Point, style: Style) {
        if self.outlined(&format!("tx {class}"), text, at, Anchor::Start, style) {
            return;
        }
        let class = self.text_class(class);
        self.write(format_args!("<text{class} x=\"{}\" y=\"{}\">", n(at.x), n(at.y)));
        self.text(text);
        self.out.push_str("</text>");
    }

    fn arrow(&mut self, edge: usize) {
        let drawn = self.drawn;
        let (ends, route, arrow) = (&drawn.graph.edges[edge], &drawn.drawing.edges[edge], &drawn.arrows[edge]);
        let [.., before, tip] = route.points[..] else { return };
        let class = match (arrow.assumed, route.back) {
            (true, true) => "ed back guess",
            (true, false) => "ed guess",
            (false, true) => "ed back",
            (false, false) => "ed",
        };
        self.write(format_args!("<g class=\"{class}\"><path class=\"ln\" data-edge=\"{edge}\""));
        let (from, to) = (self.name(ends.from), self.name(ends.to));
        self.attribute("data-from", &from);
        self.attribute("data-to", &to);
        self.write(format_args!(" d=\"{}\"/><path class=\"head\" d=\"{}\"/>", rounded(&route.points, &self.hops[edge]), head(before, tip)));
        if let (Some(place), Some(lines)) = (&route.label, &arrow.label) {
            self.arrow_label(edge, place, &lines.lines);
        }
        self.out.push_str("</g>");
    }

    fn arrow_label(&mut self, edge: usize, place: &Rect, lines: &[String]) {
        let Rect { x, y, width, height } = *place;
        let (x, y, width, height) = (n(x), n(y), n(width), n(height));
        self.write(format_args!(
            "<rect class=\"pill\" data-label-of=\"{edge}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"13\"/>"
        ));
        let middle = place.centre();
        self.lines("", lines, middle, LABEL_LINE, 5.5, bold(LABEL));
    }

    /// A line of text as outlines in a file of its own, which looks the same wherever it is opened; `false` where that cannot be: in a page,
    /// which has the font, and for characters that the font lacks.
    fn outlined(&mut self, class: &str, text: &str, at: Point, anchor: Anchor, style: Style) -> bool {
        let Some(outlines) = outlines(text, style.weight).filter(|_| self.style.is_some()) else { return false };
        let scale = style.size / 1000.0;
        let wide = f64::from(advance(text, style.weight)) * scale;
        let x = match (anchor, self.mirrored()) {
            (Anchor::Middle, _) => at.x - wide / 2.0,
            (Anchor::Start, false) => at.x,
            (Anchor::Start, true) => at.x - wide,
        };
        let (class, letter) = (if class.is_empty() { "tx" } else { class }, if style.weight == Weight::Bold { 'b' } else { 'r' });
        self.write(format_args!("<g class=\"{class}\" transform=\"translate({} {}) scale({scale})\">", n(x), n(at.y)));
        for (c, outline, start) in outlines.into_iter().filter(|(_, outline, _)| !outline.is_empty()) {
            let id = format!("{letter}{:x}", u32::from(c));
            self.write(format_args!("<use xlink:href=\"#{id}\" x=\"{start}\"/>"));
            self.outlines.insert(id, outline);
        }
        self.out.push_str("</g>");
        true
    }

    fn define_outlines(&mut self) {
        let used = std::mem::take(&mut self.outlines);
        if used.is_empty() {
            return;
        }
        self.out.push_str("\n<defs>");
        for (id, outline) in used {
            self.write(format_args!("<path id=\"{id}\" d=\"{outline}\"/>"));
        }
        self.out.push_str("</defs>");
    }

    /// Lines of text around a middle; between two lines is a blank, so that words do not run together when copied.
    fn lines(&mut self, class: &str, lines: &[String], middle: Point, step: f64, drop: f64, style: Style) {
        let first = middle.y - (lines.len().max(1) - 1) as f64 * step / 2.0 + drop;
        let all = lines.iter().all(|line| outlines(line, style.weight).is_some());
        if self.style.is_some() && all {
            for (index, line) in lines.iter().enumerate() {
                let at = Point { x: middle.x, y: first + index as f64 * step };
                self.outlined(&format!("tx {class}"), line, at, Anchor::Middle, style);
            }
            return;
        }
        let class = self.text_class(class);
        self.write(format_args!("<text{class} text-anchor=\"middle\">"));
        for (index, line) in lines.iter().enumerate() {
            self.write(format_args!("<tspan x=\"{}\" y=\"{}\">", n(middle.x), n(first + index as f64 * step)));
            self.text(line);
            // A word that was broken at its hyphen stays one word.
            let in_word = line.ends_with('-') && !line.ends_with(" -");
            self.out.push_str("</tspan>");
            // As wide as nothing: a blank would count as part of the line, which then stood left of the middle.
            if index + 1 < lines.len() && !in_word {
                self.out.push_str("<tspan font-size=\"0\"> </tspan>");
            }
        }
        self.out.push_str("</text>");
    }

    /// The attribute for the class of a text; in a file of its own all have one, which is that of the outlines too.
    fn text_class(&self, class: &str) -> String {
        let classes = [if self.style.is_some() { "tx" } else { "" }, class].join(" ");
        match classes.trim() {
            "" => String::new(),
            classes => format!(" class=\"{classes}\""),
        }
    }

    /// What a box is called in the attributes: the id of the step, or for a pill something that no id can be.
    fn name(&self, node: usize) -> String {
        let id = |step: usize| self.view.map.steps[step].id.as_str();
        match self.drawn.boxes[node].what {
            What::Step(step) => id(step).to_string(),
            What::Start(step) => format!("{}/start", id(step)),
            What::Entry(step) => format!("{}/entry", id(step)),
        }
    }

    fn node(&mut self, node: usize) {
        let what = self.drawn.boxes[node].what;
        self.out.push_str("<g role=\"listitem\">");
        match what {
            What::Step(step) => self.step(node, step),
            What::Start(step) | What::Entry(step) => self.pill(node, step, matches!(what, What::Start(_))),
        }
        self.out.push_str("</g>\n");
    }

    /// A start is no step and leads nowhere but along its arrow, so it is no link.
    fn pill(&mut self, node: usize, step: usize, is_start: bool) {
        let (map, drawn) = (self.view.map, self.drawn);
        let step = &map.steps[step];
        let written = if is_start { &map.starts_when } else { &step.enter_when };
        let text = written.as_ref().map_or("", |text| text.value.as_str());
        let words = self.view.words;
        let when = words.get(if is_start { "starts_when" } else { "enter_when" });
        let next = words.with("ways_on", &[("ways", &sentence(&self.told(step)))]);
        let label = format!("{when}: {} {next}", sentence(text));
        self.write(format_args!("<g class=\"nd t start{}\" role=\"img\"", if is_start { "" } else { " entry" }));
        self.attribute("aria-label", &label);
        self.data(node);
        self.out.push('>');
        let place = drawn.drawing.nodes[node];
        self.hit(&place);
        self.outline("s", Shape::Pill, &place);
        self.lines("", &drawn.boxes[node].text.lines, place.centre(), LINE, 5.8, bold(TEXT));
        self.out.push_str("</g>");
    }

    fn data(&mut self, node: usize) {
        let name = self.name(node);
        self.attribute("data-node", &name);
        let shape = match self.drawn.graph.nodes[node].shape {
            Shape::Ellipse => "ellipse",
            Shape::Diamond => "diamond",
            _ => "rect",
        };
        self.write(format_args!(" data-shape=\"{shape}\""));
        if let Some(lane) = self.drawn.boxes[node].role.and_then(|role| self.drawn.lanes.get(role)) {
            self.attribute("data-lane", lane);
        }
    }

    fn step(&mut self, node: usize, index: usize) {
        let drawn = self.drawn;
        let (step, here) = (&self.view.map.steps[index], &drawn.boxes[node]);
        let href = format!("{}{}", self.prefix, step.id);
        let (lane, kind) = (here.role.map_or(String::from("u"), lane_class), self.kind_classes(step));
        self.write(format_args!("<a class=\"nd {lane}{kind}\""));
        self.attribute("href", &href);
        let mut next: Vec<String> = Vec::new();
        for way in &step.moves {
            let to = way.to.to_string();
            if !next.contains(&to) {
                next.push(to);
            }
        }
        self.write(format_args!(" data-n=\"{index}\" data-next=\"{}\"", next.join(" ")));
        self.attribute("data-label", self.view.text(step));
        let name = self.accessible_name(step, here);
        self.attribute("aria-label", &name);
        self.data(node);
        self.out.push('>');
        let (whole, shape) = (drawn.drawing.nodes[node], drawn.graph.nodes[node].shape);
        self.hit(&whole);
        let place = front(&whole, shape, here);
        if shape == Shape::Stack {
            self.outline("s2", shape, &Rect { x: place.x + SHEET, y: place.y - SHEET, ..place });
        }
        self.outline("fring", shape, &place.grown(13.0));
        self.outline("ring", shape, &place.grown(6.5));
        self.outline("s", shape, &place);
        self.sign(step, &place);
        self.log_sign(step, shape, &place);
        // In the order and with the blanks of the accessible name: who says what they see must reach the link. That holds for a
        // shortened label too, so what stands after it is drawn over the link and is no part of it; the name tells it in full.
        self.badge(step, shape, &place);
        self.out.push(' ');
        let middle = self.inscription(step, here, &place);
        self.out.push_str("</a>");
        if here.tag.is_some() || here.chip.is_some() {
            self.write(format_args!("<g class=\"nd {lane}{kind} over\" aria-hidden=\"true\">"));
            self.extras(here, &place, middle);
            self.out.push_str("</g>");
        }
    }

    /// The outline of a box.
    fn outline(&mut self, class: &str, shape: Shape, place: &Rect) {
        let Rect { x, y, width, height } = *place;
        if shape == Shape::Hexagon {
            let tip = shape.tip(width, height);
            let (left, right, middle) = (n(x), n(x + width), n(y + height / 2.0));
            let (from, to, top, bottom) = (n(x + tip), n(x + width - tip), n(y), n(y + height));
            self.write(format_args!(
                "<path class=\"{class}\" d=\"M{left} {middle}L{from} {top}H{to}L{right} {middle}L{to} {bottom}H{from}Z\"/>"
            ));
            return;
        }
        let radius = match shape {
            Shape::Pill => height / 2.0,
            _ => 10.0,
        };
        let (x, y, width, height, radius) = (n(x), n(y), n(width), n(height), n(radius));
        self.write(format_args!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\"/>"));
    }

    /// The whole box, chip and second sheet included: the first shape of a box, for the pointer and for whoever reads the drawing by its
    /// attributes.
    fn hit(&mut self, place: &Rect) {
        let Rect { x, y, width, height } = *place;
        let (x, y, width, height) = (n(x), n(y), n(width), n(height));
        self.write(format_args!("<rect class=\"hit\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"));
    }

    /// A small drawing that tells the kind of the box: a clock, a list, or the sign of an outcome.
    fn sign(&mut self, step: &Step, place: &Rect) {
        let (x, y) = (self.inside_end(place, 14.0), place.y + 14.0);
        match &step.verb {
            Verb::Wait { .. } => {
                let (x, y) = (n(x), n(y));
                self.write(format_args!(
                    "<circle class=\"sign\" cx=\"{x}\" cy=\"{y}\" r=\"7\"/><path class=\"sign\" d=\"M{x} {y}v-4.5m0 4.5h3.5\"/>"
                ));
            }
            Verb::Pick { .. } => {
                let (x, y) = (n(x - 6.0), n(y - 4.5));
                self.write(format_args!("<path class=\"sign\" d=\"M{x} {y}h1m3 0h8m-12 4.5h1m3 0h8m-12 4.5h1m3 0h8\"/>"));
            }
            Verb::End { outcome } => self.outcome(*outcome, place),
            Verb::State { end: true, .. } => {
                // The double border of a final state.
                self.outline("in", Shape::Pill, &place.grown(-4.0));
            }
            _ => {}
        }
    }

    /// A pencil in the corner of a box whose work has to be recorded, beside the sign of its kind.
    fn log_sign(&mut self, step: &Step, shape: Shape, place: &Rect) {
        if !super::map_graph::has_log_sign(step) {
            return;
        }
        let beside = if super::map_graph::has_sign(step) { 20.0 } else { 0.0 };
        let x = self.inside_end(place, 14.0 + beside + shape.tip(place.width, place.height));
        self.write(format_args!("<path class=\"sign\" d=\"M{} {}l1-4 7-7 3 3-7 7zm7-10 3 3\"/>", n(x - 5.0), n(place.y + 19.5)));
    }

    fn outcome(&mut self, outcome: Outcome, place: &Rect) {
        let (inward, down) = on_round_corner(place, 3.0);
        let (x, y) = (self.inside_end(place, inward), place.y + down);
        self.write(format_args!("<circle class=\"ob\" cx=\"{}\" cy=\"{}\" r=\"11\"/>", n(x), n(y)));
        let path = match outcome {
            Outcome::Good => format!("M{} {}l3.6 3.8 6.2-7.8", n(x - 5.0), n(y + 0.4)),
            Outcome::Bad => format!("M{} {}l8 8m0-8-8 8", n(x - 4.0), n(y - 4.0)),
            Outcome::Neutral => format!("M{} {}h9", n(x - 4.5), n(y)),
        };
        self.write(format_args!("<path class=\"om\" d=\"{path}\"/>"));
    }

    /// The text of a box. Gives back where its middle is, for what stands below it.
    fn inscription(&mut self, step: &Step, here: &MapBox, place: &Rect) -> Point {
        let mut middle = place.centre();
        if here.tag.is_some() {
            middle.y -= 10.0;
        }
        if here.chip.is_some() {
            middle.y -= 4.0;
        }
        let weight = super::map_graph::weight(step);
        self.lines("", &here.text.lines, middle, LINE, 5.8, Style { size: TEXT, weight });
        middle
    }

    /// The tag below the text and the chip on the lower edge.
    fn extras(&mut self, here: &MapBox, place: &Rect, middle: Point) {
        let style = Style { size: CHIP, weight: Weight::Bold };
        if let Some(tag) = &here.tag {
            let y = middle.y + here.text.lines.len().max(1) as f64 * LINE / 2.0 + 14.0;
            let half = (width(tag, style) + 16.0) / 2.0;
            let (square, text) = match self.drawn.reading {
                Reading::LeftToRight => (place.centre().x - half, place.centre().x - half + 16.0),
                Reading::RightToLeft => (place.centre().x + half - 11.0, place.centre().x + half - 16.0),
            };
            self.write(format_args!("<rect class=\"tg\" x=\"{}\" y=\"{}\" width=\"11\" height=\"11\" rx=\"3\"/>", n(square), n(y - 10.0)));
            self.line("tgt", tag, Point { x: text, y }, style);
        }
        if let Some(chip) = &here.chip {
            let wide = width(chip, style) + 22.0;
            let (x, y) = (n(place.centre().x - wide / 2.0), n(place.bottom() - CHIP_HEIGHT / 2.0));
            self.write(format_args!("<rect class=\"chip\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{CHIP_HEIGHT}\" rx=\"13\"/>", n(wide)));
            self.lines("chipt", std::slice::from_ref(chip), Point { x: place.centre().x, y: place.bottom() }, LINE, 5.0, style);
        }
    }

    /// The number of the step on the corner of its box.
    fn badge(&mut self, step: &Step, shape: Shape, place: &Rect) {
        let number = step.number.to_string();
        let (inward, down) = match shape {
            Shape::Pill => on_round_corner(place, 6.0),
            _ => (7.0 + shape.tip(place.width, place.height).max(2.0) - 2.0, 2.0),
        };
        let (x, y) = (if self.mirrored() { place.right() - inward } else { place.x + inward }, place.y + down);
        // Three digits need a longer badge.
        let half = (width(&number, Style { size: 14.5, weight: Weight::Bold }) / 2.0 + 4.0).max(13.0);
        let (left, top) = (n(x - half), n(y - 13.0));
        self.write(format_args!("<rect class=\"b\" x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"26\" rx=\"13\"/>", n(2.0 * half)));
        let style = bold(14.5);
        if !self.outlined("tx no", &number, Point { x, y: y + 5.2 }, Anchor::Middle, style) {
            self.write(format_args!("<text class=\"no\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{number}</text>", n(x), n(y + 5.2)));
        }
    }

    fn accessible_name(&self, step: &Step, here: &MapBox) -> String {
        let mut name = format!("{} {}", step.number, sentence(self.view.text(step)));
        let _ = write!(name, " {}", self.kind_words(step));
        if let Some(chip) = &here.chip {
            let _ = write!(name, ", {chip}");
        }
        if step.optional {
            let _ = write!(name, ", {}", self.view.words.get("optional"));
        }
        if step.assumed {
            let _ = write!(name, ", {}", self.view.words.get("not_confirmed"));
        }
        if step.log.is_some() {
            let _ = write!(name, ", {}", self.view.words.get("is_recorded"));
        }
        name.push('.');
        if let Some(who) = step.who.first() {
            let _ = write!(name, " {}.", self.view.role_in_full(&who.value));
        }
        let ways: Vec<String> = step
            .moves
            .iter()
            .map(|way| {
                let to = self.told(&self.view.map.steps[way.to]);
                match &way.label {
                    Some(label) => self.view.words.with("goes_to", &[("answer", &label.value), ("step", &to)]),
                    None => to,
                }
            })
            .collect();
        if !ways.is_empty() {
            let _ = write!(name, " {}", self.view.words.with("ways_on", &[("ways", &sentence(&ways.join("; ")))]));
        }
        name
    }

    /// Classes of a box beside its lane: what kind it is, optional, not confirmed, leading through a retired map.
    fn kind_classes(&self, step: &Step) -> String {
        let gone = if self.view.is_retired(step) { " gone" } else { "" };
        format!("{}{gone}", kind_classes(step))
    }

    fn kind_words(&self, step: &Step) -> String {
        let words = self.view.words;
        let key = match &step.verb {
            Verb::Do => "kind_do",
            Verb::Ask => "kind_ask",
            Verb::Pick { .. } => "kind_pick",
            Verb::Wait { .. } => "kind_wait",
            Verb::Map { .. } => "kind_map",
            Verb::End { outcome } => outcome_words(*outcome).0,
            Verb::State { end: true, .. } => "kind_state_end",
            Verb::State { .. } => "kind_state",
        };
        words.get(key).to_string()
    }

    fn told(&self, step: &Step) -> String {
        format!("{} {}", step.number, self.view.text(step))
    }
}

/// Where a line of text is held.
#[derive(Clone, Copy, PartialEq)]
enum Anchor {
    Start,
    Middle,
}

fn bold(size: f64) -> Style {
    Style { size, weight: Weight::Bold }
}

/// Where a sign stands on the round corner of a pill, from its side and from its top: so far outside of the outline that it lies on it,
/// however high the pill is.
fn on_round_corner(place: &Rect, outside: f64) -> (f64, f64) {
    let radius = place.height / 2.0;
    let (across, up) = (0.64, 0.77);
    (radius - across * (radius + outside), radius - up * (radius + outside))
}

/// The front of a box: without the chip that hangs below it and the sheet behind it.
fn front(whole: &Rect, shape: Shape, here: &MapBox) -> Rect {
    let below = if here.chip.is_some() { CHIP_HEIGHT / 2.0 } else { 0.0 };
    let sheet = if shape == Shape::Stack { SHEET } else { 0.0 };
    Rect { x: whole.x, y: whole.y + sheet, width: whole.width - sheet, height: whole.height - below - sheet }
}

/// The text with a full stop, unless it ends with something of the kind.
fn sentence(text: &str) -> String {
    let stop = if text.ends_with(['.', '?', '!', ':', '…']) { "" } else { "." };
    format!("{text}{stop}")
}

/// Classes of a box beside its lane: what kind it is, optional, not confirmed.
fn kind_classes(step: &Step) -> String {
    let kind = match &step.verb {
        Verb::Do => "",
        Verb::Ask => " q",
        Verb::Pick { .. } => " p",
        Verb::Wait { .. } => " w",
        Verb::Map { .. } => " m",
        Verb::End { outcome: Outcome::Good } => " t good",
        Verb::End { outcome: Outcome::Bad } => " t bad",
        Verb::End { outcome: Outcome::Neutral } => " t",
        Verb::State { end: true, .. } => " st fin",
        Verb::State { .. } => " st",
    };
    format!("{kind}{}{}", if step.optional { " opt" } else { "" }, if step.assumed { " guess" } else { "" })
}

fn lane_class(index: usize) -> String {
    let colour = COLOURS[index % COLOURS.len()];
    if index < COLOURS.len() { colour.to_string() } else { format!("{colour} again") }
}

/// A number without needless digits.
pub(super) fn n(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // `-0` is a number of its own in Rust and a byte too many here.
    format!("{}", rounded + 0.0)
}

/// A place where an arrow hops over another one: on which of its pieces, and how far from the start of that.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Hop {
    piece: usize,
    along: f64,
}

/// Half the width of a hop.
const HOP: f64 = 5.0;

/// Where arrows cross, one of the two hops over the other: the level one, or the upright one where the level one turns or ends too near.
///
/// Cost: each level piece against the upright ones between its ends, found by their place in a sorted list.
fn hops(routes: &[Route]) -> Vec<Vec<Hop>> {
    let mut hops = vec![Vec::new(); routes.len()];
    let pieces = || routes.iter().enumerate().flat_map(|(edge, route)| (1..route.points.len()).map(move |end| (edge, end - 1)));
    let ends = |(edge, piece): (usize, usize)| (routes[edge].points[piece], routes[edge].points[piece + 1]);
    let mut upright: Vec<(usize, usize)> = pieces().filter(|piece| ends(*piece).0.x == ends(*piece).1.x).collect();
    upright.sort_by(|a, b| ends(*a).0.x.total_cmp(&ends(*b).0.x));
    for level in pieces().filter(|piece| ends(*piece).0.y == ends(*piece).1.y) {
        let (from, to) = ends(level);
        let (left, right) = (from.x.min(to.x), from.x.max(to.x));
        let first = upright.partition_point(|piece| ends(*piece).0.x <= left);
        for other in upright[first..].iter().take_while(|piece| ends(**piece).0.x < right) {
            let (start, end) = ends(*other);
            if other.0 == level.0 || from.y <= start.y.min(end.y) || from.y >= start.y.max(end.y) {
                continue;
            }
            let over = [(level, (start.x - from.x).abs()), (*other, (from.y - start.y).abs())];
            if let Some(((edge, piece), along)) = over.into_iter().find(|(piece, along)| has_room(&routes[piece.0], piece.1, *along)) {
                let hops: &mut Vec<Hop> = &mut hops[edge];
                // Arrows that run on one line are hopped over together.
                if !hops.iter().any(|hop| hop.piece == piece && (hop.along - along).abs() < 2.0 * HOP) {
                    hops.push(Hop { piece, along });
                }
            }
        }
    }
    hops.iter_mut().for_each(|hops| hops.sort_by(|a, b| a.piece.cmp(&b.piece).then(a.along.total_cmp(&b.along))));
    hops
}

/// Whether a hop is clear of the corners, the head and the label of its arrow.
fn has_room(route: &Route, piece: usize, along: f64) -> bool {
    let (a, b) = (route.points[piece], route.points[piece + 1]);
    let before = if piece == 0 { 2.0 } else { corner(&route.points, piece) };
    let after = if piece + 2 == route.points.len() { 12.0 } else { corner(&route.points, piece + 1) };
    let at = toward(a, b, along);
    let on_label = route.label.is_some_and(|label| label.grown(HOP).overlaps(&Rect { x: at.x, y: at.y, width: 0.01, height: 0.01 }));
    along >= before + HOP && distance(a, b) - along >= after + HOP && !on_label
}

/// The radius of the corner at a point of a path.
fn corner(points: &[Point], index: usize) -> f64 {
    CORNER.min(distance(points[index - 1], points[index]) / 2.0).min(distance(points[index], points[index + 1]) / 2.0)
}

/// The path with round corners, ended inside its head; over other arrows it hops.
fn rounded(points: &[Point], hops: &[Hop]) -> String {
    let mut path = String::new();
    for (index, point) in points.iter().enumerate() {
        for hop in hops.iter().filter(|hop| hop.piece + 1 == index) {
            let before = points[index - 1];
            let (a, b) = (toward(before, *point, hop.along - HOP), toward(before, *point, hop.along + HOP));
            // Up from a level line, to the right of an upright one.
            let sweep = u8::from(a.x < b.x || a.y < b.y);
            let _ = write!(path, "L{} {}A{HOP} {HOP} 0 0 {sweep} {} {}", n(a.x), n(a.y), n(b.x), n(b.y));
        }
        let _ = match index {
            0 => write!(path, "M{} {}", n(point.x), n(point.y)),
            _ if index + 1 == points.len() => {
                let end = toward(*point, points[index - 1], 5.0);
                write!(path, "L{} {}", n(end.x), n(end.y))
            }
            _ => {
                let radius = corner(points, index);
                let (a, b) = (toward(*point, points[index - 1], radius), toward(*point, points[index + 1], radius));
                write!(path, "L{} {}Q{} {} {} {}", n(a.x), n(a.y), n(point.x), n(point.y), n(b.x), n(b.y))
            }
        };
    }
    path
}

fn distance(a: Point, b: Point) -> f64 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

/// The point `by` from `from` on the way to `to`.
fn toward(from: Point, to: Point, by: f64) -> Point {
    let length = distance(from, to);
    if length == 0.0 {
        return from;
    }
    let share = (by / length).min(1.0);
    Point { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
}

fn head(before: Point, tip: Point) -> String {
    let base = toward(tip, before, 11.0);
    let (dx, dy) = if before.x == tip.x { (6.5, 0.0) } else { (0.0, 6.5) };
    format!("M{} {}L{} {}L{} {}Z", n(tip.x), n(tip.y), n(base.x + dx), n(base.y + dy), n(base.x - dx), n(base.y - dy))
}
