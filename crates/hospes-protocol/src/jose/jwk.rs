//! Public keys and key sets: RFC 7517, RFC 7518 section 6, RFC 8037 section 2, thumbprints of RFC 7638.

use aws_lc_rs::digest;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::DecodingKey;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Algorithm, JoseError};

/// A public key, as it stands in a key set.
///
/// Holding one says nothing about its quality; [`VerifyingKey::from_jwk`] checks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicJwk {
    /// The family of the key, with its numbers.
    #[serde(flatten)]
    pub numbers: Numbers,
    /// What the key is for: `sig`. A key that does not say may be used for it.
    #[serde(rename = "use", default = "sig")]
    pub use_: String,
    /// The algorithm. A key that does not say may be used with the one of its family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// The name by which a token's header picks the key.
    pub kid: String,
    /// The SHA-1 thumbprint of the certificate, in base64url: another name of the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x5t: Option<String>,
    /// The certificate of the key, in base64 (not base64url) of its DER.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x5c: Option<Vec<String>>,
    /// Whose tokens the key signs: an addition of the identity platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

/// The numbers that make a public key, big-endian, in base64url without padding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kty")]
pub enum Numbers {
    /// RSA.
    #[serde(rename = "RSA")]
    Rsa {
        /// The modulus.
        n: String,
        /// The public exponent.
        e: String,
    },
    /// An elliptic curve.
    #[serde(rename = "EC")]
    Ec {
        /// Which one.
        crv: EcCurve,
        /// The first coordinate of the point, at its full length.
        x: String,
        /// The second one.
        y: String,
    },
    /// A key that is one string of bytes.
    #[serde(rename = "OKP")]
    Okp {
        /// On which curve.
        crv: OkpCurve,
        /// The bytes.
        x: String,
    },
}

/// A curve of [`Numbers::Ec`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EcCurve {
    /// NIST P-256.
    #[serde(rename = "P-256")]
    P256,
}

/// A curve of [`Numbers::Okp`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OkpCurve {
    /// Edwards 25519.
    Ed25519,
}

impl Numbers {
    /// An RSA key with this modulus and exponent (big-endian, no leading zeros).
    pub(super) fn rsa(n: &[u8], e: &[u8]) -> Self {
        Self::Rsa {
            n: URL_SAFE_NO_PAD.encode(n),
            e: URL_SAFE_NO_PAD.encode(e),
        }
    }

    /// A point of P-256 in its uncompressed form: the byte 4 and two coordinates.
    pub(super) fn p256(point: &[u8]) -> Option<Self> {
        let (x, y) = point.strip_prefix(&[4])?.split_at_checked(32)?;
        Some(Self::Ec {
            crv: EcCurve::P256,
            x: URL_SAFE_NO_PAD.encode(x),
            y: URL_SAFE_NO_PAD.encode(y),
        })
    }

    /// A key of Ed25519.
    pub(super) fn ed25519(bytes: &[u8]) -> Self {
        Self::Okp {
            crv: OkpCurve::Ed25519,
            x: URL_SAFE_NO_PAD.encode(bytes),
        }
    }

    /// The one algorithm that such a key is used with.
    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa { .. } => Algorithm::Rs256,
            Self::Ec { crv, .. } => match crv {
                EcCurve::P256 => Algorithm::Es256,
            },
            Self::Okp { crv, .. } => match crv {
                OkpCurve::Ed25519 => Algorithm::EdDsa,
            },
        }
    }

    /// What the library that verifies takes, if the key is one that can verify anything.
    fn decoding_key(&self) -> Option<DecodingKey> {
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
        match self {
            Self::Rsa { n, e } => rsa_key(&bytes(n)?, &bytes(e)?),
            Self::Ec { x, y, .. } => {
                let (x, y) = (bytes(x)?, bytes(y)?);
                // RFC 7518, section 6.2.1.2: at the full length, also with leading zeros.
                if x.len() != 32 || y.len() != 32 {
                    return None;
                }
                let point = [&[4], x.as_slice(), y.as_slice()].concat();
                ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &point).ok()?;
                Some(DecodingKey::from_ec_der(&point))
            }
            Self::Okp { x, .. } => {
                let x = bytes(x)?;
                ParsedPublicKey::new(&ED25519, &x).ok()?;
                Some(DecodingKey::from_ed_der(&x))
            }
        }
    }
}

/// Checks an RSA key of 2048 to 8192 bits and gives it to the library that verifies.
pub(super) fn rsa_key(n: &[u8], e: &[u8]) -> Option<DecodingKey> {
    // The library looks at the size only when it verifies. A key that can never verify
    // anything should be refused where somebody can still read why.
    if !(256..=1024).contains(&n.len()) {
        return None;
    }
    // With the exponent 1 everybody can write a valid signature.
    if e == [1] {
        return None;
    }
    RsaPublicKeyComponents { n, e }
        .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
        .ok()?;
    Some(DecodingKey::from_rsa_raw_components(n, e))
}

impl PublicJwk {
    /// A key for the algorithm of its family. Its `kid` is its thumbprint.
    pub(super) fn new(numbers: Numbers) -> Self {
        let mut key = Self {
            alg: Some(numbers.algorithm().as_str().to_owned()),
            numbers,
            use_: sig(),
            kid: String::new(),
            x5t: None,
            x5c: None,
            issuer: None,
        };
        key.kid = key.thumbprint();
        key
    }

    /// The same key with a certificate (DER) of it, and the certificate's name.
    #[must_use]
    pub fn with_certificate(self, der: &[u8]) -> Self {
        Self {
            x5t: Some(x5t(der)),
            x5c: Some(vec![STANDARD.encode(der)]),
            ..self
        }
    }

    /// The SHA-256 thumbprint of RFC 7638, in base64url: 43 characters.
    ///
    /// It depends on the numbers only.
    pub fn thumbprint(&self) -> String {
        /// RFC 7638, section 3.2, and RFC 8037, section 2: the required members only, in this
        /// order, no white space.
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Required<'a> {
            Rsa {
                e: &'a str,
                kty: &'static str,
                n: &'a str,
            },
            Ec {
                crv: EcCurve,
                kty: &'static str,
                x: &'a str,
                y: &'a str,
            },
            Okp {
                crv: OkpCurve,
                kty: &'static str,
                x: &'a str,
            },
        }
        let required = match &self.numbers {
            Numbers::Rsa { n, e } => Required::Rsa { e, kty: "RSA", n },
            Numbers::Ec { crv, x, y } => Required::Ec {
                crv: *crv,
                kty: "EC",
                x,
                y,
            },
            Numbers::Okp { crv, x } => Required::Okp {
                crv: *crv,
                kty: "OKP",
                x,
            },
        };
        // A few strings always have a JSON form; the default is never taken.
        let json = serde_json::to_vec(&required).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &json))
    }
}

/// The SHA-1 thumbprint of a certificate in base64url (RFC 7515, section 4.1.7): 27 characters.
///
/// It is a name and proves nothing, so that SHA-1 is broken does no harm.
pub(super) fn x5t(der: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, der))
}

fn sig() -> String {
    "sig".to_owned()
}

/// A key set, as published at `jwks_uri`.
///
/// Reading one skips the keys that are of other families or curves or have no `kid`, as RFC 7517,
/// section 5, says: a provider that adds such a key must not lock its users out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Jwks {
    /// The keys, in the order of the set.
    pub keys: Vec<PublicJwk>,
}

impl<'de> Deserialize<'de> for Jwks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct AnyKeys {
            keys: Vec<serde_json::Value>,
        }
        let AnyKeys { keys } = AnyKeys::deserialize(deserializer)?;
        let keys = keys
            .into_iter()
            .filter_map(|key| serde_json::from_value::<PublicJwk>(key).ok())
            .collect();
        Ok(Self { keys })
    }
}

/// A public key that was checked and decoded once, to verify many tokens.
#[derive(Clone)]
pub struct VerifyingKey {
    kid: String,
    algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

impl VerifyingKey {
    /// Checks and decodes a key.
    ///
    /// It must be RSA of 2048 to 8192 bits, P-256 or Ed25519, and not declared for anything but
    /// signatures with the algorithm of its family.
    pub fn from_jwk(jwk: &PublicJwk) -> Result<Self, JoseError> {
        let algorithm = jwk.numbers.algorithm();
        let is_declared_for_another = jwk
            .alg
            .as_deref()
            .is_some_and(|alg| alg != algorithm.as_str());
        if jwk.use_ != "sig" || is_declared_for_another {
            return Err(JoseError::KeyUse);
        }
        Ok(Self {
            kid: jwk.kid.clone(),
            algorithm,
            key: jwk.numbers.decoding_key().ok_or(JoseError::Key)?,
        })
    }

    /// The name by which a token's header picks this key.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The one algorithm whose signatures it verifies.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl std::fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerifyingKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}
