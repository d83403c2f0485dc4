mod chosen;
mod log;
mod model;
mod refusals;

use super::*;
use crate::actor::Actor;
use crate::audit::{Activity, AuditQuery};
use crate::env::Span;
use crate::error::Result;
use crate::ids::TenantId;
use crate::invitation::Invited;
use crate::limit::Limits;
use crate::outbox::Mail;
use crate::page::PageRequest;
use crate::patch::Patch;
use crate::session::Session;
use crate::testing::{Fixture, REDIRECT, address};
use crate::user::{InvitationState, Issuer, User, UserPatch};

const SAM: &str = "sam@fabrikam.example";
const PAT: &str = "pat@partner.example";

/// Contoso invites; Sam of Fabrikam and Pat with a mailbox somewhere are invited.
struct World {
    fixture: Fixture,
    contoso: Actor,
    fabrikam: Actor,
    sam: User,
}

impl World {
    async fn new() -> Self {
        let fixture = Fixture::with_limits(Limits::none()).await;
        let contoso = fixture.system(fixture.contoso().await.id);
        let fabrikam = fixture.tenant("Fabrikam", "fabrikam.example").await.id;
        let fabrikam = fixture.system(fabrikam);
        let sam = fixture.member(&fabrikam, "sam").await;
        Self {
            fixture,
            contoso,
            fabrikam,
            sam,
        }
    }

    async fn invite(&self, to: &str) -> (Invited, Flow) {
        let invited = self.fixture.invite(&self.contoso, to).await;
        let flow = self.fixture.flow(self.contoso.tenant, &invited);
        (invited, flow)
    }

    async fn sam(&self) -> Session {
        self.fixture.sign_in(&self.sam).await.session
    }

    async fn accept(&self, flow: &Flow, session: &Session) -> Result<About, Refusal> {
        let circumstances = self.fixture.circumstances();
        let identity = &self.fixture.identity;
        refusal(identity.accept(flow, session, &circumstances).await)
    }

    async fn guest(&self, invited: &Invited) -> User {
        let id = invited.user.id;
        self.fixture.identity.user(&self.contoso, id).await.unwrap()
    }

    async fn issuers(&self, invited: &Invited) -> Vec<(Issuer, String)> {
        let identity = &self.fixture.identity;
        let bound = identity.identities_of(&self.contoso, invited.user.id).await;
        let bound = bound.unwrap().into_iter();
        bound.map(|one| (one.issuer, one.subject)).collect()
    }

    async fn update(&self, actor: &Actor, user: UserId, patch: UserPatch) {
        self.fixture
            .identity
            .update_user(actor, user, &patch)
            .await
            .unwrap();
    }

    /// Steps and rules of the trace, oldest first.
    async fn trace(&self, invited: &Invited) -> Vec<(String, String)> {
        let identity = &self.fixture.identity;
        let trace = identity.redemption_trace(&self.contoso, invited.user.id);
        let mut lines: Vec<(String, String)> = trace
            .await
            .unwrap()
            .into_iter()
            .map(|line| (line.step, line.rule))
            .collect();
        lines.reverse();
        lines
    }
}

/// A refusal, where nothing else may go wrong.
fn refusal<T>(result: Result<T, RedeemError>) -> Result<T, Refusal> {
    match result {
        Ok(value) => Ok(value),
        Err(RedeemError::Refused { refusal, .. }) => Err(refusal),
        Err(RedeemError::Other(error)) => panic!("{error}"),
    }
}

fn blocked() -> UserPatch {
    UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    }
}

#[tokio::test]
async fn a_guest_accepts_with_the_account_of_their_organisation() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let (invited, flow) = world.invite(SAM).await;
    let circumstances = world.fixture.circumstances();
    let landing = identity
        .begin_redemption(&flow, (Choice::First, None), &circumstances)
        .await
        .unwrap();
    assert_eq!(landing.rule, Rule::AccountOnThisServer);
    assert_eq!(
        landing.way,
        Way::Account {
            tenant: world.fabrikam.tenant,
            organization: "Fabrikam".to_owned()
        }
    );
    let session = world.sam().await;
    let review = identity.review(&flow, &session).await.unwrap();
    assert_eq!(review.account, SAM);
    assert_eq!(review.vouched_by.as_deref(), Some("Fabrikam"));
    assert_eq!(review.about.organization.name, "Contoso");
    world.fixture.clock.advance(Span::minutes(1));
    let about = world.accept(&flow, &session).await.unwrap();
    assert_eq!(about.redirect_url, REDIRECT);

    let guest = world.guest(&invited).await;
    let now = identity.env().clock.now();
    assert_eq!(guest.invitation_state, Some(InvitationState::Completed));
    assert_eq!(guest.invitation_state_changed_at, Some(now));
    assert_eq!(
        guest.user_principal_name,
        "sam_fabrikam.example#EXT#@contoso.example"
    );
    assert_eq!(
        world.issuers(&invited).await,
        [(
            Issuer::Tenant(world.fabrikam.tenant),
            world.sam.id.to_string()
        )]
    );
    let there = identity
        .membership(&session, world.contoso.tenant, &circumstances)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(there.user.id, invited.user.id);
    let query = AuditQuery {
        activity: Some(Activity::RedeemInvitation),
        ..AuditQuery::all(PageRequest::first(9))
    };
    let log = identity.audit_events(&world.contoso, &query).await.unwrap();
    assert_eq!(log.rows.len(), 1);
    assert_eq!(log.rows[0].targets[0].id, Some(invited.user.id.0));
    assert_eq!(log.rows[0].initiator.name, SAM);
}

#[tokio::test]
async fn a_guest_accepts_with_a_passcode() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let (invited, flow) = world.invite("Pat@Partner.example").await;
    let circumstances = world.fixture.circumstances();
    let landing = identity
        .begin_redemption(&flow, (Choice::First, Some("de")), &circumstances)
        .await
        .unwrap();
    assert_eq!(
        (landing.way, landing.rule),
        (Way::Passcode, Rule::UnknownDomain)
    );
    let mails = world.fixture.deliver().await;
    let Some(Mail::Passcode {
        to, code, language, ..
    }) = mails.last()
    else {
        panic!("{mails:?}");
    };
    assert_eq!(
        (to.as_str(), language.as_deref()),
        ("Pat@Partner.example", Some("de"))
    );
    let opened = identity
        .prove_mailbox(&flow, &code.0, &circumstances)
        .await
        .unwrap();
    let review = identity.review(&flow, &opened.session).await.unwrap();
    assert_eq!(review.vouched_by, None);
    world.accept(&flow, &opened.session).await.unwrap();
    assert_eq!(
        world.issuers(&invited).await,
        [(Issuer::Mail, PAT.to_owned())]
    );
    let session = identity.session(&opened.cookie).await.unwrap().unwrap();
    assert_eq!(session.current_tenant, Some(world.contoso.tenant));
}

#[tokio::test]
async fn a_person_without_an_account_at_their_organisation_here_gets_a_passcode() {
    let world = World::new().await;
    let (invited, flow) = world.invite("kim@fabrikam.example").await;
    let landing = world.fixture.identity.landing(&flow).await.unwrap();
    assert_eq!(landing.rule, Rule::NoAccountInHomeOrganization);
    let session = world.fixture.prove_mailbox(&flow).await;
    world.accept(&flow, &session).await.unwrap();
    assert_eq!(world.issuers(&invited).await[0].0, Issuer::Mail);
}

#[tokio::test]
async fn reading_changes_nothing_however_often_a_scanner_does_it() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let (_, flow) = world.invite(SAM).await;
    let (_, other) = world.invite(PAT).await;
    let session = world.sam().await;
    let before = world.fixture.dump().await;
    for _ in 0..3 {
        for flow in [&flow, &other] {
            identity.landing(flow).await.unwrap();
        }
        identity.review(&flow, &session).await.unwrap();
        // Somebody else's page tells them so, and nobody else.
        refusal(identity.review(&other, &session).await).unwrap_err();
        let copy = identity.open_flow(&identity.seal_flow(&flow)).unwrap();
        identity.landing(&copy).await.unwrap();
    }
    assert_eq!(world.fixture.dump().await, before);
}

#[tokio::test]
async fn an_account_from_before_the_invitation_needs_no_second_sign_in() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let session = world.sam().await;
    world.fixture.clock.advance(Span::hours(1));
    let (_, flow) = world.invite(SAM).await;
    world.accept(&flow, &session).await.unwrap();
    let circumstances = world.fixture.circumstances();
    let there = identity
        .membership(&session, world.contoso.tenant, &circumstances)
        .await;
    assert!(there.unwrap().is_some());
    // But what is revoked later is revoked.
    let guest = there_id(&world).await;
    identity
        .revoke_sessions(&world.contoso, guest)
        .await
        .unwrap();
    let there = identity
        .membership(&session, world.contoso.tenant, &circumstances)
        .await;
    assert!(there.unwrap().is_none());
}

async fn there_id(world: &World) -> UserId {
    let identity = &world.fixture.identity;
    let found = identity.user_by_name(&world.contoso, SAM).await;
    found.unwrap().id
}

#[tokio::test]
async fn an_alias_that_home_has_verified_is_as_good_as_the_name() {
    let world = World::new().await;
    let alias = UserPatch {
        other_mails: Some(vec![
            address("samuel@fabrikam.example"),
            address("sam@home.example"),
        ]),
        ..UserPatch::default()
    };
    world.update(&world.fabrikam, world.sam.id, alias).await;
    let (invited, flow) = world.invite("Samuel@fabrikam.example").await;
    world.accept(&flow, &world.sam().await).await.unwrap();
    assert_eq!(world.issuers(&invited).await.len(), 1);
    // An alias in a domain of somebody else proves nothing: anybody could have typed it.
    let (_, flow) = world.invite("sam@home.example").await;
    let refused = world.accept(&flow, &world.sam().await).await;
    assert_eq!(
        refused.unwrap_err(),
        Refusal::WrongAccount {
            account: SAM.to_owned()
        }
    );
}

#[tokio::test]
async fn an_administrator_elsewhere_cannot_claim_an_address_of_another_organisation() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let evil = world.fixture.tenant("Evil", "evil.example").await.id;
    let evil = world.fixture.system(evil);
    let mallory = world.fixture.member(&evil, "mallory").await;
    let claim = UserPatch {
        mail: Patch::Set(address(SAM)),
        other_mails: Some(vec![address(PAT)]),
        ..UserPatch::default()
    };
    world.update(&evil, mallory.id, claim).await;
    let session = world.fixture.sign_in(&mallory).await.session;
    for to in [SAM, PAT] {
        let (_, flow) = world.invite(to).await;
        let refused = world.accept(&flow, &session).await.unwrap_err();
        assert!(matches!(refused, Refusal::WrongAccount { .. }), "{to}");
        let refused = refusal(identity.review(&flow, &session).await).unwrap_err();
        assert!(matches!(refused, Refusal::WrongAccount { .. }), "{to}");
    }
}

#[tokio::test]
async fn accepting_64_times_at_once_accepts_once() {
    let world = World::new().await;
    let (invited, flow) = world.invite(SAM).await;
    let session = world.sam().await;
    let jobs = (0..64).map(|_| world.accept(&flow, &session));
    let results = futures_util::future::join_all(jobs).await;
    let mut accepted = 0;
    for result in results {
        match result {
            Ok(_) => accepted += 1,
            Err(refusal) => assert_eq!(refusal, Refusal::AlreadyAccepted),
        }
    }
    assert_eq!(accepted, 1);
    assert_eq!(world.issuers(&invited).await.len(), 1);
    let query = AuditQuery {
        activity: Some(Activity::RedeemInvitation),
        ..AuditQuery::all(PageRequest::first(9))
    };
    let log = world.fixture.identity.audit_events(&world.contoso, &query);
    assert_eq!(log.await.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn an_answer_and_a_new_link_at_once_agree_in_the_end() {
    for round in 0..8 {
        let world = World::new().await;
        let identity = &world.fixture.identity;
        let (invited, flow) = world.invite(SAM).await;
        let session = world.sam().await;
        let (accepted, other) = if round % 2 == 0 {
            let resend = identity.resend_invitation(&world.contoso, invited.user.id);
            let (accepted, sent) =
                futures_util::future::join(world.accept(&flow, &session), resend).await;
            (accepted, sent.map(drop))
        } else {
            let revoke = identity.revoke_invitation(&world.contoso, invited.user.id);
            futures_util::future::join(world.accept(&flow, &session), revoke).await
        };
        // One of them came first, and the other one knew.
        assert_ne!(accepted.is_ok(), other.is_ok(), "{accepted:?} {other:?}");
        let guest = world.guest(&invited).await;
        let completed = guest.invitation_state == Some(InvitationState::Completed);
        assert_eq!(completed, accepted.is_ok());
        assert_eq!(world.issuers(&invited).await.len(), usize::from(completed));
    }
}

#[tokio::test]
async fn cancelling_leaves_everything_as_it_was() {
    let world = World::new().await;
    let (invited, flow) = world.invite(SAM).await;
    let circumstances = world.fixture.circumstances();
    world
        .fixture
        .identity
        .cancel_redemption(&flow, &circumstances)
        .await
        .unwrap();
    assert_eq!(world.guest(&invited).await, invited.user);
    world.accept(&flow, &world.sam().await).await.unwrap();
}

#[tokio::test]
async fn declining_is_for_good_and_tells_the_inviter() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let ivy = world
        .fixture
        .with_role(world.contoso.tenant, "ivy", crate::role::Role::GuestInviter)
        .await;
    let invited = world.fixture.invite(&ivy, PAT).await;
    let flow = world.fixture.flow(ivy.tenant, &invited);
    let circumstances = world.fixture.circumstances();
    identity
        .decline(&flow, Some(" No,\u{202E} thanks\r\n"), &circumstances)
        .await
        .unwrap();
    // The invitation itself did not go out any more.
    let mails = world.fixture.deliver().await;
    let [
        Mail::Declined {
            to, guest, reason, ..
        },
    ] = mails.as_slice()
    else {
        panic!("{mails:?}");
    };
    assert_eq!(
        (to.as_str(), guest.as_str(), reason.as_deref()),
        ("ivy@contoso.example", PAT, Some("No, thanks"))
    );
    assert_eq!(
        world.guest(&invited).await.invitation_state,
        Some(InvitationState::Declined)
    );
    let kept = identity
        .invitation_of(&world.contoso, invited.user.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        kept.invitation.decline_reason.as_deref(),
        Some("No, thanks")
    );
    let twice = identity.decline(&flow, None, &circumstances).await;
    assert_eq!(refusal(twice).unwrap_err(), Refusal::Declined);
    assert!(world.fixture.deliver().await.is_empty());
    // The inviter may try once more.
    let again = world.fixture.invite(&ivy, PAT).await;
    let flow = world.fixture.flow(ivy.tenant, &again);
    identity.landing(&flow).await.unwrap();
}

#[tokio::test]
async fn what_the_browser_holds_is_sealed_and_ends_after_an_hour() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let (invited, flow) = world.invite(PAT).await;
    let sealed = identity.seal_flow(&flow);
    let ticket = invited.ticket.unwrap().reveal();
    assert!(!sealed.contains(&ticket));
    assert!(!format!("{flow:?}").contains(&ticket));
    let opened = identity.open_flow(&sealed).unwrap();
    assert_eq!(
        (opened.tenant, opened.invitation, opened.attempt),
        (flow.tenant, flow.invitation, flow.attempt)
    );
    assert!(identity.open_flow(&format!("{sealed}A")).is_none());
    assert!(identity.open_flow("").is_none());
    world.fixture.clock.advance(Span::millis(3_600_000 - 1));
    assert!(identity.open_flow(&sealed).is_some());
    world.fixture.clock.advance(Span::millis(1));
    assert!(identity.open_flow(&sealed).is_none());
    // The link itself goes on.
    identity.landing(&flow).await.unwrap();
}

#[tokio::test]
async fn every_attempt_leaves_its_trace_under_a_number_of_its_own() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let (invited, flow) = world.invite(PAT).await;
    let circumstances = world.fixture.circumstances();
    let begun = identity.begin_redemption(&flow, (Choice::First, None), &circumstances);
    begun.await.unwrap();
    let code = world.fixture.passcode().await;
    let prove = async |code: &str| identity.prove_mailbox(&flow, code, &circumstances).await;
    prove("1").await.unwrap_err();
    let sam = world.sam().await;
    world.accept(&flow, &sam).await.unwrap_err();
    let opened = prove(&code).await.unwrap();
    prove(&code).await.unwrap_err();
    identity
        .cancel_redemption(&flow, &circumstances)
        .await
        .unwrap();
    let second = world.fixture.flow(world.contoso.tenant, &invited);
    world.accept(&second, &opened.session).await.unwrap();
    world.accept(&second, &opened.session).await.unwrap_err();
    let expected = [
        ("begun", "unknown-domain"),
        ("refused", "wrong-passcode"),
        ("refused", "wrong-account"),
        ("proved", "passcode"),
        ("refused", "no-such-passcode"),
        ("cancelled", "by-the-guest"),
        ("accepted", "passcode"),
        ("refused", "already-accepted"),
    ];
    let trace = world.trace(&invited).await;
    let steps: Vec<(&str, &str)> = trace
        .iter()
        .map(|(step, rule)| (step.as_str(), rule.as_str()))
        .collect();
    assert_eq!(steps, expected);
    let lines = identity
        .redemption_trace(&world.contoso, invited.user.id)
        .await
        .unwrap();
    let attempts: Vec<AttemptId> = lines.iter().rev().map(|line| line.attempt).collect();
    assert_eq!(attempts[..6], [flow.attempt; 6]);
    assert_eq!(attempts[6..], [second.attempt; 2]);
    assert_eq!(
        lines.last().unwrap().reference,
        circumstances.correlation.to_string()
    );
    assert_eq!(lines[5].detail, SAM);
    // The code itself is in no line.
    let text = format!("{lines:?}");
    assert!(!text.contains(&code));
}

#[tokio::test]
async fn who_asks_for_a_new_link_is_heard_once_a_day() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let ivy = world
        .fixture
        .with_role(world.contoso.tenant, "ivy", crate::role::Role::GuestInviter)
        .await;
    let invited = world.fixture.invite(&ivy, PAT).await;
    world.fixture.deliver().await;
    let flow = world.fixture.flow(ivy.tenant, &invited);
    let circumstances = world.fixture.circumstances();
    let ask = async || refusal(identity.ask_for_new_link(&flow, &circumstances).await);
    // As long as the link works there is nothing to ask.
    assert_eq!(ask().await.unwrap_err(), Refusal::Superseded);
    world.fixture.clock.advance(Span::days(30));
    for expected in [1, 0] {
        let jobs = (0..8).map(|_| ask());
        for asked in futures_util::future::join_all(jobs).await {
            asked.unwrap();
        }
        let mails = world.fixture.deliver().await;
        assert_eq!(mails.len(), expected);
        if let Some(mail) = mails.first() {
            let Mail::NewLinkRequested { to, guest, .. } = mail else {
                panic!("{mail:?}");
            };
            assert_eq!((to.as_str(), guest.as_str()), ("ivy@contoso.example", PAT));
        }
        world.fixture.clock.advance(Span::hours(23));
    }
    let landing = refusal(identity.landing(&flow).await).unwrap_err();
    assert_eq!(landing, Refusal::Expired { asked: true });
    world.fixture.clock.advance(Span::hours(1));
    ask().await.unwrap();
    assert_eq!(world.fixture.deliver().await.len(), 1);
    // Once the inviter has answered, the old link has nothing to ask any more.
    let again = identity
        .resend_invitation(&ivy, invited.user.id)
        .await
        .unwrap();
    assert_eq!(ask().await.unwrap_err(), Refusal::Superseded);
    let flow = world.fixture.flow(ivy.tenant, &again);
    identity.landing(&flow).await.unwrap();
}

#[tokio::test]
async fn one_person_is_a_guest_of_two_organisations_with_one_account() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let woodgrove = world.fixture.tenant("Woodgrove", "woodgrove.example").await;
    let woodgrove = world.fixture.system(woodgrove.id);
    let session = world.sam().await;
    for host in [&world.contoso, &woodgrove] {
        let invited = world.fixture.invite(host, SAM).await;
        let flow = world.fixture.flow(host.tenant, &invited);
        world.accept(&flow, &session).await.unwrap();
    }
    let all = identity.organizations(&session).await.unwrap();
    let tenants: Vec<TenantId> = all.iter().map(|found| found.tenant).collect();
    assert_eq!(
        tenants,
        [
            world.fabrikam.tenant,
            world.contoso.tenant,
            woodgrove.tenant
        ]
    );
}
