//! Bytes to text: UTF-8 as it should be, and a message with the place where it is not.

use std::borrow::Cow;

use crate::base::catalogue::files as say;
use crate::base::{Message, SourceFile};

/// The text of a file.
#[derive(Debug)]
pub struct Text<'file> {
    /// The whole text, with the byte order mark if there is one, so that offsets are those of the file.
    pub text: Cow<'file, str>,
    /// Where the writer's text begins: behind the byte order mark.
    pub start: usize,
    /// What was wrong with the bytes.
    pub messages: Vec<Message>,
}

/// Decodes a file. What is not UTF-8 is shown with replacement characters, so that the rest of the page can be read.
pub fn decode(file: &SourceFile) -> Text<'_> {
    let mut messages = Vec::new();
    if let Some(text) = utf16(&file.bytes) {
        messages.push(say::utf16(&file.path));
        return Text { text: Cow::Owned(text), start: 0, messages };
    }
    let text = match std::str::from_utf8(&file.bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            messages.push(say::not_utf8(&file.path, error.valid_up_to()));
            String::from_utf8_lossy(&file.bytes)
        }
    };
    if let Some(at) = text.find('\0') {
        messages.push(say::nul(&file.path, at));
    }
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    Text { text, start, messages }
}

/// The text of a file that an editor saved as "Unicode", known by its byte order mark.
fn utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}
