//! What git knows of the files of a site: when each was changed last, by whom, and what was said about it.
//!
//! The only file that runs git, and the only program that a build runs. One `git log` tells of all files; it is stopped as soon as each has
//! been seen. Where there is no git, no repository or no commit, nothing is known, and that is no mistake.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use crate::base::SourcePath;

/// The last change of each file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The files by path, with the commit that changed them last.
    pub last: BTreeMap<SourcePath, Arc<Commit>>,
    /// Whether a shallow clone hides the last change of some file.
    pub cut: bool,
}

/// A commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// How many commits of the log are newer.
    pub place: usize,
    /// The day on which it was made, where it was made: `2026-11-21`.
    pub date: String,
    /// Who wrote it.
    pub author: String,
    /// The first line of what was said about it.
    pub subject: String,
}

/// The last changes of these files below `root`, which need not be the root of the repository.
pub fn history(root: &Path, wanted: &BTreeSet<SourcePath>) -> Option<History> {
    let cuts = cuts(root)?;
    // Paths are given from the site's folder. Renames are not looked for: that would read every file of every commit.
    let mut child = git(root)
        .args(["log", "-z", "--no-renames", "--name-only", "--no-show-signature", "--no-color", "--relative"])
        .args(["--format=%x1e%H%x1f%cs%x1f%an%x1f%s", "--", "."])
        .spawn()
        .ok()?;
    let history = child.stdout.take().map(|stdout| read(BufReader::new(stdout), wanted, &cuts));
    stop(&mut child);
    history.filter(|history| history.cut || !history.last.is_empty())
}

/// The commits at which a shallow clone ends: git shows each as if it had made all files. `None` without a repository.
fn cuts(root: &Path) -> Option<BTreeSet<String>> {
    let output = git(root).args(["rev-parse", "--is-shallow-repository", "--git-path", "shallow"]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    let mut lines = text.lines();
    if lines.next() != Some("true") {
        return Some(BTreeSet::new());
    }
    let list = fs::read_to_string(root.join(PathBuf::from(lines.next()?))).ok()?;
    Some(list.lines().map(str::to_string).collect())
}

/// git, so that nothing of the repository's settings makes it run another program or open a connection.
fn git(root: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(root)
        .args(["--no-pager", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"])
        .envs([
            ("LC_ALL", "C"),
            ("GIT_OPTIONAL_LOCKS", "0"),
            ("GIT_NO_LAZY_FETCH", "1"),
            ("GIT_ALLOW_PROTOCOL", ""),
            ("GIT_TERMINAL_PROMPT", "0"),
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    git
}

fn read(mut log: BufReader<ChildStdout>, wanted: &BTreeSet<SourcePath>, cuts: &BTreeSet<String>) -> History {
    let mut history = History::default();
    let mut commit: Option<Arc<Commit>> = None;
    let mut place = 0;
    let mut part = Vec::new();
    while history.last.len() < wanted.len() && log.read_until(0, &mut part).is_ok_and(|read| read > 0) {
        let text = String::from_utf8_lossy(&part);
        let text = text.trim_end_matches('\0').trim_start_matches('\n');
        if let Some(head) = text.strip_prefix('\u{1e}') {
            commit = head_of(head, place).filter(|(hash, _)| !cuts.contains(hash)).map(|(_, commit)| Arc::new(commit));
            place += 1;
        } else if !text.is_empty() {
            let path = SourcePath::new(text);
            if wanted.contains(&path) && !history.last.contains_key(&path) {
                match &commit {
                    Some(commit) => drop(history.last.insert(path, commit.clone())),
                    None => history.cut = true,
                }
            }
        }
        part.clear();
    }
    history
}

/// The hash and what is told of a commit.
fn head_of(text: &str, place: usize) -> Option<(String, Commit)> {
    let mut parts = text.splitn(4, '\u{1f}').map(str::to_string);
    let hash = parts.next()?;
    Some((hash, Commit { place, date: parts.next()?, author: parts.next()?, subject: parts.next()? }))
}

/// What git would still tell is not wanted.
fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
