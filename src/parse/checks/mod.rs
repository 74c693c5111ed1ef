//! What readers of one page would stumble over, though the page can be read: a file per family of slips.
//!
//! In: the text of the page, its blocks as they were read, its links. Out: messages, some with the edit that mends them. Nothing here looks
//! into code. Does not know other files; what only the whole site can tell is found in `model/`.
//!
//! Every check reads the page once, so that all of them together cost less than reading it as Markdown did.

mod blanks;
mod footnotes;
mod headings;
mod leftovers;
mod links;
mod lists;
mod lost_links;
mod tables;
mod words;

use std::borrow::Cow;
use std::cell::OnceCell;

use super::Purpose;
use super::document::{Block, BlockKind, Definition, HtmlPiece, Inline, InlineKind, LinkId};
use super::markdown::Link;
use crate::base::{LineIndex, Message, SourcePath, Span, Spanned};

/// Looks for slips in a page. `blocks` are those of the whole page, before one of them became its title; the text begins at `body`.
pub fn check(path: &SourcePath, text: &str, body: usize, blocks: &[Block], links: &[Link], purpose: Purpose) -> Vec<Message> {
    let subject = Subject::new(path, text, body, blocks, links);
    let mut messages = Vec::new();
    lists::check(&subject, &mut messages);
    words::check(&subject, &mut messages);
    lost_links::check(&subject, &mut messages);
    tables::check(&subject, &mut messages);
    links::check(&subject, &mut messages);
    headings::check(&subject, purpose, &mut messages);
    leftovers::check(&subject, &mut messages);
    blanks::check(&subject, &mut messages);
    footnotes::check(&subject, &mut messages);
    messages
}

/// Where the address of each link stands, for links that are written `[words](address)` or `<address>`, are their own words, are written as
/// HTML, name their page with `{{< ref "page" >}}`, or have their address in one of the `definitions` of labels.
pub fn addresses(text: &str, links: &[Link], definitions: &[(LinkId, Span)]) -> Vec<Option<Span>> {
    let place = |link: &Link| {
        let source = text.get(link.span.start..link.span.end)?;
        let is_address = |at: usize| {
            let (before, behind) = (&source[..at], &source[at + link.to.len()..]);
            let in_parentheses = (before.ends_with("](") || before.ends_with("](<")) && behind.starts_with([')', '>', ' ']);
            in_parentheses || (before.is_empty() && behind.is_empty()) || (before == "<" && behind == ">")
        };
        // Nearly all end like this.
        let plain = source.strip_suffix(')').and_then(|source| source.strip_suffix(link.to.as_str()));
        if let Some(before) = plain.filter(|before| !link.to.is_empty() && before.ends_with("](")) {
            return Some(Span::new(link.span.start + before.len(), link.span.start + before.len() + link.to.len()));
        }
        if source.len() > LONGEST_LINK {
            return None;
        }
        if let Some(at) = address_of_ref(source, &link.to).or_else(|| address_in_tag(source, &link.to)) {
            return Some(Span::new(link.span.start + at, link.span.start + at + link.to.len()));
        }
        // The words may hold a picture with the same address: that of the link stands last.
        let at = source.match_indices(link.to.as_str()).map(|(at, _)| at).filter(|at| !link.to.is_empty() && is_address(*at)).last()?;
        Some(Span::new(link.span.start + at, link.span.start + at + link.to.len()))
    };
    let mut places: Vec<_> = links.iter().map(place).collect();
    for (link, definition) in definitions {
        places[link.0] = address_of_label(text, *definition, &links[link.0].to);
    }
    places
}

/// Where the address stands in `[label]: address`, in `[label]: <address>` too.
fn address_of_label(text: &str, definition: Span, to: &str) -> Option<Span> {
    let source = text.get(definition.start..definition.end).filter(|source| !to.is_empty() && source.len() <= LONGEST_LINK)?;
    let label = source.match_indices("]:").find(|(at, _)| !source[..*at].ends_with('\\'))?.0;
    let rest = source[label + 2..].trim_start().trim_start_matches('<');
    let plain = rest.strip_prefix(to).is_some_and(|behind| behind.is_empty() || behind.starts_with(['>', ' ', '\t', '\r', '\n']));
    let start = definition.start + source.len() - rest.len() + if plain { 0 } else { address_of_ref(rest, to)? };
    Some(Span::new(start, start + to.len()))
}

/// Longer links are not looked through: of HTML in quotes each link may be told to stand in all of it.
const LONGEST_LINK: usize = 2_000;

/// Where the address stands in a link whose address is `{{< ref "address" >}}`, or in that alone.
fn address_of_ref(source: &str, to: &str) -> Option<usize> {
    let tag = source.rfind("{{")?;
    let alone = tag == 0 || source[..tag].trim_end_matches(['<', ' ', '"']).ends_with(['(', '=']);
    let inner = source[tag + 2..].trim_start_matches(['<', '%', ' ']);
    if !alone || to.is_empty() || !(inner.starts_with("ref ") || inner.starts_with("relref ")) {
        return None;
    }
    let quoted = |at: usize| {
        let quote = source[..at].chars().next_back();
        matches!(quote, Some('"' | '`' | '\'')) && source[at + to.len()..].chars().next() == quote
    };
    source[tag..].match_indices(to).map(|(at, _)| tag + at).find(|at| quoted(*at))
}

/// Where the address stands in a tag of HTML, between quotes.
fn address_in_tag(source: &str, to: &str) -> Option<usize> {
    if to.is_empty() || !source.starts_with('<') {
        return None;
    }
    let is_value = |at: usize| {
        let (before, behind) = (&source[..at], &source[at + to.len()..]);
        let quoted = |quote: char| before.ends_with(quote) && behind.starts_with(quote);
        let name = before.trim_end_matches(['"', '\'']).trim_end_matches('=').to_ascii_lowercase();
        (quoted('"') || quoted('\'')) && (name.ends_with(" href") || name.ends_with(" src"))
    };
    source.match_indices(to).map(|(at, _)| at).find(|at| is_value(*at))
}

/// Paragraphs that are a row of links with little between them: what they say, and where they stand.
pub fn link_lines(text: &str, blocks: &[Block]) -> Vec<Spanned<String>> {
    let row = |block: &Block| {
        let BlockKind::Paragraph(inlines) = &block.kind else { return None };
        let links = inlines.iter().filter(|inline| matches!(inline.kind, InlineKind::Link { .. })).count();
        let little = |inline: &Inline| match &inline.kind {
            InlineKind::Text(text) => text.chars().filter(|c| c.is_alphanumeric()).count() <= 12,
            InlineKind::Link { .. } | InlineKind::SoftBreak | InlineKind::HardBreak => true,
            _ => false,
        };
        if links < 3 || !inlines.iter().all(little) {
            return None;
        }
        let source = text.get(block.span.start..block.span.end)?;
        Some(Spanned::new(source.split_whitespace().collect::<Vec<_>>().join(" "), block.span))
    };
    blocks.iter().filter_map(row).collect()
}

/// The places in a page where text is code, sorted: nothing in them is ever read as words.
pub fn code_of(text: &str, blocks: &[Block]) -> Vec<Span> {
    let mut places = Places::default();
    places.blocks(text, blocks, &mut Vec::new());
    places.code
}

/// A page, prepared for looking at it.
struct Subject<'page> {
    path: &'page SourcePath,
    /// The whole file.
    text: &'page str,
    /// Where the text begins behind the front matter.
    body: usize,
    blocks: &'page [Block],
    links: &'page [Link],
    /// Made for the first message that needs it: few pages have any.
    lines: OnceCell<LineIndex>,
    /// Every piece of running text, in the order of the page.
    leaves: Vec<Leaf<'page>>,
    /// Where there is code, sorted.
    code: Vec<Span>,
    /// Where there is raw HTML with a frame.
    frames: Vec<Span>,
}

/// The running text of a paragraph, a heading or a cell.
struct Leaf<'page> {
    kind: LeafKind,
    inlines: &'page [Inline],
    /// Where it stands.
    span: Span,
    source: &'page str,
    /// Its source with everything overwritten by [`FILLER`] that readers do not read as words: code, HTML, addresses, escapes.
    words: Cow<'page, str>,
    /// The same, but links are overwritten with their words.
    plain: Cow<'page, str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LeafKind {
    Paragraph,
    Heading,
    Cell,
}

/// Stands in the place of what is not looked at; no writer types it, and it is no space and no part of a word.
const FILLER: char = '\u{1}';

impl<'page> Subject<'page> {
    fn new(path: &'page SourcePath, text: &'page str, body: usize, blocks: &'page [Block], links: &'page [Link]) -> Subject<'page> {
        let mut places = Places::default();
        let mut found = Vec::new();
        places.blocks(text, blocks, &mut found);
        let leaves = found.into_iter().filter_map(|(kind, inlines)| Leaf::new(text, kind, inlines, links)).collect();
        Subject { path, text, body, blocks, links, lines: OnceCell::new(), leaves, code: places.code, frames: places.frames }
    }

    /// The number of the line of an offset, for messages that speak of several lines.
    fn line_number(&self, offset: usize) -> usize {
        self.lines.get_or_init(|| LineIndex::new(self.text)).position(self.text, offset).line
    }

    /// Where the line of an offset begins.
    fn line_start(&self, offset: usize) -> usize {
        self.text[..offset].rfind('\n').map_or(0, |at| at + 1)
    }

    /// Where the line of an offset ends, without its line end.
    fn line_end(&self, offset: usize) -> usize {
        let end = self.text[offset..].find('\n').map_or(self.text.len(), |at| offset + at);
        offset + self.text[offset..end].trim_end_matches('\r').len()
    }

    /// The line end that the file uses around an offset.
    fn line_ending(&self) -> &'static str {
        if self.text.find('\n').is_some_and(|at| self.text[..at].ends_with('\r')) { "\r\n" } else { "\n" }
    }
}

/// Whether an offset lies in one of these sorted places.
fn inside(places: &[Span], at: usize) -> bool {
    let next = places.partition_point(|place| place.end <= at);
    places.get(next).is_some_and(|place| place.start <= at)
}

#[derive(Default)]
struct Places {
    code: Vec<Span>,
    frames: Vec<Span>,
}

// Recursion is bounded by `markdown::MAX_DEPTH`.
impl Places {
    fn blocks<'page>(&mut self, text: &str, blocks: &'page [Block], leaves: &mut Vec<(LeafKind, &'page [Inline])>) {
        for block in blocks {
            match &block.kind {
                BlockKind::Paragraph(inlines) => self.leaf(LeafKind::Paragraph, inlines, leaves),
                BlockKind::Heading { inlines, .. } => self.leaf(LeafKind::Heading, inlines, leaves),
                BlockKind::Table { head, rows, .. } => {
                    for cell in head.iter().chain(rows.iter().flatten()) {
                        self.leaf(LeafKind::Cell, cell, leaves);
                    }
                }
                BlockKind::Quote { blocks, .. } | BlockKind::Footnote { blocks, .. } | BlockKind::Shortcode { blocks, .. } => {
                    self.blocks(text, blocks, leaves)
                }
                // Terms and their meanings take turns, and places are told in the order of the page.
                BlockKind::Definitions(parts) => parts.iter().for_each(|part| match part {
                    Definition::Term { inlines, .. } => self.leaf(LeafKind::Paragraph, inlines, leaves),
                    Definition::Meaning { blocks, .. } => self.blocks(text, blocks, leaves),
                }),
                BlockKind::List { items, .. } => items.iter().for_each(|item| self.blocks(text, &item.blocks, leaves)),
                BlockKind::Code(_) => self.code.push(whole_lines(text, block.span)),
                BlockKind::Html(pieces) => self.html(pieces, block.span),
                _ => {}
            }
        }
    }

    /// Only frames that are still there are of interest: what was taken out has its own message.
    fn html(&mut self, pieces: &[HtmlPiece], span: Span) {
        if pieces.iter().any(|piece| matches!(piece, HtmlPiece::Markup(markup) if markup.contains("<iframe"))) {
            self.frames.push(span);
        }
    }

    fn leaf<'page>(&mut self, kind: LeafKind, inlines: &'page [Inline], leaves: &mut Vec<(LeafKind, &'page [Inline])>) {
        if !inlines.is_empty() {
            leaves.push((kind, inlines));
            self.inlines(inlines);
        }
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match &inline.kind {
                InlineKind::Code(_) => self.code.push(inline.span),
                InlineKind::Html(pieces) => self.html(pieces, inline.span),
                InlineKind::Emphasis(inner)
                | InlineKind::Strong(inner)
                | InlineKind::Strike(inner)
                | InlineKind::Link { inlines: inner, .. } => self.inlines(inner),
                _ => {}
            }
        }
    }
}

/// The span of a block, begun at the start of its first line: the blanks in front of indented code belong to it.
fn whole_lines(text: &str, span: Span) -> Span {
    let start = text[..span.start].trim_end_matches([' ', '\t']).len();
    Span::new(if text[..start].ends_with('\n') { start } else { span.start }, span.end)
}

impl<'page> Leaf<'page> {
    fn new(text: &'page str, kind: LeafKind, inlines: &'page [Inline], links: &[Link]) -> Option<Leaf<'page>> {
        let start = inlines.iter().map(|inline| inline.span.start).min()?;
        let end = inlines.iter().map(|inline| inline.span.end).max()?.min(text.len());
        // Nothing of ours points outside the page or into a character, but a piece made elsewhere might: then it is not looked at.
        let source = text.get(start..end).filter(|source| !source.is_empty())?;
        let has_signs = has(source, b'\\') || has(source, b'{');
        let covered = |words: LinkWords| {
            let mut cover = Cover { start, bytes: source.as_bytes().to_vec() };
            if has_signs {
                cover.escapes_and_attributes();
            }
            cover.inlines(inlines, links, words);
            Cow::Owned(cover.text())
        };
        // Most texts are nothing but words.
        let bare = !has_signs && is_words(inlines);
        let [words, plain] = [LinkWords::Keep, LinkWords::Cover].map(|words| if bare { Cow::Borrowed(source) } else { covered(words) });
        Some(Leaf { kind, inlines, span: Span::new(start, end), source, words, plain })
    }

    /// A range of the leaf's text as a place in the file.
    fn place(&self, start: usize, end: usize) -> Span {
        Span::new(self.span.start + start, self.span.start + end)
    }

    /// Every piece of text with its place, also inside emphasis and links.
    fn texts(&self, found: &mut Vec<Span>) {
        push_texts(self.inlines, found);
    }
}

// Recursion is bounded by `markdown::MAX_DEPTH`.
fn push_texts(inlines: &[Inline], found: &mut Vec<Span>) {
    for inline in inlines {
        match &inline.kind {
            // A text with abbreviations in it is several pieces with one place.
            InlineKind::Text(_) if found.last() != Some(&inline.span) => found.push(inline.span),
            InlineKind::Emphasis(inner)
            | InlineKind::Strong(inner)
            | InlineKind::Strike(inner)
            | InlineKind::Link { inlines: inner, .. } => push_texts(inner, found),
            _ => {}
        }
    }
}

/// Whether a text has an ASCII character: most have none of those that a check is about.
fn has(text: &str, sign: u8) -> bool {
    text.as_bytes().contains(&sign)
}

/// Whether there is nothing in it that a [`Cover`] lies on. Recursion is bounded by `markdown::MAX_DEPTH`.
fn is_words(inlines: &[Inline]) -> bool {
    inlines.iter().all(|inline| match &inline.kind {
        InlineKind::Text(_) | InlineKind::Abbreviation { .. } | InlineKind::SoftBreak | InlineKind::HardBreak => true,
        InlineKind::Emphasis(inner) | InlineKind::Strong(inner) | InlineKind::Strike(inner) => is_words(inner),
        _ => false,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LinkWords {
    Keep,
    Cover,
}

/// Overwrites what is not looked at.
struct Cover {
    start: usize,
    bytes: Vec<u8>,
}

impl Cover {
    fn span(&mut self, start: usize, end: usize) {
        let length = self.bytes.len();
        let (start, end) = (start.saturating_sub(self.start).min(length), end.saturating_sub(self.start).min(length));
        if start < end {
            self.bytes[start..end].iter_mut().filter(|byte| !matches!(**byte, b'\n' | b'\r')).for_each(|byte| *byte = FILLER as u8);
        }
    }

    /// `\[` and `{: .class}`.
    fn escapes_and_attributes(&mut self) {
        let mut at = 0;
        let mut no_end_before = 0;
        while at + 1 < self.bytes.len() {
            match (self.bytes[at], self.bytes[at + 1]) {
                (b'\\', next) if next.is_ascii_punctuation() => {
                    self.bytes[at..at + 2].fill(FILLER as u8);
                    at += 2;
                }
                (b'{', b':') if at >= no_end_before => {
                    let line = self.bytes[at..].iter().position(|byte| matches!(byte, b'}' | b'\n'));
                    match line.map(|length| at + length) {
                        Some(end) if self.bytes[end] == b'}' => {
                            self.bytes[at..=end].fill(FILLER as u8);
                            at = end + 1;
                        }
                        // Not looked for again on this line.
                        Some(end) => (no_end_before, at) = (end, at + 1),
                        None => (no_end_before, at) = (usize::MAX, at + 1),
                    }
                }
                _ => at += 1,
            }
        }
    }

    // Recursion is bounded by `markdown::MAX_DEPTH`.
    fn inlines(&mut self, inlines: &[Inline], links: &[Link], words: LinkWords) {
        for inline in inlines {
            let span = inline.span;
            match &inline.kind {
                InlineKind::Code(_) | InlineKind::Html(_) | InlineKind::Image { .. } | InlineKind::FootnoteMark(_) => {
                    self.span(span.start, span.end);
                }
                InlineKind::Link { link, inlines: inner, .. } => {
                    let first = inner.first().map_or(span.end, |inline| inline.span.start);
                    let last = inner.last().map_or(span.end, |inline| inline.span.end);
                    // An address that is its own text and stands without marks around it is text to its writer.
                    let bare = first == span.start && last == span.end;
                    let address = matches!(inner.as_slice(), [Inline { kind: InlineKind::Text(text), .. }]
                        if links.get(link.0).is_some_and(|link| link.to.trim_start_matches("mailto:") == text));
                    if bare {
                        if words == LinkWords::Keep {
                            self.span(span.start, span.end);
                        }
                    } else if address || words == LinkWords::Cover {
                        self.span(span.start, span.end);
                    } else {
                        self.span(span.start, first);
                        self.span(last, span.end);
                        self.inlines(inner, links, words);
                    }
                }
                InlineKind::Emphasis(inner) | InlineKind::Strong(inner) | InlineKind::Strike(inner) => self.inlines(inner, links, words),
                InlineKind::Text(_) | InlineKind::Abbreviation { .. } | InlineKind::SoftBreak | InlineKind::HardBreak => {}
                // Whatever else there is has a form of its own.
                #[allow(unreachable_patterns, reason = "kinds that come later are not read as words before somebody has thought about it")]
                _ => self.span(span.start, span.end),
            }
        }
    }

    fn text(self) -> String {
        // Spans begin and end at characters; if one ever did not, the leaf is looked at as if it were empty.
        String::from_utf8(self.bytes).unwrap_or_default()
    }
}
