//! Brings the schema up to date: each file of `migrations/` once, in the order of their names.
//!
//! Two nodes may start at once: one of them locks a row, and the other waits for its transaction to end.
//! So does whoever comes after a node that was killed in the middle; there is nothing to clean up.

use std::time::Duration;

use super::{Db, DbError, Tx, sql};
use crate::env::Env;

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../migrations/", $name, ".sql")))),*]
    };
}

/// Every migration, oldest first. A released one is never edited.
pub(super) const MIGRATIONS: &[(&str, &str)] = migrations![
    "20261123160000_initial",
    "20261126010000_applications_sign_people_in",
    "20261126030000_registrations",
    "20261126040000_signing_keys_and_certificates",
    "20261126050000_sign_ins_and_session_use",
    "20261126060000_saml",
    "20261126070000_devices_sign_people_in",
    "20261126080000_my_apps",
    "20261126100000_second_factors",
    "20261126110000_sessions_of_grants",
    "20261126120000_identity_providers",
    "20261126130000_provider_protocols",
    "20261126140000_saml_providers",
    "20261126150000_cross_tenant_access",
    "20261126160000_organizations_of_people",
    "20261126170000_self_service_sign_up",
    "20261126180000_sessions_elsewhere",
    "20261126190000_domain_proofs",
    "20261126195000_sign_in_references",
    "20261126213000_sign_out_hints",
    "20261126220000_device_claims",
    "20261126221500_attribute_labels",
    "20261126222000_next_certificates",
];

/// So often two nodes that start at once may get in each other's way.
const ATTEMPTS: u32 = 10;

const BOOKS: &str = "
    CREATE TABLE IF NOT EXISTS schema_migrations (
        name TEXT COLLATE \"C\" NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL);
    CREATE TABLE IF NOT EXISTS schema_lock (
        id BIGINT NOT NULL PRIMARY KEY, taken BIGINT NOT NULL);
    INSERT INTO schema_lock (id, taken) VALUES (1, 0) ON CONFLICT DO NOTHING;";

pub(super) async fn run(db: &Db, env: &Env) -> Result<Vec<String>, DbError> {
    // Most starts have nothing to do, and a reader finds that out.
    if pending(db, env).await?.is_empty() {
        return Ok(Vec::new());
    }
    for attempt in 1.. {
        match apply(db, env).await {
            // Another node was faster; what is left for this one is most likely nothing.
            Err(error) if error.is_retryable() && attempt < ATTEMPTS => wait().await,
            result => return result,
        }
    }
    Ok(Vec::new())
}

pub(super) async fn pending(db: &Db, env: &Env) -> Result<Vec<&'static str>, DbError> {
    keep_books(db, env).await?;
    unapplied(&mut db.read(env).await?).await
}

async fn unapplied(tx: &mut Tx) -> Result<Vec<&'static str>, DbError> {
    let done: Vec<(String,)> = sql("SELECT name FROM schema_migrations")
        .fetch_all(tx)
        .await?;
    Ok(MIGRATIONS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !done.iter().any(|(done,)| done == name))
        .collect())
}

async fn keep_books(db: &Db, env: &Env) -> Result<(), DbError> {
    // Two nodes that create the same table at the same instant: PostgreSQL refuses one of them even
    // with IF NOT EXISTS, and then it is there.
    for attempt in 1.. {
        let mut tx = db.write(env).await?;
        let created = match tx.batch(BOOKS).await {
            Ok(()) => tx.commit().await,
            Err(error) => Err(error),
        };
        match created {
            Err(_) if attempt < ATTEMPTS => wait().await,
            result => return result,
        }
    }
    Ok(())
}

/// Runs what has not run, all of it or nothing.
async fn apply(db: &Db, env: &Env) -> Result<Vec<String>, DbError> {
    let mut tx = db.write(env).await?;
    if db.is_postgres() {
        // A large table may take its time, and so may the node that is waited for.
        tx.batch("SET LOCAL statement_timeout = 0").await?;
    }
    sql("UPDATE schema_lock SET taken = taken + 1 WHERE id = 1")
        .execute(&mut tx)
        .await?;
    let names = unapplied(&mut tx).await?;
    let now = tx.now();
    for (name, text) in MIGRATIONS {
        if names.contains(name) {
            tx.batch(text).await?;
            sql("INSERT INTO schema_migrations (name, applied_at) VALUES ($1, $2)")
                .bind(*name)
                .bind(now)
                .execute(&mut tx)
                .await?;
        }
    }
    tx.commit().await?;
    Ok(names.into_iter().map(str::to_owned).collect())
}

#[expect(
    clippy::disallowed_methods,
    reason = "waits for another node, which has its own clock"
)]
async fn wait() {
    tokio::time::sleep(Duration::from_millis(100)).await;
}
