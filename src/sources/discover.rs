//! What a file is for, told by its path alone.

use crate::base::source::is_hidden;
use crate::base::{SourceKind, SourcePath};

/// Where the pages of a site stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// In `content/`, as `waybook new site` makes it.
    #[default]
    Content,
    /// In the root itself: a plain folder of Markdown files.
    Plain,
}

impl Layout {
    /// The layout that these paths show: with a `content/` folder the pages stand there, else anywhere.
    pub fn of<'a>(mut paths: impl Iterator<Item = &'a str>) -> Layout {
        if paths.any(|path| path.starts_with("content/")) { Layout::Content } else { Layout::Plain }
    }

    /// The folder that addresses are counted from.
    pub fn content_folder(self) -> &'static str {
        match self {
            Layout::Content => "content",
            Layout::Plain => "",
        }
    }
}

/// The settings file, at the root.
pub const SETTINGS: &str = "waybook.yaml";

/// Where old addresses lead, at the root.
pub const REDIRECTS: &str = "redirects.yaml";

/// What the file at `path` is for; `None` for a file that is no part of the site.
///
/// Dot files, editors' leftovers and the folders of version control and packages are never part of it, wherever they stand.
pub fn kind_of(path: &SourcePath, layout: Layout) -> Option<SourceKind> {
    // Vim makes a file named 4913 to see whether it may.
    if path.as_str().split('/').any(is_hidden) || path.file_name() == "4913" {
        return None;
    }
    let yaml = matches!(path.extension().as_str(), "yaml" | "yml");
    if path.as_str() == SETTINGS {
        return Some(SourceKind::Settings);
    }
    if path.as_str() == REDIRECTS {
        return Some(SourceKind::Redirects);
    }
    if let Some(rest) = path.strip("process-maps") {
        return match rest {
            "_roles.yaml" => Some(SourceKind::Roles),
            "_links.yaml" => Some(SourceKind::Links),
            "_glossary.yaml" => Some(SourceKind::Glossary),
            _ if !yaml || rest.starts_with('_') => None,
            _ if rest.starts_with("paths/") => Some(SourceKind::Path),
            _ => Some(SourceKind::Map),
        };
    }
    if path.strip("themes").is_some() {
        return Some(SourceKind::Theme);
    }
    let rest = path.strip(layout.content_folder())?;
    if layout == Layout::Plain && rest.split('/').rev().skip(1).any(|folder| matches!(folder, "target" | "public")) {
        return None;
    }
    match path.extension().as_str() {
        "md" | "markdown" if is_part(rest) => Some(SourceKind::Part),
        "md" | "markdown" => Some(SourceKind::Page),
        _ => Some(SourceKind::Asset),
    }
}

/// Whether a Markdown file only stands in pages that include it: `_hours.md`, and all below `_parts/` or `includes/`.
fn is_part(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let below = folders.split('/').any(|folder| folder.starts_with('_') || folder == "includes");
    below || name.starts_with('_') && !matches!(name, "_index.md" | "_index.markdown")
}
