//! What kramdown has beside Markdown, found in the source before it is read: attribute lists `{: #id .class key="value"}`, lists with a
//! name, comments, options, abbreviations. Hugo's `{.class}` on a line of its own is read like `{: .class}`.
//!
//! On events it would be too late: with smart punctuation `"` arrives as a curly quote, and below a table the line becomes a row.
//! What is found is blanked byte for byte, so that every later position in the page stays true. Knows nothing of code: its caller says
//! which ranges are code and must be left alone.

use std::collections::BTreeMap;
use std::ops::Range;

use super::document::{Attributes, Levels};
use crate::base::Span;

/// Stands in the place of a list in a line that a word follows: white space to Markdown's rules for emphasis. The lowering drops it.
pub const BLANK: char = '\u{c}';

/// Nobody writes a longer list; looking further would make long lines of braces slow.
const MAX_LENGTH: usize = 1000;

/// A list may take over from so many others, theirs included.
const MAX_NAMES: usize = 32;

/// An attribute list that was blanked out of the source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributeList {
    /// Where it stood; behind pieces of text and at items, where it was taken out.
    pub span: Span,
    /// Where it was written, in the text before anything was taken out.
    pub written: Span,
    /// What it belongs to.
    pub place: Place,
    /// What it gives.
    pub attributes: Attributes,
    /// Whether it makes its list a table of contents.
    pub contents: bool,
    /// Names of other lists that it takes over.
    pub names: Vec<String>,
    /// Words that mean nothing, and names that are not on the allow-list.
    pub refused: Vec<String>,
}

/// What an attribute list can belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The piece of text that ends where it begins.
    #[default]
    Text,
    /// The heading on whose line it stands.
    Heading,
    /// The raw HTML that ends on the line above.
    Html,
}

/// A line `*[WORD]: What it is short for`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abbreviation {
    /// The word.
    pub word: String,
    /// What it is short for.
    pub title: String,
    /// What a list below it gives each use.
    pub attributes: Attributes,
}

/// What was found, and the source without it.
#[derive(Debug, Default)]
pub struct Blanked {
    /// As many bytes as the source, line ends in the same places.
    pub text: String,
    /// The lists with a name.
    pub named: BTreeMap<String, AttributeList>,
    /// The abbreviations in order; of two for one word the last one counts.
    pub abbreviations: Vec<Abbreviation>,
}

/// What the site and `{::options … /}` say about how a page is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `$…$` is a formula.
    pub math: bool,
    /// Raw HTML is more than text.
    pub html_is_read: bool,
    /// From where on the content of all HTML is Markdown, and from where on not.
    pub parse_block_html: Vec<(usize, bool)>,
    /// The levels of headings that a table of contents shows.
    pub toc_levels: Option<Levels>,
    /// Options that say nothing here, with their places.
    pub refused: Vec<(Span, String)>,
    /// Extensions that kramdown does not know: readers see them.
    pub unknown: Vec<(Span, String)>,
}

/// The extensions of kramdown.
pub const EXTENSIONS: &[&str] = &["comment", "nomarkdown", "options"];

/// Options that change nothing for readers of a site, or say what is done anyway.
const QUIET: &[&str] = &[
    "input",
    "hard_wrap",
    "gfm_quirks",
    "auto_ids",
    "auto_id_stripping",
    "parse_span_html",
    "smart_quotes",
    "typographic_symbols",
    "entity_output",
    "line_width",
    "html_to_native",
    "syntax_highlighter",
    "syntax_highlighter_opts",
    "math_engine",
    "math_engine_opts",
    "footnote_nr",
    "footnote_backlink",
    "footnote_backlink_inline",
    "show_warnings",
    "header_links",
];

impl Settings {
    /// Whether the content of HTML at a place is Markdown without more being said.
    pub fn parses_block_html(&self, at: usize) -> bool {
        let next = self.parse_block_html.partition_point(|(from, _)| *from <= at);
        next.checked_sub(1).is_some_and(|last| self.parse_block_html[last].1)
    }

    /// Reads the options that stand in a page, and finds extensions that are none.
    pub fn read_options(&mut self, text: &str, code: &[Range<usize>]) {
        for (found, begin) in text.match_indices("{::") {
            let rest = &text[found + begin.len()..];
            let name = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(rest.len())];
            let is_tag = rest[name.len()..].starts_with(['}', ' ', '/']) && !name.is_empty();
            if is_tag && !EXTENSIONS.contains(&name) && !inside(code, found) {
                let end = end_of_list(text, found + begin.len()).unwrap_or(found + begin.len() + name.len());
                self.unknown.push((Span::new(found, end), name.to_string()));
            }
        }
        for (found, word) in text.match_indices("{::options") {
            let start = found + word.len();
            let Some(end) = end_of_list(text, start) else { continue };
            if inside(code, found) {
                continue;
            }
            let mut rest = text[start..end - 1].trim().trim_end_matches('/').trim();
            while let Some((key, value, after)) = next_word(rest).filter(|(key, ..)| !key.is_empty()) {
                rest = after.trim_start();
                let value = value.unwrap_or_default();
                let span = Span::new(found, end);
                match key {
                    "parse_block_html" => self.parse_block_html.push((end, value == "true")),
                    "toc_levels" => match levels(&value) {
                        Some(levels) => self.toc_levels = Some(levels),
                        None => self.refused.push((span, format!("toc_levels=\"{value}\""))),
                    },
                    "auto_ids" | "parse_span_html" | "smart_quotes" if value == "false" => {
                        self.refused.push((span, format!("{key}=\"false\"")));
                    }
                    "hard_wrap" if value == "true" => self.refused.push((span, format!("{key}=\"true\""))),
                    key if QUIET.contains(&key) => {}
                    key => self.refused.push((span, key.to_string())),
                }
            }
        }
    }
}

/// `2..3`, `2-3`, `2,4` or `2`.
fn levels(text: &str) -> Option<Levels> {
    let mut found = [false; 6];
    for part in text.split([',', ' ']).filter(|part| !part.is_empty()) {
        let mut ends = part.split(['.', '-']).filter(|end| !end.is_empty()).map(|end| end.parse::<usize>().ok());
        let first = ends.next()??;
        let last = ends.next_back().unwrap_or(Some(first))?;
        if !(1..=6).contains(&first) {
            return None;
        }
        found[first - 1..last.clamp(first, 6)].fill(true);
    }
    found.contains(&true).then_some(Levels(found))
}

/// Blanks all that is kramdown's own in `text` and not inside one of the `code` ranges (sorted). Reads every line once.
pub fn blank(text: &str, code: &[Range<usize>]) -> Blanked {
    let mut bytes = text.as_bytes().to_vec();
    let mut out = Blanked::default();
    // The abbreviation on the line above.
    let mut abbreviation: Option<usize> = None;
    // Whether the line above is text, which an abbreviation can't interrupt, and a list that stood there.
    let mut below_text = false;
    let mut above: Option<AttributeList> = None;
    let mut comment_end = 0;
    let mut comment_quoted = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let prefix = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
        let words = line[prefix..].trim_end();
        let begin = start + prefix;
        let end = begin + words.len();
        if start < comment_end {
            // Words behind the end stand in a line that blanks would make code.
            let goes_on = at > comment_end && !text[comment_end..at].trim().is_empty();
            // In a quote the line stays one of the quote.
            let from = if comment_quoted { start + quote_marks(line) } else { start };
            blank_range(&mut bytes, from.min(comment_end)..at.min(comment_end), if goes_on { BLANK as u8 } else { b' ' });
            abbreviation = None;
            if !goes_on {
                continue;
            }
        }
        if words.is_empty() {
            abbreviation = None;
            (below_text, above) = (false, None);
            continue;
        }
        let is_code = inside(code, begin);
        if !is_code && words.starts_with('{') && words.ends_with('}') {
            if let Some((name, list)) = named_list(words, begin) {
                blank_range(&mut bytes, begin..end, b' ');
                merge(out.named.entry(name).or_default(), list);
                abbreviation = None;
                continue;
            }
            // Other lists on lines of their own have become marks by now; one below an abbreviation belongs to that.
            if let (Some(index), Some(list)) = (abbreviation, line_list(text, begin, end)) {
                blank_range(&mut bytes, begin..end, b' ');
                out.abbreviations[index].attributes.merge(list.attributes);
                continue;
            }
            if is_above_abbreviation(text, end)
                && let Some(list) = line_list(text, begin, end)
            {
                blank_range(&mut bytes, begin..end, b' ');
                above = Some(list);
                continue;
            }
        }
        if !is_code
            && !below_text
            && let Some(mut found) = abbreviation_of(words)
        {
            blank_range(&mut bytes, begin..end, b' ');
            abbreviation = Some(out.abbreviations.len());
            found.attributes.merge(above.take().map(|list| list.attributes).unwrap_or_default());
            out.abbreviations.push(found);
            continue;
        }
        below_text = !is_code && !words.starts_with(['#', '[']) && !words.starts_with("<!--") && !words.starts_with("{:");
        comment_end = comment_end.max(in_line(text, code, begin..end, &mut bytes));
        comment_quoted = quote_marks(line) > 0;
        abbreviation = None;
    }
    // Only whole ASCII ranges or ranges of whole characters were overwritten, so this is still UTF-8.
    out.text = String::from_utf8(bytes).unwrap_or_else(|_| text.to_string());
    out
}

/// How many bytes the marks of quotes take that a line begins with.
fn quote_marks(line: &str) -> usize {
    let prefix = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
    line[..prefix].rfind('>').map_or(0, |last| last + 1)
}

/// Whether an abbreviation is explained on the line below the one that ends at `end`.
pub fn is_above_abbreviation(text: &str, end: usize) -> bool {
    let rest = text[end..].trim_start_matches([' ', '\t', '\r']);
    rest.strip_prefix('\n').is_some_and(|below| below.trim_start_matches([' ', '>']).starts_with("*["))
        && rest[1..].lines().next().is_some_and(|line| abbreviation_of(line.trim_start_matches([' ', '\t', '>']).trim_end()).is_some())
}

/// `-`, `*`, `+`, `1.` or `1)`.
pub fn is_mark_of_item(word: &str) -> bool {
    let numbered = word
        .strip_suffix(['.', ')'])
        .is_some_and(|number| !number.is_empty() && number.len() < 10 && number.bytes().all(|byte| byte.is_ascii_digit()));
    matches!(word, "-" | "*" | "+") || numbered
}

/// `123456789.`
const LONGEST_MARK: usize = 10;

/// Where the first word of a line begins that is no mark of an item.
fn words_begin(line: &str) -> usize {
    let mut at = 0;
    for word in line.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        if !bare.is_empty() && !is_mark_of_item(bare) {
            return at;
        }
        at += word.len();
    }
    line.len()
}

/// Extensions among the words of a line. The answer: where a comment that begins here ends.
fn in_line(text: &str, code: &[Range<usize>], line: Range<usize>, bytes: &mut [u8]) -> usize {
    let mut from = line.start;
    let mut first_word = None;
    while let Some(found) = text[from..line.end].find("{:").map(|at| from + at) {
        from = found + 2;
        if inside(code, found) {
            continue;
        }
        if let Some(end) = extension(text, found) {
            // Blanks before the words of a line or of an item would make code of them.
            let first = *first_word.get_or_insert_with(|| line.start + words_begin(&text[line.clone()]));
            let only_marks = found <= first || found - first <= LONGEST_MARK && is_mark_of_item(&text[first..found]);
            let before_words = end < line.end && only_marks;
            blank_range(bytes, found..end.min(line.end), if before_words { BLANK as u8 } else { b' ' });
            from = end;
            if from >= line.end {
                return end;
            }
        }
    }
    0
}

/// The comments of a text, in which nothing is read.
pub fn comments(text: &str, code: &[Range<usize>]) -> Vec<Range<usize>> {
    const BEGIN: &str = "{::comment}";
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(BEGIN).map(|at| from + at) {
        from = at + BEGIN.len();
        if !inside(code, at) {
            from = end_of_comment(text, from);
            found.push(at..from);
        }
    }
    found
}

/// Where an extension that begins at `at` ends: `{::options …/}` says nothing to readers, and what stands between `{::comment}` and
/// `{:/comment}` nothing at all.
fn extension(text: &str, at: usize) -> Option<usize> {
    let inner = &text[at + 2..];
    if !inner.starts_with([':', '/']) {
        return None;
    }
    let end = end_of_list(text, at + 2)?;
    match &text[at + 2..end - 1] {
        ":comment" => Some(end_of_comment(text, end)),
        name if name.starts_with(":options") || name.starts_with(":nomarkdown") || name.starts_with(":comment") => Some(end),
        "/" | "/comment" | "/options" | "/nomarkdown" => Some(end),
        _ => None,
    }
}

/// Where the comment that begins before `from` ends: behind its end mark, else at the end of the page. One whose first mark stands on a
/// line of its own ends with such a line, when there is one.
fn end_of_comment(text: &str, from: usize) -> usize {
    const BEGIN: usize = "{::comment}".len();
    let marks = text[from..].match_indices("{:/").map(|(at, _)| from + at);
    let ends =
        marks.filter_map(|at| ["{:/comment}", "{:/}"].iter().find(|mark| text[at..].starts_with(**mark)).map(|mark| at..at + mark.len()));
    let mut ends = ends.take(MOST_ENDS).peekable();
    let Some(first) = ends.peek().cloned() else { return text.len() };
    let alone = |range: &Range<usize>| {
        let before = text[..range.start].bytes().rev().take_while(|byte| *byte != b'\n').all(|byte| matches!(byte, b' ' | b'\t' | b'>'));
        let behind = text[range.end..].bytes().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        before && behind.is_none_or(|byte| byte == b'\n')
    };
    let own_line = alone(&(from.saturating_sub(BEGIN)..from));
    let end = if own_line { ends.find(alone).unwrap_or(first) } else { first };
    end.end
}

/// So many end marks of a comment are looked at.
const MOST_ENDS: usize = 100;

/// Behind the `}` of a list that holds no line end; `\}` does not end it.
fn end_of_list(text: &str, from: usize) -> Option<usize> {
    let near = &text.as_bytes()[from..text.len().min(from + MAX_LENGTH)];
    let end = near.iter().enumerate().position(|(at, byte)| *byte == b'\n' || *byte == b'}' && (at == 0 || near[at - 1] != b'\\'))?;
    (near[end] == b'}').then_some(from + end + 1)
}

/// The list that begins at `at`, and where it ends.
pub fn list_at(text: &str, at: usize) -> Option<(usize, AttributeList)> {
    if text[at + 2..].starts_with([':', '/']) {
        return None;
    }
    let end = end_of_list(text, at + 2)?;
    let mut list = read(&text[at + 2..end - 1])?;
    list.span = Span::new(at, end);
    list.written = list.span;
    Some((end, list))
}

/// A list alone on its line: `{: .class}`, Hugo's `{.class}` and `{#id}`.
pub fn line_list(text: &str, begin: usize, end: usize) -> Option<AttributeList> {
    let words = &text[begin..end];
    let (list_end, list) = if words.starts_with("{:") {
        list_at(text, begin)?
    } else if words.starts_with("{.") || words.starts_with("{#") {
        let list_end = end_of_list(text, begin + 1)?;
        let mut list = read(&text[begin + 1..list_end - 1]).filter(|list| list.refused.is_empty() && list.names.is_empty())?;
        list.span = Span::new(begin, list_end);
        list.written = list.span;
        (list_end, list)
    } else {
        return None;
    };
    (list_end == end).then_some(list)
}

/// Whether a line gives a list a name.
pub fn is_named(words: &str) -> bool {
    named_list(words, 0).is_some()
}

/// `{:name: .class}`: what it gives to the lists that name it.
fn named_list(words: &str, begin: usize) -> Option<(String, AttributeList)> {
    let inner = words.strip_prefix("{:")?;
    let (name, rest) = inner.split_once(':')?;
    if name.is_empty() || !is_reference(name) || end_of_list(words, 2)? != words.len() {
        return None;
    }
    let mut list = read(&rest[..rest.len() - 1])?;
    list.span = Span::new(begin, begin + words.len());
    Some((name.to_string(), list))
}

fn merge(into: &mut AttributeList, list: AttributeList) {
    into.attributes.merge(list.attributes);
    into.names.extend(list.names);
    into.refused.extend(list.refused);
    into.contents |= list.contents;
    into.span = list.span;
}

/// `*[WORD]: What it is short for`.
pub fn abbreviation_of(words: &str) -> Option<Abbreviation> {
    let rest = words.strip_prefix("*[")?;
    let end = rest.find("]:")?;
    let word = &rest[..end];
    let fits = !word.trim().is_empty() && word.len() <= MAX_WORD && !word.contains(['[', ']']);
    fits.then(|| Abbreviation { word: word.to_string(), title: rest[end + 2..].trim().to_string(), attributes: Attributes::default() })
}

/// Nobody abbreviates to more bytes.
const MAX_WORD: usize = 200;

/// All bytes of characters of several bytes are overwritten; line ends stay.
fn blank_range(bytes: &mut [u8], range: Range<usize>, with: u8) {
    bytes[range].iter_mut().filter(|byte| !matches!(**byte, b'\n' | b'\r')).for_each(|byte| *byte = with);
}

/// Whether an offset lies in one of these sorted ranges.
pub fn inside(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.end <= at);
    ranges.get(next).is_some_and(|range| range.start <= at)
}

/// Puts into a list what the lists give that it names. The answer: names that no list has.
pub fn resolve(list: &mut AttributeList, named: &BTreeMap<String, AttributeList>) -> Vec<String> {
    let mut missing = Vec::new();
    let own = std::mem::take(&mut list.attributes);
    // Each list is taken over behind the ones that it names itself; none twice, so that two that name each other come to an end.
    let mut waiting: Vec<(&str, bool)> = list.names.iter().rev().map(|name| (name.as_str(), false)).collect();
    let mut seen: Vec<&str> = Vec::new();
    while let Some((name, ready)) = waiting.pop() {
        let Some(found) = named.get(name) else {
            missing.push(name.to_string());
            continue;
        };
        if ready {
            list.attributes.merge(found.attributes.clone());
            list.contents |= found.contents;
        } else if !seen.contains(&name) && seen.len() < MAX_NAMES {
            seen.push(name);
            waiting.push((name, true));
            waiting.extend(found.names.iter().rev().filter(|other| named.contains_key(*other)).map(|other| (other.as_str(), false)));
        }
    }
    list.attributes.merge(own);
    missing
}

/// Reads what stands between `{:` and `}`; `None` when it does not look like an attribute list at all.
pub fn read(inner: &str) -> Option<AttributeList> {
    let mut list = AttributeList::default();
    let mut rest = inner.trim();
    // `{:}` is no list, `{: }` one that gives nothing.
    if inner.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (word, value, after) = next_word(rest)?;
        rest = after.trim_start();
        match value {
            Some(value) => match word {
                "id" => list.attributes.id = Some(value).filter(|id| is_name(id)),
                "class" => list.attributes.classes = value.split_whitespace().filter(|class| is_name(class)).map(str::to_string).collect(),
                _ if is_allowed(word) => list.attributes.others.push((word.to_string(), value)),
                _ => list.refused.push(word.to_string()),
            },
            None if word == "toc" => list.contents = true,
            None if is_reference(word) => list.names.push(word.to_string()),
            None => take_marks(word, &mut list),
        }
    }
    Some(list)
}

/// `.a.b#c` may be written without blanks.
fn take_marks(word: &str, list: &mut AttributeList) {
    let mut marks: Vec<usize> = word.char_indices().filter(|(_, c)| matches!(c, '.' | '#')).map(|(at, _)| at).collect();
    if marks.first() != Some(&0) {
        list.refused.push(word.to_string());
        return;
    }
    marks.push(word.len());
    for pair in marks.windows(2) {
        let name = &word[pair[0] + 1..pair[1]];
        match (&word[pair[0]..=pair[0]], is_name(name)) {
            ("#", true) => list.attributes.id = Some(name.to_string()),
            (".", true) if !list.attributes.has_class(name) => list.attributes.classes.push(name.to_string()),
            _ => {}
        }
    }
}

/// The next `word`, `key="value"`, `key='value'` or `key=value`, and the rest. In quotes `\"` and `\}` stand for the sign alone.
fn next_word(text: &str) -> Option<(&str, Option<String>, &str)> {
    let end = text.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(text.len());
    let word = &text[..end];
    if word.is_empty() || word.contains(['"', '\'', '{', '<']) {
        return None;
    }
    let Some(value) = text[end..].strip_prefix('=') else { return Some((word, None, &text[end..])) };
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let close = value.char_indices().skip(1).find(|(at, c)| *c == quote && !value[..*at].ends_with('\\'))?.0;
            let inner = value[1..close].replace(&format!("\\{quote}"), &quote.to_string()).replace("\\}", "}");
            Some((word, Some(inner), &value[close + 1..]))
        }
        _ => {
            let end = value.find(char::is_whitespace).unwrap_or(value.len());
            Some((word, Some(value[..end].to_string()), &value[end..]))
        }
    }
}

/// Whether a word can be the name of a list.
fn is_reference(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphanumeric() || c == '_') && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

/// Whether a text can be an id or a class.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>' | '='))
}

/// The attributes that a page may set beside id and class.
pub fn is_allowed(name: &str) -> bool {
    matches!(name, "title" | "lang" | "dir" | "width" | "height" | "align" | "rel" | "target" | "hreflang" | "start" | "alt")
}
