//! One user: the tabs of their page, and what is done with them.

mod invitation;

use axum::http::StatusCode;
use hospes_identity::audit::Activity;
use hospes_identity::role::Role;
use hospes_identity::testing::PASSWORD;
use hospes_identity::{Span, application::Principal};

use super::{error_of, fact, notice, press};
use crate::tests::support::{Browser, Page, TestApp};

const PAT: &str = "pat@partner.example";

fn tabs(page: &Page) -> Vec<String> {
    page.texts_of("nav.tabs a")
}

async fn guest(app: &TestApp) -> String {
    let (user, _) = app.fixture.guest(&app.system(), PAT).await;
    format!("/admin/users/{}", user.id)
}

async fn pending(app: &TestApp) -> String {
    let admin = app.fixture.acting(app.contoso.id, &app.admin).await;
    let invited = app.fixture.invite(&admin, PAT).await;
    format!("/admin/users/{}", invited.user.id)
}

#[tokio::test]
async fn the_tabs_count_what_is_behind_them() {
    let app = TestApp::start().await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let megan = app.fixture.member(&system, "megan").await;
    let (group, application) = (app.group("Project").await, app.tile("Expenses").await);
    identity
        .add_member(&system, group.id, megan.id)
        .await
        .unwrap();
    let by_group = identity.assign_application(&system, application.id, Principal::Group(group.id));
    by_group.await.unwrap();
    let mut admin = app.as_admin().await;
    let url = format!("/admin/users/{}", megan.id);
    for (part, tab) in [
        ("", "Overview"),
        ("/properties", "Properties"),
        ("/groups", "Groups 1"),
        ("/roles", "Roles 0"),
        ("/applications", "Applications 1"),
        ("/audit", "Audit"),
        ("/sign-ins", "Sign-ins"),
    ] {
        let page = admin.open(&format!("{url}{part}")).await;
        assert_eq!(page.heading(), "megan");
        assert_eq!(
            tabs(&page),
            [
                "Overview",
                "Properties",
                "Groups 1",
                "Roles 0",
                "Applications 1",
                "Audit",
                "Sign-ins"
            ]
        );
        assert_eq!(page.text_of("nav.tabs [aria-current=page]"), tab);
    }
    let page = admin.open(&format!("{url}/applications")).await;
    assert_eq!(page.texts_of("tbody td.col-2"), ["By the group Project"]);
    assert!(
        !page.has("button[name=remove]"),
        "it is taken away where it was given"
    );
    let page = admin.open(&format!("{url}/audit")).await;
    let events = page.texts_of("tbody tr").join(" | ");
    assert!(
        events.contains("Add user") && events.contains("Add member to group"),
        "{events}"
    );
}

#[tokio::test]
async fn groups_roles_and_applications_are_given_and_taken() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let (group, application) = (app.group("Project").await, app.tile("Expenses").await);
    let (group, application) = (group.id.to_string(), application.id.to_string());
    let mut admin = app.as_admin().await;
    for (part, id, name, given, taken) in [
        (
            "groups",
            group.as_str(),
            "Project",
            Activity::AddMemberToGroup,
            Activity::RemoveMemberFromGroup,
        ),
        (
            "roles",
            Role::GuestInviter.key(),
            "Guest Inviter",
            Activity::AddMemberToRole,
            Activity::RemoveMemberFromRole,
        ),
        (
            "applications",
            &application,
            "Expenses",
            Activity::AssignApplication,
            Activity::UnassignApplication,
        ),
    ] {
        let path = format!("/admin/users/{}/{part}", megan.id);
        let page = admin.open(&path).await;
        assert!(page.has("main .empty"), "{part}");
        let page = press(&mut admin, &page, &path, &[("go", "add")]).await;
        assert_eq!(notice(&page), "Choose what to add first.");
        let page = press(&mut admin, &page, &path, &[("add", id), ("go", "add")]).await;
        assert_eq!(notice(&page), "megan now has it.");
        assert!(page.text_of("tbody").contains(name));
        assert_eq!(
            app.events(given).await.len(),
            1 + usize::from(part == "roles"),
            "{part}"
        );
        let page = press(&mut admin, &page, &path, &[("remove", id)]).await;
        assert_eq!(notice(&page), "It is taken away.");
        assert!(!page.has("tbody"), "{part}");
        assert_eq!(app.events(taken).await.len(), 1, "{part}");
        let page = admin
            .post(&path, &[("add", "nonsense"), ("go", "add")])
            .await;
        assert!(page.status.is_client_error(), "{part}");
    }
    let roles = format!("/admin/users/{}/roles", app.admin.id);
    let own = [("remove", Role::GlobalAdministrator.key())];
    let answer = admin.post(&roles, &own).await;
    let page = admin.follow(answer).await;
    assert!(
        page.text().contains("Global Administrator"),
        "the last one stays: {}",
        page.text()
    );
    assert!(page.has("main > .notice.tone-bad"), "{}", page.text());
}

#[tokio::test]
async fn properties_are_changed_and_what_changed_is_recorded() {
    let app = TestApp::start().await;
    let system = app.system();
    let (megan, alex) = (
        app.fixture.member(&system, "megan").await,
        app.fixture.member(&system, "alex").await,
    );
    let path = format!("/admin/users/{}/properties", megan.id);
    let mut admin = app.as_admin().await;
    let page = admin.open(&path).await;
    assert_eq!(
        page.attribute("main a.button-primary", "href"),
        format!("{path}?edit=yes")
    );
    let form = admin.open(&format!("{path}?edit=yes")).await;
    let manager = alex.id.to_string();
    let filled = [
        ("display_name", "Megan Bowen"),
        ("job_title", "Marketing & <b>more</b>"),
        ("city", "Paris"),
        ("mail", "megan.bowen@contoso.example"),
        ("other_mails", "m.bowen@home.example\r\nmegan@home.example"),
        ("manager", manager.as_str()),
        ("age_group", "Adult"),
        ("usage_location", "FR"),
        ("access_ends", "2027-06-30"),
    ];
    let page = press(&mut admin, &form, &path, &filled).await;
    assert_eq!(notice(&page), "The properties are saved.");
    assert_eq!(page.heading(), "Megan Bowen");
    for (name, value) in [
        ("Job title", "Marketing & <b>more</b>"),
        ("City", "Paris"),
        ("Email", "megan.bowen@contoso.example"),
        ("Other emails", "m.bowen@home.example, megan@home.example"),
        ("Manager", "alex"),
        ("Age group", "Adult"),
        ("Usage location", "France"),
        ("Access ends", "2027-06-30"),
    ] {
        assert_eq!(fact(&page, name), value);
    }
    let events = app.events(Activity::UpdateUser).await;
    assert_eq!(events.len(), 1);
    let changed: Vec<&str> = events[0].targets[0]
        .changes
        .iter()
        .map(|change| change.name.as_str())
        .collect();
    for name in [
        "displayName",
        "jobTitle",
        "mail",
        "otherMails",
        "manager",
        "accessEndsAt",
    ] {
        assert!(changed.contains(&name), "{name} in {changed:?}");
    }
    // The form shows what is stored, and sent again changes nothing.
    let form = admin.open(&format!("{path}?edit=yes")).await;
    let again = press(&mut admin, &form, &path, &[]).await;
    assert_eq!(
        again.texts_of("dl.facts > div"),
        page.texts_of("dl.facts > div")
    );
    let form = admin.open(&format!("{path}?edit=yes")).await;
    let emptied = [
        ("job_title", ""),
        ("mail", ""),
        ("other_mails", ""),
        ("access_ends", ""),
    ];
    let page = press(&mut admin, &form, &path, &emptied).await;
    for name in ["Job title", "Email", "Other emails", "Access ends"] {
        assert_eq!(fact(&page, name), "–None", "{name} is cleared");
    }
    assert_eq!(fact(&page, "City"), "Paris");
}

#[tokio::test]
async fn properties_that_cannot_be_are_said_at_their_field() {
    let app = TestApp::start().await;
    let system = app.system();
    let (megan, alex) = (
        app.fixture.member(&system, "megan").await,
        app.fixture.member(&system, "alex").await,
    );
    let path = format!("/admin/users/{}/properties", megan.id);
    let mut admin = app.as_admin().await;
    let form = admin.open(&format!("{path}?edit=yes")).await;
    for (field, value, said) in [
        ("display_name", "", "."),
        ("mail", "not an address", "."),
        (
            "mail",
            "alex@contoso.example",
            "Somebody else has this address.",
        ),
        ("other_mails", "fine@home.example\r\nnot fine", "."),
        (
            "employee_hire_date",
            "soon",
            "The employee hire date is not a date such as 2026-01-31.",
        ),
        (
            "access_ends",
            "soon",
            "The end of access is not a date such as 2027-06-30.",
        ),
        (
            "first_name",
            &"x".repeat(100),
            "The given name is too long.",
        ),
    ] {
        let page = admin
            .submit(&form, &path, &[(field, value), ("city", "Paris")])
            .await;
        assert_eq!(page.status, StatusCode::OK, "{field}");
        let error = error_of(&page, field);
        assert!(
            error.ends_with(said) && !error.ends_with(".."),
            "{field}: {error}"
        );
        assert_eq!(
            page.attribute("#city", "value"),
            "Paris",
            "what was typed stays"
        );
    }
    let (own, other) = (megan.id.to_string(), alex.id.to_string());
    let page = admin.submit(&form, &path, &[("manager", &own)]).await;
    assert_eq!(error_of(&page, "manager"), "Nobody reports to themselves.");
    let page = admin
        .submit(&form, &path, &[("manager", &other), ("manager", &own)])
        .await;
    assert_eq!(error_of(&page, "manager"), "Choose one person at most.");
    assert!(app.events(Activity::UpdateUser).await.is_empty());
}

#[tokio::test]
async fn searching_for_a_manager_saves_nothing() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let path = format!("/admin/users/{}/properties", megan.id);
    let mut admin = app.as_admin().await;
    let form = admin.open(&format!("{path}?edit=yes")).await;
    let button = form.attribute("#manager .picker-search button", "value");
    assert_eq!(
        form.attribute("#manager .picker-search button", "name"),
        "go"
    );
    let typed = [
        ("city", "Paris"),
        ("manager-q", "adm"),
        ("go", button.as_str()),
    ];
    let page = admin.submit(&form, &path, &typed).await;
    assert_eq!(
        page.texts_of("#manager li"),
        ["admin admin@contoso.example"]
    );
    assert_eq!(page.attribute("#city", "value"), "Paris");
    assert!(app.events(Activity::UpdateUser).await.is_empty());
    // Enter in any field presses the first button of the form, which saves.
    assert_eq!(
        form.attribute("form[action$=properties] button", "name"),
        ""
    );
}

#[tokio::test]
async fn a_user_is_blocked_and_unblocked() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let url = format!("/admin/users/{}", megan.id);
    let mut browser = app.signed_in(&megan).await;
    app.fixture.clock.advance(Span::seconds(1));
    let mut admin = app.as_admin().await;
    let page = admin.open(&url).await;
    let page = press(&mut admin, &page, &format!("{url}/block"), &[]).await;
    assert_eq!(
        notice(&page),
        "The user can no longer sign in, and is signed out."
    );
    assert_eq!(fact(&page, "Account"), "Sign-in blocked");
    assert!(!page.has(&format!("form[action='{url}/block']")));
    assert!(browser.get("/account").await.status.is_redirection());
    let page = press(&mut admin, &page, &format!("{url}/unblock"), &[]).await;
    assert_eq!(notice(&page), "The user can sign in again.");
    let old = browser.get("/account").await;
    assert!(old.status.is_redirection(), "what was ended stays ended");
    app.signed_in(&megan).await;
    let own = format!("/admin/users/{}", app.admin.id);
    let page = admin.open(&own).await;
    for part in ["block", "delete"] {
        assert!(
            !page.body.contains(&format!("{own}/{part}")),
            "{part} oneself"
        );
    }
    let answer = admin.post(&format!("{own}/block"), &[]).await;
    let page = admin.follow(answer).await;
    assert_eq!(notice(&page), "Nobody can block themselves.");
    assert_eq!(app.events(Activity::DisableAccount).await.len(), 1);
    assert_eq!(app.events(Activity::EnableAccount).await.len(), 1);
}

#[tokio::test]
async fn unblocking_after_the_end_of_access_takes_the_end_away() {
    let app = TestApp::start().await;
    let url = guest(&app).await;
    let path = format!("{url}/properties");
    let mut admin = app.as_admin().await;
    let form = admin.open(&format!("{path}?edit=yes")).await;
    press(&mut admin, &form, &path, &[("access_ends", "2026-01-02")]).await;
    app.fixture.clock.advance(Span::days(2));
    app.work().await;
    let mut admin = app.as_admin().await;
    let page = admin.open(&url).await;
    assert_eq!(fact(&page, "Account"), "Sign-in blocked");
    assert_eq!(app.events(Activity::EndGuestAccess).await.len(), 1);
    let page = press(&mut admin, &page, &format!("{url}/unblock"), &[]).await;
    assert_eq!(fact(&page, "Account"), "Enabled");
    app.work().await;
    app.by_code(PAT).await;
}

#[tokio::test]
async fn sessions_are_revoked() {
    let app = TestApp::start().await;
    let url = guest(&app).await;
    let mut browser = app.by_code(PAT).await;
    app.fixture.clock.advance(Span::seconds(1));
    let mut admin = app.as_admin().await;
    let page = admin.open(&url).await;
    let page = press(&mut admin, &page, &format!("{url}/revoke-sessions"), &[]).await;
    assert_eq!(notice(&page), "The user is signed out everywhere.");
    assert_ne!(browser.get("/myapps").await.status, StatusCode::OK);
    assert_eq!(app.events(Activity::RevokeSessions).await.len(), 1);
    app.fixture.clock.advance(Span::seconds(1));
    app.by_code(PAT).await;
}

#[tokio::test]
async fn one_session_of_a_user_is_ended() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let url = format!("/admin/users/{}", megan.id);
    let (mut browser, mut other) = (app.signed_in(&megan).await, app.signed_in(&megan).await);
    let mut admin = app.as_admin().await;
    let page = admin.open(&url).await;
    let rows = page.texts_of("section[aria-labelledby=places] tbody tr");
    assert_eq!(rows.len(), 2);
    assert!(rows[0].contains("Password") && rows[0].contains("192.0.2.1"));
    let session = page.attribute("section[aria-labelledby=places] button", "value");
    let action = format!("{url}/sessions/end");
    let chosen = [("session", session.as_str())];
    let page = press(&mut admin, &page, &action, &chosen).await;
    assert_eq!(notice(&page), "The session is ended.");
    let left = page.texts_of("section[aria-labelledby=places] tbody tr");
    assert_eq!(left.len(), 1);
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    assert!(other.get("/account").await.status.is_redirection());
    let page = press(&mut admin, &page, &action, &chosen).await;
    assert!(page.text().contains("That session was over already."));
    let page = admin.post(&action, &[("session", "nonsense")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    let mut inviter = app.as_role(Role::GuestInviter).await;
    assert!(
        !inviter
            .open(&url)
            .await
            .has("section[aria-labelledby=places]")
    );
    let page = inviter.post(&action, &chosen).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_password_is_reset_and_shown_once() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let mut browser = app.signed_in(&megan).await;
    app.fixture.clock.advance(Span::seconds(1));
    let url = format!("/admin/users/{}", megan.id);
    let path = format!("{url}/reset-password");
    let mut admin = app.as_admin().await;
    let question = admin.open(&path).await;
    assert_eq!(question.heading(), "Reset the password of megan?");
    let page = press(&mut admin, &question, &path, &[]).await;
    assert_eq!(page.heading(), "Password reset");
    let password = page.attribute("#password", "value");
    assert_ne!(password, PASSWORD);
    assert!(browser.get("/account").await.status.is_redirection());
    let stored = app.stored().await;
    assert!(
        stored
            .iter()
            .flat_map(|(_, row)| row)
            .all(|value| !value.contains(&password))
    );
    assert_eq!(app.events(Activity::ResetPassword).await.len(), 1);
    let page = admin.open(&guest(&app).await).await;
    assert!(
        !page.body.contains("reset-password"),
        "a guest's is kept elsewhere"
    );
}

#[tokio::test]
async fn one_user_is_deleted_after_a_question() {
    let app = TestApp::start().await;
    let url = guest(&app).await;
    let mut admin = app.as_admin().await;
    let path = format!("{url}/delete");
    let question = admin.open(&path).await;
    assert_eq!(question.heading(), "Delete pat?");
    assert_eq!(
        question.attribute("main a.button", "href"),
        url,
        "the way back"
    );
    let page = press(&mut admin, &question, &path, &[]).await;
    assert_eq!(
        notice(&page),
        "pat is deleted, and waits 30 days under Deleted users."
    );
    assert!(!page.text().contains(PAT));
    assert_eq!(admin.get(&url).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.events(Activity::DeleteUser).await.len(), 1);
}

/// What of a page of another administrator may be pressed.
async fn told(browser: &mut Browser<'_>, url: &str, part: &str) -> String {
    let answer = browser
        .post(&format!("{url}/{part}"), &[("confirmed", "yes")])
        .await;
    let page = browser.follow(answer).await;
    notice(&page)
}

#[tokio::test]
async fn an_administrator_is_out_of_reach_for_lesser_ones() {
    let app = TestApp::start().await;
    let mut helper = app.as_role(Role::UserAdministrator).await;
    let url = format!("/admin/users/{}", app.admin.id);
    for part in ["block", "revoke-sessions", "reset-password", "delete"] {
        let said = told(&mut helper, &url, part).await;
        assert_eq!(
            said, "This person is an administrator; you may not do that.",
            "{part}"
        );
    }
    app.as_admin().await;
}
