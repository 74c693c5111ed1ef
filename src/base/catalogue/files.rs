//! WB0xx: files, folders and settings.

use crate::base::{Message, Severity, SourcePath, Span};

use Severity::{Error, Note, Warning};

/// The system does not let us read it.
pub fn unreadable(path: &SourcePath, reason: &str) -> Message {
    Message::new("WB001", Error, path, format!("this file can't be read: {reason}; it is left out"))
        .help("check that it exists and that you may read it")
}

/// Bytes that are not UTF-8.
pub fn not_utf8(path: &SourcePath, offset: usize) -> Message {
    Message::new("WB002", Error, path, "this file is not UTF-8 from here on; readers see \u{fffd} in place of each wrong character")
        .at(Span::new(offset, offset))
        .help("save it as UTF-8: in most editors, `Save with encoding`")
}

/// UTF-16, known by its mark.
pub fn utf16(path: &SourcePath) -> Message {
    Message::new("WB002", Error, path, "this file is saved as UTF-16, not as UTF-8; it is shown, but other tools will stumble over it")
        .help("save it as UTF-8: in most editors, `Save with encoding`")
}

/// A NUL character.
pub fn nul(path: &SourcePath, offset: usize) -> Message {
    Message::new("WB002", Error, path, "this file holds a NUL character, so it is probably not a text; the character is left out")
        .at(Span::new(offset, offset + 1))
        .help("remove the character, or give the file another extension if it is no text")
}

/// A symbolic link that leads out of the root.
pub fn link_out_of_the_site(path: &SourcePath) -> Message {
    Message::new("WB003", Error, path, "this link leads to a file outside the site; it is left out")
        .help("copy the file into the site instead of linking to it")
}

/// A FIFO, socket or device.
pub fn not_a_regular_file(path: &SourcePath) -> Message {
    Message::new("WB004", Error, path, "this is not a regular file (perhaps a pipe or a device); it is left out")
        .help("remove it from the site")
}

/// A file over the limit.
pub fn too_large(path: &SourcePath, bytes: u64, limit: u64) -> Message {
    Message::new("WB005", Error, path, format!("this file has {bytes} bytes; the limit for its kind is {limit}; it is left out"))
        .help("split it into several files")
}

/// A file or folder name that no file system could hold as an address.
pub fn name_too_long(path: &SourcePath, bytes: usize, limit: usize) -> Message {
    Message::new("WB006", Error, path, format!("a part of this path has {bytes} bytes; the limit is {limit}; the file is left out"))
        .help("give it a shorter name")
}

/// A file name that is not text.
pub fn name_not_utf8(path: &SourcePath) -> Message {
    Message::new("WB006", Error, path, "the name of this file is not UTF-8; it is left out").help("rename it with plain letters")
}

/// A key of the settings or of the front matter that we do not know.
pub fn unknown_setting(path: &SourcePath, key: &str, span: Span, meant: Option<&str>) -> Message {
    Message::new("WB010", Warning, path, format!("`{key}` is not a setting; it is ignored"))
        .at(span)
        .help_if(meant.map(|meant| format!("did you mean `{meant}`?")))
}

/// A setting with a value that does not fit.
pub fn bad_setting(path: &SourcePath, key: &str, span: Span, wanted: &str) -> Message {
    Message::new("WB011", Error, path, format!("`{key}` must be {wanted}; it is ignored")).at(span)
}

/// Two sources with one address.
pub fn same_address(path: &SourcePath, other: &SourcePath, address: &str) -> Message {
    Message::new("WB012", Error, path, format!("its address `{address}` is already taken by `{other}`; this file is left out"))
        .help("rename one of the two")
}

/// A source whose address would be in the way of a file that the program makes.
pub fn address_of_ours(path: &SourcePath, made: &str, address: &str) -> Message {
    let (ours, name) = match made.strip_suffix('/') {
        Some(_) => ("folder", "the file"),
        None => ("file", "its folder"),
    };
    Message::new("WB012", Error, path, format!("its address `{address}` is in the way of the {ours} `{made}` of the site; it is left out"))
        .help(format!("rename {name}"))
}

/// A code that is allowed and does not occur.
pub fn allowance_unused(path: &SourcePath, span: Span, code: &str) -> Message {
    Message::new("WB013", Note, path, format!("`{code}` is allowed here, but nothing here is reported as `{code}`"))
        .at(span)
        .help("remove it, so that a new slip of this kind is not missed")
}

/// A code that is allowed and that no message has.
pub fn allowance_of_nothing(path: &SourcePath, span: Span, code: &str, meant: Option<&str>) -> Message {
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "write the code that the message has in its brackets, or remove this".to_string(),
    };
    Message::new("WB013", Note, path, format!("`{code}` is allowed here, but no message has this code")).at(span).help(help)
}

/// An old address that something else has now.
pub fn alias_taken(path: &SourcePath, span: Span, alias: &str, other: &SourcePath) -> Message {
    Message::new("WB012", Error, path, format!("the address `{alias}` belongs to `{other}`, so it can't lead here as well; it is left out"))
        .at(span)
        .help("take this line out")
}

/// A template that can't be read or rendered.
pub fn template_error(path: &SourcePath, reason: &str) -> Message {
    Message::new("WB020", Error, path, format!("this template does not work: {reason}"))
        .help("mend it, or delete it to use the built-in one")
}

/// A language whose words the theme does not have.
pub fn words_missing(path: &SourcePath, language: &str, missing: &[&str]) -> Message {
    const MOST: usize = 30;
    let named = |keys: &[&str]| keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let (what, stay, keys) = match missing.len() {
        1 => ("a word", "stays", named(missing)),
        // Nobody writes the hundreds of a new language from a message.
        count if count > MOST => ("most words", "stay", format!("{} and others", named(&missing[..3]))),
        _ => ("words", "stay", named(missing)),
    };
    let help = format!("`waybook new words {language}` makes this file, with all words in English to be translated");
    Message::new("WB021", Error, path, format!("the language `{language}` lacks {what} of the theme, which {stay} English: {keys}"))
        .help(help)
}

/// An accent colour that not everybody can read.
pub fn accent_too_faint(path: &SourcePath, span: Span, colour: &str, ground: &str, ratio: f64, better: &str) -> Message {
    // Rounded down: 4.49 is not enough.
    let ratio = (ratio * 10.0).floor() / 10.0;
    let text = format!(
        "the accent `{colour}` has a contrast of {ratio} to 1 on the ground `{ground}`, and text needs 4.5 to 1; the built-in accent is used"
    );
    Message::new("WB022", Error, path, text).at(span).help(format!("`{better}` is near and can be read"))
}

/// A file that could run script on the address of the site.
pub fn active_file(path: &SourcePath, what: &str) -> Message {
    Message::new("WB007", Error, path, format!("{what} could run a program in the reader's browser; it is left out"))
        .help("write it as a page in Markdown; a site that trusts all its writers can set `raw_html: trusted`")
}

/// Our own mistake.
pub fn our_bug(path: &SourcePath, what: &str) -> Message {
    Message::new("WB900", Error, path, format!("a bug in waybook: {what}; the rest of the site is built"))
        .help("please report it together with this file")
}

/// Our own mistake in reading a file.
pub fn unreadable_by_our_bug(path: &SourcePath, what: &str) -> Message {
    Message::new("WB900", Error, path, format!("a bug in waybook: {what}; this file is taken for empty, the rest of the site is built"))
        .help("please report it together with this file")
}
