//! Background work: sending the outbox, and sweeping.
//!
//! Every step is a function without input that may run twice, at once, or on two machines. The loop
//! waits for a signal, for the next due time, or for the end, and calls steps.

mod sweeps;

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use hospes_identity::outbox::{Failure, Leased};
use hospes_identity::{Result, Span};
use lettre::Address;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::app::App;
use crate::mail::{Mailer, render};

/// Longer than a mail takes at most, with the time limit of the SMTP client and a queue before it.
const LEASE: Span = Span::minutes(10);
/// So many mails are taken at once.
const BATCH: u32 = 64;
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

    async fn run_mails(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let wait = match self.send_due().await {
                // A full batch: there may be more.
                Ok(sent) => sent < u64::from(BATCH),
                Err(error) => {
                    log(&error, "the outbox");
                    true
                }
            };
            if wait {
                tokio::select! {
                    () = self.app.identity.woken() => {}
                    () = pause(PAUSE) => {}
                    _ = stop.wait_for(|stop| *stop) => {}
                }
            }
        }
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

    /// Sends what is due; gives how many mails were tried.
    pub(crate) async fn send_due(&self) -> Result<u64> {
        let Some(mailer) = &self.mailer else {
            return Ok(0);
        };
        let leased = self.app.identity.lease_mail(BATCH, LEASE).await?;
        let count = u64::try_from(leased.len()).unwrap_or(u64::MAX);
        let results: Vec<Result<()>> = futures_util::stream::iter(leased)
            .map(|leased| self.send(mailer.as_ref(), leased))
            .buffer_unordered(self.parallel)
            .collect()
            .await;
        results.into_iter().collect::<Result<()>>()?;
        if count > 0 {
            let (waiting, deferred) = self.app.identity.outbox_depth().await?;
            #[expect(clippy::cast_precision_loss, reason = "gauges are floats")]
            {
                metrics::gauge!("hospes_outbox_waiting").set(waiting as f64);
                metrics::gauge!("hospes_outbox_deferred").set(deferred as f64);
            }
        }
        Ok(count)
    }

    async fn send(&self, mailer: &dyn Mailer, leased: Leased) -> Result<()> {
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
        while self.send_due().await.expect("the outbox is sent") > 0 {}
        for sweep in sweeps::SWEEPS {
            while self.sweep(sweep).await {}
        }
        while self.send_due().await.expect("the outbox is sent") > 0 {}
    }
}

fn log(error: &hospes_identity::Error, what: &str) {
    tracing::error!(
        error = error as &dyn std::error::Error,
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
