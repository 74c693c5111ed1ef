//! The documents say what is true: their examples are run, and their tables are compared with the program's own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use waybook::base::{Severity, SourceFile, SourceKind, SourcePath};
use waybook::maps::written::{self, Object, Shape};
use waybook::model::Drafts;
use waybook::parse::{ParseOptions, front_matter, parse, settings};
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

/// The pages about messages: the code, the path, the text.
fn message_pages() -> Vec<(String, String, String)> {
    let pages = files_below("content/manual/messages").into_iter().filter(|path| !path.ends_with("/index.md"));
    pages.map(|path| (Path::new(&path).file_stem().unwrap().to_str().unwrap().to_uppercase(), path.clone(), text_of(&path))).collect()
}

/// A value of the head of a page; it stands there in double quotes.
fn head(text: &str, key: &str) -> String {
    let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": ")).unwrap_or_else(|| panic!("no `{key}` in {text}"));
    let quoted = line.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(line);
    quoted.replace("\\\"", "\"")
}

#[test]
fn every_message_code_has_its_page() {
    let mut said_by_program = BTreeSet::new();
    for file in files_below("src/base/catalogue").iter().filter(|file| *file != LIST_OF_CODES) {
        said_by_program.extend(codes(&text_of(file)));
    }
    assert!(said_by_program.len() > 40, "the catalogue was not found");
    let pages = message_pages();
    assert_same("content/manual/messages", &said_by_program, &pages.iter().map(|(code, ..)| code.clone()).collect());
    let mut rows: Vec<Vec<String>> = vec![Vec::new(); 10];
    for (code, path, text) in &pages {
        let title = head(text, "title");
        let title = title.strip_prefix(&format!("{code}: ")).unwrap_or_else(|| panic!("the title of {path} begins with the code"));
        for heading in ["What readers see", "What to write"] {
            assert!(!under_heading(text, heading).trim().is_empty(), "{path} has nothing under \"{heading}\"");
        }
        let family: usize = code[2..3].parse().unwrap();
        rows[family].push(format!("| [{code}]({}.md) | {} | {title} |\n", code.to_lowercase(), severity(text)));
    }
    tables_hold("content/manual/messages/index.md", "| Code | Kind | Says |\n|---|---|---|\n", &rows);
}

const LIST_OF_CODES: &str = "src/base/catalogue/codes.rs";

/// What an allowance may name is what the pages are about.
#[test]
fn the_list_of_codes_is_complete() {
    let codes: Vec<String> = message_pages().into_iter().map(|(code, ..)| format!("\"{code}\"")).collect();
    let lines: String = codes.chunks(10).map(|codes| format!("    {},\n", codes.join(", "))).collect();
    let wanted = format!(
        "//! The code of every message. Written by the test `the_list_of_codes_is_complete`; run it with `UPDATE=1`.\n\n\
         /// The codes, sorted.\n#[rustfmt::skip]\npub const CODES: &[&str] = &[\n{lines}];\n"
    );
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root().join(LIST_OF_CODES), &wanted).unwrap();
    }
    assert!(text_of(LIST_OF_CODES) == wanted, "run `UPDATE=1 cargo test codes` to write the list");
}

/// `waybook explain` has the pages about codes and keys in it.
#[test]
fn the_pages_to_explain_are_complete() {
    let pages = [("messages", true), ("keys", false)].into_iter().flat_map(|(folder, code)| {
        let files = files_below(&format!("content/manual/{folder}")).into_iter().filter(|path| !path.ends_with("/index.md"));
        files.map(move |path| {
            let name = Path::new(&path).file_stem().unwrap().to_str().unwrap().to_string();
            let name = if code { name.to_uppercase() } else { name };
            format!("    (\"{name}\", include_str!(\"../../{path}\")),\n")
        })
    });
    let wanted = format!(
        "//! The pages of the manual that `waybook explain` prints. Written by the test `the_pages_to_explain_are_complete`; run it with `UPDATE=1`.\n\n\
         /// The code or key, and its page.\n#[rustfmt::skip]\npub const PAGES: &[(&str, &str)] = &[\n{}];\n",
        pages.collect::<String>()
    );
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root().join("src/cli/explain_pages.rs"), &wanted).unwrap();
    }
    assert!(text_of("src/cli/explain_pages.rs") == wanted, "run `UPDATE=1 cargo test explain` to write the list");
}

/// The kind of a message, the first word of its page.
fn severity(text: &str) -> String {
    let (_, body) = text[4..].split_once("---\n").expect("a page has a head");
    body.split('.').next().unwrap().to_lowercase()
}

/// The tables of a page that begin with these two lines have these rows, in this order; tables without rows are not there.
fn tables_hold(page: &str, begins: &str, rows: &[Vec<String>]) {
    let text = text_of(page);
    let mut parts = text.split(begins);
    let mut wanted = parts.next().unwrap().to_string();
    for rows in rows.iter().filter(|rows| !rows.is_empty()) {
        let behind = parts.next().unwrap_or_else(|| panic!("{page} lacks a table for {}", rows[0]));
        let behind: String = behind.split_inclusive('\n').skip_while(|line| line.starts_with('|')).collect();
        wanted += &format!("{begins}{}{behind}", rows.concat());
    }
    assert_eq!(parts.next(), None, "{page} has a table too many");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root().join(page), &wanted).unwrap();
    }
    assert_eq!(text_of(page), wanted, "run with UPDATE=1 to write the tables of {page}");
}

/// The examples of a page about a message: what is marked `slip` gives this message and no other, in the words that stand there as `said`;
/// what is marked `mended` gives none, and is what `check --fix` writes where the page says so.
#[test]
fn the_examples_of_messages_give_these_messages() {
    let pages = message_pages();
    let update = std::env::var_os("UPDATE").is_some();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let parts: Vec<_> = pages.chunks(pages.len().div_ceil(4)).map(|part| scope.spawn(|| wrong_examples(part, update))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn wrong_examples(pages: &[(String, String, String)], update: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for (code, path, text) in pages {
        let fences = fences(text);
        let marked = |mark: &str| fences.iter().filter(|fence| fence.info.split_whitespace().nth(1) == Some(mark)).collect::<Vec<_>>();
        let (slip, mended, said_there) = (marked("slip"), marked("mended"), marked("said"));
        // Nobody can write a bug of ours on purpose.
        if code == "WB900" {
            continue;
        }
        if slip.is_empty() || mended.is_empty() || said_there.len() != 1 {
            wrong.push(format!("{path} needs examples marked `slip`, `said` and `mended`"));
            continue;
        }
        let site = example_site(&slip);
        let output = findings(&waybook(site.path(), &check_arguments(code)), code);
        let kind = severity(text);
        let heads: Vec<&str> = output.lines().filter(|line| line.contains("[WB") && !line.starts_with(' ')).collect();
        if heads.is_empty() || heads.iter().any(|head| !head.starts_with(&format!("{kind}[{code}]: "))) {
            wrong.push(format!("{path}: the example is to give {kind}[{code}] and no other, but gives\n{output}"));
        }
        if update {
            let written = text.replace(&format!("```text said\n{}```", said_there[0].text), &format!("```text said\n{output}```"));
            fs::write(root().join(path), written).unwrap();
        } else if said_there[0].text != output {
            wrong.push(format!("{path}: run with UPDATE=1 if this is as it should be\n{output}"));
        }
        let output = findings(&waybook(example_site(&mended).path(), &check_arguments(code)), code);
        if !output.is_empty() {
            wrong.push(format!("{path}: the mended example gives\n{output}"));
        }
        if text.contains("Mended, as `waybook check --fix` does it:") {
            waybook(site.path(), &["check", "--fix"]);
            for fence in mended {
                let file = site.path().join(title(&fence.info).unwrap_or("content/page.md"));
                let fixed = fs::read_to_string(file).unwrap();
                if fixed != fence.text {
                    wrong.push(format!("{path}: `check --fix` makes of the slip\n{fixed}"));
                }
            }
        }
    }
    wrong
}

fn check_arguments(code: &str) -> Vec<&'static str> {
    if matches!(code, "WB501" | "WB223") { vec!["check", "--today", "2026-11-22"] } else { vec!["check"] }
}

/// What `check` found, without its last lines, which count. What an example lacks because it is short is no finding, unless it is the point.
fn findings(output: &Output, about: &str) -> String {
    let said = said(output);
    let short = |block: &str| ["WB318", "WB320"].iter().any(|code| *code != about && block.starts_with(&format!("note[{code}]")));
    let blocks = said.split("\n\n").filter(|block| block.contains("[WB") && !short(block.trim_start()));
    blocks.map(|block| format!("{}\n", block.trim_matches('\n'))).collect::<Vec<_>>().join("\n")
}

/// A small site with these examples in it. Those without a name are a page, commands, or a map, its head or its steps.
fn example_site(examples: &[&Fence]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("content/index.md", "Hello.\n");
    let roles = ["seller", "architect", "ps"].map(|role| format!("{role}: {{name: {role}}}\n"));
    write("process-maps/_roles.yaml", &roles.concat());
    for fence in examples {
        match (fence.info.split_whitespace().next(), title(&fence.info)) {
            (_, Some(path)) => write(path, &fence.text),
            (Some("sh"), None) => {
                let done = Command::new("sh").args(["-c", &fence.text]).current_dir(folder.path()).status().unwrap();
                assert!(done.success(), "{}", fence.text);
            }
            (Some("yaml"), None) => write("process-maps/example.yaml", &example_map(&fence.text)),
            _ => write("content/page.md", &fence.text),
        }
    }
    folder
}

/// A map around a few lines of one.
fn example_map(lines: &str) -> String {
    if lines.lines().any(|line| line == "steps:" || line == "states:") {
        return lines.to_string();
    }
    let end = if lines.contains("end: ") { "" } else { "- {id: done, end: Done}\n" };
    let head = "title: Request a demo\nowner: architect\npages: [/]\nstarts_when: A customer asks\n";
    if lines.starts_with("- ") {
        return format!("{head}steps:\n{lines}{end}");
    }
    let own = |key: &&str| lines.lines().any(|line| line.split(':').next() == key.split(':').next());
    let head: String = head.split_inclusive('\n').filter(|line| !own(line)).collect();
    format!("{head}{lines}steps:\n- {{do: Show the product, who: architect}}\n{end}")
}

#[test]
fn every_setting_is_explained() {
    let known = names(&settings::SETTINGS);
    assert_same("settings.md", &known, &coded_headings("content/manual/settings.md"));
}

/// Editors show what the schema says of a setting: it is how its part of the manual begins. Each has an example without mistakes.
#[test]
fn settings_are_described_alike_and_have_examples() {
    let text = text_of("content/manual/settings.md");
    for key in settings::SETTINGS.keys {
        let section = text.split(&format!("\n## `{}`\n", key.name)).nth(1).unwrap_or("").split("\n## ").next().unwrap_or("").to_string();
        let begin = without_links(&section).replace('`', "");
        let description = key.about.trim_end_matches('.');
        assert!(begin.trim_start().starts_with(description), "{}: the schema says {description:?}, the manual {begin:?}", key.name);
        let examples: Vec<Fence> = fences(&section).into_iter().filter(|fence| fence.info.starts_with("yaml")).collect();
        assert!(!examples.is_empty(), "`{}` has no example", key.name);
        for example in examples {
            assert!(
                example.text.lines().any(|line| line.starts_with(&format!("{}:", key.name))),
                "an example of `{}` is without it",
                key.name
            );
            let file = SourceFile::new(SourcePath::new("waybook.yaml"), SourceKind::Settings, example.text.clone().into_bytes());
            let messages = parse(&file, ParseOptions::default()).messages;
            assert!(messages.is_empty(), "the example of `{}`: {messages:?}", key.name);
        }
    }
}

/// `[words](address)` as its words.
fn without_links(text: &str) -> String {
    let mut parts = text.split("](");
    let first = parts.next().unwrap_or("").to_string();
    parts.fold(first, |all, part| all + part.split_once(')').map_or(part, |(_, rest)| rest)).replace('[', "")
}

/// The jobs of the page about publishing: what they have the program do can be done.
#[test]
fn the_commands_of_the_recipes_work() {
    let folder = tempfile::tempdir().unwrap();
    assert!(waybook(folder.path(), &["new", "site", "."]).status.success());
    let text = text_of("content/manual/publishing.md");
    let recipes: String = fences(&text).iter().filter(|fence| fence.info == "yaml").map(|fence| fence.text.as_str()).collect();
    let lines = recipes.lines().filter_map(|line| {
        line.trim_start_matches([' ', '-']).trim_start_matches("run: ").trim_start_matches(".waybook/bin/").strip_prefix("waybook ")
    });
    let mut commands = 0;
    for line in lines {
        let line = line
            .replace("$CI_PAGES_URL", "https://group.gitlab.io/handbook")
            .replace("${{ steps.pages.outputs.base_url }}", "https://example.github.io/handbook");
        let line = line.replace("\"$(date +%F)\"", "2026-11-25");
        let words = shell_words(&line);
        let done = waybook(folder.path(), &words.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(done.status.success(), "waybook {line}:\n{}", said(&done));
        commands += 1;
    }
    assert!(commands >= 6, "only {commands} commands were found");
}

#[test]
fn every_front_matter_key_is_explained() {
    let known = names(&front_matter::FRONT_MATTER);
    assert_same("front-matter.md", &known, &first_cells("content/manual/front-matter.md", "Keys"));
}

const KEYS: &str = "content/manual/keys/index.md";

/// The tables of keys in the manual: what they are about, and what the program knows of it.
const KEY_TABLES: &[(&str, &[&Object])] = &[
    ("a map", &[&written::MAP]),
    ("a step", &[&written::STEP]),
    ("an item to tick", &[&written::CHECK]),
    ("a field", &[&written::FIELD]),
    ("a range of times", &[&written::RANGE]),
    ("a link written out", &[&written::USE]),
    ("an option", &[&written::OPTION]),
    ("an exception", &[&written::EXCEPTION]),
    ("a promise", &[&written::PROMISE, &written::UNLESS]),
    ("variants", &[&written::VARIANTS, &written::VARIANT]),
    ("a state", &[&written::STATE]),
    ("a tag", &[&written::TAG, &written::CHANGES]),
    ("a role", &[&written::ROLE]),
    ("a link", &[&written::LINK]),
    ("a term", &[&written::TERM]),
    ("a path", &[&written::PATH, &written::STAGE]),
    ("an item of a path", &[&written::ITEM]),
];

#[test]
fn every_key_of_a_map_is_explained() {
    for (what, objects) in KEY_TABLES {
        let known: BTreeSet<String> = objects.iter().flat_map(|object| object.names()).map(str::to_string).collect();
        assert_same(&format!("{KEYS}, {what}"), &known, &first_cells(KEYS, &format!("Keys of {what}")));
    }
}

/// The pages about keys: the key, the path, the text.
fn key_pages() -> Vec<(String, String, String)> {
    let pages = files_below("content/manual/keys").into_iter().filter(|path| !path.ends_with("/index.md"));
    pages.map(|path| (Path::new(&path).file_stem().unwrap().to_str().unwrap().to_string(), path.clone(), text_of(&path))).collect()
}

/// Every key has its page, which says in which things the key stands.
#[test]
fn every_key_has_its_page() {
    let pages = key_pages();
    let known: BTreeSet<String> = KEY_TABLES.iter().flat_map(|(_, objects)| *objects).flat_map(|object| names(object)).collect();
    assert_same("content/manual/keys", &known, &pages.iter().map(|(key, ..)| key.clone()).collect());
    for (key, path, text) in &pages {
        assert!(head(text, "title").starts_with(&format!("{key}: ")), "the title of {path} begins with the key");
        assert!(!under_heading(text, "What readers see").trim().is_empty(), "{path} does not say what readers see");
        let tables = KEY_TABLES.iter().filter(|(_, objects)| objects.iter().any(|object| object.key(key).is_some()));
        let places: Vec<String> = tables.map(|(what, _)| format!("[{what}](index.md#keys-of-{})", what.replace(' ', "-"))).collect();
        let wanted = format!("Stands in {}.", places.join(", "));
        let line =
            text.lines().find(|line| line.starts_with("Stands in ")).unwrap_or_else(|| panic!("{path} does not say where it stands"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(root().join(path), text.replace(line, &wanted)).unwrap();
        } else {
            assert_eq!(line, wanted, "{path}: run with UPDATE=1");
        }
    }
}

/// Every page about a key has an example with that key, which is without mistakes.
#[test]
fn the_examples_of_keys_are_without_mistakes() {
    let mut wrong = Vec::new();
    for (key, path, text) in key_pages() {
        let fences = fences(&text);
        let examples: Vec<&Fence> = fences.iter().filter(|fence| fence.info.split_whitespace().nth(1) == Some("example")).collect();
        let words = examples.iter().flat_map(|fence| fence.text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | ':')));
        if !words.into_iter().any(|word| word == format!("{key}:")) {
            wrong.push(format!("{path} has no example with `{key}:`"));
        }
        let output = waybook(example_site(&examples).path(), &["check", "--strict"]);
        if !output.status.success() {
            wrong.push(format!("the example of {path} gives\n{}", findings(&output, "")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_word_that_a_key_knows_is_in_its_table() {
    for (what, objects) in KEY_TABLES {
        let table = under_heading(&text_of(KEYS), &format!("Keys of {what}"));
        for key in objects.iter().flat_map(|object| object.keys) {
            if let Shape::Word(words) = key.shape {
                for word in words {
                    assert!(table.contains(&format!("`{word}`")), "{KEYS}, {what}: `{}: {word}` is not told", key.name);
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
    let options = WorkspaceOptions { drafts: Drafts::Include, ..WorkspaceOptions::default() };
    let snapshot = Workspace::open(&disk, options, &mut Timings::default()).snapshot();
    let bad: Vec<String> = snapshot
        .messages
        .iter()
        .filter(|message| message.severity != Severity::Note)
        .map(|message| format!("{} {} {}", message.path.as_str(), message.code, message.text))
        .collect();
    assert_eq!(bad, Vec::<String>::new());
    assert!(snapshot.sources.files.contains_key(&SourcePath::new("content/manual/messages/index.md")));
}

// --- Reading documents ---

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text_of(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn files_below(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    let mut files: Vec<String> = files.map(|entry| format!("{folder}/{}", entry.file_name().to_str().unwrap())).collect();
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
