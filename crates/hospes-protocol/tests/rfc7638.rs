//! RFC 7638, section 3.1: the thumbprint; RFC 8037, appendix A.3: that of Ed25519;
//! RFC 7517, appendix A.1: a key set with other keys in it.

use hospes_protocol::jose::{Algorithm, Jwks, Numbers, PublicJwk, VerifyingKey};

const RFC_KEY: &str = r#"{
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    "e": "AQAB",
    "alg": "RS256",
    "kid": "2011-04-29"
}"#;

const EC_KEY: &str = r#"{
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    "use": "enc",
    "kid": "1"
}"#;

#[test]
fn the_thumbprint_of_section_3_1_is_reproduced() {
    let mut key: PublicJwk = serde_json::from_str(RFC_KEY).unwrap();
    assert_eq!(
        key.thumbprint(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
    key.kid = "another".to_owned();
    assert_eq!(
        key.thumbprint(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
}

#[test]
fn the_thumbprint_of_rfc_8037_appendix_a_3_is_reproduced() {
    let key: PublicJwk = serde_json::from_str(
        r#"{"kty":"OKP","crv":"Ed25519","kid":"1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
    )
    .unwrap();
    assert_eq!(
        key.thumbprint(),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
    let key = VerifyingKey::from_jwk(&key).unwrap();
    assert_eq!(key.algorithm(), Algorithm::EdDsa);
}

#[test]
fn a_key_set_is_read_without_the_keys_of_other_kinds() {
    let others = r#"{"kty":"oct"},{"kty":"EC","crv":"P-521","x":"AA","y":"AA","kid":"2"},
        {"kty":"OKP","crv":"X25519","x":"AA","kid":"3"}"#;
    let set: Jwks =
        serde_json::from_str(&format!(r#"{{"keys":[{EC_KEY},{others},{RFC_KEY},7]}}"#)).unwrap();
    let [for_encryption, key] = set.keys.as_slice() else {
        panic!("{set:?}")
    };
    VerifyingKey::from_jwk(for_encryption).unwrap_err();
    assert_eq!((key.kid.as_str(), key.use_.as_str()), ("2011-04-29", "sig"));
    assert_eq!(VerifyingKey::from_jwk(key).unwrap().kid(), "2011-04-29");
}

#[test]
fn a_key_set_is_written_in_the_shape_of_rfc_7517() {
    let key: PublicJwk = serde_json::from_str(RFC_KEY).unwrap();
    let Numbers::Rsa { n, e } = key.numbers.clone() else {
        panic!("{key:?}")
    };
    assert_eq!(
        serde_json::to_value(Jwks { keys: vec![key] }).unwrap(),
        serde_json::json!({ "keys": [{
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "2011-04-29", "n": n, "e": e,
        }] })
    );
}

#[test]
fn what_is_no_key_set_is_refused() {
    for text in ["{}", "[]", r#"{"keys":{}}"#, r#"{"keys":null}"#] {
        serde_json::from_str::<Jwks>(text).unwrap_err();
    }
}
