//! What the sign-in log says of applications.

use hospes_identity::Span;
use hospes_identity::page::PageRequest;
use hospes_identity::sign_in_log::{SignIn, SignInQuery};

use super::*;

/// Reasons of what was recorded of the application, oldest first.
async fn recorded(app: &TestApp, rp: &Rp<'_>) -> Vec<SignIn> {
    let query = SignInQuery {
        application: Some(rp.application.id),
        ..SignInQuery::all(PageRequest::first(100))
    };
    let found = app.fixture.identity.sign_ins(&app.system(), &query).await;
    let mut rows = found.unwrap().rows;
    rows.reverse();
    rows
}

async fn reasons(app: &TestApp, rp: &Rp<'_>) -> Vec<&'static str> {
    let rows = recorded(app, rp).await.into_iter();
    rows.map(|row| row.reason.unwrap().key()).collect()
}

#[tokio::test]
async fn a_sign_in_to_an_application_is_recorded_when_its_code_is_exchanged() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    assert!(recorded(&app, &rp).await.is_empty(), "a GET writes nothing");
    let answer = rp.exchange(&code, &[]).await;
    let entry = recorded(&app, &rp).await.remove(0);
    assert_eq!(
        (entry.name.as_str(), entry.app_name.as_str()),
        ("admin@contoso.example", "Expenses")
    );
    assert_eq!(entry.method, "password");
    assert_eq!(entry.user, Some(app.admin.id));
    assert_eq!(entry.correlation.to_string(), answer.header("request-id"));
    // A code that comes twice is recorded each time: it ends something.
    rp.exchange(&code, &[]).await;
    assert_eq!(reasons(&app, &rp).await, ["signed-in", "code-used-twice"]);
}

#[tokio::test]
async fn a_sign_in_to_an_application_is_recorded_from_where_the_person_is() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await.at([203, 0, 113, 9], "Firefox/140.0");
    let code = rp.code(&mut browser, &[]).await;
    // The application's server, at another address and without the name of a browser.
    rp.exchange(&code, &[]).await.json(StatusCode::OK);
    rp.exchange(&code, &[]).await;
    let rows = recorded(&app, &rp).await;
    let from: Vec<_> = rows
        .iter()
        .map(|row| (row.network.as_str(), row.user_agent.as_str()))
        .collect();
    // Who brings it again may be anybody.
    assert_eq!(from, [("203.0.113.9", "Firefox/140.0"), ("192.0.2.1", "")]);
}

#[tokio::test]
async fn a_refused_code_is_recorded_with_its_reason_and_once_however_often_it_comes() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let another = "another-verifier-that-nobody-guesses-0123456789-abc";
    for _ in 0..5 {
        rp.exchange(&code, &[("code_verifier", Some(another))])
            .await;
    }
    assert_eq!(reasons(&app, &rp).await, ["wrong-verifier"]);
    rp.require_assignment().await;
    for _ in 0..5 {
        rp.exchange(&code, &[]).await;
    }
    assert_eq!(reasons(&app, &rp).await, ["wrong-verifier", "not-assigned"]);
    app.fixture.clock.advance(Span::minutes(11));
    rp.exchange(&code, &[]).await;
    assert_eq!(reasons(&app, &rp).await.pop(), Some("code-expired"));
}

#[tokio::test]
async fn a_refresh_token_that_comes_back_is_recorded() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let tokens = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let token = tokens["refresh_token"].as_str().unwrap();
    rp.refresh(token, &[]).await.json(StatusCode::OK);
    app.fixture.clock.advance(Span::minutes(10));
    rp.refresh(token, &[]).await;
    assert_eq!(
        reasons(&app, &rp).await,
        ["signed-in", "refresh-token-used-twice"]
    );
}

#[tokio::test]
async fn who_declines_what_an_application_asks_for_is_recorded() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let path = format!("/{}/oauth2/v2.0/consent", app.contoso.id);
    for _ in 0..3 {
        let page = browser.open(&rp.request(&[])).await;
        browser.submit(&page, &path, &[("answer", "decline")]).await;
    }
    assert_eq!(reasons(&app, &rp).await, ["consent-declined"]);
}

#[tokio::test]
async fn an_application_that_signs_in_for_itself_is_recorded_and_so_is_a_wrong_secret() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let form = |secret| {
        [
            ("grant_type", "client_credentials"),
            ("client_id", rp.client_id.as_str()),
            ("client_secret", secret),
            ("scope", "https://hospes.example/.default"),
        ]
    };
    for _ in 0..3 {
        rp.token(&form("hsp_wrong"), None).await;
        rp.token(&form(&rp.secret), None).await.json(StatusCode::OK);
    }
    assert_eq!(reasons(&app, &rp).await, ["wrong-secret", "signed-in"]);
    let entry = recorded(&app, &rp).await.remove(0);
    assert_eq!(
        (entry.name.as_str(), entry.method.as_str()),
        ("Expenses", "client secret")
    );
    assert_eq!((entry.user, entry.code), (None, 7_000_215));
}
