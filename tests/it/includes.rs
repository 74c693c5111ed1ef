//! Text that stands in several pages: what an edit of it does, and what keeps a few lines from becoming gigabytes. What readers get stands
//! in `tests/sites/included_files`.

use std::fmt::Write as _;

use waybook::model::Drafts;
use waybook::sources::Sources;
use waybook::workspace::{Timings, Workspace, WorkspaceOptions};

fn site(files: &[(&str, &str)]) -> Workspace {
    Workspace::new(Sources::in_memory(files.iter().copied()), WorkspaceOptions::default(), &mut Timings::default())
}

fn page(workspace: &Workspace, path: &str) -> String {
    String::from_utf8(workspace.snapshot().render(path).expect("the page is there").bytes.to_vec()).expect("pages are text")
}

/// Code and file of all that is said.
fn said(workspace: &Workspace) -> Vec<String> {
    workspace.snapshot().messages.iter().map(|message| format!("{} {}", message.path, message.code)).collect()
}

const PAGE: (&str, &str) = ("content/index.md", "# Desk\n\n{{% include \"_hours.md\" %}}\n");

#[test]
fn an_edit_of_a_part_is_seen_in_every_page_with_it() {
    let mut workspace = site(&[PAGE, ("content/_hours.md", "From nine.\n")]);
    assert!(page(&workspace, "index.html").contains("<p>From nine.</p>"));
    let edited = Sources::in_memory([PAGE, ("content/_hours.md", "From ten.\n\n## Sundays\n")]);
    assert!(workspace.update(edited, &mut Timings::default()));
    let now = page(&workspace, "index.html");
    assert!(now.contains("<p>From ten.</p>") && now.contains("<h2 id=\"sundays\">"), "{now}");
    assert!(now.contains("href=\"#sundays\""), "the contents know it");
    let gone = Sources::in_memory([PAGE]);
    assert!(workspace.update(gone, &mut Timings::default()));
    assert_eq!(said(&workspace), ["content/index.md WB143"]);
}

#[test]
fn parts_have_no_address_and_index_pages_have() {
    let workspace = site(&[
        PAGE,
        ("content/_hours.md", "From nine.\n"),
        ("content/a/_index.md", "A\n\n{{% include \"../includes/b\" %}} {{% include \"/_c/d.md\" %}}\n"),
        ("content/includes/b.md", "B\n"),
        ("content/_c/d.md", "D\n"),
    ]);
    let snapshot = workspace.snapshot();
    let pages: Vec<&str> = snapshot.site.pages.iter().map(|page| page.address.as_str()).collect();
    assert_eq!(pages, ["/", "/a/"]);
    assert_eq!(said(&workspace), Vec::<String>::new());
    assert!(page(&workspace, "a/index.html").contains("<p>B D</p>"));
}

#[test]
fn a_draft_is_included_only_where_drafts_are_shown() {
    let files = [PAGE, ("content/_hours.md", "---\ndraft: true\n---\nSecret.\n")];
    let workspace = site(&files);
    assert!(!page(&workspace, "index.html").contains("Secret"));
    assert_eq!(said(&workspace), ["content/index.md WB143"]);
    let options = WorkspaceOptions { drafts: Drafts::Include, ..WorkspaceOptions::default() };
    let workspace = Workspace::new(Sources::in_memory(files), options, &mut Timings::default());
    assert!(page(&workspace, "index.html").contains("Secret"));
    // What a draft includes is not reported as left over.
    let workspace = site(&[
        ("content/index.md", "# Desk\n"),
        ("content/later.md", "---\ndraft: true\n---\n{{% include \"_hours.md\" %}}\n"),
        ("content/_hours.md", "From nine.\n"),
    ]);
    assert_eq!(said(&workspace), Vec::<String>::new());
}

#[test]
fn ids_of_raw_html_in_a_part_stay_apart_from_those_of_the_page() {
    let page_text = "# Desk\n\n<a id=\"form\"></a>\n\n[form](#form)\n\n{{% include \"_hours.md\" %}}\n";
    let part = "<div id=\"form\">Hours</div>\n\nThe <span id=\"own\">own</span> [form](#form), and <a name=\"form\">one more</a>.\n";
    let workspace = site(&[("content/index.md", page_text), ("content/_hours.md", part)]);
    let html = page(&workspace, "index.html");
    assert_eq!(html.matches("id=\"form\"").count(), 1, "{html}");
    assert!(html.contains("<a href=\"#form\">form</a>") && html.contains("<a href=\"#form-1\">form</a>"), "{html}");
    assert!(html.contains("<div id=\"form-1\">") && html.contains("<span id=\"own\">"), "{html}");
}

#[test]
fn a_slip_in_a_part_is_told_once_and_in_the_part() {
    let mut files = vec![("content/_hours.md".to_string(), "The the desk, [ask](ask.md).\n".to_string())];
    for number in 0..20 {
        files.push((format!("content/p{number}.md"), "{{% include \"_hours.md\" %}}\n".to_string()));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let workspace = site(&files);
    assert_eq!(said(&workspace), ["content/_hours.md WB113", "content/_hours.md WB205"]);
}

#[test]
fn a_part_that_counts_links_from_its_page_works_too() {
    let workspace = site(&[
        ("content/a/index.md", "# A\n\n{{% include \"/includes/ask.md\" %}}\n"),
        ("content/a/prices.md", "# Prices\n"),
        ("content/includes/ask.md", "See [the prices](prices.md).\n"),
    ]);
    assert_eq!(said(&workspace), Vec::<String>::new());
    assert!(page(&workspace, "a/index.html").contains("href=\"../a/prices/index.html\""), "{}", page(&workspace, "a/index.html"));
}

#[test]
fn files_that_multiply_each_other_end_at_a_limit() {
    // Ten files, each with ten times the next one: 10,000,000,000 lines.
    let mut files = vec![("content/index.md".to_string(), "{{% include \"_0.md\" %}}\n".to_string())];
    for number in 0..10 {
        let mut text = String::from("Text.\n\n");
        for _ in 0..10 {
            let _ = writeln!(text, "{{{{% include \"_{}.md\" %}}}}\n", number + 1);
        }
        files.push((format!("content/_{number}.md"), text));
    }
    files.push(("content/_10.md".to_string(), "The end.\n".to_string()));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let workspace = site(&files);
    let said = said(&workspace);
    assert!(said.iter().any(|message| message.ends_with("WB144")), "{said:?}");
    assert!(page(&workspace, "index.html").len() < 4 << 20);
}

#[test]
fn deep_lists_in_deep_lists_stay_below_the_limit_of_nesting() {
    let deep = format!(
        "{}{{{{% include \"_b.md\" %}}}}\n",
        (0..60).map(|depth| format!("{}-\n", "  ".repeat(depth))).collect::<String>() + &"  ".repeat(60)
    );
    let other: String = (0..60).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect();
    let workspace = site(&[("content/index.md", &deep), ("content/_b.md", &other)]);
    assert!(said(&workspace).iter().any(|message| message == "content/index.md WB141"), "{:?}", said(&workspace));
    assert!(page(&workspace, "index.html").contains("include"));
}
