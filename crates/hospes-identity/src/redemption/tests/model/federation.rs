//! The steps of somebody who signs in at a provider of the first host: at the university, which speaks OpenID Connect,
//! at the college, which speaks SAML, or at GitHub, which speaks OAuth 2.0 alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_protocol::oidc;
use hospes_protocol::saml::Document;
use hospes_protocol::social::{GITHUB_EMAILS, GITHUB_USER, Service};
use serde_json::json;
use url::Url;

use super::reference::Chosen;
use super::*;
use crate::identity_provider::{
    IdentityProvider, Kind, NewOAuth, NewProtocol, ProviderPatch, RedemptionOrder, SignInChoice,
};
use crate::sign_in::{Answered, Arrival, ArriveError, Brought, Purpose, Wish};
use crate::testing::{FakeProvider, PROVIDER_SECRET, SamlPerson, github_token, json as reply};

const ROOT: &str = "https://hospes.example";
const BROWSER: &str = "a browser";
/// The length of the id of a trip, with which a relay state begins.
const ID: usize = 16;

/// The university and the college, with everybody who is there.
pub(super) struct Providers {
    university: FakeProvider,
    college: FakeSamlProvider,
    added: [IdentityProvider; 3],
    trips: Vec<Trip>,
}

#[derive(Clone)]
struct Trip {
    /// The link that it is for; none: to ask for access.
    at: Option<FlowAt>,
    idp: Idp,
    url: String,
    /// When it began, and since when the provider was as it was then.
    began: (Timestamp, Timestamp),
    is_over: bool,
}

impl Trip {
    /// What went along, to be brought back.
    fn state(&self) -> String {
        let name = match self.idp {
            Idp::University | Idp::GitHub => "state",
            Idp::College => "RelayState",
        };
        self.asked(name)
    }

    /// A field of the query.
    fn asked(&self, name: &str) -> String {
        let url = Url::parse(&self.url).unwrap();
        let mut pairs = url.query_pairs();
        let found = pairs.find(|(key, _)| key == name);
        found.unwrap().1.into_owned()
    }
}

impl Providers {
    pub(super) async fn new(fixture: &Fixture, host: &Actor, college: &FakeSamlProvider) -> Self {
        let identity = &fixture.identity;
        let university = FakeProvider::new(&fixture.fetch, "https://idp.uni.example");
        let college = college.elsewhere(&fixture.fetch);
        let first = university.new_provider(identity, &[Idp::University.domain()]);
        let mut second = college.new_provider(identity, &[Idp::College.domain()]);
        if let NewProtocol::Saml(us) = &mut second.protocol {
            // What the requests say is what counts here, and a key would have to be made for each run.
            us.signs_requests = false;
        }
        let mut third = university.new_provider(identity, &[Idp::GitHub.domain()]);
        third.kind = Kind::GitHub;
        third.protocol = NewProtocol::OAuth(NewOAuth {
            client_id: "hospes".to_owned(),
            client_secret: Some(PROVIDER_SECRET.to_owned()),
        });
        let first = identity.add_identity_provider(host, &first).await.unwrap();
        let second = identity.add_identity_provider(host, &second).await.unwrap();
        let third = identity.add_identity_provider(host, &third).await.unwrap();
        Self {
            university,
            college,
            added: [first, second, third],
            trips: Vec::new(),
        }
    }

    fn added(&self, idp: Idp) -> &IdentityProvider {
        &self.added[idp as usize]
    }

    pub(super) fn issuer(&self, idp: Idp) -> Issuer {
        self.added(idp).as_issuer()
    }
}

impl Run {
    /// Chooses for somebody how they sign in, or lets the rules decide.
    pub(super) async fn choose(&mut self, host: usize, id: UserId, way: Option<Chosen>) {
        let choice = way.map(|way| match way {
            Chosen::Mail => SignInChoice::Passcode,
            Chosen::Provider(idp) => SignInChoice::Provider(self.providers.added(idp).id),
        });
        let identity = &self.world.fixture.identity;
        let done = identity.set_sign_in_choice(&self.hosts[host], id, choice);
        let found = done.await.map_err(|error| of_error(&error).unwrap_err());
        assert_eq!(found, self.reference.choose(host, id, way));
    }

    /// What the hosts and Fabrikam settle about each other and about providers.
    pub(super) async fn settle(&mut self, step: &Step) {
        match *step {
            Step::Toggle { idp, yes } => self.toggle(idp, yes).await,
            Step::Assign { domain, yes } => self.assign(domain, yes).await,
            Step::Order { providers_first } => self.order(providers_first).await,
            _ => self.cross(step).await,
        }
    }

    /// Switches a provider on or off, which ends its sessions.
    async fn toggle(&mut self, idp: Idp, yes: bool) {
        let (identity, id) = (&self.world.fixture.identity, self.providers.added(idp).id);
        let patch = ProviderPatch {
            is_enabled: Some(yes),
            ..ProviderPatch::default()
        };
        let changed = identity.update_identity_provider(&self.hosts[0], id, &patch);
        let state = (yes, changed.await.unwrap().changed_at);
        self.reference.set_provider(idp, state);
    }

    /// Lets a provider speak for a domain, or no more. Its sessions go on.
    async fn assign(&mut self, (idp, domain): (Idp, &'static str), yes: bool) {
        let domains = &mut self.reference.domains[idp as usize];
        if yes {
            domains.insert(domain);
        } else {
            domains.remove(domain);
        }
        let names: Vec<Domain> = domains
            .iter()
            .map(|name| Domain::parse(name).unwrap())
            .collect();
        let (identity, id) = (&self.world.fixture.identity, self.providers.added(idp).id);
        let done = identity.set_provider_domains(&self.hosts[0], id, (&names, true));
        done.await.unwrap();
    }

    /// Asks providers first, or organisations on this server.
    async fn order(&mut self, providers_first: bool) {
        let mut order = RedemptionOrder::default();
        if providers_first {
            order.primaries.rotate_left(1);
        }
        let identity = &self.world.fixture.identity;
        let done = identity.set_redemption_order(&self.hosts[0], &order);
        done.await.unwrap();
        self.reference.providers_first = providers_first;
    }

    /// Goes to the provider that a link leads to, if it leads to one.
    pub(super) async fn depart(&mut self, flow: &Flow, at: &FlowAt) {
        let invited = self.reference.load(at).ok();
        let way = invited.and_then(|invited| self.reference.provider_of(at, invited));
        if let Some(idp) = way {
            let purpose = Purpose::Redeem(Box::new(flow.clone()));
            self.leave(idp, purpose, Some(at.clone())).await;
        }
    }

    /// Goes to a provider that is in use, to ask for access.
    pub(super) async fn depart_to_ask(&mut self, idp: Idp) {
        if self.reference.provider(idp).0 {
            let next = "/request-access/details".to_owned();
            self.leave(idp, Purpose::Ask { next }, None).await;
        }
    }

    async fn leave(&mut self, idp: Idp, purpose: Purpose, at: Option<FlowAt>) {
        let fixture = &self.world.fixture;
        let wish = Wish {
            purpose,
            login_hint: None,
            chooses: true,
            root: ROOT,
            browser: BROWSER,
        };
        let to = (self.hosts[0].tenant, self.providers.added(idp).id);
        let here = fixture.circumstances();
        let departed = fixture.identity.depart(to, &wish, &here).await.unwrap();
        let since = self.reference.provider(idp).1;
        self.providers.trips.push(Trip {
            at,
            idp,
            url: departed.url,
            began: (self.reference.now, since),
            is_over: false,
        });
    }

    /// Comes back, perhaps once more, and perhaps with what belongs to another trip.
    pub(super) async fn arrive(&mut self, number: usize, is_verified: bool, brings: Brings) {
        let Some(trip) = chosen(&self.providers.trips, number).cloned() else {
            return;
        };
        let (other, is_forged) = match brings {
            Brings::Own => (&trip, false),
            Brings::Another(number) => (self.other(&trip, number), false),
            Brings::Forged(number) => (self.other(&trip, number), true),
        };
        let is_own = other.url == trip.url;
        // The trip that is named ends, whatever is wrong with the rest. Nothing is named by a state that was cut.
        let (state, taken) = match (trip.idp, is_forged && !is_own) {
            (_, false) => (other.state(), Some(other.clone())),
            (Idp::University | Idp::GitHub, true) => {
                let (one, another) = (trip.state(), other.state());
                let (head, _) = one.split_at(one.len() / 2);
                let (_, tail) = another.split_at(another.len() / 2);
                (format!("{head}{tail}"), None)
            }
            (Idp::College, true) => {
                let [mut one, another] = [other, &trip].map(|trip| {
                    let state = trip.state();
                    URL_SAFE_NO_PAD.decode(state).unwrap()
                });
                one.truncate(ID);
                one.extend(&another[ID..]);
                (URL_SAFE_NO_PAD.encode(one), Some(other.clone()))
            }
        };
        let expected = match &taken {
            None => Err("no-trip"),
            Some(taken) if taken.is_over || (is_forged && !is_own) => Err("no-trip"),
            Some(taken) if is_own => self.expected(taken),
            // The answer is one to another question.
            Some(taken) => match self.expected(taken) {
                Err(why @ ("no-trip" | "not-in-use")) => Err(why),
                Ok(()) | Err(_) => Err("provider"),
            },
        };
        for other in &mut self.providers.trips {
            other.is_over |= taken.as_ref().is_some_and(|taken| other.url == taken.url);
        }
        let arrived = self.bring(&trip, &state, is_verified).await;
        let found = match &arrived {
            Ok(Arrival::Redeems(_) | Arrival::SignedIn { .. }) => Ok(()),
            Err(ArriveError::NoTrip) => Err("no-trip"),
            Err(ArriveError::NotInUse { .. }) => Err("not-in-use"),
            Err(ArriveError::Provider { .. }) => Err("provider"),
            Err(ArriveError::Redeem(RedeemError::Refused { refusal, .. })) => key(refusal),
            other => panic!("{other:?}"),
        };
        assert_eq!(found, expected);
        if let Ok(Arrival::Redeems(opened) | Arrival::SignedIn { opened, .. }) = arrived {
            let person = trip.idp.person();
            // What it says of an address counts where it speaks for the domain.
            let is_verified = is_verified && self.reference.speaks_for(trip.idp, person);
            self.proved(opened, By::Provider(trip.idp), person, is_verified);
        }
    }

    fn expected(&self, trip: &Trip) -> Answer {
        let (began, since) = trip.began;
        self.reference
            .arrive(trip.at.as_ref(), (trip.idp, began, since))
    }

    /// Another trip to the same provider, or the trip itself when there is none.
    fn other<'a>(&'a self, trip: &'a Trip, number: usize) -> &'a Trip {
        let is_other = |one: &&Trip| one.idp == trip.idp && one.url != trip.url;
        let all: Vec<&Trip> = self.providers.trips.iter().filter(is_other).collect();
        chosen(&all, number).copied().unwrap_or(trip)
    }

    /// Brings what a provider answers whoever left with a trip, with a state beside it.
    async fn bring(
        &self,
        trip: &Trip,
        state: &str,
        is_verified: bool,
    ) -> Result<Arrival, ArriveError> {
        let (fixture, now) = (&self.world.fixture, self.reference.now);
        let (name, email) = (trip.idp.name_there(), trip.idp.person());
        let (answer, document);
        let brought = match trip.idp {
            Idp::University => {
                let claims = json!({ "sub": name, "email": email, "email_verified": is_verified });
                let mut pairs = self.providers.university.sign_in(&trip.url, now, &claims);
                for (name, value) in &mut pairs {
                    if name == "state" {
                        state.clone_into(value);
                    }
                }
                answer = oidc::Answer::parse(&pairs).unwrap();
                Brought::OpenIdConnect(self.providers.added(trip.idp).id, &answer)
            }
            Idp::GitHub => {
                let emails = json!([{ "email": email, "primary": true, "verified": is_verified }]);
                let id: u64 = name.parse().unwrap();
                let user = json!({ "id": id, "login": "gil", "name": "Gil", "email": email });
                let (fetch, challenge) = (&fixture.fetch, trip.asked("code_challenge"));
                fetch.handle(Service::GitHub.token_endpoint(), move |request| {
                    Ok(github_token(request, &challenge))
                });
                fetch.reply(GITHUB_USER, reply(&user));
                fetch.reply(GITHUB_EMAILS, reply(&emails));
                let pairs = [("code", "code"), ("state", state)];
                let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
                answer = oidc::Answer::parse(&pairs).unwrap();
                Brought::OpenIdConnect(self.providers.added(trip.idp).id, &answer)
            }
            Idp::College => {
                let mut person = SamlPerson::new(name, email);
                person.email = person.email.filter(|_| is_verified);
                let [(_, response), _] = self.providers.college.sign_in(&trip.url, now, &person);
                document = Document::from_post(&response).unwrap();
                Brought::Saml(self.hosts[0].tenant, &document, state)
            }
        };
        let answered = Answered {
            brought,
            browser: BROWSER,
            user: None,
        };
        let here = fixture.circumstances();
        fixture.identity.arrive(&answered, None, &here).await
    }

    /// Proves the mailbox of an invitation besides a session of a provider. Whoever does has the mailbox.
    pub(super) async fn besides(&mut self, flow: usize, session: usize) {
        let Some((flow, at)) = chosen(&self.flows, flow).cloned() else {
            return;
        };
        let Ok(invited) = self.reference.load(&at) else {
            return;
        };
        let way = self.reference.provider_of(&at, invited);
        let identity = &self.world.fixture.identity;
        let here = self.world.fixture.circumstances();
        let there = |proved: &&mut Proved| matches!(proved.by, By::Provider(_));
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
        if way.map(By::Provider) != Some(proved.by) {
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
        let whose = proved.by.identity(proved.address);
        self.shown.entry(whose).or_default().insert(invited);
    }
}
