//! Small sites in, pages and messages out.
//!
//! Each folder of `tests/sites/` is a case: `input/` is a site; `messages.txt` is all that is said about it; each file below
//! `expected/` is what readers get, for a page the part inside `<div class="prose">`, for a map head and steps; `outputs.txt`, if it is there, lists all outputs.
//! `UPDATE=1` rewrites what is there: read the difference before you commit it.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use waybook::sources::Disk;
use waybook::workspace::{Snapshot, Timings, Workspace, WorkspaceOptions};

#[test]
fn sites_give_the_expected_pages_and_messages() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let mut cases: Vec<PathBuf> = fs::read_dir(&folder).expect("there are cases").flatten().map(|entry| entry.path()).collect();
    cases.sort();
    assert!(cases.len() >= 8, "the cases were found");
    let failures: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn check(case: &Path) -> Result<(), String> {
    let snapshot = open(&case.join("input"));
    compare(&case.join("messages.txt"), &messages(&snapshot))?;
    let outputs = case.join("outputs.txt");
    if outputs.exists() {
        let own = snapshot.site.outputs.keys().filter(|path| !path.starts_with("assets/") || snapshot_asset(&snapshot, path));
        compare(&outputs, &own.fold(String::new(), |all, path| all + path + "\n"))?;
    }
    let expected = case.join("expected");
    let mut files = Vec::new();
    list(&expected, &mut files);
    for file in files {
        let path = file.strip_prefix(&expected).expect("below expected").to_string_lossy().replace('\\', "/");
        let rendered = snapshot.render(&path).ok_or_else(|| format!("{}: there is no output {path}", case.display()))?;
        compare(&file, &prose(&String::from_utf8_lossy(&rendered.bytes)))?;
    }
    Ok(())
}

fn snapshot_asset(snapshot: &Snapshot, path: &str) -> bool {
    snapshot.site.assets.keys().any(|address| address.output_path() == *path)
}

/// The site in a folder, read like the program does.
pub fn open(folder: &Path) -> std::sync::Arc<Snapshot> {
    let disk = Disk::open(folder).expect("the site is there");
    Workspace::open(&disk, WorkspaceOptions::default(), &mut Timings::default()).snapshot()
}

/// All messages, one block each, in the form that `messages.txt` has.
pub fn messages(snapshot: &Snapshot) -> String {
    let mut out = String::new();
    for message in &snapshot.messages {
        let place = message.span.zip(snapshot.text(&message.path)).map(|(span, (text, lines))| {
            let position = lines.position(text, span.start);
            format!(":{}:{}", position.line, position.column)
        });
        let _ =
            writeln!(out, "{}{} {}[{}] {}", message.path, place.unwrap_or_default(), message.severity.word(), message.code, message.text);
        for help in &message.help {
            let _ = writeln!(out, "  {help}");
        }
    }
    out
}

/// The text of a page without what the theme puts around it; of a map its head and its steps, an entry a line, without icons.
fn prose(page: &str) -> String {
    if let Some((_, head)) = page.split_once("<div class=\"mhead\">")
        && let Some((_, steps)) = page.split_once("<section class=\"steps\"")
    {
        let head = head.split("<div class=\"acts\">").next().unwrap_or("");
        let steps = steps.split("</main>").next().unwrap_or("");
        return without_icons(&format!("{head}\n<section{steps}")).replace("<li class=\"st", "\n<li class=\"st");
    }
    let start = "<div class=\"prose\">\n";
    let Some(at) = page.find(start) else { return without_versions(page) };
    let body = &page[at + start.len()..];
    let end = body.find("\n</main>").unwrap_or(body.len());
    let body = &body[..end];
    body[..body.rfind("</div>").unwrap_or(body.len())]
        .split("<nav class=\"pager\"")
        .next()
        .unwrap_or("")
        .trim_end()
        .trim_end_matches("</div>")
        .to_string()
}

/// The theme's files have their version in their address, and another one after each change.
fn without_versions(page: &str) -> String {
    page.split("?v=")
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.trim_start_matches(|c: char| c.is_ascii_hexdigit()) })
        .collect()
}

fn without_icons(page: &str) -> String {
    page.split("<svg")
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.split_once("</svg>").map_or("", |(_, rest)| rest) })
        .collect()
}

fn compare(file: &Path, got: &str) -> Result<(), String> {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(file, got).map_err(|error| error.to_string())?;
        return Ok(());
    }
    let wanted = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    if wanted.trim_end() == got.trim_end() {
        return Ok(());
    }
    let line = wanted.lines().zip(got.lines()).position(|(a, b)| a != b).unwrap_or(wanted.lines().count().min(got.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("(nothing)").to_string();
    Err(format!("{} line {}:\n  expected: {}\n  got:      {}", file.display(), line + 1, at(&wanted), at(got)))
}

fn list(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            list(&path, found);
        } else {
            found.push(path);
        }
    }
}
