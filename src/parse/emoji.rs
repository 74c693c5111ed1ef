//! `:tada:` as the sign it names. The only file that knows `emojis`. What is no name of a sign stays text.

use super::document::{Block, BlockKind, Inline, InlineKind};

/// Replaces the names of signs in all running text; code stays as it is, and headings until they have their ids, which are made from the
/// names. Recursion is bounded by `markdown::MAX_DEPTH`.
pub fn replace(blocks: &mut [Block]) {
    for block in blocks.iter_mut().filter(|block| !matches!(block.kind, BlockKind::Heading { .. })) {
        block.kind.texts_mut().into_iter().for_each(|inlines| replace_inlines(inlines));
        block.kind.inner_mut().into_iter().for_each(|blocks| replace(blocks));
    }
}

/// The same in one piece of running text.
pub fn replace_inlines(inlines: &mut [Inline]) {
    for inline in inlines {
        match &mut inline.kind {
            InlineKind::Text(text) if text.contains(':') => *text = replaced(text),
            kind => kind.inner_mut().into_iter().for_each(|inner| replace_inlines(inner)),
        }
    }
}

/// The text with every `:name:` that names a sign replaced.
///
/// ```
/// assert_eq!(waybook::parse::emoji::replaced("done :tada: at 10:30:45 :nope:"), "done 🎉 at 10:30:45 :nope:");
/// ```
pub fn replaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name_end =
            rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '+' | '-')).map_or(rest.len(), |end| end + 1);
        match emojis::get_by_shortcode(&rest[1..name_end]).filter(|_| rest[name_end..].starts_with(':')) {
            Some(emoji) => {
                out.push_str(emoji.as_str());
                rest = &rest[name_end + 1..];
            }
            None => {
                out.push_str(&rest[..name_end]);
                rest = &rest[name_end..];
            }
        }
    }
    out + rest
}
