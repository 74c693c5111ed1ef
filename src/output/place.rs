//! Where waybook may write: which folders, and which paths inside one.
//!
//! Links are resolved first, so that a folder is judged by where it really is. Only looks, changes nothing.

use super::write::{TEMPORARY_SUFFIX, temporary_name};
use super::{OutputError, Refusal, WriteOptions};
use crate::base::MANIFEST;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

/// A folder that passed every test that does not depend on what is written: the place to write to.
#[derive(Clone, Debug)]
pub struct OutputFolder {
    /// Its path with all links resolved. The folder need not exist yet.
    pub path: PathBuf,
}

impl OutputFolder {
    /// Finds out where `folder` really is, and whether waybook may own what lies there. Whether it may write into a folder that already
    /// holds something is a later question, because the manifest answers it.
    pub fn choose(folder: &Path, options: &WriteOptions) -> Result<OutputFolder, OutputError> {
        let path = resolve(folder)?;
        match refusal(&path, options)? {
            Some(why) => Err(OutputError::Refused { folder: path, why }),
            None => Ok(OutputFolder { path }),
        }
    }
}

fn refusal(path: &Path, options: &WriteOptions) -> Result<Option<Refusal>, OutputError> {
    if path.parent().is_none() {
        return Ok(Some(Refusal::FileSystemRoot));
    }
    if let Some(home) = &options.home
        && real_or_given(home).starts_with(path)
    {
        return Ok(Some(Refusal::HoldsHome));
    }
    if !options.root.as_os_str().is_empty() && real_or_given(&options.root).starts_with(path) {
        return Ok(Some(Refusal::HoldsTheSite(options.root.clone())));
    }
    for source in &options.sources {
        let real = real_or_given(source);
        if real.starts_with(path) || path.starts_with(&real) {
            return Ok(Some(Refusal::IsSource(source.clone())));
        }
    }
    if path.components().any(|part| part.as_os_str() == OsStr::new(".git")) {
        return Ok(Some(Refusal::InsideGit));
    }
    match fs::metadata(path) {
        Ok(found) if !found.is_dir() => Ok(Some(Refusal::IsFile)),
        // In a linked work tree `.git` is a file, in a submodule too.
        Ok(_) if fs::symlink_metadata(path.join(".git")).is_ok() => Ok(Some(Refusal::GitRoot)),
        _ => Ok(None),
    }
}

/// A folder to keep away from; if it cannot be found, its name still counts.
fn real_or_given(path: &Path) -> PathBuf {
    resolve(path).unwrap_or_else(|_| path.to_path_buf())
}

/// The real place of a path that may not exist yet: its deepest existing ancestor without links, and the rest as it is.
fn resolve(path: &Path) -> Result<PathBuf, OutputError> {
    let disk_error = |path: &Path, error: io::Error| OutputError::Disk { doing: "find", path: path.to_path_buf(), error };
    let refused = |why| OutputError::Refused { folder: path.to_path_buf(), why };
    let absolute = std::path::absolute(path).map_err(|error| disk_error(path, error))?;
    for ancestor in absolute.ancestors() {
        match fs::canonicalize(ancestor) {
            Ok(real) => {
                let rest = absolute.strip_prefix(ancestor).expect("an ancestor is a prefix");
                if rest.components().any(|part| part == Component::ParentDir) {
                    return Err(refused(Refusal::UpFromNowhere));
                }
                if !rest.as_os_str().is_empty() && !real.is_dir() {
                    return Err(OutputError::Refused { folder: real, why: Refusal::IsFile });
                }
                // Joining an empty path would add a `/` at the end.
                return Ok(if rest.as_os_str().is_empty() { real } else { real.join(rest) });
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if fs::symlink_metadata(ancestor).is_ok_and(|found| found.is_symlink()) {
                    return Err(refused(Refusal::DeadLink));
                }
            }
            Err(error) if error.kind() == ErrorKind::NotADirectory => {}
            Err(error) => return Err(disk_error(ancestor, error)),
        }
    }
    Ok(absolute)
}

/// Says what is wrong with a path that is to lie in the output folder, if anything is.
pub(super) fn check_inside(path: &str) -> Result<(), &'static str> {
    if path.contains('\0') {
        return Err("no file name can hold a NUL");
    }
    if cfg!(windows) && path.contains(['\\', ':']) {
        return Err("it holds a `\\` or `:`, which mean something else here");
    }
    for part in path.split('/') {
        match part {
            "" => return Err("a part of it is empty"),
            "." | ".." => return Err("it would leave the folder"),
            MANIFEST => return Err("this name is kept for waybook's own list of files"),
            _ if part.starts_with('.') && part.ends_with(TEMPORARY_SUFFIX) => return Err("this name is kept for temporary files"),
            _ => {}
        }
    }
    Ok(())
}

/// Whether a folder holds nothing, or nothing but what a run leaves that was killed before its manifest had its name.
pub(super) fn is_unused(folder: &Path) -> Result<bool, OutputError> {
    let disk_error = |error| OutputError::Disk { doing: "list", path: folder.to_path_buf(), error };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(disk_error(error)),
    };
    let leftover = temporary_name(MANIFEST);
    for entry in entries {
        if entry.map_err(disk_error)?.file_name() != OsStr::new(&leftover) {
            return Ok(false);
        }
    }
    Ok(true)
}
