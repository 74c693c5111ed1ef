//! Writing a site into a folder: nothing is lost, nothing is half written, nothing outside is touched.

use proptest::prelude::*;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use waybook::output::{Adopt, Disk, MANIFEST, Obstacle, OutputError, RealDisk, Refusal, Wanted, WriteOptions, Written};

type Files = BTreeMap<String, Vec<u8>>;

fn write(folder: &Path, files: &Files, options: &WriteOptions) -> Result<Written, OutputError> {
    write_on(&RealDisk, folder, files, options)
}

fn write_on(disk: &dyn Disk, folder: &Path, files: &Files, options: &WriteOptions) -> Result<Written, OutputError> {
    let make = |paths: &[&str]| paths.iter().map(|path| files[*path].as_slice().into()).collect();
    let wanted = Wanted { paths: files.keys().map(String::as_str).collect(), make: &make, made_from: &|| None };
    waybook::output::write_on(disk, folder, &wanted, options)
}

/// `"index.html" = "one"` pairs as a site.
fn site(files: &[(&str, &str)]) -> Files {
    files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect()
}

/// A temporary folder with a place for the output in it.
struct Place {
    top: TempDir,
    output: PathBuf,
    options: WriteOptions,
}

fn place() -> Place {
    let top = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(top.path()).unwrap().join("site");
    let sources = ["content", "process-maps", "themes"].map(|name| root.join(name));
    sources.iter().for_each(|source| fs::create_dir_all(source).unwrap());
    let options = WriteOptions { adopt: Adopt::No, root: root.clone(), sources: sources.to_vec(), home: Some(root.join("../home/ann")) };
    fs::create_dir_all(options.home.as_ref().unwrap()).unwrap();
    Place { top, output: root.join("public"), options }
}

impl Place {
    fn write(&self, files: &Files) -> Result<Written, OutputError> {
        write(&self.output, files, &self.options)
    }

    fn adopt(&self, files: &Files) -> Result<Written, OutputError> {
        write(&self.output, files, &WriteOptions { adopt: Adopt::Yes, ..self.options.clone() })
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.output.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Everything in the output folder but the manifest: files with their text, folders with a `/`, links with an arrow.
    fn content(&self) -> BTreeMap<String, String> {
        let mut found = content(&self.output);
        found.remove(MANIFEST);
        found
    }

    fn refusal(&self, output: impl AsRef<Path>) -> Refusal {
        match write(output.as_ref(), &site(&[("index.html", "x")]), &self.options) {
            Err(OutputError::Refused { why, .. }) => why,
            other => panic!("expected a refusal, got {other:?}"),
        }
    }
}

fn content(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).unwrap() {
            let entry = entry.unwrap();
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_string();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                found.insert(format!("{name}/"), String::new());
                folders.push(entry.path());
            } else if kind.is_symlink() {
                found.insert(name, format!("-> {}", fs::read_link(entry.path()).unwrap().display()));
            } else {
                found.insert(name, String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned());
            }
        }
    }
    found
}

/// What [`content`] shows of a folder that holds exactly this site.
fn exactly(files: &Files) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (path, bytes) in files {
        path.match_indices('/').for_each(|(slash, _)| drop(found.insert(format!("{}/", &path[..slash]), String::new())));
        found.insert(path.clone(), String::from_utf8_lossy(bytes).into_owned());
    }
    found
}

fn old_site() -> Files {
    site(&[("index.html", "one"), ("guide/index.html", "guide"), ("guide/old/index.html", "old"), ("plan", "a file"), ("map/a.svg", "a")])
}

/// Has everything that can happen to [`old_site`]: a changed, an unchanged, a new and a deleted file, a folder for a file and the reverse.
fn new_site() -> Files {
    site(&[
        ("index.html", "two, longer"),
        ("guide/index.html", "guide"),
        ("plan/index.html", "a page"),
        ("map", "a file"),
        ("new/x/y.txt", "y"),
    ])
}

// --- The ordinary case ---

#[test]
fn a_site_is_written_changed_and_cleaned_up() {
    let place = place();
    assert_eq!(place.write(&old_site()).unwrap(), Written { written: 5, ..Written::default() });
    assert_eq!(place.content(), exactly(&old_site()));
    assert_eq!(place.write(&new_site()).unwrap(), Written { written: 4, deleted: 3, unchanged: 1, kept: vec![] });
    assert_eq!(place.content(), exactly(&new_site()), "empty folders of deleted pages go too");
}

#[test]
fn a_third_build_in_place_changes_nothing_at_all() {
    let place = place();
    place.write(&old_site()).unwrap();
    place.write(&new_site()).unwrap();
    let disk = Failing::at(0, Failure::Killed);
    let written = write_on(&disk, &place.output, &new_site(), &place.options).unwrap();
    assert_eq!(written, Written { unchanged: 5, ..Written::default() });
    assert_eq!(disk.operations.get(), 0);
}

#[test]
fn the_same_site_gives_the_same_folder_to_the_byte_whatever_was_there_before() {
    let (fresh, grown) = (place(), place());
    fresh.write(&new_site()).unwrap();
    grown.write(&old_site()).unwrap();
    grown.write(&new_site()).unwrap();
    assert_eq!(content(&fresh.output), content(&grown.output));
}

#[test]
fn the_manifest_is_a_sorted_list_of_fingerprints_and_paths() {
    let place = place();
    place.write(&site(&[("b.txt", ""), ("a/line\nbreak 100%.txt", "x")])).unwrap();
    let manifest = fs::read_to_string(place.output.join(MANIFEST)).unwrap();
    assert_eq!(
        manifest,
        "waybook-manifest 2\n5c7401c0ec22eeeeeaf06c6480b2cd11  a/line%0abreak 100%25.txt\n99aa06d3014798d86001c324468d497f  b.txt\n"
    );
    place.write(&site(&[])).unwrap();
    assert_eq!(place.content(), BTreeMap::new(), "a name with a line break is found again");
}

#[test]
fn a_file_that_was_changed_or_deleted_by_hand_is_made_whole() {
    let place = place();
    place.write(&old_site()).unwrap();
    place.put("index.html", "ENO"); // The same length as before.
    fs::remove_dir_all(place.output.join("guide")).unwrap();
    assert_eq!(place.write(&old_site()).unwrap(), Written { written: 3, unchanged: 2, ..Written::default() });
    assert_eq!(place.content(), exactly(&old_site()));
}

#[test]
fn files_of_others_in_the_output_folder_stay() {
    let place = place();
    place.write(&old_site()).unwrap();
    place.put("CNAME", "handbook.example");
    place.put("guide/old/notes.txt", "mine");
    place.write(&new_site()).unwrap();
    let content = place.content();
    assert_eq!(content["CNAME"], "handbook.example");
    assert_eq!(content["guide/old/notes.txt"], "mine");
    assert!(!content.contains_key("guide/old/index.html"));
}

#[test]
fn an_old_file_that_somebody_changed_is_not_deleted_but_mentioned() {
    let place = place();
    place.write(&site(&[("index.html", "x"), ("CNAME", "from content/")])).unwrap();
    place.put("CNAME", "by hand");
    for _ in 0..2 {
        let written = place.write(&site(&[("index.html", "x")])).unwrap();
        assert_eq!(written, Written { unchanged: 1, kept: vec!["CNAME".into()], ..Written::default() });
        assert_eq!(place.content()["CNAME"], "by hand");
    }
    let back = place.write(&site(&[("index.html", "x"), ("CNAME", "from content/ again")])).unwrap();
    assert_eq!(back.written, 1, "when the page comes back, the path is still ours");
}

#[test]
fn a_name_that_changes_only_in_capitals_survives_where_capitals_do_not_count() {
    let place = place();
    place.write(&site(&[("img/Plan.png", "same"), ("Team/index.html", "t")])).unwrap();
    let renamed = site(&[("img/plan.png", "same"), ("team/index.html", "t")]);
    place.write(&renamed).unwrap();
    assert_eq!(place.content(), exactly(&renamed));
}

#[test]
fn a_foreign_file_that_differs_in_capitals_from_an_old_one_is_not_overwritten() {
    let place = place();
    place.write(&site(&[("plan.html", "ours")])).unwrap();
    place.put("Plan.html", "theirs");
    if place.content().len() == 1 {
        return; // Capitals do not count here, so this is our file, changed by hand.
    }
    let error = place.write(&site(&[("Plan.html", "new")])).unwrap_err();
    assert!(matches!(error, OutputError::InTheWay { what: Obstacle::File, .. }), "{error}");
    assert_eq!(place.content(), exactly(&site(&[("plan.html", "ours"), ("Plan.html", "theirs")])));
}

// --- Folders that are refused ---

#[test]
fn a_folder_with_other_files_is_refused_until_adopted() {
    let place = place();
    place.put("index.html", "theirs");
    place.put("thesis.txt", "three years of work");
    let before = content(&place.output);
    assert_eq!(place.refusal(&place.output), Refusal::NotOurs);
    assert_eq!(content(&place.output), before, "a refusal touches nothing");

    let files = site(&[("index.html", "ours"), ("a/b.html", "b")]);
    assert_eq!(place.adopt(&files).unwrap(), Written { written: 2, ..Written::default() });
    assert_eq!(place.content()["index.html"], "ours");
    place.write(&site(&[])).unwrap();
    assert_eq!(place.content(), BTreeMap::from([("thesis.txt".to_string(), "three years of work".to_string())]));
}

#[test]
fn folders_that_hold_or_feed_the_site_are_refused() {
    let place = place();
    let root = &place.options.root;
    for output in ["", "..", "../..", "../../../../../../../../../../.."] {
        let why = place.refusal(root.join(output));
        assert!(matches!(why, Refusal::HoldsTheSite(_) | Refusal::HoldsHome | Refusal::FileSystemRoot), "{output}: {why:?}");
    }
    assert_eq!(place.refusal("/"), Refusal::FileSystemRoot);
    for output in ["content", "content/public", "process-maps/x/y", "themes/handbook", "nowhere/../content"] {
        let why = place.refusal(root.join(output));
        assert!(matches!(why, Refusal::IsSource(_) | Refusal::UpFromNowhere), "{output}: {why:?}");
    }
    assert!(content(&root.join("content")).is_empty());
}

#[test]
fn a_home_folder_or_what_holds_it_is_refused_but_not_a_folder_in_it() {
    let place = place();
    let home = place.options.home.clone().unwrap();
    assert_eq!(place.refusal(&home), Refusal::HoldsHome);
    assert_eq!(place.refusal(home.join("..")), Refusal::HoldsHome);
    write(&home.join("public"), &old_site(), &place.options).unwrap();
}

#[test]
fn git_folders_are_refused_even_when_adopted() {
    let place = place();
    let tree = place.top.path().join("tree");
    fs::create_dir_all(tree.join(".git/objects")).unwrap();
    assert_eq!(place.refusal(&tree), Refusal::GitRoot);
    assert_eq!(place.refusal(tree.join(".git/objects")), Refusal::InsideGit);
    let linked = place.top.path().join("linked");
    fs::create_dir(&linked).unwrap();
    fs::write(linked.join(".git"), "gitdir: elsewhere").unwrap();
    let adopting = WriteOptions { adopt: Adopt::Yes, ..place.options.clone() };
    let error = write(&linked, &old_site(), &adopting).unwrap_err();
    assert!(matches!(&error, OutputError::Refused { why: Refusal::GitRoot, .. }), "{error}");
    write(&tree.join("public"), &old_site(), &place.options).unwrap();
}

#[test]
fn a_file_is_no_output_folder() {
    let place = place();
    fs::write(&place.output, "a file").unwrap();
    assert_eq!(place.refusal(&place.output), Refusal::IsFile);
    assert_eq!(place.refusal(place.output.join("inner/most")), Refusal::IsFile);
    assert_eq!(fs::read_to_string(&place.output).unwrap(), "a file");
}

#[cfg(unix)]
#[test]
fn links_to_the_output_folder_are_judged_by_where_they_lead() {
    use std::os::unix::fs::symlink;
    let place = place();
    symlink(place.options.root.join("content"), place.top.path().join("innocent")).unwrap();
    assert!(matches!(place.refusal(place.top.path().join("innocent")), Refusal::IsSource(_)));
    assert!(matches!(place.refusal(place.top.path().join("innocent/new/folder")), Refusal::IsSource(_)));
    symlink(place.top.path().join("gone"), place.top.path().join("dead")).unwrap();
    assert_eq!(place.refusal(place.top.path().join("dead")), Refusal::DeadLink);

    let elsewhere = place.top.path().join("www");
    fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, &place.output).unwrap();
    place.write(&old_site()).unwrap();
    assert!(elsewhere.join("guide/index.html").is_file());
}

#[test]
fn every_refusal_says_why_and_what_to_do() {
    let place = place();
    place.put("a", "theirs");
    let error = place.write(&old_site()).unwrap_err();
    assert!(error.to_string().contains("cannot be the output folder: it holds files"), "{error}");
    assert!(error.help().unwrap().contains("--adopt"), "{error}");
    assert!(!error.to_string().ends_with('.'));
}

// --- Inside the folder ---

#[test]
fn a_foreign_file_in_the_way_is_refused_and_overwritten_when_adopted() {
    let place = place();
    place.write(&site(&[("index.html", "x")])).unwrap();
    place.put("CNAME", "theirs");
    let files = site(&[("index.html", "changed"), ("CNAME", "ours")]);
    let error = place.write(&files).unwrap_err();
    assert!(matches!(&error, OutputError::InTheWay { what: Obstacle::File, path } if path.ends_with("CNAME")), "{error}");
    assert_eq!(place.content(), exactly(&site(&[("index.html", "x"), ("CNAME", "theirs")])), "nothing was touched");
    place.adopt(&files).unwrap();
    assert_eq!(place.content(), exactly(&files));
}

#[test]
fn a_foreign_file_with_the_right_bytes_is_no_obstacle() {
    let place = place();
    place.write(&site(&[("index.html", "x")])).unwrap();
    place.put("CNAME", "same");
    assert_eq!(place.write(&site(&[("index.html", "x"), ("CNAME", "same")])).unwrap(), Written { unchanged: 2, ..Written::default() });
}

#[test]
fn a_foreign_folder_or_file_of_the_other_kind_is_never_replaced() {
    let place = place();
    place.write(&site(&[("map/a.svg", "a"), ("plan", "p")])).unwrap();
    place.put("map/mine.txt", "mine");
    let error = place.adopt(&site(&[("map", "a file")])).unwrap_err();
    assert!(matches!(error, OutputError::InTheWay { what: Obstacle::Folder, .. }), "{error}");
    place.put("plan", "changed by hand");
    let error = place.adopt(&site(&[("plan/index.html", "p")])).unwrap_err();
    assert!(matches!(error, OutputError::InTheWay { what: Obstacle::FileForFolder, .. }), "{error}");
    assert_eq!(place.content()["map/mine.txt"], "mine");
    assert_eq!(place.content()["plan"], "changed by hand");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_or_deleted_through_a_link() {
    use std::os::unix::fs::symlink;
    let place = place();
    let outside = place.top.path().join("outside");
    fs::create_dir(&outside).unwrap();
    for name in ["index.html", "secret.txt"] {
        fs::write(outside.join(name), "theirs").unwrap();
    }
    let files = site(&[("guide/index.html", "theirs"), ("page.html", "p")]);
    place.write(&files).unwrap();

    // A link where one of our files was: the link goes, its target stays.
    fs::remove_file(place.output.join("page.html")).unwrap();
    symlink(outside.join("secret.txt"), place.output.join("page.html")).unwrap();
    place.write(&files).unwrap();
    assert!(fs::symlink_metadata(place.output.join("page.html")).unwrap().is_file());

    // A link where one of our folders was: refused, and never a way out for a deletion, even if the bytes behind it are ours.
    fs::remove_dir_all(place.output.join("guide")).unwrap();
    symlink(&outside, place.output.join("guide")).unwrap();
    let error = place.write(&files).unwrap_err();
    assert!(matches!(error, OutputError::InTheWay { what: Obstacle::Link, .. }), "{error}");
    let written = place.write(&site(&[("page.html", "p")])).unwrap();
    assert_eq!((written.deleted, written.kept), (0, vec!["guide/index.html".to_string()]));
    assert_eq!(content(&outside).len(), 2);
    assert!(content(&outside).values().all(|text| text == "theirs"));
}

#[test]
fn paths_that_leave_the_folder_are_refused_as_our_mistake() {
    let place = place();
    for path in ["../x", "a/../../x", "/etc/x", "", "a//b", "./x", "a/.", "a/", "nul\0", MANIFEST, "a/.x.waybook-tmp"] {
        let error = place.write(&site(&[("index.html", "x"), (path, "x")])).unwrap_err();
        assert!(matches!(error, OutputError::BadPath { .. }), "{path}: {error}");
        assert!(error.help().unwrap().contains("bug"));
    }
    let error = place.write(&site(&[("a", "x"), ("a/b", "x")])).unwrap_err();
    assert!(matches!(error, OutputError::BadPath { .. }), "{error}");
    assert!(!place.output.exists());
}

#[test]
fn a_manifest_edited_by_hand_deletes_nothing_outside() {
    let place = place();
    place.write(&site(&[("index.html", "x"), ("old.html", "old")])).unwrap();
    let outside = place.options.root.join("precious.txt");
    fs::write(&outside, "x").unwrap();
    let manifest = place.output.join(MANIFEST);
    let ours = fs::read_to_string(&manifest).unwrap();
    let fingerprint = ours.lines().find(|line| line.ends_with("index.html")).unwrap().split(' ').next().unwrap();
    let mut damaged = ours.clone().into_bytes();
    for path in ["../precious.txt", outside.to_str().unwrap(), "a/../../precious.txt", "%2e%2e/precious.txt", "%zz", ""] {
        damaged.extend(format!("{fingerprint}  {path}\n").bytes());
    }
    damaged.extend(b"\xff\xfe  x\nshort  index.html\n+c62272e07bb014262b821756295c58d  index.html\n\n");
    fs::write(&manifest, damaged).unwrap();
    let written = place.write(&site(&[("index.html", "x")])).unwrap();
    assert_eq!((written.deleted, written.unchanged), (1, 1), "the good lines still count");
    assert_eq!(fs::read_to_string(outside).unwrap(), "x");
}

/// The version before had other fingerprints: its files are ours, but what is not wanted any more could have been changed and stays.
#[test]
fn the_manifest_of_the_version_before_still_says_what_is_ours() {
    let place = place();
    place.put(MANIFEST, "waybook-manifest 1\n6c62272e07bb014262b821756295c58d  index.html\n6c62272e07bb014262b821756295c58d  old.html\n");
    place.put("index.html", "before");
    place.put("old.html", "");
    let written = place.write(&site(&[("index.html", "now")])).unwrap();
    assert_eq!(written, Written { written: 1, kept: vec!["old.html".into()], ..Written::default() });
    assert_eq!(place.content()["index.html"], "now");
}

#[test]
fn a_manifest_that_cannot_be_read_or_is_newer_is_refused() {
    let place = place();
    for (text, why) in [
        ("", Refusal::UnreadableManifest),
        ("garbage\n", Refusal::UnreadableManifest),
        ("waybook-manifest one\n", Refusal::UnreadableManifest),
        ("waybook-manifest 3\n", Refusal::NewerManifest),
    ] {
        place.put(MANIFEST, text);
        place.put("index.html", "theirs?");
        assert_eq!(place.refusal(&place.output), why, "{text:?}");
    }
    place.put(MANIFEST, "garbage\n");
    place.adopt(&old_site()).unwrap();
    assert_eq!(place.content(), exactly(&old_site()));
}

// --- The disk fails ---

#[derive(Clone, Copy, Debug, PartialEq)]
enum Failure {
    /// One operation fails; a write has written half by then.
    Once(ErrorKind),
    /// The operation and everything after it never happens; a write has written half by then.
    Killed,
}

/// A disk on which the N-th operation fails.
struct Failing {
    operations: Cell<usize>,
    fails_at: usize,
    failure: Failure,
}

impl Failing {
    fn at(fails_at: usize, failure: Failure) -> Failing {
        Failing { operations: Cell::new(0), fails_at, failure }
    }

    fn step(&self) -> io::Result<()> {
        let number = self.operations.get();
        self.operations.set(number + 1);
        match self.failure {
            Failure::Once(kind) if number == self.fails_at => Err(kind.into()),
            Failure::Killed if number >= self.fails_at => Err(io::Error::other("killed")),
            _ => Ok(()),
        }
    }
}

impl Disk for Failing {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| RealDisk.create_folder(path))
    }
    fn create_file(&self, path: &Path) -> io::Result<File> {
        self.step().and_then(|()| RealDisk.create_file(path))
    }
    fn fill_file(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let step = self.step();
        if step.is_err() && self.operations.get() == self.fails_at + 1 {
            file.write_all(&bytes[..bytes.len() / 2])?;
        }
        step.and_then(|()| RealDisk.fill_file(file, bytes))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step().and_then(|()| RealDisk.rename(from, to))
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| RealDisk.remove_file(path))
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| RealDisk.remove_folder(path))
    }
}

const FAILURES: [Failure; 3] = [Failure::Killed, Failure::Once(ErrorKind::StorageFull), Failure::Once(ErrorKind::PermissionDenied)];

/// Lets the build of `to` over `from` fail at every operation; `then` is built next. Gives the number of operations.
fn fail_everywhere(from: Option<&Files>, to: &Files, then: &Files) -> usize {
    let mut operations = 0;
    for failure in FAILURES {
        for fails_at in 0.. {
            let place = place();
            if let Some(from) = from {
                place.write(from).unwrap();
                place.put("guide/foreign.txt", "foreign");
            }
            let disk = Failing::at(fails_at, failure);
            let Err(error) = write_on(&disk, &place.output, to, &place.options) else {
                assert_eq!(disk.operations.get(), fails_at, "the run after the last failure is a good one");
                operations = fails_at;
                break;
            };
            let case = format!("{failure:?} at {fails_at}: {error}");
            let OutputError::Disk { path, .. } = &error else { panic!("{case}") };
            assert!(path.starts_with(place.output.parent().unwrap()), "{case}");
            check_whole_files(&place, from, to, &case);
            let next = place.write(then).unwrap_or_else(|error| panic!("{case}, then {error}"));
            assert_eq!(next.kept, Vec::<String>::new(), "{case}");
            let mut wanted = exactly(then);
            if from.is_some() {
                wanted.extend([("guide/".to_string(), String::new()), ("guide/foreign.txt".to_string(), "foreign".to_string())]);
            }
            assert_eq!(place.content(), wanted, "{case}");
            let again = place.write(then).unwrap();
            assert_eq!((again.written, again.deleted), (0, 0), "{case}");
        }
    }
    operations
}

/// Every file has its old or its new bytes; only files with a temporary name may be half.
fn check_whole_files(place: &Place, from: Option<&Files>, to: &Files, case: &str) {
    if !place.output.exists() {
        return;
    }
    for (path, text) in place.content() {
        if path.ends_with('/') || path.ends_with(".waybook-tmp") || path == "guide/foreign.txt" {
            continue;
        }
        let old = from.and_then(|from| from.get(&path)).map(Vec::as_slice);
        let new = to.get(&path).map(Vec::as_slice);
        assert!(old == Some(text.as_bytes()) || new == Some(text.as_bytes()), "{case}: half a file `{path}`: {text}");
    }
    // What both sites have is never missing, not even for a moment.
    for path in to.keys().filter(|path| from.is_some_and(|from| from.contains_key(*path))) {
        assert!(place.output.join(path).is_file(), "{case}: `{path}` is missing");
    }
}

#[test]
fn whatever_fails_in_a_first_build_the_next_one_is_clean() {
    let operations = fail_everywhere(None, &old_site(), &old_site());
    assert!(operations > 20, "{operations}");
    fail_everywhere(None, &old_site(), &new_site());
}

#[test]
fn whatever_fails_in_a_later_build_the_next_one_is_clean() {
    let operations = fail_everywhere(Some(&old_site()), &new_site(), &new_site());
    assert!(operations > 20, "{operations}");
}

#[test]
fn whatever_fails_the_next_build_can_also_go_back_or_elsewhere() {
    fail_everywhere(Some(&old_site()), &new_site(), &old_site());
    fail_everywhere(Some(&old_site()), &new_site(), &site(&[("only.html", "this")]));
}

#[test]
fn a_failure_names_the_file_and_a_way_out() {
    let place = place();
    let disk = Failing::at(2, Failure::Once(ErrorKind::StorageFull));
    let error = write_on(&disk, &place.output, &site(&[("index.html", "x")]), &place.options).unwrap_err();
    assert!(error.to_string().starts_with("cannot write `"), "{error}");
    assert!(error.help().unwrap().contains("free some space"), "{error}");
}

#[cfg(unix)]
#[test]
fn only_temporary_files_beside_our_own_paths_are_tidied_up() {
    let place = place();
    place.write(&old_site()).unwrap();
    let disk = Failing::at(6, Failure::Killed);
    write_on(&disk, &place.output, &new_site(), &place.options).unwrap_err();
    place.put(".stranger.waybook-tmp", "not ours");
    place.put("guide/.index.html.waybook-tmp", "half of ours");
    place.write(&new_site()).unwrap();
    let content = place.content();
    assert_eq!(content[".stranger.waybook-tmp"], "not ours");
    assert!(!content.contains_key("guide/.index.html.waybook-tmp"));
}

// --- Any order of events ---

/// A few names, so that files and folders often want the same one.
const PATHS: [&str; 10] = ["a", "a/b", "a/b/c", "a/b/d", "b", "b/a", "c/c/c/c", "c/c", "C/c", "index.html"];

/// Sites in which no file is also a folder.
fn any_site() -> impl Strategy<Value = Files> {
    proptest::collection::btree_map(proptest::sample::select(&PATHS[..]), 0..3u8, 0..6).prop_map(|files| {
        let is_folder = |path: &str| files.keys().any(|other| other.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')));
        let files = files.iter().filter(|(path, _)| !is_folder(path));
        files.map(|(path, text)| (path.to_string(), format!("{text}").repeat(1 + usize::from(*text)).into_bytes())).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Builds that are killed anywhere, one after the other, and somebody's own files between ours.
    #[test]
    fn after_any_history_the_folder_holds_the_site_and_what_others_put_there(
        history in proptest::collection::vec((any_site(), 0..25usize), 1..6),
        last in any_site(),
    ) {
        let place = place();
        place.write(&site(&[])).unwrap();
        for name in ["mine.txt", "a b/mine.txt"] {
            place.put(name, "mine");
        }
        for (site, killed_at) in &history {
            let disk = Failing::at(*killed_at, Failure::Killed);
            if let Err(error) = write_on(&disk, &place.output, site, &place.options) {
                prop_assert!(matches!(error, OutputError::Disk { .. }), "{}", error);
            }
        }
        let written = place.write(&last).unwrap();
        prop_assert_eq!(written.kept, Vec::<String>::new());
        let mut wanted = exactly(&last);
        wanted.extend([("a b/", ""), ("a b/mine.txt", "mine"), ("mine.txt", "mine")].map(|(path, text)| (path.to_string(), text.to_string())));
        prop_assert_eq!(place.content(), wanted);
    }
}
