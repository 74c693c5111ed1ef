//! The program as its users run it: commands in, files, printed text and exit codes out.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// Runs waybook in `folder`.
fn waybook(folder: &Path, arguments: &[&str]) -> Output {
    waybook_with(folder, arguments, &[])
}

fn waybook_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_waybook"))
        .args(arguments)
        .current_dir(folder)
        .envs(variables.iter().copied())
        .output()
        .expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the program ended by itself")
}

fn write(folder: &Path, files: &[(&str, &[u8])]) {
    for (path, bytes) in files {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("the folder can be made");
        fs::write(file, bytes).expect("the file can be written");
    }
}

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).expect("the folder can be read").flatten() {
            if entry.path().is_dir() {
                waiting.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(folder).expect("below the folder").to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(entry.path()).expect("the file can be read"));
            }
        }
    }
    found
}

#[test]
fn a_new_site_builds_and_passes_check() {
    let folder = TempDir::new().expect("a folder");
    assert_eq!(code(&waybook(folder.path(), &["new", "site", "handbook"])), 0);
    let site = folder.path().join("handbook");
    assert_eq!(code(&waybook(&site, &["new", "page", "services/order", "--title", "Order: a guide"])), 0);
    assert_eq!(code(&waybook(&site, &["new", "map", "second-map"])), 0);
    let check = waybook(&site, &["check", "--strict"]);
    assert_eq!(code(&check), 0, "{}", said(&check));
    assert!(said(&check).contains("checked 3 pages and 2 maps: no errors, no warnings"), "{}", said(&check));
    assert_eq!(code(&waybook(&site, &["build"])), 0);
    let built = tree(&site.join("public"));
    for page in ["index.html", "404.html", "services/order/index.html", "maps/index.html", "maps/first-map/index.html", "assets/site.css"] {
        assert!(built.contains_key(page), "{page} is missing");
    }
    let page = String::from_utf8_lossy(&built["services/order/index.html"]).into_owned();
    assert!(page.contains("<h1>Order: a guide</h1>"));
    let map = String::from_utf8_lossy(&built["maps/first-map/index.html"]).into_owned();
    assert!(map.contains("<h1>Our first map</h1>"), "the first page calls it so");
}

#[test]
fn a_new_page_with_a_title_for_a_name_gets_an_address_without_blanks() {
    let folder = TempDir::new().expect("a folder");
    write(folder.path(), &[("content/index.md", b"# Home")]);
    assert_eq!(code(&waybook(folder.path(), &["new", "page", "Über uns/Neue Seite"])), 0);
    let page = fs::read_to_string(folder.path().join("content/über-uns/neue-seite.md")).expect("the page");
    assert!(page.contains("title: Neue Seite\n"), "{page}");
    assert_eq!(code(&waybook(folder.path(), &["new", "page", "über uns/neue seite"])), 2, "it exists");
}

#[test]
fn new_never_overwrites() {
    let folder = TempDir::new().expect("a folder");
    write(folder.path(), &[("content/a.md", b"mine")]);
    let again = waybook(folder.path(), &["new", "page", "a"]);
    assert_eq!(code(&again), 2);
    assert!(said(&again).contains("already exists"), "{}", said(&again));
    assert_eq!(fs::read(folder.path().join("content/a.md")).expect("still there"), b"mine");
    assert_eq!(code(&waybook(folder.path(), &["new", "page", "../outside"])), 2);
    assert!(!folder.path().parent().expect("a parent").join("outside.md").exists());
    write(folder.path(), &[("waybook.yaml", b"title: Mine")]);
    assert_eq!(code(&waybook(folder.path(), &["new", "site", "."])), 2);
    assert_eq!(fs::read(folder.path().join("waybook.yaml")).expect("still there"), b"title: Mine");
}

#[test]
fn exit_codes_are_those_of_the_manual() {
    let folder = TempDir::new().expect("a folder");
    assert_eq!(code(&waybook(folder.path(), &["--help"])), 0);
    assert_eq!(code(&waybook(folder.path(), &["completions", "bash"])), 0);
    assert!(String::from_utf8_lossy(&waybook(folder.path(), &["man"]).stdout).contains(".SH SUBCOMMANDS"));
    assert_eq!(code(&waybook(folder.path(), &["man", "--save", "man1"])), 0);
    assert!(folder.path().join("man1/waybook-build.1").exists());
    assert_eq!(code(&waybook(folder.path(), &["biuld"])), 2);
    assert_eq!(code(&waybook(folder.path(), &["check", "no-such-folder"])), 2);
    write(folder.path(), &[("content/a.md", b"[x](#nothing)")]);
    assert_eq!(code(&waybook(folder.path(), &["check"])), 0, "a warning is not an error");
    assert_eq!(code(&waybook(folder.path(), &["check", "--strict"])), 1);
    write(folder.path(), &[("content/b.md", b"[x](/nothing/)")]);
    assert_eq!(code(&waybook(folder.path(), &["check"])), 1);
    assert_eq!(code(&waybook(folder.path(), &["build"])), 0, "a page with a mistake never stops the rest");
    write(folder.path(), &[("full/notes.txt", b"mine")]);
    let refused = waybook(folder.path(), &["build", "--output", "full"]);
    assert_eq!(code(&refused), 2);
    assert!(said(&refused).contains("--adopt"), "{}", said(&refused));
    assert_eq!(tree(&folder.path().join("full")).len(), 1, "nothing was written");
}

#[test]
fn findings_for_programs_are_one_json_document() {
    let folder = TempDir::new().expect("a folder");
    write(folder.path(), &[("content/a.md", "# Ä\n\nÄ [x](/nothing/)\n".as_bytes())]);
    let output = waybook(folder.path(), &["check", "--format", "json"]);
    assert_eq!(code(&output), 1);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON and nothing else");
    let finding = &document["messages"][0];
    assert_eq!(finding["code"], "WB205");
    assert_eq!(finding["path"], "content/a.md");
    assert_eq!((finding["line"].as_u64(), finding["column"].as_u64()), (Some(3), Some(3)));
    assert_eq!(finding["source"], "Ä [x](/nothing/)");
    assert_eq!(document["counts"]["error"], 1);
}

/// Twenty files that are wrong in twenty ways: each is told, in its place, and the one good page is built.
#[test]
fn twenty_broken_files_give_twenty_right_messages() {
    let folder = TempDir::new().expect("a folder");
    let site = folder.path().join("site");
    let nested = format!("{}deep", "> ".repeat(150));
    let nested_yaml = format!("title: Deep\nsteps:\n  - do: {}\n", "[".repeat(100));
    let long_name = format!("content/{}.md", "n".repeat(220));
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("content/index.md", b"# Good\n\nStill here.\n".to_vec()),
        ("content/01-head.md", b"---\ntitle: [a\n---\ntext".to_vec()),
        ("content/02-open.md", b"---\ntitle: Never closed\n".to_vec()),
        ("content/03-value.md", b"---\nweight: heavy\n---\n".to_vec()),
        ("content/04-page.md", b"[gone](/gone/)".to_vec()),
        ("content/05-anchor.md", b"[gone](#gone)".to_vec()),
        ("content/06-image.md", b"![gone](gone.png)".to_vec()),
        ("content/07-scheme.md", b"[x](javascript:x)".to_vec()),
        ("content/08-latin1.md", b"caf\xe9".to_vec()),
        ("content/09-utf16.md", b"\xff\xfeh\0i\0".to_vec()),
        ("content/10-nul.md", b"a\0b".to_vec()),
        ("content/11-nested.md", nested.into_bytes()),
        ("content/12-script.md", b"<script>x</script>".to_vec()),
        ("content/13-same.md", b"one".to_vec()),
        ("content/13-same/index.md", b"two".to_vec()),
        ("content/14-bom-crlf.md", b"\xef\xbb\xbf---\r\ntitle: Fine\r\n---\r\n\r\n[gone](/gone/)\r\n".to_vec()),
        ("process-maps/15-yaml.yaml", b"title: Broken\nsteps:\n  - do: \"no end\n".to_vec()),
        (
            "process-maps/16-target.yaml",
            b"title: T\nowner: o\nsteps:\n  - {do: A, who: a, takes: 1h, next: nowhere}\n  - {end: B}\n".to_vec(),
        ),
        ("process-maps/17-deep.yaml", nested_yaml.into_bytes()),
        ("process-maps/18-key.yaml", b"titel: T\nowner: o\nsteps:\n  - {do: A, who: a, takes: 1h}\n  - {end: B}\n".to_vec()),
        (&long_name, b"long".to_vec()),
    ];
    write(&site, &files.iter().map(|(path, bytes)| (*path, bytes.as_slice())).collect::<Vec<_>>());
    let mut wanted = vec![
        ("content/01-head.md", "WB401"),
        ("content/02-open.md", "WB131"),
        ("content/03-value.md", "WB133"),
        ("content/04-page.md", "WB205"),
        ("content/05-anchor.md", "WB206"),
        ("content/06-image.md", "WB205"),
        ("content/07-scheme.md", "WB215"),
        ("content/08-latin1.md", "WB002"),
        ("content/09-utf16.md", "WB002"),
        ("content/10-nul.md", "WB002"),
        ("content/11-nested.md", "WB141"),
        ("content/12-script.md", "WB140"),
        ("content/13-same/index.md", "WB012"),
        ("content/14-bom-crlf.md", "WB205"),
        ("process-maps/15-yaml.yaml", "WB401"),
        ("process-maps/16-target.yaml", "WB302"),
        ("process-maps/17-deep.yaml", "WB40"),
        ("process-maps/18-key.yaml", "WB301"),
        (long_name.as_str(), "WB006"),
    ];
    #[cfg(unix)]
    {
        fs::write(folder.path().join("secret.md"), "secret").expect("a file outside");
        std::os::unix::fs::symlink(folder.path().join("secret.md"), site.join("content/19-link.md")).expect("a link");
        let made = Command::new("mkfifo").arg(site.join("content/20-fifo.md")).status().expect("mkfifo runs");
        assert!(made.success());
        fs::create_dir(site.join("beside")).expect("a folder that is no part of the site");
        std::os::unix::fs::symlink("../beside", site.join("content/21-folder")).expect("a link to a folder");
        std::os::unix::fs::symlink("beside", site.join("themes")).expect("a link to a folder");
        wanted.extend([("content/19-link.md", "WB003"), ("content/20-fifo.md", "WB004")]);
        wanted.extend([("content/21-folder", "WB003"), ("themes", "WB003")]);
    }
    let output = waybook(&site, &["check", "--format", "json"]);
    assert_eq!(code(&output), 1, "{}", said(&output));
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let found: Vec<(String, String)> = document["messages"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|message| (message["path"].as_str().unwrap_or("").to_string(), message["code"].as_str().unwrap_or("").to_string()))
        .collect();
    for (path, code) in wanted {
        assert!(found.iter().any(|(in_path, found)| in_path == path && found.starts_with(code)), "{path} should have {code}: {found:#?}");
    }
    let build = waybook(&site, &["build", "--output", "../out"]);
    assert_eq!(code(&build), 0, "{}", said(&build));
    let built = tree(&folder.path().join("out"));
    assert!(String::from_utf8_lossy(&built["index.html"]).contains("Still here."));
    assert!(!built.values().any(|bytes| bytes.windows(6).any(|part| part == b"secret")), "nothing outside the site is read");
    assert!(!said(&build).contains("panicked"), "{}", said(&build));
}

/// The same input gives the same bytes, whatever the clock, the language and the number of threads.
#[test]
fn builds_are_the_same_everywhere_and_write_only_what_differs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = TempDir::new().expect("a folder");
    let build = |name: &str, variables: &[(&str, &str)]| {
        let folder = out.path().join(name);
        let output = waybook_with(root, &["build", "--output", &folder.to_string_lossy()], variables);
        assert_eq!(code(&output), 0, "{}", said(&output));
        (tree(&folder), said(&output))
    };
    let (first, _) = build("one", &[("TZ", "Pacific/Kiritimati"), ("LC_ALL", "C"), ("RAYON_NUM_THREADS", "1")]);
    let (second, _) = build("two", &[("TZ", "America/Anchorage"), ("LC_ALL", "de_DE.UTF-8"), ("RAYON_NUM_THREADS", "7")]);
    assert!(first.len() > 50, "the sample handbook was built");
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    let differing: Vec<&String> = first.keys().filter(|path| first[*path] != second[*path]).collect();
    assert!(differing.is_empty(), "{differing:?}");
    let (third, said) = build("one", &[]);
    assert!(said.contains(": 0 written, "), "{said}");
    assert!(third == first);
}

/// A build of what was built before stops early, but not when anything is different: a page, an option, or a file of the output.
#[test]
fn a_second_build_makes_nothing_and_still_tells_everything() {
    let folder = TempDir::new().expect("a folder");
    write(
        folder.path(),
        &[("content/index.md", b"# Hello\n\n[About](about.md)\n"), ("content/about.md", b"# About\n\n[Home](index.md)\n")],
    );
    let build = |more: &[&str]| {
        let output = waybook(folder.path(), &[&["build"], more].concat());
        assert_eq!(code(&output), 0, "{}", said(&output));
        (said(&output), tree(&folder.path().join("public")))
    };
    let (_, first) = build(&[]);
    let (again, second) = build(&[]);
    assert!(again.contains("nothing has changed") && again.contains(": 0 written, ") && again.contains("no errors"), "{again}");
    assert!(second == first);

    write(folder.path(), &[("public/index.html", b"somebody's")]);
    let (mended, third) = build(&[]);
    assert!(mended.contains(": 1 written, "), "{mended}");
    assert!(third == first, "a file that was changed by hand is made whole");
    fs::remove_file(folder.path().join("public/about/index.html")).expect("it is there");
    assert!(build(&[]).0.contains(": 1 written, "), "a file that is gone comes back");
    let (other, _) = build(&["--base-url", "https://example.com/handbook/"]);
    assert!(!other.contains("nothing has changed") && !other.contains(": 0 written"), "an option counts: {other}");
    build(&[]);

    write(folder.path(), &[("content/about.md", b"# About\n\n[Home](indx.md)\n")]);
    let (broken, _) = build(&[]);
    let (still, _) = build(&[]);
    assert!(broken.contains("WB205") && broken.contains("1 error"), "{broken}");
    assert!(still.contains("WB205") && still.contains("1 error") && still.contains(": 0 written, "), "{still}");
}

/// The sample handbook is what newcomers copy from.
#[test]
fn the_sample_handbook_has_no_errors_and_no_warnings() {
    let output = waybook(Path::new(env!("CARGO_MANIFEST_DIR")), &["check", "--strict"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
}

/// Everything that a page of the sample loads comes from the site itself, and nothing in it needs inline style or script.
#[test]
fn pages_load_nothing_from_elsewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = TempDir::new().expect("a folder");
    let folder = out.path().join("site");
    assert_eq!(code(&waybook(root, &["build", "--output", &folder.to_string_lossy()])), 0);
    let built = tree(&folder);
    let mut pages = 0;
    for (path, bytes) in built.iter().filter(|(path, _)| path.ends_with(".html")) {
        pages += 1;
        let html = String::from_utf8_lossy(bytes);
        // The manual shows such slips as text, so only tags are looked at.
        for tag in html.split('<').skip(1).filter_map(|tag| tag.split('>').next()) {
            for forbidden in [" style=", " onclick=", " onload=", "src=\"http", "src=\"//"] {
                assert!(!tag.contains(forbidden), "{path} has {forbidden}");
            }
            assert!(tag != "style" && !tag.starts_with("style ") && tag != "script", "{path} has <{tag}>");
        }
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        for (at, _) in html.match_indices("<link rel=\"stylesheet\" href=\"") {
            assert!(!html[at..].starts_with("<link rel=\"stylesheet\" href=\"http"), "{path}");
        }
        for found in ["/-/waybook", "EventSource"] {
            assert!(!html.contains(found), "{path} has something of the dev server");
        }
    }
    assert!(pages > 40, "the sample handbook was built");
}

/// Who has a bookmark to an old address is led on, without script too.
#[test]
fn an_old_address_leads_to_the_new_one() {
    let folder = TempDir::new().expect("a folder");
    write(folder.path(), &[("content/index.md", b"# Home"), ("content/new.md", b"---\ntitle: New place\naliases: /old/place/\n---\n")]);
    assert_eq!(code(&waybook(folder.path(), &["build", "--base-url", "https://example.com/book"])), 0);
    let built = tree(&folder.path().join("public"));
    let page = String::from_utf8_lossy(&built["old/place/index.html"]).into_owned();
    assert!(page.contains("<meta http-equiv=\"refresh\" content=\"0; url=../../new/index.html\">"), "{page}");
    assert!(page.contains("<a href=\"../../new/index.html\">New place</a>"), "{page}");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://example.com/book/new/\">"), "{page}");
    assert!(!String::from_utf8_lossy(&built["sitemap.xml"]).contains("old/place"));
}

/// Old addresses in the words of each server, with the folder of the site in front and what means something in a pattern made plain.
#[test]
fn redirects_are_printed_for_servers() {
    let folder = TempDir::new().expect("a folder");
    let redirects = "redirects:\n  - {from: /old place/, to: /new/}\n  - {from: /v1.html, to: \"https://example.com/a$b\"}\n";
    write(
        folder.path(),
        &[
            ("waybook.yaml", b"base_url: https://example.com/handbook/\n"),
            ("redirects.yaml", redirects.as_bytes()),
            ("content/new.md", b"# New\n"),
        ],
    );
    let printed = |format: &str| {
        let output = waybook(folder.path(), &["redirects", "--format", format]);
        assert_eq!(code(&output), 0, "{}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert_eq!(printed("pages"), "/handbook/old%20place/ /handbook/new/ 301\n/handbook/v1.html https://example.com/a%24b 301\n");
    let nginx = printed("nginx");
    assert!(
        nginx.contains("    \"/handbook/old place/\" \"/handbook/new/\";\n    \"/handbook/old place\" \"/handbook/new/\";\n"),
        "{nginx}"
    );
    assert!(nginx.ends_with("    \"/handbook/v1.html\" \"https://example.com/a%24b\";\n}\n"), "{nginx}");
    assert_eq!(
        printed("apache"),
        "RedirectMatch 301 \"^/handbook/old place/?$\" \"/handbook/new/\"\nRedirectMatch 301 \"^/handbook/v1\\.html$\" \"https://example.com/a%24b\"\n"
    );
    // `build` writes the first of them too.
    assert_eq!(code(&waybook(folder.path(), &["build"])), 0);
    let built = tree(&folder.path().join("public"));
    assert_eq!(String::from_utf8_lossy(&built["_redirects"]), printed("pages"));
    assert!(String::from_utf8_lossy(&built["old place/index.html"]).contains("../new/index.html"));
}

const FORMS: &[u8] = br#"title: "Order: a guide"
owner: seller
steps:
  - id: request
    was: ask
    do: Ask for it
    who: seller
    form:
      - {ask: What is it for?, type: long text, must: true, help: "Say --> why"}
      - {ask: "Who # says so?", items: [A "boss", Nobody]}
      - {ask: Where, options: [Here, There], must: true}
      - {ask: Since, type: date, from: order-book}
      - {ask: Agreed with the customer, type: tick, must: true}
  - {end: Asked}
"#;

#[test]
fn a_form_becomes_a_template_for_issues() {
    let folder = TempDir::new().expect("a folder");
    write(folder.path(), &[("process-maps/order.yaml", FORMS), ("waybook.yaml", b"title: T\n")]);
    let gitlab = waybook(folder.path(), &["export", "issue-template", "order#request"]);
    assert_eq!(code(&gitlab), 0, "{}", said(&gitlab));
    assert_eq!(
        String::from_utf8_lossy(&gitlab.stdout),
        "<!-- Made by `waybook export issue-template order#request`. Change the map, then make it again. -->\n\
         \n### What is it for? (required)\n\n<!-- Say - -&gt; why -->\n\
         \n### Who \\# says so?\n\n- [ ] A \"boss\"\n- [ ] Nobody\n\
         \n### Where (required)\n\n<!-- Tick one -->\n\n- [ ] Here\n- [ ] There\n\
         \n### Since\n\n<!-- From order book -->\n\n<!-- A date such as 2026-11-21 -->\n\
         \n### Agreed with the customer (required)\n\n- [ ] Agreed with the customer\n"
    );
    // An old id does as well, and a map with one form needs none.
    for wanted in ["order#ask", "order", "process-maps/order.yaml"] {
        assert_eq!(waybook(folder.path(), &["export", "issue-template", wanted]).stdout, gitlab.stdout, "{wanted}");
    }
    let github = waybook(folder.path(), &["export", "issue-template", "order", "--forge", "github"]);
    let text = String::from_utf8_lossy(&github.stdout).into_owned();
    let (node, messages) = waybook::yaml::read(&waybook::base::SourcePath::new("form.yaml"), &text, 0, &waybook::yaml::Limits::FILE);
    assert!(messages.is_empty(), "{messages:?}\n{text}");
    let node = node.expect("a form");
    let body = node.get("body").expect("fields").items();
    let kinds: Vec<&str> = body.iter().filter_map(|field| field.get("type")?.text()).collect();
    assert_eq!(kinds, ["textarea", "checkboxes", "dropdown", "input", "checkboxes"]);
    let required: Vec<bool> = body.iter().map(|field| field.get("validations").is_some()).collect();
    assert_eq!(required, [true, false, true, false, false], "boxes are required one by one");
    assert_eq!(body[1].get("attributes").and_then(|attributes| attributes.get("label")?.text()), Some("Who # says so?"));
    assert_eq!(text.matches("          required: true\n").count(), 1);
}

#[test]
fn export_says_what_is_not_there_and_replaces_nothing_unasked() {
    let folder = TempDir::new().expect("a folder");
    write(folder.path(), &[("process-maps/order.yaml", FORMS), ("waybook.yaml", b"title: T\n")]);
    for (wanted, help) in [
        ("ordr", "did you mean `order`?"),
        ("order#reqest", "did you mean `order#request`?"),
        ("order#asked", "its forms are `order#request`"),
    ] {
        let output = waybook(folder.path(), &["export", "issue-template", wanted]);
        assert_eq!(code(&output), 2, "{wanted}");
        assert!(output.stdout.is_empty() && said(&output).contains(help), "{wanted}: {}", said(&output));
    }
    let file = folder.path().join(".gitlab/issue_templates/Request.md");
    let mut arguments = vec!["export", "issue-template", "order", "--output", ".gitlab/issue_templates/Request.md"];
    assert!(said(&waybook(folder.path(), &arguments)).contains("wrote"));
    let made = fs::read_to_string(&file).expect("it was written");
    assert!(said(&waybook(folder.path(), &arguments)).contains("up to date"));
    fs::write(&file, "mine").expect("the file can be written");
    let refused = waybook(folder.path(), &arguments);
    assert_eq!((code(&refused), fs::read_to_string(&file).expect("it is there").as_str()), (2, "mine"), "{}", said(&refused));
    arguments.push("--replace");
    assert!(said(&waybook(folder.path(), &arguments)).contains("replaced"));
    assert_eq!(fs::read_to_string(&file).expect("it is there"), made);
}
