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
    pub draft: bool,
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
    /// `toc_hide`: not in the sidebar.
    pub hidden: bool,
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
        key("toc_hide", Shape::Flag, "Not in the sidebar."),
    ],
    // Keys of other tools are left alone.
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
    "layout",
    "authors",
    "author",
    "coach",
    "dris",
    "toc",
    "no_list",
    "type",
    "date",
    "lastmod",
    "tags",
    "categories",
    "menu",
    "url",
    "slug",
    "summary",
    "images",
    "image",
    "canonical_path",
    "tier",
    "cascade",
    "params",
    "linkTitle",
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
            "title" | "description" if text.is_none() => wrong("a text"),
            "title" => front.title = text.filter(|text| !text.trim().is_empty()),
            "description" => front.description = text.filter(|text| !text.trim().is_empty()),
            "weight" => match text.and_then(|text| text.trim().parse().ok()) {
                Some(weight) => front.weight = Some(weight),
                None => wrong("a whole number"),
            },
            "draft" | "toc_hide" | "controlled_document" => match text.as_deref().and_then(truth) {
                Some(yes) if key.value == "draft" => front.draft = yes,
                Some(yes) if key.value == "controlled_document" => {
                    front.status = front.status.or(yes.then_some(PageStatus::Controlled));
                }
                Some(yes) => front.hidden = yes,
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
            "keywords" => match texts(value) {
                Some(found) => {
                    let words = found.iter().flat_map(|text| text.value.split(',')).map(|word| word.trim().to_string());
                    front.keywords = words.filter(|word| !word.is_empty()).collect();
                }
                None => wrong("a list of words"),
            },
            "allow" => match texts(value) {
                Some(codes) => front.allow = codes,
                None => wrong("a list of codes such as `[WB113]`"),
            },
            "layout" if text.as_deref().is_some_and(|layout| !LAYOUTS.contains(&layout.trim())) => {
                messages.push(say::unknown_layout(path, value.span, text.as_deref().unwrap_or_default().trim()));
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
