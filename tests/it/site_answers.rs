//! What a whole site can be asked.

use std::path::PathBuf;

use waybook::model::{Leads, Site, StepOfSite};

use crate::sites::open;

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
