//! What the product takes from the world: time, chance, keys, limits and answers of other servers.
//!
//! All of it enters through [`Env`], so that a test can stand still in time and repeat itself to the byte.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use hospes_protocol::oauth::SentSecret;
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::ids::TenantId;
use crate::limit::Limits;
use crate::password::Passwords;
use crate::secret::Keyring;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant that many milliseconds after the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down: the form of JWT claims.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This instant moved by a span; far ends of time saturate.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// This instant moved back by a span.
    #[must_use]
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// How long after `earlier` this is; negative when it is before.
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// RFC 3339 in UTC to the second, the form of Graph: `2026-01-01T00:00:00Z`.
    pub fn to_rfc3339(self) -> String {
        self.format("%Y-%m-%dT%H:%M:%SZ")
    }

    /// Formats by a `strftime` pattern, in UTC.
    pub fn format(self, pattern: &str) -> String {
        jiff::Timestamp::from_millisecond(self.0)
            .map(|at| at.strftime(pattern).to_string())
            .unwrap_or_default()
    }

    /// Reads RFC 3339 (`2026-01-01T00:00:00Z`) or a plain date, which means its midnight in UTC.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(at) = text.parse::<jiff::Timestamp>() {
            return Some(Self(at.as_millisecond()));
        }
        let date = text.parse::<jiff::civil::Date>().ok()?;
        let zoned = date.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?;
        Some(Self(zoned.timestamp().as_millisecond()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

/// A length of time in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(i64);

impl Span {
    /// That many milliseconds.
    pub const fn millis(millis: i64) -> Self {
        Self(millis)
    }
    /// That many seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }
    /// That many minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self::seconds(minutes.saturating_mul(60))
    }
    /// That many hours.
    pub const fn hours(hours: i64) -> Self {
        Self::minutes(hours.saturating_mul(60))
    }
    /// That many days of 24 hours.
    pub const fn days(days: i64) -> Self {
        Self::hours(days.saturating_mul(24))
    }
    /// In milliseconds.
    pub const fn as_millis(self) -> i64 {
        self.0
    }
    /// In seconds, rounded up, never below zero: the form of `Retry-After`.
    pub fn as_seconds_up(self) -> u32 {
        let seconds = self.0.max(0).saturating_add(999) / 1000;
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }
}

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// Where identifiers and secrets come from.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with bytes nobody can guess.
    fn fill(&self, bytes: &mut [u8]);

    /// A new identifier. Version 7 in production, so that indexes stay dense.
    fn uuid(&self, now: Timestamp) -> Uuid;
}

/// What goes along with a call.
#[derive(Clone)]
pub enum Payload {
    /// Nothing: a GET.
    None,
    /// Names and values of a form: a POST of `application/x-www-form-urlencoded`.
    Form(Vec<(String, String)>),
    /// A document: a POST of `application/json`.
    Json(String),
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values of a form may be secrets, and a document may hold what people wrote.
        match self {
            Self::None => f.write_str("None"),
            Self::Form(form) => {
                let names: Vec<&str> = form.iter().map(|(name, _)| name.as_str()).collect();
                f.debug_tuple("Form").field(&names).finish()
            }
            Self::Json(text) => write!(f, "Json({} bytes)", text.len()),
        }
    }
}

/// A call to another server.
#[derive(Clone)]
pub struct FetchRequest {
    /// For which organization. Some servers may be called for one alone.
    pub tenant: TenantId,
    /// Where. Whether the server may reach it is the guard's decision and not the caller's.
    pub url: Url,
    /// What goes along, which says whether it is a GET or a POST.
    pub payload: Payload,
    /// The whole value of the `Authorization` header, its scheme included.
    pub authorization: Option<SentSecret>,
    /// With which certificate the caller proves itself in TLS (RFC 8446 4.4.2).
    pub certificate: Option<ClientCertificate>,
    /// The media types that the caller reads.
    pub accept: &'static str,
}

/// A certificate that proves a caller in TLS, with its key.
#[derive(Clone)]
pub struct ClientCertificate {
    /// The certificate, in DER.
    pub certificate: Vec<u8>,
    /// Its private key, PKCS #8 in DER.
    pub key: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for FetchRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A query and the authorization may each hold a secret.
        let origin = self.url.origin().ascii_serialization();
        f.debug_struct("FetchRequest")
            .field("url", &format_args!("{origin}{}", self.url.path()))
            .field("payload", &self.payload)
            .field("accept", &self.accept)
            .finish_non_exhaustive()
    }
}

/// What another server answered, whatever the status. A redirect is an answer and is not followed.
#[derive(Clone, PartialEq, Eq)]
pub struct FetchReply {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type` as it was sent; `None` too when it is not ASCII.
    pub content_type: Option<String>,
    /// The body as it was sent, at most a mebibyte.
    pub body: Vec<u8>,
}

impl fmt::Debug for FetchReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The body may hold tokens.
        f.debug_struct("FetchReply")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why there is no answer. It says no more than this, because administrators of tenants are shown it, and
/// who may name URLs must not learn from it what there is in the network of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The scheme, the port or the address is none that the server may reach.
    #[error("the server may not call this URL")]
    Forbidden,
    /// Its name is none, or could not be looked up. Of a name with an address that is not public this is not said.
    #[error("the name of the other server is not found")]
    NoName,
    /// Its certificate is of no authority that this server trusts, has ended, or is another name's.
    #[error("the certificate of the other server is not trusted")]
    Certificate,
    /// Nobody answers there in HTTP.
    #[error("the other server cannot be reached")]
    Unreachable,
    /// It takes too long.
    #[error("the other server takes too long")]
    TooSlow,
    /// The answer is longer than a mebibyte.
    #[error("the answer of the other server is too long")]
    TooLong,
}

/// A call under way.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<FetchReply, FetchError>> + Send + 'a>>;

/// A look-up under way.
pub type Looking<'a> = Pin<Box<dyn Future<Output = Result<Vec<String>, FetchError>> + Send + 'a>>;

/// Where answers of other servers come from. Never called inside a transaction.
pub trait Fetch: Send + Sync {
    /// Whether an organization may have a URL called, as far as the URL by itself says. Whoever uses an answer that was
    /// kept for all of them asks first.
    ///
    /// # Errors
    /// [`FetchError::Forbidden`]
    fn check(&self, tenant: TenantId, url: &Url) -> Result<(), FetchError>;

    /// Calls another server, once.
    fn fetch<'a>(&'a self, request: &'a FetchRequest) -> Fetching<'a>;

    /// Asks for the TXT records of a name, at most 20, each in one piece; none if there are none. Never an answer that
    /// was kept.
    fn text_records<'a>(&'a self, name: &'a str) -> Looking<'a>;
}

/// How long things count that the operator decides about.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// A session that nobody uses.
    pub session_idle: Span,
    /// A session, however it is used.
    pub session: Span,
    /// An entry of the sign-in log.
    pub sign_ins: Span,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            session_idle: Span::hours(12),
            session: Span::hours(24),
            sign_ins: Span::days(30),
        }
    }
}

/// What the product takes from the world.
pub struct Env {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub entropy: Arc<dyn Entropy>,
    /// Answers of other servers.
    pub fetch: Arc<dyn Fetch>,
    /// Keys that are not in the database.
    pub keyring: Keyring,
    /// The pool that hashes passwords.
    pub passwords: Passwords,
    /// How much of what may be done in which time.
    pub limits: Limits,
    /// How long what counts.
    pub lifetimes: Lifetimes,
}

impl Env {
    /// A new identifier.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        T::from(self.entropy.uuid(self.clock.now()))
    }
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Env").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_and_answered_shows_no_secret_in_debug_output() {
        let request = FetchRequest {
            tenant: TenantId::from(Uuid::nil()),
            url: Url::parse("https://idp.example/token?s3cret").unwrap(),
            payload: Payload::Form(vec![("client_secret".to_owned(), "s3cret".to_owned())]),
            authorization: Some(SentSecret::new("Basic s3cret")),
            certificate: None,
            accept: "application/json",
        };
        let reply = FetchReply {
            status: 200,
            content_type: None,
            body: b"s3cret".to_vec(),
        };
        let shown = format!("{request:?} {reply:?}");
        assert!(!shown.contains("s3cret"), "{shown}");
        assert!(!shown.contains("115, 51"), "{shown}");
        assert!(shown.contains("https://idp.example/token"), "{shown}");
        assert!(shown.contains("client_secret"), "{shown}");
        let document = format!("{:?}", Payload::Json("{\"a\":\"s3cret\"}".to_owned()));
        assert!(!document.contains("s3cret"), "{document}");
    }
}
