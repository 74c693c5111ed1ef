//! Any bytes as a map, and as each file beside the maps: nothing panics, hangs, or points outside of the text.
//!
//! `cargo +nightly fuzz run maps -- -max_total_time=600` in the folder `fuzz/` or above; `README.md` beside it tells how to begin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use waybook::base::{Message, SourcePath};
use waybook::maps::lint::{self, SiteMaps};
use waybook::maps::{self, ProcessMap, answers};

fuzz_target!(|text: &str| {
    let path = SourcePath::new("process-maps/any.yaml");
    let (map, mut messages) = maps::read_map(&path, text);
    let (guided, said) = maps::read_path(&path, text);
    messages.extend(said);
    let (roles, said) = maps::read_roles(&path, text);
    messages.extend(said);
    let (links, said) = maps::read_links(&path, text);
    messages.extend(said);
    let (glossary, said) = maps::read_glossary(&path, text);
    messages.extend(said);
    messages.extend(lint::site(&SiteMaps {
        maps: map.iter().collect(),
        roles: &roles,
        links: &links,
        glossary: &glossary,
        paths: guided.iter().collect(),
    }));
    map.iter().for_each(ask_everything);
    messages.iter().for_each(|message| lies_within(message, text));
});

/// What always holds of a map, whatever it was read from.
fn ask_everything(map: &ProcessMap) {
    let count = map.steps.len();
    assert!(map.steps.iter().flat_map(|step| &step.moves).all(|way| way.to < count), "a way leads nowhere");
    let in_lanes: usize = answers::lanes(map).iter().map(|lane| lane.steps.len()).sum();
    assert_eq!(in_lanes, count, "each step is in one lane");
    assert!(answers::steps_left(map).iter().all(|left| left.most <= count));
    let _ = (answers::loops(map), answers::hand_overs(map), answers::raci(map), answers::artifacts(map));
    let _ = (answers::logs(map), answers::callers(&[map]));
}

fn lies_within(message: &Message, text: &str) {
    let Some(span) = message.span else { return };
    assert!(span.start <= span.end && span.end <= text.len(), "{message:?}");
    assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{message:?}");
}
