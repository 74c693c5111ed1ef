//! The files of a theme that readers load: joined, made small, and addressed with a hash of what they hold, so that servers may have them
//! kept for ever.
//!
//! The hash stands behind a question mark and not in the name; `docs/decisions/0009-versions-of-assets.md` says why.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::minify;
use super::theme_embedded::FILES;
use crate::base::Fingerprint;
use crate::model::THEME_OUTPUTS;

/// All files of a theme, by their name below its folder, and the rule for the accent of the settings.
#[derive(Debug, Default)]
pub struct ThemeAssets {
    files: BTreeMap<String, Vec<u8>>,
    accent: Option<String>,
    /// What readers load, in the order of [`THEME_OUTPUTS`]; made when it is first asked for.
    published: OnceLock<Vec<Published>>,
}

#[derive(Debug)]
struct Published {
    /// Its name in the folder `assets/`.
    name: &'static str,
    /// From the root of the site, with its version.
    address: String,
    bytes: Vec<u8>,
}

impl ThemeAssets {
    /// The files of a theme.
    pub fn new(files: BTreeMap<String, Vec<u8>>, accent: Option<String>) -> ThemeAssets {
        ThemeAssets { files, accent, published: OnceLock::new() }
    }

    /// Whether readers get the same from both.
    pub fn same(&self, other: &ThemeAssets) -> bool {
        self.files == other.files && self.accent == other.accent
    }

    /// A file that readers load, by its name below the theme's folder.
    pub fn file(&self, name: &str) -> Option<Vec<u8>> {
        match THEME_OUTPUTS.iter().position(|(_, own)| *own == name) {
            Some(at) => Some(self.published()[at].bytes.clone()),
            None => self.joined(name),
        }
    }

    /// Where readers find a file of the folder `assets/`, from the root of the site: `assets/site.css?v=5f0c21`.
    pub fn address(&self, name: &str) -> Option<&str> {
        self.published().iter().find(|file| file.name == name).map(|file| file.address.as_str())
    }

    fn published(&self) -> &[Published] {
        self.published.get_or_init(|| {
            let mut all: Vec<Published> = Vec::new();
            for (path, name) in THEME_OUTPUTS {
                let bytes = self.joined(name).unwrap_or_default();
                let bytes = if name.ends_with(".css") || name.ends_with(".js") { with_versions(bytes, &all) } else { bytes };
                let address = format!("{path}?v={}", version(&bytes));
                all.push(Published { name: path.strip_prefix("assets/").unwrap_or(path), address, bytes });
            }
            all
        })
    }

    /// Files of several parts are joined: behind `css/site.css` the other style sheets beside it by name, but for those that are files of
    /// their own, behind a script such as `js/map.js` those of the folder `js/map/` by name. Of two names with a plus between them the files
    /// follow on each other. The built-in ones are made small.
    fn joined(&self, name: &str) -> Option<Vec<u8>> {
        if let Some((first, rest)) = name.split_once('+') {
            return Some([self.joined(first)?, self.joined(rest)?].concat());
        }
        let script = name.strip_prefix("js/").and_then(|name| name.strip_suffix(".js"));
        // The style of a drawing that is a file of its own is meant for that file: its rules are about any text and any line.
        let alone = |other: &str| other == "css/map-alone.css" || THEME_OUTPUTS.iter().any(|(_, name)| *name == other);
        let is_part = |other: &str| match script {
            Some(script) => other.strip_prefix("js/").and_then(|rest| rest.strip_prefix(script)).is_some_and(|rest| rest.starts_with('/')),
            None => name == "css/site.css" && other.starts_with("css/") && other.ends_with(".css") && !alone(other),
        };
        let others = self.files.keys().filter(|other| is_part(other));
        let accent = self.accent.as_deref().filter(|_| name == "css/site.css").unwrap_or("");
        let parts = std::iter::once(name).chain(others.map(String::as_str)).map(|part| {
            let bytes = self.files.get(part)?;
            let built_in = FILES.iter().any(|(own, text)| *own == part && text == bytes);
            Some(match (built_in, script) {
                // The search is loaded when it is wanted, and has expressions that the crate can't read.
                (true, Some(_)) if name != "js/search.js" => minify::script(bytes),
                (true, None) if part.ends_with(".css") => minify::style(bytes),
                _ => bytes.clone(),
            })
        });
        let mut parts = parts.collect::<Option<Vec<_>>>()?;
        // Behind the built-in colours, before the sheets of the site's own.
        parts.insert(1, accent.as_bytes().to_vec());
        Some(parts.concat())
    }
}

/// Six digits: one change in sixteen million keeps its version.
pub fn version(bytes: &[u8]) -> String {
    format!("{:06x}", Fingerprint::of(bytes).0 & 0xff_ffff)
}

/// A style sheet or script with a version behind each name of a file that it loads: names that end an address, in quotes or parentheses.
fn with_versions(bytes: Vec<u8>, known: &[Published]) -> Vec<u8> {
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(other) => return other.into_bytes(),
    };
    for file in known {
        let mut from = 0;
        while let Some(at) = text[from..].find(file.name).map(|at| from + at) {
            from = at + file.name.len();
            let before = text[..at].ends_with(['(', '\'', '"', '/']);
            if before && text[from..].starts_with([')', '\'', '"']) {
                let version = file.address.split_once('?').map_or("", |(_, version)| version);
                text.insert_str(from, &format!("?{version}"));
            }
        }
    }
    text.into_bytes()
}
