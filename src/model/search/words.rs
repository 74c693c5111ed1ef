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
    let folded = search_fold(text, german);
    let mut words = Vec::new();
    for run in folded.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
        let mut plain = String::new();
        let mut before: Option<char> = None;
        for c in run.chars() {
            if !is_unspaced(c) {
                plain.push(c);
                before = None;
                continue;
            }
            push(&mut words, &mut plain);
            if let Some(before) = before {
                words.push(String::from_iter([before, c]));
            }
            words.push(c.to_string());
            before = Some(c);
        }
        push(&mut words, &mut plain);
    }
    words
}

fn push(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(word.chars().take(LONGEST).collect());
        word.clear();
    }
}

/// Letters of scripts that are written without spaces between words: Han, Hiragana, Katakana.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
