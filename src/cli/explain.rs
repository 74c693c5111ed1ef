//! `waybook explain WB103`: what the manual says about a code. The page of the manual is part of the program, so that both always agree.

use super::{Exit, Failure, report};
use crate::base::catalogue::nearest::nearest;

const MESSAGES: &str = include_str!("../../content/manual/messages.md");

/// Prints the section of a code.
///
/// # Errors
/// When there is no such code.
pub fn run(code: &str) -> Result<Exit, Failure> {
    let wanted = code.trim().to_uppercase();
    let wanted = if wanted.starts_with("WB") { wanted } else { format!("WB{wanted}") };
    match sections().into_iter().find(|section| section.code == wanted) {
        Some(section) => {
            report::print(&format!("{}: {}\n\n{}\n", section.code, section.title, section.text));
            Ok(Exit::Done)
        }
        None => {
            let meant = nearest(&wanted, sections().into_iter().map(|section| section.code));
            let help = meant.map_or("codes look like `WB205`; they stand in brackets in every message".to_string(), |meant| {
                format!("did you mean `{meant}`?")
            });
            Err(Failure { text: format!("there is no message `{code}`"), help: Some(help) })
        }
    }
}

/// The title of a code, such as `an id is used twice`.
pub fn title(code: &str) -> Option<&'static str> {
    sections().into_iter().find(|section| section.code == code).map(|section| section.title)
}

struct Section {
    code: &'static str,
    title: &'static str,
    text: &'static str,
}

/// The sections of the page: `### WB119: an id is used twice {#wb119 .no_toc}` and what follows up to the next heading. What looks like a
/// heading in an example is none.
fn sections() -> Vec<Section> {
    let mut headings = Vec::new();
    let (mut at, mut in_example) = (0, false);
    for line in MESSAGES.split_inclusive('\n') {
        if line.starts_with("```") {
            in_example = !in_example;
        } else if line.starts_with('#') && !in_example {
            headings.push((at, at + line.len()));
        }
        at += line.len();
    }
    headings.push((MESSAGES.len(), MESSAGES.len()));
    headings
        .windows(2)
        .filter_map(|pair| {
            let (code, title) = MESSAGES[pair[0].0..pair[0].1].trim_start_matches('#').trim().split_once(": ")?;
            let title = title.split('{').next().unwrap_or("").trim();
            Some(Section { code, title, text: MESSAGES[pair[0].1..pair[1].0].trim() })
        })
        .collect()
}
