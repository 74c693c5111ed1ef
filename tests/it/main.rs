//! The integration tests, in one binary: many binaries would cost three times the compile time.

mod chain;
mod checks;
mod cli;
mod dialect;
mod docs;
mod drawing;
mod drawing_report;
mod guide;
mod handbook;
mod includes;
mod kramdown;
mod layers;
mod layout;
mod links;
mod maps;
mod new_map;
mod output;
mod own_mistakes;
mod print;
mod safety;
mod schema;
mod search;
mod serve;
mod site_answers;
mod sites;
mod source_pages;
mod spec;
mod theme;

/// All files of a site by their paths, and what went wrong while they were made.
fn all_outputs(
    snapshot: &waybook::workspace::Snapshot,
) -> (std::collections::BTreeMap<String, std::sync::Arc<[u8]>>, Vec<waybook::base::Message>) {
    let paths: Vec<&str> = snapshot.site.outputs.keys().map(String::as_str).collect();
    let (files, mut messages) = snapshot.render_some(&paths);
    messages.sort();
    messages.dedup();
    (paths.into_iter().map(String::from).zip(files).collect(), messages)
}
