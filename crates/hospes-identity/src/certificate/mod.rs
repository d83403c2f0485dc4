//! Certificates of applications, and proving to be one with an assertion that the key of a certificate signed.
//!
//! An administrator registers the certificate; the private key never leaves the application. For each
//! request the application signs an assertion, a JWT of some minutes (RFC 7523), and sends it in the place of
//! a client secret.
//!
//! Besides, certificates that this server makes for itself: of applications and organisations that speak SAML.

mod assertion;
mod registration;
mod self_signed;
pub(crate) mod signing;
mod store;
#[cfg(any(test, feature = "testing"))]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use crate::env::Timestamp;
use crate::ids::KeyId;

pub(crate) use self_signed::SelfSigned;
pub use signing::SigningCertificate;
pub(crate) use store::delete_for_application;

/// A certificate of an application, with whose private key it signs assertions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Its id.
    pub key_id: KeyId,
    /// What it is called.
    pub display_name: String,
    /// From when it counts.
    pub starts_at: Timestamp,
    /// Until when it counts.
    pub ends_at: Timestamp,
    pub(crate) sha1: [u8; 20],
    pub(crate) sha256: [u8; 32],
    pub(crate) der: Vec<u8>,
}

impl Certificate {
    /// Its SHA-1 thumbprint in hexadecimal, by which people and programs know it: 40 digits.
    pub fn thumbprint(&self) -> String {
        self.sha1
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02X}"))
    }
}
