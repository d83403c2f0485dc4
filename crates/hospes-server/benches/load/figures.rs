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
        let count = self.took.len();
        println!(
            "{what}: {count} in {seconds:.1} s = {:.0}/s; {}",
            number(count) / seconds,
            self.times()
        );
    }

    /// One line: how long one took. How many a second says nothing where somebody asks at leisure.
    pub(crate) fn tell_times(mut self, what: &str) {
        println!("{what}: {}", self.times());
    }

    fn times(&mut self) -> String {
        self.took.sort_unstable();
        let at = |share: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a place in a list of thousands"
            )]
            let place = (number(self.took.len() - 1) * share).round() as usize;
            self.took[place].as_secs_f64() * 1_000.0
        };
        format!(
            "one takes {:.1} ms (median), {:.1} ms (99 %), {:.1} ms (longest)",
            at(0.5),
            at(0.99),
            at(1.0)
        )
    }
}

/// A count, to divide by.
pub(crate) fn number(count: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some ten thousand")]
    let number = count as f64;
    number
}
