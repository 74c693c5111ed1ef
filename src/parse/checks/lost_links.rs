//! `Ask for further discovery() before the demo.`: a link of which only the brackets of its address are left.
//!
//! Names of programs look the same where a writer left out the marks of code. What tells them apart stands around them: another name in
//! the paragraph that is no word, a word that says it, the same name as code elsewhere on the page. A few names are known.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::words::words;
use super::{FILLER, Leaf, LeafKind, Subject, has};
use crate::base::Message;
use crate::base::catalogue::markdown as say;

/// Looks at every word with empty brackets behind it.
pub fn check(subject: &Subject, messages: &mut Vec<Message>) {
    let in_code = OnceCell::new();
    for leaf in subject.leaves.iter().filter(|leaf| has(&leaf.plain, b'(')) {
        let found = names(&leaf.plain);
        // Where one name is that of a program, the others are too.
        if found.iter().any(|name| is_of_a_program(leaf, name)) {
            continue;
        }
        for name in found.into_iter().filter(|name| is_word(name.text) && ends(&leaf.plain[name.end..])) {
            if !in_code.get_or_init(|| called_in_code(subject)).contains(name.text) {
                messages.push(say::lost_link(subject.path, leaf.place(name.start, name.end), name.text));
            }
        }
    }
}

/// What stands in front of `()`, and where both stand.
struct Name<'page> {
    text: &'page str,
    start: usize,
    end: usize,
}

/// Every name with empty brackets behind it, back to the blank or bracket before it.
fn names(text: &str) -> Vec<Name<'_>> {
    let opens = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '“');
    let name = |(at, _): (usize, &str)| {
        let start = text[..at].char_indices().rev().take_while(|(_, c)| !opens(*c)).last().map_or(at, |(start, _)| start);
        let name = &text[start..at];
        (start < at && !name.contains(FILLER)).then_some(Name { text: name, start, end: at + 2 })
    };
    text.match_indices("()").filter_map(name).collect()
}

/// Whether it is a word as sentences have it.
fn is_word(name: &str) -> bool {
    let letters = name.chars().count();
    letters >= 4 && name.chars().all(char::is_alphabetic) && name.chars().skip(1).all(char::is_lowercase)
}

/// Whether a word ends where this begins.
fn ends(behind: &str) -> bool {
    behind.chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')'))
}

/// Names that hardly any page of a handbook has as its title. Sorted.
const KNOWN: &[&str] = &[
    "accept",
    "alert",
    "append",
    "assert",
    "bind",
    "calloc",
    "catch",
    "close",
    "concat",
    "connect",
    "decode",
    "echo",
    "encode",
    "eval",
    "exec",
    "exit",
    "fetch",
    "flush",
    "fopen",
    "foreach",
    "fork",
    "getattr",
    "init",
    "isinstance",
    "join",
    "kill",
    "listen",
    "main",
    "malloc",
    "memcpy",
    "open",
    "parse",
    "poll",
    "print",
    "printf",
    "println",
    "push",
    "raise",
    "read",
    "realloc",
    "recv",
    "reduce",
    "render",
    "require",
    "reset",
    "resolve",
    "rewind",
    "select",
    "send",
    "setattr",
    "shift",
    "sleep",
    "slice",
    "socket",
    "spawn",
    "splice",
    "split",
    "sprintf",
    "sqrt",
    "strlen",
    "substr",
    "super",
    "throw",
    "trim",
    "unlink",
    "unref",
    "wait",
    "write",
    "yield",
];

/// Words that stand before the name of a part of a program.
const BEFORE: &[&str] = &[
    "await",
    "aufruf",
    "call",
    "called",
    "calling",
    "calls",
    "callback",
    "constructor",
    "function",
    "functions",
    "funktion",
    "hook",
    "invoke",
    "invokes",
    "macro",
    "method",
    "methode",
    "methods",
];

/// Words that stand behind one. A `discovery() call` may be one with a customer.
const BEHIND: &[&str] = &["callback", "constructor", "function", "functions", "hook", "macro", "method", "methods", "returns", "throws"];

fn is_of_a_program(leaf: &Leaf, name: &Name) -> bool {
    let text = &leaf.plain;
    let has_signs = name.text.contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.' | ':' | '$' | '>'));
    let has_humps = name.text.chars().zip(name.text.chars().skip(1)).any(|(c, next)| c.is_lowercase() && next.is_uppercase());
    let is_known = KNOWN.binary_search(&name.text.to_lowercase().as_str()).is_ok();
    let is_whole_heading = leaf.kind == LeafKind::Heading && name.start == 0 && name.end == text.len();
    let before = text[..name.start].trim_end_matches([' ', '\n', '\r', '"', '“']);
    let before = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let behind = text[name.end..].trim_start_matches([' ', '\n', '\r', '"', '”']);
    let behind = behind.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let says_so = |words: &[&str], word: &str| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    has_signs || has_humps || is_known || is_whole_heading || says_so(BEFORE, before) || says_so(BEHIND, behind)
}

/// The words that the page writes as code: alone, or with a bracket behind them.
fn called_in_code<'page>(subject: &Subject<'page>) -> HashSet<&'page str> {
    let mut called = HashSet::new();
    for code in subject.code.iter().filter_map(|span| subject.text.get(span.start..span.end)) {
        let alone = code.trim_matches('`');
        let is_called = |(start, word): &(usize, &str)| code[start + word.len()..].starts_with('(') || alone == *word;
        called.extend(words(code).filter(is_called).map(|(_, word)| word));
    }
    called
}
