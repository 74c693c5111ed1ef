//! What stands in a page beside Markdown: shortcodes, formulas, HTML with `markdown="1"`, addresses by `{{< ref >}}`.
//!
//! Each is taken out of the source before it is read as Markdown, and a mark stands in its place: on a line of its own a comment of
//! HTML, so that it is a block among blocks, inside a line a word. The mark holds the number of what it stands for. So what stands
//! between two tags is Markdown, in the list or quote where it was written. `markdown.rs` meets the marks again; a mark that turns up
//! where nothing can be shown, in code or an address, becomes what was written.

mod colons;
mod formulas;
mod lists;

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use super::document::Shortcode;
use super::kramdown::{self, AttributeList, Settings, inside};
use super::markdown_in_html::{self, HtmlTag};
use super::shortcodes::{self, Tag};
use super::source_map::{Rewrite, SourceMap};
use crate::base::Span;

use colons::stray_colons;
use formulas::formulas;
use lists::{item_lists, last_bullet, line_lists, lists_behind};

pub use lists::braces_in_headings;

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

fn boundary(text: &str, at: usize) -> usize {
    (at.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}
