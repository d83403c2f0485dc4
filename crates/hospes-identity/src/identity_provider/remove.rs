//! Removing a provider.

use super::access::{Wish, find_for};
use super::locked_out::count_by;
use super::{rules, store};
use crate::Identity;
use crate::actor::Actor;
use crate::audit::{Activity, Entry};
use crate::error::{Error, Result};
use crate::ids::ProviderId;
use crate::session;

impl Identity {
    /// Removes a provider and its domains, and ends the sessions that it vouched for. Refused when it locks out
    /// more guests than whoever removes it was told.
    pub async fn delete_identity_provider(
        &self,
        actor: &Actor,
        id: ProviderId,
        told: u64,
    ) -> Result<()> {
        Wish::Change.allowed_of_some(actor)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut provider = find_for(&mut tx, actor, (id, Wish::Change)).await?;
            let locked_out = count_by(&mut tx, actor.tenant, id).await?;
            if locked_out > told {
                return Err(Error::Conflict {
                    what: "number of guests",
                });
            }
            rules::put(&mut tx, &provider, (&[], false)).await?;
            session::delete_for_provider(&mut tx, actor.tenant, id).await?;
            let target = provider.target().change("Issuer", &provider.issuer, "");
            store::delete_credentials(&mut tx, actor.tenant, id).await?;
            let bound = store::bound(&mut tx, actor.tenant, id).await?;
            if bound == 0 {
                store::delete(&mut tx, actor.tenant, id).await?;
            } else {
                provider.deleted_at = Some(tx.now());
                provider.is_enabled = false;
                store::save(&mut tx, &provider).await?;
            }
            Entry::new(Activity::DeleteIdentityProvider)
                .target(target)
                .detail("BoundGuests", &bound)
                .detail("LockedOutGuests", &locked_out)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
