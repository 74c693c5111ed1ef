//! A file of `process-maps/` → what it means, and everything that is to be said about it.
//!
//! A file with mistakes gives whatever can be understood: what is wrong is left out, and a message says so. Knows one file at a time.

mod flow;
mod take;

use self::flow::{Answers, Names};
use self::take::Take;
use super::check;
use super::lint;
use super::meaning::*;
use super::written::{self, Object};
use crate::base::catalogue::maps as say;
use crate::base::catalogue::nearest::nearest;
use crate::base::{Message, Slugs, SourcePath, Span, Spanned};
use crate::yaml::{self, Limits, Node, Value};

/// The most steps that are read.
pub const MOST_STEPS: usize = 5_000;
/// The most ways on that are read.
pub const MOST_MOVES: usize = 20_000;

/// Reads a map. `None` only if nothing of the text can be read.
///
/// ```
/// use waybook::{base::SourcePath, maps};
/// let text = "title: Tea\nowner: cook\nsteps:\n  - {do: Boil water, who: cook}\n  - {end: Tea is ready}\n";
/// let (map, messages) = maps::read_map(&SourcePath::new("process-maps/tea.yaml"), text);
/// let map = map.unwrap();
/// assert_eq!(map.steps[0].id, "boil-water");
/// assert_eq!(map.steps[0].moves[0].to, 1);
/// assert!(messages.iter().all(|message| message.code == "WB318"));
/// ```
pub fn read_map(path: &SourcePath, text: &str) -> (Option<ProcessMap>, Vec<Message>) {
    let File { node, whole, mut messages } = match read_file(path, text, &written::MAP) {
        Ok(file) => file,
        Err(messages) => return (None, messages),
    };
    let take = Take { path };
    let map = map(&take, &node, whole, &mut messages);
    // What is missing because the file could not be read to its end is no finding.
    if whole {
        let doubts = lint::Doubts::of(&messages);
        messages.extend(lint::map(&map, &doubts));
    }
    messages.sort();
    messages.dedup();
    (Some(map), messages)
}

/// Reads `_roles.yaml`, with or without `roles:` around it.
pub fn read_roles(path: &SourcePath, text: &str) -> (Vec<Role>, Vec<Message>) {
    let (roles, mut messages) = read_named(path, text, "roles", &written::ROLES, |take, key, node| {
        let name = take.text(node, "name").map_or_else(|| key.value.clone(), |name| name.value);
        Role {
            short: take.plain(node, "short").unwrap_or_else(|| name.clone()),
            name,
            does: take.plain(node, "does"),
            kind_of: take.text(node, "kind_of"),
            was: take.plains(node, "was"),
            group: take.flag(node, "group"),
            outside: take.flag(node, "outside"),
            automatic: take.flag(node, "automatic"),
            key,
        }
    });
    messages.extend(lint::wider_roles(path, &roles));
    messages.sort();
    (roles, messages)
}

/// Reads `_links.yaml`, with or without `links:` around it.
pub fn read_links(path: &SourcePath, text: &str) -> (Vec<Link>, Vec<Message>) {
    read_named(path, text, "links", &written::LINKS, |take, key, node| Link {
        title: take.plain(node, "title").unwrap_or_else(|| key.value.clone()),
        kind: take.word(node, "kind", written::LINK_KINDS).unwrap_or("page").to_string(),
        url: take.text(node, "url"),
        access: take.plain(node, "access"),
        todo: take.plain(node, "todo"),
        key,
    })
}

/// Reads `_glossary.yaml`, with or without `terms:` around it.
pub fn read_glossary(path: &SourcePath, text: &str) -> (Vec<Term>, Vec<Message>) {
    read_named(path, text, "terms", &written::GLOSSARY, |take, key, node| Term {
        means: take.plain(node, "means").unwrap_or_default(),
        was: take.plains(node, "was"),
        see: take.text(node, "see"),
        term: key,
    })
}

/// Reads a guided path. `None` only if nothing of the text can be read.
pub fn read_path(path: &SourcePath, text: &str) -> (Option<GuidedPath>, Vec<Message>) {
    let File { node, mut messages, .. } = match read_file(path, text, &written::PATH) {
        Ok(file) => file,
        Err(messages) => return (None, messages),
    };
    let take = Take { path };
    let mut slugs = Slugs::default();
    let stages = node.get("stages").map(Node::items).unwrap_or_default().iter();
    let stages = stages.filter(|stage| !stage.entries().is_empty()).map(|stage| Stage {
        title: take.text(stage, "title").unwrap_or_else(|| Spanned::new(String::new(), check::first_words(stage))),
        items: {
            let items = stage.get("items").map(Node::items).unwrap_or_default().iter();
            items.filter_map(|item| path_item(&take, item, &mut slugs, &mut messages)).collect()
        },
    });
    let stages = stages.collect();
    let guided = GuidedPath {
        key: path.stem().to_string(),
        path: path.clone(),
        title: take.text(&node, "title").unwrap_or_else(|| Spanned::new(path.stem().to_string(), check::first_words(&node))),
        role: take.text(&node, "for"),
        summary: take.plain(&node, "summary"),
        owner: take.text(&node, "owner"),
        stages,
        finish: take.plain(&node, "finish"),
    };
    messages.sort();
    (Some(guided), messages)
}

fn path_item(take: &Take, item: &Node, slugs: &mut Slugs, messages: &mut Vec<Message>) -> Option<PathItem> {
    if item.entries().is_empty() {
        return None;
    }
    let (map, page, task) = (take.text(item, "map"), take.text(item, "page"), take.text(item, "do"));
    let Some(name) = map.as_ref().or(page.as_ref()).or(task.as_ref()) else {
        messages.push(say::empty_path_item(take.path, check::first_words(item)));
        return None;
    };
    Some(PathItem {
        id: slugs.make(&name.value.replace('/', " ")),
        span: item.span,
        map,
        mode: take.word(item, "mode", written::MODES).map(str::to_string),
        variant: take.text(item, "variant"),
        page,
        task: task.map(|task| task.value),
        makes: take.text(item, "makes"),
        from: take.text(item, "from"),
        quiz: take.flag(item, "quiz"),
    })
}

/// A file whose tree is there, with what YAML and the tables have to say about it.
struct File {
    node: Node,
    whole: bool,
    messages: Vec<Message>,
}

/// Reads a file that has keys and values; else only messages.
fn read_file(path: &SourcePath, text: &str, object: &Object) -> Result<File, Vec<Message>> {
    let yaml::Reading { node, whole, mut messages } = yaml::read_tree(path, text, 0, &Limits::FILE);
    let Some(node) = node else { return Err(messages) };
    messages.extend(yaml::empty_values(path, &node));
    check::object(path, &node, object, &mut messages);
    if matches!(node.value, Value::Mapping(_)) { Ok(File { node, whole, messages }) } else { Err(messages) }
}

/// Reads a file of names that each have keys and values. `around` is a key that may stand around them all.
fn read_named<T>(
    path: &SourcePath,
    text: &str,
    around: &str,
    object: &Object,
    make: impl Fn(&Take, Spanned<String>, &Node) -> T,
) -> (Vec<T>, Vec<Message>) {
    let yaml::Reading { node, mut messages, .. } = yaml::read_tree(path, text, 0, &Limits::FILE);
    let Some(node) = node else { return (Vec::new(), messages) };
    let take = Take { path };
    let inner = node.get(around).filter(|_| node.entries().len() == 1).unwrap_or(&node);
    messages.extend(yaml::empty_values(path, inner));
    // A file without any names is empty, not wrong.
    if inner.value != Value::Empty {
        check::object(path, inner, object, &mut messages);
    }
    let entries = inner.entries().iter().filter(|(_, value)| matches!(value.value, Value::Mapping(_)));
    let things = entries.map(|(key, value)| make(&take, key.clone(), value)).collect();
    messages.sort();
    (things, messages)
}

/// The tree of a map → the map as meant.
fn map(take: &Take, node: &Node, whole: bool, messages: &mut Vec<Message>) -> ProcessMap {
    let path = take.path;
    let kind = match take.word(node, "kind", written::KINDS) {
        Some("states") => MapKind::States,
        // Without `kind`, a file that has states and no steps can only mean one thing.
        None if node.get("states").is_some() && node.get("steps").is_none() => MapKind::States,
        _ => MapKind::Flow,
    };
    let here = check::first_words(node);
    let key = if kind == MapKind::States { "states" } else { "steps" };
    let items: Vec<&Node> = node.get(key).map(Node::items).unwrap_or_default().iter().collect();
    let items: Vec<&Node> = items.into_iter().filter(|item| !item.entries().is_empty()).collect();
    // A list under a misspelt key is there, and the key has been reported.
    let misspelt = node
        .entries()
        .iter()
        .take(50)
        .any(|(written, _)| written::MAP.key(&written.value).is_none() && nearest(&written.value, [key]).is_some());
    let whole = whole && !misspelt;
    if items.is_empty() && whole && node.get(key).is_none_or(|list| matches!(list.value, Value::List(_))) {
        messages.push(say::no_steps(path, here, key));
    }
    if items.len() > MOST_STEPS {
        messages.push(say::too_large(path, items[MOST_STEPS].span, key, items.len(), MOST_STEPS));
    }
    let items = &items[..items.len().min(MOST_STEPS)];
    let mut phases = Vec::new();
    let (mut steps, start) = match kind {
        MapKind::Flow => (flow::steps(take, items, whole, &mut phases, messages), None),
        MapKind::States => states(take, node, items, whole, messages),
    };
    shorten_moves(take, &mut steps, messages);
    let promises = node.get("promise").map(|written| promises(take, written, &steps, whole, messages)).unwrap_or_default();
    ProcessMap {
        key: path.stem().to_string(),
        path: path.clone(),
        title: take.text(node, "title").unwrap_or_else(|| Spanned::new(path.stem().to_string(), here)),
        summary: take.text(node, "summary"),
        kind,
        status: match take.word(node, "status", written::STATUS) {
            Some("live") => Status::Live,
            Some("retired") => Status::Retired,
            _ => Status::Draft,
        },
        owner: take.text(node, "owner"),
        reviewed: take.text(node, "reviewed").filter(|date| super::time::Date::read(&date.value).is_some()),
        pages: take.texts(node, "pages"),
        starts_when: take.text(node, "starts_when"),
        start: start.or(if steps.is_empty() { None } else { Some(0) }),
        repeats: take.text(node, "repeats"),
        template: take.text(node, "template"),
        promises,
        phases,
        variants: node.get("variants").and_then(|variants| read_variants(take, variants)),
        tags: tags(take, node, &steps, messages),
        steps,
    }
}

/// One promise, or a list of them.
fn promises(take: &Take, written: &Node, steps: &[Step], whole: bool, messages: &mut Vec<Message>) -> Vec<Promise> {
    let names = Names::new(steps, Answers::new());
    let mut ids = Slugs::default();
    let promises = if written.items().is_empty() { std::slice::from_ref(written) } else { written.items() };
    let promises = promises.iter().filter_map(|promise| {
        let id = take.text(promise, "id")?;
        if !ids.take(&id.value) {
            messages.push(say::duplicate_id(take.path, &id));
        }
        let mut step = |key: &str| take.text(promise, key).and_then(|target| names.find(take.path, &target, whole, messages));
        let (from, to) = (step("from"), step("to"));
        let unless = promise.get("unless").and_then(|unless| Some((take.text(unless, "label")?, take.text(unless, "then")?)));
        Some(Promise { id, within: take.time(promise, "within")?, from, to, unless })
    });
    promises.collect()
}

/// Leaves out the ways on beyond the limit.
fn shorten_moves(take: &Take, steps: &mut [Step], messages: &mut Vec<Message>) {
    let count = steps.iter().map(|step| step.moves.len()).sum::<usize>();
    if count <= MOST_MOVES {
        return;
    }
    let mut left = MOST_MOVES;
    let mut first = None;
    for step in steps {
        if step.moves.len() > left {
            first = first.or(Some(step.span));
            step.moves.truncate(left);
        }
        left -= step.moves.len();
    }
    messages.push(say::too_large(take.path, first.unwrap_or_default(), "ways on", count, MOST_MOVES));
}

/// The states, and the index of the one that everything starts in.
fn states(take: &Take, node: &Node, items: &[&Node], whole: bool, messages: &mut Vec<Message>) -> (Vec<Step>, Option<usize>) {
    let label = |item: &Node| take.text(item, "label").or_else(|| take.text(item, "id"));
    let labelled = items.iter().filter_map(|item| Some((*item, label(item)?)));
    let (items, labels): (Vec<&Node>, Vec<Spanned<String>>) = labelled.unzip();
    let ids = flow::ids(take, &items, &labels, messages);
    let mut steps: Vec<Step> = Vec::with_capacity(items.len());
    for (index, ((item, text), id)) in items.iter().zip(labels).zip(ids).enumerate() {
        let verb = Verb::State {
            means: take.text(item, "means"),
            leave_when: take.text(item, "leave_when"),
            promise: take.text(item, "promise"),
            assumed_next: take.flag(item, "assumed_next"),
            end: take.flag(item, "end"),
        };
        steps.push(flow::step(take, item, id, index, verb, text));
    }
    flow::set_old_ids(take, &items, &mut steps, messages);
    let names = Names::new(&steps, Answers::new());
    let moves = items.iter().map(|item| {
        let targets = take.texts(item, "next");
        let moves = targets.iter().filter_map(|target| {
            let to = names.find(take.path, target, whole, messages)?;
            Some(Move { label: None, to, span: target.span })
        });
        moves.collect()
    });
    let moves: Vec<Vec<Move>> = moves.collect();
    let start = take.text(node, "start").and_then(|target| names.find(take.path, &target, whole, messages));
    for (step, moves) in steps.iter_mut().zip(moves) {
        step.moves = moves;
    }
    (steps, start)
}

fn tags(take: &Take, node: &Node, steps: &[Step], messages: &mut Vec<Message>) -> Vec<Tag> {
    let mut slugs = Slugs::default();
    for step in steps {
        slugs.take(&step.id);
        step.was.iter().for_each(|old| _ = slugs.take(old));
    }
    let items = node.get("tags").map(Node::items).unwrap_or_default().iter();
    let tags = items.filter_map(|item| {
        let label = take.text(item, "label").or_else(|| take.text(item, "id"))?;
        let id = match take.text(item, "id") {
            Some(id) if slugs.take(&id.value) => id,
            Some(id) => {
                messages.push(say::duplicate_id(take.path, &id));
                id.map(|id| slugs.make(&id))
            }
            None => Spanned::new(slugs.make(&label.value), label.span),
        };
        Some(Tag {
            id,
            label,
            means: take.text(item, "means"),
            map: take.text(item, "map"),
            changes_promise: item.get("changes").and_then(|changes| take.text(changes, "promise")),
        })
    });
    tags.collect()
}

fn read_variants(take: &Take, node: &Node) -> Option<Variants> {
    let pick_by = take.text(node, "pick_by").unwrap_or_else(|| Spanned::new("variant".to_string(), check::first_words(node)));
    let entries = node.entries().iter().filter(|(key, value)| key.value != "pick_by" && !value.entries().is_empty());
    let list: Vec<Variant> = entries
        .map(|(key, value)| {
            let known = |name: &str| written::VARIANT.key(name).is_some();
            let links = value.entries().iter().filter(|(name, _)| !known(&name.value));
            Variant {
                key: key.clone(),
                label: take.text(value, "label").unwrap_or_else(|| key.clone()),
                links: links.filter_map(|(name, link)| Some((name.clone(), link.spanned()?))).collect(),
                retired: take.flag(value, "retired"),
                instead: take.text(value, "instead"),
            }
        })
        .collect();
    if list.is_empty() { None } else { Some(Variants { pick_by, list }) }
}

/// Where a step stands, for messages about it: its text.
pub fn place(step: &Step) -> Span {
    step.text.span
}
