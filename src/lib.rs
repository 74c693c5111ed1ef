//! waybook turns a folder of Markdown pages and YAML process maps into a handbook site.
//!
//! Files are read, each file is parsed alone, all facts are put together into one immutable site, and any output can then be asked for
//! by name. `build` asks for all of them and writes; `serve` asks for the one that the browser wants; `check` asks for none and prints the
//! messages. There is exactly one path:
//!
//! ```text
//!  disk                                                                      browser / public/
//!   │  sources        parse              model           render             output | serve
//!   └► Sources ─────► Parsed (a file) ─► Site ─────────► bytes of an output ─► write | respond
//!      path → bytes   value + messages   addresses,      page, map, list      └─ layout: Graph → Drawing
//!                                        links, maps
//! ```
//!
//! The modules stand in the order of their layers: each names only those before it, which a test keeps straight.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

/// A site is a great many small texts, made on all cores: with the allocator of the system a tenth to a fifth of a build is spent in it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod base;

#[doc(inline)]
pub use waybook_layout as layout;

pub mod yaml;

pub mod maps;

pub mod sources;

pub mod parse;

pub mod model;

pub mod render;

pub mod output;

pub mod workspace;

pub mod serve;

pub mod cli;
