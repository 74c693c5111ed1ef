//! Code with its words marked by class, `hl-k` for a keyword and so on. The only file that knows `syntect` and `two_face`.
//!
//! Classes are ours and few, so that a page stays small and the theme chooses the colours. What is too long to be read by people is
//! too long to be coloured: it is shown plain.

use std::sync::OnceLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet};

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

/// Writes code at the end of `out`, escaped and marked. An unknown language is set plain.
pub fn push(out: &mut String, code: &Code) -> Coloured {
    let syntax = find(&code.language);
    let too_long = syntax.is_some() && code.text.len() > BLOCK_LIMIT;
    let mut writer = Writer { out, open: "", stack: ScopeStack::new(), classes: classes() };
    let mut state = syntax.filter(|_| !too_long).map(ParseState::new);
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
        if line.len() > LINE_LIMIT && state.is_some() {
            coloured = Coloured::TooLong;
        }
        // Onig can take time without end on a long line of someone's data.
        let changes = state.as_mut().filter(|_| line.len() <= LINE_LIMIT).and_then(|state| state.parse_line(line, syntaxes()).ok());
        match changes {
            Some(changes) => writer.line(line, changes),
            None => {
                writer.switch("");
                escape::push_text(writer.out, line);
            }
        }
        if stands_out {
            writer.switch("");
            writer.out.push_str("</mark>");
        }
    }
    writer.switch("");
    coloured
}

struct Writer<'out> {
    out: &'out mut String,
    /// The class of the span that is open; empty for none.
    open: &'static str,
    stack: ScopeStack,
    classes: &'static [(Scope, &'static str)],
}

impl Writer<'_> {
    fn line(&mut self, line: &str, changes: Vec<(usize, ScopeStackOp)>) {
        let mut done = 0;
        for (at, change) in changes {
            self.piece(&line[done..at]);
            done = at;
            // A stack that does not fit is a mistake of the syntax; the code stays readable without it.
            let _ = self.stack.apply(&change);
        }
        self.piece(&line[done..]);
    }

    fn piece(&mut self, piece: &str) {
        // Blanks have no colour: the span around them can go on.
        if !piece.trim().is_empty() {
            self.switch(class_of(&self.stack, self.classes));
        }
        escape::push_text(self.out, piece);
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
