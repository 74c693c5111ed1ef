//! Bare addresses in running text, `www.example.com`, `https://…` and `ada@example.com`, as links: GitHub's extension.
//!
//! Works on the source of a piece of text, for the text itself may have curly quotes and dashes where the address has none.

use super::document::{Attributes, Block, Inline, InlineKind, LinkId};
use crate::base::Span;

/// A text piece whose words are not its source, byte for byte: entities, curly quotes, what was dropped.
#[derive(Clone, Copy, Debug)]
pub struct Odd {
    /// Where it stands.
    pub span: Span,
    /// How long its words are.
    pub length: usize,
}

/// Makes links of all bare addresses. `odd` is sorted; `link` is told each address and its place, and answers with its number.
pub fn link(blocks: &mut [Block], source: &str, odd: &[Odd], link: &mut dyn FnMut(&str, Span) -> LinkId) {
    // Recursion is bounded by `markdown::MAX_DEPTH`.
    for block in blocks {
        block.kind.texts_mut().into_iter().for_each(|inlines| link_texts(inlines, source, odd, link));
        block.kind.inner_mut().into_iter().for_each(|blocks| self::link(blocks, source, odd, link));
    }
}

// Recursion is bounded by `markdown::MAX_DEPTH`.
fn link_texts(inlines: &mut Vec<Inline>, source: &str, odd: &[Odd], link: &mut dyn FnMut(&str, Span) -> LinkId) {
    let mut found = false;
    for inline in inlines.iter_mut() {
        match &mut inline.kind {
            InlineKind::Text(_) => found |= source.get(inline.span.start..inline.span.end).is_some_and(|text| begins(text).is_some()),
            // A link in a link is no HTML.
            InlineKind::Link { .. } => {}
            kind => {
                if let Some(inner) = kind.inner_mut() {
                    link_texts(inner, source, odd, link);
                }
            }
        }
    }
    if found {
        *inlines = std::mem::take(inlines).into_iter().flat_map(|inline| split(inline, source, odd, link)).collect();
    }
}

/// Whether and where an address could begin.
fn begins(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let signs = bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b'@' | b':' | b'.'));
    signs.into_iter().find_map(|(at, sign)| match sign {
        b'@' => Some(at),
        b':' => bytes[at..].starts_with(b"://").then_some(at),
        _ => (bytes[..at].ends_with(b"www") || bytes[..at].ends_with(b"WWW")).then(|| at - 3),
    })
}

fn split(inline: Inline, source: &str, odd: &[Odd], link: &mut dyn FnMut(&str, Span) -> LinkId) -> Vec<Inline> {
    let InlineKind::Text(words) = &inline.kind else { return vec![inline] };
    let span = inline.span;
    let Some(text) = source.get(span.start..span.end) else { return vec![inline] };
    let odd = &odd[odd.partition_point(|odd| odd.span.start < span.start)..];
    let mut odd = odd.iter().take_while(|odd| odd.span.end <= span.end).peekable();
    // From a place of the source to the place in the words, going forward only. A place inside an odd piece is its end.
    let (mut at_source, mut at_words) = (span.start, 0);
    let mut place = |offset: usize| {
        while let Some(next) = odd.peek().filter(|odd| odd.span.start < offset) {
            at_words += next.span.start - at_source + next.length;
            at_source = next.span.end;
            odd.next();
        }
        if offset > at_source {
            at_words += offset - at_source;
            at_source = offset;
        }
        (at_source, at_words)
    };
    let text_piece = |from: (usize, usize), to: (usize, usize)| Inline {
        kind: InlineKind::Text(words.get(from.1..to.1).unwrap_or_default().to_string()),
        attributes: Attributes::default(),
        span: Span::new(from.0, to.0),
    };
    let mut pieces = Vec::new();
    let mut done = (span.start, 0);
    for address in addresses(text, source[..span.start].chars().next_back()) {
        let start = place(span.start + address.start);
        let end = place(span.start + address.end);
        if start.0 < done.0 || start.0 != span.start + address.start {
            continue;
        }
        if start.0 > done.0 {
            pieces.push(text_piece(done, start));
        }
        let at = Span::new(start.0, end.0);
        // As it was written: a dash of an address is no dash of a sentence.
        let inner = Inline {
            kind: InlineKind::Text(text[address.start..end.0 - span.start].to_string()),
            attributes: Attributes::default(),
            span: at,
        };
        let kind = InlineKind::Link { link: link(&address.to, at), title: String::new(), inlines: vec![inner] };
        pieces.push(Inline { kind, attributes: Attributes::default(), span: at });
        done = end;
    }
    if pieces.is_empty() {
        return vec![inline];
    }
    let end = (span.end, words.len());
    if done.1 < end.1 {
        pieces.push(text_piece(done, end));
    }
    pieces
}

/// An address in a text.
struct Address {
    start: usize,
    end: usize,
    to: String,
}

/// The addresses of a text in order. `before` is the character before the text.
fn addresses(text: &str, before: Option<char>) -> Vec<Address> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut done = 0;
    while at < bytes.len() {
        let Some(next) = bytes[at..].iter().position(|byte| matches!(byte, b'w' | b'W' | b':' | b'@')).map(|next| at + next) else { break };
        at = next + 1;
        let previous = |start: usize| if start == 0 { before } else { text[..start].chars().next_back() };
        // Looked at before the address is read: of a long row of beginnings without blanks only the first is one.
        let stands_free = |start: &usize| previous(*start).is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '('));
        let address = match bytes[next] {
            // It takes in all that a name can be made of, so nothing of it stands before.
            b'@' => email(text, next, done).filter(|address| previous(address.start) != Some('/')),
            b':' => scheme(text, next, done).filter(stands_free).and_then(|start| whole(text, start, next + 3)),
            _ => Some(next).filter(|next| is_www(text, *next)).filter(stands_free).and_then(|start| whole(text, start, start)),
        };
        if let Some(address) = address {
            (done, at) = (address.end, address.end);
            found.push(address);
        }
    }
    found
}

fn is_www(text: &str, at: usize) -> bool {
    text.as_bytes()[at..].get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case(b"www."))
}

/// Where `http` begins whose `:` stands at `at`.
fn scheme(text: &str, at: usize, done: usize) -> Option<usize> {
    if !text[at..].starts_with("://") {
        return None;
    }
    let is_before = |name: &&str| at >= done + name.len() && text.as_bytes()[at - name.len()..at].eq_ignore_ascii_case(name.as_bytes());
    ["https", "http"].into_iter().find(is_before).map(|name| at - name.len())
}

fn whole(text: &str, start: usize, host: usize) -> Option<Address> {
    let end = address_end(text, start, host)?;
    let to = if start == host { format!("http://{}", &text[start..end]) } else { text[start..end].to_string() };
    Some(Address { start, end, to })
}

/// Where the address ends whose host begins at `host`.
fn address_end(text: &str, start: usize, host: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let host_end = host + text[host..].find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(text.len() - host);
    let name = text[host..host_end].trim_end_matches('.');
    let parts: Vec<&str> = name.split('.').collect();
    let fits = parts.len() >= 2 && parts.iter().all(|part| !part.is_empty()) && parts.iter().rev().take(2).all(|part| !part.contains('_'));
    if !fits {
        return None;
    }
    let mut end = host_end + bytes[host_end..].iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'<').count();
    // Behind the last sign that belongs to the address: what ends a sentence does not.
    let (mut opened, mut closed) = (0usize, 0usize);
    for byte in &bytes[start..end] {
        opened += usize::from(*byte == b'(');
        closed += usize::from(*byte == b')');
    }
    while end > host {
        match bytes[end - 1] {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' => end -= 1,
            b')' if closed > opened => {
                closed -= 1;
                end -= 1;
            }
            b';' => {
                // What looks like an entity is none of the address.
                let name = text[..end - 1].rfind(|c: char| !c.is_ascii_alphanumeric()).filter(|at| bytes[*at] == b'&' && *at + 2 < end);
                match name {
                    Some(at) if at > host => end = at,
                    _ => break,
                }
            }
            _ => break,
        }
    }
    (end > host).then_some(end)
}

/// `at` is the `@`.
fn email(text: &str, at: usize, done: usize) -> Option<Address> {
    let bytes = text.as_bytes();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
    let name = bytes[done..at].iter().rev().take(MAX_NAME).take_while(|byte| is_name(byte)).count();
    let start = at - name;
    let host = at + 1;
    let mut end = host + bytes[host..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')).count();
    while end > host && bytes[end - 1] == b'.' {
        end -= 1;
    }
    let host = &text[host..end];
    let fits = name > 0 && host.contains('.') && !host.ends_with(['-', '_']) && host.split('.').all(|part| !part.is_empty());
    if !fits {
        return None;
    }
    let start = match text[..start].strip_suffix("mailto:") {
        Some(before) if before.len() >= done => before.len(),
        _ => start,
    };
    Some(Address { start, end, to: format!("mailto:{}", text[start..end].trim_start_matches("mailto:")) })
}

/// No name of a mailbox is longer.
const MAX_NAME: usize = 64;
