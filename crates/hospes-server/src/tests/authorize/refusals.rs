use hospes_identity::Span;
use hospes_identity::application::Principal;

use super::*;

/// The number that a page names.
fn number(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.body);
    let text = page.text();
    let (_, rest) = text
        .split_once("AADSTS")
        .unwrap_or_else(|| panic!("no number in {text}"));
    rest.split(':').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_wrong_with_the_client_or_its_address_is_a_page_and_never_a_redirect() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    for (changes, expected) in [
        (&[("client_id", None)][..], "900144"),
        (&[("client_id", Some("nonsense"))], "700016"),
        (
            &[("client_id", Some("00000000-0000-4000-8000-0000000000ff"))],
            "700016",
        ),
        (&[("redirect_uri", Some("https://evil.example/"))], "50011"),
        (
            &[("redirect_uri", Some("https://rp.example/callback/"))],
            "50011",
        ),
        (
            &[("redirect_uri", Some("https://rp.example/callback?x=1"))],
            "50011",
        ),
        (
            &[(
                "redirect_uri",
                Some("https://rp.example.evil.example/callback"),
            )],
            "50011",
        ),
        (&[("redirect_uri", Some("javascript:alert(1)"))], "50011"),
        // Three are registered, so none is meant.
        (&[("redirect_uri", None)], "50011"),
    ] {
        let page = browser.get(&rp.request(changes)).await;
        assert_eq!(number(&page), expected, "{changes:?}");
    }
    let page = browser.get(&rp.request_at("nobody.example", &[])).await;
    assert_eq!(number(&page), "90002");
    let twice = format!("{}&client_id=x", rp.request(&[]));
    assert_eq!(number(&browser.get(&twice).await), "9000411");
    let long = rp.request(&[("state", Some(&"s".repeat(3_000)))]);
    assert_eq!(number(&browser.get(&long).await), "90013");
}

#[tokio::test]
async fn what_is_wrong_with_the_rest_is_told_to_the_application() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    for (changes, error, number) in [
        (
            &[("response_type", Some("id_token"))][..],
            "unsupported_response_type",
            "700054",
        ),
        (&[("response_type", None)], "invalid_request", "900144"),
        (
            &[("response_mode", Some("smoke"))],
            "invalid_request",
            "70007",
        ),
        (
            &[("scope", Some("openid api://other/read"))],
            "invalid_resource",
            "500011",
        ),
        (
            &[("scope", Some("openid Everything.Do"))],
            "invalid_scope",
            "28002",
        ),
        (
            &[(
                "scope",
                Some("openid https://a.example/x https://b.example/y"),
            )],
            "invalid_scope",
            "28000",
        ),
        (
            &[("prompt", Some("none login"))],
            "invalid_request",
            "90023",
        ),
        (
            &[("request", Some("eyJ"))],
            "request_not_supported",
            "90013",
        ),
        (
            &[
                ("redirect_uri", Some(SPA)),
                ("code_challenge", None),
                ("code_challenge_method", None),
            ],
            "invalid_request",
            "9002325",
        ),
    ] {
        let page = browser.get(&rp.request(changes)).await;
        let answered = Answered::of(page.location());
        assert_eq!(answered.get("error"), error, "{changes:?}");
        assert!(
            answered
                .get("error_description")
                .contains(&format!("AADSTS{number}:")),
            "{answered:?}"
        );
        assert_eq!(answered.get("state"), "the state");
        assert!(answered.find("code").is_none());
    }
}

#[tokio::test]
async fn who_must_not_be_asked_is_not_asked() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let none = [("prompt", Some("none"))];
    let page = app.browser().get(&rp.request(&none)).await;
    assert_eq!(Answered::of(page.location()).get("error"), "login_required");
    let mut browser = app.as_admin().await;
    let page = browser.get(&rp.request(&none)).await;
    assert_eq!(
        Answered::of(page.location()).get("error"),
        "consent_required"
    );
    rp.code(&mut browser, &[]).await;
    let page = browser.get(&rp.request(&none)).await;
    assert!(Answered::of(page.location()).find("code").is_some());
}

#[tokio::test]
async fn who_must_sign_in_anew_does_so_once() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    rp.code(&mut browser, &[]).await;
    app.fixture.clock.advance(Span::minutes(5));
    for changes in [
        &[("prompt", Some("login"))][..],
        &[("max_age", Some("60"))],
        &[("max_age", Some("0"))],
    ] {
        let changes: Vec<_> = changes
            .iter()
            .copied()
            .chain([("login_hint", Some("admin@contoso.example"))])
            .collect();
        let page = browser.open(&rp.request(&changes)).await;
        assert_eq!(
            page.attribute("input[name=username]", "value"),
            "admin@contoso.example"
        );
        let page = browser.submit(&page, "/signin", &[]).await;
        let page = browser.follow(page).await;
        let password = [("password", hospes_identity::testing::PASSWORD)];
        let page = browser.submit(&page, "/signin/password", &password).await;
        let page = browser.follow(page).await;
        assert!(
            Answered::of(page.location()).find("code").is_some(),
            "{changes:?}"
        );
        app.fixture.clock.advance(Span::minutes(5));
    }
    // Young enough is young enough.
    let page = browser.get(&rp.request(&[("max_age", Some("3600"))])).await;
    assert!(Answered::of(page.location()).find("code").is_some());
}

#[tokio::test]
async fn who_is_to_choose_an_account_goes_on_with_theirs_or_uses_another() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    rp.code(&mut browser, &[]).await;
    let path = rp.request(&[("prompt", Some("select_account"))]);
    let page = browser.open(&path).await;
    assert!(page.text().contains("admin@contoso.example"));
    let other = page.attribute("a[href^='/signin?next=']", "href");
    let page = browser.open(&other).await;
    assert!(page.has("input[name=username]"));
    let answer = rp.answered(&mut browser, &path).await;
    assert!(answer.find("code").is_some());
}

#[tokio::test]
async fn an_account_that_is_nobody_here_is_offered_to_use_another() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let sam = app
        .fixture
        .member(&app.fixture.system(fabrikam.id), "sam")
        .await;
    let mut browser = app.signed_in(&sam).await;
    let page = browser.get(&rp.request(&[])).await;
    assert_eq!(number(&page), "50020");
    assert!(page.text().contains("Use another account"));
}

#[tokio::test]
async fn only_who_it_is_assigned_to_gets_in_where_that_is_required() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    rp.require_assignment().await;
    let mut browser = app.as_admin().await;
    assert_eq!(number(&browser.get(&rp.request(&[])).await), "50105");
    rp.assign(Principal::User(app.admin.id)).await;
    let code = rp.code(&mut browser, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    // Taken away, the next refresh is refused.
    let (identity, system) = (&app.fixture.identity, app.system());
    let user = Principal::User(app.admin.id);
    let gone = identity.unassign_application(&system, rp.application.id, user);
    gone.await.unwrap();
    let page = rp
        .refresh(answer["refresh_token"].as_str().unwrap(), &[])
        .await;
    assert_eq!(refused(&page).1, 50_105);
}

#[tokio::test]
async fn who_declines_is_sent_back_and_nothing_is_kept() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let page = browser.open(&rp.request(&[])).await;
    let action = format!("/{}/oauth2/v2.0/consent", app.contoso.id);
    let page = browser
        .submit(&page, &action, &[("answer", "cancel")])
        .await;
    let answered = Answered::of(page.location());
    assert_eq!(answered.get("error"), "access_denied");
    assert_eq!(answered.get("state"), "the state");
    let page = browser.open(&rp.request(&[])).await;
    assert_eq!(page.heading(), "Permissions requested");
}

#[tokio::test]
async fn what_concerns_others_needs_an_administrators_consent() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let mut browser = app.signed_in(&megan).await;
    let wanted = [("scope", Some("openid User.ReadWrite.All"))];
    let page = browser.open(&rp.request(&wanted)).await;
    assert!(
        page.text().contains("approval of an administrator"),
        "{}",
        page.text()
    );
    // The lock is on what needs the administrator, and on nothing else.
    assert_eq!(page.texts_of(".permit li").len(), 2);
    let locked = page.texts_of(".permit li:has(.icon-lock)");
    assert_eq!(locked.len(), 1, "{locked:?}");
    assert!(!locked[0].contains("Sign you in"), "{locked:?}");
    let action = format!("/{}/oauth2/v2.0/consent", app.contoso.id);
    let form = page.form(&action);
    let request = &form
        .fields
        .iter()
        .find(|(name, _)| name == "request")
        .unwrap()
        .1;
    let page = browser
        .post(&action, &[("request", request), ("answer", "accept")])
        .await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let mut admin = app.as_admin().await;
    let code = rp.code(&mut admin, &wanted).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let token = answer["access_token"].as_str().unwrap();
    rp.graph("/v1.0/users", token).await.json(StatusCode::OK);
}

#[tokio::test]
async fn an_application_may_no_more_than_the_person_and_than_they_agreed_to() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut admin = app.as_admin().await;
    let answer = rp
        .exchange(&rp.code(&mut admin, &[]).await, &[])
        .await
        .json(StatusCode::OK);
    let token = answer["access_token"].as_str().unwrap();
    // The administrator may list users; the application was not let.
    assert_eq!(
        rp.graph("/v1.0/users", token).await.status,
        StatusCode::FORBIDDEN
    );
    rp.graph("/v1.0/me", token).await.json(StatusCode::OK);
    let only_openid = [("scope", Some("openid"))];
    let answer = rp
        .exchange(&rp.code(&mut admin, &only_openid).await, &[])
        .await
        .json(StatusCode::OK);
    let token = answer["access_token"].as_str().unwrap();
    assert_eq!(
        rp.graph("/v1.0/me", token).await.status,
        StatusCode::FORBIDDEN
    );
    let info = rp.graph("/oidc/userinfo", token).await.json(StatusCode::OK);
    assert!(info.get("name").is_none() && info.get("email").is_none());
    assert_eq!(
        app.get("/oidc/userinfo").await.status,
        StatusCode::UNAUTHORIZED
    );
    let client = app.client(&[]).await;
    let page = rp.graph("/v1.0/me", &client.token).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        rp.graph("/oidc/userinfo", &client.token).await.status,
        StatusCode::FORBIDDEN
    );
}
