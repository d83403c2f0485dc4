//! Whom a change would keep out, told before it is made.

use super::super::kept_out::find;
use super::*;
use crate::env::{Clock as _, Span};
use crate::ids::UserId;
use crate::role::Role;
use crate::user::UserPatch;

/// Contoso with guests of Fabrikam, and with others.
struct Guests {
    world: World,
    /// Megan, who accepted with her account.
    megan: User,
    /// Somebody of Fabrikam without an account there, who accepted by mail.
    mailbox: User,
    /// Somebody of Fabrikam with an account there, whose invitation waits.
    pending: User,
    /// Lee's account at Fabrikam.
    lee: User,
    /// Somebody of no organisation here.
    outsider: User,
}

impl Guests {
    async fn new() -> Self {
        let world = World::new().await;
        let (fixture, contoso) = (&world.fixture, &world.contoso);
        let lee = fixture.member(&world.fabrikam, "lee").await;
        let (mailbox, _) = fixture.guest(contoso, "sam@fabrikam.example").await;
        let (outsider, _) = fixture.guest(contoso, "pat@partner.example").await;
        let invited = fixture.invite(contoso, MEGAN).await;
        let flow = fixture.flow(contoso.tenant, &invited);
        assert_eq!(world.accept(&flow).await, Ok(()));
        let pending = fixture.invite(contoso, "lee@fabrikam.example").await.user;
        let megan = fixture.identity.user(contoso, invited.user.id).await;
        Self {
            megan: megan.unwrap(),
            mailbox,
            pending,
            lee,
            outsider,
            world,
        }
    }

    fn of_fabrikam(&self) -> Vec<UserId> {
        sorted(&[self.megan.id, self.mailbox.id, self.pending.id])
    }

    async fn told(&self, intended: Intended<'_>) -> Vec<UserId> {
        let (identity, contoso) = (&self.world.fixture.identity, &self.world.contoso);
        let told = identity.kept_out_by(contoso, intended).await.unwrap();
        let ids: Vec<UserId> = told.guests.iter().map(|guest| guest.id).collect();
        assert_eq!(u64::try_from(ids.len()).unwrap(), told.count);
        sorted(&ids)
    }

    async fn told_of_partner(&self, inbound: Collaboration) -> Vec<UserId> {
        let patch = of_inbound(inbound);
        let fabrikam = self.world.fabrikam.tenant;
        self.told(Intended::Partner(fabrikam, &patch)).await
    }

    async fn told_of_default(&self, inbound: Collaboration) -> Vec<UserId> {
        let patch = DefaultsPatch {
            inbound: Some(inbound),
            ..DefaultsPatch::default()
        };
        self.told(Intended::Defaults(&patch)).await
    }

    async fn default(&self, inbound: Collaboration) {
        let (identity, contoso) = (&self.world.fixture.identity, &self.world.contoso);
        let patch = DefaultsPatch {
            inbound: Some(inbound),
            ..DefaultsPatch::default()
        };
        let changed = identity.update_cross_tenant_defaults(contoso, &patch);
        changed.await.unwrap();
    }

    /// Who is kept out now, as their pages say it.
    async fn kept_out(&self) -> Vec<UserId> {
        let (identity, contoso) = (&self.world.fixture.identity, &self.world.contoso);
        let mut out = Vec::new();
        for guest in [&self.megan, &self.mailbox, &self.pending, &self.outsider] {
            let block = identity.guest_access_block(contoso, guest.id).await;
            if block.unwrap().is_some() {
                out.push(guest.id);
            }
        }
        sorted(&out)
    }
}

fn sorted(ids: &[UserId]) -> Vec<UserId> {
    let mut ids = ids.to_vec();
    ids.sort();
    ids
}

fn of_inbound(inbound: Collaboration) -> PartnerPatch {
    PartnerPatch {
        inbound: Patch::Set(inbound),
        ..PartnerPatch::default()
    }
}

#[tokio::test]
async fn whom_a_change_is_told_to_keep_out_it_keeps_out_and_nobody_else() {
    let guests = Guests::new().await;
    let world = &guests.world;
    world.inbound(Collaboration::default()).await;
    assert_eq!(guests.told_of_partner(nobody()).await, guests.of_fabrikam());
    let megan = [(PersonKind::User, world.megan.id.0)];
    let both = [megan[0], (PersonKind::User, guests.lee.id.0)];
    for (setting, expected) in [
        (Collaboration::default(), vec![]),
        (nobody(), guests.of_fabrikam()),
        (
            of_people(AccessType::Allowed, &megan),
            sorted(&[guests.mailbox.id, guests.pending.id]),
        ),
        (
            of_people(AccessType::Blocked, &megan),
            vec![guests.megan.id],
        ),
        (
            of_people(AccessType::Blocked, &both),
            sorted(&[guests.megan.id, guests.pending.id]),
        ),
    ] {
        assert_eq!(guests.told_of_partner(setting.clone()).await, expected);
        world.inbound(setting.clone()).await;
        assert_eq!(guests.kept_out().await, expected, "{setting:?}");
        // Made, it is no change any more, and who is out loses nothing.
        assert_eq!(guests.told_of_partner(setting).await, vec![]);
        if expected.contains(&guests.megan.id) {
            let told = guests.told_of_partner(nobody()).await;
            assert!(!told.contains(&guests.megan.id));
        }
        world.inbound(Collaboration::default()).await;
    }
    // Who only loses applications stays.
    let mut setting = Collaboration::default();
    setting.applications.targets = Which::Listed(vec![AppId(Uuid::from_u128(1))]);
    assert_eq!(guests.told_of_partner(setting).await, vec![]);
}

#[tokio::test]
async fn of_a_group_those_are_told_who_are_in_it() {
    let guests = Guests::new().await;
    let world = &guests.world;
    world.inbound(Collaboration::default()).await;
    let group = NewGroup {
        display_name: "Sales".to_owned(),
        description: None,
        mail_nickname: None,
    };
    let identity = &world.fixture.identity;
    let group = identity.create_group(&world.fabrikam, &group).await;
    let group = group.unwrap().id;
    let added = identity.add_member(&world.fabrikam, group, guests.lee.id);
    added.await.unwrap();
    let only = of_people(AccessType::Allowed, &[(PersonKind::Group, group.0)]);
    let expected = sorted(&[guests.megan.id, guests.mailbox.id]);
    assert_eq!(guests.told_of_partner(only).await, expected);
}

#[tokio::test]
async fn the_default_is_about_those_without_settings_of_their_own() {
    let guests = Guests::new().await;
    let world = &guests.world;
    assert_eq!(guests.told_of_default(nobody()).await, guests.of_fabrikam());
    assert_eq!(
        guests.told_of_default(Collaboration::default()).await,
        vec![]
    );
    // Settings that leave inbound as the default says inherit what it becomes.
    world.set(&world.contoso, PartnerPatch::default()).await;
    assert_eq!(guests.told_of_default(nobody()).await, guests.of_fabrikam());
    world.inbound(Collaboration::default()).await;
    assert_eq!(guests.told_of_default(nobody()).await, vec![]);
    // Taken away, or cleared, they leave those people to the default.
    let removal = Intended::Removal(world.fabrikam.tenant);
    assert_eq!(guests.told(removal).await, vec![]);
    guests.default(nobody()).await;
    assert_eq!(guests.told(removal).await, guests.of_fabrikam());
    let cleared = PartnerPatch {
        inbound: Patch::Clear,
        ..PartnerPatch::default()
    };
    let cleared = Intended::Partner(world.fabrikam.tenant, &cleared);
    assert_eq!(guests.told(cleared).await, guests.of_fabrikam());
    let kept = Intended::Partner(world.fabrikam.tenant, &PartnerPatch::default());
    assert_eq!(guests.told(kept).await, vec![]);
    let identity = &world.fixture.identity;
    let removed = identity.remove_cross_tenant_partner(&world.contoso, world.fabrikam.tenant);
    removed.await.unwrap();
    assert_eq!(guests.kept_out().await, guests.of_fabrikam());
}

#[tokio::test]
async fn who_cannot_come_in_anyway_is_not_told() {
    let guests = Guests::new().await;
    let world = &guests.world;
    let (fixture, contoso) = (&world.fixture, &world.contoso);
    let identity = &fixture.identity;
    world.inbound(Collaboration::default()).await;
    // What home says was so before.
    world.outbound(nobody()).await;
    assert_eq!(guests.told_of_partner(nobody()).await, vec![]);
    world.outbound(Collaboration::default()).await;
    let off = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    identity
        .update_user(contoso, guests.megan.id, &off)
        .await
        .unwrap();
    identity
        .revoke_invitation(contoso, guests.pending.id)
        .await
        .unwrap();
    assert_eq!(guests.told_of_partner(nobody()).await, [guests.mailbox.id]);
    let end = UserPatch {
        access_ends_at: Patch::Set(fixture.clock.now().plus(Span::days(1))),
        ..UserPatch::default()
    };
    identity
        .update_user(contoso, guests.mailbox.id, &end)
        .await
        .unwrap();
    assert_eq!(guests.told_of_partner(nobody()).await, [guests.mailbox.id]);
    fixture.clock.advance(Span::days(2));
    assert_eq!(guests.told_of_partner(nobody()).await, vec![]);
    let on = UserPatch {
        account_enabled: Some(true),
        ..UserPatch::default()
    };
    identity
        .update_user(contoso, guests.megan.id, &on)
        .await
        .unwrap();
    assert_eq!(guests.told_of_partner(nobody()).await, [guests.megan.id]);
    identity
        .delete_user(contoso, guests.megan.id)
        .await
        .unwrap();
    assert_eq!(guests.told_of_partner(nobody()).await, vec![]);
}

#[tokio::test]
async fn guests_of_another_tenant_are_nobody_elses_business() {
    let guests = Guests::new().await;
    let (fixture, fabrikam) = (&guests.world.fixture, guests.world.fabrikam.tenant);
    let identity = &fixture.identity;
    let northwind = fixture.tenant("Northwind", "northwind.example").await.id;
    let northwind = fixture.system(northwind);
    let there = fixture.invite(&northwind, MEGAN).await.user.id;
    guests.world.inbound(Collaboration::default()).await;
    assert_eq!(guests.told_of_partner(nobody()).await, guests.of_fabrikam());
    assert_eq!(guests.told_of_default(nobody()).await, vec![]);
    let patch = PartnerPatch::default();
    let added = identity.add_cross_tenant_partner(&northwind, fabrikam, &patch);
    added.await.unwrap();
    let block = of_inbound(nobody());
    let told = identity.kept_out_by(&northwind, Intended::Partner(fabrikam, &block));
    let told = told.await.unwrap();
    let ids: Vec<UserId> = told.guests.iter().map(|guest| guest.id).collect();
    assert_eq!((ids, told.count), (vec![there], 1));
}

#[tokio::test]
async fn it_takes_who_may_change_the_settings_and_a_change_that_can_be_made() {
    let guests = Guests::new().await;
    let (fixture, fabrikam) = (&guests.world.fixture, guests.world.fabrikam.tenant);
    let identity = &fixture.identity;
    guests.world.inbound(Collaboration::default()).await;
    let reader = fixture
        .with_role(guests.world.contoso.tenant, "reader", Role::GlobalReader)
        .await;
    let block = of_inbound(nobody());
    let told = identity.kept_out_by(&reader, Intended::Partner(fabrikam, &block));
    assert!(matches!(told.await, Err(Error::Forbidden { .. })));
    let wrong = of_inbound(of_people(AccessType::Allowed, &[]));
    let told = identity.kept_out_by(&guests.world.contoso, Intended::Partner(fabrikam, &wrong));
    assert!(matches!(told.await, Err(Error::Invalid { .. })));
}

#[tokio::test]
async fn many_are_read_in_pages_and_a_hundred_are_named() {
    let world = World::new().await;
    for number in 0..103 {
        let to = format!("guest{number}@fabrikam.example");
        let new = NewInvitation::of(address(&to), REDIRECT);
        let invited = world.fixture.identity.invite(&world.contoso, &new).await;
        invited.unwrap();
    }
    world.inbound(Collaboration::default()).await;
    let (identity, fabrikam) = (&world.fixture.identity, world.fabrikam.tenant);
    let block = of_inbound(nobody());
    let intended = Intended::Partner(fabrikam, &block);
    let told = identity.kept_out_by(&world.contoso, intended).await;
    let told = told.unwrap();
    assert_eq!((told.guests.len(), told.count), (100, 103));
    let mut tx = identity.read().await.unwrap();
    for at_a_time in [1, 7, 103, 104] {
        let found = find(&mut tx, world.contoso.tenant, intended, at_a_time);
        let found = found.await.unwrap();
        assert_eq!(found.count, 103, "{at_a_time} at a time");
        let ids: Vec<UserId> = told.guests.iter().map(|guest| guest.id).collect();
        assert_eq!(found.first, ids);
    }
}
