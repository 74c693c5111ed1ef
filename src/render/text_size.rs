//! How much room a text needs, and where it breaks into lines.
//!
//! Knows the widths of the embedded font, nothing of maps. Widths carry 8 % of slack, so that a text stays in its box when the reader
//! has another font. Characters that the font lacks are taken as wide as they commonly are: wide ones (CJK, emoji) one em, combining
//! ones nothing, others two thirds of an em.

use super::text_outlines::OUTLINES;
use super::text_widths::WIDTHS;

/// How heavy a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// What boxes say: weight 540.
    Regular,
    /// Questions, answers and headings: up to weight 660.
    Bold,
}

/// A size and a weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// The text size.
    pub size: f64,
    /// How heavy it is.
    pub weight: Weight,
}

/// A text in lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Lines {
    /// The lines, without the spaces between them.
    pub lines: Vec<String>,
    /// The width of the widest.
    pub width: f64,
    /// Whether a word was broken.
    pub broken: bool,
    /// Whether the end was left out; the last line ends in `…`.
    pub cut: bool,
}

const SLACK: f64 = 1.08;
/// No text of a map is looked at any further.
const MOST_CHARACTERS: usize = 600;

/// The width of a text on one line.
///
/// ```
/// use waybook::render::text_size::{Style, Weight, width};
/// let style = Style { size: 17.0, weight: Weight::Regular };
/// assert!(width("iiii", style) < width("mmmm", style));
/// assert_eq!(width("e\u{301}", style), width("e", style));
/// ```
pub fn width(text: &str, style: Style) -> f64 {
    let thousandths: u32 = text.chars().map(|c| u32::from(character(c, style.weight))).sum();
    f64::from(thousandths) * style.size / 1000.0 * SLACK
}

/// A text in at most `most_lines` lines of at most `room`, broken between words; the lines are about equally long.
///
/// A word that is wider than a line is broken with a hyphen. A text that needs more lines ends in `…`.
///
/// ```
/// use waybook::render::text_size::{Style, Weight, wrap};
/// let style = Style { size: 17.0, weight: Weight::Regular };
/// assert_eq!(wrap("Estimate in the calculator", style, 120.0, 3).lines, ["Estimate in", "the calculator"]);
/// ```
pub fn wrap(text: &str, style: Style, room: f64, most_lines: usize) -> Lines {
    let end = text.char_indices().nth(MOST_CHARACTERS).map_or(text.len(), |(end, _)| end);
    let mut first = fill(&text[..end], style, room);
    first.cut = end < text.len();
    let text = &text[..end];
    if first.cut || first.lines.len() > most_lines {
        return shorten(first, style, room, most_lines);
    }
    // The narrowest room that needs no more lines: then no line is much longer than the others.
    let (mut best, mut narrow, mut wide) = (first, 0.0, room);
    for _ in 0..8 {
        let middle = (narrow + wide) / 2.0;
        let lines = fill(text, style, middle);
        if lines.lines.len() <= best.lines.len() && lines.broken == best.broken && lines.width <= middle {
            wide = middle;
            best = lines;
        } else {
            narrow = middle;
        }
    }
    best
}

/// The outlines of a text, each with its character, how far from the start of the text it stands and how wide it is, in thousandths of
/// the text size. `None` when the font lacks a character, or when one joins another.
pub(super) fn outlines(text: &str, weight: Weight) -> Option<Vec<(char, &'static str, u32)>> {
    let mut at = 0;
    let outline = |c: char| {
        let index = OUTLINES.binary_search_by_key(&c, |entry| entry.0).ok().filter(|_| !is_combining(c))?;
        let outline = if weight == Weight::Regular { OUTLINES[index].1 } else { OUTLINES[index].2 };
        let start = at;
        at += u32::from(character(c, weight));
        Some((c, outline, start))
    };
    text.chars().map(outline).collect()
}

/// How wide a text is without slack, in thousandths of the text size.
pub(super) fn advance(text: &str, weight: Weight) -> u32 {
    text.chars().map(|c| u32::from(character(c, weight))).sum()
}

/// As many words on each line as fit.
fn fill(text: &str, style: Style, room: f64) -> Lines {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut broken = false;
    for word in text.split_whitespace() {
        let joined = if line.is_empty() { word.to_string() } else { format!("{line} {word}") };
        if width(&joined, style) <= room {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        let mut rest = word;
        while width(rest, style) > room {
            let (part, hyphen) = split(rest, style, room);
            if part == rest.len() {
                break;
            }
            broken |= hyphen;
            lines.push(format!("{}{}", &rest[..part], if hyphen { "-" } else { "" }));
            rest = &rest[part..];
        }
        line = rest.to_string();
    }
    if !line.is_empty() {
        lines.push(line);
    }
    let width = lines.iter().map(|line| width(line, style)).fold(0.0, f64::max);
    Lines { lines, width, broken, cut: false }
}

/// Where to break a word that is too wide, and whether that takes a hyphen. At least one character goes on the line.
fn split(word: &str, style: Style, room: f64) -> (usize, bool) {
    let mut fits = 0;
    let mut at_mark = 0;
    let mut after_wide = false;
    let hyphen = width("-", style);
    for (start, c) in word.char_indices() {
        let end = start + c.len_utf8();
        let joins_next = word[end..].chars().next().is_some_and(|next| character(next, style.weight) == 0) || c == '\u{200d}';
        if joins_next {
            continue;
        }
        let is_mark = matches!(c, '-' | '/' | '_' | '.' | '@' | '–');
        let needs = width(&word[..end], style) + if is_mark || is_wide(c) { 0.0 } else { hyphen };
        if needs > room && fits > 0 {
            break;
        }
        fits = end;
        after_wide = is_wide(c);
        if is_mark {
            at_mark = end;
        }
    }
    // A word that is one joined character, however long, stays whole.
    if fits == 0 {
        return (word.len(), false);
    }
    // A break behind a mark of the word itself is better than a hyphen, unless it leaves most of the line empty.
    if at_mark * 2 >= fits && at_mark > 0 && at_mark < word.len() { (at_mark, false) } else { (fits, !after_wide) }
}

fn shorten(lines: Lines, style: Style, room: f64, most_lines: usize) -> Lines {
    let mut kept: Vec<String> = lines.lines.into_iter().take(most_lines.max(1)).collect();
    if let Some(last) = kept.last_mut() {
        while !last.is_empty() && width(&format!("{last}…"), style) > room {
            last.pop();
        }
        let end = last.trim_end_matches([' ', ',', ';', '-', '(']).len();
        last.truncate(end);
        last.push('…');
    }
    let width = kept.iter().map(|line| width(line, style)).fold(0.0, f64::max);
    Lines { lines: kept, width, broken: lines.broken, cut: true }
}

/// The width of a character in thousandths of the text size.
fn character(c: char, weight: Weight) -> u16 {
    if let Ok(index) = WIDTHS.binary_search_by_key(&c, |entry| entry.0) {
        return match weight {
            Weight::Regular => WIDTHS[index].1,
            Weight::Bold => WIDTHS[index].2,
        };
    }
    if is_combining(c) {
        0
    } else if is_wide(c) {
        1000
    } else {
        670
    }
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { size: 17.0, weight: Weight::Regular };

    #[test]
    fn the_tables_are_sorted_and_hold_the_same_characters() {
        assert!(WIDTHS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(WIDTHS.iter().map(|entry| entry.0).eq(OUTLINES.iter().map(|entry| entry.0)));
    }

    #[test]
    fn what_the_font_lacks_has_no_outlines() {
        assert_eq!(outlines("Té", Weight::Bold).map(|found| found.len()), Some(2));
        assert_eq!(outlines("顧", Weight::Bold), None);
        assert_eq!(outlines("e\u{301}", Weight::Bold), None);
    }

    #[test]
    fn lines_keep_to_their_room() {
        for text in [
            "Introduce what services can do",
            "Donaudampfschifffahrtsgesellschaft",
            "顧客がサービスを必要としている場合",
            "a/b/c-d_e.f@g",
            "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
        ] {
            let lines = wrap(text, STYLE, 90.0, 3);
            assert!(lines.lines.len() <= 3 && lines.width <= 90.0, "{text}: {lines:?}");
        }
    }

    #[test]
    fn a_long_word_is_broken_with_a_hyphen() {
        let lines = wrap("Donaudampfschifffahrt", STYLE, 120.0, 3);
        assert!(lines.broken && lines.lines[0].ends_with('-'), "{lines:?}");
        assert_eq!(lines.lines.concat().replace('-', ""), "Donaudampfschifffahrt");
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let lines = wrap(&"many words ".repeat(20), STYLE, 120.0, 3);
        assert!(lines.cut && lines.lines.len() == 3 && lines.lines[2].ends_with('…'), "{lines:?}");
    }

    #[test]
    fn a_joined_character_without_end_stays_whole() {
        let text = "👩\u{200d}".repeat(40);
        assert_eq!(wrap(&text, STYLE, 90.0, 3).lines, [text]);
    }

    #[test]
    fn nothing_needs_no_lines() {
        assert_eq!(wrap("  ", STYLE, 100.0, 3).lines, Vec::<String>::new());
    }
}
