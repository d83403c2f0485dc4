//! The other servers of a test: a table of URL and answer.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use url::Url;

use crate::env::{Fetch, FetchError, FetchReply, FetchRequest, Fetching, Looking};
use crate::ids::TenantId;

type Handler = Arc<dyn Fn(&FetchRequest) -> Result<FetchReply, FetchError> + Send + Sync>;

/// Answers for those servers that a test knows, and fails the test for all others.
#[derive(Default)]
pub struct FakeFetch {
    handlers: Mutex<HashMap<String, Handler>>,
    requests: Mutex<Vec<FetchRequest>>,
    misses: Mutex<Vec<String>>,
    text_records: Mutex<HashMap<String, Result<Vec<String>, FetchError>>>,
    forbidden: Mutex<Vec<TenantId>>,
}

impl FakeFetch {
    /// From now on `url`, its query included, is answered with this.
    pub fn reply(&self, url: &str, reply: FetchReply) {
        self.handle(url, move |_| Ok(reply.clone()));
    }

    /// From now on `url` is not answered, for this reason.
    pub fn fail(&self, url: &str, error: FetchError) {
        self.handle(url, move |_| Err(error));
    }

    /// From now on this answers for `url`. It comes in the place of what did before.
    pub fn handle(
        &self,
        url: &str,
        handler: impl Fn(&FetchRequest) -> Result<FetchReply, FetchError> + Send + Sync + 'static,
    ) {
        lock(&self.handlers).insert(url.to_owned(), Arc::new(handler));
    }

    /// From now on nothing may be called for this organization.
    pub fn forbid(&self, tenant: TenantId) {
        lock(&self.forbidden).push(tenant);
    }

    /// From now on a name has these TXT records. One that no test gave any has none.
    pub fn text(&self, name: &str, records: &[&str]) {
        let records = records.iter().map(|record| (*record).to_owned());
        let records = Ok(records.collect());
        lock(&self.text_records).insert(name.to_owned(), records);
    }

    /// From now on nobody answers what TXT records a name has.
    pub fn no_text(&self, name: &str, error: FetchError) {
        lock(&self.text_records).insert(name.to_owned(), Err(error));
    }

    /// Takes what was asked until now, the oldest first.
    pub fn take_requests(&self) -> Vec<FetchRequest> {
        std::mem::take(&mut lock(&self.requests))
    }

    /// Fails the test when a server was called that it does not know.
    ///
    /// # Panics
    /// Then.
    pub fn assert_no_miss(&self) {
        let misses = lock(&self.misses);
        assert!(misses.is_empty(), "nobody answers for {misses:?}");
    }

    #[expect(
        clippy::panic,
        reason = "a test that calls a server which it does not know has failed"
    )]
    fn answer(&self, request: &FetchRequest) -> Result<FetchReply, FetchError> {
        self.check(request.tenant, &request.url)?;
        lock(&self.requests).push(request.clone());
        let handler = lock(&self.handlers).get(request.url.as_str()).cloned();
        let Some(handler) = handler else {
            lock(&self.misses).push(request.url.to_string());
            panic!("nobody answers for {}", request.url);
        };
        handler(request)
    }
}

impl Fetch for FakeFetch {
    fn check(&self, tenant: TenantId, _: &Url) -> Result<(), FetchError> {
        if lock(&self.forbidden).contains(&tenant) {
            return Err(FetchError::Forbidden);
        }
        Ok(())
    }

    fn fetch<'a>(&'a self, request: &'a FetchRequest) -> Fetching<'a> {
        Box::pin(async move { self.answer(request) })
    }

    fn text_records<'a>(&'a self, name: &'a str) -> Looking<'a> {
        let found = lock(&self.text_records).get(name).cloned();
        Box::pin(async move { found.unwrap_or(Ok(Vec::new())) })
    }
}

impl fmt::Debug for FakeFetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeFetch").finish_non_exhaustive()
    }
}

/// An answer of JSON with status 200.
pub fn json(value: &Value) -> FetchReply {
    FetchReply {
        status: 200,
        content_type: Some("application/json".to_owned()),
        body: value.to_string().into_bytes(),
    }
}

/// A handler that failed an assertion leaves nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use serde_json::json as value;

    use super::*;
    use crate::env::Payload;

    fn request(url: &str) -> FetchRequest {
        FetchRequest {
            tenant: TenantId::from(uuid::Uuid::nil()),
            url: Url::parse(url).unwrap(),
            payload: Payload::None,
            authorization: None,
            certificate: None,
            accept: "application/json",
        }
    }

    #[tokio::test]
    async fn what_is_known_is_answered_and_recorded() {
        let fetch = FakeFetch::default();
        let (down, up) = ("https://a.example/down", "https://a.example/up?x=1");
        fetch.fail(down, FetchError::TooSlow);
        fetch.reply(up, json(&value!({ "a": 1 })));
        assert_eq!(fetch.fetch(&request(down)).await, Err(FetchError::TooSlow));
        let reply = fetch.fetch(&request(up)).await.unwrap();
        assert_eq!(reply.body, br#"{"a":1}"#);
        let asked = fetch.take_requests();
        let asked: Vec<&str> = asked.iter().map(|asked| asked.url.as_str()).collect();
        assert_eq!(asked, [down, up]);
        assert!(fetch.take_requests().is_empty());
        fetch.assert_no_miss();
    }

    #[tokio::test]
    #[should_panic = "nobody answers for https://b.example/"]
    async fn a_server_that_is_not_known_fails_the_test() {
        let fetch = FakeFetch::default();
        let _ = fetch.fetch(&request("https://b.example/")).await;
    }

    #[tokio::test]
    #[should_panic = "nobody answers for [\"https://b.example/\"]"]
    async fn a_miss_fails_the_test_also_where_its_panic_is_caught() {
        let fixture = crate::testing::Fixture::new().await;
        let fetch = fixture.fetch.clone();
        let missed = tokio::spawn(async move {
            let _ = fetch.fetch(&request("https://b.example/")).await;
        });
        assert!(missed.await.unwrap_err().is_panic());
    }
}
