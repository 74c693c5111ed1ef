//! What a step has to tick and to fill in, as `checklist.html` and `form.html` show it: on the page of the map and in its guide.
//!
//! Ids and keys are made from content, so that what a reader has entered survives an edit of the map, and is the same on both pages.

use serde::Serialize;

use super::theme::Theme;
use crate::base::Slugs;
use crate::base::forge::{Forge, NewIssue};
use crate::maps::{CheckItem, FieldKind, FormField, ProcessMap, Step};
use crate::model::{Site, SiteMap, Target};

/// A list of things to tick.
#[derive(Debug, Serialize)]
pub struct ChecklistView<'site> {
    /// Where ticks are kept: the address of the map.
    pub place: &'site str,
    /// Ids that the step had before, with blanks between them: what was kept under them is taken over.
    pub was: String,
    /// What it is called, for those who can't see where it stands.
    pub name: String,
    /// The items.
    pub items: Vec<CheckView<'site>>,
    /// "of 3 done".
    pub of: String,
}

/// Something to tick.
#[derive(Debug, Serialize)]
pub struct CheckView<'site> {
    /// Ticks are remembered by it.
    pub id: String,
    /// What to have done.
    pub text: &'site str,
    /// How.
    pub help: Option<String>,
    /// May be left out.
    pub optional: bool,
}

/// What others must hand over.
#[derive(Debug, Serialize)]
pub struct FormView<'site> {
    /// Where entries are kept: the address of the map.
    pub place: &'site str,
    /// Ids that the step had before, with blanks between them: what was kept under them is taken over.
    pub was: String,
    /// What it is called, for those who can't see where it stands.
    pub name: String,
    /// The title of the issue that it becomes.
    pub title: String,
    /// Its fields.
    pub fields: Vec<FieldView<'site>>,
    /// Where it can become an issue: one place, or one per variant.
    pub issues: Vec<IssueView>,
}

/// A field of a form.
#[derive(Debug, Serialize)]
pub struct FieldView<'site> {
    /// The id of its control in the page; helps and errors have ids that begin with it.
    pub id: String,
    /// What is entered is remembered by it.
    pub item: String,
    /// What is asked for.
    pub ask: &'site str,
    /// `text`, `long`, `link`, `date`, `choice`, `tick` or `ticks`.
    pub control: &'static str,
    /// What kind of answer, in words.
    pub kind: &'site str,
    /// May not be left empty.
    pub must: bool,
    /// How to answer, and which artifact has the answer.
    pub help: Option<String>,
    /// Points to cover.
    pub points: Vec<&'site str>,
    /// What there is to choose from, or to tick.
    pub options: Vec<OptionView<'site>>,
}

/// One of the answers of a field.
#[derive(Debug, Serialize)]
pub struct OptionView<'site> {
    /// A tick is remembered by it.
    pub item: String,
    /// Its words.
    pub text: &'site str,
}

/// A place where the form can become an issue.
#[derive(Debug, Serialize)]
pub struct IssueView {
    /// The variant whose place it is.
    pub variant: Option<String>,
    /// `gitlab` or `github`.
    pub forge: &'static str,
    /// The empty form there, with the title in it.
    pub href: String,
    /// The name of the variant.
    pub label: Option<String>,
}

/// The checklist of a step; `None` when there is nothing to tick. `text` is what the step is called.
pub fn checklist<'site>(theme: &Theme, entry: &'site SiteMap, step: &'site Step, text: &str) -> Option<ChecklistView<'site>> {
    let strings = &theme.strings;
    let item = |item: &'site CheckItem| {
        let todo = item.todo.as_ref().map(|todo| strings.with("todo", &[("text", &todo.value)]));
        let help: Vec<String> = item.help.iter().map(|help| help.value.clone()).chain(todo).collect();
        CheckView {
            id: format!("{}/{}", step.id, item.id),
            text: &item.text.value,
            help: (!help.is_empty()).then(|| help.join(". ")),
            optional: item.optional,
        }
    };
    (!step.check.is_empty()).then(|| ChecklistView {
        place: entry.address.as_str(),
        was: step.was.join(" "),
        name: format!("{}: {text}", strings.get("done_when")),
        items: step.check.iter().map(item).collect(),
        of: strings.with("checklist_count", &[("count", &step.check.len().to_string())]),
    })
}

/// The form of a step; `None` when there is nothing to fill in. `text` is what the step is called.
pub fn form<'site>(site: &Site, theme: &'site Theme, entry: &'site SiteMap, step: &'site Step, text: &str) -> Option<FormView<'site>> {
    let map = &*entry.map;
    let title = format!("{}: {text}", map.title.value);
    (!step.form.is_empty()).then(|| FormView {
        place: entry.address.as_str(),
        was: step.was.join(" "),
        name: format!("{}: {text}", theme.strings.get("hand_over")),
        fields: step.form.iter().map(|written| field(theme, step, written)).collect(),
        issues: issues(site, map, &title),
        title,
    })
}

fn field<'site>(theme: &'site Theme, step: &'site Step, field: &'site FormField) -> FieldView<'site> {
    let item = format!("{}/{}", step.id, field.id);
    let (control, kind) = match field.kind {
        FieldKind::Text => ("text", "field_text"),
        FieldKind::LongText => ("long", "field_long_text"),
        FieldKind::Link => ("link", "field_link"),
        FieldKind::Date => ("date", "field_date"),
        FieldKind::Choice => ("choice", "field_choice"),
        FieldKind::Tick if field.items.is_empty() => ("tick", "field_tick"),
        FieldKind::Tick => ("ticks", "field_tick"),
    };
    let (points, answers) = match control {
        "choice" => (&field.items[..], &field.options[..]),
        "ticks" => (&[][..], &field.items[..]),
        _ => (&field.items[..], &[][..]),
    };
    let mut slugs = Slugs::default();
    let sentence = |text: &str| if text.ends_with(['.', '?', '!']) { text.to_string() } else { format!("{text}.") };
    let from = field.from.as_ref().map(|from| theme.strings.with("from_artifact", &[("name", &from.value.replace('-', " "))]));
    let help: Vec<String> = field.help.iter().map(|help| sentence(&help.value)).chain(from.map(|from| sentence(&from))).collect();
    FieldView {
        // No id of a step or heading has a dot in it.
        id: format!("f.{}.{}", step.id, field.id),
        ask: &field.ask.value,
        control,
        kind: theme.strings.get(kind),
        must: field.must,
        help: (!help.is_empty()).then(|| help.join(" ")),
        points: points.iter().map(|point| point.value.as_str()).collect(),
        options: answers
            .iter()
            .map(|answer| OptionView { item: format!("{item}/{}", slugs.make(&answer.value)), text: &answer.value })
            .collect(),
        item,
    }
}

/// Where a form of the map can become an issue: the boards of its variants, else the project of the settings.
pub(super) fn issues(site: &Site, map: &ProcessMap, title: &str) -> Vec<IssueView> {
    let view = |form: &NewIssue, variant: Option<(&str, &str)>| IssueView {
        variant: variant.map(|(key, _)| key.to_string()),
        forge: match form.forge {
            Forge::Gitlab => "gitlab",
            Forge::Github => "github",
        },
        href: form.titled(title),
        label: variant.map(|(_, label)| label.to_string()),
    };
    let board = |links: &[(crate::base::Spanned<String>, crate::base::Spanned<String>)]| {
        links.iter().find_map(|(_, link)| {
            let is_board = site.links.get(&link.value).is_some_and(|link| link.kind == "board");
            match site.link_targets.get(&link.value).filter(|_| is_board)? {
                Target::Outside(address) => NewIssue::of(address),
                _ => None,
            }
        })
    };
    let variants = map.variants.iter().flat_map(|variants| &variants.list).filter(|variant| !variant.retired);
    let mut issues: Vec<IssueView> =
        variants.filter_map(|variant| Some(view(&board(&variant.links)?, Some((&variant.key.value, &variant.label.value))))).collect();
    if issues.is_empty() {
        issues.extend(site.settings.issue_url.as_ref().map(|form| view(form, None)));
    }
    issues
}
