//! Logout tokens of other servers: OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6.

use serde_json::{Map, Value};

use super::id_token::{IdTokenError, issuer, subject};
use super::upstream_claims::session_id;
use crate::jose::{Expected, MAX_TOKEN_BYTES, UpstreamKeys, check_claims, seconds};
use crate::json::text;

/// The member of `events` that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// So old a token may be that does not say when it ends, in seconds. The specification came to ask for `exp` late.
const LIFE: i64 = 120;

/// What a logout token must say to be taken.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedLogoutToken<'a> {
    /// The issuer of the server's metadata, as for ID tokens.
    pub issuer: &'a str,
    /// Who we are there.
    pub client_id: &'a str,
    /// The present time, in seconds since 1970-01-01T00:00:00Z.
    pub now_seconds: i64,
    /// How far the other server's clock may be off, in seconds.
    pub leeway_seconds: i64,
}

/// Whose sign-in is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutToken {
    /// When the server says so, in seconds since 1970-01-01T00:00:00Z.
    pub issued_at: i64,
    /// The person; `None`: whoever has the session.
    pub sub: Option<String>,
    /// The tenant of Microsoft.
    pub tid: Option<String>,
    /// The session; `None`: all sessions of the person. One of both is there.
    pub sid: Option<String>,
}

/// Verifies a logout token.
///
/// The token has at most 16 KiB and says nothing twice; the keys are those that the server publishes. Besides `iss`,
/// `aud`, `exp`, `nbf` and `iat` it needs the event, and `sub` or `sid`. One with a `nonce` is refused: it could be an ID
/// token. That it is taken once is not checked: whoever ends the sessions that are older than it does nothing more when
/// it comes again.
pub fn verify_logout_token(
    token: &str,
    keys: &UpstreamKeys,
    expected: &ExpectedLogoutToken<'_>,
) -> Result<LogoutToken, LogoutTokenError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(IdTokenError::TooLong.into());
    }
    let mut claims = keys.signed_claims(token).map_err(IdTokenError::from)?;
    issuer(&claims, expected.issuer)?;
    let issued_at = claims
        .get("iat")
        .and_then(seconds)
        .ok_or(IdTokenError::Malformed)?;
    if !claims.contains_key("exp") {
        claims.insert("exp".to_owned(), issued_at.saturating_add(LIFE).into());
    }
    check_claims(
        &claims,
        &Expected {
            issuers: &[expected.issuer],
            audiences: &[expected.client_id],
            now_seconds: expected.now_seconds,
            leeway_seconds: expected.leeway_seconds,
        },
    )
    .map_err(IdTokenError::from)?;
    if issued_at > expected.now_seconds.saturating_add(expected.leeway_seconds) {
        return Err(IdTokenError::IssuedInFuture.into());
    }
    if !is_logout(&claims) {
        return Err(LogoutTokenError::Event);
    }
    if claims.contains_key("nonce") {
        return Err(LogoutTokenError::Nonce);
    }
    let sub = match claims.get("sub") {
        None => None,
        Some(_) => Some(subject(&claims).ok_or(IdTokenError::Subject)?.to_owned()),
    };
    let sid = session_id(&claims);
    if sub.is_none() && sid.is_none() {
        return Err(LogoutTokenError::Nobody);
    }
    Ok(LogoutToken {
        issued_at,
        sub,
        tid: text(&claims, "tid").map(str::to_owned),
        sid,
    })
}

fn is_logout(claims: &Map<String, Value>) -> bool {
    let event = claims.get("events").and_then(|events| events.get(EVENT));
    event.is_some_and(Value::is_object)
}

/// Why a logout token is refused. Its texts are for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoutTokenError {
    /// As a token: it is malformed, not signed by one of the keys, of another issuer or for another client, or its time
    /// is over.
    #[error(transparent)]
    Token(#[from] IdTokenError),
    /// It does not say that it is one.
    #[error("the token is no logout token")]
    Event,
    /// It has a `nonce`.
    #[error("the logout token has a nonce")]
    Nonce,
    /// It names neither a person nor a session.
    #[error("the logout token names nobody")]
    Nobody,
}
