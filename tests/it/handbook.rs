//! What a reader expects of a handbook around its text: whether it can be trusted, how it is found, what others make of it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use waybook::model::Date;
use waybook::sources::Sources;
use waybook::workspace::{Snapshot, Timings, Workspace, WorkspaceOptions};

/// A site of these files.
pub fn site(files: &[(&str, &str)]) -> Arc<Snapshot> {
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

    // The same files, and another history: the site is not the same.
    fs::write(docs.join("content/a.md"), "# A\n\nThree.\n").unwrap();
    assert!(waybook(&docs, &["build"]).status.success());
    assert!(built(&docs, "a/index.html").contains("Last change 1 March 2026<"), "what is not committed is not in the history");
    git(repository.path(), "2026-05-05", &["commit", "-q", "-a", "-m", "Say three"]);
    assert!(waybook(&docs, &["build"]).status.success());
    assert!(built(&docs, "a/index.html").contains("Last change 5 May 2026<"));

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
fn the_list_of_changes_tells_a_map_from_the_page_of_the_same_name() {
    let folder = tempfile::tempdir().unwrap();
    let map = "title: Ask for a demo\nstarts_when: A customer asks\nsteps:\n  - {do: Ask, who: seller}\n";
    for (name, text) in [
        ("content/index.md", "# Home\n\n[Ask for a demo](ask.md)\n"),
        ("content/ask.md", "# Ask for a demo\n\nAsk.\n"),
        ("process-maps/ask.yaml", map),
        ("process-maps/_roles.yaml", "roles:\n  seller: {name: Seller}\n"),
        ("waybook.yaml", "history: authors\n"),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "Begin"]] {
        git(folder.path(), "2026-03-01", arguments);
    }
    assert!(waybook(folder.path(), &["build"]).status.success());
    let list = built(folder.path(), "changes/index.html");
    assert!(list.contains(r#"maps/ask/index.html">Ask for a demo</a> <small>Process map · Ann Author</small>"#), "{list}");
    assert!(list.contains(r#"ask/index.html">Ask for a demo</a> <small>Ann Author</small>"#), "{list}");
}

#[test]
fn where_a_page_fits_is_drawn_as_far_as_the_map_says_it() {
    let links = "links:\n  prepare: {title: Prepare, url: /prepare/}\n";
    let map = |more: &str, used: &str| {
        format!(
            "title: Show it\n{more}starts_when: A customer asks\nsteps:\n  - {{id: a, do: Ask, who: seller}}\n  - {{id: b, do: Prepare, who: seller{used}}}\n  - {{id: c, do: Show, who: seller}}\n  - {{id: d, end: Shown, outcome: good}}\n"
        )
    };
    let strip = |map: &str| {
        let files = [
            ("content/prepare.md", "# Prepare\n\nBring a pen.\n"),
            ("process-maps/show.yaml", map),
            ("process-maps/_links.yaml", links),
            ("process-maps/_roles.yaml", "roles:\n  seller: {name: Seller}\n"),
        ];
        let html = page(&site(&files), "prepare/index.html");
        let strip = html.split(r#"<svg class="strip""#).nth(1).and_then(|rest| rest.split("</svg>").next()).unwrap_or_default();
        let kinds: Vec<String> =
            strip.split("<circle class=\"strip-").skip(1).map(|dot| dot.split('"').next().unwrap().to_string()).collect();
        (kinds.join(" "), strip.contains("strip-rest"), html.contains("step 2 of 4") || html.contains("Step 2 of 4"))
    };
    // The second of four steps leads to the page: one is behind the reader, two are ahead.
    assert_eq!(strip(&map("", ", use: [prepare]")), ("dot on left left".to_string(), true, true));
    // The map names the page as a whole: no step is the one.
    assert_eq!(strip(&map("pages: [/prepare/]\n", "")), ("dot dot dot dot".to_string(), false, false));
    // States have no order.
    let states = "title: Life of a demo\nkind: states\npages: [/prepare/]\nsteps:\n  - {id: open, state: Open, next: done}\n  - {id: done, state: Done}\n";
    assert_eq!(strip(states).0, "");
}

#[test]
fn a_shallow_clone_tells_no_wrong_dates_and_says_so() {
    let repository = repository();
    let clones = tempfile::tempdir().unwrap();
    let from = format!("file://{}", repository.path().display());
    git(clones.path(), "2026-05-03", &["clone", "-q", "--depth", "1", &from, "clone"]);
    let docs = clones.path().join("clone/docs");
    // The second build has nothing to make, and still says it.
    for _ in 0..2 {
        let output = waybook(&docs, &["build"]);
        assert!(String::from_utf8_lossy(&output.stderr).contains("the clone is shallow"), "{output:?}");
    }
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

    let map = "title: M\nowner: x\nreviewed: 2026-01-31\nsteps:\n  - {id: go, do: Go}\n  - {end: There}\n";
    let late = page(&site_on(&[files[1], ("process-maps/m.yaml", map)], Some("2026-11-22")), "maps/m/index.html");
    assert!(late.contains(said) && late.contains("<p class=\"notice overdue\">"), "a map too");
    let early = page(&site(&[files[1], ("process-maps/m.yaml", map)]), "maps/m/index.html");
    assert!(early.contains("<p class=\"notice overdue\" data-due=\"2026-04-31\" hidden>"));
    let retired = map.replace("steps:", "status: retired\nsteps:");
    assert!(!page(&site(&[("process-maps/m.yaml", &retired)]), "maps/m/index.html").contains("overdue"));
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

// --- The rest of a good site ---

#[test]
fn what_the_settings_announce_stands_on_every_page() {
    let files = [
        ("content/index.md", "# Home\n"),
        ("content/deep/down.md", "# Down\n"),
        ("waybook.yaml", "announcement: {text: New <prices>, to: /deep/down/}\n"),
    ];
    let snapshot = site(&files);
    assert!(page(&snapshot, "index.html").contains("<p>New &lt;prices&gt; <a href=\"deep/down/index.html\">Read more</a></p>"));
    assert!(page(&snapshot, "deep/down/index.html").contains("<a href=\"../../deep/down/index.html\">Read more</a>"));
    assert!(page(&snapshot, "404.html").contains("New &lt;prices&gt;"));
    let short = site(&[("content/index.md", "# Home\n"), ("waybook.yaml", "announcement: New <prices>\n")]);
    assert!(page(&short, "index.html").contains("<p>New &lt;prices&gt;</p>") && codes(&short).is_empty());
    let list = site(&[("content/index.md", "# Home\n"), ("waybook.yaml", "announcement: [Hello]\n")]);
    assert_eq!(codes(&list), ["WB011"]);
    let wrong = site(&[("content/index.md", "# Home\n"), ("waybook.yaml", "announcement: {text: Hello, to: /nowhere/}\n")]);
    assert_eq!(codes(&wrong), ["WB205"]);
    assert!(page(&wrong, "index.html").contains("<p>Hello</p>"));
}

#[test]
fn search_engines_and_previews_know_what_a_page_is() {
    let pages = [("content/index.md", "# Home\n"), ("content/a/b.md", "---\ntitle: B\ndescription: About \"b\".\n---\nText.\n")];
    let with = |settings: &'static str| site(&[pages[0], pages[1], ("waybook.yaml", settings)]);
    let open = with("title: Book\nbase_url: https://example.com/book/\n");
    let map = "title: M\nowner: x\nsummary: How.\nsteps:\n  - {id: go, do: Go}\n  - {end: There}\n";
    let how_to = |base: &'static str| page(&site(&[("process-maps/m.yaml", map), ("waybook.yaml", base)]), "maps/m/index.html");
    let html = how_to("base_url: https://example.com/book/\n");
    for told in [
        "tabindex=\"-1\" itemscope itemtype=\"https://schema.org/HowTo\"",
        "<h1 itemprop=\"name\">M</h1>",
        "<p class=\"sum\" itemprop=\"description\">How.</p>",
        "itemprop=\"step\" itemscope itemtype=\"https://schema.org/HowToStep\">",
        "<a href=\"#go\" itemprop=\"url\"><span itemprop=\"name text\">Go</span></a><meta itemprop=\"position\" content=\"1\">",
    ] {
        assert!(html.contains(told), "no {told} in\n{html}");
    }
    assert_eq!(html.matches("itemprop=\"step\"").count(), 1, "an end is nothing to do");
    assert!(!how_to("title: Book\n").contains("itemprop"));
    let html = page(&open, "a/b/index.html");
    for told in [
        "<link rel=\"canonical\" href=\"https://example.com/book/a/b/\">",
        "<meta property=\"og:title\" content=\"B\">",
        "<meta property=\"og:site_name\" content=\"Book\">",
        "<meta property=\"og:url\" content=\"https://example.com/book/a/b/\">",
        "<meta property=\"og:description\" content=\"About &quot;b&quot;.\">",
        "itemtype=\"https://schema.org/BreadcrumbList\"",
        "<meta itemprop=\"position\" content=\"1\">",
    ] {
        assert!(html.contains(told), "no {told} in\n{html}");
    }
    assert_eq!(page(&open, "robots.txt"), "User-agent: *\nAllow: /\n\nSitemap: https://example.com/book/sitemap.xml\n");
    let closed = with("robots: forbid\n");
    assert_eq!(page(&closed, "robots.txt"), "User-agent: *\nDisallow: /\n");
    assert!(page(&closed, "a/b/index.html").contains("<meta name=\"robots\" content=\"noindex\">"));
    let plain = with("title: Book\n");
    assert!(plain.render("robots.txt").is_none() && !page(&plain, "a/b/index.html").contains("og:"));
}

#[test]
fn a_picture_keeps_its_place_free() {
    let folder = tempfile::tempdir().unwrap();
    let content = folder.path().join("content");
    fs::create_dir(&content).unwrap();
    // The head of a picture of 300 by 200 pixels: nothing else is looked at.
    fs::write(content.join("p.png"), b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x2c\0\0\0\xc8\x08\x02\0\0\0").unwrap();
    fs::write(content.join("d.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 10\"/>").unwrap();
    fs::write(content.join("no.png"), "no picture").unwrap();
    fs::write(content.join("index.md"), "# Home\n\n![p](p.png) ![half](p.png){: width=\"150\"} ![d](d.svg) ![no](no.png)\n\nIn <img src=\"p.png\" alt=\"h\"> <img width=\"30\" alt=\"w\" src=\"p.png\"> <img src=\"p.png\" alt=\"pc\" width=\"100%\"> tags\n\n<img src=\"d.svg\" alt=\"b\">\n{: width=\"80\"}\n").unwrap();
    let snapshot = super::sites::open(folder.path());
    let html = page(&snapshot, "index.html");
    for tag in [
        "<img alt=\"h\" src=\"p.png\" width=\"300\" height=\"200\" loading=\"lazy\">",
        "<img alt=\"w\" src=\"p.png\" width=\"30\" height=\"20\" loading=\"lazy\">",
        "<img alt=\"pc\" src=\"p.png\" width=\"100%\" loading=\"lazy\">",
        "<img width=\"80\" alt=\"b\" src=\"d.svg\" height=\"20\" loading=\"lazy\">",
        "<img src=\"p.png\" alt=\"p\" width=\"300\" height=\"200\" loading=\"lazy\">",
        "<img src=\"p.png\" alt=\"half\" width=\"150\" height=\"100\" loading=\"lazy\">",
        "<img src=\"d.svg\" alt=\"d\" width=\"40\" height=\"10\" loading=\"lazy\">",
        "<img src=\"no.png\" alt=\"no\" loading=\"lazy\">",
    ] {
        assert!(html.contains(tag), "no {tag} in\n{html}");
    }
    let found = page(&snapshot, "assets/search/r0.js");
    assert!(found.contains("In tags`"), "a tag is no text: {found}");
}

#[test]
fn the_first_page_of_a_folder_speaks_for_the_others() {
    let snapshot = site(&[
        ("content/index.md", "---\ntitle: Home\ncascade: {owner: Everybody}\n---\n[A](a/index.md)\n"),
        ("content/a/index.md", "---\ntitle: A\ncascade:\n  owner: Ann\n  status: retired\n  draft: true\n---\nText.\n"),
        ("content/a/b/c.md", "---\ntitle: C\ndraft: false\n---\nText.\n"),
        ("content/a/b/d.md", "---\ntitle: D\ndraft: false\nowner: Dan\nstatus: live\n---\nText.\n"),
        ("content/e.md", "# E\n"),
    ]);
    let owner = |path: &str| page(&snapshot, path).split_once("<dt>Owner</dt><dd>").map(|(_, rest)| rest[..3].to_string());
    assert_eq!(owner("index.html").as_deref(), Some("Eve"));
    assert!(snapshot.render("a/index.html").is_none(), "the folder says that its pages are drafts");
    assert_eq!(owner("a/b/c/index.html").as_deref(), Some("Ann"), "the nearest folder wins");
    assert!(page(&snapshot, "a/b/c/index.html").contains("badge retired"));
    assert_eq!(owner("a/b/d/index.html").as_deref(), Some("Dan"), "a page has the last word");
    assert!(!page(&snapshot, "a/b/d/index.html").contains("badge"));
    assert_eq!(owner("e/index.html").as_deref(), Some("Eve"));
    assert!(codes(&site(&[("content/index.md", "---\ntitle: A\ncascade: [x]\n---\nText.\n")])).contains(&"WB133"));
}

#[test]
fn pages_are_found_by_their_tags_and_lead_to_related_ones() {
    let snapshot = site(&[
        ("content/index.md", "---\ntitle: Home\ntags: [all]\n---\n[A](a.md) [C](c.md)\n"),
        ("content/a.md", "---\ntitle: A\ntags: [Price list, all]\n---\nSee [D](d.md).\n"),
        ("content/b.md", "---\ntitle: B\ntags: price List\n---\nText.\n"),
        ("content/c.md", "# C\n\nText.\n"),
        ("content/d.md", "# D\n\nText.\n"),
    ]);
    let a = page(&snapshot, "a/index.html");
    assert!(a.contains("<a href=\"../tags/price-list/index.html\" rel=\"tag\">Price list</a>"));
    let related = |html: &str| {
        let list = html.split_once("<section class=\"related\"").map_or("", |(_, rest)| rest.split("</section>").next().unwrap_or(""));
        list.split("<a href=\"").skip(1).filter_map(|link| Some(link.split('"').next()?.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(related(&a), ["../index.html", "../b/index.html"], "two reasons before one; what the page links to is not said again");
    assert_eq!(related(&page(&snapshot, "d/index.html")), ["../a/index.html"], "the page that leads here");
    assert!(page(&snapshot, "tags/index.html").contains("<strong>Price list</strong><small>2 pages</small>"));
    let tag = page(&snapshot, "tags/price-list/index.html");
    assert!(tag.contains("<h1>Pages about Price list</h1>") && tag.contains("href=\"../../a/index.html\""));
    assert!(site(&[("content/index.md", "# Home\n")]).render("tags/index.html").is_none());
}

#[test]
fn a_section_lists_its_pages_and_a_page_has_a_short_name() {
    let pages = [
        ("content/a/index.md", "---\ntitle: A\n---\n[One](one.md)\n"),
        ("content/a/one.md", "# One\n"),
        ("content/a/two.md", "---\ntitle: The second of all pages\nlinkTitle: Two\ndescription: More.\n---\nText.\n"),
        ("content/a/three.md", "---\ntitle: Three\ntoc_hide: true\n---\nText.\n"),
    ];
    let snapshot = site(&pages);
    let html = page(&snapshot, "a/index.html");
    let below = html.split_once("<section class=\"below\"").expect("there is a list").1.split("</section>").next().unwrap();
    assert!(below.contains("<a href=\"../a/two/index.html\"><strong>Two</strong><span>More.</span></a>"), "{below}");
    assert_eq!(below.matches("<li>").count(), 1, "what the text leads to and what is hidden is not listed");
    assert!(page(&snapshot, "a/two/index.html").contains("<h1>The second of all pages</h1>"));
    let quiet = site(&[("content/a/index.md", "---\ntitle: A\nno_list: true\n---\nText.\n"), pages[1]]);
    assert!(!page(&quiet, "a/index.html").contains("class=\"below\""));
}

/// The links of the list of pages beside a page: where they lead, and their words.
fn beside(html: &str) -> Vec<(String, String)> {
    let side =
        html.split("<nav class=\"side\"").nth(1).and_then(|rest| rest.split("</nav>").next()).expect("the page has a list beside it");
    let links = side.split("<a href=\"").skip(1).filter_map(|link| {
        let (to, rest) = link.split_once('"')?;
        Some((to.to_string(), rest.split_once('>')?.1.split_once('<')?.0.to_string()))
    });
    links.collect()
}

#[test]
fn a_page_of_a_folder_with_hundreds_of_pages_lists_those_around_it() {
    let folder = |count: usize| {
        let pages: Vec<(String, String)> =
            (0..count).map(|n| (format!("content/all/page-{n:04}.md"), format!("# Page {n:04}\n"))).collect();
        let first = [("content/index.md", "# Home\n"), ("content/all/index.md", "# All\n")];
        site(&first.into_iter().chain(pages.iter().map(|(path, text)| (path.as_str(), text.as_str()))).collect::<Vec<_>>())
    };
    let snapshot = folder(260);
    let html = page(&snapshot, "all/page-0130/index.html");
    let links = beside(&html);
    let shown: Vec<&str> = links.iter().map(|(_, words)| words.as_str()).filter(|words| words.starts_with("Page ")).collect();
    assert_eq!(shown, (100..150).map(|n| format!("Page {n:04}")).collect::<Vec<_>>());
    assert!(links.contains(&("../../all/page-0099/index.html".to_string(), "100 more before these".to_string())), "{links:?}");
    assert!(links.contains(&("../../all/page-0150/index.html".to_string(), "110 more after these".to_string())), "{links:?}");
    assert_eq!(
        html.matches("aria-current=\"page\"").count(),
        page(&folder(20), "all/page-0010/index.html").matches("aria-current=\"page\"").count()
    );
    // The first and the last stretch have nothing on one side.
    assert!(!beside(&page(&snapshot, "all/page-0007/index.html")).iter().any(|(_, words)| words.contains("before")));
    assert!(!beside(&page(&snapshot, "all/page-0259/index.html")).iter().any(|(_, words)| words.contains("after")));
    // Ten times as many pages make no page longer, wherever it stands; only numbers get digits.
    let larger = page(&folder(2600), "all/page-0130/index.html");
    assert!(larger.len() < html.len() + 50, "{} and {} bytes", html.len(), larger.len());
}

#[test]
fn a_handbook_without_folders_lists_the_pages_around_the_open_one() {
    let pages: Vec<(String, String)> = (0..260).map(|n| (format!("content/page-{n:04}.md"), format!("# Page {n:04}\n"))).collect();
    let folders: Vec<(String, String)> = (0..130).map(|n| (format!("content/folder-{n:03}/page.md"), format!("# In {n:03}\n"))).collect();
    let files: Vec<(&str, &str)> = pages.iter().chain(&folders).map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let snapshot = site(&files);
    let links = beside(&page(&snapshot, "page-0130/index.html"));
    assert!(links.iter().any(|(_, words)| words == "Page 0130"), "{links:?}");
    assert!(links.len() < 120, "{links:?}");
    let links = beside(&page(&snapshot, "folder-120/page/index.html"));
    assert!(links.iter().any(|(_, words)| words == "In 120"), "{links:?}");
    assert!(links.len() < 120, "{links:?}");
}

#[test]
fn a_page_can_ask_for_another_layout() {
    let files = [
        ("content/index.md", "---\ntitle: Home\nlayout: wide\n---\n## One\n\nText.\n"),
        ("content/own.md", "---\ntitle: Own\nlayout: poster\n---\nText.\n"),
        ("themes/handbook/templates/layouts/poster.html", "<!doctype html><title>{{ shell.title }}</title>{{ body | safe }}"),
    ];
    let snapshot = site(&files);
    assert_eq!(codes(&snapshot), [""; 0]);
    let wide = page(&snapshot, "index.html");
    assert!(wide.contains("class=\"page no-toc\"") && !wide.contains("class=\"toc\""));
    assert_eq!(page(&snapshot, "own/index.html"), "<!doctype html><title>Own</title><p>Text.</p>\n");
    assert_eq!(codes(&site(&files[1..2])), ["WB130"]);
}

#[test]
fn the_first_use_of_a_term_in_a_section_is_explained() {
    let glossary = "terms:\n  SOW: {means: Statement of \"work\".}\n  proof of value: {means: A short test.}\n";
    let text = "---\ntitle: SOW\n---\nA SOW and a SOW. [SOW](a.md) `SOW` SOWs e-SOW\n\n## SOW\n\nProof of value, then **SOW**.\n";
    let snapshot = site(&[("content/index.md", text), ("content/a.md", "# A\n"), ("process-maps/_glossary.yaml", glossary)]);
    let html = page(&snapshot, "index.html");
    let body = html.split_once("<div class=\"prose\">").unwrap().1;
    let term = |words: &str, number: usize, id: &str, means: &str| {
        format!(
            "<span class=\"gloss\"><span class=\"meaning\" role=\"tooltip\" id=\"tip-{number}\">{means}</span>\
             <a class=\"term\" href=\"glossary/index.html#{id}\" aria-describedby=\"tip-{number}\">{words}</a></span>"
        )
    };
    let sow = |number| term("SOW", number, "term-sow", "Statement of &quot;work&quot;.");
    assert!(
        body.contains(&format!("<p>A {} and a SOW. <a href=\"a/index.html\">SOW</a> <code>SOW</code> SOWs e-SOW</p>", sow(1))),
        "{body}"
    );
    let value = term("Proof of value", 2, "term-proof-of-value", "A short test.");
    assert!(body.contains(&format!("<p>{value}, then <strong>{}</strong>.</p>", sow(3))), "{body}");
    assert!(!body.split("<h2").nth(1).unwrap().split("</h2>").next().unwrap().contains("gloss"), "a heading stays a heading");
}

#[test]
fn the_first_use_of_an_abbreviation_in_a_section_is_spelled_out_for_everybody() {
    let text = "---\ntitle: A\n---\nAsk the SA, the SA. [SA](/) `SA`\n\n## SA\n\nSA\n\n*[SA]: Solutions \"architect\"\n";
    let html = page(&site(&[("content/index.md", text)]), "index.html");
    let first = |number: usize| {
        format!(
            "<span class=\"gloss\"><span class=\"meaning\" role=\"tooltip\" id=\"tip-{number}\">Solutions &quot;architect&quot;</span>\
             <abbr tabindex=\"0\" aria-describedby=\"tip-{number}\" class=\"term\">SA</abbr></span>"
        )
    };
    let later = "<abbr title=\"Solutions &quot;architect&quot;\">SA</abbr>";
    let wanted = format!("<p>Ask the {}, the {later}. <a href=\"index.html\">{later}</a> <code>SA</code></p>", first(1));
    assert!(html.contains(&wanted), "no {wanted} in\n{html}");
    assert!(html.contains(&format!("<p>{}</p>", first(2))) && html.contains("assets/tips.css"));
}

// --- On paper ---

#[test]
fn names_of_trusted_html_go_along_into_a_section_to_print() {
    let files = [
        ("content/index.md", "# Home\n"),
        ("content/s/index.md", "# Services\n"),
        ("content/s/a.md", "# A\n\n<a name=\"old\"></a>[Old](#old)\n"),
        ("waybook.yaml", "raw_html: trusted\n"),
    ];
    let html = page(&site(&files), "s/print/index.html");
    assert!(html.contains("<a name=\"p1.old\"></a><a href=\"#p1.old\">Old</a>"), "{html}");
}

#[test]
fn a_section_can_be_printed_as_one_page() {
    let first = "---\ntitle: Services\n---\nSee [A](a.md#two), [us](index.md) and [home](../index.md).[^1]\n\n[^1]: One.\n";
    let a = "---\ntitle: A\ndescription: About a.\nstatus: retired\n---\n## Two\n\n{:toc}\n\n<h3 id=\"x\">Raw</h3>\n\n- [ ] Tick\n\n\
             [Services](index.md), [x](#x).[^1]\n\n[^1]: Other.\n";
    let mut files = vec![
        ("content/index.md", "# Home\n"),
        ("content/s/index.md", first),
        ("content/s/a.md", a),
        ("content/s/deep/b.md", "# B\n\n## Two\n"),
        ("content/alone/index.md", "# Alone\n"),
        ("waybook.yaml", "base_url: https://example.com/\n"),
    ];
    let snapshot = site(&files);
    let html = page(&snapshot, "s/print/index.html");
    for told in [
        "<meta name=\"robots\" content=\"noindex\">",
        "<link rel=\"canonical\" href=\"https://example.com/s/\">",
        "<h1 id=\"p0\">Services</h1>",
        "All 3 pages of this section",
        "See <a href=\"#p1.two\">A</a>, <a href=\"#p0\">us</a> and <a href=\"../../index.html\">home</a>",
        "<div class=\"prose\" data-place=\"/s/a/\">\n<h2 id=\"p1\"><a class=\"h\" href=\"#p1\">A</a></h2>",
        "<p>About a.</p>",
        "<h3 id=\"p1.two\">",
        "<h4 id=\"p1.x\">Raw</h4>",
        "<a href=\"#p0\">Services</a>, <a href=\"#p1.x\">x</a>",
        "<h2 id=\"p2\"><a class=\"h\" href=\"#p2\">Deep</a></h2>",
        "<h3 id=\"p3\"><a class=\"h\" href=\"#p3\">B</a></h3>",
        "<h4 id=\"p3.two\">",
        "<li><a href=\"#p1\">A</a></li><li><a href=\"#p2\">Deep</a><ul><li><a href=\"#p3\">B</a></li></ul></li>",
        "<a href=\"../../s/index.html\" itemprop=\"item\"><span itemprop=\"name\">Services</span></a>",
    ] {
        assert!(html.contains(told), "no {told} in\n{html}");
    }
    assert_eq!(html.matches("<h1").count(), 1);
    assert!(html.contains("One.") && html.contains("Other."), "each page has its own footnote");
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let different: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), different.len(), "{ids:?}");
    for to in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(different.contains(to), "#{to} leads nowhere");
    }
    assert!(page(&snapshot, "s/index.html").contains("<a href=\"../s/print/index.html\">Print this section</a>"));
    assert!(!page(&snapshot, "s/a/index.html").contains("Print this section"));
    assert!(snapshot.render("alone/print/index.html").is_none() && snapshot.render("print/index.html").is_none());
    assert!(!page(&snapshot, "sitemap.xml").contains("print") && !page(&snapshot, "assets/search/r0.js").contains("print/"));
    files.push(("content/s/print.md", "# Our printer\n"));
    let own = site(&files);
    assert!(page(&own, "s/print/index.html").contains(">Our printer</h1>"), "a page of the site's own wins");
    assert!(!page(&own, "s/index.html").contains("Print this section"));
}

// --- Links to what the program makes ---

#[test]
fn writers_can_link_to_every_page_that_is_made_of_others() {
    let map =
        "title: M\nowner: x\nsteps:\n  - {id: go, do: Go, who: sa, uses: tracker, log: The number of it}\n  - {id: there, end: There}\n";
    let made = [
        "/s/print/",
        "/s/print/#p1.two",
        "/tags/",
        "/tags/blue/",
        "/a-z/",
        "/a-z/#letter-1",
        "/maps/",
        "/maps/#m",
        "/maps/m/#go",
        "/maps/m/guide/",
        "/maps/m/guide/#r=go",
        "/maps/m/guide/go/",
        "/maps/m/m.svg",
        "/maps/m/m.json",
        "/tools/",
        "/tools/#link-tracker",
        "/records/",
        "/roles/",
        "/roles/sa/",
        "/roles/sa/#map.1",
        "/glossary/#term-sow",
        "/paths/",
        "/paths/new/",
        "/404.html",
        "/llms.txt",
        "/assets/schema/map.json",
    ];
    let links: String = made.iter().map(|to| format!("- [{to}]({to})\n")).collect();
    let text = format!(
        "---\ntags: [Blue]\n---\n# Home\n\nSee [all of it](s/print/), [no page](/tags/red/) and [no step](/maps/m/guide/gone/).\n\n{links}"
    );
    let snapshot = site(&[
        ("content/index.md", &text),
        ("content/s/index.md", "# S\n\n[A](a.md), [here as one page](print/)\n"),
        ("content/s/a.md", "# A\n\n## Two\n"),
        ("process-maps/m.yaml", map),
        ("process-maps/_roles.yaml", "roles:\n  sa: {name: Solutions architect}\n"),
        ("process-maps/_links.yaml", "links:\n  tracker: {title: Tracker, kind: tool}\n"),
        ("process-maps/_glossary.yaml", "terms:\n  SOW: {means: What we do.}\n"),
        ("process-maps/paths/new.yaml", "title: New\nstages:\n  - title: One\n    items: [{map: m}]\n"),
    ]);
    let about_links: Vec<&str> =
        snapshot.messages.iter().filter(|message| message.code.starts_with("WB20")).map(|message| message.text.as_str()).collect();
    assert_eq!(about_links.len(), 2, "{about_links:?}");
    assert!(about_links[0].contains("/tags/red/") && about_links[1].contains("/maps/m/guide/gone/"), "{about_links:?}");
    let html = page(&snapshot, "index.html");
    for to in made {
        // Where it leads in the folder that is published, and that there is something.
        let (path, anchor) = to[1..].split_once('#').map_or((&to[1..], String::new()), |(path, anchor)| (path, format!("#{anchor}")));
        let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_string() };
        assert!(html.contains(&format!("<a href=\"{path}{anchor}\">{to}</a>")), "{to} in\n{html}");
        assert!(snapshot.site.outputs.contains_key(&path), "{path}");
    }
    assert!(page(&snapshot, "s/index.html").contains("<a href=\"../s/print/index.html\">here as one page</a>"));
}

// --- For machines ---

#[test]
fn every_page_and_map_can_be_had_as_markdown() {
    let text = "---\ntitle: A\ndescription: About a.\nowner: Ann\n---\nSee [B](b.md#two), [the map](/maps/m/), [out](https://example.com/) and ![p](p.png).\n\n<!-- not for readers -->\n\n```html\n<!-- an example -->\n```\n";
    let map = "title: M\nowner: x\nsteps:\n  - {id: go, do: Go}\n  - {end: There}\n";
    let files = [
        ("content/a.md", text),
        ("content/b.md", "# B\n\n## Two\n\n[A](a.md)\r\n"),
        ("content/p.png", "x"),
        ("process-maps/m.yaml", map),
        ("waybook.yaml", "title: Book\n"),
    ];
    let snapshot = site(&files);
    assert_eq!(
        page(&snapshot, "a/index.md"),
        "# A\n\nAbout a.\n\nSee [B](../b/index.md#two), [the map](../maps/m/index.md), [out](https://example.com/) and ![p](../p.png).\n\n\n\n```html\n<!-- an example -->\n```\n"
    );
    assert_eq!(page(&snapshot, "b/index.md"), "# B\n\n## Two\n\n[A](../a/index.md)\n");
    assert!(page(&snapshot, "a/index.html").contains("<link rel=\"alternate\" type=\"text/markdown\" href=\"index.md\">"));
    assert!(page(&snapshot, "maps/m/index.md").starts_with("# M\n"));
    assert!(page(&snapshot, "maps/m/m.json").contains("\"version\": 1"));
    let html = page(&snapshot, "maps/m/index.html");
    assert!(html.contains("<link rel=\"alternate\" type=\"application/json\" href=\"m.json\">"));
    let none = site(&[files[0], files[1], files[3], ("waybook.yaml", "markdown_copies: false\n")]);
    assert!(none.render("a/index.md").is_none() && none.render("llms.txt").is_none() && none.render("maps/m/m.json").is_some());
}

#[test]
fn llms_txt_tells_what_there_is() {
    let files = [
        ("content/index.md", "---\ntitle: Welcome\ndescription: Begin here.\n---\nText.\n"),
        ("content/deep/index.md", "# Deep [1]\n"),
        ("content/deep/down.md", "# Down\n"),
        ("process-maps/m.yaml", "title: M\nsummary: How.\nowner: x\nsteps:\n  - {do: Go}\n  - {end: There}\n"),
        ("waybook.yaml", "title: Book\ndescription: How we work.\nbase_url: https://example.com/b/\n"),
    ];
    assert_eq!(
        page(&site(&files), "llms.txt"),
        "# Book\n\n> How we work.\n\n## Book\n\n- [Welcome](https://example.com/b/index.md): Begin here.\n\n## Deep [1]\n\n\
         - [Deep \\[1\\]](https://example.com/b/deep/index.md)\n- [Down](https://example.com/b/deep/down/index.md)\n\n\
         ## Process maps\n\n- [M](https://example.com/b/maps/m/index.md): How.\n"
    );
    let plain = page(&site(&files[..4]), "llms.txt");
    assert!(plain.contains("- [Down](deep/down/index.md)\n"), "without an address of the site its links are relative:\n{plain}");
}

// --- The look ---

#[test]
fn a_site_in_german_speaks_german_throughout() {
    let map = "title: M\nowner: x\nsteps:\n  - {id: go, do: Go}\n  - {end: There}\n";
    let home = "---\ntitle: A\nreviewed: 2026-03-01\n---\nText.\n";
    let files = [("content/index.md", home), ("process-maps/m.yaml", map), ("waybook.yaml", "language: de\n")];
    let snapshot = site(&files);
    assert!(!codes(&snapshot).contains(&"WB021"));
    let html = page(&snapshot, "index.html");
    assert!(html.contains("<html lang=\"de\"") && html.contains("Zum Inhalt springen") && html.contains("1. März 2026"));
    assert!(page(&snapshot, "maps/m/index.html").contains("Schritte"));
    assert!(page(&snapshot, "assets/search/about.js").contains("Alles von A bis Z"), "the words of the script too");
}

#[test]
fn a_map_that_leads_into_no_map_or_in_a_circle_fails_the_build() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("content")).unwrap();
    fs::create_dir_all(root.join("process-maps")).unwrap();
    fs::write(root.join("content/index.md"), "# A\n\n[a](/maps/a/)\n").unwrap();
    let write = |name: &str, to: &str, end: &str| {
        let text = format!("title: Map {name}\nowner: seller\nsteps:\n  - {{map: {to}, who: seller}}\n{end}");
        fs::write(root.join(format!("process-maps/{name}.yaml")), text).unwrap();
    };
    let end = "  - {end: Done}\n";
    let build = || {
        let output = waybook(root, &["build"]);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };

    write("a", "b", end);
    let (code, said) = build();
    assert!(code == Some(1) && said.contains("error[WB313]") && said.contains("process-maps/a.yaml:4:11"), "{said}");
    assert!(built(root, "maps/a/index.html").contains("Map a"), "the site is there all the same: {said}");

    write("b", "a", end);
    let (code, said) = build();
    assert!(code == Some(1) && said.contains("error[WB313]") && said.contains("process-maps/a.yaml:4:11"), "{said}");

    fs::write(root.join("process-maps/b.yaml"), "title: Map b\nowner: seller\nsteps:\n  - {do: It, who: seller}\n  - {end: Done}\n")
        .unwrap();
    let (code, said) = build();
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_setting_that_would_do_nothing_is_told() {
    let told = |settings: &str| {
        let site = site(&[("content/index.md", "# A\n\n[p](https://docs.example.com/x)\n"), ("waybook.yaml", settings)]);
        (site.messages.iter().map(|message| message.text.clone()).collect::<Vec<_>>(), page(&site, "index.html"))
    };
    let ignored = |settings: &str| told(settings).0.join("|");
    assert_eq!(ignored("title: \"\"\n"), "`title` must be a name that readers see; it is ignored");
    assert!(told("title: \"\"\n").1.contains("<span>Handbook</span>"), "the default stands there");
    assert_eq!(ignored("theme: ourz\n"), "`theme` must be the name of a folder below `themes/`; it is ignored");
    assert_eq!(
        ignored("edit_url: https://git.example.com/edit/\n"),
        "`edit_url` must be an address with `{path}` where the name of the file belongs; it is ignored"
    );
    for language in ["german", "de_DE", "1"] {
        assert_eq!(
            ignored(&format!("language: {language}\n")),
            "`language` must be a language tag such as `en`, `de` or `pt-BR`; it is ignored"
        );
    }
    // However its letters are written, a tag is the same tag.
    let (said, german) = told("language: DE-at\n");
    assert_eq!(said, Vec::<String>::new());
    assert!(german.contains(r#"<html lang="de-AT""#) && german.contains("Seiten und Schritte suchen"));
    // A host is the same host as the begin of an address.
    assert!(ignored("restricted_hosts: [\"https://Docs.example.com/\"]\n").contains("docs.example.com"));
}

#[test]
fn a_language_that_lacks_a_word_fails_the_build() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let write = |name: &str, text: &str| {
        fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
        fs::write(root.join(name), text).unwrap();
    };
    write("content/index.md", "---\ntitle: A\n---\nText.\n");
    write("waybook.yaml", "language: fr\n");
    assert_eq!(waybook(root, &["new", "words", "fr"]).status.code(), Some(0));
    let file = "themes/handbook/strings/fr.yaml";
    let text = fs::read_to_string(root.join(file)).unwrap();
    assert_eq!(waybook(root, &["build"]).status.code(), Some(1), "nothing is translated yet");

    // Everything but one word.
    let but_one = text.replace("\n# ", "\n").replace("\nskip: Skip to content\n", "\n# skip: Skip to content\n");
    write(file, &but_one);
    let output = waybook(root, &["build"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("error[WB021]: the language `fr` lacks a word of the theme, which stays English: `skip`"), "{said}");
    assert!(said.contains(file) && built(root, "index.html").contains("Skip to content"), "the site is there all the same: {said}");
    assert_eq!(waybook(root, &["build"]).status.code(), Some(1), "a build that has nothing to do fails as well");

    write(file, &but_one.replace("# skip: Skip to content", "skip: Aller au contenu"));
    let output = waybook(root, &["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(built(root, "index.html").contains("Aller au contenu"));
    assert_eq!(waybook(root, &["new", "words", "../x"]).status.code(), Some(2));
}

#[test]
fn an_accent_is_used_when_everybody_can_read_it() {
    let sheet = |settings: &'static str| {
        let snapshot = site(&[("content/index.md", "# A\n"), ("waybook.yaml", settings)]);
        (page(&snapshot, "assets/site.css"), codes(&snapshot))
    };
    let (css, said) = sheet("accent: {light: '#7a1f4b', dark: '#f2a8c8'}\n");
    assert!(said.is_empty() && css.contains("--accent:light-dark(#7a1f4b,#f2a8c8);--on-accent:light-dark(#ffffff,#12171b)"), "{said:?}");
    let (css, said) = sheet("accent: {light: '#7a1f4b'}\n");
    assert!(said.is_empty() && css.contains("--accent:light-dark(#7a1f4b,"), "the dark one is made from it");
    for faint in ["accent: {light: '#e0a000'}\n", "accent: {light: '#7a1f4b', dark: '#7a1f4b'}\n"] {
        let (css, said) = sheet(faint);
        assert!(said == ["WB022"] && !css.contains("--accent:light-dark(#7a1f4b") && !css.contains("#e0a000"), "{faint}");
    }
    assert_eq!(sheet("accent: red\n").1, ["WB011"]);
}

/// A callout of the kind "tip" was once hidden by the rule for meanings.
#[test]
fn what_is_shown_on_pointing_has_a_class_of_its_own() {
    let text = "A SOW.\n\n> [!TIP]\n> Ask first.\n";
    let files = [("content/index.md", text), ("process-maps/_glossary.yaml", "terms:\n  SOW: {means: What we do.}\n")];
    let snapshot = site(&files);
    let html = page(&snapshot, "index.html");
    let sheets = html.split("<link rel=\"stylesheet\" href=\"").skip(1).filter_map(|rest| rest.split(['?', '"']).next());
    let css: String = sheets.map(|sheet| page(&snapshot, sheet)).collect();
    let hidden = css.split('}').filter(|rule| rule.contains("{display:none")).filter_map(|rule| rule.split('{').next()).collect::<Vec<_>>();
    assert!(hidden.iter().any(|selector| selector.trim() == ".meaning"), "{hidden:?}");
    let callout = html.split("<div class=\"callout ").nth(1).and_then(|rest| rest.split('"').next()).expect("there is a callout");
    assert!(hidden.iter().all(|selector| selector.trim() != format!(".{callout}")), "a callout is hidden");
}
