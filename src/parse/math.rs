//! Formulas in TeX to MathML, which browsers draw without a script. The only file that knows `math_core`.
//!
//! What it writes in `style` is taken out again: a page allows no style of its own. Columns then stand in the middle, which is the only
//! thing that is lost.

use std::panic::catch_unwind;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use super::document::Math;

/// Longer formulas are not read, in bytes: the reader of TeX calls itself once for each level that commands are nested.
const MAX_LENGTH: usize = 2_000;

/// Formulas with more signs that can hold others are not read: each could hold the next one.
const MAX_SIGNS: usize = 150;

/// Whether a formula stands in a line or on lines of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Display {
    /// In a line.
    Inline,
    /// On lines of its own.
    Block,
}

/// Reads a formula. The second answer is what is wrong with it.
///
/// ```
/// use waybook::parse::math::{Display, read};
/// let (math, wrong) = read("x^2", Display::Inline);
/// assert!(math.markup.is_some_and(|markup| markup.contains("<msup>")) && wrong.is_none());
/// assert!(read(r"\frac{1}", Display::Inline).1.is_some());
/// ```
pub fn read(source: &str, display: Display) -> (Math, Option<String>) {
    let source = source.trim().to_string();
    if source.len() > MAX_LENGTH {
        return (Math { source, markup: None }, Some(format!("it is longer than {MAX_LENGTH} bytes")));
    }
    if source.bytes().filter(|byte| matches!(byte, b'\\' | b'{' | b'^' | b'_')).count() > MAX_SIGNS {
        return (Math { source, markup: None }, Some(format!("it has more than {MAX_SIGNS} commands and brackets")));
    }
    // No reader of formulas expects them, and nobody sees them.
    if source.contains(|c: char| c.is_control() && !c.is_whitespace()) {
        return (Math { source, markup: None }, Some("it holds a control character".to_string()));
    }
    let how = match display {
        Display::Inline => MathDisplay::Inline,
        Display::Block => MathDisplay::Block,
    };
    // `^` before certain signs makes the library panic: that costs the formula, not the page.
    let read = catch_unwind(|| match LatexToMathML::new(MathCoreConfig::default()) {
        Ok(reader) => reader.convert_with_local_counter(&source, how).map_err(|error| error.error_message()),
        Err((error, ..)) => Err(error.error_message()),
    });
    match read.unwrap_or_else(|_| Err("the reader of formulas fails on it".to_string())) {
        Ok(markup) => (Math { source, markup: Some(without_styles(&markup)) }, None),
        Err(wrong) => (Math { source, markup: None }, Some(wrong)),
    }
}

fn without_styles(markup: &str) -> String {
    const BEGIN: &str = " style=\"";
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find(BEGIN) {
        out.push_str(&rest[..at]);
        let value = &rest[at + BEGIN.len()..];
        rest = value.find('"').map_or("", |end| &value[end + 1..]);
    }
    out + rest
}
