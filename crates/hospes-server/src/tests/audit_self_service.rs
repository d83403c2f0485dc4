//! What is posted for each route of user flows and of asking for access.

use hospes_identity::audit::Activity;

use super::{Done, World};
use crate::tests::sign_up::{DETAILS, PAT, offered, proved};

pub(super) async fn scenario(world: &mut World<'_>, path: &str) -> Done {
    let app = world.app;
    if path == "/admin/user-flows" {
        let fields = [("name", "Partners")];
        return world.post(path, &fields, Activity::CreateUserFlow).await;
    }
    let sponsor = app.fixture.acting(app.contoso.id, &app.admin).await;
    let offered = offered(app, Some(&sponsor)).await;
    let at = path.replace("{id}", &offered.flow.to_string());
    match path {
        "/admin/user-flows/{id}" => {
            let fields = [("go", "forget"), ("attribute", "city")];
            return world.post(&at, &fields, Activity::UpdateUserFlow).await;
        }
        "/admin/user-flows/{id}/attributes/{attribute}" => {
            let at = at.replace("{attribute}", "city");
            let fields = [("label_de", "Ort")];
            return world.post(&at, &fields, Activity::UpdateUserFlow).await;
        }
        "/admin/user-flows/{id}/delete" => {
            return world.post(&at, &[], Activity::DeleteUserFlow).await;
        }
        "/request-access" => {
            let mut browser = app.browser();
            let page = browser.open(&offered.url).await;
            let page = browser.submit(&page, path, &[("address", PAT)]).await;
            return (page, Activity::SendPasscode);
        }
        _ => {}
    }
    let (mut browser, page) = proved(app, &offered).await;
    let page = browser.submit(&page, DETAILS, &[("a_city", "Graz")]).await;
    match path {
        DETAILS => (page, Activity::RequestAccess),
        "/request-access/withdraw" => {
            let page = browser.follow(page).await;
            let page = browser.submit(&page, path, &[]).await;
            (page, Activity::WithdrawAccessRequest)
        }
        "/myapps/approvals/{id}" => {
            let found = app
                .fixture
                .identity
                .requests_to_decide(&sponsor)
                .await
                .unwrap();
            let at = format!("/myapps/approvals/{}", found[0].id);
            let fields = [("go", "deny"), ("reason", "Not yet.")];
            world.post(&at, &fields, Activity::DenyAccessRequest).await
        }
        _ => panic!("no scenario for {path}"),
    }
}
