//! Attribute lists, `{: .class}`: which block, item, term or piece of text each of them belongs to.
//!
//! What stands in a list is read elsewhere (`kramdown.rs`); here it only finds its owner.

use super::Reader;
use super::open::Kind;
use crate::base::Span;
use crate::base::catalogue::markdown as say;
use crate::parse::document::{Attributes, Block, BlockKind, HtmlPiece, Inline, InlineKind};
use crate::parse::kramdown::{AttributeList, Place};
use crate::parse::raw_html;

impl Reader<'_> {
    /// What an attribute list right behind the mark of an item gives it.
    pub(super) fn attributes_of_item(&mut self, span: Span) -> Attributes {
        while self.item_lists.get(self.next_item_list).is_some_and(|list| list.span.start < span.start) {
            self.next_item_list += 1;
        }
        let Some(list) = self.item_lists.get(self.next_item_list) else { return Attributes::default() };
        let between = self.source.text().get(span.start..list.span.start).unwrap_or("\n");
        // Of items that begin on one line the last one is meant: before it stands one mark and blanks.
        if between.len() > 14 || between.contains('\n') || between.split_whitespace().count() != 1 {
            return Attributes::default();
        }
        self.next_item_list += 1;
        list.attributes.clone()
    }

    /// What an attribute list at the beginning of a term gives it.
    pub(super) fn attributes_of_term(&mut self, span: Span) -> Attributes {
        while self.item_lists.get(self.next_item_list).is_some_and(|list| list.span.start < span.start) {
            self.next_item_list += 1;
        }
        let Some(list) = self.item_lists.get(self.next_item_list).filter(|list| list.span.start == span.start) else {
            return Attributes::default();
        };
        self.next_item_list += 1;
        list.attributes.clone()
    }

    /// What an attribute list at the end of a heading's line gives it.
    pub(super) fn attributes_of_heading(&self, mut attributes: Attributes, span: Span) -> Attributes {
        let first = self.lists.partition_point(|list| list.span.start < span.start);
        let own = self.lists[first..].iter().take_while(|list| list.span.start <= span.end).filter(|list| list.place == Place::Heading);
        own.for_each(|list| attributes.merge(list.attributes.clone()));
        attributes
    }

    /// A list on a line of its own: it belongs to what ends on the line above, else to the next block beside it.
    pub(super) fn line_list(&mut self, index: usize, span: Span) {
        let mut list = self.line_lists[index].clone();
        list.span = span;
        let depth = self.open.len();
        if let Some((_, waiting)) = self.waiting.as_mut().filter(|(other, _)| *other == depth) {
            waiting.attributes.merge(list.attributes);
            waiting.contents |= list.contents;
            return;
        }
        let text = self.source.text();
        let line = text[..span.start].rfind('\n');
        let above = line.map_or("", |end| &text[text[..end].rfind('\n').map_or(0, |at| at + 1)..end]);
        let around = self.top();
        let opens = around.inlines.is_empty() && around.blocks.last().is_some_and(is_first_tag);
        if (above.trim_matches([' ', '\t', '>', '\r']).is_empty() || opens) && list.place != Place::Html {
            self.wait(list);
            return;
        }
        let around = self.top();
        if matches!(around.kind, Kind::Item) && !around.inlines.is_empty() {
            around.attributes.merge(list.attributes);
            // What follows is not part of the words above.
            let inlines = self.take_inlines();
            let before = Span::new(inlines[0].span.start, span.start);
            self.top().blocks.push(Block { kind: BlockKind::Paragraph(inlines), attributes: Attributes::default(), span: before });
        } else if let Some(element) = element_before(&around.blocks)
            && let BlockKind::Html(pieces) = &mut around.blocks[element].kind
        {
            raw_html::give(pieces, &list.attributes);
        } else if let Some(mut last) = around.blocks.pop() {
            last.attributes.merge(list.attributes.clone());
            take_language(&mut last);
            self.make_contents(&mut last.kind, &list);
            self.top().blocks.push(last);
        } else {
            self.wait(list);
        }
    }

    fn wait(&mut self, list: AttributeList) {
        if let Some((_, before)) = self.waiting.replace((self.open.len(), list)) {
            self.told.push(say::attribute_of_nothing(self.path, before.written));
        }
    }

    /// The list that `{:toc}` belongs to is shown as the table of contents; a page has one.
    pub(super) fn make_contents(&mut self, kind: &mut BlockKind, list: &AttributeList) {
        let BlockKind::List { start, .. } = kind else { return };
        if !list.contents {
            return;
        }
        if self.has_contents {
            self.told.push(say::second_contents(self.path, list.written));
            return;
        }
        self.has_contents = true;
        *kind = BlockKind::Contents { numbered: start.is_some(), levels: self.source.toc_levels() };
    }

    /// Gives the attribute lists that stand at or before `offset` to the piece of text that ends where they stand.
    pub(super) fn attach_lists(&mut self, offset: usize) {
        while let Some(list) = self.lists.get(self.next_list).filter(|list| list.span.start <= offset) {
            if list.place == Place::Text {
                let (span, written, attributes) = (list.span, list.written, list.attributes.clone());
                let text = self.source.text();
                let owner = self.top().inlines.last_mut();
                // The parser counts `[]` behind a label not as a part of the link.
                let between = |inline: &Inline| text.get(inline.span.end..span.start);
                let owner = owner.filter(|inline| match inline.kind {
                    InlineKind::Text(_) => false,
                    InlineKind::Link { .. } | InlineKind::Image { .. } => matches!(between(inline), Some("" | "[]")),
                    _ => between(inline) == Some(""),
                });
                match owner {
                    Some(inline) => inline.attributes.merge(attributes),
                    None => self.told.push(say::attribute_of_nothing(self.path, written)),
                }
            }
            self.next_list += 1;
        }
    }
}

/// `{: .language-ruby}` says the language of code that says none itself.
pub(super) fn take_language(block: &mut Block) {
    let BlockKind::Code(code) = &mut block.kind else { return };
    let classes = &mut block.attributes.classes;
    if let Some(at) = classes.iter().position(|class| class.starts_with("language-")).filter(|_| code.language.is_empty()) {
        code.language = classes.remove(at)["language-".len()..].to_lowercase();
    }
}

/// The element of raw HTML that ends right before: one of several blocks is found by the first tag that its last one belongs to.
fn element_before(blocks: &[Block]) -> Option<usize> {
    let BlockKind::Html(last) = &blocks.last()?.kind else { return None };
    let Some((name, true)) = raw_html::single_tag(last) else { return Some(blocks.len() - 1) };
    let mut depth = 0;
    for (at, block) in blocks.iter().enumerate().rev().take(MOST_SIBLINGS) {
        let BlockKind::Html(pieces) = &block.kind else { continue };
        match raw_html::single_tag(pieces) {
            Some((other, closing)) if other == name => depth = if closing { depth + 1 } else { depth - 1 },
            _ => continue,
        }
        if depth == 0 {
            return Some(at);
        }
    }
    Some(blocks.len() - 1)
}

/// Whether a block is nothing but the first tag of an element: what stands below it is in the element.
fn is_first_tag(block: &Block) -> bool {
    let BlockKind::Html(pieces) = &block.kind else { return false };
    let alone = matches!(pieces.last(), Some(HtmlPiece::Markup(markup)) if markup.trim_end().ends_with('>'));
    alone && raw_html::single_tag(pieces).is_some_and(|(name, closing)| !closing && !raw_html::is_void(name))
}

/// An element of more blocks gets no attributes behind its end: looking further would make a page full of ends slow.
const MOST_SIBLINGS: usize = 200;
