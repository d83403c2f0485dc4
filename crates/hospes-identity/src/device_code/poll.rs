//! A device asks whether somebody decided.

use super::State;
use super::store::{self, Request};
use super::{AskedTenant, INTERVAL_SECONDS, PollError};
use crate::Identity;
use crate::actor::Circumstances;
use crate::db::Tx;
use crate::env::Span;
use crate::error::{Error, Result};
use crate::grant::{self, Client, GrantError, Issued, SignedInAs, TokenNames, check_client};
use crate::ids::{AppId, TenantId};
use crate::secret::DeviceSecret;
use crate::sign_in_log::Reason;

/// By so much a question may come early: clocks and networks are not exact.
const TOLERANCE: Span = Span::seconds(1);

/// A device's question.
#[derive(Debug)]
pub struct Poll<'a> {
    /// The device code, as sent.
    pub device_code: &'a str,
    /// The client id.
    pub app_id: AppId,
    /// The tenant of the path; `None` for `common` and its like.
    pub tenant: AskedTenant,
    /// The application, once it is known of which tenant.
    pub client: Option<&'a Client>,
}

/// What a question found.
enum Answer {
    /// Nothing to exchange.
    No(PollError),
    /// Somebody approved it.
    Approved(Box<SignedInAs>),
}

impl Identity {
    /// The tenant that a device code is of: the one it was asked at, or else that of who approved it. `None`
    /// as long as neither is known.
    pub async fn tenant_of_device_code(&self, device_code: &str) -> Result<Option<TenantId>> {
        let Some(secret) = DeviceSecret::parse(device_code) else {
            return Ok(None);
        };
        let mut tx = self.read().await?;
        let found = store::find_by_hash(&mut tx, secret.hash()).await?;
        Ok(found.and_then(|found| found.asked_tenant.or(found.approved_tenant)))
    }

    /// Exchanges a device code that somebody approved. One that comes twice ends what came of it, as an
    /// authorization code does. Of one that nobody decided about it is noted that the device asked.
    pub async fn redeem_device_code(
        &self,
        poll: &Poll<'_>,
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<Issued, PollError> {
        let secret = DeviceSecret::parse(poll.device_code).ok_or(PollError::Unknown)?;
        let exchanged = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let Some(request) = store::find_by_hash(&mut tx, secret.hash()).await? else {
                    return Ok(Err(PollError::Unknown));
                };
                let id = request.id;
                let as_whom = match answer(&mut tx, request, poll).await? {
                    Answer::Approved(as_whom) => as_whom,
                    Answer::No(error) => {
                        tx.commit().await?;
                        return Ok(Err(error));
                    }
                };
                // Approved between the look for its tenant and now: the next question gets it.
                let Some(client) = poll.client else {
                    return Ok(Err(PollError::Pending));
                };
                if let Err(error) = check_client(&as_whom, client) {
                    return Ok(Err(if matches!(error, GrantError::Unknown) {
                        PollError::Unknown
                    } else {
                        PollError::Grant(error)
                    }));
                }
                let began = (
                    id,
                    &*as_whom,
                    (
                        "the device code was used twice",
                        Reason::DeviceCodeUsedTwice,
                    ),
                );
                let begun = self
                    .begin_grant(tx, began, (client, names), (circumstances, circumstances))
                    .await?;
                Ok(begun.map_err(PollError::Grant))
            })
            .await??;
        match poll.client {
            Some(client) => Ok(self.sign(exchanged, client, names).await?),
            None => Err(PollError::Pending),
        }
    }
}

/// What a question finds. Of one that nobody decided about it notes the question.
async fn answer(tx: &mut Tx, request: Request, poll: &Poll<'_>) -> Result<Answer> {
    let now = tx.now();
    let of = request.asked_tenant.or(request.approved_tenant);
    let is_elsewhere = poll.tenant.is_some() && of.is_some() && poll.tenant != of;
    if request.app_id != poll.app_id || is_elsewhere {
        return Ok(Answer::No(PollError::Unknown));
    }
    match request.state {
        State::Approved => {
            let payload = request.payload.unwrap_or_default();
            let as_whom: SignedInAs = serde_json::from_str(&payload)
                .map_err(|e| Error::corrupt("a device's request", e))?;
            let is_over = request.expires_at <= now;
            // One that comes again after its time was used before, too.
            if is_over
                && grant::find_grant(tx, as_whom.tenant, request.id)
                    .await?
                    .is_none()
            {
                return Ok(Answer::No(PollError::Expired));
            }
            Ok(Answer::Approved(Box::new(as_whom)))
        }
        State::Declined if now < request.expires_at => Ok(Answer::No(PollError::Declined)),
        State::Pending if now < request.expires_at => {
            let wait = Span::seconds(request.interval_seconds);
            let early = request
                .polled_at
                .is_some_and(|at| now < at.plus(wait).minus(TOLERANCE));
            // RFC 8628, section 3.5: by five seconds, for all questions from now on.
            let interval = if early {
                request.interval_seconds.saturating_add(INTERVAL_SECONDS)
            } else {
                request.interval_seconds
            };
            store::set_polled(tx, request.id, interval).await?;
            let error = if early {
                PollError::SlowDown
            } else {
                PollError::Pending
            };
            Ok(Answer::No(error))
        }
        State::Declined | State::Pending => Ok(Answer::No(PollError::Expired)),
    }
}
