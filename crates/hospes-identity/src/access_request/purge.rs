//! Sweep: requests whose time is over.

use super::ask::target;
use super::{LIFE, State, store};
use crate::actor::Actor;
use crate::audit::{Activity, Entry};
use crate::error::Result;
use crate::identity::SWEEP_ROWS;
use crate::{Identity, SweepReport};

impl Identity {
    /// Sweep: marks requests that nobody decided in time, and forgets those that came to nothing 30 days after their
    /// end. Nobody could decide about them any more already.
    pub async fn expire_access_requests(&self) -> Result<SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let actor = Actor::system(tenant, "access request expiry", tx.new_id());
            let overdue = store::overdue(&mut tx, tenant, SWEEP_ROWS).await?;
            let count = overdue.len();
            for mut request in overdue {
                request.state = State::Expired;
                request.decided_at = Some(request.expires_at);
                store::decide(&mut tx, tenant, &request).await?;
                Entry::new(Activity::ExpireAccessRequest)
                    .target(target(&request))
                    .record(&mut tx, &actor)
                    .await?;
            }
            let before = tx.now().minus(LIFE);
            let gone = store::delete_over(&mut tx, tenant, before).await?;
            tx.commit().await?;
            Ok(u64::try_from(count).unwrap_or(u64::MAX).max(gone))
        })
        .await
    }
}
