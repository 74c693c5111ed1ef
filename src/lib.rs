//! waybook turns a folder of Markdown pages and YAML process maps into a handbook site.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod base;
pub mod maps;
pub mod model;
pub mod parse;
pub mod render;
pub mod sources;
pub mod workspace;
pub mod yaml;
