//! Every route that changes something leaves an audit event under the number of its request.

#[path = "audit_cross_tenant.rs"]
mod cross_tenant;
#[path = "audit_people.rs"]
mod people;
#[path = "audit_providers.rs"]
mod providers;
#[path = "audit_registrations.rs"]
mod registrations;
#[path = "audit_self_service.rs"]
mod self_service;

use axum::http::Method;
use hospes_identity::Span;
use hospes_identity::application::{GraphPermission, NewApplication, Principal};
use hospes_identity::audit::{Activity, AuditQuery};
use hospes_identity::group::NewGroup;
use hospes_identity::invitation::Invited;
use hospes_identity::my_apps::NewAppCollection;
use hospes_identity::outbox::Failure;
use hospes_identity::page::PageRequest;
use hospes_identity::role::Role;
use hospes_identity::testing::KeyHolder;
use hospes_identity::user::User;
use serde_json::json;

use super::security;
use super::support::{Answer as _, Browser, Page, TestApp};
use crate::routes::Effect;

/// A request that does what a route is for, and what the audit log must say of it.
type Done = (Page, Activity);

const GUEST: &str = "pat@partner.example";

/// The world of one scenario.
struct World<'a> {
    app: &'a TestApp,
    admin: Browser<'a>,
}

impl World<'_> {
    async fn member(&self) -> User {
        self.app.fixture.member(&self.app.system(), "megan").await
    }

    async fn invited(&self) -> Invited {
        self.app.fixture.invite(&self.app.system(), GUEST).await
    }

    async fn deleted(&self) -> User {
        let user = self.member().await;
        let (identity, system) = (&self.app.fixture.identity, self.app.system());
        identity.delete_user(&system, user.id).await.unwrap();
        user
    }

    async fn group(&self) -> String {
        let group = NewGroup {
            display_name: "Project".to_owned(),
            description: None,
            mail_nickname: None,
        };
        let identity = &self.app.fixture.identity;
        let group = identity.create_group(&self.app.system(), &group).await;
        group.unwrap().id.to_string()
    }

    async fn application(&self) -> String {
        let application = NewApplication {
            display_name: "Expenses".to_owned(),
            description: None,
            home_page_url: Some("https://expenses.contoso.example/".to_owned()),
            assignment_required: true,
            visible: true,
        };
        let (identity, system) = (&self.app.fixture.identity, self.app.system());
        let made = identity.create_application(&system, &application);
        made.await.unwrap().id.to_string()
    }

    async fn collection(&self) -> String {
        let new = NewAppCollection {
            display_name: "Work".to_owned(),
            position: None,
        };
        let (identity, system) = (&self.app.fixture.identity, self.app.system());
        let made = identity.create_app_collection(&system, &new);
        made.await.unwrap().id.to_string()
    }

    /// An application that the admin has.
    async fn assigned(&self) -> String {
        let id = self.application().await;
        let (identity, system) = (&self.app.fixture.identity, self.app.system());
        let principal = Principal::User(self.app.admin.id);
        let assigned = identity.assign_application(&system, id.parse().unwrap(), principal);
        assigned.await.unwrap();
        id
    }

    /// The admin posts, and gets what they posted for.
    async fn post(&mut self, path: &str, fields: &[(&str, &str)], activity: Activity) -> Done {
        (self.admin.post(path, fields).await, activity)
    }

    /// The browser of a guest who opened the link of their mail.
    async fn landed(&self) -> (Browser<'_>, Page) {
        self.invited().await;
        self.app.work().await;
        let mut browser = self.app.browser();
        let link = self.app.mails.only().link("/redeem");
        let page = browser.open(&link).await;
        (browser, page)
    }

    /// The browser of a guest who got their code.
    async fn coded(&self) -> (Browser<'_>, Page, String) {
        let (mut browser, page) = self.landed().await;
        let page = browser.submit(&page, "/redeem/sign-in", &[]).await;
        let page = browser.follow(page).await;
        self.app.work().await;
        (browser, page, self.app.mails.only().code())
    }

    /// The browser of a guest who reads what Contoso asks for.
    async fn reviewing(&self) -> (Browser<'_>, Page) {
        let (mut browser, page, code) = self.coded().await;
        let page = browser
            .submit(&page, "/signin/passcode", &[("code", &code)])
            .await;
        let page = browser.follow(page).await;
        (browser, page)
    }

    /// The browser of a guest who accepted.
    async fn accepted(&self) -> Browser<'_> {
        let (mut browser, page) = self.reviewing().await;
        browser.submit(&page, "/redeem/accept", &[]).await;
        browser
    }
}

/// Does what a page's route is for.
async fn page(world: &mut World<'_>, path: &str) -> Done {
    if path.starts_with("/admin/users") {
        return Box::pin(users(world, path)).await;
    }
    if path.starts_with("/admin/app-registrations") {
        return registrations::scenario(world, path).await;
    }
    if path.starts_with("/admin/cross-tenant-access") {
        return cross_tenant::scenario(world, path).await;
    }
    let of_outsiders = ["/admin/user-flows", "/request-access", "/myapps/approvals"];
    if of_outsiders.iter().any(|one| path.starts_with(one)) {
        return Box::pin(self_service::scenario(world, path)).await;
    }
    if path.starts_with("/admin/identity-providers")
        || path.contains("/backchannel-logout")
        || path.contains("/saml/sp/")
    {
        return providers::scenario(world, path).await;
    }
    if path.starts_with("/admin") {
        return directory(world, path).await;
    }
    let of_factors = ["/account/security", "/signin/passkey/"];
    if path.contains("-factor") || of_factors.iter().any(|one| path.starts_with(one)) {
        return security::audit::done(world.app, path).await;
    }
    Box::pin(people::scenario(world, path)).await
}

async fn users(world: &mut World<'_>, path: &str) -> Done {
    let at = |id: &str| path.replace("{id}", id);
    let yes = ("confirmed", "yes");
    match path {
        "/admin/users/delete" => {
            let id = world.member().await.id.to_string();
            let fields = [("user", id.as_str()), yes];
            world.post(path, &fields, Activity::DeleteUser).await
        }
        "/admin/users/new" => {
            let fields = [
                ("user_name", "alex"),
                ("domain", "contoso.example"),
                ("display_name", "Alex Wilber"),
                ("enabled", "yes"),
            ];
            world.post(path, &fields, Activity::AddUser).await
        }
        "/admin/users/invite" => {
            let fields = [("email", GUEST), ("step", "review"), ("go", "invite")];
            world
                .post(path, &fields, Activity::InviteExternalUser)
                .await
        }
        "/admin/users/{id}/resend" => {
            let id = world.invited().await.user.id.to_string();
            world.post(&at(&id), &[], Activity::ResendInvitation).await
        }
        "/admin/users/{id}/revoke-invitation" => {
            let id = world.invited().await.user.id.to_string();
            world
                .post(&at(&id), &[yes], Activity::RevokeInvitation)
                .await
        }
        "/admin/users/{id}/reset-redemption" => {
            let (user, _) = world.app.fixture.guest(&world.app.system(), GUEST).await;
            let fields = [("address", GUEST)];
            world
                .post(
                    &at(&user.id.to_string()),
                    &fields,
                    Activity::InviteWithReset,
                )
                .await
        }
        "/admin/users/{id}/sign-in-method" => {
            let id = world.invited().await.user.id.to_string();
            let fields = [("way", "passcode")];
            world.post(&at(&id), &fields, Activity::UpdateUser).await
        }
        "/admin/users/{id}/convert-to-internal" => {
            let id = world.invited().await.user.id.to_string();
            let fields = [("user_name", "pat"), ("domain", "contoso.example")];
            world
                .post(&at(&id), &fields, Activity::ConvertToInternal)
                .await
        }
        "/admin/users/{id}/convert-to-external" => {
            let id = world.member().await.id.to_string();
            let fields = [("address", GUEST)];
            world
                .post(&at(&id), &fields, Activity::InviteInternalUser)
                .await
        }
        "/admin/users/{id}/unblock" => {
            let id = world.member().await.id.to_string();
            let blocked = world
                .admin
                .post(&format!("/admin/users/{id}/block"), &[])
                .await;
            assert!(blocked.status.is_redirection());
            world.post(&at(&id), &[], Activity::EnableAccount).await
        }
        "/admin/users/{id}/groups" => {
            let (id, group) = (world.member().await.id.to_string(), world.group().await);
            let fields = [("add", group.as_str())];
            world
                .post(&at(&id), &fields, Activity::AddMemberToGroup)
                .await
        }
        "/admin/users/{id}/roles" => {
            let id = world.member().await.id.to_string();
            let fields = [("add", Role::GuestInviter.key())];
            world
                .post(&at(&id), &fields, Activity::AddMemberToRole)
                .await
        }
        "/admin/users/{id}/applications" => {
            let (id, to) = (
                world.member().await.id.to_string(),
                world.application().await,
            );
            let fields = [("add", to.as_str())];
            world
                .post(&at(&id), &fields, Activity::AssignApplication)
                .await
        }
        "/admin/users/{id}/properties" => {
            let user = world.member().await;
            let form = format!("/admin/users/{}/properties", user.id);
            let page = world.admin.open(&format!("{form}?edit=yes")).await;
            let filled = [("job_title", "Architect"), ("display_name", "Megan Bowen")];
            let page = world.admin.submit(&page, &form, &filled).await;
            (page, Activity::UpdateUser)
        }
        "/admin/users/{id}/sessions/end" => {
            let user = world.member().await;
            let session = world
                .app
                .fixture
                .sign_in(&user)
                .await
                .session
                .id
                .to_string();
            let fields = [("session", session.as_str())];
            world
                .post(&at(&user.id.to_string()), &fields, Activity::EndSession)
                .await
        }
        _ => {
            let activity = match path.rsplit('/').next().unwrap() {
                "block" => Activity::DisableAccount,
                "revoke-sessions" => Activity::RevokeSessions,
                "reset-password" => Activity::ResetPassword,
                "require-registration" => Activity::ResetSecurityInfo,
                "delete" => Activity::DeleteUser,
                _ => panic!("no scenario for {path}"),
            };
            let id = world.member().await.id.to_string();
            world.post(&at(&id), &[yes], activity).await
        }
    }
}

async fn directory(world: &mut World<'_>, path: &str) -> Done {
    let at = |id: &str| path.replace("{id}", id);
    let yes = ("confirmed", "yes");
    let named = ("name", "Travel");
    match path {
        "/admin/deleted-users/restore" => {
            let id = world.deleted().await.id.to_string();
            world
                .post(path, &[("user", &id)], Activity::RestoreUser)
                .await
        }
        "/admin/deleted-users/delete" => {
            let id = world.deleted().await.id.to_string();
            world
                .post(path, &[("user", &id), yes], Activity::HardDeleteUser)
                .await
        }
        "/admin/groups/new" => world.post(path, &[named], Activity::AddGroup).await,
        "/admin/groups/{id}" => {
            let (group, user) = (world.group().await, world.member().await.id.to_string());
            let fields = [("add", user.as_str())];
            world
                .post(&at(&group), &fields, Activity::AddMemberToGroup)
                .await
        }
        "/admin/groups/{id}/edit" => {
            let group = world.group().await;
            world
                .post(&at(&group), &[named], Activity::UpdateGroup)
                .await
        }
        "/admin/groups/{id}/delete" => {
            let group = world.group().await;
            world.post(&at(&group), &[yes], Activity::DeleteGroup).await
        }
        "/admin/applications/new" => world.post(path, &[named], Activity::AddApplication).await,
        "/admin/applications/{id}/edit" => {
            let id = world.application().await;
            world
                .post(&at(&id), &[named], Activity::UpdateApplication)
                .await
        }
        "/admin/applications/{id}/authentication" => {
            let id = world.application().await;
            let fields = [("web", "https://expenses.contoso.example/cb")];
            world
                .post(&at(&id), &fields, Activity::UpdateApplication)
                .await
        }
        "/admin/applications/{id}/single-sign-on" => {
            let id = world.application().await;
            let fields = [
                ("entity_id", "urn:x"),
                ("acs_urls", "https://sp.example/acs"),
            ];
            world
                .post(&at(&id), &fields, Activity::UpdateApplication)
                .await
        }
        "/admin/applications/{id}/single-sign-on/remove" => {
            let id = world.application().await;
            world.post(&at(&id), &[], Activity::UpdateApplication).await
        }
        "/admin/applications/{id}/secrets"
        | "/admin/applications/{id}/single-sign-on/certificates" => {
            let id = world.application().await;
            world
                .post(&at(&id), &[], Activity::UpdateApplicationSecrets)
                .await
        }
        "/admin/applications/{id}/certificates" => {
            let id = world.application().await;
            let now = world.app.fixture.identity.env().clock.now();
            let pem = KeyHolder::new(now, Span::days(30)).pem();
            let fields = [("certificate", pem.as_str())];
            world
                .post(&at(&id), &fields, Activity::UpdateApplicationSecrets)
                .await
        }
        "/admin/applications/{id}/permissions" => {
            let id = world.application().await;
            let fields = [("grant", "User.Invite.All")];
            world
                .post(&at(&id), &fields, Activity::GrantPermission)
                .await;
            let fields = [("revoke", "User.Invite.All")];
            world
                .post(&at(&id), &fields, Activity::RevokePermission)
                .await
        }
        "/admin/applications/{id}/users" => {
            let (id, user) = (world.application().await, world.member().await.id);
            let user = format!("user:{user}");
            let fields = [("add", user.as_str())];
            world
                .post(&at(&id), &fields, Activity::AssignApplication)
                .await
        }
        "/admin/applications/{id}/delete" => {
            let id = world.application().await;
            world
                .post(&at(&id), &[yes], Activity::DeleteApplication)
                .await
        }
        "/admin/collections/new" => world.post(path, &[named], Activity::AddAppCollection).await,
        "/admin/collections/{id}" => {
            let (id, application) = (world.collection().await, world.application().await);
            let fields = [("add", application.as_str())];
            world
                .post(&at(&id), &fields, Activity::UpdateAppCollection)
                .await
        }
        "/admin/collections/{id}/edit" => {
            let id = world.collection().await;
            world
                .post(&at(&id), &[named], Activity::UpdateAppCollection)
                .await
        }
        "/admin/collections/{id}/delete" => {
            let id = world.collection().await;
            world
                .post(&at(&id), &[yes], Activity::DeleteAppCollection)
                .await
        }
        "/admin/external-collaboration" => {
            let page = world.admin.open(path).await;
            let filled = [("privacy_contact", "privacy@contoso.example")];
            let page = world.admin.submit(&page, path, &filled).await;
            (page, Activity::UpdatePolicy)
        }
        "/admin/sign-in-settings" => {
            let fields = [("user_consent", "never")];
            world.post(path, &fields, Activity::UpdatePolicy).await
        }
        "/admin/outbox/send-again" => {
            world
                .app
                .mails
                .refuse(Failure::Permanent("550 no such user".to_owned()));
            let invited = world.invited().await;
            world.app.work().await;
            let mail = invited.invitation.mail.unwrap().to_string();
            world
                .post(path, &[("mail", &mail)], Activity::EmailRetried)
                .await
        }
        _ => panic!("no scenario for {path}"),
    }
}

async fn graph(world: &World<'_>, method: &Method, path: &str) -> Done {
    let permissions = GraphPermission::ALL;
    let client = world.app.client(permissions).await;
    let at = |id: &str| path.replace("{id}", id);
    match (method.as_str(), path) {
        ("POST", "/v1.0/invitations") => {
            let body = json!({
                "invitedUserEmailAddress": GUEST,
                "inviteRedirectUrl": "https://apps.contoso.example/",
            });
            (client.post(path, body).await, Activity::InviteExternalUser)
        }
        ("POST", "/v1.0/users") => {
            let body = json!({
                "accountEnabled": true,
                "displayName": "Alex Wilber",
                "mailNickname": "alex",
                "userPrincipalName": "alex@contoso.example",
                "passwordProfile": { "password": "a password nobody guesses" },
            });
            (client.post(path, body).await, Activity::AddUser)
        }
        ("PATCH", "/v1.0/users/{id}") => {
            let id = world.member().await.id.to_string();
            let body = json!({ "jobTitle": "Architect" });
            (client.patch(&at(&id), body).await, Activity::UpdateUser)
        }
        ("DELETE", "/v1.0/users/{id}") => {
            let id = world.member().await.id.to_string();
            (client.delete(&at(&id)).await, Activity::DeleteUser)
        }
        ("POST", "/v1.0/users/{id}/revokeSignInSessions") => {
            let id = world.member().await.id.to_string();
            let page = client.call(Method::POST, &at(&id), None).await;
            (page, Activity::RevokeSessions)
        }
        ("POST", "/v1.0/users/{id}/convertExternalToInternalMemberUser") => {
            let id = world.invited().await.user.id.to_string();
            let body = json!({
                "userPrincipalName": "pat@contoso.example",
                "passwordProfile": { "password": "a password nobody guesses" },
            });
            (
                client.post(&at(&id), body).await,
                Activity::ConvertToInternal,
            )
        }
        ("DELETE", "/v1.0/directory/deletedItems/{id}") => {
            let id = world.deleted().await.id.to_string();
            (client.delete(&at(&id)).await, Activity::HardDeleteUser)
        }
        ("POST", "/v1.0/directory/deletedItems/{id}/restore") => {
            let id = world.deleted().await.id.to_string();
            let page = client.call(Method::POST, &at(&id), None).await;
            (page, Activity::RestoreUser)
        }
        (_, path) if path.starts_with("/v1.0/policies/crossTenantAccessPolicy") => {
            cross_tenant::on_the_wire(world, &client, (method, path)).await
        }
        (_, path) if path.starts_with("/v1.0/identity/identityProviders") => {
            Box::pin(providers::on_the_wire(world, &client, (method, path))).await
        }
        (_, path) if path.starts_with("/v1.0/directory/federationConfigurations") => {
            Box::pin(providers::federations(world, &client, (method, path))).await
        }
        _ => panic!("no scenario for {method} {path}"),
    }
}

#[tokio::test]
async fn every_writing_route_leaves_its_event() {
    let routes = TestApp::start().await.routes.clone();
    for route in routes.iter().filter(|r| r.effect == Effect::Audited) {
        let app = TestApp::start().await;
        let admin = app.as_admin().await;
        let mut world = World { app: &app, admin };
        let (answer, activity) = if route.path.starts_with("/v1.0/") {
            graph(&world, &route.method, route.path).await
        } else if route.method == Method::GET {
            providers::said_by_the_browser(&world, route.path).await
        } else {
            Box::pin(page(&mut world, route.path)).await
        };
        assert!(
            answer.status.is_success() || answer.status.is_redirection(),
            "{} {} {}",
            route.path,
            answer.status,
            answer.body
        );
        let number = answer.header("request-id");
        let query = AuditQuery::all(PageRequest::first(100));
        let system = app.system();
        let events = app.fixture.identity.audit_events(&system, &query);
        let events = events.await.unwrap().rows;
        let found = events.iter().any(|event| {
            event.activity == activity.name() && event.correlation.to_string() == number
        });
        assert!(found, "{} left no {activity:?}: {events:#?}", route.path);
    }
}
