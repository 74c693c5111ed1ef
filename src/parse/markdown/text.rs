//! Running text: words and the marks among them, paragraphs, code, formulas.

use std::borrow::Cow;

use super::Reader;
use super::open::{Kind, settle};
use crate::base::Span;
use crate::base::catalogue::markdown as say;
use crate::parse::autolinks::Odd;
use crate::parse::document::{Attributes, BlockKind, Code, Inline, InlineKind, Math};
use crate::parse::math::{self, Display};
use crate::parse::{code, kramdown, shortcodes};

impl Reader<'_> {
    pub(super) fn code(&mut self, code: Code, attributes: Attributes, span: Span) {
        if code.language == "math" {
            let kind = BlockKind::Math(self.math(&code.text, Display::Block, span));
            self.block(kind, attributes, span);
            return;
        }
        self.out.messages.extend(code::check(self.path, &code, span));
        self.block(BlockKind::Code(Box::new(code)), attributes, span);
    }

    pub(super) fn math(&mut self, source: &str, display: Display, span: Span) -> Math {
        let (math, wrong) = math::read(source, display);
        self.out.messages.extend(wrong.map(|wrong| say::formula_unreadable(self.path, span, &wrong)));
        math
    }

    /// A paragraph, parted by the shortcodes in it that are blocks.
    pub(super) fn paragraph(&mut self, kind: fn(Vec<Inline>) -> BlockKind, inlines: Vec<Inline>, attributes: Attributes, span: Span) {
        let is_block =
            |inline: &Inline| matches!(&inline.kind, InlineKind::Shortcode { shortcode, .. } if shortcodes::stands_alone(&shortcode.name));
        if !inlines.iter().any(is_block) {
            self.block(kind(inlines), attributes, span);
            return;
        }
        let mut words = Vec::new();
        for inline in inlines {
            if !is_block(&inline) {
                words.push(inline);
                continue;
            }
            self.part(kind, std::mem::take(&mut words), &attributes);
            if let InlineKind::Shortcode { shortcode, inlines } = inline.kind {
                let blocks = settle(Vec::new(), inlines, inline.span);
                self.block(BlockKind::Shortcode { shortcode, blocks }, Attributes::default(), inline.span);
            }
        }
        self.part(kind, words, &attributes);
    }

    /// A part of a paragraph; one without words is left out.
    fn part(&mut self, kind: fn(Vec<Inline>) -> BlockKind, words: Vec<Inline>, attributes: &Attributes) {
        let says = |inline: &Inline| match &inline.kind {
            InlineKind::Text(text) => !text.trim().is_empty(),
            kind => !matches!(kind, InlineKind::SoftBreak | InlineKind::HardBreak),
        };
        let (Some(first), Some(last)) = (words.iter().position(says), words.iter().rposition(says)) else { return };
        let mut words: Vec<Inline> = words.into_iter().take(last + 1).skip(first).collect();
        if let Some(InlineKind::Text(text)) = words.last_mut().map(|inline| &mut inline.kind) {
            text.truncate(text.trim_end().len());
        }
        if let Some(InlineKind::Text(text)) = words.first_mut().map(|inline| &mut inline.kind) {
            text.drain(..text.len() - text.trim_start().len());
        }
        let span = Span::new(words[0].span.start, words[words.len() - 1].span.end);
        self.block(kind(words), attributes.clone(), span);
    }

    pub(super) fn text(&mut self, text: &str, span: Span) {
        if matches!(self.top().kind, Kind::Code(_)) {
            self.top().text.push_str(text);
            return;
        }
        let mut rest = text;
        let mut at = span.start;
        while let Some((place, index)) = self.source.find_mark(rest) {
            let whole = at + place.end;
            self.words(&rest[..place.start], Span::new(at, at + place.start));
            self.mark(index, Span::new(at + place.start, whole));
            rest = &rest[place.end..];
            at = whole;
        }
        if !rest.is_empty() || text.is_empty() {
            self.words(rest, Span::new(at, span.end));
        }
    }

    fn words(&mut self, text: &str, span: Span) {
        let is_blank = |c: char| matches!(c, kramdown::BLANK | '\0');
        let has_blanks = text.bytes().any(|byte| is_blank(char::from(byte)));
        let kept = if has_blanks { Cow::Owned(text.replace(is_blank, "")) } else { Cow::Borrowed(text) };
        if kept.is_empty() {
            return;
        }
        if kept.len() != span.end - span.start {
            self.odd.push(Odd { span, length: kept.len() });
        }
        match self.top().inlines.last_mut() {
            Some(Inline { kind: InlineKind::Text(last), span: at, attributes }) if attributes.is_empty() && at.end == span.start => {
                last.push_str(&kept);
                at.end = span.end;
            }
            _ => self.inline(InlineKind::Text(kept.into_owned()), span),
        }
    }

    /// The text that waits to become a paragraph.
    pub(super) fn take_inlines(&mut self) -> Vec<Inline> {
        let mut inlines = std::mem::take(&mut self.top().inlines);
        self.end_words(&mut inlines, self.open.len());
        inlines
    }
}
