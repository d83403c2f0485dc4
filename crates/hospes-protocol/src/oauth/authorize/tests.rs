use proptest::prelude::*;

use super::super::ChallengeMethod;
use super::*;

const GOOD: [(&str, &str); 4] = [
    ("client_id", "app"),
    ("redirect_uri", "https://app.example/cb"),
    ("response_type", "code"),
    ("scope", "openid User.Read"),
];

fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// The good request with other or further parameters.
fn with(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs = form(&GOOD);
    pairs.retain(|(name, _)| !changes.iter().any(|(other, _)| other == name));
    pairs.extend(form(changes));
    pairs
}

fn parse(changes: &[(&str, &str)]) -> Result<AuthorizationRequest, OAuthError> {
    AuthorizationRequest::parse(&with(changes))
}

fn refused(changes: &[(&str, &str)]) -> (&'static str, u32) {
    let error = parse(changes).unwrap_err();
    (error.code.as_str(), error.aadsts)
}

#[test]
fn who_asks_and_where_the_answer_goes_is_read_first() {
    let addressed = Addressed::parse(&with(&[("state", "s t")])).unwrap();
    assert_eq!(addressed.client_id, "app");
    assert_eq!(
        addressed.redirect_uri.as_deref(),
        Some("https://app.example/cb")
    );
    assert_eq!(addressed.state.as_deref(), Some("s t"));
    let addressed = Addressed::parse(&form(&[("client_id", "app"), ("state", "")])).unwrap();
    assert_eq!((addressed.redirect_uri, addressed.state), (None, None));
}

#[test]
fn what_says_where_the_answer_goes_is_there_once() {
    assert_eq!(
        Addressed::parse(&with(&[("client_id", "")])).unwrap_err(),
        OAuthError::missing_parameter("client_id")
    );
    for name in ["client_id", "redirect_uri", "state"] {
        assert_eq!(
            Addressed::parse(&with(&[(name, "a"), (name, "a")])).unwrap_err(),
            OAuthError::repeated_parameter(name)
        );
    }
}

#[test]
fn other_parameters_do_not_matter_for_where_the_answer_goes() {
    Addressed::parse(&with(&[("scope", "a"), ("scope", "b"), ("request", "x")])).unwrap();
}

#[test]
fn the_least_that_a_request_has_is_enough() {
    let request = parse(&[("x-client-SKU", "MSAL.JS"), ("x-client-SKU", "MSAL.JS")]).unwrap();
    assert_eq!(
        request,
        AuthorizationRequest {
            response_type: ResponseType {
                code: true,
                id_token: false,
                token: false
            },
            response_mode: ResponseMode::Query,
            scope: "openid User.Read".to_owned(),
            nonce: None,
            prompt: Prompt::default(),
            login_hint: None,
            domain_hint: None,
            max_age_seconds: None,
            challenge: None,
            client_info: false,
            claims: ClaimsRequest::default(),
            id_token_hint: None,
        }
    );
}

#[test]
fn all_that_a_client_of_the_identity_platform_sends_is_read() {
    let request = parse(&[
        ("response_mode", "form_post"),
        ("nonce", "n"),
        ("prompt", "select_account"),
        ("login_hint", "bob@partner.example"),
        ("domain_hint", "partner.example"),
        ("max_age", "0"),
        (
            "code_challenge",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        ),
        ("code_challenge_method", "S256"),
        ("client_info", "1"),
        ("claims", r#"{"userinfo":{"email":null}}"#),
        ("id_token_hint", "a token"),
    ])
    .unwrap();
    assert_eq!(request.response_mode, ResponseMode::FormPost);
    assert_eq!(request.nonce.as_deref(), Some("n"));
    assert!(request.prompt.select_account && !request.prompt.login);
    assert_eq!(request.login_hint.as_deref(), Some("bob@partner.example"));
    assert_eq!(request.domain_hint.as_deref(), Some("partner.example"));
    assert_eq!(request.max_age_seconds, Some(0));
    assert_eq!(request.challenge.unwrap().method(), ChallengeMethod::S256);
    assert!(request.client_info);
    assert!(request.claims.email && !request.claims.profile);
    assert_eq!(request.id_token_hint.as_deref(), Some("a token"));
}

#[test]
fn a_parameter_that_must_be_there_is_there_once() {
    for name in ["response_type", "scope"] {
        assert_eq!(
            parse(&[(name, "")]).unwrap_err(),
            OAuthError::missing_parameter(name)
        );
    }
    for name in [
        "response_type",
        "response_mode",
        "scope",
        "nonce",
        "prompt",
        "login_hint",
        "domain_hint",
        "max_age",
        "code_challenge",
        "code_challenge_method",
        "client_info",
        "claims",
        "request",
        "request_uri",
    ] {
        assert_eq!(refused(&[(name, ""), (name, "")]).1, 9_000_411, "{name}");
    }
}

#[test]
fn the_words_of_a_response_type_come_in_any_order() {
    for (text, printed) in [
        ("code", "code"),
        ("id_token", "id_token"),
        ("id_token code", "code id_token"),
        ("token  id_token", "id_token token"),
    ] {
        let response_type = ResponseType::parse(text).unwrap();
        assert_eq!(response_type.to_string(), printed);
        assert_eq!(ResponseType::parse(printed), Ok(response_type));
    }
}

#[test]
fn a_token_comes_with_an_id_token_or_not_at_all() {
    for text in [
        "token",
        "code token",
        "code id_token token",
        "none",
        "code code",
        "Code",
        " ",
    ] {
        assert_eq!(
            refused(&[("response_type", text)]),
            ("unsupported_response_type", 700_054),
            "{text}"
        );
    }
}

#[test]
fn an_id_token_needs_a_nonce_and_the_scope_openid() {
    for response_type in ["id_token", "code id_token", "id_token token"] {
        let asked = ("response_type", response_type);
        parse(&[asked, ("nonce", "n")]).unwrap();
        assert_eq!(
            parse(&[asked]).unwrap_err(),
            OAuthError::missing_parameter("nonce")
        );
        assert_eq!(
            refused(&[asked, ("nonce", "n"), ("scope", "openid2 User.Read")]),
            ("invalid_request", 90_013)
        );
    }
}

#[test]
fn a_token_is_never_in_a_query() {
    for (response_type, mode, expected) in [
        ("code", "", Some(ResponseMode::Query)),
        ("code", "query", Some(ResponseMode::Query)),
        ("code", "fragment", Some(ResponseMode::Fragment)),
        ("id_token", "", Some(ResponseMode::Fragment)),
        ("code id_token", "", Some(ResponseMode::Fragment)),
        ("code id_token", "form_post", Some(ResponseMode::FormPost)),
        ("id_token", "query", None),
        ("code id_token", "query", None),
        ("code", "Query", None),
        ("code", "web_message", None),
    ] {
        let changes = [
            ("response_type", response_type),
            ("response_mode", mode),
            ("nonce", "n"),
        ];
        match expected {
            Some(expected) => {
                let request = parse(&changes).unwrap();
                assert_eq!(request.response_mode, expected);
                assert!(mode.is_empty() || expected.as_str() == mode);
            }
            None => assert_eq!(refused(&changes), ("invalid_request", 70_007)),
        }
    }
}

#[test]
fn an_error_is_answered_as_the_client_wanted_if_that_can_be_known() {
    for (response_type, mode, expected) in [
        ("code", "", ResponseMode::Query),
        ("code", "form_post", ResponseMode::FormPost),
        ("code", "web_message", ResponseMode::Query),
        ("id_token", "query", ResponseMode::Fragment),
        ("token", "", ResponseMode::Fragment),
        ("nonsense", "fragment", ResponseMode::Fragment),
        ("", "", ResponseMode::Query),
    ] {
        let pairs = with(&[("response_type", response_type), ("response_mode", mode)]);
        assert_eq!(ResponseMode::of_answer(&pairs), expected);
    }
    assert_eq!(ResponseMode::of_answer(&[]), ResponseMode::Query);
}

#[test]
fn a_prompt_is_a_set_of_words_and_none_stands_alone() {
    let prompt = parse(&[("prompt", "consent login")]).unwrap().prompt;
    assert!(prompt.consent && prompt.login && !prompt.none);
    assert!(parse(&[("prompt", "create")]).unwrap().prompt.create);
    assert!(parse(&[("prompt", "none none")]).unwrap().prompt.none);
    for text in ["none login", "create none", "Login", "attempt_none"] {
        assert_eq!(refused(&[("prompt", text)]), ("invalid_request", 90_023));
    }
}

#[test]
fn a_request_inside_of_the_request_is_refused() {
    assert_eq!(
        refused(&[("request", "a.b.c")]),
        ("request_not_supported", 90_013)
    );
    assert_eq!(
        refused(&[("request_uri", "https://app.example/r")]),
        ("request_uri_not_supported", 90_013)
    );
}

#[test]
fn what_is_too_long_is_refused() {
    let text = "é".repeat(4097);
    for (name, max) in [("nonce", 1024), ("login_hint", 320), ("domain_hint", 320)] {
        let cut = |chars: usize| text.chars().take(chars).collect::<String>();
        parse(&[(name, &cut(max))]).unwrap();
        assert_eq!(
            parse(&[(name, &cut(max + 1))]).unwrap_err(),
            OAuthError::too_long(name)
        );
    }
    Addressed::parse(&with(&[("state", text.strip_suffix('é').unwrap())])).unwrap();
    assert_eq!(
        Addressed::parse(&with(&[("state", &text)])).unwrap_err(),
        OAuthError::too_long("state")
    );
}

#[test]
fn an_age_is_a_whole_number_of_seconds() {
    let request = parse(&[("max_age", "4294967295")]).unwrap();
    assert_eq!(request.max_age_seconds, Some(u32::MAX));
    for text in ["-1", "+1", "1.5", "4294967296", "x", " 1"] {
        assert_eq!(refused(&[("max_age", text)]), ("invalid_request", 90_013));
    }
}

#[test]
fn a_method_without_a_challenge_is_refused() {
    assert_eq!(
        parse(&[("code_challenge_method", "S256")]).unwrap_err(),
        OAuthError::missing_parameter("code_challenge")
    );
    assert_eq!(refused(&[("code_challenge", "x")]).0, "invalid_request");
}

#[test]
fn claims_are_a_json_object() {
    for text in ["[]", "null", "\"x\"", "{", "{}x", "x"] {
        assert_eq!(refused(&[("claims", text)]), ("invalid_request", 90_013));
    }
    let long = format!("{{\"a\":\"{}\"}}", "a".repeat(8192));
    assert_eq!(
        parse(&[("claims", &long)]).unwrap_err(),
        OAuthError::too_long("claims")
    );
}

proptest! {
    #[test]
    fn no_request_makes_the_parser_panic(
        pairs in prop::collection::vec(
            (
                "(client_id|response_type|response_mode|scope|nonce|prompt|max_age|claims|code_challenge)",
                "(code|id_token|openid|none|[0-9]{1,12}|\\{\\}|\\PC{0,50})",
            ),
            0..9,
        ),
    ) {
        let _ = Addressed::parse(&pairs);
        let mode = ResponseMode::of_answer(&pairs);
        if let Ok(request) = AuthorizationRequest::parse(&pairs) {
            prop_assert_eq!(request.response_mode, mode);
            prop_assert!(!(request.response_type.has_token() && mode == ResponseMode::Query));
        }
    }

    #[test]
    fn a_response_type_that_is_printed_is_read_again(text in "(code|id_token|token| ){0,5}") {
        if let Ok(response_type) = ResponseType::parse(&text) {
            prop_assert_eq!(ResponseType::parse(&response_type.to_string()), Ok(response_type));
        }
    }
}
