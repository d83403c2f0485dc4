//! What command-line tools ask before they ask Graph.

use axum::http::StatusCode;

use super::authorize::{Rp, claims, refused};
use super::support::TestApp;

/// The name of the resource manager of a server whose Graph goes by the server's own name.
const MANAGER: &str = "https://hospes.example/management/";

async fn token(rp: &Rp<'_>, app: &TestApp, scope: &str) -> serde_json::Value {
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[("scope", Some(scope))]).await;
    rp.exchange(&code, &[]).await.json(StatusCode::OK)
}

#[tokio::test]
async fn a_tool_finds_everything_from_one_document() {
    let app = TestApp::start().await;
    for path in [
        "/metadata/endpoints?api-version=2022-09-01",
        "//metadata/endpoints?api-version=2022-09-01",
    ] {
        let found = app.get(path).await.json(StatusCode::OK);
        assert_eq!(found["name"], "Example Hosting");
        assert_eq!(found["resourceManager"], "https://hospes.example/");
        assert_eq!(found["microsoftGraphResourceId"], "https://hospes.example/");
        let authentication = &found["authentication"];
        assert_eq!(authentication["loginEndpoint"], "https://hospes.example");
        assert_eq!(authentication["audiences"][0], MANAGER);
    }
}

#[tokio::test]
async fn where_graph_has_a_host_of_its_own_the_resource_manager_is_the_root() {
    let graph = [("HOSPES_SERVER_GRAPH_URL", "https://graph.hospes.example")];
    let app = TestApp::with_settings(&graph).await;
    let found = app.get("/metadata/endpoints").await.json(StatusCode::OK);
    let audience = &found["authentication"]["audiences"][0];
    assert_eq!(audience, "https://hospes.example/");
    assert_eq!(found["graph"], "https://graph.hospes.example/");
    let rp = Rp::new(&app).await;
    let answer = token(&rp, &app, "https://hospes.example//.default openid").await;
    let token = answer["access_token"].as_str().unwrap();
    assert_eq!(claims(token)["aud"], "https://hospes.example/");
    rp.graph("/tenants", token).await.json(StatusCode::OK);
    let page = rp.graph("/v1.0/me", token).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_person_sees_their_organisations_and_no_subscriptions() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let scope = format!("{MANAGER}/.default offline_access openid profile");
    let answer = token(&rp, &app, &scope).await;
    let access = answer["access_token"].as_str().unwrap();
    let said = claims(access);
    assert_eq!(
        (&said["aud"], &said["ver"]),
        (&MANAGER.into(), &"1.0".into())
    );
    assert_eq!(said["scp"], "openid profile user_impersonation");
    let none = rp
        .graph("/subscriptions?api-version=2022-12-01", access)
        .await;
    assert_eq!(
        none.json(StatusCode::OK),
        serde_json::json!({ "value": [] })
    );
    let found = rp.graph("/tenants?api-version=2022-12-01", access).await;
    let found = found.json(StatusCode::OK);
    assert_eq!(found["value"].as_array().unwrap().len(), 1);
    let first = &found["value"][0];
    assert_eq!(first["tenantId"], app.contoso.id.to_string());
    assert_eq!(first["defaultDomain"], "contoso.example");
    assert_eq!(first["tenantCategory"], "Home");
    // It goes on as it began, and for Graph as far as the person agreed to that.
    let refresh = answer["refresh_token"].as_str().unwrap();
    let same = format!("{MANAGER}/.default");
    let page = rp.refresh(refresh, &[("scope", Some(&same))]).await;
    let next = page.json(StatusCode::OK);
    assert_eq!(
        claims(next["access_token"].as_str().unwrap())["aud"],
        MANAGER
    );
    let page = rp.refresh(refresh, &[("scope", Some("User.Read"))]).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 65_001));
    token(&rp, &app, "openid User.Read").await;
    let page = rp.refresh(refresh, &[("scope", Some("User.Read"))]).await;
    let next = page.json(StatusCode::OK);
    let of_graph = next["access_token"].as_str().unwrap();
    rp.graph("/v1.0/me", of_graph).await.json(StatusCode::OK);
}

#[tokio::test]
async fn token_substitution_between_graph_and_the_resource_manager() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let of_graph = token(&rp, &app, "openid User.Read").await;
    let of_manager = token(&rp, &app, &format!("{MANAGER}user_impersonation openid")).await;
    let (of_graph, of_manager) = (
        of_graph["access_token"].as_str().unwrap(),
        of_manager["access_token"].as_str().unwrap(),
    );
    let application = app.client(&[]).await;
    for path in ["/subscriptions", "/tenants"] {
        rp.graph(path, of_manager).await.json(StatusCode::OK);
        for other in [of_graph, application.token.as_str()] {
            let page = rp.graph(path, other).await;
            let body = page.json(StatusCode::UNAUTHORIZED);
            assert_eq!(body["error"]["code"], "InvalidAuthenticationToken");
        }
    }
    for path in ["/v1.0/me", "/v1.0/users", "/oidc/userinfo"] {
        let page = rp.graph(path, of_manager).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn scopes_of_one_resource_are_none_of_the_other() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    for (scope, number) in [
        ("openid user_impersonation".to_owned(), "AADSTS28002"),
        (format!("{MANAGER}User.Read"), "AADSTS28002"),
        (format!("{MANAGER}User.ReadWrite.All"), "AADSTS28002"),
        (
            format!("{MANAGER}user_impersonation User.Read"),
            "AADSTS28000",
        ),
    ] {
        let path = rp.request(&[("scope", Some(&scope))]);
        let answered = rp.answered(&mut browser, &path).await;
        let text = answered.get("error_description");
        assert!(text.starts_with(number), "{scope}: {text}");
    }
    // No application has it for itself.
    let scope = format!("{MANAGER}/.default");
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", rp.client_id.as_str()),
        ("client_secret", rp.secret.as_str()),
        ("scope", scope.as_str()),
    ];
    let page = rp.token(&form, None).await;
    assert_eq!(refused(&page).1, 500_011);
}

#[tokio::test]
async fn where_else_a_guest_belongs_is_no_business_of_their_host() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    let sam = app.fixture.member(&elsewhere, "sam").await;
    let invited = app
        .fixture
        .invite(&app.system(), "sam@fabrikam.example")
        .await;
    let session = app.fixture.sign_in(&sam).await.session;
    let flow = app.fixture.flow(app.contoso.id, &invited);
    let here = app.fixture.circumstances();
    let accepted = app.fixture.identity.accept(&flow, &session, &here).await;
    accepted.unwrap();
    let mut browser = app.signed_in(&sam).await;
    let scope = format!("openid {MANAGER}/user_impersonation");
    let code = rp.code(&mut browser, &[("scope", Some(&scope))]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let access = answer["access_token"].as_str().unwrap();
    let found = rp.graph("/tenants?api-version=2022-12-01", access).await;
    let found = found.json(StatusCode::OK);
    let ids: Vec<_> = found["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["tenantId"])
        .collect();
    assert_eq!(ids, [&app.contoso.id.to_string()]);
    assert_eq!(found["value"][0]["tenantCategory"], "ProjectedBy");
}
