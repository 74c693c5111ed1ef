//! `waybook explain WB103`, `waybook explain takes`: what the manual says about a code or a key. Its pages are part of the program, so that
//! both always agree.

use super::explain_pages::PAGES;
use super::{Exit, Failure, report};
use crate::base::catalogue::nearest::nearest;

/// Prints the page of a code or a key.
///
/// # Errors
/// When there is no such code or key.
pub fn run(asked: &str) -> Result<Exit, Failure> {
    let asked = asked.trim().trim_end_matches(':');
    if let Some(page) = page(asked).or_else(|| page(&code(asked))) {
        report::print(&format!("{}\n\n{}", title_of(page), for_terminal(body(page))));
        return Ok(Exit::Done);
    }
    let near = |written: &str| nearest(written, PAGES.iter().map(|(name, _)| *name));
    let help = match near(&code(asked)).or_else(|| near(&asked.to_lowercase())) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "codes look like `WB205` and stand in brackets in every message; keys are the words in front of a colon".to_string(),
    };
    Err(Failure { text: format!("there is no message and no key `{asked}`"), help: Some(help) })
}

/// The title of a code, such as `an id is used twice`.
pub fn title(code: &str) -> Option<&'static str> {
    title_of(page(code)?).strip_prefix(code)?.strip_prefix(": ")
}

/// `103` and `wb103` mean WB103.
fn code(asked: &str) -> String {
    let upper = asked.to_uppercase();
    if upper.starts_with("WB") { upper } else { format!("WB{upper}") }
}

fn page(name: &str) -> Option<&'static str> {
    PAGES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The title in the head of a page.
fn title_of(page: &'static str) -> &'static str {
    page.lines().find_map(|line| line.strip_prefix("title: ")).unwrap_or_default().trim_matches('"')
}

/// What stands below the head of a page.
fn body(page: &'static str) -> &'static str {
    page.split_once("\n---\n").map_or(page, |(_, body)| body.trim_start())
}

/// Markdown as people read it in a terminal: examples are indented, headings bare, links their words.
fn for_terminal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut example = false;
    for line in text.lines() {
        if line.starts_with("```") {
            example = !example;
            continue;
        }
        match line {
            _ if example && !line.is_empty() => out.push_str(&format!("    {line}")),
            _ if line.starts_with("## ") => out.push_str(&line[3..].to_uppercase()),
            _ => out.push_str(&without_links(line)),
        }
        out.push('\n');
    }
    out
}

/// `[words](address)` → `words`.
fn without_links(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("](") {
        // What stands between backticks is an example of a link.
        let in_code = before.matches('`').count() % 2 == 1;
        let (Some(opened), Some((_, after)), false) = (before.rfind('['), behind.split_once(')'), in_code) else {
            out.push_str(before);
            out.push_str("](");
            rest = behind;
            continue;
        };
        out.push_str(&before[..opened]);
        out.push_str(&before[opened + 1..]);
        rest = after;
    }
    out + rest
}
