//! Certificates of clients: X.509 (RFC 5280), in DER or PEM (RFC 7468), as far as their keys go.
//!
//! Who issued a certificate and what it is for is not looked at. An administrator registers it, and
//! so vouches for the key in it; nothing else in it counts but from when to when it is valid.

use std::fmt;
use std::sync::LazyLock;

use aws_lc_rs::digest;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED,
    ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, ParsedPublicKey,
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};
use x509_parser::certificate::X509Certificate;
use x509_parser::pem::Pem;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::VerifyError;
use super::jwk::rsa_key;
use super::jws::{decode, signature_only};

/// The longest certificate that is looked at, in bytes.
pub const MAX_CERTIFICATE_BYTES: usize = 16 * 1024;

/// The object identifier of the curve P-256 (RFC 5480, section 2.1.1.1).
const P256: &str = "1.2.840.10045.3.1.7";
/// That of P-384.
const P384: &str = "1.3.132.0.34";

/// A certificate that was read once, with a key to verify with.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    subject: String,
    starts_seconds: i64,
    ends_seconds: i64,
    key: DecodingKey,
    family: Family,
}

/// What a key signs with: RSA with either padding, each curve with its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Rsa,
    P256,
    P384,
}

impl Certificate {
    /// Reads one certificate. Its key must be RSA of 2048 to 8192 bits, P-256 or P-384.
    pub fn parse(pem_or_der: &[u8]) -> Result<Self, CertificateError> {
        if pem_or_der.len() > MAX_CERTIFICATE_BYTES {
            return Err(CertificateError::TooLong);
        }
        let der = der_of(pem_or_der)?;
        let (rest, read) =
            X509Certificate::from_der(&der).map_err(|_| CertificateError::Malformed)?;
        if !rest.is_empty() {
            return Err(CertificateError::Malformed);
        }
        let (family, key) = key_of(read.public_key()).ok_or(CertificateError::Key)?;
        Ok(Self {
            subject: read.subject().to_string(),
            starts_seconds: read.validity().not_before.timestamp(),
            ends_seconds: read.validity().not_after.timestamp(),
            key,
            family,
            der,
        })
    }

    /// The certificate itself.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whom it names, such as `CN=board`. Whoever made it wrote that.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// From when it is valid, in seconds since 1970-01-01T00:00:00Z.
    pub fn starts_seconds(&self) -> i64 {
        self.starts_seconds
    }

    /// The last second in which it is valid.
    pub fn ends_seconds(&self) -> i64 {
        self.ends_seconds
    }

    /// The SHA-1 thumbprint: a name that clients use, and proof of nothing.
    pub fn sha1(&self) -> [u8; 20] {
        let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &self.der);
        // The hash has that length; the default is never taken.
        hash.as_ref().try_into().unwrap_or_default()
    }

    /// The SHA-256 thumbprint.
    pub fn sha256(&self) -> [u8; 32] {
        let hash = digest::digest(&digest::SHA256, &self.der);
        hash.as_ref().try_into().unwrap_or_default()
    }

    /// The claims of a token that the key of this certificate signed. They are not checked yet.
    ///
    /// The algorithms are those of the key: RS256 and PS256 of RSA, ES256 of P-256, ES384 of P-384.
    pub(crate) fn signed_claims(&self, token: &str) -> Result<Map<String, Value>, VerifyError> {
        static RSA: LazyLock<Validation> =
            LazyLock::new(|| signature_only(&[Algorithm::RS256, Algorithm::PS256]));
        static P256: LazyLock<Validation> = LazyLock::new(|| signature_only(&[Algorithm::ES256]));
        static P384: LazyLock<Validation> = LazyLock::new(|| signature_only(&[Algorithm::ES384]));
        let validation = match self.family {
            Family::Rsa => &RSA,
            Family::P256 => &P256,
            Family::P384 => &P384,
        };
        decode(token, &self.key, validation)
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

fn der_of(pem_or_der: &[u8]) -> Result<Vec<u8>, CertificateError> {
    let text = String::from_utf8_lossy(pem_or_der);
    if text.contains("PRIVATE KEY-----") || is_private_key(pem_or_der) {
        return Err(CertificateError::PrivateKey);
    }
    if !text.contains("-----BEGIN") {
        return Ok(pem_or_der.to_vec());
    }
    let parts: Result<Vec<Pem>, _> = Pem::iter_from_buffer(pem_or_der).collect();
    let parts = parts.map_err(|_| CertificateError::Malformed)?;
    let mut certificates = parts.into_iter().filter(|part| part.label == "CERTIFICATE");
    match (certificates.next(), certificates.next()) {
        (Some(one), None) => Ok(one.contents),
        (Some(_), Some(_)) => Err(CertificateError::Several),
        (None, _) => Err(CertificateError::Malformed),
    }
}

/// Whether it is a private key in DER.
fn is_private_key(der: &[u8]) -> bool {
    let curves = [
        &ECDSA_P256_SHA256_FIXED_SIGNING,
        &ECDSA_P384_SHA384_FIXED_SIGNING,
    ];
    RsaKeyPair::from_pkcs8(der).is_ok()
        || RsaKeyPair::from_der(der).is_ok()
        || Ed25519KeyPair::from_pkcs8(der).is_ok()
        || curves.into_iter().any(|curve| {
            EcdsaKeyPair::from_pkcs8(curve, der).is_ok()
                || EcdsaKeyPair::from_private_key_der(curve, der).is_ok()
        })
}

fn key_of(info: &SubjectPublicKeyInfo<'_>) -> Option<(Family, DecodingKey)> {
    match info.parsed().ok()? {
        PublicKey::RSA(key) => {
            let first = |byte: &u8| *byte != 0;
            let n = key.modulus.get(key.modulus.iter().position(first)?..)?;
            let e = key.exponent.get(key.exponent.iter().position(first)?..)?;
            Some((Family::Rsa, rsa_key(n, e)?))
        }
        PublicKey::EC(point) => {
            let curve = info.algorithm.parameters.as_ref()?.as_oid().ok()?;
            let family = match curve.to_id_string().as_str() {
                P256 => Family::P256,
                P384 => Family::P384,
                _ => return None,
            };
            let point = point.data();
            match family {
                Family::P384 => ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).ok()?,
                Family::Rsa | Family::P256 => {
                    ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).ok()?
                }
            };
            Some((family, DecodingKey::from_ec_der(point)))
        }
        PublicKey::DSA(_)
        | PublicKey::GostR3410(_)
        | PublicKey::GostR3410_2012(_)
        | PublicKey::Unknown(_) => None,
    }
}

/// Why something is no certificate that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateError {
    /// Neither PEM nor DER of a certificate.
    Malformed,
    /// A private key, which its owner should have kept, with or without a certificate beside it.
    PrivateKey,
    /// More than one certificate, so that it is not clear which one is meant.
    Several,
    /// The key is of another kind, or too short.
    Key,
    /// Longer than [`MAX_CERTIFICATE_BYTES`].
    TooLong,
}

impl CertificateError {
    /// What is wrong, as part of a sentence for whoever gave it.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Malformed => {
                "it is not a certificate; give the text from BEGIN CERTIFICATE to END CERTIFICATE"
            }
            Self::PrivateKey => {
                "it holds a private key, which nobody but the application should have; give the \
                 certificate alone, and replace the key if somebody may have seen it"
            }
            Self::Several => "there are several certificates; give only the application's own",
            Self::Key => "its key must be RSA with 2048 to 8192 bits, P-256 or P-384",
            Self::TooLong => "it is longer than a certificate is",
        }
    }
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

impl std::error::Error for CertificateError {}
