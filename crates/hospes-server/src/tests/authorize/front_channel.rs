//! Applications are told that somebody signed out: OpenID Connect Front-Channel Logout 1.0, and the hint by which they
//! say who is to be signed out (RP-Initiated Logout 1.0).

use hospes_identity::application::registration::SigningAlgorithm;
use hospes_identity::{Patch, Span};
use hospes_protocol::jose::Algorithm;
use hospes_protocol::oidc::half_hash;

use super::*;

const TOLD: &str = "https://rp.example/told?by=hospes";

/// An application that wants to be told.
async fn told(app: &TestApp) -> Rp<'_> {
    let rp = Rp::new(app).await;
    let patch = RegistrationPatch {
        logout_url: Patch::Set(TOLD.to_owned()),
        ..RegistrationPatch::default()
    };
    rp.patch(&patch).await;
    rp
}

/// Signs in and gives the ID token.
async fn signed_in(rp: &Rp<'_>, browser: &mut Browser<'_>) -> String {
    let code = rp.code(browser, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    answer["id_token"].as_str().unwrap().to_owned()
}

fn logout(rp: &Rp<'_>, hint: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("post_logout_redirect_uri", WEB);
    query.append_pair("state", "the state");
    match hint {
        Some(hint) => query.append_pair("id_token_hint", hint),
        None => query.append_pair("client_id", &rp.client_id),
    };
    format!("/contoso.example/oauth2/v2.0/logout?{}", query.finish())
}

async fn sign_out(browser: &mut Browser<'_>, page: &Page) -> Page {
    let action = "/contoso.example/oauth2/v2.0/logout";
    browser.submit(page, action, &[]).await
}

#[tokio::test]
async fn an_application_is_told_in_a_frame_before_the_browser_comes_back_to_it() {
    let app = TestApp::start().await;
    let rp = told(&app).await;
    let mut browser = app.as_admin().await;
    let token = claims(&signed_in(&rp, &mut browser).await);
    assert_eq!(token["amr"], json!(["pwd"]));
    let sid = token["sid"].as_str().unwrap();
    let page = browser.open(&logout(&rp, None)).await;
    assert_eq!(page.heading(), "Sign out?");
    let page = sign_out(&mut browser, &page).await;
    let frame = Answered::of(&page.attribute("iframe", "src"));
    assert_eq!(frame.to, "https://rp.example/told");
    assert_eq!(
        (frame.get("by").as_str(), frame.get("sid").as_str()),
        ("hospes", sid)
    );
    assert_eq!(frame.get("iss"), token["iss"].as_str().unwrap());
    assert_eq!(page.attribute("form[data-send-at-once]", "action"), WEB);
    assert_eq!(page.attribute("[name=state]", "value"), "the state");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("frame-src 'self' https://rp.example;"),
        "{policy}"
    );
    assert!(
        policy.ends_with("form-action 'self' https://rp.example"),
        "{policy}"
    );
    assert!(
        browser
            .get("/account")
            .await
            .location()
            .starts_with("/signin?")
    );
}

#[tokio::test]
async fn signing_out_here_tells_whoever_signed_the_person_in_and_nobody_else() {
    let app = TestApp::start().await;
    let rp = told(&app).await;
    let mut browser = app.as_admin().await;
    // A code that was never exchanged signed nobody in.
    rp.code(&mut browser, &[("scope", Some("openid"))]).await;
    let page = browser.open("/account").await;
    let page = browser.submit(&page, "/signout", &[]).await;
    assert_eq!(page.location(), "/signed-out");
    let mut browser = app.as_admin().await;
    let mut other = app.as_admin().await;
    let code = rp.code(&mut browser, &[("scope", Some("openid"))]).await;
    rp.exchange(&code, &[]).await.json(StatusCode::OK);
    // Nobody forgets it while the session goes on.
    app.fixture.clock.advance(Span::hours(3));
    app.fixture.identity.forget_old_grants().await.unwrap();
    let page = other.open("/account").await;
    let page = other.submit(&page, "/signout", &[]).await;
    assert_eq!(page.location(), "/signed-out");
    let page = browser.open("/account").await;
    let page = browser.submit(&page, "/signout", &[]).await;
    assert_eq!(page.heading(), "You’re signed out");
    assert!(
        page.attribute("iframe", "src")
            .starts_with("https://rp.example/told?by=hospes&iss=")
    );
    assert!(!page.has("form[data-send-at-once]"));
}

#[tokio::test]
async fn two_applications_know_a_session_by_different_names() {
    let app = TestApp::start().await;
    let (one, other) = (told(&app).await, told(&app).await);
    let mut browser = app.as_admin().await;
    let first = claims(&signed_in(&one, &mut browser).await);
    let second = claims(&signed_in(&other, &mut browser).await);
    assert_ne!(first["sid"], second["sid"]);
    let again = claims(&signed_in(&one, &mut browser).await);
    assert_eq!(first["sid"], again["sid"]);
    let page = browser.open(&logout(&one, None)).await;
    let page = sign_out(&mut browser, &page).await;
    assert_eq!(page.count("iframe"), 2);
}

#[tokio::test]
async fn an_id_token_of_this_session_signs_out_without_a_question() {
    let app = TestApp::start().await;
    let rp = told(&app).await;
    let mut browser = app.as_admin().await;
    let hint = signed_in(&rp, &mut browser).await;
    let asks = |page: &Page| !page.has("form[data-send-at-once]");
    // Long after it ended, but not after its key.
    app.fixture.clock.advance(Span::hours(2));
    let page = browser.open(&logout(&rp, Some(&hint))).await;
    assert_eq!(page.heading(), "Sign out?");
    assert!(!asks(&page));
    // The token names the application.
    let done = sign_out(&mut browser, &page).await;
    assert_eq!(done.attribute("form[data-send-at-once]", "action"), WEB);
    // Another session's, a forged one, and one of another application are no reason.
    let mut browser = app.as_admin().await;
    assert!(asks(&browser.open(&logout(&rp, Some(&hint))).await));
    let own = signed_in(&rp, &mut browser).await;
    let (rest, _) = own.rsplit_once('.').unwrap();
    let forged = format!("{rest}.{}", "A".repeat(342));
    assert!(asks(&browser.open(&logout(&rp, Some(&forged))).await));
    assert!(asks(&browser.open(&logout(&rp, Some("nonsense"))).await));
    let other = told(&app).await;
    let both = format!("{}&client_id={}", logout(&rp, Some(&own)), other.client_id);
    assert!(asks(&browser.open(&both).await));
    assert!(!asks(&browser.open(&logout(&rp, Some(&own))).await));
}

#[tokio::test]
async fn the_hash_of_an_access_token_is_that_of_the_id_tokens_algorithm() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    for (registered, algorithm) in [
        (SigningAlgorithm::Es256, Algorithm::Es256),
        (SigningAlgorithm::EdDsa, Algorithm::EdDsa),
    ] {
        let registration = Registration {
            id_token_signing_alg: registered,
            ..Registration::default()
        };
        rp.register(&registration).await;
        let code = rp.code(&mut browser, &[]).await;
        let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
        let token = claims(answer["id_token"].as_str().unwrap());
        let expected = half_hash(answer["access_token"].as_str().unwrap(), algorithm);
        assert_eq!(token["at_hash"], expected);
    }
}

#[tokio::test]
async fn the_provider_of_a_guest_is_told_before_the_browser_comes_back_to_the_application() {
    let app = TestApp::start().await;
    let uni = crate::tests::federation::University::new(&app).await;
    let end = "https://idp.uni.example/end";
    uni.fake.publish(&[("end_session_endpoint", end.into())]);
    // What it said when it was added is old by then.
    app.fixture.clock.advance(Span::hours(2));
    let mut browser = uni.accepted().await;
    let rp = Rp::new(&app).await;
    let page = browser.open(&logout(&rp, None)).await;
    let page = sign_out(&mut browser, &page).await;
    assert_eq!(page.attribute("form[data-send-at-once]", "action"), end);
    let state = page.attribute("[name=state]", "value");
    assert_ne!(state, "the state");
    let page = browser.get(&format!("/signed-out?state={state}")).await;
    assert_eq!(page.attribute("form[data-send-at-once]", "action"), WEB);
    assert_eq!(page.attribute("[name=state]", "value"), "the state");
}
