//! Client assertions: JWTs with which clients prove who they are (RFC 7521, section 4.2; RFC 7523,
//! section 3; OpenID Connect Core, section 9, `private_key_jwt`), by the key of a certificate.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::jose::{Certificate, VerifyError, header, seconds};

/// The `client_assertion_type` of a JWT (RFC 7523, section 2.2).
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// So far ahead an assertion may end, in seconds: a day. Libraries take ten minutes.
pub const MAX_ASSERTION_SECONDS: i64 = 24 * 60 * 60;

/// The longest `jti`, in bytes.
const MAX_JTI_BYTES: usize = 512;

/// An assertion whose header was read, and nothing more.
#[derive(Debug)]
pub struct ClientAssertion<'a> {
    text: &'a str,
    key: KeyName,
}

/// How a header names its certificate.
#[derive(Debug, PartialEq, Eq)]
enum KeyName {
    Sha256(String),
    Sha1(String),
    /// Some libraries put a thumbprint into `kid`, in whichever form.
    Any(String),
}

/// What an assertion must say to be accepted.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedAssertion<'a> {
    /// Who asks: issuer and subject, compared without letter case, as it is a GUID.
    pub client_id: &'a str,
    /// What this server is called. Hosts and paths of the identity platform have no letter case.
    pub audiences: &'a [String],
    /// The present time, in seconds since 1970-01-01T00:00:00Z.
    pub now_seconds: i64,
    /// How far the client's clock may be off, in seconds.
    pub leeway_seconds: i64,
}

/// What is left to do with an assertion that is right: use it once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedAssertion {
    /// Its name.
    pub jti: String,
    /// From when on nobody would take it any more, in seconds, the leeway included.
    pub ends_seconds: i64,
}

impl<'a> ClientAssertion<'a> {
    /// Reads the header. Keys and addresses of keys in it are not looked at.
    pub fn parse(text: &'a str) -> Result<Self, AssertionError> {
        let header = header(text).map_err(|_| AssertionError::Malformed)?;
        let names = [
            header.x5t_s256.map(KeyName::Sha256),
            header.x5t.map(KeyName::Sha1),
            header.kid.map(KeyName::Any),
        ];
        let key = names.into_iter().flatten().next();
        Ok(Self {
            text,
            key: key.ok_or(AssertionError::UnknownKey)?,
        })
    }

    /// Whether the header names the certificate with these thumbprints.
    pub fn names(&self, sha1: &[u8], sha256: &[u8]) -> bool {
        // Some libraries leave the padding in.
        let is = |text: &str, thumbprint: &[u8]| {
            text.trim_end_matches('=') == URL_SAFE_NO_PAD.encode(thumbprint)
        };
        match &self.key {
            KeyName::Sha256(text) => is(text, sha256),
            KeyName::Sha1(text) => is(text, sha1),
            KeyName::Any(text) => [sha1, sha256]
                .into_iter()
                .any(|print| is(text, print) || text.eq_ignore_ascii_case(&hex(print))),
        }
    }

    /// Verifies the signature with a certificate that the client registered, then the claims.
    ///
    /// That the certificate itself is valid at present is the caller's business.
    pub fn verify(
        &self,
        certificate: &Certificate,
        expected: &ExpectedAssertion<'_>,
    ) -> Result<VerifiedAssertion, AssertionError> {
        let claims = certificate
            .signed_claims(self.text)
            .map_err(|error| match error {
                VerifyError::Signature => AssertionError::Signature,
                VerifyError::Malformed
                | VerifyError::UnknownKey
                | VerifyError::Expired
                | VerifyError::NotYetValid
                | VerifyError::Issuer
                | VerifyError::Audience => AssertionError::Malformed,
            })?;
        let is_client = |name: &str| {
            let claimed = claims.get(name).and_then(Value::as_str);
            claimed.is_some_and(|claimed| claimed.eq_ignore_ascii_case(expected.client_id))
        };
        if !is_client("iss") || !is_client("sub") {
            return Err(AssertionError::Client);
        }
        let is_ours = |audience: &str| {
            let mut ours = expected.audiences.iter();
            ours.any(|ours| ours.eq_ignore_ascii_case(audience))
        };
        if !audience(&claims).is_some_and(is_ours) {
            return Err(AssertionError::Audience);
        }
        let ends_seconds = end(&claims, expected)?;
        let jti = claims.get("jti").and_then(Value::as_str);
        match jti.filter(|jti| !jti.is_empty() && jti.len() <= MAX_JTI_BYTES) {
            Some(jti) => Ok(VerifiedAssertion {
                jti: jti.to_owned(),
                ends_seconds,
            }),
            None => Err(AssertionError::Malformed),
        }
    }
}

/// The one audience. An assertion for several servers could be used by each of them at the others.
fn audience(claims: &Map<String, Value>) -> Option<&str> {
    let aud = claims.get("aud")?;
    match aud.as_array().map(Vec::as_slice) {
        Some([one]) => one.as_str(),
        Some(_) => None,
        None => aud.as_str(),
    }
}

/// Checks the times, and gives the end with the leeway.
fn end(
    claims: &Map<String, Value>,
    expected: &ExpectedAssertion<'_>,
) -> Result<i64, AssertionError> {
    let (now, leeway) = (expected.now_seconds, expected.leeway_seconds);
    let time = |name: &str| match claims.get(name) {
        Some(value) => seconds(value).map(Some).ok_or(AssertionError::Malformed),
        None => Ok(None),
    };
    let expires = time("exp")?.ok_or(AssertionError::Malformed)?;
    let ends = expires.saturating_add(leeway);
    let latest = now
        .saturating_add(MAX_ASSERTION_SECONDS)
        .saturating_add(leeway);
    let starts = time("nbf")?.unwrap_or(now);
    if ends <= now || expires > latest || starts > now.saturating_add(leeway) {
        return Err(AssertionError::Time);
    }
    Ok(ends)
}

/// Who an assertion says it is of. Nothing has been verified: only to look the client up.
pub(super) fn claimed_subject(text: &str) -> Option<String> {
    let payload = text.split('.').nth(1)?;
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    let claims: Map<String, Value> = serde_json::from_slice(&payload).ok()?;
    let subject = claims.get("sub").and_then(Value::as_str)?;
    (!subject.is_empty()).then(|| subject.to_owned())
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Why an assertion is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssertionError {
    /// Not a compact JWS with an algorithm of the certificate's key, `exp` and `jti`.
    #[error("the client assertion is malformed")]
    Malformed,
    /// The header names no certificate, or none of the client's.
    #[error("the certificate of the client assertion is not registered")]
    UnknownKey,
    /// The signature does not fit.
    #[error("the signature of the client assertion is wrong")]
    Signature,
    /// It is over, has not begun, or ends more than [`MAX_ASSERTION_SECONDS`] ahead.
    #[error("the client assertion is not within its valid time range")]
    Time,
    /// It is for another server, for several, or for none.
    #[error("the client assertion is for another audience")]
    Audience,
    /// Issuer or subject are not the client.
    #[error("the client assertion is of another client")]
    Client,
}
