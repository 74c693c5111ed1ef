//! Blocks to HTML. In: blocks and where their links lead. Out: markup for the body of a page.
//!
//! Knows nothing of the page around it. Writes no style and no script, and nothing of an author unescaped but the raw HTML that
//! `parse/raw_html.rs` made safe. Recursion is bounded by `parse::markdown::MAX_DEPTH`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::highlight::{self, Coloured};
use super::strings::Strings;
use crate::base::Slugs;
use crate::base::escape;
use crate::model::{Address, Site, Target, link_text, term_place};
use crate::parse::code::DRAWINGS;
use crate::parse::document::{
    Align, Attributes, Block, BlockKind, Code, Definition, HtmlPiece, Inline, InlineKind, Item, Levels, LinkId, Math, Shortcode, plain_text,
};
use crate::parse::outline::Heading;

/// What the writer of a body needs to know.
pub struct Body<'site> {
    /// The address of the page.
    pub from: &'site Address,
    /// Where its links lead, by [`LinkId`].
    pub targets: &'site [Target],
    /// Its headings, for a table of contents in its text.
    pub headings: &'site [Heading],
    /// Markup that goes under the heading of this id.
    pub under_heading: &'site BTreeMap<String, String>,
    /// The theme's words.
    pub strings: &'site Strings,
    /// The icons of the theme, by name.
    pub icons: &'site BTreeMap<String, String>,
    /// Shows a shortcode around its content; `None` when no template has its name.
    pub shortcode: &'site dyn Fn(&Shortcode, &str) -> Option<String>,
    /// The sizes of the pictures of the site.
    pub sizes: &'site BTreeMap<Address, (u32, u32)>,
    /// Whose glossary explains words; none to explain nothing.
    pub glossary: Option<&'site Site>,
    /// Put in front of every id of a footnote, so that several bodies can stand in one page.
    pub id_prefix: &'site str,
}

/// Writes the blocks of a page.
pub fn body(blocks: &[Block], body: &Body) -> String {
    let mut writer = Writer {
        body,
        // Mostly less than this; what grows while it is written is copied again and again.
        out: String::with_capacity(2 * blocks.last().map_or(0, |last| last.span.end)),
        notes: Vec::new(),
        note_ids: BTreeMap::new(),
        note_slugs: Slugs::default(),
        heading: String::new(),
        tables: Slugs::default(),
        lists: Slugs::default(),
        in_checklist: false,
        explained: BTreeSet::new(),
        spelled_out: BTreeSet::new(),
        tips: 0,
        silent: 0,
    };
    writer.blocks(blocks, false);
    writer.footnotes(blocks);
    writer.out
}

struct Writer<'body> {
    body: &'body Body<'body>,
    out: String,
    /// Labels of footnotes in the order of their first mark.
    notes: Vec<String>,
    /// The ids of footnotes by their labels: `*` and `†` are two.
    note_ids: BTreeMap<String, String>,
    note_slugs: Slugs,
    /// The heading that was written last: it names tables and checklists for those who can't see where they stand.
    heading: String,
    tables: Slugs,
    lists: Slugs,
    in_checklist: bool,
    /// The terms that the section has explained already.
    explained: BTreeSet<usize>,
    /// The abbreviations that the section has spelled out already.
    spelled_out: BTreeSet<(String, String)>,
    /// How many explanations the page has.
    tips: usize,
    /// Above 0 where nothing may be explained: in links and headings.
    silent: usize,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block], tight: bool) {
        for block in blocks {
            self.block(block, tight);
        }
    }

    fn block(&mut self, block: &Block, tight: bool) {
        // What has no tag of its own gets one for what is given to it.
        let boxed = matches!(block.kind, BlockKind::Math(_) | BlockKind::Shortcode { .. }) && !block.attributes.is_empty();
        if boxed {
            self.open("div", &block.attributes);
        }
        self.kind_of_block(block, tight);
        if boxed {
            self.out.push_str("</div>\n");
        }
    }

    fn kind_of_block(&mut self, block: &Block, tight: bool) {
        match &block.kind {
            BlockKind::Plain(inlines) => {
                self.inlines(inlines);
                self.out.push('\n');
            }
            BlockKind::Paragraph(inlines) if tight && block.attributes.is_empty() => {
                self.inlines(inlines);
                self.out.push('\n');
            }
            BlockKind::Paragraph(inlines) => {
                self.open("p", &block.attributes);
                self.inlines(inlines);
                self.out.push_str("</p>\n");
            }
            BlockKind::Heading { level, inlines } => self.heading(*level, inlines, &block.attributes),
            BlockKind::Code(code) => self.code(code, &block.attributes),
            BlockKind::Math(math) => {
                self.math(math);
                self.out.push('\n');
            }
            BlockKind::Definitions(parts) => self.definitions(parts, &block.attributes),
            BlockKind::Quote { alert: None, blocks } => {
                self.open("blockquote", &block.attributes);
                self.blocks(blocks, false);
                self.out.push_str("</blockquote>\n");
            }
            BlockKind::Quote { alert: Some(alert), blocks } => {
                let name = alert.name();
                let icon = self.icon(if matches!(name, "note" | "tip") { "info" } else { "warn" });
                let title = escape::text(self.body.strings.get(&format!("alert_{name}")));
                let mut attributes = block.attributes.clone();
                attributes.classes.splice(0..0, ["callout".to_string(), name.to_string()]);
                self.out.push_str("<div");
                self.attributes(&attributes);
                let _ = writeln!(self.out, " role=\"note\"><strong>{icon} {title}</strong>");
                self.blocks(blocks, false);
                self.out.push_str("</div>\n");
            }
            BlockKind::List { start, tight, items } => self.list(*start, *tight, items, &block.attributes),
            BlockKind::Table { alignments, head, rows } => self.table(alignments, head, rows, &block.attributes),
            BlockKind::Footnote { .. } => {}
            BlockKind::Html(pieces) => {
                self.html(pieces);
                self.out.push('\n');
            }
            BlockKind::Shortcode { shortcode, blocks } => self.shortcode(shortcode, blocks),
            BlockKind::Contents { numbered, levels } => self.contents(*numbered, *levels, &block.attributes),
            BlockKind::Rule => {
                self.open("hr", &block.attributes);
                self.out.push('\n');
            }
        }
    }

    fn icon(&self, name: &str) -> String {
        self.body.icons.get(name).cloned().unwrap_or_default()
    }

    fn heading(&mut self, level: u8, inlines: &[Inline], attributes: &Attributes) {
        self.heading = plain_text(inlines);
        self.explained.clear();
        self.spelled_out.clear();
        self.silent += 1;
        let tag = format!("h{level}");
        self.open(&tag, attributes);
        match &attributes.id {
            // A link inside a link is no HTML, and one without words leads nobody.
            Some(id) if !self.heading.is_empty() && !holds_link(inlines) => {
                let _ = write!(self.out, "<a class=\"h\" href=\"#{}\">", escape::text(&fragment(id)));
                self.inlines(inlines);
                self.out.push_str("</a>");
            }
            _ => self.inlines(inlines),
        }
        let _ = writeln!(self.out, "</{tag}>");
        self.silent -= 1;
        if let Some(markup) = attributes.id.as_ref().and_then(|id| self.body.under_heading.get(id)) {
            self.out.push_str(markup);
        }
    }

    fn code(&mut self, code: &Code, attributes: &Attributes) {
        // It can be scrolled by keyboard, so it needs a name; a group, for a page may have many and regions are landmarks.
        let strings = self.body.strings;
        let language = code.language.as_str();
        let name = match &code.title {
            Some(title) => strings.with("code_of", &[("title", title)]),
            None if language.is_empty() => strings.get("code").to_string(),
            None => strings.with("code_in", &[("language", language)]),
        };
        self.out.push_str("<figure class=\"code\">");
        if let Some(title) = &code.title {
            self.out.push_str("<figcaption>");
            escape::push_text(&mut self.out, title);
            self.out.push_str("</figcaption>");
        }
        self.out.push_str("<pre tabindex=\"0\" role=\"group\"");
        escape::push_attribute(&mut self.out, "aria-label", &name);
        self.attributes(attributes);
        self.out.push_str("><code");
        if !language.is_empty() {
            escape::push_attribute(&mut self.out, "class", &format!("language-{language}"));
        }
        self.out.push('>');
        let coloured = highlight::push(&mut self.out, code);
        self.out.push_str("</code></pre>");
        let _ = write!(
            self.out,
            "<button type=\"button\" class=\"btn quiet copy js-only\" data-js-only data-copy-code data-t-copied=\"{copied}\">{icon} {copy}</button>",
            copied = escape::text(strings.get("code_copied")),
            icon = self.icon("copy"),
            copy = escape::text(strings.get("copy_code")),
        );
        let note = match coloured {
            _ if DRAWINGS.contains(&language) => Some("code_drawing"),
            Coloured::TooLong => Some("code_too_long"),
            Coloured::Fully => None,
        };
        if let Some(note) = note {
            let _ = write!(self.out, "<p class=\"quiet\">{}</p>", escape::text(strings.get(note)));
        }
        self.out.push_str("</figure>\n");
    }

    /// A formula; one that can't be read is shown as it was written.
    fn math(&mut self, math: &Math) {
        match &math.markup {
            Some(markup) => self.out.push_str(markup),
            None => {
                self.out.push_str("<code>");
                escape::push_text(&mut self.out, &math.source);
                self.out.push_str("</code>");
            }
        }
    }

    fn definitions(&mut self, parts: &[Definition], attributes: &Attributes) {
        self.open("dl", attributes);
        self.out.push('\n');
        for part in parts {
            match part {
                Definition::Term { inlines, attributes, .. } => {
                    self.open("dt", attributes);
                    self.inlines(inlines);
                    self.out.push_str("</dt>\n");
                }
                Definition::Meaning { blocks, tight, attributes, .. } => {
                    self.open("dd", attributes);
                    self.blocks(blocks, *tight);
                    self.out.truncate(self.out.trim_end_matches('\n').len());
                    self.out.push_str("</dd>\n");
                }
            }
        }
        self.out.push_str("</dl>\n");
    }

    fn list(&mut self, start: Option<u64>, tight: bool, items: &[Item], attributes: &Attributes) {
        if items.iter().any(|item| item.task.is_some()) {
            if self.in_checklist {
                self.tasks(start, tight, items, attributes);
            } else {
                self.checklist(start, tight, items, attributes);
            }
            return;
        }
        let tag = self.open_list(start, attributes);
        for item in items {
            self.open("li", &item.attributes);
            self.blocks(&item.blocks, tight);
            self.out.truncate(self.out.trim_end_matches('\n').len());
            self.out.push_str("</li>\n");
        }
        let _ = writeln!(self.out, "</{tag}>");
    }

    /// Opens a list, numbered from `start` or not, and gives the name of its tag.
    fn open_list(&mut self, start: Option<u64>, attributes: &Attributes) -> &'static str {
        let tag = if start.is_some() { "ol" } else { "ul" };
        let _ = write!(self.out, "<{tag}");
        if let Some(start) = start.filter(|start| *start != 1) {
            let _ = write!(self.out, " start=\"{start}\"");
        }
        self.attributes(attributes);
        self.out.push_str(">\n");
        tag
    }

    /// A list with boxes: real checkboxes in labels. What else an item holds stands under its label.
    fn checklist(&mut self, start: Option<u64>, tight: bool, items: &[Item], attributes: &Attributes) {
        let strings = self.body.strings;
        let named = if self.heading.is_empty() {
            strings.get("checklist").to_string()
        } else {
            strings.with("checklist_of", &[("name", &self.heading)])
        };
        let id = self.lists.make(&named);
        let name = self.numbered(&named, &id);
        let (count, done) = count_tasks(items);
        let _ = writeln!(
            self.out,
            "<section class=\"check\" data-checklist aria-label=\"{name}\"><header><p class=\"ct\">{title}</p>\
             <span class=\"count\"><b class=\"n\">{done}</b> {of}</span></header>\
             <progress max=\"{count}\" value=\"{done}\" aria-label=\"{progress}\"></progress>",
            name = escape::text(&name),
            title = escape::text(strings.get("checklist")),
            of = escape::text(&strings.with("checklist_count", &[("count", &count.to_string())])),
            progress = escape::text(strings.get("progress")),
        );
        self.in_checklist = true;
        self.tasks(start, tight, items, attributes);
        self.in_checklist = false;
        let _ = writeln!(
            self.out,
            "<div class=\"cl-actions js-only\" data-js-only><button type=\"button\" class=\"btn quiet\" data-act=\"md\">{icon} {copy}</button>\
             <button type=\"button\" class=\"btn quiet\" data-act=\"save\">{save_icon} {save}</button>\
             <button type=\"button\" class=\"btn quiet\" data-act=\"print\">{print}</button>\
             <button type=\"button\" class=\"btn quiet\" data-act=\"reset\">{reset}</button></div>\
             <p class=\"where js-only\" data-js-only>{kept}</p></section>",
            icon = self.icon("copy"),
            copy = escape::text(strings.get("copy_as_markdown")),
            save_icon = self.icon("download"),
            save = escape::text(strings.get("download")),
            print = escape::text(strings.get("print")),
            reset = escape::text(strings.get("start_over")),
            kept = escape::text(strings.get("kept_here")),
        );
    }

    /// The items of a checklist. A list inside of it belongs to it: it is counted, copied and reset with the rest.
    fn tasks(&mut self, start: Option<u64>, tight: bool, items: &[Item], attributes: &Attributes) {
        let tag = self.open_list(start, attributes);
        for item in items {
            self.open("li", &item.attributes);
            let (label, rest) = match item.blocks.split_first() {
                Some((Block { kind: BlockKind::Paragraph(inlines), .. }, rest)) => (inlines.as_slice(), rest),
                _ => (&[][..], item.blocks.as_slice()),
            };
            match &item.task {
                Some(task) => {
                    let checked = if task.done { " checked" } else { "" };
                    let _ = write!(
                        self.out,
                        "<label><input type=\"checkbox\" data-item=\"{}\"{checked}><span class=\"t\">",
                        escape::text(&task.id)
                    );
                    self.inlines(label);
                    self.out.push_str("</span></label>");
                }
                None => self.inlines(label),
            }
            self.blocks(rest, tight);
            self.out.push_str("</li>\n");
        }
        let _ = writeln!(self.out, "</{tag}>");
    }

    /// Regions of one page need names of their own: the second one of a name gets a 2, told by the number at the end of its slug.
    fn numbered(&self, name: &str, made: &str) -> String {
        let first = crate::base::slug::slug(name);
        match made.strip_prefix(&first).and_then(|rest| rest.strip_prefix('-')).and_then(|number| number.parse::<usize>().ok()) {
            Some(number) => format!("{name} {}", number + 1),
            None => name.to_string(),
        }
    }

    fn table(&mut self, alignments: &[Align], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], attributes: &Attributes) {
        let strings = self.body.strings;
        let named =
            if self.heading.is_empty() { strings.get("table").to_string() } else { strings.with("table_of", &[("name", &self.heading)]) };
        let made = self.tables.make(&named);
        let name = self.numbered(&named, &made);
        self.out.push_str("<div class=\"tw\" tabindex=\"0\" role=\"region\"");
        escape::push_attribute(&mut self.out, "aria-label", &name);
        self.out.push('>');
        self.open("table", attributes);
        self.out.push_str("<thead><tr>");
        for (index, cell) in head.iter().enumerate() {
            let empty = plain_text(cell).is_empty();
            self.cell(if empty { "td" } else { "th" }, alignments.get(index), cell, if empty { "" } else { " scope=\"col\"" });
        }
        self.out.push_str("</tr></thead>\n");
        self.out.push_str(if rows.is_empty() { "" } else { "<tbody>\n" });
        for row in rows {
            self.out.push_str("<tr>");
            for (index, cell) in row.iter().enumerate() {
                self.cell("td", alignments.get(index), cell, "");
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str(if rows.is_empty() { "</table></div>\n" } else { "</tbody></table></div>\n" });
    }

    fn cell(&mut self, tag: &str, align: Option<&Align>, inlines: &[Inline], more: &str) {
        let class = match align {
            Some(Align::Center) => " class=\"center\"",
            Some(Align::End) => " class=\"end\"",
            _ => "",
        };
        let _ = write!(self.out, "<{tag}{more}{class}>");
        self.inlines(inlines);
        let _ = write!(self.out, "</{tag}>");
    }

    fn contents(&mut self, numbered: bool, levels: Option<Levels>, attributes: &Attributes) {
        let mut classed = attributes.clone();
        classed.classes.insert(0, "contents".to_string());
        self.out.push_str("<nav");
        self.attributes(&classed);
        escape::push_attribute(&mut self.out, "aria-label", self.body.strings.get("contents_in_page"));
        self.out.push('>');
        let as_written = |heading: &Heading| Heading { level: heading.written, ..heading.clone() };
        let shown = self.body.headings.iter().filter(|heading| levels.is_none_or(|levels| levels.contains(heading.written)));
        let headings: Vec<Heading> = shown.map(as_written).collect();
        self.out.push_str(&contents_list(&headings, if numbered { "ol" } else { "ul" }));
        self.out.push_str("</nav>\n");
    }

    /// As the theme's template says; without one its tags are shown as they were written, around what stands between them.
    fn shortcode(&mut self, shortcode: &Shortcode, blocks: &[Block]) {
        let before = std::mem::take(&mut self.out);
        self.blocks(blocks, false);
        let inner = std::mem::replace(&mut self.out, before);
        match (self.body.shortcode)(shortcode, &inner) {
            Some(markup) => self.out.push_str(&markup),
            None => {
                let _ = writeln!(self.out, "<p>{}</p>", escape::text(&shortcode.source));
                self.out.push_str(&inner);
                if let Some(end) = &shortcode.source_end {
                    let _ = writeln!(self.out, "<p>{}</p>", escape::text(end));
                }
            }
        }
    }

    fn footnotes(&mut self, blocks: &[Block]) {
        let mut texts = BTreeMap::new();
        collect_footnotes(blocks, &mut texts);
        if self.notes.is_empty() || texts.is_empty() {
            return;
        }
        let strings = self.body.strings;
        let _ = writeln!(self.out, "<section class=\"footnotes\" aria-label=\"{}\"><ol>", escape::text(strings.get("footnotes")));
        let mut index = 0;
        // A footnote may hold the first mark of another one, so the list can grow while it is written.
        while index < self.notes.len() {
            let label = self.notes[index].clone();
            let id = self.note_id(&label);
            let _ = write!(self.out, "<li id=\"{id}\">");
            if let Some(text) = texts.get(label.as_str()) {
                self.blocks(text, false);
            }
            let back = escape::text(&strings.with("footnote_back", &[("number", &(index + 1).to_string())]));
            let _ = writeln!(self.out, "<a href=\"#{id}-mark\" aria-label=\"{back}\">↩</a></li>");
            index += 1;
        }
        self.out.push_str("</ol></section>\n");
    }

    fn note_id(&mut self, label: &str) -> String {
        let (slugs, prefix) = (&mut self.note_slugs, self.body.id_prefix);
        let make = || format!("{prefix}fn-{}", escape::text(&slugs.make(label)));
        self.note_ids.entry(label.to_string()).or_insert_with(make).clone()
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            self.inline(inline);
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match &inline.kind {
            InlineKind::Text(text) => self.text(text),
            InlineKind::Code(code) => {
                self.open("code", &inline.attributes);
                escape::push_text(&mut self.out, code);
                self.out.push_str("</code>");
            }
            InlineKind::Emphasis(inner) => self.wrapped("em", inner, &inline.attributes),
            InlineKind::Strong(inner) => self.wrapped("strong", inner, &inline.attributes),
            InlineKind::Strike(inner) => self.wrapped("del", inner, &inline.attributes),
            InlineKind::Link { link, title, inlines } => self.link(*link, title, inlines, &inline.attributes),
            InlineKind::Image { link, title, text } => self.image(*link, title, text, &inline.attributes),
            InlineKind::Html(pieces) => self.html(pieces),
            InlineKind::FootnoteMark(label) => self.footnote_mark(label),
            InlineKind::Abbreviation { text, title }
                if self.silent == 0
                    && self.body.glossary.is_some()
                    && !title.is_empty()
                    && self.spelled_out.insert((text.clone(), title.clone())) =>
            {
                self.spell_out(text, title, &inline.attributes);
            }
            InlineKind::Abbreviation { text, title } => {
                self.out.push_str("<abbr");
                if !title.is_empty() {
                    escape::push_attribute(&mut self.out, "title", title);
                }
                self.attributes(&inline.attributes);
                self.out.push('>');
                escape::push_text(&mut self.out, text);
                self.out.push_str("</abbr>");
            }
            InlineKind::Math(math) => self.math(math),
            InlineKind::Shortcode { shortcode, inlines } => {
                let before = std::mem::take(&mut self.out);
                self.inlines(inlines);
                let inner = std::mem::replace(&mut self.out, before);
                match (self.body.shortcode)(shortcode, &inner) {
                    Some(markup) => self.out.push_str(markup.trim_end()),
                    None => {
                        escape::push_text(&mut self.out, &shortcode.source);
                        self.out.push_str(&inner);
                        escape::push_text(&mut self.out, shortcode.source_end.as_deref().unwrap_or(""));
                    }
                }
            }
            InlineKind::SoftBreak => self.out.push('\n'),
            InlineKind::HardBreak => self.out.push_str("<br>\n"),
        }
    }

    /// Text, in which the first use of each term of the glossary in a section is explained.
    fn text(&mut self, text: &str) {
        let glossary = self.body.glossary.filter(|site| self.silent == 0 && !site.glossary.is_empty());
        let Some(site) = glossary else { return escape::push_text(&mut self.out, text) };
        let mut done = 0;
        for found in site.glossary.find(text) {
            if !self.explained.insert(found.term) {
                continue;
            }
            escape::push_text(&mut self.out, &text[done..found.start]);
            self.term(site, found.term, &text[found.start..found.end]);
            done = found.end;
        }
        escape::push_text(&mut self.out, &text[done..]);
    }

    /// A term as a link to the glossary, with what it means: shown to who points at it or comes by keyboard, and read out. The
    /// meaning stands first, so that it begins below the beginning of its word.
    fn term(&mut self, site: &Site, term: usize, words: &str) {
        self.tips += 1;
        let (address, anchor) = term_place(site, term);
        let _ = write!(
            self.out,
            "<span class=\"gloss\"><span class=\"meaning\" role=\"tooltip\" id=\"tip-{tip}\">{means}</span>\
             <a class=\"term\" href=\"{href}\" aria-describedby=\"tip-{tip}\">{words}</a></span>",
            href = escape::text(&self.body.from.link_to(&address, Some(&anchor))),
            tip = self.tips,
            words = escape::text(words),
            means = escape::text(&site.terms[term].means),
        );
    }

    /// An abbreviation with what it is short for, shown and read out as a term is. It leads nowhere, but the keyboard comes to it: a
    /// `title` is for pointers alone.
    fn spell_out(&mut self, text: &str, title: &str, attributes: &Attributes) {
        self.tips += 1;
        let _ = write!(
            self.out,
            "<span class=\"gloss\"><span class=\"meaning\" role=\"tooltip\" id=\"tip-{tip}\">{means}</span><abbr tabindex=\"0\" \
             aria-describedby=\"tip-{tip}\"",
            tip = self.tips,
            means = escape::text(title),
        );
        let mut classed = attributes.clone();
        classed.classes.insert(0, "term".to_string());
        self.attributes(&classed);
        self.out.push('>');
        escape::push_text(&mut self.out, text);
        self.out.push_str("</abbr></span>");
    }

    fn footnote_mark(&mut self, label: &str) {
        let known = self.notes.iter().position(|note| note == label);
        let index = known.unwrap_or(self.notes.len());
        if known.is_none() {
            self.notes.push(label.to_string());
        }
        let id = self.note_id(label);
        let mark = if known.is_none() { format!(" id=\"{id}-mark\"") } else { String::new() };
        let name = escape::text(&self.body.strings.with("footnote", &[("number", &(index + 1).to_string())]));
        let _ = write!(self.out, "<sup{mark}><a href=\"#{id}\" aria-label=\"{name}\">{}</a></sup>", index + 1);
    }

    fn wrapped(&mut self, tag: &str, inlines: &[Inline], attributes: &Attributes) {
        self.open(tag, attributes);
        self.inlines(inlines);
        let _ = write!(self.out, "</{tag}>");
    }

    fn link(&mut self, link: LinkId, title: &str, inlines: &[Inline], attributes: &Attributes) {
        let Some(to) = self.address(link) else {
            self.inlines(inlines);
            return;
        };
        self.out.push_str("<a");
        escape::push_attribute(&mut self.out, "href", &to);
        if !title.is_empty() {
            escape::push_attribute(&mut self.out, "title", title);
        }
        self.attributes(attributes);
        self.out.push('>');
        self.silent += 1;
        self.inlines(inlines);
        self.silent -= 1;
        self.out.push_str("</a>");
    }

    fn image(&mut self, link: LinkId, title: &str, text: &str, attributes: &Attributes) {
        let Some(to) = self.address(link) else {
            escape::push_text(&mut self.out, text);
            return;
        };
        self.out.push_str("<img");
        escape::push_attribute(&mut self.out, "src", &to);
        escape::push_attribute(&mut self.out, "alt", text);
        if !title.is_empty() {
            escape::push_attribute(&mut self.out, "title", title);
        }
        self.attributes(attributes);
        let given = |name: &str| attributes.others.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        self.size(link, given("width"), given("height"));
        self.out.push_str(" loading=\"lazy\">");
    }

    /// How large a picture of the site is, so that nothing moves when it comes. A width or height that its writer gives is kept, and the
    /// other one follows from it.
    fn size(&mut self, link: LinkId, own_width: Option<&str>, own_height: Option<&str>) {
        let Some(Target::Inside { address, .. }) = self.body.targets.get(link.0) else { return };
        let Some((width, height)) = self.body.sizes.get(address).copied() else { return };
        let pixels = |own: Option<&str>| own.map(|own| own.parse::<u32>().ok());
        let scaled = |of: u32, by: u32, to: u32| (u64::from(of) * u64::from(by) / u64::from(to.max(1))).max(1);
        let _ = match (pixels(own_width), pixels(own_height)) {
            (None, None) => write!(self.out, " width=\"{width}\" height=\"{height}\""),
            (Some(Some(own)), None) => write!(self.out, " height=\"{}\"", scaled(height, own, width)),
            (None, Some(Some(own))) => write!(self.out, " width=\"{}\"", scaled(width, own, height)),
            _ => Ok(()),
        };
    }

    fn html(&mut self, pieces: &[HtmlPiece]) {
        for piece in pieces {
            match piece {
                HtmlPiece::Markup(markup) => self.out.push_str(markup),
                HtmlPiece::Address { name, link } => {
                    if let Some(to) = self.address(*link) {
                        escape::push_attribute(&mut self.out, name, &to);
                    }
                }
                HtmlPiece::TrustedAddress { name, link, written } => match self.body.targets.get(link.0) {
                    Some(target @ (Target::Inside { .. } | Target::Outside(_))) => {
                        escape::push_attribute(&mut self.out, name, &link_text(self.body.from, target).unwrap_or_default());
                    }
                    _ => {
                        let _ = write!(self.out, " {written}");
                    }
                },
                HtmlPiece::Size { link, width, height } => self.size(*link, width.as_deref(), height.as_deref()),
            }
        }
    }

    fn address(&self, link: LinkId) -> Option<String> {
        self.body.targets.get(link.0).and_then(|target| link_text(self.body.from, target))
    }

    fn open(&mut self, tag: &str, attributes: &Attributes) {
        let _ = write!(self.out, "<{tag}");
        self.attributes(attributes);
        self.out.push('>');
    }

    fn attributes(&mut self, attributes: &Attributes) {
        if let Some(id) = &attributes.id {
            escape::push_attribute(&mut self.out, "id", id);
        }
        if !attributes.classes.is_empty() {
            escape::push_attribute(&mut self.out, "class", &attributes.classes.join(" "));
        }
        for (name, value) in &attributes.others {
            escape::push_attribute(&mut self.out, name, value);
        }
        let has = |wanted: &str| attributes.others.iter().any(|(name, _)| name == wanted);
        if has("target") && !has("rel") {
            escape::push_attribute(&mut self.out, "rel", "noopener");
        }
    }
}

/// The list of a table of contents; headings that are not listed are left out. Levels become nested lists.
pub fn contents_list(headings: &[Heading], tag: &str) -> String {
    let mut out = String::new();
    let mut open: Vec<u8> = Vec::new();
    for heading in headings.iter().filter(|heading| heading.listed) {
        // A list stays open for a heading that stands between its level and that of the list around.
        while let [.., around, last] = open[..]
            && last > heading.level
            && around >= heading.level
        {
            open.pop();
            let _ = write!(out, "</li></{tag}>");
        }
        match open.last_mut() {
            Some(level) if *level >= heading.level => {
                *level = heading.level;
                out.push_str("</li>");
            }
            _ => {
                open.push(heading.level);
                let _ = write!(out, "<{tag}>");
            }
        }
        let _ = write!(out, "<li><a href=\"#{}\">{}</a>", escape::text(&fragment(&heading.id)), escape::text(&heading.text));
    }
    for _ in open {
        let _ = write!(out, "</li></{tag}>");
    }
    out
}

/// An id as the fragment of an address.
pub fn fragment(id: &str) -> String {
    let here = Address::new("/");
    here.link_to(&here, Some(id)).trim_start_matches('#').to_string()
}

/// How many boxes a list has, those of its lists included, and how many are ticked.
fn count_tasks(items: &[Item]) -> (usize, usize) {
    let mut total = (0, 0);
    for item in items {
        if let Some(task) = &item.task {
            total = (total.0 + 1, total.1 + usize::from(task.done));
        }
        for block in &item.blocks {
            if let BlockKind::List { items, .. } = &block.kind {
                let inner = count_tasks(items);
                total = (total.0 + inner.0, total.1 + inner.1);
            }
        }
    }
    total
}

fn holds_link(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| match &inline.kind {
        InlineKind::Link { .. } | InlineKind::Html(_) | InlineKind::FootnoteMark(_) => true,
        InlineKind::Emphasis(inner) | InlineKind::Strong(inner) | InlineKind::Strike(inner) => holds_link(inner),
        _ => false,
    })
}

fn collect_footnotes<'page>(blocks: &'page [Block], texts: &mut BTreeMap<&'page str, &'page [Block]>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Footnote { label, blocks } => {
                texts.entry(label).or_insert(blocks);
                collect_footnotes(blocks, texts);
            }
            kind => kind.inner().into_iter().for_each(|blocks| collect_footnotes(blocks, texts)),
        }
    }
}
