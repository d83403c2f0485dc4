//! The envelope of errors, and what is refused before it reaches a resource.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use hospes_identity::application::GraphPermission;
use insta::assert_json_snapshot;

use crate::tests::support::{Answer as _, TestApp};

#[tokio::test]
async fn every_error_has_its_envelope_and_its_numbers() {
    let app = TestApp::start().await;
    let request = Request::get("/v1.0/users")
        .header("client-request-id", "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9");
    let answer = app.send(request.body(Body::empty()).unwrap()).await;
    let body = answer.json(StatusCode::UNAUTHORIZED);
    assert_json_snapshot!("no_token", body);
    assert_eq!(
        body["error"]["innerError"]["request-id"],
        answer.header("request-id")
    );
    assert_eq!(
        body["error"]["innerError"]["client-request-id"],
        "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9"
    );
    let challenge = answer.header("www-authenticate");
    assert!(
        challenge.starts_with("Bearer realm=\"\", authorization_uri="),
        "{challenge}"
    );
}

#[tokio::test]
async fn unknown_segments_and_methods_are_named() {
    let app = TestApp::start().await;
    let client = app.client(GraphPermission::ALL).await;
    let answer = client.get("/v1.0/teams").await;
    assert_json_snapshot!(
        "unknown_segment",
        answer.json(StatusCode::BAD_REQUEST)["error"]["message"]
    );
    let answer = client.call(Method::PUT, "/v1.0/users", None).await;
    assert_json_snapshot!(
        "wrong_method",
        answer.json(StatusCode::METHOD_NOT_ALLOWED)["error"]["message"]
    );
}

#[tokio::test]
async fn bodies_must_be_json_of_a_size() {
    let app = TestApp::start().await;
    let client = app.client(GraphPermission::ALL).await;
    let long = format!("{{\"displayName\": \"{}\"}}", "x".repeat(2 * 1024 * 1024));
    for (kind, body, status) in [
        ("application/json", "{", StatusCode::BAD_REQUEST),
        ("application/json", "", StatusCode::BAD_REQUEST),
        ("application/json", "[1]", StatusCode::BAD_REQUEST),
        ("text/plain", "{}", StatusCode::BAD_REQUEST),
        ("application/json", &long, StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let request = Request::post("/v1.0/users")
            .header(header::CONTENT_TYPE, kind)
            .header(header::AUTHORIZATION, format!("Bearer {}", client.token))
            .body(Body::from(body.to_owned()));
        let answer = app.send(request.unwrap()).await;
        let error = answer.json(status);
        assert!(error["error"]["code"].is_string(), "{kind} {error}");
    }
}
