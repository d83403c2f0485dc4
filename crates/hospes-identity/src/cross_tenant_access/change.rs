//! Adding settings for one organisation, and changing them.

use super::defaults::text;
use super::settings::{AutomaticConsent, Collaboration, InboundTrust, Partner};
use super::{check, store};
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::error::{Error, Result};
use crate::identity_provider::RedemptionOrder;
use crate::ids::TenantId;
use crate::{Identity, Patch, tenant};

/// A change. What is cleared is as the default says.
#[derive(Debug, Clone, Default)]
pub struct PartnerPatch {
    /// For its people here.
    pub inbound: Patch<Collaboration>,
    /// For one's own people there.
    pub outbound: Patch<Collaboration>,
    /// What is believed of it.
    pub trust: Patch<InboundTrust>,
    /// Whether invitations of its people are redeemed without asking.
    pub consent_inbound: Patch<bool>,
    /// Whether those of one's own people there are.
    pub consent_outbound: Patch<bool>,
    /// In which order its people are asked to prove who they are.
    pub order: Patch<RedemptionOrder>,
}

impl Identity {
    /// Gives an organisation on this server settings of its own. There is nobody else whom they could be for.
    pub async fn add_cross_tenant_partner(
        &self,
        actor: &Actor,
        partner: TenantId,
        patch: &PartnerPatch,
    ) -> Result<Partner> {
        actor.require(Permission::ManageCrossTenantAccess)?;
        if partner == actor.tenant {
            return Err(Error::invalid("tenantId", "it is this organization"));
        }
        check(patch)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let unknown = Error::invalid("tenantId", "no organization on this server has it");
            let found = tenant::find(&mut tx, partner).await;
            let found = found.map_err(|error| error.if_missing(unknown))?;
            if store::stored(&mut tx, actor.tenant, partner)
                .await?
                .is_some()
            {
                return Err(Error::Conflict { what: "tenantId" });
            }
            let before = Partner {
                tenant: partner,
                display_name: found.display_name,
                domain: found.initial_domain,
                inbound: None,
                outbound: None,
                trust: None,
                consent: AutomaticConsent::default(),
                order: None,
                created_at: tx.now(),
                changed_at: tx.now(),
            };
            let after = patched(&before, patch);
            store::save(&mut tx, actor.tenant, &after).await?;
            Entry::new(Activity::AddCrossTenantPartner)
                .target(changes(target(&after), (&before, &after))?)
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(after)
        })
        .await
    }

    /// Changes the settings for one organisation. They count from the next request on.
    pub async fn update_cross_tenant_partner(
        &self,
        actor: &Actor,
        partner: TenantId,
        patch: &PartnerPatch,
    ) -> Result<Partner> {
        actor.require(Permission::ManageCrossTenantAccess)?;
        check(patch)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let before = store::find(&mut tx, actor.tenant, partner).await?;
            let mut after = patched(&before, patch);
            if after == before {
                tx.commit().await?;
                return Ok(before);
            }
            after.changed_at = tx.now();
            store::save(&mut tx, actor.tenant, &after).await?;
            Entry::new(Activity::UpdateCrossTenantPartner)
                .target(changes(target(&after), (&before, &after))?)
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(after)
        })
        .await
    }
}

/// Checks what a change sets.
pub(super) fn check(patch: &PartnerPatch) -> Result<()> {
    if let Patch::Set(inbound) = &patch.inbound {
        check::collaboration("b2bCollaborationInbound", inbound)?;
    }
    if let Patch::Set(outbound) = &patch.outbound {
        check::collaboration("b2bCollaborationOutbound", outbound)?;
    }
    if let Patch::Set(order) = &patch.order
        && !order.is_complete()
    {
        return Err(Error::invalid("primaries", "each has to be there once"));
    }
    Ok(())
}

fn patched(before: &Partner, patch: &PartnerPatch) -> Partner {
    let mut after = before.clone();
    put(&mut after.inbound, &patch.inbound);
    put(&mut after.outbound, &patch.outbound);
    put(&mut after.trust, &patch.trust);
    put(&mut after.consent.inbound, &patch.consent_inbound);
    put(&mut after.consent.outbound, &patch.consent_outbound);
    put(&mut after.order, &patch.order);
    after
}

fn put<T: Clone>(property: &mut Option<T>, patch: &Patch<T>) {
    match patch {
        Patch::Keep => {}
        Patch::Clear => *property = None,
        Patch::Set(value) => *property = Some(value.clone()),
    }
}

pub(super) fn target(partner: &Partner) -> Target {
    let name = format!("{} ({})", partner.display_name, partner.domain);
    Target::other("Policy", partner.tenant.0, &name)
}

pub(super) fn changes(target: Target, (before, after): (&Partner, &Partner)) -> Result<Target> {
    let order = |of: &Partner| match &of.order {
        Some(order) if order.allows_passcode => format!("{} passcode", order.to_text()),
        Some(order) => order.to_text(),
        None => "null".to_owned(),
    };
    let described = |of: &Partner| -> Result<[(&'static str, String); 5]> {
        Ok([
            ("B2bCollaborationInbound", text(&of.inbound)?),
            ("B2bCollaborationOutbound", text(&of.outbound)?),
            ("InboundTrust", text(&of.trust)?),
            ("AutomaticUserConsentSettings", text(&of.consent)?),
            ("RedemptionOrder", order(of)),
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
