//! What a writer lets stand: `<!-- waybook-allow WB113 -->` in a page, `# waybook-allow WB311` in a map, `allow:` in the front matter.
//!
//! Only finds and reads the marks. Which messages they take away is decided by `model/`, when all messages are there.

use super::front_matter::FrontMatter;
use crate::base::Span;

/// The word that begins a mark.
const WORD: &str = "waybook-allow";

/// A code that may stand, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The code, as written.
    pub code: String,
    /// Where it was written.
    pub span: Span,
    /// The lines that it is about; `None` for the whole file.
    pub lines: Option<Span>,
}

/// The marks of a page outside of its code (sorted places).
pub fn of_page(text: &str, front: &FrontMatter, code: &[Span]) -> Vec<Allowance> {
    let in_code = |at: usize| code.get(code.partition_point(|place| place.end <= at)).is_some_and(|place| place.start <= at);
    let whole = |code: &crate::base::Spanned<String>| Allowance { code: code.value.clone(), span: code.span, lines: None };
    let mut found: Vec<Allowance> = front.allow.iter().map(whole).collect();
    found.extend(marks(text, "<!--", "-->").into_iter().filter(|allowance| !in_code(allowance.span.start)));
    found
}

/// The marks of a file in YAML.
pub fn of_yaml(text: &str) -> Vec<Allowance> {
    marks(text, "#", "\n")
}

/// Every mark between `open` and `close`. It is about its own line; where it stands alone, about the next one too.
fn marks(text: &str, open: &str, close: &str) -> Vec<Allowance> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let next = lines.peek().map_or(0, |next| next.len());
        // Nobody needs more on one line; looking for more would make a line full of marks slow.
        for (at, _) in line.match_indices(WORD).take(MOST_ON_A_LINE) {
            mark(line, at, Marks { open, close, start, next }, &mut found);
        }
        start += line.len();
    }
    found
}

/// More marks than this on one line are not looked at.
const MOST_ON_A_LINE: usize = 8;

/// How marks look, and where the line that is read stands.
#[derive(Clone, Copy)]
struct Marks<'a> {
    open: &'a str,
    close: &'a str,
    /// Where the line begins in the file.
    start: usize,
    /// How long the next line is.
    next: usize,
}

/// Reads the mark whose word stands at `at` of a line, if it is one.
fn mark(line: &str, at: usize, marks: Marks, found: &mut Vec<Allowance>) {
    let before = line[..at].trim_end_matches([' ', '\t']);
    let inner_start = at + WORD.len();
    let inner_end = line[inner_start..].find(marks.close).map_or(line.trim_end().len().max(inner_start), |length| inner_start + length);
    let inner = &line[inner_start..inner_end];
    let Some(rest) = before.strip_suffix(marks.open).filter(|_| inner.starts_with([' ', ':'])) else { return };
    let behind = line[inner_end..].trim();
    let alone = rest.trim().is_empty() && behind.strip_prefix(marks.close).unwrap_or(behind).is_empty();
    let end = marks.start + line.len() + if alone { marks.next } else { 0 };
    let lines = Span::new(marks.start, end);
    let mut place = marks.start + inner_start;
    let mut first = true;
    for word in inner.split_inclusive([' ', ',', ':', '\t', '\r']) {
        let start = place;
        place += word.len();
        let code = word.trim_matches([' ', ',', ':', '\t', '\r']);
        if code.is_empty() {
            continue;
        }
        // What follows the codes is the reason, for people.
        let is_code = code.starts_with("WB") && code.len() == 5;
        if is_code || first {
            found.push(Allowance { code: code.to_string(), span: Span::new(start, start + code.len()), lines: Some(lines) });
        }
        if !is_code {
            return;
        }
        first = false;
    }
}
