//! Changing a provider, and switching it on and off.

use hospes_protocol::oauth::ClientProofMethod;

use super::provider::IdentityProvider;
use super::{crud, store};
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::error::Result;
use crate::ids::ProviderId;
use crate::name::display_name;
use crate::{Identity, Patch, session};

/// A change. The issuer can't be changed: guests are bound to it.
#[derive(Debug, Clone, Default)]
pub struct ProviderPatch {
    /// The name that guests see, at most 60 characters.
    pub display_name: Option<String>,
    /// What it knows this server by.
    pub client_id: Option<String>,
    /// The client secret.
    pub client_secret: Patch<String>,
    /// How this server proves who it is.
    pub client_authentication: Option<ClientProofMethod>,
    /// What is asked for.
    pub scopes: Option<String>,
    /// The claim that holds the mail address.
    pub email_claim: Option<String>,
    /// Whether anybody is sent there. Switched off, it ends the sessions that it vouched for.
    pub is_enabled: Option<bool>,
}

impl Identity {
    /// Changes a provider.
    pub async fn update_identity_provider(
        &self,
        actor: &Actor,
        id: ProviderId,
        patch: &ProviderPatch,
    ) -> Result<IdentityProvider> {
        actor.require(Permission::ManageIdentityProviders)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let before = crud::find_present(&mut tx, actor.tenant, id).await?;
            let mut after = patched(&before, patch)?;
            // Nobody who is away comes back in vain because somebody saved what was there.
            if after == before && patch.client_secret == Patch::Keep {
                return Ok(before);
            }
            after.changed_at = tx.now();
            store::save(&mut tx, &after).await?;
            let mut target = changes(&before, &after);
            match &patch.client_secret {
                Patch::Keep => {}
                Patch::Clear => {
                    store::set_secret(&mut tx, actor.tenant, id, None).await?;
                    after.has_secret = false;
                    target = target.change("ClientSecret", "", "removed");
                }
                Patch::Set(secret) => {
                    let sealed = self.seal_provider_secret(&after, secret)?;
                    store::set_secret(&mut tx, actor.tenant, id, Some(sealed)).await?;
                    after.has_secret = true;
                    target = target.change("ClientSecret", "", "set");
                }
            }
            crud::check_secret(&after)?;
            if before.is_enabled && !after.is_enabled {
                session::delete_for_provider(&mut tx, actor.tenant, id).await?;
            }
            Entry::new(Activity::UpdateIdentityProvider)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(after)
        })
        .await
    }
}

fn patched(before: &IdentityProvider, patch: &ProviderPatch) -> Result<IdentityProvider> {
    let mut after = before.clone();
    if let Some(name) = &patch.display_name {
        after.display_name = display_name(name, crud::LONGEST_NAME)?;
    }
    if let Some(client_id) = &patch.client_id {
        after.client_id = crud::client_id(client_id)?;
    }
    if let Some(scopes) = &patch.scopes {
        after.scopes = crud::scopes(scopes)?;
    }
    if let Some(claim) = &patch.email_claim {
        after.email_claim = crud::claim_name(claim)?;
    }
    if let Some(way) = patch.client_authentication {
        after.client_authentication = way;
    }
    if let Some(is_enabled) = patch.is_enabled {
        after.is_enabled = is_enabled;
    }
    Ok(after)
}

fn changes(before: &IdentityProvider, after: &IdentityProvider) -> Target {
    let described = |of: &IdentityProvider| {
        [
            ("DisplayName", of.display_name.clone()),
            ("ClientId", of.client_id.clone()),
            (
                "ClientAuthentication",
                of.client_authentication.as_str().to_owned(),
            ),
            ("Scopes", of.scopes.clone()),
            ("EmailClaim", of.email_claim.clone()),
            ("IsEnabled", of.is_enabled.to_string()),
        ]
    };
    let mut target = after.target();
    for ((name, old), (_, new)) in described(before).into_iter().zip(described(after)) {
        if old != new {
            target = target.change(name, &old, &new);
        }
    }
    target
}
