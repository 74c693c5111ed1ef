//! Headings and tasks that are none, because a blank is missing behind their sign, and headings without words.

use super::{Leaf, LeafKind, Subject};
use crate::base::catalogue::markdown as say;
use crate::base::{Edit, Message, Span};
use crate::parse::document::{Block, BlockKind, HtmlPiece, Inline, InlineKind};

/// A longer line is rather a sentence that begins oddly.
const LONGEST_HEADING: usize = 80;

/// Looks at the beginnings of all lines of running text, and at all headings.
pub fn check(subject: &Subject, messages: &mut Vec<Message>) {
    for leaf in subject.leaves.iter().filter(|leaf| leaf.kind == LeafKind::Paragraph) {
        headings(subject, leaf, messages);
        tasks(subject, leaf, messages);
        item(subject, leaf, messages);
    }
    without_words(subject, subject.blocks, messages);
}

/// The lines of a text that begin where a block could: where each begins behind blanks and signs of quotes, and what it says.
fn lines<'leaf>(subject: &Subject, leaf: &'leaf Leaf) -> impl Iterator<Item = (usize, &'leaf str)> {
    let first = before(subject, leaf).trim_matches([' ', '>']).is_empty();
    let mut at = 0;
    leaf.words.split_inclusive('\n').enumerate().filter_map(move |(number, line)| {
        let start = at + line.len() - line.trim_start_matches([' ', '>']).len();
        at += line.len();
        (number > 0 || first).then(|| (start, leaf.words[start..at].trim_end()))
    })
}

/// What stands before a text on its line.
fn before<'page>(subject: &Subject<'page>, leaf: &Leaf) -> &'page str {
    &subject.text[subject.line_start(leaf.span.start)..leaf.span.start]
}

/// `##Words`. One sign alone begins the names of channels and tickets too.
fn headings(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    if !leaf.words.contains("##") {
        return;
    }
    for (number, (at, line)) in lines(subject, leaf).enumerate() {
        let words = line.trim_start_matches('#');
        let signs = line.len() - words.len();
        let first = words.chars().next();
        // Among other lines a small letter is rather the name of something.
        let begins = first.is_some_and(|c| c.is_uppercase() || number == 0 && c.is_alphabetic());
        if !(2..=6).contains(&signs) || !begins || words.chars().count() > LONGEST_HEADING {
            continue;
        }
        let mut fix = vec![Edit::new(leaf.place(at + signs, at + signs), " ")];
        let closed = at + line.trim_end_matches('#').len();
        if closed < at + line.len() && !leaf.words[..closed].ends_with(' ') {
            fix.push(Edit::new(leaf.place(closed, closed), " "));
        }
        messages.push(say::heading_without_blank(subject.path, leaf.place(at, at + line.len()), &line[..signs]).fix(fix));
    }
}

/// `-[ ] words`, told once for all lines of a paragraph.
fn tasks(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    if !leaf.words.contains('[') {
        return;
    }
    let found: Vec<(usize, &str)> = lines(subject, leaf).filter(|(_, line)| is_task(line)).collect();
    let Some((first, line)) = found.first() else { return };
    let written = &line[..4];
    let message =
        say::task_without_blank(subject.path, leaf.place(*first, first + 4), written, &format!("{} {}", &written[..1], &written[1..]));
    messages.push(message.fix(found.iter().map(|(at, _)| Edit::new(leaf.place(at + 1, at + 1), " "))));
}

fn is_task(line: &str) -> bool {
    let Some(rest) = line.strip_prefix(['-', '+', '*']) else { return false };
    let words = ["[ ] ", "[x] ", "[X] "].iter().find_map(|box_| rest.strip_prefix(box_));
    // A star may be one of a pair.
    words.is_some_and(|words| !words.trim().is_empty()) && !(line.starts_with('*') && rest.contains('*'))
}

/// `- [x]words` and `- [] Words`
fn item(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    if !leaf.words.starts_with('[') || !begins_item(before(subject, leaf)) {
        return;
    }
    let line = leaf.words.split('\n').next().unwrap_or("");
    let word = |text: &str| text.chars().take(3).filter(|c| c.is_alphabetic()).count() == 3;
    // In small letters it may be a sentence on empty brackets.
    let empty = line.strip_prefix("[] ").is_some_and(|words| words.starts_with(char::is_uppercase));
    let (at, written) = if empty {
        (1, "[]")
    } else {
        let found = ["[ ]", "[x]", "[X]"].into_iter().find(|written| line.strip_prefix(written).is_some_and(word));
        let Some(written) = found else { return };
        (written.len(), written)
    };
    let right = if empty { "[ ] " } else { &format!("{written} ") };
    let fix = Edit::new(leaf.place(at, at), " ");
    messages.push(say::task_without_blank(subject.path, leaf.place(0, written.len()), written, right).fix([fix]));
}

/// Whether nothing but the mark of an item stands there.
fn begins_item(before: &str) -> bool {
    let mark = before.trim_matches([' ', '>']);
    let number = mark.strip_suffix(['.', ')']).is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    number || matches!(mark, "-" | "*" | "+")
}

/// `## `. Recursion is bounded by `markdown::MAX_DEPTH`.
fn without_words(subject: &Subject, blocks: &[Block], messages: &mut Vec<Message>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { inlines, .. } if !inlines.iter().any(shows) => {
                let span = Span::new(block.span.start, subject.line_end(block.span.start));
                messages.push(say::heading_without_words(subject.path, span));
            }
            kind => kind.inner().into_iter().for_each(|blocks| without_words(subject, blocks, messages)),
        }
    }
}

/// Whether readers see anything of a piece of text. Recursion is bounded by `markdown::MAX_DEPTH`.
fn shows(inline: &Inline) -> bool {
    match &inline.kind {
        InlineKind::Text(text) => !text.trim().is_empty(),
        InlineKind::Html(pieces) => pieces.iter().any(|piece| !matches!(piece, HtmlPiece::Markup(_))),
        InlineKind::SoftBreak | InlineKind::HardBreak => false,
        InlineKind::Emphasis(inner) | InlineKind::Strong(inner) | InlineKind::Strike(inner) => inner.iter().any(shows),
        _ => true,
    }
}
