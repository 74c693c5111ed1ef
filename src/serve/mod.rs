//! The dev server: shows a site that lives in memory, watches the folder it is made from, tells open pages when it has changed.
//!
//! ```text
//! save ─► watch.rs ─► Preview::refresh ─► reload.rs ─► open pages
//! page ◄─ http.rs  ◄─ Preview::answer
//! ```
//!
//! Knows neither sites nor pages: whoever serves something is a [`Preview`]. Reads no file to answer a request and never writes one.
//! Listens on 127.0.0.1 unless the writer names another address, and gives other web sites nothing.

mod http;
mod reload;
mod watch;

use reload::Signal;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

/// Serves until Ctrl-C.
pub fn run(preview: Arc<dyn Preview>, options: ServeOptions) -> Result<(), ServeError> {
    let running = start(preview, options)?;
    running.server.wait_for_ctrl_c().map_err(|error| ServeError::Signal { error })
}

/// Serves until the returned value is dropped.
pub fn start(preview: Arc<dyn Preview>, options: ServeOptions) -> Result<Running, ServeError> {
    let (listener, taken) = listen(options.host, options.port)?;
    let address = listener.local_addr().map_err(|error| ServeError::Port { host: options.host, port: options.port, error })?;
    let signal = Arc::new(Signal::new(preview.problems()));
    let watch = start_watch(preview.clone(), signal.clone(), &options)?;
    let server =
        http::start(listener, preview, signal, &options.allow_hosts, options.tell.clone()).map_err(|error| ServeError::Start { error })?;
    (options.tell)(News::Ready { address, taken });
    Ok(Running { address, server, _watch: watch })
}

/// What is shown: a site in memory that can be brought up to date.
pub trait Preview: Send + Sync + 'static {
    /// The file of the site at `path`, such as `guide/index.html`: no `/` in front, decoded, never with `.` or `..`. May be slow.
    fn answer(&self, path: &str) -> Option<Answer>;
    /// The page for an address that leads nowhere.
    fn not_found(&self) -> Answer;
    /// Brings the site up to date. The paths begin with [`ServeOptions::root`] as it was given, are sorted, and were created, changed or
    /// deleted; one that is gone may have been a folder. Never called twice at a time.
    fn refresh(&self, changed: &[PathBuf]) -> Refreshed;
    /// What is wrong with the site now, in JSON on one line, for the panel in open pages:
    /// `{"errors": 1, "warnings": 0, "items": [{"severity", "code", "place", "source", "text", "help": []}]}`.
    fn problems(&self) -> Arc<str>;
}

/// What readers could see of a refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// No difference.
    Nothing,
    /// Only style sheets are different.
    Styles,
    /// Anything may be different.
    Pages {
        /// The address of the one page that was edited, such as `/guide/`, if open pages should go there.
        follow: Option<String>,
    },
}

/// One file of the site.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Its type, such as `text/html; charset=utf-8`.
    pub media_type: &'static str,
    /// Whether it was made from something that is broken just now, so that a page that is open already rather stays as it is.
    pub broken: bool,
}

/// How to serve.
#[derive(Clone)]
pub struct ServeOptions {
    /// The address to listen on: this machine alone, unless the writer wants others to see the site.
    pub host: IpAddr,
    /// The port to try first; if it is taken, the next free one is used. 0 takes any.
    pub port: u16,
    /// The folder to watch.
    pub root: PathBuf,
    /// How to find out about changes.
    pub watching: Watching,
    /// When the site was read: files that changed after that, and before watching began, are reported at once.
    pub read_at: Option<SystemTime>,
    /// Further names by which a browser may call the server, beside `localhost` and `127.0.0.1`.
    pub allow_hosts: Vec<String>,
    /// Hears about what the person at the terminal should know.
    pub tell: Tell,
}

impl ServeOptions {
    /// The port that is tried first unless the writer says otherwise.
    pub const PORT: u16 = 4400;

    /// The usual way to serve what is made from `root`, telling nobody.
    pub fn new(root: impl Into<PathBuf>) -> ServeOptions {
        ServeOptions {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: ServeOptions::PORT,
            root: root.into(),
            watching: Watching::Events,
            read_at: None,
            allow_hosts: Vec::new(),
            tell: Arc::new(|_| {}),
        }
    }
}

/// Who hears the [`News`]; called from several threads.
pub type Tell = Arc<dyn Fn(News) + Send + Sync>;

/// How to find out about changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watching {
    /// The system tells; if it cannot, as [`Watching::Poll`].
    Events,
    /// Look at all files again and again: for network file systems.
    Poll,
}

/// What the person at the terminal should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Pages can be opened, and saves are seen.
    Ready {
        /// Where.
        address: SocketAddr,
        /// The port that was asked for, if it was taken by another program.
        taken: Option<u16>,
    },
    /// The system cannot tell about changes, so the files are looked at again and again.
    Polling {
        /// In the words of the system.
        why: String,
    },
    /// The folder that is watched is not there any more; what was last seen of it stays, until it is back.
    Gone {
        /// The folder.
        root: PathBuf,
    },
    /// A bug of ours was caught; the server lives on.
    Panicked {
        /// What was being done.
        doing: String,
    },
}

/// A server at work. Dropping it stops it within a second, whoever is still connected.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    server: http::Server,
    _watch: watch::Watch,
}

/// Why there is no server.
#[derive(Debug)]
pub enum ServeError {
    /// No port could be opened.
    Port {
        /// The address that was asked for.
        host: IpAddr,
        /// The port that was asked for.
        port: u16,
        /// In the words of the system.
        error: io::Error,
    },
    /// The folder cannot be watched or even looked at.
    Watch {
        /// The folder.
        root: PathBuf,
        /// In the words of the system.
        error: io::Error,
    },
    /// The system gives no threads.
    Start {
        /// In the words of the system.
        error: io::Error,
    },
    /// Ctrl-C cannot be waited for.
    Signal {
        /// In the words of the system.
        error: io::Error,
    },
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServeError::Port { host, port, error } => {
                write!(f, "cannot listen on {} or a port after it: {error}", SocketAddr::new(*host, *port))
            }
            ServeError::Watch { root, error } => write!(f, "cannot watch `{}`: {error}", root.display()),
            ServeError::Start { error } => write!(f, "cannot start the server: {error}"),
            ServeError::Signal { error } => write!(f, "cannot wait for Ctrl-C: {error}"),
        }
    }
}

impl std::error::Error for ServeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ServeError::Port { error, .. }
            | ServeError::Watch { error, .. }
            | ServeError::Start { error }
            | ServeError::Signal { error } => Some(error),
        }
    }
}

/// Opens the port, or the next free one, and says which one was taken.
fn listen(host: IpAddr, port: u16) -> Result<(TcpListener, Option<u16>), ServeError> {
    /// More ports than anybody has previews open.
    const TRIES: u16 = 100;
    let mut last = port;
    loop {
        match TcpListener::bind((host, last)) {
            Ok(listener) => return Ok((listener, (last != port).then_some(port))),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && last - port < TRIES && last < u16::MAX => last += 1,
            Err(error) => return Err(ServeError::Port { host, port, error }),
        }
    }
}

fn start_watch(preview: Arc<dyn Preview>, signal: Arc<Signal>, options: &ServeOptions) -> Result<watch::Watch, ServeError> {
    let tell = options.tell.clone();
    let refresh = move |changed: Vec<PathBuf>| match catch_unwind(AssertUnwindSafe(|| preview.refresh(&changed))) {
        Ok(refreshed) => signal.changed(refreshed, preview.problems()),
        Err(_) => tell(News::Panicked { doing: "bringing the site up to date".to_string() }),
    };
    watch::start(options, refresh).map_err(|error| ServeError::Watch { root: options.root.clone(), error })
}
