//! WB2xx: links, anchors and addresses.

use crate::base::{Message, Severity, SourcePath, Span};

use Severity::{Error, Warning};

/// A page, map or file that does not exist.
pub fn page_missing(path: &SourcePath, span: Span, to: &str, meant: Option<&str>) -> Message {
    Message::new("WB205", Error, path, format!("`{to}` does not exist; the link is left as written"))
        .at(span)
        .help_if(meant.map(|meant| format!("did you mean `{meant}`?")))
}

/// An anchor that its page does not have.
pub fn anchor_missing(path: &SourcePath, span: Span, page: &str, anchor: &str, meant: Option<&str>) -> Message {
    Message::new("WB206", Warning, path, format!("the page `{page}` has no heading or anchor `#{anchor}`; the link leads to its top"))
        .at(span)
        .help_if(meant.map(|meant| format!("did you mean `#{meant}`?")))
}

/// An image that does not exist.
pub fn image_missing(path: &SourcePath, span: Span, to: &str, meant: Option<&str>) -> Message {
    Message::new("WB205", Error, path, format!("the image `{to}` does not exist"))
        .at(span)
        .help_if(meant.map(|meant| format!("did you mean `{meant}`?")))
}

/// An address with a scheme that is not allowed.
pub fn scheme_not_allowed(path: &SourcePath, span: Span, to: &str) -> Message {
    Message::new("WB215", Error, path, format!("`{to}` is not an address that a page may link to; the link is taken out, its text stays"))
        .at(span)
        .help("use an address that begins with https:, http:, mailto: or tel:, or one inside the handbook")
}

/// A page that a map names.
pub fn map_page_missing(path: &SourcePath, span: Span, to: &str, meant: Option<&str>) -> Message {
    Message::new("WB321", Error, path, format!("the map names the page `{to}`, which does not exist"))
        .at(span)
        .help_if(meant.map(|meant| format!("did you mean `{meant}`?")))
}

/// An anchor that a map names.
pub fn map_anchor_missing(path: &SourcePath, span: Span, page: &str, anchor: &str, meant: Option<&str>) -> Message {
    Message::new("WB321", Warning, path, format!("the map names `#{anchor}`, which the page `{page}` does not have"))
        .at(span)
        .help_if(meant.map(|meant| format!("did you mean `#{meant}`?")))
}
