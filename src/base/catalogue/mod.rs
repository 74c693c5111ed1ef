//! Every message that the program can say: one function each, a file per family.
//!
//! WB0xx files and settings · WB1xx Markdown · WB2xx links and addresses · WB3xx maps · WB4xx YAML · WB5xx governance · WB9xx our own mistakes.
//! A message is made here and nowhere else, so that its words can be read beside those of its siblings.

pub mod codes;
pub mod files;
pub mod links;
pub mod maps;
pub mod markdown;
pub mod nearest;
pub mod yaml;
