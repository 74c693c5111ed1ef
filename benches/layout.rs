//! What drawing costs: `cargo bench --bench layout -- [FOLDER]`.
//!
//! Draws processes of 10 to 5,000 boxes, made from a fixed seed, and each graph of a folder of the layout meter when one is given.
//! Figures are CPU time of one thread, the least of several runs, and instructions where valgrind is installed: those do not depend on
//! what else the machine does. `benches/README.md` tells what was measured.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cpu_time::ProcessTime;
use waybook::layout::{Edge, Graph, Lane, Node, Options, Size, layout};

/// A run of this many boxes, and nothing else: what valgrind counts.
const ONCE: &str = "--once=";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let Some(boxes) = arguments.iter().find_map(|argument| argument.strip_prefix(ONCE)) {
        let graph = process(boxes.parse().expect("a number of boxes"));
        let drawing = layout(&graph, &Options::default());
        assert_eq!(drawing.nodes.len(), graph.nodes.len());
        return;
    }
    println!("{:>8} {:>8} {:>12} {:>16} {:>24}", "boxes", "arrows", "ms CPU", "instructions", "each · log2(boxes)");
    for boxes in [10, 20, 40, 100, 300, 1000, 2000, 5000] {
        let graph = process(boxes);
        let time = least(if boxes < 1000 { 10 } else { 3 }, || layout(&graph, &Options::default()));
        let counted = instructions(boxes);
        let by_size = counted.map(|counted| counted as f64 / (boxes as f64 * (boxes as f64).log2()));
        println!(
            "{boxes:>8} {:>8} {:>12.2} {:>16} {:>24}",
            graph.edges.len(),
            time.as_secs_f64() * 1000.0,
            counted.map_or(String::from("no valgrind"), |counted| counted.to_string()),
            by_size.map_or(String::new(), |by_size| format!("{by_size:.0}")),
        );
    }
    for folder in &arguments {
        let graphs = read(Path::new(folder));
        let all: Duration = graphs.iter().map(|graph| least(5, || layout(graph, &Options::default()))).sum();
        println!("{} graphs of {folder}: {:.1} ms CPU", graphs.len(), all.as_secs_f64() * 1000.0);
    }
}

/// The least CPU time of some runs.
fn least<T>(runs: usize, mut work: impl FnMut() -> T) -> Duration {
    let run = |_| {
        let start = ProcessTime::now();
        std::hint::black_box(work());
        start.elapsed()
    };
    (0..runs).map(run).min().unwrap_or_default()
}

/// How many instructions a run of this program takes that draws once, less those of one that draws nothing.
fn instructions(boxes: usize) -> Option<u64> {
    Some(count(boxes)? - count(0)?)
}

fn count(boxes: usize) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let arguments = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    let said = Command::new("valgrind").args(arguments).arg(program).arg(format!("{ONCE}{boxes}")).output().ok()?;
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    said.lines().find_map(|line| line.split("Collected : ").nth(1))?.trim().parse().ok()
}

/// A process as people draw them: a main line, a question at every fourth box with a way that meets it again later or goes back, in up
/// to five lanes.
fn process(boxes: usize) -> Graph {
    let mut number = 0x9E37_79B9_7F4A_7C15u64;
    let mut below = |most: usize| {
        number ^= number << 13;
        number ^= number >> 7;
        number ^= number << 17;
        (number >> 11) as usize % most.max(1)
    };
    let mut graph = Graph { lanes: vec![Lane { label: Size { width: 90.0, height: 30.0 } }; (boxes / 6).clamp(1, 5)], ..Graph::default() };
    let lanes = graph.lanes.len();
    for index in 0..boxes {
        let lane = if below(3) == 0 { below(lanes) } else { (index / 4) % lanes };
        graph.nodes.push(Node { lane: Some(lane), ..Node::new(120.0 + below(60) as f64, 64.0) });
        if index > 0 {
            graph.edges.push(Edge { from: index - 1, to: index, label: None });
        }
        if index % 4 == 3 {
            let to = if below(3) == 0 { index - 1 - below(3) } else { (index + 2 + below(4)).min(boxes - 1) };
            graph.edges.push(Edge { from: index, to, label: Some(Size { width: 50.0, height: 26.0 }) });
        }
    }
    graph
}

/// The graphs of a folder, as the layout meter has them.
fn read(folder: &Path) -> Vec<Graph> {
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("a folder of graphs").flatten().map(|entry| entry.path()).collect();
    files.sort();
    let graph = |file: &std::path::PathBuf| {
        let written: serde_json::Value =
            serde_json::from_slice(&std::fs::read(file).expect("a graph can be read")).expect("a graph is JSON");
        let list = |key: &str| written[key].as_array().cloned().unwrap_or_default();
        let number = |value: &serde_json::Value| value.as_f64().unwrap_or(0.0);
        let (nodes, lanes) = (list("nodes"), list("lanes"));
        let place = |of: &[serde_json::Value], id: &serde_json::Value| of.iter().position(|thing| thing["id"] == *id);
        let node =
            |node: &serde_json::Value| Node { lane: place(&lanes, &node["lane"]), ..Node::new(number(&node["w"]), number(&node["h"])) };
        let edge = |edge: &serde_json::Value| Edge {
            from: place(&nodes, &edge["from"]).unwrap_or(usize::MAX),
            to: place(&nodes, &edge["to"]).unwrap_or(usize::MAX),
            label: edge["label"].is_string().then(|| Size { width: number(&edge["lw"]), height: number(&edge["lh"]) }),
        };
        Graph {
            nodes: nodes.iter().map(node).collect(),
            edges: list("edges").iter().map(edge).collect(),
            lanes: vec![Lane::default(); lanes.len()],
            ..Graph::default()
        }
    };
    files.iter().map(graph).collect()
}
