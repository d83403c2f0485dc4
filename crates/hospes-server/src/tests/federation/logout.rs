//! A provider says that somebody signed out there.

use hospes_identity::Span;
use hospes_identity::audit::Activity;

use super::*;

/// Where a university says so.
fn endpoint(uni: &University<'_>, what: &str) -> String {
    let (tenant, id) = (uni.provider.tenant, uni.provider.id);
    format!("/{tenant}/signin/providers/{id}/{what}")
}

impl University<'_> {
    /// Says it by a logout token with these claims.
    pub(in crate::tests) async fn signs_out(&self, claims: &Value) -> Page {
        let now = self.app.fixture.identity.env().clock.now();
        let token = self.fake.logout_token(now, claims);
        self.sends(&token).await
    }

    /// Says it in a frame, of a session of Lee's that has a name there.
    pub(in crate::tests) async fn signs_out_in_a_frame(&self) -> Page {
        self.again(&in_session("desk")).await;
        let path = endpoint(self, "frontchannel-logout");
        let issuer = &self.provider.issuer;
        self.app.get(&format!("{path}?iss={issuer}&sid=desk")).await
    }

    async fn sends(&self, token: &str) -> Page {
        let path = endpoint(self, "backchannel-logout");
        let mut nobody = self.app.browser();
        nobody.post_bare(&path, &[("logout_token", token)]).await
    }

    /// Lee signs in there once more.
    pub(super) async fn again(&self, claims: &Value) -> Browser<'_> {
        let mut browser = self.app.browser();
        let path = format!("/myapps?tenantid={}", self.app.contoso.id);
        let page = browser.open(&path).await;
        let page = browser.submit(&page, "/signin", &[("username", LEE)]).await;
        let url = Self::leads_to(&page);
        self.come_back(&mut browser, &url, claims).await;
        assert!(is_in(&mut browser).await);
        browser
    }
}

async fn is_in(browser: &mut Browser<'_>) -> bool {
    browser.get("/account").await.status == StatusCode::OK
}

/// Lee, in a session that has a name at the university.
fn in_session(sid: &str) -> Value {
    let mut claims = lee();
    claims["sid"] = sid.into();
    claims
}

#[tokio::test]
async fn whoever_signs_out_at_their_provider_is_signed_out_here() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let mut phone = uni.again(&in_session("phone")).await;
    let mut desk = uni.again(&in_session("desk")).await;
    let page = uni.signs_out(&json!({ "sid": "phone" })).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(!is_in(&mut phone).await);
    assert!(is_in(&mut desk).await);
    let event = app.events(Activity::SignOut).await.remove(0);
    assert_eq!(event.targets[0].name, "University");
    // A person has no session at somebody else's.
    uni.signs_out(&json!({ "sub": "somebody", "sid": "desk" }))
        .await;
    assert!(is_in(&mut desk).await);
    let page = uni.signs_out(&json!({ "sub": "lee-1" })).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!is_in(&mut desk).await);
}

#[tokio::test]
async fn a_logout_token_that_is_sent_again_ends_nothing_that_came_later() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let now = app.fixture.identity.env().clock.now();
    let token = uni.fake.logout_token(now, &json!({ "sub": "lee-1" }));
    uni.sends(&token).await;
    app.fixture.clock.advance(Span::seconds(10));
    let mut later = uni.again(&lee()).await;
    assert_eq!(uni.sends(&token).await.status, StatusCode::OK);
    assert!(is_in(&mut later).await);
}

#[tokio::test]
async fn nobody_but_the_provider_signs_its_people_out() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let other = University::named(&app, "https://idp.library.example", "Library").await;
    uni.accepted().await;
    let mut desk = uni.again(&in_session("desk")).await;
    let now = app.fixture.identity.env().clock.now();
    let whose = json!({ "sub": "lee-1", "sid": "desk" });
    let mut id_token = whose.clone();
    id_token["nonce"] = "n".into();
    for token in [
        other.fake.logout_token(now, &whose),
        uni.fake
            .logout_token(now, &json!({ "sub": "lee-1", "aud": "somebody" })),
        uni.fake.logout_token(now, &id_token),
        uni.fake.logout_token(now, &json!({})),
        String::new(),
    ] {
        let page = uni.sends(&token).await;
        assert_eq!(
            page.json(StatusCode::BAD_REQUEST)["error"],
            "invalid_request"
        );
    }
    // At its own endpoint the library signs out its own people only.
    let page = other.signs_out(&whose).await;
    assert_eq!(page.status, StatusCode::OK);
    // Fabrikam has no such provider.
    let path = endpoint(&uni, "backchannel-logout");
    let fabrikam = app
        .fixture
        .tenant("Fabrikam", "fabrikam.example")
        .await
        .id
        .to_string();
    let path = path.replace(&app.contoso.id.to_string(), &fabrikam);
    let token = uni.fake.logout_token(now, &whose);
    let page = app
        .browser()
        .post_bare(&path, &[("logout_token", &token)])
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(is_in(&mut desk).await);
    assert!(app.events(Activity::SignOut).await.is_empty());
}

#[tokio::test]
async fn a_frame_of_the_provider_ends_the_session_that_it_names() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let mut desk = uni.again(&in_session("desk 1")).await;
    let path = endpoint(&uni, "frontchannel-logout");
    let issuer = &uni.provider.issuer;
    for query in [
        format!("iss={issuer}&sid=desk"),
        format!("iss={issuer}&sid="),
        format!("iss={issuer}"),
        "iss=https://evil.example&sid=desk+1".to_owned(),
        "sid=desk+1".to_owned(),
        String::new(),
    ] {
        app.get(&format!("{path}?{query}")).await;
        assert!(is_in(&mut desk).await, "{query}");
    }
    let page = app.get(&format!("{path}?iss={issuer}&sid=desk+1")).await;
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("frame-ancestors https://idp.uni.example"),
        "{policy}"
    );
    assert!(!is_in(&mut desk).await);
}
