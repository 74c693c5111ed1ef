//! Footnotes that readers never see: nothing that is shown refers to them, or another one has their name.

use std::collections::{HashMap, HashSet};

use super::Subject;
use crate::base::catalogue::links as say;
use crate::base::{Message, Span};
use crate::parse::document::{Block, BlockKind, Inline, InlineKind};

/// Looks at all footnotes of the page.
pub fn check(subject: &Subject, messages: &mut Vec<Message>) {
    let mut found = Found::default();
    found.blocks(subject.blocks, None);
    if found.notes.is_empty() {
        return;
    }
    // A footnote may refer to further ones, which are shown if it is.
    let mut shown: HashSet<&str> = found.in_text.iter().copied().collect();
    let mut waiting = found.in_text;
    while let Some(label) = waiting.pop() {
        for inner in found.in_notes.remove(label).unwrap_or_default() {
            if shown.insert(inner) {
                waiting.push(inner);
            }
        }
    }
    let last: HashMap<&str, usize> = found.notes.iter().enumerate().map(|(at, (label, _))| (*label, at)).collect();
    for (at, (label, span)) in found.notes.iter().enumerate() {
        // As it was written: labels are compared in small letters.
        let written = subject.text.get(span.start..span.end).unwrap_or("");
        let name = written.strip_prefix("[^").and_then(|rest| rest.split(']').next()).unwrap_or(label);
        let place = Span::new(span.start, (span.start + name.len() + "[^]".len()).min(span.end));
        if !shown.contains(label) {
            messages.push(say::footnote_unused(subject.path, place, name));
        } else if last.get(label) != Some(&at) {
            messages.push(say::footnote_twice(subject.path, place, name));
        }
    }
}

/// The footnotes of a page and what refers to them.
#[derive(Default)]
struct Found<'page> {
    /// Labels and places, in the order of the page.
    notes: Vec<(&'page str, Span)>,
    /// The labels that are referred to outside of footnotes.
    in_text: Vec<&'page str>,
    /// The labels that the text of a footnote refers to.
    in_notes: HashMap<&'page str, Vec<&'page str>>,
}

// Recursion is bounded by `markdown::MAX_DEPTH`.
impl<'page> Found<'page> {
    fn blocks(&mut self, blocks: &'page [Block], note: Option<&'page str>) {
        for block in blocks {
            let mut note = note;
            if let BlockKind::Footnote { label, .. } = &block.kind {
                self.notes.push((label, block.span));
                note = Some(label);
            }
            block.kind.texts().into_iter().for_each(|inlines| self.inlines(inlines, note));
            block.kind.inner().into_iter().for_each(|blocks| self.blocks(blocks, note));
        }
    }

    fn inlines(&mut self, inlines: &'page [Inline], note: Option<&'page str>) {
        for inline in inlines {
            match (&inline.kind, note) {
                (InlineKind::FootnoteMark(label), None) => self.in_text.push(label),
                (InlineKind::FootnoteMark(label), Some(note)) => self.in_notes.entry(note).or_default().push(label),
                (kind, _) => self.inlines(kind.inner(), note),
            }
        }
    }
}
