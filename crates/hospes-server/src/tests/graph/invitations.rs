//! `POST /v1.0/invitations`.

use axum::http::StatusCode;
use hospes_identity::Span;
use hospes_identity::application::GraphPermission;
use hospes_identity::limit::Limits;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::tests::support::{Answer as _, TestApp};

const PATH: &str = "/v1.0/invitations";

fn invitation(address: &str) -> Value {
    json!({
        "invitedUserEmailAddress": address,
        "inviteRedirectUrl": "https://apps.contoso.example/",
    })
}

async fn app() -> TestApp {
    TestApp::start().await
}

#[tokio::test]
async fn the_answer_has_the_shape_of_the_original() {
    let app = app().await;
    let client = app.client(&[GraphPermission::UserInviteAll]).await;
    let answer = client.post(PATH, invitation("Pat@Partner.example")).await;
    assert_json_snapshot!("created", answer.json(StatusCode::CREATED));
    let full = json!({
        "invitedUserEmailAddress": "kim@partner.example",
        "inviteRedirectUrl": "https://apps.contoso.example/",
        "invitedUserDisplayName": "Kim Akers",
        "invitedUserType": "Guest",
        "sendInvitationMessage": true,
        "invitedUserMessageInfo": {
            "messageLanguage": "de-DE",
            "customizedMessageBody": "Willkommen!",
            "ccRecipients": [{ "emailAddress": { "name": null, "address": "boss@contoso.example" } }],
        },
    });
    let answer = client.post(PATH, full).await;
    assert_json_snapshot!("created_with_a_message", answer.json(StatusCode::CREATED));
    app.work().await;
    let mail = app.mails.only();
    assert_eq!(mail.to.email.to_string(), "kim@partner.example");
    assert_eq!(
        mail.cc.clone().unwrap().email.to_string(),
        "boss@contoso.example"
    );
    assert!(mail.text.contains("Willkommen!"));
    assert!(mail.text.contains("Einladung"), "{}", mail.text);
}

#[tokio::test]
async fn without_a_message_no_mail_leaves_and_the_link_works() {
    let app = app().await;
    let client = app.client(&[GraphPermission::UserInviteAll]).await;
    let answer = client.post(PATH, invitation("pat@partner.example")).await;
    app.work().await;
    assert!(app.mails.take().is_empty());
    let link = answer.json(StatusCode::CREATED)["inviteRedeemUrl"].clone();
    let page = app.browser().open(link.as_str().unwrap()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("pat@partner.example"));
}

#[tokio::test]
async fn inviting_again_renews_the_same_guest() {
    let app = app().await;
    let client = app.client(&[GraphPermission::UserInviteAll]).await;
    let first = client.post(PATH, invitation("pat@partner.example")).await;
    let second = client.post(PATH, invitation("PAT@partner.example")).await;
    let (first, second) = (
        first.json(StatusCode::CREATED),
        second.json(StatusCode::CREATED),
    );
    assert_eq!(first["invitedUser"], second["invitedUser"]);
    assert_ne!(first["inviteRedeemUrl"], second["inviteRedeemUrl"]);
    let old = first["inviteRedeemUrl"].as_str().unwrap();
    let page = app.browser().open(old).await;
    assert!(page.heading().contains("newer"), "{}", page.heading());
}

#[tokio::test]
async fn somebody_who_accepted_is_completed_at_once() {
    let app = app().await;
    let (guest, _) = app
        .fixture
        .guest(&app.system(), "pat@partner.example")
        .await;
    let client = app.client(&[GraphPermission::UserInviteAll]).await;
    let answer = client.post(PATH, invitation("pat@partner.example")).await;
    let answer = answer.json(StatusCode::CREATED);
    assert_eq!(answer["status"], "Completed");
    assert_eq!(answer["invitedUser"]["id"], guest.id.to_string());
}

#[tokio::test]
async fn a_redemption_can_be_reset_for_another_address() {
    let app = app().await;
    let (guest, _) = app
        .fixture
        .guest(&app.system(), "pat@partner.example")
        .await;
    let client = app.client(&[GraphPermission::UserReadWriteAll]).await;
    let mut body = invitation("pat@new.example");
    body["resetRedemption"] = json!(true);
    let refused = client.post(PATH, body.clone()).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    body["invitedUser"] = json!({ "id": guest.id });
    let answer = client.post(PATH, body).await.json(StatusCode::CREATED);
    assert_eq!(answer["status"], "PendingAcceptance");
    assert_eq!(answer["resetRedemption"], true);
    let user = client
        .get(&format!(
            "/v1.0/users/{}?$select=mail,externalUserState",
            guest.id
        ))
        .await
        .json(StatusCode::OK);
    assert_eq!(user["mail"], "pat@new.example");
    assert_eq!(user["externalUserState"], "PendingAcceptance");
}

#[tokio::test]
async fn refusals_have_the_words_of_the_original() {
    let app = app().await;
    app.fixture.member(&app.system(), "megan").await;
    let client = app.client(&[GraphPermission::UserInviteAll]).await;
    let mut answers = Vec::new();
    for body in [
        json!({}),
        json!({ "invitedUserEmailAddress": "pat@partner.example" }),
        invitation("not an address"),
        invitation("nobody@contoso.example"),
        invitation("megan@contoso.example"),
        json!({ "invitedUserEmailAddress": "pat@partner.example", "inviteRedirectUrl": "javascript:alert(1)" }),
        json!({ "invitedUserEmailAddress": "pat@partner.example", "inviteRedirectUrl": "nonsense" }),
        json!({ "invitedUserEmailAddress": "pat@partner.example", "inviteRedirectUrl": "https://a.example/", "invitedUserTypo": 1 }),
        json!({ "invitedUserEmailAddress": 7, "inviteRedirectUrl": "https://a.example/" }),
        json!({ "invitedUserEmailAddress": "pat@partner.example", "inviteRedirectUrl": "https://a.example/", "invitedUserType": "Alien" }),
        json!({ "invitedUserEmailAddress": "pat@partner.example", "inviteRedirectUrl": "https://a.example/", "invitedUserType": "Member" }),
    ] {
        let answer = client.post(PATH, body.clone()).await;
        assert!(answer.status.is_client_error(), "{body}");
        let error = serde_json::from_str::<Value>(&answer.body).unwrap();
        let error = &error["error"];
        answers.push(json!({
            "body": body,
            "status": answer.status.as_u16(),
            "code": error["code"],
            "message": error["message"],
        }));
    }
    assert_json_snapshot!("refusals", answers);
    app.work().await;
    assert!(app.mails.take().is_empty());
}

#[tokio::test]
async fn a_limit_says_when_to_come_back() {
    let mut limits = Limits::default();
    limits.invitations_per_inviter = 10;
    let app = TestApp::with_limits(limits).await;
    let client = app.client(&[GraphPermission::UserInviteAll]).await;
    for number in 0..10 {
        let answer = client.post(PATH, invitation(&format!("p{number}@partner.example")));
        assert_eq!(answer.await.status, StatusCode::CREATED);
    }
    let answer = client
        .post(PATH, invitation("one.more@partner.example"))
        .await;
    let error = answer.json(StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(error["error"]["code"], "TooManyRequests");
    let seconds: i64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=3_600).contains(&seconds), "{seconds}");
    app.fixture.clock.advance(Span::seconds(seconds));
    let client = app.client(&[GraphPermission::UserInviteAll]).await;
    let answer = client
        .post(PATH, invitation("one.more@partner.example"))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);
}
