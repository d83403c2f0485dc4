//! Public keys and key sets: RFC 7517, RFC 7518 section 6.3.1, thumbprints of RFC 7638.

use aws_lc_rs::digest;
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde::{Deserialize, Deserializer, Serialize};

use super::JoseError;

/// A public RSA key, as it stands in a key set.
///
/// Holding one says nothing about its quality; [`VerifyingKey::from_jwk`] checks it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicJwk {
    /// The family of the key: `RSA`.
    pub kty: String,
    /// What the key is for: `sig`. A key that does not say may be used for it.
    #[serde(rename = "use", default = "sig")]
    pub use_: String,
    /// The algorithm: `RS256`. A key that does not say may be used with it.
    #[serde(default = "rs256")]
    pub alg: String,
    /// The name by which a token's header picks the key.
    pub kid: String,
    /// The modulus, big-endian, in base64url without padding.
    pub n: String,
    /// The public exponent, likewise.
    pub e: String,
}

impl PublicJwk {
    /// The key for RS256 with this modulus and exponent (big-endian, no leading zeros).
    ///
    /// Its `kid` is its thumbprint.
    pub(super) fn rs256(n: &[u8], e: &[u8]) -> Self {
        let mut key = Self {
            kty: "RSA".to_owned(),
            use_: sig(),
            alg: rs256(),
            kid: String::new(),
            n: URL_SAFE_NO_PAD.encode(n),
            e: URL_SAFE_NO_PAD.encode(e),
        };
        key.kid = key.thumbprint();
        key
    }

    /// The SHA-256 thumbprint of RFC 7638, in base64url: 43 characters.
    ///
    /// It depends on the modulus and the exponent only.
    pub fn thumbprint(&self) -> String {
        /// RFC 7638, section 3.2: these members only, in this order, no white space.
        #[derive(Serialize)]
        struct Required<'a> {
            e: &'a str,
            kty: &'a str,
            n: &'a str,
        }
        let required = Required {
            e: &self.e,
            kty: &self.kty,
            n: &self.n,
        };
        // Three strings always have a JSON form; the default is never taken.
        let json = serde_json::to_vec(&required).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &json))
    }
}

fn sig() -> String {
    "sig".to_owned()
}

fn rs256() -> String {
    "RS256".to_owned()
}

/// A key set, as published at `jwks_uri`.
///
/// Reading one skips the keys that are not RSA keys with a `kid`, as RFC 7517, section 5, says:
/// a provider that adds an elliptic-curve key must not lock its users out.
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
            .filter(|key| key.kty == "RSA")
            .collect();
        Ok(Self { keys })
    }
}

/// A public key that was checked and decoded once, to verify many tokens.
#[derive(Clone)]
pub struct VerifyingKey {
    kid: String,
    pub(super) key: DecodingKey,
}

impl VerifyingKey {
    /// Checks and decodes a key.
    ///
    /// It must be RSA, 2048 to 8192 bits, and not declared for anything but RS256.
    pub fn from_jwk(jwk: &PublicJwk) -> Result<Self, JoseError> {
        if jwk.kty != "RSA" {
            return Err(JoseError::Key);
        }
        if jwk.use_ != "sig" || jwk.alg != "RS256" {
            return Err(JoseError::KeyUse);
        }
        let n = URL_SAFE_NO_PAD.decode(&jwk.n).map_err(|_| JoseError::Key)?;
        let e = URL_SAFE_NO_PAD.decode(&jwk.e).map_err(|_| JoseError::Key)?;
        // The library looks at the size only when it verifies. A key that can never verify
        // anything should be refused where somebody can still read why.
        if !(256..=1024).contains(&n.len()) {
            return Err(JoseError::Key);
        }
        // With the exponent 1 everybody can write a valid signature.
        if e == [1] {
            return Err(JoseError::Key);
        }
        RsaPublicKeyComponents { n: &n, e: &e }
            .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
            .map_err(|_| JoseError::Key)?;
        Ok(Self {
            kid: jwk.kid.clone(),
            key: DecodingKey::from_rsa_raw_components(&n, &e),
        })
    }

    /// The name by which a token's header picks this key.
    pub fn kid(&self) -> &str {
        &self.kid
    }
}

impl std::fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerifyingKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}
