//! Groups.

use axum::http::StatusCode;
use hospes_identity::application::Principal;
use hospes_identity::audit::Activity;

use super::{error_of, notice, press};
use crate::tests::support::TestApp;

const NEW: &str = "/admin/groups/new";

#[tokio::test]
async fn a_group_is_created_filled_changed_and_deleted() {
    let app = TestApp::start().await;
    let megan = app
        .fixture
        .member(&app.system(), "megan")
        .await
        .id
        .to_string();
    let mut admin = app.as_admin().await;
    assert!(
        admin
            .open("/admin/groups")
            .await
            .text()
            .contains("No groups yet")
    );
    let page = admin.open(NEW).await;
    let page = press(
        &mut admin,
        &page,
        NEW,
        &[("name", " "), ("description", "For <all>")],
    )
    .await;
    assert!(error_of(&page, "name").ends_with('.'));
    assert_eq!(
        page.text_of("#description"),
        "For <all>",
        "what was typed stays"
    );
    let page = press(&mut admin, &page, NEW, &[("name", "Project")]).await;
    assert_eq!(notice(&page), "The group is there. Add its members below.");
    assert_eq!(page.heading(), "Project");
    let url = page.attribute("main form", "action");
    let page = press(&mut admin, &page, &url, &[("go", "add")]).await;
    assert_eq!(notice(&page), "Choose who to add first.");
    let page = press(&mut admin, &page, &url, &[("add", &megan), ("go", "add")]).await;
    assert_eq!(notice(&page), "1 member is added.");
    assert_eq!(page.texts_of("tbody .row-link"), ["megan"]);
    let list = admin.open("/admin/groups").await;
    assert_eq!(list.texts_of("tbody tr"), ["Project For <all> 1"]);
    let page = press(&mut admin, &page, &url, &[("remove", &megan)]).await;
    assert_eq!(notice(&page), "The member is removed.");
    assert!(page.text().contains("Nobody is in this group"));
    let edit = format!("{url}/edit");
    let page = admin.open(&edit).await;
    assert_eq!(page.attribute("#name", "value"), "Project");
    let page = press(
        &mut admin,
        &page,
        &edit,
        &[("name", "Projects"), ("description", "")],
    )
    .await;
    assert_eq!(
        (notice(&page).as_str(), page.heading().as_str()),
        ("The group is saved.", "Projects")
    );
    let delete = format!("{url}/delete");
    let question = admin.open(&delete).await;
    assert_eq!(question.heading(), "Delete this group?");
    assert!(question.text().contains("Projects"));
    let page = press(&mut admin, &question, &delete, &[]).await;
    assert_eq!(notice(&page), "The group is deleted.");
    assert_eq!(admin.get(&url).await.status, StatusCode::NOT_FOUND);
    for activity in [
        Activity::AddGroup,
        Activity::AddMemberToGroup,
        Activity::RemoveMemberFromGroup,
        Activity::UpdateGroup,
        Activity::DeleteGroup,
    ] {
        assert_eq!(app.events(activity).await.len(), 1, "{activity:?}");
    }
}

#[tokio::test]
async fn groups_and_people_are_searched() {
    let app = TestApp::start().await;
    let group = app.group("Design").await;
    app.group("Project").await;
    app.fixture.member(&app.system(), "megan").await;
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin/groups?q=PROJ").await;
    assert_eq!(page.texts_of("tbody .row-link"), ["Project"]);
    let page = admin.open("/admin/groups?q=nothing").await;
    assert!(page.text().contains("No group matches"));
    let url = format!("/admin/groups/{}", group.id);
    let page = admin.open(&url).await;
    let page = press(
        &mut admin,
        &page,
        &url,
        &[("add-q", "meg"), ("go", "search")],
    )
    .await;
    assert_eq!(page.texts_of("#add li"), ["megan megan@contoso.example"]);
    assert!(app.events(Activity::AddMemberToGroup).await.is_empty());
}

#[tokio::test]
async fn a_group_shows_what_comes_with_it() {
    let app = TestApp::start().await;
    let (group, application) = (app.group("Project").await, app.tile("Expenses").await);
    let (identity, system) = (&app.fixture.identity, app.system());
    let given = identity.assign_application(&system, application.id, Principal::Group(group.id));
    given.await.unwrap();
    let page = app
        .as_admin()
        .await
        .open(&format!("/admin/groups/{}", group.id))
        .await;
    assert_eq!(
        page.text_of("section[aria-labelledby=given] li"),
        "Expenses"
    );
}
