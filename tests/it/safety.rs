//! What a page can't do to its readers, and that a writer is told of everything that was taken out.

use waybook::sources::Sources;
use waybook::workspace::{Snapshot, Timings, Workspace, WorkspaceOptions};

struct Shown {
    page: String,
    said: Vec<String>,
}

/// A site of one page at a level of raw HTML: its text, and what is said.
fn at(level: &str, text: &str) -> Shown {
    let settings = format!("raw_html: {level}\n");
    let snapshot = site(&[("waybook.yaml", &settings), ("content/index.md", text), ("content/order.md", "# Order\n")]);
    Shown { page: prose(&snapshot, "index.html"), said: said(&snapshot) }
}

fn site(files: &[(&str, &str)]) -> std::sync::Arc<Snapshot> {
    Workspace::new(Sources::in_memory(files.iter().copied()), WorkspaceOptions::default(), &mut Timings::default()).snapshot()
}

fn said(snapshot: &Snapshot) -> Vec<String> {
    snapshot.messages.iter().map(|message| format!("{} {}", message.code, message.text)).collect()
}

fn whole(snapshot: &Snapshot, path: &str) -> String {
    String::from_utf8(snapshot.render(path).expect("the page is there").bytes.to_vec()).expect("pages are text")
}

fn prose(snapshot: &Snapshot, path: &str) -> String {
    let page = whole(snapshot, path);
    let (_, rest) = page.split_once("<div class=\"prose\">").expect("a page has text");
    rest.split("<nav class=\"pager\"").next().unwrap_or(rest).to_string()
}

const MIXED: &str = "# Page\n\n<div class=\"box\" onclick=\"x()\"><b>Hello</b></div>\n\nIn <u>a line</u> <script>alert(1)</script>.\n";

#[test]
fn html_is_text_at_the_level_escape() {
    let shown = at("escape", MIXED);
    assert!(
        shown.page.contains("&lt;div class=&quot;box&quot; onclick=&quot;x()&quot;&gt;&lt;b&gt;Hello&lt;/b&gt;&lt;/div&gt;"),
        "{}",
        shown.page
    );
    assert!(shown.page.contains("In &lt;u&gt;a line&lt;/u&gt; &lt;script&gt;alert(1)&lt;/script&gt;."), "{}", shown.page);
    assert!(!shown.said.iter().any(|message| message.starts_with("WB140")), "nothing is taken out: {:?}", shown.said);
}

#[test]
fn html_is_made_safe_at_the_level_safe_which_is_the_usual_one() {
    for shown in [at("safe", MIXED), {
        let snapshot = site(&[("content/index.md", MIXED)]);
        Shown { page: prose(&snapshot, "index.html"), said: said(&snapshot) }
    }] {
        assert!(shown.page.contains("<div class=\"box\"><b>Hello</b></div>"), "{}", shown.page);
        assert!(shown.page.contains("<u>a line</u>") && !shown.page.contains("<script"), "{}", shown.page);
        let taken: Vec<&String> = shown.said.iter().filter(|message| message.starts_with("WB140")).collect();
        assert_eq!(taken.len(), 2, "{:?}", shown.said);
        assert!(taken[0].contains("`onclick`") && taken[1].contains("`<script>`"), "{taken:?}");
    }
}

#[test]
fn html_is_as_written_at_the_level_trusted() {
    let shown = at("trusted", MIXED);
    assert!(shown.page.contains("<div class=\"box\" onclick=\"x()\"><b>Hello</b></div>"), "{}", shown.page);
    assert!(shown.page.contains("<script>alert(1)</script>"), "{}", shown.page);
    assert!(!shown.said.iter().any(|message| message.starts_with("WB140")), "{:?}", shown.said);
}

/// What is trusted is not changed, but a link in it leads into the site, and is told of when it does not.
#[test]
fn links_in_html_are_links_at_the_levels_safe_and_trusted() {
    let text = "# Page\n\n<a id=\"here\"></a>\n\n[to](#here) <a href=\"order.md\">a</a> <a href='{{< ref \"order\" >}}'>b</a>\n\n\
                <p><A HREF=/order/>c</A> <a href=\"gone.md\">d</a>\n<img src=\"gone.png\"></p>\n";
    for level in ["safe", "trusted"] {
        let shown = at(level, text);
        for wanted in ["<a href=\"order/index.html\">a</a>", "<a href=\"order/index.html\">b</a>", "href=\"order/index.html\">c<"] {
            assert!(shown.page.contains(wanted), "{level}: {}", shown.page);
        }
        let wanted = [
            "WB205 `gone.md` does not exist; the link is left as written",
            "WB205 the image `gone.png` does not exist",
            "WB219 this picture has no words for readers who can't see it",
        ];
        assert_eq!(
            shown.said.iter().filter(|said| !said.starts_with("WB220")).collect::<Vec<_>>(),
            wanted.iter().collect::<Vec<_>>(),
            "{level}"
        );
    }
    let shown = at("escape", text);
    assert!(!shown.said.iter().any(|said| said.starts_with("WB205")), "text leads nowhere: {:?}", shown.said);
}

#[test]
fn what_is_trusted_stays_as_it_is_written_letter_by_letter() {
    let kept = [
        "<a href=\"javascript:go()\">a</a>",
        "<a href=\"slack://channel?id=1\">b</a>",
        "<script>document.write(\"<a href='gone.md'>c</a>\")</script>",
        "<style>a[href='gone.md'] { color: red }</style>",
        "<textarea><a href=\"gone.md\"></textarea>",
        "<svg viewBox=\"0 0 9 9\"><path d=\"M0 0\"/></svg>",
        "<form action=\"/send\"><input name=x></form>",
        "<!-- <a href=\"gone.md\"> -->",
    ];
    let blocks: String = kept.iter().map(|html| format!("<div>{html}</div>\n\n")).collect();
    let shown = at(
        "trusted",
        &format!("# Page\n\n{blocks}In a line <script>x = \"<a href='gone.md'>\"</script> and <a href=\"order.md\">d</a>.\n"),
    );
    for html in kept {
        assert!(shown.page.contains(html), "{html} in {}", shown.page);
    }
    assert!(shown.page.contains("<script>x = ") && shown.page.contains("<a href='gone.md'>"), "{}", shown.page);
    assert!(shown.page.contains("<a href=\"order/index.html\">d</a>."), "{}", shown.page);
    assert!(!shown.said.iter().any(|said| said.contains("gone")), "{:?}", shown.said);
}

#[test]
fn only_the_site_sets_the_level() {
    let front = "---\nraw_html: trusted\n---\n# Page\n\n<script>alert(1)</script>\n";
    assert!(!at("safe", front).page.contains("<script"));
    let option = "# Page\n\n{::options parse_span_html=\"true\" raw_html=\"trusted\" /}\n\n{::nomarkdown}<script>alert(1)</script>{:/}\n";
    assert!(!at("safe", option).page.contains("<script"));
}

/// Ways to write an address that runs a program, in the places where addresses stand.
#[test]
fn an_address_runs_nothing_however_it_is_spelled() {
    let spellings = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&#58;alert(1)",
        "javascript&#x3A;alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A&#x61vascript:alert(1)",
        "java&#9;script:alert(1)",
        "java&Tab;script:alert(1)",
        "java&NewLine;script:alert(1)",
        "java&#10;script:alert(1)",
        "java&#13;script:alert(1)",
        "&#1;javascript:alert(1)",
        "&#x1f;&#x20;javascript:alert(1)",
        "&#32;javascript:alert(1)",
        "javascript&#9;:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "data:text/html;base64,PHNjcmlwdD4=",
        "file:///etc/passwd",
        "blob:x",
        "view-source:x",
        "feed:javascript:x",
    ];
    let mut text = String::from("# Page\n\n");
    for (number, spelling) in spellings.iter().enumerate() {
        for written in [
            format!("[words]({spelling})"),
            format!("[words](<{spelling}>)"),
            format!("[words][l{number}]\n\n[l{number}]: <{spelling}>"),
            format!("![words](<{spelling}>)"),
            format!("<a href=\"{spelling}\">words</a>"),
            format!("<a href='{spelling}'>words</a>"),
            format!("<A HREF={spelling}>words</A>"),
            format!("<img src=\"{spelling}\" alt=\"words\">"),
            format!("<div>\n<a\nhref=\"\n{spelling}\">words</a>\n</div>"),
            format!("<iframe src=\"{spelling}\"></iframe> words"),
            format!("[words]({{{{< ref \"{spelling}\" >}}}})"),
        ] {
            text.push_str(&format!("{written}\n\n"));
        }
    }
    let page = at("safe", &text).page;
    let tags = page.split(['<', '>']).filter(|tag| ["a ", "img ", "iframe "].iter().any(|name| tag.starts_with(name)));
    for tag in tags {
        let seen = as_a_browser(tag);
        let runs = ["javascript:", "vbscript:", "data:", "file:", "blob:", "view-source:", "feed:"];
        assert!(!runs.iter().any(|scheme| seen.contains(&format!("=\"{scheme}"))), "{tag}");
    }
    assert!(page.matches("words").count() >= 11 * spellings.len(), "the words stay: {page}");
}

/// A tag as a browser takes it: references decoded, blanks and control characters gone, in small letters.
fn as_a_browser(tag: &str) -> String {
    let decoded = tag.replace("&#58;", ":").replace("&colon;", ":").replace("&amp;", "&").replace("&quot;", "'");
    decoded.chars().filter(|c| *c > ' ').collect::<String>().to_lowercase()
}

#[test]
fn an_address_that_runs_something_is_reported() {
    for text in [
        "[words](javascript:alert(1))",
        "<a href=\"java&#x0A;script:alert(1)\">words</a>",
        "<img src=\"data:image/svg+xml,x\" alt=\"words\">",
        "[words](<&#x01;javascript:x>)",
    ] {
        let shown = at("safe", &format!("# Page\n\n{text}\n"));
        assert!(shown.said.iter().any(|message| message.starts_with("WB215")), "{text}: {:?}", shown.said);
    }
}

#[test]
fn percent_signs_make_no_scheme() {
    // Browsers read this as a file of this name: the link goes nowhere, and is told as such.
    let shown = at("safe", "# Page\n\n[words](javascript%3Aalert(1)) [order](%2Forder%2F)\n");
    assert!(shown.said.iter().any(|message| message.starts_with("WB205")), "{:?}", shown.said);
    assert!(!shown.page.contains("javascript:"), "{}", shown.page);
}

#[test]
fn good_addresses_stay() {
    for address in ["https://example.com/", "http://example.com/", "mailto:ada@example.com", "tel:+4912345", "HTTPS://EXAMPLE.COM/"] {
        let shown = at("safe", &format!("# Page\n\n[words]({address}) <a href=\"{address}\">words</a>\n"));
        assert_eq!(shown.page.matches(&format!("href=\"{address}\"")).count(), 2, "{address}: {}", shown.page);
    }
    let shown = at("safe", "# Page\n\n[a](order.md) [b](#page) <a href=\"/order/\">c</a>\n");
    assert_eq!(shown.page.matches("href=\"order/index.html\"").count(), 2, "{}", shown.page);
}

#[test]
fn attribute_lists_and_tags_give_what_is_on_the_list_and_the_rest_is_reported() {
    let shown = at(
        "safe",
        "# Page\n\nText.\n{: .a #b onclick=\"x()\" style=\"color:red\" srcdoc=\"x\" data-act=\"reset\" title=\"T\"}\n\n## H {#h onclick=x}\n\n\
         *soft*{: onmouseover=\"x()\" lang=\"de\"}\n",
    );
    assert!(shown.page.contains("<p id=\"b\" class=\"a\" title=\"T\">Text.</p>"), "{}", shown.page);
    assert!(shown.page.contains("<em lang=\"de\">soft</em>"), "{}", shown.page);
    let reported: Vec<&str> =
        shown.said.iter().filter_map(|message| message.strip_prefix("WB101 the attribute `")?.split('`').next()).collect();
    assert_eq!(reported, ["data-act", "onclick", "srcdoc", "style", "onclick", "onmouseover"], "{:?}", shown.said);

    let shown = at(
        "safe",
        "# Page\n\n<p id=\"x\" class=\"c\" lang=\"de\" onfocus=\"x()\" style=\"x\" data-act=\"reset\" srcset=\"y\" formaction=\"z\" \
         aria-label=\"L\" aria-\"x=\"y\">Text</p>\n",
    );
    assert!(shown.page.contains("<p aria-label=\"L\" class=\"c\" id=\"x\" lang=\"de\">Text</p>"), "{}", shown.page);
    let reported: Vec<&str> =
        shown.said.iter().filter_map(|message| message.strip_prefix("WB140 the attribute `")?.split('`').next()).collect();
    assert_eq!(reported, ["onfocus", "style", "data-act", "srcset", "formaction", "aria-\"x"], "{:?}", shown.said);
}

#[test]
fn everything_that_is_taken_out_is_reported() {
    for (html, told) in [
        ("<script>x</script>", "`<script>`"),
        ("<style>p{}</style>", "`<style>`"),
        ("<svg><a/></svg>", "`<svg>`"),
        ("<math><mi>x</mi></math>", "`<math>`"),
        ("<object data=x></object>", "`<object>`"),
        ("<embed src=x>", "`<embed>`"),
        ("<form action=x><input name=y></form>", "`<form>`"),
        ("<button>x</button>", "`<button>`"),
        ("<meta http-equiv=refresh content=0>", "`<meta>`"),
        ("<link rel=stylesheet href=x>", "`<link>`"),
        ("<base href=x>", "`<base>`"),
        ("<video src=x></video>", "`<video>`"),
        ("<template><p>x</p></template>", "`<template>`"),
        ("<textarea>x</textarea>", "`<textarea>`"),
        ("<x-y>x</x-y>", "`<x-y>`"),
        ("<p>x</p></main>", ""),
        ("<p>x</p></div>", "`</div>`, which closes nothing here,"),
        ("<iframe src=\"http://example.com/\"></iframe>", "`<iframe>` without an address that begins with https:"),
        ("<iframe srcdoc=\"<p>x</p>\"></iframe>", "`<iframe>` without an address that begins with https:"),
        ("<iframe src=\"https://example.com/\" onload=\"x()\"></iframe>", "the attribute `onload`"),
    ] {
        let shown = at("safe", &format!("# Page\n\nBefore.\n\n{html}\n\nBehind.\n"));
        let reported = shown.said.iter().any(|message| message.starts_with(&format!("WB140 {told}")));
        assert!(reported || told.is_empty(), "{html}: {:?}", shown.said);
        assert!(shown.page.contains("<p>Before.</p>") && shown.page.contains("<p>Behind.</p>"), "{html}: {}", shown.page);
        assert!(!shown.page.contains("</main></main>"), "{html}");
    }
}

#[test]
fn a_frame_is_boxed_in_titled_lazy_and_has_a_link_beside_it() {
    let shown = at(
        "safe",
        "# Page\n\n<iframe src=\"HTTPS://example.com/chart?a=1&amp;b=2\" sandbox=\"\" allow=\"camera\" loading=\"eager\" width=\"100%\"></iframe>\n",
    );
    let frame = shown.page.split("<iframe").nth(1).and_then(|rest| rest.split('>').next()).expect("the frame is there");
    assert_eq!(
        frame,
        " sandbox=\"allow-scripts allow-same-origin allow-popups\" loading=\"lazy\" referrerpolicy=\"no-referrer\" title=\"example.com\" \
         src=\"HTTPS://example.com/chart?a=1&amp;b=2\""
    );
    assert!(shown.page.contains("<a href=\"HTTPS://example.com/chart?a=1&amp;b=2\">example.com</a>"), "{}", shown.page);
    let shown = at("safe", "# Page\n\n<iframe src=\"https://example.com/\" title=\"Sales &amp; more\"></iframe>\n");
    assert!(shown.page.contains("title=\"Sales &amp; more\""), "{}", shown.page);
    for shortcode in ["{{< youtube abc >}}", "{{< vimeo 123 >}}"] {
        let page = at("safe", &format!("# Page\n\n{shortcode}\n")).page;
        assert!(["sandbox=", "loading=\"lazy\"", " title=\"", "src=\"https://"].iter().all(|part| page.contains(part)), "{page}");
    }
}

#[test]
fn arguments_of_shortcodes_are_text() {
    let shown = at(
        "safe",
        "# Page\n\n{{< youtube \"x\\\"><script>alert(1)</script>\" >}}\n\n{{% alert title=\"<script>x</script>\" color=\"a\\\" onclick=\\\"x\" %}}\nText\n{{% /alert %}}\n\n{{< label \"<b>x\" >}}\n",
    );
    assert!(!shown.page.contains("<script"), "{}", shown.page);
    let handler = shown.page.split('<').any(|tag| tag.split('>').next().is_some_and(|tag| tag.contains("\" onclick=")));
    assert!(!handler, "{}", shown.page);
}

/// No word of a page, of its head, of a map or of a file name is ever read as a template.
#[test]
fn no_text_reaches_the_template_engine() {
    let code =
        "{{ 7907 * 7919 }} {% if true %}x{% endif %} {# note #} {{ shell.title }} {% include \"page.html\" %} {{ get_env(name=\"HOME\") }}";
    let front = format!("---\ntitle: '{code}'\ndescription: '{code}'\n---\n");
    let page = format!(
        "{front}\n## {code}\n\n{code}\n\n{{{{% alert title=\"{{{{ 7907 * 7919 }}}}\" %}}}}\n{code}\n{{{{% /alert %}}}}\n\n- [ ] {code}\n\n```\n{code}\n```\n"
    );
    let map = format!(
        "title: '{code}'\nsteps:\n  - do: 'Say {code}'\n    id: say\n    who: seller\n  - {{end: 'Done {{{{ 7907 * 7919 }}}}', outcome: good}}\n"
    );
    let snapshot = site(&[
        ("waybook.yaml", &format!("title: '{code}'\n")),
        ("content/index.md", &page),
        ("process-maps/say.yaml", &map),
        ("process-maps/_roles.yaml", &format!("seller: {{name: '{{{{ 7907 * 7919 }}}}', does: '{}'}}\n", "{{ 7907 * 7919 }}")),
    ]);
    let (outputs, messages) = crate::all_outputs(&snapshot);
    assert!(messages.is_empty(), "{messages:?}");
    for (path, bytes) in outputs.iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(
            !text.contains("62615533"),
            "{path}: {}",
            text.split("62615533").next().unwrap_or("").chars().rev().take(80).collect::<String>()
        );
    }
    let index = whole(&snapshot, "index.html");
    assert!(index.contains("{% include &quot;page.html&quot; %}") || index.contains("{% include “page.html” %}"), "{index}");
}
