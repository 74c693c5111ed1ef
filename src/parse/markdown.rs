//! Markdown text to blocks. The only file that knows `pulldown-cmark`.
//!
//! In: the text of a page behind its front matter. Out: blocks with their places in the file, the links it asks for, the anchors it
//! offers, messages. Where a link leads is not known here, nor how a block looks.
//!
//! What is not Markdown proper is taken out of the source first (`source.rs`) and met again as marks. The events of the parser come as a
//! flat list; a stack of open blocks turns them into a tree, so no depth of nesting can exhaust the program's own stack. What is nested
//! deeper than [`MAX_DEPTH`] is shown flat, and said.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::autolinks::{self, Odd};
use super::document::{
    Alert, Align, Attributes, Block, BlockKind, Code, Definition, HtmlPiece, Inline, InlineKind, Item, LinkId, Shortcode, Task, plain_text,
};
use super::kramdown::{self, AttributeList, Place};
use super::math::{self, Display};
use super::raw_html::{self, RawHtml, RawHtmlReader};
use super::source::Source;
use super::tags::{self, Ends, Meant, Plain};
use super::{ParseOptions, abbreviations, checklists, code, emoji, markdown_in_html, shortcodes};
use crate::base::catalogue::links as say_links;
use crate::base::catalogue::markdown as say;
use crate::base::catalogue::nearest::nearest;
use crate::base::{Message, Slugs, SourcePath, Span};

/// Blocks and spans nested deeper than this are shown flat.
pub const MAX_DEPTH: usize = 100;

/// A link or image, as a page asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, as written.
    pub to: String,
    /// Whether it may be the name of a page in another folder: `{{< ref "page" >}}`.
    pub by_name: bool,
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
    /// Which of them are written by a label, in their order, and where `[label]: address` stands.
    pub definitions: Vec<(LinkId, Span)>,
    /// Ids and names of raw HTML.
    pub html_anchors: Vec<String>,
    /// What is to be said about it.
    pub messages: Vec<Message>,
}

/// Reads `text`, which begins at `offset` of the file.
pub fn read(path: &SourcePath, text: &str, offset: usize, how: ParseOptions) -> Markdown {
    let settings = kramdown::Settings { math: how.math, html_is_read: how.raw_html != RawHtml::Escape, ..Default::default() };
    let source = Source::new(text, settings, &ranges);
    let reader = Reader::new(path, &source, how.raw_html);
    let (mut out, told) = reader.read();
    // In what was blanked byte for byte, a comment say, a block may begin inside a character.
    let whole = |span: Span| {
        let start = (0..=span.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let end = (span.end.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        Span::new(start, end)
    };
    let place = |span: Span| whole(source.original(span)).shifted(offset);
    out.blocks.iter_mut().for_each(|block| block.map_spans(&place));
    out.links.iter_mut().for_each(|link| link.span = place(link.span));
    out.definitions.iter_mut().for_each(|(_, span)| *span = place(*span));
    out.messages.iter_mut().for_each(|message| message.span = message.span.map(place));
    out.messages.extend(told.into_iter().map(|mut message| {
        message.span = message.span.map(|span| whole(source.original_of_written(span)).shifted(offset));
        message
    }));
    out
}

/// Which extensions are on. Never all: `[[_TOC_]]` would become a wiki link, `$5 and $6` a formula, and a colon somewhere a definition.
fn options(text: &str) -> Options {
    let always = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    if may_define(text) { always | Options::ENABLE_DEFINITION_LIST } else { always }
}

/// Whether some line begins with a colon and a blank.
fn may_define(text: &str) -> bool {
    text.lines().any(|line| line.trim_start_matches([' ', '\t', '>']).strip_prefix(':').is_some_and(|rest| rest.starts_with([' ', '\t'])))
}

/// The ranges that hold code, in which nothing of ours is looked for, and those of raw HTML. Costs a parse.
fn ranges(text: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (mut code, mut html) = (Vec::new(), Vec::new());
    for (event, range) in Parser::new_ext(text, options(text)).into_offset_iter() {
        match event {
            Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => code.push(range),
            Event::Start(Tag::HtmlBlock) => {
                code.extend(markdown_in_html::code_in(text, &range));
                html.push(range);
            }
            _ => {}
        }
    }
    (code, html)
}

/// A block or span whose end has not come yet.
struct Open {
    kind: Kind,
    span: Span,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    items: Vec<Item>,
    parts: Vec<Definition>,
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
    fn new(kind: Kind, span: Span) -> Open {
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

struct Reader<'page> {
    path: &'page SourcePath,
    source: &'page Source,
    /// Shortcodes in a line whose last tag has not come yet: the number of the mark, how many blocks are open there, and at which piece
    /// of text it stands.
    words_open: Vec<(usize, usize, usize)>,
    /// The attribute lists with all that they take over.
    lists: Vec<AttributeList>,
    next_list: usize,
    item_lists: Vec<AttributeList>,
    next_item_list: usize,
    line_lists: Vec<AttributeList>,
    /// Lists that wait for the next block: how many blocks were open there, and where they stand.
    waiting: Option<(usize, AttributeList)>,
    has_contents: bool,
    html: RawHtmlReader,
    open: Vec<Open>,
    /// Where text stands without paragraphs: how many blocks were open there.
    plain: Vec<usize>,
    odd: Vec<Odd>,
    too_deep: Option<Span>,
    out: Markdown,
    /// What is to be said of things as they were written, before the text got its marks.
    told: Vec<Message>,
}

impl<'page> Reader<'page> {
    fn new(path: &'page SourcePath, source: &'page Source, raw_html: RawHtml) -> Reader<'page> {
        let root = Open::new(Kind::Root, Span::new(0, source.text().len()));
        let mut told = Vec::new();
        let mut ready = |lists: &[AttributeList]| -> Vec<AttributeList> {
            let mut lists = lists.to_vec();
            for list in &mut lists {
                let missing = kramdown::resolve(list, source.named());
                told.extend(missing.iter().map(|name| say::unknown_list_name(path, list.written, name)));
                told.extend(list.refused.iter().map(|name| say::unknown_attribute(path, list.written, name)));
            }
            lists
        };
        let (lists, item_lists, line_lists) = (ready(source.lists()), ready(source.item_lists()), ready(source.line_lists()));
        told.extend(source.refused().iter().map(|(span, what)| say::not_supported(path, *span, &format!("option `{what}`"))));
        told.extend(source.unknown().iter().map(|(span, name)| {
            let meant = nearest(name, kramdown::EXTENSIONS.iter().copied());
            say::unknown_extension(path, *span, name, meant)
        }));
        told.extend(source.strays().iter().map(|span| say::attributes_among_words(path, *span)));
        told.extend(source.halves().iter().map(|(span, name, last)| say::half_shortcode(path, *span, name, *last)));
        Reader {
            path,
            source,
            words_open: Vec::new(),
            lists,
            next_list: 0,
            item_lists,
            next_item_list: 0,
            line_lists,
            waiting: None,
            has_contents: false,
            html: RawHtmlReader::new(raw_html),
            open: vec![root],
            plain: Vec::new(),
            odd: Vec::new(),
            too_deep: None,
            out: Markdown::default(),
            told,
        }
    }

    fn read(mut self) -> (Markdown, Vec<Message>) {
        let text = self.source.text();
        let mut events = Parser::new_ext(text, options(text)).into_offset_iter();
        while let Some((event, range)) = events.next() {
            if let Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) = &event
                && by_label(*link_type)
                && let Some(definition) = events.reference_definitions().get(id)
            {
                // The next link is the one that begins here.
                self.out.definitions.push((LinkId(self.out.links.len()), Span::from(definition.span.clone())));
            }
            self.event(event, range);
        }
        self.finish()
    }

    fn event(&mut self, event: Event, range: Range<usize>) {
        let span = Span::from(range);
        self.attach_lists(match &event {
            // A list right behind a span belongs to that, not to what ends in it.
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image) => {
                span.end.saturating_sub(1)
            }
            // The parser counts the paragraph behind a list of definitions as a part of it.
            Event::End(TagEnd::DefinitionList) => span.start,
            Event::End(_) => span.end,
            _ => span.start,
        });
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, span),
            Event::Code(code) => self.inline(InlineKind::Code(self.source.restore(code.into_string())), span),
            Event::Html(html) => self.top().text.push_str(&html),
            Event::InlineHtml(html) => self.inline_html(html.into_string(), span),
            Event::FootnoteReference(label) => self.inline(InlineKind::FootnoteMark(self.label(label.into_string())), span),
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
                attributes.id = id.map(|id| id.into_string()).filter(|id| kramdown::is_name(id));
                attributes.classes =
                    classes.into_iter().map(|class| class.into_string()).filter(|class| kramdown::is_name(class)).collect();
                for (name, value) in attrs {
                    if kramdown::is_allowed(&name) {
                        let value = value.map(|value| value.trim_matches('"').to_string()).unwrap_or_default();
                        attributes.others.push((name.into_string(), value));
                    } else {
                        self.out.messages.push(say::unknown_attribute(self.path, span, &name));
                    }
                }
                Kind::Heading(heading_level(level))
            }
            Tag::BlockQuote(kind) => Kind::Quote(kind.map(alert)),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Kind::Code(code::read(&self.source.restore(info.into_string()))),
            Tag::CodeBlock(CodeBlockKind::Indented) => Kind::Code(Code::default()),
            Tag::List(start) => Kind::List(start),
            Tag::Item => {
                attributes = self.attributes_of_item(span);
                Kind::Item
            }
            Tag::DefinitionList => Kind::Definitions,
            Tag::DefinitionListTitle => {
                attributes = self.attributes_of_term(span);
                Kind::Term
            }
            Tag::DefinitionListDefinition => {
                attributes = self.attributes_of_item(span);
                Kind::Meaning
            }
            Tag::Table(alignments) => Kind::Table(alignments.into_iter().map(align).collect()),
            Tag::TableHead => Kind::Row { head: true },
            Tag::TableRow => Kind::Row { head: false },
            Tag::TableCell => Kind::Cell,
            Tag::FootnoteDefinition(label) => Kind::Footnote(self.label(label.into_string())),
            Tag::HtmlBlock => Kind::Html,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strike,
            Tag::Link { link_type, dest_url, title, id } => {
                attributes = self.attributes_of_label(link_type, &id);
                let to = if link_type == LinkType::Email { format!("mailto:{dest_url}") } else { dest_url.into_string() };
                Kind::Link { link: self.link(to, false, span), title: self.source.restore(title.into_string()) }
            }
            Tag::Image { link_type, dest_url, title, id } => {
                attributes = self.attributes_of_label(link_type, &id);
                Kind::Image { link: self.link(dest_url.into_string(), true, span), title: self.source.restore(title.into_string()) }
            }
            // These extensions are off.
            Tag::MetadataBlock(_) | Tag::Superscript | Tag::Subscript => Kind::Flat,
        };
        let container = matches!(
            kind,
            Kind::Quote(_)
                | Kind::List(_)
                | Kind::Item
                | Kind::Definitions
                | Kind::Meaning
                | Kind::Footnote(_)
                | Kind::Emphasis
                | Kind::Strong
                | Kind::Strike
        );
        let kind = if container && self.open.len() > MAX_DEPTH {
            self.too_deep.get_or_insert(span);
            Kind::Flat
        } else {
            kind
        };
        let mut open = Open::new(kind, span);
        open.attributes = attributes;
        self.push(open);
    }

    fn push(&mut self, open: Open) {
        if !matches!(open.kind, Kind::Html | Kind::Flat) {
            self.html.enter();
        }
        self.open.push(open);
    }

    fn pop(&mut self) -> Option<Open> {
        let mut open = self.open.pop()?;
        if !matches!(open.kind, Kind::Html | Kind::Flat)
            && let Some(missing) = self.html.leave()
        {
            close_html(&mut open, missing);
        }
        while self.plain.last().is_some_and(|depth| *depth > self.open.len()) {
            self.plain.pop();
        }
        Some(open)
    }

    fn end(&mut self, tag: TagEnd) {
        self.end_shortcodes();
        let Some(mut open) = self.pop() else { return };
        // What is kept for as long as the site is takes no more room than it needs.
        open.inlines.shrink_to_fit();
        open.blocks.shrink_to_fit();
        open.items.shrink_to_fit();
        self.end_words(&mut open.inlines, self.open.len() + 1);
        let (span, attributes) = (open.span, open.attributes);
        match open.kind {
            Kind::Root | Kind::Shortcode(..) => {}
            Kind::Paragraph if self.plain.last() == Some(&self.open.len()) => {
                self.paragraph(BlockKind::Plain, open.inlines, attributes, span)
            }
            Kind::Paragraph => {
                if let Some(item) = self.open.last_mut().filter(|around| matches!(around.kind, Kind::Item | Kind::Meaning)) {
                    item.loose = true;
                }
                self.paragraph(BlockKind::Paragraph, open.inlines, attributes, span);
            }
            Kind::Heading(level) => {
                let attributes = self.attributes_of_heading(attributes, span);
                self.block(BlockKind::Heading { level, inlines: open.inlines }, attributes, span);
            }
            Kind::Code(code) => self.code(Code { text: self.source.restore(open.text), ..code }, attributes, span),
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
            Kind::Definitions => {
                let end = open.parts.last().map_or(span.end, |part| part.span().end);
                self.block(BlockKind::Definitions(open.parts), attributes, Span::new(span.start, end));
            }
            Kind::Term => {
                // Each line is a term of its own.
                let mut attributes = Some(attributes);
                for inlines in open.inlines.split(|inline| inline.kind == InlineKind::SoftBreak).filter(|line| !line.is_empty()) {
                    let span = Span::new(inlines[0].span.start, inlines[inlines.len() - 1].span.end);
                    let attributes = attributes.take().unwrap_or_default();
                    self.top().parts.push(Definition::Term { inlines: inlines.to_vec(), attributes, span });
                }
            }
            Kind::Meaning => {
                let (tight, blocks) = (!open.loose, settle(open.blocks, open.inlines, span));
                self.top().parts.push(Definition::Meaning { blocks, tight, attributes, span });
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
            Kind::Html => self.html_block(open.text, span),
            Kind::Emphasis => self.inline(InlineKind::Emphasis(open.inlines), span),
            Kind::Strong => self.inline(InlineKind::Strong(open.inlines), span),
            Kind::Strike => self.inline(InlineKind::Strike(open.inlines), span),
            Kind::Link { link, title } => {
                self.inline(InlineKind::Link { link, title, inlines: open.inlines }, span);
                self.top().inlines.last_mut().into_iter().for_each(|inline| inline.attributes.merge(attributes.clone()));
            }
            Kind::Image { link, title } => {
                let text = plain_text(&open.inlines);
                self.inline(InlineKind::Image { link, title, text }, span);
                self.top().inlines.last_mut().into_iter().for_each(|inline| inline.attributes.merge(attributes.clone()));
            }
            Kind::Flat => {
                debug_assert!(!matches!(tag, TagEnd::Table), "only containers are shown flat");
                let around = self.top();
                for item in open.items {
                    around.blocks.extend(item.blocks);
                }
                for part in open.parts {
                    match part {
                        Definition::Meaning { blocks, .. } => around.blocks.extend(blocks),
                        Definition::Term { inlines, attributes, span } => {
                            around.blocks.push(Block { kind: BlockKind::Paragraph(inlines), attributes, span });
                        }
                    }
                }
                around.blocks.extend(open.blocks);
                around.inlines.extend(open.inlines);
            }
        }
    }

    fn code(&mut self, code: Code, attributes: Attributes, span: Span) {
        if code.language == "math" {
            let kind = BlockKind::Math(self.math(&code.text, Display::Block, span));
            self.block(kind, attributes, span);
            return;
        }
        self.out.messages.extend(code::check(self.path, &code, span));
        self.block(BlockKind::Code(Box::new(code)), attributes, span);
    }

    fn math(&mut self, source: &str, display: Display, span: Span) -> super::document::Math {
        let (math, wrong) = math::read(source, display);
        self.out.messages.extend(wrong.map(|wrong| say::formula_unreadable(self.path, span, &wrong)));
        math
    }

    /// What an attribute list right behind the mark of an item gives it.
    fn attributes_of_item(&mut self, span: Span) -> Attributes {
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

    /// What an attribute list below `[label]: address` gives each link and picture with the label.
    fn attributes_of_label(&self, link_type: LinkType, label: &str) -> Attributes {
        let Some(list) = self.source.list_of_label(label).filter(|_| by_label(link_type)) else { return Attributes::default() };
        let mut list = list.clone();
        kramdown::resolve(&mut list, self.source.named());
        list.attributes
    }

    /// What an attribute list at the beginning of a term gives it.
    fn attributes_of_term(&mut self, span: Span) -> Attributes {
        while self.item_lists.get(self.next_item_list).is_some_and(|list| list.span.start < span.start) {
            self.next_item_list += 1;
        }
        let Some(list) = self.item_lists.get(self.next_item_list).filter(|list| list.span.start == span.start) else {
            return Attributes::default();
        };
        self.next_item_list += 1;
        list.attributes.clone()
    }

    /// A list on a line of its own: it belongs to what ends on the line above, else to the next block beside it.
    fn line_list(&mut self, index: usize, span: Span) {
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
    fn make_contents(&mut self, kind: &mut BlockKind, list: &AttributeList) {
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

    /// What an attribute list at the end of a heading's line gives it.
    fn attributes_of_heading(&self, mut attributes: Attributes, span: Span) -> Attributes {
        let first = self.lists.partition_point(|list| list.span.start < span.start);
        let own = self.lists[first..].iter().take_while(|list| list.span.start <= span.end).filter(|list| list.place == Place::Heading);
        own.for_each(|list| attributes.merge(list.attributes.clone()));
        attributes
    }

    /// Raw HTML on lines of its own; a comment that is one of our marks is what the mark stands for.
    fn html_block(&mut self, html: String, span: Span) {
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
    fn end_shortcodes(&mut self) {
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

    fn inline_html(&mut self, html: String, span: Span) {
        match self.source.find_mark(&html) {
            Some((_, index)) if html.starts_with("<!--") => self.mark(index, span),
            _ => {
                let pieces = self.clean_html(&self.source.restore(html), span);
                self.inline(InlineKind::Html(pieces), span);
            }
        }
    }

    /// What a mark in a line stands for.
    fn mark(&mut self, index: usize, span: Span) {
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
    fn end_words(&mut self, inlines: &mut [Inline], depth: usize) {
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

    /// The text that waits to become a paragraph.
    fn take_inlines(&mut self) -> Vec<Inline> {
        let mut inlines = std::mem::take(&mut self.top().inlines);
        self.end_words(&mut inlines, self.open.len());
        inlines
    }

    /// A paragraph, parted by the shortcodes in it that are blocks.
    fn paragraph(&mut self, kind: fn(Vec<Inline>) -> BlockKind, inlines: Vec<Inline>, attributes: Attributes, span: Span) {
        let is_block =
            |inline: &Inline| matches!(&inline.kind, InlineKind::Shortcode { shortcode, .. } if shortcodes::stands_alone(&shortcode.name));
        if !inlines.iter().any(is_block) {
            self.block(kind(inlines), attributes, span);
            return;
        }
        let mut words = Vec::new();
        for inline in inlines {
            if !is_block(&inline) {
                words.push(inline);
                continue;
            }
            self.part(kind, std::mem::take(&mut words), &attributes);
            if let InlineKind::Shortcode { shortcode, inlines } = inline.kind {
                let blocks = settle(Vec::new(), inlines, inline.span);
                self.block(BlockKind::Shortcode { shortcode, blocks }, Attributes::default(), inline.span);
            }
        }
        self.part(kind, words, &attributes);
    }

    /// A part of a paragraph; one without words is left out.
    fn part(&mut self, kind: fn(Vec<Inline>) -> BlockKind, words: Vec<Inline>, attributes: &Attributes) {
        let says = |inline: &Inline| match &inline.kind {
            InlineKind::Text(text) => !text.trim().is_empty(),
            kind => !matches!(kind, InlineKind::SoftBreak | InlineKind::HardBreak),
        };
        let (Some(first), Some(last)) = (words.iter().position(says), words.iter().rposition(says)) else { return };
        let mut words: Vec<Inline> = words.into_iter().take(last + 1).skip(first).collect();
        if let Some(InlineKind::Text(text)) = words.last_mut().map(|inline| &mut inline.kind) {
            text.truncate(text.trim_end().len());
        }
        if let Some(InlineKind::Text(text)) = words.first_mut().map(|inline| &mut inline.kind) {
            text.drain(..text.len() - text.trim_start().len());
        }
        let span = Span::new(words[0].span.start, words[words.len() - 1].span.end);
        self.block(kind(words), attributes.clone(), span);
    }

    fn text(&mut self, text: &str, span: Span) {
        if matches!(self.top().kind, Kind::Code(_)) {
            self.top().text.push_str(text);
            return;
        }
        let mut rest = text;
        let mut at = span.start;
        while let Some((place, index)) = self.source.find_mark(rest) {
            let whole = at + place.end;
            self.words(&rest[..place.start], Span::new(at, at + place.start));
            self.mark(index, Span::new(at + place.start, whole));
            rest = &rest[place.end..];
            at = whole;
        }
        if !rest.is_empty() || text.is_empty() {
            self.words(rest, Span::new(at, span.end));
        }
    }

    fn words(&mut self, text: &str, span: Span) {
        let is_blank = |c: char| matches!(c, kramdown::BLANK | '\0');
        let has_blanks = text.bytes().any(|byte| is_blank(char::from(byte)));
        let kept = if has_blanks { Cow::Owned(text.replace(is_blank, "")) } else { Cow::Borrowed(text) };
        if kept.is_empty() {
            return;
        }
        if kept.len() != span.end - span.start {
            self.odd.push(Odd { span, length: kept.len() });
        }
        match self.top().inlines.last_mut() {
            Some(Inline { kind: InlineKind::Text(last), span: at, attributes }) if attributes.is_empty() && at.end == span.start => {
                last.push_str(&kept);
                at.end = span.end;
            }
            _ => self.inline(InlineKind::Text(kept.into_owned()), span),
        }
    }

    /// Gives the attribute lists that stand at or before `offset` to the piece of text that ends where they stand.
    fn attach_lists(&mut self, offset: usize) {
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

    fn inline(&mut self, kind: InlineKind, span: Span) {
        push_one(&mut self.top().inlines, Inline { kind, attributes: Attributes::default(), span });
    }

    fn block(&mut self, mut kind: BlockKind, mut attributes: Attributes, span: Span) {
        if self.waiting.as_ref().is_some_and(|(depth, _)| *depth >= self.open.len())
            && let Some((depth, list)) = self.waiting.take()
            && depth == self.open.len()
        {
            attributes.merge(list.attributes.clone());
            self.make_contents(&mut kind, &list);
            if let BlockKind::Html(pieces) = &mut kind {
                raw_html::give(pieces, &attributes);
            }
        }
        let around = self.top();
        if !around.inlines.is_empty() {
            let inlines = self.take_inlines();
            let before = Span::new(inlines[0].span.start, span.start);
            push_one(
                &mut self.top().blocks,
                Block { kind: BlockKind::Paragraph(inlines), attributes: Attributes::default(), span: before },
            );
        }
        let mut block = Block { kind, attributes, span };
        take_language(&mut block);
        push_one(&mut self.top().blocks, block);
    }

    /// The label of a footnote in the form that labels are compared in: `[^Note]` belongs to `[^note]: …`.
    fn label(&self, written: String) -> String {
        self.source.restore(written).to_lowercase()
    }

    fn link(&mut self, to: String, image: bool, span: Span) -> LinkId {
        let begins_with = self.source.find_mark(&to).filter(|(place, _)| place.start == 0).map(|(_, index)| self.source.meant(index));
        let by_name = matches!(begins_with, Some(Meant::Address(address)) if shortcodes::is_name_of_page(address));
        let to = self.source.restore(to).replace(kramdown::BLANK, "");
        self.out.links.push(Link { to, by_name, image, span });
        LinkId(self.out.links.len() - 1)
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

    fn clean_html(&mut self, html: &str, span: Span) -> Vec<HtmlPiece> {
        let source = self.source.text().get(span.start..span.end).unwrap_or("");
        let fragment = || Fragment { html, source, span, done: 0 };
        let (mut of_links, mut of_pictures, mut of_rest, mut of_open) = (fragment(), fragment(), fragment(), fragment());
        let links = &mut self.out.links;
        let mut cleaned = self.html.fragment(html, &mut |to, place, image| {
            let name = to.strip_prefix(tags::BY_NAME);
            let span = of_links.place(place);
            links.push(Link { to: name.unwrap_or(to).to_string(), by_name: name.is_some(), image, span });
            LinkId(links.len() - 1)
        });
        // A page told by its name in a place that is no address stays as it is written.
        cleaned.pieces.iter_mut().for_each(|piece| match piece {
            HtmlPiece::Markup(markup) if markup.contains(tags::BY_NAME) => markup.retain(|c| c != tags::BY_NAME),
            _ => {}
        });
        self.html.place(&mut |place| of_open.place(place));
        self.out.html_anchors.extend(cleaned.anchors);
        for place in cleaned.without_words {
            self.out.messages.push(say_links::html_image_without_words(self.path, of_pictures.place(place)));
        }
        cleaned.removed.sort_by_key(|(place, _)| place.start);
        for (place, what) in cleaned.removed {
            self.out.messages.push(say::html_removed(self.path, of_rest.place(place), &what));
        }
        cleaned.pieces
    }

    fn top(&mut self) -> &mut Open {
        // The root is pushed first and only popped by `finish`: pulldown-cmark sends as many ends as starts, and a shortcode only pops
        // what a shortcode pushed.
        self.open.last_mut().expect("the root block stays open until the end of the page")
    }

    fn finish(mut self) -> (Markdown, Vec<Message>) {
        self.attach_lists(usize::MAX);
        self.end_shortcodes();
        if let Some((_, list)) = self.waiting.take() {
            self.told.push(say::attribute_of_nothing(self.path, list.written));
        }
        let mut root = self.open.remove(0);
        self.end_words(&mut root.inlines, 0);
        while let Some(missing) = self.html.leave() {
            root.blocks.push(html_block(missing, Span::new(root.span.end, root.span.end)));
        }
        self.out.messages.extend(self.html.unclosed().into_iter().map(|(name, place)| say::html_without_end(self.path, place, &name)));
        let mut blocks = settle(root.blocks, root.inlines, root.span);
        let links = &mut self.out.links;
        autolinks::link(&mut blocks, self.source.text(), &self.odd, &mut |to, span| {
            links.push(Link { to: to.to_string(), by_name: false, image: false, span });
            LinkId(links.len() - 1)
        });
        abbreviations::mark(&mut blocks, self.source.abbreviations());
        emoji::replace(&mut blocks);
        checklists::name(&mut blocks, &mut Slugs::default());
        if let Some(span) = self.too_deep {
            self.out.messages.push(say::nested_too_deep(self.path, span, MAX_DEPTH));
        }
        self.out.blocks = blocks;
        (self.out, self.told)
    }
}

/// Raw HTML as it was read, and the source that it was read from: the two differ by the signs of quotes and lists at the beginning of lines.
struct Fragment<'page> {
    html: &'page str,
    source: &'page str,
    span: Span,
    /// Up to where the source was looked through.
    done: usize,
}

impl Fragment<'_> {
    /// Where a part of the HTML stands in the source; parts are asked for in their order. From the first one that can't be found it is the
    /// whole: looking for each of them would make a long fragment slow.
    fn place(&mut self, part: Range<usize>) -> Span {
        let Some(written) = self.html.get(part.clone()).filter(|written| !written.is_empty()) else { return self.span };
        let same = self.html.len() == self.source.len() && self.source.get(part.clone()) == Some(written);
        let found = if same { Some(part.start) } else { self.source[self.done..].find(written).map(|at| self.done + at) };
        let Some(at) = found else {
            self.done = self.source.len();
            return self.span;
        };
        self.done = at + written.len();
        Span::new(self.span.start + at, self.span.start + at + written.len())
    }
}

/// `{: .language-ruby}` says the language of code that says none itself.
fn take_language(block: &mut Block) {
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

/// The text of a tight item stands without a paragraph: it becomes one here, so that every container holds only blocks.
fn settle(mut blocks: Vec<Block>, inlines: Vec<Inline>, span: Span) -> Vec<Block> {
    if !inlines.is_empty() {
        let span = Span::new(inlines[0].span.start, inlines.last().map_or(span.end, |last| last.span.end));
        push_one(&mut blocks, Block { kind: BlockKind::Paragraph(inlines), attributes: Attributes::default(), span });
    }
    blocks
}

/// Adds an element. A vector of these begins with room for four, and most of them hold one: a page would take three times its memory.
fn push_one<T>(list: &mut Vec<T>, element: T) {
    if list.capacity() == 0 {
        list.reserve_exact(1);
    }
    list.push(element);
}

fn html_block(piece: HtmlPiece, span: Span) -> Block {
    Block { kind: BlockKind::Html(vec![piece]), attributes: Attributes::default(), span }
}

/// End tags that a writer forgot go to the end of what they stand in.
fn close_html(open: &mut Open, missing: HtmlPiece) {
    let end = Span::new(open.span.end, open.span.end);
    match open.kind {
        Kind::Quote(_) | Kind::Item | Kind::Meaning | Kind::Footnote(_) | Kind::Shortcode(..) if open.inlines.is_empty() => {
            open.blocks.push(html_block(missing, end))
        }
        _ => open.inlines.push(Inline { kind: InlineKind::Html(vec![missing]), attributes: Attributes::default(), span: end }),
    }
}

/// Whether a link says where it leads in another place: `[label]: address`.
fn by_label(link_type: LinkType) -> bool {
    matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut)
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
