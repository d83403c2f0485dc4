//! Tokens straight from the authorization endpoint: OpenID Connect Core, sections 3.2 and 3.3.

use hospes_identity::application::registration::Registration;
use hospes_protocol::jose::Algorithm;
use hospes_protocol::oidc::half_hash;

use super::*;

async fn allow(rp: &Rp<'_>, id_token: bool, access_token: bool) {
    let registration = Registration {
        enable_id_token_issuance: id_token,
        enable_access_token_issuance: access_token,
        ..Registration::default()
    };
    rp.register(&registration).await;
}

#[tokio::test]
async fn tokens_come_straight_only_if_the_application_registered_that() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    for (response_type, id_token, access_token) in [
        ("id_token", false, true),
        ("code id_token", false, true),
        ("id_token token", true, false),
    ] {
        allow(&rp, id_token, access_token).await;
        let path = rp.request(&[("response_type", Some(response_type))]);
        let answer = rp.answered(&mut browser, &path).await;
        assert_eq!(answer.get("error"), "unsupported_response_type");
        assert!(answer.get("error_description").starts_with("AADSTS700054"));
    }
}

#[tokio::test]
async fn a_hybrid_answer_binds_the_code_to_the_token() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    allow(&rp, true, true).await;
    let mut browser = app.as_admin().await;
    let path = rp.request(&[("response_type", Some("code id_token"))]);
    let answer = rp.answered(&mut browser, &path).await;
    let (code, token) = (answer.get("code"), claims(&answer.get("id_token")));
    assert_eq!(token["c_hash"], half_hash(&code, Algorithm::Rs256));
    assert_eq!(token["nonce"], "the nonce");
    assert_eq!(token["at_hash"], Value::Null);
    assert_eq!(answer.find("access_token"), None);
    assert_eq!(rp.exchange(&code, &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_implicit_answer_has_an_access_token_that_is_bound_to_the_id_token_and_works() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    allow(&rp, true, true).await;
    let mut browser = app.as_admin().await;
    let path = rp.request(&[("response_type", Some("id_token token"))]);
    let answer = rp.answered(&mut browser, &path).await;
    assert_eq!(answer.find("code"), None);
    let access_token = answer.get("access_token");
    let token = claims(&answer.get("id_token"));
    assert_eq!(token["at_hash"], half_hash(&access_token, Algorithm::Rs256));
    assert_eq!(answer.get("token_type"), "Bearer");
    let me = rp.graph("/v1.0/me", &access_token).await;
    assert_eq!(me.status, StatusCode::OK);
}

#[tokio::test]
async fn an_id_token_never_is_in_a_query() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    allow(&rp, true, true).await;
    let mut browser = app.as_admin().await;
    let changes = [
        ("response_type", Some("id_token")),
        ("response_mode", Some("query")),
    ];
    let page = browser.open(&rp.request(&changes)).await;
    assert!(
        !page.location().contains("id_token="),
        "{}",
        page.location()
    );
}
