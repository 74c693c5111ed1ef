//! Drawn maps, as readers meet them: SVG that a strict page can hold, and names that can be heard.

use std::collections::BTreeMap;

use waybook::base::SourcePath;
use waybook::layout::{Direction, Rect, check};
use waybook::maps::{self, ProcessMap};
use waybook::render::Strings;
use waybook::render::map_graph::{MapView, OtherMap, Reading, RoleName, What, narrow, wide};
use waybook::render::map_svg::{stand_alone, svg};

fn read(text: &str) -> ProcessMap {
    maps::read_map(&SourcePath::new("process-maps/test.yaml"), text).0.expect("the map can be read")
}

/// What the roles of the sample maps are called.
pub fn sample_roles() -> BTreeMap<String, RoleName> {
    let text = include_str!("../../process-maps/_roles.yaml");
    let roles = maps::read_roles(&SourcePath::new("process-maps/_roles.yaml"), text).0;
    roles.into_iter().map(|role| (role.key.value, RoleName { short: role.short, full: role.name })).collect()
}

/// The sample maps, and what they say of one another.
pub fn samples() -> (Vec<ProcessMap>, BTreeMap<String, OtherMap>) {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("process-maps");
    let entries = std::fs::read_dir(&folder).expect("the samples are part of the repository");
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.ends_with(".yaml") && !name.starts_with('_'));
    names.sort();
    let read = |name: &String| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        maps::read_map(&SourcePath::new(format!("process-maps/{name}")), &text).0.unwrap()
    };
    let all: Vec<ProcessMap> = names.iter().map(read).collect();
    let others = all.iter().map(|map| (map.key.clone(), OtherMap::of(map))).collect();
    (all, others)
}

/// Both drawings of a map without outside knowledge.
fn drawn(text: &str) -> String {
    let map = read(text);
    let view = MapView { map: &map, roles: &BTreeMap::new(), maps: &BTreeMap::new(), words: &Strings::built_in() };
    svg(&view, &wide(&view), "#") + &svg(&view, &narrow(&view), "#")
}

/// The values of an attribute, in order.
fn values<'a>(text: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    text.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Whether every element is closed, in the right order.
fn is_well_formed(text: &str) -> bool {
    let mut open = Vec::new();
    for tag in text.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap_or_default());
        }
    }
    open.is_empty()
}

#[test]
fn every_sample_map_is_drawn_without_defects() {
    let (all, others) = samples();
    let roles = BTreeMap::new();
    for map in &all {
        let view = MapView { map, roles: &roles, maps: &others, words: &Strings::built_in() };
        for drawing in [wide(&view), narrow(&view)] {
            assert_eq!(check(&drawing.graph, &drawing.drawing), [], "{} {:?}", map.key, drawing.form);
        }
    }
}

#[test]
fn a_drawing_holds_nothing_that_a_strict_page_forbids() {
    let (all, others) = samples();
    for map in &all {
        let view = MapView { map, roles: &BTreeMap::new(), maps: &others, words: &Strings::built_in() };
        for text in [svg(&view, &wide(&view), "#"), svg(&view, &narrow(&view), "#")] {
            for forbidden in [" style=", "<style", "<script", "foreignObject", " onclick=", "NaN", "inf\""] {
                assert!(!text.contains(forbidden), "{}: {forbidden}", map.key);
            }
            assert!(is_well_formed(&text), "{}", map.key);
            // Arrows lie over the boxes: the head of one is not hidden by the ring around the current step.
            assert!(text.rfind("</a>") < text.find("<g class=\"ed"), "{}", map.key);
            // One id, for the name of the drawing. Its title is not where browsers would show it beside the pointer wherever that is.
            let [id] = values(&text, "id")[..] else { panic!("{} has more than one id", map.key) };
            assert_eq!(values(&text, "aria-labelledby"), [id], "{}", map.key);
            assert!(text.contains(&format!("<defs><title id=\"{id}\">")) && !text.contains("<title>"), "{}", map.key);
            // What the map is for can be heard.
            let said = map.summary.as_ref().or(map.starts_when.as_ref()).map(|text| waybook::base::escape::text(&text.value).to_string());
            let desc = text.split_once("<desc>").and_then(|(_, rest)| rest.split_once("</desc>")).expect("it has a description").0;
            assert!(said.is_none_or(|said| desc.contains(&said)) && !desc.is_empty(), "{}: {desc}", map.key);
        }
    }
}

const STYLE_ALONE: &str = include_str!("../../themes/handbook/css/map-alone.css");

#[test]
fn a_drawing_of_its_own_needs_nothing_beside_it() {
    let (all, others) = samples();
    for map in &all {
        let view = MapView { map, roles: &BTreeMap::new(), maps: &others, words: &Strings::built_in() };
        let text = stand_alone(&view, &wide(&view), "https://handbook.example/maps/one/#", STYLE_ALONE);
        assert!(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{}", map.key);
        for forbidden in ["<script", " style=", "foreignObject", "@import", "url(", "var("] {
            assert!(!text.contains(forbidden), "{}: {forbidden}", map.key);
        }
        let title = format!("<title>{}</title>", waybook::base::escape::text(&map.title.value));
        assert!(text.contains(&title) && text.contains("<desc>"), "{}", map.key);
        assert!(values(&text, "href").iter().all(|href| href.starts_with("https://handbook.example/maps/one/#")), "{}", map.key);
        assert!(is_well_formed(&text), "{}", map.key);
    }
}

/// The style of a file of its own repeats the light colours of the site, for programs that know no variables.
#[test]
fn a_drawing_of_its_own_has_the_colours_of_the_site() {
    let site = include_str!("../../themes/handbook/css/site.css");
    let colours: Vec<&str> = STYLE_ALONE.match_indices('#').map(|(at, _)| &STYLE_ALONE[at..at + 7]).collect();
    assert!(colours.len() > 40);
    let strange: Vec<&str> = colours.into_iter().filter(|colour| !site.contains(&format!("light-dark({colour},"))).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn who_reads_from_right_to_left_gets_the_map_mirrored() {
    let (all, others) = samples();
    for map in &all {
        let view = MapView { map, roles: &BTreeMap::new(), maps: &others, words: &Strings::built_in() };
        for (drawn, again) in [(wide(&view), wide(&view)), (narrow(&view), narrow(&view))] {
            let mirrored = again.read(Reading::RightToLeft);
            assert_eq!(check(&mirrored.graph, &mirrored.drawing), [], "{}", map.key);
            for (left, right) in drawn.drawing.nodes.iter().zip(&mirrored.drawing.nodes) {
                assert!((left.x - (drawn.drawing.size.width - right.right())).abs() < 0.01 && left.y == right.y, "{}", map.key);
            }
            assert!(svg(&view, &mirrored, "#").starts_with("<svg direction=\"rtl\""), "text begins on the right");
        }
    }
}

/// Labels of 17 units are shown at least 12 px high: in a column of 970 px, and on a phone of 360 px.
#[test]
fn every_sample_map_is_readable_in_its_column_and_on_a_phone() {
    let ((all, others), roles) = (samples(), sample_roles());
    for map in &all {
        let view = MapView { map, roles: &roles, maps: &others, words: &Strings::built_in() };
        for (drawn, column_px) in [(wide(&view), 970.0), (narrow(&view), 360.0)] {
            let label_px = 17.0 * f64::min(1.0, column_px / drawn.drawing.size.width);
            assert!(label_px >= 12.0 && !drawn.too_wide, "{} {:?}: {label_px} px", map.key, drawn.form);
            assert_eq!(check(&drawn.graph, &drawn.drawing), [], "{} {:?}", map.key, drawn.form);
        }
    }
}

/// On a phone, what has many answers stands in one column: the answers of a question share a line on the left, what leads to one step
/// shares a line on the right, and no line changes its side.
#[test]
fn long_lines_beside_one_column_stay_on_their_side() {
    let ((all, others), roles) = (samples(), sample_roles());
    let map = all.iter().find(|map| map.key == "find-your-sa").unwrap();
    let drawn = narrow(&MapView { map, roles: &roles, maps: &others, words: &Strings::built_in() });
    let middle = drawn.drawing.nodes[0].centre().x;
    for (ends, route) in drawn.graph.edges.iter().zip(&drawn.drawing.edges) {
        let right = route.points.iter().any(|point| point.x > drawn.drawing.nodes[ends.to].right());
        let left = route.points.iter().any(|point| point.x < drawn.drawing.nodes[ends.to].x);
        assert!(!(left && right) && route.points.len() <= 5, "{ends:?}: {route:?}");
        let next = ends.to == ends.from + 1;
        assert!(next || (left && route.label.is_some()) || (right && route.label.is_none()), "{ends:?}: {route:?}");
        assert!((drawn.drawing.nodes[ends.to].centre().x - middle).abs() < 1.0);
    }
    assert!(drawn.drawing.size.width <= 360.0, "{:?}", drawn.drawing.size);
    let cut: Vec<_> = drawn.arrows.iter().filter(|arrow| arrow.label.as_ref().is_some_and(|label| label.cut)).collect();
    assert_eq!(cut, Vec::<&waybook::render::map_graph::MapArrow>::new(), "no answer is cut short");
}

/// What is touched is at least 44 px high, also on a phone of 320 px, whose column has 288, and also where a map has so many answers
/// that lead past one another that it has to be shown smaller there.
#[test]
fn every_step_can_be_touched_on_a_phone() {
    let ((all, others), roles) = (samples(), sample_roles());
    let asks: String = (0..24)
        .map(|step| format!("  - {{id: q{step}, ask: Is it so?, who: me, answers: {{\"Yes\": q{}, \"No\": e{step}}}}}\n", step + 1))
        .collect();
    let ends: String = (0..24).rev().map(|step| format!("  - {{id: e{step}, do: It, who: me, next: q24}}\n")).collect();
    let many = read(&format!("title: Many\nsteps:\n{asks}{ends}  - {{id: q24, end: Done, who: me}}\n"));
    let mut smaller = 0;
    for map in all.iter().chain([&many]) {
        let drawn = narrow(&MapView { map, roles: &roles, maps: &others, words: &Strings::built_in() });
        assert_eq!(check(&drawn.graph, &drawn.drawing), [], "{}", map.key);
        // A drawing that would be too small to read is not shown smaller: it scrolls.
        let scale = if drawn.too_wide { 1.0 } else { f64::min(1.0, 288.0 / drawn.drawing.size.width) };
        smaller += usize::from(scale < 44.0 / 64.0);
        for place in &drawn.drawing.nodes {
            assert!(place.height * scale >= 44.0, "{}: {place:?} is shown {} px high", map.key, place.height * scale);
        }
    }
    assert!(smaller > 0, "a map is shown so much smaller that it matters");
}

/// Around the current step is a ring, 7 px from its box and 4 px wide; no answer may touch it.
#[test]
fn answers_keep_clear_of_the_ring_around_a_step() {
    let ((all, others), roles) = (samples(), sample_roles());
    for map in &all {
        let view = MapView { map, roles: &roles, maps: &others, words: &Strings::built_in() };
        for drawn in [wide(&view), narrow(&view)] {
            let labels = drawn.drawing.edges.iter().filter_map(|route| route.label);
            let near: Vec<_> = labels.filter(|label| drawn.drawing.nodes.iter().any(|place| label.grown(8.5).overlaps(place))).collect();
            assert_eq!(near, [], "{} {:?}", map.key, drawn.form);
        }
    }
}

/// Arrows that a careful person draws straight, each with what was in its way.
#[test]
fn arrows_take_no_needless_step() {
    let ((all, others), roles) = (samples(), sample_roles());
    let corners = |key: &str, form: fn(&MapView) -> waybook::render::map_graph::MapDrawing, from: &str, to: &str| {
        let map = all.iter().find(|map| map.key == key).unwrap();
        let drawn = form(&MapView { map, roles: &roles, maps: &others, words: &Strings::built_in() });
        let is = |node: usize, id: &str| matches!(drawn.boxes[node].what, What::Step(step) if map.steps[step].id == id);
        let arrow = drawn.graph.edges.iter().position(|edge| is(edge.from, from) && is(edge.to, to)).expect("the arrow is drawn");
        drawn.drawing.edges[arrow].points.len() - 2
    };
    // One answer goes up, and the label of the other has room behind that.
    assert_eq!(corners("licenses", wide, "works", "done"), 0);
    // The question can stand above what follows from an answer, when the border of its lane makes room for its start.
    assert_eq!(corners("product-support", wide, "worked", "gather"), 0);
    // As high as its question but for two pixels; and the two questions that follow one another.
    assert_eq!(corners("find-your-sa", wide, "where", "aligned-emea"), 0);
    assert_eq!(corners("find-your-sa", wide, "partner", "where"), 0);
    // One of the two steps behind two answers stands below its question when the other one makes room.
    assert_eq!(corners("us-sa-request", wide, "plans", "prefill"), 0);
    assert_eq!(corners("sa-overview", narrow, "bought", "handover"), 0);
}

/// Where a label has no room in the middle of a way nor near its start, it may have some before the head: in `engage-sa` the way from the
/// first question to the second step, both of one lane, went round through the lane beside it, and its label lay on the border.
#[test]
fn a_way_within_a_lane_stays_there() {
    let ((all, others), roles) = (samples(), sample_roles());
    let map = all.iter().find(|map| map.key == "engage-sa").unwrap();
    let drawn = wide(&MapView { map, roles: &roles, maps: &others, words: &Strings::built_in() });
    let is = |node: usize, id: &str| matches!(drawn.boxes[node].what, What::Step(step) if map.steps[step].id == id);
    let way = drawn.graph.edges.iter().position(|edge| is(edge.from, "first-call") && is(edge.to, "pass-notes")).expect("it is drawn");
    let border = drawn.drawing.lanes[0].right();
    let furthest = drawn.drawing.edges[way].points.iter().map(|point| point.x).fold(0.0, f64::max);
    assert!(furthest < border, "{furthest} is beyond {border}");
}

/// Arrows into an upright lane come from beside it, where its coloured tab is: the head stands between that and the box.
#[test]
fn heads_keep_off_the_tabs_of_upright_lanes() {
    let ((all, others), roles) = (samples(), sample_roles());
    let mut seen = 0;
    for map in &all {
        let drawn = wide(&MapView { map, roles: &roles, maps: &others, words: &Strings::built_in() });
        for route in drawn.drawing.edges.iter().filter(|_| drawn.direction == Direction::TopToBottom) {
            let [.., before, tip] = route.points[..] else { continue };
            if before.y != tip.y {
                continue;
            }
            seen += 1;
            let head = Rect { x: if before.x < tip.x { tip.x - 16.0 } else { tip.x }, y: tip.y - 6.0, width: 16.0, height: 12.0 };
            let tab = |lane: &Rect| Rect { width: 7.0, ..*lane };
            assert!(!drawn.drawing.lanes.iter().any(|lane| tab(lane).overlaps(&head)), "{}: {tip:?}", map.key);
        }
    }
    assert!(seen > 5, "{seen}");
}

/// What starts a process is not cut short for want of a line.
#[test]
fn a_start_is_written_out() {
    let ((all, others), roles) = (samples(), sample_roles());
    for map in &all {
        let drawn = wide(&MapView { map, roles: &roles, maps: &others, words: &Strings::built_in() });
        for here in drawn.boxes.iter().filter(|here| !matches!(here.what, What::Step(_))) {
            assert!(!here.text.cut, "{}: {:?}", map.key, here.text.lines);
        }
    }
}

/// What has many columns runs from top to bottom, so that its labels keep their size: rows there are as many as it needs.
#[test]
fn long_chains_are_laid_out_in_rows() {
    let chain = |steps: usize, lane: fn(usize) -> usize| {
        let text: String =
            (0..steps).map(|step| format!("  - {{id: s{step}, do: Do what is next in this place, who: role{}}}\n", lane(step))).collect();
        let map = read(&format!("title: Long\nsteps:\n{text}  - {{id: end, end: Done}}\n"));
        let drawn = wide(&MapView { map: &map, roles: &BTreeMap::new(), maps: &BTreeMap::new(), words: &Strings::built_in() });
        assert_eq!(waybook::layout::check(&drawn.graph, &drawn.drawing), []);
        (drawn.too_wide, drawn.drawing.size)
    };
    for (too_wide, size) in [chain(30, |step| step / 3 % 2), chain(60, |step| step * 3 % 5)] {
        assert!(!too_wide && size.width <= 970.0 && size.height > 2_500.0, "{size:?}");
    }
}

#[test]
fn a_map_that_cannot_be_made_to_fit_is_reported() {
    let steps: String =
        (0..30).map(|step| format!("  - {{id: s{step}, do: Do what is next in this place, who: role{}}}\n", step * 5 % 12)).collect();
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("process-maps")).unwrap();
    let text = format!("title: Many hands\nsteps:\n{steps}  - {{id: end, end: Done}}\n");
    std::fs::write(folder.path().join("process-maps/many.yaml"), text).unwrap();
    let snapshot = crate::sites::open(folder.path());
    let said = snapshot.messages_with_drawings();
    let said: Vec<_> = said.iter().filter(|message| message.code == "WB323").collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].text.starts_with("the drawing is ") && said[0].text.contains(" px high, so it scrolls instead"), "{}", said[0].text);
    assert!(snapshot.messages.iter().all(|message| message.code != "WB323"), "nothing is drawn before it is asked for");
}

#[test]
fn where_arrows_cross_one_hops_over_the_other() {
    let states = ["a", "b", "c"].map(|id| format!("  - {{id: {id}, label: {id}, next: [x, y, z]}}\n")).concat();
    let ends = ["x", "y", "z"].map(|id| format!("  - {{id: {id}, label: {id}, end: true}}\n")).concat();
    let text = drawn(&format!("title: All to all\nkind: states\nstart: a\nstates:\n{states}{ends}"));
    assert!(text.contains("A5 5 0 0 1 "), "{text}");
    assert!(!drawn("title: One\nsteps:\n  - {id: a, do: A}\n  - {id: b, end: B}\n").contains("A5 5"));
}

#[test]
fn what_is_recorded_or_promised_is_seen_and_heard() {
    let text = drawn(
        "title: Tea\npromise: {id: hot, within: 5m, from: ask, to: pour}\nsteps:\n  - {id: ask, do: Ask, log: in the book}\n  \
         - {id: boil, do: Boil}\n  - {id: pour, do: Pour}\n  - {id: end, end: Tea}\n",
    );
    let labels = values(&text, "aria-label");
    assert!(labels.contains(&"1 Ask. Step, 5m to step 3, to be recorded. Next: 2 Boil."), "{labels:?}");
    assert!(labels.contains(&"3 Pour. Step, 5m from step 1. Next: 4 Tea."), "{labels:?}");
    assert!(text.contains(">5m to step 3</tspan>") && text.matches("l1-4 7-7 3 3-7 7z").count() == 2, "{text}");
}

#[test]
fn a_retired_map_has_no_colours_of_lanes() {
    let text = drawn("title: Old\nstatus: retired\nsteps:\n  - {id: a, do: A}\n  - {id: b, end: B}\n");
    assert!(text.contains("class=\"map wide retired\""), "{text}");
    assert!(text.contains(">Process map: Old, retired. 2 steps. Each is also in the list of the page.</title>"), "{text}");
}

#[test]
fn every_step_is_a_link_in_the_order_of_the_file() {
    let (all, others) = samples();
    for map in &all {
        let view = MapView { map, roles: &BTreeMap::new(), maps: &others, words: &Strings::built_in() };
        let text = svg(&view, &wide(&view), "#");
        let expected: Vec<String> = map.steps.iter().map(|step| format!("#{}", step.id)).collect();
        assert_eq!(values(&text, "href"), expected, "{}", map.key);
    }
}

#[test]
fn a_decision_tells_where_each_answer_leads() {
    let map = read(
        "title: Tea\nstarts_when: Someone is thirsty\nsteps:\n  - {id: hot, ask: Is the water hot?, who: cook, answers: {\"Yes\": pour, \"No\": boil}}\n  \
         - {id: boil, do: Boil it, who: cook, next: hot}\n  - {id: pour, end: Tea, outcome: good}\n",
    );
    let roles = BTreeMap::from([(String::from("cook"), RoleName { short: String::from("Cook"), full: String::from("Whoever cooks") })]);
    let view = MapView { map: &map, roles: &roles, maps: &BTreeMap::new(), words: &Strings::built_in() };
    let text = svg(&view, &wide(&view), "#");
    let labels = values(&text, "aria-label");
    assert_eq!(
        labels,
        [
            "Starts when: Someone is thirsty. Next: 1 Is the water hot?",
            "1 Is the water hot? Decision. Whoever cooks. Next: Yes goes to 3 Tea; No goes to 2 Boil it.",
            "2 Boil it. Step. Whoever cooks. Next: 1 Is the water hot?",
            "3 Tea. End, good outcome.",
        ]
    );
    assert!(text.contains(">Process map: Tea. 3 steps. Each is also in the list of the page.</title>"), "{text}");
    assert_eq!(values(&text, "data-next"), ["2 1", "0", ""]);
    assert_eq!(values(&text, "data-from"), ["hot/start", "hot", "hot", "boil"]);
}

#[test]
fn what_an_author_writes_stays_text() {
    let text = drawn(
        "title: 'A \"<b>\" & co'\nsteps:\n  - {id: a, do: '</text><script>alert(1)</script>', who: '\"><img>'}\n  - {id: b, end: 'x]]>'}\n",
    );
    assert!(!text.contains("<script") && !text.contains("<img") && !text.contains("<b>"), "{text}");
    assert!(is_well_formed(&text));
}

#[test]
fn other_maps_are_told_by_title_and_number_of_steps() {
    let map = read("title: A\nsteps:\n  - {id: a, map: other, who: x}\n  - {id: b, end: Done}\n");
    let others = BTreeMap::from([(String::from("other"), OtherMap { title: String::from("The other way"), steps: 1, retired: false })]);
    let view = MapView { map: &map, roles: &BTreeMap::new(), maps: &others, words: &Strings::built_in() };
    let text = svg(&view, &wide(&view), "/maps/a/#");
    assert!(text.contains("aria-label=\"1 The other way. Step with its own map, Map · 1 step. x. Next: 2 Done.\""), "{text}");
    assert!(text.contains("href=\"/maps/a/#a\""));
}

#[test]
fn a_step_through_a_retired_map_is_grey_and_says_so() {
    let map = read("title: A\nsteps:\n  - {id: a, map: other, who: x}\n  - {id: b, end: Done}\n");
    let others = BTreeMap::from([(String::from("other"), OtherMap { title: String::from("The other way"), steps: 1, retired: true })]);
    let view = MapView { map: &map, roles: &BTreeMap::new(), maps: &others, words: &Strings::built_in() };
    let text = svg(&view, &wide(&view), "#");
    let label = "aria-label=\"1 The other way. Step with its own map, Map · 1 step · retired. x. Next: 2 Done.\"";
    assert!(text.contains(label) && text.contains("class=\"nd a m gone\"") && text.contains(">Map · 1 step · retired</tspan>"), "{text}");
}

/// The legend of a map in a site with one more map, which is retired.
fn legend(map: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("process-maps")).unwrap();
    let old = "title: Old\nstatus: retired\nsteps:\n  - {id: a, do: A, who: x}\n  - {id: b, end: Done}\n";
    for (name, text) in [("old", old), ("new", map)] {
        std::fs::write(folder.path().join(format!("process-maps/{name}.yaml")), text).unwrap();
    }
    let page = crate::sites::open(folder.path()).render("maps/new/index.html").expect("the map has a page").bytes.to_vec();
    let page = String::from_utf8(page).unwrap();
    let legend = page.split("class=\"legend\"").nth(1).and_then(|rest| rest.split("</ul>").next()).expect("the map has a legend");
    // The way that a reader has gone is shown by a script, with its own entry.
    let legend = legend.split("<li class=\"yours\">").next().unwrap_or_default();
    legend.split("</svg>").skip(1).map(|entry| entry.split('<').next().unwrap_or_default().trim().to_string()).collect()
}

#[test]
fn the_legend_names_what_the_map_uses_and_nothing_else() {
    let flow = "title: A\nstarts_when: Now\nsteps:\n  - {id: a, map: old, who: x}\n  - {id: b, end: Done}\n";
    assert_eq!(legend(flow), ["Start", "Has its own map", "End", "Retired"]);
    let states = "title: A\nkind: states\nstart: a\nstates:\n  - {id: a, label: New, next: [b]}\n  - {id: b, label: Closed, end: true}\n";
    assert_eq!(legend(states), ["State", "Final state"]);
    let plain = "title: A\nsteps:\n  - {id: a, do: A, who: x}\n  - {id: c, do: C, optional: true}\n  - {id: b, end: Done}\n";
    assert_eq!(legend(plain), ["Step", "End", "Optional"]);
}

#[test]
fn a_sixth_lane_takes_the_first_colour_again() {
    let steps: String = (0..7).map(|step| format!("  - {{id: s{step}, do: Step, who: role{step}}}\n")).collect();
    let text = drawn(&format!("title: Many\nsteps:\n{steps}  - {{id: end, end: Done}}\n"));
    let classes = values(&text, "class");
    assert_eq!(classes.iter().filter(|class| **class == "lane a again").count(), 1);
    assert_eq!(classes.iter().filter(|class| class.starts_with("lane ")).count(), 7);
}

#[test]
fn a_map_without_steps_is_an_empty_drawing() {
    let text = drawn("title: Nothing yet\nsteps: []\n");
    assert!(is_well_formed(&text), "{text}");
}

#[test]
fn a_text_as_long_as_a_book_is_cut() {
    let text = "w".repeat(300_000);
    let drawing = drawn(&format!("title: T\nsteps:\n  - {{id: a, do: {text}, who: x}}\n  - {{id: b, end: Done}}\n"));
    assert!(drawing.contains('…'));
}

#[test]
fn long_and_foreign_words_stay_in_their_boxes() {
    let words =
        ["Donaudampfschifffahrtsgesellschaftskapitän", "顧客がサービスを必要としている場合に行うこと", "יצירת קשר עם הלקוח", "👩‍👩‍👧‍👦 family"];
    for word in words {
        let map = read(&format!("title: T\nsteps:\n  - {{id: a, do: '{word}', who: x}}\n  - {{id: b, end: '{word}'}}\n"));
        let view = MapView { map: &map, roles: &BTreeMap::new(), maps: &BTreeMap::new(), words: &Strings::built_in() };
        for drawing in [wide(&view), narrow(&view)] {
            for (here, place) in drawing.boxes.iter().zip(&drawing.drawing.nodes) {
                assert!(here.text.width + 14.0 <= place.width, "{word}: {here:?} in {place:?}");
            }
            assert!(svg(&view, &drawing, "#").contains(&format!("data-label=\"{word}\"")), "the whole text can be heard");
        }
    }
}
