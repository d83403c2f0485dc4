//! The tiles of My Apps: pinned ones, and collections.

use axum::http::StatusCode;
use hospes_identity::application::{Application, Principal};
use hospes_identity::my_apps::NewAppCollection;

use super::support::{Page, TestApp};

fn tiles(page: &Page) -> Vec<String> {
    page.texts_of(".app-grid .app-name")
}

/// The admin has these applications.
async fn given(app: &TestApp, names: &[&str]) -> Vec<Application> {
    let mut all = Vec::new();
    for name in names {
        let application = app.tile(name).await;
        let principal = Principal::User(app.admin.id);
        let (identity, system) = (&app.fixture.identity, app.system());
        let assigned = identity.assign_application(&system, application.id, principal);
        assigned.await.unwrap();
        all.push(application);
    }
    all
}

#[tokio::test]
async fn a_pinned_app_comes_first_until_it_is_unpinned() {
    let app = TestApp::start().await;
    let all = given(&app, &["Atlas", "Board", "Board games"]).await;
    let mut browser = app.as_admin().await;
    let page = browser.open("/myapps?q=board").await;
    assert_eq!(tiles(&page), ["Board", "Board games"]);
    let pin = format!("/myapps/apps/{}/pin", all[2].id);
    let page = browser.submit(&page, &pin, &[]).await;
    assert_eq!(page.location(), "/myapps?q=board", "as it was shown");
    let page = browser.follow(page).await;
    assert_eq!(tiles(&page), ["Board games", "Board"]);
    assert!(
        page.body.contains("is pinned, and comes first"),
        "it is said"
    );
    let page = browser.open("/myapps").await;
    assert_eq!(tiles(&page), ["Board games", "Atlas", "Board"]);
    let unpin = format!("/myapps/apps/{}/unpin", all[2].id);
    let page = browser.submit(&page, &unpin, &[]).await;
    let page = browser.follow(page).await;
    assert_eq!(tiles(&page), ["Atlas", "Board", "Board games"]);
}

#[tokio::test]
async fn what_somebody_does_not_have_cannot_be_pinned_nor_told_from_what_is_not_there() {
    let app = TestApp::start().await;
    let payroll = app.tile("Payroll").await.id.to_string();
    let mut browser = app.as_admin().await;
    for id in [
        payroll.as_str(),
        "019b76da-a80e-792b-8981-6bce28664465",
        "x",
    ] {
        for verb in ["pin", "unpin"] {
            let page = browser
                .post(&format!("/myapps/apps/{id}/{verb}"), &[])
                .await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{id} {verb}");
            assert!(!page.body.contains("Payroll"));
        }
    }
}

#[tokio::test]
async fn where_a_pin_leads_back_to_is_always_my_apps() {
    let app = TestApp::start().await;
    let all = given(&app, &["Atlas"]).await;
    let mut browser = app.as_admin().await;
    let hostile = [
        ("q", "&next=https://evil.example"),
        ("collection", "//evil.example\r\nX: y"),
    ];
    let path = format!("/myapps/apps/{}/pin", all[0].id);
    let page = browser.post(&path, &hostile).await;
    let to = page.location();
    assert!(to.starts_with("/myapps?q=%26next%3D"), "{to}");
    assert!(!to.contains("//") && !to.contains('\n'), "{to}");
}

#[tokio::test]
async fn an_administrator_makes_a_collection_and_people_see_what_they_have_of_it() {
    let app = TestApp::start().await;
    let all = given(&app, &["Atlas", "Board", "Travel"]).await;
    let payroll = app.tile("Payroll").await;
    let mut browser = app.as_admin().await;
    let page = browser.open("/myapps").await;
    assert!(!page.has(".tabs"), "there is nothing to choose from");

    let page = browser.open("/admin/collections").await;
    assert_eq!(page.text_of(".empty h2"), "No collections yet");
    let path = "/admin/collections/new";
    let page = browser.open(path).await;
    let wrong = [("name", ""), ("position", "first")];
    let page = browser.submit(&page, path, &wrong).await;
    assert!(
        page.text().contains("The name is empty."),
        "{}",
        page.text()
    );
    let wrong = [("name", "On the road"), ("position", "first")];
    let page = browser.submit(&page, path, &wrong).await;
    let text = page.text();
    assert!(
        text.contains("The position is not between 1 and 9,999."),
        "{text}"
    );
    let right = [("name", "On the road"), ("position", "7")];
    let page = browser.submit(&page, path, &right).await;
    let path = page.location().to_owned();
    let page = browser.follow(page).await;
    assert!(page.text().contains("Nothing is in this collection"));
    let (travel, hidden) = (all[2].id.to_string(), payroll.id.to_string());
    let both = [
        ("add", travel.as_str()),
        ("add", hidden.as_str()),
        ("go", "add"),
    ];
    let page = browser.post(&path, &both).await;
    let page = browser.follow(page).await;
    assert_eq!(page.texts_of("table .row-link"), ["Payroll", "Travel"]);
    let choices = page.texts_of(".picker-list .choice-label");
    assert_eq!(
        choices,
        ["Atlas", "Board"],
        "what is in it already is no choice"
    );

    let page = browser.open("/myapps").await;
    assert_eq!(page.texts_of(".tabs a"), ["All apps 3", "On the road 1"]);
    let tab = page.attribute(".tabs a:last-child", "href");
    let page = browser.open(&tab).await;
    assert_eq!(tiles(&page), ["Travel"], "and not what they don't have");
    assert_eq!(page.text_of(".tabs [aria-current=page] bdi"), "On the road");
    let page = browser.open(&format!("{tab}&q=atlas")).await;
    assert!(
        page.text_of(".empty h2").contains("atlas"),
        "it searches in the tab"
    );

    let page = browser.post(&path, &[("remove", travel.as_str())]).await;
    assert_eq!(page.location(), path);
    let page = browser.open(&tab).await;
    assert_eq!(tiles(&page).len(), 3, "a tab that is gone shows all");
    assert!(!page.has(".tabs"));
}

#[tokio::test]
async fn a_collection_is_renamed_moved_and_deleted() {
    let app = TestApp::start().await;
    let all = given(&app, &["Atlas"]).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let mut ids = Vec::new();
    for name in ["Work", "Rest"] {
        let new = NewAppCollection {
            display_name: name.to_owned(),
            position: None,
        };
        let id = identity.create_app_collection(&system, &new).await;
        let id = id.unwrap().id;
        let added = identity.add_to_app_collection(&system, id, all[0].id);
        assert!(added.await.unwrap());
        ids.push(id);
    }
    let mut browser = app.as_admin().await;
    let page = browser.open("/admin/collections").await;
    assert_eq!(page.texts_of("table .row-link"), ["Work", "Rest"]);
    let path = format!("/admin/collections/{}/edit", ids[1]);
    let page = browser.open(&path).await;
    assert_eq!(page.attribute("#position", "value"), "2");
    let changed = [("name", "At rest"), ("position", "1")];
    browser.submit(&page, &path, &changed).await;
    let page = browser.open("/myapps").await;
    assert_eq!(
        page.texts_of(".tabs a bdi"),
        ["At rest", "Work"],
        "those with the same place are by name"
    );
    let path = format!("/admin/collections/{}/delete", ids[0]);
    let page = browser.open(&path).await;
    assert_eq!(page.heading(), "Delete this collection?");
    let page = browser.submit(&page, &path, &[]).await;
    assert_eq!(page.location(), "/admin/collections");
    let page = browser.open("/myapps").await;
    assert_eq!(page.texts_of(".tabs a bdi"), ["At rest"]);
    assert_eq!(tiles(&page), ["Atlas"], "the application stays");
}
