//! The map as meant: what `written.rs` holds, with every name resolved inside the map and every default filled in.
//!
//! Knows one map. Roles, links, pages and other maps are still names here; `model/` finds them.

use crate::base::{SourcePath, Span, Spanned};

/// A process map, read and understood. Steps are told by their index in [`ProcessMap::steps`].
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessMap {
    /// The name of the map: its file name without `.yaml`.
    pub key: String,
    /// The file.
    pub path: SourcePath,
    /// `title`; the key when it is missing (which is reported).
    pub title: Spanned<String>,
    /// `summary`.
    pub summary: Option<Spanned<String>>,
    /// `kind`: a flow of steps or a map of states.
    pub kind: MapKind,
    /// `status`.
    pub status: Status,
    /// `owner`: the role that answers for the map.
    pub owner: Option<Spanned<String>>,
    /// `reviewed`: a date such as `2026-11-21`, as written.
    pub reviewed: Option<Spanned<String>>,
    /// `pages`: addresses of the handbook pages that tell this story in prose.
    pub pages: Vec<Spanned<String>>,
    /// `starts_when`: drawn as the start of the flow. For a map of states, nothing.
    pub starts_when: Option<Spanned<String>>,
    /// The step at which the flow starts; `None` only for a map without steps.
    pub start: Option<usize>,
    /// `repeats`: marks a cycle, such as `every quarter`.
    pub repeats: Option<Spanned<String>>,
    /// `template`: the name of a Markdown template that the map is offered as.
    pub template: Option<Spanned<String>>,
    /// `promise`.
    pub promises: Vec<Promise>,
    /// Phases in order; empty when the map has none.
    pub phases: Vec<Phase>,
    /// `variants`.
    pub variants: Option<Variants>,
    /// The steps or states, in the order of the file.
    pub steps: Vec<Step>,
    /// `tags`: labels of a map of states that do not depend on the state.
    pub tags: Vec<Tag>,
}

/// `kind` of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapKind {
    /// Steps that follow one another.
    Flow,
    /// States and the moves between them.
    States,
}

/// `status` of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Being written.
    Draft,
    /// In force.
    Live,
    /// Kept for old links only.
    Retired,
}

/// A run of steps with a common heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    /// The heading, as in `phase: Position`.
    pub title: Spanned<String>,
    /// The first step of the phase; it ends where the next one begins.
    pub first_step: usize,
}

/// A step or a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The id that links use: explicit, or made from the text. Unique in the map.
    pub id: String,
    /// `was`: ids that it had before. Unique in the map, and no id of another step.
    pub was: Vec<String>,
    /// Its place among the steps, from 1: the number readers see.
    pub number: usize,
    /// Where the step stands in the file.
    pub span: Span,
    /// The index of its phase in [`ProcessMap::phases`].
    pub phase: Option<usize>,
    /// What kind of step it is, with what only that kind has.
    pub verb: Verb,
    /// What the box says. A `map` step without `title` has the name of the map here.
    pub text: Spanned<String>,
    /// `who`: the roles that answer for the step; the first one gives the lane.
    pub who: Vec<Spanned<String>>,
    /// `with`: roles that help.
    pub with: Vec<Spanned<String>>,
    /// `tell`: roles that are told.
    pub tell: Vec<Spanned<String>>,
    /// `accountable`: roles that are accountable; empty means the owner of the map.
    pub accountable: Vec<Spanned<String>>,
    /// `note`: more text, Markdown.
    pub note: Option<Spanned<String>>,
    /// `use`: tools, templates, channels, training.
    pub uses: Vec<Use>,
    /// `needs`: artifacts that go in.
    pub needs: Vec<Spanned<String>>,
    /// `makes`: artifacts that come out.
    pub makes: Vec<Spanned<String>>,
    /// `check`: what the doer ticks.
    pub check: Vec<CheckItem>,
    /// `form`: what others must hand over.
    pub form: Vec<FormField>,
    /// `takes`: how long the work takes.
    pub takes: Option<Time>,
    /// `notice`: the lead time to give.
    pub notice: Option<Time>,
    /// `within`: the time allowed.
    pub within: Option<Time>,
    /// `log`: what must be recorded, and where.
    pub log: Option<Spanned<String>>,
    /// `optional`: the step may be skipped.
    pub optional: bool,
    /// `exception`.
    pub exception: Option<Exception>,
    /// `every`: repetition, such as `week`.
    pub every: Option<Spanned<String>>,
    /// `enter_when`: a second way in, drawn as a start of its own.
    pub enter_when: Option<Spanned<String>>,
    /// `state`: the state or tag that this step sets, as in `triage-board/open`.
    pub state: Option<Spanned<String>>,
    /// `assumed`: not confirmed by the source.
    pub assumed: bool,
    /// `todo`: what is still open.
    pub todo: Option<Spanned<String>>,
    /// The ways on, in the order of the file: one without label for a plain step, one per answer for a question, none for an end.
    pub moves: Vec<Move>,
}

impl Step {
    /// Whether the step has this id, or had it.
    pub fn is_named(&self, id: &str) -> bool {
        self.id == id || self.was.iter().any(|old| old == id)
    }
}

/// What kind of step it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// Someone does something.
    Do,
    /// A question decides the way on; the answers are the labels of [`Step::moves`].
    Ask,
    /// Any of these, in any order, or when needed.
    Pick {
        /// What there is to pick.
        options: Vec<PickOption>,
    },
    /// Until an event or a time.
    Wait {
        /// `for`: how long.
        time: Option<Time>,
    },
    /// Go through another map, then come back.
    Map {
        /// The name of the other map.
        map: Spanned<String>,
        /// Whether `title` was written; else the title of the other map is shown.
        titled: bool,
    },
    /// The process ends here.
    End {
        /// `outcome`.
        outcome: Outcome,
    },
    /// A state of a map of states; its text is the label.
    State {
        /// `means`.
        means: Option<Spanned<String>>,
        /// `leave_when`.
        leave_when: Option<Spanned<String>>,
        /// `promise`: the id of a promise of another map.
        promise: Option<Spanned<String>>,
        /// `assumed_next`: its moves are not confirmed by the source.
        assumed_next: bool,
        /// `end`: nothing follows.
        end: bool,
    },
}

/// How a process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As hoped.
    Good,
    /// Not as hoped.
    Bad,
    /// Neither.
    Neutral,
}

/// A way on from a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The answer that leads here, or `None` for the plain way on.
    pub label: Option<Spanned<String>>,
    /// The index of the step it leads to.
    pub to: usize,
    /// Where the target was written; for a way on that nobody wrote, the step itself.
    pub span: Span,
}

/// One thing to pick.
#[derive(Clone, Debug, PartialEq)]
pub struct PickOption {
    /// What it says; the name of the map for a `map:` without `title`.
    pub text: Spanned<String>,
    /// The map it leads to.
    pub map: Option<Spanned<String>>,
    /// `use` of the option.
    pub uses: Vec<Use>,
    /// `todo` of the option.
    pub todo: Option<Spanned<String>>,
}

/// What a step uses.
#[derive(Clone, Debug, PartialEq)]
pub enum Use {
    /// A name of `_links.yaml`, or of another map (as `find-your-sa`).
    Named(Spanned<String>),
    /// `$name`: the link that the chosen variant has under that name.
    OfVariant(Spanned<String>),
    /// `{title, url}`: written out in place.
    Written {
        /// What it is called.
        title: Spanned<String>,
        /// Where it leads.
        url: Spanned<String>,
    },
}

/// Something to tick.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckItem {
    /// An id made from its text, unique in the step: ticks are remembered by it.
    pub id: String,
    /// What to have done.
    pub text: Spanned<String>,
    /// `help`.
    pub help: Option<Spanned<String>>,
    /// `optional`.
    pub optional: bool,
    /// `todo`.
    pub todo: Option<Spanned<String>>,
    /// `use`.
    pub uses: Vec<Use>,
}

/// Something that others must hand over.
#[derive(Clone, Debug, PartialEq)]
pub struct FormField {
    /// An id made from its text, unique in the step.
    pub id: String,
    /// `ask`: what is asked for.
    pub ask: Spanned<String>,
    /// `type`; without one, `Ticks` when it has items, else `Text`.
    pub kind: FieldKind,
    /// `options` of a choice.
    pub options: Vec<Spanned<String>>,
    /// `items`: points to cover, or boxes to tick.
    pub items: Vec<Spanned<String>>,
    /// `must`: may not be left empty.
    pub must: bool,
    /// `help`.
    pub help: Option<Spanned<String>>,
    /// `from`: the artifact that has the answer.
    pub from: Option<Spanned<String>>,
}

/// `type` of a form field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// `text`.
    Text,
    /// `long text`.
    LongText,
    /// `link`.
    Link,
    /// `date`.
    Date,
    /// `choice`.
    Choice,
    /// `tick`.
    Tick,
}

/// A time as written and, where it has one value or range, in minutes (a day is 24 hours, a working day 8, a month 30 days).
#[derive(Clone, Debug, PartialEq)]
pub struct Time {
    /// As written, such as `48h` or `2 working days`; for a range `48h to 1 week`.
    pub text: String,
    /// The least, in minutes.
    pub least_minutes: u32,
    /// The most, in minutes.
    pub most_minutes: u32,
    /// Where it was written.
    pub span: Span,
}

/// `exception` of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Exception {
    /// `when` it applies.
    pub when: Spanned<String>,
    /// `then`: what happens instead.
    pub then: Spanned<String>,
    /// `who` decides.
    pub who: Vec<Spanned<String>>,
    /// `assumed`.
    pub assumed: bool,
}

/// `promise`: what the process promises between two of its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    /// `id`.
    pub id: Spanned<String>,
    /// `within`.
    pub within: Time,
    /// `from`: the index of the step.
    pub from: Option<usize>,
    /// `to`: the index of the step.
    pub to: Option<usize>,
    /// `unless`: the label that changes it, and how.
    pub unless: Option<(Spanned<String>, Spanned<String>)>,
}

/// `variants`: one map serves several regions.
#[derive(Clone, Debug, PartialEq)]
pub struct Variants {
    /// `pick_by`: what the reader chooses by.
    pub pick_by: Spanned<String>,
    /// The variants in the order of the file.
    pub list: Vec<Variant>,
}

/// One variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Its key.
    pub key: Spanned<String>,
    /// `label`.
    pub label: Spanned<String>,
    /// Links by name, as `board: board-emea`; a step takes one with `$board`.
    pub links: Vec<(Spanned<String>, Spanned<String>)>,
    /// `retired`: kept for old links.
    pub retired: bool,
    /// `instead`: the map to use instead.
    pub instead: Option<Spanned<String>>,
}

/// A label that does not depend on the state.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// Its id.
    pub id: Spanned<String>,
    /// `label`.
    pub label: Spanned<String>,
    /// `means`.
    pub means: Option<Spanned<String>>,
    /// `map`: the map that belongs to it.
    pub map: Option<Spanned<String>>,
    /// `changes: {promise: …}`: the promise that it changes.
    pub changes_promise: Option<Spanned<String>>,
}

/// An entry of `_roles.yaml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    /// Its key.
    pub key: Spanned<String>,
    /// `short`: what fits in a lane title.
    pub short: String,
    /// `name`.
    pub name: String,
    /// `does`.
    pub does: Option<String>,
    /// `kind_of`: the key of the wider role.
    pub kind_of: Option<Spanned<String>>,
    /// `was`: old names.
    pub was: Vec<String>,
    /// `group`: stands for several roles.
    pub group: bool,
    /// `outside`: not one of us.
    pub outside: bool,
    /// `automatic`: done by a system.
    pub automatic: bool,
}

/// An entry of `_links.yaml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Its key.
    pub key: Spanned<String>,
    /// `title`.
    pub title: String,
    /// `kind`: board, form, template, doc, deck, folder, tool, channel, page, report or training.
    pub kind: String,
    /// `url`; some tools have none.
    pub url: Option<Spanned<String>>,
    /// `access`: who may open it.
    pub access: Option<String>,
    /// `todo`.
    pub todo: Option<String>,
}

/// An entry of `_glossary.yaml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The term.
    pub term: Spanned<String>,
    /// `means`.
    pub means: String,
    /// `was`: retired names.
    pub was: Vec<String>,
    /// `see`: where to read more.
    pub see: Option<Spanned<String>>,
}

/// A guided path: `paths/*.yaml`.
#[derive(Clone, Debug, PartialEq)]
pub struct GuidedPath {
    /// Its name: the file name without `.yaml`.
    pub key: String,
    /// The file.
    pub path: SourcePath,
    /// `title`.
    pub title: Spanned<String>,
    /// `for`: the role it is made for.
    pub role: Option<Spanned<String>>,
    /// `summary`.
    pub summary: Option<String>,
    /// `owner`.
    pub owner: Option<Spanned<String>>,
    /// `stages` in order.
    pub stages: Vec<Stage>,
    /// `finish`: the last task.
    pub finish: Option<String>,
}

/// A stage of a guided path.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// `title`.
    pub title: Spanned<String>,
    /// `items` in order.
    pub items: Vec<PathItem>,
}

/// An item of a stage: a map, a page, or just something to do.
#[derive(Clone, Debug, PartialEq)]
pub struct PathItem {
    /// An id made from what it names, unique in the path.
    pub id: String,
    /// Where it stands.
    pub span: Span,
    /// `map`.
    pub map: Option<Spanned<String>>,
    /// `mode`: look, walk or do.
    pub mode: Option<String>,
    /// `variant` of the map.
    pub variant: Option<Spanned<String>>,
    /// `page`: an address.
    pub page: Option<Spanned<String>>,
    /// `do`: the task in words.
    pub task: Option<String>,
    /// `makes`: the artifact that comes out.
    pub makes: Option<Spanned<String>>,
    /// `from`: the step, as `map/step`, that tells how.
    pub from: Option<Spanned<String>>,
    /// `quiz`: to be asked about.
    pub quiz: bool,
}
