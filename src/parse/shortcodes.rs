//! Shortcodes of Hugo and Docsy, `{{% alert %}} … {{% /alert %}}` and `{{< youtube id >}}`, and `:::note` … `:::`, each alone on its line.
//!
//! Like attribute lists they are found in the source and blanked there, byte for byte, before it is read as Markdown: what stands between
//! the tags stays Markdown, with every position true. Afterwards the blocks between two tags are put together. Which names there are is
//! the theme's to say; a tag inside a line is left as text.

use std::ops::Range;

use super::document::{Block, BlockKind, Item, Shortcode};
use crate::base::Span;

/// A shortcode that was blanked out of the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// What was written.
    pub shortcode: Shortcode,
    /// From its first tag to the end of its last.
    pub span: Range<usize>,
    /// What stands between its tags, without blanks around it; empty for a single tag.
    pub content: Range<usize>,
    /// Blanks in front of its first tag.
    pub indent: usize,
}

/// A tag alone on its line.
struct Tag {
    name: String,
    arguments: Vec<(String, String)>,
    closing: bool,
    single: bool,
    span: Range<usize>,
    indent: usize,
}

/// Blanks every shortcode of `text` that is not inside one of the `code` ranges (sorted). The answer has as many bytes as `text`.
pub fn blank(text: &str, code: &[Range<usize>]) -> (String, Vec<Region>) {
    let mut bytes = text.as_bytes().to_vec();
    let mut open: Vec<Tag> = Vec::new();
    let mut regions = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let next = code.partition_point(|range| range.end <= start);
        if code.get(next).is_some_and(|range| range.start <= start) {
            continue;
        }
        let Some(tag) = read_tag(line, start, open.last()) else { continue };
        if tag.closing && !open.iter().any(|other| other.name == tag.name) {
            continue;
        }
        bytes[tag.span.clone()].fill(b' ');
        if !tag.closing {
            open.push(tag);
            continue;
        }
        // Tags without an end stand alone.
        while let Some(first) = open.pop() {
            let paired = first.name == tag.name && !first.single;
            regions.push(region(text, &first, paired.then_some(&tag)));
            if paired {
                break;
            }
        }
    }
    regions.extend(open.iter().map(|tag| region(text, tag, None)));
    regions.sort_by_key(|region| (region.span.len(), region.span.start));
    // Only whole characters were overwritten, with ASCII.
    (String::from_utf8(bytes).unwrap_or_else(|_| text.to_string()), regions)
}

fn region(text: &str, first: &Tag, last: Option<&Tag>) -> Region {
    let end = last.map_or(first.span.end, |last| last.span.end);
    let inner = first.span.end..last.map_or(first.span.end, |last| last.span.start);
    let words = text[inner.clone()].trim();
    let begins = inner.start + (text[inner.clone()].len() - text[inner.clone()].trim_start().len());
    let shortcode = Shortcode {
        name: first.name.clone(),
        arguments: first.arguments.clone(),
        source: text[first.span.clone()].to_string(),
        source_end: last.map(|last| text[last.span.clone()].to_string()),
    };
    Region { shortcode, span: first.span.start..end, content: begins..begins + words.len(), indent: first.indent }
}

/// The tag that a line consists of.
fn read_tag(line: &str, start: usize, open: Option<&Tag>) -> Option<Tag> {
    let words = line.trim();
    let indent = line.len() - line.trim_start().len();
    let span = start + indent..start + indent + words.len();
    if let Some(rest) = words.strip_prefix(":::") {
        return read_colons(rest, span, indent, open);
    }
    let inner = [("{{%", "%}}"), ("{{<", ">}}")].iter().find_map(|(begin, end)| words.strip_prefix(begin)?.strip_suffix(end))?;
    if inner.contains("{{") || inner.starts_with("/*") {
        return None;
    }
    let inner = inner.trim();
    let (closing, inner) = inner.strip_prefix('/').map_or((false, inner), |rest| (true, rest.trim()));
    let (single, inner) = inner.strip_suffix('/').map_or((false, inner), |rest| (true, rest.trim()));
    let (name, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    is_name(name).then(|| Tag { name: name.to_string(), arguments: arguments(rest), closing, single, span, indent })
}

/// `:::note A title`, or `:::` alone, which ends the last one.
fn read_colons(rest: &str, span: Range<usize>, indent: usize, open: Option<&Tag>) -> Option<Tag> {
    let rest = rest.trim_start_matches(':').trim();
    if rest.is_empty() {
        let open = open.filter(|open| open.name == "admonition")?;
        return Some(Tag { name: open.name.clone(), arguments: Vec::new(), closing: true, single: false, span, indent });
    }
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (kind, title) = rest.split_at(end);
    if !matches!(kind, "note" | "tip" | "info" | "important" | "warning" | "caution" | "danger") {
        return None;
    }
    let title = title.trim().trim_start_matches('[').trim_end_matches(']').trim_matches('"');
    let mut arguments = vec![("kind".to_string(), kind.to_string())];
    if !title.is_empty() {
        arguments.push(("title".to_string(), title.to_string()));
    }
    Some(Tag { name: "admonition".to_string(), arguments, closing: false, single: false, span, indent })
}

/// `key="value"`, `key=value` and bare values, which are numbered from `0`.
fn arguments(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    let mut bare = 0;
    while !rest.is_empty() {
        let key_end = rest.find(|c: char| c == '=' || c.is_whitespace() || c == '"').unwrap_or(rest.len());
        let key = &rest[..key_end];
        let (key, value) = match rest[key_end..].strip_prefix('=') {
            Some(value) if is_name(key) => (key.to_string(), value),
            _ => {
                bare += 1;
                ((bare - 1).to_string(), rest)
            }
        };
        let (value, after) = read_value(value);
        found.push((key, value.to_string()));
        rest = after.trim_start();
    }
    found
}

/// A value in quotes of some kind, or up to the next blank.
fn read_value(text: &str) -> (&str, &str) {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '`' | '\''))
        && let Some(end) = text[1..].find(quote)
    {
        return (&text[1..=end], &text[end + 2..]);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len()).max(1).min(text.len());
    let end = (end..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    text.split_at(end)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// Puts the blocks between two tags together; `offset` is where the text begins in its file.
pub fn gather(blocks: &mut Vec<Block>, regions: &[Region], offset: usize) {
    for region in regions {
        put(blocks, region, offset);
    }
}

/// Recursion is bounded by `markdown::MAX_DEPTH`.
fn put(blocks: &mut Vec<Block>, region: &Region, offset: usize) {
    let content = Span::from(region.content.clone()).shifted(offset);
    let covers = |span: Span| span.start <= content.start && content.end <= span.end;
    if region.indent > 0
        && let Some(inner) = blocks.iter_mut().filter(|block| covers(block.span)).find_map(|block| container(block, covers))
    {
        return put(inner, region, offset);
    }
    let span = Span::from(region.span.clone()).shifted(offset);
    let first = blocks.iter().position(|block| block.span.start >= span.start).unwrap_or(blocks.len());
    let last = first + blocks[first..].iter().take_while(|block| block.span.start < span.end).count();
    let inside: Vec<Block> = blocks.drain(first..last).collect();
    let kind = BlockKind::Shortcode { shortcode: region.shortcode.clone(), blocks: inside };
    blocks.insert(first, Block { kind, attributes: Default::default(), span });
}

/// The blocks inside of a block among which a region lies.
fn container(block: &mut Block, covers: impl Fn(Span) -> bool) -> Option<&mut Vec<Block>> {
    match &mut block.kind {
        BlockKind::Quote { blocks, .. } | BlockKind::Footnote { blocks, .. } | BlockKind::Shortcode { blocks, .. } => Some(blocks),
        BlockKind::List { items, .. } => items.iter_mut().find(|item: &&mut Item| covers(item.span)).map(|item| &mut item.blocks),
        _ => None,
    }
}
