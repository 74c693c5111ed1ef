//! The examples of the CommonMark specification and of GitHub's extensions, through our own pages.
//!
//! Our pages add what the specification does not have: ids and links of headings, frames around code and tables, curly quotes, lazy
//! pictures. That is taken out again before the comparison; all else must be as the specification says. The few examples that differ
//! stand in [`DIFFERENT`], each with its reason.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use waybook::base::SourcePath;
use waybook::model::{Address, Target};
use waybook::parse::{ParseOptions, RawHtml, markdown};
use waybook::render::Strings;
use waybook::render::html::{Body, body};

/// Examples of CommonMark that we show otherwise on purpose: number and reason.
const DIFFERENT: &[(usize, &str)] = &[
    (150, NO_BLANKS),
    (183, NO_BLANKS),
    (184, NO_BLANKS),
    (191, NO_BLANKS),
    (606, BARE_ADDRESS),
    (608, BARE_ADDRESS),
    (611, BARE_ADDRESS),
    (612, BARE_ADDRESS),
];

const BARE_ADDRESS: &str = "GitHub's extension makes links of bare addresses";
const NO_BLANKS: &str = "blanks before the first tag of raw HTML are dropped; no reader sees them";

#[test]
fn commonmark_is_shown_as_the_specification_says() {
    compare("commonmark-0.31.2.txt", 652, DIFFERENT);
}

#[test]
fn github_tables_are_shown_as_the_specification_says() {
    compare("gfm_table.txt", 1, &[(8, "the specification itself has no empty body there")]);
    compare_of("gfm.txt", "table", 8, &[]);
}

#[test]
fn github_strikethrough_is_shown_as_the_specification_says() {
    compare("gfm_strikethrough.txt", 1, &[]);
    compare_of("gfm.txt", "strikethrough", 2, &[]);
}

/// Readers tick our boxes, so they stand in labels; which items have one, and which of them is ticked, is as the specification says.
#[test]
fn github_task_lists_have_the_boxes_that_the_specification_says() {
    let Some(text) = specification("gfm.txt") else { return };
    let examples = examples(&text, "disabled");
    assert_eq!(examples.len(), 2);
    for (source, wanted) in examples {
        let wanted = wanted.replace(" disabled=\"\"", "").replace("<input checked=\"\" type=\"checkbox\">", "<input checked>");
        let wanted = wanted.replace("<input type=\"checkbox\">", "<input>");
        let page = shown(&source);
        let list = page.find("<ul>").and_then(|start| page.get(start..page.rfind("</ul>")? + 5)).expect("a list");
        let mut parts = list.split("data-item=\"");
        let mut got = parts.next().unwrap_or("").to_string();
        for part in parts {
            let (_, behind) = part.split_once('"').expect("the item has an end");
            got.push_str(behind);
        }
        let got = got.replace("<input type=\"checkbox\"  checked>", "<input checked> ").replace("<input type=\"checkbox\" >", "<input> ");
        let got = got
            .replace("<input type=\"checkbox\"  checked", "<input checked")
            .replace("<label>", "")
            .replace("</label>", "")
            .replace("</span><ul>", "</span>\n<ul>");
        assert_eq!(normal(&got.replace("<span class=\"t\">", "")), normal(&wanted), "{source}");
    }
}

/// What GitHub does not allow is taken out on our pages instead of being shown as text, and said.
#[test]
fn githubs_disallowed_html_never_reaches_a_reader() {
    let Some(text) = specification("gfm.txt") else { return };
    let examples = examples(&text, "tagfilter");
    assert_eq!(examples.len(), 1);
    for (source, wanted) in examples {
        let safe = ParseOptions { raw_html: RawHtml::Safe, math: false };
        let messages = markdown::read(&SourcePath::new("spec.md"), &source, 0, safe).messages;
        let page = shown_with(&source, safe).to_lowercase();
        let names = wanted.match_indices("&lt;").map(|(at, _)| wanted[at + 4..].split(['>', ' ']).next().unwrap_or("").to_lowercase());
        names.for_each(|name| assert!(!page.contains(&format!("<{name}")), "{name}: {page}"));
        assert!(messages.iter().filter(|message| message.code == "WB140").count() >= 2, "{messages:?}");
    }
}

fn compare(file: &str, least: usize, different: &[(usize, &str)]) {
    compare_of(file, "", least, different);
}

/// Compares the examples of one extension.
fn compare_of(file: &str, extension: &str, least: usize, different: &[(usize, &str)]) {
    let Some(text) = specification(file) else { return };
    let examples = examples(&text, extension);
    assert!(examples.len() >= least, "{file} has {} examples", examples.len());
    let mut wrong = Vec::new();
    for (index, (source, wanted)) in examples.iter().enumerate() {
        let number = index + 1;
        let got = normal(&shown(source));
        let wanted = normal(wanted);
        let known = different.iter().any(|(other, _)| *other == number);
        if (got == wanted) == known {
            wrong.push(format!(
                "example {number} of {file}{}\n{source}\n-- wanted\n{wanted}\n-- got\n{got}\n",
                if known { " is no longer different" } else { "" }
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), examples.len(), wrong.join("\n"));
}

/// The text of a specification. Their licence is not ours, so they are no part of the repository: without them there is nothing to compare.
fn specification(file: &str) -> Option<String> {
    let folder =
        std::env::var_os("WAYBOOK_SPECS").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/specs"), PathBuf::from);
    let text = fs::read_to_string(folder.join(file)).ok();
    if text.is_none() {
        println!("skipped: set WAYBOOK_SPECS to the folder that holds {file}");
    }
    text
}

/// Pairs of Markdown and HTML. `→` stands for a tab in the specification.
fn examples(text: &str, extension: &str) -> Vec<(String, String)> {
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(named) = line.strip_prefix(&format!("{fence} example")) else { continue };
        if !extension.is_empty() && named.trim() != extension {
            continue;
        }
        let source: Vec<&str> = lines.by_ref().take_while(|line| *line != ".").collect();
        let html: Vec<&str> = lines.by_ref().take_while(|line| *line != fence).collect();
        let text = |lines: Vec<&str>| lines.iter().fold(String::new(), |all, line| all + &line.replace('→', "\t") + "\n");
        examples.push((text(source), text(html)));
    }
    examples
}

/// A page's text as readers get it, with every link as it was written.
fn shown(source: &str) -> String {
    shown_with(source, ParseOptions { raw_html: RawHtml::Trusted, math: false })
}

fn shown_with(source: &str, how: ParseOptions) -> String {
    let read = markdown::read(&SourcePath::new("spec.md"), source, 0, how);
    let targets: Vec<Target> = read.links.iter().map(|link| Target::Missing(link.to.clone())).collect();
    let nothing = BTreeMap::new();
    let (from, strings) = (Address::new("/"), Strings::default());
    let around = Body {
        from: &from,
        targets: &targets,
        headings: &[],
        under_heading: &nothing,
        strings: &strings,
        icons: &nothing,
        shortcode: &|_, _| None,
        sizes: &BTreeMap::new(),
        glossary: None,
        id_prefix: "",
    };
    body(&read.blocks, &around)
}

/// The button beside code, without the words of a theme.
const COPY: &str = "<button type=\"button\" class=\"btn quiet copy js-only\" data-js-only data-copy-code data-t-copied=\"code_copied\"> copy_code</button>";

/// HTML without what only our pages have, and without white space that no reader sees.
fn normal(html: &str) -> String {
    let mut text = html.to_string();
    for (ours, theirs) in [
        (COPY, ""),
        ("</pre></figure>", "</pre>"),
        ("<figure class=\"code\"><pre tabindex=\"0\" role=\"group\" aria-label=\"code\">", "<pre>"),
        ("</pre></figure>", "</pre>"),
        ("<figure class=\"code\"><pre tabindex=\"0\" role=\"group\" aria-label=\"code_in\">", "<pre>"),
        (" loading=\"lazy\"", ""),
        (" scope=\"col\"", ""),
        (" class=\"center\"", " style=\"text-align: center\""),
        (" class=\"end\"", " style=\"text-align: right\""),
        ("&#39;", "'"),
        ("&quot;", "\""),
        ("<blockquote>", "<blockquote>\n"),
        ("<li>", "<li>\n"),
        ("</li>", "\n</li>"),
        ("“", "\""),
        ("”", "\""),
        ("‘", "'"),
        ("’", "'"),
        ("…", "..."),
        ("—", "---"),
        ("–", "--"),
        (" align=\"center\"", " style=\"text-align: center\""),
        (" align=\"right\"", " style=\"text-align: right\""),
        (" />", ">"),
        ("/>", ">"),
    ] {
        text = text.replace(ours, theirs);
    }
    let text = without_tags(&text, &["<span class=\"hl-", "</span>", "<div class=\"tw\"", "</div>"]).replace("><", ">\n<");
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The text without the tags that begin like this.
fn without_tags(text: &str, begins: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find('>').map_or(rest.len(), |end| end + 1);
        if !begins.iter().any(|begin| rest.starts_with(begin)) {
            out.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    out + rest
}
