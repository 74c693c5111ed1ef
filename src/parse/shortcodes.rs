//! Shortcodes of Hugo and Docsy, `{{% alert %}} … {{% /alert %}}` and `{{< youtube id >}}`, and `:::note` … `:::`: reading one tag.
//!
//! Where tags stand and which belong together is found in `tags.rs`. Which names there are is the theme's to say.

use std::ops::Range;

use super::document::{Block, BlockKind, Inline, InlineKind, Shortcode};

/// A tag as it stands in the source.
pub struct Tag {
    /// The name; `admonition` for `:::`.
    pub name: String,
    /// Its arguments in order; those without a key are called `0`, `1` and so on.
    pub arguments: Vec<(String, String)>,
    /// `{{% /alert %}}`.
    pub closing: bool,
    /// `{{< name />}}`.
    pub single: bool,
    /// Where it stands.
    pub span: Range<usize>,
}

/// Reads what stands between `{{<` and `>}}`; `None` when it is no shortcode's tag.
pub fn read_tag(inner: &str, span: Range<usize>) -> Option<Tag> {
    if inner.starts_with("/*") {
        return None;
    }
    let inner = inner.trim();
    let (closing, inner) = inner.strip_prefix('/').map_or((false, inner), |rest| (true, rest.trim()));
    let (single, inner) = inner.strip_suffix('/').map_or((false, inner), |rest| (true, rest.trim()));
    let (name, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    is_name(name).then(|| {
        let mut arguments = arguments(rest);
        if name == "admonition" {
            arguments.iter_mut().filter(|(key, _)| key == "kind").for_each(|(_, kind)| *kind = kind_of(kind).to_string());
        }
        Tag { name: name.to_string(), arguments, closing, single, span }
    })
}

/// `:::note A title`, or `:::` alone, which ends the last one.
pub fn read_colons(words: &str, span: Range<usize>) -> Option<Tag> {
    let rest = words.trim_start_matches(':').trim();
    let tag = |arguments, closing| Tag { name: "admonition".to_string(), arguments, closing, single: false, span };
    if rest.is_empty() {
        return Some(tag(Vec::new(), true));
    }
    let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (kind, title) = rest.split_at(end);
    if !BOXES.contains(&kind) {
        return None;
    }
    let title = title.trim().trim_start_matches('[').trim_end_matches(']').trim_matches('"');
    let mut arguments = vec![("kind".to_string(), kind_of(kind).to_string())];
    if !title.is_empty() {
        arguments.push(("title".to_string(), title.to_string()));
    }
    Some(tag(arguments, false))
}

/// The boxes that begin with `:::` and their name.
pub const BOXES: &[&str] = &["note", "tip", "info", "important", "warning", "caution", "danger"];

/// Shortcodes of the theme around blocks: without an end they show nothing.
const WITH_CONTENT: &[&str] = &["alert", "details", "panel", "card", "cardpane", "note", "pageinfo", "admonition"];

/// Whether a shortcode means nothing without its last tag.
pub fn wants_end(name: &str) -> bool {
    WITH_CONTENT.contains(&name)
}

/// Whether a shortcode is shown as a block, so that it can't be a part of a paragraph.
pub fn stands_alone(name: &str) -> bool {
    wants_end(name) || matches!(name, "youtube" | "vimeo")
}

/// The kinds of boxes that other tools have, as the ones that the theme has. Others look like a note, and keep their name as title.
fn kind_of(kind: &str) -> &str {
    match kind {
        "info" | "abstract" | "summary" | "tldr" | "todo" | "seealso" => "note",
        "hint" | "success" | "check" | "done" => "tip",
        "attention" => "warning",
        "danger" | "error" | "failure" | "fail" | "missing" | "bug" => "caution",
        other => other,
    }
}

/// Where `{{< ref "page.md#anchor" >}}` leads; nothing when it does not say.
pub fn address_of(tag: &Tag) -> String {
    let to = tag.arguments.iter().find(|(key, _)| key == "0" || key == "path").map_or("", |(_, value)| value.trim());
    let mut address = String::new();
    for c in to.chars() {
        match c {
            ' ' | '(' | ')' | '<' | '>' | '"' | '\\' => address.push_str(&format!("%{:02X}", u32::from(c))),
            c if c.is_control() => {}
            c => address.push(c),
        }
    }
    address
}

/// Whether an address may be the name of a page in whatever folder, as Hugo looks for it: one without a folder.
pub fn is_name_of_page(address: &str) -> bool {
    let path = address.split('#').next().unwrap_or("");
    !path.is_empty() && !path.contains('/')
}

/// The file that `{{% include "file.md" %}}` and Docsy's `{{% readfile file="file.md" %}}` ask for; `None` for every other shortcode.
pub fn included_file(shortcode: &Shortcode) -> Option<&str> {
    let of = |wanted: &str| shortcode.arguments.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.trim());
    let is_include = matches!(shortcode.name.as_str(), "include" | "readfile");
    is_include.then(|| of("file").or_else(|| of("path")).or_else(|| of("0")).unwrap_or(""))
}

/// Whether some block asks for a file. Recursion is bounded by `markdown::MAX_DEPTH`.
pub fn hold_include(blocks: &[Block]) -> bool {
    hold(blocks, &|shortcode| included_file(shortcode).is_some())
}

/// Whether some shortcode in these blocks is one that is `wanted`. Recursion is bounded by `markdown::MAX_DEPTH`.
pub fn hold(blocks: &[Block], wanted: &dyn Fn(&Shortcode) -> bool) -> bool {
    blocks.iter().any(|block| {
        matches!(&block.kind, BlockKind::Shortcode { shortcode, .. } if wanted(shortcode))
            || block.kind.texts().into_iter().any(|inlines| text_holds(inlines, wanted))
            || block.kind.inner().into_iter().any(|blocks| hold(blocks, wanted))
    })
}

fn text_holds(inlines: &[Inline], wanted: &dyn Fn(&Shortcode) -> bool) -> bool {
    inlines.iter().any(|inline| match &inline.kind {
        InlineKind::Shortcode { shortcode, inlines } => wanted(shortcode) || text_holds(inlines, wanted),
        kind => text_holds(kind.inner(), wanted),
    })
}

/// `key="value"`, `key=value` and bare values, which are numbered from `0`.
fn arguments(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    let mut bare = 0;
    while !rest.is_empty() {
        let key_end = rest.find(|c: char| c == '=' || c.is_whitespace() || c == '"').unwrap_or(rest.len());
        let key = &rest[..key_end];
        let (key, value) = match rest[key_end..].strip_prefix('=') {
            Some(value) if is_name(key) => (key.to_string(), value),
            _ => {
                bare += 1;
                ((bare - 1).to_string(), rest)
            }
        };
        let (value, after) = read_value(value);
        found.push((key, value.replace("\\\"", "\"")));
        rest = after.trim_start();
    }
    found
}

/// A value in quotes of some kind, or up to the next blank.
fn read_value(text: &str) -> (&str, &str) {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '`' | '\''))
        && let Some(end) = text[1..].match_indices(quote).map(|(at, _)| at).find(|at| quote == '`' || !text[..=*at].ends_with('\\'))
    {
        return (&text[1..=end], &text[end + 2..]);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len()).max(1).min(text.len());
    let end = (end..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    text.split_at(end)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}
