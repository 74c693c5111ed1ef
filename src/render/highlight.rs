//! Code with its words marked by class, `hl-k` for a keyword and so on. The only file that knows `syntect` and `two_face`.
//!
//! Classes are ours and few, so that a page stays small and the theme chooses the colours. What is too long to be read by people is
//! too long to be coloured: it is shown plain.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::base::escape;
use crate::parse::code::{BLOCK_LIMIT, LINE_LIMIT};
use crate::parse::document::Code;

/// Class by the beginning of a scope, the more special first.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("constant.character.escape", "n"),
    ("constant", "n"),
    ("entity.name.function", "f"),
    ("entity.name.tag", "t"),
    ("entity.name.type", "t"),
    ("entity.name.class", "t"),
    ("entity.other.attribute-name", "a"),
    ("keyword.operator", ""),
    ("keyword", "k"),
    ("markup.deleted", "d"),
    ("markup.heading", "k"),
    ("markup.inserted", "i"),
    ("storage", "k"),
    ("string", "s"),
    ("support.class", "t"),
    ("support.function", "f"),
    ("support.type.property-name", "a"),
    ("support.type", "t"),
    ("variable.function", "f"),
    ("variable.other.readwrite", "v"),
    ("variable.parameter", "v"),
];

/// Whether code could be coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coloured {
    /// All of it, as far as its language is known.
    Fully,
    /// The whole or a line of it is over the limit and shown plain.
    TooLong,
}

thread_local! {
    /// What this thread has coloured: a state of the syntax can't be given to another one.
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// Writes code at the end of `out`, escaped and marked. An unknown language is set plain.
pub fn push(out: &mut String, code: &Code) -> Coloured {
    MEMORY.with_borrow_mut(|memory| push_with(memory, out, code))
}

fn push_with(memory: &mut Memory, out: &mut String, code: &Code) -> Coloured {
    let syntax = memory.syntax(&code.language);
    let too_long = syntax.is_some() && code.text.len() > BLOCK_LIMIT;
    let mut reader = syntax.filter(|_| !too_long).map(|syntax| memory.reader(syntax));
    let mut writer = Writer { out, open: "" };
    let mut marked = code.marked.iter().peekable();
    let mut coloured = if too_long { Coloured::TooLong } else { Coloured::Fully };
    for (number, line) in code.text.split_inclusive('\n').enumerate().map(|(index, line)| (index + 1, line)) {
        while marked.peek().is_some_and(|(_, last)| *last < number) {
            marked.next();
        }
        let stands_out = marked.peek().is_some_and(|(first, _)| *first <= number);
        if stands_out {
            writer.switch("");
            writer.out.push_str("<mark>");
        }
        match &mut reader {
            // Onig can take time without end on a long line of someone's data.
            Some(_) if line.len() > LINE_LIMIT => {
                coloured = Coloured::TooLong;
                writer.plain(line);
            }
            Some(reader) => reader.push_line(&mut writer, line),
            None => writer.plain(line),
        }
        if stands_out {
            writer.switch("");
            writer.out.push_str("</mark>");
        }
    }
    writer.switch("");
    coloured
}

/// What lines become: handbooks say `fi`, `steps:` and `git push` on hundreds of pages, and finding the colours of a line is by far the
/// dearest part of a page with code.
///
/// Two lines get the same colours when they have the same text and the syntax is in the same state before them, so what is remembered is
/// what would be found again, whichever page asks first.
#[derive(Default)]
struct Memory {
    /// The syntax of a language, by the names that writers have for it.
    names: HashMap<String, Option<&'static SyntaxReference>>,
    /// What is remembered of a language, by the name of its syntax.
    languages: HashMap<&'static str, Language>,
    /// What the lines of all languages take.
    bytes: usize,
}

/// How many names are remembered: writers can make up any number.
const NAMES: usize = 256;
/// How many states are remembered of a language. Most have under twenty; a state that holds a word of the page, as inside of a here
/// document, is one of its own.
const STATES: usize = 64;
/// How much is remembered of lines and their pieces, in bytes.
const LINE_BYTES: usize = 8 << 20;

impl Memory {
    fn syntax(&mut self, name: &str) -> Option<&'static SyntaxReference> {
        if let Some(found) = self.names.get(name) {
            return *found;
        }
        let found = find(name);
        if self.names.len() < NAMES {
            self.names.insert(name.to_string(), found);
        }
        found
    }

    fn reader(&mut self, syntax: &'static SyntaxReference) -> Reader<'_> {
        Reader {
            language: self.languages.entry(&syntax.name).or_insert_with(|| Language::of(syntax)),
            bytes: &mut self.bytes,
            state: State::Known(0),
        }
    }
}

/// What is remembered of a language: its states, first that before a block.
struct Language {
    states: Vec<KnownState>,
}

struct KnownState {
    position: Position,
    /// What the lines become that stood behind this state.
    lines: HashMap<Box<str>, Line>,
}

struct Line {
    pieces: Box<[Piece]>,
    /// The state behind it.
    next: usize,
}

/// A range of a line and its class; none for blanks, which go on in what was before.
#[derive(Clone, Copy)]
struct Piece {
    end: u32,
    class: Option<&'static str>,
}

impl Language {
    fn of(syntax: &SyntaxReference) -> Language {
        let position = Position { parse: ParseState::new(syntax), stack: ScopeStack::new() };
        Language { states: vec![KnownState { position, lines: HashMap::new() }] }
    }

    /// The place of a state that is known or can still be remembered.
    fn place(&mut self, position: &Position) -> Option<usize> {
        let known = self.states.iter().position(|state| state.position == *position);
        if known.is_none() && self.states.len() < STATES {
            self.states.push(KnownState { position: position.clone(), lines: HashMap::new() });
            return Some(self.states.len() - 1);
        }
        known
    }
}

/// Reads the lines of one block.
struct Reader<'memory> {
    language: &'memory mut Language,
    bytes: &'memory mut usize,
    state: State,
}

/// Where a block is, between two lines.
enum State {
    /// One of those that are remembered.
    Known(usize),
    /// One for which there was no room.
    Other(Box<Position>),
}

impl Reader<'_> {
    fn push_line(&mut self, writer: &mut Writer, line: &str) {
        let mut position = match &self.state {
            State::Known(place) => {
                let state = &self.language.states[*place];
                if let Some(known) = state.lines.get(line) {
                    writer.pieces(line, &known.pieces);
                    self.state = State::Known(known.next);
                    return;
                }
                state.position.clone()
            }
            State::Other(position) => (**position).clone(),
        };
        match position.read(line) {
            Some(pieces) => {
                writer.pieces(line, &pieces);
                self.go_on(line, pieces, position);
            }
            None => {
                writer.plain(line);
                self.state = State::Other(Box::new(position));
            }
        }
    }

    /// Remembers a line that was read, and goes on behind it.
    fn go_on(&mut self, line: &str, pieces: Vec<Piece>, behind: Position) {
        let next = self.language.place(&behind);
        if let (State::Known(before), Some(next)) = (&self.state, next) {
            let bytes = line.len() + size_of_val(pieces.as_slice()) + size_of::<(Box<str>, Line)>();
            if *self.bytes + bytes <= LINE_BYTES {
                *self.bytes += bytes;
                self.language.states[*before].lines.insert(line.into(), Line { pieces: pieces.into(), next });
            }
        }
        self.state = next.map_or_else(|| State::Other(Box::new(behind)), State::Known);
    }
}

/// How far the syntax has come, between two lines.
#[derive(Clone, PartialEq, Eq)]
struct Position {
    parse: ParseState,
    stack: ScopeStack,
}

impl Position {
    /// Goes over a line; nothing if the syntax can't read it.
    fn read(&mut self, line: &str) -> Option<Vec<Piece>> {
        let changes = self.parse.parse_line(line, syntaxes()).ok()?;
        let mut pieces: Vec<Piece> = Vec::new();
        let mut done = 0;
        for (at, change) in changes {
            self.piece(line, done..at, &mut pieces);
            done = at;
            // A stack that does not fit is a mistake of the syntax; the code stays readable without it.
            let _ = self.stack.apply(&change);
        }
        self.piece(line, done..line.len(), &mut pieces);
        Some(pieces)
    }

    fn piece(&self, line: &str, range: Range<usize>, pieces: &mut Vec<Piece>) {
        // Blanks have no colour: the span around them can go on.
        let class = (!line[range.clone()].trim().is_empty()).then(|| class_of(&self.stack, classes()));
        let Ok(end) = u32::try_from(range.end) else { return };
        match pieces.last_mut() {
            Some(last) if class.is_none() || last.class == class => last.end = end,
            _ if range.is_empty() => {}
            _ => pieces.push(Piece { end, class }),
        }
    }
}

struct Writer<'out> {
    out: &'out mut String,
    /// The class of the span that is open; empty for none.
    open: &'static str,
}

impl Writer<'_> {
    fn plain(&mut self, line: &str) {
        self.switch("");
        escape::push_text(self.out, line);
    }

    fn pieces(&mut self, line: &str, pieces: &[Piece]) {
        let mut done = 0;
        for piece in pieces {
            let end = piece.end as usize;
            if let Some(class) = piece.class {
                self.switch(class);
            }
            escape::push_text(self.out, &line[done..end]);
            done = end;
        }
    }

    fn switch(&mut self, class: &'static str) {
        if self.open == class {
            return;
        }
        if !self.open.is_empty() {
            self.out.push_str("</span>");
        }
        if !class.is_empty() {
            self.out.push_str("<span class=\"hl-");
            self.out.push_str(class);
            self.out.push_str("\">");
        }
        self.open = class;
    }
}

/// The class of the innermost scope that has one.
fn class_of(stack: &ScopeStack, classes: &[(Scope, &'static str)]) -> &'static str {
    let of = |scope: &Scope| classes.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    stack.as_slice().iter().rev().find_map(of).unwrap_or("")
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(two_face::syntax::extra_newlines)
}

fn classes() -> &'static [(Scope, &'static str)] {
    static FOUND: OnceLock<Vec<(Scope, &'static str)>> = OnceLock::new();
    FOUND.get_or_init(|| CLASSES.iter().filter_map(|(prefix, class)| Some((Scope::new(prefix).ok()?, *class))).collect())
}

fn find(language: &str) -> Option<&'static SyntaxReference> {
    let name = match language {
        "" | "text" | "plain" | "plaintext" | "txt" | "mermaid" | "plantuml" | "puml" => return None,
        "console" | "shell" | "sh" | "zsh" | "shell-session" => "bash",
        "hcl" | "terraform" => "tf",
        "docker" => "dockerfile",
        other => other,
    };
    syntaxes().find_syntax_by_token(name)
}
