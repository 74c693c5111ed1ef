//! Any graph as a drawing: nothing panics or hangs, and what the check of the engine calls wrong is not there.
//!
//! The bytes are boxes, arrows, lanes and phases of a small graph; sizes are as odd as the bytes are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use waybook::layout::{Boxes, Direction, Edge, Graph, Group, HandOver, LabelsAt, Lane, Node, Options, Phase, Shape, Size, check, layout};

/// Each box takes this many bytes, and each arrow as many.
const BYTES: usize = 4;
/// More boxes only make the search slow.
const MOST_BOXES: usize = 24;
const MOST_ARROWS: usize = 40;
const GROUPS: usize = 3;

fuzz_target!(|bytes: &[u8]| {
    let [ways, boxes, lanes, phases, rest @ ..] = bytes else { return };
    let (count, lanes, phases) = (usize::from(*boxes) % MOST_BOXES, usize::from(lanes % 9), usize::from(phases % 5));
    let shapes = [Shape::Box, Shape::Pill, Shape::Hexagon, Shape::Diamond, Shape::Ellipse, Shape::Stack];
    let mut pieces = rest.chunks_exact(BYTES);
    let nodes: Vec<Node> = pieces.by_ref().take(count).map(|piece| Node {
        size: Size { width: 20.0 + f64::from(piece[0]), height: 20.0 + f64::from(piece[1]) / 2.0 },
        shape: shapes[usize::from(piece[2]) % shapes.len()],
        lane: (lanes > 0 && piece[3] % 11 > 0).then(|| usize::from(piece[3]) % lanes),
        phase: (phases > 0).then(|| usize::from(piece[2] / 8) % phases),
        group: (piece[3] % 5 > 0).then(|| usize::from(piece[3] / 5) % GROUPS),
    }).collect();
    let edges = pieces.take(MOST_ARROWS).map(|piece| Edge {
        from: usize::from(piece[0]) % (nodes.len() + 1),
        to: usize::from(piece[1]) % (nodes.len() + 1),
        label: (piece[2] > 128).then(|| Size { width: 10.0 + f64::from(piece[2] - 128), height: 12.0 + f64::from(piece[3] / 4) }),
    });
    let group = |parent| Group { label: Size { width: 70.0, height: 24.0 }, parent };
    let graph = Graph {
        edges: edges.collect(),
        nodes,
        lanes: vec![Lane { label: Size { width: 60.0, height: 24.0 } }; lanes],
        phases: vec![Phase { label: Size { width: 80.0, height: 24.0 } }; phases],
        // Without lanes, by one bit: three groups, of which one is in another.
        groups: if lanes == 0 && boxes & 128 > 0 { [None, Some(0), None].map(group).into() } else { Vec::new() },
    };
    // Each bit of the first byte chooses one of the options.
    let bit = |place: u8| ways >> place & 1 == 1;
    let directions = [Direction::LeftToRight, Direction::TopToBottom, Direction::RightToLeft, Direction::BottomToTop];
    let options = Options {
        direction: directions[usize::from(ways & 3)],
        hand_over: [HandOver::Forward, HandOver::Across, HandOver::Stacked, HandOver::Stacked][usize::from(ways >> 2 & 3)],
        labels_at: if bit(4) { LabelsAt::End } else { LabelsAt::Start },
        boxes: if bit(5) { Boxes::InOneLine } else { Boxes::Free },
        edge_gap: if bit(6) { 10.0 } else { 12.0 },
        label_gap: if bit(7) { 10.0 } else { 5.0 },
        ..Options::default()
    };
    let drawing = layout(&graph, &options);
    let defects = check(&graph, &drawing);
    assert!(defects.is_empty(), "{defects:?}\n{graph:?}");
});
