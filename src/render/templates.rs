//! Templates and the views that they show. The only file that knows `tera`.
//!
//! Templates are a theme's, never an author's: no text of a page is ever read as a template.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use tera::{Context, Tera};

use super::theme_embedded::FILES;
use crate::base::catalogue::files as say;
use crate::base::{Message, SourcePath};

/// The templates of a theme.
pub struct Templates {
    tera: Tera,
}

impl Templates {
    /// Reads `templates/*.html` of the theme's files. `own` are those that the site brings itself: when they don't work, they are
    /// reported and the built-in ones are used.
    pub fn new(folder: &str, files: &BTreeMap<String, Vec<u8>>, own: &BTreeSet<String>) -> (Templates, Vec<Message>) {
        let sources = || {
            files.iter().filter_map(|(name, bytes)| {
                let short = name.strip_prefix("templates/")?;
                Some((name, short.to_string(), String::from_utf8_lossy(bytes).into_owned()))
            })
        };
        let (mut tera, mut messages) = (engine(), Vec::new());
        if let Err(error) = tera.add_raw_templates(sources().map(|(_, short, text)| (short, text))) {
            // Which of them it was is in the text of the error; the first one of the site's own that it names is the place.
            let text = flat(&error);
            let culprit = sources().find(|(name, short, _)| own.contains(*name) && text.contains(short.as_str()));
            let path = culprit.map_or_else(|| format!("{folder}/templates"), |(name, _, _)| format!("{folder}/{name}"));
            messages.push(say::template_error(&SourcePath::new(path), &text));
            tera = engine();
            let built_in =
                FILES.iter().filter_map(|(name, bytes)| Some((name.strip_prefix("templates/")?, String::from_utf8_lossy(bytes))));
            // The built-in templates are read by a test; here there is nothing better to fall back to.
            let _ = tera.add_raw_templates(built_in.map(|(name, text)| (name.to_string(), text.into_owned())));
        }
        (Templates { tera }, messages)
    }

    /// Renders a template with a view.
    ///
    /// # Errors
    /// What is wrong with the template, with its file, line and column.
    pub fn render(&self, name: &str, view: &impl Serialize) -> Result<String, String> {
        let context = Context::from_serialize(view).map_err(|error| flat(&error))?;
        self.tera.render(name, &context).map_err(|error| flat(&error))
    }
}

fn engine() -> Tera {
    let mut tera = Tera::default();
    tera.autoescape_on([".html", ".xml", ".svg", ".json", ".js"]);
    tera
}

/// An error with its causes.
fn flat(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
