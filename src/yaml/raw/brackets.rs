//! The raw look inside of `{…}` and `[…]`, where commas and brackets end a text.
//!
//! Works on bytes: all signs that count are ASCII, and no byte of a longer character looks like one.

use super::{Edit, Named, closing, word};
use crate::base::catalogue::yaml::{self as say, quoted};
use crate::base::{Message, SourcePath, Span};

/// Deeper nesting is left to the parser.
const DEEPEST: usize = 64;

/// What was found, and where the outermost bracket ends.
pub(super) struct Found {
    pub end: usize,
    pub edits: Vec<Edit>,
    pub messages: Vec<Message>,
}

/// The bracket that closes the one at the beginning of the text; quotes are skipped.
pub(super) fn matching(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open: Vec<u8> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'[' => open.push(b']'),
            b'{' => open.push(b'}'),
            // Quotes count only where a value can begin.
            quote @ (b'"' | b'\'') if text[..at].trim_end().ends_with(['[', '{', ',', ':']) => {
                at += 1 + closing(&text[at + 1..], quote as char)?;
            }
            close @ (b']' | b'}') => {
                if open.pop() != Some(close) {
                    return None;
                }
                if open.is_empty() {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Why a value has to be put in quotes.
#[derive(Clone, Copy)]
enum Why {
    Hash(usize),
    Colon,
    Reserved(char),
    Split(char),
    Quote(char, usize),
}

/// A value without quotes that is being read.
struct Plain {
    start: usize,
    end: usize,
    why: Option<Why>,
}

/// `{` or `[` that is open.
struct Frame {
    /// Where its sign stands.
    start: usize,
    mapping: bool,
    /// The key of the entry that is being read, once its colon has come.
    key: Option<Span>,
    /// The last value of the frame, if it has no quotes: a text that a comma cuts goes on behind it.
    last: Option<(Option<Span>, Plain)>,
}

impl Frame {
    /// The sign that closes it.
    fn closes(&self) -> u8 {
        if self.mapping { b'}' } else { b']' }
    }
}

struct Brackets<'a> {
    path: &'a SourcePath,
    text: &'a str,
    found: Found,
}

/// Looks into the bracket at `start`, which must be closed before `until`; `None` if only the parser can say what is wrong.
pub(super) fn look(path: &SourcePath, text: &str, named: &Named, start: usize, until: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let mut brackets = Brackets { path, text, found: Found { end: start, edits: Vec::new(), messages: Vec::new() } };
    let mut frames: Vec<Frame> = Vec::new();
    let mut plain: Option<Plain> = None;
    let mut at = start;
    while at < until {
        let byte = bytes[at];
        let next = bytes.get(at + 1).copied().filter(|_| at + 1 < until);
        let at_space = next.is_none_or(|next| next.is_ascii_whitespace());
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'#' if at > start && bytes[at - 1].is_ascii_whitespace() => {
                if at_space {
                    // A remark, to the end of the line.
                    at += text[at..until].find('\n').unwrap_or(until - at);
                    continue;
                }
                let value = plain.get_or_insert(Plain { start: at, end: at, why: None });
                value.why = value.why.or(Some(Why::Hash(at)));
                value.end = at + 1;
            }
            b',' | b']' | b'}' => {
                // A bracket that closes an outer one: those inside were not closed.
                let closed = frames.iter().rposition(|frame| frame.closes() == byte);
                let goes_on = text[at + 1..until].trim_start().starts_with(',');
                if closed == Some(0) && frames.len() > 1 && goes_on {
                    // Nothing could go on behind the outermost bracket, so the wrong sign was written for the innermost.
                    let mut frame = frames.pop()?;
                    brackets.wrong(&mut frame, plain.take(), at);
                    at += 1;
                    continue;
                }
                // The last sign of all is of the wrong kind.
                if closed.is_none() && byte != b',' && frames.len() == 1 && text[at + 1..until].trim().is_empty() {
                    let mut frame = frames.pop()?;
                    brackets.wrong(&mut frame, plain.take(), at);
                    brackets.found.end = at + 1;
                    return Some(brackets.found);
                }
                if closed.is_some() {
                    while let Some(frame) = frames.pop_if(|frame| frame.closes() != byte) {
                        brackets.not_closed(frame, plain.take(), at);
                    }
                }
                let frame = frames.last_mut()?;
                if byte != b',' && byte != frame.closes() {
                    // A bracket that was never opened, in the middle of a text.
                    let value = plain.as_mut()?;
                    value.why = value.why.or(Some(Why::Split(byte as char)));
                    value.end = at + 1;
                    at += 1;
                    continue;
                }
                brackets.entry_ends(frame, plain.take());
                if byte != b',' {
                    brackets.flush(frame);
                    frames.pop();
                    if frames.is_empty() {
                        brackets.found.end = at + 1;
                        return Some(brackets.found);
                    }
                }
            }
            b'[' | b'{' if plain.is_none() => {
                if frames.len() == DEEPEST {
                    return None;
                }
                if let Some(frame) = frames.last_mut() {
                    brackets.flush(frame);
                }
                frames.push(Frame { start: at, mapping: byte == b'{', key: None, last: None });
            }
            b'[' | b'{' => {
                let value = plain.as_mut()?;
                let close = matching(&text[at..until]).filter(|close| !text[at..at + close].contains('\n'));
                at += close?;
                value.why = value.why.or(Some(Why::Split(byte as char)));
                value.end = at + 1;
            }
            b':' if at_space || matches!(next, Some(b',' | b'}' | b']')) => {
                let frame = frames.last_mut()?;
                match (&mut plain, frame.key) {
                    // `[ask: …]` is a short way to write `[{ask: …}]`; more than one word is rather a text.
                    (Some(value), None) if frame.mapping || value.why.is_none() && is_word(&text[value.start..value.end]) => {
                        let key = Span::new(value.start, value.end);
                        brackets.flush(frame);
                        frame.key = Some(key);
                        plain = None;
                    }
                    (Some(value), _) => {
                        value.why = value.why.or(Some(Why::Colon));
                        value.end = at + 1;
                    }
                    // Behind a quoted key.
                    (None, _) => frame.key = frame.key.or(Some(Span::new(at, at))),
                }
            }
            quote @ (b'"' | b'\'') if plain.is_none() => {
                let close = at + 1 + closing(&text[at + 1..until], quote as char)?;
                let behind = text[close + 1..until].trim_start_matches([' ', '\t']);
                let ends = behind.is_empty() || behind.starts_with([',', ']', '}', ':', '\n', '\r', '#']);
                if ends {
                    let frame = frames.last_mut()?;
                    brackets.flush(frame);
                    // A quoted key has no plain text in front of its colon.
                    if behind.starts_with(':') && frame.key.is_none() {
                        frame.key = Some(Span::new(at, close + 1));
                        at = text[..until].len() - behind.len() + 1;
                        continue;
                    }
                    at = close;
                } else {
                    plain = Some(Plain { start: at, end: close + 1, why: Some(Why::Quote(quote as char, close)) });
                    at = close;
                }
            }
            _ => {
                let value = plain.get_or_insert(Plain { start: at, end: at, why: None });
                if value.start == at {
                    let reserved = match byte {
                        b'@' | b'`' | b'%' | b'!' | b'|' | b'>' => true,
                        b'*' => !named.given.contains(word(&text[at + 1..until])),
                        b'&' => !named.taken.contains(word(&text[at + 1..until])),
                        b'-' | b'?' => at_space,
                        _ => false,
                    };
                    if reserved {
                        value.why = Some(Why::Reserved(byte as char));
                    }
                }
                value.end = at + 1;
            }
        }
        at += 1;
    }
    Some(brackets.unclosed(frames, plain, until))
}

/// A single word in small letters, as keys are.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

impl Brackets<'_> {
    /// The text is over, and some brackets are still open: they are closed at the end.
    fn unclosed(mut self, mut frames: Vec<Frame>, mut plain: Option<Plain>, until: usize) -> Found {
        while let Some(frame) = frames.pop() {
            self.not_closed(frame, plain.take(), until);
        }
        // Several signs at the same place are put in as one.
        let with: String =
            self.found.edits.iter().filter(|edit| edit.span == Span::new(until, until)).map(|edit| edit.with.as_str()).collect();
        self.found.edits.retain(|edit| edit.span != Span::new(until, until));
        self.found.edits.push(Edit { span: Span::new(until, until), with });
        self.found.end = until;
        self.found
    }

    /// A frame is closed by a sign of the wrong kind.
    fn wrong(&mut self, frame: &mut Frame, plain: Option<Plain>, at: usize) {
        self.entry_ends(frame, plain);
        self.flush(frame);
        let (wrong, right) = (char::from(self.text.as_bytes()[at]), char::from(frame.closes()));
        let span = Span::new(at, at + 1);
        self.found.messages.push(say::wrong_bracket(self.path, span, wrong, right));
        self.found.edits.push(Edit { span, with: right.to_string() });
    }

    /// A bracket is not closed where it has to be, at `end`: it is closed there.
    fn not_closed(&mut self, mut frame: Frame, plain: Option<Plain>, end: usize) {
        self.entry_ends(&mut frame, plain);
        self.flush(&mut frame);
        let with = char::from(frame.closes()).to_string();
        let instead = format!("{}{with}", &self.text[frame.start..end]);
        // Over several lines there is no telling where it should have ended.
        let instead = Some(instead).filter(|instead| !instead.contains('\n'));
        self.found.messages.push(say::unclosed_bracket(self.path, Span::new(frame.start, frame.start + 1), &with, instead));
        self.found.edits.push(Edit { span: Span::new(end, end), with });
    }

    /// An entry is over, at a comma or a closing bracket.
    fn entry_ends(&mut self, frame: &mut Frame, plain: Option<Plain>) {
        let key = frame.key.take();
        let Some(value) = plain else { return };
        if !frame.mapping || key.is_some() {
            self.flush(frame);
            frame.last = Some((key, value));
            return;
        }
        // In braces, a text without a key: `key:value`, or the rest of a text that a comma has cut.
        let text = &self.text[value.start..value.end];
        let word = text.split(':').next().unwrap_or_default();
        let no_space = text.len() > word.len() + 1 && is_word(word) && !text[word.len() + 1..].starts_with(['/', ':']);
        if no_space {
            self.flush(frame);
            let colon = value.start + word.len() + 1;
            let instead = format!("{word}: {}", &self.text[colon..value.end]);
            self.found.messages.push(say::no_space_after_colon(self.path, Span::new(value.start, colon), word, &instead));
            self.found.edits.push(Edit { span: Span::new(colon, colon), with: " ".to_string() });
        } else if let Some((_, last)) = &mut frame.last {
            last.end = value.end;
            last.why = last.why.or(Some(Why::Split(',')));
        }
    }

    /// Nothing goes on with the last value of the frame any more: says what is wrong with it.
    fn flush(&mut self, frame: &mut Frame) {
        let Some((key, value)) = frame.last.take() else { return };
        let Some(why) = value.why else { return };
        let span = Span::new(value.start, value.end);
        let written = self.text[value.start..value.end].split_whitespace().collect::<Vec<_>>().join(" ");
        let inner = match why {
            Why::Quote(quote, _) => written[1..].strip_suffix(quote).unwrap_or(&written),
            _ => &written,
        };
        let with = quoted(inner);
        let key = key.map(|key| self.text[key.start..key.end].trim()).filter(|key| !key.is_empty());
        let instead = key.map_or_else(|| with.clone(), |key| format!("{key}: {with}"));
        self.found.messages.push(match why {
            Why::Hash(hash) => {
                let lost = Span::new(hash, value.end);
                say::lost_after_hash(self.path, lost, &self.text[hash..value.end], &instead)
            }
            Why::Colon => say::colon_in_text(self.path, span, &instead),
            Why::Reserved(sign) => say::reserved_sign(self.path, span, sign, &instead),
            Why::Split(sign) => say::split_in_braces(self.path, span, sign, &instead),
            Why::Quote(quote, close) => say::text_after_quote(self.path, Span::new(close, close + 1), quote, &instead),
        });
        self.found.edits.push(Edit { span, with });
    }
}
