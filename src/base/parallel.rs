//! Work on many things at the same time, with the answers in the order of the things. The only file that knows `rayon`.

use rayon::prelude::*;

/// What `work` makes of each item, on all cores.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    items.par_iter().map(work).collect()
}

/// How many cores there are to work on.
pub fn cores() -> usize {
    rayon::current_num_threads()
}
