//! `waybook check`: everything that is to be said about the files, and an exit code.

use super::args::{Check, Format};
use super::{Exit, Failure, folder_or_current, open_site, report};
use crate::base::Severity;
use crate::model::Drafts;
use crate::workspace::{Timings, Workspace, WorkspaceOptions};

/// Runs the command.
///
/// # Errors
/// When there is no site.
pub fn run(check: &Check) -> Result<Exit, Failure> {
    let disk = open_site(&folder_or_current(check.dir.as_ref()))?;
    let mut timings = Timings::default();
    let drafts = if check.drafts { Drafts::Include } else { Drafts::LeaveOut };
    let options = WorkspaceOptions { drafts, base_url: None };
    let snapshot = Workspace::open(&disk, options, &mut timings).snapshot();
    let messages = &snapshot.messages;
    match check.format {
        Format::Json => report::json(&snapshot, messages),
        Format::Human => {
            report::human(&snapshot, messages);
            report::hint_if_empty(&snapshot);
            let (pages, maps) = (snapshot.site.pages.len(), snapshot.site.maps.len());
            report::say(&format!("checked {pages} pages and {maps} maps: {}", report::counts(messages)));
        }
    }
    if check.timings {
        timings.lines().iter().for_each(|line| report::say(line));
    }
    let limit = if check.strict { Severity::Warning } else { Severity::Error };
    Ok(if messages.iter().any(|message| message.severity <= limit) { Exit::Findings } else { Exit::Done })
}
