//! The way from a socket to [`Preview::answer`] and back; the one file that knows axum, hyper and tokio.
//!
//! Whom we protect: the writer's unpublished pages, from other web sites that are open in the same browser and from names that lead to this
//! machine (DNS rebinding). So every request is checked for how it calls us, event streams also for where they come from, and no answer ever
//! allows another origin to read it. There is no file to traverse to: a path is a key into the site in memory. Limits are those of
//! `SECURITY.md`; a stuck reader costs one connection for a while, nothing else.

use super::reload::{self, EVENTS_PATH, SCRIPT_PATH, Signal};
use super::{Answer, News, Preview, Tell};
use crate::base::percent;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Sleep;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

const URL_BYTES: usize = 8 * 1024;
const HEAD_BYTES: usize = 16 * 1024;
const HEAD_DEADLINE: Duration = Duration::from_secs(5);
const CONNECTIONS: usize = 128;
/// Fewer than connections, so that open pages never keep a page from being opened.
const STREAMS: usize = 100;
/// How long a reader may take nothing of what we send.
const WRITE_DEADLINE: Duration = Duration::from_secs(30);
/// How long to wait at the end for answers that are being made.
const STOP_DEADLINE: Duration = Duration::from_millis(300);

const SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data: https:; frame-src https:; object-src 'none'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'self'";

/// A server at work; dropping it ends all connections.
pub(super) struct Server {
    runtime: Option<Runtime>,
}

/// Answers what comes in at `listener`, in threads of its own.
pub(super) fn start(
    listener: std::net::TcpListener,
    preview: Arc<dyn Preview>,
    signal: Arc<Signal>,
    allow_hosts: &[String],
    tell: Tell,
) -> io::Result<Server> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().thread_name("waybook serve").build()?;
    let (sender, states) = watch::channel(signal.state().json());
    signal.listen(move |state| drop(sender.send_replace(state.json())));
    let shared = Shared { preview, signal, states, streams: Arc::new(Semaphore::new(STREAMS)), names: names(allow_hosts), tell };
    listener.set_nonblocking(true)?;
    let listener = {
        let _context = runtime.enter();
        TcpListener::from_std(listener)?
    };
    runtime.spawn(accept(listener, router(shared)));
    Ok(Server { runtime: Some(runtime) })
}

impl Server {
    /// Sleeps until somebody presses Ctrl-C.
    pub(super) fn wait_for_ctrl_c(&self) -> io::Result<()> {
        let runtime = self.runtime.as_ref().expect("only dropping takes the runtime");
        runtime.block_on(tokio::signal::ctrl_c())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(STOP_DEADLINE);
        }
    }
}

/// What every request may look at.
#[derive(Clone)]
struct Shared {
    preview: Arc<dyn Preview>,
    signal: Arc<Signal>,
    states: watch::Receiver<String>,
    streams: Arc<Semaphore>,
    names: Arc<[String]>,
    tell: Tell,
}

fn names(allow_hosts: &[String]) -> Arc<[String]> {
    let ours = ["127.0.0.1", "localhost"].map(str::to_string);
    ours.into_iter().chain(allow_hosts.iter().map(|host| host.to_ascii_lowercase())).collect()
}

// --- Connections ---

async fn accept(listener: TcpListener, router: Router) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let place = places.clone().acquire_owned().await.expect("nobody closes the semaphore");
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(talk(stream, router.clone(), place))),
            // Out of file descriptors, or a connection that was reset before we took it: the next one may work.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn talk(stream: TcpStream, router: Router, _place: OwnedSemaphorePermit) {
    let stream = TokioIo::new(Impatient { stream, deadline: None });
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_DEADLINE).max_header_size(HEAD_BYTES);
    // An error means that the other side has gone or does not speak HTTP; hyper has answered if it could.
    let _ = http.serve_connection(stream, TowerToHyperService::new(router)).await;
}

/// A connection that gives up when the other side takes nothing for a while.
struct Impatient {
    stream: TcpStream,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl Impatient {
    fn or_too_late<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.deadline = None;
            return written;
        }
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(WRITE_DEADLINE)));
        deadline.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Impatient {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Impatient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.or_too_late(written, context)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, pieces: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.or_too_late(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

// --- Requests ---

fn router(shared: Shared) -> Router {
    Router::new()
        .route(EVENTS_PATH, any(events))
        .route(SCRIPT_PATH, any(script))
        .fallback(page)
        .layer(middleware::from_fn_with_state(shared.clone(), check))
        .with_state(shared)
}

/// Every request goes through here, whatever it asks for, and so does every answer.
async fn check(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = match refuse(&request, &shared.names) {
        Some(response) => response,
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| drop(headers.insert(name, HeaderValue::from_static(value)));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::CACHE_CONTROL, "no-store");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    let is_html = headers.get(header::CONTENT_TYPE).is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/html"));
    if is_html {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SECURITY_POLICY));
    }
    response
}

fn refuse(request: &Request, names: &[String]) -> Option<Response> {
    if !is_for_us(request.uri(), request.headers(), names) {
        let sentence = "This preview answers only to 127.0.0.1, localhost and the names that were given with --allow-host.";
        return Some(plain(StatusCode::FORBIDDEN, sentence));
    }
    if *request.method() != Method::GET && *request.method() != Method::HEAD {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "This preview can only be read.");
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Some(response);
    }
    let url_bytes = request.uri().path_and_query().map_or(0, |url| url.as_str().len());
    (url_bytes > URL_BYTES).then(|| plain(StatusCode::URI_TOO_LONG, "This address is longer than 8 kB."))
}

/// Whether the request calls us by one of our names, exactly once, and wherever it names a host.
fn is_for_us(uri: &Uri, headers: &HeaderMap, names: &[String]) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let authority_is_ours = uri.authority().is_none_or(|authority| is_our_name(authority.as_str(), names));
    authority_is_ours && host.to_str().is_ok_and(|host| is_our_name(host, names))
}

/// Any port will do: it may be forwarded, and a foreign name is what gives a foreign site away.
fn is_our_name(host: &str, names: &[String]) -> bool {
    let name = match host.split_once(':') {
        Some((name, port)) if !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) => return false,
        None => host,
    };
    names.iter().any(|ours| ours.eq_ignore_ascii_case(name))
}

/// Whether a browser says that the request comes from a page of ours; what is no browser says nothing.
fn is_from_us(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(header::HOST).unwrap_or("?");
    let origin_is_ours =
        text(header::ORIGIN).is_none_or(|origin| origin.strip_prefix("http://").is_some_and(|origin| origin.eq_ignore_ascii_case(host)));
    let site = text(HeaderName::from_static("sec-fetch-site"));
    origin_is_ours && site.is_none_or(|site| matches!(site, "same-origin" | "none"))
}

async fn events(State(shared): State<Shared>, request: Request) -> Response {
    if !is_from_us(request.headers()) {
        return plain(StatusCode::FORBIDDEN, "Only pages of this preview may listen to its changes.");
    }
    let Ok(place) = shared.streams.try_acquire_owned() else {
        return plain(StatusCode::SERVICE_UNAVAILABLE, "Too many pages are open.");
    };
    // The channel holds one state, the newest: a reader who does not read costs no memory.
    let states = WatchStream::new(shared.states).map(|state| Ok::<_, Infallible>(Event::default().event("state").data(state)));
    Sse::new(Held { stream: states, _place: place }).keep_alive(KeepAlive::default()).into_response()
}

/// A stream that holds its place among the streams until it is dropped.
struct Held<S> {
    stream: S,
    _place: OwnedSemaphorePermit,
}

impl<S: Stream + Unpin> Stream for Held<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        Pin::new(&mut self.stream).poll_next(context)
    }
}

async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], reload::SCRIPT).into_response()
}

async fn page(State(shared): State<Shared>, uri: Uri, headers: HeaderMap) -> Response {
    // Taken before the answer is made: if the site changes meanwhile, the page looks once too often rather than never.
    let state = shared.signal.state();
    let Shared { preview, tell, .. } = shared;
    let asked = uri.clone();
    let found = tokio::task::spawn_blocking(move || find(&*preview, &asked)).await;
    match found {
        Ok(Found::File(answer)) => part(&headers, send(StatusCode::OK, &answer, &state), &answer),
        Ok(Found::Folder(location)) => (StatusCode::FOUND, [(header::LOCATION, location)]).into_response(),
        Ok(Found::Nothing(answer)) => send(StatusCode::NOT_FOUND, &answer, &state),
        Err(_) => {
            tell(News::Panicked { doing: format!("making {}", uri.path()) });
            let page = Answer { bytes: Arc::from(BUG_PAGE.as_bytes()), media_type: "text/html; charset=utf-8", broken: true };
            send(StatusCode::INTERNAL_SERVER_ERROR, &page, &state)
        }
    }
}

const BUG_PAGE: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>A bug in waybook</title></head><body>\
    <h1>A bug in waybook</h1><p>Making this page failed. That is our mistake, not yours: please report it, with the lines that waybook \
    printed in the terminal. The other pages still work, and this one is tried again when you reload it.</p></body></html>\n";

enum Found {
    File(Answer),
    Folder(HeaderValue),
    Nothing(Answer),
}

fn find(preview: &dyn Preview, uri: &Uri) -> Found {
    let Some(path) = clean(uri.path()) else { return Found::Nothing(preview.not_found()) };
    if path.is_empty() || path.ends_with('/') {
        let index = preview.answer(&format!("{path}index.html"));
        return index.map_or_else(|| Found::Nothing(preview.not_found()), Found::File);
    }
    if let Some(answer) = preview.answer(&path) {
        return Found::File(answer);
    }
    match preview.answer(&format!("{path}/index.html")).and_then(|_| folder_location(&path, uri.query())) {
        Some(location) => Found::Folder(location),
        None => Found::Nothing(preview.not_found()),
    }
}

/// The path of a file of the site, decoded once; nothing if it could mean anything else.
fn clean(path: &str) -> Option<String> {
    let path = percent::decoded(path.strip_prefix('/')?)?;
    let parts = path.strip_suffix('/').unwrap_or(&path);
    let is_odd = |part: &str| matches!(part, "" | "." | "..") || part.contains(|c: char| c.is_control() || c == '\\');
    if !path.is_empty() && parts.split('/').any(is_odd) {
        return None;
    }
    Some(path)
}

/// `/x/` for `/x`. The path is clean, so this never begins with `//` and leads nowhere else.
fn folder_location(path: &str, query: Option<&str>) -> Option<HeaderValue> {
    let path = percent::path(path);
    let location = match query {
        Some(query) => format!("/{path}/?{query}"),
        None => format!("/{path}/"),
    };
    HeaderValue::from_str(&location).ok()
}

fn send(status: StatusCode, answer: &Answer, state: &reload::State) -> Response {
    let digest = reload::digest(&answer.bytes);
    let body = if is_html(answer) {
        Body::from(reload::add_script(&answer.bytes, state, &digest))
    } else {
        Body::from(Bytes::from_owner(answer.bytes.clone()))
    };
    let tag = format!("\"{digest}\"");
    let mut response = (status, [(header::CONTENT_TYPE, answer.media_type), (header::ETAG, &tag)], body).into_response();
    if answer.broken {
        response.headers_mut().insert(HeaderName::from_static(reload::BROKEN_HEADER), HeaderValue::from_static("yes"));
    }
    response
}

fn is_html(answer: &Answer) -> bool {
    answer.media_type.starts_with("text/html")
}

/// What is left of a whole answer for who knows it already or wants a part: films are asked for in parts. Pages are always sent whole,
/// for the script in them is not the same each time.
fn part(asked: &HeaderMap, whole: Response, answer: &Answer) -> Response {
    if is_html(answer) {
        return whole;
    }
    let text = |name: HeaderName| asked.get(name).and_then(|value| value.to_str().ok());
    let tag = whole.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()).unwrap_or_default().to_string();
    let knows = |tags: &str| {
        tags.split(',').any(|known| matches!(known.trim().trim_start_matches("W/"), "*") || known.trim().trim_start_matches("W/") == tag)
    };
    if text(header::IF_NONE_MATCH).is_some_and(knows) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    let same_as_begun = text(header::IF_RANGE).is_none_or(|begun| begun == tag);
    let Some(wanted) = text(header::RANGE).filter(|_| same_as_begun).and_then(|range| byte_range(range, answer.bytes.len())) else {
        let mut whole = whole;
        whole.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        return whole;
    };
    let length = answer.bytes.len();
    match wanted {
        Wanted::Bytes(range) => {
            let place = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            let headers = [(header::CONTENT_TYPE, answer.media_type.to_string()), (header::ETAG, tag), (header::CONTENT_RANGE, place)];
            (StatusCode::PARTIAL_CONTENT, headers, Bytes::from_owner(answer.bytes.clone()).slice(range)).into_response()
        }
        Wanted::Nothing => (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, format!("bytes */{length}"))]).into_response(),
    }
}

/// The part of an answer that a `Range` header asks for.
enum Wanted {
    Bytes(std::ops::Range<usize>),
    /// A part that lies behind the end.
    Nothing,
}

/// Reads `bytes=0-99`, `bytes=100-` or `bytes=-100` as RFC 9110, 14.1.2 has it; several parts at once, and what is no range, are given whole.
fn byte_range(header: &str, length: usize) -> Option<Wanted> {
    let (first, last) = header.strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse::<usize>().ok() } else { None };
    let range = match (first.trim(), last.trim()) {
        ("", last) => length.saturating_sub(number(last)?)..length,
        (first, "") => number(first)?..length,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(length)
        }
    };
    Some(if range.start < range.end { Wanted::Bytes(range) } else { Wanted::Nothing })
}

fn plain(status: StatusCode, sentence: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], format!("{sentence}\n")).into_response()
}
