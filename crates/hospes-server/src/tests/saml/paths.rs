//! The ways that work.

use hospes_identity::Span;
use hospes_identity::application::{ApplicationPatch, Principal};
use hospes_protocol::saml::{
    Document, LogoutRequest, LogoutResponse, NewLogoutResponse, Query,
    ServiceProvider as Description, status,
};

use super::*;
use crate::tests::authorize::{Rp, WEB};
use crate::tests::support::Answer as _;

#[tokio::test]
async fn somebody_who_is_signed_in_comes_to_the_application_at_once() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let mut browser = app.as_admin().await;
    let before = app.stored().await;
    let page = browser.open(&sp.path(&[])).await;
    assert_eq!(page.status, StatusCode::OK);
    // Nothing was written on the way.
    assert_eq!(app.stored().await, before);
    let page = sp.go_on(&mut browser, &page).await;
    let answered = Answered::of(&page);
    assert_eq!(answered.to, ACS);
    assert_eq!(answered.relay_state.as_deref(), Some("the state"));
    assert!(
        answered
            .xml
            .contains(">admin@contoso.example</saml:NameID>")
    );
    assert!(answered.xml.contains("InResponseTo=\"_1\""));
    // Without script there is a button.
    assert!(page.has("form button"));
}

#[tokio::test]
async fn somebody_signs_in_first_and_then_comes_to_the_application() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let mut browser = app.browser();
    let page = browser.get(&sp.path(&[])).await;
    assert!(page.location().starts_with("/signin?next="));
    let page = browser.follow(page).await;
    let typed = [("username", app.admin.user_principal_name.as_str())];
    let page = browser.submit(&page, "/signin", &typed).await;
    let page = browser.follow(page).await;
    let typed = [("password", hospes_identity::testing::PASSWORD)];
    let page = browser.submit(&page, "/signin/password", &typed).await;
    let page = browser.follow(page).await;
    let page = sp.go_on(&mut browser, &page).await;
    assert_eq!(Answered::of(&page).to, ACS);
}

#[tokio::test]
async fn a_posted_request_goes_on_by_a_get() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let mut browser = app.as_admin().await;
    let message = STANDARD.encode(sp.request(&[]));
    let fields = [("SAMLRequest", message.as_str()), ("RelayState", "here")];
    // Of another site's form the browser's cookies are no part.
    let page = app.browser().post_bare(&sp.endpoint(), &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let answered = sp.answered(&mut browser, page.location()).await;
    assert_eq!(answered.relay_state.as_deref(), Some("here"));
}

#[tokio::test]
async fn a_tile_opens_the_application_without_its_asking() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let assigned =
        identity.assign_application(&system, sp.application.id, Principal::User(app.admin.id));
    assigned.await.unwrap();
    let mut browser = app.as_admin().await;
    let page = browser.open("/myapps").await;
    let url = page.attribute("a.app", "href");
    assert_eq!(
        url,
        format!(
            "/signin/{}?tenantId={}",
            sp.application.app_id, app.contoso.id
        )
    );
    let answered = sp.answered(&mut browser, &url).await;
    assert_eq!(answered.to, ACS);
    assert!(!answered.xml.contains("InResponseTo") && answered.relay_state.is_none());
    // Without a tenant it is the one that the person acts in; without a session they sign in.
    let url = format!("/signin/{}", sp.application.app_id);
    assert_eq!(sp.answered(&mut browser, &url).await.to, ACS);
    let page = app.browser().get(&url).await;
    assert!(page.location().starts_with("/signin?next="));
}

#[tokio::test]
async fn another_application_opens_at_its_home_page() {
    let app = TestApp::start().await;
    let application = app.tile("Expenses").await;
    let mut browser = app.as_admin().await;
    let page = browser
        .get(&format!("/signin/{}", application.app_id))
        .await;
    assert_eq!(page.location(), "https://expenses.contoso.example/");
    let unknown = uuid::Uuid::from_u128(1);
    let page = browser.get(&format!("/signin/{unknown}")).await;
    assert_eq!(number(&page), "AADSTS700016");
    assert_eq!(
        browser.get("/signin/nonsense").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_metadata_says_what_an_application_has_to_know() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let base = format!(
        "/{}/federationmetadata/2007-06/federationmetadata.xml",
        app.contoso.id
    );
    let page = app
        .get(&format!("{base}?appid={}", sp.application.app_id))
        .await;
    assert_eq!(page.header("content-type"), "application/samlmetadata+xml");
    let id = app.contoso.id;
    for part in [
        format!("entityID=\"https://hospes.example/{id}/\""),
        format!("Location=\"https://hospes.example/{id}/saml2\""),
        format!("Location=\"https://hospes.example/{id}/saml2/logout\""),
        "<ds:X509Certificate>".to_owned(),
        "WantAuthnRequestsSigned=\"false\"".to_owned(),
    ] {
        assert!(page.body.contains(&part), "{part}");
    }
    // It is well-formed to our own reader, and describes no service provider.
    let document = Document::from_metadata(&page.body).unwrap();
    assert!(Description::read(&document).is_err());
    let other = app.tile("Expenses").await.app_id;
    for path in [
        base.clone(),
        format!("{base}?appid={other}"),
        format!("{base}?appid=x"),
    ] {
        assert_eq!(app.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn who_must_not_be_asked_is_told_of_to_the_application() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let path = sp.path(&[("Version", "IsPassive=\"true\" Version")]);
    let before = app.stored().await;
    let answered = Answered::of(&app.browser().open(&path).await);
    assert_eq!(answered.to, ACS);
    assert!(answered.xml.contains(status::NO_PASSIVE) && !answered.xml.contains("<saml:Assertion"));
    assert!(answered.xml.contains("<ds:Signature"));
    assert_eq!(app.stored().await, before);
    // Whoever is there is let in without being asked anything.
    let mut browser = app.as_admin().await;
    assert!(
        sp.answered(&mut browser, &path)
            .await
            .xml
            .contains("<saml:Assertion")
    );
}

#[tokio::test]
async fn a_forced_sign_in_asks_again() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let mut browser = app.as_admin().await;
    app.fixture.clock.advance(Span::seconds(2));
    let page = browser
        .get(&sp.path(&[("Version", "ForceAuthn=\"true\" Version")]))
        .await;
    let next = page.location().to_owned();
    assert!(next.starts_with("/signin?next="));
    let page = browser.follow(page).await;
    let typed = [("username", app.admin.user_principal_name.as_str())];
    let page = browser.submit(&page, "/signin", &typed).await;
    let page = browser.follow(page).await;
    let typed = [("password", hospes_identity::testing::PASSWORD)];
    let page = browser.submit(&page, "/signin/password", &typed).await;
    let page = browser.follow(page).await;
    let answered = Answered::of(&sp.go_on(&mut browser, &page).await);
    assert!(
        answered
            .xml
            .contains("AuthnInstant=\"2026-01-01T00:00:02Z\"")
    );
}

#[tokio::test]
async fn an_encrypted_assertion_tells_the_browser_nothing() {
    let app = TestApp::start().await;
    let to = keys().certificate().clone();
    let sp = ServiceProvider::with(&app, |s| s.encryption_certificate = Some(to)).await;
    let mut browser = app.as_admin().await;
    let answered = sp.answered(&mut browser, &sp.path(&[])).await;
    assert!(answered.xml.contains("<saml:EncryptedAssertion"));
    assert!(!answered.xml.contains("admin@contoso.example"));
}

#[tokio::test]
async fn who_may_not_use_it_is_told_why() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let patch = ApplicationPatch {
        assignment_required: Some(true),
        ..Default::default()
    };
    let (identity, system) = (&app.fixture.identity, app.system());
    let changed = identity.update_application(&system, sp.application.id, &patch);
    changed.await.unwrap();
    let mut browser = app.as_admin().await;
    let page = browser.open(&sp.path(&[])).await;
    let page = sp.go_on(&mut browser, &page).await;
    assert_eq!(number(&page), "AADSTS50105");
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let sam = app
        .fixture
        .member(&app.fixture.system(fabrikam.id), "sam")
        .await;
    let mut browser = app.signed_in(&sam).await;
    let page = browser.open(&sp.path(&[])).await;
    assert_eq!(number(&sp.go_on(&mut browser, &page).await), "AADSTS50020");
}

#[tokio::test]
async fn a_logout_comes_back_signed() {
    let app = TestApp::start().await;
    let key = keys();
    let certificate = key.certificate().clone();
    let sp = ServiceProvider::with(&app, |s| s.signing_certificates = vec![certificate]).await;
    let mut browser = app.as_admin().await;
    let answered = sp.answered(&mut browser, &sp.path(&[])).await;
    let (_, rest) = answered.xml.split_once("SessionIndex=\"").unwrap();
    let index = rest.split_once('"').unwrap().0;
    let endpoint = format!("https://hospes.example{}/logout", sp.endpoint());
    let text = format!(
        "<p:LogoutRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
         xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_l\" Version=\"2.0\" \
         IssueInstant=\"2026-01-01T00:00:00Z\" Destination=\"{endpoint}\"><a:Issuer>{SP}</a:Issuer>\
         <a:NameID>admin@contoso.example</a:NameID><p:SessionIndex>{index}</p:SessionIndex>\
         </p:LogoutRequest>"
    );
    let query = key.sign_query("SAMLRequest", &text, Some("bye")).unwrap();
    let path = format!("{}/logout", sp.endpoint());
    let page = browser.open(&format!("{path}?{query}")).await;
    assert!(browser.is_signed_in(), "a GET signs nobody out");
    assert!(page.has("form[data-send-at-once]"));
    let page = browser
        .submit(&page, &format!("{}/sign-out", sp.endpoint()), &[])
        .await;
    assert!(!browser.is_signed_in());
    let (to, query) = page.location().split_once('?').unwrap();
    assert_eq!(to, "https://sp.example/logout");
    let query = Query::parse(query, "SAMLResponse").unwrap().unwrap();
    assert_eq!(query.relay_state.as_deref(), Some("bye"));
    let read = LogoutResponse::read(&Document::from_redirect(&query.message).unwrap()).unwrap();
    assert!(read.is_success && read.in_response_to == "_l");
    // Unsigned and posted, the person is asked, and says it with a button.
    let mut other = app.as_admin().await;
    let message = STANDARD.encode(&text);
    let page = app
        .browser()
        .post_bare(&path, &[("SAMLRequest", &message)])
        .await;
    let page = other.open(page.location()).await;
    assert!(!page.has("form[data-send-at-once]") && page.has("form button"));
}

/// The message of a page that goes to another site by itself.
fn leaving(page: &Page, parameter: &str) -> (String, Document) {
    let to = page.attribute("form[data-send-at-once]", "action");
    let name = format!("form input[name={parameter}]");
    let document = Document::from_redirect(&page.attribute(&name, "value")).unwrap();
    assert!(page.has("form input[name=Signature]"));
    (to, document)
}

#[tokio::test]
async fn every_application_is_told_of_a_logout_before_the_one_that_asked_is_answered() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let other = ServiceProvider::with(&app, |settings| {
        settings.entity_id = "https://other.example/metadata".to_owned();
        settings.acs_urls = vec!["https://other.example/acs".to_owned()];
        settings.logout_url = Some("https://other.example/logout?a=b".to_owned());
    })
    .await;
    for (answer, is_success) in [(status::SUCCESS, true), (status::RESPONDER, false)] {
        let mut browser = app.as_admin().await;
        let number = if is_success { "_a" } else { "_b" };
        let page = browser.open(&sp.path(&[("_1", number)])).await;
        let first = sp.go_on(&mut browser, &page).await;
        let tile = format!("/signin/{}", other.application.app_id);
        let page = browser.open(&tile).await;
        other.go_on(&mut browser, &page).await;
        let page = browser.open(&sp.logout_path(&first)).await;
        let action = format!("{}/sign-out", sp.endpoint());
        let page = browser.submit(&page, &action, &[]).await;
        assert!(!browser.is_signed_in());
        let (to, document) = leaving(&page, "SAMLRequest");
        assert_eq!(to, "https://other.example/logout");
        assert!(page.has("form input[name=a][value=b]"));
        let policy = page.header("content-security-policy");
        assert!(
            policy.ends_with("form-action 'self' https://other.example"),
            "{policy}"
        );
        let told = LogoutRequest::read(&document).unwrap();
        assert_eq!(told.name_id.value, "admin@contoso.example");
        assert_eq!(told.session_indexes.len(), 1);
        let path = format!("{}/logout", sp.endpoint());
        let response = NewLogoutResponse {
            id: "_r",
            issuer: "https://other.example/metadata",
            destination: &format!("https://hospes.example{path}"),
            in_response_to: &told.id,
            issued_at: "2026-01-01T00:00:00Z",
            status: (answer, None),
        };
        // Posted, it goes on by a GET, with which the browser sends its cookies.
        let message = STANDARD.encode(response.to_xml());
        let page = app
            .browser()
            .post_bare(&path, &[("SAMLResponse", &message)])
            .await;
        let page = browser.open(page.location()).await;
        let (to, document) = leaving(&page, "SAMLResponse");
        assert_eq!(to, "https://sp.example/logout");
        let read = LogoutResponse::read(&document).unwrap();
        assert!(read.is_success && read.in_response_to == "_l");
        let text = page.attribute("form input[name=SAMLResponse]", "value");
        let text = Document::from_redirect(&text).unwrap();
        assert_eq!(
            format!("{text:?}").contains(status::PARTIAL_LOGOUT),
            !is_success
        );
    }
}

#[tokio::test]
async fn signing_out_here_tells_the_applications() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let mut browser = app.as_admin().await;
    sp.answered(&mut browser, &sp.path(&[])).await;
    let page = browser.post("/signout", &[]).await;
    assert!(!browser.is_signed_in());
    let (to, _) = leaving(&page, "SAMLRequest");
    assert_eq!(to, "https://sp.example/logout");
    // Whatever comes back, and from whomever, it ends. That the application did not say yes is said.
    let path = format!("{}/logout?SAMLResponse=nonsense", sp.endpoint());
    let page = browser.get(&path).await;
    assert_eq!(page.heading(), "You’re signed out");
    assert!(page.text().contains("have not confirmed it"));
    let page = browser.get(&path).await;
    assert_eq!(page.location(), "/signed-out");
    let page = app.browser().get(&path).await;
    assert_eq!(page.location(), "/signed-out");
}

#[tokio::test]
async fn whoever_asked_with_more_than_the_browser_carries_gets_it_back_at_once() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    sp.answered(&mut browser, &sp.path(&[])).await;
    let state = "s".repeat(4_000);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &rp.client_id)
        .append_pair("post_logout_redirect_uri", WEB)
        .append_pair("state", &state)
        .finish();
    let logout = format!("/{}/oauth2/v2.0/logout", app.contoso.id);
    let page = browser.open(&format!("{logout}?{query}")).await;
    let page = browser.submit(&page, &logout, &[]).await;
    assert!(!browser.is_signed_in());
    assert_eq!(page.location(), format!("{WEB}?state={state}"));
}

#[tokio::test]
async fn a_logout_by_openid_tells_the_applications_and_comes_back() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    sp.answered(&mut browser, &sp.path(&[])).await;
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &rp.client_id)
        .append_pair("post_logout_redirect_uri", WEB)
        .append_pair("state", "s")
        .finish();
    let logout = format!("/{}/oauth2/v2.0/logout", app.contoso.id);
    let page = browser.open(&format!("{logout}?{query}")).await;
    let page = browser.submit(&page, &logout, &[]).await;
    let (to, _) = leaving(&page, "SAMLRequest");
    assert_eq!(to, "https://sp.example/logout");
    // A page and not a redirect: the policy of the form that led here names the SAML application alone.
    let path = format!("{}/logout?SAMLResponse=nonsense", sp.endpoint());
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.attribute("form[data-send-at-once]", "action"), WEB);
    assert_eq!(page.attribute("[name=state]", "value"), "s");
    let policy = page.header("content-security-policy");
    assert!(
        policy.ends_with("form-action 'self' https://rp.example"),
        "{policy}"
    );
}
