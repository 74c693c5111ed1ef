//! Any text as the pages of a site, from the files to every output: nothing panics or hangs, what is said lies within its file, no page
//! holds a script or a handler that its theme did not put there, and mending ends: a second time changes nothing.
//!
//! Lines of `=====` part the text into `content/index.md`, `content/a.md`, `content/_part.md` and `waybook.yaml`.
//! `cargo +nightly fuzz run pages -- -max_total_time=600` in the folder `fuzz/` or above; `README.md` beside it tells how to begin.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use waybook::base::edit::apply;
use waybook::base::{Message, SourceFile, SourceKind, SourcePath};
use waybook::sources::Sources;
use waybook::workspace::{Snapshot, Timings, Workspace, WorkspaceOptions};

const FILES: &[&str] = &["content/index.md", "content/a.md", "content/_part.md", "waybook.yaml"];

/// After so many rounds of mending the changes would be chasing each other.
const MOST_ROUNDS: usize = 20;

fuzz_target!(|text: &str| {
    // A site that trusts its writers may hold scripts.
    if text.contains("trusted") {
        return;
    }
    let files = FILES.iter().copied().zip(text.split("=====\n"));
    let mut workspace = Workspace::new(Sources::in_memory(files), WorkspaceOptions::default(), &mut Timings::default());
    let snapshot = workspace.snapshot();
    let paths: Vec<&str> = snapshot.site.outputs.keys().map(String::as_str).collect();
    let (outputs, messages) = snapshot.render_some(&paths);
    assert!(messages.iter().all(|message| message.code != "WB900"), "{messages:?}");
    snapshot.messages.iter().for_each(|message| lies_within(message, &snapshot));
    for (path, bytes) in paths.iter().zip(&outputs).filter(|(path, _)| path.ends_with(".html")) {
        let page = String::from_utf8_lossy(bytes);
        let text = page.split("<div class=\"prose\">").nth(1).and_then(|rest| rest.split("</main>").next()).unwrap_or("");
        is_safe(path, text);
    }
    for round in 0.. {
        assert!(round < MOST_ROUNDS, "the changes chase each other");
        let snapshot = workspace.snapshot();
        let Some(sources) = mended(&snapshot) else { break };
        workspace.update(sources, &mut Timings::default());
    }
});

/// The site with all changes that its messages carry; `None` when there are none.
fn mended(snapshot: &Snapshot) -> Option<Sources> {
    let mut by_file: BTreeMap<&SourcePath, Vec<&Message>> = BTreeMap::new();
    snapshot.messages.iter().filter(|message| !message.fix.is_empty()).for_each(|message| {
        by_file.entry(&message.path).or_default().push(message);
    });
    let mut sources = snapshot.sources.clone();
    let mut changed = false;
    for (path, messages) in by_file {
        let Some(file) = snapshot.sources.files.get(path).filter(|file| file.kind == SourceKind::Page) else { continue };
        let Ok(text) = std::str::from_utf8(&file.bytes) else { continue };
        let (after, done) = apply(text, &messages);
        if !done.is_empty() {
            changed = true;
            sources.files.insert(path.clone(), SourceFile::new(path.clone(), file.kind, after.into_bytes()));
        }
    }
    changed.then_some(sources)
}

/// No tag of the text runs a program. Tags are told as a browser tells them: by `<` and a letter.
fn is_safe(path: &str, html: &str) {
    for (at, _) in html.match_indices('<') {
        let tag = html[at + 1..].split('>').next().unwrap_or("").to_ascii_lowercase();
        assert!(!tag.starts_with("script"), "{path}: <{tag}>");
        let mut quoted = false;
        for (place, c) in tag.char_indices() {
            quoted ^= c == '"';
            let attribute = &tag[place..];
            let begins = !quoted && c == ' ';
            assert!(!(begins && (attribute.starts_with(" on") || attribute.starts_with(" style="))), "{path}: <{tag}>");
            assert!(!(begins && (attribute.starts_with(" href=\"javascript:") || attribute.starts_with(" src=\"javascript:"))), "{path}: <{tag}>");
        }
    }
}

fn lies_within(message: &Message, snapshot: &Snapshot) {
    let Some((span, (text, _))) = message.span.zip(snapshot.text(&message.path)) else { return };
    assert!(text.get(span.start..span.end).is_some(), "{message:?}");
}
