//! The documents say what is true: their examples are run, and their tables are compared with the program's own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use waybook::base::{Severity, SourcePath};
use waybook::maps::written::{self, Object, Shape};
use waybook::model::{Drafts, ResolveOptions};
use waybook::parse::{front_matter, settings};
use waybook::workspace::{Timings, Workspace, WorkspaceOptions};

// --- What is documented runs ---

#[test]
fn the_tutorial_of_the_readme_works() {
    let folder = tempfile::tempdir().unwrap();
    let mut here = folder.path().to_path_buf();
    let mut last = String::new();
    for piece in tutorial(&text_of("README.md")) {
        match piece {
            Piece::File { path, text } => {
                let path = here.join(path);
                assert!(path.exists(), "the tutorial has the reader open {}, which no command made", path.display());
                fs::write(path, text).unwrap();
            }
            Piece::Change { path, from, to } => {
                let path = here.join(path);
                let text = fs::read_to_string(&path).unwrap();
                assert!(text.contains(&from), "{} has no {from}", path.display());
                fs::write(path, text.replace(&from, &to)).unwrap();
            }
            Piece::Commands { lines, fail } => {
                for line in lines {
                    let output = run(&line, &mut here);
                    last = output.as_ref().map(said).unwrap_or_default();
                    let done = output.is_none_or(|output| output.status.success());
                    assert_eq!(done, !fail, "`{line}` of the README:\n{last}");
                }
            }
            Piece::Said(text) => assert!(last.contains(text.trim()), "the README promises {text:?}, but the program said:\n{last}"),
        }
    }
    let check = waybook(&here, &["check", "--strict"]);
    assert!(check.status.success(), "{}", said(&check));
    assert!(here.join("public/maps/request-a-demo/index.html").exists());
}

#[test]
fn a_new_site_and_all_that_new_makes_has_no_mistakes() {
    let folder = tempfile::tempdir().unwrap();
    assert!(waybook(folder.path(), &["new", "site", "site"]).status.success());
    let site = folder.path().join("site");
    assert!(waybook(&site, &["new", "page", "services/order"]).status.success());
    assert!(waybook(&site, &["new", "map", "order"]).status.success());
    let check = waybook(&site, &["check", "--strict"]);
    assert!(check.status.success(), "{}", said(&check));
}

#[test]
fn every_whole_file_in_the_manual_is_without_mistakes() {
    let mut found = 0;
    // The examples of all pages take their roles and links from the page about them.
    let shared = fences(&text_of("content/manual/roles-links-glossary-paths.md"));
    let shared = shared.iter().filter(|fence| title(&fence.info).is_some_and(|path| path.starts_with("process-maps/_")));
    let shared: Vec<&Fence> = shared.collect();
    for page in manual_pages() {
        let text = text_of(&page);
        let folder = tempfile::tempdir().unwrap();
        assert!(waybook(folder.path(), &["new", "site", "."]).status.success());
        fs::remove_file(folder.path().join("process-maps/first-map.yaml")).unwrap();
        let own = fences(&text);
        let own: Vec<&Fence> = own.iter().filter(|fence| title(&fence.info).is_some()).collect();
        for fence in shared.iter().chain(&own) {
            let path = folder.path().join(title(&fence.info).unwrap_or_default());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &fence.text).unwrap();
        }
        let of_page = own.len();
        if of_page == 0 {
            continue;
        }
        if !text.contains("title=\"content/index.md\"") {
            fs::write(folder.path().join("content/index.md"), "---\ntitle: Home\n---\nHello.\n").unwrap();
        }
        let check = waybook(folder.path(), &["check", "--strict"]);
        assert!(check.status.success(), "the examples of {page}:\n{}", said(&check));
        // What a theme does wrong shows only when pages are made.
        let build = waybook(folder.path(), &["build"]);
        assert!(said(&build).contains("no errors, no warnings"), "the examples of {page}:\n{}", said(&build));
        found += of_page;
    }
    assert!(found >= 10, "only {found} whole files were found; is the mark `title=\"…\"` still in use?");
}

#[test]
fn the_examples_of_the_theme_page_change_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    assert!(waybook(folder.path(), &["new", "site", "."]).status.success());
    for fence in fences(&text_of("content/manual/theme.md")) {
        let Some(path) = title(&fence.info) else { continue };
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, fence.text).unwrap();
    }
    assert!(waybook(folder.path(), &["build"]).status.success());
    let page = fs::read_to_string(folder.path().join("public/index.html")).unwrap();
    assert!(page.contains("Kept by the enablement team"), "the changed word is not there");
    assert!(page.contains("Skip to content"), "the other words are gone");
    let style = fs::read_to_string(folder.path().join("public/assets/site.css")).unwrap();
    assert!(style.trim_end().ends_with("--accent: light-dark(#7a1f4b, #f2a8c8);\n}"), "the added style is not behind the others");
}

// --- Each table of the program has its page, and the page says nothing else ---

#[test]
fn every_message_code_is_explained() {
    let mut said_by_program = BTreeSet::new();
    for file in files_below("src/base/catalogue") {
        said_by_program.extend(codes(&text_of(&file)));
    }
    assert!(said_by_program.len() > 40, "the catalogue was not found");
    let text = text_of("content/manual/messages.md");
    let explained: BTreeSet<String> = headings(&text).iter().flat_map(|heading| codes(heading)).collect();
    assert_same("messages.md", &said_by_program, &explained);
    for heading in headings(&text) {
        for code in codes(&heading) {
            let id = code.to_lowercase();
            assert!(heading.contains(&format!("{{#{id} ")), "the heading of {code} has no id of its own");
            assert!(text.contains(&format!("[{}](#{id})", &code[2..])), "the list of codes lacks {code}");
        }
    }
}

/// An example marked `broken` gives the message that it stands under, one marked `mended` does not.
#[test]
fn the_examples_of_messages_give_these_messages() {
    let text = text_of("content/manual/messages.md");
    let mut tried = 0;
    for section in text.split("\n### ").skip(1) {
        let code = &section[..5];
        for fence in fences(section) {
            let Some(mark) = fence.info.split_whitespace().nth(1) else { continue };
            let found = codes(&said(&check_example(code, &fence)));
            match mark {
                "broken" => assert!(found.iter().any(|found| found == code), "the broken example of {code} gives {found:?}"),
                "mended" => assert!(found.iter().all(|found| found != code), "the mended example of {code} gives {found:?}"),
                other => panic!("an example of {code} is marked `{other}`"),
            }
            tried += 1;
        }
    }
    assert!(tried > 10, "only {tried} examples are marked");
}

/// Puts an example where it belongs, and checks it: settings, a page, the head of a map or its steps.
fn check_example(code: &str, fence: &Fence) -> Output {
    let example = &fence.text;
    let (path, text) = match fence.info.split_whitespace().next() {
        Some("yaml") if code.starts_with("WB0") => ("waybook.yaml", example.clone()),
        Some("yaml") => {
            let (head, steps) = if example.starts_with("- ") { ("", example.as_str()) } else { (example.as_str(), "") };
            let steps = format!("{steps}- {{id: done, end: Tea is ready}}\n");
            ("process-maps/example.yaml", format!("title: Tea\nowner: cook\n{head}steps:\n{steps}"))
        }
        _ => ("content/page.md", example.clone()),
    };
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("content/index.md", "Hello.\n");
    let roles = ["cook", "guest", "seller", "architect"].map(|role| format!("{role}: {{name: {role}}}\n"));
    write("process-maps/_roles.yaml", &roles.concat());
    if matches!(code, "WB504" | "WB505") {
        write("process-maps/_glossary.yaml", "Cook:\n  means: Who makes tea\n  was: brewer\n");
    }
    write(path, &text);
    waybook(folder.path(), &["check"])
}

#[test]
fn every_setting_is_explained() {
    let known = names(&settings::SETTINGS);
    assert_same("settings.md", &known, &coded_headings("content/manual/settings.md"));
}

#[test]
fn every_front_matter_key_is_explained() {
    let known = names(&front_matter::FRONT_MATTER);
    assert_same("front-matter.md", &known, &first_cells("content/manual/front-matter.md", "Keys"));
}

/// The tables of keys in the manual: page, heading, and what the program knows under it.
const KEY_TABLES: &[(&str, &str, &[&Object])] = &[
    ("maps.md", "Keys of a map", &[&written::MAP]),
    ("maps.md", "Keys of a step", &[&written::STEP]),
    ("maps.md", "Keys of an item to tick", &[&written::CHECK]),
    ("maps.md", "Keys of a field", &[&written::FIELD]),
    ("maps.md", "Keys of an option", &[&written::OPTION]),
    ("maps.md", "Keys of an exception", &[&written::EXCEPTION]),
    ("maps.md", "Keys of a promise", &[&written::PROMISE, &written::UNLESS]),
    ("maps.md", "Keys of variants", &[&written::VARIANTS, &written::VARIANT]),
    ("maps.md", "Keys of a state", &[&written::STATE]),
    ("maps.md", "Keys of a tag", &[&written::TAG, &written::CHANGES]),
    ("roles-links-glossary-paths.md", "Keys of a role", &[&written::ROLE]),
    ("roles-links-glossary-paths.md", "Keys of a link", &[&written::LINK]),
    ("roles-links-glossary-paths.md", "Keys of a term", &[&written::TERM]),
    ("roles-links-glossary-paths.md", "Keys of a path", &[&written::PATH, &written::STAGE]),
    ("roles-links-glossary-paths.md", "Keys of an item", &[&written::ITEM]),
];

#[test]
fn every_key_of_a_map_is_explained() {
    for (page, heading, objects) in KEY_TABLES {
        let known: BTreeSet<String> = objects.iter().flat_map(|object| object.names()).map(str::to_string).collect();
        assert_same(&format!("{page}, {heading}"), &known, &first_cells(&format!("content/manual/{page}"), heading));
    }
}

/// Every key stands in a whole file of its page, and those files are checked.
#[test]
fn every_key_stands_in_an_example() {
    let mut missing = Vec::new();
    for (page, _, objects) in KEY_TABLES {
        let examples = fences(&text_of(&format!("content/manual/{page}")));
        let examples: String = examples.into_iter().filter(|fence| title(&fence.info).is_some()).map(|fence| fence.text).collect();
        let words: BTreeSet<&str> = examples.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | ':')).collect();
        for key in objects.iter().flat_map(|object| object.names()) {
            if !words.contains(format!("{key}:").as_str()) {
                missing.push(format!("{page}: {key}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_word_that_a_key_knows_is_in_its_table() {
    for (page, heading, objects) in KEY_TABLES {
        let table = under_heading(&text_of(&format!("content/manual/{page}")), heading);
        for key in objects.iter().flat_map(|object| object.keys) {
            if let Shape::Word(words) = key.shape {
                for word in words {
                    assert!(table.contains(&format!("`{word}`")), "{page}, {heading}: `{}: {word}` is not told", key.name);
                }
            }
        }
    }
}

#[test]
fn every_command_and_option_is_explained() {
    let text = text_of("content/manual/commands.md");
    let help = |arguments: &[&str]| said(&waybook(Path::new(env!("CARGO_MANIFEST_DIR")), arguments));
    let mut commands: Vec<Vec<String>> = Vec::new();
    for command in subcommands(&help(&["--help"])) {
        let inner = subcommands(&help(&[&command, "--help"]));
        match inner.as_slice() {
            [] => commands.push(vec![command]),
            inner => commands.extend(inner.iter().map(|inner| vec![command.clone(), inner.clone()])),
        }
    }
    assert!(commands.len() >= 6, "{commands:?}");
    let mut told = BTreeSet::new();
    for command in commands {
        let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        let heading = format!("waybook {}", arguments.join(" "));
        arguments.push("--help");
        let section = under_heading(&text, &heading);
        assert!(!section.is_empty(), "commands.md has no heading `{heading}`");
        let known: BTreeSet<String> = options(&help(&arguments)).into_iter().filter(|option| option != "--help").collect();
        assert_same(&format!("commands.md, {heading}"), &known, &options(&section));
        told.insert(heading);
    }
    let headings: BTreeSet<String> =
        headings(&text).iter().map(|heading| heading.replace('`', "")).filter(|heading| heading.starts_with("waybook ")).collect();
    assert_same("commands.md", &told, &headings);
}

#[test]
fn the_layer_table_of_the_architecture_is_the_one_that_is_tested() {
    let mut tested = Vec::new();
    let layers = text_of("tests/it/layers.rs");
    let (_, table) = layers.split_once("const LAYERS").expect("the table is there");
    for line in table.lines().skip(1).take_while(|line| !line.starts_with("];")) {
        let names: Vec<String> = line.split('"').skip(1).step_by(2).map(str::to_string).collect();
        tested.push(names);
    }
    let architecture = text_of("ARCHITECTURE.md");
    let (_, table) = architecture.split_once("| Folder | May name |").expect("the table is there");
    let told: Vec<Vec<String>> = table.lines().skip(2).take_while(|line| line.starts_with('|')).map(coded).collect();
    assert!(tested.len() > 8, "{tested:?}");
    assert_eq!(told, tested);
}

// --- Links ---

#[test]
fn links_between_the_documents_of_the_repository_lead_somewhere() {
    let mut documents = vec![];
    for file in fs::read_dir(root()).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            documents.push(name);
        }
    }
    documents.extend(files_below("docs/decisions"));
    assert!(documents.len() >= 8, "{documents:?}");
    for document in documents {
        for to in links(&text_of(&document)) {
            if to.contains("://") || to.starts_with('#') {
                continue;
            }
            let (file, anchor) = to.split_once('#').unwrap_or((&to, ""));
            let folder = root().join(&document).parent().unwrap().to_path_buf();
            let path = folder.join(file);
            assert!(path.exists(), "{document} links to {to}, which is not there");
            if !anchor.is_empty() {
                let target = fs::read_to_string(path).unwrap();
                let ids: Vec<String> = headings(&target).iter().map(|heading| waybook::base::slug::slug(heading)).collect();
                assert!(ids.contains(&anchor.to_string()), "{document} links to {to}, and there is no such heading");
            }
        }
    }
}

#[test]
fn the_sample_handbook_has_no_errors_and_no_warnings() {
    let disk = waybook::sources::Disk::open(&root()).unwrap();
    let options = WorkspaceOptions { drafts: Drafts::Include, base_url: ResolveOptions::default().base_url };
    let snapshot = Workspace::open(&disk, options, &mut Timings::default()).snapshot();
    let bad: Vec<String> = snapshot
        .messages
        .iter()
        .filter(|message| message.severity != Severity::Note)
        .map(|message| format!("{} {} {}", message.path.as_str(), message.code, message.text))
        .collect();
    assert_eq!(bad, Vec::<String>::new());
    assert!(snapshot.sources.files.contains_key(&SourcePath::new("content/manual/messages.md")));
}

// --- Reading documents ---

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text_of(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn files_below(folder: &str) -> Vec<String> {
    let mut files: Vec<String> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|file| format!("{folder}/{}", file.unwrap().file_name().to_str().unwrap()))
        .collect();
    files.sort();
    files
}

fn manual_pages() -> Vec<String> {
    files_below("content/manual")
}

/// A fenced block: what stands behind the fence, and what stands in it.
struct Fence {
    info: String,
    text: String,
}

fn fences(text: &str) -> Vec<Fence> {
    let mut fences: Vec<Fence> = Vec::new();
    let mut closing: Option<&str> = None;
    for line in text.lines() {
        let marks = &line[..line.len() - line.trim_start_matches('`').len()];
        match closing {
            None if marks.len() >= 3 => {
                closing = Some(marks);
                fences.push(Fence { info: line[marks.len()..].trim().to_string(), text: String::new() });
            }
            Some(opened) if line.trim_end() == opened => closing = None,
            Some(_) => {
                let fence = fences.last_mut().unwrap();
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            None => {}
        }
    }
    assert_eq!(closing, None, "a fence is never closed");
    fences
}

/// The text without its fenced blocks.
fn prose(text: &str) -> String {
    let mut out = String::new();
    let mut open = false;
    for line in text.lines() {
        if line.starts_with("```") {
            open = !open;
        } else if !open {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// `title="a/b.md"` of a fence.
fn title(info: &str) -> Option<&str> {
    info.split_once("title=\"")?.1.split('"').next()
}

fn headings(text: &str) -> Vec<String> {
    let prose = prose(text);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| line.trim_start_matches('#').trim().to_string()).collect()
}

/// Headings that are one `word`, without what they say behind it.
fn coded_headings(page: &str) -> BTreeSet<String> {
    let coded = |heading: String| Some(heading.strip_prefix('`')?.split('`').next()?.to_string());
    headings(&text_of(page)).into_iter().filter_map(coded).collect()
}

/// What stands between a heading with these words and the next heading of its level.
fn under_heading(text: &str, wanted: &str) -> String {
    let prose = prose(text);
    let level = |line: &str| line.len() - line.trim_start_matches('#').len();
    let mut lines =
        prose.lines().skip_while(|line| !(line.starts_with('#') && line.trim_start_matches('#').trim().replace('`', "") == wanted));
    let Some(heading) = lines.next() else { return String::new() };
    lines.take_while(|line| !(line.starts_with('#') && level(line) <= level(heading))).map(|line| format!("{line}\n")).collect()
}

/// The `words` in the first cell of each row of the tables under a heading.
fn first_cells(page: &str, heading: &str) -> BTreeSet<String> {
    let section = under_heading(&text_of(page), heading);
    assert!(!section.is_empty(), "{page} has no heading \"{heading}\"");
    let cells = section.lines().filter_map(|line| line.strip_prefix('|')?.split('|').next());
    cells.flat_map(coded).collect()
}

/// What stands in backticks.
fn coded(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_string).collect()
}

fn codes(text: &str) -> Vec<String> {
    let found = text.match_indices("WB").filter_map(|(at, _)| text.get(at..at + 5));
    found.filter(|code| code[2..].bytes().all(|byte| byte.is_ascii_digit())).map(str::to_string).collect()
}

/// The keys of a thing.
fn names(object: &Object) -> BTreeSet<String> {
    object.names().into_iter().map(str::to_string).collect()
}

/// Where the Markdown links of a text lead. Pictures are not looked at.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let mut links = Vec::new();
    for (at, _) in prose.match_indices("](") {
        let begins = prose[..at].rfind('[').unwrap_or(at);
        if !prose[..begins].ends_with('!') {
            links.push(prose[at + 2..].split(')').next().unwrap().to_string());
        }
    }
    links
}

/// `--long` options in a text.
fn options(text: &str) -> BTreeSet<String> {
    let found = text.match_indices("--").filter(|(at, _)| !text[..*at].ends_with(|c: char| c == '-' || c.is_alphanumeric()));
    let name = |at: usize| -> String { text[at + 2..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect() };
    found
        .map(|(at, _)| name(at))
        .filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        .map(|name| format!("--{name}"))
        .collect()
}

/// The commands that a help text lists.
fn subcommands(help: &str) -> Vec<String> {
    let list = help.split_once("Commands:\n").map_or("", |(_, list)| list).split("\n\n").next().unwrap();
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next().filter(|_| !line.starts_with("   ")));
    names.filter(|name| *name != "help").map(str::to_string).collect()
}

fn assert_same(what: &str, program: &BTreeSet<String>, document: &BTreeSet<String>) {
    let missing: Vec<&String> = program.difference(document).collect();
    let invented: Vec<&String> = document.difference(program).collect();
    assert!(
        missing.is_empty() && invented.is_empty(),
        "{what}: not explained: {missing:?}; explained but not in the program: {invented:?}"
    );
}

// --- The tutorial ---

/// A piece of a tutorial, in order.
enum Piece {
    /// ```` ```yaml title="a/b.yaml" ````: the reader makes the file say this.
    File { path: String, text: String },
    /// `<!-- tutorial: in FILE write `A` for `B` -->`: the reader changes a few words.
    Change { path: String, from: String, to: String },
    /// ```` ```sh tutorial ````, or with `fails` behind it.
    Commands { lines: Vec<String>, fail: bool },
    /// ```` ```text tutorial ````: what the last command said, in part.
    Said(String),
}

fn tutorial(text: &str) -> Vec<Piece> {
    // The pieces between comments are read one after the other, so that changes and blocks stay in order.
    let mut pieces = Vec::new();
    for (index, part) in text.split("<!-- tutorial: ").enumerate() {
        let mut part = part;
        if index > 0 {
            let (comment, rest) = part.split_once("-->").expect("a comment ends");
            let path = comment.strip_prefix("in ").and_then(|rest| rest.split(" write ").next()).expect("the comment names a file");
            let words = coded(comment);
            let [to, from] = words.as_slice() else { panic!("the comment names two texts: {comment}") };
            pieces.push(Piece::Change { path: path.to_string(), from: from.clone(), to: to.clone() });
            part = rest;
        }
        for fence in fences(part) {
            let words: Vec<&str> = fence.info.split_whitespace().collect();
            match words.as_slice() {
                ["sh", "tutorial", rest @ ..] => {
                    pieces.push(Piece::Commands { lines: fence.text.lines().map(str::to_string).collect(), fail: rest == ["fails"] });
                }
                ["text", "tutorial"] => pieces.push(Piece::Said(fence.text)),
                _ => pieces.extend(title(&fence.info).map(|path| Piece::File { path: path.to_string(), text: fence.text.clone() })),
            }
        }
    }
    assert!(pieces.len() > 8, "the tutorial was not found");
    pieces
}

/// Runs a line of a tutorial: `cd`, `rm` or the program itself.
fn run(line: &str, here: &mut PathBuf) -> Option<Output> {
    let words = shell_words(line);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["cd", folder] => here.push(folder),
        ["rm", file] => fs::remove_file(here.join(file)).unwrap(),
        ["waybook", arguments @ ..] => return Some(waybook(here, arguments)),
        _ => panic!("the tutorial has a command that this test does not know: {line}"),
    }
    None
}

/// Words as a shell sees them; only double quotes are known.
fn shell_words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_string());
        } else {
            words.extend(part.split_whitespace().map(str::to_string));
        }
    }
    words
}

fn waybook(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_waybook")).args(arguments).current_dir(folder).output().expect("the program starts")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
