//! `waybook map`: a process map as text or as a drawing, on the standard output; what is wrong with its file, beside it.

use super::args::{self, Map};
use super::{Exit, Failure, folder_or_current, open_site, report};
use crate::base::catalogue::nearest::nearest;
use crate::base::{Message, Severity};
use crate::workspace::{MapFormat, Snapshot, Timings, Workspace, WorkspaceOptions};

/// Runs the command.
///
/// # Errors
/// When there is no site, or no such map in it.
pub fn run(map: &Map) -> Result<Exit, Failure> {
    let disk = open_site(&folder_or_current(map.dir.as_ref()))?;
    let snapshot = Workspace::open(&disk, WorkspaceOptions::default(), &mut Timings::default()).snapshot();
    let key = map.name.trim_end_matches(".yaml").trim_start_matches("process-maps/");
    let text = match map.format {
        args::MapFormat::Outline => snapshot.print_map(key, MapFormat::Outline),
        args::MapFormat::Json => snapshot.print_map(key, MapFormat::Json),
        args::MapFormat::Mermaid => snapshot.print_map(key, MapFormat::Mermaid),
        args::MapFormat::Dot => snapshot.print_map(key, MapFormat::Dot),
        args::MapFormat::Markdown => snapshot.print_map(key, MapFormat::Markdown),
        args::MapFormat::Svg => snapshot.draw_map(key),
    };
    let Some(text) = text else {
        return Err(no_such_map(&snapshot, key));
    };
    let path = &snapshot.site.map(key).expect("it has just been printed").map.path;
    let wrong = |message: &&Message| message.path == *path && message.severity == Severity::Error;
    report::human(&snapshot, snapshot.messages.iter().filter(wrong));
    report::print(&text);
    Ok(Exit::Done)
}

/// Why there is no map of this name.
pub fn no_such_map(snapshot: &Snapshot, key: &str) -> Failure {
    let known: Vec<&str> = snapshot.site.maps.iter().map(|map| map.map.key.as_str()).collect();
    let help = match (nearest(key, known.iter().copied()), known.as_slice()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => "there are no maps yet; `waybook new map NAME` makes one".to_string(),
        (None, known) => format!("the maps are {}", known.join(", ")),
    };
    Failure::new(format!("there is no map called `{key}`"), help)
}
