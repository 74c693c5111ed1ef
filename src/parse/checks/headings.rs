//! Headings that are no headings, stand in the wrong place, or lead to nothing.

use super::{LeafKind, Subject};
use crate::base::catalogue::markdown as say;
use crate::base::{Edit, Message, Span};
use crate::parse::Purpose;
use crate::parse::document::{Block, BlockKind, InlineKind, plain_text};

/// A longer bold line is rather a sentence that matters.
const LONGEST_BOLD: usize = 80;

/// Looks at the headings of the page and at what looks like one.
pub fn check(subject: &Subject, purpose: Purpose, messages: &mut Vec<Message>) {
    in_brackets(subject, messages);
    glued_to_a_list(subject, messages);
    // Where a part begins and what follows on it is told by the pages that include it.
    if purpose == Purpose::Page {
        levels(subject, messages);
        empty_sections(subject, messages);
    }
    bold_lines(subject, messages);
}

/// `## [Words]`
fn in_brackets(subject: &Subject, messages: &mut Vec<Message>) {
    for leaf in subject.leaves.iter().filter(|leaf| leaf.kind == LeafKind::Heading) {
        let words = leaf.words.trim_end();
        let inner = words.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let Some(inner) = inner.filter(|inner| !inner.trim().is_empty() && !inner.contains(['[', ']'])) else { continue };
        if inner.contains(super::FILLER) {
            continue;
        }
        let fix = [Edit::new(leaf.place(0, 1), ""), Edit::new(leaf.place(words.len() - 1, words.len()), "")];
        messages.push(say::heading_in_brackets(subject.path, leaf.place(0, words.len()), inner).fix(fix));
    }
}

fn glued_to_a_list(subject: &Subject, messages: &mut Vec<Message>) {
    for pair in subject.blocks.windows(2) {
        let (BlockKind::List { .. }, BlockKind::Heading { .. }) = (&pair[0].kind, &pair[1].kind) else { continue };
        let start = subject.line_start(pair[1].span.start);
        let above = &subject.text[..start];
        let blank_between =
            above.ends_with("\n\n") || above.ends_with("\n\r\n") || above.lines().next_back().is_none_or(|line| line.trim().is_empty());
        if !blank_between {
            let message = say::heading_glued_to_list(subject.path, Span::new(start, subject.line_end(start)));
            messages.push(message.fix([Edit::new(start..start, subject.line_ending())]));
        }
    }
}

/// The level of a heading as its writer gave it.
fn level(block: &Block) -> Option<u8> {
    match block.kind {
        BlockKind::Heading { level, .. } => Some(level),
        _ => None,
    }
}

fn levels(subject: &Subject, messages: &mut Vec<Message>) {
    let mut before = 1;
    for block in subject.blocks {
        let Some(level) = level(block) else { continue };
        if level > before + 1 {
            messages.push(say::level_skipped(subject.path, first_line(subject, block), before, level));
        }
        before = level;
    }
}

/// A heading with nothing before the next one of its level or above it, or before the end.
fn empty_sections(subject: &Subject, messages: &mut Vec<Message>) {
    for (at, block) in subject.blocks.iter().enumerate() {
        let Some(own) = level(block) else { continue };
        let empty = match subject.blocks.get(at + 1) {
            None => own > 1,
            // One without words is told by itself.
            Some(next) => level(next).is_some_and(|next| next <= own && own > 1) && !words_of(next).is_empty(),
        };
        let words = words_of(block);
        if empty && !words.is_empty() && !block.attributes.has_class("no_toc") {
            messages.push(say::empty_section(subject.path, first_line(subject, block), &words));
        }
    }
}

/// The words of a heading.
fn words_of(block: &Block) -> String {
    match &block.kind {
        BlockKind::Heading { inlines, .. } => plain_text(inlines),
        _ => String::new(),
    }
}

/// A paragraph that is one bold line above other text.
fn bold_lines(subject: &Subject, messages: &mut Vec<Message>) {
    for pair in subject.blocks.windows(2) {
        let BlockKind::Paragraph(inlines) = &pair[0].kind else { continue };
        let [inline] = inlines.as_slice() else { continue };
        let InlineKind::Strong(inner) = &inline.kind else { continue };
        let words = plain_text(inner);
        let sentence = words.ends_with(['.', ':', '!', '?', ',', ';', '…']) || words.contains(". ");
        let plain = inner.iter().all(|inline| matches!(inline.kind, InlineKind::Text(_)));
        let goes_on = matches!(pair[1].kind, BlockKind::Paragraph(_) | BlockKind::List { .. } | BlockKind::Table { .. });
        if plain && goes_on && !sentence && !words.is_empty() && words.chars().count() <= LONGEST_BOLD {
            messages.push(say::bold_line(subject.path, inline.span));
        }
    }
}

fn first_line(subject: &Subject, block: &Block) -> Span {
    Span::new(block.span.start, subject.line_end(block.span.start))
}
