//! Removing the settings for one organisation.

use super::change::{changes, target};
use super::settings::{AutomaticConsent, Partner};
use super::store;
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry};
use crate::error::Result;
use crate::ids::TenantId;

impl Identity {
    /// Removes the settings for one organisation: the default counts for it again.
    pub async fn remove_cross_tenant_partner(
        &self,
        actor: &Actor,
        partner: TenantId,
    ) -> Result<()> {
        actor.require(Permission::ManageCrossTenantAccess)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let before = store::find(&mut tx, actor.tenant, partner).await?;
            store::delete(&mut tx, actor.tenant, partner).await?;
            let after = Partner {
                inbound: None,
                outbound: None,
                trust: None,
                consent: AutomaticConsent::default(),
                order: None,
                ..before.clone()
            };
            Entry::new(Activity::DeleteCrossTenantPartner)
                .target(changes(target(&before), (&before, &after))?)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
