//! The one door to YAML: the text of one file in, a tree of texts with their places and messages out.
//!
//! Nothing is guessed: `Yes`, `010`, `1e3` and `2026-11-21` stay the text that the person wrote; what a value means is for the caller to say.
//! Knows no format: not which keys there are nor what they mean.

pub mod fields;
pub mod format;
mod raw;
pub mod schema;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle};

use crate::base::catalogue::yaml::{self as say, Limit, Syntax};
use crate::base::{Message, SourcePath, Span, Spanned};

/// A value and its place in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands. An empty value has the place of its key.
    pub span: Span,
    /// What stands there.
    pub value: Value,
}

/// What can stand in a YAML file.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text, with quotes and escapes undone.
    Scalar {
        /// The text as meant by the person.
        text: String,
        /// Whether it stood in quotes or in a block (`|`, `>`).
        quoted: bool,
    },
    /// Values in order.
    List(Vec<Node>),
    /// Keys and values in the order of the file; no key stands there twice.
    Mapping(Vec<(Spanned<String>, Node)>),
    /// Nothing, `~` or `null`.
    Empty,
}

/// How much YAML is accepted; each limit is named in the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The length of the text.
    pub bytes: usize,
    /// How deep lists and mappings may nest.
    pub depth: usize,
    /// How many values there may be, copies by `*name` included.
    pub nodes: usize,
    /// How many times `*name` may stand in the file.
    pub aliases: usize,
}

impl Limits {
    /// For maps and settings.
    pub const FILE: Limits = Limits { bytes: 1_000_000, depth: 64, nodes: 50_000, aliases: 64 };
    /// For the head of a page.
    pub const FRONT_MATTER: Limits = Limits { bytes: 64_000, ..Limits::FILE };
}

/// What came out of a text.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The tree; `None` when nothing could be read.
    pub node: Option<Node>,
    /// Whether the tree holds all that stands in the text. If not, a message says from where on it is missing.
    pub whole: bool,
    /// What there is to say, in the order of the file.
    pub messages: Vec<Message>,
}

/// Reads a text that begins `offset` bytes into its file; the tree holds what could be read, even if that is not all.
///
/// ```
/// use waybook::{base::SourcePath, yaml};
/// let (tree, messages) = yaml::read(&SourcePath::new("a.yaml"), "open: Yes\n", 0, &yaml::Limits::FILE);
/// assert_eq!(tree.unwrap().get("open").unwrap().text(), Some("Yes"));
/// assert!(messages.is_empty());
/// ```
pub fn read(path: &SourcePath, text: &str, offset: usize, limits: &Limits) -> (Option<Node>, Vec<Message>) {
    let reading = read_tree(path, text, offset, limits);
    (reading.node, reading.messages)
}

/// [`read`], and whether the text was read to its end.
pub fn read_tree(path: &SourcePath, text: &str, offset: usize, limits: &Limits) -> Reading {
    if text.len() > limits.bytes {
        let message = say::too_much(path, None, Limit::Bytes, limits.bytes);
        return Reading { node: None, whole: false, messages: vec![message] };
    }
    let looked = raw::look(path, text);
    let mended = Mended::new(text, &looked.edits);
    let mut builder = Builder::new(path, &mended, limits);
    builder.run();
    let Builder { mut messages, whole, root, .. } = builder;
    messages.extend(looked.messages);
    for message in &mut messages {
        message.span = message.span.map(|span| span.shifted(offset));
    }
    messages.sort();
    messages.dedup();
    let node = root.map(|mut node| {
        if offset > 0 {
            node.shift(offset);
        }
        node
    });
    Reading { node, whole, messages }
}

/// Says which values are empty where the key promises one. Front matter may have them, maps may not.
pub fn empty_values(path: &SourcePath, node: &Node) -> Vec<Message> {
    let mut messages = Vec::new();
    let mut waiting = vec![node];
    while let Some(node) = waiting.pop() {
        match &node.value {
            Value::List(items) => {
                messages.extend(items.iter().filter(|item| item.value == Value::Empty).map(|item| say::empty_item(path, item.span)));
                waiting.extend(items);
            }
            Value::Mapping(entries) => {
                let empty = entries.iter().filter(|(_, value)| value.value == Value::Empty);
                messages.extend(empty.map(|(key, _)| say::empty_value(path, key)));
                waiting.extend(entries.iter().map(|(_, value)| value));
            }
            Value::Scalar { .. } | Value::Empty => {}
        }
    }
    messages.sort();
    messages
}

impl Node {
    /// Moves all places `offset` bytes on. Recursion is bounded by [`Limits::depth`].
    fn shift(&mut self, offset: usize) {
        self.span = self.span.shifted(offset);
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.shift(offset)),
            Value::Mapping(entries) => {
                for (key, value) in entries {
                    key.span = key.span.shifted(offset);
                    value.shift(offset);
                }
            }
            Value::Scalar { .. } | Value::Empty => {}
        }
    }

    /// The same as a value: nothing, `~` and `null` are no text (as a key they are).
    fn emptied(mut self) -> Node {
        if let Value::Scalar { text, quoted: false } = &self.value
            && matches!(text.as_str(), "" | "~" | "null")
        {
            self.value = Value::Empty;
        }
        self
    }

    /// How many values this one holds, itself included. Recursion is bounded by [`Limits::depth`].
    fn count(&self) -> usize {
        1 + match &self.value {
            Value::List(items) => items.iter().map(Node::count).sum::<usize>(),
            Value::Mapping(entries) => entries.iter().map(|(_, value)| value.count()).sum(),
            Value::Scalar { .. } | Value::Empty => 0,
        }
    }

    /// How deep this value nests. Recursion is bounded by [`Limits::depth`].
    fn depth(&self) -> usize {
        1 + match &self.value {
            Value::List(items) => items.iter().map(Node::depth).max().unwrap_or(0),
            Value::Mapping(entries) => entries.iter().map(|(_, value)| value.depth()).max().unwrap_or(0),
            Value::Scalar { .. } | Value::Empty => 0,
        }
    }
}

/// The text that the parser sees: the file with the slips mended that the raw look found, and the way back to places in the file.
struct Mended<'text> {
    text: Cow<'text, str>,
    /// Per edit: its place in the mended text, the length put in, its place in the file, the length taken out.
    edits: Vec<(usize, usize, usize, usize)>,
    /// Bytes that are not shown to the parser at all: the BOM.
    skipped: usize,
}

impl<'text> Mended<'text> {
    fn new(text: &'text str, edits: &[raw::Edit]) -> Mended<'text> {
        let skipped = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        if edits.is_empty() {
            return Mended { text: Cow::Borrowed(&text[skipped..]), edits: Vec::new(), skipped };
        }
        let mut out = String::with_capacity(text.len() + 64);
        let mut places = Vec::with_capacity(edits.len());
        let mut done = skipped;
        for edit in edits {
            out.push_str(&text[done..edit.span.start]);
            places.push((out.len(), edit.with.len(), edit.span.start, edit.span.end - edit.span.start));
            out.push_str(&edit.with);
            done = edit.span.end;
        }
        out.push_str(&text[done..]);
        Mended { text: Cow::Owned(out), edits: places, skipped }
    }

    /// The place in the file of a place in the mended text. What was put in has the place of what was taken out, its inside that of its start.
    fn back(&self, offset: usize) -> usize {
        let index = self.edits.partition_point(|edit| edit.0 <= offset);
        let Some((at, put_in, in_file, taken_out)) = index.checked_sub(1).map(|index| self.edits[index]) else {
            return offset + self.skipped;
        };
        if offset < at + put_in || offset == at { in_file } else { in_file + taken_out + (offset - at - put_in) }
    }
}

/// A list or mapping whose end has not come yet.
enum Frame {
    List { span: Span, flow: bool, anchor: usize, items: Vec<Node> },
    Mapping { span: Span, flow: bool, anchor: usize, entries: Vec<(Spanned<String>, Node)>, keys: Option<HashSet<String>>, key: Key },
}

/// What a mapping knows of its next entry.
enum Key {
    /// Nothing yet.
    Awaited,
    /// Its key; the value comes next.
    Written(Spanned<String>),
    /// The key was no text (which is reported); the value will be dropped.
    Unusable,
}

/// Puts the parser's events together to a tree. Holds an explicit stack, so that no text can exhaust ours.
struct Builder<'a> {
    path: &'a SourcePath,
    mended: &'a Mended<'a>,
    limits: &'a Limits,
    stack: Vec<Frame>,
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
    kept: usize,
    aliases: usize,
    root: Option<Node>,
    whole: bool,
    messages: Vec<Message>,
}

/// So many keys are looked through one by one, which costs less than a table of them; beyond it, a file full of keys would cost too much.
const FEW_KEYS: usize = 32;

/// Whether a mapping has a key already.
fn is_there(key: &str, entries: &[(Spanned<String>, Node)], keys: Option<&HashSet<String>>) -> bool {
    keys.map_or_else(|| entries.iter().any(|(known, _)| known.value == key), |keys| keys.contains(key))
}

impl<'a> Builder<'a> {
    fn new(path: &'a SourcePath, mended: &'a Mended<'a>, limits: &'a Limits) -> Builder<'a> {
        let (stack, anchors, messages) = (Vec::new(), BTreeMap::new(), Vec::new());
        Builder { path, mended, limits, stack, anchors, nodes: 0, kept: 0, aliases: 0, root: None, whole: true, messages }
    }

    fn run(&mut self) {
        let mended = self.mended;
        let text: &str = &mended.text;
        let mut documents = 0;
        for next in Parser::new_from_str(text) {
            let (event, place) = match next {
                Ok(next) => next,
                Err(error) => {
                    self.give_up(self.syntax(&error));
                    break;
                }
            };
            let start = place.start.byte_offset().unwrap_or(0);
            let end = place.end.byte_offset().unwrap_or(start);
            let span = Span::new(mended.back(start), mended.back(end));
            if matches!(event, Event::DocumentStart(..)) {
                documents += 1;
                if documents > 1 {
                    self.whole = false;
                    self.messages.push(say::second_document(self.path, span));
                    break;
                }
            }
            if let Err(message) = self.take(event, span) {
                self.give_up(*message);
                break;
            }
        }
        // What was open when the reading stopped is kept as far as it came.
        while !self.stack.is_empty() {
            self.close(None);
        }
        if self.root.is_none() && self.whole {
            self.root = Some(Node { span: Span::default(), value: Value::Empty });
        }
    }

    fn give_up(&mut self, message: Message) {
        self.whole = false;
        self.messages.push(message);
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Box<Message>> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                // Keys do not count: each has a value that does.
                if !matches!(self.stack.last(), Some(Frame::Mapping { key: Key::Awaited, .. })) {
                    self.count(1, span)?;
                }
                let quoted = style != ScalarStyle::Plain;
                self.attach(Node { span, value: Value::Scalar { text: text.into_owned(), quoted } }, anchor);
            }
            Event::SequenceStart(style, anchor, _) => {
                self.open(span)?;
                self.stack.push(Frame::List { span, flow: style == StructureStyle::Flow, anchor, items: Vec::new() });
            }
            Event::MappingStart(style, anchor, _) => {
                self.open(span)?;
                let flow = style == StructureStyle::Flow;
                self.stack.push(Frame::Mapping { span, flow, anchor, entries: Vec::new(), keys: None, key: Key::Awaited });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(Some(span)),
            Event::Alias(anchor) => {
                self.aliases += 1;
                if self.aliases > self.limits.aliases {
                    return Err(Box::new(say::too_much(self.path, Some(span), Limit::Aliases, self.limits.aliases)));
                }
                // An alias inside the very value that it names would never end.
                let Some(node) = self.anchors.get(&anchor).cloned() else {
                    if self.kept > self.limits.nodes {
                        return Err(Box::new(say::too_much(self.path, Some(span), Limit::Nodes, self.limits.nodes)));
                    }
                    return Err(Box::new(say::syntax(self.path, span, Syntax::NameInsideItself)));
                };
                self.count(node.count(), span)?;
                if self.stack.len() + node.depth() > self.limits.depth {
                    return Err(Box::new(say::too_much(self.path, Some(span), Limit::Depth, self.limits.depth)));
                }
                self.attach(node, 0);
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, span: Span) -> Result<(), Box<Message>> {
        self.count(1, span)?;
        if self.stack.len() >= self.limits.depth {
            return Err(Box::new(say::too_much(self.path, Some(span), Limit::Depth, self.limits.depth)));
        }
        Ok(())
    }

    fn count(&mut self, more: usize, span: Span) -> Result<(), Box<Message>> {
        self.nodes += more;
        if self.nodes > self.limits.nodes {
            return Err(Box::new(say::too_much(self.path, Some(span), Limit::Nodes, self.limits.nodes)));
        }
        Ok(())
    }

    /// Closes the innermost list or mapping; `end` is where the parser saw it end.
    fn close(&mut self, end: Option<Span>) {
        let Some(frame) = self.stack.pop() else { return };
        let (mut span, flow, anchor, value, last) = match frame {
            Frame::List { span, flow, anchor, items } => {
                let last = items.last().map(|item| item.span.end);
                (span, flow, anchor, Value::List(items), last)
            }
            Frame::Mapping { span, flow, anchor, entries, .. } => {
                let last = entries.last().map(|(key, value)| value.span.end.max(key.span.end));
                (span, flow, anchor, Value::Mapping(entries), last)
            }
        };
        // Without braces the parser sees the end only at the next thing, lines later; the last value is where people see it.
        let end = match end {
            Some(end) if flow => end.end,
            _ => last.unwrap_or(span.end),
        };
        span = Span::new(span.start, end);
        self.attach(Node { span, value }, anchor);
    }

    fn attach(&mut self, node: Node, anchor: usize) {
        if anchor != 0 {
            // Values with names inside values with names would multiply, so what is kept for `*name` counts as well.
            self.kept += node.count();
            if self.kept <= self.limits.nodes {
                self.anchors.insert(anchor, node.clone());
            }
        }
        match self.stack.last_mut() {
            None => self.root = Some(node.emptied()),
            Some(Frame::List { items, .. }) => items.push(node.emptied()),
            Some(Frame::Mapping { entries, keys, key, .. }) => match std::mem::replace(key, Key::Awaited) {
                Key::Awaited => match node.value {
                    Value::Scalar { text, quoted } if quoted || !text.is_empty() => *key = Key::Written(Spanned::new(text, node.span)),
                    _ => {
                        *key = Key::Unusable;
                        self.messages.push(say::syntax(self.path, node.span, Syntax::OddKey));
                    }
                },
                Key::Written(key) if is_there(&key.value, entries, keys.as_ref()) => {
                    self.messages.push(say::duplicate_key(self.path, &key))
                }
                Key::Written(key) => {
                    let mut node = node.emptied();
                    if node.value == Value::Empty {
                        node.span = key.span;
                    }
                    entries.push((key, node));
                    match keys {
                        Some(keys) => keys.extend(entries.last().map(|(key, _)| key.value.clone())),
                        None if entries.len() == FEW_KEYS => *keys = Some(entries.iter().map(|(key, _)| key.value.clone()).collect()),
                        None => {}
                    }
                }
                Key::Unusable => {}
            },
        }
    }

    /// What the parser stumbled over, told in words of people.
    fn syntax(&self, error: &ScanError) -> Message {
        let text: &str = &self.mended.text;
        let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
        let mut place = self.mended.back(at);
        let syntax = match error.kind() {
            ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent | ErrorKind::DocumentIndicatorInQuotedScalar => {
                Syntax::UnclosedQuote
            }
            ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => Syntax::TextAfterQuote,
            ErrorKind::UnknownQuotedScalarEscape
            | ErrorKind::InvalidQuotedScalarHexEscape
            | ErrorKind::InvalidLowSurrogateHexEscape
            | ErrorKind::InvalidLowSurrogate
            | ErrorKind::MissingLowSurrogate
            | ErrorKind::UnpairedLowSurrogate
            | ErrorKind::InvalidUnicodeEscape => Syntax::Backslash,
            ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::UnclosedFlowCollection { .. }
            | ErrorKind::InvalidFlowScalarIndent
            | ErrorKind::BlockEntryInFlowCollection
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator => Syntax::UnclosedBracket,
            ErrorKind::MisplacedFlowCollectionEnd | ErrorKind::MismatchedFlowCollectionEnd { .. } => Syntax::WrongBracket,
            ErrorKind::UnknownAnchor => Syntax::UnknownName,
            ErrorKind::InvalidIndentation
            | ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::InvalidBlockScalarIndent
            | ErrorKind::BlockSequenceEntryNotAllowed
            | ErrorKind::MappingKeyNotAllowed => Syntax::Indentation,
            ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart => Syntax::Tab,
            ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => Syntax::NoColon,
            ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement | ErrorKind::InvalidMappingValueWhitespace => {
                Syntax::Colon
            }
            ErrorKind::RecursionLimitExceeded => {
                return say::too_much(self.path, Some(Span::new(place, place)), Limit::Depth, self.limits.depth);
            }
            _ => Syntax::Other,
        };
        // At the very end of the file there is nothing to point at: the last line with text is where to look.
        if at >= text.trim_end().len() {
            place = self.mended.back(text.trim_end().char_indices().next_back().map_or(0, |(at, _)| at));
        }
        say::syntax(self.path, Span::new(place, place), syntax)
    }
}
