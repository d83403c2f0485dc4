//! How we prove who we are, in the form that other servers read.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::*;
use crate::jose::{Algorithm, Expected, JoseError, SigningKey, VerifyingKey, verify};

const ENDPOINT: &str = "https://idp.example/token";
const NOW: i64 = 1_800_000_000;
const ONCE: Once<'_> = Once {
    jti: "j-1",
    now_seconds: NOW,
};

fn prove(proof: ClientProof<'_>) -> Proven {
    proof.prove("hospes", ENDPOINT).unwrap()
}

fn field<'a>(proven: &'a Proven, name: &str) -> Option<&'a str> {
    let mut fields = proven.fields.iter();
    fields
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

#[test]
fn each_method_has_the_name_of_the_registry() {
    for method in ClientProofMethod::ALL {
        assert_eq!(ClientProofMethod::parse(method.as_str()), Some(method));
    }
    for other in ["tls_client_auth", "Client_Secret_Basic", ""] {
        assert_eq!(ClientProofMethod::parse(other), None);
    }
}

#[test]
fn the_header_has_id_and_secret_encoded_like_a_form() {
    for (id, secret, encoded) in [
        (
            "s6BhdRkqt3",
            "7Fjfp0ZBr1KtDRbnfVdmIw",
            "s6BhdRkqt3:7Fjfp0ZBr1KtDRbnfVdmIw",
        ),
        ("a:b", "c d+e%ä", "a%3Ab:c+d%2Be%25%C3%A4"),
        (
            "https://us.example",
            "~-._*",
            "https%3A%2F%2Fus.example:%7E-._*",
        ),
    ] {
        let secret = SentSecret::new(secret);
        let proven = ClientProof::Basic(&secret).prove(id, ENDPOINT).unwrap();
        assert_eq!(proven.fields, []);
        let header = proven.authorization.unwrap();
        let pair = header.expose().strip_prefix("Basic ").unwrap();
        let pair = STANDARD.decode(pair).unwrap();
        assert_eq!(String::from_utf8(pair).unwrap(), encoded);
    }
    // RFC 6749, section 2.3.1, has this very header.
    let secret = SentSecret::new("7Fjfp0ZBr1KtDRbnfVdmIw");
    let proven = ClientProof::Basic(&secret)
        .prove("s6BhdRkqt3", ENDPOINT)
        .unwrap();
    assert_eq!(
        proven.authorization.unwrap().expose(),
        "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"
    );
}

#[test]
fn what_we_send_is_what_we_would_read() {
    let secret = SentSecret::new("c:d e+%ä");
    let header = prove(ClientProof::Basic(&secret)).authorization.unwrap();
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", "https://graph.example/.default"),
    ];
    let form = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let request = TokenRequest::parse(&form, Some(header.expose())).unwrap();
    let TokenRequest::ClientCredentials(request) = request else {
        panic!("a request for an application")
    };
    let ClientAuthentication::SecretBasic { client_id, secret } = request.client else {
        panic!("a secret")
    };
    assert_eq!(
        (client_id.as_str(), secret.expose()),
        ("hospes", "c:d e+%ä")
    );
}

#[test]
fn the_form_has_id_and_secret_or_the_id_alone() {
    let secret = SentSecret::new("s3cret");
    let post = prove(ClientProof::Post(&secret));
    assert!(post.authorization.is_none());
    assert_eq!(field(&post, "client_id"), Some("hospes"));
    assert_eq!(field(&post, "client_secret"), Some("s3cret"));
    let none = prove(ClientProof::None);
    assert!(none.authorization.is_none());
    assert_eq!(none.fields, [("client_id".to_owned(), "hospes".to_owned())]);
}

#[test]
fn a_secret_signs_an_assertion_of_a_minute() {
    let secret = SentSecret::new(&"s".repeat(32));
    let proven = prove(ClientProof::SecretJwt(&secret, ONCE));
    assert_eq!(field(&proven, "client_id"), Some("hospes"));
    assert_eq!(field(&proven, "client_assertion_type"), Some(JWT_BEARER));
    assert_eq!(field(&proven, "client_secret"), None);
    let assertion = field(&proven, "client_assertion").unwrap();
    let (input, tag) = assertion.rsplit_once('.').unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    let tag = URL_SAFE_NO_PAD.decode(tag).unwrap();
    hmac::verify(&key, input.as_bytes(), &tag).unwrap();
    let (_, payload) = input.split_once('.').unwrap();
    let payload = URL_SAFE_NO_PAD.decode(payload).unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&payload).unwrap(),
        json!({
            "iss": "hospes", "sub": "hospes", "aud": ENDPOINT, "jti": "j-1", "iat": NOW,
            "exp": NOW + 60,
        })
    );
}

#[test]
fn a_short_secret_signs_nothing() {
    let secret = SentSecret::new(&"s".repeat(31));
    let refused = ClientProof::SecretJwt(&secret, ONCE).prove("hospes", ENDPOINT);
    assert!(matches!(refused, Err(JoseError::SecretTooShort)));
}

#[test]
fn a_key_signs_an_assertion_that_its_public_half_verifies() {
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa] {
        let (key, _) = SigningKey::generate(algorithm).unwrap();
        let proven = prove(ClientProof::PrivateKeyJwt(&key, ONCE));
        assert!(proven.authorization.is_none());
        let keys = [VerifyingKey::from_jwk(&key.public()).unwrap()];
        let expected = Expected {
            issuers: &["hospes"],
            audiences: &[ENDPOINT],
            now_seconds: NOW + 59,
            leeway_seconds: 0,
        };
        let assertion = field(&proven, "client_assertion").unwrap();
        let claims: Value = verify(assertion, &keys, &expected).unwrap();
        assert_eq!(
            (&claims["sub"], &claims["jti"]),
            (&json!("hospes"), &json!("j-1"))
        );
        assert_eq!(claims["exp"], NOW + 60);
    }
}

#[test]
fn no_secret_is_printed() {
    let secret = SentSecret::new(&"s3cret".repeat(6));
    for proof in [
        ClientProof::Basic(&secret),
        ClientProof::Post(&secret),
        ClientProof::SecretJwt(&secret, ONCE),
    ] {
        let printed = format!("{proof:?} {:?}", prove(proof));
        assert!(
            !printed.contains("s3cret") && !printed.contains("eyJ"),
            "{printed}"
        );
    }
}
