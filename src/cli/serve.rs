//! `waybook serve`: the site in memory, brought up to date at every save. Never writes to the disk.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use super::args::Serve;
use super::{Exit, Failure, folder_or_current, open_site, report};
use crate::base::{SourcePath, percent};
use crate::model::Drafts;
use crate::serve::{self, Answer, News, Preview, Refreshed, ServeOptions, Watching};
use crate::sources::Disk;
use crate::workspace::{History, Snapshot, Timings, Workspace, WorkspaceOptions};

/// So many messages are shown after a save; `check` shows all.
const SHOWN: usize = 10;

/// So many messages are listed in the panel of open pages.
const IN_PANEL: usize = 20;

/// Runs the command until Ctrl-C.
///
/// # Errors
/// When there is no site, or no port.
pub fn run(arguments: &Serve) -> Result<Exit, Failure> {
    let disk = open_site(&folder_or_current(arguments.dir.as_ref()))?;
    let mut options = ServeOptions::new(disk.root.clone());
    options.host = arguments.host;
    options.port = arguments.port;
    options.allow_hosts = arguments.allow_host.clone();
    options.watching = if arguments.poll { Watching::Poll } else { Watching::Events };
    if !arguments.host.is_loopback() {
        options.allow_hosts.push(arguments.host.to_string());
        report::say(&format!(
            "warning: with `--host {}` everybody who reaches this machine can read the site, drafts and all; leave it out to show it to yourself alone",
            arguments.host
        ));
    }
    options.read_at = Some(SystemTime::now());
    let open = arguments.open;
    options.tell = Arc::new(move |news| tell(news, open));
    let shown = Shown::new(disk, arguments);
    serve::run(Arc::new(shown), options).map_err(|error| Failure {
        text: error.to_string(),
        help: Some(
            "try another port with `--port`, or see whether another program uses it; `--host` must be an address of this machine"
                .to_string(),
        ),
    })?;
    Ok(Exit::Done)
}

/// What is served: the last state of the site, and the workspace that makes the next one.
struct Shown {
    disk: Disk,
    workspace: Mutex<Workspace>,
    snapshot: RwLock<Arc<Snapshot>>,
    timings: bool,
    follow: bool,
}

impl Shown {
    fn new(disk: Disk, arguments: &Serve) -> Shown {
        let mut timings = Timings::default();
        let options = WorkspaceOptions {
            drafts: if arguments.drafts { Drafts::Include } else { Drafts::LeaveOut },
            // Links of the page for what does not exist must begin at the root, at whatever depth it is shown.
            base_url: Some("http://127.0.0.1/".to_string()),
            today: arguments.today,
            history: History::FromGit,
        };
        let workspace = Workspace::open(&disk, options, &mut timings);
        report::history(&workspace);
        let snapshot = workspace.snapshot();
        let shown = Shown {
            disk,
            workspace: Mutex::new(workspace),
            snapshot: RwLock::new(snapshot),
            timings: arguments.timings,
            follow: arguments.follow,
        };
        shown.say("read", &timings);
        shown
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        // A thread that panicked while it held the lock has only read or swapped a pointer: the value is whole.
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn say(&self, what: &str, timings: &Timings) {
        let snapshot = self.snapshot();
        report::brief(&snapshot, &snapshot.messages, SHOWN);
        report::hint_if_empty(&snapshot);
        report::say(&format!("{what} {}: {}", report::size(&snapshot), report::counts(&snapshot.messages)));
        if self.timings {
            timings.lines().iter().for_each(|line| report::say(line));
        }
    }

    /// The address of what was edited, if that is one page or one map.
    fn edited(&self, changed: &[PathBuf]) -> Option<String> {
        let [changed] = changed else { return None };
        let snapshot = self.snapshot();
        let is_it = |path: &SourcePath| self.disk.on_disk(path) == *changed;
        let page = snapshot.site.pages.iter().find(|page| is_it(&page.page.path)).map(|page| &page.address);
        let map = snapshot.site.maps.iter().find(|map| is_it(&map.map.path)).map(|map| &map.address);
        page.or(map).map(|address| percent::path(address.as_str()))
    }

    fn rendered(&self, path: &str) -> Option<Answer> {
        let snapshot = self.snapshot();
        let rendered = snapshot.render(path)?;
        if !rendered.messages.is_empty() {
            report::brief(&snapshot, &rendered.messages, SHOWN);
        }
        Some(Answer { bytes: rendered.bytes, media_type: media_type(path), broken: snapshot.is_broken(path) })
    }
}

impl Preview for Shown {
    fn answer(&self, path: &str) -> Option<Answer> {
        self.rendered(path)
    }

    fn not_found(&self) -> Answer {
        let nothing = || Answer { bytes: Arc::from(&b"Page not found"[..]), media_type: "text/plain; charset=utf-8", broken: false };
        self.rendered("404.html").unwrap_or_else(nothing)
    }

    fn problems(&self) -> Arc<str> {
        let snapshot = self.snapshot();
        report::panel(&snapshot, &snapshot.messages, IN_PANEL).into()
    }

    fn refresh(&self, changed: &[PathBuf]) -> Refreshed {
        let mut timings = Timings::default();
        let mut workspace = self.workspace.lock().unwrap_or_else(PoisonError::into_inner);
        if !workspace.refresh(&self.disk, changed, &mut timings) {
            return Refreshed::Nothing;
        }
        let old = std::mem::replace(&mut *self.snapshot.write().unwrap_or_else(PoisonError::into_inner), workspace.snapshot());
        // To give back what ten thousand pages took lasts longer than to read one: nobody waits for it.
        std::thread::spawn(move || drop(old));
        self.say("updated", &timings);
        let is_style = |path: &PathBuf| {
            path.starts_with(self.disk.root.join("themes")) && path.extension().is_some_and(|extension| extension == "css")
        };
        if changed.iter().all(is_style) {
            return Refreshed::Styles;
        }
        Refreshed::Pages { follow: self.follow.then(|| self.edited(changed)).flatten() }
    }
}

fn tell(news: News, open: bool) {
    match news {
        News::Ready { address, taken } => {
            if let Some(port) = taken {
                report::say(&format!("port {port} is taken by another program"));
            }
            let address = format!("http://{address}/");
            report::say(&format!("\nyour handbook is at {address}\npress Ctrl-C to stop"));
            if open {
                open_browser(&address);
            }
        }
        News::Polling { why } => {
            report::say(&format!("this system does not tell about saves ({why}), so files are looked at every second"))
        }
        News::Gone { root } => {
            report::say(&format!("the folder {} is gone; its last state stays here until it is back", root.display()));
        }
        News::Panicked { doing } => {
            report::say(&format!("a bug in waybook was caught while {doing}; the last good state stays. Please report it"));
        }
    }
}

/// Asks the system to show an address. If it can't, the printed address is there to be copied.
fn open_browser(address: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    if Command::new(program).args(arguments).arg(address).spawn().is_err() {
        report::say("no browser could be opened; copy the address into one");
    }
}

/// The type of a file by its extension.
fn media_type(path: &str) -> &'static str {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or("").to_lowercase();
    match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "xml" => "application/xml",
        "txt" | "md" | "yaml" | "yml" | "csv" => "text/plain; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        _ => "application/octet-stream",
    }
}
