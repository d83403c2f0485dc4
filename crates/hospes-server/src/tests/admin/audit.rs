//! The audit log: what is found in it, and what an event tells.

use axum::http::StatusCode;
use hospes_identity::Span;
use hospes_identity::audit::Activity;
use hospes_identity::role::Role;

use super::fact;
use crate::tests::support::{Answer as _, TestApp};

#[tokio::test]
async fn events_are_found_by_what_was_done_by_whom_and_when() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    app.group("Before").await;
    app.fixture.clock.advance(Span::days(2));
    let mut admin = app.as_admin().await;
    admin.post("/admin/groups/new", &[("name", "After")]).await;
    app.signed_in(&megan).await;
    for (query, found) in [
        ("?activity=Add+group", &["After", "Before"][..]),
        (
            "?activity=Add+group&actor=admin%40contoso.example",
            &["After"],
        ),
        ("?activity=Add+group&actor=megan%40contoso.example", &[]),
        ("?activity=Add+group&actor=nobody", &[]),
        ("?activity=Add+group&from=2026-01-02", &["After"]),
        ("?activity=Add+group&to=2026-01-01", &["Before"]),
        (
            "?activity=Add+group&from=2026-01-01&to=2026-01-03",
            &["After", "Before"],
        ),
        ("?activity=Add+group&from=soon", &["After", "Before"]),
        ("?activity=Delete+group", &[]),
    ] {
        let page = admin.open(&format!("/admin/audit{query}")).await;
        assert_eq!(
            page.texts_of("tbody td.col-2:nth-child(2)"),
            found,
            "{query}"
        );
        if found.is_empty() {
            assert!(page.text().contains("No event matches"), "{query}");
        }
    }
    let after = admin.open("/admin/audit?activity=Add+group&actor=admin%40contoso.example");
    let after = after.await.attribute("tbody a", "href");
    let reference = fact(&admin.open(&after).await, "Correlation id");
    for (reference, found) in [(reference.as_str(), &["After"][..]), ("nonsense", &[])] {
        let page = admin
            .open(&format!("/admin/audit?reference={reference}"))
            .await;
        assert_eq!(page.texts_of("tbody td.col-2:nth-child(2)"), found);
    }
    let page = admin
        .open("/admin/audit?activity=Add+group&actor=megan%40contoso.example")
        .await;
    let chips = page.texts_of(".chip");
    assert_eq!(
        chips,
        [
            "Remove filter Activity: Add group",
            "Remove filter Actor: megan@contoso.example"
        ]
    );
}

#[tokio::test]
async fn an_event_tells_what_changed_and_the_number_of_its_request() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let path = format!("/admin/users/{}/properties", megan.id);
    let mut admin = app.as_admin().await;
    let form = admin.open(&format!("{path}?edit=yes")).await;
    let answer = admin
        .submit(&form, &path, &[("job_title", "Architect")])
        .await;
    let number = answer.header("request-id").to_owned();
    let id = app.events(Activity::UpdateUser).await[0].id.to_string();
    let page = admin.open(&format!("/admin/audit/{id}")).await;
    assert_eq!(page.heading(), "Update user");
    assert_eq!(fact(&page, "By"), "admin");
    assert_eq!(fact(&page, "Signed in as"), "admin@contoso.example");
    assert_eq!(fact(&page, "Network address"), "192.0.2.1");
    assert_eq!(fact(&page, "Target (User)"), "megan");
    assert_eq!(fact(&page, "Correlation id"), number);
    assert_eq!(page.texts_of("tbody tr"), ["jobTitle – Architect"]);
    assert!(page.text().contains("Not sealed yet"));
    app.work().await;
    let page = admin.open(&format!("/admin/audit/{id}")).await;
    assert_eq!(page.text_of(".badges .tone-neutral"), "Sealed");
    assert_eq!(fact(&page, "Seal").len(), 64);
}

#[tokio::test]
async fn a_long_log_is_read_page_by_page() {
    let app = TestApp::start().await;
    for number in 0..60 {
        app.group(&format!("Group {number:02}")).await;
    }
    let mut admin = app.as_admin().await;
    let first = admin.open("/admin/audit?activity=Add+group").await;
    let names = first.texts_of("tbody td.col-2:nth-child(2)");
    assert_eq!(
        (names.len(), names[0].as_str()),
        (50, "Group 59"),
        "newest first"
    );
    let second = admin
        .open(&first.attribute(".table-foot a[rel=next]", "href"))
        .await;
    let names = second.texts_of("tbody td.col-2:nth-child(2)");
    assert_eq!((names.len(), names[0].as_str()), (10, "Group 09"));
}

#[tokio::test]
async fn only_who_may_read_the_log_reads_it() {
    let app = TestApp::start().await;
    let id = app.events(Activity::AddUser).await[0].id.to_string();
    let mut reader = app.as_role(Role::GlobalReader).await;
    let mut inviter = app.as_role(Role::GuestInviter).await;
    for path in ["/admin/audit".to_owned(), format!("/admin/audit/{id}")] {
        assert_eq!(reader.get(&path).await.status, StatusCode::OK, "{path}");
        assert_eq!(
            inviter.get(&path).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
}
