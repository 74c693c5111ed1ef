//! Words that a page explains with `*[WORD]: …`, marked wherever they stand in running text.
//!
//! Never in code, in raw HTML or in an address. A word that begins or ends inside another one is not meant.

use std::collections::{BTreeSet, HashMap};

use super::document::{Block, Inline, InlineKind};
use super::kramdown::Abbreviation;

/// An abbreviation is looked for over so many ends of words.
const MAX_ENDS: usize = 16;

/// Marks the words of these abbreviations in all running text. Recursion is bounded by `markdown::MAX_DEPTH`.
pub fn mark(blocks: &mut [Block], abbreviations: &[Abbreviation]) {
    if !abbreviations.is_empty() {
        Finder::new(abbreviations).blocks(blocks);
    }
}

struct Finder<'page> {
    /// Of two for one word the last one counts. Only ever asked for a word, so its order is nobody's.
    words: HashMap<&'page str, &'page Abbreviation>,
    firsts: BTreeSet<char>,
    longest: usize,
}

impl<'page> Finder<'page> {
    fn new(abbreviations: &'page [Abbreviation]) -> Finder<'page> {
        Finder {
            words: abbreviations.iter().map(|abbreviation| (abbreviation.word.as_str(), abbreviation)).collect(),
            firsts: abbreviations.iter().filter_map(|abbreviation| abbreviation.word.chars().next()).collect(),
            longest: abbreviations.iter().map(|abbreviation| abbreviation.word.len()).max().unwrap_or(0),
        }
    }

    fn blocks(&self, blocks: &mut [Block]) {
        for block in blocks {
            block.kind.texts_mut().into_iter().for_each(|inlines| self.inlines(inlines));
            block.kind.inner_mut().into_iter().for_each(|blocks| self.blocks(blocks));
        }
    }

    fn inlines(&self, inlines: &mut Vec<Inline>) {
        for inline in inlines.iter_mut() {
            if let Some(inner) = inline.kind.inner_mut() {
                self.inlines(inner);
            }
        }
        if inlines.iter().any(|inline| matches!(inline.kind, InlineKind::Text(_))) {
            *inlines = std::mem::take(inlines).into_iter().flat_map(|inline| self.split(inline)).collect();
        }
    }

    /// A piece of text as pieces with the words marked. All of them keep the place of the whole: a text may be shorter than its source.
    fn split(&self, inline: Inline) -> Vec<Inline> {
        let InlineKind::Text(text) = &inline.kind else { return vec![inline] };
        let piece = |kind| Inline { kind, attributes: inline.attributes.clone(), span: inline.span };
        let mut pieces = Vec::new();
        let mut done = 0;
        let mut before = None;
        for (at, c) in text.char_indices() {
            let begins = !before.is_some_and(is_part_of_word) && self.firsts.contains(&c);
            before = Some(c);
            let Some(meant) = Some(&text[at..]).filter(|_| at >= done && begins).and_then(|rest| self.word_at(rest)) else { continue };
            if done < at {
                pieces.push(piece(InlineKind::Text(text[done..at].to_string())));
            }
            let kind = InlineKind::Abbreviation { text: meant.word.clone(), title: meant.title.clone() };
            pieces.push(Inline { kind, attributes: meant.attributes.clone(), span: inline.span });
            done = at + meant.word.len();
        }
        if pieces.is_empty() {
            return vec![inline];
        }
        if done < text.len() {
            pieces.push(piece(InlineKind::Text(text[done..].to_string())));
        }
        pieces
    }

    /// The longest abbreviation that a text begins with and that is not followed by more of a word.
    fn word_at(&self, text: &str) -> Option<&'page Abbreviation> {
        let mut ends = Vec::new();
        let chars = text.char_indices().skip(1);
        for (end, next) in chars {
            if end > self.longest || ends.len() == MAX_ENDS {
                break;
            }
            if !is_part_of_word(next) {
                ends.push(end);
            }
        }
        if text.len() <= self.longest && ends.len() < MAX_ENDS {
            ends.push(text.len());
        }
        ends.into_iter().rev().find_map(|end| self.words.get(&text[..end]).copied())
    }
}

fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
