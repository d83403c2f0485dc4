//! My account: what somebody proves themselves with.

use axum::http::StatusCode;
use hospes_identity::Span;

use super::*;

const PATH: &str = "/account/security";

#[tokio::test]
async fn authenticators_are_listed_named_and_removed() {
    let app = TestApp::start().await;
    let mut browser = app.as_admin().await;
    let page = browser.open(PATH).await;
    assert_eq!(page.text_of(".empty h2"), "No second factor yet");
    let to = page.attribute(".card-foot a.button-primary", "href");
    let page = browser.open(&to).await;
    let (_, page) = add_app(&app, &mut browser, &page).await;
    let page = browser
        .open(&page.attribute(".guest-actions a", "href"))
        .await;
    assert_eq!(page.texts_of(".app-name"), ["Phone"]);
    assert!(page.text().contains("10 are left."));
    let rename = page.attribute("form[action$='/rename']", "action");
    let answer = browser
        .submit(&page, &rename, &[("name", "<b>Old</b> phone")])
        .await;
    let page = browser.follow(answer).await;
    assert_eq!(page.texts_of(".app-name"), ["<b>Old</b> phone"]);
    let answer = browser.submit(&page, &rename, &[("name", " ")]).await;
    let page = browser.follow(answer).await;
    assert!(page.text().contains("Enter a name"));
    let codes = browser
        .submit(&page, "/account/security/recovery-codes", &[])
        .await;
    assert_eq!(codes.texts_of(".codes li").len(), 10);
    let page = browser.open(PATH).await;
    let delete = page.attribute("form[action$='/delete']", "action");
    let answer = browser.submit(&page, &delete, &[]).await;
    let page = browser.follow(answer).await;
    assert!(page.has(".empty") && !page.text().contains("Recovery codes"));
}

#[tokio::test]
async fn ten_minutes_after_the_sign_in_nothing_can_be_changed_until_the_next() {
    let app = TestApp::start().await;
    let mut browser = app.as_admin().await;
    let page = browser.open("/signin/register-factor").await;
    let (secret, _) = add_app(&app, &mut browser, &page).await;
    app.fixture.clock.advance(Span::minutes(11));
    let page = browser.open(PATH).await;
    assert!(!page.has("form[action$='/delete']") && !page.has(".card-foot"));
    let to = page.attribute(".notice a", "href");
    assert!(to.starts_with("/signin?next="), "{to}");
    let page = browser.get("/signin/register-factor").await;
    assert!(page.location().starts_with("/signin?next="));
    // The password alone is not enough for who has a second factor.
    browser.sign_in(&app.admin.user_principal_name).await;
    let page = browser.open(PATH).await;
    let to = page.attribute(".notice a", "href");
    assert!(to.starts_with("/signin/second-factor?"), "{to}");
    let page = browser.open(&to).await;
    let typed = code(&app, &secret);
    let answer = type_code(&mut browser, &page, &typed).await;
    let page = browser.follow(answer).await;
    assert!(page.has("form[action$='/delete']"), "{}", page.text());
}

#[tokio::test]
async fn what_is_somebody_elses_does_not_exist() {
    let app = TestApp::start().await;
    let mut browser = app.as_admin().await;
    let page = browser.open("/signin/register-factor").await;
    add_app(&app, &mut browser, &page).await;
    let page = browser.open(PATH).await;
    let delete = page.attribute("form[action$='/delete']", "action");
    let rename = page.attribute("form[action$='/rename']", "action");
    let megan = app.fixture.member(&app.system(), "megan").await;
    let mut other = app.signed_in(&megan).await;
    assert_eq!(other.post(&delete, &[]).await.status, StatusCode::NOT_FOUND);
    let named = other.post(&rename, &[("name", "Mine")]).await;
    assert_eq!(named.status, StatusCode::NOT_FOUND);
    let nonsense = other.post("/account/security/x/delete", &[]).await;
    assert_eq!(nonsense.status, StatusCode::NOT_FOUND);
    let page = browser.open(PATH).await;
    assert_eq!(page.texts_of(".app-name"), ["Phone"]);
}
