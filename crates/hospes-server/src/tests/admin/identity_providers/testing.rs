//! Test sign-in: what came, and what went wrong.

use super::*;

/// Tests the provider, and gives what the page says of what came back.
async fn tested(uni: &University<'_>, admin: &mut Browser<'_>, claims: &Value) -> Page {
    let at = path(uni.provider.id);
    let page = admin.open(&at).await;
    let page = admin.submit(&page, &format!("{at}/test"), &[]).await;
    let url = University::leads_to(&page);
    uni.come_back(admin, &url, claims).await
}

#[tokio::test]
async fn a_test_shows_every_claim_and_what_would_be_made_of_it() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut admin = as_provider_administrator(&app).await;
    let before = app.stored().await;
    let page = tested(&uni, &mut admin, &lee()).await;
    assert_eq!(
        (page.status, page.heading().as_str()),
        (StatusCode::OK, "Test sign-in")
    );
    let made = page.text_of("section[aria-labelledby=made]");
    for part in [
        "lee-1",
        "lee@uni.example",
        "Verified",
        "One of the provider’s",
    ] {
        assert!(made.contains(part), "{part} in {made}");
    }
    assert!(made.contains("The address is believed"));
    assert!(made.contains("Nobody is bound to this identity yet"));
    let claims = page.texts_of("section[aria-labelledby=claims] tbody tr");
    for claim in ["email lee@uni.example", "email_verified true", "sub lee-1"] {
        assert!(
            claims.iter().any(|row| row == claim),
            "{claim} in {claims:?}"
        );
    }
    // Nobody else came to be, and the administrator still is who they were.
    let users = |rows: Vec<(String, Vec<String>)>| {
        let counted = ["users", "user_identities", "sessions", "invitations"];
        rows.into_iter()
            .filter(|(table, _)| counted.contains(&table.as_str()))
            .count()
    };
    assert_eq!(users(app.stored().await), users(before));
    assert_eq!(admin.open(PATH).await.status, StatusCode::OK);
    for (changed, said) in [
        (
            json!({ "email_verified": false }),
            "does not say that it is verified.",
        ),
        (
            json!({ "email": "lee@other.example" }),
            "its domain is none of the provider’s.",
        ),
        (
            json!({ "email": "lee@other.example", "email_verified": false }),
            "verified, and its domain is none",
        ),
        (json!({ "email": null }), "there is none."),
    ] {
        let mut claims = lee();
        for (name, value) in changed.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let page = tested(&uni, &mut admin, &claims).await;
        let made = page.text_of("section[aria-labelledby=made]");
        assert!(
            made.contains("not believed") && made.contains(said),
            "{made}"
        );
        assert!(made.contains("one-time passcode"));
    }
    let domains = ["uni.example", "listed.example"]
        .map(|name| hospes_protocol::address::Domain::parse(name).unwrap());
    let identity = &app.fixture.identity;
    identity
        .set_provider_domains(&app.system(), uni.provider.id, (&domains, false))
        .await
        .unwrap();
    let mut claims = lee();
    claims["email"] = json!("lee@listed.example");
    let made = tested(&uni, &mut admin, &claims).await;
    let made = made.text_of("section[aria-labelledby=made]");
    assert!(
        made.contains("Listed, and not proved yet") && made.contains("use it without a proof"),
        "{made}"
    );
    uni.accepted().await;
    let page = tested(&uni, &mut admin, &lee()).await;
    assert!(page.has("section[aria-labelledby=made] a[href^='/admin/users/']"));
}

#[tokio::test]
async fn a_test_shows_what_is_said_of_the_device_and_whether_it_is_handed_on() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut admin = as_provider_administrator(&app).await;
    let mut made = async |claims: &Value| {
        let page = tested(&uni, &mut admin, claims).await;
        page.text_of("section[aria-labelledby=made]")
    };
    let nothing = made(&lee()).await;
    assert!(
        nothing.contains("The provider says nothing of it"),
        "{nothing}"
    );
    let mut claims = lee();
    claims["signin_state"] = json!(["dvc_cmp", "kmsi", "<b>", "dvc_mngd"]);
    let said = made(&claims).await;
    assert!(
        said.contains("dvc_mngd, dvc_cmp Not trusted, not handed on"),
        "{said}"
    );
    let patch = ProviderPatch {
        trusts_devices: Some(true),
        ..ProviderPatch::default()
    };
    let (identity, system) = (&app.fixture.identity, app.system());
    let changed = identity.update_identity_provider(&system, uni.provider.id, &patch);
    changed.await.unwrap();
    let said = made(&claims).await;
    assert!(
        said.contains("dvc_mngd, dvc_cmp Handed on in signin_state"),
        "{said}"
    );
}

#[tokio::test]
async fn what_a_provider_says_is_text() {
    const EVIL: &str = "\"><img mark src=x onerror=x()><a mark href=https://evil.example>{{7*7}}";
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut admin = as_provider_administrator(&app).await;
    let claims = json!({
        "sub": EVIL, "email": EVIL, "name": EVIL, EVIL: { EVIL: [EVIL, 1] },
        "url": "https://evil.example/", "picture": "https://evil.example/x.png",
    });
    let page = tested(&uni, &mut admin, &claims).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        !page.has("[mark]") && !page.has("[onerror]"),
        "{}",
        page.body
    );
    assert!(!page.has("a[href*=evil]") && !page.has("img"));
    let shown = page.text_of("section[aria-labelledby=claims]");
    assert!(shown.contains("<img mark") && shown.contains("https://evil.example/x.png"));
}

#[tokio::test]
async fn a_provider_that_does_not_answer_says_so_to_whoever_tests_it() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let at = path(uni.provider.id);
    uni.fake.is_down();
    // What it said before is not believed for ever.
    app.fixture.clock.advance(hospes_identity::Span::days(2));
    let mut admin = as_provider_administrator(&app).await;
    let page = admin.open(&at).await;
    let page = admin.submit(&page, &format!("{at}/test"), &[]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!(page.heading(), "The test failed");
    assert!(page.text().contains("the provider does not answer"));
    let change = page.text_of("section[aria-labelledby=change]");
    assert!(change.contains("no firewall is between"), "{change}");
    assert!(!page.text().contains("whoever invited you"));
    assert!(page.has(&format!("a.button-primary[href='{at}']")));
}

#[tokio::test]
async fn a_test_that_the_provider_refuses_is_for_whoever_began_it() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let at = path(uni.provider.id);
    let mut admin = as_provider_administrator(&app).await;
    let page = admin.open(&at).await;
    let page = admin.submit(&page, &format!("{at}/test"), &[]).await;
    let url = University::leads_to(&page);
    let answer = uni.fake.refuse(&url, "invalid_scope");
    let page = uni.bring(&mut admin, &answer).await;
    assert_eq!(page.heading(), "The test failed");
    let failed = page.text_of("section[aria-labelledby=failed]");
    assert!(failed.contains("invalid_scope"), "{failed}");
    assert!(
        page.text_of("section[aria-labelledby=change]")
            .contains("Take out of the scopes")
    );
    assert!(page.has(&format!("a.button-primary[href='{at}']")));
}
