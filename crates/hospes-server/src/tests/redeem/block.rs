//! **Block future invitations**: the link in the footer of a mail.

use hospes_identity::audit::Activity;

use super::{Guest, PAT, inviter};
use crate::tests::support::{Answer as _, TestApp};

#[tokio::test]
async fn who_blocks_an_organisation_gets_no_more_mail_of_it() {
    let app = TestApp::start().await;
    app.fixture.invite(&inviter(&app).await, PAT).await;
    app.work().await;
    let mail = app.mails.only();
    let link = mail.link("/invitations/block");
    let header = mail.mime().unwrap().formatted();
    let header = String::from_utf8(header).unwrap().replace("\r\n ", "");
    assert!(
        header.contains(&format!("List-Unsubscribe: <https://hospes.example{link}>")),
        "{header}"
    );
    let mut browser = app.browser();
    let before = app.stored().await;
    let page = browser.open(&link).await;
    assert_eq!(page.heading(), "Block future invitations");
    assert_eq!(app.stored().await, before, "looking changes nothing");
    assert!(
        page.text().contains("p•••@partner.example"),
        "{}",
        page.text()
    );
    assert!(!page.body.contains(PAT), "the mail may have been forwarded");
    let page = browser.submit(&page, "/invitations/block", &[]).await;
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Invitations are blocked");
    assert_eq!(app.events(Activity::EmailUnsubscribed).await.len(), 1);

    let mut admin = app.as_admin().await;
    let fields = [
        ("email", PAT),
        ("send_message", "yes"),
        ("step", "review"),
        ("go", "invite"),
    ];
    let told = admin.post("/admin/users/invite", &fields).await;
    assert!(
        told.text().contains("Not sent: blocked by the recipient"),
        "{}",
        told.text()
    );
    app.work().await;
    assert!(app.mails.take().is_empty());
    assert_eq!(app.events(Activity::EmailNotSent).await.len(), 1);
    let outbox = admin.open("/admin/outbox").await;
    assert!(outbox.text().contains("Suppressed"), "{}", outbox.text());

    let page = browser.submit(&page, "/invitations/unblock", &[]).await;
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Invitations are allowed again");
    assert_eq!(app.events(Activity::EmailSubscribed).await.len(), 1);
    app.fixture.invite(&inviter(&app).await, PAT).await;
    app.work().await;
    app.mails.only();
}

#[tokio::test]
async fn one_organisation_is_blocked_and_no_other() {
    let app = TestApp::start().await;
    app.fixture.invite(&inviter(&app).await, PAT).await;
    app.work().await;
    let link = app.mails.only().link("/invitations/block");
    let mut browser = app.browser();
    let page = browser.open(&link).await;
    browser.submit(&page, "/invitations/block", &[]).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    app.fixture
        .invite(&app.fixture.system(fabrikam.id), PAT)
        .await;
    app.fixture
        .invite(&app.system(), "kim@partner.example")
        .await;
    app.work().await;
    assert_eq!(app.mails.take().len(), 2);
}

#[tokio::test]
async fn who_blocked_can_still_redeem_what_they_have() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    app.fixture.invite(&inviter(&app).await, PAT).await;
    app.work().await;
    let mail = app.mails.only();
    guest.link = mail.link("/redeem");
    let page = guest.browser.open(&mail.link("/invitations/block")).await;
    guest.browser.submit(&page, "/invitations/block", &[]).await;
    let page = guest.review().await;
    assert_eq!(
        page.heading(),
        "Review permissions",
        "codes are asked for, and come"
    );
}

#[tokio::test]
async fn a_damaged_link_blocks_nobody() {
    let app = TestApp::start().await;
    app.fixture.invite(&inviter(&app).await, PAT).await;
    app.work().await;
    let link = app.mails.only().link("/invitations/block");
    let token = link.split_once("token=").unwrap().1.to_owned();
    let before = app.stored().await;
    for bad in ["", "nonsense", &token[1..], &format!("{token}AAAA")] {
        let mut browser = app.browser();
        let page = browser
            .open(&format!("/invitations/block?token={bad}"))
            .await;
        assert!(page.status.is_client_error(), "{bad} {}", page.status);
        assert_eq!(page.text_of(".colophon .mono"), page.header("request-id"));
        let page = browser.post("/invitations/block", &[("token", bad)]).await;
        assert!(page.status.is_client_error(), "{bad} {}", page.status);
    }
    assert_eq!(app.stored().await, before);
}
