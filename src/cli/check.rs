//! `waybook check`: everything that is to be said about the files, and an exit code.

use super::args::{Check, Format};
use super::{Exit, Failure, fix, folder_or_current, formats, open_site, report};
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
    let options = WorkspaceOptions { drafts, today: check.today, ..WorkspaceOptions::default() };
    let mut workspace = Workspace::open(&disk, options, &mut timings);
    if check.fix {
        let mended = fix::mend(&mut workspace, &mut timings);
        if check.dry_run {
            fix::show(&mended);
            report::say(&format!("nothing was changed; without `--dry-run` {}", pages(mended.len())));
            return Ok(Exit::Done);
        }
        fix::write(&disk, &mended)?;
    }
    let snapshot = workspace.snapshot();
    let messages = &timings.stage("draw maps", || snapshot.messages_with_drawings());
    match check.format {
        Format::Json => report::json(&snapshot, messages),
        Format::Sarif => formats::sarif(&snapshot, messages),
        Format::Gitlab => formats::gitlab(&snapshot, messages),
        Format::Github => formats::github(&snapshot, messages),
        Format::Human => {
            report::human(&snapshot, messages);
            report::hint_if_empty(&snapshot);
            report::say(&format!("checked {}: {}", report::size(&snapshot), report::counts(messages)));
        }
    }
    if check.timings {
        timings.lines().iter().for_each(|line| report::say(line));
    }
    let limit = if check.strict { Severity::Warning } else { Severity::Error };
    Ok(if messages.iter().any(|message| message.severity <= limit) { Exit::Findings } else { Exit::Done })
}

/// What `--fix` would do.
fn pages(number: usize) -> String {
    match number {
        0 => "nothing would be changed either".to_string(),
        1 => "1 page would be".to_string(),
        _ => format!("{number} pages would be"),
    }
}
