//! The process-map language: one YAML file in, a map as meant and messages out.
//!
//! Knows YAML's door and `base`; nothing of sites, HTML or SVG.

pub mod meaning;

pub use meaning::*;
