//! A map as JSON: everything that the file says, with ids instead of places, and what can be counted about it.
//!
//! The form is told in the manual (`commands.md`), which a test compares with what is written here. Lists are always there; a single
//! value that the map does not have is left out.

use super::*;
use crate::base::Spanned;
use crate::base::json::{Json, pretty};
use crate::maps::{PickOption, Promise, Tag, Time, Variants};

/// The document.
pub fn print(site: &Site, entry: &SiteMap) -> String {
    pretty(&Json::object([("version", Json::Number(JSON_VERSION)), ("map", of_map(site, entry))]))
}

/// Keys and values in order; what is not there is left out.
#[derive(Default)]
struct Entries(Vec<(String, Json)>);

impl Entries {
    fn put(&mut self, key: &str, value: Json) {
        self.0.push((key.to_string(), value));
    }

    fn text(&mut self, key: &str, text: impl Into<String>) {
        self.put(key, Json::text(text));
    }

    fn may(&mut self, key: &str, text: &Option<Spanned<String>>) {
        self.0.extend(text.iter().map(|text| (key.to_string(), Json::text(&text.value))));
    }

    fn texts(&mut self, key: &str, texts: &[Spanned<String>]) {
        self.put(key, Json::texts(texts.iter().map(|text| text.value.as_str())));
    }

    fn list<T>(&mut self, key: &str, items: impl IntoIterator<Item = T>, make: impl Fn(T) -> Json) {
        self.put(key, Json::List(items.into_iter().map(make).collect()));
    }

    fn time(&mut self, key: &str, time: &Option<Time>) {
        self.0.extend(time.iter().map(|time| (key.to_string(), of_time(time))));
    }

    fn flag(&mut self, key: &str, flag: bool) {
        self.put(key, Json::Flag(flag));
    }

    fn done(self) -> Json {
        Json::Object(self.0)
    }
}

fn of_map(site: &Site, entry: &SiteMap) -> Json {
    let map = &*entry.map;
    let id = |step: usize| Json::text(&map.steps[step].id);
    let mut entries = Entries::default();
    entries.text("key", &map.key);
    entries.text("path", map.path.as_str());
    entries.text("address", entry.address.as_str());
    entries.text("title", &map.title.value);
    entries.may("summary", &map.summary);
    entries.text("kind", if map.kind == MapKind::States { "states" } else { "flow" });
    entries.text("status", status_word(map.status));
    entries.may("owner", &map.owner);
    entries.may("reviewed", &map.reviewed);
    entries.texts("pages", &map.pages);
    entries.may("starts_when", &map.starts_when);
    entries.may("repeats", &map.repeats);
    entries.may("template", &map.template);
    entries.list("promises", &map.promises, |promise| of_promise(map, promise));
    entries.0.extend(map.variants.iter().map(|variants| ("variants".to_string(), of_variants(variants))));
    entries.list("phases", &map.phases, |phase| {
        Json::object([("title", Json::text(&phase.title.value)), ("first_step", id(phase.first_step))])
    });
    entries.list("lanes", answers::lanes(map), |lane| {
        let mut of_lane = Entries::default();
        if let Some(role) = lane.role {
            of_lane.text("role", role);
            of_lane.text("name", site.role_name(role));
        }
        of_lane.list("steps", lane.steps, id);
        of_lane.done()
    });
    entries.list("starts", answers::starts(map), id);
    entries.list("ends", answers::ends(map), id);
    entries.list("loops", answers::loops(map), |steps| Json::List(steps.into_iter().map(id).collect()));
    entries.list("hand_overs", answers::hand_overs(map), |over| Json::object([("from", id(over.from)), ("to", id(over.to))]));
    let left = answers::steps_left(map);
    entries.list(if map.kind == MapKind::States { "states" } else { "steps" }, map.steps.iter().zip(left), |(step, left)| {
        of_step(site, entry, step, left)
    });
    entries.list("tags", &map.tags, of_tag);
    entries.done()
}

fn of_step(site: &Site, entry: &SiteMap, step: &Step, left: answers::StepsLeft) -> Json {
    let map = &*entry.map;
    let mut entries = Entries::default();
    entries.text("id", &step.id);
    entries.put("number", number(step.number));
    entries.text("verb", verb_word(&step.verb));
    entries.text("text", site.step_text(step));
    entries.0.extend(step.phase.map(|phase| ("phase".to_string(), Json::text(&map.phases[phase].title.value))));
    entries.texts("who", &step.who);
    entries.texts("with", &step.with);
    entries.texts("tell", &step.tell);
    entries.texts("accountable", &step.accountable);
    match &step.verb {
        Verb::Pick { options } => entries.list("options", options, |option| of_option(site, entry, option)),
        Verb::Wait { time } => entries.time("for", time),
        Verb::Map { map, .. } => entries.text("map", &map.value),
        Verb::End { outcome } => entries.text("outcome", outcome_word(*outcome)),
        Verb::State { means, leave_when, promise, end, .. } => {
            entries.may("means", means);
            entries.may("leave_when", leave_when);
            entries.may("promise", promise);
            entries.flag("end", *end);
        }
        Verb::Do | Verb::Ask => {}
    }
    entries.may("enter_when", &step.enter_when);
    entries.may("note", &step.note);
    entries.put("use", of_uses(site, entry, &step.uses));
    entries.texts("needs", &step.needs);
    entries.texts("makes", &step.makes);
    entries.list("check", &step.check, |item| of_check(site, entry, item));
    entries.list("form", &step.form, of_field);
    entries.time("takes", &step.takes);
    entries.time("notice", &step.notice);
    entries.time("within", &step.within);
    entries.may("every", &step.every);
    entries.may("log", &step.log);
    entries.may("state", &step.state);
    if let Some(exception) = &step.exception {
        let mut of_exception = Entries::default();
        of_exception.text("when", &exception.when.value);
        of_exception.text("then", &exception.then.value);
        of_exception.texts("who", &exception.who);
        of_exception.flag("assumed", exception.assumed);
        entries.put("exception", of_exception.done());
    }
    entries.flag("optional", step.optional);
    entries.flag("assumed", step.assumed || matches!(step.verb, Verb::State { assumed_next: true, .. }));
    entries.may("todo", &step.todo);
    entries.list("next", &step.moves, |way| {
        let mut of_way = Entries::default();
        of_way.may("answer", &way.label);
        of_way.text("to", &map.steps[way.to].id);
        of_way.done()
    });
    entries.put("steps_left", Json::object([("least", number(left.least)), ("most", number(left.most))]));
    entries.done()
}

fn number(number: usize) -> Json {
    Json::Number(number as u64)
}

fn of_time(time: &Time) -> Json {
    Json::object([
        ("text", Json::text(&time.text)),
        ("least_minutes", Json::Number(time.least_minutes.into())),
        ("most_minutes", Json::Number(time.most_minutes.into())),
    ])
}

fn of_option(site: &Site, entry: &SiteMap, option: &PickOption) -> Json {
    let mut entries = Entries::default();
    entries.text("text", option_text(site, option));
    entries.may("map", &option.map);
    entries.put("use", of_uses(site, entry, &option.uses));
    entries.may("todo", &option.todo);
    entries.done()
}

fn of_uses(site: &Site, entry: &SiteMap, uses: &[Use]) -> Json {
    let found = uses.iter().flat_map(|used| {
        site.uses(entry, used).into_iter().map(move |found| {
            let mut entries = Entries::default();
            match used {
                Use::Named(name) => entries.text("name", &name.value),
                Use::OfVariant(name) => entries.text("name", format!("${}", name.value)),
                Use::Written { .. } => {}
            }
            entries.text("title", &found.title);
            entries.text("kind", &found.kind);
            let url = found.target.as_ref().and_then(address_of);
            entries.0.extend(url.map(|url| ("url".to_string(), Json::text(url))));
            entries.done()
        })
    });
    Json::List(found.collect())
}

fn of_check(site: &Site, entry: &SiteMap, item: &CheckItem) -> Json {
    let mut entries = Entries::default();
    entries.text("id", &item.id);
    entries.text("text", &item.text.value);
    entries.may("help", &item.help);
    entries.flag("optional", item.optional);
    entries.put("use", of_uses(site, entry, &item.uses));
    entries.may("todo", &item.todo);
    entries.done()
}

fn of_field(field: &FormField) -> Json {
    let mut entries = Entries::default();
    entries.text("id", &field.id);
    entries.text("ask", &field.ask.value);
    entries.text("type", field_word(field.kind));
    entries.texts("options", &field.options);
    entries.texts("items", &field.items);
    entries.flag("must", field.must);
    entries.may("help", &field.help);
    entries.may("from", &field.from);
    entries.done()
}

fn of_promise(map: &ProcessMap, promise: &Promise) -> Json {
    let mut entries = Entries::default();
    entries.text("id", &promise.id.value);
    entries.put("within", of_time(&promise.within));
    for (key, step) in [("from", promise.from), ("to", promise.to)] {
        entries.0.extend(step.map(|step| (key.to_string(), Json::text(&map.steps[step].id))));
    }
    if let Some((label, then)) = &promise.unless {
        entries.put("unless", Json::object([("label", Json::text(&label.value)), ("then", Json::text(&then.value))]));
    }
    entries.done()
}

fn of_variants(variants: &Variants) -> Json {
    let mut entries = Entries::default();
    entries.text("pick_by", &variants.pick_by.value);
    entries.list("list", &variants.list, |variant| {
        let mut of_variant = Entries::default();
        of_variant.text("key", &variant.key.value);
        of_variant.text("label", &variant.label.value);
        of_variant.put("links", Json::object(variant.links.iter().map(|(name, link)| (&name.value, Json::text(&link.value)))));
        of_variant.flag("retired", variant.retired);
        of_variant.may("instead", &variant.instead);
        of_variant.done()
    });
    entries.done()
}

fn of_tag(tag: &Tag) -> Json {
    let mut entries = Entries::default();
    entries.text("id", &tag.id.value);
    entries.text("label", &tag.label.value);
    entries.may("means", &tag.means);
    entries.may("map", &tag.map);
    entries.may("changes_promise", &tag.changes_promise);
    entries.done()
}
