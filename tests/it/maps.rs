//! The map language, as its writers meet it: files in, maps and messages out.

use std::fs;
use std::path::PathBuf;

use waybook::base::{LineIndex, Message, Severity, SourcePath};
use waybook::maps::lint::{self, SiteMaps};
use waybook::maps::{self, MapKind, ProcessMap, Step, Verb, answers};

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
    let maps = sample_maps();
    let steps: Vec<&Step> = maps.iter().flat_map(|map| &map.steps).collect();
    let count = |wanted: &dyn Fn(&Step) -> bool| steps.iter().filter(|step| wanted(step)).count();
    assert_eq!((maps.len(), steps.len()), (18, 141));
    // Two questions whose answers all led to the same step became fields of a form, so 22 and not 24.
    assert_eq!(count(&|step| step.verb == Verb::Ask), 22);
    assert_eq!(count(&|step| matches!(step.verb, Verb::End { .. })), 26);
    let sum = |count: &dyn Fn(&Step) -> usize| steps.iter().map(|step| count(step)).sum::<usize>();
    assert_eq!(sum(&|step| step.check.len()), 29);
    assert_eq!(sum(&|step| step.form.len()), 22);
    assert_eq!(sum(&|step| step.form.iter().map(|field| field.items.len()).sum()), 19);
    let working = |step: &Step| answers::is_work(step) || step.verb == Verb::Ask;
    assert_eq!(count(&working), 108);
    assert_eq!(count(&|step| working(step) && step.who.first().is_some_and(|who| who.value == "sa")), 52);
    assert_eq!(maps.iter().filter(|map| map.kind == MapKind::Flow && !answers::loops(map).is_empty()).count(), 4);
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
