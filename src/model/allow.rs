//! Takes away the messages that a writer lets stand, and tells of allowances that nothing needs any more.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::base::catalogue::codes::CODES;
use crate::base::catalogue::files as say;
use crate::base::catalogue::nearest::nearest;
use crate::base::{Message, SourcePath, Span, Spanned};
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
        let everywhere_codes: HashSet<&str> = everywhere.iter().map(|code| code.value.as_str()).collect();
        let mut used_everywhere: HashSet<&str> = HashSet::new();
        let mut own: BTreeMap<&SourcePath, Own> = self.files.iter().map(|(path, allowances)| (*path, Own::new(allowances))).collect();
        messages.retain(|message| {
            let here = own.get_mut(&message.path).is_some_and(|own| own.take(message));
            let everywhere = everywhere_codes.get(message.code);
            used_everywhere.extend(everywhere);
            !here && everywhere.is_none()
        });
        let mut told = Vec::new();
        for (path, own) in own.iter().filter(|(path, _)| !self.left_out.contains(path)) {
            let left = OnceCell::new();
            let left =
                || left.get_or_init(|| messages.iter().filter(|message| message.path == **path).map(|message| message.code).collect());
            for allowance in own.unused().filter(|allowance| judged(&allowance.code)) {
                told.push(unneeded(path, allowance.span, &allowance.code, left));
            }
        }
        let settings = SourcePath::new(SETTINGS);
        let left = OnceCell::new();
        let left = || left.get_or_init(|| messages.iter().map(|message| message.code).collect());
        for code in everywhere.iter().filter(|code| !used_everywhere.contains(code.value.as_str()) && judged(&code.value)) {
            told.push(unneeded(&settings, code.span, &code.value, left));
        }
        messages.extend(told);
    }
}

/// What is to be said of a code that took nothing away. Of codes that are equally near to one that there is not, what is `left` to be said
/// is rather meant.
fn unneeded<'a>(path: &SourcePath, span: Span, code: &str, left: impl FnOnce() -> &'a BTreeSet<&'static str>) -> Message {
    if CODES.contains(&code) {
        return say::allowance_unused(path, span, code);
    }
    // `13` and `WB13` are WB013.
    let number = code.trim_start_matches(['W', 'w', 'B', 'b']).parse::<u16>().map(|number| format!("WB{number:03}")).unwrap_or_default();
    let same = CODES.iter().copied().find(|known| *known == number);
    let meant = same.or_else(|| nearest(code, left().iter().chain(CODES).copied()));
    say::allowance_of_nothing(path, span, code, meant)
}

/// What one file allows, so that a page full of marks costs each message a look at those of its line.
struct Own<'a> {
    /// In the order of the file.
    allowances: &'a [Allowance],
    /// The codes of the whole file, and whether they were needed.
    whole: HashMap<&'a str, bool>,
    /// Those about lines by their place above, in the order of their lines; and whether they were needed.
    lines: Vec<(&'a Allowance, Span, bool)>,
}

impl<'a> Own<'a> {
    fn new(allowances: &'a [Allowance]) -> Own<'a> {
        let whole = allowances.iter().filter(|allowance| allowance.lines.is_none());
        let whole = whole.map(|allowance| (allowance.code.as_str(), false)).collect();
        let mut lines: Vec<_> = allowances.iter().filter_map(|allowance| Some((allowance, allowance.lines?, false))).collect();
        lines.sort_by_key(|(_, lines, _)| (lines.start, lines.end));
        Own { allowances, whole, lines }
    }

    /// Whether a message is allowed; what allows it was needed.
    fn take(&mut self, message: &Message) -> bool {
        let mut allowed = false;
        if let Some(used) = self.whole.get_mut(message.code) {
            (*used, allowed) = (true, true);
        }
        let Some(span) = message.span else { return allowed };
        let behind = self.lines.partition_point(|(_, lines, _)| lines.start <= span.start);
        // A mark is about its line and at most the next one, so those before end no later.
        for (allowance, lines, used) in self.lines[..behind].iter_mut().rev() {
            if span.start >= lines.end.max(lines.start + 1) {
                break;
            }
            if allowance.code == message.code {
                (*used, allowed) = (true, true);
            }
        }
        allowed
    }

    /// What nothing needed, in the order of the file.
    fn unused(&self) -> impl Iterator<Item = &'a Allowance> {
        let used: HashSet<Span> = self.lines.iter().filter(|(.., used)| *used).map(|(allowance, ..)| allowance.span).collect();
        let needed = move |allowance: &Allowance| match allowance.lines {
            None => self.whole.get(allowance.code.as_str()) == Some(&true),
            Some(_) => used.contains(&allowance.span),
        };
        self.allowances.iter().filter(move |allowance| !needed(allowance))
    }
}

/// Whether a page is left out because it is a draft.
pub fn is_draft(file: &Parsed) -> bool {
    matches!(&file.content, Content::Page(page) if page.front.is_draft())
}
