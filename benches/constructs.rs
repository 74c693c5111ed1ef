//! `cargo bench --bench constructs -- [PAGES] [--keep FOLDER]`: a handbook with the constructs of real ones as often as in a real one of
//! 4,136 pages, each numbered. Builds and checks it, and ends with an error when a construct is neither rendered nor reported at its line,
//! when something is reported that nobody planted, or when a page could not be made. Each command is a process of its own.

mod dice;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use cpu_time::ProcessTime;
use waybook::cli;

use dice::Dice;

/// The pages of the handbook that was counted.
const COUNTED: usize = 4136;
/// Words of a page there.
const WORDS_OF_A_PAGE: usize = 1280;

/// How often it stands in the handbook that was counted, what is written, what its page holds then, and the code of the message.
/// In the texts `§` is the number of the place; `¤` is the number of another page, as in its address.
struct Construct {
    name: &'static str,
    uses: usize,
    text: &'static str,
    shown: &'static str,
    said: &'static str,
}

const fn shown(name: &'static str, uses: usize, text: &'static str, shown: &'static str) -> Construct {
    Construct { name, uses, text, shown, said: "" }
}

const fn said(name: &'static str, uses: usize, said: &'static str, text: &'static str, shown: &'static str) -> Construct {
    Construct { name, uses, text, shown, said }
}

const CONSTRUCTS: &[Construct] = &[
    shown("link from the root", 20_271 - 2_898, "See [place §](/¤/).", "<a href=\"../../¤/index.html\">place §</a>"),
    shown("link to an anchor", 12_800 - 2_898, "See [place §](/¤/#part-3).", "<a href=\"../../¤/index.html#part-3\">place §</a>"),
    shown("link to an own anchor", 2_898, "See [part §](#part-2).", "<a href=\"#part-2\">part §</a>"),
    shown("relative link", 2_352, "See [place §](../../¤/).", "<a href=\"../../¤/index.html\">place §</a>"),
    shown("link to a file", 2_067, "See [place §](../¤.md).", "<a href=\"../../¤/index.html\">place §</a>"),
    shown(
        "list of `1.`",
        1_561,
        "1. first §\n1. second §\n1. third §\n1. fourth §\n1. fifth §\n1. sixth §",
        "<ol>\n<li>first §</li>\n<li>second §</li>\n<li>third §</li>\n<li>fourth §</li>\n<li>fifth §</li>\n<li>sixth §</li>\n</ol>",
    ),
    shown("raw `br`", 4_585, "Upper §<br>lower §", "Upper §<br>lower §"),
    shown("raw `table`", 800, "<table><tr><th>Name §</th></tr><tr><td>Value §</td></tr></table>", "<td>Value §</td>"),
    shown(
        "raw `details`",
        1_038,
        "<details>\n<summary>Summary §</summary>\n\nHidden **text §**.\n\n</details>",
        "<summary>Summary §</summary>",
    ),
    said("raw `iframe`", 332, "WB116", "<iframe src=\"https://example.com/frame-§\"></iframe>", "src=\"https://example.com/frame-§\""),
    shown(
        "raw `kbd` and `i`",
        1_500,
        "Press <kbd>K§</kbd> or <i class=\"fa fa-key\">this §</i>.",
        "<kbd>K§</kbd> or <i class=\"fa fa-key\">this §</i>",
    ),
    shown("raw `div` and `li`", 1_500, "<div class=\"box\"><ul><li>Point §</li></ul></div>", "<li>Point §</li>"),
    shown("table", 2_554, "| Head § | B |\n|---|:-:|\n| Cell § | `x` |", "<td>Cell §</td>"),
    shown("task list", 767, "- [ ] Task §\n- [x] Done §", "<span class=\"t\">Task §</span>"),
    shown("footnote", 101, "A word[^n§].\n\n[^n§]: Note §", "<p>Note §</p>"),
    shown("strikethrough", 21, "It is ~~gone §~~.", "<del>gone §</del>"),
    shown("alert of a quote", 19, "> [!NOTE]\n> Noted §.", "<p>Noted §.</p>"),
    said("mermaid flowchart", 401, "WB126", "```mermaid\nflowchart TD\n  A§ --> B\n```", "A§ --&gt; B"),
    said("mermaid sequence", 189, "WB126", "```mermaid\nsequenceDiagram\n  A§->>B: x\n```", "A§-&gt;&gt;B"),
    said("other mermaid", 62, "WB126", "```mermaid\nerDiagram\n  A§ ||--o{ B : x\n```", "A§ ||--o{ B"),
    shown("bash", 800, "```bash\necho part_§\n```", "part_§"),
    shown("sql", 600, "```sql\nSELECT part_§ FROM t\n```", "part_§"),
    shown("yaml", 500, "```yaml\npart_§: true\n```", "part_§"),
    shown("ruby", 300, "```ruby\nputs part_§\n```", "part_§"),
    shown(
        "json, python, go, js",
        500,
        "```json\n{\"part_§\": 1}\n```\n\n```python\npart_§ = 1\n```\n\n```go\npart_§ := 1\n```\n\n```js\nvar part_§;\n```",
        "part_§",
    ),
    shown("shortcode `alert`", 892, "{{% alert title=\"Title §\" color=\"warning\" %}}\nInner §.\n{{% /alert %}}", "<p>Inner §.</p>"),
    shown("shortcode `details`", 426, "{{% details summary=\"Summary §\" %}}\nInner §.\n{{% /details %}}", "<p>Inner §.</p>"),
    shown("shortcode `include`", 302, "{{% include \"/_parts/shared.md\" %}}\n\nBehind it §.", "<p>Shared text.</p>\n<p>Behind it §.</p>"),
    shown("shortcode `panel`", 186, "{{% panel header=\"Head §\" %}}\nInner §.\n{{% /panel %}}", "<strong>Head §</strong>"),
    shown("shortcode `youtube`", 159, "{{< youtube video§ >}}", "https://www.youtube-nocookie.com/embed/video§"),
    shown("shortcode `card`", 60, "{{% cardpane %}}\n{{% card header=\"Head §\" %}}\nInner §.\n{{% /card %}}\n{{% /cardpane %}}", "Head §"),
    shown("shortcodes `note` and `label`", 60, "{{% note %}}\nNoted § {{< label name=\"l§\" >}}\n{{% /note %}}", "Noted §"),
    said("unknown shortcode", 40, "WB142", "{{% gadget %}}\nInner §.\n{{% /gadget %}}", "<p>Inner §.</p>"),
    shown("attributes of a heading", 519, "### Own § {#own-§ .mark}\n\nBelow.", "<h3 id=\"own-§\" class=\"mark\">"),
    shown("attributes of a block", 49, "A block §.\n{ .mark }\n\nA block §.\n{: .mark}", "<p class=\"mark\">A block §.</p>"),
    shown("attributes of a span", 300, "A [link §](#part-1){: .mark}.", "class=\"mark\">link §</a>"),
    shown("contents", 200, "* Contents §\n{:toc}", "<nav class=\"contents\""),
    shown("heading outside of the contents", 200, "### Aside §\n{:.no_toc}\n\nBelow.", "Aside §</a></h3>"),
    shown("options", 50, "{::options parse_block_html=\"true\" /}\n\nBehind §.", "<p>Behind §.</p>"),
    shown("comment", 936, "<!-- secret -->\n\nBehind §.", "<p>Behind §.</p>"),
    shown("emoji", 163, "It is :x: §.", "It is ❌ §."),
    shown("math", 6, "$$x_{§}$$", "<mn>§</mn>"),
    shown("definition list", 5, "Term §\n: Meaning §", "<dd>Meaning §</dd>"),
    said("script", 20, "WB140", "<script>steal(§)</script>\n\nBehind §.", "<p>Behind §.</p>"),
    said("handler", 20, "WB140", "<p onclick=\"steal()\">Text §</p>", "<p>Text §</p>"),
    said("address with script", 20, "WB215", "A [link §](javascript:steal()).", "link §"),
    said("bullets between numbers", 40, "WB103", "1. one §\n1. two §\n\n- point §\n\n1. three §", "point §"),
    said("bullets too far left", 40, "WB104", "1. one §\n  - point §\n2. two §", "point §"),
    said("open emphasis", 40, "WB105", "**#channel-§*", "channel-§"),
    said("lost link", 40, "WB106", "Ask § for discovery() first.", "Ask § for"),
    said("empty link", 40, "WB201", "Ask [them §]().", "them §"),
    said("gap in a link", 40, "WB202", "Ask [them §] (/¤/).", "them §"),
    said("host glued to a path", 40, "WB203", "Ask [them §](https://about.example.comhandbook/x).", "them §"),
    said("bare address", 40, "WB204", "Ask them § (https://example.com/§).", "them §"),
    said("glued heading", 40, "WB109", "- point §\n### Glued §", "Glued §"),
    said("bold line for a heading", 40, "WB111", "**Bold line §**\n\nBelow.", "Bold line §"),
    said("decoded twice", 40, "WB108", "It doesnâ€™t §.", "§."),
    said("invisible sign", 40, "WB114", "Look\u{200b}here §.", "here §."),
    said("left to do", 40, "WB112", "[To-do] write §.", "write §."),
    said("doubled word", 40, "WB113", "Ask the the team §.", "team §."),
    said("jump of headings", 40, "WB117", "##### Deep §\n\nBelow.", "Deep §"),
    said("empty section", 40, "WB118", "### Empty §\n\n### Full §\n\nBelow.", "Empty §"),
    said("heading in brackets", 40, "WB107", "### [Bracketed §]\n\nBelow.", "Bracketed §"),
    said("lines that run together", 40, "WB110", "Desk East §: #help-east\nDesk West §: #help-west", "Desk East §"),
    said("needless HTML", 40, "WB115", "Ask <b>two weeks §</b> before.", "<b>two weeks §</b>"),
    said("attribute that may not be", 20, "WB101", "Words §.\n{: onclick=\"run()\" .lead}", "<p class=\"lead\">Words §.</p>"),
    shown("attributes of the next block", 40, "Words §.\n\n{: .lead}", "<p>Words §.</p>\n<p class=\"lead\">Other words stand between.</p>"),
    said("id that is taken", 40, "WB119", "### Own § {#taken-§}\n\nBelow.\n\n### Own again § {#taken-§}\n\nBelow.", "Own §"),
    said("second contents", 40, "WB120", "* Contents\n{:toc}\n\n* Second\n{:toc}\n\nBehind §.", "<p>Behind §.</p>"),
    said("template code", 40, "WB122", "<%= partial § %>", "partial §"),
    said("missing page", 100, "WB205", "See [them §](/pages/nowhere-§/).", "them §"),
    said("missing anchor", 100, "WB206", "See [them §](/¤/#nowhere-§).", "them §"),
    said("plain http", 40, "WB209", "See [them §](http://example.com/§).", "them §"),
    said("vague words", 40, "WB210", "For §, click [here](/¤/).", "For §"),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [one, command, site, out] = arguments.as_slice()
        && one == "--one"
    {
        return measure(command, site, out);
    }
    let pages = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(4000);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let kept = arguments.iter().position(|argument| argument == "--keep").and_then(|at| arguments.get(at + 1)).map(PathBuf::from);
    let root = kept.unwrap_or_else(|| folder.path().to_path_buf());
    let (site, out) = (root.join("site"), root.join("public"));
    let places = generate(&site, pages);
    let built = child("build", &site, &out);
    let checked = child("check", &site, &out);
    println!("{pages} pages, {} places of {} constructs", places.len(), CONSTRUCTS.len());
    for (name, run) in [("build", &built), ("check", &checked)] {
        println!("{name:<8}{:>8.2} s CPU{:>8.0} MB", run.seconds, run.megabytes);
    }
    weights(&out, pages);
    let mut wrong = not_rendered(&out, &places);
    wrong.extend(not_as_planted(&checked.said, &places));
    if built.said.contains("WB001") || built.said.contains("a bug in waybook") {
        wrong.push("a page could not be made".to_string());
    }
    for one in wrong.iter().take(40) {
        println!("{one}");
    }
    println!("{} wrong", wrong.len());
    ExitCode::from(u8::from(!wrong.is_empty()))
}

/// Where a construct stands.
struct Place {
    construct: &'static Construct,
    page: usize,
    /// Its first and last line.
    lines: (usize, usize),
    /// What its page holds.
    shown: String,
}

/// Writes the handbook: to each page its share of words, and the constructs spread over all pages.
fn generate(site: &Path, pages: usize) -> Vec<Place> {
    const WORDS: [&str; 16] = [
        "customer", "deal", "handover", "review", "seller", "before", "after", "step", "board", "issue", "answer", "question", "process",
        "owner", "week", "team",
    ];
    let mut dice = Dice::new(1);
    let mut texts: Vec<String> = (0..pages)
        .map(|page| {
            let mut text = format!("---\ntitle: Page {page}\ndescription: Generated page number {page}.\nweight: {page}\n---\n\n");
            for part in 0..10 {
                let _ = write!(text, "## Part {part}\n\n");
                let mut before = 0;
                for word in 0..WORDS_OF_A_PAGE / 10 {
                    before = (before + 1 + dice.below(WORDS.len() - 1)) % WORDS.len();
                    text.push_str(WORDS[before]);
                    text.push_str(if word % 12 == 11 { ".\n" } else { " " });
                }
                text.push_str("\n\n");
            }
            text
        })
        .collect();
    let mut places = Vec::new();
    for construct in CONSTRUCTS {
        let start = dice.below(pages);
        for turn in 0..(construct.uses * pages / COUNTED).max(1) {
            let (number, page) = (places.len() + 1, (start + turn) % pages);
            let other = (page + 1 + dice.below(pages - 1)) % pages;
            let filled = |text: &str| text.replace('§', &number.to_string()).replace('¤', &path_of(other));
            let text = &mut texts[page];
            let first = text.matches('\n').count() + 1;
            // A paragraph between keeps two constructs apart.
            let block = filled(construct.text);
            let _ = write!(text, "{block}\n\nOther words stand between.\n\n");
            places.push(Place { construct, page, lines: (first, first + block.matches('\n').count()), shown: filled(construct.shown) });
        }
    }
    let folder = site.join("content");
    for (page, text) in texts.iter().enumerate() {
        let file = folder.join(format!("{}.md", path_of(page)));
        fs::create_dir_all(file.parent().expect("a page is in a folder")).expect("a folder can be made");
        fs::write(file, text).expect("a page can be written");
    }
    fs::create_dir_all(folder.join("_parts")).expect("a folder can be made");
    fs::write(folder.join("_parts/shared.md"), "Shared text.\n").expect("a file can be written");
    fs::write(folder.join("index.md"), "# Home\n").expect("a page can be written");
    places
}

/// Where a page is; as in real handbooks some dozens are in one folder.
fn path_of(page: usize) -> String {
    format!("part-{:02}/page-{page:04}", page / 50)
}

/// What should be in a page and is not.
fn not_rendered(out: &Path, places: &[Place]) -> Vec<String> {
    let mut pages: BTreeMap<usize, String> = BTreeMap::new();
    let mut wrong = Vec::new();
    for place in places {
        let html = pages
            .entry(place.page)
            .or_insert_with(|| fs::read_to_string(out.join(path_of(place.page)).join("index.html")).unwrap_or_default());
        if !html.contains(&place.shown) {
            wrong.push(format!("{}: page {} does not hold {}", place.construct.name, place.page, place.shown));
        }
    }
    let leaks = pages.iter().filter(|(_, html)| html.contains("steal(") || html.contains("secret"));
    wrong.extend(leaks.map(|(page, _)| format!("page {page} holds what was to be taken out")));
    wrong
}

/// Places that nothing is said about though it should be, and messages that stand at no such place.
fn not_as_planted(said: &str, places: &[Place]) -> Vec<String> {
    let said: serde_json::Value = serde_json::from_str(said).expect("`check --format json` prints JSON");
    let mut at: BTreeSet<(usize, String, usize)> = BTreeSet::new();
    let mut wrong = Vec::new();
    let planted: BTreeMap<usize, Vec<&Place>> =
        places.iter().filter(|place| !place.construct.said.is_empty()).fold(BTreeMap::new(), |mut all, place| {
            all.entry(place.page).or_insert_with(Vec::new).push(place);
            all
        });
    for message in said["messages"].as_array().expect("there are messages") {
        let (code, line) = (message["code"].as_str().unwrap_or(""), message["line"].as_u64().unwrap_or(0) as usize);
        let path = message["path"].as_str().unwrap_or("");
        let page = path.rsplit_once("page-").and_then(|(_, rest)| rest.strip_suffix(".md")?.parse::<usize>().ok());
        let known = page.and_then(|page| planted.get(&page)).into_iter().flatten();
        let mut there = known.filter(|place| (place.lines.0..=place.lines.1).contains(&line));
        if !there.any(|place| place.construct.said == code) {
            wrong.push(format!("{path}:{line}: {code} {}", message["text"].as_str().unwrap_or("")));
        }
        at.extend(page.map(|page| (page, code.to_string(), line)));
    }
    for place in places.iter().filter(|place| !place.construct.said.is_empty()) {
        if !(place.lines.0..=place.lines.1).any(|line| at.contains(&(place.page, place.construct.said.to_string(), line))) {
            wrong.push(format!("{}: nothing is said of page {} line {}", place.construct.name, place.page, place.lines.0));
        }
    }
    wrong
}

/// How large pages are.
fn weights(out: &Path, pages: usize) {
    let size = |page: usize| Some(fs::metadata(out.join(path_of(page)).join("index.html")).ok()?.len());
    let mut sizes: Vec<u64> = (0..pages).filter_map(size).collect();
    assert_eq!(sizes.len(), pages, "every page was written");
    sizes.sort_unstable();
    let (middle, largest) = (sizes[sizes.len() / 2], sizes[sizes.len() - 1]);
    println!("page    {:>8.1} kB in the middle, {:.1} kB the largest", middle as f64 / 1e3, largest as f64 / 1e3);
}

/// What a command cost and said.
struct Run {
    seconds: f64,
    megabytes: f64,
    said: String,
}

/// Before the figures of a run, behind what the program says.
const END: &str = "measured: ";

fn child(command: &str, site: &Path, out: &Path) -> Run {
    let own = std::env::current_exe().expect("this program has a path");
    let output = Command::new(own).args(["--one", command]).args([site, out]).output().expect("it runs again");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let figures: Vec<f64> = errors.rsplit(END).next().unwrap_or("").split_whitespace().filter_map(|word| word.parse().ok()).collect();
    assert!(figures.len() == 2, "{command} ended early: {errors}");
    Run { seconds: figures[0], megabytes: figures[1], said: String::from_utf8_lossy(&output.stdout).into_owned() }
}

/// The command itself, as the program runs it. Planted mistakes are errors, so its exit code is not looked at.
fn measure(command: &str, site: &str, out: &str) -> ExitCode {
    let start = ProcessTime::now();
    match command {
        "build" => cli::run(["waybook", "build", site, "--output", out].map(Into::into)),
        _ => cli::run(["waybook", "check", site, "--format", "json"].map(Into::into)),
    };
    let seconds = start.elapsed().as_secs_f64();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0);
    eprintln!("\n{END}{seconds} {}", peak / 1024.0);
    ExitCode::SUCCESS
}
