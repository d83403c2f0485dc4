//! Whoever signs out here is signed out at their provider, too.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hospes_identity::audit::Activity;
use hospes_identity::testing::{SamlPerson, SamlSignedOut};
use hospes_protocol::saml::signature::verify_enveloped;
use hospes_protocol::saml::{Certificate, Document, LogoutRequest, NewLogoutResponse, status};

use super::saml::{ENTITY, SamlUniversity, lee as saml_lee};
use super::*;
use crate::tests::saml::ServiceProvider;

const DONE: &str = "You’re signed out";
const UNSURE: &str = "has not confirmed";
const PARTLY: &str = "but not of everything";

/// A university that speaks SAML, and Lee, who is signed in by it.
struct Left<'a> {
    uni: SamlUniversity<'a>,
    browser: Browser<'a>,
    keys: Vec<Certificate>,
}

impl<'a> Left<'a> {
    async fn new(app: &'a TestApp) -> Self {
        let uni = SamlUniversity::new(app).await;
        uni.accepted().await;
        let (identity, system) = (&app.fixture.identity, app.system());
        identity.add_service_certificate(&system).await.unwrap();
        let keys = identity.published_service_certificates(app.contoso.id);
        let keys = keys.await.unwrap();
        let browser = uni.again(&saml_lee()).await;
        Self { uni, browser, keys }
    }

    /// Signs out here; gives the page that leads to the university, and what was asked there.
    async fn leaves(&mut self, path: &str) -> (Page, LogoutRequest) {
        let page = self.browser.post(path, &[]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let told = page.text_of("main");
        assert!(told.contains("signed out here") && told.contains("University"));
        let url = sent_to(&page, &format!("{ENTITY}/slo"));
        let request = self.uni.fake.asked_to_sign_out(&url, &self.keys);
        (page, request)
    }

    fn url(&self) -> String {
        format!("https://hospes.example{}", self.uni.path("logout"))
    }

    /// Signs Lee in to ten applications with names as long as they can be.
    async fn opens_ten(&mut self, app: &TestApp) {
        for number in 0..10 {
            let root = format!("https://sp{number}.example");
            let sp = ServiceProvider::with(app, |settings| {
                settings.entity_id = entity_of(&root);
                settings.acs_urls = vec![format!("{root}/acs")];
                settings.logout_url = Some(format!("{root}/{}", "l".repeat(480)));
            })
            .await;
            let tile = format!("/signin/{}", sp.application.app_id);
            let page = self.browser.open(&tile).await;
            sp.go_on(&mut self.browser, &page).await;
        }
    }

    /// Goes from one application to the next, each of which says yes; gives how many there were, and the page after them.
    async fn goes_round(&mut self, app: &TestApp) -> (usize, Page) {
        let path = format!("/{}/saml2/logout", app.contoso.id);
        let mut page = self.browser.post("/signout", &[]).await;
        let mut told = std::collections::BTreeSet::new();
        loop {
            if !page.has("form input[name=SAMLRequest]") {
                return (told.len(), page);
            }
            let next = page.attribute("form[data-send-at-once]", "action");
            let Some((root, _)) = next.split_once("/lll") else {
                return (told.len(), page);
            };
            told.insert(next.clone());
            let asked = page.attribute("form input[name=SAMLRequest]", "value");
            let asked = Document::from_redirect(&asked).unwrap();
            let response = NewLogoutResponse {
                id: "_r",
                issuer: &entity_of(root),
                destination: &format!("https://hospes.example{path}"),
                in_response_to: &LogoutRequest::read(&asked).unwrap().id,
                issued_at: "2026-01-01T00:00:00Z",
                status: (status::SUCCESS, None),
            };
            let message = STANDARD.encode(response.to_xml());
            let fields = [("SAMLResponse", message.as_str())];
            let going = app.browser().post_bare(&path, &fields).await;
            page = self.browser.open(going.location()).await;
        }
    }

    /// Comes back with an answer.
    async fn comes_back(&mut self, answer: &SamlSignedOut<'_>) -> Page {
        let query = self
            .uni
            .fake
            .signed_out(&self.url(), self.uni.now(), answer);
        let path = self.uni.path("logout");
        self.browser.get(&format!("{path}?{query}")).await
    }
}

fn entity_of(root: &str) -> String {
    format!("{root}/{}", "e".repeat(1_000))
}

/// Where the form of a page sends the browser, as its address then is.
fn sent_to(page: &Page, action: &str) -> String {
    let form = page.form_that_sends_itself();
    assert_eq!(form.action, action);
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(&form.fields);
    format!("{action}?{}", query.finish())
}

async fn is_in(browser: &mut Browser<'_>) -> bool {
    browser.get("/account").await.status == StatusCode::OK
}

#[tokio::test]
async fn by_saml_the_session_here_is_over_first_and_the_answer_leads_to_the_end() {
    let app = TestApp::start().await;
    let mut left = Left::new(&app).await;
    for path in ["/signout", "/account/sign-out-everywhere"] {
        let (page, request) = left.leaves(path).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("https://idp.uni.example"), "{policy}");
        assert_eq!(request.name_id.value, "lee-1");
        assert!(!is_in(&mut left.browser).await);
        assert!(!app.events(Activity::SignOut).await.is_empty());
        // Where a relay state leads is nobody's business here.
        let mut done = SamlSignedOut::done(&request.id);
        done.relay_state = Some("https://evil.example/");
        let page = left.comes_back(&done).await;
        assert_eq!(page.location(), "/signed-out");
        let page = left.browser.follow(page).await;
        assert_eq!(page.heading(), DONE);
        assert!(!page.body.contains(UNSURE));
        // Once more it says nothing.
        let page = left.comes_back(&done).await;
        assert_eq!(page.location(), "/signed-out");
        left.browser = left.uni.again(&saml_lee()).await;
    }
}

#[tokio::test]
async fn an_answer_that_is_not_the_provider_s_ends_nothing_and_the_right_one_still_counts() {
    let app = TestApp::start().await;
    let mut left = Left::new(&app).await;
    // Nobody asked anything.
    let page = left.comes_back(&SamlSignedOut::done("_x")).await;
    assert_eq!(page.location(), "/signed-out");
    assert!(is_in(&mut left.browser).await);
    let (_, request) = left.leaves("/signout").await;
    let page = left.comes_back(&SamlSignedOut::done("_another")).await;
    assert_eq!(
        (page.status, page.heading().as_str()),
        (StatusCode::OK, DONE)
    );
    assert!(page.body.contains(UNSURE), "{}", page.body);
    let answer = SamlSignedOut::done(&request.id);
    let query = left
        .uni
        .fake
        .signed_out(&left.url(), left.uni.now(), &answer);
    let bare = query.split_once("&SigAlg").unwrap().0;
    let path = left.uni.path("logout");
    let page = left.browser.get(&format!("{path}?{bare}")).await;
    assert!(page.body.contains(UNSURE), "{}", page.body);
    // In another browser it means nothing.
    let page = app.get(&format!("{path}?{query}")).await;
    assert_eq!(page.location(), "/signed-out");
    let page = left.comes_back(&answer).await;
    assert_eq!(page.location(), "/signed-out");
}

#[tokio::test]
async fn a_provider_that_did_not_do_it_or_not_all_of_it_is_named() {
    let app = TestApp::start().await;
    let mut left = Left::new(&app).await;
    for (status, told) in [
        ((status::SUCCESS, Some(status::PARTIAL_LOGOUT)), PARTLY),
        ((status::RESPONDER, None), UNSURE),
    ] {
        let (_, request) = left.leaves("/signout").await;
        let mut answer = SamlSignedOut::done(&request.id);
        answer.status = status;
        let page = left.comes_back(&answer).await;
        assert_eq!(page.heading(), DONE);
        assert!(page.body.contains(told), "{}", page.body);
        let page = left.comes_back(&answer).await;
        assert_eq!(page.location(), "/signed-out");
        left.browser = left.uni.again(&saml_lee()).await;
    }
}

#[tokio::test]
async fn whoever_does_not_fit_into_what_the_browser_carries_is_left_out_and_the_page_says_so() {
    let app = TestApp::start().await;
    let mut left = Left::new(&app).await;
    left.opens_ten(&app).await;
    let (told, page) = left.goes_round(&app).await;
    assert_eq!(told, 10);
    // The university is the last that is told.
    let to = format!("{ENTITY}/slo");
    assert_eq!(page.attribute("form[data-send-at-once]", "action"), to);
    // The longest name of a session that is taken, in the longest letters.
    let person = SamlPerson {
        session_index: "\u{1d482}".repeat(512),
        ..saml_lee()
    };
    let app = TestApp::start().await;
    let mut left = Left::new(&app).await;
    left.browser = left.uni.again(&person).await;
    left.opens_ten(&app).await;
    let (told, page) = left.goes_round(&app).await;
    assert_eq!((told, page.heading().as_str()), (10, DONE));
    assert!(page.text().contains("could not be told"), "{}", page.body);
    assert!(!is_in(&mut left.browser).await);
}

#[tokio::test]
async fn where_a_provider_takes_logouts_by_form_alone_both_ways_are_forms() {
    let app = TestApp::start().await;
    let mut left = Left::new(&app).await;
    left.uni.fake.publish_logout_by_form();
    app.fixture.clock.advance(hospes_identity::Span::hours(24));
    let identity = &app.fixture.identity;
    identity.refresh_saml_metadata().await.unwrap();
    left.browser = left.uni.again(&saml_lee()).await;
    let page = left.browser.post("/signout", &[]).await;
    assert_eq!(page.attribute("form[data-send-at-once]", "method"), "post");
    let form = page.form(&format!("{ENTITY}/slo"));
    let [(name, message)] = form.fields.as_slice() else {
        panic!("{:?}", form.fields);
    };
    assert_eq!(name, "SAMLRequest");
    let document = Document::from_post(message).unwrap();
    assert_eq!(verify_enveloped(&document, &left.keys), Ok(true));
    let request = LogoutRequest::read(&document).unwrap();
    let answer = SamlSignedOut::done(&request.id);
    let answer = left
        .uni
        .fake
        .signed_out_form(&left.url(), left.uni.now(), &answer);
    // It comes from another site, and goes on as a link of this one.
    let path = left.uni.path("logout");
    let page = app
        .browser()
        .post_bare(&path, &[("SAMLResponse", &answer)])
        .await;
    assert!(
        page.location()
            .starts_with(&format!("{path}?SAMLResponse="))
    );
    let page = left.browser.get(page.location()).await;
    assert_eq!(page.location(), "/signed-out");
}

#[tokio::test]
async fn without_a_certificate_nobody_is_sent_there() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    let mut browser = uni.accepted().await;
    let page = browser.post("/signout", &[]).await;
    assert_eq!(page.location(), "/signed-out");
    assert!(!is_in(&mut browser).await);
}

#[tokio::test]
async fn by_openid_connect_the_state_leads_to_the_end() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let end = "https://idp.uni.example/end";
    uni.fake.publish(&[("end_session_endpoint", end.into())]);
    // What it said when it was added is old by then.
    app.fixture.clock.advance(hospes_identity::Span::hours(2));
    for path in ["/signout", "/account/sign-out-everywhere"] {
        let mut browser = if path == "/signout" {
            uni.accepted().await
        } else {
            uni.again(&lee()).await
        };
        let page = browser.post(path, &[]).await;
        let form = page.form_that_sends_itself();
        assert_eq!(form.action, end);
        let field = |name: &str| {
            let found = form.fields.iter().find(|(field, _)| field == name);
            found.unwrap().1.clone()
        };
        assert_eq!(field("client_id"), "hospes");
        assert_eq!(
            field("post_logout_redirect_uri"),
            "https://hospes.example/signed-out"
        );
        assert_eq!(field("id_token_hint").split('.').count(), 3);
        assert!(!is_in(&mut browser).await);
        // Nobody else's state leads anywhere.
        let page = browser.open("/signed-out?state=x").await;
        assert_eq!(
            (page.status, page.heading().as_str()),
            (StatusCode::OK, DONE)
        );
        let state = field("state");
        let page = browser.get(&format!("/signed-out?state={state}")).await;
        assert_eq!(page.location(), "/signed-out");
        let page = browser.get(&format!("/signed-out?state={state}")).await;
        assert_eq!(page.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_provider_that_is_down_keeps_nobody_signed_in() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut browser = uni.accepted().await;
    app.fixture.clock.advance(hospes_identity::Span::hours(11));
    let down = hospes_identity::FetchError::Unreachable;
    let url = "https://idp.uni.example/.well-known/openid-configuration";
    app.fixture.fetch.fail(url, down);
    let page = browser.post("/signout", &[]).await;
    assert_eq!(page.location(), "/signed-out");
    assert!(!is_in(&mut browser).await);
}
