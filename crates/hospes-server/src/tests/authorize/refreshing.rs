use hospes_identity::Span;

use super::*;

async fn tokens(app: &TestApp, rp: &Rp<'_>) -> Value {
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    rp.exchange(&code, &[]).await.json(StatusCode::OK)
}

fn refresh_token(answer: &Value) -> &str {
    answer["refresh_token"].as_str().unwrap()
}

#[tokio::test]
async fn a_refresh_token_is_exchanged_for_a_new_one_with_the_same_person() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let first = tokens(&app, &rp).await;
    app.fixture.clock.advance(Span::hours(2));
    let second = rp
        .refresh(refresh_token(&first), &[])
        .await
        .json(StatusCode::OK);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let (before, after) = (
        claims(first["id_token"].as_str().unwrap()),
        claims(second["id_token"].as_str().unwrap()),
    );
    for name in ["sub", "oid", "auth_time"] {
        assert_eq!(before[name], after[name], "{name}");
    }
    assert!(after.get("nonce").is_none());
    rp.refresh(refresh_token(&second), &[])
        .await
        .json(StatusCode::OK);
}

#[tokio::test]
async fn a_lost_answer_is_no_replay_but_a_late_one_ends_the_family() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let first = tokens(&app, &rp).await;
    let second = rp
        .refresh(refresh_token(&first), &[])
        .await
        .json(StatusCode::OK);
    // The answer was lost; the client asks again at once.
    app.fixture.clock.advance(Span::seconds(30));
    let third = rp
        .refresh(refresh_token(&first), &[])
        .await
        .json(StatusCode::OK);
    // A thief comes with the old one later.
    app.fixture.clock.advance(Span::minutes(10));
    let page = rp.refresh(refresh_token(&first), &[]).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 70_000));
    for token in [&second, &third] {
        let page = rp.refresh(refresh_token(token), &[]).await;
        assert_eq!(refused(&page).0, "invalid_grant");
    }
}

#[tokio::test]
async fn who_signs_out_everywhere_is_asked_to_sign_in_again() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let answer = tokens(&app, &rp).await;
    app.fixture.clock.advance(Span::minutes(1));
    let (identity, system) = (&app.fixture.identity, app.system());
    let revoked = identity.revoke_sessions(&system, app.admin.id).await;
    revoked.unwrap();
    let page = rp.refresh(refresh_token(&answer), &[]).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 50_173));
    // And the access token counts no more, before its hour is over.
    let page = rp
        .graph("/v1.0/me", answer["access_token"].as_str().unwrap())
        .await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let page = rp
        .graph("/oidc/userinfo", answer["access_token"].as_str().unwrap())
        .await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        page.header("www-authenticate"),
        "Bearer error=\"invalid_token\""
    );
}

#[tokio::test]
async fn no_more_is_refreshed_than_was_agreed_to() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let answer = tokens(&app, &rp).await;
    let page = rp
        .refresh(refresh_token(&answer), &[("scope", Some("User.Read.All"))])
        .await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 65_001));
    let page = rp
        .refresh(
            refresh_token(&answer),
            &[("scope", Some("https://hospes.example/.default"))],
        )
        .await;
    assert!(
        page.json(StatusCode::OK)["scope"]
            .as_str()
            .unwrap()
            .contains("User.Read")
    );
    let elsewhere = [("scope", Some("api://other/.default"))];
    let page = rp.refresh(refresh_token(&answer), &elsewhere).await;
    assert_eq!(refused(&page).0, "invalid_grant");
    // A part may be asked for; the family goes on with all that was agreed to.
    let page = rp
        .refresh(refresh_token(&answer), &[("scope", Some("User.Read"))])
        .await;
    assert!(page.json(StatusCode::OK)["refresh_token"].is_string());
}

#[tokio::test]
async fn a_refresh_token_ends_after_ninety_days_of_rest() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let answer = tokens(&app, &rp).await;
    app.fixture.clock.advance(Span::days(90));
    let page = rp.refresh(refresh_token(&answer), &[]).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 700_082));
    let swept = app.fixture.identity.forget_old_grants().await.unwrap();
    assert_eq!(swept.changed, 2);
    assert_eq!(
        app.fixture
            .identity
            .forget_old_grants()
            .await
            .unwrap()
            .changed,
        0
    );
}

#[tokio::test]
async fn a_page_in_a_browser_refreshes_for_a_day_from_the_sign_in_and_reads_why_not_longer() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[("redirect_uri", Some(SPA))]).await;
    let form = rp.page_form(&code);
    let origin = Some("https://spa.example");
    let mut answer = rp.token(&form, origin).await.json(StatusCode::OK);
    for hours in [0, 1, 2, 3, 4] {
        let token = refresh_token(&answer).to_owned();
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", rp.client_id.as_str()),
            ("refresh_token", token.as_str()),
        ];
        let page = rp.token(&form, origin).await;
        assert_eq!(
            page.header("access-control-allow-origin"),
            "https://spa.example"
        );
        if hours == 4 {
            assert_eq!(refused(&page), ("invalid_grant".to_owned(), 700_082));
        } else {
            answer = page.json(StatusCode::OK);
        }
        app.fixture.clock.advance(Span::hours(6));
    }
}

#[tokio::test]
async fn consent_that_is_taken_back_ends_codes_and_refresh_tokens() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let under_way = rp.code(&mut browser, &[]).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let taken = identity.withdraw_consent(&system, app.admin.id, rp.application.id);
    taken.await.unwrap();
    let page = rp.refresh(refresh_token(&answer), &[]).await;
    assert_eq!(refused(&page).0, "invalid_grant");
    let page = rp.exchange(&under_way, &[]).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 65_001));
}
