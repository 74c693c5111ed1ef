//! The head of a page: found, read as YAML, and turned from what was written into what is meant.
//!
//! Keys that waybook knows have a type and are checked; others are other tools' business and are left alone, unless they look like a slip.

use crate::base::catalogue::markdown as say;
use crate::base::catalogue::nearest::nearest;
use crate::base::{Message, SourcePath, Span, Spanned};
use crate::yaml::format::{Empty, FileFormat, Needs, Object, Shape, key};
use crate::yaml::{self, Limits, Node, Value};

/// What the head of a page says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    /// `title`.
    pub title: Option<String>,
    /// `description`: one sentence, shown under the title.
    pub description: Option<String>,
    /// `weight`: the order among its neighbours, lighter first.
    pub weight: Option<i64>,
    /// `draft`: not to be published yet.
    pub draft: Option<bool>,
    /// `owner`: a role, or a name.
    pub owner: Option<Spanned<String>>,
    /// `reviewed`: a date such as `2026-11-21`, as written.
    pub reviewed: Option<Spanned<String>>,
    /// `status`, or `controlled_document`: how much the page holds.
    pub status: Option<PageStatus>,
    /// `aliases`: addresses that this page had before.
    pub aliases: Vec<Spanned<String>>,
    /// `keywords`: further words by which the page is found.
    pub keywords: Vec<String>,
    /// `allow`: codes of messages that may stand in this page.
    pub allow: Vec<Spanned<String>>,
    /// `layout`: the template of the page, if it is not the usual one.
    pub layout: Option<Spanned<String>>,
    /// `toc_hide`: not in the sidebar.
    pub hidden: Option<bool>,
    /// `linkTitle`: what the page is called in the sidebar and the like.
    pub link_title: Option<String>,
    /// `tags`: what the page has in common with others.
    pub tags: Vec<String>,
    /// `no_list`: the pages below it are not listed under its text.
    pub no_list: bool,
    /// `cascade`: what holds for the pages below it too.
    pub cascade: Option<Box<FrontMatter>>,
}

impl FrontMatter {
    /// Whether it is not to be published yet.
    pub fn is_draft(&self) -> bool {
        self.draft == Some(true)
    }

    /// Whether it is not in the sidebar.
    pub fn is_hidden(&self) -> bool {
        self.hidden == Some(true)
    }

    /// This head, with what `above` says where it says nothing.
    pub fn over(&self, above: &FrontMatter) -> FrontMatter {
        let either = |own: &Vec<String>, above: &Vec<String>| if own.is_empty() { above.clone() } else { own.clone() };
        FrontMatter {
            draft: self.draft.or(above.draft),
            hidden: self.hidden.or(above.hidden),
            owner: self.owner.clone().or_else(|| above.owner.clone()),
            reviewed: self.reviewed.clone().or_else(|| above.reviewed.clone()),
            status: self.status.or(above.status),
            layout: self.layout.clone().or_else(|| above.layout.clone()),
            tags: either(&self.tags, &above.tags),
            keywords: either(&self.keywords, &above.keywords),
            ..self.clone()
        }
    }
}

/// How much a page holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStatus {
    /// It is being written.
    Draft,
    /// It is in force, as pages are that say nothing.
    Live,
    /// It is in force, and only changed with the consent of its owner.
    Controlled,
    /// It is kept for old links.
    Retired,
}

impl PageStatus {
    /// The words, in the order of a page's life.
    const WORDS: [(&str, PageStatus); 4] = [
        ("draft", PageStatus::Draft),
        ("live", PageStatus::Live),
        ("controlled", PageStatus::Controlled),
        ("retired", PageStatus::Retired),
    ];

    fn of(word: &str) -> Option<PageStatus> {
        PageStatus::WORDS.iter().find(|(own, _)| *own == word).map(|(_, status)| *status)
    }
}

/// The keys that waybook knows.
pub static FRONT_MATTER: Object = Object {
    name: "the front matter",
    keys: &[
        key("title", Shape::Text, "The title; without it the first heading."),
        key("description", Shape::Text, "One sentence about the page."),
        key("weight", Shape::Whole, "The order in the sidebar: lighter first."),
        key("draft", Shape::Flag, "Not to be published yet."),
        key("owner", Shape::Text, "The role or the name of who answers for the page."),
        key("reviewed", Shape::Date, "When somebody last made sure that the page is right."),
        key("last-reviewed", Shape::Date, "Another name of `reviewed`."),
        key("status", Shape::Text, "How much the page holds: draft, live, controlled or retired."),
        key("controlled_document", Shape::Flag, "The same as `status: controlled`."),
        key("aliases", Shape::Texts, "Addresses that the page had before."),
        key("keywords", Shape::Texts, "Further words by which the search finds the page."),
        key("allow", Shape::Texts, "Codes of messages that may stand in the page."),
        key("linkTitle", Shape::Text, "What the page is called in the sidebar, the way to it and between pages."),
        key("tags", Shape::Texts, "What the page has in common with others; each tag has a page."),
        key("no_list", Shape::Flag, "The pages below it are not listed under its text."),
        key("cascade", Shape::Of(&CASCADE), "What holds for all pages of the folder, unless they say otherwise."),
        key("layout", Shape::Text, "The template that shows the page, from `templates/layouts/` of the theme."),
        key("toc_hide", Shape::Flag, "Not in the sidebar."),
    ],
    // Keys of other tools are left alone.
    others: Some(Shape::Any),
    needs: Needs::Nothing,
};

/// What the first page of a folder can say for the others.
pub static CASCADE: Object = Object {
    name: "what holds for the pages of a folder",
    keys: &[
        key("owner", Shape::Text, "Who answers for the pages."),
        key("reviewed", Shape::Date, "When somebody last made sure that the pages are right."),
        key("status", Shape::Text, "How much the pages hold."),
        key("draft", Shape::Flag, "Not to be published yet."),
        key("tags", Shape::Texts, "What the pages have in common with others."),
        key("keywords", Shape::Texts, "Further words by which the search finds the pages."),
        key("layout", Shape::Text, "The template that shows the pages."),
        key("toc_hide", Shape::Flag, "Not in the sidebar."),
    ],
    others: Some(Shape::Any),
    needs: Needs::Nothing,
};

/// The head of a page, as schemas and editors see it.
pub static FILE: FileFormat = FileFormat {
    name: "page",
    about: "The front matter of a page: the lines between `---` at its head.",
    object: &FRONT_MATTER,
    around: None,
    empty: Empty::Allowed,
};

/// Keys of other generators that are neither ours nor a slip of ours.
const FOREIGN: &[&str] = &[
    "authors",
    "author",
    "coach",
    "dris",
    "toc",
    "type",
    "date",
    "lastmod",
    "categories",
    "menu",
    "url",
    "slug",
    "summary",
    "images",
    "image",
    "canonical_path",
    "tier",
    "params",
    "outputs",
    "twitter_image",
    "order",
    "id",
    "sidebar",
    "template",
    "extra",
    "hide",
    "icon",
    "lang",
    "noindex",
    "extra_css",
    "extra_js",
    "titles",
];

/// Layouts of other tools that mean a page as we show it.
const LAYOUTS: &[&str] = &["default", "page", "single", "docs", "handbook-page", "handbook-page-toc", "markdown_page"];

/// Splits a page into its head and its text: the head as meant, and the offset in `text` at which the rest begins.
///
/// ```
/// use waybook::{base::SourcePath, parse::front_matter};
/// let text = "---\ntitle: Triage\n---\nHello";
/// let (front, start, messages) = front_matter::read(&SourcePath::new("a.md"), text, 0);
/// assert_eq!(front.title.as_deref(), Some("Triage"));
/// assert_eq!(&text[start..], "Hello");
/// assert!(messages.is_empty());
/// ```
pub fn read(path: &SourcePath, text: &str, start: usize) -> (FrontMatter, usize, Vec<Message>) {
    let mut front = FrontMatter::default();
    let mut lines = text[start..].split_inclusive('\n').scan(start, |at, line| {
        let began = *at;
        *at += line.len();
        Some((began, line))
    });
    match lines.next() {
        Some((_, first)) if first.trim_end() == "---" => {}
        _ => return (front, start, Vec::new()),
    }
    let head_start = start + text[start..].find('\n').map_or(text.len() - start, |at| at + 1);
    let Some((head_end, close)) = lines.find(|(_, line)| matches!(line.trim_end(), "---" | "...")) else {
        return (front, start, vec![say::front_matter_open(path, Span::new(start, start + 3))]);
    };
    let rest = head_end + close.len();
    if head_end - head_start > Limits::FRONT_MATTER.bytes {
        let span = Span::new(start, start + 3);
        return (front, rest, vec![say::front_matter_too_large(path, span, Limits::FRONT_MATTER.bytes)]);
    }
    let (node, mut messages) = yaml::read(path, &text[head_start..head_end], head_start, &Limits::FRONT_MATTER);
    if let Some(node) = node {
        front = meant(path, &node, &mut messages);
    }
    (front, rest, messages)
}

fn meant(path: &SourcePath, node: &Node, messages: &mut Vec<Message>) -> FrontMatter {
    let mut front = FrontMatter::default();
    let Value::Mapping(entries) = &node.value else {
        if node.value != Value::Empty {
            messages.push(say::front_matter_value(path, node.span, "the front matter", "a list of lines such as `title: Triage`"));
        }
        return front;
    };
    for (key, value) in entries {
        let mut wrong = |wanted: &str| messages.push(say::front_matter_value(path, value.span, &key.value, wanted));
        let text = match &value.value {
            Value::Scalar { text, .. } => Some(text.clone()),
            _ => None,
        };
        let empty = value.value == Value::Empty;
        match key.value.as_str() {
            _ if empty => {}
            "title" | "description" | "linkTitle" if text.is_none() => wrong("a text"),
            "title" => front.title = text.filter(|text| !text.trim().is_empty()),
            "description" => front.description = text.filter(|text| !text.trim().is_empty()),
            "linkTitle" => front.link_title = text.filter(|text| !text.trim().is_empty()),
            "cascade" if matches!(value.value, Value::Mapping(_)) => {
                front.cascade = Some(Box::new(meant(path, value, messages)));
            }
            "cascade" => wrong("keys and values such as `owner: seller`"),
            "weight" => match text.and_then(|text| text.trim().parse().ok()) {
                Some(weight) => front.weight = Some(weight),
                None => wrong("a whole number"),
            },
            "draft" | "toc_hide" | "controlled_document" | "no_list" => match text.as_deref().and_then(truth) {
                Some(yes) if key.value == "draft" => front.draft = Some(yes),
                Some(yes) if key.value == "no_list" => front.no_list = yes,
                Some(yes) if key.value == "controlled_document" => {
                    front.status = front.status.or(yes.then_some(PageStatus::Controlled));
                }
                Some(yes) => front.hidden = Some(yes),
                None => wrong("`true` or `false`"),
            },
            "owner" => match text {
                Some(owner) => front.owner = Some(Spanned::new(owner, value.span)),
                None => wrong("a role or a name"),
            },
            "reviewed" | "last-reviewed" => match text {
                Some(date) if is_date(&date) => front.reviewed = Some(Spanned::new(date, value.span)),
                _ => wrong("a date such as `2026-11-21`"),
            },
            // Other tools have words of their own here; one that looks like a slip of ours is reported.
            "status" => match text.as_deref().map(|text| text.trim().to_lowercase()) {
                Some(word) => match PageStatus::of(&word) {
                    Some(status) => front.status = Some(status),
                    None if nearest(&word, PageStatus::WORDS.map(|(word, _)| word)).is_some() => {
                        wrong("`draft`, `live`, `controlled` or `retired`");
                    }
                    None => {}
                },
                None => wrong("`draft`, `live`, `controlled` or `retired`"),
            },
            "aliases" => match texts(value) {
                Some(aliases) => front.aliases = aliases,
                None => wrong("a list of addresses"),
            },
            // Other generators take one text with commas as well as a list.
            "keywords" | "tags" => match texts(value) {
                Some(found) => {
                    let words = found.iter().flat_map(|text| text.value.split(',')).map(|word| word.trim().to_string());
                    let words = words.filter(|word| !word.is_empty()).collect();
                    if key.value == "tags" { front.tags = words } else { front.keywords = words }
                }
                None => wrong("a list of words"),
            },
            "allow" => match texts(value) {
                Some(codes) => front.allow = codes,
                None => wrong("a list of codes such as `[WB113]`"),
            },
            "layout" => {
                let own = text.map(|layout| layout.trim().to_string()).filter(|layout| !LAYOUTS.contains(&layout.as_str()));
                front.layout = own.map(|layout| Spanned::new(layout, value.span));
            }
            key_text => {
                if !FOREIGN.contains(&key_text)
                    && let Some(near) = nearest(key_text, FRONT_MATTER.names())
                {
                    messages.push(say::front_matter_slip(path, key.span, key_text, near));
                }
            }
        }
    }
    front
}

/// `true` or `false`, however it is written.
pub fn truth(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// A text or a list of texts.
pub fn texts(node: &Node) -> Option<Vec<Spanned<String>>> {
    match &node.value {
        Value::Scalar { text, .. } => Some(vec![Spanned::new(text.clone(), node.span)]),
        Value::List(items) => items
            .iter()
            .map(|item| match &item.value {
                Value::Scalar { text, .. } => Some(Spanned::new(text.clone(), item.span)),
                _ => None,
            })
            .collect(),
        Value::Empty => Some(Vec::new()),
        Value::Mapping(_) => None,
    }
}

/// Whether a text has the form of a date, `2026-11-21`, with a month and a day that exist.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |part: &str, digits: usize| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    let within = |part: &str, most: u32| part.parse::<u32>().is_ok_and(|value| (1..=most).contains(&value));
    number(year, 4) && number(month, 2) && number(day, 2) && within(month, 12) && within(day, 31)
}
