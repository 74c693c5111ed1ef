//! Links that were written wrongly: whether they lead anywhere is told by `model/`.

use std::collections::BTreeMap;

use super::{FILLER, Leaf, Subject, has, inside};
use crate::base::catalogue::links as say;
use crate::base::{Edit, Message, Span};
use crate::parse::document::{Inline, InlineKind, plain_text};
use crate::parse::markdown::Link;

/// Looks at all links of the page and at what was meant to be one.
pub fn check(subject: &Subject, messages: &mut Vec<Message>) {
    for leaf in &subject.leaves {
        let mut named = BTreeMap::new();
        written(subject, leaf.inlines, &mut named, messages);
        if has(&leaf.plain, b'[') {
            bracketed(subject, leaf, messages);
        }
        if has(&leaf.plain, b'(') {
            bare(subject, leaf, messages);
        }
    }
    for link in subject.links {
        address(subject, link, messages);
    }
}

/// What each address is called: in small letters, and as its link says it.
type Named<'page> = BTreeMap<&'page str, (String, String)>;

/// Words that say nothing to a reader who jumps from link to link.
const VAGUE: &[&str] =
    &["here", "click here", "click", "this", "link", "this link", "more", "read more", "this page", "page", "go here", "see here", "url"];

// Recursion is bounded by `markdown::MAX_DEPTH`.
fn written<'page>(subject: &Subject<'page>, inlines: &'page [Inline], named: &mut Named<'page>, messages: &mut Vec<Message>) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Link { link, inlines: inner, .. } => {
                if let Some(link) = subject.links.get(link.0) {
                    link_words(subject, link, inner, inline.span, named, messages);
                    blank_before(subject, link, inline.span, messages);
                }
                written(subject, inner, named, messages);
            }
            InlineKind::Image { text, link, .. } => {
                let to = subject.links.get(link.0).map_or("", |link| link.to.as_str());
                if to.trim().is_empty() {
                    messages.push(say::empty_link(subject.path, inline.span, text));
                } else if text.trim().is_empty() {
                    messages.push(say::image_without_words(subject.path, inline.span));
                }
            }
            InlineKind::Emphasis(inner) | InlineKind::Strong(inner) | InlineKind::Strike(inner) => written(subject, inner, named, messages),
            _ => {}
        }
    }
}

/// `[text]( address)`: a link here, but not everywhere.
fn blank_before(subject: &Subject, link: &Link, span: Span, messages: &mut Vec<Message>) {
    let Some(source) = subject.text.get(span.start..span.end) else { return };
    // The address of a link stands last.
    let Some(open) = source.rfind("](").map(|at| at + 2) else { return };
    let blanks = source[open..].len() - source[open..].trim_start_matches([' ', '\t']).len();
    if blanks > 0 && !link.to.is_empty() && source[open + blanks..].trim_start_matches('<').starts_with(link.to.as_str()) {
        let place = Span::new(span.start + open, span.start + open + blanks);
        messages.push(say::space_before_address(subject.path, span, &link.to).fix([Edit::new(place, "")]));
    }
}

fn link_words<'page>(
    subject: &Subject<'page>,
    link: &'page Link,
    inner: &[Inline],
    span: Span,
    named: &mut Named<'page>,
    messages: &mut Vec<Message>,
) {
    let words = plain_text(inner);
    if link.to.trim().is_empty() {
        messages.push(say::empty_link(subject.path, span, &words));
        return;
    }
    if inner.is_empty() {
        messages.push(say::no_words(subject.path, span, &link.to));
        return;
    }
    let lower = words.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if VAGUE.contains(&lower.as_str()) {
        messages.push(say::vague_words(subject.path, span, &words));
        return;
    }
    if words.is_empty() || words == link.to {
        return;
    }
    match named.get(link.to.as_str()) {
        Some((before, seen)) if *before != lower => messages.push(say::one_address_two_names(subject.path, span, &link.to, seen, &words)),
        Some(_) => {}
        None => {
            named.insert(&link.to, (lower, words));
        }
    }
}

/// Looks at everything that stands in brackets.
fn bracketed(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    let mut opened: Option<usize> = None;
    for (at, byte) in leaf.plain.bytes().enumerate() {
        match byte {
            b'[' => opened = Some(at),
            b']' => {
                if let Some(start) = opened.take() {
                    parted(subject, leaf, start, at, messages);
                    undefined(subject, leaf, start, at, messages);
                }
            }
            _ => {}
        }
    }
}

/// `[text] (address)`, also with the address on the next line. The brackets stand at `start` and `at`.
fn parted(subject: &Subject, leaf: &Leaf, start: usize, at: usize, messages: &mut Vec<Message>) {
    let text = &leaf.plain;
    let blanks = text.bytes().skip(at + 1).take(16).take_while(|byte| matches!(*byte, b' ' | b'\r' | b'\n')).count();
    let open = at + 1 + blanks;
    if blanks == 0 && text.as_bytes().get(open..open + 2) == Some(b"((") {
        doubled(subject, leaf, start, open, messages);
    }
    if blanks == 0 || text.as_bytes().get(open) != Some(&b'(') || at == start + 1 {
        return;
    }
    let inner = near(&text[open + 1..]).split([')', ' ', '\n']).next().unwrap_or("");
    let closed = text.as_bytes().get(open + 1 + inner.len()) == Some(&b')');
    if closed && is_address(inner) {
        let message = say::space_in_link(subject.path, leaf.place(start, open + inner.len() + 2), &text[start..=at], inner);
        messages.push(message.fix([Edit::new(leaf.place(at + 1, open), "")]));
    }
}

/// `[text]((address)`. With two parentheses behind it is a link, and told where it leads.
fn doubled(subject: &Subject, leaf: &Leaf, start: usize, open: usize, messages: &mut Vec<Message>) {
    let text = &leaf.plain;
    let inner = near(&text[open + 2..]).split([')', ' ', '\n']).next().unwrap_or("");
    let end = open + 2 + inner.len();
    if text.as_bytes().get(end) == Some(&b')') && is_address(inner) {
        let message = say::doubled_parenthesis(subject.path, leaf.place(start, end + 1), &format!("({inner}"));
        messages.push(message.fix([Edit::new(leaf.place(open, open + 1), "")]));
    }
}

fn is_address(text: &str) -> bool {
    let begins = ["http://", "https://", "mailto:", "/", "./", "../", "#"].iter().any(|begin| text.starts_with(begin));
    (begins || text.ends_with(".md") || text.ends_with(".html")) && !text.contains(FILLER)
}

/// `(https://…)` in running text.
fn bare(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    let text = &leaf.plain;
    for (at, _) in text.match_indices("(http").chain(text.match_indices("( http")) {
        let start = at + text[at..].find('h').unwrap_or(1);
        let rest = near(&text[start..]);
        if !(rest.starts_with("http://") || rest.starts_with("https://")) || text[..at].trim_end().ends_with(']') {
            continue;
        }
        let length = rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '<' | '>' | '"' | FILLER)).unwrap_or(rest.len());
        let closed = rest[length..].trim_start_matches(' ').starts_with(')');
        // An address that is an example of itself is left alone.
        if !closed || length <= "https://a.b".len() {
            continue;
        }
        let place = leaf.place(start, start + length);
        let fix = [Edit::new(place.start..place.start, "<"), Edit::new(place.end..place.end, ">")];
        messages.push(say::bare_address(subject.path, place).fix(fix));
    }
}

/// As much of a text as an address can be long: looking further for its end would make a page full of beginnings slow.
fn near(text: &str) -> &str {
    const LONGEST: usize = 2000;
    let end = (0..=LONGEST.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

/// `[text][name]` and `[^name]` for which no line says where they lead. The first brackets stand at `start` and `at`.
fn undefined(subject: &Subject, leaf: &Leaf, start: usize, at: usize, messages: &mut Vec<Message>) {
    let text = &leaf.plain;
    let bytes = text.as_bytes();
    let word_before = text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, ']' | ')' | FILLER | '$'));
    if bytes.get(start + 1) == Some(&b'^') && at > start + 2 && !text[start..at].contains(' ') {
        messages.push(say::footnote_missing(subject.path, leaf.place(start, at + 1), &text[start + 2..at]));
    } else if bytes.get(at + 1) == Some(&b'[') && !word_before && at > start + 1 {
        let inner = near(&text[at + 2..]).split(['[', ']', '\n']).next().unwrap_or("");
        let end = at + 2 + inner.len();
        if bytes.get(end) == Some(&b']') && bytes.get(end + 1) != Some(&b'[') {
            // As it was written: code in it is covered in the text that is looked at.
            let name = if inner.is_empty() { start + 1..at } else { at + 2..end };
            let name = leaf.source.get(name).unwrap_or(inner);
            messages.push(say::reference_undefined(subject.path, leaf.place(start, end + 1), name));
        }
    }
}

/// Endings of hosts that are common, and the longer ones that begin like them and exist.
const ENDINGS: &[(&str, &[&str])] = &[
    ("com", &["community", "company", "compare", "computer", "comsec", "commbank", "comcast"]),
    ("org", &["organic"]),
    ("net", &["network", "netbank", "netflix"]),
];

fn address(subject: &Subject, link: &Link, messages: &mut Vec<Message>) {
    let Some((scheme, rest)) = link.to.split_once("://") else {
        let path = link.to.split(['?', '#']).next().unwrap_or("");
        let host = path.strip_prefix("//").map(|rest| rest.split('/').next().unwrap_or(""));
        let is_other_host = host.is_some_and(|host| host.contains(['.', ':']));
        if path.contains("//") && !path.contains(':') && !is_other_host && !inside(&subject.code, link.span.start) {
            messages.push(say::double_slash(subject.path, link.span, &link.to));
        }
        return;
    };
    let secure = scheme.eq_ignore_ascii_case("https");
    if !secure && !scheme.eq_ignore_ascii_case("http") || inside(&subject.code, link.span.start) {
        return;
    }
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_end);
    if let Some(glued) = glued_at(host) {
        let meant = format!("{scheme}://{}/{}{path}", &host[..glued], &host[glued..]);
        messages.push(say::host_glued(subject.path, link.span, host, &host[..glued], &meant));
        return;
    }
    if !secure && is_public(host) && !link.image {
        messages.push(say::not_encrypted(subject.path, link.span, &link.to));
    }
    let before_query = path.split(['?', '#']).next().unwrap_or("");
    if before_query.contains("//") && !before_query.contains("://") && !before_query.contains(":/") {
        messages.push(say::double_slash(subject.path, link.span, &link.to));
    }
}

/// Where the path begins in a host that has lost the `/` behind it: `about.example.comhandbook`.
fn glued_at(host: &str) -> Option<usize> {
    let dot = host.rfind('.')?;
    let last = host[dot + 1..].to_ascii_lowercase();
    let (ending, longer) = ENDINGS.iter().find(|(ending, _)| last.len() > ending.len() + 1 && last.starts_with(ending))?;
    let word = last.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    (word && host[..dot].contains(|c: char| c.is_ascii_alphabetic()) && !longer.contains(&last.as_str())).then_some(dot + 1 + ending.len())
}

/// Whether a host is somewhere on the net, not on the reader's desk.
fn is_public(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or("");
    let numbers = name.chars().all(|c| c.is_ascii_digit() || c == '.');
    name.contains('.') && !numbers && ![".local", ".localhost", ".test", ".internal", ".example"].iter().any(|end| name.ends_with(end))
}
