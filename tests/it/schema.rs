//! The schemas for editors: what is printed, what is published, and what the files of a site name in their first line.
//! Whether they say the right thing is tried with an independent validator in `tests/browser/schema.test.mjs`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use waybook::parse;
use waybook::yaml::format::{FileFormat, Object, Shape};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn waybook(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_waybook")).args(arguments).current_dir(folder).output().expect("the program starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("schemas are text")
}

/// The objects that a format speaks of.
fn objects(file: &FileFormat) -> Vec<&'static Object> {
    let mut found = vec![file.object];
    let mut next = 0;
    while let Some(object) = found.get(next).copied() {
        next += 1;
        for shape in object.keys.iter().map(|key| key.shape).chain(object.others) {
            if let Shape::Of(inner)
            | Shape::OneOrMore(inner)
            | Shape::List(inner)
            | Shape::TextOr(inner)
            | Shape::TextsOr(inner)
            | Shape::TimeOr(inner) = shape
                && !found.iter().any(|known| std::ptr::eq(*known, inner))
            {
                found.push(inner);
            }
        }
    }
    found
}

#[test]
fn a_schema_describes_every_key_that_the_reading_knows() {
    let mut kinds = Vec::new();
    for file in parse::formats() {
        kinds.push(file.name);
        let printed = waybook(&root(), &["schema", file.name]);
        let schema: serde_json::Value = serde_json::from_str(&printed).expect("it is JSON and nothing else");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let definitions = schema["$defs"].as_object().expect("there are definitions");
        assert_eq!(definitions.len(), objects(file).len(), "{}", file.name);
        let described = |key: &str, about: &str| {
            definitions.values().any(|object| object["properties"][key]["description"].as_str().is_some_and(|text| text.starts_with(about)))
        };
        for key in objects(file).iter().flat_map(|object| object.keys) {
            assert!(key.about.ends_with('.') && described(key.name, key.about), "{}: {}", file.name, key.name);
        }
    }
    assert_eq!(kinds, ["map", "roles", "links", "path", "glossary", "settings", "page", "redirects"]);
}

/// The copies beside the sample maps are those of this program; `UPDATE=1` renews them, as `waybook schema --save` does.
#[test]
fn the_schemas_beside_the_sample_maps_are_up_to_date() {
    if std::env::var_os("UPDATE").is_some() {
        waybook(&root(), &["schema", "--save"]);
    }
    for file in parse::formats() {
        let committed = fs::read_to_string(root().join(format!("process-maps/.schema/{}.json", file.name))).unwrap_or_default();
        assert!(committed == parse::schema(file.name).unwrap(), "{}: run with UPDATE=1", file.name);
    }
    let count = fs::read_dir(root().join("process-maps/.schema")).unwrap().count();
    assert_eq!(count, parse::formats().count());
}

/// The kind that the first line of a file names, if that schema is there.
fn named_kind(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let to = text.lines().next()?.strip_prefix("# yaml-language-server: $schema=")?;
    let schema = file.parent()?.join(to);
    schema.exists().then(|| schema.file_stem().unwrap().to_str().unwrap().to_string())
}

#[test]
fn files_that_new_makes_name_the_schema_that_editors_need() {
    let folder = tempfile::tempdir().unwrap();
    waybook(folder.path(), &["new", "site", "site"]);
    let site = folder.path().join("site");
    waybook(&site, &["new", "map", "second"]);
    for (file, kind) in [
        ("waybook.yaml", "settings"),
        ("process-maps/_roles.yaml", "roles"),
        ("process-maps/_links.yaml", "links"),
        ("process-maps/first-map.yaml", "map"),
        ("process-maps/second.yaml", "map"),
    ] {
        assert_eq!(named_kind(&site.join(file)).as_deref(), Some(kind), "{file}");
    }
    // A map for a site that was not begun with `new site` brings the schemas along, and leaves them alone from then on.
    let plain = folder.path().join("plain");
    fs::create_dir(&plain).unwrap();
    waybook(&plain, &["new", "map", "only"]);
    assert_eq!(named_kind(&plain.join("process-maps/only.yaml")).as_deref(), Some("map"));
    fs::write(plain.join("process-maps/.schema/map.json"), "{}").unwrap();
    waybook(&plain, &["new", "map", "another"]);
    assert_eq!(fs::read_to_string(plain.join("process-maps/.schema/map.json")).unwrap(), "{}");
    waybook(&plain, &["schema", "--save"]);
    assert_eq!(fs::read_to_string(plain.join("process-maps/.schema/map.json")).unwrap(), parse::schema("map").unwrap());
}

#[test]
fn the_schemas_are_published_with_the_site() {
    let folder = tempfile::tempdir().unwrap();
    waybook(folder.path(), &["new", "site", "."]);
    waybook(folder.path(), &["build"]);
    for file in parse::formats() {
        let published = fs::read_to_string(folder.path().join(format!("public/assets/schema/{}.json", file.name))).unwrap();
        assert_eq!(published, parse::schema(file.name).unwrap());
    }
    assert!(!folder.path().join("public/process-maps").exists());
}
