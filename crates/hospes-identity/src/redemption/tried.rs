//! What the sign-in log of the host says of whoever redeems: by a passcode, by a provider and by the account at home alike.
//!
//! Whoever has proved an account is not in yet, and one entry says so; another one says what became of it. A guest's entries
//! are those of the user who was invited, from the first one on.

use super::store::{self, Step};
use super::{Flow, RedeemError, Refusal};
use crate::Identity;
use crate::actor::Circumstances;
use crate::authenticator::Factor;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{TenantId, UserId};
use crate::session::{Method, Session};
use crate::sign_in_log::{self, Attempt, Reason};
use crate::user::Issuer;

/// An identity with which somebody tries to redeem.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tried<'a> {
    /// Who they are there, for people to read.
    pub(crate) name: &'a str,
    /// How it was proved.
    pub(crate) method: Method,
    /// The issuer, and the person there.
    pub(crate) identity: (Issuer, &'a str),
}

impl<'a> Tried<'a> {
    /// The identity of a session.
    pub(super) fn of(session: &'a Session) -> Self {
        Self {
            name: &session.address,
            method: session.method,
            identity: (session.issuer, &session.subject),
        }
    }

    /// Writes what became of it, with the user who was invited.
    pub(super) async fn record(
        self,
        tx: &mut Tx,
        (tenant, invited): (TenantId, UserId),
        (reason, factor): (Reason, Option<Factor>),
        circumstances: &Circumstances,
    ) -> Result<()> {
        let attempt = Attempt::new(self.name, self.method.as_str(), reason)
            .of(Some(invited))
            .by(Some(self.identity.0))
            .with(factor.map(Factor::as_str));
        sign_in_log::record(tx, tenant, &attempt, circumstances).await
    }
}

impl Refusal {
    /// What the sign-in log says of it; `None`: nothing, because who presses a button twice is in already.
    fn reason(&self) -> Option<Reason> {
        Some(match self {
            Self::AlreadyAccepted => return None,
            Self::Conflict { .. } => Reason::IdentityTaken,
            Self::WrongAccount { .. } => Reason::WrongAccount,
            Self::Unproved { .. } => Reason::AddressNotProved,
            Self::AccessBlocked(block) => Reason::of_block(*block),
            Self::Blocked | Self::Deleted => Reason::Blocked,
            Self::Unknown
            | Self::Superseded
            | Self::Expired { .. }
            | Self::Revoked
            | Self::Declined
            | Self::DomainBlocked
            | Self::BlockedAtHome
            | Self::NoWay
            | Self::ChosenProviderOff => Reason::NotRedeemable,
        })
    }
}

impl Identity {
    /// Runs a writing step. A refusal leaves a line in the trace, which is committed before the refusal
    /// is given back: why somebody was turned away is what the trace is for.
    pub(super) async fn traced<T: Send, F>(
        &self,
        flow: &Flow,
        circumstances: &Circumstances,
        step: impl Fn(Tx) -> F + Sync,
    ) -> Result<T, RedeemError>
    where
        F: Future<Output = Result<(Tx, T), RedeemError>> + Send,
    {
        self.followed(flow, None, circumstances, step).await
    }

    /// The same for a step with an identity: a refusal is in the sign-in log, too.
    pub(super) async fn tried<T: Send, F>(
        &self,
        flow: &Flow,
        tried: Tried<'_>,
        circumstances: &Circumstances,
        step: impl Fn(Tx) -> F + Sync,
    ) -> Result<T, RedeemError>
    where
        F: Future<Output = Result<(Tx, T), RedeemError>> + Send,
    {
        self.followed(flow, Some(tried), circumstances, step).await
    }

    /// The same for the step that proves the invited mailbox: until it is proved, a refusal is nobody's sign-in.
    pub(super) async fn tried_by_mail<T: Send, F>(
        &self,
        flow: &Flow,
        circumstances: &Circumstances,
        step: impl Fn(Tx) -> F + Sync,
    ) -> Result<T, RedeemError>
    where
        F: Future<Output = Result<(Tx, T), RedeemError>> + Send,
    {
        let done = self.run(step).await?;
        let tried = match &done {
            Err(RedeemError::Refused {
                refusal: Refusal::Conflict { account },
                ..
            }) => Some(Tried {
                name: account,
                method: Method::Passcode,
                identity: (Issuer::Mail, account),
            }),
            Ok(_) | Err(_) => None,
        };
        self.trace_refusal(flow, tried, &done, circumstances)
            .await?;
        done
    }

    async fn followed<T: Send, F>(
        &self,
        flow: &Flow,
        tried: Option<Tried<'_>>,
        circumstances: &Circumstances,
        step: impl Fn(Tx) -> F + Sync,
    ) -> Result<T, RedeemError>
    where
        F: Future<Output = Result<(Tx, T), RedeemError>> + Send,
    {
        let done = self.run(step).await?;
        self.trace_refusal(flow, tried, &done, circumstances)
            .await?;
        done
    }

    async fn run<T: Send, F>(&self, step: impl Fn(Tx) -> F + Sync) -> Result<Result<T, RedeemError>>
    where
        F: Future<Output = Result<(Tx, T), RedeemError>> + Send,
    {
        self.retrying(|| async {
            match step(self.write().await?).await {
                Ok((tx, value)) => {
                    tx.commit().await?;
                    Ok(Ok(value))
                }
                Err(RedeemError::Other(error)) => Err(error),
                Err(refusal) => Ok(Err(refusal)),
            }
        })
        .await
    }

    /// Writes a refusal into the trace, and into the sign-in log if somebody tried with an identity.
    pub(super) async fn trace_refusal<T>(
        &self,
        flow: &Flow,
        tried: Option<Tried<'_>>,
        done: &Result<T, RedeemError>,
        circumstances: &Circumstances,
    ) -> Result<()> {
        let Err(RedeemError::Refused {
            refusal,
            about: Some(about),
        }) = done
        else {
            return Ok(());
        };
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let step = Step {
                name: "refused",
                rule: refusal.key(),
                detail: refusal.detail(),
            };
            store::record(&mut tx, flow, about.user, &step, circumstances).await?;
            if let (Some(tried), Some(reason)) = (tried, refusal.reason()) {
                let of = (flow.tenant, about.user);
                tried
                    .record(&mut tx, of, (reason, None), circumstances)
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }
}
