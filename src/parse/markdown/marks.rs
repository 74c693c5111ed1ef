//! The marks that stand for what is not Markdown: shortcodes, formulas, addresses, HTML with Markdown in it.
//!
//! What a mark means is told by the source (`source.rs`); here it becomes a block or a piece of text where it stands.

use super::open::{Kind, Open, settle};
use super::{Link, MAX_DEPTH, Reader};
use crate::base::Span;
use crate::base::catalogue::links as say_links;
use crate::base::catalogue::markdown as say;
use crate::parse::document::{Attributes, BlockKind, Inline, InlineKind, LinkId, Shortcode};
use crate::parse::math::Display;
use crate::parse::shortcodes;
use crate::parse::tags::{Ends, Meant, Plain};

impl Reader<'_> {
    /// Raw HTML on lines of its own; a comment that is one of our marks is what the mark stands for.
    pub(super) fn html_block(&mut self, html: String, span: Span) {
        let mark = html.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")).and_then(|mark| {
            let (place, index) = self.source.find_mark(mark)?;
            (place.start == 0 && place.end == mark.len()).then_some(index)
        });
        let Some(index) = mark else {
            let pieces = self.clean_html(&self.source.restore(html), span);
            self.block(BlockKind::Html(pieces), Attributes::default(), span);
            return;
        };
        let source = self.source;
        match source.meant(index) {
            Meant::Open(shortcode, Ends::AtItsTag) if self.open.len() <= MAX_DEPTH => {
                self.push(Open::new(Kind::Shortcode(index, shortcode.clone()), span));
            }
            Meant::Open(shortcode, ends) => {
                if *ends == Ends::AtItsTag {
                    self.too_deep.get_or_insert(span);
                }
                self.block(
                    BlockKind::Shortcode { shortcode: Box::new(shortcode.clone()), blocks: Vec::new() },
                    Attributes::default(),
                    span,
                );
            }
            Meant::Close(first) => self.end_shortcode(*first, span),
            Meant::List(index) => self.line_list(*index, span),
            Meant::AsWritten => {
                let words = Inline { kind: InlineKind::Text(source.written(index).to_string()), attributes: Attributes::default(), span };
                self.block(BlockKind::Paragraph(vec![words]), Attributes::default(), span);
            }
            Meant::Inline(shortcode) => {
                self.block(
                    BlockKind::Shortcode { shortcode: Box::new(shortcode.clone()), blocks: Vec::new() },
                    Attributes::default(),
                    span,
                );
            }
            Meant::Address(to) => {
                let link = Inline { kind: self.address(to, span), attributes: Attributes::default(), span };
                self.block(BlockKind::Paragraph(vec![link]), Attributes::default(), span);
            }
            Meant::Math(tex) => {
                let kind = BlockKind::Math(self.math(tex, Display::Block, span));
                self.block(kind, Attributes::default(), span);
            }
            Meant::Html(html, plain) => {
                if *plain == Plain::Ends {
                    self.plain.pop();
                }
                let pieces = self.clean_html(html, span);
                self.block(BlockKind::Html(pieces), Attributes::default(), span);
                if *plain == Plain::Begins {
                    self.plain.push(self.open.len());
                }
            }
        }
    }

    pub(super) fn inline_html(&mut self, html: String, span: Span) {
        match self.source.find_mark(&html) {
            Some((_, index)) if html.starts_with("<!--") => self.mark(index, span),
            _ => {
                let pieces = self.clean_html(&self.source.restore(html), span);
                self.inline(InlineKind::Html(pieces), span);
            }
        }
    }

    /// What a mark in a line stands for.
    pub(super) fn mark(&mut self, index: usize, span: Span) {
        let source = self.source;
        let kind = match source.meant(index) {
            Meant::Inline(shortcode) | Meant::Open(shortcode, Ends::AtOnce) => {
                InlineKind::Shortcode { shortcode: Box::new(shortcode.clone()), inlines: Vec::new() }
            }
            Meant::Open(shortcode, Ends::AtItsTag) if self.open.len() + self.words_open.len() > MAX_DEPTH => {
                self.too_deep.get_or_insert(span);
                InlineKind::Text(shortcode.source.clone())
            }
            Meant::Open(shortcode, Ends::AtItsTag) => {
                let at = self.top().inlines.len();
                self.words_open.push((index, self.open.len(), at));
                InlineKind::Shortcode { shortcode: Box::new(shortcode.clone()), inlines: Vec::new() }
            }
            Meant::Close(first) if self.end_word(*first, span) => return,
            Meant::Math(tex) => InlineKind::Math(self.math(tex, Display::Inline, span)),
            Meant::Address(to) => self.address(to, span),
            Meant::Html(html, _) => InlineKind::Html(self.clean_html(html, span)),
            Meant::Close(_) | Meant::List(_) | Meant::AsWritten => InlineKind::Text(source.written(index).to_string()),
        };
        self.inline(kind, span);
    }

    /// The last tag of a shortcode. One whose first tag stands in another list or quote ends nothing.
    fn end_shortcode(&mut self, first: usize, span: Span) {
        let open = self.open.iter().rev().take_while(|open| matches!(open.kind, Kind::Shortcode(..)));
        let Some(above) =
            open.enumerate().find_map(|(above, open)| matches!(open.kind, Kind::Shortcode(index, _) if index == first).then_some(above))
        else {
            return;
        };
        for _ in 0..above {
            self.end_without_tag();
        }
        let Some(open) = self.pop() else { return };
        let Kind::Shortcode(_, shortcode) = open.kind else { return };
        let whole = Span::new(open.span.start, span.end);
        let blocks = settle(open.blocks, open.inlines, whole);
        self.block(BlockKind::Shortcode { shortcode: Box::new(shortcode), blocks }, Attributes::default(), whole);
    }

    /// What stands around a tag ends before its last tag came: the tag stands alone.
    pub(super) fn end_shortcodes(&mut self) {
        while matches!(self.top().kind, Kind::Shortcode(..)) {
            self.end_without_tag();
        }
    }

    fn end_without_tag(&mut self) {
        let Some(open) = self.pop() else { return };
        let Kind::Shortcode(_, shortcode) = open.kind else { return };
        let shortcode = Shortcode { source_end: None, ..shortcode };
        self.block(BlockKind::Shortcode { shortcode: Box::new(shortcode), blocks: Vec::new() }, Attributes::default(), open.span);
        for block in settle(open.blocks, open.inlines, open.span) {
            self.block(block.kind, block.attributes, block.span);
        }
    }

    /// The last tag of a shortcode in a line; whether its first one stands in the same piece of text.
    fn end_word(&mut self, first: usize, span: Span) -> bool {
        let depth = self.open.len();
        let Some(found) = self.words_open.iter().rposition(|(index, at, _)| *index == first && *at == depth) else { return false };
        let (.., place) = self.words_open[found];
        // What began in it and has no end yet will have none.
        let later: Vec<_> = self.words_open.drain(found..).skip(1).collect();
        let mut all = std::mem::take(&mut self.top().inlines);
        self.as_written(&mut all, later.into_iter().map(|(.., at)| at));
        let inner = all.split_off(place + 1);
        if let Some(Inline { kind: InlineKind::Shortcode { inlines, .. }, span: whole, .. }) = all.last_mut() {
            *inlines = inner;
            whole.end = span.end;
        }
        self.top().inlines = all;
        true
    }

    /// Shortcodes in a line whose last tag is not in `inlines`, which stand `depth` deep, are shown as they were written.
    pub(super) fn end_words(&mut self, inlines: &mut [Inline], depth: usize) {
        let first = self.words_open.partition_point(|(_, at, _)| *at < depth);
        let open: Vec<usize> = self.words_open.drain(first..).map(|(.., at)| at).collect();
        self.as_written(inlines, open.into_iter());
    }

    fn as_written(&mut self, inlines: &mut [Inline], places: impl Iterator<Item = usize>) {
        for place in places {
            let Some(inline) = inlines.get_mut(place) else { continue };
            if let InlineKind::Shortcode { shortcode, .. } = &inline.kind {
                self.out.messages.push(say::shortcode_over_blocks(self.path, inline.span, &shortcode.name));
                inline.kind = InlineKind::Text(shortcode.source.clone());
            }
        }
    }

    /// `{{< ref "page" >}}` in text: a link that says where it leads. In the words of another link or of a picture it is just words, but
    /// checked all the same.
    fn address(&mut self, to: &str, span: Span) -> InlineKind {
        if to.is_empty() {
            self.out.messages.push(say_links::empty_link(self.path, span, ""));
            return InlineKind::Text(String::new());
        }
        let words = self.source.restore(to.to_string());
        self.out.links.push(Link { to: to.to_string(), by_name: shortcodes::is_name_of_page(to), image: false, span });
        let link = LinkId(self.out.links.len() - 1);
        if self.open.iter().any(|open| matches!(open.kind, Kind::Link { .. } | Kind::Image { .. })) {
            return InlineKind::Text(words);
        }
        let text = Inline { kind: InlineKind::Text(words), attributes: Attributes::default(), span };
        InlineKind::Link { link, title: String::new(), inlines: vec![text] }
    }
}
