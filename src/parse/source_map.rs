//! A text made from another one by taking out and putting in, and the way back: where each place of the new text stood in the old one.
//!
//! Knows nothing of Markdown.

use std::ops::Range;

use crate::base::Span;

/// A text in the making.
pub struct Rewrite<'text> {
    source: &'text str,
    text: String,
    pieces: Vec<Piece>,
    done: usize,
}

/// A stretch of the new text: copied from the old one, byte for byte, or put in the place of some of it.
#[derive(Clone, Debug)]
struct Piece {
    at: usize,
    source: Range<usize>,
    copied: bool,
}

/// The way from a new text back to the old one. The one of a text that is the old one is empty.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    pieces: Vec<Piece>,
}

impl<'text> Rewrite<'text> {
    /// Begins at the start of `source`.
    pub fn new(source: &'text str) -> Rewrite<'text> {
        Rewrite { source, text: String::with_capacity(source.len()), pieces: Vec::new(), done: 0 }
    }

    /// Puts `with` in the place of a range, which lies behind all that was replaced before. What stands between is copied.
    pub fn replace(&mut self, range: Range<usize>, with: &str) {
        self.copy_to(range.start);
        if !with.is_empty() || !range.is_empty() {
            self.pieces.push(Piece { at: self.text.len(), source: range.clone(), copied: false });
            self.text.push_str(with);
        }
        self.done = self.done.max(range.end);
    }

    /// Where a place of the old text will stand in the new one, when it is the next that is replaced.
    pub fn at(&self, offset: usize) -> usize {
        self.text.len() + offset.saturating_sub(self.done)
    }

    /// Copies up to `end`.
    fn copy_to(&mut self, end: usize) {
        if self.done < end {
            self.pieces.push(Piece { at: self.text.len(), source: self.done..end, copied: true });
            self.text.push_str(&self.source[self.done..end]);
            self.done = end;
        }
    }

    /// The new text and the way back.
    pub fn finish(mut self) -> (String, SourceMap) {
        self.copy_to(self.source.len());
        (self.text, SourceMap { pieces: self.pieces })
    }
}

impl SourceMap {
    /// Where a stretch of the new text stood in the old one.
    ///
    /// ```
    /// use waybook::{base::Span, parse::source_map::Rewrite};
    /// let mut rewrite = Rewrite::new("ab{x}cd");
    /// rewrite.replace(2..5, "Y");
    /// let (text, map) = rewrite.finish();
    /// assert_eq!(text, "abYcd");
    /// assert_eq!(map.original(Span::new(2, 3)), Span::new(2, 5));
    /// assert_eq!(map.original(Span::new(3, 5)), Span::new(5, 7));
    ///
    /// let mut rewrite = Rewrite::new("ab{x}cd");
    /// rewrite.replace(2..5, "");
    /// assert_eq!(rewrite.finish().1.original(Span::new(2, 2)), Span::new(2, 5));
    /// ```
    pub fn original(&self, span: Span) -> Span {
        if self.pieces.is_empty() {
            return span;
        }
        if span.start == span.end {
            // Where something was taken out, an empty stretch stands for that.
            let first = self.pieces.partition_point(|piece| piece.at < span.start);
            let removed = self.pieces.get(first).filter(|piece| !piece.copied && piece.at == span.start);
            let start = self.start(span.start);
            return removed.map_or(Span::new(start, start), |piece| Span::new(piece.source.start, piece.source.end));
        }
        let start = self.start(span.start);
        let piece = self.piece(span.end - 1);
        let end = if piece.copied { piece.source.start + (span.end - piece.at).min(piece.source.len()) } else { piece.source.end };
        Span::new(start, end)
    }

    fn start(&self, at: usize) -> usize {
        let piece = self.piece(at);
        if piece.copied { piece.source.start + (at - piece.at).min(piece.source.len()) } else { piece.source.start }
    }

    fn piece(&self, at: usize) -> &Piece {
        let next = self.pieces.partition_point(|piece| piece.at <= at);
        &self.pieces[next.saturating_sub(1)]
    }
}
