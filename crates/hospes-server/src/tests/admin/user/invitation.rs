//! The invitation of one user, and redeeming it anew.

use super::*;

#[tokio::test]
async fn an_invitation_is_sent_again_and_the_link_before_dies() {
    let app = TestApp::start().await;
    let url = pending(&app).await;
    app.work().await;
    let old = app.mails.only().link("/redeem");
    let mut admin = app.as_admin().await;
    let page = admin.open(&url).await;
    assert_eq!(fact(&page, "Mail"), "Sent just now");
    let page = press(&mut admin, &page, &format!("{url}/resend"), &[]).await;
    assert_eq!(
        notice(&page),
        "The invitation is sent again. The link before is dead."
    );
    app.work().await;
    let new = app.mails.only().link("/redeem");
    assert_eq!(
        app.browser().open(&old).await.heading(),
        "There is a newer invitation"
    );
    assert_eq!(
        app.browser().open(&new).await.heading(),
        "admin invites you to Contoso"
    );
    assert_eq!(app.events(Activity::ResendInvitation).await.len(), 1);
}

#[tokio::test]
async fn an_invitation_is_revoked_after_a_question() {
    let app = TestApp::start().await;
    let url = pending(&app).await;
    app.work().await;
    let link = app.mails.only().link("/redeem");
    let mut admin = app.as_admin().await;
    let page = admin.open(&url).await;
    let path = format!("{url}/revoke-invitation");
    let question = press(&mut admin, &page, &path, &[]).await;
    assert_eq!(question.heading(), "Revoke the invitation?");
    assert!(app.events(Activity::RevokeInvitation).await.is_empty());
    let after = press(&mut admin, &question, &path, &[]).await;
    assert_eq!(notice(&after), "The invitation is revoked.");
    for part in ["resend", "revoke-invitation"] {
        assert!(
            !after.has(&format!("form[action='{url}/{part}']")),
            "{part}"
        );
    }
    assert_eq!(
        app.browser().open(&link).await.heading(),
        "This invitation was withdrawn"
    );
    assert_eq!(app.events(Activity::RevokeInvitation).await.len(), 1);
    // A second window has the buttons still.
    let page = press(&mut admin, &page, &format!("{url}/resend"), &[]).await;
    assert_eq!(
        notice(&page),
        "That is not possible any more: the state has changed."
    );
}

#[tokio::test]
async fn a_guest_redeems_anew_after_a_reset() {
    let app = TestApp::start().await;
    let url = guest(&app).await;
    let mut before = app.by_code(PAT).await;
    app.mails.take();
    let mut admin = app.as_admin().await;
    let path = format!("{url}/reset-redemption");
    let page = admin.open(&path).await;
    assert_eq!(page.attribute("#address", "value"), PAT);
    for (address, said) in [
        ("nonsense", "."),
        (
            "new@contoso.example",
            "This address belongs to your own organization.",
        ),
        (
            "admin@contoso.example",
            "This address belongs to your own organization.",
        ),
    ] {
        let page = admin.submit(&page, &path, &[("address", address)]).await;
        assert!(error_of(&page, "address").ends_with(said), "{address}");
    }
    app.fixture.clock.advance(Span::seconds(1));
    let filled = [("address", "pat@new.example"), ("send_message", "yes")];
    let page = press(&mut admin, &page, &path, &filled).await;
    assert_eq!(
        notice(&page),
        "The guest must accept anew; the mail is on its way."
    );
    assert!(page.text().contains("Pending acceptance") && page.text().contains("No identity yet"));
    assert_ne!(
        before.get("/myapps").await.status,
        StatusCode::OK,
        "the old account is out"
    );
    app.work().await;
    let mail = app.mails.only();
    assert_eq!(mail.to.email.to_string(), "pat@new.example");
    let landing = app.browser().open(&mail.link("/redeem")).await;
    assert!(landing.text().contains("pat@new.example"));
    assert_eq!(app.events(Activity::InviteWithReset).await.len(), 1);
    let page = admin.open(&path).await;
    let filled = [("address", "pat@new.example"), ("send_message", "")];
    let page = press(&mut admin, &page, &path, &filled).await;
    assert!(
        page.attribute("#redeem-url", "value")
            .starts_with("https://hospes.example/redeem?")
    );
}
