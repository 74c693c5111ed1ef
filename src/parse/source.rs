//! The source of a page as Markdown's reader gets it: with marks for what is not Markdown, without attribute lists, and with the way
//! back from each place to where it stood in the page.
//!
//! Does not know the reader: its caller says where code and raw HTML are. A page that holds nothing of ours is read as it stands.

use std::collections::BTreeMap;
use std::ops::Range;

use super::admonitions;
use super::document::Levels;
use super::kramdown::{self, Abbreviation, AttributeList, Blanked, Settings};
use super::source_map::SourceMap;
use super::tags::{self, Marked, Meant};
use crate::base::Span;

/// Tells the ranges of code and of raw HTML in a text.
pub type Ranges<'a> = &'a dyn Fn(&str) -> (Vec<Range<usize>>, Vec<Range<usize>>);

/// A page, ready to be read as Markdown.
#[derive(Debug)]
pub struct Source {
    blanked: Blanked,
    marked: Marked,
    /// The way back over the bodies of admonitions.
    unfolded: SourceMap,
    settings: Settings,
}

impl Source {
    /// Prepares the text of a page.
    pub fn new(text: &str, mut settings: Settings, ranges: Ranges) -> Source {
        let plain = Source {
            blanked: Blanked { text: text.to_string(), ..Blanked::default() },
            marked: Marked::default(),
            unfolded: SourceMap::default(),
            settings: settings.clone(),
        };
        if !holds_ours(text, &settings) {
            return plain;
        }
        let (mut code, mut html) = ranges(text);
        let mut unfolded = SourceMap::default();
        let mut text = std::borrow::Cow::Borrowed(text);
        if admonitions::may_be_in(&text)
            && let Some((new, map)) = admonitions::unfold(&text, &code)
        {
            (code, html) = ranges(&new);
            (text, unfolded) = (new.into(), map);
        }
        let mut silent = kramdown::comments(&text, &code);
        silent.extend(code.iter().cloned());
        silent.sort_by_key(|range| range.start);
        settings.read_options(&text, &silent);
        let mut marked = tags::mark(&text, &silent, &html, &settings);
        if let Some(new) = marked.text.take() {
            code = ranges(&new).0;
            text = new.into();
        }
        let blanked = kramdown::blank(&text, &code);
        Source { blanked, marked, unfolded, settings }
    }

    /// The text for Markdown's reader.
    pub fn text(&self) -> &str {
        &self.blanked.text
    }

    /// Where a stretch of that text stood in the page.
    pub fn original(&self, span: Span) -> Span {
        self.unfolded.original(self.marked.map.original(span))
    }

    /// Where something stood in the page that was found before the text got its marks.
    pub fn original_of_written(&self, span: Span) -> Span {
        self.unfolded.original(span)
    }

    /// The attribute lists behind pieces of text and headings, in order.
    pub fn lists(&self) -> &[AttributeList] {
        &self.marked.lists
    }

    /// The attribute lists at the beginning of list items, in order.
    pub fn item_lists(&self) -> &[AttributeList] {
        &self.marked.item_lists
    }

    /// The attribute lists on lines of their own, told by their marks.
    pub fn line_lists(&self) -> &[AttributeList] {
        &self.marked.line_lists
    }

    /// The attribute list of a label that links are written with, in small letters.
    pub fn list_of_label(&self, label: &str) -> Option<&AttributeList> {
        self.marked.of_labels.get(&label.to_lowercase()).filter(|_| !self.marked.of_labels.is_empty())
    }

    /// The lists with a name.
    pub fn named(&self) -> &BTreeMap<String, AttributeList> {
        &self.blanked.named
    }

    /// The abbreviations.
    pub fn abbreviations(&self) -> &[Abbreviation] {
        &self.blanked.abbreviations
    }

    /// The levels that a table of contents shows.
    pub fn toc_levels(&self) -> Option<Levels> {
        self.settings.toc_levels
    }

    /// Options of kramdown that say nothing here, as they were written.
    pub fn refused(&self) -> &[(Span, String)] {
        &self.settings.refused
    }

    /// Extensions that kramdown does not know, as they were written.
    pub fn unknown(&self) -> &[(Span, String)] {
        &self.settings.unknown
    }

    /// Tags of shortcodes whose other half is missing, as they were written: place, name, whether it is the last tag.
    pub fn halves(&self) -> &[(Span, String, bool)] {
        &self.marked.halves
    }

    /// Attribute lists among words, which stay text, as they were written.
    pub fn strays(&self) -> &[Span] {
        &self.marked.strays
    }

    /// The first mark in a text.
    pub fn find_mark(&self, text: &str) -> Option<(Range<usize>, usize)> {
        self.marked.find(text)
    }

    /// What a mark stands for.
    pub fn meant(&self, index: usize) -> &Meant {
        self.marked.meant(index)
    }

    /// What was written where a mark stands.
    pub fn written(&self, index: usize) -> &str {
        self.marked.written(index)
    }

    /// A text with everything as it was written in the place of its marks.
    pub fn restore(&self, text: String) -> String {
        self.marked.restore(text)
    }
}

/// Whether a page could hold anything that is not Markdown; a quick look.
fn holds_ours(text: &str, settings: &Settings) -> bool {
    ["{:", "{.", "{#", "{{", ":::", "$$", "$`", "*[", "\n:", "\n :", "\n>", "markdown=", "MARKDOWN="].iter().any(|sign| text.contains(sign))
        || text.starts_with(':')
        || text.contains('^') && text.lines().any(|line| line.trim_matches([' ', '>']) == "^")
        || settings.math && text.contains('$')
        || admonitions::may_be_in(text)
        || tags::braces_in_headings(text).next().is_some()
}
