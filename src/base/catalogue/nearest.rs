//! "Did you mean": the known name that is nearest to a written one.

/// The nearest of `known` to `written`, if one is near enough to be meant.
///
/// Near is: a third of its letters may differ, at most four; swapped neighbours count once (optimal string alignment); capitals do not
/// count, and a letter that differs is not near, if it is the only one. Of equally near names the first wins.
///
/// ```
/// use waybook::base::catalogue::nearest::nearest;
/// assert_eq!(nearest("answres", ["ask", "answers"]), Some("answers"));
/// assert_eq!(nearest("zebra", ["ask", "answers"]), None);
/// assert_eq!(nearest("x", ["a", "y"]), None);
/// ```
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let length = written.chars().count();
    let limit = (length / 3).clamp(1, MOST);
    let letters = count(&written);
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        // Both are cheap and rule out most names; the distance itself takes the product of the lengths.
        if name.chars().count().abs_diff(length) > limit {
            continue;
        }
        let lower = name.to_lowercase();
        if at_least(&letters, &count(&lower)) > limit {
            continue;
        }
        let distance = strsim::osa_distance(&written, &lower);
        if distance <= limit && distance < length && best.is_none_or(|(nearest, _)| distance < nearest) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Nobody makes more slips in one name.
const MOST: usize = 4;

/// How often each letter stands in a text; letters that share a place only make the bound weaker.
fn count(text: &str) -> [usize; 64] {
    let mut letters = [0; 64];
    text.chars().for_each(|c| letters[c as usize % 64] += 1);
    letters
}

/// A distance that two texts with these letters have at least: a slip adds a letter, takes one away, or does both.
fn at_least(a: &[usize; 64], b: &[usize; 64]) -> usize {
    let more = |a: &[usize; 64], b: &[usize; 64]| a.iter().zip(b).map(|(a, b)| a.saturating_sub(*b)).sum::<usize>();
    more(a, b).max(more(b, a))
}
