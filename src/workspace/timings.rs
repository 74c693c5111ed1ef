//! How long each stage took, for `--timings`. The only part of the program that looks at a clock, and nothing that is built depends on it.

use std::time::{Duration, Instant};

/// The stages of a run in their order.
#[derive(Debug, Default)]
pub struct Timings {
    stages: Vec<(&'static str, Duration)>,
}

impl Timings {
    /// Runs a stage and notes how long it took.
    pub fn stage<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.stages.push((name, start.elapsed()));
        result
    }

    /// A line per stage, in milliseconds of wall-clock time, and their sum.
    pub fn lines(&self) -> Vec<String> {
        let line = |name: &str, time: Duration| format!("{name:<8} {:>9.1} ms", time.as_secs_f64() * 1e3);
        let mut lines: Vec<String> = self.stages.iter().map(|(name, time)| line(name, *time)).collect();
        lines.push(line("total", self.stages.iter().map(|(_, time)| *time).sum()));
        lines
    }
}
