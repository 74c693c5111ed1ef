//! Text into the words that are searched for. The script of the theme cuts what readers type in the same way: change both.

use crate::base::slug::search_fold;

/// The longest word that is kept, in letters: what is longer is no word.
const LONGEST: usize = 40;

/// The words of a text in order, folded. Scripts that are written without spaces give every pair of neighbours, and each letter alone.
///
/// ```
/// use waybook::model::words;
/// assert_eq!(words("Überprüfe den SOW-Entwurf!", false), ["uberprufe", "den", "sow", "entwurf"]);
/// assert_eq!(words("ueberpruefe", true), ["uberprufe"]);
/// assert_eq!(words("見積もり v2", false), ["見", "見積", "積", "積も", "も", "もり", "り", "v2"]);
/// ```
pub fn words(text: &str, german: bool) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, german, &mut |word| words.push(word.to_string()));
    words
}

/// Gives the words of a text, as [`words`] tells them, to `take`, without keeping them.
pub fn each_word(text: &str, german: bool, take: &mut dyn FnMut(&str)) {
    let mut word = String::new();
    // Between blanks every piece can be folded alone, and nearly all pieces need no more than small letters.
    for piece in text.split_ascii_whitespace() {
        if piece.is_ascii() {
            plain_words(piece, german, &mut word, take);
        } else {
            folded_words(&search_fold(piece, german), take);
        }
    }
}

/// Gives `handover` for each `hand-over` of a text to `take`: people write both, and search for either.
pub fn each_joined(text: &str, german: bool, take: &mut dyn FnMut(&str)) {
    for piece in text.split_ascii_whitespace().filter(|piece| piece.contains('-')) {
        let Some((first, second)) = piece.trim_matches(|c: char| !c.is_alphanumeric()).split_once('-') else { continue };
        let is_word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphabetic() && !is_unspaced(c));
        if is_word(first) && is_word(second) {
            let mut word = search_fold(&format!("{first}{second}"), german);
            end(&mut word, take);
        }
    }
}

fn plain_words(piece: &str, german: bool, word: &mut String, take: &mut dyn FnMut(&str)) {
    for run in piece.split(|c: char| !c.is_ascii_alphanumeric()).filter(|run| !run.is_empty()) {
        word.clear();
        word.push_str(run);
        word.make_ascii_lowercase();
        if german && word.contains('e') {
            *word = search_fold(word, german);
        }
        word.truncate(LONGEST);
        take(word);
    }
}

fn folded_words(folded: &str, take: &mut dyn FnMut(&str)) {
    for run in folded.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
        let mut plain = String::new();
        let mut before: Option<char> = None;
        for c in run.chars() {
            if !is_unspaced(c) {
                plain.push(c);
                before = None;
                continue;
            }
            end(&mut plain, take);
            if let Some(before) = before {
                take(&String::from_iter([before, c]));
            }
            take(c.encode_utf8(&mut [0; 4]));
            before = Some(c);
        }
        end(&mut plain, take);
    }
}

fn end(word: &mut String, take: &mut dyn FnMut(&str)) {
    if !word.is_empty() {
        let end = word.char_indices().nth(LONGEST).map_or(word.len(), |(at, _)| at);
        take(&word[..end]);
        word.clear();
    }
}

/// Letters of scripts that are written without spaces between words: Han, Hiragana, Katakana.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
