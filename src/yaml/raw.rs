//! A look at the raw text before YAML reads it: what YAML would swallow in silence, or stumble over with words nobody understands.
//!
//! Each finding is a message and an edit. The edits mend the text that the parser sees, so that one slip does not hide what stands below it;
//! places in the tree still are places in the file. The look is coarse on purpose: it knows lines, keys, list items, quotes, blocks and
//! brackets, and leaves everything else to the parser. Knows no format: which keys there are plays no part.

mod brackets;

use std::collections::HashSet;

use crate::base::catalogue::yaml::{self as say, quoted};
use crate::base::{Message, SourcePath, Span};

/// Something to put in the place of something else.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    /// What is taken out.
    pub span: Span,
    /// What is put in.
    pub with: String,
}

/// What the look has found.
#[derive(Default)]
pub(super) struct Looked {
    /// What to mend, in order and apart from each other.
    pub edits: Vec<Edit>,
    /// What to say.
    pub messages: Vec<Message>,
}

/// Looks at a text. Its cost is proportional to the text: nothing is looked at again except what stands in brackets within brackets.
pub(super) fn look(path: &SourcePath, text: &str) -> Looked {
    let named = Named::new(text);
    let mut look = Look {
        path,
        text,
        named: &named,
        lines: lines(text),
        at: 0,
        columns: Vec::new(),
        opens: false,
        indents: Vec::new(),
        moved: None,
        last: None,
        before: Vec::new(),
        found: Looked::default(),
    };
    while look.at < look.lines.len() {
        look.line();
    }
    let mut found = look.found;
    found.edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut done = 0;
    found.edits.retain(|edit| {
        let apart = edit.span.start >= done;
        if apart {
            done = edit.span.end;
        }
        apart
    });
    found
}

/// The words behind `&` and `*`: only where both are there does the sign mean what YAML takes it for.
struct Named<'a> {
    given: HashSet<&'a str>,
    taken: HashSet<&'a str>,
}

impl<'a> Named<'a> {
    fn new(text: &'a str) -> Named<'a> {
        let behind = |sign: char| text.match_indices(sign).map(|(at, _)| word(&text[at + 1..])).filter(|name| !name.is_empty()).collect();
        Named { given: behind('&'), taken: behind('*') }
    }
}

/// Where each line begins and ends, without its end sign and the spaces in front of that.
fn lines(text: &str) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let bytes = text.as_bytes();
    while start < text.len() {
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        let kept = bytes[start..end].iter().rposition(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).map_or(0, |last| last + 1);
        lines.push((start, start + kept));
        start = end + 1;
    }
    lines
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Begins {
    Key,
    Item,
}

struct Look<'a> {
    path: &'a SourcePath,
    text: &'a str,
    named: &'a Named<'a>,
    lines: Vec<(usize, usize)>,
    /// The index of the line to look at.
    at: usize,
    /// The columns in which keys and items may stand now, outer ones first.
    columns: Vec<(usize, Begins)>,
    /// Whether the last line ended with a key or a `-` alone, so that something deeper may follow.
    opens: bool,
    /// Odd indentations that were seen, and the columns that they were taken for.
    indents: Vec<(String, usize)>,
    /// The column in which the last item was written, and the right one, if they differ.
    moved: Option<(usize, usize)>,
    /// The last line, and the columns as they were in front of it.
    last: Option<Line>,
    before: Vec<(usize, Begins)>,
    found: Looked,
}

/// A line that was looked at.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    content: usize,
    column: usize,
    begins: Begins,
    /// How far behind its column the key of an item stands.
    key: Option<usize>,
}

impl Look<'_> {
    fn line(&mut self) {
        let (start, end) = self.lines[self.at];
        let line = &self.text[start..end];
        let content = start + spaces(line);
        let rest = &self.text[content..end];
        let marker = content == start && (rest == "---" || rest == "..." || rest.starts_with("--- ") || rest.starts_with('%'));
        if rest.is_empty() || rest.starts_with('#') || marker {
            self.at += 1;
            return;
        }
        let written = self.indentation(start, content, rest);
        let mut column = self.moved(start, content, written);
        let mut place = content;
        let stuck = self.stuck_dash(content, end, column);
        let begins = if stuck || after_dash(rest).is_some() { Begins::Item } else { Begins::Key };
        // Most lines are one key, which is looked for once only.
        let known = if begins == Begins::Key { key(rest) } else { None };
        if begins == Begins::Item || known.is_some() {
            column = self.column(start, content, column, begins, rest);
        }
        let opened = std::mem::replace(&mut self.opens, false);
        self.before.clone_from(&self.columns);
        let first_column = column;
        if stuck {
            self.open(column, Begins::Item);
            (place, column) = (place + 1, column + 2);
        }
        // `- - key:` may open several things in one line.
        while let Some(dash) = after_dash(&self.text[place..end]) {
            self.open(column, Begins::Item);
            self.odd_space_behind(place + 1, end);
            // Columns are counted in characters; an odd space may have several bytes.
            column += self.text[place..place + dash].chars().count();
            place += dash;
        }
        place += self.anchor(place, end);
        let found = if place == content && begins == Begins::Key { known } else { key(&self.text[place..end]) };
        if place >= end || self.text[place..end].starts_with('#') && self.text[place..end].chars().nth(1).is_none_or(char::is_whitespace) {
            self.opens = true;
            self.at += 1;
            return;
        }
        let rest = &self.text[place..end];
        let behind_dash = found.filter(|_| begins == Begins::Item).map(|_| column - first_column);
        self.last = Some(Line { start, content, column: first_column, begins, key: behind_dash });
        let outer = self.columns.last().map_or(0, |(column, _)| *column);
        match found {
            Some(Key { length, value }) => {
                self.open(column, Begins::Key);
                self.reserved_key(place, length);
                self.odd_space_behind(place + value, end);
                self.value(place, place + value, end, column);
            }
            None => match self.key_without_space(place, end, column, begins) {
                Some(value) => {
                    self.open(column, Begins::Key);
                    self.value(place, value, end, column);
                }
                None if begins == Begins::Key && !opened && !self.columns.is_empty() && !rest.starts_with(['?', ':']) => {
                    self.no_key(place, end)
                }
                None => self.value(place, place, end, outer),
            },
        }
    }

    /// The column at which the line begins; odd spaces are reported and taken for a guess.
    fn indentation(&mut self, start: usize, content: usize, rest: &str) -> usize {
        let spaces = &self.text[start..content];
        let Some(odd) = spaces.chars().find(|c| *c != ' ') else { return spaces.len() };
        let known = self.indents.iter().find(|(seen, _)| seen == spaces).map(|(_, column)| *column);
        let (last, kind) = self.columns.last().copied().unwrap_or((0, Begins::Key));
        let column = known.unwrap_or(match kind {
            _ if self.columns.is_empty() => 0,
            _ if self.opens => last + 2,
            // The next item stands below the last one, not below the keys of it.
            _ if after_dash(rest).is_some() => {
                self.columns.iter().rev().find(|(_, begins)| *begins == Begins::Item).map_or(last, |(column, _)| *column)
            }
            _ => last,
        });
        if known.is_none() && self.indents.len() < 64 {
            self.indents.push((spaces.to_string(), column));
        }
        let span = Span::new(start, content);
        self.found.messages.push(say::odd_space(self.path, span, name_of(odd)));
        self.found.edits.push(Edit { span, with: " ".repeat(column) });
        column
    }

    /// The column of a line below an item that stood in the wrong column: it moves with the item.
    fn moved(&mut self, start: usize, content: usize, column: usize) -> usize {
        let Some((written, right)) = self.moved.filter(|(written, _)| column > *written) else {
            self.moved = None;
            return column;
        };
        let column = column + right - written;
        if self.text[start..content].bytes().all(|byte| byte == b' ') {
            self.found.edits.push(Edit { span: Span::new(start, content), with: " ".repeat(column) });
        }
        column
    }

    /// Compares the column with those in which something may stand, and says if it is none of them. Gives the column that was meant.
    fn column(&mut self, start: usize, content: usize, column: usize, begins: Begins, rest: &str) -> usize {
        let Some(&(last, _)) = self.columns.last() else { return column };
        // Lines that go on with a text have been taken together with it, so deeper is right only below something that opens.
        let fits = if column > last {
            self.opens
        } else {
            self.columns.iter().any(|(open, kind)| *open == column && (*kind == begins || begins == Begins::Item))
        };
        if fits || column > last && self.last_was_wrong(column, begins) {
            return column;
        }
        // Of equally near columns the inner one: it is easier to begin a line too far to the left than to forget a whole level.
        let same = self.columns.iter().rev().filter(|(_, kind)| *kind == begins);
        let Some(right) = same.map(|(open, _)| *open).min_by_key(|open| open.abs_diff(column)) else { return column };
        // A guess at an odd indentation is no mistake of the writer on top.
        if self.text[start..content].bytes().all(|byte| byte == b' ') {
            self.wrong_column(start, content, content + rest.len(), column, right);
            if begins == Begins::Item {
                self.moved = Some((column, right));
            }
        }
        right
    }

    /// Whether this line stands where one could stand in front of the last line, which then was the one in the wrong column.
    fn last_was_wrong(&mut self, column: usize, begins: Begins) -> bool {
        // A line that was put right already is not put right once more.
        let as_written = |last: &Line| last.column == last.content - last.start;
        let Some(last) = self.last.filter(|last| last.column < column && as_written(last) && self.before.contains(&(column, begins)))
        else {
            return false;
        };
        let before = || self.before.iter().copied();
        let right = match (last.begins, begins) {
            (Begins::Item, Begins::Key) => {
                before().filter(|(open, kind)| *kind == Begins::Item && *open < column).map(|(open, _)| open).max()
            }
            (Begins::Key, Begins::Item) => {
                before().filter(|(open, kind)| *kind == Begins::Key && *open > column).map(|(open, _)| open).min()
            }
            _ => Some(column),
        };
        let spaces = self.text[last.start..last.content].bytes().all(|byte| byte == b' ');
        let Some(right) = right.filter(|right| *right != last.column && spaces) else { return false };
        let end = self.lines.iter().rev().find(|(start, _)| *start == last.start).map_or(last.content, |(_, end)| *end);
        self.wrong_column(last.start, last.content, end, last.column, right);
        self.columns.clone_from(&self.before);
        self.columns.retain(|(open, _)| *open <= right);
        self.open(right, last.begins);
        if let Some(key) = last.key {
            self.open(right + key, Begins::Key);
        }
        true
    }

    /// Says that a line begins in the wrong column, and lets it begin in the right one.
    fn wrong_column(&mut self, start: usize, content: usize, end: usize, column: usize, right: usize) {
        let rest = &self.text[content..end];
        let dash = after_dash(rest).unwrap_or(0);
        let shown = match key(&rest[dash..]) {
            Some(key) => &rest[..dash + key.length],
            None => rest[..dash].trim_end(),
        };
        let span = Span::new(content, content + shown.len());
        self.found.messages.push(say::wrong_column(self.path, span, shown, column + 1, right + 1));
        // A line that was moved already is moved once more, from where it stands in the file.
        self.found.edits.pop_if(|edit| edit.span == Span::new(start, content));
        self.found.edits.push(Edit { span: Span::new(start, content), with: " ".repeat(right) });
    }

    /// `-item` where items stand: says that a space is missing.
    fn stuck_dash(&mut self, content: usize, end: usize, column: usize) -> bool {
        let rest = &self.text[content..end];
        let stuck =
            rest.strip_prefix('-').is_some_and(|behind| behind.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '\'' | '{')));
        if !stuck || !self.columns.contains(&(column, Begins::Item)) {
            return false;
        }
        let span = Span::new(content, content + 1);
        self.found.messages.push(say::no_space_after_dash(self.path, span, &format!("- {}", &rest[1..])));
        self.found.edits.push(Edit { span: Span::new(content + 1, content + 1), with: " ".to_string() });
        true
    }

    /// Something stands in this column now; what was deeper is closed.
    fn open(&mut self, column: usize, begins: Begins) {
        while self
            .columns
            .last()
            .is_some_and(|(open, kind)| *open > column || *open == column && *kind == Begins::Item && begins == Begins::Key)
        {
            self.columns.pop();
        }
        if self.columns.last() != Some(&(column, begins)) {
            self.columns.push((column, begins));
        }
    }

    /// A no-break space or tab where a space must be: behind `-` or `key:`.
    fn odd_space_behind(&mut self, place: usize, end: usize) {
        let odd = self.text[place..end].chars().next().filter(|c| is_odd_or_space(*c) && !matches!(c, ' ' | '\t'));
        let odd = odd.or_else(|| self.text[place..end].starts_with('\t').then_some('\t').filter(|_| self.text[..place].ends_with('-')));
        if let Some(odd) = odd {
            let span = Span::new(place, place + odd.len_utf8());
            self.found.messages.push(say::odd_space_behind(self.path, span, name_of(odd)));
            self.found.edits.push(Edit { span, with: " ".to_string() });
        }
    }

    /// A key that begins with a sign that YAML keeps for itself.
    fn reserved_key(&mut self, place: usize, length: usize) {
        let key = &self.text[place..place + length];
        if let Some(sign) = key.chars().next().filter(|sign| "@`%*&![{".contains(*sign)) {
            let span = Span::new(place, place + length);
            self.found.messages.push(say::reserved_sign(self.path, span, sign, &format!("{}: …", quoted(key))));
            self.found.edits.push(Edit { span, with: quoted(key) });
        }
    }

    /// `key:value` where a key belongs. Gives the place of the value.
    fn key_without_space(&mut self, place: usize, end: usize, column: usize, begins: Begins) -> Option<usize> {
        let rest = &self.text[place..end];
        let colon = rest.find(':')?;
        let (key, value) = (&rest[..colon], &rest[colon + 1..]);
        let looks_like_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if !looks_like_key || value.is_empty() || value.starts_with(['/', ':']) {
            return None;
        }
        // An item may well be a text with a colon in it, unless its next line goes on with keys.
        let among_keys = match begins {
            Begins::Key => !self.opens && self.columns.contains(&(column, Begins::Key)),
            Begins::Item => self.next_begins_with_key_at(column),
        };
        if !among_keys {
            return None;
        }
        let span = Span::new(place, place + colon + 1);
        self.found.messages.push(say::no_space_after_colon(self.path, span, key, &format!("{key}: {value}")));
        self.found.edits.push(Edit { span: Span::new(place + colon + 1, place + colon + 1), with: " ".to_string() });
        Some(place + colon + 1)
    }

    /// A line that is neither a key nor an item, nor goes on with anything. Without it the rest can be read.
    fn no_key(&mut self, place: usize, end: usize) {
        let span = Span::new(place, end);
        self.found.messages.push(say::no_key(self.path, span));
        self.found.edits.push(Edit { span, with: String::new() });
        self.at += 1;
    }

    fn next_begins_with_key_at(&self, column: usize) -> bool {
        let next = self.lines[self.at + 1..].iter().find(|(start, end)| start < end);
        next.is_some_and(|(start, end)| {
            let line = &self.text[*start..*end];
            let content = line.trim_start_matches(' ');
            line.len() - content.len() == column && key(content).is_some()
        })
    }

    /// Looks at a value that begins at `place` (or where spaces before it do). `outer` is the column of its key or dash.
    fn value(&mut self, line: usize, place: usize, end: usize, outer: usize) {
        let mut place = place + spaces(&self.text[place..end]);
        place += self.anchor(place, end);
        let value = &self.text[place..end];
        let second = value.chars().nth(1);
        self.at += 1;
        match value.chars().next() {
            None => self.opens = true,
            Some('#') if second.is_none_or(|second| second.is_whitespace()) => self.opens = true,
            Some('#') => self.lost(line, place, place, end),
            Some('|' | '>') if is_block_head(value) => self.skip_deeper(outer),
            Some(quote @ ('"' | '\'')) => self.quote(line, place, end, outer, quote),
            Some('[' | '{') => self.brackets(line, place, end, outer),
            Some('*') if self.is_alias(value) => {}
            Some(sign @ ('@' | '`' | '%' | ',' | ']' | '}' | '*' | '&' | '!' | '|' | '>')) => self.reserved(line, place, end, sign),
            Some(sign @ ('-' | '?' | ':')) if second == Some(' ') && place > line => self.reserved(line, place, end, sign),
            Some(_) => self.plain(line, place, end, outer),
        }
    }

    /// The length of `&name` in front of a value. It is fine if somewhere `*name` takes it up, or if nothing stands behind it.
    fn anchor(&self, place: usize, end: usize) -> usize {
        let value = &self.text[place..end];
        match value.strip_prefix('&').map(word) {
            Some(name) if !name.is_empty() && (self.named.taken.contains(name) || name.len() + 1 == value.len()) => {
                let behind = &value[1 + name.len()..];
                1 + name.len() + behind.len() - behind.trim_start().len()
            }
            _ => 0,
        }
    }

    /// Whether `*name` takes up a `&name` of the file, with nothing but a remark behind it.
    fn is_alias(&self, value: &str) -> bool {
        let name = word(&value[1..]);
        let behind = value[1 + name.len()..].trim_start();
        self.named.given.contains(name) && (behind.is_empty() || behind.starts_with('#'))
    }

    fn reserved(&mut self, line: usize, place: usize, end: usize, sign: char) {
        let end = place + remark(&self.text[place..end]).unwrap_or(end - place);
        let value = self.text[place..end].trim_end();
        let span = Span::new(place, place + value.len());
        let instead = format!("{}{}", &self.text[line..place], quoted(value));
        self.found.messages.push(say::reserved_sign(self.path, span, sign, &instead));
        self.found.edits.push(Edit { span, with: quoted(value) });
    }

    /// Text from `hash` on is taken for a remark. `place` is where the value begins.
    fn lost(&mut self, line: usize, place: usize, hash: usize, end: usize) {
        let instead = format!("{}{}", &self.text[line..place], quoted(&self.text[place..end]));
        self.found.messages.push(say::lost_after_hash(self.path, Span::new(hash, end), &self.text[hash..end], &instead));
        self.found.edits.push(Edit { span: Span::new(place, end), with: quoted(&self.text[place..end]) });
    }

    /// A text without quotes, over one or more lines.
    fn plain(&mut self, line: usize, place: usize, end: usize, outer: usize) {
        let (mut last, mut colon) = (end, None);
        // Most texts have neither sign.
        if self.text.as_bytes()[place..end].iter().any(|byte| matches!(byte, b'#' | b':')) {
            if let Some(hash) = swallowed(&self.text[place..end]) {
                self.lost(line, place, place + hash, end);
                return;
            }
            last = place + remark(&self.text[place..end]).unwrap_or(end - place);
            colon = colon_within(self.text[place..last].trim_end());
        }
        // Deeper lines go on with the text, unless they look like a key that stands too far right.
        while let Some(&(start, end)) = self.lines.get(self.at) {
            let line = &self.text[start..end];
            let content = line.trim_start_matches(' ');
            let deeper = line.len() - content.len() > outer;
            if content.is_empty() {
                // An empty line may stand in the middle of a text.
                self.at += 1;
                continue;
            }
            if !deeper || content.starts_with(['#', '\t']) || begins_with_word(content) {
                break;
            }
            last = end;
            colon = colon.or_else(|| colon_within(content));
            self.at += 1;
        }
        if colon.is_some() {
            let words: Vec<&str> = self.text[place..last].split_whitespace().collect();
            let value = quoted(&words.join(" "));
            let span = Span::new(place, place + self.text[place..last].trim_end().len());
            self.found.messages.push(say::colon_in_text(self.path, span, &format!("{}{value}", &self.text[line..place])));
            self.found.edits.push(Edit { span, with: value });
        }
    }

    /// A text in quotes, over one or more lines.
    fn quote(&mut self, line: usize, place: usize, end: usize, outer: usize, quote: char) {
        let first = self.at;
        let mut from = place + 1;
        let mut line_end = end;
        let close = loop {
            if let Some(close) = closing(&self.text[from..line_end], quote) {
                break Some(from + close);
            }
            // The text may go on only deeper than its key.
            let Some(&(start, end)) = self.lines.get(self.at) else { break None };
            let content = self.text[start..end].trim_start_matches([' ', '\t']);
            if !content.is_empty() && end - start - content.len() <= outer {
                break None;
            }
            (from, line_end) = (start, end);
            self.at += 1;
        };
        let Some(close) = close else {
            self.at = first;
            let span = Span::new(place, end);
            let value = quoted(&self.text[place + 1..end]);
            self.found.messages.push(say::unclosed_quote(self.path, span, &format!("{}{value}", &self.text[line..place])));
            self.found.edits.push(Edit { span, with: value });
            return;
        };
        let behind = &self.text[close + 1..line_end];
        if behind.trim_start().is_empty() || behind.trim_start().starts_with('#') && behind.starts_with([' ', '\t']) {
            return;
        }
        if self.at != first {
            // Too much to be mended without knowing what was meant.
            return;
        }
        self.goes_on_behind_quote(line, place, close, end, quote);
    }

    /// `'the customer's plan'` and `"Check" the plan`: all of it is the text.
    fn goes_on_behind_quote(&mut self, line: usize, place: usize, close: usize, end: usize, quote: char) {
        let value = &self.text[place..end];
        let inner = value[1..].strip_suffix(quote).filter(|_| close + 1 < end).unwrap_or(value);
        let with = quoted(inner);
        let instead = format!("{}{with}", &self.text[line..place]);
        self.found.messages.push(say::text_after_quote(self.path, Span::new(close, close + 1), quote, &instead));
        self.found.edits.push(Edit { span: Span::new(place, end), with });
    }

    /// `[…]` or `{…}`, over one or more lines.
    fn brackets(&mut self, line: usize, place: usize, end: usize, outer: usize) {
        let sign = if self.text[place..].starts_with('[') { '[' } else { '{' };
        // `[optional] Call them`: the bracket belongs to the text.
        if let Some(close) = brackets::matching(&self.text[place..end])
            && let behind = &self.text[place + close + 1..end]
            && !behind.trim_start().is_empty()
            && !(behind.starts_with([' ', '\t']) && behind.trim_start().starts_with('#'))
        {
            self.reserved(line, place, end, sign);
            return;
        }
        // Lines belong to the bracket as long as they stand deeper than its key, or close it.
        let mut last = self.at;
        while let Some(&(start, end)) = self.lines.get(last) {
            let content = self.text[start..end].trim_start_matches([' ', '\t']);
            if !content.is_empty() && end - start - content.len() <= outer && !content.starts_with([']', '}']) {
                break;
            }
            last += 1;
        }
        let until = self.lines[last - 1].1;
        match brackets::look(self.path, self.text, self.named, place, until) {
            Some(found) => {
                self.found.messages.extend(found.messages);
                self.found.edits.extend(found.edits);
                while self.lines.get(self.at).is_some_and(|(start, _)| *start < found.end) {
                    self.at += 1;
                }
            }
            None => self.at = last,
        }
    }

    /// Skips the lines of a block.
    fn skip_deeper(&mut self, outer: usize) {
        while let Some(&(start, end)) = self.lines.get(self.at) {
            let content = self.text[start..end].trim_start_matches(' ');
            if !content.is_empty() && end - start - content.len() <= outer {
                break;
            }
            self.at += 1;
        }
    }
}

/// A key at the beginning of a line: its length, and where behind it the value may begin.
#[derive(Clone, Copy)]
struct Key {
    length: usize,
    value: usize,
}

/// Finds the key of a line, if it has one.
fn key(rest: &str) -> Option<Key> {
    // Nearly all keys are one plain word.
    let length = rest.bytes().take_while(|byte| byte.is_ascii_lowercase() || *byte == b'_').count();
    if length > 0 && rest[length..].starts_with(':') && matches!(rest.as_bytes().get(length + 1), None | Some(b' ')) {
        return Some(Key { length, value: length + 1 });
    }
    let ends_key = |at: usize| rest[at + 1..].chars().next().is_none_or(is_odd_or_space);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        let length = closing(&rest[1..], quote)? + 2;
        let colon = length + (rest[length..].len() - rest[length..].trim_start().len());
        return (rest[colon..].starts_with(':') && ends_key(colon)).then_some(Key { length, value: colon + 1 });
    }
    if rest.starts_with(['[', '{']) {
        let length = brackets::matching(rest)? + 1;
        return (rest[length..].starts_with(':') && ends_key(length)).then_some(Key { length, value: length + 1 });
    }
    if rest.starts_with(['#', '|', '>']) {
        return None;
    }
    let until = remark(rest).unwrap_or(rest.len());
    let colon = rest[..until].match_indices(':').map(|(at, _)| at).find(|at| ends_key(*at))?;
    // `: value` has no key.
    if colon == 0 { None } else { Some(Key { length: rest[..colon].trim_end().len(), value: colon + 1 }) }
}

/// Whether a line begins with a key that looks like one of a format: a single word in small letters. A dash may stand in front of it.
fn begins_with_word(rest: &str) -> bool {
    let rest = after_dash(rest).map_or(rest, |dash| &rest[dash..]);
    key(rest).is_some_and(|key| rest[..key.length].bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
}

/// How far the content is behind the dash of a list item.
fn after_dash(rest: &str) -> Option<usize> {
    let behind = rest.strip_prefix('-')?;
    let spaces = spaces(behind);
    if behind.is_empty() || spaces > 0 { Some(1 + spaces) } else { None }
}

/// Where in the text the closing quote stands, from behind the opening one.
fn closing(text: &str, quote: char) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == '"' => at += 1,
            b'\'' if quote == '\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
            byte if byte == quote as u8 => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where a remark begins: a `#` with a space on both sides, or at the end.
fn remark(text: &str) -> Option<usize> {
    hashes(text).find(|at| text[at + 1..].chars().next().is_none_or(char::is_whitespace)).map(|at| at.saturating_sub(1))
}

/// Where text is swallowed as a remark although it does not look like one: ` #word`.
fn swallowed(text: &str) -> Option<usize> {
    hashes(text).next().filter(|at| text[at + 1..].chars().next().is_some_and(|next| !next.is_whitespace() && next != '#'))
}

/// Every `#` behind a space.
fn hashes(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices('#').map(|(at, _)| at).filter(move |at| text[..*at].ends_with([' ', '\t']))
}

/// Where in a text a colon stands that would end a key.
fn colon_within(text: &str) -> Option<usize> {
    text.match_indices(':').map(|(at, _)| at).find(|at| text[at + 1..].chars().next().is_none_or(|next| matches!(next, ' ' | '\t')))
}

/// Whether `|` or `>` really opens a block: nothing but `+`, `-`, a digit and a remark may stand behind it.
fn is_block_head(value: &str) -> bool {
    // Here a remark cannot be mistaken for text, so any `#` will do.
    let head = &value[..hashes(value).next().map_or(value.len(), |hash| hash - 1)];
    let head = head.trim_end();
    head.len() <= 4 && head[1..].chars().all(|c| matches!(c, '+' | '-' | '1'..='9'))
}

/// The name behind `&` or `*`.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}')).unwrap_or(text.len());
    &text[..end]
}

/// The length of the spaces, odd ones too, at the beginning of a text.
fn spaces(text: &str) -> usize {
    let plain = text.bytes().take_while(|byte| *byte == b' ').count();
    match text.as_bytes().get(plain) {
        Some(b'\t' | 0x80..) => text.len() - text.trim_start_matches(is_odd_or_space).len(),
        _ => plain,
    }
}

fn is_odd_or_space(c: char) -> bool {
    c == ' ' || c == '\t' || is_odd(c)
}

/// Spaces that look like one and are none, and signs that cannot be seen.
fn is_odd(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200d}' | '\u{202f}' | '\u{205f}' | '\u{2060}' | '\u{3000}' | '\u{feff}')
}

fn name_of(c: char) -> &'static str {
    match c {
        '\t' => "a tab",
        '\u{a0}' | '\u{202f}' => "a no-break space",
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => "a sign that cannot be seen",
        _ => "an odd kind of space",
    }
}
