//! Two real pages, written for kramdown and saved as they are in an empty folder, become what their authors meant.
//!
//! They are not ours, so they are no part of the repository: without them there is nothing to compare.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::sites::open;

#[test]
fn the_source_pages_build_as_their_authors_meant() {
    for (file, headings, listed) in [("000_bd7fb06bcfe34cc9.txt", 18, 16), ("004_54726783598afc87.txt", 28, 26)] {
        let Some(text) = source_page(file) else { continue };
        let folder = TempDir::new().expect("a folder");
        fs::write(folder.path().join("page.md"), text).expect("the page can be written");
        let snapshot = open(folder.path());
        let page = &snapshot.site.pages[0].page;
        // The title is one of the headings: it is shown once, as the only one of level 1.
        assert_eq!(page.headings.len() + 1, headings, "{file}");
        assert!(page.title_id.is_some(), "{file}");
        assert_eq!(page.headings.iter().filter(|heading| heading.listed).count(), listed, "{file}");
        let rendered = snapshot.render("page/index.html").expect("the page is there");
        let html = String::from_utf8_lossy(&rendered.bytes);
        assert!(rendered.messages.is_empty(), "{file}: {:?}", rendered.messages);
        assert_eq!(html.matches("<h1").count(), 1, "{file}");
        assert!(!html.contains("{:"), "{file} shows an attribute list");
        assert!(!html.contains(">TOC<"), "{file} shows the marker of the contents");
        let contents = html.split("<nav class=\"contents hidden-md hidden-lg\"").nth(1).and_then(|rest| rest.split("</nav>").next());
        assert_eq!(contents.map(|nav| nav.matches("<a href=\"#").count()), Some(listed), "{file}");
        let section = page.headings.iter().find(|heading| heading.id == "generating-licenses");
        assert!(headings == 18 || section.is_some_and(|heading| heading.level == 2), "{file}");
    }
}

fn source_page(file: &str) -> Option<String> {
    let folder =
        std::env::var_os("WAYBOOK_SEEDS").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds"), PathBuf::from);
    let text = fs::read_to_string(folder.join(file)).ok();
    if text.is_none() {
        println!("skipped: set WAYBOOK_SEEDS to the folder that holds {file}");
    }
    text
}
