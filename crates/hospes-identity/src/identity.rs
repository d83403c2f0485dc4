//! [`Identity`]: the one way to change anything.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::db::{Db, Tx};
use crate::env::Env;
use crate::error::Result;
use crate::identity_provider::Remote;
use crate::ids::TenantId;
use crate::session::NOBODY;
use crate::signing_key::KeyCache;

/// So often an operation is run when PostgreSQL asks to try again: for some seconds, in which dozens that
/// want the same row get their turn.
const ATTEMPTS: u32 = 24;
/// So many rows at most a sweep changes in one transaction.
pub(crate) const SWEEP_ROWS: i64 = 1_000;

/// The product over one database. Its operations are defined in the folders of their concepts.
#[derive(Clone, Debug)]
pub struct Identity {
    pub(crate) db: Db,
    pub(crate) env: Arc<Env>,
    pub(crate) signing_keys: Arc<KeyCache>,
    pub(crate) remote: Arc<Remote>,
    wake: Arc<Notify>,
}

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SweepReport {
    /// How many rows it changed.
    pub changed: u64,
    /// Whether it stopped at its limit and should soon run again.
    pub more: bool,
}

impl Identity {
    /// The product over an open database.
    pub fn new(db: Db, env: Env) -> Self {
        Self {
            db,
            env: Arc::new(env),
            signing_keys: Arc::default(),
            remote: Arc::default(),
            wake: Arc::default(),
        }
    }

    /// What it takes from the world.
    pub fn env(&self) -> &Env {
        &self.env
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Resolves when an operation left something in the outbox.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Tells the worker that there is something in the outbox. After the commit, never before.
    pub(crate) fn wake_worker(&self) {
        self.wake.notify_one();
    }

    /// Answers when the database answers: for `/readyz`.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.read().await?.ping().await?)
    }

    /// Opens the transaction of an operation that writes.
    pub(crate) async fn write(&self) -> Result<Tx> {
        Ok(self.db.write(&self.env).await?)
    }

    /// Opens the transaction of an operation that reads.
    pub(crate) async fn read(&self) -> Result<Tx> {
        Ok(self.db.read(&self.env).await?)
    }

    /// Runs an operation, and again from its start when the database asks for it. The operation only
    /// borrows its inputs and does nothing outside its transaction before the commit, so that it can.
    pub(crate) async fn retrying<T, F>(&self, operation: impl Fn() -> F) -> Result<T>
    where
        F: Future<Output = Result<T>> + Send,
    {
        let mut attempt = 1;
        loop {
            // On the heap: what an operation holds on to while it waits would be part of every caller.
            let result = Box::pin(operation()).await;
            match &result {
                Err(error) if error.is_retryable() && attempt < ATTEMPTS => {
                    self.back_off(attempt).await;
                    attempt += 1;
                }
                Ok(_) | Err(_) => return result,
            }
        }
    }

    /// A random pause, longer each time, so that those who clashed do not clash again.
    #[expect(
        clippy::disallowed_methods,
        reason = "the database's time, not the product's"
    )]
    async fn back_off(&self, attempt: u32) {
        let mut byte = [0];
        self.env.entropy.fill(&mut byte);
        let longest = 1_u64 << attempt.min(8);
        let micros = u64::from(byte.first().copied().unwrap_or(0)) * longest * 1000 / 256;
        tokio::time::sleep(std::time::Duration::from_micros(micros)).await;
    }

    /// Runs one tenant's part of a sweep for each tenant, and for what belongs to none; that part stops
    /// at so many `rows`. A sweep takes no input and may run twice. What fails in one tenant is told in
    /// the end and does not stop the others.
    pub(crate) async fn sweep_tenants<F>(
        &self,
        rows: i64,
        sweep: impl Fn(TenantId) -> F,
    ) -> Result<SweepReport>
    where
        F: Future<Output = Result<u64>> + Send,
    {
        let mut report = SweepReport::default();
        let mut failure = None;
        for tenant in self.tenant_ids().await?.into_iter().chain([NOBODY]) {
            match self.retrying(|| sweep(tenant)).await {
                Ok(changed) => {
                    report.changed += changed;
                    report.more |= changed >= rows.unsigned_abs();
                }
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        failure.map_or(Ok(report), Err)
    }
}
