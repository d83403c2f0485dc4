use serde_json::json;

use super::*;

#[test]
fn the_body_of_an_error_is_that_of_entra() {
    let error = OAuthError::wrong_secret("app");
    let body = error.body("2026-11-23 12:52:15Z", "t", "c", "https://login.example/");
    assert_eq!(
        body,
        json!({
            "error": "invalid_client",
            "error_description": "AADSTS7000215: Invalid client secret provided. Ensure the secret \
                being sent in the request is the client secret value, not the client secret ID, \
                for a secret added to app 'app'. Trace ID: t Correlation ID: c Timestamp: \
                2026-11-23 12:52:15Z",
            "error_codes": [7_000_215],
            "timestamp": "2026-11-23 12:52:15Z",
            "trace_id": "t",
            "correlation_id": "c",
            "error_uri": "https://login.example/error?code=7000215",
        })
    );
    assert_eq!(error.http_status(), 401);
}

const TRACE: Trace<'_> = Trace {
    at: "2026-11-23 12:52:15Z",
    trace_id: "t",
    correlation_id: "c",
    error_uri_root: "https://login.example/",
};

#[test]
fn a_missing_consent_has_a_word_of_its_own_besides_the_error() {
    let body = |error: &OAuthError| error.body("", "t", "c", "https://login.example");
    let missing = OAuthError::consent_missing("app", "Timesheets");
    assert_eq!(body(&missing)["error"], "invalid_grant");
    assert_eq!(body(&missing)["suberror"], "consent_required");
    let required = OAuthError::consent_required("app", "Timesheets");
    assert_eq!(body(&required).get("suberror"), None);
    assert_eq!(missing.message, required.message);
}

#[test]
fn an_error_is_sent_to_the_client_with_its_state() {
    let error = OAuthError::login_required();
    let pairs = error.redirect_pairs(Some("s&t"), &TRACE);
    assert_eq!(
        pairs,
        [
            ("error", "login_required"),
            (
                "error_description",
                "AADSTS50058: A silent sign-in request was sent but no user is signed in. Trace \
                 ID: t Correlation ID: c Timestamp: 2026-11-23 12:52:15Z"
            ),
            ("error_uri", "https://login.example/error?code=50058"),
            ("state", "s&t"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
    );
    let pairs = error.redirect_pairs(None, &TRACE);
    assert!(pairs.iter().all(|(name, _)| *name != "state"));
}

#[test]
fn words_of_the_token_endpoint_are_not_sent_to_the_client_by_redirect() {
    for (error, word) in [
        (OAuthError::wrong_secret("x"), "unauthorized_client"),
        (OAuthError::unsupported_grant_type("x"), "invalid_request"),
        (OAuthError::too_many_requests(), "temporarily_unavailable"),
        (OAuthError::consent_declined(), "access_denied"),
    ] {
        let pairs = error.redirect_pairs(None, &TRACE);
        assert_eq!(pairs.first(), Some(&("error", word.to_owned())));
    }
}

#[test]
fn each_error_has_its_word_and_its_status() {
    let with_code = |code| OAuthError {
        code,
        aadsts: 0,
        message: String::new(),
    };
    for (error, word, status) in [
        (OAuthError::missing_parameter("x"), "invalid_request", 400),
        (OAuthError::missing_tenant(), "invalid_request", 400),
        (OAuthError::unknown_tenant("x"), "invalid_request", 400),
        (OAuthError::malformed_tenant("x"), "invalid_request", 400),
        (
            OAuthError::unsupported_grant_type("x"),
            "unsupported_grant_type",
            400,
        ),
        (OAuthError::invalid_scope("x"), "invalid_scope", 400),
        (
            OAuthError::unknown_client("x", "t"),
            "unauthorized_client",
            400,
        ),
        (
            OAuthError::unknown_resource("x", "t"),
            "invalid_resource",
            400,
        ),
        (with_code(ErrorCode::InvalidGrant), "invalid_grant", 400),
        (OAuthError::missing_secret(), "invalid_client", 401),
        (OAuthError::expired_secret("x"), "invalid_client", 401),
        (with_code(ErrorCode::AccessDenied), "access_denied", 403),
        (OAuthError::too_many_requests(), "slow_down", 429),
        (OAuthError::server_error(), "server_error", 500),
        (
            OAuthError::temporarily_unavailable(),
            "temporarily_unavailable",
            503,
        ),
    ] {
        assert_eq!(
            (error.code.to_string().as_str(), error.http_status()),
            (word, status)
        );
    }
}

#[test]
fn what_a_client_sent_comes_back_on_one_short_line() {
    let message =
        OAuthError::unsupported_grant_type(&format!("x\r\ny{}", "z".repeat(5000))).message;
    assert!(message.contains("'x yzzz") && message.len() < 260);
}

#[test]
fn each_error_of_a_sign_in_has_its_word_and_its_number() {
    for (word, errors) in [
        (
            "invalid_request",
            vec![
                (OAuthError::redirect_mismatch("x", "a"), 50_011),
                (OAuthError::cross_origin_not_allowed("x"), 9_002_326),
                (OAuthError::cross_origin_required(), 9_002_327),
                (OAuthError::challenge_required(), 9_002_325),
            ],
        ),
        (
            "invalid_scope",
            vec![
                (OAuthError::several_resources("x y"), 28_000),
                (OAuthError::unusable_scope("x"), 28_002),
            ],
        ),
        (
            "invalid_grant",
            vec![
                (OAuthError::account_not_in_tenant("u", "i", "t"), 50_020),
                (OAuthError::sessions_revoked(), 50_173),
                (OAuthError::verifier_mismatch(), 501_481),
                (OAuthError::consent_missing("x", "n"), 65_001),
                (OAuthError::code_expired(), 70_008),
                (OAuthError::code_redeemed(), 54_005),
                (OAuthError::refresh_token_expired(), 700_082),
                (OAuthError::invalid_grant("code"), 70_000),
            ],
        ),
        (
            "interaction_required",
            vec![(OAuthError::not_assigned("u", "a"), 50_105)],
        ),
        (
            "login_required",
            vec![(OAuthError::login_required(), 50_058)],
        ),
    ] {
        for (error, aadsts) in errors {
            assert_eq!((error.code.as_str(), error.aadsts), (word, aadsts));
            assert_eq!(error.http_status(), 400);
        }
    }
}

#[test]
fn what_only_a_redirect_tells_has_a_status_all_the_same() {
    for (error, word, status) in [
        (
            OAuthError::unsupported_response_type("x"),
            "unsupported_response_type",
            400,
        ),
        (
            OAuthError::request_not_supported(),
            "request_not_supported",
            400,
        ),
        (
            OAuthError::request_uri_not_supported(),
            "request_uri_not_supported",
            400,
        ),
        (
            OAuthError::consent_required("x", "n"),
            "consent_required",
            400,
        ),
        (OAuthError::consent_declined(), "access_denied", 403),
        (
            OAuthError::blocked_by_outbound_access("a"),
            "access_denied",
            403,
        ),
        (
            OAuthError::blocked_by_inbound_access("a"),
            "access_denied",
            403,
        ),
    ] {
        assert_eq!((error.code.as_str(), error.http_status()), (word, status));
    }
}
