//! Editing for a long time gives the same as beginning anew: a chain of random edits, each taken by the kept workspace, and after each one
//! every file of the site and its messages are compared with those of a workspace that has just read the folder.
//!
//! `WAYBOOK_CHAINS=20` runs so many chains; a few are run otherwise.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use waybook::base::Severity;
use waybook::sources::{self, Disk};
use waybook::workspace::{Timings, Workspace, WorkspaceOptions};

const STEPS: usize = 60;

#[test]
fn sixty_edits_in_a_row_give_what_a_clean_build_gives() {
    let chains: u64 = std::env::var("WAYBOOK_CHAINS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    for seed in 1..=chains {
        chain(seed);
    }
}

fn chain(seed: u64) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let root = folder.path().join("site");
    let mut editor = Editor { root: root.clone(), random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, changed: Vec::new(), made: 0 };
    editor.begin();
    let disk = Disk::open(&root).expect("the site is there");
    editor.root = disk.root.clone();
    let mut kept = Workspace::open(&disk, WorkspaceOptions::default(), &mut Timings::default());
    let whole = kept.snapshot().messages.iter().all(|message| message.severity == Severity::Note);
    assert!(whole, "the chain begins with a site that is whole: {:?}", kept.snapshot().messages);
    let mut done = Vec::new();
    for step in 0..STEPS {
        editor.changed.clear();
        done.push(editor.edit());
        kept.refresh(&disk, &editor.changed, &mut Timings::default());

        let fresh = Workspace::open(&disk, WorkspaceOptions::default(), &mut Timings::default()).snapshot();
        let known = kept.snapshot();
        let told = || format!("seed {seed}, step {step}; the last edits were {:?}", &done[done.len().saturating_sub(4)..]);
        assert_eq!(files(&known.sources), files(&fresh.sources), "other files: {}", told());
        assert_eq!(known.messages, fresh.messages, "other messages: {}", told());
        let (known, fresh) = (crate::all_outputs(&known), crate::all_outputs(&fresh));
        for (path, bytes) in &fresh.0 {
            assert!(known.0.get(path) == Some(bytes), "{path} is not what a clean build gives: {}", told());
        }
        assert_eq!(known.0.len(), fresh.0.len(), "files are left over: {}", told());
        assert_eq!(known.1, fresh.1, "other messages of rendering: {}", told());
        if step % 20 == 19 {
            let (in_place, clean) = (folder.path().join("in-place"), folder.path().join(format!("clean-{step}")));
            // In place twice: the second one finds that there is nothing to do.
            let built = [&in_place, &in_place, &clean].map(|out| build(&root, out));
            assert!(built[1].contains(": 0 written"), "{}: {}", built[1], told());
            let clean = tree(&clean);
            assert_eq!(tree(&in_place), clean, "building in place gives something else: {}", told());
            let same = fresh.0.iter().all(|(path, bytes)| clean.get(Path::new(path)).is_some_and(|file| **file == **bytes));
            assert!(same && clean.len() == fresh.0.len() + 1, "what is written is not what is shown: {}", told());
        }
    }
}

/// The command itself; what it says.
fn build(root: &Path, out: &Path) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_waybook"));
    let output = command.arg("build").arg(root).arg("--output").arg(out).output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

fn files(sources: &sources::Sources) -> BTreeMap<String, Arc<[u8]>> {
    sources.files.iter().map(|(path, file)| (path.to_string(), file.bytes.clone())).collect()
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("the output can be listed")) {
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(folder).expect("it lies in the folder").to_path_buf();
            found.insert(name, fs::read(entry.path()).expect("the output can be read"));
        }
    }
    found
}

/// Somebody who edits a handbook without a plan.
struct Editor {
    root: PathBuf,
    random: u64,
    changed: Vec<PathBuf>,
    made: usize,
}

impl Editor {
    fn begin(&mut self) {
        for page in ["index", "guide/index", "guide/first", "guide/second", "guide/deep/third", "about"] {
            self.put(
                &format!("content/{page}.md"),
                &format!("---\ntitle: Page {page}\n---\n\n# Page {page}\n\nSee [the guide](/guide/first/).\n"),
            );
        }
        for map in ["order", "ask"] {
            self.put(&format!("process-maps/{map}.yaml"), &map_text(map, "Look it up"));
        }
        self.put(
            "process-maps/_roles.yaml",
            "roles:\n  sa: {name: Solutions architect, short: SA}\n  ae: {name: Account executive, short: AE}\n",
        );
        self.put("process-maps/_links.yaml", "links:\n  board: {title: The board, url: /guide/first/, kind: board}\n");
        self.put("waybook.yaml", "title: A handbook\n");
    }

    fn below(&mut self, number: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random % number as u64) as usize
    }

    fn put(&mut self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(&path, text).expect("a file can be written");
        self.changed.push(path);
    }

    fn take_away(&mut self, path: &Path) {
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("it can be deleted");
        self.changed.push(path.to_path_buf());
    }

    fn move_to(&mut self, from: &Path, to: PathBuf) {
        fs::create_dir_all(to.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::rename(from, &to).expect("it can be renamed");
        self.changed.extend([from.to_path_buf(), to]);
    }

    fn all(&self, below: &str, want: fn(&Path) -> bool) -> Vec<PathBuf> {
        let walk = walkdir::WalkDir::new(self.root.join(below)).min_depth(1).sort_by_file_name();
        walk.into_iter().flatten().map(|entry| entry.path().to_path_buf()).filter(|path| want(path)).collect()
    }

    fn one(&mut self, below: &str, want: fn(&Path) -> bool) -> Option<PathBuf> {
        let found = self.all(below, want);
        if found.is_empty() { None } else { Some(found[self.below(found.len())].clone()) }
    }

    fn write_over(&mut self, path: &Path, text: &str) {
        fs::write(path, text).expect("a file can be written");
        self.changed.push(path.to_path_buf());
    }

    /// One edit, as a person would make it; says what it was.
    fn edit(&mut self) -> String {
        self.made += 1;
        let number = self.made;
        let is_page: fn(&Path) -> bool = |path| path.extension().is_some_and(|extension| extension == "md");
        let is_folder: fn(&Path) -> bool = |path| path.is_dir();
        let is_map: fn(&Path) -> bool = |path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('_'));
        let page = self.one("content", is_page);
        match (self.below(18), page) {
            (0 | 1, Some(page)) => {
                let text = fs::read_to_string(&page).expect("a page can be read");
                self.write_over(&page, &format!("{text}\nOne more line, {number}. See [there](/guide/second/#heading-{number}).\n"));
                format!("a line in {}", page.display())
            }
            (2, Some(page)) => {
                self.write_over(
                    &page,
                    &format!(
                        "---\ntitle: New title {number}\nweight: {number}\n---\n\n# New title {number}\n\n## Heading {number}\n\nText.\n"
                    ),
                );
                format!("a new title in {}", page.display())
            }
            (3 | 4, _) => {
                let place = ["content/", "content/guide/", "content/guide/deep/", "content/new/"][self.below(4)];
                self.put(
                    &format!("{place}page-{number}.md"),
                    &format!("# Added {number}\n\n- [ ] a task\n\n[home](/) and [order](/maps/order/#look)\n"),
                );
                format!("a page in {place}")
            }
            (5, Some(page)) => {
                self.take_away(&page);
                format!("{} deleted", page.display())
            }
            (6, Some(page)) => {
                self.move_to(&page, page.with_file_name(format!("renamed-{number}.md")));
                format!("{} renamed", page.display())
            }
            (7, _) => match self.one("content", is_folder) {
                Some(folder) => {
                    let to = self.root.join(format!("content/moved-{number}"));
                    self.move_to(&folder, to);
                    format!("{} moved", folder.display())
                }
                None => "nothing".to_string(),
            },
            (8, _) => match self.one("content", is_folder) {
                Some(folder) => {
                    self.take_away(&folder);
                    format!("{} deleted", folder.display())
                }
                None => "nothing".to_string(),
            },
            (9, Some(page)) => {
                self.write_over(&page, "---\ntitle: \"never closed\nweight: heavy\n---\n\n# Broken\n");
                format!("broken front matter in {}", page.display())
            }
            (10, _) => match self.one("process-maps", is_map) {
                Some(map) => {
                    self.write_over(&map, "title: Broken\nowner: sa\nsteps:\n  - id: a\n    do: [unclosed\n");
                    format!("{} broken", map.display())
                }
                None => "nothing".to_string(),
            },
            (11 | 12, _) => {
                let name = ["order", "ask", "third"][self.below(3)];
                self.put(&format!("process-maps/{name}.yaml"), &map_text(name, &format!("Look number {number}")));
                format!("the map {name}")
            }
            (13, _) => {
                let raw_html = ["safe", "escape"][self.below(2)];
                self.put("waybook.yaml", &format!("title: Handbook {number}\nraw_html: {raw_html}\n"));
                "the settings".to_string()
            }
            (14, _) => {
                let template = "themes/handbook/templates/crumbs.html";
                if self.root.join(template).exists() && self.below(2) == 0 {
                    let path = self.root.join(template);
                    self.take_away(&path);
                } else {
                    let text = if self.below(3) == 0 { "{% if %}".to_string() } else { format!("<p class=\"own\">{number}</p>") };
                    self.put(template, &text);
                }
                "a template".to_string()
            }
            (15, _) => {
                self.put(
                    "process-maps/_roles.yaml",
                    &format!("roles:\n  sa: {{name: Architect {number}, short: SA}}\n  ae: {{name: Seller, short: AE}}\n"),
                );
                "the roles".to_string()
            }
            (16, _) => {
                self.put(&format!("content/guide/file-{}.txt", number % 3), &format!("{number}"));
                "a file".to_string()
            }
            (_, Some(page)) => {
                self.write_over(
                    &page,
                    &format!("---\ntitle: Whole again\naliases: [/old-{number}/]\n---\n\n# Whole again\n\n![a file](/guide/file-0.txt)\n"),
                );
                format!("{} mended", page.display())
            }
            (_, None) => {
                self.put("content/index.md", "# Back\n");
                "the first page again".to_string()
            }
        }
    }
}

fn map_text(name: &str, step: &str) -> String {
    format!(
        "title: Map {name}\nowner: sa\nsummary: What {name} is for.\nstarts_when: Somebody asks.\nsteps:\n  - id: look\n    do: {step}\n    who: sa\n    use: [board]\n  \
         - id: enough\n    ask: Was it enough?\n    who: ae\n    answers:\n      \"Yes\": done\n      \"No\": look\n  - id: done\n    end: Answered\n"
    )
}
