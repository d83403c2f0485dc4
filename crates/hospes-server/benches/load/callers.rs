//! Many who ask at once, each one request after the other, and what that takes of the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::figures::{Run, number};
use crate::server::Server;

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
    let next = Arc::new(AtomicUsize::new(0));
    let before = server.processor_seconds();
    let mut run = Run::begin();
    let tasks: Vec<_> = callers
        .into_iter()
        .map(|mut caller| {
            let next = next.clone();
            tokio::spawn(async move {
                let mut took = Vec::new();
                while next.fetch_add(1, Ordering::Relaxed) < count {
                    let began = Instant::now();
                    caller.once().await;
                    took.push(began.elapsed());
                }
                took
            })
        })
        .collect();
    for task in tasks {
        run.add(task.await.unwrap());
    }
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
