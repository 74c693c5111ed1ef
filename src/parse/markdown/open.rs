//! Blocks and spans whose end has not come yet, and how what stood in one becomes whole.
//!
//! Knows neither the events of the parser nor where anything stands in a page.

use crate::base::Span;
use crate::parse::document::{
    Alert, Align, Attributes, Block, BlockKind, Code, Definition, HtmlPiece, Inline, InlineKind, Item, LinkId, Shortcode,
};

/// A block or span whose end has not come yet.
pub(super) struct Open {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) blocks: Vec<Block>,
    pub(super) inlines: Vec<Inline>,
    pub(super) items: Vec<Item>,
    pub(super) parts: Vec<Definition>,
    pub(super) cells: Vec<Vec<Inline>>,
    pub(super) head: Vec<Vec<Inline>>,
    pub(super) rows: Vec<Vec<Vec<Inline>>>,
    pub(super) text: String,
    pub(super) attributes: Attributes,
    pub(super) task: Option<bool>,
    pub(super) loose: bool,
}

pub(super) enum Kind {
    Root,
    Paragraph,
    Heading(u8),
    Code(Code),
    Quote(Option<Alert>),
    List(Option<u64>),
    Item,
    Definitions,
    Term,
    Meaning,
    Table(Vec<Align>),
    Row {
        head: bool,
    },
    Cell,
    Footnote(String),
    Html,
    Emphasis,
    Strong,
    Strike,
    Link {
        link: LinkId,
        title: String,
    },
    Image {
        link: LinkId,
        title: String,
    },
    /// Between the tags of the shortcode that the mark of this number began.
    Shortcode(usize, Shortcode),
    /// Nested too deep: its content goes to the block around it.
    Flat,
}

impl Open {
    pub(super) fn new(kind: Kind, span: Span) -> Open {
        Open {
            kind,
            span,
            blocks: Vec::new(),
            inlines: Vec::new(),
            items: Vec::new(),
            parts: Vec::new(),
            cells: Vec::new(),
            head: Vec::new(),
            rows: Vec::new(),
            text: String::new(),
            attributes: Attributes::default(),
            task: None,
            loose: false,
        }
    }
}

/// The text of a tight item stands without a paragraph: it becomes one here, so that every container holds only blocks.
pub(super) fn settle(mut blocks: Vec<Block>, inlines: Vec<Inline>, span: Span) -> Vec<Block> {
    if !inlines.is_empty() {
        let span = Span::new(inlines[0].span.start, inlines.last().map_or(span.end, |last| last.span.end));
        push_one(&mut blocks, Block { kind: BlockKind::Paragraph(inlines), attributes: Attributes::default(), span });
    }
    blocks
}

/// Adds an element. A vector of these begins with room for four, and most of them hold one: a page would take three times its memory.
pub(super) fn push_one<T>(list: &mut Vec<T>, element: T) {
    if list.capacity() == 0 {
        list.reserve_exact(1);
    }
    list.push(element);
}

pub(super) fn html_block(piece: HtmlPiece, span: Span) -> Block {
    Block { kind: BlockKind::Html(vec![piece]), attributes: Attributes::default(), span }
}

/// End tags that a writer forgot go to the end of what they stand in.
pub(super) fn close_html(open: &mut Open, missing: HtmlPiece) {
    let end = Span::new(open.span.end, open.span.end);
    match open.kind {
        Kind::Quote(_) | Kind::Item | Kind::Meaning | Kind::Footnote(_) | Kind::Shortcode(..) if open.inlines.is_empty() => {
            open.blocks.push(html_block(missing, end))
        }
        _ => open.inlines.push(Inline { kind: InlineKind::Html(vec![missing]), attributes: Attributes::default(), span: end }),
    }
}
