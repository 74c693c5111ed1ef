//! From the site to the bytes of one output.

pub mod map_graph;
pub mod map_svg;
pub mod text_size;
mod text_widths;
