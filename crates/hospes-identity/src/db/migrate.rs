//! Brings the schema up to date: each file of `migrations/` once, in the order of their names.
//!
//! Two nodes may start at once: a lease row lets one of them work while the other waits.

use std::time::Duration;

use super::{Db, DbError, sql};
use crate::env::{Env, Span};

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../migrations/", $name, ".sql")))),*]
    };
}

/// Every migration, oldest first. A released one is never edited.
pub(super) const MIGRATIONS: &[(&str, &str)] = migrations!["20261123160000_initial"];

/// Longer than any migration takes.
const LEASE: Span = Span::minutes(10);

const BOOKS: &str = "
    CREATE TABLE IF NOT EXISTS schema_migrations (
        name TEXT COLLATE \"C\" NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL);
    CREATE TABLE IF NOT EXISTS schema_lease (
        id BIGINT NOT NULL PRIMARY KEY, leased_until BIGINT NOT NULL);
    INSERT INTO schema_lease (id, leased_until) VALUES (1, 0) ON CONFLICT DO NOTHING;";

pub(super) async fn run(db: &Db, env: &Env) -> Result<Vec<String>, DbError> {
    keep_books(db, env).await?;
    lease(db, env).await?;
    let ran = apply(db, env).await;
    release(db, env).await?;
    ran
}

pub(super) async fn pending(db: &Db, env: &Env) -> Result<Vec<&'static str>, DbError> {
    keep_books(db, env).await?;
    let mut tx = db.read(env).await?;
    let done: Vec<(String,)> = sql("SELECT name FROM schema_migrations")
        .fetch_all(&mut tx)
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
            Err(_) if attempt < 5 => wait().await,
            result => return result,
        }
    }
    Ok(())
}

async fn lease(db: &Db, env: &Env) -> Result<(), DbError> {
    loop {
        let mut tx = db.write(env).await?;
        let now = tx.now();
        let taken = sql("UPDATE schema_lease SET leased_until = $1
                         WHERE id = 1 AND leased_until <= $2")
        .bind(now.plus(LEASE))
        .bind(now)
        .execute(&mut tx)
        .await;
        let taken = match taken {
            Ok(rows) => tx.commit().await.map(|()| rows == 1),
            Err(error) => Err(error),
        };
        match taken {
            Ok(true) => return Ok(()),
            Err(error) if !error.is_retryable() => return Err(error),
            Ok(false) | Err(_) => wait().await,
        }
    }
}

async fn release(db: &Db, env: &Env) -> Result<(), DbError> {
    let mut tx = db.write(env).await?;
    sql("UPDATE schema_lease SET leased_until = 0 WHERE id = 1")
        .execute(&mut tx)
        .await?;
    tx.commit().await
}

async fn apply(db: &Db, env: &Env) -> Result<Vec<String>, DbError> {
    let mut ran = Vec::new();
    for name in pending(db, env).await? {
        let Some((_, text)) = MIGRATIONS.iter().find(|(known, _)| *known == name) else {
            continue;
        };
        let mut tx = db.write(env).await?;
        tx.batch(text).await?;
        let now = tx.now();
        sql("INSERT INTO schema_migrations (name, applied_at) VALUES ($1, $2)")
            .bind(name)
            .bind(now)
            .execute(&mut tx)
            .await?;
        tx.commit().await?;
        ran.push(name.to_owned());
    }
    Ok(ran)
}

#[expect(
    clippy::disallowed_methods,
    reason = "waits for another node, which has its own clock"
)]
async fn wait() {
    tokio::time::sleep(Duration::from_millis(200)).await;
}
