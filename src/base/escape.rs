//! Text into HTML, XML and SVG without changing its meaning.

use std::fmt::Write;

/// Escapes text for an element's content or a quoted attribute, in HTML and XML alike. Characters that XML forbids are dropped.
///
/// ```
/// assert_eq!(waybook::base::escape::text("a < b & \"c\"\u{0}"), "a &lt; b &amp; &quot;c&quot;");
/// ```
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_text(&mut out, text);
    out
}

/// [`text`] at the end of `out`.
pub fn push_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' | '\r' => out.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
}

/// Writes ` name="value"` with the value escaped. `name` is ours, never an author's.
pub fn push_attribute(out: &mut String, name: &str, value: &str) {
    // Writing into a String cannot fail.
    let _ = write!(out, " {name}=\"");
    push_text(out, value);
    out.push('"');
}
