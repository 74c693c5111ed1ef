//! Shortcodes as the theme's templates show them: `templates/shortcodes/NAME.html`, which a site can add to.

use std::collections::BTreeMap;

use serde::Serialize;

use super::theme::Theme;
use crate::base::Message;
use crate::base::catalogue::markdown as say;
use crate::base::catalogue::nearest::nearest;
use crate::model::Site;
use crate::parse::document::{Block, BlockKind, Shortcode};

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

fn template_of(name: &str) -> String {
    format!("shortcodes/{name}.html")
}

/// The shortcodes of all pages that no template shows.
pub fn check(site: &Site, theme: &Theme) -> Vec<Message> {
    let known: Vec<String> =
        theme.templates.names().filter_map(|name| Some(name.strip_prefix("shortcodes/")?.strip_suffix(".html")?.to_string())).collect();
    let mut messages = Vec::new();
    for page in &site.pages {
        let mut waiting: Vec<&Block> = page.page.blocks.iter().collect();
        while let Some(block) = waiting.pop() {
            match &block.kind {
                BlockKind::Shortcode { shortcode, blocks } => {
                    if !known.contains(&shortcode.name) {
                        let meant = nearest(&shortcode.name, known.iter().map(String::as_str));
                        messages.push(say::unknown_shortcode(&page.page.path, block.span, &shortcode.name, meant));
                    }
                    waiting.extend(blocks);
                }
                BlockKind::Quote { blocks, .. } | BlockKind::Footnote { blocks, .. } => waiting.extend(blocks),
                BlockKind::List { items, .. } => waiting.extend(items.iter().flat_map(|item| &item.blocks)),
                _ => {}
            }
        }
    }
    messages
}
