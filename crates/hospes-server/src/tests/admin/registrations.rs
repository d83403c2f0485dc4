//! App registrations, and what an enterprise application was granted.

use axum::http::StatusCode;
use hospes_identity::application::Application;
use hospes_identity::application::registration::{
    AppRole, Change, GRAPH_APP_ID, RegistrationPatch, TokenVersion,
};
use hospes_identity::audit::Activity;
use hospes_identity::role::Role;
use hospes_identity::user::User;

use super::{error_of, fact, notice, press};
use crate::tests::support::{Page, TestApp};

const ROLE: &str = "00000000-0000-0000-0000-000000000907";

fn url(application: &Application, part: &str) -> String {
    format!("/admin/app-registrations/{}{part}", application.id)
}

fn role() -> AppRole {
    AppRole {
        id: ROLE.parse().unwrap(),
        value: "Orders.Approver".to_owned(),
        display_name: "Approver".to_owned(),
        description: "Approves orders".to_owned(),
        is_for_users: true,
        is_for_applications: true,
        is_enabled: true,
    }
}

/// An application that offers a role.
async fn orders(app: &TestApp) -> Application {
    let orders = app.tile("Orders").await;
    let patch = RegistrationPatch {
        app_roles: Change::Put(role()),
        ..RegistrationPatch::default()
    };
    app.patch_registration(orders.id, &patch).await;
    orders
}

/// Megan, who has no role and owns an application.
async fn owner(app: &TestApp, application: &Application) -> User {
    let system = app.system();
    let megan = app.fixture.member(&system, "megan").await;
    let identity = &app.fixture.identity;
    let added = identity.add_owner(&system, application.id, megan.id);
    added.await.unwrap();
    megan
}

#[tokio::test]
async fn an_application_is_registered_and_says_what_its_developer_needs() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let list = "/admin/app-registrations";
    assert!(
        admin
            .open(list)
            .await
            .text()
            .contains("No applications yet")
    );
    let new = "/admin/app-registrations/new";
    let page = admin.open(new).await;
    let page = press(&mut admin, &page, new, &[("name", " ")]).await;
    assert_eq!(error_of(&page, "name"), "The name is empty.");
    let page = press(&mut admin, &page, new, &[("name", "Orders")]).await;
    assert_eq!(notice(&page), "The application is registered.");
    assert_eq!(page.text_of(".tabs [aria-current=page]"), "Overview");
    let root = format!("https://hospes.example/{}", app.contoso.id);
    assert_eq!(
        page.attribute("#authority", "value"),
        format!("{root}/v2.0")
    );
    assert_eq!(
        page.attribute("#token-endpoint", "value"),
        format!("{root}/oauth2/v2.0/token")
    );
    assert_eq!(
        page.attribute("#tenant-id", "value"),
        app.contoso.id.to_string()
    );
    for counted in ["Redirect URIs", "Client secrets", "Certificates"] {
        assert_eq!(fact(&page, counted), "0");
    }
    let page = admin.open(list).await;
    assert_eq!(page.texts_of("tbody .row-link"), ["Orders"]);
    // Both views lead to each other.
    let other = page.attribute("tbody .row-link", "href");
    let page = admin.open(&other).await;
    let enterprise = page.attribute("h1 + p a", "href");
    let page = admin.open(&enterprise).await;
    assert_eq!(page.attribute("h1 + p a", "href"), other);
}

#[tokio::test]
async fn a_scope_is_exposed_changed_disabled_and_deleted() {
    let app = TestApp::start().await;
    let orders = app.tile("Orders").await;
    let (expose, form) = (url(&orders, "/expose"), url(&orders, "/scope"));
    let mut admin = app.as_admin().await;
    let page = admin.open(&expose).await;
    let offered = format!("api://{}", orders.app_id);
    assert_eq!(page.attribute("#uri", "value"), offered);
    let uri = [("uri", "https://evil.example/orders")];
    let page = press(&mut admin, &page, &expose, &uri).await;
    assert!(error_of(&page, "uri").contains("not a verified domain"));
    let page = press(&mut admin, &page, &expose, &[("uri", &offered)]).await;
    assert_eq!(notice(&page), "The application ID URI is added.");
    let page = admin.open(&form).await;
    let typed = [
        ("value", "Orders Read"),
        ("admin_name", "Read orders"),
        ("description", "Reads orders"),
    ];
    let page = press(&mut admin, &page, &form, &typed).await;
    assert!(error_of(&page, "value").contains("letters, digits"));
    let typed = [("value", "Orders.Read"), ("description", "")];
    let page = press(&mut admin, &page, &form, &typed).await;
    assert!(error_of(&page, "description").contains("empty"));
    let typed = [("description", "Reads orders"), ("who", "admins")];
    let page = press(&mut admin, &page, &form, &typed).await;
    assert_eq!(notice(&page), "The scope is saved.");
    assert!(page.text().contains("Admins only"));
    let edit = page.attribute("section[aria-labelledby=scopes] tbody .row-link", "href");
    let id = edit.split('=').next_back().unwrap().to_owned();
    let answer = admin.post(&expose, &[("delete", &id)]).await;
    let page = admin.follow(answer).await;
    assert!(notice(&page).contains("has to be disabled"));
    let page = admin.open(&edit).await;
    assert_eq!(page.attribute("#value", "value"), "Orders.Read");
    let page = press(&mut admin, &page, &form, &[("enabled", "")]).await;
    let page = press(&mut admin, &page, &expose, &[("delete", &id)]).await;
    assert_eq!(notice(&page), "The scope is deleted.");
    assert!(page.text().contains("No scopes"));
    let missing = format!("{form}?scope={id}");
    assert_eq!(admin.get(&missing).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn users_get_an_application_with_roles() {
    let app = TestApp::start().await;
    let orders = orders(&app).await;
    let kim = app.fixture.member(&app.system(), "kim").await;
    let users = format!("/admin/applications/{}/users", orders.id);
    let user = format!("user:{}", kim.id);
    let mut admin = app.as_admin().await;
    let page = admin.open(&users).await;
    let chosen = [("add", user.as_str()), ("role", ROLE), ("has_roles", "yes")];
    let page = press(&mut admin, &page, &users, &chosen).await;
    assert_eq!(notice(&page), "1 assignment is added.");
    assert!(page.text_of("tbody tr").contains("Approver"));
    let page = admin.open(&format!("{users}?chosen={user}")).await;
    assert!(page.has(&format!("input[name=role][value='{ROLE}'][checked]")));
    let fields = [("add", user.as_str()), ("has_roles", "yes")];
    let answer = admin.post(&users, &fields).await;
    let page = admin.follow(answer).await;
    assert!(page.text_of("tbody tr").contains("Default access"));
    let wrong = [("add", user.as_str()), ("has_roles", "yes"), ("role", "x")];
    assert_eq!(
        admin.post(&users, &wrong).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn a_role_is_created_and_one_that_is_for_nobody_is_not() {
    let app = TestApp::start().await;
    let orders = app.tile("Orders").await;
    let form = url(&orders, "/role");
    let mut admin = app.as_admin().await;
    let page = admin.open(&form).await;
    let typed = [
        ("name", "Approver"),
        ("value", "Approver"),
        ("description", "Approves"),
        ("users", ""),
    ];
    let page = press(&mut admin, &page, &form, &typed).await;
    assert!(error_of(&page, "value").contains("for users and groups"));
    let page = press(&mut admin, &page, &form, &[("users", "yes")]).await;
    assert_eq!(notice(&page), "The role is saved.");
    assert!(page.text_of("tbody tr").contains("Users and groups"));
}

#[tokio::test]
async fn tokens_and_flows_are_configured() {
    let app = TestApp::start().await;
    let orders = app.tile("Orders").await;
    let token = url(&orders, "/token");
    let mut admin = app.as_admin().await;
    let page = admin.open(&token).await;
    let chosen = [
        ("version", "2"),
        ("algorithm", "EdDSA"),
        ("id_claim", "upn"),
    ];
    let page = press(&mut admin, &page, &token, &chosen).await;
    assert_eq!(notice(&page), "The token configuration is saved.");
    assert!(page.has("input[name=id_claim][value=upn][checked]"));
    let wrong = [("version", "3"), ("algorithm", "RS256"), ("groups", "none")];
    assert_eq!(
        admin.post(&token, &wrong).await.status,
        StatusCode::BAD_REQUEST
    );
    let authentication = format!("/admin/applications/{}/authentication", orders.id);
    let flows = url(&orders, "/flows");
    let page = admin.open(&authentication).await;
    let typed = [
        ("logout_url", "javascript:alert(1)"),
        ("public_client", "yes"),
    ];
    let page = press(&mut admin, &page, &flows, &typed).await;
    assert!(error_of(&page, "logout_url").contains("https://"));
    assert!(
        page.has("#public_client[checked]"),
        "what was ticked stays so"
    );
    let typed = [("logout_url", "https://orders.contoso.example/out")];
    let page = press(&mut admin, &page, &flows, &typed).await;
    assert_eq!(notice(&page), "The flows are saved.");
    let identity = &app.fixture.identity;
    let stored = identity.registration(&app.system(), orders.id).await;
    let stored = stored.unwrap().registration;
    assert_eq!(stored.requested_access_token_version, TokenVersion::V2);
    assert!(stored.is_fallback_public_client);
    assert_eq!(stored.optional_claims.id_token.len(), 1);
}

#[tokio::test]
async fn permissions_are_configured_granted_and_revoked() {
    let app = TestApp::start().await;
    let orders = orders(&app).await;
    let shop = app.tile("Shop").await;
    let path = url(&shop, "/api-permissions");
    let grants = format!("/admin/applications/{}/permissions", shop.id);
    let mut admin = app.as_admin().await;
    let page = admin.open(&path).await;
    let wanted = format!("{}:role:Orders.Approver", orders.app_id);
    assert!(page.has(&format!("#add option[value='{wanted}']")));
    let page = press(&mut admin, &page, &path, &[("add", &wanted)]).await;
    assert_eq!(notice(&page), "The permission is added.");
    let posted = format!("{}:{ROLE}", orders.id);
    let page = press(&mut admin, &page, &grants, &[("grant", &posted)]).await;
    assert_eq!(notice(&page), "The role is granted.");
    let page = press(&mut admin, &page, &grants, &[("grant", "User.Read.All")]).await;
    assert_eq!(notice(&page), "User.Read.All is granted.");
    let page = admin.open(&grants).await;
    assert_eq!(
        page.texts_of("tbody code"),
        ["User.Read.All", "Orders.Approver"]
    );
    let page = press(&mut admin, &page, &grants, &[("revoke", &posted)]).await;
    assert_eq!(page.texts_of("tbody code"), ["User.Read.All"]);
    let page = admin.open(&path).await;
    let page = press(&mut admin, &page, &path, &[("remove", &wanted)]).await;
    assert_eq!(notice(&page), "The permission is removed.");
    for (name, value) in [
        ("add", "nonsense".to_owned()),
        ("add", format!("{}:both:x", orders.app_id)),
    ] {
        let answer = admin.post(&path, &[(name, &value)]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{value}");
    }
    let unknown = format!("{}:role:Other", orders.app_id);
    let answer = admin.post(&path, &[("add", &unknown)]).await;
    let page = admin.follow(answer).await;
    assert!(notice(&page).contains("no such scope or role"));
    assert_eq!(app.events(Activity::GrantPermission).await.len(), 2);
}

#[tokio::test]
async fn what_an_application_wants_is_granted_for_everybody_at_once() {
    let app = TestApp::start().await;
    let orders = orders(&app).await;
    let shop = app.tile("Shop").await;
    let path = url(&shop, "/api-permissions");
    let grants = format!("/admin/applications/{}/permissions", shop.id);
    let mut admin = app.as_admin().await;
    let mut page = admin.open(&path).await;
    assert!(!page.has("[name=consent]"));
    for wanted in [
        format!("{GRAPH_APP_ID}:scope:User.Read"),
        format!("{GRAPH_APP_ID}:role:Group.Read.All"),
        format!("{}:role:Orders.Approver", orders.app_id),
    ] {
        page = press(&mut admin, &page, &path, &[("add", &wanted)]).await;
    }
    let states = |page: &Page| page.texts_of("section[aria-labelledby=wanted] td:nth-child(4)");
    assert_eq!(states(&page), ["Not granted"; 3]);
    let page = press(&mut admin, &page, &grants, &[("consent", "everybody")]).await;
    assert_eq!(
        notice(&page),
        "Everything in the list is granted for everybody."
    );
    assert_eq!(
        states(&page),
        ["Granted for everybody", "Granted", "Granted"]
    );
    let page = admin.open(&grants).await;
    assert_eq!(
        page.texts_of("section[aria-labelledby=for-itself] tbody code"),
        ["Group.Read.All", "Orders.Approver"]
    );
    let consents = "section[aria-labelledby=consents] tbody";
    assert!(page.text_of(consents).contains("All users"));
    assert_eq!(page.texts_of(&format!("{consents} code")), ["User.Read"]);
}

#[tokio::test]
async fn consents_are_listed_and_revoked_and_an_application_is_vouched_for() {
    let app = TestApp::start().await;
    let orders = app.tile("Orders").await;
    let kim = app.fixture.member(&app.system(), "kim").await;
    let acting = app.fixture.acting(app.contoso.id, &kim).await;
    let identity = &app.fixture.identity;
    let scopes = ["openid".to_owned(), "User.Read".to_owned()];
    let agreed = identity.consent(&acting, kim.id, orders.id, &scopes);
    agreed.await.unwrap();
    let path = format!("/admin/applications/{}/permissions", orders.id);
    let mut reader = app.as_role(Role::GlobalReader).await;
    let page = reader.open(&path).await;
    assert!(page.text_of("tbody tr").contains("Read your profile"));
    assert!(!page.has("main button"));
    let id = kim.id.to_string();
    let refused = reader.post(&path, &[("withdraw", &id)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let mut admin = app.as_admin().await;
    let page = admin.open(&path).await;
    let page = press(&mut admin, &page, &path, &[("withdraw", &id)]).await;
    assert_eq!(notice(&page), "The consent is revoked.");
    assert!(page.text().contains("Nobody agreed to anything yet"));
    let page = press(&mut admin, &page, &path, &[("verified", "yes")]).await;
    assert_eq!(notice(&page), "You vouch for this application now.");
    let bad = admin.post(&path, &[("verified", "perhaps")]).await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_owner_without_a_role_works_on_their_application_and_on_nothing_else() {
    let app = TestApp::start().await;
    let (orders, shop) = (orders(&app).await, app.tile("Shop").await);
    let megan = owner(&app, &orders).await;
    let mut browser = app.signed_in(&megan).await;
    let page = browser.open("/myapps").await;
    let way = page.attribute(".top-areas a[href^='/admin']", "href");
    let page = browser.open(&way).await;
    assert_eq!(page.texts_of("tbody .row-link"), ["Orders"]);
    assert!(!page.text_of("nav.nav").contains("All users"));
    for part in [
        "",
        "/token",
        "/api-permissions",
        "/expose",
        "/scope",
        "/roles",
        "/role",
        "/owners",
        "/manifest",
    ] {
        let page = browser.open(&url(&orders, part)).await;
        assert_eq!(page.status, StatusCode::OK, "{part}");
        assert!(!page.body.contains("Shop"), "{part}");
        let page = browser.get(&url(&shop, part)).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{part}");
    }
    let secrets = format!("/admin/applications/{}/secrets", orders.id);
    let page = browser.post(&secrets, &[]).await;
    assert!(page.has("#client-secret"));
    let authentication = format!("/admin/applications/{}/authentication", orders.id);
    let page = browser.open(&authentication).await;
    let uri = [("web", "https://orders.contoso.example/cb")];
    let page = press(&mut browser, &page, &authentication, &uri).await;
    assert_eq!(notice(&page), "The redirect URIs are saved.");
    for path in [
        "/admin".to_owned(),
        "/admin/users".to_owned(),
        "/admin/app-registrations/new".to_owned(),
        format!("/admin/applications/{}", orders.id),
        format!("/admin/applications/{}/permissions", orders.id),
        format!("/admin/applications/{}/delete", orders.id),
        format!("/admin/applications/{}/authentication", shop.id),
        format!("/admin/applications/{}/api", shop.id),
    ] {
        assert_eq!(
            browser.get(&path).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
    let grants = format!("/admin/applications/{}/permissions", orders.id);
    let page = browser.post(&grants, &[("grant", "User.Read.All")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    // Who takes themselves out is out.
    let owners = url(&orders, "/owners");
    let id = megan.id.to_string();
    let answer = browser.post(&owners, &[("remove", &id)]).await;
    assert_eq!(answer.location(), "/myapps");
    assert_eq!(browser.get(&owners).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_guest_is_no_owner() {
    let app = TestApp::start().await;
    let orders = app.tile("Orders").await;
    let (guest, _) = app
        .fixture
        .guest(&app.system(), "pat@partner.example")
        .await;
    let path = url(&orders, "/owners");
    let mut admin = app.as_admin().await;
    let (guest, kim) = (
        guest.id.to_string(),
        app.fixture
            .member(&app.system(), "kim")
            .await
            .id
            .to_string(),
    );
    let page = admin.open(&path).await;
    let page = press(&mut admin, &page, &path, &[("add", &guest), ("go", "add")]).await;
    assert_eq!(notice(&page), "A guest can’t be an owner.");
    let page = press(&mut admin, &page, &path, &[("add", &kim), ("go", "add")]).await;
    assert_eq!(notice(&page), "1 owner is added.");
    // Who owns it is not in the list to choose from, also when there are more than fit into it.
    let others = async |app: &TestApp, names: std::ops::Range<u8>| {
        for name in names {
            let name = format!("m{name:02}");
            app.fixture.member(&app.system(), &name).await;
        }
    };
    assert_eq!(
        page.attribute("[name=add]", "value"),
        app.admin.id.to_string()
    );
    assert_eq!(page.texts_of(".picker-list li").len(), 1);
    others(&app, 0..19).await;
    let page = admin.open(&path).await;
    assert_eq!(page.texts_of(".picker-list li").len(), 20);
    assert!(!page.text().contains("There are more"));
    others(&app, 19..21).await;
    let page = admin.open(&path).await;
    assert_eq!(page.texts_of(".picker-list li").len(), 20);
    assert!(!page.has(&format!("[name=add][value='{kim}']")));
    assert!(page.text().contains("There are more"));
    let answer = admin.post(&path, &[("go", "add")]).await;
    let page = admin.follow(answer).await;
    assert_eq!(notice(&page), "Choose who to add first.");
    let page = press(&mut admin, &page, &path, &[("remove", &kim)]).await;
    assert!(page.text().contains("No owners"));
}

#[tokio::test]
async fn a_manifest_is_saved_or_comes_back_with_its_fault() {
    let app = TestApp::start().await;
    let orders = orders(&app).await;
    let path = url(&orders, "/manifest");
    let mut admin = app.as_admin().await;
    let page = admin.open(&path).await;
    let text = page.form(&path).fields;
    let text = text.iter().find(|(name, _)| name == "manifest").unwrap();
    let text = text.1.trim().to_owned();
    let with = text.replace(
        "\"isFallbackPublicClient\": false",
        "\"isFallbackPublicClient\": true",
    );
    assert_ne!(with, text);
    let page = press(&mut admin, &page, &path, &[("manifest", &with)]).await;
    assert_eq!(notice(&page), "The manifest is saved.");
    let unknown = with.replacen('{', "{\"owner\": \"</textarea><i mark>\",", 1);
    let page = press(&mut admin, &page, &path, &[("manifest", &unknown)]).await;
    assert_eq!(
        error_of(&page, "manifest"),
        "owner: there is no such member."
    );
    assert!(!page.has("[mark]"));
    let enabled = with.replace("\"Orders.Approver\"", "\"a b\"");
    let page = press(&mut admin, &page, &path, &[("manifest", &enabled)]).await;
    assert!(error_of(&page, "manifest").starts_with("appRoles: "));
    let many = "[".repeat(50_000);
    let page = press(&mut admin, &page, &path, &[("manifest", &many)]).await;
    assert!(page.has("#manifest-error"));
    assert_eq!(page.status, StatusCode::OK);
    let mut reader = app.as_role(Role::GlobalReader).await;
    let page = reader.open(&path).await;
    assert!(page.has("fieldset[disabled]"));
    let refused = reader.post(&path, &[("manifest", &with)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
