//! Ids for the items of checklists: made from their words, so that ticks survive when items are added or moved.

use super::document::{Block, BlockKind, Item, plain_text};
use crate::base::Slugs;

/// Gives every item with a box an id that is unique in the page. Recursion is bounded by `markdown::MAX_DEPTH`.
pub fn name(blocks: &mut [Block], slugs: &mut Slugs) {
    for block in blocks {
        if let BlockKind::List { items, .. } = &mut block.kind {
            for item in items {
                if let Some(id) = item.task.is_some().then(|| slugs.make(&words(item))) {
                    item.task.iter_mut().for_each(|task| task.id.clone_from(&id));
                }
                name(&mut item.blocks, slugs);
            }
            continue;
        }
        block.kind.inner_mut().into_iter().for_each(|blocks| name(blocks, slugs));
    }
}

fn words(item: &Item) -> String {
    match item.blocks.first().map(|block| &block.kind) {
        Some(BlockKind::Paragraph(inlines)) => plain_text(inlines),
        _ => String::new(),
    }
}
