//! People: steps of nobody, steps of several, maps without an owner, roles that are not in `_roles.yaml`.

use std::collections::BTreeMap;

use super::super::answers;
use super::super::meaning::*;
use super::super::read::place;
use super::SiteMaps;
use super::links::near;
use crate::base::catalogue::maps as say;
use crate::base::{Message, SourcePath, Spanned};

pub(super) fn map(map: &ProcessMap, messages: &mut Vec<Message>) {
    if map.owner.is_none() {
        messages.push(say::no_owner(&map.path, map.title.span));
    }
    for step in &map.steps {
        // Nobody has to do anything while waiting; a state may belong to everybody.
        let needs_somebody = step.verb == Verb::Ask || answers::is_work(step) && !matches!(step.verb, Verb::Wait { .. });
        if step.who.is_empty() && needs_somebody {
            messages.push(say::nobody_responsible(&map.path, place(step), &step.id));
        }
        if let [first, _, ..] = step.who.as_slice() {
            let roles: Vec<&str> = step.who.iter().map(|role| role.value.as_str()).collect();
            messages.push(say::shared_responsibility(&map.path, first.span, &step.id, &roles));
        }
    }
}

pub(super) fn site(site: &SiteMaps, messages: &mut Vec<Message>) {
    if site.roles.is_empty() {
        return;
    }
    let roles = Roles::new(site.roles);
    for map in &site.maps {
        let steps = map.steps.iter().flat_map(|step| {
            let decides = step.exception.iter().flat_map(|exception| &exception.who);
            step.who.iter().chain(&step.with).chain(&step.tell).chain(&step.accountable).chain(decides)
        });
        for role in map.owner.iter().chain(steps) {
            roles.look_up(&map.path, role, messages);
        }
    }
    for path in &site.paths {
        for role in path.role.iter().chain(&path.owner) {
            roles.look_up(&path.path, role, messages);
        }
    }
}

/// The roles by all names that they have or had.
pub(crate) struct Roles<'site> {
    keys: Vec<&'site str>,
    by_name: BTreeMap<String, &'site str>,
}

impl<'site> Roles<'site> {
    pub fn new(roles: &'site [Role]) -> Roles<'site> {
        let keys: Vec<&str> = roles.iter().map(|role| role.key.value.as_str()).collect();
        let mut by_name = BTreeMap::new();
        for role in roles {
            for name in [&role.key.value, &role.short, &role.name].into_iter().chain(&role.was) {
                by_name.entry(name.to_lowercase()).or_insert(role.key.value.as_str());
            }
        }
        Roles { keys, by_name }
    }

    /// Reports a role that is none; old names, short names and full names lead to its key.
    pub fn look_up(&self, path: &SourcePath, role: &Spanned<String>, messages: &mut Vec<Message>) {
        let by_name = self.by_name.get(&role.value.to_lowercase()).copied();
        if by_name == Some(role.value.as_str()) || self.keys.contains(&role.value.as_str()) {
            return;
        }
        let near = by_name.or_else(|| near(&role.value, self.keys.iter().copied(), messages.len()));
        messages.push(say::unknown_role(path, role, near));
    }
}
