//! `convertExternalToInternalMemberUser`, and invitations of internal users.

use axum::http::StatusCode;
use hospes_identity::application::GraphPermission;
use hospes_identity::role::Role;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::tests::support::TestApp;

const PAT: &str = "pat@partner.example";

fn account(name: &str, password: &str) -> Value {
    json!({
        "userPrincipalName": name,
        "passwordProfile": { "password": password, "forceChangePasswordNextSignIn": false },
    })
}

fn good() -> Value {
    account("pat@contoso.example", "a password nobody guesses")
}

#[tokio::test]
async fn an_external_user_is_converted_under_both_versions() {
    let app = TestApp::start().await;
    let client = app
        .client(&[GraphPermission::UserConvertToInternalReadWriteAll])
        .await;
    let (pat, _) = app.fixture.guest(&app.system(), PAT).await;
    let path = format!("/beta/users/{}/convertExternalToInternalMemberUser", pat.id);
    let answer = client.post(&path, good()).await;
    assert_json_snapshot!("converted", answer.json(StatusCode::OK));
    let again = client.post(&path, good()).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    // It stays on the user, for whoever asks for it.
    let stamped = answer.json(StatusCode::OK)["convertedToInternalUserDateTime"].clone();
    assert!(stamped.is_string());
    let reader = app.client(&[GraphPermission::UserReadAll]).await;
    let name = "convertedToInternalUserDateTime";
    let user = reader
        .get(&format!("/v1.0/users/{}?$select={name}", pat.id))
        .await;
    assert_eq!(user.json(StatusCode::OK)[name], stamped);
    let user = reader.get(&format!("/v1.0/users/{}", pat.id)).await;
    assert!(user.json(StatusCode::OK).get(name).is_none());
    let never = format!("/v1.0/users/{}?$select={name}", app.admin.id);
    assert!(reader.get(&never).await.json(StatusCode::OK)[name].is_null());

    let (kim, _) = app
        .fixture
        .guest(&app.system(), "kim@partner.example")
        .await;
    let path = format!("/v1.0/users/{}/convertexternaltointernalmemberuser", kim.id);
    let body = account("kim@contoso.example", "a password nobody guesses");
    assert_eq!(client.post(&path, body).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_wrong_with_a_conversion_is_a_bad_request_that_names_it() {
    let app = TestApp::start().await;
    let client = app
        .client(&[GraphPermission::UserConvertToInternalReadWriteAll])
        .await;
    let (pat, _) = app.fixture.guest(&app.system(), PAT).await;
    let path = format!("/beta/users/{}/convertExternalToInternalMemberUser", pat.id);
    let mut elsewhere = good();
    elsewhere["mail"] = json!("pat@nobody.example");
    for (body, target) in [
        (json!({}), "userPrincipalName"),
        (
            json!({ "userPrincipalName": "pat@contoso.example" }),
            "passwordProfile",
        ),
        (
            account("pat@nobody.example", "a password nobody guesses"),
            "userPrincipalName",
        ),
        (account("pat@contoso.example", "pat"), "password"),
        (elsewhere, "mail"),
    ] {
        let answer = client.post(&path, body).await.json(StatusCode::BAD_REQUEST);
        assert_eq!(answer["error"]["details"][0]["target"], target, "{answer}");
    }
    app.fixture
        .identity
        .assign_role(&app.system(), pat.id, Role::GuestInviter)
        .await
        .unwrap();
    // An application acts upon nobody who holds a role.
    let answer = client.post(&path, good()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let writer = app.client(&[GraphPermission::UserReadWriteAll]).await;
    let answer = writer.post(&path, good()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_converted_user_is_not_invited_again() {
    let app = TestApp::start().await;
    let client = app
        .client(&[
            GraphPermission::UserConvertToInternalReadWriteAll,
            GraphPermission::UserReadWriteAll,
        ])
        .await;
    let (pat, _) = app.fixture.guest(&app.system(), PAT).await;
    let path = format!("/beta/users/{}/convertExternalToInternalMemberUser", pat.id);
    client.post(&path, good()).await.json(StatusCode::OK);
    let mut body = json!({
        "invitedUserEmailAddress": PAT,
        "inviteRedirectUrl": "https://apps.contoso.example/",
    });
    let answer = client.post("/v1.0/invitations", body.clone()).await;
    assert_json_snapshot!(
        "invited_after_a_conversion",
        answer.json(StatusCode::PRECONDITION_FAILED)
    );
    body["invitedUser"] = json!({ "id": pat.id });
    let answer = client.post("/v1.0/invitations", body).await;
    assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED);
}

#[tokio::test]
async fn an_invitation_that_names_a_member_asks_them_to_become_external() {
    let app = TestApp::start().await;
    let client = app.client(&[GraphPermission::UserReadWriteAll]).await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let body = json!({
        "invitedUserEmailAddress": PAT,
        "inviteRedirectUrl": "https://apps.contoso.example/",
        "invitedUser": { "id": megan.id },
    });
    let inviter = app.client(&[GraphPermission::UserInviteAll]).await;
    // Whoever may only invite has invited a stranger: the id counts for nothing.
    let other = inviter.post("/v1.0/invitations", body.clone()).await;
    let other = other.json(StatusCode::CREATED);
    assert_ne!(other["invitedUser"]["id"], megan.id.to_string());
    let mut mine = body;
    mine["invitedUserEmailAddress"] = json!("megan@partner.example");
    let answer = client.post("/v1.0/invitations", mine).await;
    let answer = answer.json(StatusCode::CREATED);
    assert_eq!(answer["invitedUser"]["id"], megan.id.to_string());
    assert_eq!(answer["invitedUserType"], "Member");
    assert_eq!(answer["status"], "PendingAcceptance");
    let shown = client
        .get(&format!(
            "/v1.0/users/{}?$select=mail,userPrincipalName,externalUserState",
            megan.id
        ))
        .await
        .json(StatusCode::OK);
    assert_eq!(shown["mail"], "megan@partner.example");
    assert_eq!(shown["userPrincipalName"], "megan@contoso.example");
    assert_eq!(shown["externalUserState"], "PendingAcceptance");
}
