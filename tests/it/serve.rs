//! The dev server over real sockets, and the watch over real folders. Waiting is always for something that happens, never for a time.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use waybook::serve::{Answer, News, Preview, Refreshed, Running, ServeError, ServeOptions, Watching, start};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

// --- A site to show ---

#[derive(Default)]
struct Site {
    files: Mutex<BTreeMap<String, String>>,
    /// The paths of every call of `refresh`.
    refreshed: Mutex<Vec<Vec<PathBuf>>>,
    happened: Condvar,
    asked: Mutex<Vec<String>>,
    problems: Mutex<String>,
}

impl Preview for Site {
    fn answer(&self, path: &str) -> Option<Answer> {
        self.asked.lock().unwrap().push(path.to_string());
        assert_ne!(path, "panic.html", "this is what the test wants");
        let media_type = if path.ends_with(".html") { "text/html; charset=utf-8" } else { "text/css; charset=utf-8" };
        self.files.lock().unwrap().get(path).map(|text| Answer {
            bytes: Arc::from(text.as_bytes()),
            media_type,
            broken: path.starts_with("guide/"),
        })
    }

    fn not_found(&self) -> Answer {
        Answer { bytes: Arc::from(&b"<body>no such page</body>"[..]), media_type: "text/html; charset=utf-8", broken: false }
    }

    fn problems(&self) -> Arc<str> {
        let problems = self.problems.lock().unwrap().clone();
        Arc::from(if problems.is_empty() { r#"{"errors":0,"warnings":0,"items":[]}"#.to_string() } else { problems })
    }

    fn refresh(&self, changed: &[PathBuf]) -> Refreshed {
        assert!(!changed.iter().any(|path| path.ends_with("panic.md")), "this is what the test wants");
        self.refreshed.lock().unwrap().push(changed.to_vec());
        self.happened.notify_all();
        let all = |name: &str| changed.iter().all(|path| path.ends_with(name));
        match (all("invisible.md"), all("own.css")) {
            (true, _) => Refreshed::Nothing,
            (_, true) => Refreshed::Styles,
            _ => Refreshed::Pages { follow: changed.iter().any(|path| path.ends_with("followed.md")).then(|| "/followed/".to_string()) },
        }
    }
}

impl Site {
    /// Waits until every one of these paths has been reported.
    fn wait_for(&self, root: &Path, paths: &[&str]) {
        let wanted: BTreeSet<PathBuf> = paths.iter().map(|path| root.join(path)).collect();
        let refreshed = self.refreshed.lock().unwrap();
        let missing = |calls: &mut Vec<Vec<PathBuf>>| !wanted.iter().all(|path| calls.iter().flatten().any(|seen| seen == path));
        let (calls, timeout) = self.happened.wait_timeout_while(refreshed, PATIENCE, missing).unwrap();
        assert!(!timeout.timed_out(), "waited for {paths:?}, got {calls:?}");
    }

    fn forget(&self) {
        self.refreshed.lock().unwrap().clear();
    }

    fn reported(&self) -> BTreeSet<PathBuf> {
        self.refreshed.lock().unwrap().iter().flatten().cloned().collect()
    }
}

struct Server {
    site: Arc<Site>,
    root: TempDir,
    news: Arc<Mutex<Vec<News>>>,
    running: Running,
}

fn server() -> Server {
    server_with(|_| {})
}

fn server_with(change: impl FnOnce(&mut ServeOptions)) -> Server {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("content/guide")).unwrap();
    let site = Arc::new(Site::default());
    let pages = [
        ("index.html", "<html><body><h1>Home</h1></BODY></html>"),
        ("guide/index.html", "<body>Guide</body>"),
        ("with space/ü/index.html", "<body>Odd</body>"),
        ("theme/style.css", "body { color: red } /* </body> */"),
        ("piece.html", "<p>a piece of a page</p>"),
        ("reload.js", "a file of the site"),
        ("panic.html", "never"),
    ];
    site.files.lock().unwrap().extend(pages.map(|(path, text)| (path.to_string(), text.to_string())));
    let news = Arc::new(Mutex::new(Vec::new()));
    let heard = news.clone();
    let mut options = ServeOptions::new(root.path());
    options.port = 0;
    options.tell = Arc::new(move |piece| heard.lock().unwrap().push(piece));
    change(&mut options);
    let running = start(site.clone(), options).unwrap();
    Server { site, root, news, running }
}

// --- Asking it ---

struct Response {
    status: u16,
    head: String,
    body: String,
}

impl Response {
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        let mut values = lines.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        let value = values.next();
        assert!(values.next().is_none(), "{name} stands twice: {}", self.head);
        value
    }
}

impl Server {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.running.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends these bytes and reads until the server closes. The server may close before it has read everything.
    fn send(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn ask(&self, request: &str) -> Response {
        let answer = self.send(request.as_bytes());
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer to {request:?}: {answer:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Response { status, head: head.to_string(), body: body.to_string() }
    }

    fn get(&self, path: &str) -> Response {
        self.get_with(path, "")
    }

    fn get_with(&self, path: &str, headers: &str) -> Response {
        let port = self.running.address.port();
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n{headers}\r\n"))
    }

    fn events(&self) -> Events {
        let mut stream = self.connect();
        write!(stream, "GET /-/waybook/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").unwrap();
        Events { stream, text: String::new() }
    }
}

/// An open event stream.
struct Events {
    stream: TcpStream,
    text: String,
}

impl Events {
    /// The version that the next event names.
    fn next(&mut self) -> String {
        let state = self.next_state();
        state
            .split("\"version\":\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_else(|| panic!("no version: {state}"))
            .to_string()
    }

    /// What the next event says, on one line.
    fn next_state(&mut self) -> String {
        loop {
            if let Some(start) = self.text.find("data: ")
                && let Some(length) = self.text[start..].find('\n')
            {
                let state = self.text[start + 6..start + length].trim().to_string();
                assert!(self.text.contains("event: state"), "{}", self.text);
                self.text.drain(..start + length);
                return state;
            }
            let mut piece = [0; 1024];
            let bytes = self.stream.read(&mut piece).expect("an event within the time");
            assert_ne!(bytes, 0, "the stream ended: {}", self.text);
            self.text.push_str(std::str::from_utf8(&piece[..bytes]).unwrap());
        }
    }
}

fn shown_version(page: &str) -> &str {
    page.split("data-version=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("no version: {page}"))
}

/// Tries until it works.
fn eventually<T>(what: &str, mut attempt: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = attempt() {
            return value;
        }
        assert!(start.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

// --- Pages ---

#[test]
fn pages_are_found_by_their_addresses() {
    let server = server();
    for (address, text) in
        [("/", "Home"), ("/guide/", "Guide"), ("/guide/index.html", "Guide"), ("/?a=b", "Home"), ("/with%20space/%C3%BC/", "Odd")]
    {
        let page = server.get(address);
        assert_eq!(page.status, 200, "{address}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(page.body.contains(text), "{address}: {}", page.body);
        assert_eq!(page.header("content-length"), Some(page.body.len().to_string().as_str()));
    }
    let style = server.get("/theme/style.css");
    assert_eq!((style.header("content-type"), &*style.body), (Some("text/css; charset=utf-8"), "body { color: red } /* </body> */"));
}

#[test]
fn a_folder_without_its_slash_leads_to_the_page() {
    let server = server();
    for (address, location) in
        [("/guide", "/guide/"), ("/guide?x=1&y=%2F", "/guide/?x=1&y=%2F"), ("/with%20space/%C3%BC", "/with%20space/%C3%BC/")]
    {
        let page = server.get(address);
        assert_eq!((page.status, page.header("location")), (302, Some(location)), "{address}");
    }
}

#[test]
fn an_address_that_leads_nowhere_shows_the_sites_own_page() {
    let server = server();
    for address in ["/nowhere", "/guide/nowhere/", "/theme/style.css/", "/theme/"] {
        let page = server.get(address);
        assert_eq!(page.status, 404, "{address}");
        assert!(page.body.contains("no such page") && page.body.contains("reload.js"), "{}", page.body);
    }
}

#[test]
fn the_script_is_added_to_whole_pages_only() {
    let server = server();
    let home = server.get("/");
    let version = shown_version(&home.body).to_string();
    let (start, end) = home.body.split_once(&format!("<script src=\"/-/waybook/reload.js\" data-version=\"{version}\"")).unwrap();
    assert_eq!(start, "<html><body><h1>Home</h1>");
    assert_eq!(end.split_once("></script>").unwrap().1, "</BODY></html>");
    assert_eq!(server.get("/piece.html").body, "<p>a piece of a page</p>");
    assert_eq!(server.get("/reload.js").body, "a file of the site");
    let script = server.get("/-/waybook/reload.js");
    assert_eq!((script.status, script.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
    assert!(script.body.contains("new EventSource(\"/-/waybook/events\")"));
}

#[test]
fn head_is_answered_like_get_without_the_body() {
    let server = server();
    for address in ["/", "/theme/style.css", "/nowhere", "/guide", "/-/waybook/reload.js"] {
        let get = server.get(address);
        let head = server.ask(&format!("HEAD {address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        assert_eq!((head.status, &*head.body), (get.status, ""), "{address}");
        for name in ["content-type", "content-length", "location", "x-content-type-options"] {
            assert_eq!(head.header(name), get.header(name), "{address} {name}");
        }
    }
}

#[test]
fn every_answer_carries_the_guarding_headers() {
    let server = server();
    for address in ["/", "/guide", "/nowhere", "/theme/style.css", "/-/waybook/reload.js", "/panic.html"] {
        let answer = server.get(address);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{address}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{address}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"), "{address}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{address}");
        let is_html = answer.header("content-type").is_some_and(|media_type| media_type.starts_with("text/html"));
        assert_eq!(answer.header("content-security-policy").is_some(), is_html, "{address}");
    }
    let policy = server.get("/").header("content-security-policy").unwrap().to_string();
    assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{policy}");
}

#[test]
fn a_panic_is_our_bug_and_the_server_lives_on() {
    let server = server();
    for _ in 0..3 {
        let page = server.get("/panic.html");
        assert_eq!(page.status, 500);
        assert!(page.body.contains("A bug in waybook") && page.body.contains("reload.js"), "{}", page.body);
    }
    assert_eq!(server.get("/").status, 200);
    assert!(server.news.lock().unwrap().contains(&News::Panicked { doing: "making /panic.html".into() }));
}

// --- Guests that are not welcome ---

#[test]
fn only_get_and_head_are_answered() {
    let server = server();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get"] {
        for path in ["/", "/-/waybook/events", "/-/waybook/reload.js", "/nowhere"] {
            let target = if method == "CONNECT" { "localhost:80" } else { path };
            let answer = server.ask(&format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
            assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method} {path}");
        }
    }
}

#[test]
fn only_our_own_names_are_answered_on_every_route() {
    let server = server();
    let port = server.running.address.port();
    let foreign = [
        "Host: evil.example",
        "Host: evil.example:4400",
        "Host: localhost.evil.example",
        "Host: evil-localhost",
        "Host: 127.0.0.1.evil.example",
        "Host: 127.0.0.1@evil.example",
        "Host: 127.0.0.2",
        "Host: 0.0.0.0",
        "Host: 192.168.1.7:4400",
        "Host: [::1]:4400",
        "Host: localhost.",
        "Host: localhost:",
        "Host: localhost:80:80",
        "Host: localhost:x",
        "Host: localhost:999999",
        "Host: localhost evil.example",
        "Host: localhost,evil.example",
        "Host: \u{fc}",
        "Host:",
        "X: no host at all",
        "Host: localhost\r\nHost: evil.example",
        "Host: evil.example\r\nHost: localhost",
        "Host: localhost\r\nHost: localhost",
        "Host: evil.example\r\nX-Forwarded-Host: localhost",
    ];
    for headers in foreign {
        for path in ["/", "/guide", "/nowhere", "/-/waybook/events", "/-/waybook/reload.js", "/panic.html"] {
            let answer = server.ask(&format!("GET {path} HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n"));
            assert!(matches!(answer.status, 400 | 403), "{headers} {path}: {}", answer.status);
            assert!(!answer.body.contains("Home") && !answer.body.contains("no such page"), "{headers}: {}", answer.body);
        }
    }
    let absolute = server.ask("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert_eq!(absolute.status, 403, "an absolute address names a host too");
    for host in ["localhost".to_string(), "LocalHost:1".into(), "127.0.0.1".into(), format!("127.0.0.1:{port}")] {
        assert_eq!(server.ask(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).status, 200, "{host}");
    }
    let asked = server.site.asked.lock().unwrap();
    assert!(asked.iter().all(|path| path == "index.html"), "refused before anything is made: {asked:?}");
}

#[test]
fn a_further_name_can_be_allowed() {
    let server = server_with(|options| options.allow_hosts = vec!["Preview.Example".into()]);
    assert_eq!(server.ask("GET / HTTP/1.1\r\nHost: preview.example:8080\r\nConnection: close\r\n\r\n").status, 200);
    assert_eq!(server.ask("GET / HTTP/1.1\r\nHost: example\r\nConnection: close\r\n\r\n").status, 403);
}

#[test]
fn foreign_pages_cannot_listen() {
    let server = server();
    let port = server.running.address.port();
    for headers in [
        "Origin: http://evil.example\r\n".to_string(),
        "Origin: null\r\n".into(),
        "Origin: http://localhost:1\r\n".into(),
        format!("Origin: https://localhost:{port}\r\n"),
        format!("Origin: http://localhost:{port}.evil.example\r\n"),
        format!("Origin: http://127.0.0.1:{port}\r\n"),
        "Origin: \u{fc}\r\n".into(),
        "Sec-Fetch-Site: cross-site\r\n".into(),
        "Sec-Fetch-Site: same-site\r\n".into(),
    ] {
        let answer = server.get_with("/-/waybook/events", &headers);
        assert_eq!(answer.status, 403, "{headers}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
    let mut stream = server.connect();
    write!(stream, "GET /-/waybook/events HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n\r\n").unwrap();
    Events { stream, text: String::new() }.next();
}

#[test]
fn no_spelling_of_a_path_leads_out_or_breaks_anything() {
    let server = server();
    fs::write(server.root.path().join("secret.txt"), "the secret").unwrap();
    let root = server.root.path().display();
    let spellings = [
        "/../secret.txt".to_string(),
        "/../../../../../../../../etc/passwd".into(),
        "/guide/../../secret.txt".into(),
        "/./secret.txt".into(),
        "/guide/./index.html".into(),
        "//etc/passwd".into(),
        "///etc/passwd".into(),
        "/guide//index.html".into(),
        "//evil.example".into(),
        "//evil.example/..".into(),
        "/%2e%2e/secret.txt".into(),
        "/%2E%2E%2Fsecret.txt".into(),
        "/..%2fsecret.txt".into(),
        "/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd".into(),
        "/%2fetc%2fpasswd".into(),
        "/%252e%252e/secret.txt".into(),
        "/%252e%252e%252fsecret.txt".into(),
        "/%c0%ae%c0%ae/secret.txt".into(),
        "/%c0%afetc/passwd".into(),
        "/%e0%80%ae%e0%80%ae/secret.txt".into(),
        "/..\\secret.txt".into(),
        "/..%5csecret.txt".into(),
        "/%5c%5cevil.example%5cshare".into(),
        "/....//secret.txt".into(),
        "/..;/secret.txt".into(),
        "/.%00./secret.txt".into(),
        "/index.html%00.css".into(),
        "/index.html%0d%0aSet-Cookie:%20a=b".into(),
        "/guide%0d%0aLocation:%20http://evil.example".into(),
        "/%ff%fe".into(),
        "/%".into(),
        "/%2".into(),
        "/%zz".into(),
        "/%u002e%u002e/secret.txt".into(),
        "/@fs/etc/passwd".into(),
        "/@fs/etc/passwd?raw??".into(),
        "/file:///etc/passwd".into(),
        format!("/{root}/secret.txt"),
        format!("{root}/secret.txt"),
        "/C:/Windows/win.ini".into(),
        "/.git/config".into(),
        "/.waybook-manifest".into(),
        "/-/waybook/../../secret.txt".into(),
        "/-/waybook/nothing".into(),
        "/-/waybook/%65vents".into(),
        "/guide/..".into(),
        "/..".into(),
        "/.".into(),
    ];
    for path in spellings {
        let answer = server.get(&path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.head);
        assert!(!answer.body.contains("the secret") && !answer.body.contains("root:"), "{path}");
        assert_eq!((answer.header("location"), answer.header("set-cookie")), (None, None), "{path}");
    }
    for asked in server.site.asked.lock().unwrap().iter() {
        let is_plain =
            !asked.starts_with('/') && asked.split('/').all(|part| !matches!(part, "" | "." | "..")) && !asked.contains(['\\', '\0', '\r']);
        assert!(is_plain, "the site was asked for {asked:?}");
    }
}

#[test]
fn malformed_and_huge_requests_are_refused_and_harm_nobody() {
    let server = server();
    let host = "Host: localhost\r\n";
    let requests: Vec<(String, &[u16])> = vec![
        (format!("GET /{} HTTP/1.1\r\n{host}Connection: close\r\n\r\n", "a".repeat(8 * 1024)), &[414]),
        (format!("GET /?{} HTTP/1.1\r\n{host}Connection: close\r\n\r\n", "a".repeat(10 * 1024)), &[414]),
        (format!("GET / HTTP/1.1\r\n{host}X: {}\r\n\r\n", "a".repeat(17 * 1024)), &[431]),
        (format!("GET / HTTP/1.1\r\n{host}X: {}\r\n\r\n", "a".repeat(3 * 1024 * 1024)), &[431]),
        (format!("GET / HTTP/1.1\r\n{host}{}\r\n", "X: y\r\n".repeat(500)), &[431]),
        (format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a".repeat(200 * 1024)), &[414, 431]),
        ("\0\0\0\0\r\n\r\n".to_string(), &[400]),
        ("GET\r\n\r\n".to_string(), &[400]),
        ("GET / HTTP/9.9\r\n\r\n".to_string(), &[400]),
        (format!("GET nowhere HTTP/1.1\r\n{host}Connection: close\r\n\r\n"), &[400, 403]),
        (format!("GET / HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n"), &[400]),
        (format!("GET / HTTP/1.1\r\n{host}Content-Length: 1\r\nContent-Length: 2\r\n\r\n"), &[400]),
        (format!("GET / HTTP/1.1\r\n{host}Transfer-Encoding: nonsense\r\n\r\n"), &[400, 501]),
        (format!("GET / HTTP/1.1\r\n{host}bad header\r\n\r\n"), &[400]),
        (format!("POST / HTTP/1.1\r\n{host}Content-Length: 99999999999999\r\n\r\n"), &[405]),
        ("\x16\x03\x01\x02\x00\x01\x00\x01\r\n\r\n".to_string(), &[400]),
    ];
    for (request, expected) in requests {
        let answer = server.send(request.as_bytes());
        let shown: String = request.chars().take(60).collect();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        assert!(status.is_none_or(|status| expected.contains(&status)), "{shown:?}: {answer}");
        assert!(status.is_some() || expected == [431], "{shown:?}: only who sends too much may be cut off");
        assert!(!answer.contains("Home"), "{shown:?}");
    }
    for piece in ["", "G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: loc"] {
        let mut stream = server.connect();
        stream.write_all(piece.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Both).unwrap();
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn who_never_finishes_asking_is_sent_away_and_others_do_not_wait() {
    let server = server();
    let mut slow: Vec<TcpStream> = ["", "GET / HT", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "]
        .iter()
        .map(|start| {
            let mut stream = server.connect();
            stream.write_all(start.as_bytes()).unwrap();
            stream
        })
        .collect();
    assert_eq!(server.get("/").status, 200);
    for stream in &mut slow {
        let mut rest = Vec::new();
        // Ends by itself, or the read would time out.
        match stream.read_to_end(&mut rest) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
        }
        assert!(!String::from_utf8_lossy(&rest).contains("Home"));
    }
}

#[test]
fn readers_who_take_nothing_keep_nobody_waiting() {
    /// More than the system takes from us while nobody reads.
    const HUGE: usize = 8 * 1024 * 1024;
    let server = server();
    server.site.files.lock().unwrap().insert("huge.html".into(), format!("<body>{}</body>", "a".repeat(HUGE)));
    let stuck: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = server.connect();
            write!(stream, "GET /huge.html HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            stream
        })
        .collect();
    assert_eq!(server.get("/").status, 200);
    assert_eq!(server.get("/guide/").status, 200);
    drop(stuck);
    assert!(server.get("/huge.html").body.len() > HUGE);
}

#[test]
fn readers_who_leave_in_the_middle_harm_nobody() {
    let server = server();
    let request = b"GET /guide/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for turn in 0..200 {
        let mut stream = server.connect();
        let sent = if turn % 2 == 0 { request.len() } else { turn % request.len() };
        stream.write_all(&request[..sent]).unwrap();
        // An answer that is never read makes this a reset rather than an end.
        drop(stream);
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn more_connections_than_allowed_wait_for_their_turn() {
    let server = server();
    let mut streams: Vec<TcpStream> = (0..140).map(|_| server.connect()).collect();
    for stream in &mut streams {
        write!(stream, "GET /guide/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    }
    for mut stream in streams {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains("Guide"), "{answer}");
    }
}

/// A program that ends with the test, however the test ends.
#[cfg(target_os = "linux")]
struct Program(std::process::Child);

#[cfg(target_os = "linux")]
impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program itself, allowed to have so many files open.
#[cfg(target_os = "linux")]
fn program_with_open_files(root: &Path, most: usize) -> (Program, std::net::SocketAddr) {
    let child = std::process::Command::new("sh")
        .args(["-c", "ulimit -n \"$2\"; exec \"$0\" serve --port 0 \"$1\"", env!("CARGO_BIN_EXE_waybook")])
        .arg(root)
        .arg(most.to_string())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut program = Program(child);
    let said = std::io::BufRead::lines(std::io::BufReader::new(program.0.stderr.take().unwrap()));
    let address = said.map(|line| line.unwrap()).find_map(|line| line.split("http://").nth(1)?.trim_end_matches('/').parse().ok());
    (program, address.expect("the program says where it is"))
}

#[test]
#[cfg(target_os = "linux")]
fn a_server_that_ran_out_of_open_files_answers_again_when_some_are_free() {
    let root = tempfile::tempdir().unwrap();
    put(root.path(), "content/index.md", "# Home\n");
    let (program, address) = program_with_open_files(root.path(), 40);
    let open_files = || fs::read_dir(format!("/proc/{}/fd", program.0.id())).unwrap().count();
    let held: Vec<TcpStream> = (0..60).map(|_| TcpStream::connect(address).unwrap()).collect();
    eventually("all files that it may open are open", || (open_files() >= 40).then_some(()));
    let mut late = TcpStream::connect(address).unwrap();
    late.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(late, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    // What is saved in that moment is read as soon as there is a file to read it with; until then the page is as it was.
    put(root.path(), "content/index.md", "# Home again\n");
    std::thread::sleep(Duration::from_millis(300));
    drop(held);
    let mut answer = String::new();
    late.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains(">Home"), "{answer}");
    eventually("a save is shown", || {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        answer.contains("Home again").then_some(())
    });
}

#[test]
fn open_event_streams_never_keep_a_page_from_being_opened() {
    let server = server();
    let mut streams: Vec<TcpStream> = (0..110).map(|_| server.connect()).collect();
    let mut refused = 0;
    for stream in &mut streams {
        write!(stream, "GET /-/waybook/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut start = [0; 12];
        stream.read_exact(&mut start).unwrap();
        refused += usize::from(&start == b"HTTP/1.1 503");
    }
    assert_eq!(refused, 10);
    assert_eq!(server.get("/").status, 200);
    drop(streams);
    eventually("places become free again", || {
        let mut stream = server.connect();
        write!(stream, "GET /-/waybook/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut start = [0; 12];
        stream.read_exact(&mut start).unwrap();
        (&start == b"HTTP/1.1 200").then_some(())
    });
}

// --- Live reload ---

#[test]
fn a_save_reaches_every_open_page() {
    let server = server();
    let shown = shown_version(&server.get("/").body).to_string();
    let mut streams = [server.events(), server.events(), server.events()];
    assert!(streams.iter_mut().all(|events| events.next() == shown), "a page that is up to date stays as it is");
    fs::write(server.root.path().join("content/page.md"), "one").unwrap();
    for events in &mut streams {
        assert_ne!(events.next(), shown);
    }
    let newest = shown_version(&server.get("/").body).to_string();
    assert_ne!(newest, shown);
    assert_eq!(server.events().next(), newest, "a page that opens its stream late hears of the newest version at once");
}

#[test]
fn what_readers_cannot_see_reloads_nothing() {
    let server = server();
    let shown = shown_version(&server.get("/").body).to_string();
    fs::write(server.root.path().join("content/invisible.md"), "one").unwrap();
    server.site.wait_for(server.root.path(), &["content/invisible.md"]);
    // The next save comes after the first is wholly dealt with.
    fs::write(server.root.path().join("content/visible.md"), "one").unwrap();
    let mut events = server.events();
    let first = std::iter::repeat_with(|| events.next()).find(|version| *version != shown).unwrap();
    let number = |version: &str| version.rsplit('-').next().unwrap().parse::<u64>().unwrap();
    let changes = number(&first) - number(&shown);
    let calls = server.site.refreshed.lock().unwrap().iter().filter(|call| call.iter().any(|path| !path.ends_with("invisible.md"))).count();
    assert!(changes as usize <= calls, "{changes} versions, {calls} visible changes");
}

#[test]
fn a_new_style_sheet_leaves_pages_alone() {
    let server = server();
    let mut events = server.events();
    let before = events.next_state();
    assert!(before.contains("\"styles\":0"), "{before}");
    fs::write(server.root.path().join("content/own.css"), "a {}").unwrap();
    let after = events.next_state();
    assert!(after.contains("\"styles\":1"), "{after}");
    assert!(after.contains(shown_version(&server.get("/").body)), "the version of the pages is as it was");
}

#[test]
fn open_pages_hear_which_page_was_edited_and_what_is_wrong() {
    let server = server();
    let mut events = server.events();
    assert!(events.next_state().contains(r#""follow":null,"problems":{"errors":0"#));
    *server.site.problems.lock().unwrap() = r#"{"errors":1,"warnings":0,"items":[]}"#.to_string();
    fs::write(server.root.path().join("content/followed.md"), "one").unwrap();
    let state = events.next_state();
    assert!(state.contains(r#""follow":"/followed/","problems":{"errors":1"#), "{state}");
    server.site.problems.lock().unwrap().clear();
    fs::write(server.root.path().join("content/invisible.md"), "one").unwrap();
    let state = std::iter::repeat_with(|| events.next_state()).find(|state| state.contains("\"errors\":0"));
    assert!(state.is_some(), "what is right again is told, though no page is different");
}

#[test]
fn the_digest_of_a_page_is_its_own_and_stays_while_others_change() {
    let server = server();
    let digest = |page: &str| page.split("data-digest=\"").nth(1).unwrap().split('"').next().unwrap().to_string();
    let (home, guide) = (server.get("/"), server.get("/guide/"));
    assert_ne!(digest(&home.body), digest(&guide.body));
    assert_eq!(home.header("etag"), Some(&*format!("\"{}\"", digest(&home.body))));
    let mut events = server.events();
    events.next();
    fs::write(server.root.path().join("content/page.md"), "one").unwrap();
    events.next();
    let later = server.get("/");
    assert_eq!((guide.header("x-waybook-broken"), home.header("x-waybook-broken")), (Some("yes"), None));
    assert_eq!(digest(&later.body), digest(&home.body));
    assert_ne!(shown_version(&later.body), shown_version(&home.body));
}

#[test]
fn parts_of_files_can_be_asked_for() {
    let server = server();
    let text = "body { color: red } /* </body> */";
    let whole = server.get("/theme/style.css");
    assert_eq!((whole.status, whole.header("accept-ranges")), (200, Some("bytes")));
    let cases: [(&str, u16, &str, &str); 9] = [
        ("bytes=0-3", 206, &text[..4], "bytes 0-3/33"),
        ("bytes=5-", 206, &text[5..], "bytes 5-32/33"),
        ("bytes=-2", 206, &text[31..], "bytes 31-32/33"),
        ("bytes=30-999", 206, &text[30..], "bytes 30-32/33"),
        ("bytes=33-", 416, "", "bytes */33"),
        ("bytes=5-2", 200, text, ""),
        ("bytes=0-1,4-5", 200, text, ""),
        ("bytes=99999999999999999999999-", 200, text, ""),
        ("lines=1-2", 200, text, ""),
    ];
    for (range, status, body, place) in cases {
        let answer = server.get_with("/theme/style.css", &format!("Range: {range}\r\n"));
        assert_eq!((answer.status, &*answer.body, answer.header("content-range").unwrap_or("")), (status, body, place), "{range}");
    }
    let page = server.get_with("/", "Range: bytes=0-3\r\n");
    assert_eq!(page.status, 200, "a page is always sent whole: {}", page.body);
    let old = server.get_with("/theme/style.css", "Range: bytes=0-3\r\nIf-Range: \"older\"\r\n");
    assert_eq!((old.status, &*old.body), (200, text), "a part of another form of the file fits to nothing");
}

#[test]
fn a_file_that_is_known_is_not_sent_again() {
    let server = server();
    let tag = server.get("/theme/style.css").header("etag").unwrap().to_string();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_string()] {
        let answer = server.get_with("/theme/style.css", &format!("If-None-Match: {known}\r\n"));
        assert_eq!((answer.status, &*answer.body), (304, ""), "{known}");
    }
    assert_eq!(server.get_with("/theme/style.css", "If-None-Match: \"other\"\r\n").status, 200);
}

#[test]
fn the_server_listens_where_it_is_told_and_on_this_machine_otherwise() {
    assert!(server().running.address.ip().is_loopback());
    let elsewhere = server_with(|options| options.host = "127.0.0.2".parse().unwrap());
    assert_eq!(elsewhere.running.address.ip().to_string(), "127.0.0.2");
    let mut options = ServeOptions::new(elsewhere.root.path());
    options.host = "203.0.113.7".parse().unwrap();
    let Err(error) = start(elsewhere.site.clone(), options) else { panic!("nobody has this address") };
    assert!(error.to_string().starts_with("cannot listen on 203.0.113.7:4400"), "{error}");
}

#[test]
fn a_panic_while_bringing_up_to_date_does_not_end_the_watch() {
    let server = server();
    fs::write(server.root.path().join("content/panic.md"), "one").unwrap();
    let panicked = |news: &News| matches!(news, News::Panicked { .. });
    eventually("the panic is told", || server.news.lock().unwrap().iter().any(panicked).then_some(()));
    fs::write(server.root.path().join("content/good.md"), "one").unwrap();
    server.site.wait_for(server.root.path(), &["content/good.md"]);
}

#[test]
fn stopping_takes_no_longer_than_a_second_whoever_is_connected() {
    let server = server();
    let mut streams: Vec<Events> = (0..20).map(|_| server.events()).collect();
    streams.iter_mut().for_each(|events| drop(events.next()));
    let half = {
        let mut stream = server.connect();
        stream.write_all(b"GET / HT").unwrap();
        stream
    };
    let Server { running, root, .. } = server;
    let address = running.address;
    let start = Instant::now();
    drop(running);
    // The promise is one second; who waited for one of them would wait forever.
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    for mut events in streams {
        let mut rest = Vec::new();
        let _ = events.stream.read_to_end(&mut rest);
    }
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
    drop((half, root));
}

// --- Ports ---

#[test]
fn a_taken_port_gives_the_next_free_one_and_says_so() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let server = server_with(|options| options.port = port);
    let address = server.running.address;
    assert!(address.ip().is_loopback());
    assert!(address.port() > port && address.port() <= port + 100);
    assert_eq!(*server.news.lock().unwrap(), [News::Ready { address, taken: Some(port) }]);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_folder_that_is_not_there_is_said() {
    let mut options = ServeOptions::new("/nowhere/at/all");
    options.port = 0;
    match start(Arc::new(Site::default()), options) {
        Err(error @ ServeError::Watch { .. }) => assert!(error.to_string().contains("cannot watch `/nowhere/at/all`"), "{error}"),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("there is nothing to watch"),
    }
}

// --- Watching ---

/// Runs a test of the watch in both ways of watching.
fn watched(test: impl Fn(&Server, &Path)) {
    for watching in [Watching::Events, Watching::Poll] {
        let server = server_with(|options| options.watching = watching);
        let root = server.root.path().to_path_buf();
        test(&server, &root);
    }
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn saves_of_every_kind_are_seen() {
    watched(|server, root| {
        let site = &server.site;
        put(root, "content/page.md", "one");
        site.wait_for(root, &["content/page.md"]);

        site.forget();
        put(root, "content/page.md", "one and more");
        site.wait_for(root, &["content/page.md"]);

        site.forget();
        put(root, "content/.page.md.new", "renamed over");
        fs::rename(root.join("content/.page.md.new"), root.join("content/page.md")).unwrap();
        site.wait_for(root, &["content/page.md"]);

        site.forget();
        fs::rename(root.join("content/page.md"), root.join("content/page.md~")).unwrap();
        put(root, "content/page.md", "with a backup beside it");
        site.wait_for(root, &["content/page.md"]);

        site.forget();
        let mut file = fs::File::create(root.join("content/page.md")).unwrap();
        for _ in 0..10 {
            file.write_all(b"in many pieces ").unwrap();
            file.flush().unwrap();
        }
        drop(file);
        site.wait_for(root, &["content/page.md"]);

        site.forget();
        fs::remove_file(root.join("content/page.md")).unwrap();
        site.wait_for(root, &["content/page.md"]);
    });
}

#[test]
fn new_folders_are_listed_and_watched() {
    watched(|server, root| {
        put(root, "content/new/deep/er/page.md", "one");
        put(root, "content/new/deep/other.md", "one");
        server.site.wait_for(root, &["content/new/deep/er/page.md", "content/new/deep/other.md"]);
        server.site.forget();
        put(root, "content/new/deep/er/page.md", "changed");
        server.site.wait_for(root, &["content/new/deep/er/page.md"]);
    });
}

#[test]
fn a_folder_that_is_renamed_is_gone_here_and_there_with_all_its_files() {
    watched(|server, root| {
        put(root, "content/old/inner/page.md", "one");
        server.site.wait_for(root, &["content/old/inner/page.md"]);
        server.site.forget();
        fs::rename(root.join("content/old"), root.join("content/new")).unwrap();
        server.site.wait_for(root, &["content/new/inner/page.md"]);
        eventually("the old name is reported, as a folder or file by file", || {
            server.site.reported().iter().any(|path| path.starts_with(root.join("content/old"))).then_some(())
        });
        server.site.forget();
        put(root, "content/new/inner/page.md", "changed under its new name");
        server.site.wait_for(root, &["content/new/inner/page.md"]);
        let reported = server.site.reported();
        assert!(!reported.contains(&root.join("content/old/inner/page.md")), "{reported:?}");
    });
}

/// Saves a page in a folder of its own and waits until that is reported.
fn save_and_hear(server: &Server, root: &Path, text: &str) {
    put(root, "content/part/page.md", text);
    server.site.wait_for(root, &["content/part/page.md"]);
    server.site.forget();
}

#[test]
fn a_folder_that_is_deleted_and_made_again_is_still_watched() {
    watched(|server, root| {
        save_and_hear(server, root, "one");
        fs::remove_dir_all(root.join("content/part")).unwrap();
        eventually("the deletion is reported", || (!server.site.reported().is_empty()).then_some(()));
        server.site.forget();
        save_and_hear(server, root, "two, longer");
        save_and_hear(server, root, "three, longer still");
    });
}

#[test]
fn a_folder_that_was_a_file_for_a_while_is_still_watched() {
    watched(|server, root| {
        save_and_hear(server, root, "one");
        fs::remove_dir_all(root.join("content/part")).unwrap();
        put(root, "content/part", "a file");
        server.site.wait_for(root, &["content/part"]);
        fs::remove_file(root.join("content/part")).unwrap();
        save_and_hear(server, root, "two, longer");
        save_and_hear(server, root, "three, longer still");
    });
}

#[test]
fn a_folder_that_another_one_takes_the_place_of_at_once_is_still_watched() {
    watched(|server, root| {
        save_and_hear(server, root, "one");
        put(root, ".new/page.md", "two, longer");
        fs::rename(root.join("content/part"), root.join(".old")).unwrap();
        fs::rename(root.join(".new"), root.join("content/part")).unwrap();
        server.site.wait_for(root, &["content/part/page.md"]);
        server.site.forget();
        save_and_hear(server, root, "three, longer still");
    });
}

#[test]
fn a_site_that_is_away_for_a_while_is_shown_as_it_was_and_watched_again_when_it_is_back() {
    for (watching, moved) in [(Watching::Events, "above"), (Watching::Events, "above/site"), (Watching::Poll, "above")] {
        let server = server_with(|options| {
            options.root.push("above/site");
            fs::create_dir_all(options.root.join("content")).unwrap();
            options.watching = watching;
        });
        let (place, away) = (server.root.path().join(moved), server.root.path().join("away"));
        let root = server.root.path().join("above/site");
        put(&root, "content/page.md", "one");
        server.site.wait_for(&root, &["content/page.md"]);
        server.site.forget();

        fs::rename(&place, &away).unwrap();
        let hidden = if moved == "above" { away.join("site") } else { away.clone() };
        put(&hidden, "content/page.md", "two, longer");
        let gone = News::Gone { root: root.clone() };
        eventually("it is said that the site is gone", || server.news.lock().unwrap().contains(&gone).then_some(()));
        assert_eq!(server.site.reported(), BTreeSet::new(), "nothing is deleted");
        assert_eq!(server.get("/guide/").status, 200);

        fs::rename(&away, &place).unwrap();
        eventually("all of it may be different", || {
            let reported = server.site.reported();
            (reported.contains(&root) || reported.contains(&root.join("content/page.md"))).then_some(())
        });
        server.site.forget();
        put(&root, "content/page.md", "three, longer still");
        server.site.wait_for(&root, &["content/page.md"]);
    }
}

#[test]
fn a_storm_of_four_hundred_files_is_complete() {
    watched(|server, root| {
        let paths: Vec<String> = (0..400).map(|number| format!("content/folder-{}/page-{number}.md", number % 20)).collect();
        let start = Instant::now();
        paths.iter().for_each(|path| put(root, path, "one"));
        server.site.wait_for(root, &paths.iter().map(String::as_str).collect::<Vec<_>>());
        let calls = server.site.refreshed.lock().unwrap().len();
        // On a slow machine the storm itself lasts long; the wait after a save is 60 ms.
        let most = 20 + start.elapsed().as_millis() / 60;
        assert!(calls as u128 <= most.min(399), "not a rebuild for every file, but {calls}");
    });
}

#[test]
fn what_is_nobodys_source_is_not_reported() {
    watched(|server, root| {
        put(root, "public/.waybook-manifest", "waybook-manifest 1\n");
        put(root, "target/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55");
        for path in [
            "public/index.html",
            "target/debug/x.md",
            "node_modules/x/y.md",
            ".git/index",
            "content/.hidden.md",
            "content/.#page.md",
            "content/page.md~",
            "content/.page.md.swp",
            "content/#page.md#",
            "content/page.md.tmp",
        ] {
            put(root, path, "x");
        }
        // Folders may well be called like this.
        let last = ["content/4913/first.md", "content/target/last.md"];
        last.iter().for_each(|path| put(root, path, "x"));
        server.site.wait_for(root, &last);
        assert_eq!(server.site.reported(), last.iter().map(|path| root.join(path)).collect());
    });
}

#[test]
fn reading_is_no_news() {
    watched(|server, root| {
        put(root, "content/page.md", "one");
        server.site.wait_for(root, &["content/page.md"]);
        put(root, "content/before.md", "one");
        server.site.wait_for(root, &["content/before.md"]);
        server.site.forget();
        for _ in 0..5 {
            fs::read(root.join("content/page.md")).unwrap();
            fs::read_dir(root.join("content")).unwrap().count();
        }
        put(root, "content/after.md", "one");
        server.site.wait_for(root, &["content/after.md"]);
        assert!(!server.site.reported().contains(&root.join("content/page.md")));
    });
}

#[test]
fn paths_are_spelled_with_the_root_as_it_was_given() {
    let server = server();
    #[cfg(unix)]
    {
        let other = tempfile::tempdir().unwrap();
        let link = other.path().join("link");
        std::os::unix::fs::symlink(server.root.path(), &link).unwrap();
        let site = Arc::new(Site::default());
        let mut options = ServeOptions::new(&link);
        options.port = 0;
        let _running = start(site.clone(), options).unwrap();
        put(server.root.path(), "content/page.md", "one");
        site.wait_for(&link, &["content/page.md"]);
    }
    put(server.root.path(), "content/page.md", "two");
    server.site.wait_for(server.root.path(), &["content/page.md"]);
}

#[test]
fn what_was_saved_after_the_site_was_read_is_reported_at_once() {
    let root = tempfile::tempdir().unwrap();
    put(root.path(), "content/page.md", "saved while the site was being read");
    let site = Arc::new(Site::default());
    let mut options = ServeOptions::new(root.path());
    options.port = 0;
    options.read_at = Some(std::time::SystemTime::now());
    let _running = start(site.clone(), options).unwrap();
    site.wait_for(root.path(), &["content/page.md"]);
}
