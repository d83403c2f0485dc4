//! `/v1.0/directory/deletedItems`.

use axum::http::{Method, StatusCode};
use hospes_identity::Span;
use hospes_identity::application::GraphPermission;
use insta::assert_json_snapshot;
use serde_json::json;

use crate::tests::support::TestApp;

const PATH: &str = "/v1.0/directory/deletedItems";

#[tokio::test]
async fn a_deleted_user_is_listed_restored_and_deleted_for_good() {
    let app = TestApp::start().await;
    let client = app.client(&[GraphPermission::UserReadWriteAll]).await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let (user, deleted) = (
        format!("/v1.0/users/{}", megan.id),
        format!("{PATH}/{}", megan.id),
    );
    assert_eq!(client.get(&deleted).await.status, StatusCode::NOT_FOUND);
    client.delete(&user).await;
    let list = client.get(&format!("{PATH}/microsoft.graph.user")).await;
    assert_json_snapshot!("deleted_users", list.json(StatusCode::OK));
    let one = client.get(&deleted).await.json(StatusCode::OK);
    assert_eq!(one["@odata.type"], "#microsoft.graph.user");
    let restored = client
        .call(Method::POST, &format!("{deleted}/restore"), None)
        .await;
    assert_json_snapshot!("restored_user", restored.json(StatusCode::OK));
    assert_eq!(client.get(&user).await.status, StatusCode::OK);
    client.delete(&user).await;
    assert_eq!(client.delete(&deleted).await.status, StatusCode::NO_CONTENT);
    for path in [&user, &deleted] {
        assert_eq!(client.get(path).await.status, StatusCode::NOT_FOUND);
    }
    let again = client
        .call(Method::POST, &format!("{deleted}/restore"), None)
        .await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn after_thirty_days_nobody_comes_back() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let (identity, system) = (&app.fixture.identity, app.system());
    identity.delete_user(&system, megan.id).await.unwrap();
    app.fixture.clock.advance(Span::days(29));
    app.work().await;
    let list = format!("{PATH}/microsoft.graph.user?$select=id");
    let client = app.client(&[GraphPermission::UserReadWriteAll]).await;
    let before = client.get(&list).await.json(StatusCode::OK);
    assert_eq!(before["value"][0]["id"], megan.id.to_string());
    app.fixture.clock.advance(Span::days(2));
    app.work().await;
    let client = app.client(&[GraphPermission::UserReadWriteAll]).await;
    let after = client.get(&list).await.json(StatusCode::OK);
    assert_eq!(after["value"], json!([]));
}
