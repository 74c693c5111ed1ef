//! `waybook new`: a site, a page or a map to begin with. Never overwrites a file.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::args::New;
use super::{Exit, Failure, folder_or_current, report, schema};
use crate::base::slug;

/// The files of a new site.
const SITE: &[(&str, &str)] = &[
    ("waybook.yaml", include_str!("new/waybook.yaml")),
    ("content/index.md", include_str!("new/index.md")),
    ("process-maps/_roles.yaml", include_str!("new/_roles.yaml")),
    ("process-maps/_links.yaml", include_str!("new/_links.yaml")),
    ("process-maps/first-map.yaml", include_str!("new/map.yaml")),
];

/// Runs the command.
///
/// # Errors
/// When a file exists already or can't be written.
pub fn run(new: &New) -> Result<Exit, Failure> {
    match new {
        New::Site { dir } => site(dir),
        New::Page { path, title, dir } => page(&folder_or_current(dir.as_ref()), path, title.as_deref()),
        New::Map { name, title, dir } => map(&folder_or_current(dir.as_ref()), name, title.as_deref()),
    }
}

fn site(dir: &Path) -> Result<Exit, Failure> {
    let taken: Vec<&str> = SITE.iter().map(|(path, _)| *path).filter(|path| dir.join(path).exists()).collect();
    if !taken.is_empty() {
        return Err(Failure::new(
            format!("`{}` already has {}; nothing was changed", dir.display(), taken.join(", ")),
            "choose another folder",
        ));
    }
    let name = dir.canonicalize().ok().unwrap_or_else(|| dir.to_path_buf());
    let title = name.file_name().map_or_else(|| "Our handbook".to_string(), |name| title_of(&name.to_string_lossy()));
    for (path, text) in SITE {
        write(&dir.join(path), &text.replace("{{TITLE}}", &quoted(&title)))?;
    }
    schema::save(dir)?;
    if !dir.join(".gitignore").exists() {
        write(&dir.join(".gitignore"), "/public\n")?;
    }
    let shown = dir.display().to_string();
    let shown = if shown.contains(' ') { format!("\"{shown}\"") } else { shown };
    report::say(&format!("\nNext: waybook serve {shown} --open"));
    Ok(Exit::Done)
}

fn page(root: &Path, path: &str, title: Option<&str>) -> Result<Exit, Failure> {
    let path = path.trim_matches('/').trim_end_matches(".md").trim_start_matches("content/");
    let parts: Vec<&str> = path.split('/').collect();
    if path.is_empty() || parts.iter().any(|part| part.is_empty() || part.starts_with('.') || part.contains(['\\', '\0', ':'])) {
        return Err(Failure::new(format!("`{path}` can't be the place of a page"), "write it like `services/order-services`"));
    }
    let name = if parts.last() == Some(&"index") { parts.iter().rev().nth(1).copied().unwrap_or("home") } else { parts[parts.len() - 1] };
    let title = title.map_or_else(|| title_of(name), str::to_string);
    let folder = if root.join("content").is_dir() { root.join("content") } else { root.to_path_buf() };
    write(&folder.join(format!("{path}.md")), &include_str!("new/page.md").replace("{{TITLE}}", &quoted(&title)))?;
    Ok(Exit::Done)
}

fn map(root: &Path, name: &str, title: Option<&str>) -> Result<Exit, Failure> {
    let key = slug::slug(name.trim_end_matches(".yaml"));
    let title = title.map_or_else(|| title_of(&key), str::to_string);
    let file = root.join("process-maps").join(format!("{key}.yaml"));
    write(&file, &include_str!("new/map.yaml").replace("{{TITLE}}", &quoted(&title)))?;
    if !root.join("process-maps/_roles.yaml").exists() {
        write(&root.join("process-maps/_roles.yaml"), include_str!("new/_roles.yaml"))?;
    }
    if !schema::saved(root) {
        schema::save(root)?;
    }
    Ok(Exit::Done)
}

/// `order-services` is called "Order services".
fn title_of(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut chars = words.trim().chars();
    chars.next().map_or_else(|| "Untitled".to_string(), |first| first.to_uppercase().chain(chars).collect())
}

/// A title as YAML: quoted, so that a colon or a `#` in it stays text.
fn quoted(title: &str) -> String {
    let plain = title.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | ',' | '?' | '!'))
        && title.starts_with(char::is_alphabetic);
    if plain { title.to_string() } else { format!("\"{}\"", title.replace('\\', "\\\\").replace('"', "\\\"")) }
}

/// Writes a new file; one that exists is left alone.
fn write(path: &PathBuf, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new(format!("`{}` already exists; it was not changed", path.display()), "choose another name"),
        _ => Failure { text: format!("`{}` can't be written: {error}", path.display()), help: None },
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = fs::File::create_new(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    report::say(&format!("made {}", path.display()));
    Ok(())
}
