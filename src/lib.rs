//! waybook turns a folder of Markdown pages and YAML process maps into a handbook site.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod base;
pub mod layout;
pub mod maps;
pub mod render;
pub mod yaml;
