//! External collaboration settings, and what they do to inviting and to guests.

use axum::http::StatusCode;
use hospes_identity::application::GraphPermission;
use hospes_identity::audit::Activity;
use hospes_identity::role::Role;

use super::{error_of, notice, press};
use crate::tests::support::{Page, TestApp};

const PATH: &str = "/admin/external-collaboration";

async fn save(app: &TestApp, filled: &[(&str, &str)]) -> Page {
    let mut admin = app.as_admin().await;
    let page = admin.open(PATH).await;
    press(&mut admin, &page, PATH, filled).await
}

/// What the wizard says to inviting an address.
async fn invite(app: &TestApp, address: &str) -> Page {
    let mut admin = app.as_admin().await;
    let fields = [
        ("email", address),
        ("send_message", "yes"),
        ("go", "invite"),
    ];
    admin.post("/admin/users/invite", &fields).await
}

#[tokio::test]
async fn what_is_saved_is_shown_and_recorded() {
    let app = TestApp::start().await;
    let filled = [
        ("allow_invites_from", "adminsAndGuestInviters"),
        ("restriction", "deny"),
        ("domains", "Evil.example\r\nbücher.example, other.example"),
        ("expiry_days", "7"),
        ("may_leave", ""),
        ("privacy_statement_url", "https://contoso.example/privacy"),
        ("privacy_contact", "privacy@contoso.example"),
        ("notification_language", "de"),
    ];
    let page = save(&app, &filled).await;
    assert_eq!(notice(&page), "The settings are saved.");
    let fields = page.form(PATH).fields;
    let value = |name: &str| {
        fields
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.trim())
    };
    assert_eq!(value("allow_invites_from"), Some("adminsAndGuestInviters"));
    assert_eq!(
        value("domains"),
        Some("evil.example\nother.example\nbücher.example")
    );
    assert_eq!(
        (value("expires"), value("expiry_days")),
        (Some("yes"), Some("7"))
    );
    assert_eq!(value("may_leave"), None);
    assert_eq!(value("notification_language"), Some("de"));
    let events = app.events(Activity::UpdatePolicy).await;
    assert_eq!(events.len(), 1);
    let changes = &events[0].targets[0].changes;
    let days = changes
        .iter()
        .find(|change| change.name == "InvitationDays")
        .unwrap();
    assert_eq!((days.old.as_str(), days.new.as_str()), ("30", "7"));
}

#[tokio::test]
async fn what_cannot_be_is_said_at_its_field_and_saves_nothing() {
    let app = TestApp::start().await;
    for (fields, at, said) in [
        (
            &[("restriction", "deny"), ("domains", "not a domain")][..],
            "domains",
            "is not a domain",
        ),
        (
            &[("restriction", "allow"), ("domains", "")],
            "domains",
            "Name at least one domain to allow.",
        ),
        (
            &[("expiry_days", "soon")],
            "expiry_days",
            "The number of days is not a number.",
        ),
        (
            &[("expiry_days", "0")],
            "expiry_days",
            "The number of days is not between 1 and 3,650 days.",
        ),
        (
            &[("expiry_days", "9999")],
            "expiry_days",
            "The number of days is not between 1 and 3,650 days.",
        ),
        (
            &[("privacy_statement_url", "javascript:alert(1)")],
            "privacy_statement_url",
            "The privacy statement URL is not a web address",
        ),
    ] {
        let mut filled = fields.to_vec();
        filled.push(("privacy_contact", "kept@contoso.example"));
        let page = save(&app, &filled).await;
        let error = error_of(&page, at);
        assert!(
            error.contains(said) && !error.ends_with(".."),
            "{at}: {error}"
        );
        assert_eq!(
            page.attribute("#privacy_contact", "value"),
            "kept@contoso.example"
        );
    }
    assert!(app.events(Activity::UpdatePolicy).await.is_empty());
}

#[tokio::test]
async fn a_domain_that_is_not_allowed_cannot_be_invited() {
    let app = TestApp::start().await;
    save(
        &app,
        &[("restriction", "deny"), ("domains", "partner.example")],
    )
    .await;
    let page = invite(&app, "pat@Partner.Example").await;
    let said = "External collaboration settings do not let this domain be invited.";
    assert_eq!(error_of(&page, "email"), said);
    assert_eq!(
        invite(&app, "pat@sub.partner.example").await.heading(),
        "Invited",
        "a domain of its own"
    );
    let client = app.client(&[GraphPermission::UserInviteAll]).await;
    let body = serde_json::json!({
        "invitedUserEmailAddress": "pat@partner.example",
        "inviteRedirectUrl": "https://apps.contoso.example/",
    });
    assert_eq!(
        client.post("/v1.0/invitations", body).await.status,
        StatusCode::BAD_REQUEST
    );
    save(
        &app,
        &[("restriction", "allow"), ("domains", "partner.example")],
    )
    .await;
    assert_eq!(
        invite(&app, "pat@partner.example").await.heading(),
        "Invited"
    );
    assert_eq!(
        error_of(&invite(&app, "pat@other.example").await, "email"),
        said
    );
    save(&app, &[("restriction", "any")]).await;
    assert_eq!(invite(&app, "pat@other.example").await.heading(), "Invited");
}

#[tokio::test]
async fn when_nobody_may_invite_nobody_can() {
    let app = TestApp::start().await;
    let page = save(&app, &[("allow_invites_from", "none")]).await;
    assert_eq!(notice(&page), "The settings are saved.");
    let page = invite(&app, "pat@partner.example").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let mut admin = app.as_admin().await;
    let home = admin.open("/admin").await;
    assert!(!home.has("a[href='/admin/users/invite']"));
    let client = app.client(&[GraphPermission::UserInviteAll]).await;
    let body = serde_json::json!({
        "invitedUserEmailAddress": "pat@partner.example",
        "inviteRedirectUrl": "https://apps.contoso.example/",
    });
    let answer = client.post("/v1.0/invitations", body).await;
    assert!(answer.status.is_client_error(), "{}", answer.body);
    assert!(app.events(Activity::InviteExternalUser).await.is_empty());
}

#[tokio::test]
async fn the_days_of_the_settings_are_those_of_the_mail() {
    let app = TestApp::start().await;
    for (filled, said) in [
        (
            &[("expiry_days", "7")][..],
            "The invitation is open until 7 January 2026.",
        ),
        (&[("expires", "")], "The invitation has no end date."),
    ] {
        save(&app, filled).await;
        invite(&app, "pat@partner.example").await;
        app.work().await;
        let mail = app.mails.only();
        assert!(mail.text.contains(said), "{}", mail.text);
    }
}

#[tokio::test]
async fn who_may_only_read_them_sees_them_and_changes_nothing() {
    let app = TestApp::start().await;
    let mut reader = app.as_role(Role::GlobalReader).await;
    let page = reader.open(PATH).await;
    assert!(page.text().contains("You can read these settings."));
    assert!(page.has("fieldset[disabled]"));
    assert!(!page.has("form[action='/admin/external-collaboration'] .button-primary"));
    let page = reader.post(PATH, &[("allow_invites_from", "none")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(app.events(Activity::UpdatePolicy).await.is_empty());
}

#[tokio::test]
async fn who_decides_how_guests_sign_in_may_say_whether_they_can_leave_and_nothing_else() {
    let app = TestApp::start().await;
    let role = Role::ExternalIdentityProviderAdministrator;
    let mut browser = app.as_role(role).await;
    let page = browser.open(PATH).await;
    assert!(
        page.text()
            .contains("You can decide whether guests may leave.")
    );
    let before = app.fixture.identity.settings(&app.system()).await.unwrap();
    assert!(before.guests_may_leave);
    let page = browser.post(PATH, &[("allow_invites_from", "none")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let after = app.fixture.identity.settings(&app.system()).await.unwrap();
    assert_eq!(
        after,
        hospes_identity::tenant::Settings {
            guests_may_leave: false,
            ..before
        }
    );
}
