//! Many who ask at once, each one request after the other, and what that takes of the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::figures::{Run, number};
use crate::server::Server;

/// So often it is told how far a run is.
const TOLD_EVERY: Duration = Duration::from_secs(10);
/// A run in which nobody gets on for so long ends, and does not wait for ever.
const PATIENCE: Duration = Duration::from_secs(30);

/// Somebody with a connection of their own.
pub(crate) trait Caller: Send + 'static {
    /// Does it once; whatever is not as it should be ends the run.
    fn once(&mut self) -> impl Future<Output = ()> + Send;
}

/// How many a second one core of the server does: of its own process, so that on PostgreSQL the work of the
/// database comes on top.
pub(crate) struct PerCore(pub(crate) f64);

/// Lets these do it so many times together, and tells how that went.
pub(crate) async fn measure<C: Caller>(
    server: &Server,
    what: &str,
    callers: Vec<C>,
    count: usize,
) -> PerCore {
    let (next, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let before = server.processor_seconds();
    let mut run = Run::begin();
    let mut tasks = JoinSet::new();
    for mut caller in callers {
        let (next, done) = (next.clone(), done.clone());
        tasks.spawn(async move {
            let mut took = Vec::new();
            while next.fetch_add(1, Ordering::Relaxed) < count {
                let began = Instant::now();
                caller.once().await;
                took.push(began.elapsed());
                done.fetch_add(1, Ordering::Relaxed);
            }
            took
        });
    }
    all_of(tasks, &mut run, (&done, count)).await;
    run.tell(what);
    let each = (server.processor_seconds() - before) / number(count);
    let per_core = PerCore(1.0 / each);
    println!(
        "  each took {:.2} ms of a core of the server, so one core does {:.0}/s; memory {:.0} MB",
        each * 1_000.0,
        per_core.0,
        server.resident_megabytes()
    );
    per_core
}

/// Waits for all of them. The first that fails ends the run, and so does standing still.
async fn all_of(
    mut tasks: JoinSet<Vec<Duration>>,
    run: &mut Run,
    (done, count): (&AtomicUsize, usize),
) {
    let (mut so_far, mut since) = (0, Instant::now());
    loop {
        match tokio::time::timeout(TOLD_EVERY, tasks.join_next()).await {
            Ok(None) => return,
            Ok(Some(took)) => run.add(took.unwrap()),
            Err(_) => {
                let now = done.load(Ordering::Relaxed);
                println!("  {now} of {count}");
                if now > so_far {
                    (so_far, since) = (now, Instant::now());
                }
                assert!(since.elapsed() < PATIENCE, "nobody gets on any more");
            }
        }
    }
}
