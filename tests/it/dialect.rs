//! What always holds of pages, whatever their writers put into them: places lie in the file, nothing panics, and code is coloured.

use proptest::prelude::*;
use waybook::base::{SourcePath, Span};
use waybook::parse::document::{Block, BlockKind, Code, Inline, InlineKind};
use waybook::parse::markdown::{self, Markdown};
use waybook::parse::{ParseOptions, RawHtml};
use waybook::render::highlight;
use waybook::sources::Sources;
use waybook::workspace::{Timings, Workspace, WorkspaceOptions};

/// The signs of our own syntax, and what could stand between them.
const PIECES: &[&str] = &[
    "{:",
    "}",
    ".a",
    "#b",
    "{: .c}",
    "{:n: .d}",
    "{::comment}",
    "{:/comment}",
    "{::nomarkdown}",
    "{:/}",
    "{::options toc_levels=\"2\" /}",
    "{:toc}",
    "{{< x >}}",
    "{{% y %}}",
    "{{% /y %}}",
    "{{< ref \"a\" >}}",
    ":::note",
    ":::",
    "!!! note\n",
    "??? tip \"T\"\n",
    "    ",
    "*[W]: x",
    "W",
    "<div markdown=\"1\">",
    "<p markdown=\"span\">",
    "</div>",
    "</p>",
    "<b>",
    "<!--",
    "-->",
    "$",
    "$$",
    "$`x`$",
    "[[",
    "]",
    "(u)",
    "|",
    "|-|",
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "- ",
    "1. ",
    "> ",
    "# ",
    "`",
    "```",
    "~~~",
    "*",
    "_",
    "**",
    ": ",
    "\n: ",
    "[^1]",
    "[^1]: ",
    "www.a.b",
    "https://a.b/c--d",
    "a@b.c",
    "\"q\"",
    "...",
    ":tada:",
    "ä",
    "\u{e0f1}",
    "\u{c}",
    "\\",
    "&amp;",
    "\t",
];

fn read(text: &str, math: bool) -> Markdown {
    markdown::read(&SourcePath::new("any.md"), text, 0, ParseOptions { raw_html: RawHtml::Safe, math })
}

fn piece() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(PIECES)
}

fn lies_within(span: Span, text: &str) -> bool {
    text.get(span.start..span.end).is_some()
}

fn blocks_lie_within(blocks: &[Block], text: &str) -> bool {
    blocks.iter().all(|block| {
        lies_within(block.span, text)
            && block.kind.inner().into_iter().all(|blocks| blocks_lie_within(blocks, text))
            && block.kind.texts().into_iter().all(|inlines| inlines_lie_within(inlines, text))
    })
}

fn inlines_lie_within(inlines: &[Inline], text: &str) -> bool {
    inlines.iter().all(|inline| lies_within(inline.span, text) && inlines_lie_within(inline.kind.inner(), text))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn places_lie_in_the_page(pieces in proptest::collection::vec(piece(), 0..60), math in any::<bool>()) {
        let text = pieces.concat();
        let page = read(&text, math);
        prop_assert!(blocks_lie_within(&page.blocks, &text), "{:#?}", page.blocks);
        prop_assert!(page.links.iter().all(|link| lies_within(link.span, &text)), "{:?}", page.links);
        prop_assert!(page.messages.iter().all(|message| message.span.is_some_and(|span| lies_within(span, &text))), "{:?}", page.messages);
    }
}

#[test]
fn code_of_every_language_of_the_manual_is_coloured() {
    let samples = [
        ("bash", "echo \"$HOME\" # x"),
        ("shell", "ls -l | wc # x"),
        ("console", "ls \"x\" # y"),
        ("sql", "select 1 from t -- x"),
        ("yaml", "key: value # x"),
        ("json", "{\"a\": 1}"),
        ("toml", "a = 1 # x"),
        ("ruby", "def a; 1; end"),
        ("python", "def a(): return 1"),
        ("go", "func main() { return }"),
        ("rust", "fn main() {}"),
        ("javascript", "const a = 1;"),
        ("typescript", "const a: number = 1;"),
        ("html", "<p class=\"x\">y</p>"),
        ("css", "a { color: red; }"),
        ("terraform", "resource \"a\" \"b\" {}"),
        ("hcl", "a = \"b\" # x"),
        ("dockerfile", "FROM alpine # x"),
        ("graphql", "query { a }"),
        ("diff", "+ added\n- gone"),
        ("markdown", "# Title *x*"),
    ];
    for (language, text) in samples {
        let mut out = String::new();
        highlight::push(&mut out, &Code { language: language.to_string(), text: format!("{text}\n"), ..Code::default() });
        assert!(out.contains("<span class=\"hl-"), "{language} has no colours: {out}");
    }
}

#[test]
fn code_gets_the_same_colours_whatever_was_coloured_before_it() {
    let blocks = [
        ("bash", "cat <<END\nfi # text\nEND\nfi # remark\n"),
        ("bash", "fi # remark\ncat <<OTHER\nfi # text\nEND\nOTHER\n"),
        ("python", "x = 1\n\"\"\"\nx = 1\n\"\"\"\nx = 1\n"),
        ("python", "x = 1\n"),
        ("sql", "/* SELECT 1\nSELECT 1 */\nSELECT 1\n"),
        ("html", "<!-- <b>\n<b> -->\n<b>\n"),
        ("no-such-language", "fi # remark\n"),
    ];
    let colour = |(language, text): (&str, &str)| {
        let mut out = String::new();
        highlight::push(&mut out, &Code { language: language.to_string(), text: text.to_string(), ..Code::default() });
        out
    };
    // What is remembered is kept for a thread.
    let alone: Vec<String> =
        blocks.iter().map(|block| std::thread::scope(|scope| scope.spawn(|| colour(*block)).join().expect("it ends well"))).collect();
    for _ in 0..2 {
        let together: Vec<String> = blocks.iter().rev().map(|block| colour(*block)).collect();
        assert_eq!(together.into_iter().rev().collect::<Vec<_>>(), alone);
    }
    let remark = |text: &str| text.matches("<span class=\"hl-c\"># remark").count();
    assert_eq!((remark(&alone[0]), remark(&alone[1])), (1, 1), "{alone:?}");
}

#[test]
fn a_formula_on_which_its_reader_fails_costs_that_formula_only() {
    // The first one was found by the fuzz target `attributes`.
    for source in ["R^\u{c}`\u{c}#", "R^`#", "R^#", "R_ #", "^#"] {
        let (math, wrong) = waybook::parse::math::read(source, waybook::parse::math::Display::Inline);
        assert_eq!(math.markup.is_none(), wrong.is_some(), "{source:?}: {wrong:?}");
    }
    let page = read("# A\n\nbefore $R^\u{c}`\u{c}#$ behind\n", false);
    assert!(format!("{:?}", page.blocks).contains("behind"), "{page:?}");
}

#[test]
fn a_formula_of_formulas_breaks_nothing() {
    for part in ["\\sqrt", "{", "\\left(", "\\frac", "^", "\\begin{matrix}"] {
        let signs = part.bytes().filter(|byte| matches!(byte, b'\\' | b'{' | b'^')).count();
        for count in [150 / signs, 1900 / part.len()] {
            read(&format!("$${}x$$\n", part.repeat(count)), false);
        }
    }
}

#[test]
fn twice_as_many_signs_give_twice_as_much_and_no_more() {
    for sign in
        ["{: .a}\n\n", "*a*{: .b} ", ":::note\n\na\n\n:::\n\n", "{{< a >}}\n", "<div markdown=\"1\">\n", "$$a$$ ", "!!! note\n    a\n\n"]
    {
        let size = |count: usize| weight(&read(&sign.repeat(count), false).blocks);
        let (once, twice) = (size(300), size(600));
        assert!(twice <= 2 * once + 2, "{sign:?}: {once} pieces, then {twice}");
    }
}

fn weight(blocks: &[Block]) -> usize {
    let of_texts = |block: &Block| block.kind.texts().into_iter().map(<[Inline]>::len).sum::<usize>();
    let of_html = |block: &Block| if let BlockKind::Html(pieces) = &block.kind { pieces.len() } else { 0 };
    let of_block = |block: &Block| 1 + of_texts(block) + of_html(block) + block.kind.inner().into_iter().map(weight).sum::<usize>();
    blocks.iter().map(of_block).sum()
}

#[test]
fn a_dollar_sign_is_a_price_until_the_site_says_otherwise() {
    let formulas = |math| {
        let page = read("It costs $5 and $10, or $x^2$.\n", math);
        let texts = page.blocks[0].kind.texts().concat();
        texts.iter().filter(|inline| matches!(inline.kind, InlineKind::Math(_))).count()
    };
    assert_eq!((formulas(false), formulas(true)), (0, 1));
}

#[test]
fn a_character_in_a_comment_is_not_cut() {
    let text = "{::comment}\n<b>ä{:/comment}{:toc}";
    assert!(blocks_lie_within(&read(text, false).blocks, text));
}

/// Found by the fuzz target `attributes`.
#[test]
fn an_id_or_class_with_signs_that_no_id_has_is_passed_over() {
    let read = read("## First {#on\u{1}\0e .a\u{1}b .c}\n", false);
    let attributes = &read.blocks[0].attributes;
    assert_eq!((attributes.id.as_deref(), attributes.classes.as_slice()), (None, &["c".to_string()][..]));
}

/// Found by the fuzz target `attributes`.
#[test]
fn elements_that_end_crosswise_are_read_as_written() {
    for text in ["<div markdown=\"0\"><p markdown=\"1\">a</div> b</p>\n", "<pre><div markdown=\"1\">\na</pre>\nb</div>\n"] {
        let read = read(text, false);
        assert!(blocks_lie_within(&read.blocks, text) && !read.blocks.is_empty(), "{text}: {:?}", read.blocks);
    }
}

/// Found by the fuzz target `attributes`.
#[test]
fn a_control_character_in_a_formula_is_told() {
    let read = read("A $h^1\0$ b.\n\n$$h^1\u{1}$$\n", true);
    assert_eq!(read.messages.iter().map(|message| message.code).collect::<Vec<_>>(), ["WB127", "WB127"]);
}

/// What readers get of a page.
fn shown(text: &str) -> String {
    let sources = Sources::in_memory([("content/index.md", text)]);
    let snapshot = Workspace::new(sources, WorkspaceOptions::default(), &mut Timings::default()).snapshot();
    let page = String::from_utf8(snapshot.render("index.html").expect("the page is there").bytes.to_vec()).expect("pages are text");
    page.split("<div class=\"prose\">").nth(1).and_then(|rest| rest.split("</main>").next()).expect("a page has text").to_string()
}

#[test]
fn footnotes_are_told_apart_by_their_labels_and_found_in_any_capitals() {
    let page = shown(
        "---\ntitle: x\n---\nA[^Note] b[^note] c[^*] d[^†] e[^Straße]\n\n[^note]: The note.\n[^*]: Star.\n[^†]: Dagger.\n[^STRASSE]: No.\n[^straße]: Street.\n",
    );
    let ids: Vec<&str> = page.split("id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
    assert_eq!(page.matches("<li id=\"fn-").count(), 4, "{page}");
    for text in ["<p>The note.</p>", "<p>Star.</p>", "<p>Dagger.</p>", "<p>Street.</p>"] {
        assert_eq!(page.matches(text).count(), 1, "{text} in {page}");
    }
    assert_eq!(page.matches("href=\"#fn-note\"").count(), 2, "{page}");
}

#[test]
fn a_heading_without_words_is_no_link_and_not_in_the_contents() {
    let page = shown("---\ntitle: x\n---\n- TOC\n{:toc}\n\n## One\n\n##\n\n## Two\n\nText.\n");
    assert!(page.contains("<h2 id=\"section\"></h2>"), "{page}");
    assert_eq!(page.matches("<li><a href=").count(), 2, "{page}");
    assert!(!page.contains("></a>"), "{page}");
}

#[test]
fn a_video_without_its_id_is_left_out() {
    let page = shown("---\ntitle: x\n---\n{{< youtube >}}\n\n{{< vimeo id=\"\" >}}\n\n{{< youtube abc >}}\n");
    assert_eq!(page.matches("<iframe").count(), 1, "{page}");
    assert!(page.contains("src=\"https://www.youtube-nocookie.com/embed/abc\""), "{page}");
}

#[test]
fn what_is_given_to_a_block_is_on_the_page_whatever_block_it_is() {
    let text = "---\ntitle: x\n---\n- [ ] a\n- {:.now} [ ] b\n{: #list .big}\n\n3. [ ] c\n4. [x] d\n{: #numbered}\n\n> [!NOTE]\n> Text.\n{: #alert .wide}\n\n\
                $$\nx^2\n$$\n{: #formula}\n\n{{% note %}}\nText.\n{{% /note %}}\n{: #box .narrow}\n\n\
                [1](#list) [2](#numbered) [3](#alert) [4](#formula) [5](#box)\n";
    let page = shown(text);
    for wanted in [
        "<ul id=\"list\" class=\"big\">",
        "<ol start=\"3\" id=\"numbered\">",
        "<div id=\"alert\" class=\"callout note wide\" role=\"note\">",
        "<div id=\"formula\"><math",
        "<div id=\"box\" class=\"narrow\"><div class=\"callout note\"",
    ] {
        assert!(page.contains(wanted), "{wanted} in {page}");
    }
    for id in ["list", "numbered", "alert", "formula", "box"] {
        assert_eq!(page.matches(&format!("id=\"{id}\"")).count(), 1, "{id}: {page}");
    }
}
