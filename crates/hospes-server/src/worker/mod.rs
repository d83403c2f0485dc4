//! Background work: sending the outbox, and sweeping.
//!
//! Every step is a function without input that may run twice, at once, or on two machines. The loop
//! waits for a signal, for the next due time, or for the end, and calls steps.

mod sweeps;

use std::sync::Arc;
use std::time::Duration;

use hospes_identity::outbox::{Failure, Leased};
use hospes_identity::{Result, Span};
use lettre::Address;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;

use crate::app::App;
use crate::mail::{Mailer, render};
use crate::telemetry::causes;

/// Longer than a mail takes at most, with the time limit of the SMTP client and a queue before it.
const LEASE: Span = Span::minutes(10);
/// What another node left, or what became due, is found in so much time.
const PAUSE: Duration = Duration::from_secs(5);

/// What the worker needs.
#[derive(Clone)]
pub(crate) struct Worker {
    app: App,
    mailer: Option<Arc<dyn Mailer>>,
    from: Address,
    parallel: usize,
}

impl Worker {
    /// A worker. Without a mailer, mail stays in the outbox.
    pub(crate) fn new(
        app: App,
        mailer: Option<Arc<dyn Mailer>>,
        from: Address,
        parallel: usize,
    ) -> Self {
        Self {
            app,
            mailer,
            from,
            parallel,
        }
    }

    /// Works until told to stop; what is under way is finished.
    pub(crate) async fn run(&self, stop: watch::Receiver<bool>) {
        let (mails, stop_mails) = (self.clone(), stop.clone());
        let sending = tokio::spawn(async move { mails.run_mails(stop_mails).await });
        self.run_sweeps(stop).await;
        // A step that panics is a bug; the process goes on to its end.
        let _ = sending.await;
    }

    /// Keeps as many mails under way as may be: one that takes long holds up none of the others.
    async fn run_mails(&self, mut stop: watch::Receiver<bool>) {
        let slots = Arc::new(Semaphore::new(self.parallel));
        while !*stop.borrow() {
            let free = free_slots(&slots, self.parallel).await;
            let asked = free.len();
            let leased = self.lease(asked).await.unwrap_or_else(|error| {
                log(&error, "the outbox");
                Vec::new()
            });
            // As many as asked for: there may be more.
            let wait = leased.len() < asked;
            for (slot, leased) in free.into_iter().zip(leased) {
                let worker = self.clone();
                tokio::spawn(async move {
                    if let Err(error) = worker.send(leased).await {
                        log(&error, "the outbox");
                    }
                    drop(slot);
                });
            }
            if wait {
                tokio::select! {
                    () = self.app.identity.woken() => {}
                    () = pause(PAUSE) => {}
                    _ = stop.wait_for(|stop| *stop) => {}
                }
            }
        }
        all_slots(&slots, self.parallel).await;
    }

    async fn run_sweeps(&self, mut stop: watch::Receiver<bool>) {
        let mut due: Vec<Instant> = sweeps::SWEEPS.iter().map(|_| Instant::now()).collect();
        while !*stop.borrow() {
            for (sweep, due) in sweeps::SWEEPS.iter().zip(&mut due) {
                if *due <= Instant::now() {
                    let more = self.sweep(sweep).await;
                    *due = if more {
                        Instant::now()
                    } else {
                        Instant::now() + sweep.every
                    };
                }
            }
            let next = due.iter().min().copied().unwrap_or_else(Instant::now);
            tokio::select! {
                () = pause(next.saturating_duration_since(Instant::now())) => {}
                _ = stop.wait_for(|stop| *stop) => {}
            }
        }
    }

    async fn lease(&self, many: usize) -> Result<Vec<Leased>> {
        // Without a mailer, mail stays in the outbox.
        if self.mailer.is_none() {
            return Ok(Vec::new());
        }
        let many = u32::try_from(many).unwrap_or(u32::MAX);
        self.app.identity.lease_mail(many, LEASE).await
    }

    async fn send(&self, leased: Leased) -> Result<()> {
        let Some(mailer) = &self.mailer else {
            return Ok(());
        };
        let rendered = if let Some(mail) = &leased.mail {
            render(&self.app, &self.from, leased.id, mail)
        } else {
            let reason = "it cannot be opened: the key file is not the one that sealed it";
            Err(Failure::Unmakeable(reason.to_owned()))
        };
        let sent = match &rendered {
            Ok(mail) => mailer.send(mail).await,
            Err(failure) => Err(failure.clone()),
        };
        let outcome = match &sent {
            Ok(()) => "sent",
            Err(Failure::Temporary(_)) => "deferred",
            Err(Failure::Permanent(_)) => "bounced",
            Err(Failure::Unmakeable(_)) => "failed",
        };
        metrics::counter!("hospes_mails_total", "outcome" => outcome).increment(1);
        // Neither address nor subject: they are of people, and logs are kept long.
        tracing::info!(mail = %leased.id, attempt = leased.attempt, outcome, "mail");
        match sent {
            // Sent first, then marked: a crash in between sends it twice, with one Message-ID.
            Ok(()) => self.app.identity.mail_sent(&leased).await,
            Err(failure) => self.app.identity.mail_failed(&leased, &failure).await,
        }
    }

    /// Runs a sweep; says whether there is more to do.
    async fn sweep(&self, sweep: &sweeps::Sweep) -> bool {
        match (sweep.run)(&self.app.identity).await {
            Ok(report) => {
                if report.changed > 0 {
                    metrics::counter!("hospes_sweep_rows_total", "sweep" => sweep.name)
                        .increment(report.changed);
                    tracing::debug!(sweep = sweep.name, changed = report.changed, "sweep");
                }
                report.more
            }
            Err(error) => {
                metrics::counter!("hospes_sweep_errors_total", "sweep" => sweep.name).increment(1);
                log(&error, sweep.name);
                false
            }
        }
    }

    /// Runs every step until nothing is left to do: what tests call instead of waiting.
    #[cfg(test)]
    pub(crate) async fn run_until_idle(&self) {
        self.send_all().await;
        for sweep in sweeps::SWEEPS {
            while self.sweep(sweep).await {}
        }
        self.send_all().await;
    }

    #[cfg(test)]
    async fn send_all(&self) {
        loop {
            let leased = self.lease(self.parallel).await.expect("mail is leased");
            if leased.is_empty() {
                return;
            }
            for leased in leased {
                self.send(leased)
                    .await
                    .expect("what became of a mail is written down");
            }
        }
    }
}

/// Waits until a quarter of the slots are free, because a lease for each mail would cost as much as
/// the mail; takes what is free then.
async fn free_slots(slots: &Arc<Semaphore>, all: usize) -> Vec<OwnedSemaphorePermit> {
    let few = u32::try_from(all / 4).unwrap_or(u32::MAX).max(1);
    // The semaphore is never closed.
    let mut free: Vec<_> = slots
        .clone()
        .acquire_many_owned(few)
        .await
        .into_iter()
        .collect();
    while let Some(one) = free.first_mut().and_then(|many| many.split(1)) {
        free.push(one);
    }
    while let Ok(slot) = slots.clone().try_acquire_owned() {
        free.push(slot);
    }
    // The first is empty now.
    free.retain(|slot| slot.num_permits() > 0);
    free
}

/// Waits until nothing is under way.
async fn all_slots(slots: &Semaphore, all: usize) {
    let all = u32::try_from(all).unwrap_or(u32::MAX);
    // The semaphore is never closed.
    let _ = slots.acquire_many(all).await;
}

fn log(error: &hospes_identity::Error, what: &str) {
    tracing::error!(
        error = %causes(error),
        what,
        "background work failed"
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "the worker's loop is the one that waits"
)]
async fn pause(span: Duration) {
    tokio::time::sleep(span).await;
}
