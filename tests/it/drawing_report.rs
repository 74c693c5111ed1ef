//! The drawing of every sample map as it was accepted, beside the one of today.
//!
//! `tests/drawings/NAME.txt` holds the accepted places of everything, a line each. Each run writes `target/drawings/report.html`, where
//! old stands beside new with what it cost a reader, changed maps first. `UPDATE=1` accepts what is new: look at the report before.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use waybook::layout::{Point, Rect, Shape};
use waybook::render::Strings;
use waybook::render::map_graph::{MapDrawing, MapView, narrow, wide};

use crate::drawing::{sample_roles, samples};

#[test]
fn every_sample_map_is_drawn_as_accepted() {
    let ((all, others), roles) = (samples(), sample_roles());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drawings");
    let update = std::env::var_os("UPDATE").is_some();
    let (mut changed, mut same) = (Vec::new(), Vec::new());
    for map in &all {
        let view = MapView { map, roles: &roles, maps: &others, words: &Strings::built_in() };
        let new = format!("wide\n{}narrow\n{}", places(&wide(&view)), places(&narrow(&view)));
        let file = folder.join(format!("{}.txt", map.key));
        let old = fs::read_to_string(&file).unwrap_or_default();
        if update && old != new {
            fs::write(&file, &new).unwrap();
        }
        let list = if old == new { &mut same } else { &mut changed };
        list.push((map.key.clone(), old, new));
    }
    let report = report();
    fs::create_dir_all(report.parent().unwrap()).unwrap();
    fs::write(&report, page(&changed, &same)).unwrap();
    let names: Vec<&str> = changed.iter().map(|(key, ..)| key.as_str()).collect();
    assert!(
        update || names.is_empty(),
        "other drawings than accepted of {}: look at {}, then accept with UPDATE=1 cargo test --test it drawing_report",
        names.join(", "),
        report.display()
    );
}

fn report() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in the folder of the build").join("drawings/report.html")
}

/// Where everything is, a line each: what, its numbers, its text.
fn places(drawn: &MapDrawing) -> String {
    let (drawing, mut out) = (&drawn.drawing, String::new());
    let rect = |place: &Rect| format!("{:.0} {:.0} {:.0} {:.0}", place.x, place.y, place.width, place.height);
    let _ = writeln!(out, "size {:.0} {:.0}", drawing.size.width, drawing.size.height);
    for (lane, place) in drawn.lanes.iter().zip(&drawing.lanes) {
        let _ = writeln!(out, "lane {} {lane}", rect(place));
    }
    for (index, (here, place)) in drawn.boxes.iter().zip(&drawing.nodes).enumerate() {
        let kind = match drawn.graph.nodes[index].shape {
            Shape::Pill => "pill",
            Shape::Hexagon => "question",
            _ => "box",
        };
        let _ = writeln!(out, "{kind} {} {}", rect(place), here.text.lines.join(" / "));
    }
    for (arrow, route) in drawn.arrows.iter().zip(&drawing.edges) {
        let points: Vec<String> = route.points.iter().map(|Point { x, y }| format!("{x:.0} {y:.0}")).collect();
        let _ = writeln!(out, "arrow {}", points.join(" "));
        if let Some((place, lines)) = route.label.as_ref().zip(arrow.label.as_ref()) {
            let _ = writeln!(out, "label {} {}", rect(place), lines.lines.join(" / "));
        }
    }
    out
}

type Maps = [(String, String, String)];

fn page(changed: &Maps, same: &Maps) -> String {
    let mut out = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Drawings, old beside new</title><style>\
         body{font:16px sans-serif;margin:2rem}section>div{display:grid;grid-template-columns:1fr 1fr;gap:1rem;align-items:start}\
         svg{max-width:100%;height:auto;border:1px solid #999}.lane{fill:#f1efe8}.box,.pill,.question{fill:#fff;stroke:#345;stroke-width:2}\
         .question{stroke-width:4}.arrow{fill:none;stroke:#567;stroke-width:2}.label{fill:#fff;stroke:#999}text{font-size:15px;text-anchor:middle}\
         .changed{background:#fff3c4}</style><h1>Drawings of the sample maps, old beside new</h1>",
    );
    let _ = write!(out, "<p>{} changed, {} as accepted.</p>", changed.len(), same.len());
    for (kind, maps) in [("changed", changed), ("same", same)] {
        for (key, old, new) in maps {
            let _ = write!(out, "<section class=\"{kind}\"><h2>{key} ({kind})</h2>");
            for form in ["wide", "narrow"] {
                let (old, new) = (part(old, form), part(new, form));
                let mark = if old == new { "" } else { ": changed" };
                let _ = write!(
                    out,
                    "<h3>{form}{mark}</h3><div><div>{}{}</div><div>{}{}</div></div>",
                    cost(&old),
                    svg(&old),
                    cost(&new),
                    svg(&new)
                );
            }
            out.push_str("</section>");
        }
    }
    out + "</html>\n"
}

/// The lines of one form: words, then numbers.
fn part(text: &str, form: &str) -> Vec<(String, Vec<f64>, String)> {
    let other = if form == "wide" { "narrow\n" } else { "wide\n" };
    let text = text.split_once(&format!("{form}\n")).map_or("", |(_, rest)| rest.split(other).next().unwrap_or_default());
    let read = |line: &str| {
        let mut words = line.split(' ');
        let kind = words.next().unwrap_or_default().to_string();
        let most = if kind == "arrow" { usize::MAX } else { 4 };
        let rest: Vec<&str> = words.collect();
        let numbers: Vec<f64> = rest.iter().map_while(|word| word.parse().ok()).take(most).collect();
        let text = rest[numbers.len()..].join(" ");
        (kind, numbers, text)
    };
    text.lines().map(read).collect()
}

/// Size, crossings and corners, in a line.
fn cost(places: &[(String, Vec<f64>, String)]) -> String {
    let arrows: Vec<&Vec<f64>> = places.iter().filter(|(kind, ..)| kind == "arrow").map(|(_, numbers, _)| numbers).collect();
    let corners: usize = arrows.iter().map(|points| (points.len() / 2).saturating_sub(2)).sum();
    let pieces = |points: &[f64]| points.windows(4).step_by(2).map(|pair| [pair[0], pair[1], pair[2], pair[3]]).collect::<Vec<_>>();
    let inside = |value: f64, a: f64, b: f64| value > a.min(b) && value < a.max(b);
    let cross = |a: [f64; 4], b: [f64; 4]| a[1] == a[3] && b[0] == b[2] && inside(b[0], a[0], a[2]) && inside(a[1], b[1], b[3]);
    let mut crossings = 0;
    for (index, first) in arrows.iter().enumerate() {
        for second in &arrows[index + 1..] {
            for a in pieces(first) {
                crossings += pieces(second).into_iter().filter(|b| cross(a, *b) || cross(*b, a)).count();
            }
        }
    }
    let size = places.first().map_or(String::from("none"), |(_, size, _)| size.iter().map(f64::to_string).collect::<Vec<_>>().join(" × "));
    format!("<p>{size}, {crossings} crossings, {corners} corners</p>")
}

fn svg(places: &[(String, Vec<f64>, String)]) -> String {
    let Some((_, size, _)) = places.first() else { return String::new() };
    let mut out = format!("<svg viewBox=\"0 0 {} {}\" width=\"{}\">", size[0], size[1], size[0]);
    for (kind, numbers, text) in places {
        match (kind.as_str(), &numbers[..]) {
            ("arrow", [_, _, ..]) => {
                let points: Vec<String> = numbers.iter().map(f64::to_string).collect();
                let _ = write!(out, "<polyline class=\"arrow\" points=\"{}\"/>", points.join(" "));
                let _ = write!(out, "<circle r=\"5\" cx=\"{}\" cy=\"{}\"/>", numbers[numbers.len() - 2], numbers[numbers.len() - 1]);
            }
            ("lane" | "box" | "pill" | "question" | "label", [x, y, width, height]) => {
                let _ = write!(out, "<rect class=\"{kind}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
                let _ = write!(out, " rx=\"{}\"/>", if kind == "pill" { height / 2.0 } else { 6.0 });
                let lines: Vec<&str> = text.split(" / ").collect();
                let (middle, top) = (x + width / 2.0, y + height / 2.0 - 9.0 * (lines.len() - 1) as f64 + 5.0);
                for (nth, line) in lines.iter().enumerate() {
                    let line = waybook::base::escape::text(line);
                    let _ = write!(out, "<text x=\"{middle}\" y=\"{}\">{line}</text>", top + 18.0 * nth as f64);
                }
            }
            _ => {}
        }
    }
    out + "</svg>"
}
