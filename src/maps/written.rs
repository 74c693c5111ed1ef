//! The format as written: one table of keys for each thing that a file can hold.
//!
//! The reading checks a file against these tables; the schema and the manual are made from them too. What a key *means* is in `read.rs`.

pub use crate::yaml::format::{Empty, FileFormat, Key, Must, Needs, Object, Shape};
use crate::yaml::format::{key, must, only};

/// The words of a step of which it has exactly one.
pub const VERBS: &[&str] = &["do", "ask", "pick", "wait", "map", "end"];

/// The words of `status`.
pub const STATUS: &[&str] = &["draft", "live", "retired"];

/// The words of `kind` of a map.
pub const KINDS: &[&str] = &["flow", "states"];

/// The words of `outcome`.
pub const OUTCOMES: &[&str] = &["good", "bad", "neutral"];

/// The words of `type` of a form field.
pub const FIELD_KINDS: &[&str] = &["text", "long text", "link", "date", "choice", "tick"];

/// The words of `kind` of a link.
pub const LINK_KINDS: &[&str] = &["tool", "template", "channel", "board", "page", "training", "deck", "form", "doc", "folder", "report"];

/// The words of `mode` of an item of a path.
pub const MODES: &[&str] = &["look", "walk", "do"];

/// Every kind of file that stands in `process-maps/`.
pub static FILES: &[FileFormat] = &[
    FileFormat { name: "map", about: "A process map: a file of `process-maps/`.", object: &MAP, around: None, empty: Empty::Wrong },
    FileFormat {
        name: "roles",
        about: "Everyone who can appear in a map: `process-maps/_roles.yaml`.",
        object: &ROLES,
        around: Some("roles"),
        empty: Empty::Allowed,
    },
    FileFormat {
        name: "links",
        about: "Tools, templates and pages by name: `process-maps/_links.yaml`.",
        object: &LINKS,
        around: Some("links"),
        empty: Empty::Allowed,
    },
    FileFormat { name: "path", about: "A guided path: a file of `process-maps/paths/`.", object: &PATH, around: None, empty: Empty::Wrong },
    FileFormat {
        name: "glossary",
        about: "The words of the house: `process-maps/_glossary.yaml`.",
        object: &GLOSSARY,
        around: Some("terms"),
        empty: Empty::Allowed,
    },
];

/// `_roles.yaml`.
pub static ROLES: Object = Object { name: "the roles", keys: &[], others: Some(Shape::Of(&ROLE)), needs: Needs::Nothing };

/// `_links.yaml`.
pub static LINKS: Object = Object { name: "the links", keys: &[], others: Some(Shape::Of(&LINK)), needs: Needs::Nothing };

/// `_glossary.yaml`.
pub static GLOSSARY: Object = Object { name: "the glossary", keys: &[], others: Some(Shape::Of(&TERM)), needs: Needs::Nothing };

/// A file of `process-maps/`.
pub static MAP: Object = Object {
    name: "a map",
    keys: &[
        must("title", Shape::Text, "What the process is called."),
        key("summary", Shape::Text, "The process in one sentence."),
        key("kind", Shape::Word(KINDS), "A flow of steps (as without this key), or states and the moves between them."),
        key("status", Shape::Word(STATUS), "Whether the map is being written, in force, or kept for old links only."),
        key("owner", Shape::Text, "The role that answers for the map."),
        key("reviewed", Shape::Date, "When somebody last made sure that the map is right."),
        key("pages", Shape::Texts, "The pages of the handbook that tell this story in prose."),
        key("starts_when", Shape::Text, "What sets the process off; drawn as its start."),
        key("repeats", Shape::Text, "How often it happens, such as every quarter."),
        key("template", Shape::Text, "The Markdown template that the map is offered as."),
        key("promise", Shape::OneOrMore(&PROMISE), "What the process promises between two of its steps."),
        key("variants", Shape::Of(&VARIANTS), "Lets one map serve several regions."),
        key("steps", Shape::List(&STEP), "The steps of a flow, in order."),
        key("start", Shape::Text, "The state that everything starts in."),
        key("states", Shape::List(&STATE), "The states of a map of states."),
        key("tags", Shape::List(&TAG), "Labels that do not depend on the state."),
    ],
    others: None,
    needs: Needs::Any(&["steps", "states"]),
};

/// An item of `steps`.
pub static STEP: Object = Object {
    name: "a step",
    keys: &[
        key("id", Shape::Text, "The name that links use; made from the text when it is not given."),
        key("was", Shape::Texts, "Ids that the step had before; links to them still work."),
        key("phase", Shape::Text, "Opens a phase that this step and the following ones belong to."),
        key("do", Shape::Text, "Somebody does something."),
        key("ask", Shape::Text, "A question decides the way on."),
        key("pick", Shape::Text, "Any of these, in any order, or when needed."),
        key("wait", Shape::Text, "Until an event or a time."),
        key("map", Shape::Text, "Go through another map, then come back."),
        key("end", Shape::Text, "The process ends here."),
        only(&["map"], "title", Shape::Text, "What the box says instead of the title of the other map."),
        key("who", Shape::Texts, "The role that answers for the step: its lane."),
        key("with", Shape::Texts, "The roles that help."),
        key("tell", Shape::Texts, "The roles that are told."),
        key("accountable", Shape::Texts, "The role that is accountable, if it is not the owner of the map."),
        only(&["ask"], "answers", Shape::Pairs, "Each answer and where it leads."),
        only(&["pick"], "options", Shape::TextsOr(&OPTION), "What there is to pick."),
        only(&["wait"], "for", Shape::Time, "How long to wait."),
        only(&["end"], "outcome", Shape::Word(OUTCOMES), "Whether this end is a good one."),
        key("note", Shape::Text, "More text, Markdown."),
        key("use", Shape::TextsOr(&USE), "Tools, templates, channels and training, by their names."),
        key("needs", Shape::Texts, "The artifacts that go in."),
        key("makes", Shape::Texts, "The artifacts that come out."),
        key("check", Shape::TextsOr(&CHECK), "What the doer ticks."),
        key("form", Shape::TextsOr(&FIELD), "What others must hand over."),
        key("takes", Shape::TimeOr(&RANGE), "How long the work takes."),
        key("notice", Shape::TimeOr(&RANGE), "The lead time to give."),
        key("within", Shape::TimeOr(&RANGE), "The time allowed."),
        key("log", Shape::Text, "What must be recorded, and where."),
        key("optional", Shape::Flag, "May be skipped."),
        key("exception", Shape::Of(&EXCEPTION), "When it goes differently, and how."),
        key("every", Shape::Text, "How often it is repeated, such as week."),
        key("enter_when", Shape::Text, "A second way in, drawn as a start of its own."),
        key("state", Shape::Text, "The state or label that this step sets, as in board/open."),
        only(&["do", "pick", "wait", "map"], "next", Shape::Text, "Where the way goes on, if not at the following step."),
        key("assumed", Shape::Flag, "Not confirmed by the source."),
        key("todo", Shape::Text, "What is still open."),
    ],
    others: None,
    needs: Needs::One(VERBS),
};

/// An item of `states`.
pub static STATE: Object = Object {
    name: "a state",
    keys: &[
        key("id", Shape::Text, "The name that links and moves use; made from the label when it is not given."),
        key("was", Shape::Texts, "Ids that the state had before; links to them still work."),
        must("label", Shape::Text, "The label, as it stands on the board."),
        key("means", Shape::Text, "What the state means."),
        key("who", Shape::Texts, "The role that is to move."),
        key("next", Shape::Texts, "The states that may follow."),
        key("leave_when", Shape::Text, "When the state may be left."),
        key("promise", Shape::Text, "The promise of another map that runs in this state."),
        key("assumed_next", Shape::Flag, "The moves are not confirmed by the source."),
        key("end", Shape::Flag, "Nothing follows."),
        key("note", Shape::Text, "More text, Markdown."),
        key("use", Shape::TextsOr(&USE), "Tools, templates, channels and training, by their names."),
        key("within", Shape::TimeOr(&RANGE), "The time allowed."),
        key("assumed", Shape::Flag, "Not confirmed by the source."),
        key("todo", Shape::Text, "What is still open."),
    ],
    others: None,
    needs: Needs::Nothing,
};

/// An item of `tags`.
pub static TAG: Object = Object {
    name: "a tag",
    keys: &[
        key("id", Shape::Text, "The name that steps use; made from the label when it is not given."),
        must("label", Shape::Text, "The label, as it stands on the board."),
        key("means", Shape::Text, "What the label means."),
        key("map", Shape::Text, "The map that belongs to it."),
        key("changes", Shape::Of(&CHANGES), "What it changes."),
    ],
    others: None,
    needs: Needs::Nothing,
};

/// `changes` of a tag.
pub static CHANGES: Object = Object {
    name: "changes",
    keys: &[must("promise", Shape::Text, "The promise that the label changes.")],
    others: None,
    needs: Needs::Nothing,
};

/// `promise` of a map.
pub static PROMISE: Object = Object {
    name: "a promise",
    keys: &[
        must("id", Shape::Text, "The name that states and tags use."),
        must("within", Shape::Time, "The time that is promised."),
        must("from", Shape::Text, "The step at which the time begins."),
        must("to", Shape::Text, "The step at which it is kept."),
        key("unless", Shape::Of(&UNLESS), "The label that changes it, and how."),
    ],
    others: None,
    needs: Needs::Nothing,
};

/// `unless` of a promise.
pub static UNLESS: Object = Object {
    name: "unless",
    keys: &[must("label", Shape::Text, "The label that changes the promise."), must("then", Shape::Text, "What is promised instead.")],
    others: None,
    needs: Needs::Nothing,
};

/// `variants` of a map.
pub static VARIANTS: Object = Object {
    name: "variants",
    keys: &[must("pick_by", Shape::Text, "What the reader chooses by, such as region.")],
    others: Some(Shape::Of(&VARIANT)),
    needs: Needs::Nothing,
};

/// One of `variants`.
pub static VARIANT: Object = Object {
    name: "a variant",
    keys: &[
        must("label", Shape::Text, "What the reader sees."),
        key("retired", Shape::Flag, "Kept for old links only."),
        key("instead", Shape::Text, "The map to use instead."),
    ],
    others: Some(Shape::Text),
    needs: Needs::Nothing,
};

/// An item of `options` of a `pick`.
pub static OPTION: Object = Object {
    name: "an option",
    keys: &[
        key("do", Shape::Text, "What there is to do."),
        key("map", Shape::Text, "The map that tells how."),
        key("title", Shape::Text, "What it says instead of the title of the map."),
        key("use", Shape::TextsOr(&USE), "Tools, templates, channels and training, by their names."),
        key("todo", Shape::Text, "What is still open."),
    ],
    others: None,
    needs: Needs::Any(&["do", "map", "title"]),
};

/// An item of `use` that is written out.
pub static USE: Object = Object {
    name: "a link",
    keys: &[must("title", Shape::Text, "What it is called."), must("url", Shape::Text, "Where it leads.")],
    others: None,
    needs: Needs::Nothing,
};

/// An item of `check`.
pub static CHECK: Object = Object {
    name: "an item to tick",
    keys: &[
        must("do", Shape::Text, "What to have done."),
        key("help", Shape::Text, "How."),
        key("optional", Shape::Flag, "May be left open."),
        key("use", Shape::TextsOr(&USE), "Tools, templates, channels and training, by their names."),
        key("todo", Shape::Text, "What is still open."),
    ],
    others: None,
    needs: Needs::Nothing,
};

/// An item of `form`.
pub static FIELD: Object = Object {
    name: "a field of a form",
    keys: &[
        must("ask", Shape::Text, "What is asked for."),
        key("type", Shape::Word(FIELD_KINDS), "What kind of answer it takes."),
        key("options", Shape::Texts, "What there is to choose from."),
        key("items", Shape::Texts, "Points to cover, or boxes to tick."),
        key("must", Shape::Flag, "May not be left empty."),
        key("help", Shape::Text, "How to answer."),
        key("from", Shape::Text, "The artifact that has the answer."),
    ],
    others: None,
    needs: Needs::Nothing,
};

/// `exception` of a step.
pub static EXCEPTION: Object = Object {
    name: "an exception",
    keys: &[
        must("when", Shape::Text, "When it applies."),
        must("then", Shape::Text, "What happens instead."),
        key("who", Shape::Texts, "Who decides."),
        key("assumed", Shape::Flag, "Not confirmed by the source."),
    ],
    others: None,
    needs: Needs::Nothing,
};

/// `takes`, `notice` and `within` with more than one value.
pub static RANGE: Object = Object {
    name: "a range of times",
    keys: &[
        key("least", Shape::Time, "The least."),
        key("usual", Shape::Time, "What is usual."),
        key("best", Shape::Time, "What is best, or the most."),
    ],
    others: None,
    needs: Needs::Nothing,
};

/// An entry of `_roles.yaml`.
pub static ROLE: Object = Object {
    name: "a role",
    keys: &[
        key("short", Shape::Text, "What fits in the title of a lane."),
        must("name", Shape::Text, "The full name."),
        key("does", Shape::Text, "What the role does, in a few words."),
        key("kind_of", Shape::Text, "The wider role that it is one of."),
        key("was", Shape::Texts, "Old names, for the search."),
        key("group", Shape::Flag, "Stands for several roles."),
        key("outside", Shape::Flag, "Not one of us."),
        key("automatic", Shape::Flag, "Done by a system."),
    ],
    others: None,
    needs: Needs::Nothing,
};

/// An entry of `_links.yaml`.
pub static LINK: Object = Object {
    name: "a link",
    keys: &[
        must("title", Shape::Text, "What it is called."),
        key("url", Shape::Text, "Where it leads."),
        must("kind", Shape::Word(LINK_KINDS), "What it is."),
        key("access", Shape::Text, "Who may open it."),
        key("todo", Shape::Text, "What is still open."),
    ],
    others: None,
    needs: Needs::Nothing,
};

/// An entry of `_glossary.yaml`.
pub static TERM: Object = Object {
    name: "a term",
    keys: &[
        must("means", Shape::Text, "What it means."),
        key("was", Shape::Texts, "Names that are no longer used."),
        key("see", Shape::Text, "Where to read more."),
    ],
    others: None,
    needs: Needs::Nothing,
};

/// A file of `process-maps/paths/`.
pub static PATH: Object = Object {
    name: "a guided path",
    keys: &[
        must("title", Shape::Text, "What the path is called."),
        key("for", Shape::Text, "The role that it is made for."),
        key("summary", Shape::Text, "The path in one sentence."),
        key("owner", Shape::Text, "The role that answers for the path."),
        must("stages", Shape::List(&STAGE), "The stages, in order."),
        key("finish", Shape::Text, "The last task."),
    ],
    others: None,
    needs: Needs::Nothing,
};

/// An item of `stages`.
pub static STAGE: Object = Object {
    name: "a stage",
    keys: &[must("title", Shape::Text, "What the stage is called."), must("items", Shape::List(&ITEM), "What there is to see and to do.")],
    others: None,
    needs: Needs::Nothing,
};

/// An item of a stage.
pub static ITEM: Object = Object {
    name: "an item of a path",
    keys: &[
        key("map", Shape::Text, "The map to look at, walk through or do."),
        key("mode", Shape::Word(MODES), "What to do with the map."),
        key("variant", Shape::Text, "The variant of the map."),
        key("page", Shape::Text, "The page to read."),
        key("do", Shape::Text, "The task in words."),
        key("makes", Shape::Text, "The artifact that comes out."),
        key("from", Shape::Text, "The step that tells how, as map/step."),
        key("quiz", Shape::Flag, "To be asked about."),
    ],
    others: None,
    needs: Needs::Any(&["map", "page", "do"]),
};
