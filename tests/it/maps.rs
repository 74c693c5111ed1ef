//! The map language, as its writers meet it: files in, maps and messages out.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use waybook::base::{LineIndex, Message, Severity, SourcePath, Span};
use waybook::maps::lint::{self, SiteMaps};
use waybook::maps::time::Date;
use waybook::maps::{self, MapKind, ProcessMap, Step, Verb, answers};
use waybook::yaml;

/// A file of the sample maps.
fn sample(name: &str) -> (SourcePath, String) {
    let path = SourcePath::new(format!("process-maps/{name}"));
    let text = fs::read_to_string(root().join(path.as_str())).expect("the sample is part of the repository");
    (path, text)
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The names of the sample maps, sorted.
fn sample_names() -> Vec<String> {
    let entries = fs::read_dir(root().join("process-maps")).expect("the samples are part of the repository");
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".yaml") && !name.starts_with('_')).collect();
    names.sort();
    names
}

/// Messages as people see them: `line:column code severity text`, then each proposal on a line of its own.
fn human(text: &str, messages: &[Message]) -> String {
    let lines = LineIndex::new(text);
    let mut out = String::new();
    for message in messages {
        let place = match message.span {
            Some(span) => {
                let position = lines.position(text, span.start);
                format!("{}:{}", position.line, position.column)
            }
            None => "-".to_string(),
        };
        out += &format!("{place} {} {} {}\n", message.code, message.severity.word(), message.text);
        for help in &message.help {
            out += &format!("  help: {help}\n");
        }
    }
    out
}

/// The sample maps, read.
fn sample_maps() -> Vec<ProcessMap> {
    let read = |name: String| {
        let (path, text) = sample(&name);
        maps::read_map(&path, &text).0.expect("every sample can be read")
    };
    sample_names().into_iter().map(read).collect()
}

/// Only what `check --strict` would fail on.
fn bad(messages: Vec<Message>) -> Vec<Message> {
    messages.into_iter().filter(|message| message.severity != Severity::Note).collect()
}

#[test]
fn all_samples_load() {
    for name in sample_names() {
        let (path, text) = sample(&name);
        assert_eq!(human(&text, &bad(maps::read_map(&path, &text).1)), "", "{name}");
    }
}

/// What was counted by hand when the samples were written, so that nothing of them is lost in the reading.
#[test]
fn the_samples_hold_what_was_counted_in_them() {
    let maps = sample_maps();
    let steps: Vec<&Step> = maps.iter().flat_map(|map| &map.steps).collect();
    let count = |wanted: &dyn Fn(&Step) -> bool| steps.iter().filter(|step| wanted(step)).count();
    let sum = |count: &dyn Fn(&Step) -> usize| steps.iter().map(|step| count(step)).sum::<usize>();
    assert_eq!((maps.len(), steps.len()), (18, 141));
    assert_eq!(count(&|step| matches!(step.verb, Verb::End { .. })), 26);
    // There were 24 questions. All answers of two of them, in `technical-discovery` and `working-agreements`, led to the same step: they
    // decided nothing (WB306) and are now steps with a form that asks.
    assert_eq!(count(&|step| step.verb == Verb::Ask), 24 - 2);
    let working = |step: &Step| answers::is_work(step) || step.verb == Verb::Ask;
    // There were 66 things to tick and to fill in, fields and their points, at working steps. The two new forms have a field each. An end,
    // "Ask in the regional Slack channel", has two things to tick besides.
    let entries = |step: &Step| step.check.len() + step.form.len() + step.form.iter().map(|field| field.items.len()).sum::<usize>();
    assert_eq!(sum(&|step| if working(step) { entries(step) } else { 0 }), 66 + 2);
    assert_eq!(sum(&entries), 66 + 2 + 2);
    assert_eq!(count(&working), 108);
    assert_eq!(count(&|step| working(step) && step.who.first().is_some_and(|who| who.value == "sa")), 52);
    assert_eq!(maps.iter().filter(|map| map.kind == MapKind::Flow && !answers::loops(map).is_empty()).count(), 4);
    // An exception and the moves of three states are assumed besides.
    assert_eq!(count(&|step| step.assumed), 10);
    assert_eq!(count(&|step| step.exception.as_ref().is_some_and(|exception| exception.assumed)), 1);
    assert_eq!(count(&|step| matches!(step.verb, Verb::State { assumed_next: true, .. })), 3);
    let todos = |step: &Step| {
        let of_options =
            if let Verb::Pick { options } = &step.verb { options.iter().filter(|option| option.todo.is_some()).count() } else { 0 };
        usize::from(step.todo.is_some()) + step.check.iter().filter(|item| item.todo.is_some()).count() + of_options
    };
    assert_eq!(sum(&todos), 5);
    let made: BTreeSet<&str> = steps.iter().flat_map(|step| &step.makes).map(|made| made.value.as_str()).collect();
    let needed: BTreeSet<&str> = steps.iter().flat_map(|step| &step.needs).map(|needed| needed.value.as_str()).collect();
    let never_needed: Vec<&str> = made.difference(&needed).copied().collect();
    assert_eq!(never_needed, ["close-plan", "draft-quote", "sa-issue", "sow", "success-criteria", "working-agreement"]);
    // One of these six is used after all: a form takes an answer `from` the close plan.
    let taken = |step: &&&Step| step.form.iter().any(|field| field.from.as_ref().is_some_and(|from| from.value == "close-plan"));
    assert_eq!(steps.iter().filter(taken).count(), 1);
}

#[test]
fn roles_links_and_the_path_load() {
    let (path, text) = sample("_roles.yaml");
    let (roles, messages) = maps::read_roles(&path, &text);
    assert_eq!((roles.len(), human(&text, &messages)), (21, String::new()));
    let (path, text) = sample("_links.yaml");
    let (links, messages) = maps::read_links(&path, &text);
    assert_eq!((links.len(), human(&text, &messages)), (48, String::new()));
    let (path, text) = sample("paths/new-sa.yaml");
    let (guided, messages) = maps::read_path(&path, &text);
    assert_eq!(human(&text, &messages), "");
    let items: Vec<usize> = guided.expect("the path can be read").stages.iter().map(|stage| stage.items.len()).collect();
    assert_eq!(items, [4, 2, 3, 5, 3]);
}

#[test]
fn samples_together_have_no_mistakes() {
    let maps = sample_maps();
    let (path, text) = sample("_roles.yaml");
    let roles = maps::read_roles(&path, &text).0;
    let (path, text) = sample("_links.yaml");
    let links = maps::read_links(&path, &text).0;
    let (path, text) = sample("paths/new-sa.yaml");
    let guided = maps::read_path(&path, &text).0.unwrap();
    let site = SiteMaps { maps: maps.iter().collect(), roles: &roles, links: &links, glossary: &[], paths: vec![&guided] };
    assert_eq!(bad(lint::site(&site)), []);
}

/// A fixture of `tests/maps/`: one map, or several files, each under a line `#### path`.
struct Fixture {
    name: String,
    files: Vec<(SourcePath, String)>,
}

fn fixtures() -> Vec<Fixture> {
    let entries = fs::read_dir(root().join("tests/maps")).expect("the fixtures are part of the repository");
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let names = names.iter().filter_map(|name| name.strip_suffix(".yaml"));
    names.map(|name| Fixture { name: name.to_string(), files: fixture_files(name) }).collect()
}

fn fixture_files(name: &str) -> Vec<(SourcePath, String)> {
    let text = fs::read_to_string(root().join(format!("tests/maps/{name}.yaml"))).expect("listed just now");
    if !text.starts_with("#### ") {
        return vec![(SourcePath::new(format!("process-maps/{name}.yaml")), text)];
    }
    let sections = text.split("#### ").filter(|section| !section.is_empty());
    let file = |section: &str| section.split_once('\n').map(|(path, text)| (SourcePath::new(path.trim()), text.to_string()));
    sections.filter_map(file).collect()
}

impl Fixture {
    /// All messages about all files, in the order of the files; with their names if there are several.
    fn messages(&self) -> String {
        let mut messages = Vec::new();
        let (mut read, mut roles, mut links, mut glossary, mut guided) = (vec![], vec![], vec![], vec![], vec![]);
        for (path, text) in &self.files {
            let found = match path.as_str() {
                "process-maps/_roles.yaml" => keep(&mut roles, maps::read_roles(path, text)),
                "process-maps/_links.yaml" => keep(&mut links, maps::read_links(path, text)),
                "process-maps/_glossary.yaml" => keep(&mut glossary, maps::read_glossary(path, text)),
                _ if path.folder() == "process-maps/paths" => keep(&mut guided, maps::read_path(path, text)),
                _ => keep(&mut read, maps::read_map(path, text)),
            };
            messages.extend(found);
        }
        let today = Date::read("2026-11-21").unwrap();
        messages.extend(read.iter().filter_map(|map| lint::review_overdue(map, today, 6)));
        messages.extend(lint::site(&SiteMaps {
            maps: read.iter().collect(),
            roles: &roles,
            links: &links,
            glossary: &glossary,
            paths: guided.iter().collect(),
        }));
        messages.sort();
        let mut out = String::new();
        for (path, text) in &self.files {
            let here: Vec<Message> = messages.iter().filter(|message| message.path == *path).cloned().collect();
            if self.files.len() > 1 && !here.is_empty() {
                out += &format!("{path}\n");
            }
            out += &human(text, &here);
        }
        out
    }
}

/// Puts what was read where it belongs.
fn keep<T>(all: &mut Vec<T>, (read, messages): (impl IntoIterator<Item = T>, Vec<Message>)) -> Vec<Message> {
    all.extend(read);
    messages
}

#[test]
fn fixtures_say_what_they_should() {
    for fixture in fixtures() {
        let file = root().join(format!("tests/maps/{}.messages.txt", fixture.name));
        let found = fixture.messages();
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, &found).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(found, expected, "tests/maps/{}: run with UPDATE=1 if this is as it should be", fixture.name);
    }
}

/// The functions of the catalogue that make messages, each with its code.
fn catalogue() -> Vec<(String, String)> {
    let mut functions = Vec::new();
    for family in ["maps", "yaml"] {
        let source = fs::read_to_string(root().join(format!("src/base/catalogue/{family}.rs"))).unwrap();
        for function in source.split("\npub fn ").skip(1).filter(|function| function.split(" {\n").next().unwrap().ends_with("-> Message"))
        {
            let name = function.split('(').next().unwrap();
            let code = function.split("Message::new(").nth(1).map(|call| call.trim_start().split(',').next().unwrap().trim_matches('"'));
            let code = if code == Some("SYNTAX") { "WB401" } else { code.expect("a message has a code") };
            functions.push((name.to_string(), code.to_string()));
        }
    }
    functions
}

/// Limits that no small file can reach, and what takes pages or a drawing to see: they have tests of their own.
const WITHOUT_FIXTURE: [&str; 4] = ["too_large", "too_long", "unlinked_map", "small_labels"];

#[test]
fn every_message_has_a_fixture() {
    let fixtures = fixtures();
    let functions = catalogue();
    assert!(functions.len() > 50, "the catalogue could not be read");
    let mut missing = Vec::new();
    for (name, code) in functions.iter().filter(|(name, _)| !WITHOUT_FIXTURE.contains(&name.as_str())) {
        let of_function = |fixture: &&Fixture| fixture.name == *name || fixture.name.starts_with(&format!("{name}--"));
        let said = fixtures.iter().filter(of_function).any(|fixture| fixture.messages().contains(&format!(" {code} ")));
        if !said {
            missing.push(format!("{name} ({code})"));
        }
    }
    assert!(missing.is_empty(), "write tests/maps/NAME.yaml for: {}", missing.join(", "));
}

#[test]
fn messages_speak_no_jargon() {
    for fixture in fixtures() {
        let messages = fixture.messages().to_lowercase();
        for word in ["deserial", "enum", "untagged", "mapping values", "sequence", "scanner", "scalar", "parse"] {
            assert!(!messages.contains(word), "{}: {word}", fixture.name);
        }
    }
}

/// A text that cannot be read whole is cut where that is said, and everything above is there.
#[test]
fn a_broken_end_leaves_the_beginning() {
    let text = "title: Tea\nowner: cook\nsteps:\n  - {do: Boil, who: cook}\n  - {do: \"Pour \\q\", who: cook}\n  - {end: Ready}\n";
    let (map, messages) = maps::read_map(&SourcePath::new("tea.yaml"), text);
    let map = map.unwrap();
    assert_eq!((map.title.value.as_str(), map.steps[0].text.value.as_str()), ("Tea", "Boil"));
    assert_eq!(
        human(text, &messages).lines().next(),
        Some("5:10 WB401 error a backslash in double quotes has a meaning of its own, and here it has none")
    );
}

/// `Yes`, `No`, `on`, `010` and `1e3` stay what they are.
#[test]
fn words_and_numbers_stay_text() {
    let text = "title: 010\nowner: on\nsteps:\n  - ask: 1e3\n    who: 2026-11-21\n    answers:\n      Yes: .5\n      No: ready\n  - {id: .5, do: 0x1F, who: Null}\n  - {id: ready, end: off}\n";
    let map = maps::read_map(&SourcePath::new("a.yaml"), text).0.unwrap();
    assert_eq!((map.title.value.as_str(), map.owner.unwrap().value.as_str()), ("010", "on"));
    let labels: Vec<&str> = map.steps[0].moves.iter().filter_map(|way| way.label.as_ref()).map(|label| label.value.as_str()).collect();
    assert_eq!(labels, ["Yes", "No"]);
    let texts: Vec<&str> = map.steps.iter().map(|step| step.text.value.as_str()).collect();
    assert_eq!(texts, ["1e3", "0x1F", "off"]);
    assert_eq!(map.steps[1].who[0].value, "Null");
}

/// What programmers write in YAML is read as it is meant, where people who don't program are not misled by it.
#[test]
fn names_for_values_and_short_pairs_are_understood() {
    let text = "title: &t Tea # strong\nowner: cook\nsummary: *t # the same\nsteps:\n  - &water\n    do: Boil\n    who: cook\n    takes: 5m\n    note: | # a block\n      # no remark: text\n      more\n    form: [ask: How much?]\n  - *water\n  - end: *t\n";
    let (map, messages) = maps::read_map(&SourcePath::new("tea.yaml"), text);
    assert_eq!(human(text, &messages), "");
    let map = map.unwrap();
    assert_eq!(map.summary.unwrap().value, "Tea");
    assert_eq!(map.steps.iter().map(|step| step.text.value.as_str()).collect::<Vec<_>>(), ["Boil", "Boil", "Tea"]);
    assert_eq!(map.steps[0].note.as_ref().unwrap().value, "# no remark: text\nmore\n");
    assert_eq!(map.steps[0].form[0].ask.value, "How much?");
}

/// Every span is the place of the very words in the file, whatever was mended above it.
#[test]
fn places_are_places_in_the_file() {
    let text = "\u{feff}title: Tee für alle: gut\r\nowner: köchin\r\nsteps:\r\n  - {do: Kochen, gießen, wer: köchin}\r\n\t- do: *Servieren*\r\n\t  who: 'gast'\r\n  - end: Fertig\r\n";
    let map = maps::read_map(&SourcePath::new("a.yaml"), text).0.unwrap();
    let at = |span: Span| &text[span.start..span.end];
    assert_eq!(at(map.title.span), "Tee für alle: gut");
    assert_eq!(at(map.owner.unwrap().span), "köchin");
    let texts: Vec<&str> = map.steps.iter().map(|step| at(step.text.span)).collect();
    assert_eq!(texts, ["Kochen, gießen", "*Servieren*", "Fertig"]);
    assert_eq!(map.steps[0].text.value, "Kochen, gießen");
    assert_eq!(at(map.steps[1].who[0].span), "'gast'");
}

/// The map without the places, for comparing.
fn meaning(map: &ProcessMap) -> String {
    let text = format!("{map:?}");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("Span { start: ") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.find('}').map_or(rest.len(), |end| end + 1)..];
    }
    out + rest
}

#[test]
fn line_ends_a_bom_remarks_and_empty_lines_change_nothing() {
    for name in sample_names() {
        let (path, text) = sample(&name);
        let read = |text: &str| meaning(&maps::read_map(&path, text).0.unwrap());
        let as_it_is = read(&text);
        assert_eq!(read(&text.replace('\n', "\r\n")), as_it_is, "{name} with CRLF");
        assert_eq!(read(&format!("\u{feff}{text}")), as_it_is, "{name} with a BOM");
        assert_eq!(read(&text.replace('\n', " # a remark: {with} 'signs'\n")), as_it_is, "{name} with remarks");
        assert_eq!(read(&text.replace('\n', "\n# a remark\n\n")), as_it_is, "{name} with empty lines");
        assert_eq!(read(&format!("---\n{text}...\n")), as_it_is, "{name} with marks of a document");
    }
}

#[test]
fn a_map_is_not_larger_than_its_limits() {
    let steps: String = (0..maps::read::MOST_STEPS + 2).map(|n| format!("  - do: Step {n}\n")).collect();
    let (map, messages) = maps::read_map(&SourcePath::new("a.yaml"), &format!("title: T\nowner: a\nsteps:\n{steps}"));
    assert_eq!(map.unwrap().steps.len(), maps::read::MOST_STEPS);
    assert_eq!(messages.iter().filter(|message| message.code == "WB327").count(), 1);

    let answers: String = (0..10).map(|n| format!("Answer {n}: end, ")).collect();
    let steps: String = (0..2_100).map(|n| format!("  - {{ask: Step {n}, who: a, answers: {{{answers}}}}}\n")).collect();
    let text = format!("title: T\nowner: a\nsteps:\n{}  - {{id: end, end: E}}\n", steps.replace(", }", "}"));
    let (map, messages) = maps::read_map(&SourcePath::new("a.yaml"), &text);
    let too_large: Vec<&str> = messages.iter().filter(|message| message.code == "WB327").map(|message| message.text.as_str()).collect();
    assert!(matches!(too_large[..], [text] if text.contains("ways on")), "{too_large:?}");
    assert_eq!(map.unwrap().steps.iter().map(|step| step.moves.len()).sum::<usize>(), maps::read::MOST_MOVES);

    let long = "x".repeat(2_001);
    let (map, messages) = maps::read_map(&SourcePath::new("a.yaml"), &format!("title: {long}\nowner: a\nsteps: [{{end: E}}]\n"));
    assert_eq!(map.unwrap().title.value.len(), 2_000);
    assert_eq!(messages.iter().filter(|message| message.code == "WB327").count(), 1);

    let (map, messages) = maps::read_map(&SourcePath::new("a.yaml"), &"# remark\n".repeat(120_000));
    assert!(map.is_none());
    assert_eq!(
        human("", &messages),
        "- WB410 error the text has more than 1000000 bytes; it is not read\n  help: write several smaller files\n"
    );
}

/// Names for values must not make a small file a large one.
#[test]
fn what_names_stand_for_counts() {
    let told = |text: String| {
        let (_, messages) = maps::read_map(&SourcePath::new("a.yaml"), &text);
        let told = messages.into_iter().filter(|message| message.code == "WB410").map(|message| message.text);
        told.collect::<Vec<String>>().join("\n")
    };
    let values = "there are more than 50000 values; what follows is not read";
    assert_eq!(told(format!("title: T\nsteps:\n{}", "- x\n".repeat(50_001))), values);
    let list = format!("[{}]", "x, ".repeat(1_000));
    assert_eq!(told(format!("a: &a {list}\nb: [{}]\n", "*a, ".repeat(60))), values);
    // Each name keeps what it stands for, so names inside names count as often as they are nested.
    let nested: String = (1..56).map(|depth| format!("{}- &n\n", "  ".repeat(depth))).collect();
    let inner = format!("{}- x\n", "  ".repeat(56)).repeat(1_000);
    assert_eq!(told(format!("a: &a\n{nested}{inner}b: *a\nc: *n\n")), values);
    let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(40), "]".repeat(40));
    assert_eq!(
        told(format!("a: &a {}\nb: {}\n", deep("x"), deep("*a"))),
        "lists and keys are nested more than 64 deep; what follows is not read"
    );
}

/// A map of these steps, and nothing else to say about it.
fn flow(steps: &str) -> ProcessMap {
    let text = format!("title: T\nowner: boss\nsteps:\n{steps}");
    let (map, messages) = maps::read_map(&SourcePath::new("process-maps/t.yaml"), &text);
    assert_eq!(human(&text, &bad(messages)), "");
    map.unwrap()
}

const LOOP: &str = "  - {id: ask, do: Ask, who: seller, tell: boss, makes: [request]}
  - {id: check, ask: Is it complete?, who: sa, answers: {Yes: do-it, No: mend, Never: refused}}
  - {id: mend, do: Mend it, who: seller, needs: [request], next: check}
  - {id: do-it, do: Do it, who: sa, with: [csm, ps], accountable: head, log: Time spent}
  - {id: hand, do: Hand it over, who: sa}
  - {id: done, end: Done, outcome: good}
  - {id: refused, end: Refused, outcome: bad}
  - {id: help, do: Help out, who: csm, enter_when: Somebody is ill, next: hand}
";

#[test]
fn a_map_answers_questions() {
    let map = flow(LOOP);
    let lanes: Vec<(Option<&str>, Vec<usize>)> = answers::lanes(&map).into_iter().map(|lane| (lane.role, lane.steps)).collect();
    assert_eq!(lanes, [(Some("seller"), vec![0, 2]), (Some("sa"), vec![1, 3, 4, 5, 6]), (Some("csm"), vec![7])]);
    assert_eq!((answers::starts(&map), answers::ends(&map)), (vec![0, 7], vec![5, 6]));
    assert_eq!(answers::loops(&map), [[1, 2]]);
    let left: Vec<(usize, usize)> = answers::steps_left(&map).iter().map(|left| (left.least, left.most)).collect();
    // From the question: refused at once, or two more steps; mending leads back, so it counts only when it comes first.
    assert_eq!(left[..2], [(1, 3), (0, 2)]);
    assert_eq!(left[3..], [(1, 1), (0, 0), (0, 0), (0, 0), (1, 1)]);
    assert_eq!(answers::steps_left_max(&map, 0), Some(3));
    let hand_overs: Vec<(usize, usize)> = answers::hand_overs(&map).iter().map(|over| (over.from, over.to)).collect();
    assert_eq!(hand_overs, [(0, 1), (1, 2), (2, 1), (7, 4)]);
    let raci = answers::raci(&map);
    assert_eq!(raci.len(), 6, "ends have no row");
    assert_eq!((&raci[0].responsible, &raci[0].accountable, &raci[0].informed), (&vec!["seller"], &vec!["boss"], &vec!["boss"]));
    assert_eq!((&raci[3].accountable, &raci[3].consulted), (&vec!["head"], &vec!["csm", "ps"]));
    let artifacts = answers::artifacts(&map);
    assert_eq!((artifacts[0].name, &artifacts[0].made_by, &artifacts[0].needed_by), ("request", &vec![0], &vec![2]));
    assert_eq!(answers::logs(&map).iter().map(|(step, log)| (*step, log.value.as_str())).collect::<Vec<_>>(), [(3, "Time spent")]);
}

#[test]
fn maps_know_who_calls_them() {
    let maps = sample_maps();
    let all: Vec<&ProcessMap> = maps.iter().collect();
    let callers = answers::callers(&all);
    let of = |key: &str| {
        callers[key].iter().map(|caller| (all[caller.map].key.as_str(), all[caller.map].steps[caller.step].id.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(of("order-ps"), [("position-ps", "order"), ("sa-csm-handover", "sa-late")]);
    assert_eq!(of("technical-discovery"), [("engage-sa", "accept"), ("sa-overview", "discover")]);
}

/// As many steps as a map may have, in a row and in one great loop: nothing runs out of stack or time.
#[test]
fn the_largest_maps_are_answered() {
    let last = maps::read::MOST_STEPS - 1;
    let row: String = (0..last).map(|n| format!("  - {{id: s{n}, do: Step {n}, who: a}}\n")).collect();
    let map = flow(&format!("{row}  - {{end: End}}\n"));
    assert_eq!(answers::steps_left_max(&map, 0), Some(last - 1));
    ask_everything(&map);
    let round: String = (0..last)
        .map(|n| format!("  - {{id: s{n}, ask: Step {n}, who: a, answers: {{On: s{}, Back: s0, Out: end}}}}\n", (n + 1) % last))
        .collect();
    let map = flow(&format!("{round}  - {{id: end, end: End}}\n"));
    assert_eq!((answers::loops(&map)[0].len(), answers::steps_left(&map)[0].least), (last, 0));
    ask_everything(&map);
}

#[test]
fn targets_may_be_ids_texts_or_answers() {
    let map = flow(
        "  - {ask: Is it urgent?, who: a, answers: {At once: now, Later: Put it on the list}}
  - {id: now, do: Do it, who: a, next: end-of-it}
  - {do: Put it on the list, who: a}
  - {ask: Still urgent?, who: a, answers: {It is: At once, No: END OF IT}}
  - {end: End of it}
",
    );
    let targets: Vec<Vec<usize>> = map.steps.iter().map(|step| step.moves.iter().map(|way| way.to).collect()).collect();
    assert_eq!(targets, [vec![1, 2], vec![4], vec![3], vec![1, 4], vec![]]);
}

#[test]
fn a_phase_goes_on_to_the_next() {
    let map = flow(
        "  - {phase: First, do: A, who: a}
  - {do: B, who: a}
  - {phase: Second, do: C, who: a}
  - {end: D}
",
    );
    let phases: Vec<(&str, usize)> = map.phases.iter().map(|phase| (phase.title.value.as_str(), phase.first_step)).collect();
    assert_eq!(phases, [("First", 0), ("Second", 2)]);
    assert_eq!(map.steps.iter().map(|step| step.phase).collect::<Vec<_>>(), [Some(0), Some(0), Some(1), Some(1)]);
}

/// A label that a promise depends on is missed when it goes, in another file.
#[test]
fn deleting_a_label_is_noticed() {
    let mut maps = sample_maps();
    let (path, text) = sample("triage-board.yaml");
    let without: String = text.lines().filter(|line| !line.contains("id: expedite")).map(|line| format!("{line}\n")).collect();
    let board = maps.iter_mut().find(|map| map.key == "triage-board").unwrap();
    *board = maps::read_map(&path, &without).0.unwrap();
    let messages = bad(lint::site(&SiteMaps { maps: maps.iter().collect(), links: &links_of_samples(), ..SiteMaps::default() }));
    let found: Vec<(&str, &str)> = messages.iter().map(|message| (message.path.file_name(), message.code)).collect();
    assert_eq!(found, [("triage-issue.yaml", "WB317")]);
}

fn links_of_samples() -> Vec<maps::Link> {
    let (path, text) = sample("_links.yaml");
    maps::read_links(&path, &text).0
}

/// A map as a beginner writes it, without a mistake.
const RIGHT: &str = "\
title: Order professional services
summary: Catalog services are ordered directly.
status: draft
owner: ps
reviewed: 2026-11-21
pages: [/processes/#ordering, /services/]
starts_when: A customer wants services
promise:
  id: answer
  within: 48h
  from: open
  to: order
steps:
  - id: open
    do: Create the opportunity
    who: seller
    with: [sa, ps]
    takes: 15m
    check:
      - The opportunity exists
      - The customer agrees
  - id: fit
    ask: Does a catalog service fit?
    who: sa
    answers:
      As listed: order
      Needs changes: calculate
  - {id: order, do: Order in Zuora, who: seller, takes: 1h, next: ordered}
  - id: calculate
    do: Fill in the calculator
    who: sa
    takes: 2h
  - id: ordered
    end: Services ordered
    outcome: good
";

/// What writers really get wrong: what they change, and the message that they get, at the line and column that it is about.
const SLIPS: &str = include_str!("../maps/slips.txt");

#[test]
fn no_slip_is_accepted_in_silence() {
    let (map, messages) = maps::read_map(&SourcePath::new("process-maps/order.yaml"), RIGHT);
    assert!(map.is_some() && messages.is_empty(), "{}", human(RIGHT, &messages));
    let roles = "seller: {name: Seller}\nsa: {name: Architect}\nps: {name: Services}\n";
    let roles = maps::read_roles(&SourcePath::new("process-maps/_roles.yaml"), roles).0;
    let (mut out, mut silent) = (String::new(), Vec::new());
    for slip in SLIPS.split("=== ").filter(|slip| !slip.trim().is_empty()) {
        let change = slip.lines().next().unwrap();
        let (from, to) = change.split_once(" → ").unwrap_or_else(|| panic!("`{change}` has no arrow"));
        let undo = |text: &str| text.replace("\\n", "\n").replace("\\t", "\t").replace("\\_", "\u{a0}");
        let (from, to) = (undo(from), undo(to));
        assert_eq!(RIGHT.matches(&from).count(), 1, "`{change}` changes one place");
        let text = RIGHT.replace(&from, &to);
        let (map, mut messages) = maps::read_map(&SourcePath::new("process-maps/order.yaml"), &text);
        messages.extend(lint::site(&SiteMaps { maps: map.iter().collect(), roles: &roles, ..SiteMaps::default() }));
        messages.sort();
        if messages.iter().all(|message| message.severity == Severity::Note) {
            silent.push(change);
        }
        out += &format!("=== {change}\n{}\n", human(&text, &messages));
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root().join("tests/maps/slips.txt"), &out).unwrap();
    } else {
        assert_eq!(out, SLIPS, "run with UPDATE=1 if this is as it should be");
    }
    assert!(silent.is_empty(), "accepted in silence: {silent:#?}");
}

/// Pieces that maps are made of, and signs that mean something to YAML.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "title",
        "steps",
        "do",
        "ask",
        "answers",
        "who",
        "next",
        "states",
        "kind: states",
        ": ",
        ":",
        "\n",
        "\n  ",
        "\n    ",
        "\n  - ",
        "- ",
        "\t",
        " #",
        "# ",
        "\"",
        "'",
        "[",
        "]",
        "{",
        "}",
        ", ",
        ",",
        "&a",
        "*a",
        "!",
        "|",
        ">",
        "|\n",
        "%",
        "@",
        "`",
        "?",
        "? ",
        "---\n",
        "...",
        "~",
        "null",
        "Yes",
        "48h",
        "ä",
        "\u{a0}",
        "\u{feff}",
        "\r\n",
        "\r",
        "\\",
        "\u{2028}",
        "\u{0}",
        "\u{85}",
        "<<: *a",
        "1e3",
        "end: x",
        "id: y",
        "promise:",
        "within: 1h",
        "😀",
    ];
    proptest::sample::select(pieces.map(str::to_string).to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_the_reading(pieces in proptest::collection::vec(piece(), 0..60), head in any::<bool>()) {
        let text = format!("{}{}", if head { "title: T\nsteps:\n  - " } else { "" }, pieces.concat());
        let path = SourcePath::new("process-maps/any.yaml");
        let (map, mut messages) = maps::read_map(&path, &text);
        messages.extend(maps::read_path(&path, &text).1);
        messages.extend(maps::read_roles(&path, &text).1);
        if let Some(map) = &map {
            ask_everything(map);
            messages.extend(lint::site(&SiteMaps { maps: vec![map], ..SiteMaps::default() }));
        }
        for span in messages.iter().filter_map(|message| message.span) {
            prop_assert!(span.start <= span.end && span.end <= text.len(), "{span:?} in {text:?}");
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{span:?} in {text:?}");
        }
    }

    #[test]
    fn no_edit_of_a_sample_breaks_the_reading(at in 0_usize..3_000, length in 0_usize..40, pieces in proptest::collection::vec(piece(), 0..4), which in 0_usize..18) {
        let (path, text) = sample(&sample_names()[which]);
        let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let (from, to) = (boundary(at), boundary(at + length));
        let edited = format!("{}{}{}", &text[..from], pieces.concat(), &text[to..]);
        if let Some(map) = maps::read_map(&path, &edited).0 {
            ask_everything(&map);
        }
    }

    #[test]
    fn quoted_texts_are_read_as_they_are(text in "[ -~äß–]{1,60}") {
        let file = format!("title: {}\n", waybook::base::catalogue::yaml::quoted(&text));
        let (tree, messages) = yaml::read(&SourcePath::new("a.yaml"), &file, 0, &yaml::Limits::FILE);
        prop_assert_eq!(tree.unwrap().get("title").and_then(|title| title.text().map(str::to_string)), Some(text));
        prop_assert_eq!(messages, vec![]);
    }
}

/// Asks a map all it can be asked, and checks what always holds.
fn ask_everything(map: &ProcessMap) {
    let count = map.steps.len();
    for step in &map.steps {
        assert!(step.moves.iter().all(|way| way.to < count));
    }
    let ids: BTreeSet<&str> = map.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids.len(), count, "ids are unique");
    assert_eq!(answers::lanes(map).iter().map(|lane| lane.steps.len()).sum::<usize>(), count, "each step is in one lane");
    assert!(answers::steps_left(map).iter().all(|left| left.least <= left.most.max(left.least) && left.most <= count));
    let (loops, reached) = (answers::loops(map), answers::reached_from(map, &answers::starts(map)));
    assert!(loops.iter().all(|members| !members.is_empty()) && reached.len() == count);
    let _ = (answers::hand_overs(map), answers::raci(map), answers::artifacts(map), answers::logs(map), answers::callers(&[map]));
}
