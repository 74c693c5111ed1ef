//! `cargo bench --bench pathological`: pages that are made to be slow, each through `check` in a process of its own. Prints seconds of CPU,
//! peak memory, and how much longer twice as much takes; ends with an error when one is over the limits of the design.
//!
//! `cargo bench --bench pathological -- NAME` runs those whose name begins so.

mod dice;

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, ExitCode, Stdio};

use cpu_time::ProcessTime;
use waybook::cli;

use dice::Dice;

/// What one page may cost.
const MOST_SECONDS: f64 = 2.0;
const MOST_MB: f64 = 256.0;

/// Twice as much may take so many times as long. Below half a second it says little: asking the system for memory weighs too much.
const MOST_TIMES: f64 = 3.0;
const SHORT_SECONDS: f64 = 0.5;

/// A name, how often the piece is repeated, and the page.
type Case = (&'static str, usize, fn(usize) -> String);

const CASES: &[Case] = &[
    ("equal headings", 20_000, |n| "## Same\n\n".repeat(n)),
    ("equal headings with text", 20_000, |n| "## Same\n\nText.\n\n".repeat(n)),
    ("nested quotes", 25_000, |n| ">".repeat(n) + " x\n"),
    ("nested quotes, growing", 1_000, |n| (1..n).fold(String::new(), |text, depth| text + &">".repeat(depth) + " x\n")),
    ("list levels", 3_000, |n| (0..n).fold(String::new(), |text, depth| text + &" ".repeat(depth * 2) + "- x\n")),
    ("list levels on one line", 3_000, |n| "- ".repeat(n) + "x\n"),
    ("numbered list levels", 2_000, |n| (0..n).fold(String::new(), |text, depth| text + &" ".repeat(depth * 3) + "1. x\n")),
    ("fence, MB", 5, |n| format!("```\n{}```\n", "A line of code, then another.\n".repeat(n * 34_953))),
    ("bash fence, MB", 5, |n| format!("```bash\n{}```\n", "if [ -f \"$HOME\" ]; then ls; fi\n".repeat(n * 33_000))),
    ("open fence, MB", 5, |n| format!("```python\n{}", "for x in range(3): print(x)\n".repeat(n * 37_000))),
    ("one line of bash, kB", 200, |n| format!("```bash\n{}\n```\n", "echo \"$(ls)\" && ".repeat(n * 64))),
    ("link definitions", 80_000, |n| (0..n).fold(String::new(), |text, at| text + &format!("[l{at}]: /x\n"))),
    ("link definitions, used", 40_000, |n| (0..n).fold(String::new(), |text, at| text + &format!("[l{at}]\n\n[l{at}]: /x\n\n"))),
    ("abbreviations", 100_000, |n| (0..n).fold(String::from("A0 B\n\n"), |text, at| text + &format!("*[A{at}]: x\n"))),
    ("abbreviations, used", 50_000, |n| {
        let uses = (0..n).fold(String::new(), |text, at| text + &format!("A{at} "));
        (0..n).fold(uses + "\n\n", |text, at| text + &format!("*[A{at}]: x\n"))
    }),
    ("one abbreviation, used", 100_000, |n| "SA ".repeat(n) + "\n\n*[SA]: Solutions architect\n"),
    ("footnotes", 30_000, |n| (0..n).fold(String::new(), |text, at| text + &format!("x[^{at}]\n\n[^{at}]: y\n\n"))),
    ("lists with a name", 30_000, |n| {
        (0..n).fold(String::new(), |text, at| text + &format!("{{:a{at}: .x a{}}}\n", at + 1)) + "\nx\n{: a0}\n"
    }),
    ("attribute lists", 50_000, |n| "x\n{: .a}\n\n".repeat(n)),
    ("attribute lists in a line", 100_000, |n| "*x*{: .a} ".repeat(n) + "\n"),
    ("table rows", 30_000, |n| String::from("| a | b |\n|---|---|\n") + &"| x | [y](/z) |\n".repeat(n)),
    ("table columns", 10_000, |n| format!("{}|\n{}|\n{}|\n", "|a".repeat(n), "|-".repeat(n), "|b".repeat(n))),
    ("tasks", 50_000, |n| "- [ ] same\n".repeat(n)),
    ("long paragraph", 200_000, |n| "word\n".repeat(n)),
    ("emoji", 100_000, |n| ":tada: ".repeat(n) + "\n"),
    ("addresses", 50_000, |n| "www.example.com ".repeat(n) + "\n"),
    ("signs before @", 200_000, |n| "a.".repeat(n) + "@b\n"),
    ("links to nothing", 20_000, |n| (0..n).fold(String::new(), |text, at| text + &format!("[x](/page-{at}/) "))),
    ("anchors that are not there", 10_000, |n| (0..n).fold(String::new(), |text, at| text + &format!("## H {at}\n\n[x](#i-{at})\n\n"))),
    ("front matter", 3_000, |n| format!("---\n{}---\nx\n", (0..n).fold(String::new(), |text, at| text + &format!("key-{at}: x\n")))),
    ("includes of nothing", 20_000, |n| (0..n).fold(String::new(), |text, at| text + &format!("{{{{% include \"_p{at}.md\" %}}}}\n\n"))),
    ("stray end tags", 50_000, |n| "</div>\n\n".repeat(n)),
    ("open tags", 50_000, |n| "<div>\n\n".repeat(n)),
    ("open tags in a line", 100_000, |n| "<b>".repeat(n) + "\n"),
    ("comments without an end", 50_000, |n| "<!--\n".repeat(n)),
    ("backticks", 2_000, |n| (1..n).fold(String::new(), |text, at| text + &"`".repeat(at) + "x")),
    ("signs of stress", 200_000, |n| "*a _b ".repeat(n) + "\n"),
    ("brackets", 200_000, |n| "[".repeat(n) + "\n"),
    ("brackets in pairs", 100_000, |n| "[".repeat(n) + &"]".repeat(n) + "\n"),
    ("entities", 100_000, |n| "&amp;".repeat(n) + "\n"),
    ("formulas", 30_000, |n| "$$x^2$$ ".repeat(n) + "\n"),
    ("admonitions", 20_000, |n| "!!! note \"x\"\n    y\n\n".repeat(n)),
    ("nested admonitions", 300, |n| (0..n).fold(String::new(), |text, depth| text + &" ".repeat(depth * 4) + "!!! note\n\n")),
    ("shortcodes", 20_000, |n| "{{% alert %}}\nx\n{{% /alert %}}\n\n".repeat(n)),
    ("nested shortcodes", 20_000, |n| "{{% note %}}\n".repeat(n) + &"{{% /note %}}\n".repeat(n)),
    ("markdown in HTML", 20_000, |n| "<div markdown=\"1\">\nx\n</div>\n\n".repeat(n)),
    ("nested markdown in HTML", 20_000, |n| "<div markdown=\"1\">\n".repeat(n) + &"</div>\n".repeat(n)),
    ("definitions", 50_000, |n| "a\n: b\n\n".repeat(n)),
    ("allowances and what they are about", 30_000, |n| "</div> <!-- waybook-allow WB113 -->\n\n".repeat(n)),
];

/// Our own delimiters and those of Markdown: random rows of them.
const SIGNS: &[&str] = &[
    "{:",
    "{: .a}",
    "{::",
    "{:/}",
    "{:/comment}",
    "{::comment}",
    "{::nomarkdown}",
    "{:toc}",
    "{.a}",
    "{#a}",
    "{%",
    "%}",
    "{{",
    "}}",
    "{{<",
    ">}}",
    "{{% note %}}",
    "{{% /note %}}",
    "{{< include \"a.md\" >}}",
    ":::note\n",
    ":::\n",
    "!!! note\n",
    "??? x\n",
    "$$",
    "$`",
    "`$",
    "$",
    "*[",
    "*[A]: b\n",
    "[^",
    "[^1]",
    "[^1]: x\n",
    "<details markdown=1>",
    "</details>",
    "<div markdown=\"1\">",
    "</div>",
    "<!--",
    "-->",
    "<",
    ">",
    "- [ ] ",
    "- [x] ",
    "1. ",
    "- ",
    "> ",
    "# ",
    "***",
    "**",
    "*",
    "_",
    "~~",
    "`",
    "```",
    "```bash\n",
    "[",
    "]",
    "](",
    ")",
    "![",
    "|",
    "|-|\n",
    "\n",
    "\n\n",
    "    ",
    "\t",
    ": ",
    ":tada:",
    "&amp;",
    "\\",
    "www.",
    "https://",
    "@",
    "(http",
    "<iframe src=\"https://a.b/\">",
    "[TODO ",
    "<!-- waybook-allow WB113 -->",
    "word ",
    "the the ",
    "â€™",
    "\u{a0}",
    "ä",
];

/// So many signs each row has.
const ROW: usize = 60_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [one, folder] = arguments.as_slice()
        && one == "--one"
    {
        measure(folder);
        return ExitCode::SUCCESS;
    }
    let wanted = arguments.first().map_or("", String::as_str);
    let rows = (0..24).map(|seed| (format!("random {seed}"), ROW)).chain((0..SIGNS.len()).map(|sign| (format!("sign {sign}"), ROW)));
    let cases = CASES.iter().map(|(name, size, _)| ((*name).to_string(), *size)).chain(rows);
    println!("| page | size | kB | CPU s | peak MB | twice as much |\n|---|---|---|---|---|---|");
    let mut over = 0;
    for (name, size) in cases.filter(|(name, _)| name.starts_with(wanted)) {
        // Of what is as deep as it is long, half as much more is twice as much.
        let length = page(&name, size).len();
        let more = if page(&name, 2 * size).len() > 3 * length { size * 99 / 70 } else { 2 * size };
        let ([seconds, megabytes], [twice, _]) = (child(&name, size), child(&name, more));
        let times = twice / seconds;
        let bad = seconds > MOST_SECONDS || megabytes > MOST_MB || (times > MOST_TIMES && twice > SHORT_SECONDS);
        over += usize::from(bad);
        let shown = name
            .strip_prefix("sign ")
            .and_then(|at| at.parse::<usize>().ok())
            .map_or(name.clone(), |at| format!("`{}`", SIGNS[at].escape_debug()));
        let kilobytes = length / 1000;
        println!("| {shown} | {size} | {kilobytes} | {seconds:.2} | {megabytes:.0} | {times:.1} × |{}", if bad { " **over**" } else { "" });
    }
    if over > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn page(name: &str, size: usize) -> String {
    if let Some(at) = name.strip_prefix("sign ").and_then(|at| at.parse::<usize>().ok()) {
        return SIGNS[at].repeat(size);
    }
    if let Some(seed) = name.strip_prefix("random ").and_then(|seed| seed.parse::<u64>().ok()) {
        return row(seed, size);
    }
    let (_, _, make) = CASES.iter().find(|(known, ..)| *known == name).expect("a case");
    make(size)
}

/// A few signs out of all, mixed: what is hostile is mostly two or three of them together.
fn row(seed: u64, size: usize) -> String {
    let mut dice = Dice::new(seed);
    let kinds = 2 + dice.below(6);
    let few: Vec<&str> = (0..kinds).map(|_| SIGNS[dice.below(SIGNS.len())]).collect();
    (0..size).fold(String::new(), |mut text, _| {
        let _ = write!(text, "{}", few[dice.below(few.len())]);
        text
    })
}

/// `waybook check` of a site of this page alone, as the program does it, messages printed.
fn measure(folder: &str) {
    let seconds = || ProcessTime::now().as_duration().as_secs_f64();
    let before = seconds();
    cli::run(["waybook", "check", folder].map(Into::into));
    let used = seconds() - before;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().split(' ').next()?.parse::<f64>().ok()).unwrap_or(0.0);
    eprintln!("\n{END}{used} {}", peak / 1024.0);
}

/// Before the figures of a run, behind what the program says.
const END: &str = "measured: ";

fn child(name: &str, size: usize) -> [f64; 2] {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::create_dir(folder.path().join("content")).expect("a folder can be made");
    fs::write(folder.path().join("content/index.md"), page(name, size)).expect("the page can be written");
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new(program).arg("--one").arg(folder.path()).stdout(Stdio::null()).output().expect("it runs again");
    let said = String::from_utf8_lossy(&output.stderr);
    let mut numbers = said.rsplit(END).next().unwrap_or("").split(' ').filter_map(|number| number.trim().parse::<f64>().ok());
    match (numbers.next(), numbers.next()) {
        (Some(seconds), Some(megabytes)) => [seconds, megabytes],
        _ => panic!("{name} × {size}: {}", String::from_utf8_lossy(&output.stderr)),
    }
}
