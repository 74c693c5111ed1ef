//! What a whole build costs, beside a floor measured in the same run: `cargo bench --bench site -- 1000`.
//!
//! The floor reads every file, turns it into HTML with pulldown-cmark alone and writes it. Figures are CPU time of all threads, so that
//! other work on the machine matters little; the ratio is what to compare between machines and versions. `benches/README.md` tells more.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::Duration;

use cpu_time::ProcessTime;
use waybook::output::{self, Adopt, WriteOptions};
use waybook::sources::{self, Disk};
use waybook::workspace::{Timings, Workspace, WorkspaceOptions};

fn main() {
    let pages: usize = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(1000);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let site = folder.path().join("site");
    generate(&site, pages);

    let floor = cpu(|| floor(&site, &folder.path().join("floor")));
    println!("{pages} pages\n{:<22}{:>9.3} s CPU", "floor", floor.as_secs_f64());
    let line = |name: &str, time: Duration| {
        println!("{name:<22}{:>9.3} s CPU {:>7.2} x floor", time.as_secs_f64(), time.as_secs_f64() / floor.as_secs_f64());
    };
    let out = folder.path().join("public");
    line("build", cpu(|| build(&site, &out)));
    line("build, nothing changed", cpu(|| build(&site, &out)));

    let disk = Disk::open(&site).expect("the site is there");
    let mut workspace = Workspace::open(&disk, WorkspaceOptions::default(), &mut Timings::default());
    line("check", cpu(|| drop(Workspace::open(&disk, WorkspaceOptions::default(), &mut Timings::default()))));
    let edited = disk.root.join("content/section-00/page-00000.md");
    let text = fs::read_to_string(&edited).expect("the first page is there");
    fs::write(&edited, format!("{text}\n## A new heading\n")).expect("the first page can be written");
    let edit = cpu(|| {
        assert!(workspace.refresh(&disk, std::slice::from_ref(&edited), &mut Timings::default()), "the edit is seen");
        let shown = workspace.snapshot().render("section-00/page-00000/index.html").expect("the page is there");
        assert!(String::from_utf8_lossy(&shown.bytes).contains("A new heading"));
    });
    line("edit to page", edit);
}

/// The CPU time of all threads that `work` takes.
fn cpu(work: impl FnOnce()) -> Duration {
    let start = ProcessTime::now();
    work();
    start.elapsed()
}

fn build(site: &Path, out: &Path) {
    let disk = Disk::open(site).expect("the site is there");
    let snapshot = Workspace::open(&disk, WorkspaceOptions::default(), &mut Timings::default()).snapshot();
    let (files, messages) = snapshot.render_all(&|| {});
    assert!(messages.is_empty(), "{messages:?}");
    let files: BTreeMap<String, Vec<u8>> = files.into_iter().map(|(path, bytes)| (path, bytes.to_vec())).collect();
    let options = WriteOptions { adopt: Adopt::No, root: disk.root.clone(), sources: Vec::new(), home: None };
    output::write(out, &files, &options).expect("the output can be written");
}

fn floor(site: &Path, out: &Path) {
    let disk = Disk::open(site).expect("the site is there");
    for (path, file) in sources::read(&disk).files {
        let text = String::from_utf8_lossy(&file.bytes);
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::ENABLE_TABLES));
        let target = out.join(path.as_str()).with_extension("html");
        fs::create_dir_all(target.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(target, html).expect("a file can be written");
    }
}

/// A handbook with a fixed seed: 100 pages a section, per page about 600 words, 10 headings, 20 links and a table.
fn generate(site: &Path, pages: usize) {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    const WORDS: [&str; 24] = [
        "customer", "deal", "handover", "review", "seller", "the", "a", "of", "before", "after", "step", "board", "issue", "answer",
        "question", "with", "and", "to", "process", "owner", "map", "ready", "week", "team",
    ];
    for page in 0..pages {
        let mut text = format!("---\ntitle: Page {page}\ndescription: Generated page number {page}.\n---\n\n");
        for section in 0..10 {
            let _ = write!(text, "## Section {section} of page {page}\n\n");
            for word in 0..60 {
                text.push_str(WORDS[next(WORDS.len())]);
                text.push(if word == 59 { '.' } else { ' ' });
            }
            for _ in 0..2 {
                let to = next(pages);
                let _ = write!(text, " See [page {to}](/section-{:02}/page-{to:05}/#section-{section}-of-page-{to}).", to / 100);
            }
            text.push_str("\n\n");
        }
        text.push_str("| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n\n- one\n- two\n  - three\n");
        let file = site.join(format!("content/section-{:02}/page-{page:05}.md", page / 100));
        fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(file, text).expect("a page can be written");
    }
}
