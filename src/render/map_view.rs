//! A map as its page shows it: the drawing, and one entry per step that is outline, details and text equivalent in one.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::Serialize;

use super::form_view::{self, ChecklistView, FormView};
use super::html::{self, Body};
use super::page_view::{self, About, Around, Crumb, ReviewView};
use super::state_view::{self, TagView};
use super::theme::Theme;
use crate::base::Spanned;
use crate::maps::duration::{self, Duration};
use crate::maps::{MapKind, Outcome, ProcessMap, Status, Step, Time, Use, Verb, answers};
use crate::model::{Address, Output, Site, SiteMap, Target, UseTarget, link_text, list_address, reviews};

/// The page of a map.
#[derive(Debug, Serialize)]
pub struct MapView<'site> {
    /// What is around it.
    #[serde(flatten)]
    pub around: Around<'site>,
    /// The maps that open it, when there are several.
    pub came: Vec<CameView<'site>>,
    /// One sentence about it.
    pub summary: Option<&'site str>,
    /// Until when it is to be looked at again.
    pub review: Option<ReviewView>,
    /// The first page of its guide.
    pub guide: Option<String>,
    /// Owner, number of steps and the like.
    pub facts: Vec<Fact>,
    /// The drawing for wide places.
    pub svg_wide: &'site str,
    /// The class of the place of both drawings, which tells from which width on the wide one is shown.
    pub svg_place: &'static str,
    /// The drawing for narrow places.
    pub svg_narrow: &'site str,
    /// Whether search engines are told that it is an instruction, step by step: not without an address of the site, and not of states.
    pub how_to: bool,
    /// Where the drawing is as a file of its own.
    pub drawing: String,
    /// What the shapes mean, as far as they are used.
    pub legend: Vec<LegendView<'site>>,
    /// "Steps" or "States".
    pub steps_title: &'site str,
    /// "12 steps in 3 lanes".
    pub steps_count: String,
    /// What starts it.
    pub starts_when: Option<&'site str>,
    /// Whether a step has a form.
    pub has_form: bool,
    /// Whether a note shows code.
    pub has_code: bool,
    /// Every role that has to do with a step, lanes first.
    pub roles: Vec<RoleView<'site>>,
    /// The variants to choose from.
    pub variants: Option<VariantsView<'site>>,
    /// The steps by phase; one phase without a title when the map has none.
    pub phases: Vec<PhaseView<'site>>,
    /// The labels of a map of states.
    pub tags: Vec<TagView<'site>>,
    /// Where a problem with the map can be reported.
    pub improve: Option<String>,
    /// Lists below the steps: where it is told, where it is opened from.
    pub more: Vec<ListOfLinks>,
}

/// A map that opens this one: the breadcrumb names it when the address ends with its id, without a script too.
#[derive(Debug, Serialize)]
pub struct CameView<'site> {
    /// The id of its crumb: no id of a step has a dot in it.
    pub id: String,
    /// What it is called.
    pub title: &'site str,
    /// Its step that opens this map.
    pub href: String,
}

/// A name and what there is to say: a text, or links.
#[derive(Debug, Serialize)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// What it says.
    pub text: String,
    /// Where to read more; then there is no text.
    pub links: Vec<Item>,
}

/// A shape and what it means.
#[derive(Debug, Serialize)]
pub struct LegendView<'site> {
    /// The shape: ours, not an author's.
    pub svg: &'static str,
    /// What it means.
    pub text: &'site str,
}

/// A run of steps.
#[derive(Debug, Serialize)]
pub struct PhaseView<'site> {
    /// From 1.
    pub number: usize,
    /// Its heading.
    pub title: Option<&'site str>,
    /// Its steps.
    pub steps: Vec<StepView<'site>>,
}

/// A list with a heading.
#[derive(Debug, Serialize)]
pub struct ListOfLinks {
    /// The id of the list: no id of a step has a dot in it.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// Its items.
    pub items: Vec<Item>,
}

/// A text that may lead somewhere.
#[derive(Debug, Serialize)]
pub struct Item {
    /// Its words.
    pub title: String,
    /// Where it leads.
    pub href: Option<String>,
    /// More words, set small.
    pub small: Option<String>,
    /// An icon, as markup.
    pub icon: String,
    /// The variant that it belongs to.
    pub variant: Option<String>,
}

/// A role that has to do with a step of the map.
#[derive(Debug, Serialize)]
pub struct RoleView<'site> {
    /// As in [`StepView::roles`].
    pub key: String,
    /// What it is called.
    pub name: &'site str,
}

/// One map for several regions.
#[derive(Debug, Serialize)]
pub struct VariantsView<'site> {
    /// "Your region".
    pub title: String,
    /// What the choice is remembered by: maps that choose by the same share it.
    pub pick_by: &'site str,
    /// What there is to choose from.
    pub list: Vec<VariantView<'site>>,
}

/// One of the variants.
#[derive(Debug, Serialize)]
pub struct VariantView<'site> {
    /// Its key.
    pub key: &'site str,
    /// What it is called.
    pub label: &'site str,
    /// Whether it is kept for old links only.
    pub retired: bool,
    /// The map to use instead.
    pub instead: Option<Item>,
}

/// A step.
#[derive(Debug, Serialize)]
pub struct StepView<'site> {
    /// The id that links use.
    pub id: &'site str,
    /// Ids that it had before.
    pub was: &'site [String],
    /// The id as the fragment of an address.
    pub fragment: String,
    /// From 1.
    pub number: usize,
    /// Whether there is something to do: an end is none.
    pub is_task: bool,
    /// The element of its heading: `h4` below a phase, else `h3`.
    pub heading: &'static str,
    /// What the box says.
    pub text: String,
    /// The keys of the roles that have to do with it, with blanks between them.
    pub roles: String,
    /// The class of its lane, `a` to `e`.
    pub lane_class: &'static str,
    /// The name of its lane.
    pub lane: Option<String>,
    /// What kind of step it is, when it is not a plain one.
    pub tag: Option<&'site str>,
    /// More text, as markup.
    pub note: Option<String>,
    /// Who, when, how long, what goes in and out.
    pub facts: Vec<Fact>,
    /// Who is responsible, accountable, consulted, informed.
    pub raci: Vec<RaciView<'site>>,
    /// That it is optional, assumed, still open; its exception.
    pub remarks: Vec<String>,
    /// What there is to pick.
    pub options: Vec<Item>,
    /// What others must hand over.
    pub form: Option<FormView<'site>>,
    /// What to have done.
    pub checklist: Option<ChecklistView<'site>>,
    /// Tools, templates, pages.
    pub resources: Vec<Item>,
    /// The map that it opens.
    pub opens: Option<Item>,
    /// The ways on.
    pub next: Vec<MoveView<'site>>,
    /// At an end: the steps of other maps that follow when one came from there.
    pub back: Vec<Item>,
}

/// A role and what it has to do with a step.
#[derive(Debug, Serialize)]
pub struct RaciView<'site> {
    /// R, A, C or I.
    pub letter: &'static str,
    /// What the letter means.
    pub meaning: &'site str,
    /// The role.
    pub role: String,
}

/// A way on.
#[derive(Debug, Serialize)]
pub struct MoveView<'site> {
    /// The answer that leads here, or "Next".
    pub label: &'site str,
    /// The number of the step.
    pub number: usize,
    /// What its box says.
    pub text: String,
    /// Its id, as the fragment of an address.
    pub fragment: String,
}

/// The id of the list of maps that open this one.
const OPENED_FROM: &str = "opened.from";

/// The classes of lanes; a sixth lane begins again.
pub const LANE_CLASSES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// The page of a map.
pub fn map<'site>(site: &'site Site, theme: &'site Theme, output: &'site Output, entry: &'site SiteMap) -> MapView<'site> {
    let map = &*entry.map;
    let strings = &theme.strings;
    let maker = Maker::new(site, theme, entry, &entry.address);
    let about = About {
        address: &entry.address,
        title: &map.title.value,
        description: map.summary.as_ref().map(|summary| summary.value.as_str()),
        source: Some(map.path.as_str()),
        reviewed: map.reviewed.as_ref().map(|date| date.value.as_str()),
        crumbs: maker.crumbs(),
        output,
    };
    let states = map.kind == MapKind::States;
    let drawings = super::map_drawing::of(site, theme, entry);
    let phases = maker.phases();
    let mut notes = phases.iter().flat_map(|phase| &phase.steps).filter_map(|step| step.note.as_ref());
    MapView {
        around: page_view::around(site, theme, about),
        came: maker.came(),
        summary: map.summary.as_ref().map(|summary| summary.value.as_str()),
        review: map.reviewed.as_ref().and_then(|date| page_view::review(site, theme, &date.value, reviews::map_due(site, map))),
        guide: entry.has_guide().then(|| entry.address.link_to(&entry.guide(), None)),
        facts: maker.facts(),
        how_to: site.settings.base_url.is_some() && !states,
        svg_wide: &drawings.wide,
        svg_place: drawings.narrow_up_to.class(),
        svg_narrow: &drawings.narrow,
        drawing: entry.address.link_to(&entry.drawing(), None),
        legend: legend(site, map, theme),
        steps_title: strings.get(if states { "states" } else { "steps" }),
        steps_count: page_view::map_facts(theme, entry),
        starts_when: map.starts_when.as_ref().map(|text| text.value.as_str()),
        has_code: notes.any(|note| note.contains("data-copy-code")),
        has_form: map.steps.iter().any(|step| !step.form.is_empty()),
        roles: maker.roles_of_map(),
        variants: maker.variants(),
        phases,
        tags: state_view::tags(site, theme, entry),
        improve: page_view::report_address(&site.settings, &map.title.value, Some(map.path.as_str())),
        more: maker.more(),
    }
}

/// A step as another page of the site shows it: `from` is the address of that page.
pub fn step_at<'site>(site: &'site Site, theme: &'site Theme, entry: &'site SiteMap, from: &Address, index: usize) -> StepView<'site> {
    Maker::new(site, theme, entry, from).step(index, &entry.map.steps[index])
}

struct Maker<'site> {
    site: &'site Site,
    theme: &'site Theme,
    entry: &'site SiteMap,
    from: Address,
    lanes: Vec<answers::Lane<'site>>,
    raci: Vec<answers::RaciRow<'site>>,
}

impl<'site> Maker<'site> {
    fn new(site: &'site Site, theme: &'site Theme, entry: &'site SiteMap, from: &Address) -> Maker<'site> {
        let lanes = answers::lanes(&entry.map).into_iter().filter(|lane| lane.role.is_some()).collect();
        Maker { site, theme, entry, from: from.clone(), lanes, raci: answers::raci(&entry.map) }
    }

    fn map(&self) -> &'site ProcessMap {
        &self.entry.map
    }

    fn word(&self, key: &'site str) -> &'site str {
        self.theme.strings.get(key)
    }

    fn from(&self) -> &Address {
        &self.from
    }

    fn href(&self, target: Option<&Target>) -> Option<String> {
        target.and_then(|target| link_text(self.from(), target))
    }

    /// The list of maps, then the map that opens this one; of several, how many there are, with the way to their list below the steps.
    fn crumbs(&self) -> Vec<Crumb> {
        let list = list_address();
        let mut crumbs =
            vec![Crumb { title: self.word("maps_title").to_string(), href: Some(self.from().link_to(&list, None)), current: false }];
        let mut callers: Vec<usize> = self.entry.callers.iter().map(|(map, _)| *map).collect();
        callers.dedup();
        match callers.as_slice() {
            [] => {}
            [caller] => {
                let caller = &self.site.maps[*caller];
                crumbs.push(Crumb {
                    title: caller.map.title.value.clone(),
                    href: Some(self.from().link_to(&caller.address, None)),
                    current: false,
                });
            }
            several => crumbs.push(Crumb {
                title: self.theme.strings.with("opened_from_maps", &[("count", &several.len().to_string())]),
                href: Some(format!("#{OPENED_FROM}")),
                current: false,
            }),
        }
        crumbs.push(Crumb { title: self.map().title.value.clone(), href: None, current: true });
        crumbs
    }

    fn came(&self) -> Vec<CameView<'site>> {
        if !has_several_callers(self.entry) {
            return Vec::new();
        }
        let mut callers = self.entry.callers.clone();
        callers.dedup_by_key(|(map, _)| *map);
        let came = callers.into_iter().map(|(map, step)| {
            let caller = &self.site.maps[map];
            let href = self.from().link_to(&caller.address, Some(&caller.map.steps[step].id));
            CameView { id: came_from(&caller.map.key), title: &caller.map.title.value, href }
        });
        came.collect()
    }

    /// Where another map is opened: one that several maps open is told which of them the reader comes from.
    fn into(&self, map: &SiteMap) -> String {
        let from = has_several_callers(map).then(|| came_from(&self.map().key));
        self.from().link_to(&map.address, from.as_deref())
    }

    fn facts(&self) -> Vec<Fact> {
        let map = self.map();
        let mut facts = Vec::new();
        let mut add = |name: &str, text: Option<String>| facts.extend(text.map(|text| Fact::text(name, text)));
        add(self.word("owner"), map.owner.as_ref().map(|owner| self.site.role_name(&owner.value).to_string()));
        let what = if map.kind == MapKind::States { "states" } else { "steps" };
        let (steps, lanes) = (map.steps.len().to_string(), self.theme.strings.count("lanes_count", self.lanes.len()));
        add(self.word(what), Some(self.theme.strings.with("step_count_lanes", &[("steps", &steps), ("lanes", &lanes)])));
        let status = match map.status {
            Status::Draft => "status_draft",
            Status::Live => "status_live",
            Status::Retired => "status_retired",
        };
        add(self.word("takes"), self.total_time());
        add(self.word("status"), Some(self.word(status).to_string()));
        add(self.word("reviewed"), map.reviewed.as_ref().map(|date| self.theme.strings.date(&date.value)));
        add(self.word("repeats"), map.repeats.as_ref().map(|repeats| repeats.value.clone()));
        for promise in &map.promises {
            add(self.word("promise"), self.promise(promise));
        }
        facts
    }

    fn promise(&self, promise: &crate::maps::Promise) -> Option<String> {
        let mut text = state_view::words(self.site, self.theme, self.entry, promise)?;
        if let Some((label, then)) = &promise.unless {
            text.push_str(", ");
            text.push_str(&self.theme.strings.with("promise_unless", &[("label", &label.value), ("then", &then.value)]));
        }
        Some(text)
    }

    fn phases(&self) -> Vec<PhaseView<'site>> {
        let map = self.map();
        let mut phases: Vec<PhaseView> = Vec::new();
        for (index, step) in map.steps.iter().enumerate() {
            let number = step.phase.map_or(0, |phase| phase + 1);
            if phases.last().is_none_or(|phase| phase.number != number) {
                let title = step.phase.and_then(|phase| map.phases.get(phase)).map(|phase| phase.title.value.as_str());
                phases.push(PhaseView { number, title, steps: Vec::new() });
            }
            if let Some(phase) = phases.last_mut() {
                phase.steps.push(self.step(index, step));
            }
        }
        phases
    }

    fn step(&self, index: usize, step: &'site Step) -> StepView<'site> {
        let text = self.step_text(step);
        let lane = self.lanes.iter().position(|lane| lane.steps.contains(&index)).unwrap_or(0);
        StepView {
            id: &step.id,
            was: &step.was,
            fragment: html::fragment(&step.id),
            number: step.number,
            is_task: !answers::is_end(step),
            heading: if step.phase.is_some() { "h4" } else { "h3" },
            form: form_view::form(self.site, self.theme, self.entry, step, &text),
            checklist: form_view::checklist(self.theme, self.entry, step, &text),
            text,
            roles: self.roles_of(index).into_iter().map(class_word).collect::<Vec<_>>().join(" "),
            lane_class: LANE_CLASSES[lane % LANE_CLASSES.len()],
            lane: (!step.who.is_empty()).then(|| self.roles(&step.who)),
            tag: self.tag(step),
            note: self.note(index),
            facts: self.step_facts(step),
            raci: self.raci(index),
            remarks: self.remarks(step),
            options: self.options(step),
            resources: self.resources(&step.uses),
            opens: self.opens(step),
            next: self.next(step),
            back: if answers::is_end(step) { self.back() } else { Vec::new() },
        }
    }

    /// The role of its lane, then those who do, answer for, help with or are told of it.
    fn roles_of(&self, index: usize) -> Vec<&'site str> {
        let lane = self.lanes.iter().find(|lane| lane.steps.contains(&index)).and_then(|lane| lane.role);
        let row = self.raci.iter().find(|row| row.step == index);
        let others = row.into_iter().flat_map(|row| [&row.responsible, &row.accountable, &row.consulted, &row.informed]).flatten();
        let mut roles: Vec<&str> = Vec::new();
        for role in lane.into_iter().chain(others.copied()) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        roles
    }

    fn roles_of_map(&self) -> Vec<RoleView<'site>> {
        let mut roles: Vec<&str> = self.lanes.iter().filter_map(|lane| lane.role).collect();
        for role in (0..self.map().steps.len()).flat_map(|index| self.roles_of(index)) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        roles.into_iter().map(|role| RoleView { key: class_word(role), name: self.site.role_name(role) }).collect()
    }

    fn variants(&self) -> Option<VariantsView<'site>> {
        let variants = self.map().variants.as_ref()?;
        let view = |variant: &'site crate::maps::Variant| VariantView {
            key: &variant.key.value,
            label: &variant.label.value,
            retired: variant.retired,
            instead: variant
                .instead
                .as_ref()
                .and_then(|key| self.site.map(&key.value))
                .map(|map| Item { href: Some(self.from().link_to(&map.address, None)), ..Item::plain(map.map.title.value.clone()) }),
        };
        Some(VariantsView {
            title: self.theme.strings.with("variants", &[("name", &variants.pick_by.value)]),
            pick_by: &variants.pick_by.value,
            list: variants.list.iter().map(view).collect(),
        })
    }

    /// What the box says; a step that opens a map without a title of its own has the map's.
    fn step_text(&self, step: &Step) -> String {
        self.site.step_text(step).to_string()
    }

    fn roles(&self, roles: &[Spanned<String>]) -> String {
        roles.iter().map(|role| self.site.role_label(&role.value)).collect::<Vec<_>>().join(", ")
    }

    fn tag(&self, step: &Step) -> Option<&'site str> {
        match &step.verb {
            Verb::Do | Verb::State { .. } => None,
            Verb::Ask => Some(self.word("kind_ask")),
            Verb::Pick { .. } => Some(self.word("kind_pick")),
            Verb::Wait { .. } => Some(self.word("kind_wait")),
            Verb::Map { .. } => Some(self.word("kind_map")),
            Verb::End { outcome: Outcome::Good } => Some(self.word("outcome_good")),
            Verb::End { outcome: Outcome::Bad } => Some(self.word("outcome_bad")),
            Verb::End { outcome: Outcome::Neutral } => Some(self.word("outcome_neutral")),
        }
    }

    fn note(&self, index: usize) -> Option<String> {
        let note = self.entry.notes.get(&index)?;
        let nothing = BTreeMap::new();
        let prefix = format!("{}-", self.map().steps[index].id);
        let body = Body {
            from: self.from(),
            targets: &note.targets,
            headings: &[],
            under_heading: &nothing,
            strings: &self.theme.strings,
            icons: &self.theme.icons,
            shortcode: &|_, _| None,
            sizes: &self.site.image_sizes,
            glossary: None,
            id_prefix: &prefix,
        };
        Some(html::body(&note.blocks, &body))
    }

    fn step_facts(&self, step: &Step) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut add =
            |name: &'static str, text: Option<String>| facts.extend(text.map(|text| Fact::text(self.theme.strings.get(name), text)));
        let time = |time: &Option<Time>| time.as_ref().map(|time| time.text.clone());
        let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
        let artifacts = |names: &[Spanned<String>]| {
            (!names.is_empty()).then(|| names.iter().map(|name| name.value.replace('-', " ")).collect::<Vec<_>>().join(", "))
        };
        if let Verb::State { means, leave_when, .. } = &step.verb {
            add("means", text(means));
            add("leave_when", text(leave_when));
        }
        if let Verb::Wait { time: waited } = &step.verb {
            add("wait_for", time(waited));
        }
        add("enter_when", text(&step.enter_when));
        add("takes", time(&step.takes));
        add("notice", time(&step.notice));
        add("within", time(&step.within));
        add("every", text(&step.every));
        add("needs", artifacts(&step.needs));
        add("makes", artifacts(&step.makes));
        add("log", text(&step.log));
        facts.extend(step.state.as_ref().map(|state| Fact::links(self.word("state"), vec![self.state(&state.value)])));
        if let Verb::State { promise, .. } = &step.verb {
            let promise = promise.as_ref().and_then(|id| state_view::promise(self.site, self.theme, self.from(), &id.value, None));
            facts.extend(promise.map(|promise| Fact::links(self.word("promise"), vec![promise])));
            facts.extend(state_view::set_by(self.site, self.theme, self.entry, self.from(), |id| step.is_named(id)));
        }
        facts
    }

    /// `triage-board/open` as people know it: the label of the state or tag, as a link to where it is explained.
    fn state(&self, state: &str) -> Item {
        let (map_key, id) = state.split_once('/').unwrap_or((state, ""));
        let Some(map) = self.site.map(map_key) else { return Item::plain(state.to_string()) };
        let of_step = map.map.steps.iter().find(|step| step.is_named(id)).map(|step| (step.text.value.as_str(), step.id.as_str()));
        let of_tag = map.map.tags.iter().find(|tag| tag.id.value == id).map(|tag| (tag.label.value.as_str(), tag.id.value.as_str()));
        let map_title = map.map.title.value.clone();
        let found = of_step.or(of_tag);
        let href = Some(self.from().link_to(&map.address, found.map(|(_, id)| id)));
        match found {
            Some((label, _)) => Item { href, small: Some(map_title), ..Item::plain(label.to_string()) },
            None => Item { href, ..Item::plain(map_title) },
        }
    }

    fn raci(&self, index: usize) -> Vec<RaciView<'site>> {
        let Some(row) = self.raci.iter().find(|row| row.step == index) else { return Vec::new() };
        let groups = [
            ("R", "raci_r", &row.responsible),
            ("A", "raci_a", &row.accountable),
            ("C", "raci_c", &row.consulted),
            ("I", "raci_i", &row.informed),
        ];
        let mut list = Vec::new();
        for (letter, meaning, roles) in groups {
            list.extend(roles.iter().map(|role| RaciView {
                letter,
                meaning: self.word(meaning),
                role: self.site.role_label(role).to_string(),
            }));
        }
        list
    }

    fn remarks(&self, step: &Step) -> Vec<String> {
        let mut remarks = Vec::new();
        if step.optional {
            remarks.push(self.word("optional_step").to_string());
        }
        if let Some(exception) = &step.exception {
            let who = if exception.who.is_empty() { String::new() } else { format!(" ({})", self.roles(&exception.who)) };
            remarks.push(format!("{}: {}. {}{who}.", self.word("exception"), exception.when.value, exception.then.value));
        }
        if step.assumed {
            remarks.push(self.word("assumed").to_string());
        }
        if matches!(step.verb, Verb::State { assumed_next: true, .. }) {
            remarks.push(self.word("assumed_moves").to_string());
        }
        remarks.extend(step.todo.as_ref().map(|todo| self.theme.strings.with("todo", &[("text", &todo.value)])));
        remarks
    }

    fn options(&self, step: &'site Step) -> Vec<Item> {
        let Verb::Pick { options } = &step.verb else { return Vec::new() };
        options
            .iter()
            .map(|option| {
                let map = option.map.as_ref().and_then(|map| self.site.map(&map.value));
                let named = map.filter(|_| option.map.as_ref().is_some_and(|key| key.value == option.text.value));
                Item {
                    title: named.map_or_else(|| option.text.value.clone(), |map| map.map.title.value.clone()),
                    href: map.map(|map| self.into(map)),
                    small: option.todo.as_ref().map(|todo| self.theme.strings.with("todo", &[("text", &todo.value)])),
                    ..Item::plain(String::new())
                }
            })
            .collect()
    }

    fn resources(&self, uses: &[Use]) -> Vec<Item> {
        uses.iter().flat_map(|used| self.site.uses(self.entry, used)).map(|found| self.resource(&found)).collect()
    }

    fn resource(&self, found: &UseTarget) -> Item {
        let icon = match found.kind.as_str() {
            "map" | "board" | "form" | "template" | "doc" | "deck" | "folder" | "tool" | "channel" | "page" | "report" | "training" => {
                &found.kind
            }
            _ => "link",
        };
        let access = found.access.as_ref().map(|access| self.theme.strings.with("access", &[("access", access)]));
        let todo = found.todo.as_ref().map(|todo| self.theme.strings.with("todo", &[("text", todo)]));
        let small: Vec<String> = access.into_iter().chain(todo).collect();
        Item {
            title: found.title.clone(),
            href: self.href(found.target.as_ref()),
            small: (!small.is_empty()).then(|| small.join(" · ")),
            icon: self.theme.icons.get(icon).cloned().unwrap_or_default(),
            variant: found.variant.clone(),
        }
    }

    fn opens(&self, step: &Step) -> Option<Item> {
        let Verb::Map { map, .. } = &step.verb else { return None };
        let map = self.site.map(&map.value)?;
        let title = self.theme.strings.with("open_map_steps", &[("title", &map.map.title.value)]);
        Some(Item { href: Some(self.into(map)), ..Item::plain(title) })
    }

    fn next(&self, step: &'site Step) -> Vec<MoveView<'site>> {
        let steps = &self.map().steps;
        step.moves
            .iter()
            .map(|way| {
                let to = &steps[way.to];
                let label = way.label.as_ref().map_or(self.word("next_step"), |label| label.value.as_str());
                MoveView { label, number: to.number, text: self.step_text(to), fragment: html::fragment(&to.id) }
            })
            .collect()
    }

    /// What follows in the maps that open this one: the step behind the one that opens it, or that one where nothing is behind it or
    /// where it offers several things to pick.
    fn back(&self) -> Vec<Item> {
        let item = |&(caller, step): &(usize, usize)| {
            let caller = &self.site.maps[caller];
            let calling = &caller.map.steps[step];
            let after = calling.moves.first().filter(|_| matches!(calling.verb, Verb::Map { .. })).map(|way| &caller.map.steps[way.to]);
            let step = after.unwrap_or(calling);
            let title = format!("{} {}", step.number, self.step_text(step));
            let small = self.theme.strings.with("back_to", &[("title", &caller.map.title.value)]);
            Item { href: Some(self.from().link_to(&caller.address, Some(&step.id))), small: Some(small), ..Item::plain(title) }
        };
        self.entry.callers.iter().map(item).collect()
    }

    /// How long the whole takes, as far as the steps say.
    fn total_time(&self) -> Option<String> {
        let known = RefCell::new(BTreeMap::new());
        let time = total_time(self.site, self.map(), &known, 0)?;
        let strings = &self.theme.strings;
        let (least, most) = (strings.minutes(time.least), strings.minutes(time.most));
        Some(match (time.complete, least == most) {
            (false, _) if time.least == 0 => return None,
            (false, _) => strings.with("time_at_least", &[("time", &least)]),
            (true, true) => least,
            (true, false) => strings.with("time_range", &[("least", &least), ("most", &most)]),
        })
    }

    fn more(&self) -> Vec<ListOfLinks> {
        let plain = |title: String, small: Option<String>| Item { small, ..Item::plain(title) };
        let mut lists = Vec::new();
        let told = self.entry.pages.iter().map(|(address, anchor)| {
            let page = self.site.pages.binary_search_by(|page| page.address.cmp(address)).ok().map(|index| &self.site.pages[index].page);
            let heading = page.zip(anchor.as_ref()).and_then(|(page, anchor)| page.headings.iter().find(|heading| heading.id == *anchor));
            let title = page.map_or_else(|| address.to_string(), |page| page.title.clone());
            let title = heading.map_or(title.clone(), |heading| format!("{title}: {}", heading.text));
            Item { href: Some(self.from().link_to(address, anchor.as_deref())), ..plain(title, None) }
        });
        lists.push(ListOfLinks { id: "told.in", title: self.word("told_in").to_string(), items: told.collect() });
        let opened = self.entry.callers.iter().map(|(caller, step)| {
            let caller = &self.site.maps[*caller];
            let step = &caller.map.steps[*step];
            let href = self.from().link_to(&caller.address, Some(&step.id));
            Item { href: Some(href), ..plain(caller.map.title.value.clone(), Some(format!("{} {}", step.number, self.step_text(step)))) }
        });
        lists.push(ListOfLinks { id: OPENED_FROM, title: self.word("opened_from").to_string(), items: opened.collect() });
        lists.retain(|list| !list.items.is_empty());
        lists
    }
}

/// Whether more than one map opens this one. Callers are sorted by map.
fn has_several_callers(map: &SiteMap) -> bool {
    map.callers.first().zip(map.callers.last()).is_some_and(|(first, last)| first.0 != last.0)
}

fn came_from(key: &str) -> String {
    format!("from.{key}")
}

/// How long a map takes, with the maps that it opens, each asked once. Maps that open each other don't know.
fn total_time(site: &Site, map: &ProcessMap, known: &RefCell<BTreeMap<String, Option<Duration>>>, depth: usize) -> Option<Duration> {
    const DEEPEST: usize = 20;
    duration::of(map, &|key| {
        if let Some(time) = known.borrow().get(key) {
            return *time;
        }
        known.borrow_mut().insert(key.to_string(), None);
        let other = site.map(key).filter(|_| depth < DEEPEST)?;
        let time = total_time(site, &other.map, known, depth + 1);
        known.borrow_mut().insert(key.to_string(), time);
        time
    })
}

impl Fact {
    /// A text.
    pub fn text(name: &str, text: String) -> Fact {
        Fact { name: name.to_string(), text, links: Vec::new() }
    }

    /// Links.
    pub fn links(name: &str, links: Vec<Item>) -> Fact {
        Fact { name: name.to_string(), text: String::new(), links }
    }
}

impl Item {
    /// Words that lead nowhere yet.
    pub fn plain(title: String) -> Item {
        Item { title, href: None, small: None, icon: String::new(), variant: None }
    }
}

/// A role as one word of an attribute.
fn class_word(role: &str) -> String {
    role.split_whitespace().collect::<Vec<_>>().join("-")
}

/// The shapes that the map uses.
fn legend<'site>(site: &Site, map: &ProcessMap, theme: &'site Theme) -> Vec<LegendView<'site>> {
    type Uses = fn(&Step) -> bool;
    let entries: [(&str, &str, Uses); 11] = [
        ("legend_step", r#"<rect class="lg" x="2" y="3" width="30" height="16" rx="4"/>"#, |step| matches!(step.verb, Verb::Do)),
        ("legend_decision", r#"<path class="lg" d="M2 11 8 3h18l6 8-6 8H8z"/>"#, |step| matches!(step.verb, Verb::Ask)),
        (
            "legend_pick",
            r#"<rect class="lg" x="2" y="3" width="30" height="16" rx="4"/><path class="lg" d="M9 8h16M9 11h16M9 14h16"/>"#,
            |step| matches!(step.verb, Verb::Pick { .. }),
        ),
        ("legend_wait", r#"<rect class="lg" x="2" y="3" width="30" height="16" rx="8"/><path class="lg" d="M17 7v4l3 2"/>"#, |step| {
            matches!(step.verb, Verb::Wait { .. })
        }),
        (
            "legend_map",
            r#"<rect class="lg" x="6" y="1" width="27" height="15" rx="4"/><rect class="lg" x="2" y="5" width="27" height="15" rx="4"/>"#,
            |step| matches!(step.verb, Verb::Map { .. }),
        ),
        (
            "legend_end",
            r#"<rect class="lg full" x="2" y="3" width="30" height="16" rx="8"/><circle class="lg" cx="28" cy="5" r="4"/>"#,
            |step| matches!(step.verb, Verb::End { .. }),
        ),
        ("kind_state", r#"<rect class="lg" x="2" y="3" width="30" height="16" rx="8"/>"#, |step| {
            matches!(step.verb, Verb::State { end: false, .. })
        }),
        (
            "kind_state_end",
            r#"<rect class="lg" x="2" y="3" width="30" height="16" rx="8"/><rect class="lg" x="5" y="6" width="24" height="10" rx="5"/>"#,
            |step| matches!(step.verb, Verb::State { end: true, .. }),
        ),
        ("legend_optional", r#"<rect class="lg dash" x="2" y="3" width="30" height="16" rx="4"/>"#, |step| step.optional),
        ("legend_assumed", r#"<rect class="lg dots" x="2" y="3" width="30" height="16" rx="4"/>"#, |step| {
            step.assumed || matches!(step.verb, Verb::State { assumed_next: true, .. })
        }),
        ("legend_log", r#"<path class="lg" d="m12 16 1-4 7-7 3 3-7 7zm7-10 3 3"/>"#, super::map_graph::has_log_sign),
    ];
    let start = (map.kind == MapKind::Flow && map.starts_when.is_some()) || map.steps.iter().any(|step| step.enter_when.is_some());
    let start = start.then(|| LegendView {
        svg: r#"<rect class="lg full" x="2" y="3" width="30" height="16" rx="8"/>"#,
        text: theme.strings.get("legend_start"),
    });
    let used = entries
        .into_iter()
        .filter(|(_, _, used)| map.steps.iter().any(used))
        .map(|(key, svg, _)| LegendView { svg, text: theme.strings.get(key) });
    let mut legend: Vec<LegendView> = start.into_iter().chain(used).collect();
    let is_retired = |step: &Step| match &step.verb {
        Verb::Map { map, .. } => site.map(&map.value).is_some_and(|other| other.map.status == Status::Retired),
        _ => false,
    };
    // In a map that is retired itself everything is grey.
    if map.status == Status::Retired || map.steps.iter().any(is_retired) {
        let svg = r#"<rect class="lg gone" x="2" y="3" width="30" height="16" rx="4"/>"#;
        legend.push(LegendView { svg, text: theme.strings.get("legend_retired") });
    }
    legend
}
