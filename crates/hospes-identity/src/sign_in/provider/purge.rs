//! Sweep: trips from which nobody came back.

use super::store;
use crate::error::Result;
use crate::identity::SWEEP_ROWS;
use crate::{Identity, SweepReport};

impl Identity {
    /// Sweep: forgets trips whose time is over.
    pub async fn forget_old_trips(&self) -> Result<SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let gone = store::delete_ended(&mut tx, tenant).await?;
            tx.commit().await?;
            Ok(gone)
        })
        .await
    }
}
