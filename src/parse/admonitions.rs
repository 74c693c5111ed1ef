//! `!!! note "Title"` of MkDocs, with a body that is indented by four, and `??? note`, which opens.
//!
//! To Markdown such a body is code. So the four blanks are taken out before anything else is read, and a line of the form of a
//! shortcode's tag stands before and behind the body; `tags.rs` makes of them what it makes of all tags.

use std::ops::Range;

use super::kramdown::inside;
use super::source_map::{Rewrite, SourceMap};

/// Blanks in front of a body, counted from its first line.
const BODY: usize = 4;
/// Bodies in bodies beyond this are left as they are.
const MAX_DEPTH: usize = 20;

/// Whether a page could hold one.
pub fn may_be_in(text: &str) -> bool {
    text.contains("!!! ") || text.contains("??? ") || text.contains("???+ ")
}

/// Writes admonitions that do not stand in `code` (sorted) as shortcodes; `None` when there are none.
pub fn unfold(text: &str, code: &[Range<usize>]) -> Option<(String, SourceMap)> {
    let mut rewrite = Rewrite::new(text);
    let mut found = false;
    // How far the bodies that are open are indented, and where the last line that is not blank ended.
    let mut open: Vec<usize> = Vec::new();
    let mut last_end = 0;
    let mut fence: Option<(u8, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words = line.trim_end();
        if words.trim_start().is_empty() {
            let taken = taken_out(line.trim_end_matches(['\n', '\r']), open.len() * BODY);
            rewrite.replace(start..start + taken, "");
            continue;
        }
        let (indent, blanks) = indentation(words);
        while open.last().is_some_and(|body| indent < *body) {
            let body = open.pop().unwrap_or(BODY);
            close(&mut rewrite, last_end, body - BODY - open.len() * BODY);
            fence = None;
        }
        rewrite.replace(start..start + taken_out(words, open.len() * BODY), "");
        last_end = start + words.len();
        let sign = fence_sign(&words[blanks..]);
        match (fence, sign) {
            (Some((byte, length)), Some((other, long, bare))) if byte == other && long >= length && bare => fence = None,
            (Some(_), _) => {}
            (None, Some((byte, length, _))) => fence = Some((byte, length)),
            (None, None) => {
                if let Some(tag) =
                    header(&words[blanks..]).filter(|_| open.len() < MAX_DEPTH && (!open.is_empty() || !inside(code, start + blanks)))
                {
                    found = true;
                    rewrite.replace(start + blanks..last_end, &tag);
                    open.push(indent + BODY);
                }
            }
        }
    }
    while let Some(body) = open.pop() {
        close(&mut rewrite, last_end, body - BODY - open.len() * BODY);
    }
    found.then(|| rewrite.finish())
}

/// Ends a body behind its last line.
fn close(rewrite: &mut Rewrite, at: usize, indent: usize) {
    rewrite.replace(at..at, &format!("\n{}{{{{< /admonition >}}}}\n", " ".repeat(indent)));
}

/// The columns and the bytes of the blanks that a line begins with.
fn indentation(line: &str) -> (usize, usize) {
    let mut columns = 0;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b' ' => columns += 1,
            b'\t' => columns += 4 - columns % 4,
            _ => return (columns, at),
        }
    }
    (columns, line.len())
}

/// How many bytes of blanks make up so many columns.
fn taken_out(line: &str, columns: usize) -> usize {
    let mut seen = 0;
    for (at, byte) in line.bytes().enumerate() {
        if seen >= columns || !matches!(byte, b' ' | b'\t') {
            return at;
        }
        seen += if byte == b'\t' { 4 - seen % 4 } else { 1 };
    }
    line.len()
}

/// The sign and length of a fence, and whether nothing stands behind it.
fn fence_sign(words: &str) -> Option<(u8, usize, bool)> {
    let byte = *words.as_bytes().first().filter(|byte| matches!(**byte, b'`' | b'~'))?;
    let length = words.bytes().take_while(|other| *other == byte).count();
    (length >= 3).then(|| (byte, length, words[length..].trim().is_empty()))
}

/// The tag of a shortcode for `!!! note "Title"`.
fn header(words: &str) -> Option<String> {
    let (opens, rest) = if let Some(rest) = words.strip_prefix("!!! ") {
        (None, rest)
    } else if let Some(rest) = words.strip_prefix("???+ ") {
        (Some("open"), rest)
    } else {
        (Some("closed"), words.strip_prefix("??? ")?)
    };
    let rest = rest.trim();
    let (kinds, title) = match rest.split_once('"') {
        Some((kinds, title)) => (kinds.trim(), Some(title.strip_suffix('"')?)),
        None => (rest, None),
    };
    let kind = kinds.split_whitespace().next()?;
    let fits = kinds.split_whitespace().all(|word| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')));
    if !fits || title.is_some_and(|title| title.contains(['"', '`', '{', '}'])) {
        return None;
    }
    let title = title.map(|title| format!(" title=\"{title}\"")).unwrap_or_default();
    let opens = opens.map(|opens| format!(" opens=\"{opens}\"")).unwrap_or_default();
    Some(format!("{{{{< admonition kind=\"{}\"{title}{opens} >}}}}", kind.to_lowercase()))
}
