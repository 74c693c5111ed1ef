//! `waybook new`: a site, a page, a map or the words of a language to begin with. Never overwrites a file.

use std::fs;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::args::{New, NewMap};
use super::draft::{self, Draft, DraftStep, quoted};
use super::{Exit, Failure, folder_or_current, report, schema};
use crate::base::{Severity, SourceFile, SourceKind, SourcePath, slug};
use crate::parse::{Content, ParseOptions, parse};
use crate::workspace::settings_in;

/// The files of a new site.
const SITE: &[(&str, &str)] = &[
    ("waybook.yaml", include_str!("new/waybook.yaml")),
    ("content/index.md", include_str!("new/index.md")),
    ("content/how-we-write.md", include_str!("new/how-we-write.md")),
    ("process-maps/_glossary.yaml", include_str!("new/_glossary.yaml")),
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
        New::Words { language, dir } => words(&folder_or_current(dir.as_ref()), language),
        New::Map(asked) => map(asked),
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
        // The first page links to the map by this title; the handbook's own would stand for two things.
        let title = if path.starts_with("process-maps/") { "Our first map" } else { &title };
        write(&dir.join(path), &text.replace("{{TITLE}}", &quoted(title)))?;
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
    // A name with blanks is rather a title: its address should need no `%20`.
    let files: Vec<String> =
        parts.iter().map(|part| if part.contains(char::is_whitespace) { slug::slug(part) } else { part.to_string() }).collect();
    write(&folder.join(format!("{}.md", files.join("/"))), &include_str!("new/page.md").replace("{{TITLE}}", &quoted(&title)))?;
    Ok(Exit::Done)
}

/// All words in English, each as a comment: what is not translated yet is still told by `check`.
fn words(root: &Path, language: &str) -> Result<Exit, Failure> {
    if language.is_empty() || !language.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Err(Failure::new(format!("`{language}` is no language"), "write it like `fr` or `pt-BR`"));
    }
    let settings = fs::read(root.join("waybook.yaml")).ok();
    let settings = settings.map(|bytes| settings_in(&SourceFile::new(SourcePath::new("waybook.yaml"), SourceKind::Settings, bytes)));
    let theme = settings.unwrap_or_default().theme;
    let mut text = format!("# The words of the theme in the language `{language}`: take the `# ` off a line and translate its text.\n");
    for line in include_str!("../../themes/handbook/strings/en.yaml").lines().skip(1) {
        text.push_str(if line.starts_with('#') { "#" } else { "# " });
        text.push_str(line);
        text.push('\n');
    }
    write(&root.join(format!("themes/{theme}/strings/{language}.yaml")), &text)?;
    Ok(Exit::Done)
}

fn map(asked: &NewMap) -> Result<Exit, Failure> {
    let root = folder_or_current(asked.dir.as_ref());
    let key = slug::slug(asked.name.trim_end_matches(".yaml"));
    let file = root.join("process-maps").join(format!("{key}.yaml"));
    // Nobody should answer questions for a file that can't be written.
    if file.exists() {
        return Err(exists(&file));
    }
    let known = known_roles(&root);
    let draft = drafted(asked, &key, &known)?;
    let roles_file = root.join("process-maps/_roles.yaml");
    if draft.steps.is_empty() {
        write(&file, &include_str!("new/map.yaml").replace("{{TITLE}}", &quoted(&draft.title)))?;
        if !roles_file.exists() {
            write(&roles_file, include_str!("new/_roles.yaml"))?;
        }
    } else {
        let yaml = draft.yaml();
        no_mistakes(&key, &yaml)?;
        write(&file, &format!("# yaml-language-server: $schema=.schema/map.json\n{yaml}"))?;
        if !roles_file.exists() {
            let roles = draft.roles().into_iter().map(|role| format!("  {}: {{name: {}}}\n", quoted(role), quoted(&title_of(role))));
            let roles = format!("# yaml-language-server: $schema=.schema/roles.json\nroles:\n{}", roles.collect::<String>());
            write(&roles_file, &roles)?;
        }
    }
    if !schema::saved(&root) {
        schema::save(&root)?;
    }
    Ok(Exit::Done)
}

/// What the flags say; on a terminal and without steps, asked for.
fn drafted(asked: &NewMap, key: &str, known: &[String]) -> Result<Draft, Failure> {
    let title = asked.title.clone().unwrap_or_else(|| title_of(key));
    let mut draft = Draft { title, starts_when: asked.starts_when.clone(), owner: asked.owner.clone(), steps: Vec::new() };
    let mut who = asked.who.clone().or_else(|| asked.owner.clone());
    for line in &asked.step {
        let Some(step) = DraftStep::read(line, who.as_deref().unwrap_or_default()) else { continue };
        if step.who.is_empty() {
            let help = "add `--who ROLE`, or write the role in front of the step: `--step \"seller: Call the customer\"`";
            return Err(Failure::new(format!("nobody does the step `{}`", step.text), help));
        }
        who = Some(step.who.clone());
        draft.steps.push(step);
    }
    if asked.step.is_empty() && io::stdin().is_terminal() && io::stderr().is_terminal() {
        let asking = draft::ask(&mut draft, known, &mut io::stdin().lock(), &mut io::stderr());
        asking.map_err(|error| Failure { text: format!("the terminal can't be read: {error}"), help: None })?;
    }
    if let Some(wrong) = draft.roles().into_iter().find_map(|role| draft::unknown_role(role, known)) {
        return Err(Failure::new(wrong, "roles stand in process-maps/_roles.yaml"));
    }
    Ok(draft)
}

/// The keys of the roles of the site, in the order of the file.
fn known_roles(root: &Path) -> Vec<String> {
    let Ok(bytes) = fs::read(root.join("process-maps/_roles.yaml")) else { return Vec::new() };
    let file = SourceFile::new(SourcePath::new("process-maps/_roles.yaml"), SourceKind::Roles, bytes);
    match parse(&file, ParseOptions::default()).content {
        Content::Roles(roles) => roles.into_iter().map(|role| role.key.value).collect(),
        _ => Vec::new(),
    }
}

/// Refuses a map that `check` would complain about, such as one with a text that is far too long.
fn no_mistakes(key: &str, yaml: &str) -> Result<(), Failure> {
    let file = SourceFile::new(SourcePath::new(format!("process-maps/{key}.yaml")), SourceKind::Map, yaml.as_bytes().to_vec());
    let wrong = parse(&file, ParseOptions::default()).messages.into_iter().find(|message| message.severity < Severity::Note);
    wrong.map_or(Ok(()), |message| Err(Failure { text: message.text, help: message.help.into_iter().next() }))
}

/// `order-services` is called "Order services".
fn title_of(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut chars = words.trim().chars();
    chars.next().map_or_else(|| "Untitled".to_string(), |first| first.to_uppercase().chain(chars).collect())
}

fn exists(path: &Path) -> Failure {
    Failure::new(format!("`{}` already exists; it was not changed", path.display()), "choose another name")
}

/// Writes a new file; one that exists is left alone.
fn write(path: &PathBuf, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => exists(path),
        _ => Failure { text: format!("`{}` can't be written: {error}", path.display()), help: None },
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = fs::File::create_new(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    report::say(&format!("made {}", path.strip_prefix(".").unwrap_or(path).display()));
    Ok(())
}
