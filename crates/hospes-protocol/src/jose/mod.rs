//! JSON object signing: RFC 7515 (JWS), 7517 (JWK), 7518 (algorithms), 7519 (JWT), 7638.
//!
//! Three algorithms are accepted: RS256, because every client of the identity platform speaks it,
//! and ES256 and `EdDSA`, which cost a fraction of it. A key has one of them, and it is never read
//! from a token. Refused, each with a test: `none`; `HS256` and its kin (a public key would become a
//! shared secret); the algorithm of another key; `RS384`, `RS512`, `PS*`, `ES384`, `ES512` (nobody
//! asked); a header with `crit`. There is no encryption (RFC 7516).
//!
//! The keys of other servers are [`UpstreamKeys`]: what they sign with is theirs to choose, so the rest of RSA and ES384
//! are accepted of them besides ([`UpstreamAlgorithm`]). HS256 is there to prove who we are to them, and only to sign.

mod algorithm;
mod certificate;
mod hmac;
mod jwk;
mod jws;
mod signing;
mod upstream;

pub use algorithm::Algorithm;
pub use certificate::{Certificate, CertificateError, MAX_CERTIFICATE_BYTES};
pub(crate) use hmac::sign_with_secret;
pub use jwk::{EcCurve, Jwks, Numbers, OkpCurve, PublicJwk, VerifyingKey};
pub use jws::{Expected, MAX_TOKEN_BYTES, VerifyError, unverified_audience, verify};
pub(crate) use jws::{check_claims, header, seconds};
pub use signing::SigningKey;
pub(crate) use upstream::UpstreamError;
pub use upstream::{MAX_KEY_SET_BYTES, UpstreamAlgorithm, UpstreamKeys, UpstreamKeysError};

/// Why a key could not be made or read, or claims could not be signed.
///
/// None of its texts tells anything of the key.
#[derive(Debug, thiserror::Error)]
pub enum JoseError {
    /// The generator of the crypto library failed.
    #[error("no signing key could be generated")]
    Generate,
    /// Not an RSA key of 2048 to 8192 bits, P-256 or Ed25519 in the expected encoding.
    #[error("the key is none of RSA with at least 2048 bits, P-256 or Ed25519")]
    Key,
    /// A public key whose `use` or `alg` says that it is for something else than signatures with
    /// the algorithm of its family.
    #[error("the key is not meant for signatures with RS256, ES256 or EdDSA")]
    KeyUse,
    /// A certificate could not be written for the key.
    #[error("the key has no certificate")]
    Certificate,
    /// The claims have no JSON form.
    #[error("the claims cannot be written as JSON")]
    Claims(#[source] serde_json::Error),
    /// A shared secret of less than 32 bytes, which could be found by trying (RFC 7518, section 3.2).
    #[error("the secret has less than 32 bytes, which is too few to sign with")]
    SecretTooShort,
    /// The crypto library refused to sign.
    #[error("the token could not be signed")]
    Sign,
}

#[cfg(test)]
mod algorithm_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod upstream_tests;
