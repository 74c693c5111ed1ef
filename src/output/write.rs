//! Carries out the steps of `compare.rs` on a disk, in an order that can stop anywhere.
//!
//! After each single operation holds: every file of the site has its old or its new bytes, and everything that we made is named in the
//! manifest or has a temporary name that the next run recognises.

use super::compare::{Paths, Steps, compare};
use super::disk::Disk;
use super::manifest::{Manifest, Progress};
use super::place::{OutputFolder, check_inside, is_unused};
use super::{AT_ONCE, Adopt, OutputError, Refusal, Wanted, WriteOptions, Written};
use crate::base::Fingerprint;
use crate::base::MANIFEST;
use std::cell::RefCell;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The end of the name of a file that is not finished.
pub(super) const TEMPORARY_SUFFIX: &str = ".waybook-tmp";

/// [`super::write()`] on any disk.
///
/// # Errors
/// As [`super::write()`].
pub fn write_on(disk: &dyn Disk, folder: &Path, files: &Wanted, options: &WriteOptions) -> Result<Written, OutputError> {
    check_paths(&files.paths)?;
    let folder = OutputFolder::choose(folder, options)?.path;
    let old = read_manifest(&folder, options.adopt)?;
    let steps = compare(&folder, &files.paths, files.make, &old, options.adopt)?;
    Writer { disk, folder: &folder, made: RefCell::default() }.run(&steps, &old, files)?;
    Ok(Written {
        written: steps.write.len(),
        deleted: steps.clear.len() + steps.delete.len(),
        unchanged: steps.same.len(),
        kept: steps.kept.iter().map(ToString::to_string).collect(),
    })
}

/// A path that leaves the folder, or a file that is also a folder, cannot come from a sound site.
fn check_paths(paths: &Paths) -> Result<(), OutputError> {
    for path in paths {
        let bad = |why| OutputError::BadPath { path: path.to_string(), why };
        check_inside(path).map_err(bad)?;
        if path.match_indices('/').any(|(slash, _)| paths.contains(&path[..slash])) {
            return Err(bad("one of its folders is also a file"));
        }
    }
    Ok(())
}

/// The manifest of the folder; an empty one if the folder is unused or adopted.
fn read_manifest(folder: &Path, adopt: Adopt) -> Result<Manifest, OutputError> {
    match Manifest::read(folder) {
        Ok(Some(manifest)) => Ok(manifest),
        Ok(None) if adopt == Adopt::Yes || is_unused(folder)? => Ok(Manifest::default()),
        Ok(None) => Err(OutputError::Refused { folder: folder.to_path_buf(), why: Refusal::NotOurs }),
        Err(OutputError::Refused { why: Refusal::UnreadableManifest, .. }) if adopt == Adopt::Yes => Ok(Manifest::default()),
        Err(error) => Err(error),
    }
}

struct Writer<'a> {
    disk: &'a dyn Disk,
    folder: &'a Path,
    /// Folders that are there, so that they are not looked at again for each of their files.
    made: RefCell<HashSet<PathBuf>>,
}

impl Writer<'_> {
    fn run(&self, steps: &Steps, old: &Manifest, files: &Wanted) -> Result<(), OutputError> {
        // Where nothing is to be done, nothing is tried.
        if !self.folder.is_dir() {
            self.make_folders(self.folder)?;
        }
        self.remove_leftovers(steps)?;
        if changes_anything(steps) {
            self.announce(old, steps)?;
        }
        self.clear(steps)?;
        let mut new = Manifest::default();
        steps.same.iter().for_each(|(path, fingerprint)| new.add(path.to_string(), *fingerprint));
        for some in steps.write.chunks(AT_ONCE) {
            let missing: Vec<&str> = some.iter().filter(|(_, bytes)| bytes.is_none()).map(|(path, _)| *path).collect();
            let mut made = (files.make)(&missing).into_iter();
            for (path, known) in some {
                let bytes = known.clone().or_else(|| made.next()).expect("as many files are made as are missing");
                self.write_file(Path::new(path), &bytes)?;
                new.add(path.to_string(), Fingerprint::of(&bytes));
            }
        }
        self.delete(steps)?;
        // What somebody changed stays known, so that each run can mention it and none needs `--adopt` when the page comes back.
        steps.kept.iter().for_each(|path| new.add_from(old, path));
        new.made_from = (files.made_from)();
        self.write_manifest(&new)
    }

    fn remove_leftovers(&self, steps: &Steps) -> Result<(), OutputError> {
        for leftover in &steps.leftovers {
            self.remove_file(leftover)?;
        }
        let leftover = PathBuf::from(temporary_name(MANIFEST));
        if fs::symlink_metadata(self.folder.join(&leftover)).is_ok() {
            self.remove_file(&leftover)?;
        }
        Ok(())
    }

    /// Writes down all old and all new files before the first of them changes.
    fn announce(&self, old: &Manifest, steps: &Steps) -> Result<(), OutputError> {
        let mut both = old.clone();
        steps.same.iter().for_each(|(path, fingerprint)| both.add(path.to_string(), *fingerprint));
        for (path, bytes) in &steps.write {
            match bytes {
                Some(bytes) => both.add(path.to_string(), Fingerprint::of(bytes)),
                None => both.announce(path),
            }
        }
        both.progress = Progress::Unfinished;
        self.write_manifest(&both)
    }

    fn clear(&self, steps: &Steps) -> Result<(), OutputError> {
        for path in &steps.clear {
            self.remove_file(Path::new(path))?;
        }
        for folder in &steps.clear_folders {
            self.remove_folder(folder)?;
        }
        // The spelling of a folder may have to change too, where capitals do not count.
        steps.clear.iter().try_for_each(|path| self.remove_empty_folders(path))
    }

    fn delete(&self, steps: &Steps) -> Result<(), OutputError> {
        for path in &steps.delete {
            self.remove_file(Path::new(path))?;
        }
        steps.delete.iter().chain(&steps.gone).try_for_each(|path| self.remove_empty_folders(path))
    }

    /// Removes the folders above an old file, from the inside out, as long as they are empty.
    fn remove_empty_folders(&self, path: &str) -> Result<(), OutputError> {
        for folder in Path::new(path).ancestors().skip(1).filter(|above| !above.as_os_str().is_empty()) {
            let whole = self.folder.join(folder);
            if !fs::symlink_metadata(&whole).is_ok_and(|found| found.is_dir()) {
                continue;
            }
            let is_empty = fs::read_dir(&whole).is_ok_and(|mut entries| entries.next().is_none());
            if !is_empty {
                break;
            }
            self.remove_folder(folder)?;
        }
        Ok(())
    }

    /// Writes the manifest unless the disk already holds these very bytes.
    fn write_manifest(&self, manifest: &Manifest) -> Result<(), OutputError> {
        let bytes = manifest.to_bytes();
        let path = self.folder.join(MANIFEST);
        let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
        if is_file && fs::read(&path).is_ok_and(|present| present == bytes) {
            return Ok(());
        }
        self.write_file(Path::new(MANIFEST), &bytes)
    }

    /// Writes a file under a temporary name and then gives it its own.
    fn write_file(&self, path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
        let whole = self.folder.join(path);
        self.make_folders(whole.parent().unwrap_or(self.folder))?;
        let temporary = temporary(&whole);
        let result = self.fill(&temporary, bytes).and_then(|()| self.disk.rename(&temporary, &whole));
        result.map_err(|error| {
            // The first error is the one to tell; if this fails too, the next run tidies up.
            let _ = self.disk.remove_file(&temporary);
            OutputError::Disk { doing: "write", path: whole, error }
        })
    }

    fn fill(&self, temporary: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = match self.disk.create_file(temporary) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                self.disk.remove_file(temporary)?;
                self.disk.create_file(temporary)?
            }
            other => other?,
        };
        self.disk.fill_file(&mut file, bytes)
    }

    /// Makes a folder and those above it. Recursion is as deep as the path.
    fn make_folders(&self, folder: &Path) -> Result<(), OutputError> {
        if self.made.borrow().contains(folder) {
            return Ok(());
        }
        // Mostly only the last one is missing, and to make it tells more than to look.
        let made = match (self.disk.create_folder(folder), folder.parent()) {
            (Err(error), Some(above)) if error.kind() == io::ErrorKind::NotFound && !above.as_os_str().is_empty() => {
                self.make_folders(above)?;
                self.disk.create_folder(folder)
            }
            (made, _) => made,
        };
        match made {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                Err(OutputError::Disk { doing: "make", path: folder.to_path_buf(), error })
            }
            _ => {
                self.made.borrow_mut().insert(folder.to_path_buf());
                Ok(())
            }
        }
    }

    fn remove_file(&self, path: &Path) -> Result<(), OutputError> {
        let path = self.folder.join(path);
        self.disk.remove_file(&path).map_err(|error| OutputError::Disk { doing: "delete", path, error })
    }

    fn remove_folder(&self, path: &Path) -> Result<(), OutputError> {
        let path = self.folder.join(path);
        self.made.borrow_mut().remove(&path);
        self.disk.remove_folder(&path).map_err(|error| OutputError::Disk { doing: "delete", path, error })
    }
}

fn changes_anything(steps: &Steps) -> bool {
    !(steps.clear.is_empty() && steps.clear_folders.is_empty() && steps.write.is_empty() && steps.delete.is_empty())
}

/// The name of a file while it is being written.
pub(super) fn temporary_name(name: &str) -> String {
    format!(".{name}{TEMPORARY_SUFFIX}")
}

/// The path of a file while it is being written.
pub(super) fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(temporary_name(&name))
}
