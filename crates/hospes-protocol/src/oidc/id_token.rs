//! ID tokens of other servers: OpenID Connect Core, sections 2 and 3.1.3.7.

use serde_json::{Map, Value};

use super::UpstreamClaims;
use super::provider_address::{TENANT, is_template, is_tenant};
use super::upstream_claims::is_name;
use crate::jose::{
    Expected, MAX_TOKEN_BYTES, UpstreamError, UpstreamKeys, VerifyError, check_claims, seconds,
};
use crate::json::text;

/// What an ID token must say to be accepted.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedIdToken<'a> {
    /// The issuer of the server's metadata, compared byte by byte. `{tenantid}` in one of Microsoft stands for the
    /// token's `tid`.
    pub issuer: &'a str,
    /// Who we are there.
    pub client_id: &'a str,
    /// What we sent along. Empty: no token is accepted.
    pub nonce: &'a str,
    /// The present time, in seconds since 1970-01-01T00:00:00Z.
    pub now_seconds: i64,
    /// How far the other server's clock may be off, in seconds.
    pub leeway_seconds: i64,
}

/// Verifies an ID token and gives its claims.
///
/// The token has at most 16 KiB and says nothing twice. The keys are those that the server publishes, and nothing in the
/// token adds one or says how one is used. Then `iss`, `aud`, `exp`, `nbf`, `azp`, `nonce`, `iat` and `sub` are checked,
/// in this order.
pub fn verify_id_token(
    token: &str,
    keys: &UpstreamKeys,
    expected: &ExpectedIdToken<'_>,
) -> Result<UpstreamClaims, IdTokenError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(IdTokenError::TooLong);
    }
    let claims = keys.signed_claims(token)?;
    let iss = issuer(&claims, expected.issuer)?;
    check_claims(
        &claims,
        &Expected {
            issuers: &[expected.issuer],
            audiences: &[expected.client_id],
            now_seconds: expected.now_seconds,
            leeway_seconds: expected.leeway_seconds,
        },
    )?;
    check_party(&claims, expected.client_id)?;
    if expected.nonce.is_empty() || text(&claims, "nonce") != Some(expected.nonce) {
        return Err(IdTokenError::Nonce);
    }
    check_issued(&claims, expected)?;
    let sub = subject(&claims).ok_or(IdTokenError::Subject)?.to_owned();
    Ok(UpstreamClaims::sort(iss, sub, claims))
}

/// Who issued it, if a template is one of Microsoft and the token has a tenant. That it is the expected one is checked
/// with the other claims.
pub(super) fn issuer(claims: &Map<String, Value>, expected: &str) -> Result<String, IdTokenError> {
    let iss = text(claims, "iss").ok_or(IdTokenError::Issuer)?;
    if expected.contains(TENANT) {
        let has_tenant = text(claims, "tid").is_some_and(is_tenant);
        if !is_template(expected) || !has_tenant {
            return Err(IdTokenError::Issuer);
        }
    }
    Ok(iss.to_owned())
}

/// OpenID Connect Core, section 3.1.3.7, points 3 to 5: a token for others besides must have been issued to us.
fn check_party(claims: &Map<String, Value>, client_id: &str) -> Result<(), IdTokenError> {
    let is_us = |value: &Value| value.as_str() == Some(client_id);
    let is_for_others = match claims.get("aud") {
        Some(Value::Array(all)) => !all.iter().all(is_us),
        Some(one) => !is_us(one),
        None => true,
    };
    match claims.get("azp") {
        Some(party) if is_us(party) => Ok(()),
        None if !is_for_others => Ok(()),
        Some(_) | None => Err(IdTokenError::AuthorizedParty),
    }
}

fn check_issued(
    claims: &Map<String, Value>,
    expected: &ExpectedIdToken<'_>,
) -> Result<(), IdTokenError> {
    let issued = claims
        .get("iat")
        .and_then(seconds)
        .ok_or(IdTokenError::Malformed)?;
    let latest = expected.now_seconds.saturating_add(expected.leeway_seconds);
    if issued > latest {
        return Err(IdTokenError::IssuedInFuture);
    }
    Ok(())
}

/// The subject (OpenID Connect Core, section 2).
pub(super) fn subject(claims: &Map<String, Value>) -> Option<&str> {
    text(claims, "sub").filter(|sub| is_name(sub))
}

/// Why an ID token is refused. Its texts are for the administrator of the provider; the person learns no more than that
/// the answer was not right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenError {
    /// More than 16 KiB.
    #[error("the ID token is longer than 16 KiB")]
    TooLong,
    /// Not a compact JWS with JSON claims, of which `exp` and `iat` are times and none is there twice.
    #[error("the ID token is malformed")]
    Malformed,
    /// Signed with an algorithm that is never accepted, or not with this key.
    #[error("the ID token is signed with an algorithm that is not accepted")]
    Algorithm,
    /// None of the keys has the name, or fits: the server may have newer ones.
    #[error("the ID token is signed with an unknown key")]
    UnknownKey,
    /// The token does not say which of several keys signed it.
    #[error("the ID token does not say which key signed it")]
    NoKeyNamed,
    /// The signature does not fit the key.
    #[error("the ID token's signature is wrong")]
    Signature,
    /// `iss` is missing or somebody else, or a tenant is missing that it should name.
    #[error("the ID token is of another issuer")]
    Issuer,
    /// `aud` is missing or does not name us.
    #[error("the ID token is for another client")]
    Audience,
    /// The token is for others besides and not issued to us, or issued to somebody else.
    #[error("the ID token was issued to another client")]
    AuthorizedParty,
    /// `exp` has passed.
    #[error("the ID token has expired")]
    Expired,
    /// `nbf` is still to come.
    #[error("the ID token is not valid yet")]
    NotYetValid,
    /// `iat` is still to come: one of the two clocks is wrong.
    #[error("the ID token was issued in the future")]
    IssuedInFuture,
    /// `nonce` is missing or not ours: the token answers another request.
    #[error("the ID token answers another request")]
    Nonce,
    /// `sub` is not a text of 1 to 255 characters.
    #[error("the ID token has no subject of 1 to 255 characters")]
    Subject,
}

impl From<UpstreamError> for IdTokenError {
    fn from(error: UpstreamError) -> Self {
        match error {
            UpstreamError::Malformed => Self::Malformed,
            UpstreamError::Algorithm => Self::Algorithm,
            UpstreamError::UnknownKey => Self::UnknownKey,
            UpstreamError::NoKeyNamed => Self::NoKeyNamed,
            UpstreamError::Signature => Self::Signature,
        }
    }
}

impl From<VerifyError> for IdTokenError {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Malformed => Self::Malformed,
            VerifyError::UnknownKey => Self::UnknownKey,
            VerifyError::Signature => Self::Signature,
            VerifyError::Expired => Self::Expired,
            VerifyError::NotYetValid => Self::NotYetValid,
            VerifyError::Issuer => Self::Issuer,
            VerifyError::Audience => Self::Audience,
        }
    }
}
