//! A device with a passkey: it does what a browser and a phone do together (WebAuthn Level 3, sections 5.1.3, 5.1.4
//! and 6), with a key on P-256 and without attestation.

use aws_lc_rs::rand::{SystemRandom, fill};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_identity::secret::sha256;
use serde_json::{Value, json};

use super::{Browser, Page};

/// Flags of authenticator data (section 6.1): somebody was there, and showed that it is they.
const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
/// The data of a new key follow.
const WITH_KEY: u8 = 1 << 6;

/// A device. A clone has a copy of its key.
#[derive(Clone, Default)]
pub(in crate::tests) struct Device {
    key: Option<Key>,
    /// Whether whoever holds it is not asked for their finger.
    is_careless: bool,
}

#[derive(Clone)]
struct Key {
    pkcs8: Vec<u8>,
    id: [u8; 32],
    handle: Vec<u8>,
    counter: u32,
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What a browser adds: which ceremony on which site (section 5.8.1).
fn client_data(kind: &str, origin: &str, options: &Value) -> Vec<u8> {
    let challenge = options["challenge"].as_str().unwrap();
    let data = json!({
        "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false,
    });
    data.to_string().into_bytes()
}

/// A byte string in CBOR (RFC 8949, section 3).
fn byte_string(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let mut out = vec![0x59];
    out.extend(length.to_be_bytes());
    out.extend(bytes);
    out
}

impl Device {
    fn flags(&self) -> u8 {
        PRESENT | if self.is_careless { 0 } else { VERIFIED }
    }

    /// Makes a key as a page of an origin asks; gives the answer in JSON.
    pub(in crate::tests) fn create(&mut self, origin: &str, options: &Value) -> String {
        let options = &options["publicKey"];
        let client = client_data("webauthn.create", origin, options);
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random);
        let pkcs8 = pkcs8.unwrap().as_ref().to_vec();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &pkcs8).unwrap();
        let mut id = [0; 32];
        fill(&mut id).unwrap();
        let mut data = sha256(options["rp"]["id"].as_str().unwrap().as_bytes()).to_vec();
        data.push(self.flags() | WITH_KEY);
        data.extend([0; 4]);
        data.extend([0; 16]);
        data.extend([0, 32]);
        data.extend(id);
        // The key in COSE (RFC 9053, section 7.1.1): EC2, ES256, P-256, and both coordinates.
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]);
        data.extend(byte_string(x));
        data.push(0x22);
        data.extend(byte_string(y));
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData".to_vec();
        attestation.extend(byte_string(&data));
        let handle = options["user"]["id"].as_str().unwrap();
        self.key = Some(Key {
            pkcs8,
            id,
            handle: URL_SAFE_NO_PAD.decode(handle).unwrap(),
            counter: 0,
        });
        let response = json!({
            "clientDataJSON": encoded(&client), "attestationObject": encoded(&attestation),
        });
        answer(&id, &response)
    }

    /// Proves its key; gives the answer in JSON.
    pub(in crate::tests) fn prove(&mut self, origin: &str, options: &Value) -> String {
        let (flags, options) = (self.flags(), &options["publicKey"]);
        let client = client_data("webauthn.get", origin, options);
        let key = self.key.as_mut().unwrap();
        if let Some(allowed) = options["allowCredentials"]
            .as_array()
            .filter(|all| !all.is_empty())
        {
            let id = encoded(&key.id);
            assert!(
                allowed.iter().any(|one| one["id"] == id.as_str()),
                "{allowed:?}"
            );
        }
        key.counter += 1;
        let mut data = sha256(options["rpId"].as_str().unwrap().as_bytes()).to_vec();
        data.push(flags);
        data.extend(key.counter.to_be_bytes());
        let mut signed = data.clone();
        signed.extend(sha256(&client));
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &key.pkcs8).unwrap();
        let signature = pair.sign(&SystemRandom::new(), &signed).unwrap();
        let response = json!({
            "clientDataJSON": encoded(&client), "authenticatorData": encoded(&data),
            "signature": encoded(signature.as_ref()), "userHandle": encoded(&key.handle),
        });
        answer(&key.id, &response)
    }

    /// Whom the key is of, as the server said.
    pub(in crate::tests) fn handle(&self) -> Vec<u8> {
        self.key.as_ref().unwrap().handle.clone()
    }

    /// The same key, said to be somebody else's.
    pub(in crate::tests) fn said_to_be(mut self, handle: Vec<u8>) -> Self {
        self.key.as_mut().unwrap().handle = handle;
        self
    }

    /// The same, in the hands of whoever found it.
    pub(in crate::tests) fn without_a_finger(mut self) -> Self {
        self.is_careless = true;
        self
    }
}

fn answer(id: &[u8], response: &Value) -> String {
    let id = encoded(id);
    let answer = json!({
        "id": id, "rawId": id, "type": "public-key", "response": response,
        "clientExtensionResults": {},
    });
    answer.to_string()
}

/// Where the tests' server is.
pub(in crate::tests) const ORIGIN: &str = "https://hospes.example";

/// What the script reads from the form of a ceremony on a page.
pub(in crate::tests) async fn begin(
    browser: &mut Browser<'_>,
    page: &Page,
) -> (String, String, Value) {
    let form = "form[data-passkey]";
    let (begin, action) = (
        page.attribute(form, "data-begin"),
        page.attribute(form, "action"),
    );
    let csrf = page.attribute(&format!("{form} input[name=csrf]"), "value");
    let answer = browser.post_bare(&begin, &[("csrf", &csrf)]).await;
    let begun = answer.json(StatusCode::OK);
    let challenge = begun["challenge"].as_str().unwrap().to_owned();
    (action, challenge, begun["options"].clone())
}

/// Adds a passkey by the form on a page.
pub(in crate::tests) async fn add_passkey(
    browser: &mut Browser<'_>,
    page: &Page,
    device: &mut Device,
) -> Page {
    let (action, challenge, options) = begin(browser, page).await;
    let credential = device.create(ORIGIN, &options);
    let filled = [
        ("challenge", challenge.as_str()),
        ("credential", credential.as_str()),
    ];
    browser.submit(page, &action, &filled).await
}

/// Proves a passkey by the form on a page.
pub(in crate::tests) async fn prove_passkey(
    browser: &mut Browser<'_>,
    page: &Page,
    device: &mut Device,
) -> Page {
    let (action, challenge, options) = begin(browser, page).await;
    let credential = device.prove(ORIGIN, &options);
    let filled = [
        ("challenge", challenge.as_str()),
        ("credential", credential.as_str()),
    ];
    browser.submit(page, &action, &filled).await
}
