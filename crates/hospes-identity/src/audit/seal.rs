//! The chain: sealing events, and finding out whether somebody changed them.

use super::store::{self, EventRow};
use crate::error::{Error, Result};
use crate::identity::SWEEP_ROWS;
use crate::ids::TenantId;
use crate::secret::sha256;
use crate::{Identity, SweepReport};

/// What `hospes audit verify` found in a tenant's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// How many events the chain holds.
    pub sealed: u64,
    /// How many wait to be sealed.
    pub waiting: u64,
    /// The hash at its end, in hexadecimal. Kept elsewhere, it also proves that the newest events and
    /// the end itself were not cut off together.
    pub head: String,
    /// The first thing that is wrong.
    pub problem: Option<Problem>,
}

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The event with this number is missing: removed, or moved.
    Missing {
        /// Its number.
        sequence: u64,
    },
    /// The event with this number was changed, or another was put in its place.
    Changed {
        /// Its number.
        sequence: u64,
    },
    /// The chain ends elsewhere than its recorded end: the newest events were removed.
    Shortened {
        /// The number of the last event that is there.
        last: u64,
        /// The number of the last event that was sealed.
        expected: u64,
    },
}

impl Identity {
    /// Sweep: seals what is not sealed yet.
    pub async fn seal_audit_events(&self) -> Result<SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| self.seal_tenant(tenant))
            .await
    }

    async fn seal_tenant(&self, tenant: TenantId) -> Result<u64> {
        // Most of the time there is nothing to do, and a reader finds that out without the writer.
        if store::count_unsealed(&mut self.read().await?, tenant).await? == 0 {
            return Ok(0);
        }
        let mut tx = self.write().await?;
        let start = store::head(&mut tx, tenant).await?;
        let events = store::unsealed(&mut tx, tenant, SWEEP_ROWS).await?;
        let mut head = start;
        for event in &events {
            head = (head.0 + 1, link(&head.1, event)?);
            store::seal(&mut tx, tenant, event.id, head).await?;
        }
        if !events.is_empty() && !store::move_head(&mut tx, tenant, start.0, head).await? {
            // Another worker was faster; what it sealed stays as it is.
            return Ok(0);
        }
        tx.commit().await?;
        Ok(u64::try_from(events.len()).unwrap_or(u64::MAX))
    }

    /// Whether an end of the chain that was kept elsewhere is still part of it.
    pub async fn audit_chain_contains(&self, tenant: TenantId, head: &str) -> Result<bool> {
        let bytes: Option<Vec<u8>> = (0..head.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(head.get(at..at + 2)?, 16).ok())
            .collect();
        let hash = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let hash = hash.ok_or_else(|| Error::invalid("head", "it is not 64 hexadecimal digits"))?;
        // The end of a chain without events, which every chain begins with.
        if hash == [0; 32] {
            return Ok(true);
        }
        Ok(store::has_hash(&mut self.read().await?, tenant, hash).await?)
    }

    /// Recomputes a tenant's chain from its beginning.
    pub async fn verify_audit(&self, tenant: TenantId) -> Result<Verification> {
        let mut tx = self.read().await?;
        let (expected, recorded) = store::head(&mut tx, tenant).await?;
        let waiting = store::count_unsealed(&mut tx, tenant).await?.unsigned_abs();
        let (mut last, mut hash, mut problem) = (0_u64, [0; 32], None);
        loop {
            let rows = store::chain(&mut tx, tenant, last, SWEEP_ROWS).await?;
            if rows.is_empty() {
                break;
            }
            problem = check(&rows, &mut last, &mut hash)?;
            if problem.is_some() {
                break;
            }
        }
        if problem.is_none() && (last != expected || hash != recorded) {
            problem = Some(Problem::Shortened { last, expected });
        }
        let head = hexadecimal(&recorded);
        Ok(Verification {
            sealed: expected,
            waiting,
            head,
            problem,
        })
    }
}

fn check(rows: &[EventRow], last: &mut u64, hash: &mut [u8; 32]) -> Result<Option<Problem>> {
    for row in rows {
        let sequence = *last + 1;
        if row.sequence != Some(sequence) {
            return Ok(Some(Problem::Missing { sequence }));
        }
        *hash = link(hash, row)?;
        if row.hash != Some(*hash) {
            return Ok(Some(Problem::Changed { sequence }));
        }
        *last = sequence;
    }
    Ok(None)
}

/// The hash of an event and all before it.
fn link(before: &[u8; 32], event: &EventRow) -> Result<[u8; 32]> {
    // JSON of the columns as they are stored: the same on both engines, and nobody can shift a
    // character from one column to the next.
    let text = serde_json::to_vec(event).map_err(|e| Error::corrupt("an audit event", e))?;
    let mut bytes = before.to_vec();
    bytes.extend_from_slice(&text);
    Ok(sha256(&bytes))
}

/// A hash as people copy it.
pub(super) fn hexadecimal(hash: &[u8; 32]) -> String {
    hash.iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
