//! Any text as a page, read at every level of raw HTML with and without formulas: nothing panics or hangs, everything lies within the
//! text, and no attribute comes through that is not on the list.
//!
//! `cargo +nightly fuzz run attributes -- -max_total_time=600` in the folder `fuzz/` or above; `README.md` beside it tells how to begin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use waybook::base::{SourcePath, Span};
use waybook::parse::document::{Attributes, Block, BlockKind, Definition, Inline};
use waybook::parse::{ParseOptions, RawHtml, kramdown, markdown};

fuzz_target!(|text: &str| {
    let path = SourcePath::new("content/any.md");
    for raw_html in [RawHtml::Safe, RawHtml::Escape, RawHtml::Trusted] {
        let math = raw_html == RawHtml::Trusted;
        let read = markdown::read(&path, text, 0, ParseOptions { raw_html, math });
        blocks_hold(&read.blocks, text);
        read.links.iter().for_each(|link| lies_within(link.span, text));
        read.messages.iter().filter_map(|message| message.span).for_each(|span| lies_within(span, text));
    }
    for line in text.lines() {
        if let Some(list) = kramdown::read(line) {
            allowed(&list.attributes);
        }
    }
});

fn blocks_hold(blocks: &[Block], text: &str) {
    for block in blocks {
        lies_within(block.span, text);
        allowed(&block.attributes);
        match &block.kind {
            BlockKind::List { items, .. } => items.iter().for_each(|item| {
                lies_within(item.span, text);
                allowed(&item.attributes);
            }),
            BlockKind::Definitions(parts) => parts.iter().for_each(|part| {
                lies_within(part.span(), text);
                if let Definition::Term { attributes, .. } = part {
                    allowed(attributes);
                }
            }),
            _ => {}
        }
        block.kind.texts().into_iter().for_each(|inlines| inlines_hold(inlines, text));
        block.kind.inner().into_iter().for_each(|blocks| blocks_hold(blocks, text));
    }
}

fn inlines_hold(inlines: &[Inline], text: &str) {
    for inline in inlines {
        lies_within(inline.span, text);
        allowed(&inline.attributes);
        inlines_hold(inline.kind.inner(), text);
    }
}

fn allowed(attributes: &Attributes) {
    assert!(attributes.others.iter().all(|(name, _)| kramdown::is_allowed(name)), "{attributes:?}");
    let names = attributes.id.iter().chain(&attributes.classes);
    assert!(names.into_iter().all(|name| !name.is_empty() && !name.contains(char::is_whitespace)), "{attributes:?}");
}

fn lies_within(span: Span, text: &str) {
    assert!(text.get(span.start..span.end).is_some(), "{span:?}");
}
