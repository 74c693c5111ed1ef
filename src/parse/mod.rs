//! One file in, what it means and what is to be said about it out. Each file is read alone, so all can be read at the same time.
//!
//! Does not know other files: whether a link leads anywhere is told by `model/`.

pub mod abbreviations;
pub mod admonitions;
pub mod allow;
pub mod autolinks;
pub mod checklists;
pub mod checks;
pub mod code;
mod copy;
pub mod document;
pub mod emoji;
pub mod front_matter;
pub mod kramdown;
pub mod markdown;
pub mod markdown_in_html;
pub mod math;
pub mod outline;
pub mod raw_html;
pub mod redirects;
pub mod settings;
pub mod shortcodes;
pub mod source;
pub mod source_map;
pub mod tags;
pub mod walk;

use std::sync::Arc;

use crate::base::{Edit, Fingerprint, Message, SourceFile, SourceKind, SourcePath, Span, Spanned};
use crate::maps::{self, GuidedPath, Link as NamedLink, ProcessMap, Role, Term};
use crate::sources;
use crate::yaml::{self, format::FileFormat};

pub use allow::Allowance;
pub use document::{Attributes, Block, BlockKind, LinkId};
pub use front_matter::FrontMatter;
pub use markdown::Link;
pub use outline::Heading;
pub use raw_html::RawHtml;
pub use redirects::Redirect;
pub use settings::Settings;

/// A file that was read and understood, as far as it could be.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The file.
    pub path: SourcePath,
    /// Its bytes, told by their fingerprint: the same bytes need not be read again.
    pub fingerprint: Fingerprint,
    /// What it means.
    pub content: Content,
    /// What is to be said about it.
    pub messages: Vec<Message>,
    /// What its writer lets stand.
    pub allowances: Vec<Allowance>,
}

/// What a file means.
#[derive(Clone, Debug)]
pub enum Content {
    /// `waybook.yaml`.
    Settings(Box<Settings>),
    /// A page.
    Page(Arc<Page>),
    /// Text for pages that include it.
    Part(Arc<Page>),
    /// A process map; `None` when nothing of it could be understood.
    Map(Option<Arc<ProcessMap>>),
    /// `_roles.yaml`.
    Roles(Vec<Role>),
    /// `_links.yaml`.
    Links(Vec<NamedLink>),
    /// `_glossary.yaml`.
    Glossary(Vec<Term>),
    /// A guided path; `None` when nothing of it could be understood.
    Path(Option<Arc<GuidedPath>>),
    /// `redirects.yaml`.
    Redirects(Vec<Redirect>),
    /// A file of a theme.
    Theme(Arc<[u8]>),
    /// A file to be published as it is.
    Asset(Arc<[u8]>),
}

/// A page: what its head says, its blocks, what it asks for and what it offers.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The file.
    pub path: SourcePath,
    /// Its bytes, shared with whoever read them.
    pub file: SourceFile,
    /// What its head says.
    pub front: Arc<FrontMatter>,
    /// Its title: from the head, else its first heading, else its file name.
    pub title: String,
    /// The anchor that its title has when it came from a heading.
    pub title_id: Option<String>,
    /// Its text, without the heading that is shown as its title.
    pub blocks: Vec<Block>,
    /// Its headings in order.
    pub headings: Vec<Heading>,
    /// Every id that a link can lead to, sorted.
    pub anchors: Vec<String>,
    /// The links it asks for; blocks tell them by their place here.
    pub links: Vec<Link>,
    /// Where the address of each link stands: in the link itself or in the definition of its label.
    pub addresses: Vec<Option<Span>>,
    /// Paragraphs of links and little else: what they say, and where they stand.
    pub link_lines: Vec<Spanned<String>>,
    /// Whether it shows a table of contents in its text.
    pub shows_contents: bool,
    /// Whether it holds any shortcode.
    pub has_shortcodes: bool,
    /// Whether it asks for other files to be shown in it.
    pub includes: bool,
    /// How long its file is.
    pub size_bytes: usize,
    /// Where its text begins, behind its head.
    pub body: usize,
}

/// What a Markdown file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A page with an address and a title of its own.
    Page,
    /// Text that other pages include: it begins and ends anywhere in their outline, and has no title.
    Part,
}

impl Page {
    /// The edit that gives a link another address; `None` where that does not stand in the file as it is meant.
    pub fn rewrite(&self, link: usize, to: &str) -> Option<Edit> {
        // What would end the address early can't be written there.
        let plain = !to.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '"' | '\'' | '`'));
        let span = self.addresses.get(link).copied().flatten().filter(|_| plain)?;
        // An address without words, perhaps between `<` and `>`, is a link only when it is a whole one.
        let whole = self.links.get(link)?.span;
        let apart = span.end <= whole.start || whole.end <= span.start;
        let words = apart || whole.end - whole.start > span.end - span.start + 2;
        (words || to.contains("://")).then(|| Edit::new(span, to))
    }
}

/// What a site lets its files do; part of what makes two readings the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParseOptions {
    /// How much raw HTML pages may use.
    pub raw_html: RawHtml,
    /// Whether `$…$` is a formula.
    pub math: bool,
}

/// Every kind of file that is written by hand as keys and values, in the order of the manual.
pub fn formats() -> impl Iterator<Item = &'static FileFormat> {
    maps::written::FILES.iter().chain([&settings::FILE, &front_matter::FILE, &redirects::FILE])
}

/// The JSON Schema of a kind of file: `map`, `roles`, `links`, `path`, `glossary`, `settings`, `page` or `redirects`.
pub fn schema(name: &str) -> Option<String> {
    formats().find(|file| file.name == name).map(yaml::schema::schema)
}

/// Reads one file.
pub fn parse(file: &SourceFile, options: ParseOptions) -> Parsed {
    let mut messages = Vec::new();
    let mut allowances = Vec::new();
    let content = match file.kind {
        SourceKind::Theme => Content::Theme(file.bytes.clone()),
        SourceKind::Asset => Content::Asset(file.bytes.clone()),
        _ => {
            let text = sources::decode(file);
            messages.extend(text.messages);
            let (content, said, allowed) = parse_text(file, &text.text, text.start, options);
            messages.extend(said);
            allowances = allowed;
            content
        }
    };
    messages.sort();
    messages.dedup();
    Parsed { path: file.path.clone(), fingerprint: file.fingerprint, content, messages, allowances }
}

fn parse_text(file: &SourceFile, text: &str, start: usize, options: ParseOptions) -> (Content, Vec<Message>, Vec<Allowance>) {
    if file.kind == SourceKind::Page {
        let (page, messages, allowances) = parse_page(file, text, start, options, Purpose::Page);
        return (Content::Page(Arc::new(page)), messages, allowances);
    }
    if file.kind == SourceKind::Part {
        let (part, messages, allowances) = parse_page(file, text, start, options, Purpose::Part);
        return (Content::Part(Arc::new(part)), messages, allowances);
    }
    let (content, messages) = parse_yaml(file, text);
    (content, messages, allow::of_yaml(text))
}

fn parse_yaml(file: &SourceFile, text: &str) -> (Content, Vec<Message>) {
    match file.kind {
        SourceKind::Settings => {
            let (settings, messages) = settings::read(&file.path, text);
            (Content::Settings(Box::new(settings)), messages)
        }
        SourceKind::Map => {
            let (map, messages) = maps::read_map(&file.path, text);
            (Content::Map(map.map(Arc::new)), messages)
        }
        SourceKind::Roles => {
            let (roles, messages) = maps::read_roles(&file.path, text);
            (Content::Roles(roles), messages)
        }
        SourceKind::Links => {
            let (links, messages) = maps::read_links(&file.path, text);
            (Content::Links(links), messages)
        }
        SourceKind::Glossary => {
            let (terms, messages) = maps::read_glossary(&file.path, text);
            (Content::Glossary(terms), messages)
        }
        SourceKind::Path => {
            let (path, messages) = maps::read_path(&file.path, text);
            (Content::Path(path.map(Arc::new)), messages)
        }
        SourceKind::Redirects => {
            let (redirects, messages) = redirects::read(&file.path, text);
            (Content::Redirects(redirects), messages)
        }
        SourceKind::Page | SourceKind::Part | SourceKind::Theme | SourceKind::Asset => unreachable!("only files in YAML come here"),
    }
}

fn parse_page(
    file: &SourceFile,
    text: &str,
    start: usize,
    options: ParseOptions,
    purpose: Purpose,
) -> (Page, Vec<Message>, Vec<Allowance>) {
    let path = &file.path;
    let (front, body, mut messages) = front_matter::read(path, text, start);
    let read = markdown::read(path, &text[body..], body, options);
    messages.extend(read.messages);
    messages.extend(checks::check(path, text, body, &read.blocks, &read.links, purpose));
    let allowances = if text.contains("waybook-allow") || !front.allow.is_empty() {
        allow::of_page(text, &front, &checks::code_of(text, &read.blocks))
    } else {
        Vec::new()
    };
    let link_lines = checks::link_lines(text, &read.blocks);
    let has_shortcodes = shortcodes::hold(&read.blocks, &|_| true);
    let includes = has_shortcodes && shortcodes::hold_include(&read.blocks);
    let outline = match purpose {
        Purpose::Page => outline::take(path, front.title.as_deref(), read.blocks, &read.html_anchors, &mut messages),
        Purpose::Part => outline::of_part(path, read.blocks, &read.html_anchors, &mut messages),
    };
    let page = Page {
        path: path.clone(),
        file: file.clone(),
        title: outline.title,
        title_id: outline.title_id,
        blocks: outline.blocks,
        headings: outline.headings,
        anchors: outline.anchors,
        shows_contents: outline.shows_contents,
        addresses: checks::addresses(text, &read.links, &read.definitions),
        link_lines,
        links: read.links,
        front: Arc::new(front),
        has_shortcodes,
        includes,
        size_bytes: text.len(),
        body,
    };
    (page, messages, allowances)
}
