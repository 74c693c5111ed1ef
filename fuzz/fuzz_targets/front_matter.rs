//! Any text as a page with front matter: nothing panics or hangs, the body begins where the front matter ends, and what is said lies
//! within the text.
//!
//! `cargo +nightly fuzz run front_matter -- -max_total_time=600` in the folder `fuzz/` or above; `README.md` beside it tells how to begin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use waybook::base::{Message, SourcePath};
use waybook::parse::{front_matter, redirects, settings};

fuzz_target!(|text: &str| {
    let path = SourcePath::new("content/any.md");
    // As it came, and between the lines that make front matter of it.
    for text in [text.to_string(), format!("---\n{text}\n---\nThe text.\n")] {
        let (front, body, messages) = front_matter::read(&path, &text, 0);
        assert!(text.is_char_boundary(body), "the body begins inside a character");
        messages.iter().for_each(|message| lies_within(message, &text));
        assert!(front.aliases.iter().all(|alias| text.get(alias.span.start..alias.span.end).is_some()));
    }
    settings::read(&path, text).1.iter().for_each(|message| lies_within(message, text));
    redirects::read(&path, text).1.iter().for_each(|message| lies_within(message, text));
});

fn lies_within(message: &Message, text: &str) {
    let Some(span) = message.span else { return };
    assert!(text.get(span.start..span.end).is_some(), "{message:?}");
}
