//! What reading and checking maps costs: `cargo bench --bench maps -- 1000`.
//!
//! Makes as many maps of 15 steps each, with roles, links, answers, lists to tick and calls between them, reads each one and then holds
//! them against each other. Figures are CPU time of one thread. `benches/README.md` tells what was measured.

use std::fmt::Write;
use std::time::Duration;

use cpu_time::ProcessTime;
use waybook::base::{Message, Severity, SourcePath};
use waybook::maps::lint::{self, SiteMaps};
use waybook::maps::{self, ProcessMap};

fn main() {
    let count: usize = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(1000);
    let files: Vec<(SourcePath, String)> =
        (0..count).map(|map| (SourcePath::new(format!("process-maps/map-{map}.yaml")), map_text(map, count))).collect();
    let roles: String = (0..8).map(|role| format!("role-{role}: {{name: Role number {role}, short: R{role}}}\n")).collect();
    let links: String = (0..40).map(|link| format!("link-{link}: {{title: Tool number {link}, kind: tool}}\n")).collect();
    let glossary: String = (0..40).map(|term| format!("Term {term}: {{means: Something, was: Old {term}}}\n")).collect();
    let beside = |name: &str| SourcePath::new(format!("process-maps/{name}.yaml"));
    let (roles, _) = maps::read_roles(&beside("_roles"), &roles);
    let (links, _) = maps::read_links(&beside("_links"), &links);
    let (glossary, _) = maps::read_glossary(&beside("_glossary"), &glossary);

    // What nobody can save who reads YAML through this parser.
    let floor = cpu(|| {
        for (_, text) in &files {
            assert!(granit_parser::Parser::new_from_str(text).all(|event| event.is_ok()));
        }
    });
    let yaml = cpu(|| {
        for (path, text) in &files {
            assert!(waybook::yaml::read_tree(path, text, 0, &waybook::yaml::Limits::FILE).whole);
        }
    });
    let mut read: Vec<ProcessMap> = Vec::new();
    let mut messages: Vec<Message> = Vec::new();
    let reading = cpu(|| {
        for (path, text) in &files {
            let (map, said) = maps::read_map(path, text);
            read.extend(map);
            messages.extend(said);
        }
    });
    let checking = cpu(|| {
        let site = SiteMaps { maps: read.iter().collect(), roles: &roles, links: &links, glossary: &glossary, paths: Vec::new() };
        messages.extend(lint::site(&site));
    });
    let bad: Vec<&Message> = messages.iter().filter(|message| message.severity != Severity::Note).collect();
    assert!(bad.is_empty(), "{:?}", bad[0]);
    assert!(read.len() == count && read.iter().all(|map| map.steps.len() == 15));

    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    println!("{count} maps of 15 steps, {} bytes each", bytes / count.max(1));
    let parts = [
        ("floor: the YAML parser alone", floor),
        ("YAML as a tree, with its messages", yaml),
        ("read, one by one", reading),
        ("hold against each other", checking),
        ("together", reading + checking),
    ];
    for (name, time) in parts {
        let millis = time.as_secs_f64() * 1000.0;
        let ratio = time.as_secs_f64() / floor.as_secs_f64();
        println!("{name:<34}{millis:>9.1} ms CPU {:>9.1} µs per map {ratio:>6.1} × floor", millis * 1000.0 / count as f64);
    }
}

/// The CPU time that `work` takes.
fn cpu(work: impl FnOnce()) -> Duration {
    let start = ProcessTime::now();
    work();
    start.elapsed()
}

/// A map of 15 steps as people write them: three questions, a loop back, a call, links, boxes to tick, a form.
fn map_text(map: usize, count: usize) -> String {
    let mut text = format!(
        "title: Process number {map}\nsummary: What happens when a customer asks for service number {map}.\nstatus: live\n\
         owner: role-{}\nreviewed: 2026-11-21\nstarts_when: A customer asks\nsteps:\n",
        map % 8
    );
    for step in 0..13 {
        let who = (map + step) % 8;
        let _ = match step {
            3 | 6 | 9 => writeln!(
                text,
                "  - id: s{step}\n    ask: Is part {step} complete?\n    who: role-{who}\n    answers:\n      \"Yes\": s{}\n      Not yet: s{}\n      Never: refused",
                step + 1,
                step - 2
            ),
            // Only maps further on are called, so there is no circle.
            11 if map + 1 < count => writeln!(text, "  - id: s{step}\n    map: map-{}\n    who: role-{who}\n    takes: 1h", map + 1),
            _ => writeln!(
                text,
                "  - id: s{step}\n    do: Do part {step} of the work\n    who: role-{who}\n    with: [role-{}]\n    takes: 30m\n    \
                 use: [link-{}]\n    makes: result-{map}-{step}\n    check:\n      - The first thing is done\n      - The second thing is done\n    \
                 form:\n      - {{ask: What is the number?, type: text, must: true}}",
                (who + 1) % 8,
                (map + step) % 40
            ),
        };
    }
    text + "  - {id: done, end: Done, outcome: good}\n  - {id: refused, end: Refused, outcome: bad}\n"
}
