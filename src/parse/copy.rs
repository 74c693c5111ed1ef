//! A page as Markdown for programs: without its head and without what is not meant for readers, with links as the caller wants them.

use super::{Page, checks};
use crate::base::{Edit, Span};
use crate::sources;

impl Page {
    /// The text of the page, below its title. `to` gives the new address of a link, by its place in [`Page::links`]; a link whose address
    /// is not written in the link itself stays as it is.
    pub fn markdown(&self, to: &dyn Fn(usize) -> Option<String>) -> String {
        let decoded = sources::decode(&self.file);
        let (text, body) = (decoded.text.as_ref(), self.body);
        let mut edits: Vec<Edit> = (0..self.links.len()).filter_map(|link| self.rewrite(link, &to(link)?)).collect();
        edits.extend(comments(text, body, &checks::code_of(text, &self.blocks)));
        edits.sort();
        let mut out = String::with_capacity(text.len());
        if self.title_id.is_none() {
            out.push_str(&format!("# {}\n\n", self.title));
        }
        out.extend(self.front.description.iter().map(|description| format!("{description}\n\n")));
        let begun = out.len();
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
        let rest = out.split_off(begun);
        out.push_str(rest.trim());
        out.truncate(out.trim_end().len());
        out.push('\n');
        if out.contains('\r') { out.replace("\r\n", "\n") } else { out }
    }
}

/// What writers say to each other: comments of HTML and kramdown, and definitions of links that are none. They are taken out, as in the
/// page itself; but not from code, where they are examples. One that is never closed ends with the text.
fn comments(text: &str, body: usize, code: &[Span]) -> Vec<Edit> {
    let mut found = Vec::new();
    let mut from = body;
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

/// The next beginning of a comment: its place, how it begins and how it ends.
fn next_comment(text: &str, from: usize) -> Option<(usize, (&'static str, &'static str))> {
    const KINDS: [(&str, &str); 4] = [("<!--", "-->"), ("{::comment}", "{:/comment}"), ("[//]: #", "\n"), ("[comment]: #", "\n")];
    let signs = text.bytes().enumerate().skip(from).filter(|(_, byte)| matches!(byte, b'<' | b'{' | b'['));
    signs.into_iter().find_map(|(at, _)| KINDS.into_iter().find(|(begin, _)| text[at..].starts_with(begin)).map(|kind| (at, kind)))
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
