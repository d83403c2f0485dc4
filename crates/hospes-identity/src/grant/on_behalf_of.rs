//! On-behalf-of: an application that was called with a token of a person calls another for them.

use super::exchange::{Client, GrantError, Issued, Next, SHORTEST_GRANT};
use super::log::reason_of;
use super::{SignedInAs, TokenError, TokenNames, store};
use crate::Identity;
use crate::actor::Circumstances;
use crate::application::{Proof, registration};
use crate::error::{Error, Result};
use crate::ids::{GrantId, TenantId};
use crate::sign_in_log::Reason;

impl Identity {
    /// Exchanges an access token that is for the client for one of another resource, of the same person. What
    /// the client may have of them they agreed to before, or an administrator for everybody.
    pub async fn on_behalf_of(
        &self,
        (client, tenant): (&Client, TenantId),
        (assertion, scope): (&str, &str),
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<Issued, GrantError> {
        if client.proof == Proof::None {
            return Err(GrantError::MustProve);
        }
        let (grant, before) = self.called_with(client, (tenant, assertion), names).await?;
        let as_whom = SignedInAs {
            application: client.application.id,
            app_id: client.application.app_id,
            scope: scope.to_owned(),
            platform: "web".to_owned(),
            nonce: None,
            session: None,
            parent: Some(grant),
            ..before
        };
        let exchanged = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let id: GrantId = tx.new_id();
                store::insert(&mut tx, id, &as_whom, SHORTEST_GRANT).await?;
                let next = (id, Next::First);
                let found = self
                    .exchanged(&mut tx, next, (as_whom.clone(), client), names)
                    .await?;
                if found.is_ok() {
                    tx.commit().await?;
                }
                Ok(found)
            })
            .await?;
        // An application does this with each call that it gets.
        let reason = match &exchanged {
            Ok(_) => Some(Reason::SignedIn),
            Err(refused) => reason_of(refused, Reason::SessionsEnded),
        };
        if let Some(reason) = reason {
            self.note_once(client, (&as_whom, reason), circumstances)
                .await?;
        }
        self.sign(exchanged?, client, names).await
    }

    /// The sign-in of the token that the client was called with.
    async fn called_with(
        &self,
        client: &Client,
        (tenant, assertion): (TenantId, &str),
        names: &TokenNames,
    ) -> Result<(GrantId, SignedInAs), GrantError> {
        let app_id = client.application.app_id.to_string();
        let mut tx = self.read().await?;
        let mut audiences = registration::identifier_uris(&mut tx, tenant, client.application.id)
            .await
            .map_err(Error::from)?;
        audiences.push(format!("api://{app_id}"));
        audiences.push(app_id);
        let with_slash: Vec<String> = audiences.iter().map(|name| format!("{name}/")).collect();
        audiences.extend(with_slash);
        let audiences: Vec<&str> = audiences.iter().map(String::as_str).collect();
        let issuers = [names.issuer(tenant), names.issuer_v2(tenant)];
        let issuers: Vec<&str> = issuers.iter().map(String::as_str).collect();
        let claims = self
            .read_token_for(assertion, &issuers, &audiences)
            .await
            .map_err(|error| match error {
                TokenError::Expired => GrantError::Expired,
                TokenError::Other(error) => GrantError::Other(error),
                TokenError::Invalid | TokenError::Audience | TokenError::Scope => {
                    GrantError::Assertion
                }
            })?;
        // An application's own token is nobody's.
        let grant = claims.rh.filter(|_| claims.scp.is_some());
        let grant = grant.ok_or(GrantError::Assertion)?;
        let before = store::find(&mut tx, tenant, grant).await?;
        Ok((grant, before.ok_or(GrantError::SignInAgain)?))
    }
}
