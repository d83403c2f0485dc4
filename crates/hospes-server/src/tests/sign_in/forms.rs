//! Where signing in leads, and which forms are taken.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hospes_identity::testing::PASSWORD;

use crate::tests::support::{Browser, Page, SESSION, TestApp};

const FORM: &str = "__Host-hospes-form";

/// Signs in by a link to `/signin`; gives the answer to the password.
async fn by_link(browser: &mut Browser<'_>, link: &str) -> Page {
    let page = browser.open(link).await;
    let name = [("username", "admin@contoso.example")];
    let page = browser.submit(&page, "/signin", &name).await;
    let page = browser.follow(page).await;
    browser
        .submit(&page, "/signin/password", &[("password", PASSWORD)])
        .await
}

#[tokio::test]
async fn signing_in_leads_back_to_the_page_that_was_asked_for() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let wanted = "/admin/users?type=guest&q=a%20b";
    let page = browser.get(wanted).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let page = by_link(&mut browser, page.location()).await;
    assert_eq!(page.location(), wanted);
    assert_eq!(browser.follow(page).await.heading(), "All users");
}

#[tokio::test]
async fn signing_in_leads_to_nobody_else() {
    let app = TestApp::start().await;
    for next in [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
        "%2F%0A%2Fevil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.example",
        "%20//evil.example",
    ] {
        let mut browser = app.browser();
        let page = by_link(&mut browser, &format!("/signin?next={next}")).await;
        assert_eq!(page.location(), "/", "{next}");
        let mut browser = app.browser();
        let page = browser.open("/signin").await;
        let decoded = url::form_urlencoded::parse(format!("n={next}").as_bytes())
            .next()
            .unwrap()
            .1
            .into_owned();
        let fields = [("username", "admin@contoso.example"), ("next", &decoded)];
        let page = browser.submit(&page, "/signin", &fields).await;
        let page = browser.follow(page).await;
        let page = browser
            .submit(&page, "/signin/password", &[("password", PASSWORD)])
            .await;
        assert_eq!(page.location(), "/", "{next}, typed into the form");
    }
    // Slashes that stay encoded are a path of this server.
    let mut browser = app.browser();
    let page = by_link(&mut browser, "/signin?next=/%252Fevil.example").await;
    assert_eq!(page.location(), "/%2Fevil.example");
}

/// Sends the form of `/signout` with whatever cookies and headers.
async fn sign_out(
    app: &TestApp,
    browser: &Browser<'_>,
    token: &str,
    headers: &[(&str, &str)],
) -> Page {
    let cookies = format!(
        "{SESSION}={}; {FORM}={}",
        browser.cookie(SESSION).unwrap(),
        browser.cookie(FORM).unwrap_or_default()
    );
    let mut request = Request::post("/signout").header(header::COOKIE, cookies);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let has_type = headers.iter().any(|(name, _)| *name == "content-type");
    if !has_type {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    app.send(request.body(Body::from(format!("csrf={token}"))).unwrap())
        .await
}

#[tokio::test]
async fn a_form_is_taken_from_our_pages_in_this_browser_and_from_nowhere_else() {
    let app = TestApp::start().await;
    let mut browser = app.as_admin().await;
    let token = browser.form_token().await;
    let other = app.browser().form_token().await;
    let own = ("origin", "https://hospes.example");
    for (token, headers) in [
        ("", &[own][..]),
        ("nonsense", &[own]),
        (&token[1..], &[own]),
        (&other, &[own]),
        (&token, &[("origin", "https://evil.example")]),
        (&token, &[("origin", "null")]),
        (&token, &[("origin", "http://hospes.example")]),
        (&token, &[("origin", "https://hospes.example.evil.example")]),
        (&token, &[("sec-fetch-site", "cross-site")]),
        (&token, &[("sec-fetch-site", "same-site")]),
    ] {
        let page = sign_out(&app, &browser, token, headers).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{token} {headers:?}");
        assert_eq!(page.heading(), "This form is too old");
        assert!(page.text().contains("Nothing was changed"));
        assert!(page.has("a.button-primary"), "one way on");
    }
    let page = sign_out(&app, &browser, &token, &[("content-type", "text/plain")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        browser.get("/account").await.status,
        StatusCode::OK,
        "still signed in"
    );
    let page = sign_out(
        &app,
        &browser,
        &token,
        &[own, ("sec-fetch-site", "same-origin")],
    )
    .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/account").await.status.is_redirection());
}

#[tokio::test]
async fn a_form_whose_cookie_is_gone_is_not_taken() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let page = browser.open("/signin").await;
    let mut without = app.browser();
    let typed = [("username", "admin@contoso.example")];
    let page = without.submit(&page, "/signin", &typed).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(page.heading(), "This form is too old");
}
