//! The lists that readers find their way by: roles, tools, what is recorded where, terms; and the page of a role.
//!
//! One template shows them all: groups of entries, each with the steps and pages that belong to it, or a table.

use std::collections::BTreeMap;

use serde::Serialize;

use super::map_view::Item;
use super::page_view::{self, About, Around, Crumb};
use super::theme::Theme;
use crate::model::{Address, Finder, Output, Site, StepOfSite, finders, link_text, list_address, role_address};

/// How many pages of a term are listed; more would only be a worse search.
const MOST_PAGES: usize = 12;

/// A list.
#[derive(Debug, Serialize)]
pub struct FinderView<'site> {
    /// What is around it.
    #[serde(flatten)]
    pub around: Around<'site>,
    /// What it is about.
    pub lead: Option<String>,
    /// Its groups.
    pub groups: Vec<GroupView>,
    /// Tables, one per map; on the page of a role.
    pub tables: Vec<TableView>,
    /// What the first and the second column are called.
    pub head: [&'site str; 2],
    /// What the steps and pages of an entry are to it.
    pub uses_title: &'site str,
    /// The other lists.
    pub others: Vec<Item>,
}

/// A group of entries.
#[derive(Debug, Serialize)]
pub struct GroupView {
    /// Its heading; none when there is just one group.
    pub title: Option<String>,
    /// Its entries.
    pub entries: Vec<EntryView>,
}

/// An entry and what belongs to it.
#[derive(Debug, Serialize)]
pub struct EntryView {
    /// The id under which others lead to it.
    pub id: String,
    /// What it is.
    pub item: Item,
    /// What there is to say about it.
    pub text: Option<String>,
    /// The steps and pages.
    pub uses: Vec<Item>,
}

/// The steps of a role in a map.
#[derive(Debug, Serialize)]
pub struct TableView {
    /// The map.
    pub map: Item,
    /// A step, and what the role has to do with it.
    pub rows: Vec<(Item, Vec<String>)>,
}

/// One of the lists.
pub fn finder<'site>(
    site: &'site Site,
    theme: &'site Theme,
    output: &'site Output,
    finder: Finder,
    address: &'site Address,
) -> FinderView<'site> {
    let maker = Maker { site, theme, from: address };
    let groups = match finder {
        Finder::Tools => maker.tools(),
        Finder::Records => maker.records(),
        Finder::Roles => maker.roles(),
        Finder::Glossary => maker.glossary(),
    };
    let lead = theme.strings.get(lead(finder));
    let crumbs =
        vec![maker.crumb(theme.strings.get("maps_title"), Some(&list_address())), maker.crumb(theme.strings.get(title(finder)), None)];
    maker.view(output, theme.strings.get(title(finder)), Some(lead), crumbs, groups, Vec::new())
}

/// The page of a role, by its place in the site.
pub fn role<'site>(
    site: &'site Site,
    theme: &'site Theme,
    output: &'site Output,
    key: &'site str,
    address: &'site Address,
) -> FinderView<'site> {
    let maker = Maker { site, theme, from: address };
    let role = &site.roles[key];
    let crumbs = vec![
        maker.crumb(theme.strings.get("maps_title"), Some(&list_address())),
        maker.crumb(theme.strings.get("roles_title"), Some(&Finder::Roles.address())),
        maker.crumb(&role.name, None),
    ];
    let tables = maker.tables(key);
    maker.view(output, &role.name, role.does.as_deref(), crumbs, Vec::new(), tables)
}

/// The lists of the site but for one, as links from a page.
pub fn links(site: &Site, theme: &Theme, from: &Address) -> Vec<Item> {
    let others = finders(site).into_iter().filter(|finder| finder.address() != *from);
    let link = |finder: Finder| Item {
        href: Some(from.link_to(&finder.address(), None)),
        ..Item::plain(theme.strings.get(title(finder)).to_string())
    };
    others.map(link).collect()
}

fn title(finder: Finder) -> &'static str {
    match finder {
        Finder::Tools => "tools_title",
        Finder::Records => "records_title",
        Finder::Roles => "roles_title",
        Finder::Glossary => "glossary_title",
    }
}

fn lead(finder: Finder) -> &'static str {
    match finder {
        Finder::Tools => "tools_lead",
        Finder::Records => "records_lead",
        Finder::Roles => "roles_lead",
        Finder::Glossary => "glossary_lead",
    }
}

struct Maker<'site> {
    site: &'site Site,
    theme: &'site Theme,
    from: &'site Address,
}

impl<'site> Maker<'site> {
    fn view(
        &self,
        output: &'site Output,
        title: &'site str,
        lead: Option<&'site str>,
        crumbs: Vec<Crumb>,
        groups: Vec<GroupView>,
        tables: Vec<TableView>,
    ) -> FinderView<'site> {
        let about = About { address: self.from, title, description: lead, source: None, reviewed: None, crumbs, output };
        FinderView {
            around: page_view::around(self.site, self.theme, about),
            lead: lead.map(str::to_string),
            groups,
            tables,
            head: [self.theme.strings.get("role_step"), self.theme.strings.get("role_part")],
            uses_title: self.theme.strings.get(if *self.from == Finder::Records.address() { "resources" } else { "finder_uses" }),
            others: links(self.site, self.theme, self.from),
        }
    }

    fn crumb(&self, title: &str, to: Option<&Address>) -> Crumb {
        Crumb { title: title.to_string(), href: to.map(|to| self.from.link_to(to, None)), current: to.is_none() }
    }

    /// "4 Contact the seller", and the map small.
    fn step(&self, place: StepOfSite) -> Item {
        let map = &self.site.maps[place.map];
        let step = &map.map.steps[place.step];
        Item { small: Some(map.map.title.value.clone()), ..self.step_alone(place, step.number) }
    }

    fn step_alone(&self, place: StepOfSite, number: usize) -> Item {
        let map = &self.site.maps[place.map];
        let step = &map.map.steps[place.step];
        let title = format!("{number} {}", self.site.step_text(step));
        Item { href: Some(self.from.link_to(&map.address, Some(&step.id))), ..Item::plain(title) }
    }

    /// By kind, in the order of their titles; a link that no step uses is listed without steps.
    fn tools(&self) -> Vec<GroupView> {
        let users = self.site.link_users();
        let mut kinds: BTreeMap<&str, Vec<EntryView>> = BTreeMap::new();
        for (key, link) in &self.site.links {
            let href = self.site.link_targets.get(key).and_then(|target| link_text(self.from, target));
            let small = link.access.as_ref().map(|access| self.theme.strings.with("access", &[("access", access)]));
            let icon = self.theme.icons.get(&link.kind).or_else(|| self.theme.icons.get("link")).cloned().unwrap_or_default();
            let mut steps: Vec<StepOfSite> = users.get(key.as_str()).into_iter().flatten().map(|user| user.step).collect();
            steps.dedup();
            kinds.entry(&link.kind).or_default().push(EntryView {
                id: format!("link-{key}"),
                item: Item { href, small, icon, ..Item::plain(link.title.clone()) },
                text: None,
                uses: steps.into_iter().map(|step| self.step(step)).collect(),
            });
        }
        let groups = kinds.into_iter().map(|(kind, mut entries)| {
            entries.sort_by_key(|entry| entry.item.title.to_lowercase());
            let word = format!("tools_{kind}");
            let title = if self.theme.strings.all().contains_key(&word) { self.theme.strings.with(&word, &[]) } else { kind.to_string() };
            GroupView { title: Some(title), entries }
        });
        let mut groups: Vec<GroupView> = groups.collect();
        groups.sort_by(|a, b| a.title.cmp(&b.title));
        groups
    }

    /// By map: what is recorded, and the step that says so.
    fn records(&self) -> Vec<GroupView> {
        let mut groups = Vec::new();
        for (index, map) in self.site.maps.iter().enumerate() {
            let logged = map.map.steps.iter().enumerate().filter_map(|(place, step)| Some((place, step, step.log.as_ref()?)));
            let entries = logged.map(|(place, step, log)| {
                let place = StepOfSite { map: index, step: place };
                let tools = step.uses.iter().flat_map(|used| self.site.uses(map, used));
                let uses = tools.filter(|found| found.variant.is_none()).map(|found| Item {
                    href: found.target.as_ref().and_then(|target| link_text(self.from, target)),
                    ..Item::plain(found.title)
                });
                EntryView {
                    id: format!("{}.{}", map.map.key, step.id),
                    item: self.step_alone(place, step.number),
                    text: Some(log.value.clone()),
                    uses: uses.collect(),
                }
            });
            let entries: Vec<EntryView> = entries.collect();
            if !entries.is_empty() {
                groups.push(GroupView { title: Some(map.map.title.value.clone()), entries });
            }
        }
        groups
    }

    fn roles(&self) -> Vec<GroupView> {
        let of_roles = &self.site.orientation().roles;
        let mut entries: Vec<EntryView> = Vec::new();
        for (key, role) in &self.site.roles {
            let steps = of_roles.get(key).map_or(0, Vec::len);
            let small = (steps > 0).then(|| self.theme.strings.count("steps_count", steps));
            let href = Some(self.from.link_to(&role_address(key), None));
            entries.push(EntryView {
                id: format!("role-{key}"),
                item: Item { href, small, ..Item::plain(role.name.clone()) },
                text: role.does.clone(),
                uses: Vec::new(),
            });
        }
        entries.sort_by_key(|entry| entry.item.title.to_lowercase());
        vec![GroupView { title: None, entries }]
    }

    fn glossary(&self) -> Vec<GroupView> {
        let uses = &self.site.orientation().terms;
        let mut entries = Vec::new();
        for (index, (term, used)) in self.site.terms.iter().zip(uses).enumerate() {
            let see = term.see.as_ref().and_then(|see| self.see(&see.value));
            let old = (!term.was.is_empty()).then(|| self.theme.strings.with("glossary_was", &[("names", &term.was.join(", "))]));
            let pages = used.pages.iter().take(MOST_PAGES).map(|page| {
                let page = &self.site.pages[*page];
                Item { href: Some(self.from.link_to(&page.address, None)), ..Item::plain(page.page.title.clone()) }
            });
            entries.push(EntryView {
                id: self.site.glossary.id(index).to_string(),
                item: Item { href: see, small: old, ..Item::plain(term.term.value.clone()) },
                text: Some(term.means.clone()),
                uses: used.steps.iter().map(|step| self.step(*step)).chain(pages).collect(),
            });
        }
        entries.sort_by_key(|entry| entry.item.title.to_lowercase());
        vec![GroupView { title: None, entries }]
    }

    /// Where a term says that there is more to read: a map, a named link, or an address of the site.
    fn see(&self, to: &str) -> Option<String> {
        if let Some(map) = self.site.map(to) {
            return Some(self.from.link_to(&map.address, None));
        }
        let target = self.site.link_targets.get(to).cloned();
        let path = crate::base::SourcePath::new("process-maps/_glossary.yaml");
        let target = target.or_else(|| self.site.links_table.resolve(&path, None, to).ok())?;
        link_text(self.from, &target)
    }

    fn tables(&self, key: &str) -> Vec<TableView> {
        let mut tables: Vec<TableView> = Vec::new();
        let mut last = None;
        for (place, letters) in self.site.orientation().roles.get(key).into_iter().flatten() {
            let map = &self.site.maps[place.map];
            if last != Some(place.map) {
                let map = Item { href: Some(self.from.link_to(&map.address, None)), ..Item::plain(map.map.title.value.clone()) };
                tables.push(TableView { map, rows: Vec::new() });
                last = Some(place.map);
            }
            let word = |letter: &char| match letter {
                'R' => "raci_r",
                'A' => "raci_a",
                'C' => "raci_c",
                _ => "raci_i",
            };
            let words = letters.iter().map(|letter| self.theme.strings.get(word(letter)).to_string()).collect();
            if let Some(table) = tables.last_mut() {
                table.rows.push((self.step_alone(*place, map.map.steps[place.step].number), words));
            }
        }
        tables
    }
}
