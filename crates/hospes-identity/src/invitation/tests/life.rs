//! Sending again, withdrawing, expiring.

use super::*;
use crate::limit::Limits;
use crate::tenant::AllowInvitesFrom;

#[tokio::test]
async fn sending_again_makes_a_new_link_with_a_new_end() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let first = fixture.invite(&system, PAT).await;
    fixture.deliver().await;
    fixture.clock.advance(Span::days(10));
    let second = identity
        .resend_invitation(&system, first.user.id)
        .await
        .unwrap();
    let now = identity.env().clock.now();
    assert_eq!(second.invitation.expires_at, Some(now.plus(Span::days(30))));
    assert_eq!(second.invitation.id, first.invitation.id);
    assert_eq!(
        opens(&fixture, &system, &first).await.unwrap_err(),
        Refusal::Superseded
    );
    opens(&fixture, &system, &second).await.unwrap();
    let mails = fixture.deliver().await;
    let [Mail::Invitation(mail)] = mails.as_slice() else {
        panic!("{mails:?}");
    };
    assert_eq!(mail.ticket, second.ticket.unwrap().reveal());
    newest(&fixture, &system, Activity::ResendInvitation).await;
}

#[tokio::test]
async fn old_links_say_that_they_are_old_and_foreign_ones_say_nothing() {
    let (fixture, system) = contoso().await;
    let first = fixture.invite(&system, PAT).await;
    for _ in 0..5 {
        fixture
            .identity
            .resend_invitation(&system, first.user.id)
            .await
            .unwrap();
    }
    assert_eq!(
        opens(&fixture, &system, &first).await.unwrap_err(),
        Refusal::Superseded
    );
    let other = fixture.invite(&system, "kim@partner.example").await;
    let mixed = Invited {
        ticket: other.ticket,
        ..first
    };
    assert_eq!(
        opens(&fixture, &system, &mixed).await.unwrap_err(),
        Refusal::Unknown
    );
}

#[tokio::test]
async fn an_answered_or_withdrawn_invitation_is_not_sent_again() {
    for how in ["accepted", "declined", "withdrawn", "deleted"] {
        let (fixture, system) = contoso().await;
        let identity = &fixture.identity;
        let invited = fixture.invite(&system, PAT).await;
        let flow = fixture.flow(system.tenant, &invited);
        let circumstances = fixture.circumstances();
        let id = invited.user.id;
        match how {
            "accepted" => {
                let session = fixture.prove_mailbox(&flow).await;
                identity
                    .accept(&flow, &session, &circumstances)
                    .await
                    .unwrap();
            }
            "declined" => {
                identity.decline(&flow, None, &circumstances).await.unwrap();
            }
            "withdrawn" => identity.revoke_invitation(&system, id).await.unwrap(),
            _ => identity.delete_user(&system, id).await.unwrap(),
        }
        let again = identity.resend_invitation(&system, id).await;
        let revoked = identity.revoke_invitation(&system, id).await;
        for refused in [again.map(drop), revoked] {
            let expected = match how {
                "deleted" => matches!(refused, Err(Error::NotFound { .. })),
                _ => matches!(refused, Err(Error::Conflict { .. })),
            };
            assert!(expected, "{how} {refused:?}");
        }
    }
}

#[tokio::test]
async fn what_may_not_be_invited_any_more_is_not_sent_again() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let invited = fixture.invite(&system, PAT).await;
    let admin = fixture
        .with_role(system.tenant, "ada", Role::GlobalAdministrator)
        .await;
    let domain = vec![Domain::parse("partner.example").unwrap()];
    let deny = SettingsPatch {
        restriction: Some((Restriction::Deny, domain)),
        ..SettingsPatch::default()
    };
    identity.update_settings(&system, &deny).await.unwrap();
    let refused = identity.resend_invitation(&admin, invited.user.id).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })));
    let nobody = SettingsPatch {
        allow_invites_from: Some(AllowInvitesFrom::None),
        restriction: Some((Restriction::Any, Vec::new())),
        ..SettingsPatch::default()
    };
    identity.update_settings(&system, &nobody).await.unwrap();
    let refused = identity.resend_invitation(&admin, invited.user.id).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    // What is out there can still be withdrawn.
    identity
        .revoke_invitation(&admin, invited.user.id)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_withdrawn_invitation_opens_nothing_and_the_guest_can_be_invited_anew() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let invited = fixture.invite(&system, PAT).await;
    identity
        .revoke_invitation(&system, invited.user.id)
        .await
        .unwrap();
    assert_eq!(
        state(&fixture, &system, &invited).await,
        InvitationState::Revoked
    );
    assert_eq!(
        opens(&fixture, &system, &invited).await.unwrap_err(),
        Refusal::Revoked
    );
    assert!(fixture.deliver().await.is_empty());
    newest(&fixture, &system, Activity::RevokeInvitation).await;
    let again = fixture.invite(&system, PAT).await;
    assert_eq!(
        (again.outcome, again.user.id),
        (Outcome::Renewed, invited.user.id)
    );
    assert_ne!(again.invitation.id, invited.invitation.id);
    assert_eq!(
        opens(&fixture, &system, &invited).await.unwrap_err(),
        Refusal::Superseded
    );
    opens(&fixture, &system, &again).await.unwrap();
}

#[tokio::test]
async fn an_invitation_is_withdrawn_by_whoever_sent_it_or_manages_users() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let tenant = system.tenant;
    let megan = fixture.member(&system, "megan").await;
    let megan = fixture.acting(tenant, &megan).await;
    let ivy = fixture.with_role(tenant, "ivy", Role::GuestInviter).await;
    let uma = fixture
        .with_role(tenant, "uma", Role::UserAdministrator)
        .await;
    for (actor, may) in [(&megan, true), (&ivy, false), (&uma, true)] {
        let invited = fixture.invite(&megan, PAT).await;
        let answer = identity.revoke_invitation(actor, invited.user.id).await;
        match answer {
            Ok(()) => assert!(may),
            Err(Error::Forbidden { permission }) => {
                assert!(!may && permission == Permission::UpdateUsers);
            }
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn an_invitation_ends_on_its_day_whether_the_sweep_came_or_not() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let invited = fixture.invite(&system, PAT).await;
    fixture.clock.advance(Span::millis(30 * 86_400_000 - 1));
    opens(&fixture, &system, &invited).await.unwrap();
    assert_eq!(identity.expire_invitations().await.unwrap().changed, 0);
    fixture.clock.advance(Span::millis(1));
    let expired = Refusal::Expired { asked: false };
    assert_eq!(
        opens(&fixture, &system, &invited).await.unwrap_err(),
        expired
    );
    assert_eq!(
        state(&fixture, &system, &invited).await,
        InvitationState::Expired
    );
    assert_eq!(identity.expire_invitations().await.unwrap().changed, 1);
    assert_eq!(identity.expire_invitations().await.unwrap().changed, 0);
    assert_eq!(
        opens(&fixture, &system, &invited).await.unwrap_err(),
        expired
    );
    let user = identity.user(&system, invited.user.id).await.unwrap();
    assert_eq!(user.invitation_state, Some(InvitationState::Expired));
    newest(&fixture, &system, Activity::ExpireInvitation).await;
    // It can be sent again.
    let again = identity
        .resend_invitation(&system, invited.user.id)
        .await
        .unwrap();
    opens(&fixture, &system, &again).await.unwrap();
    assert_eq!(
        state(&fixture, &system, &again).await,
        InvitationState::PendingAcceptance
    );
}

#[tokio::test]
async fn an_invitation_ends_when_the_inviter_or_the_organisation_says_or_never() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let now = identity.env().clock.now();
    let days = |days| SettingsPatch {
        invitation_days: days,
        ..SettingsPatch::default()
    };
    let end = async |lifetime| {
        let new = NewInvitation {
            lifetime,
            ..of(PAT)
        };
        let invited = identity.invite(&system, &new).await.unwrap();
        invited.invitation.expires_at
    };
    let after = |days| Some(now.plus(Span::days(days)));
    assert_eq!(end(Lifetime::Default).await, after(30));
    assert_eq!(end(Lifetime::Days(3_650)).await, after(3_650));
    assert_eq!(end(Lifetime::Never).await, None);
    identity
        .update_settings(&system, &days(Patch::Set(1)))
        .await
        .unwrap();
    assert_eq!(end(Lifetime::Default).await, after(1));
    identity
        .update_settings(&system, &days(Patch::Clear))
        .await
        .unwrap();
    assert_eq!(end(Lifetime::Default).await, None);
    fixture.clock.advance(Span::days(4_000));
    assert_eq!(identity.expire_invitations().await.unwrap().changed, 0);
}

#[tokio::test]
async fn sending_again_64_times_at_once_leaves_one_link_that_works() {
    let fixture = Fixture::with_limits(Limits::none()).await;
    let tenant = fixture.contoso().await.id;
    let system = fixture.system(tenant);
    let invited = fixture.invite(&system, PAT).await;
    let id = invited.user.id;
    let jobs = (0..64).map(|_| fixture.identity.resend_invitation(&system, id));
    let results = futures_util::future::join_all(jobs).await;
    let mut works = 0;
    for invited in results.into_iter().map(Result::unwrap) {
        works += usize::from(opens(&fixture, &system, &invited).await.is_ok());
    }
    assert_eq!(works, 1);
    assert_eq!(fixture.deliver().await.len(), 1);
}

#[tokio::test]
async fn sweeps_that_run_at_once_do_everything_once() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let mut guests = Vec::new();
    for number in 0..5 {
        let to = format!("user{number}@partner.example");
        guests.push(fixture.invite(&system, &to).await.user.id);
    }
    fixture.clock.advance(Span::days(30));
    let sweeps = (0..4).map(|_| identity.expire_invitations());
    let reports = futures_util::future::join_all(sweeps).await;
    let changed: u64 = reports
        .into_iter()
        .map(|report| report.unwrap().changed)
        .sum();
    assert_eq!(changed, 5);
    for id in guests {
        identity.delete_user(&system, id).await.unwrap();
    }
    fixture.clock.advance(Span::days(30));
    let sweeps = (0..4).map(|_| identity.forget_deleted_users());
    let reports = futures_util::future::join_all(sweeps).await;
    let changed: u64 = reports
        .into_iter()
        .map(|report| report.unwrap().changed)
        .sum();
    assert_eq!(changed, 5);
}

#[tokio::test]
async fn a_guest_knows_whom_to_ask() {
    let (fixture, system) = contoso().await;
    let ivy = fixture
        .with_role(system.tenant, "ivy", Role::GuestInviter)
        .await;
    let (_, session) = fixture.guest(&ivy, PAT).await;
    let circumstances = fixture.circumstances();
    let identity = &fixture.identity;
    let found = identity
        .membership(&session, system.tenant, &circumstances)
        .await;
    let guest = found.unwrap().unwrap().actor;
    let contact = identity.invitation_contact(&guest).await.unwrap();
    assert_eq!(contact.as_deref(), Some("ivy@contoso.example"));
}
