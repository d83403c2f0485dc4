//! Back: what the provider says, checked, and what comes of it.

use hospes_protocol::address::Address;
use hospes_protocol::apple;
use hospes_protocol::oauth::{SentSecret, verifier_of};
use hospes_protocol::oidc::{Answer, AnswerKind};
use hospes_protocol::saml::{Document, ResponseRefused, status};
use serde_json::{Map, Value};

use super::{Arrival, ArriveError, Promised, Purpose, TRIP_PURPOSE, Trip, Who, store};
use crate::Identity;
use crate::actor::{Actor, Circumstances, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::authenticator::Factor;
use crate::db::Tx;
use crate::env::Span;
use crate::error::Result;
use crate::identity_provider::{
    self, End, IdentityProvider, Kind, Problem, Proof, Protocol, Said, SamlRequest,
};
use crate::ids::{ProviderId, TenantId};
use crate::secret::sha256;
use crate::session::{self, Method, NewSession, Opened, Session, Upstream};
use crate::sign_in_log::{self, Attempt, Reason};
use crate::user::{self, ClaimedNames, ProviderKey};

/// No session is shorter, whatever its provider says of its own.
const SHORTEST: Span = Span::minutes(5);

/// What the browser brought back.
#[derive(Debug)]
pub struct Answered<'a> {
    /// What it says.
    pub brought: Brought<'a>,
    /// What only this browser has.
    pub browser: &'a str,
    /// What Apple says of somebody's name beside the answer, in JSON: hostile, because the browser brings it.
    pub user: Option<&'a str>,
}

/// What the browser brought back, by the protocol of who sent it.
#[derive(Debug, Clone, Copy)]
pub enum Brought<'a> {
    /// Parameters, at the path of a provider that speaks OpenID Connect, or OAuth alone.
    OpenIdConnect(ProviderId, &'a Answer),
    /// A response at the path of a tenant, and the `RelayState` that came with it.
    Saml(TenantId, &'a Document, &'a str),
}

/// Somebody whom a provider vouches for.
#[derive(Debug, Clone)]
pub(super) struct Proven {
    pub(super) provider: IdentityProvider,
    /// The person there.
    pub(super) subject: String,
    /// Their address as the provider knows it.
    pub(super) address: Option<Address>,
    /// Whether the provider says that it is theirs.
    pub(super) is_verified: bool,
    /// What they are called there.
    pub(super) names: ClaimedNames,
    /// Its session, and how they signed in there.
    pub(super) upstream: Upstream,
    /// How the session here ends with the one there.
    end: End,
    /// What the provider has to be told to end that one, sealed.
    sign_out_hint: Option<Vec<u8>>,
    /// All that it said.
    pub(super) claims: Map<String, Value>,
}

impl Proven {
    /// Who they are there, for people to read.
    pub(super) fn account(&self) -> &str {
        self.address
            .as_ref()
            .map_or(&self.subject, Address::as_typed)
    }
}

/// Why a provider says nothing of somebody.
enum Refused {
    /// They, or it, said no: its word, and what it says to it.
    Declined(String, Option<String>),
    /// It can't be used.
    Problem(Problem),
    /// It came in the form of another protocol than the provider's.
    OtherProtocol,
}

/// The code of an answer, or the refusal that it is.
fn code_of(answer: &Answer) -> Result<&SentSecret, Refused> {
    match &answer.kind {
        AnswerKind::Code(code) => Ok(code),
        AnswerKind::Refused { error, description } => {
            Err(Refused::Declined(error.clone(), description.clone()))
        }
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        let Problem::Response(why) = &problem else {
            return Self::Problem(problem);
        };
        let ResponseRefused::Status(failure) = why.as_ref() else {
            return Self::Problem(problem);
        };
        // Whoever could not, or would not, be signed in there, in the word of OAuth.
        let reason = failure.reason.as_deref();
        let is_no = [status::AUTHN_FAILED, status::REQUEST_DENIED].map(Some);
        let error = if is_no.contains(&reason) {
            "access_denied".to_owned()
        } else {
            reason.unwrap_or(&failure.code).to_owned()
        };
        Self::Declined(error, failure.message.clone())
    }
}

impl Identity {
    /// Takes somebody back from a provider. Whatever comes of it, the trip is over.
    pub async fn arrive(
        &self,
        answered: &Answered<'_>,
        session: Option<&Session>,
        circumstances: &Circumstances,
    ) -> Result<Arrival, ArriveError> {
        let (key, trip) = self.take_trip(answered).await?;
        let tenant = key.tenant;
        let mut tx = self.read().await?;
        let provider = identity_provider::find(&mut tx, tenant, key.id).await?;
        drop(tx);
        let mut proven = match self.ask(provider, &trip, answered.brought).await {
            Ok(proven) => proven,
            Err(error) => {
                let tried = (&trip.purpose, trip.name.as_str());
                self.note_failed_trip(key, tried, &error, circumstances)
                    .await?;
                return Err(error);
            }
        };
        if let Some(names) = names_beside(&proven.provider, answered.user) {
            proven.names = names;
        }
        let hint = proven.end.hint.as_ref();
        proven.sign_out_hint = hint.map(|hint| self.seal_sign_out_hint(key.id, hint));
        match trip.purpose {
            Purpose::SignIn { next } => self.sign_in_proven(&proven, next, circumstances).await,
            Purpose::Ask { next } => {
                let opened = self.ask_proven(&proven, circumstances).await?;
                Ok(Arrival::SignedIn { opened, next })
            }
            Purpose::Redeem(flow) => {
                let opened = self.redeem_proven(&flow, &proven, circumstances).await?;
                Ok(Arrival::Redeems(opened))
            }
            Purpose::Test { by, .. } => {
                let mut tx = self.read().await?;
                let found = match session {
                    Some(session) => {
                        session::member(&mut tx, session, tenant, circumstances).await?
                    }
                    None => None,
                };
                drop(tx);
                // Whoever began it, and nobody else who was handed the answer.
                let found = found.filter(|found| found.user.id == by);
                let found = found.ok_or(ArriveError::NoTrip)?;
                found.actor.require(Permission::ManageIdentityProviders)?;
                let tested = self.tested(proven).await?;
                Ok(Arrival::Tested(Box::new(tested)))
            }
        }
    }

    /// Asks the provider about whoever came back from it.
    async fn ask(
        &self,
        provider: IdentityProvider,
        trip: &Trip,
        brought: Brought<'_>,
    ) -> Result<Proven, ArriveError> {
        let (purpose, name) = (trip.purpose.clone(), provider.display_name.clone());
        if !provider.is_active() || provider.changed_at != trip.changed_at {
            return Err(ArriveError::NotInUse {
                purpose,
                provider: name,
            });
        }
        match self.asked(&provider, trip, brought).await {
            Ok(said) => Ok(proven(provider, said)),
            Err(Refused::Declined(error, description)) => Err(ArriveError::Declined {
                purpose,
                provider: name,
                error,
                description,
            }),
            Err(Refused::Problem(problem)) => Err(ArriveError::Provider {
                purpose,
                provider: name,
                problem,
            }),
            Err(Refused::OtherProtocol) => Err(ArriveError::NoTrip),
        }
    }

    async fn asked(
        &self,
        provider: &IdentityProvider,
        trip: &Trip,
        brought: Brought<'_>,
    ) -> Result<Said, Refused> {
        match (&provider.protocol, &trip.promised, brought) {
            (
                Protocol::OpenIdConnect(us),
                Promised::OpenIdConnect { nonce, verifier },
                Brought::OpenIdConnect(_, answer),
            ) => {
                let code = code_of(answer)?;
                let proof = Proof {
                    nonce,
                    verifier: &verifier_of(*verifier),
                    redirect_uri: &trip.redirect_uri,
                };
                let us_there = (provider, us);
                Ok(self.ask_openid(us_there, (answer, code), proof).await?)
            }
            (
                Protocol::Saml(us),
                Promised::Saml {
                    request_id,
                    entity_id,
                },
                Brought::Saml(_, document, _),
            ) => {
                let request = SamlRequest {
                    id: request_id,
                    entity_id,
                    acs_url: &trip.redirect_uri,
                };
                Ok(self.ask_saml((provider, us), document, request).await?)
            }
            (
                Protocol::OAuth(us),
                Promised::OAuth { verifier },
                Brought::OpenIdConnect(_, answer),
            ) => {
                let code = code_of(answer)?;
                let verifier = verifier_of(*verifier);
                let proof = (&verifier, trip.redirect_uri.as_str());
                Ok(self.ask_service((provider, us), code, proof).await?)
            }
            (Protocol::OpenIdConnect(_) | Protocol::OAuth(_) | Protocol::Saml(_), _, _) => {
                Err(Refused::OtherProtocol)
            }
        }
    }

    /// Takes the trip that the answer names: first of all, and for good.
    async fn take_trip(&self, answered: &Answered<'_>) -> Result<(ProviderKey, Trip), ArriveError> {
        let state = match answered.brought {
            Brought::OpenIdConnect(_, answer) => self.open_state(&answer.state),
            Brought::Saml(..) => None,
        };
        let (tenant, id, from) = match (answered.brought, &state) {
            (Brought::OpenIdConnect(from, _), Some(state)) => {
                (state.tenant, state.trip, Some(from))
            }
            (Brought::OpenIdConnect(..), None) => return Err(ArriveError::NoTrip),
            (Brought::Saml(tenant, _, relay), _) => {
                let id = Self::trip_of_relay_state(relay).ok_or(ArriveError::NoTrip)?;
                (tenant, id, None)
            }
        };
        let mine = (from, sha256(answered.browser.as_bytes()));
        let taken = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let taken = store::take(&mut tx, (tenant, id), mine).await?;
                tx.commit().await?;
                Ok(taken)
            })
            .await?;
        let (provider, sealed) = taken.ok_or(ArriveError::NoTrip)?;
        let plain = self
            .env
            .keyring
            .open(TRIP_PURPOSE, id.0.as_bytes(), &sealed);
        let trip = plain.and_then(|plain| serde_json::from_slice::<Trip>(&plain).ok());
        let trip = trip.ok_or(ArriveError::NoTrip)?;
        // The invitation went along; both have to be the same still.
        let invitation = trip.purpose.invitation();
        let is_same = match (answered.brought, &state) {
            (Brought::OpenIdConnect(..), Some(state)) => invitation == state.invitation,
            (Brought::OpenIdConnect(..), None) => false,
            (Brought::Saml(_, _, relay), _) => self.is_relay_state(relay, (tenant, id), invitation),
        };
        if !is_same {
            return Err(ArriveError::NoTrip);
        }
        let key = ProviderKey {
            tenant,
            id: provider,
        };
        Ok((key, trip))
    }

    async fn sign_in_proven(
        &self,
        proven: &Proven,
        next: String,
        circumstances: &Circumstances,
    ) -> Result<Arrival, ArriveError> {
        let opened = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let opened = open_bound(&mut tx, proven, circumstances).await?;
                tx.commit().await?;
                Ok(opened)
            })
            .await?;
        match opened {
            Some(opened) => Ok(Arrival::SignedIn { opened, next }),
            None => Err(ArriveError::NobodyHere {
                next,
                provider: proven.provider.display_name.clone(),
                account: proven.account().to_owned(),
            }),
        }
    }
}

/// The names that Apple, and nobody else, says beside the answer.
fn names_beside(provider: &IdentityProvider, user: Option<&str>) -> Option<ClaimedNames> {
    let is_apple = match &provider.protocol {
        Protocol::OpenIdConnect(us) => us.apple.is_some(),
        Protocol::OAuth(_) | Protocol::Saml(_) => false,
    };
    let (given_name, surname) = apple::names(user.filter(|_| is_apple)?);
    Some(ClaimedNames::new(
        None,
        given_name.as_deref(),
        surname.as_deref(),
    ))
}

/// What the claims mean.
fn proven(provider: IdentityProvider, said: Said) -> Proven {
    let address = said
        .email
        .as_deref()
        .and_then(|text| Address::parse(text).ok());
    let speaks = |address| is_authority(&provider, &said, address);
    Proven {
        is_verified: said.is_email_verified && address.as_ref().is_some_and(speaks),
        address,
        names: said.names,
        subject: said.subject,
        upstream: said.upstream,
        end: said.end,
        sign_out_hint: None,
        claims: said.claims,
        provider,
    }
}

/// Whether a provider speaks for the domain of an address. Apple does for its own. Google verified addresses of others once, and says so for ever:
/// it speaks for its own domains, and for those of the organisation that an account belongs to.
fn is_authority(provider: &IdentityProvider, said: &Said, address: &Address) -> bool {
    let domain = address.domain().as_str();
    // Whoever typed the URL of one of them as that of any other provider gets the same answers.
    let typed = [Kind::Google, Kind::Apple].into_iter();
    let mut known = typed.filter(|kind| kind.issuer() == Some(&provider.issuer));
    match known.next().unwrap_or(provider.kind) {
        Kind::OpenIdConnect | Kind::MicrosoftAccount | Kind::GitHub | Kind::Saml => true,
        // It does not say of any address whether it is verified.
        Kind::Facebook => false,
        Kind::Apple => Kind::Apple.domains().contains(&domain),
        Kind::Google => {
            let of = said.claims.get("hd").and_then(Value::as_str);
            Kind::Google.domains().contains(&domain) || of == Some(domain)
        }
    }
}

/// Opens a session of whoever is bound to the identity; `None` when nobody is, or they may not sign in. Both are told
/// alike, and recorded.
async fn open_bound(
    tx: &mut Tx,
    proven: &Proven,
    circumstances: &Circumstances,
) -> Result<Option<Opened>> {
    let (tenant, issuer) = (proven.provider.tenant, proven.provider.as_issuer());
    let found = user::find_by_identity(tx, tenant, issuer, &proven.subject).await?;
    let now = tx.now();
    let (id, reason) = match &found {
        Some(guest) if guest.is_active(now) => {
            user::set_signed_in(tx, tenant, guest.id).await?;
            let opened = open(tx, proven, (Who::Bound(guest), &[]), circumstances).await?;
            return Ok(Some(opened));
        }
        Some(guest) => (Some(guest.id), Reason::Blocked),
        None => (None, Reason::UnknownIdentity),
    };
    let actor = Actor::person(tenant, proven.account(), circumstances);
    Entry::new(Activity::SignIn)
        .detail("Method", Method::Provider.as_str())
        .detail("IdentityProvider", &proven.provider.display_name)
        .failed("nobody here has this identity")
        .record(tx, &actor)
        .await?;
    let attempt = Attempt::new(proven.account(), Method::Provider.as_str(), reason)
        .of(id)
        .by(Some(issuer));
    sign_in_log::record(tx, tenant, &attempt, circumstances).await?;
    Ok(None)
}

/// Opens a session of a proven identity, at the host; `proved` are the addresses that it proved besides.
pub(super) async fn open(
    tx: &mut Tx,
    proven: &Proven,
    (who, proved): (Who<'_>, &[String]),
    circumstances: &Circumstances,
) -> Result<Opened> {
    let provider = &proven.provider;
    let guest = who.bound();
    let name = guest.map(|guest| guest.display_name.as_str());
    let new = NewSession {
        tenant: provider.tenant,
        issuer: provider.as_issuer(),
        subject: &proven.subject,
        home_user: None,
        address: proven.account(),
        display_name: name
            .or(proven.names.display_name.as_deref())
            .unwrap_or(proven.account()),
        method: Method::Provider,
        current_tenant: guest.map(|_| provider.tenant),
        proved_addresses: proved.to_vec(),
        upstream: proven.upstream.clone(),
        // Clocks differ, and a session that is over at once would be none.
        ends_at: proven.end.at.map(|at| at.max(tx.now().plus(SHORTEST))),
    };
    let opened = session::open(tx, &new, circumstances).await?;
    session::set_claimed_names(tx, &opened.session, &proven.names).await?;
    if let Some(hint) = &proven.sign_out_hint {
        session::set_sign_out_hint(tx, &opened.session, hint).await?;
    }
    let actor = Actor::person(provider.tenant, proven.account(), circumstances);
    let mut entry = Entry::new(Activity::SignIn)
        .detail("Method", Method::Provider.as_str())
        .detail("IdentityProvider", &provider.display_name)
        .detail("SessionId", &opened.session.id);
    if let Some(guest) = guest {
        entry = entry.target(Target::user(guest));
    }
    entry.record(tx, &actor).await?;
    let tenant = provider.tenant;
    let (reason, factor) = match guest {
        Some(_) => sign_in_log::first_factor(tx, &opened.session, tenant, circumstances).await?,
        None => (Reason::NotAccepted, None),
    };
    let attempt = Attempt::new(proven.account(), Method::Provider.as_str(), reason)
        .of(who.user())
        .by(Some(new.issuer))
        .with(factor.map(Factor::as_str));
    sign_in_log::record(tx, tenant, &attempt, circumstances).await?;
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use hospes_protocol::oauth::ClientProofMethod;
    use serde_json::json;

    use super::*;
    use crate::env::Timestamp;
    use crate::identity_provider::{ClaimNames, OpenIdConnect, Trust};

    fn proves(kind: Kind, claims: &Value) -> bool {
        let issuer = kind.issuer().unwrap_or("https://accounts.google.com");
        proves_at(issuer, kind, claims)
    }

    fn proves_at(issuer: &str, kind: Kind, claims: &Value) -> bool {
        let provider = IdentityProvider {
            id: ProviderId(uuid::Uuid::nil()),
            tenant: TenantId(uuid::Uuid::nil()),
            kind,
            display_name: "Google".to_owned(),
            issuer: issuer.to_owned(),
            protocol: Protocol::OpenIdConnect(OpenIdConnect {
                metadata_url: "https://accounts.google.com".to_owned(),
                client_id: "hospes".to_owned(),
                has_secret: true,
                client_authentication: ClientProofMethod::Basic,
                scopes: "openid".to_owned(),
                claims: ClaimNames::default(),
                apple: None,
                trust: Trust::default(),
            }),
            is_for_everybody: false,
            is_enabled: true,
            created_at: Timestamp::from_millis(0),
            changed_at: Timestamp::from_millis(0),
            deleted_at: None,
        };
        let said = Said {
            subject: "1".to_owned(),
            email: claims["email"].as_str().map(str::to_owned),
            is_email_verified: true,
            names: ClaimedNames::default(),
            upstream: Upstream::default(),
            end: End::default(),
            claims: claims.as_object().unwrap().clone(),
        };
        proven(provider, said).is_verified
    }

    #[test]
    fn google_speaks_for_its_own_domains_and_for_the_organization_of_an_account() {
        let own = json!({ "email": "pat@gmail.com" });
        let of = json!({ "email": "pat@partner.example", "hd": "partner.example" });
        let once = json!({ "email": "pat@partner.example" });
        let other = json!({ "email": "pat@partner.example", "hd": "other.example" });
        for (claims, expected) in [(own, true), (of, true), (once, false), (other, false)] {
            assert_eq!(proves(Kind::Google, &claims), expected, "{claims}");
            // By whichever name an administrator added it.
            assert_eq!(proves(Kind::OpenIdConnect, &claims), expected, "{claims}");
            assert!(!proves(Kind::Apple, &claims), "{claims}");
        }
        let other = json!({ "email": "pat@partner.example" });
        assert!(proves_at(
            "https://idp.partner.example",
            Kind::OpenIdConnect,
            &other
        ));
        let own = json!({ "email": "x1@privaterelay.appleid.com" });
        assert!(proves(Kind::Apple, &own));
    }
}
