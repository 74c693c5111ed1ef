//! Lays out graphs of the layout meter and writes them in the meter's input format.
//!
//!     cargo run --release --example layout_graph -- GRAPHS OUT [--across]
//!
//! `GRAPHS` is a folder of graph files; each becomes `OUT/NAME.json`. What the check of the engine finds is printed.

use std::path::PathBuf;
use std::time::Instant;

use serde_json::{Value, json};
use waybook::layout::{Direction, Edge, Graph, HandOver, Lane, Node, Options, Shape, Size, check, layout};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [graphs, out, rest @ ..] = &arguments[..] else {
        return Err("usage: layout_graph GRAPHS OUT [--across]".into());
    };
    let hand_over = if rest.iter().any(|flag| flag == "--across") { HandOver::Across } else { HandOver::Forward };
    let out = PathBuf::from(out);
    std::fs::create_dir_all(&out)?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(graphs)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    for file in files {
        let written: Value = serde_json::from_slice(&std::fs::read(&file)?)?;
        let graph = read(&written);
        let direction = match written["direction"].as_str() {
            Some("DOWN") => Direction::TopToBottom,
            Some("LEFT") => Direction::RightToLeft,
            Some("UP") => Direction::BottomToTop,
            _ => Direction::LeftToRight,
        };
        let options = Options { direction, hand_over, ..Options::default() };
        let start = Instant::now();
        let drawing = layout(&graph, &options);
        let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
        for defect in check(&graph, &drawing) {
            println!("{}: {defect:?}", file.display());
        }
        let place = |rect: &waybook::layout::Rect| json!({"x": rect.x, "y": rect.y, "w": rect.width, "h": rect.height});
        let nodes: Vec<Value> = list(&written, "nodes")
            .iter()
            .zip(&drawing.nodes)
            .map(|(node, rect)| {
                let mut node_out = place(rect);
                node_out["id"] = node["id"].clone();
                node_out["shape"] = node["shape"].clone();
                if node["lane"].is_string() {
                    node_out["lane"] = node["lane"].clone();
                }
                node_out
            })
            .collect();
        let edges: Vec<Value> = list(&written, "edges")
            .iter()
            .zip(&drawing.edges)
            .map(|(edge, route)| {
                let points: Vec<[f64; 2]> = route.points.iter().map(|point| [point.x, point.y]).collect();
                let mut edge_out = json!({"id": edge["id"], "from": edge["from"], "to": edge["to"], "points": points});
                if let Some(label) = &route.label {
                    edge_out["label"] = place(label);
                }
                edge_out
            })
            .collect();
        let lanes: Vec<Value> = list(&written, "lanes")
            .iter()
            .zip(&drawing.lanes)
            .map(|(lane, rect)| {
                let mut lane_out = place(rect);
                lane_out["id"] = lane["id"].clone();
                lane_out
            })
            .collect();
        let layout = json!({"name": written["name"], "engine": "waybook", "direction": written["direction"],
            "time_ms": milliseconds, "nodes": nodes, "edges": edges, "lanes": lanes});
        let name = file.file_name().ok_or("a graph without name")?;
        std::fs::write(out.join(name), serde_json::to_vec(&layout)?)?;
    }
    Ok(())
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn read(written: &Value) -> Graph {
    let number = |value: &Value| value.as_f64().unwrap_or(0.0);
    let index = |key: &str, id: &Value| list(written, key).iter().position(|thing| thing["id"] == *id);
    let node = |node: &Value| Node {
        size: Size { width: number(&node["w"]), height: number(&node["h"]) },
        shape: match node["shape"].as_str() {
            Some("diamond") => Shape::Diamond,
            Some("ellipse" | "circle") => Shape::Ellipse,
            _ => Shape::Box,
        },
        lane: index("lanes", &node["lane"]),
        phase: None,
        group: None,
    };
    let edge = |edge: &Value| Edge {
        from: index("nodes", &edge["from"]).unwrap_or(usize::MAX),
        to: index("nodes", &edge["to"]).unwrap_or(usize::MAX),
        label: edge["label"].is_string().then(|| Size { width: number(&edge["lw"]), height: number(&edge["lh"]) }),
    };
    Graph {
        nodes: list(written, "nodes").iter().map(node).collect(),
        edges: list(written, "edges").iter().map(edge).collect(),
        lanes: list(written, "lanes").iter().map(|_| Lane::default()).collect(),
        ..Graph::default()
    }
}
