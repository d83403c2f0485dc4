//! Claims from two places that must not be mixed up.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn of_token(claims: Value) -> UpstreamClaims {
    let Value::Object(all) = claims else {
        panic!("claims are an object")
    };
    UpstreamClaims::sort("https://idp.example".to_owned(), "sam".to_owned(), all)
}

fn merged(token: Value, found: &Value) -> UpstreamClaims {
    let body = found.to_string();
    of_token(token).with_userinfo(body.as_bytes()).unwrap()
}

fn refusal(body: &str) -> UserInfoError {
    of_token(json!({}))
        .with_userinfo(body.as_bytes())
        .unwrap_err()
}

#[test]
fn what_the_token_does_not_say_is_added() {
    let read = merged(
        json!({ "sub": "sam", "name": "Sam", "given_name": null }),
        &json!({
            "sub": "sam", "name": "Other", "given_name": "S", "email": "sam@partner.example",
            "email_verified": true, "zoneinfo": "x",
        }),
    );
    assert_eq!(read.name.as_deref(), Some("Sam"));
    assert_eq!(read.given_name.as_deref(), Some("S"));
    assert_eq!(read.email.as_deref(), Some("sam@partner.example"));
    assert_eq!(read.email_verified, Some(EmailVerified::Bool(true)));
    assert_eq!(read.all["zoneinfo"], "x");
}

#[test]
fn an_answer_about_another_person_is_refused() {
    for bad in [
        json!({ "sub": "eve" }),
        json!({ "sub": "Sam" }),
        json!({ "sub": ["sam"] }),
        json!({ "email": "sam@partner.example" }),
    ] {
        assert_eq!(refusal(&bad.to_string()), UserInfoError::Subject, "{bad}");
    }
}

#[test]
fn an_address_is_as_verified_as_where_it_stands() {
    let verified = Some(EmailVerified::Bool(true));
    let (a, b) = ("a@partner.example", "b@partner.example");
    for (token, found, email, email_verified) in [
        // Each speaks of its own address.
        (
            json!({ "email": a }),
            json!({ "email": b, "email_verified": true }),
            a,
            None,
        ),
        (
            json!({ "email": a }),
            json!({ "email_verified": true }),
            a,
            None,
        ),
        (
            json!({ "email_verified": true }),
            json!({ "email": b }),
            b,
            None,
        ),
        (
            json!({ "email": null, "email_verified": true }),
            json!({ "email": b, "email_verified": false }),
            b,
            Some(EmailVerified::Bool(false)),
        ),
        // Both speak of the same.
        (
            json!({ "email": a }),
            json!({ "email": a, "email_verified": true }),
            a,
            verified,
        ),
        (
            json!({ "email": a, "email_verified": true }),
            json!({ "email": a, "email_verified": false }),
            a,
            verified,
        ),
    ] {
        let mut found = found;
        found["sub"] = json!("sam");
        let read = merged(token, &found);
        assert_eq!(read.email.as_deref(), Some(email), "{found}");
        assert_eq!(read.email_verified, email_verified, "{found}");
    }
    let vouched = merged(
        json!({ "xms_edov": true }),
        &json!({ "sub": "sam", "email": b }),
    );
    assert_eq!(vouched.xms_edov, None);
}

#[test]
fn how_somebody_signed_in_says_the_token_alone() {
    let read = merged(
        json!({ "sub": "sam" }),
        &json!({
            "sub": "sam", "iss": "https://evil.example", "tid": "t", "amr": ["mfa"], "acr": "2",
            "auth_time": 1, "sid": "s", "nonce": "n", "hd": "partner.example",
        }),
    );
    assert_eq!(read.iss, "https://idp.example");
    assert_eq!(
        (&read.tid, &read.acr, &read.sid, &read.hd),
        (&None, &None, &None, &None)
    );
    assert_eq!((read.auth_time, read.amr.len()), (None, 0));
    assert_eq!(read.all.keys().collect::<Vec<_>>(), ["sub"]);
}

#[test]
fn what_is_no_answer_or_too_long_is_refused() {
    for bad in ["", "[]", "a.b.c", r#"{"sub":"sam","sub":"sam"}"#] {
        assert_eq!(refusal(bad), UserInfoError::Malformed, "{bad}");
    }
    let long = json!({ "sub": "sam", "x": "x".repeat(64 * 1024) }).to_string();
    assert_eq!(refusal(&long), UserInfoError::TooLong);
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
        of_token(json!({})).with_userinfo(&bytes).unwrap_err();
    }

    #[test]
    fn no_claim_changes_who_it_is(name in "[a-z_]{1,10}", text in any::<String>()) {
        let read = merged(json!({ "sub": "sam" }), &json!({ name.as_str(): text, "sub": "sam" }));
        prop_assert_eq!(read.sub.as_str(), "sam");
        prop_assert_eq!(read.iss.as_str(), "https://idp.example");
    }
}
