//! Limits: how much of what may be done in which time, counted in the database so that nodes share them.
//!
//! Windows are fixed and begin at multiples of their length. A count never passes its cap, however many
//! callers there are: it is raised by a conditional update. Hot counters (a tenant's invitations) are
//! not raised one by one but leased by each node in blocks, so that they do not become the one row on
//! which every transaction waits; a node that stops gives up what is left of its block.

mod store;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Mutex;

use crate::db::Tx;
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};
use crate::identity::SWEEP_ROWS;
use crate::ids::TenantId;
use crate::{Identity, SweepReport};

/// The caps. Zero means no limit.
#[derive(Debug)]
pub struct Limits {
    /// Invitations by one person or application, an hour.
    pub invitations_per_inviter: u32,
    /// Invitations of one tenant, an hour.
    pub invitations_per_tenant: u32,
    /// Invitation mails to one address from one tenant, a day.
    pub mails_per_recipient: u32,
    /// Passcodes sent to one address, an hour.
    pub passcodes_per_address: u32,
    /// Passcodes asked for from one network, an hour.
    pub passcodes_per_network: u32,
    /// Codes for devices asked for from one network, an hour.
    pub device_codes_per_network: u32,
    /// Wrong passwords for one account from one network, in 15 minutes.
    pub wrong_passwords_per_account: u32,
    /// Wrong passwords for one account from all networks from which nobody signed in to it, in 15 minutes.
    pub wrong_passwords_from_new_networks: u32,
    /// Wrong passwords and passcodes from one network, in 15 minutes.
    pub wrong_secrets_per_network: u32,
    /// Sign-ins by passkey that one network begins, in 15 minutes.
    pub passkeys_per_network: u32,
    /// Sign-ins at identity providers that one network begins, in 15 minutes.
    pub provider_trips_per_network: u32,
    /// Steps of asking for access from one network, an hour.
    pub access_requests_per_network: u32,
    /// Whether a client assertion is good once only. Some libraries use each for some minutes.
    pub client_assertions_once: bool,
    blocks: Mutex<HashMap<(TenantId, String, i64), u32>>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            invitations_per_inviter: 1_000,
            invitations_per_tenant: 10_000,
            mails_per_recipient: 10,
            passcodes_per_address: 8,
            passcodes_per_network: 100,
            device_codes_per_network: 100,
            wrong_passwords_per_account: 10,
            wrong_passwords_from_new_networks: 100,
            wrong_secrets_per_network: 100,
            passkeys_per_network: 1_000,
            provider_trips_per_network: 1_000,
            access_requests_per_network: 200,
            client_assertions_once: false,
            blocks: Mutex::default(),
        }
    }
}

impl Limits {
    /// No limits at all.
    pub fn none() -> Self {
        Self {
            invitations_per_inviter: 0,
            invitations_per_tenant: 0,
            mails_per_recipient: 0,
            passcodes_per_address: 0,
            passcodes_per_network: 0,
            device_codes_per_network: 0,
            wrong_passwords_per_account: 0,
            wrong_passwords_from_new_networks: 0,
            wrong_secrets_per_network: 0,
            passkeys_per_network: 0,
            provider_trips_per_network: 0,
            access_requests_per_network: 0,
            client_assertions_once: false,
            blocks: Mutex::default(),
        }
    }
}

/// What is counted: a key, how often at most, and in which time.
#[derive(Debug, Clone)]
pub(crate) struct Limit {
    key: String,
    cap: u32,
    window: Span,
}

impl Limit {
    pub(crate) fn new(purpose: &str, subject: &str, cap: u32, window: Span) -> Self {
        Self {
            key: format!("{purpose}:{subject}"),
            cap,
            window,
        }
    }

    /// What is counted, as a text.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    fn window_start(&self, now: Timestamp) -> Timestamp {
        let length = self.window.as_millis().max(1);
        Timestamp::from_millis(now.as_millis().div_euclid(length) * length)
    }

    fn refusal(&self, now: Timestamp) -> Error {
        let end = self.window_start(now).plus(self.window);
        Error::TooMany {
            retry_after_seconds: end.since(now).as_seconds_up().max(1),
        }
    }
}

/// Counts one, in the caller's transaction. Refuses when the cap is reached.
pub(crate) async fn take(tx: &mut Tx, tenant: TenantId, limit: &Limit) -> Result<()> {
    if limit.cap == 0 {
        return Ok(());
    }
    let now = tx.now();
    if store::raise(tx, tenant, limit, 1).await? {
        Ok(())
    } else {
        Err(limit.refusal(now))
    }
}

/// Refuses when the cap is reached, without counting.
pub(crate) async fn check(tx: &mut Tx, tenant: TenantId, limit: &Limit) -> Result<()> {
    let now = tx.now();
    if limit.cap > 0 && store::used(tx, tenant, limit).await? >= i64::from(limit.cap) {
        return Err(limit.refusal(now));
    }
    Ok(())
}

/// Forgets what was counted in the present window: the right password clears the wrong ones.
pub(crate) async fn clear(tx: &mut Tx, tenant: TenantId, limit: &Limit) -> Result<()> {
    Ok(store::clear(tx, tenant, limit).await?)
}

impl Identity {
    /// Counts one against a hot counter, before the caller opens its transaction.
    pub(crate) async fn take_leased(&self, tenant: TenantId, limit: &Limit) -> Result<()> {
        if limit.cap == 0 {
            return Ok(());
        }
        let start = limit.window_start(self.env.clock.now()).as_millis();
        if self.spend(&(tenant, limit.key.clone(), start)) {
            return Ok(());
        }
        // Large caps are leased in larger blocks; small ones one by one, so that nothing is lost.
        let block = (limit.cap / 100).clamp(1, 100);
        for size in [block, 1] {
            let raised = self
                .retrying(|| async {
                    let mut tx = self.write().await?;
                    let raised = store::raise(&mut tx, tenant, limit, size).await?;
                    tx.commit().await?;
                    Ok(raised)
                })
                .await?;
            if raised {
                self.stock((tenant, limit.key.clone(), start), size - 1);
                return Ok(());
            }
        }
        Err(limit.refusal(self.env.clock.now()))
    }

    fn spend(&self, key: &(TenantId, String, i64)) -> bool {
        let mut blocks = self
            .env
            .limits
            .blocks
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        match blocks.get_mut(key) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            Some(_) | None => false,
        }
    }

    fn stock(&self, key: (TenantId, String, i64), more: u32) {
        let mut blocks = self
            .env
            .limits
            .blocks
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // Blocks of windows that are over are of no use to anybody.
        let oldest = key.2.saturating_sub(Span::days(1).as_millis());
        blocks.retain(|(_, _, start), _| *start >= oldest);
        *blocks.entry(key).or_default() += more;
    }

    /// Sweep: forgets counters whose window is over.
    pub async fn forget_old_counters(&self) -> Result<SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let gone = store::delete_ended(&mut tx, tenant).await?;
            tx.commit().await?;
            Ok(gone)
        })
        .await
    }
}
