use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn parse(
    pairs: &[(&str, &str)],
    authorization: Option<&str>,
) -> Result<ClientCredentials, OAuthError> {
    TokenRequest::parse(&form(pairs), authorization)
        .map(|TokenRequest::ClientCredentials(request)| request)
}

fn basic(credentials: &str) -> String {
    format!("Basic {}", STANDARD.encode(credentials))
}

const GOOD: [(&str, &str); 4] = [
    ("grant_type", "client_credentials"),
    ("client_id", "app"),
    ("client_secret", "s3cret"),
    ("scope", "https://graph.example/.default"),
];

fn without(name: &str) -> Vec<(&'static str, &'static str)> {
    GOOD.into_iter().filter(|(key, _)| *key != name).collect()
}

#[test]
fn a_secret_in_the_body_is_read() {
    let request = parse(&GOOD, None).unwrap();
    assert!(matches!(
        request.client,
        ClientAuthentication::SecretPost { .. }
    ));
    assert_eq!(request.client.client_id(), "app");
    assert_eq!(request.client.secret().unwrap().expose(), "s3cret");
    assert_eq!(request.scope.resource(), "https://graph.example");
}

#[test]
fn a_secret_in_the_header_is_read() {
    let pairs = without("client_secret");
    for header in [
        basic("app:s3cret"),
        basic("app:s3cret").replace("Basic ", "bAsIc  "),
    ] {
        let request = parse(&pairs, Some(&header)).unwrap();
        assert!(matches!(
            request.client,
            ClientAuthentication::SecretBasic { .. }
        ));
        assert_eq!(request.client.client_id(), "app");
        assert_eq!(request.client.secret().unwrap().expose(), "s3cret");
    }
}

#[test]
fn a_secret_in_the_header_may_hold_colons_and_what_is_encoded() {
    let mut pairs = without("client_secret");
    pairs.retain(|(name, _)| *name != "client_id");
    let request = parse(&pairs, Some(&basic("a%3Ab:%E2%82%AC+%2B:%25"))).unwrap();
    assert_eq!(request.client.client_id(), "a:b");
    assert_eq!(request.client.secret().unwrap().expose(), "€ +:%");
}

#[test]
fn an_unreadable_header_is_an_invalid_client() {
    let pairs = without("client_secret");
    for header in [
        String::new(),
        "Basic".to_owned(),
        "Basic !".to_owned(),
        "Bearer abc".to_owned(),
        basic("app"),
        basic("app:"),
        basic(":s3cret"),
        basic("app:%FF"),
        format!("Basic {}", STANDARD.encode(b"app:\xFF")),
    ] {
        let error = parse(&pairs, Some(&header)).unwrap_err();
        assert_eq!(
            (error.code, error.http_status()),
            (ErrorCode::InvalidClient, 401),
            "{header}"
        );
    }
}

#[test]
fn a_client_without_a_secret_is_told_from_one_with() {
    let request = parse(&without("client_secret"), None).unwrap();
    assert!(
        matches!(&request.client, ClientAuthentication::None { client_id } if client_id == "app")
    );
    assert!(request.client.secret().is_none());
}

#[test]
fn two_ways_of_authentication_at_once_are_refused() {
    let error = parse(&GOOD, Some(&basic("app:s3cret"))).unwrap_err();
    assert_eq!(
        (error.code, error.aadsts),
        (ErrorCode::InvalidRequest, 90_013)
    );
    let mut pairs = GOOD.to_vec();
    pairs.push(("client_assertion", "a.b.c"));
    assert_eq!(
        parse(&pairs, None).unwrap_err().code,
        ErrorCode::InvalidRequest
    );
}

#[test]
fn two_different_client_ids_are_refused() {
    let error = parse(&without("client_secret"), Some(&basic("other:s3cret"))).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidRequest);
}

#[test]
fn a_client_assertion_is_refused_as_what_it_is() {
    let mut pairs = without("client_secret");
    pairs.push(("client_assertion", "a.b.c"));
    assert_eq!(
        parse(&pairs, None).unwrap_err(),
        OAuthError::unsupported_client_authentication()
    );
}

#[test]
fn each_missing_or_empty_parameter_is_named() {
    for name in ["grant_type", "client_id", "scope"] {
        let mut pairs = without(name);
        let expected = OAuthError::missing_parameter(name);
        assert_eq!(parse(&pairs, None).unwrap_err(), expected);
        pairs.push((name, ""));
        assert_eq!(parse(&pairs, None).unwrap_err(), expected);
    }
    assert_eq!(
        OAuthError::missing_parameter("scope").to_string(),
        "AADSTS900144: The request body must contain the following parameter: 'scope'."
    );
}

#[test]
fn a_repeated_parameter_is_refused_even_if_it_says_the_same() {
    for pair in GOOD.into_iter().chain([("client_assertion_type", "x")]) {
        let mut pairs = GOOD.to_vec();
        pairs.extend([pair, (pair.0, "")]);
        let error = parse(&pairs, None).unwrap_err();
        assert_eq!(error, OAuthError::repeated_parameter(pair.0));
    }
}

#[test]
fn parameters_that_nobody_knows_are_ignored() {
    let mut pairs = GOOD.to_vec();
    pairs.extend([
        ("x-client-sku", "MSAL"),
        ("x-client-sku", "MSAL"),
        ("claims", "{}"),
        ("SCOPE", "x"),
    ]);
    parse(&pairs, None).unwrap();
}

#[test]
fn other_grants_are_unsupported() {
    for grant in [
        "password",
        "authorization_code",
        "refresh_token",
        "device_code",
        "Client_Credentials",
    ] {
        let mut pairs = without("grant_type");
        pairs.push(("grant_type", grant));
        let error = parse(&pairs, None).unwrap_err();
        assert_eq!(
            (error.code.as_str(), error.aadsts),
            ("unsupported_grant_type", 70_003)
        );
    }
}

#[test]
fn a_scope_names_one_resource_and_default() {
    for (text, resource) in [
        ("https://graph.example/.default", "https://graph.example"),
        ("https://graph.example//.default", "https://graph.example/"),
        (
            "00000003-0000-0000-c000-000000000000/.default",
            "00000003-0000-0000-c000-000000000000",
        ),
        ("api://app/.default", "api://app"),
        (
            " https://graph.example:8443/.default ",
            "https://graph.example:8443",
        ),
    ] {
        let scope = Scope::parse(text).unwrap();
        assert_eq!(scope.resource(), resource);
        assert_eq!(scope.to_string(), text.trim());
    }
}

#[test]
fn other_scopes_are_refused() {
    for (text, aadsts) in [
        ("User.Read", 1_002_012),
        (".default", 1_002_012),
        ("/.default", 1_002_012),
        ("https://graph.example/User.Read", 1_002_012),
        ("https://graph.example/.default/", 1_002_012),
        (" ", 1_002_012),
        ("a/.default b/.default", 70_011),
        ("openid a/.default", 70_011),
        ("a\t/.default", 70_011),
        ("a\"b/.default", 70_011),
        ("ä/.default", 70_011),
    ] {
        let error = Scope::parse(text).unwrap_err();
        assert_eq!(
            (error.code, error.aadsts),
            (ErrorCode::InvalidScope, aadsts),
            "{text}"
        );
    }
}

#[test]
fn a_secret_is_not_printed() {
    let request = TokenRequest::parse(&form(&GOOD), None).unwrap();
    assert!(!format!("{request:?}").contains("s3cret"));
}

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

proptest! {
    #[test]
    fn no_request_makes_the_parser_panic(
        pairs in prop::collection::vec(
            ("(grant_type|client_id|client_secret|scope|.{0,4})", any::<String>()), 0..6),
        header in prop::option::of(any::<String>()),
    ) {
        let _ = TokenRequest::parse(&pairs, header.as_deref());
    }

    #[test]
    fn what_is_encoded_into_the_header_is_read_from_it(id in ".{1,20}", secret in ".{1,20}") {
        let encoded = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
        };
        let header = basic(&format!("{}:{}", encoded(&id), encoded(&secret)));
        let pairs = [("grant_type", "client_credentials"), ("scope", "r/.default")];
        let request = parse(&pairs, Some(&header)).unwrap();
        prop_assert_eq!(request.client.client_id(), id);
        prop_assert_eq!(request.client.secret().unwrap().expose(), secret);
    }
}
