//! What readers can search for, and the index that finds it: out of a [`Site`](super::Site), without HTML.

mod all;
mod index;
mod records;
pub(super) mod text;
mod words;

pub use all::{Entry, Group, all_address, groups};
pub use index::{Plan, SearchIndex, index};
pub use records::{Context, Kind, Part, Place, Record, each, sections_of};
pub use words::words;
