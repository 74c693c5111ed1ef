//! `waybook schema`: JSON Schemas for editors, printed or kept beside the maps.

use std::fs;
use std::path::Path;

use super::args::Schema;
use super::{Exit, Failure, folder_or_current, open_site, report};
use crate::parse;

/// Where the first line of a file has editors look for its schema, from the root of the site. Folders with a dot are no part of a site.
const FOLDER: &str = "process-maps/.schema";

/// Runs the command.
///
/// # Errors
/// When there is no site to write to, or nothing can be written.
pub fn run(schema: &Schema) -> Result<Exit, Failure> {
    match schema.kind {
        Some(kind) => report::print(&parse::schema(kind.word()).unwrap_or_default()),
        None => save(&open_site(&folder_or_current(schema.dir.as_ref()))?.root)?,
    }
    Ok(Exit::Done)
}

/// Whether there are schemas already.
pub fn saved(root: &Path) -> bool {
    root.join(FOLDER).exists()
}

/// Writes all schemas. What stands there was written by another version of this program, so it is replaced.
pub fn save(root: &Path) -> Result<(), Failure> {
    let folder = root.join(FOLDER);
    let failed = |error: std::io::Error| Failure { text: format!("`{}` can't be written: {error}", folder.display()), help: None };
    fs::create_dir_all(&folder).map_err(failed)?;
    for file in parse::formats() {
        let text = parse::schema(file.name).unwrap_or_default();
        fs::write(folder.join(format!("{}.json", file.name)), text).map_err(failed)?;
    }
    report::say(&format!("wrote the schemas for editors to {FOLDER}"));
    Ok(())
}
