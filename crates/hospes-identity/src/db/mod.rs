//! The one door to the database: one SQL text for SQLite and PostgreSQL.
//!
//! Only this folder names a driver. [`Db`] opens transactions; `Tx` is one; `sql` makes statements.
//! Statements keep to the common subset that `ARCHITECTURE.md` lists.

mod migrate;
mod postgres;
mod query;
mod row;
pub(crate) mod schema;
mod sqlite;
mod value;

use std::path::PathBuf;
use std::sync::Arc;

use crate::env::{Entropy, Env, Lifetimes, Timestamp};
use crate::error::BoxError;

pub(crate) use query::{Query, sql};
#[cfg(any(test, feature = "testing"))]
pub(crate) use row::AnyRow;
pub(crate) use row::{Cell, Column, FromRow, Row, row};
pub(crate) use value::Value;

/// The database failed, or refused a statement.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{what}")]
pub struct DbError {
    what: &'static str,
    retryable: bool,
    // An Arc, because one failed commit of a batch is the error of every operation in it.
    #[source]
    source: Option<Arc<BoxError>>,
}

impl DbError {
    pub(crate) fn new(what: &'static str, source: impl Into<BoxError>) -> Self {
        Self {
            what,
            retryable: false,
            source: Some(Arc::new(source.into())),
        }
    }

    pub(crate) fn retryable(what: &'static str, source: impl Into<BoxError>) -> Self {
        Self {
            what,
            retryable: true,
            source: Some(Arc::new(source.into())),
        }
    }

    pub(crate) fn plain(what: &'static str) -> Self {
        Self {
            what,
            retryable: false,
            source: None,
        }
    }

    /// Whether the same operation, run again from its start, may succeed.
    pub fn is_retryable(&self) -> bool {
        self.retryable
    }
}

/// Which database to open.
#[derive(Debug, Clone)]
pub enum Source {
    /// A SQLite file, made when it does not exist.
    Sqlite {
        /// Where the file is.
        path: PathBuf,
        /// Whether a commit waits for the disk. `false` only for data that may be lost: tests.
        durable: bool,
    },
    /// A PostgreSQL server.
    Postgres {
        /// `postgres://user@host/database?…`, as libpq reads it.
        url: String,
        /// How many connections at most.
        connections: usize,
    },
}

/// An open database.
#[derive(Debug, Clone)]
pub struct Db {
    engine: Engine,
}

#[derive(Debug, Clone)]
enum Engine {
    Sqlite(Arc<sqlite::Sqlite>),
    Postgres(Arc<postgres::Postgres>),
}

impl Db {
    /// Opens the database. It is not migrated: see [`Db::migrate`].
    pub async fn open(source: &Source) -> Result<Self, DbError> {
        let engine = match source {
            Source::Sqlite { path, durable } => {
                let (path, durable) = (path.clone(), *durable);
                let opened =
                    tokio::task::spawn_blocking(move || sqlite::Sqlite::open(&path, durable));
                let opened = opened
                    .await
                    .map_err(|e| DbError::new("opening the database broke", e))?;
                Engine::Sqlite(Arc::new(opened?))
            }
            Source::Postgres { url, connections } => {
                Engine::Postgres(Arc::new(postgres::Postgres::open(url, *connections)?))
            }
        };
        Ok(Self { engine })
    }

    /// Brings the schema up to date; gives the names of the migrations that ran.
    pub async fn migrate(&self, env: &Env) -> Result<Vec<String>, DbError> {
        migrate::run(self, env).await
    }

    /// The names of the migrations that have not run.
    pub async fn pending_migrations(&self, env: &Env) -> Result<Vec<&'static str>, DbError> {
        migrate::pending(self, env).await
    }

    /// The engine and its version, for people.
    pub async fn describe(&self, env: &Env) -> Result<String, DbError> {
        let mut tx = self.read(env).await?;
        let (name, statement) = match &self.engine {
            Engine::Sqlite(_) => ("SQLite", "SELECT sqlite_version()"),
            Engine::Postgres(_) => ("PostgreSQL", "SELECT current_setting('server_version')"),
        };
        let version: (String,) = sql(statement).fetch_one(&mut tx).await?;
        Ok(format!("{name} {}", version.0))
    }

    /// Whether this is PostgreSQL; only for tests and for people.
    pub fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    pub(crate) async fn write(&self, env: &Env) -> Result<Tx, DbError> {
        let inner = match &self.engine {
            Engine::Sqlite(sqlite) => Inner::Sqlite(sqlite.write().await?),
            Engine::Postgres(postgres) => Inner::Postgres(postgres.begin(false).await?),
        };
        Ok(Tx {
            inner,
            now: env.clock.now(),
            entropy: env.entropy.clone(),
            lifetimes: env.lifetimes,
        })
    }

    pub(crate) async fn read(&self, env: &Env) -> Result<Tx, DbError> {
        let inner = match &self.engine {
            Engine::Sqlite(sqlite) => Inner::Sqlite(sqlite.read().await?),
            Engine::Postgres(postgres) => Inner::Postgres(postgres.begin(true).await?),
        };
        Ok(Tx {
            inner,
            now: env.clock.now(),
            entropy: env.entropy.clone(),
            lifetimes: env.lifetimes,
        })
    }
}

/// The one transaction of an operation. Dropped without [`Tx::commit`], it leaves nothing behind.
pub(crate) struct Tx {
    inner: Inner,
    now: Timestamp,
    entropy: Arc<dyn Entropy>,
    lifetimes: Lifetimes,
}

enum Inner {
    Sqlite(sqlite::Transaction),
    Postgres(postgres::Transaction),
}

impl Tx {
    /// The instant of this operation. The clock was read when the transaction was opened, and only then.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Chance.
    pub(crate) fn entropy(&self) -> &dyn Entropy {
        self.entropy.as_ref()
    }

    /// How long what counts.
    pub(crate) fn lifetimes(&self) -> Lifetimes {
        self.lifetimes
    }

    /// A new identifier.
    pub(crate) fn new_id<T: From<uuid::Uuid>>(&self) -> T {
        T::from(self.entropy.uuid(self.now))
    }

    /// Answers when the database answers.
    pub(crate) async fn ping(&mut self) -> Result<(), DbError> {
        sql("SELECT 1").fetch_one::<(i64,)>(self).await?;
        Ok(())
    }

    /// Makes what was written lasting. When it returns, it is on disk.
    pub(crate) async fn commit(self) -> Result<(), DbError> {
        match self.inner {
            Inner::Sqlite(transaction) => transaction.commit().await,
            Inner::Postgres(transaction) => transaction.commit().await,
        }
    }

    async fn execute(&mut self, text: &str, values: &[Value]) -> Result<u64, DbError> {
        match &mut self.inner {
            Inner::Sqlite(transaction) => transaction.execute(text, values),
            Inner::Postgres(transaction) => transaction.execute(text, values).await,
        }
    }

    async fn execute_later(&mut self, text: &str, values: Vec<Value>) -> Result<(), DbError> {
        match &mut self.inner {
            Inner::Sqlite(transaction) => transaction.execute(text, &values).map(drop),
            Inner::Postgres(transaction) => transaction.execute_later(text, values).await,
        }
    }

    async fn query<T: FromRow>(&mut self, text: &str, values: &[Value]) -> Result<Vec<T>, DbError> {
        match &mut self.inner {
            Inner::Sqlite(transaction) => transaction.query(text, values),
            Inner::Postgres(transaction) => transaction.query(text, values).await,
        }
    }

    async fn batch(&mut self, text: &str) -> Result<(), DbError> {
        match &mut self.inner {
            Inner::Sqlite(transaction) => transaction.batch(text),
            Inner::Postgres(transaction) => transaction.batch(text).await,
        }
    }

    /// Prepares a statement without running it: what the test of all statements does.
    #[cfg(test)]
    pub(crate) async fn prepare(&mut self, text: &str) -> Result<(), DbError> {
        match &mut self.inner {
            Inner::Sqlite(transaction) => transaction.prepare(text),
            Inner::Postgres(transaction) => transaction.prepare(text).await,
        }
    }
}

/// Every row of every table, for tests that compare whole databases.
#[cfg(any(test, feature = "testing"))]
pub(crate) async fn dump(tx: &mut Tx) -> Result<Vec<(String, Vec<String>)>, DbError> {
    let mut out = Vec::new();
    for (_, migration) in migrate::MIGRATIONS {
        for text in migration.split("CREATE TABLE ").skip(1) {
            let Some((table, _)) = text.split_once(" (") else {
                continue;
            };
            let rows: Vec<AnyRow> = sql("SELECT * FROM ")
                .push_table(table)
                .fetch_all(tx)
                .await?;
            out.extend(rows.into_iter().map(|row| (table.to_owned(), row.0)));
        }
    }
    out.sort();
    Ok(out)
}

#[cfg(test)]
mod tests;

/// Runs one statement on a PostgreSQL server, for the tests' own schemas.
#[cfg(any(test, feature = "testing"))]
pub(crate) async fn admin(url: &str, statement: &str) {
    postgres::admin(url, statement).await;
}
