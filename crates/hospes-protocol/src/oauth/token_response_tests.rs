//! What token endpoints answer, also those that do not follow the specification.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn read(status: u16, body: &Value) -> Result<TokenResponse, TokenResponseError> {
    TokenResponse::read(status, body.to_string().as_bytes())
}

fn refusal(status: u16, body: &str) -> TokenResponseError {
    TokenResponse::read(status, body.as_bytes()).unwrap_err()
}

#[test]
fn tokens_are_read_and_not_printed() {
    let body = json!({
        "access_token": "acc355", "token_type": "Bearer", "expires_in": 3600, "id_token": "a.b.c",
        "refresh_token": "r", "scope": "openid",
    });
    let read = read(200, &body).unwrap();
    assert_eq!(read.access_token.expose(), "acc355");
    assert_eq!(read.id_token.as_ref().unwrap().expose(), "a.b.c");
    let printed = format!("{read:?}");
    assert!(!printed.contains("acc355") && !printed.contains("a.b.c"));
}

#[test]
fn the_type_has_no_letter_case_and_must_be_there() {
    let with = |kind: Value| read(200, &json!({ "access_token": "t", "token_type": kind }));
    for kind in ["Bearer", "bearer", "BEARER"] {
        assert!(with(json!(kind)).unwrap().id_token.is_none());
    }
    for kind in [
        json!("DPoP"),
        json!("mac"),
        json!(""),
        json!(1),
        Value::Null,
    ] {
        let refused = with(kind.clone()).unwrap_err();
        assert_eq!(refused, TokenResponseError::TokenType, "{kind}");
    }
}

#[test]
fn a_refusal_is_told_whatever_the_status() {
    let body = json!({ "error": "invalid_grant", "error_description": "no\r\nsuch code" });
    for status in [200, 400, 401, 500] {
        let refused = read(status, &body).unwrap_err();
        let expected = TokenResponseError::Refused {
            error: "invalid_grant".to_owned(),
            description: Some("no such code".to_owned()),
        };
        assert_eq!(refused, expected);
    }
    let long = json!({ "error": "e".repeat(1000), "error_description": "d".repeat(2000) });
    let Err(TokenResponseError::Refused { error, description }) = read(400, &long) else {
        panic!("a refusal")
    };
    assert_eq!((error.len(), description.unwrap().len()), (256, 1024));
}

#[test]
fn an_answer_without_tokens_or_reason_is_told_by_its_status() {
    for body in ["", "<html>", "[]", "{}", r#"{"error":7}"#] {
        assert_eq!(
            refusal(502, body),
            TokenResponseError::Status(502),
            "{body}"
        );
        assert_eq!(
            refusal(302, body),
            TokenResponseError::Status(302),
            "{body}"
        );
    }
    let tokens = r#"{"access_token":"t","token_type":"Bearer"}"#;
    assert_eq!(refusal(400, tokens), TokenResponseError::Status(400));
}

#[test]
fn what_is_no_json_or_too_long_is_refused() {
    let twice = r#"{"access_token":"t","token_type":"Bearer","access_token":"u"}"#;
    for body in ["", "access_token=t&token_type=bearer", "[]", twice] {
        assert_eq!(refusal(200, body), TokenResponseError::Malformed, "{body}");
    }
    let long = " ".repeat(64 * 1024 + 1);
    for status in [200, 400] {
        assert_eq!(refusal(status, &long), TokenResponseError::TooLong);
    }
}

#[test]
fn a_token_that_no_header_could_hold_is_refused() {
    for name in ["access_token", "id_token"] {
        for bad in [
            json!(""),
            json!("a b"),
            json!("a\r\nX: y"),
            json!("ä"),
            json!("t".repeat(16 * 1024 + 1)),
            json!(7),
            json!({}),
        ] {
            let mut body = json!({ "access_token": "t", "token_type": "Bearer" });
            body[name] = bad;
            assert_eq!(
                read(200, &body).unwrap_err(),
                TokenResponseError::NoToken(name)
            );
        }
    }
    let without = read(200, &json!({ "token_type": "Bearer", "id_token": "a.b.c" }));
    assert_eq!(
        without.unwrap_err(),
        TokenResponseError::NoToken("access_token")
    );
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(
        status in any::<u16>(),
        bytes in prop::collection::vec(any::<u8>(), 0..256),
    ) {
        let _ = TokenResponse::read(status, &bytes);
    }

    #[test]
    fn no_member_makes_the_reader_panic(
        name in "(access_token|id_token|token_type|error|error_description)",
        text in any::<String>(),
    ) {
        let mut body = json!({ "access_token": "t", "token_type": "Bearer" });
        body[name] = json!(text);
        let _ = read(200, &body);
        let _ = read(400, &body);
    }
}
