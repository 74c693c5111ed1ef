//! What the program has to say about a text that a person wrote.
//!
//! A message is plain data. `catalogue/` makes them, `cli/report.rs` prints them, with the source line looked up late.

use super::{SourcePath, Span};

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something that readers would miss; `check` ends with exit code 1.
    Error,
    /// Probably a mistake; `check --strict` ends with exit code 1.
    Warning,
    /// Worth knowing; never fails anything.
    Note,
}

impl Severity {
    /// The word that stands in front of a message.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// A finding: which rule, where, what is wrong, and what to do.
///
/// Messages are ordered by file, place and code, so that the same input always prints the same list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// The file it is about.
    pub path: SourcePath,
    /// The very words it is about; `None` when it is about the file as a whole.
    pub span: Option<Span>,
    /// The stable code, such as `WB205`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong and what was done about it, in the writer's words: small letters first, no full stop after one sentence.
    pub text: String,
    /// What to do, one proposal each.
    pub help: Vec<String>,
    /// What `check --fix` writes; empty when only the writer can know. All of it is done, or nothing.
    pub fix: Vec<Edit>,
}

/// A change to a text: what stands at `span` is replaced by `text`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced, in the coordinates of the file; empty to put something in between.
    pub span: Span,
    /// What is written instead.
    pub text: String,
}

impl Edit {
    /// Puts `text` in the place of `span`.
    pub fn new(span: impl Into<Span>, text: impl Into<String>) -> Edit {
        Edit { span: span.into(), text: text.into() }
    }
}

impl Message {
    /// A message about a whole file; narrow it with [`Message::at`].
    pub fn new(code: &'static str, severity: Severity, path: &SourcePath, text: impl Into<String>) -> Message {
        Message { path: path.clone(), span: None, code, severity, text: on_one_line(text.into()), help: Vec::new(), fix: Vec::new() }
    }

    /// The same message about these words of the file.
    pub fn at(mut self, span: impl Into<Span>) -> Message {
        self.span = Some(span.into());
        self
    }

    /// The same message with one more proposal.
    pub fn help(mut self, help: impl Into<String>) -> Message {
        self.help.push(on_one_line(help.into()));
        self
    }

    /// The same message with changes that mend what it tells; where there are any, its last proposal says who makes them.
    pub fn fix(mut self, edits: impl IntoIterator<Item = Edit>) -> Message {
        self.fix.extend(edits);
        if let Some(help) = self.help.last_mut().filter(|help| !self.fix.is_empty() && !help.contains("check --fix")) {
            help.push_str("; `waybook check --fix` does it");
        }
        self
    }

    /// The same message with a proposal if there is one.
    pub fn help_if(self, help: Option<impl Into<String>>) -> Message {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }
}

/// A writer's words may hold line ends and worse; a message is one line, and can't move a terminal's cursor.
fn on_one_line(text: String) -> String {
    if text.contains(char::is_control) { text.replace(char::is_control, " ") } else { text }
}
