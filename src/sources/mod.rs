//! Finds and reads the files of a site. In: a root folder. Out: [`Sources`], with a message for each file that could not be read.
//!
//! Knows names and places, not contents: what a file means is told by `parse/`. The only folder that reads the site's files from the disk.

mod discover;
mod disk;
mod git;
mod text;

use std::collections::BTreeMap;

use crate::base::{Message, SourceFile, SourceKind, SourcePath};

pub use discover::{Layout, REDIRECTS, SETTINGS, kind_of};
pub use disk::{Disk, read, update};
pub use git::{Commit, History, history};
pub use text::{Text, decode};

/// Limits on what is read, in bytes. What they protect is told in `SECURITY.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimits {
    /// The largest page.
    pub page_bytes: u64,
    /// The largest map, settings file or theme file.
    pub map_bytes: u64,
    /// The longest part of a file's path: what a file system can hold.
    pub name_bytes: usize,
}

impl Default for ReadLimits {
    fn default() -> ReadLimits {
        ReadLimits { page_bytes: 64 << 20, map_bytes: 1 << 20, name_bytes: 200 }
    }
}

/// All files of a site, by path, and what was wrong with the others.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The files, in the order of their paths.
    pub files: BTreeMap<SourcePath, SourceFile>,
    /// What could not be read.
    pub messages: Vec<Message>,
    /// Whether pages stand in `content/` or in the root itself.
    pub layout: Layout,
    /// Whether a file or folder of the site is a link to another place of the disk.
    pub has_links: bool,
}

impl Sources {
    /// Sources that never were on a disk: for tests and for editors. The layout follows from the paths.
    ///
    /// ```
    /// use waybook::sources::Sources;
    /// let sources = Sources::in_memory([("content/index.md", "# Hello")]);
    /// assert_eq!(sources.files.len(), 1);
    /// ```
    pub fn in_memory<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Sources {
        let files: Vec<_> = files.into_iter().collect();
        let layout = Layout::of(files.iter().map(|(path, _)| *path));
        let files = files
            .into_iter()
            .filter_map(|(path, text)| {
                let path = SourcePath::new(path);
                let kind = kind_of(&path, layout)?;
                Some((path.clone(), SourceFile::new(path, kind, text.as_bytes())))
            })
            .collect();
        Sources { files, layout, ..Sources::default() }
    }

    /// The files of one kind, in the order of their paths.
    pub fn of_kind(&self, kind: SourceKind) -> impl Iterator<Item = &SourceFile> {
        self.files.values().filter(move |file| file.kind == kind)
    }
}
