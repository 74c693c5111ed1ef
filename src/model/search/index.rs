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

use std::borrow::Cow;
use std::collections::HashMap;

use super::all::{self, Entry};
use super::records::{self, Context, Kind, Place, Record};
use super::words::{each_joined, each_word, words};
use crate::base::hash::ShortTexts;
use crate::base::json::{self, Json};
use crate::base::parallel;
use crate::model::{Address, Site};

/// Records in a chunk.
pub const CHUNK: usize = 32;
/// The most places that are kept of a word: who searches for a word of every page wants the pages that are about it.
const MOST_PLACES: usize = 1000;
/// How much of a text is shown, in letters.
const SHOWN: usize = 180;
/// How much is shown of a section. There are ten of them to a page, and what is shown of them is most of the index.
const SHOWN_OF_SECTION: usize = 100;
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
    /// The chunks: each record is a list of kind, title, context, address and text, as JSON. An address that ends with `#` is the one of a
    /// section whose id is made from its title in the usual way.
    pub chunks: Vec<Vec<String>>,
    /// All records but sections of pages, without their texts, by letter and name.
    pub entries: Vec<Entry>,
}

/// Makes the index of a site, its parts at the same time. Cost: every word of every page once.
pub fn index(site: &Site) -> SearchIndex {
    let plan = Plan::of(site);
    let german = site.settings.language.split('-').next() == Some("de");
    let parts = parallel::map(&records::Part::all(site, parallel::cores() * 4), |part| {
        let mut found = Found::new(german);
        records::each(site, *part, &mut |record| found.take(record));
        found
    });
    let mut places: Places = HashMap::default();
    let mut shown: Vec<String> = Vec::new();
    let mut named: Vec<Record> = Vec::new();
    for part in parts {
        let first = shown.len() as u32;
        for (word, index) in part.numbers {
            let found = part.places[index as usize].iter().map(|(number, weight)| (first + number, *weight));
            places.entry(word).or_default().extend(found);
        }
        shown.extend(part.shown);
        named.extend(part.named);
    }
    let records = shown.len() as u32;
    let mut chunks: Vec<Vec<String>> = Vec::with_capacity(plan.chunks);
    for (number, record) in shown.into_iter().enumerate() {
        if number.is_multiple_of(CHUNK) {
            chunks.push(Vec::with_capacity(CHUNK));
        }
        chunks.last_mut().expect("the first record makes a chunk").push(record);
    }
    SearchIndex { about: about(site, plan, records, german), buckets: buckets(places, plan.buckets), chunks, entries: all::sorted(named) }
}

/// Where each word stands and how much it weighs there.
type Places = HashMap<String, Vec<(u32, u8)>, ShortTexts>;

/// What is found in a part of a site, its records counted from 0.
struct Found {
    german: bool,
    /// The number of each word.
    numbers: HashMap<String, u32, ShortTexts>,
    /// Where each word stands and how much it weighs there, by its number.
    places: Vec<Vec<(u32, u8)>>,
    /// The records as the index has them.
    shown: Vec<String>,
    named: Vec<Record>,
    /// The record that had each word last, its best weight there, and how often it stands in the text.
    last: Vec<(u32, u8, u32)>,
    /// The words of the present record.
    present: Vec<u32>,
}

impl Found {
    fn new(german: bool) -> Found {
        let (numbers, places, shown, named) = (HashMap::default(), Vec::new(), Vec::new(), Vec::new());
        Found { german, numbers, places, shown, named, last: Vec::new(), present: Vec::new() }
    }

    fn take(&mut self, record: Record) {
        let number = self.shown.len() as u32;
        self.weigh(&record, number);
        for word in std::mem::take(&mut self.present) {
            let (_, best, times) = self.last[word as usize];
            let in_text = match times {
                0 => u8::MAX,
                1..=2 => 7,
                _ => 6,
            };
            self.places[word as usize].push((number, best.min(in_text)));
        }
        self.shown.push(shown(&record));
        if record.kind != Kind::Section {
            self.named.push(Record { text: String::new(), ..record });
        }
    }

    /// Notes the words of a record, each with its best weight: 0 to 2 in a title, the shorter the better, and 0 or 1 in a short name of a
    /// role or term; 3 in another further name; 4 in the title of a section; 5 in what is said about it; 6 where it stands several times in the text; 7 where it stands once.
    fn weigh(&mut self, record: &Record, number: u32) {
        let mut count = 0;
        each_word(&record.title, self.german, &mut |_| count += 1);
        let title = match (record.kind, count) {
            (Kind::Section, _) => 4,
            (_, 0..=2) => 0,
            (_, 3..=5) => 1,
            _ => 2,
        };
        self.note(&record.title, number, Some(title));
        for name in &record.names {
            // `SA` is a name of the role just as its long one.
            let weight = match (record.kind, words(name, self.german).len()) {
                (Kind::Role | Kind::Term, 0..=1) => 0,
                (Kind::Role | Kind::Term, 2) => 1,
                _ => 3,
            };
            self.note(name, number, Some(weight));
        }
        self.note(&record.summary, number, Some(5));
        if let Context::Step { map, .. } = &record.context {
            self.note(map, number, Some(5));
        }
        self.note(&record.text, number, None);
        self.note(&record.unseen, number, None);
    }

    /// Notes the words of a text; without a weight they are counted.
    fn note(&mut self, text: &str, number: u32, weight: Option<u8>) {
        let german = self.german;
        let mut note = |word: &str| {
            let index = match self.numbers.get(word) {
                Some(index) => *index as usize,
                None => {
                    self.numbers.insert(word.to_string(), self.places.len() as u32);
                    self.places.push(Vec::new());
                    self.last.push((u32::MAX, u8::MAX, 0));
                    self.places.len() - 1
                }
            };
            let (record, best, times) = &mut self.last[index];
            if *record != number {
                (*record, *best, *times) = (number, u8::MAX, 0);
                self.present.push(index as u32);
            }
            match weight {
                Some(weight) => *best = weight.min(*best),
                None => *times += 1,
            }
        };
        each_word(text, german, &mut note);
        each_joined(text, german, &mut note);
    }
}

/// The files of words.
fn buckets(places: Places, count: usize) -> Vec<String> {
    let mut places: Vec<(String, Vec<(u32, u8)>)> = places.into_iter().collect();
    places.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let mut texts = vec![String::new(); count];
    let mut later = vec![String::new(); count];
    for (word, mut found) in places {
        if found.len() > MOST_PLACES {
            found.select_nth_unstable_by_key(MOST_PLACES, |(number, weight)| (*weight, *number));
            found.truncate(MOST_PLACES);
            found.sort_unstable();
        }
        let letters: Vec<char> = word.chars().take(5).collect();
        let text = &mut texts[bucket_of(&letters, count)];
        text.push_str(&word);
        text.push('\t');
        push_places(&found, text);
        text.push('\n');
        if letters.len() >= SHORTEST_WITH_SLIP {
            let text = &mut later[bucket_of(&letters[3..5], count)];
            text.push_str(&word);
            text.push('\n');
        }
    }
    for (text, later) in texts.iter_mut().zip(later) {
        text.push('\n');
        text.push_str(&later);
    }
    texts
}

/// The bucket of a word by its first two letters: the 32-bit FNV-1a hash of their numbers.
fn bucket_of(letters: &[char], buckets: usize) -> usize {
    let hash = letters.iter().take(2).fold(0x811c_9dc5_u32, |hash, letter| (hash ^ *letter as u32).wrapping_mul(0x0100_0193));
    hash as usize & (buckets - 1)
}

fn push_places(places: &[(u32, u8)], text: &mut String) {
    let mut before = 0;
    for (number, weight) in places {
        push_base_36(number - before, text);
        text.push(char::from(b'A' + weight));
        before = *number;
    }
}

fn push_base_36(mut number: u32, text: &mut String) {
    // Seven digits hold any number.
    let mut digits = ['0'; 7];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = char::from_digit(number % 36, 36).unwrap_or('0');
        number /= 36;
        if number == 0 {
            break;
        }
    }
    text.extend(&digits[first..]);
}

/// A record as the index has it.
fn shown(record: &Record) -> String {
    let place = match &record.place {
        // The script makes the usual id of a section from its title.
        Place::Inside(address, Some(anchor)) if record.kind == Kind::Section && is_plain_id(anchor, &record.title) => {
            format!("{}#", Address::new("/").link_to(address, None))
        }
        Place::Inside(address, anchor) => Address::new("/").link_to(address, anchor.as_deref()),
        Place::Outside(to) => to.clone(),
    };
    let text = if record.summary.is_empty() { &record.text } else { &record.summary };
    let most = if record.kind == Kind::Section { SHOWN_OF_SECTION } else { SHOWN };
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    let short = match &text[..end] {
        whole if end == text.len() => Cow::Borrowed(whole),
        cut => Cow::Owned(format!("{}…", &cut[..cut.rfind(' ').unwrap_or(end)])),
    };
    let (letter, title) = (record.kind.letter(), &record.title);
    match &record.context {
        Context::Alone => json::compact(&(letter, title, "", place, short)),
        Context::Of(around) => json::compact(&(letter, title, around, place, short)),
        Context::Step { number, map } => json::compact(&(letter, title, (number, map), place, short)),
    }
}

/// Whether an id is what the script makes of a title: its letters, digits, `_` and `-` in lower case, blanks as `-`.
fn is_plain_id(id: &str, title: &str) -> bool {
    let kept = title.trim_matches(' ').bytes().filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b' '));
    title.is_ascii() && id.bytes().eq(kept.map(|byte| if byte == b' ' { b'-' } else { byte.to_ascii_lowercase() }))
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
