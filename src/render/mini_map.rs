//! A drawn process map → a small picture without words: where in the map a reader of its guide is.
//!
//! It only repeats what the page says in words, so it is hidden from those who hear the page. `data-s` is the number of a step (0 for
//! the start), `data-e` the numbers that an arrow joins: a script marks the way gone by them.

use std::fmt::Write;

use super::map_graph::{MapDrawing, What};
use super::map_svg::n;
use crate::layout::Shape;

/// Maps with more steps have no small picture: it would say nothing, and every page of the guide would carry it.
const MOST_STEPS: usize = 60;

/// The picture, with no step marked; `None` for a map that is too large for one.
pub fn mini(drawn: &MapDrawing, steps: usize) -> Option<String> {
    if steps > MOST_STEPS {
        return None;
    }
    let size = drawn.drawing.size;
    let mut out = format!(
        "<svg class=\"mini\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" aria-hidden=\"true\" focusable=\"false\">",
        n(size.width),
        n(size.height),
        n(size.width),
        n(size.height)
    );
    let number = |node: usize| match drawn.boxes[node].what {
        What::Step(step) => Some(step + 1),
        What::Start(_) => Some(0),
        What::Entry(_) => None,
    };
    for (edge, route) in drawn.graph.edges.iter().zip(&drawn.drawing.edges) {
        let [first, rest @ ..] = route.points.as_slice() else { continue };
        let ends = number(edge.from).zip(number(edge.to)).map(|(from, to)| format!(" data-e=\"{from} {to}\"")).unwrap_or_default();
        let _ = write!(out, "<path{ends} d=\"M{} {}", n(first.x), n(first.y));
        rest.iter().for_each(|point| {
            let _ = write!(out, "L{} {}", n(point.x), n(point.y));
        });
        out.push_str("\"/>");
    }
    for (node, place) in drawn.drawing.nodes.iter().enumerate() {
        let round = if drawn.graph.nodes[node].shape == Shape::Pill { place.height / 2.0 } else { 16.0 };
        let step = number(node).map(|number| format!(" data-s=\"{number}\"")).unwrap_or_default();
        let _ = write!(
            out,
            "<rect class=\"cell\"{step} x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
            n(place.x),
            n(place.y),
            n(place.width),
            n(place.height),
            n(round)
        );
    }
    out.push_str("</svg>");
    Some(out)
}

/// The picture with a step marked, by its number.
pub fn marked(mini: &str, number: usize) -> String {
    let plain = format!("<rect class=\"cell\" data-s=\"{number}\"");
    mini.replacen(&plain, &format!("<rect class=\"cell n\" data-s=\"{number}\""), 1)
}

/// The picture without what a script marks the way by.
pub fn plain(mini: &str) -> String {
    let mut out = String::with_capacity(mini.len());
    let mut rest = mini;
    while let Some(at) = rest.find(" data-") {
        out.push_str(&rest[..at]);
        // The values are numbers, so the second quote ends the attribute.
        rest = rest[at..].splitn(3, '"').nth(2).unwrap_or("");
    }
    out + rest
}
