//! What applications and people are given: roles, and what people agreed to.

use super::*;

#[tokio::test]
async fn an_assignment_has_the_roles_it_was_given_last() {
    let world = World::new().await;
    let other = Uuid::from_u128(3);
    let for_programs = AppRole {
        is_for_users: false,
        ..role(Uuid::from_u128(4), "Robot")
    };
    let off = AppRole {
        is_enabled: false,
        ..role(Uuid::from_u128(5), "Off")
    };
    let patch = RegistrationPatch {
        app_roles: Change::All(vec![
            role(READER, "Reader"),
            role(other, "Writer"),
            for_programs.clone(),
            off.clone(),
        ]),
        ..RegistrationPatch::default()
    };
    world.update(&world.system, &patch).await.unwrap();
    let (identity, orders) = (&world.fixture.identity, world.orders.id);
    let sam = world.fixture.member(&world.system, "sam").await.id;
    let assign = async |actor: &Actor, roles: &[Uuid]| {
        let principal = Principal::User(sam);
        let done = identity.assign_application_with_roles(actor, orders, principal, roles);
        done.await
    };
    for wrong in [for_programs.id, off.id, Uuid::from_u128(77)] {
        is_invalid(&assign(&world.system, &[READER, wrong]).await, "appRoles");
    }
    let none = identity.assignments(&world.system, orders).await.unwrap();
    assert!(none.is_empty(), "nothing of it was done");
    assign(&world.system, &[READER, READER]).await.unwrap();
    assign(&world.system, &[other]).await.unwrap();
    let roles = identity.roles_of_assignments(&world.system, orders).await;
    assert_eq!(roles.unwrap(), [(sam.0, other)]);
    let of = |event: &AuditEvent| {
        let change = &event.targets[0].changes[0];
        (change.old.clone(), change.new.clone())
    };
    let given = world.events(Activity::AssignApplication).await;
    let given: Vec<_> = given.iter().map(of).map(|(_, new)| new).collect();
    assert_eq!(given, ["Reader", "Reader", "Default Access"]);
    assert_eq!(world.events(Activity::UnassignApplication).await.len(), 1);
    // Who owns the application changes what it is, not who has it.
    let owner = world.owner().await;
    is_forbidden(&assign(&owner, &[READER]).await);
}

#[tokio::test]
async fn an_application_is_given_roles_of_another() {
    let world = World::new().await;
    world.offering().await;
    let (identity, system, orders) = (&world.fixture.identity, &world.system, world.orders.id);
    let shop = application(&world.fixture, system, "Shop").await.id;
    for _ in 0..2 {
        let granted = identity.grant_app_role(system, shop, orders, READER);
        granted.await.unwrap();
    }
    let wrong = identity.grant_app_role(system, shop, orders, READ).await;
    is_invalid(&wrong, "appRoles");
    let granted = identity.granted_app_roles(system, shop).await.unwrap();
    assert_eq!(granted.len(), 1);
    assert_eq!(granted[0].role.value, "Orders.Reader");
    let events = world.events(Activity::GrantPermission).await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].targets.len(), 2);
    for _ in 0..2 {
        let revoked = identity.revoke_app_role(system, shop, orders, READER);
        revoked.await.unwrap();
    }
    assert_eq!(world.events(Activity::RevokePermission).await.len(), 1);
    let owner = world.owner().await;
    is_forbidden(&identity.grant_app_role(&owner, shop, orders, READER).await);
}

#[tokio::test]
async fn administrators_see_and_withdraw_what_people_agreed_to() {
    let world = World::new().await;
    let (identity, system, orders) = (&world.fixture.identity, &world.system, world.orders.id);
    let sam = world.fixture.member(system, "sam").await;
    let acting = world.fixture.acting(world.tenant(), &sam).await;
    let scopes = ["openid".to_owned(), "User.Read".to_owned()];
    let agreed = identity.consent(&acting, sam.id, orders, &scopes);
    agreed.await.unwrap();
    let reader = world
        .fixture
        .with_role(world.tenant(), "lee", Role::GlobalReader)
        .await;
    let all = identity
        .consents_of_application(&reader, orders)
        .await
        .unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].user, all[0].name.as_str()), (Some(sam.id), "sam"));
    let named: Vec<_> = all[0].scopes.iter().map(|scope| &scope.name).collect();
    assert_eq!(named, ["openid", "User.Read"]);
    is_forbidden(
        &identity
            .withdraw_consent_to(&reader, orders, Some(sam.id))
            .await,
    );
    is_forbidden(&identity.consents_of_application(&acting, orders).await);
    for _ in 0..2 {
        let withdrawn = identity.withdraw_consent_to(system, orders, Some(sam.id));
        withdrawn.await.unwrap();
    }
    let none = identity.withdraw_consent_to(system, orders, None).await;
    none.unwrap();
    assert!(identity.consents(&acting, sam.id).await.unwrap().is_empty());
    assert_eq!(world.events(Activity::WithdrawConsent).await.len(), 1);
}

#[tokio::test]
async fn an_owner_opens_no_way_to_what_others_agreed_to_and_they_may_not_have() {
    let world = World::new().await;
    let (identity, system, orders) = (&world.fixture.identity, &world.system, world.orders.id);
    let owner = world.owner().await;
    let secret = || identity.add_secret(&owner, orders, None, None);
    secret().await.unwrap();
    let shop = application(&world.fixture, system, "Shop").await;
    let offering = RegistrationPatch {
        oauth2_permission_scopes: Change::All(vec![ExposedScope {
            is_admin_only: true,
            ..scope(READ, "Prices.Write")
        }]),
        ..RegistrationPatch::default()
    };
    let names = &*NAMES;
    let offers = identity.update_registration(system, shop.id, &offering, names);
    offers.await.unwrap();
    let open = RegistrationPatch {
        is_fallback_public_client: Some(true),
        ..RegistrationPatch::default()
    };
    for scopes in [
        "User.ReadWrite.All".to_owned(),
        format!("{}/Prices.Write", shop.app_id),
    ] {
        let scopes = [scopes];
        let agreed = identity.consent_for_everybody(system, orders, &scopes, &[]);
        agreed.await.unwrap();
        is_forbidden(&secret().await);
        let uri = RedirectUri::parse(Platform::Web, "https://owner.example/").unwrap();
        is_forbidden(&identity.set_redirect_uris(&owner, orders, &[uri]).await);
        is_forbidden(
            &identity
                .update_registration(&owner, orders, &open, names)
                .await,
        );
        let withdrawn = identity.withdraw_consent_to(system, orders, None);
        withdrawn.await.unwrap();
        secret().await.unwrap();
    }
    // Who owns the other one as well may give what is theirs.
    let scopes = [format!("{}/Prices.Write", shop.app_id)];
    let agreed = identity.consent_for_everybody(system, orders, &scopes, &[]);
    agreed.await.unwrap();
    let whose = owner.user().unwrap();
    identity.add_owner(system, shop.id, whose).await.unwrap();
    secret().await.unwrap();
}
