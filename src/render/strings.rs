//! The words of the theme: `strings/en.yaml` and its siblings, a text per key.
//!
//! A key that a template asks for and the file does not have is an error of the theme; a test finds it before any reader does.

use std::collections::BTreeMap;

use super::theme_embedded::FILES;
use crate::base::{Message, SourcePath};
use crate::yaml::{self, Limits, Value};

/// The words of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strings(BTreeMap<String, String>);

impl Strings {
    /// Reads a file of strings.
    pub fn read(path: &SourcePath, text: &str) -> (Strings, Vec<Message>) {
        let (node, messages) = yaml::read(path, text, 0, &Limits::FILE);
        let mut strings = BTreeMap::new();
        if let Some(Value::Mapping(entries)) = node.map(|node| node.value) {
            for (key, value) in entries {
                if let Value::Scalar { text, .. } = value.value {
                    strings.insert(key.value, text);
                }
            }
        }
        (Strings(strings), messages)
    }

    /// The built-in English words.
    pub fn built_in() -> Strings {
        let text =
            FILES.iter().find(|(name, _)| *name == "strings/en.yaml").map_or("", |(_, bytes)| std::str::from_utf8(bytes).unwrap_or(""));
        Strings::read(&SourcePath::new("strings/en.yaml"), text).0
    }

    /// These strings, with those of `over` in their place where it has them.
    pub fn overlaid(mut self, over: Strings) -> Strings {
        self.0.extend(over.0);
        self
    }

    /// The text of a key; the key itself when there is none, so that the gap is seen.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }

    /// The text of a key with `{name}` replaced.
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        values.iter().fold(self.get(key).to_string(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    /// The text for a number: `key_one` for 1, else `key`, with `{count}` replaced.
    pub fn count(&self, key: &str, count: usize) -> String {
        let one = format!("{key}_one");
        let key = if count == 1 && self.0.contains_key(&one) { one.as_str() } else { key };
        self.with(key, &[("count", &count.to_string())])
    }

    /// A length of time in its two largest units: `2 days 3 hours`. A day has 24 hours.
    pub fn minutes(&self, minutes: u64) -> String {
        let parts = [("days", minutes / 1440), ("hours", minutes / 60 % 24), ("minutes", minutes % 60)];
        let said = parts.into_iter().skip_while(|(_, count)| *count == 0).take(2).filter(|(_, count)| *count > 0);
        let said: Vec<String> = said.map(|(unit, count)| self.count(unit, usize::try_from(count).unwrap_or(usize::MAX))).collect();
        if said.is_empty() { self.count("minutes", 0) } else { said.join(" ") }
    }

    /// A date such as `2026-11-21` as people write it; the text itself when it is no date.
    pub fn date(&self, date: &str) -> String {
        let parts: Vec<&str> = date.split('-').collect();
        let [year, month, day] = parts.as_slice() else { return date.to_string() };
        let months: Vec<&str> = self.get("months").split(',').map(str::trim).collect();
        let name = month.parse::<usize>().ok().and_then(|month| months.get(month.checked_sub(1)?));
        let (Some(name), Ok(day)) = (name, day.parse::<u8>()) else { return date.to_string() };
        self.with("date", &[("day", &day.to_string()), ("month", name), ("year", year)])
    }

    /// All texts by key, for templates.
    pub fn all(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}
