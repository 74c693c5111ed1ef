//! The built-in theme is whole: every file is in the binary, every word that a template asks for exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use waybook::render::THEME_FILES;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(folder: &Path, base: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the theme can be read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files_below(&path, base, found);
        } else {
            found.push(path.strip_prefix(base).expect("below the theme").to_string_lossy().replace('\\', "/"));
        }
    }
}

/// The list is generated: with `UPDATE=1` this test writes it.
#[test]
fn theme_list_is_complete() {
    let folder = root().join("themes/handbook");
    let mut names = Vec::new();
    files_below(&folder, &folder, &mut names);
    names.sort();
    let lines: String = names.iter().map(|name| format!("    (\"{name}\", include_bytes!(\"../../themes/handbook/{name}\")),\n")).collect();
    let wanted = format!(
        "//! The built-in theme: every file of `themes/handbook/`. Written by the test `theme_list_is_complete`; run it with `UPDATE=1`.\n\n\
         /// Name below the theme's folder, and bytes.\n#[rustfmt::skip]\npub const FILES: &[(&str, &[u8])] = &[\n{lines}];\n"
    );
    let file = root().join("src/render/theme_embedded.rs");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &wanted).expect("the list can be written");
    }
    let written = fs::read_to_string(&file).expect("the list is there");
    assert!(written == wanted, "a file of the theme was added or removed: run `UPDATE=1 cargo test theme_list`");
}

#[test]
fn every_word_of_a_template_stands_in_the_strings() {
    let text = |name: &str| THEME_FILES.iter().find(|(own, _)| *own == name).map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
    let strings = text("strings/en.yaml").expect("there are English strings");
    let known: BTreeSet<&str> =
        strings.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':')).map(|(key, _)| key).collect();
    let mut missing = BTreeSet::new();
    let mut asked = 0;
    for (name, bytes) in THEME_FILES.iter().filter(|(name, _)| name.starts_with("templates/")) {
        let template = String::from_utf8_lossy(bytes);
        for (at, _) in template.match_indices("t.").filter(|(at, _)| template[..*at].ends_with([' ', '{', '('])) {
            let key: String = template[at + 2..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            asked += 1;
            if !known.contains(key.as_str()) {
                missing.insert(format!("{name}: {key}"));
            }
        }
    }
    assert!(asked > 40, "the templates were read");
    assert!(missing.is_empty(), "{missing:?}");
}

/// A language that is built in is whole, and fills in what English fills in: else readers would see a key or a hole.
#[test]
fn every_language_has_every_word() {
    let words = |name: &str| -> std::collections::BTreeMap<String, BTreeSet<String>> {
        let text = THEME_FILES.iter().find(|(own, _)| *own == name).map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
        let text = text.unwrap_or_else(|| panic!("there is no {name}"));
        let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'));
        let holes = |text: &str| text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_string())).collect();
        lines.map(|(key, text)| (key.to_string(), holes(text))).collect()
    };
    let english = words("strings/en.yaml");
    assert!(english.len() > 300, "the words were read");
    for (name, _) in THEME_FILES.iter().filter(|(name, _)| name.starts_with("strings/")) {
        assert_eq!(words(name), english, "{name}");
    }
}

/// Strict CSP: nothing of the theme may need inline style or script.
#[test]
fn no_template_has_inline_style_or_script() {
    for (name, bytes) in THEME_FILES.iter().filter(|(name, _)| name.starts_with("templates/") || name.ends_with(".svg")) {
        let text = String::from_utf8_lossy(bytes);
        for forbidden in [" style=", "<style", " onclick=", " onload=", "<script>"] {
            assert!(!text.contains(forbidden), "{name} has {forbidden}");
        }
    }
}

/// A page mirrors in right-to-left languages only if no rule names a physical side.
#[test]
fn style_sheets_name_no_physical_side() {
    let physical = [
        "margin-left",
        "margin-right",
        "padding-left",
        "padding-right",
        "border-left",
        "border-right",
        "text-align: left",
        "text-align: right",
    ];
    for (name, bytes) in THEME_FILES.iter().filter(|(name, _)| name.ends_with(".css")) {
        let text = String::from_utf8_lossy(bytes);
        for word in physical {
            assert!(!text.contains(word), "{name} has {word}");
        }
    }
}

/// What a sheet of its own is for stays there: every page pays for the main sheet, and the rules for a drawing taken away are about any text.
#[test]
fn the_sheet_of_every_page_holds_nothing_that_is_for_some_pages_alone() {
    let site = super::sites::open(&root().join("tests/sites/guide_through_sub_maps/input"));
    let sheet = |path: &str| String::from_utf8(site.render(path).expect("the sheet is there").bytes.to_vec()).expect("a sheet is UTF-8");
    let main = sheet("assets/site.css");
    assert!(main.contains(".skip"), "the main sheet was read");
    for (path, only_there) in [("assets/map.css", ".lane .tab"), ("assets/guide.css", ".opt-card"), ("assets/path.css", ".whole")] {
        assert!(sheet(path).contains(only_there), "{path}");
        assert!(
            !main.contains(&format!("{only_there} {{")) && !main.contains(&format!("{only_there}{{")),
            "{path} is in the main sheet too"
        );
    }
    assert!(!main.contains("#1c2127;font-size:17px"), "the style of a drawing taken away is in the main sheet");
}

/// Pages, style sheets and scripts name every file that they load with a version, and the version is another one when the file is.
#[test]
fn addresses_of_the_theme_follow_what_its_files_hold() {
    let versions = |files: &[(&str, &str)]| {
        let site = super::handbook::site(files);
        let text = |path: &str| String::from_utf8(site.render(path).expect("it is there").bytes.to_vec()).expect("it is text");
        let mut found = std::collections::BTreeMap::new();
        for path in ["index.html", "404.html", "maps/order/index.html", "assets/site.css", "assets/site.js", "assets/search.js"] {
            let text = text(path);
            for (at, _) in text.match_indices("?v=") {
                let name: String = text[..at].rsplit(['/', '"', '\'', '(']).next().unwrap_or("").to_string();
                let version = text[at + 3..].split(['"', '\'', ')']).next().unwrap_or("").to_string();
                assert_eq!(found.entry(name.clone()).or_insert(version.clone()), &version, "{name} has one version");
            }
            let names = text.match_indices("assets/").map(|(at, _)| text[at..].split(['"', '\'']).next().unwrap_or(""));
            let bare: Vec<&str> = names.filter(|name| name.contains('.') && !name.contains("?v=")).collect();
            assert!(bare.is_empty(), "{path}: {bare:?}");
        }
        found
    };
    let map = ("process-maps/order.yaml", "title: Order\nsteps:\n  - do: Ask\n  - {end: Done, outcome: good}\n");
    let page = ("content/index.md", "# Home\n");
    let before = versions(&[page, map]);
    for name in ["site.css", "site.js", "map.css", "map.js", "lost.js", "ahn.woff2", "ahm.woff2", "search.js", "search.css", "icon.svg"] {
        assert!(before.contains_key(name), "{name} in {before:?}");
    }
    let changed = |file: (&str, &str)| -> Vec<String> {
        let now = versions(&[page, map, file]);
        now.into_iter().filter(|(name, version)| before.get(name) != Some(version)).map(|(name, _)| name).collect()
    };
    assert_eq!(changed(("themes/handbook/css/ours.css", "h1 { color: red; }")), ["site.css"]);
    assert_eq!(changed(("themes/handbook/js/map/ours.js", "window.ours = 1;")), ["map.js"]);
    // The search knows its sheet, and every page knows where the search is.
    assert_eq!(changed(("themes/handbook/css/search.css", ".finder { color: red; }")), ["search.css", "search.js", "site.js"]);
    assert_eq!(changed(("content/other.md", "# Other\n")), [] as [&str; 0]);
    // A template of the site's own may leave the version out, or name a file that there isn't.
    let own = |text: &str| {
        let site = super::handbook::site(&[page, ("themes/handbook/templates/404.html", text)]);
        (String::from_utf8_lossy(&site.render("404.html").expect("it is there").bytes).into_owned(), site.messages.len())
    };
    assert_eq!(own("{{ shell.root }}assets/site.css"), ("assets/site.css".to_string(), 0));
    assert_eq!(own("{{ asset(name=\"site.css\") }}"), (format!("assets/site.css?v={}", before["site.css"]), 0));
    let (page, messages) = own("{{ asset(name=\"nothing.css\") }}");
    assert!(page.contains("the theme has no file `nothing.css` for readers") && messages == 1, "{page}");
}

/// One version for the whole index: it is another one when anything that can be found is.
#[test]
fn the_version_of_the_search_index_follows_what_it_holds() {
    let about = |text: &str| {
        let site = super::handbook::site(&[("content/index.md", text)]);
        let bytes = site.render("assets/search/about.js").expect("it is there").bytes.to_vec();
        let text = String::from_utf8(bytes).expect("it is text");
        text.split_once("\"version\":\"").expect("it has a version").1.split('"').next().unwrap_or("").to_string()
    };
    assert_eq!(about("# A\n\nWords.\n"), about("# A\n\nWords.\n"));
    assert_ne!(about("# A\n\nWords.\n"), about("# A\n\nOther.\n"));
}

/// One thing, one word: what the English words of the theme call by one name has one name in German too.
#[test]
fn german_has_one_word_for_each_thing() {
    let words = |language: &str| -> BTreeMap<String, String> {
        let text = fs::read_to_string(root().join(format!("themes/handbook/strings/{language}.yaml"))).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
        lines.map(|(key, words)| (key.to_string(), words.to_lowercase())).collect()
    };
    let (english, german) = (words("en"), words("de"));
    let names = [
        ("map", "karte"),
        ("maps", "karten"),
        ("process", "prozess"),
        ("step", "schritt"),
        ("steps", "schritt"),
        ("lane", "bahn"),
        ("role", "rolle"),
        ("page", "seite"),
        ("owner", "zuständig"),
        ("ticks", "häkchen"),
        ("guide", "führ"),
        ("retired", "abgelöst"),
        ("confirmed", "bestätigt"),
        ("optional", "freiwillig"),
        ("handbook", "handbuch"),
        ("checklist", "checkliste"),
        ("term", "begriff"),
        ("section", "bereich"),
    ];
    for (key, text) in &english {
        let words = text.split_whitespace().filter(|word| !word.contains('{'));
        let said: Vec<&str> = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
        // The first page has a name of its own.
        for (name, wanted) in names.iter().filter(|(name, _)| said.contains(name) && key != "not_found_home") {
            assert!(german[key].contains(wanted), "{key}: `{name}` is not `{wanted}` in {:?}", german[key]);
        }
        assert!(!german[key].contains("prozess") || said.contains(&"process"), "{key}: {:?}", german[key]);
    }
}
