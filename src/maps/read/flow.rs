//! The list `steps` → steps with their ids and the ways between them.
//!
//! A target may be an id, the text of a step, or the text of an answer, which then means the step that this answer leads to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::check::{self, WrittenVerb};
use super::super::meaning::*;
use super::super::written::OUTCOMES;
use super::take::Take;
use crate::base::catalogue::maps as say;
use crate::base::catalogue::nearest::nearest;
use crate::base::slug::slug;
use crate::base::{Message, Slugs, SourcePath, Spanned};
use crate::yaml::Node;

/// Reads the steps of a flow. A step without verb and id is left out; the one before it goes on to the one behind it.
pub(super) fn steps(take: &Take, items: &[&Node], whole: bool, phases: &mut Vec<Phase>, messages: &mut Vec<Message>) -> Vec<Step> {
    let mut kept: Vec<(&Node, WrittenVerb)> = Vec::with_capacity(items.len());
    let mut phase_titles: Vec<(usize, Spanned<String>)> = Vec::new();
    for item in items {
        let verbs = check::verbs(item);
        // A phase counts even if its first step does not.
        phase_titles.extend(take.text(item, "phase").map(|title| (kept.len(), title)));
        match verbs.as_slice() {
            [_] => {}
            [] => messages.push(say::no_verb(take.path, check::first_words(item))),
            several => {
                let several: Vec<&str> = several.iter().map(|verb| verb.key).collect();
                messages.push(say::several_verbs(take.path, check::first_words(item), &several));
            }
        }
        // A step that lacks its text (which is reported) is kept for its id, so that the ways to it hold.
        let said = verbs.iter().copied().find(|verb| take.text(item, verb.key).is_some());
        let by_id = WrittenVerb { verb: verbs.first().map_or("do", |verb| verb.verb), key: "id" };
        kept.extend(said.or(take.text(item, "id").map(|_| by_id)).map(|verb| (*item, verb)));
    }
    let text = |(node, verb): &(&Node, WrittenVerb)| {
        let text = take.text(node, verb.key).filter(|_| verb.verb != "map");
        text.or_else(|| take.text(node, "title"))
            .or_else(|| take.text(node, verb.key))
            .unwrap_or_else(|| Spanned::new(String::new(), node.span))
    };
    let texts: Vec<Spanned<String>> = kept.iter().map(text).collect();
    let nodes: Vec<&Node> = kept.iter().map(|(node, _)| *node).collect();
    let ids = ids(take, &nodes, &texts, messages);
    let mut steps: Vec<Step> = Vec::with_capacity(nodes.len());
    for (index, (((node, verb), text), id)) in kept.iter().zip(texts).zip(ids).enumerate() {
        steps.push(step(take, node, id, index, read_verb(take, node, *verb), text));
    }
    set_phases(&mut steps, phase_titles, phases);
    set_moves(take, &nodes, &mut steps, whole, messages);
    set_old_ids(take, &nodes, &mut steps, messages);
    steps
}

/// The ids that steps had before. What is an id now stays one.
pub(super) fn set_old_ids(take: &Take, items: &[&Node], steps: &mut [Step], messages: &mut Vec<Message>) {
    let mut taken = Slugs::default();
    for step in steps.iter() {
        taken.take(&step.id);
    }
    for (item, step) in items.iter().zip(steps) {
        for old in take.texts(item, "was") {
            if taken.take(&slug(&old.value)) {
                step.was.push(slug(&old.value));
            } else {
                messages.push(say::duplicate_id(take.path, &old));
            }
        }
    }
}

fn read_verb(take: &Take, node: &Node, written: WrittenVerb) -> Verb {
    match written.verb {
        "ask" => Verb::Ask,
        "pick" => Verb::Pick { options: take.options(node) },
        "wait" => Verb::Wait { time: take.time(node, "for") },
        "map" => match take.text(node, written.key).filter(|_| written.key != "id") {
            Some(map) => Verb::Map { map, titled: take.text(node, "title").is_some() },
            None => Verb::Do,
        },
        "end" => Verb::End {
            outcome: match take.word(node, "outcome", OUTCOMES) {
                Some("good") => Outcome::Good,
                Some("bad") => Outcome::Bad,
                _ => Outcome::Neutral,
            },
        },
        _ => Verb::Do,
    }
}

/// What steps and states have in common; the ways on are still missing.
pub(super) fn step(take: &Take, node: &Node, id: String, index: usize, verb: Verb, text: Spanned<String>) -> Step {
    Step {
        id,
        was: Vec::new(),
        number: index + 1,
        span: node.span,
        phase: None,
        verb,
        text,
        who: take.texts(node, "who"),
        with: take.texts(node, "with"),
        tell: take.texts(node, "tell"),
        accountable: take.texts(node, "accountable"),
        note: take.text(node, "note"),
        uses: take.uses(node),
        needs: take.texts(node, "needs"),
        makes: take.texts(node, "makes"),
        check: take.check(node),
        form: take.form(node),
        takes: take.time(node, "takes"),
        notice: take.time(node, "notice"),
        within: take.time(node, "within"),
        log: take.text(node, "log"),
        optional: take.flag(node, "optional"),
        exception: take.exception(node),
        every: take.text(node, "every"),
        enter_when: take.text(node, "enter_when"),
        state: take.text(node, "state"),
        assumed: take.flag(node, "assumed"),
        todo: take.text(node, "todo"),
        moves: Vec::new(),
    }
}

/// The id of each item: the written ones first, so that no made one can take them away.
pub(super) fn ids(take: &Take, items: &[&Node], texts: &[Spanned<String>], messages: &mut Vec<Message>) -> Vec<String> {
    let mut slugs = Slugs::default();
    let mut written: Vec<Option<String>> = Vec::with_capacity(items.len());
    for item in items {
        let id = take.text(item, "id").and_then(|id| {
            // Ids become parts of addresses; what cannot be one is made into one.
            if slugs.take(&slug(&id.value)) {
                return Some(slug(&id.value));
            }
            messages.push(say::duplicate_id(take.path, &id));
            None
        });
        written.push(id);
    }
    let made = written.into_iter().zip(texts).map(|(id, text)| id.unwrap_or_else(|| slugs.make(&text.value)));
    made.collect()
}

fn set_phases(steps: &mut [Step], titles: Vec<(usize, Spanned<String>)>, phases: &mut Vec<Phase>) {
    for (first_step, title) in titles.into_iter().filter(|(first, _)| *first < steps.len()) {
        // The same words again go on with the phase.
        if phases.last().is_none_or(|last: &Phase| last.title.value != title.value) {
            phases.push(Phase { title, first_step });
        }
    }
    for (index, step) in steps.iter_mut().enumerate() {
        step.phase = phases.partition_point(|phase| phase.first_step <= index).checked_sub(1);
    }
}

fn set_moves(take: &Take, nodes: &[&Node], steps: &mut [Step], whole: bool, messages: &mut Vec<Message>) {
    let mut answers = Answers::new();
    let pairs = |node: &Node| -> Vec<(Spanned<String>, Spanned<String>)> {
        let entries = node.get("answers").map(check::pairs).unwrap_or_default().into_iter();
        entries.filter_map(|(label, target)| Some((label.clone(), target.spanned()?))).collect()
    };
    for (node, step) in nodes.iter().zip(steps.iter()) {
        if step.verb == Verb::Ask {
            for (label, target) in pairs(node) {
                answers.entry(same(&label.value)).or_default().insert(target.value);
            }
        }
    }
    let names = Names::new(steps, answers);
    let last = steps.len();
    let mut all_moves = Vec::with_capacity(last);
    for (index, (node, step)) in nodes.iter().zip(steps.iter()).enumerate() {
        let following = (index + 1 < last).then(|| Move { label: None, to: index + 1, span: step.span });
        let moves = match step.verb {
            Verb::End { .. } => Vec::new(),
            Verb::Ask => {
                let answers = pairs(node).into_iter();
                let answers = answers.filter_map(|(label, target)| {
                    let to = names.find(take.path, &target, whole, messages)?;
                    Some(Move { label: Some(label), to, span: target.span })
                });
                answers.collect()
            }
            _ => match take.text(node, "next") {
                Some(target) => {
                    let to = names.find(take.path, &target, whole, messages);
                    to.map(|to| Move { label: None, to, span: target.span }).into_iter().collect()
                }
                None => following.into_iter().collect(),
            },
        };
        all_moves.push(moves);
    }
    for (step, moves) in steps.iter_mut().zip(all_moves) {
        step.moves = moves;
    }
}

/// Answers that lead to answers that lead to answers: nobody could follow more of them.
const MOST_ANSWERS_IN_A_ROW: usize = 8;

/// Finds steps by what people call them.
pub(super) struct Names<'a> {
    steps: &'a [Step],
    by_id: HashMap<&'a str, usize>,
    by_text: HashMap<String, Vec<usize>>,
    answers: Answers,
}

/// Per answer, as [`same`] makes it, the targets that are written for it.
pub(super) type Answers = BTreeMap<String, BTreeSet<String>>;

enum Found {
    Step(usize),
    Several(Vec<usize>),
    Nothing,
}

impl<'a> Names<'a> {
    /// The names of these steps and answers.
    pub fn new(steps: &'a [Step], answers: Answers) -> Names<'a> {
        let by_id = steps.iter().enumerate().map(|(index, step)| (step.id.as_str(), index)).collect();
        let mut by_text: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, step) in steps.iter().enumerate() {
            by_text.entry(same(&step.text.value)).or_default().push(index);
        }
        Names { steps, by_id, by_text, answers }
    }

    /// The step that is meant, or a message. In a file that could not be read to its end, an unknown target may stand further down.
    pub fn find(&self, path: &SourcePath, target: &Spanned<String>, whole: bool, messages: &mut Vec<Message>) -> Option<usize> {
        match self.look_up(&target.value) {
            Found::Step(index) => return Some(index),
            Found::Several(steps) => {
                let ids: Vec<&str> = steps.iter().map(|step| self.steps[*step].id.as_str()).collect();
                messages.push(say::ambiguous_target(path, target, &ids));
            }
            Found::Nothing if whole => {
                messages.push(say::unknown_target(path, target, self.near(&target.value, messages.len())));
            }
            Found::Nothing => {}
        }
        None
    }

    /// What was probably meant. Comparing with every name is dear, so a file full of unknown targets gets a guess for the first ones only.
    fn near(&self, target: &str, messages: usize) -> Option<&str> {
        if target.len() > 80 || messages > 50 {
            return None;
        }
        let near = nearest(target, self.steps.iter().map(|step| step.id.as_str()));
        near.or_else(|| nearest(target, self.steps.iter().map(|step| step.text.value.as_str())))
    }

    fn look_up(&self, target: &str) -> Found {
        if let Some(index) = self.direct(target) {
            return index;
        }
        // An answer stands for where it leads. Answers may name answers, but not in a circle, hence the list of those seen.
        let mut found: BTreeSet<usize> = BTreeSet::new();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut waiting = vec![same(target)];
        while let Some(label) = waiting.pop() {
            if seen.len() == MOST_ANSWERS_IN_A_ROW {
                return Found::Nothing;
            }
            if !seen.insert(label.clone()) {
                continue;
            }
            for target in self.answers.get(&label).into_iter().flatten() {
                match self.direct(target) {
                    Some(Found::Step(index)) => {
                        found.insert(index);
                    }
                    Some(_) => {}
                    None => waiting.push(same(target)),
                }
            }
        }
        match (found.len(), found.first()) {
            (1, Some(index)) => Found::Step(*index),
            (0, _) => Found::Nothing,
            _ => Found::Several(found.into_iter().collect()),
        }
    }

    /// By id or text.
    fn direct(&self, target: &str) -> Option<Found> {
        let target = target.trim();
        if let Some(index) = self.by_id.get(target).or_else(|| self.by_id.get(slug(target).as_str())) {
            return Some(Found::Step(*index));
        }
        match self.by_text.get(&same(target)).map(Vec::as_slice) {
            Some([index]) => Some(Found::Step(*index)),
            Some(several) => Some(Found::Several(several.to_vec())),
            None => None,
        }
    }
}

/// Texts that differ only in capitals, spaces and the sign at their end are the same name.
fn same(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    let kept = out.trim_end_matches(['.', '?', '!', ':']).len();
    out.truncate(kept);
    if out.is_ascii() {
        out.make_ascii_lowercase();
        return out;
    }
    out.to_lowercase()
}
