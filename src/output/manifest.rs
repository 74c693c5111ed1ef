//! The list of files that waybook wrote into a folder, kept in that folder.
//!
//! ```text
//! waybook-manifest 2
//! inputs 2d06800538d394c2c2a9ec5a1d4a5ba1 silent
//! 99aa06d3014798d86001c324468d497f  index.html
//! ```
//!
//! The line `inputs` tells what the files were made from, and whether there was anything to say about it; a run that makes the same of the
//! same can stop early.
//! The first line ends in ` unfinished` while a run is under way; a path may then stand twice, with its old and its new fingerprint, or with
//! nothing but zeros: whatever that run had time to write there. Sorted,
//! no clock: the same site gives the same manifest. Nobody has to trust it: lines that are damaged or name a place outside are passed over,
//! and what they meant counts as somebody else's file.

use super::{MadeFrom, Messages, OutputError, Refusal};
use crate::base::{Fingerprint, MANIFEST};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

const TITLE: &str = "waybook-manifest ";
const VERSION: u32 = 2;
/// The version before had fingerprints of another kind: its files are known to be ours, but not whether somebody changed them.
const OTHER_FINGERPRINTS: u32 = 1;
const UNFINISHED: &str = " unfinished";
const INPUTS: &str = "inputs ";
const SILENT: &str = " silent";

/// Stands for bytes that are made later in the same run.
const NOT_MADE_YET: Fingerprint = Fingerprint(0);

/// Our files and the bytes they may hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    files: BTreeMap<String, BTreeSet<Fingerprint>>,
    pub(super) progress: Progress,
    pub(super) made_from: Option<MadeFrom>,
}

/// Whether the run that wrote a manifest came to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Progress {
    #[default]
    Finished,
    Unfinished,
}

impl Manifest {
    /// Reads the manifest of a folder; `None` if it has none.
    pub(super) fn read(folder: &Path) -> Result<Option<Manifest>, OutputError> {
        let path = folder.join(MANIFEST);
        let refused = |why| OutputError::Refused { folder: folder.to_path_buf(), why };
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_file() => {}
            Ok(_) => return Err(refused(Refusal::UnreadableManifest)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(OutputError::Disk { doing: "read", path, error }),
        }
        let bytes = fs::read(&path).map_err(|error| OutputError::Disk { doing: "read", path, error })?;
        Manifest::parse(&bytes).map(Some).map_err(refused)
    }

    fn parse(bytes: &[u8]) -> Result<Manifest, Refusal> {
        let mut lines = bytes.split(|byte| *byte == b'\n').map(|line| std::str::from_utf8(line).unwrap_or(""));
        let title = lines.next().and_then(|line| line.strip_prefix(TITLE)).ok_or(Refusal::UnreadableManifest)?;
        let (version, progress) = match title.strip_suffix(UNFINISHED) {
            Some(version) => (version, Progress::Unfinished),
            None => (title, Progress::Finished),
        };
        match version.parse::<u32>() {
            Ok(VERSION | OTHER_FINGERPRINTS) => {}
            Ok(version) if version > VERSION => return Err(Refusal::NewerManifest),
            _ => return Err(Refusal::UnreadableManifest),
        }
        let mut manifest = Manifest { progress, ..Manifest::default() };
        let mut lines = lines.peekable();
        manifest.made_from = lines.next_if(|line| line.starts_with(INPUTS)).and_then(made_from);
        for (fingerprint, path) in lines.filter_map(entry) {
            manifest.add(path, fingerprint);
        }
        Ok(manifest)
    }

    /// Marks the file at `path` as ours while it holds bytes of this fingerprint.
    pub(super) fn add(&mut self, path: String, fingerprint: Fingerprint) {
        self.files.entry(path).or_default().insert(fingerprint);
    }

    /// Marks the file at `path` as ours, whatever this run is going to write there.
    pub(super) fn announce(&mut self, path: &str) {
        self.add(path.to_string(), NOT_MADE_YET);
    }

    /// Adds what `other` knows about one file.
    pub(super) fn add_from(&mut self, other: &Manifest, path: &str) {
        if let Some(fingerprints) = other.files.get(path) {
            self.files.entry(path.to_string()).or_default().extend(fingerprints);
        }
    }

    /// Whether the path is one of ours, whatever it holds now.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Whether these are bytes that we wrote under this path.
    pub(super) fn wrote(&self, path: &str, bytes: &[u8]) -> bool {
        let is_it = |fingerprints: &BTreeSet<_>| fingerprints.contains(&NOT_MADE_YET) || fingerprints.contains(&Fingerprint::of(bytes));
        self.files.get(path).is_some_and(is_it)
    }

    /// Every path with its one fingerprint; `None` where a path has several, in a run that did not finish.
    pub(super) fn entries(&self) -> Option<Vec<(&str, Fingerprint)>> {
        self.files
            .iter()
            .map(|(path, fingerprints)| Some((path.as_str(), *fingerprints.first().filter(|_| fingerprints.len() == 1)?)))
            .collect()
    }

    /// Our paths, sorted.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The bytes of the manifest file.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("{TITLE}{VERSION}");
        if self.progress == Progress::Unfinished {
            text.push_str(UNFINISHED);
        }
        text.push('\n');
        if let Some(MadeFrom { inputs: Fingerprint(number), messages }) = self.made_from {
            let silent = if messages == Messages::None { SILENT } else { "" };
            let _ = writeln!(text, "{INPUTS}{number:032x}{silent}");
        }
        for (path, fingerprints) in &self.files {
            for Fingerprint(number) in fingerprints {
                // Writing into a String cannot fail.
                let _ = writeln!(text, "{number:032x}  {}", escape(path));
            }
        }
        text.into_bytes()
    }
}

/// The line that tells what the files were made from.
fn made_from(line: &str) -> Option<MadeFrom> {
    let rest = line.strip_prefix(INPUTS)?;
    let (number, messages) = match rest.strip_suffix(SILENT) {
        Some(number) => (number, Messages::None),
        None => (rest, Messages::Some),
    };
    Some(MadeFrom { inputs: Fingerprint(u128::from_str_radix(number, 16).ok()?), messages })
}

/// One line, or nothing if it is damaged or points outside.
fn entry(line: &str) -> Option<(Fingerprint, String)> {
    let (number, path) = line.split_once("  ")?;
    if number.len() != 32 || !number.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = u128::from_str_radix(number, 16).ok()?;
    let path = unescape(path)?;
    super::place::check_inside(&path).ok()?;
    Some((Fingerprint(number), path))
}

/// A file name may hold a line break; a line may not.
fn escape(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii_control() || c == '%' {
            let _ = write!(out, "%{:02x}", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}

fn unescape(text: &str) -> Option<String> {
    let mut pieces = text.split('%');
    let mut out = pieces.next().unwrap_or("").to_string();
    for piece in pieces {
        let code = u8::from_str_radix(piece.get(..2)?, 16).ok().filter(u8::is_ascii)?;
        out.push(char::from(code));
        out.push_str(&piece[2..]);
    }
    Some(out)
}
