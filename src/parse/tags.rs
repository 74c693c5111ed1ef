//! What stands in a page beside Markdown: shortcodes, formulas, HTML with `markdown="1"`, addresses by `{{< ref >}}`.
//!
//! Each is taken out of the source before it is read as Markdown, and a mark stands in its place: on a line of its own a comment of
//! HTML, so that it is a block among blocks, inside a line a word. The mark holds the number of what it stands for. So what stands
//! between two tags is Markdown, in the list or quote where it was written. `markdown.rs` meets the marks again; a mark that turns up
//! where nothing can be shown, in code or an address, becomes what was written.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use super::document::Shortcode;
use super::kramdown::{self, AttributeList, Place, Settings, inside};
use super::markdown_in_html::{self, HtmlTag};
use super::shortcodes::{self, Tag};
use super::source_map::{Rewrite, SourceMap};
use crate::base::Span;

/// Characters that may stand around the number of a mark: for private use, so no writer types them; one that a page holds is passed over.
const MARKS: Range<u32> = 0xE0F1..0xE0FF;

/// Stands before an address in raw HTML that may be the name of a page in whatever folder; for private use as the marks.
pub const BY_NAME: char = '\u{E0F0}';

/// Nobody writes a longer tag; looking further for its end would make a page full of beginnings slow.
const MAX_TAG: usize = 2000;

/// What is longer is no part of a line, in bytes.
const MOST_OF_A_LINE: usize = 10_000;

/// So many marks are looked at for the one that ends a block.
const MOST_ENDS: usize = 100;

/// No formula is longer, in bytes.
const MAX_FORMULA: usize = 2_000;

/// What a mark stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Meant {
    /// The first tag of a shortcode, or its only one.
    Open(Shortcode, Ends),
    /// The last tag of the shortcode that the mark of this number began.
    Close(usize),
    /// A shortcode in a line.
    Inline(Shortcode),
    /// A formula.
    Math(String),
    /// Where `{{< ref "page" >}}` leads: the address of a link, or in text a link of its own.
    Address(String),
    /// A tag that shows nothing: it stays as it was written.
    AsWritten,
    /// An attribute list on a line of its own, by its place among [`Marked::line_lists`].
    List(usize),
    /// Raw HTML; what stands behind it up to its end tag is text without paragraphs, or that ends here.
    Html(String, Plain),
}

/// Whether a shortcode has a last tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// What it is about stands up to there.
    AtItsTag,
    /// It has one tag.
    AtOnce,
}

/// Whether text without paragraphs begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Plain {
    Begins,
    Ends,
    Neither,
}

/// A page with marks in it.
#[derive(Debug, Default)]
pub struct Marked {
    /// The text, when anything was replaced.
    pub text: Option<String>,
    /// The way back to the text as it was.
    pub map: SourceMap,
    /// What stands around the number of a mark.
    mark: Option<char>,
    /// What the marks stand for, and what was written there.
    meant: Vec<(Meant, String)>,
    /// Attribute lists behind pieces of text and headings, with their places in the new text.
    pub lists: Vec<AttributeList>,
    /// Attribute lists at the beginning of list items, with their places in the new text.
    pub item_lists: Vec<AttributeList>,
    /// Attribute lists on lines of their own, with the places of their marks.
    pub line_lists: Vec<AttributeList>,
    /// Attribute lists among words, which stay text, with their places in the old text.
    pub strays: Vec<Span>,
    /// Tags whose other half is missing: where they stand in the old text, the name of the shortcode, whether it is the last tag.
    pub halves: Vec<(Span, String, bool)>,
    /// Attribute lists below `[label]: address`, by the label in small letters: each link with the label gets them.
    pub of_labels: HashMap<String, AttributeList>,
}

impl Marked {
    /// The first mark in a text, with its place.
    pub fn find(&self, text: &str) -> Option<(Range<usize>, usize)> {
        let mark = self.mark?;
        let mut from = 0;
        loop {
            let start = from + text[from..].find(mark)?;
            let number = start + mark.len_utf8();
            let end = text[number..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |at| number + at);
            from = end;
            if text[end..].starts_with(mark)
                && let Ok(index) = text[number..end].parse::<usize>()
                && index < self.meant.len()
            {
                return Some((start..end + mark.len_utf8(), index));
            }
        }
    }

    /// What the mark of this number stands for.
    pub fn meant(&self, index: usize) -> &Meant {
        &self.meant[index].0
    }

    /// What was written where the mark of this number stands.
    pub fn written(&self, index: usize) -> &str {
        &self.meant[index].1
    }

    /// A text with everything as it was written, and addresses in the place of what asks for them; for places where nothing else can be
    /// shown.
    pub fn restore(&self, text: String) -> String {
        if self.mark.is_none_or(|mark| !text.contains(mark)) {
            return text;
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((place, index)) = self.find(rest) {
            let before = &rest[..place.start];
            let after = &rest[place.end..];
            let (before, after) = match (before.strip_suffix("<!--"), after.strip_prefix("-->")) {
                (Some(before), Some(after)) => (before, after),
                _ => (before, after),
            };
            out.push_str(before);
            match self.meant(index) {
                Meant::Address(to) => {
                    // An address in raw HTML is met again without its mark.
                    if shortcodes::is_name_of_page(to) && ["href=\"", "href='", "href="].iter().any(|begin| out.ends_with(begin)) {
                        out.push(BY_NAME);
                    }
                    out.push_str(to);
                }
                _ => out.push_str(self.written(index)),
            }
            rest = after;
        }
        out + rest
    }
}

/// What is to be put in the place of a range of the source.
struct Change {
    range: Range<usize>,
    with: With,
}

enum With {
    /// This text.
    Text(String),
    /// A mark inside a line.
    Word(Meant),
    /// A mark on a line of its own.
    Line(Meant),
    /// Nothing; a list belongs to the item that begins here.
    Item(AttributeList),
    /// Nothing; a list belongs to the piece of text that ends here, or to the heading.
    Behind(AttributeList),
}

/// Where the lines of a text begin.
struct Lines<'text> {
    text: &'text str,
    starts: Vec<usize>,
    /// The line that was asked for last, and how long the blanks and `>` are that it begins with.
    last: Cell<(usize, usize)>,
}

impl<'text> Lines<'text> {
    fn new(text: &'text str) -> Lines<'text> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        Lines { text, starts: starts.collect(), last: Cell::new((usize::MAX, 0)) }
    }

    /// What stands before a place on its line.
    fn before(&self, at: usize) -> &'text str {
        let line = self.starts.partition_point(|start| *start <= at);
        &self.text[self.starts[line - 1]..at]
    }

    /// The same without the blanks and `>` that the line begins with.
    fn words_before(&self, at: usize) -> &'text str {
        let line = self.starts.partition_point(|start| *start <= at) - 1;
        let start = self.starts[line];
        let (last, mut prefix) = self.last.get();
        if last != line {
            prefix = self.text.as_bytes()[start..].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
            self.last.set((line, prefix));
        }
        &self.text[(start + prefix).min(at)..at]
    }

    /// Whether what stands before a place on its line is only the beginning of the line.
    fn begins(&self, at: usize) -> bool {
        let words = self.words_before(at);
        words.is_empty() || is_bullet(words) || words.len() <= 40 && is_bullet(last_bullet(words))
    }

    /// Whether only blanks stand behind a place on its line.
    fn ends(&self, at: usize) -> bool {
        let next = self.text.as_bytes()[at..].iter().take(MAX_TAG).find(|byte| !matches!(**byte, b' ' | b'\t' | b'\r'));
        next.is_none_or(|byte| *byte == b'\n')
    }

    /// Behind the blanks at a place.
    fn behind_blanks(&self, at: usize) -> usize {
        at + self.text.as_bytes()[at..].iter().take_while(|byte| matches!(**byte, b' ' | b'\t')).count()
    }
}

/// Puts marks into a page. `code` and `html` are the ranges in which nothing is looked for and those of raw HTML, sorted.
pub fn mark(text: &str, code: &[Range<usize>], html: &[Range<usize>], settings: &Settings) -> Marked {
    let mut changes = Vec::new();
    let lines = &Lines::new(text);
    let mut html = Cow::Borrowed(html);
    let says_markdown = text.contains("markdown=") || text.contains("MARKDOWN=");
    if settings.html_is_read && (says_markdown || !settings.parse_block_html.is_empty()) {
        let read = html_tags(lines, code, settings, &mut changes);
        html = Cow::Owned(without(&html, &read));
    }
    let html = &*html;
    let mut halves = Vec::new();
    let mut strays = Vec::new();
    if text.contains("{{<") || text.contains("{{%") || text.contains(":::") {
        shortcode_tags(lines, code, &mut changes, &mut halves);
    }
    if text.contains('^') {
        ends_of_blocks(text, code, html, &mut changes);
    }
    if text.contains("{:") {
        item_lists(lines, code, &mut changes);
        strays = lists_behind(lines, code, html, &mut changes);
        nomarkdown(lines, code, &mut changes);
    }
    let mut found = Vec::new();
    let mut of_labels = HashMap::new();
    if ["{:", "{.", "{#"].iter().any(|begin| text.contains(begin)) {
        line_lists(text, code, html, &mut found, &mut of_labels, &mut changes);
    }
    if text.contains('}') {
        let open = braces_in_headings(text).filter(|at| !inside(code, *at) && !inside(html, *at));
        // Markdown's reader takes all braces there for a list, also escaped ones.
        changes.extend(open.map(|at| {
            let from = if text[..at].ends_with('\\') { at - 1 } else { at };
            Change { range: from..at + 1, with: With::Text("&#123;".to_string()) }
        }));
    }
    if text.contains('$') {
        formulas(lines, code, html, settings, &mut changes);
    }
    if text.contains("\n:") || text.contains("\n :") || text.starts_with(':') {
        stray_colons(text, code, &mut changes);
    }
    if changes.is_empty() {
        return Marked { strays, ..Marked::default() };
    }
    changes.sort_by_key(|change| (change.range.start, std::cmp::Reverse(change.range.end)));
    let mut marked = apply(lines, html, changes, &mut found);
    marked.line_lists = found;
    marked.halves = halves;
    marked.strays = strays;
    marked.of_labels = of_labels;
    marked
}

fn apply(lines: &Lines, html: &[Range<usize>], changes: Vec<Change>, lists: &mut [AttributeList]) -> Marked {
    let text = lines.text;
    let Some(mark) = MARKS.filter_map(char::from_u32).find(|mark| !text.contains(*mark)) else { return Marked::default() };
    let mut marked = Marked { mark: Some(mark), ..Marked::default() };
    let mut rewrite = Rewrite::new(text);
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut done = 0;
    for change in changes {
        let range = change.range;
        if range.start < done {
            continue;
        }
        done = range.end;
        let index = marked.meant.len();
        match change.with {
            With::Text(with) => rewrite.replace(range, &with),
            With::Item(mut list) => {
                let at = rewrite.at(range.start);
                list.span = Span::new(at, at);
                rewrite.replace(range, "");
                marked.item_lists.push(list);
            }
            With::Behind(mut list) => {
                let at = rewrite.at(range.start);
                list.span = Span::new(at, at);
                // Before a word Markdown's rules want white space to end `_stressed_`.
                let behind = &text[range.end..];
                // Signs before a word begin something; others end what is around.
                let word = behind.starts_with(char::is_alphanumeric)
                    || behind.trim_start_matches(['*', '_', '~']).starts_with(char::is_alphanumeric)
                        && !behind.starts_with(char::is_whitespace);
                rewrite.replace(range, if word { "\u{c}" } else { "" });
                marked.lists.push(list);
            }
            With::Word(meant) => {
                let Some(meant) = named(meant, &numbers) else { continue };
                numbers.insert(range.start, index);
                marked.meant.push((meant, text[range.clone()].to_string()));
                rewrite.replace(range, &format!("{mark}{index}{mark}"));
            }
            With::Line(meant) => {
                let Some(meant) = named(meant, &numbers) else { continue };
                numbers.insert(range.start, index);
                let list = if let Meant::List(list) = &meant { Some(*list) } else { None };
                marked.meant.push((meant, text[range.clone()].to_string()));
                let with = line_of_mark(lines, &range, inside(html, range.start), &format!("<!--{mark}{index}{mark}-->"));
                if let Some(list) = list {
                    let at = rewrite.at(range.start);
                    lists[list].span = Span::new(at, at + with.len());
                }
                rewrite.replace(range, &with);
            }
        }
    }
    let (text, map) = rewrite.finish();
    (marked.text, marked.map) = (Some(text), map);
    marked
}

/// The last tag names the first one by its place until here, from here on by its number.
fn named(meant: Meant, numbers: &HashMap<usize, usize>) -> Option<Meant> {
    match meant {
        Meant::Close(at) => numbers.get(&at).map(|first| Meant::Close(*first)),
        meant => Some(meant),
    }
}

/// The mark with what sets it apart from its neighbours on the line, in the list or quote that it stands in.
fn line_of_mark(lines: &Lines, range: &Range<usize>, in_html: bool, mark: &str) -> String {
    let before = lines.before(range.start);
    let prefix = prefix_of(before);
    let mut with = String::new();
    if !lines.begins(range.start) {
        with.push('\n');
        with.push_str(&prefix);
    }
    if in_html {
        // A blank line ends the HTML around it.
        with.push('\n');
        with.push_str(&prefix);
    }
    with.push_str(mark);
    if !lines.ends(range.end) {
        with.push('\n');
        with.push_str(&prefix);
    }
    with
}

/// Blanks and `>` that a line begins with, `-` and `1.` of an item as blanks.
fn prefix_of(before: &str) -> String {
    let mut prefix: String = before.chars().take_while(|c| matches!(c, ' ' | '\t' | '>')).collect();
    let mut rest = &before[prefix.len()..];
    while let Some(end) = rest.find([' ', '\t']) {
        let mark = end + rest[end..].len() - rest[end..].trim_start_matches([' ', '\t']).len();
        if !is_bullet(&rest[..mark]) {
            break;
        }
        prefix.push_str(&" ".repeat(mark));
        rest = &rest[mark..];
    }
    prefix
}

/// Whether a text is the mark of a list item, with the blanks behind it.
fn is_bullet(text: &str) -> bool {
    let mark = text.trim_end();
    mark.len() < text.len() && kramdown::is_mark_of_item(mark)
}

/// `{{< … >}}` and `{{% … %}}` wherever they stand, `:::note` on its line.
fn shortcode_tags(lines: &Lines, code: &[Range<usize>], changes: &mut Vec<Change>, halves: &mut Vec<(Span, String, bool)>) {
    let text = lines.text;
    let tags = all_tags(lines, code);
    // Which tags belong together.
    let mut open: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut pair: Vec<Option<usize>> = vec![None; tags.len()];
    for (index, tag) in tags.iter().enumerate() {
        if !tag.closing {
            if !tag.single {
                open.entry(&tag.name).or_default().push(index);
            }
        } else if let Some(first) = open.get_mut(tag.name.as_str()).and_then(Vec::pop) {
            (pair[first], pair[index]) = (Some(index), Some(first));
        }
    }
    // Which tags are blocks: what begins its line, or stands right behind another one that does.
    let mut block = vec![false; tags.len()];
    for (index, tag) in tags.iter().enumerate() {
        let behind = |before: usize| text[tags[before].span.end..tag.span.start].chars().all(|c| matches!(c, ' ' | '\t'));
        let begins = || lines.begins(tag.span.start) || index > 0 && block[index - 1] && behind(index - 1);
        block[index] = match (tag.closing, pair[index]) {
            (true, first) => first.is_some_and(|first| block[first]),
            (false, Some(last)) => begins() && !is_word(lines, tag, &tags[last].span),
            (false, None) => begins() && lines.ends(tag.span.end),
        };
    }
    for (index, tag) in tags.iter().enumerate() {
        let range = tag.span.clone();
        let written = || text[range.clone()].to_string();
        if matches!(tag.name.as_str(), "ref" | "relref") && !tag.closing {
            changes.push(Change { range, with: With::Word(Meant::Address(shortcodes::address_of(tag))) });
            continue;
        }
        let source_end = pair[index].filter(|_| !tag.closing).map(|last| text[tags[last].span.clone()].to_string());
        let shortcode = |source_end| Shortcode { name: tag.name.clone(), arguments: tag.arguments.clone(), source: written(), source_end };
        let is_half = pair[index].is_none() && (tag.closing || !tag.single && shortcodes::wants_end(&tag.name));
        if is_half {
            // `:::` alone may end what other tools know.
            if !(tag.closing && text[range.clone()].starts_with(':')) {
                let colons = written().starts_with(':');
                let name = if colons { written().split_whitespace().next().unwrap_or("").to_string() } else { tag.name.clone() };
                halves.push((Span::from(range.clone()), name, tag.closing));
            }
            changes.push(Change { range, with: With::Word(Meant::AsWritten) });
            continue;
        }
        let with = match (tag.closing, pair[index], block[index]) {
            (true, Some(first), true) => With::Line(Meant::Close(tags[first].span.start)),
            (true, Some(first), false) => With::Word(Meant::Close(tags[first].span.start)),
            (true, None, _) => continue,
            (false, Some(_), true) => With::Line(Meant::Open(shortcode(source_end), Ends::AtItsTag)),
            (false, Some(_), false) => With::Word(Meant::Open(shortcode(source_end), Ends::AtItsTag)),
            (false, None, true) => With::Line(Meant::Open(shortcode(None), Ends::AtOnce)),
            (false, None, false) => With::Word(Meant::Inline(shortcode(None))),
        };
        changes.push(Change { range, with });
    }
}

/// Whether a pair at the beginning of a line is a part of that line: words stand behind it, or it is a label.
fn is_word(lines: &Lines, first: &Tag, last: &Range<usize>) -> bool {
    let near = last.start - first.span.start < MOST_OF_A_LINE;
    let on_one_line = near && !lines.text[first.span.start..last.start].contains('\n');
    on_one_line && !shortcodes::stands_alone(&first.name) && (first.name == "label" || !lines.ends(last.end))
}

/// All tags in order.
fn all_tags(lines: &Lines, code: &[Range<usize>]) -> Vec<Tag> {
    let text = lines.text;
    let mut tags = Vec::new();
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let Some(found) = bytes[at..].iter().position(|byte| matches!(byte, b'{' | b':')).map(|found| at + found) else { break };
        at = found + 1;
        if bytes[found..].starts_with(b":::") {
            let line_end = text[found..].find('\n').map_or(text.len(), |end| found + end);
            if lines.begins(found) && !inside(code, found) {
                let span = found..found + text[found..line_end].trim_end().len();
                tags.extend(shortcodes::read_colons(&text[span.clone()], span));
            }
            at = line_end;
        } else if let Some(end) = match bytes.get(found..found + 3) {
            Some(b"{{<") => Some(">}}"),
            Some(b"{{%") => Some("%}}"),
            _ => None,
        } {
            at = found + 3;
            let near = (found + 3 + MAX_TAG).min(text.len());
            let near = (near..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
            let rest = &text[found + 3..near];
            let rest = &rest[..rest.find("{{").unwrap_or(rest.len())];
            let Some(length) = rest.find(end).filter(|length| !rest[..*length].contains("\n\n")) else { continue };
            let span = found..found + 3 + length + end.len();
            if !inside(code, found)
                && let Some(tag) = shortcodes::read_tag(&rest[..length], span.clone())
            {
                tags.push(tag);
                at = span.end;
            }
        }
    }
    tags
}

/// `^` alone on its line ends the block above: what stands below begins anew.
fn ends_of_blocks(text: &str, code: &[Range<usize>], html: &[Range<usize>], changes: &mut Vec<Change>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let begin = at + line.len() - line.trim_start_matches([' ', '\t', '>']).len();
        at += line.len();
        if text[begin..at].trim_end() == "^" && !inside(code, begin) && !inside(html, begin) {
            let nothing = Meant::Html(String::new(), Plain::Neither);
            changes.push(Change { range: begin..begin + 1, with: With::Line(nothing) });
        }
    }
}

/// `- {: .class} text`, and the same at the beginning of a term that is explained on the line below.
fn item_lists(lines: &Lines, code: &[Range<usize>], changes: &mut Vec<Change>) {
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
fn lists_behind(lines: &Lines, code: &[Range<usize>], html: &[Range<usize>], changes: &mut Vec<Change>) -> Vec<Span> {
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
fn line_lists(
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
fn last_bullet(marks: &str) -> &str {
    let words = marks.trim_end();
    let start = words.rfind([' ', '\t']).map_or(0, |at| at + 1);
    if words[..start].split_whitespace().all(|mark| is_bullet(&format!("{mark} "))) { &marks[start..] } else { "" }
}

/// `{::nomarkdown}` … `{:/}`: raw HTML.
fn nomarkdown(lines: &Lines, code: &[Range<usize>], changes: &mut Vec<Change>) {
    const BEGIN: &str = "{::nomarkdown";
    let text = lines.text;
    let ends: Vec<Range<usize>> = text
        .match_indices("{:/")
        .filter_map(|(at, _)| ["{:/}", "{:/nomarkdown}"].iter().find(|end| text[at..].starts_with(**end)).map(|end| at..at + end.len()))
        .collect();
    let mut from = 0;
    while let Some(found) = text[from..].find(BEGIN).map(|at| from + at) {
        from = found + BEGIN.len();
        let near = &text.as_bytes()[from..text.len().min(from + 200)];
        let Some(begin_end) = near.iter().position(|byte| *byte == b'}').map(|at| from + at + 1) else { continue };
        if inside(code, found) || text[from..begin_end].ends_with("/}") {
            continue;
        }
        let next = ends.partition_point(|end| end.start < begin_end);
        let Some(first) = ends.get(next) else { return };
        // What begins on a line of its own ends on one.
        let own_lines = lines.begins(found) && lines.ends(begin_end);
        let alone = |end: &&Range<usize>| lines.begins(end.start) && lines.ends(end.end);
        let end = if own_lines { ends[next..].iter().take(MOST_ENDS).find(alone).unwrap_or(first) } else { first };
        from = end.end;
        // What is written for another output, `type="latex"`, is not for readers of pages.
        let other = text[found..begin_end].contains("type=") && !text[found..begin_end].contains("html");
        let html = if other { "" } else { text[begin_end..end.start].trim_matches('\n') };
        let html = Meant::Html(html.to_string(), Plain::Neither);
        let alone = lines.begins(found) && lines.ends(from);
        changes.push(Change { range: found..from, with: if alone { With::Line(html) } else { With::Word(html) } });
    }
}

/// `$$…$$`, GitLab's `` $`…`$ ``, and `$…$` where the site has switched it on.
fn formulas(lines: &Lines, code: &[Range<usize>], html: &[Range<usize>], settings: &Settings, changes: &mut Vec<Change>) {
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

fn boundary(text: &str, at: usize) -> usize {
    (at.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
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

/// Ranges without the stretches of others; both sorted and apart.
fn without(ranges: &[Range<usize>], others: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut rest = Vec::new();
    let mut next = 0;
    for range in ranges {
        let mut from = range.start;
        while let Some(other) = others.get(next).filter(|other| other.start < range.end) {
            if other.end > range.start {
                rest.push(from..other.start.max(from));
                from = other.end.clamp(from, range.end);
            }
            if other.end > range.end {
                break;
            }
            next += 1;
        }
        rest.push(from..range.end);
    }
    rest.retain(|range| !range.is_empty());
    rest
}

/// HTML whose content is Markdown, by `markdown="1"` or by an option of the page. The answer: the stretches that are such content.
fn html_tags(lines: &Lines, code: &[Range<usize>], settings: &Settings, changes: &mut Vec<Change>) -> Vec<Range<usize>> {
    let (tags, read) = markdown_in_html::tags(lines.text, code, settings);
    for tag in tags {
        match tag {
            HtmlTag::Block { range, html, plain } => {
                // Blanks behind it do not make code of what follows.
                let range = range.start..lines.behind_blanks(range.end);
                changes.push(Change { range, with: With::Line(Meant::Html(html, plain)) });
            }
            HtmlTag::Raw { range, html, alone } => {
                let html = Meant::Html(html, Plain::Neither);
                changes.push(Change { range, with: if alone { With::Line(html) } else { With::Word(html) } });
            }
            HtmlTag::Attribute { range } => changes.push(Change { range, with: With::Text(String::new()) }),
        }
    }
    read
}

/// A `:` at the beginning of a line explains the term on the line above, or above one blank line. Any other is a colon.
fn stray_colons(text: &str, code: &[Range<usize>], changes: &mut Vec<Change>) {
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
