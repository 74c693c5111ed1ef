//! Finished files go in, a folder that holds exactly them comes out, and nothing else in it is lost.
//!
//! The rules, each of which is a test in `tests/it/output.rs`:
//!
//! 1. Only what differs is written, each file under a temporary name in its own folder and then renamed: a reader sees the old or the new
//!    file, never half of one.
//! 2. Only what waybook wrote is deleted: it must be in the manifest, be reached through real folders, and still hold the bytes we wrote.
//! 3. The manifest names every file of ours *before* the first of them changes, so a run that is killed leaves nothing unknown behind.
//! 4. A folder that could hold somebody else's work is refused, with the reason and the way out.
//!
//! Knows paths and bytes. Does not know what a site, a page or a map is, and takes no lock: two builds into one folder at the same time may
//! end in either result, file by file.

mod compare;
mod disk;
mod manifest;
mod place;
mod write;

pub use crate::base::MANIFEST;
pub use disk::{Disk, RealDisk};
pub use place::OutputFolder;
pub use write::write_on;

use crate::base::{Fingerprint, parallel};
use manifest::{Manifest, Progress};
use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Makes files when their bytes are needed, some at a time; the same path always has the same bytes.
pub type Make<'a> = dyn Fn(&[&str]) -> Vec<Arc<[u8]>> + 'a;

/// So many files are made and held at a time: enough for all cores, and never the whole site.
const AT_ONCE: usize = 512;

/// The files that a folder is to hold.
pub struct Wanted<'a> {
    /// Their paths, with `/`.
    pub paths: BTreeSet<&'a str>,
    /// Makes them. A file may be asked for twice: to be compared, and to be written.
    pub make: &'a Make<'a>,
    /// What they were made from, to be known by the next run. Asked when all of them are made.
    pub made_from: &'a dyn Fn() -> Option<MadeFrom>,
}

/// Makes `folder` hold these files, and says what that took.
///
/// Nothing is touched before all checks have passed.
///
/// # Errors
/// When the folder is not ours, something stands in the way, or the disk says no.
pub fn write(folder: &Path, files: &Wanted, options: &WriteOptions) -> Result<Written, OutputError> {
    write_on(&RealDisk, folder, files, options)
}

/// What [`write()`] needs to know about the world around the output folder.
#[derive(Clone, Debug, Default)]
pub struct WriteOptions {
    /// Whether to take over a folder that waybook did not make.
    pub adopt: Adopt,
    /// The root of the site: the output may lie in it, but may not be it or stand above it.
    pub root: PathBuf,
    /// The folders that the site is read from: the output may neither lie in one of them nor above. Not the root itself, where the output may
    /// lie.
    pub sources: Vec<PathBuf>,
    /// The home folder of whoever runs the program.
    pub home: Option<PathBuf>,
}

/// What the files of a folder were made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MadeFrom {
    /// Everything that went into them.
    pub inputs: Fingerprint,
    /// Whether there was anything to say about it.
    pub messages: Messages,
}

/// Whether there was anything to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Messages {
    /// Nothing.
    None,
    /// Something.
    Some,
}

/// A folder that needs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Current {
    /// How many files it holds that are ours.
    pub files: usize,
    /// Whether there was anything to say when they were made.
    pub messages: Messages,
}

/// Whether `folder` already holds what these inputs give: it was made from the same, and each of its files still has the bytes that were
/// written. Costs one reading of the files. Changes nothing.
pub fn current(folder: &Path, inputs: Fingerprint, options: &WriteOptions) -> Option<Current> {
    let folder = OutputFolder::choose(folder, options).ok()?.path;
    let manifest = Manifest::read(&folder).ok()??;
    let made_from = manifest.made_from.filter(|made_from| made_from.inputs == inputs && manifest.progress == Progress::Finished)?;
    let entries = manifest.entries()?;
    let is_same = |(path, fingerprint): &(&str, Fingerprint)| {
        let path = folder.join(path);
        let is_file = std::fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
        is_file && std::fs::read(&path).is_ok_and(|bytes| Fingerprint::of(&bytes) == *fingerprint)
    };
    let all = parallel::map(&entries, is_same).into_iter().all(|same| same);
    all.then_some(Current { files: entries.len(), messages: made_from.messages })
}

/// Whether a folder that holds other files may be written into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Adopt {
    /// Refuse it.
    #[default]
    No,
    /// Overwrite what has the name of one of our files, and leave everything else alone.
    Yes,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were new or different.
    pub written: usize,
    /// Files of an earlier run that are not part of the site any more.
    pub deleted: usize,
    /// Files that already held the right bytes.
    pub unchanged: usize,
    /// Files of an earlier run that are not part of the site any more, but that somebody changed since: left alone, sorted.
    pub kept: Vec<String>,
}

/// Why nothing more was written.
#[derive(Debug)]
pub enum OutputError {
    /// The folder is not one that waybook may write into.
    Refused {
        /// The folder with all links resolved, or as it was given if that failed.
        folder: PathBuf,
        /// What speaks against it.
        why: Refusal,
    },
    /// Something that waybook did not write stands where a file of the site has to go.
    InTheWay {
        /// What stands there.
        path: PathBuf,
        /// What kind of thing it is.
        what: Obstacle,
    },
    /// The site asks for a path that cannot be in a folder: a mistake of ours.
    BadPath {
        /// The path that was asked for.
        path: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The disk said no.
    Disk {
        /// What we were about to do: `write`, `delete` …
        doing: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// In the words of the system.
        error: io::Error,
    },
}

/// What speaks against an output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It holds files and no manifest.
    NotOurs,
    /// It has a manifest that cannot be read.
    UnreadableManifest,
    /// It has a manifest of a later version of waybook.
    NewerManifest,
    /// It is the root of the site or stands above it.
    HoldsTheSite(PathBuf),
    /// It lies in a folder that the site is read from, or is it, or stands above it.
    IsSource(PathBuf),
    /// It is a home folder or stands above one.
    HoldsHome,
    /// It is the top of the file system.
    FileSystemRoot,
    /// It is the root of a git work tree.
    GitRoot,
    /// It lies inside a `.git` folder.
    InsideGit,
    /// It is a file.
    IsFile,
    /// It is a link that leads nowhere.
    DeadLink,
    /// It goes up with `..` from a folder that is not there.
    UpFromNowhere,
}

/// What stands in the way of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A file with other bytes, where a file of ours belongs.
    File,
    /// A file, where a folder is needed.
    FileForFolder,
    /// A folder with files in it that are not ours, where a file belongs.
    Folder,
    /// A symbolic link, where a folder is needed.
    Link,
    /// Neither file nor folder.
    Other,
}

impl OutputError {
    /// What to do about it, if anything can be done.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            OutputError::Refused { why, .. } => match why {
                Refusal::NotOurs => {
                    "choose an empty folder with `--output`, or say `--adopt`: files of the same name are then overwritten, all others stay"
                }
                Refusal::UnreadableManifest => {
                    "delete the folder, or say `--adopt`: waybook then writes its files anew and leaves everything else alone"
                }
                Refusal::NewerManifest => "use the newer waybook, or delete the folder",
                Refusal::GitRoot => "choose a folder below it with `--output`, such as `public`",
                Refusal::IsFile | Refusal::DeadLink => "choose another folder with `--output`, or move it away",
                Refusal::UpFromNowhere => "write the path without `..`",
                _ => "choose a folder of its own with `--output`, such as `public`",
            },
            OutputError::InTheWay { what: Obstacle::File | Obstacle::Other, .. } => "move it away, or say `--adopt` to have it overwritten",
            OutputError::InTheWay { .. } => "move it away",
            OutputError::BadPath { .. } => "this is a bug in waybook, please report it",
            OutputError::Disk { error, .. } => match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space and build again; nothing is half written",
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "see who owns the folder, or choose another with `--output`"
                }
                _ => "build again when the cause is gone; nothing is half written",
            },
        };
        Some(help.to_string())
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OutputError::Refused { folder, why } => {
                write!(f, "`{}` cannot be the output folder: {why}", folder.display())
            }
            OutputError::InTheWay { path, what } => {
                let path = path.display();
                match what {
                    Obstacle::File => write!(f, "`{path}` is in the way: waybook did not write it, and the site has a file of that name"),
                    Obstacle::FileForFolder => write!(f, "`{path}` is in the way: it is a file, and the site needs a folder of that name"),
                    Obstacle::Folder => {
                        write!(
                            f,
                            "`{path}` is in the way: it is a folder with files that waybook did not write, and the site has a file of that name"
                        )
                    }
                    Obstacle::Link => write!(f, "`{path}` is in the way: it is a link, and waybook does not write through links"),
                    Obstacle::Other => write!(f, "`{path}` is in the way: it is no ordinary file"),
                }
            }
            OutputError::BadPath { path, why } => {
                write!(f, "the site asks for a file `{}` that cannot be written: {why}", path.escape_debug())
            }
            OutputError::Disk { doing, path, error } => write!(f, "cannot {doing} `{}`: {error}", path.display()),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotOurs => f.write_str("it holds files, and none of them says that waybook wrote them"),
            Refusal::UnreadableManifest => write!(f, "its `{MANIFEST}` is damaged, so waybook cannot tell its own files from others"),
            Refusal::NewerManifest => f.write_str("a newer waybook wrote it"),
            Refusal::HoldsTheSite(root) => write!(f, "the site itself lies in it (`{}`)", root.display()),
            Refusal::IsSource(source) => write!(f, "the site is read from `{}`", source.display()),
            Refusal::HoldsHome => f.write_str("it is a home folder or holds one"),
            Refusal::FileSystemRoot => f.write_str("it is the top of the file system"),
            Refusal::GitRoot => f.write_str("it is the root of a git work tree"),
            Refusal::InsideGit => f.write_str("it lies inside a `.git` folder"),
            Refusal::IsFile => f.write_str("it is a file"),
            Refusal::DeadLink => f.write_str("it is a link that leads nowhere"),
            Refusal::UpFromNowhere => f.write_str("it goes up with `..` from a folder that is not there"),
        }
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            OutputError::Disk { error, .. } => Some(error),
            _ => None,
        }
    }
}
