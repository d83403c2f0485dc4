//! SQLite: one writer with group commit, a few readers.
//!
//! There is one connection that writes, and one operation holds it at a time. While others wait, an
//! operation that is done does not commit but hands the connection straight to the next; then a thread
//! of its own does one COMMIT, one fsync, and all of them are answered. Each operation runs in a
//! SAVEPOINT of its own, so that one that fails takes nothing with it.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
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

/// So many pages may the log hold before they go into the file: 16 MB. A page that many operations write
/// goes there once.
const LOG_PAGES: i64 = 4_000;

/// A SQLite file with its writer and its readers.
#[derive(Debug)]
pub(super) struct Sqlite {
    queue: Arc<Queue>,
    readers: Arc<Readers>,
}

#[derive(Debug)]
struct Readers {
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

/// An operation that waits for the writer's connection.
type Request = oneshot::Sender<Result<Lent, DbError>>;

/// Those who wait for the writer's connection, first come, first served.
#[derive(Debug, Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    requests: VecDeque<Request>,
    is_closed: bool,
}

impl Queue {
    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits in the queue. When it is closed, whoever asks hears so at once.
    fn push(&self, request: Request) {
        let mut waiting = self.lock();
        if !waiting.is_closed {
            waiting.requests.push_back(request);
            self.changed.notify_one();
        }
    }

    /// From now on nobody is served.
    fn close(&self) {
        let mut waiting = self.lock();
        waiting.is_closed = true;
        waiting.requests.clear();
        self.changed.notify_one();
    }

    fn pop(&self) -> Option<Request> {
        self.lock().requests.pop_front()
    }

    /// Waits for the next; `None` when nobody can ask any more.
    fn wait(&self) -> Option<Request> {
        let mut waiting = self.lock();
        loop {
            if let Some(request) = waiting.requests.pop_front() {
                return Some(request);
            }
            if waiting.is_closed {
                return None;
            }
            waiting = self
                .changed
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// Closes the queue when the writer's thread ends, however it does: nobody waits for what never comes.
struct ClosesAtEnd<'q>(&'q Queue);

impl Drop for ClosesAtEnd<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// A hold on the writer's connection. Whoever lets go of it, even without having looked at it, hands it on:
/// a caller may give up in the very moment in which its turn comes.
#[derive(Debug)]
struct Lent(Option<Loan>);

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(loan) = self.0.take() {
            loan.undo();
        }
    }
}

/// The writer's connection, lent to one operation, with what the operations before it in this batch left.
#[derive(Debug)]
struct Loan {
    connection: Connection,
    batch: Batch,
    queue: Arc<Queue>,
    back: mpsc::Sender<Returned>,
}

/// The connection at the end of a batch.
#[derive(Debug)]
struct Returned {
    connection: Connection,
    batch: Batch,
}

/// Operations that share a commit.
#[derive(Debug)]
struct Batch {
    started: Instant,
    taken: usize,
    to_answer: Vec<oneshot::Sender<Result<(), DbError>>>,
}

impl Loan {
    /// Lends to the next who still wants it: each in a savepoint of its own. When the batch is full or
    /// nobody waits, it goes back to be committed.
    fn lend(mut self, first: Option<Request>) {
        let mut next = first;
        loop {
            let Some(request) = next.take().or_else(|| self.next()) else {
                return self.give_back();
            };
            self.batch.taken += 1;
            if let Err(error) = control(&self.connection, "SAVEPOINT operation") {
                // Nobody is left to hear of it when the caller is gone.
                let _ = request.send(Err(error));
                continue;
            }
            let Err(Ok(mut refused)) = request.send(Ok(Lent(Some(self)))) else {
                return;
            };
            // The caller gave up while it waited.
            let Some(loan) = refused.0.take() else {
                return;
            };
            self = loan;
            if control(&self.connection, "RELEASE operation").is_err() {
                return self.give_back();
            }
        }
    }

    fn next(&self) -> Option<Request> {
        // A full disk or a broken file made SQLite roll back by itself: the batch is over.
        let goes_on = self.batch.taken < LARGEST_BATCH
            && self.batch.started.elapsed() < LONGEST_BATCH
            && !self.connection.is_autocommit();
        if goes_on { self.queue.pop() } else { None }
    }

    fn give_back(self) {
        let (connection, batch) = (self.connection, self.batch);
        // Its thread waits for it, whatever happens.
        let _ = self.back.send(Returned { connection, batch });
    }

    /// Ends an operation that is to be kept, and answers it when it is on disk.
    fn keep(mut self, answer: oneshot::Sender<Result<(), DbError>>) {
        if control(&self.connection, "RELEASE operation").is_err()
            && !self.connection.is_autocommit()
        {
            // Nobody may be told that it failed and find it kept: all of the batch is undone, and hears so.
            let _ = control(&self.connection, "ROLLBACK");
        }
        self.batch.to_answer.push(answer);
        self.lend(None);
    }

    /// Ends an operation of which nothing is to be kept.
    fn undo(self) {
        let undone = control(&self.connection, "ROLLBACK TO operation")
            .and_then(|()| control(&self.connection, "RELEASE operation"));
        if undone.is_err() && !self.connection.is_autocommit() {
            // What cannot be undone alone is undone with all of the batch: none was answered.
            let _ = control(&self.connection, "ROLLBACK");
        }
        self.lend(None);
    }
}

/// Runs a statement without rows, prepared once.
fn control(connection: &Connection, statement: &'static str) -> Result<(), DbError> {
    let mut prepared = connection.prepare_cached(statement).map_err(failed)?;
    prepared.execute([]).map(drop).map_err(failed)
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
        let queue = Arc::new(Queue::default());
        let of_thread = queue.clone();
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || commit_batches(writer, &of_thread))
            .map_err(|e| DbError::new("the writer's thread does not start", e))?;
        let permits = Arc::new(Semaphore::new(count));
        Ok(Self {
            queue,
            readers: Arc::new(Readers {
                idle: Mutex::new(idle),
                permits,
            }),
        })
    }

    pub(super) async fn write(&self) -> Result<Transaction, DbError> {
        let (sender, receiver) = oneshot::channel();
        self.queue.push(sender);
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
        control(transaction.connection()?, "BEGIN")?;
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
    connection
        .pragma_update(None, "wal_autocheckpoint", LOG_PAGES)
        .map_err(failed)?;
    Ok(connection)
}

/// The writer's thread: begins a batch for the first who asks, and commits what comes back, until nobody
/// can ask any more. What may wait for the disk or for another process waits here.
fn commit_batches(mut connection: Connection, queue: &Arc<Queue>) {
    let _end = ClosesAtEnd(queue);
    let (back, returned) = mpsc::channel();
    while let Some(first) = queue.wait() {
        if let Err(error) = control(&connection, "BEGIN IMMEDIATE") {
            // Nobody is left to hear of it when the caller is gone.
            let _ = first.send(Err(error));
            continue;
        }
        let loan = Loan {
            connection,
            batch: Batch {
                started: Instant::now(),
                taken: 0,
                to_answer: Vec::new(),
            },
            queue: queue.clone(),
            back: back.clone(),
        };
        loan.lend(Some(first));
        let Ok(batch) = returned.recv() else {
            return;
        };
        connection = batch.connection;
        let result = commit(&connection);
        for answer in batch.batch.to_answer {
            let _ = answer.send(result.clone());
        }
    }
}

fn commit(connection: &Connection) -> Result<(), DbError> {
    if connection.is_autocommit() {
        // A full disk or a broken file made SQLite roll back by itself. Nobody has been answered.
        return Err(DbError::plain("the database rolled the transaction back"));
    }
    let result = control(connection, "COMMIT");
    if result.is_err() && !connection.is_autocommit() {
        // If this fails too, the next BEGIN says so to the next caller.
        let _ = control(connection, "ROLLBACK");
    }
    result
}

fn gone() -> DbError {
    DbError::plain("the writer is gone")
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
            Some(Held::Writer(Lent(Some(loan)))) => Ok(&loan.connection),
            Some(Held::Reader { connection, .. }) => Ok(connection),
            Some(Held::Writer(Lent(None))) | None => Err(DbError::plain("the transaction is over")),
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
            Some(Held::Writer(mut lent)) => {
                let (sender, receiver) = oneshot::channel();
                lent.0.take().ok_or_else(gone)?.keep(sender);
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
            // After some failures SQLite has ended the snapshot by itself. One that does not end makes the next
            // BEGIN fail, after which it is tried again: no reader is lost.
            Some(Held::Reader {
                connection,
                readers,
                _permit,
            }) => {
                if !connection.is_autocommit() {
                    let _ = control(&connection, "ROLLBACK");
                }
                readers
                    .idle
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(connection);
            }
            // The writer's connection goes on by itself.
            Some(Held::Writer(_)) | None => {}
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
