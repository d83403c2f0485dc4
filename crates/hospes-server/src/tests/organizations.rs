//! One person in many organizations: what waits for them, where they are, and leaving all at once.

use axum::http::{Method, StatusCode};
use hospes_identity::Actor;
use hospes_identity::invitation::Invited;
use hospes_identity::limit::Limits;

use super::support::{Browser, Page, TestApp};
use crate::routes::Access;

const PAT: &str = "pat@partner.example";
const EVIL: &str = "Evil <script>alert(1)</script> & Co\u{202e}";

async fn host(app: &TestApp, name: &str, domain: &str) -> Actor {
    let tenant = app.fixture.tenant(name, domain).await;
    app.fixture.system(tenant.id)
}

/// Pat of Contoso, whom others invite, too.
async fn pat(app: &TestApp) -> Browser<'_> {
    app.fixture.guest(&app.system(), PAT).await;
    app.by_code(PAT).await
}

async fn review(browser: &mut Browser<'_>, page: &Page, invited: &Invited) -> Page {
    let id = invited.invitation.id.to_string();
    let typed = [("invitation", id.as_str())];
    browser
        .submit(page, "/account/organizations/review", &typed)
        .await
}

#[tokio::test]
async fn an_invitation_is_reviewed_and_accepted_without_its_mail() {
    let app = TestApp::start().await;
    let mut browser = pat(&app).await;
    let page = browser.open("/account/organizations").await;
    assert!(!page.has("#waiting"), "nothing waits");
    let woodgrove = host(&app, "Woodgrove", "woodgrove.example").await;
    let invited = app.fixture.invite(&woodgrove, PAT).await;
    let page = browser.open("/account/organizations").await;
    let text = page.text_of("section[aria-labelledby=waiting]");
    assert!(text.contains("Woodgrove") && text.contains(PAT), "{text}");
    let ticket = invited.ticket.as_ref().unwrap().reveal();
    assert!(!page.body.contains(&ticket));
    let answer = review(&mut browser, &page, &invited).await;
    assert_eq!(answer.location(), "/redeem/invitation", "no ticket in it");
    let page = browser.follow(answer).await;
    assert!(page.text().contains("Woodgrove"));
    let page = browser.submit(&page, "/redeem/sign-in", &[]).await;
    let page = browser.follow(page).await;
    let page = browser.submit(&page, "/redeem/accept", &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let page = browser.open("/account/organizations").await;
    assert!(!page.has("#waiting"));
    assert_eq!(
        page.text_of(".switcher [aria-current=true] bdi"),
        "Woodgrove"
    );
}

#[tokio::test]
async fn an_invitation_of_somebody_else_or_one_that_is_over_is_not_reviewed() {
    let app = TestApp::start().await;
    let mut browser = pat(&app).await;
    let woodgrove = host(&app, "Woodgrove", "woodgrove.example").await;
    let theirs = app.fixture.invite(&woodgrove, "kim@partner.example").await;
    let mine = app.fixture.invite(&woodgrove, PAT).await;
    let page = browser.open("/account/organizations").await;
    assert!(!page.body.contains("kim@partner.example"));
    let gone = "This invitation no longer waits for you.";
    let answer = review(&mut browser, &page, &theirs).await;
    assert!(browser.cookie("__Host-hospes-redemption").is_none());
    let told = browser.follow(answer).await;
    assert!(told.text().contains(gone), "{}", told.text());
    app.fixture
        .identity
        .revoke_invitation(&woodgrove, mine.user.id)
        .await
        .unwrap();
    let answer = review(&mut browser, &page, &mine).await;
    let told = browser.follow(answer).await;
    assert!(told.text().contains(gone));
    assert!(!told.has("#waiting"));
    let answer = browser
        .post("/account/organizations/review", &[("tenant", "nonsense")])
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn hostile_names_of_organizations_are_text() {
    let app = TestApp::start().await;
    let mut browser = pat(&app).await;
    let evil = host(&app, EVIL, "evil.example").await;
    let invited = app.fixture.invite(&evil, PAT).await;
    let page = browser.open("/account/organizations").await;
    for page in [&page, &page] {
        assert!(!page.body.contains("<script>alert"), "{}", page.body);
        assert!(page.text().contains("Evil <script>alert(1)</script> & Co"));
        assert!(!page.text().contains('\u{202e}'));
    }
    let flow = app.fixture.flow(evil.tenant, &invited);
    let session = app
        .fixture
        .identity
        .session(browser.cookie(super::support::SESSION).unwrap())
        .await
        .unwrap()
        .unwrap();
    let here = app.fixture.circumstances();
    app.fixture
        .identity
        .accept(&flow, &session, &here)
        .await
        .unwrap();
    for path in ["/account/organizations", "/myapps"] {
        let page = browser.open(path).await;
        assert!(!page.body.contains("<script>alert"), "{path}");
        assert!(
            page.text_of(".switcher").contains("Evil <script>"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn many_organizations_are_read_page_by_page_and_the_switcher_stays_short() {
    let app = TestApp::with_limits(Limits::none()).await;
    let mut browser = pat(&app).await;
    for number in 0..60 {
        let host = host(
            &app,
            &format!("Host {number:02}"),
            &format!("host{number}.example"),
        )
        .await;
        app.fixture.guest(&host, PAT).await;
    }
    let page = browser.open("/account/organizations").await;
    let rows = "section[aria-labelledby=others] .rows > li";
    assert_eq!(page.count(rows), 50);
    assert_eq!(page.texts_of(".switcher form button").len(), 11);
    assert_eq!(
        page.attribute(".switcher a", "href"),
        "/account/organizations"
    );
    let next = page.attribute("section[aria-labelledby=others] .card-foot a", "href");
    let page = browser.open(&next).await;
    assert_eq!(page.count(rows), 11);
    assert_eq!(
        page.attribute("section[aria-labelledby=others] .card-foot a", "href"),
        "/account/organizations?page=1"
    );
    for beyond in ["99999999999999999999", "0", "-1", "7", "x"] {
        let page = browser
            .open(&format!("/account/organizations?page={beyond}"))
            .await;
        assert!(page.count(rows) > 0, "{beyond}");
    }
}

#[tokio::test]
async fn the_switcher_is_on_every_page_of_somebody_who_is_signed_in() {
    let app = TestApp::start().await;
    let mut browser = app.as_admin().await;
    let mut seen = 0;
    for route in app.routes.iter() {
        let is_page = route.method == Method::GET && route.access == Access::SignedIn;
        if !is_page || route.path.contains('{') {
            continue;
        }
        let page = browser.get(route.path).await;
        if page.status != StatusCode::OK || !page.body.contains("class=\"top\"") {
            continue;
        }
        seen += 1;
        assert!(page.has("details.switcher summary"), "{}", route.path);
        assert!(
            page.has(".switcher a[href='/account/organizations']"),
            "{}",
            route.path
        );
    }
    assert!(seen >= 4, "only {seen} pages");
}

#[tokio::test]
async fn signing_out_everywhere_asks_and_ends_this_browser_and_the_others() {
    let app = TestApp::start().await;
    let mut here = pat(&app).await;
    let mut there = app.by_code(PAT).await;
    let page = here.open("/account").await;
    assert!(page.has("a[href='/account/sign-out-everywhere']"));
    app.fixture.clock.advance(hospes_identity::Span::seconds(1));
    let page = here.open("/account/sign-out-everywhere").await;
    assert_eq!(page.heading(), "Sign out everywhere?");
    assert_eq!(there.open("/account").await.status, StatusCode::OK);
    let answer = here
        .submit(&page, "/account/sign-out-everywhere", &[])
        .await;
    assert_eq!(answer.location(), "/signed-out");
    assert!(!here.is_signed_in());
    let page = there.get("/account").await;
    assert!(page.location().starts_with("/signin"));
}
