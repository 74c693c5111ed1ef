//! `waybook check --fix`: makes the changes that messages carry, in pages and nowhere else.
//!
//! A change may bring another slip to light, so the changed site is read again until nothing is left to mend; a second run then finds
//! nothing to do. Files are written only at the end, each under a temporary name first, and only if nobody changed them meanwhile.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::{Failure, report};
use crate::base::edit::{apply, diff};
use crate::base::{Message, SourceFile, SourceKind, SourcePath};
use crate::sources::{Disk, Sources};
use crate::workspace::{Snapshot, Timings, Workspace};

/// After so many rounds the changes would be chasing each other. Two or three are usual.
const MOST_ROUNDS: usize = 20;

/// A page that was mended, in memory.
pub struct Mended {
    /// The file.
    pub path: SourcePath,
    /// Its text before.
    pub before: String,
    /// Its text now.
    pub after: String,
    /// How often each code was mended.
    pub codes: BTreeMap<&'static str, usize>,
}

/// Mends what can be mended. The workspace then holds the mended site; the disk is as it was.
pub fn mend(workspace: &mut Workspace, timings: &mut Timings) -> Vec<Mended> {
    let mut mended: BTreeMap<SourcePath, Mended> = BTreeMap::new();
    for _ in 0..MOST_ROUNDS {
        let snapshot = workspace.snapshot();
        let mut sources = snapshot.sources.clone();
        if !round(&snapshot, &mut sources, &mut mended) {
            break;
        }
        workspace.update(sources, timings);
    }
    mended.into_values().filter(|page| page.before != page.after).collect()
}

/// Makes the changes of all messages once; `false` when there was none.
fn round(snapshot: &Snapshot, sources: &mut Sources, mended: &mut BTreeMap<SourcePath, Mended>) -> bool {
    let mut by_file: BTreeMap<&SourcePath, Vec<&Message>> = BTreeMap::new();
    for message in snapshot.messages.iter().filter(|message| !message.fix.is_empty()) {
        by_file.entry(&message.path).or_default().push(message);
    }
    let mut changed = false;
    for (path, messages) in by_file {
        let Some(file) = snapshot.sources.files.get(path).filter(|file| matches!(file.kind, SourceKind::Page | SourceKind::Part)) else {
            continue;
        };
        // A file that is not plain UTF-8 was guessed at: places in the guess are not places in the file.
        let Ok(text) = std::str::from_utf8(&file.bytes) else { continue };
        let (after, done) = apply(text, &messages);
        if done.is_empty() {
            continue;
        }
        changed = true;
        let entry = mended.entry(path.clone()).or_insert_with(|| Mended {
            path: path.clone(),
            before: text.to_string(),
            after: String::new(),
            codes: BTreeMap::new(),
        });
        for message in done {
            *entry.codes.entry(message.code).or_default() += 1;
        }
        entry.after.clone_from(&after);
        sources.files.insert(path.clone(), SourceFile::new(path.clone(), file.kind, after.into_bytes()));
    }
    changed
}

/// Writes the mended pages.
///
/// # Errors
/// When a page can't be written, or was changed by somebody else meanwhile. Pages before it are written, later ones are not.
pub fn write(disk: &Disk, mended: &[Mended]) -> Result<(), Failure> {
    for page in mended {
        write_page(disk, page).map_err(|error| Failure::new(format!("`{}` was not changed: {error}", page.path), "run it again"))?;
        report::say(&format!("mended {}: {}", page.path, told(&page.codes)));
    }
    Ok(())
}

/// Prints what would be changed.
pub fn show(mended: &[Mended]) {
    for page in mended {
        report::print(&format!("--- {}\n+++ {}\n{}", page.path, page.path, diff(&page.before, &page.after)));
        report::say(&format!("would mend {}: {}", page.path, told(&page.codes)));
    }
}

/// `WB103 twice` as `WB103 × 2`.
fn told(codes: &BTreeMap<&'static str, usize>) -> String {
    let words: Vec<String> =
        codes.iter().map(|(code, times)| if *times == 1 { (*code).to_string() } else { format!("{code} × {times}") }).collect();
    words.join(", ")
}

fn write_page(disk: &Disk, page: &Mended) -> io::Result<()> {
    // A link inside the site is followed, so that it stays a link; one that leads out was never read.
    let real = fs::canonicalize(disk.on_disk(&page.path))?;
    if !real.starts_with(&disk.root) {
        return Err(io::Error::other("it leads out of the site"));
    }
    if fs::read(&real)? != page.before.as_bytes() {
        return Err(io::Error::other("somebody else has changed it meanwhile"));
    }
    let name = real.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let temporary = real.with_file_name(format!(".{name}.waybook-tmp"));
    let written = fill(&temporary, &real, page.after.as_bytes()).and_then(|()| fs::rename(&temporary, &real));
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn fill(temporary: &Path, like: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = match fs::File::create_new(temporary) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(temporary)?;
            fs::File::create_new(temporary)?
        }
        other => other?,
    };
    file.write_all(bytes)?;
    file.set_permissions(fs::metadata(like)?.permissions())?;
    file.sync_all()
}
