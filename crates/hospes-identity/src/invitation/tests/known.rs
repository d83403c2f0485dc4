//! Inviting somebody who is known already.

use super::*;

#[tokio::test]
async fn a_guest_who_waits_gets_a_new_link_and_the_old_one_is_dead() {
    let (fixture, system) = contoso().await;
    let first = fixture.invite(&system, PAT).await;
    fixture.clock.advance(Span::days(1));
    let second = fixture.invite(&system, "PAT@partner.example").await;
    assert_eq!(second.outcome, Outcome::Renewed);
    assert_eq!(second.user.id, first.user.id);
    assert_eq!(second.invitation.id, first.invitation.id);
    assert_eq!(second.invitation.generation, 2);
    let now = fixture.identity.env().clock.now();
    assert_eq!(second.invitation.expires_at, Some(now.plus(Span::days(30))));
    assert_eq!(
        opens(&fixture, &system, &first).await.unwrap_err(),
        Refusal::Superseded
    );
    opens(&fixture, &system, &second).await.unwrap();
}

#[tokio::test]
async fn whoever_invites_again_does_so_in_their_own_name() {
    let (fixture, system) = contoso().await;
    let role = Role::GuestInviter;
    let ada = fixture.with_role(system.tenant, "ada", role).await;
    let bob = fixture.with_role(system.tenant, "bob", role).await;
    fixture.invite(&ada, PAT).await;
    let new = NewInvitation {
        send_message: true,
        message: Some("Please hurry".to_owned()),
        redirect_url: "https://elsewhere.example/".to_owned(),
        ..of(PAT)
    };
    let again = fixture.identity.invite(&bob, &new).await.unwrap();
    let mails = fixture.deliver().await;
    let [Mail::Invitation(mail)] = mails.as_slice() else {
        panic!("{mails:?}");
    };
    assert!(!mail.is_reset);
    assert_eq!(
        (mail.inviter.as_str(), mail.reply_to.as_deref()),
        ("bob", Some("bob@contoso.example"))
    );
    let kept = fixture
        .identity
        .invitation_of(&system, again.user.id)
        .await
        .unwrap()
        .unwrap()
        .invitation;
    assert_eq!(kept.inviter_id, Some(bob.user().unwrap().0));
    assert_eq!(kept.redirect_url, "https://elsewhere.example/");
    // Sending again changes nothing of it, whoever does.
    fixture
        .identity
        .resend_invitation(&ada, again.user.id)
        .await
        .unwrap();
    let mails = fixture.deliver().await;
    let [Mail::Invitation(mail)] = mails.as_slice() else {
        panic!("{mails:?}");
    };
    assert_eq!(mail.inviter, "bob");
    assert_eq!(mail.message.as_deref(), Some("Please hurry"));
}

#[tokio::test]
async fn the_mail_goes_to_the_address_that_was_typed() {
    let (fixture, system) = contoso().await;
    let first = fixture.invite(&system, PAT).await;
    let alias = UserPatch {
        other_mails: Some(vec![address(PAT), address("p.smith@partner.example")]),
        ..UserPatch::default()
    };
    fixture
        .identity
        .update_user(&system, first.user.id, &alias)
        .await
        .unwrap();
    fixture.deliver().await;
    let again = fixture.invite(&system, "p.smith@partner.example").await;
    assert_eq!(again.user.id, first.user.id);
    assert_eq!(fixture.deliver().await[0].to(), "p.smith@partner.example");
    let landing = opens(&fixture, &system, &again).await.unwrap();
    assert_eq!(landing.about.address, "p.smith@partner.example");
}

#[tokio::test]
async fn a_guest_who_accepted_is_told_that_they_have_access() {
    let (fixture, system) = contoso().await;
    let (pat, _) = fixture.guest(&system, PAT).await;
    fixture.deliver().await;
    let new = NewInvitation {
        send_message: true,
        message: Some("Now the other project".to_owned()),
        ..of(PAT)
    };
    let again = fixture.identity.invite(&system, &new).await.unwrap();
    assert_eq!(
        (again.outcome, again.mailed, again.user.id),
        (Outcome::AlreadyAccepted, Mailed::Queued, pat.id)
    );
    assert!(again.ticket.is_none());
    assert_eq!(
        state(&fixture, &system, &again).await,
        InvitationState::Completed
    );
    let mails = fixture.deliver().await;
    let [Mail::AccessGranted(mail)] = mails.as_slice() else {
        panic!("{mails:?}");
    };
    assert_eq!(mail.to, PAT);
    assert_eq!(mail.message.as_deref(), Some("Now the other project"));
    let silent = fixture.identity.invite(&system, &of(PAT)).await.unwrap();
    assert_eq!(silent.mailed, Mailed::No);
    assert!(fixture.deliver().await.is_empty());
}

#[tokio::test]
async fn a_deleted_guest_comes_back_by_an_invitation_of_those_who_could_restore() {
    for accepted in [false, true] {
        let (fixture, system) = contoso().await;
        let identity = &fixture.identity;
        let id = if accepted {
            fixture.guest(&system, PAT).await.0.id
        } else {
            fixture.invite(&system, PAT).await.user.id
        };
        identity.delete_user(&system, id).await.unwrap();
        // Inviting is no way round the right to restore.
        let inviter = fixture
            .with_role(system.tenant, "ivy", Role::GuestInviter)
            .await;
        let refused = identity.invite(&inviter, &of(PAT)).await;
        assert!(
            matches!(
                refused,
                Err(InviteError::Other(Error::Forbidden {
                    permission: Permission::DeleteUsers
                }))
            ),
            "{refused:?}"
        );
        let administrator = fixture
            .with_role(system.tenant, "uma", Role::UserAdministrator)
            .await;
        let again = identity.invite(&administrator, &of(PAT)).await.unwrap();
        assert_eq!(again.user.id, id);
        assert_eq!(again.user.deleted_at, None);
        let expected = if accepted {
            Outcome::AlreadyAccepted
        } else {
            Outcome::Restored
        };
        assert_eq!(again.outcome, expected);
        if !accepted {
            opens(&fixture, &system, &again).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_deleted_administrator_does_not_come_back_by_an_invitation() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let (pat, _) = fixture.guest(&system, PAT).await;
    identity
        .assign_role(&system, pat.id, Role::GlobalAdministrator)
        .await
        .unwrap();
    fixture
        .with_role(system.tenant, "ada", Role::GlobalAdministrator)
        .await;
    identity.delete_user(&system, pat.id).await.unwrap();
    let uma = fixture
        .with_role(system.tenant, "uma", Role::UserAdministrator)
        .await;
    let refused = identity.invite(&uma, &of(PAT)).await;
    assert!(matches!(
        refused,
        Err(InviteError::Other(Error::Forbidden {
            permission: Permission::ManageAdministrators
        }))
    ));
    let still = identity.user(&system, pat.id).await.unwrap();
    assert!(still.deleted_at.is_some());
}

#[tokio::test]
async fn a_guest_who_is_blocked_or_whose_access_ended_is_not_invited() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let invited = fixture.invite(&system, PAT).await;
    let id = invited.user.id;
    let change = async |enabled, end| {
        let patch = UserPatch {
            account_enabled: Some(enabled),
            access_ends_at: end,
            ..UserPatch::default()
        };
        identity.update_user(&system, id, &patch).await.unwrap();
    };
    let now = identity.env().clock.now();
    for (enabled, end) in [(false, Patch::Clear), (true, Patch::Set(now))] {
        change(enabled, end).await;
        let refused = identity.invite(&system, &of(PAT)).await;
        assert!(matches!(refused, Err(InviteError::Blocked { id: found }) if found == id));
        let refused = identity.resend_invitation(&system, id).await;
        assert!(matches!(refused, Err(Error::Invalid { .. })));
    }
    // A new end lets them in again.
    let longer = NewInvitation {
        access_ends_at: Some(now.plus(Span::days(1))),
        ..of(PAT)
    };
    identity.invite(&system, &longer).await.unwrap();
}

#[tokio::test]
async fn whoever_needs_no_invitation_gets_none() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let sam = fixture.member(&system, "sam").await;
    let alias = UserPatch {
        other_mails: Some(vec![address("sam@home.example")]),
        ..UserPatch::default()
    };
    identity.update_user(&system, sam.id, &alias).await.unwrap();
    for delete in [false, true] {
        if delete {
            identity.delete_user(&system, sam.id).await.unwrap();
        }
        let refused = identity.invite(&system, &of("SAM@home.example")).await;
        assert!(matches!(refused, Err(InviteError::AlreadyUser { id }) if id == sam.id));
    }
}

#[tokio::test]
async fn an_invitation_changes_a_known_guest_only_by_those_who_could_anyway() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let (pat, _) = fixture.guest(&system, PAT).await;
    let soon = identity.env().clock.now().plus(Span::seconds(1));
    let megan = fixture.member(&system, "megan").await;
    let member = fixture.acting(system.tenant, &megan).await;
    let ends = NewInvitation {
        access_ends_at: Some(soon),
        ..of(PAT)
    };
    let answers_for = NewInvitation {
        sponsors: Some(vec![Sponsor::User(megan.id)]),
        ..of(PAT)
    };
    for new in [&ends, &answers_for] {
        let refused = identity.invite(&member, new).await;
        assert!(
            matches!(
                refused,
                Err(InviteError::Other(Error::Forbidden {
                    permission: Permission::UpdateUsers
                }))
            ),
            "{new:?}"
        );
        // Of somebody new they may say both.
        let fresh = NewInvitation {
            address: address("new@partner.example"),
            ..new.clone()
        };
        let made = identity.invite(&member, &fresh).await.unwrap();
        identity.delete_user(&system, made.user.id).await.unwrap();
        identity
            .delete_user_permanently(&system, made.user.id)
            .await
            .unwrap();
    }
    let before = identity.user_detail(&system, pat.id).await.unwrap();
    assert_eq!(before.user.access_ends_at, None);
    identity.invite(&system, &ends).await.unwrap();
    identity.invite(&system, &answers_for).await.unwrap();
    let after = identity.user_detail(&system, pat.id).await.unwrap();
    assert_eq!(after.user.access_ends_at, Some(soon));
    assert_eq!(after.sponsors[0].0, Sponsor::User(megan.id));
    // Nothing else of them changes, and who answers for them stays when nobody is named.
    identity.invite(&system, &of(PAT)).await.unwrap();
    let last = identity.user_detail(&system, pat.id).await.unwrap();
    assert_eq!(last.sponsors, after.sponsors);
    assert_eq!(last.user.display_name, before.user.display_name);
}

async fn reset(
    fixture: &Fixture,
    actor: &Actor,
    id: UserId,
    to: &str,
) -> Result<Invited, InviteError> {
    fixture
        .identity
        .reset_redemption(actor, id, &address(to), REDIRECT)
        .await
}

#[tokio::test]
async fn a_reset_makes_the_guest_redeem_again_and_keeps_what_they_have() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let (pat, session) = fixture.guest(&system, PAT).await;
    identity
        .assign_role(&system, pat.id, Role::GroupsAdministrator)
        .await
        .unwrap();
    fixture.deliver().await;
    let again = reset(&fixture, &system, pat.id, PAT).await.unwrap();
    assert_eq!((again.outcome, again.user.id), (Outcome::Reset, pat.id));
    let mails = fixture.deliver().await;
    let [Mail::Invitation(mail)] = mails.as_slice() else {
        panic!("{mails:?}");
    };
    assert!(mail.is_reset, "the mail says why it comes again");
    assert_eq!(
        state(&fixture, &system, &again).await,
        InvitationState::PendingAcceptance
    );
    let bound = identity.identities_of(&system, pat.id).await.unwrap();
    assert!(bound.is_empty());
    let circumstances = fixture.circumstances();
    let found = identity
        .membership(&session, system.tenant, &circumstances)
        .await;
    assert!(found.unwrap().is_none());
    let roles = identity.roles_of(&system, pat.id).await.unwrap();
    assert_eq!(roles, [Role::GroupsAdministrator]);
    let user = identity.user(&system, pat.id).await.unwrap();
    assert_eq!(user.user_principal_name, pat.user_principal_name);
    newest(&fixture, &system, Activity::InviteWithReset).await;
    let flow = fixture.flow(system.tenant, &again);
    let session = fixture.prove_mailbox(&flow).await;
    identity
        .accept(&flow, &session, &circumstances)
        .await
        .unwrap();
    let bound = identity.identities_of(&system, pat.id).await.unwrap();
    assert_eq!(bound.len(), 1);
}

#[tokio::test]
async fn a_reset_of_somebody_who_waits_kills_the_link_before() {
    let (fixture, system) = contoso().await;
    let invited = fixture.invite(&system, PAT).await;
    fixture.deliver().await;
    let again = reset(&fixture, &system, invited.user.id, PAT)
        .await
        .unwrap();
    assert_eq!(
        opens(&fixture, &system, &invited).await.unwrap_err(),
        Refusal::Superseded
    );
    opens(&fixture, &system, &again).await.unwrap();
}

#[tokio::test]
async fn a_reset_to_a_new_address_gives_the_account_to_its_owner_alone() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let (pat, old) = fixture.guest(&system, PAT).await;
    let again = reset(&fixture, &system, pat.id, "kim@partner.example")
        .await
        .unwrap();
    let flow = fixture.flow(system.tenant, &again);
    let circumstances = fixture.circumstances();
    let refused = identity.accept(&flow, &old, &circumstances).await;
    assert!(matches!(
        refused,
        Err(RedeemError::Refused {
            refusal: Refusal::WrongAccount { .. },
            ..
        })
    ));
    let kim = fixture.prove_mailbox(&flow).await;
    identity.accept(&flow, &kim, &circumstances).await.unwrap();
    let user = identity.user(&system, pat.id).await.unwrap();
    assert_eq!(user.mail.as_deref(), Some("kim@partner.example"));
    // The old address is free for somebody else.
    let fresh = fixture.invite(&system, PAT).await;
    assert_eq!(fresh.outcome, Outcome::Created);
}

#[tokio::test]
async fn a_reset_is_refused_where_it_would_give_the_account_away() {
    let (fixture, system) = contoso().await;
    let identity = &fixture.identity;
    let (pat, _) = fixture.guest(&system, PAT).await;
    let (kim, _) = fixture.guest(&system, "kim@partner.example").await;
    let sam = fixture.member(&system, "sam").await;
    let helpdesk = fixture
        .with_role(system.tenant, "hal", Role::HelpdeskAdministrator)
        .await;
    // Somebody else's address, and for those who may not change users every new one.
    let taken = reset(&fixture, &system, pat.id, "kim@partner.example").await;
    assert!(matches!(taken, Err(InviteError::AddressMismatch)));
    let other = reset(&fixture, &helpdesk, pat.id, "evil@partner.example").await;
    assert!(matches!(other, Err(InviteError::AddressMismatch)));
    reset(&fixture, &helpdesk, pat.id, PAT).await.unwrap();
    let own = reset(&fixture, &system, pat.id, "x@contoso.example").await;
    assert!(matches!(own, Err(InviteError::OwnDomain)));
    // A member would become an external user, which only those ask who may change users.
    let member = reset(&fixture, &helpdesk, sam.id, "sam@partner.example").await;
    assert!(matches!(
        member,
        Err(InviteError::Other(Error::Forbidden { .. }))
    ));
    // Those with more rights than the helpdesk, and anybody with a role for an application.
    identity
        .assign_role(&system, kim.id, Role::UserAdministrator)
        .await
        .unwrap();
    let application = fixture.application(
        system.tenant,
        &[crate::application::GraphPermission::UserReadWriteAll],
    );
    for actor in [&helpdesk, &application] {
        let above = reset(&fixture, actor, kim.id, "kim@partner.example").await;
        assert!(matches!(
            above,
            Err(InviteError::Other(Error::Forbidden {
                permission: Permission::ManageAdministrators
            }))
        ));
    }
    let inviter = fixture
        .with_role(system.tenant, "ivy", Role::GuestInviter)
        .await;
    let may_not = reset(&fixture, &inviter, pat.id, PAT).await;
    assert!(matches!(
        may_not,
        Err(InviteError::Other(Error::Forbidden {
            permission: Permission::ResetRedemption
        }))
    ));
    identity.delete_user(&system, pat.id).await.unwrap();
    let gone = reset(&fixture, &system, pat.id, PAT).await;
    assert!(matches!(
        gone,
        Err(InviteError::Other(Error::NotFound { what: "user" }))
    ));
}
