//! Reads a site from a folder of the disk.
//!
//! Follows no link out of the root and opens only regular files: a FIFO would hang, a device never end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use walkdir::{DirEntry, WalkDir};

use super::discover::{Layout, REDIRECTS, SETTINGS, kind_of};
use super::{ReadLimits, Sources};
use crate::base::catalogue::files as say;
use crate::base::source::{CACHE_TAG, is_hidden};
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
    let mut sources = Sources { layout: layout_of(disk), ..Sources::default() };
    read_below(disk, &disk.root, &mut sources);
    sources.messages.sort();
    sources
}

/// What [`read`] gives after the files at `changed` were created, changed or deleted, for the cost of those files. A path may be a folder,
/// which stands for all that is or was in it. Paths begin with [`Disk::root`].
pub fn update(disk: &Disk, before: &Sources, changed: &[PathBuf]) -> Sources {
    // A link shows what stands elsewhere: which paths it answers for is known only by reading all.
    if before.has_links || before.layout != layout_of(disk) {
        return read(disk);
    }
    let mut sources = before.clone();
    for on_disk in changed {
        // The root itself stands for everything.
        let Some(inner) = on_disk.strip_prefix(&disk.root).ok().filter(|inner| !inner.as_os_str().is_empty()) else { return read(disk) };
        let folders = inner.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
        // What lies in a folder that is no part of the site goes with that folder.
        let outermost = folders.map(|folder| disk.root.join(folder)).filter(|folder| !is_of_the_site(disk, folder, sources.layout)).last();
        let top = outermost.as_ref().unwrap_or(on_disk);
        let Some(path) = source_path(&disk.root, top) else { return read(disk) };
        forget(&mut sources, &path);
        if outermost.is_none() && fs::symlink_metadata(on_disk).is_ok() {
            read_below(disk, on_disk, &mut sources);
        }
    }
    sources.messages.sort();
    sources.messages.dedup();
    sources
}

/// Takes out a file, or a folder with all its files.
fn forget(sources: &mut Sources, path: &SourcePath) {
    let is_below = |other: &SourcePath| other == path || other.strip(path.as_str()).is_some();
    let after = sources.files.range(path.clone()..).map(|(path, _)| path);
    // Files of a folder are neighbours but for names that go on after the folder's, as in `a-b` beside `a/b`.
    let gone: Vec<SourcePath> =
        after.take_while(|other| other.as_str().starts_with(path.as_str())).filter(|o| is_below(o)).cloned().collect();
    for path in gone {
        sources.files.remove(&path);
    }
    sources.messages.retain(|message| !is_below(&message.path));
}

fn layout_of(disk: &Disk) -> Layout {
    if disk.root.join("content").is_dir() { Layout::Content } else { Layout::Plain }
}

/// How often reading is tried again when the system lets us open no more files, and how long to wait in between. A preview with many
/// readers meets that for a moment; a page must not vanish because it was saved in that moment.
const TRIES: usize = 200;
const PAUSE: Duration = Duration::from_millis(50);

/// Whether the process, or the whole system, has too many files open: the same numbers on all kinds of Unix.
fn is_out_of_files(error: &io::Error) -> bool {
    cfg!(unix) && matches!(error.raw_os_error(), Some(23 | 24))
}

/// Tries again while what is found says that there are too many open files.
fn patiently<T>(attempt: impl Fn() -> T, says_so: impl Fn(&T) -> bool) -> T {
    for _ in 0..TRIES {
        let found = attempt();
        if !says_so(&found) {
            return found;
        }
        std::thread::sleep(PAUSE);
    }
    attempt()
}

/// Reads a file, or a folder with all that is in it.
fn read_below(disk: &Disk, top: &Path, sources: &mut Sources) {
    // A folder that can't be listed at the moment stands for all files in it: the walk begins anew.
    let out_of_files = |entry: &walkdir::Result<DirEntry>| matches!(entry, Err(error) if error.io_error().is_some_and(is_out_of_files));
    for entry in patiently(|| walk(disk, top, sources.layout), |entries| entries.iter().any(out_of_files)) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                sources.has_links |= entry.path_is_symlink();
                // What a walk from the root finds without following a link is in the site.
                let real = if top == disk.root && !entry.path_is_symlink() { Real::AsFound } else { Real::Unknown };
                read_entry(disk, entry.path(), real, sources);
            }
            Err(error) => {
                let path = error.path().and_then(|path| source_path(&disk.root, path));
                let path = path.unwrap_or_else(|| SourcePath::new("."));
                // In the words of the system alone: the walk's own begin with a path of this machine.
                let reason = error.io_error().map_or_else(|| error.to_string(), reason);
                sources.messages.push(say::unreadable(&path, &reason));
            }
        }
    }
}

/// Everything of the site at and below a path.
fn walk(disk: &Disk, top: &Path, layout: Layout) -> Vec<walkdir::Result<DirEntry>> {
    let walk = WalkDir::new(top).follow_root_links(top == disk.root).sort_by_file_name().into_iter();
    walk.filter_entry(|entry| entry.path() == disk.root || is_of_the_site(disk, entry.path(), layout)).collect()
}

/// Whether an entry is looked at: what else lies beside `content/` may be a whole other project.
fn is_of_the_site(disk: &Disk, entry: &Path, layout: Layout) -> bool {
    let name = entry.file_name().unwrap_or_default().to_string_lossy();
    let at_root = entry.parent() == Some(&disk.root);
    let beside = layout == Layout::Content && at_root && !matches!(&*name, "content" | "process-maps" | "themes" | SETTINGS | REDIRECTS);
    !is_hidden(&name) && !beside && !is_generated(entry)
}

/// Whether a program made the folder: waybook, or one that keeps a cache in it.
fn is_generated(folder: &Path) -> bool {
    [MANIFEST, CACHE_TAG].iter().any(|name| fs::symlink_metadata(folder.join(name)).is_ok())
}

/// Whether it is known where a path really leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Real {
    /// Where it says.
    AsFound,
    /// There may be a link on the way.
    Unknown,
}

fn read_entry(disk: &Disk, on_disk: &Path, real: Real, sources: &mut Sources) {
    let Some(path) = source_path(&disk.root, on_disk) else {
        let shown = on_disk.strip_prefix(&disk.root).unwrap_or(on_disk).to_string_lossy();
        sources.messages.push(say::name_not_utf8(&SourcePath::new(shown)));
        return;
    };
    // A link to a folder may have the name of one that is read, as `content` has.
    let is_link_to_folder = || real == Real::Unknown && on_disk.is_dir();
    let Some(kind) = kind_of(&path, sources.layout).or_else(|| is_link_to_folder().then_some(SourceKind::Asset)) else { return };
    match read_file(disk, on_disk, real, &path, kind, sources.layout) {
        Ok(Some(file)) => {
            sources.files.insert(path, file);
        }
        Ok(None) => {}
        Err(message) => sources.messages.push(*message),
    }
}

/// Reads one file; `None` for a link to a folder of the same site, which is read in its own place.
fn read_file(
    disk: &Disk,
    on_disk: &Path,
    real: Real,
    path: &SourcePath,
    kind: SourceKind,
    layout: Layout,
) -> Result<Option<SourceFile>, Box<Message>> {
    let unreadable = |error: io::Error| Box::new(say::unreadable(path, &reason(&error)));
    if let Some(part) = path.as_str().split('/').find(|part| part.len() > disk.limits.name_bytes) {
        return Err(Box::new(say::name_too_long(path, part.len(), disk.limits.name_bytes)));
    }
    let real = match real {
        Real::AsFound => on_disk.to_path_buf(),
        Real::Unknown => fs::canonicalize(on_disk).map_err(unreadable)?,
    };
    if !real.starts_with(&disk.root) {
        return Err(Box::new(say::link_out_of_the_site(path)));
    }
    let facts = fs::metadata(&real).map_err(unreadable)?;
    if facts.is_dir() {
        let mut above = real.ancestors().take_while(|folder| *folder != disk.root);
        // `content` may be a link to a folder beside it, where nothing is read.
        return if above.all(|folder| is_of_the_site(disk, folder, layout)) {
            Ok(None)
        } else {
            Err(Box::new(say::link_out_of_the_site(path)))
        };
    }
    if !facts.is_file() {
        return Err(Box::new(say::not_a_regular_file(path)));
    }
    let limit = match kind {
        SourceKind::Page | SourceKind::Part => Some(disk.limits.page_bytes),
        SourceKind::Asset => None,
        _ => Some(disk.limits.map_bytes),
    };
    if let Some(limit) = limit.filter(|limit| facts.len() > *limit) {
        return Err(Box::new(say::too_large(path, facts.len(), limit)));
    }
    let bytes = patiently(|| fs::read(&real), |read| matches!(read, Err(error) if is_out_of_files(error))).map_err(unreadable)?;
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
