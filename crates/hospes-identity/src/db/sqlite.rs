//! SQLite: one writer with group commit, a few readers.
//!
//! The writer's thread lends its connection to one operation at a time. While others wait, it does not
//! commit after an operation but lends on; then one COMMIT, one fsync, and all of them are answered.
//! Each operation runs in a SAVEPOINT of its own, so that one that fails takes nothing with it.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::{DbError, FromRow, Row, Value};

/// So long a batch may grow before those at its start get their answer.
const LONGEST_BATCH: Duration = Duration::from_millis(10);
/// So many operations at most share a commit.
const LARGEST_BATCH: usize = 256;
/// Distinct statements are a few hundred; filters make more.
const STATEMENTS: usize = 256;

/// A SQLite file with its writer and its readers.
#[derive(Debug)]
pub(super) struct Sqlite {
    writer: mpsc::Sender<oneshot::Sender<Result<Lent, DbError>>>,
    readers: Arc<Readers>,
}

#[derive(Debug)]
struct Readers {
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

/// The writer's connection, lent to one operation.
#[derive(Debug)]
struct Lent {
    connection: Connection,
    back: mpsc::Sender<Returned>,
}

#[derive(Debug)]
struct Returned {
    connection: Connection,
    // `None`: the operation was dropped.
    commit: Option<oneshot::Sender<Result<(), DbError>>>,
}

impl Sqlite {
    pub(super) fn open(path: &Path, durable: bool) -> Result<Self, DbError> {
        make_private(path)?;
        let writer = connect(path, durable)?;
        let count = std::thread::available_parallelism()
            .map_or(2, usize::from)
            .clamp(2, 8);
        let mut idle = Vec::with_capacity(count);
        for _ in 0..count {
            let reader = connect(path, durable)?;
            reader
                .execute_batch("PRAGMA query_only = 1")
                .map_err(failed)?;
            idle.push(reader);
        }
        let (sender, requests) = mpsc::channel();
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || lend(writer, &requests))
            .map_err(|e| DbError::new("the writer's thread does not start", e))?;
        let permits = Arc::new(Semaphore::new(count));
        Ok(Self {
            writer: sender,
            readers: Arc::new(Readers {
                idle: Mutex::new(idle),
                permits,
            }),
        })
    }

    pub(super) async fn write(&self) -> Result<Transaction, DbError> {
        let (sender, receiver) = oneshot::channel();
        let gone = || DbError::plain("the writer is gone");
        self.writer.send(sender).map_err(|_| gone())?;
        let lent = receiver.await.map_err(|_| gone())??;
        Ok(Transaction {
            held: Some(Held::Writer(lent)),
        })
    }

    pub(super) async fn read(&self) -> Result<Transaction, DbError> {
        let gone = || DbError::plain("the readers are gone");
        let permit = self
            .readers
            .permits
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| gone())?;
        let connection = {
            let mut idle = self
                .readers
                .idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            idle.pop().ok_or_else(gone)?
        };
        let held = Held::Reader {
            connection,
            readers: self.readers.clone(),
            _permit: permit,
        };
        let transaction = Transaction { held: Some(held) };
        // One snapshot for all statements of the operation.
        transaction
            .connection()?
            .execute_batch("BEGIN")
            .map_err(failed)?;
        Ok(transaction)
    }
}

/// Makes the file before SQLite does, for the owner alone: what SQLite puts beside it gets the same mode.
fn make_private(path: &Path) -> Result<(), DbError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(DbError::new("the database file cannot be made", error)),
    }
}

fn connect(path: &Path, durable: bool) -> Result<Connection, DbError> {
    let connection = Connection::open(path)
        .map_err(|e| DbError::new("the database file cannot be opened", e))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection
        .busy_timeout(Duration::from_secs(5))
        .map_err(failed)?;
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384;
             PRAGMA mmap_size = 268435456; PRAGMA temp_store = MEMORY;
             PRAGMA journal_size_limit = 67108864;",
        )
        .map_err(failed)?;
    let synchronous = if durable { "FULL" } else { "OFF" };
    connection
        .pragma_update(None, "synchronous", synchronous)
        .map_err(failed)?;
    Ok(connection)
}

/// The writer's thread: lends the connection until nobody can ask any more.
fn lend(
    mut connection: Connection,
    requests: &mpsc::Receiver<oneshot::Sender<Result<Lent, DbError>>>,
) {
    let (back, returned) = mpsc::channel();
    while let Ok(first) = requests.recv() {
        if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
            // Nobody is left to hear of it when the caller is gone.
            let _ = first.send(Err(failed(error)));
            continue;
        }
        let started = Instant::now();
        let mut waiting = Vec::new();
        let mut next = Some(first);
        let mut taken = 0;
        while let Some(request) = next {
            match lend_once(connection, request, &back, &returned) {
                Some((lent, commit)) => {
                    connection = lent;
                    waiting.extend(commit);
                }
                None => return,
            }
            if connection.is_autocommit() {
                break;
            }
            taken += 1;
            let more = taken < LARGEST_BATCH && started.elapsed() < LONGEST_BATCH;
            next = if more { requests.try_recv().ok() } else { None };
        }
        let result = if connection.is_autocommit() {
            // A full disk or a broken file made SQLite roll back by itself. Nobody has been answered.
            Err(DbError::plain("the database rolled the transaction back"))
        } else {
            connection.execute_batch("COMMIT").map_err(failed)
        };
        if result.is_err() && !connection.is_autocommit() {
            // If this fails too, the next BEGIN says so to the next caller.
            let _ = connection.execute_batch("ROLLBACK");
        }
        for reply in waiting {
            let _ = reply.send(result.clone());
        }
    }
}

type Commit = Option<oneshot::Sender<Result<(), DbError>>>;

/// Lends the connection to one operation; `None` when it never comes back.
fn lend_once(
    connection: Connection,
    request: oneshot::Sender<Result<Lent, DbError>>,
    back: &mpsc::Sender<Returned>,
    returned: &mpsc::Receiver<Returned>,
) -> Option<(Connection, Commit)> {
    if let Err(error) = connection.execute_batch("SAVEPOINT operation") {
        let _ = request.send(Err(failed(error)));
        return Some((connection, None));
    }
    let sent = request.send(Ok(Lent {
        connection,
        back: back.clone(),
    }));
    let (connection, commit) = match sent {
        Ok(()) => {
            let returned = returned.recv().ok()?;
            (returned.connection, returned.commit)
        }
        // The caller gave up while it waited; the connection comes straight back.
        Err(Ok(lent)) => (lent.connection, None),
        Err(Err(_)) => return None,
    };
    if connection.is_autocommit() {
        return Some((connection, commit));
    }
    let end = match commit {
        Some(_) => "RELEASE operation",
        None => "ROLLBACK TO operation; RELEASE operation",
    };
    match connection.execute_batch(end) {
        Ok(()) => Some((connection, commit)),
        Err(error) => {
            if let Some(reply) = commit {
                let _ = reply.send(Err(failed(error)));
            }
            Some((connection, None))
        }
    }
}

/// An operation's hold on a connection.
#[derive(Debug)]
pub(super) struct Transaction {
    held: Option<Held>,
}

#[derive(Debug)]
enum Held {
    Writer(Lent),
    Reader {
        connection: Connection,
        readers: Arc<Readers>,
        _permit: OwnedSemaphorePermit,
    },
}

impl Transaction {
    fn connection(&self) -> Result<&Connection, DbError> {
        match &self.held {
            Some(Held::Writer(lent)) => Ok(&lent.connection),
            Some(Held::Reader { connection, .. }) => Ok(connection),
            None => Err(DbError::plain("the transaction is over")),
        }
    }

    pub(super) fn execute(&self, text: &str, values: &[Value]) -> Result<u64, DbError> {
        let connection = self.connection()?;
        let mut statement = connection.prepare_cached(&numbered(text)).map_err(failed)?;
        let changed = statement
            .execute(rusqlite::params_from_iter(values))
            .map_err(failed)?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    pub(super) fn query<T: FromRow>(
        &self,
        text: &str,
        values: &[Value],
    ) -> Result<Vec<T>, DbError> {
        let connection = self.connection()?;
        let mut statement = connection.prepare_cached(&numbered(text)).map_err(failed)?;
        let mut rows = statement
            .query(rusqlite::params_from_iter(values))
            .map_err(failed)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            out.push(T::from_row(&mut Row::sqlite(row))?);
        }
        Ok(out)
    }

    pub(super) fn batch(&self, text: &str) -> Result<(), DbError> {
        // A custom collation would make the file unreadable for other programs; SQLite's own
        // comparison of bytes is what "C" means on PostgreSQL.
        let text = text.replace("COLLATE \"C\"", "COLLATE BINARY");
        self.connection()?.execute_batch(&text).map_err(failed)
    }

    #[cfg(test)]
    pub(super) fn prepare(&self, text: &str) -> Result<(), DbError> {
        self.connection()?
            .prepare(&numbered(text))
            .map(drop)
            .map_err(failed)
    }

    pub(super) async fn commit(mut self) -> Result<(), DbError> {
        match self.held.take() {
            Some(Held::Writer(Lent { connection, back })) => {
                let (sender, receiver) = oneshot::channel();
                let gone = || DbError::plain("the writer is gone");
                back.send(Returned {
                    connection,
                    commit: Some(sender),
                })
                .map_err(|_| gone())?;
                receiver.await.map_err(|_| gone())?
            }
            // Reading leaves nothing to keep: dropping it ends the snapshot.
            held @ (Some(Held::Reader { .. }) | None) => {
                self.held = held;
                Ok(())
            }
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        match self.held.take() {
            Some(Held::Writer(Lent { connection, back })) => {
                // When the thread is gone, so is the database.
                let _ = back.send(Returned {
                    connection,
                    commit: None,
                });
            }
            // After some failures SQLite has ended the snapshot by itself.
            Some(Held::Reader {
                connection,
                readers,
                _permit,
            }) if connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok() => {
                readers
                    .idle
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(connection);
            }
            // A reader whose snapshot does not end is not used again.
            Some(Held::Reader { .. }) | None => {}
        }
    }
}

/// SQLite numbers `$2` by first appearance, `?2` by its number.
fn numbered(text: &str) -> String {
    text.replace('$', "?")
}

fn failed(error: rusqlite::Error) -> DbError {
    DbError::new("SQLite refused", error)
}
