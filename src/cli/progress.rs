//! A bar for what takes longer than a second, on a terminal only. The only file that knows `indicatif`.

use std::sync::Once;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How far a piece of work has come.
pub struct Progress {
    bar: ProgressBar,
    began: Instant,
    shown: Once,
}

impl Progress {
    /// Work of `count` equal parts, the last of what began at `began`.
    pub fn new(count: usize, began: Instant) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} files") {
            bar.set_style(style);
        }
        Progress { bar, began, shown: Once::new() }
    }

    /// So many parts are done.
    pub fn step(&self, count: usize) {
        self.bar.inc(count as u64);
        if self.began.elapsed() > Duration::from_secs(1) {
            self.shown.call_once(|| self.bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
    }

    /// All is done; the bar goes away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
