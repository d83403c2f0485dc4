//! Whom a provider locks out, once it is switched off or removed.

use super::provider::IdentityProvider;
use super::store;
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{ProviderId, TenantId};
use crate::page::{Page, PageRequest};
use crate::user::{self, Lockout, Order, User, UserQuery};

/// The guests who can't sign in without a provider. Resetting their redemption lets them come another way.
#[derive(Debug, Clone)]
pub struct LockedOut {
    /// The provider, also one that is removed.
    pub provider: IdentityProvider,
    /// A page of them, in the order in which they came.
    pub guests: Page<User>,
    /// How many there are.
    pub count: u64,
    /// How many identities are bound to it: also of guests who have another way, are blocked or are deleted.
    pub bound: u64,
    /// How many invitations to its domains wait for an answer: whoever accepts one comes another way then.
    pub pending: u64,
}

impl Identity {
    /// Whom it locks out that the provider is switched off or removed, or whom it would.
    pub async fn locked_out_by(
        &self,
        actor: &Actor,
        id: ProviderId,
        page: &PageRequest,
    ) -> Result<LockedOut> {
        actor.require(Permission::ReadSettings)?;
        let mut tx = self.read().await?;
        let provider = store::find(&mut tx, actor.tenant, id).await?;
        Ok(LockedOut {
            guests: user::page_of(&mut tx, actor.tenant, &query(id, page.clone())).await?,
            count: count_by(&mut tx, actor.tenant, id).await?,
            bound: store::bound(&mut tx, actor.tenant, id).await?,
            pending: store::pending(&mut tx, actor.tenant, id).await?,
            provider,
        })
    }

    /// The providers that are switched off or removed and lock somebody out, each with how many.
    pub async fn locking_out(&self, actor: &Actor) -> Result<Vec<(IdentityProvider, u64)>> {
        actor.require(Permission::ReadSettings)?;
        let mut tx = self.read().await?;
        let counts = user::count_locked_out(&mut tx, actor.tenant, Lockout::Any).await?;
        let mut found = Vec::with_capacity(counts.len());
        for (id, count) in counts {
            found.push((store::find(&mut tx, actor.tenant, id).await?, count));
        }
        Ok(found)
    }
}

/// Those who are locked out by a provider.
pub(crate) fn query(id: ProviderId, page: PageRequest) -> UserQuery {
    UserQuery {
        lockout: Some(Lockout::By(id)),
        order: Order::Id,
        ..UserQuery::all(page)
    }
}

/// How many a provider locks out, or would.
pub(super) async fn count_by(tx: &mut Tx, tenant: TenantId, id: ProviderId) -> Result<u64> {
    let counts = user::count_locked_out(tx, tenant, Lockout::By(id)).await?;
    Ok(counts.first().map_or(0, |(_, count)| *count))
}
