//! Keys of other servers, whose ID tokens we read: more algorithms than our own keys have, because it is not us who
//! chooses them.
//!
//! Never among them are `none` and the algorithms of a shared secret.

use std::fmt;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey,
    VerificationAlgorithm,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::VerifyError;
use super::jwk::rsa_key;
use super::jws::{decode, header, signature_only};
use crate::json::{UniqueObject, member};

/// The longest key set that is read, in bytes.
pub const MAX_KEY_SET_BYTES: usize = 256 * 1024;
/// The most keys of a set.
const MAX_KEYS: usize = 100;

/// An algorithm that another server may sign an ID token with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UpstreamAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256: what each server has (OpenID Connect Discovery, section 3).
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// Ed25519.
    EdDsa,
}

impl UpstreamAlgorithm {
    /// Every algorithm that is accepted.
    pub const ALL: [Self; 9] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::EdDsa,
    ];

    /// Those of RSA keys.
    const OF_RSA: &[Self] = &[
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
    ];

    /// The name in headers, keys and metadata.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    /// Reads such a name; names are case-sensitive.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    fn of_library(self) -> jsonwebtoken::Algorithm {
        match self {
            Self::Rs256 => jsonwebtoken::Algorithm::RS256,
            Self::Rs384 => jsonwebtoken::Algorithm::RS384,
            Self::Rs512 => jsonwebtoken::Algorithm::RS512,
            Self::Ps256 => jsonwebtoken::Algorithm::PS256,
            Self::Ps384 => jsonwebtoken::Algorithm::PS384,
            Self::Ps512 => jsonwebtoken::Algorithm::PS512,
            Self::Es256 => jsonwebtoken::Algorithm::ES256,
            Self::Es384 => jsonwebtoken::Algorithm::ES384,
            Self::EdDsa => jsonwebtoken::Algorithm::EdDSA,
        }
    }
}

/// The keys that another server publishes, as far as they can verify an ID token.
#[derive(Clone)]
pub struct UpstreamKeys {
    keys: Vec<UpstreamKey>,
}

#[derive(Clone)]
struct UpstreamKey {
    /// A provider with one key need not name it (OpenID Connect Core, section 10.1).
    kid: Option<String>,
    /// Those of its family, or the one that it is declared for.
    algorithms: Vec<UpstreamAlgorithm>,
    key: DecodingKey,
}

impl UpstreamKeys {
    /// Reads the document at `jwks_uri`: at most [`MAX_KEY_SET_BYTES`] and 100 keys.
    ///
    /// Skipped are keys of another family, curve or algorithm, for something else than signatures, and
    /// those that could verify nothing or whose private half is published with them: a server that adds such a key must
    /// not lock its users out (RFC 7517, section 5). A set of which none is left is an error, so that whoever has an
    /// older one can keep it.
    pub fn parse(body: &[u8]) -> Result<Self, UpstreamKeysError> {
        if body.len() > MAX_KEY_SET_BYTES {
            return Err(UpstreamKeysError::TooLong);
        }
        let read: Result<UniqueObject, _> = serde_json::from_slice(body);
        let UniqueObject(set) = read.map_err(|_| UpstreamKeysError::Malformed)?;
        let keys: Vec<Value> = member(&set, "keys").ok_or(UpstreamKeysError::Malformed)?;
        if keys.len() > MAX_KEYS {
            return Err(UpstreamKeysError::TooMany);
        }
        let keys: Vec<_> = keys.into_iter().filter_map(UpstreamKey::read).collect();
        if keys.is_empty() {
            return Err(UpstreamKeysError::NoneUsable);
        }
        Ok(Self { keys })
    }

    /// The names of the keys that have one, in the order of the set. They are hostile text.
    pub fn kids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().filter_map(|key| key.kid.as_deref())
    }

    /// The claims of a token that one of the keys signed. They are not checked yet, but say nothing twice.
    ///
    /// The header's `kid` picks the key; without one, there must be a single key that fits the algorithm (OpenID Connect
    /// Core, section 10.1). Keys that the header brings along are not looked at.
    pub(crate) fn signed_claims(&self, token: &str) -> Result<Map<String, Value>, UpstreamError> {
        let header = header(token).map_err(|_| UpstreamError::Malformed)?;
        let algorithm = UpstreamAlgorithm::ALL
            .into_iter()
            .find(|algorithm| algorithm.of_library() == header.alg)
            .ok_or(UpstreamError::Algorithm)?;
        let fits = |key: &&UpstreamKey| key.algorithms.contains(&algorithm);
        let Some(kid) = header.kid else {
            let mut fitting = self.keys.iter().filter(fits);
            return match (fitting.next(), fitting.next()) {
                (Some(key), None) => key.signed_claims(token, algorithm),
                (Some(_), Some(_)) => Err(UpstreamError::NoKeyNamed),
                (None, _) => Err(UpstreamError::UnknownKey),
            };
        };
        let mut result = Err(UpstreamError::UnknownKey);
        for key in self
            .keys
            .iter()
            .filter(|key| key.kid.as_ref() == Some(&kid))
        {
            result = key.signed_claims(token, algorithm);
            if result.is_ok() {
                break;
            }
        }
        result
    }
}

impl fmt::Debug for UpstreamKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.kids()).finish()
    }
}

/// A key as it is published: RFC 7517, section 4; RFC 7518, section 6; RFC 8037, section 2.
#[derive(Deserialize)]
struct Published {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    use_: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
    /// The private half.
    d: Option<IgnoredAny>,
}

impl UpstreamKey {
    fn read(key: Value) -> Option<Self> {
        let key: Published = serde_json::from_value(key).ok()?;
        let is_for = |wanted: &str, uses: &[String]| uses.iter().any(|one| one == wanted);
        let is_for_signatures = key.use_.as_deref().is_none_or(|use_| use_ == "sig")
            && key
                .key_ops
                .as_deref()
                .is_none_or(|ops| is_for("verify", ops));
        if !is_for_signatures || key.d.is_some() {
            return None;
        }
        let (family, decoding) = key.decoding_key()?;
        let algorithms = match &key.alg {
            None => family.to_vec(),
            Some(alg) => {
                let alg = UpstreamAlgorithm::parse(alg)?;
                family.contains(&alg).then(|| vec![alg])?
            }
        };
        Some(Self {
            kid: key.kid,
            algorithms,
            key: decoding,
        })
    }

    fn signed_claims(
        &self,
        token: &str,
        algorithm: UpstreamAlgorithm,
    ) -> Result<Map<String, Value>, UpstreamError> {
        // RFC 8725, section 3.1: it is the key that says how it is used.
        if !self.algorithms.contains(&algorithm) {
            return Err(UpstreamError::Algorithm);
        }
        let validation = signature_only(&[algorithm.of_library()]);
        match decode(token, &self.key, &validation) {
            Ok(UniqueObject(claims)) => Ok(claims),
            Err(VerifyError::Signature) => Err(UpstreamError::Signature),
            Err(
                VerifyError::Malformed
                | VerifyError::UnknownKey
                | VerifyError::Expired
                | VerifyError::NotYetValid
                | VerifyError::Issuer
                | VerifyError::Audience,
            ) => Err(UpstreamError::Malformed),
        }
    }
}

impl Published {
    /// What the library that verifies takes, and the algorithms of its family.
    fn decoding_key(&self) -> Option<(&'static [UpstreamAlgorithm], DecodingKey)> {
        match (self.kty.as_str(), self.crv.as_deref()) {
            ("RSA", _) => {
                let (n, e) = (bytes(self.n.as_ref())?, bytes(self.e.as_ref())?);
                // Some servers write a zero before the number, so that it is not taken for a negative one.
                let key = rsa_key(without_zeros(&n), without_zeros(&e))?;
                Some((UpstreamAlgorithm::OF_RSA, key))
            }
            ("EC", Some("P-256")) => {
                let key = self.point(32, &ECDSA_P256_SHA256_FIXED)?;
                Some((&[UpstreamAlgorithm::Es256], key))
            }
            ("EC", Some("P-384")) => {
                let key = self.point(48, &ECDSA_P384_SHA384_FIXED)?;
                Some((&[UpstreamAlgorithm::Es384], key))
            }
            ("OKP", Some("Ed25519")) => {
                let x = bytes(self.x.as_ref())?;
                ParsedPublicKey::new(&ED25519, &x).ok()?;
                Some((&[UpstreamAlgorithm::EdDsa], DecodingKey::from_ed_der(&x)))
            }
            _ => None,
        }
    }

    /// A point of a curve whose coordinates have this many bytes (RFC 7518, section 6.2.1.2: also with leading zeros).
    fn point(
        &self,
        length: usize,
        algorithm: &'static dyn VerificationAlgorithm,
    ) -> Option<DecodingKey> {
        let (x, y) = (bytes(self.x.as_ref())?, bytes(self.y.as_ref())?);
        if x.len() != length || y.len() != length {
            return None;
        }
        let point = [&[4], x.as_slice(), y.as_slice()].concat();
        ParsedPublicKey::new(algorithm, &point).ok()?;
        Some(DecodingKey::from_ec_der(&point))
    }
}

fn bytes(text: Option<&String>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text?).ok()
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// Why a key set cannot be used. Its texts are for the provider's administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpstreamKeysError {
    /// More than [`MAX_KEY_SET_BYTES`].
    #[error("the key set is longer than 256 KiB")]
    TooLong,
    /// Not an object of JSON with a list `keys`, or one that says a thing twice.
    #[error("the key set is not JSON with a list of keys, or says a thing twice")]
    Malformed,
    /// More than 100 keys.
    #[error("the key set has more than 100 keys")]
    TooMany,
    /// Not one key with which an ID token could be verified.
    #[error(
        "the key set has no key for signatures with RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or EdDSA"
    )]
    NoneUsable,
}

/// Why a token is not one of the keys'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UpstreamError {
    Malformed,
    Algorithm,
    UnknownKey,
    NoKeyNamed,
    Signature,
}
