//! Opening what is encrypted for us (XML Encryption 1.1). It is done here and not by the library: there is one
//! way to carry a key and two to carry a text, everything is read from our own tree, and what comes out is
//! the text as it was put in.

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{AES_128, AES_256, DecryptingKey, DecryptionContext, UnboundCipherKey};
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OAEP_SHA384_MGF1SHA384, OAEP_SHA512_MGF1SHA512,
    OaepAlgorithm, OaepPrivateDecryptingKey, PrivateDecryptingKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::xml::Element;
use super::{SigningError, namespace};

const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
const XENC11: &str = "http://www.w3.org/2009/xmlenc11#";
const ELEMENT: &str = "http://www.w3.org/2001/04/xmlenc#Element";

/// So many encrypted keys are tried, and with so many of ours.
const MOST_KEYS: usize = 4;
/// The length of the initial vector of GCM, and of a block, in bytes.
const NONCE: usize = 12;
const BLOCK: usize = 16;

/// A private RSA key that opens assertions that were encrypted for its certificate.
pub struct DecryptionKey(OaepPrivateDecryptingKey);

impl std::fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DecryptionKey(…)")
    }
}

impl DecryptionKey {
    /// An RSA key of at least 2,048 bits in PKCS #8 DER.
    pub fn new(pkcs8: &[u8]) -> Result<Self, SigningError> {
        let key = PrivateDecryptingKey::from_pkcs8(pkcs8).map_err(SigningError::new)?;
        OaepPrivateDecryptingKey::new(key)
            .map(Self)
            .map_err(SigningError::new)
    }
}

/// Why an envelope stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closed {
    /// It is not built as it has to be.
    Shape,
    /// An algorithm is not taken.
    Algorithm,
    /// It is in a mode that does not protect itself, and nothing around it does.
    Unprotected,
    /// There is no key of ours that opens it, or it was changed. One answer for all: which of them it is would help
    /// whoever tries.
    Undecipherable,
}

/// How a text is encrypted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Gcm,
    Cbc,
}

/// What is in an `EncryptedAssertion`. `is_protected` says that a signature around it was verified.
pub(super) fn open(
    envelope: &Element,
    keys: &[DecryptionKey],
    is_protected: bool,
) -> Result<Vec<u8>, Closed> {
    let data = only(envelope, XENC, "EncryptedData")?;
    if data.attribute("Type").is_some_and(|kind| kind != ELEMENT) {
        return Err(Closed::Shape);
    }
    let (mode, length) = match algorithm(only(data, XENC, "EncryptionMethod")?)? {
        "http://www.w3.org/2009/xmlenc11#aes128-gcm" => (Mode::Gcm, 16),
        "http://www.w3.org/2009/xmlenc11#aes256-gcm" => (Mode::Gcm, 32),
        "http://www.w3.org/2001/04/xmlenc#aes128-cbc" => (Mode::Cbc, 16),
        "http://www.w3.org/2001/04/xmlenc#aes256-cbc" => (Mode::Cbc, 32),
        _ => return Err(Closed::Algorithm),
    };
    // Before anything is deciphered: whoever may send changed texts, and sees what becomes of them, reads the
    // text in the end.
    if mode == Mode::Cbc && !is_protected {
        return Err(Closed::Unprotected);
    }
    let text = cipher_value(data)?;
    let info = data
        .only(namespace::SIGNATURE, "KeyInfo")
        .map_err(|_| Closed::Shape)?;
    // Inside, or beside the text with a reference to it.
    let inside = info.into_iter();
    let inside = inside.flat_map(|info| info.all(XENC, "EncryptedKey"));
    let carried: Vec<&Element> = inside.chain(envelope.all(XENC, "EncryptedKey")).collect();
    if carried.is_empty() || carried.len() > MOST_KEYS {
        return Err(Closed::Shape);
    }
    for element in carried {
        let method = padding(only(element, XENC, "EncryptionMethod")?)?;
        let wrapped = cipher_value(element)?;
        for key in keys.iter().take(MOST_KEYS) {
            let Some(secret) = unwrap(key, method, &wrapped, length) else {
                continue;
            };
            if let Some(plain) = decipher(mode, &secret, &text) {
                return Ok(plain);
            }
        }
    }
    Err(Closed::Undecipherable)
}

fn only<'e>(parent: &'e Element, space: &str, name: &str) -> Result<&'e Element, Closed> {
    let found = parent.only(space, name).map_err(|_| Closed::Shape)?;
    found.ok_or(Closed::Shape)
}

fn algorithm(element: &Element) -> Result<&str, Closed> {
    element.attribute("Algorithm").ok_or(Closed::Shape)
}

/// The bytes that are there in base64. A reference to somewhere else is not followed.
fn cipher_value(parent: &Element) -> Result<Vec<u8>, Closed> {
    let value = only(only(parent, XENC, "CipherData")?, XENC, "CipherValue")?;
    let text: String = value
        .value()
        .map_err(|_| Closed::Shape)?
        .split_ascii_whitespace()
        .collect();
    STANDARD.decode(text).map_err(|_| Closed::Shape)
}

/// OAEP with one hash in both places; nothing older.
fn padding(method: &Element) -> Result<&'static OaepAlgorithm, Closed> {
    const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
    let digest = method
        .only(namespace::SIGNATURE, "DigestMethod")
        .map_err(|_| Closed::Shape)?;
    let digest = digest.map_or(Ok(SHA1), algorithm)?;
    let mask = method.only(XENC11, "MGF").map_err(|_| Closed::Shape)?;
    let mask = mask.map(algorithm).transpose()?;
    if method.all(XENC, "OAEPparams").next().is_some() {
        return Err(Closed::Algorithm);
    }
    match (algorithm(method)?, digest, mask) {
        ("http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", SHA1, None)
        | (
            "http://www.w3.org/2009/xmlenc11#rsa-oaep",
            SHA1,
            None | Some("http://www.w3.org/2009/xmlenc11#mgf1sha1"),
        ) => Ok(&OAEP_SHA1_MGF1SHA1),
        (
            "http://www.w3.org/2009/xmlenc11#rsa-oaep",
            "http://www.w3.org/2001/04/xmlenc#sha256",
            Some("http://www.w3.org/2009/xmlenc11#mgf1sha256"),
        ) => Ok(&OAEP_SHA256_MGF1SHA256),
        (
            "http://www.w3.org/2009/xmlenc11#rsa-oaep",
            "http://www.w3.org/2001/04/xmldsig-more#sha384",
            Some("http://www.w3.org/2009/xmlenc11#mgf1sha384"),
        ) => Ok(&OAEP_SHA384_MGF1SHA384),
        (
            "http://www.w3.org/2009/xmlenc11#rsa-oaep",
            "http://www.w3.org/2001/04/xmlenc#sha512",
            Some("http://www.w3.org/2009/xmlenc11#mgf1sha512"),
        ) => Ok(&OAEP_SHA512_MGF1SHA512),
        _ => Err(Closed::Algorithm),
    }
}

/// The key of a text, if it is in there.
fn unwrap(
    key: &DecryptionKey,
    method: &'static OaepAlgorithm,
    wrapped: &[u8],
    length: usize,
) -> Option<Zeroizing<Vec<u8>>> {
    let mut room = Zeroizing::new(vec![0; key.0.min_output_size()]);
    let secret = key.0.decrypt(method, wrapped, &mut room, None).ok()?;
    (secret.len() == length).then(|| Zeroizing::new(secret.to_vec()))
}

fn decipher(mode: Mode, secret: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    match mode {
        Mode::Gcm => {
            let (nonce, sealed) = text.split_at_checked(NONCE)?;
            let method = if secret.len() == 16 {
                &AES_128_GCM
            } else {
                &AES_256_GCM
            };
            let key = LessSafeKey::new(UnboundKey::new(method, secret).ok()?);
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let mut sealed = sealed.to_vec();
            let plain = key.open_in_place(nonce, Aad::empty(), &mut sealed).ok()?;
            Some(plain.to_vec())
        }
        Mode::Cbc => {
            let (start, sealed) = text.split_at_checked(BLOCK)?;
            let method = if secret.len() == 16 {
                &AES_128
            } else {
                &AES_256
            };
            let key = DecryptingKey::cbc(UnboundCipherKey::new(method, secret).ok()?).ok()?;
            let start: [u8; BLOCK] = start.try_into().ok()?;
            let mut sealed = sealed.to_vec();
            let context = DecryptionContext::Iv128(start.into());
            let plain = key.decrypt(&mut sealed, context).ok()?;
            // XML Encryption, section 5.2: only the last byte of the padding says something.
            let padding = usize::from(*plain.last()?);
            let end = plain.len().checked_sub(padding)?;
            let is_padding = (1..=BLOCK).contains(&padding);
            plain.get(..end).filter(|_| is_padding).map(<[u8]>::to_vec)
        }
    }
}
