//! Colons at the beginning of lines: which explain a term, and which are colons.

use std::ops::Range;

use super::{Change, With};
use crate::parse::kramdown::inside;

/// A `:` at the beginning of a line explains the term on the line above, or above one blank line. Any other is a colon.
pub fn stray_colons(text: &str, code: &[Range<usize>], changes: &mut Vec<Change>) {
    // The kind of line above, and of the one above that.
    let mut above = [Line::Blank, Line::Blank];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words = line.trim_start_matches([' ', '>', '\t']);
        let indent = line.len() - words.len();
        let kind = if words.trim().is_empty() {
            Line::Blank
        } else if words.starts_with(": ") || words.starts_with(":\t") {
            Line::Meaning
        } else if line.starts_with([' ', '\t']) && matches!(above[0], Line::Meaning | Line::GoesOn) {
            Line::GoesOn
        } else {
            Line::Text
        };
        if kind == Line::Meaning && !inside(code, start + indent) {
            let said = !words[1..].trim().is_empty();
            let meant = match above {
                [Line::Text | Line::Meaning | Line::GoesOn, _] => true,
                // With a blank line between, the term is a paragraph of one line.
                [Line::Blank, Line::Meaning | Line::GoesOn] => true,
                [Line::Blank, Line::Text] => single_line_before(text, start),
                _ => false,
            };
            if !said || !meant {
                changes.push(Change { range: start + indent..start + indent, with: With::Text("\\".to_string()) });
                above = [Line::Text, above[0]];
                continue;
            }
        }
        above = [kind, above[0]];
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Blank,
    Text,
    Meaning,
    GoesOn,
}

/// Whether the paragraph that ends before the blank line above `at` has one line, which is no heading, item, table or tag.
fn single_line_before(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let above = before[..line].strip_suffix('\n').unwrap_or("");
    let alone = above.rsplit('\n').next().unwrap_or("").trim().is_empty();
    let words = before[line..].trim_start();
    alone && !words.starts_with(['#', '-', '*', '+', '|', '<', '{', '>', '`', '~']) && !words.ends_with(['.', ':', ';', ',', '|'])
}
