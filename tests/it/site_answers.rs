//! What a whole site can be asked.

use std::path::PathBuf;

use waybook::model::{Leads, Site, StepOfSite};

use crate::sites::{messages, open};

fn site(name: &str) -> std::sync::Arc<waybook::workspace::Snapshot> {
    open(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(name).join("input"))
}

/// `map/step`.
fn name(site: &Site, step: StepOfSite) -> String {
    let map = &site.maps[step.map].map;
    format!("{}/{}", map.key, map.steps[step.step].id)
}

#[test]
fn pages_and_steps_know_each_other() {
    let snapshot = site("maps_nobody_links_to");
    let site = &snapshot.site;
    let found: Vec<String> = site
        .steps_and_pages()
        .into_iter()
        .map(|pair| {
            let arrow = if pair.way == Leads::StepToPage { "→" } else { "←" };
            let anchor = pair.anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
            format!("{} {arrow} {}{anchor}", name(site, pair.step), site.pages[pair.page].address)
        })
        .collect();
    let wanted = [
        "first/boil ← /",
        "first/boil → /tools/",
        "first/boil → /tools/#kettle",
        "first/go → /tools/#kettle",
        "first/choose → /tools/",
        "first/choose → /tools/#kettle",
    ];
    assert_eq!(found, wanted);
}

#[test]
fn maps_links_and_roles_know_their_users() {
    let snapshot = site("maps_nobody_links_to");
    let site = &snapshot.site;
    let calls: Vec<String> =
        site.calls().into_iter().map(|call| format!("{} → {}", name(site, call.from), site.maps[call.to].map.key)).collect();
    assert_eq!(calls, ["first/go → called", "first/choose → called", "itself/twice → itself"]);
    let users: Vec<String> = site
        .link_users()
        .into_iter()
        .map(|(key, users)| {
            let users = users
                .into_iter()
                .map(|user| format!("{}{}", name(site, user.step), user.variant.map(|v| format!(" ({v})")).unwrap_or_default()));
            format!("{key}: {}", users.collect::<Vec<_>>().join(", "))
        })
        .collect();
    assert_eq!(users, ["board-a: first/boil (a)", "board-b: ", "kettle: first/boil, first/go, first/choose", "shop: "]);
    let raci = site.raci();
    assert!(raci.iter().all(|row| row.row.responsible == ["cook"] && row.row.accountable == ["cook"]));
    let in_maps: Vec<&str> = raci.iter().map(|row| site.maps[row.map].map.key.as_str()).collect();
    assert_eq!(
        in_maps,
        ["alone", "called", "first", "first", "first", "itself", "itself", "linked", "walked"],
        "retired maps have no rows"
    );
}

#[test]
fn a_map_that_nothing_leads_to_is_noted() {
    let snapshot = site("maps_nobody_links_to");
    let alone: Vec<&str> = snapshot.site.unlinked_maps().into_iter().map(|index| snapshot.site.maps[index].map.key.as_str()).collect();
    assert_eq!(alone, ["alone", "itself"]);
    let noted: Vec<&str> =
        snapshot.messages.iter().filter(|message| message.code == "WB320").map(|message| message.path.file_name()).collect();
    assert_eq!(noted, ["alone.yaml", "itself.yaml"]);
}

/// The sample handbook answers too: every step with a role has a row, and nothing is asked about links that do not exist.
#[test]
fn the_sample_handbook_answers() {
    let snapshot = open(&PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    let site = &snapshot.site;
    assert_eq!(site.raci().len(), 108);
    assert_eq!(site.link_users().len(), 48);
    assert_eq!(site.unlinked_maps(), Vec::<usize>::new());
    let users = site.link_users();
    assert!(users["boards-group"].iter().any(|user| name(site, user.step) == "triage-issue/open"));
}

/// A page of the site as text.
fn html(snapshot: &waybook::workspace::Snapshot, path: &str) -> String {
    let rendered = snapshot.render(path).unwrap_or_else(|| panic!("there is no output {path}"));
    assert!(rendered.messages.is_empty(), "{path}: {:?}", rendered.messages);
    String::from_utf8_lossy(&rendered.bytes).into_owned()
}

#[test]
fn readers_find_roles_tools_records_and_terms_with_their_steps() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    };
    let map = |page: &str| {
        format!(
            "title: Tea\nowner: cook\nsteps:\n  - {{id: boil, do: Boil the Quick Brew, who: cook, with: [guest], use: [kettle{page}]}}\n\
             \x20 - {{id: note, do: Write it down, who: guest, log: The time, use: [kettle]}}\n  - {{id: done, end: Tea}}\n"
        )
    };
    write("process-maps/tea.yaml", &map(", care"));
    write("process-maps/_roles.yaml", "cook: {name: The cook, does: Cooks}\nguest: {name: The guest}\nnobody: {name: Nobody}\n");
    write(
        "process-maps/_links.yaml",
        "kettle: {title: Kettle, kind: tool, url: \"https://example.com/\"}\ncare: {title: Care, kind: page, url: /care/}\n",
    );
    write("process-maps/_glossary.yaml", "Quick brew: {means: Tea in a hurry, was: [Fast tea]}\n");
    write(
        "content/index.md",
        "# Home\n\nA Quick brew is [a tool](/tools/#link-kettle) of its own, [a term](/glossary/#term-quick-brew) and for [a guest](/roles/guest/).\n",
    );
    write("content/care.md", "# Care\n\nOf kettles, not [of tea](/glossary/#term-tea).\n");
    let site = open(folder.path());
    let said = messages(&site);
    assert!(!said.contains("/tools/") && !said.contains("/roles/") && !said.contains("quick-brew"), "{said}");
    assert!(said.contains("term-tea"), "{said}");

    let role = html(&site, "roles/guest/index.html");
    assert!(role.contains("<a href=\"../../maps/tea/index.html#boil\">1 Boil the Quick Brew</a></th><td>Consulted</td>"), "{role}");
    assert!(role.contains("2 Write it down</a></th><td>Responsible</td>"));
    assert!(html(&site, "roles/cook/index.html").contains("<td>Responsible, Accountable</td>"));
    assert!(html(&site, "roles/nobody/index.html").contains("No step of a map names this role."));
    let tools = html(&site, "tools/index.html");
    assert_eq!(tools.matches("<h2>Tools</h2>").count(), 1);
    assert!(tools.contains("#boil\">1 Boil the Quick Brew</a> <small>Tea</small>") && tools.contains("#note\">2 Write it down</a>"));
    assert!(html(&site, "records/index.html").contains("#note\">2 Write it down</a></span></p><p>The time</p>"));
    let terms = html(&site, "glossary/index.html");
    assert!(terms.contains("Tea in a hurry") && terms.contains("also, or before: Fast tea"));
    assert!(terms.contains("#boil\">1 Boil the Quick Brew</a>") && terms.contains("<a href=\"../index.html\">Home</a>"), "{terms}");
    // Terms and roles are found there, not in the list of everything.
    assert!(html(&site, "index.html").contains("class=\"term\" href=\"glossary/index.html#term-quick-brew\""));
    let all = html(&site, "a-z/index.html");
    assert!(all.contains("href=\"../glossary/index.html#term-quick-brew\"") && all.contains("href=\"../roles/guest/index.html\""), "{all}");
    assert!(html(&site, "assets/search/r0.js").contains("\tglossary/index.html#term-quick-brew`"));
    let list = html(&site, "maps/index.html");
    assert!(list.contains("<svg class=\"mini\"") && !list.contains("data-s="));
    let others = list.split("class=\"others\"").nth(1).expect("the other lists are below");
    assert_eq!(others.matches("<li><a href=\"../").count(), 4, "{others}");
    assert!(role.contains("maps/index.html\" aria-current=\"true\">Process maps"), "lists about maps belong to the maps");

    // A page that a step leads to says so, as long as the step does.
    let fits = "<a href=\"../maps/tea/index.html#boil\">step 1 of 3: Boil the Quick Brew</a>";
    assert!(html(&site, "care/index.html").contains(fits));
    write("process-maps/tea.yaml", &map(""));
    write("content/glossary.md", "# Our own words\n");
    let site = open(folder.path());
    assert!(!html(&site, "care/index.html").contains("class=\"here\""));
    assert!(html(&site, "glossary/index.html").contains(">Our own words</h1>"), "a page of the site's own wins");
    assert!(html(&site, "index.html").contains("class=\"term\" href=\"a-z/index.html#term-quick-brew\""), "it does not have the term");
    write("content/glossary.md", "# Our own words\n\n## Quick brew\n\nFast.\n");
    write("content/roles/guest.md", "# About guests\n");
    let site = open(folder.path());
    assert!(html(&site, "index.html").contains("class=\"term\" href=\"glossary/index.html#quick-brew\""), "it has the term");
    assert!(html(&site, "a-z/index.html").contains("href=\"../roles/guest/index.html\">The guest</a>"));
}
