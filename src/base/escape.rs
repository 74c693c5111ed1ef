//! Text into HTML, XML and SVG without changing its meaning.

use std::fmt::Write;

/// Escapes text for an element's content or a quoted attribute, in HTML and XML alike. Characters that XML forbids are dropped.
///
/// ```
/// assert_eq!(waybook::base::escape::text("a < b & \"c\"\u{0}"), "a &lt; b &amp; &quot;c&quot;");
/// assert_eq!(waybook::base::escape::text("\u{fffe}ﬁ – ü\u{ffff}"), "ﬁ – ü");
/// ```
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_text(&mut out, text);
    out
}

/// [`text`] at the end of `out`.
pub fn push_text(out: &mut String, text: &str) {
    // What needs nothing is copied in one piece; `\u{fffe}` and `\u{ffff}` begin with this byte, as some characters do that may stay.
    const NONCHARACTERS: u8 = 0xef;
    let special = |byte: &u8| *byte < b' ' || matches!(*byte, b'&' | b'<' | b'>' | b'"' | b'\'' | NONCHARACTERS);
    let mut rest = text;
    while let Some(at) = rest.as_bytes().iter().position(special) {
        out.push_str(&rest[..at]);
        let mut chars = rest[at..].chars();
        match chars.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            Some('\'') => out.push_str("&#39;"),
            Some(c @ ('\n' | '\t' | '\r')) => out.push(c),
            Some(c) if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            Some(c) => out.push(c),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// Writes ` name="value"` with the value escaped. `name` is ours, never an author's.
pub fn push_attribute(out: &mut String, name: &str, value: &str) {
    // Writing into a String cannot fail.
    let _ = write!(out, " {name}=\"");
    push_text(out, value);
    out.push('"');
}
