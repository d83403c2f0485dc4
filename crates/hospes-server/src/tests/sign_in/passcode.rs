//! A code to the mailbox, for guests without an account here.

use axum::http::StatusCode;
use hospes_identity::Span;
use hospes_identity::audit::Activity;
use hospes_identity::limit::Limits;
use hospes_identity::user::UserPatch;

use crate::tests::support::{Answer as _, Browser, Page, TestApp};

const PAT: &str = "pat@partner.example";
const PATH: &str = "/signin/passcode";

async fn named(browser: &mut Browser<'_>, name: &str) -> Page {
    let page = browser.open("/signin").await;
    let page = browser
        .submit(&page, "/signin", &[("username", name)])
        .await;
    browser.follow(page).await
}

/// A server with a guest, and the guest's browser at the page that asks for the code.
async fn asked(app: &TestApp) -> (Browser<'_>, Page, String) {
    app.fixture.guest(&app.system(), PAT).await;
    let mut browser = app.browser();
    let page = named(&mut browser, PAT).await;
    app.work().await;
    let code = app.mails.only().code();
    (browser, page, code)
}

/// Eight digits that are not the code.
fn not(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..7])
}

async fn error(browser: &mut Browser<'_>, page: &Page, code: &str) -> String {
    let page = browser.submit(page, PATH, &[("code", code)]).await;
    assert!(!browser.is_signed_in());
    page.text_of("#code-error")
}

#[tokio::test]
async fn a_guest_signs_in_with_the_code_of_their_mail() {
    let app = TestApp::start().await;
    let (mut browser, page, code) = asked(&app).await;
    assert_eq!(page.heading(), "Enter the code");
    assert!(
        page.text()
            .contains("If pat@partner.example has access here")
    );
    assert_eq!(page.attribute("#code", "autocomplete"), "one-time-code");
    let grouped = format!(" {} {} ", &code[..4], &code[4..]);
    let page = browser.submit(&page, PATH, &[("code", &grouped)]).await;
    assert!(browser.is_signed_in());
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "My Apps");
    let events = app.events(Activity::SignIn).await;
    assert!(events[0].succeeded);
    assert!(
        events[0]
            .details
            .iter()
            .any(|detail| detail.value == "passcode")
    );
}

#[tokio::test]
async fn a_code_works_once() {
    let app = TestApp::start().await;
    let (mut browser, page, code) = asked(&app).await;
    let mut second = browser.clone();
    browser.submit(&page, PATH, &[("code", &code)]).await;
    assert!(browser.is_signed_in());
    let said = error(&mut second, &page, &code).await;
    assert!(said.contains("no longer works"), "{said}");
}

#[tokio::test]
async fn five_wrong_codes_end_the_code_and_not_the_person() {
    let app = TestApp::start().await;
    let (mut browser, page, code) = asked(&app).await;
    for left in (1..5).rev() {
        let said = error(&mut browser, &page, &not(&code)).await;
        let tries = if left == 1 {
            "1 try".to_owned()
        } else {
            format!("{left} tries")
        };
        assert!(said.contains(&format!("You have {tries} left")), "{said}");
    }
    assert!(
        error(&mut browser, &page, &not(&code))
            .await
            .contains("no longer works")
    );
    assert!(
        error(&mut browser, &page, &code)
            .await
            .contains("no longer works")
    );
    let page = browser.submit(&page, "/signin/passcode/send", &[]).await;
    let page = browser.follow(page).await;
    app.work().await;
    let code = app.mails.only().code();
    browser.submit(&page, PATH, &[("code", &code)]).await;
    assert!(browser.is_signed_in());
    let failed = app.events(Activity::SignIn).await;
    let failed = failed.iter().filter(|event| !event.succeeded).count();
    assert_eq!(failed, 6);
}

#[tokio::test]
async fn the_newest_code_replaces_the_one_before() {
    let app = TestApp::start().await;
    let (mut browser, page, old) = asked(&app).await;
    browser.submit(&page, "/signin/passcode/send", &[]).await;
    app.work().await;
    let new = app.mails.only().code();
    assert_ne!(old, new);
    let said = error(&mut browser, &page, &old).await;
    assert!(
        said.contains("This code is wrong, or not the newest"),
        "{said}"
    );
    browser.submit(&page, PATH, &[("code", &new)]).await;
    assert!(browser.is_signed_in());
}

#[tokio::test]
async fn a_code_counts_for_thirty_minutes() {
    let app = TestApp::start().await;
    let (mut browser, page, code) = asked(&app).await;
    app.fixture.clock.advance(Span::minutes(30));
    let said = error(&mut browser, &page, &code).await;
    assert!(said.contains("no longer works"), "{said}");
}

#[tokio::test]
async fn a_code_is_of_one_address() {
    let app = TestApp::start().await;
    let (_, _, code) = asked(&app).await;
    app.fixture
        .guest(&app.system(), "kim@partner.example")
        .await;
    let mut kim = app.browser();
    let page = named(&mut kim, "kim@partner.example").await;
    assert!(
        error(&mut kim, &page, &code)
            .await
            .contains("wrong, or not the newest")
    );
}

#[tokio::test]
async fn a_blocked_guest_gets_no_code() {
    let app = TestApp::start().await;
    let (guest, _) = app.fixture.guest(&app.system(), PAT).await;
    let patch = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    let identity = &app.fixture.identity;
    identity
        .update_user(&app.system(), guest.id, &patch)
        .await
        .unwrap();
    let mut browser = app.browser();
    let page = named(&mut browser, PAT).await;
    assert_eq!(page.heading(), "Enter the code");
    app.work().await;
    assert!(app.mails.take().is_empty());
}

#[tokio::test]
async fn codes_are_sent_so_often_and_no_oftener() {
    let mut limits = Limits::default();
    limits.passcodes_per_address = 3;
    let app = TestApp::with_limits(limits).await;
    // Accepting took the first of them.
    let (mut browser, page, _) = asked(&app).await;
    let sent = browser.submit(&page, "/signin/passcode/send", &[]).await;
    assert!(sent.status.is_redirection());
    let page = browser.submit(&page, "/signin/passcode/send", &[]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    let seconds: i64 = page.header("retry-after").parse().unwrap();
    assert!((1..=3_600).contains(&seconds), "{seconds}");
    assert!(page.text().contains("You can have a new code in"));
    let page = browser.open("/signin").await;
    let page = browser.submit(&page, "/signin", &[("username", PAT)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.heading(), "Too many requests");
    assert!(page.headers.contains_key("retry-after"));
    app.work().await;
    assert_eq!(app.mails.take().len(), 1);
    app.fixture.clock.advance(Span::seconds(seconds));
    let page = named(&mut browser, PAT).await;
    assert_eq!(page.heading(), "Enter the code");
}

#[tokio::test]
async fn a_network_can_only_try_so_many_codes() {
    let mut limits = Limits::default();
    limits.wrong_secrets_per_network = 2;
    let app = TestApp::with_limits(limits).await;
    let (mut browser, page, code) = asked(&app).await;
    for _ in 0..2 {
        error(&mut browser, &page, &not(&code)).await;
    }
    let page = browser.submit(&page, PATH, &[("code", &code)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.headers.contains_key("retry-after"));
    assert!(page.text_of("#code-error").contains("Too many wrong codes"));
    assert!(!browser.is_signed_in());
}
