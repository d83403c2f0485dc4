//! What a provider calls a guest.

use super::*;
use crate::Patch;
use crate::identity_provider::ClaimsPatch;
use crate::invitation::NewInvitation;
use crate::testing::{REDIRECT, address};
use crate::user::ProfilePatch;

fn said(more: &[(&str, &str)]) -> serde_json::Value {
    let mut claims = lee();
    for (name, value) in more {
        claims[*name] = json!(value);
    }
    claims
}

async fn accepted(world: &World, flow: &Flow, claims: &serde_json::Value) -> User {
    let session = world.came_back(flow, claims).await;
    world.accept(flow, &session).await.unwrap();
    let identity = &world.fixture.identity;
    identity.user_by_name(&world.contoso, LEE).await.unwrap()
}

#[tokio::test]
async fn a_guest_without_a_name_gets_those_of_the_provider() {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    let more = [("given_name", "Lee"), ("family_name", "Ng\u{202e}\n")];
    let guest = accepted(&world, &flow, &said(&more)).await;
    assert_eq!(guest.display_name, "Lee");
    assert_eq!(guest.profile.given_name.as_deref(), Some("Lee"));
    assert_eq!(guest.profile.surname.as_deref(), Some("Ng"));
    let events = crate::audit::AuditQuery::all(crate::page::PageRequest::first(50));
    let events = world.fixture.identity.audit_events(&world.contoso, &events);
    let events = events.await.unwrap().rows;
    let redeemed = crate::audit::Activity::RedeemInvitation.name();
    let event = events.iter().find(|one| one.activity == redeemed).unwrap();
    let changes = &event.targets[0].changes;
    assert!(
        changes
            .iter()
            .any(|one| one.name == "Surname" && one.new == "Ng")
    );
}

#[tokio::test]
async fn names_that_an_administrator_typed_stay() {
    let world = World::new().await;
    let new = NewInvitation {
        send_message: true,
        display_name: Some("Dr. Lee".to_owned()),
        profile: ProfilePatch {
            surname: Patch::Set("Ong".to_owned()),
            ..ProfilePatch::default()
        },
        ..NewInvitation::of(address(LEE), REDIRECT)
    };
    let identity = &world.fixture.identity;
    let invited = identity.invite(&world.contoso, &new).await.unwrap();
    let flow = world.fixture.flow(world.contoso.tenant, &invited);
    let more = [("given_name", "Lee"), ("family_name", "Ng")];
    let guest = accepted(&world, &flow, &said(&more)).await;
    assert_eq!(guest.display_name, "Dr. Lee");
    assert_eq!(guest.profile.surname.as_deref(), Some("Ong"));
    assert_eq!(guest.profile.given_name.as_deref(), Some("Lee"));
}

#[tokio::test]
async fn other_claims_say_who_somebody_is_where_the_administrator_says_so() {
    let world = World::new().await;
    let claims = ClaimsPatch {
        email: Some("upn".to_owned()),
        name: Some("nick".to_owned()),
        given_name: Some("first".to_owned()),
        family_name: Some("last".to_owned()),
    };
    let patch = openid_patch(OpenIdConnectPatch {
        claims,
        ..OpenIdConnectPatch::default()
    });
    world.patch(patch).await;
    let (_, flow) = world.invite(LEE).await;
    let more = [("upn", LEE), ("nick", "L."), ("first", "Le"), ("last", "N")];
    let session = world.came_back(&flow, &said(&more)).await;
    // Of another claim than `email` nobody says that it is verified.
    assert_eq!(session.proved_addresses, Vec::<String>::new());
    assert_eq!(
        (session.address.as_str(), session.display_name.as_str()),
        (LEE, "L.")
    );
}
