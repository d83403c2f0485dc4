//! What time does to grants.

use super::store;
use crate::Identity;
use crate::error::Result;
use crate::identity::{SWEEP_ROWS, SweepReport};

impl Identity {
    /// Sweep: forgets grants and refresh tokens whose time is over.
    pub async fn forget_old_grants(&self) -> Result<SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let gone = store::delete_ended(&mut tx, tenant).await?;
            tx.commit().await?;
            Ok(gone)
        })
        .await
    }
}
