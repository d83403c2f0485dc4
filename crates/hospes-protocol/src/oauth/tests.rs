use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;

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
    TokenRequest::parse(&form(pairs), authorization).map(|request| match request {
        TokenRequest::ClientCredentials(request) => request,
        other @ (TokenRequest::AuthorizationCode(_)
        | TokenRequest::RefreshToken(_)
        | TokenRequest::OnBehalfOf(_)
        | TokenRequest::Password(_)
        | TokenRequest::DeviceCode(_)) => panic!("{other:?}"),
    })
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
    let refused = |pairs: &[(&str, &str)]| parse(pairs, None).unwrap_err();
    let missing = OAuthError::missing_parameter("client_assertion_type");
    assert_eq!(refused(&pairs), missing);
    let saml = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer";
    pairs.push(("client_assertion_type", saml));
    let unsupported = OAuthError::unsupported_client_authentication();
    assert_eq!(refused(&pairs), unsupported);
    let long = "a".repeat(17 * 1024);
    let mut pairs = without("client_secret");
    pairs.push(("client_assertion", &long));
    assert_eq!(refused(&pairs), OAuthError::too_long("client_assertion"));
}

#[test]
fn a_client_assertion_is_read_and_names_the_client_if_nothing_else_does() {
    let subject = URL_SAFE_NO_PAD.encode(r#"{"sub":"of the assertion"}"#);
    let assertion = format!("e30.{subject}.AAAA");
    let proof = [
        ("client_assertion", assertion.as_str()),
        ("client_assertion_type", JWT_BEARER),
    ];
    let read = |pairs: Vec<(&str, &str)>| parse(&pairs, None);
    let named = [without("client_secret"), proof.to_vec()].concat();
    let unnamed: Vec<_> = named
        .iter()
        .copied()
        .filter(|(name, _)| *name != "client_id")
        .collect();
    for (pairs, expected) in [(named.clone(), "app"), (unnamed, "of the assertion")] {
        let request = read(pairs).unwrap();
        let ClientAuthentication::Assertion {
            client_id,
            assertion: sent,
        } = &request.client
        else {
            panic!("{request:?}")
        };
        assert_eq!(client_id, expected);
        assert_eq!(sent.expose(), assertion);
        assert!(!format!("{request:?}").contains(&subject));
    }
    let mut nobody = named;
    nobody.retain(|(name, _)| !matches!(*name, "client_id" | "client_assertion"));
    for text in [
        "a.b.c",
        "e30.e30.AAAA",
        "e30",
        "..",
        "e30.eyJzdWIiOiIifQ.AA",
    ] {
        nobody.push(("client_assertion", text));
        let missing = OAuthError::missing_parameter("client_id");
        assert_eq!(read(nobody.clone()).unwrap_err(), missing, "{text}");
        nobody.pop();
    }
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
        "implicit",
        "Device_Code",
        "authorization_code ",
        "Refresh_Token",
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

const CODE: [(&str, &str); 7] = [
    ("grant_type", "authorization_code"),
    ("client_id", "app"),
    ("code", "s3cret-code"),
    ("redirect_uri", "https://app.example/cb"),
    ("code_verifier", "s3cret-verifier"),
    ("scope", "openid User.Read"),
    ("client_info", "1"),
];

const REFRESH: [(&str, &str); 5] = [
    ("grant_type", "refresh_token"),
    ("client_id", "app"),
    ("refresh_token", "s3cret-token"),
    ("scope", "api://other/.default"),
    ("client_info", "1"),
];

#[test]
fn a_code_is_read_with_what_belongs_to_it() {
    let request = TokenRequest::parse(&form(&CODE), None).unwrap();
    let TokenRequest::AuthorizationCode(request) = request else {
        panic!("{request:?}")
    };
    assert_eq!(request.client.client_id(), "app");
    assert_eq!(request.code.expose(), "s3cret-code");
    assert_eq!(
        request.redirect_uri.as_deref(),
        Some("https://app.example/cb")
    );
    assert_eq!(request.code_verifier.unwrap().expose(), "s3cret-verifier");
    assert_eq!(request.scope.as_deref(), Some("openid User.Read"));
    assert!(request.client_info);
}

#[test]
fn a_code_needs_nothing_but_a_client() {
    let pairs = form(&[("grant_type", "authorization_code"), ("code", "c")]);
    let request = TokenRequest::parse(&pairs, Some(&basic("app:s3cret"))).unwrap();
    let TokenRequest::AuthorizationCode(request) = request else {
        panic!("{request:?}")
    };
    assert_eq!(request.client.secret().unwrap().expose(), "s3cret");
    assert!(request.redirect_uri.is_none() && request.code_verifier.is_none());
    assert!(request.scope.is_none() && !request.client_info);
}

#[test]
fn a_refresh_token_is_read_with_what_belongs_to_it() {
    let request = TokenRequest::parse(&form(&REFRESH), None).unwrap();
    let TokenRequest::RefreshToken(request) = request else {
        panic!("{request:?}")
    };
    assert_eq!(request.client.client_id(), "app");
    assert_eq!(request.refresh_token.expose(), "s3cret-token");
    assert_eq!(request.scope.as_deref(), Some("api://other/.default"));
    assert!(request.client_info);
}

#[test]
fn a_code_or_refresh_token_is_there_once_and_not_too_long() {
    let long = "a".repeat(8 * 1024 + 1);
    for (pairs, name) in [(CODE.as_slice(), "code"), (&REFRESH, "refresh_token")] {
        let mut pairs = form(pairs);
        pairs.retain(|(key, _)| key != name);
        let error = TokenRequest::parse(&pairs, None).unwrap_err();
        assert_eq!(error, OAuthError::missing_parameter(name));
        pairs.push((name.to_owned(), long.clone()));
        let error = TokenRequest::parse(&pairs, None).unwrap_err();
        assert_eq!(error, OAuthError::too_long(name));
        pairs.push((name.to_owned(), "a".to_owned()));
        let error = TokenRequest::parse(&pairs, None).unwrap_err();
        assert_eq!(error, OAuthError::repeated_parameter(name));
    }
}

#[test]
fn a_secret_is_not_printed() {
    for pairs in [GOOD.as_slice(), &CODE, &REFRESH] {
        let request = TokenRequest::parse(&form(pairs), None).unwrap();
        assert!(!format!("{request:?}").contains("s3cret"));
    }
}

proptest! {
    #[test]
    fn no_request_makes_the_parser_panic(
        pairs in prop::collection::vec(
            (
                "(grant_type|client_id|client_secret|code|refresh_token|scope|.{0,4})",
                prop_oneof!["(client_credentials|authorization_code|refresh_token)", any::<String>()],
            ),
            0..6,
        ),
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
