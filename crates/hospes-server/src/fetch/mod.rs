//! Calls to other servers, at URLs that come from outside: administrators of tenants name them, and so do
//! the documents of the servers that they name.
//!
//! Whoever names a URL must not reach through this server what only this server reaches. So it is https,
//! on two ports, at addresses of the internet, without following redirects; besides, there are the hosts
//! that the operator named. Time and length of an answer are bounded.

mod names;
mod networks;
#[cfg(test)]
mod tests;
mod text_records;

use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hospes_identity::ids::TenantId;
use hospes_identity::{
    ClientCertificate, Fetch, FetchError, FetchReply, FetchRequest, Fetching, Looking, Payload,
};
use http::HeaderValue;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};
use rustls::client::WantsClientCert;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ClientConfig, ConfigBuilder, RootCertStore};
use url::{Host, Url};

use self::names::{Names, NotFound, NotPublic, Resolver, SystemNames};
use self::networks::is_public;
use self::text_records::TextRecords;
use crate::config::{Federation, InternalHost};
use crate::telemetry::causes;

/// No answer is longer.
const LONGEST_BODY: usize = 1024 * 1024;

/// Where servers of the internet may listen.
const PORTS: [u16; 2] = [443, 8443];

/// Who does not take a connection in this time does not answer.
const CONNECT: Duration = Duration::from_secs(5);

/// A connection that is not used is kept for the next call, for so long. Servers close theirs after some seconds, and
/// a call on one that is just being closed fails and is not made again. What is one after another gains all the same:
/// the token, and what it says of the person.
const IDLE: Duration = Duration::from_secs(1);

/// How this server names itself to others.
const USER_AGENT: &str = concat!("Hospes/", env!("CARGO_PKG_VERSION"));

/// What a host may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// A server of the internet.
    Public,
    /// One that the operator named.
    Internal,
}

/// Why a call failed, for the log. The caller is told less.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the URL is none that may be called: {0}")]
    Url(&'static str),
    #[error("the address is not public")]
    Address,
    #[error("the authorization cannot be sent as a header")]
    Authorization,
    #[error("the certificate to call with cannot be used")]
    Certificate(#[source] rustls::Error),
    #[error("the answer takes too long")]
    TooSlow,
    #[error("the answer is too long")]
    TooLong,
    #[error("the call failed")]
    Call(#[source] reqwest::Error),
}

impl Failure {
    /// What the caller may know.
    fn told(&self) -> FetchError {
        match self {
            Self::Url(_) | Self::Address => FetchError::Forbidden,
            Self::TooSlow => FetchError::TooSlow,
            Self::TooLong => FetchError::TooLong,
            Self::Call(error) if is_because(error, <dyn Error>::is::<NotPublic>) => {
                FetchError::Forbidden
            }
            Self::Call(error) if is_because(error, <dyn Error>::is::<NotFound>) => {
                FetchError::NoName
            }
            Self::Call(error) if is_because(error, is_certificate) => FetchError::Certificate,
            Self::Call(error) if error.is_timeout() => FetchError::TooSlow,
            Self::Authorization | Self::Certificate(_) | Self::Call(_) => FetchError::Unreachable,
        }
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        // A query may hold a secret, and this goes into the log.
        Self::Call(error.without_url())
    }
}

/// Whether it failed because of something that lies behind it.
fn is_because(error: &reqwest::Error, is_it: impl Fn(&(dyn Error + 'static)) -> bool) -> bool {
    let mut next = error.source();
    while let Some(cause) = next {
        if is_it(cause) {
            return true;
        }
        next = cause.source();
    }
    false
}

/// Whether it was the other server's certificate. What an I/O error holds is none of its sources, and may be one itself.
fn is_certificate(cause: &(dyn Error + 'static)) -> bool {
    if let Some(held) = cause.downcast_ref::<io::Error>() {
        return held.get_ref().is_some_and(|held| is_certificate(held));
    }
    let tls: Option<&rustls::Error> = cause.downcast_ref();
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

/// The real calls.
pub(crate) struct Guarded {
    internal_hosts: Vec<InternalHost>,
    timeout: Duration,
    /// Two clients, because a connection that may be used again was let through by the rules of one.
    public: Client,
    internal: Client,
    /// For those that are called with a certificate: each call has a connection of its own.
    authorities: Arc<RootCertStore>,
    names: Arc<dyn Names>,
    text_records: TextRecords,
}

impl Guarded {
    /// With the settings of the operator.
    pub(crate) fn new(settings: &Federation) -> anyhow::Result<Self> {
        let names: Arc<dyn Names> = Arc::new(SystemNames);
        Self::with_names(settings, &names)
    }

    fn with_names(settings: &Federation, names: &Arc<dyn Names>) -> anyhow::Result<Self> {
        let authorities = Arc::new(authorities(settings)?);
        let tls = finish(tls(&authorities)?.with_no_client_auth());
        let client = |public_only| {
            let names = names.clone();
            client(tls.clone(), Resolver { names, public_only })
        };
        Ok(Self {
            internal_hosts: settings.internal_hosts.clone(),
            timeout: Duration::from_secs(settings.timeout_seconds.into()),
            public: client(true)?,
            internal: client(false)?,
            authorities,
            names: names.clone(),
            text_records: TextRecords::new(&settings.name_servers),
        })
    }

    /// What a URL may reach. Names are looked up later; addresses in the URL are not, and are judged here.
    fn reach(&self, tenant: TenantId, url: &Url) -> Result<Reach, Failure> {
        if url.scheme() != "https" {
            return Err(Failure::Url("it is not https"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Failure::Url("it has a user name"));
        }
        let mut named = self
            .internal_hosts
            .iter()
            .filter(|host| host.is_of(url))
            .peekable();
        if named.peek().is_some() {
            let is_theirs = named.any(|host| host.is_for(tenant));
            // What is there for others is no name as every other: an answer to them may have been kept.
            let refused = Failure::Url("it is there for other organizations");
            return is_theirs.then_some(Reach::Internal).ok_or(refused);
        }
        let port = url.port_or_known_default();
        if !port.is_some_and(|port| PORTS.contains(&port)) {
            return Err(Failure::Url("its port is neither 443 nor 8443"));
        }
        let ip = match url.host() {
            // The parser makes an address of whatever spelling the system would take for one.
            Some(Host::Ipv4(ip)) => IpAddr::from(ip),
            Some(Host::Ipv6(ip)) => IpAddr::from(ip),
            Some(Host::Domain(_)) => return Ok(Reach::Public),
            None => return Err(Failure::Url("it has no host")),
        };
        if is_public(ip) {
            Ok(Reach::Public)
        } else {
            Err(Failure::Address)
        }
    }

    async fn call(&self, request: &FetchRequest, reach: Reach) -> Result<FetchReply, Failure> {
        let own;
        let client = match (&request.certificate, reach) {
            (None, Reach::Public) => &self.public,
            (None, Reach::Internal) => &self.internal,
            (Some(certificate), _) => {
                own = self.with_certificate(certificate, reach)?;
                &own
            }
        };
        let response = prepare(client, request)?.send().await?;
        // What was looked up was judged before; this would notice a way round it.
        if reach == Reach::Public && !is_from_outside(response.remote_addr()) {
            return Err(Failure::Address);
        }
        let content_type = response.headers().get(CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok());
        Ok(FetchReply {
            status: response.status().as_u16(),
            content_type: content_type.map(str::to_owned),
            body: read(response).await?,
        })
    }

    fn with_certificate(
        &self,
        certificate: &ClientCertificate,
        reach: Reach,
    ) -> Result<Client, Failure> {
        let chain = vec![CertificateDer::from(certificate.certificate.clone())];
        let tls = tls(&self.authorities)
            .and_then(|tls| {
                // The one copy of the key: rustls takes it over, and wipes it as soon as it has read it.
                let key = PrivatePkcs8KeyDer::from(certificate.key.to_vec());
                tls.with_client_auth_cert(chain, PrivateKeyDer::from(key))
            })
            .map_err(Failure::Certificate)?;
        let resolver = Resolver {
            names: self.names.clone(),
            public_only: reach == Reach::Public,
        };
        Ok(client(finish(tls), resolver)?)
    }

    async fn exchange(&self, request: &FetchRequest) -> Result<FetchReply, Failure> {
        let reach = self.reach(request.tenant, &request.url)?;
        let calling = tokio::time::timeout(self.timeout, self.call(request, reach));
        calling.await.unwrap_or(Err(Failure::TooSlow))
    }
}

impl Fetch for Guarded {
    fn check(&self, tenant: TenantId, url: &Url) -> Result<(), FetchError> {
        let reached = self.reach(tenant, url);
        reached.map(drop).map_err(|failure| failure.told())
    }

    fn fetch<'a>(&'a self, request: &'a FetchRequest) -> Fetching<'a> {
        Box::pin(async move {
            self.exchange(request).await.map_err(|failure| {
                // Where the cause ends: an operator finds it here, and a tenant's administrator does not.
                tracing::warn!(
                    host = request.url.host_str(),
                    error = %causes(&failure),
                    "a call to another server failed"
                );
                failure.told()
            })
        })
    }

    fn text_records<'a>(&'a self, name: &'a str) -> Looking<'a> {
        Box::pin(self.text_records.of(name))
    }
}

fn is_from_outside(address: Option<SocketAddr>) -> bool {
    address.is_some_and(|address| is_public(address.ip()))
}

/// The certificate authorities of the system and of the operator. A machine without any can do all that
/// needs no other server.
fn authorities(settings: &Federation) -> anyhow::Result<RootCertStore> {
    let mut roots = settings.authorities()?;
    // Those of the system that cannot be read are not trusted, which is all there is to do about them.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    Ok(roots)
}

fn tls(
    authorities: &Arc<RootCertStore>,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, rustls::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(authorities.clone()))
}

fn finish(mut tls: ClientConfig) -> ClientConfig {
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    tls
}

fn client(tls: ClientConfig, resolver: Resolver) -> reqwest::Result<Client> {
    Client::builder()
        .tls_backend_preconfigured(tls)
        .https_only(true)
        .dns_resolver(Arc::new(resolver))
        .redirect(Policy::none())
        // A code that is sent twice takes back what it gave.
        .retry(reqwest::retry::never())
        .no_proxy()
        // A small answer may unpack to a large one. Whoever packs without being asked is not understood.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(2)
        .user_agent(USER_AGENT)
        .build()
}

fn prepare(client: &Client, request: &FetchRequest) -> Result<RequestBuilder, Failure> {
    let url = request.url.clone();
    let mut prepared = match &request.payload {
        Payload::None => client.get(url),
        Payload::Form(form) => client.post(url).form(form),
        Payload::Json(text) => client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .body(text.clone()),
    };
    prepared = prepared.header(ACCEPT, request.accept);
    if let Some(authorization) = &request.authorization {
        let value = HeaderValue::from_str(authorization.expose());
        let mut value = value.map_err(|_| Failure::Authorization)?;
        value.set_sensitive(true);
        prepared = prepared.header(AUTHORIZATION, value);
    }
    Ok(prepared)
}

/// Reads a body to its end or to the limit, whatever its length is said to be.
async fn read(mut response: Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len().saturating_add(chunk.len()) > LONGEST_BODY {
            return Err(Failure::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
