//! What is to be said about maps that could be read.
use super::meaning::*;
use crate::base::Message;
/// Inside one map.
pub fn map(_map: &ProcessMap) -> Vec<Message> {
    Vec::new()
}
