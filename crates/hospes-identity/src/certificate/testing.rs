//! A client that holds the key of a certificate, for tests of this and other crates.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hospes_protocol::jose::{Algorithm, Certificate, SigningKey};
use serde_json::{Value, json};

use crate::env::{Span, Timestamp};
use crate::ids::AppId;

/// An RSA key with its certificate.
#[derive(Debug)]
pub struct KeyHolder {
    pair: RsaKeyPair,
    /// The certificate.
    pub der: Vec<u8>,
}

impl KeyHolder {
    /// A new key, with a certificate that counts from then on for so long.
    ///
    /// # Panics
    /// When the library makes no key.
    #[expect(clippy::expect_used, reason = "a test without its key cannot go on")]
    pub fn new(from: Timestamp, life: Span) -> Self {
        let (key, pkcs8) = SigningKey::generate(Algorithm::Rs256).expect("a key");
        let from = u32::try_from(from.as_seconds()).expect("a time of this century");
        let der = key.self_signed("Test application", (from, life.as_seconds_up()));
        Self {
            pair: RsaKeyPair::from_pkcs8(&pkcs8).expect("the same key"),
            der: der.expect("a certificate"),
        }
    }

    /// The certificate as text.
    pub fn pem(&self) -> String {
        let body = STANDARD.encode(&self.der);
        format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
    }

    /// What the header of an assertion says with RSASSA-PKCS1-v1_5 and the SHA-1 thumbprint, or with
    /// RSASSA-PSS and the SHA-256 one, which are the two ways of libraries.
    ///
    /// # Panics
    /// When the certificate is none.
    #[expect(clippy::expect_used, reason = "it was made here")]
    pub fn header(&self, algorithm: &str) -> Value {
        let certificate = Certificate::parse(&self.der).expect("a certificate");
        let (name, thumbprint) = match algorithm {
            "PS256" => ("x5t#S256", URL_SAFE_NO_PAD.encode(certificate.sha256())),
            _ => ("x5t", URL_SAFE_NO_PAD.encode(certificate.sha1())),
        };
        json!({ "typ": "JWT", "alg": algorithm, name: thumbprint })
    }

    /// Signs claims under a header, with the padding that its `alg` says.
    ///
    /// # Panics
    /// When the library signs nothing.
    #[expect(clippy::expect_used, reason = "a test without its token cannot go on")]
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let input = format!("{}.{}", encode(header), encode(claims));
        let padding: &'static dyn RsaEncoding = match header.get("alg").and_then(Value::as_str) {
            Some("PS256") => &RSA_PSS_SHA256,
            _ => &RSA_PKCS1_SHA256,
        };
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let bytes = input.as_bytes();
        self.pair
            .sign(padding, &SystemRandom::new(), bytes, &mut signature)
            .expect("a signature");
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// The claims of a good assertion, which counts for ten minutes.
    pub fn claims(app_id: AppId, audience: &str, (now, jti): (Timestamp, &str)) -> Value {
        let (id, now) = (app_id.to_string(), now.as_seconds());
        json!({
            "aud": audience, "iss": id, "sub": id, "jti": jti, "nbf": now, "exp": now + 600,
        })
    }

    /// A good assertion.
    pub fn assertion(&self, app_id: AppId, audience: &str, when: (Timestamp, &str)) -> String {
        let claims = Self::claims(app_id, audience, when);
        self.sign(&self.header("RS256"), &claims)
    }
}
