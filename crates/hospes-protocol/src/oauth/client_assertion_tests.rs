use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RSA_PSS_SHA256,
    RsaEncoding, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::*;
use crate::jose::{Algorithm, Certificate, CertificateError, SigningKey};

const NOW: i64 = 1_800_000_000;
const CLIENT: &str = "019b76da-a80e-792b-8981-6bce28664465";
const ENDPOINT: &str = "https://login.example/5f1c/oauth2/v2.0/token";

/// A client with a key and its certificate.
struct Holder {
    pair: Pair,
    der: Vec<u8>,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
}

impl Holder {
    fn rsa() -> Self {
        let (key, pkcs8) = SigningKey::generate(Algorithm::Rs256).unwrap();
        Self {
            pair: Pair::Rsa(RsaKeyPair::from_pkcs8(&pkcs8).unwrap()),
            der: key.self_signed("board", (1_767_225_600, 86_400)).unwrap(),
        }
    }

    fn ec(of: &'static rcgen::SignatureAlgorithm, signing: &'static EcdsaSigningAlgorithm) -> Self {
        let pair = rcgen::KeyPair::generate_for(of).unwrap();
        let params = rcgen::CertificateParams::default();
        Self {
            der: params.self_signed(&pair).unwrap().der().to_vec(),
            pair: Pair::Ec(EcdsaKeyPair::from_pkcs8(signing, &pair.serialize_der()).unwrap()),
        }
    }

    fn p256() -> Self {
        let signing = &ECDSA_P256_SHA256_FIXED_SIGNING;
        Self::ec(&rcgen::PKCS_ECDSA_P256_SHA256, signing)
    }

    fn p384() -> Self {
        let signing = &ECDSA_P384_SHA384_FIXED_SIGNING;
        Self::ec(&rcgen::PKCS_ECDSA_P384_SHA384, signing)
    }

    fn certificate(&self) -> Certificate {
        Certificate::parse(&self.der).unwrap()
    }

    fn x5t(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.certificate().sha1())
    }

    /// Signs with what the header says, as far as the key can.
    fn sign(&self, header: &Value, claims: &Value) -> String {
        let input = input(header, claims);
        let random = SystemRandom::new();
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let padding: &'static dyn RsaEncoding = match header["alg"].as_str() {
                    Some("PS256") => &RSA_PSS_SHA256,
                    Some("RS512") => &RSA_PKCS1_SHA512,
                    _ => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                let input = input.as_bytes();
                pair.sign(padding, &random, input, &mut signature).unwrap();
                signature
            }
            Pair::Ec(pair) => {
                let signature = pair.sign(&random, input.as_bytes()).unwrap();
                signature.as_ref().to_vec()
            }
        };
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn public_key(&self) -> Vec<u8> {
        match &self.pair {
            Pair::Rsa(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Ec(pair) => pair.public_key().as_ref().to_vec(),
        }
    }
}

fn input(header: &Value, claims: &Value) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}", encode(header), encode(claims))
}

fn claims() -> Value {
    json!({
        "aud": ENDPOINT, "iss": CLIENT, "sub": CLIENT, "jti": "one", "nbf": NOW, "exp": NOW + 600,
    })
}

fn check(text: &str, certificate: &Certificate) -> Result<VerifiedAssertion, AssertionError> {
    let issuer = "https://login.example/5f1c/v2.0";
    let audiences = [ENDPOINT.to_owned(), issuer.to_owned()];
    let assertion = ClientAssertion::parse(text)?;
    if !assertion.names(&certificate.sha1(), &certificate.sha256()) {
        return Err(AssertionError::UnknownKey);
    }
    let expected = ExpectedAssertion {
        client_id: CLIENT,
        audiences: &audiences,
        now_seconds: NOW,
        leeway_seconds: 60,
    };
    assertion.verify(certificate, &expected)
}

/// Checks the good claims after a change to one of them.
fn check_with(holder: &Holder, name: &str, value: Value) -> Result<(), AssertionError> {
    let mut claims = claims();
    claims[name] = value;
    if claims[name].is_null() {
        claims.as_object_mut().unwrap().remove(name);
    }
    let header = json!({ "alg": "RS256", "x5t": holder.x5t() });
    check(&holder.sign(&header, &claims), &holder.certificate()).map(drop)
}

#[test]
fn assertions_of_the_libraries_are_accepted_by_whatever_name_of_the_certificate() {
    let holder = Holder::rsa();
    let certificate = holder.certificate();
    let (sha1, sha256) = (certificate.sha1(), certificate.sha256());
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02X}"))
    };
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    for header in [
        json!({ "alg": "RS256", "x5t": encode(&sha1) }),
        json!({ "alg": "RS256", "x5t": format!("{}=", encode(&sha1)), "typ": "JWT" }),
        json!({ "alg": "PS256", "x5t#S256": encode(&sha256) }),
        json!({ "alg": "PS256", "x5t#S256": encode(&sha256), "x5c": [STANDARD.encode(&holder.der)] }),
        json!({ "alg": "RS256", "kid": hex(&sha1) }),
        json!({ "alg": "RS256", "kid": hex(&sha256).to_lowercase() }),
        json!({ "alg": "RS256", "kid": encode(&sha1) }),
        json!({ "alg": "RS256", "kid": "mine", "x5t": encode(&sha1) }),
    ] {
        let good = check(&holder.sign(&header, &claims()), &certificate);
        let expected = VerifiedAssertion {
            jti: "one".to_owned(),
            ends_seconds: NOW + 660,
        };
        assert_eq!(good, Ok(expected), "{header}");
    }
    for (holder, alg) in [(Holder::p256(), "ES256"), (Holder::p384(), "ES384")] {
        let header = json!({ "alg": alg, "x5t": holder.x5t() });
        let assertion = holder.sign(&header, &claims());
        check(&assertion, &holder.certificate()).unwrap();
    }
}

#[test]
fn the_key_chooses_the_algorithm() {
    for (holder, own) in [
        (Holder::rsa(), vec!["RS256", "PS256"]),
        (Holder::p256(), vec!["ES256"]),
        (Holder::p384(), vec!["ES384"]),
    ] {
        let certificate = holder.certificate();
        for alg in [
            "none", "HS256", "RS256", "RS512", "PS256", "PS512", "ES256", "ES384", "EdDSA",
        ] {
            let header = json!({ "alg": alg, "x5t": holder.x5t() });
            let answer = check(&holder.sign(&header, &claims()), &certificate);
            if own.contains(&alg) {
                answer.unwrap();
            } else {
                assert_eq!(answer, Err(AssertionError::Malformed), "{own:?} as {alg}");
            }
        }
        let header = json!({ "alg": "HS256", "x5t": holder.x5t() });
        let input = input(&header, &claims());
        for secret in [&holder.der, &holder.public_key()] {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
            let tag = URL_SAFE_NO_PAD.encode(hmac::sign(&key, input.as_bytes()));
            let refused = check(&format!("{input}.{tag}"), &certificate);
            assert_eq!(refused, Err(AssertionError::Malformed));
        }
    }
}

#[test]
fn a_key_that_the_header_brings_is_not_used() {
    let (own, stranger) = (Holder::rsa(), Holder::rsa());
    let certificate = own.certificate();
    let chain = [STANDARD.encode(&stranger.der)];
    let named = json!({ "alg": "RS256", "x5t": own.x5t(), "x5c": chain });
    let refused = check(&stranger.sign(&named, &claims()), &certificate);
    assert_eq!(refused, Err(AssertionError::Signature));
    for header in [
        json!({ "alg": "RS256", "x5c": chain }),
        json!({ "alg": "RS256", "jku": "https://evil.example/keys" }),
        json!({ "alg": "RS256", "x5u": "https://evil.example/cert" }),
        json!({ "alg": "RS256", "x5t": stranger.x5t(), "kid": own.x5t() }),
        json!({ "alg": "RS256", "kid": "' OR '1' = '1" }),
        json!({ "alg": "RS256", "kid": "../../certificate" }),
        json!({ "alg": "RS256", "kid": "" }),
        json!({ "alg": "RS256" }),
    ] {
        let refused = check(&stranger.sign(&header, &claims()), &certificate);
        assert_eq!(refused, Err(AssertionError::UnknownKey), "{header}");
    }
    let critical = json!({ "alg": "RS256", "x5t": own.x5t(), "crit": ["b64"], "b64": false });
    let refused = check(&own.sign(&critical, &claims()), &certificate);
    assert_eq!(refused, Err(AssertionError::Malformed));
    let header = json!({ "alg": "RS256", "x5t": own.x5t() });
    let good = own.sign(&header, &claims());
    let (head, rest) = good.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    let mut others = claims();
    others["jti"] = json!("two");
    let payload = URL_SAFE_NO_PAD.encode(others.to_string());
    let changed = check(&format!("{head}.{payload}.{signature}"), &certificate);
    assert_eq!(changed, Err(AssertionError::Signature));
}

#[test]
fn an_assertion_is_for_this_server_alone() {
    let holder = Holder::rsa();
    for good in [
        json!(ENDPOINT),
        json!([ENDPOINT]),
        json!("https://LOGIN.example/5f1c/OAuth2/v2.0/token"),
        json!("https://login.example/5f1c/v2.0"),
    ] {
        assert_eq!(check_with(&holder, "aud", good), Ok(()));
    }
    for bad in [
        json!("https://login.example/other/oauth2/v2.0/token"),
        json!("https://evil.example/5f1c/oauth2/v2.0/token"),
        json!(format!("{ENDPOINT}/")),
        json!([ENDPOINT, "https://evil.example/"]),
        json!([]),
        json!({ "aud": ENDPOINT }),
        json!(""),
        Value::Null,
    ] {
        let refused = check_with(&holder, "aud", bad.clone());
        assert_eq!(refused, Err(AssertionError::Audience), "{bad}");
    }
}

#[test]
fn an_assertion_is_of_the_client_that_asks() {
    let holder = Holder::rsa();
    for name in ["iss", "sub"] {
        let upper = json!(CLIENT.to_uppercase());
        assert_eq!(check_with(&holder, name, upper), Ok(()));
        for bad in [json!("other"), json!(""), Value::Null] {
            let refused = check_with(&holder, name, bad);
            assert_eq!(refused, Err(AssertionError::Client));
        }
    }
}

#[test]
fn an_assertion_counts_for_a_day_at_most() {
    let holder = Holder::rsa();
    for (name, good, bad) in [
        ("exp", NOW - 59, NOW - 60),
        ("exp", NOW + 86_460, NOW + 86_461),
        ("nbf", NOW + 60, NOW + 61),
    ] {
        assert_eq!(check_with(&holder, name, json!(good)), Ok(()), "{name}");
        let refused = check_with(&holder, name, json!(bad));
        assert_eq!(refused, Err(AssertionError::Time), "{name}");
    }
    assert_eq!(check_with(&holder, "nbf", Value::Null), Ok(()));
    for bad in [Value::Null, json!("1900000000"), json!(true)] {
        let refused = check_with(&holder, "exp", bad);
        assert_eq!(refused, Err(AssertionError::Malformed));
    }
}

#[test]
fn an_assertion_has_a_name() {
    let holder = Holder::rsa();
    for bad in [Value::Null, json!(""), json!(7), json!("x".repeat(513))] {
        let refused = check_with(&holder, "jti", bad);
        assert_eq!(refused, Err(AssertionError::Malformed));
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let lines: Vec<_> = body.as_bytes().chunks(64).collect();
    let lines: Vec<_> = lines
        .iter()
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}

#[test]
fn a_certificate_is_read_as_pem_and_as_der() {
    let holder = Holder::rsa();
    let of_der = holder.certificate();
    let text = pem("CERTIFICATE", &holder.der);
    for text in [
        text.clone(),
        text.replace('\n', "\r\n"),
        format!("subject=CN=board\n\n{text}\n"),
    ] {
        let read = Certificate::parse(text.as_bytes()).unwrap();
        assert_eq!(read.der(), of_der.der());
    }
    assert_eq!(of_der.subject(), "CN=board");
    let times = (of_der.starts_seconds(), of_der.ends_seconds());
    assert_eq!(times, (1_767_225_600, 1_767_312_000));
}

#[test]
fn a_private_key_is_refused_with_a_sentence_that_says_so() {
    let (_, rsa) = SigningKey::generate(Algorithm::Rs256).unwrap();
    let (_, ec) = SigningKey::generate(Algorithm::Es256).unwrap();
    let both = pem("CERTIFICATE", &Holder::rsa().der) + &pem("PRIVATE KEY", &rsa);
    for bad in [
        pem("PRIVATE KEY", &rsa).as_bytes(),
        pem("RSA PRIVATE KEY", &[1, 2, 3]).as_bytes(),
        pem("ENCRYPTED PRIVATE KEY", &[1, 2, 3]).as_bytes(),
        both.as_bytes(),
        &rsa,
        &ec,
    ] {
        let refused = Certificate::parse(bad).unwrap_err();
        assert_eq!(refused, CertificateError::PrivateKey);
        assert!(refused.to_string().starts_with("it holds a private key"));
    }
}

#[test]
fn what_is_no_certificate_is_refused() {
    let holder = Holder::rsa();
    let der = &holder.der;
    let one = pem("CERTIFICATE", der);
    let longer = [der.as_slice(), &[0]].concat();
    for (bad, error) in [
        (Vec::new(), CertificateError::Malformed),
        (b"nonsense".to_vec(), CertificateError::Malformed),
        (der[..der.len() - 1].to_vec(), CertificateError::Malformed),
        (longer, CertificateError::Malformed),
        (
            pem("PUBLIC KEY", der).into_bytes(),
            CertificateError::Malformed,
        ),
        (
            b"-----BEGIN CERTIFICATE-----\n".to_vec(),
            CertificateError::Malformed,
        ),
        (
            format!("{one}{one}").into_bytes(),
            CertificateError::Several,
        ),
        (vec![b'a'; 17 * 1024], CertificateError::TooLong),
    ] {
        assert_eq!(Certificate::parse(&bad).unwrap_err(), error);
    }
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let certificate = rcgen::CertificateParams::default().self_signed(&pair);
    let refused = Certificate::parse(certificate.unwrap().der()).unwrap_err();
    assert_eq!(refused, CertificateError::Key);
}
