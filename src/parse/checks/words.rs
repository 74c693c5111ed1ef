//! Slips in running text: words twice, text decoded twice, characters that nobody sees, stars without a partner, lines run together.

use std::collections::BTreeSet;

use super::{FILLER, Leaf, LeafKind, Subject, has, inside};
use crate::base::catalogue::markdown as say;
use crate::base::{Edit, Message, Span};
use crate::parse::document::{HtmlPiece, Inline, InlineKind};

/// Looks at all running text of the page.
pub fn check(subject: &Subject, messages: &mut Vec<Message>) {
    for leaf in &subject.leaves {
        doubled_words(subject, leaf, messages);
        emphasis(subject, leaf, messages);
        lines_run_together(subject, leaf, messages);
        decoded_twice(subject, leaf, messages);
    }
    invisible(subject, messages);
}

/// Words that may well stand twice, in English and in a few languages whose articles are pronouns too.
const MAY_STAND_TWICE: &[&str] = &[
    "that", "had", "is", "no", "so", "very", "bye", "ha", "blah", "now", "night", "knock", "many", "really", "ok", "long", "there", "out",
    "who", "do", "her", "you", "die", "das", "der", "den", "sie", "nous", "vous", "dat", "en",
];

/// `the the`
fn doubled_words(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    let text = &leaf.words;
    let mut before: Option<(usize, usize)> = None;
    for (start, word) in words(text) {
        let end = start + word.len();
        let first = before.replace((start, end));
        let Some((first_start, first_end)) = first else { continue };
        let gap = &text[first_end..start];
        if !text[first_start..first_end].eq_ignore_ascii_case(word) {
            continue;
        }
        let blank = !gap.is_empty() && gap.chars().all(char::is_whitespace);
        let single = word.chars().nth(1).is_none();
        if !blank || single {
            continue;
        }
        // `Walla Walla` is a name, and `foo foo` with a mark around it an example.
        let name = word.starts_with(char::is_uppercase);
        let stuck = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '@' | '#' | '=' | '\'' | '’' | FILLER);
        let behind = text[end..].chars().next().is_some_and(|c| stuck(c) && c != '.');
        let quoted = text[..first_start].ends_with(['"', '“', '\'']);
        if name || quoted || behind || text[..first_start].ends_with(stuck) || MAY_STAND_TWICE.contains(&word.to_lowercase().as_str()) {
            continue;
        }
        let span = leaf.place(first_start, end);
        messages.push(say::doubled_word(subject.path, span, word).fix([Edit::new(leaf.place(first_end, end), "")]));
        before = None;
    }
}

/// Every run of letters with its place.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some((false, length)) = character_at(text, at) {
            at += length;
        }
        let start = at;
        while let Some((true, length)) = character_at(text, at) {
            at += length;
        }
        (start < at).then(|| (start, &text[start..at]))
    })
}

/// Whether a letter stands at a place, and how many bytes the character takes. Nearly all characters are one byte.
fn character_at(text: &str, at: usize) -> Option<(bool, usize)> {
    match text.as_bytes().get(at)? {
        byte @ 0..=127 => Some((byte.is_ascii_alphabetic(), 1)),
        _ => text[at..].chars().next().map(|c| (c.is_alphabetic(), c.len_utf8())),
    }
}

/// Stars that readers see because they belong to no other ones.
fn emphasis(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    if !has(leaf.source, b'*') {
        return;
    }
    let mut texts = Vec::new();
    leaf.texts(&mut texts);
    let mut near_emphasis = BTreeSet::new();
    edges(leaf.inlines, &mut near_emphasis);
    let mut openers: Vec<(Span, bool)> = Vec::new();
    for place in texts {
        let Some(text) = subject.text.get(place.start..place.end) else { continue };
        let mut at = 0;
        while let Some(start) = text[at..].find('*').map(|found| at + found) {
            let end = start + text[start..].chars().take_while(|c| *c == '*').count();
            at = end;
            let span = Span::new(place.start + start, place.start + end);
            let before = subject.text[..span.start].chars().next_back();
            let after = subject.text[span.end..].chars().next();
            if before == Some('\\') {
                continue;
            }
            // `**#name*`: one star found a partner, the other did not.
            let halved = near_emphasis.contains(&span.start) || near_emphasis.contains(&span.end);
            let opens =
                before.is_none_or(|c| c.is_whitespace() || c == '(') && after.is_some_and(|c| c.is_alphanumeric() || "(\"#[".contains(c));
            let closes = after.is_none_or(|c| c.is_whitespace() || ".,;:!?)".contains(c)) && before.is_some_and(|c| !c.is_whitespace());
            if halved {
                messages.push(say::unbalanced_emphasis(subject.path, span, &text[start..end]));
            } else if opens {
                openers.push((span, span.start == leaf.span.start && end - start == 1));
            } else if closes && end - start == 2 {
                messages.push(say::unbalanced_emphasis(subject.path, span, "**"));
            }
        }
    }
    for (span, begins_leaf) in openers {
        // One star at the very beginning is the mark of a remark under a table, and one without a bracket or bold often, too.
        let length = span.end - span.start;
        let bracket = subject.text[span.end..].starts_with(['(', '"', '#', '[']);
        if length <= 3 && !begins_leaf && (length > 1 || bracket) {
            messages.push(say::unbalanced_emphasis(subject.path, span, &"*".repeat(length)));
        }
    }
}

// Recursion is bounded by `markdown::MAX_DEPTH`.
fn edges(inlines: &[Inline], found: &mut BTreeSet<usize>) {
    for inline in inlines {
        match &inline.kind {
            InlineKind::Emphasis(inner) | InlineKind::Strong(inner) => {
                found.extend([inline.span.start, inline.span.end]);
                // A star left over may also stand just inside.
                found.extend(inner.first().map(|inline| inline.span.start));
                found.extend(inner.last().map(|inline| inline.span.end));
                edges(inner, found);
            }
            InlineKind::Strike(inner) | InlineKind::Link { inlines: inner, .. } => edges(inner, found),
            _ => {}
        }
    }
}

/// `East: …` and `West: …` on two lines, which readers get as one.
fn lines_run_together(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    let is_break = |inline: &Inline| match &inline.kind {
        InlineKind::HardBreak => true,
        InlineKind::Html(pieces) => pieces.iter().any(|piece| matches!(piece, HtmlPiece::Markup(markup) if markup.starts_with("<br"))),
        _ => false,
    };
    if leaf.kind != LeafKind::Paragraph || !has(leaf.source, b'\n') || leaf.inlines.iter().any(is_break) {
        return;
    }
    let mut lines = Vec::new();
    let mut at = 0;
    for line in leaf.words.split_inclusive('\n') {
        lines.push((at, line));
        at += line.len();
    }
    let typed = |line: &str| line.trim_start().starts_with(['•', '·', '▪', '●', '◦']);
    let bullets: Vec<usize> =
        lines.iter().filter(|(_, line)| typed(line)).map(|(at, line)| at + line.len() - line.trim_start().len()).collect();
    if bullets.len() >= 2 {
        let length = |at: usize| leaf.words[at..].chars().next().map_or(1, char::len_utf8);
        let first = leaf.place(bullets[0], bullets[0] + length(bullets[0]));
        let fix = bullets.iter().map(|at| {
            let blank = if leaf.words[at + length(*at)..].starts_with(' ') { "-" } else { "- " };
            Edit::new(leaf.place(*at, at + length(*at)), blank)
        });
        messages.push(say::lines_run_together(subject.path, first, bullets.len()).fix(fix));
        return;
    }
    if lines.len() < 2 || !lines.iter().all(|(_, line)| is_labelled(line)) {
        return;
    }
    let span = leaf.place(0, leaf.words[..].find('\n').unwrap_or(leaf.words.len()));
    let indent = |at: usize, line: &str| at + line.len() - line.trim_start().len();
    let fix = lines.iter().map(|(at, line)| leaf.place(indent(*at, line), indent(*at, line))).map(|place| Edit::new(place, "- "));
    messages.push(say::lines_run_together(subject.path, span, lines.len()).fix(fix));
}

/// `Label: text`: up to four words, the first with a capital, and a short text.
fn is_labelled(line: &str) -> bool {
    let line = line.trim();
    let plain: String = line.chars().filter(|c| !matches!(c, '*' | '_')).collect();
    let Some((label, rest)) = plain.split_once(':') else { return false };
    let words = label.split_whitespace().count();
    let fits =
        (1..=4).contains(&words) && label.chars().count() <= 40 && label.chars().all(|c| c.is_alphanumeric() || " -/&+.".contains(c));
    // A sentence on the line is a paragraph with a long first word, not a list.
    let short = line.chars().count() <= 120 && !rest.trim_end_matches('.').contains(". ");
    fits && short && label.starts_with(char::is_uppercase) && rest.starts_with(' ') && !rest.trim().is_empty()
}

/// `â€™` for `’`: text in UTF-8 that somebody read as Windows-1252 and saved.
fn decoded_twice(subject: &Subject, leaf: &Leaf, messages: &mut Vec<Message>) {
    let text = &leaf.words;
    if text.is_ascii() {
        return;
    }
    let mut at = 0;
    while let Some(start) = text[at..].find(['Â', 'Ã', 'â', 'ð', 'ï']).map(|found| at + found) {
        at = start + 'Â'.len_utf8();
        let Some((right, end)) = meant(&text[start..]).map(|(right, length)| (right, start + length)) else { continue };
        at = end;
        let between_spaces = text[..start].ends_with(' ') || text[end..].starts_with([' ', '\n', '\r']);
        let written = match right {
            '\u{a0}' if between_spaces => String::new(),
            '\u{a0}' => " ".to_string(),
            right => right.to_string(),
        };
        let span = leaf.place(start, end);
        messages.push(say::decoded_twice(subject.path, span, &text[start..end], &written).fix([Edit::new(span, written.clone())]));
    }
}

/// The character that the text begins with, if what stands there is one that was decoded twice, and the bytes that it takes now.
fn meant(text: &str) -> Option<(char, usize)> {
    let mut bytes = Vec::new();
    let mut length = 0;
    let mut wanted = 4;
    for c in text.chars().take(4) {
        bytes.push(as_windows_byte(c)?);
        length += c.len_utf8();
        if bytes.len() == 1 {
            // Only the first bytes of signs that are common in prose: É™ and Ü– are what somebody may have meant to write.
            wanted = match bytes[0] {
                0xc2 | 0xc3 => 2,
                0xe2 | 0xef => 3,
                0xf0 => 4,
                _ => return None,
            };
        }
        if bytes.len() == wanted {
            break;
        }
    }
    let right = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    (!right.is_control()).then_some((right, length))
}

/// The byte that Windows-1252 has for a character; what it leaves open was passed through by most programs.
fn as_windows_byte(c: char) -> Option<u8> {
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match c {
        '\u{a0}'..='\u{ff}' | '\u{80}'..='\u{9f}' => u8::try_from(u32::from(c)).ok(),
        _ => HIGH.chars().position(|high| high == c).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

/// Characters that take no place: they come with copied text, and break words for search and links for readers.
fn invisible(subject: &Subject, messages: &mut Vec<Message>) {
    let body = &subject.text[subject.body..];
    let mut run: Option<(usize, usize, char)> = None;
    // All of them begin with one of three bytes, which is quicker to see than characters.
    for at in body.bytes().enumerate().filter(|(_, byte)| matches!(byte, 0xe1 | 0xe2 | 0xef)).map(|(at, _)| at) {
        let Some(c) = body[at..].chars().next().filter(|c| is_invisible(*c)) else { continue };
        let at = subject.body + at;
        match &mut run {
            Some((_, end, _)) if *end == at => *end = at + c.len_utf8(),
            _ => {
                say_invisible(subject, run, messages);
                run = Some((at, at + c.len_utf8(), c));
            }
        }
    }
    say_invisible(subject, run, messages);
}

fn say_invisible(subject: &Subject, run: Option<(usize, usize, char)>, messages: &mut Vec<Message>) {
    let Some((start, end, c)) = run else { return };
    // Scripts without spaces between words use the first one on purpose.
    let before = subject.text[..start].chars().next_back();
    let after = subject.text[end..].chars().next();
    let latin = |c: Option<char>| c.is_none_or(|c| u32::from(c) < 0x500 || u32::from(c) >= 0x2000 && !c.is_alphabetic());
    if inside(&subject.code, start) || !(latin(before) && latin(after)) {
        return;
    }
    let span = Span::new(start, end);
    let separator = matches!(c, '\u{2028}' | '\u{2029}');
    let text = if separator && !before.is_some_and(char::is_whitespace) { " " } else { "" };
    messages.push(say::invisible_character(subject.path, span, c).fix([Edit::new(span, text)]));
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{180e}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
