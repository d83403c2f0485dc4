//! Internal users who become external ones, and the other way round.

use super::*;
use crate::error::Result;
use crate::identity_provider::SignInChoice;
use crate::redemption::Flow;
use crate::session::Session;
use crate::sign_in::{PasswordOutcome, SignInError};
use crate::user::{Converted, InternalAccount, Issuer, PasswordReset};

const PASSWORD: &str = "seven-anchors-of-brass";

fn account(name: &str) -> InternalAccount {
    InternalAccount {
        user_principal_name: address(name),
        password: Some(PASSWORD.to_owned()),
        must_change_password: false,
        mail: None,
    }
}

async fn to_internal(fixture: &Fixture, actor: &Actor, user: &User) -> Result<Converted> {
    let account = account("pat@contoso.example");
    fixture
        .identity
        .convert_to_internal(actor, user.id, &account)
        .await
}

async fn sign_in(fixture: &Fixture, name: &str) -> Result<Session, SignInError> {
    let (here, name) = (fixture.circumstances(), address(name));
    let outcome = fixture
        .identity
        .sign_in_with_password(&name, PASSWORD, &here);
    match outcome.await? {
        PasswordOutcome::SignedIn(opened) => Ok(opened.session),
        PasswordOutcome::MustChange(_) => panic!("a password to change"),
    }
}

async fn is_member(fixture: &Fixture, session: &Session, actor: &Actor) -> bool {
    let here = fixture.circumstances();
    let found = fixture
        .identity
        .membership(session, actor.tenant, &here)
        .await;
    found.unwrap().is_some()
}

async fn activities(fixture: &Fixture, actor: &Actor, activity: Activity) -> usize {
    let query = AuditQuery {
        activity: Some(activity),
        ..AuditQuery::all(PageRequest::first(100))
    };
    let found = fixture.identity.audit_events(actor, &query).await;
    found.unwrap().rows.len()
}

/// A member with a known password, and an invitation to become external.
async fn invited(fixture: &Fixture, actor: &Actor, to: &str) -> (User, Invited, Flow) {
    let member = fixture.member(actor, "megan").await;
    let reset = PasswordReset {
        password: Some(PASSWORD.to_owned()),
        must_change: false,
    };
    fixture
        .identity
        .reset_password(actor, member.id, &reset)
        .await
        .unwrap();
    let new = NewInvitation {
        invited_user: Some(member.id),
        send_message: true,
        ..NewInvitation::of(address(to), REDIRECT)
    };
    let invited = fixture.identity.invite(actor, &new).await.unwrap();
    let flow = fixture.flow(actor.tenant, &invited);
    (member, invited, flow)
}

#[tokio::test]
async fn a_guest_becomes_a_member_who_signs_in_with_a_password() {
    let (fixture, actor) = contoso().await;
    let (guest, session) = fixture.guest(&actor, PAT).await;
    let identity = &fixture.identity;
    let passcode = Some(SignInChoice::Passcode);
    identity
        .set_sign_in_choice(&actor, guest.id, passcode)
        .await
        .unwrap();
    fixture.clock.advance(Span::millis(1));
    let done = to_internal(&fixture, &actor, &guest).await.unwrap();
    assert_eq!(done.password, None);
    let user = identity.user(&actor, guest.id).await.unwrap();
    assert_eq!(user.user_principal_name, "pat@contoso.example");
    assert_eq!(user.user_type, UserType::Member);
    assert_eq!(user.invitation_state, None);
    assert_eq!(user.mail.as_deref(), Some(PAT));
    let bound = identity.identities_of(&actor, guest.id).await.unwrap();
    let issuers: Vec<Issuer> = bound.iter().map(|one| one.issuer).collect();
    assert_eq!(issuers, [Issuer::Tenant(actor.tenant)]);
    let at = identity.converted_to_internal_at(&actor, guest.id).await;
    assert_eq!(at.unwrap(), Some(done.converted_at));
    let choice = identity.sign_in_choice(&actor, guest.id).await.unwrap();
    assert_eq!(choice, None);
    // The mailbox is nobody here any more, and the name is somebody.
    assert!(!is_member(&fixture, &session, &actor).await);
    let session = sign_in(&fixture, "pat@contoso.example").await.unwrap();
    assert!(is_member(&fixture, &session, &actor).await);
    assert_eq!(
        activities(&fixture, &actor, Activity::ConvertToInternal).await,
        1
    );
}

#[tokio::test]
async fn who_was_converted_is_neither_converted_nor_invited_again() {
    let (fixture, actor) = contoso().await;
    let (guest, _) = fixture.guest(&actor, PAT).await;
    let identity = &fixture.identity;
    to_internal(&fixture, &actor, &guest).await.unwrap();
    let again = to_internal(&fixture, &actor, &guest).await;
    assert!(matches!(again, Err(Error::Invalid { field: "user", .. })));
    let by_address = NewInvitation::of(address(PAT), REDIRECT);
    let by_id = NewInvitation {
        invited_user: Some(guest.id),
        ..NewInvitation::of(address(PAT), REDIRECT)
    };
    let reset = NewInvitation {
        reset: Some(guest.id),
        ..NewInvitation::of(address(PAT), REDIRECT)
    };
    for new in [by_address, by_id, reset] {
        let refused = identity.invite(&actor, &new).await;
        assert!(
            matches!(refused, Err(InviteError::ConvertedToInternal { id }) if id == guest.id),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn an_open_invitation_ends_with_the_conversion() {
    let (fixture, actor) = contoso().await;
    let invited = fixture.invite(&actor, PAT).await;
    let flow = fixture.flow(actor.tenant, &invited);
    to_internal(&fixture, &actor, &invited.user).await.unwrap();
    let refused = fixture.identity.landing(&flow).await.unwrap_err();
    let key = match refused {
        RedeemError::Refused { refusal, .. } => refusal.key(),
        RedeemError::Other(error) => panic!("{error}"),
    };
    assert_eq!(key, "revoked");
    let resent = fixture.identity.resend_invitation(&actor, invited.user.id);
    assert!(resent.await.is_err());
}

#[tokio::test]
async fn what_is_wrong_with_a_conversion_is_named() {
    let (fixture, actor) = contoso().await;
    let (guest, _) = fixture.guest(&actor, PAT).await;
    let identity = &fixture.identity;
    fixture.tenant("Fabrikam", "fabrikam.example").await;
    fixture.member(&actor, "taken").await;
    let wrong = |field: &'static str, account: InternalAccount| {
        let (actor, guest) = (&actor, &guest);
        async move {
            let done = identity.convert_to_internal(actor, guest.id, &account);
            let error = done.await.unwrap_err();
            let (Error::Invalid { field: found, .. } | Error::Conflict { what: found }) = error
            else {
                panic!("{error}");
            };
            assert_eq!(found, field);
        }
    };
    for name in [
        "pat@fabrikam.example",
        "pat@nobody.example",
        "taken@contoso.example",
    ] {
        wrong("userPrincipalName", account(name)).await;
    }
    let weak = InternalAccount {
        password: Some("pat".to_owned()),
        ..account("pat@contoso.example")
    };
    wrong("password", weak).await;
    let elsewhere = InternalAccount {
        mail: Some(address("pat@fabrikam.example")),
        ..account("pat@contoso.example")
    };
    wrong("mail", elsewhere).await;
    identity
        .assign_role(&actor, guest.id, Role::GuestInviter)
        .await
        .unwrap();
    wrong("user", account("pat@contoso.example")).await;
    let inviter = fixture
        .with_role(actor.tenant, "ivy", Role::GuestInviter)
        .await;
    let refused = to_internal(&fixture, &inviter, &guest).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    assert_eq!(
        identity.user(&actor, guest.id).await.unwrap().user_type,
        UserType::Guest
    );
}

#[tokio::test]
async fn a_member_signs_in_as_before_until_they_accept_and_not_after() {
    let (fixture, actor) = contoso().await;
    let (member, invited, flow) = invited(&fixture, &actor, PAT).await;
    let identity = &fixture.identity;
    assert_eq!(invited.user.id, member.id);
    assert_eq!(
        activities(&fixture, &actor, Activity::InviteInternalUser).await,
        1
    );
    fixture.clock.advance(Span::millis(1));
    let inside = sign_in(&fixture, &member.user_principal_name)
        .await
        .unwrap();
    assert!(is_member(&fixture, &inside, &actor).await);
    let here = fixture.circumstances();
    // Their account here is what they give up: it proves nothing.
    let refused = identity.accept(&flow, &inside, &here).await.unwrap_err();
    assert!(refused.to_string().contains("wrong-account"), "{refused}");
    let outside = fixture.prove_mailbox(&flow).await;
    identity.accept(&flow, &outside, &here).await.unwrap();
    let user = identity.user(&actor, member.id).await.unwrap();
    assert_eq!(user.user_principal_name, member.user_principal_name);
    assert_eq!(user.user_type, UserType::Member);
    assert_eq!(user.mail.as_deref(), Some(PAT));
    assert!(!user.has_password());
    assert!(is_member(&fixture, &outside, &actor).await);
    assert!(!is_member(&fixture, &inside, &actor).await);
    let old = sign_in(&fixture, &member.user_principal_name).await;
    assert!(matches!(old, Err(SignInError::Wrong)));
    let bound = identity.identities_of(&actor, member.id).await.unwrap();
    assert_eq!(bound.len(), 1);
    assert_eq!(bound[0].issuer, Issuer::Mail);
}

#[tokio::test]
async fn whoever_does_not_accept_stays_what_they_were() {
    let (fixture, actor) = contoso().await;
    let (member, _, flow) = invited(&fixture, &actor, PAT).await;
    let (identity, here) = (&fixture.identity, fixture.circumstances());
    identity.decline(&flow, None, &here).await.unwrap();
    let user = identity.user(&actor, member.id).await.unwrap();
    assert_eq!(user.invitation_state, None);
    assert!(user.has_password());
    sign_in(&fixture, &member.user_principal_name)
        .await
        .unwrap();
    // Asked again, and withdrawn.
    let reset = NewInvitation {
        reset: Some(member.id),
        ..NewInvitation::of(address(PAT), REDIRECT)
    };
    identity.invite(&actor, &reset).await.unwrap();
    identity.revoke_invitation(&actor, member.id).await.unwrap();
    let user = identity.user(&actor, member.id).await.unwrap();
    assert_eq!((user.invitation_state, user.has_password()), (None, true));
}

#[tokio::test]
async fn nobody_is_made_external_by_whoever_may_only_invite() {
    let (fixture, actor) = contoso().await;
    let (member, _, _) = invited(&fixture, &actor, PAT).await;
    let identity = &fixture.identity;
    let inviter = fixture
        .with_role(actor.tenant, "ivy", Role::GuestInviter)
        .await;
    let by_address = NewInvitation::of(address(PAT), REDIRECT);
    let by_id = NewInvitation {
        invited_user: Some(member.id),
        ..by_address.clone()
    };
    for new in [by_address, by_id] {
        let refused = identity.invite(&inviter, &new).await;
        assert!(
            matches!(refused, Err(InviteError::AlreadyUser { .. })),
            "{refused:?}"
        );
    }
    let resent = identity.resend_invitation(&inviter, member.id).await;
    assert!(matches!(resent, Err(Error::Forbidden { .. })));
    let helpdesk = fixture
        .with_role(actor.tenant, "help", Role::HelpdeskAdministrator)
        .await;
    let reset = NewInvitation {
        reset: Some(member.id),
        ..NewInvitation::of(address(PAT), REDIRECT)
    };
    let refused = identity.invite(&helpdesk, &reset).await;
    assert!(matches!(
        refused,
        Err(InviteError::Other(Error::Forbidden { .. }))
    ));
}

#[tokio::test]
async fn the_last_administrator_oneself_and_stronger_ones_are_not_made_external() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let last = fixture
        .with_role(actor.tenant, "gloria", Role::GlobalAdministrator)
        .await;
    let id = last.user().unwrap();
    let reset = |id, to: &str| NewInvitation {
        reset: Some(id),
        ..NewInvitation::of(address(to), REDIRECT)
    };
    let refused = identity.invite(&actor, &reset(id, PAT)).await;
    let is_invalid = |refused| {
        matches!(
            refused,
            Err(InviteError::Other(Error::Invalid { field: "user", .. }))
        )
    };
    assert!(is_invalid(refused), "the last one");
    let admin = fixture
        .with_role(actor.tenant, "uma", Role::UserAdministrator)
        .await;
    let own = reset(admin.user().unwrap(), PAT);
    assert!(is_invalid(identity.invite(&admin, &own).await), "oneself");
    let stronger = identity.invite(&admin, &reset(id, PAT)).await;
    assert!(matches!(
        stronger,
        Err(InviteError::Other(Error::Forbidden { .. }))
    ));
    // With another one they may be invited, and count for as long as they can sign in.
    fixture
        .with_role(actor.tenant, "grace", Role::GlobalAdministrator)
        .await;
    identity.invite(&actor, &reset(id, PAT)).await.unwrap();
    // The address is theirs now, and nobody else's.
    let other = fixture.member(&actor, "megan").await;
    let refused = identity.invite(&actor, &reset(other.id, PAT)).await;
    assert!(matches!(refused, Err(InviteError::AddressMismatch)));
}

#[tokio::test]
async fn a_blocked_member_is_not_asked() {
    let (fixture, actor) = contoso().await;
    let member = fixture.member(&actor, "megan").await;
    let blocked = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    let identity = &fixture.identity;
    identity
        .update_user(&actor, member.id, &blocked)
        .await
        .unwrap();
    let new = NewInvitation {
        reset: Some(member.id),
        ..NewInvitation::of(address(PAT), REDIRECT)
    };
    let refused = identity.invite(&actor, &new).await;
    assert!(matches!(refused, Err(InviteError::Blocked { .. })));
}

#[tokio::test]
async fn a_role_ends_a_conversion_that_was_not_accepted() {
    let (fixture, actor) = contoso().await;
    let (member, _, flow) = invited(&fixture, &actor, PAT).await;
    let (identity, here) = (&fixture.identity, fixture.circumstances());
    let session = fixture.prove_mailbox(&flow).await;
    identity
        .assign_role(&actor, member.id, Role::GlobalAdministrator)
        .await
        .unwrap();
    let refused = identity.accept(&flow, &session, &here).await.unwrap_err();
    assert!(refused.to_string().contains("revoked"), "{refused}");
    let user = identity.user(&actor, member.id).await.unwrap();
    assert_eq!((user.invitation_state, user.has_password()), (None, true));
    sign_in(&fixture, &member.user_principal_name)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_guest_who_is_invited_keeps_the_invitation_when_a_role_is_given() {
    let (fixture, actor) = contoso().await;
    let invited = fixture.invite(&actor, PAT).await;
    let flow = fixture.flow(actor.tenant, &invited);
    let identity = &fixture.identity;
    identity
        .assign_role(&actor, invited.user.id, Role::GuestInviter)
        .await
        .unwrap();
    let session = fixture.prove_mailbox(&flow).await;
    let here = fixture.circumstances();
    identity.accept(&flow, &session, &here).await.unwrap();
}
