//! What was meant for writers or for other tools and is still in the page.

use super::{Leaf, LeafKind, Subject, has, inside};
use crate::base::catalogue::markdown as say;
use crate::base::catalogue::nearest::nearest;
use crate::base::{Message, Span};
use crate::parse::document::{Block, BlockKind, Inline, InlineKind};
use crate::parse::shortcodes::BOXES;

/// Looks for open to-dos, code of templates, frames and fences that never end.
pub fn check(subject: &Subject, messages: &mut Vec<Message>) {
    for leaf in &subject.leaves {
        needless_html(subject, leaf.inlines, messages);
        unknown_box(subject, leaf, messages);
        no_alert(subject, leaf, messages);
        if has(&leaf.plain, b'[') || has(&leaf.plain, b':') {
            todos(subject, leaf, messages);
        }
        if has(&leaf.words, b'{') || has(&leaf.words, b'<') {
            template_code(subject, leaf, messages);
        }
    }
    for place in &subject.frames {
        frames(subject, *place, messages);
    }
    fences(subject, subject.blocks, messages);
}

/// `:::name` at the beginning of a text: Docusaurus and others have more boxes than there are here.
fn unknown_box(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    let line = leaf.words.split('\n').next().unwrap_or("").trim_end();
    let Some(rest) = line.strip_prefix(":::").filter(|_| leaf.kind == LeafKind::Paragraph) else { return };
    let rest = rest.trim_start_matches([':', ' ']);
    let name = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len())];
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) && !BOXES.contains(&name) {
        let meant = nearest(name, BOXES.iter().copied());
        messages.push(say::unknown_box(subject.path, leaf.place(0, line.len()), name, BOXES, meant));
    }
}

/// The alerts that there are, and what other tools call them.
const ALERTS: &[(&str, &[&str])] = &[
    ("NOTE", &["INFO", "ABSTRACT", "SUMMARY"]),
    ("TIP", &["HINT", "SUCCESS"]),
    ("IMPORTANT", &["ATTENTION"]),
    ("WARNING", &["WARN"]),
    ("CAUTION", &["DANGER", "ERROR"]),
];

/// `> [!WARN]`, and `> [!NOTE] Words`, which GitHub shows as a quote too.
fn no_alert(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    let Some(rest) = leaf.plain.strip_prefix("[!").filter(|_| leaf.kind == LeafKind::Paragraph) else { return };
    let Some((name, behind)) = rest.lines().next().and_then(|line| line.split_once(']')) else { return };
    let in_quote = subject.text[subject.line_start(leaf.span.start)..leaf.span.start].trim_end().ends_with('>');
    if !in_quote || name.is_empty() || name.len() > 20 || !name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return;
    }
    let upper = name.to_uppercase();
    let known = ALERTS.iter().any(|(alert, _)| *alert == upper);
    let called = ALERTS.iter().find(|(_, others)| others.contains(&upper.as_str())).map(|(alert, _)| *alert);
    let meant = called.or_else(|| nearest(&upper, ALERTS.iter().map(|(alert, _)| *alert)));
    // A link by this name, `[!NOTE](…)`, is none of ours.
    if !behind.starts_with(['(', '[', ':']) {
        messages.push(say::no_alert(subject.path, leaf.place(0, name.len() + 3), name, meant, known));
    }
}

/// Tags that Markdown has signs for.
const NEEDLESS: &[(&str, &str)] = &[
    ("b", "**words**"),
    ("strong", "**words**"),
    ("i", "*words*"),
    ("em", "*words*"),
    ("code", "`words`"),
    ("del", "~~words~~"),
    ("s", "~~words~~"),
];

/// Only tags without attributes: with some, the tag says more than a sign could. Recursion is bounded by `markdown::MAX_DEPTH`.
fn needless_html(subject: &Subject, inlines: &[Inline], messages: &mut Vec<Message>) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Html(_) => {
                let tag = subject.text.get(inline.span.start..inline.span.end).and_then(|tag| tag.strip_prefix('<')?.strip_suffix('>'));
                let known = |tag: &str| NEEDLESS.iter().find(|(name, _)| tag.trim().eq_ignore_ascii_case(name));
                if let Some((name, sign)) = tag.and_then(known) {
                    messages.push(say::needless_html(subject.path, inline.span, name, sign));
                }
            }
            InlineKind::Emphasis(inner)
            | InlineKind::Strong(inner)
            | InlineKind::Strike(inner)
            | InlineKind::Link { inlines: inner, .. } => needless_html(subject, inner, messages),
            _ => {}
        }
    }
}

/// What stands in brackets, in small letters and without `-` and blanks, when something is still to be done.
const OPEN: &[&str] = &["todo", "tbd", "tbc", "tba", "fixme", "wip"];

fn todos(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    let text = &leaf.plain;
    let mut at = 0;
    while let Some(open) = text[at..].find('[').map(|found| at + found) {
        at = open + 1;
        // The longest word is short: what stands in brackets is looked at no further.
        let Some(close) = text.as_bytes()[at..].iter().take(8).position(|byte| *byte == b']').map(|found| at + found) else { continue };
        let Some(inner) = text.get(at..close) else { continue };
        let word: String = inner.to_lowercase().chars().filter(|c| !matches!(c, '-' | ' ' | ':')).collect();
        if OPEN.contains(&word.as_str()) {
            messages.push(say::todo_left(subject.path, leaf.place(open, close + 1)));
        }
    }
    for mark in ["TODO:", "FIXME:", "TBD:"] {
        for (at, _) in text.match_indices(mark) {
            let stuck = text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '['));
            if !stuck && leaf.kind != LeafKind::Heading {
                messages.push(say::todo_left(subject.path, leaf.place(at, at + mark.len())));
            }
        }
    }
}

/// The brackets of other tools. Shortcodes, `{{<` and `{{%`, are told by who reads them.
const TEMPLATES: &[(&str, &str)] = &[("<%", "%>"), ("{{", "}}"), ("{%", "%}")];

fn template_code(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    let text = &leaf.words;
    for (open, close) in TEMPLATES {
        let mut at = 0;
        while let Some(start) = text[at..].find(open).map(|found| at + found) {
            at = start + open.len();
            let Some(end) = text[at..].find(close).map(|found| at + found + close.len()) else { break };
            let shortcode = *open == "{{" && text[at..].starts_with(['<', '%']) || *open == "{%" && text[..start].ends_with('{');
            let inner = text[at..end - close.len()].trim();
            if !shortcode && !inner.is_empty() && inner.len() <= 300 {
                messages.push(say::template_code(subject.path, leaf.place(start, end), open, close));
            }
            at = end;
        }
    }
}

fn frames(subject: &Subject, place: Span, messages: &mut Vec<Message>) {
    let Some(html) = subject.text.get(place.start..place.end) else { return };
    let lower = html.to_ascii_lowercase();
    for (at, _) in lower.match_indices("<iframe") {
        // No tag is longer; a page full of beginnings must not be read to its end for each.
        let near = lower.as_bytes()[at..].iter().take(2000).position(|byte| *byte == b'>');
        let tag = near.and_then(|length| lower.get(at..at + length)).unwrap_or("");
        let foreign = ["src=\"https://", "src='https://", "src=https://"].iter().any(|mark| tag.contains(mark));
        if foreign && !inside(&subject.code, place.start + at) {
            let span = Span::new(place.start + at, place.start + at + "<iframe".len());
            messages.push(say::foreign_frame(subject.path, span));
        }
    }
}

/// Fences that end only because what they stand in ends. Recursion is bounded by `markdown::MAX_DEPTH`.
fn fences(subject: &Subject, blocks: &[Block], messages: &mut Vec<Message>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Code(_) => {
                let Some(source) = subject.text.get(block.span.start..block.span.end) else { continue };
                let sign = source.chars().next().filter(|sign| matches!(sign, '`' | '~'));
                let Some(sign) = sign else { continue };
                let length = source.chars().take_while(|c| *c == sign).count();
                let last = source.trim_end().rsplit_once('\n').map_or("", |(_, last)| last);
                let last = last.trim_start_matches([' ', '\t', '>']).trim_end();
                let closed = last.len() >= length && last.chars().all(|c| c == sign);
                if length >= 3 && !closed {
                    let span = Span::new(block.span.start, subject.line_end(block.span.start));
                    messages.push(say::fence_never_ends(subject.path, span, &sign.to_string().repeat(length)));
                }
            }
            kind => kind.inner().into_iter().for_each(|blocks| fences(subject, blocks, messages)),
        }
    }
}
