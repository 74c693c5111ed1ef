//! Reads a site from a folder of the disk.
//!
//! Follows no link out of the root and opens only regular files: a FIFO would hang, a device never end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::discover::{Layout, SETTINGS, is_hidden, kind_of};
use super::{ReadLimits, Sources};
use crate::base::catalogue::files as say;
use crate::base::{MANIFEST, Message, SourceFile, SourceKind, SourcePath};

/// Where a site stands on the disk.
#[derive(Clone, Debug)]
pub struct Disk {
    /// The root folder, as a real path.
    pub root: PathBuf,
    /// What is read at the most.
    pub limits: ReadLimits,
}

impl Disk {
    /// The site in `root`.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn open(root: &Path) -> io::Result<Disk> {
        let root = fs::canonicalize(root)?;
        if !root.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, "it is a file, not a folder"));
        }
        Ok(Disk { root, limits: ReadLimits::default() })
    }

    /// Where a file of the site stands on the disk.
    pub fn on_disk(&self, path: &SourcePath) -> PathBuf {
        self.root.join(path.as_str())
    }
}

/// Reads every file of the site. A file that can't be read becomes a message; the others are read all the same.
pub fn read(disk: &Disk) -> Sources {
    let layout = if disk.root.join("content").is_dir() { Layout::Content } else { Layout::Plain };
    let mut sources = Sources { layout, ..Sources::default() };
    let walk =
        WalkDir::new(&disk.root).sort_by_file_name().into_iter().filter_entry(|entry| entry.depth() == 0 || is_of_the_site(entry, layout));
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => read_entry(disk, entry.path(), &mut sources),
            Err(error) => {
                let path = error.path().and_then(|path| source_path(&disk.root, path));
                let path = path.unwrap_or_else(|| SourcePath::new("."));
                sources.messages.push(say::unreadable(&path, &error.to_string()));
            }
        }
    }
    sources
}

/// Whether an entry is looked at: what else lies beside `content/` may be a whole other project.
fn is_of_the_site(entry: &DirEntry, layout: Layout) -> bool {
    let name = entry.file_name().to_string_lossy();
    let beside = layout == Layout::Content && entry.depth() == 1 && !matches!(&*name, "content" | "process-maps" | "themes" | SETTINGS);
    let output = entry.file_type().is_dir() && entry.path().join(MANIFEST).exists();
    !is_hidden(&name) && !beside && !output
}

fn read_entry(disk: &Disk, on_disk: &Path, sources: &mut Sources) {
    let Some(path) = source_path(&disk.root, on_disk) else {
        let shown = on_disk.strip_prefix(&disk.root).unwrap_or(on_disk).to_string_lossy();
        sources.messages.push(say::name_not_utf8(&SourcePath::new(shown)));
        return;
    };
    let Some(kind) = kind_of(&path, sources.layout) else { return };
    match read_file(disk, on_disk, &path, kind) {
        Ok(Some(file)) => {
            sources.files.insert(path, file);
        }
        Ok(None) => {}
        Err(message) => sources.messages.push(*message),
    }
}

/// Reads one file; `None` for a link to a folder of the same site, which is read in its own place.
fn read_file(disk: &Disk, on_disk: &Path, path: &SourcePath, kind: SourceKind) -> Result<Option<SourceFile>, Box<Message>> {
    let unreadable = |error: io::Error| Box::new(say::unreadable(path, &reason(&error)));
    if let Some(part) = path.as_str().split('/').find(|part| part.len() > disk.limits.name_bytes) {
        return Err(Box::new(say::name_too_long(path, part.len(), disk.limits.name_bytes)));
    }
    let real = fs::canonicalize(on_disk).map_err(unreadable)?;
    if !real.starts_with(&disk.root) {
        return Err(Box::new(say::link_out_of_the_site(path)));
    }
    let facts = fs::metadata(&real).map_err(unreadable)?;
    if facts.is_dir() {
        return Ok(None);
    }
    if !facts.is_file() {
        return Err(Box::new(say::not_a_regular_file(path)));
    }
    let limit = match kind {
        SourceKind::Page => Some(disk.limits.page_bytes),
        SourceKind::Asset => None,
        _ => Some(disk.limits.map_bytes),
    };
    if let Some(limit) = limit.filter(|limit| facts.len() > *limit) {
        return Err(Box::new(say::too_large(path, facts.len(), limit)));
    }
    let bytes = fs::read(&real).map_err(unreadable)?;
    Ok(Some(SourceFile::new(path.clone(), kind, bytes)))
}

/// The path inside the site, if its name is text.
fn source_path(root: &Path, on_disk: &Path) -> Option<SourcePath> {
    let parts: Option<Vec<&str>> = on_disk.strip_prefix(root).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    Some(SourcePath::new(parts?.join("/")))
}

/// The system's reason without its number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
