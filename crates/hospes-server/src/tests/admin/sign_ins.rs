//! The sign-in log, as those who help others read it.

use axum::http::StatusCode;
use hospes_identity::role::Role;

use super::fact;
use crate::tests::authorize::Rp;
use crate::tests::security;
use crate::tests::support::{Browser, Page, TestApp};

const NAMES: &str = "tbody td:first-child a";

async fn guess(browser: &mut Browser<'_>, name: &str) -> Page {
    let page = browser.open("/signin").await;
    let page = browser
        .submit(&page, "/signin", &[("username", name)])
        .await;
    let page = browser.follow(page).await;
    let typed = [("password", "a guess")];
    browser.submit(&page, "/signin/password", &typed).await
}

#[tokio::test]
async fn attempts_are_found_by_who_what_and_why() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let mut stranger = app.browser();
    guess(&mut stranger, "megan@contoso.example").await;
    guess(&mut stranger, "nobody@contoso.example").await;
    app.signed_in(&megan).await;
    let mut admin = app.as_admin().await;
    let (megan, nobody, own) = (
        "megan@contoso.example",
        "nobody@contoso.example",
        "admin@contoso.example",
    );
    for (query, found) in [
        ("", &[own, megan, nobody, megan][..]),
        ("?user=MEGAN%40contoso.example", &[megan, megan]),
        ("?user=nobody%40contoso.example", &[nobody]),
        ("?user=megan%40contoso.example&outcome=failure", &[megan]),
        ("?reason=unknown-name", &[nobody]),
        ("?application=Hospes&outcome=success", &[own, megan]),
        ("?application=Expenses", &[]),
        ("?from=2026-01-02", &[]),
        ("?to=2026-01-01&reason=wrong-password", &[megan]),
    ] {
        let page = admin.open(&format!("/admin/sign-ins{query}")).await;
        assert_eq!(page.texts_of(NAMES), found, "{query}");
        if found.is_empty() {
            assert!(page.text().contains("No sign-in matches"), "{query}");
        }
    }
    let page = admin
        .open("/admin/sign-ins?outcome=failure&reason=unknown-name")
        .await;
    assert_eq!(
        page.texts_of(".chip"),
        [
            "Remove filter Outcome: Failure",
            "Remove filter Reason: 50034 No account of the organization has this name"
        ]
    );
}

#[tokio::test]
async fn an_attempt_tells_what_happened_what_to_do_and_the_number_of_its_request() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let answer = guess(&mut app.browser(), "megan@contoso.example").await;
    let number = answer.headers["request-id"].to_str().unwrap().to_owned();
    let mut admin = app.as_admin().await;
    let list = admin.open("/admin/sign-ins?reason=wrong-password").await;
    let page = admin.open(&list.attribute(NAMES, "href")).await;
    assert_eq!(page.heading(), "megan@contoso.example");
    assert_eq!(page.text_of(".badges"), "Failure");
    assert!(page.text().contains("The password is wrong."));
    assert!(page.text().contains("set a new one on their page"));
    assert_eq!(fact(&page, "Reference number"), number);
    assert_eq!(fact(&page, "Error code"), "AADSTS50126");
    assert_eq!(fact(&page, "Network"), "192.0.2.1");
    assert_eq!(fact(&page, "Method"), "Password");
    assert_eq!(fact(&page, "Signed in to"), "Hospes");
    let user = format!("/admin/users/{}", megan.id);
    assert_eq!(page.attribute("dl.facts a", "href"), user);
    let page = admin.open("/admin/sign-ins/nonsense").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_second_factor_is_named_as_people_know_it() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let page = admin
        .open("/signin/register-factor?next=/account/security")
        .await;
    security::add_app(&app, &mut admin, &page).await;
    let list = admin.open("/admin/sign-ins").await;
    let page = admin.open(&list.attribute(NAMES, "href")).await;
    assert_eq!(fact(&page, "Second factor"), "Authenticator app");
    assert_eq!(fact(&page, "Method"), "Password");
}

#[tokio::test]
async fn a_user_and_an_application_have_their_own_lists() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let mut browser = app.signed_in(&megan).await;
    let code = rp.code(&mut browser, &[]).await;
    rp.exchange(&code, &[]).await;
    let mut admin = app.as_admin().await;
    let user = format!("/admin/users/{}/sign-ins", megan.id);
    let page = admin.open(&user).await;
    assert_eq!(
        page.texts_of("tbody td.col-2:nth-child(2)"),
        ["Expenses", "Hospes"]
    );
    let application = format!("/admin/applications/{}/sign-ins", rp.application.id);
    let page = admin.open(&application).await;
    assert_eq!(page.texts_of(NAMES), ["megan@contoso.example"]);
    assert_eq!(page.text_of("nav.tabs [aria-current=page]"), "Sign-ins");
    let untouched = app.tile("Travel").await;
    let empty = format!("/admin/applications/{}/sign-ins", untouched.id);
    assert!(admin.open(&empty).await.has("main .empty"));
}

#[tokio::test]
async fn only_who_may_read_the_log_reads_it() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let list = admin.open("/admin/sign-ins").await;
    let entry = list.attribute(NAMES, "href");
    let user = format!("/admin/users/{}", app.admin.id);
    let mut reader = app.as_role(Role::GlobalReader).await;
    let mut helpdesk = app.as_role(Role::HelpdeskAdministrator).await;
    for path in [
        "/admin/sign-ins".to_owned(),
        entry,
        format!("{user}/sign-ins"),
    ] {
        assert_eq!(reader.get(&path).await.status, StatusCode::OK, "{path}");
        let refused = helpdesk.get(&path).await.status;
        assert_eq!(refused, StatusCode::FORBIDDEN, "{path}");
    }
    let page = helpdesk.open(&user).await;
    assert!(!page.text_of("nav.tabs").contains("Sign-ins"));
}
