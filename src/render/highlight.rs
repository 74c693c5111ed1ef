//! Code with its words marked by class, `hl-k` for a keyword and so on. The only file that knows `syntect` and `two_face`.
//!
//! Classes are ours and few, so that a page stays small and the theme chooses the colours. What is too long to be read by people is
//! too long to be coloured: it is shown plain.

use std::sync::OnceLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::base::escape;

/// Longer lines are shown plain, in bytes.
pub const LINE_LIMIT: usize = 4 << 10;
/// Longer blocks are shown plain, in bytes.
pub const BLOCK_LIMIT: usize = 256 << 10;

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

/// Writes code at the end of `out`, escaped and marked. An unknown language is set plain.
pub fn push(out: &mut String, language: &str, code: &str) {
    let syntax = if code.len() <= BLOCK_LIMIT { find(language) } else { None };
    let Some(syntax) = syntax else {
        escape::push_text(out, code);
        return;
    };
    let classes = classes();
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut open = "";
    for line in code.split_inclusive('\n') {
        // Onig can take time without end on a long line of someone's data.
        let changes = if line.len() > LINE_LIMIT { None } else { state.parse_line(line, syntaxes()).ok() };
        let Some(changes) = changes else {
            switch(out, &mut open, "");
            escape::push_text(out, line);
            continue;
        };
        let mut done = 0;
        for (at, change) in changes {
            write_piece(out, &mut open, &stack, classes, &line[done..at]);
            done = at;
            // A stack that does not fit is a mistake of the syntax; the code stays readable without it.
            let _ = stack.apply(&change);
        }
        write_piece(out, &mut open, &stack, classes, &line[done..]);
    }
    switch(out, &mut open, "");
}

fn write_piece(out: &mut String, open: &mut &'static str, stack: &ScopeStack, classes: &[(Scope, &'static str)], piece: &str) {
    // Blanks have no colour: the span around them can go on.
    if !piece.trim().is_empty() {
        switch(out, open, class_of(stack, classes));
    }
    escape::push_text(out, piece);
}

fn switch(out: &mut String, open: &mut &'static str, class: &'static str) {
    if *open == class {
        return;
    }
    if !open.is_empty() {
        out.push_str("</span>");
    }
    if !class.is_empty() {
        out.push_str("<span class=\"hl-");
        out.push_str(class);
        out.push_str("\">");
    }
    *open = class;
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
        "" | "text" | "plain" | "plaintext" | "txt" | "mermaid" | "plantuml" => return None,
        "console" | "shell" | "sh" | "zsh" | "shell-session" => "bash",
        "hcl" | "terraform" => "tf",
        "docker" => "dockerfile",
        other => other,
    };
    syntaxes().find_syntax_by_token(name)
}
