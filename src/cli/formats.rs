//! Messages in the forms that other programs read: SARIF, GitLab's code quality report, GitHub's workflow commands.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{explain, report};
use crate::base::{Fingerprint, Message, Severity};
use crate::workspace::Snapshot;

/// Lines that GitHub turns into annotations: `::error file=a.md,line=1,col=2,title=WB205::text`.
pub fn github(snapshot: &Snapshot, messages: &[Message]) {
    for message in messages {
        let command = match message.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let place = report::place(snapshot, message).map_or(String::new(), |place| {
            let end = if place.end_line == place.line { format!(",endColumn={}", place.end_column) } else { String::new() };
            format!(",line={},endLine={},col={}{end}", place.line, place.end_line, place.column)
        });
        let file = escaped(message.path.as_str()).replace(':', "%3A").replace(',', "%2C");
        report::print(&format!("::{command} file={file}{place},title={}::{}\n", message.code, escaped(&whole_text(message))));
    }
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What is wrong and what to do, in one text.
fn whole_text(message: &Message) -> String {
    message.help.iter().fold(message.text.clone(), |text, help| text + "\n" + help)
}

/// GitLab's code quality report: one list.
pub fn gitlab(snapshot: &Snapshot, messages: &[Message]) {
    let mut seen = BTreeSet::new();
    let issues: Vec<Issue> = messages.iter().map(|message| Issue::of(snapshot, message, &mut seen)).collect();
    report::print_json(&issues);
}

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: IssueLocation,
}

#[derive(Serialize)]
struct IssueLocation {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

impl Issue {
    fn of(snapshot: &Snapshot, message: &Message, seen: &mut BTreeSet<String>) -> Issue {
        Issue {
            description: whole_text(message).replace('\n', ": "),
            check_name: message.code,
            fingerprint: fingerprint(snapshot, message, seen),
            severity: match message.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            location: IssueLocation {
                path: message.path.to_string(),
                lines: Lines { begin: report::place(snapshot, message).map_or(1, |place| place.line) },
            },
        }
    }
}

/// The same for the same finding, also when lines above it come or go: made from file, code and source line. Repeated ones are counted.
fn fingerprint(snapshot: &Snapshot, message: &Message, seen: &mut BTreeSet<String>) -> String {
    let line = report::place(snapshot, message).map_or(String::new(), |place| place.source);
    (0..)
        .map(|count: usize| {
            format!(
                "{:032x}",
                Fingerprint::of(format!("{}\n{}\n{line}\n{}\n{count}", message.path, message.code, message.text).as_bytes()).0
            )
        })
        .find(|print| seen.insert(print.clone()))
        .unwrap_or_default()
}

/// SARIF 2.1.0: one run with its rules and results.
pub fn sarif(snapshot: &Snapshot, messages: &[Message]) {
    let codes: BTreeSet<&'static str> = messages.iter().map(|message| message.code).collect();
    let rules =
        codes.iter().map(|code| Rule { id: code, short_description: Text { text: explain::title(code).unwrap_or(code).to_string() } });
    let mut seen = BTreeSet::new();
    report::print_json(&Sarif {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver: Driver { name: "waybook", version: env!("CARGO_PKG_VERSION"), rules: rules.collect() } },
            column_kind: "unicodeCodePoints",
            results: messages.iter().map(|message| SarifResult::of(snapshot, message, &mut seen)).collect(),
        }],
    });
}

#[derive(Serialize)]
struct Sarif {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<SarifResult>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    rule_id: &'static str,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fingerprints {
    finding: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl SarifResult {
    fn of(snapshot: &Snapshot, message: &Message, seen: &mut BTreeSet<String>) -> SarifResult {
        let region = report::place(snapshot, message).map(|place| Region {
            start_line: place.line,
            start_column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
        });
        let uri = crate::base::percent::path(message.path.as_str());
        SarifResult {
            rule_id: message.code,
            level: message.severity.word(),
            message: Text { text: whole_text(message) },
            locations: [Location { physical_location: PhysicalLocation { artifact_location: ArtifactLocation { uri }, region } }],
            partial_fingerprints: Fingerprints { finding: fingerprint(snapshot, message, seen) },
        }
    }
}
