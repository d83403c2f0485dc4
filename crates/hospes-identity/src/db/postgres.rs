//! PostgreSQL: a pool, statements prepared once per connection, one transaction per operation.
//!
//! Transactions are REPEATABLE READ: an operation sees one snapshot, and one that would overwrite what
//! another changed meanwhile fails with a serialization failure, which `Identity::retrying` runs again.
//!
//! A statement whose answer nobody waits for is sent together with the next whose answer somebody does:
//! each trip to the server costs more than most statements.

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Timeouts};
use futures_util::FutureExt as _;
use futures_util::future::join;
use tokio_postgres::Statement;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

use super::{DbError, FromRow, Row, Value};

/// A statement that runs longer has gone astray.
const STATEMENT_TIMEOUT_MS: &str = "30000";

/// So many statements at most wait to be sent together.
const MOST_UNSENT: usize = 16;

/// A pool of connections.
pub(super) struct Postgres {
    pool: Pool,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres").finish_non_exhaustive()
    }
}

impl Postgres {
    pub(super) fn open(url: &str, connections: usize) -> Result<Self, DbError> {
        let mut config: tokio_postgres::Config = url
            .parse()
            .map_err(|e| DbError::new("the database URL cannot be read", e))?;
        config.application_name("hospes");
        config.connect_timeout(Duration::from_secs(10));
        let options = config.get_options().unwrap_or_default().to_owned();
        config.options(format!(
            "{options} -c statement_timeout={STATEMENT_TIMEOUT_MS}"
        ));
        let manager_config = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = Manager::from_config(config, tls()?, manager_config);
        let pool = Pool::builder(manager)
            .max_size(connections)
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .timeouts(Timeouts {
                wait: Some(Duration::from_secs(30)),
                create: Some(Duration::from_secs(10)),
                recycle: Some(Duration::from_secs(10)),
            })
            .build()
            .map_err(|e| DbError::new("the connection pool cannot be made", e))?;
        Ok(Self { pool })
    }

    pub(super) async fn begin(&self, read_only: bool) -> Result<Transaction, DbError> {
        let client = self
            .pool
            .get()
            .await
            .map_err(|e| DbError::new("PostgreSQL does not answer", e))?;
        let begin = if read_only {
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        } else {
            "BEGIN ISOLATION LEVEL REPEATABLE READ"
        };
        Ok(Transaction {
            client: Some(client),
            unsent: vec![Unsent::Control(begin)],
            has_begun: false,
            has_failed: false,
        })
    }
}

fn tls() -> Result<tokio_postgres_rustls::MakeRustlsConnect, DbError> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| DbError::new("TLS cannot be set up", e))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(tokio_postgres_rustls::MakeRustlsConnect::new(config))
}

/// An operation's hold on a connection.
pub(super) struct Transaction {
    client: Option<Object>,
    /// What goes out with the next statement whose answer is waited for, in this order.
    unsent: Vec<Unsent>,
    /// Whether anything was sent: then there is something to roll back.
    has_begun: bool,
    /// Whether a statement failed. PostgreSQL answers the COMMIT of such a transaction without an error, and
    /// keeps nothing; a statement that was not even sent may have taken others with it.
    has_failed: bool,
}

/// A statement that nobody waits for.
enum Unsent {
    Control(&'static str),
    Statement(Statement, Vec<Value>),
}

/// Sends statements one behind the other, and waits for all; the first error is the one that counts, because
/// PostgreSQL refuses whatever comes after it.
async fn send(client: &Object, unsent: &[Unsent]) -> Result<(), DbError> {
    let sent = unsent.iter().map(|unsent| async move {
        match unsent {
            Unsent::Control(text) => client.batch_execute(text).await,
            Unsent::Statement(statement, values) => {
                client.execute(statement, &borrowed(values)).await.map(drop)
            }
        }
    });
    // `join_all` polls in order, and a statement goes out when it is polled first.
    let results = futures_util::future::join_all(sent).await;
    results
        .into_iter()
        .collect::<Result<(), _>>()
        .map_err(failed)
}

impl Transaction {
    fn client(&self) -> Result<&Object, DbError> {
        self.client
            .as_ref()
            .ok_or_else(|| DbError::plain("the transaction is over"))
    }

    /// Remembers that something failed: then nothing is committed, whatever the caller makes of it.
    fn note<T>(&mut self, result: Result<T, DbError>) -> Result<T, DbError> {
        self.has_failed |= result.is_err();
        result
    }

    /// Takes what is to be sent. From now on there is something to roll back, even if the caller gives up.
    fn take_unsent(&mut self) -> Vec<Unsent> {
        self.has_begun = true;
        std::mem::take(&mut self.unsent)
    }

    pub(super) async fn execute(&mut self, text: &str, values: &[Value]) -> Result<u64, DbError> {
        let done = self.try_execute(text, values).await;
        self.note(done)
    }

    async fn try_execute(&mut self, text: &str, values: &[Value]) -> Result<u64, DbError> {
        let unsent = self.take_unsent();
        let client = self.client()?;
        let statement = client.prepare_cached(text).await.map_err(failed)?;
        let values = borrowed(values);
        let execute = client.execute(&statement, &values);
        let (before, changed) = join(send(client, &unsent), execute).await;
        before?;
        changed.map_err(failed)
    }

    /// Runs a statement with the next whose answer is waited for, or with the commit.
    pub(super) async fn execute_later(
        &mut self,
        text: &str,
        values: Vec<Value>,
    ) -> Result<(), DbError> {
        let done = self.try_execute_later(text, values).await;
        self.note(done)
    }

    async fn try_execute_later(&mut self, text: &str, values: Vec<Value>) -> Result<(), DbError> {
        let statement = self.client()?.prepare_cached(text).await.map_err(failed)?;
        self.unsent.push(Unsent::Statement(statement, values));
        if self.unsent.len() < MOST_UNSENT {
            return Ok(());
        }
        let unsent = self.take_unsent();
        send(self.client()?, &unsent).await
    }

    pub(super) async fn query<T: FromRow>(
        &mut self,
        text: &str,
        values: &[Value],
    ) -> Result<Vec<T>, DbError> {
        let found = self.try_query(text, values).await;
        self.note(found)
    }

    async fn try_query<T: FromRow>(
        &mut self,
        text: &str,
        values: &[Value],
    ) -> Result<Vec<T>, DbError> {
        let unsent = self.take_unsent();
        let client = self.client()?;
        let statement = client.prepare_cached(text).await.map_err(failed)?;
        let values = borrowed(values);
        let query = client.query(&statement, &values);
        let (before, rows) = join(send(client, &unsent), query).await;
        before?;
        let rows = rows.map_err(failed)?;
        rows.iter()
            .map(|row| T::from_row(&mut Row::postgres(row)))
            .collect()
    }

    pub(super) async fn batch(&mut self, text: &str) -> Result<(), DbError> {
        let unsent = self.take_unsent();
        let client = self.client()?;
        let done = match send(client, &unsent).await {
            Ok(()) => client.batch_execute(text).await.map_err(failed),
            Err(error) => Err(error),
        };
        self.note(done)
    }

    #[cfg(test)]
    pub(super) async fn prepare(&self, text: &str) -> Result<(), DbError> {
        self.client()?.prepare(text).await.map(drop).map_err(failed)
    }

    pub(super) async fn commit(mut self) -> Result<(), DbError> {
        if self.has_failed {
            return Err(DbError::plain("a statement of the transaction failed"));
        }
        let Some(client) = self.client.take() else {
            return Err(DbError::plain("the transaction is over"));
        };
        // When one of those before it fails, COMMIT only ends the transaction, and keeps nothing.
        let commit = client.batch_execute("COMMIT");
        let (before, committed) = join(send(&client, &self.unsent), commit).await;
        if committed.is_err() {
            // Whatever state it is in, nobody else gets this connection.
            drop(Object::take(client));
        }
        before?;
        committed.map_err(failed)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if let Some(client) = self.client.take().filter(|_| self.has_begun) {
            // The first poll hands the message to the connection, which reads the answer by itself.
            let sent = client.batch_execute("ROLLBACK").now_or_never();
            if sent.is_some_and(|result| result.is_err()) {
                drop(Object::take(client));
            }
        }
    }
}

fn borrowed(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| value as &(dyn ToSql + Sync))
        .collect()
}

fn failed(error: tokio_postgres::Error) -> DbError {
    let again = error.code().is_some_and(|code| {
        *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED
    });
    if again {
        DbError::retryable("PostgreSQL asks to try again", error)
    } else {
        DbError::new("PostgreSQL refused", error)
    }
}

/// Runs one statement outside the pool.
#[cfg(any(test, feature = "testing"))]
#[expect(
    clippy::expect_used,
    reason = "a test without its database cannot go on"
)]
pub(super) async fn admin(url: &str, statement: &str) {
    let (client, connection) = tokio_postgres::connect(url, tls().expect("TLS"))
        .await
        .expect("PostgreSQL answers");
    let driver = tokio::spawn(connection);
    client
        .batch_execute(statement)
        .await
        .expect("the statement runs");
    drop(client);
    // The connection ends when its client is gone; how is of no interest.
    let _ = driver.await;
}
