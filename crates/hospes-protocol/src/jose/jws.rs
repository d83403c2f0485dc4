//! Verifying compact JWS with JSON claims (RFC 7515, section 7.1; RFC 7519).
//!
//! Signatures are left to `jsonwebtoken`, claims are not: it reads the clock by itself, and before
//! 10.3 it skipped an `exp` that was a string.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{DecodingKey, Validation};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Algorithm, VerifyingKey};

/// The longest token that is looked at, in bytes.
///
/// A token with 200 groups, the most that the identity platform puts into one, has about 9 KiB.
pub const MAX_TOKEN_BYTES: usize = 16 * 1024;

/// What a token must say to be accepted.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The issuers that are accepted, compared byte by byte. None given, none accepted. `{tenantid}`
    /// in one stands for the token's `tid` claim, as in Microsoft's issuers.
    pub issuers: &'a [&'a str],
    /// The audiences, of which the token must name at least one. None given, none accepted.
    pub audiences: &'a [&'a str],
    /// The present time, in seconds since 1970-01-01T00:00:00Z.
    pub now_seconds: i64,
    /// How far another server's clock may be off, in seconds. Zero for tokens of our own.
    pub leeway_seconds: i64,
}

/// Verifies a token and gives its claims.
///
/// The keys are chosen by the header's `kid`; a token without one is refused. How a signature is
/// verified is the key's matter and not the header's, whose `alg` must then be the same (RFC 8725,
/// section 3.1); keys that the header brings along are not looked at. Where several keys have the
/// name, one that fits is enough: all of them are trusted. Then `iss`, `aud`, `exp` (required) and
/// `nbf` (if present) are checked, in this order.
pub fn verify<C: DeserializeOwned>(
    token: &str,
    keys: &[VerifyingKey],
    expected: &Expected<'_>,
) -> Result<C, VerifyError> {
    let header = header(token)?;
    if !Algorithm::ALL
        .iter()
        .any(|algorithm| algorithm.of_library() == header.alg)
    {
        return Err(VerifyError::Malformed);
    }
    let mut result = Err(VerifyError::UnknownKey);
    for key in keys {
        if header.kid.as_deref() == Some(key.kid()) {
            result = signed_claims(token, key);
            if result.is_ok() {
                break;
            }
        }
    }
    let claims = result?;
    check_claims(&claims, expected)?;
    // Read from the same parse that was checked, so that no second reading can differ from it.
    serde_json::from_value(Value::Object(claims)).map_err(|_| VerifyError::Malformed)
}

/// The header of a token that is short enough and whose header can be understood.
pub(crate) fn header(token: &str) -> Result<jsonwebtoken::Header, VerifyError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(VerifyError::Malformed);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| VerifyError::Malformed)?;
    // RFC 7515, section 4.1.11: whoever does not understand a critical extension must refuse.
    if header.crit.is_some() {
        return Err(VerifyError::Malformed);
    }
    Ok(header)
}

/// The claims of a token whose signature is right. They are not checked yet.
pub(super) fn signed_claims(
    token: &str,
    key: &VerifyingKey,
) -> Result<Map<String, Value>, VerifyError> {
    static RS256: LazyLock<Validation> = LazyLock::new(|| only(Algorithm::Rs256));
    static ES256: LazyLock<Validation> = LazyLock::new(|| only(Algorithm::Es256));
    static ED_DSA: LazyLock<Validation> = LazyLock::new(|| only(Algorithm::EdDsa));
    let validation = match key.algorithm() {
        Algorithm::Rs256 => &RS256,
        Algorithm::Es256 => &ES256,
        Algorithm::EdDsa => &ED_DSA,
    };
    decode(token, &key.key, validation)
}

fn only(algorithm: Algorithm) -> Validation {
    signature_only(&[algorithm.of_library()])
}

/// The audience that a token names, before anything of it is believed: for whom to verify it. `None` when it
/// names none, or several.
pub fn unverified_audience(token: &str) -> Option<String> {
    if token.len() > MAX_TOKEN_BYTES {
        return None;
    }
    let payload = token.split('.').nth(1)?;
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    claims.get("aud")?.as_str().map(str::to_owned)
}

/// Checks the signature, with one of these algorithms of one family, and nothing else.
pub(super) fn signature_only(algorithms: &[jsonwebtoken::Algorithm]) -> Validation {
    let mut validation = Validation {
        algorithms: algorithms.to_vec(),
        ..Validation::default()
    };
    // `check_claims` does all of this, with the time that it is given.
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

pub(super) fn decode<C: DeserializeOwned>(
    token: &str,
    key: &DecodingKey,
    validation: &Validation,
) -> Result<C, VerifyError> {
    match jsonwebtoken::decode(token, key, validation) {
        Ok(data) => Ok(data.claims),
        Err(error) if matches!(error.kind(), ErrorKind::InvalidSignature) => {
            Err(VerifyError::Signature)
        }
        Err(_) => Err(VerifyError::Malformed),
    }
}

/// Checks `iss`, `aud`, `exp` and `nbf`, in this order.
pub(crate) fn check_claims(
    claims: &Map<String, Value>,
    expected: &Expected<'_>,
) -> Result<(), VerifyError> {
    let tenant = claims.get("tid").and_then(Value::as_str);
    let is_issuer = |value: &Value| {
        value.as_str().is_some_and(|one| {
            expected
                .issuers
                .iter()
                .any(|issuer| names_issuer(issuer, one, tenant))
        })
    };
    if !claims.get("iss").is_some_and(is_issuer) {
        return Err(VerifyError::Issuer);
    }
    let is_audience = |value: &Value| {
        value
            .as_str()
            .is_some_and(|one| expected.audiences.contains(&one))
    };
    // RFC 7519, section 4.1.3: a string, or a list of strings.
    let is_for_us = match claims.get("aud") {
        Some(Value::Array(all)) => all.iter().any(is_audience),
        Some(one) => is_audience(one),
        None => false,
    };
    if !is_for_us {
        return Err(VerifyError::Audience);
    }
    let expires = claims
        .get("exp")
        .and_then(seconds)
        .ok_or(VerifyError::Malformed)?;
    // RFC 7519, section 4.1.4: not on the second of expiry itself.
    if expected.now_seconds >= expires.saturating_add(expected.leeway_seconds) {
        return Err(VerifyError::Expired);
    }
    if let Some(not_before) = claims.get("nbf") {
        let not_before = seconds(not_before).ok_or(VerifyError::Malformed)?;
        if expected.now_seconds.saturating_add(expected.leeway_seconds) < not_before {
            return Err(VerifyError::NotYetValid);
        }
    }
    Ok(())
}

/// Whether `found` is the expected issuer, with the tenant in the place of `{tenantid}`.
fn names_issuer(expected: &str, found: &str, tenant: Option<&str>) -> bool {
    match (expected.split_once("{tenantid}"), tenant) {
        // A tenant of other characters could move the rest of the template to where it fits.
        (Some((before, after)), Some(tenant)) => {
            tenant
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && found
                    .strip_prefix(before)
                    .and_then(|rest| rest.strip_suffix(after))
                    == Some(tenant)
        }
        (Some(_), None) => false,
        (None, _) => expected == found,
    }
}

/// A `NumericDate` (RFC 7519, section 2) in whole seconds.
///
/// `None` for all but a number: a string that is taken for "no time given" makes a token valid
/// for ever (CVE-2026-25537).
pub(crate) fn seconds(value: &Value) -> Option<i64> {
    let number = value.as_number()?;
    number.as_i64().or_else(|| {
        // A fraction is allowed, and is cut off; what has no plain form is no time of ours.
        number
            .to_string()
            .split_once('.')
            .and_then(|(whole, _)| whole.parse().ok())
    })
}

/// Why a token is refused.
///
/// For the log. A client learns no more than that its token is not valid or has expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// Not a compact JWS with the algorithm of the key and JSON claims that have an `exp`, or longer
    /// than [`MAX_TOKEN_BYTES`], or the claims are not those that the caller asked for.
    #[error("the token is malformed")]
    Malformed,
    /// The header has no `kid`, or none of the keys has that name.
    #[error("the token is signed with an unknown key")]
    UnknownKey,
    /// The signature does not fit the key.
    #[error("the token's signature is wrong")]
    Signature,
    /// `exp` has passed.
    #[error("the token has expired")]
    Expired,
    /// `nbf` is still to come.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// `iss` is missing or somebody else.
    #[error("the token is of another issuer")]
    Issuer,
    /// `aud` is missing or names others.
    #[error("the token is for another audience")]
    Audience,
}
