//! Signatures and keys: the one place where the library for XML security is used.
//!
//! Of what comes from outside it sees a [`Document`] and nothing else, and only here: in
//! [`verify_enveloped`]. It is asked whether the root element was signed by one of the keys that are
//! registered; keys that a message brings along count for nothing.

use std::fmt::Write as _;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use saml_rs::crypto::keys::{load_certificate, load_private_key};
use saml_rs::crypto::{
    construct_message_signature, construct_saml_signature, encrypt_assertion,
    verify_message_signature, verify_signature_with_limits,
};
use saml_rs::xml::XmlLimits;
use serde::{Deserialize, Serialize};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;
use zeroize::Zeroizing;

use super::filter::{Document, LONGEST};
use super::xml::Element;
use super::{Refused, SigningError, namespace};

const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const AES_256_GCM: &str = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
const RSA_OAEP: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";

/// No SHA-1, no HMAC, nothing without a key.
const SIGNATURE_METHODS: [&str; 6] = [
    RSA_SHA256,
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
];
const DIGEST_METHODS: [&str; 3] = [
    "http://www.w3.org/2001/04/xmlenc#sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
];

/// No certificate is longer, in bytes of DER.
const LONGEST_CERTIFICATE: usize = 8 * 1024;
/// No RSA key is shorter, in bits.
const SHORTEST_RSA_KEY: usize = 2_048;

/// An X.509 certificate, of which only the key counts: it is trusted because somebody registered it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Certificate(String);

impl Certificate {
    /// Reads PEM, or base64 alone as it stands in metadata.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let inner = text
            .trim()
            .trim_start_matches("-----BEGIN CERTIFICATE-----")
            .trim_end_matches("-----END CERTIFICATE-----");
        let inner: String = inner.split_whitespace().collect();
        let der = STANDARD.decode(&inner).map_err(|_| Refused::Certificate)?;
        Self::from_der(&der)
    }

    /// Reads one or more in PEM, or one in base64.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, Refused> {
        const END: &str = "-----END CERTIFICATE-----";
        let parts = text.split(END).map(str::trim);
        parts
            .filter(|part| !part.is_empty())
            .map(Self::parse)
            .collect()
    }

    /// Reads DER. An RSA key has at least 2,048 bits.
    pub fn from_der(der: &[u8]) -> Result<Self, Refused> {
        if der.is_empty() || der.len() > LONGEST_CERTIFICATE || is_weak(der) {
            return Err(Refused::Certificate);
        }
        let text = STANDARD.encode(der);
        let key = load_certificate(&text).map_err(|_| Refused::Certificate)?;
        // Of some kinds of keys a certificate can be read, and no signature be verified.
        match key.to_signing_key() {
            Ok(Some(_)) => Ok(Self(text)),
            Ok(None) | Err(_) => Err(Refused::Certificate),
        }
    }

    /// Base64 of its DER, in one line.
    pub fn as_base64(&self) -> &str {
        &self.0
    }

    /// Its DER.
    pub fn to_der(&self) -> Vec<u8> {
        STANDARD.decode(&self.0).unwrap_or_default()
    }

    /// PEM.
    pub fn to_pem(&self) -> String {
        pem("CERTIFICATE", self.0.as_str())
    }

    /// Until when whoever made it says that it counts, in seconds since 1970-01-01T00:00:00Z; `None` if that can't be
    /// read. Administrators are told, and nothing is decided by it.
    pub fn ends_seconds(&self) -> Option<i64> {
        let der = self.to_der();
        let (_, read) = X509Certificate::from_der(&der).ok()?;
        Some(read.validity().not_after.timestamp())
    }

    /// The SHA-1 of its DER in hexadecimal, by which administrators tell certificates apart. Nothing is
    /// decided by it.
    pub fn thumbprint(&self) -> String {
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, &self.to_der());
        let mut out = String::new();
        for byte in hash.as_ref() {
            // Writing to a String cannot fail.
            let _ = write!(out, "{byte:02X}");
        }
        out
    }
}

/// Whether it is a certificate with an RSA key that can be factored. The library would take its signatures.
fn is_weak(der: &[u8]) -> bool {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return false;
    };
    match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(key)) => key.key_size() < SHORTEST_RSA_KEY,
        Ok(
            PublicKey::EC(_)
            | PublicKey::DSA(_)
            | PublicKey::GostR3410(_)
            | PublicKey::GostR3410_2012(_)
            | PublicKey::Unknown(_),
        )
        | Err(_) => false,
    }
}

fn pem(label: &str, base64: &str) -> String {
    let mut out = format!("-----BEGIN {label}-----\n");
    for (position, letter) in base64.chars().enumerate() {
        if position > 0 && position.is_multiple_of(64) {
            out.push('\n');
        }
        out.push(letter);
    }
    out.push_str("\n-----END ");
    out.push_str(label);
    out.push_str("-----\n");
    out
}

/// A private key with its certificate.
pub struct Signer {
    /// PKCS #8 in PEM.
    key: Zeroizing<String>,
    certificate: Certificate,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(…)")
    }
}

impl Signer {
    /// A key in PKCS #8 DER, and its certificate.
    pub fn new(pkcs8: &[u8], certificate: Certificate) -> Self {
        let base64 = Zeroizing::new(STANDARD.encode(pkcs8));
        Self {
            key: Zeroizing::new(pem("PRIVATE KEY", &base64)),
            certificate,
        }
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Signs the root element of what this crate wrote, or the assertion in it. The signature comes behind the
    /// issuer, as the schema says.
    pub(super) fn sign(&self, xml: &str, whole: bool) -> Result<String, SigningError> {
        let key = load_private_key(&self.key, None).map_err(SigningError::new)?;
        let certificate = self.certificate.as_base64();
        construct_saml_signature(xml, whole, &key, certificate, RSA_SHA256, &[], None)
            .map_err(SigningError::new)
    }

    /// The value of the form's field of a message in the POST binding, signed (SAML Bindings, section 3.5.4):
    /// base64. The message is one that this crate wrote, with an issuer.
    pub fn sign_form(&self, message: &str) -> Result<String, SigningError> {
        Ok(STANDARD.encode(self.sign(message, true)?))
    }

    /// The query of a message in the Redirect binding, signed (SAML Bindings, section 3.4.4.1).
    pub fn sign_query(
        &self,
        parameter: &str,
        message: &str,
        relay_state: Option<&str>,
    ) -> Result<String, SigningError> {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair(parameter, &deflated(message)?);
        if let Some(relay_state) = relay_state {
            query.append_pair("RelayState", relay_state);
        }
        query.append_pair("SigAlg", RSA_SHA256);
        let octets = query.finish();
        let key = load_private_key(&self.key, None).map_err(SigningError::new)?;
        let signature =
            construct_message_signature(&octets, &key, RSA_SHA256).map_err(SigningError::new)?;
        let signature = url::form_urlencoded::byte_serialize(signature.as_bytes());
        Ok(format!(
            "{octets}&Signature={}",
            signature.collect::<String>()
        ))
    }
}

pub(super) fn deflated(message: &str) -> Result<String, SigningError> {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
    packer
        .write_all(message.as_bytes())
        .map_err(SigningError::new)?;
    let packed = packer.finish().map_err(SigningError::new)?;
    Ok(STANDARD.encode(packed))
}

/// Puts the assertion of a response into an envelope that only the holder of a certificate's key can open.
pub(super) fn encrypt(xml: &str, to: &Certificate) -> Result<String, SigningError> {
    encrypt_assertion(xml, to.as_base64(), AES_256_GCM, RSA_OAEP, "saml").map_err(SigningError::new)
}

/// Whether the root element of a document is signed by one of the registered keys. `Ok(false)` when it has no
/// signature; an error when it has one that is not good.
pub fn verify_enveloped(document: &Document, registered: &[Certificate]) -> Result<bool, Refused> {
    match verified(document, registered)? {
        Verdict::NotSigned => Ok(false),
        // What the library says it covered must be what is read here.
        Verdict::Signed { covered } if covered.as_deref() == Some(document.root_text()) => Ok(true),
        Verdict::Signed { .. } => Err(Refused::Signature),
    }
}

/// Whether a response as a whole is signed, by the same rules. Of a response with a plain assertion the library
/// gives that back, so it can't be compared: nothing may be read because of this answer.
pub(super) fn verify_around(
    document: &Document,
    registered: &[Certificate],
) -> Result<bool, Refused> {
    match verified(document, registered)? {
        Verdict::NotSigned => Ok(false),
        Verdict::Signed { .. } => Ok(true),
    }
}

/// What there is to say of the signature of a root element.
enum Verdict {
    /// There is none.
    NotSigned,
    /// It is good, and this is what the library says it covered.
    Signed { covered: Option<String> },
}

/// Whether the root element is signed; an error when its signature is not good.
fn verified(document: &Document, registered: &[Certificate]) -> Result<Verdict, Refused> {
    let root = document.root();
    let Some(signature) = root.only(namespace::SIGNATURE, "Signature")? else {
        return Ok(Verdict::NotSigned);
    };
    check_form(root, signature)?;
    // The library takes the first in the document.
    let first = root
        .walk()
        .into_iter()
        .filter(|element| element.local == "Signature")
        .min_by_key(|element| element.range.0);
    if !first.is_some_and(|first| std::ptr::eq(first, signature)) {
        return Err(Refused::Shape("the signature comes too late"));
    }
    let keys: Vec<String> = registered
        .iter()
        .map(|known| known.as_base64().to_owned())
        .collect();
    if keys.is_empty() {
        return Err(Refused::Signature);
    }
    match verify_signature_with_limits(document.text(), &keys, XmlLimits::default()) {
        Ok((true, covered)) => Ok(Verdict::Signed { covered }),
        Ok((false, _)) | Err(_) => Err(Refused::Signature),
    }
}

/// The certificate that the signature of an element brings along. It proves nothing.
pub(super) fn brought(element: &Element) -> Option<Certificate> {
    let mut found = element;
    for name in ["Signature", "KeyInfo", "X509Data", "X509Certificate"] {
        found = found.all(namespace::SIGNATURE, name).next()?;
    }
    Certificate::parse(found.value().ok()?).ok()
}

/// Whether a document brings a signature of its own.
pub fn has_enveloped(document: &Document) -> bool {
    let all = document.root().children();
    all.iter()
        .any(|child| child.is(namespace::SIGNATURE, "Signature"))
}

/// A signature over the root element by its ID and nothing else, with algorithms that are good.
fn check_form(root: &Element, signature: &Element) -> Result<(), Refused> {
    const SHAPE: Refused = Refused::Shape("the signature is not one over the root element");
    let dsig = namespace::SIGNATURE;
    let algorithm = |element: &Element| element.attribute("Algorithm").map(str::to_owned);
    let one = |parent: &'_ Element, name: &str| -> Result<Element, Refused> {
        parent.only(dsig, name)?.cloned().ok_or(SHAPE)
    };
    let parts = ["SignedInfo", "SignatureValue", "KeyInfo"];
    check_children(signature, &parts)?;
    let info = one(signature, "SignedInfo")?;
    check_children(
        &info,
        &["CanonicalizationMethod", "SignatureMethod", "Reference"],
    )?;
    let canonicalization = one(&info, "CanonicalizationMethod")?;
    if algorithm(&canonicalization).as_deref() != Some(namespace::EXCLUSIVE)
        || !canonicalization.children().is_empty()
    {
        return Err(Refused::Algorithm);
    }
    let method = one(&info, "SignatureMethod")?;
    let is_good = |known: &[&str], element: &Element| {
        element.children().is_empty()
            && algorithm(element).is_some_and(|name| known.contains(&name.as_str()))
    };
    if !is_good(&SIGNATURE_METHODS, &method) {
        return Err(Refused::Algorithm);
    }
    let reference = one(&info, "Reference")?;
    check_children(&reference, &["Transforms", "DigestMethod", "DigestValue"])?;
    if !is_good(&DIGEST_METHODS, &one(&reference, "DigestMethod")?) {
        return Err(Refused::Algorithm);
    }
    let id = root.attribute("ID").filter(|id| is_id(id)).ok_or(SHAPE)?;
    if reference
        .attribute("URI")
        .and_then(|uri| uri.strip_prefix('#'))
        != Some(id)
    {
        return Err(SHAPE);
    }
    check_transforms(&one(&reference, "Transforms")?)
}

/// Taking the signature out, and exclusive canonicalization: in this order, and nothing else. Prefixes may be
/// named that count as used.
fn check_transforms(transforms: &Element) -> Result<(), Refused> {
    check_children(transforms, &["Transform"])?;
    let [enveloped, canonical] = transforms.children() else {
        return Err(Refused::Algorithm);
    };
    let is_enveloped =
        enveloped.attribute("Algorithm") == Some(ENVELOPED) && enveloped.children().is_empty();
    let are_prefixes = canonical
        .children()
        .iter()
        .all(|child| child.is(namespace::EXCLUSIVE, "InclusiveNamespaces"));
    let is_canonical =
        canonical.attribute("Algorithm") == Some(namespace::EXCLUSIVE) && are_prefixes;
    if is_enveloped && is_canonical {
        Ok(())
    } else {
        Err(Refused::Algorithm)
    }
}

fn check_children(element: &Element, known: &[&str]) -> Result<(), Refused> {
    let all = element.children().iter();
    let is_known = |child: &Element| {
        &*child.namespace == namespace::SIGNATURE && known.contains(&child.local.as_str())
    };
    if all.clone().all(is_known) {
        Ok(())
    } else {
        Err(Refused::Shape("the signature has parts that are not taken"))
    }
}

/// An `NCName` of plain letters: what IDs are made of (SAML Core, section 1.3.4).
pub(super) fn is_id(id: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    id.len() <= 256
        && id.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && id.chars().all(is_part)
}

/// The query of a message in the Redirect binding, with its signature if it has one.
#[derive(Clone, Debug)]
pub struct Query {
    /// The message, percent-decoded.
    pub message: String,
    /// What comes back with the answer.
    pub relay_state: Option<String>,
    signed: Option<SignedQuery>,
}

#[derive(Clone, Debug)]
struct SignedQuery {
    /// What was signed, octet for octet as it was sent.
    octets: String,
    algorithm: String,
    signature: String,
}

impl Query {
    /// Reads a raw query; `parameter` is `SAMLRequest` or `SAMLResponse`. `None` when it is not there.
    pub fn parse(query: &str, parameter: &str) -> Result<Option<Self>, Refused> {
        let raw = |name: &str| -> Result<Option<&str>, Refused> {
            let mut found = query.split('&').filter_map(|pair| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                (key == name).then_some(value)
            });
            let first = found.next();
            match found.next() {
                None => Ok(first),
                Some(_) => Err(Refused::Shape("a parameter is there twice")),
            }
        };
        let Some(message) = raw(parameter)? else {
            return Ok(None);
        };
        let relay_state = raw("RelayState")?;
        let (algorithm, signature) = (raw("SigAlg")?, raw("Signature")?);
        let signed = match (algorithm, signature) {
            (Some(algorithm), Some(signature)) => {
                let middle = relay_state
                    .map(|value| format!("&RelayState={value}"))
                    .unwrap_or_default();
                Some(SignedQuery {
                    octets: format!("{parameter}={message}{middle}&SigAlg={algorithm}"),
                    algorithm: decoded(algorithm),
                    signature: decoded(signature),
                })
            }
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => {
                return Err(Refused::Shape("the signature or its algorithm is missing"));
            }
        };
        Ok(Some(Self {
            message: decoded(message),
            relay_state: relay_state
                .map(|raw| decoded(&raw.replace('+', " ")))
                .filter(|state| !state.is_empty()),
            signed,
        }))
    }

    /// Whether the query brings a signature.
    pub fn is_signed(&self) -> bool {
        self.signed.is_some()
    }

    /// Whether the query was signed by one of the registered keys. `Ok(false)` when it has no signature; an
    /// error when it has one that is not good.
    pub fn verify(&self, registered: &[Certificate]) -> Result<bool, Refused> {
        let Some(signed) = &self.signed else {
            return Ok(false);
        };
        if !SIGNATURE_METHODS.contains(&signed.algorithm.as_str()) {
            return Err(Refused::Algorithm);
        }
        if signed.octets.len() > LONGEST {
            return Err(Refused::TooLong);
        }
        let is_right = |known: &Certificate| {
            let (octets, signature) = (signed.octets.as_str(), signed.signature.as_str());
            let (key, algorithm) = (known.as_base64(), signed.algorithm.as_str());
            matches!(
                verify_message_signature(octets, signature, key, algorithm),
                Ok(true)
            )
        };
        if registered.iter().any(is_right) {
            Ok(true)
        } else {
            Err(Refused::Signature)
        }
    }
}

/// Percent-decoded. A plus stays one: in base64 it is one that the sender forgot to encode.
fn decoded(raw: &str) -> String {
    percent_encoding::percent_decode_str(raw)
        .decode_utf8_lossy()
        .into_owned()
}
