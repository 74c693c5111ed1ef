//! The search index: which words stand in which records, cut into files so that a search loads a few of them.
//!
//! Words are put into *buckets* by their first two letters, so that all words with the same beginning, and nearly all misspelled forms of
//! a word, are in one file. For letters that are wrong at the very beginning a bucket also lists the words whose fourth and fifth letters
//! belong to it. Records are put into *chunks* in their order. How many files there are follows from the number of records alone: a
//! preview knows their names without having read a text.
//!
//! A bucket is a text of words in order: a digit tells how many letters a word has in common with the one before, then come its other
//! letters, a blank and its places; and if it stands in more records than places are kept of, a blank and that number. Then there is a line
//! for each pair of later letters: those two, and the first three of each word that has them.
//! The places of a word are the numbers of the records that have it, each as the distance from the one before. In front of a distance a
//! sign tells how much the word weighs there, or none for the least. Its last digit is one of 52 letters, those before it are signs: so it
//! ends without a mark for that, and most have one letter.
//!
//! A chunk is a text of lines too: the page in whose midst it begins, then the records. `themes/handbook/js/search.js` reads both.

use std::collections::HashMap;

use super::all::{self, Entry};
use super::records::{self, Context, Kind, Place, Record};
use super::words::{each_joined, each_word, words};
use crate::base::hash::ShortTexts;
use crate::base::json::Json;
use crate::base::parallel;
use crate::base::percent;
use crate::model::{Address, Site};

/// Sites of so many records have larger files: there are few, and what they say alike is said fewer times. A larger site has smaller ones,
/// since a search loads some of them.
const SMALL: usize = 4096;
/// The most places that are kept of a word, the weightiest: who searches for a word of every page wants the pages that are about it.
const MOST_PLACES: usize = 1000;
/// Of how many records a word may stand in one. Words of more are `the` and `is`.
const MOST_SHARE: usize = 4;
/// So many places are kept of any word.
const KEPT_PLACES: usize = 64;
/// How much of a text is shown, in letters.
const SHOWN: usize = 180;
/// How much is shown of a section. There are ten of them to a page, and what is shown of them is most of the index.
const SHOWN_OF_SECTION: usize = 60;
/// A sentence of a section that has so many letters is enough.
const SHORTEST_SENTENCE: usize = 30;

/// How many files an index has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Files of words; a power of two.
    pub buckets: usize,
    /// Records in a chunk.
    pub chunk: usize,
    /// Files of records.
    pub chunks: usize,
}

impl Plan {
    /// The plan of a site.
    pub fn of(site: &Site) -> Plan {
        let records = records::count(site);
        let (bucket, chunk) = if records <= SMALL { (200, 128) } else { (100, 64) };
        Plan { buckets: (records / bucket).next_power_of_two().clamp(4, 1024), chunk, chunks: records.div_ceil(chunk) }
    }
}

/// The finished index.
#[derive(Clone, Debug, Default)]
pub struct SearchIndex {
    /// Number of records, number of buckets, size of a chunk, whether German spelling is folded, and words that mean the same.
    pub about: Vec<(String, Json)>,
    /// The buckets.
    pub buckets: Vec<String>,
    /// The chunks.
    pub chunks: Vec<String>,
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
    let (mut lines, mut holders): (Vec<String>, Vec<(u32, String)>) = (Vec::new(), Vec::new());
    let mut named: Vec<Record> = Vec::new();
    for part in parts {
        let first = lines.len() as u32;
        for (word, index) in part.numbers {
            let found = part.places[index as usize].iter().map(|(number, weight)| (first + number, *weight));
            places.entry(word).or_default().extend(found);
        }
        lines.extend(part.lines);
        holders.extend(part.holders.into_iter().map(|(number, holder)| (first + number, holder)));
        named.extend(part.named);
    }
    let records = lines.len();
    SearchIndex {
        about: about(site, plan, records, german),
        buckets: buckets(places, plan.buckets, most_places(records)),
        chunks: chunks(&lines, &holders, plan.chunk),
        entries: all::sorted(named),
    }
}

/// The most places of a word that are kept.
fn most_places(records: usize) -> usize {
    (records / MOST_SHARE).clamp(KEPT_PLACES, MOST_PLACES)
}

/// The files of records. The first line of each is the last page or map before it, for sections and steps that begin it.
fn chunks(lines: &[String], holders: &[(u32, String)], size: usize) -> Vec<String> {
    let chunk = |(index, lines): (usize, &[String])| {
        let before = holders.partition_point(|(number, _)| (*number as usize) < index * size);
        let holder = holders[..before].last().filter(|_| lines[0].starts_with([Kind::Section.letter(), Kind::Step.letter()]));
        format!("{}\n{}", holder.map_or("", |(_, holder)| holder), lines.join("\n"))
    };
    lines.chunks(size).enumerate().map(chunk).collect()
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
    lines: Vec<String>,
    /// The pages and maps with their numbers: the address and the title that their sections and steps share.
    holders: Vec<(u32, String)>,
    named: Vec<Record>,
    /// The record that had each word last, its best weight there, and how often it stands in the text.
    last: Vec<(u32, u8, u32)>,
    /// The words of the present record.
    present: Vec<u32>,
}

impl Found {
    fn new(german: bool) -> Found {
        let (numbers, places, lines, holders, named) = (HashMap::default(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Found { german, numbers, places, lines, holders, named, last: Vec::new(), present: Vec::new() }
    }

    fn take(&mut self, record: Record) {
        let number = self.lines.len() as u32;
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
        self.lines.push(line(&record));
        if let (Kind::Page | Kind::Map, Place::Inside(address, _)) = (record.kind, &record.place) {
            let mut holder = page(address);
            push_field(&record.title, &mut holder);
            self.holders.push((number, holder));
        }
        if record.kind != Kind::Section {
            self.named.push(Record { text: String::new(), shown: None, ..record });
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

/// The files of words, each with so many places at most.
fn buckets(places: Places, count: usize, most: usize) -> Vec<String> {
    let mut places: Vec<(String, Vec<(u32, u8)>)> = places.into_iter().collect();
    places.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let mut texts = vec![String::new(); count];
    // Words by their fourth and fifth letters: these two and the first three.
    let mut later: Vec<Vec<[char; 5]>> = vec![Vec::new(); count];
    // The last word of each file, to begin the next one with.
    let mut before = vec![String::new(); count];
    for (word, mut found) in places {
        let all = found.len();
        if all > most {
            found.select_nth_unstable_by_key(most, |(number, weight)| (*weight, *number));
            found.truncate(most);
            found.sort_unstable();
        }
        let letters: Vec<char> = word.chars().take(5).collect();
        let bucket = bucket_of(&letters, count);
        let text = &mut texts[bucket];
        push_word(&word, &before[bucket], text);
        text.push(' ');
        push_places(&found, text);
        if all > most {
            text.push(' ');
            push_distance(all as u32, text);
        }
        if let [a, b, c, d, e] = letters[..] {
            later[bucket_of(&[d, e], count)].push([d, e, a, b, c]);
        }
        before[bucket] = word;
    }
    for (text, mut later) in texts.iter_mut().zip(later) {
        later.sort_unstable();
        later.dedup();
        for same in later.chunk_by(|a, b| a[..2] == b[..2]) {
            text.push('\n');
            text.extend(&same[0][..2]);
            text.extend(same.iter().flat_map(|letters| &letters[2..]));
        }
    }
    texts
}

/// The bucket of a word by its first two letters: the 32-bit FNV-1a hash of their numbers.
fn bucket_of(letters: &[char], buckets: usize) -> usize {
    let hash = letters.iter().take(2).fold(0x811c_9dc5_u32, |hash, letter| (hash ^ *letter as u32).wrapping_mul(0x0100_0193));
    hash as usize & (buckets - 1)
}

/// A word after the one before it: how many letters they begin with together, at most nine, and the others. Letters that a browser counts
/// twice are not among the first.
fn push_word(word: &str, before: &str, text: &mut String) {
    let same = word.chars().zip(before.chars()).take(9).take_while(|(a, b)| a == b && *a <= '\u{ffff}').count();
    text.push(char::from(b'0' + same as u8));
    text.extend(word.chars().skip(same));
}

/// The signs of the weights; the least one has none, since nine of ten places have it.
const WEIGHTS: &[u8; 7] = b"!#%&*+-";
/// The last digit of a distance.
const LAST: &[u8; 52] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// The digits before it: signs that a text between backticks can hold.
const BEFORE: &[u8; 22] = b"\"'(),./:;<=>?@[]^_{|}~";

fn push_places(places: &[(u32, u8)], text: &mut String) {
    let mut before = 0;
    for (number, weight) in places {
        text.extend(WEIGHTS.get(usize::from(*weight)).map(|sign| char::from(*sign)));
        push_distance(number - before, text);
        before = *number;
    }
}

fn push_distance(distance: u32, text: &mut String) {
    let (mut high, low) = (distance / LAST.len() as u32, distance % LAST.len() as u32);
    // Seven digits hold any number.
    let mut digits = [' '; 7];
    let mut first = digits.len();
    while high > 0 {
        first -= 1;
        digits[first] = char::from(BEFORE[(high % BEFORE.len() as u32) as usize]);
        high /= BEFORE.len() as u32;
    }
    text.extend(&digits[first..]);
    text.push(char::from(LAST[low as usize]));
}

/// A record as the index has it: its kind and title, its text, where it is, and the number of a step, with a tab between two of them. Of a
/// section the id is told if it is not the usual one of its title, of a step its id, of all others the whole address.
fn line(record: &Record) -> String {
    let mut line = String::with_capacity(160);
    line.push(record.kind.letter());
    push_words(&record.title, &mut line);
    push_field(&shown(record), &mut line);
    line.push('\t');
    match &record.place {
        Place::Inside(_, Some(id)) if record.kind == Kind::Section && is_plain_id(id, &record.title) => {}
        Place::Inside(_, Some(id)) if matches!(record.kind, Kind::Section | Kind::Step) => percent::push_fragment(&mut line, id),
        Place::Inside(address, _) if matches!(record.kind, Kind::Page | Kind::Map) => line.push_str(&page(address)),
        Place::Inside(address, id) => line.push_str(&Address::new("/").link_to(address, id.as_deref())),
        Place::Outside(to) => line.push_str(to),
    }
    if let Context::Step { number, .. } = &record.context {
        line.push_str(&format!("\t{number}"));
    }
    line.truncate(line.trim_end_matches('\t').len());
    line
}

/// The address of a page or map from the root, without `index.html`.
fn page(address: &Address) -> String {
    let mut link = Address::new("/").link_to(address, None);
    let own = link.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/')).map(str::len);
    link.truncate(own.unwrap_or(link.len()));
    link
}

/// What is shown of a record below its title: its beginning, and of a section no second sentence.
fn shown(record: &Record) -> String {
    let text = if record.summary.is_empty() { record.shown.as_ref().unwrap_or(&record.text) } else { &record.summary };
    let most = if record.kind == Kind::Section { SHOWN_OF_SECTION } else { SHOWN };
    let end = text.char_indices().nth(most).map_or(text.len(), |(end, _)| end);
    let sentence = (record.kind == Kind::Section).then(|| end_of_sentence(&text[..end])).flatten();
    match sentence {
        Some(end) => text[..end].to_string(),
        None if end == text.len() => text.clone(),
        None => format!("{}…", &text[..text[..end].rfind(' ').unwrap_or(end)]),
    }
}

/// Where the first sentence ends that is not too short, before another one. `e.g.`, `Dr.` and `2.5` end none.
fn end_of_sentence(text: &str) -> Option<usize> {
    let ends = |at: usize, sign: char| {
        let (before, behind) = (&text[..at], &text[at + sign.len_utf8()..]);
        match sign {
            '。' => !behind.is_empty(),
            '.' | '!' | '?' => {
                behind.strip_prefix(' ').and_then(|next| next.chars().next()).is_some_and(|next| !next.is_lowercase())
                    && before.chars().rev().take(3).all(char::is_alphanumeric)
            }
            _ => false,
        }
    };
    text.char_indices().skip(SHORTEST_SENTENCE - 1).find(|(at, sign)| ends(*at, *sign)).map(|(at, sign)| at + sign.len_utf8())
}

fn push_field(text: &str, line: &mut String) {
    line.push('\t');
    push_words(text, line);
}

/// Text on one line and in one field.
fn push_words(text: &str, line: &mut String) {
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        line.extend(text.chars().map(|c| if c.is_ascii_control() { ' ' } else { c }));
    } else {
        line.push_str(text);
    }
}

/// Whether an id is what the script makes of a title: its letters, digits, `_` and `-` in lower case, blanks as `-`.
fn is_plain_id(id: &str, title: &str) -> bool {
    let title = title.trim_matches(' ');
    if !title.is_ascii() {
        let lower = title.to_lowercase();
        let kept = lower.chars().filter(|c| c.is_alphabetic() || c.is_ascii_digit() || matches!(c, '_' | '-' | ' '));
        return id.chars().eq(kept.map(|c| if c == ' ' { '-' } else { c }));
    }
    let kept = title.bytes().filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b' '));
    id.bytes().eq(kept.map(|byte| if byte == b' ' { b'-' } else { byte.to_ascii_lowercase() }))
}

fn about(site: &Site, plan: Plan, records: usize, german: bool) -> Vec<(String, Json)> {
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
        ("records".to_string(), Json::Number(records as u64)),
        ("buckets".to_string(), Json::Number(plan.buckets as u64)),
        ("chunk".to_string(), Json::Number(plan.chunk as u64)),
        ("german".to_string(), Json::Flag(german)),
        ("same".to_string(), Json::List(same)),
    ]
}
