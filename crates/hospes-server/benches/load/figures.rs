//! What is told of a run.

use std::time::{Duration, Instant};

/// How long each of many things took, from the first to the last.
pub(crate) struct Run {
    began: Instant,
    took: Vec<Duration>,
}

impl Run {
    pub(crate) fn begin() -> Self {
        Self {
            began: Instant::now(),
            took: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, took: impl IntoIterator<Item = Duration>) {
        self.took.extend(took);
    }

    /// One line: how many a second, and how long one took.
    pub(crate) fn tell(mut self, what: &str) {
        let seconds = self.began.elapsed().as_secs_f64();
        self.took.sort_unstable();
        let count = self.took.len();
        let at = |share: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a place in a list of thousands"
            )]
            let place = ((count - 1) as f64 * share).round() as usize;
            self.took[place].as_secs_f64() * 1_000.0
        };
        #[expect(clippy::cast_precision_loss, reason = "some ten thousand")]
        let rate = count as f64 / seconds;
        println!(
            "{what}: {count} in {seconds:.1} s = {rate:.0}/s; one takes {:.1} ms (median), {:.1} ms (99 %)",
            at(0.5),
            at(0.99)
        );
    }
}
