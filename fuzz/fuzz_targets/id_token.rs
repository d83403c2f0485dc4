//! ID tokens of other servers: nothing panics, and nobody gets a token accepted. And userinfo never makes another person.
#![no_main]

use std::sync::LazyLock;

use hospes_protocol::jose::{Algorithm, SigningKey, UpstreamKeys};
use hospes_protocol::oidc::{ExpectedIdToken, IdTokenError, UpstreamClaims, verify_id_token};
use libfuzzer_sys::fuzz_target;

/// The key of RFC 7638, section 3.1, whose private half is not known.
static KEYS: LazyLock<UpstreamKeys> = LazyLock::new(|| {
    let set = br#"{"keys":[{"kty":"RSA","e":"AQAB","kid":"k","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}]}"#;
    UpstreamKeys::parse(set).expect("the key is a good one")
});

/// What somebody said of Sam, rightly signed.
static SAM: LazyLock<UpstreamClaims> = LazyLock::new(|| {
    let (key, _) = SigningKey::generate(Algorithm::EdDsa).expect("a key can be made");
    let set = serde_json::json!({ "keys": [key.public()] }).to_string();
    let keys = UpstreamKeys::parse(set.as_bytes()).expect("the key is a good one");
    let claims = serde_json::json!({
        "iss": "https://idp.example", "sub": "sam", "aud": "a", "nonce": "n", "iat": 0, "exp": 9,
        "email": "sam@partner.example",
    });
    let token = key.sign(&claims).expect("claims can be signed");
    verify_id_token(&token, &keys, &expected()).expect("the token is right")
});

fn expected() -> ExpectedIdToken<'static> {
    ExpectedIdToken {
        issuer: "https://idp.example",
        client_id: "a",
        nonce: "n",
        now_seconds: 0,
        leeway_seconds: 0,
    }
}

fuzz_target!(|input: &str| {
    let refused = verify_id_token(input, &KEYS, &expected()).expect_err("no token is good");
    assert_eq!(refused == IdTokenError::TooLong, input.len() > 16 * 1024);
    // A header that picks the key: {"alg":"RS256","kid":"k"}, and one that names none: {"alg":"PS256"}.
    for header in ["eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ", "eyJhbGciOiJQUzI1NiJ9"] {
        let token = format!("{header}.{input}");
        verify_id_token(&token, &KEYS, &expected()).expect_err("no token is good");
    }
    if let Ok(merged) = SAM.clone().with_userinfo(input.as_bytes()) {
        assert_eq!((merged.iss, merged.sub), (SAM.iss.clone(), SAM.sub.clone()));
        assert_eq!(merged.email, SAM.email);
    }
});
