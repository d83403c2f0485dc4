//! Away: where the browser is sent, and what is remembered meanwhile.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_protocol::oauth::{s256, verifier_of};
use hospes_protocol::oidc;
use hospes_protocol::social::ServiceDeparture;

use super::saml::Led;
use super::store::{self, NewTrip};
use super::{
    Promised, Purpose, STATE_PURPOSE, State, TRIP_LIFE, TRIP_PURPOSE, Trip, callback_path,
};
use crate::Identity;
use crate::actor::Circumstances;
use crate::actor::{Actor, Permission};
use crate::env::Span;
use crate::error::Error;
use crate::identity_provider::{
    self, IdentityProvider, Kind, OAuth, OpenIdConnect, Problem, Protocol,
};
use crate::ids::{ProviderId, TenantId, TripId};
use crate::limit::{self, Limit};
use crate::secret::sha256;
use crate::session::NOBODY;

/// Where somebody is sent.
#[derive(Debug, Clone)]
pub struct Departure {
    /// The provider's name.
    pub provider: String,
    /// The URL.
    pub url: String,
    /// The fields of a form that is posted there; none: it is a link.
    pub form: Vec<(String, String)>,
}

/// Why nobody is sent there.
#[derive(Debug, thiserror::Error)]
pub enum DepartError {
    /// The provider can't be used.
    #[error("the provider can't be used: {problem}")]
    Provider {
        /// Its name.
        provider: String,
        /// Why.
        problem: Problem,
    },
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

/// What somebody goes to a provider for, and how.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    /// What for.
    pub purpose: Purpose,
    /// The address that is expected, as the provider may show it.
    pub login_hint: Option<&'a str>,
    /// Whether they are to say who they are, although somebody is signed in there.
    pub chooses: bool,
    /// The root of this server's URLs, without a slash at its end.
    pub root: &'a str,
    /// What only this browser has.
    pub browser: &'a str,
}

/// How a provider is asked not to take whoever is signed in there. All know `login` (OpenID Connect Core, section 15.1),
/// and some refuse what they don't know.
fn choosing(
    provider: &IdentityProvider,
    metadata: &oidc::ProviderMetadata,
) -> Option<&'static str> {
    match provider.kind {
        Kind::Google | Kind::MicrosoftAccount => Some("select_account"),
        Kind::OpenIdConnect if metadata.selects_account => Some("select_account"),
        Kind::OpenIdConnect | Kind::Saml | Kind::GitHub | Kind::Facebook => Some("login"),
        // It asks always, and knows no prompt.
        Kind::Apple => None,
    }
}

impl Identity {
    /// Begins a sign-in at a provider. Whether it is a way for whoever goes is asked when they come back.
    pub async fn depart(
        &self,
        (tenant, id): (TenantId, ProviderId),
        wish: &Wish<'_>,
        circumstances: &Circumstances,
    ) -> Result<Departure, DepartError> {
        let provider = self.active_provider(tenant, id).await?;
        // Before anybody is called.
        self.count_trip(circumstances).await?;
        let id: TripId = self.env.new_id();
        let led = match &provider.protocol {
            Protocol::OpenIdConnect(us) => self.lead_to_openid((&provider, us), wish, id).await,
            Protocol::Saml(us) => self.lead_to_saml((&provider, us), wish, id).await,
            Protocol::OAuth(us) => Ok(self.lead_to_service((&provider, us), wish, id)),
        };
        let led = match led {
            Ok(led) => led,
            Err(problem) => {
                let tried = (&wish.purpose, wish.login_hint.unwrap_or_default());
                self.note_no_departure(&provider, tried, &problem, circumstances)
                    .await?;
                let provider = provider.display_name;
                return Err(DepartError::Provider { provider, problem });
            }
        };
        let trip = Trip {
            purpose: wish.purpose.clone(),
            promised: led.promised,
            redirect_uri: led.back,
            name: wish.login_hint.unwrap_or_default().to_owned(),
            changed_at: provider.changed_at,
        };
        self.remember(&provider, (id, &trip), wish.browser).await?;
        Ok(Departure {
            url: led.url,
            form: led.form,
            provider: provider.display_name,
        })
    }

    /// Where somebody goes who signs in at a provider that speaks OpenID Connect, and what it has to prove.
    async fn lead_to_openid(
        &self,
        (provider, us): (&IdentityProvider, &OpenIdConnect),
        wish: &Wish<'_>,
        trip: TripId,
    ) -> Result<Led, Problem> {
        let metadata = self.metadata_of((provider, us)).await?;
        let (back, state) = self.back(provider, wish, trip);
        let (mut nonce, mut verifier) = ([0; 32], [0; 32]);
        self.env.entropy.fill(&mut nonce);
        self.env.entropy.fill(&mut verifier);
        let nonce = URL_SAFE_NO_PAD.encode(nonce);
        let classes = us.trust.multifactor.asked_for().join(" ");
        let ask = oidc::Departure {
            client_id: &us.client_id,
            redirect_uri: &back,
            scope: &us.scopes,
            state: &state,
            nonce: &nonce,
            code_challenge: &s256(verifier_of(verifier).expose()),
            // Apple refuses to give a name or an address in any other way.
            response_mode: us.apple.as_ref().map(|_| "form_post"),
            login_hint: wish.login_hint,
            prompt: choosing(provider, &metadata).filter(|_| wish.chooses),
            acr_values: Some(classes.as_str()).filter(|classes| !classes.is_empty()),
        };
        Ok(Led {
            url: ask.url(&metadata),
            form: Vec::new(),
            promised: Promised::OpenIdConnect { nonce, verifier },
            back,
        })
    }

    /// Where somebody goes who signs in at a service that speaks OAuth 2.0 alone, and what it has to prove.
    fn lead_to_service(
        &self,
        (provider, us): (&IdentityProvider, &OAuth),
        wish: &Wish<'_>,
        trip: TripId,
    ) -> Led {
        let (back, state) = self.back(provider, wish, trip);
        let mut verifier = [0; 32];
        self.env.entropy.fill(&mut verifier);
        let url = us.service.departure(&ServiceDeparture {
            client_id: &us.client_id,
            redirect_uri: &back,
            state: &state,
            code_challenge: &s256(verifier_of(verifier).expose()),
            chooses: wish.chooses,
        });
        Led {
            url,
            form: Vec::new(),
            promised: Promised::OAuth { verifier },
            back,
        }
    }

    /// Where a provider sends people back to that speaks OpenID Connect, or OAuth alone, and the state that comes along.
    fn back(&self, provider: &IdentityProvider, wish: &Wish<'_>, trip: TripId) -> (String, String) {
        let back = format!("{}{}", wish.root, callback_path(provider.id));
        let state = self.seal_state(&State {
            tenant: provider.tenant,
            trip,
            invitation: wish.purpose.invitation(),
        });
        (back, state)
    }

    /// Begins a sign-in that shows an administrator what a provider says.
    pub async fn depart_to_test(
        &self,
        actor: &Actor,
        id: ProviderId,
        (root, browser): (&str, &str),
    ) -> Result<Departure, DepartError> {
        actor.require(Permission::ManageIdentityProviders)?;
        let by = actor.user().ok_or(Error::Unauthenticated)?;
        let wish = Wish {
            purpose: Purpose::Test {
                by,
                tenant: actor.tenant,
                provider: id,
            },
            login_hint: None,
            chooses: true,
            root,
            browser,
        };
        self.depart((actor.tenant, id), &wish, &actor.circumstances)
            .await
    }

    async fn active_provider(
        &self,
        tenant: TenantId,
        id: ProviderId,
    ) -> Result<IdentityProvider, Error> {
        let found = identity_provider::find(&mut self.read().await?, tenant, id).await?;
        if found.is_active() {
            Ok(found)
        } else {
            Err(Error::NotFound {
                what: "identity provider",
            })
        }
    }

    async fn count_trip(&self, circumstances: &Circumstances) -> Result<(), Error> {
        let network = circumstances.network();
        let cap = self.env.limits.provider_trips_per_network;
        let limit = Limit::new("provider-trip", &network, cap, Span::minutes(15));
        self.retrying(|| async {
            let mut tx = self.write().await?;
            limit::take(&mut tx, NOBODY, &limit).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    async fn remember(
        &self,
        provider: &IdentityProvider,
        (id, trip): (TripId, &Trip),
        browser: &str,
    ) -> Result<(), Error> {
        // Texts, numbers and bytes always have a form in JSON.
        let plain = serde_json::to_vec(trip).unwrap_or_default();
        let (keyring, entropy) = (&self.env.keyring, self.env.entropy.as_ref());
        let sealed = keyring.seal(entropy, TRIP_PURPOSE, id.0.as_bytes(), &plain);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let expires_at = tx.now().plus(TRIP_LIFE);
            let new = NewTrip {
                tenant: provider.tenant,
                id,
                provider: provider.id,
                browser: sha256(browser.as_bytes()),
                sealed: &sealed,
                expires_at,
            };
            store::insert(&mut tx, &new).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    fn seal_state(&self, state: &State) -> String {
        let plain = serde_json::to_vec(state).unwrap_or_default();
        let (keyring, entropy) = (&self.env.keyring, self.env.entropy.as_ref());
        URL_SAFE_NO_PAD.encode(keyring.seal(entropy, STATE_PURPOSE, b"", &plain))
    }

    pub(super) fn open_state(&self, sealed: &str) -> Option<State> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = self.env.keyring.open(STATE_PURPOSE, b"", &sealed)?;
        serde_json::from_slice(&plain).ok()
    }
}
