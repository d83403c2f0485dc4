//! Key sets of other servers: what is taken of them, and which key a token gets.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512,
    RsaEncoding, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn key(algorithm: Algorithm) -> SigningKey {
    SigningKey::generate(algorithm).unwrap().0
}

fn read(keys: &[Value]) -> Result<UpstreamKeys, UpstreamKeysError> {
    UpstreamKeys::parse(json!({ "keys": keys }).to_string().as_bytes())
}

/// A published key after a change to it; `null` takes a member away.
fn changed(key: &SigningKey, changes: &Value) -> Value {
    let mut published = json!(key.public());
    let members = published.as_object_mut().unwrap();
    members.extend(changes.as_object().unwrap().clone());
    members.retain(|_, value| !value.is_null());
    published
}

fn input(header: &Value) -> String {
    let header = URL_SAFE_NO_PAD.encode(header.to_string());
    format!("{header}.{}", URL_SAFE_NO_PAD.encode(r#"{"sub":"s"}"#))
}

fn token(header: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let input = input(header);
    let signature = sign(input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn signed_by(key: &SigningKey, header: &Value) -> String {
    token(header, |input| key.signature(input).unwrap())
}

#[test]
fn each_name_of_an_algorithm_is_read_and_no_other() {
    for algorithm in UpstreamAlgorithm::ALL {
        let name = algorithm.as_str();
        assert_eq!(UpstreamAlgorithm::parse(name), Some(algorithm));
    }
    for bad in ["none", "HS256", "HS384", "HS512", "ES512", "rs256", ""] {
        assert_eq!(UpstreamAlgorithm::parse(bad), None, "{bad}");
    }
}

#[test]
fn a_key_of_each_of_our_algorithms_verifies() {
    for algorithm in Algorithm::ALL {
        let own = key(algorithm);
        let keys = read(&[json!(own.public())]).unwrap();
        let token = own.sign(&json!({ "sub": "s" })).unwrap();
        let claims = keys.signed_claims(&token).unwrap();
        assert_eq!(Value::Object(claims), json!({ "sub": "s" }));
    }
}

#[test]
fn an_rsa_key_verifies_both_paddings_unless_it_is_declared_for_one() {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let public = pair.public_key();
    let n = public.modulus().big_endian_without_leading_zero();
    let e = public.exponent().big_endian_without_leading_zero();
    let published = json!({ "kty": "RSA", "kid": "k", "n": number(n), "e": number(e) });
    let signed = |alg: &str, encoding: &'static dyn RsaEncoding| {
        token(&json!({ "alg": alg, "kid": "k" }), |input| {
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(encoding, &SystemRandom::new(), input, &mut signature)
                .unwrap();
            signature
        })
    };
    let encodings: [(&str, &'static dyn RsaEncoding); 6] = [
        ("RS256", &RSA_PKCS1_SHA256),
        ("RS384", &RSA_PKCS1_SHA384),
        ("RS512", &RSA_PKCS1_SHA512),
        ("PS256", &RSA_PSS_SHA256),
        ("PS384", &RSA_PSS_SHA384),
        ("PS512", &RSA_PSS_SHA512),
    ];
    let keys = read(std::slice::from_ref(&published)).unwrap();
    for (place, (alg, encoding)) in encodings.into_iter().enumerate() {
        keys.signed_claims(&signed(alg, encoding)).unwrap();
        // What the header says is what has to hold.
        let (other, _) = encodings[(place + 1) % encodings.len()];
        let refused = keys.signed_claims(&signed(other, encoding));
        assert_eq!(refused, Err(UpstreamError::Signature), "{alg} as {other}");
    }
    let pss = signed("PS256", &RSA_PSS_SHA256);
    read(std::slice::from_ref(&published))
        .unwrap()
        .signed_claims(&pss)
        .unwrap();
    let mut declared = published.clone();
    declared["alg"] = json!("PS256");
    read(std::slice::from_ref(&declared))
        .unwrap()
        .signed_claims(&pss)
        .unwrap();
    declared["alg"] = json!("RS256");
    let refused = read(&[declared]).unwrap().signed_claims(&pss);
    assert_eq!(refused, Err(UpstreamError::Algorithm));
    // Written as a signed number.
    let mut with_zero = published;
    with_zero["n"] = json!(number(&[&[0], n].concat()));
    read(&[with_zero]).unwrap().signed_claims(&pss).unwrap();
}

#[test]
fn a_key_of_p_384_verifies() {
    let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
    let point = pair.public_key().as_ref();
    let coordinate = |from: usize| URL_SAFE_NO_PAD.encode(&point[from..from + 48]);
    let mut published = json!({
        "kty": "EC", "crv": "P-384", "kid": "k", "x": coordinate(1), "y": coordinate(49),
    });
    let token = token(&json!({ "alg": "ES384", "kid": "k" }), |input| {
        let signature = pair.sign(&SystemRandom::new(), input).unwrap();
        signature.as_ref().to_vec()
    });
    let keys = read(std::slice::from_ref(&published)).unwrap();
    keys.signed_claims(&token).unwrap();
    // A coordinate without its last byte.
    published["x"] = json!(URL_SAFE_NO_PAD.encode(&point[1..48]));
    read(&[published]).unwrap_err();
}

#[test]
fn keys_that_are_for_something_else_are_skipped() {
    let own = key(Algorithm::Es256);
    let good = json!(own.public());
    for bad in [
        changed(&own, &json!({ "use": "enc" })),
        changed(&own, &json!({ "key_ops": ["encrypt"] })),
        changed(&own, &json!({ "alg": "ES384" })),
        changed(&own, &json!({ "alg": "ECDH-ES" })),
        changed(&own, &json!({ "alg": "HS256" })),
        changed(&own, &json!({ "alg": 1 })),
        changed(&own, &json!({ "kid": 7 })),
        changed(&own, &json!({ "kty": "AKP" })),
        changed(&own, &json!({ "kty": null })),
        changed(&own, &json!({ "crv": "secp256k1" })),
        changed(&own, &json!({ "crv": "P-521" })),
        changed(&own, &json!({ "x": "AAAA" })),
        changed(&own, &json!({ "y": null })),
        changed(&own, &json!({ "d": "published" })),
        json!({ "kty": "oct", "kid": own.kid(), "k": "c2VjcmV0" }),
        json!({ "kty": "RSA", "kid": own.kid(), "n": "AQAB", "e": "AQAB" }),
        json!({ "kty": "OKP", "crv": "X25519", "kid": own.kid(), "x": "AAAA" }),
        json!("text"),
        json!(null),
    ] {
        let alone = read(std::slice::from_ref(&bad)).map(drop);
        assert_eq!(alone, Err(UpstreamKeysError::NoneUsable), "{bad}");
        let keys = read(&[bad, good.clone()]).unwrap();
        assert_eq!(keys.kids().collect::<Vec<_>>(), [own.kid()]);
    }
}

#[test]
fn a_key_that_does_not_say_what_it_is_for_is_used() {
    let own = key(Algorithm::Es256);
    let token = own.sign(&json!({})).unwrap();
    for changes in [
        json!({ "use": null, "alg": null }),
        json!({ "key_ops": ["verify"], "x5c": ["AAAA"], "x5t": "x" }),
    ] {
        let keys = read(&[changed(&own, &changes)]).unwrap();
        keys.signed_claims(&token).unwrap();
    }
}

#[test]
fn a_set_that_is_no_set_or_too_large_is_refused() {
    for bad in [
        "",
        "[]",
        "{}",
        r#"{"keys":{}}"#,
        r#"{"keys":[],"keys":[]}"#,
        "[[]]",
    ] {
        let refused = UpstreamKeys::parse(bad.as_bytes()).map(drop);
        assert_eq!(refused, Err(UpstreamKeysError::Malformed), "{bad}");
    }
    let own = json!(key(Algorithm::EdDsa).public());
    read(&vec![own.clone(); 100]).unwrap();
    let refused = read(&vec![own.clone(); 101]).map(drop);
    assert_eq!(refused, Err(UpstreamKeysError::TooMany));
    let long = json!({ "keys": [own], "x": "x".repeat(MAX_KEY_SET_BYTES) }).to_string();
    let refused = UpstreamKeys::parse(long.as_bytes()).map(drop);
    assert_eq!(refused, Err(UpstreamKeysError::TooLong));
}

#[test]
fn a_token_without_a_kid_needs_a_single_key_that_fits() {
    let (one, other) = (key(Algorithm::Es256), key(Algorithm::Es256));
    let third = key(Algorithm::EdDsa);
    let token = signed_by(&one, &json!({ "alg": "ES256" }));
    let of = |keys: &[&SigningKey]| {
        let keys: Vec<_> = keys.iter().map(|key| json!(key.public())).collect();
        read(&keys).unwrap().signed_claims(&token).map(drop)
    };
    assert_eq!(of(&[&one]), Ok(()));
    assert_eq!(of(&[&third, &one]), Ok(()));
    assert_eq!(of(&[&one, &other]), Err(UpstreamError::NoKeyNamed));
    assert_eq!(of(&[&third]), Err(UpstreamError::UnknownKey));
    assert_eq!(of(&[&other]), Err(UpstreamError::Signature));
}

#[test]
fn a_key_without_a_kid_is_for_tokens_without_one() {
    let (one, other) = (key(Algorithm::Es256), key(Algorithm::Es256));
    let nameless = |key: &SigningKey| changed(key, &json!({ "kid": null }));
    let unnamed = signed_by(&one, &json!({ "alg": "ES256" }));
    let named = signed_by(&one, &json!({ "alg": "ES256", "kid": one.kid() }));
    let of = |keys: &[Value], token: &str| read(keys).unwrap().signed_claims(token).map(drop);
    assert_eq!(of(&[nameless(&one)], &unnamed), Ok(()));
    // It is not taken for one that is named, and among several nobody guesses.
    let unknown = of(&[nameless(&one)], &named);
    assert_eq!(unknown, Err(UpstreamError::UnknownKey));
    let several = of(&[nameless(&one), json!(other.public())], &unnamed);
    assert_eq!(several, Err(UpstreamError::NoKeyNamed));
    let forged = of(&[nameless(&other)], &unnamed);
    assert_eq!(forged, Err(UpstreamError::Signature));
    // Nor does an algorithm of a shared secret become one of the published key.
    let confused = signed_by(&one, &json!({ "alg": "HS256" }));
    let confused = of(&[nameless(&one)], &confused);
    assert_eq!(confused, Err(UpstreamError::Algorithm));
}

#[test]
fn of_several_keys_with_one_name_one_that_fits_is_enough() {
    let (one, other) = (key(Algorithm::Es256), key(Algorithm::Es256));
    let token = signed_by(&one, &json!({ "alg": "ES256", "kid": "k" }));
    let named = |key: &SigningKey| changed(key, &json!({ "kid": "k" }));
    for keys in [[named(&one), named(&other)], [named(&other), named(&one)]] {
        read(&keys).unwrap().signed_claims(&token).unwrap();
    }
}

#[test]
fn debug_output_has_the_names_alone() {
    let own = key(Algorithm::EdDsa);
    let keys = read(&[json!(own.public())]).unwrap();
    assert_eq!(format!("{keys:?}"), format!("[{:?}]", own.kid()));
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
        let _ = UpstreamKeys::parse(&bytes);
    }

    #[test]
    fn no_key_makes_the_reader_panic(
        kty in "(RSA|EC|OKP|oct)",
        crv in "(P-256|P-384|Ed25519|X)",
        (n, e, x, y) in ("[A-Za-z0-9_-]{0,344}", "[A-Za-z0-9_-]{0,8}", "[A-Za-z0-9_-]{43}", "[A-Za-z0-9_-]{43}"),
    ) {
        let _ = read(&[json!({ "kid": "k", "kty": kty, "crv": crv, "n": n, "e": e, "x": x, "y": y })]);
    }
}
