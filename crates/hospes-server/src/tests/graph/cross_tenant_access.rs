//! `/v1.0/policies/crossTenantAccessPolicy`.

use axum::http::{Method, StatusCode};
use hospes_identity::application::GraphPermission;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::tests::support::TestApp;

const POLICY: &str = "/v1.0/policies/crossTenantAccessPolicy";
const DEFAULT: &str = "/v1.0/policies/crossTenantAccessPolicy/default";
const PARTNERS: &str = "/v1.0/policies/crossTenantAccessPolicy/partners";
const WRITER: &[GraphPermission] = &[GraphPermission::PolicyReadWriteCrossTenantAccess];

fn setting(access: &str, user: &str) -> Value {
    json!({
        "usersAndGroups": {
            "accessType": access,
            "targets": [{ "target": user, "targetType": "user" }],
        },
        "applications": {
            "accessType": "allowed",
            "targets": [{ "target": "AllApplications", "targetType": "application" }],
        },
    })
}

#[tokio::test]
async fn the_default_is_as_microsoft_shapes_it_and_can_be_sent_back() {
    let app = TestApp::start().await;
    let client = app.client(WRITER).await;
    assert_json_snapshot!("policy", client.get(POLICY).await.json(StatusCode::OK));
    let default = client.get(DEFAULT).await.json(StatusCode::OK);
    assert_json_snapshot!("default", default);
    // What was given can be sent back, but for what says where it is from.
    let mut same = default.clone();
    for name in ["@odata.context", "id", "isServiceDefault"] {
        same.as_object_mut().unwrap().remove(name);
    }
    let page = client.patch(DEFAULT, same).await;
    assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    assert_eq!(client.get(DEFAULT).await.json(StatusCode::OK), default);
    let change = json!({
        "inboundTrust": { "isMfaAccepted": true },
        "invitationRedemptionIdentityProviderConfiguration": {
            "primaryIdentityProviderPrecedenceOrder":
                ["externalFederation", "azureActiveDirectory", "socialIdentityProviders"],
            "fallbackIdentityProvider": "emailOneTimePasscode",
        },
    });
    let page = client.patch(DEFAULT, change).await;
    assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    let changed = client.get(DEFAULT).await.json(StatusCode::OK);
    assert_eq!(changed["inboundTrust"]["isMfaAccepted"], true);
    assert_eq!(changed["isServiceDefault"], false);
    let reset = format!("{DEFAULT}/resetToSystemDefault");
    let page = client.call(Method::POST, &reset, None).await;
    assert_eq!(page.status, StatusCode::NO_CONTENT);
    assert_eq!(client.get(DEFAULT).await.json(StatusCode::OK), default);
}

#[tokio::test]
async fn a_partner_is_added_changed_and_deleted_by_its_tenant_id() {
    let app = TestApp::start().await;
    let client = app.client(WRITER).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    let body =
        json!({ "tenantId": fabrikam, "b2bCollaborationInbound": setting("allowed", "AllUsers") });
    let added = client.post(PARTNERS, body.clone()).await;
    assert_json_snapshot!("partner", added.json(StatusCode::CREATED));
    let again = client
        .post(PARTNERS, body)
        .await
        .json(StatusCode::BAD_REQUEST);
    assert_eq!(again["error"]["details"][0]["code"], "ObjectConflict");
    let partner = format!("{PARTNERS}/{fabrikam}");
    let user = "00000000-0000-4000-8000-00000000beef";
    let change = json!({
        "b2bCollaborationInbound": null,
        "b2bCollaborationOutbound": setting("blocked", user),
        "automaticUserConsentSettings": { "inboundAllowed": true },
        "inboundTrust": { "isCompliantDeviceAccepted": true },
    });
    let page = client.patch(&partner, change).await;
    assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    assert_json_snapshot!(
        "changed_partner",
        client.get(&partner).await.json(StatusCode::OK)
    );
    let list = client.get(PARTNERS).await.json(StatusCode::OK);
    assert_eq!(list["value"].as_array().unwrap().len(), 1);
    assert_eq!(client.delete(&partner).await.status, StatusCode::NO_CONTENT);
    for page in [client.get(&partner).await, client.delete(&partner).await] {
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn what_is_not_offered_or_makes_no_sense_is_refused() {
    let app = TestApp::start().await;
    let client = app.client(WRITER).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    let added = client.post(PARTNERS, json!({ "tenantId": fabrikam })).await;
    assert_eq!(added.status, StatusCode::CREATED);
    let partner = format!("{PARTNERS}/{fabrikam}");
    let nobody_but_everything = setting("blocked", "AllUsers");
    let office = json!({
        "usersAndGroups": { "accessType": "allowed", "targets": [{ "target": "AllUsers", "targetType": "user" }] },
        "applications": { "accessType": "allowed", "targets": [{ "target": "Office365", "targetType": "application" }] },
    });
    let a_user = setting("allowed", "00000000-0000-4000-8000-00000000beef");
    for (path, body) in [
        (
            POLICY,
            json!({ "allowedCloudEndpoints": ["microsoftonline.us"] }),
        ),
        (
            DEFAULT,
            json!({ "automaticUserConsentSettings": { "inboundAllowed": true } }),
        ),
        (DEFAULT, json!({ "b2bCollaborationInbound": a_user })),
        (DEFAULT, json!({ "b2bCollaborationInbound": null })),
        (
            DEFAULT,
            json!({ "invitationRedemptionIdentityProviderConfiguration": { "fallbackIdentityProvider": "microsoftAccount" } }),
        ),
        (
            DEFAULT,
            json!({ "invitationRedemptionIdentityProviderConfiguration": { "primaryIdentityProviderPrecedenceOrder": ["externalFederation"] } }),
        ),
        (
            &partner,
            json!({ "b2bCollaborationOutbound": nobody_but_everything }),
        ),
        (&partner, json!({ "b2bCollaborationInbound": office })),
        (
            &partner,
            json!({ "b2bCollaborationInbound": { "usersAndGroups": null } }),
        ),
        (&partner, json!({ "b2bCollaborationInbound": "all" })),
        (
            &partner,
            json!({ "b2bDirectConnectInbound": setting("allowed", "AllUsers") }),
        ),
        (&partner, json!({ "tenantRestrictions": {} })),
        (
            &partner,
            json!({ "inboundTrust": { "isMfaAccepted": "yes" } }),
        ),
        (&partner, json!({ "nonsense": 1 })),
    ] {
        let page = client.patch(path, body.clone()).await;
        assert_eq!(
            page.status,
            StatusCode::BAD_REQUEST,
            "{path} {body}: {}",
            page.body
        );
    }
    for id in [
        "nonsense",
        "00000000-0000-4000-8000-00000000beef",
        &app.contoso.id.to_string(),
    ] {
        let page = client.post(PARTNERS, json!({ "tenantId": id })).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{id}");
    }
    let page = client
        .patch(POLICY, json!({ "allowedCloudEndpoints": [] }))
        .await;
    assert_eq!(page.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn who_may_read_policies_changes_none() {
    let app = TestApp::start().await;
    let reader = app.client(&[GraphPermission::PolicyReadAll]).await;
    assert_eq!(reader.get(DEFAULT).await.status, StatusCode::OK);
    let page = reader.patch(DEFAULT, json!({})).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let stranger = app.client(&[GraphPermission::UserReadWriteAll]).await;
    for path in [POLICY, DEFAULT, PARTNERS] {
        assert_eq!(stranger.get(path).await.status, StatusCode::FORBIDDEN);
    }
}
