//! A page of the guide through a map: one step, what it offers, and how much is still to come.
//!
//! The page is whole without a script: every way on is a link. What a reader has done so far is known to the browser alone; the file
//! made by [`data`] tells a script of the theme the names of steps and answers, so that it can say where the reader has been.

use std::collections::BTreeMap;

use serde::Serialize;

use super::form_view::{self, ChecklistView, IssueView};
use super::map_view::{self, StepView};
use super::mini_map;
use super::page_view::{self, About, Around, Crumb, LinkView};
use super::theme::Theme;
use crate::base::json;
use crate::maps::answers::{StepsLeft, is_end, starts};
use crate::maps::{MapKind, Outcome, Step, Verb};
use crate::model::{Address, Choice, Output, Return, Site, SiteMap, choices, is_choice, list_address};

/// A page of a guide: which step it shows, and where.
pub struct GuidePage<'site> {
    entry: &'site SiteMap,
    step: usize,
    is_first: bool,
    address: Address,
    title: String,
    description: String,
}

impl<'site> GuidePage<'site> {
    /// The page of a step; without one, the first page of the guide.
    pub fn of(site: &'site Site, theme: &Theme, map: usize, step: Option<usize>) -> GuidePage<'site> {
        let entry = &site.maps[map];
        let address = step.map_or_else(|| entry.guide(), |step| entry.guide_step(step));
        // Only maps with a start have a guide.
        let index = step.or(entry.map.start).unwrap_or(0);
        let text = site.step_text(&entry.map.steps[index]);
        let (number, count) = (entry.map.steps[index].number.to_string(), entry.map.steps.len().to_string());
        let values = [("number", number.as_str()), ("count", count.as_str()), ("title", entry.map.title.value.as_str())];
        GuidePage {
            entry,
            step: index,
            is_first: step.is_none(),
            title: format!("{text} · {}", entry.map.title.value),
            description: theme.strings.with("guide_description", &values),
            address,
        }
    }
}

/// The page of a step.
#[derive(Debug, Serialize)]
pub struct GuideView<'site> {
    /// What is around it.
    #[serde(flatten)]
    pub around: Around<'site>,
    /// The names of steps and answers, as JSON.
    pub data: Option<String>,
    /// The file that has them instead.
    pub data_file: Option<String>,
    /// The step on the page of the map.
    pub on_map: String,
    /// The first page of the guide.
    pub first: String,
    /// Whether it is this one: only another map can lie before it.
    pub is_first: bool,
    /// "Decision 4".
    pub kicker: String,
    /// The step.
    pub step: StepView<'site>,
    /// "Up to 5 steps left"; none on the last one.
    pub left: Option<String>,
    /// What has to be asked where the step itself is no question.
    pub asks: Option<&'site str>,
    /// The answers to choose from; empty where there is only one way on.
    pub choices: Vec<ChoiceView<'site>>,
    /// The only way on.
    pub next: Option<NextView>,
    /// The guide of the map that the step opens.
    pub opens: Option<NextView>,
    /// What there is to pick.
    pub options: Vec<NextView>,
    /// What starts the map, on the first page.
    pub starts_when: Option<&'site str>,
    /// Other ways in, on the first page.
    pub starts: Vec<LinkView>,
    /// What kind of end it is: `good`, `bad`, `neutral`; none where something follows.
    pub end: Option<&'static str>,
    /// Which map ends here.
    pub end_of: String,
    /// All that could be ticked on the way.
    pub lists: Vec<ListView<'site>>,
    /// What may be open on the way: fields that must be filled in, and what is open in the map itself.
    pub open: Vec<OpenView>,
    /// The title of an issue about what was gone through.
    pub issue_title: String,
    /// Where it can become one.
    pub issues: Vec<IssueView>,
    /// Where to go on when this map was opened by another.
    pub returns: Vec<NextView>,
    /// "3 of 12".
    pub place: String,
    /// The small picture of the map.
    pub mini: Option<String>,
}

/// The checklist of a step.
#[derive(Debug, Serialize)]
pub struct ListView<'site> {
    /// The step.
    pub step: &'site str,
    /// What it is called.
    pub title: &'site str,
    /// What there is to tick.
    pub checklist: ChecklistView<'site>,
}

/// What may be open.
#[derive(Debug, Serialize)]
pub struct OpenView {
    /// `step/field`, or just the step.
    pub key: String,
    /// Its words.
    pub text: String,
}

/// An answer.
#[derive(Debug, Serialize)]
pub struct ChoiceView<'site> {
    /// What the way remembers it by.
    pub id: String,
    /// The answer.
    pub label: &'site str,
    /// What follows from it.
    pub then: String,
    /// The page it leads to.
    pub href: String,
}

/// A way on.
#[derive(Debug, Serialize)]
pub struct NextView {
    /// Its words.
    pub title: String,
    /// Where it leads; something to pick need not lead anywhere.
    pub href: Option<String>,
    /// More words, set small.
    pub small: Option<String>,
    /// `map/step`, also by the old ids of the step with blanks between them: tells a script which of several it is.
    pub key: Option<String>,
}

/// A page of the guide.
pub fn guide<'site>(site: &'site Site, theme: &'site Theme, output: &'site Output, page: &'site GuidePage<'site>) -> GuideView<'site> {
    Maker { site, theme, page, entry: page.entry, step: &page.entry.map.steps[page.step] }.view(output)
}

struct Maker<'site> {
    site: &'site Site,
    theme: &'site Theme,
    page: &'site GuidePage<'site>,
    entry: &'site SiteMap,
    step: &'site Step,
}

impl<'site> Maker<'site> {
    fn view(&self, output: &'site Output) -> GuideView<'site> {
        let (page, entry, strings) = (self.page, self.entry, &self.theme.strings);
        let from = &page.address;
        let is_last = self.step.moves.is_empty();
        let choices = if is_choice(&entry.map, page.step) { choices(&entry.map, page.step) } else { Vec::new() };
        let count = entry.map.steps.len();
        let issue_title = format!("{}: {}", entry.map.title.value, self.site.step_text(self.step));
        let drawings = super::map_drawing::of(self.site, self.theme, entry);
        GuideView {
            around: self.around(output),
            data: entry.guide_data().is_none().then(|| json::compact(&names(self.site, entry))),
            data_file: entry.guide_data().map(|file| from.link_to(&file, None)),
            on_map: from.link_to(&entry.address, Some(&self.step.id)),
            first: from.link_to(&entry.guide(), None),
            is_first: page.is_first,
            kicker: format!("{} {}", self.kind(), self.step.number),
            step: map_view::step_at(self.site, self.theme, entry, from, page.step),
            left: (!is_last).then(|| self.steps_left(entry.steps_left()[page.step])),
            asks: (!choices.is_empty() && !matches!(self.step.verb, Verb::Ask)).then(|| strings.get("guide_what_next")),
            choices: choices.into_iter().map(|choice| self.choice(choice)).collect(),
            next: self.step.moves.first().filter(|_| !is_choice(&entry.map, page.step)).map(|way| self.next(way.to)),
            opens: self.opens(),
            options: self.options(),
            starts_when: entry.map.starts_when.as_ref().filter(|_| page.is_first).map(|text| text.value.as_str()),
            starts: if page.is_first { self.starts() } else { Vec::new() },
            end: is_last.then(|| self.outcome()),
            end_of: strings.with("guide_end_of", &[("title", &entry.map.title.value)]),
            lists: if is_last { self.lists() } else { Vec::new() },
            open: if is_last { self.open() } else { Vec::new() },
            issues: if is_last { form_view::issues(self.site, &entry.map, &issue_title) } else { Vec::new() },
            issue_title,
            returns: if is_last { self.site.returns(entry).iter().map(|back| self.back(back)).collect() } else { Vec::new() },
            place: strings.with("guide_place", &[("number", &self.step.number.to_string()), ("count", &count.to_string())]),
            mini: drawings.mini.as_ref().map(|mini| mini_map::marked(mini, self.step.number)),
        }
    }

    /// Ticks and entries belong to the map, and so does the address that search engines are told.
    fn around(&self, output: &'site Output) -> Around<'site> {
        let (page, entry) = (self.page, self.entry);
        let about = About {
            address: &page.address,
            title: &page.title,
            description: Some(&page.description),
            source: Some(entry.map.path.as_str()),
            reviewed: entry.map.reviewed.as_ref().map(|date| date.value.as_str()),
            crumbs: self.crumbs(),
            output,
        };
        let mut around = page_view::around(self.site, self.theme, about);
        around.shell.address = entry.address.as_str();
        around.shell.canonical = self.site.settings.base_url.as_ref().map(|base| entry.address.absolute(base));
        around
    }

    fn crumbs(&self) -> Vec<Crumb> {
        let (from, strings) = (&self.page.address, &self.theme.strings);
        let link = |title: &str, to: &Address| Crumb { title: title.to_string(), href: Some(from.link_to(to, None)), current: false };
        vec![
            link(strings.get("maps_title"), &list_address()),
            link(&self.entry.map.title.value, &self.entry.address),
            Crumb { title: strings.get("guide").to_string(), href: None, current: true },
        ]
    }

    fn kind(&self) -> &'site str {
        let is_state = matches!(self.step.verb, Verb::State { .. });
        self.theme.strings.get(match self.step.verb {
            Verb::Ask => "kind_ask",
            Verb::Pick { .. } => "kind_pick",
            Verb::Wait { .. } => "kind_wait",
            Verb::End { .. } => "kind_end",
            _ if is_state && is_end(self.step) => "kind_state_end",
            _ if is_state => "kind_state",
            _ => "kind_do",
        })
    }

    fn outcome(&self) -> &'static str {
        match self.step.verb {
            Verb::End { outcome: Outcome::Good } => "good",
            Verb::End { outcome: Outcome::Bad } => "bad",
            _ => "neutral",
        }
    }

    /// "Up to 5 steps left", or without "up to" when every way is as long.
    fn steps_left(&self, left: StepsLeft) -> String {
        let key = if left.least == left.most { "steps_left" } else { "steps_left_most" };
        if left.most == 0 { self.theme.strings.get("steps_left_none").to_string() } else { self.theme.strings.count(key, left.most) }
    }

    /// What is left when this step comes next, itself included.
    fn left_from(&self, step: usize) -> String {
        let left = self.entry.steps_left()[step];
        self.steps_left(StepsLeft { least: left.least + 1, most: left.most + 1 })
    }

    fn choice(&self, choice: Choice<'site>) -> ChoiceView<'site> {
        let to = &self.entry.map.steps[choice.to];
        let text = self.site.step_text(to);
        let strings = &self.theme.strings;
        // What nobody has named an answer for is named by where it leads.
        let then = match choice.label {
            _ if is_end(to) && choice.label.is_none() => strings.get("steps_left_none").to_string(),
            _ if is_end(to) => strings.with("guide_ends", &[("text", text)]),
            None => self.left_from(choice.to),
            Some(_) => strings.with("guide_then", &[("text", &sentence(text)), ("left", &self.left_from(choice.to))]),
        };
        ChoiceView {
            id: choice.id,
            label: choice.label.unwrap_or(&to.text.value),
            then,
            href: self.page.address.link_to(&self.entry.guide_step(choice.to), None),
        }
    }

    fn next(&self, to: usize) -> NextView {
        let step = &self.entry.map.steps[to];
        let href = Some(self.page.address.link_to(&self.entry.guide_step(to), None));
        NextView { title: self.site.step_text(step).to_string(), href, small: None, key: None }
    }

    /// The guide of another map, or its page when there is nothing to walk through.
    fn into(&self, key: &str) -> Option<NextView> {
        let map = self.site.map(key)?;
        let to = if map.has_guide() { map.guide() } else { map.address.clone() };
        let what = if map.map.kind == MapKind::States { "states_count" } else { "steps_count" };
        Some(NextView {
            title: map.map.title.value.clone(),
            href: Some(self.page.address.link_to(&to, None)),
            small: Some(self.theme.strings.count(what, map.map.steps.len())),
            key: map.has_guide().then(|| map.map.key.clone()),
        })
    }

    fn opens(&self) -> Option<NextView> {
        let Verb::Map { map, .. } = &self.step.verb else { return None };
        self.into(&map.value)
    }

    fn options(&self) -> Vec<NextView> {
        let Verb::Pick { options } = &self.step.verb else { return Vec::new() };
        let option = |option: &crate::maps::PickOption| {
            let todo = option.todo.as_ref().map(|todo| self.theme.strings.with("todo", &[("text", &todo.value)]));
            let into = option.map.as_ref().and_then(|map| Some((&map.value, self.into(&map.value)?)));
            match into {
                Some((key, into)) if *key == option.text.value => into,
                Some((_, into)) => NextView { title: option.text.value.clone(), ..into },
                None => NextView { title: option.text.value.clone(), href: None, small: todo, key: None },
            }
        };
        options.iter().map(option).collect()
    }

    /// The ways in, but for the one that the page shows.
    fn starts(&self) -> Vec<LinkView> {
        let others = starts(&self.entry.map).into_iter().filter(|start| *start != self.page.step);
        let others = others.map(|start| {
            let step = &self.entry.map.steps[start];
            let title = step.enter_when.as_ref().map_or_else(|| self.site.step_text(step), |when| &when.value).to_string();
            LinkView { title, href: self.page.address.link_to(&self.entry.guide_step(start), None) }
        });
        others.collect()
    }

    /// The checklists of all steps but this one, which has its own above.
    fn lists(&self) -> Vec<ListView<'site>> {
        let others = self.entry.map.steps.iter().filter(|step| step.id != self.step.id);
        let list = |step: &'site Step| {
            let title = self.site.step_text(step);
            let checklist = form_view::checklist(self.theme, self.entry, step, title)?;
            Some(ListView { step: &step.id, title, checklist })
        };
        others.filter_map(list).collect()
    }

    fn open(&self) -> Vec<OpenView> {
        let mut open = Vec::new();
        for step in &self.entry.map.steps {
            let text = heading(self.site.step_text(step));
            let fields = step.form.iter().filter(|field| field.must);
            open.extend(
                fields.map(|field| OpenView { key: format!("{}/{}", step.id, field.id), text: format!("{text} {}", field.ask.value) }),
            );
            open.extend(step.todo.iter().map(|todo| OpenView { key: step.id.clone(), text: format!("{text} {}", todo.value) }));
        }
        open
    }

    fn back(&self, back: &Return) -> NextView {
        let map = &self.site.maps[back.map];
        let (opener, to) = (&map.map.steps[back.step], &map.map.steps[back.to]);
        let values = [("number", &*to.number.to_string()), ("map", &*map.map.title.value)];
        // A way that began before the step got another id still names the old one.
        let ids = std::iter::once(&opener.id).chain(&opener.was);
        let keys: Vec<String> = ids.map(|id| format!("{}/{id}", map.map.key)).collect();
        NextView {
            title: self.theme.strings.with("guide_back_to_step", &values),
            href: Some(self.page.address.link_to(&map.guide_step(back.to), None)),
            small: Some(self.site.step_text(to).to_string()),
            key: Some(keys.join(" ")),
        }
    }
}

/// A text that another sentence follows.
fn sentence(text: &str) -> String {
    if text.ends_with(['.', '?', '!', '…']) { text.to_string() } else { format!("{text}.") }
}

/// A text that tells what the words behind it are about. `summary.js` does the same with what is not ticked.
fn heading(text: &str) -> String {
    if text.ends_with(['.', '?', '!', ':', '…']) { text.to_string() } else { format!("{text}:") }
}

/// What the script of a guide knows about its map.
#[derive(Serialize)]
struct MapData<'site> {
    key: &'site str,
    title: &'site str,
    #[serde(skip_serializing_if = "Option::is_none")]
    starts: Option<&'site str>,
    /// The first step.
    first: usize,
    steps: Vec<StepData<'site>>,
    /// The maps that may have opened this one: their titles by key.
    above: BTreeMap<&'site str, &'site str>,
}

#[derive(Serialize)]
struct StepData<'site> {
    id: &'site str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    was: &'site [String],
    text: &'site str,
    ways: Vec<WayData>,
    /// How many steps are left at most.
    left: usize,
}

#[derive(Serialize)]
struct WayData {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    to: usize,
}

/// The file with the names of steps and answers: a classic script, so that it can be loaded from a disk too.
pub fn data(site: &Site, map: usize) -> String {
    format!("window.waybook.map = {};\n", json::compact(&names(site, &site.maps[map])))
}

fn names<'site>(site: &'site Site, entry: &'site SiteMap) -> MapData<'site> {
    let map = &*entry.map;
    let left = entry.steps_left();
    let ways = |step: usize| {
        let asks = is_choice(map, step);
        let way = |choice: Choice<'_>| {
            let text = choice.label.unwrap_or(&map.steps[choice.to].text.value);
            (asks.then_some(choice.id), asks.then(|| text.to_string()), choice.to)
        };
        choices(map, step).into_iter().map(way).map(|(id, text, to)| WayData { id, text, to }).collect()
    };
    let step = |(index, step): (usize, &'site Step)| StepData {
        id: &step.id,
        was: &step.was,
        text: site.step_text(step),
        ways: ways(index),
        left: left[index].most,
    };
    MapData {
        key: &map.key,
        title: &map.title.value,
        starts: map.starts_when.as_ref().map(|text| text.value.as_str()),
        first: map.start.unwrap_or(0),
        steps: map.steps.iter().enumerate().map(step).collect(),
        above: site.maps_above(entry).into_iter().map(|map| (&*site.maps[map].map.key, &*site.maps[map].map.title.value)).collect(),
    }
}
