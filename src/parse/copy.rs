//! A page as Markdown for programs: without its head and without what is not meant for readers, with links as the caller wants them.

use super::{Page, checks, front_matter};
use crate::base::{Edit, Span};
use crate::sources;

impl Page {
    /// The text of the page, below its title. `to` gives the new address of a link, by its place in [`Page::links`]; a link whose address
    /// is not written in the link itself stays as it is.
    pub fn markdown(&self, to: &dyn Fn(usize) -> Option<String>) -> String {
        let decoded = sources::decode(&self.file);
        let (text, start) = (decoded.text.as_ref(), decoded.start);
        let (_, body, _) = front_matter::read(&self.path, text, start);
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
        out.replace("\r\n", "\n")
    }
}

/// What writers say to each other: comments of HTML and kramdown, and definitions of links that are none. They are taken out, as in the
/// page itself; but not from code, where they are examples. One that is never closed ends with the text.
fn comments(text: &str, body: usize, code: &[Span]) -> Vec<Edit> {
    const KINDS: [(&str, &str); 4] = [("<!--", "-->"), ("{::comment}", "{:/comment}"), ("[//]: #", "\n"), ("[comment]: #", "\n")];
    let mut found = Vec::new();
    let mut from = body;
    while let Some((at, (begin, end))) = KINDS.iter().filter_map(|kind| Some((from + text[from..].find(kind.0)?, *kind))).min() {
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
