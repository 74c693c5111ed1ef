//! The built-in theme is whole: every file is in the binary, every word that a template asks for exists.

use std::collections::BTreeSet;
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
