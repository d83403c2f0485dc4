use super::*;
use crate::application::{NewApplication, Principal};
use crate::limit::Limits;
use crate::role::Role;

async fn names(fixture: &Fixture, actor: &Actor) -> Vec<String> {
    let all = UserQuery::all(PageRequest::first(50));
    let rows = fixture.identity.users(actor, &all).await.unwrap().rows;
    rows.into_iter().map(|user| user.display_name).collect()
}

#[tokio::test]
async fn a_deleted_user_waits_thirty_days_and_comes_back_with_everything() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let (pat, session) = fixture.guest(&actor, "pat@partner.example").await;
    let group = NewGroup {
        display_name: "Project".to_owned(),
        description: None,
        mail_nickname: None,
    };
    let group = identity.create_group(&actor, &group).await.unwrap();
    identity.add_member(&actor, group.id, pat.id).await.unwrap();
    fixture.clock.advance(Span::hours(1));
    identity.delete_user(&actor, pat.id).await.unwrap();
    assert!(names(&fixture, &actor).await.is_empty());
    let page = PageRequest::first(9);
    let deleted = identity.deleted_users(&actor, page).await.unwrap().rows;
    assert_eq!(deleted[0].user.id, pat.id);
    let now = identity.env().clock.now();
    assert_eq!(deleted[0].gone_at, now.plus(Span::days(30)));
    for again in [
        identity.delete_user(&actor, pat.id).await,
        identity
            .update_user(&actor, pat.id, &UserPatch::default())
            .await
            .map(drop),
    ] {
        assert!(matches!(again, Err(Error::NotFound { what: "user" })));
    }
    let circumstances = fixture.circumstances();
    let found = identity
        .membership(&session, actor.tenant, &circumstances)
        .await;
    assert!(found.unwrap().is_none());

    fixture.clock.advance(Span::millis(30 * 86_400_000 - 1));
    assert_eq!(identity.forget_deleted_users().await.unwrap().changed, 0);
    let back = identity.restore_user(&actor, pat.id).await.unwrap();
    assert_eq!(back.invitation_state, Some(InvitationState::Completed));
    assert_eq!(names(&fixture, &actor).await, ["pat"]);
    assert_eq!(identity.groups_of(&actor, pat.id).await.unwrap(), [group]);
    assert_eq!(
        identity.identities_of(&actor, pat.id).await.unwrap().len(),
        1
    );
    let twice = identity.restore_user(&actor, pat.id).await;
    assert!(matches!(twice, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn only_a_deleted_user_is_deleted_for_good() {
    let (fixture, actor) = contoso().await;
    let sam = fixture.member(&actor, "sam").await;
    let refused = fixture
        .identity
        .delete_user_permanently(&actor, sam.id)
        .await;
    assert!(matches!(refused, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn nobody_deletes_themselves() {
    let (fixture, actor) = contoso().await;
    let role = Role::UserAdministrator;
    let uma = fixture.with_role(actor.tenant, "uma", role).await;
    let refused = fixture
        .identity
        .delete_user(&uma, uma.user().unwrap())
        .await;
    assert!(matches!(refused, Err(Error::Invalid { .. })));
}

/// A guest with one of everything.
async fn entangled(fixture: &Fixture, actor: &Actor) -> User {
    let identity = &fixture.identity;
    let (pat, _) = fixture.guest(actor, "zaphod@partner.example").await;
    let group = NewGroup {
        display_name: "Project".to_owned(),
        description: None,
        mail_nickname: None,
    };
    let group = identity.create_group(actor, &group).await.unwrap();
    let application = NewApplication {
        display_name: "Hours".to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: true,
        visible: true,
    };
    let application = identity
        .create_application(actor, &application)
        .await
        .unwrap();
    identity.add_member(actor, group.id, pat.id).await.unwrap();
    identity
        .assign_role(actor, pat.id, Role::GuestInviter)
        .await
        .unwrap();
    let principal = Principal::User(pat.id);
    identity
        .assign_application(actor, application.id, principal)
        .await
        .unwrap();
    let sam = fixture.member(actor, "sam").await;
    let by_pat = UserPatch {
        manager: Patch::Set(pat.id),
        sponsors: Some(vec![Sponsor::User(pat.id)]),
        ..UserPatch::default()
    };
    identity.update_user(actor, sam.id, &by_pat).await.unwrap();
    let named = UserPatch {
        display_name: Some("Zaphod Beeblebrox".to_owned()),
        sponsors: Some(vec![Sponsor::User(sam.id)]),
        ..UserPatch::default()
    };
    identity.update_user(actor, pat.id, &named).await.unwrap();
    // A session, a code that waits, and a mail that waits.
    let circumstances = fixture.circumstances();
    let to = address("zaphod@partner.example");
    for code in [true, false] {
        identity
            .start_passcode_sign_in(&to, None, &circumstances)
            .await
            .unwrap();
        if code {
            let code = fixture.passcode().await;
            identity
                .sign_in_with_passcode(&to, &code, &circumstances)
                .await
                .unwrap();
        }
    }
    pat
}

#[tokio::test]
async fn nothing_but_the_log_names_a_user_who_is_deleted_for_good() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let pat = Box::pin(entangled(&fixture, &actor)).await;
    let id = pat.id.to_string();
    let traces = async || {
        let names =
            |column: &String| column.contains(&id) || column.to_lowercase().contains("zaphod");
        let rows = fixture.dump().await.into_iter();
        let rows = rows.filter(|(table, row)| table != "audit_events" && row.iter().any(names));
        let tables: Vec<String> = rows.map(|(table, _)| table).collect();
        tables
    };
    assert!(traces().await.len() > 15);
    identity.delete_user(&actor, pat.id).await.unwrap();
    identity
        .delete_user_permanently(&actor, pat.id)
        .await
        .unwrap();
    // What was counted against the address is forgotten with its window.
    fixture.clock.advance(Span::days(2));
    identity.forget_old_counters().await.unwrap();
    assert_eq!(traces().await, Vec::<String>::new());
    let gone = identity.user(&actor, pat.id).await;
    assert!(matches!(gone, Err(Error::NotFound { what: "user" })));
    newest(&fixture, &actor, Activity::HardDeleteUser).await;
    // The address is free, and whoever has it comes in as somebody new.
    let again = fixture.invite(&actor, "zaphod@partner.example").await;
    assert_ne!(again.user.id, pat.id);
    let roles = identity.roles_of(&actor, again.user.id).await.unwrap();
    assert!(roles.is_empty());
}

#[tokio::test]
async fn what_a_user_who_is_gone_sent_to_others_is_the_organisations() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let ivy = fixture
        .with_role(actor.tenant, "ivy", Role::GuestInviter)
        .await;
    let invited = fixture.invite(&ivy, "pat@partner.example").await;
    assert_eq!(
        invited.invitation.inviter_mail.as_deref(),
        Some("ivy@contoso.example")
    );
    let id = ivy.user().unwrap();
    identity.delete_user(&actor, id).await.unwrap();
    identity.delete_user_permanently(&actor, id).await.unwrap();
    let left = identity
        .invitation_of(&actor, invited.user.id)
        .await
        .unwrap()
        .unwrap();
    let left = left.invitation;
    assert_eq!(
        (
            left.inviter_id,
            left.inviter_mail,
            left.inviter_name.as_str()
        ),
        (None, None, "Contoso")
    );
    // The link still works.
    let flow = fixture.flow(actor.tenant, &invited);
    let session = fixture.prove_mailbox(&flow).await;
    identity
        .accept(&flow, &session, &fixture.circumstances())
        .await
        .unwrap();
}

#[tokio::test]
async fn the_sweep_forgets_many_in_steps_and_says_when_there_are_more() {
    let fixture = Fixture::with_limits(Limits::none()).await;
    let tenant = fixture.contoso().await.id;
    let actor = fixture.system(tenant);
    let identity = &fixture.identity;
    for number in 0..105 {
        let to = address(&format!("user{number}@partner.example"));
        let new = crate::invitation::NewInvitation::of(to, crate::testing::REDIRECT);
        let invited = identity.invite(&actor, &new).await.unwrap();
        identity.delete_user(&actor, invited.user.id).await.unwrap();
    }
    fixture.clock.advance(Span::days(30));
    let first = identity.forget_deleted_users().await.unwrap();
    assert_eq!((first.changed, first.more), (100, true));
    let second = identity.forget_deleted_users().await.unwrap();
    assert_eq!((second.changed, second.more), (5, false));
    let none = identity
        .deleted_users(&actor, PageRequest::first(5))
        .await
        .unwrap();
    assert!(none.rows.is_empty());
}

#[tokio::test]
async fn a_guest_leaves_and_can_be_brought_back() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    let (pat, session) = fixture.guest(&actor, "pat@partner.example").await;
    let circumstances = fixture.circumstances();
    let there = async || {
        let found = identity
            .membership(&session, actor.tenant, &circumstances)
            .await;
        found.unwrap()
    };
    let own = there().await.unwrap().actor;
    let leaving = |allowed| crate::tenant::SettingsPatch {
        guests_may_leave: Some(allowed),
        ..crate::tenant::SettingsPatch::default()
    };
    identity
        .update_settings(&actor, &leaving(false))
        .await
        .unwrap();
    let refused = identity.leave_organization(&own).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    identity
        .update_settings(&actor, &leaving(true))
        .await
        .unwrap();
    identity.leave_organization(&own).await.unwrap();
    assert!(there().await.is_none());
    newest(&fixture, &actor, Activity::LeaveOrganization).await;
    identity.restore_user(&actor, pat.id).await.unwrap();
}

#[tokio::test]
async fn nobody_leaves_home() {
    let (fixture, actor) = contoso().await;
    let sam = fixture.member(&actor, "sam").await;
    let own = fixture.acting(actor.tenant, &sam).await;
    let refused = fixture.identity.leave_organization(&own).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })));
}

#[tokio::test]
async fn restoring_and_deleting_for_good_at_once_is_one_or_the_other() {
    let (fixture, actor) = contoso().await;
    let identity = &fixture.identity;
    for number in 0..8 {
        let user = fixture.member(&actor, &format!("user{number}")).await;
        identity.delete_user(&actor, user.id).await.unwrap();
        let (restored, removed) = futures_util::future::join(
            identity.restore_user(&actor, user.id),
            identity.delete_user_permanently(&actor, user.id),
        )
        .await;
        assert_ne!(restored.is_ok(), removed.is_ok());
        let found = identity.user(&actor, user.id).await;
        assert_eq!(found.is_ok(), restored.is_ok());
    }
}
