//! HTML elements whose content is Markdown, as kramdown reads them: `markdown="1"`, `"block"`, `"span"`, `"0"`, and the option
//! `parse_block_html`.
//!
//! Finds the tags; `tags.rs` puts marks in their place, so that what stands between them is read as Markdown.

use std::collections::HashMap;
use std::ops::Range;

use super::kramdown::{Settings, inside, is_mark_of_item};
use super::tags::Plain;

/// A tag that is not read as it stands.
pub enum HtmlTag {
    /// The first or last tag of an element whose content is Markdown.
    Block {
        /// Where it stands.
        range: Range<usize>,
        /// What is to be read as HTML in its place.
        html: String,
        /// Whether paragraphs are left out of its content from here on.
        plain: Plain,
    },
    /// An element whose content is no Markdown.
    Raw {
        /// From its first tag to its last.
        range: Range<usize>,
        /// What is to be read as HTML in its place.
        html: String,
        /// Whether it stands on lines of its own.
        alone: bool,
    },
    /// The attribute alone: it is taken out.
    Attribute {
        /// Where it stands.
        range: Range<usize>,
    },
}

/// What the content of an element is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Blocks,
    Text,
    Raw,
}

/// A tag as it stands in the source.
struct Found {
    name: String,
    range: Range<usize>,
    closing: bool,
    /// `<br/>` and elements that never have an end.
    alone: bool,
    /// `markdown="…"`, with the blank before it.
    attribute: Option<(Range<usize>, String)>,
    /// Only blanks and other tags stand before it on its line.
    begins_line: bool,
}

/// Nobody writes a longer tag.
const MAX_TAG: usize = 2000;

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "details",
    "div",
    "dl",
    "fieldset",
    "figure",
    "figcaption",
    "footer",
    "form",
    "header",
    "hgroup",
    "iframe",
    "li",
    "main",
    "map",
    "menu",
    "nav",
    "noscript",
    "object",
    "section",
    "summary",
    "td",
];
const RAW: &[&str] = &[
    "script", "style", "math", "option", "textarea", "pre", "code", "kbd", "samp", "var", "colgroup", "table", "tbody", "thead", "tfoot",
    "tr", "ul", "ol",
];
/// Elements of running text: they stand in a line even at its beginning.
const IN_LINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "big", "bdo", "br", "button", "cite", "code", "del", "dfn", "em", "i", "img", "input", "ins", "kbd",
    "label", "mark", "option", "q", "ruby", "rp", "rt", "samp", "select", "small", "span", "strong", "sub", "sup", "tt", "u", "var",
];
const VOID: &[&str] =
    &["area", "base", "br", "col", "command", "embed", "hr", "img", "input", "keygen", "link", "meta", "param", "source", "track", "wbr"];

/// The tags of a page that are not read as they stand, in order, and the stretches between them that are Markdown. Reads every tag once.
pub fn tags(text: &str, code: &[Range<usize>], settings: &Settings) -> (Vec<HtmlTag>, Vec<Range<usize>>) {
    let mut found = all(text, code);
    // Which tags belong together.
    let mut open: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut end: Vec<Option<usize>> = vec![None; found.len()];
    for (index, tag) in found.iter().enumerate() {
        if tag.closing {
            if let Some(first) = open.get_mut(tag.name.as_str()).and_then(Vec::pop) {
                end[first] = Some(index);
            }
        } else if !tag.alone {
            open.entry(&tag.name).or_default().push(index);
        }
    }
    // What stands right behind an element that begins its line does so too: `<dt>…</dt><dd>…</dd>`.
    let mut first_of: Vec<Option<usize>> = vec![None; found.len()];
    for (first, last) in end.iter().enumerate() {
        last.iter().for_each(|last| first_of[*last] = Some(first));
    }
    let mut behind = vec![false; found.len()];
    for index in 1..found.len() {
        let between = &text[found[index - 1].range.end..found[index].range.start];
        behind[index] = between.len() < 100
            && between.chars().all(|c| matches!(c, ' ' | '\t'))
            && first_of[index - 1].is_some_and(|first| found[first].begins_line || behind[first]);
    }
    found.iter_mut().zip(behind).for_each(|(tag, behind)| tag.begins_line |= behind && BLOCKS.contains(&tag.name.as_str()));
    let mut tags = Vec::new();
    // How far the last element reaches that is no Markdown.
    let mut raw_up_to = 0;
    for (index, tag) in found.iter().enumerate().filter(|(_, tag)| !tag.closing) {
        let by_option = settings.parses_block_html(tag.range.start);
        let Some(content) = content(tag, by_option) else {
            tags.extend(tag.attribute.as_ref().map(|(range, _)| HtmlTag::Attribute { range: range.clone() }));
            continue;
        };
        let html = match &tag.attribute {
            Some((range, _)) => format!("{}{}", &text[tag.range.start..range.start], &text[range.end..tag.range.end]),
            None => text[tag.range.clone()].to_string(),
        };
        let last = end[index].map(|last| &found[last]);
        let in_line = IN_LINE.contains(&tag.name.as_str()) || !tag.begins_line;
        match (content, last) {
            (Content::Raw, Some(last)) if !tag.alone => {
                let whole = tag.range.start..last.range.end;
                if whole.start < raw_up_to {
                    continue;
                }
                raw_up_to = whole.end;
                // What stands in it may say that it is Markdown again.
                let mut html = html;
                let mut from = tag.range.end;
                let last_index = end[index].unwrap_or(index);
                let mut inner = index + 1;
                while inner < last_index {
                    let Some(inner_last) = end[inner].filter(|inner_last| {
                        *inner_last < last_index
                            && found[inner].attribute.is_some()
                            && matches!(self::content(&found[inner], false), Some(Content::Blocks | Content::Text))
                    }) else {
                        inner += 1;
                        continue;
                    };
                    html.push_str(&text[from..found[inner].range.start]);
                    let start = if from == tag.range.end { whole.start } else { from };
                    tags.push(HtmlTag::Raw { range: start..found[inner].range.start, html: std::mem::take(&mut html), alone: !in_line });
                    from = found[inner_last].range.end;
                    inner = inner_last + 1;
                }
                let start = if from == tag.range.end { whole.start } else { from };
                html.push_str(&text[from..whole.end]);
                tags.push(HtmlTag::Raw { range: start..whole.end, html, alone: !in_line });
            }
            (Content::Raw, _) => tags.extend(tag.attribute.as_ref().map(|(range, _)| HtmlTag::Attribute { range: range.clone() })),
            _ if in_line || tag.alone => {
                tags.extend(tag.attribute.as_ref().map(|(range, _)| HtmlTag::Attribute { range: range.clone() }));
            }
            (content, last) => {
                let (begins, ends) = if content == Content::Text { (Plain::Begins, Plain::Ends) } else { (Plain::Neither, Plain::Neither) };
                tags.push(HtmlTag::Block { range: tag.range.clone(), html, plain: begins });
                if let Some(last) = last {
                    let html = text[last.range.clone()].to_string();
                    tags.push(HtmlTag::Block { range: last.range.clone(), html, plain: ends });
                }
            }
        }
    }
    let read = read_as_markdown(&found, &end, settings);
    tags.extend(elements_between(text, &found, &end, settings, &read));
    (tags, read)
}

/// The code in a stretch of raw HTML that says that it is Markdown, found by its signs: how far its lines are indented says nothing.
///
/// Two runs of signs of one length belong together, so there are never more unmatched ones than lengths.
pub fn code_in(text: &str, html: &Range<usize>) -> Vec<Range<usize>> {
    let inner = &text[html.clone()];
    let signs = inner.contains('`') || inner.contains("~~~");
    if !signs || !inner.to_ascii_lowercase().contains("markdown=") && !text.contains("parse_block_html") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 0);
    while let Some(start) = inner[at..].find(['`', '~']).map(|next| at + next) {
        let sign = inner.as_bytes()[start];
        let length = run(inner, start, sign);
        line = inner[at..start].rfind('\n').map_or(line, |end| at + end + 1);
        at = start + length;
        let is_fence = length >= 3 && is_beginning(&inner[line..start]);
        if sign == b'~' && !is_fence {
            continue;
        }
        // A fence without an end goes on to the end of its element.
        let rest = if is_fence { &inner[at..] } else { paragraph(&inner[at..]) };
        let end = end_of_code(rest, sign, length).map(|end| at + end).or(is_fence.then_some(inner.len()));
        if let Some(end) = end {
            found.push(html.start + start..html.start + end);
            line = inner[at..end].rfind('\n').map_or(line, |line_end| at + line_end + 1);
            at = end;
        }
    }
    found
}

/// How often a sign stands there in a row.
fn run(text: &str, start: usize, sign: u8) -> usize {
    text.as_bytes()[start..].iter().take_while(|byte| **byte == sign).count()
}

/// Behind the next run of a sign that has this length.
fn end_of_code(text: &str, sign: u8, length: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(start) = text.as_bytes()[at..].iter().position(|byte| *byte == sign).map(|next| at + next) {
        let found = run(text, start, sign);
        at = start + found;
        if found == length {
            return Some(at);
        }
    }
    None
}

/// Up to the next blank line; no code in a line is longer.
fn paragraph(text: &str) -> &str {
    const LONGEST: usize = 10_000;
    let end = (0..=LONGEST.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let near = &text[..end];
    &near[..near.find("\n\n").unwrap_or(near.len())]
}

/// Elements of HTML among blocks of Markdown, such as a `summary` above text: each is a block of its own, whatever stands on the next line.
fn elements_between(text: &str, found: &[Found], end: &[Option<usize>], settings: &Settings, read: &[Range<usize>]) -> Vec<HtmlTag> {
    let mut elements = Vec::new();
    let mut done = 0;
    for (index, tag) in found.iter().enumerate() {
        let Some(last) = end[index].filter(|_| index >= done && tag.begins_line && !IN_LINE.contains(&tag.name.as_str())) else { continue };
        let range = tag.range.start..found[last].range.end;
        // Also right behind the tag around, where the stretch before it is empty.
        let next = read.partition_point(|range| range.end < tag.range.start);
        let between = read.get(next).is_some_and(|range| range.start <= tag.range.start);
        let plain = found[index..last].iter().all(|tag| content(tag, settings.parses_block_html(tag.range.start)).is_none());
        let goes_on = text[range.end..]
            .trim_start_matches([' ', '\t', '\r'])
            .strip_prefix('\n')
            .is_some_and(|rest| !rest.trim_start_matches([' ', '>']).starts_with(['\n', '\r', '<']));
        if between && plain {
            done = last;
            if goes_on {
                elements.push(HtmlTag::Raw { html: text[range.clone()].to_string(), range, alone: true });
            }
        }
    }
    elements
}

/// The stretches that are the content of an element whose content is Markdown, without the elements in them for which that is not said.
fn read_as_markdown(found: &[Found], end: &[Option<usize>], settings: &Settings) -> Vec<Range<usize>> {
    let mut read = Vec::new();
    // Elements that are open: by their last tag, and whether their content is Markdown.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut from = 0;
    for (index, tag) in found.iter().enumerate() {
        let before = open.last().is_some_and(|(_, markdown)| *markdown);
        // Elements may end crosswise: one in the middle that has ended goes when it comes to the top.
        while open.last().is_some_and(|(last, _)| *last <= index) {
            open.pop();
        }
        if let Some(last) = end[index].filter(|_| tag.begins_line && !IN_LINE.contains(&tag.name.as_str())) {
            let content = content(tag, settings.parses_block_html(tag.range.start));
            open.push((last, matches!(content, Some(Content::Blocks | Content::Text))));
        }
        let now = open.last().is_some_and(|(_, markdown)| *markdown);
        if before && !now {
            read.push(from..tag.range.start);
        } else if now && !before {
            from = tag.range.end;
        }
    }
    read
}

/// What the content of an element is; `None` when nothing says that it is anything but HTML.
fn content(tag: &Found, by_option: bool) -> Option<Content> {
    let name = tag.name.as_str();
    let usual = if BLOCKS.contains(&name) {
        Content::Blocks
    } else if RAW.contains(&name) {
        Content::Raw
    } else {
        Content::Text
    };
    match tag.attribute.as_ref().map(|(_, value)| value.as_str()) {
        Some("1") if usual == Content::Raw => None,
        Some("1") => Some(usual),
        Some("block") => Some(Content::Blocks),
        Some("span") => Some(Content::Text),
        Some("0") => Some(Content::Raw),
        _ if by_option && usual != Content::Raw && !IN_LINE.contains(&name) => Some(usual),
        _ => None,
    }
}

/// Every tag outside of code.
fn all(text: &str, code: &[Range<usize>]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    // Where the last tag ended, if only blanks and tags stand before it on its line.
    let mut tags_up_to = None;
    let mut line = 0;
    while let Some(next) = text.as_bytes()[at..].iter().position(|byte| matches!(byte, b'<' | b'\n')).map(|next| at + next) {
        at = next + 1;
        if text.as_bytes()[next] == b'\n' {
            (line, tags_up_to) = (at, None);
            continue;
        }
        if text[next..].starts_with("<!--") {
            at = text[next..].find("-->").map_or(text.len(), |end| next + end + 3);
            tags_up_to = None;
            continue;
        }
        if inside(code, next) {
            continue;
        }
        let Some(mut tag) = read(text, next) else { continue };
        let before = &text[tags_up_to.unwrap_or(line)..next];
        tag.begins_line = if tags_up_to.is_some() {
            before.trim_matches([' ', '\t', '>']).is_empty()
        } else {
            before.len() < 100 && is_beginning(before)
        };
        at = tag.range.end;
        tags_up_to = tag.begins_line.then_some(at);
        if text[tag.range.clone()].contains('\n') {
            line = at;
        }
        found.push(tag);
    }
    found
}

/// Whether a text is blanks, marks of quotes and marks of list items: what a line can begin with.
fn is_beginning(text: &str) -> bool {
    let mut words = text.split([' ', '\t', '>']).filter(|word| !word.is_empty());
    (text.is_empty() || text.ends_with([' ', '\t', '>'])) && words.all(is_mark_of_item)
}

/// The tag that begins at `<`.
fn read(text: &str, start: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let closing = bytes.get(start + 1) == Some(&b'/');
    let name_start = start + 1 + usize::from(closing);
    let name_end = name_start + bytes[name_start..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    if !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    let name = text[name_start..name_end].to_ascii_lowercase();
    let mut at = name_end;
    let mut attribute = None;
    let last = bytes.len().min(start + MAX_TAG);
    loop {
        let blanks = at;
        while at < last && bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        match bytes.get(at).filter(|_| at < last)? {
            b'>' => break,
            b'/' => at += 1,
            b'<' => return None,
            _ => {
                if at == blanks {
                    return None;
                }
                let key_start = at;
                while at < last && !matches!(bytes[at], b'=' | b'>' | b'/' | b'<') && !bytes[at].is_ascii_whitespace() {
                    at += 1;
                }
                let key_end = at;
                let mut value = String::new();
                if bytes.get(at) == Some(&b'=') {
                    at += 1;
                    let value_start = at;
                    match bytes.get(at) {
                        Some(quote @ (b'"' | b'\'')) => {
                            let end = bytes[at + 1..last.max(at + 1)].iter().position(|byte| byte == quote)? + at + 1;
                            value = text.get(at + 1..end)?.to_string();
                            at = end + 1;
                        }
                        _ => {
                            while at < last && !matches!(bytes[at], b'>' | b'<') && !bytes[at].is_ascii_whitespace() {
                                at += 1;
                            }
                            value = text.get(value_start..at)?.to_string();
                        }
                    }
                }
                if !closing && text.get(key_start..key_end)?.eq_ignore_ascii_case("markdown") && attribute.is_none() {
                    attribute = Some((blanks..at, value));
                }
            }
        }
    }
    let alone = !closing && (bytes[at - 1] == b'/' || VOID.contains(&name.as_str()));
    Some(Found { name, range: start..at + 1, closing, alone, attribute, begins_line: false })
}
