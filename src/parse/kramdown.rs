//! The attribute lists of kramdown, `{: #id .class key="value"}`, found in the source before it is read as Markdown.
//!
//! On events it would be too late: with smart punctuation `"` arrives as a curly quote, and below a table the line becomes a row.
//! A list is blanked byte for byte, so that every later position in the page stays true. Knows nothing of code: its caller says
//! which ranges are code and must be left alone.

use std::ops::Range;

use super::document::Attributes;
use crate::base::Span;

/// Stands in the place of a blanked list inside a line: white space to Markdown's rules for emphasis, but no reason for a line break.
/// The lowering drops it from the text.
pub const BLANK: char = '\u{c}';

/// Nobody writes a longer list; looking further would make long lines of braces slow.
const MAX_LENGTH: usize = 1000;

/// An attribute list that was blanked out of the source.
#[derive(Clone, Debug, PartialEq)]
pub struct AttributeList {
    /// Where it stood.
    pub span: Span,
    /// Whether it stood alone on its line: then it belongs to a block, else to the piece of text before it.
    pub block: bool,
    /// Blanks in front of it on its line.
    pub indent: usize,
    /// What it gives.
    pub attributes: Attributes,
    /// Whether it makes its list a table of contents.
    pub contents: bool,
    /// Names that are not on the allow-list.
    pub refused: Vec<String>,
}

/// Blanks every attribute list of `text` that is not inside one of the `code` ranges (sorted).
///
/// The answer has as many bytes as `text`, and line ends in the same places.
pub fn blank(text: &str, code: &[Range<usize>]) -> (String, Vec<AttributeList>) {
    let mut bytes = text.as_bytes().to_vec();
    let mut lists = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find("{:").map(|at| from + at) {
        from = found + 2;
        if inside(code, found) {
            continue;
        }
        let near = &text.as_bytes()[found..text.len().min(found + MAX_LENGTH)];
        let Some(end) = near.iter().position(|byte| matches!(byte, b'}' | b'\n')).map(|at| found + at) else { continue };
        if text.as_bytes()[end] == b'\n' {
            continue;
        }
        let end = end + 1;
        let inner = &text[found + 2..end - 1];
        // Only as far back as the line is blank: a long line with many lists must not be read once for each.
        let before = &text[text[..found].trim_end_matches([' ', '\t', '>']).len()..found];
        let before_that = text[..found - before.len()].chars().next_back();
        let alone = matches!(before_that, None | Some('\n')) && text[end..].split('\n').next().unwrap_or("").trim().is_empty();
        let glued = before.is_empty() && matches!(before_that, Some(')' | ']' | '*' | '_' | '`')) || before.ends_with('>');
        if !alone && (!glued || inner.starts_with(':')) {
            continue;
        }
        if inner.starts_with(':') {
            // `{::options …/}` and `{::comment}` on a line of their own say nothing to readers.
            blank_range(&mut bytes, found..end, b' ');
            from = end;
            continue;
        }
        let Some((attributes, contents, refused)) = read(inner) else { continue };
        lists.push(AttributeList {
            span: Span::new(found, end),
            block: alone,
            indent: before.chars().filter(|c| *c != '>').count(),
            attributes,
            contents,
            refused,
        });
        blank_range(&mut bytes, found..end, if alone { b' ' } else { BLANK as u8 });
        from = end;
    }
    // Only whole ASCII ranges were overwritten or left alone, so this is still UTF-8.
    (String::from_utf8(bytes).unwrap_or_else(|_| text.to_string()), lists)
}

/// A range of a list may hold characters of several bytes in a quoted value: all its bytes are overwritten.
fn blank_range(bytes: &mut [u8], range: Range<usize>, with: u8) {
    bytes[range].fill(with);
}

fn inside(code: &[Range<usize>], at: usize) -> bool {
    let next = code.partition_point(|range| range.end <= at);
    code.get(next).is_some_and(|range| range.start <= at)
}

/// Reads what stands between `{:` and `}`; `None` when it does not look like an attribute list at all.
///
/// Also returned: whether it holds the word `toc`, and the names that were refused.
pub fn read(inner: &str) -> Option<(Attributes, bool, Vec<String>)> {
    let mut attributes = Attributes::default();
    let mut contents = false;
    let mut refused = Vec::new();
    let mut rest = inner.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (word, value, after) = next_word(rest)?;
        rest = after.trim_start();
        match value {
            Some(value) => match word {
                "id" => attributes.id = Some(value.to_string()).filter(|id| is_name(id)),
                "class" => attributes.classes.extend(value.split_whitespace().filter(|class| is_name(class)).map(str::to_string)),
                _ if is_allowed(word) => attributes.others.push((word.to_string(), value.to_string())),
                _ => refused.push(word.to_string()),
            },
            None if word == "toc" => contents = true,
            None => {
                // `.a.b#c` may be written without blanks.
                let mut marks: Vec<usize> = word.char_indices().filter(|(_, c)| matches!(c, '.' | '#')).map(|(at, _)| at).collect();
                if marks.first() != Some(&0) {
                    refused.push(word.to_string());
                    continue;
                }
                marks.push(word.len());
                for pair in marks.windows(2) {
                    let name = &word[pair[0] + 1..pair[1]];
                    match (&word[pair[0]..=pair[0]], is_name(name)) {
                        ("#", true) => attributes.id = Some(name.to_string()),
                        (".", true) if !attributes.has_class(name) => attributes.classes.push(name.to_string()),
                        _ => {}
                    }
                }
            }
        }
    }
    Some((attributes, contents, refused))
}

/// The next `word`, `key="value"`, `key='value'` or `key=value`, and the rest.
fn next_word(text: &str) -> Option<(&str, Option<&str>, &str)> {
    let end = text.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(text.len());
    let word = &text[..end];
    if word.is_empty() || word.contains(['"', '\'', '{', '<']) {
        return None;
    }
    let Some(value) = text[end..].strip_prefix('=') else { return Some((word, None, &text[end..])) };
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let close = value[1..].find(quote)? + 1;
            Some((word, Some(&value[1..close]), &value[close + 1..]))
        }
        _ => {
            let end = value.find(char::is_whitespace).unwrap_or(value.len());
            Some((word, Some(&value[..end]), &value[end..]))
        }
    }
}

/// Whether a text can be an id or a class.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>' | '='))
}

/// The attributes that a page may set beside id and class.
fn is_allowed(name: &str) -> bool {
    matches!(name, "title" | "lang" | "dir" | "width" | "height" | "align" | "rel" | "target" | "hreflang" | "start" | "alt")
}
