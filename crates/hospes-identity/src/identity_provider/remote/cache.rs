//! What was got from providers, for as long as it may be used again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Problem;
use crate::env::{Span, Timestamp};

/// So long what was got is used without asking again.
const FRESH: Span = Span::hours(1);
/// So long it is used when asking again fails.
const STALE: Span = Span::hours(24);
/// So long nobody asks again after a failure.
const PAUSE: Span = Span::seconds(30);
/// So often it is asked for a key that isn't there.
const AGAIN: Span = Span::minutes(1);
/// So many URLs are remembered.
const MOST: usize = 1_000;

struct Slot<T> {
    got: Option<(Timestamp, T)>,
    failed: Option<(Timestamp, Problem)>,
}

type Slots<T> = HashMap<String, Arc<tokio::sync::Mutex<Slot<T>>>>;

/// What was got from URLs. One request at a time goes to each.
pub(super) struct Cache<T> {
    slots: Mutex<Slots<T>>,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self {
            slots: Mutex::default(),
        }
    }
}

/// How young an answer has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// Young enough for everyday use.
    Usual,
    /// As young as may be: something is missing in the one there is.
    Newest,
}

impl<T: Clone> Cache<T> {
    /// What is known of a URL; what isn't is got.
    pub(super) async fn get<F>(
        &self,
        (url, age): (&str, Age),
        now: Timestamp,
        get: impl FnOnce() -> F,
    ) -> Result<T, Problem>
    where
        F: Future<Output = Result<T, Problem>>,
    {
        let slot = self.slot(url);
        let mut slot = slot.lock().await;
        let is_within = |at: Timestamp, span: Span| now < at.plus(span);
        let life = match age {
            Age::Usual => FRESH,
            Age::Newest => AGAIN,
        };
        if let Some((at, value)) = &slot.got
            && is_within(*at, life)
        {
            return Ok(value.clone());
        }
        let stale = slot.got.clone().filter(|(at, _)| is_within(*at, STALE));
        let stale = stale.map(|(_, value)| value);
        if let Some((at, problem)) = &slot.failed
            && is_within(*at, PAUSE)
        {
            return stale.ok_or_else(|| problem.clone());
        }
        match get().await {
            Ok(value) => {
                slot.got = Some((now, value.clone()));
                slot.failed = None;
                Ok(value)
            }
            Err(problem) => {
                slot.failed = Some((now, problem.clone()));
                stale.ok_or(problem)
            }
        }
    }

    /// Keeps what was got just now, by somebody to whom nothing older would do.
    pub(super) async fn put(&self, url: &str, now: Timestamp, value: T) {
        let slot = self.slot(url);
        let mut slot = slot.lock().await;
        slot.got = Some((now, value));
        slot.failed = None;
    }

    fn slot(&self, url: &str) -> Arc<tokio::sync::Mutex<Slot<T>>> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        // Tenants choose the URLs: without a bound they would fill the memory. Who asks for many is no reason to forget
        // what others are using at this moment, so one goes for each that comes.
        if slots.len() >= MOST
            && !slots.contains_key(url)
            && let Some(oldest) = oldest(&slots)
        {
            slots.remove(&oldest);
        }
        let empty = || {
            Arc::new(tokio::sync::Mutex::new(Slot {
                got: None,
                failed: None,
            }))
        };
        slots.entry(url.to_owned()).or_insert_with(empty).clone()
    }
}

/// The URL that was got the longest ago, of those that nobody is asking for: never got counts as the oldest.
fn oldest<T>(slots: &Slots<T>) -> Option<String> {
    let got = |slot: &Arc<tokio::sync::Mutex<Slot<T>>>| {
        let slot = slot.try_lock().ok()?;
        Some(slot.got.as_ref().map(|(at, _)| *at))
    };
    slots
        .iter()
        .filter_map(|(url, slot)| Some((got(slot)?, url)))
        .min()
        .map(|(_, url)| url.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    async fn ask(
        cache: &Cache<u32>,
        age: Age,
        seconds: i64,
        answer: Result<u32, Problem>,
    ) -> (Result<u32, Problem>, bool) {
        let mut asked = false;
        let got = cache
            .get(("https://idp.example/keys", age), at(seconds), || {
                asked = true;
                async { answer }
            })
            .await;
        (got, asked)
    }

    #[tokio::test]
    async fn what_was_got_is_used_for_an_hour_and_for_a_day_when_nobody_answers() {
        let cache = Cache::default();
        assert!(matches!(
            ask(&cache, Age::Usual, 0, Ok(1)).await,
            (Ok(1), true)
        ));
        assert!(matches!(
            ask(&cache, Age::Usual, 3_599, Ok(2)).await,
            (Ok(1), false)
        ));
        let down = || Err(Problem::Unreachable);
        assert!(matches!(
            ask(&cache, Age::Usual, 3_600, down()).await,
            (Ok(1), true)
        ));
        // Nobody asks again at once.
        assert!(matches!(
            ask(&cache, Age::Usual, 3_610, Ok(2)).await,
            (Ok(1), false)
        ));
        assert!(matches!(
            ask(&cache, Age::Usual, 86_399, down()).await,
            (Ok(1), true)
        ));
        let (got, _) = ask(&cache, Age::Usual, 86_500, down()).await;
        assert!(matches!(got, Err(Problem::Unreachable)));
        assert!(matches!(
            ask(&cache, Age::Usual, 86_600, Ok(3)).await,
            (Ok(3), true)
        ));
    }

    #[tokio::test]
    async fn for_a_key_that_is_missing_is_asked_once_a_minute() {
        let cache = Cache::default();
        ask(&cache, Age::Usual, 0, Ok(1)).await.0.unwrap();
        assert!(matches!(
            ask(&cache, Age::Newest, 59, Ok(2)).await,
            (Ok(1), false)
        ));
        assert!(matches!(
            ask(&cache, Age::Newest, 60, Ok(2)).await,
            (Ok(2), true)
        ));
        assert!(matches!(
            ask(&cache, Age::Newest, 61, Ok(3)).await,
            (Ok(2), false)
        ));
    }

    #[tokio::test]
    async fn whoever_asks_for_many_urls_makes_others_forget_few() {
        let cache: Cache<u32> = Cache::default();
        let ask = async |url: &str, seconds| {
            let url = url.to_owned();
            let mut asked = false;
            cache
                .get((&url, Age::Usual), at(seconds), || {
                    asked = true;
                    async { Ok(1) }
                })
                .await
                .unwrap();
            asked
        };
        assert!(ask("https://idp.example", 10).await);
        for number in 0..MOST {
            ask(&format!("https://{number}.evil.example"), 0).await;
        }
        assert!(!ask("https://idp.example", 11).await);
        assert!(ask("https://0.evil.example", 11).await);
    }

    #[tokio::test]
    async fn many_who_ask_at_once_make_one_request() {
        let cache: Cache<u32> = Cache::default();
        let requests = std::sync::atomic::AtomicU32::new(0);
        let asks = (0..64).map(|_| {
            cache.get(("https://idp.example", Age::Usual), at(0), || async {
                requests.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                tokio::task::yield_now().await;
                Ok(7)
            })
        });
        let got = futures_util::future::join_all(asks).await;
        assert!(got.into_iter().all(|got| got.unwrap() == 7));
        assert_eq!(requests.into_inner(), 1);
    }
}
