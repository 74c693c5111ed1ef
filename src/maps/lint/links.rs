//! Names that lead out of a map: links, other maps, states and labels, promises, and the items of guided paths.

use std::collections::{BTreeMap, BTreeSet};

use super::super::meaning::*;
use super::SiteMaps;
use crate::base::catalogue::maps as say;
use crate::base::catalogue::nearest::nearest;
use crate::base::{Message, SourcePath, Spanned};

/// What was probably meant. Comparing with every name is dear, so a site full of unknown names gets a guess for the first ones only.
pub(super) fn near<'a>(written: &str, known: impl IntoIterator<Item = &'a str>, messages: usize) -> Option<&'a str> {
    if written.len() > 80 || messages > 200 { None } else { nearest(written, known) }
}

/// What can be referred to, by name.
struct Names<'site> {
    links: BTreeSet<&'site str>,
    maps: BTreeMap<&'site str, &'site ProcessMap>,
    /// `map/state` and `map/tag`, and `map` for a map of states as a whole.
    states: BTreeSet<String>,
    /// `map/state` by the ids that states had before: they are known, and never proposed.
    old_states: BTreeSet<String>,
    /// Labels of states and tags, and their ids.
    labels: BTreeSet<&'site str>,
    promises: BTreeSet<&'site str>,
}

/// So many times may an address be written out before it deserves a name.
const MOST_WRITTEN_OUT: usize = 2;

/// Addresses that steps write out again and again, told at the first of them.
fn written_out(site: &SiteMaps, messages: &mut Vec<Message>) {
    let mut places: BTreeMap<&str, Vec<(&SourcePath, &Spanned<String>)>> = BTreeMap::new();
    for map in &site.maps {
        for used in map.steps.iter().flat_map(|step| &step.uses) {
            if let Use::Written { url, .. } = used {
                places.entry(&url.value).or_default().push((&map.path, url));
            }
        }
    }
    for (url, mut places) in places.into_iter().filter(|(_, places)| places.len() > MOST_WRITTEN_OUT) {
        places.sort_by_key(|(path, url)| (*path, url.span));
        messages.push(say::written_out(places[0].0, places[0].1.span, url, places.len()));
    }
}

pub(super) fn site(site: &SiteMaps, messages: &mut Vec<Message>) {
    written_out(site, messages);
    let mut names = Names {
        links: site.links.iter().map(|link| link.key.value.as_str()).collect(),
        maps: site.maps.iter().map(|map| (map.key.as_str(), *map)).collect(),
        states: BTreeSet::new(),
        old_states: BTreeSet::new(),
        labels: BTreeSet::new(),
        promises: site.maps.iter().flat_map(|map| &map.promises).map(|promise| promise.id.value.as_str()).collect(),
    };
    for map in site.maps.iter().filter(|map| map.kind == MapKind::States) {
        names.states.insert(map.key.clone());
        let steps = map.steps.iter().map(|step| (step.id.as_str(), step.text.value.as_str()));
        names.old_states.extend(map.steps.iter().flat_map(|step| &step.was).map(|old| format!("{}/{old}", map.key)));
        let tags = map.tags.iter().map(|tag| (tag.id.value.as_str(), tag.label.value.as_str()));
        for (id, label) in steps.chain(tags) {
            names.states.insert(format!("{}/{id}", map.key));
            names.labels.extend([id, label]);
        }
    }
    for map in &site.maps {
        of_map(&names, map, messages);
    }
    for path in &site.paths {
        of_path(&names, path, messages);
    }
}

fn of_map(names: &Names, map: &ProcessMap, messages: &mut Vec<Message>) {
    let path = &map.path;
    for step in &map.steps {
        let of_checks = step.check.iter().flat_map(|item| &item.uses);
        step.uses.iter().chain(of_checks).for_each(|uses| names.of_use(map, uses, messages));
        match &step.verb {
            Verb::Map { map, .. } => names.map(path, map, messages),
            Verb::Pick { options } => {
                for option in options {
                    option.uses.iter().for_each(|uses| names.of_use(map, uses, messages));
                    option.map.iter().for_each(|map| names.map(path, map, messages));
                }
            }
            Verb::State { promise: Some(promise), .. } => names.promise(path, promise, messages),
            _ => {}
        }
        if let Some(state) =
            step.state.as_ref().filter(|state| !names.states.contains(&state.value) && !names.old_states.contains(&state.value))
        {
            let near = near(&state.value, names.states.iter().map(String::as_str), messages.len());
            messages.push(say::unknown_state(path, state, near));
        }
    }
    for (label, _) in map.promises.iter().filter_map(|promise| promise.unless.as_ref()) {
        if !names.labels.contains(label.value.as_str()) {
            messages.push(say::unknown_label(path, label, near(&label.value, names.labels.iter().copied(), messages.len())));
        }
    }
    for tag in &map.tags {
        tag.map.iter().for_each(|map| names.map(path, map, messages));
        tag.changes_promise.iter().for_each(|promise| names.promise(path, promise, messages));
    }
    for variant in map.variants.iter().flat_map(|variants| &variants.list) {
        variant.links.iter().for_each(|(_, link)| names.link(path, link, messages));
        variant.instead.iter().for_each(|map| names.map(path, map, messages));
    }
}

impl Names<'_> {
    fn of_use(&self, map: &ProcessMap, uses: &Use, messages: &mut Vec<Message>) {
        match uses {
            Use::Named(name) => self.link(&map.path, name, messages),
            Use::OfVariant(name) => {
                let variants = map.variants.iter().flat_map(|variants| &variants.list);
                let known: BTreeSet<&str> = variants.flat_map(|variant| &variant.links).map(|(name, _)| name.value.as_str()).collect();
                if !known.contains(name.value.as_str()) {
                    let near = near(&name.value, known, messages.len());
                    messages.push(say::unknown_variant_link(&map.path, name, near));
                }
            }
            Use::Written { .. } => {}
        }
    }

    fn link(&self, path: &SourcePath, name: &Spanned<String>, messages: &mut Vec<Message>) {
        if !self.links.contains(name.value.as_str()) && !self.maps.contains_key(name.value.as_str()) {
            let known = self.links.iter().chain(self.maps.keys()).copied();
            messages.push(say::unknown_link(path, name, near(&name.value, known, messages.len())));
        }
    }

    fn map(&self, path: &SourcePath, name: &Spanned<String>, messages: &mut Vec<Message>) {
        if !self.maps.contains_key(name.value.as_str()) {
            messages.push(say::unknown_map(path, name, near(&name.value, self.maps.keys().copied(), messages.len())));
        }
    }

    fn promise(&self, path: &SourcePath, name: &Spanned<String>, messages: &mut Vec<Message>) {
        if !self.promises.contains(name.value.as_str()) {
            messages.push(say::unknown_promise(path, name, near(&name.value, self.promises.iter().copied(), messages.len())));
        }
    }
}

fn of_path(names: &Names, path: &GuidedPath, messages: &mut Vec<Message>) {
    let items = || path.stages.iter().flat_map(|stage| &stage.items);
    for item in items() {
        let map = item.map.as_ref().map(|name| (name, names.maps.get(name.value.as_str()).copied()));
        match map {
            Some((name, None)) => {
                let near = near(&name.value, names.maps.keys().copied(), messages.len());
                messages.push(say::missing_in_path(&path.path, "map", name, near));
            }
            Some((name, Some(map))) => {
                if map.status == Status::Retired {
                    messages.push(say::retired_in_path(&path.path, name));
                }
                let variants: Vec<&str> =
                    map.variants.iter().flat_map(|variants| &variants.list).map(|variant| variant.key.value.as_str()).collect();
                if let Some(variant) = item.variant.as_ref().filter(|variant| !variants.contains(&variant.value.as_str())) {
                    let near = near(&variant.value, variants, messages.len());
                    messages.push(say::missing_in_path(&path.path, "variant", variant, near));
                }
            }
            None => {}
        }
        if let Some(from) = &item.from {
            let step = from.value.split_once('/').and_then(|(map, step)| {
                let map = names.maps.get(map)?;
                map.steps.iter().find(|known| known.is_named(step))
            });
            if step.is_none() {
                let map = names.maps.get(from.value.split('/').next().unwrap_or_default());
                let steps: Vec<String> =
                    map.iter().flat_map(|map| map.steps.iter().map(|step| format!("{}/{}", map.key, step.id))).collect();
                let near = near(&from.value, steps.iter().map(String::as_str), messages.len());
                messages.push(say::missing_in_path(&path.path, "step", from, near));
            }
        }
    }
    let keys: BTreeSet<&str> = items().filter_map(|item| item.map.as_ref()).map(|map| map.value.as_str()).collect();
    let drafts = keys.iter().copied().filter(|key| names.maps.get(key).is_some_and(|map| map.status == Status::Draft));
    let drafts: Vec<&str> = drafts.collect();
    if !drafts.is_empty() {
        messages.push(say::drafts_in_path(&path.path, path.title.span, &drafts, keys.len()));
    }
}
