//! The map language, as its writers meet it: files in, maps and messages out.

use std::fs;
use std::path::PathBuf;

use waybook::base::{LineIndex, Message, Severity, SourcePath};
use waybook::maps::{self, Verb};

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

#[test]
fn all_samples_load() {
    let (mut nodes, mut questions, mut ends) = (0, 0, 0);
    let names = sample_names();
    assert_eq!(names.len(), 18);
    for name in names {
        let (path, text) = sample(&name);
        let (map, messages) = maps::read_map(&path, &text);
        let map = map.expect("every sample can be read");
        let bad: Vec<Message> = messages.into_iter().filter(|message| message.severity != Severity::Note).collect();
        assert!(bad.is_empty(), "{name}:\n{}", human(&text, &bad));
        nodes += map.steps.len();
        questions += map.steps.iter().filter(|step| step.verb == Verb::Ask).count();
        ends += map.steps.iter().filter(|step| matches!(step.verb, Verb::End { .. })).count();
    }
    assert_eq!((nodes, questions, ends), (141, 24, 26));
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
