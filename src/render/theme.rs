//! Where the files of the theme come from: the site's own `themes/NAME/` over the built-in one, file by file.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::accent;
use super::map_drawing::{self, Drawings};
use super::sidebar::Sidebars;
use super::strings::Strings;
use super::templates::Templates;
use super::theme_assets::ThemeAssets;
use super::theme_embedded::FILES;
use crate::base::catalogue::files as say;
use crate::base::{Message, SourcePath};
use crate::model::Site;

/// A theme, ready to render with.
pub struct Theme {
    /// Its templates.
    pub templates: Templates,
    /// Its words.
    pub strings: Strings,
    /// Its icons, by name.
    pub icons: BTreeMap<String, String>,
    /// What is wrong with it.
    pub messages: Vec<Message>,
    /// The drawings of the maps, by their key: drawn with these words, when they are first asked for.
    pub(super) drawings: BTreeMap<String, Arc<OnceLock<Drawings>>>,
    /// The trees of pages, by the folder that is open: made when a page of it is first asked for.
    pub(super) sidebars: Sidebars,
    assets: Arc<ThemeAssets>,
}

impl Theme {
    /// The theme of a site. A template that can't be read is reported, and the built-in one takes its place. Drawings are taken over from
    /// the site and theme before a change, if nothing that they are made of has changed.
    pub fn of(site: &Site, before: Option<(&Site, &Theme)>) -> Theme {
        let folder = format!("themes/{}", site.settings.theme);
        let mut files: BTreeMap<String, Vec<u8>> = FILES.iter().map(|(name, bytes)| ((*name).to_string(), bytes.to_vec())).collect();
        let mut own = BTreeSet::new();
        for (path, bytes) in &site.theme_files {
            if let Some(name) = path.strip(&folder) {
                files.insert(name.to_string(), bytes.to_vec());
                own.insert(name.to_string());
            }
        }
        let mut messages = Vec::new();
        if let Some(span) = site.settings.theme_at.filter(|_| own.is_empty() && site.settings.theme != "handbook") {
            messages.push(say::bad_setting(&SourcePath::new("waybook.yaml"), "theme", span, "the name of a folder below `themes/`"));
        }
        let text = |name: &str| files.get(name).map_or(Cow::Borrowed(""), |bytes| String::from_utf8_lossy(bytes));
        let mut strings = Strings::default();
        let mut translated: BTreeMap<String, String> = BTreeMap::new();
        let language = site.settings.language.as_str();
        let family = language.split('-').next().unwrap_or("en");
        for name in ["en", family, language] {
            let file = format!("strings/{name}.yaml");
            // The built-in words stay below the site's own: a site that changes three words writes three words.
            let built_in = FILES.iter().find(|(name, _)| *name == file).map_or(&[][..], |(_, bytes)| bytes);
            let built_in = Strings::read(&SourcePath::new(&file), &String::from_utf8_lossy(built_in)).0;
            if name != "en" {
                translated.extend(built_in.all().clone());
            }
            strings = strings.overlaid(built_in);
            if own.contains(&file) {
                let (read, said) = Strings::read(&SourcePath::new(format!("{folder}/{file}")), &text(&file));
                if name != "en" {
                    translated.extend(read.all().clone());
                }
                strings = strings.overlaid(read);
                messages.extend(said);
            }
        }
        if family != "en" {
            let missing: Vec<&str> =
                strings.all().keys().filter(|key| !translated.contains_key(*key) && !key.ends_with("_one")).map(String::as_str).collect();
            if !missing.is_empty() {
                messages.push(say::words_missing(&SourcePath::new(format!("{folder}/strings/{family}.yaml")), language, &missing));
            }
        }
        let sheet = files.get("css/site.css").map_or(Cow::Borrowed(""), |bytes| String::from_utf8_lossy(bytes));
        let (accent, said) = accent::rule(site.settings.accent.as_ref(), &sheet);
        messages.extend(said);
        let icons: BTreeMap<String, String> = files
            .iter()
            .filter_map(|(name, bytes)| {
                let name = name.strip_prefix("icons/")?.strip_suffix(".svg")?;
                Some((name.to_string(), String::from_utf8_lossy(bytes).trim().to_string()))
            })
            .collect();
        let sources: BTreeMap<String, String> = files
            .iter()
            .filter_map(|(name, bytes)| Some((name.strip_prefix("templates/")?.to_string(), String::from_utf8_lossy(bytes).into_owned())))
            .collect();
        let mut assets = Arc::new(ThemeAssets::new(files, accent));
        if let Some((_, old)) = before.filter(|(_, old)| old.assets.same(&assets)) {
            assets = old.assets.clone();
        }
        let (mut templates, said) = Templates::new(&folder, sources, &own, &assets);
        templates.share("t", strings.all());
        templates.share("icons", &icons);
        messages.extend(said);
        messages.sort();
        messages.dedup();
        let drawings = site.maps.iter().map(|map| (map.map.key.clone(), Arc::default())).collect();
        let mut theme = Theme { templates, strings, icons, messages, drawings, sidebars: Sidebars::default(), assets };
        if let Some((_, old)) = before.filter(|(old_site, old)| map_drawing::same_subjects((old_site, old), (site, &theme))) {
            theme.drawings = old.drawings.clone();
        }
        theme
    }

    /// A file that readers get, by its name below the theme's folder.
    pub fn file(&self, name: &str) -> Option<Vec<u8>> {
        self.assets.file(name)
    }
}
