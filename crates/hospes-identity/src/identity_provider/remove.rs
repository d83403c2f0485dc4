//! Removing a provider, and whom that locks out.

use super::access::{Wish, find_for};
use super::{rules, store};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry};
use crate::error::{Error, Result};
use crate::ids::ProviderId;
use crate::session;
use crate::user::{self, User};

/// A page shows so many.
const MOST_SHOWN: i64 = 100;

/// The guests who can't sign in any more without a provider. Resetting their redemption lets them come another way.
#[derive(Debug, Clone)]
pub struct LockedOut {
    /// The first 100.
    pub guests: Vec<User>,
    /// How many there are.
    pub count: u64,
    /// How many invitations to its domains wait for an answer: whoever accepts one comes another way then.
    pub pending: u64,
}

impl Identity {
    /// Whom it would lock out if the provider were switched off or removed.
    pub async fn locked_out_by(&self, actor: &Actor, id: ProviderId) -> Result<LockedOut> {
        actor.require(Permission::ReadSettings)?;
        let mut tx = self.read().await?;
        store::find(&mut tx, actor.tenant, id).await?;
        let (ids, count) = store::bound(&mut tx, actor.tenant, id, MOST_SHOWN).await?;
        let mut guests = Vec::new();
        for guest in ids {
            guests.push(user::find(&mut tx, actor.tenant, guest).await?);
        }
        let pending = store::pending(&mut tx, actor.tenant, id).await?;
        Ok(LockedOut {
            guests,
            count,
            pending,
        })
    }

    /// Removes a provider and its domains, and ends the sessions that it vouched for. Refused when more guests are
    /// bound to it than whoever removes it was told.
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
            let (_, count) = store::bound(&mut tx, actor.tenant, id, 1).await?;
            if count > told {
                return Err(Error::Conflict {
                    what: "number of guests",
                });
            }
            rules::put(&mut tx, &provider, (&[], false)).await?;
            session::delete_for_provider(&mut tx, actor.tenant, id).await?;
            let target = provider.target().change("Issuer", &provider.issuer, "");
            store::delete_credentials(&mut tx, actor.tenant, id).await?;
            if count == 0 {
                store::delete(&mut tx, actor.tenant, id).await?;
            } else {
                provider.deleted_at = Some(tx.now());
                provider.is_enabled = false;
                store::save(&mut tx, &provider).await?;
            }
            Entry::new(Activity::DeleteIdentityProvider)
                .target(target)
                .detail("BoundGuests", &count)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
