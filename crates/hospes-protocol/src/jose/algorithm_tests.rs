//! Tokens that try to choose how they are verified, against keys of every algorithm.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;

fn expected() -> Expected<'static> {
    Expected {
        issuers: &["us"],
        audiences: &["app"],
        now_seconds: 1_800_000_000,
        leeway_seconds: 0,
    }
}

fn claims() -> Value {
    json!({ "iss": "us", "aud": "app", "exp": 1_800_000_060 })
}

fn key(algorithm: Algorithm) -> SigningKey {
    SigningKey::generate(algorithm).unwrap().0
}

fn verifying(key: &SigningKey) -> VerifyingKey {
    VerifyingKey::from_jwk(&key.public()).unwrap()
}

/// What is signed: a header and the good claims.
fn input(header: &Value) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}", encode(header), encode(&claims()))
}

/// A token with this header, signed with this key, whatever the header says.
fn token(header: &Value, key: &SigningKey) -> String {
    let input = input(header);
    let signature = key.signature(input.as_bytes()).unwrap();
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[test]
fn each_algorithm_signs_what_its_key_verifies() {
    for algorithm in Algorithm::ALL {
        let (made, pkcs8) = SigningKey::generate(algorithm).unwrap();
        let read = SigningKey::from_pkcs8(algorithm, &pkcs8).unwrap();
        assert_eq!(made.public(), read.public());
        assert_eq!(read.algorithm(), algorithm);
        assert_eq!(read.kid(), read.public().thumbprint());
        let token = read.sign(&claims()).unwrap();
        let keys = [verifying(&made)];
        assert_eq!(verify(&token, &keys, &expected()), Ok(claims()));
        let head = jsonwebtoken::decode_header(&token).unwrap();
        assert_eq!(head.alg, algorithm.of_library());
        assert_eq!(Algorithm::parse(algorithm.as_str()), Some(algorithm));
        let (signed, _) = token.rsplit_once('.').unwrap();
        let other = key(algorithm).signature(signed.as_bytes()).unwrap();
        let forged = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(other));
        let refused = verify::<Value>(&forged, &keys, &expected());
        assert_eq!(refused, Err(VerifyError::Signature), "{algorithm}");
    }
    assert_eq!(Algorithm::parse("rs256"), None);
}

#[test]
fn the_header_does_not_choose_the_algorithm() {
    for algorithm in Algorithm::ALL {
        let own = key(algorithm);
        let keys = [verifying(&own)];
        for alg in [
            "none", "HS256", "RS256", "RS512", "PS256", "ES256", "ES384", "EdDSA",
        ] {
            let token = token(&json!({ "alg": alg, "kid": own.kid() }), &own);
            let answer = verify::<Value>(&token, &keys, &expected());
            if alg == algorithm.as_str() {
                assert_eq!(answer, Ok(claims()));
            } else {
                assert_eq!(answer, Err(VerifyError::Malformed), "{algorithm} as {alg}");
            }
        }
    }
}

#[test]
fn no_public_key_is_a_shared_secret() {
    for algorithm in Algorithm::ALL {
        let own = key(algorithm);
        let public = own.public();
        let input = input(&json!({ "alg": "HS256", "kid": public.kid }));
        let (x, y) = match &public.numbers {
            Numbers::Rsa { n, e } => (n.clone(), e.clone()),
            Numbers::Ec { x, y, .. } => (x.clone(), y.clone()),
            Numbers::Okp { x, .. } => (x.clone(), String::new()),
        };
        let bytes = URL_SAFE_NO_PAD.decode(&x).unwrap();
        let json = serde_json::to_vec(&public).unwrap();
        let point = [&[4], bytes.as_slice(), &URL_SAFE_NO_PAD.decode(&y).unwrap()].concat();
        for secret in [x.as_bytes(), &bytes, &json, &point] {
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input.as_bytes());
            let token = format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag));
            let refused = verify::<Value>(&token, &[verifying(&own)], &expected());
            assert_eq!(refused, Err(VerifyError::Malformed), "{algorithm}");
        }
    }
}

#[test]
fn keys_and_addresses_of_keys_in_the_header_are_not_used() {
    let (own, stranger) = (key(Algorithm::Es256), key(Algorithm::Es256));
    let keys = [verifying(&own)];
    let public = stranger.public();
    let brought = [
        ("jwk", json!(public)),
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/cert")),
        ("x5c", json!(["AAAA"])),
        ("x5t", json!(public.kid)),
    ];
    for (name, value) in &brought {
        let own_kid = json!({ "alg": "ES256", "kid": own.kid(), *name: value });
        let refused = verify::<Value>(&token(&own_kid, &stranger), &keys, &expected());
        refused.unwrap_err();
        let stranger_kid = json!({ "alg": "ES256", "kid": stranger.kid(), *name: value });
        let refused = verify::<Value>(&token(&stranger_kid, &stranger), &keys, &expected());
        refused.unwrap_err();
        // Nor do they do harm beside the right signature.
        if *name != "jwk" {
            let token = token(&own_kid, &own);
            assert_eq!(verify(&token, &keys, &expected()), Ok(claims()), "{name}");
        }
    }
}

#[test]
fn a_kid_is_a_name_and_nothing_else() {
    let own = key(Algorithm::EdDsa);
    let keys = [verifying(&own)];
    for kid in [
        "../../../../dev/null",
        "/etc/passwd",
        "' UNION SELECT 'key' --",
        "'; DROP TABLE signing_keys; --",
        "%00",
        "*",
        "",
        &own.kid().to_lowercase(),
        &format!("{}\0", own.kid()),
    ] {
        let token = token(&json!({ "alg": "EdDSA", "kid": kid }), &own);
        let refused = verify::<Value>(&token, &keys, &expected());
        assert_eq!(refused, Err(VerifyError::UnknownKey), "{kid}");
    }
    for kid in [json!(1), json!(null), json!([own.kid()])] {
        let token = token(&json!({ "alg": "EdDSA", "kid": kid }), &own);
        verify::<Value>(&token, &keys, &expected()).unwrap_err();
    }
}

#[test]
fn keys_that_share_a_name_verify_what_each_of_them_signed() {
    let own = Algorithm::ALL.map(key);
    let named = |key: &SigningKey| {
        let public = PublicJwk {
            kid: "same".to_owned(),
            ..key.public()
        };
        VerifyingKey::from_jwk(&public).unwrap()
    };
    let keys: Vec<_> = own.iter().map(named).collect();
    for key in &own {
        let alg = key.algorithm().as_str();
        let header = json!({ "alg": alg, "kid": "same" });
        assert_eq!(
            verify(&token(&header, key), &keys, &expected()),
            Ok(claims())
        );
    }
    // No key of them made it, whatever the header says.
    for alg in Algorithm::ALL {
        let header = json!({ "alg": alg.as_str(), "kid": "same" });
        let forged = token(&header, &key(alg));
        verify::<Value>(&forged, &keys, &expected()).unwrap_err();
    }
}

#[test]
fn a_point_that_is_on_no_curve_is_no_key() {
    let good = key(Algorithm::Es256).public();
    let Numbers::Ec { crv, x, .. } = good.numbers.clone() else {
        panic!("{good:?}")
    };
    for y in [x.as_str(), "", "AA", "!", &format!("{x}AAAA")] {
        let numbers = Numbers::Ec {
            crv,
            x: x.clone(),
            y: y.to_owned(),
        };
        let bad = PublicJwk {
            numbers,
            ..good.clone()
        };
        VerifyingKey::from_jwk(&bad).unwrap_err();
    }
    let other = PublicJwk {
        alg: Some("RS256".to_owned()),
        ..good
    };
    VerifyingKey::from_jwk(&other).unwrap_err();
}

#[test]
fn an_rsa_key_has_a_certificate_whose_name_its_tokens_bear() {
    let (made, pkcs8) = SigningKey::generate(Algorithm::Rs256).unwrap();
    let kid = made.kid().to_owned();
    let times = (1_767_225_600, 86_400);
    let der = made.self_signed("Signing key", times).unwrap();
    let again = SigningKey::from_pkcs8(Algorithm::Rs256, &pkcs8).unwrap();
    assert_eq!(again.self_signed("Signing key", times).unwrap(), der);
    let key = made.with_certificate(&der).unwrap();
    let public = serde_json::to_value(key.public()).unwrap();
    let head = jsonwebtoken::decode_header(key.sign(&claims()).unwrap()).unwrap();
    assert_eq!(head.kid, Some(kid));
    assert_eq!(public["x5t"], json!(head.x5t));
    assert_eq!(head.x5t.unwrap().len(), 27);
    assert_eq!(public["x5c"].as_array().unwrap().len(), 1);
    let token = key.sign(&claims()).unwrap();
    assert_eq!(
        verify(&token, &[verifying(&key)], &expected()),
        Ok(claims())
    );
    let elliptic = self::key(Algorithm::Es256);
    elliptic.self_signed("Signing key", times).unwrap_err();
}
