//! What the server remembers of browsers, in memory and for a while. The browser holds a random name of it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use openidconnect::CsrfToken;

/// So many are remembered at a time; those that end first make room.
const MOST: usize = 1_000;

/// Things of one kind, each under a random name.
pub(crate) struct Kept<T> {
    life: Duration,
    all: Mutex<HashMap<String, (Instant, T)>>,
}

impl<T> Kept<T> {
    /// Nothing yet. What is put in counts for `life`.
    pub(crate) fn new(life: Duration) -> Self {
        Self {
            life,
            all: Mutex::new(HashMap::new()),
        }
    }

    /// How long it counts, in seconds.
    pub(crate) fn seconds(&self) -> u64 {
        self.life.as_secs()
    }

    /// Puts something in; gives its name, which nobody can guess.
    pub(crate) fn put(&self, value: T) -> String {
        let name = random();
        let now = Instant::now();
        let mut all = self.lock();
        all.retain(|_, (until, _)| *until > now);
        if all.len() >= MOST {
            let first = all.iter().min_by_key(|(_, (until, _))| *until);
            if let Some(name) = first.map(|(name, _)| name.clone()) {
                all.remove(&name);
            }
        }
        all.insert(name.clone(), (now + self.life, value));
        name
    }

    /// Takes it out: it is there once.
    pub(crate) fn take(&self, name: &str) -> Option<T> {
        let (until, value) = self.lock().remove(name)?;
        (until > Instant::now()).then_some(value)
    }

    // Nothing that holds the lock can leave it half-done.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Instant, T)>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clone> Kept<T> {
    /// What has this name.
    pub(crate) fn get(&self, name: &str) -> Option<T> {
        let all = self.lock();
        let (until, value) = all.get(name)?;
        (*until > Instant::now()).then(|| value.clone())
    }
}

/// 256 random bits, base64url.
pub(crate) fn random() -> String {
    CsrfToken::new_random_len(32).into_secret()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_there_once() {
        let kept = Kept::new(Duration::from_secs(60));
        let name = kept.put("a sign-in");
        assert_eq!(kept.get(&name), Some("a sign-in"));
        assert_eq!(kept.take(&name), Some("a sign-in"));
        assert_eq!(kept.take(&name), None);
        assert_eq!(kept.get("another name"), None);
    }

    #[test]
    fn what_has_ended_is_not_there() {
        let kept = Kept::new(Duration::ZERO);
        let name = kept.put("a session");
        assert_eq!(kept.get(&name), None);
        assert_eq!(kept.take(&name), None);
    }

    #[test]
    fn not_more_than_the_most_are_kept() {
        let kept = Kept::new(Duration::from_secs(60));
        let first = kept.put(0);
        for number in 1..=MOST {
            kept.put(number);
        }
        assert_eq!(kept.lock().len(), MOST);
        assert_eq!(kept.get(&first), None);
    }
}
