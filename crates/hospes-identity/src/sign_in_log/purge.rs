//! What time does to the log.

use super::store;
use crate::Identity;
use crate::error::Result;
use crate::identity::{SWEEP_ROWS, SweepReport};

impl Identity {
    /// Sweep: forgets attempts that are older than the log goes back.
    pub async fn forget_old_sign_ins(&self) -> Result<SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let before = tx.now().minus(self.env.lifetimes.sign_ins);
            let gone = store::delete_before(&mut tx, tenant, before).await?;
            tx.commit().await?;
            Ok(gone)
        })
        .await
    }
}
