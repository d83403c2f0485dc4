//! A second factor that was proved at home, where the host believes home.

use super::*;
use crate::cross_tenant_access::{InboundTrust, PartnerPatch};
use crate::patch::Patch;
use crate::session::How;

/// Sam is a guest of Contoso, which asks guests for a second factor.
async fn guest() -> (Sam, Actor) {
    let fixture = Fixture::new().await;
    let host = fixture.system(fixture.contoso().await.id);
    let sam = Sam::of(fixture).await;
    let invited = sam.fixture.invite(&host, "sam@fabrikam.example").await;
    let flow = sam.fixture.flow(host.tenant, &invited);
    let here = sam.fixture.circumstances();
    let accepted = sam.identity().accept(&flow, &sam.session, &here).await;
    accepted.unwrap();
    ask(&sam.fixture, &host, |settings| {
        settings.second_factor_guests = true;
    })
    .await;
    (sam, host)
}

async fn trust(sam: &Sam, host: &Actor, second_factor: bool) {
    let patch = PartnerPatch {
        trust: Patch::Set(InboundTrust {
            second_factor,
            compliant_device: true,
            hybrid_joined_device: true,
        }),
        ..PartnerPatch::default()
    };
    let identity = sam.identity();
    let home = sam.system.tenant;
    let added = identity.add_cross_tenant_partner(host, home, &patch).await;
    if added.is_err() {
        let changed = identity.update_cross_tenant_partner(host, home, &patch);
        changed.await.unwrap();
    }
}

#[tokio::test]
async fn a_factor_of_home_counts_where_the_host_believes_home_and_as_long_as_it_does() {
    let (mut sam, host) = guest().await;
    let home = sam.system.tenant;
    let need = async |sam: &Sam| member(&sam.fixture, &sam.session, host.tenant).await;
    // Not trusted: as ever. What home says of devices changes nothing.
    assert_eq!(need(&sam).await.second_factor, Need::Register);
    trust(&sam, &host, false).await;
    assert_eq!(need(&sam).await.second_factor, Need::Register);
    // Trusted and missing: at home, and not to be registered here.
    trust(&sam, &host, true).await;
    let guest = need(&sam).await;
    assert_eq!(guest.second_factor, Need::AtHome { home });
    let setup = sam.identity().new_totp(&guest).unwrap();
    let shown = code(&sam.fixture, &setup.secret);
    let holder = Holder {
        session: &sam.session,
        member: &guest,
    };
    let added = sam
        .identity()
        .register_totp(holder, &setup.sealed, ("", &shown));
    assert!(matches!(added.await, Err(FactorError::NotProved)));
    // Trusted and there.
    sam.add_app().await;
    let guest = need(&sam).await;
    assert_eq!(guest.second_factor, Need::No);
    assert_eq!(guest.proved.unwrap().tenant, home);
    // Trusted no more.
    trust(&sam, &host, false).await;
    let guest = need(&sam).await;
    assert_eq!((guest.second_factor, guest.proved), (Need::Register, None));
}

#[tokio::test]
async fn a_mailbox_has_no_home_that_could_be_believed() {
    let (sam, host) = guest().await;
    trust(&sam, &host, true).await;
    let (_, pat) = sam.fixture.guest(&host, "pat@partner.example").await;
    let found = member(&sam.fixture, &pat, host.tenant).await;
    assert_eq!(found.second_factor, Need::Register);
}

#[tokio::test]
async fn a_refresh_asks_the_trust_again() {
    let (mut sam, host) = guest().await;
    let home = sam.system.tenant;
    sam.add_app().await;
    trust(&sam, &host, true).await;
    let guest = member(&sam.fixture, &sam.session, host.tenant).await.user;
    let said = How::default();
    let asked = async |factor_of: Option<TenantId>| {
        let mut tx = sam.identity().read().await.unwrap();
        let of = (host.tenant, &guest);
        let proved = factor_of.map(|tenant| (tenant, Factor::Totp.as_str(), &said));
        missing(&mut tx, of, crate::user::Issuer::Tenant(home), proved)
            .await
            .unwrap()
    };
    assert_eq!(asked(Some(home)).await, None);
    assert_eq!(asked(Some(host.tenant)).await, None);
    // At home, so there is nothing to register here.
    assert_eq!(asked(None).await, Some(false));
    trust(&sam, &host, false).await;
    assert_eq!(asked(Some(home)).await, Some(true));
    assert_eq!(asked(Some(host.tenant)).await, None);
}
