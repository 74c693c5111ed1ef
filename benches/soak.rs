//! A long day of `waybook serve`: two thousand saves while a hundred pages are open, a quarter of which never take what they are sent.
//!
//! `cargo bench --bench soak -- [SAVES]`. Asks for the saved page until it shows the save, with every answer in between being 200; then
//! every page that listens must have heard of the last state. Tells how much memory the server took between the first tenth and the end,
//! its threads and open files before and after, and its CPU time while nothing happens; ends with an error when one is over its limit.
//! Reads `/proc`, so it needs Linux.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Open pages, and how many of them never read.
const STREAMS: usize = 100;
const DEAF: usize = 25;
/// Pages of the handbook.
const PAGES: usize = 100;
/// What the server may grow by, in megabytes, and what it may use while idle, in percent of a core.
const GROWTH_MB: f64 = 20.0;
const IDLE_PERCENT: f64 = 2.0;

fn main() {
    let saves: usize = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(2000);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let root = folder.path();
    (0..PAGES).for_each(|page| save(root, page, "as it was"));
    let server = Server::start(root);
    let quiet = server.use_of_system();

    let heard: Vec<Arc<Mutex<String>>> = (0..STREAMS - DEAF).map(|_| Arc::default()).collect();
    let listening: Vec<TcpStream> = heard.iter().map(|heard| listen(server.address, Some(heard.clone()))).collect();
    let deaf: Vec<TcpStream> = (0..DEAF).map(|_| listen(server.address, None)).collect();

    let began = Instant::now();
    let mut asked = 0;
    let mut memory = vec![server.megabytes()];
    for turn in 0..saves {
        let words = format!("save {turn} of many");
        save(root, turn % PAGES, &words);
        let saved = Instant::now();
        loop {
            let (status, page) = get(server.address, &format!("/page-{:03}/", turn % PAGES));
            asked += 1;
            assert_eq!(status, 200, "an answer during save {turn}");
            if page.contains(&words) {
                break;
            }
            assert!(saved.elapsed() < Duration::from_secs(20), "save {turn} is never shown");
        }
        if (turn + 1) % saves.div_ceil(10) == 0 {
            memory.push(server.megabytes());
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    let (_, page) = get(server.address, "/page-000/");
    let version = page.split("data-version=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the page has a version").to_string();
    let waited = Instant::now();
    while heard.iter().any(|heard| !heard.lock().expect("nobody panics with it").contains(&version)) {
        assert!(waited.elapsed() < Duration::from_secs(20), "an open page has missed the last state {version}");
        std::thread::sleep(Duration::from_millis(20));
    }
    let (early, late) = (memory[1], server.megabytes());
    // Streams whose end the server must see: a shut-down socket, not only a dropped copy of it.
    listening.iter().chain(&deaf).for_each(|stream| drop(stream.shutdown(std::net::Shutdown::Both)));
    let waited = Instant::now();
    let after = loop {
        let after = server.use_of_system();
        if after.is_within(quiet) || waited.elapsed() > Duration::from_secs(60) {
            break after;
        }
        std::thread::sleep(Duration::from_millis(200));
    };
    let idle = server.idle_percent();

    println!("{saves} saves, {STREAMS} open pages of which {DEAF} never read: {asked} answers, all 200, in {seconds:.0} s");
    let memory: Vec<String> = memory.iter().map(|megabytes| format!("{megabytes:.0}")).collect();
    println!("memory      {} MB at the start and after each tenth", memory.join(", "));
    println!("threads     {} before, {} after", quiet.threads, after.threads);
    println!("open files  {} before, {} after", quiet.files, after.files);
    println!("idle        {idle:.2} % of a core");
    assert!(late - early < GROWTH_MB, "the server grows");
    assert!(after.is_within(quiet), "threads and open files are back to the start");
    assert!(idle < IDLE_PERCENT, "the server is not idle");
}

fn save(root: &Path, page: usize, words: &str) {
    let file = root.join(format!("content/page-{page:03}.md"));
    fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("a folder can be made");
    fs::write(file, format!("# Page {page}\n\nThe text, {words}.\n")).expect("a page can be written");
}

fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).expect("the server answers");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("a request can be sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the answer ends");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0), answer)
}

/// Opens an event stream; what comes is kept in `heard`, the newest only, or never read.
fn listen(address: SocketAddr, heard: Option<Arc<Mutex<String>>>) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("the server answers");
    write!(stream, "GET /-/waybook/events HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("a request can be sent");
    let Some(heard) = heard else { return stream };
    let mut reader = stream.try_clone().expect("a socket can be read elsewhere");
    std::thread::spawn(move || {
        let mut piece = [0; 4096];
        let mut last = String::new();
        while let Ok(length) = reader.read(&mut piece)
            && length > 0
        {
            last.push_str(&String::from_utf8_lossy(&piece[..length]));
            // An event may come in two pieces: the one before is kept until the next is whole.
            let start = last.len().saturating_sub(8192);
            last = last.split_off((start..).find(|at| last.is_char_boundary(*at)).unwrap_or(0));
            heard.lock().expect("nobody panics with it").clone_from(&last);
        }
    });
    stream
}

/// What a process takes of the system.
#[derive(Clone, Copy)]
struct Use {
    threads: usize,
    files: usize,
}

impl Use {
    /// Threads that answer requests come and go: no more than before is enough.
    fn is_within(self, before: Use) -> bool {
        self.threads <= before.threads && self.files <= before.files
    }
}

struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    fn start(root: &Path) -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_waybook"))
            .args(["serve", "--port", "0"])
            .arg(root)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program is there");
        let mut said = String::new();
        let mut out = process.stderr.take().expect("its words are asked for");
        let mut piece = [0; 1024];
        let address = loop {
            let length = out.read(&mut piece).expect("the server says where it is");
            assert_ne!(length, 0, "the server says where it is: {said}");
            said.push_str(&String::from_utf8_lossy(&piece[..length]));
            let address =
                said.split("http://").nth(1).and_then(|rest| rest.split_once('/')?.0.replace("localhost", "127.0.0.1").parse().ok());
            if let Some(address) = address {
                break address;
            }
        };
        // Whatever it says later is taken, or it would wait for that.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        get(address, "/");
        Server { process, address }
    }

    fn proc(&self, name: &str) -> String {
        format!("/proc/{}/{name}", self.process.id())
    }

    fn status(&self, key: &str) -> f64 {
        let status = fs::read_to_string(self.proc("status")).expect("Linux tells about processes");
        let line = status.lines().find_map(|line| line.strip_prefix(key)).expect("Linux tells this too");
        line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("it is a number")
    }

    fn megabytes(&self) -> f64 {
        self.status("VmRSS:") / 1024.0
    }

    fn use_of_system(&self) -> Use {
        let files = fs::read_dir(self.proc("fd")).expect("Linux lists open files").count();
        Use { threads: self.status("Threads:") as usize, files }
    }

    /// CPU time of ten seconds in which nothing happens.
    fn idle_percent(&self) -> f64 {
        const SECONDS: u64 = 10;
        let before = self.ticks();
        std::thread::sleep(Duration::from_secs(SECONDS));
        // A hundred ticks are a second on every Linux that matters here.
        (self.ticks() - before) / SECONDS as f64
    }

    fn ticks(&self) -> f64 {
        let stat = fs::read_to_string(self.proc("stat")).expect("Linux tells about processes");
        let fields: Vec<f64> = stat.rsplit(')').next().unwrap_or("").split_whitespace().map(|field| field.parse().unwrap_or(0.0)).collect();
        fields[11] + fields[12]
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
