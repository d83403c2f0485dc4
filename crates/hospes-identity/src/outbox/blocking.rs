//! People who want no more invitations of an organisation: the link in the footer of its mails.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_protocol::address::Address;
use serde::{Deserialize, Serialize};

use super::store;
use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, Entry, Target};
use crate::db::{DbError, Tx};
use crate::error::{Error, Result};
use crate::ids::TenantId;
use crate::{Identity, tenant};

const PURPOSE: &str = "block-invitations";

/// What the link in a mail's footer stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockLink {
    /// The organisation.
    pub tenant: TenantId,
    /// The recipient.
    pub address: String,
}

impl Identity {
    /// The secret part of a footer link. It never ends: old mails keep their way out.
    pub fn seal_block_link(&self, link: &BlockLink) -> String {
        // A struct of an id and a string always has a form in JSON.
        let plain = serde_json::to_vec(link).unwrap_or_default();
        let env = self.env();
        URL_SAFE_NO_PAD.encode(env.keyring.seal(env.entropy.as_ref(), PURPOSE, b"", &plain))
    }

    /// Reads the secret part of a footer link.
    pub fn open_block_link(&self, sealed: &str) -> Result<BlockLink> {
        let not_found = || Error::NotFound { what: "link" };
        let sealed = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| not_found())?;
        let plain = self
            .env
            .keyring
            .open(PURPOSE, b"", &sealed)
            .ok_or_else(not_found)?;
        serde_json::from_slice(&plain).map_err(|_| not_found())
    }

    /// Whether the recipient has blocked the organisation, and the organisation's name.
    pub async fn blocked(&self, link: &BlockLink) -> Result<(bool, String)> {
        let mut tx = self.read().await?;
        let tenant = tenant::find(&mut tx, link.tenant).await?;
        Ok((
            is_blocked(&mut tx, link.tenant, &link.address).await?,
            tenant.display_name,
        ))
    }

    /// Blocks or unblocks the organisation's invitations.
    pub async fn set_blocked(
        &self,
        link: &BlockLink,
        blocked: bool,
        circumstances: &Circumstances,
    ) -> Result<()> {
        let actor = Actor::person(link.tenant, &link.address, circumstances);
        let address = canonical(&link.address);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let changed = if blocked {
                store::block(&mut tx, link.tenant, &address).await?
            } else {
                store::unblock(&mut tx, link.tenant, &address).await?
            };
            if changed {
                let activity = if blocked {
                    Activity::EmailUnsubscribed
                } else {
                    Activity::EmailSubscribed
                };
                Entry::new(activity)
                    .target(Target::other("Recipient", link.tenant.0, &link.address))
                    .record(&mut tx, &actor)
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }
}

fn canonical(address: &str) -> String {
    Address::parse(address).map_or_else(|_| address.to_lowercase(), |a| a.canonical().to_owned())
}

/// Whether a recipient wants no invitations of a tenant.
pub(crate) async fn is_blocked(
    tx: &mut Tx,
    tenant: TenantId,
    address: &str,
) -> Result<bool, DbError> {
    store::is_blocked(tx, tenant, &canonical(address)).await
}
