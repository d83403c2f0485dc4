//! Mail scanners open links, some of them with a browser of their own. Nothing comes of it.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

use super::{Guest, PAT};
use crate::tests::support::{Answer as _, TestApp};

/// Every page that a link of a mail leads to without typing anything.
const PAGES: [&str; 7] = [
    "/redeem/invitation",
    "/redeem/review",
    "/redeem/decline",
    "/redeem/cancelled",
    "/redeem/declined",
    "/redeem/asked",
    "/signin/passcode",
];

#[tokio::test]
async fn opening_everything_and_typing_nothing_leaves_all_as_it_was() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    let link = guest.link.clone();
    let before = app.stored().await;
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        for _ in 0..2 {
            let request = Request::builder().method(method.clone()).uri(&link);
            let answer = app.send(request.body(Body::empty()).unwrap()).await;
            assert!(
                !answer.status.is_server_error(),
                "{method} {}",
                answer.status
            );
            guest.land().await;
            for path in PAGES {
                let cookie = guest.browser.cookie("__Host-hospes-redemption").unwrap();
                let request = Request::builder()
                    .method(method.clone())
                    .uri(path)
                    .header(header::COOKIE, format!("__Host-hospes-redemption={cookie}"));
                let answer = app.send(request.body(Body::empty()).unwrap()).await;
                assert!(!answer.status.is_server_error(), "{method} {path}");
            }
        }
    }
    assert_eq!(app.stored().await, before);
    app.work().await;
    assert!(app.mails.take().is_empty());
    assert_eq!(guest.review().await.heading(), "Review permissions");
}

#[tokio::test]
async fn a_head_request_is_answered_as_a_get_without_its_body() {
    let app = TestApp::start().await;
    let guest = Guest::invited(&app, PAT).await;
    let request = Request::head(&guest.link).body(Body::empty()).unwrap();
    let answer = app.send(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/redeem/invitation");
    let request = Request::head("/signin").body(Body::empty()).unwrap();
    let answer = app.send(request).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, ""));
}

#[tokio::test]
async fn a_scanner_that_presses_every_button_accepts_nothing() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    let landing = guest.land().await;
    let page = guest.browser.submit(&landing, "/redeem/sign-in", &[]).await;
    let code = guest.browser.follow(page).await;
    for typed in ["", "00000000"] {
        guest
            .browser
            .submit(&code, "/signin/passcode", &[("code", typed)])
            .await;
    }
    let page = guest.browser.post("/redeem/accept", &[]).await;
    assert_eq!(
        page.location(),
        "/redeem/invitation",
        "nobody proved who they are"
    );
    let text = guest.for_the_administrator().await.text();
    assert!(
        text.contains("Pending acceptance") && text.contains("No identity yet"),
        "{text}"
    );
}

#[tokio::test]
async fn the_ticket_leaves_the_address_bar_and_is_on_no_page() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    let ticket = guest.link.split_once("ticket=").unwrap().1;
    let ticket = ticket.split('&').next().unwrap().to_owned();
    let page = guest.browser.get(&guest.link.clone()).await;
    assert!(!page.location().contains(&ticket));
    assert!(!page.header("set-cookie").contains(&ticket));
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert_eq!(page.header("cache-control"), "no-store");
    for page in [guest.land().await, guest.begin().await] {
        assert!(!page.body.contains(&ticket));
    }
    let stored = app.stored().await;
    assert!(
        stored
            .iter()
            .flat_map(|(_, row)| row)
            .all(|value| !value.contains(&ticket))
    );
}
