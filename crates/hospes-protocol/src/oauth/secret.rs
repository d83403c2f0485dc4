//! What a client sends or gets and nobody else may know: client secrets, codes, tokens, verifiers.

use std::fmt;

use zeroize::Zeroizing;

/// A secret that a client sent, or that we send as one: never printed, erased from memory when dropped.
#[derive(Clone)]
pub struct SentSecret(Zeroizing<String>);

impl SentSecret {
    /// Takes a copy of the secret.
    pub fn new(secret: &str) -> Self {
        Self(Zeroizing::new(secret.to_owned()))
    }

    /// The secret itself: to be hashed and compared, or sent, never logged or stored.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<Zeroizing<String>> for SentSecret {
    fn from(secret: Zeroizing<String>) -> Self {
        Self(secret)
    }
}

impl fmt::Debug for SentSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SentSecret(..)")
    }
}
