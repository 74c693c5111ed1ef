//! Raw HTML in a page, read tag by tag and written again from an allow-list. The only file that knows `html5gum`.
//!
//! What is written holds no tag, attribute or address that was not allowed, and is balanced within the block it stands in: a `</div>`
//! of a page can't close a part of the theme. SVG, MathML, `style` and `template` are left out as a whole, since inside them a
//! browser reads by other rules than a sanitizer.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::default::{DefaultEmitter, Token};
use html5gum::{HtmlString, Tokenizer};

use super::document::{Attributes, HtmlPiece, LinkId};
use crate::base::{Span, escape};

/// How much raw HTML a site lets its pages use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RawHtml {
    /// None: it is shown as text.
    Escape,
    /// What cannot run a program or break the page.
    #[default]
    Safe,
    /// All of it, as written: for sites whose writers are all trusted.
    Trusted,
}

/// What came out of a fragment.
#[derive(Debug, Default)]
pub struct Cleaned {
    /// Safe markup.
    pub pieces: Vec<HtmlPiece>,
    /// The ids and names that links can lead to.
    pub anchors: Vec<String>,
    /// What was taken out, in words, and where it stood in the fragment.
    pub removed: Vec<(Range<usize>, String)>,
    /// The pictures that do not say what they show.
    pub without_words: Vec<Range<usize>>,
}

/// Takes an address, where its tag stands in the fragment, and whether it is that of a picture, and answers with its place among the links
/// of the page.
pub type TakeLink<'a> = &'a mut dyn FnMut(&str, Range<usize>, bool) -> LinkId;

/// A tag that begins an element.
struct StartTag<'a> {
    name: &'a str,
    /// Its attributes, each with where it stands in the fragment.
    attributes: &'a [(String, String, Range<usize>)],
    /// Written as `<a name="x"/>`, which ends at once, as kramdown has it; browsers would go on.
    alone: bool,
    /// Where it stands in the fragment.
    place: Range<usize>,
}

/// An element whose end tag has not come yet.
#[derive(Debug)]
struct Opened {
    name: String,
    /// The depth of the block or span that it stands in.
    depth: usize,
    /// Where its tag stands in the fragment.
    in_fragment: Range<usize>,
    /// Where its tag stands in the page; told when the fragment is done.
    place: Option<Span>,
}

/// Reads the raw HTML of one page, fragment by fragment, and remembers which tags are open.
#[derive(Debug)]
pub struct RawHtmlReader {
    level: RawHtml,
    open: Vec<Opened>,
    /// Elements whose end tag is missing, and how many of them have their place.
    unclosed: Vec<Opened>,
    placed: usize,
    depth: usize,
    /// An element that is left out up to its end tag.
    skipping: Option<String>,
    /// Whether it was told that tags are nested too deep.
    is_too_deep: bool,
}

impl RawHtmlReader {
    /// A reader for one page.
    pub fn new(level: RawHtml) -> RawHtmlReader {
        RawHtmlReader { level, open: Vec::new(), unclosed: Vec::new(), placed: 0, depth: 0, skipping: None, is_too_deep: false }
    }

    /// A block or span begins.
    pub fn enter(&mut self) {
        self.depth += 1;
    }

    /// A block or span ends: the end tags that are still missing in it. What was left out ends with it too.
    pub fn leave(&mut self) -> Option<HtmlPiece> {
        let mut markup = String::new();
        while self.open.last().is_some_and(|open| open.depth >= self.depth) {
            let open = self.open.pop()?;
            markup.push_str(&format!("</{}>", open.name));
            self.remember(open);
        }
        self.depth = self.depth.saturating_sub(1);
        self.skipping = None;
        (!markup.is_empty()).then_some(HtmlPiece::Markup(markup))
    }

    /// Elements whose end tag is missing, with their places.
    pub fn unclosed(&mut self) -> Vec<(String, Span)> {
        std::mem::take(&mut self.unclosed).into_iter().filter_map(|open| Some((open.name, open.place?))).collect()
    }

    /// Says where the tags of the last fragment stand in the page that have no end in it.
    pub fn place(&mut self, place: &mut dyn FnMut(Range<usize>) -> Span) {
        let unclosed = self.unclosed[self.placed..].iter_mut();
        let mut fresh: Vec<&mut Opened> = unclosed.chain(&mut self.open).filter(|open| open.place.is_none()).collect();
        fresh.sort_by_key(|open| open.in_fragment.start);
        fresh.into_iter().for_each(|open| open.place = Some(place(open.in_fragment.clone())));
        self.placed = self.unclosed.len();
    }

    fn remember(&mut self, open: Opened) {
        if !END_MAY_BE_MISSING.contains(&open.name.as_str()) {
            self.unclosed.push(open);
        }
    }

    /// Cleans a fragment.
    pub fn fragment(&mut self, html: &str, link: TakeLink) -> Cleaned {
        let mut cleaned = Cleaned::default();
        match self.level {
            RawHtml::Escape => cleaned.pieces.push(HtmlPiece::Markup(escape::text(html))),
            RawHtml::Trusted => self.as_written(html, &mut cleaned, link),
            RawHtml::Safe => {
                for token in Tokenizer::new_with_emitter(html, DefaultEmitter::new_with_span()) {
                    let token: Result<Token<usize>, Infallible> = token;
                    let Ok(token) = token;
                    self.token(token, &mut cleaned, link);
                }
                // The tokenizer counts the sign behind a value without quotes as a part of it.
                for (place, _) in &mut cleaned.removed {
                    let written = html.get(place.clone()).unwrap_or("");
                    let behind = !written.starts_with('<') && written.ends_with(|c: char| c == '>' || c.is_ascii_whitespace());
                    place.end -= usize::from(behind);
                }
            }
        }
        cleaned
    }

    /// Everything as it was written, but addresses inside the site lead there wherever the page is published, and are links like any other.
    fn as_written(&mut self, html: &str, cleaned: &mut Cleaned, link: TakeLink) {
        let mut begin = 0;
        // A script that began in an earlier piece of its line.
        if let Some(name) = &self.skipping {
            let end = format!("</{name}");
            let Some(at) = html.to_ascii_lowercase().find(&end) else {
                push(cleaned, html);
                return;
            };
            (begin, self.skipping) = (at, None);
        }
        let mut emitter = DefaultEmitter::new_with_span();
        emitter.naively_switch_states(true);
        let mut done = 0;
        for token in Tokenizer::new_with_emitter(&html[begin..], emitter) {
            let token: Result<Token<usize>, Infallible> = token;
            let Ok(token) = token;
            let tag = match token {
                Token::StartTag(tag) => tag,
                Token::EndTag(tag) => {
                    self.skipping.take_if(|name| *name == text(&tag.name));
                    continue;
                }
                _ => continue,
            };
            let name = text(&tag.name);
            if HOLD_NO_TAGS.contains(&name.as_str()) {
                self.skipping = Some(name.clone());
            }
            let tag_place = begin + tag.span.start..begin + tag.span.end;
            if name == "img" && !tag.attributes.keys().any(|key| text(key) == "alt") {
                cleaned.without_words.push(tag_place.clone());
            }
            let mut attributes: Vec<_> = tag.attributes.iter().map(|(key, value)| (text(key), value)).collect();
            attributes.sort_by_key(|(_, value)| value.span.start);
            for (key, value) in attributes {
                let (written, place) = (text(&value.value), begin + value.span.start..begin + value.span.end);
                if key == "id" || key == "name" && name == "a" {
                    cleaned.anchors.push(written);
                    continue;
                }
                let Some((_, key)) = ADDRESSES.iter().find(|(element, address)| *element == name && *address == key) else { continue };
                let to = written.trim();
                let (Some(before), Some(whole)) = (html.get(done..place.start), html.get(place.clone())) else { continue };
                let scheme = scheme_of(to);
                if to.is_empty() || scheme == Scheme::Other {
                    continue;
                }
                let link = link(to, tag_place.clone(), name == "img");
                if scheme == Scheme::Web {
                    continue;
                }
                push(cleaned, before.trim_end());
                // The tokenizer counts the sign behind a value without quotes as a part of it.
                done = place.end - usize::from(!whole.ends_with(['"', '\'']));
                cleaned.pieces.push(HtmlPiece::TrustedAddress { name: key, link, written: html[place.start..done].to_string() });
            }
        }
        push(cleaned, &html[done..]);
    }

    fn token(&mut self, token: Token<usize>, cleaned: &mut Cleaned, link: TakeLink) {
        match token {
            Token::StartTag(tag) => {
                let attributes = tag.attributes.iter();
                let attributes: Vec<_> =
                    attributes.map(|(name, value)| (text(name), text(&value.value), value.span.start..value.span.end)).collect();
                let place = tag.span.start..tag.span.end;
                let name = shown_as(text(&tag.name));
                self.start_tag(&StartTag { name: &name, attributes: &attributes, alone: tag.self_closing, place }, cleaned, link);
            }
            Token::EndTag(tag) => self.end_tag(&shown_as(text(&tag.name)), tag.span.start..tag.span.end, cleaned),
            Token::String(words) if self.skipping.is_none() => push(cleaned, &escape::text(&text(&words.value))),
            // Comments are notes among writers; a doctype or an error in the markup says nothing to readers.
            _ => {}
        }
    }

    fn start_tag(&mut self, tag: &StartTag, cleaned: &mut Cleaned, link: TakeLink) {
        let name = tag.name;
        if self.skipping.is_some() {
            return;
        }
        if name == "iframe" {
            self.frame(tag, cleaned, link);
            return;
        }
        if !ELEMENTS.contains(&name) {
            if LEFT_OUT_WHOLE.contains(&name) {
                self.skipping = Some(name.to_string());
            }
            cleaned.removed.push((tag.place.clone(), format!("`<{name}>`")));
            return;
        }
        if self.open.len() >= MAX_OPEN {
            // Told once: a page that goes on like this would have a message for each.
            if !std::mem::replace(&mut self.is_too_deep, true) {
                cleaned.removed.push((tag.place.clone(), format!("`<{name}>`, nested too deep, and all that is nested like it")));
            }
            return;
        }
        push(cleaned, &format!("<{name}"));
        let before = cleaned.pieces.len();
        for attribute in tag.attributes {
            self.attribute(tag, attribute, cleaned, link);
        }
        if name == "img" {
            if !tag.attributes.iter().any(|(key, ..)| key == "alt") {
                cleaned.without_words.push(tag.place.clone());
            }
            let source = cleaned.pieces.iter().skip(before).find_map(|piece| match piece {
                HtmlPiece::Address { link, .. } => Some(*link),
                _ => None,
            });
            if let Some(link) = source {
                let of = |wanted: &str| tag.attributes.iter().find(|(key, ..)| key == wanted).map(|(_, value, _)| value.clone());
                cleaned.pieces.push(HtmlPiece::Size { link, width: of("width"), height: of("height") });
            }
            push(cleaned, " loading=\"lazy\"");
        }
        push(cleaned, ">");
        if tag.alone && !VOID.contains(&name) {
            push(cleaned, &format!("</{name}>"));
        } else if !VOID.contains(&name) {
            self.open.push(Opened { name: name.to_string(), depth: self.depth, in_fragment: tag.place.clone(), place: None });
        }
    }

    fn attribute(&mut self, tag: &StartTag, attribute: &(String, String, Range<usize>), cleaned: &mut Cleaned, link: TakeLink) {
        let (element, (key, value, place)) = (tag.name, attribute);
        let key = key.as_str();
        if matches!(key, "id" | "name") {
            if matches!(element, "a" | "summary" | "details") || key == "id" {
                cleaned.anchors.push(value.to_string());
                push(cleaned, &format!(" id=\"{}\"", escape::text(value)));
            }
            return;
        }
        let address = match (element, key) {
            ("a", "href") => Some("href"),
            ("img", "src") => Some("src"),
            _ => None,
        };
        if let Some(name) = address {
            cleaned.pieces.push(HtmlPiece::Address { name, link: link(value.trim(), tag.place.clone(), element == "img") });
        } else if is_allowed(key) {
            push(cleaned, &format!(" {key}=\"{}\"", escape::text(value)));
        } else if key != "markdown" {
            cleaned.removed.push((place.clone(), format!("the attribute `{key}`")));
        }
    }

    fn end_tag(&mut self, name: &str, place: Range<usize>, cleaned: &mut Cleaned) {
        if let Some(skipped) = &self.skipping {
            if skipped == name {
                self.skipping = None;
            }
            return;
        }
        let Some(at) = self.open.iter().rposition(|open| open.name == name && open.depth >= self.depth) else {
            // Of what was left out the end is left out too.
            if ELEMENTS.contains(&name) && !VOID.contains(&name) {
                cleaned.removed.push((place, format!("`</{name}>`, which closes nothing here,")));
            }
            return;
        };
        while self.open.len() > at {
            let Some(open) = self.open.pop() else { return };
            push(cleaned, &format!("</{}>", open.name));
            if self.open.len() > at {
                self.remember(open);
            }
        }
    }

    /// A frame: only from https, without the rights of this site, titled, loaded when it is scrolled to; and a plain link for everyone
    /// who does not see it.
    fn frame(&mut self, tag: &StartTag, cleaned: &mut Cleaned, link: TakeLink) {
        self.skipping = Some("iframe".to_string());
        let of = |wanted: &str| tag.attributes.iter().find(|(name, ..)| name == wanted).map(|(_, value, _)| value.trim());
        let is_https = |src: &&str| src.get(..8).is_some_and(|begin| begin.eq_ignore_ascii_case("https://"));
        let Some(address) = of("src").filter(is_https) else {
            cleaned.removed.push((tag.place.clone(), "`<iframe>` without an address that begins with https:".to_string()));
            return;
        };
        let host = address["https://".len()..].split(['/', '?', '#']).next().unwrap_or("");
        let title = of("title").filter(|title| !title.is_empty()).unwrap_or(host);
        for (key, _, place) in tag.attributes.iter().filter(|(key, ..)| !OF_FRAMES.contains(&key.as_str()) && !is_allowed(key)) {
            cleaned.removed.push((place.clone(), format!("the attribute `{key}`")));
        }
        if let Some(id) = of("id") {
            cleaned.anchors.push(id.to_string());
            push(cleaned, &format!("<a id=\"{}\"></a>", escape::text(id)));
        }
        let target = link(address, tag.place.clone(), false);
        push(cleaned, "<span class=\"frame\"><iframe sandbox=\"allow-scripts allow-same-origin allow-popups\" loading=\"lazy\" ");
        push(cleaned, &format!("referrerpolicy=\"no-referrer\" title=\"{}\"", escape::text(title)));
        cleaned.pieces.push(HtmlPiece::Address { name: "src", link: target });
        push(cleaned, "></iframe><a");
        cleaned.pieces.push(HtmlPiece::Address { name: "href", link: target });
        push(cleaned, &format!(">{}</a></span>", escape::text(title)));
    }
}

/// What an address begins with.
#[derive(PartialEq, Eq)]
enum Scheme {
    /// Nothing: it may lead into the site.
    None,
    /// One that links may have.
    Web,
    /// Another one, or something odd: its writer's matter where all is trusted.
    Other,
}

fn scheme_of(to: &str) -> Scheme {
    let before = to.split(['/', '?', '#']).next().unwrap_or("");
    match before.split_once(':') {
        _ if to.contains(char::is_control) => Scheme::Other,
        None => Scheme::None,
        Some((scheme, _)) if ["http", "https", "mailto", "tel"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) => Scheme::Web,
        Some(_) => Scheme::Other,
    }
}

/// Whether an attribute may stay. Names of others may hold any sign; these hold none that HTML reads in another way.
fn is_allowed(key: &str) -> bool {
    let is_aria = || key.strip_prefix("aria-").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_lowercase()));
    ATTRIBUTES.contains(&key) || is_aria()
}

/// Gives attributes to the element that markup begins with; `false` when it begins with none. What the element says itself stays.
pub fn give(pieces: &mut [HtmlPiece], attributes: &Attributes) -> bool {
    let Some(HtmlPiece::Markup(markup)) = pieces.first_mut() else { return false };
    let start = markup.len() - markup.trim_start().len();
    if !markup[start..].strip_prefix('<').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic())) {
        return false;
    }
    let name_end = start + 1 + markup[start + 1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(0);
    let tag_end = markup[name_end..].find('>').map_or(markup.len(), |at| name_end + at);
    let own = |key: &str| markup[name_end..tag_end].find(&format!(" {key}=\"")).map(|at| name_end + at + key.len() + 3);
    let mut more = String::new();
    let singles = attributes.id.iter().map(|id| ("id", id)).chain(attributes.others.iter().map(|(key, value)| (key.as_str(), value)));
    for (key, value) in singles.filter(|(key, _)| own(key).is_none()) {
        more.push_str(&format!(" {key}=\"{}\"", escape::text(value)));
    }
    let classes = escape::text(&attributes.classes.join(" "));
    match own("class") {
        _ if classes.is_empty() => {}
        Some(at) => {
            let end = at + markup[at..].find('"').unwrap_or(0);
            markup.insert_str(end, &format!(" {classes}"));
        }
        None => more.push_str(&format!(" class=\"{classes}\"")),
    }
    markup.insert_str(name_end, &more);
    // A size that is given here is the picture's own, too.
    if let Some(HtmlPiece::Size { width, height, .. }) = size_of_first_tag(pieces) {
        let given = |name: &str| attributes.others.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        *width = width.take().or_else(|| given("width"));
        *height = height.take().or_else(|| given("height"));
    }
    true
}

fn size_of_first_tag(pieces: &mut [HtmlPiece]) -> Option<&mut HtmlPiece> {
    let ends = |piece: &HtmlPiece| matches!(piece, HtmlPiece::Markup(markup) if markup.contains('>'));
    let at = pieces.iter().position(|piece| ends(piece) || matches!(piece, HtmlPiece::Size { .. }))?;
    pieces.get_mut(at).filter(|piece| matches!(piece, HtmlPiece::Size { .. }))
}

/// The name of the element whose first or last tag is all that this markup is; `true` for a last one.
pub fn single_tag(pieces: &[HtmlPiece]) -> Option<(&str, bool)> {
    let Some(HtmlPiece::Markup(markup)) = pieces.first() else { return None };
    let tag = markup.trim().strip_prefix('<')?;
    let (tag, closing) = tag.strip_prefix('/').map_or((tag, false), |tag| (tag, true));
    let name = &tag[..tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len())];
    (!name.is_empty() && !tag.contains('<')).then_some((name, closing))
}

/// Whether an element never has an end.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

fn push(cleaned: &mut Cleaned, markup: &str) {
    match cleaned.pieces.last_mut() {
        Some(HtmlPiece::Markup(last)) => last.push_str(markup),
        _ => cleaned.pieces.push(HtmlPiece::Markup(markup.to_string())),
    }
}

/// A page has one heading of level 1, its title.
fn shown_as(name: String) -> String {
    if name == "h1" { "h2".to_string() } else { name }
}

fn text(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Elements and the attributes of theirs that are addresses.
const ADDRESSES: &[(&str, &str)] = &[
    ("a", "href"),
    ("area", "href"),
    ("img", "src"),
    ("video", "src"),
    ("video", "poster"),
    ("audio", "src"),
    ("source", "src"),
    ("track", "src"),
];

/// Elements in which what looks like a tag is none.
const HOLD_NO_TAGS: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// Elements that end by themselves, as HTML has it.
const END_MAY_BE_MISSING: &[&str] =
    &["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup", "option", "optgroup", "rp", "rt"];

/// So many tags may be open at once; browsers too end somewhere.
const MAX_OPEN: usize = 200;

/// Left out with all that stands in them.
const LEFT_OUT_WHOLE: &[&str] = &[
    "script",
    "style",
    "svg",
    "math",
    "template",
    "noscript",
    "noembed",
    "noframes",
    "object",
    "textarea",
    "select",
    "title",
    "xmp",
    "plaintext",
];

const VOID: &[&str] = &["br", "col", "hr", "img", "wbr"];

const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

const ATTRIBUTES: &[&str] = &[
    "abbr",
    "align",
    "alt",
    "border",
    "cellpadding",
    "cellspacing",
    "cite",
    "class",
    "clear",
    "colspan",
    "datetime",
    "dir",
    "headers",
    "height",
    "hidden",
    "hreflang",
    "lang",
    "nowrap",
    "open",
    "rel",
    "reversed",
    "role",
    "rowspan",
    "scope",
    "span",
    "start",
    "target",
    "title",
    "type",
    "valign",
    "value",
    "width",
];

/// What a frame may say about itself; what counts is what is written for it here.
const OF_FRAMES: &[&str] = &[
    "allow",
    "allowfullscreen",
    "allowtransparency",
    "frameborder",
    "id",
    "loading",
    "marginheight",
    "marginwidth",
    "mozallowfullscreen",
    "name",
    "referrerpolicy",
    "sandbox",
    "scrolling",
    "src",
    "webkitallowfullscreen",
];
