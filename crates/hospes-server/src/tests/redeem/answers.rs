//! Declining, and asking for a new link: the inviter gets a mail.

use hospes_identity::Span;
use hospes_identity::audit::Activity;

use super::{Guest, PAT};
use crate::tests::support::TestApp;

#[tokio::test]
async fn a_guest_who_declines_says_why_and_the_inviter_gets_a_mail() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    guest.land().await;
    let page = guest.browser.open("/redeem/decline").await;
    assert_eq!(page.heading(), "Decline this invitation?");
    assert!(page.text().contains("We tell admin that you declined"));
    let reason = [("reason", "No time.\r\n<b>Sorry</b>")];
    let page = guest
        .browser
        .submit(&page, "/redeem/decline", &reason)
        .await;
    let page = guest.browser.follow(page).await;
    assert_eq!(page.heading(), "You declined");
    assert!(page.text().contains("We told Contoso"));
    app.work().await;
    let mail = app.mails.only();
    assert_eq!(mail.to.email.to_string(), "admin@contoso.example");
    assert_eq!(mail.subject, "pat@partner.example declined your invitation");
    assert_eq!(mail.reply_to.clone().unwrap().email.to_string(), PAT);
    assert!(
        mail.text.contains("> No time.\n> <b>Sorry</b>"),
        "{}",
        mail.text
    );
    assert!(
        mail.html.contains("&#60;b&#62;Sorry&#60;/"),
        "{}",
        mail.html
    );
    assert_eq!(
        mail.link("/admin/users"),
        format!("/admin/users/{}", guest.user)
    );
    let page = guest.for_the_administrator().await;
    assert!(
        page.text().contains("Reason No time. <b>Sorry</b>"),
        "{}",
        page.text()
    );
    assert_eq!(app.events(Activity::DeclineInvitation).await.len(), 1);
    let page = guest.land().await;
    assert_eq!(page.heading(), "You declined this invitation");
}

#[tokio::test]
async fn a_long_reason_is_cut_and_not_refused() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    guest.land().await;
    let page = guest.browser.open("/redeem/decline").await;
    let long = "ж".repeat(5_000);
    guest
        .browser
        .submit(&page, "/redeem/decline", &[("reason", &long)])
        .await;
    app.work().await;
    let mail = app.mails.only();
    assert_eq!(mail.text.matches('ж').count(), 500);
}

#[tokio::test]
async fn an_expired_link_asks_the_inviter_once_a_day() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    app.fixture.clock.advance(Span::days(30));
    for ask in 0..3 {
        let page = guest.land().await;
        assert_eq!(page.heading(), "This invitation has expired");
        let page = guest.browser.submit(&page, "/redeem/ask-again", &[]).await;
        let page = guest.browser.follow(page).await;
        assert_eq!(page.heading(), "We passed on your request");
        app.work().await;
        let mails = app.mails.take();
        assert_eq!(mails.len(), usize::from(ask != 1), "{ask}");
        for mail in mails {
            assert_eq!(mail.to.email.to_string(), "admin@contoso.example");
            assert_eq!(
                mail.subject,
                "pat@partner.example asks for a new invitation"
            );
            assert!(mail.text.contains("31 January 2026"), "{}", mail.text);
        }
        if ask == 1 {
            app.fixture.clock.advance(Span::hours(24));
        }
    }
    assert_eq!(app.events(Activity::RequestInvitation).await.len(), 2);
    let text = guest.for_the_administrator().await.text();
    assert!(
        text.contains("Expired") && text.contains("Asked for a new link"),
        "{text}"
    );
}

#[tokio::test]
async fn the_inviter_sends_again_and_the_new_link_works() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    app.fixture.clock.advance(Span::days(31));
    app.work().await;
    let mut admin = app.as_admin().await;
    let page = admin.open(&format!("/admin/users/{}", guest.user)).await;
    let resend = format!("/admin/users/{}/resend", guest.user);
    let page = admin.submit(&page, &resend, &[]).await;
    let page = admin.follow(page).await;
    assert!(page.text_of("[role=status]").contains("sent again"));
    app.work().await;
    let old = guest.link.clone();
    guest.link = app.mails.only().link("/redeem");
    assert_eq!(
        guest.browser.open(&old).await.heading(),
        "There is a newer invitation"
    );
    assert_eq!(guest.land().await.heading(), "admin invites you to Contoso");
    assert_eq!(app.events(Activity::ResendInvitation).await.len(), 1);
}
