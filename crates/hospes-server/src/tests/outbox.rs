//! Mails that do not go out at once: tried again, given up, shown to administrators, sent again.

use hospes_identity::Span;
use hospes_identity::audit::Activity;
use hospes_identity::invitation::Invited;
use hospes_identity::outbox::Failure;

use super::support::{Page, TestApp};

const PAT: &str = "pat@partner.example";

async fn invited(app: &TestApp, failures: &[Failure]) -> Invited {
    for failure in failures {
        app.mails.refuse(failure.clone());
    }
    let invited = app.fixture.invite(&app.system(), PAT).await;
    app.work().await;
    invited
}

async fn outbox(app: &TestApp) -> Page {
    app.as_admin().await.open("/admin/outbox").await
}

/// The lines of the Outbox page.
fn rows(page: &Page) -> Vec<String> {
    page.texts_of("tbody tr")
}

#[tokio::test]
async fn what_fails_for_now_is_tried_again_later_and_later() {
    let app = TestApp::start().await;
    let busy = Failure::Temporary("421 busy, try <later>".to_owned());
    invited(&app, &[busy.clone(), busy.clone(), busy]).await;
    for (attempt, minutes) in [(1, 2), (2, 4), (3, 8)] {
        app.work().await;
        assert!(
            app.mails.take().is_empty(),
            "not before its time: {attempt}"
        );
        let rows = rows(&outbox(&app).await);
        assert_eq!(rows.len(), 1);
        for told in [
            "Deferred",
            "421 busy, try <later>",
            &format!("in {minutes} minutes"),
        ] {
            assert!(rows[0].contains(told), "{told} in {rows:?}");
        }
        assert!(!rows[0].contains("Send again"), "somebody does so already");
        app.fixture.clock.advance(Span::minutes(minutes));
        app.work().await;
    }
    let mail = app.mails.only();
    assert_eq!(mail.to.email.to_string(), PAT);
    let rows = rows(&outbox(&app).await);
    assert!(
        rows[0].contains("Sent") && !rows[0].contains("421"),
        "{rows:?}"
    );
    assert!(app.events(Activity::EmailFailed).await.is_empty());
    let page = app.browser().open(&mail.link("/redeem")).await;
    assert_eq!(page.heading(), "Contoso invites you", "the link works");
}

#[tokio::test]
async fn what_fails_for_ever_is_given_up_and_shown_where_it_is_looked_for() {
    let app = TestApp::start().await;
    let refused = Failure::Permanent("550 no such user <b>here</b>".to_owned());
    let invited = invited(&app, &[refused]).await;
    app.fixture.clock.advance(Span::days(1));
    app.work().await;
    assert!(
        app.mails.take().is_empty(),
        "nobody tries again by themselves"
    );
    let mut admin = app.as_admin().await;
    let page = admin
        .open(&format!("/admin/users/{}", invited.user.id))
        .await;
    let tile = page.text_of("section[aria-labelledby=b2b]");
    assert!(
        tile.contains("Bounced") && tile.contains("550 no such user <b>here</b>"),
        "{tile}"
    );
    assert!(!page.has("main b"), "text, not markup");
    let home = admin.open("/admin").await;
    assert!(
        home.text_of(".stat.tone-bad")
            .contains("Undelivered mails 1")
    );
    let page = admin.open("/admin/outbox?state=undelivered").await;
    let rows = rows(&page);
    assert_eq!(rows.len(), 1);
    assert!(
        rows[0].contains("Bounced") && rows[0].contains(PAT),
        "{rows:?}"
    );
    let events = app.events(Activity::EmailFailed).await;
    assert_eq!(events.len(), 1);
    assert!(!events[0].succeeded);
}

#[tokio::test]
async fn an_administrator_sends_a_failed_mail_again() {
    let app = TestApp::start().await;
    let refused = Failure::Permanent("550 no such user".to_owned());
    let invited = invited(&app, &[refused]).await;
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin/outbox").await;
    let mail = page.attribute("button[name=mail]", "value");
    let chosen = [("mail", mail.as_str())];
    let answer = admin
        .submit(&page, "/admin/outbox/send-again", &chosen)
        .await;
    let answer = admin.follow(answer).await;
    assert!(
        answer
            .text_of("[role=status]")
            .contains("in the queue again")
    );
    assert!(rows(&answer)[0].contains("Queued"));
    app.work().await;
    let sent = app.mails.only();
    assert_eq!(sent.id, invited.invitation.mail.unwrap());
    assert!(rows(&outbox(&app).await)[0].contains("Sent"));
    let events = app.events(Activity::EmailRetried).await;
    assert_eq!(events[0].initiator.id, Some(app.admin.id.0));
    let answer = admin
        .submit(&page, "/admin/outbox/send-again", &chosen)
        .await;
    let answer = admin.follow(answer).await;
    assert!(
        answer
            .text_of("[role=status]")
            .contains("can’t be sent again"),
        "it is sent"
    );
    app.work().await;
    assert!(app.mails.take().is_empty());
}

#[tokio::test]
async fn a_mail_server_that_never_answers_is_given_up_after_twelve_attempts() {
    let app = TestApp::start().await;
    let silent = Failure::Temporary("no answer".to_owned());
    invited(&app, &vec![silent; 12]).await;
    for _ in 0..11 {
        assert!(rows(&outbox(&app).await)[0].contains("Deferred"));
        app.fixture.clock.advance(Span::hours(6));
        app.work().await;
    }
    let rows = rows(&outbox(&app).await);
    assert!(
        rows[0].contains("Failed") && rows[0].contains("12"),
        "{rows:?}"
    );
    app.fixture.clock.advance(Span::days(2));
    app.work().await;
    assert!(app.mails.take().is_empty());
    assert_eq!(app.events(Activity::EmailFailed).await.len(), 1);
}

#[tokio::test]
async fn a_withdrawn_invitation_is_not_sent_after_all() {
    let app = TestApp::start().await;
    let invited = invited(&app, &[Failure::Temporary("421 busy".to_owned())]).await;
    let identity = &app.fixture.identity;
    identity
        .revoke_invitation(&app.system(), invited.user.id)
        .await
        .unwrap();
    app.fixture.clock.advance(Span::hours(1));
    app.work().await;
    assert!(app.mails.take().is_empty());
    let rows = rows(&outbox(&app).await);
    assert!(
        rows[0].contains("Suppressed") && rows[0].contains("withdrawn"),
        "{rows:?}"
    );
    assert!(!rows[0].contains("Send again"));
}

#[tokio::test]
async fn mails_are_found_by_recipient_and_state() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    assert!(
        admin
            .open("/admin/outbox")
            .await
            .text()
            .contains("No mails yet")
    );
    invited(&app, &[Failure::Permanent("550 no".to_owned())]).await;
    app.fixture
        .invite(&app.system(), "kim@partner.example")
        .await;
    app.work().await;
    for (query, found) in [
        ("", vec!["kim@partner.example", PAT]),
        ("?q=kim", vec!["kim@partner.example"]),
        ("?q=KIM%40partner.example", vec!["kim@partner.example"]),
        ("?state=sent", vec!["kim@partner.example"]),
        ("?state=bounced", vec![PAT]),
        ("?state=bounced&q=kim", vec![]),
        ("?state=nonsense", vec!["kim@partner.example", PAT]),
    ] {
        let page = admin.open(&format!("/admin/outbox{query}")).await;
        let mut shown = page.texts_of("tbody tr strong");
        shown.sort_unstable();
        assert_eq!(shown, found, "{query}");
    }
    let page = admin.open("/admin/outbox?state=bounced&q=kim").await;
    assert_eq!(
        page.texts_of(".chip"),
        [
            "Remove filter State: Bounced",
            "Remove filter Recipient: kim"
        ]
    );
    assert!(page.text().contains("No mail matches"));
}

#[tokio::test]
async fn what_failed_is_forgotten_after_thirty_days() {
    let app = TestApp::start().await;
    invited(&app, &[Failure::Permanent("550 no".to_owned())]).await;
    app.fixture.clock.advance(Span::days(29));
    app.work().await;
    assert_eq!(rows(&outbox(&app).await).len(), 1);
    app.fixture.clock.advance(Span::seconds(86_401));
    app.work().await;
    assert!(outbox(&app).await.text().contains("No mails yet"));
}
