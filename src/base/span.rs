//! Places in a text: byte ranges inside, line and column for people.
//!
//! Offsets start at 0 and count bytes; lines and columns start at 1 and count characters. Lines are looked up late, when a message is shown.

use std::ops::Range;

/// A range of bytes in one file, in the coordinates of the file as it stands on the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The range from `start` up to and without `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end: end.max(start) }
    }

    /// The same range `offset` bytes later in the file.
    pub fn shifted(self, offset: usize) -> Span {
        Span::new(self.start + offset, self.end + offset)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Span {
        Span::new(range.start, range.end)
    }
}

/// A value and the place where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value written at `span`.
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }

    /// The same place with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: change(self.value), span: self.span }
    }
}

/// A place for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

/// Finds the line of an offset: the offsets at which lines begin.
///
/// ```
/// use waybook::base::{LineIndex, Position};
/// let text = "one\r\ntwö three";
/// let lines = LineIndex::new(text);
/// assert_eq!(lines.position(text, 10), Position { line: 2, column: 5 });
/// assert_eq!(lines.line(text, 2), "twö three");
/// assert_eq!(lines.line(text, 1), "one");
/// ```
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// How many characters begin before each stretch of [`STRETCH`] bytes: a line may be a megabyte long and have many messages.
    characters: Vec<usize>,
}

const STRETCH: usize = 1024;

/// How many characters begin in these bytes.
fn characters_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

impl LineIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> LineIndex {
        let starts = std::iter::once(0).chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
        let mut before = 0;
        let characters = text.as_bytes().chunks(STRETCH).map(|stretch| {
            let here = before;
            before += characters_in(stretch);
            here
        });
        let characters = characters.collect();
        LineIndex { starts: starts.collect(), characters }
    }

    /// How many characters begin before an offset.
    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let stretch = (offset / STRETCH).min(self.characters.len().saturating_sub(1));
        self.characters.get(stretch).map_or(0, |before| before + characters_in(&text.as_bytes()[stretch * STRETCH..offset]))
    }

    /// Line and column of a byte offset; an offset behind the end or inside a character counts as the nearest one before.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let line = self.starts.partition_point(|start| *start <= offset);
        let column = self.characters_before(text, offset) - self.characters_before(text, self.starts[line - 1]) + 1;
        Position { line, column }
    }

    /// The text of a line (from 1) without its end; empty for a line that is not there.
    pub fn line<'text>(&self, text: &'text str, line: usize) -> &'text str {
        let Some(&start) = line.checked_sub(1).and_then(|index| self.starts.get(index)) else { return "" };
        let end = self.starts.get(line).copied().unwrap_or(text.len());
        text[start..end].trim_end_matches(['\n', '\r'])
    }

    /// Where a line (from 1) begins.
    pub fn start(&self, line: usize) -> usize {
        line.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or(0)
    }

    /// How many lines there are.
    pub fn count(&self) -> usize {
        self.starts.len()
    }
}
