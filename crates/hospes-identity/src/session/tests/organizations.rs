//! One person in many organisations.

use super::*;
use crate::audit::AuditQuery;
use crate::invitation::Invited;
use crate::page::PageRequest;
use crate::redemption::{RedeemError, Refusal};
use crate::tenant::SettingsPatch;
use crate::user::BoundIdentity;

const PAT: &str = "pat@partner.example";
const SAM: &str = "sam@fabrikam.example";

/// A tenant that somebody else runs.
async fn host(fixture: &Fixture, name: &str, domain: &str) -> Actor {
    let id = fixture.tenant(name, domain).await.id;
    fixture.system(id)
}

async fn names(fixture: &Fixture, session: &Session) -> Vec<String> {
    let found = fixture.identity.organizations(session).await.unwrap();
    found.into_iter().map(|one| one.display_name).collect()
}

async fn waiting(fixture: &Fixture, session: &Session) -> Vec<(String, String)> {
    let found = fixture.identity.waiting_invitations(session).await;
    let found = found.unwrap().into_iter();
    found.map(|one| (one.display_name, one.address)).collect()
}

#[tokio::test]
async fn an_invitation_waits_for_whoever_proved_its_address_and_for_nobody_else() {
    let (fixture, system, sam) = sam().await;
    let identity = &fixture.identity;
    let contoso = host(&fixture, "Contoso", "contoso.example").await;
    let kim = fixture.member(&system, "kim").await;
    let invited = fixture.invite(&contoso, "Sam@Fabrikam.example").await;
    let (session, other) = (
        fixture.sign_in(&sam).await.session,
        fixture.sign_in(&kim).await.session,
    );
    assert_eq!(
        waiting(&fixture, &session).await,
        [("Contoso".to_owned(), "Sam@Fabrikam.example".to_owned())]
    );
    assert!(waiting(&fixture, &other).await.is_empty());
    // Without the ticket it goes the same way as with it.
    let which = (contoso.tenant, invited.invitation.id);
    let none = identity.review_waiting(&other, which).await.unwrap();
    assert!(none.is_none());
    let flow = identity.review_waiting(&session, which).await.unwrap();
    let flow = flow.unwrap();
    assert_eq!(flow.ticket, "");
    let flow = identity.open_flow(&identity.seal_flow(&flow)).unwrap();
    let here = fixture.circumstances();
    let refused = identity.accept(&flow, &other, &here).await.unwrap_err();
    assert!(matches!(
        refused,
        RedeemError::Refused {
            refusal: Refusal::WrongAccount { .. },
            ..
        }
    ));
    identity.accept(&flow, &session, &here).await.unwrap();
    assert!(waiting(&fixture, &session).await.is_empty());
    assert_eq!(names(&fixture, &session).await, ["Fabrikam", "Contoso"]);
}

#[tokio::test]
async fn an_address_of_another_domain_proves_nothing_whoever_wrote_it_down() {
    let (fixture, system, sam) = sam().await;
    let contoso = host(&fixture, "Contoso", "contoso.example").await;
    fixture.invite(&contoso, PAT).await;
    // Their administrator gives Sam the address of a stranger.
    let patch = UserPatch {
        other_mails: Some(vec![crate::testing::address(PAT)]),
        ..UserPatch::default()
    };
    fixture
        .identity
        .update_user(&system, sam.id, &patch)
        .await
        .unwrap();
    let session = fixture.sign_in(&sam).await.session;
    assert!(waiting(&fixture, &session).await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_accepted_does_not_wait() {
    let fixture = Fixture::new().await;
    let identity = &fixture.identity;
    let contoso = fixture.system(fixture.contoso().await.id);
    let (_, session) = fixture.guest(&contoso, PAT).await;
    let hosts = [
        host(&fixture, "Revokes", "revokes.example").await,
        host(&fixture, "Deletes", "deletes.example").await,
        host(&fixture, "Blocks", "blocks.example").await,
        host(&fixture, "Waits", "waits.example").await,
    ];
    let mut invited: Vec<Invited> = Vec::new();
    for host in &hosts {
        invited.push(fixture.invite(host, PAT).await);
    }
    assert_eq!(waiting(&fixture, &session).await.len(), 4);
    let [revokes, deletes, blocks, _] = &hosts;
    identity
        .revoke_invitation(revokes, invited[0].user.id)
        .await
        .unwrap();
    identity
        .delete_user(deletes, invited[1].user.id)
        .await
        .unwrap();
    let blocked = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    identity
        .update_user(blocks, invited[2].user.id, &blocked)
        .await
        .unwrap();
    let left = [("Waits".to_owned(), PAT.to_owned())];
    assert_eq!(waiting(&fixture, &session).await, left);
}

#[tokio::test]
async fn what_is_sent_again_waits_once_until_its_day() {
    let fixture = Fixture::new().await;
    let identity = &fixture.identity;
    let contoso = fixture.system(fixture.contoso().await.id);
    let (_, session) = fixture.guest(&contoso, PAT).await;
    let waits = host(&fixture, "Waits", "waits.example").await;
    let invited = fixture.invite(&waits, PAT).await;
    let left = [("Waits".to_owned(), PAT.to_owned())];
    // A try that began before is about the old one.
    let which = (waits.tenant, invited.invitation.id);
    let old = identity.review_waiting(&session, which).await.unwrap();
    identity
        .resend_invitation(&waits, invited.user.id)
        .await
        .unwrap();
    assert_eq!(waiting(&fixture, &session).await, left);
    let refused = identity.landing(&old.unwrap()).await.unwrap_err();
    assert!(matches!(
        refused,
        RedeemError::Refused {
            refusal: Refusal::Superseded,
            ..
        }
    ));
    // Over it is on its day, before any sweep, and gone with the guest.
    fixture.clock.advance(Span::days(31));
    assert!(waiting(&fixture, &session).await.is_empty());
    identity
        .resend_invitation(&waits, invited.user.id)
        .await
        .unwrap();
    assert_eq!(waiting(&fixture, &session).await, left);
    identity.delete_user(&waits, invited.user.id).await.unwrap();
    identity
        .delete_user_permanently(&waits, invited.user.id)
        .await
        .unwrap();
    let rows = fixture.dump().await;
    let tenant = waits.tenant.to_string();
    assert!(
        !rows
            .iter()
            .any(|(table, row)| table == "waiting_invitations" && row.contains(&tenant))
    );
}

#[tokio::test]
async fn the_organization_that_was_chosen_last_is_where_the_next_session_begins() {
    let (fixture, system, sam) = sam().await;
    let identity = &fixture.identity;
    let here = fixture.circumstances();
    let contoso = host(&fixture, "Contoso", "contoso.example").await;
    let woodgrove = host(&fixture, "Woodgrove", "woodgrove.example").await;
    let first = fixture.sign_in(&sam).await;
    assert_eq!(first.session.current_tenant, Some(system.tenant));
    for host in [&contoso, &woodgrove] {
        let invited = fixture.invite(host, SAM).await;
        let flow = fixture.flow(host.tenant, &invited);
        fixture.clock.advance(Span::millis(1));
        identity.accept(&flow, &first.session, &here).await.unwrap();
    }
    let began = async || {
        let session = fixture.sign_in(&sam).await.session;
        let found = identity.current_membership(&session, &here).await;
        found.unwrap().unwrap().tenant.id
    };
    assert_eq!(began().await, woodgrove.tenant);
    fixture.clock.advance(Span::millis(1));
    identity
        .switch_organization(&first.session, contoso.tenant, &here)
        .await
        .unwrap();
    assert_eq!(began().await, contoso.tenant);
    // Where they are blocked meanwhile they do not begin, and home is next.
    let id = identity
        .membership(&first.session, contoso.tenant, &here)
        .await
        .unwrap()
        .unwrap()
        .user
        .id;
    let blocked = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    identity.update_user(&contoso, id, &blocked).await.unwrap();
    assert_eq!(began().await, system.tenant);
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session_and_every_grant_of_the_person() {
    let fixture = Fixture::new().await;
    let identity = &fixture.identity;
    let here = fixture.circumstances();
    let contoso = fixture.system(fixture.contoso().await.id);
    let woodgrove = host(&fixture, "Woodgrove", "woodgrove.example").await;
    let (at_contoso, first) = fixture.guest(&contoso, PAT).await;
    let (at_woodgrove, second) = fixture.guest(&woodgrove, PAT).await;
    let (_, stranger) = fixture.guest(&contoso, "kim@partner.example").await;
    assert_eq!(identity.sessions_of(&second).await.unwrap().len(), 2);
    fixture.clock.advance(Span::seconds(1));
    identity.sign_out_everywhere(&second, &here).await.unwrap();
    assert!(identity.sessions_of(&second).await.unwrap().is_empty());
    assert_eq!(identity.sessions_of(&stranger).await.unwrap().len(), 1);
    let now = identity.env().clock.now();
    for (host, user) in [(&contoso, at_contoso.id), (&woodgrove, at_woodgrove.id)] {
        let user = identity.user(host, user).await.unwrap();
        assert_eq!(user.sessions_valid_from, now);
        let found = identity.membership(&first, host.tenant, &here).await;
        assert!(found.unwrap().is_none());
        let query = AuditQuery {
            activity: Some(Activity::RevokeSessions),
            ..AuditQuery::all(PageRequest::first(5))
        };
        let events = identity.audit_events(host, &query).await.unwrap();
        assert_eq!(events.rows.len(), 1);
    }
}

#[tokio::test]
async fn a_person_of_many_organizations_finds_them_all_in_order() {
    let fixture = Fixture::with_limits(crate::limit::Limits::none()).await;
    let contoso = fixture.system(fixture.contoso().await.id);
    let (_, session) = fixture.guest(&contoso, PAT).await;
    let mut expected = vec!["Contoso".to_owned()];
    for number in 0..30 {
        let name = format!("Host {number:02}");
        let host = host(&fixture, &name, &format!("host{number}.example")).await;
        fixture.guest(&host, PAT).await;
        expected.push(name);
    }
    assert_eq!(names(&fixture, &session).await, expected);
    let stays = SettingsPatch {
        guests_may_leave: Some(false),
        ..SettingsPatch::default()
    };
    fixture
        .identity
        .update_settings(&contoso, &stays)
        .await
        .unwrap();
    let found = fixture.identity.organizations(&session).await.unwrap();
    let staying: Vec<&str> = found
        .iter()
        .filter(|one| !one.may_leave)
        .map(|one| one.display_name.as_str())
        .collect();
    assert_eq!(staying, ["Contoso"]);
    assert!(found.iter().all(|one| !one.is_home));
    // What is listed is where they are somebody.
    let here = fixture.circumstances();
    for one in &found {
        let member = fixture.identity.membership(&session, one.tenant, &here);
        assert!(member.await.unwrap().is_some(), "{}", one.display_name);
    }
}

#[tokio::test]
async fn one_person_does_not_see_or_end_what_another_does() {
    let (fixture, system, sam) = sam().await;
    let kim = fixture.member(&system, "kim").await;
    let mine = fixture.sign_in(&sam).await.session;
    let theirs = fixture.sign_in(&kim).await;
    let here = fixture.circumstances();
    let identity = &fixture.identity;
    identity.sign_out_everywhere(&mine, &here).await.unwrap();
    assert!(counts(&fixture, &theirs).await);
    let bound: Vec<BoundIdentity> = identity.identities_of(&system, sam.id).await.unwrap();
    assert_eq!(bound.len(), 1);
}
