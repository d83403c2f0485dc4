//! Outbound HTTP, behind a trait, so that tests need no network.
//!
//! Short time, small answers, no redirects, no proxies.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use hospes_identity::{BoxError, Timestamp};

const PATIENCE: Duration = Duration::from_secs(10);

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    /// The HTTP status.
    pub(crate) status: u16,
    /// What the server's clock says.
    pub(crate) date: Option<Timestamp>,
}

/// A GET under way.
pub(crate) type Getting<'a> = Pin<Box<dyn Future<Output = Result<Reply, BoxError>> + Send + 'a>>;

/// Outbound HTTP.
pub(crate) trait Fetch: Send + Sync {
    /// Gets a URL.
    fn get<'a>(&'a self, url: &'a str) -> Getting<'a>;
}

/// The real one.
pub(crate) struct Fetcher {
    client: reqwest::Client,
}

impl Fetcher {
    /// A client with the limits above.
    pub(crate) fn new() -> anyhow::Result<Self> {
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { client })
    }
}

impl Fetch for Fetcher {
    fn get<'a>(&'a self, url: &'a str) -> Getting<'a> {
        Box::pin(async move {
            let response = self.client.get(url).send().await?;
            let date = response
                .headers()
                .get("date")
                .and_then(|value| value.to_str().ok());
            let date = date.and_then(|text| {
                let at = jiff::fmt::rfc2822::DateTimeParser::new()
                    .parse_timestamp(text)
                    .ok()?;
                Some(Timestamp::from_millis(at.as_millisecond()))
            });
            Ok(Reply {
                status: response.status().as_u16(),
                date,
            })
        })
    }
}
