//! Compares the wanted files with what lies in the folder, and lists the steps that make the two equal.
//!
//! Before: the folder was chosen and its manifest read. After: either every step is allowed, or an error names what is in the way; nothing has
//! changed yet. The bytes on the disk decide, not the manifest: a file that somebody changed or deleted is made whole again.
//! Cost: one look per folder, one look and one read per file. Files are made some at a time, and only those whose name is taken already.

use super::manifest::{Manifest, Progress};
use super::write::temporary;
use super::{AT_ONCE, Adopt, Make, Obstacle, OutputError};
use crate::base::Fingerprint;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The bytes of changed files are kept from the comparison until they are written, up to this many; the others are made twice.
const KEPT_BYTES: usize = 64 << 20;

/// What is to be done, in this order. Paths are relative.
#[derive(Debug, Default)]
pub(super) struct Steps<'files> {
    /// Temporary files of a run that was killed.
    pub(super) leftovers: Vec<PathBuf>,
    /// Old files that must go first because something new needs their name.
    pub(super) clear: BTreeSet<&'files str>,
    /// Folders that must go first because a file needs their name; inner ones before outer ones.
    pub(super) clear_folders: Vec<PathBuf>,
    /// Files that are new or different, with their bytes if they are known.
    pub(super) write: Vec<(&'files str, Option<Arc<[u8]>>)>,
    /// Old files that can go last.
    pub(super) delete: BTreeSet<&'files str>,
    /// Old files that are gone already; their folders may have become empty.
    pub(super) gone: Vec<&'files str>,
    /// Old files that somebody changed: they stay.
    pub(super) kept: Vec<&'files str>,
    /// Files that need nothing, and the bytes that they hold.
    pub(super) same: Vec<(&'files str, Fingerprint)>,
}

/// What lies at a path.
enum Present {
    Nothing,
    File(Metadata),
    Folder,
    Link,
    Other,
}

/// The wanted paths.
pub(super) type Paths<'files> = BTreeSet<&'files str>;

pub(super) fn compare<'files>(
    folder: &Path,
    paths: &Paths<'files>,
    make: &Make,
    manifest: &'files Manifest,
    adopt: Adopt,
) -> Result<Steps<'files>, OutputError> {
    let (steps, recased, taken) = (Steps::default(), BTreeMap::new(), Vec::new());
    let (folders, missing) = (BTreeSet::new(), BTreeSet::new());
    let mut comparison = Comparison { folder, manifest, adopt, steps, folders, missing, recased, taken, kept_bytes: 0 };
    comparison.find_leftovers(paths)?;
    comparison.find_stale(paths)?;
    for path in paths {
        comparison.want(path)?;
    }
    for files in std::mem::take(&mut comparison.taken).chunks(AT_ONCE) {
        let made = make(&files.iter().map(|(path, _)| *path).collect::<Vec<_>>());
        for ((path, found), bytes) in files.iter().zip(made) {
            comparison.replace(path, found, bytes)?;
        }
    }
    let Steps { clear, delete, write, .. } = &mut comparison.steps;
    delete.retain(|path| !clear.contains(path));
    write.sort_by_key(|(path, _)| *path);
    Ok(comparison.steps)
}

struct Comparison<'a, 'files> {
    folder: &'a Path,
    manifest: &'files Manifest,
    adopt: Adopt,
    steps: Steps<'files>,
    /// Folders that were looked at and are folders.
    folders: BTreeSet<PathBuf>,
    /// Folders that were looked at and are not there.
    missing: BTreeSet<&'files str>,
    /// Wanted files whose name differs from that of an old file only in capitals, and the old name.
    recased: BTreeMap<&'files str, &'files str>,
    /// Wanted files whose name a file has already.
    taken: Vec<(&'files str, Metadata)>,
    kept_bytes: usize,
}

impl<'files> Comparison<'_, 'files> {
    /// Only a run that did not finish can have left any, and only beside paths that its manifest names.
    fn find_leftovers(&mut self, wanted: &Paths<'files>) -> Result<(), OutputError> {
        if self.manifest.progress == Progress::Finished {
            return Ok(());
        }
        let paths: BTreeSet<&str> = self.manifest.paths().chain(wanted.iter().copied()).collect();
        for path in paths {
            let leftover = temporary(Path::new(path));
            if self.parent_is_real(path)? && matches!(look(&self.folder.join(&leftover))?, Present::File(_)) {
                self.steps.leftovers.push(leftover);
            }
        }
        Ok(())
    }

    /// Sorts the files of earlier runs that are not wanted any more.
    fn find_stale(&mut self, wanted: &Paths<'files>) -> Result<(), OutputError> {
        let manifest = self.manifest;
        for path in manifest.paths().filter(|path| !wanted.contains(path)) {
            match self.look_through_folders(path)? {
                // Where a folder stands now, our file is gone; a killed run may have known the name as both.
                Present::Nothing | Present::Folder => self.steps.gone.push(path),
                Present::File(_) if self.read(path).is_some_and(|bytes| manifest.wrote(path, &bytes)) => {
                    self.steps.delete.insert(path);
                }
                _ => self.steps.kept.push(path),
            }
        }
        self.find_recased(wanted);
        Ok(())
    }

    /// Where capitals do not count, `Plan.html` is the same file as the old `plan.html`: the old one must go before the new one comes, or
    /// the deletion at the end would hit the new one.
    fn find_recased(&mut self, wanted: &Paths<'files>) {
        if self.steps.delete.is_empty() {
            return;
        }
        let stale: BTreeMap<String, &str> = self.steps.delete.iter().map(|path| (path.to_lowercase(), *path)).collect();
        for path in wanted {
            if let Some(old) = stale.get(&path.to_lowercase()) {
                self.steps.clear.insert(old);
                self.recased.insert(path, old);
            }
        }
    }

    /// Finds out what one wanted file needs; one whose name a file has is looked at later.
    fn want(&mut self, path: &'files str) -> Result<(), OutputError> {
        if !self.make_way_for_folders(path)? {
            self.steps.write.push((path, None));
            return Ok(());
        }
        match look(&self.folder.join(path))? {
            Present::File(found) => {
                self.taken.push((path, found));
                return Ok(());
            }
            // Renaming onto a link replaces the link and leaves alone what it leads to.
            Present::Link | Present::Other if !self.may_overwrite(path) => return self.in_the_way(path, Obstacle::Other),
            Present::Folder => self.clear_folder(path)?,
            _ => {}
        }
        self.steps.write.push((path, None));
        Ok(())
    }

    /// Compares a wanted file with the one that has its name.
    fn replace(&mut self, path: &'files str, found: &Metadata, bytes: Arc<[u8]>) -> Result<(), OutputError> {
        // Where capitals do not count this is the old file, which goes before this one comes.
        let old = self.recased.get(path);
        if old.is_none() && found.len() == bytes.len() as u64 && self.read(path).is_some_and(|present| *present == *bytes) {
            self.steps.same.push((path, Fingerprint::of(&bytes)));
            return Ok(());
        }
        let is_ours = |old| self.read(path).is_some_and(|present| self.manifest.wrote(old, &present));
        if !self.may_overwrite(path) && !old.is_some_and(|old| is_ours(old)) {
            return self.in_the_way(path, Obstacle::File);
        }
        self.kept_bytes += bytes.len();
        self.steps.write.push((path, Some(bytes).filter(|_| self.kept_bytes <= KEPT_BYTES)));
        Ok(())
    }

    fn may_overwrite(&self, path: &str) -> bool {
        self.manifest.has(path) || self.adopt == Adopt::Yes
    }

    fn in_the_way(&self, path: &str, what: Obstacle) -> Result<(), OutputError> {
        Err(OutputError::InTheWay { path: self.folder.join(path), what })
    }

    /// Makes sure that every folder above `path` is one or can be made. `true` if all of them exist.
    fn make_way_for_folders(&mut self, path: &'files str) -> Result<bool, OutputError> {
        for (slash, _) in path.match_indices('/') {
            let above = &path[..slash];
            if self.missing.contains(above) {
                return Ok(false);
            }
            if self.folders.contains(Path::new(above)) {
                continue;
            }
            let in_the_way = |what| Err(OutputError::InTheWay { path: self.folder.join(above), what });
            match look(&self.folder.join(above))? {
                Present::Folder => self.folders.insert(PathBuf::from(above)),
                Present::Nothing => {
                    self.missing.insert(above);
                    return Ok(false);
                }
                Present::File(_) => match self.steps.delete.get(above) {
                    Some(old) => {
                        self.steps.clear.insert(old);
                        return Ok(false);
                    }
                    None => return in_the_way(Obstacle::FileForFolder),
                },
                Present::Link => return in_the_way(Obstacle::Link),
                Present::Other => return in_the_way(Obstacle::Other),
            };
        }
        Ok(true)
    }

    /// A file needs the name of a folder: fine if nothing but old files of ours lie in it.
    fn clear_folder(&mut self, path: &str) -> Result<(), OutputError> {
        let mut folders = vec![PathBuf::from(path)];
        let mut next = 0;
        while let Some(inner) = folders.get(next).cloned() {
            next += 1;
            let whole = self.folder.join(&inner);
            let disk_error = |error| OutputError::Disk { doing: "list", path: whole.clone(), error };
            for entry in fs::read_dir(&whole).map_err(disk_error)? {
                let entry = inner.join(entry.map_err(disk_error)?.file_name());
                match look(&self.folder.join(&entry))? {
                    Present::Folder => folders.push(entry),
                    Present::File(_) if self.steps.leftovers.contains(&entry) => {}
                    Present::File(_) => match with_slashes(&entry).and_then(|entry| self.steps.delete.get(entry.as_str()).copied()) {
                        Some(old) => {
                            self.steps.clear.insert(old);
                        }
                        None => return Err(OutputError::InTheWay { path: self.folder.join(path), what: Obstacle::Folder }),
                    },
                    _ => return Err(OutputError::InTheWay { path: self.folder.join(path), what: Obstacle::Folder }),
                }
            }
        }
        folders.reverse();
        self.steps.clear_folders.extend(folders);
        Ok(())
    }

    /// What lies at a path that is reached through real folders; a link on the way counts as [`Present::Link`].
    fn look_through_folders(&mut self, path: &str) -> Result<Present, OutputError> {
        for (slash, _) in path.match_indices('/') {
            let above = Path::new(&path[..slash]);
            if self.folders.contains(above) {
                continue;
            }
            match look(&self.folder.join(above))? {
                Present::Folder => self.folders.insert(above.to_path_buf()),
                Present::Nothing | Present::File(_) => return Ok(Present::Nothing),
                other => return Ok(other),
            };
        }
        look(&self.folder.join(path))
    }

    fn parent_is_real(&mut self, path: &str) -> Result<bool, OutputError> {
        match path.rfind('/') {
            Some(slash) => Ok(matches!(self.look_through_folders(&path[..slash])?, Present::Folder)),
            None => Ok(true),
        }
    }

    /// The bytes of a file; a file that cannot be read counts as changed.
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.folder.join(path)).ok()
    }
}

/// Looks without following a link.
fn look(path: &Path) -> Result<Present, OutputError> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(Present::File(found)),
        Ok(found) if found.is_dir() => Ok(Present::Folder),
        Ok(found) if found.is_symlink() => Ok(Present::Link),
        Ok(_) => Ok(Present::Other),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(Present::Nothing),
        Err(error) => Err(OutputError::Disk { doing: "look at", path: path.to_path_buf(), error }),
    }
}

/// A relative path of the disk in our spelling.
fn with_slashes(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}
