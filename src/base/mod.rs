//! Plain data that every other layer shares: where a text came from, a place in it, what is to be said about it.
//!
//! Nothing here reads a disk, knows a format or can fail. `layout/` is the one folder that does not even know this one.

pub mod catalogue;
pub mod edit;
pub mod escape;
pub mod forge;
pub mod hash;
pub mod json;
pub mod message;
pub mod panics;
pub mod parallel;
pub mod percent;
pub mod slug;
pub mod source;
pub mod span;

pub use hash::Fingerprint;
pub use message::{Edit, Message, Severity};
pub use slug::Slugs;
pub use source::{MANIFEST, SourceFile, SourceKind, SourcePath};
pub use span::{LineIndex, Position, Span, Spanned};
