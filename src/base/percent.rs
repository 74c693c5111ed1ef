//! Addresses as browsers want them: `%20` for a blank. The only file that knows `percent_encoding`.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What a path may not hold as it is. Letters of other scripts are encoded as well; browsers show them decoded.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\\')
    .add(b'^')
    .add(b'|');

/// What may not stand anywhere in an address; what a writer has encoded already stays as it is.
const ADDRESS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}').add(b'\\').add(b'^').add(b'|').add(b'[').add(b']');

/// A whole address as someone wrote it, for a browser.
pub fn address(address: &str) -> String {
    utf8_percent_encode(address, ADDRESS).to_string()
}

/// What may not stand behind `#` as it is.
const FRAGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'%').add(b'<').add(b'>').add(b'`');

/// What stands in a query as it is: letters, digits and the signs that mean nothing anywhere.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A text as a value in a query.
///
/// ```
/// assert_eq!(waybook::base::percent::value("a & [ü]"), "a%20%26%20%5B%C3%BC%5D");
/// ```
pub fn value(text: &str) -> String {
    utf8_percent_encode(text, VALUE).to_string()
}

/// A path for a browser; its `/` stay.
///
/// ```
/// assert_eq!(waybook::base::percent::path("a b/ü.md"), "a%20b/%C3%BC.md");
/// ```
pub fn path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Writes a path for a browser at the end of `out`.
pub fn push_path(out: &mut String, path: &str) {
    out.extend(utf8_percent_encode(path, PATH));
}

/// Writes an id for a browser, as it stands behind `#`, at the end of `out`.
pub fn push_fragment(out: &mut String, id: &str) {
    out.extend(utf8_percent_encode(id, FRAGMENT));
}

/// An id for a browser, as it stands behind `#`.
pub fn fragment(id: &str) -> String {
    utf8_percent_encode(id, FRAGMENT).to_string()
}

/// What a browser or a writer encoded, decoded once; `None` when that is no text.
pub fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(|text| text.into_owned())
}
