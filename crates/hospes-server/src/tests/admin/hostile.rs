//! Names and texts of people who mean harm, on every page that shows them.

use axum::http::Method;
use hospes_identity::application::registration::{
    AppRole, Change, ExposedScope, RegistrationPatch,
};
use hospes_identity::application::{Application, NewApplication, Principal};
use hospes_identity::group::{Group, NewGroup};
use hospes_identity::identity_provider::{ClaimsPatch, OpenIdConnectPatch};
use hospes_identity::ids::ApplicationId;
use hospes_identity::invitation::{Invited, NewInvitation};
use hospes_identity::my_apps::NewAppCollection;
use hospes_identity::outbox::Failure;
use hospes_identity::role::Role;
use hospes_identity::tenant::{SettingsPatch, Tenant};
use hospes_identity::testing::{
    FakeProvider, REDIRECT, address, new_openid, openid_patch, saml_settings,
};
use hospes_identity::user::{Profile, ProfilePatch, Sponsor, User, UserPatch};
use hospes_identity::user_flow::{Approval, Input, NewAttribute, NewLabels, ValueKind};
use hospes_identity::{Actor, Patch};

use crate::tests::support::{Page, TestApp};

/// Ends an attribute, a text field, a title, a comment and a script. Whatever has `mark` was markup.
const LONG: &str = "a'\"`--></textarea></title></script><script mark>x()</script><img mark src=x onerror=x()>{{7*7}}";
/// The same for fields of few letters.
const SHORT: &str = "'\"><i mark>";

fn assert_text_only(page: &Page, at: &str) {
    assert!(
        page.status.is_success(),
        "{at} {} {}",
        page.status,
        page.body
    );
    assert!(
        !page.has("[mark]"),
        "{at}: markup of a person: {}",
        page.body
    );
    assert!(
        !page.has("[onerror]") && !page.has("script:not([src])"),
        "{at}"
    );
}

/// An organisation in which everything that can be called something is called something bad.
struct Evil {
    tenant: Tenant,
    admin: User,
    guest: User,
    deleted: User,
    group: Group,
    application: Application,
    collection: String,
    provider: String,
    flow: String,
    partner: String,
    event: String,
    sign_in: String,
}

fn all_texts() -> ProfilePatch {
    let mut patch = ProfilePatch::default();
    let checked = [
        "employeeHireDate",
        "ageGroup",
        "consentProvidedForMinor",
        "usageLocation",
    ];
    for (name, _) in Profile::default().entries() {
        if !checked.contains(&name) {
            assert!(patch.set(name, Patch::Set(SHORT.to_owned())));
        }
    }
    patch
}

async fn evil(app: &TestApp) -> Evil {
    let identity = &app.fixture.identity;
    let tenant = app.fixture.tenant(LONG, "evil.example").await;
    let system = app.fixture.system(tenant.id);
    let patch = SettingsPatch {
        privacy_contact: Patch::Set(LONG.to_owned()),
        privacy_statement_url: Patch::Set("https://evil.example/\"><i mark>".to_owned()),
        ..SettingsPatch::default()
    };
    identity.update_settings(&system, &patch).await.unwrap();
    let admin = app.fixture.member(&system, "admin").await;
    let role = Role::GlobalAdministrator;
    identity.assign_role(&system, admin.id, role).await.unwrap();
    let patch = UserPatch {
        display_name: Some(LONG.to_owned()),
        mail_nickname: Some(SHORT.to_owned()),
        profile: all_texts(),
        ..UserPatch::default()
    };
    let admin = identity
        .update_user(&system, admin.id, &patch)
        .await
        .unwrap();
    let (group, application) = named(app, &system).await;
    let acting = app.fixture.acting(tenant.id, &admin).await;
    let guest = guest(app, &acting, (&group, &application, &admin)).await;
    let deleted = app.fixture.member(&system, "deleted").await;
    let patch = UserPatch {
        display_name: Some(LONG.to_owned()),
        ..UserPatch::default()
    };
    identity
        .update_user(&system, deleted.id, &patch)
        .await
        .unwrap();
    identity.delete_user(&system, deleted.id).await.unwrap();
    let collection = NewAppCollection {
        display_name: SHORT.to_owned(),
        position: None,
    };
    let collection = identity.create_app_collection(&system, &collection);
    let collection = collection.await.unwrap().id.to_string();
    let provider = provider(app, &system).await;
    let flow = flow(app, &system, application.id).await;
    let partner = app.fixture.tenant(LONG, "evil-partner.example").await.id;
    let patch = hospes_identity::cross_tenant_access::PartnerPatch::default();
    let partner = identity.add_cross_tenant_partner(&system, partner, &patch);
    let partner = partner.await.unwrap().tenant.to_string();
    let saml = saml_settings("https://sp.example/metadata");
    let saml = identity.set_saml_settings(&system, application.id, &saml);
    saml.await.unwrap();
    let all =
        hospes_identity::audit::AuditQuery::all(hospes_identity::page::PageRequest::first(100));
    let events = identity.audit_events(&system, &all).await.unwrap().rows;
    let changed = events
        .iter()
        .find(|event| event.activity == "Update user")
        .unwrap();
    // Its name is in the log of who signed in to it, or did not.
    let declined = identity.decline_consent(&acting, application.id);
    declined.await.unwrap();
    let newest = hospes_identity::sign_in_log::SignInQuery::all(
        hospes_identity::page::PageRequest::first(1),
    );
    let sign_ins = identity.sign_ins(&system, &newest).await.unwrap().rows;
    Evil {
        tenant,
        admin,
        guest,
        deleted,
        group,
        application,
        collection,
        provider,
        flow,
        partner,
        event: changed.id.to_string(),
        sign_in: sign_ins[0].id.to_string(),
    }
}

/// A provider with a bad name, under which it is known by a bad name.
async fn provider(app: &TestApp, system: &Actor) -> String {
    let fake = FakeProvider::new(&app.fixture.fetch, "https://idp.evil.example");
    let identity = &app.fixture.identity;
    let mut new = fake.new_provider(identity, &["hostile.example"]);
    new.display_name = SHORT.to_owned();
    new_openid(&mut new).client_id = LONG.to_owned();
    let added = identity.add_identity_provider(system, &new).await.unwrap();
    let claim = || Some(LONG.to_owned());
    let patch = openid_patch(OpenIdConnectPatch {
        claims: ClaimsPatch {
            email: claim(),
            name: claim(),
            given_name: claim(),
            family_name: claim(),
        },
        ..OpenIdConnectPatch::default()
    });
    let changed = identity.update_identity_provider(system, added.id, &patch);
    changed.await.unwrap().id.to_string()
}

/// A user flow that asks a question of bad words. Its name cannot be bad.
async fn flow(app: &TestApp, system: &Actor, application: ApplicationId) -> String {
    let identity = &app.fixture.identity;
    let flow = identity
        .create_user_flow(system, ("Partners", Approval::None))
        .await
        .unwrap()
        .id;
    let attached = identity.attach_application(system, flow, application);
    attached.await.unwrap();
    let question = NewAttribute {
        name: "color".to_owned(),
        kind: ValueKind::String,
        input: Input::Dropdown,
        label: Some(SHORT.to_owned()),
        is_required: true,
        options: vec![SHORT.to_owned(), LONG.to_owned()],
    };
    let asks = identity.add_flow_attribute(system, flow, &question);
    asks.await.unwrap();
    let labels = [NewLabels {
        language: "de".to_owned(),
        label: LONG.to_owned(),
        options: vec![LONG.to_owned(), SHORT.to_owned()],
    }];
    let called = identity.set_attribute_labels(system, flow, ("color", &labels));
    called.await.unwrap();
    flow.to_string()
}

/// A scope and a role with bad names.
fn offering() -> RegistrationPatch {
    RegistrationPatch {
        oauth2_permission_scopes: Change::Put(ExposedScope {
            id: uuid::Uuid::from_u128(1),
            value: "Read".to_owned(),
            user_consent_display_name: SHORT.to_owned(),
            admin_consent_display_name: SHORT.to_owned(),
            admin_consent_description: LONG.to_owned(),
            is_admin_only: false,
            is_enabled: true,
        }),
        app_roles: Change::Put(AppRole {
            id: uuid::Uuid::from_u128(2),
            value: "Reader".to_owned(),
            display_name: SHORT.to_owned(),
            description: LONG.to_owned(),
            is_for_users: true,
            is_for_applications: true,
            is_enabled: true,
        }),
        ..RegistrationPatch::default()
    }
}

async fn named(app: &TestApp, system: &Actor) -> (Group, Application) {
    let identity = &app.fixture.identity;
    let group = NewGroup {
        display_name: LONG.to_owned(),
        description: Some(LONG.to_owned()),
        mail_nickname: None,
    };
    let application = NewApplication {
        display_name: LONG.to_owned(),
        description: Some(LONG.to_owned()),
        home_page_url: Some("https://evil.example/\"><i mark>".to_owned()),
        assignment_required: true,
        visible: true,
    };
    let group = identity.create_group(system, &group).await.unwrap();
    let application = identity
        .create_application(system, &application)
        .await
        .unwrap();
    let name = Some(SHORT);
    identity
        .add_secret(system, application.id, name, None)
        .await
        .unwrap();
    let (offering, names) = (offering(), &app.app.token_names);
    let registered = identity.update_registration(system, application.id, &offering, names);
    registered.await.unwrap();
    (group, application)
}

async fn guest(
    app: &TestApp,
    acting: &Actor,
    (group, application, admin): (&Group, &Application, &User),
) -> User {
    let identity = &app.fixture.identity;
    let new = NewInvitation {
        display_name: Some(LONG.to_owned()),
        send_message: true,
        message: Some(format!("{LONG}\n{LONG}")),
        profile: all_texts(),
        sponsors: Some(vec![Sponsor::Group(group.id)]),
        manager: Some(admin.id),
        groups: vec![group.id],
        ..NewInvitation::of(address("pat@partner.example"), REDIRECT)
    };
    app.mails.refuse(Failure::Permanent(LONG.to_owned()));
    let invited: Invited = identity.invite(acting, &new).await.unwrap();
    app.work().await;
    let flow = app.fixture.flow(acting.tenant, &invited);
    let here = app.fixture.circumstances();
    let declined = identity.decline(&flow, Some(LONG), &here).await;
    declined.unwrap();
    for principal in [Principal::User(admin.id), Principal::Group(group.id)] {
        let given = identity.assign_application(acting, application.id, principal);
        given.await.unwrap();
    }
    invited.user
}

impl Evil {
    fn path(&self, path: &str) -> String {
        let id = match path {
            path if path.starts_with("/admin/groups") => self.group.id.to_string(),
            path if path.starts_with("/admin/app") => self.application.id.to_string(),
            path if path.starts_with("/admin/collections") => self.collection.clone(),
            path if path.starts_with("/admin/identity-providers") => self.provider.clone(),
            path if path.starts_with("/admin/user-flows") => self.flow.clone(),
            path if path.starts_with("/admin/cross-tenant-access") => self.partner.clone(),
            path if path.starts_with("/admin/audit") => self.event.clone(),
            path if path.starts_with("/admin/sign-ins") => self.sign_in.clone(),
            path if path.ends_with("/convert-to-external") => self.admin.id.to_string(),
            _ => self.guest.id.to_string(),
        };
        path.replace("{id}", &id).replace("{attribute}", "color")
    }
}

#[tokio::test]
async fn what_people_call_things_is_text_on_every_page_of_the_admin_center() {
    let app = TestApp::start().await;
    let evil = Box::pin(evil(&app)).await;
    let mut admin = app.signed_in(&evil.admin).await;
    let query: String = url::form_urlencoded::byte_serialize(LONG.as_bytes()).collect();
    let mut shown = 0;
    for route in app.routes.iter() {
        // A certificate that is downloaded is no page.
        let is_page = route.path.starts_with("/admin") && !route.path.ends_with("/{key}");
        if route.method != Method::GET || !is_page {
            continue;
        }
        let path = evil.path(route.path);
        for query in [
            String::new(),
            "?edit=yes".to_owned(),
            format!("?q={query}&actor={query}&address={query}"),
            "?address=kim@hostile.example".to_owned(),
        ] {
            let page = admin.open(&format!("{path}{query}")).await;
            assert_text_only(&page, &format!("{path}{query}"));
            shown +=
                usize::from(page.text().contains("<i mark>") || page.text().contains("<img mark"));
        }
    }
    assert!(shown > 40, "the names are there to be seen: {shown}");
}

#[tokio::test]
async fn what_people_call_things_is_text_in_answers_to_forms() {
    let app = TestApp::start().await;
    let evil = Box::pin(evil(&app)).await;
    let mut admin = app.signed_in(&evil.admin).await;
    let (guest, group, deleted) = (
        evil.guest.id.to_string(),
        evil.group.id.to_string(),
        evil.deleted.id.to_string(),
    );
    let own = evil.admin.id.to_string();
    let application = evil.application.id.to_string();
    let typed = [
        "email",
        "display_name",
        "message",
        "cc",
        "redirect_url",
        "first_name",
        "job_title",
        "city",
        "other_mails",
        "mail_nickname",
        "access_ends",
        "employee_hire_date",
        "group-q",
        "role-q",
        "application-q",
        "manager-q",
        "sponsor-q",
        "message_language",
        "expiry",
        "age_group",
        "usage_location",
        "user_type",
        "domains",
        "restriction",
        "expiry_days",
        "privacy_statement_url",
        "privacy_contact",
        "name",
        "description",
        "home_page",
        "address",
        "user_name",
        "domain",
        "add-q",
        "mail",
        "web",
        "spa",
        "public",
        "logout_url",
        "uri",
        "value",
        "admin_name",
        "manifest",
        "metadata_url",
        "client_id",
        "client_secret",
        "client_authentication",
        "scopes",
        "email_claim",
        "name_claim",
        "given_name_claim",
        "family_name_claim",
        "label_de",
        "options_de",
        "team_id",
        "key_id",
    ]
    .map(|name| (name, LONG));
    let unused = uuid::Uuid::from_u128(7).to_string();
    let chosen = [
        ("id", unused.as_str()),
        ("send_message", "yes"),
        ("group", group.as_str()),
        ("application", &application),
        ("expires", "yes"),
    ];
    let mut fields = [&typed[..], &chosen].concat();
    for go in ["basics", "properties", "assignments", "review", "invite"] {
        fields.push(("go", go));
        assert_text_only(&admin.post("/admin/users/invite", &fields).await, go);
        fields.pop();
    }
    fields.push(("go", "search"));
    for path in [
        "/admin/users/new".to_owned(),
        format!("/admin/users/{own}/properties"),
        format!("/admin/users/{own}/groups"),
        format!("/admin/users/{own}/roles"),
        format!("/admin/users/{own}/applications"),
        format!("/admin/users/{guest}/reset-redemption"),
        format!("/admin/users/{guest}/convert-to-internal"),
        format!("/admin/users/{own}/convert-to-external"),
        format!("/admin/groups/{group}"),
        format!("/admin/applications/{application}/users"),
        format!("/admin/applications/{application}/authentication"),
        "/admin/applications/new".to_owned(),
        format!("/admin/app-registrations/{application}/flows"),
        format!("/admin/app-registrations/{application}/expose"),
        format!("/admin/app-registrations/{application}/scope"),
        format!("/admin/app-registrations/{application}/role"),
        format!("/admin/app-registrations/{application}/owners"),
        format!("/admin/app-registrations/{application}/manifest"),
        "/admin/external-collaboration".to_owned(),
        "/admin/identity-providers/new".to_owned(),
        "/admin/user-flows".to_owned(),
        format!("/admin/user-flows/{}", evil.flow),
        format!("/admin/user-flows/{}/attributes/color", evil.flow),
        "/admin/cross-tenant-access/new".to_owned(),
        "/admin/cross-tenant-access/default".to_owned(),
        format!("/admin/cross-tenant-access/{}", evil.partner),
        format!("/admin/identity-providers/{}", evil.provider),
        format!("/admin/identity-providers/{}/domains", evil.provider),
    ] {
        assert_text_only(&admin.post(&path, &fields).await, &path);
    }
    for (path, field) in [
        ("/admin/users/delete", &guest),
        ("/admin/deleted-users/delete", &deleted),
    ] {
        assert_text_only(&admin.post(path, &[("user", field)]).await, path);
    }
    // Notices carry names as well.
    for (path, fields) in [
        (
            "/admin/deleted-users/restore".to_owned(),
            vec![("user", deleted.as_str())],
        ),
        (
            format!("/admin/users/{own}/roles"),
            vec![("add", "guest-inviter")],
        ),
        (
            format!("/admin/users/{guest}/delete"),
            vec![("confirmed", "yes")],
        ),
    ] {
        let answer = admin.post(&path, &fields).await;
        let page = admin.follow(answer).await;
        assert_text_only(&page, &path);
        assert!(
            page.text_of("main > [role=status]").contains("<img mark"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_people_call_things_is_text_on_the_pages_of_guests() {
    let app = TestApp::start().await;
    let evil = Box::pin(evil(&app)).await;
    let acting = app.fixture.acting(evil.tenant.id, &evil.admin).await;
    let new = NewInvitation {
        display_name: Some(LONG.to_owned()),
        send_message: true,
        message: Some(LONG.to_owned()),
        ..NewInvitation::of(address("kim@partner.example"), REDIRECT)
    };
    let invited = app.fixture.identity.invite(&acting, &new).await.unwrap();
    let principal = Principal::User(invited.user.id);
    let given = app
        .fixture
        .identity
        .assign_application(&acting, evil.application.id, principal);
    given.await.unwrap();
    app.mails.take();
    app.work().await;
    let invitation = app
        .mails
        .take()
        .into_iter()
        .find(|mail| mail.to.email.to_string().starts_with("kim"));
    let invitation = invitation.unwrap();
    let mut kim = app.browser();
    let landing = kim.open(&invitation.link("/redeem")).await;
    assert_text_only(&landing, "landing");
    assert!(landing.text().contains("<img mark"));
    assert_text_only(&kim.open("/redeem/decline").await, "decline");
    assert_text_only(
        &kim.open(&invitation.link("/invitations/block")).await,
        "block",
    );
    let page = kim.submit(&landing, "/redeem/sign-in", &[]).await;
    let page = kim.follow(page).await;
    assert_text_only(&page, "code");
    app.work().await;
    let code = app.mails.only().code();
    assert_text_only(
        &kim.submit(&page, "/signin/passcode", &[("code", LONG)])
            .await,
        "wrong code",
    );
    let page = kim
        .submit(&page, "/signin/passcode", &[("code", &code)])
        .await;
    let page = kim.follow(page).await;
    assert_eq!(page.heading(), "Review permissions");
    assert_text_only(&page, "review");
    kim.submit(&page, "/redeem/accept", &[]).await;
    let leave = format!("/account/organizations/{}/leave", evil.tenant.id);
    for path in ["/myapps", "/account", "/account/organizations", &leave] {
        let page = kim.open(path).await;
        assert_text_only(&page, path);
        assert!(page.body.contains("&#60;img mark"), "{path} shows the name");
    }
    let page = kim.open("/signin").await;
    let page = kim
        .submit(&page, "/signin", &[("username", LONG), ("next", LONG)])
        .await;
    assert_text_only(&page, "sign in");
}

#[tokio::test]
async fn what_a_provider_is_called_is_text_on_the_pages_of_guests() {
    let app = TestApp::start().await;
    let evil = Box::pin(evil(&app)).await;
    let acting = app.fixture.acting(evil.tenant.id, &evil.admin).await;
    app.fixture.invite(&acting, "kim@hostile.example").await;
    app.work().await;
    let link = app.mails.take().last().unwrap().link("/redeem");
    let mut kim = app.browser();
    let landing = kim.open(&link).await;
    assert_text_only(&landing, "landing");
    assert!(landing.text().contains("<i mark>"));
    let page = kim.submit(&landing, "/redeem/sign-in", &[]).await;
    assert_text_only(&page, "on the way to the provider");
    assert!(page.text().contains("<i mark>"));
    // Where it is asked whose guest they are.
    let page = kim
        .open(&format!("/myapps?tenantid={}", evil.tenant.id))
        .await;
    let name = [("username", "kim@hostile.example")];
    let page = kim.submit(&page, "/signin", &name).await;
    assert_text_only(&page, "sign in");
}
