//! `redirects.yaml`: addresses that pages or headings had before, and where they lead now.
//!
//! Knows no other file: whether an address is free, and whether the new one exists, is told by `model/`.

use crate::base::catalogue::maps as say;
use crate::base::{Message, SourcePath, Spanned};
use crate::maps::check;
use crate::yaml::format::{Empty, FileFormat, Needs, Object, Shape, key, must};
use crate::yaml::{self, Limits, Node, Value};

/// An old address and where it leads now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// `from`: the old address, perhaps with `#` and an old anchor.
    pub from: Spanned<String>,
    /// `to`: an address of the site or of the outside.
    pub to: Spanned<String>,
    /// `remove_after`: the last day on which it is needed.
    pub remove_after: Option<Spanned<String>>,
    /// `note`: why it is there.
    pub note: Option<String>,
}

/// An item of the file.
pub static REDIRECT: Object = Object {
    name: "a redirect",
    keys: &[
        must("from", Shape::Text, "The old address, with # and the old anchor for a part of a page."),
        must("to", Shape::Text, "Where it leads now: an address of the site or of the outside."),
        key("remove_after", Shape::Date, "The last day on which it is needed."),
        key("note", Shape::Text, "Why it is there."),
    ],
    others: None,
    needs: Needs::Nothing,
};

/// The file as a whole, with `redirects:` around the list.
pub static REDIRECTS: Object = Object {
    name: "the redirects",
    keys: &[key("redirects", Shape::List(&REDIRECT), "Old addresses and where they lead now.")],
    others: None,
    needs: Needs::Nothing,
};

/// `redirects.yaml`, as schemas and editors see it.
pub static FILE: FileFormat = FileFormat {
    name: "redirects",
    about: "Old addresses and where they lead now: `redirects.yaml`.",
    object: &REDIRECTS,
    around: None,
    empty: Empty::Allowed,
};

/// Reads the file. What is wrong is reported and left out.
pub fn read(path: &SourcePath, text: &str) -> (Vec<Redirect>, Vec<Message>) {
    let yaml::Reading { node, mut messages, .. } = yaml::read_tree(path, text, 0, &Limits::FILE);
    let Some(node) = node.filter(|node| node.value != Value::Empty) else { return (Vec::new(), messages) };
    messages.extend(yaml::empty_values(path, &node));
    check::object(path, &node, &REDIRECTS, &mut messages);
    let mut missing = Vec::new();
    let items = node.get("redirects").map(Node::items).unwrap_or_default().iter();
    let redirects = items.filter_map(|item| {
        let text = |key: &str| item.get(key).and_then(Node::spanned).map(|text| text.map(|text| text.trim().to_string()));
        let written = |key: &str| text(key).filter(|text| !text.value.is_empty());
        for key in ["from", "to"] {
            if let Some(empty) = text(key).filter(|text| text.value.is_empty()) {
                missing.push(say::missing_key(path, empty.span, key, REDIRECT.name));
            }
        }
        let remove_after = text("remove_after").filter(|date| crate::maps::time::Date::read(&date.value).is_some());
        Some(Redirect { from: written("from")?, to: written("to")?, remove_after, note: text("note").map(|note| note.value) })
    });
    let redirects = redirects.collect();
    messages.extend(missing);
    messages.sort();
    (redirects, messages)
}
