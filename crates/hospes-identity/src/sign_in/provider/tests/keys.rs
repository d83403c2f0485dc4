//! Proving this server to a provider by a key.

use hospes_protocol::oauth::ClientProofMethod;

use super::*;
use crate::Patch;

async fn by_key() -> World {
    let world = World::new().await;
    let patch = openid_patch(OpenIdConnectPatch {
        client_authentication: Some(ClientProofMethod::PrivateKeyJwt),
        client_secret: Patch::Clear,
        ..OpenIdConnectPatch::default()
    });
    world.patch(patch).await;
    world
}

async fn published(world: &World) -> hospes_protocol::jose::Jwks {
    let identity = &world.fixture.identity;
    let keys = identity.provider_key_set(world.contoso.tenant, world.provider.id);
    keys.await.unwrap()
}

async fn rotate(world: &World) {
    let identity = &world.fixture.identity;
    let rotated = identity.rotate_provider_key(&world.contoso, world.provider.id);
    rotated.await.unwrap();
}

#[tokio::test]
async fn a_provider_that_knows_the_key_takes_an_assertion_and_no_other() {
    let world = by_key().await;
    let (_, flow) = world.invite(LEE).await;
    world.uni.asks_for_assertions_of(&published(&world).await);
    world.came_back(&flow, &lee()).await;
    // A key that the provider does not know proves nothing.
    rotate(&world).await;
    let url = world.redeem(&flow).await;
    let refused = world.arrive(&world.says(&url, &lee())).await.unwrap_err();
    assert!(
        matches!(
            &refused,
            ArriveError::Provider {
                problem: Problem::Token(_),
                ..
            }
        ),
        "{refused}"
    );
    world.uni.asks_for_assertions_of(&published(&world).await);
    world.came_back(&flow, &lee()).await;
}

#[tokio::test]
async fn a_key_that_was_replaced_stays_published_for_a_day() {
    let world = by_key().await;
    let first = published(&world).await.keys;
    assert_eq!(first.len(), 1);
    rotate(&world).await;
    let both = published(&world).await.keys;
    assert_eq!((both.len(), both.contains(&first[0])), (2, true));
    assert_ne!(both[0].kid, first[0].kid, "the one that signs comes first");
    world.fixture.clock.advance(Span::hours(24));
    let left = published(&world).await.keys;
    assert_eq!(left, both[..1]);
    // And the next rotation forgets it.
    rotate(&world).await;
    let rows = world.fixture.dump().await;
    let kept = rows.iter().filter(|(table, _)| *table == "provider_keys");
    assert_eq!(kept.count(), 2);
}

#[tokio::test]
async fn nothing_is_published_but_the_public_half_and_only_of_a_provider_that_has_one() {
    let world = by_key().await;
    let text = serde_json::to_value(published(&world).await).unwrap();
    let names: Vec<&String> = text["keys"][0].as_object().unwrap().keys().collect();
    assert_eq!(names, ["alg", "e", "kid", "kty", "n", "use"]);
    let identity = &world.fixture.identity;
    let (tenant, id) = (world.contoso.tenant, world.provider.id);
    let fabrikam = world.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = identity.provider_key_set(fabrikam.id, id).await;
    assert!(matches!(elsewhere, Err(Error::NotFound { .. })));
    let patch = openid_patch(OpenIdConnectPatch {
        client_authentication: Some(ClientProofMethod::None),
        ..OpenIdConnectPatch::default()
    });
    world.patch(patch).await;
    let none = identity.provider_key_set(tenant, id).await;
    assert!(matches!(none, Err(Error::NotFound { .. })));
    let refused = identity.rotate_provider_key(&world.contoso, id).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })));
    // With the provider its keys go.
    let deleted = identity.delete_identity_provider(&world.contoso, id, 0);
    deleted.await.unwrap();
    let rows = world.fixture.dump().await;
    assert!(rows.iter().all(|(table, _)| *table != "provider_keys"));
}
