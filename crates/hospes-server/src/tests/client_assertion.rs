//! Applications that prove to be themselves with a certificate, at the token endpoint.

use axum::http::StatusCode;
use futures_util::future::join_all;
use hospes_identity::application::Application;
use hospes_identity::limit::Limits;
use hospes_identity::testing::KeyHolder;
use hospes_identity::{Span, Timestamp};
use hospes_protocol::oauth::JWT_BEARER;
use serde_json::{Value, json};

use super::authorize::{PUBLIC, Rp, claims, refused};
use super::support::{Answer as _, Client, Page, TestApp};

const SCOPE: &str = "https://hospes.example/.default";
const ENDPOINT: &str = "https://hospes.example/contoso.example/oauth2/v2.0/token";

fn now(app: &TestApp) -> Timestamp {
    app.fixture.identity.env().clock.now()
}

/// A server that takes each assertion once.
async fn strict() -> TestApp {
    let mut limits = Limits::default();
    limits.client_assertions_once = true;
    TestApp::with_limits(limits).await
}

/// A new key whose certificate the application has registered.
async fn holder(app: &TestApp, application: &Application) -> KeyHolder {
    let holder = KeyHolder::new(now(app), Span::days(30));
    let (identity, system) = (&app.fixture.identity, app.system());
    let pem = holder.pem();
    let added = identity.add_certificate(&system, application.id, None, pem.as_bytes());
    added.await.unwrap();
    holder
}

/// Asks for a token of the application itself, without `client_id`.
async fn ask(app: &TestApp, tenant: &str, assertion: &str) -> Page {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", JWT_BEARER),
        ("client_assertion", assertion),
        ("scope", SCOPE),
    ];
    Client::token(app, tenant, &form).await
}

#[tokio::test]
async fn an_application_gets_a_token_that_says_how_it_proved_itself() {
    let app = TestApp::start().await;
    let application = app.tile("Board").await;
    let holder = holder(&app, &application).await;
    let id = app.contoso.id.to_string();
    let by_id = format!("https://hospes.example/{id}/oauth2/v2.0/token");
    let issuer = format!("https://hospes.example/{id}/v2.0");
    for (tenant, audience) in [
        ("contoso.example", ENDPOINT),
        ("contoso.example", by_id.as_str()),
        (
            "Contoso.Example",
            "https://hospes.example/Contoso.Example/oauth2/v2.0/token",
        ),
        (&id, &by_id),
        (&id, ENDPOINT),
        (&id, &issuer),
    ] {
        let name = format!("{tenant} {audience}");
        let said = KeyHolder::claims(application.app_id, audience, (now(&app), &name));
        let assertion = holder.sign(&holder.header("PS256"), &said);
        let page = ask(&app, tenant, &assertion).await;
        assert_eq!(page.header("cache-control"), "no-store");
        let answer = page.json(StatusCode::OK);
        let token = claims(answer["access_token"].as_str().unwrap());
        assert_eq!(token["appidacr"], "2");
        assert_eq!(token["appid"], application.app_id.to_string());
    }
}

#[tokio::test]
async fn one_assertion_gives_one_token_however_many_ask_at_once() {
    let app = strict().await;
    let application = app.tile("Board").await;
    let holder = holder(&app, &application).await;
    let assertion = holder.assertion(application.app_id, ENDPOINT, (now(&app), "one"));
    let pages = join_all((0..64).map(|_| ask(&app, "contoso.example", &assertion))).await;
    let good = |page: &&Page| page.status == StatusCode::OK;
    assert_eq!(pages.iter().filter(good).count(), 1);
    for page in pages.iter().filter(|page| !good(page)) {
        let body = page.json(StatusCode::UNAUTHORIZED);
        assert_eq!(body["error"], "invalid_client");
        assert_eq!(body["error_codes"], json!([700_027]));
        let text = body["error_description"].as_str().unwrap();
        assert!(text.contains("used before"), "{text}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_assertion_has_the_codes_of_the_original() {
    let app = TestApp::start().await;
    let application = app.tile("Board").await;
    let holder = holder(&app, &application).await;
    let header = holder.header("RS256");
    let changed = |name: &str, value: Value| {
        let mut claims = KeyHolder::claims(application.app_id, ENDPOINT, (now(&app), "one"));
        claims[name] = value;
        holder.sign(&header, &claims)
    };
    let seconds = now(&app).as_seconds();
    let stranger = KeyHolder::new(now(&app), Span::days(1));
    let good = KeyHolder::claims(application.app_id, ENDPOINT, (now(&app), "one"));
    let mut none = header.clone();
    none["alg"] = json!("none");
    let mut hmac = header.clone();
    hmac["alg"] = json!("HS256");
    let mut elliptic = header.clone();
    elliptic["alg"] = json!("ES256");
    let other_tenant = "https://hospes.example/fabrikam.example/oauth2/v2.0/token";
    for (assertion, code) in [
        (changed("aud", json!("https://evil.example/")), 700_023),
        (changed("aud", json!(other_tenant)), 700_023),
        (
            changed("aud", json!([ENDPOINT, "https://evil.example/"])),
            700_023,
        ),
        (changed("exp", json!(seconds - 61)), 700_024),
        (changed("exp", json!(seconds + 90_000)), 700_024),
        (changed("nbf", json!(seconds + 61)), 700_024),
        (changed("iss", json!("somebody")), 700_021),
        (changed("exp", Value::Null), 50_027),
        (changed("jti", Value::Null), 50_027),
        (stranger.sign(&header, &good), 700_027),
        (stranger.sign(&stranger.header("RS256"), &good), 700_027),
        (holder.sign(&none, &good), 50_027),
        (holder.sign(&hmac, &good), 50_027),
        (holder.sign(&elliptic, &good), 50_027),
    ] {
        let page = ask(&app, "contoso.example", &assertion).await;
        let body = page.json(StatusCode::UNAUTHORIZED);
        assert_eq!(body["error"], "invalid_client", "{body}");
        assert_eq!(body["error_codes"], json!([code]), "{body}");
        assert!(!page.body.contains(&assertion), "it does not come back");
    }
    // None of them used the name up.
    let right = holder.sign(&header, &good);
    ask(&app, "contoso.example", &right)
        .await
        .json(StatusCode::OK);
}

#[tokio::test]
async fn an_assertion_is_worth_nothing_elsewhere() {
    let app = TestApp::start().await;
    app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let application = app.tile("Board").await;
    let holder = holder(&app, &application).await;
    let other = "https://hospes.example/fabrikam.example/oauth2/v2.0/token";
    let assertion = holder.assertion(application.app_id, other, (now(&app), "one"));
    let page = ask(&app, "fabrikam.example", &assertion).await;
    let unknown = ("unauthorized_client".to_owned(), 700_016);
    assert_eq!(refused(&page), unknown);
    app.fixture.clock.advance(Span::days(31));
    let assertion = holder.assertion(application.app_id, ENDPOINT, (now(&app), "two"));
    let page = ask(&app, "contoso.example", &assertion).await;
    assert_eq!(refused(&page), ("invalid_client".to_owned(), 700_027));
    assert!(page.body.contains("has expired"), "{}", page.body);
}

#[tokio::test]
async fn a_server_signs_people_in_and_refreshes_with_its_certificate() {
    let app = strict().await;
    let rp = Rp::new(&app).await;
    let holder = holder(&app, &rp.application).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let proof =
        |jti: &'static str| holder.assertion(rp.application.app_id, ENDPOINT, (now(&app), jti));
    let (first, second) = (proof("one"), proof("two"));
    let with = |assertion| {
        [
            ("client_secret", None),
            ("client_assertion_type", Some(JWT_BEARER)),
            ("client_assertion", Some(assertion)),
        ]
    };
    let answer = rp.exchange(&code, &with(first.as_str())).await;
    let answer = answer.json(StatusCode::OK);
    let token = claims(answer["access_token"].as_str().unwrap());
    assert_eq!(token["appidacr"], "2");
    let refresh_token = answer["refresh_token"].as_str().unwrap();
    let replayed = rp.refresh(refresh_token, &with(first.as_str())).await;
    assert_eq!(refused(&replayed), ("invalid_client".to_owned(), 700_027));
    let answer = rp.refresh(refresh_token, &with(second.as_str())).await;
    answer.json(StatusCode::OK);
}

#[tokio::test]
async fn an_application_without_secrets_proves_nothing_and_nobody_proves_twice() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let holder = holder(&app, &rp.application).await;
    let mut browser = app.as_admin().await;
    let code = rp
        .code(&mut browser, &[("redirect_uri", Some(PUBLIC))])
        .await;
    let assertion = holder.assertion(rp.application.app_id, ENDPOINT, (now(&app), "one"));
    let mut changes = vec![
        ("redirect_uri", Some(PUBLIC)),
        ("client_assertion_type", Some(JWT_BEARER)),
        ("client_assertion", Some(assertion.as_str())),
    ];
    let both = rp.exchange(&code, &changes).await;
    assert_eq!(refused(&both), ("invalid_request".to_owned(), 90_013));
    changes.push(("client_secret", None));
    let public = rp.exchange(&code, &changes).await;
    assert_eq!(refused(&public), ("invalid_client".to_owned(), 700_025));
}

#[tokio::test]
async fn the_discovery_document_says_that_assertions_are_taken() {
    let app = TestApp::start().await;
    let path = "/contoso.example/v2.0/.well-known/openid-configuration";
    let document = app.get(path).await.json(StatusCode::OK);
    let listed = |name: &str, value: &str| {
        let all = document[name].as_array().unwrap();
        all.iter().any(|one| one == value)
    };
    assert!(listed(
        "token_endpoint_auth_methods_supported",
        "private_key_jwt"
    ));
    for algorithm in ["RS256", "PS256", "ES256"] {
        let name = "token_endpoint_auth_signing_alg_values_supported";
        assert!(listed(name, algorithm), "{algorithm}");
    }
    for algorithm in ["RS256", "ES256", "EdDSA"] {
        let name = "id_token_signing_alg_values_supported";
        assert!(listed(name, algorithm), "{algorithm}");
    }
}
