//! Every line of the route table: the anonymous, the unprivileged and another organisation's
//! administrator are refused, and change nothing.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use hospes_identity::application::NewApplication;
use hospes_identity::audit::AuditQuery;
use hospes_identity::group::NewGroup;
use hospes_identity::my_apps::NewAppCollection;
use hospes_identity::page::PageRequest;
use hospes_identity::role::Role;
use hospes_identity::sign_in_log::SignInQuery;
use hospes_identity::user_flow::Approval;

use super::federation::University;
use super::federation::saml::SamlUniversity;
use super::sign_up::city;
use super::support::{Browser, Page, TestApp};
use crate::routes::{Access, Effect, Route};

/// What of Contoso a stranger could name.
struct Ids {
    user: String,
    principal: String,
    guest: String,
    deleted: String,
    group: String,
    application: String,
    collection: String,
    provider: String,
    federation: String,
    flow: String,
    partner: String,
    event: String,
    sign_in: String,
    mail: String,
}

async fn ids(app: &TestApp) -> Ids {
    let (identity, system) = (&app.fixture.identity, app.system());
    let user = app.fixture.member(&system, "megan").await;
    let guest = app.fixture.invite(&system, "pat@partner.example").await;
    app.work().await;
    let deleted = app.fixture.member(&system, "gone").await;
    identity.delete_user(&system, deleted.id).await.unwrap();
    let group = NewGroup {
        display_name: "Project".to_owned(),
        description: None,
        mail_nickname: None,
    };
    let group = identity.create_group(&system, &group).await.unwrap();
    let application = NewApplication {
        display_name: "Expenses".to_owned(),
        description: None,
        home_page_url: Some("https://expenses.contoso.example/".to_owned()),
        assignment_required: true,
        visible: true,
    };
    let application = identity
        .create_application(&system, &application)
        .await
        .unwrap();
    let collection = NewAppCollection {
        display_name: "Contoso at work".to_owned(),
        position: None,
    };
    let collection = identity.create_app_collection(&system, &collection).await;
    let collection = collection.unwrap().id;
    identity
        .add_to_app_collection(&system, collection, application.id)
        .await
        .unwrap();
    let flow = identity
        .create_user_flow(&system, ("Partners", Approval::None))
        .await
        .unwrap()
        .id;
    let question = city();
    let asked = identity.add_flow_attribute(&system, flow, &question);
    asked.await.unwrap();
    let events = AuditQuery::all(PageRequest::first(1));
    let events = identity.audit_events(&system, &events).await.unwrap();
    app.fixture.sign_in(&user).await;
    let sign_ins = SignInQuery::all(PageRequest::first(1));
    let sign_ins = identity.sign_ins(&system, &sign_ins).await.unwrap();
    Ids {
        user: user.id.to_string(),
        principal: format!("user:{}", user.id),
        guest: guest.user.id.to_string(),
        deleted: deleted.id.to_string(),
        group: group.id.to_string(),
        application: application.id.to_string(),
        collection: collection.to_string(),
        provider: University::new(app).await.provider.id.to_string(),
        federation: SamlUniversity::new(app).await.provider.id.to_string(),
        flow: flow.to_string(),
        partner: partner(app).await,
        event: events.rows[0].id.to_string(),
        sign_in: sign_ins.rows[0].id.to_string(),
        mail: guest.invitation.mail.unwrap().to_string(),
    }
}

/// An organisation that has settings of its own at Contoso.
async fn partner(app: &TestApp) -> String {
    let partner = app.fixture.tenant("Partner", "partners.example").await.id;
    let patch = hospes_identity::cross_tenant_access::PartnerPatch::default();
    let (identity, system) = (&app.fixture.identity, app.system());
    let added = identity.add_cross_tenant_partner(&system, partner, &patch);
    added.await.unwrap().tenant.to_string()
}

impl Ids {
    /// The path of a route that names something of Contoso.
    fn path(&self, app: &TestApp, route: &Route) -> String {
        let id = match route.path {
            path if path.starts_with("/admin/groups") => &self.group,
            path if path.starts_with("/admin/app")
                || path.starts_with("/account/apps")
                || path.starts_with("/myapps/apps") =>
            {
                &self.application
            }
            path if path.starts_with("/admin/collections") => &self.collection,
            path if path.starts_with("/admin/identity-providers") => &self.provider,
            path if path.starts_with("/{tenant}/signin/providers") => &self.provider,
            path if path.starts_with("/v1.0/identity/identityProviders") => &self.provider,
            path if path.starts_with("/v1.0/directory/federationConfigurations") => {
                &self.federation
            }
            path if path.starts_with("/admin/user-flows") => &self.flow,
            path if path.contains("cross-tenant-access") || path.contains("/partners") => {
                &self.partner
            }
            path if path.starts_with("/admin/audit") => &self.event,
            path if path.starts_with("/admin/sign-ins") => &self.sign_in,
            path if path.contains("deleted") => &self.deleted,
            path if path.contains("invitation") || path.contains("resend") => &self.guest,
            path if path.ends_with("convert-to-internal")
                || path.ends_with("sign-in-method")
                || path.ends_with("convertExternalToInternalMemberUser") =>
            {
                &self.guest
            }
            _ => &self.user,
        };
        let tenant = app.contoso.id.to_string();
        let id = if route.path.starts_with("/account/organizations") {
            &tenant
        } else {
            id
        };
        route
            .path
            .replace("{id}", id)
            .replace("{tenant}", &tenant)
            .replace("{domain}", &app.contoso.initial_domain)
            .replace("{appid}", &self.application)
            .replace("{key}", &self.application)
            .replace("{attribute}", "city")
            .replace("{version}", "0")
            .replace("{name}", "hospes.css")
    }

    /// Everything that a form could name.
    fn fields(&self) -> Vec<(&str, &str)> {
        vec![
            ("user", &self.user),
            ("user", &self.deleted),
            ("add", &self.user),
            ("add", &self.group),
            ("add", &self.principal),
            ("grant", "User.Invite.All"),
            ("remove", &self.user),
            ("mail", &self.mail),
            ("group", &self.group),
            ("application", &self.application),
            ("confirmed", "yes"),
            ("email", "new@partner.example"),
            ("name", "Taken over"),
            ("display_name", "Taken over"),
            ("user_name", "taken"),
            ("way", "passcode"),
            ("address", "new@partner.example"),
            ("domain", "contoso.example"),
            ("go", "invite"),
            ("step", "review"),
            ("label_de", "Taken over"),
        ]
    }
}

/// What is stored of Contoso.
async fn contoso(app: &TestApp) -> Vec<(String, Vec<String>)> {
    let mut rows = app.fixture.dump().await;
    let tenant = app.contoso.id.to_string();
    // Limits count what is refused, too.
    rows.retain(|(table, columns)| {
        table != "limit_counters" && columns.iter().any(|value| value.contains(&tenant))
    });
    rows.sort();
    assert!(!rows.is_empty());
    rows
}

/// Nothing of Contoso changed.
async fn assert_untouched(app: &TestApp, before: &[(String, Vec<String>)]) {
    let after = contoso(app).await;
    for row in &after {
        assert!(before.contains(row), "new or changed: {row:?}");
    }
    assert_eq!(after.len(), before.len(), "something is gone");
}

async fn call(browser: &mut Browser<'_>, route: &Route, path: &str, ids: &Ids) -> Page {
    if route.method == Method::POST {
        let mut fields = ids.fields();
        if route.path.starts_with("/admin/applications") {
            fields.retain(|(name, _)| *name != "remove");
            fields.push(("remove", &ids.principal));
        }
        browser.post(path, &fields).await
    } else {
        browser.get(path).await
    }
}

async fn call_graph(app: &TestApp, route: &Route, path: &str, token: Option<&str>) -> Page {
    let mut request = Request::builder().method(route.method.clone()).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = serde_json::json!({
        "invitedUserEmailAddress": "new@partner.example",
        "inviteRedirectUrl": "https://apps.contoso.example/",
    });
    let body = match route.path {
        "/v1.0/invitations" => body.to_string(),
        "/v1.0/users/{id}/convertExternalToInternalMemberUser" => serde_json::json!({
            "userPrincipalName": "taken@contoso.example",
            "passwordProfile": { "password": "a password nobody guesses" },
        })
        .to_string(),
        "/v1.0/users" => serde_json::json!({
            "accountEnabled": true,
            "displayName": "Taken over",
            "mailNickname": "taken",
            "userPrincipalName": "taken@contoso.example",
            "passwordProfile": { "password": "a password nobody guesses" },
        })
        .to_string(),
        _ => serde_json::json!({ "displayName": "Taken over" }).to_string(),
    };
    let request = request.header(header::CONTENT_TYPE, "application/json");
    app.send(request.body(Body::from(body)).unwrap()).await
}

fn lines(app: &TestApp, access: Access) -> Vec<Route> {
    let of_kind = |route: &&Route| route.access == access;
    let found: Vec<Route> = app.routes.iter().filter(of_kind).cloned().collect();
    assert!(!found.is_empty(), "{access:?}");
    found
}

#[tokio::test]
async fn the_anonymous_are_asked_to_sign_in() {
    let app = TestApp::start().await;
    let ids = ids(&app).await;
    let before = contoso(&app).await;
    for access in [Access::SignedIn, Access::Administrator] {
        for route in lines(&app, access) {
            let path = ids.path(&app, &route);
            let page = call(&mut app.browser(), &route, &path, &ids).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{route:?}");
            assert!(page.location().starts_with("/signin?next="), "{route:?}");
        }
    }
    assert_untouched(&app, &before).await;
}

#[tokio::test]
async fn graph_wants_a_token() {
    let app = TestApp::start().await;
    let ids = ids(&app).await;
    let before = contoso(&app).await;
    let people = lines(&app, Access::Person);
    for route in lines(&app, Access::Token).into_iter().chain(people) {
        let path = ids.path(&app, &route);
        for token in [None, Some(""), Some("nonsense"), Some("a.b.c")] {
            let page = call_graph(&app, &route, &path, token).await;
            let body = page.json(StatusCode::UNAUTHORIZED);
            let code = body["error"]["code"].as_str();
            assert_eq!(code, Some("InvalidAuthenticationToken"), "{route:?}");
            assert!(page.headers.contains_key(header::WWW_AUTHENTICATE));
        }
    }
    assert_untouched(&app, &before).await;
}

#[tokio::test]
async fn the_unprivileged_are_refused() {
    let app = TestApp::start().await;
    let ids = ids(&app).await;
    let system = app.system();
    let plain = app.fixture.member(&system, "plain").await;
    let mut member = app.signed_in(&plain).await;
    let client = app.client(&[]).await;
    let before = contoso(&app).await;
    for route in lines(&app, Access::Administrator) {
        let path = ids.path(&app, &route);
        let page = call(&mut member, &route, &path, &ids).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{route:?}");
    }
    for route in lines(&app, Access::Token) {
        let path = ids.path(&app, &route);
        let page = call_graph(&app, &route, &path, Some(&client.token)).await;
        // The one endpoint of Graph that says 401.
        let status = if route.path == "/v1.0/invitations" {
            StatusCode::UNAUTHORIZED
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(page.status, status, "{route:?} {}", page.body);
    }
    assert_untouched(&app, &before).await;
}

#[tokio::test]
async fn another_organisation_finds_nothing_of_this_one() {
    let app = TestApp::start().await;
    let ids = ids(&app).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    let stranger = app.fixture.member(&elsewhere, "admin").await;
    let role = Role::GlobalAdministrator;
    let assigned = app
        .fixture
        .identity
        .assign_role(&elsewhere, stranger.id, role);
    assigned.await.unwrap();
    let mut browser = app.signed_in(&stranger).await;
    let permissions = hospes_identity::application::GraphPermission::ALL;
    let client = app.client_of(&fabrikam, permissions).await;
    let before = contoso(&app).await;
    for access in [Access::SignedIn, Access::Administrator] {
        for route in lines(&app, access) {
            // The second lets an organisation have settings for Contoso, whose domain it knows. They are its own.
            let not_meant = ["/organizations/switch", "/admin/cross-tenant-access/new"];
            if not_meant.contains(&route.path) {
                continue;
            }
            let path = ids.path(&app, &route);
            let page = call(&mut browser, &route, &path, &ids).await;
            if route.path == "/account/sign-out-everywhere" {
                browser = app.signed_in(&stranger).await;
            }
            let names_one = path != route.path;
            if names_one {
                let refused = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN];
                assert!(refused.contains(&page.status), "{route:?} {}", page.status);
            }
            for secret in ["Expenses", "megan@", "pat@partner", "Contoso"] {
                assert!(!page.body.contains(secret), "{route:?} tells {secret}");
            }
        }
    }
    for route in lines(&app, Access::Token) {
        let path = ids.path(&app, &route);
        let page = call_graph(&app, &route, &path, Some(&client.token)).await;
        if path != route.path {
            assert_eq!(
                page.status,
                StatusCode::NOT_FOUND,
                "{route:?} {}",
                page.body
            );
        }
        for secret in ["megan@", "pat@partner", &ids.guest] {
            let tells = page.body.contains(secret) && !path.contains(secret);
            assert!(!tells, "{route:?} tells {secret}");
        }
    }
    assert_untouched(&app, &before).await;
}

#[tokio::test]
async fn who_is_signed_in_elsewhere_cannot_act_in_an_organisation_by_naming_it() {
    let app = TestApp::start().await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    let stranger = app.fixture.member(&elsewhere, "sam").await;
    let mut browser = app.signed_in(&stranger).await;
    for path in [
        format!("/admin?tenantid={}", app.contoso.id),
        format!("/admin/users?tenantid={}", app.contoso.initial_domain),
        format!("/myapps?tenantid={}", app.contoso.id),
        "/myapps/contoso.example".to_owned(),
        "/myapps/nobody.example".to_owned(),
    ] {
        let page = browser.open(&path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_form_without_its_token_does_nothing() {
    let app = TestApp::start().await;
    let ids = ids(&app).await;
    let mut admin = app.as_admin().await;
    let before = contoso(&app).await;
    for route in app.routes.iter() {
        let by_form = !matches!(
            route.access,
            Access::Token | Access::Client | Access::Person
        ) && route.effect != Effect::LeadsOn;
        if route.method != Method::POST || !by_form {
            continue;
        }
        let path = ids.path(&app, route);
        let page = admin.post_bare(&path, &ids.fields()).await;
        assert!(
            [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&page.status),
            "{route:?} {}",
            page.status
        );
        let mut fields = ids.fields();
        let token = app.browser().form_token().await;
        fields.push(("csrf", &token));
        let page = admin.post_bare(&path, &fields).await;
        assert!(
            [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&page.status),
            "another browser's token: {route:?} {}",
            page.status
        );
    }
    assert_untouched(&app, &before).await;
}

#[tokio::test]
async fn a_get_changes_nothing() {
    let app = TestApp::start().await;
    let ids = ids(&app).await;
    let invited = app
        .fixture
        .invite(&app.system(), "kim@partner.example")
        .await;
    let mut admin = app.as_admin().await;
    let ticket = invited.ticket.unwrap().reveal();
    let link = format!(
        "/redeem?tenant={}&user={}&ticket={ticket}&ver=2.0",
        app.contoso.id, invited.invitation.id
    );
    let before = contoso(&app).await;
    admin.open(&link).await;
    let only_reads = |r: &&Route| r.method == Method::GET && r.effect != Effect::Audited;
    for route in app.routes.iter().filter(only_reads) {
        for query in ["", "?edit=yes&confirmed=yes&go=invite&remove=all"] {
            let path = format!("{}{query}", ids.path(&app, route));
            admin.get(&path).await;
        }
    }
    assert_untouched(&app, &before).await;
}
