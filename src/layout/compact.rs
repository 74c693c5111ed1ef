//! Takes out room that nothing needs any more.
use super::drawing::Drawing;
use super::graph::{Graph, Options};
pub(super) fn compact(_graph: &Graph, _drawing: &mut Drawing, _options: &Options) {}
