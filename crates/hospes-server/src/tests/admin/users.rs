//! All users and Deleted users.

use axum::http::StatusCode;
use hospes_identity::Span;
use hospes_identity::audit::Activity;
use hospes_identity::role::Role;
use hospes_identity::user::UserPatch;

use super::{error_of, notice, press};
use crate::tests::support::{Page, TestApp};

fn names(page: &Page) -> Vec<String> {
    page.texts_of("tbody .row-link")
}

/// Contoso with its administrator, a member, a pending, an accepted, a revoked and a blocked guest.
async fn people() -> TestApp {
    let app = TestApp::start().await;
    let (identity, system) = (&app.fixture.identity, app.system());
    app.fixture.member(&system, "megan").await;
    app.fixture.invite(&system, "pending@partner.example").await;
    app.fixture.guest(&system, "guest@partner.example").await;
    let revoked = app.fixture.invite(&system, "revoked@other.example").await;
    identity
        .revoke_invitation(&system, revoked.user.id)
        .await
        .unwrap();
    let (blocked, _) = app.fixture.guest(&system, "blocked@other.example").await;
    let patch = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    identity
        .update_user(&system, blocked.id, &patch)
        .await
        .unwrap();
    app
}

#[tokio::test]
async fn users_are_found_by_what_is_known_of_them() {
    let app = Box::pin(people()).await;
    let mut admin = app.as_admin().await;
    let all = ["admin", "blocked", "guest", "megan", "pending", "revoked"];
    for (query, found) in [
        ("", &all[..]),
        ("?q=meg", &["megan"]),
        ("?q=MEGAN", &["megan"]),
        ("?q=pending%40partner.example", &["pending"]),
        ("?q=nobody", &[]),
        ("?q=%25", &[]),
        ("?q=+", &all),
        ("?type=guest", &["blocked", "guest", "pending", "revoked"]),
        ("?type=member", &["admin", "megan"]),
        ("?state=pending", &["pending"]),
        ("?state=accepted", &["blocked", "guest"]),
        ("?state=revoked", &["revoked"]),
        ("?state=declined", &[]),
        ("?enabled=no", &["blocked"]),
        ("?enabled=no&state=pending", &[]),
        ("?enabled=yes&type=guest&state=accepted", &["guest"]),
        ("?type=nonsense&state=nonsense&after=nonsense", &all),
    ] {
        let page = admin.open(&format!("/admin/users{query}")).await;
        assert_eq!(names(&page), found, "{query}");
        if found.is_empty() {
            assert!(page.text().contains("No user matches"), "{query}");
        } else {
            let figures = page.text_of(".figures");
            assert!(
                figures.contains(&format!("of {}", found.len())),
                "{query} {figures}"
            );
        }
    }
}

#[tokio::test]
async fn filters_are_named_and_can_be_removed_one_by_one() {
    let app = Box::pin(people()).await;
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin/users?q=e&type=guest&enabled=yes").await;
    let chips = page.texts_of(".chip");
    assert_eq!(
        chips,
        [
            "Remove filter Search: e",
            "Remove filter User type: Guest",
            "Remove filter Sign-in: Enabled"
        ]
    );
    let url = page.attribute(".chip", "href");
    let page = admin.open(&url).await;
    assert_eq!(page.texts_of(".chip").len(), 2);
    assert_eq!(page.attribute("#q", "value"), "");
    assert_eq!(page.attribute("#type option[selected]", "value"), "guest");
    let states = page.texts_of("tbody .badge");
    assert!(
        states.iter().any(|state| state == "Pending acceptance"),
        "{states:?}"
    );
}

#[tokio::test]
async fn long_lists_are_read_page_by_page() {
    let app = TestApp::start().await;
    for number in 0..54 {
        app.fixture
            .invite(&app.system(), &format!("p{number:02}@partner.example"))
            .await;
    }
    let mut admin = app.as_admin().await;
    let first = admin.open("/admin/users?type=guest").await;
    assert_eq!(names(&first).len(), 50);
    assert_eq!(first.text_of(".figures"), "50 users of 54");
    assert_eq!(first.texts_of(".table-foot a"), ["Next page"]);
    let second = admin
        .open(&first.attribute(".table-foot a[rel=next]", "href"))
        .await;
    assert_eq!(names(&second), ["p50", "p51", "p52", "p53"]);
    assert_eq!(second.texts_of(".table-foot a"), ["First page"]);
    assert_eq!(
        second.texts_of(".chip"),
        ["Remove filter User type: Guest"],
        "the filter stays"
    );
    let again = admin.open(&second.attribute(".table-foot a", "href")).await;
    assert_eq!(names(&again), names(&first));
}

#[tokio::test]
async fn those_who_are_selected_are_deleted_after_a_question() {
    let app = Box::pin(people()).await;
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin/users?type=guest").await;
    let ids = ["pending", "guest"]
        .map(|name| page.attribute(&format!("input[aria-label='Select {name}']"), "value"));
    let chosen = [("user", ids[0].as_str()), ("user", &ids[1])];
    let path = "/admin/users/delete";
    let question = press(&mut admin, &page, path, &chosen).await;
    assert_eq!(question.heading(), "Delete 2 users?");
    let text = question.text();
    assert!(
        text.contains("pending · pending@partner.example") && text.contains("30 days"),
        "{text}"
    );
    assert_eq!(
        names(&admin.open("/admin/users").await).len(),
        6,
        "asking deletes nobody"
    );
    let page = press(&mut admin, &question, path, &[]).await;
    assert_eq!(
        notice(&page),
        "2 users are deleted, and can be restored for 30 days."
    );
    assert_eq!(names(&page), ["admin", "blocked", "megan", "revoked"]);
    assert_eq!(app.events(Activity::DeleteUser).await.len(), 2);
    let deleted = admin.open("/admin/deleted-users").await;
    assert_eq!(deleted.texts_of("tbody strong").len(), 2);
}

#[tokio::test]
async fn somebody_who_is_gone_meanwhile_does_not_save_the_others() {
    let app = Box::pin(people()).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let gone = app.fixture.member(&system, "gone").await;
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin/users").await;
    let megan = page.attribute("input[aria-label='Select megan']", "value");
    identity.delete_user(&system, gone.id).await.unwrap();
    identity
        .delete_user_permanently(&system, gone.id)
        .await
        .unwrap();
    let gone = gone.id.to_string();
    let chosen = [("user", gone.as_str()), ("user", &megan)];
    let question = press(&mut admin, &page, "/admin/users/delete", &chosen).await;
    assert_eq!(question.heading(), "Delete megan?");
    // The page before, sent again with what is gone: a browser's back button does that.
    let fields = [
        ("user", gone.as_str()),
        ("user", &megan),
        ("confirmed", "yes"),
    ];
    let page = admin.post("/admin/users/delete", &fields).await;
    let page = admin.follow(page).await;
    assert_eq!(
        notice(&page),
        "1 user is deleted, and can be restored for 30 days."
    );
    assert!(!names(&page).contains(&"megan".to_owned()));
}

#[tokio::test]
async fn nobody_deletes_themselves_or_an_administrator_above_them() {
    let app = Box::pin(people()).await;
    let mut helper = app.as_role(Role::UserAdministrator).await;
    let page = helper.open("/admin/users").await;
    let [own, admin, megan] = ["user-administrator", "admin", "megan"]
        .map(|name| page.attribute(&format!("input[aria-label='Select {name}']"), "value"));
    let fields = [
        ("user", own.as_str()),
        ("user", &admin),
        ("user", &megan),
        ("confirmed", "yes"),
    ];
    let page = helper.post("/admin/users/delete", &fields).await;
    let page = helper.follow(page).await;
    let said = notice(&page);
    assert!(said.starts_with("1 user is deleted"), "{said}");
    assert!(
        said.contains("user-administrator: Nobody can delete themselves."),
        "{said}"
    );
    assert!(
        said.contains("admin: you may not delete administrators."),
        "{said}"
    );
    assert!(page.has("main > .notice.tone-bad"));
    assert_eq!(app.events(Activity::DeleteUser).await.len(), 1);
}

#[tokio::test]
async fn a_deleted_user_comes_back_with_everything_they_had() {
    let app = Box::pin(people()).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let (group, megan) = (
        app.group("Project").await,
        app.fixture.member(&system, "sara").await,
    );
    identity
        .add_member(&system, group.id, megan.id)
        .await
        .unwrap();
    identity.delete_user(&system, megan.id).await.unwrap();
    app.fixture.clock.advance(Span::days(28));
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin/deleted-users").await;
    assert_eq!(page.text_of("tbody .col-2.figures"), "2");
    assert_eq!(
        admin
            .get(&format!("/admin/users/{}", megan.id))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    let id = megan.id.to_string();
    let path = "/admin/deleted-users/restore";
    let page = press(&mut admin, &page, path, &[("user", &id)]).await;
    assert_eq!(notice(&page), "sara is back, with everything they had.");
    assert!(page.text().contains("No deleted users"));
    let page = admin.open(&format!("/admin/users/{id}/groups")).await;
    assert!(page.text().contains("Project"));
    assert_eq!(app.events(Activity::RestoreUser).await.len(), 1);
    app.signed_in(&megan).await;
    // The same form once more, from a second window.
    let page = admin.post(path, &[("user", &id)]).await;
    assert!(!page.status.is_server_error());
    let page = admin.post(path, &[]).await;
    assert_eq!(
        notice(&admin.follow(page).await),
        "Choose who to restore first."
    );
}

#[tokio::test]
async fn deleting_for_good_is_asked_and_leaves_nothing() {
    let app = Box::pin(people()).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let (guest, _) = app.fixture.guest(&system, "leaving@partner.example").await;
    identity.delete_user(&system, guest.id).await.unwrap();
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin/deleted-users").await;
    let id = guest.id.to_string();
    let fields = [("user", id.as_str())];
    let path = "/admin/deleted-users/delete";
    let question = admin.post(path, &fields).await;
    assert_eq!(question.heading(), "Delete leaving permanently?");
    assert!(question.text().contains("Nobody can bring them back"));
    assert!(page.text().contains("leaving@partner.example"));
    let page = press(&mut admin, &question, path, &[]).await;
    assert_eq!(notice(&page), "1 user is gone for good.");
    let stored = app.stored().await;
    let left: Vec<_> = stored
        .iter()
        .filter(|(table, row)| {
            table != "audit_events" && row.iter().any(|value| value.contains(&id))
        })
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(app.events(Activity::HardDeleteUser).await.len(), 1);
}

#[tokio::test]
async fn after_thirty_days_they_go_by_themselves() {
    let app = Box::pin(people()).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let gone = app.fixture.member(&system, "gone").await;
    identity.delete_user(&system, gone.id).await.unwrap();
    app.fixture.clock.advance(Span::days(30));
    app.work().await;
    let page = app.as_admin().await.open("/admin/deleted-users").await;
    assert!(page.text().contains("No deleted users"));
}

#[tokio::test]
async fn a_new_member_is_created_with_a_password_that_is_shown_once() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let path = "/admin/users/new";
    let page = admin.open(path).await;
    let typed = [
        ("user_name", "alex wilber"),
        ("display_name", "Alex Wilber"),
    ];
    let page = press(&mut admin, &page, path, &typed).await;
    assert!(error_of(&page, "user_name").ends_with('.'));
    let page = press(&mut admin, &page, path, &[("user_name", "admin")]).await;
    assert_eq!(
        error_of(&page, "user_name"),
        "Somebody has this name already."
    );
    let page = press(
        &mut admin,
        &page,
        path,
        &[("user_name", "alex"), ("display_name", "")],
    )
    .await;
    assert!(page.has("#display_name-error"), "{}", page.text());
    let page = press(&mut admin, &page, path, &[("display_name", "Alex Wilber")]).await;
    assert_eq!(page.heading(), "User created");
    let password = page.attribute("#password", "value");
    assert_eq!(
        page.attribute("#user-name", "value"),
        "alex@contoso.example"
    );
    let mut alex = app.browser();
    let page = alex.open("/signin").await;
    let page = press(
        &mut alex,
        &page,
        "/signin",
        &[("username", "alex@contoso.example")],
    )
    .await;
    let page = press(
        &mut alex,
        &page,
        "/signin/password",
        &[("password", &password)],
    )
    .await;
    assert_eq!(page.heading(), "Choose a new password");
    assert_eq!(
        app.events(Activity::AddUser).await.len(),
        2,
        "the administrator and Alex"
    );
    let page = admin.open("/admin/users?q=alex").await;
    assert_eq!(names(&page), ["Alex Wilber"]);
    assert!(!page.body.contains(&password));
}
