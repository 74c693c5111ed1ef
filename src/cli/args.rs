//! The arguments, told once: help, completions and errors come from here. The only file that knows `clap`.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use super::Exit;
use crate::model::Date;

/// What was asked for.
pub enum Answer {
    /// A command to run.
    Run(Command),
    /// Help, a version, a complaint: already printed.
    Said(Exit),
}

/// Reads the arguments.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Answer {
    match Arguments::try_parse_from(arguments) {
        Ok(Arguments { command: Asked::Completions { shell } }) => {
            clap_complete::generate(shell, &mut Arguments::command(), "waybook", &mut std::io::stdout());
            Answer::Said(Exit::Done)
        }
        Ok(Arguments { command: Asked::Man { save } }) => Answer::Said(man(save.as_deref())),
        Ok(Arguments { command: Asked::Build(build) }) => Answer::Run(Command::Build(build)),
        Ok(Arguments { command: Asked::Serve(serve) }) => Answer::Run(Command::Serve(serve)),
        Ok(Arguments { command: Asked::Check(check) }) => Answer::Run(Command::Check(check)),
        Ok(Arguments { command: Asked::Explain { code } }) => Answer::Run(Command::Explain(code)),
        Ok(Arguments { command: Asked::New { what } }) => Answer::Run(Command::New(what)),
        Ok(Arguments { command: Asked::Map(map) }) => Answer::Run(Command::Map(map)),
        Ok(Arguments { command: Asked::Redirects(redirects) }) => Answer::Run(Command::Redirects(redirects)),
        Ok(Arguments { command: Asked::Export { what: Export::IssueTemplate(template) } }) => Answer::Run(Command::IssueTemplate(template)),
        Ok(Arguments { command: Asked::Schema(schema) }) => Answer::Run(Command::Schema(schema)),
        Err(error) => {
            // A closed pipe while help is printed is nobody's mistake.
            let _ = error.print();
            Answer::Said(if error.use_stderr() { Exit::NotDone } else { Exit::Done })
        }
    }
}

/// The manual pages: the first one printed, or all of them written.
fn man(save: Option<&Path>) -> Exit {
    let Some(folder) = save else {
        // A closed pipe is nobody's mistake.
        let _ = clap_mangen::Man::new(Arguments::command()).render(&mut std::io::stdout());
        return Exit::Done;
    };
    let made = std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Arguments::command(), folder));
    match made {
        Ok(()) => Exit::Done,
        Err(error) => {
            super::report::say(&format!("the pages can't be written to `{}`: {error}", folder.display()));
            Exit::NotDone
        }
    }
}

/// A command and what it needs.
pub enum Command {
    /// `waybook build`.
    Build(Build),
    /// `waybook serve`.
    Serve(Serve),
    /// `waybook check`.
    Check(Check),
    /// `waybook new`.
    New(New),
    /// `waybook explain`.
    Explain(String),
    /// `waybook map`.
    Map(Map),
    /// `waybook redirects`.
    Redirects(Redirects),
    /// `waybook export issue-template`.
    IssueTemplate(IssueTemplate),
    /// `waybook schema`.
    Schema(Schema),
}

/// Turns a folder of Markdown pages and process maps into a handbook site.
#[derive(Parser)]
#[command(name = "waybook", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done · 1 `check` found something that should not stand · 2 not done (wrong arguments, no such folder, can't write)"
)]
struct Arguments {
    #[command(subcommand)]
    command: Asked,
}

#[derive(Subcommand)]
enum Asked {
    Build(Build),
    Serve(Serve),
    Check(Check),
    /// Tell more about a message, such as WB205
    Explain {
        /// The code that stands in brackets in the message, or a key of maps such as `takes`
        code: String,
    },
    /// Make a new site, page or map
    New {
        #[command(subcommand)]
        what: New,
    },
    Map(Map),
    Redirects(Redirects),
    /// Write something of a map for other programs
    Export {
        #[command(subcommand)]
        what: Export,
    },
    Schema(Schema),
    /// Print the manual page of the command, for `man`
    Man {
        /// Write a page for the program and one for each command into this folder
        #[arg(long, value_name = "FOLDER")]
        save: Option<PathBuf>,
    },
    /// Print a completion script for your shell
    Completions {
        /// The shell to print it for
        shell: clap_complete::Shell,
    },
}

/// Write the site to a folder, ready to be published
#[derive(clap::Args)]
pub struct Build {
    /// The folder of the site [default: the current folder]
    pub dir: Option<PathBuf>,
    /// Where to write the site [default: `public` in the folder of the site]
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// Where the site will be published, such as https://example.com/handbook/
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Include pages with `draft: true`
    #[arg(long)]
    pub drafts: bool,
    /// What day it is, such as 2026-11-22: pages that nobody reviewed for too long say so
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub today: Option<Date>,
    /// Write into a folder that is not empty; files that are already there stay
    #[arg(long)]
    pub adopt: bool,
    /// Print how long each stage took
    #[arg(long)]
    pub timings: bool,
}

/// Show the site in a browser and follow your edits
#[derive(clap::Args)]
pub struct Serve {
    /// The folder of the site [default: the current folder]
    pub dir: Option<PathBuf>,
    /// The port to listen on; if it is taken, the next free one
    #[arg(short, long, default_value_t = 4400)]
    pub port: u16,
    /// The address to listen on; any but this one shows the site to others
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// A further name under which browsers may ask for the site; can be given several times
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
    /// Open the browser
    #[arg(long)]
    pub open: bool,
    /// Open pages go to the page or map that was edited
    #[arg(long)]
    pub follow: bool,
    /// Look at the files again and again, where the system does not tell of saves: network folders, some containers
    #[arg(long)]
    pub poll: bool,
    /// Include pages with `draft: true`
    #[arg(long)]
    pub drafts: bool,
    /// What day it is, such as 2026-11-22: pages that nobody reviewed for too long say so
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub today: Option<Date>,
    /// Print how long each stage took
    #[arg(long)]
    pub timings: bool,
}

/// Say what is wrong in pages and maps, and what to write instead
#[derive(clap::Args)]
pub struct Check {
    /// The folder of the site [default: the current folder]
    pub dir: Option<PathBuf>,
    /// End with exit code 1 for warnings too
    #[arg(long)]
    pub strict: bool,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Mend what can be mended without asking, in the pages themselves
    #[arg(long)]
    pub fix: bool,
    /// With `--fix`: show what would be changed, and change nothing
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Include pages with `draft: true`
    #[arg(long)]
    pub drafts: bool,
    /// What day it is, such as 2026-11-22: says what was not reviewed for too long
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub today: Option<Date>,
    /// Print how long each stage took
    #[arg(long)]
    pub timings: bool,
}

fn date(text: &str) -> Result<Date, String> {
    Date::read(text).ok_or_else(|| "a date is written as year, month and day, such as 2026-11-22".to_string())
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: the line, a mark under the words, and what to do
    Human,
    /// For programs: one JSON document
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// GitLab's code quality report
    Gitlab,
    /// Annotations in GitHub's workflows
    Github,
}

/// Print a process map as text
#[derive(clap::Args)]
pub struct Map {
    /// The name of the map, such as `order-services`
    pub name: String,
    /// The folder of the site [default: the current folder]
    pub dir: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = MapFormat::Outline)]
    pub format: MapFormat,
}

/// What a map is printed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MapFormat {
    /// For reading here: phases, steps and what is known of them
    Outline,
    /// For programs: one JSON document
    Json,
    /// For Mermaid: a flowchart that GitLab and GitHub draw inside of Markdown
    Mermaid,
    /// For Graphviz: a digraph
    Dot,
    /// For a page, an issue or a wiki
    Markdown,
    /// For a talk or a document: the drawing as a file of its own
    Svg,
}

/// Print old addresses and where they lead, for a server
#[derive(clap::Args)]
pub struct Redirects {
    /// The folder of the site [default: the current folder]
    pub dir: Option<PathBuf>,
    /// The server
    #[arg(long, value_enum, default_value_t = RedirectFormat::Pages)]
    pub format: RedirectFormat,
}

/// A server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RedirectFormat {
    /// GitLab Pages and Netlify: the file `_redirects`, which `build` writes too
    Pages,
    /// A map for nginx
    Nginx,
    /// Rules for Apache
    Apache,
}

/// What to write for other programs.
#[derive(Subcommand)]
enum Export {
    IssueTemplate(IssueTemplate),
}

/// The form of a step as a template for issues, so that project and map ask for the same
#[derive(clap::Args)]
pub struct IssueTemplate {
    /// The map and the step, such as `order-services#request`; the map alone, if it has one form
    #[arg(value_name = "MAP#STEP")]
    pub step: String,
    /// The folder of the site [default: the current folder]
    pub dir: Option<PathBuf>,
    /// Who keeps the issues
    #[arg(long, value_enum, default_value_t = IssueForge::Gitlab)]
    pub forge: IssueForge,
    /// Where to write it, such as `.gitlab/issue_templates/Request.md` [default: the standard output]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long, requires = "output")]
    pub replace: bool,
}

/// Who keeps the issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum IssueForge {
    /// Markdown, for `.gitlab/issue_templates/`
    Gitlab,
    /// An issue form in YAML, for `.github/ISSUE_TEMPLATE/`
    Github,
}

/// Print the JSON Schema of a kind of file, for editors
#[derive(clap::Args)]
pub struct Schema {
    /// The kind of file
    #[arg(value_enum, required_unless_present = "save")]
    pub kind: Option<Kind>,
    /// Write the schemas of all kinds to `process-maps/.schema/`, where the first line of your files names them
    #[arg(long, conflicts_with = "kind")]
    pub save: bool,
    /// The folder of the site [default: the current folder]
    #[arg(long, value_name = "FOLDER", requires = "save")]
    pub dir: Option<PathBuf>,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A process map
    Map,
    /// `_roles.yaml`
    Roles,
    /// `_links.yaml`
    Links,
    /// A guided path
    Path,
    /// `_glossary.yaml`
    Glossary,
    /// `waybook.yaml`
    Settings,
    /// The front matter of a page
    Page,
    /// `redirects.yaml`
    Redirects,
}

impl Kind {
    /// The word on the command line, which is the name of the schema too.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Map => "map",
            Kind::Roles => "roles",
            Kind::Links => "links",
            Kind::Path => "path",
            Kind::Glossary => "glossary",
            Kind::Settings => "settings",
            Kind::Page => "page",
            Kind::Redirects => "redirects",
        }
    }
}

/// What to make.
#[derive(Subcommand)]
pub enum New {
    /// A folder with a first page, a first map and settings
    Site {
        /// The folder; it is made if it does not exist
        dir: PathBuf,
    },
    /// A page
    Page {
        /// Its place below `content/`, such as `services/order`
        path: String,
        /// Its title [default: made from its name]
        #[arg(long)]
        title: Option<String>,
        /// The folder of the site [default: the current folder]
        #[arg(long, value_name = "FOLDER")]
        dir: Option<PathBuf>,
    },
    /// The words of the theme for another language, to be translated
    Words {
        /// The language, such as `fr` or `pt-BR`
        language: String,
        /// The folder of the site [default: the current folder]
        #[arg(long, value_name = "FOLDER")]
        dir: Option<PathBuf>,
    },
    Map(NewMap),
}

/// A process map; on a terminal, it asks for its steps
#[derive(clap::Args)]
pub struct NewMap {
    /// Its name, such as `order-services`: its file and its address
    pub name: String,
    /// Its title [default: made from its name]
    #[arg(long)]
    pub title: Option<String>,
    /// The role that answers for it [default: who does the first step]
    #[arg(long, value_name = "ROLE")]
    pub owner: Option<String>,
    /// What sets the process off
    #[arg(long, value_name = "TEXT")]
    pub starts_when: Option<String>,
    /// The role that does the steps, where they name none
    #[arg(long, value_name = "ROLE")]
    pub who: Option<String>,
    /// A step, such as "Call the customer", "seller: Send it" or "Is it complete? Yes / No"; say it again for each step
    #[arg(long, value_name = "TEXT")]
    pub step: Vec<String>,
    /// The folder of the site [default: the current folder]
    #[arg(long, value_name = "FOLDER")]
    pub dir: Option<PathBuf>,
}
