//! The order in which ways to sign in are asked (`primaryIdentityProviderPrecedenceOrder` of the original).

use super::provider::Class;
use super::store;
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::TenantId;

/// The order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedemptionOrder {
    /// Each class once; the first that has a way for the guest decides.
    pub primaries: [Class; 3],
    /// Whether a passcode to the mailbox is the way of whoever has no other.
    pub allows_passcode: bool,
}

impl Default for RedemptionOrder {
    fn default() -> Self {
        Self {
            primaries: [
                Class::OrganizationsHere,
                Class::ExternalFederation,
                Class::Social,
            ],
            allows_passcode: true,
        }
    }
}

impl RedemptionOrder {
    /// Reads three words separated by blanks, each once.
    pub fn parse(text: &str) -> Option<[Class; 3]> {
        let classes: Option<Vec<Class>> = text.split(' ').map(Class::parse).collect();
        let primaries: [Class; 3] = classes?.try_into().ok()?;
        Class::ALL
            .iter()
            .all(|class| primaries.contains(class))
            .then_some(primaries)
    }

    /// Whether each class is there once.
    pub(crate) fn is_complete(&self) -> bool {
        Self::parse(&self.to_text()).is_some()
    }

    /// The stored form: three words separated by blanks.
    pub(crate) fn to_text(&self) -> String {
        self.primaries.map(Class::as_str).join(" ")
    }
}

impl Identity {
    /// The order of the tenant.
    pub async fn redemption_order(&self, actor: &Actor) -> Result<RedemptionOrder> {
        actor.require(Permission::ReadSettings)?;
        store::order_of(&mut self.read().await?, actor.tenant).await
    }

    /// Whether a passcode to the mailbox is the way of whoever has no other.
    pub async fn allows_passcode(&self, actor: &Actor) -> Result<bool> {
        actor.require(Permission::ReadIdentityProviders)?;
        let order = store::order_of(&mut self.read().await?, actor.tenant).await?;
        Ok(order.allows_passcode)
    }

    /// Says whether it is, and leaves the rest of the order as it is.
    pub async fn allow_passcode(&self, actor: &Actor, allows_passcode: bool) -> Result<()> {
        actor.require(Permission::ManageIdentityProviders)?;
        let only = |before: RedemptionOrder| RedemptionOrder {
            allows_passcode,
            ..before
        };
        self.edit_order(actor, only).await
    }

    /// Sets it. Guests who have redeemed keep their identity.
    pub async fn set_redemption_order(&self, actor: &Actor, after: &RedemptionOrder) -> Result<()> {
        actor.require(Permission::ManageIdentityProviders)?;
        self.edit_order(actor, |_| after.clone()).await
    }

    async fn edit_order(
        &self,
        actor: &Actor,
        edit: impl Fn(RedemptionOrder) -> RedemptionOrder + Sync,
    ) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let after = edit(store::order_of(&mut tx, actor.tenant).await?);
            let target = Target::other("Policy", actor.tenant.0, "Redemption order");
            let target = change_order(&mut tx, actor.tenant, &after, target).await?;
            Entry::new(Activity::UpdatePolicy)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// Sets the order of a tenant in the transaction of whoever changes it, and adds what changed to the target.
pub(crate) async fn change_order(
    tx: &mut Tx,
    tenant: TenantId,
    after: &RedemptionOrder,
    target: Target,
) -> Result<Target> {
    if !after.is_complete() {
        return Err(Error::invalid("primaries", "each has to be there once"));
    }
    let before = store::order_of(tx, tenant).await?;
    store::save_order(tx, tenant, after).await?;
    let (old, new) = (before.to_text(), after.to_text());
    let passcode = |order: &RedemptionOrder| order.allows_passcode.to_string();
    Ok(target
        .change("PrimaryIdentityProviderPrecedenceOrder", &old, &new)
        .change("EmailOneTimePasscode", &passcode(&before), &passcode(after)))
}
