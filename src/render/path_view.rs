//! A guided path as its page shows it: stages of things to look at, walk through and do, each to be ticked; and the list of all paths.
//!
//! Ticks are kept by what an item names, so that they survive an edit. The mark of an item's content tells a script what changed since
//! it was ticked.

use std::collections::BTreeMap;

use serde::Serialize;

use super::page_view::{self, About, Around, Crumb, LinkView};
use super::theme::Theme;
use crate::maps::{GuidedPath, PathItem, ProcessMap};
use crate::model::{Address, Output, Site, Target, link_text, path_address, paths_address};

/// The page of a path.
#[derive(Debug, Serialize)]
pub struct PathView<'site> {
    /// What is around it.
    #[serde(flatten)]
    pub around: Around<'site>,
    /// The path in one sentence.
    pub summary: Option<&'site str>,
    /// Whom it is for.
    pub role: Option<&'site str>,
    /// Who answers for it.
    pub owner: Option<&'site str>,
    /// "5 stages, 18 items, up to 80 steps in its maps".
    pub size: String,
    /// How many items there are, the finish included.
    pub count: usize,
    /// Its stages.
    pub stages: Vec<StageView<'site>>,
}

/// A stage.
#[derive(Debug, Serialize)]
pub struct StageView<'site> {
    /// From 1.
    pub number: usize,
    /// Its title.
    pub title: &'site str,
    /// "of 4 done".
    pub of: String,
    /// Its items.
    pub items: Vec<ItemView<'site>>,
}

/// An item.
#[derive(Debug, Serialize)]
pub struct ItemView<'site> {
    /// Its tick is remembered by it.
    pub id: String,
    /// Changes when what it leads to changes.
    pub mark: String,
    /// What it is called.
    pub title: String,
    /// Where it leads.
    pub href: Option<String>,
    /// What to do with a map: look, walk or do, in words.
    pub mode: Option<&'site str>,
    /// The task, when it is more than the title.
    pub task: Option<&'site str>,
    /// How large it is, which variant, what comes out, that one is asked about it.
    pub facts: Vec<String>,
    /// The step that tells how.
    pub from: Option<LinkView>,
}

/// The list of all paths.
#[derive(Debug, Serialize)]
pub struct PathsView<'site> {
    /// What is around it.
    #[serde(flatten)]
    pub around: Around<'site>,
    /// The paths by the role that they are for.
    pub groups: Vec<GroupView<'site>>,
}

/// The paths for a role.
#[derive(Debug, Serialize)]
pub struct GroupView<'site> {
    /// The name of the role.
    pub title: &'site str,
    /// Its paths.
    pub paths: Vec<PathCard<'site>>,
}

/// A path to choose.
#[derive(Debug, Serialize)]
pub struct PathCard<'site> {
    /// What it is called.
    pub title: &'site str,
    /// The path in one sentence.
    pub summary: Option<&'site str>,
    /// Stages and items.
    pub size: String,
    /// Where it leads.
    pub href: String,
}

/// The page of a path.
pub fn path<'site>(
    site: &'site Site,
    theme: &'site Theme,
    output: &'site Output,
    index: usize,
    address: &'site Address,
) -> PathView<'site> {
    let path = &*site.paths[index];
    let maker = Maker { site, theme, from: address, path };
    let about = About {
        address,
        title: &path.title.value,
        description: path.summary.as_deref(),
        source: Some(path.path.as_str()),
        reviewed: None,
        crumbs: vec![
            home(theme, address),
            crumb(theme.strings.get("paths_title"), Some(address.link_to(&paths_address(), None))),
            crumb(&path.title.value, None),
        ],
        output,
    };
    let stages = maker.stages(&site.path_targets[index]);
    PathView {
        around: page_view::around(site, theme, about),
        summary: path.summary.as_deref(),
        role: path.role.as_ref().map(|role| site.role_name(&role.value)),
        owner: path.owner.as_ref().map(|owner| site.role_name(&owner.value)),
        size: size(site, theme, path),
        count: stages.iter().map(|stage| stage.items.len()).sum(),
        stages,
    }
}

/// The list of all paths. Roles come in the order of their names, paths for everybody last.
pub fn paths<'site>(site: &'site Site, theme: &'site Theme, output: &'site Output, address: &'site Address) -> PathsView<'site> {
    let title = theme.strings.get("paths_title");
    let about = About {
        address,
        title,
        description: Some(theme.strings.get("paths_lead")),
        source: None,
        reviewed: None,
        crumbs: vec![home(theme, address), crumb(title, None)],
        output,
    };
    let mut groups: BTreeMap<(bool, &str), Vec<PathCard>> = BTreeMap::new();
    for path in &site.paths {
        let role = path.role.as_ref().map(|role| site.role_name(&role.value));
        groups.entry((role.is_none(), role.unwrap_or_else(|| theme.strings.get("path_for_all")))).or_default().push(PathCard {
            title: &path.title.value,
            summary: path.summary.as_deref(),
            size: size(site, theme, path),
            href: address.link_to(&path_address(path), None),
        });
    }
    let groups = groups.into_iter().map(|((_, title), paths)| GroupView { title, paths });
    PathsView { around: page_view::around(site, theme, about), groups: groups.collect() }
}

fn crumb(title: &str, href: Option<String>) -> Crumb {
    Crumb { title: title.to_string(), current: href.is_none(), href }
}

fn home(theme: &Theme, from: &Address) -> Crumb {
    crumb(theme.strings.get("home"), Some(from.link_to(&Address::new("/"), None)))
}

/// "5 stages, 18 items, up to 80 steps in its maps".
fn size(site: &Site, theme: &Theme, path: &GuidedPath) -> String {
    let items = || path.stages.iter().flat_map(|stage| &stage.items);
    let walked = items().filter(|item| item.mode.as_deref() != Some("look")).filter_map(|item| site.map(&item.map.as_ref()?.value));
    let steps: usize = walked.filter_map(|map| map.map.start.map(|start| map.steps_left()[start].most + 1)).sum();
    let count = items().count() + usize::from(path.finish.is_some());
    let mut parts = vec![theme.strings.count("path_stages", path.stages.len()), theme.strings.count("path_items", count)];
    parts.extend((steps > 0).then(|| theme.strings.count("path_steps", steps)));
    parts.join(", ")
}

struct Maker<'site> {
    site: &'site Site,
    theme: &'site Theme,
    from: &'site Address,
    path: &'site GuidedPath,
}

impl<'site> Maker<'site> {
    fn stages(&self, targets: &[Option<Target>]) -> Vec<StageView<'site>> {
        let mut targets = targets.iter();
        let of = |count: usize| self.theme.strings.with("checklist_count", &[("count", &count.to_string())]);
        let mut stages = Vec::new();
        for (index, stage) in self.path.stages.iter().enumerate() {
            let items: Vec<ItemView> = stage.items.iter().map(|item| self.item(item, targets.next().and_then(Option::as_ref))).collect();
            stages.push(StageView { number: index + 1, title: &stage.title.value, of: of(items.len()), items });
        }
        stages.extend(self.path.finish.as_ref().map(|finish| {
            let item = ItemView {
                // No id of an item has a slash in it.
                id: "finish/task".to_string(),
                mark: mark([finish.as_str()]),
                title: finish.clone(),
                href: None,
                mode: None,
                task: None,
                facts: Vec::new(),
                from: None,
            };
            StageView { number: stages.len() + 1, title: self.theme.strings.get("path_finish"), of: of(1), items: vec![item] }
        }));
        stages
    }

    fn item(&self, item: &'site PathItem, page: Option<&Target>) -> ItemView<'site> {
        let strings = &self.theme.strings;
        let map = item.map.as_ref().and_then(|map| self.site.map(&map.value));
        let shown = match page {
            Some(Target::Inside { address, .. }) => self.site.pages.binary_search_by(|page| page.address.cmp(address)).ok(),
            _ => None,
        };
        let shown = shown.map(|page| &*self.site.pages[page].page);
        let mode = item.mode.as_deref();
        let task = item.task.as_deref();
        let named = item.map.as_ref().or(item.page.as_ref()).map(|name| name.value.as_str());
        let title = map.map(|map| map.map.title.value.as_str()).or(shown.map(|page| page.title.as_str())).or(named).or(task);
        let to_map = map.map(|map| {
            let walks = map.has_guide() && matches!(mode, Some("walk" | "do"));
            self.from.link_to(&if walks { map.guide() } else { map.address.clone() }, None)
        });
        let mut facts = Vec::new();
        facts.extend(map.map(|map| strings.count("steps_count", map.map.steps.len())));
        if let (Some(map), Some(variant)) = (map, &item.variant) {
            let variants = map.map.variants.iter().flat_map(|variants| &variants.list);
            facts.extend(
                variants
                    .filter(|one| one.key.value == variant.value)
                    .map(|one| strings.with("path_variant", &[("name", &one.label.value)])),
            );
        }
        facts.extend(item.makes.as_ref().map(|makes| strings.with("path_makes", &[("name", &makes.value.replace('-', " "))])));
        facts.extend(item.quiz.then(|| strings.get("path_quiz").to_string()));
        let words = [title, task, mode].into_iter().flatten().map(str::to_string);
        let content = map.map(|map| words_of(&map.map)).or(shown.map(|page| format!("{:?}", page.blocks)));
        ItemView {
            id: item.id.clone(),
            mark: mark(words.chain(content).collect::<Vec<_>>().iter().map(String::as_str)),
            title: title.unwrap_or_default().to_string(),
            href: to_map.or_else(|| page.and_then(|page| link_text(self.from, page))),
            mode: match mode {
                Some("look") => Some(strings.get("path_look")),
                Some("walk") => Some(strings.get("path_walk")),
                Some("do") => Some(strings.get("path_do")),
                _ => None,
            },
            task: task.filter(|_| named.is_some()),
            facts,
            from: item.from.as_ref().and_then(|from| self.told_in(&from.value)),
        }
    }

    fn told_in(&self, name: &str) -> Option<LinkView> {
        let (map, step) = self.site.step_named(name)?;
        let map = &self.site.maps[map];
        let step = &map.map.steps[step];
        Some(LinkView { title: self.site.step_text(step).to_string(), href: self.from.link_to(&map.address, Some(&step.id)) })
    }
}

/// What readers of a map see of it, without what only its file shows.
fn words_of(map: &ProcessMap) -> String {
    let mut words = String::new();
    for step in &map.steps {
        let checks = step.check.iter().map(|item| item.text.value.as_str());
        let answers = step.moves.iter().filter_map(|way| way.label.as_ref()).map(|label| label.value.as_str());
        let note = step.note.as_ref().map(|note| note.value.as_str());
        for text in [step.id.as_str(), step.text.value.as_str()].into_iter().chain(note).chain(checks).chain(answers) {
            words.push_str(text);
            words.push('\n');
        }
    }
    words
}

/// A short mark of texts that differs when they do: FNV-1a. A mistake would only cost a word beside a tick.
fn mark<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in texts.into_iter().flat_map(|text| text.bytes().chain([0])) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    format!("{hash:08x}")
}
