//! The attacks of the literature on SAML that reach the endpoint, each by its name. Those on the message itself
//! stand with the filter, in `hospes-protocol`.

use super::*;

/// What the endpoint says to a request in the Redirect binding.
async fn refused(app: &TestApp, sp: &ServiceProvider<'_>, changes: &[(&str, &str)]) -> String {
    let mut browser = app.as_admin().await;
    number(&browser.open(&sp.path(changes)).await)
}

#[tokio::test]
async fn a_request_without_a_message_is_a_page() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let mut browser = app.browser();
    assert_eq!(number(&browser.open(&sp.endpoint()).await), "AADSTS750054");
    let page = browser.post_bare(&sp.endpoint(), &[("a", "b")]).await;
    assert_eq!(number(&page), "AADSTS750054");
    let page = browser
        .open(&format!("{}?SAMLRequest=nonsense", sp.endpoint()))
        .await;
    assert_eq!(number(&page), "AADSTS75005");
}

#[tokio::test]
async fn an_unknown_issuer_is_never_answered() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let answer = refused(&app, &sp, &[(SP, "https://evil.example")]).await;
    assert_eq!(answer, "AADSTS700016");
    // Nor is the application of another tenant.
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let path = sp
        .path(&[])
        .replace(&app.contoso.id.to_string(), &fabrikam.id.to_string());
    let page = app.browser().open(&path).await;
    assert_eq!(number(&page), "AADSTS700016");
}

#[tokio::test]
async fn acs_confusion_leads_nowhere() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    for url in [
        "https://evil.example/acs",
        "https://sp.example/acs?a",
        "javascript:alert(1)",
    ] {
        let url = format!("AssertionConsumerServiceURL=\"{url}\" Version");
        assert_eq!(
            refused(&app, &sp, &[("Version", &url)]).await,
            "AADSTS50011"
        );
    }
}

#[tokio::test]
async fn a_wrong_destination_is_refused() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let answer = refused(
        &app,
        &sp,
        &[("https://hospes.example/", "https://evil.example/")],
    )
    .await;
    assert_eq!(answer, "AADSTS75008");
}

#[tokio::test]
async fn a_replayed_request_is_answered_once() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let mut browser = app.as_admin().await;
    let path = sp.path(&[]);
    sp.answered(&mut browser, &path).await;
    let page = browser.open(&path).await;
    assert_eq!(number(&sp.go_on(&mut browser, &page).await), "AADSTS90014");
    let mut other = app.as_admin().await;
    let page = other.open(&path).await;
    assert_eq!(number(&sp.go_on(&mut other, &page).await), "AADSTS90014");
}

#[tokio::test]
async fn an_old_request_is_refused() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let answer = refused(&app, &sp, &[("2026-01-01", "2025-01-01")]).await;
    assert_eq!(answer, "AADSTS76026");
}

#[tokio::test]
async fn signature_stripping_does_not_help() {
    let app = TestApp::start().await;
    let key = keys();
    let certificate = key.certificate().clone();
    let sp = ServiceProvider::with(&app, |settings| {
        settings.requests_signed = true;
        settings.signing_certificates = vec![certificate];
    })
    .await;
    assert_eq!(refused(&app, &sp, &[]).await, "AADSTS76021");
    let mut browser = app.as_admin().await;
    let forged = keys()
        .sign_query("SAMLRequest", &sp.request(&[]), None)
        .unwrap();
    let page = browser.open(&format!("{}?{forged}", sp.endpoint())).await;
    assert_eq!(number(&page), "AADSTS76021");
    let good = key
        .sign_query("SAMLRequest", &sp.request(&[]), Some("x"))
        .unwrap();
    let answered = sp
        .answered(&mut browser, &format!("{}?{good}", sp.endpoint()))
        .await;
    assert_eq!(answered.to, ACS);
    // The weak algorithm is refused before anything is computed.
    let weak = good.replace(
        "2001%2F04%2Fxmldsig-more%23rsa-sha256",
        "2000%2F09%2Fxmldsig%23rsa-sha1",
    );
    let page = browser.open(&format!("{}?{weak}", sp.endpoint())).await;
    assert_eq!(number(&page), "AADSTS75005");
}

#[tokio::test]
async fn a_document_type_is_refused_at_the_endpoint() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let entity = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><p:AuthnRequest xmlns";
    let answer = refused(&app, &sp, &[("<p:AuthnRequest xmlns", entity), (SP, "&x;")]).await;
    assert_eq!(answer, "AADSTS75005");
}

#[tokio::test]
async fn a_relay_state_is_no_script_and_no_redirect() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let mut browser = app.as_admin().await;
    for (number, state) in [
        "\"><script>alert(1)</script>",
        "https://evil.example/",
        "javascript:alert(1)",
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("ID=\"_s{number}\"");
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("SAMLRequest", &packed(&sp.request(&[("ID=\"_1\"", &id)])))
            .append_pair("RelayState", state)
            .finish();
        let page = browser.open(&format!("{}?{query}", sp.endpoint())).await;
        let page = sp.go_on(&mut browser, &page).await;
        assert!(!page.body.contains("<script>alert"));
        let answered = Answered::of(&page);
        // It comes back as it was, to the application and nobody else.
        assert_eq!(answered.to, ACS);
        assert_eq!(answered.relay_state.as_deref(), Some(state));
    }
    let long = "x".repeat(513);
    let path = sp.path(&[]).replace("the+state", &long);
    assert_eq!(number(&browser.open(&path).await), "AADSTS75005");
}

#[tokio::test]
async fn a_forged_ask_is_refused_and_a_form_of_another_site_signs_nobody_in() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let mut browser = app.as_admin().await;
    let page = browser.open(&format!("{}?ask=forged", sp.endpoint())).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let page = browser.open(&sp.path(&[])).await;
    let action = format!("{}/sign-in", sp.endpoint());
    let ask = page.form(&action).fields;
    let ask = &ask.iter().find(|(name, _)| name == "ask").unwrap().1;
    let answer = browser.post_bare(&action, &[("ask", ask)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    // An ask of one tenant is none of another.
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let action = format!("/{}/saml2/sign-in", fabrikam.id);
    let answer = browser.post(&action, &[("ask", ask)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_opened_tile_is_answered_once() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let mut browser = app.as_admin().await;
    let url = format!("/signin/{}", sp.application.app_id);
    let page = browser.open(&url).await;
    assert_eq!(Answered::of(&sp.go_on(&mut browser, &page).await).to, ACS);
    for _ in 0..3 {
        assert_eq!(number(&sp.go_on(&mut browser, &page).await), "AADSTS90014");
    }
    let events = app.events(hospes_identity::audit::Activity::SignIn).await;
    assert_eq!(events.iter().filter(|event| !event.succeeded).count(), 1);
}
