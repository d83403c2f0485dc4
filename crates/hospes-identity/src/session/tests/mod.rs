mod organizations;

use super::*;
use crate::patch::Patch;
use crate::role::Role;
use crate::testing::Fixture;
use crate::user::{User, UserPatch};

async fn sam() -> (Fixture, Actor, User) {
    let fixture = Fixture::new().await;
    let tenant = fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    let system = fixture.system(tenant);
    let sam = fixture.member(&system, "sam").await;
    (fixture, system, sam)
}

async fn counts(fixture: &Fixture, opened: &Opened) -> bool {
    let found = fixture.identity.session(&opened.cookie).await.unwrap();
    found.is_some()
}

#[tokio::test]
async fn a_session_that_is_used_lasts_24_hours_and_one_that_is_not_12() {
    let (fixture, _, user) = sam().await;
    let (used, idle) = (fixture.sign_in(&user).await, fixture.sign_in(&user).await);
    for _ in 0..2 {
        fixture.clock.advance(Span::millis(12 * 3_600_000 - 1));
        assert!(counts(&fixture, &used).await);
    }
    assert!(!counts(&fixture, &idle).await);
    fixture.clock.advance(Span::millis(2));
    assert!(!counts(&fixture, &used).await, "however it is used");
}

#[tokio::test]
async fn use_is_written_down_at_most_once_in_five_minutes() {
    let (fixture, _, user) = sam().await;
    let opened = fixture.sign_in(&user).await;
    let before = fixture.dump().await;
    fixture.clock.advance(Span::millis(5 * 60_000 - 1));
    assert!(counts(&fixture, &opened).await);
    assert_eq!(fixture.dump().await, before);
    fixture.clock.advance(Span::millis(1));
    assert!(counts(&fixture, &opened).await);
    let places = fixture.identity.sessions_of(&opened.session).await.unwrap();
    assert_eq!(
        places[0].last_used_at,
        opened.session.authenticated_at.plus(Span::minutes(5))
    );
    let after = fixture.dump().await;
    assert_ne!(after, before);
    assert!(counts(&fixture, &opened).await);
    assert_eq!(fixture.dump().await, after);
}

#[tokio::test]
async fn who_signs_out_elsewhere_also_locks_out_who_copied_the_cookie() {
    let (fixture, _, user) = sam().await;
    let own = fixture.sign_in(&user).await;
    let here = fixture.circumstances();
    let (_, cookie) = fixture
        .identity
        .sign_out_elsewhere(&own.session, &here)
        .await
        .unwrap();
    assert!(!counts(&fixture, &own).await, "the copied one");
    let found = fixture.identity.session(&cookie).await.unwrap().unwrap();
    assert_eq!(found.id, own.session.id);
    // A session that is over is given no new secret.
    let again = fixture
        .identity
        .sign_out_elsewhere(&own.session, &here)
        .await;
    assert!(matches!(again, Err(Error::Unauthenticated)));
}

#[tokio::test]
async fn one_of_ones_own_sessions_is_ended_and_none_of_anybody_elses() {
    let (fixture, system, user) = sam().await;
    let identity = &fixture.identity;
    let here = fixture.circumstances();
    let kim = fixture.member(&system, "kim").await;
    let theirs = fixture.sign_in(&kim).await;
    let (desk, phone) = (fixture.sign_in(&user).await, fixture.sign_in(&user).await);
    let refused = identity
        .sign_out_place(&desk.session, theirs.session.id, &here)
        .await;
    assert!(matches!(refused, Err(Error::NotFound { what: "session" })));
    identity
        .sign_out_place(&desk.session, phone.session.id, &here)
        .await
        .unwrap();
    assert!(!counts(&fixture, &phone).await);
    assert!(counts(&fixture, &desk).await && counts(&fixture, &theirs).await);
}

#[tokio::test]
async fn an_administrator_sees_and_ends_sessions_of_those_they_may_manage() {
    let (fixture, system, user) = sam().await;
    let identity = &fixture.identity;
    let helpdesk = fixture
        .with_role(system.tenant, "help", Role::HelpdeskAdministrator)
        .await;
    let inviter = fixture
        .with_role(system.tenant, "ivy", Role::GuestInviter)
        .await;
    let (desk, phone) = (fixture.sign_in(&user).await, fixture.sign_in(&user).await);
    let seen = identity.sessions_of_user(&helpdesk, user.id).await.unwrap();
    assert_eq!(seen.len(), 2);
    assert!(seen.iter().all(|place| !place.is_current));
    let refused = identity.sessions_of_user(&inviter, user.id).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    identity
        .end_session_of_user(&helpdesk, user.id, phone.session.id)
        .await
        .unwrap();
    assert!(counts(&fixture, &desk).await && !counts(&fixture, &phone).await);
    let twice = identity
        .end_session_of_user(&helpdesk, user.id, phone.session.id)
        .await;
    assert!(matches!(twice, Err(Error::NotFound { .. })));
    // One's own session by another's page is not found, and a stronger administrator's not theirs to end.
    let chief = fixture.member(&system, "chief").await;
    let session = fixture.sign_in(&chief).await.session.id;
    let role = Role::GlobalAdministrator;
    identity.assign_role(&system, chief.id, role).await.unwrap();
    for whose in [user.id, chief.id] {
        let refused = identity
            .end_session_of_user(&helpdesk, whose, session)
            .await;
        assert!(matches!(
            refused,
            Err(Error::NotFound { .. } | Error::Forbidden { .. })
        ));
    }
    fixture.clock.advance(Span::millis(1));
    identity.revoke_sessions(&system, user.id).await.unwrap();
    let seen = identity.sessions_of_user(&helpdesk, user.id).await.unwrap();
    assert!(seen.is_empty(), "what was revoked does not count");
}

#[tokio::test]
async fn a_cookie_opens_its_session() {
    let (fixture, _, user) = sam().await;
    let opened = fixture.sign_in(&user).await;
    let found = fixture.identity.session(&opened.cookie).await.unwrap();
    assert_eq!(found.as_ref(), Some(&opened.session));
    assert_eq!(opened.session.address, "sam@fabrikam.example");
    assert_eq!(opened.session.method, Method::Password);
}

#[tokio::test]
async fn a_cookie_that_was_changed_opens_nothing() {
    let (fixture, system, user) = sam().await;
    let opened = fixture.sign_in(&user).await;
    let other = fixture.contoso().await.id;
    let (_, secret) = opened.cookie.split_once('.').unwrap();
    let tenant = system.tenant.0.simple();
    for cookie in [
        String::new(),
        ".".to_owned(),
        secret.to_owned(),
        format!("{}.{secret}", other.0.simple()),
        format!("{tenant}."),
        format!("{tenant}.{}", secret.to_lowercase()),
        format!("{}x", opened.cookie),
    ] {
        let found = fixture.identity.session(&cookie).await.unwrap();
        assert!(found.is_none(), "{cookie}");
    }
    // What the browser keeps is kept nowhere else.
    let rows = fixture.dump().await;
    let holds = |row: &Vec<String>| row.iter().any(|column| column.contains(secret));
    assert!(!rows.iter().any(|(_, row)| holds(row)));
}

#[tokio::test]
async fn signing_out_ends_this_session_and_elsewhere_the_others() {
    let (fixture, _, user) = sam().await;
    let circumstances = fixture.circumstances();
    let identity = &fixture.identity;
    let here = fixture.sign_in(&user).await;
    fixture.clock.advance(Span::minutes(1));
    let (phone, desk) = (fixture.sign_in(&user).await, fixture.sign_in(&user).await);
    let places = identity.sessions_of(&here.session).await.unwrap();
    let current: Vec<bool> = places.iter().map(|place| place.is_current).collect();
    assert_eq!(current, [true, false, false]);

    identity
        .sign_out(&phone.session, &circumstances)
        .await
        .unwrap();
    assert!(!counts(&fixture, &phone).await);
    assert!(counts(&fixture, &here).await);
    let (ended, cookie) = identity
        .sign_out_elsewhere(&here.session, &circumstances)
        .await
        .unwrap();
    assert_eq!(ended, 1);
    assert!(!counts(&fixture, &desk).await);
    let found = identity.session(&cookie).await.unwrap();
    assert_eq!(found.map(|found| found.id), Some(here.session.id));
    // Twice is no error.
    identity
        .sign_out(&phone.session, &circumstances)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_guest_by_mail_is_signed_out_at_every_host() {
    let fixture = Fixture::new().await;
    let contoso = fixture.system(fixture.contoso().await.id);
    let woodgrove = fixture.tenant("Woodgrove", "woodgrove.example").await.id;
    let woodgrove = fixture.system(woodgrove);
    let (_, first) = fixture.guest(&contoso, "pat@partner.example").await;
    let (_, second) = fixture.guest(&woodgrove, "pat@partner.example").await;
    let identity = &fixture.identity;
    assert_eq!(identity.sessions_of(&first).await.unwrap().len(), 2);
    let (ended, _) = identity
        .sign_out_elsewhere(&second, &fixture.circumstances())
        .await
        .unwrap();
    assert_eq!(ended, 1);
    assert_eq!(identity.sessions_of(&second).await.unwrap().len(), 1);
}

#[tokio::test]
async fn blocking_revoking_and_deleting_at_home_sign_out_everywhere() {
    let (fixture, system, _) = sam().await;
    let identity = &fixture.identity;
    let block = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    let end = UserPatch {
        access_ends_at: Patch::Set(identity.env().clock.now().plus(Span::hours(1))),
        ..UserPatch::default()
    };
    for (number, how) in ["block", "revoke", "delete", "end"].into_iter().enumerate() {
        let user = fixture.member(&system, &format!("user{number}")).await;
        let opened = fixture.sign_in(&user).await;
        fixture.clock.advance(Span::millis(1));
        match how {
            "block" => drop(
                identity
                    .update_user(&system, user.id, &block)
                    .await
                    .unwrap(),
            ),
            "revoke" => identity.revoke_sessions(&system, user.id).await.unwrap(),
            "delete" => identity.delete_user(&system, user.id).await.unwrap(),
            _ => {
                drop(identity.update_user(&system, user.id, &end).await.unwrap());
                assert!(counts(&fixture, &opened).await);
                fixture.clock.advance(Span::hours(1));
            }
        }
        assert!(!counts(&fixture, &opened).await, "{how}");
    }
}

#[tokio::test]
async fn a_session_that_was_revoked_does_not_come_back_with_the_account() {
    let (fixture, system, user) = sam().await;
    let identity = &fixture.identity;
    let opened = fixture.sign_in(&user).await;
    fixture.clock.advance(Span::millis(1));
    identity.delete_user(&system, user.id).await.unwrap();
    identity.restore_user(&system, user.id).await.unwrap();
    assert!(!counts(&fixture, &opened).await);
    fixture.clock.advance(Span::millis(1));
    let again = fixture.sign_in(&user).await;
    assert!(counts(&fixture, &again).await);
}

#[tokio::test]
async fn a_guest_blocked_by_one_host_is_nobody_there_and_keeps_the_other() {
    let fixture = Fixture::new().await;
    let contoso = fixture.system(fixture.contoso().await.id);
    let woodgrove = fixture.tenant("Woodgrove", "woodgrove.example").await.id;
    let woodgrove = fixture.system(woodgrove);
    let (pat, _) = fixture.guest(&contoso, "pat@partner.example").await;
    let (_, session) = fixture.guest(&woodgrove, "pat@partner.example").await;
    let identity = &fixture.identity;
    let circumstances = fixture.circumstances();
    let both = identity.organizations(&session).await.unwrap();
    let names: Vec<&str> = both
        .iter()
        .map(|found| found.display_name.as_str())
        .collect();
    assert_eq!(names, ["Contoso", "Woodgrove"]);
    let block = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    identity
        .update_user(&contoso, pat.id, &block)
        .await
        .unwrap();
    let found = identity
        .membership(&session, contoso.tenant, &circumstances)
        .await
        .unwrap();
    assert!(found.is_none());
    let current = identity
        .current_membership(&session, &circumstances)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(current.tenant.id, woodgrove.tenant);
    let refused = identity
        .switch_organization(&session, contoso.tenant, &circumstances)
        .await;
    assert!(matches!(refused, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn one_switches_between_home_and_hosts_and_home_comes_first() {
    let (fixture, system, user) = sam().await;
    let identity = &fixture.identity;
    let contoso = fixture.contoso().await.id;
    let circumstances = fixture.circumstances();
    let invited = fixture
        .invite(&fixture.system(contoso), "sam@fabrikam.example")
        .await;
    let opened = fixture.sign_in(&user).await;
    let flow = fixture.flow(contoso, &invited);
    identity
        .accept(&flow, &opened.session, &circumstances)
        .await
        .unwrap();
    let now = async || identity.session(&opened.cookie).await.unwrap().unwrap();
    // Accepting leads into the host.
    assert_eq!(now().await.current_tenant, Some(contoso));
    let all = identity.organizations(&now().await).await.unwrap();
    let order: Vec<(TenantId, bool)> = all
        .iter()
        .map(|found| (found.tenant, found.is_home))
        .collect();
    assert_eq!(order, [(system.tenant, true), (contoso, false)]);
    assert!(all[1].may_leave && !all[0].may_leave);
    identity
        .switch_organization(&now().await, system.tenant, &circumstances)
        .await
        .unwrap();
    let current = identity
        .current_membership(&now().await, &circumstances)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(current.tenant.id, system.tenant);
}

#[tokio::test]
async fn rights_are_those_of_the_moment_and_of_the_organisation_one_acts_in() {
    let (fixture, system, user) = sam().await;
    let identity = &fixture.identity;
    let circumstances = fixture.circumstances();
    let opened = fixture.sign_in(&user).await;
    let role = Role::GlobalAdministrator;
    identity.assign_role(&system, user.id, role).await.unwrap();
    let contoso = fixture.contoso().await.id;
    let invited = fixture
        .invite(&fixture.system(contoso), "sam@fabrikam.example")
        .await;
    let flow = fixture.flow(contoso, &invited);
    identity
        .accept(&flow, &opened.session, &circumstances)
        .await
        .unwrap();
    let at = async |tenant| {
        identity
            .membership(&opened.session, tenant, &circumstances)
            .await
            .unwrap()
            .unwrap()
    };
    let home = at(system.tenant).await;
    assert_eq!(home.roles, [role]);
    assert_eq!(home.actor.permissions, crate::Permissions::all());
    let host = at(contoso).await;
    assert!(host.roles.is_empty());
    let expected = crate::Permissions::of(&[crate::Permission::InviteGuests]);
    assert_eq!(host.actor.permissions, expected);
}

#[tokio::test]
async fn the_sweep_forgets_what_is_over_and_nothing_else() {
    let (fixture, _, user) = sam().await;
    let identity = &fixture.identity;
    let old = fixture.sign_in(&user).await;
    fixture.clock.advance(Span::hours(23));
    let young = fixture.sign_in(&user).await;
    fixture.clock.advance(Span::hours(1));
    assert_eq!(identity.end_old_sessions().await.unwrap().changed, 1);
    assert_eq!(identity.end_old_sessions().await.unwrap().changed, 0);
    assert!(!counts(&fixture, &old).await);
    assert!(counts(&fixture, &young).await);
}
