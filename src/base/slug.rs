//! Heading text to id, as kramdown's GFM mode makes it.

use std::collections::{HashMap, HashSet};

/// Makes ids that are unique within one page.
///
/// kramdown's rule for GFM: lower case, drop all but letters, digits, `_`, `-` and space, spaces to `-`; the second heading with the same
/// text gets `-1`, the third `-2`. An id that is already taken, say by an explicit one, is passed over.
///
/// ```
/// use waybook::base::Slugs;
/// let mut slugs = Slugs::default();
/// assert_eq!(slugs.make("SA & CSM"), "sa--csm");
/// assert_eq!(slugs.make("SA & CSM"), "sa--csm-1");
/// slugs.take("tools");
/// assert_eq!(slugs.make("Tools"), "tools-1");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Slugs {
    taken: HashSet<String>,
    next: HashMap<String, usize>,
}

impl Slugs {
    /// Marks an id that the writer chose as used; `false` if it was used before.
    pub fn take(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_string())
    }

    /// An unused id for this text.
    pub fn make(&mut self, text: &str) -> String {
        let base = slug(text);
        if self.taken.insert(base.clone()) {
            return base;
        }
        let next = self.next.entry(base.clone()).or_insert(1);
        loop {
            let id = format!("{base}-{next}");
            *next += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// Numbers that are neither digits nor letters, such as `²`, `½` and `①`: Unicode's category No, in the blocks that texts use.
fn is_other_number(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '¼'..='¾' | '\u{2070}'..='\u{2079}' | '\u{2080}'..='\u{2089}' | '\u{2150}'..='\u{215f}')
        || matches!(c, '\u{2189}' | '\u{2460}'..='\u{249b}' | '\u{24ea}'..='\u{24ff}' | '\u{2776}'..='\u{2793}')
        || matches!(c, '\u{3220}'..='\u{3229}' | '\u{3248}'..='\u{324f}' | '\u{3251}'..='\u{325f}' | '\u{3280}'..='\u{3289}')
}

/// The id of a text, not yet made unique; `section` when nothing of the text can be kept.
pub fn slug(text: &str) -> String {
    // The same as below, for the letters that nearly all ids are made of.
    if text.is_ascii() {
        let kept = text.trim().bytes().filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b' ' | b'\t'));
        let kept: String =
            kept.map(|byte| if matches!(byte, b' ' | b'\t') { '-' } else { char::from(byte.to_ascii_lowercase()) }).collect();
        return if kept.is_empty() { "section".to_string() } else { kept };
    }
    let kept: String = text
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric() && !is_other_number(*c) || matches!(c, '_' | '-' | ' ' | '\t') || is_mark(*c))
        .map(|c| if matches!(c, ' ' | '\t') { '-' } else { c })
        .collect();
    if kept.is_empty() { "section".to_string() } else { kept }
}

/// Combining marks belong to the letter before them (kramdown's `\p{Word}` keeps them).
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// A text for comparing names as file systems and people do: normalised (NFC) and in small letters.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// A text for searching: small letters without marks, `ß` as `ss` and so on, so that what is typed without them is found too. In German
/// `ae`, `oe`, `ue` count as `ä`, `ö`, `ü`. `themes/handbook/js/search.js` does the same with what readers type.
pub fn search_fold(text: &str, german: bool) -> String {
    use unicode_normalization::UnicodeNormalization;
    let bare: String = text.nfkd().filter(|c| !is_mark(*c)).nfc().flat_map(char::to_lowercase).collect();
    let mut folded = String::with_capacity(bare.len());
    for c in bare.chars() {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            'ı' => folded.push('i'),
            _ => folded.push(c),
        }
    }
    if german { folded.replace("ae", "a").replace("oe", "o").replace("ue", "u") } else { folded }
}
