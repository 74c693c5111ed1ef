//! Takes away the messages that a writer lets stand, and tells of allowances that nothing needs any more.

use std::collections::BTreeMap;

use crate::base::catalogue::files as say;
use crate::base::{Message, SourcePath, Spanned};
use crate::parse::{Allowance, Content, Parsed};
use crate::sources::SETTINGS;

/// The codes that depend on what day it is.
const OF_THE_DAY: &[&str] = &["WB501", "WB223"];

/// What may stand, by file, and in the whole site.
#[derive(Default)]
pub struct Allowances<'a> {
    files: BTreeMap<&'a SourcePath, &'a [Allowance]>,
    /// Files that are left out of the site: not all of their messages are there, so nothing is said of what they allow.
    left_out: Vec<&'a SourcePath>,
}

impl<'a> Allowances<'a> {
    /// Takes what a file allows.
    pub fn take(&mut self, file: &'a Parsed, left_out: bool) {
        if !file.allowances.is_empty() {
            self.files.insert(&file.path, &file.allowances);
        }
        if left_out {
            self.left_out.push(&file.path);
        }
    }

    /// Takes the allowed messages away. `everywhere` is what the settings allow. Without a `dated` check nothing is said of allowances for
    /// what only a calendar shows.
    pub fn apply(&self, everywhere: &[Spanned<String>], dated: bool, messages: &mut Vec<Message>) {
        let judged = |code: &str| dated || !OF_THE_DAY.contains(&code);
        let mut used_everywhere = vec![false; everywhere.len()];
        let mut used: BTreeMap<&SourcePath, Vec<bool>> =
            self.files.iter().map(|(path, allowances)| (*path, vec![false; allowances.len()])).collect();
        messages.retain(|message| {
            let mut allowed = false;
            for (index, _) in everywhere.iter().enumerate().filter(|(_, code)| code.value == message.code) {
                used_everywhere[index] = true;
                allowed = true;
            }
            let own = self.files.get(&message.path).copied().unwrap_or_default();
            for (index, _) in own.iter().enumerate().filter(|(_, allowance)| covers(allowance, message)) {
                if let Some(used) = used.get_mut(&message.path) {
                    used[index] = true;
                }
                allowed = true;
            }
            !allowed
        });
        for (path, allowances) in self.files.iter().filter(|(path, _)| !self.left_out.contains(path)) {
            let used = used.get(*path).map(Vec::as_slice).unwrap_or_default();
            for (allowance, _) in allowances.iter().zip(used).filter(|(allowance, used)| !**used && judged(&allowance.code)) {
                messages.push(say::allowance_unused(path, allowance.span, &allowance.code));
            }
        }
        let settings = SourcePath::new(SETTINGS);
        for (code, _) in everywhere.iter().zip(&used_everywhere).filter(|(code, used)| !**used && judged(&code.value)) {
            messages.push(say::allowance_unused(&settings, code.span, &code.value));
        }
    }
}

fn covers(allowance: &Allowance, message: &Message) -> bool {
    let here = match (allowance.lines, message.span) {
        (None, _) => true,
        (Some(lines), Some(span)) => lines.start <= span.start && span.start < lines.end.max(lines.start + 1),
        (Some(_), None) => false,
    };
    here && allowance.code == message.code
}

/// Whether a page is left out because it is a draft.
pub fn is_draft(file: &Parsed) -> bool {
    matches!(&file.content, Content::Page(page) if page.front.is_draft())
}
