//! `waybook new map`: from flags or from answers to a map that `check --strict` has nothing to say about.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use proptest::prelude::*;
use waybook::base::{Severity, SourcePath};
use waybook::cli::draft::{self, Draft, DraftStep};
use waybook::maps::{self, Verb};

fn waybook(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_waybook")).args(arguments).current_dir(folder).output().expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn flags_make_a_map_without_mistakes() {
    let folder = tempfile::tempdir().unwrap();
    let steps = ["--step", "seller: Write: what they need #1", "--step", "sa: Done before? As before / Not quite", "--step", "Estimate it"];
    let made = waybook(folder.path(), &[&["new", "map", "offer", "--title", "An offer", "--starts-when", "Yes"], &steps[..]].concat());
    assert!(made.status.success(), "{}", said(&made));
    let check = waybook(folder.path(), &["check", "--strict"]);
    assert!(check.status.success(), "{}", said(&check));
    let text = fs::read_to_string(folder.path().join("process-maps/offer.yaml")).unwrap();
    let map = maps::read_map(&SourcePath::new("process-maps/offer.yaml"), &text).0.unwrap();
    let steps: Vec<(&str, &str)> =
        map.steps.iter().map(|step| (step.who.first().map_or("", |who| who.value.as_str()), step.text.value.as_str())).collect();
    let wanted = [("seller", "Write: what they need #1"), ("sa", "Done before?"), ("sa", "Estimate it"), ("", "Done"), ("", "Stopped")];
    assert_eq!(steps, wanted);
    let ways: Vec<(&str, usize)> =
        map.steps[1].moves.iter().map(|way| (way.label.as_ref().map_or("", |label| label.value.as_str()), way.to)).collect();
    assert_eq!(ways, [("As before", 2), ("Not quite", 4)]);
    assert_eq!((map.owner.unwrap().value, map.starts_when.unwrap().value), ("seller".to_string(), "Yes".to_string()));
}

#[test]
fn roles_of_the_site_are_kept_to() {
    let folder = tempfile::tempdir().unwrap();
    assert!(waybook(folder.path(), &["new", "site", "."]).status.success());
    let wrong = waybook(folder.path(), &["new", "map", "offer", "--step", "sellr: Send it"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said(&wrong).contains("no role is called `sellr`; did you mean `seller`?"), "{}", said(&wrong));
    let nobody = waybook(folder.path(), &["new", "map", "offer", "--step", "Send it"]);
    assert!(said(&nobody).contains("nobody does the step `Send it`"), "{}", said(&nobody));
    let long = "x".repeat(3_000);
    let long = waybook(folder.path(), &["new", "map", "offer", "--who", "seller", "--step", &long]);
    assert!(said(&long).contains("3000 characters"), "{}", said(&long));
    assert!(!folder.path().join("process-maps/offer.yaml").exists(), "nothing is left behind");
    assert!(waybook(folder.path(), &["new", "map", "offer", "--who", "seller", "--step", "Send it"]).status.success());
    let check = waybook(folder.path(), &["check", "--strict"]);
    assert!(check.status.success(), "{}", said(&check));
}

/// What a person types, and what they are asked.
fn interview(typed: &str, known: &[&str]) -> (Draft, String) {
    let mut draft = Draft { title: "Offer".to_string(), ..Draft::default() };
    let known: Vec<String> = known.iter().map(|role| (*role).to_string()).collect();
    let mut shown = Vec::new();
    draft::ask(&mut draft, &known, &mut typed.as_bytes(), &mut shown).unwrap();
    (draft, String::from_utf8(shown).unwrap())
}

#[test]
fn questions_on_a_terminal_make_a_map() {
    let typed = "An offer\nA customer asks\nsellr\nseller\nWrite it down\nsa: Is it new? New / Known\nbuyer: Sign\nEstimate it\n\n";
    let (draft, shown) = interview(typed, &["seller", "sa"]);
    assert_eq!(
        (draft.title.as_str(), draft.owner.as_deref(), draft.starts_when.as_deref()),
        ("An offer", Some("seller"), Some("A customer asks"))
    );
    let steps: Vec<(&str, &str)> = draft.steps.iter().map(|step| (step.who.as_str(), step.text.as_str())).collect();
    assert_eq!(steps, [("seller", "Write it down"), ("sa", "Is it new?"), ("sa", "Estimate it")]);
    assert_eq!(draft.steps[1].answers, ["New", "Known"]);
    assert!(shown.contains("Title [Offer]: ") && shown.contains("did you mean `seller`?"), "{shown}");
    assert!(shown.contains("no role is called `buyer`; the roles are seller, sa; please write the step again"), "{shown}");
}

#[test]
fn answering_nothing_or_closing_the_terminal_ends_the_questions() {
    for typed in ["\n\n\n\n", "", "\n\n"] {
        let (draft, _) = interview(typed, &[]);
        assert_eq!((draft.title.as_str(), draft.steps.len()), ("Offer", 0), "{typed:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_typed_the_map_has_no_mistakes(
        title in "[ -~äß–]{1,40}",
        lines in proptest::collection::vec("([a-z]{1,6}: )?[ -~äß–\t]{0,40}[?]?( [ -~/]{0,20})?", 1..6),
        words in proptest::collection::vec(proptest::sample::select(vec!["null", "~", "Yes?", "- a", "end", "done", "Stop? stop / done", "true", "1", "é"]), 0..4),
    ) {
        let steps: Vec<DraftStep> =
            lines.iter().map(String::as_str).chain(words).filter_map(|line| DraftStep::read(line, "cook")).collect();
        prop_assume!(!steps.is_empty());
        let count = steps.len();
        let title = if title.trim().is_empty() { "T".to_string() } else { title };
        let yaml = Draft { title, steps, ..Draft::default() }.yaml();
        let (map, messages) = maps::read_map(&SourcePath::new("process-maps/any.yaml"), &yaml);
        let bad: Vec<_> = messages.iter().filter(|message| message.severity < Severity::Note).collect();
        prop_assert!(bad.is_empty(), "{bad:?}\n{yaml}");
        let map = map.unwrap();
        prop_assert_eq!(map.steps.iter().filter(|step| matches!(step.verb, Verb::Do | Verb::Ask)).count(), count);
    }
}
