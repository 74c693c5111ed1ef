//! WB1xx: Markdown pages and their front matter.

use crate::base::{Message, Severity, SourcePath, Span};

use Severity::{Error, Note, Warning};

/// An attribute that the allow-list does not have.
pub fn unknown_attribute(path: &SourcePath, span: Span, name: &str) -> Message {
    Message::new("WB101", Warning, path, format!("the attribute `{name}` may not be set from a page; it is left out")).at(span)
}

/// An attribute list with nothing to belong to.
pub fn attribute_of_nothing(path: &SourcePath, span: Span) -> Message {
    Message::new("WB102", Warning, path, "this attribute list stands beside nothing that it could belong to; it is left out")
        .at(span)
        .help("put it on the line right under its heading, list, table or paragraph, without an empty line between")
}

/// A heading of level 1 beside the title.
pub fn second_title(path: &SourcePath, span: Span) -> Message {
    Message::new("WB117", Note, path, "a page has one title; this heading of level 1 is shown as one of level 2")
        .at(span)
        .help("write it with `##`")
}

/// An explicit id that was used before.
pub fn id_twice(path: &SourcePath, span: Span, id: &str) -> Message {
    Message::new("WB119", Warning, path, format!("the id `{id}` is used twice in this page; links lead to the first one"))
        .at(span)
        .help("give this one another id")
}

/// Front matter that never ends.
pub fn front_matter_open(path: &SourcePath, span: Span) -> Message {
    Message::new("WB131", Error, path, "the front matter begins here and never ends; it is shown as text")
        .at(span)
        .help("close it with a line that holds just `---`")
}

/// A front-matter key that looks like a slip of a known one.
pub fn front_matter_slip(path: &SourcePath, span: Span, key: &str, meant: &str) -> Message {
    Message::new("WB132", Warning, path, format!("`{key}` is not a key that waybook knows"))
        .at(span)
        .help(format!("did you mean `{meant}`?"))
}

/// A front-matter value of the wrong type.
pub fn front_matter_value(path: &SourcePath, span: Span, key: &str, wanted: &str) -> Message {
    Message::new("WB133", Error, path, format!("`{key}` must be {wanted}; it is ignored")).at(span)
}

/// Front matter over the limit.
pub fn front_matter_too_large(path: &SourcePath, span: Span, limit: usize) -> Message {
    Message::new("WB134", Error, path, format!("the front matter is larger than {limit} bytes; it is ignored")).at(span)
}

/// Something in raw HTML that may not be published.
pub fn html_removed(path: &SourcePath, span: Span, what: &str) -> Message {
    Message::new("WB140", Warning, path, format!("{what} is taken out; raw HTML may not use it here"))
        .at(span)
        .help("write it in Markdown; a site that trusts all its writers can set `raw_html: trusted`")
}

/// A shortcode that no template shows.
pub fn unknown_shortcode(path: &SourcePath, span: Span, name: &str, meant: Option<&str>) -> Message {
    Message::new("WB142", Warning, path, format!("there is no shortcode `{name}`; its tags are shown as they were written"))
        .at(span)
        .help_if(meant.map(|meant| format!("did you mean `{meant}`?")))
        .help(format!("to have it, put a template `themes/handbook/templates/shortcodes/{name}.html` into the site"))
}

/// Blocks inside blocks inside blocks.
pub fn nested_too_deep(path: &SourcePath, span: Span, limit: usize) -> Message {
    Message::new(
        "WB141",
        Error,
        path,
        format!("lists and quotes are nested deeper than {limit} levels here; what lies deeper is shown flat"),
    )
    .at(span)
}
