//! A mistake of ours costs one file, never the site: a reader that panics stands for the mistakes that we do not know.

use waybook::base::SourceFile;
use waybook::parse::{ParseOptions, Parsed, parse};
use waybook::sources::Sources;
use waybook::workspace::{Inputs, Timings, Workspace, WorkspaceOptions};

const FILES: [(&str, &str); 4] = [
    ("content/index.md", "# Home\n\n[guide](guide.md#first) and [other](other.md)\n"),
    ("content/guide.md", "# Guide\n\n## First\n\nText.\n"),
    ("content/other.md", "# Other\n\n[away](nowhere.md)\n"),
    ("process-maps/order.yaml", "title: Order\nsummary: x\nsteps:\n  - {do: Ask, who: seller}\n  - {end: Done}\n"),
];

fn fails_on_our_bug(file: &SourceFile, options: ParseOptions) -> Parsed {
    assert!(!file.bytes.windows(4).any(|bytes| bytes == b"BUG!"), "what we believed of {}", file.path);
    parse(file, options)
}

fn with(path: &str, text: &str) -> Sources {
    let others = FILES.into_iter().filter(|(known, _)| *known != path);
    Sources::in_memory(others.chain([(path, text)]))
}

#[test]
fn a_panic_in_one_file_leaves_the_rest_of_the_site() {
    for path in FILES.map(|(path, _)| path) {
        let inputs = Inputs::from(with(path, "# BUG!\n"));
        let snapshot = Workspace::with_reader(fails_on_our_bug, inputs, WorkspaceOptions::default(), &mut Timings::default()).snapshot();
        let own: Vec<_> = snapshot.messages.iter().filter(|message| message.code == "WB900").collect();
        assert_eq!(own.len(), 1, "{path}: {:?}", snapshot.messages);
        assert_eq!((own[0].path.as_str(), own[0].span), (path, None));
        assert!(own[0].text.contains(&format!("what we believed of {path}")), "{}", own[0].text);
        // Its page is there and empty, and what stands in the other files is told as ever.
        for page in ["index.html", "guide/index.html", "other/index.html"] {
            assert!(snapshot.render(page).is_some_and(|page| page.messages.is_empty()), "{path}: {page}");
        }
        let other_said = snapshot.messages.iter().any(|message| message.code == "WB205" && message.path.as_str() == "content/other.md");
        assert_eq!(other_said, path != "content/other.md", "{path}: {:?}", snapshot.messages);
        assert_eq!(snapshot.site.maps.len(), usize::from(path != "process-maps/order.yaml"));
    }
}

#[test]
fn a_preview_lives_on_and_shows_what_was_there_before() {
    let inputs = Inputs::from(Sources::in_memory(FILES));
    let options = WorkspaceOptions::default();
    let mut workspace = Workspace::with_reader(fails_on_our_bug, inputs, options, &mut Timings::default());
    let before = workspace.snapshot();
    let page = |snapshot: &waybook::workspace::Snapshot| snapshot.render("guide/index.html").expect("the page").bytes;
    assert!(!before.is_broken("guide/index.html"));
    assert!(workspace.update(with("content/guide.md", "# BUG!\n"), &mut Timings::default()));
    // Whoever shows it keeps the last good page.
    assert!(workspace.snapshot().is_broken("guide/index.html") && !workspace.snapshot().is_broken("index.html"));
    assert!(workspace.update(Sources::in_memory(FILES), &mut Timings::default()));
    assert_eq!(workspace.snapshot().messages, before.messages);
    assert_eq!(page(&workspace.snapshot()), page(&before));
}
