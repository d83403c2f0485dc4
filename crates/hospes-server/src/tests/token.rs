//! `POST /{tenant}/oauth2/v2.0/token` and the keys that its tokens are checked with.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_identity::Span;
use hospes_identity::application::GraphPermission;
use hospes_protocol::jose::{Expected, Jwks, VerifyingKey, verify};
use serde_json::{Value, json};

use super::support::{Answer as _, Client, Page, TestApp};

const SCOPE: &str = "https://hospes.example/.default";

async fn ask(app: &TestApp, tenant: &str, changes: &[(&str, Option<&str>)]) -> Page {
    let (app_id, secret) = app
        .application(&app.contoso, &[GraphPermission::UserReadWriteAll])
        .await;
    let mut form = vec![
        ("grant_type", "client_credentials"),
        ("client_id", &app_id),
        ("client_secret", &secret),
        ("scope", SCOPE),
    ];
    for (name, value) in changes {
        form.retain(|(other, _)| other != name);
        form.extend(value.map(|value| (*name, value)));
    }
    Client::token(app, tenant, &form).await
}

#[tokio::test]
async fn a_secret_is_exchanged_for_a_token_of_the_original_form() {
    let app = TestApp::start().await;
    for tenant in ["contoso.example", &app.contoso.id.to_string()] {
        let page = ask(&app, tenant, &[]).await;
        assert_eq!(page.header("cache-control"), "no-store");
        let answer = page.json(StatusCode::OK);
        assert_eq!(answer["token_type"], "Bearer");
        assert_eq!(answer["expires_in"], answer["ext_expires_in"]);
        let token = answer["access_token"].as_str().unwrap();
        let parts: Vec<Value> = token
            .split('.')
            .take(2)
            .map(|part| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap())
            .collect();
        let (head, claims) = (&parts[0], &parts[1]);
        assert_eq!(
            (&head["alg"], &head["typ"]),
            (&json!("RS256"), &json!("JWT"))
        );
        assert_eq!(claims["aud"], "https://hospes.example");
        assert_eq!(claims["tid"], app.contoso.id.to_string());
        assert_eq!(claims["roles"], json!(["User.ReadWrite.All"]));
        let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert_eq!(answer["expires_in"], life);
        let names: Vec<&String> = claims.as_object().unwrap().keys().collect();
        insta::assert_json_snapshot!("claims_of_an_application", names);
    }
}

#[tokio::test]
async fn the_keys_that_are_published_verify_the_token() {
    let app = TestApp::start().await;
    let answer = ask(&app, "contoso.example", &[]).await.json(StatusCode::OK);
    let keys = app.get("/contoso.example/discovery/v2.0/keys").await;
    let text = keys.json(StatusCode::OK);
    let key = &text["keys"][0];
    assert_eq!((&key["kty"], &key["use"]), (&json!("RSA"), &json!("sig")));
    assert!(
        key.get("d").is_none(),
        "the private part is nobody's business"
    );
    let keys: Jwks = serde_json::from_value(text).unwrap();
    let keys: Vec<_> = keys
        .keys
        .iter()
        .map(|key| VerifyingKey::from_jwk(key).unwrap())
        .collect();
    let expected = Expected {
        issuers: &["https://hospes.example/{tenantid}/"],
        audiences: &["https://hospes.example"],
        now_seconds: app.fixture.identity.env().clock.now().as_seconds(),
        leeway_seconds: 0,
    };
    let token = answer["access_token"].as_str().unwrap();
    verify::<Value>(token, &keys, &expected).expect("our own token");
}

/// What is wrong with a request: who is asked, what is changed, and what is answered.
type Case<'a> = (&'a str, &'a [(&'a str, Option<&'a str>)], u16, &'a str, u64);

#[tokio::test]
async fn what_is_wrong_has_the_codes_of_the_original() {
    let app = TestApp::start().await;
    app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let other = "11111111-2222-4333-8444-555555555555";
    let cases: &[Case<'_>] = &[
        (
            "contoso.example",
            &[("client_secret", Some("wrong"))],
            401,
            "invalid_client",
            7_000_215,
        ),
        (
            "contoso.example",
            &[("client_secret", None)],
            401,
            "invalid_client",
            7_000_218,
        ),
        (
            "contoso.example",
            &[("client_id", Some(other))],
            400,
            "unauthorized_client",
            700_016,
        ),
        ("fabrikam.example", &[], 400, "unauthorized_client", 700_016),
        ("nobody.example", &[], 400, "invalid_request", 90_002),
        ("common", &[], 400, "invalid_request", 50_059),
        (
            "contoso.example",
            &[("grant_type", Some("implicit"))],
            400,
            "unsupported_grant_type",
            70_003,
        ),
        (
            "contoso.example",
            &[("scope", Some("https://else.example/.default"))],
            400,
            "invalid_resource",
            500_011,
        ),
        (
            "contoso.example",
            &[("scope", Some("User.Read"))],
            400,
            "invalid_scope",
            1_002_012,
        ),
    ];
    for (tenant, changes, status, error, code) in cases {
        let page = ask(&app, tenant, changes).await;
        let status = StatusCode::from_u16(*status).unwrap();
        let body = page.json(status);
        assert_eq!(body["error"], *error, "{tenant} {changes:?} {body}");
        assert_eq!(
            body["error_codes"],
            json!([code]),
            "{tenant} {changes:?} {body}"
        );
        let text = body["error_description"].as_str().unwrap();
        assert!(text.starts_with(&format!("AADSTS{code}: ")), "{text}");
        for name in ["timestamp", "trace_id", "correlation_id"] {
            assert!(body[name].is_string(), "{name}");
        }
        assert!(!page.body.contains("hsp"), "no secret comes back");
    }
}

#[tokio::test]
async fn a_token_ends_and_dies_with_what_it_was_given_for() {
    let app = TestApp::start().await;
    let client = app.client(&[GraphPermission::UserReadWriteAll]).await;
    assert_eq!(client.get("/v1.0/users").await.status, StatusCode::OK);
    app.fixture.clock.advance(Span::hours(2));
    let body = client
        .get("/v1.0/users")
        .await
        .json(StatusCode::UNAUTHORIZED);
    let message = body["error"]["message"].as_str().unwrap();
    assert_eq!(message, "Access token has expired or is not yet valid.");
}

#[tokio::test]
async fn a_token_of_one_organisation_is_worth_nothing_in_another() {
    let app = TestApp::start().await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    app.fixture.member(&app.system(), "megan").await;
    let stranger = app.client_of(&fabrikam, GraphPermission::ALL).await;
    let body = stranger.get("/v1.0/users").await.json(StatusCode::OK);
    assert_eq!(body["value"], json!([]));
    let found = stranger.get("/v1.0/users/megan@contoso.example").await;
    assert_eq!(found.status, StatusCode::NOT_FOUND);
}
