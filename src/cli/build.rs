//! `waybook build`: all outputs, rendered in memory and then written.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use super::args::Build;
use super::progress::Progress;
use super::{Exit, Failure, folder_or_current, open_site, report};
use crate::base::Message;
use crate::model::Drafts;
use crate::output::{self, Adopt, WriteOptions};
use crate::parse::settings::base_url;
use crate::workspace::{History, Timings, Workspace, WorkspaceOptions};

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
    let workspace = Workspace::open(&disk, options, &mut timings);
    let snapshot = workspace.snapshot();
    let progress = Progress::new(snapshot.site.outputs.len(), began);
    let (rendered, said) = timings.stage("render", || snapshot.render_all(&|| progress.step()));
    progress.finish();

    let folder = build.output.clone().unwrap_or_else(|| root.join("public"));
    let write_options = WriteOptions {
        adopt: if build.adopt { Adopt::Yes } else { Adopt::No },
        root: disk.root.clone(),
        sources: ["content", "process-maps", "themes"].map(|folder| disk.root.join(folder)).to_vec(),
        home: std::env::home_dir(),
    };
    let files: BTreeMap<String, Vec<u8>> = rendered.into_iter().map(|(path, bytes)| (path, bytes.to_vec())).collect();
    let written = timings.stage("write", || output::write(&folder, &files, &write_options));
    let written = written.map_err(|error| Failure { text: error.to_string(), help: error.help() })?;

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
    if build.timings {
        timings.lines().iter().for_each(|line| report::say(line));
    }
    Ok(Exit::Done)
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
