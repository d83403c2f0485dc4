//! Private keys: making, reading, signing with them; and the certificates that they have.
//!
//! Signing is done here, because `jsonwebtoken` parses the private key again for each signature,
//! which costs more than half of the time.

use std::time::Duration;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rcgen::{CertificateParams, DistinguishedName, DnType, PublicKeyData};
use serde::Serialize;
use zeroize::Zeroizing;

use super::jwk::Numbers;
use super::{Algorithm, JoseError, PublicJwk};

/// A private key, parsed once. It is erased from memory when it is dropped.
pub struct SigningKey {
    pair: Pair,
    public: PublicJwk,
    /// The protected header, encoded: the same for each token.
    header: String,
}

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl SigningKey {
    /// Makes a key, and its PKCS#8 form (DER, not encrypted) for storage. RSA has 2048 bits.
    ///
    /// That takes some hundred milliseconds of processor time for RSA, and next to none for the
    /// others. This is the one function of the crate that is not repeatable: the library that
    /// makes keys takes no source of randomness, and generating primes by hand to please a rule
    /// would be the greater sin.
    pub fn generate(algorithm: Algorithm) -> Result<(Self, Zeroizing<Vec<u8>>), JoseError> {
        let failed = |_| JoseError::Generate;
        let (pair, pkcs8) = match algorithm {
            Algorithm::Rs256 => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
                let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).map_err(failed)?;
                let pkcs8 = Zeroizing::new(der.as_ref().to_vec());
                (Pair::Rsa(pair), pkcs8)
            }
            Algorithm::Es256 => {
                let pair =
                    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?;
                let der = pair.to_pkcs8v1().map_err(failed)?;
                (Pair::P256(pair), Zeroizing::new(der.as_ref().to_vec()))
            }
            Algorithm::EdDsa => {
                let pair = Ed25519KeyPair::generate().map_err(failed)?;
                let der = pair.to_pkcs8v1().map_err(failed)?;
                (Pair::Ed25519(pair), Zeroizing::new(der.as_ref().to_vec()))
            }
        };
        Ok((Self::from_pair(pair)?, pkcs8))
    }

    /// Reads a key for an algorithm from PKCS#8 (DER, not encrypted). RSA has 2048 to 8192 bits.
    pub fn from_pkcs8(algorithm: Algorithm, der: &[u8]) -> Result<Self, JoseError> {
        let failed = |_| JoseError::Key;
        Self::from_pair(match algorithm {
            Algorithm::Rs256 => Pair::Rsa(RsaKeyPair::from_pkcs8(der).map_err(failed)?),
            Algorithm::Es256 => {
                let of = &ECDSA_P256_SHA256_FIXED_SIGNING;
                Pair::P256(EcdsaKeyPair::from_pkcs8(of, der).map_err(failed)?)
            }
            Algorithm::EdDsa => Pair::Ed25519(Ed25519KeyPair::from_pkcs8(der).map_err(failed)?),
        })
    }

    fn from_pair(pair: Pair) -> Result<Self, JoseError> {
        let numbers = match &pair {
            Pair::Rsa(pair) => {
                let key = pair.public_key();
                Numbers::rsa(
                    key.modulus().big_endian_without_leading_zero(),
                    key.exponent().big_endian_without_leading_zero(),
                )
            }
            Pair::P256(pair) => Numbers::p256(pair.public_key().as_ref()).ok_or(JoseError::Key)?,
            Pair::Ed25519(pair) => Numbers::ed25519(pair.public_key().as_ref()),
        };
        let public = PublicJwk::new(numbers);
        Ok(Self {
            header: header(&public)?,
            pair,
            public,
        })
    }

    /// The same key with a certificate (DER) of it, which is published with it; the headers of its
    /// tokens then name it as `x5t`, too, because some clients look keys up by that name.
    pub fn with_certificate(self, der: &[u8]) -> Result<Self, JoseError> {
        let public = self.public.with_certificate(der);
        Ok(Self {
            header: header(&public)?,
            pair: self.pair,
            public,
        })
    }

    /// The same key under another name, which the headers of its tokens have from then on: of a server that gives its own
    /// names to the keys of others.
    pub fn named(self, kid: &str) -> Result<Self, JoseError> {
        let mut public = self.public;
        kid.clone_into(&mut public.kid);
        Ok(Self {
            header: header(&public)?,
            pair: self.pair,
            public,
        })
    }

    /// A certificate of an RSA key, signed by itself: DER of X.509 v3.
    ///
    /// It says nothing that the key does not; some clients read keys from certificates only. It is
    /// valid from `from_seconds` after 1970-01-01T00:00:00Z for `seconds`. The same input gives the
    /// same certificate. Keys of other families have none.
    pub fn self_signed(
        &self,
        common_name: &str,
        (from_seconds, seconds): (u32, u32),
    ) -> Result<Vec<u8>, JoseError> {
        let Pair::Rsa(pair) = &self.pair else {
            return Err(JoseError::Certificate);
        };
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params
            .distinguished_name
            .push(DnType::CommonName, common_name);
        let from = Duration::from_secs(from_seconds.into());
        params.not_before = rcgen::date_time_ymd(1970, 1, 1) + from;
        params.not_after = params.not_before + Duration::from_secs(seconds.into());
        let certificate = params.self_signed(&RsaSigner(pair));
        let certificate = certificate.map_err(|_| JoseError::Certificate)?;
        Ok(certificate.der().to_vec())
    }

    /// The name of the key: its RFC 7638 thumbprint.
    pub fn kid(&self) -> &str {
        &self.public.kid
    }

    /// What it signs with.
    pub fn algorithm(&self) -> Algorithm {
        self.public.numbers.algorithm()
    }

    /// The half that is published in the key set.
    pub fn public(&self) -> PublicJwk {
        self.public.clone()
    }

    /// Signs claims: a compact JWS with the header `typ` JWT, `alg`, `kid`, and `x5t` if the key
    /// has a certificate.
    ///
    /// The claims are taken as they are; their times and audience are the caller's business.
    pub fn sign<C: Serialize>(&self, claims: &C) -> Result<String, JoseError> {
        let payload = serde_json::to_vec(claims).map_err(JoseError::Claims)?;
        let mut token = self.header.clone();
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(payload, &mut token);
        let signature = self.signature(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// RFC 7518, sections 3.3 and 3.4, and RFC 8037, section 3.1. Of ECDSA, whose signatures have
    /// chance in them, each is another one.
    pub(crate) fn signature(&self, input: &[u8]) -> Result<Vec<u8>, JoseError> {
        match &self.pair {
            Pair::Rsa(pair) => rsa_signature(pair, input),
            Pair::P256(pair) => {
                let signature = pair.sign(&SystemRandom::new(), input);
                let signature = signature.map_err(|_| JoseError::Sign)?;
                Ok(signature.as_ref().to_vec())
            }
            Pair::Ed25519(pair) => {
                let signature = pair.try_sign(input).map_err(|_| JoseError::Sign)?;
                Ok(signature.as_ref().to_vec())
            }
        }
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid())
            .finish_non_exhaustive()
    }
}

/// RSASSA-PKCS1-v1_5 with SHA-256: same input, same signature.
fn rsa_signature(pair: &RsaKeyPair, input: &[u8]) -> Result<Vec<u8>, JoseError> {
    let mut signature = vec![0; pair.public_modulus_len()];
    // The source of randomness is in the signature for the sake of PSS; it is not used here.
    pair.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        input,
        &mut signature,
    )
    .map_err(|_| JoseError::Sign)?;
    Ok(signature)
}

/// The header of the tokens of a key.
fn header(public: &PublicJwk) -> Result<String, JoseError> {
    #[derive(Serialize)]
    struct Header<'a> {
        typ: &'static str,
        alg: &'static str,
        kid: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        x5t: Option<&'a str>,
    }
    let header = Header {
        typ: "JWT",
        alg: public.numbers.algorithm().as_str(),
        kid: &public.kid,
        x5t: public.x5t.as_deref(),
    };
    let header = serde_json::to_vec(&header).map_err(JoseError::Claims)?;
    Ok(URL_SAFE_NO_PAD.encode(header))
}

/// An RSA key, as the library that writes certificates wants it.
struct RsaSigner<'a>(&'a RsaKeyPair);

impl PublicKeyData for RsaSigner<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_RSA_SHA256
    }
}

impl rcgen::SigningKey for RsaSigner<'_> {
    fn sign(&self, input: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        rsa_signature(self.0, input).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}
