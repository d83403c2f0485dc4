//! Changing a provider, and switching it on and off.

use super::keys::{Made, make_key, proves_by_key};
use super::multifactor::MultifactorTrust;
use super::protocol::ProtocolPatch;
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
    /// What only its protocol has.
    pub protocol: Option<ProtocolPatch>,
    /// What of its word on factors counts here. Trusted no more, its guests are asked for a second factor at once.
    pub multifactor: Option<MultifactorTrust>,
    /// Whether it is offered to everybody who has no other way than a passcode.
    pub is_for_everybody: Option<bool>,
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
        let key = self.key_for(actor, (id, patch)).await?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let before = crud::find_present(&mut tx, actor.tenant, id).await?;
            let mut after = patched(&before, patch)?;
            // Nobody who is away comes back in vain because somebody saved what was there.
            let secret = patch.protocol.as_ref().map(ProtocolPatch::secret);
            let secret = secret.unwrap_or(&Patch::Keep);
            if after == before && *secret == Patch::Keep {
                return Ok(before);
            }
            after.changed_at = tx.now();
            store::save(&mut tx, &after).await?;
            let mut target = changes(&before, &after);
            match secret {
                Patch::Keep => {}
                Patch::Clear => {
                    store::set_secret(&mut tx, actor.tenant, id, None).await?;
                    after.protocol.set_has_secret(false);
                    target = target.change("ClientSecret", "", "removed");
                }
                Patch::Set(secret) => {
                    let sealed = self.seal_provider_secret(&after, secret)?;
                    store::set_secret(&mut tx, actor.tenant, id, Some(sealed)).await?;
                    after.protocol.set_has_secret(true);
                    target = target.change("ClientSecret", "", "set");
                }
            }
            after.protocol.check()?;
            if let Some(key) = &key {
                let (old, new) = self.put_key(&mut tx, &after, key).await?;
                target = target.change("SigningKey", &old, &new);
            }
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

impl Identity {
    /// Makes the key that a provider comes to need by a change.
    async fn key_for(
        &self,
        actor: &Actor,
        (id, patch): (ProviderId, &ProviderPatch),
    ) -> Result<Option<Made>> {
        let before = crud::find_present(&mut self.read().await?, actor.tenant, id).await?;
        if proves_by_key(&before.protocol) {
            return Ok(None);
        }
        make_key(&patched(&before, patch)?.protocol).await
    }
}

fn patched(before: &IdentityProvider, patch: &ProviderPatch) -> Result<IdentityProvider> {
    let mut after = before.clone();
    if let Some(name) = &patch.display_name {
        after.display_name = display_name(name, crud::LONGEST_NAME)?;
    }
    if let Some(patch) = &patch.protocol {
        after.protocol.apply(patch)?;
    }
    if let Some(trust) = &patch.multifactor {
        after.set_multifactor(trust)?;
    }
    if let Some(is_for_everybody) = patch.is_for_everybody {
        after.is_for_everybody = is_for_everybody;
    }
    if let Some(is_enabled) = patch.is_enabled {
        after.is_enabled = is_enabled;
    }
    Ok(after)
}

fn changes(before: &IdentityProvider, after: &IdentityProvider) -> Target {
    let described = |of: &IdentityProvider| {
        let mut all = vec![("DisplayName", of.display_name.clone())];
        all.extend(of.protocol.described());
        all.extend(of.multifactor_described());
        all.push(("IsForEverybody", of.is_for_everybody.to_string()));
        all.push(("IsEnabled", of.is_enabled.to_string()));
        all
    };
    let mut target = after.target();
    for ((name, old), (_, new)) in described(before).into_iter().zip(described(after)) {
        if old != new {
            target = target.change(name, &old, &new);
        }
    }
    target
}
