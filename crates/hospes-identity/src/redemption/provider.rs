//! Coming back from an identity provider, and proving the mailbox besides where it vouches for another one.

use super::load::{Loaded, find, load, refused};
use super::open::ProveError;
use super::store::{self, Step};
use super::{About, Flow, RedeemError, Refusal, Tried};
use crate::Identity;
use crate::actor::Circumstances;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::identity_provider::{Way, discover_for};
use crate::ids::{ProviderId, UserId};
use crate::passcode::PasscodeError;
use crate::session::{self, Opened, Session};
use crate::user::{self, Issuer};

impl Identity {
    /// Checks the invitation again, that the provider still is a way for it, and that the identity is nobody else's; then
    /// opens the session of the user who was invited, in the same transaction, and writes down who came.
    pub(crate) async fn arrive_at_redemption<F>(
        &self,
        flow: &Flow,
        (provider, tried): (ProviderId, Tried<'_>),
        circumstances: &Circumstances,
        open: impl Fn(Tx, UserId) -> F + Sync,
    ) -> Result<Opened, RedeemError>
    where
        F: Future<Output = Result<(Tx, Opened)>> + Send,
    {
        let open = &open;
        self.tried(flow, tried, circumstances, |mut tx| async move {
            let loaded = load(&mut tx, flow).await?;
            if !is_way(&mut tx, flow, &loaded, provider).await? {
                return Err(refused(Refusal::NoWay, &loaded.about));
            }
            check_free(&mut tx, flow, (&loaded, tried)).await?;
            let (mut tx, opened) = open(tx, loaded.user.id).await?;
            let session = &opened.session;
            let address = loaded.address.canonical();
            let is_proved = session.proved_addresses.iter().any(|one| one == address);
            let step = Step {
                name: if is_proved { "proved" } else { "signed in" },
                rule: "identity-provider",
                detail: &session.address,
            };
            store::record(&mut tx, flow, loaded.user.id, &step, circumstances).await?;
            Ok((tx, opened))
        })
        .await
    }

    /// Sends a code to the invited mailbox, for whoever signed in at a provider that did not vouch for it.
    pub async fn send_code_besides(
        &self,
        flow: &Flow,
        (session, language): (&Session, Option<&str>),
        circumstances: &Circumstances,
    ) -> Result<About, RedeemError> {
        let about = self
            .traced(flow, circumstances, |mut tx| async move {
                let loaded = load(&mut tx, flow).await?;
                check_session(&mut tx, flow, (&loaded, session)).await?;
                let to = (flow.tenant, &loaded.address, language);
                self.send_passcode_in(&mut tx, to, circumstances).await?;
                let step = Step {
                    name: "begun",
                    rule: "address-not-proved",
                    detail: "a passcode besides",
                };
                store::record(&mut tx, flow, loaded.user.id, &step, circumstances).await?;
                Ok((tx, loaded.about))
            })
            .await?;
        self.wake_worker();
        Ok(about)
    }

    /// Proves the invited mailbox besides an identity of a provider. The session gets another cookie.
    pub async fn prove_besides(
        &self,
        flow: &Flow,
        (session, code): (&Session, &str),
        circumstances: &Circumstances,
    ) -> Result<Opened, ProveError> {
        let proved = self
            .traced(flow, circumstances, |mut tx| async move {
                let loaded = load(&mut tx, flow).await?;
                check_session(&mut tx, flow, (&loaded, session)).await?;
                let typed = (flow.tenant, &loaded.address, code);
                let checked = self
                    .check_passcode_in(&mut tx, typed, circumstances)
                    .await?;
                let (name, rule) = match &checked {
                    Ok(()) => ("proved", "passcode"),
                    Err(PasscodeError::Wrong { .. }) => ("refused", "wrong-passcode"),
                    Err(PasscodeError::Ended | PasscodeError::Other(_)) => {
                        ("refused", "no-such-passcode")
                    }
                };
                let detail = &loaded.about.address;
                let step = Step { name, rule, detail };
                store::record(&mut tx, flow, loaded.user.id, &step, circumstances).await?;
                let done = match checked {
                    Ok(()) => {
                        let address = loaded.address.canonical();
                        Ok(session::prove_address(&mut tx, session, address).await?)
                    }
                    Err(refusal) => Err(refusal),
                };
                Ok((tx, done))
            })
            .await;
        match proved {
            Ok(proved) => Ok(proved?),
            Err(RedeemError::Other(error @ Error::TooMany { .. })) => {
                Err(PasscodeError::Other(error).into())
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Writes down that a provider gave whoever redeems no identity, and why. Gives the user who was invited, and the invited
/// address; `None` if there is no such invitation any more.
pub(crate) async fn note_no_identity(
    tx: &mut Tx,
    flow: &Flow,
    (rule, detail): (&'static str, &str),
    circumstances: &Circumstances,
) -> Result<Option<(UserId, String)>> {
    let found = match find(tx, flow).await {
        Ok(found) => found,
        Err(RedeemError::Refused { .. }) => return Ok(None),
        Err(RedeemError::Other(error)) => return Err(error),
    };
    let step = Step {
        name: "refused",
        rule,
        detail,
    };
    store::record(tx, flow, found.user.id, &step, circumstances).await?;
    Ok(Some((found.user.id, found.about.address)))
}

/// Refuses an identity that is bound to somebody else of the organisation: accepting would, after all the steps until then.
pub(super) async fn check_free(
    tx: &mut Tx,
    flow: &Flow,
    (loaded, tried): (&Loaded, Tried<'_>),
) -> Result<(), RedeemError> {
    if user::is_free_for(tx, flow.tenant, loaded.user.id, tried.identity).await? {
        return Ok(());
    }
    let account = tried.name.to_owned();
    Err(refused(Refusal::Conflict { account }, &loaded.about))
}

/// Whether a provider of the host still is a way to sign in for an invitation.
async fn is_way(tx: &mut Tx, flow: &Flow, loaded: &Loaded, provider: ProviderId) -> Result<bool> {
    let decision = discover_for(tx, (flow.tenant, loaded.user.id), &loaded.address).await?;
    let is_it = |way: &Way| matches!(way, Way::Provider { id, .. } if *id == provider);
    Ok(decision.ways.iter().any(is_it))
}

/// Refuses a session that the invitation asks no address of besides: one of another tenant, or of no provider that is a
/// way for it.
async fn check_session(
    tx: &mut Tx,
    flow: &Flow,
    (loaded, session): (&Loaded, &Session),
) -> Result<(), RedeemError> {
    if let Issuer::Provider(key) = session.issuer
        && key.tenant == flow.tenant
        && is_way(tx, flow, loaded, key.id).await?
    {
        return Ok(());
    }
    let account = session.address.clone();
    Err(refused(Refusal::WrongAccount { account }, &loaded.about))
}
