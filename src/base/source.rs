//! A file as the program knows it: its path inside the site, its kind, its text, a fingerprint of its bytes.
//!
//! Does not know where on the disk the site is; only `sources/`, `output/` and `cli/` do.

use std::fmt;
use std::sync::Arc;

use super::hash::Fingerprint;

/// The path of a file inside the site: relative, with `/` between its parts, never with `.` or `..`.
///
/// ```
/// use waybook::base::SourcePath;
/// let path = SourcePath::new("content/sa/triage.md");
/// assert_eq!(path.file_name(), "triage.md");
/// assert_eq!(path.stem(), "triage");
/// assert_eq!(path.folder(), "content/sa");
/// assert_eq!(path.strip("content"), Some("sa/triage.md"));
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Takes a path that is already relative and written with `/`.
    pub fn new(path: impl AsRef<str>) -> SourcePath {
        SourcePath(Arc::from(path.as_ref()))
    }

    /// The whole path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the last `/`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or("")
    }

    /// The file name without its last extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(0) | None => name,
            Some(dot) => &name[..dot],
        }
    }

    /// The last extension in lower case, empty when there is none.
    pub fn extension(&self) -> String {
        let name = self.file_name();
        match name.rfind('.') {
            Some(0) | None => String::new(),
            Some(dot) => name[dot + 1..].to_lowercase(),
        }
    }

    /// What stands before the last `/`, empty at the root.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |slash| &self.0[..slash])
    }

    /// The rest of the path below `folder`, if it lies there.
    pub fn strip(&self, folder: &str) -> Option<&str> {
        if folder.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

/// The file by which waybook knows a folder that it wrote; such a folder is never read as a source.
pub const MANIFEST: &str = ".waybook-manifest";

/// What marks a folder as a cache, such as cargo's `target`, by a convention of its own.
pub const CACHE_TAG: &str = "CACHEDIR.TAG";

/// Whether a file or folder of this name is never looked at, neither to be read nor to be watched: what is hidden, what packages are kept in,
/// and what editors and browsers leave for a moment.
pub fn is_hidden(name: &str) -> bool {
    const ENDS: [&str; 10] = ["~", ".swp", ".swx", ".swo", ".tmp", ".bak", ".orig", ".part", "___jb_tmp___", "___jb_old___"];
    name.starts_with('.')
        || name.starts_with('#') && name.ends_with('#')
        || matches!(name, "node_modules" | "Thumbs.db")
        || ENDS.iter().any(|end| name.ends_with(end))
}

/// What a file is for; decided by its place and its name alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    /// `waybook.yaml` at the root.
    Settings,
    /// A Markdown page.
    Page,
    /// Markdown without an address of its own, for pages that include it.
    Part,
    /// A process map: `process-maps/*.yaml`.
    Map,
    /// `process-maps/_roles.yaml`.
    Roles,
    /// `process-maps/_links.yaml`.
    Links,
    /// `process-maps/_glossary.yaml`.
    Glossary,
    /// A guided path: `process-maps/paths/*.yaml`.
    Path,
    /// `redirects.yaml` at the root.
    Redirects,
    /// A file below `themes/`.
    Theme,
    /// Anything else below `content/`: copied as it is.
    Asset,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceFile {
    /// Where it is.
    pub path: SourcePath,
    /// What it is for.
    pub kind: SourceKind,
    /// Its bytes, exactly as they stand on the disk.
    pub bytes: Arc<[u8]>,
    /// The fingerprint of its bytes.
    pub fingerprint: Fingerprint,
}

impl SourceFile {
    /// A file with these bytes.
    pub fn new(path: SourcePath, kind: SourceKind, bytes: impl Into<Arc<[u8]>>) -> SourceFile {
        let bytes = bytes.into();
        let fingerprint = Fingerprint::of(&bytes);
        SourceFile { path, kind, bytes, fingerprint }
    }
}
