//! Signing and verifying: compact JWS with JSON claims (RFC 7515, section 7.1; RFC 7519).
//!
//! Signing is done here, because `jsonwebtoken` parses the private key again for each signature,
//! which costs more than half of the time. Verifying is left to `jsonwebtoken`, except for the
//! claims: it reads the clock by itself, and before 10.3 it skipped an `exp` that was a string.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::{JoseError, PublicJwk, VerifyingKey};

/// The longest token that is looked at, in bytes.
///
/// A token with 200 groups, the most that the identity platform puts into one, has about 9 KiB.
pub const MAX_TOKEN_BYTES: usize = 16 * 1024;

/// A private RSA key, parsed once. It is erased from memory when it is dropped.
pub struct SigningKey {
    pair: RsaKeyPair,
    public: PublicJwk,
    /// The protected header, encoded: the same for each token.
    header: String,
}

impl SigningKey {
    /// Makes a key of 2048 bits, and its PKCS#8 form (DER, not encrypted) for storage.
    ///
    /// Takes some hundred milliseconds of processor time. This is the one function of the crate
    /// that is not repeatable: the library that makes RSA keys takes no source of randomness, and
    /// generating primes by hand to please a rule would be the greater sin.
    pub fn generate() -> Result<(Self, Zeroizing<Vec<u8>>), JoseError> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| JoseError::Generate)?;
        let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(|_| JoseError::Generate)?;
        let pkcs8 = Zeroizing::new(der.as_ref().to_vec());
        Ok((Self::from_pair(pair)?, pkcs8))
    }

    /// Reads a key of 2048 to 8192 bits from PKCS#8 (DER, not encrypted).
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, JoseError> {
        Self::from_pair(RsaKeyPair::from_pkcs8(der).map_err(|_| JoseError::Key)?)
    }

    fn from_pair(pair: RsaKeyPair) -> Result<Self, JoseError> {
        #[derive(Serialize)]
        struct Header<'a> {
            typ: &'static str,
            alg: &'static str,
            kid: &'a str,
            /// Some clients of v1.0 tokens look the key up by this name.
            x5t: &'a str,
        }
        let key = pair.public_key();
        let public = PublicJwk::rs256(
            key.modulus().big_endian_without_leading_zero(),
            key.exponent().big_endian_without_leading_zero(),
        );
        let kid = public.kid.as_str();
        let header = Header {
            typ: "JWT",
            alg: "RS256",
            kid,
            x5t: kid,
        };
        let header = serde_json::to_vec(&header).map_err(JoseError::Claims)?;
        Ok(Self {
            pair,
            public,
            header: URL_SAFE_NO_PAD.encode(header),
        })
    }

    /// The name of the key: its RFC 7638 thumbprint.
    pub fn kid(&self) -> &str {
        &self.public.kid
    }

    /// The half that is published in the key set.
    pub fn public(&self) -> PublicJwk {
        self.public.clone()
    }

    /// Signs claims: a compact JWS with the header `typ` JWT, `alg` RS256, `kid` and `x5t`.
    ///
    /// The claims are taken as they are; their times and audience are the caller's business.
    pub fn sign<C: Serialize>(&self, claims: &C) -> Result<String, JoseError> {
        let payload = serde_json::to_vec(claims).map_err(JoseError::Claims)?;
        let mut token = self.header.clone();
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(payload, &mut token);
        let signature = self.signature(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3): same input, same signature.
    pub(super) fn signature(&self, input: &[u8]) -> Result<Vec<u8>, JoseError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        // The source of randomness is in the signature for the sake of PSS; it is not used here.
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                input,
                &mut signature,
            )
            .map_err(|_| JoseError::Sign)?;
        Ok(signature)
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid())
            .finish_non_exhaustive()
    }
}

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
/// The key is chosen by the header's `kid`; a token without one is refused. Then the signature,
/// `iss`, `aud`, `exp` (required) and `nbf` (if present) are checked, in this order.
pub fn verify<C: DeserializeOwned>(
    token: &str,
    keys: &[VerifyingKey],
    expected: &Expected<'_>,
) -> Result<C, VerifyError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(VerifyError::Malformed);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| VerifyError::Malformed)?;
    // RFC 7515, section 4.1.11: whoever does not understand a critical extension must refuse.
    if header.alg != Algorithm::RS256 || header.crit.is_some() {
        return Err(VerifyError::Malformed);
    }
    let key = keys
        .iter()
        .find(|key| header.kid.as_deref() == Some(key.kid()))
        .ok_or(VerifyError::UnknownKey)?;
    let claims = signed_claims(token, key)?;
    check_claims(&claims, expected)?;
    // Read from the same parse that was checked, so that no second reading can differ from it.
    serde_json::from_value(Value::Object(claims)).map_err(|_| VerifyError::Malformed)
}

/// The claims of a token whose signature is right. They are not checked yet.
pub(super) fn signed_claims(
    token: &str,
    key: &VerifyingKey,
) -> Result<Map<String, Value>, VerifyError> {
    static SIGNATURE_ONLY: LazyLock<Validation> = LazyLock::new(|| {
        let mut validation = Validation::new(Algorithm::RS256);
        // `check_claims` does all of this, with the time that it is given.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        validation
    });
    match jsonwebtoken::decode(token, &key.key, &SIGNATURE_ONLY) {
        Ok(data) => Ok(data.claims),
        Err(error) if matches!(error.kind(), ErrorKind::InvalidSignature) => {
            Err(VerifyError::Signature)
        }
        Err(_) => Err(VerifyError::Malformed),
    }
}

fn check_claims(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), VerifyError> {
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
fn seconds(value: &Value) -> Option<i64> {
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
    /// Not a compact JWS with RS256 and JSON claims that have an `exp`, or longer than
    /// [`MAX_TOKEN_BYTES`], or the claims are not those that the caller asked for.
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
