//! "The site has changed", from the watcher to the open pages, and what is added to a page so that it hears it.
//!
//! A page carries the version that it was made from; the event stream sends the newest state. They differ: the page is old. So nothing is
//! lost between making a page and opening its stream, nor when the server is started again. Does not know how a stream is sent.

use std::sync::{Arc, Mutex, PoisonError};

use super::Refreshed;
use crate::base::{Fingerprint, json};

/// Where pages hear about new versions.
pub(super) const EVENTS_PATH: &str = "/-/waybook/events";

/// Where the script is.
pub(super) const SCRIPT_PATH: &str = "/-/waybook/reload.js";

/// Marks a page that is made from something broken.
pub(super) const BROKEN_HEADER: &str = "x-waybook-broken";

/// The script that listens, and the panel that it shows.
pub(super) const SCRIPT: &str = concat!(include_str!("panel.js"), include_str!("reload.js"));

/// The state of what is served, and who wants to hear of a new one.
pub(super) struct Signal {
    inside: Mutex<Inside>,
}

struct Inside {
    state: State,
    listeners: Vec<Listener>,
}

type Listener = Box<dyn Fn(&State) + Send>;

/// What open pages are told.
#[derive(Clone, Debug)]
pub(super) struct State {
    pages: u64,
    styles: u64,
    follow: Option<String>,
    problems: Arc<str>,
}

impl State {
    /// The version of the pages. Unlike that of any other run, or a page that stayed open would take a new server for the old one.
    pub(super) fn version(&self) -> String {
        format!("{}-{}", std::process::id(), self.pages)
    }

    /// The state as JSON on one line: `{"version", "styles", "follow", "problems"}`.
    pub(super) fn json(&self) -> String {
        let (version, follow) = (json::compact(&self.version()), json::compact(&self.follow));
        format!("{{\"version\":{version},\"styles\":{},\"follow\":{follow},\"problems\":{}}}", self.styles, self.problems)
    }
}

impl Signal {
    /// The first state.
    pub(super) fn new(problems: Arc<str>) -> Signal {
        let state = State { pages: 0, styles: 0, follow: None, problems };
        Signal { inside: Mutex::new(Inside { state, listeners: Vec::new() }) }
    }

    /// Says what readers would see, unless it is what they have seen.
    pub(super) fn changed(&self, refreshed: Refreshed, problems: Arc<str>) {
        let mut inside = self.inside();
        let same = refreshed == Refreshed::Nothing && inside.state.problems == problems;
        inside.state.problems = problems;
        match refreshed {
            Refreshed::Nothing => {}
            Refreshed::Styles => inside.state.styles += 1,
            Refreshed::Pages { follow } => {
                inside.state.pages += 1;
                inside.state.follow = follow;
            }
        }
        if !same {
            inside.listeners.iter().for_each(|listener| listener(&inside.state));
        }
    }

    /// Calls `listener` with each new state.
    pub(super) fn listen(&self, listener: impl Fn(&State) + Send + 'static) {
        self.inside().listeners.push(Box::new(listener));
    }

    /// The newest state.
    pub(super) fn state(&self) -> State {
        self.inside().state.clone()
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        // Whoever panicked while holding the lock has only counted or called: the state is whole.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells two forms of a page apart.
pub(super) fn digest(bytes: &[u8]) -> String {
    format!("{:032x}", Fingerprint::of(bytes).0)
}

/// Adds the script to a page with this digest, before `</body>`. A piece of a page without one stays as it is.
pub(super) fn add_script(page: &[u8], state: &State, digest: &str) -> Vec<u8> {
    const END: &[u8] = b"</body>";
    let end = page.windows(END.len()).rposition(|window| window.eq_ignore_ascii_case(END));
    let Some(end) = end else { return page.to_vec() };
    let (version, styles) = (state.version(), state.styles);
    let script = format!(
        "<script src=\"{SCRIPT_PATH}\" data-version=\"{version}\" data-styles=\"{styles}\" data-digest=\"{digest}\" defer></script>"
    );
    [&page[..end], script.as_bytes(), &page[end..]].concat()
}
