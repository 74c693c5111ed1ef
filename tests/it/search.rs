//! The files of the search index, as the script of the theme reads them. What is found by them stands in `tests/browser/search.test.mjs`.

use super::handbook::site;

/// A file of the index of a site with these pages.
fn file(pages: &[(&str, &str)], name: &str) -> String {
    let rendered = site(pages).render(&format!("assets/search/{name}")).expect("it is there");
    String::from_utf8(rendered.bytes.to_vec()).expect("it is text")
}

/// Lines of the first file of records.
fn records(pages: &[(&str, &str)]) -> Vec<String> {
    let text = file(pages, "r0.js");
    let text = text.strip_prefix("waybook.found(\"r\",0,`").and_then(|text| text.strip_suffix("`)\n")).expect("it is a call");
    text.split('\n').map(str::to_string).collect()
}

#[test]
fn sections_say_only_what_their_page_does_not() {
    let found = records(&[
        ("content/index.md", "# Home\n\nSee [tea](tea/index.md).\n"),
        (
            "content/tea/index.md",
            "# Tea\n\nAbout it.\n\n## Water first\n\nCold.\n\n## Water first\n\nHot.\n\n## Über den Tee\n\nGut.\n\n## Brew {#own}\n\nWait.\n",
        ),
    ]);
    assert_eq!(
        found,
        [
            "",
            "pHome\tSee tea.",
            "pTea\tAbout it.\ttea/",
            "hWater first\tCold.",
            "hWater first\tHot.\twater-first-1",
            "hÜber den Tee\tGut.",
            "hBrew\tWait.\town"
        ]
    );
}

#[test]
fn of_a_section_a_sentence_is_shown_and_of_code_a_line() {
    let home = |text: &str| records(&[("content/index.md", &format!("# Home\n\n## One\n\n{text}\n"))]).pop().expect("it is the last one");
    assert_eq!(home("Tea. Water, as hot as it gets, and leaves. And then wait."), "hOne\tTea. Water, as hot as it gets, and leaves.");
    assert_eq!(
        home("Take a pot of a good size, e.g. Mr. Brown's with room for two and a half litres."),
        "hOne\tTake a pot of a good size, e.g. Mr. Brown’s with room for…"
    );
    assert_eq!(home("Write this:\n\n```yaml\nkey: value\nother: one\n```\n\nThen wait."), "hOne\tWrite this: Then wait.");
    assert_eq!(home("```sh\ncargo install waybook\ncargo run\n```\n\nThen wait."), "hOne\tcargo install waybook Then wait.");
}

#[test]
fn what_a_page_says_cannot_end_the_script() {
    let found = records(&[("content/index.md", "# A `b` \\\\ c\n\nCosts ${x} and `y`, \\`z\n")]);
    assert_eq!(found[1], r"pA b \\ c	Costs \${x} and y, \`z");
}

#[test]
fn a_file_that_begins_amid_a_page_names_it() {
    let sections: String = (0..140).map(|number| format!("## Cup {number}\n\nTea.\n\n")).collect();
    let pages = [("content/index.md", "# Home\n"), ("content/tea/index.md", &format!("# Tea\n\n{sections}"))];
    let second = file(&pages, "r1.js");
    assert!(second.starts_with("waybook.found(\"r\",1,`tea/\tTea\nhCup 126\tTea.\n"), "{second}");
}

/// A word that stands nearly everywhere is told with the number of its places and the weightiest of them, any other with all.
#[test]
fn of_a_word_of_every_section_some_places_are_told() {
    let sections: String =
        (0..140).map(|number| format!("## Cup {number}\n\nTea{}.\n\n", if number < 3 { " leaves" } else { "" })).collect();
    let pages = [("content/index.md", "# Home\n"), ("content/tea/index.md", &format!("# Tea\n\n{sections}"))];
    let words: String = (0..4).map(|number| file(&pages, &format!("w{number}.js"))).collect();
    let places = |word: &str| {
        let (_, rest) = words.split_once(&format!("{word} ")).unwrap_or_else(|| panic!("no {word} in {words}"));
        rest.split(|c: char| c.is_ascii_digit() || c == '\n' || c == '`').next().unwrap_or("").to_string()
    };
    assert_eq!(places("leaves"), "CBB");
    let (told, count) = places("tea").split_once(' ').map(|(told, count)| (told.to_string(), count.to_string())).expect("it has a number");
    // The page is called so, and 63 sections come after it.
    assert_eq!(told, format!("!B{}", "B".repeat(63)));
    // 141 is 2 times 52 and 37.
    assert_eq!(count, "(l");
}
