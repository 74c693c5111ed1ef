//! Reading a file so that a mistake of ours in it costs that file and nothing else.
//!
//! Does not know what a file means: one that can't be read is taken for empty, and that is said.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::base::catalogue::files as say;
use crate::base::{SourceFile, panics};
use crate::parse::{ParseOptions, Parsed, parse};

/// What reads one file.
pub type Reader = fn(&SourceFile, ParseOptions) -> Parsed;

/// The code of what is said about a mistake of ours.
pub const OUR_BUG: &str = "WB900";

/// Reads a file. When that panics, it is read as if it were empty: its page is there, so that what leads to it does not change.
pub fn read(reader: Reader, file: &SourceFile, options: ParseOptions) -> Parsed {
    catch_unwind(AssertUnwindSafe(|| reader(file, options))).unwrap_or_else(|panic| {
        let empty = SourceFile::new(file.path.clone(), file.kind, &[][..]);
        let messages = vec![say::unreadable_by_our_bug(&file.path, panics::words(&*panic))];
        Parsed { fingerprint: file.fingerprint, messages, ..parse(&empty, options) }
    })
}
