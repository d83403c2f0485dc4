//! Guests who proved several factors at their own organization's provider.

use axum::http::StatusCode;
use hospes_identity::Span;
use hospes_identity::identity_provider::{MultifactorTrust, ProviderPatch};
use hospes_identity::ids::ProviderId;
use hospes_identity::page::PageRequest;
use hospes_identity::sign_in_log::SignInQuery;
use serde_json::{Value, json};

use super::saml::SamlUniversity;
use super::{LEE, University, lee};
use crate::tests::authorize::{Rp, claims};
use crate::tests::security;
use crate::tests::support::{Browser, TestApp};

async fn guests_need_it(app: &TestApp) {
    security::ask(app, &app.system(), |settings| {
        settings.second_factor_guests = true;
    })
    .await;
}

async fn trust(app: &TestApp, id: ProviderId, is_trusted: bool) {
    trust_in(app, id, is_trusted, &[]).await;
}

async fn trust_in(app: &TestApp, id: ProviderId, is_trusted: bool, classes: &[&str]) {
    let patch = ProviderPatch {
        multifactor: Some(MultifactorTrust {
            is_trusted,
            classes: classes.iter().map(|one| (*one).to_owned()).collect(),
            is_asked_for: true,
        }),
        ..ProviderPatch::default()
    };
    let (identity, system) = (&app.fixture.identity, app.system());
    let changed = identity.update_identity_provider(&system, id, &patch);
    changed.await.unwrap();
}

fn lee_by(amr: &[&str]) -> Value {
    let mut said = lee();
    said["amr"] = json!(amr);
    said
}

/// Leads Lee to an application by way of the university, and gives where that leads.
async fn led<'a>(uni: &University<'a>, rp: &Rp<'_>, said: &Value) -> (Browser<'a>, String) {
    let mut browser = uni.app.browser();
    let page = browser.open(&rp.request(&[])).await;
    let page = browser.submit(&page, "/signin", &[("username", LEE)]).await;
    let url = University::leads_to(&page);
    let page = uni.come_back(&mut browser, &url, said).await;
    let next = University::leads_to(&page);
    (browser, next)
}

#[tokio::test]
async fn an_application_is_told_of_several_factors_and_refreshes_only_while_that_is_trusted() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    guests_need_it(&app).await;
    let rp = Rp::new(&app).await;
    // Not trusted, and trusted without a word of it: a second factor of this organization.
    let (mut browser, next) = led(&uni, &rp, &lee_by(&["mfa"])).await;
    assert_eq!(browser.open(&next).await.heading(), "Add a second factor");
    trust(&app, uni.provider.id, true).await;
    let (mut browser, next) = led(&uni, &rp, &lee_by(&["pwd"])).await;
    assert_eq!(browser.open(&next).await.heading(), "Add a second factor");
    let (mut browser, next) = led(&uni, &rp, &lee_by(&["mfa"])).await;
    let code = rp.answered(&mut browser, &next).await.get("code");
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let token = claims(answer["id_token"].as_str().unwrap());
    assert_eq!(token["amr"], json!(["fed", "mfa"]));
    let refresh = answer["refresh_token"].as_str().unwrap();
    let answer = rp.refresh(refresh, &[]).await.json(StatusCode::OK);
    let token = claims(answer["access_token"].as_str().unwrap());
    assert_eq!(token["amr"], json!(["fed", "mfa"]));
    // The administrator reads why nobody was asked.
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin/sign-ins").await;
    let entry = page.attribute("tbody a[href^='/admin/sign-ins/']", "href");
    assert!(!entry.is_empty());
    let query = SignInQuery::all(PageRequest::first(50));
    let log = app
        .fixture
        .identity
        .sign_ins(&app.system(), &query)
        .await
        .unwrap();
    let trusted = log
        .rows
        .iter()
        .find(|one| one.second_factor.as_deref() == Some("provider"));
    let page = admin
        .open(&format!("/admin/sign-ins/{}", trusted.unwrap().id))
        .await;
    assert!(page.text().contains("Trusted from the identity provider"));
    // Trusted no more: the application gets nothing more, and whoever is signed in is asked.
    trust(&app, uni.provider.id, false).await;
    let refresh = answer["refresh_token"].as_str().unwrap();
    let refused = rp.refresh(refresh, &[]).await.json(StatusCode::BAD_REQUEST);
    assert_eq!(refused["error_codes"][0], 50_079);
    let page = browser.open(&rp.request(&[])).await;
    assert_eq!(page.heading(), "Add a second factor");
}

#[tokio::test]
async fn a_class_that_is_taken_from_the_list_counts_no_more_at_the_next_refresh() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    guests_need_it(&app).await;
    let rp = Rp::new(&app).await;
    let known = uni.provider.id;
    let mut said = lee_by(&["pwd"]);
    said["acr"] = json!("urn:gold");
    trust_in(&app, known, true, &["urn:gold"]).await;
    let (mut browser, next) = led(&uni, &rp, &said).await;
    let code = rp.answered(&mut browser, &next).await.get("code");
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let refresh = answer["refresh_token"].as_str().unwrap();
    let answer = rp.refresh(refresh, &[]).await.json(StatusCode::OK);
    let token = claims(answer["access_token"].as_str().unwrap());
    assert_eq!(token["amr"], json!(["fed", "mfa"]));
    trust_in(&app, known, true, &["urn:platinum"]).await;
    let refresh = answer["refresh_token"].as_str().unwrap();
    let refused = rp.refresh(refresh, &[]).await.json(StatusCode::BAD_REQUEST);
    assert_eq!(refused["error_codes"][0], 50_079);
    // A refusal changes nothing.
    trust_in(&app, known, true, &["urn:gold"]).await;
    rp.refresh(refresh, &[]).await.json(StatusCode::OK);
}

#[tokio::test]
async fn what_is_trusted_no_more_is_told_to_no_application() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let rp = Rp::new(&app).await;
    trust(&app, uni.provider.id, true).await;
    let (mut browser, next) = led(&uni, &rp, &lee_by(&["mfa"])).await;
    let code = rp.answered(&mut browser, &next).await.get("code");
    let mut answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    // Nobody is asked for a second factor here, so the refresh goes on.
    for (is_trusted, amr) in [
        (true, json!(["fed", "mfa"])),
        (false, json!(["fed"])),
        (true, json!(["fed", "mfa"])),
    ] {
        trust(&app, uni.provider.id, is_trusted).await;
        let refresh = answer["refresh_token"].as_str().unwrap();
        answer = rp.refresh(refresh, &[]).await.json(StatusCode::OK);
        let token = claims(answer["access_token"].as_str().unwrap());
        assert_eq!(token["amr"], amr);
    }
}

#[tokio::test]
async fn by_saml_it_is_the_context_class_that_says_so_and_is_asked_for() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    uni.accepted().await;
    guests_need_it(&app).await;
    let known = uni.provider.id;
    trust(&app, known, true).await;
    let asks = "Add a second factor";
    assert_eq!(
        uni.comes_by("urn:oasis:names:tc:SAML:2.0:ac:classes:Password")
            .await,
        asks
    );
    let refeds = "https://refeds.org/profile/mfa";
    assert_eq!(
        uni.asked_for().await,
        [refeds, "http://schemas.microsoft.com/claims/multipleauthn"]
    );
    assert_eq!(uni.comes_by(refeds).await, "My Apps");
    trust(&app, known, false).await;
    assert!(uni.asked_for().await.is_empty());
    assert_eq!(uni.comes_by(refeds).await, asks);
}

#[tokio::test]
async fn what_is_registered_here_is_changed_by_who_proved_it_here_alone() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    guests_need_it(&app).await;
    let rp = Rp::new(&app).await;
    let (mut browser, next) = led(&uni, &rp, &lee_by(&["mfa"])).await;
    let page = browser.open(&next).await;
    let (secret, _) = security::add_app(&app, &mut browser, &page).await;
    trust(&app, uni.provider.id, true).await;
    // Let in by what the university asked for, which is no proof of the app.
    let (mut other, next) = led(&uni, &rp, &lee_by(&["mfa"])).await;
    assert!(rp.answered(&mut other, &next).await.find("code").is_some());
    let page = other.open("/signin/register-factor").await;
    assert_eq!(page.heading(), "Prove that it’s you");
    app.fixture.clock.advance(Span::seconds(30));
    let code = security::code(&app, &secret);
    security::type_code(&mut other, &page, &code).await;
    let page = other.open("/signin/register-factor").await;
    assert_eq!(page.heading(), "Add a second factor");
}
