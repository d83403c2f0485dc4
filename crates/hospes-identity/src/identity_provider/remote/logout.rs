//! What a provider says of a sign-in that is over there.

use hospes_protocol::oidc::{
    ExpectedLogoutToken, IdTokenError, LogoutToken, LogoutTokenError, verify_logout_token,
};

use super::cache::Age;
use super::{IdentityProvider, LEEWAY_SECONDS, OpenIdConnect, Problem, subject_of};
use crate::Identity;
use crate::env::Timestamp;

/// Whose sign-in is over at a provider.
#[derive(Debug)]
pub(crate) struct Over {
    /// The person there.
    pub(crate) subject: Option<String>,
    /// The session there.
    pub(crate) session: Option<String>,
    /// When the provider said so.
    pub(crate) at: Timestamp,
}

impl Identity {
    /// Reads a logout token of a provider, with newer keys if the one it names isn't there.
    pub(crate) async fn read_logout_token(
        &self,
        (provider, us): (&IdentityProvider, &OpenIdConnect),
        token: &str,
    ) -> Result<Over, Problem> {
        let metadata = self.metadata_of((provider, us)).await?;
        let expected = ExpectedLogoutToken {
            issuer: &metadata.issuer,
            client_id: &us.client_id,
            now_seconds: self.env.clock.now().as_seconds(),
            leeway_seconds: LEEWAY_SECONDS,
        };
        let whose = (provider.tenant, metadata.as_ref());
        let keys = self.keys_of(whose, Age::Usual).await?;
        let verified = match verify_logout_token(token, &keys, &expected) {
            Err(LogoutTokenError::Token(IdTokenError::UnknownKey)) => {
                let keys = self.keys_of(whose, Age::Newest).await?;
                verify_logout_token(token, &keys, &expected)
            }
            other => other,
        };
        let LogoutToken {
            issued_at,
            sub,
            tid,
            sid,
        } = verified.map_err(Problem::LogoutToken)?;
        Ok(Over {
            subject: sub.map(|sub| subject_of(&metadata, tid.as_deref(), sub)),
            session: sid,
            at: Timestamp::from_millis(issued_at.saturating_mul(1_000)),
        })
    }
}
