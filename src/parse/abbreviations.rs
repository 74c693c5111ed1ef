//! Words that a page explains with `*[WORD]: …`, marked wherever they stand in running text. The only file that knows `aho_corasick`.
//!
//! Never in code, in raw HTML or in an address. A word that begins inside another one is not meant.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, Input, MatchKind};

use super::document::{Block, Inline, InlineKind};
use super::kramdown::Abbreviation;

/// Marks the words of these abbreviations in all running text. Recursion is bounded by `markdown::MAX_DEPTH`.
pub fn mark(blocks: &mut [Block], abbreviations: &[Abbreviation]) {
    if let Some(finder) = Finder::new(abbreviations) {
        finder.blocks(blocks);
    }
}

struct Finder<'page> {
    words: AhoCorasick,
    meant: Vec<&'page Abbreviation>,
}

impl<'page> Finder<'page> {
    fn new(abbreviations: &'page [Abbreviation]) -> Option<Finder<'page>> {
        // Of two for one word the last one counts.
        let by_word: BTreeMap<&str, &Abbreviation> =
            abbreviations.iter().map(|abbreviation| (abbreviation.word.as_str(), abbreviation)).collect();
        let meant: Vec<&Abbreviation> = by_word.into_values().collect();
        if meant.is_empty() {
            return None;
        }
        let words = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(meant.iter().map(|meant| &meant.word)).ok()?;
        Some(Finder { words, meant })
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
        let holds = |inline: &Inline| matches!(&inline.kind, InlineKind::Text(text) if self.words.is_match(text));
        if inlines.iter().any(holds) {
            let marked = std::mem::take(inlines).into_iter().flat_map(|inline| self.split(inline));
            *inlines = marked.collect();
        }
    }

    /// A piece of text as pieces with the words marked. All of them keep the place of the whole: a text may be shorter than its source.
    fn split(&self, inline: Inline) -> Vec<Inline> {
        let InlineKind::Text(text) = &inline.kind else { return vec![inline] };
        let piece = |kind| Inline { kind, attributes: inline.attributes.clone(), span: inline.span };
        let mut pieces = Vec::new();
        let mut done = 0;
        let mut from = 0;
        while let Some(found) = self.words.find(Input::new(text).range(from..)) {
            let part_of_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            let word_begins =
                !part_of_word(text[..found.start()].chars().next_back()) || !part_of_word(text[found.start()..].chars().next());
            if !word_begins || part_of_word(text[found.end()..].chars().next()) {
                // The next one that is meant begins behind the next end of a word.
                let rest = &text[found.start()..];
                let end = rest.find(|c: char| !part_of_word(Some(c))).unwrap_or(rest.len()).max(1);
                from = (found.start() + end..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
                continue;
            }
            if done < found.start() {
                pieces.push(piece(InlineKind::Text(text[done..found.start()].to_string())));
            }
            let meant = self.meant[found.pattern().as_usize()];
            let kind = InlineKind::Abbreviation { text: meant.word.clone(), title: meant.title.clone() };
            pieces.push(Inline { kind, attributes: meant.attributes.clone(), span: inline.span });
            (done, from) = (found.end(), found.end());
        }
        if pieces.is_empty() {
            return vec![inline];
        }
        if done < text.len() {
            pieces.push(piece(InlineKind::Text(text[done..].to_string())));
        }
        pieces
    }
}
