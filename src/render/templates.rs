//! Templates and the views that they show. The only file that knows `tera`.
//!
//! Templates are a theme's, never an author's: no text of a page is ever read as a template.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera};

use super::theme_assets::ThemeAssets;
use super::theme_embedded::FILES;
use crate::base::catalogue::files as say;
use crate::base::{Message, SourcePath};

/// So many bytes have most pages: what grows while it is written is copied again and again.
const USUAL_PAGE: usize = 32 << 10;

/// The templates of a theme.
pub struct Templates {
    tera: Tera,
    folder: String,
    own: BTreeSet<String>,
}

impl Templates {
    /// Reads templates, by name. `own` are those that the site brings itself: when they don't work, they are
    /// reported and the built-in ones are used.
    pub fn new(
        folder: &str,
        sources: BTreeMap<String, String>,
        own: &BTreeSet<String>,
        assets: &Arc<ThemeAssets>,
    ) -> (Templates, Vec<Message>) {
        let (mut tera, mut messages) = (engine(assets), Vec::new());
        if let Err(error) = tera.add_raw_templates(sources) {
            let text = flat(&error);
            let templates = Templates { tera: engine(assets), folder: folder.to_string(), own: own.clone() };
            messages.push(say::template_error(&templates.culprit(&text), &text));
            tera = engine(assets);
            let built_in =
                FILES.iter().filter_map(|(name, bytes)| Some((name.strip_prefix("templates/")?, String::from_utf8_lossy(bytes))));
            // The built-in templates are read by a test; here there is nothing better to fall back to.
            let _ = tera.add_raw_templates(built_in.map(|(name, text)| (name.to_string(), text.into_owned())));
        }
        (Templates { tera, folder: folder.to_string(), own: own.clone() }, messages)
    }

    /// Whether the site brings templates of its own, which only a rendered page proves right.
    pub fn are_own(&self) -> bool {
        self.own.iter().any(|name| name.starts_with("templates/"))
    }

    /// Whether the site brings this template itself.
    pub fn is_own(&self, name: &str) -> bool {
        self.own.contains(&format!("templates/{name}"))
    }

    /// The file of the template of the site's own that an error is about, as the engine tells it; else the theme's folder.
    pub fn culprit(&self, error: &str) -> SourcePath {
        let named = self.own.iter().find(|name| name.strip_prefix("templates/").is_some_and(|short| error.contains(short)));
        SourcePath::new(named.map_or_else(|| self.folder.clone(), |name| format!("{}/{name}", self.folder)))
    }

    /// The names of all templates, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.tera.get_template_names().collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// Whether there is a template of this name.
    pub fn has(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// Gives all templates something that is the same on every page, once: what a view brings would be copied for each.
    pub fn share(&mut self, name: &'static str, value: &impl Serialize) {
        self.tera.global_context().insert(name, value);
    }

    /// Renders a template with a view.
    ///
    /// # Errors
    /// What is wrong with the template, with its file, line and column.
    pub fn render(&self, name: &str, view: &impl Serialize) -> Result<String, String> {
        String::from_utf8(self.render_bytes(name, view)?).map_err(|error| flat(&error))
    }

    /// The same as bytes.
    ///
    /// # Errors
    /// As [`Templates::render`].
    pub fn render_bytes(&self, name: &str, view: &impl Serialize) -> Result<Vec<u8>, String> {
        let context = Context::from_serialize(view).map_err(|error| flat(&error))?;
        let mut out = Vec::with_capacity(USUAL_PAGE);
        self.tera.render_to(name, &context, &mut out).map_err(|error| flat(&error))?;
        Ok(out)
    }
}

fn engine(assets: &Arc<ThemeAssets>) -> Tera {
    let mut tera = Tera::default();
    let assets = assets.clone();
    tera.register_function("asset", move |given: Kwargs, _: &State| {
        let name: &str = given.must_get("name")?;
        let unknown = || tera::Error::message(format!("`asset`: the theme has no file `{name}` for readers"));
        assets.address(name).map(str::to_string).ok_or_else(unknown)
    });
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
