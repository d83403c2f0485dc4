//! Where the answers of an application may go.

use axum::http::StatusCode;
use hospes_identity::audit::Activity;
use hospes_identity::role::Role;
use hospes_protocol::oauth::{Platform, RedirectUri};

use super::{error_of, notice, press};
use crate::tests::support::{Page, TestApp};

/// What the text areas hold.
fn typed(page: &Page, path: &str) -> [String; 3] {
    let fields = page.form(path).fields;
    ["web", "spa", "public"].map(|name| {
        let found = fields.iter().find(|(found, _)| found == name);
        found.map_or_else(String::new, |(_, value)| value.trim().to_owned())
    })
}

/// A new application of Contoso, and the path of its page.
async fn expenses(app: &TestApp) -> (hospes_identity::application::Application, String) {
    let application = app.tile("Expenses").await;
    let path = format!("/admin/applications/{}/authentication", application.id);
    (application, path)
}

#[tokio::test]
async fn redirect_uris_of_each_platform_are_saved_and_shown() {
    let app = TestApp::start().await;
    let (application, path) = expenses(&app).await;
    let mut admin = app.as_admin().await;
    let page = admin.open(&path).await;
    assert_eq!(typed(&page, &path), ["", "", ""]);
    assert_eq!(page.text_of(".tabs [aria-current=page]"), "Authentication");
    let authority = format!("https://hospes.example/{}/v2.0", app.contoso.id);
    assert_eq!(page.attribute("#authority", "value"), authority);
    assert_eq!(
        page.attribute("#discovery", "value"),
        format!("{authority}/.well-known/openid-configuration")
    );
    assert_eq!(
        page.attribute("#client-id", "value"),
        application.app_id.to_string()
    );
    let filled = [
        (
            "web",
            "https://b.example/cb\r\n\r\n  https://a.example/cb  ",
        ),
        ("spa", "https://app.example/"),
        ("public", "http://localhost\r\ncom.example.app:/cb"),
    ];
    let page = press(&mut admin, &page, &path, &filled).await;
    assert_eq!(notice(&page), "The redirect URIs are saved.");
    let shown = [
        "https://a.example/cb\nhttps://b.example/cb",
        "https://app.example/",
        "com.example.app:/cb\nhttp://localhost",
    ];
    assert_eq!(typed(&page, &path), shown);
    let identity = &app.fixture.identity;
    let stored = identity.redirect_uris(&app.system(), application.id).await;
    let stored = stored.unwrap();
    let web = stored
        .iter()
        .filter(|uri| uri.platform() == Platform::Web)
        .count();
    assert_eq!((stored.len(), web), (5, 2));
    let events = app.events(Activity::UpdateApplication).await;
    assert_eq!(events.len(), 1);
    let filled = [("web", ""), ("spa", ""), ("public", "")];
    let page = press(&mut admin, &page, &path, &filled).await;
    assert_eq!(notice(&page), "The redirect URIs are saved.");
    assert_eq!(typed(&page, &path), ["", "", ""]);
}

#[tokio::test]
async fn a_line_that_is_wrong_comes_back_with_its_number_and_nothing_is_saved() {
    let app = TestApp::start().await;
    let (application, path) = expenses(&app).await;
    let mut admin = app.as_admin().await;
    let page = admin.open(&path).await;
    let filled = [
        (
            "web",
            "https://a.example/cb\nhttps://a.example/#top\nhttps://b.example/#top",
        ),
        ("spa", "com.example.app:/cb"),
        ("public", "http://localhost"),
    ];
    let page = press(&mut admin, &page, &path, &filled).await;
    assert_eq!(
        error_of(&page, "web"),
        "Line 2: a redirect URI must not have a fragment. Line 3: a redirect URI must not have a fragment."
    );
    assert!(error_of(&page, "spa").starts_with("Line 1: a redirect URI must have the scheme"));
    assert!(!page.has("#public-error"));
    assert_eq!(typed(&page, &path), filled.map(|(_, value)| value));
    let twice = [
        ("web", "https://a.example/cb"),
        ("spa", "https://b.example/\nhttps://a.example/cb"),
    ];
    let page = press(&mut admin, &page, &path, &twice).await;
    assert!(!page.has("#web-error"));
    assert_eq!(
        error_of(&page, "spa"),
        "Line 2: this redirect URI is there twice."
    );
    let many: Vec<String> = (0..101).map(|n| format!("https://a.example/{n}")).collect();
    let many = many.join("\n");
    let many = [("web", ""), ("spa", ""), ("public", many.as_str())];
    let page = press(&mut admin, &page, &path, &many).await;
    assert_eq!(
        error_of(&page, "public"),
        "Redirect URIs: there are more than 100."
    );
    let identity = &app.fixture.identity;
    let stored = identity.redirect_uris(&app.system(), application.id).await;
    assert!(stored.unwrap().is_empty());
    assert!(app.events(Activity::UpdateApplication).await.is_empty());
}

#[tokio::test]
async fn who_may_not_manage_applications_changes_no_redirect_uri() {
    let app = TestApp::start().await;
    let (application, path) = expenses(&app).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let uri = RedirectUri::parse(Platform::Web, "https://a.example/cb").unwrap();
    identity
        .set_redirect_uris(&system, application.id, &[uri])
        .await
        .unwrap();
    let mut reader = app.as_role(Role::GlobalReader).await;
    let page = reader.open(&path).await;
    assert_eq!(page.text_of("#web"), "https://a.example/cb");
    assert!(page.has("fieldset[disabled]"));
    assert!(!page.has("main .button-primary"));
    for typed in ["https://evil.example/cb", "nonsense"] {
        let page = reader.post(&path, &[("web", typed)]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{typed}");
    }
    let stored = identity.redirect_uris(&system, application.id).await;
    assert_eq!(stored.unwrap().len(), 1);
    let mut inviter = app.as_role(Role::GuestInviter).await;
    assert_eq!(inviter.get(&path).await.status, StatusCode::FORBIDDEN);
}
