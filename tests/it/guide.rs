//! The guide through a map: every way comes to a summary, what is said to be left is what is left, and sub-maps lead back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use waybook::base::SourcePath;
use waybook::maps::answers::{self, is_end};
use waybook::maps::{self, ProcessMap};
use waybook::model::{Output, choices};
use waybook::workspace::Snapshot;

use super::sites::open;

/// Opened once: drawing its maps takes longest.
fn sample() -> &'static Snapshot {
    static SAMPLE: LazyLock<Arc<Snapshot>> = LazyLock::new(|| open(Path::new(env!("CARGO_MANIFEST_DIR"))));
    &SAMPLE
}

fn html(site: &Snapshot, path: &str) -> String {
    let rendered = site.render(path).unwrap_or_else(|| panic!("there is no output {path}"));
    assert!(rendered.messages.is_empty(), "{path}: {:?}", rendered.messages);
    String::from_utf8(rendered.bytes.to_vec()).expect("pages are UTF-8")
}

/// The addresses of the links of a page that have this mark in their tag, as paths of outputs.
fn links(page: &str, path: &str, mark: &str) -> Vec<String> {
    let depth = path.matches('/').count();
    let tags = page.split("<a ").skip(1).map(|rest| rest.split('>').next().unwrap_or(""));
    let hrefs = tags.filter(|tag| tag.contains(mark)).filter_map(|tag| tag.split("href=\"").nth(1)?.split('"').next());
    let inside = hrefs.filter(|href| !href.starts_with('#') && !href.contains("://"));
    inside.map(|href| href.strip_prefix(&*"../".repeat(depth)).unwrap_or_else(|| panic!("{path}: {href}")).to_string()).collect()
}

/// The ways on that a page of a guide offers inside its own map.
fn ways_on(page: &str, path: &str) -> Vec<String> {
    let mut ways = links(page, path, "class=\"opt-card\"");
    ways.extend(links(page, path, "id=\"next\""));
    ways
}

#[test]
fn every_way_through_every_sample_map_ends_in_a_summary() {
    let site = sample();
    let mut pages_seen = 0;
    for map in &site.site.maps {
        let first = map.guide().output_path();
        let mut next: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut waiting = vec![first.clone()];
        waiting.extend(links(&html(site, &first), &first, "").into_iter().filter(|to| to.contains(&format!("{}/guide/", map.map.key))));
        while let Some(path) = waiting.pop() {
            if next.contains_key(&path) {
                continue;
            }
            let page = html(site, &path);
            let ways = ways_on(&page, &path);
            assert_eq!(ways.is_empty(), page.contains("<section class=\"summary"), "{path}: a page leads on or sums up");
            waiting.extend(ways.iter().cloned());
            next.insert(path, ways);
        }
        pages_seen += next.len();
        let steps = (0..map.map.steps.len()).map(|step| map.guide_step(step).output_path());
        let unseen: Vec<String> = steps.filter(|path| !next.contains_key(path)).filter(|path| *path != first_step(map)).collect();
        assert!(unseen.is_empty(), "no way leads to {unseen:?}");
        // Backwards from the summaries: whoever is not reached has no way to one.
        let mut through: BTreeSet<&String> = next.iter().filter(|(_, ways)| ways.is_empty()).map(|(path, _)| path).collect();
        while let Some((path, _)) = next.iter().find(|(path, ways)| !through.contains(path) && ways.iter().any(|way| through.contains(way)))
        {
            through.insert(path);
        }
        assert_eq!(through.len(), next.len(), "{}: some way has no end", map.map.key);
    }
    assert!(pages_seen > 100, "only {pages_seen} pages were walked");
}

/// The page of the first step is also shown at the address of the guide.
fn first_step(map: &waybook::model::SiteMap) -> String {
    map.guide_step(map.map.start.expect("a sample has steps")).output_path()
}

/// The most steps that may come after one, by trying every way that visits no step twice: slow, short, and sure. `None` if none ends.
fn most_by_trying(map: &ProcessMap, step: usize, visited: &mut Vec<usize>) -> Option<usize> {
    if map.steps[step].moves.is_empty() {
        return Some(0);
    }
    visited.push(step);
    let mut most = None;
    for way in &map.steps[step].moves {
        if !visited.contains(&way.to) {
            let counts = usize::from(!is_end(&map.steps[way.to]));
            most = most.max(most_by_trying(map, way.to, visited).map(|left| left + counts));
        }
    }
    visited.pop();
    most
}

#[test]
fn what_a_page_says_is_left_is_the_true_most() {
    let site = sample();
    let mut compared = 0;
    for map in &site.site.maps {
        for (index, step) in map.map.steps.iter().enumerate() {
            let most = most_by_trying(&map.map, index, &mut Vec::new()).expect("every step of a sample has a way to an end");
            assert_eq!(map.steps_left()[index].most, most, "{} {}", map.map.key, step.id);
            let path = map.guide_step(index).output_path();
            let page = html(site, &path);
            let said = page.split("<span class=\"left\">").nth(1).map(|rest| rest.split('<').next().unwrap_or(""));
            let number = |text: &str| match text {
                "The last step" => 0,
                text => text.split(' ').find_map(|word| word.parse::<usize>().ok()).unwrap_or_else(|| panic!("{path}: {text}")),
            };
            assert_eq!(said.map(number), (!step.moves.is_empty()).then_some(most), "{path}");
            // Each answer says what is left from the step that it leads to, that step included.
            let thens = page.split("<span class=\"then\">").skip(1).map(|rest| rest.split('<').next().unwrap_or(""));
            for (then, choice) in thens.zip(choices(&map.map, index)) {
                let to = &map.map.steps[choice.to];
                match is_end(to) {
                    true => assert!(!then.contains("left"), "{path}: {then}"),
                    false => {
                        let most = most_by_trying(&map.map, choice.to, &mut Vec::new()).expect("an answer leads to an end") + 1;
                        assert!(then.contains(&format!("{most} step")), "{path}: {then}, not {most}");
                    }
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 40, "only {compared} answers were compared");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
    /// Any map with loops of all kinds: the search finds what trying everything finds.
    #[test]
    fn the_most_is_the_same_as_by_trying_everything(ways in proptest::collection::vec(proptest::collection::vec(0_usize..8, 0..3), 1..8)) {
        let count = ways.len();
        let steps: String = ways.iter().enumerate().map(|(index, to)| match to.as_slice() {
            [] => format!("  - {{id: s{index}, end: End {index}}}\n"),
            to => {
                let answers = to.iter().enumerate().map(|(answer, to)| format!("A{answer}: s{}", to % count)).collect::<Vec<_>>().join(", ");
                format!("  - {{id: s{index}, ask: Step {index}, answers: {{{answers}}}}}\n")
            }
        }).collect();
        let map = maps::read_map(&SourcePath::new("process-maps/any.yaml"), &format!("title: T\nsteps:\n{steps}")).0.unwrap();
        for (index, left) in answers::steps_left(&map).iter().enumerate() {
            if let Some(most) = most_by_trying(&map, index, &mut Vec::new()) {
                proptest::prop_assert_eq!(left.most, most, "step {} of\n{}", index, steps);
            }
            proptest::prop_assert!(left.least <= left.most, "step {} of\n{}", index, steps);
        }
    }
}

#[test]
fn the_ends_of_a_map_lead_back_to_the_step_after() {
    let site = sample();
    let path = "maps/technical-discovery/guide/done/index.html";
    let page = html(site, path);
    let back: Vec<&str> = page.split("data-return=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or("")).collect();
    assert_eq!(back, ["engage-sa/accept", "sa-overview/discover"]);
    assert!(page.contains("Back to step 10 of Get an SA on your deal:"), "the step after `accept` is number 10");
    let to: Vec<String> = links(&page, path, "class=\"btn\"").into_iter().filter(|to| !to.contains("technical-discovery")).collect();
    assert_eq!(to, ["maps/engage-sa/guide/on-deal/index.html", "maps/sa-overview/guide/win/index.html"]);
    // A map that is one of several things to pick leads back to where they are offered.
    let page = html(site, "maps/licenses/guide/done/index.html");
    assert!(page.contains("Back to step 5 of What an SA does, end to end:"));
    // And the step that opens a map leads into its guide.
    let path = "maps/engage-sa/guide/accept/index.html";
    assert_eq!(links(&html(site, path), path, "data-into=\"technical-discovery\""), ["maps/technical-discovery/guide/index.html"]);
}

/// Each step that opens a map leads to a page of that map's guide, and each end of that leads back to it, so that a way through sub-maps
/// ends in a summary as well.
#[test]
fn every_way_through_a_sub_map_comes_back() {
    let site = sample();
    let mut ways = 0;
    for outer in &site.site.maps {
        for (index, step) in outer.map.steps.iter().enumerate() {
            let maps::Verb::Map { map, .. } = &step.verb else { continue };
            let inner = site.site.map(&map.value).expect("a sample opens maps that are there");
            let path = outer.guide_step(index).output_path();
            let into = links(&html(site, &path), &path, &format!("data-into=\"{}\"", map.value));
            assert_eq!(into, [inner.guide().output_path()], "{path}");
            let behind = outer.guide_step(step.moves.first().map_or(index, |way| way.to)).output_path();
            for end in (0..inner.map.steps.len()).filter(|end| inner.map.steps[*end].moves.is_empty()) {
                let path = inner.guide_step(end).output_path();
                let page = html(site, &path);
                assert!(page.contains(&format!("data-return=\"{}/{}", outer.map.key, step.id)), "{path}");
                assert!(links(&page, &path, "class=\"btn\"").contains(&behind), "{path} does not lead to {behind}");
                ways += 1;
            }
        }
    }
    assert!(ways >= 5, "only {ways} ways back");
}

/// What is open is told with the step that it belongs to, as a sentence: a question has its mark already.
#[test]
fn open_points_of_a_question_have_no_colon_behind_its_mark() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("process-maps")).unwrap();
    let text = "title: Tea\nsteps:\n  - {id: hot, ask: Is it hot?, todo: who decides, answers: {\"Yes\": pour, \"No\": pour}}\n  \
                - {id: pour, do: Pour, todo: how much}\n  - {id: end, end: Done}\n";
    std::fs::write(folder.path().join("process-maps/tea.yaml"), text).unwrap();
    let page = html(&open(folder.path()), "maps/tea/guide/end/index.html");
    let open = page.split("<ul id=\"open\">").nth(1).and_then(|rest| rest.split("</ul>").next()).expect("the summary tells what is open");
    assert_eq!(open, "<li data-open=\"hot\">Is it hot? who decides</li><li data-open=\"pour\">Pour: how much</li>");
}

/// The step that opened a map, and a state, got other ids: a way that began before, and a step that names the old one, still fit.
#[test]
fn old_ids_are_known_to_ways_back_and_to_steps_that_set_a_state() {
    let folder = tempfile::tempdir().unwrap();
    let maps = folder.path().join("process-maps");
    std::fs::create_dir_all(&maps).unwrap();
    std::fs::write(folder.path().join("waybook.yaml"), "title: Desk\n").unwrap();
    let write = |name: &str, text: &str| std::fs::write(maps.join(name), text).unwrap();
    write("outer.yaml", "title: Outer\nsteps:\n  - {id: in, was: [call], map: inner}\n  - {id: out, end: Out}\n");
    write("inner.yaml", "title: Inner\nsteps:\n  - {id: work, do: Work, state: board/doing}\n  - {id: done, end: Done}\n");
    write(
        "board.yaml",
        "title: Board\nkind: states\nstates:\n  - {id: at-work, was: [doing], label: At work, next: [closed]}\n  - {id: closed, label: Closed, end: true}\n",
    );
    let site = open(folder.path());
    assert!(html(&site, "maps/inner/guide/done/index.html").contains("data-return=\"outer/in outer/call\""));
    assert!(html(&site, "maps/inner/index.html").contains("href=\"../../maps/board/index.html#at-work\">At work</a>"));
    let board = html(&site, "maps/board/index.html");
    assert!(board.contains("href=\"../../maps/inner/index.html#work\">1 Work</a>"), "the state does not tell what sets it");
    let told: Vec<&str> = site.messages.iter().map(|message| message.code).filter(|code| *code == "WB317").collect();
    assert!(told.is_empty(), "an old id of a state is unknown");
}

#[test]
fn a_seller_finds_the_request_form_by_three_links() {
    let site = sample();
    let mut path = links(&html(site, "maps/find-your-sa/index.html"), "maps/find-your-sa/index.html", "id=\"map.guide\"").remove(0);
    for answer in ["a-customer-deal", "no", "emea-enterprise---strategic-account"] {
        path = links(&html(site, &path), &path, &format!("data-answer=\"{answer}\"")).remove(0);
    }
    assert!(html(site, &path).contains("href=\"https://enterprise-sa-request.vercel.app/\""), "{path}");
}

#[test]
fn pages_of_a_guide_are_known_to_search_engines_as_their_map() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("process-maps")).unwrap();
    std::fs::write(folder.path().join("waybook.yaml"), "title: Desk\nbase_url: https://example.com/desk/\n").unwrap();
    let map = "title: Tea\nsteps:\n  - {id: boil, do: Boil}\n  - {id: done, end: Tea}\n";
    std::fs::write(folder.path().join("process-maps/tea.yaml"), map).unwrap();
    let site = open(folder.path());
    for page in ["maps/tea/guide/index.html", "maps/tea/guide/boil/index.html", "maps/tea/guide/done/index.html"] {
        let page = html(&site, page);
        assert!(page.contains("<link rel=\"canonical\" href=\"https://example.com/desk/maps/tea/\">"));
        // Ticks in the guide are those of the map.
        assert!(page.contains("data-page=\"/maps/tea/\""));
    }
    assert!(!html(&site, "sitemap.xml").contains("guide"));
    let guides = site.site.outputs.values().filter(|output| matches!(output, Output::Guide(_) | Output::GuideStep { .. })).count();
    assert_eq!(guides, 3, "one page to begin with, and one for each step");
}

#[test]
fn a_path_leads_to_maps_guides_pages_and_steps() {
    let site = sample();
    let path = "paths/new-sa/index.html";
    let page = html(site, path);
    let to = |title: &str| {
        let before = page.split(&format!(">{title}</a>")).next().expect("a first part");
        before.rsplit("href=\"").next().and_then(|rest| rest.split('"').next()).unwrap_or("").replace("../", "")
    };
    // To look at: the map. To walk and to do: its guide.
    assert_eq!(to("What an SA does, end to end"), "maps/sa-overview/index.html");
    assert_eq!(to("Agree how we work together"), "maps/working-agreements/guide/index.html");
    assert_eq!(to("Glossary"), "glossary/index.html");
    assert_eq!(to("Set up the shared tools"), "maps/working-agreements/index.html#tools");
    assert_eq!(page.matches("class=\"check stage\"").count(), 6, "five weeks and the finish");
    let items = page.matches("data-item=\"").count();
    assert!(page.contains(&format!("5 stages, {items} items, up to ")), "{items}");
    assert!(page.contains("for Commercial - EMEA"));
    let list = html(site, "paths/index.html");
    assert!(list.contains("<h2>Solutions Architect</h2>"));
    assert_eq!(links(&list, "paths/index.html", "paths/new-sa").len(), 1);
}

/// Ids are made from content: what moves keeps its tick, and what a map says shows in the mark alone.
#[test]
fn an_edit_keeps_the_ids_of_a_path_and_changes_the_marks_of_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let file = folder.path().join("process-maps").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    };
    let items = |html: &str| -> BTreeMap<String, String> {
        let inputs = html.split("data-item=\"").skip(1).map(|rest| rest.split('"').collect::<Vec<_>>());
        inputs.map(|parts| (parts[0].to_string(), parts[2].to_string())).collect()
    };
    write("tea.yaml", "title: Tea\nsteps:\n  - {id: boil, do: Boil}\n  - {id: done, end: Tea}\n");
    write("milk.yaml", "title: Milk\nsteps:\n  - {id: pour, do: Pour}\n  - {id: done, end: Milk}\n");
    write("paths/week.yaml", "title: Week\nstages:\n  - {title: One, items: [{map: tea, mode: walk}, {map: milk}, {do: Rest}]}\n");
    let before = items(&html(&open(folder.path()), "paths/week/index.html"));
    assert_eq!(before.keys().collect::<Vec<_>>(), ["milk", "rest", "tea"]);
    write("tea.yaml", "title: Tea\nsteps:\n  # with a comment\n  - {id: boil, do: Boil the water}\n  - {id: done, end: Tea}\n");
    write("milk.yaml", "# moved\ntitle: Milk\nsteps:\n  - {id: pour, do: Pour}\n  - {id: done, end: Milk}\n");
    write("paths/week.yaml", "title: Week\nstages:\n  - {title: Other, items: [{do: Rest}, {map: milk}, {map: tea, mode: walk}]}\n");
    let after = items(&html(&open(folder.path()), "paths/week/index.html"));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    assert_eq!((&before["milk"], &before["rest"]), (&after["milk"], &after["rest"]));
    assert_ne!(before["tea"], after["tea"]);
}
