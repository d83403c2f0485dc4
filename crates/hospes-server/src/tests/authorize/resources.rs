//! Applications as resources: scopes, roles and groups that they registered, and what tokens say of them.

use axum::http::StatusCode;
use hospes_identity::application::Principal;
use hospes_identity::application::registration::{
    AppRole, Change, ExposedScope, GRAPH_APP_ID, GroupClaims, OptionalClaim, OptionalClaims,
    Registration, RegistrationPatch, RequiredAccess, SigningAlgorithm, TokenVersion,
};
use uuid::Uuid;

use super::*;

fn scope(value: &str, is_admin_only: bool) -> ExposedScope {
    ExposedScope {
        id: Uuid::from_u128(7),
        value: value.to_owned(),
        user_consent_display_name: format!("{value} your expenses"),
        admin_consent_display_name: format!("{value} all expenses"),
        admin_consent_description: "What it is for".to_owned(),
        is_admin_only,
        is_enabled: true,
    }
}

fn role(value: &str) -> AppRole {
    AppRole {
        id: Uuid::from_u128(0x1234),
        value: value.to_owned(),
        display_name: value.to_owned(),
        description: "What it is for".to_owned(),
        is_for_users: true,
        is_for_applications: true,
        is_enabled: true,
    }
}

async fn set_names(rp: &Rp<'_>, names: &[String]) {
    let patch = RegistrationPatch {
        identifier_uris: Change::All(names.to_vec()),
        ..RegistrationPatch::default()
    };
    rp.patch(&patch).await;
}

/// Signs the administrator in and gives the answer of the token endpoint.
async fn signed_in(app: &TestApp, rp: &Rp<'_>, scope: &str) -> Value {
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[("scope", Some(scope))]).await;
    rp.exchange(&code, &[]).await.json(StatusCode::OK)
}

fn token_of(answer: &Value, name: &str) -> Value {
    claims(answer[name].as_str().unwrap())
}

#[tokio::test]
async fn a_token_for_an_application_has_its_version_its_audience_and_its_scopes() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut registration = Registration {
        oauth2_permission_scopes: vec![scope("Expenses.Read", false)],
        ..Registration::default()
    };
    rp.register(&registration).await;
    set_names(&rp, &["api://expenses".to_owned()]).await;
    let wanted = "openid api://expenses/Expenses.Read";
    let v1 = token_of(&signed_in(&app, &rp, wanted).await, "access_token");
    assert_eq!(v1["aud"], "api://expenses");
    assert_eq!(
        (&v1["ver"], &v1["scp"]),
        (&json!("1.0"), &json!("openid Expenses.Read"))
    );
    assert_eq!(v1["appid"], rp.client_id.as_str());
    registration.requested_access_token_version = TokenVersion::V2;
    rp.register(&registration).await;
    let v2 = token_of(&signed_in(&app, &rp, wanted).await, "access_token");
    assert_eq!(v2["aud"], rp.client_id.as_str());
    assert_eq!(
        (&v2["ver"], &v2["azp"]),
        (&json!("2.0"), &json!(rp.client_id))
    );
    assert!(v2["iss"].as_str().unwrap().ends_with("/v2.0"));
    assert_eq!(v2["appid"], Value::Null);
}

#[tokio::test]
async fn a_token_for_an_application_is_none_for_graph() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let registration = Registration {
        oauth2_permission_scopes: vec![scope("User.Read", false)],
        ..Registration::default()
    };
    rp.register(&registration).await;
    let wanted = format!("api://{}/User.Read", rp.client_id);
    let answer = signed_in(&app, &rp, &wanted).await;
    let token = answer["access_token"].as_str().unwrap();
    let refused = rp.graph("/v1.0/me", token).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn roles_and_groups_come_by_assignment() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let registration = Registration {
        app_roles: vec![role("Approver")],
        group_membership_claims: GroupClaims::SecurityGroup,
        ..Registration::default()
    };
    rp.register(&registration).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let group = app.group("Finance").await;
    identity
        .add_member(&system, group.id, app.admin.id)
        .await
        .unwrap();
    let before = token_of(&signed_in(&app, &rp, "openid").await, "id_token");
    assert_eq!(before["roles"], Value::Null);
    assert_eq!(before["groups"], json!([group.id.to_string()]));
    identity
        .assign_application_with_roles(
            &system,
            rp.application.id,
            Principal::Group(group.id),
            &[Uuid::from_u128(0x1234)],
        )
        .await
        .unwrap();
    let after = token_of(&signed_in(&app, &rp, "openid").await, "id_token");
    assert_eq!(after["roles"], json!(["Approver"]));
}

#[tokio::test]
async fn who_is_in_too_many_groups_has_a_place_to_ask_instead() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let registration = Registration {
        group_membership_claims: GroupClaims::SecurityGroup,
        ..Registration::default()
    };
    rp.register(&registration).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    for number in 0..201 {
        let group = app.group(&format!("Group {number}")).await;
        identity
            .add_member(&system, group.id, app.admin.id)
            .await
            .unwrap();
    }
    let answer = signed_in(&app, &rp, "openid User.Read User.Read.All").await;
    let token = token_of(&answer, "id_token");
    assert_eq!(token["groups"], Value::Null);
    assert_eq!(token["_claim_names"]["groups"], "src1");
    let endpoint = token["_claim_sources"]["src1"]["endpoint"]
        .as_str()
        .unwrap();
    let path = endpoint.strip_prefix("https://hospes.example").unwrap();
    // And there they are.
    let access_token = answer["access_token"].as_str().unwrap();
    let found = rp
        .graph_post(path, access_token, json!({ "securityEnabledOnly": true }))
        .await;
    let found = found.json(StatusCode::OK);
    assert_eq!(found["value"].as_array().unwrap().len(), 201);
}

#[tokio::test]
async fn optional_claims_are_there_once_they_are_registered() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let optional = |name: &str| OptionalClaim {
        name: name.to_owned(),
        additional_properties: Vec::new(),
    };
    let registration = Registration {
        optional_claims: OptionalClaims {
            id_token: vec![optional("upn"), optional("login_hint")],
            access_token: Vec::new(),
        },
        ..Registration::default()
    };
    let before = token_of(&signed_in(&app, &rp, "openid").await, "id_token");
    assert_eq!(before["upn"], Value::Null);
    rp.register(&registration).await;
    let after = token_of(&signed_in(&app, &rp, "openid").await, "id_token");
    assert_eq!(after["upn"], "admin@contoso.example");
    assert_eq!(after["login_hint"], "admin@contoso.example");
}

#[tokio::test]
async fn default_asks_for_what_the_application_registered_that_it_wants() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let registration = Registration {
        required_resource_access: vec![RequiredAccess {
            resource_app_id: GRAPH_APP_ID,
            scopes: vec!["User.Read".to_owned(), "Group.Read.All".to_owned()],
            roles: Vec::new(),
        }],
        ..Registration::default()
    };
    rp.register(&registration).await;
    let answer = signed_in(&app, &rp, "openid https://hospes.example/.default").await;
    let token = token_of(&answer, "access_token");
    assert_eq!(token["scp"], "openid User.Read Group.Read.All");
}

#[tokio::test]
async fn a_resource_that_is_not_there_and_a_scope_it_has_not_are_told_to_the_application() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    for (scope, error, number) in [
        ("api://nobody/x", "invalid_resource", "AADSTS500011"),
        ("Mail.Send", "invalid_scope", "AADSTS28002"),
    ] {
        let path = rp.request(&[("scope", Some(scope))]);
        let answer = rp.answered(&mut browser, &path).await;
        assert_eq!(answer.get("error"), error);
        assert!(
            answer.get("error_description").starts_with(number),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn an_id_token_is_signed_as_the_application_registered() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    for (algorithm, name) in [
        (SigningAlgorithm::Es256, "ES256"),
        (SigningAlgorithm::EdDsa, "EdDSA"),
        (SigningAlgorithm::Rs256, "RS256"),
    ] {
        let registration = Registration {
            id_token_signing_alg: algorithm,
            ..Registration::default()
        };
        rp.register(&registration).await;
        let answer = signed_in(&app, &rp, "openid User.Read").await;
        let header = |token: &str| part(answer[token].as_str().unwrap(), 0);
        let of_id_token = header("id_token");
        assert_eq!(of_id_token["alg"], name);
        // Microsoft Graph is this server, and reads its own.
        assert_eq!(header("access_token")["alg"], "RS256");
        let keys = app
            .get("/contoso.example/discovery/v2.0/keys")
            .await
            .json(StatusCode::OK);
        let keys = keys["keys"].as_array().unwrap();
        let is_it = |key: &Value| key["kid"] == of_id_token["kid"] && key["alg"] == name;
        assert!(keys.iter().any(is_it));
    }
}
