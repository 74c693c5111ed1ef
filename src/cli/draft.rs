//! A map to begin with, from a few words: taken from flags or asked for on a terminal, and written as YAML.
//!
//! What it writes has nothing that `check --strict` would report. Knows the format as a writer does, not how it is read.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, BufRead, Write};

use crate::base::Slugs;
use crate::base::catalogue::nearest::nearest;

/// A map to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// What the process is called.
    pub title: String,
    /// What sets it off.
    pub starts_when: Option<String>,
    /// Who answers for the map; without it, who does the first step.
    pub owner: Option<String>,
    /// The steps in order.
    pub steps: Vec<DraftStep>,
}

/// A step or a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftStep {
    /// The role that does or decides it.
    pub who: String,
    /// What the box says.
    pub text: String,
    /// The answers, if it is a question: the first leads on, the others to an end.
    pub answers: Vec<String>,
}

impl DraftStep {
    /// Reads `seller: Call the customer` or `Is it complete? Yes / No`. Without a role it is done by `who`; without answers they are yes and
    /// no. `None` without any text.
    ///
    /// ```
    /// use waybook::cli::draft::DraftStep;
    /// let step = DraftStep::read("cook: Is it hot? Hot / Warm / Cold", "guest").unwrap();
    /// assert_eq!((step.who.as_str(), step.text.as_str()), ("cook", "Is it hot?"));
    /// assert_eq!(step.answers, ["Hot", "Warm", "Cold"]);
    /// assert_eq!(DraftStep::read("Note: pour", "guest").unwrap().text, "Note: pour");
    /// ```
    pub fn read(line: &str, who: &str) -> Option<DraftStep> {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        // Roles are written in small letters; any other colon belongs to the text.
        let role = line.split_once(": ").filter(|(role, _)| is_role(role));
        let (who, text) = role.map_or((who, line.as_str()), |(role, text)| (role, text));
        let (text, answers) = match text.split_once('?') {
            Some((question, answers)) if answers.is_empty() || answers.starts_with(' ') => (format!("{question}?"), answers.trim()),
            _ => return Some(DraftStep { who: who.to_string(), text: text.to_string(), answers: Vec::new() }).filter(|_| !text.is_empty()),
        };
        let mut seen = BTreeSet::new();
        let mut answers: Vec<String> =
            answers.split('/').map(|answer| answer.trim().to_string()).filter(|answer| !answer.is_empty()).collect();
        answers.retain(|answer| seen.insert(answer.to_lowercase()));
        for usual in ["Yes", "No"] {
            if answers.len() < 2 && !answers.iter().any(|answer| answer.eq_ignore_ascii_case(usual)) {
                answers.push(usual.to_string());
            }
        }
        Some(DraftStep { who: who.to_string(), text, answers }).filter(|step| step.text != "?")
    }
}

/// Whether a word is a role as it is written in `who`.
fn is_role(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic()) && word.chars().all(|c| c.is_lowercase() || c.is_numeric() || matches!(c, '-' | '_'))
}

impl Draft {
    /// The roles that it names, sorted.
    pub fn roles(&self) -> BTreeSet<&str> {
        self.steps.iter().map(|step| step.who.as_str()).chain(self.owner.as_deref()).collect()
    }

    /// The map as YAML.
    ///
    /// ```
    /// use waybook::cli::draft::{Draft, DraftStep};
    /// let steps = ["Boil water", "Is it hot?", "Pour"].map(|line| DraftStep::read(line, "cook").unwrap()).to_vec();
    /// let yaml = Draft { title: "Tea".to_string(), steps, ..Draft::default() }.yaml();
    /// assert!(yaml.contains("answers:\n      \"Yes\": pour\n      \"No\": stop\n"));
    /// ```
    pub fn yaml(&self) -> String {
        let mut out = format!("title: {}\nstatus: draft\n", quoted(&self.title));
        let owner = self.owner.as_deref().or(self.steps.first().map(|step| step.who.as_str()));
        for (key, value) in [("owner", owner), ("starts_when", self.starts_when.as_deref())] {
            if let Some(value) = value {
                let _ = writeln!(out, "{key}: {}", quoted(value));
            }
        }
        let mut slugs = Slugs::default();
        for end in ["done", "stop"] {
            slugs.take(end);
        }
        let ids: Vec<String> = self.steps.iter().map(|step| slugs.make(first_words(&step.text))).collect();
        out.push_str("steps:\n");
        for (index, step) in self.steps.iter().enumerate() {
            let verb = if step.answers.is_empty() { "do" } else { "ask" };
            let _ = writeln!(out, "  - id: {}\n    {verb}: {}\n    who: {}", quoted(&ids[index]), quoted(&step.text), quoted(&step.who));
            for (answer, label) in step.answers.iter().enumerate() {
                if answer == 0 {
                    out.push_str("    answers:\n");
                }
                let next = ids.get(index + 1).map_or("done", String::as_str);
                let _ = writeln!(out, "      {}: {}", quoted(label), quoted(if answer == 0 { next } else { "stop" }));
            }
        }
        let _ = writeln!(out, "  - id: done\n    end: Done\n    outcome: good");
        if self.steps.iter().any(|step| !step.answers.is_empty()) {
            let _ =
                writeln!(out, "  - id: stop\n    end: Stopped\n    outcome: neutral\n    todo: Say for each answer where it really leads");
        }
        out
    }
}

/// The beginning of a text, long enough for an id.
fn first_words(text: &str) -> &str {
    let end = text.match_indices(' ').map(|(at, _)| at).take_while(|at| *at <= 30).last();
    end.filter(|_| text.len() > 30).map_or(text, |end| &text[..end])
}

/// A text as YAML: in quotes, unless it can't be anything but a text.
pub fn quoted(text: &str) -> String {
    let known = matches!(text.to_lowercase().as_str(), "yes" | "no" | "on" | "off" | "true" | "false" | "null");
    let letters = text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | ',' | '?' | '!' | '_'));
    let plain = letters && !known && text.starts_with(char::is_alphabetic) && !text.ends_with(' ');
    if plain { text.to_string() } else { crate::base::catalogue::yaml::quoted(text) }
}

/// Asks for what is missing. `known` are the roles of the site; without any, all names are right. The end of the input answers
/// everything that is left with nothing.
///
/// # Errors
/// When the terminal can't be read or written.
pub fn ask(draft: &mut Draft, known: &[String], input: &mut dyn BufRead, output: &mut dyn Write) -> io::Result<()> {
    if let Some(title) = answer(input, output, &format!("Title [{}]: ", draft.title))? {
        draft.title = title;
    }
    if draft.starts_when.is_none() {
        draft.starts_when = answer(input, output, "What sets it off? ")?;
    }
    let mut who = match &draft.owner {
        Some(owner) => owner.clone(),
        None => ask_role(known, input, output)?,
    };
    draft.owner.get_or_insert(who.clone());
    writeln!(output, "\nThe steps, one a line; an empty line ends them. None at all: a map to look at.")?;
    writeln!(output, "  Call the customer               {who} does it")?;
    writeln!(
        output,
        "  {}: Send the offer          someone else does it, and what follows",
        known.iter().find(|role| **role != who).map_or("seller", String::as_str)
    )?;
    writeln!(output, "  Is it complete? Yes / No        a question and its answers: the first one leads on\n")?;
    while let Some(line) = answer(input, output, &format!("{:>2}. ", draft.steps.len() + 1))? {
        let Some(step) = DraftStep::read(&line, &who) else { continue };
        if let Some(wrong) = unknown_role(&step.who, known) {
            writeln!(output, "    {wrong}; please write the step again")?;
            continue;
        }
        who.clone_from(&step.who);
        draft.steps.push(step);
    }
    Ok(())
}

fn ask_role(known: &[String], input: &mut dyn BufRead, output: &mut dyn Write) -> io::Result<String> {
    let first = known.first().map_or("seller", String::as_str);
    loop {
        let Some(role) = answer(input, output, &format!("Who answers for it, and does the first step? [{first}]: "))? else {
            return Ok(first.to_string());
        };
        match unknown_role(&role, known) {
            None => return Ok(role),
            Some(wrong) => writeln!(output, "  {wrong}")?,
        }
    }
}

/// What is wrong with a role, if the site has roles and this is none of them.
pub fn unknown_role(role: &str, known: &[String]) -> Option<String> {
    if known.is_empty() || known.iter().any(|name| name == role) {
        return None;
    }
    let near = nearest(role, known.iter().map(String::as_str)).map(|near| format!("; did you mean `{near}`?"));
    let near = near.unwrap_or_else(|| format!("; the roles are {}", known.join(", ")));
    Some(format!("no role is called `{role}`{near}"))
}

/// A line, without blanks around it; `None` for an empty one and at the end of the input.
fn answer(input: &mut dyn BufRead, output: &mut dyn Write, question: &str) -> io::Result<Option<String>> {
    write!(output, "{question}")?;
    output.flush()?;
    let mut bytes = Vec::new();
    input.read_until(b'\n', &mut bytes)?;
    let line = String::from_utf8_lossy(&bytes).replace(char::is_control, " ").trim().to_string();
    Ok((!line.is_empty()).then_some(line))
}
