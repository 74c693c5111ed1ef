//! Markdown text to blocks. The only file that knows `pulldown-cmark`.
//!
//! In: the text of a page behind its front matter. Out: blocks with their places in the file, the links it asks for, the anchors it
//! offers, messages. Where a link leads is not known here, nor how a block looks.
//!
//! What is not Markdown proper is taken out of the source first (`source.rs`) and met again as marks. The events of the parser come as a
//! flat list; a stack of open blocks turns them into a tree, so no depth of nesting can exhaust the program's own stack. What is nested
//! deeper than [`MAX_DEPTH`] is shown flat, and said.

mod attributes;
mod html;
mod marks;
mod open;
mod text;

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use attributes::take_language;
use open::{Kind, Open, close_html, html_block, push_one, settle};

use super::autolinks::{self, Odd};
use super::document::{Alert, Align, Attributes, Block, BlockKind, Code, Definition, Inline, InlineKind, Item, LinkId, Task, plain_text};
use super::kramdown::{self, AttributeList};
use super::raw_html::{self, RawHtml, RawHtmlReader};
use super::source::Source;
use super::tags::Meant;
use super::{ParseOptions, abbreviations, checklists, code, emoji, markdown_in_html, shortcodes};
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

    /// What an attribute list below `[label]: address` gives each link and picture with the label.
    fn attributes_of_label(&self, link_type: LinkType, label: &str) -> Attributes {
        let Some(list) = self.source.list_of_label(label).filter(|_| by_label(link_type)) else { return Attributes::default() };
        let mut list = list.clone();
        kramdown::resolve(&mut list, self.source.named());
        list.attributes
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
