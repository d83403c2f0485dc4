//! Looking up what the number of an error means.

use axum::http::StatusCode;

use super::authorize::Rp;
use super::support::TestApp;

#[tokio::test]
async fn where_an_error_leads_its_number_is_explained() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let answer = rp.exchange("x", &[]).await.json(StatusCode::BAD_REQUEST);
    let uri = answer["error_uri"].as_str().unwrap();
    let page = app
        .get(uri.strip_prefix("https://hospes.example").unwrap())
        .await;
    assert_eq!(
        (page.status, page.heading()),
        (StatusCode::OK, "AADSTS70000".to_owned())
    );
    for said in [
        "What you can do",
        "none of this server’s",
        "Begin a new sign-in",
    ] {
        assert!(page.text().contains(said), "{}", page.text());
    }
    // From the page of an application that doesn't fit, one click.
    let elsewhere = [("redirect_uri", Some("https://elsewhere.example/"))];
    let page = app.browser().get(&rp.request(&elsewhere)).await;
    assert_eq!(
        page.attribute("a[href^='/error']", "href"),
        "/error?code=50011"
    );
}

#[tokio::test]
async fn a_number_of_others_is_answered_and_what_is_no_number_is_said_at_the_field() {
    let app = TestApp::start().await;
    let page = app.get("/error?code=AADSTS53004").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(
        page.text().contains("never gives the number 53004"),
        "{}",
        page.text()
    );
    let page = app.get("/error?code=fifty").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.has("#code[aria-invalid=true]"));
    assert_eq!(page.attribute("#code", "value"), "fifty");
    for path in ["/error", "/error?code="] {
        let page = app.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.has("form[action='/error']") && !page.has("[aria-invalid]"));
    }
}

#[tokio::test]
async fn reflection_in_the_number() {
    let app = TestApp::start().await;
    for typed in [
        "<script>alert(1)</script>",
        "50011\"><script>alert(1)</script>",
        "' autofocus onfocus='alert(1)",
        "javascript:alert(1)",
    ] {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("code", typed)
            .append_pair("error", typed)
            .finish();
        let page = app.get(&format!("/error?{query}")).await;
        assert_eq!(page.status, StatusCode::OK);
        // It comes back as it was typed, in the field and nowhere else.
        assert_eq!(page.attribute("#code", "value"), typed);
        assert!(!page.text().contains("alert(1)"), "{typed}: {}", page.body);
        assert_eq!(page.body.matches("alert(1)").count(), 1, "{typed}");
        assert!(!page.has("[onfocus]") && !page.body.contains("<script>alert"));
    }
}
