//! Shortcodes as the theme's templates show them: `templates/shortcodes/NAME.html`, which a site can add to.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::theme::Theme;
use crate::base::catalogue::markdown as say;
use crate::base::catalogue::nearest::nearest;
use crate::base::{Message, SourcePath};
use crate::model::{Site, SitePage};
use crate::parse::Page;
use crate::parse::document::{Block, BlockKind, Inline, InlineKind, Shortcode};
use crate::parse::shortcodes::included_file;

/// What the template of a shortcode may see.
#[derive(Serialize)]
struct View<'a> {
    /// Its arguments by key; those without one are called `0`, `1` and so on.
    arguments: BTreeMap<&'a str, &'a str>,
    /// What stands between its tags, as markup.
    inner: &'a str,
    /// Its name.
    name: &'a str,
    t: &'a BTreeMap<String, String>,
    icons: &'a BTreeMap<String, String>,
}

/// Shows a shortcode around its content; `None` when no template has its name or the template does not work.
pub fn show(theme: &Theme, shortcode: &Shortcode, inner: &str) -> Option<String> {
    let template = template_of(&shortcode.name);
    if !theme.templates.has(&template) {
        return None;
    }
    let arguments = shortcode.arguments.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let view = View { arguments, inner, name: &shortcode.name, t: theme.strings.all(), icons: &theme.icons };
    theme.templates.render(&template, &view).ok()
}

/// Whether a video of the built-in theme does not say which one it is.
fn is_video_without_id(shortcode: &Shortcode) -> bool {
    let says = |(key, value): &(String, String)| matches!(key.as_str(), "id" | "0") && !value.trim().is_empty();
    matches!(shortcode.name.as_str(), "youtube" | "vimeo") && !shortcode.arguments.iter().any(says)
}

fn template_of(name: &str) -> String {
    format!("shortcodes/{name}.html")
}

/// The shortcodes of all pages that no template shows.
pub fn check(site: &Site, theme: &Theme) -> Vec<Message> {
    let known: Vec<String> =
        theme.templates.names().filter_map(|name| Some(name.strip_prefix("shortcodes/")?.strip_suffix(".html")?.to_string())).collect();
    let mut messages = Vec::new();
    // A file may stand in many pages; it is looked at once.
    let files: BTreeMap<&SourcePath, &Arc<Page>> =
        site.pages.iter().flat_map(SitePage::files).filter(|page| page.has_shortcodes).map(|page| (&page.path, page)).collect();
    for page in files.into_values() {
        let mut unknown = |shortcode: &Shortcode, span| {
            if !known.contains(&shortcode.name) && included_file(shortcode).is_none() {
                let meant = nearest(&shortcode.name, known.iter().map(String::as_str).chain(["include"]));
                messages.push(say::unknown_shortcode(&page.path, span, &shortcode.name, meant));
            }
            if is_video_without_id(shortcode) && !site.theme_files.keys().any(|path| path.as_str().ends_with(&template_of(&shortcode.name)))
            {
                messages.push(say::video_without_id(&page.path, span, &shortcode.name));
            }
        };
        let mut waiting: Vec<&Block> = page.blocks.iter().collect();
        let mut texts: Vec<&Inline> = Vec::new();
        while let Some(block) = waiting.pop() {
            if let BlockKind::Shortcode { shortcode, .. } = &block.kind {
                unknown(shortcode, block.span);
            }
            waiting.extend(block.kind.inner().into_iter().flatten());
            texts.extend(block.kind.texts().into_iter().flatten());
        }
        while let Some(inline) = texts.pop() {
            if let InlineKind::Shortcode { shortcode, .. } = &inline.kind {
                unknown(shortcode, inline.span);
            }
            texts.extend(inline.kind.inner());
        }
    }
    messages
}
