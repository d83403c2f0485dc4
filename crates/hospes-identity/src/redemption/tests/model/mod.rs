//! Random interleavings of everything that can happen to invitations, against a small reference.
//!
//! Two hosts invite five people: Sam, who has an account at Fabrikam, Pat and Kim, who have mailboxes, Lee, who signs in
//! at the university where the host uses it, by OpenID Connect, and Max, who does at the college, by SAML. At the first
//! host everybody may ask for access, too, and an administrator may choose how a guest signs in, for which domains
//! providers speak, and whether they are asked before organisations on this server. Fabrikam and both hosts may keep
//! Fabrikam's people in and out.
//! Each step is done to the product and to the [`Reference`], which must answer alike; after each step what
//! is stored must satisfy what [`Run::check`] says. Every link and every session that ever existed can be
//! used again at any later time. `PROPTEST_CASES` says how many runs there are.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "functions for some of the steps leave the others to their callers"
)]

mod ask;
mod check;
mod federation;
mod reference;
mod steps;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hospes_protocol::address::Domain;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::cross_tenant_access::{AccessType, Collaboration, DefaultsPatch};
use crate::ids::ApplicationId;
use crate::invitation::{InviteError, NewInvitation};
use crate::session::Opened;
use crate::tenant::{Restriction, SettingsPatch};
use crate::testing::FakeSamlProvider;
use check::Bound;
use federation::Providers;
use reference::{Answer, FlowAt, Idp, Reference, Who};
use steps::{Brings, Step, step};

const KIM: &str = "kim@partner.example";
const LEE: &str = "lee@uni.example";
const MAX: &str = "max@college.example";
const GIL: &str = "gil@code.example";
const ADDRESSES: [&str; 6] = [SAM, PAT, KIM, LEE, MAX, GIL];
const DOMAINS: [&str; 5] = [
    "fabrikam.example",
    "partner.example",
    "uni.example",
    "college.example",
    "code.example",
];
const FABRIKAM: &str = DOMAINS[0];
const HOSTS: usize = 2;

/// Who vouches for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Account,
    Mail,
    Provider(Idp),
}

/// A session that somebody has, and the address they are known by.
struct Proved {
    opened: Opened,
    address: &'static str,
    by: By,
    /// At a provider: the addresses that were proved, by it or besides it.
    besides: BTreeSet<&'static str>,
}

impl By {
    /// The word of the reference for who they are.
    fn identity(self, address: &'static str) -> &'static str {
        match self {
            Self::Provider(idp) => idp.name_there(),
            Self::Account | Self::Mail => address,
        }
    }
}

struct Run {
    world: World,
    hosts: [Actor; HOSTS],
    flows: Vec<(Flow, FlowAt)>,
    sessions: Vec<Proved>,
    reference: Reference,
    providers: Providers,
    /// Where outsiders may ask for access.
    application: ApplicationId,
    /// For each identity, the addresses that somebody with it ever proved.
    shown: BTreeMap<&'static str, BTreeSet<&'static str>>,
}

/// One of all there ever was, and more often one of the last three.
fn chosen<T>(all: &[T], number: usize) -> Option<&T> {
    let last = &all[all.len().saturating_sub(3)..];
    let among = if number.is_multiple_of(2) { last } else { all };
    among.get((number / 2).checked_rem(among.len())?)
}

fn key(refusal: &Refusal) -> Answer {
    Err(match refusal {
        Refusal::Expired { .. } => "expired",
        Refusal::AccessBlocked(_) => "access-blocked",
        other => other.key(),
    })
}

fn of_error(error: &Error) -> Answer {
    Err(match error {
        Error::NotFound { .. } => "not found",
        Error::Conflict { .. } => "conflict",
        Error::Invalid { .. } => "invalid",
        other => panic!("{other}"),
    })
}

impl Run {
    async fn new(college: &FakeSamlProvider) -> Self {
        let world = World::new().await;
        let woodgrove = world.fixture.tenant("Woodgrove", "woodgrove.example").await;
        let hosts = [world.contoso.clone(), world.fixture.system(woodgrove.id)];
        let now = world.fixture.identity.env().clock.now();
        let providers = Providers::new(&world.fixture, &hosts[0], college).await;
        let application = ask::offered(&world.fixture, &hosts[0]).await;
        Self {
            world,
            hosts,
            flows: Vec::new(),
            sessions: Vec::new(),
            reference: Reference::new(now),
            providers,
            application,
            shown: BTreeMap::new(),
        }
    }

    /// A session that somebody has from now on.
    fn proved(&mut self, opened: Opened, by: By, address: &'static str, is_verified: bool) {
        let besides: BTreeSet<&'static str> = match by {
            By::Provider(_) => is_verified.then_some(address).into_iter().collect(),
            By::Account | By::Mail => BTreeSet::new(),
        };
        let whose = by.identity(address);
        let shown = self.shown.entry(whose).or_default();
        shown.extend(is_verified.then_some(address));
        self.sessions.push(Proved {
            opened,
            address,
            by,
            besides,
        });
    }

    async fn step(&mut self, step: &Step) {
        match *step {
            Step::Invite { host, address } => self.invite(host, None, ADDRESSES[address]).await,
            Step::Reset {
                host,
                user,
                address,
            } => {
                if let Some(id) = chosen(&self.reference.hosts[host].everybody(), user) {
                    self.invite(host, Some(*id), ADDRESSES[address]).await;
                }
            }
            Step::Wait { hours } => self.wait(hours),
            Step::Sweep => self.sweep().await,
            Step::SignIn | Step::BlockAtHome { .. } | Step::Deny { .. } => {
                self.surroundings(step).await;
            }
            Step::Resend { host, user }
            | Step::Revoke { host, user }
            | Step::Delete { host, user }
            | Step::Restore { host, user }
            | Step::Forget { host, user }
            | Step::Block { host, user, .. } => {
                if let Some(id) = chosen(&self.reference.hosts[host].everybody(), user) {
                    self.manage(host, *id, step).await;
                }
            }
            Step::Land { flow }
            | Step::Begin { flow }
            | Step::Prove { flow }
            | Step::Decline { flow }
            | Step::Cancel { flow } => {
                if let Some((flow, at)) = chosen(&self.flows, flow).cloned() {
                    self.visit(&flow, &at, step).await;
                }
            }
            Step::Choose { host, user, way } => {
                if let Some(id) = chosen(&self.reference.hosts[host].everybody(), user) {
                    self.choose(host, *id, way).await;
                }
            }
            Step::Depart { flow } => {
                if let Some((flow, at)) = chosen(&self.flows, flow).cloned() {
                    self.depart(&flow, &at).await;
                }
            }
            Step::DepartToAsk { idp } => self.depart_to_ask(idp).await,
            Step::Arrive {
                trip,
                is_verified,
                brings,
            } => self.arrive(trip, is_verified, brings).await,
            Step::Ask { address, session } => self.ask(ADDRESSES[address], session).await,
            Step::Besides { flow, session } => self.besides(flow, session).await,
            Step::Accept { flow, session } => self.accept(flow, session, false).await,
            Step::AcceptTwice { flow, session } => self.accept(flow, session, true).await,
            _ => self.settle(step).await,
        }
    }

    fn wait(&mut self, hours: i64) {
        self.world.fixture.clock.advance(Span::hours(hours));
        self.reference.now = self.world.fixture.identity.env().clock.now();
    }

    /// Invites, or with a user makes them redeem anew.
    async fn invite(&mut self, host: usize, reset: Option<UserId>, to: &'static str) {
        let new = NewInvitation {
            reset,
            send_message: true,
            ..NewInvitation::of(address(to), REDIRECT)
        };
        let identity = &self.world.fixture.identity;
        let answer = identity.invite(&self.hosts[host], &new).await;
        let invited = answer.as_ref().ok();
        let ids = invited.map(|invited| (invited.user.id, invited.invitation.id));
        let expected = self.reference.invite(host, reset, to, ids);
        let found = match &answer {
            Ok(invited) => Ok(format!("{:?}", invited.outcome)),
            Err(InviteError::DomainBlocked) => Err("domain-blocked"),
            Err(InviteError::AccessBlocked(_)) => Err("access-blocked"),
            Err(InviteError::Blocked { .. }) => Err("blocked"),
            Err(InviteError::AddressMismatch) => Err("mismatch"),
            Err(InviteError::Other(error)) => of_error(error).map(|()| String::new()),
            Err(error) => panic!("{error}"),
        };
        assert_eq!(found, expected.map(str::to_owned));
        if let Ok(invited) = answer
            && invited.ticket.is_some()
        {
            self.remember(host, &invited);
        }
    }

    /// Every link that ever existed can be used at any later time.
    fn remember(&mut self, host: usize, invited: &Invited) {
        let flow = self.world.fixture.flow(self.hosts[host].tenant, invited);
        let at = FlowAt {
            host,
            user: invited.user.id,
            invitation: invited.invitation.id,
            generation: invited.invitation.generation,
        };
        self.flows.push((flow, at));
    }

    async fn sweep(&mut self) {
        let identity = &self.world.fixture.identity;
        identity.expire_invitations().await.unwrap();
        identity.forget_deleted_users().await.unwrap();
        identity.forget_old_passcodes().await.unwrap();
        identity.end_old_sessions().await.unwrap();
        self.reference.sweep();
    }

    /// What happens around the invitations.
    async fn surroundings(&mut self, step: &Step) {
        let fixture = &self.world.fixture;
        let identity = &fixture.identity;
        match *step {
            Step::BlockAtHome { yes } => {
                let patch = UserPatch {
                    account_enabled: Some(!yes),
                    ..UserPatch::default()
                };
                let (fabrikam, sam) = (&self.world.fabrikam, self.world.sam.id);
                self.world.update(fabrikam, sam, patch).await;
                self.reference.sam_blocked = yes;
            }
            Step::Deny { host, domain, yes } => {
                let denied = &mut self.reference.hosts[host].denied;
                if yes {
                    denied.insert(DOMAINS[domain]);
                } else {
                    denied.remove(DOMAINS[domain]);
                }
                let list = denied.iter().map(|name| Domain::parse(name).unwrap());
                let patch = SettingsPatch {
                    restriction: Some((Restriction::Deny, list.collect())),
                    ..SettingsPatch::default()
                };
                let changed = identity.update_settings(&self.hosts[host], &patch);
                changed.await.unwrap();
            }
            _ => {
                // Sessions that a block ended the same instant would still be of that instant.
                fixture.clock.advance(Span::millis(1));
                self.reference.now = identity.env().clock.now();
                if !self.reference.sam_blocked {
                    let opened = fixture.sign_in(&self.world.sam).await;
                    self.proved(opened, By::Account, SAM, true);
                }
            }
        }
    }

    /// What the cross-tenant access settings say of Fabrikam's people: those of a host, or Fabrikam's own.
    async fn cross(&mut self, step: &Step) {
        let nobody = |yes: bool| {
            let access = if yes {
                AccessType::Blocked
            } else {
                AccessType::Allowed
            };
            Some(Collaboration::everything(access))
        };
        let mut patch = DefaultsPatch::default();
        let actor = match *step {
            Step::KeepOut { host, yes } => {
                self.reference.hosts[host].keeps_out = yes;
                patch.inbound = nobody(yes);
                &self.hosts[host]
            }
            Step::KeepIn { yes } => {
                self.reference.keeps_in = yes;
                patch.outbound = nobody(yes);
                &self.world.fabrikam
            }
            _ => return,
        };
        let identity = &self.world.fixture.identity;
        let changed = identity.update_cross_tenant_defaults(actor, &patch);
        changed.await.unwrap();
    }

    async fn manage(&mut self, host: usize, id: UserId, step: &Step) {
        let (identity, actor) = (&self.world.fixture.identity, &self.hosts[host]);
        let mut resent = None;
        let answer = match *step {
            Step::Resend { .. } => {
                let answer = identity.resend_invitation(actor, id).await;
                answer.map(|invited| resent = Some(invited))
            }
            Step::Revoke { .. } => identity.revoke_invitation(actor, id).await,
            Step::Delete { .. } => identity.delete_user(actor, id).await,
            Step::Restore { .. } => identity.restore_user(actor, id).await.map(drop),
            Step::Forget { .. } => identity.delete_user_permanently(actor, id).await,
            _ => {
                let patch = UserPatch {
                    account_enabled: Some(!matches!(step, Step::Block { yes: true, .. })),
                    ..UserPatch::default()
                };
                identity.update_user(actor, id, &patch).await.map(drop)
            }
        };
        let found = answer
            .as_ref()
            .map_err(|error| of_error(error).unwrap_err());
        let expected = match *step {
            Step::Resend { .. } => self.reference.resend(host, id),
            Step::Revoke { .. } => self.reference.revoke(host, id),
            Step::Delete { .. } => self.reference.delete(host, id),
            Step::Restore { .. } => self.reference.restore(host, id),
            Step::Forget { .. } => self.reference.forget(host, id),
            _ => {
                let yes = matches!(step, Step::Block { yes: true, .. });
                self.reference.block(host, id, yes)
            }
        };
        assert_eq!(found.copied(), expected);
        if let Some(invited) = resent {
            self.remember(host, &invited);
        }
    }

    /// What somebody can do with a link alone.
    async fn visit(&mut self, flow: &Flow, at: &FlowAt, step: &Step) {
        let fixture = &self.world.fixture;
        let (identity, circumstances) = (&fixture.identity, fixture.circumstances());
        let loaded = self.reference.load(at);
        let landing = self.reference.land(at);
        let (found, expected) = match step {
            Step::Land { .. } => (refusal(identity.landing(flow).await).map(drop), landing),
            Step::Begin { .. } => {
                let begun = identity
                    .begin_redemption(flow, (Choice::First, None), &circumstances)
                    .await;
                (refusal(begun).map(drop), landing)
            }
            Step::Decline { .. } => {
                let declined = identity.decline(flow, None, &circumstances).await;
                (
                    refusal(declined).map(drop),
                    self.reference.decline(at).map(drop),
                )
            }
            Step::Cancel { .. } => {
                let cancelled = identity.cancel_redemption(flow, &circumstances).await;
                (refusal(cancelled).map(drop), loaded.map(drop))
            }
            _ => {
                // Sam has no mailbox to prove, only an account, and Lee and Max go where they are known. One that is
                // somebody else's is refused with its code.
                if let Some(to) = landing.ok().and_then(|()| loaded.ok())
                    && to != SAM
                    && self.reference.provider_of(at, to).is_none()
                    && self.reference.is_free(at, to).is_ok()
                {
                    let session = fixture.prove_mailbox(flow).await;
                    let opened = Opened {
                        session,
                        cookie: String::new(),
                    };
                    self.proved(opened, By::Mail, to, true);
                }
                return;
            }
        };
        assert_eq!(
            found.map_err(|refusal| key(&refusal).unwrap_err()),
            expected
        );
    }

    /// As the server does: a cookie that opens nothing any more is nobody. But should it end between the cookie and the
    /// button, what home says of Sam is asked once more.
    async fn is_over(&self, proved: &Proved) -> bool {
        let identity = &self.world.fixture.identity;
        match proved.by {
            By::Account | By::Provider(_) => identity
                .session(&proved.opened.cookie)
                .await
                .unwrap()
                .is_none(),
            By::Mail => self.reference.now >= proved.opened.session.expires_at,
        }
    }

    async fn accept(&mut self, flow: usize, session: usize, twice: bool) {
        let Some((flow, at)) = chosen(&self.flows, flow).cloned() else {
            return;
        };
        // Every second time the right person, if they are there.
        let invited = self.reference.load(&at).ok();
        let is_right = |proved: &&Proved| Some(proved.address) == invited;
        let right = self.sessions.iter().rev().find(is_right);
        let right = right.filter(|_| session.is_multiple_of(2));
        let Some(proved) = right.or_else(|| chosen(&self.sessions, session)) else {
            return;
        };
        let is_over = self.is_over(proved).await;
        let ends_now = self.reference.sam_blocked && self.reference.load(&at) == Ok(SAM);
        if is_over && !(proved.address == SAM && ends_now) {
            return;
        }
        let session = &proved.opened.session;
        let who = Who {
            address: proved.address,
            by: proved.by,
            besides: &proved.besides,
        };
        let expected = self.reference.accept(&at, &who);
        let mut answers = vec![self.world.accept(&flow, session).await];
        if twice {
            let (one, other) = futures_util::future::join(
                self.world.accept(&flow, session),
                self.world.accept(&flow, session),
            )
            .await;
            answers.extend([one, other]);
        }
        // The first counts; after it there is nothing left to accept.
        let found = answers.remove(0);
        assert_eq!(
            found
                .map(drop)
                .map_err(|refusal| key(&refusal).unwrap_err()),
            expected
        );
        for again in answers {
            let again = key(&again.unwrap_err()).unwrap_err();
            assert_eq!(again, expected.err().unwrap_or("already-accepted"));
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how much the suite tests is its input"
)]
fn cases() -> u32 {
    let number = std::env::var("PROPTEST_CASES").ok();
    let slow = std::env::var("TEST_DATABASE_URL").is_ok_and(|url| !url.is_empty());
    let usual = if slow { 6 } else { 64 };
    number.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn no_order_of_events_loses_an_invitation_or_lets_the_wrong_person_in() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = Config {
        cases: cases(),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    // Its key is made once, because that takes longer than a whole run.
    let college = FakeSamlProvider::new(&Arc::default(), "https://idp.college.example/saml");
    let steps = proptest::collection::vec(step(), 20..70);
    TestRunner::new(config)
        .run(&steps, |steps| {
            runtime.block_on(async {
                let mut run = Run::new(&college).await;
                let mut bound = Bound::new();
                for step in &steps {
                    run.step(step).await;
                    bound = run.check(step, &bound).await;
                }
            });
            Ok(())
        })
        .unwrap();
}
