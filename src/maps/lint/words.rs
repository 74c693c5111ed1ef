//! Words: what is not confirmed, and what is too long to be read at a glance.

use super::super::meaning::*;
use super::super::read::place;
use crate::base::Message;
use crate::base::catalogue::maps as say;

/// The longest text that makes a box of usual size.
const LONGEST_STEP: usize = 90;
/// The longest text beside an arrow.
const LONGEST_ANSWER: usize = 60;

pub(super) fn map(map: &ProcessMap, messages: &mut Vec<Message>) {
    for step in &map.steps {
        let moves_assumed = matches!(step.verb, Verb::State { assumed_next: true, .. });
        let exception_assumed = step.exception.as_ref().is_some_and(|exception| exception.assumed);
        if step.assumed || moves_assumed || exception_assumed {
            messages.push(say::assumed(&map.path, place(step), &step.id));
        }
        let answers = step.moves.iter().filter_map(|way| way.label.as_ref()).map(|label| (label, LONGEST_ANSWER));
        for (text, most) in std::iter::once((&step.text, LONGEST_STEP)).chain(answers) {
            // Bytes are never fewer than characters, so most texts need no counting.
            if text.value.len() > most && text.value.chars().count() > most {
                messages.push(say::long_text(&map.path, text.span, text.value.chars().count(), most));
            }
        }
    }
}
