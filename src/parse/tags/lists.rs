//! Attribute lists of kramdown and Hugo: where they stand, and what they belong to.
//!
//! Does not know what a list gives: it is read by `kramdown.rs`.

use std::collections::HashMap;
use std::ops::Range;

use super::{Change, Lines, MAX_TAG, Meant, With, boundary, is_bullet};
use crate::base::Span;
use crate::parse::kramdown::{self, AttributeList, Place, inside};

/// `- {: .class} text`, and the same at the beginning of a term that is explained on the line below.
pub fn item_lists(lines: &Lines, code: &[Range<usize>], changes: &mut Vec<Change>) {
    let text = lines.text;
    for (found, _) in text.match_indices("{:") {
        let mark = lines.words_before(found);
        // Marks of items stand near the beginning of a line.
        let begins = mark.len() <= 40 && (is_bullet(last_bullet(mark)) || mark.trim_end() == ":" && mark.len() > 1);
        if !begins && !mark.is_empty() || inside(code, found) {
            continue;
        }
        let Some((end, list)) = kramdown::list_at(text, found) else { continue };
        if !begins && !is_term(&text[end..]) {
            continue;
        }
        changes.push(Change { range: found..lines.behind_blanks(end), with: With::Item(list) });
    }
}

/// Whether words follow that the line below explains.
fn is_term(behind: &str) -> bool {
    let near = &behind[..boundary(behind, MAX_TAG)];
    let mut lines = near.lines().map(|line| line.trim_start_matches([' ', '>'])).take_while(|line| !line.trim().is_empty());
    lines.next().is_some() && lines.any(|below| below.starts_with(": ") || below.starts_with(":\t"))
}

/// `*stressed*{: .class}`, and `## Heading {: .class}`.
pub fn lists_behind(lines: &Lines, code: &[Range<usize>], html: &[Range<usize>], changes: &mut Vec<Change>) -> Vec<Span> {
    let mut strays = Vec::new();
    let text = lines.text;
    // Where the last list ended: the next one may stand right behind it.
    let mut behind_list = None;
    for (found, _) in text.match_indices("{:") {
        if inside(code, found) || inside(html, found) {
            continue;
        }
        let Some((end, mut list)) = kramdown::list_at(text, found) else { continue };
        let words = lines.words_before(found);
        if words.starts_with('#') && lines.ends(end) && !ends_a_span(words) {
            list.place = Place::Heading;
        } else if behind_list != Some(found) && !words.ends_with([')', ']', '*', '_', '`', '>', '~']) || words.is_empty() {
            if list.refused.is_empty() && list.names.is_empty() && !is_at_item(words) && !text[..found].ends_with(['\\', '{']) {
                strays.push(list.span);
            }
            continue;
        }
        behind_list = Some(end);
        changes.push(Change { range: found..end, with: With::Behind(list) });
    }
    strays
}

/// Whether a link, code or stressed words end right here, at the end of a heading.
fn ends_a_span(words: &str) -> bool {
    words.ends_with(['*', '_', '`', '~']) || words.ends_with(')') && words.contains("](") || words.ends_with(']') && words.contains("][")
}

/// Whether what stands before on the line is nothing but the marks of items or of a definition.
fn is_at_item(words: &str) -> bool {
    words.is_empty() || words.len() <= 40 && (is_bullet(last_bullet(words)) || words.trim() == ":")
}

/// Where `{more words}` begins at the end of a heading: braces that are no attribute list are text.
pub fn braces_in_headings(text: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    let mut lines = text.split_inclusive('\n').peekable();
    std::iter::from_fn(move || {
        loop {
            let line = lines.next()?;
            let start = at;
            at += line.len();
            let words = line.trim_end().trim_end_matches('#').trim_end();
            let mut is_heading =
                || line.trim_start_matches([' ', '\t', '>']).starts_with('#') || lines.peek().is_some_and(|below| is_underline(below));
            if words.ends_with('}')
                && is_heading()
                && let Some(open) = words.rfind('{')
                && (words[..open].ends_with('\\') || !is_attribute_list(&words[open + 1..words.len() - 1]))
                && !words[..open].ends_with('{')
            {
                return Some(start + open);
            }
        }
    })
}

fn is_underline(line: &str) -> bool {
    let signs = line.trim();
    !signs.is_empty() && (signs.bytes().all(|byte| byte == b'=') || signs.bytes().all(|byte| byte == b'-'))
}

fn is_attribute_list(inner: &str) -> bool {
    let of_list = |word: &str| word.len() > 1 && word.starts_with(['#', '.']) || word.contains('=');
    inner.starts_with(':') || inner.contains(['"', '\'']) || !inner.trim().is_empty() && inner.split_whitespace().all(of_list)
}

/// `{: .class}` on a line of its own. One below an abbreviation belongs to that, and is found with it.
pub fn line_lists(
    text: &str,
    code: &[Range<usize>],
    html: &[Range<usize>],
    found: &mut Vec<AttributeList>,
    of_labels: &mut HashMap<String, AttributeList>,
    changes: &mut Vec<Change>,
) {
    let mut at = 0;
    // The label that the line above defines.
    let mut label = None;
    let mut below_abbreviation = false;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words = line.trim_start_matches([' ', '\t', '>']);
        let begin = start + line.len() - words.len();
        let words = words.trim_end();
        if !words.starts_with('{') || !words.ends_with('}') {
            below_abbreviation = words.starts_with("*[") && kramdown::abbreviation_of(words).is_some();
            label = label_of(words).filter(|_| !inside(code, begin));
            continue;
        }
        let end = begin + words.len();
        if below_abbreviation || inside(code, begin) || kramdown::is_named(words) || kramdown::is_above_abbreviation(text, end) {
            continue;
        }
        if let Some(mut list) = kramdown::line_list(text, begin, begin + words.len()) {
            if let Some(label) = label.take() {
                of_labels.insert(label, list);
                changes.push(Change { range: begin..end, with: With::Text(String::new()) });
                continue;
            }
            let next = html.partition_point(|range| range.end <= begin);
            let is_last = || text[end..html[next].end.max(end)].trim().is_empty() && text[html[next].start..begin].contains('>');
            if inside(html, begin) && is_last() {
                list.place = Place::Html;
            } else if inside(html, begin) {
                // Raw HTML says itself what it is; in what is set as written the list is a part of that.
                let as_written = ["<pre", "<script", "<style", "<textarea"].iter().any(|tag| text[html[next].start..].starts_with(tag));
                if !as_written {
                    changes.push(Change { range: begin..begin + words.len(), with: With::Text(String::new()) });
                }
                continue;
            }
            changes.push(Change { range: begin..begin + words.len(), with: With::Line(Meant::List(found.len())) });
            found.push(list);
        }
    }
}

/// The label of `[label]: address`, in small letters. Footnotes have none.
fn label_of(words: &str) -> Option<String> {
    let (label, rest) = words.strip_prefix('[')?.split_once("]:")?;
    let fits = !label.trim().is_empty() && !label.starts_with('^') && !label.contains(['[', ']']) && !rest.trim().is_empty();
    fits.then(|| label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
}

/// The last of several marks of items on one line.
pub fn last_bullet(marks: &str) -> &str {
    let words = marks.trim_end();
    let start = words.rfind([' ', '\t']).map_or(0, |at| at + 1);
    if words[..start].split_whitespace().all(|mark| is_bullet(&format!("{mark} "))) { &marks[start..] } else { "" }
}
