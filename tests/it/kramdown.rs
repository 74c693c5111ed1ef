//! Cases of kramdown's own syntax, through our own pages.
//!
//! `tests/kramdown/NAME.md` is a text, `NAME.html` what kramdown 2.4.0 makes of it (`input: GFM`, `hard_wrap: false`). Ours must be the
//! same but for what our pages add and for the cases in [`DIFFERENT`], whose reasons stand in the manual as well.
//! `WAYBOOK_KRAMDOWN=FOLDER` takes the cases of another folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use waybook::base::SourcePath;
use waybook::model::{Address, Target};
use waybook::parse::{ParseOptions, RawHtml, markdown, outline};
use waybook::render::Strings;
use waybook::render::html::{Body, body};

/// Cases that we show otherwise on purpose, each with the row of the manual's table that says why.
const DIFFERENT: &[(&str, &str)] = &[
    ("definitions", "| A colon below a sentence |"),
    ("footnotes_are_found", "| Footnotes |"),
    ("html_one_line", "| Text beside the tags of a block |"),
];

/// Small cases stand together in one file, parted by this.
const NEXT_CASE: &str = "\n=====\n";

#[test]
fn kramdown_is_shown_as_kramdown_shows_it() {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/kramdown");
    let elsewhere = std::env::var_os("WAYBOOK_KRAMDOWN").map(PathBuf::from);
    let folder = elsewhere.clone().unwrap_or(own);
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("there are cases")
        .flatten()
        .filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".md")?.to_string()))
        .collect();
    names.sort();
    assert!(names.len() >= 40, "the cases were found");
    let mut wrong = Vec::new();
    let mut cases = 0;
    for name in &names {
        let sources = fs::read_to_string(folder.join(format!("{name}.md"))).expect("a case");
        let pages = fs::read_to_string(folder.join(format!("{name}.html"))).expect("what kramdown makes of it");
        let (sources, pages): (Vec<&str>, Vec<&str>) = (sources.split(NEXT_CASE).collect(), pages.split(NEXT_CASE).collect());
        assert_eq!(sources.len(), pages.len(), "{name}: each case has its page");
        cases += sources.len();
        for (source, page) in sources.into_iter().zip(pages) {
            let (wanted, got) = (normal(page), normal(&shown(source)));
            let known = DIFFERENT.iter().any(|(other, _)| other == name);
            if (got == wanted) == known {
                let why = if known { " is no longer different" } else { "" };
                wrong.push(format!("{name}{why}\n{source}\n-- wanted\n{wanted}\n-- got\n{got}\n"));
            }
        }
    }
    assert!(elsewhere.is_some() || cases >= 200, "{cases} cases");
    for (name, row) in DIFFERENT.iter().filter(|_| elsewhere.is_none()) {
        let manual = fs::read_to_string(folder.join("../../content/manual/kramdown.md")).expect("the manual");
        assert!(names.iter().any(|known| known == name), "there is no case {name}");
        assert!(manual.contains(row), "{name}: the manual does not say `{row}`");
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), names.len(), wrong.join("\n"));
}

/// A page's text as readers get it, with every link as it was written.
fn shown(source: &str) -> String {
    let path = SourcePath::new("case.md");
    let mut read = markdown::read(&path, source, 0, ParseOptions { raw_html: RawHtml::Trusted, math: false });
    let mut messages = Vec::new();
    // No heading of a case is its title.
    let page = outline::take(&path, Some("no heading of the case"), std::mem::take(&mut read.blocks), &read.html_anchors, &mut messages);
    let targets: Vec<Target> = read.links.iter().map(|link| Target::Missing(link.to.clone())).collect();
    let nothing = BTreeMap::new();
    let (from, strings) = (Address::new("/"), Strings::default());
    let around = Body {
        from: &from,
        targets: &targets,
        headings: &page.headings,
        under_heading: &nothing,
        strings: &strings,
        icons: &nothing,
        shortcode: &|_, _| None,
        sizes: &BTreeMap::new(),
        glossary: None,
        id_prefix: "",
    };
    body(&page.blocks, &around)
}

/// HTML as a row of tags and texts: attributes by name, without white space that no reader sees, and without what only one of the two
/// writes around tables, code, headings and contents.
fn normal(html: &str) -> String {
    let mut out = Vec::new();
    let mut rest = html;
    let mut dropped: Vec<&str> = Vec::new();
    let mut in_button = false;
    while !rest.is_empty() {
        let Some(tag) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            let words = rest[..end].split_whitespace().collect::<Vec<_>>().join(" ");
            if !words.is_empty() && !in_button {
                out.push(characters(&words));
            }
            rest = &rest[end..];
            continue;
        };
        if tag.starts_with("!--") {
            // Comments of writers are for nobody else.
            rest = tag.find("-->").map_or("", |end| &tag[end + 3..]);
            continue;
        }
        let end = tag.find('>').unwrap_or(tag.len());
        let (inner, after) = (&tag[..end], tag.get(end + 1..).unwrap_or(""));
        rest = after;
        let name = inner.trim_start_matches('/').split([' ', '>']).next().unwrap_or("");
        if let Some(closing) = inner.strip_prefix('/') {
            match closing {
                "button" => in_button = false,
                "nav" | "figure" => {}
                _ if matches!(dropped.last(), Some(last) if *last == closing) => {
                    dropped.pop();
                }
                // A page has one heading of level 1, its title.
                "h1" => out.push("</h2>".to_string()),
                _ => out.push(format!("</{closing}>")),
            }
            continue;
        }
        let attributes = attributes(&inner[name.len()..]);
        let has = |key: &str, value: &str| attributes.iter().any(|(own, is)| own == key && is == value);
        match name {
            "nav" | "figure" => {}
            "button" => in_button = true,
            "a" if has("class", "h") => dropped.push("a"),
            "div" if has("class", "tw") => dropped.push("div"),
            _ => {
                let mut kept: Vec<String> = attributes
                    .into_iter()
                    .filter(|(key, value)| !OURS.contains(&key.as_str()) && !value.starts_with("markdown-toc"))
                    .map(|(key, value)| format!(" {key}={value}"))
                    .collect();
                kept.sort();
                let name = if name == "h1" { "h2" } else { name };
                out.push(format!("<{name}{}>", kept.concat()));
            }
        }
    }
    out.join("\n")
}

/// Attributes that only our pages have.
const OURS: &[&str] = &["scope", "loading", "tabindex", "role", "aria-label", "rel"];

fn characters(words: &str) -> String {
    let named = [("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    named.iter().fold(words.to_string(), |words, (entity, sign)| words.replace(entity, sign))
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim().trim_end_matches('/').trim();
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').unwrap_or((after, ""));
        found.push((key.trim().to_string(), value.to_string()));
        rest = after;
    }
    found
}
