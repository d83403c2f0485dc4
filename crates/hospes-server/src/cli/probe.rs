//! The calls of `hospes doctor`, which asks this server whether it answers under its public URL.
//!
//! They go where the operator's configuration says, without the guard of `fetch`: a server to try is on
//! this machine and speaks plain HTTP.

use std::time::Duration;

use hospes_identity::{BoxError, Timestamp};

const PATIENCE: Duration = Duration::from_secs(10);

/// What came back.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    /// The HTTP status.
    pub(super) status: u16,
    /// What the server's clock says.
    pub(super) date: Option<Timestamp>,
}

/// A client with little patience, which follows no redirects and uses no proxy.
pub(super) struct Probe {
    client: reqwest::Client,
}

impl Probe {
    pub(super) fn new() -> anyhow::Result<Self> {
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { client })
    }

    /// Gets a URL.
    pub(super) async fn get(&self, url: &str) -> Result<Reply, BoxError> {
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
    }
}
