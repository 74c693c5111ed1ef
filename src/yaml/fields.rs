//! Ways to ask a tree: a key, a text, texts, yes or no, keys that nobody knows.
//!
//! An answer of `None` means "not written like that"; what to say about it is for the caller.

use super::{Node, Value};
use crate::base::catalogue::nearest::nearest;
use crate::base::{Span, Spanned};

impl Node {
    /// The value of a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The key as written, and its value.
    pub fn entry(&self, key: &str) -> Option<&(Spanned<String>, Node)> {
        self.entries().iter().find(|(written, _)| written.value == key)
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[(Spanned<String>, Node)] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The text with its place.
    pub fn spanned(&self) -> Option<Spanned<String>> {
        self.text().map(|text| Spanned::new(text.to_string(), self.span))
    }

    /// One text, or each text of a list; what is no text is left out.
    pub fn texts(&self) -> Vec<Spanned<String>> {
        match &self.value {
            Value::List(items) => items.iter().filter_map(Node::spanned).collect(),
            _ => self.spanned().into_iter().collect(),
        }
    }

    /// `true`, `yes`, `on`, `false`, `no` or `off` in any capitals, without quotes.
    pub fn flag(&self) -> Option<bool> {
        let Value::Scalar { text, quoted: false } = &self.value else { return None };
        match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    /// What it is, for messages: "a text", "a list", "keys and values" or "nothing".
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Scalar { .. } => "a text",
            Value::List(_) => "a list",
            Value::Mapping(_) => "keys and values",
            Value::Empty => "nothing",
        }
    }

    /// The keys of a mapping that are not among `known`, each with the nearest known one that is not taken yet.
    pub fn unknown_keys<'a>(&'a self, known: &'a [&'a str]) -> Vec<UnknownKey<'a>> {
        // Looked for once and guessed for the first ones only, so that a file full of unknown keys costs no more than its length.
        let free: Vec<&str> = known.iter().copied().filter(|name| self.get(name).is_none()).collect();
        let unknown = self.entries().iter().filter(|(key, _)| !known.contains(&key.value.as_str())).enumerate();
        let told = unknown.map(|(index, (key, _))| UnknownKey {
            name: &key.value,
            span: key.span,
            nearest: if index < 50 && key.value.len() <= 80 { nearest(&key.value, free.iter().copied()) } else { None },
        });
        told.collect()
    }
}

/// A key that nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownKey<'a> {
    /// The key as written.
    pub name: &'a str,
    /// Where.
    pub span: Span,
    /// The known key that was probably meant.
    pub nearest: Option<&'a str>,
}
