//! WB4xx: what goes wrong between a person and YAML, in words for people who have never heard of it.
//!
//! Each message shows the line to write instead where there is one.

use crate::base::{Message, Severity, SourcePath, Span, Spanned};

/// The code of [`syntax`].
pub const SYNTAX: &str = "WB401";

/// What cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// A quote that is never closed.
    UnclosedQuote,
    /// Text behind the closing quote.
    TextAfterQuote,
    /// A backslash in double quotes that means nothing.
    Backslash,
    /// `[` or `{` that is never closed, or a comma missing inside.
    UnclosedBracket,
    /// `]` or `}` that closes nothing.
    WrongBracket,
    /// A line that begins too far to the left or right.
    Indentation,
    /// A tab where spaces belong.
    Tab,
    /// A line without `key: `.
    NoColon,
    /// A colon where none may stand.
    Colon,
    /// A key that is no text.
    OddKey,
    /// `*name` without `&name`.
    UnknownName,
    /// `*name` inside the value that is called `&name`.
    NameInsideItself,
    /// Anything else.
    Other,
}

/// The text cannot be read from here on.
pub fn syntax(path: &SourcePath, span: Span, syntax: Syntax) -> Message {
    let (text, help) = match syntax {
        Syntax::UnclosedQuote => {
            ("a quote is opened and never closed; what follows cannot be read", "close the quote at the end of the text")
        }
        Syntax::TextAfterQuote => {
            ("the quoted text ends here, but the line goes on; what follows cannot be read", "put the whole text in quotes, or none of it")
        }
        Syntax::Backslash => {
            ("a backslash in double quotes has a meaning of its own, and here it has none", "use single quotes, or write two backslashes")
        }
        Syntax::UnclosedBracket => (
            "a bracket is opened and not closed, or a comma is missing in it; what follows cannot be read",
            "close each `[` with `]` and each `{` with `}`, and put a comma between the entries",
        ),
        Syntax::WrongBracket => ("this bracket closes nothing", "remove it, or put the text that it belongs to in quotes"),
        Syntax::Indentation => (
            "this line begins at the wrong column, so it is not clear what it belongs to; what follows cannot be read",
            "let it begin exactly below its neighbours",
        ),
        Syntax::Tab => ("here stands a tab; only spaces may stand in front of a line", "replace the tab by spaces"),
        Syntax::NoColon => (
            "this line is neither `key: value` nor an item of a list; what follows cannot be read",
            "write a colon and a space after the key, or begin the line with `- `",
        ),
        Syntax::Colon => {
            ("here stands a colon where none may be; what follows cannot be read", "put the text that holds the colon in quotes")
        }
        Syntax::OddKey => ("a key must be a plain word or text; this one is left out", "write `key: value`"),
        Syntax::UnknownName => {
            ("a text that begins with `*` names something else in the file, and nothing is called that", "put the text in quotes")
        }
        Syntax::NameInsideItself => ("this name stands for something that it is a part of", "write the value out"),
        Syntax::Other => ("this cannot be read", "look at this line and the one above it; when in doubt, put the text in quotes"),
    };
    Message::new(SYNTAX, Severity::Error, path, text).at(span).help(help)
}

/// A quote that is not closed on its line. The text is read as if it were.
pub fn unclosed_quote(path: &SourcePath, span: Span, instead: &str) -> Message {
    let text = "a quote is opened and not closed; the text is read up to the end of the line";
    Message::new(SYNTAX, Severity::Error, path, text).at(span).help(write(instead))
}

/// A bracket that is not closed. It is read as if it were, at the end of its lines.
pub fn unclosed_bracket(path: &SourcePath, span: Span, missing: &str, instead: Option<String>) -> Message {
    let text = format!("a bracket is opened and not closed; it is read as if `{missing}` stood where it must end");
    Message::new(SYNTAX, Severity::Error, path, text).at(span).help_if(instead.map(|instead| write(&instead)))
}

/// A bracket that is closed by the sign of the other kind. It is read as if the right one stood there.
pub fn wrong_bracket(path: &SourcePath, span: Span, wrong: char, right: char) -> Message {
    let text = format!("`{wrong}` closes nothing here; it is read as `{right}`");
    Message::new(SYNTAX, Severity::Error, path, text).at(span).help(format!("write `{right}`"))
}

/// A line that is neither a key nor an item of a list. It is left out.
pub fn no_key(path: &SourcePath, span: Span) -> Message {
    let text = "this line is neither `key: value` nor an item of a list; it is left out";
    let help = "write a colon and a space after the key, begin the line with `- `, or let it begin further right if it goes on with the text above";
    Message::new(SYNTAX, Severity::Error, path, text).at(span).help(help)
}

/// Text behind a closing quote, as in `'the customer's plan'`. The whole is read as the text.
pub fn text_after_quote(path: &SourcePath, span: Span, quote: char, instead: &str) -> Message {
    let text = format!("the `{quote}` inside the text ends the quoted part, but the line goes on; the whole is read as the text");
    Message::new(SYNTAX, Severity::Error, path, text).at(span).help(write(instead))
}

/// `key:value`. It is read as if the space stood there.
pub fn no_space_after_colon(path: &SourcePath, span: Span, key: &str, instead: &str) -> Message {
    let text = format!("a space is missing after `{key}:`; it is read as if it stood there");
    Message::new(SYNTAX, Severity::Error, path, text).at(span).help(write(instead))
}

/// `-item`. It is read as if the space stood there.
pub fn no_space_after_dash(path: &SourcePath, span: Span, instead: &str) -> Message {
    let text = "a space is missing after `-`; it is read as if it stood there";
    Message::new(SYNTAX, Severity::Error, path, text).at(span).help(write(instead))
}

/// A key that begins further right than its neighbours. It is read as if it began below them.
pub fn wrong_column(path: &SourcePath, span: Span, key: &str, column: usize, right: usize) -> Message {
    let text = format!("`{key}` begins at column {column}, its neighbours at column {right}; it is read as one of them");
    let goes_on = if column > right { ", or put quotes around the text if it goes on here" } else { "" };
    let help = format!("let it begin at column {right}{goes_on}");
    Message::new(SYNTAX, Severity::Error, path, text).at(span).help(help)
}

/// Text behind ` #`, which YAML takes for a remark. It is read as text.
pub fn lost_after_hash(path: &SourcePath, span: Span, lost: &str, instead: &str) -> Message {
    let text = format!("`{lost}` is lost, because a `#` after a space begins a remark");
    let message = Message::new("WB402", Severity::Error, path, text).at(span).help(write(instead));
    message.help(format!("if it is a remark, write a space after the sign: `# {}`", lost.trim_start_matches('#')))
}

/// A tab or another odd space in front of a line. It is read as spaces.
pub fn odd_space(path: &SourcePath, span: Span, name: &str) -> Message {
    let text = format!("the line begins with {name}; only spaces may stand there, and how many were meant is a guess");
    let message = Message::new("WB403", Severity::Error, path, text).at(span);
    message.help("use two spaces for each level; most editors can be told to write spaces for the tab key")
}

/// A tab or another odd space behind `-` or `key:`. It is read as a space.
pub fn odd_space_behind(path: &SourcePath, span: Span, name: &str) -> Message {
    let text = format!("here stands {name} where a plain space belongs; it is read as one");
    Message::new("WB403", Severity::Error, path, text)
        .at(span)
        .help("replace it by a space; text copied from a web page often has such signs")
}

/// A colon in a text, which YAML takes for the end of a key. It is read as text.
pub fn colon_in_text(path: &SourcePath, span: Span, instead: &str) -> Message {
    let text = "a colon and a space inside a text end a key; the whole is read as the text";
    Message::new("WB404", Severity::Error, path, text).at(span).help(write(instead))
}

/// An item of a list of texts that became `key: value` by its colon. It is read as text.
pub fn colon_in_item(path: &SourcePath, span: Span, item: &str) -> Message {
    let text = "a colon and a space inside an item make it a key with a value; the whole is read as the text";
    Message::new("WB404", Severity::Error, path, text).at(span).help(write(&format!("- {}", quoted(item))))
}

/// A text that begins with a sign that YAML keeps for itself. It is read as text.
pub fn reserved_sign(path: &SourcePath, span: Span, sign: char, instead: &str) -> Message {
    let sign = if sign == '`' { "a backtick".to_string() } else { format!("`{sign}`") };
    let text = format!("a text may not begin with {sign} unless it stands in quotes; it is read as text");
    Message::new("WB405", Severity::Error, path, text).at(span).help(write(instead))
}

/// `---` with a second document behind it. It is left out.
pub fn second_document(path: &SourcePath, span: Span) -> Message {
    let text = "a line `---` begins a second document here; only what stands above it is read";
    Message::new("WB406", Severity::Error, path, text).at(span).help("put what follows into a file of its own, or remove the line")
}

/// A comma or bracket inside `{…}` or `[…]` that cut a text in two. It is read as one.
pub fn split_in_braces(path: &SourcePath, span: Span, sign: char, instead: &str) -> Message {
    let text = format!("inside of brackets `{sign}` ends a text, so this one is cut in two; it is read as one");
    Message::new("WB407", Severity::Error, path, text).at(span).help(write(instead))
}

/// A key that stands there twice. The first one counts.
pub fn duplicate_key(path: &SourcePath, key: &Spanned<String>) -> Message {
    let text = format!("`{}` is written twice in the same place; the first one counts", key.value);
    Message::new("WB408", Severity::Error, path, text).at(key.span).help("remove one of them, or put both into a list")
}

/// A key without a value. It is read as if it were not there.
pub fn empty_value(path: &SourcePath, key: &Spanned<String>) -> Message {
    let text = format!("`{}` has no value; it is read as if it were not there", key.value);
    let help = "write the value behind the colon, or further right on the next lines, or remove the key";
    Message::new("WB409", Severity::Error, path, text).at(key.span).help(help)
}

/// An item of a list without text. It is left out.
pub fn empty_item(path: &SourcePath, span: Span) -> Message {
    Message::new("WB409", Severity::Error, path, "this item of a list is empty; it is left out")
        .at(span)
        .help("write its text, or remove it")
}

/// What there is a limit on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The length of the text.
    Bytes,
    /// How deep lists and mappings nest.
    Depth,
    /// How many values there are.
    Nodes,
    /// How often `*name` is used.
    Aliases,
}

/// The text is larger than what is read. Without a place, none of it is read; else nothing behind that place.
pub fn too_much(path: &SourcePath, span: Option<Span>, limit: Limit, most: usize) -> Message {
    let text = match limit {
        Limit::Bytes => format!("the text has more than {most} bytes; it is not read"),
        Limit::Depth => format!("lists and keys are nested more than {most} deep; what follows is not read"),
        Limit::Nodes => format!("there are more than {most} values; what follows is not read"),
        Limit::Aliases => format!("`*name` is used more than {most} times; what follows is not read"),
    };
    let mut message = Message::new("WB410", Severity::Error, path, text).help("write several smaller files");
    message.span = span;
    message
}

/// A text in quotes, as YAML wants it: in double ones, or in single ones if that saves backslashes.
pub fn quoted(text: &str) -> String {
    let text: String = text.chars().map(|c| if c < ' ' { ' ' } else { c }).collect();
    if text.contains(['"', '\\']) && !text.contains('\'') {
        return format!("'{text}'");
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn write(instead: &str) -> String {
    format!("write `{instead}`")
}
