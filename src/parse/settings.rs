//! `waybook.yaml`: the settings of a site, as meant.

use super::ParseOptions;
use super::front_matter::{texts, truth};
use super::raw_html::RawHtml;
use crate::base::catalogue::files as say;
use crate::base::catalogue::nearest::nearest;
use crate::base::forge::{NewIssue, Repository};
use crate::base::{Message, SourcePath, Span, Spanned};
use crate::maps::time::months;
use crate::yaml::format::{Empty, FileFormat, Needs, Object, Shape, key, must};
use crate::yaml::{self, Limits, Node, Value};

/// The settings of a site.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// `title`: the name of the handbook.
    pub title: String,
    /// `description`: one sentence about it.
    pub description: Option<String>,
    /// `base_url`: where it will be published, with a `/` at its end.
    pub base_url: Option<String>,
    /// `language`: as in `en` or `pt-BR`.
    pub language: String,
    /// `theme`: the folder below `themes/`.
    pub theme: String,
    /// Where `theme` is written, if it is.
    pub theme_at: Option<Span>,
    /// `accent`: the colour of links, buttons and progress.
    pub accent: Option<Accent>,
    /// `raw_html`: escape, safe or trusted.
    pub raw_html: RawHtml,
    /// `math`: whether `$…$` is a formula.
    pub math: bool,
    /// `external_base`: where links into a bigger handbook lead, of which this site is a part.
    pub external_base: Option<String>,
    /// `edit_url`: where a page can be edited; `{path}` stands for its file.
    pub edit_url: Option<String>,
    /// `report_url`: where a problem can be reported.
    pub report_url: Option<String>,
    /// `repository`: the project at GitLab or GitHub that holds the site.
    pub repository: Option<Repository>,
    /// `branch`: the one that the site is published from.
    pub branch: String,
    /// `history`: what readers are told of the last changes.
    pub history: History,
    /// `issue_url`: where a filled form of a map becomes an issue, unless the chosen variant has a board of its own.
    pub issue_url: Option<NewIssue>,
    /// `main_menu`: what stands in the top bar; `None` for the home page and the list of maps.
    pub main_menu: Option<Vec<MenuEntry>>,
    /// `announcement`: what stands above every page.
    pub announcement: Option<Announcement>,
    /// `robots`: whether search engines may list the site.
    pub robots: Robots,
    /// `markdown_copies`: whether each page is published as Markdown too, with an index of all.
    pub markdown_copies: bool,
    /// `allow`: codes of messages that may stand anywhere in the site.
    pub allow: Vec<Spanned<String>>,
    /// `restricted_hosts`: hosts that not every reader may open, in small letters.
    pub restricted_hosts: Vec<String>,
    /// `review_every`: after how many months somebody is to look at a page or map again.
    pub review_every_months: u32,
    /// Whether there are pages that no settings file speaks of: a plain folder.
    pub written: bool,
}

/// How much of what git knows readers are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum History {
    /// Nothing; git is not asked.
    Off,
    /// When a page was changed last.
    #[default]
    Dates,
    /// Also what was said about the change.
    Subjects,
    /// Also who made it.
    Authors,
}

/// The colour of links, buttons and progress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accent {
    /// On light pages.
    pub light: Spanned<String>,
    /// On dark ones; made from the other one if it is not given.
    pub dark: Option<Spanned<String>>,
}

/// Whether search engines may list the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Robots {
    /// They may.
    #[default]
    Allowed,
    /// They are asked to stay away.
    Forbidden,
}

/// What stands above every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Its words.
    pub text: String,
    /// Where to read more.
    pub to: Option<Spanned<String>>,
}

/// An entry of the top bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuEntry {
    /// Its words.
    pub title: String,
    /// Its address in the site.
    pub to: Spanned<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            title: "Handbook".to_string(),
            description: None,
            base_url: None,
            language: "en".to_string(),
            theme: "handbook".to_string(),
            theme_at: None,
            accent: None,
            raw_html: RawHtml::Safe,
            math: false,
            external_base: None,
            edit_url: None,
            report_url: None,
            repository: None,
            branch: "main".to_string(),
            history: History::Dates,
            issue_url: None,
            main_menu: None,
            markdown_copies: true,
            announcement: None,
            robots: Robots::Allowed,
            allow: Vec::new(),
            restricted_hosts: Vec::new(),
            review_every_months: 6,
            written: false,
        }
    }
}

impl Settings {
    /// What the settings say about how files are read.
    pub fn parse_options(&self) -> ParseOptions {
        ParseOptions { raw_html: self.raw_html, math: self.math }
    }
}

/// The keys of the settings file.
pub static SETTINGS: Object = Object {
    name: "the settings",
    keys: &[
        key("title", Shape::Text, "The name of the handbook."),
        key("description", Shape::Text, "One sentence about the handbook, for the first page."),
        key(
            "base_url",
            Shape::Text,
            "Where the site is published, beginning with https:// or http://, such as https://example.com/handbook/.",
        ),
        key("language", Shape::Text, "A language tag such as en or pt-BR."),
        key("theme", Shape::Text, "The folder below themes/ with your changes to the built-in theme."),
        key("accent", Shape::Of(&ACCENT), "The colour of links, buttons and progress."),
        key("raw_html", Shape::Word(&["escape", "safe", "trusted"]), "What HTML in pages may do."),
        key("math", Shape::Flag, "Whether $…$ in pages is a formula."),
        key("external_base", Shape::Text, "Where the bigger handbook is that this site is a part of."),
        key("repository", Shape::Text, "The address of the project at GitLab or GitHub that holds the site."),
        key("branch", Shape::Text, "The branch at which \"Edit this page\" opens a file."),
        key("history", Shape::Word(&["off", "dates", "subjects", "authors"]), "What readers are told of the last changes, from git."),
        key(
            "edit_url",
            Shape::Text,
            "Where a file can be edited, if not at repository, or if the site is a folder of it; {path} stands for the file.",
        ),
        key("report_url", Shape::Text, "Where \"Report a problem\" leads, if not to a new issue of repository."),
        key("issue_url", Shape::Text, "Where a filled form of a map becomes an issue: the address of a project at GitLab or GitHub."),
        key("allow", Shape::Texts, "Codes of messages that may stand anywhere in the site."),
        key("restricted_hosts", Shape::Texts, "Hosts that not every reader may open, such as shared documents."),
        key(
            "review_every",
            Shape::Time,
            "How often somebody is to look at each page and map again: a month or more, such as 3 months or 1 year.",
        ),
        key("announcement", Shape::TextOr(&ANNOUNCEMENT), "What stands above every page for a while."),
        key("robots", Shape::Word(&["allow", "forbid"]), "Whether search engines may list the site."),
        key("markdown_copies", Shape::Flag, "Whether each page is published as Markdown too, with llms.txt as the index."),
        key("main_menu", Shape::List(&MENU_ENTRY), "What stands in the top bar."),
    ],
    others: None,
    needs: Needs::Nothing,
};

/// `accent`.
pub static ACCENT: Object = Object {
    name: "an accent colour",
    keys: &[must("light", Shape::Text, "On light pages, such as #7a1f4b."), key("dark", Shape::Text, "On dark pages, such as #f2a8c8.")],
    others: Some(Shape::Any),
    needs: Needs::Nothing,
};

/// `announcement`.
pub static ANNOUNCEMENT: Object = Object {
    name: "an announcement",
    keys: &[
        must("text", Shape::Text, "Its words."),
        key("to", Shape::Text, "Where to read more: an address of the site or of the outside."),
    ],
    others: Some(Shape::Any),
    needs: Needs::Nothing,
};

/// An item of `main_menu`.
pub static MENU_ENTRY: Object = Object {
    name: "an entry of the top bar",
    keys: &[must("title", Shape::Text, "Its words."), must("to", Shape::Text, "An address of the site or of the outside.")],
    // Other keys are not looked at.
    others: Some(Shape::Any),
    needs: Needs::Nothing,
};

/// `waybook.yaml`, as schemas and editors see it.
pub static FILE: FileFormat = FileFormat {
    name: "settings",
    about: "The settings of a site: `waybook.yaml`.",
    object: &SETTINGS,
    around: None,
    empty: Empty::Allowed,
};

/// Reads the settings file. A setting that does not fit is reported and keeps its default.
pub fn read(path: &SourcePath, text: &str) -> (Settings, Vec<Message>) {
    let mut settings = Settings { written: true, ..Settings::default() };
    let (node, mut messages) = yaml::read(path, text, 0, &Limits::FILE);
    let entries = match node.map(|node| (node.span, node.value)) {
        Some((_, Value::Mapping(entries))) => entries,
        Some((span, Value::Scalar { .. } | Value::List(_))) => {
            messages.push(say::bad_setting(path, "waybook.yaml", span, "a list of lines such as `title: Our handbook`"));
            Vec::new()
        }
        _ => Vec::new(),
    };
    for (key, value) in &entries {
        if SETTINGS.key(&key.value).is_none() {
            messages.push(say::unknown_setting(path, &key.value, key.span, nearest(&key.value, SETTINGS.names())));
        } else if let Err(wanted) = take(&mut settings, &key.value, value) {
            messages.push(say::bad_setting(path, &key.value, value.span, wanted));
        }
    }
    (settings, messages)
}

/// Puts one setting in its place, or says what it must be.
fn take(settings: &mut Settings, key: &str, value: &Node) -> Result<(), &'static str> {
    if value.value == Value::Empty {
        return Ok(());
    }
    if key == "main_menu" {
        settings.main_menu = Some(menu(value).ok_or("a list of entries such as `{title: Start, to: /start/}`")?);
        return Ok(());
    }
    if key == "accent" {
        settings.accent = Some(accent(value).ok_or("colours such as `{light: \"#7a1f4b\", dark: \"#f2a8c8\"}`, in quotes")?);
        return Ok(());
    }
    if key == "announcement" {
        let wanted = "a text, or the keys `text` and `to`, such as `{text: New prices from May, to: /prices/}`";
        settings.announcement = Some(announcement(value).ok_or(wanted)?);
        return Ok(());
    }
    if key == "allow" {
        settings.allow = texts(value).ok_or("a list of codes such as `[WB209, WB210]`")?;
        return Ok(());
    }
    if key == "restricted_hosts" {
        let hosts = texts(value).ok_or("a list of hosts such as `[docs.example.com]`")?;
        settings.restricted_hosts = hosts.iter().map(|host| host_of(&host.value)).collect();
        return Ok(());
    }
    let Value::Scalar { text, .. } = &value.value else { return Err("a text") };
    let text = text.trim().to_string();
    match key {
        "title" if text.is_empty() => return Err("a name that readers see"),
        "title" => settings.title = text,
        "description" => settings.description = Some(text),
        "base_url" => settings.base_url = Some(base_url(&text).ok_or("an address such as `https://example.com/handbook/`")?),
        "language" => settings.language = language_tag(&text).ok_or("a language tag such as `en`, `de` or `pt-BR`")?,
        "theme" if !text.contains(['/', '\\']) && !text.starts_with('.') && !text.is_empty() => {
            settings.theme = text;
            settings.theme_at = Some(value.span);
        }
        "theme" => return Err("the name of a folder below `themes/`"),
        "external_base" => settings.external_base = Some(base_url(&text).ok_or("an address such as `https://example.com/handbook/`")?),
        "review_every" => settings.review_every_months = months(&text).ok_or("a month or more, such as `6 months` or `1 year`")?,
        "edit_url" | "report_url" if !text.starts_with("https://") && !text.starts_with("http://") => {
            return Err("an address that begins with https:");
        }
        "edit_url" if !text.contains("{path}") => return Err("an address with `{path}` where the name of the file belongs"),
        "edit_url" => settings.edit_url = Some(text),
        "report_url" => settings.report_url = Some(text),
        "repository" => {
            settings.repository = Some(Repository::of(&text).ok_or("the address of a project at GitLab or GitHub")?);
        }
        "branch" if !text.is_empty() && !text.contains(char::is_whitespace) => settings.branch = text,
        "branch" => return Err("the name of a branch such as `main`"),
        "history" => {
            settings.history = match text.as_str() {
                "off" | "false" | "no" => History::Off,
                "dates" => History::Dates,
                "subjects" => History::Subjects,
                "authors" => History::Authors,
                _ => return Err("`off`, `dates`, `subjects` or `authors`"),
            }
        }
        "robots" => {
            settings.robots = match text.as_str() {
                "allow" => Robots::Allowed,
                "forbid" => Robots::Forbidden,
                _ => return Err("`allow` or `forbid`"),
            }
        }
        "issue_url" => {
            let wanted = "the address of a project at GitLab or GitHub, or of its form for new issues";
            settings.issue_url = Some(NewIssue::of(&text).ok_or(wanted)?);
        }
        "markdown_copies" => settings.markdown_copies = truth(&text).ok_or("`true` or `false`")?,
        "math" => settings.math = truth(&text).ok_or("`true` or `false`")?,
        "raw_html" => {
            settings.raw_html = match text.as_str() {
                "escape" => RawHtml::Escape,
                "safe" => RawHtml::Safe,
                "trusted" => RawHtml::Trusted,
                _ => return Err("`escape`, `safe` or `trusted`"),
            }
        }
        _ => {}
    }
    Ok(())
}

fn menu(value: &Node) -> Option<Vec<MenuEntry>> {
    let Value::List(items) = &value.value else { return None };
    items.iter().map(|item| Some(MenuEntry { title: text_of(item, "title")?.value, to: text_of(item, "to")? })).collect()
}

fn accent(value: &Node) -> Option<Accent> {
    let is_colour = |colour: &Spanned<String>| {
        let digits = colour.value.strip_prefix('#').unwrap_or_default();
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let accent = Accent { light: text_of(value, "light")?, dark: text_of(value, "dark") };
    let fits = is_colour(&accent.light) && accent.dark.as_ref().is_none_or(is_colour);
    fits.then_some(accent)
}

/// A text alone is the short form of one that leads nowhere.
fn announcement(value: &Node) -> Option<Announcement> {
    if let Value::Scalar { text, .. } = &value.value {
        return (!text.trim().is_empty()).then(|| Announcement { text: text.clone(), to: None });
    }
    Some(Announcement { text: text_of(value, "text")?.value, to: text_of(value, "to") })
}

/// The text behind a key.
fn text_of(node: &Node, wanted: &str) -> Option<Spanned<String>> {
    let Value::Mapping(entries) = &node.value else { return None };
    entries.iter().find(|(key, _)| key.value == wanted).and_then(|(_, value)| match &value.value {
        Value::Scalar { text, .. } => Some(Spanned::new(text.clone(), value.span)),
        _ => None,
    })
}

/// A language tag as it is usually written, whatever its letters were: `DE` is `de`, `pt-br` is `pt-BR`. Files of words are found by it.
/// `None` for what is no tag, such as the name of a language.
fn language_tag(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let language = parts.next().filter(|first| matches!(first.len(), 2 | 3) && first.bytes().all(|byte| byte.is_ascii_alphabetic()))?;
    let mut tag = language.to_ascii_lowercase();
    for part in parts {
        if !(1..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        tag.push('-');
        tag.push_str(&if part.len() == 2 { part.to_ascii_uppercase() } else { part.to_string() });
    }
    Some(tag)
}

/// The host of an address, or the host itself, in small letters.
fn host_of(text: &str) -> String {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest).to_lowercase()
}

/// An address of a site with a `/` at its end; `None` when it is not one.
pub fn base_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let fits = !rest.is_empty() && !rest.starts_with('/') && !text.contains(['?', '#', '"', '<', '>', ' ', '\\']);
    fits.then(|| format!("{}/", text.trim_end_matches('/')))
}
