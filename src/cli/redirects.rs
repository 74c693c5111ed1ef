//! `waybook redirects`: old addresses for a server, on the standard output.

use super::args::{self, Redirects};
use super::{Exit, Failure, folder_or_current, open_site, report};
use crate::workspace::{RedirectFormat, Timings, Workspace, WorkspaceOptions};

/// Runs the command.
///
/// # Errors
/// When there is no site.
pub fn run(redirects: &Redirects) -> Result<Exit, Failure> {
    let disk = open_site(&folder_or_current(redirects.dir.as_ref()))?;
    let snapshot = Workspace::open(&disk, WorkspaceOptions::default(), &mut Timings::default()).snapshot();
    let format = match redirects.format {
        args::RedirectFormat::Pages => RedirectFormat::Pages,
        args::RedirectFormat::Nginx => RedirectFormat::Nginx,
        args::RedirectFormat::Apache => RedirectFormat::Apache,
    };
    report::print(&snapshot.print_redirects(format));
    Ok(Exit::Done)
}
