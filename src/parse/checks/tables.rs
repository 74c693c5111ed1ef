//! Lines that were meant as a table and are none: the line of dashes is missing, or has another number of cells than the line above it.

use super::{Leaf, LeafKind, Subject, has};
use crate::base::Message;
use crate::base::catalogue::markdown as say;

/// Looks at every paragraph with a line between `|`.
pub fn check(subject: &Subject, messages: &mut Vec<Message>) {
    let paragraphs = subject.leaves.iter().filter(|leaf| leaf.kind == LeafKind::Paragraph && has(&leaf.plain, b'|'));
    paragraphs.for_each(|leaf| rows(subject, leaf, messages));
}

/// Tells the first of what a paragraph has: the rest of it follows from that.
fn rows(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    let mut start = 0;
    let mut above: Option<(usize, &str)> = None;
    for line in leaf.plain.split_inclusive('\n') {
        let row = line.trim_start_matches([' ', '\t', '>']);
        let (at, row) = (start + line.len() - row.len(), row.trim_end());
        start += line.len();
        let Some((first, head)) = above.replace((at, row)) else { continue };
        let place = leaf.place(first, at + row.len());
        if is_dashes(row) && head.contains('|') && cells(head) != cells(row) {
            messages.push(say::no_table(subject.path, place, cells(head), Some(cells(row))));
            return;
        }
        if is_row(head) && is_row(row) && !is_dashes(row) {
            messages.push(say::no_table(subject.path, place, cells(head), None));
            return;
        }
    }
}

/// `| a | b |`
fn is_row(line: &str) -> bool {
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

/// `|---|:-:|`
fn is_dashes(line: &str) -> bool {
    line.contains('|') && line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

fn cells(line: &str) -> usize {
    let line = line.strip_prefix('|').unwrap_or(line);
    line.strip_suffix('|').unwrap_or(line).split('|').count()
}
