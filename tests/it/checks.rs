//! What `check` finds in pages, mends in them, and lets stand.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use proptest::prelude::*;
use tempfile::TempDir;
use waybook::base::edit::{apply, diff};
use waybook::base::{LineIndex, Message, SourceFile, SourceKind, SourcePath};
use waybook::parse::{Content, ParseOptions, parse};
use waybook::sources::Sources;
use waybook::workspace::{Timings, Workspace, WorkspaceOptions};

/// `line:column code` of all that is said about one page alone.
fn found(text: &str) -> String {
    let lines = LineIndex::new(text);
    said(text).iter().fold(String::new(), |mut out, message| {
        let position = lines.position(text, message.span.expect("messages of a page have a place").start);
        let _ = writeln!(out, "{}:{} {}", position.line, position.column, message.code);
        out
    })
}

fn said(text: &str) -> Vec<Message> {
    let file = SourceFile::new(SourcePath::new("content/a.md"), SourceKind::Page, text.as_bytes());
    parse(&file, ParseOptions::default()).messages
}

fn codes(text: &str) -> Vec<&'static str> {
    said(text).iter().map(|message| message.code).collect()
}

/// Mends a page until nothing is left to mend.
fn mended(text: &str) -> String {
    let mut text = text.to_string();
    for _ in 0..20 {
        let messages = said(&text);
        let (after, done) = apply(&text, &messages.iter().collect::<Vec<_>>());
        if done.is_empty() {
            return text;
        }
        text = after;
    }
    panic!("the changes chase each other: {text:?}");
}

/// A page with the slips that handbooks in the wild have, in our own words.
const SLIPS: &str = "---
title: How the tea desk works
---
# How the tea desk works
{:.no_toc}

## On this page
{:.no_toc .hidden-md}

- TOC
{:toc}

## Orders

Every order begins with [a tasting]() and leads to a date, for example:
- a morning
- [an afternoon with a host] (https://tea.example.com/hosts/)
- [A visit](https://about.tea.example.comvisits/how.html)

1. **Kettle**
[To-do] Say which kettle is meant.
1. **Pot** The pot stands beside it.

## Maps

<iframe style=\"width:640px\" src=\"https://draw.example.com/embedded/1\"></iframe>

Take the [slides](https://tea.example.com/s/7) and the [score sheet](https://tea.example.com/s/7) with you.

- Use the [leaf counter](http://leaves.example.org/) for large pots.
- Itâ€™s quick, and the the host can help.
## Tickets

1. Go to the board.
1. Choose a template:

- For a tasting: \"Tasting\"
- For a question: \"Ask\"

1. Fill in the form:

- **Name**: who comes
- **Date**: when

1. Add a label.

#### [Hosts and Guests]

More is told elsewhere: (https://tea.example.com/handbook/#hosts-and-guests)

The host may ask for further tasting() before the visit, with time to spare.Â\u{a0} _Two days at least._

_A visit needs both a room and a host *(that is, somebody who knows the house._

Ask in **#tea-help* when the desk is busy.

## Ways to order

## Orders from the house

In the house, write to the channel:

NORTH WING: #tea-north
SOUTH WING: #tea-south

Both are read daily.
";

#[test]
fn the_slips_of_real_handbooks_are_found_each_at_its_place() {
    let expected = "\
        15:25 WB201\n17:3 WB202\n18:3 WB203\n21:1 WB112\n26:1 WB116\n26:9 WB140\n28:56 WB207\n30:11 WB209\n31:5 WB108\n31:21 WB113\n32:1 WB109\n\
        40:1 WB103\n45:1 WB103\n47:1 WB117\n47:6 WB107\n49:26 WB204\n51:30 WB106\n51:77 WB108\n53:39 WB105\n55:8 WB105\n57:1 WB118\n63:1 WB110\n";
    assert_eq!(found(SLIPS), expected);
}

#[test]
fn what_readers_see_now_is_told() {
    let texts: Vec<String> = said(SLIPS).into_iter().filter(|message| message.code == "WB103").map(|message| message.text).collect();
    assert_eq!(
        texts,
        [
            "numbering starts again here: the bullets at lines 37 to 38 are not indented, so they end the list above; readers now see 1, 2, 1, 1",
            "numbering starts again here: the bullets at lines 42 to 43 are not indented, so they end the list above; readers now see 1, 2, 1, 1",
        ]
    );
}

#[test]
fn places_are_those_of_the_file_also_with_a_mark_and_other_line_ends() {
    let windows = format!("\u{feff}{}", SLIPS.replace('\n', "\r\n"));
    // The mark stands in front of the first line, which no message is about.
    assert_eq!(found(&windows), found(SLIPS));
}

#[test]
fn what_has_one_right_form_is_mended() {
    let mended = mended(SLIPS);
    let left: Vec<&str> = codes(&mended);
    assert_eq!(left, ["WB201", "WB203", "WB112", "WB116", "WB140", "WB207", "WB209", "WB117", "WB106", "WB105", "WB105", "WB118"]);
    for line in [
        "- [an afternoon with a host](https://tea.example.com/hosts/)\n",
        "- It’s quick, and the host can help.\n\n## Tickets\n",
        "1. Choose a template:\n\n   - For a tasting: \"Tasting\"\n   - For a question: \"Ask\"\n\n1. Fill in the form:\n\n   - **Name**: who comes\n",
        "#### Hosts and Guests\n",
        "elsewhere: (<https://tea.example.com/handbook/#hosts-and-guests>)\n",
        "with time to spare. _Two days at least._\n",
        "- NORTH WING: #tea-north\n- SOUTH WING: #tea-south\n",
    ] {
        assert!(mended.contains(line), "{line:?} is not in\n{mended}");
    }
    let windows = SLIPS.replace('\n', "\r\n");
    assert_eq!(self::mended(&windows), mended.replace('\n', "\r\n"), "line ends stay as they are");
}

#[test]
fn code_is_never_looked_at() {
    let text = "Text.\n\n```md\nthe the Itâ€™s [x] (https://e.com/aaa) {{ a }} **#b*\n- a\n## B\n```\n\nSay `the the` and `[x][y]` and `a()`.\n\n    the the word\n\n<!-- the the -->\n";
    assert_eq!(codes(text), Vec::<&str>::new());
    assert_eq!(mended(text), text);
}

#[test]
fn ordinary_text_is_left_alone() {
    for text in [
        "He said that that was all, and 2*3*4 is 24, and *one* **two** ***three***.\n",
        "All of `*.rs`, and **/*.md too, and 5 * 3. Prices* differ.\n\n\\*Without tax.\n",
        "1. one\n2. two\n\n- a\n- b\n\n3. three\n",
        "1. one\n\n   - a\n\n1. two\n",
        "- a\n\n1. one\n\n- b\n",
        "1. first list\n\nText.\n\n- a\n\nText.\n\n1. second list\n",
        "Note: this is a sentence. It goes on.\nAnd here it ends: not a list.\n",
        "Name: Ann  \nRole: Host\n",
        "Walla Walla lies there. The CAFÉ™ is open; Über–all. São Paulo, Ângela, Ãlvaro.\n",
        "See [a](https://example.com/a) ([b](https://example.com/b)), [1](https://example.community/x) and a[1][2].\n",
        "**Careful:** this is hot.\n\n**A whole sentence that matters.**\n\nText.\n",
        "- [ ] open\n- [x] done\n\nA footnote[^1].\n\n[^1]: Here.\n",
        "family: \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} and ไทย\u{200b}ไทย\n",
        "The sign reads \"no no\" and the name is `find()`; call main_loop() or a.size() then.\n",
        "# Title\n\n## A\n\n### B\n\nText.\n",
    ] {
        assert_eq!(codes(text), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn every_rule_has_a_page_that_breaks_it() {
    let cases: &[(&str, &str)] = &[
        ("1. a\n  - b\n", "2:3 WB104\n"),
        ("> 1. a\n>\n> - b\n>\n> 1. c\n", "5:3 WB103\n"),
        ("10. a\n11. b:\n\n- c\n\n1. d\n", "6:1 WB103\n"),
        ("Now **bold text here.\n", "1:5 WB105\n"),
        ("**Bold** text** here.\n", "1:14 WB105\n"),
        ("a\n\n**Name:** Ann\n**Role:** Host\n", "3:1 WB110\n"),
        ("We have:\n• tea\n• milk\n", "2:1 WB110\n"),
        ("**Ways to ask**\n\nText.\n", "1:1 WB111\n"),
        ("TODO: write this.\n", "1:1 WB112\n"),
        ("It is is not the\nthe end.\n", "1:14 WB113\n"),
        ("See\u{200b} this \u{202e}text.\n", "1:4 WB114\n1:11 WB114\n"),
        ("{% if a %} <%= b %> {{ c }}\n", "1:1 WB122\n1:12 WB122\n1:21 WB122\n"),
        ("- a\n\n  ```sh\n  run\n", "3:3 WB125\n"),
        ("[a]() ![b]()\n", "1:1 WB201\n1:7 WB201\n"),
        ("[a b]\n  (https://example.com/a)\n", "1:1 WB202\n"),
        ("[a](https://example.orgpath)\n", "1:1 WB203\n"),
        ("See [here](https://example.com/a).\n", "1:5 WB210\n"),
        ("See [a][b] and [c][] and it[^d].\n", "1:5 WB216\n1:16 WB216\n1:28 WB216\n"),
        ("[a](https://example.com//b)\n", "1:1 WB218\n"),
        ("![](https://example.com/b.png)\n", "1:1 WB219\n"),
    ];
    for (text, expected) in cases {
        assert_eq!(found(text), *expected, "{text}");
    }
}

#[test]
fn links_are_compared_across_pages() {
    let files = [
        ("waybook.yaml", "base_url: https://tea.example.com/\n"),
        ("content/index.md", "[a](https://example.org/desk/) and [b](https://tea.example.com/hosts/) and [c](about.example.com/x)\n"),
        ("content/hosts.md", "[a](https://example.org/desk/) and [d](http://Example.org/desk) and [e]((/hosts/))\n"),
    ];
    let workspace = Workspace::new(Sources::in_memory(files), WorkspaceOptions::default(), &mut Timings::default());
    let snapshot = workspace.snapshot();
    let found: Vec<String> = snapshot.messages.iter().map(|message| format!("{} {}", message.path, message.code)).collect();
    assert_eq!(
        found,
        ["content/hosts.md WB209", "content/hosts.md WB211", "content/hosts.md WB202", "content/index.md WB208", "content/index.md WB217",]
    );
}

#[test]
fn a_lost_link_is_told_and_the_name_of_a_program_is_not() {
    let lost = [
        "Ask for further discovery() before the demo.",
        "Book a discovery() call (or a tasting()), then write.",
        "- Discovery()\n- Read `discovery.md`.",
        "## About discovery()",
        "After the call. Discovery() comes next.",
    ];
    for text in lost {
        assert!(codes(text).contains(&"WB106"), "{text}");
    }
    let programs = [
        "Load it with require() at the top.",
        "Print() comes first, then format().",
        "The expand() function is slow.",
        "It calls expand(), which is slow.",
        "Die Methode anzeigen() ist langsam.",
        "Skip(), moveTo() and others have gone.",
        "Neither skip() nor find_all() nor list.size() is there.",
        "### Unlock()",
        "As `expand(path)` says, expand() is slow.",
        "```js\nexpand(path)\n```\n\nNow expand() is slow.",
    ];
    for text in programs {
        assert!(!codes(text).contains(&"WB106"), "{text}");
    }
}

#[test]
fn a_quote_that_was_meant_as_a_box_is_told() {
    let told =
        |text: &str| said(text).into_iter().map(|message| format!("{}: {}", message.code, message.help.join(" "))).collect::<Vec<_>>();
    for (name, meant) in [("WARN", "WARNING"), ("info", "NOTE"), ("Danger", "CAUTION"), ("IMPORTNAT", "IMPORTANT")] {
        assert_eq!(told(&format!("> [!{name}]\n> Text.\n")), [format!("WB142: did you mean `[!{meant}]`?")]);
    }
    let all = "WB142: write `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]`";
    assert_eq!(told("- > [!Question]\n  > Text.\n"), [all]);
    let next = "WB142: write what stands behind it on the next line, after `> `";
    assert_eq!(told("> [!NOTE] Prices\n> Text.\n"), [next]);
    for fine in ["> [!note]\n> Text.\n", "[!WARN] is a sign.\n", "> Text.\n> [!WARN]\n", "> `[!WARN]`\n"] {
        assert_eq!(told(fine), Vec::<String>::new(), "{fine}");
    }
}

#[test]
fn lines_that_were_meant_as_a_table_are_told() {
    let told = |text: &str| {
        said(text).into_iter().filter(|message| message.code == "WB149").map(|message| message.help.join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(told("| a | b |\n|---|\n| 1 | 2 |\n"), ["write as many: `|---|---|`"]);
    assert_eq!(told("a | b\n--|--|--\n1 | 2\n"), ["write as many: `|---|---|`"]);
    assert_eq!(told("> | a | b |\n> | 1 | 2 |\n> | 3 | 4 |\n"), ["write `|---|---|` there"]);
    for fine in
        ["| a | b |\n|---|---|\n| 1 |\n", "Text\n| a | b |\n|---|---|\n| 1 | 2 |\n", "a | b\nc | d\n", "`|a|`\n`|b|`\n", "|x| is\n|y| is\n"]
    {
        assert_eq!(told(fine), Vec::<String>::new(), "{fine}");
    }
}

// --- Let it stand ---

#[test]
fn a_writer_can_let_a_message_stand() {
    let allowed = |text: &str| {
        let workspace =
            Workspace::new(Sources::in_memory([("content/index.md", text)]), WorkspaceOptions::default(), &mut Timings::default());
        workspace.snapshot().messages.iter().map(|message| message.code).collect::<Vec<_>>()
    };
    assert_eq!(allowed("The the end.\n"), ["WB113"]);
    assert_eq!(allowed("It is the the end. <!-- waybook-allow WB113: a quote -->\n"), Vec::<&str>::new());
    assert_eq!(allowed("<!-- waybook-allow WB113 -->\nIt is the the end.\n\nIt is the the end.\n"), ["WB113"]);
    assert_eq!(allowed("---\nallow: [WB113]\n---\nIt is the the end.\n\nIt is the the end.\n"), Vec::<&str>::new());
    assert_eq!(allowed("---\nallow: WB106\n---\nIt is the end. <!-- waybook-allow nothing -->\n"), ["WB013", "WB013"]);
    assert_eq!(allowed("It is the the end. <!-- waybook-allow WB112, WB113 -->\n"), ["WB013"]);
    assert_eq!(allowed("`<!-- waybook-allow WB113 -->` is how.\n"), Vec::<&str>::new());
}

#[test]
fn a_code_that_no_message_has_is_told_with_the_nearest_there_is() {
    let told = |text: &str| {
        let files = [("waybook.yaml", "allow: [WB19]\n"), ("content/index.md", text)];
        let workspace = Workspace::new(Sources::in_memory(files), WorkspaceOptions::default(), &mut Timings::default());
        let about = |message: &&waybook::base::Message| message.code == "WB013" && !message.path.as_str().ends_with(".yaml");
        let snapshot = workspace.snapshot();
        let told: Vec<String> =
            snapshot.messages.iter().filter(about).map(|message| format!("{}; {}", message.text, message.help.join(" "))).collect();
        let settings = snapshot.messages.iter().find(|message| message.path.as_str() == "waybook.yaml");
        assert!(settings.is_some_and(|message| message.text == "`WB19` is allowed here, but no message has this code"), "{settings:?}");
        told.join("\n")
    };
    let nothing = "is allowed here, but no message has this code";
    // What is said on the page is meant rather than its neighbours.
    assert_eq!(told("It is the the end. <!-- waybook-allow WB193 -->\n"), format!("`WB193` {nothing}; did you mean `WB113`?"));
    assert_eq!(told("It is the the end. <!-- waybook-allow wb113 -->\n"), format!("`wb113` {nothing}; did you mean `WB113`?"));
    assert_eq!(told("---\nallow: WB1133\n---\nText.\n"), format!("`WB1133` {nothing}; did you mean `WB113`?"));
    assert_eq!(told("---\nallow: [13, 113]\n---\nIt is the the end.\n").matches("did you mean `WB013`?").count(), 1);
    let otherwise = "write the code that the message has in its brackets, or remove this";
    assert_eq!(told("Text. <!-- waybook-allow WB888 -->\n"), format!("`WB888` {nothing}; {otherwise}"));
    assert_eq!(told("Text. <!-- waybook-allow spelling -->\n"), format!("`spelling` {nothing}; {otherwise}"));
    let remove =
        "`WB113` is allowed here, but nothing here is reported as `WB113`; remove it, so that a new slip of this kind is not missed";
    assert_eq!(told("Text. <!-- waybook-allow WB113 -->\n"), remove);
}

#[test]
fn settings_and_maps_can_let_a_message_stand() {
    let map = "title: A\nowner: cook\nsteps:\n  - {do: Boil, who: cook}\n  - {end: Done}\n";
    let codes_with = |settings: &str, map: &str| {
        let files = [
            ("waybook.yaml", settings),
            ("content/index.md", "[map](/maps/a/)\n"),
            ("process-maps/a.yaml", map),
            ("process-maps/_roles.yaml", "cook: {name: Cook}\n"),
        ];
        let workspace = Workspace::new(Sources::in_memory(files), WorkspaceOptions::default(), &mut Timings::default());
        workspace.snapshot().messages.iter().map(|message| message.code).collect::<Vec<_>>()
    };
    assert_eq!(codes_with("title: A\n", map), ["WB318"]);
    assert_eq!(codes_with("allow: [WB318]\n", map), Vec::<&str>::new());
    assert_eq!(codes_with("allow: [WB318, WB209]\n", map), ["WB013"]);
    assert_eq!(codes_with("title: A\n", &format!("# waybook-allow WB318\n{map}")), Vec::<&str>::new());
}

// --- The program ---

fn waybook(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_waybook")).args(arguments).current_dir(folder).output().expect("the program starts")
}

fn site(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("the folder can be made");
        fs::write(file, text).expect("the file can be written");
    }
    folder
}

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).expect("the file is there")
}

#[test]
fn fix_mends_pages_once_and_says_what_it_did() {
    let folder = site(&[("content/index.md", "Welcome.\n"), ("content/a.md", SLIPS), ("content/b.md", "the [map](/maps/x/) end\n")]);
    let dry = waybook(folder.path(), &["check", "--fix", "--dry-run"]);
    let shown = String::from_utf8_lossy(&dry.stdout).into_owned();
    assert!(shown.starts_with("--- content/a.md\n+++ content/a.md\n@@ -14,7 +14,7 @@\n"), "{shown}");
    assert!(shown.contains("\n-- For a question: \"Ask\"\n") && shown.contains("\n+   - For a question: \"Ask\"\n"), "{shown}");
    assert_eq!(read(&folder, "content/a.md"), SLIPS, "a dry run changes nothing");

    let first = waybook(folder.path(), &["check", "--fix"]);
    let told = String::from_utf8_lossy(&first.stderr).into_owned();
    assert!(told.contains("mended content/a.md: WB103 × 2, WB107, WB108 × 2, WB109, WB110, WB113, WB202, WB204\n"), "{told}");
    assert!(told.contains("[WB201]") && !told.contains("[WB103]"), "what is left is told: {told}");
    assert_eq!(first.status.code(), Some(1));
    let after = read(&folder, "content/a.md");
    assert_eq!(after, mended(SLIPS));
    let names: Vec<_> = fs::read_dir(folder.path().join("content")).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(names.len(), 3, "nothing is left over: {names:?}");

    let again = waybook(folder.path(), &["check", "--fix"]);
    assert!(!String::from_utf8_lossy(&again.stderr).contains("mended"));
    assert_eq!(read(&folder, "content/a.md"), after);
    assert_eq!(read(&folder, "content/b.md"), "the [map](/maps/x/) end\n");
}

#[test]
fn fix_leaves_alone_what_may_stand_and_what_is_no_utf8() {
    let allowed = "It is the the end. <!-- waybook-allow WB113 -->\n";
    let folder = site(&[("content/index.md", allowed)]);
    let latin: &[u8] = b"Caf\xe9 and the the end.\n";
    fs::write(folder.path().join("content/latin.md"), latin).expect("the file can be written");
    waybook(folder.path(), &["check", "--fix"]);
    assert_eq!(read(&folder, "content/index.md"), allowed);
    assert_eq!(fs::read(folder.path().join("content/latin.md")).expect("the file is there"), latin);
}

#[cfg(unix)]
#[test]
fn fix_keeps_rights_and_links() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = site(&[("content/real.md", "It is the the end.\n")]);
    let real = folder.path().join("content/real.md");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("rights can be set");
    symlink("real.md", folder.path().join("content/other.md")).expect("a link can be made");
    waybook(folder.path(), &["check", "--fix"]);
    assert_eq!(read(&folder, "content/real.md"), "It is the end.\n");
    assert_eq!(fs::metadata(&real).expect("it is there").permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(folder.path().join("content/other.md")).expect("it is there").is_symlink());
}

#[test]
fn findings_come_in_the_forms_that_forges_read() {
    let folder = site(&[("content/index.md", "Go: 100%, the the end.\n\nThen the the end.\n\n[a]()\n")]);
    let stdout = |format: &str| {
        let output = waybook(folder.path(), &["check", "--format", format]);
        assert_eq!(output.status.code(), Some(1), "{format}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let github = stdout("github");
    let lines: Vec<&str> = github.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[0]
            .starts_with("::warning file=content/index.md,line=1,endLine=1,col=11,endColumn=18,title=WB113::`the` stands here twice%0A")
    );
    assert!(lines[2].starts_with("::error file=content/index.md,line=5,endLine=5,col=1,endColumn=6,title=WB201::"));

    let gitlab: serde_json::Value = serde_json::from_str(&stdout("gitlab")).expect("it is JSON");
    let issues = gitlab.as_array().expect("it is a list");
    assert_eq!(issues.len(), 3);
    assert_eq!(issues[2]["check_name"], "WB201");
    assert_eq!(issues[2]["severity"], "major");
    assert_eq!(issues[2]["location"]["path"], "content/index.md");
    assert_eq!(issues[2]["location"]["lines"]["begin"], 5);
    let prints: std::collections::BTreeSet<String> = issues.iter().map(|issue| issue["fingerprint"].to_string()).collect();
    assert_eq!(prints.len(), 3, "each finding has a fingerprint of its own");

    let sarif: serde_json::Value = serde_json::from_str(&stdout("sarif")).expect("it is JSON");
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"][1]["shortDescription"]["text"], "a link without an address");
    assert_eq!(run["results"][2]["ruleId"], "WB201");
    assert_eq!(run["results"][2]["level"], "error");
    let place = &run["results"][2]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/index.md");
    assert_eq!(place["region"]["startLine"], 5);
    assert_eq!(place["region"]["endColumn"], 6);
}

#[test]
fn explain_prints_the_manual() {
    let folder = site(&[("content/index.md", "Hello.\n")]);
    for code in ["WB103", "wb103", "103"] {
        let output = waybook(folder.path(), &["explain", code]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && text.starts_with("WB103: numbering starts again\n\nWarning. "), "{text}");
        assert!(text.contains("    1. Open the board.\n") && !text.contains("```"), "examples are indented: {text}");
    }
    let output = waybook(folder.path(), &["explain", "takes:"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.starts_with("takes: how long the work takes\n") && text.contains("Stands in a step.\n"), "links are their words: {text}");
    for (unknown, meant) in [("WB999", "WB"), ("tackes", "`takes`")] {
        let output = waybook(folder.path(), &["explain", unknown]);
        assert_eq!(output.status.code(), Some(2));
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(text.contains(&format!("there is no message and no key `{unknown}`")) && text.contains(meant), "{text}");
    }
}

/// Only the address in the link itself is rewritten: not the same words in code, in a text of a link, in a reference, or behind the address.
#[test]
fn an_address_is_rewritten_where_it_stands() {
    let page = "See [https://example.com/desk](https://example.com/desk \"https://example.com/desk\") and <https://example.com/desk>.\n\n\
        `[a](https://example.com/desk)` and [the desk][desk], https://example.com/desk and so on.\n\n\
        ```md\n[b](https://example.com/desk)\n```\n\n[desk]: https://example.com/desk\n";
    let many = "[One](https://example.com/desk/)\n\n".repeat(9);
    for (begins, ends) in [("", "\n"), ("\u{feff}", "\r\n")] {
        let before = format!("{begins}{}", page.replace('\n', ends));
        let folder = site(&[("content/index.md", &before), ("content/many.md", &many)]);
        waybook(folder.path(), &["check", "--fix"]);
        let after = fs::read_to_string(folder.path().join("content/index.md")).expect("the page is there");
        let wanted = page
            .replace("](https://example.com/desk \"", "](https://example.com/desk/ \"")
            .replace("<https://example.com/desk>", "<https://example.com/desk/>")
            // A bare address is a link too, as at GitHub.
            .replace(", https://example.com/desk and", ", https://example.com/desk/ and")
            .replace("[desk]: https://example.com/desk\n", "[desk]: https://example.com/desk/\n");
        assert_eq!(after, format!("{begins}{}", wanted.replace('\n', ends)));
        waybook(folder.path(), &["check", "--fix"]);
        assert_eq!(fs::read_to_string(folder.path().join("content/index.md")).expect("the page is there"), after);
    }
}

/// What `check` tells is there once the files have been read: nothing is read a second time.
#[test]
fn files_are_read_once() {
    let folder = site(&[
        ("content/index.md", "See [it](/missing/).\n\n![](no.png)\n"),
        ("process-maps/tea.yaml", "title: Tea\nowner: cook\npages: [/]\nsteps:\n  - {do: Boil, who: cook, next: nothing}\n"),
        ("redirects.yaml", "redirects:\n  - {from: /old/, to: /gone/}\n"),
    ]);
    let disk = waybook::sources::Disk::open(folder.path()).expect("the site is there");
    let sources = waybook::sources::read(&disk);
    fs::remove_dir_all(folder.path()).expect("the site can be deleted");
    let workspace = waybook::workspace::Workspace::new(sources, Default::default(), &mut Default::default());
    let snapshot = workspace.snapshot();
    let codes: Vec<&str> = snapshot.messages.iter().map(|message| message.code).filter(|code| *code != "WB318").collect();
    assert_eq!(codes, ["WB205", "WB205", "WB219", "WB302", "WB221"]);
    assert!(snapshot.text(&snapshot.messages[0].path).is_some(), "lines are shown from what was read");
}

/// What day it is has to be said: without, an allowance for an old review is not called unused either.
#[test]
fn reviews_are_overdue_on_a_day() {
    let page = "---\ntitle: Home\nreviewed: 2026-01-31\n---\nHello.\n";
    let allowed = "---\ntitle: Desk\nreviewed: 2020-01-31\nallow: [WB501]\n---\nHello.\n";
    let folder = site(&[("content/index.md", page), ("content/desk.md", allowed), ("waybook.yaml", "review_every: 1 year\n")]);
    let found = |arguments: &[&str]| {
        let output = waybook(folder.path(), arguments);
        String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
    };
    assert!(!found(&["check"]).contains("[WB"), "{}", found(&["check"]));
    assert!(!found(&["check", "--today", "2027-01-31"]).contains("[WB"));
    let overdue = found(&["check", "--today", "2027-02-01"]);
    assert!(overdue.contains("warning[WB501]: the page was last reviewed on 2026-01-31; it should be every 12 months"), "{overdue}");
    assert_eq!(overdue.matches("[WB").count(), 1, "{overdue}");
    assert_eq!(waybook(folder.path(), &["check", "--today", "today"]).status.code(), Some(2));
}

// --- Whatever is written ---

#[test]
fn a_diff_turns_one_text_into_the_other() {
    let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n";
    let new = "a\nB\nc\nd\ne\nf\ng\nh\ni\nnew\nj\n";
    let expected = "@@ -1,5 +1,5 @@\n a\n-b\n+B\n c\n d\n e\n@@ -7,4 +7,5 @@\n g\n h\n i\n+new\n j\n";
    assert_eq!(diff(old, new), expected);
    assert_eq!(diff(old, old), "");
}

/// Pieces of which pages with slips are made.
fn piece() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "\n",
        "\n\n",
        "\r\n",
        "1. one",
        "2. two:",
        "10) ten",
        "- a",
        "* b",
        "   ",
        "  ",
        " ",
        "\t",
        "the the ",
        "Name: x",
        "Desk East: y",
        "â€™",
        "Â\u{a0}",
        "Ã©",
        "\u{200b}",
        "\u{202e}",
        "\u{feff}",
        "## [Head]",
        "## ",
        "[x] (https://e.com/aaa)",
        "(https://example.com/long)",
        "[a]()",
        "](",
        "[",
        "]",
        "(",
        ")",
        "**",
        "*",
        "_",
        "`",
        "```",
        "~~~",
        "> ",
        "| a | b |",
        "\n|---|---|\n",
        "<!-- ",
        " -->",
        "<div>",
        "</div>",
        "{{ x }}",
        "{%",
        "{: .c}",
        "{{% alert %}}",
        "\\",
        "é",
        "\u{1f600}",
        "• dot",
        "[^1]",
        "discovery()",
        "---\n",
        "http://",
        "word",
    ])
}

/// The code of a page, and its words.
fn code_in(text: &str) -> Vec<String> {
    fn walk(blocks: &[waybook::parse::Block], found: &mut Vec<String>) {
        use waybook::parse::BlockKind;
        for block in blocks {
            match &block.kind {
                BlockKind::Code(code) => found.push(code.text.clone()),
                BlockKind::Quote { blocks, .. } | BlockKind::Footnote { blocks, .. } => walk(blocks, found),
                BlockKind::List { items, .. } => items.iter().for_each(|item| walk(&item.blocks, found)),
                _ => {}
            }
        }
    }
    let file = SourceFile::new(SourcePath::new("content/a.md"), SourceKind::Page, text.as_bytes());
    let Content::Page(page) = parse(&file, ParseOptions::default()).content else { panic!("a page") };
    let mut found = Vec::new();
    walk(&page.blocks, &mut found);
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mending_ends_and_a_second_run_changes_nothing(pieces in proptest::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        let once = mended(&text);
        prop_assert_eq!(mended(&once), once.clone());
    }

    #[test]
    fn places_lie_in_the_file(pieces in proptest::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        for message in said(&text) {
            let span = message.span.expect("messages of a page have a place");
            prop_assert!(text.get(span.start..span.end).is_some(), "{message:?}");
            for edit in &message.fix {
                prop_assert!(text.get(edit.span.start..edit.span.end).is_some(), "{edit:?}");
            }
        }
    }
}

#[test]
fn a_tag_that_is_never_closed_in_a_page_with_a_mark_breaks_nothing() {
    assert_eq!(codes("\u{feff}<div>\r\n{: .c}\n"), ["WB140"]);
}

#[test]
fn mending_leaves_blocks_of_code_as_they_are() {
    let text = "1. a:\n\n- b\n\n  ```sh\n  run the the thing\n\n  more\n  ```\n\n1. c\n\n```\nthe the\n```\n\nIt is the the end.\n";
    let after = mended(text);
    assert_ne!(after, text);
    assert_eq!(code_in(&after), code_in(text));
}

/// Looking twice as far must not take four times as long: every one of these was slow in some checker.
#[test]
fn hostile_pages_are_checked_in_linear_time() {
    let repeated: BTreeMap<&str, &str> = [
        ("brackets", "["),
        ("closed brackets", "[]"),
        ("references", "[a][b]"),
        ("templates", "{{ "),
        ("lists of attributes", "{: "),
        ("addresses", "(http://"),
        ("parted links", "[a] (/"),
        ("stars", "*a **b "),
        ("words twice", "the the "),
        ("decoded twice", "â€"),
        ("labels", "A: b\n"),
        ("lists in turn", "1. a\n- b\n"),
        ("frames", "<iframe "),
        ("marks", "<!-- waybook-allow "),
        ("to-dos", "[TODO "),
        ("calls", "a()"),
    ]
    .into();
    for (name, piece) in repeated {
        let time = |length: usize| {
            let text = piece.repeat(length / piece.len());
            let before = cpu_time::ThreadTime::now();
            said(&text);
            before.elapsed().as_secs_f64()
        };
        // What else the machine does can only make it slower: what takes four times as long does so each time.
        let is_linear = (0..10).any(|_| time(200_000) < 3.0 * time(100_000) + 0.2);
        assert!(is_linear, "{name}: twice as much takes more than three times as long");
    }
}

#[test]
fn definitions_are_looked_at_like_all_other_text() {
    let text = "Desk\n: Where the the tea is. Ask [Ann]() first.\n\nHost **who\n: Nobody `the the` knows\n\n  - an itâ€™s\n";
    assert_eq!(found(text), "2:9 WB113\n2:29 WB201\n4:6 WB105\n7:10 WB108\n");
}

#[test]
fn parentheses_blanks_and_slashes_around_addresses_are_found_and_mended() {
    let folder = site(&[("content/index.md", "See [on]((pot.md)) and [no]((pots.md)).\n"), ("content/pot.md", "A pot.\n")]);
    waybook(folder.path(), &["check", "--fix"]);
    assert_eq!(read(&folder, "content/index.md"), "See [on](pot.md) and [no]((pots.md)).\n");
    let text =
        "Go [by]((/tea/) or [on]((/pot/)) or [off]( https://tea.example.com/x) or [to](/tea//pot/) or [](/cup/).\n\n<img src=\"a.png\">\n";
    assert_eq!(found(text), "1:4 WB202\n1:37 WB202\n1:74 WB218\n1:94 WB210\n3:1 WB219\n");
    assert!(mended(text).starts_with("Go [by](/tea/) or [on]((/pot/)) or [off](https://tea.example.com/x) or"), "{}", mended(text));
    let folder = site(&[("content/index.md", text), ("content/pot.md", "A pot.\r\n\r\nSee [on]((/)).\r\n")]);
    waybook(folder.path(), &["check", "--fix"]);
    assert_eq!(read(&folder, "content/pot.md"), "A pot.\r\n\r\nSee [on](/).\r\n");
}

#[test]
fn a_link_in_code_is_no_link() {
    let text = "`[by]((/tea/)` and `[off]( https://x.example.com/)`\n\n    [to](/tea//pot/)\n";
    assert_eq!(found(text), "");
}

#[test]
fn text_with_an_abbreviation_is_looked_at() {
    assert_eq!(found("The SA sees the the slip.\n\n*[SA]: Solutions architect\n"), "1:13 WB113\n");
}

#[test]
fn thousands_of_alike_messages_and_long_lines_are_told_shortly() {
    let line = "the the ".repeat(3000);
    let folder = site(&[("content/index.md", &format!("# Page\n\nä {line}\n"))]);
    let human = waybook(folder.path(), &["check"]);
    let said = String::from_utf8_lossy(&human.stderr);
    assert!(said.contains("… and 2000 more WB113 in content/index.md"), "{}", &said[said.len() - 500..]);
    assert!(
        said.contains("3000 warnings") && said.contains("content/index.md:3:3\n") && said.contains("content/index.md:3:7995\n"),
        "{}",
        &said[..2000]
    );
    let json = String::from_utf8_lossy(&waybook(folder.path(), &["check", "--format", "json"]).stdout).into_owned();
    assert_eq!(json.matches("\"code\": \"WB113\"").count(), 3000);
    assert!(json.len() < 8 << 20, "{} bytes", json.len());
}

#[test]
fn lists_in_quotes_are_mended_behind_the_signs_of_the_quote() {
    let page = "> 1. Call\n>\n> * the desk\n>   of the week\n> * or Ann\n>\n> 1. Write\n\n- > 1. Call\n  >\n  > - Ann\n  >\n  > 1. Write\n";
    let said = said(page);
    assert_eq!(found(page), "7:3 WB103\n13:5 WB103\n");
    assert!(said[0].text.contains("at lines 3 to 5 are not indented"), "{}", said[0].text);
    let wanted = "> 1. Call\n>\n>    * the desk\n>      of the week\n>    * or Ann\n>\n> 1. Write\n\n- > 1. Call\n  >\n  >    - Ann\n  >\n  > 1. Write\n";
    assert_eq!(mended(page), wanted);
}

#[test]
fn what_is_taken_out_of_html_is_told_where_it_stands() {
    let page = "<p>x</p> <font>y</font>\n<p style=\"x\" onclick=z>w</p>\n\nWords <font>é</font> <span onclick='y'>z</span>.\n\n\
                > <div>\n> <font>a</font> <img src=\"https://example.com/a.png\">\n> </div>\n\n\
                <div markdown=\"1\">\n*x* <font>q</font>\n</div>\n";
    let wanted = "1:10 WB140\n2:4 WB140\n2:14 WB140\n4:7 WB140\n4:28 WB140\n7:3 WB140\n7:18 WB219\n11:5 WB140\n";
    assert_eq!(found(page), wanted);
    let ends: Vec<&str> = said(page).iter().filter_map(|message| page.get(message.span?.start..message.span?.end)).collect();
    assert_eq!(ends[..5], ["<font>", "style=\"x\"", "onclick=z", "<font>", "onclick='y'"]);
}

#[test]
fn help_says_what_to_write_letter_by_letter() {
    let help = |text: &str| said(text).iter().flat_map(|message| message.help.clone()).collect::<Vec<_>>().join(" ");
    assert!(help("A **strong thing here.\n").ends_with("a star that is meant is `\\*\\*`"));
    let names = said("The [Tea Desk](https://example.com/a) and the [Post](https://example.com/a).\n");
    assert!(names[0].text.starts_with("`Post` and `Tea Desk`, just before it,"), "{}", names[0].text);
}

#[test]
fn an_address_without_words_stays_a_link_when_it_is_mended() {
    let page = "See https://example.com/b/, <https://example.com/b/> and [b](https://example.com/b/).\n";
    let folder = site(&[("waybook.yaml", "base_url: https://example.com/\n"), ("content/a.md", page), ("content/b.md", "# B\n")]);
    let output = waybook(folder.path(), &["check", "--fix"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(read(&folder, "content/a.md"), "See https://example.com/b/, <https://example.com/b/> and [b](/b/).\n", "{said}");
    assert_eq!(said.matches("help: write `[words](/b/)`").count(), 2, "{said}");
}

#[test]
fn lists_and_extensions_of_kramdown_are_told_where_they_are_written() {
    let page = "Ä `a`{: .b}{: onclick=\"x\"} and {::coment}secret{:/}.\n\n> - {: .a onload=\"y\"} item\n\n* toc\n{:toc}\n\n* toc\n{:toc}\n";
    assert_eq!(found(page), "1:12 WB101\n1:32 WB120\n3:5 WB101\n9:1 WB120\n");
    let messages = said(page);
    assert_eq!(messages[1].help, ["did you mean `{::comment}`?"]);
    assert!(messages[1].text.contains("readers see it") && messages[3].text.contains("readers see this list"), "{messages:?}");
}

#[test]
fn an_element_without_its_end_tag_is_told_where_it_begins() {
    let page = "<details><summary>More\n\nText <b>bold.\n\n> <div>\n> <p>One\n> <p>Two\n\n<ul><li>a<li>b</ul>\n\n<p>x <i>y</p>\n\n\
                <div markdown=\"1\">\n*x*\n</div>\n\n<br> <img src=\"https://example.com/a.png\" alt=\"a\"> <a name=\"x\"/>\n";
    let told: Vec<(&str, &str)> = said(page)
        .iter()
        .filter_map(|message| Some((page.get(message.span?.start..message.span?.end)?, message.code)))
        .filter(|(_, code)| *code == "WB140")
        .collect();
    assert_eq!(told, [("<details>", "WB140"), ("<summary>", "WB140"), ("<b>", "WB140"), ("<div>", "WB140"), ("<i>", "WB140")]);
}

/// Every help that speaks of `check --fix` comes with what it writes.
#[test]
fn what_fix_is_said_to_do_it_does() {
    let tabs = "1. One:\n\n- a\n\tb\n\n1. Two\n\n- c\n\n1. Three\n";
    for text in [SLIPS, tabs] {
        for message in said(text) {
            let promises = message.help.iter().any(|help| help.contains("check --fix"));
            assert_eq!(promises, !message.fix.is_empty(), "{message:?}");
        }
    }
    assert!(codes(tabs).contains(&"WB103"), "{}", found(tabs));
}

#[test]
fn footnotes_that_nobody_sees_are_told() {
    let text = "A.[^1] B.[^Plan]\n\n[^1]: One, more in [^2].\n[^2]: Two.\n[^plan]: The plan.\n\n\
                [^3]: Only [^4] refers here.\n[^4]: Only [^3] refers here.\n\n> [^x]: First.\n\nC.[^x]\n\n[^X]: Second.\n";
    let told: Vec<_> = said(text)
        .into_iter()
        .map(|message| (message.code, text[message.span.unwrap().start..].chars().take(4).collect::<String>()))
        .collect();
    let wanted = [("WB128", "[^3]"), ("WB128", "[^4]"), ("WB128", "[^x]")];
    assert_eq!(told, wanted.map(|(code, place)| (code, place.to_string())));
    assert!(said(text)[2].text.contains("another footnote"), "{:?}", said(text)[2]);
}

#[test]
fn signs_without_their_blank_are_found_and_mended() {
    let text = "##Orders\n\nText.\n###Next steps###\nMore.\n\n> ##In a quote\n\n-[ ] One\n-[x] Two\n\n- [x]Three\n- [] Four\n1. [ ]Five\n";
    assert_eq!(found(text), "1:1 WB129\n4:1 WB129\n7:3 WB129\n9:1 WB129\n12:3 WB129\n13:3 WB129\n14:4 WB129\n");
    let right = "## Orders\n\nText.\n### Next steps ###\nMore.\n\n> ## In a quote\n\n- [ ] One\n- [x] Two\n\n- [x] Three\n- [ ] Four\n1. [ ] Five\n";
    assert_eq!(mended(text), right);
}

#[test]
fn signs_that_are_meant_are_left_alone() {
    let text = "#general is the channel.\n\n#4711\n\n##4711 and #5\n\n\\##Word\n\n`##Word`\n\nText ##Word\nwith ##Word\n##lower in a text\n\n\
                #######Seven\n\n- [] is an empty list in many languages\n- [x](#general) and -[x](#general)\n- [x]y\n\n*[SA]: Solutions architect\n\n\
                The SA says -[ ] in the middle.\n\n*[ ] not a task*\n\n    ##Code\n\n- ##Word\n\n## General\n\nText.\n";
    let text = text.replace("#general)", "#general-1)");
    let told = codes(&text);
    assert!(!told.contains(&"WB129") && !told.contains(&"WB148"), "{}", found(&text));
}

#[test]
fn a_heading_without_words_is_told_once() {
    let text = "Text.\n\n##\n\n## {#here}\n\n> # \n\n## <a id=\"x\"></a>\n\n## ![A board](b.png)\n\n## `code`\n\n## :tada:\n\n## <img src=\"b.png\" alt=\"b\">\n\nText.\n";
    let wrong: Vec<_> =
        said(text).into_iter().filter(|message| message.code == "WB148").map(|message| message.span.unwrap().start).collect();
    let lines: Vec<_> = wrong.iter().map(|at| text[..*at].matches('\n').count() + 1).collect();
    assert_eq!(lines, [3, 5, 7, 9]);
}

#[test]
fn a_video_without_its_id_is_told_unless_the_site_shows_videos_its_own_way() {
    let page = ("content/index.md", "{{< youtube >}}\n\n{{< youtube id=\"\" >}}\n\n{{< vimeo 123 >}}\n\n{{< youtube id=abc >}}\n");
    let said = |files: &[(&str, &str)]| {
        let folder = site(files);
        let output = waybook(folder.path(), &["check"]);
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap().matches("warning[WB147]").count()
    };
    assert_eq!(said(&[page]), 2);
    assert_eq!(said(&[page, ("themes/handbook/templates/shortcodes/youtube.html", "<p>video</p>")]), 0);
}

#[test]
fn lines_that_readers_see_as_lines_and_names_in_code_are_told_right() {
    assert_eq!(found("Type: text<br>\nDefault: none\n\nType: text<br/>\nDefault: none\n\nType: text  \nDefault: none\n"), "");
    let text = "A [`Vec<T>`][] and [words][`Vec<U>`].\n";
    let told: Vec<String> = said(text).into_iter().map(|message| message.text).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("`[`Vec<T>`]`") && told[1].contains("`[`Vec<U>`]`"), "{told:?}");
}

#[test]
fn a_box_that_there_is_not_is_told_and_shown_as_it_is_written() {
    let text =
        ":::success Done\nText.\n:::\n\n::: warnin\n\nText.\n\n:::note\nText.\n:::\n\n::: \n\nA text ::: with colons\n:::name in it.\n";
    let told: Vec<_> = said(text).into_iter().filter(|message| message.code == "WB142").collect();
    let told: Vec<_> = told.iter().map(|message| (message.text.as_str(), message.help[0].as_str())).collect();
    let wanted = [
        (
            "there is no box `success`; its lines are shown as they were written",
            "the boxes are note, tip, info, important, warning, caution, danger",
        ),
        ("there is no box `warnin`; its lines are shown as they were written", "did you mean `:::warning`?"),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn a_page_full_of_slips_that_may_stand_takes_linear_time() {
    let time = |lines: usize| {
        let text =
            "A host and and a guest. <!-- waybook-allow WB113 -->\n\nA host of of all. <!-- waybook-allow WB105 -->\n\n".repeat(lines);
        let sources = Sources::in_memory([("content/index.md", text.as_str())]);
        let before = cpu_time::ThreadTime::now();
        let snapshot = Workspace::new(sources, WorkspaceOptions::default(), &mut Timings::default()).snapshot();
        let used = before.elapsed().as_secs_f64();
        let told = |code: &str| snapshot.messages.iter().filter(|message| message.code == code).count();
        assert_eq!((told("WB113"), told("WB013")), (lines, lines), "the first of each two is allowed, the second mark is not needed");
        used
    };
    let (small, large) = (time(5_000), time(10_000));
    assert!(large < 3.0 * small + 0.3, "{small:.3} s, twice as much {large:.3} s");
}
