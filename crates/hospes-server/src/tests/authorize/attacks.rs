//! Attacks of RFC 9700 and of the literature on OpenID Connect, each by its name.

use futures_util::future::join_all;
use hospes_identity::Span;

use super::*;

#[tokio::test]
async fn code_replay() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    assert_eq!(
        refused(&rp.exchange(&code, &[]).await),
        ("invalid_grant".to_owned(), 54_005)
    );
    // What the first one got has ended, too.
    let page = rp
        .refresh(answer["refresh_token"].as_str().unwrap(), &[])
        .await;
    assert_eq!(refused(&page).0, "invalid_grant");
}

#[tokio::test]
async fn code_race() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let pages = join_all((0..64).map(|_| rp.exchange(&code, &[]))).await;
    let good = pages
        .iter()
        .filter(|page| page.status == StatusCode::OK)
        .count();
    assert_eq!(good, 1);
}

#[tokio::test]
async fn code_injection() {
    // A code of the victim's in the attacker's session: the verifier is another.
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let other = "another-verifier-that-nobody-guesses-0123456789";
    let page = rp.exchange(&code, &[("code_verifier", Some(other))]).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 501_481));
}

#[tokio::test]
async fn pkce_downgrade() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let page = rp.exchange(&code, &[("code_verifier", None)]).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 501_481));
    // And a verifier for a code that had no challenge.
    let without = [("code_challenge", None), ("code_challenge_method", None)];
    let code = rp.code(&mut browser, &without).await;
    let page = rp.exchange(&code, &[]).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 501_481));
    let page = rp.exchange(&code, &[("code_verifier", None)]).await;
    page.json(StatusCode::OK);
}

#[tokio::test]
async fn code_of_another_client() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let other = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    assert_eq!(
        refused(&other.exchange(&code, &[]).await),
        ("invalid_grant".to_owned(), 70_000)
    );
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let page = other
        .refresh(answer["refresh_token"].as_str().unwrap(), &[])
        .await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 70_000));
}

#[tokio::test]
async fn redirect_confusion_at_the_token_endpoint() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    for uri in [None, Some(SPA), Some("https://rp.example/callback/")] {
        let page = rp.exchange(&code, &[("redirect_uri", uri)]).await;
        assert_eq!(
            refused(&page),
            ("invalid_grant".to_owned(), 70_000),
            "{uri:?}"
        );
    }
}

#[tokio::test]
async fn stolen_code_without_the_clients_secret() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let page = rp.exchange(&code, &[("client_secret", None)]).await;
    assert_eq!(refused(&page), ("invalid_client".to_owned(), 7_000_218));
    let page = rp
        .exchange(&code, &[("client_secret", Some("guess"))])
        .await;
    assert_eq!(refused(&page), ("invalid_client".to_owned(), 7_000_215));
}

#[tokio::test]
async fn forged_and_old_codes() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let mut forged = code.clone();
    forged.replace_range(40..41, if &code[40..41] == "A" { "B" } else { "A" });
    for text in [forged.as_str(), "x", "AAAA", &code[..code.len() - 4]] {
        assert_eq!(
            refused(&rp.exchange(text, &[]).await),
            ("invalid_grant".to_owned(), 70_000)
        );
    }
    app.fixture.clock.advance(Span::minutes(10));
    assert_eq!(
        refused(&rp.exchange(&code, &[]).await),
        ("invalid_grant".to_owned(), 70_008)
    );
}

#[tokio::test]
async fn csrf_on_consent() {
    // Another site posts the form that somebody else's page had.
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let mut attacker = app.signed_in(&megan).await;
    let page = attacker.open(&rp.request(&[])).await;
    let action = format!("/{}/oauth2/v2.0/consent", app.contoso.id);
    let form = page.form(&action);
    let request = &form
        .fields
        .iter()
        .find(|(name, _)| name == "request")
        .unwrap()
        .1;
    let mut victim = app.as_admin().await;
    let fields = [("request", request.as_str()), ("answer", "accept")];
    assert_eq!(
        victim.post_bare(&action, &fields).await.status,
        StatusCode::FORBIDDEN
    );
    // Even with a token of the victim's own form: it was not shown to them.
    assert_eq!(
        victim.post(&action, &fields).await.status,
        StatusCode::FORBIDDEN
    );
    let page = victim.open(&rp.request(&[])).await;
    assert_eq!(page.heading(), "Permissions requested");
}

#[tokio::test]
async fn token_substitution() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let answer = rp
        .exchange(&rp.code(&mut browser, &[]).await, &[])
        .await
        .json(StatusCode::OK);
    // An ID token is no access token, and neither is a refresh token.
    for name in ["id_token", "refresh_token"] {
        let token = answer[name].as_str().unwrap();
        for path in ["/v1.0/me", "/oidc/userinfo"] {
            assert_eq!(
                rp.graph(path, token).await.status,
                StatusCode::UNAUTHORIZED,
                "{name} {path}"
            );
        }
    }
}

#[tokio::test]
async fn another_tenants_application_and_people() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let mut browser = app.as_admin().await;
    let page = browser.get(&rp.request_at("fabrikam.example", &[])).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text().contains("AADSTS700016"), "{}", page.text());
    let code = rp.code(&mut browser, &[]).await;
    let body = rp.code_form(&code);
    let page = super::super::support::Client::token(&app, "fabrikam.example", &body).await;
    assert_eq!(refused(&page), ("unauthorized_client".to_owned(), 700_016));
}

#[tokio::test]
async fn reflection() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let script = "<script>alert(1)</script>";
    for changes in [
        &[("client_id", Some(script))][..],
        &[("redirect_uri", Some(script))],
        &[("login_hint", Some(script)), ("prompt", Some("login"))],
        &[
            ("state", Some(script)),
            ("response_mode", Some("form_post")),
        ],
    ] {
        let page = browser.open(&rp.request(changes)).await;
        assert!(!page.body.contains(script), "{changes:?}");
    }
}

#[tokio::test]
async fn more_than_was_agreed_to_by_way_of_graph() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    for scope in ["openid User.Read", "offline_access"] {
        let code = rp.code(&mut browser, &[("scope", Some(scope))]).await;
        let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
        let token = answer["access_token"].as_str().unwrap();
        let invitation = serde_json::json!({
            "invitedUserEmailAddress": "attacker@evil.example",
            "inviteRedirectUrl": "https://evil.example/",
        });
        let request = Request::post("/v1.0/invitations")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json");
        let request = request.body(Body::from(invitation.to_string())).unwrap();
        let page = app.send(request).await;
        assert!(page.status.is_client_error(), "{scope}: {}", page.body);
        let users = rp.graph("/v1.0/users", token).await;
        assert_eq!(users.status, StatusCode::FORBIDDEN, "{scope}");
        if scope == "offline_access" {
            let me = rp.graph("/v1.0/me", token).await;
            assert_eq!(me.status, StatusCode::FORBIDDEN);
        }
    }
}

#[tokio::test]
async fn who_is_there_without_asking_them() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    let sam = app.fixture.member(&elsewhere, "sam").await;
    let silent = [("prompt", Some("none"))];
    let page = app.signed_in(&sam).await.get(&rp.request(&silent)).await;
    assert_eq!(Answered::of(page.location()).get("error"), "login_required");
    rp.require_assignment().await;
    let other = app.as_admin().await.get(&rp.request(&silent)).await;
    for page in [page, other] {
        let told = page.location();
        assert!(
            !told.contains("sam%40") && !told.contains("admin%40"),
            "{told}"
        );
        assert!(!told.contains(&fabrikam.id.to_string()), "{told}");
    }
}

#[tokio::test]
async fn the_tokens_of_somebody_who_was_replaced() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    let bob = app.fixture.member(&elsewhere, "bob").await;
    // Bob is signed in at home since before all of this.
    let mut bobs = app.signed_in(&bob).await;
    app.fixture.clock.advance(Span::hours(1));
    let (guest, _) = app
        .fixture
        .guest(&app.system(), "mallory@partner.example")
        .await;
    let mut mallorys = app.by_code("mallory@partner.example").await;
    let answer = rp.exchange(&rp.code(&mut mallorys, &[]).await, &[]).await;
    let answer = answer.json(StatusCode::OK);
    let under_way = rp.code(&mut mallorys, &[]).await;
    app.fixture.clock.advance(Span::minutes(1));
    // The account becomes Bob's, who accepts with the session he has.
    let (identity, system) = (&app.fixture.identity, app.system());
    let to = hospes_identity::testing::address("bob@fabrikam.example");
    app.mails.take();
    let reset = identity.reset_redemption(&system, guest.id, &to, "https://app.example/");
    reset.await.unwrap();
    app.work().await;
    bobs.open(&app.mails.only().link("/redeem")).await;
    let page = bobs.open("/redeem/review").await;
    bobs.submit(&page, "/redeem/accept", &[]).await;
    let page = rp
        .refresh(answer["refresh_token"].as_str().unwrap(), &[])
        .await;
    assert_eq!(refused(&page).0, "invalid_grant");
    assert_eq!(
        refused(&rp.exchange(&under_way, &[]).await).0,
        "invalid_grant"
    );
    let token = answer["access_token"].as_str().unwrap();
    for path in ["/v1.0/me", "/oidc/userinfo"] {
        assert_eq!(rp.graph(path, token).await.status, StatusCode::UNAUTHORIZED);
    }
    // And what Mallory agreed to is asked of Bob anew.
    let page = bobs.open(&rp.request(&[])).await;
    assert_eq!(page.heading(), "Permissions requested");
}

#[tokio::test]
async fn an_answer_led_elsewhere_by_who_may_less() {
    use hospes_identity::role::Role;
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut admin = app.as_admin().await;
    let everything = [("scope", Some("openid User.ReadWrite.All"))];
    rp.code(&mut admin, &everything).await;
    let mut lesser = app.as_role(Role::ApplicationAdministrator).await;
    let path = format!("/admin/applications/{}/authentication", rp.application.id);
    let fields = [("public", "http://localhost/evil")];
    let page = lesser.post(&path, &fields).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let page = admin.post(&path, &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}
