//! Finds out which files of a folder have changed; the one file that knows notify.
//!
//! What holds: a change that ends before we look is never lost. Events are hints, the disk is the truth: a new folder is first watched and
//! then listed, and when the system says that it lost events, the root itself is reported, which stands for all of it. Where events fail, the
//! whole tree is compared with what it was, again and again. When the root is gone, be it by a new name of a folder above it, of which the
//! system says nothing, nothing is reported until it is back. Our own reads are no news. Cost at rest: one look at the root each second with
//! events; polling takes at most 2 % of a core.
//!
//! Not watched: what is never read either, by its name or because a program made it: dot files, what editors leave, caches, and folders that
//! waybook wrote. Does not know what a page is.

use super::{News, ServeOptions, Tell, Watching};
use crate::base::MANIFEST;
use crate::base::source::{CACHE_TAG, is_hidden};
use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

/// A save is often several steps; this long after the last one it counts as done.
const DEBOUNCE: Duration = Duration::from_millis(60);
/// So many paths at once are no save but a checkout: wait until it is over.
const STORM_PATHS: usize = 16;
/// A storm is over when nothing came for this long …
const STORM_QUIET: Duration = Duration::from_millis(150);
/// … and is never waited for longer than this.
const STORM_DEADLINE: Duration = Duration::from_secs(3);
/// The shortest time between two looks when polling …
const POLL_INTERVAL: Duration = Duration::from_millis(250);
/// … and never less than so many times what a look takes.
const POLL_FACTOR: u32 = 50;
/// How often it is looked whether the root still stands where it stood.
const ROOT_INTERVAL: Duration = Duration::from_secs(1);
/// File systems count time in steps of up to this.
const CLOCK_STEP: Duration = Duration::from_secs(2);
/// Where the system can only watch one folder at a time, folders that we ignore must not cost anything.
const EACH_FOLDER: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// A watch; dropping it ends it.
pub(super) struct Watch {
    signals: Sender<Signal>,
    thread: Option<JoinHandle<()>>,
}

enum Signal {
    Events(DebounceEventResult),
    Stop,
}

/// Calls `changed` with sorted paths, in a thread of its own. Changes count from the moment this returns.
pub(super) fn start(options: &ServeOptions, changed: impl FnMut(Vec<PathBuf>) + Send + 'static) -> io::Result<Watch> {
    let root = fs::canonicalize(&options.root)?;
    fs::read_dir(&root)?;
    let (signals, received) = channel();
    let events = match options.watching {
        Watching::Events => Events::start(&root, signals.clone()).map_err(Some),
        Watching::Poll => Err(None),
    };
    let (known, place, named) = (Tree::below(&root), Place::of(&root), options.root.clone());
    let mut watcher = Watcher { known, place, root, named, received, changed, tell: options.tell.clone() };
    let read_at = options.read_at;
    let thread = Builder::new().name("waybook watch".to_string()).spawn(move || {
        watcher.report_changes_since(read_at);
        let problem = match events {
            Ok(events) => match watcher.follow(events) {
                End::Stopped => return,
                End::Lost(problem) => Some(problem),
            },
            Err(problem) => problem,
        };
        if let Some(why) = problem {
            (watcher.tell)(News::Polling { why });
        }
        watcher.poll();
    })?;
    Ok(Watch { signals, thread: Some(thread) })
}

impl Drop for Watch {
    fn drop(&mut self) {
        // The thread is gone only if it panicked; then there is nobody to stop. It may be in a slow refresh: it ends by itself after that,
        // and nobody is kept waiting.
        let _ = self.signals.send(Signal::Stop);
        if self.thread.as_ref().is_some_and(JoinHandle::is_finished) {
            let _ = self.thread.take().map(JoinHandle::join);
        }
    }
}

/// How following events came to its end.
enum End {
    Stopped,
    /// Not everything can be watched any more, in the words of the system.
    Lost(String),
}

struct Watcher<F> {
    /// The folder without links, as events spell it.
    root: PathBuf,
    /// The folder as the caller spells it.
    named: PathBuf,
    /// Which folder stands at the root.
    place: Option<Place>,
    received: Receiver<Signal>,
    changed: F,
    tell: Tell,
    /// What the tree looked like when we last looked at all of it.
    known: Tree,
}

impl<F: FnMut(Vec<PathBuf>)> Watcher<F> {
    /// Follows events until the end, or until they cannot be trusted any more.
    fn follow(&mut self, mut events: Events) -> End {
        loop {
            let batch = match self.received.recv_timeout(ROOT_INTERVAL) {
                Ok(Signal::Events(batch)) => Some(batch),
                Err(RecvTimeoutError::Timeout) => None,
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return End::Stopped,
            };
            let mut paths = BTreeSet::new();
            if self.place.is_none() || Place::of(&self.root) != self.place {
                // What was told of another place is no news of this one.
                if !self.wait_for_root() {
                    return End::Stopped;
                }
                self.look_again(&mut events, &mut paths);
            } else if let Some(batch) = batch {
                self.take(batch, &mut events, &mut paths);
            }
            let storm = Instant::now();
            while paths.len() >= STORM_PATHS && storm.elapsed() < STORM_DEADLINE {
                match self.received.recv_timeout(STORM_QUIET) {
                    Ok(Signal::Events(batch)) => self.take(batch, &mut events, &mut paths),
                    Err(RecvTimeoutError::Timeout) => break,
                    Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return End::Stopped,
                }
            }
            self.report(paths);
            if let Some(problem) = events.problem.take() {
                // What happened in a folder that could not be watched is found by the first look.
                return End::Lost(problem);
            }
        }
    }

    /// Waits until a folder stands at the root again; `false` when that is not waited for any more.
    fn wait_for_root(&mut self) -> bool {
        let mut is_told = false;
        loop {
            self.place = Place::of(&self.root);
            if self.place.is_some() {
                return true;
            }
            if !is_told {
                (self.tell)(News::Gone { root: self.named.clone() });
                is_told = true;
            }
            let pause = Instant::now();
            while let Some(rest) = POLL_INTERVAL.checked_sub(pause.elapsed()) {
                match self.received.recv_timeout(rest) {
                    Ok(Signal::Events(_)) | Err(RecvTimeoutError::Timeout) => {}
                    Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
                }
            }
        }
    }

    /// Turns a batch of events into paths.
    fn take(&mut self, batch: DebounceEventResult, events: &mut Events, paths: &mut BTreeSet<PathBuf>) {
        match batch {
            Ok(batch) if batch.iter().any(|event| event.need_rescan()) => self.look_again(events, paths),
            Ok(batch) => {
                let touched: BTreeSet<PathBuf> = batch.into_iter().filter(is_change).flat_map(|event| event.event.paths).collect();
                let (there, gone): (Vec<_>, Vec<_>) = touched.into_iter().partition(|path| fs::symlink_metadata(path).is_ok());
                // First let go of what is gone: a folder that was renamed is the same folder to the system, and letting go of its old name
                // last would let go of the new one.
                for path in gone.into_iter().filter(|path| !is_ignored(&self.root, path)) {
                    events.let_go(&path);
                    paths.insert(path);
                }
                for path in there.into_iter().filter(|path| !is_ignored(&self.root, path)) {
                    // What has the name of a folder that we watch may be another one by now, or a file.
                    if path != self.root {
                        events.let_go(&path);
                    }
                    if is_folder(&path) {
                        events.watch_below(&self.root, &path);
                        paths.extend(Tree::below(&path).files.into_keys());
                    } else {
                        paths.insert(path);
                    }
                }
            }
            Err(_) => self.look_again(events, paths),
        }
    }

    /// Events were lost: watches everything anew, and all of it may have changed.
    fn look_again(&mut self, events: &mut Events, paths: &mut BTreeSet<PathBuf>) {
        events.let_go(&self.root);
        events.watch_below(&self.root, &self.root);
        paths.insert(self.root.clone());
    }

    /// Looks at the whole tree again and again until the end.
    fn poll(&mut self) {
        let mut pause = Duration::ZERO;
        loop {
            match self.received.recv_timeout(pause) {
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(Signal::Events(_)) => continue,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if Place::of(&self.root).is_none() && !self.wait_for_root() {
                return;
            }
            let started = Instant::now();
            let paths = self.compare();
            pause = POLL_INTERVAL.max(started.elapsed() * POLL_FACTOR);
            self.report(paths);
        }
    }

    fn compare(&mut self) -> BTreeSet<PathBuf> {
        let now = Tree::below(&self.root);
        let paths = self.known.differences(&now);
        self.known = now;
        paths
    }

    /// What was saved between reading the site and the beginning of the watch.
    fn report_changes_since(&mut self, read_at: Option<SystemTime>) {
        let Some(since) = read_at.and_then(|time| time.checked_sub(CLOCK_STEP)) else { return };
        let newer = self.known.files.iter().filter(|(_, stamp)| stamp.modified.is_none_or(|modified| modified >= since));
        let paths = newer.map(|(path, _)| path.clone()).collect();
        self.report(paths);
    }

    fn report(&mut self, paths: BTreeSet<PathBuf>) {
        if paths.is_empty() {
            return;
        }
        let name = |path: &PathBuf| path.strip_prefix(&self.root).map(|inner| self.named.join(inner)).unwrap_or_else(|_| path.clone());
        (self.changed)(paths.iter().map(name).collect());
    }
}

/// The system's events, and the folders it watches for us.
struct Events {
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    folders: BTreeSet<PathBuf>,
    /// Why not everything can be watched, if so.
    problem: Option<String>,
}

impl Events {
    fn start(root: &Path, signals: Sender<Signal>) -> Result<Events, String> {
        let send = move |batch: DebounceEventResult| drop(signals.send(Signal::Events(batch)));
        let debouncer = new_debouncer(DEBOUNCE, None, send).map_err(|error| error.to_string())?;
        let mut events = Events { debouncer, folders: BTreeSet::new(), problem: None };
        events.watch_below(root, root);
        match events.problem.take() {
            Some(problem) => Err(problem),
            None => Ok(events),
        }
    }

    /// Watches a folder and every folder in it. Each is watched before it is listed, so that nothing appears unseen in between.
    fn watch_below(&mut self, root: &Path, folder: &Path) {
        let mut folders = vec![folder.to_path_buf()];
        while let Some(folder) = folders.pop() {
            let is_new = !self.folders.contains(&folder);
            let mode = if EACH_FOLDER { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
            if is_new && (EACH_FOLDER || self.folders.is_empty()) {
                match self.debouncer.watch(&folder, mode) {
                    Ok(()) => drop(self.folders.insert(folder.clone())),
                    // A folder that has gone again is no problem.
                    Err(_) if !is_folder(&folder) => continue,
                    Err(error) => self.problem = Some(error.to_string()),
                }
            }
            if EACH_FOLDER {
                let inner = entries(&folder).into_iter().filter(|path| is_folder(path) && !is_ignored(root, path));
                folders.extend(inner);
            }
        }
    }

    /// Stops watching a folder that is gone or another one now, and those that were in it.
    fn let_go(&mut self, path: &Path) {
        // What lies in a folder stands right behind it.
        let gone: Vec<PathBuf> = self.folders.range(path.to_path_buf()..).take_while(|folder| folder.starts_with(path)).cloned().collect();
        for folder in gone {
            // The system has often noticed before us.
            let _ = self.debouncer.unwatch(&folder);
            self.folders.remove(&folder);
        }
    }
}

/// Tells a folder from another one that has its name later.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place(u64, u64);

impl Place {
    /// The folder at a path; `None` when there is none.
    #[cfg(unix)]
    fn of(path: &Path) -> Option<Place> {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).ok().filter(fs::Metadata::is_dir).map(|found| Place(found.dev(), found.ino()))
    }

    /// The folder at a path; `None` when there is none. Here folders can't be told apart.
    #[cfg(not(unix))]
    fn of(path: &Path) -> Option<Place> {
        fs::metadata(path).ok().filter(fs::Metadata::is_dir).map(|_| Place(0, 0))
    }
}

fn is_change(event: &DebouncedEvent) -> bool {
    !matches!(event.kind, EventKind::Access(_))
}

/// All files below a folder, with what shows that one has changed.
#[derive(Default)]
struct Tree {
    files: BTreeMap<PathBuf, Stamp>,
}

#[derive(Clone, Copy, PartialEq)]
struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
}

impl Tree {
    /// The part that lies below `folder`, which is not ignored itself. What cannot be read is not there. Links are not followed.
    fn below(folder: &Path) -> Tree {
        let mut tree = Tree::default();
        let mut folders = vec![folder.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for path in entries(&folder) {
                let Ok(found) = fs::symlink_metadata(&path) else { continue };
                if has_ignored_name(&path) || (found.is_dir() && is_generated(&path)) {
                    continue;
                }
                if found.is_dir() {
                    folders.push(path);
                } else {
                    tree.files.insert(path, Stamp { modified: found.modified().ok(), bytes: found.len() });
                }
            }
        }
        tree
    }

    /// The files that are new, different or gone in `now`.
    fn differences(&self, now: &Tree) -> BTreeSet<PathBuf> {
        let changed = now.files.iter().filter(|(path, stamp)| self.files.get(*path) != Some(stamp)).map(|(path, _)| path);
        let gone = self.files.keys().filter(|path| !now.files.contains_key(*path));
        changed.chain(gone).cloned().collect()
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default()
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

/// Whether a path below the root is nobody's source, by its name or by what lies in a folder above it. The root itself never is.
fn is_ignored(root: &Path, path: &Path) -> bool {
    path.ancestors().take_while(|above| *above != root).any(|above| has_ignored_name(above) || is_generated(above))
}

fn has_ignored_name(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(is_hidden)
}

/// Whether a program made the folder: waybook's output, or a cache such as cargo's `target`.
fn is_generated(folder: &Path) -> bool {
    [MANIFEST, CACHE_TAG].iter().any(|name| fs::symlink_metadata(folder.join(name)).is_ok())
}
