//! The process-map language: one YAML file in, a map as meant and messages out.
//!
//! ```text
//!  text ──yaml──► tree ──check──► (messages) ──read──► ProcessMap ──lint──► messages
//!                         │                               └──answers──► lanes, ends, steps left, RACI …
//!                    written: the table of keys
//! ```
//!
//! Knows YAML's door and `base`; nothing of sites, HTML or SVG.

pub mod answers;
pub mod check;
pub mod duration;
pub mod lint;
pub mod meaning;
pub mod read;
mod steps_left;
pub mod time;
pub mod written;

pub use meaning::*;
pub use read::{read_glossary, read_links, read_map, read_path, read_roles};
