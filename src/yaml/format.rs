//! The words in which a format is described: things with keys, and what may stand behind each key.
//!
//! One description serves the reading, the schema and the test of the manual. Knows no format itself.

/// A thing that is written with keys.
#[derive(Debug)]
pub struct Object {
    /// What people call it, as in "a step".
    pub name: &'static str,
    /// Its keys, in the order in which they are best written.
    pub keys: &'static [Key],
    /// What keys of the writer's own choice hold, if there may be any.
    pub others: Option<Shape>,
    /// Which of the keys stand for one another.
    pub needs: Needs,
}

/// Which keys of an [`Object`] stand for one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// None.
    Nothing,
    /// One of these must be there, and only one.
    One(&'static [&'static str]),
    /// One of these must be there, or several.
    Any(&'static [&'static str]),
}

/// A kind of file.
#[derive(Debug)]
pub struct FileFormat {
    /// The name under which its schema is asked for.
    pub name: &'static str,
    /// What it is and where it stands, one sentence.
    pub about: &'static str,
    /// What it holds.
    pub object: &'static Object,
    /// A key that may stand around everything.
    pub around: Option<&'static str>,
    /// Whether a file without anything is right too.
    pub empty: Empty,
}

/// Whether a file without anything is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// It is.
    Allowed,
    /// Something is missing.
    Wrong,
}

/// A key of an [`Object`].
#[derive(Debug)]
pub struct Key {
    /// As written in the file.
    pub name: &'static str,
    /// What may stand behind it.
    pub shape: Shape,
    /// Whether it must be there.
    pub must: Must,
    /// The verb or verbs that a step with this key must have; empty for "any".
    pub only: &'static [&'static str],
    /// What it is for, one sentence, for the schema and the manual.
    pub about: &'static str,
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Must {
    /// Without it something is missing.
    Yes,
    /// It may be left out.
    No,
}

/// What may stand behind a key.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text.
    Text,
    /// A text, or keys and values.
    TextOr(&'static Object),
    /// A text, or a list of texts.
    Texts,
    /// true, false, yes or no.
    Flag,
    /// A whole number.
    Whole,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A time with its unit.
    Time,
    /// A time with its unit, or keys with times.
    TimeOr(&'static Object),
    /// A date such as 2026-11-21.
    Date,
    /// A text that leads to a text, several times.
    Pairs,
    /// Keys and values.
    Of(&'static Object),
    /// One such thing, or a list of them.
    OneOrMore(&'static Object),
    /// A list of such things.
    List(&'static Object),
    /// A list of texts or such things; one alone may stand without a list.
    TextsOr(&'static Object),
    /// Anything: other programs' business.
    Any,
}

impl Object {
    /// The names of all keys.
    pub fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|key| key.name).collect()
    }

    /// A key by its name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// A key that may be left out.
pub const fn key(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, must: Must::No, only: &[], about }
}

/// A key that must be there.
pub const fn must(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, must: Must::Yes, only: &[], about }
}

/// A key that goes with some verbs only.
pub const fn only(verbs: &'static [&'static str], name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, must: Must::No, only: verbs, about }
}
