//! What time does to SAML.

use super::store;
use crate::Identity;
use crate::error::Result;
use crate::identity::{SWEEP_ROWS, SweepReport};

impl Identity {
    /// Sweep: forgets where people were signed in, and which requests were answered, when that is over.
    pub async fn forget_old_saml_sessions(&self) -> Result<SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let gone = store::delete_ended(&mut tx, tenant).await?;
            tx.commit().await?;
            Ok(gone)
        })
        .await
    }
}
