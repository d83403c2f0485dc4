//! Home: the figures, and what happened last.

use hospes_identity::Span;
use hospes_identity::outbox::Failure;
use hospes_identity::role::Role;

use crate::tests::support::{Page, TestApp};

fn figures(page: &Page) -> Vec<(String, String)> {
    let labels = page.texts_of(".stat-label");
    labels
        .into_iter()
        .zip(page.texts_of(".stat-figure"))
        .collect()
}

fn pairs(expected: [(&str, &str); 5]) -> Vec<(String, String)> {
    expected
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
}

#[tokio::test]
async fn the_figures_are_those_of_the_lists_they_lead_to() {
    let app = TestApp::start().await;
    let system = app.system();
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin").await;
    let nothing = [
        ("Users", "1"),
        ("Guests", "0"),
        ("Pending acceptance", "0"),
        ("Expired", "0"),
        ("Undelivered mails", "0"),
    ];
    assert_eq!(figures(&page), pairs(nothing));
    assert!(page.text().contains("every mail went out"));
    app.fixture.guest(&system, "guest@partner.example").await;
    app.fixture.invite(&system, "late@partner.example").await;
    app.work().await;
    app.fixture.clock.advance(Span::days(30));
    app.mails.refuse(Failure::Permanent("550 no".to_owned()));
    app.fixture.invite(&system, "pending@partner.example").await;
    app.work().await;
    let deleted = app.fixture.member(&system, "deleted").await;
    app.fixture
        .identity
        .delete_user(&system, deleted.id)
        .await
        .unwrap();
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin").await;
    let something = [
        ("Users", "4"),
        ("Guests", "3"),
        ("Pending acceptance", "1"),
        ("Expired", "1"),
        ("Undelivered mails", "1"),
    ];
    assert_eq!(figures(&page), pairs(something));
    for (position, (name, figure)) in something.iter().enumerate() {
        let url = page.attribute(&format!(".stats li:nth-child({}) a", position + 1), "href");
        let list = admin.open(&url).await;
        assert_eq!(
            list.texts_of("tbody tr").len().to_string(),
            *figure,
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_latest_events_say_who_did_what() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let fields = [("email", "pat@partner.example"), ("go", "invite")];
    admin.post("/admin/users/invite", &fields).await;
    let page = admin.open("/admin").await;
    let events = page.texts_of(".events li");
    assert!(events[0].starts_with("Invite external user"), "{events:?}");
    assert!(
        events[0].contains("pat") && events[0].contains("by admin"),
        "{events:?}"
    );
    assert_eq!(page.texts_of(".events li").len(), events.len().min(10));
    let event = admin.open(&page.attribute(".events a", "href")).await;
    assert!(event.text().contains("Invite external user"));
}

#[tokio::test]
async fn who_may_not_read_the_log_is_not_shown_it() {
    let app = TestApp::start().await;
    app.fixture
        .invite(&app.system(), "pat@partner.example")
        .await;
    let mut browser = app.as_role(Role::GroupsAdministrator).await;
    let page = browser.open("/admin").await;
    assert!(
        !page.has(".events") && !page.has("#latest"),
        "{}",
        page.text()
    );
    let labels = page.texts_of(".stat-label");
    assert_eq!(labels, ["Users", "Guests", "Pending acceptance", "Expired"]);
}
