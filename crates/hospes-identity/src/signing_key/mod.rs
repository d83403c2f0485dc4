//! Keys that sign tokens. They belong to the server; the private part is sealed in the database.
//!
//! Each algorithm has keys of its own, and all three get their first one together. A key is *next* while it
//! is published and not used, *current* while it signs, and *retired* once another one signs in its place;
//! it is published until the last of its tokens has ended, and then deleted. Which of these a key is follows
//! from the time alone, so nodes need not agree on anything: each reads the keys again every few minutes,
//! which is much less than the time for which the next key is published before it is used.

mod cache;
mod rotation;
mod store;
#[cfg(test)]
mod tests;

use hospes_protocol::jose::{Algorithm, Jwks, SigningKey, VerifyingKey};

use crate::env::{Span, Timestamp};

pub(crate) use cache::KeyCache;
pub use rotation::Rotation;

/// So long after the first use of a key the next one is used.
pub const ROTATION: Span = Span::days(90);
/// So long before its first use a key is published: a day, and what nodes and caches of clients need to
/// notice it.
pub const PUBLISHED_BEFORE: Span = Span::hours(25);
/// So long after its last use a key is published: a day, and what nodes need to notice that it is over.
/// The last of its tokens ends within that.
pub const PUBLISHED_AFTER: Span = Span::hours(25);
/// So often a node reads the keys again.
pub const READ_AGAIN: Span = Span::minutes(5);
/// So often at most it does for tokens that are signed with a key it does not know.
pub const READ_FOR_UNKNOWN: Span = Span::minutes(1);

/// The keys of the server, parsed once.
#[derive(Debug)]
pub struct SigningKeys {
    rs256: SigningKey,
    es256: SigningKey,
    ed_dsa: SigningKey,
    /// The keys that verify.
    pub verifying: Vec<VerifyingKey>,
    /// The public keys, as they are published.
    pub published: Jwks,
}

impl SigningKeys {
    /// The key that signs with an algorithm.
    pub fn current(&self, algorithm: Algorithm) -> &SigningKey {
        match algorithm {
            Algorithm::Rs256 => &self.rs256,
            Algorithm::Es256 => &self.es256,
            Algorithm::EdDsa => &self.ed_dsa,
        }
    }
}

/// A key as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInfo {
    /// Its name in tokens and in the key set.
    pub kid: String,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// What it is at present.
    pub state: KeyState,
    /// When it was made, and so published.
    pub created_at: Timestamp,
    /// From when it signs.
    pub active_from: Timestamp,
    /// Until when it signs, as soon as that is known.
    pub active_until: Option<Timestamp>,
}

/// Where a key is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Published, and not used yet.
    Next,
    /// It signs.
    Current,
    /// Published, and used no more.
    Retired,
}
