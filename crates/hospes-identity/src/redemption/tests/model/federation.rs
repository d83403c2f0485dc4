//! The steps of somebody who signs in at the university, which is an identity provider of the first host.

use hospes_protocol::oidc;
use serde_json::json;

use super::reference::Chosen;
use super::*;
use crate::identity_provider::{IdentityProvider, ProviderPatch, SignInChoice};
use crate::sign_in::{Answered, Arrival, ArriveError, Brought, Purpose, Wish};
use crate::testing::FakeProvider;

const ROOT: &str = "https://hospes.example";
const BROWSER: &str = "a browser";

/// The university, with everybody who is there.
pub(super) struct University {
    fake: FakeProvider,
    provider: IdentityProvider,
    trips: Vec<Trip>,
}

#[derive(Clone)]
struct Trip {
    at: FlowAt,
    url: String,
    /// When it began, and since when the provider was as it was then.
    began: (Timestamp, Timestamp),
    is_over: bool,
}

impl University {
    pub(super) async fn new(fixture: &Fixture, host: &Actor) -> Self {
        let fake = FakeProvider::new(&fixture.fetch, "https://idp.uni.example");
        let new = fake.new_provider(&fixture.identity, &["uni.example"]);
        let provider = fixture.identity.add_identity_provider(host, &new);
        Self {
            provider: provider.await.unwrap(),
            fake,
            trips: Vec::new(),
        }
    }
}

impl Run {
    /// Chooses for somebody how they sign in, or lets the rules decide.
    pub(super) async fn choose(&mut self, host: usize, id: UserId, way: Option<Chosen>) {
        let choice = way.map(|way| match way {
            Chosen::Mail => SignInChoice::Passcode,
            Chosen::University => SignInChoice::Provider(self.university.provider.id),
        });
        let identity = &self.world.fixture.identity;
        let done = identity.set_sign_in_choice(&self.hosts[host], id, choice);
        let found = done.await.map_err(|error| of_error(&error).unwrap_err());
        assert_eq!(found, self.reference.choose(host, id, way));
    }

    /// Switches the provider on or off, which ends its sessions.
    pub(super) async fn toggle(&mut self, yes: bool) {
        let (identity, id) = (&self.world.fixture.identity, self.university.provider.id);
        let patch = ProviderPatch {
            is_enabled: Some(yes),
            ..ProviderPatch::default()
        };
        let changed = identity.update_identity_provider(&self.hosts[0], id, &patch);
        self.reference.university = (yes, changed.await.unwrap().changed_at);
    }

    /// Goes there with a link, if it leads there.
    pub(super) async fn depart(&mut self, flow: &Flow, at: &FlowAt) {
        let invited = self.reference.load(at);
        if !invited.is_ok_and(|invited| self.reference.is_of_university(at, invited)) {
            return;
        }
        let fixture = &self.world.fixture;
        let wish = Wish {
            purpose: Purpose::Redeem(Box::new(flow.clone())),
            login_hint: None,
            chooses: true,
            root: ROOT,
            browser: BROWSER,
        };
        let to = (flow.tenant, self.university.provider.id);
        let here = fixture.circumstances();
        let departed = fixture.identity.depart(to, &wish, &here).await.unwrap();
        self.university.trips.push(Trip {
            at: at.clone(),
            url: departed.url,
            began: (self.reference.now, self.reference.university.1),
            is_over: false,
        });
    }

    /// Comes back, perhaps once more.
    pub(super) async fn arrive(&mut self, number: usize, is_verified: bool) {
        let Some(trip) = chosen(&self.university.trips, number).cloned() else {
            return;
        };
        let expected = if trip.is_over {
            Err("no-trip")
        } else {
            self.reference.arrive(&trip.at, trip.began)
        };
        for other in &mut self.university.trips {
            other.is_over |= other.url == trip.url;
        }
        let fixture = &self.world.fixture;
        let claims = json!({ "sub": LEE_THERE, "email": LEE, "email_verified": is_verified });
        let now = self.reference.now;
        let answer = self.university.fake.sign_in(&trip.url, now, &claims);
        let answer = oidc::Answer::parse(&answer).unwrap();
        let answered = Answered {
            brought: Brought::OpenIdConnect(self.university.provider.id, &answer),
            browser: BROWSER,
            user: None,
        };
        let here = fixture.circumstances();
        let arrived = fixture.identity.arrive(&answered, None, &here).await;
        let found = match &arrived {
            Ok(Arrival::Redeems(_)) => Ok(()),
            Err(ArriveError::NoTrip) => Err("no-trip"),
            Err(ArriveError::NotInUse { .. }) => Err("not-in-use"),
            Err(ArriveError::Redeem(RedeemError::Refused { refusal, .. })) => key(refusal),
            other => panic!("{other:?}"),
        };
        assert_eq!(found, expected);
        if let Ok(Arrival::Redeems(opened)) = arrived {
            self.sessions.push(Proved {
                opened,
                address: LEE,
                by: By::University,
                besides: is_verified.then_some(LEE).into_iter().collect(),
            });
        }
    }

    /// Proves the mailbox of an invitation besides a session of the university. Whoever does has the mailbox.
    pub(super) async fn besides(&mut self, flow: usize, session: usize) {
        let Some((flow, at)) = chosen(&self.flows, flow).cloned() else {
            return;
        };
        let Ok(invited) = self.reference.load(&at) else {
            return;
        };
        let is_way = self.reference.is_of_university(&at, invited);
        let identity = &self.world.fixture.identity;
        let here = self.world.fixture.circumstances();
        let there = |proved: &&mut Proved| proved.by == By::University;
        let mut all: Vec<&mut Proved> = self.sessions.iter_mut().filter(there).collect();
        let Some(count) = session.checked_rem(all.len()) else {
            return;
        };
        let proved = all.swap_remove(count);
        let cookie = &proved.opened.cookie;
        let Some(session) = identity.session(cookie).await.unwrap() else {
            return;
        };
        let besides = (&session, None);
        let sent = identity.send_code_besides(&flow, besides, &here).await;
        if !is_way {
            assert_eq!(
                refusal(sent).map(drop).map_err(|one| one.key()),
                Err("wrong-account")
            );
            return;
        }
        sent.unwrap();
        let code = self.world.fixture.passcode().await;
        let opened = identity
            .prove_besides(&flow, (&session, &code), &here)
            .await;
        proved.opened = opened.unwrap();
        proved.besides.insert(invited);
    }
}
