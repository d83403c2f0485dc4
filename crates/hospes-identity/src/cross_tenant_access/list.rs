//! Reading the settings, and finding the organisations that they are for.

use hospes_protocol::address::{Address, Domain};

use super::decide::{Block, blocked_address, blocked_identity};
use super::settings::{Defaults, Partner};
use super::store;
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::error::{Error, Result};
use crate::ids::{TenantId, UserId};
use crate::{tenant, user};

impl Identity {
    /// The settings for all organisations that have none of their own.
    pub async fn cross_tenant_defaults(&self, actor: &Actor) -> Result<Defaults> {
        actor.require(Permission::ReadSettings)?;
        store::defaults(&mut self.read().await?, actor.tenant).await
    }

    /// The organisations that have settings of their own, the oldest first.
    pub async fn cross_tenant_partners(&self, actor: &Actor) -> Result<Vec<Partner>> {
        actor.require(Permission::ReadSettings)?;
        store::list(&mut self.read().await?, actor.tenant).await
    }

    /// The settings for one organisation; not found when it has none of its own.
    pub async fn cross_tenant_partner(&self, actor: &Actor, partner: TenantId) -> Result<Partner> {
        actor.require(Permission::ReadSettings)?;
        store::find(&mut self.read().await?, actor.tenant, partner).await
    }

    /// What keeps a guest out now: of whoever has accepted by what they are bound to, of others by their address.
    pub async fn guest_access_block(&self, actor: &Actor, user: UserId) -> Result<Option<Block>> {
        actor.require(Permission::ReadDirectory)?;
        let mut tx = self.read().await?;
        let found = user::find(&mut tx, actor.tenant, user).await?;
        if found.invitation_state.is_none() {
            return Ok(None);
        }
        let bound = user::described(&mut tx, actor.tenant, user).await?;
        for identity in &bound {
            let who = (identity.issuer, identity.subject.as_str());
            let block = blocked_identity(&mut tx, actor.tenant, who, None).await?;
            if block.is_some() {
                return Ok(block);
            }
        }
        match found.mail.as_deref().map(Address::parse) {
            Some(Ok(address)) if bound.is_empty() => {
                blocked_address(&mut tx, actor.tenant, &address).await
            }
            Some(Ok(_) | Err(_)) | None => Ok(None),
        }
    }

    /// The organisation on this server that is meant: by one of its verified domains, or by its id.
    pub async fn find_cross_tenant_partner(&self, actor: &Actor, text: &str) -> Result<TenantId> {
        actor.require(Permission::ManageCrossTenantAccess)?;
        let text = text.trim();
        if let Ok(id) = text.parse() {
            return Ok(id);
        }
        let domain = Domain::parse(text).map_err(|e| Error::invalid("domain", e.reason()))?;
        let found = tenant::tenant_of_domain(&mut self.read().await?, &domain).await?;
        found.ok_or(Error::invalid(
            "domain",
            "no organization on this server has it",
        ))
    }
}
