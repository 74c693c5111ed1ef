//! A site on the disk, kept read: what was parsed stays parsed as long as its bytes are the same, and the site is put together anew
//! after every change. `build`, `check` and `serve` all stand on this one path.

mod guard;
mod timings;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::base::forge::Forge;
use crate::base::{Fingerprint, LineIndex, Message, Severity, SourceFile, SourceKind, SourcePath, parallel};
use crate::model::{Before, Date, Drafts, Output, ResolveOptions, Site, resolve};
use crate::parse::{Content, ParseOptions, Parsed, Settings, parse, settings};
use crate::render::{
    Rendered, Theme, check_layouts, check_templates, issue_template, print_map, redirect_list, render, shortcodes, source,
};
use crate::sources::{self, Disk, Sources, decode};

pub use crate::render::{MapFormat, RedirectFormat};
pub use guard::Reader;
pub use timings::Timings;

/// How the codes of messages about reading YAML begin.
const YAML_CODES: &str = "WB4";

/// Everything that a site is made from, beside the options of the command line.
pub struct Inputs {
    sources: Sources,
    history: Option<Arc<sources::History>>,
}

impl Inputs {
    /// Reads the folder of `disk`, and asks git when that is wanted.
    pub fn read(disk: &Disk, options: &WorkspaceOptions, timings: &mut Timings) -> Inputs {
        let sources = timings.stage("read", || sources::read(disk));
        let wanted = options.history == History::FromGit && settings_of(&sources).history != settings::History::Off;
        let history = wanted.then(|| timings.stage("history", || history_of(disk, &sources))).flatten();
        Inputs { sources, history }
    }

    /// All of it in one fingerprint, with the options and the program itself. The same inputs give the same outputs; nothing else goes into
    /// them.
    pub fn fingerprint(&self, program: Fingerprint, options: &WorkspaceOptions) -> Fingerprint {
        let Sources { files, messages, layout, .. } = &self.sources;
        let mut text = format!("{:032x} {options:?} {layout:?} {messages:?} {:?}\n", program.0, self.history);
        for (path, file) in files {
            // Writing into a String cannot fail.
            let _ = writeln!(text, "{:032x} {:?} {path}", file.fingerprint.0, file.kind);
        }
        Fingerprint::of(text.as_bytes())
    }
}

impl From<Sources> for Inputs {
    fn from(sources: Sources) -> Inputs {
        Inputs { sources, history: None }
    }
}

/// What the command line adds to the settings.
#[derive(Clone, Debug, Default)]
pub struct WorkspaceOptions {
    /// Whether drafts are part of the site.
    pub drafts: Drafts,
    /// Takes the place of `base_url` of the settings.
    pub base_url: Option<String>,
    /// What day it is, for what grows old.
    pub today: Option<Date>,
    /// Whether git is asked for the last changes, once at the start.
    pub history: History,
}

/// Whether git is asked for the last changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum History {
    /// It is not.
    #[default]
    Unasked,
    /// It is, unless the settings say no.
    FromGit,
}

/// A site and all that was read for it.
pub struct Workspace {
    options: WorkspaceOptions,
    reader: Reader,
    parsed: BTreeMap<SourcePath, Parsed>,
    parse_options: ParseOptions,
    history: Option<Arc<sources::History>>,
    snapshot: Arc<Snapshot>,
}

/// One state of a site, whole and unchanging: any number of threads may ask it for outputs.
pub struct Snapshot {
    /// The site.
    pub site: Site,
    /// Its theme.
    pub theme: Theme,
    /// The files that it was made from, for showing lines of them.
    pub sources: Sources,
    /// Everything to be said about the files and the theme.
    pub messages: Vec<Message>,
    /// The texts and lines of files with messages, made when somebody asks for them first.
    texts: BTreeMap<SourcePath, OnceLock<Option<(String, LineIndex)>>>,
}

impl Workspace {
    /// Puts together a site from these files.
    pub fn new(sources: Sources, options: WorkspaceOptions, timings: &mut Timings) -> Workspace {
        Workspace::of(Inputs::from(sources), options, timings)
    }

    /// Puts together a site from what was read.
    pub fn of(inputs: Inputs, options: WorkspaceOptions, timings: &mut Timings) -> Workspace {
        Workspace::with_reader(parse, inputs, options, timings)
    }

    /// The same with another reader of files than ours: one that fails shows what a mistake of ours would do.
    pub fn with_reader(reader: Reader, inputs: Inputs, options: WorkspaceOptions, timings: &mut Timings) -> Workspace {
        let mut workspace = Workspace {
            options,
            reader,
            parsed: BTreeMap::new(),
            parse_options: ParseOptions::default(),
            history: inputs.history,
            snapshot: Arc::new(Snapshot::of(Site::default(), Sources::default(), None)),
        };
        workspace.update(inputs.sources, timings);
        workspace
    }

    /// Reads the folder of `disk`, then [`Workspace::of`].
    pub fn open(disk: &Disk, options: WorkspaceOptions, timings: &mut Timings) -> Workspace {
        Workspace::of(Inputs::read(disk, &options, timings), options, timings)
    }

    /// Takes the site to the state of its files after those at `changed`, which begin with the root of `disk`, were created, changed or
    /// deleted. Costs the reading of these files alone; `false` when nothing is different.
    pub fn refresh(&mut self, disk: &Disk, changed: &[PathBuf], timings: &mut Timings) -> bool {
        let sources = timings.stage("read", || sources::update(disk, &self.snapshot.sources, changed));
        self.update(sources, timings)
    }

    /// Takes the site to a new state of its files. Only files with other bytes than before are parsed; `false` when there are none.
    pub fn update(&mut self, sources: Sources, timings: &mut Timings) -> bool {
        let parse_options = settings_of(&sources).parse_options();
        if parse_options != self.parse_options {
            self.parsed.clear();
            self.parse_options = parse_options;
        }
        let Changed { gone, changed } = Changed::between(&self.parsed, &sources);
        let same_messages = sources.messages == self.snapshot.sources.messages;
        if changed.is_empty() && gone.is_empty() && same_messages && !self.snapshot.site.outputs.is_empty() {
            return false;
        }
        let was_page = |file: &&SourceFile| file.kind == SourceKind::Page && self.parsed.contains_key(&file.path);
        let only_pages_changed = gone.is_empty() && same_messages && changed.iter().all(was_page);
        let fresh: Vec<Parsed> = timings.stage("parse", || parallel::map(&changed, |file| guard::read(self.reader, file, parse_options)));
        gone.iter().for_each(|path| drop(self.parsed.remove(path)));
        self.parsed.extend(fresh.into_iter().map(|parsed| (parsed.path.clone(), parsed)));
        let resolve_options = ResolveOptions {
            drafts: self.options.drafts,
            base_url: self.options.base_url.clone(),
            today: self.options.today,
            history: self.history.clone(),
            layout: sources.layout,
            messages: sources.messages.clone(),
        };
        let before = Before { site: &self.snapshot.site, only_pages_changed };
        let site = timings.stage("resolve", || resolve(self.parsed.values(), &resolve_options, Some(before)));
        self.snapshot = timings.stage("theme", || Arc::new(Snapshot::of(site, sources, Some(&self.snapshot))));
        true
    }

    /// Whether git keeps back when some pages were changed last, for the clone ends too early.
    pub fn history_is_cut(&self) -> bool {
        self.history.as_ref().is_some_and(|history| history.cut)
    }

    /// The present state.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.clone()
    }
}

/// What is different in the files since they were parsed.
struct Changed<'sources> {
    /// What is no longer there.
    gone: Vec<SourcePath>,
    /// What is new or has other bytes.
    changed: Vec<&'sources SourceFile>,
}

impl<'sources> Changed<'sources> {
    /// Both are in the order of their paths, so one walk through them is enough.
    fn between(parsed: &BTreeMap<SourcePath, Parsed>, sources: &'sources Sources) -> Changed<'sources> {
        let mut found = Changed { gone: Vec::new(), changed: Vec::new() };
        let mut known = parsed.iter().peekable();
        for (path, file) in &sources.files {
            while let Some((gone, _)) = known.next_if(|(known, _)| *known < path) {
                found.gone.push(gone.clone());
            }
            match known.next_if(|(known, _)| *known == path) {
                Some((_, parsed)) if parsed.fingerprint == file.fingerprint => {}
                _ => found.changed.push(file),
            }
        }
        found.gone.extend(known.map(|(path, _)| path.clone()));
        found
    }
}

fn settings_of(sources: &Sources) -> Settings {
    sources.of_kind(SourceKind::Settings).next().map(settings_in).unwrap_or_default()
}

/// What a file of settings says; the rest is as it is without one.
pub fn settings_in(file: &SourceFile) -> Settings {
    match guard::read(parse, file, ParseOptions::default()).content {
        Content::Settings(settings) => *settings,
        _ => Settings::default(),
    }
}

fn history_of(disk: &Disk, sources: &Sources) -> Option<Arc<sources::History>> {
    let pages = sources.files.values().filter(|file| matches!(file.kind, SourceKind::Page | SourceKind::Map));
    sources::history(&disk.root, &pages.map(|file| file.path.clone()).collect()).map(Arc::new)
}

impl Snapshot {
    fn of(site: Site, sources: Sources, before: Option<&Snapshot>) -> Snapshot {
        let theme = Theme::of(&site, before.map(|before| (&before.site, &before.theme)));
        let mut messages: Vec<Message> = site
            .messages
            .iter()
            .chain(&theme.messages)
            .cloned()
            .chain(check_templates(&site, &theme))
            .chain(shortcodes::check(&site, &theme))
            .chain(check_layouts(&site, &theme))
            .collect();
        messages.sort();
        messages.dedup();
        let texts = messages.iter().map(|message| (message.path.clone(), OnceLock::new())).collect();
        Snapshot { site, theme, sources, messages, texts }
    }

    /// What is said about the site, and about the drawings of its maps: these are seen only when they are drawn.
    pub fn messages_with_drawings(&self) -> Vec<Message> {
        let maps: Vec<usize> = (0..self.site.maps.len()).collect();
        let drawn = parallel::map(&maps, |index| render(&self.site, &self.theme, &Output::MapDrawing(*index)).messages);
        let mut messages: Vec<Message> = self.messages.iter().cloned().chain(drawn.into_iter().flatten()).collect();
        messages.sort();
        messages.dedup();
        messages
    }

    /// One output by its path below the output folder, such as `maps/order-ps/index.html`.
    pub fn render(&self, path: &str) -> Option<Rendered> {
        self.site.outputs.get(path).map(|output| render(&self.site, &self.theme, output))
    }

    /// Whether an output is made from a file that could only be read in part, so that an earlier state of it says more: a map with errors,
    /// a page whose front matter can't be read, and whatever we can't read by our own mistake.
    pub fn is_broken(&self, path: &str) -> bool {
        let Some(output) = self.site.outputs.get(path) else { return false };
        let source = source(&self.site, output);
        let is_map = self.sources.files.get(&source).is_some_and(|file| file.kind == SourceKind::Map);
        let own = self.messages.iter().filter(|message| message.path == source && message.severity == Severity::Error);
        own.into_iter().any(|message| is_map || message.code.starts_with(YAML_CODES) || message.code == guard::OUR_BUG)
    }

    /// A map as text, by its name; `None` when there is no such map.
    pub fn print_map(&self, key: &str, format: MapFormat) -> Option<String> {
        self.site.map(key).map(|entry| print_map(&self.site, entry, format))
    }

    /// The drawing of a map of the site as a file of its own, when there is such a map.
    pub fn draw_map(&self, key: &str) -> Option<String> {
        let index = self.site.maps.iter().position(|entry| entry.map.key == key)?;
        let drawing = render(&self.site, &self.theme, &Output::MapDrawing(index));
        Some(String::from_utf8_lossy(&drawing.bytes).into_owned())
    }

    /// Old addresses and where they lead, for a server.
    pub fn print_redirects(&self, format: RedirectFormat) -> String {
        redirect_list(&self.site, format)
    }

    /// The form of a step as a template for issues; `None` when there is no such map or step, or the step has no form.
    pub fn issue_template(&self, key: &str, step: &str, forge: Forge) -> Option<String> {
        self.site.map(key).and_then(|entry| issue_template(&self.site, entry, step, forge))
    }

    /// These outputs, in their order, and what went wrong while they were made, on all cores.
    pub fn render_some(&self, paths: &[&str]) -> (Vec<Arc<[u8]>>, Vec<Message>) {
        // Made first, because it works on all cores itself: a worker that waits for it here could be one that it waits for.
        self.site.search_index();
        let rendered = parallel::map(paths, |path| self.render(path).unwrap_or_default());
        let mut messages = Vec::new();
        let bytes = rendered.into_iter().map(|rendered| {
            messages.extend(rendered.messages);
            rendered.bytes
        });
        (bytes.collect(), messages)
    }

    /// The text of a source file that has messages, and its lines, for showing where they point.
    pub fn text(&self, path: &SourcePath) -> Option<&(String, LineIndex)> {
        let read = || {
            let file = self.sources.files.get(path).filter(|file| file.kind != SourceKind::Asset)?;
            let text = decode(file).text.into_owned();
            let lines = LineIndex::new(&text);
            Some((text, lines))
        };
        self.texts.get(path)?.get_or_init(read).as_ref()
    }
}
