//! Room and places for the labels of arrows.

use super::drawing::{Point, Rect};
use super::graph::Size;

/// The place for a label whose middle is at `middle`.
pub(super) fn around(middle: Point, label: Size) -> Rect {
    Rect { x: middle.x - label.width / 2.0, y: middle.y - label.height / 2.0, width: label.width, height: label.height }
}

/// The places where a label can stand on its arrow, best first: in the middle of a run that is long enough for it, else near the
/// start of it, runs near the start of the arrow before later ones; at last near the end of a run.
pub(super) fn spots(points: &[Point], label: Size, head: f64) -> Vec<Rect> {
    let (mut spots, mut last_ones) = (Vec::new(), Vec::new());
    for (index, pair) in points.windows(2).enumerate() {
        let (a, b) = (pair[0], pair[1]);
        let length = (b.x - a.x).abs() + (b.y - a.y).abs();
        let needed = if a.y == b.y { label.width } else { label.height };
        let last = if index + 2 == points.len() { head } else { 6.0 };
        if length < needed + 6.0 + last {
            continue;
        }
        let at = |along: f64| Point { x: a.x + (b.x - a.x) * along / length, y: a.y + (b.y - a.y) * along / length };
        let middle = (length - last + 6.0) / 2.0;
        let near = (6.0 + needed / 2.0 + 10.0).min(middle);
        // Where another arrow runs along or a box is near, there may still be room before the head.
        let far = (length - last - needed / 2.0 - 10.0).max(middle);
        // On a short run the middle looks best; on a long one the reader looks for the answer where the question is left.
        for along in if length > 3.0 * needed + 60.0 { [near, middle] } else { [middle, near] } {
            spots.push(around(at(along), label));
        }
        last_ones.push(around(at(far), label));
    }
    spots.extend(last_ones);
    spots
}
