//! Tokens and key sets: nothing panics, and nobody gets a token accepted.
#![no_main]

use std::sync::LazyLock;

use hospes_protocol::jose::{Expected, Jwks, PublicJwk, VerifyingKey, verify};
use libfuzzer_sys::fuzz_target;

/// The key of RFC 7638, section 3.1, whose private half is not known.
static KEY: LazyLock<VerifyingKey> = LazyLock::new(|| {
    let jwk: PublicJwk = serde_json::from_str(
        r#"{"kty":"RSA","e":"AQAB","kid":"k","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}"#,
    )
    .expect("the key is a JWK");
    VerifyingKey::from_jwk(&jwk).expect("the key is a good one")
});

fuzz_target!(|input: &str| {
    let expected = Expected {
        issuers: &["i"],
        audiences: &["a"],
        now_seconds: 0,
        leeway_seconds: 0,
    };
    let keys = std::slice::from_ref(&*KEY);
    verify::<serde_json::Value>(input, keys, &expected).expect_err("no token is good");
    // A header that picks the key: {"alg":"RS256","kid":"k"}.
    let token = format!("eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.{input}");
    verify::<serde_json::Value>(&token, keys, &expected).expect_err("no token is good");
    if let Ok(set) = serde_json::from_str::<Jwks>(input) {
        for key in &set.keys {
            let _ = (key.thumbprint(), VerifyingKey::from_jwk(key).is_ok());
        }
    }
});
