//! Who owns an application, and what that lets them do.

use hospes_protocol::oauth::{Platform, RedirectUri};

use super::*;
use crate::Permission;
use crate::application::GraphPermission;
use crate::ids::UserId;

#[tokio::test]
async fn an_owner_changes_their_own_application_and_no_other() {
    let world = World::new().await;
    let (identity, orders) = (&world.fixture.identity, world.orders.id);
    let shop = application(&world.fixture, &world.system, "Shop").await.id;
    let owner = world.owner().await;
    let patch = RegistrationPatch {
        oauth2_permission_scopes: Change::Put(scope(READ, "Orders.Read")),
        ..RegistrationPatch::default()
    };
    world.update(&owner, &patch).await.unwrap();
    let uri = RedirectUri::parse(Platform::Web, "https://orders.contoso.example/cb").unwrap();
    let set = identity.set_redirect_uris(&owner, orders, std::slice::from_ref(&uri));
    set.await.unwrap();
    let secret = identity.add_secret(&owner, orders, None, None).await;
    let key = secret.unwrap().kept.key_id;
    identity.remove_secret(&owner, orders, key).await.unwrap();
    let owned = identity.owned_applications(&owner).await.unwrap();
    assert_eq!(owned.len(), 1);
    assert_eq!(
        identity.application(&owner, orders).await.unwrap(),
        world.orders
    );

    is_forbidden(
        &identity
            .update_registration(&owner, shop, &patch, &NAMES)
            .await,
    );
    is_forbidden(&identity.registration(&owner, shop).await);
    is_forbidden(&identity.application(&owner, shop).await);
    is_forbidden(&identity.manifest(&owner, shop).await);
    is_forbidden(&identity.owners(&owner, shop).await);
    is_forbidden(&identity.set_redirect_uris(&owner, shop, &[uri]).await);
    is_forbidden(&identity.add_secret(&owner, shop, None, None).await);
    is_forbidden(&identity.secrets(&owner, shop).await);
    is_forbidden(
        &identity
            .add_owner(&owner, shop, owner.user().unwrap())
            .await,
    );
    is_forbidden(&identity.delete_application(&owner, orders).await);
    is_forbidden(&identity.consents_of_application(&owner, orders).await);
    let vouching = RegistrationPatch {
        is_verified: Some(true),
        ..RegistrationPatch::default()
    };
    is_forbidden(&world.update(&owner, &vouching).await);
    // Who owns nothing sees nothing.
    let kim = world.fixture.member(&world.system, "kim").await;
    let kim = world.fixture.acting(world.tenant(), &kim).await;
    is_forbidden(&identity.registration(&kim, orders).await);
    is_forbidden(&identity.resources(&kim).await);
    assert!(identity.owned_applications(&kim).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_owner_makes_no_secret_for_what_they_may_not_do_themselves() {
    let world = World::new().await;
    world.offering().await;
    let (identity, system, orders) = (&world.fixture.identity, &world.system, world.orders.id);
    let owner = world.owner().await;
    let permission = GraphPermission::UserReadWriteAll;
    let granted = identity.grant_permission(system, orders, permission);
    granted.await.unwrap();
    is_forbidden(&identity.add_secret(&owner, orders, None, None).await);
    let revoked = identity.revoke_permission(system, orders, permission);
    revoked.await.unwrap();
    identity
        .add_secret(&owner, orders, None, None)
        .await
        .unwrap();
    // An app role of somebody else's application is nothing of theirs either.
    let payroll = application(&world.fixture, system, "Payroll").await.id;
    let patch = RegistrationPatch {
        app_roles: Change::Put(role(Uuid::from_u128(9), "Payroll.Read")),
        ..RegistrationPatch::default()
    };
    let registered = identity.update_registration(system, payroll, &patch, &NAMES);
    registered.await.unwrap();
    let granted = identity.grant_app_role(system, orders, payroll, Uuid::from_u128(9));
    granted.await.unwrap();
    is_forbidden(&identity.add_secret(&owner, orders, None, None).await);
    let added = identity.add_owner(system, payroll, owner.user().unwrap());
    added.await.unwrap();
    identity
        .add_secret(&owner, orders, None, None)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_owner_opens_no_way_to_tokens_for_what_they_may_not_do_themselves() {
    let world = World::new().await;
    let (identity, orders) = (&world.fixture.identity, world.orders.id);
    let owner = world.owner().await;
    let role = Role::GlobalAdministrator;
    let admin = world.fixture.with_role(world.tenant(), "ada", role).await;
    let opening = RegistrationPatch {
        is_fallback_public_client: Some(true),
        ..RegistrationPatch::default()
    };
    let scopes = ["User.ReadWrite.All".to_owned()];
    let agreed = identity.consent(&admin, admin.user().unwrap(), orders, &scopes);
    agreed.await.unwrap();
    is_forbidden(&world.update(&owner, &opening).await);
    let text = identity.manifest(&owner, orders).await.unwrap().to_text();
    let text = text.unwrap().replace(
        "\"enableAccessTokenIssuance\": false",
        "\"enableAccessTokenIssuance\": true",
    );
    let manifest = Manifest::parse(&text).unwrap();
    is_forbidden(
        &identity
            .import_manifest(&owner, orders, &manifest, &NAMES)
            .await,
    );
    let withdrawn = identity.withdraw_consent_to(&admin, orders, admin.user());
    withdrawn.await.unwrap();
    world.update(&owner, &opening).await.unwrap();
}

#[tokio::test]
async fn a_token_without_the_scope_does_not_act_as_an_owner() {
    let world = World::new().await;
    let mut owner = world.owner().await;
    let identity = &world.fixture.identity;
    owner.permissions = owner.permissions.without(Permission::ManageOwnApplications);
    is_forbidden(&identity.registration(&owner, world.orders.id).await);
    is_forbidden(
        &identity
            .add_secret(&owner, world.orders.id, None, None)
            .await,
    );
    assert!(
        identity
            .owned_applications(&owner)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn owners_are_members_who_are_added_and_removed() {
    let world = World::new().await;
    let (identity, system, orders) = (&world.fixture.identity, &world.system, world.orders.id);
    let (guest, session) = world.fixture.guest(system, "pat@partner.example").await;
    is_invalid(&identity.add_owner(system, orders, guest.id).await, "owner");
    let owner = world.owner().await;
    let megan = owner.user().unwrap();
    let again = identity.add_owner(system, orders, megan).await;
    assert!(matches!(again, Err(Error::Conflict { .. })));
    let nobody = identity
        .add_owner(system, orders, UserId(Uuid::from_u128(99)))
        .await;
    assert!(matches!(nobody, Err(Error::NotFound { .. })));
    // An owner takes another one in; whose rights end with it.
    let kim = world.fixture.member(system, "kim").await;
    identity.add_owner(&owner, orders, kim.id).await.unwrap();
    let listed = identity.owners(&owner, orders).await.unwrap();
    let listed: Vec<_> = listed.iter().map(|owner| owner.name.as_str()).collect();
    assert_eq!(listed, ["kim", "megan"]);
    identity.remove_owner(&owner, orders, megan).await.unwrap();
    is_forbidden(&identity.registration(&owner, orders).await);
    let gone = identity.remove_owner(system, orders, megan).await;
    assert!(matches!(gone, Err(Error::NotFound { .. })));
    assert_eq!(world.events(Activity::AddOwnerToApplication).await.len(), 2);
    assert_eq!(
        world
            .events(Activity::RemoveOwnerFromApplication)
            .await
            .len(),
        1
    );
    // A guest has no rights of an owner, even if a row says that they are one.
    let mut tx = identity.write().await.unwrap();
    let made = store::insert_owner(&mut tx, world.tenant(), orders, guest.id).await;
    assert!(made.unwrap());
    tx.commit().await.unwrap();
    let circumstances = world.fixture.circumstances();
    let found = identity
        .membership(&session, world.tenant(), &circumstances)
        .await;
    let guest = found.unwrap().unwrap().actor;
    is_forbidden(&identity.registration(&guest, orders).await);
}

#[tokio::test]
async fn nothing_stays_of_an_application_or_an_owner_that_is_gone() {
    let world = World::new().await;
    world.offering().await;
    let (identity, system, orders) = (&world.fixture.identity, &world.system, world.orders.id);
    let owner = world.owner().await.user().unwrap();
    let assigned =
        identity.assign_application_with_roles(system, orders, Principal::User(owner), &[READER]);
    assigned.await.unwrap();
    identity.delete_user(system, owner).await.unwrap();
    assert!(identity.owners(system, orders).await.unwrap().is_empty());
    identity
        .delete_user_permanently(system, owner)
        .await
        .unwrap();
    identity.delete_application(system, orders).await.unwrap();
    let left = world.fixture.dump().await;
    let tables = [
        "application_owners",
        "app_assignment_roles",
        "application_registrations",
        "application_identifier_uris",
    ];
    for (table, columns) in left {
        assert!(!tables.contains(&table.as_str()), "{table}: {columns:?}");
    }
    let gone: Result<_> = identity.registration(system, orders).await;
    assert!(matches!(gone, Err(Error::NotFound { .. })));
}
