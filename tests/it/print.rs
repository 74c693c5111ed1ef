//! `waybook map`: a map as text, for people and for programs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const FORMATS: [&str; 5] = ["outline", "json", "mermaid", "dot", "markdown"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn waybook(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_waybook")).args(arguments).current_dir(folder).output().expect("the program starts")
}

/// A map as text.
fn printed(folder: &Path, name: &str, format: &str) -> String {
    let output = waybook(folder, &["map", name, "--format", format]);
    assert!(output.status.success(), "{name} as {format}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a map is text")
}

fn site(map: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("process-maps")).unwrap();
    fs::write(folder.path().join("process-maps/tea.yaml"), map).unwrap();
    let roles = "cook: {name: Cook}\nguest: {name: Guest}\n";
    fs::write(folder.path().join("process-maps/_roles.yaml"), roles).unwrap();
    folder
}

const TEA: &str = "title: Tea & <more>
owner: cook
starts_when: A guest is thirsty
steps:
  - {id: kind, phase: Ask, ask: Which \"kind\"?, who: guest, answers: {Green | mild: boil, Black: boil-more}}
  - {id: boil, phase: Make, do: Boil to 80°, who: cook, takes: 5m, next: drink, check: [The pot is _clean_]}
  - {id: boil-more, do: Boil, who: [cook, guest], assumed: true, next: drink}
  - {id: drink, end: 'Drunk \\ done', outcome: good}
";

#[test]
fn an_outline_tells_steps_ways_and_what_is_known() {
    let site = site(TEA);
    let expected = "Tea & <more>

Status: draft
Owner: Cook
Starts when: A guest is thirsty

Ask
1. Which \"kind\"?  [kind]
   Who: Guest
   Green | mild → 2. Boil to 80°
   Black → 3. Boil

Make
2. Boil to 80°  [boil]
   Who: Cook
   Takes: 5m
   [ ] The pot is _clean_
   → 4. Drunk \\ done
3. Boil  [boil-more]
   Who: Cook, Guest
   Assumed: not confirmed yet
4. Drunk \\ done  [drink]
   Outcome: good
";
    assert_eq!(printed(site.path(), "tea", "outline"), expected);
    assert_eq!(printed(site.path(), "process-maps/tea.yaml", "outline"), expected, "the path of the file is a name as well");
}

/// Mermaid and Graphviz themselves took these texts, with all labels as they were written; this keeps them so.
#[test]
fn texts_of_authors_are_harmless_in_every_language() {
    let site = site(TEA);
    let mermaid = printed(site.path(), "tea", "mermaid");
    assert!(mermaid.starts_with("---\ntitle: \"Tea & <more>\"\n---\nflowchart TB\n"), "{mermaid}");
    for line in [
        "    s1{{\"1#46; Which #34;kind#34;?\"}}",
        "  s1 -->|\"Green #124; mild\"| s2",
        "  s3 -.-> s4",
        "    s4([\"4#46; Drunk #92; done\"])",
        "  subgraph lane1[\"Guest\"]",
    ] {
        assert!(mermaid.lines().any(|found| found == line), "{line:?} is not in\n{mermaid}");
    }
    let dot = printed(site.path(), "tea", "dot");
    for line in [
        "  label=\"Tea &amp; <more>\"",
        "    s1 [label=\"1. Which \\\"kind\\\"?\", shape=hexagon, style=solid]",
        "    s4 [label=\"4. Drunk \\\\ done\", shape=oval, style=bold]",
        "  s1 -> s2 [label=\"Green | mild\"]",
    ] {
        assert!(dot.lines().any(|found| found == line), "{line:?} is not in\n{dot}");
    }
    let markdown = printed(site.path(), "tea", "markdown");
    for line in ["# Tea \\& \\<more\\>", "### 2. Boil to 80°", "- [ ] The pot is \\_clean\\_", "- Green \\| mild → 2. Boil to 80°"] {
        assert!(markdown.lines().any(|found| found == line), "{line:?} is not in\n{markdown}");
    }
}

#[test]
fn the_json_document_has_ids_ways_and_counts() {
    let site = site(TEA);
    let document: serde_json::Value = serde_json::from_str(&printed(site.path(), "tea", "json")).expect("it is JSON");
    assert_eq!(document["version"], 1);
    let map = &document["map"];
    assert_eq!((map["key"].as_str(), map["address"].as_str()), (Some("tea"), Some("/maps/tea/")));
    assert_eq!(map["steps"][0]["next"][1], serde_json::json!({"answer": "Black", "to": "boil-more"}));
    assert_eq!(map["steps"][0]["steps_left"], serde_json::json!({"least": 1, "most": 1}));
    assert_eq!(map["steps"][1]["takes"]["least_minutes"], 5);
    assert_eq!(map["steps"][2]["assumed"], true);
    assert_eq!(map["lanes"][1], serde_json::json!({"role": "cook", "name": "Cook", "steps": ["boil", "boil-more", "drink"]}));
    assert_eq!(map["hand_overs"], serde_json::json!([{"from": "kind", "to": "boil"}, {"from": "kind", "to": "boil-more"}]));
    assert!(map.get("summary").is_none(), "what is not there is left out");
}

/// Every key that is ever written is in the manual, and the manual names no other.
#[test]
fn every_key_of_the_json_document_is_explained() {
    let text = fs::read_to_string(root().join("content/manual/map-json.md")).unwrap();
    let told: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .flat_map(|row| row.split('|').next().unwrap_or("").split('`').step_by(2).map(str::to_string).collect::<Vec<_>>())
        .filter(|key| !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .collect();
    let mut written = BTreeSet::new();
    let folder = TempDir::new().unwrap();
    let mut sites = vec![(root(), map_names(&root()))];
    for map in whole_maps_of_the_manual() {
        fs::create_dir_all(folder.path().join("process-maps")).unwrap();
        fs::write(folder.path().join(&map.0), &map.1).unwrap();
    }
    sites.push((folder.path().to_path_buf(), map_names(folder.path())));
    for (site, names) in sites {
        for name in names {
            let document: serde_json::Value = serde_json::from_str(&printed(&site, &name, "json")).expect("it is JSON");
            keys(&document, &mut written);
        }
    }
    let missing: Vec<&String> = written.difference(&told).collect();
    let invented: Vec<&String> = told.difference(&written).collect();
    assert!(missing.is_empty() && invented.is_empty(), "not explained: {missing:?}; explained but never written: {invented:?}");
}

/// The keys of a document; names of a writer's own choice, below `links`, are none of the form.
fn keys(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(entries) => {
            for (key, value) in entries {
                found.insert(key.clone());
                if key != "links" {
                    keys(value, found);
                }
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

fn map_names(site: &Path) -> Vec<String> {
    let files = fs::read_dir(site.join("process-maps")).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = files.filter_map(|name| Some(name.strip_suffix(".yaml")?.to_string())).collect();
    names.retain(|name| !name.starts_with('_'));
    names.sort();
    names
}

/// The whole maps of the manual, by path.
fn whole_maps_of_the_manual() -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join("content/manual/maps.md")).unwrap();
    let blocks = text.split("```yaml title=\"").skip(1).filter_map(|block| {
        let (path, rest) = block.split_once("\"\n")?;
        Some((path.to_string(), rest.split("```").next()?.to_string()))
    });
    blocks.collect()
}

#[test]
fn every_sample_map_is_printed_in_every_format() {
    let names = map_names(&root());
    assert_eq!(names.len(), 18);
    for name in names {
        for format in FORMATS {
            let text = printed(&root(), &name, format);
            assert!(text.ends_with('\n') && text.lines().count() > 5, "{name} as {format}");
        }
    }
}

#[test]
fn a_map_that_is_not_there_is_told_with_the_nearest() {
    let site = site(TEA);
    let output = waybook(site.path(), &["map", "tee"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("there is no map called `tee`") && said.contains("did you mean `tea`?"), "{said}");
    assert!(output.stdout.is_empty());
}

/// What can be understood is printed; what is wrong is told beside it, so a script never takes the one for the other.
#[test]
fn a_map_with_a_mistake_is_printed_and_the_mistake_told_beside_it() {
    let site = site(&TEA.replace("next: drink, check", "next: drnik, check"));
    let output = waybook(site.path(), &["map", "tea", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("WB302"));
    serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("it is JSON and nothing else");
}
