//! A page as Markdown for programs: without its head and without what is not meant for readers, with links as the caller wants them.

use super::{Page, checks};
use crate::base::{Edit, Span};
use crate::sources;

impl Page {
    /// The page with its title. `to` gives the new address of a link, by its place in [`Page::links`]; a link whose address is not written
    /// in the link itself stays as it is. `inserted` is what stands in the place of tags: each with where it begins, and as it is written.
    pub fn markdown(&self, to: &dyn Fn(usize) -> Option<String>, inserted: &[(Span, &str, String)]) -> String {
        let mut out = String::new();
        if self.title_id.is_none() {
            out.push_str(&format!("# {}\n\n", self.title));
        }
        out.extend(self.front.description.iter().map(|description| format!("{description}\n\n")));
        out.push_str(&self.own_markdown(to, inserted));
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }

    /// The text of the page without its title, as [`Page::markdown`] has it.
    pub fn own_markdown(&self, to: &dyn Fn(usize) -> Option<String>, inserted: &[(Span, &str, String)]) -> String {
        let decoded = sources::decode(&self.file);
        let (text, body) = (decoded.text.as_ref(), self.body);
        let mut edits: Vec<Edit> = (0..self.links.len()).filter_map(|link| self.rewrite(link, &to(link)?)).collect();
        edits.extend(comments(text, body, &checks::code_of(text, &self.blocks)));
        edits.extend(inserted.iter().filter_map(|(span, tag, with)| in_place(text, *span, tag, with)));
        edits.sort();
        let mut out = String::with_capacity(text.len());
        let mut done = body;
        // A change inside of what is taken out is no change.
        for edit in edits.iter().filter(|edit| edit.span.start >= body) {
            if edit.span.start >= done {
                out.push_str(&text[done..edit.span.start]);
                out.push_str(&edit.text);
                done = edit.span.end;
            }
        }
        out.push_str(&text[done..]);
        let kept = out.trim();
        if kept.contains('\r') { kept.replace("\r\n", "\n") } else { kept.to_string() }
    }
}

/// Puts a text in the place of a tag; in a list or a quote each of its lines begins as that of the tag does.
fn in_place(text: &str, span: Span, tag: &str, with: &str) -> Option<Edit> {
    let start = span.start + text.get(span.start..)?.find(tag)?;
    let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let before = &text[line..start];
    let words = before.trim_start_matches([' ', '\t', '>']);
    let mut prefix = before[..before.len() - words.len()].to_string();
    // The mark of an item; in a line of words the text has no more than one paragraph.
    prefix.push_str(&" ".repeat(words.chars().count().min(8)));
    let mut lines = with.lines();
    let mut out = lines.next().unwrap_or("").to_string();
    for line in lines {
        out.push('\n');
        out.push_str(if line.is_empty() { prefix.trim_end() } else { &prefix });
        out.push_str(line);
    }
    Some(Edit::new(start..start + tag.len(), out))
}

/// What writers say to each other: comments of HTML and kramdown, and definitions of links that are none. They are taken out, as in the
/// page itself; but not from code, where they are examples. One that is never closed ends with the text.
fn comments(text: &str, body: usize, code: &[Span]) -> Vec<Edit> {
    let mut found = Vec::new();
    // Most texts have none.
    let mut from = if COMMENTS.iter().any(|(begin, _)| text[body..].contains(begin)) { body } else { text.len() };
    while let Some((at, (begin, end))) = next_comment(text, from) {
        let in_code = code.iter().find(|span| (span.start..span.end).contains(&at));
        let of_line = begin.starts_with('[') && !text[..at].is_empty() && !text[..at].ends_with('\n');
        if in_code.is_some() || of_line {
            from = at + begin.len();
            continue;
        }
        let close = text[at..].find(end).map_or(text.len(), |close| at + close + end.len());
        found.push(Edit::new(at..close, ""));
        from = close;
    }
    found
}

/// How a comment begins and ends.
const COMMENTS: [(&str, &str); 4] = [("<!--", "-->"), ("{::comment}", "{:/comment}"), ("[//]: #", "\n"), ("[comment]: #", "\n")];

/// The next beginning of a comment: its place, how it begins and how it ends.
fn next_comment(text: &str, from: usize) -> Option<(usize, (&'static str, &'static str))> {
    let signs = text.bytes().enumerate().skip(from).filter(|(_, byte)| matches!(byte, b'<' | b'{' | b'['));
    signs.into_iter().find_map(|(at, _)| COMMENTS.into_iter().find(|(begin, _)| text[at..].starts_with(begin)).map(|kind| (at, kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_examples_of_them_stay() {
        let text = "a <!-- b -->`<!-- c -->`{::comment}d{:/comment} e\n[//]: # (f)\ng [//]: #\n<!-- h";
        let edits = comments(text, 0, &[Span::new(12, 24)]);
        let gone: Vec<&str> = edits.iter().map(|edit| &text[edit.span.start..edit.span.end]).collect();
        assert_eq!(gone, ["<!-- b -->", "{::comment}d{:/comment}", "[//]: # (f)\n", "<!-- h"]);
    }
}
