//! Messages for people and for programs. The only file that knows `annotate_snippets` and `anstream`.
//!
//! For people: code, the words in the file with a mark under them, what to do; colour only on a terminal, and never alone.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, renderer::DecorStyle};
use serde::Serialize;

use super::Failure;
use crate::base::json::{self, Json};
use crate::base::{Message, Position, Severity, SourcePath};
use crate::workspace::{Snapshot, Workspace};

/// The most columns a message takes; longer source lines are cut around the words.
const WIDTH: usize = 120;

/// Of one code in one file so many messages are shown to people: nobody reads the thousandth. Formats for programs hold all.
const MOST_ALIKE: usize = 1000;

/// Prints messages for people.
pub fn human<'a>(snapshot: &Snapshot, messages: impl IntoIterator<Item = &'a Message>) {
    let mut alike: BTreeMap<(&SourcePath, &str), usize> = BTreeMap::new();
    for message in messages {
        let before = alike.entry((&message.path, message.code)).or_default();
        *before += 1;
        if *before <= MOST_ALIKE {
            anstream::eprintln!("{}\n", render(snapshot, message));
        }
    }
    for ((path, code), number) in alike.into_iter().filter(|(_, number)| *number > MOST_ALIKE) {
        anstream::eprintln!("… and {} more {code} in {path}; `waybook check --format json` prints all\n", number - MOST_ALIKE);
    }
}

/// Prints what a writer should see while the work goes on: the first errors and warnings. Notes are for `check`.
pub fn brief(snapshot: &Snapshot, messages: &[Message], most: usize) {
    let urgent = || messages.iter().filter(|message| message.severity < Severity::Note);
    human(snapshot, urgent().take(most));
    let more = urgent().count().saturating_sub(most);
    if more > 0 {
        anstream::eprintln!("… and {more} more; `waybook check` prints all");
    }
}

/// Says that a shallow clone does not know when some pages were changed last.
pub fn history(workspace: &Workspace) {
    if workspace.history_is_cut() {
        say(
            "the clone is shallow, so git does not tell when some pages were changed last, and they say nothing of it; fetch the whole history \
             (`git fetch --unshallow`; in a job of GitLab `GIT_DEPTH: 0`, of GitHub `fetch-depth: 0`)",
        );
    }
}

/// `2 errors, 1 warning, no notes`.
pub fn counts(messages: &[Message]) -> String {
    let count = |severity: Severity| {
        let number = messages.iter().filter(|message| message.severity == severity).count();
        let word = severity.word();
        match number {
            0 => format!("no {word}s"),
            1 => format!("1 {word}"),
            _ => format!("{number} {word}s"),
        }
    };
    [Severity::Error, Severity::Warning, Severity::Note].map(count).join(", ")
}

fn render(snapshot: &Snapshot, message: &Message) -> String {
    let level = match message.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(message.text.as_str()).id(message.code);
    let frame = Frame::of(snapshot, message);
    let path = message.path.as_str();
    let mut group = match &frame {
        // A column is counted in the whole line.
        Some(frame) if frame.cut => Group::with_title(title)
            .element(annotate_snippets::Origin::path(path).line(frame.position.line).char_column(frame.position.column))
            .element(
                Snippet::source(frame.line.as_str())
                    .line_start(frame.position.line)
                    .annotation(AnnotationKind::Primary.span(frame.start..frame.end)),
            ),
        Some(frame) => Group::with_title(title).element(
            Snippet::source(frame.line.as_str())
                .line_start(frame.position.line)
                .path(path)
                .annotation(AnnotationKind::Primary.span(frame.start..frame.end)),
        ),
        None => Group::with_title(title).element(annotate_snippets::Origin::path(path)),
    };
    for help in &message.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    Renderer::styled().decor_style(DecorStyle::Ascii).term_width(WIDTH).render(&[group])
}

/// The line that a message is about, and the bytes in it.
struct Frame {
    position: Position,
    end_position: Position,
    line: String,
    start: usize,
    end: usize,
    /// Whether the line is so long that only a part of it is here.
    cut: bool,
}

/// Of a longer line a part around the words is shown, in bytes.
const LONG_LINE: usize = 10_000;

/// So much of it before the words, and twice as much behind their beginning.
const AROUND: usize = 500;

impl Frame {
    fn of(snapshot: &Snapshot, message: &Message) -> Option<Frame> {
        let span = message.span?;
        let (text, lines) = snapshot.text(&message.path)?;
        let position = lines.position(text, span.start);
        // A block ends with its last line, not at the beginning of the next one.
        let blank = text.get(span.start..span.end).map_or(0, |words| words.len() - words.trim_end_matches(['\r', '\n']).len());
        let end_position = lines.position(text, span.end - blank);
        let line = lines.line(text, position.line);
        let begin = lines.start(position.line);
        let boundary = |at: usize| (0..=at.min(line.len())).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
        let start = boundary(span.start.saturating_sub(begin));
        // Words over several lines are marked to the end of the first one.
        let end = if end_position.line == position.line { boundary(span.end.saturating_sub(begin)) } else { line.len() };
        let end = end.max(start);
        if line.len() <= LONG_LINE {
            return Some(Frame { position, end_position, line: line.to_string(), start, end, cut: false });
        }
        let from = boundary(start.saturating_sub(AROUND));
        let to = boundary((start + 2 * AROUND).min(line.len()));
        let line = line[from..to].to_string();
        Some(Frame { position, end_position, line, start: start - from, end: end.min(to) - from, cut: true })
    }
}

/// Prints what was asked for, to the standard output.
pub fn print(text: &str) {
    anstream::print!("{text}");
}

/// Prints messages as one JSON document: `{version, messages: [...], counts}`. The form is told in the manual.
pub fn json(snapshot: &Snapshot, messages: &[Message]) {
    let count = |severity: Severity| messages.iter().filter(|message| message.severity == severity).count();
    let document = Document {
        version: 1,
        messages: messages.iter().map(|message| Finding::of(snapshot, message)).collect(),
        counts: Counts { error: count(Severity::Error), warning: count(Severity::Warning), note: count(Severity::Note) },
    };
    print_json(&document);
}

/// What is wrong, for the panel in open pages: the first errors and warnings, in the form that `serve::Preview::problems` tells.
pub fn panel(snapshot: &Snapshot, messages: &[Message], most: usize) -> String {
    let count = |severity: Severity| messages.iter().filter(|message| message.severity == severity).count();
    let of = |severity: Severity| messages.iter().filter(move |message| message.severity == severity);
    let item = |message: &Message| {
        let frame = Frame::of(snapshot, message);
        let place = frame.as_ref().map_or(String::new(), |frame| format!(":{}:{}", frame.position.line, frame.position.column));
        // Letters are counted in the browser as here, not bytes.
        let letters = |frame: &Frame, end: usize| frame.line[..end].chars().count() as u64;
        Json::object([
            ("severity", Json::text(message.severity.word())),
            ("code", Json::text(message.code)),
            ("place", Json::text(format!("{}{place}", message.path))),
            ("source", Json::text(frame.as_ref().map_or("", |frame| &frame.line))),
            ("start", Json::Number(frame.as_ref().map_or(0, |frame| letters(frame, frame.start)))),
            ("end", Json::Number(frame.as_ref().map_or(0, |frame| letters(frame, frame.end)))),
            ("text", Json::text(message.text.as_str())),
            ("help", Json::texts(message.help.iter().map(String::as_str))),
        ])
    };
    let items = of(Severity::Error).chain(of(Severity::Warning)).take(most).map(item).collect();
    json::compact(&Json::object([
        ("errors", Json::Number(count(Severity::Error) as u64)),
        ("warnings", Json::Number(count(Severity::Warning) as u64)),
        ("items", Json::List(items)),
    ]))
}

/// Prints a document for programs.
pub fn print_json(document: &impl Serialize) {
    print(&json::pretty(document));
}

/// Where a message points to, for programs.
pub fn place(snapshot: &Snapshot, message: &Message) -> Option<Place> {
    Frame::of(snapshot, message).map(|frame| Place {
        line: frame.position.line,
        column: frame.position.column,
        end_line: frame.end_position.line,
        end_column: frame.end_position.column,
        source: frame.line,
    })
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    messages: Vec<Finding<'a>>,
    counts: Counts,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: &'a str,
    path: &'a str,
    #[serde(flatten)]
    place: Option<Place>,
    text: &'a str,
    help: &'a [String],
}

/// Lines and columns count from 1.
#[derive(Serialize)]
pub struct Place {
    /// The line of its first character.
    pub line: usize,
    /// The column of its first character.
    pub column: usize,
    /// The line of the place behind its last character.
    pub end_line: usize,
    /// The column of the place behind its last character.
    pub end_column: usize,
    /// The whole first line.
    pub source: String,
}

#[derive(Serialize)]
struct Counts {
    error: usize,
    warning: usize,
    note: usize,
}

impl<'a> Finding<'a> {
    fn of(snapshot: &Snapshot, message: &'a Message) -> Finding<'a> {
        let place = place(snapshot, message);
        let (code, severity, path) = (message.code, message.severity.word(), message.path.as_str());
        Finding { code, severity, path, place, text: &message.text, help: &message.help }
    }
}

/// Says why a command could not do its work.
pub fn failure(failure: &Failure) {
    let mut group = Group::with_title(Level::ERROR.primary_title(failure.text.as_str()));
    if let Some(help) = &failure.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    anstream::eprintln!("{}", Renderer::styled().decor_style(DecorStyle::Ascii).render(&[group]));
}

/// `31 pages and 1 map`.
pub fn size(snapshot: &Snapshot) -> String {
    let count = |number: usize, word: &str| if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") };
    format!("{} and {}", count(snapshot.site.pages.len(), "page"), count(snapshot.site.maps.len(), "map"))
}

/// Says what to do in a folder without anything to show.
pub fn hint_if_empty(snapshot: &Snapshot) {
    if snapshot.site.pages.is_empty() && snapshot.site.maps.is_empty() {
        say("there are no pages and no maps here yet; `waybook new page NAME` makes a page, `waybook new site FOLDER` a whole site");
    }
}

/// A line for people beside the work: to the error stream, so that output for programs stays clean.
pub fn say(line: &str) {
    anstream::eprintln!("{line}");
}
