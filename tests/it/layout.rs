//! The drawing engine: what must hold for every graph, on many graphs made from fixed seeds, and some shapes with known answers.

use rayon::prelude::*;
use waybook::layout::{
    Boxes, Direction, Drawing, Edge, Graph, Group, HandOver, LabelsAt, Lane, Node, Options, Phase, Shape, Size, check, layout,
};
use waybook::render::text_size::{Style, Weight, wrap};

/// Xorshift: the same numbers on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most.max(1)
    }

    fn one_in(&mut self, chance: usize) -> bool {
        self.below(chance) == 0
    }

    fn size(&mut self, least: usize, most: usize) -> f64 {
        (least + self.below(most - least)) as f64
    }
}

/// A text of up to 80 letters as people write them, in several scripts; one is a word of thirty letters.
fn text(numbers: &mut Numbers) -> String {
    const LETTERS: [&str; 6] = [
        "the order is sent to who asked ",
        "顧客がサービスを必要としている場合",
        "طلب العميل للخدمة ",
        "👩‍👩‍👧‍👦 ✅ 🚀",
        "Größe prüfen, Maße ändern ",
        "WWW / mmm_iii-",
    ];
    if numbers.one_in(30) {
        return String::from("Kraftfahrzeughaftpflichtsystem");
    }
    let letters = LETTERS[if numbers.one_in(2) { 0 } else { numbers.below(LETTERS.len()) }];
    let length = 1 + if numbers.one_in(2) { numbers.below(20) } else { numbers.below(80) };
    letters.chars().cycle().skip(numbers.below(10)).take(length).collect()
}

/// The room that a text needs, in boxes and on arrows as maps are drawn.
fn room(numbers: &mut Numbers, most_wide: f64) -> Size {
    let lines = wrap(&text(numbers), Style { size: 17.0, weight: Weight::Bold }, most_wide, 3);
    Size { width: lines.width, height: 21.0 * lines.lines.len().max(1) as f64 }
}

fn node(numbers: &mut Numbers) -> Node {
    let shapes = [Shape::Box, Shape::Box, Shape::Pill, Shape::Hexagon, Shape::Diamond, Shape::Ellipse, Shape::Stack];
    let shape = shapes[numbers.below(shapes.len())];
    // Some as maps are drawn, some of any size.
    let size = match numbers.one_in(2) {
        true => {
            let text = room(numbers, 160.0);
            Size { width: text.width + 28.0, height: text.height + 22.0 }
        }
        false => Size { width: numbers.size(30, 180), height: numbers.size(30, 100) },
    };
    Node { shape, ..Node::new(size.width, size.height) }
}

/// A graph of one of seven kinds, with lanes, phases and labels as it comes.
fn any_graph(seed: u64) -> Graph {
    let mut numbers = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    for _ in 0..4 {
        numbers.below(1);
    }
    let count = 1 + numbers.below(if seed.is_multiple_of(20) { 26 } else { 11 });
    let mut nodes: Vec<Node> = (0..count).map(|_| node(&mut numbers)).collect();
    let mut ends: Vec<(usize, usize)> = match seed % 7 {
        0 => (1..count).map(|to| (to - 1, to)).collect(),
        1 => (1..count).map(|to| (numbers.below(to), to)).collect(),
        2 => (1..count).flat_map(|to| [(numbers.below(to), to), (numbers.below(to), to)]).collect(),
        3 => (0..count * 2).map(|_| (numbers.below(count), numbers.below(count))).collect(),
        4 => (1..count).map(|to| (to - 1, to)).chain((0..count / 3 + 1).map(|_| (numbers.below(count), numbers.below(count)))).collect(),
        5 => (0..count).map(|_| (numbers.below(count), numbers.below(count))).collect(),
        _ => (1..count).flat_map(|to| (0..to.min(4)).map(move |back| (to - 1 - back, to))).collect(),
    };
    if numbers.one_in(3) {
        let again: Vec<(usize, usize)> = ends.iter().copied().filter(|_| numbers.one_in(6)).collect();
        ends.extend(again);
    }
    let labels = numbers.below(4);
    let mut label = || match numbers.one_in(4 - labels) && labels > 0 {
        true => {
            let text = room(&mut numbers, 130.0);
            Some(Size { width: text.width + 20.0, height: text.height + 7.0 })
        }
        false => None,
    };
    let edges = ends.into_iter().map(|(from, to)| Edge { from, to, label: label() }).collect();
    let lanes = if numbers.one_in(3) { 0 } else { 1 + numbers.below(8) };
    let phases = if numbers.one_in(2) { 0 } else { 1 + numbers.below(4) };
    for (index, node) in nodes.iter_mut().enumerate() {
        node.lane = (lanes > 0 && !numbers.one_in(12)).then(|| numbers.below(lanes));
        node.phase = (phases > 0).then(|| index * phases / count);
    }
    let name = |numbers: &mut Numbers| Size { width: numbers.size(20, 200), height: 24.0 };
    let lanes = (0..lanes).map(|_| Lane { label: name(&mut numbers) }).collect();
    let phases = (0..phases).map(|_| Phase { label: name(&mut numbers) }).collect();
    Graph { nodes, edges, lanes, phases, ..Graph::default() }
}

fn ways_to_draw() -> [Options; 5] {
    let plain = Options::default();
    let down = Options { direction: Direction::TopToBottom, ..plain.clone() };
    let across = Options { hand_over: HandOver::Across, ..plain.clone() };
    let stacked = Options { hand_over: HandOver::Stacked, labels_at: LabelsAt::End, edge_gap: 10.0, ..plain.clone() };
    let ends = Options { labels_at: LabelsAt::End, ..down.clone() };
    [plain, across, down, stacked, ends]
}

fn assert_readable(name: &str, graph: &Graph, options: &Options) -> Drawing {
    let drawing = layout(graph, options);
    let defects = check(graph, &drawing);
    assert!(defects.is_empty(), "{name} {:?} {:?}: {defects:?}\n{graph:?}", options.direction, options.hand_over);
    drawing
}

/// 2,000 graphs: the first thirty in all ways, the others each in one.
#[test]
fn every_graph_is_drawn_without_defects() {
    let wrong: Vec<String> = (0..2000u64).into_par_iter().flat_map_iter(wrong_with).collect();
    assert!(wrong.is_empty(), "{} drawings are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with the drawings of a graph, a line each.
fn wrong_with(seed: u64) -> Vec<String> {
    let graph = any_graph(seed);
    let mut ways = Vec::from(ways_to_draw());
    if seed >= 30 {
        ways = vec![ways.swap_remove(seed as usize % 5)];
    }
    let mut wrong = Vec::new();
    for options in ways {
        let drawing = layout(&graph, &options);
        let defects = check(&graph, &drawing);
        // Every tenth twice: the same graph gives the same drawing.
        if seed.is_multiple_of(10) && drawing != layout(&graph, &options) {
            wrong.push(format!("seed {seed}: not the same drawing again"));
        }
        if !defects.is_empty() {
            wrong.push(format!("seed {seed}, {options:?}: {} boxes, {defects:?}", graph.nodes.len()));
        }
    }
    wrong
}

/// A graph as [`any_graph`] makes them, without lanes, in groups: neighbours in the text together or as it comes, some in no group, some
/// groups in others, names short and long.
fn grouped_graph(seed: u64) -> Graph {
    let mut graph = any_graph(seed);
    let mut numbers = Numbers(seed.wrapping_mul(0xD134_2543_DE82_EF95) | 1);
    let groups = 1 + numbers.below(5);
    let parent = |numbers: &mut Numbers, group: usize| (group > 0 && numbers.one_in(2)).then(|| numbers.below(group));
    graph.lanes.clear();
    graph.groups = (0..groups)
        .map(|group| Group { label: Size { width: numbers.size(20, 240), height: 24.0 }, parent: parent(&mut numbers, group) })
        .collect();
    let (count, together) = (graph.nodes.len(), numbers.one_in(2));
    for (index, node) in graph.nodes.iter_mut().enumerate() {
        let group = if together { index * groups / count } else { numbers.below(groups) };
        (node.lane, node.group) = (None, (!numbers.one_in(4)).then_some(group));
    }
    graph
}

/// 800 graphs, each in one of the four directions; every tenth twice.
#[test]
fn groups_have_their_boxes_and_nothing_else_in_their_frames() {
    let directions = [Direction::LeftToRight, Direction::TopToBottom, Direction::RightToLeft, Direction::BottomToTop];
    let drawn = |seed: u64| {
        let graph = grouped_graph(seed);
        let options = Options { direction: directions[seed as usize / 7 % 4], ..Options::default() };
        let drawing = layout(&graph, &options);
        let again = !seed.is_multiple_of(10) || drawing == layout(&graph, &options);
        let framed = |group: usize| graph.nodes.iter().all(|node| node.group != Some(group)) || drawing.groups[group].is_some();
        let complete = (0..graph.groups.len()).all(framed);
        let defects = check(&graph, &drawing);
        (!defects.is_empty() || !again || !complete).then(|| format!("seed {seed} {:?}: {defects:?} {again} {complete}", options.direction))
    };
    let wrong: Vec<String> = (0..800u64).into_par_iter().filter_map(drawn).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Six boxes in a row, the two pairs in its middle in a group each: one box comes before what is in the two groups, last after it.
fn grouped(parents: [Option<usize>; 2]) -> Graph {
    let mut graph = Graph { nodes: boxes(6), edges: edges(&[(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]), ..Graph::default() };
    for (node, group) in [(1, 0), (2, 0), (3, 1), (4, 1)] {
        graph.nodes[node].group = Some(group);
    }
    let label = Size { width: 60.0, height: 24.0 };
    graph.groups = parents.map(|parent| Group { label, parent }).into();
    graph
}

#[test]
fn groups_one_after_the_other_stand_in_one_line() {
    let graph = grouped([None, None]);
    let drawing = assert_readable("line", &graph, &Options::default());
    let line = drawing.nodes[0].y;
    assert!(drawing.nodes.iter().all(|place| place.y == line), "{:?}", drawing.nodes);
    let [Some(first), Some(second)] = drawing.groups[..] else { panic!("two frames") };
    assert!(drawing.nodes[0].right() < first.x && first.right() < second.x && second.right() < drawing.nodes[5].x);
    // The name stands above the boxes, inside of the frame.
    assert!(drawing.nodes[1].y - first.y >= 24.0);
}

#[test]
fn a_group_within_a_group_has_its_frame_inside() {
    for direction in [Direction::LeftToRight, Direction::TopToBottom, Direction::RightToLeft, Direction::BottomToTop] {
        let graph = grouped([None, Some(0)]);
        let drawing = assert_readable("nested", &graph, &Options { direction, ..Options::default() });
        let [Some(outer), Some(inner)] = drawing.groups[..] else { panic!("two frames") };
        let names = |upper: &waybook::layout::Rect, lower: &waybook::layout::Rect| lower.y - upper.y >= 24.0;
        assert!(inner.x > outer.x && inner.right() < outer.right() && inner.bottom() < outer.bottom(), "{direction:?}");
        assert!(names(&outer, &inner) && names(&inner, &drawing.nodes[3]) && names(&inner, &drawing.nodes[4]), "{direction:?}");
    }
}

/// Groups that cannot be: one that is missing, one that is in itself, one that is in a later one, one without boxes.
#[test]
fn wrong_groups_break_nothing() {
    let mut graph = grouped([Some(0), Some(7)]);
    graph.groups.push(Group { label: Size { width: f64::NAN, height: -1.0 }, parent: Some(1) });
    graph.groups[0].parent = Some(2);
    graph.nodes[5].group = Some(99);
    let drawing = assert_readable("wrong", &graph, &Options::default());
    assert!(drawing.groups[0].is_some() && drawing.groups[1].is_some() && drawing.groups[2].is_none());
    graph.lanes = vec![Lane::default()];
    assert!(layout(&graph, &Options::default()).groups.is_empty());
}

/// As on a phone when nothing else fits: each box has a phase of its own, and all stand on one line.
#[test]
fn boxes_in_one_line_stay_on_it() {
    let wrong: Vec<String> = (0..200u64)
        .into_par_iter()
        .flat_map_iter(|seed| {
            let mut graph = any_graph(seed);
            graph.lanes.clear();
            graph.phases = vec![Phase::default(); graph.nodes.len()];
            for (index, node) in graph.nodes.iter_mut().enumerate() {
                (node.lane, node.phase) = (None, Some(index));
            }
            let direction = Direction::TopToBottom;
            let options = Options { direction, boxes: Boxes::InOneLine, labels_at: LabelsAt::End, ..Options::default() };
            let drawing = layout(&graph, &options);
            let defects = check(&graph, &drawing);
            let middle = |place: &waybook::layout::Rect| place.centre().x;
            let in_line = drawing.nodes.windows(2).all(|pair| (middle(&pair[0]) - middle(&pair[1])).abs() < 1.0);
            (!defects.is_empty() || !in_line).then(|| format!("seed {seed}: in line: {in_line}, {defects:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A question with three answers that lead past one another, two of them to one box, and what comes of them meets at the end.
#[test]
fn answers_beside_one_line_share_one_rail() {
    let ends = [(0, 1), (0, 2), (0, 3), (0, 3), (1, 4), (2, 4), (3, 4)];
    let mut graph = Graph { nodes: boxes(5), edges: edges(&ends), ..Graph::default() };
    graph.edges[..4].iter_mut().for_each(|edge| edge.label = Some(Size { width: 60.0, height: 26.0 }));
    graph.phases = vec![Phase::default(); 5];
    graph.nodes.iter_mut().enumerate().for_each(|(index, node)| node.phase = Some(index));
    let options = Options { direction: Direction::TopToBottom, boxes: Boxes::InOneLine, labels_at: LabelsAt::End, ..Options::default() };
    let drawing = assert_readable("answers", &graph, &options);
    let corners: Vec<usize> = drawing.edges.iter().map(|route| route.points.len() - 2).collect();
    assert_eq!(corners, [0, 3, 3, 3, 2, 2, 0]);
    let rail = |edge: usize| drawing.edges[edge].points[1].x;
    assert!(rail(1) == rail(2) && rail(2) == rail(3) && rail(1) < drawing.nodes[0].x, "the answers: {drawing:?}");
    assert!(rail(4) == rail(5) && rail(4) > drawing.nodes[0].right(), "what meets at the end: {drawing:?}");
    // The way on from the last box is straight, and one that also leads back there is on the right, where it can be told from it.
    graph.edges.push(Edge { from: 4, to: 2, label: None });
    let drawing = assert_readable("back", &graph, &options);
    assert!(drawing.edges[7].back && drawing.edges[7].points[0].y != drawing.edges[4].points[3].y, "{drawing:?}");
}

#[test]
fn a_start_may_stand_above_its_box() {
    let graph = in_lanes(&[0, 0, 0], &[(0, 1), (1, 2)]);
    let drawing = assert_readable("stacked", &graph, &Options { hand_over: HandOver::Stacked, ..Options::default() });
    let [start, first, second] = drawing.nodes[..] else { panic!("three boxes") };
    assert!(start.x == first.x && start.bottom() < first.y && first.right() < second.x);
}

/// A question with many answers needs less width from top to bottom when they stand where they lead.
#[test]
fn labels_at_the_end_need_less_room_across() {
    let mut graph = Graph { nodes: boxes(7), edges: edges(&[(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (0, 6)]), ..Graph::default() };
    graph.edges.iter_mut().for_each(|edge| edge.label = Some(Size { width: 120.0, height: 26.0 }));
    graph.phases = vec![Phase::default(); 7];
    graph.nodes.iter_mut().enumerate().for_each(|(index, node)| node.phase = Some(index));
    let width = |labels_at: LabelsAt| {
        let options = Options { direction: Direction::TopToBottom, labels_at, ..Options::default() };
        assert_readable("answers", &graph, &options).size.width
    };
    assert!(width(LabelsAt::End) < 0.6 * width(LabelsAt::Start), "{} {}", width(LabelsAt::End), width(LabelsAt::Start));
}

#[test]
fn a_box_without_arrows_moves_nothing_above_it() {
    for seed in 0..120 {
        let mut graph = any_graph(seed);
        graph.phases.clear();
        let before = layout(&graph, &Options::default());
        let mut more = graph.clone();
        more.nodes.push(Node { lane: more.lanes.len().checked_sub(1).map(|lane| lane / 2), ..Node::new(90.0, 50.0) });
        let after = layout(&more, &Options::default());
        let added = after.nodes[graph.nodes.len()];
        for (index, place) in before.nodes.iter().enumerate().filter(|(index, _)| after.nodes[*index].y < added.y) {
            assert_eq!(*place, after.nodes[index], "seed {seed}, box {index}");
        }
        assert_eq!(check(&more, &after), [], "seed {seed}");
    }
}

/// A graph of one to four boxes of odd sizes with up to 15 arrows: each box has more arrows, there and back and to itself, than its
/// sides have room for.
fn dense_graph(seed: u64) -> Graph {
    let mut numbers = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    for _ in 0..4 {
        numbers.below(1);
    }
    let count = 1 + numbers.below(4);
    let shapes = [Shape::Box, Shape::Pill, Shape::Hexagon, Shape::Diamond, Shape::Ellipse, Shape::Stack];
    let lanes = numbers.below(4);
    let nodes = (0..count).map(|_| Node {
        size: Size { width: numbers.size(20, 275), height: numbers.size(20, 147) },
        shape: shapes[numbers.below(shapes.len())],
        lane: (lanes > 0).then(|| numbers.below(lanes)),
        phase: None,
        group: None,
    });
    let nodes = nodes.collect();
    let edges = (0..5 + numbers.below(11)).map(|_| Edge {
        from: numbers.below(count),
        to: numbers.below(count),
        label: numbers.one_in(2).then(|| Size { width: numbers.size(10, 137), height: numbers.size(12, 75) }),
    });
    Graph { edges: edges.collect(), nodes, lanes: vec![Lane { label: Size { width: 60.0, height: 24.0 } }; lanes], ..Graph::default() }
}

#[test]
fn more_arrows_than_a_side_has_room_for_still_end_at_their_box() {
    (0..600u64).into_par_iter().for_each(|seed| {
        let options = &ways_to_draw()[seed as usize % 5];
        assert_readable(&format!("seed {seed}"), &dense_graph(seed), options);
    });
}

fn boxes(count: usize) -> Vec<Node> {
    (0..count).map(|_| Node::new(100.0, 60.0)).collect()
}

fn edges(ends: &[(usize, usize)]) -> Vec<Edge> {
    ends.iter().map(|(from, to)| Edge { from: *from, to: *to, label: None }).collect()
}

fn in_lanes(lanes: &[usize], ends: &[(usize, usize)]) -> Graph {
    let mut nodes = boxes(lanes.len());
    for (node, lane) in nodes.iter_mut().zip(lanes) {
        node.lane = Some(*lane);
    }
    let count = lanes.iter().max().map_or(0, |most| most + 1);
    Graph { nodes, edges: edges(ends), lanes: vec![Lane { label: Size { width: 80.0, height: 24.0 } }; count], ..Graph::default() }
}

#[test]
fn a_chain_is_one_straight_line() {
    let graph = Graph { nodes: boxes(5), edges: edges(&[(0, 1), (1, 2), (2, 3), (3, 4)]), ..Graph::default() };
    let drawing = assert_readable("chain", &graph, &Options::default());
    assert!(drawing.edges.iter().all(|route| route.points.len() == 2));
}

#[test]
fn nothing_and_a_lone_box_are_drawn() {
    let drawing = assert_readable("nothing", &Graph::default(), &Options::default());
    assert!(drawing.size.width.is_finite() && drawing.size.height.is_finite());
    let drawing = assert_readable("one", &Graph { nodes: boxes(1), ..Graph::default() }, &Options::default());
    assert_eq!(drawing.size.width, 116.0);
}

#[test]
fn an_arrow_to_a_missing_box_has_no_route() {
    let graph = Graph { nodes: boxes(2), edges: edges(&[(0, 7), (0, 1)]), ..Graph::default() };
    let drawing = assert_readable("missing", &graph, &Options::default());
    assert!(drawing.edges[0].points.is_empty());
    assert_eq!(drawing.edges[1].points.len(), 2);
}

#[test]
fn wrong_sizes_do_no_harm() {
    let mut graph = Graph { nodes: boxes(3), edges: edges(&[(0, 1), (1, 2)]), ..Graph::default() };
    graph.nodes[0].size = Size { width: f64::NAN, height: f64::INFINITY };
    graph.nodes[1].size = Size { width: -5.0, height: 0.0 };
    graph.nodes[2].lane = Some(9);
    assert_readable("wrong sizes", &graph, &Options::default());
}

#[test]
fn a_loop_leaves_and_enters_from_below() {
    let graph = Graph { nodes: boxes(4), edges: edges(&[(0, 1), (1, 2), (2, 3), (2, 1)]), ..Graph::default() };
    let drawing = assert_readable("loop", &graph, &Options::default());
    let back = &drawing.edges[3];
    assert!(back.back);
    assert_eq!(back.points.len(), 4, "down, back, up");
    assert_eq!(back.points[0].y, drawing.nodes[2].bottom());
    assert_eq!(back.points[3].y, drawing.nodes[1].bottom());
}

#[test]
fn a_box_can_lead_to_itself() {
    let mut graph = Graph { nodes: boxes(2), edges: edges(&[(0, 0), (0, 1)]), ..Graph::default() };
    graph.edges[0].label = Some(Size { width: 50.0, height: 20.0 });
    let drawing = assert_readable("self", &graph, &Options::default());
    assert_eq!(drawing.edges[0].points.len(), 4);
}

#[test]
fn several_loops_of_one_box_stand_inside_one_another() {
    let mut graph = Graph { nodes: boxes(2), edges: edges(&[(0, 0), (0, 0), (0, 0), (0, 1)]), ..Graph::default() };
    for (edge, width) in graph.edges.iter_mut().zip([120.0, 30.0, 200.0]) {
        edge.label = Some(Size { width, height: 20.0 });
    }
    let drawing = assert_readable("loops", &graph, &Options::default());
    let tops: Vec<f64> = drawing.edges[..3].iter().map(|route| route.label.expect("each has its label").y).collect();
    assert!(tops[0] > tops[1] + 20.0 && tops[1] > tops[2] + 20.0, "{tops:?}");
}

#[test]
fn arrows_end_at_a_narrow_box_below_the_wide_label_of_its_loop() {
    let mut graph = Graph { nodes: boxes(2), edges: edges(&[(1, 0), (1, 0), (1, 1), (0, 1), (1, 0)]), ..Graph::default() };
    graph.nodes[1].size.width = 23.0;
    graph.edges[2].label = Some(Size { width: 69.0, height: 56.0 });
    assert_readable("narrow box", &graph, &Options::default());
}

#[test]
fn loops_beside_a_wide_label_rise_upright() {
    let mut graph = Graph { nodes: vec![Node::new(199.0, 50.0)], edges: edges(&[(0, 0); 4]), ..Graph::default() };
    graph.edges[0].label = Some(Size { width: 113.0, height: 34.0 });
    assert_readable("wide label", &graph, &Options::default());
}

#[test]
fn a_box_without_arrows_keeps_away_from_a_label_across_the_border_of_its_lane() {
    let mut graph = in_lanes(&[0, 0, 2, 2, 1, 3, 0], &[(6, 4), (6, 3), (5, 0), (0, 2), (2, 5)]);
    let sizes = [(263.0, 108.5), (245.0, 50.0), (267.0, 50.0), (100.0, 50.0), (100.0, 50.0), (100.0, 50.0), (100.0, 33.5)];
    for (node, (width, height)) in graph.nodes.iter_mut().zip(sizes) {
        node.size = Size { width, height };
    }
    graph.edges[0].label = Some(Size { width: 84.0, height: 54.0 });
    graph.edges[3].label = Some(Size { width: 102.0, height: 59.0 });
    assert_readable("across the border", &graph, &Options::default());
}

#[test]
fn lanes_are_bands_in_the_given_order() {
    let drawing = assert_readable("lanes", &in_lanes(&[2, 0, 1, 1], &[(0, 1), (1, 2), (2, 3)]), &Options::default());
    assert!(drawing.lanes.windows(2).all(|pair| pair[0].bottom() < pair[1].y));
    assert!(drawing.nodes[1].y < drawing.nodes[2].y && drawing.nodes[2].y < drawing.nodes[0].y);
}

#[test]
fn a_hand_over_may_stay_in_its_column() {
    let graph = in_lanes(&[0, 1, 1, 0], &[(0, 1), (1, 2), (2, 3)]);
    let wide = assert_readable("forward", &graph, &Options::default());
    let narrow = assert_readable("across", &graph, &Options { hand_over: HandOver::Across, ..Options::default() });
    assert!(narrow.size.width < wide.size.width * 0.7);
    assert_eq!(narrow.nodes[0].x, narrow.nodes[1].x);
}

#[test]
fn boxes_of_a_phase_come_before_those_of_the_next() {
    let mut graph = Graph { nodes: boxes(4), edges: edges(&[(0, 1), (2, 3)]), ..Graph::default() };
    graph.phases = vec![Phase { label: Size { width: 260.0, height: 20.0 } }, Phase { label: Size { width: 60.0, height: 20.0 } }];
    for (index, node) in graph.nodes.iter_mut().enumerate() {
        node.phase = Some(index / 2);
    }
    let drawing = assert_readable("phases", &graph, &Options::default());
    let heads: Vec<_> = drawing.phases.iter().flatten().collect();
    assert!(heads[0].right() <= heads[1].x && drawing.nodes[1].right() < drawing.nodes[2].x);
    assert!(heads[0].bottom() < drawing.nodes[0].y);
}

#[test]
fn from_top_to_bottom_arrows_run_down() {
    let graph = Graph { nodes: boxes(3), edges: edges(&[(0, 1), (1, 2)]), ..Graph::default() };
    let drawing = assert_readable("down", &graph, &Options { direction: Direction::TopToBottom, ..Options::default() });
    assert!(drawing.nodes.windows(2).all(|pair| pair[0].bottom() < pair[1].y && pair[0].x == pair[1].x));
}

#[test]
fn against_the_way_of_reading_everything_is_turned_round() {
    for seed in 0..40 {
        let graph = any_graph(seed);
        for (direction, back) in [(Direction::LeftToRight, Direction::RightToLeft), (Direction::TopToBottom, Direction::BottomToTop)] {
            let forward = layout(&graph, &Options { direction, ..Options::default() });
            let turned = assert_readable("turned", &graph, &Options { direction: back, ..Options::default() });
            for (a, b) in forward.nodes.iter().zip(&turned.nodes) {
                let (by_x, by_y) = (forward.size.width - a.right(), forward.size.height - a.bottom());
                let wanted = if direction == Direction::LeftToRight { (by_x, a.y) } else { (a.x, by_y) };
                assert!((b.x - wanted.0).abs() < 0.01 && (b.y - wanted.1).abs() < 0.01, "seed {seed}");
            }
        }
    }
}

#[test]
fn a_long_chain_neither_hangs_nor_overflows_the_stack() {
    let count = 3000;
    let ends: Vec<(usize, usize)> = (1..count).map(|to| (to - 1, to)).chain([(count - 1, 0)]).collect();
    let drawing = layout(&Graph { nodes: boxes(count), edges: edges(&ends), ..Graph::default() }, &Options::default());
    assert!(drawing.nodes.windows(2).all(|pair| pair[0].right() < pair[1].x));
}

#[test]
fn thousands_of_long_arrows_neither_hang_nor_fill_the_memory() {
    let count = 1500;
    let mut numbers = Numbers(7);
    let ends: Vec<(usize, usize)> =
        (1..count).map(|to| (to - 1, to)).chain((0..4000).map(|_| (numbers.below(count), numbers.below(count)))).collect();
    let drawing = layout(&Graph { nodes: boxes(count), edges: edges(&ends), ..Graph::default() }, &Options::default());
    assert!(drawing.edges[..count - 1].iter().all(|route| route.points.len() >= 2), "short arrows are drawn");
}
