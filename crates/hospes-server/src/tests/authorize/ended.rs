//! Access tokens end with what they came of, and not only when their hour is over.

use hospes_identity::application::{GraphPermission, Principal};

use super::*;

/// The administrator's tokens.
async fn tokens(app: &TestApp, rp: &Rp<'_>) -> (String, Value) {
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    (code, answer)
}

async fn status(rp: &Rp<'_>, answer: &Value) -> StatusCode {
    let token = answer["access_token"].as_str().unwrap();
    rp.graph("/v1.0/me", token).await.status
}

#[tokio::test]
async fn an_access_token_ends_when_its_consent_is_taken_back() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (_, answer) = tokens(&app, &rp).await;
    assert_eq!(status(&rp, &answer).await, StatusCode::OK);
    let (identity, system) = (&app.fixture.identity, app.system());
    let withdrawn = identity.withdraw_consent(&system, app.admin.id, rp.application.id);
    withdrawn.await.unwrap();
    assert_eq!(status(&rp, &answer).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn code_replay_an_access_token_ends_when_its_code_comes_again_even_late() {
    for minutes in [0, 30] {
        let app = TestApp::start().await;
        let rp = Rp::new(&app).await;
        let (code, answer) = tokens(&app, &rp).await;
        app.fixture
            .clock
            .advance(hospes_identity::Span::minutes(minutes));
        let page = rp.exchange(&code, &[]).await;
        assert_eq!(refused(&page), ("invalid_grant".to_owned(), 54_005));
        assert_eq!(status(&rp, &answer).await, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn an_access_token_ends_with_the_assignment_and_with_the_application() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    rp.assign(Principal::User(app.admin.id)).await;
    rp.require_assignment().await;
    let (_, answer) = tokens(&app, &rp).await;
    assert_eq!(status(&rp, &answer).await, StatusCode::OK);
    let (identity, system) = (&app.fixture.identity, app.system());
    let who = Principal::User(app.admin.id);
    let taken = identity.unassign_application(&system, rp.application.id, who);
    taken.await.unwrap();
    assert_eq!(status(&rp, &answer).await, StatusCode::UNAUTHORIZED);
    rp.assign(who).await;
    assert_eq!(status(&rp, &answer).await, StatusCode::OK);
    let deleted = identity.delete_application(&system, rp.application.id);
    deleted.await.unwrap();
    assert_eq!(status(&rp, &answer).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_application_that_lost_a_permission_lost_it_in_its_tokens() {
    let app = TestApp::start().await;
    let permission = GraphPermission::UserReadAll;
    let client = app.client(&[permission]).await;
    assert_eq!(client.get("/v1.0/users").await.status, StatusCode::OK);
    let id = claims(&client.token)["oid"].as_str().unwrap().to_owned();
    let (identity, system) = (&app.fixture.identity, app.system());
    let revoked = identity.revoke_permission(&system, id.parse().unwrap(), permission);
    revoked.await.unwrap();
    let page = client.get("/v1.0/users").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_session_that_ended_within_the_second_of_its_sign_in_ended() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (_, answer) = tokens(&app, &rp).await;
    app.fixture.clock.advance(hospes_identity::Span::millis(1));
    let (identity, system) = (&app.fixture.identity, app.system());
    let revoked = identity.revoke_sessions(&system, app.admin.id);
    revoked.await.unwrap();
    assert_eq!(status(&rp, &answer).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_application_that_may_read_a_profile_ends_no_sessions() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (_, answer) = tokens(&app, &rp).await;
    let path = format!("/v1.0/users/{}/revokeSignInSessions", app.admin.id);
    let token = answer["access_token"].as_str().unwrap();
    let page = rp.graph_post(&path, token, Value::Null).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn refresh_token_theft_who_asks_twice_within_the_time_of_grace_gets_the_same_one() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (_, answer) = tokens(&app, &rp).await;
    let token = answer["refresh_token"].as_str().unwrap();
    let one = rp.refresh(token, &[]).await.json(StatusCode::OK);
    let other = rp.refresh(token, &[]).await.json(StatusCode::OK);
    assert_eq!(one["refresh_token"], other["refresh_token"]);
    assert_ne!(one["refresh_token"].as_str().unwrap(), token);
}

#[tokio::test]
async fn who_answers_at_a_local_port_gets_no_code_before_the_person_says_go_on() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let uri = "http://localhost:5000";
    let changes = [("redirect_uri", Some(uri)), ("scope", Some("openid"))];
    // Consent is an answer, too.
    let first = rp.answered(&mut browser, &rp.request(&changes)).await;
    assert!(first.find("code").is_some());
    let page = browser.open(&rp.request(&changes)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Go on to the application?"));
    let silent = [changes[0], changes[1], ("prompt", Some("none"))];
    let page = browser.open(&rp.request(&silent)).await;
    let answer = Answered::of(page.location());
    assert_eq!(answer.get("error"), "interaction_required");
    let again = rp.answered(&mut browser, &rp.request(&changes)).await;
    assert!(again.find("code").is_some());
}

#[tokio::test]
async fn an_answer_to_go_on_counts_for_one_request_of_one_session_and_a_minute() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let changes = [
        ("redirect_uri", Some("http://localhost:5000")),
        ("scope", Some("openid")),
    ];
    let path = rp.request(&changes);
    let page = browser.open(&path).await;
    let action = format!("/{}/oauth2/v2.0/consent", app.contoso.id);
    let page = browser
        .submit(&page, &action, &[("answer", "accept")])
        .await;
    let confirmed = page.location().to_owned();
    // Another request with this answer.
    let other = confirmed.replace("5000", "6000");
    assert_eq!(browser.open(&other).await.status, StatusCode::OK);
    // Another session.
    let mut stranger = app.as_admin().await;
    assert_eq!(stranger.open(&confirmed).await.status, StatusCode::OK);
    app.fixture
        .clock
        .advance(hospes_identity::Span::seconds(61));
    assert_eq!(browser.open(&confirmed).await.status, StatusCode::OK);
}

#[tokio::test]
async fn pkce_downgrade_a_public_client_shows_no_verifier_on_the_way() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    for uri in [SPA, PUBLIC] {
        let changes = [
            ("redirect_uri", Some(uri)),
            ("code_challenge", Some(VERIFIER)),
            ("code_challenge_method", Some("plain")),
        ];
        let answer = rp.answered(&mut browser, &rp.request(&changes)).await;
        assert_eq!(answer.get("error"), "invalid_request");
        assert_eq!(answer.find("code"), None);
    }
}
