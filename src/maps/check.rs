//! Compares what stands in a file with the tables of `written.rs`.
//!
//! Says what is unknown, missing or of the wrong kind; what it leaves uncommented, `read.rs` can take as it is. Knows no meaning.

use super::time::{Date, NoTime, minutes};
use super::written::{Key, Must, Needs, Object, STEP, Shape, VERBS};
use crate::base::catalogue::nearest::nearest;
use crate::base::catalogue::{maps as say, yaml as say_yaml};
use crate::base::{Message, SourcePath, Span, Spanned};
use crate::yaml::{Node, Value};

/// The longest text that is shown anywhere.
pub const LONGEST_TEXT: usize = 2_000;

/// How many unknown keys of one thing are compared with the known ones.
const MOST_GUESSES: usize = 50;
/// A longer key is no misspelt one.
const LONGEST_KEY: usize = 40;

/// Says what is wrong with `node` as an [`Object`]. Recursion follows the tables and is bounded by the depth that YAML may have.
pub fn object(path: &SourcePath, node: &Node, object: &Object, messages: &mut Vec<Message>) {
    if !matches!(node.value, Value::Mapping(_)) {
        messages.push(wrong_kind(path, node, object.name, "keys and values"));
        return;
    }
    // Comparing with every key is dear, so a thing full of unknown keys gets a guess for the first ones only.
    let mut free: Option<Vec<&str>> = None;
    let mut guesses = MOST_GUESSES;
    for (key, value) in node.entries() {
        match object.key(&key.value) {
            Some(known) => {
                only_with_its_verb(path, node, key, known, messages);
                shape(path, known.name, value, known.shape, messages);
            }
            None => match object.others {
                Some(others) => shape(path, &key.value, value, others, messages),
                None => {
                    let free = free.get_or_insert_with(|| object.names().into_iter().filter(|name| node.get(name).is_none()).collect());
                    guesses = guesses.saturating_sub(1);
                    let nearest =
                        if guesses == 0 || key.value.len() > LONGEST_KEY { None } else { nearest(&key.value, free.iter().copied()) };
                    messages.push(say::unknown_key(path, key.span, &key.value, object.name, nearest));
                }
            },
        }
    }
    for key in object.keys.iter().filter(|key| key.must == Must::Yes && node.get(key.name).is_none()) {
        // A key that is misspelt is there, and has been reported.
        let misspelt = node.entries().iter().take(MOST_GUESSES).any(|(written, _)| {
            object.key(&written.value).is_none() && object.others.is_none() && nearest(&written.value, [key.name]).is_some()
        });
        if !misspelt {
            messages.push(say::missing_key(path, first_words(node), key.name, object.name));
        }
    }
}

/// The place of a message about a thing as a whole: its first key.
pub fn first_words(node: &Node) -> Span {
    node.entries().first().map_or(node.span, |(key, _)| key.span)
}

/// The text of an item of a list of texts; a colon may have made `key: value` of it.
pub fn item_text(node: &Node, object: Option<&Object>) -> Option<Spanned<String>> {
    if let Some(text) = node.spanned() {
        return Some(text);
    }
    let [(key, value)] = node.entries() else { return None };
    let known = object.is_some_and(|object| object.key(&key.value).is_some());
    // A single lower-case word is rather a key with a slip in it.
    let is_text = object.is_none() || key.value.contains(' ') || key.value.chars().any(char::is_uppercase);
    let rest = value.text().filter(|_| !known && is_text)?;
    Some(Spanned::new(format!("{}: {rest}", key.value), Span::new(key.span.start, value.span.end)))
}

/// The entries of a mapping; those of a list of mappings as if it were one.
pub fn pairs(node: &Node) -> Vec<&(Spanned<String>, Node)> {
    match &node.value {
        Value::List(items) if items.iter().all(|item| !item.entries().is_empty()) => items.iter().flat_map(Node::entries).collect(),
        _ => node.entries().iter().collect(),
    }
}

fn only_with_its_verb(path: &SourcePath, node: &Node, key: &Spanned<String>, known: &Key, messages: &mut Vec<Message>) {
    if known.only.is_empty() {
        return;
    }
    let verb = VERBS.iter().copied().find(|verb| node.get(verb).is_some());
    if verb.is_some_and(|verb| !known.only.contains(&verb)) {
        messages.push(say::misplaced_key(path, key, verb, known.only));
    }
}

/// Checks the value of a key.
fn shape(path: &SourcePath, key: &str, node: &Node, shape_of: Shape, messages: &mut Vec<Message>) {
    // Empty values are reported where the tree is made.
    if node.value == Value::Empty {
        return;
    }
    match shape_of {
        Shape::Text => text(path, key, node, messages),
        Shape::TextOr(inner) => match node.value {
            Value::Mapping(_) => object(path, node, inner, messages),
            _ => text(path, key, node, messages),
        },
        Shape::Texts => texts(path, key, node, None, messages),
        Shape::Flag => {
            if node.flag().is_none() {
                messages.push(wrong_value(path, node, key, "`true` or `false`"));
            }
        }
        // No key of the files beside the maps is a whole number; that is for the front matter of pages.
        Shape::Whole | Shape::Any => {}
        Shape::Word(known) => match node.spanned() {
            Some(word) if !known.contains(&word.value.as_str()) => {
                messages.push(say::unknown_word(path, key, &word, known, nearest(&word.value, known.iter().copied())));
            }
            Some(_) => {}
            None => messages.push(wrong_value(path, node, key, "one word")),
        },
        Shape::Time => time(path, key, node, messages),
        Shape::TimeOr(inner) => match node.value {
            Value::Mapping(_) => object(path, node, inner, messages),
            _ => time(path, key, node, messages),
        },
        Shape::Date => match node.text() {
            Some(text) if Date::read(text).is_none() => messages.push(say::not_a_date(path, node.span, text)),
            Some(_) => {}
            None => messages.push(wrong_value(path, node, key, "a date such as `2026-11-21`")),
        },
        Shape::Pairs => match &node.value {
            Value::Mapping(entries) => entries.iter().for_each(|(key, value)| {
                long(path, key.span, &key.value, messages);
                shape(path, &key.value, value, Shape::Text, messages);
            }),
            Value::List(_) if !pairs(node).is_empty() => {
                let pairs = pairs(node);
                let first = pairs.first().and_then(|(label, target)| Some(format!("{}: {}", label.value, target.text()?)));
                messages.push(say::answers_in_list(path, node.span, &first.unwrap_or_default()));
            }
            _ => messages.push(wrong_value(path, node, key, "texts and targets, one below the other, such as `Yes: order`")),
        },
        Shape::Of(inner) => object(path, node, inner, messages),
        Shape::OneOrMore(inner) => match &node.value {
            Value::List(items) => items.iter().for_each(|item| object(path, item, inner, messages)),
            _ => object(path, node, inner, messages),
        },
        Shape::List(inner) => match &node.value {
            Value::List(items) => {
                items.iter().filter(|item| item.value != Value::Empty).for_each(|item| object(path, item, inner, messages))
            }
            _ => messages.push(wrong_value(path, node, key, "a list: each item on a line of its own, beginning with `- `")),
        },
        Shape::TextsOr(inner) => texts(path, key, node, Some(inner), messages),
    }
}

fn text(path: &SourcePath, key: &str, node: &Node, messages: &mut Vec<Message>) {
    match node.text() {
        Some(text) => long(path, node.span, text, messages),
        None => messages.push(wrong_value(path, node, key, "a text")),
    }
}

fn long(path: &SourcePath, span: Span, text: &str, messages: &mut Vec<Message>) {
    if text.len() > LONGEST_TEXT && text.chars().count() > LONGEST_TEXT {
        messages.push(say::too_long(path, span, text.chars().count(), LONGEST_TEXT));
    }
}

fn texts(path: &SourcePath, key: &str, node: &Node, inner: Option<&Object>, messages: &mut Vec<Message>) {
    let one = std::slice::from_ref(node);
    let items = if let Value::List(items) = &node.value { items } else { one };
    for item in items {
        match (&item.value, inner) {
            (Value::Empty, _) => {}
            (Value::Scalar { text, .. }, _) => long(path, item.span, text, messages),
            (Value::Mapping(_), inner) => match (item_text(item, inner), inner) {
                (Some(text), _) => messages.push(say_yaml::colon_in_item(path, text.span, &text.value)),
                (None, Some(inner)) => {
                    object(path, item, inner, messages);
                    nothing_said(path, item, inner, messages);
                }
                (None, None) => messages.push(wrong_value(path, item, key, "texts")),
            },
            (Value::List(_), _) => messages.push(wrong_value(path, item, key, "texts")),
        }
    }
}

/// An item with keys, but none of those that say what it is, would be left out in silence.
fn nothing_said(path: &SourcePath, item: &Node, object: &Object, messages: &mut Vec<Message>) {
    if let Needs::Any(names @ [first, ..]) = object.needs
        && names.iter().all(|name| item.get(name).is_none())
        && item.entries().iter().all(|(key, _)| object.key(&key.value).is_some())
    {
        messages.push(say::missing_key(path, first_words(item), first, object.name));
    }
}

fn time(path: &SourcePath, key: &str, node: &Node, messages: &mut Vec<Message>) {
    let Some(text) = node.text() else {
        messages.push(wrong_value(path, node, key, "a time such as `48h`"));
        return;
    };
    match minutes(text) {
        Ok(_) => {}
        Err(NoTime::NoUnit) => messages.push(say::time_without_unit(path, node.span, text)),
        Err(NoTime::NotATime) => messages.push(say::not_a_time(path, node.span, text)),
    }
}

/// [`wrong_kind`] of the value of a key. The name is put together only here, because most values are right.
fn wrong_value(path: &SourcePath, node: &Node, key: &str, wanted: &str) -> Message {
    wrong_kind(path, node, &format!("`{key}`"), wanted)
}

fn wrong_kind(path: &SourcePath, node: &Node, what: &str, wanted: &str) -> Message {
    let message = say::wrong_kind(path, first_words(node), what, wanted, node.kind());
    let brackets = matches!(node.value, Value::List(_) | Value::Mapping(_)) && wanted == "a text";
    if brackets { message.help("if brackets belong to the text, put all of it in quotes") } else { message }
}

/// A verb of a step, and the key under which it is written.
#[derive(Clone, Copy, Debug)]
pub struct WrittenVerb<'node> {
    /// The verb.
    pub verb: &'static str,
    /// The key; another one than the verb if it is misspelt.
    pub key: &'node str,
}

/// The verbs of a step in the order of the file. Without any, a key that is nearly one counts; it has been reported as unknown.
pub fn verbs(node: &Node) -> Vec<WrittenVerb<'_>> {
    let keys = || node.entries().iter().map(|(key, _)| key.value.as_str());
    let exact = keys().filter_map(|key| VERBS.iter().copied().find(|verb| *verb == key).map(|verb| WrittenVerb { verb, key }));
    let exact: Vec<WrittenVerb> = exact.collect();
    if !exact.is_empty() {
        return exact;
    }
    let mut near = keys().filter(|key| STEP.key(key).is_none() && key.len() <= LONGEST_KEY).take(MOST_GUESSES);
    let near = near.find_map(|key| Some(WrittenVerb { verb: VERBS.iter().copied().find(|verb| nearest(key, [*verb]).is_some())?, key }));
    near.into_iter().collect()
}
