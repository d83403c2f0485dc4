//! What clients ask before they trust this server.

use axum::http::StatusCode;
use serde_json::json;

use super::support::{Answer as _, TestApp};

#[tokio::test]
async fn a_client_learns_that_this_server_is_a_cloud_of_its_own() {
    let app = TestApp::start().await;
    for (path, tenant) in [
        ("contoso.example/oauth2/v2.0/authorize", "contoso.example"),
        ("common/oauth2/authorize", "common"),
        ("", "common"),
    ] {
        let page = app
            .get(&format!(
                "/common/discovery/instance?api-version=1.1&authorization_endpoint=https%3A%2F%2Fhospes.example/{path}"
            ))
            .await;
        assert_eq!(page.header("access-control-allow-origin"), "*");
        let host = "hospes.example";
        assert_eq!(
            page.json(StatusCode::OK),
            json!({
                "tenant_discovery_endpoint":
                    format!("https://hospes.example/{tenant}/v2.0/.well-known/openid-configuration"),
                "api-version": "1.1",
                "metadata": [{
                    "preferred_network": host, "preferred_cache": host, "aliases": [host],
                }],
            })
        );
    }
}

#[tokio::test]
async fn an_authority_elsewhere_is_none_of_ours() {
    let app = TestApp::start().await;
    for (endpoint, number) in [
        ("https://evil.example/common/oauth2/v2.0/authorize", 50_049),
        ("http://hospes.example/common", 50_049),
        ("https://hospes.example.evil.example/common", 50_049),
        ("https://hospes.example@evil.example/common", 50_049),
        ("nonsense", 50_049),
        ("https://hospes.example/%3Cscript%3E/", 900_023),
    ] {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("authorization_endpoint", endpoint)
            .finish();
        let page = app
            .get(&format!("/common/discovery/instance?{query}"))
            .await;
        let answer = page.json(StatusCode::BAD_REQUEST);
        assert_eq!(answer["error_codes"][0], number, "{endpoint}");
        assert!(!page.body.contains("evil") && !page.body.contains("<script"));
    }
    let page = app.get("/common/discovery/instance").await;
    assert_eq!(
        page.json(StatusCode::BAD_REQUEST)["error_codes"][0],
        900_144
    );
}

#[tokio::test]
async fn nobody_learns_from_the_realm_who_has_an_account() {
    let app = TestApp::start().await;
    let known = app.admin.user_principal_name.as_str();
    let realm = async |name: &str| {
        let path = format!("/common/userrealm/{name}?api-version=1.0");
        app.get(&path).await
    };
    let found = realm(known).await.json(StatusCode::OK);
    assert_eq!(found["account_type"], "Managed");
    assert_eq!(found["domain_name"], "contoso.example");
    let unknown = realm("nobody@contoso.example").await.json(StatusCode::OK);
    assert_eq!(found, unknown);
    let stranger = realm("nobody@nowhere.example").await.json(StatusCode::OK);
    assert_eq!(stranger["account_type"], "Managed");
    let page = realm("nobody").await;
    assert_eq!(
        page.json(StatusCode::BAD_REQUEST)["error"],
        "invalid_request"
    );
}
