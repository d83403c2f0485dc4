//! An administrator agrees for everybody.

use hospes_identity::application::registration::{GRAPH_APP_ID, RequiredAccess};
use hospes_identity::audit::Activity;
use hospes_identity::role::Role;

use super::*;

const PATH: &str = "/contoso.example/v2.0/adminconsent";

#[tokio::test]
async fn what_an_administrator_agreed_to_for_everybody_nobody_is_asked_again() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let page = browser.open(&rp.admin_consent(PATH)).await;
    assert!(page.text().contains("Expenses"), "{}", page.text());
    let page = browser.submit(&page, PATH, &[("answer", "accept")]).await;
    let answer = Answered::of(page.location());
    assert_eq!(answer.to, WEB);
    assert_eq!(answer.get("admin_consent"), "True");
    assert_eq!(answer.get("tenant"), app.contoso.id.to_string());
    assert_eq!(answer.get("state"), "the state");
    let member = app.fixture.member(&app.system(), "sam").await;
    let mut browser = app.signed_in(&member).await;
    let changes = [
        ("scope", Some("openid User.Read")),
        ("prompt", Some("none")),
    ];
    let page = browser.open(&rp.request(&changes)).await;
    assert!(Answered::of(page.location()).find("code").is_some());
}

#[tokio::test]
async fn who_manages_no_applications_agrees_for_nobody() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_role(Role::GuestInviter).await;
    let page = browser.open(&rp.admin_consent(PATH)).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text().contains("AADSTS90094"), "{}", page.text());
    let fields = [
        (
            "query",
            rp.admin_consent("").trim_start_matches('?').to_owned(),
        ),
        ("answer", "accept".to_owned()),
    ];
    let fields: Vec<_> = fields.iter().map(|(a, b)| (*a, b.as_str())).collect();
    let page = browser.post(PATH, &fields).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_administrator_who_declines_sends_the_application_away() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let page = browser.open(&rp.admin_consent(PATH)).await;
    let page = browser.submit(&page, PATH, &[("answer", "cancel")]).await;
    let answer = Answered::of(page.location());
    assert_eq!(answer.get("error"), "consent_required");
    assert!(answer.get("error_description").starts_with("AADSTS65004"));
}

#[tokio::test]
async fn where_the_organization_wants_it_only_administrators_agree() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let settings = hospes_identity::tenant::SignInSettings {
        user_consent: hospes_identity::tenant::UserConsent::Never,
        ..Default::default()
    };
    identity
        .update_sign_in_settings(&system, &settings)
        .await
        .unwrap();
    let member = app.fixture.member(&system, "sam").await;
    let mut browser = app.signed_in(&member).await;
    let page = browser
        .open(&rp.request(&[("scope", Some("openid"))]))
        .await;
    assert!(page.text().contains("approval of an administrator"));
    assert!(!page.has("[value=accept]"));
}

#[tokio::test]
async fn an_administrator_without_the_second_factor_that_is_asked_agrees_for_nobody() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let mut browser = app.as_admin().await;
    let page = browser.open(&rp.admin_consent(PATH)).await;
    let settings = hospes_identity::tenant::SignInSettings {
        second_factor_administrators: true,
        ..Default::default()
    };
    identity
        .update_sign_in_settings(&system, &settings)
        .await
        .unwrap();
    let answered = browser.submit(&page, PATH, &[("answer", "accept")]).await;
    assert!(
        answered.location().starts_with("/signin/"),
        "{}",
        answered.location()
    );
    let page = browser.get(&rp.admin_consent(PATH)).await;
    assert!(page.location().starts_with("/signin/"));
    assert!(app.events(Activity::ConsentToApplication).await.is_empty());
}

#[tokio::test]
async fn what_is_registered_after_the_page_was_shown_is_not_agreed_to() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let wants = |scopes: &[&str], roles: &[&str]| Registration {
        required_resource_access: vec![RequiredAccess {
            resource_app_id: GRAPH_APP_ID,
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        }],
        ..Registration::default()
    };
    // A scope and a permission have one name, and are two things.
    let shown = wants(&["User.Read", "User.ReadWrite.All"], &["Group.Read.All"]);
    rp.register(&shown).await;
    let mut browser = app.as_admin().await;
    let path = rp
        .admin_consent(PATH)
        .replace("openid+User.Read", ".default");
    let page = browser.open(&path).await;
    let later = wants(
        &["User.Read", "User.ReadWrite.All", "Group.ReadWrite.All"],
        &["Group.Read.All", "User.ReadWrite.All"],
    );
    rp.register(&later).await;
    let page = browser.submit(&page, PATH, &[("answer", "accept")]).await;
    assert_eq!(Answered::of(page.location()).get("admin_consent"), "True");
    let (identity, system) = (&app.fixture.identity, app.system());
    let granted = identity.granted(&system, rp.application.id).await.unwrap();
    assert_eq!(granted, ["Group.Read.All"]);
    let agreed = identity.consents_of_application(&system, rp.application.id);
    let agreed = agreed.await.unwrap();
    let mut names: Vec<_> = agreed[0]
        .scopes
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["User.Read", "User.ReadWrite.All"]);
}
