//! Formulas between dollar signs. Does not know how they are drawn.

use std::ops::Range;

use super::{Change, Lines, Meant, With, boundary};
use crate::parse::kramdown::{Settings, inside};

/// No formula is longer, in bytes.
const MAX_FORMULA: usize = 2_000;

/// `$$…$$`, GitLab's `` $`…`$ ``, and `$…$` where the site has switched it on.
pub fn formulas(lines: &Lines, code: &[Range<usize>], html: &[Range<usize>], settings: &Settings, changes: &mut Vec<Change>) {
    let text = lines.text;
    for range in code {
        let (before, after) = (text[..range.start].ends_with('$'), text[range.end..].starts_with('$'));
        let inner = text[range.clone()].strip_prefix('`').and_then(|inner| inner.strip_suffix('`'));
        if let (true, true, Some(inner)) = (before, after, inner.filter(|inner| !inner.starts_with('`') && !inner.trim().is_empty())) {
            changes.push(Change { range: range.start - 1..range.end + 1, with: With::Word(Meant::Math(inner.to_string())) });
        }
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = text[at..].find('$').map(|found| at + found) {
        let escaped = bytes[..found].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
        let double = bytes.get(found + 1) == Some(&b'$');
        at = found + if double { 2 } else { 1 };
        // `\$$…$$` on lines of its own is a formula in a line.
        let in_line = escaped && double && lines.begins(found - 1);
        if escaped && !in_line || inside(code, found) || inside(html, found) || (!double && !settings.math) {
            continue;
        }
        let rest = &text[at..boundary(text, at + MAX_FORMULA)];
        let sign = if double { "$$" } else { "$" };
        let Some(length) = closing(rest, sign) else { continue };
        let (end, source) = (at + length + sign.len(), &rest[..length]);
        let fits = if double { !source.trim().is_empty() } else { is_formula(source, &text[end..]) };
        if !fits || inside(code, at + length) || holds_blank_line(source) {
            continue;
        }
        let math = Meant::Math(without_prefix(source));
        let alone = double && lines.begins(found) && lines.ends(end);
        if in_line && lines.ends(end) {
            changes.push(Change { range: found - 1..end, with: With::Word(math) });
        } else if in_line {
            continue;
        } else {
            changes.push(Change { range: found..end, with: if alone { With::Line(math) } else { With::Word(math) } });
        }
        at = end;
    }
}

fn holds_blank_line(text: &str) -> bool {
    let mut lines = text.split('\n');
    // What stands before the first line end and behind the last one is no whole line.
    lines.next();
    lines.next_back();
    lines.any(|line| line.trim_matches([' ', '\t', '\r', '>']).is_empty())
}

/// Where the sign stands next that is not escaped.
fn closing(text: &str, sign: &str) -> Option<usize> {
    text.match_indices(sign).map(|(at, _)| at).find(|at| !text[..*at].ends_with('\\'))
}

/// `$5 and $10` are prices: a formula has no blank at its ends, and no digit behind it.
fn is_formula(source: &str, after: &str) -> bool {
    !source.is_empty()
        && !source.starts_with(char::is_whitespace)
        && !source.ends_with(char::is_whitespace)
        && !after.starts_with(|c: char| c.is_ascii_digit())
}

/// A formula of several lines in a quote has `>` before each.
fn without_prefix(source: &str) -> String {
    if !source.contains('>') {
        return source.trim().to_string();
    }
    let lines = source.trim().lines().enumerate().map(|(at, line)| if at == 0 { line } else { line.trim_start_matches([' ', '>']) });
    lines.collect::<Vec<_>>().join("\n")
}
