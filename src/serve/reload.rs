//! "The site has changed", from the watcher to the open pages, and what is added to a page so that it hears it.
//!
//! A page carries the version that it was made from; the event stream sends the newest one. They differ: the page is old. So nothing is lost
//! between making a page and opening its stream, nor when the server is started again. Does not know how a stream is sent.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where pages hear about new versions.
pub(super) const EVENTS_PATH: &str = "/-/waybook/events";

/// Where the script is.
pub(super) const SCRIPT_PATH: &str = "/-/waybook/reload.js";

/// The script that listens.
pub(super) const SCRIPT: &str = include_str!("reload.js");

/// The version of what is served, and who wants to hear of a new one.
#[derive(Default)]
pub(super) struct Signal {
    number: AtomicU64,
    listeners: Mutex<Vec<Listener>>,
}

type Listener = Box<dyn Fn(&str) + Send>;

impl Signal {
    /// Says that readers would see something new.
    pub(super) fn changed(&self) {
        let listeners = self.listeners.lock().expect("no listener panics");
        self.number.fetch_add(1, Ordering::SeqCst);
        let version = self.version();
        listeners.iter().for_each(|listener| listener(&version));
    }

    /// Calls `listener` with each new version.
    pub(super) fn listen(&self, listener: impl Fn(&str) + Send + 'static) {
        self.listeners.lock().expect("no listener panics").push(Box::new(listener));
    }

    /// The newest version. Unlike that of any other run, or a page that stayed open would take a new server for the old one.
    pub(super) fn version(&self) -> String {
        format!("{}-{}", std::process::id(), self.number.load(Ordering::SeqCst))
    }
}

/// Adds the script to a page, before `</body>`. A piece of a page without one stays as it is.
pub(super) fn add_script(page: &[u8], version: &str) -> Vec<u8> {
    const END: &[u8] = b"</body>";
    let end = page.windows(END.len()).rposition(|window| window.eq_ignore_ascii_case(END));
    let Some(end) = end else { return page.to_vec() };
    let script = format!("<script src=\"{SCRIPT_PATH}\" data-version=\"{version}\" defer></script>");
    [&page[..end], script.as_bytes(), &page[end..]].concat()
}
