//! Finds the terms of the glossary in a text, all of them in one pass. The only file that knows `aho_corasick`.
//!
//! Made once per site; looking through a text costs its length, however many terms there are.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::base::Slugs;
use crate::maps::Term;

/// The glossary, ready to be found in texts.
#[derive(Clone, Debug, Default)]
pub struct Glossary {
    finder: Option<AhoCorasick>,
    /// The place of the term for each form that is looked for.
    terms: Vec<usize>,
    /// The id of each term where it is explained.
    ids: Vec<String>,
}

/// A term in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Its place in [`Site::terms`](super::Site::terms).
    pub term: usize,
}

/// The id of each term in the list of all terms, made from its words: a link to it stays when others come before it.
///
/// Two terms of the same letters, such as `IT` and `it`, are told apart by a number.
pub fn term_ids(terms: &[Term]) -> Vec<String> {
    let mut slugs = Slugs::default();
    terms.iter().map(|term| slugs.make(&format!("term {}", term.term.value.trim()))).collect()
}

impl Glossary {
    /// From the terms of a site. A term is found as it is written, and with a capital where a sentence begins; the longest one wins.
    pub fn new(terms: &[Term]) -> Glossary {
        let mut forms: Vec<String> = Vec::new();
        let mut of_form = Vec::new();
        for (index, term) in terms.iter().enumerate() {
            let written = term.term.value.trim();
            let mut chars = written.chars();
            let capital = chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>());
            let own = std::iter::once(written.to_string()).chain(capital.filter(|capital| capital != written));
            for form in own.filter(|form| form.chars().count() > 1) {
                forms.push(form);
                of_form.push(index);
            }
        }
        let finder = (!forms.is_empty()).then(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&forms).ok());
        Glossary { finder: finder.flatten(), terms: of_form, ids: term_ids(terms) }
    }

    /// The id of a term, by its place in [`Site::terms`](super::Site::terms).
    pub fn id(&self, term: usize) -> &str {
        self.ids.get(term).map_or("", String::as_str)
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.finder.is_none()
    }

    /// The terms in a text, as whole words, from its beginning to its end.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Found> + 'a {
        let found = self.finder.iter().flat_map(move |finder| finder.find_iter(text));
        let inside_a_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '@');
        found
            .filter(move |found| !text[..found.start()].ends_with(inside_a_word) && !text[found.end()..].starts_with(inside_a_word))
            .map(|found| Found { start: found.start(), end: found.end(), term: self.terms[found.pattern().as_usize()] })
    }
}
