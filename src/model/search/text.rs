//! The plain text of a page, cut at its headings.

use crate::parse::document::{Block, BlockKind, Definition, HtmlPiece, Inline, InlineKind, each_text, plain_text};

/// The text below a heading of a page.
pub struct Section<'a> {
    /// The id and the words of the heading; none for what stands before the first one.
    pub heading: Option<(&'a str, String)>,
    /// The text, without markup.
    pub text: String,
    /// What to show of a section with blocks of code: what is said beside them, after the first line of one that opens the section.
    pub shown: Option<String>,
}

/// The text of a page in its sections. Headings inside of quotes, lists and the like belong to the section around them.
pub fn sections(blocks: &[Block]) -> Vec<Section<'_>> {
    let section = |heading| Section { heading, text: String::new(), shown: None };
    let mut sections = vec![section(None)];
    for block in blocks {
        if let (BlockKind::Heading { inlines, .. }, Some(id)) = (&block.kind, &block.attributes.id) {
            sections.push(section(Some((id, plain_text(inlines)))));
        } else if let Some(section) = sections.last_mut() {
            push_to(block, section);
        }
    }
    sections
}

fn push_to(block: &Block, section: &mut Section) {
    if let BlockKind::Code(code) = &block.kind {
        let shown = section.shown.get_or_insert_with(|| section.text.clone());
        if shown.is_empty() {
            push(code.text.trim_start().lines().next().unwrap_or(""), shown);
        }
    } else if let Some(shown) = &mut section.shown {
        push_block(block, shown);
    }
    push_block(block, &mut section.text);
}

/// The text of blocks.
pub fn text_of(blocks: &[Block]) -> String {
    let mut text = String::new();
    push_blocks(blocks, &mut text);
    text
}

// Recursion is safe: `parse` bounds the depth of the tree.
fn push_blocks(blocks: &[Block], text: &mut String) {
    blocks.iter().for_each(|block| push_block(block, text));
}

fn push_block(block: &Block, text: &mut String) {
    match &block.kind {
        BlockKind::Code(code) => push(&code.text, text),
        BlockKind::Math(math) => push(&math.source, text),
        // Terms and their meanings take turns.
        BlockKind::Definitions(parts) => parts.iter().for_each(|part| match part {
            Definition::Term { inlines, .. } => push_inlines(inlines, text),
            Definition::Meaning { blocks, .. } => push_blocks(blocks, text),
        }),
        BlockKind::Html(pieces) => push_html(pieces, text),
        kind => {
            kind.texts().into_iter().for_each(|inlines| push_inlines(inlines, text));
            kind.inner().into_iter().for_each(|blocks| push_blocks(blocks, text));
        }
    }
}

fn push_inlines(inlines: &[Inline], text: &mut String) {
    let mut words = Words { text, gap: true };
    each_text(inlines, &mut |text| match text {
        Some(text) => words.push(text),
        None => words.gap = true,
    });
    for inline in inlines {
        if let InlineKind::Html(pieces) = &inline.kind {
            push_html(pieces, text);
        }
    }
}

/// Text with one blank between its words, however many there were.
struct Words<'a> {
    text: &'a mut String,
    /// Whether a blank is due before the next letter.
    gap: bool,
}

impl Words<'_> {
    fn push(&mut self, more: &str) {
        // Most texts have single blanks already.
        let bytes = more.as_bytes();
        if bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) && !bytes.windows(2).any(|pair| pair == b"  ") {
            self.gap |= more.starts_with(' ');
            self.word(more.trim_matches(' '));
            self.gap |= more.ends_with(' ');
            return;
        }
        let mut pieces = more.split(char::is_whitespace);
        // Every piece but the first has a blank before it.
        let first = pieces.next().unwrap_or("");
        self.word(first);
        for piece in pieces {
            self.gap = true;
            self.word(piece);
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        if self.gap && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.gap = false;
        self.text.push_str(word);
    }
}

/// What stands between tags. Markup is our own writing: well-formed, with `<` and `>` of text escaped.
fn push_html(pieces: &[HtmlPiece], text: &mut String) {
    // A tag with an address goes on in the next piece.
    let mut outside = true;
    for piece in pieces {
        let HtmlPiece::Markup(markup) = piece else { continue };
        for part in markup.split_inclusive(['<', '>']) {
            if outside {
                let words = part.trim_end_matches('<');
                push(
                    &words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&"),
                    text,
                );
            }
            outside = match part.chars().last() {
                Some('>') => true,
                Some('<') => false,
                _ => outside,
            };
        }
    }
}

fn push(more: &str, text: &mut String) {
    Words { text, gap: true }.push(more);
}
