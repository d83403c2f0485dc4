//! Who is asked, who may change what, and what a step up does to a session.

use super::*;
use crate::actor::Permission;
use crate::role::Role;
use crate::testing::address;

#[tokio::test]
async fn who_is_asked_registers_first_and_proves_it_from_then_on() {
    let mut sam = Sam::new().await;
    assert_eq!(sam.member.second_factor, Need::No);
    sam.ask(|settings| settings.second_factor_members = true)
        .await;
    sam.look().await;
    assert_eq!(sam.member.second_factor, Need::Register);
    let (secret, _) = sam.add_app().await;
    sam.look().await;
    assert_eq!(sam.member.second_factor, Need::No);
    sam.sign_in().await;
    assert_eq!(sam.member.second_factor, Need::Verify);
    sam.fixture.clock.advance(Span::seconds(30));
    let code = code(&sam.fixture, &secret);
    let opened = sam.identity().verify_totp(sam.holder(), &code).await;
    sam.session = opened.unwrap().session;
    sam.look().await;
    assert_eq!(sam.member.second_factor, Need::No);
}

#[tokio::test]
async fn administrators_and_guests_are_asked_by_switches_of_their_own() {
    let mut sam = Sam::new().await;
    let (guest, session) = sam.fixture.guest(&sam.system, "pat@partner.example").await;
    sam.ask(|settings| settings.second_factor_guests = true)
        .await;
    let tenant = sam.system.tenant;
    let need = member(&sam.fixture, &session, tenant).await.second_factor;
    assert_eq!(need, Need::Register);
    sam.look().await;
    assert_eq!(sam.member.second_factor, Need::No);
    sam.ask(|settings| {
        settings.second_factor_guests = false;
        settings.second_factor_administrators = true;
    })
    .await;
    let need = member(&sam.fixture, &session, tenant).await.second_factor;
    assert_eq!(need, Need::No);
    for user in [guest.id, sam.user.id] {
        let role = sam
            .identity()
            .assign_role(&sam.system, user, Role::GuestInviter);
        role.await.unwrap();
    }
    sam.look().await;
    assert_eq!(sam.member.second_factor, Need::Register);
    let need = member(&sam.fixture, &session, tenant).await.second_factor;
    assert_eq!(need, Need::Register);
}

#[tokio::test]
async fn the_log_says_signed_in_once_the_second_factor_is_proved() {
    let mut sam = Sam::new().await;
    sam.ask(|settings| settings.second_factor_members = true)
        .await;
    let before = sign_ins(&sam.fixture, &sam.system).await.len();
    let told = async |sam: &Sam| sign_ins(&sam.fixture, &sam.system).await.split_off(before);
    sam.sign_in().await;
    assert_eq!(reasons(&told(&sam).await), ["second-factor-due"]);
    let (secret, _) = sam.add_app().await;
    sam.sign_in().await;
    let all = told(&sam).await;
    let due = "second-factor-due";
    assert_eq!(reasons(&all), [due, "signed-in", due]);
    assert_eq!(
        (all[2].outcome, all[2].code),
        (Outcome::Interrupted, 50_074)
    );
    assert_eq!(all[2].second_factor, None);
    sam.fixture.clock.advance(Span::seconds(30));
    let code = code(&sam.fixture, &secret);
    let proved = sam.identity().verify_totp(sam.holder(), &code).await;
    proved.unwrap();
    let all = told(&sam).await;
    assert_eq!(reasons(&all)[2..], [due, "signed-in"]);
    assert_eq!(all[3].second_factor.as_deref(), Some("totp"));
    // Who has one that nobody asks for is signed in without it.
    sam.ask(|settings| settings.second_factor_members = false)
        .await;
    sam.sign_in().await;
    assert_eq!(reasons(&told(&sam).await)[4..], ["signed-in"]);
}

#[tokio::test]
async fn of_a_guest_with_a_passcode_the_log_says_the_same() {
    let fixture = Fixture::new().await;
    let system = fixture.system(fixture.contoso().await.id);
    fixture.guest(&system, "pat@partner.example").await;
    ask(&fixture, &system, |settings| {
        settings.second_factor_guests = true;
    })
    .await;
    let (pat, here) = (address("pat@partner.example"), fixture.circumstances());
    let identity = &fixture.identity;
    let sent = identity.start_passcode_sign_in(&pat, None, &here).await;
    sent.unwrap();
    let code = fixture.passcode().await;
    let opened = identity.sign_in_with_passcode(&pat, &code, &here).await;
    opened.unwrap();
    // The first two are the redemption's: then nobody was asked.
    let all = sign_ins(&fixture, &system).await;
    let expected = ["not-accepted", "signed-in", "second-factor-due"];
    assert_eq!(reasons(&all), expected);
}

#[tokio::test]
async fn what_was_proved_in_one_organisation_counts_in_no_other() {
    let fixture = Fixture::new().await;
    let contoso = fixture.contoso().await;
    let host = fixture.system(contoso.id);
    let mut sam = Sam::of(fixture).await;
    let invited = sam.fixture.invite(&host, "sam@fabrikam.example").await;
    let flow = sam.fixture.flow(contoso.id, &invited);
    let here = sam.fixture.circumstances();
    let accepted = sam.identity().accept(&flow, &sam.session, &here).await;
    accepted.unwrap();
    ask(&sam.fixture, &host, |settings| {
        settings.second_factor_guests = true;
    })
    .await;
    sam.sign_in().await;
    sam.add_app().await;
    let guest = member(&sam.fixture, &sam.session, contoso.id).await;
    assert_eq!(guest.second_factor, Need::Register);
    let home = sam.session.second_factor_in(sam.system.tenant);
    assert!(home.is_some() && sam.session.second_factor_in(contoso.id).is_none());
    // Both are kept beside each other.
    let setup = sam.identity().new_totp(&guest).unwrap();
    let holder = Holder {
        session: &sam.session,
        member: &guest,
    };
    let code = code(&sam.fixture, &setup.secret);
    let added = sam
        .identity()
        .register_totp(holder, &setup.sealed, ("", &code));
    let session = added.await.unwrap().opened.session;
    assert_eq!(session.second_factors.len(), 2);
    let guest = member(&sam.fixture, &session, contoso.id).await;
    assert_eq!(guest.second_factor, Need::No);
}

#[tokio::test]
async fn a_session_that_steps_up_has_another_cookie_and_the_old_one_opens_nothing() {
    let sam = Sam::new().await;
    let opened = sam.fixture.sign_in(&sam.user).await;
    let holder = Holder {
        session: &opened.session,
        member: &sam.member,
    };
    let identity = sam.identity();
    let setup = identity.new_totp(&sam.member).unwrap();
    let code = code(&sam.fixture, &setup.secret);
    let added = identity.register_totp(holder, &setup.sealed, ("", &code));
    let stepped = added.await.unwrap().opened;
    assert_ne!(stepped.cookie, opened.cookie);
    assert!(identity.session(&opened.cookie).await.unwrap().is_none());
    let found = identity.session(&stepped.cookie).await.unwrap().unwrap();
    assert_eq!(found, stepped.session);
    assert_eq!(found.id, opened.session.id);
    assert_eq!(found.authenticated_at, opened.session.authenticated_at);
    // A session that was ended meanwhile is not brought back.
    sam.fixture.clock.advance(Span::seconds(30));
    identity
        .sign_out(&found, &sam.fixture.circumstances())
        .await
        .unwrap();
    let code = super::code(&sam.fixture, &setup.secret);
    let member = &sam.member;
    let late = identity.verify_totp(
        Holder {
            session: &found,
            member,
        },
        &code,
    );
    assert!(matches!(
        late.await,
        Err(FactorError::Other(Error::Unauthenticated))
    ));
}

#[tokio::test]
async fn authenticators_change_only_soon_after_a_sign_in_that_proved_one() {
    let mut sam = Sam::new().await;
    let setup = sam.identity().new_totp(&sam.member).unwrap();
    sam.fixture.clock.advance(Span::minutes(11));
    let now = code(&sam.fixture, &setup.secret);
    let late = sam
        .identity()
        .register_totp(sam.holder(), &setup.sealed, ("", &now));
    assert!(matches!(late.await, Err(FactorError::NotFresh)));
    sam.sign_in().await;
    sam.add_app().await;
    let all = sam.identity().authenticators(&sam.member).await.unwrap();
    let id = all.all[0].id;
    // Somebody who has only the password.
    sam.sign_in().await;
    let identity = sam.identity();
    let setup = identity.new_totp(&sam.member).unwrap();
    let now = code(&sam.fixture, &setup.secret);
    let refusals = [
        identity
            .register_totp(sam.holder(), &setup.sealed, ("", &now))
            .await
            .map(drop),
        identity.new_recovery_codes(sam.holder()).await.map(drop),
        identity.rename_authenticator(sam.holder(), id, "x").await,
        identity.delete_authenticator(sam.holder(), id).await,
    ];
    for refusal in refusals {
        assert!(matches!(refusal, Err(FactorError::NotProved)));
    }
    let after = identity.authenticators(&sam.member).await.unwrap();
    assert_eq!(after.all, all.all);
}

#[tokio::test]
async fn authenticators_are_named_and_removed_and_the_last_takes_the_recovery_codes() {
    let mut sam = Sam::new().await;
    sam.add_app().await;
    let identity = sam.identity();
    let id = identity.authenticators(&sam.member).await.unwrap().all[0].id;
    identity
        .rename_authenticator(sam.holder(), id, "Old phone")
        .await
        .unwrap();
    let empty = identity.rename_authenticator(sam.holder(), id, " ").await;
    assert!(matches!(
        empty,
        Err(FactorError::Other(Error::Invalid { field: "name", .. }))
    ));
    let all = identity.authenticators(&sam.member).await.unwrap();
    assert_eq!(all.all[0].name, "Old phone");
    let none = identity
        .delete_authenticator(sam.holder(), identity.env().new_id())
        .await;
    assert!(matches!(
        none,
        Err(FactorError::Other(Error::NotFound { .. }))
    ));
    identity
        .delete_authenticator(sam.holder(), id)
        .await
        .unwrap();
    let all = identity.authenticators(&sam.member).await.unwrap();
    assert!(all.all.is_empty() && all.recovery_codes == 0);
    assert_eq!(sam.events(Activity::ChangeSecurityInfo).await.len(), 1);
    assert_eq!(sam.events(Activity::DeleteSecurityInfo).await.len(), 1);
    let codes = identity.new_recovery_codes(sam.holder()).await;
    assert!(matches!(
        codes,
        Err(FactorError::Other(Error::NotFound { .. }))
    ));
}

#[tokio::test]
async fn an_administrator_lets_somebody_register_again_and_their_sessions_end() {
    let mut sam = Sam::new().await;
    sam.add_app().await;
    let opened = sam.fixture.sign_in(&sam.user).await;
    sam.fixture.clock.advance(Span::seconds(1));
    let tenant = sam.system.tenant;
    let helpdesk = sam
        .fixture
        .with_role(tenant, "help", Role::HelpdeskAdministrator)
        .await;
    let inviter = sam
        .fixture
        .with_role(tenant, "inviter", Role::GuestInviter)
        .await;
    let identity = sam.identity();
    let refused = identity.reset_authenticators(&inviter, sam.user.id).await;
    assert!(matches!(
        refused,
        Err(Error::Forbidden {
            permission: Permission::ResetPasswords
        })
    ));
    let themselves = helpdesk.user().unwrap();
    let own = identity.reset_authenticators(&helpdesk, themselves).await;
    assert!(matches!(own, Err(Error::Invalid { .. })));
    let gone = identity.reset_authenticators(&helpdesk, sam.user.id).await;
    assert_eq!(gone.unwrap(), 1);
    assert!(identity.session(&opened.cookie).await.unwrap().is_none());
    let all = identity.authenticators(&sam.member).await.unwrap();
    assert!(all.all.is_empty() && all.recovery_codes == 0);
    assert_eq!(sam.events(Activity::ResetSecurityInfo).await.len(), 1);
    // Nobody upon whom they could not set a password.
    let admin = sam
        .fixture
        .with_role(tenant, "boss", Role::GlobalAdministrator)
        .await;
    let boss = admin.user().unwrap();
    let refused = identity.reset_authenticators(&helpdesk, boss).await;
    assert!(matches!(
        refused,
        Err(Error::Forbidden {
            permission: Permission::ManageAdministrators
        })
    ));
}

#[tokio::test]
async fn who_is_gone_for_good_leaves_no_authenticator() {
    let mut sam = Sam::new().await;
    sam.add_app().await;
    let identity = sam.identity();
    let id = sam.user.id;
    identity.delete_user(&sam.system, id).await.unwrap();
    identity
        .delete_user_permanently(&sam.system, id)
        .await
        .unwrap();
    let rows = sam.fixture.dump().await;
    for table in ["authenticators", "recovery_codes"] {
        assert!(!rows.iter().any(|(name, _)| name == table), "{table}");
    }
}
