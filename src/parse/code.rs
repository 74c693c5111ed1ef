//! What stands behind a fence, ```` ```yaml title="x.yaml" {2,4-5} ````, and what is said about code that can't be shown as meant.

use super::document::Code;
use crate::base::catalogue::markdown as say;
use crate::base::{Message, SourcePath, Span};

/// Longer lines are not coloured, in bytes.
pub const LINE_LIMIT: usize = 4 << 10;
/// Longer blocks are not coloured, in bytes.
pub const BLOCK_LIMIT: usize = 256 << 10;

/// No block has more groups of lines that stand out.
const MAX_GROUPS: usize = 1000;

/// Languages of drawings that are shown as code.
pub const DRAWINGS: &[&str] = &["mermaid", "plantuml", "puml"];

/// Reads what stands behind a fence: the language, `title="…"`, `hl_lines="2 4-5"` or `{2,4-5}`. Other words are for other tools.
///
/// ```
/// let code = waybook::parse::code::read("yaml title=\"a b.yaml\" {2,4-5}");
/// assert_eq!((code.language.as_str(), code.title.as_deref()), ("yaml", Some("a b.yaml")));
/// assert_eq!(code.marked, [(2, 2), (4, 5)]);
/// ```
pub fn read(info: &str) -> Code {
    let mut code = Code::default();
    let info = info.trim();
    let end = info.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{')).unwrap_or(info.len());
    // `{.yaml}` and `{yaml}` of other tools.
    let (first, mut rest) = info.split_at(end);
    code.language = first.to_lowercase();
    if first.is_empty() && info.starts_with('{') {
        let inner = info[1..].split(['}', ' ', ',']).next().unwrap_or("").trim_start_matches('.');
        if inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            code.language = inner.to_lowercase();
        }
    }
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic() || c == '{') {
        rest = &rest[at..];
        if let Some(inner) = rest.strip_prefix('{') {
            let end = inner.find('}').unwrap_or(inner.len());
            // `{2,4-5}`; other words between braces are read like those without.
            if inner[..end].chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '-' | ' ')) {
                code.marked.extend(groups(&inner[..end]));
                rest = &inner[end..];
            } else {
                rest = inner;
            }
            continue;
        }
        let key_end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(rest.len());
        let (key, after) = rest.split_at(key_end);
        rest = after;
        let Some(value) = after.strip_prefix('=') else { continue };
        let (value, after) = value_of(value);
        rest = after;
        match key {
            "title" | "filename" | "file" => code.title = Some(value.to_string()).filter(|title| !title.trim().is_empty()),
            "hl_lines" => code.marked.extend(groups(value)),
            _ => {}
        }
    }
    code.marked.truncate(MAX_GROUPS);
    code.marked.sort_unstable();
    code
}

/// A value in quotes or brackets, or up to the next blank.
fn value_of(text: &str) -> (&str, &str) {
    let close = match text.chars().next() {
        Some('"') => '"',
        Some('\'') => '\'',
        Some('[') => ']',
        _ => {
            let end = text.find([' ', ',', '}']).unwrap_or(text.len());
            return text.split_at(end);
        }
    };
    match text[1..].find(close) {
        Some(end) => (&text[1..=end], &text[end + 2..]),
        None => (&text[1..], ""),
    }
}

/// `2 4-5` or `2,4-5`.
fn groups(text: &str) -> Vec<(usize, usize)> {
    let group = |part: &str| {
        let part = part.trim_matches(['"', '\'']);
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (usize, usize) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (first > 0 && first <= last).then_some((first, last))
    };
    text.split([',', ' ']).filter_map(group).collect()
}

/// What is to be said about a block of code.
pub fn check(path: &SourcePath, code: &Code, span: Span) -> Option<Message> {
    if DRAWINGS.contains(&code.language.as_str()) {
        return Some(say::drawing_as_code(path, span, &code.language));
    }
    if code.language.is_empty() {
        return None;
    }
    if code.text.len() > BLOCK_LIMIT {
        return Some(say::code_too_long(path, span, "block", BLOCK_LIMIT));
    }
    let long = code.text.len() > LINE_LIMIT && code.text.split('\n').any(|line| line.len() > LINE_LIMIT);
    long.then(|| say::code_too_long(path, span, "line", LINE_LIMIT))
}
