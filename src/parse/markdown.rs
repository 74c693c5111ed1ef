//! Markdown text to blocks. The only file that knows `pulldown-cmark`.
//!
//! In: the text of a page behind its front matter. Out: blocks with their places in the file, the links it asks for, the anchors it
//! offers, messages. Where a link leads is not known here, nor how a block looks.
//!
//! The events of the parser come as a flat list; a stack of open blocks turns them into a tree, so no depth of nesting can exhaust the
//! program's own stack. What is nested deeper than [`MAX_DEPTH`] is shown flat, and said.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::document::{Alert, Align, Attributes, Block, BlockKind, HtmlPiece, Inline, InlineKind, Item, LinkId, Task, plain_text};
use super::emoji;
use super::kramdown::{self, AttributeList};
use super::raw_html::{RawHtml, RawHtmlReader};
use super::shortcodes::{self, Region};
use crate::base::catalogue::markdown as say;
use crate::base::{Message, Slugs, SourcePath, Span};

/// Blocks and spans nested deeper than this are shown flat.
pub const MAX_DEPTH: usize = 100;

/// A link or image, as a page asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, as written.
    pub to: String,
    /// Whether it is shown in place.
    pub image: bool,
    /// Where it stands.
    pub span: Span,
}

/// What a page's text holds.
#[derive(Clone, Debug, Default)]
pub struct Markdown {
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// The links it asks for.
    pub links: Vec<Link>,
    /// Ids and names of raw HTML.
    pub html_anchors: Vec<String>,
    /// What is to be said about it.
    pub messages: Vec<Message>,
}

/// Reads `text`, which begins at `offset` of the file.
pub fn read(path: &SourcePath, text: &str, offset: usize, raw_html: RawHtml) -> Markdown {
    let shim = Shim::new(text);
    let source = shim.text.as_deref().unwrap_or(text);
    let mut reader = Reader {
        path,
        offset,
        lists: shim.lists,
        regions: shim.regions,
        next_list: 0,
        html: RawHtmlReader::new(raw_html),
        open: vec![Open::new(Kind::Root, Span::new(0, text.len()))],
        too_deep: None,
        out: Markdown::default(),
    };
    for (event, range) in Parser::new_ext(source, options()).into_offset_iter() {
        reader.event(event, range);
    }
    reader.finish(source)
}

/// What is not Markdown proper, taken out of the source before it is read.
#[derive(Default)]
struct Shim {
    /// The source with all of it blanked; `None` when there was none.
    text: Option<String>,
    lists: Vec<AttributeList>,
    regions: Vec<Region>,
}

impl Shim {
    fn new(text: &str) -> Shim {
        let (has_lists, has_shortcodes) = (text.contains("{:"), text.contains("{{") || text.contains(":::"));
        if !has_lists && !has_shortcodes {
            return Shim::default();
        }
        let code = code_ranges(text);
        let (text, regions) = if has_shortcodes { shortcodes::blank(text, &code) } else { (text.to_string(), Vec::new()) };
        let (text, lists) = if has_lists { kramdown::blank(&text, &code) } else { (text, Vec::new()) };
        Shim { text: Some(text), lists, regions }
    }
}

/// Which extensions are on. Never all: `[[_TOC_]]` would become a wiki link, `$5 and $6` a formula.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

/// The ranges that hold code, in which nothing is an attribute list. Costs a second parse, so only pages with `{:` pay it.
fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let code = |event: &Event| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_)));
    Parser::new_ext(text, options()).into_offset_iter().filter(|(event, _)| code(event)).map(|(_, range)| range).collect()
}

/// A block or span whose end has not come yet.
struct Open {
    kind: Kind,
    span: Span,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    items: Vec<Item>,
    cells: Vec<Vec<Inline>>,
    head: Vec<Vec<Inline>>,
    rows: Vec<Vec<Vec<Inline>>>,
    text: String,
    attributes: Attributes,
    task: Option<bool>,
    loose: bool,
}

enum Kind {
    Root,
    Paragraph,
    Heading(u8),
    Code(String),
    Quote(Option<Alert>),
    List(Option<u64>),
    Item,
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
    /// Nested too deep: its content goes to the block around it.
    Flat,
}

impl Open {
    fn new(kind: Kind, span: Span) -> Open {
        Open {
            kind,
            span,
            blocks: Vec::new(),
            inlines: Vec::new(),
            items: Vec::new(),
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

struct Reader<'page> {
    path: &'page SourcePath,
    offset: usize,
    lists: Vec<AttributeList>,
    regions: Vec<Region>,
    next_list: usize,
    html: RawHtmlReader,
    open: Vec<Open>,
    too_deep: Option<Span>,
    out: Markdown,
}

impl Reader<'_> {
    fn event(&mut self, event: Event, range: Range<usize>) {
        let span = Span::from(range).shifted(self.offset);
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, span),
            Event::Code(code) => self.inline(InlineKind::Code(code.into_string()), span),
            Event::Html(html) => self.top().text.push_str(&html),
            Event::InlineHtml(html) => {
                let pieces = self.clean_html(&html, span);
                self.inline(InlineKind::Html(pieces), span);
            }
            Event::FootnoteReference(label) => self.inline(InlineKind::FootnoteMark(label.into_string()), span),
            Event::SoftBreak => self.inline(InlineKind::SoftBreak, span),
            Event::HardBreak => self.inline(InlineKind::HardBreak, span),
            Event::Rule => self.block(BlockKind::Rule, Attributes::default(), span),
            Event::TaskListMarker(done) => {
                if let Some(item) = self.open.iter_mut().rev().find(|open| matches!(open.kind, Kind::Item)) {
                    item.task = Some(done);
                }
            }
            // These extensions are off.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, span),
        }
    }

    fn start(&mut self, tag: Tag, span: Span) {
        let mut attributes = Attributes::default();
        let kind = match tag {
            Tag::Paragraph => Kind::Paragraph,
            Tag::Heading { level, id, classes, attrs } => {
                attributes.id = id.map(|id| id.into_string());
                attributes.classes = classes.into_iter().map(|class| class.into_string()).collect();
                for (name, _) in attrs {
                    self.out.messages.push(say::unknown_attribute(self.path, span, &name));
                }
                Kind::Heading(heading_level(level))
            }
            Tag::BlockQuote(kind) => Kind::Quote(kind.map(alert)),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                Kind::Code(info.split([' ', ',', '{', '\t']).next().unwrap_or("").to_lowercase())
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => Kind::Code(String::new()),
            Tag::List(start) => Kind::List(start),
            Tag::Item => Kind::Item,
            Tag::Table(alignments) => Kind::Table(alignments.into_iter().map(align).collect()),
            Tag::TableHead => Kind::Row { head: true },
            Tag::TableRow => Kind::Row { head: false },
            Tag::TableCell => Kind::Cell,
            Tag::FootnoteDefinition(label) => Kind::Footnote(label.into_string()),
            Tag::HtmlBlock => Kind::Html,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strike,
            Tag::Link { link_type, dest_url, title, .. } => {
                let to = if link_type == LinkType::Email { format!("mailto:{dest_url}") } else { dest_url.into_string() };
                Kind::Link { link: self.link(&to, false, span), title: title.into_string() }
            }
            Tag::Image { dest_url, title, .. } => Kind::Image { link: self.link(&dest_url, true, span), title: title.into_string() },
            // These extensions are off.
            Tag::MetadataBlock(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript => Kind::Flat,
        };
        let container =
            matches!(kind, Kind::Quote(_) | Kind::List(_) | Kind::Item | Kind::Footnote(_) | Kind::Emphasis | Kind::Strong | Kind::Strike);
        let kind = if container && self.open.len() > MAX_DEPTH {
            self.too_deep.get_or_insert(span);
            Kind::Flat
        } else {
            kind
        };
        if !matches!(kind, Kind::Html | Kind::Flat) {
            self.html.enter();
        }
        let mut open = Open::new(kind, span);
        open.attributes = attributes;
        self.open.push(open);
    }

    fn end(&mut self, tag: TagEnd) {
        let Some(mut open) = self.open.pop() else { return };
        if !matches!(open.kind, Kind::Html | Kind::Flat)
            && let Some(missing) = self.html.leave()
        {
            close_html(&mut open, missing);
        }
        let (span, attributes) = (open.span, open.attributes);
        match open.kind {
            Kind::Root => {}
            Kind::Paragraph => {
                if let Some(item) = self.open.last_mut().filter(|around| matches!(around.kind, Kind::Item)) {
                    item.loose = true;
                }
                self.block(BlockKind::Paragraph(open.inlines), attributes, span);
            }
            Kind::Heading(level) => self.block(BlockKind::Heading { level, inlines: open.inlines }, attributes, span),
            Kind::Code(language) => self.block(BlockKind::Code { language, text: open.text }, attributes, span),
            Kind::Quote(alert) => self.block(BlockKind::Quote { alert, blocks: settle(open.blocks, open.inlines, span) }, attributes, span),
            Kind::List(start) => {
                let tight = !open.loose;
                self.block(BlockKind::List { start, tight, items: open.items }, attributes, span);
            }
            Kind::Item => {
                let task = open.task.map(|done| Task { id: String::new(), done });
                let item = Item { task, blocks: settle(open.blocks, open.inlines, span), attributes, span };
                if let Some(list) = self.open.last_mut() {
                    list.loose |= open.loose;
                    list.items.push(item);
                }
            }
            Kind::Cell => self.top().cells.push(open.inlines),
            Kind::Row { head: true } => self.top().head = open.cells,
            Kind::Row { head: false } => self.top().rows.push(open.cells),
            Kind::Table(alignments) => {
                let kind = BlockKind::Table { alignments, head: open.head, rows: open.rows };
                self.block(kind, attributes, span);
            }
            Kind::Footnote(label) => {
                let blocks = settle(open.blocks, open.inlines, span);
                self.block(BlockKind::Footnote { label, blocks }, attributes, span);
            }
            Kind::Html => {
                let pieces = self.clean_html(&open.text, span);
                self.block(BlockKind::Html(pieces), attributes, span);
            }
            Kind::Emphasis => self.inline(InlineKind::Emphasis(open.inlines), span),
            Kind::Strong => self.inline(InlineKind::Strong(open.inlines), span),
            Kind::Strike => self.inline(InlineKind::Strike(open.inlines), span),
            Kind::Link { link, title } => self.inline(InlineKind::Link { link, title, inlines: open.inlines }, span),
            Kind::Image { link, title } => {
                let text = plain_text(&open.inlines);
                self.inline(InlineKind::Image { link, title, text }, span);
            }
            Kind::Flat => {
                debug_assert!(!matches!(tag, TagEnd::Table), "only containers are shown flat");
                let around = self.top();
                for item in open.items {
                    around.blocks.extend(item.blocks);
                }
                around.blocks.extend(open.blocks);
                around.inlines.extend(open.inlines);
            }
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        if matches!(self.top().kind, Kind::Code(_)) {
            self.top().text.push_str(text);
            return;
        }
        let kept: String = text.chars().filter(|c| !matches!(*c, kramdown::BLANK | '\0')).collect();
        self.attach_to_text(span.start);
        if kept.is_empty() {
            return;
        }
        match self.top().inlines.last_mut() {
            Some(Inline { kind: InlineKind::Text(last), span: at, attributes }) if attributes.is_empty() && at.end == span.start => {
                last.push_str(&kept);
                at.end = span.end;
            }
            _ => self.inline(InlineKind::Text(kept), span),
        }
    }

    /// Gives the attribute lists that begin at or before `offset` of the file to the piece of text that ends where they begin.
    fn attach_to_text(&mut self, offset: usize) {
        while let Some(list) = self.lists.get(self.next_list) {
            let begins = list.span.start + self.offset;
            if begins > offset {
                return;
            }
            if !list.block {
                let list = list.clone();
                let owner =
                    self.top().inlines.last_mut().filter(|inline| inline.span.end == begins && !matches!(inline.kind, InlineKind::Text(_)));
                match owner {
                    Some(inline) => inline.attributes.merge(list.attributes.clone()),
                    None => self.out.messages.push(say::attribute_of_nothing(self.path, list.span.shifted(self.offset))),
                }
                self.say_refused(&list);
            }
            self.next_list += 1;
        }
    }

    fn say_refused(&mut self, list: &AttributeList) {
        for name in &list.refused {
            self.out.messages.push(say::unknown_attribute(self.path, list.span.shifted(self.offset), name));
        }
    }

    fn inline(&mut self, kind: InlineKind, span: Span) {
        self.top().inlines.push(Inline { kind, attributes: Attributes::default(), span });
    }

    fn block(&mut self, kind: BlockKind, attributes: Attributes, span: Span) {
        let around = self.top();
        if !around.inlines.is_empty() {
            let inlines = std::mem::take(&mut around.inlines);
            let before = Span::new(inlines[0].span.start, span.start);
            around.blocks.push(Block { kind: BlockKind::Paragraph(inlines), attributes: Attributes::default(), span: before });
        }
        around.blocks.push(Block { kind, attributes, span });
    }

    fn link(&mut self, to: &str, image: bool, span: Span) -> LinkId {
        let to: String = to.chars().filter(|c| *c != kramdown::BLANK).collect();
        self.out.links.push(Link { to, image, span });
        LinkId(self.out.links.len() - 1)
    }

    fn clean_html(&mut self, html: &str, span: Span) -> Vec<HtmlPiece> {
        let links = &mut self.out.links;
        let cleaned = self.html.fragment(html, &mut |to| {
            links.push(Link { to: to.to_string(), image: false, span });
            LinkId(links.len() - 1)
        });
        self.out.html_anchors.extend(cleaned.anchors);
        for what in cleaned.removed {
            self.out.messages.push(say::html_removed(self.path, span, &what));
        }
        cleaned.pieces
    }

    fn top(&mut self) -> &mut Open {
        // The root is pushed first and only popped by `finish`: pulldown-cmark sends as many ends as starts.
        self.open.last_mut().expect("the root block stays open until the end of the page")
    }

    fn finish(mut self, source: &str) -> Markdown {
        self.attach_to_text(usize::MAX);
        let mut root = self.open.remove(0);
        while let Some(missing) = self.html.leave() {
            root.blocks.push(html_block(missing, root.span));
        }
        let mut blocks = settle(root.blocks, root.inlines, root.span);
        for list in self.lists.iter().filter(|list| list.block).cloned().collect::<Vec<_>>() {
            if !attach(&mut blocks, &list, source, self.offset) {
                self.out.messages.push(say::attribute_of_nothing(self.path, list.span.shifted(self.offset)));
            }
            self.say_refused(&list);
        }
        shortcodes::gather(&mut blocks, &self.regions, self.offset);
        emoji::replace(&mut blocks);
        let mut slugs = Slugs::default();
        name_tasks(&mut blocks, &mut slugs);
        if let Some(span) = self.too_deep {
            self.out.messages.push(say::nested_too_deep(self.path, span, MAX_DEPTH));
        }
        self.out.blocks = blocks;
        self.out
    }
}

/// The text of a tight item stands without a paragraph: it becomes one here, so that every container holds only blocks.
fn settle(mut blocks: Vec<Block>, inlines: Vec<Inline>, span: Span) -> Vec<Block> {
    if !inlines.is_empty() {
        let span = Span::new(inlines[0].span.start, inlines.last().map_or(span.end, |last| last.span.end));
        blocks.push(Block { kind: BlockKind::Paragraph(inlines), attributes: Attributes::default(), span });
    }
    blocks
}

fn html_block(piece: HtmlPiece, span: Span) -> Block {
    Block { kind: BlockKind::Html(vec![piece]), attributes: Attributes::default(), span }
}

/// End tags that a writer forgot go to the end of what they stand in.
fn close_html(open: &mut Open, missing: HtmlPiece) {
    let end = Span::new(open.span.end, open.span.end);
    match open.kind {
        Kind::Quote(_) | Kind::Item | Kind::Footnote(_) if open.inlines.is_empty() => open.blocks.push(html_block(missing, end)),
        _ => open.inlines.push(Inline { kind: InlineKind::Html(vec![missing]), attributes: Attributes::default(), span: end }),
    }
}

/// Gives a list that stands alone on its line to the block that ends on the line above, else to the one that begins below.
/// Of blocks that end together, the outermost one that is indented at least as far as the list is meant.
///
/// Recursion is bounded by [`MAX_DEPTH`].
fn attach(blocks: &mut [Block], list: &AttributeList, source: &str, offset: usize) -> bool {
    let line_start = source[..list.span.start].rfind('\n').map_or(0, |at| at + 1);
    let above_end = source[..line_start].trim_end_matches(['\n', '\r']).len();
    let glued = line_start > 0 && source[above_end..line_start].matches('\n').count() == 1 && !source[..above_end].ends_with('\n');
    if glued && attach_above(blocks, list, source, above_end, offset) {
        return true;
    }
    let line_end = source[list.span.end..].find('\n').map_or(source.len(), |at| list.span.end + at + 1);
    let Some(below) = blocks.iter_mut().find(|block| block.span.start >= line_end + offset) else { return false };
    let next_text = line_end + source[line_end..].find(|c: char| !c.is_whitespace()).unwrap_or(0);
    let near = source[line_end..next_text].matches('\n').count() == 0 && below.span.start <= next_text + offset;
    if near {
        give(below, list);
    }
    near
}

fn attach_above(blocks: &mut [Block], list: &AttributeList, source: &str, above_end: usize, offset: usize) -> bool {
    for block in blocks.iter_mut().rev() {
        let start = block.span.start - offset;
        let end = source[..(block.span.end - offset).min(source.len())].trim_end().len();
        if start > above_end || end < above_end.min(source[..above_end].trim_end().len()) {
            continue;
        }
        let line = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let column = source[line..start].chars().filter(|c| *c != '>').count();
        let ends_here = end == source[..above_end].trim_end().len();
        if ends_here && column >= list.indent {
            give(block, list);
            return true;
        }
        return match &mut block.kind {
            BlockKind::Quote { blocks, .. } | BlockKind::Footnote { blocks, .. } => attach_above(blocks, list, source, above_end, offset),
            BlockKind::List { items, .. } => {
                items.iter_mut().rev().any(|item| attach_above(&mut item.blocks, list, source, above_end, offset))
            }
            _ => false,
        };
    }
    false
}

fn give(block: &mut Block, list: &AttributeList) {
    if list.contents
        && let BlockKind::List { start, .. } = block.kind
    {
        block.kind = BlockKind::Contents { numbered: start.is_some() };
    }
    block.attributes.merge(list.attributes.clone());
}

/// Gives every checklist item an id made from its words. Recursion is bounded by [`MAX_DEPTH`].
fn name_tasks(blocks: &mut [Block], slugs: &mut Slugs) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Quote { blocks, .. } | BlockKind::Footnote { blocks, .. } | BlockKind::Shortcode { blocks, .. } => {
                name_tasks(blocks, slugs);
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    if let Some(task) = &mut item.task {
                        let words = match item.blocks.first().map(|block| &block.kind) {
                            Some(BlockKind::Paragraph(inlines)) => plain_text(inlines),
                            _ => String::new(),
                        };
                        task.id = slugs.make(&words);
                    }
                    name_tasks(&mut item.blocks, slugs);
                }
            }
            _ => {}
        }
    }
}

fn heading_level(level: HeadingLevel) -> u8 {
    level as u8
}

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::Default,
        Alignment::Left => Align::Start,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::End,
    }
}
