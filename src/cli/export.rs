//! `waybook export`: parts of a map as files of other programs, printed or written.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::args::{IssueForge, IssueTemplate};
use super::map::no_such_map;
use super::{Exit, Failure, folder_or_current, open_site, report};
use crate::base::catalogue::nearest::nearest;
use crate::base::forge::Forge;
use crate::workspace::{Snapshot, Timings, Workspace, WorkspaceOptions};

/// Runs `waybook export issue-template`.
///
/// # Errors
/// When there is no site, no such map or step, no form in it, or the file can't be written or is there already.
pub fn issue_template(wanted: &IssueTemplate) -> Result<Exit, Failure> {
    let disk = open_site(&folder_or_current(wanted.dir.as_ref()))?;
    let snapshot = Workspace::open(&disk, WorkspaceOptions::default(), &mut Timings::default()).snapshot();
    let (key, step) = wanted.step.split_once('#').unwrap_or((&wanted.step, ""));
    let key = key.trim_end_matches(".yaml").trim_start_matches("process-maps/");
    let step = if step.is_empty() { only_form(&snapshot, key)? } else { step.to_string() };
    let forge = match wanted.forge {
        IssueForge::Gitlab => Forge::Gitlab,
        IssueForge::Github => Forge::Github,
    };
    let text = snapshot.issue_template(key, &step, forge).ok_or_else(|| no_such_form(&snapshot, key, &step))?;
    match &wanted.output {
        None => report::print(&text),
        Some(file) => write(file, &text, wanted.replace)?,
    }
    Ok(Exit::Done)
}

/// The ids of the steps of a map that have a form; `None` without such a map.
fn forms<'a>(snapshot: &'a Snapshot, key: &str) -> Option<Vec<&'a str>> {
    let steps = &snapshot.site.map(key)?.map.steps;
    Some(steps.iter().filter(|step| !step.form.is_empty()).map(|step| step.id.as_str()).collect())
}

fn only_form(snapshot: &Snapshot, key: &str) -> Result<String, Failure> {
    match forms(snapshot, key).as_deref() {
        None => Err(no_such_map(snapshot, key)),
        Some([step]) => Ok((*step).to_string()),
        Some(steps) => Err(which_form(format!("`{key}` does not say which form is meant"), key, steps)),
    }
}

fn no_such_form(snapshot: &Snapshot, key: &str, step: &str) -> Failure {
    let Some(steps) = forms(snapshot, key) else { return no_such_map(snapshot, key) };
    let is_step = snapshot.site.map(key).is_some_and(|map| map.map.steps.iter().any(|other| other.id == step));
    let text = if is_step { format!("the step `{step}` of `{key}` has no form") } else { format!("`{key}` has no step called `{step}`") };
    match nearest(step, steps.iter().copied()) {
        Some(near) if !is_step => Failure::new(text, format!("did you mean `{key}#{near}`?")),
        _ => which_form(text, key, &steps),
    }
}

fn which_form(text: String, key: &str, steps: &[&str]) -> Failure {
    if steps.is_empty() {
        return Failure::new(text, "no step of this map has a `form`");
    }
    Failure::new(text, format!("its forms are {}", steps.iter().map(|step| format!("`{key}#{step}`")).collect::<Vec<_>>().join(", ")))
}

/// Writes the file. One that is there already is left alone, unless it is the same or may be replaced.
fn write(file: &Path, text: &str, replace: bool) -> Result<(), Failure> {
    let name = file.display();
    let failed = |error: std::io::Error| Failure { text: format!("`{name}` can't be written: {error}"), help: None };
    if fs::read(file).is_ok_and(|there| there == text.as_bytes()) {
        report::say(&format!("`{name}` is up to date"));
        return Ok(());
    }
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true);
    let is_there = file.exists();
    let opened = if replace { options.create(true).truncate(true).open(file) } else { options.create_new(true).open(file) };
    let mut opened = opened.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::new(format!("`{name}` already exists and differs; it was not changed"), "look at it, then say `--replace`")
        }
        _ => failed(error),
    })?;
    opened.write_all(text.as_bytes()).map_err(failed)?;
    report::say(&format!("{} `{name}`", if is_there { "replaced" } else { "wrote" }));
    Ok(())
}
