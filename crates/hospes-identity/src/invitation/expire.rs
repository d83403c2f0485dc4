//! What time does to invitations.

use super::crud::set_user_state;
use super::store;
use crate::actor::Actor;
use crate::audit::{Activity, Entry, Target};
use crate::error::Result;
use crate::identity::SWEEP_ROWS;
use crate::user::{self, InvitationState};
use crate::{Identity, SweepReport};

impl Identity {
    /// Sweep: marks open invitations whose time is over. They could not be accepted any more already.
    pub async fn expire_invitations(&self) -> Result<SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let overdue = store::overdue(&mut tx, tenant, SWEEP_ROWS).await?;
            let actor = Actor::system(tenant, "invitation expiry", tx.new_id());
            let count = overdue.len();
            for invitation in overdue {
                let to = InvitationState::Expired;
                store::set_state(&mut tx, tenant, &invitation, to, None).await?;
                let mut guest = user::find(&mut tx, tenant, invitation.user).await?;
                set_user_state(&mut tx, &actor, &mut guest, to).await?;
                Entry::new(Activity::ExpireInvitation)
                    .target(Target::user(&guest).change(
                        "InvitationState",
                        invitation.state.as_str(),
                        to.as_str(),
                    ))
                    .detail("InvitationId", &invitation.id)
                    .record(&mut tx, &actor)
                    .await?;
            }
            tx.commit().await?;
            Ok(u64::try_from(count).unwrap_or(u64::MAX))
        })
        .await
    }
}
