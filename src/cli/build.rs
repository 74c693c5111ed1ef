//! `waybook build`: all outputs, made some at a time and written.

use std::cell::RefCell;
use std::path::Path;
use std::time::Instant;

use super::args::Build;
use super::progress::Progress;
use super::{Exit, Failure, folder_or_current, open_site, report};
use crate::base::{Fingerprint, Message, Severity};
use crate::model::Drafts;
use crate::output::{self, Adopt, Current, MadeFrom, Messages, Wanted, WriteOptions, Written};
use crate::parse::settings::base_url;
use crate::workspace::{History, Inputs, Timings, Workspace, WorkspaceOptions};

/// A step that opens a map that is not there, or maps that open each other in a circle.
const MAP_LEADS_NOWHERE: &str = "WB313";

/// So many messages are shown; `check` shows all.
const SHOWN: usize = 20;

/// Runs the command.
///
/// # Errors
/// When there is no site, or nothing could be written.
pub fn run(build: &Build) -> Result<Exit, Failure> {
    let began = Instant::now();
    let root = folder_or_current(build.dir.as_ref());
    let disk = open_site(&root)?;
    let mut timings = Timings::default();
    let options = WorkspaceOptions {
        drafts: if build.drafts { Drafts::Include } else { Drafts::LeaveOut },
        base_url: build.base_url.as_deref().map(wanted_base_url).transpose()?,
        today: build.today,
        history: History::FromGit,
    };
    let read = Inputs::read(&disk, &options, &mut timings);
    let folder = build.output.clone().unwrap_or_else(|| root.join("public"));
    let write_options = WriteOptions {
        adopt: if build.adopt { Adopt::Yes } else { Adopt::No },
        root: disk.root.clone(),
        sources: ["content", "process-maps", "themes"].map(|folder| disk.root.join(folder)).to_vec(),
        home: std::env::home_dir(),
    };
    let inputs = program().map(|program| read.fingerprint(program, &options));
    let current = inputs.and_then(|inputs| timings.stage("compare", || output::current(&folder, inputs, &write_options)));
    if let Some(Current { files, messages: Messages::None }) = current {
        report::say(&format!(
            "nothing has changed in {}: 0 written, {files} unchanged, 0 deleted; {}",
            shown(&folder),
            report::counts(&[])
        ));
        tell(&timings, build);
        return Ok(Exit::Done);
    }

    let workspace = Workspace::of(read, options, &mut timings);
    let snapshot = workspace.snapshot();
    let (written, said) = match current {
        // What there is to say is said again; what there is to write is there.
        Some(Current { files, .. }) => (Written { unchanged: files, ..Written::default() }, Vec::new()),
        None => {
            let progress = Progress::new(snapshot.site.outputs.len(), began);
            let said = RefCell::new(Vec::new());
            let make = |paths: &[&str]| {
                let (made, messages) = snapshot.render_some(paths);
                said.borrow_mut().extend(messages);
                progress.step(paths.len());
                made
            };
            let silent = snapshot.messages.is_empty() && !workspace.history_is_cut();
            let messages = if silent { Messages::None } else { Messages::Some };
            // What goes wrong in the making is not found by the next run, if that makes nothing.
            let made_from = || inputs.filter(|_| said.borrow().is_empty()).map(|inputs| MadeFrom { inputs, messages });
            let wanted = Wanted { paths: snapshot.site.outputs.keys().map(String::as_str).collect(), make: &make, made_from: &made_from };
            let written = timings.stage("make and write", || output::write(&folder, &wanted, &write_options));
            progress.finish();
            (written.map_err(|error| Failure { text: error.to_string(), help: error.help() })?, said.take())
        }
    };

    let mut messages: Vec<Message> = snapshot.messages.iter().cloned().chain(said).collect();
    messages.sort();
    messages.dedup();
    report::hint_if_empty(&snapshot);
    report::brief(&snapshot, &messages, SHOWN);
    report::history(&workspace);
    for kept in &written.kept {
        report::say(&format!("kept {kept}"));
    }
    report::say(&format!(
        "built {} into {}: {} written, {} unchanged, {} deleted; {}",
        report::size(&snapshot),
        shown(&folder),
        written.written,
        written.unchanged,
        written.deleted,
        report::counts(&messages),
    ));
    tell(&timings, build);
    // A mistake in a page is a mistake of that page. One in the theme, such as missing words, is one of every page, and a map that leads
    // into no map, or in a circle, is a way that readers can't go to its end.
    let is_error = |message: &&Message| message.severity == Severity::Error;
    let theme_is_wrong = snapshot.theme.messages.iter().any(|message| is_error(&message));
    let leads_nowhere = messages.iter().filter(is_error).any(|message| message.code == MAP_LEADS_NOWHERE);
    // The program ends here: what a site holds in millions of pieces need not be given back one by one.
    std::mem::forget((workspace, snapshot));
    Ok(if theme_is_wrong || leads_nowhere { Exit::Findings } else { Exit::Done })
}

fn tell(timings: &Timings, build: &Build) {
    if build.timings {
        timings.lines().iter().for_each(|line| report::say(line));
    }
}

/// What tells this program from every other version of it.
fn program() -> Option<Fingerprint> {
    Fingerprint::of_all(std::fs::File::open(std::env::current_exe().ok()?).ok()?).ok()
}

fn shown(folder: &Path) -> String {
    let text = folder.display().to_string();
    text.strip_prefix("./").unwrap_or(&text).to_string()
}

fn wanted_base_url(text: &str) -> Result<String, Failure> {
    base_url(text).ok_or_else(|| {
        Failure::new(format!("`{text}` is not an address that a site can be published at"), "write it like https://example.com/handbook/")
    })
}
