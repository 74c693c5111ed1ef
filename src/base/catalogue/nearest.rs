//! "Did you mean": the known name that is nearest to a written one.

/// The nearest of `known` to `written`, if one is near enough to be meant.
///
/// Near is: a third of its letters may differ, swapped neighbours count once (optimal string alignment); capitals do not count.
/// Of equally near names the first wins.
///
/// ```
/// use waybook::base::catalogue::nearest::nearest;
/// assert_eq!(nearest("answres", ["ask", "answers"]), Some("answers"));
/// assert_eq!(nearest("zebra", ["ask", "answers"]), None);
/// ```
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let length = written.chars().count();
    let limit = (length / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        // Cheap, and true of most names: so many letters more or less are too many already.
        if name.chars().count().abs_diff(length) > limit {
            continue;
        }
        let distance = strsim::osa_distance(&written, &name.to_lowercase());
        if distance <= limit && best.is_none_or(|(nearest, _)| distance < nearest) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}
