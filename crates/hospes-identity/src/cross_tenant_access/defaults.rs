//! Changing the settings for all organisations that have none of their own.

use super::settings::{Collaboration, Defaults, InboundTrust};
use super::{check, store};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::error::{Error, Result};
use crate::identity_provider::{self, RedemptionOrder};

/// A change. What is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct DefaultsPatch {
    /// For their people here.
    pub inbound: Option<Collaboration>,
    /// For one's own people there.
    pub outbound: Option<Collaboration>,
    /// What is believed.
    pub trust: Option<InboundTrust>,
    /// In which order guests are asked to prove who they are, those of no organisation here among them.
    pub order: Option<RedemptionOrder>,
}

impl Identity {
    /// Changes the default settings. They count from the next request on.
    pub async fn update_cross_tenant_defaults(
        &self,
        actor: &Actor,
        patch: &DefaultsPatch,
    ) -> Result<Defaults> {
        actor.require(Permission::ManageCrossTenantAccess)?;
        check(patch)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let before = store::defaults(&mut tx, actor.tenant).await?;
            let mut after = before.clone();
            if let Some(inbound) = &patch.inbound {
                after.inbound = inbound.clone();
            }
            if let Some(outbound) = &patch.outbound {
                after.outbound = outbound.clone();
            }
            if let Some(trust) = patch.trust {
                after.trust = trust;
            }
            store::save_defaults(&mut tx, actor.tenant, &after).await?;
            let mut target = changes(target(actor), (&before, &after))?;
            if let Some(order) = &patch.order {
                target =
                    identity_provider::change_order(&mut tx, actor.tenant, order, target).await?;
            }
            Entry::new(Activity::UpdateCrossTenantDefault)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(after)
        })
        .await
    }

    /// Makes the default settings what they were in the beginning: everybody may, and nothing is trusted. The order
    /// in which guests are asked becomes the first one, too.
    pub async fn reset_cross_tenant_defaults(&self, actor: &Actor) -> Result<()> {
        actor.require(Permission::ManageCrossTenantAccess)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let before = store::defaults(&mut tx, actor.tenant).await?;
            store::delete_defaults(&mut tx, actor.tenant).await?;
            let target = changes(target(actor), (&before, &Defaults::default()))?;
            let first = RedemptionOrder::default();
            let target =
                identity_provider::change_order(&mut tx, actor.tenant, &first, target).await?;
            Entry::new(Activity::ResetCrossTenantDefault)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// Checks what a change sets.
pub(super) fn check(patch: &DefaultsPatch) -> Result<()> {
    if let Some(inbound) = &patch.inbound {
        check::default_inbound("b2bCollaborationInbound", inbound)?;
    }
    if let Some(outbound) = &patch.outbound {
        check::collaboration("b2bCollaborationOutbound", outbound)?;
    }
    Ok(())
}

fn target(actor: &Actor) -> Target {
    Target::other("Policy", actor.tenant.0, "Cross-tenant access settings")
}

fn changes(target: Target, (before, after): (&Defaults, &Defaults)) -> Result<Target> {
    let described = |of: &Defaults| -> Result<[(&'static str, String); 3]> {
        Ok([
            ("B2bCollaborationInbound", text(&of.inbound)?),
            ("B2bCollaborationOutbound", text(&of.outbound)?),
            ("InboundTrust", text(&of.trust)?),
        ])
    };
    let mut target = target;
    for ((name, old), (_, new)) in described(before)?.into_iter().zip(described(after)?) {
        if old != new {
            target = target.change(name, &old, &new);
        }
    }
    Ok(target)
}

/// A setting as the audit log shows it: its JSON.
pub(super) fn text(setting: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(setting).map_err(|e| Error::corrupt("cross-tenant access settings", e))
}
