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
mod print;
mod safety;
mod schema;
mod serve;
mod site_answers;
mod sites;
mod source_pages;
mod spec;
mod theme;
