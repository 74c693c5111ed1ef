//! A page as a tree of blocks: our own types, so that ids, links, attribute lists and checklists have a place of their own.
//!
//! Knows nothing of HTML output. Every link is a [`LinkId`] into [`super::Page::links`]; where it leads is told by `model/`.

use std::ops::{Deref, DerefMut};

use crate::base::Span;

/// A piece of a page that stands on its own lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// What an attribute list gave it.
    pub attributes: Attributes,
    /// Where it stands in the file.
    pub span: Span,
}

/// The kinds of blocks.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    /// Running text. In a tight list its text stands without a paragraph around it.
    Paragraph(Vec<Inline>),
    /// A heading; its id is in the attributes of the block.
    Heading {
        /// 1 to 6, as readers get it.
        level: u8,
        /// What it says.
        inlines: Vec<Inline>,
    },
    /// Running text that stands in an element of raw HTML, without a paragraph around it.
    Plain(Vec<Inline>),
    /// Code, set as written.
    Code(Box<Code>),
    /// A formula on lines of its own.
    Math(Math),
    /// Terms and what they mean.
    Definitions(Vec<Definition>),
    /// A quote, or an alert such as `> [!NOTE]`.
    Quote {
        /// The kind of alert; `None` for a quote.
        alert: Option<Alert>,
        /// What is quoted.
        blocks: Vec<Block>,
    },
    /// A list.
    List {
        /// The first number of a numbered list.
        start: Option<u64>,
        /// Whether its items are set without space between them.
        tight: bool,
        /// Its items.
        items: Vec<Item>,
    },
    /// A table.
    Table {
        /// One alignment per column.
        alignments: Vec<Align>,
        /// The cells of the head.
        head: Vec<Vec<Inline>>,
        /// The rows of the body.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// The text of a footnote.
    Footnote {
        /// Its label.
        label: String,
        /// Its text.
        blocks: Vec<Block>,
    },
    /// Raw HTML, made safe.
    Html(Vec<HtmlPiece>),
    /// A table of contents, from `{:toc}`.
    Contents {
        /// Whether it is numbered.
        numbered: bool,
        /// The levels of headings that it shows; `None` for all.
        levels: Option<Levels>,
    },
    /// A shortcode and what stands between its tags.
    Shortcode {
        /// What was written.
        shortcode: Box<Shortcode>,
        /// What stands between its tags.
        blocks: Vec<Block>,
    },
    /// A line across the page.
    Rule,
}

/// Some of the levels of headings, 1 to 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels(pub [bool; 6]);

impl Levels {
    /// Whether a level is one of them.
    pub fn contains(self, level: u8) -> bool {
        usize::from(level).checked_sub(1).and_then(|at| self.0.get(at)).copied().unwrap_or(false)
    }
}

/// Code on lines of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// The first word behind the fence, empty for an indented block.
    pub language: String,
    /// The code with its line ends.
    pub text: String,
    /// What stands above it.
    pub title: Option<String>,
    /// The lines that stand out, from 1: first and last of each group, in order.
    pub marked: Vec<(usize, usize)>,
}

/// A formula: as MathML, or as it was written when it can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Math {
    /// As written, without the signs around it.
    pub source: String,
    /// As markup; `None` when it can't be read.
    pub markup: Option<String>,
}

/// A part of a list of definitions.
#[derive(Clone, Debug, PartialEq)]
pub enum Definition {
    /// What is explained.
    Term {
        /// Its words.
        inlines: Vec<Inline>,
        /// What an attribute list gave it.
        attributes: Attributes,
        /// Where it stands.
        span: Span,
    },
    /// What the terms before it mean.
    Meaning {
        /// The explanation.
        blocks: Vec<Block>,
        /// Whether it is set without paragraphs.
        tight: bool,
        /// What an attribute list gave it.
        attributes: Attributes,
        /// Where it stands.
        span: Span,
    },
}

impl Definition {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Definition::Term { span, .. } | Definition::Meaning { span, .. } => *span,
        }
    }
}

impl Block {
    /// Gives the links of the block and of all that stands in it other numbers. Recursion is bounded by `markdown::MAX_DEPTH`.
    pub fn map_links(&mut self, number: &dyn Fn(LinkId) -> LinkId) {
        if let BlockKind::Html(pieces) = &mut self.kind {
            map_links_of_html(pieces, number);
        }
        self.kind.texts_mut().into_iter().flatten().for_each(|inline| inline.map_links(number));
        self.kind.inner_mut().into_iter().flatten().for_each(|block| block.map_links(number));
    }

    /// Moves the block and all that stands in it to other places. Recursion is bounded by `markdown::MAX_DEPTH`.
    pub fn map_spans(&mut self, place: &dyn Fn(Span) -> Span) {
        self.span = place(self.span);
        match &mut self.kind {
            BlockKind::List { items, .. } => items.iter_mut().for_each(|item| item.span = place(item.span)),
            BlockKind::Definitions(parts) => parts.iter_mut().for_each(|part| match part {
                Definition::Term { span, .. } | Definition::Meaning { span, .. } => *span = place(*span),
            }),
            _ => {}
        }
        self.kind.texts_mut().into_iter().flatten().for_each(|inline| inline.map_spans(place));
        self.kind.inner_mut().into_iter().flatten().for_each(|block| block.map_spans(place));
    }
}

fn map_links_of_html(pieces: &mut [HtmlPiece], number: &dyn Fn(LinkId) -> LinkId) {
    for piece in pieces {
        if let HtmlPiece::Address { link, .. } | HtmlPiece::TrustedAddress { link, .. } | HtmlPiece::Size { link, .. } = piece {
            *link = number(*link);
        }
    }
}

impl Inline {
    /// Gives the links of the piece and of all that stands in it other numbers. Recursion is bounded by `markdown::MAX_DEPTH`.
    pub fn map_links(&mut self, number: &dyn Fn(LinkId) -> LinkId) {
        match &mut self.kind {
            InlineKind::Link { link, .. } | InlineKind::Image { link, .. } => *link = number(*link),
            InlineKind::Html(pieces) => map_links_of_html(pieces, number),
            _ => {}
        }
        self.kind.inner_mut().into_iter().flatten().for_each(|inline| inline.map_links(number));
    }

    /// Moves the piece and all that stands in it to other places. Recursion is bounded by `markdown::MAX_DEPTH`.
    pub fn map_spans(&mut self, place: &dyn Fn(Span) -> Span) {
        self.span = place(self.span);
        self.kind.inner_mut().into_iter().flatten().for_each(|inline| inline.map_spans(place));
    }
}

impl BlockKind {
    /// The blocks that stand in it, list by list.
    pub fn inner(&self) -> Vec<&[Block]> {
        match self {
            BlockKind::Quote { blocks, .. } | BlockKind::Footnote { blocks, .. } | BlockKind::Shortcode { blocks, .. } => vec![blocks],
            BlockKind::List { items, .. } => items.iter().map(|item| item.blocks.as_slice()).collect(),
            BlockKind::Definitions(parts) => parts
                .iter()
                .filter_map(|part| match part {
                    Definition::Meaning { blocks, .. } => Some(blocks.as_slice()),
                    Definition::Term { .. } => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The same, to be changed.
    pub fn inner_mut(&mut self) -> Vec<&mut Vec<Block>> {
        match self {
            BlockKind::Quote { blocks, .. } | BlockKind::Footnote { blocks, .. } | BlockKind::Shortcode { blocks, .. } => vec![blocks],
            BlockKind::List { items, .. } => items.iter_mut().map(|item| &mut item.blocks).collect(),
            BlockKind::Definitions(parts) => parts
                .iter_mut()
                .filter_map(|part| match part {
                    Definition::Meaning { blocks, .. } => Some(blocks),
                    Definition::Term { .. } => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The running text that stands right in it, piece by piece.
    pub fn texts(&self) -> Vec<&[Inline]> {
        match self {
            BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) | BlockKind::Heading { inlines, .. } => vec![inlines],
            BlockKind::Table { head, rows, .. } => head.iter().chain(rows.iter().flatten()).map(Vec::as_slice).collect(),
            BlockKind::Definitions(parts) => parts
                .iter()
                .filter_map(|part| match part {
                    Definition::Term { inlines, .. } => Some(inlines.as_slice()),
                    Definition::Meaning { .. } => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The same, to be changed.
    pub fn texts_mut(&mut self) -> Vec<&mut Vec<Inline>> {
        match self {
            BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) | BlockKind::Heading { inlines, .. } => vec![inlines],
            BlockKind::Table { head, rows, .. } => head.iter_mut().chain(rows.iter_mut().flatten()).collect(),
            BlockKind::Definitions(parts) => parts
                .iter_mut()
                .filter_map(|part| match part {
                    Definition::Term { inlines, .. } => Some(inlines),
                    Definition::Meaning { .. } => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// `{{% name key="value" %}}`; a template of the theme shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortcode {
    /// Its name.
    pub name: String,
    /// Its arguments in order; those without a key are called `0`, `1` and so on.
    pub arguments: Vec<(String, String)>,
    /// The first tag as written: shown when no template has the name.
    pub source: String,
    /// The last tag as written; none for a single one.
    pub source_end: Option<String>,
}

/// The kinds of alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are GitHub's own")]
pub enum Alert {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

impl Alert {
    /// Its name in small letters: the key of its title in the theme's strings and its class.
    pub fn name(self) -> &'static str {
        match self {
            Alert::Note => "note",
            Alert::Tip => "tip",
            Alert::Important => "important",
            Alert::Warning => "warning",
            Alert::Caution => "caution",
        }
    }
}

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// As the language reads.
    Default,
    /// At the start of the line.
    Start,
    /// In the middle.
    Center,
    /// At the end of the line.
    End,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// For an item with a box: whether it is ticked in the source.
    pub task: Option<Task>,
    /// What it says.
    pub blocks: Vec<Block>,
    /// What an attribute list gave it.
    pub attributes: Attributes,
    /// Where it stands in the file.
    pub span: Span,
}

/// The box of a checklist item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Made from its text, unique in the page: ticks are remembered by it.
    pub id: String,
    /// `[x]` rather than `[ ]`.
    pub done: bool,
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// What an attribute list gave it.
    pub attributes: Attributes,
    /// Where it stands in the file.
    pub span: Span,
}

/// The kinds of running text.
#[derive(Clone, Debug, PartialEq)]
pub enum InlineKind {
    /// Words.
    Text(String),
    /// `code`.
    Code(String),
    /// *emphasis*.
    Emphasis(Vec<Inline>),
    /// **strong**.
    Strong(Vec<Inline>),
    /// ~~struck~~.
    Strike(Vec<Inline>),
    /// A link.
    Link {
        /// Which link of the page.
        link: LinkId,
        /// What shows when the pointer rests on it.
        title: String,
        /// Its words.
        inlines: Vec<Inline>,
    },
    /// A picture.
    Image {
        /// Which link of the page.
        link: LinkId,
        /// What shows when the pointer rests on it.
        title: String,
        /// What it shows, in words.
        text: String,
    },
    /// A word that `*[WORD]: …` explains.
    Abbreviation {
        /// The word.
        text: String,
        /// What it is short for.
        title: String,
    },
    /// A formula in a line.
    Math(Math),
    /// A shortcode in a line.
    Shortcode {
        /// Its name and arguments.
        shortcode: Box<Shortcode>,
        /// What stands between its tags.
        inlines: Vec<Inline>,
    },
    /// Raw HTML, made safe.
    Html(Vec<HtmlPiece>),
    /// The mark of a footnote.
    FootnoteMark(String),
    /// The end of a source line.
    SoftBreak,
    /// A line break that readers see.
    HardBreak,
}

/// A piece of raw HTML that has been read and made safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HtmlPiece {
    /// Markup, written by us from what was read.
    Markup(String),
    /// `href` or `src`; it is left out when its link may not be shown.
    Address {
        /// The name of the attribute.
        name: &'static str,
        /// Which link of the page.
        link: LinkId,
    },
    /// The same where all is trusted: it stays as it was written unless the site knows where it leads.
    TrustedAddress {
        /// The name of the attribute.
        name: &'static str,
        /// Which link of the page.
        link: LinkId,
        /// Name and value with its quotes.
        written: String,
    },
    /// The place in the tag of a picture where its size can be told, and what its writer says of it.
    Size {
        /// The picture, as a link of the page.
        link: LinkId,
        /// `width`, as written.
        width: Option<String>,
        /// `height`, as written.
        height: Option<String>,
    },
}

/// The place of a link in [`super::Page::links`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub usize);

/// What `{: #id .class key="value"}` or `{#id}` gave a block or a piece of text; only what is on the allow-list. Most have nothing, and
/// that takes the room of a pointer: a site has millions of pieces.
#[derive(Clone, Debug, Default)]
pub struct Attributes(Option<Box<Given>>);

/// What an attribute list gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The id, unique in the page.
    pub id: Option<String>,
    /// The classes, in the order they were given.
    pub classes: Vec<String>,
    /// The others by name.
    pub others: Vec<(String, String)>,
}

impl Deref for Attributes {
    type Target = Given;

    fn deref(&self) -> &Given {
        static NOTHING: Given = Given { id: None, classes: Vec::new(), others: Vec::new() };
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

impl DerefMut for Attributes {
    fn deref_mut(&mut self) -> &mut Given {
        self.0.get_or_insert_default()
    }
}

impl PartialEq for Attributes {
    fn eq(&self, other: &Attributes) -> bool {
        **self == **other
    }
}

impl Eq for Attributes {}

impl Attributes {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.id.is_none() && self.classes.is_empty() && self.others.is_empty()
    }

    /// Whether it has this class.
    pub fn has_class(&self, class: &str) -> bool {
        self.classes.iter().any(|own| own == class)
    }

    /// Adds another list: its id and values win, its classes are appended.
    pub fn merge(&mut self, other: Attributes) {
        let Some(other) = other.0 else { return };
        if other.id.is_some() {
            self.id = other.id;
        }
        for class in other.classes {
            if !self.has_class(&class) {
                self.classes.push(class);
            }
        }
        for (name, value) in other.others {
            self.others.retain(|(own, _)| *own != name);
            self.others.push((name, value));
        }
    }
}

impl InlineKind {
    /// The pieces that stand in it.
    pub fn inner(&self) -> &[Inline] {
        match self {
            InlineKind::Emphasis(inner)
            | InlineKind::Strong(inner)
            | InlineKind::Strike(inner)
            | InlineKind::Link { inlines: inner, .. }
            | InlineKind::Shortcode { inlines: inner, .. } => inner,
            _ => &[],
        }
    }

    /// The same, to be changed; `None` for what holds no pieces.
    pub fn inner_mut(&mut self) -> Option<&mut Vec<Inline>> {
        match self {
            InlineKind::Emphasis(inner)
            | InlineKind::Strong(inner)
            | InlineKind::Strike(inner)
            | InlineKind::Link { inlines: inner, .. }
            | InlineKind::Shortcode { inlines: inner, .. } => Some(inner),
            _ => None,
        }
    }
}

/// The words of running text, without any markup: for ids, titles and the table of contents.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut out = String::new();
    each_text(inlines, &mut |text| out.push_str(text.unwrap_or(" ")));
    out.trim().to_string()
}

/// Gives the words of running text piece by piece, `None` for the end of a line. Recursion is safe: `markdown.rs` bounds the depth of the tree.
pub fn each_text(inlines: &[Inline], take: &mut dyn FnMut(Option<&str>)) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(text)
            | InlineKind::Code(text)
            | InlineKind::Image { text, .. }
            | InlineKind::Abbreviation { text, .. }
            | InlineKind::Math(Math { source: text, .. }) => take(Some(text)),
            InlineKind::SoftBreak | InlineKind::HardBreak => take(None),
            kind => each_text(kind.inner(), take),
        }
    }
}
