//! One way through all that a page holds, for whoever changes it everywhere.
//!
//! Does not know what is changed. Recursion is bounded by `markdown::MAX_DEPTH`.

use super::document::{Attributes, Block, BlockKind, Definition, HtmlPiece, Inline, InlineKind};

/// Something that stands in a page.
pub enum Part<'page> {
    /// A block; what stands in it comes after it, as it is then.
    Block(&'page mut Block),
    /// An item of a list, a term or a meaning, by its attributes: what stands in it comes as blocks and pieces.
    Item(&'page mut Attributes),
    /// A piece of running text; what stands in it comes after it.
    Inline(&'page mut Inline),
}

/// Gives everything in these blocks to `change`, each before what stands in it.
pub fn walk(blocks: &mut [Block], change: &mut dyn FnMut(Part)) {
    for block in blocks {
        change(Part::Block(block));
        match &mut block.kind {
            BlockKind::List { items, .. } => items.iter_mut().for_each(|item| change(Part::Item(&mut item.attributes))),
            BlockKind::Definitions(parts) => parts.iter_mut().for_each(|part| {
                let (Definition::Term { attributes, .. } | Definition::Meaning { attributes, .. }) = part;
                change(Part::Item(attributes));
            }),
            _ => {}
        }
        block.kind.texts_mut().into_iter().for_each(|inlines| walk_text(inlines, change));
        block.kind.inner_mut().into_iter().for_each(|blocks| walk(blocks, change));
    }
}

fn walk_text(inlines: &mut [Inline], change: &mut dyn FnMut(Part)) {
    for inline in inlines {
        change(Part::Inline(inline));
        inline.kind.inner_mut().into_iter().for_each(|inner| walk_text(inner, change));
    }
}

/// Gives what can be led to in these blocks another name: ids, also those of HTML, and names of HTML; `None` keeps one. Labels of footnotes
/// are changed by `label`.
pub fn rename(blocks: &mut [Block], id: &dyn Fn(&str) -> Option<String>, label: &dyn Fn(&mut String)) {
    let rename_own = |attributes: &mut Attributes| {
        if let Some(now) = attributes.id.as_deref().and_then(id) {
            attributes.id = Some(now);
        }
    };
    walk(blocks, &mut |part| match part {
        Part::Block(block) => {
            rename_own(&mut block.attributes);
            match &mut block.kind {
                BlockKind::Footnote { label: own, .. } => label(own),
                BlockKind::Html(pieces) => rename_in_html(pieces, id),
                _ => {}
            }
        }
        Part::Item(attributes) => rename_own(attributes),
        Part::Inline(inline) => {
            rename_own(&mut inline.attributes);
            match &mut inline.kind {
                InlineKind::FootnoteMark(own) => label(own),
                InlineKind::Html(pieces) => rename_in_html(pieces, id),
                _ => {}
            }
        }
    });
}

/// Markup is our own writing: quotes in texts and values are escaped, so ` id="` begins an id.
fn rename_in_html(pieces: &mut [HtmlPiece], id: &dyn Fn(&str) -> Option<String>) {
    for piece in pieces {
        let HtmlPiece::Markup(markup) = piece else { continue };
        let mut out = String::with_capacity(markup.len());
        let mut rest = markup.as_str();
        while let Some(at) = [" id=\"", " name=\""].iter().filter_map(|key| rest.find(key).map(|at| at + key.len())).min() {
            let end = rest[at..].find('"').map_or(rest.len(), |end| at + end);
            out.push_str(&rest[..at]);
            out.push_str(id(&rest[at..end]).as_deref().unwrap_or(&rest[at..end]));
            rest = &rest[end..];
        }
        *markup = out + rest;
    }
}
