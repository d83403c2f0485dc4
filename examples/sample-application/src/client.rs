//! HTTP to the provider and to Graph: short time, small answers, no redirects.

use std::pin::Pin;
use std::time::Duration;

use anyhow::Context as _;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use url::Url;

const PATIENCE: Duration = Duration::from_secs(10);
/// No document of a provider is longer, in bytes.
const LONGEST: usize = 1024 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    /// It can't be reached, or doesn't speak HTTP.
    #[error(transparent)]
    Transport(#[from] reqwest::Error),
    /// It says more than it may.
    #[error("the answer is longer than {LONGEST} bytes")]
    TooLong,
    /// What came can't be put together.
    #[error(transparent)]
    Malformed(#[from] http::Error),
}

/// An HTTP client.
pub(crate) struct Client {
    inner: reqwest::Client,
}

impl Client {
    /// Trusts the system's certificates and these, PEM.
    pub(crate) fn new(issuer: &Url, trusted: Option<&str>) -> anyhow::Result<Self> {
        let mut builder = reqwest::Client::builder()
            .timeout(PATIENCE)
            // Whatever is asked for is at its own address: a redirect would be followed with secrets.
            .redirect(reqwest::redirect::Policy::none());
        if let Some(text) = trusted {
            let certificates = reqwest::Certificate::from_pem_bundle(text.as_bytes())
                .context("cannot use the certificates to trust")?;
            builder = builder.tls_certs_merge(certificates);
        }
        if is_this_machine(issuer) {
            // A proxy would look for a provider on its own machine.
            builder = builder.no_proxy();
        }
        let inner = builder.build().context("cannot make an HTTP client")?;
        Ok(Self { inner })
    }

    /// Asks.
    pub(crate) fn send(&self, request: HttpRequest) -> Answering {
        Box::pin(send(self.inner.clone(), request))
    }
}

/// An answer under way.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send>>;

/// How the library asks.
impl<'c> AsyncHttpClient<'c> for Client {
    type Error = HttpError;
    type Future = Answering;

    fn call(&'c self, request: HttpRequest) -> Answering {
        self.send(request)
    }
}

async fn send(client: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let request = reqwest::Request::try_from(request)?;
    let mut response = client.execute(request).await?;
    let mut answer = http::Response::builder().status(response.status());
    for (name, value) in response.headers() {
        answer = answer.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await? {
        if body.len().saturating_add(part.len()) > LONGEST {
            return Err(HttpError::TooLong);
        }
        body.extend_from_slice(&part);
    }
    Ok(answer.body(body)?)
}

/// Whether an address is one of this machine alone.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
