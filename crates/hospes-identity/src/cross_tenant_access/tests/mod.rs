//! Two organisations that both have a say.

mod kept_out;

use uuid::Uuid;

use super::*;
use crate::actor::Actor;
use crate::audit::{Activity, AuditQuery};
use crate::error::{Error, Result};
use crate::group::NewGroup;
use crate::identity_provider::{Class, RedemptionOrder, SignInChoice, Way};
use crate::ids::{AppId, TenantId};
use crate::invitation::{InviteError, NewInvitation};
use crate::limit::Limits;
use crate::outbox::Mail;
use crate::page::PageRequest;
use crate::patch::Patch;
use crate::redemption::{Flow, RedeemError, Refusal};
use crate::session::Session;
use crate::testing::{Fixture, REDIRECT, address};
use crate::user::{Issuer, User, UserQuery};

/// Contoso invites Megan of Fabrikam, who is signed in at home.
struct World {
    fixture: Fixture,
    contoso: Actor,
    fabrikam: Actor,
    megan: User,
    session: Session,
}

const MEGAN: &str = "megan@fabrikam.example";

impl World {
    async fn new() -> Self {
        let fixture = Fixture::with_limits(Limits::none()).await;
        let contoso = fixture.system(fixture.contoso().await.id);
        let fabrikam = fixture.tenant("Fabrikam", "fabrikam.example").await.id;
        let fabrikam = fixture.system(fabrikam);
        let megan = fixture.member(&fabrikam, "megan").await;
        let session = fixture.sign_in(&megan).await.session;
        Self {
            fixture,
            contoso,
            fabrikam,
            megan,
            session,
        }
    }

    /// Sets what an organisation has for the other one.
    async fn set(&self, at: &Actor, patch: PartnerPatch) {
        let other = if at.tenant == self.contoso.tenant {
            self.fabrikam.tenant
        } else {
            self.contoso.tenant
        };
        let identity = &self.fixture.identity;
        match identity.add_cross_tenant_partner(at, other, &patch).await {
            Ok(_) => {}
            Err(Error::Conflict { .. }) => {
                let changed = identity.update_cross_tenant_partner(at, other, &patch);
                changed.await.unwrap();
            }
            Err(error) => panic!("{error}"),
        }
    }

    async fn inbound(&self, setting: Collaboration) {
        let inbound = Patch::Set(setting);
        let patch = PartnerPatch {
            inbound,
            ..PartnerPatch::default()
        };
        self.set(&self.contoso, patch).await;
    }

    async fn outbound(&self, setting: Collaboration) {
        let outbound = Patch::Set(setting);
        let patch = PartnerPatch {
            outbound,
            ..PartnerPatch::default()
        };
        self.set(&self.fabrikam, patch).await;
    }

    async fn try_to_invite(&self) -> Result<(), Block> {
        let new = NewInvitation::of(address(MEGAN), REDIRECT);
        match self.fixture.identity.invite(&self.contoso, &new).await {
            Ok(_) => Ok(()),
            Err(InviteError::AccessBlocked(block)) => Err(block),
            Err(error) => panic!("{error}"),
        }
    }

    async fn flow(&self) -> Flow {
        let invited = self.fixture.invite(&self.contoso, MEGAN).await;
        self.fixture.flow(self.contoso.tenant, &invited)
    }

    async fn accept(&self, flow: &Flow) -> Result<(), Refusal> {
        let here = self.fixture.circumstances();
        let accepted = self.fixture.identity.accept(flow, &self.session, &here);
        match accepted.await {
            Ok(_) => Ok(()),
            Err(RedeemError::Refused { refusal, .. }) => Err(refusal),
            Err(error) => panic!("{error}"),
        }
    }

    /// Whether Megan is somebody at Contoso.
    async fn is_in(&self) -> bool {
        let here = self.fixture.circumstances();
        let identity = &self.fixture.identity;
        let found = identity.membership(&self.session, self.contoso.tenant, &here);
        found.await.unwrap().is_some()
    }

    async fn last(&self, actor: &Actor, activity: Activity) -> String {
        let query = AuditQuery {
            activity: Some(activity),
            ..AuditQuery::all(PageRequest::first(1))
        };
        let found = self.fixture.identity.audit_events(actor, &query).await;
        format!("{:?}", found.unwrap().rows.first().unwrap())
    }
}

fn nobody() -> Collaboration {
    Collaboration::everything(AccessType::Blocked)
}

fn of_people(access: AccessType, listed: &[(PersonKind, Uuid)]) -> Collaboration {
    let mut setting = Collaboration::default();
    let person = |(kind, id): &(PersonKind, Uuid)| Person {
        kind: *kind,
        id: *id,
    };
    setting.people.access = access;
    setting.people.targets = Which::Listed(listed.iter().map(person).collect());
    setting
}

fn block(side: Side, by_partner: bool) -> Block {
    Block {
        side,
        by_partner,
        part: Part::UsersAndGroups,
    }
}

#[tokio::test]
async fn both_organisations_are_asked_and_a_partner_beats_the_default() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    assert_eq!(world.try_to_invite().await, Ok(()));
    // The host's default.
    let patch = DefaultsPatch {
        inbound: Some(nobody()),
        ..DefaultsPatch::default()
    };
    let changed = identity.update_cross_tenant_defaults(&world.contoso, &patch);
    assert!(!changed.await.unwrap().is_service_default());
    let refused = world.try_to_invite().await;
    assert_eq!(refused, Err(block(Side::Inbound, false)));
    // Settings for Fabrikam that leave inbound out inherit; those that don't, win.
    world.set(&world.contoso, PartnerPatch::default()).await;
    let refused = world.try_to_invite().await;
    assert_eq!(refused, Err(block(Side::Inbound, false)));
    world.inbound(Collaboration::default()).await;
    assert_eq!(world.try_to_invite().await, Ok(()));
    // Home is asked first.
    world.outbound(nobody()).await;
    world.inbound(nobody()).await;
    let refused = world.try_to_invite().await;
    assert_eq!(refused, Err(block(Side::Outbound, true)));
    let removed = identity.remove_cross_tenant_partner(&world.fabrikam, world.contoso.tenant);
    removed.await.unwrap();
    let refused = world.try_to_invite().await;
    assert_eq!(refused, Err(block(Side::Inbound, true)));
    // Removed, the default counts again; reset, everybody may.
    let removed = identity.remove_cross_tenant_partner(&world.contoso, world.fabrikam.tenant);
    removed.await.unwrap();
    let refused = world.try_to_invite().await;
    assert_eq!(refused, Err(block(Side::Inbound, false)));
    let reset = identity.reset_cross_tenant_defaults(&world.contoso);
    reset.await.unwrap();
    assert_eq!(world.try_to_invite().await, Ok(()));
    let event = world.last(&world.contoso, Activity::DeleteCrossTenantPartner);
    assert!(event.await.contains("Fabrikam (fabrikam.example)"));
}

#[tokio::test]
async fn a_change_counts_at_the_next_request_and_is_undone_at_the_one_after() {
    let world = World::new().await;
    let flow = world.flow().await;
    world.outbound(nobody()).await;
    let refused = world.accept(&flow).await.unwrap_err();
    assert_eq!(refused, Refusal::AccessBlocked(block(Side::Outbound, true)));
    let landing = world.fixture.identity.landing(&flow).await;
    assert!(matches!(landing, Err(RedeemError::Refused { refusal, .. }) if refusal == refused));
    world.outbound(Collaboration::default()).await;
    assert_eq!(world.accept(&flow).await, Ok(()));
    assert!(world.is_in().await);
    for block_it in [true, false] {
        let setting = if block_it {
            nobody()
        } else {
            Collaboration::default()
        };
        world.inbound(setting.clone()).await;
        assert_eq!(world.is_in().await, !block_it);
        world.inbound(Collaboration::default()).await;
        world.outbound(setting).await;
        assert_eq!(world.is_in().await, !block_it);
        world.outbound(Collaboration::default()).await;
    }
    // The guest's page says it as well.
    let identity = &world.fixture.identity;
    let all = UserQuery::all(PageRequest::first(10));
    let found = identity.users(&world.contoso, &all);
    let guest = found.await.unwrap().rows[0].id;
    let block_of = || identity.guest_access_block(&world.contoso, guest);
    assert_eq!(block_of().await.unwrap(), None);
    world.outbound(nobody()).await;
    assert_eq!(block_of().await.unwrap(), Some(block(Side::Outbound, true)));
    world.outbound(Collaboration::default()).await;
    // At home they are who they were.
    let here = world.fixture.circumstances();
    let home = world
        .fixture
        .identity
        .membership(&world.session, world.fabrikam.tenant, &here);
    assert!(home.await.unwrap().is_some());
}

#[tokio::test]
async fn users_and_groups_are_those_of_home_on_both_sides() {
    let world = World::new().await;
    let group = NewGroup {
        display_name: "Sales".to_owned(),
        description: None,
        mail_nickname: None,
    };
    let identity = &world.fixture.identity;
    let group = identity
        .create_group(&world.fabrikam, &group)
        .await
        .unwrap();
    let by_user = [(PersonKind::User, world.megan.id.0)];
    let by_group = [(PersonKind::Group, group.id.0)];
    let flow = world.flow().await;
    assert_eq!(world.accept(&flow).await, Ok(()));
    let none = Collaboration::default();
    let allowed = |listed: &[_]| of_people(AccessType::Allowed, listed);
    let blocked = |listed: &[_]| of_people(AccessType::Blocked, listed);
    for (setting, before, after) in [
        (allowed(&by_user), true, true),
        (blocked(&by_user), false, false),
        (allowed(&by_group), false, true),
        (blocked(&by_group), true, false),
    ] {
        for in_group in [false, true] {
            if in_group {
                let added = identity.add_member(&world.fabrikam, group.id, world.megan.id);
                added.await.unwrap();
            }
            let expected = if in_group { after } else { before };
            world.inbound(setting.clone()).await;
            assert_eq!(world.is_in().await, expected, "inbound {setting:?}");
            world.inbound(none.clone()).await;
            world.outbound(setting.clone()).await;
            assert_eq!(world.is_in().await, expected, "outbound {setting:?}");
            world.outbound(none.clone()).await;
        }
        let removed = identity.remove_member(&world.fabrikam, group.id, world.megan.id);
        removed.await.unwrap();
    }
}

#[tokio::test]
async fn applications_are_those_of_the_host_and_its_pages_are_none_of_them() {
    let world = World::new().await;
    let flow = world.flow().await;
    assert_eq!(world.accept(&flow).await, Ok(()));
    let [hours, files] = [1, 2].map(|number| AppId(Uuid::from_u128(number)));
    let mut setting = Collaboration::default();
    setting.applications.targets = Which::Listed(vec![hours]);
    world.inbound(setting).await;
    assert!(world.is_in().await);
    let subject = world.megan.id.to_string();
    let mut tx = world.fixture.identity.read().await.unwrap();
    let who = (Issuer::Tenant(world.fabrikam.tenant), subject.as_str());
    let host = world.contoso.tenant;
    assert_eq!(
        blocked_identity(&mut tx, host, who, Some(hours))
            .await
            .unwrap(),
        None
    );
    let block = blocked_identity(&mut tx, host, who, Some(files))
        .await
        .unwrap();
    assert_eq!(block.unwrap().part, Part::Applications);
}

#[tokio::test]
async fn a_mailbox_is_no_way_round_and_others_are_not_meant() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    // Nobody at Fabrikam has this address; the domain is theirs all the same.
    let (_, kim) = world
        .fixture
        .guest(&world.contoso, "kim@fabrikam.example")
        .await;
    let (_, pat) = world
        .fixture
        .guest(&world.contoso, "pat@partner.example")
        .await;
    let patch = DefaultsPatch {
        inbound: Some(nobody()),
        ..DefaultsPatch::default()
    };
    let changed = identity.update_cross_tenant_defaults(&world.contoso, &patch);
    changed.await.unwrap();
    let here = world.fixture.circumstances();
    for (session, is_in) in [(&kim, false), (&pat, true)] {
        let found = identity.membership(session, world.contoso.tenant, &here);
        assert_eq!(found.await.unwrap().is_some(), is_in);
    }
    let new = NewInvitation::of(address("kim@fabrikam.example"), REDIRECT);
    let refused = identity.invite(&world.contoso, &new).await;
    assert!(matches!(refused, Err(InviteError::AccessBlocked(_))));
    let what_if = identity.what_if(&world.contoso, MEGAN).await.unwrap();
    assert_eq!(what_if.block, Some(block(Side::Inbound, false)));
}

#[tokio::test]
async fn who_is_listed_stays_out_also_by_the_mailbox_of_their_account() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let invited = world.fixture.invite(&world.contoso, MEGAN).await;
    let passcode = Some(SignInChoice::Passcode);
    identity
        .set_sign_in_choice(&world.contoso, invited.user.id, passcode)
        .await
        .unwrap();
    let flow = world.fixture.flow(world.contoso.tenant, &invited);
    let session = world.fixture.prove_mailbox(&flow).await;
    let here = world.fixture.circumstances();
    identity.accept(&flow, &session, &here).await.unwrap();
    let bound = identity.identities_of(&world.contoso, invited.user.id);
    assert_eq!(bound.await.unwrap()[0].issuer, Issuer::Mail);
    let megan = (PersonKind::User, world.megan.id.0);
    for (listed, is_in) in [(&[][..], true), (&[megan], false)] {
        if !listed.is_empty() {
            world.inbound(of_people(AccessType::Blocked, listed)).await;
        }
        let found = identity.membership(&session, world.contoso.tenant, &here);
        assert_eq!(found.await.unwrap().is_some(), is_in);
    }
}

#[tokio::test]
async fn nonsense_is_refused_by_name() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let mut all_but_nothing = Collaboration::default();
    all_but_nothing.applications.access = AccessType::Blocked;
    let mut nobody_but_all = Collaboration::default();
    nobody_but_all.people.access = AccessType::Blocked;
    let megan = (PersonKind::User, world.megan.id.0);
    let many: Vec<_> = (0..501)
        .map(|one| (PersonKind::User, Uuid::from_u128(one)))
        .collect();
    let mut no_applications = Collaboration::default();
    no_applications.applications.targets = Which::Listed(Vec::new());
    for wrong in [
        all_but_nothing,
        nobody_but_all,
        no_applications,
        of_people(AccessType::Allowed, &[]),
        of_people(AccessType::Allowed, &[megan, megan]),
        of_people(AccessType::Allowed, &many),
    ] {
        let patch = PartnerPatch {
            outbound: Patch::Set(wrong.clone()),
            ..PartnerPatch::default()
        };
        let added =
            identity.add_cross_tenant_partner(&world.contoso, world.fabrikam.tenant, &patch);
        let error = added.await.unwrap_err();
        let is_named = matches!(
            error,
            Error::Invalid {
                field: "b2bCollaborationOutbound",
                ..
            }
        );
        assert!(is_named, "{wrong:?}: {error}");
    }
}

#[tokio::test]
async fn the_defaults_and_an_organisation_refuse_what_makes_no_sense() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let megan = (PersonKind::User, world.megan.id.0);
    let patch = DefaultsPatch {
        inbound: Some(of_people(AccessType::Allowed, &[megan])),
        ..DefaultsPatch::default()
    };
    let changed = identity.update_cross_tenant_defaults(&world.contoso, &patch);
    let error = changed.await.unwrap_err();
    assert!(matches!(
        error,
        Error::Invalid {
            field: "b2bCollaborationInbound",
            ..
        }
    ));
    let patch = PartnerPatch::default();
    for nobody in [world.contoso.tenant, TenantId(Uuid::from_u128(7))] {
        let added = identity.add_cross_tenant_partner(&world.contoso, nobody, &patch);
        let error = added.await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Invalid {
                    field: "tenantId",
                    ..
                }
            ),
            "{error}"
        );
    }
    world.set(&world.contoso, patch.clone()).await;
    let twice = identity.add_cross_tenant_partner(&world.contoso, world.fabrikam.tenant, &patch);
    assert!(matches!(twice.await, Err(Error::Conflict { .. })));
    for (text, found) in [
        ("fabrikam.example", true),
        (" FABRIKAM.example ", true),
        ("nobody.example", false),
        ("not a domain", false),
    ] {
        let known = identity
            .find_cross_tenant_partner(&world.contoso, text)
            .await;
        assert_eq!(known.is_ok(), found, "{text}");
    }
}

#[tokio::test]
async fn an_organisation_can_have_an_order_of_its_own() {
    let world = World::new().await;
    let order = RedemptionOrder {
        primaries: [
            Class::Social,
            Class::ExternalFederation,
            Class::OrganizationsHere,
        ],
        allows_passcode: false,
    };
    let patch = PartnerPatch {
        order: Patch::Set(order.clone()),
        ..PartnerPatch::default()
    };
    world.set(&world.contoso, patch).await;
    let identity = &world.fixture.identity;
    let found = identity
        .what_if(&world.contoso, "kim@fabrikam.example")
        .await
        .unwrap();
    assert_eq!(found.ways, []);
    let asked: Vec<_> = found
        .considered
        .iter()
        .filter_map(|one| one.class)
        .collect();
    assert_eq!(asked, order.primaries);
    let found = identity
        .what_if(&world.contoso, "pat@partner.example")
        .await
        .unwrap();
    assert_eq!(found.ways, [Way::Passcode]);
}

#[tokio::test]
async fn nobody_is_asked_where_both_say_so_and_only_there() {
    let world = World::new().await;
    let consent = |inbound, outbound| PartnerPatch {
        consent_inbound: Patch::Set(inbound),
        consent_outbound: Patch::Set(outbound),
        ..PartnerPatch::default()
    };
    let identity = &world.fixture.identity;
    for (home, host, expected) in [
        ((false, false), (false, false), false),
        ((false, true), (false, false), false),
        ((false, false), (true, false), false),
        // Each the wrong way round.
        ((true, false), (false, true), false),
        ((false, true), (true, false), true),
    ] {
        world.set(&world.fabrikam, consent(home.0, home.1)).await;
        world.set(&world.contoso, consent(host.0, host.1)).await;
        world.fixture.deliver().await;
        let flow = world.flow().await;
        let landing = identity.landing(&flow).await.unwrap();
        assert_eq!(landing.is_automatic, expected, "{home:?} {host:?}");
        let review = identity.review(&flow, &world.session).await.unwrap();
        assert_eq!(review.is_automatic, expected);
        let mails = world.fixture.deliver().await;
        let is_notice = matches!(
            mails.as_slice(),
            [Mail::AccessGranted(mail)] if mail.link.is_some()
        );
        assert_eq!(is_notice, expected, "{mails:?}");
        if expected {
            assert_eq!(world.accept(&flow).await, Ok(()));
        }
    }
    let event = world.last(&world.contoso, Activity::RedeemInvitation);
    assert!(event.await.contains("automatic"));
    // Who has no account at home is asked as before.
    let invited = world
        .fixture
        .invite(&world.contoso, "kim@fabrikam.example")
        .await;
    let flow = world.fixture.flow(world.contoso.tenant, &invited);
    assert!(!identity.landing(&flow).await.unwrap().is_automatic);
}
