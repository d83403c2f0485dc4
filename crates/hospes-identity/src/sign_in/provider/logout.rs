//! Over there: a provider says that somebody signed out, and what they opened here by it ends, too.

use hospes_protocol::oidc;

use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, Entry};
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};
use crate::identity_provider::{self, IdentityProvider, Problem, Protocol};
use crate::user::ProviderKey;
use crate::{Identity, session};

/// A token is as old as its last full second, and clocks differ: a session that began so long after it is ended, too.
pub(super) const LEEWAY: Span = Span::seconds(5);

/// Why nobody is signed out.
#[derive(Debug, thiserror::Error)]
pub enum LogoutError {
    /// The provider, or its token, can't be used.
    #[error(transparent)]
    Provider(#[from] Problem),
    /// It is another issuer than the provider's, or there is no such provider.
    #[error("the provider is not known")]
    Unknown,
    /// Anything else.
    #[error(transparent)]
    Other(Error),
}

impl From<Error> for LogoutError {
    fn from(error: Error) -> Self {
        if matches!(error, Error::NotFound { .. }) {
            Self::Unknown
        } else {
            Self::Other(error)
        }
    }
}

impl Identity {
    /// Ends the sessions that a logout token names (OpenID Connect Back-Channel Logout 1.0, section 2.7): those that
    /// are not younger than it, so that it does nothing more when somebody sends it again later.
    pub async fn provider_signed_out(
        &self,
        key: ProviderKey,
        token: &str,
        circumstances: &Circumstances,
    ) -> Result<(), LogoutError> {
        let provider = self.known_provider(key).await?;
        let Protocol::OpenIdConnect(us) = &provider.protocol else {
            return Err(LogoutError::Unknown);
        };
        let over = self.read_logout_token((&provider, us), token).await?;
        let whose = (over.subject.as_deref(), over.session.as_deref());
        let until = over.at.plus(LEEWAY);
        self.end_of_provider(&provider, whose, (until, circumstances))
            .await
    }

    /// Ends the sessions that came of a session at a provider, whose name only the provider and this server know
    /// (OpenID Connect Front-Channel Logout 1.0, section 2).
    pub async fn provider_session_ended(
        &self,
        key: ProviderKey,
        (issuer, sid): (&str, &str),
        circumstances: &Circumstances,
    ) -> Result<(), LogoutError> {
        let provider = self.known_provider(key).await?;
        // Who speaks SAML signs what it says of a logout, and its session index need not be a secret.
        let is_here = matches!(provider.protocol, Protocol::OpenIdConnect(_));
        if !is_here || !oidc::is_issuer_of(&provider.issuer, issuer) || sid.is_empty() {
            return Err(LogoutError::Unknown);
        }
        let until = self.env.clock.now();
        self.end_of_provider(&provider, (None, Some(sid)), (until, circumstances))
            .await
    }

    async fn known_provider(&self, key: ProviderKey) -> Result<IdentityProvider, LogoutError> {
        let mut tx = self.read().await?;
        let found = identity_provider::find(&mut tx, key.tenant, key.id).await?;
        if found.is_active() {
            Ok(found)
        } else {
            Err(LogoutError::Unknown)
        }
    }

    pub(super) async fn end_of_provider(
        &self,
        provider: &IdentityProvider,
        whose: (Option<&str>, Option<&str>),
        (until, circumstances): (Timestamp, &Circumstances),
    ) -> Result<(), LogoutError> {
        let key = ProviderKey {
            tenant: provider.tenant,
            id: provider.id,
        };
        let actor = Actor {
            circumstances: circumstances.clone(),
            ..Actor::system(
                provider.tenant,
                "Identity provider",
                circumstances.correlation,
            )
        };
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let ended = session::delete_of_provider_session(&mut tx, key, whose, until).await?;
            if ended > 0 {
                Entry::new(Activity::SignOut)
                    .target(provider.target())
                    .detail("Sessions", &ended)
                    .record(&mut tx, &actor)
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await?;
        Ok(())
    }
}
