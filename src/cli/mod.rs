//! The command line: arguments in, printed text and an exit code out. The only folder that prints.

mod args;
mod build;
mod check;
pub mod draft;
mod explain;
mod explain_pages;
mod export;
mod fix;
mod formats;
mod map;
mod new;
mod progress;
mod redirects;
mod report;
mod schema;
mod serve;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub use args::Format;

use args::{Answer, Command};

/// How a run ended. The numbers are part of the product: scripts rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done = 0,
    /// 1: done, and `check` has something to say that should not stand, or `build` about the theme or a map that leads nowhere.
    Findings = 1,
    /// 2: not done: wrong arguments, no such folder, nothing could be written.
    NotDone = 2,
}

/// Runs the program with these arguments, the first of which is its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let command = match args::read(arguments) {
        Answer::Run(command) => command,
        Answer::Said(exit) => return exit,
    };
    let result = match command {
        Command::Build(build) => build::run(&build),
        Command::Serve(serve) => serve::run(&serve),
        Command::Check(check) => check::run(&check),
        Command::Explain(code) => explain::run(&code),
        Command::New(new) => new::run(&new),
        Command::Map(map) => map::run(&map),
        Command::Redirects(redirects) => redirects::run(&redirects),
        Command::IssueTemplate(template) => export::issue_template(&template),
        Command::Schema(schema) => schema::run(&schema),
    };
    match result {
        Ok(exit) => exit,
        Err(failure) => {
            report::failure(&failure);
            Exit::NotDone
        }
    }
}

/// Why a command could not do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong.
    pub text: String,
    /// What to do.
    pub help: Option<String>,
}

impl Failure {
    fn new(text: impl Into<String>, help: impl Into<String>) -> Failure {
        Failure { text: text.into(), help: Some(help.into()) }
    }
}

/// The site in `folder`, or why there is none.
fn open_site(folder: &Path) -> Result<crate::sources::Disk, Failure> {
    crate::sources::Disk::open(folder).map_err(|error| {
        Failure::new(
            format!("there is no site in `{}`: {error}", folder.display()),
            "name the folder that holds your pages, or make one with `waybook new site FOLDER`",
        )
    })
}

fn folder_or_current(folder: Option<&PathBuf>) -> PathBuf {
    folder.cloned().unwrap_or_else(|| PathBuf::from("."))
}
