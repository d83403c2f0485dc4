//! What signing in leaves in the browser, and how it ends.

use hospes_identity::audit::Activity;
use hospes_identity::user::{PasswordReset, UserPatch};
use hospes_identity::{Actor, Identity, Span};

use crate::tests::support::{Answer as _, Browser, SESSION, TestApp};

const FORM: &str = "__Host-hospes-form";

/// Whether the browser's session counts.
async fn is_in(browser: &mut Browser<'_>) -> bool {
    !browser.get("/account").await.status.is_redirection()
}

#[tokio::test]
async fn a_session_that_was_planted_is_not_the_one_that_is_signed_in() {
    let app = TestApp::start().await;
    let thief = app.as_admin().await;
    let known = thief.cookie(SESSION).unwrap().to_owned();
    let megan = app.fixture.member(&app.system(), "megan").await;
    for planted in [known.as_str(), "planted", ""] {
        let mut victim = app.browser();
        victim.set_cookie(SESSION, planted);
        victim.sign_in(&megan.user_principal_name).await;
        let own = victim.cookie(SESSION).unwrap();
        assert_ne!(own, planted);
        let page = victim.open("/account").await;
        assert!(page.text().contains("megan@contoso.example"));
    }
    let mut thief = thief;
    let page = thief.open("/account").await;
    assert!(
        !page.body.contains("admin@contoso.example") && !page.body.contains("megan"),
        "what was planted opens nothing any more"
    );
}

#[tokio::test]
async fn signing_in_again_ends_the_session_that_was_there() {
    let app = TestApp::start().await;
    let mut browser = app.as_admin().await;
    let mut copied = app.browser();
    copied.set_cookie(SESSION, browser.cookie(SESSION).unwrap());
    browser.sign_in(&app.admin.user_principal_name).await;
    assert!(is_in(&mut browser).await);
    assert!(!is_in(&mut copied).await);
    let page = browser.open("/account").await;
    assert_eq!(
        page.texts_of("section[aria-labelledby=sessions] li").len(),
        1
    );
}

#[tokio::test]
async fn signing_out_everywhere_else_keeps_this_browser_and_nobody_who_copied_its_cookie() {
    let app = TestApp::start().await;
    let mut browser = app.as_admin().await;
    let mut copied = app.browser();
    copied.set_cookie(SESSION, browser.cookie(SESSION).unwrap());
    let mut other = app.as_admin().await;
    let page = browser.open("/account").await;
    browser.submit(&page, "/account/sessions/revoke", &[]).await;
    assert!(is_in(&mut browser).await);
    assert!(!is_in(&mut copied).await && !is_in(&mut other).await);
}

#[tokio::test]
async fn each_sign_in_has_a_session_and_a_form_cookie_of_its_own() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.open("/signin").await;
    let before = browser.cookie(FORM).unwrap().to_owned();
    let token = browser.form_token().await;
    browser.sign_in(&app.admin.user_principal_name).await;
    let first = browser.cookie(SESSION).unwrap().to_owned();
    assert_ne!(browser.cookie(FORM).unwrap(), before);
    let page = browser.post_bare("/signout", &[("csrf", &token)]).await;
    assert_eq!(page.status, 403, "a token from before signing in");
    browser.sign_in(&app.admin.user_principal_name).await;
    assert_ne!(browser.cookie(SESSION).unwrap(), first);
}

#[tokio::test]
async fn signing_out_ends_the_session_for_whoever_copied_it() {
    let app = TestApp::start().await;
    let mut browser = app.as_admin().await;
    let mut thief = app.browser();
    thief.set_cookie(SESSION, browser.cookie(SESSION).unwrap());
    assert!(is_in(&mut thief).await);
    let page = browser.open("/account").await;
    let page = browser.submit(&page, "/signout", &[]).await;
    assert_eq!(page.location(), "/signed-out");
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "You’re signed out");
    assert!(!browser.is_signed_in());
    assert!(!is_in(&mut thief).await);
    assert_eq!(app.events(Activity::SignOut).await.len(), 1);
    let left = app.stored().await;
    assert!(left.iter().all(|(table, _)| table != "sessions"));
}

#[tokio::test]
async fn a_session_lasts_a_day() {
    let app = TestApp::start().await;
    let mut browser = app.as_admin().await;
    for _ in 0..3 {
        app.fixture.clock.advance(Span::seconds(8 * 3_600 - 1));
        assert!(is_in(&mut browser).await);
    }
    app.fixture.clock.advance(Span::seconds(3));
    assert!(!is_in(&mut browser).await);
}

/// What an administrator can do that ends a member's sessions.
const ENDS: [&str; 4] = ["revoke", "block", "delete", "reset password"];

async fn end(identity: &Identity, actor: &Actor, how: &str, id: hospes_identity::ids::UserId) {
    match how {
        "revoke" => identity.revoke_sessions(actor, id).await.unwrap(),
        "delete" => identity.delete_user(actor, id).await.unwrap(),
        "block" => {
            let patch = UserPatch {
                account_enabled: Some(false),
                ..UserPatch::default()
            };
            identity.update_user(actor, id, &patch).await.unwrap();
        }
        _ => {
            let reset = PasswordReset {
                password: None,
                must_change: false,
            };
            identity.reset_password(actor, id, &reset).await.unwrap();
        }
    }
}

#[tokio::test]
async fn who_is_revoked_blocked_deleted_or_reset_is_out_at_once() {
    for how in ENDS {
        let app = TestApp::start().await;
        let system = app.system();
        let megan = app.fixture.member(&system, "megan").await;
        let mut browser = app.signed_in(&megan).await;
        let mut other = app.as_admin().await;
        app.fixture.clock.advance(Span::seconds(1));
        end(&app.fixture.identity, &system, how, megan.id).await;
        let page = browser.get("/account").await;
        assert_eq!(page.location(), "/signin?next=%2Faccount", "{how}");
        assert!(is_in(&mut other).await, "{how}: nobody else");
    }
}

#[tokio::test]
async fn a_guest_who_is_revoked_or_deleted_sees_no_apps() {
    for how in ["revoke", "block", "delete"] {
        let app = TestApp::start().await;
        let system = app.system();
        let (guest, _) = app.fixture.guest(&system, "pat@partner.example").await;
        let mut browser = app.browser();
        let page = browser.open("/signin").await;
        let name = [("username", "pat@partner.example")];
        let page = browser.submit(&page, "/signin", &name).await;
        let page = browser.follow(page).await;
        app.work().await;
        let code = app.mails.only().code();
        let page = browser
            .submit(&page, "/signin/passcode", &[("code", &code)])
            .await;
        assert_eq!(browser.follow(page).await.heading(), "My Apps");
        app.fixture.clock.advance(Span::seconds(1));
        end(&app.fixture.identity, &system, how, guest.id).await;
        let page = browser.open("/myapps").await;
        assert!(page.heading() != "My Apps", "{how}");
    }
}

#[tokio::test]
async fn a_person_can_sign_out_everywhere_else() {
    let app = TestApp::start().await;
    let mut here = app.as_admin().await;
    let mut elsewhere = app.as_admin().await;
    let page = here.open("/account").await;
    assert_eq!(
        page.texts_of("section[aria-labelledby=sessions] li").len(),
        2
    );
    let page = here.submit(&page, "/account/sessions/revoke", &[]).await;
    let page = here.follow(page).await;
    assert!(
        page.text_of("[role=status]")
            .contains("signed out everywhere else")
    );
    assert_eq!(
        page.texts_of("section[aria-labelledby=sessions] li").len(),
        1
    );
    assert!(!is_in(&mut elsewhere).await);
    let page = here.open("/account").await;
    assert!(!page.has("[role=status]"), "it is said once");
}

#[tokio::test]
async fn a_damaged_session_is_nobodys() {
    let app = TestApp::start().await;
    let browser = app.as_admin().await;
    let good = browser.cookie(SESSION).unwrap().to_owned();
    let other = app.contoso.id.to_string().replace('-', "");
    let (tenant, secret) = good.split_once('.').unwrap();
    assert_eq!(tenant, other);
    for bad in [
        format!("{tenant}."),
        format!("{tenant}.{}", &secret[1..]),
        format!("{tenant}.{secret}x"),
        format!("{}.{secret}", "0".repeat(32)),
        secret.to_owned(),
        "%00".to_owned(),
    ] {
        let mut thief = app.browser();
        thief.set_cookie(SESSION, &bad);
        assert!(!is_in(&mut thief).await, "{bad}");
    }
}

#[tokio::test]
async fn cookies_are_of_this_host_for_this_site_and_closed_to_scripts() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let mut pages = vec![browser.get("/signin").await];
    pages.push(
        browser
            .submit(
                &pages[0],
                "/signin",
                &[("username", "admin@contoso.example")],
            )
            .await,
    );
    pages.push(browser.follow(pages[1].clone()).await);
    let typed = [("password", hospes_identity::testing::PASSWORD)];
    pages.push(browser.submit(&pages[2], "/signin/password", &typed).await);
    let page = browser.open("/account").await;
    pages.push(browser.submit(&page, "/account/sessions/revoke", &[]).await);
    pages.push(browser.follow(pages[4].clone()).await);
    app.fixture
        .invite(&app.system(), "pat@partner.example")
        .await;
    app.work().await;
    pages.push(browser.get(&app.mails.only().link("/redeem")).await);
    pages.push(browser.submit(&page, "/signout", &[]).await);
    let mut seen = std::collections::BTreeSet::new();
    for page in &pages {
        for cookie in page.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let mut parts = cookie.split("; ");
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            seen.insert(name.to_owned());
            let mut attributes: Vec<&str> = parts.filter(|part| *part != "Max-Age=0").collect();
            attributes.sort_unstable();
            let expected = ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"];
            assert_eq!(attributes, expected, "{cookie}");
            for secret in ["admin", "contoso", "pat@"] {
                assert!(!value.contains(secret), "{cookie}");
            }
        }
    }
    let names: Vec<&str> = seen.iter().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "__Host-hospes-form",
            "__Host-hospes-notice",
            "__Host-hospes-redemption",
            "__Host-hospes-session",
            "__Host-hospes-sign-in",
        ]
    );
}

#[tokio::test]
async fn without_tls_cookies_have_plain_names() {
    let http = [("HOSPES_SERVER_PUBLIC_URL", "http://localhost:8080")];
    let app = TestApp::with_settings(&http).await;
    let page = app.get("/signin").await;
    let cookie = page.header("set-cookie");
    assert!(cookie.starts_with("hospes-form="), "{cookie}");
    assert!(!cookie.contains("Secure"), "{cookie}");
    assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax"));
    assert!(!page.headers.contains_key("strict-transport-security"));
}
