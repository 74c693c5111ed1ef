//! A look at the raw text before YAML reads it.
use crate::base::{Message, SourcePath, Span};
pub(super) struct Edit {
    pub span: Span,
    pub with: String,
}
pub(super) struct Looked {
    pub edits: Vec<Edit>,
    pub messages: Vec<Message>,
    pub guessed: bool,
    pub whole: bool,
}
pub(super) fn look(_path: &SourcePath, _text: &str) -> Looked {
    Looked { edits: Vec::new(), messages: Vec::new(), guessed: false, whole: true }
}
