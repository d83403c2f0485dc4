//! ID tokens that must not be accepted, each by what is wrong with it, and those that must.

use std::sync::LazyLock;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::jose::{Algorithm, MAX_TOKEN_BYTES, Numbers, SigningKey, UpstreamKeys};

const NOW: i64 = 1_800_000_000;
const TEMPLATE: &str = "https://login.microsoftonline.com/{tenantid}/v2.0";
const TENANT_ID: &str = "9122040d-6c67-4c5b-b112-36a304b66dad";

/// Made once, because making an RSA key takes long.
static RSA: LazyLock<SigningKey> = LazyLock::new(|| generate(Algorithm::Rs256));
static P256: LazyLock<SigningKey> = LazyLock::new(|| generate(Algorithm::Es256));

fn generate(algorithm: Algorithm) -> SigningKey {
    SigningKey::generate(algorithm).unwrap().0
}

fn keys() -> UpstreamKeys {
    let set = json!({ "keys": [RSA.public(), P256.public()] });
    UpstreamKeys::parse(set.to_string().as_bytes()).unwrap()
}

fn expected() -> ExpectedIdToken<'static> {
    ExpectedIdToken {
        issuer: "https://idp.example",
        client_id: "hospes",
        nonce: "n-0S6_WzA2Mj",
        now_seconds: NOW,
        leeway_seconds: 60,
    }
}

fn claims() -> Value {
    json!({
        "iss": "https://idp.example", "sub": "sam", "aud": "hospes", "exp": NOW + 300, "iat": NOW,
        "nonce": "n-0S6_WzA2Mj",
    })
}

/// The good claims after a change; `null` takes a claim away.
fn with(changes: &Value) -> Value {
    let mut claims = claims();
    let members = claims.as_object_mut().unwrap();
    members.extend(changes.as_object().unwrap().clone());
    members.retain(|_, value| !value.is_null());
    claims
}

fn check(token: &str) -> Result<UpstreamClaims, IdTokenError> {
    verify_id_token(token, &keys(), &expected())
}

fn check_with(changes: &Value) -> Result<UpstreamClaims, IdTokenError> {
    check(&P256.sign(&with(changes)).unwrap())
}

fn refusal_with(changes: &Value) -> IdTokenError {
    check_with(changes).unwrap_err()
}

fn input(header: &str, payload: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode(header);
    format!("{header}.{}", URL_SAFE_NO_PAD.encode(payload))
}

/// A token with this header and payload that a key signed as it signs, whatever the header says.
fn token(key: &SigningKey, header: &str, payload: &str) -> String {
    let input = input(header, payload);
    let signed = key.signature(input.as_bytes()).unwrap();
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signed))
}

fn named(key: &SigningKey) -> Value {
    json!({ "alg": key.algorithm().as_str(), "kid": key.kid() })
}

#[test]
fn a_right_token_gives_its_claims() {
    let read = check_with(&json!({
        "email": "sam@partner.example", "email_verified": true, "name": "Sam", "given_name": "S",
        "family_name": "Am", "preferred_username": "sam@x", "amr": ["pwd", "mfa"], "acr": "1",
        "auth_time": NOW - 5, "sid": "s1", "hd": "partner.example", "tid": "t", "x": [1],
    }))
    .unwrap();
    assert_eq!(
        (read.iss.as_str(), read.sub.as_str()),
        ("https://idp.example", "sam")
    );
    assert_eq!(read.email.as_deref(), Some("sam@partner.example"));
    assert_eq!(read.email_verified, Some(EmailVerified::Bool(true)));
    assert_eq!(read.name.as_deref(), Some("Sam"));
    assert_eq!(read.given_name.as_deref(), Some("S"));
    assert_eq!(read.family_name.as_deref(), Some("Am"));
    assert_eq!(read.preferred_username.as_deref(), Some("sam@x"));
    assert_eq!(read.amr, ["pwd", "mfa"]);
    assert_eq!(read.acr.as_deref(), Some("1"));
    assert_eq!(read.auth_time, Some(NOW - 5));
    assert_eq!(read.sid.as_deref(), Some("s1"));
    assert_eq!(read.hd.as_deref(), Some("partner.example"));
    assert_eq!(read.tid.as_deref(), Some("t"));
    assert_eq!((read.xms_edov, &read.all["x"]), (None, &json!([1])));
    assert!(!format!("{read:?}").contains("sam"));
    check(&RSA.sign(&claims()).unwrap()).unwrap();
}

#[test]
fn alg_none_is_refused() {
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let header = json!({ "alg": alg, "kid": RSA.kid() }).to_string();
        let input = input(&header, &claims().to_string());
        for token in [format!("{input}."), format!("{input}.AAAA"), input.clone()] {
            assert_eq!(check(&token).unwrap_err(), IdTokenError::Malformed, "{alg}");
        }
    }
    let without = token(
        &RSA,
        &json!({ "kid": RSA.kid() }).to_string(),
        &claims().to_string(),
    );
    assert_eq!(check(&without).unwrap_err(), IdTokenError::Malformed);
}

#[test]
fn hs256_with_the_public_key_as_the_secret_is_refused() {
    let public = RSA.public();
    let Numbers::Rsa { n, .. } = &public.numbers else {
        panic!("an RSA key")
    };
    let json = json!(public).to_string();
    let modulus = URL_SAFE_NO_PAD.decode(n).unwrap();
    for header in [
        json!({ "alg": "HS256", "kid": RSA.kid() }),
        json!({ "alg": "HS256" }),
    ] {
        let input = input(&header.to_string(), &claims().to_string());
        for secret in [json.as_bytes(), n.as_bytes(), &modulus] {
            let secret = hmac::Key::new(hmac::HMAC_SHA256, secret);
            let tag = URL_SAFE_NO_PAD.encode(hmac::sign(&secret, input.as_bytes()));
            let refused = check(&format!("{input}.{tag}")).unwrap_err();
            assert_eq!(refused, IdTokenError::Algorithm);
        }
    }
}

#[test]
fn an_algorithm_that_nobody_has_or_the_key_has_not_is_refused() {
    for alg in [
        "HS384", "HS512", "RS384", "RS512", "PS384", "PS512", "ES384", "EdDSA", "RS256",
    ] {
        let header = json!({ "alg": alg, "kid": P256.kid() }).to_string();
        let token = token(&P256, &header, &claims().to_string());
        assert_eq!(check(&token).unwrap_err(), IdTokenError::Algorithm, "{alg}");
    }
}

#[test]
fn another_audience_is_refused() {
    for aud in [
        json!("other"),
        json!("Hospes"),
        json!(["other"]),
        json!([]),
        json!(7),
        Value::Null,
    ] {
        let refused = refusal_with(&json!({ "aud": aud }));
        assert_eq!(refused, IdTokenError::Audience, "{aud}");
    }
}

#[test]
fn several_audiences_without_azp_are_refused() {
    for aud in [
        json!(["hospes", "other"]),
        json!(["other", "hospes"]),
        json!(["hospes", 7]),
    ] {
        let refused = refusal_with(&json!({ "aud": aud }));
        assert_eq!(refused, IdTokenError::AuthorizedParty, "{aud}");
        check_with(&json!({ "aud": aud, "azp": "hospes" })).unwrap();
    }
    check_with(&json!({ "aud": ["hospes"] })).unwrap();
}

#[test]
fn a_token_that_was_issued_to_another_client_is_refused() {
    for azp in [json!("other"), json!(""), json!(["hospes"]), json!(7)] {
        for aud in [json!("hospes"), json!(["hospes", "other"])] {
            let refused = refusal_with(&json!({ "aud": aud, "azp": azp }));
            assert_eq!(refused, IdTokenError::AuthorizedParty, "{azp}");
        }
    }
    check_with(&json!({ "azp": "hospes" })).unwrap();
}

#[test]
fn another_issuer_is_refused() {
    for iss in [
        json!("https://evil.example"),
        json!("https://idp.example/"),
        json!("https://IDP.example"),
        json!("idp.example"),
        json!(["https://idp.example"]),
        Value::Null,
    ] {
        assert_eq!(
            refusal_with(&json!({ "iss": iss })),
            IdTokenError::Issuer,
            "{iss}"
        );
    }
}

#[test]
fn another_nonce_is_refused() {
    for nonce in [
        json!("n-0S6_WzA2Mk"),
        json!("N-0S6_WzA2Mj"),
        json!(""),
        json!(["n-0S6_WzA2Mj"]),
    ] {
        assert_eq!(
            refusal_with(&json!({ "nonce": nonce })),
            IdTokenError::Nonce,
            "{nonce}"
        );
    }
}

#[test]
fn a_missing_nonce_is_refused_even_if_none_is_expected() {
    assert_eq!(refusal_with(&json!({ "nonce": null })), IdTokenError::Nonce);
    let nothing = ExpectedIdToken {
        nonce: "",
        ..expected()
    };
    for changes in [json!({ "nonce": null }), json!({ "nonce": "" }), json!({})] {
        let token = P256.sign(&with(&changes)).unwrap();
        let refused = verify_id_token(&token, &keys(), &nothing).unwrap_err();
        assert_eq!(refused, IdTokenError::Nonce);
    }
}

#[test]
fn an_expired_token_is_refused() {
    check_with(&json!({ "exp": NOW - 59 })).unwrap();
    assert_eq!(
        refusal_with(&json!({ "exp": NOW - 60 })),
        IdTokenError::Expired
    );
    for exp in [Value::Null, json!("1900000000"), json!(true), json!(1e300)] {
        assert_eq!(
            refusal_with(&json!({ "exp": exp })),
            IdTokenError::Malformed,
            "{exp}"
        );
    }
}

#[test]
fn a_token_that_is_not_valid_yet_is_refused() {
    check_with(&json!({ "nbf": NOW + 60 })).unwrap();
    assert_eq!(
        refusal_with(&json!({ "nbf": NOW + 61 })),
        IdTokenError::NotYetValid
    );
}

#[test]
fn a_token_that_was_issued_in_the_future_is_refused() {
    check_with(&json!({ "iat": NOW + 60 })).unwrap();
    assert_eq!(
        refusal_with(&json!({ "iat": NOW + 61 })),
        IdTokenError::IssuedInFuture
    );
    assert_eq!(
        refusal_with(&json!({ "iat": i64::MAX })),
        IdTokenError::IssuedInFuture
    );
    for iat in [Value::Null, json!("1800000000"), json!([])] {
        assert_eq!(
            refusal_with(&json!({ "iat": iat })),
            IdTokenError::Malformed,
            "{iat}"
        );
    }
}

#[test]
fn the_name_of_another_key_does_not_help() {
    let (stranger, other) = (generate(Algorithm::Es256), generate(Algorithm::Es256));
    let set = json!({ "keys": [P256.public(), other.public()] }).to_string();
    let keys = UpstreamKeys::parse(set.as_bytes()).unwrap();
    let swapped = |signer: &SigningKey, kid: &str| {
        let header = json!({ "alg": "ES256", "kid": kid }).to_string();
        let token = token(signer, &header, &claims().to_string());
        verify_id_token(&token, &keys, &expected()).map(drop)
    };
    assert_eq!(swapped(&other, other.kid()), Ok(()));
    assert_eq!(swapped(&other, P256.kid()), Err(IdTokenError::Signature));
    assert_eq!(swapped(&stranger, P256.kid()), Err(IdTokenError::Signature));
    assert_eq!(
        swapped(&stranger, stranger.kid()),
        Err(IdTokenError::UnknownKey)
    );
    for kid in ["", "../../dev/null", "' OR 1=1 --"] {
        assert_eq!(swapped(&other, kid), Err(IdTokenError::UnknownKey));
    }
}

#[test]
fn a_claim_that_is_there_twice_is_refused() {
    let header = named(&P256).to_string();
    for twice in [
        r#"{"exp":9999999999,"#,
        r#"{"sub":"eve","#,
        r#"{"nonce":"n-0S6_WzA2Mj","#,
        r#"{"email":"a@a.example","email":"b@b.example","#,
        r#"{"\u0073ub":"eve","#,
        r#"{"address":{"country":"A","country":"B"},"#,
    ] {
        let payload = claims().to_string().replacen('{', twice, 1);
        let refused = check(&token(&P256, &header, &payload)).unwrap_err();
        assert_eq!(refused, IdTokenError::Malformed, "{twice}");
    }
    let header = named(&P256).to_string();
    for twice in [r#"{"alg":"none","#, r#"{"kid":"other","#] {
        let header = header.replacen('{', twice, 1);
        let refused = check(&token(&P256, &header, &claims().to_string())).unwrap_err();
        assert_eq!(refused, IdTokenError::Malformed, "{twice}");
    }
}

#[test]
fn an_oversized_token_is_refused() {
    let long = P256
        .sign(&with(&json!({ "x": "x".repeat(MAX_TOKEN_BYTES) })))
        .unwrap();
    assert_eq!(check(&long).unwrap_err(), IdTokenError::TooLong);
    check_with(&json!({ "x": "x".repeat(11 * 1024) })).unwrap();
}

#[test]
fn a_critical_extension_is_refused() {
    let mut header = named(&P256);
    header["crit"] = json!(["b64"]);
    header["b64"] = json!(false);
    let token = token(&P256, &header.to_string(), &claims().to_string());
    assert_eq!(check(&token).unwrap_err(), IdTokenError::Malformed);
}

#[test]
fn keys_and_addresses_of_keys_in_the_header_are_not_used() {
    let stranger = generate(Algorithm::Es256);
    for (name, value) in [
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/cert")),
        ("x5c", json!(["AAAA"])),
        ("x5t", json!("AAAA")),
        ("jwk", json!(stranger.public())),
    ] {
        for kid in [json!(P256.kid()), json!(stranger.kid()), Value::Null] {
            let mut header = json!({ "alg": "ES256", "kid": kid });
            header[name] = value.clone();
            let forged = token(&stranger, &header.to_string(), &claims().to_string());
            check(&forged).unwrap_err();
        }
        // And do no harm to what is right.
        let mut header = named(&P256);
        header[name] = value;
        check(&token(&P256, &header.to_string(), &claims().to_string())).unwrap();
    }
}

#[test]
fn what_is_no_signed_token_is_refused() {
    let right = P256.sign(&claims()).unwrap();
    let (signed, signature) = right.rsplit_once('.').unwrap();
    for text in [
        String::new(),
        "a.b.c.d.e".to_owned(),
        format!("{right}=="),
        format!(" {right}"),
        format!("{right}.{signature}"),
        signed.to_owned(),
    ] {
        assert_eq!(
            check(&text).unwrap_err(),
            IdTokenError::Malformed,
            "{text:.40}"
        );
    }
    for payload in ["[]", "null", "\"text\"", "{", ""] {
        let token = token(&P256, &named(&P256).to_string(), payload);
        assert_eq!(
            check(&token).unwrap_err(),
            IdTokenError::Malformed,
            "{payload}"
        );
    }
    let (header, _) = signed.split_once('.').unwrap();
    let other = URL_SAFE_NO_PAD.encode(with(&json!({ "sub": "eve" })).to_string());
    let changed = check(&format!("{header}.{other}.{signature}"));
    assert_eq!(changed.unwrap_err(), IdTokenError::Signature);
}

#[test]
fn a_subject_has_1_to_255_characters() {
    for good in ["a".to_owned(), "ä".repeat(255), "auth0|5f7c|x y".to_owned()] {
        assert_eq!(check_with(&json!({ "sub": good })).unwrap().sub, good);
    }
    for bad in [
        json!(""),
        json!("a".repeat(256)),
        json!("a\u{0}b"),
        json!("a\nb"),
        json!(7),
        Value::Null,
    ] {
        assert_eq!(
            refusal_with(&json!({ "sub": bad })),
            IdTokenError::Subject,
            "{bad}"
        );
    }
}

#[test]
fn a_template_of_microsoft_names_the_tenant_of_the_token() {
    let check = |template: &str, iss: &str, tid: Value| {
        let expected = ExpectedIdToken {
            issuer: template,
            ..expected()
        };
        let token = P256
            .sign(&with(&json!({ "iss": iss, "tid": tid })))
            .unwrap();
        verify_id_token(&token, &keys(), &expected)
    };
    let iss = TEMPLATE.replace("{tenantid}", TENANT_ID);
    let read = check(TEMPLATE, &iss, json!(TENANT_ID)).unwrap();
    assert_eq!(
        (read.iss.as_str(), read.tid.as_deref()),
        (iss.as_str(), Some(TENANT_ID))
    );
    let other = TEMPLATE.replace("{tenantid}", "other");
    let empty = TEMPLATE.replace("{tenantid}", "");
    for (template, iss, tid) in [
        (TEMPLATE, iss.as_str(), json!("other")),
        (TEMPLATE, &iss, Value::Null),
        (TEMPLATE, &iss, json!([TENANT_ID])),
        (TEMPLATE, &other, json!(TENANT_ID)),
        (TEMPLATE, &empty, json!("")),
        (TEMPLATE, TEMPLATE, json!("{tenantid}")),
        (
            TEMPLATE,
            "https://login.microsoftonline.com/a/b/v2.0",
            json!("a/b"),
        ),
        (
            "https://idp.example/{tenantid}",
            "https://idp.example/t",
            json!("t"),
        ),
        (
            "https://{tenantid}.example",
            "https://t.example",
            json!("t"),
        ),
    ] {
        let refused = check(template, iss, tid).unwrap_err();
        assert_eq!(refused, IdTokenError::Issuer, "{template} {iss}");
    }
}

#[test]
fn a_text_is_not_a_truth_value() {
    let read = |name: &str, value: Value| check_with(&json!({ name: value })).unwrap();
    for (value, verified) in [
        (json!(true), Some(EmailVerified::Bool(true))),
        (json!(false), Some(EmailVerified::Bool(false))),
        (json!("true"), Some(EmailVerified::Text(true))),
        (json!("false"), Some(EmailVerified::Text(false))),
        (json!("True"), None),
        (json!("1"), None),
        (json!(1), None),
        (json!([true]), None),
        (Value::Null, None),
    ] {
        let read = read("email_verified", value.clone());
        assert_eq!(read.email_verified, verified, "{value}");
    }
    for (value, is_vouched) in [
        (json!(true), Some(true)),
        (json!("1"), Some(true)),
        (json!(1), Some(true)),
        (json!("true"), Some(true)),
        (json!(false), Some(false)),
        (json!("0"), Some(false)),
        (json!(2), None),
        (json!("yes"), None),
        (Value::Null, None),
    ] {
        assert_eq!(
            read("xms_edov", value.clone()).xms_edov,
            is_vouched,
            "{value}"
        );
    }
}

#[test]
fn claims_of_another_type_are_missing() {
    let odd =
        check_with(&json!({ "email": ["a@a.example"], "auth_time": "1", "amr": "pwd", "name": 7 }));
    let odd = odd.unwrap();
    refusal_with(&json!({ "sub": ["sam"] }));
    assert_eq!(
        (&odd.email, &odd.auth_time, &odd.name),
        (&None, &None, &None)
    );
    assert_eq!(odd.amr, ["pwd"]);
    assert_eq!(odd.all["name"], 7);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_the_verifier_panic(text in any::<String>()) {
        check(&text).unwrap_err();
    }

    #[test]
    fn no_signed_payload_makes_the_verifier_panic(payload in any::<String>()) {
        check(&token(&P256, &named(&P256).to_string(), &payload)).unwrap_err();
    }

    #[test]
    fn no_claims_make_the_verifier_panic(
        name in "(iss|sub|aud|azp|exp|iat|nbf|nonce|tid|amr|email_verified|xms_edov|auth_time)",
        text in any::<String>(),
        number in any::<f64>(),
    ) {
        let _ = check_with(&json!({ name.as_str(): text }));
        let _ = check_with(&json!({ name.as_str(): number }));
        let _ = check_with(&json!({ name: [text, number] }));
    }
}
