//! What a provider says of the device that somebody signed in on.

use super::*;
use crate::audit::{Activity, AuditEvent, AuditQuery};
use crate::identity_provider;
use crate::ids::TenantId;
use crate::page::PageRequest;

/// What the university says of a sign-in of Lee.
fn lee_on(signin_state: serde_json::Value) -> serde_json::Value {
    let mut said = lee();
    said["signin_state"] = signin_state;
    said
}

/// Lee is a guest of Contoso.
async fn guest() -> World {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    let session = world.came_back(&flow, &lee()).await;
    world.accept(&flow, &session).await.unwrap();
    world
}

fn trusted(trusts_devices: bool) -> ProviderPatch {
    ProviderPatch {
        trusts_devices: Some(trusts_devices),
        ..ProviderPatch::default()
    }
}

impl World {
    /// Whether the word of whoever vouches for an identity counts in a tenant.
    async fn trusts(&self, issuer: Issuer, tenant: TenantId) -> bool {
        let mut tx = self.fixture.identity.read().await.unwrap();
        let trust = identity_provider::trust(&mut tx, issuer, tenant).await;
        trust.unwrap().devices
    }
}

#[tokio::test]
async fn the_four_words_are_kept_of_the_sign_in_that_the_session_is_of() {
    let world = guest().await;
    let many: Vec<&str> = std::iter::repeat_n("dvc_cmp", 1_000).collect();
    for (claim, expected) in [
        (
            json!(["dvc_mngd", "dvc_cmp", "kmsi", "inknownntwk"]),
            "dvc_mngd dvc_cmp",
        ),
        (json!(["dvc_mngd_app", "dvc_dmjd"]), "dvc_dmjd dvc_mngd_app"),
        (json!(many), "dvc_cmp"),
        (json!(["compliant", "<b>dvc_cmp</b>", 1, null]), ""),
        (json!("dvc_cmp"), ""),
        (json!(null), ""),
    ] {
        let session = world.signed_in(&lee_on(claim.clone())).await.unwrap();
        assert_eq!(
            session.upstream.devices.words().join(" "),
            expected,
            "{claim}"
        );
    }
    // Read again, as with each request; and another sign-in says nothing of it.
    let url = world
        .depart(Purpose::Ask {
            next: "/".to_owned(),
        })
        .await;
    let answer = world.says(&url, &lee_on(json!(["dvc_cmp"])));
    let Arrival::SignedIn { opened, .. } = world.arrive(&answer).await.unwrap() else {
        panic!("somebody signed in");
    };
    let stored = world
        .fixture
        .identity
        .session(&opened.cookie)
        .await
        .unwrap();
    assert_eq!(stored.unwrap().upstream.devices.words(), ["dvc_cmp"]);
    let other = world.signed_in(&lee()).await.unwrap();
    assert!(other.upstream.devices.is_empty());
}

#[tokio::test]
async fn it_is_trusted_by_a_switch_that_is_off_by_default_and_in_one_organization() {
    let world = guest().await;
    let (issuer, contoso) = (world.provider.as_issuer(), world.contoso.tenant);
    let fabrikam = world
        .fixture
        .tenant("Fabrikam", "fabrikam.example")
        .await
        .id;
    assert!(!world.trusts(issuer, contoso).await);
    world.patch(trusted(true)).await;
    assert!(world.trusts(issuer, contoso).await);
    for (other, tenant) in [
        (issuer, fabrikam),
        (Issuer::Mail, contoso),
        (Issuer::Tenant(fabrikam), contoso),
    ] {
        assert!(!world.trusts(other, tenant).await, "{other:?}");
    }
    // What else is changed leaves it as it is, and it says nothing of factors.
    let renamed = ProviderPatch {
        display_name: Some("The university".to_owned()),
        ..ProviderPatch::default()
    };
    world.patch(renamed).await;
    assert!(world.trusts(issuer, contoso).await);
    let (identity, contoso) = (&world.fixture.identity, &world.contoso);
    let found = identity.identity_provider(contoso, world.provider.id).await;
    let trust = found.unwrap().trust().cloned().unwrap();
    assert!(trust.devices && !trust.multifactor.is_trusted);
    world.patch(trusted(false)).await;
    assert!(!world.trusts(issuer, contoso.tenant).await);
    let query = AuditQuery {
        activity: Some(Activity::UpdateIdentityProvider),
        ..AuditQuery::all(PageRequest::first(10))
    };
    let events = identity.audit_events(contoso, &query).await.unwrap().rows;
    let told = |event: &AuditEvent| format!("{event:?}").contains("TrustsDevices");
    assert_eq!(events.iter().filter(|event| told(event)).count(), 2);
}
