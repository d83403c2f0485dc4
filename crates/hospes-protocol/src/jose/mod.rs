//! JSON object signing: RFC 7515 (JWS), 7517 (JWK), 7518 (algorithms), 7519 (JWT), 7638.
//!
//! One algorithm is accepted, RS256, because every client of the identity platform speaks it and
//! the algorithm is then never read from a token. Refused, each with a test: `none`; `HS256` and
//! its kin (a public key would become a shared secret); `RS384`, `RS512`, `PS*`, `ES*`, `EdDSA`
//! (nobody asked); a header with `crit`. There is no encryption (RFC 7516).

mod jwk;
mod jws;

pub use jwk::{Jwks, PublicJwk, VerifyingKey};
pub use jws::{Expected, MAX_TOKEN_BYTES, SigningKey, VerifyError, verify};

/// Why a key could not be made or read, or claims could not be signed.
///
/// None of its texts tells anything of the key.
#[derive(Debug, thiserror::Error)]
pub enum JoseError {
    /// The generator of the crypto library failed.
    #[error("no signing key could be generated")]
    Generate,
    /// Not an RSA key of 2048 to 8192 bits in the expected encoding.
    #[error("the key is not an RSA key of at least 2048 bits")]
    Key,
    /// A public key whose `use` or `alg` says that it is for something else than RS256.
    #[error("the key is not meant for RS256 signatures")]
    KeyUse,
    /// The claims have no JSON form.
    #[error("the claims cannot be written as JSON")]
    Claims(#[source] serde_json::Error),
    /// The crypto library refused to sign.
    #[error("the token could not be signed")]
    Sign,
}

#[cfg(test)]
mod tests;
