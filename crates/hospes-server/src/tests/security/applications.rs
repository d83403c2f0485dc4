//! Applications of an organisation that asks for a second factor.

use axum::http::StatusCode;
use hospes_identity::Span;
use serde_json::{Value, json};

use super::*;
use crate::tests::authorize::{Answered, Rp, claims, refused};
use crate::tests::saml::ServiceProvider;

async fn admins_need_it(app: &TestApp) {
    ask(app, &app.system(), |settings| {
        settings.second_factor_administrators = true;
    })
    .await;
}

#[tokio::test]
async fn an_application_gets_nobody_before_the_second_factor_and_is_told_of_it_then() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code_before = rp.code(&mut browser, &[]).await;
    let answer = rp.exchange(&code_before, &[]).await.json(StatusCode::OK);
    let token = answer["access_token"].as_str().unwrap();
    assert_eq!(claims(token)["amr"], json!(["pwd"]));
    admins_need_it(&app).await;
    // Without a page: what is missing.
    let silent = rp.request(&[("prompt", Some("none"))]);
    let page = browser.get(&silent).await;
    let told = Answered::of(page.location());
    assert_eq!(told.get("error"), "interaction_required");
    assert!(told.get("error_description").starts_with("AADSTS50079:"));
    // With pages: the way there and back.
    let page = browser.open(&rp.request(&[])).await;
    assert_eq!(page.heading(), "Add a second factor");
    let (secret, page) = add_app(&app, &mut browser, &page).await;
    let page = browser
        .get(&page.attribute(".guest-actions a", "href"))
        .await;
    let code = Answered::of(page.location()).get("code");
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let token = answer["access_token"].as_str().unwrap();
    assert_eq!(claims(token)["amr"], json!(["pwd", "otp", "mfa"]));
    // Another browser has to prove it.
    app.fixture.clock.advance(Span::seconds(30));
    let mut other = app.browser();
    other.sign_in(&app.admin.user_principal_name).await;
    let page = other.get(&silent).await;
    let told = Answered::of(page.location());
    assert!(told.get("error_description").starts_with("AADSTS50076:"));
    let page = other.open(&rp.request(&[])).await;
    assert_eq!(page.heading(), "Prove that it’s you");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("https://rp.example"), "{policy}");
    let answer = type_code(&mut other, &page, &super::code(&app, &secret)).await;
    let page = other.follow(answer).await;
    assert!(Answered::of(page.location()).find("code").is_some());
}

#[tokio::test]
async fn a_refresh_token_from_before_the_rule_asks_for_the_person() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let before = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let token = |answer: &Value| answer["refresh_token"].as_str().unwrap().to_owned();
    admins_need_it(&app).await;
    let page = rp.refresh(&token(&before), &[]).await;
    assert_eq!(refused(&page), ("interaction_required".to_owned(), 50_079));
    let page = browser.open(&rp.request(&[])).await;
    let (_, page) = add_app(&app, &mut browser, &page).await;
    let page = browser
        .get(&page.attribute(".guest-actions a", "href"))
        .await;
    let code = Answered::of(page.location()).get("code");
    let after = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let page = rp.refresh(&token(&before), &[]).await;
    assert_eq!(refused(&page), ("interaction_required".to_owned(), 50_076));
    let answer: Value = serde_json::from_str(&page.body).unwrap();
    assert!(answer.get("suberror").is_none());
    let refreshed = rp.refresh(&token(&after), &[]).await.json(StatusCode::OK);
    let token = refreshed["access_token"].as_str().unwrap();
    assert_eq!(claims(token)["amr"], json!(["pwd", "otp", "mfa"]));
}

#[tokio::test]
async fn nobody_agrees_to_anything_before_the_second_factor() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let page = browser.open(&rp.request(&[])).await;
    admins_need_it(&app).await;
    let action = format!("/{}/oauth2/v2.0/consent", app.contoso.id);
    let page = browser
        .submit(&page, &action, &[("answer", "accept")])
        .await;
    assert!(page.location().starts_with("/signin/register-factor?"));
    let (identity, system) = (&app.fixture.identity, app.system());
    let agreed = identity.consents(&system, app.admin.id).await.unwrap();
    assert!(agreed.is_empty());
}

#[tokio::test]
async fn an_application_that_speaks_saml_gets_nobody_before_the_second_factor() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let mut browser = app.as_admin().await;
    admins_need_it(&app).await;
    let page = browser.open(&sp.path(&[])).await;
    let page = sp.go_on(&mut browser, &page).await;
    assert!(!page.body.contains("SAMLResponse"));
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Add a second factor");
    let (_, page) = add_app(&app, &mut browser, &page).await;
    let page = browser
        .get(&page.attribute(".guest-actions a", "href"))
        .await;
    let page = sp.go_on(&mut browser, &page).await;
    assert!(page.has("[name=SAMLResponse]"));
}
