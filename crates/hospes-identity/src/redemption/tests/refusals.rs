//! Why it does not go on, at each of the steps.

use hospes_protocol::address::Domain;

use super::*;
use crate::tenant::{Restriction, SettingsPatch};

/// What happens to an invitation between two steps.
#[derive(Clone, Copy, Debug)]
enum Event {
    Resend,
    Revoke,
    Expire,
    Sweep,
    Accept,
    Decline,
    Delete,
    DeleteAfterAcceptance,
    Forget,
    Block,
    End,
    Deny,
    AllowOthers,
    BlockAtHome,
    DeleteAtHome,
    Reset,
    ResetAfterAcceptance,
}

const EVENTS: &[(Event, Refusal)] = &[
    (Event::Resend, Refusal::Superseded),
    (Event::Revoke, Refusal::Revoked),
    (Event::Expire, Refusal::Expired { asked: false }),
    (Event::Sweep, Refusal::Expired { asked: false }),
    (Event::Accept, Refusal::AlreadyAccepted),
    (Event::Decline, Refusal::Declined),
    (Event::Delete, Refusal::Deleted),
    (Event::DeleteAfterAcceptance, Refusal::Deleted),
    (Event::Forget, Refusal::Unknown),
    (Event::Block, Refusal::Blocked),
    (Event::End, Refusal::Blocked),
    (Event::Deny, Refusal::DomainBlocked),
    (Event::AllowOthers, Refusal::DomainBlocked),
    (Event::BlockAtHome, Refusal::BlockedAtHome),
    (Event::DeleteAtHome, Refusal::BlockedAtHome),
    (Event::Reset, Refusal::Superseded),
    (Event::ResetAfterAcceptance, Refusal::Superseded),
];

async fn restrict(world: &World, restriction: Restriction, name: &str) {
    let patch = SettingsPatch {
        restriction: Some((restriction, vec![Domain::parse(name).unwrap()])),
        ..SettingsPatch::default()
    };
    let identity = &world.fixture.identity;
    identity
        .update_settings(&world.contoso, &patch)
        .await
        .unwrap();
}

impl Event {
    /// Makes it happen.
    async fn happen(self, world: &World, invited: &Invited, flow: &Flow) {
        let (fixture, contoso) = (&world.fixture, &world.contoso);
        let identity = &fixture.identity;
        let id = invited.user.id;
        let accept = async || {
            let session = world.sam().await;
            world.accept(flow, &session).await.unwrap();
        };
        match self {
            Self::Resend => drop(identity.resend_invitation(contoso, id).await.unwrap()),
            Self::Revoke => identity.revoke_invitation(contoso, id).await.unwrap(),
            Self::Expire => fixture.clock.advance(Span::days(30)),
            Self::Sweep => {
                fixture.clock.advance(Span::days(30));
                identity.expire_invitations().await.unwrap();
            }
            Self::Accept => accept().await,
            Self::Decline => {
                let circumstances = fixture.circumstances();
                identity.decline(flow, None, &circumstances).await.unwrap();
            }
            Self::Delete => identity.delete_user(contoso, id).await.unwrap(),
            Self::DeleteAfterAcceptance => {
                accept().await;
                identity.delete_user(contoso, id).await.unwrap();
            }
            Self::Forget => {
                identity.delete_user(contoso, id).await.unwrap();
                identity.delete_user_permanently(contoso, id).await.unwrap();
            }
            Self::Block => world.update(contoso, id, blocked()).await,
            Self::End => {
                let ended = UserPatch {
                    access_ends_at: Patch::Set(identity.env().clock.now()),
                    ..UserPatch::default()
                };
                world.update(contoso, id, ended).await;
            }
            Self::Deny => restrict(world, Restriction::Deny, "fabrikam.example").await,
            Self::AllowOthers => restrict(world, Restriction::Allow, "partner.example").await,
            Self::BlockAtHome => world.update(&world.fabrikam, world.sam.id, blocked()).await,
            Self::DeleteAtHome => {
                let sam = world.sam.id;
                identity.delete_user(&world.fabrikam, sam).await.unwrap();
            }
            Self::Reset | Self::ResetAfterAcceptance => {
                if matches!(self, Self::ResetAfterAcceptance) {
                    accept().await;
                }
                let to = address(SAM);
                let reset = identity.reset_redemption(contoso, id, &to, REDIRECT);
                reset.await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn what_happens_in_between_stops_every_step_that_follows() {
    for (event, expected) in EVENTS {
        let world = World::new().await;
        let identity = &world.fixture.identity;
        let (invited, flow) = world.invite(SAM).await;
        let session = world.sam().await;
        let circumstances = world.fixture.circumstances();
        // As far as the last page, and then somebody is faster than the button.
        identity.review(&flow, &session).await.unwrap();
        event.happen(&world, &invited, &flow).await;

        let before = world.fixture.dump().await;
        let landing = refusal(identity.landing(&flow).await).unwrap_err();
        assert_eq!(landing, *expected, "{event:?}");
        let review = refusal(identity.review(&flow, &session).await).unwrap_err();
        assert_eq!(review, *expected, "{event:?}");
        assert_eq!(world.fixture.dump().await, before, "{event:?}");

        let accepted = world.accept(&flow, &session).await.unwrap_err();
        assert_eq!(accepted, *expected, "{event:?}");
        let begun = identity
            .begin_redemption(&flow, (Choice::First, None), &circumstances)
            .await;
        assert_eq!(refusal(begun).unwrap_err(), *expected, "{event:?}");
        // Whom home lets not in may still say no.
        let at_home = *expected == Refusal::BlockedAtHome;
        let proved = identity.prove_mailbox(&flow, "0", &circumstances).await;
        match proved.unwrap_err() {
            ProveError::Redeem(error) => {
                assert_eq!(
                    refusal::<()>(Err(error)).unwrap_err(),
                    *expected,
                    "{event:?}"
                );
            }
            ProveError::Passcode(error) => assert!(at_home, "{event:?} {error}"),
        }
        let cancelled = identity.cancel_redemption(&flow, &circumstances).await;
        let declined = identity.decline(&flow, None, &circumstances).await;
        for answer in [cancelled, declined] {
            match refusal(answer) {
                Ok(_) => assert!(at_home, "{event:?}"),
                Err(refusal) => assert_eq!(refusal, *expected, "{event:?}"),
            }
        }
    }
}

#[tokio::test]
async fn each_refusal_is_in_the_trace_and_leads_the_guest_to_a_page_about_the_invitation() {
    for (event, expected) in EVENTS {
        let world = World::new().await;
        let (invited, flow) = world.invite(SAM).await;
        event.happen(&world, &invited, &flow).await;
        if *expected == Refusal::Unknown {
            continue;
        }
        let identity = &world.fixture.identity;
        let circumstances = world.fixture.circumstances();
        let begun = identity
            .begin_redemption(&flow, (Choice::First, None), &circumstances)
            .await;
        let Err(RedeemError::Refused {
            about: Some(about), ..
        }) = begun
        else {
            panic!("{event:?} {begun:?}");
        };
        assert_eq!(about.address, SAM);
        assert_eq!(about.organization.name, "Contoso");
        let trace = world.trace(&invited).await;
        let last = trace.last().unwrap();
        assert_eq!(
            (last.0.as_str(), last.1.as_str()),
            ("refused", expected.key()),
            "{event:?}"
        );
    }
}

#[tokio::test]
async fn a_link_that_is_damaged_or_of_another_tenant_tells_nothing() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let (invited, _) = world.invite(SAM).await;
    let (other, _) = world.invite(PAT).await;
    let link = |tenant, invitation, ticket: &Option<crate::secret::Ticket>| {
        identity.new_flow(&crate::invitation::Link {
            tenant,
            invitation,
            ticket: ticket.clone().unwrap(),
        })
    };
    let nobody = InvitationId(uuid::Uuid::nil());
    for flow in [
        link(world.contoso.tenant, invited.invitation.id, &other.ticket),
        link(world.contoso.tenant, nobody, &invited.ticket),
        link(
            world.fabrikam.tenant,
            invited.invitation.id,
            &invited.ticket,
        ),
    ] {
        let answer = identity.landing(&flow).await;
        assert!(matches!(
            answer,
            Err(RedeemError::Refused {
                refusal: Refusal::Unknown,
                about: None
            })
        ));
        let session = world.sam().await;
        assert_eq!(
            world.accept(&flow, &session).await.unwrap_err(),
            Refusal::Unknown
        );
    }
}

#[tokio::test]
async fn somebody_else_is_told_whose_invitation_it_is_and_consumes_nothing() {
    let world = World::new().await;
    let (invited, flow) = world.invite(SAM).await;
    let kim = world.fixture.member(&world.fabrikam, "kim").await;
    let kim = world.fixture.sign_in(&kim).await.session;
    let refused = world.accept(&flow, &kim).await.unwrap_err();
    let account = "kim@fabrikam.example".to_owned();
    assert_eq!(refused, Refusal::WrongAccount { account });
    assert_eq!(world.guest(&invited).await, invited.user);
    world.accept(&flow, &world.sam().await).await.unwrap();
}

#[tokio::test]
async fn a_mailbox_is_not_enough_where_an_organisation_vouches_for_its_people() {
    let world = World::new().await;
    // A mailbox proved before the account was made, and with it a session that still lasts.
    let (_, flow) = world.invite("kim@fabrikam.example").await;
    let mailbox = world.fixture.prove_mailbox(&flow).await;
    let kim = world.fixture.member(&world.fabrikam, "kim").await;
    let account = "kim@fabrikam.example".to_owned();
    let refused = world.accept(&flow, &mailbox).await.unwrap_err();
    assert_eq!(refused, Refusal::WrongAccount { account });
    let kim = world.fixture.sign_in(&kim).await.session;
    world.accept(&flow, &kim).await.unwrap();
}

#[tokio::test]
async fn a_mailbox_is_no_way_round_a_block_at_home() {
    let world = World::new().await;
    let (_, flow) = world.invite("kim@fabrikam.example").await;
    let mailbox = world.fixture.prove_mailbox(&flow).await;
    let kim = world.fixture.member(&world.fabrikam, "kim").await;
    world.update(&world.fabrikam, kim.id, blocked()).await;
    let refused = world.accept(&flow, &mailbox).await.unwrap_err();
    assert_eq!(refused, Refusal::BlockedAtHome);
    let circumstances = world.fixture.circumstances();
    let identity = &world.fixture.identity;
    let begun = identity
        .begin_redemption(&flow, (Choice::First, None), &circumstances)
        .await;
    assert_eq!(refusal(begun).unwrap_err(), Refusal::BlockedAtHome);
    // And no code is sent.
    let codes = world.fixture.deliver().await;
    assert!(
        !codes
            .iter()
            .any(|mail| matches!(mail, Mail::Passcode { .. }))
    );
}

#[tokio::test]
async fn one_mailbox_does_not_prove_another() {
    let world = World::new().await;
    let (_, pats) = world.invite(PAT).await;
    let (_, kims) = world.invite("kim@partner.example").await;
    let pat = world.fixture.prove_mailbox(&pats).await;
    let account = PAT.to_owned();
    assert_eq!(
        world.accept(&kims, &pat).await.unwrap_err(),
        Refusal::WrongAccount { account }
    );
    // Nor does the code of one.
    let identity = &world.fixture.identity;
    let circumstances = world.fixture.circumstances();
    for flow in [&kims, &pats] {
        identity
            .begin_redemption(flow, (Choice::First, None), &circumstances)
            .await
            .unwrap();
    }
    let code = world.fixture.passcode().await;
    identity
        .prove_mailbox(&kims, &code, &circumstances)
        .await
        .unwrap_err();
    identity
        .prove_mailbox(&pats, &code, &circumstances)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_identity_that_belongs_to_another_account_conflicts() {
    let world = World::new().await;
    let (first, flow) = world.invite(SAM).await;
    let session = world.sam().await;
    world.accept(&flow, &session).await.unwrap();
    // The guest's address changes hands at the host, and the old one is invited again.
    let moved = UserPatch {
        mail: Patch::Set(address(PAT)),
        other_mails: Some(Vec::new()),
        ..UserPatch::default()
    };
    world.update(&world.contoso, first.user.id, moved).await;
    let (second, flow) = world.invite(SAM).await;
    assert_ne!(second.user.id, first.user.id);
    // Nobody reviews for nothing, and however often they look, the trace and the sign-in log say it once.
    let identity = &world.fixture.identity;
    let conflict = Refusal::Conflict {
        account: SAM.to_owned(),
    };
    let here = world.fixture.circumstances();
    for _ in 0..2 {
        let review = identity.review(&flow, &session).await;
        assert_eq!(refusal(review).unwrap_err(), conflict);
        let review = identity.arrive_at_review(&flow, &session, &here).await;
        assert_eq!(refusal(review).unwrap_err(), conflict);
    }
    let trace = identity.redemption_trace(&world.contoso, second.user.id);
    let rules: Vec<String> = trace
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.rule)
        .collect();
    assert_eq!(rules, ["identity-belongs-to-another-account"]);
    let page = PageRequest::first(5);
    let told = identity.sign_ins_of_user(&world.contoso, second.user.id, page);
    assert_eq!(told.await.unwrap().rows.len(), 1);
    assert_eq!(world.accept(&flow, &session).await.unwrap_err(), conflict);
    assert_eq!(
        world.guest(&second).await.invitation_state,
        Some(InvitationState::PendingAcceptance)
    );
    assert!(world.issuers(&second).await.is_empty());
    // Deleting the first one for good makes way.
    let id = first.user.id;
    identity.delete_user(&world.contoso, id).await.unwrap();
    world.accept(&flow, &session).await.unwrap_err();
    identity
        .delete_user_permanently(&world.contoso, id)
        .await
        .unwrap();
    world.accept(&flow, &session).await.unwrap();
}

#[tokio::test]
async fn a_guest_of_the_host_who_is_its_member_too_cannot_take_the_invitation() {
    let world = World::new().await;
    let megan = world.fixture.member(&world.contoso, "megan").await;
    let (_, flow) = world.invite(PAT).await;
    let megan = world.fixture.sign_in(&megan).await.session;
    let refused = world.accept(&flow, &megan).await.unwrap_err();
    assert!(matches!(refused, Refusal::WrongAccount { .. }));
}
