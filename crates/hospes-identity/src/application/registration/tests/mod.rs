mod given;
mod manifest;
mod owners;

use std::sync::LazyLock;

use hospes_protocol::oauth::{Platform, RedirectUri};

use super::*;
use crate::application::{Application, NewApplication, Principal};
use crate::audit::{Activity, AuditEvent, AuditQuery};
use crate::grant::TokenNames;
use crate::ids::TenantId;
use crate::page::PageRequest;
use crate::patch::Patch;
use crate::role::Role;
use crate::testing::Fixture;
use crate::{Actor, Error, Result};

const READ: Uuid = Uuid::from_u128(1);
const READER: Uuid = Uuid::from_u128(2);

static NAMES: LazyLock<TokenNames> = LazyLock::new(|| TokenNames {
    root: "https://login.contoso.example".to_owned(),
    graph_audiences: vec![
        "https://graph.contoso.example".to_owned(),
        GRAPH_APP_ID.to_string(),
    ],
});

fn scope(id: Uuid, value: &str) -> ExposedScope {
    ExposedScope {
        id,
        value: value.to_owned(),
        user_consent_display_name: "Read your orders".to_owned(),
        admin_consent_display_name: "Read orders".to_owned(),
        admin_consent_description: "Reads the orders of whoever is signed in".to_owned(),
        is_admin_only: false,
        is_enabled: true,
    }
}

fn role(id: Uuid, value: &str) -> AppRole {
    AppRole {
        id,
        value: value.to_owned(),
        display_name: "Reader".to_owned(),
        description: "Reads orders".to_owned(),
        is_for_users: true,
        is_for_applications: true,
        is_enabled: true,
    }
}

/// Contoso with the application Orders, and somebody who may do everything.
struct World {
    fixture: Fixture,
    system: Actor,
    orders: Application,
}

impl World {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let tenant = fixture.contoso().await.id;
        let system = fixture.system(tenant);
        let orders = application(&fixture, &system, "Orders").await;
        Self {
            fixture,
            system,
            orders,
        }
    }

    fn tenant(&self) -> TenantId {
        self.system.tenant
    }

    async fn update(&self, actor: &Actor, patch: &RegistrationPatch) -> Result<Registered> {
        let identity = &self.fixture.identity;
        let done = identity.update_registration(actor, self.orders.id, patch, &NAMES);
        done.await
    }

    async fn named(&self, uri: &str) -> Result<Registered> {
        let patch = RegistrationPatch {
            identifier_uris: Change::All(vec![uri.to_owned()]),
            ..RegistrationPatch::default()
        };
        self.update(&self.system, &patch).await
    }

    async fn offering(&self) {
        let patch = RegistrationPatch {
            oauth2_permission_scopes: Change::Put(scope(READ, "Orders.Read")),
            app_roles: Change::Put(role(READER, "Orders.Reader")),
            identifier_uris: Change::Put("api://orders".to_owned()),
            ..RegistrationPatch::default()
        };
        self.update(&self.system, &patch).await.unwrap();
    }

    async fn events(&self, activity: Activity) -> Vec<AuditEvent> {
        let query = AuditQuery {
            activity: Some(activity),
            ..AuditQuery::all(PageRequest::first(50))
        };
        let found = self.fixture.identity.audit_events(&self.system, &query);
        found.await.unwrap().rows
    }

    /// Megan, a member without a role, who owns Orders.
    async fn owner(&self) -> Actor {
        let megan = self.fixture.member(&self.system, "megan").await;
        let added = self
            .fixture
            .identity
            .add_owner(&self.system, self.orders.id, megan.id);
        added.await.unwrap();
        self.fixture.acting(self.tenant(), &megan).await
    }
}

async fn application(fixture: &Fixture, actor: &Actor, name: &str) -> Application {
    let new = NewApplication {
        display_name: name.to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: false,
        visible: false,
    };
    fixture
        .identity
        .create_application(actor, &new)
        .await
        .unwrap()
}

#[track_caller]
fn is_invalid<T: std::fmt::Debug>(answer: &Result<T>, name: &str) {
    assert!(
        matches!(answer, Err(Error::Invalid { field, .. }) if *field == name),
        "{name}: {answer:?}"
    );
}

#[track_caller]
fn is_forbidden<T: std::fmt::Debug>(answer: &Result<T>) {
    assert!(matches!(answer, Err(Error::Forbidden { .. })), "{answer:?}");
}

#[tokio::test]
async fn what_is_registered_is_kept_and_the_log_says_what_changed() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let found = identity.registration(&world.system, world.orders.id).await;
    assert_eq!(found.unwrap(), Registered::default());
    world.offering().await;
    let patch = RegistrationPatch {
        requested_access_token_version: Some(TokenVersion::V2),
        logout_url: Patch::Set(" https://orders.contoso.example/out ".to_owned()),
        is_verified: Some(true),
        ..RegistrationPatch::default()
    };
    let after = world.update(&world.system, &patch).await.unwrap();
    let found = identity.registration(&world.system, world.orders.id).await;
    assert_eq!(found.unwrap(), after);
    let registration = &after.registration;
    assert_eq!(
        registration.oauth2_permission_scopes,
        [scope(READ, "Orders.Read")]
    );
    assert_eq!(registration.app_roles, [role(READER, "Orders.Reader")]);
    assert_eq!(after.identifier_uris, ["api://orders"]);
    assert!(registration.is_verified);
    let log = world.events(Activity::UpdateApplication).await;
    let changes = &log[0].targets[0].changes;
    let changes: Vec<_> = changes
        .iter()
        .map(|c| (c.name.as_str(), c.new.as_str()))
        .collect();
    assert_eq!(
        changes,
        [
            ("RequestedAccessTokenVersion", "2"),
            ("LogoutUrl", "https://orders.contoso.example/out"),
            ("IsVerified", "true"),
        ]
    );
    // What changes nothing leaves no event.
    world.update(&world.system, &patch).await.unwrap();
    assert_eq!(
        world.events(Activity::UpdateApplication).await.len(),
        log.len()
    );
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused() {
    let world = World::new().await;
    for value in [
        "",
        "a b",
        "ü",
        ".default",
        "openid",
        "a/b",
        &"x".repeat(121),
    ] {
        let patch = RegistrationPatch {
            oauth2_permission_scopes: Change::Put(scope(READ, value)),
            ..RegistrationPatch::default()
        };
        let answer = world.update(&world.system, &patch).await;
        is_invalid(&answer, "oauth2PermissionScopes");
    }
    let for_nobody = AppRole {
        is_for_users: false,
        is_for_applications: false,
        ..role(READER, "Reader")
    };
    let nameless = AppRole {
        display_name: " ".to_owned(),
        ..role(READER, "Reader")
    };
    let many = (1..=101).map(|n| role(Uuid::from_u128(n), &format!("R{n}")));
    for roles in [
        vec![for_nobody],
        vec![nameless],
        vec![role(READ, "Same"), role(READER, "Same")],
        many.collect(),
        vec![role(READER, "a b")],
    ] {
        let patch = RegistrationPatch {
            app_roles: Change::All(roles),
            ..RegistrationPatch::default()
        };
        is_invalid(&world.update(&world.system, &patch).await, "appRoles");
    }
    for (first, second) in [(READ, READ), (READ, Uuid::nil())] {
        let patch = RegistrationPatch {
            oauth2_permission_scopes: Change::Put(scope(first, "Read")),
            app_roles: Change::Put(role(second, "Reader")),
            ..RegistrationPatch::default()
        };
        is_invalid(&world.update(&world.system, &patch).await, "id");
    }
    assert_untouched(&world).await;
}

async fn assert_untouched(world: &World) {
    let identity = &world.fixture.identity;
    let found = identity.registration(&world.system, world.orders.id).await;
    assert_eq!(found.unwrap(), Registered::default());
}

#[tokio::test]
async fn a_logout_url_or_a_claim_that_is_none_is_refused() {
    let world = World::new().await;
    for url in [
        "http://orders.contoso.example/out",
        "javascript:alert(1)",
        "https://x.example/#top",
        "https://me@x.example/",
        "nonsense",
        "http://localhost.evil.example/",
    ] {
        let patch = RegistrationPatch {
            logout_url: Patch::Set(url.to_owned()),
            ..RegistrationPatch::default()
        };
        is_invalid(&world.update(&world.system, &patch).await, "logoutUrl");
    }
    let claim = |name: &str| OptionalClaim {
        name: name.to_owned(),
        additional_properties: Vec::new(),
    };
    for claims in [vec![claim("password")], vec![claim("upn"), claim("upn")]] {
        let patch = RegistrationPatch {
            optional_claims: Some(OptionalClaims {
                id_token: claims,
                access_token: Vec::new(),
            }),
            ..RegistrationPatch::default()
        };
        is_invalid(&world.update(&world.system, &patch).await, "optionalClaims");
    }
    assert_untouched(&world).await;
}

#[tokio::test]
async fn only_what_a_resource_offers_can_be_wanted_of_it() {
    let world = World::new().await;
    world.offering().await;
    let other = application(&world.fixture, &world.system, "Shop").await;
    let identity = &world.fixture.identity;
    let wanting = async |resource_app_id, scopes: &[&str], roles: &[&str]| {
        let texts = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect();
        let patch = RegistrationPatch {
            required_resource_access: Change::Put(RequiredAccess {
                resource_app_id,
                scopes: texts(scopes),
                roles: texts(roles),
            }),
            ..RegistrationPatch::default()
        };
        let done = identity.update_registration(&world.system, other.id, &patch, &NAMES);
        done.await
    };
    let orders = world.orders.app_id.0;
    let field = "requiredResourceAccess";
    is_invalid(&wanting(Uuid::from_u128(77), &["x"], &[]).await, field);
    is_invalid(&wanting(orders, &["Orders.Write"], &[]).await, field);
    is_invalid(&wanting(orders, &[], &["Orders.Read"]).await, field);
    is_invalid(&wanting(GRAPH_APP_ID, &["Mail.Read"], &[]).await, field);
    is_invalid(
        &wanting(orders, &["Orders.Read", "Orders.Read"], &[]).await,
        field,
    );
    wanting(GRAPH_APP_ID, &["User.Read"], &["User.Invite.All"])
        .await
        .unwrap();
    let after = wanting(orders, &["Orders.Read"], &["Orders.Reader"])
        .await
        .unwrap();
    assert_eq!(after.registration.required_resource_access.len(), 2);
    let offered = identity.resources(&world.system).await.unwrap();
    assert_eq!(offered.len(), 1);
    assert_eq!(offered[0].application, world.orders);
}

#[tokio::test]
async fn nobody_takes_a_name_that_is_not_theirs() {
    let world = World::new().await;
    let other = application(&world.fixture, &world.system, "Shop").await;
    let stolen = format!("api://{}", other.app_id);
    let graph = format!("api://{GRAPH_APP_ID}");
    for uri in [
        "",
        "orders",
        "api://",
        "api://orders/",
        "api://a/../b",
        "api://a b",
        "api://a#b",
        "api://a?b",
        &stolen,
        &graph,
        &GRAPH_APP_ID.to_string(),
        "http://contoso.example/orders",
        "https://evil.example/orders",
        "https://evilcontoso.example/",
        "https://contoso.example.evil.example/",
        "https://contoso.example@evil.example/",
        "https://CONTOSO.example/orders",
        "https://contoso.example:8443/orders",
        // This server, Graph here, and Graph in the cloud.
        "https://login.contoso.example",
        "https://login.contoso.example/orders",
        "https://graph.contoso.example/",
        "api://graph.contoso.example/",
        "https://graph.microsoft.com/",
        "urn:orders",
        "urn::orders",
        &format!("api://{}", "x".repeat(250)),
    ] {
        let answer = world.named(uri).await;
        assert!(
            matches!(&answer, Err(Error::Invalid { field, .. }) if *field == "identifierUris"),
            "{uri}: {answer:?}"
        );
    }
    let own = format!("api://{}/v1", world.orders.app_id);
    for uri in [
        "api://orders",
        &own,
        "https://contoso.example/orders",
        "https://orders.contoso.example",
        "urn:contoso:orders",
    ] {
        world.named(uri).await.unwrap();
    }
    let many = (0..51).map(|n| format!("api://orders{n}")).collect();
    let patch = RegistrationPatch {
        identifier_uris: Change::All(many),
        ..RegistrationPatch::default()
    };
    is_invalid(&world.update(&world.system, &patch).await, "identifierUris");
}

#[tokio::test]
async fn a_name_is_one_applications_in_a_tenant() {
    let world = World::new().await;
    world.named("api://orders").await.unwrap();
    let identity = &world.fixture.identity;
    let taking = RegistrationPatch {
        identifier_uris: Change::Put("api://orders".to_owned()),
        ..RegistrationPatch::default()
    };
    let shop = application(&world.fixture, &world.system, "Shop").await;
    let taken = identity.update_registration(&world.system, shop.id, &taking, &NAMES);
    let taken = taken.await;
    assert!(matches!(taken, Err(Error::Conflict { .. })), "{taken:?}");
    // Another organisation has names of its own.
    let fabrikam = world
        .fixture
        .tenant("Fabrikam", "fabrikam.example")
        .await
        .id;
    let elsewhere = world.fixture.system(fabrikam);
    let theirs = application(&world.fixture, &elsewhere, "Orders").await;
    let taken = identity.update_registration(&elsewhere, theirs.id, &taking, &NAMES);
    taken.await.unwrap();
    let gone = RegistrationPatch {
        identifier_uris: Change::Remove("api://orders".to_owned()),
        ..RegistrationPatch::default()
    };
    world.update(&world.system, &gone).await.unwrap();
    let taken = identity.update_registration(&world.system, shop.id, &taking, &NAMES);
    taken.await.unwrap();
}

#[tokio::test]
async fn what_is_enabled_is_disabled_before_it_is_deleted_and_takes_its_assignments_along() {
    let world = World::new().await;
    world.offering().await;
    let (identity, system, orders) = (&world.fixture.identity, &world.system, world.orders.id);
    let shop = application(&world.fixture, system, "Shop").await;
    let sam = world.fixture.member(system, "sam").await.id;
    let principal = Principal::User(sam);
    let assigned = identity.assign_application_with_roles(system, orders, principal, &[READER]);
    assigned.await.unwrap();
    let granted = identity.grant_app_role(system, shop.id, orders, READER);
    granted.await.unwrap();
    let without_scope = RegistrationPatch {
        oauth2_permission_scopes: Change::Remove(READ),
        ..RegistrationPatch::default()
    };
    let without_role = RegistrationPatch {
        app_roles: Change::All(Vec::new()),
        ..RegistrationPatch::default()
    };
    is_invalid(
        &world.update(system, &without_scope).await,
        "oauth2PermissionScopes",
    );
    is_invalid(&world.update(system, &without_role).await, "appRoles");
    let disabled = RegistrationPatch {
        oauth2_permission_scopes: Change::Put(ExposedScope {
            is_enabled: false,
            ..scope(READ, "Orders.Read")
        }),
        app_roles: Change::Put(AppRole {
            is_enabled: false,
            ..role(READER, "Orders.Reader")
        }),
        ..RegistrationPatch::default()
    };
    world.update(system, &disabled).await.unwrap();
    let roles = identity.roles_of_assignments(system, orders).await.unwrap();
    assert_eq!(roles, [(sam.0, READER)], "a disabled role stays assigned");
    world.update(system, &without_scope).await.unwrap();
    world.update(system, &without_role).await.unwrap();
    let roles = identity.roles_of_assignments(system, orders).await.unwrap();
    assert!(roles.is_empty());
    let granted = identity.granted_app_roles(system, shop.id).await.unwrap();
    assert!(granted.is_empty());
    let again = world.update(system, &without_scope).await;
    assert!(matches!(again, Err(Error::NotFound { what: "scope" })));
}
