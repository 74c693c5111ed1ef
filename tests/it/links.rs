//! Where links lead, whichever form they have. Redirects and what is written for servers stand in `tests/sites/redirects`.

use waybook::model::Target;
use waybook::sources::Sources;
use waybook::workspace::{Snapshot, Timings, Workspace, WorkspaceOptions};

fn site(files: &[(&str, &str)]) -> std::sync::Arc<Snapshot> {
    Workspace::new(Sources::in_memory(files.iter().copied()), WorkspaceOptions::default(), &mut Timings::default()).snapshot()
}

/// Where the links of a page lead.
fn led_to(snapshot: &Snapshot, address: &str) -> Vec<String> {
    let page = snapshot.site.pages.iter().find(|page| page.address.as_str() == address).expect("the page is there");
    page.targets.iter().map(Target::written).collect()
}

fn said(snapshot: &Snapshot) -> Vec<String> {
    snapshot.messages.iter().map(|message| format!("{} {} {}", message.path, message.code, message.text)).collect()
}

const ORDER: (&str, &str) = (
    "content/services/order.md",
    "# Order\n\n## Prices\n\nText <a name=\"old\"></a> <span id=\"x y\">z</span>\n\n<div id=\"box\">b</div>\n\nP.\n{: #para}\n",
);

#[test]
fn every_form_of_a_link_leads_to_the_one_address() {
    let forms = [
        "order.md",
        "./order.md",
        "../services/order.md",
        "order",
        "order/",
        "order.html",
        "order/index.html",
        "/services/order.md",
        "/services/order",
        "/services/order/",
        "/services/order.html",
        "/services/order/index.html",
        "../services/order/",
        "/services/order/?a=b",
        "/services/./order/",
        "%6Frder.md",
    ];
    let mut text = String::from("# Services\n\n");
    for form in forms {
        text.push_str(&format!("[x]({form}) <a href=\"{form}\">y</a> [z][{form}]\n\n[{form}]: {form}\n\n"));
        text.push_str(&format!("[x]({form}#prices)\n\n"));
    }
    let snapshot = site(&[("content/index.md", "# Home\n"), ("content/services/index.md", &text), ORDER]);
    let led = led_to(&snapshot, "/services/");
    assert_eq!(led.len(), 4 * forms.len());
    for (at, form) in forms.iter().enumerate() {
        assert_eq!(led[4 * at..4 * at + 3], ["/services/order/"; 3], "{form}");
        assert_eq!(led[4 * at + 3], "/services/order/#prices", "{form}");
    }
    let wrong: Vec<String> =
        said(&snapshot).into_iter().filter(|message| message.contains(" WB205 ") || message.contains(" WB206 ")).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn anchors_are_those_of_headings_ids_names_and_attribute_lists() {
    let anchors = ["prices", "order", "old", "box", "para", "x%20y", "top", ""];
    let text = anchors.iter().map(|anchor| format!("[a](services/order.md#{anchor})\n\n")).collect::<String>();
    let snapshot = site(&[("content/index.md", &text), ORDER]);
    assert!(!said(&snapshot).iter().any(|message| message.contains("WB206")), "{:?}", said(&snapshot));
    let snapshot = site(&[("content/index.md", "[a](services/order.md#price) [b](#nowhere)\n"), ORDER]);
    let wrong: Vec<String> = said(&snapshot).into_iter().filter(|message| message.contains("WB206")).collect();
    assert_eq!(wrong.len(), 2, "{wrong:?}");
}

#[test]
fn files_and_pictures_are_checked_and_copied() {
    let snapshot = site(&[
        (
            "content/index.md",
            "# Home\n\n![Plan](a/plan.png) [sheet](a/sheet.pdf) <img src=\"/a/plan.png\" alt=\"x\"> ![No](a/no.png) [no](no.pdf)\n",
        ),
        ("content/a/plan.png", "x"),
        ("content/a/sheet.pdf", "y"),
    ]);
    let missing: Vec<String> = said(&snapshot).into_iter().filter(|message| message.contains("WB205")).collect();
    assert_eq!(missing.len(), 2, "{missing:?}");
    assert!(snapshot.render("a/plan.png").is_some() && snapshot.render("a/sheet.pdf").is_some());
    assert_eq!(led_to(&snapshot, "/")[..3], ["/a/plan.png", "/a/sheet.pdf", "/a/plan.png"]);
}

#[test]
fn hugo_looks_for_the_name_of_a_page_in_the_whole_site() {
    let text = "# Home\n\n[a]({{< ref \"order\" >}}) [b]({{< relref \"order.md#prices\" >}}) [c]({{< ref \"services\" >}}) [d]({{< ref \"/services/order.md\" >}}) \
                [e]({{< ref \"twice\" >}}) [f](order.md)\n";
    let snapshot = site(&[
        ("content/index.md", text),
        ("content/services/_index.md", "# S\n"),
        ORDER,
        ("content/a/twice.md", "A\n"),
        ("content/b/twice.md", "B\n"),
    ]);
    let led = led_to(&snapshot, "/");
    assert_eq!(led[..4], ["/services/order/", "/services/order/#prices", "/services/", "/services/order/"]);
    // Which of two is not said, and a plain link is counted from its folder as everywhere.
    assert_eq!(led[4..], ["twice", "order.md"]);
    assert_eq!(said(&snapshot).iter().filter(|message| message.contains("WB205")).count(), 2, "{:?}", said(&snapshot));
}

#[test]
fn a_reference_of_hugo_in_text_is_a_link_and_checked_like_one() {
    let text = "# Home\n\nFirst see {{< ref \"order\" >}}, then {{% relref \"/services/ordr.md\" %}}.\n\n- In a list: {{< ref \"nope#x\" >}}\n\n\
                <a href=\"{{< ref \"order.md\" >}}\">Order</a> and [words {{< ref \"gone\" >}}](services/order.md) and {{< ref >}}.\n\n\
                [b]\n\n[b]: {{< ref \"order\" >}}\n\n`{{< ref \"code\" >}}`\n";
    let snapshot = site(&[("content/index.md", text), ORDER]);
    assert_eq!(
        led_to(&snapshot, "/"),
        ["/services/order/", "/services/ordr.md", "nope#x", "/services/order/", "/services/order/", "gone", "/services/order/"]
    );
    let wrong: Vec<String> = snapshot
        .messages
        .iter()
        .filter(|message| matches!(message.code, "WB205" | "WB201"))
        .map(|message| {
            let place = snapshot
                .text(&message.path)
                .and_then(|(_, lines)| Some(lines.position(&snapshot.text(&message.path)?.0, message.span?.start)))
                .expect("a place");
            format!("{}:{} {} {}", place.line, place.column, message.code, message.help.join(" "))
        })
        .collect();
    assert_eq!(wrong.len(), 4, "{wrong:?}");
    assert!(wrong[0].starts_with("3:37 WB205 did you mean `/services/order/`?"), "{wrong:?}");
    assert!(wrong[1].starts_with("5:14 WB205") && wrong[2].starts_with("7:55 WB205") && wrong[3].starts_with("7:98 WB201"), "{wrong:?}");
    let page = String::from_utf8(snapshot.render("index.html").expect("the page").bytes.to_vec()).expect("text");
    assert!(page.contains("First see <a href=\"services/order/index.html\">order</a>, then <a href=\"/services/ordr.md\">"), "{page}");
    assert!(
        page.contains("<code>{{&lt; ref &quot;code&quot; &gt;}}</code>") || page.contains("<code>{{&lt; ref \"code\" &gt;}}</code>"),
        "{page}"
    );
}

#[test]
fn a_heading_that_is_not_there_is_told_of_whole_addresses_of_the_own_site_too() {
    let text = "[a](https://example.com/services/order/#prizes) [b](https://example.com/services/order/#prices) [c](https://example.org/other/#x)\n";
    let snapshot = site(&[("waybook.yaml", "base_url: https://example.com/\n"), ("content/index.md", text), ORDER]);
    let told: Vec<_> = snapshot.messages.iter().map(|message| (message.code, message.help.join(" "))).collect();
    assert_eq!(told[0], ("WB206", "did you mean `#prices`?".to_string()), "{told:?}");
    assert_eq!(told.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["WB206", "WB208"], "{told:?}");
}

#[test]
fn a_whole_address_of_the_own_site_is_looked_up_like_any_other() {
    let text = "[gone](https://example.com/team/services/ordr/) [old](https://example.com/team/old/) [root](https://EXAMPLE.com/team)\n\n\
                [plain](http://example.com/team/services/order/) ![picture](https://example.com/team/a.png)\n\n\
                [other](https://example.com/teams/x/) [blog](https://example.com/blog/x) [host](https://example.com.org/team/x/)\n\n\
                <https://example.com/team/services/nothing/>\n";
    let redirects = "redirects:\n  - {from: /old/, to: /services/order/}\n";
    let files =
        [("waybook.yaml", "base_url: https://example.com/team/\n"), ("redirects.yaml", redirects), ("content/index.md", text), ORDER];
    let told: Vec<_> = site(&files)
        .messages
        .iter()
        .filter(|message| message.code != "WB209")
        .map(|message| format!("{} {}: {}", message.severity.word(), message.code, message.help.join(" ")))
        .collect();
    let otherwise = "write the path of the file, seen from this page; if something else is published there, `external_base` says so";
    let wanted = [
        "warning WB205: did you mean `/services/order/`?",
        "note WB213: write `/services/order/`; `waybook check --fix` does it",
        "note WB208: write `/`; `waybook check --fix` does it",
        "note WB208: write `/services/order/`; `waybook check --fix` does it",
        &format!("warning WB205: {otherwise}"),
        &format!("warning WB205: {otherwise}"),
    ];
    assert_eq!(told, wanted);
    // What else is published below the address of the site is known to its settings.
    let settings = "base_url: https://example.com/\nexternal_base: https://example.com/blog/\n";
    let text = "[a](https://example.com/blog/x) [b](https://example.com/shop/)\n";
    let snapshot = site(&[("waybook.yaml", settings), ("content/index.md", text)]);
    assert_eq!(said(&snapshot).len(), 1, "{:?}", said(&snapshot));
    assert!(said(&snapshot)[0].contains("`/shop/` does not exist"), "{:?}", said(&snapshot));
}

#[test]
fn an_old_address_is_rewritten_where_fix_is_promised_and_nowhere_else() {
    let text = "{{< ref \"old\" >}} and [a]({{< ref \"/old/#prices\" >}} \"old\") and [b]({{% relref path=\"old.md\" %}})\n\n\
                <a href=\"old.md\">c</a> <a title='old.md' href='/old/'>d</a> [old.md](old.md) ![\"old\"](x.png)\n\n\
                [e][old] and <a href=/old/>f</a>\n\n[old]: /old/\n";
    let redirects = "redirects:\n  - {from: /old/, to: /services/order/}\n";
    let files = [("redirects.yaml", redirects), ("content/index.md", text), ("content/x.png", ""), ORDER];
    let snapshot = site(&files);
    let moved: Vec<_> = snapshot.messages.iter().filter(|message| message.code == "WB213").collect();
    assert_eq!(moved.len(), 8, "{:?}", said(&snapshot));
    for message in &moved {
        assert_eq!(message.help.join(" ").contains("check --fix"), !message.fix.is_empty(), "{message:?}");
    }
    let after = waybook::base::edit::apply(text, &moved).0;
    assert_eq!(
        after,
        "{{< ref \"/services/order/\" >}} and [a]({{< ref \"/services/order/#prices\" >}} \"old\") and [b]({{% relref path=\"/services/order/\" %}})\n\n\
         <a href=\"/services/order/\">c</a> <a title='old.md' href='/services/order/'>d</a> [old.md](/services/order/) ![\"old\"](x.png)\n\n\
         [e][old] and <a href=/old/>f</a>\n\n[old]: /services/order/\n"
    );
    let snapshot = site(&[("redirects.yaml", redirects), ("content/index.md", &after), ("content/x.png", ""), ORDER]);
    assert_eq!(led_to(&snapshot, "/").iter().filter(|to| to.starts_with("/services/order/")).count(), 8, "{:?}", led_to(&snapshot, "/"));
}

#[test]
fn an_old_address_in_the_definition_of_a_label_is_rewritten_there() {
    let text = "[a][old], [Old], [b][t] and [c][r]\n\n> [d][q] and ![e][]\n>\n> [q]: </old/#prices>\n\n\
                [old]: /old/\n[t]:\n  /old/ 'was /old/'\n[r]: {{< ref \"old\" >}}\n[e]: /old.png\n[unused]: /old/\n";
    let redirects = "redirects:\n  - {from: /old/, to: /services/order/}\n  - {from: /old.png, to: /services/order/}\n";
    let snapshot = site(&[("redirects.yaml", redirects), ("content/index.md", text), ORDER]);
    let moved: Vec<_> = snapshot.messages.iter().filter(|message| message.code == "WB213").collect();
    assert_eq!(moved.len(), 6, "{:?}", said(&snapshot));
    assert!(moved.iter().all(|message| message.help.join(" ").contains("check --fix")), "{moved:?}");
    // Two links by one label ask for the same change, which is made once.
    let (after, done) = waybook::base::edit::apply(text, &moved);
    assert_eq!(done.len(), 5);
    assert_eq!(
        after,
        "[a][old], [Old], [b][t] and [c][r]\n\n> [d][q] and ![e][]\n>\n> [q]: </services/order/#prices>\n\n\
         [old]: /services/order/\n[t]:\n  /services/order/ 'was /old/'\n[r]: {{< ref \"/services/order/\" >}}\n[e]: /services/order/\n[unused]: /old/\n"
    );
}

#[test]
fn what_stands_behind_the_sign_of_an_old_address_goes_along() {
    let text = "[a](/old/#prices) [b](/old/#prizes) [c](/old/) [d](/part/#prices) [e](/away/#x)\n";
    let redirects = "redirects:\n  - {from: /old/, to: /services/order/}\n  - {from: /part/, to: \"/services/order/#box\"}\n  - {from: /away/, to: \"https://example.com/a\"}\n";
    let snapshot = site(&[("redirects.yaml", redirects), ("content/index.md", text), ORDER]);
    let wanted = ["/services/order/#prices", "/services/order/", "/services/order/", "/services/order/#box", "https://example.com/a#x"];
    assert_eq!(led_to(&snapshot, "/"), wanted);
    let told: Vec<_> = snapshot.messages.iter().map(|message| (message.code, message.help.join(" "))).collect();
    assert_eq!(told[0], ("WB213", "write `/services/order/#prices`; `waybook check --fix` does it".to_string()));
    assert_eq!(told[1], ("WB206", "did you mean `#prices`?".to_string()));
}

#[test]
fn links_into_the_bigger_handbook_lead_there() {
    let settings = "external_base: https://handbook.example.com/handbook/\n";
    let snapshot = site(&[("waybook.yaml", settings), ("content/index.md", "[a](/handbook/people/#x) [b](/elsewhere/)\n")]);
    assert_eq!(led_to(&snapshot, "/"), ["https://handbook.example.com/handbook/people/#x", "/elsewhere/"]);
    assert_eq!(said(&snapshot).iter().filter(|message| message.contains("WB205")).count(), 1);
}

#[test]
fn a_page_of_wrong_anchors_is_told_of_each_and_of_most_what_was_meant() {
    let text = (0..900).map(|at| format!("## Heading number {at}\n\n[x](#heding-nmber-{at})\n\n")).collect::<String>();
    let snapshot = site(&[("content/index.md", &text)]);
    let wrong: Vec<_> = snapshot.messages.iter().filter(|message| message.code == "WB206").collect();
    assert_eq!(wrong.len(), 900);
    let hints = wrong.iter().filter(|message| message.help[0].starts_with("did you mean")).count();
    assert!((500..900).contains(&hints), "{hints}: comparing each with all would make a page of thousands slow");
}
