//! Keeps the folders of `src/` apart: which folders each may name, and which outside crates it alone may use.
//!
//! The table is that of `ARCHITECTURE.md`. When this test fails, either the import is a mistake or the design has changed; then both
//! change in the same commit. It reads text line by line, without comments.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of `src/`, and the folders that it may name beside itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("layout", &[]),
    ("yaml", &["base"]),
    ("maps", &["base", "yaml"]),
    ("sources", &["base"]),
    ("parse", &["base", "yaml", "maps", "sources"]),
    ("model", &["base", "maps", "parse", "sources"]),
    ("render", &["base", "layout", "yaml", "maps", "parse", "model"]),
    ("output", &["base"]),
    ("workspace", &["base", "sources", "parse", "model", "render"]),
    ("serve", &["base"]),
    ("cli", &["base", "sources", "parse", "model", "output", "workspace", "serve"]),
];

/// An outside crate, as it is named in code, and the one file that knows it. `serde`'s derives are allowed where views are made.
const CRATES: &[(&str, &str)] = &[
    ("aho_corasick", "model/glossary.rs"),
    ("annotate_snippets", "cli/report.rs"),
    ("anstream", "cli/report.rs"),
    ("axum", "serve/http.rs"),
    ("clap", "cli/args.rs"),
    ("clap_complete", "cli/args.rs"),
    ("clap_mangen", "cli/args.rs"),
    ("emojis", "parse/emoji.rs"),
    ("granit_parser", "yaml/mod.rs"),
    ("html5gum", "parse/raw_html.rs"),
    ("hyper", "serve/http.rs"),
    ("hyper_util", "serve/http.rs"),
    ("imagesize", "model/images.rs"),
    ("indicatif", "cli/progress.rs"),
    ("math_core", "parse/math.rs"),
    ("notify", "serve/watch.rs"),
    ("notify_debouncer_full", "serve/watch.rs"),
    ("percent_encoding", "base/percent.rs"),
    ("pulldown_cmark", "parse/markdown.rs"),
    ("rayon", "base/parallel.rs"),
    ("serde_json", "base/json.rs"),
    ("strsim", "base/catalogue/nearest.rs"),
    ("syntect", "render/highlight.rs"),
    ("minifier", "render/minify.rs"),
    ("mimalloc", "lib.rs"),
    ("tera", "render/templates.rs"),
    ("twox_hash", "base/hash.rs"),
    ("two_face", "render/highlight.rs"),
    ("unicode_normalization", "base/slug.rs"),
    ("walkdir", "sources/disk.rs"),
    // `src/layout/`, built with optimisation in every profile.
    ("waybook_layout", "lib.rs"),
];

#[test]
fn a_folder_names_only_the_folders_below_it() {
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some((folder, _)) = path.split_once('/') else { continue };
        let Some(may) = allowed.get(folder) else {
            wrong.push(format!("src/{path}: the folder `{folder}` is not in the table"));
            continue;
        };
        for (line, code) in code_lines(&text) {
            for named in named_after(code, "crate::") {
                if named != folder && allowed.contains_key(named) && !may.contains(&named) {
                    wrong.push(format!("src/{path}:{line}: `{folder}` names `{named}`"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn an_outside_crate_is_known_to_one_file() {
    let mut wrong = Vec::new();
    let mut used = Vec::new();
    for (path, text) in sources() {
        for (line, code) in code_lines(&text) {
            for (name, home) in CRATES {
                if !names_crate(code, name) {
                    continue;
                }
                used.push(*name);
                if path != *home {
                    wrong.push(format!("src/{path}:{line}: `{name}` belongs to src/{home}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let unused: Vec<&str> = CRATES.iter().map(|(name, _)| *name).filter(|name| !used.contains(name) && present(name)).collect();
    assert!(unused.is_empty(), "in the table but in no file: {unused:?}");
}

/// Every dependency of `Cargo.toml` stands in the table, so that none comes in unseen.
#[test]
fn every_dependency_is_in_the_table() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest is there");
    let section = manifest.split("[dependencies]").nth(1).and_then(|rest| rest.split("\n[").next()).expect("it has dependencies");
    let names = section.lines().filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim().replace('-', "_"));
    let plumbing = ["serde", "tokio", "tokio_stream"];
    let missing: Vec<String> =
        names.filter(|name| !plumbing.contains(&name.as_str()) && !CRATES.iter().any(|(known, _)| known == name)).collect();
    assert!(missing.is_empty(), "not in the table of tests/it/layers.rs: {missing:?}");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Whether a crate is a dependency at all; `notify` is only reached through its debouncer.
fn present(name: &str) -> bool {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap_or_default();
    manifest.contains(&format!("\n{} =", name.replace('_', "-")))
}

/// All source files with their path below `src/`.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&root().join("src"), &mut found);
    found.sort();
    assert!(found.len() > 40, "the sources were found");
    found
}

fn collect(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("src can be read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root().join("src")).expect("below src").to_string_lossy().replace('\\', "/");
            found.push((name, fs::read_to_string(&path).expect("a source is text")));
        }
    }
}

/// The lines of code with their numbers, without comments.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or("")))
        .filter(|(_, code)| !code.trim().is_empty())
}

/// The names right behind each `before` in a line: also the ones of `crate::{a, b}`.
fn named_after<'a>(code: &'a str, before: &str) -> Vec<&'a str> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(before) {
        let rest = &code[at + before.len()..];
        match rest.strip_prefix('{') {
            Some(list) => names.extend(list.split('}').next().unwrap_or("").split(',').map(word)),
            None => names.push(word(rest)),
        }
    }
    names
}

fn word(text: &str) -> &str {
    let text = text.trim_start();
    &text[..text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())]
}

/// Whether a line names a crate: `name::` with no letter before it, or `use name`.
fn names_crate(code: &str, name: &str) -> bool {
    let path = format!("{name}::");
    let in_path = code.match_indices(&path).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':')));
    in_path || code.trim_start().trim_start_matches("pub ").strip_prefix("use ").is_some_and(|rest| word(rest) == name)
}
