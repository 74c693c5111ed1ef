//! Scripts of the built-in theme without comments and blanks, as readers load them. The only file that knows `minifier`.
//!
//! Only for scripts that we know: they are read again by an engine in `tests/browser/`. What a site brings itself stays as it is.

/// A script made small, with a line end; as it is, when it can't be read.
pub fn script(bytes: &[u8]) -> Vec<u8> {
    let small = std::str::from_utf8(bytes).ok().and_then(|text| Some(minifier::js::minify(text).ok()?.to_string()));
    small.map_or_else(|| bytes.to_vec(), |small| format!("{}\n", small.trim_end()).into_bytes())
}
