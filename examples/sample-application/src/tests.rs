//! The pages without a provider: what is shown before anybody signs in, and what attackers get.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use url::Url;

use crate::client::is_this_machine;
use crate::flow::cookie;
use crate::pages::{Me, Trouble, page};
use crate::{Settings, router};

/// An application whose provider does not answer: nothing listens on the port of "discard".
fn application() -> Router {
    router(Settings {
        issuer: "http://127.0.0.1:9/019b/v2.0".to_owned(),
        client_id: "client".to_owned(),
        client_secret: "secret".to_owned(),
        scopes: vec!["profile".to_owned()],
        graph: Url::parse("http://127.0.0.1:9").unwrap(),
        public_url: Url::parse("http://localhost:8081").unwrap(),
        trusted_certificates: None,
        tls: None,
    })
    .unwrap()
}

async fn ask(request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let answer = application().oneshot(request).await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, headers, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn get(path: &str) -> (StatusCode, HeaderMap, String) {
    ask(Request::get(path).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn who_is_not_signed_in_is_offered_to() {
    let (status, headers, text) = get("/").await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains(r#"href="/sign-in""#), "{text}");
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(policy.ends_with("form-action 'self'"), "{policy}");
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for_is_refused_and_not_repeated() {
    let path = "/callback?error=access_denied&error_description=Call+this+number&state=guessed";
    let (status, _, text) = get(path).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(text.contains("This sign-in did not begin here"), "{text}");
    assert!(!text.contains("Call this number"), "{text}");
    for path in [
        "/callback",
        "/callback?state=&code=x",
        "/callback?state=a&state=b",
    ] {
        assert_eq!(get(path).await.0, StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn a_planted_cookie_is_no_session() {
    let planted = Request::get("/me").header(header::COOKIE, "sample-application=planted");
    let (status, headers, _) = ask(planted.body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[header::LOCATION], "/");
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_told_of() {
    let (status, _, text) = get("/sign-in").await;
    assert_eq!(status, StatusCode::BAD_GATEWAY);
    assert!(text.contains("There is no answer"), "{text}");
}

#[tokio::test]
async fn signing_out_without_a_session_leads_to_being_signed_out() {
    let form = Request::post("/sign-out")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("token=guessed"))
        .unwrap();
    let (status, headers, _) = ask(form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[header::LOCATION], "/signed-out");
    assert_eq!(get("/sign-out").await.0, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(get("/elsewhere").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_the_other_side_says_is_text_and_no_markup() {
    let shown = Trouble::new("Refused", "This is what it says.").said(
        "<b>access</b>".to_owned(),
        Some("<script>alert(1)</script>".to_owned()),
    );
    let answer = page(
        &shown,
        Some(&Url::parse("https://login.example:8443/a?b").unwrap()),
    );
    let policy = answer.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(
        policy.ends_with("form-action 'self' https://login.example:8443"),
        "{policy}"
    );
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    assert!(
        !text.contains("<script>") && !text.contains("<b>"),
        "{text}"
    );
    assert!(text.contains("alert(1)"), "{text}");
}

#[tokio::test]
async fn an_answer_of_graph_is_shown_whatever_it_is() {
    let shown = |status, body: &'static [u8]| async move {
        let answer = page(
            &Me::new("https://graph.example/v1.0/me".to_owned(), status, body),
            None,
        );
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    let text = shown(StatusCode::OK, br#"{"displayName":"Megan Bowen"}"#).await;
    assert!(
        text.contains("Graph knows you as <bdi>Megan Bowen</bdi>"),
        "{text}"
    );
    let text = shown(
        StatusCode::UNAUTHORIZED,
        br#"{"error":{"code":"InvalidAuthenticationToken"}}"#,
    )
    .await;
    assert!(text.contains("Graph answered 401"), "{text}");
    assert!(text.contains("InvalidAuthenticationToken"), "{text}");
    assert!(
        shown(StatusCode::BAD_GATEWAY, b"<html>")
            .await
            .contains("&#60;html&#62;")
    );
}

#[test]
fn a_cookie_is_found_among_others_by_its_whole_name() {
    let mut headers = HeaderMap::new();
    headers.append(
        header::COOKIE,
        "other=1; sample-application-x=2".parse().unwrap(),
    );
    headers.append(header::COOKIE, "sample-application=3".parse().unwrap());
    assert_eq!(cookie(&headers, "sample-application").as_deref(), Some("3"));
    assert_eq!(cookie(&headers, "sample").as_deref(), None);
}

#[test]
fn only_addresses_of_this_machine_are_asked_without_a_proxy() {
    for (url, expected) in [
        ("http://localhost:8080/x", true),
        ("http://127.0.0.1:8080", true),
        ("http://[::1]:8080", true),
        ("https://login.example", false),
        ("https://localhost.example", false),
    ] {
        assert_eq!(
            is_this_machine(&Url::parse(url).unwrap()),
            expected,
            "{url}"
        );
    }
}
