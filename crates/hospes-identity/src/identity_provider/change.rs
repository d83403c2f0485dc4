//! Changing a provider, and switching it on and off.

use hospes_protocol::address::Domain;

use super::access::{Wish, find_for};
use super::keys::{Made, make_key, proves_by_key};
use super::multifactor::MultifactorTrust;
use super::protocol::ProtocolPatch;
use super::provider::IdentityProvider;
use super::{crud, rules, store};
use crate::actor::Actor;
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
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
    /// Whether what it says of devices is handed on to applications. Trusted no more, no token says it from then on.
    pub trusts_devices: Option<bool>,
    /// Whether it is offered to everybody who has no other way than a passcode.
    pub is_for_everybody: Option<bool>,
    /// Whether anybody is sent there. Switched off, it ends the sessions that it vouched for.
    pub is_enabled: Option<bool>,
    /// Its domains from now on, as [`Identity::set_provider_domains`] sets them, none of them without a proof.
    pub domains: Option<Vec<Domain>>,
}

impl Identity {
    /// Changes a provider.
    pub async fn update_identity_provider(
        &self,
        actor: &Actor,
        id: ProviderId,
        patch: &ProviderPatch,
    ) -> Result<IdentityProvider> {
        Wish::Change.allowed_of_some(actor)?;
        let key = self.key_for(actor, (id, patch)).await?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let before = find_for(&mut tx, actor, (id, Wish::Change)).await?;
            let mut after = patched(&before, patch)?;
            // Nobody who is away comes back in vain because somebody saved what was there.
            let secret = patch.protocol.as_ref().map(ProtocolPatch::secret);
            let secret = secret.unwrap_or(&Patch::Keep);
            let domains = match &patch.domains {
                Some(domains) => rules::put(&mut tx, &before, (domains, false)).await?,
                None => <(String, String)>::default(),
            };
            if after == before && *secret == Patch::Keep && domains.0 == domains.1 {
                tx.commit().await?;
                return Ok(before);
            }
            after.changed_at = tx.now();
            store::save(&mut tx, &after).await?;
            let mut target = changes(&before, &after);
            if domains.0 != domains.1 {
                target = target.change("Domains", &domains.0, &domains.1);
            }
            if let Some(word) = self.put_secret(&mut tx, &mut after, secret).await? {
                target = target.change("ClientSecret", "", word);
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
    /// Stores or forgets a secret; the word for it in the audit log, if anything changed.
    async fn put_secret(
        &self,
        tx: &mut Tx,
        after: &mut IdentityProvider,
        secret: &Patch<String>,
    ) -> Result<Option<&'static str>> {
        let (sealed, word) = match secret {
            Patch::Keep => return Ok(None),
            Patch::Clear => (None, "removed"),
            Patch::Set(secret) => (Some(self.seal_provider_secret(after, secret)?), "set"),
        };
        after.protocol.set_has_secret(sealed.is_some());
        store::set_secret(tx, after.tenant, after.id, sealed).await?;
        Ok(Some(word))
    }

    /// Makes the key that a provider comes to need by a change.
    async fn key_for(
        &self,
        actor: &Actor,
        (id, patch): (ProviderId, &ProviderPatch),
    ) -> Result<Option<Made>> {
        let mut tx = self.read().await?;
        let before = find_for(&mut tx, actor, (id, Wish::Change)).await?;
        drop(tx);
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
    after.set_trust(patch)?;
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
        all.extend(of.trust_described());
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
