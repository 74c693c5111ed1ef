//! The integration tests, in one binary: many binaries would cost three times the compile time.

mod drawing;
mod layout;
mod maps;
