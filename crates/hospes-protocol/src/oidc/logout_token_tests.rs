//! Logout tokens that must not be taken, each by what is wrong with it, and those that must.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::*;
use crate::jose::{Algorithm, MAX_TOKEN_BYTES, SigningKey, UpstreamKeys};

const NOW: i64 = 1_800_000_000;

static KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate(Algorithm::Es256).unwrap().0);

fn claims() -> Value {
    json!({
        "iss": "https://idp.example", "aud": "hospes", "iat": NOW, "exp": NOW + 120, "jti": "1",
        "sub": "sam", "sid": "08a5019c",
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    })
}

/// The good claims after a change; `null` takes a claim away.
fn check_with(changes: &Value) -> Result<LogoutToken, LogoutTokenError> {
    let mut claims = claims();
    let members = claims.as_object_mut().unwrap();
    members.extend(changes.as_object().unwrap().clone());
    members.retain(|_, value| !value.is_null());
    check(&KEY.sign(&claims).unwrap())
}

fn check(token: &str) -> Result<LogoutToken, LogoutTokenError> {
    let set = json!({ "keys": [KEY.public()] });
    let keys = UpstreamKeys::parse(set.to_string().as_bytes()).unwrap();
    let expected = ExpectedLogoutToken {
        issuer: "https://idp.example",
        client_id: "hospes",
        now_seconds: NOW,
        leeway_seconds: 60,
    };
    verify_logout_token(token, &keys, &expected)
}

#[test]
fn a_person_or_a_session_or_both_are_signed_out() {
    let both = check_with(&json!({})).unwrap();
    assert_eq!(both.sub.as_deref(), Some("sam"));
    assert_eq!(both.sid.as_deref(), Some("08a5019c"));
    assert_eq!(both.issued_at, NOW);
    assert_eq!(check_with(&json!({ "sid": null })).unwrap().sid, None);
    assert_eq!(check_with(&json!({ "sub": null })).unwrap().sub, None);
    // The first editions of the specification knew no `exp`.
    check_with(&json!({ "exp": null })).unwrap();
}

#[test]
fn what_is_wrong_is_told() {
    use IdTokenError as Token;
    let token = LogoutTokenError::Token;
    for (changes, expected) in [
        (
            json!({ "iss": "https://evil.example" }),
            token(Token::Issuer),
        ),
        (json!({ "aud": "other" }), token(Token::Audience)),
        (json!({ "exp": NOW - 60 }), token(Token::Expired)),
        (
            json!({ "exp": null, "iat": NOW - 180 }),
            token(Token::Expired),
        ),
        (json!({ "iat": NOW + 61 }), token(Token::IssuedInFuture)),
        (json!({ "iat": null }), token(Token::Malformed)),
        (json!({ "iat": "now" }), token(Token::Malformed)),
        (json!({ "sub": "" }), token(Token::Subject)),
        (json!({ "sub": 7 }), token(Token::Subject)),
        (
            json!({ "sub": null, "sid": null }),
            LogoutTokenError::Nobody,
        ),
        (json!({ "sub": null, "sid": "" }), LogoutTokenError::Nobody),
        (json!({ "events": null }), LogoutTokenError::Event),
        (
            json!({ "events": { "other": {} } }),
            LogoutTokenError::Event,
        ),
        (
            json!({ "events": { "http://schemas.openid.net/event/backchannel-logout": true } }),
            LogoutTokenError::Event,
        ),
    ] {
        assert_eq!(check_with(&changes).unwrap_err(), expected, "{changes}");
    }
}

#[test]
fn an_id_token_ends_no_session() {
    let with_nonce = check_with(&json!({ "nonce": "n" }));
    assert_eq!(with_nonce.unwrap_err(), LogoutTokenError::Nonce);
    let id_token = json!({ "events": null, "nonce": "n" });
    assert_eq!(check_with(&id_token).unwrap_err(), LogoutTokenError::Event);
}

#[test]
fn a_logout_token_signs_nobody_in() {
    let set = json!({ "keys": [KEY.public()] });
    let keys = UpstreamKeys::parse(set.to_string().as_bytes()).unwrap();
    let expected = ExpectedIdToken {
        issuer: "https://idp.example",
        client_id: "hospes",
        nonce: "n",
        now_seconds: NOW,
        leeway_seconds: 60,
    };
    let token = KEY.sign(&claims()).unwrap();
    let refused = verify_id_token(&token, &keys, &expected).unwrap_err();
    assert_eq!(refused, IdTokenError::Nonce);
}

#[test]
fn whoever_does_not_have_the_key_signs_nobody_out() {
    let (other, _) = SigningKey::generate(Algorithm::Es256).unwrap();
    let forged = other.sign(&claims()).unwrap();
    assert!(matches!(check(&forged), Err(LogoutTokenError::Token(_))));
    let signed = KEY.sign(&claims()).unwrap();
    let mut parts = signed.split('.');
    let (head, _, tail) = (
        parts.next().unwrap(),
        parts.next().unwrap(),
        parts.next().unwrap(),
    );
    let swapped = forged.split('.').nth(1).unwrap().replace('a', "b");
    assert!(check(&format!("{head}.{swapped}.{tail}")).is_err());
    for junk in ["", "a", "a.b.c", &"x".repeat(MAX_TOKEN_BYTES + 1)] {
        assert!(check(junk).is_err());
    }
}
