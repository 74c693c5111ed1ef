//! Changes to a text: carried out, and shown as a diff.
//!
//! Knows neither files nor why something is changed.

use super::{Edit, Message};

/// Lines around a change that a diff shows.
const AROUND: usize = 3;

/// How far a diff looks for the next line that both texts have.
const FAR: usize = 200;

/// Carries out the changes of these messages; also returned: the messages whose changes were made.
///
/// The changes of one message are made together or not at all. Of two messages that change the same place the first wins; the other one
/// is found again when the text is read again.
///
/// ```
/// use waybook::base::{Edit, Message, Severity, SourcePath, edit::apply};
/// let path = SourcePath::new("a.md");
/// let message = Message::new("WB113", Severity::Warning, &path, "twice").fix([Edit::new(3..7, "")]);
/// assert_eq!(apply("the the end", &[&message]).0, "the end");
/// ```
pub fn apply<'a>(text: &str, messages: &[&'a Message]) -> (String, Vec<&'a Message>) {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut done = Vec::new();
    // Messages come sorted by place, so what was taken so far lies mostly before; the last place is enough to see that it is free.
    let mut order: Vec<&&Message> = messages.iter().filter(|message| !message.fix.is_empty()).collect();
    order.sort_by_key(|message| message.fix.iter().map(|edit| edit.span.start).min());
    let mut free_from = 0;
    for message in order {
        let mut edits: Vec<&Edit> = message.fix.iter().collect();
        edits.sort();
        let fits = edits
            .iter()
            .all(|edit| edit.span.end <= text.len() && text.is_char_boundary(edit.span.start) && text.is_char_boundary(edit.span.end));
        let apart = edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start && pair[0].span != pair[1].span);
        if !fits || !apart || edits.first().is_none_or(|edit| edit.span.start < free_from) {
            continue;
        }
        // One further byte, so that two changes never touch: each was thought of with the other's text as it was.
        free_from = edits.last().map_or(free_from, |edit| edit.span.end + 1);
        taken.extend(edits);
        done.push(*message);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for edit in taken {
        out.push_str(&text[from..edit.span.start]);
        out.push_str(&edit.text);
        from = edit.span.end;
    }
    out.push_str(&text[from..]);
    (out, done)
}

/// The difference of two texts in the form of `diff -u`, without its first two lines; empty when they are the same.
///
/// Not always the shortest one: lines that differ are compared with the next few hundred only, so that its cost stays linear.
pub fn diff(old: &str, new: &str) -> String {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let mut steps: Vec<(char, &str)> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if old.get(i).is_some() && old.get(i) == new.get(j) {
            steps.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let (skip_old, skip_new) = next_same(&old[i..], &new[j..]);
        steps.extend(old[i..i + skip_old].iter().map(|line| ('-', *line)));
        steps.extend(new[j..j + skip_new].iter().map(|line| ('+', *line)));
        (i, j) = (i + skip_old, j + skip_new);
    }
    hunks(&steps)
}

/// How many lines of both to leave until they agree again, as few as possible.
fn next_same(old: &[&str], new: &[&str]) -> (usize, usize) {
    for sum in 1..FAR.min(old.len() + new.len()) {
        // Balanced first: most changes replace a line by another.
        let mut pairs: Vec<(usize, usize)> = (0..=sum).map(|skip| (skip, sum - skip)).collect();
        pairs.sort_by_key(|(a, b)| a.abs_diff(*b));
        if let Some(pair) = pairs.into_iter().find(|(a, b)| *a < old.len() && *b < new.len() && old[*a] == new[*b]) {
            return pair;
        }
    }
    (old.len(), new.len())
}

fn hunks(steps: &[(char, &str)]) -> String {
    let changed: Vec<usize> = steps.iter().enumerate().filter(|(_, (sign, _))| *sign != ' ').map(|(at, _)| at).collect();
    let mut out = String::new();
    let mut next = 0;
    let (mut old_line, mut new_line, mut seen) = (1, 1, 0);
    while let Some(&first) = changed.get(next) {
        let mut last = first;
        while let Some(&more) = changed.get(next).filter(|more| **more <= last + 2 * AROUND) {
            last = more;
            next += 1;
        }
        let (start, end) = (first.saturating_sub(AROUND).max(seen), (last + AROUND + 1).min(steps.len()));
        let count = |range: &[(char, &str)], other: char| range.iter().filter(|(sign, _)| *sign != other).count();
        old_line += count(&steps[seen..start], '+');
        new_line += count(&steps[seen..start], '-');
        let (olds, news) = (count(&steps[start..end], '+'), count(&steps[start..end], '-'));
        out.push_str(&format!("@@ -{old_line},{olds} +{new_line},{news} @@\n"));
        for (sign, line) in &steps[start..end] {
            out.push(*sign);
            out.push_str(line.trim_end_matches(['\n', '\r']));
            out.push('\n');
        }
        old_line += olds;
        new_line += news;
        seen = end;
    }
    out
}
