//! Enterprise applications.

use axum::http::StatusCode;
use hospes_identity::audit::Activity;

use super::{error_of, fact, notice, press};
use crate::tests::support::TestApp;

const NEW: &str = "/admin/applications/new";

#[tokio::test]
async fn an_application_is_created_changed_and_deleted() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    assert!(
        admin
            .open("/admin/applications")
            .await
            .text()
            .contains("No applications yet")
    );
    let page = admin.open(NEW).await;
    let typed = [("name", "Expenses"), ("home_page", "javascript:alert(1)")];
    let page = press(&mut admin, &page, NEW, &typed).await;
    assert!(
        error_of(&page, "home_page").ends_with('.'),
        "a tile runs no script"
    );
    assert_eq!(page.attribute("#name", "value"), "Expenses");
    let page = press(&mut admin, &page, NEW, &[("name", ""), ("home_page", "")]).await;
    assert!(page.has("#name-error"));
    let typed = [
        ("name", "Expenses"),
        ("description", "Bills"),
        ("home_page", "https://expenses.contoso.example/"),
    ];
    let page = press(&mut admin, &page, NEW, &typed).await;
    assert_eq!(
        notice(&page),
        "The application is there. Say who may use it below."
    );
    let users = page.attribute("main form", "action");
    let url = users.strip_suffix("/users").unwrap().to_owned();
    let page = admin.open(&url).await;
    assert_eq!(
        fact(&page, "Home page"),
        "https://expenses.contoso.example/"
    );
    assert_eq!(fact(&page, "Visible in My Apps"), "Yes");
    let edit = format!("{url}/edit");
    let page = admin.open(&edit).await;
    let page = press(
        &mut admin,
        &page,
        &edit,
        &[("name", "Bills"), ("visible", ""), ("description", "")],
    )
    .await;
    assert_eq!(notice(&page), "The application is saved.");
    assert_eq!(page.heading(), "Bills");
    assert_eq!(fact(&page, "Visible in My Apps"), "No");
    let delete = format!("{url}/delete");
    let question = admin.open(&delete).await;
    assert!(question.text().contains("Bills"));
    let page = press(&mut admin, &question, &delete, &[]).await;
    assert_eq!(notice(&page), "The application is deleted.");
    assert_eq!(admin.get(&url).await.status, StatusCode::NOT_FOUND);
    for activity in [
        Activity::AddApplication,
        Activity::UpdateApplication,
        Activity::DeleteApplication,
    ] {
        assert_eq!(app.events(activity).await.len(), 1, "{activity:?}");
    }
}

#[tokio::test]
async fn people_and_groups_get_it_and_see_its_tile() {
    let app = TestApp::start().await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let (megan, alex) = (
        app.fixture.member(&system, "megan").await,
        app.fixture.member(&system, "alex").await,
    );
    let group = app.group("Project").await;
    identity
        .add_member(&system, group.id, alex.id)
        .await
        .unwrap();
    let path = format!(
        "/admin/applications/{}/users",
        app.tile("Expenses").await.id
    );
    let mut admin = app.as_admin().await;
    let page = admin.open(&path).await;
    assert!(page.text().contains("Nobody has this application"));
    let (user, group) = (format!("user:{}", megan.id), format!("group:{}", group.id));
    let chosen = [("add", user.as_str()), ("add", &group), ("go", "add")];
    let page = press(&mut admin, &page, &path, &chosen).await;
    assert_eq!(notice(&page), "2 assignments are added.");
    let mut names = page.texts_of("tbody .row-link");
    names.sort_unstable();
    assert_eq!(names, ["Project", "megan"]);
    for user in [&megan, &alex] {
        let tiles = app.signed_in(user).await.open("/myapps").await;
        assert_eq!(tiles.texts_of(".app-name"), ["Expenses"]);
    }
    let again = admin.post(&path, &[("add", &user), ("go", "add")]).await;
    let page = admin.follow(again).await;
    assert_eq!(notice(&page), "Choose who to assign first.");
    let page = press(&mut admin, &page, &path, &[("remove", &group)]).await;
    assert_eq!(notice(&page), "The assignment is removed.");
    let tiles = app.signed_in(&alex).await.open("/myapps").await;
    assert!(tiles.text().contains("There are no apps to show."));
    assert_eq!(app.events(Activity::AssignApplication).await.len(), 2);
    assert_eq!(app.events(Activity::UnassignApplication).await.len(), 1);
}

#[tokio::test]
async fn applications_are_searched() {
    let app = TestApp::start().await;
    app.tile("Expenses").await;
    app.tile("Travel").await;
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin/applications?q=trav").await;
    assert_eq!(page.texts_of("tbody .row-link"), ["Travel"]);
    assert!(
        admin
            .open("/admin/applications?q=x")
            .await
            .text()
            .contains("No application matches")
    );
}
