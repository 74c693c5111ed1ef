//! What building, checking and editing a handbook cost, beside two floors measured in the same run: `cargo bench --bench site -- 1000`.
//!
//! Floor A reads every file, turns it into HTML with pulldown-cmark alone and writes it. Floor B does the same on all cores, colours code
//! with syntect and puts each page into a small tera template. Every measurement is a process of its own, so that its CPU time and its
//! peak of memory are its own. Figures are CPU time of all threads, so that other work on the machine matters little; the ratios are what
//! to compare between machines and versions. `benches/README.md` tells more.
//!
//! `-- PAGES [plain|code|different] [--keep FOLDER]`: with `code` there are two blocks of it on each page, in lines that stand on some fifteen
//! pages each; with `different` no line of code stands twice. Without any of them all three are measured. `--keep` leaves the generated
//! handbook there.

mod dice;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use rayon::prelude::*;
use waybook::sources::{self, Disk};
use waybook::workspace::{Timings, Workspace, WorkspaceOptions};

use dice::Dice;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [stage, name, site, out] = arguments.as_slice()
        && stage == "--stage"
    {
        return measure(name, Path::new(site), Path::new(out));
    }
    let pages: usize = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1000);
    let kept = arguments.iter().position(|argument| argument == "--keep").and_then(|at| arguments.get(at + 1)).map(PathBuf::from);
    const KINDS: [(&str, Code, &str); 3] = [
        ("plain", Code::None, "no code"),
        ("code", Code::Alike, "two blocks of code on each"),
        ("different", Code::Different, "two blocks of code on each, no line of them twice"),
    ];
    let named = |name: &str| arguments.iter().any(|argument| argument == name);
    let all = !KINDS.iter().any(|(name, ..)| named(name));
    for (name, code, words) in KINDS.into_iter().filter(|(name, ..)| all || named(name)) {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let root = kept.as_ref().map_or_else(|| folder.path().join("handbook"), |kept| kept.join(name));
        generate(&root.join("site"), pages, code);
        println!("\n{pages} pages, {words}");
        compare(&root);
    }
}

/// Runs every stage as a process of its own and prints a line for each.
fn compare(root: &Path) {
    let run = |stage: &str, out: &str| {
        let own = std::env::current_exe().expect("the program knows where it is");
        let said = Command::new(own).args(["--stage", stage]).arg(root.join("site")).arg(root.join(out)).output().expect("a stage can run");
        assert!(said.status.success(), "{stage}: {}", String::from_utf8_lossy(&said.stderr));
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let figures: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        (figures[0], figures[1], said)
    };
    let (floor_a, ..) = run("floor-a", "floor-a");
    let (floor_b, ..) = run("floor-b", "floor-b");
    println!("{:<26}{floor_a:>8.3} s CPU", "floor A");
    println!("{:<26}{floor_b:>8.3} s CPU", "floor B");
    for (stage, name) in [("build", "build"), ("build", "build, nothing changed"), ("check", "check")] {
        let (seconds, megabytes, _) = run(stage, "public");
        println!("{name:<26}{seconds:>8.3} s CPU {:>6.2} x A {:>6.2} x B {megabytes:>6.0} MB", seconds / floor_a, seconds / floor_b);
    }
    let (.., said) = run("edits", "public");
    said.lines().skip(1).for_each(|line| println!("{line}"));
}

/// One stage: prints its CPU time in seconds and the peak of its memory in megabytes, then what else there is to say.
fn measure(stage: &str, site: &Path, out: &Path) {
    let start = ProcessTime::now();
    let more = match stage {
        "floor-a" => floor_a(site, out),
        "floor-b" => floor_b(site, out),
        "build" => run(&["build".as_ref(), site.as_os_str(), "--output".as_ref(), out.as_os_str()]),
        "check" => run(&["check".as_ref(), site.as_os_str()]),
        "edits" => edits(site),
        other => panic!("no stage is called {other}"),
    };
    println!("{:.4} {:.0}", start.elapsed().as_secs_f64(), peak_megabytes());
    print!("{more}");
}

/// The most memory that this process ever held, as Linux tells it; 0 elsewhere.
fn peak_megabytes() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// The command itself, with all that it says.
fn run(arguments: &[&std::ffi::OsStr]) -> String {
    let exit = waybook::cli::run(std::iter::once("waybook".as_ref()).chain(arguments.iter().copied()).map(Into::into));
    assert_eq!(exit as u8, 0, "the command succeeds");
    String::new()
}

/// From the end of saving a file to the new page being ready to be sent: medians of 20 edits of each kind, in wall-clock time and CPU time.
fn edits(site: &Path) -> String {
    let disk = Disk::open(site).expect("the site is there");
    let began = ProcessTime::now();
    let mut workspace = Workspace::open(&disk, WorkspaceOptions::default(), &mut Timings::default());
    let opened = began.elapsed();
    let mut out = format!("{:<26}{:>8.3} s CPU\n", "open, first page", opened.as_secs_f64());
    let page = disk.root.join("content/section-00/page-00000.md");
    let shown = "section-00/page-00000/index.html";
    /// A new text made of the old one, in this turn.
    type Edit<'a> = &'a dyn Fn(&str, usize) -> String;
    let kinds: [(&str, PathBuf, &str, Edit); 4] = [
        ("edit of a text", page.clone(), shown, &|text, turn| format!("{text}\nNew words, turn{turn}.\n")),
        ("edit of a heading", page.clone(), shown, &|text, turn| text.replacen("## Section 9", &format!("## turn{turn} 9"), 1)),
        ("edit of a template", disk.root.join("themes/handbook/templates/page.html"), shown, &|_, turn| {
            let own = waybook::render::THEME_FILES.iter().find(|(name, _)| *name == "templates/page.html").expect("the theme has pages").1;
            String::from_utf8_lossy(own).replace("</main>", &format!("<p>turn{turn}</p></main>"))
        }),
        ("edit of a map", disk.root.join("process-maps/map-00.yaml"), "maps/map-00/index.html", &|text, turn| {
            text.replacen("Ask the customer", &format!("turn{turn} the customer"), 1)
        }),
    ];
    for (name, file, output, edit) in kinds {
        let original = fs::read_to_string(&file).ok();
        fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("a folder can be made");
        let mut times: Vec<(Duration, Duration)> = (0..20)
            .map(|turn| {
                fs::write(&file, edit(original.as_deref().unwrap_or_default(), turn)).expect("a file can be written");
                let (wall, cpu) = (Instant::now(), ProcessTime::now());
                assert!(workspace.refresh(&disk, std::slice::from_ref(&file), &mut Timings::default()), "the edit is seen");
                let page = workspace.snapshot().render(output).expect("the page is there");
                let taken = (wall.elapsed(), cpu.elapsed());
                assert!(String::from_utf8_lossy(&page.bytes).contains(&format!("turn{turn}")), "{name}: the page shows the edit");
                taken
            })
            .collect();
        match original {
            Some(text) => fs::write(&file, text).expect("a file can be written"),
            None => fs::remove_file(&file).expect("a file can be deleted"),
        }
        workspace.refresh(&disk, std::slice::from_ref(&file), &mut Timings::default());
        times.sort();
        let (wall, _) = times[times.len() / 2];
        times.sort_by_key(|(_, cpu)| *cpu);
        let (_, cpu) = times[times.len() / 2];
        let _ = writeln!(out, "{name:<26}{:>8.1} ms wall {:>8.1} ms CPU", wall.as_secs_f64() * 1e3, cpu.as_secs_f64() * 1e3);
    }
    out
}

fn texts(site: &Path) -> Vec<(String, String)> {
    let disk = Disk::open(site).expect("the site is there");
    let files = sources::read(&disk).files;
    files.into_iter().map(|(path, file)| (path.as_str().to_string(), String::from_utf8_lossy(&file.bytes).into_owned())).collect()
}

fn write(out: &Path, path: &str, html: &str) {
    let target = out.join(path).with_extension("html");
    fs::create_dir_all(target.parent().expect("a file is in a folder")).expect("a folder can be made");
    fs::write(target, html).expect("a file can be written");
}

fn floor_a(site: &Path, out: &Path) -> String {
    for (path, text) in texts(site) {
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::ENABLE_TABLES));
        write(out, &path, &html);
    }
    String::new()
}

fn floor_b(site: &Path, out: &Path) -> String {
    use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};
    use syntect::html::{ClassStyle, ClassedHTMLGenerator};
    let syntaxes = two_face::syntax::extra_newlines();
    let mut tera = tera::Tera::default();
    let template = "<!doctype html><title>{{ title }}</title><nav><a href=\"/\">Home</a></nav><main>{{ body | safe }}</main>";
    tera.add_raw_template("page.html", template).expect("the template is right");
    texts(site).par_iter().for_each(|(path, text)| {
        let mut events = Vec::new();
        let mut code: Option<(String, String)> = None;
        for event in pulldown_cmark::Parser::new_ext(text, pulldown_cmark::Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => code = Some((language.to_string(), String::new())),
                Event::Text(text) if code.is_some() => code.as_mut().expect("it is some").1.push_str(&text),
                Event::End(TagEnd::CodeBlock) if code.is_some() => {
                    let (language, text) = code.take().expect("it is some");
                    let syntax = syntaxes.find_syntax_by_token(&language).unwrap_or_else(|| syntaxes.find_syntax_plain_text());
                    let mut marked = ClassedHTMLGenerator::new_with_class_style(syntax, &syntaxes, ClassStyle::Spaced);
                    for line in text.split_inclusive('\n') {
                        marked.parse_html_for_line_which_includes_newline(line).expect("the line can be read");
                    }
                    events.push(Event::Html(CowStr::from(format!("<pre><code>{}</code></pre>\n", marked.finalize()))));
                }
                other => events.push(other),
            }
        }
        let mut body = String::new();
        pulldown_cmark::html::push_html(&mut body, events.into_iter());
        let mut context = tera::Context::new();
        context.insert("title", &path.as_str());
        context.insert("body", &body);
        write(out, path, &tera.render("page.html", &context).expect("the page can be made"));
    });
    String::new()
}

/// Whether the generated pages hold code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Code {
    None,
    /// Two blocks a page, with one of a thousand names in each line.
    Alike,
    /// Two blocks a page, with a name of its own in each line.
    Different,
}

/// A handbook with a fixed seed: 100 pages a section, per page about 600 words, 10 headings, 20 links, a table, lists and perhaps two blocks
/// of code; a map of 15 steps for each 500 pages.
fn generate(site: &Path, pages: usize, code: Code) {
    const WORDS: [&str; 24] = [
        "customer", "deal", "handover", "review", "seller", "the", "a", "of", "before", "after", "step", "board", "issue", "answer",
        "question", "with", "and", "to", "process", "owner", "map", "ready", "week", "team",
    ];
    let mut dice = Dice::new(1);
    for page in 0..pages {
        let mut text = format!("---\ntitle: Page {page}\ndescription: Generated page number {page}.\n---\n\n");
        for section in 0..10 {
            let _ = write!(text, "## Section {section} of page {page}\n\n");
            let mut before = 0;
            for word in 0..60 {
                // No word twice in a row: that would be a finding on every page.
                before = (before + 1 + dice.below(WORDS.len() - 1)) % WORDS.len();
                text.push_str(WORDS[before]);
                text.push(if word == 59 { '.' } else { ' ' });
            }
            for _ in 0..2 {
                let to = dice.below(pages);
                let _ = write!(text, " See [page {to}](/section-{:02}/page-{to:05}/#section-{section}-of-page-{to}).", to / 100);
            }
            text.push_str("\n\n");
            if code != Code::None && section % 5 == 2 {
                block_of_code(&mut text, &mut dice, page * 10 + section, code);
            }
        }
        text.push_str("| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n\n- one\n- two\n  - three\n\n1. first\n2. second\n");
        let file = site.join(format!("content/section-{:02}/page-{page:05}.md", page / 100));
        fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(file, text).expect("a page can be written");
    }
    fs::create_dir_all(site.join("process-maps")).expect("a folder can be made");
    for map in 0..pages.div_ceil(500) {
        let mut text = format!(
            "title: Map {map}\nsummary: A generated map.\nowner: architect\npages: [/section-{:02}/page-{:05}/]\nsteps:\n",
            map * 5,
            map * 500,
        );
        for step in 0..14 {
            let (id, who) = (format!("s{step}"), ["seller", "architect", "customer"][step % 3]);
            let _ = match step % 4 {
                3 => writeln!(
                    text,
                    "  - {{id: {id}, ask: Is part {step} ready?, who: {who}, answers: {{\"Yes\": s{}, \"No\": s{}}}}}",
                    step + 1,
                    step - 1
                ),
                _ => writeln!(text, "  - {{id: {id}, do: Ask the customer for part {step}, who: {who}, takes: 15m}}"),
            };
        }
        text.push_str("  - {id: s14, end: The customer has all parts, outcome: good}\n");
        fs::write(site.join(format!("process-maps/map-{map:02}.yaml")), text).expect("a map can be written");
    }
    let roles = "seller: {name: Seller}\narchitect: {name: Architect}\ncustomer: {name: Customer}\n";
    fs::write(site.join("process-maps/_roles.yaml"), roles).expect("the roles can be written");
}

/// Twelve lines in one of four languages, with other names each time.
fn block_of_code(text: &mut String, dice: &mut Dice, number: usize, code: Code) {
    let (language, lines): (&str, [&str; 4]) = match number / 5 % 4 {
        0 => ("yaml", ["name_N:", "  steps: [build_N, test]", "  image: \"rust:N\" # the newest", "  retries: N"]),
        1 => ("bash", ["export NAME_N=\"$HOME/N\"", "if [ -f file_N ]; then", "  grep -c 'word N' file_N | sort", "fi"]),
        2 => {
            ("python", ["def part_N(value: int = N) -> str:", "    # what it does", "    return f\"{value}_N\" if value > N else None", ""])
        }
        _ => ("sql", ["SELECT name_N, count(*)", "FROM deals_N WHERE stage = 'N'", "GROUP BY name_N -- in order", "HAVING count(*) > N;"]),
    };
    let _ = writeln!(text, "```{language}");
    for round in 0..3 {
        for (at, line) in lines.into_iter().enumerate() {
            let name = if code == Code::Alike { dice.below(1000) } else { number * 12 + round * 4 + at };
            text.push_str(&line.replace('N', &name.to_string()));
            text.push('\n');
        }
    }
    text.push_str("```\n\n");
}
