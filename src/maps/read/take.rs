//! Takes values out of a tree that has been checked: what is wrong counts as not there, because a message has said so.

use super::super::meaning::{CheckItem, Exception, FieldKind, FormField, PickOption, Time, Use};
use super::super::time::{Minutes, minutes};
use super::super::{check, written};
use crate::base::{Slugs, SourcePath, Spanned};
use crate::yaml::{Node, Value};

/// Takes values for one file.
pub(super) struct Take<'a> {
    /// The file.
    pub path: &'a SourcePath,
}

impl Take<'_> {
    /// A text, cut at the limit.
    pub fn text(&self, node: &Node, key: &str) -> Option<Spanned<String>> {
        node.get(key).and_then(Node::spanned).map(cut)
    }

    /// A text without its place.
    pub fn plain(&self, node: &Node, key: &str) -> Option<String> {
        self.text(node, key).map(|text| text.value)
    }

    /// One text or a list of them.
    pub fn texts(&self, node: &Node, key: &str) -> Vec<Spanned<String>> {
        items(node, key).iter().filter_map(|item| check::item_text(item, None)).map(cut).collect()
    }

    /// One text or a list of them, without their places.
    pub fn plains(&self, node: &Node, key: &str) -> Vec<String> {
        self.texts(node, key).into_iter().map(|text| text.value).collect()
    }

    /// true only if it is written.
    pub fn flag(&self, node: &Node, key: &str) -> bool {
        node.get(key).and_then(Node::flag).unwrap_or(false)
    }

    /// One of the words that the key knows.
    pub fn word(&self, node: &Node, key: &str, known: &'static [&'static str]) -> Option<&'static str> {
        let written = node.get(key).and_then(Node::text)?;
        known.iter().copied().find(|word| *word == written)
    }

    /// A time, or `least`, `usual` and `best`.
    pub fn time(&self, node: &Node, key: &str) -> Option<Time> {
        let value = node.get(key)?;
        if let Some(text) = value.text() {
            let Minutes { least, most } = minutes(text).ok()?;
            return Some(Time { text: text.to_string(), least_minutes: least, most_minutes: most, span: value.span });
        }
        let parts: Vec<(&str, Minutes)> = ["least", "usual", "best"]
            .iter()
            .filter_map(|part| value.get(part).and_then(Node::text))
            .filter_map(|text| Some((text, minutes(text).ok()?)))
            .collect();
        let (shortest, least) = parts.iter().map(|(text, part)| (*text, part.least)).min_by_key(|(_, least)| *least)?;
        let (longest, most) = parts.iter().map(|(text, part)| (*text, part.most)).max_by_key(|(_, most)| *most)?;
        let text = if shortest == longest { shortest.to_string() } else { format!("{shortest} to {longest}") };
        Some(Time { text, least_minutes: least, most_minutes: most, span: value.span })
    }

    /// `use`.
    pub fn uses(&self, node: &Node) -> Vec<Use> {
        let uses = items(node, "use").iter().filter_map(|item| match item.spanned() {
            Some(name) => Some(match name.value.strip_prefix('$') {
                Some(of_variant) => Use::OfVariant(Spanned::new(of_variant.to_string(), name.span)),
                None => Use::Named(name),
            }),
            None => Some(Use::Written { title: self.text(item, "title")?, url: self.text(item, "url")? }),
        });
        uses.collect()
    }

    /// `check`.
    pub fn check(&self, node: &Node) -> Vec<CheckItem> {
        let mut slugs = Slugs::default();
        let items = items(node, "check").iter().filter_map(|item| {
            let text = check::item_text(item, Some(&written::CHECK)).map(cut).or_else(|| self.text(item, "do"))?;
            Some(CheckItem {
                id: slugs.make(&text.value),
                text,
                help: self.text(item, "help"),
                optional: self.flag(item, "optional"),
                todo: self.text(item, "todo"),
                uses: self.uses(item),
            })
        });
        items.collect()
    }

    /// `form`.
    pub fn form(&self, node: &Node) -> Vec<FormField> {
        let mut slugs = Slugs::default();
        let items = items(node, "form").iter().filter_map(|item| {
            let ask = check::item_text(item, Some(&written::FIELD)).map(cut).or_else(|| self.text(item, "ask"))?;
            let (options, items) = (self.texts(item, "options"), self.texts(item, "items"));
            let kind = match self.word(item, "type", written::FIELD_KINDS) {
                Some("text") => FieldKind::Text,
                Some("long text") => FieldKind::LongText,
                Some("link") => FieldKind::Link,
                Some("date") => FieldKind::Date,
                Some("choice") => FieldKind::Choice,
                Some(_) => FieldKind::Tick,
                None if !options.is_empty() => FieldKind::Choice,
                None if !items.is_empty() => FieldKind::Tick,
                None => FieldKind::Text,
            };
            Some(FormField {
                id: slugs.make(&ask.value),
                ask,
                kind,
                options,
                items,
                must: self.flag(item, "must"),
                help: self.text(item, "help"),
                from: self.text(item, "from"),
            })
        });
        items.collect()
    }

    /// `options` of a `pick`.
    pub fn options(&self, node: &Node) -> Vec<PickOption> {
        let options = items(node, "options").iter().filter_map(|item| {
            let map = self.text(item, "map");
            let text = check::item_text(item, Some(&written::OPTION)).map(cut);
            let text = text.or_else(|| self.text(item, "title")).or_else(|| self.text(item, "do")).or_else(|| map.clone())?;
            Some(PickOption { text, map, uses: self.uses(item), todo: self.text(item, "todo") })
        });
        options.collect()
    }

    /// `exception`.
    pub fn exception(&self, node: &Node) -> Option<Exception> {
        let exception = node.get("exception")?;
        Some(Exception {
            when: self.text(exception, "when")?,
            then: self.text(exception, "then")?,
            who: self.texts(exception, "who"),
            assumed: self.flag(exception, "assumed"),
        })
    }
}

/// The items of a list; one value alone counts as a list of one.
fn items<'node>(node: &'node Node, key: &str) -> &'node [Node] {
    match node.get(key) {
        Some(Node { value: Value::List(items), .. }) => items,
        Some(one) if one.value != Value::Empty => std::slice::from_ref(one),
        _ => &[],
    }
}

fn cut(mut text: Spanned<String>) -> Spanned<String> {
    if text.value.len() > check::LONGEST_TEXT
        && let Some((end, _)) = text.value.char_indices().nth(check::LONGEST_TEXT)
    {
        text.value.truncate(end);
    }
    text
}
