//! What the worker does: lease, then say what became of it.

use super::{Delivery, Mail, store};
use crate::actor::Actor;
use crate::audit::{Activity, Entry, Target};
use crate::env::Span;
use crate::error::{Error, Result};
use crate::identity::SWEEP_ROWS;
use crate::ids::{MailId, TenantId};
use crate::{Identity, SweepReport};

/// After so many attempts a mail has failed.
const ATTEMPTS: u32 = 12;
/// The longest pause between two attempts.
const LONGEST_PAUSE: Span = Span::hours(6);
/// So long a failed mail can be sent again.
const KEPT: Span = Span::days(30);

/// A mail that a worker has for a while.
#[derive(Debug, Clone)]
pub struct Leased {
    /// Its id, from which its `Message-ID` is made.
    pub id: MailId,
    /// Whose it is.
    pub tenant: TenantId,
    /// What to say; `None` when it cannot be opened any more.
    pub mail: Option<Mail>,
    /// The number of this attempt, from 1.
    pub attempt: u32,
}

/// Why a mail was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It may succeed later: a 4xx answer, or none.
    Temporary(String),
    /// The mail server will never take it: a 5xx answer.
    Permanent(String),
    /// It could not even be made.
    Unmakeable(String),
}

impl Identity {
    /// Takes the next mails for `lease`, which must be longer than sending takes at most.
    pub async fn lease_mail(&self, limit: u32, lease: Span) -> Result<Vec<Leased>> {
        // Most of the time there is none, and a reader finds that out without the writer.
        if !store::any_due(&mut self.read().await?).await? {
            return Ok(Vec::new());
        }
        let rows = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let rows = store::lease(&mut tx, lease, i64::from(limit)).await?;
                tx.commit().await?;
                Ok(rows)
            })
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let plain = self
                    .env
                    .keyring
                    .open("outbox", row.id.0.as_bytes(), &row.payload);
                let mail = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
                Leased {
                    id: row.id,
                    tenant: row.tenant_id,
                    mail,
                    attempt: row.attempts,
                }
            })
            .collect())
    }

    /// The mail server took it.
    pub async fn mail_sent(&self, leased: &Leased) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            // Gone when somebody cancelled it while it was on its way.
            if store::delete_queued(&mut tx, leased.id).await? {
                store::set_outcome(&mut tx, leased, Delivery::Sent, (None, None)).await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// It was not sent.
    pub async fn mail_failed(&self, leased: &Leased, failure: &Failure) -> Result<()> {
        let (state, text) = match failure {
            Failure::Temporary(text) if leased.attempt < ATTEMPTS => (Delivery::Deferred, text),
            Failure::Temporary(text) | Failure::Unmakeable(text) => (Delivery::Failed, text),
            Failure::Permanent(text) => (Delivery::Bounced, text),
        };
        let text: String = text.chars().take(500).collect();
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let due = (state == Delivery::Deferred).then(|| tx.now().plus(pause(leased.attempt)));
            if !store::set_due(&mut tx, leased, due).await? {
                // Cancelled while it was on its way, or the lease ended and another worker has it: what
                // becomes of it is told by others.
                return Ok(());
            }
            store::set_outcome(&mut tx, leased, state, (Some(&text), due)).await?;
            if due.is_none() {
                let actor = Actor::system(leased.tenant, "outbox", tx.new_id());
                let recipient = leased.mail.as_ref().map_or("", Mail::to);
                Entry::new(Activity::EmailFailed)
                    .target(Target::other("Mail", leased.id.0, recipient))
                    .detail("State", state.as_str())
                    .detail("Error", &text)
                    .failed("the mail was not delivered")
                    .record(&mut tx, &actor)
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Puts a failed mail back into the queue.
    pub async fn send_mail_again(&self, actor: &Actor, id: MailId) -> Result<()> {
        actor.require(crate::Permission::ResendMails)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let record = store::find(&mut tx, actor.tenant, id).await?;
            let record = record.ok_or(Error::NotFound { what: "mail" })?;
            if !record.can_resend() || !store::revive(&mut tx, actor.tenant, id).await? {
                return Err(Error::Conflict { what: "mail" });
            }
            let now = tx.now();
            let mail = (actor.tenant, id);
            store::set_state(&mut tx, mail, Delivery::Queued, (None, Some(now))).await?;
            Entry::new(Activity::EmailRetried)
                .target(Target::other("Mail", id.0, &record.recipient))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await?;
        self.wake_worker();
        Ok(())
    }

    /// Sweep: forgets what became of mails thirty days after their end, and failed ones with them.
    pub async fn forget_old_mails(&self) -> Result<SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let before = tx.now().minus(KEPT);
            let gone = store::delete_old(&mut tx, tenant, before).await?;
            tx.commit().await?;
            Ok(gone)
        })
        .await
    }

    /// How many mails wait, and how many of them have been tried: for the metrics.
    pub async fn outbox_depth(&self) -> Result<(u64, u64)> {
        Ok(store::depth(&mut self.read().await?).await?)
    }
}

/// The pause after an attempt: two minutes, then twice as long each time.
fn pause(attempt: u32) -> Span {
    let minutes = 1_i64.checked_shl(attempt).unwrap_or(i64::MAX);
    Span::minutes(minutes).min(LONGEST_PAUSE)
}
