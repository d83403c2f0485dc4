//! The name first, then the password.

use axum::http::StatusCode;
use hospes_identity::Span;
use hospes_identity::audit::Activity;
use hospes_identity::limit::Limits;
use hospes_identity::testing::PASSWORD;
use hospes_identity::user::{PasswordReset, User, UserPatch};

use crate::tests::support::{Answer as _, Browser, Page, TestApp};

const WRONG: &str = "This password doesn’t belong to this account.";

/// The page that comes after a name.
async fn named(browser: &mut Browser<'_>, name: &str) -> Page {
    let page = browser.open("/signin").await;
    let page = browser
        .submit(&page, "/signin", &[("username", name)])
        .await;
    browser.follow(page).await
}

async fn type_password(browser: &mut Browser<'_>, name: &str, password: &str) -> Page {
    let page = named(browser, name).await;
    let typed = [("password", password)];
    browser.submit(&page, "/signin/password", &typed).await
}

async fn set_password(app: &TestApp, user: &User, password: &str, must_change: bool) {
    let reset = PasswordReset {
        password: Some(password.to_owned()),
        must_change,
    };
    let (identity, system) = (&app.fixture.identity, app.system());
    let done = identity.reset_password(&system, user.id, &reset);
    done.await.unwrap();
}

#[tokio::test]
async fn the_name_comes_first_and_then_the_password() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let page = browser.open("/signin").await;
    assert_eq!(page.heading(), "Sign in");
    assert!(!page.has("input[type=password]"));
    let page = named(&mut browser, "Admin@Contoso.Example").await;
    assert_eq!(page.heading(), "Enter your password");
    assert_eq!(page.text_of(".asker-name"), "Contoso");
    assert!(page.text().contains("Admin@Contoso.Example"));
    let page = browser
        .submit(&page, "/signin/password", &[("password", PASSWORD)])
        .await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/"));
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Contoso");
    assert_eq!(page.text_of("nav a[aria-current=page]"), "Home");
    let events = app.events(Activity::SignIn).await;
    assert_eq!(events.len(), 1);
    assert!(events[0].succeeded);
    assert_eq!(events[0].initiator.id, Some(app.admin.id.0));
}

#[tokio::test]
async fn a_member_without_a_role_comes_to_their_apps() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let mut browser = app.signed_in(&megan).await;
    let page = browser.open("/").await;
    assert_eq!(page.heading(), "My Apps");
    assert!(!page.has("a[href='/admin']"));
}

#[tokio::test]
async fn what_is_no_name_is_said_at_the_field() {
    let app = TestApp::start().await;
    for name in ["", "admin", "admin@", "two words@contoso.example"] {
        let mut browser = app.browser();
        let page = named(&mut browser, name).await;
        assert_eq!(page.heading(), "Sign in", "{name:?}");
        let error = page.text_of("#username-error");
        assert!(error.contains("whole email address"), "{error}");
        assert_eq!(page.attribute("#username", "value"), name);
        assert_eq!(page.attribute("#username", "aria-invalid"), "true");
    }
}

#[tokio::test]
async fn a_wrong_password_says_so_and_is_recorded() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let name = app.admin.user_principal_name.clone();
    let page = type_password(&mut browser, &name, "wrong").await;
    assert!(page.text_of("#password-error").contains(WRONG));
    assert_eq!(page.attribute("#password", "value"), "");
    assert!(!browser.is_signed_in());
    let events = app.events(Activity::SignIn).await;
    assert_eq!(events.len(), 1);
    assert!(!events[0].succeeded);
    assert_eq!(events[0].reason, "invalid password");
    let page = browser
        .submit(&page, "/signin/password", &[("password", PASSWORD)])
        .await;
    assert_eq!(browser.follow(page).await.heading(), "Contoso");
}

#[tokio::test]
async fn who_may_not_sign_in_is_told_no_more_than_who_mistypes() {
    let app = TestApp::start().await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let blocked = app.fixture.member(&system, "blocked").await;
    let patch = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    identity
        .update_user(&system, blocked.id, &patch)
        .await
        .unwrap();
    let deleted = app.fixture.member(&system, "deleted").await;
    identity.delete_user(&system, deleted.id).await.unwrap();
    for name in ["blocked", "deleted", "nobody"] {
        let mut browser = app.browser();
        let name = format!("{name}@contoso.example");
        let page = type_password(&mut browser, &name, PASSWORD).await;
        assert!(page.text_of("#password-error").contains(WRONG), "{name}");
        assert!(!browser.is_signed_in(), "{name}");
    }
    let events = app.events(Activity::SignIn).await;
    let refused = events.iter().filter(|event| !event.succeeded).count();
    assert_eq!(refused, events.len());
    assert!(
        events
            .iter()
            .any(|event| event.reason == "the account may not sign in")
    );
}

#[tokio::test]
async fn a_password_that_an_administrator_set_is_changed_first() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    set_password(&app, &megan, "for the first time", true).await;
    let mut browser = app.browser();
    let name = megan.user_principal_name.as_str();
    let page = type_password(&mut browser, name, "for the first time").await;
    assert_eq!(page.location(), "/signin/change-password");
    assert!(!browser.is_signed_in(), "not before the change");
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Choose a new password");
    assert_eq!(page.text_of(".asker-name"), "Contoso");
    let path = "/signin/change-password";
    for (password, repeat, field, said) in [
        ("short", "short", "password", "Use at least 8 characters"),
        (
            "for the first time",
            "for the first time",
            "password",
            "other than the present one",
        ),
        (
            "for all the others",
            "for all the other",
            "repeat",
            "The two passwords differ",
        ),
        ("", "", "password", "Use at least 8 characters"),
        (
            "Passw0rd!",
            "Passw0rd!",
            "password",
            "one of those attackers try first",
        ),
        (
            "megan-contoso",
            "megan-contoso",
            "password",
            "one of those attackers try first",
        ),
    ] {
        let typed = [("password", password), ("repeat", repeat)];
        let page = browser.submit(&page, path, &typed).await;
        let error = page.text_of(&format!("#{field}-error"));
        assert!(error.contains(said), "{error}");
        assert!(page.has(&format!(".fault-summary a[href='#{field}']")));
        assert!(!browser.is_signed_in());
    }
    let typed = [
        ("password", "for all the others"),
        ("repeat", "for all the others"),
    ];
    let page = browser.submit(&page, path, &typed).await;
    assert!(browser.is_signed_in());
    assert_eq!(browser.follow(page).await.heading(), "My Apps");
    assert_eq!(app.events(Activity::ChangePassword).await.len(), 1);
    let mut other = app.browser();
    let page = type_password(&mut other, name, "for the first time").await;
    assert!(
        page.text_of("#password-error").contains(WRONG),
        "the old one is over"
    );
    type_password(&mut other, name, "for all the others").await;
    assert!(other.is_signed_in());
}

#[tokio::test]
async fn whoever_takes_too_long_to_think_of_a_password_begins_again() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    set_password(&app, &megan, "for the first time", true).await;
    let mut browser = app.browser();
    let name = megan.user_principal_name.as_str();
    let page = type_password(&mut browser, name, "for the first time").await;
    let page = browser.follow(page).await;
    app.fixture.clock.advance(Span::minutes(15));
    let typed = [
        ("password", "for all the others"),
        ("repeat", "for all the others"),
    ];
    let page = browser
        .submit(&page, "/signin/change-password", &typed)
        .await;
    assert!(page.location().starts_with("/signin"));
    assert!(!browser.is_signed_in());
    assert!(app.events(Activity::ChangePassword).await.is_empty());
}

#[tokio::test]
async fn the_steps_cannot_be_skipped() {
    let app = TestApp::start().await;
    for path in [
        "/signin/password",
        "/signin/passcode",
        "/signin/change-password",
    ] {
        let mut browser = app.browser();
        assert_eq!(browser.get(path).await.location(), "/signin", "{path}");
        let fields = [
            ("password", PASSWORD),
            ("code", "12345678"),
            ("repeat", PASSWORD),
        ];
        let page = browser.post(path, &fields).await;
        assert_eq!(page.location(), "/signin", "{path}");
        assert!(!browser.is_signed_in());
    }
    let mut browser = app.browser();
    named(&mut browser, &app.admin.user_principal_name).await;
    let page = browser.get("/signin/change-password").await;
    assert_eq!(
        page.location(),
        "/signin",
        "without the right password first"
    );
}

#[tokio::test]
async fn after_too_many_wrong_passwords_even_the_right_one_waits() {
    let mut limits = Limits::default();
    limits.wrong_passwords_per_account = 3;
    let app = TestApp::with_limits(limits).await;
    let name = app.admin.user_principal_name.clone();
    let mut browser = app.browser();
    for _ in 0..3 {
        let page = type_password(&mut browser, &name, "wrong").await;
        assert_eq!(page.status, StatusCode::OK);
    }
    let page = type_password(&mut browser, &name, PASSWORD).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!browser.is_signed_in());
    let seconds: i64 = page.header("retry-after").parse().unwrap();
    assert!((1..=900).contains(&seconds), "{seconds}");
    let error = page.text_of("#password-error");
    assert!(error.contains("Too many wrong passwords"), "{error}");
    let megan = app.fixture.member(&app.system(), "megan").await;
    app.signed_in(&megan).await;
    app.fixture.clock.advance(Span::seconds(seconds));
    type_password(&mut browser, &name, PASSWORD).await;
    assert!(browser.is_signed_in(), "the account itself is never locked");
}
