//! WB3xx and WB5xx: what a process map does not say, says twice, or says of something that is not there.
//!
//! "Step" stands for state as well where a map of states is meant.

use crate::base::{Message, Severity, SourcePath, Span, Spanned};

/// A key that is not part of the format. It is left out.
pub fn unknown_key(path: &SourcePath, span: Span, key: &str, what: &str, nearest: Option<&str>) -> Message {
    let text = format!("`{key}` is no key of {what}; it is left out");
    Message::new("WB301", Severity::Error, path, text).at(span).help_if(nearest.map(did_you_mean))
}

/// A key that belongs to another kind of step. It is left out.
pub fn misplaced_key(path: &SourcePath, key: &Spanned<String>, verb: Option<&str>, right: &[&str]) -> Message {
    let right = list(right);
    let here = verb.map_or_else(String::new, |verb| format!(", and this is `{verb}`"));
    let text = format!("`{}` belongs to {right}{here}; it is left out", key.value);
    Message::new("WB301", Severity::Error, path, text).at(key.span)
}

/// A target that is no step. The way is left out.
pub fn unknown_target(path: &SourcePath, target: &Spanned<String>, nearest: Option<&str>) -> Message {
    let text = format!("no step is called `{}`; this way on is left out", target.value);
    let message = Message::new("WB302", Severity::Error, path, text).at(target.span).help_if(nearest.map(did_you_mean));
    if message.help.is_empty() { message.help("write the `id` of a step, its text, or the text of an answer") } else { message }
}

/// A target that could be several steps. The way is left out.
pub fn ambiguous_target(path: &SourcePath, target: &Spanned<String>, ids: &[&str]) -> Message {
    let text = format!("`{}` could be {}; this way on is left out", target.value, list(ids));
    Message::new("WB302", Severity::Error, path, text).at(target.span).help("write the `id` of the step")
}

/// A step that no way leads to. It is drawn beside the rest.
pub fn unreachable_step(path: &SourcePath, span: Span, id: &str) -> Message {
    let text = format!("no way leads to the step `{id}`");
    let message = Message::new("WB303", Severity::Warning, path, text).at(span);
    message.help(format!("let a step lead to it with `next: {id}`, or say with `enter_when:` when it is entered"))
}

/// A step that is no end and has no way on.
pub fn dead_end(path: &SourcePath, span: Span, id: &str) -> Message {
    let text = format!("nothing follows on `{id}`, and it is no end");
    Message::new("WB304", Severity::Warning, path, text).at(span).help("write `next:`, or add a step `end:` behind it")
}

/// A state that is no end and has no way on.
pub fn dead_end_state(path: &SourcePath, span: Span, id: &str) -> Message {
    let text = format!("the state `{id}` is never left, and it is no end");
    Message::new("WB304", Severity::Warning, path, text).at(span).help("write `next:` with the states that may follow, or `end: true`")
}

/// A question with one answer or none.
pub fn one_answer(path: &SourcePath, span: Span, count: usize) -> Message {
    let text = if count == 0 { "the question has no answers" } else { "the question has one answer only, so it decides nothing" };
    Message::new("WB305", Severity::Error, path, text)
        .at(span)
        .help("write two to six answers, each with its target, or use `do` or `wait`")
}

/// More answers than can be told apart.
pub fn many_answers(path: &SourcePath, span: Span, count: usize) -> Message {
    let text = format!("the question has {count} answers; more than six are hard to tell apart");
    Message::new("WB323", Severity::Note, path, text).at(span).help("ask two questions, one after the other")
}

/// A question that decides nothing.
pub fn same_target(path: &SourcePath, span: Span, target: &str) -> Message {
    let text = format!("all answers lead to `{target}`, so the question decides nothing");
    let help = "lead one of them somewhere else, or make it a `do` whose `form` asks for the answer";
    Message::new("WB306", Severity::Warning, path, text).at(span).help(help)
}

/// Steps that lead round and round.
pub fn endless_loop(path: &SourcePath, span: Span, ids: &[&str]) -> Message {
    let text = format!("there is no way out of the loop of {}", list(ids));
    Message::new("WB307", Severity::Error, path, text).at(span).help("let one of these steps lead to an end")
}

/// A branch that runs into another branch of the same question.
pub fn falls_into_sibling(path: &SourcePath, span: Span, id: &str, sibling: &str, answer: &str) -> Message {
    let text = format!("`{id}` goes on to `{sibling}`, where the answer \"{answer}\" leads, because it has no `next`");
    let help = format!("write `next:` and where it really goes on; `next: {sibling}` if that is meant");
    Message::new("WB308", Severity::Warning, path, text).at(span).help(help)
}

/// A step without `who`.
pub fn nobody_responsible(path: &SourcePath, span: Span, id: &str) -> Message {
    let text = format!("nobody is responsible for `{id}`");
    Message::new("WB309", Severity::Warning, path, text).at(span).help("write `who:` and a role of `_roles.yaml`")
}

/// A role that is not in `_roles.yaml`. Its name is shown as written.
pub fn unknown_role(path: &SourcePath, role: &Spanned<String>, nearest: Option<&str>) -> Message {
    let text = format!("the role `{}` is not in `_roles.yaml`; its name is shown as written", role.value);
    let help = nearest.map(did_you_mean).or_else(|| several(&role.value));
    Message::new("WB310", Severity::Error, path, text).at(role.span).help_if(help)
}

/// A step with several roles in `who`.
pub fn shared_responsibility(path: &SourcePath, span: Span, id: &str, roles: &[&str]) -> Message {
    let text = format!("{} share the responsibility for `{id}`; the lane is that of the first", list(roles));
    Message::new("WB311", Severity::Note, path, text).at(span)
}

/// A name in `use` that is neither a link nor a map. It is shown as written.
pub fn unknown_link(path: &SourcePath, link: &Spanned<String>, nearest: Option<&str>) -> Message {
    let text = format!("`{}` is neither in `_links.yaml` nor a map; its name is shown as written", link.value);
    let help = nearest.map(did_you_mean).or_else(|| several(&link.value));
    Message::new("WB312", Severity::Error, path, text).at(link.span).help_if(help)
}

/// `$name` that no variant has.
pub fn unknown_variant_link(path: &SourcePath, link: &Spanned<String>, nearest: Option<&str>) -> Message {
    let text = format!("no variant of this map has a link `{}`", link.value);
    let nearest = nearest.map(|name| format!("did you mean `${name}`?"));
    Message::new("WB312", Severity::Error, path, text).at(link.span).help_if(nearest)
}

/// An address that several steps write out.
pub fn written_out(path: &SourcePath, span: Span, url: &str, times: usize) -> Message {
    let text = format!("`{url}` is written out {times} times in maps; when it changes, all of them must be found");
    Message::new("WB214", Severity::Note, path, text).at(span).help("give it a name in `_links.yaml`, and write that name in `use`")
}

/// A map that is not there. Its name is shown as written.
pub fn unknown_map(path: &SourcePath, map: &Spanned<String>, nearest: Option<&str>) -> Message {
    let text = format!("there is no map `{}`; its name is shown as written", map.value);
    Message::new("WB313", Severity::Error, path, text).at(map.span).help_if(nearest.map(did_you_mean))
}

/// Maps that go through each other in a circle.
pub fn circular_map(path: &SourcePath, map: &Spanned<String>, round: &[&str]) -> Message {
    let text = format!("going through `{}` leads back to this map, which is then a part of itself: {}", map.value, round.join(" → "));
    let help = "let one of these maps end, and let a `do` step lead to the other by a link in `use`";
    Message::new("WB313", Severity::Error, path, text).at(map.span).help(help)
}

/// An id that another step, state, tag or promise has already. Another one is made.
pub fn duplicate_id(path: &SourcePath, id: &Spanned<String>) -> Message {
    let text = format!("the id `{}` is used twice in this map; the first one keeps it", id.value);
    Message::new("WB314", Severity::Error, path, text).at(id.span).help("give one of them another id, and look at what leads there")
}

/// A step with several verbs. The first one counts.
pub fn several_verbs(path: &SourcePath, span: Span, verbs: &[&str]) -> Message {
    let text = format!("a step has exactly one verb, this one has {}; `{}` counts", list(verbs), verbs.first().unwrap_or(&"do"));
    Message::new("WB315", Severity::Error, path, text).at(span).help("make two steps of it; what else there is to say belongs into `note:`")
}

/// A step without a verb. Its id stands in for its text; without one it is left out.
pub fn no_verb(path: &SourcePath, span: Span) -> Message {
    let text = "a step has exactly one verb, this one has none; its `id` is shown, or it is left out if it has none";
    Message::new("WB315", Severity::Error, path, text).at(span).help("write one of `do`, `ask`, `pick`, `wait`, `map` or `end`")
}

/// An artifact that some step needs and none makes.
pub fn never_made(path: &SourcePath, artifact: &Spanned<String>, nearest: Option<&str>) -> Message {
    let text = format!("`{}` is needed here, but no step of any map makes it", artifact.value);
    Message::new("WB316", Severity::Warning, path, text).at(artifact.span).help_if(nearest.map(did_you_mean))
}

/// `state: map/state` that is not there.
pub fn unknown_state(path: &SourcePath, state: &Spanned<String>, nearest: Option<&str>) -> Message {
    let text = format!("there is no state or label `{}`", state.value);
    let message = Message::new("WB317", Severity::Error, path, text).at(state.span).help_if(nearest.map(did_you_mean));
    if message.help.is_empty() { message.help("write the name of a map of states, a `/`, and the id of a state or tag") } else { message }
}

/// A label in `unless` that no map of states has.
pub fn unknown_label(path: &SourcePath, label: &Spanned<String>, nearest: Option<&str>) -> Message {
    let text = format!("no map of states has the label `{}`", label.value);
    Message::new("WB317", Severity::Error, path, text).at(label.span).help_if(nearest.map(did_you_mean))
}

/// A promise that no map makes.
pub fn unknown_promise(path: &SourcePath, promise: &Spanned<String>, nearest: Option<&str>) -> Message {
    let text = format!("no map makes a promise `{}`", promise.value);
    Message::new("WB317", Severity::Error, path, text).at(promise.span).help_if(nearest.map(did_you_mean))
}

/// Steps whose time nobody knows, once per map.
pub fn no_time_given(path: &SourcePath, span: Span, without: usize, of: usize) -> Message {
    let text = format!("no time is given for {without} of {of} working steps");
    Message::new("WB318", Severity::Note, path, text).at(span).help("write `takes:` with a number and a unit, such as `takes: 2h`")
}

/// A number without a unit. It is left out.
pub fn time_without_unit(path: &SourcePath, span: Span, written: &str) -> Message {
    let text = format!("`{written}` has no unit; the time is left out");
    let message = Message::new("WB319", Severity::Error, path, text).at(span);
    message.help(format!("write `{written}h` for hours, `{written}d` for days, `{written} working days`, …"))
}

/// Not a time at all. It is left out.
pub fn not_a_time(path: &SourcePath, span: Span, written: &str) -> Message {
    let text = format!("`{written}` is not a time that can be counted; it is left out");
    let help = "write a number and a unit: `15m`, `48h`, `2d`, `1w`, `3 months` or `2 working days`; put other words into `note:`";
    Message::new("WB319", Severity::Error, path, text).at(span).help(help)
}

/// `assumed: true`.
pub fn assumed(path: &SourcePath, span: Span, id: &str) -> Message {
    Message::new("WB322", Severity::Note, path, format!("`{id}` is assumed, not confirmed by the source")).at(span)
}

/// A text that fills a box.
pub fn long_text(path: &SourcePath, span: Span, length: usize, most: usize) -> Message {
    let text = format!("the text has {length} characters; more than {most} make a large box");
    Message::new("WB323", Severity::Note, path, text).at(span).help("say it in fewer words, and the rest in `note:`")
}

/// A drawing that is too wide: it scrolls, or its labels would be too small.
pub fn small_labels(path: &SourcePath, span: Span, width: u32, column_px: u32, label_px: f64) -> Message {
    let text = format!(
        "the drawing is {width} units wide; in a column of {column_px} px its labels would be {label_px:.1} px high, so it scrolls instead"
    );
    Message::new("WB323", Severity::Note, path, text)
        .at(span)
        .help("shorten answers and texts, ask two questions in place of one, or put a part into a map of its own with `map:`")
}

/// A promise whose steps take longer.
pub fn promise_too_short(path: &SourcePath, span: Span, id: &str, promised: &str, way: &[&str], taken: &str) -> Message {
    let text = format!(
        "the promise `{id}` of {promised} cannot be kept: {} {} {taken} at least",
        list(way),
        if way.len() == 1 { "takes" } else { "take" }
    );
    Message::new("WB324", Severity::Error, path, text).at(span).help("promise more time, or change the times of the steps")
}

/// A promise between two steps of which the second never comes after the first.
pub fn promise_without_way(path: &SourcePath, span: Span, id: &str, from: &str, to: &str) -> Message {
    let text = format!("the promise `{id}` cannot be kept: no way leads from `{from}` to `{to}`");
    Message::new("WB324", Severity::Error, path, text).at(span)
}

/// Something else than what the key wants. It is left out.
pub fn wrong_kind(path: &SourcePath, span: Span, what: &str, wanted: &str, found: &str) -> Message {
    let text = format!("{what} wants {wanted}, but this is {found}; it is left out");
    Message::new("WB325", Severity::Error, path, text).at(span)
}

/// Answers that are written as a list. They are read as if they were not.
pub fn answers_in_list(path: &SourcePath, span: Span, first: &str) -> Message {
    let text = "answers are written without `- ` in front of them; they are read as if it were not there";
    Message::new("WB325", Severity::Error, path, text).at(span).help(format!("write `{first}`"))
}

/// A word that is none of those that the key knows. It is left out.
pub fn unknown_word(path: &SourcePath, key: &str, word: &Spanned<String>, known: &[&str], nearest: Option<&str>) -> Message {
    let text = format!("`{}` is none of the words that `{key}` knows; it is left out", word.value);
    let message = Message::new("WB325", Severity::Error, path, text).at(word.span).help_if(nearest.map(did_you_mean));
    message.help(format!("write {}", either(known)))
}

/// Not a date. It is left out.
pub fn not_a_date(path: &SourcePath, span: Span, written: &str) -> Message {
    let text = format!("`{written}` is not a date; it is left out");
    Message::new("WB325", Severity::Error, path, text).at(span).help("write year, month and day, such as `2026-11-21`")
}

/// A key that must be there and is not.
pub fn missing_key(path: &SourcePath, span: Span, key: &str, what: &str) -> Message {
    Message::new("WB326", Severity::Error, path, format!("{what} needs `{key}`, and it is not there"))
        .at(span)
        .help(format!("write `{key}:`"))
}

/// A file without steps or states.
pub fn no_steps(path: &SourcePath, span: Span, key: &str) -> Message {
    let text = format!("the map has no {key}, so there is nothing to draw");
    Message::new("WB326", Severity::Error, path, text)
        .at(span)
        .help(format!("write `{key}:` and below it the first one, beginning with `- `"))
}

/// A map with more steps or arrows than are drawn. What is beyond is left out.
pub fn too_large(path: &SourcePath, span: Span, what: &str, count: usize, most: usize) -> Message {
    let text = format!("the map has {count} {what}; what is beyond {most} is left out");
    Message::new("WB327", Severity::Error, path, text).at(span).help("make several maps of it, and lead from one to the other with `map:`")
}

/// A text that is longer than any label may be. It is cut.
pub fn too_long(path: &SourcePath, span: Span, length: usize, most: usize) -> Message {
    let text = format!("the text has {length} characters; what is beyond {most} is left out");
    Message::new("WB327", Severity::Error, path, text).at(span).help("say it in fewer words, and the rest in `note:`")
}

/// Nobody has looked at a map or page for too long.
pub fn review_overdue(path: &SourcePath, reviewed: &Spanned<String>, what: &str, months: u32) -> Message {
    let every = if months == 1 { "every month".to_string() } else { format!("every {months} months") };
    let text = format!("the {what} was last reviewed on {}; it should be {every}", reviewed.value);
    let help = "read it with those who work by it, then write today's date";
    Message::new("WB501", Severity::Warning, path, text).at(reviewed.span).help(help)
}

/// Nobody answers for the map.
pub fn no_owner(path: &SourcePath, span: Span) -> Message {
    Message::new("WB502", Severity::Error, path, "nobody answers for this map").at(span).help("write `owner:` and a role of `_roles.yaml`")
}

/// Maps of a guided path that are still being written, once per path.
pub fn drafts_in_path(path: &SourcePath, span: Span, drafts: &[&str], of: usize) -> Message {
    let are = if drafts.len() == 1 { "is a draft" } else { "are drafts" };
    let text = format!("{} of {of} maps of this path {are}: {}", drafts.len(), drafts.join(", "));
    Message::new("WB503", Severity::Note, path, text).at(span)
}

/// A map of a guided path that is retired.
pub fn retired_in_path(path: &SourcePath, map: &Spanned<String>) -> Message {
    let text = format!("the map `{}` is retired", map.value);
    Message::new("WB503", Severity::Warning, path, text).at(map.span).help("take the map that has replaced it")
}

/// An item of a guided path that names something that is not there.
pub fn missing_in_path(path: &SourcePath, what: &str, item: &Spanned<String>, nearest: Option<&str>) -> Message {
    let text = format!("there is no {what} `{}`", item.value);
    Message::new("WB506", Severity::Error, path, text).at(item.span).help_if(nearest.map(did_you_mean))
}

/// An item of a guided path with nothing to do. It is left out.
pub fn empty_path_item(path: &SourcePath, span: Span) -> Message {
    let text = "an item of a path needs `map`, `page` or `do`; this one is left out";
    Message::new("WB506", Severity::Error, path, text).at(span)
}

fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// Names with commas or "and" between them that were meant as a list.
fn several(written: &str) -> Option<String> {
    let written = written.trim_matches(['[', ']']);
    let names: Vec<&str> = written.split([',', ';', '/', '&']).flat_map(|part| part.split(" and ")).map(str::trim).collect();
    let all = names.len() > 1 && names.iter().all(|name| !name.is_empty() && !name.contains(' '));
    all.then(|| format!("write several names as a list: `[{}]`", names.join(", ")))
}

/// "`a`, `b` and `c`".
fn list(names: &[&str]) -> String {
    joined(names, " and ")
}

/// "`a`, `b` or `c`".
fn either(names: &[&str]) -> String {
    joined(names, " or ")
}

fn joined(names: &[&str], last: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{}{last}{end}", rest.join(", ")),
    }
}

/// A map that readers find only in the list of maps.
pub fn unlinked_map(path: &SourcePath, span: Span, key: &str) -> Message {
    let text = format!("nothing leads to the map `{key}`: no page, no other map and no path");
    let help = "name the pages it belongs to with `pages:`, or link to it";
    Message::new("WB320", Severity::Note, path, text).at(span).help(help)
}

/// A short word in capitals that the glossary does not explain.
pub fn unknown_term(path: &SourcePath, span: Span, term: &str) -> Message {
    let text = format!("`{term}` is not in the glossary");
    Message::new("WB504", Severity::Note, path, text).at(span).help(format!("add `{term}: {{means: …}}` to process-maps/_glossary.yaml"))
}

/// A name that the glossary calls old.
pub fn retired_term(path: &SourcePath, span: Span, old: &str, term: &str) -> Message {
    let text = format!("`{old}` is an old name of `{term}`");
    Message::new("WB505", Severity::Warning, path, text).at(span).help(format!("write `{term}`"))
}
