//! Who must choose a new password first.

use hospes_identity::user::PasswordReset;

use super::*;

const FIRST: &str = "for the first time";

/// A member whose password an administrator has set.
async fn reset(app: &TestApp) -> hospes_identity::user::User {
    let system = app.system();
    let megan = app.fixture.member(&system, "megan").await;
    let reset = PasswordReset {
        password: Some(FIRST.to_owned()),
        must_change: true,
    };
    let done = app
        .fixture
        .identity
        .reset_password(&system, megan.id, &reset);
    done.await.unwrap();
    megan
}

#[tokio::test]
async fn who_must_change_the_password_gets_no_code_before() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let megan = reset(&app).await;
    let mut browser = app.browser();
    let request = rp.request(&[]);
    let page = browser.open(&request).await;
    let page = browser.follow(page).await;
    let name = [("username", megan.user_principal_name.as_str())];
    let page = browser.submit(&page, "/signin", &name).await;
    let page = browser.follow(page).await;
    let typed = [("password", FIRST)];
    let page = browser.submit(&page, "/signin/password", &typed).await;
    assert_eq!(page.location(), "/signin/change-password");
    assert!(!browser.is_signed_in());
    // Going back to the application leads to the sign-in again, and silently it hears that nobody is there.
    let back = browser.get(&request).await;
    assert!(
        back.location().starts_with("/signin?"),
        "{}",
        back.location()
    );
    let silent = rp.request(&[("prompt", Some("none"))]);
    let answered = Answered::of(browser.get(&silent).await.location());
    assert_eq!(answered.get("error"), "login_required");
    assert_eq!(answered.find("code"), None);
    let page = browser.open("/signin/change-password").await;
    let new = "tuba lentil oak";
    let typed = [("password", new), ("repeat", new)];
    let page = browser
        .submit(&page, "/signin/change-password", &typed)
        .await;
    assert_eq!(page.location(), request);
    let answered = rp.answered(&mut browser, &request).await;
    rp.exchange(&answered.get("code"), &[])
        .await
        .json(StatusCode::OK);
}

#[tokio::test]
async fn a_password_that_is_set_anew_ends_the_session_and_the_tokens_of_before() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let system = app.system();
    let megan = app.fixture.member(&system, "megan").await;
    let mut browser = app.signed_in(&megan).await;
    let code = rp.code(&mut browser, &[]).await;
    let tokens = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    app.fixture.clock.advance(hospes_identity::Span::seconds(1));
    let reset = PasswordReset {
        password: Some(FIRST.to_owned()),
        must_change: true,
    };
    let identity = &app.fixture.identity;
    identity
        .reset_password(&system, megan.id, &reset)
        .await
        .unwrap();
    let page = browser.get(&rp.request(&[])).await;
    assert!(page.location().starts_with("/signin?"));
    let token = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(refused(&rp.refresh(token, &[]).await).1, 50_173);
}
