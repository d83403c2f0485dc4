//! What the public interface cannot show: the primitive under it, and tokens made by hand.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::jws::signed_claims;
use super::*;

/// RFC 7515, appendix A.2: the signing input.
const RFC_INPUT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA\
    6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

/// RFC 7515, appendix A.2: the signature over it.
const RFC_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4B\
    h-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBA\
    rLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1p\
    hCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

/// RFC 7515, appendix A.2: the modulus of the key.
const RFC_MODULUS: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJ\
    rcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf6\
    3kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_\
    I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

/// RFC 7515, appendix A.2: the key, packed from its parameters into PKCS#8.
const RFC_KEY: &str = "\
    MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCh+BYK4uPJtGXOjS1lYmM2K5J9vinh8CR3/BYlzJ\
    ChNuOL2TSXxbbqY913EeZ8dCn5VrD7io8ImtxLaYk8wTM/U+3QGbh3hCUv7JFP5IV3aVlL6kKA0ywPVb9ilE8TA5a8\
    bpvfbr3SvaNnjuygxmj3AbONv/s4yDQs4v5tJ/reSlpIdJed1LnPmt7Ex1sFhSwsD174pcF1A5L5ROjtZMEQxrZHYJ\
    qkeDrrnGya11UxMFBji4NmXG9veoKjlnAqH2QbgtPr8jkiGUkftoaHLFcW9Qr4NY2ai50Xw0Byj3+H2JoY2PyrZ62E\
    WQwuz3WTOTY8BwNNb2BvniHgVFbK5emhAgMBAAECggEAEq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPE\
    AeP88vLNO97IjlA7/GQ5sLKMgvfTeXZx9SE+7YwVol2NXOoAJe46sui395IW/GO+pWJ1O0BkTGoVEn2bKVRUCgu+Gj\
    BVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M/V51gfpRLI9JYanrC4D4qAdGcopV/0ZHHzQlBjudU2QvXt\
    4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl/x/jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR/RQyGWS\
    eWjnczT0QU91p1DhOVRuOopznQKBgQDgHMQQ60imZV1URk0KpLttoLhyt3SmqdEf/kgHePDdtzEafpAu+cS191R2Ji\
    uoF2yzWXnwFDcqGigp5BNr0AHQfD8/Lk8l1Mk09jxxCfui5nYooNyac8YFjm3vItzVCVDnEd3BbVWG8qf6deqElMGA\
    g+C2V0L4oNXnP7LZcPAZRwKBgQC5A8R+CZW2MvRTLLHzwZkUXV866cff7tx6kqa0finGG0KgeqlaZPxgCZnFp7AeAc\
    CMtiynVlJ7vMVgePsLq6XtON4tB5kP9jAPrq3rbAOal78eUH5OcED6eNuCV8ixEu1eWcPNCS/l1OW1EnXUEoEHKl54\
    Xrrz2uNwkgMTP1FZ1wKBgAcCn1dwJKufzBWQxWQp1vsM5fggqPN1qGb5y0MAk3g7/Ls5bkUp5u9SN0Ai3Ya6hNnvWJ\
    Mb7sXQX6U/zyO2M/hTip7tUeh7CXgwo59dkpN75gJLVds29+DAncu3KXU4f2Fa+7bLNrur53k8KwPOq2bbuTG69QtV\
    7Jr5MR0AHWKNAoGBAIf/evpitUf+4JYbLpvNXWcY052Mpz22aR84mY3nh3F2LF2mjMJDpTg7FmuyPcVw6EcGyoAe9f\
    a65iNqCq+jdw6PVNGo2hxfjSiZ8IIzHdsPXI89//pMjZcQK9r+CCoRjaZjOYiIDktVWZzmevJuv6WywUqd57LE3Zar\
    3dLSIkx1AoGAIYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd+DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fh\
    d/QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp/gh6A5603k2+ZQwVK0JKSHuLFku\
    Q3U=";

const NOW: i64 = 1_800_000_000;

fn key() -> SigningKey {
    SigningKey::from_pkcs8(Algorithm::Rs256, &STANDARD.decode(RFC_KEY).unwrap()).unwrap()
}

fn verifying_key() -> VerifyingKey {
    VerifyingKey::from_jwk(&key().public()).unwrap()
}

fn expected() -> Expected<'static> {
    Expected {
        issuers: &["https://login.example/t/v2.0", "https://sts.example/t/"],
        audiences: &["app", "https://graph.example"],
        now_seconds: NOW,
        leeway_seconds: 0,
    }
}

fn good_claims() -> Value {
    json!({ "iss": "https://sts.example/t/", "aud": "app", "sub": "sam", "exp": NOW + 60, "nbf": NOW })
}

/// A token with this header and this payload, rightly signed.
fn token(header: &Value, payload: &[u8]) -> String {
    let input = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(payload)
    );
    let signature = URL_SAFE_NO_PAD.encode(key().signature(input.as_bytes()).unwrap());
    format!("{input}.{signature}")
}

fn check(token: &str) -> Result<Value, VerifyError> {
    verify(token, &[verifying_key()], &expected())
}

/// Checks the good claims after a change to one of them.
fn check_with(name: &str, value: Value) -> Result<Value, VerifyError> {
    let mut claims = good_claims();
    claims[name] = value;
    check(&key().sign(&claims).unwrap())
}

/// Checks the good claims without one of them.
fn check_without(name: &str) -> Result<Value, VerifyError> {
    let mut claims = good_claims();
    claims.as_object_mut().unwrap().remove(name);
    check(&key().sign(&claims).unwrap())
}

#[test]
fn the_signature_of_rfc_7515_appendix_a_2_is_reproduced() {
    let signature = key().signature(RFC_INPUT.as_bytes()).unwrap();
    assert_eq!(URL_SAFE_NO_PAD.encode(signature), RFC_SIGNATURE);
}

#[test]
fn the_token_of_rfc_7515_appendix_a_2_is_verified() {
    let Numbers::Rsa { n, e } = key().public().numbers else {
        panic!("an RSA key")
    };
    assert_eq!((n.as_str(), e.as_str()), (RFC_MODULUS, "AQAB"));
    let claims = signed_claims(&format!("{RFC_INPUT}.{RFC_SIGNATURE}"), &verifying_key()).unwrap();
    assert_eq!(
        Value::Object(claims),
        json!({ "iss": "joe", "exp": 1_300_819_380, "http://example.com/is_root": true })
    );
}

#[test]
fn a_token_of_ours_is_accepted_with_its_claims() {
    assert_eq!(
        check(&key().sign(&good_claims()).unwrap()),
        Ok(good_claims())
    );
}

#[test]
fn the_header_names_type_algorithm_and_key() {
    let token = key().sign(&good_claims()).unwrap();
    let header = URL_SAFE_NO_PAD
        .decode(token.split('.').next().unwrap())
        .unwrap();
    let kid = key().kid().to_owned();
    assert_eq!(
        serde_json::from_slice::<Value>(&header).unwrap(),
        json!({ "typ": "JWT", "alg": "RS256", "kid": kid })
    );
    assert_eq!(kid, key().public().thumbprint());
}

#[test]
fn a_generated_key_survives_storage() {
    let (made, pkcs8) = SigningKey::generate(Algorithm::Rs256).unwrap();
    let read = SigningKey::from_pkcs8(Algorithm::Rs256, &pkcs8).unwrap();
    assert_eq!(made.public(), read.public());
    assert_ne!(made.kid(), key().kid());
    let token = read.sign(&good_claims()).unwrap();
    assert_eq!(check(&token), Err(VerifyError::UnknownKey));
    let keys = [
        verifying_key(),
        VerifyingKey::from_jwk(&made.public()).unwrap(),
    ];
    assert_eq!(verify(&token, &keys, &expected()), Ok(good_claims()));
}

#[test]
fn debug_output_tells_nothing_of_a_key() {
    assert_eq!(
        format!("{:?}", key()),
        format!("SigningKey {{ kid: \"{}\", .. }}", key().kid())
    );
    assert!(!format!("{:?}", verifying_key()).contains("AQAB"));
}

#[test]
fn other_algorithms_than_rs256_are_refused() {
    let kid = key().kid().to_owned();
    for alg in [
        "none", "None", "", "HS256", "HS512", "RS384", "RS512", "PS256", "ES256", "EdDSA",
    ] {
        let token = token(
            &json!({ "alg": alg, "kid": kid }),
            good_claims().to_string().as_bytes(),
        );
        assert_eq!(check(&token), Err(VerifyError::Malformed), "{alg}");
        let (unsigned, _) = token.rsplit_once('.').unwrap();
        assert_eq!(
            check(&format!("{unsigned}.")),
            Err(VerifyError::Malformed),
            "{alg}"
        );
    }
}

#[test]
fn the_public_key_is_not_a_shared_secret() {
    let public = key().public();
    let header = json!({ "typ": "JWT", "alg": "HS256", "kid": public.kid });
    let input = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(good_claims().to_string())
    );
    let modulus = URL_SAFE_NO_PAD.decode(RFC_MODULUS).unwrap();
    let json = serde_json::to_vec(&public).unwrap();
    for secret in [modulus.as_slice(), RFC_MODULUS.as_bytes(), json.as_slice()] {
        let secret = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
        let tag = aws_lc_rs::hmac::sign(&secret, input.as_bytes());
        let token = format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag));
        assert_eq!(check(&token), Err(VerifyError::Malformed));
    }
}

#[test]
fn a_key_in_the_header_is_not_used() {
    let (stranger, _) = SigningKey::generate(Algorithm::Rs256).unwrap();
    let header = json!({ "alg": "RS256", "kid": key().kid(), "jwk": stranger.public() });
    let input = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(good_claims().to_string())
    );
    let signature = URL_SAFE_NO_PAD.encode(stranger.signature(input.as_bytes()).unwrap());
    check(&format!("{input}.{signature}")).unwrap_err();
}

#[test]
fn a_critical_extension_is_refused() {
    let header = json!({ "alg": "RS256", "kid": key().kid(), "crit": ["b64"], "b64": false });
    let token = token(&header, good_claims().to_string().as_bytes());
    assert_eq!(check(&token), Err(VerifyError::Malformed));
}

#[test]
fn a_token_without_a_known_kid_is_refused() {
    for header in [
        json!({ "alg": "RS256" }),
        json!({ "alg": "RS256", "kid": "" }),
        json!({ "alg": "RS256", "kid": "../../etc/passwd" }),
    ] {
        let token = token(&header, good_claims().to_string().as_bytes());
        assert_eq!(check(&token), Err(VerifyError::UnknownKey));
    }
    let token = key().sign(&good_claims()).unwrap();
    assert_eq!(
        verify::<Value>(&token, &[], &expected()),
        Err(VerifyError::UnknownKey)
    );
}

#[test]
fn a_changed_token_is_refused() {
    let token = key().sign(&good_claims()).unwrap();
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let mut claims = good_claims();
    claims["sub"] = json!("eve");
    let other = URL_SAFE_NO_PAD.encode(claims.to_string());
    assert_eq!(
        check(&format!("{header}.{other}.{signature}")),
        Err(VerifyError::Signature)
    );
    assert_eq!(
        check(&format!("{header}.{payload}.")),
        Err(VerifyError::Signature)
    );
    assert_eq!(
        check(&format!("{header}.{payload}.AAAA")),
        Err(VerifyError::Signature)
    );
    let zeros = URL_SAFE_NO_PAD.encode([0; 256]);
    assert_eq!(
        check(&format!("{header}.{payload}.{zeros}")),
        Err(VerifyError::Signature)
    );
}

#[test]
fn what_is_not_a_compact_token_is_refused() {
    let token = key().sign(&good_claims()).unwrap();
    let (input, _) = token.rsplit_once('.').unwrap();
    for text in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        input.to_owned(),
        format!("{token}.AAAA"),
        format!("{token}=="),
        format!("{token} "),
        format!(" {token}"),
        token.replace('.', "\n."),
        format!("{token}{}", "A".repeat(MAX_TOKEN_BYTES)),
    ] {
        assert_eq!(check(&text), Err(VerifyError::Malformed), "{text:.80}");
    }
}

#[test]
fn a_payload_that_is_not_an_object_or_says_things_twice_is_refused() {
    let header = json!({ "alg": "RS256", "kid": key().kid() });
    let twice = good_claims()
        .to_string()
        .replacen('{', "{\"exp\":9999999999,", 1);
    for payload in ["[]", "null", "\"text\"", "{", "", "\u{0}", &twice] {
        let token = token(&header, payload.as_bytes());
        assert_eq!(check(&token), Err(VerifyError::Malformed), "{payload}");
    }
}

#[test]
fn claims_of_another_shape_than_asked_for_are_refused() {
    let token = key().sign(&good_claims()).unwrap();
    let result = verify::<Vec<String>>(&token, &[verifying_key()], &expected());
    assert_eq!(result, Err(VerifyError::Malformed));
}

#[test]
fn another_issuer_is_refused() {
    for issuer in [
        json!("https://sts.example/T/"),
        json!(""),
        json!(null),
        json!(["https://sts.example/t/"]),
    ] {
        assert_eq!(check_with("iss", issuer), Err(VerifyError::Issuer));
    }
    assert_eq!(check_without("iss"), Err(VerifyError::Issuer));
    let nobody = Expected {
        issuers: &[],
        ..expected()
    };
    let token = key().sign(&good_claims()).unwrap();
    assert_eq!(
        verify::<Value>(&token, &[verifying_key()], &nobody),
        Err(VerifyError::Issuer)
    );
}

#[test]
fn an_issuer_with_a_tenant_in_it_must_name_the_tenant_of_the_token() {
    let template = Expected {
        issuers: &["https://sts.example/{tenantid}/"],
        ..expected()
    };
    let check = |issuer: &str, tenant: Value| {
        let mut claims = good_claims();
        claims["iss"] = json!(issuer);
        claims["tid"] = tenant;
        let token = key().sign(&claims).unwrap();
        verify::<Value>(&token, &[verifying_key()], &template).map(drop)
    };
    assert_eq!(check("https://sts.example/abc-1/", json!("abc-1")), Ok(()));
    for (issuer, tenant) in [
        ("https://sts.example/abc-1/", json!("abc-2")),
        ("https://sts.example/abc-1/", Value::Null),
        ("https://sts.example/a/b/", json!("a/b")),
        ("https://sts.example/{tenantid}/", json!("{tenantid}")),
        ("https://sts.example//", json!("x")),
    ] {
        assert_eq!(check(issuer, tenant), Err(VerifyError::Issuer), "{issuer}");
    }
}

#[test]
fn another_audience_is_refused() {
    for audience in [
        json!("App"),
        json!(["other"]),
        json!([]),
        json!(null),
        json!({ "app": 1 }),
    ] {
        assert_eq!(check_with("aud", audience), Err(VerifyError::Audience));
    }
    assert_eq!(check_without("aud"), Err(VerifyError::Audience));
    let nobody = Expected {
        audiences: &[],
        ..expected()
    };
    let token = key().sign(&good_claims()).unwrap();
    assert_eq!(
        verify::<Value>(&token, &[verifying_key()], &nobody),
        Err(VerifyError::Audience)
    );
}

#[test]
fn one_of_several_audiences_is_enough() {
    check_with("aud", json!(["other", "https://graph.example"])).unwrap();
}

#[test]
fn a_token_is_valid_until_the_second_before_it_expires() {
    check_with("exp", json!(NOW + 1)).unwrap();
    assert_eq!(check_with("exp", json!(NOW)), Err(VerifyError::Expired));
    assert_eq!(
        check_with("exp", json!(i64::MIN)),
        Err(VerifyError::Expired)
    );
    check_with("exp", json!(i64::MAX)).unwrap();
}

#[test]
fn a_token_is_valid_from_its_first_second() {
    check_with("nbf", json!(NOW)).unwrap();
    check_without("nbf").unwrap();
    assert_eq!(
        check_with("nbf", json!(NOW + 1)),
        Err(VerifyError::NotYetValid)
    );
}

#[test]
fn leeway_stretches_both_ends() {
    let lenient = Expected {
        leeway_seconds: 30,
        ..expected()
    };
    for (name, last_good, first_bad, error) in [
        ("exp", NOW - 29, NOW - 30, VerifyError::Expired),
        ("nbf", NOW + 30, NOW + 31, VerifyError::NotYetValid),
    ] {
        let mut claims = good_claims();
        claims[name] = json!(last_good);
        let token = key().sign(&claims).unwrap();
        verify::<Value>(&token, &[verifying_key()], &lenient).unwrap();
        claims[name] = json!(first_bad);
        let token = key().sign(&claims).unwrap();
        assert_eq!(
            verify::<Value>(&token, &[verifying_key()], &lenient),
            Err(error)
        );
    }
}

#[test]
fn a_time_that_is_not_a_number_is_refused() {
    for bad in [
        json!("1900000000"),
        json!(null),
        json!([]),
        json!(true),
        json!(1e300),
        json!(u64::MAX),
    ] {
        assert_eq!(
            check_with("exp", bad.clone()),
            Err(VerifyError::Malformed),
            "exp {bad}"
        );
        assert_eq!(
            check_with("nbf", bad.clone()),
            Err(VerifyError::Malformed),
            "nbf {bad}"
        );
    }
    assert_eq!(check_without("exp"), Err(VerifyError::Malformed));
}

#[test]
fn a_fraction_of_a_second_is_cut_off() {
    check_with("exp", json!(1_800_000_001.5)).unwrap();
    assert_eq!(
        check_with("exp", json!(1_800_000_000.9)),
        Err(VerifyError::Expired)
    );
}

#[test]
fn a_key_that_could_verify_nothing_is_refused() {
    let good = key().public();
    let of = |n: &str, e: &str| PublicJwk {
        numbers: Numbers::Rsa {
            n: n.to_owned(),
            e: e.to_owned(),
        },
        ..good.clone()
    };
    let n = |bytes: &[u8]| of(&URL_SAFE_NO_PAD.encode(bytes), "AQAB");
    for bad in [
        PublicJwk {
            use_: "enc".to_owned(),
            ..good.clone()
        },
        PublicJwk {
            alg: Some("PS256".to_owned()),
            ..good.clone()
        },
        of(RFC_MODULUS, "AQ"),
        of(RFC_MODULUS, ""),
        of(RFC_MODULUS, "!"),
        n(&[0xFF; 128]),
        n(&[0xFF; 2048]),
        n(&[0; 256]),
        of(&format!("{RFC_MODULUS}="), "AQAB"),
    ] {
        VerifyingKey::from_jwk(&bad).unwrap_err();
    }
}

#[test]
fn what_is_no_private_key_is_refused() {
    let mut der = STANDARD.decode(RFC_KEY).unwrap();
    let read = |der: &[u8]| SigningKey::from_pkcs8(Algorithm::Rs256, der);
    read(&[]).unwrap_err();
    read(&der[..der.len() - 1]).unwrap_err();
    // A modulus that is not the product of the primes.
    der[60] ^= 1;
    read(&der).unwrap_err();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_signed_is_what_is_read(name in "[a-z]{1,8}", text in any::<String>()) {
        let mut claims = good_claims();
        claims[format!("x_{name}")] = json!(text);
        prop_assert_eq!(check(&key().sign(&claims).unwrap()), Ok(claims));
    }

    #[test]
    fn no_text_makes_the_verifier_panic(text in any::<String>()) {
        check(&text).unwrap_err();
    }
}
