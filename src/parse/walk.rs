//! One way through all that a page holds, for whoever changes it everywhere.
//!
//! Does not know what is changed. Recursion is bounded by `markdown::MAX_DEPTH`.

use super::document::{Attributes, Block, BlockKind, Definition, Inline};

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
