//! The search index: which words stand in which records, cut into files so that a search loads a few of them.
//!
//! Words are put into *buckets* by their first two letters, so that all words with the same beginning, and nearly all misspelled forms of
//! a word, are in one file. For letters that are wrong at the very beginning a bucket also lists the words whose fourth and fifth letters
//! belong to it. Records are put into *chunks* in their order. How many files there are follows from the number of records alone: a
//! preview knows their names without having read a text.
//!
//! A bucket is a text of lines `word<tab>places`, then an empty line and the words by their later letters. The places of a word are the
//! numbers of the records that have it, each as the distance from the one before in base 36, with a capital letter behind it that tells
//! how much the word weighs there, `A` most. `themes/handbook/js/search.js` reads it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::all::{self, Entry};
use super::records::{self, Context, Kind, Place, Record};
use super::words::words;
use crate::base::json::Json;
use crate::model::{Address, Site};

/// Records in a chunk.
pub const CHUNK: usize = 32;
/// The most places that are kept of a word: who searches for a word of every page wants the pages that are about it.
const MOST_PLACES: usize = 1000;
/// How much of a text is shown, in letters.
const SHOWN: usize = 180;
/// Words that are shorter are not looked up by their later letters.
const SHORTEST_WITH_SLIP: usize = 5;

/// How many files an index has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Files of words; a power of two.
    pub buckets: usize,
    /// Files of records.
    pub chunks: usize,
}

impl Plan {
    /// The plan of a site.
    pub fn of(site: &Site) -> Plan {
        let records = records::count(site);
        Plan { buckets: (records / 100).next_power_of_two().clamp(4, 1024), chunks: records.div_ceil(CHUNK) }
    }
}

/// The finished index.
#[derive(Clone, Debug, Default)]
pub struct SearchIndex {
    /// Number of records, number of buckets, size of a chunk, whether German spelling is folded, and words that mean the same.
    pub about: Vec<(String, Json)>,
    /// The buckets.
    pub buckets: Vec<String>,
    /// The chunks: each record is a list of kind, title, context, address and text.
    pub chunks: Vec<Vec<Json>>,
    /// All records but sections of pages, without their texts, by letter and name.
    pub entries: Vec<Entry>,
}

/// Makes the index of a site. Cost: every word of every page once.
pub fn index(site: &Site) -> SearchIndex {
    let plan = Plan::of(site);
    let german = site.settings.language.split('-').next() == Some("de");
    let mut places: HashMap<String, Vec<(u32, u8)>> = HashMap::new();
    let mut chunks: Vec<Vec<Json>> = Vec::with_capacity(plan.chunks);
    let mut named: Vec<Record> = Vec::new();
    let mut number: u32 = 0;
    records::each(site, &mut |record| {
        for (word, weight) in weighed(&record, german) {
            places.entry(word).or_default().push((number, weight));
        }
        if (number as usize).is_multiple_of(CHUNK) {
            chunks.push(Vec::with_capacity(CHUNK));
        }
        if let Some(chunk) = chunks.last_mut() {
            chunk.push(shown(&record));
        }
        number += 1;
        if record.kind != Kind::Section {
            named.push(Record { text: String::new(), ..record });
        }
    });
    let mut buckets = vec![Bucket::default(); plan.buckets];
    for (word, mut found) in places {
        if found.len() > MOST_PLACES {
            found.sort_by_key(|(number, weight)| (*weight, *number));
            found.truncate(MOST_PLACES);
            found.sort_unstable();
        }
        let letters: Vec<char> = word.chars().collect();
        let own = bucket_of(&letters, plan.buckets);
        if letters.len() >= SHORTEST_WITH_SLIP {
            buckets[bucket_of(&letters[3..5], plan.buckets)].later.insert(word.clone());
        }
        buckets[own].places.insert(word, written(&found));
    }
    SearchIndex {
        about: about(site, plan, number, german),
        buckets: buckets.iter().map(Bucket::text).collect(),
        chunks,
        entries: all::sorted(named),
    }
}

#[derive(Clone, Default)]
struct Bucket {
    places: BTreeMap<String, String>,
    later: BTreeSet<String>,
}

impl Bucket {
    fn text(&self) -> String {
        let mut text: String = self.places.iter().map(|(word, places)| format!("{word}\t{places}\n")).collect();
        text.push('\n');
        self.later.iter().for_each(|word| {
            text.push_str(word);
            text.push('\n');
        });
        text
    }
}

/// The bucket of a word by its first two letters: the 32-bit FNV-1a hash of their numbers.
fn bucket_of(letters: &[char], buckets: usize) -> usize {
    let hash = letters.iter().take(2).fold(0x811c_9dc5_u32, |hash, letter| (hash ^ *letter as u32).wrapping_mul(0x0100_0193));
    hash as usize & (buckets - 1)
}

fn written(places: &[(u32, u8)]) -> String {
    let mut text = String::new();
    let mut before = 0;
    for (number, weight) in places {
        push_base_36(number - before, &mut text);
        text.push(char::from(b'A' + weight));
        before = *number;
    }
    text
}

fn push_base_36(mut number: u32, text: &mut String) {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(number % 36, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            break;
        }
    }
    text.extend(digits.iter().rev());
}

/// The words of a record, each once with its best weight: 0 to 2 in a title, the shorter the better; 3 in a further name; 4 in the title of
/// a section; 5 in what is said about it; 6 where it stands several times in the text; 7 where it stands once.
fn weighed(record: &Record, german: bool) -> BTreeMap<String, u8> {
    let mut found: BTreeMap<String, u8> = BTreeMap::new();
    let mut take = |text: &str, weight: u8| {
        for word in words(text, german) {
            let best = found.entry(word).or_insert(weight);
            *best = weight.min(*best);
        }
    };
    let title = match (record.kind, words(&record.title, german).len()) {
        (Kind::Section, _) => 4,
        (_, 0..=2) => 0,
        (_, 3..=5) => 1,
        _ => 2,
    };
    take(&record.title, title);
    record.names.iter().for_each(|name| take(name, 3));
    take(&record.summary, 5);
    if let Context::Step { map, .. } = &record.context {
        take(map, 5);
    }
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for word in words(&record.text, german) {
        *times.entry(word).or_default() += 1;
    }
    for (word, times) in times {
        let weight = if times >= 3 { 6 } else { 7 };
        let best = found.entry(word).or_insert(weight);
        *best = weight.min(*best);
    }
    found
}

fn shown(record: &Record) -> Json {
    let context = match &record.context {
        Context::Alone => Json::text(""),
        Context::Of(title) => Json::text(title.as_str()),
        Context::Step { number, map } => Json::List(vec![Json::Number(*number as u64), Json::text(map.as_str())]),
    };
    let place = match &record.place {
        Place::Inside(address, anchor) => Address::new("/").link_to(address, anchor.as_deref()),
        Place::Outside(to) => to.clone(),
    };
    let text = if record.summary.is_empty() { &record.text } else { &record.summary };
    let mut short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() {
        short.truncate(short.rfind(' ').unwrap_or(short.len()));
        short.push('…');
    }
    Json::List(vec![Json::text(record.kind.letter()), Json::text(record.title.as_str()), context, Json::text(place), Json::text(short)])
}

fn about(site: &Site, plan: Plan, records: u32, german: bool) -> Vec<(String, Json)> {
    let words_of = |text: &str| Json::texts(words(text, german));
    let mut same = Vec::new();
    for role in site.roles.values() {
        let old = role.was.iter().filter(|old| !old.is_empty());
        same.extend(
            old.chain([&role.name]).filter(|name| **name != role.short).map(|name| Json::List(vec![words_of(name), words_of(&role.short)])),
        );
    }
    for term in &site.terms {
        same.extend(term.was.iter().map(|old| Json::List(vec![words_of(old), words_of(&term.term.value)])));
    }
    vec![
        ("records".to_string(), Json::Number(records.into())),
        ("buckets".to_string(), Json::Number(plan.buckets as u64)),
        ("chunk".to_string(), Json::Number(CHUNK as u64)),
        ("german".to_string(), Json::Flag(german)),
        ("same".to_string(), Json::List(same)),
    ]
}
