//! What a reader expects of a handbook around its text: whether it can be trusted, how it is found, what others make of it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use waybook::model::Date;
use waybook::sources::Sources;
use waybook::workspace::{Snapshot, Timings, Workspace, WorkspaceOptions};

/// A site of these files.
fn site(files: &[(&str, &str)]) -> Arc<Snapshot> {
    site_on(files, None)
}

/// A site of these files on a day.
fn site_on(files: &[(&str, &str)], today: Option<&str>) -> Arc<Snapshot> {
    let options = WorkspaceOptions { today: today.and_then(Date::read), ..WorkspaceOptions::default() };
    Workspace::new(Sources::in_memory(files.iter().copied()), options, &mut Timings::default()).snapshot()
}

/// An output as text.
fn page(snapshot: &Snapshot, path: &str) -> String {
    let rendered = snapshot.render(path).unwrap_or_else(|| panic!("there is no {path}"));
    assert_eq!(rendered.messages, Vec::new(), "{path}");
    String::from_utf8(rendered.bytes.to_vec()).expect("an output is text")
}

fn codes(snapshot: &Snapshot) -> Vec<&'static str> {
    snapshot.messages.iter().map(|message| message.code).collect()
}

// --- Trust ---

fn git(folder: &Path, day: &str, arguments: &[&str]) {
    let date = format!("{day}T12:00:00Z");
    let done = Command::new("git")
        .args(["-c", "user.name=Ann Author", "-c", "user.email=ann@example.com", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .envs([("GIT_AUTHOR_DATE", date.as_str()), ("GIT_COMMITTER_DATE", date.as_str()), ("GIT_CONFIG_GLOBAL", "/dev/null")])
        .output()
        .expect("git is there");
    assert!(done.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn waybook(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_waybook")).args(arguments).current_dir(folder).output().expect("the program starts")
}

/// A repository whose folder `docs/` is a site: `a.md` of one day, `b.md` of a later one.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs/content");
    fs::create_dir_all(&docs).unwrap();
    fs::write(docs.join("index.md"), "# Home\n\n[A](a.md) [B](b.md)\n").unwrap();
    fs::write(docs.join("a.md"), "# A\n\nOne.\n").unwrap();
    fs::write(docs.join("b.md"), "# B\n\nOne.\n").unwrap();
    git(folder.path(), "2026-03-01", &["init", "-q"]);
    git(folder.path(), "2026-03-01", &["add", "."]);
    git(folder.path(), "2026-03-01", &["commit", "-q", "-m", "Begin"]);
    fs::write(docs.join("b.md"), "# B\n\nTwo.\n").unwrap();
    git(folder.path(), "2026-04-02", &["commit", "-q", "-a", "-m", "Say <two>"]);
    folder
}

fn built(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join("public").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_page_tells_when_it_was_changed_last() {
    let repository = repository();
    let docs = repository.path().join("docs");
    assert!(waybook(&docs, &["build"]).status.success());
    assert!(built(&docs, "a/index.html").contains("Last change 1 March 2026<"), "the commit before the last one");
    assert!(built(&docs, "b/index.html").contains("Last change 2 April 2026<"), "the last commit");
    let list = built(&docs, "changes/index.html");
    let list = list.split("<main").nth(1).unwrap();
    let at = |text: &str| list.find(text).unwrap_or_else(|| panic!("the list has no {text}"));
    assert!(at("2 April 2026") < at(">B</a>") && at(">B</a>") < at("1 March 2026") && at("1 March 2026") < at(">A</a>"));
    assert!(!list.contains("Ann") && !list.contains("Say"), "names and words are told only where the settings say so");

    fs::write(docs.join("waybook.yaml"), "history: authors\n").unwrap();
    assert!(waybook(&docs, &["build"]).status.success());
    assert!(built(&docs, "b/index.html").contains("Last change 2 April 2026 by Ann Author<"));
    assert!(built(&docs, "changes/index.html").contains("<p>Say &lt;two&gt;</p>"));

    fs::write(docs.join("waybook.yaml"), "history: off\n").unwrap();
    assert!(waybook(&docs, &["build"]).status.success());
    assert!(!built(&docs, "b/index.html").contains("Last change"));
    assert!(!docs.join("public/changes/index.html").exists());
}

#[test]
fn a_shallow_clone_tells_no_wrong_dates_and_says_so() {
    let repository = repository();
    let clones = tempfile::tempdir().unwrap();
    let from = format!("file://{}", repository.path().display());
    git(clones.path(), "2026-05-03", &["clone", "-q", "--depth", "1", &from, "clone"]);
    let docs = clones.path().join("clone/docs");
    let output = waybook(&docs, &["build"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("the clone is shallow"), "{output:?}");
    assert!(!built(&docs, "a/index.html").contains("Last change"), "git would say that the last commit made this page");
}

#[test]
fn without_git_nothing_is_said_of_changes() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("content")).unwrap();
    fs::write(folder.path().join("content/index.md"), "# Home\n").unwrap();
    let output = waybook(folder.path(), &["build"]);
    assert!(output.status.success() && !String::from_utf8_lossy(&output.stderr).contains("git"), "{output:?}");
    assert!(!built(folder.path(), "index.html").contains("Last change"));
}

#[test]
fn a_page_that_nobody_checked_for_too_long_says_so() {
    let files =
        [("content/index.md", "---\ntitle: Prices\nreviewed: 2026-01-31\n---\nOne euro.\n"), ("waybook.yaml", "review_every: 3 months\n")];
    let said = "Nobody has checked this page since 31 January 2026; it should be checked every 3 months";
    let late = page(&site_on(&files, Some("2026-11-22")), "index.html");
    assert!(late.contains(said) && late.contains("<p class=\"notice overdue\">"));
    let early = page(&site_on(&files, Some("2026-02-01")), "index.html");
    assert!(early.contains("<p class=\"notice overdue\" data-due=\"2026-04-31\" hidden>"), "the reader's browser tells when it is due");
    let retired = [("content/index.md", "---\ntitle: Prices\nreviewed: 2026-01-31\nstatus: retired\n---\nOne euro.\n")];
    let snapshot = site_on(&retired, Some("2026-11-22"));
    assert!(!page(&snapshot, "index.html").contains("overdue") && codes(&snapshot).is_empty(), "a retired page needs no review");
}

#[test]
fn a_page_shows_what_it_counts_for() {
    let shown = |head: &str| page(&site(&[("content/index.md", &format!("---\ntitle: A\n{head}\n---\nText.\n"))]), "index.html");
    assert!(shown("status: draft").contains("<dd class=\"badge draft\">Draft</dd>"));
    assert!(shown("status: retired").contains("This page is no longer in force."));
    for controlled in ["status: controlled", "controlled_document: true"] {
        assert!(shown(controlled).contains("<dd class=\"badge controlled\">Controlled document</dd>"), "{controlled}");
    }
    for plain in ["status: live", "status: proposed", "controlled_document: false"] {
        assert!(!shown(plain).contains("badge"), "{plain}");
    }
    assert_eq!(codes(&site(&[("content/index.md", "---\ntitle: A\nstatus: retird\n---\nText.\n")])), ["WB133"]);
}

#[test]
fn a_page_can_be_edited_and_reported_at_its_project() {
    let links = |settings: &str| {
        let html = page(&site(&[("content/a & b.md", "# A & B\n"), ("waybook.yaml", settings)]), "a-&-b/index.html");
        let href = |words: &str| {
            let end = html.find(&format!("\">{words}</a>"))?;
            Some(html[..end].rsplit_once("href=\"")?.1.replace("&amp;", "&"))
        };
        [href("Edit this page"), href("Report a problem")].map(Option::unwrap_or_default)
    };
    assert_eq!(
        links("repository: https://gitlab.com/example/handbook\n"),
        [
            "https://gitlab.com/example/handbook/-/edit/main/content/a%20&%20b.md",
            "https://gitlab.com/example/handbook/-/issues/new?issue%5Btitle%5D=A%20%26%20B%3A%20&issue%5Bdescription%5D=%60content%2Fa%20%26%20b.md%60%0A%0A",
        ]
    );
    assert_eq!(
        links("repository: https://github.com/example/handbook.git\nbranch: trunk\n"),
        [
            "https://github.com/example/handbook/edit/trunk/content/a%20&%20b.md",
            "https://github.com/example/handbook/issues/new?title=A%20%26%20B%3A%20&body=%60content%2Fa%20%26%20b.md%60%0A%0A",
        ]
    );
    assert_eq!(
        links("edit_url: https://git.example.com/edit?file={path}\nreport_url: https://example.com/report?page={title}&file={path}\n"),
        [
            "https://git.example.com/edit?file=content/a%20&%20b.md",
            "https://example.com/report?page=A%20%26%20B&file=content%2Fa%20%26%20b.md",
        ]
    );
    assert_eq!(links("report_url: https://example.com/help/\n")[1], "https://example.com/help/", "nobody knows what it takes");
    assert_eq!(links(""), ["", ""]);
}
