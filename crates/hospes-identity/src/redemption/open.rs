//! Opening a link, beginning, proving a mailbox, and asking for a new link.

use super::load::{self, Loaded, load, refused};
use super::provider::check_free;
use super::store::{self, Step};
use super::tried::Tried;
use super::{Begun, Choice, Flow, Landing, RedeemError, Refusal, TraceEvent};
use hospes_protocol::address::Address;

use crate::Identity;
use crate::actor::{Actor, Circumstances, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::cross_tenant_access::{self, Meeting};
use crate::db::Tx;
use crate::env::Span;
use crate::error::{Error, Result};
use crate::identity_provider::{Rule, Way, discover_for};
use crate::ids::UserId;
use crate::invitation;
use crate::outbox::{self, Mail};
use crate::passcode::PasscodeError;
use crate::session::Opened;
use crate::user::{self, InvitationState};

/// The inviter is told once in so much time that somebody asks.
const ASK_PAUSE: Span = Span::hours(24);

/// Why a passcode does not go on.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The invitation cannot be redeemed.
    #[error(transparent)]
    Redeem(#[from] RedeemError),
    /// The code is not right.
    #[error(transparent)]
    Passcode(#[from] PasscodeError),
}

impl Identity {
    /// What a link leads to. Changes nothing, however often it is called.
    pub async fn landing(&self, flow: &Flow) -> Result<Landing, RedeemError> {
        let mut tx = self.read().await?;
        Ok(landing(&mut tx, flow).await?.0)
    }

    /// Begins: records which way the guest is sent and why, and sends the passcode if it is that.
    pub async fn begin_redemption(
        &self,
        flow: &Flow,
        (choice, language): (Choice, Option<&str>),
        circumstances: &Circumstances,
    ) -> Result<Begun, RedeemError> {
        let begun = self
            .traced(flow, circumstances, |mut tx| async move {
                let (begun, address) = begin(&mut tx, flow, choice, circumstances).await?;
                if begun.way == Way::Passcode {
                    let to = (flow.tenant, &address, language);
                    self.send_passcode_in(&mut tx, to, circumstances).await?;
                }
                Ok((tx, begun))
            })
            .await;
        if let Err(RedeemError::Other(Error::TooMany { .. })) = &begun {
            // No code, but the trace says that somebody wanted one.
            self.traced(flow, circumstances, |mut tx| async move {
                begin(&mut tx, flow, choice, circumstances).await?;
                Ok((tx, ()))
            })
            .await?;
        }
        if begun.is_ok() {
            self.wake_worker();
        }
        begun
    }

    /// Proves the invited mailbox by the code that was sent to it.
    pub async fn prove_mailbox(
        &self,
        flow: &Flow,
        code: &str,
        circumstances: &Circumstances,
    ) -> Result<Opened, ProveError> {
        let proved = self
            .tried_by_mail(flow, circumstances, |mut tx| async move {
                let loaded = load(&mut tx, flow).await?;
                let typed = (flow.tenant, &loaded.address, code);
                let proved = self
                    .redeem_passcode_in(&mut tx, typed, circumstances)
                    .await?;
                if let Ok(opened) = &proved {
                    check_free(&mut tx, flow, (&loaded, Tried::of(&opened.session))).await?;
                }
                record_proof(&mut tx, flow, (&loaded, &proved), circumstances).await?;
                Ok((tx, proved))
            })
            .await;
        match proved {
            Ok(proved) => Ok(proved?),
            Err(RedeemError::Other(error @ Error::TooMany { .. })) => {
                let refusal = Err(PasscodeError::Other(error));
                let told = &refusal;
                let address = self
                    .traced(flow, circumstances, |mut tx| async move {
                        let loaded = load(&mut tx, flow).await?;
                        record_proof(&mut tx, flow, (&loaded, told), circumstances).await?;
                        Ok((tx, loaded.address))
                    })
                    .await?;
                self.note_too_many_codes((flow.tenant, &address), circumstances)
                    .await
                    .map_err(RedeemError::from)?;
                Ok(refusal?)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Tells the inviter that the guest's link expired and a new one is wanted.
    pub async fn ask_for_new_link(
        &self,
        flow: &Flow,
        circumstances: &Circumstances,
    ) -> Result<(), RedeemError> {
        let mailed = self
            .traced(flow, circumstances, |mut tx| async move {
                let found = load::find(&mut tx, flow).await?;
                let now = tx.now();
                if found.invitation.state_at(now) != InvitationState::Expired
                    || !found.counts
                    || !found.is_newest
                    || found.user.deleted_at.is_some()
                {
                    return Err(refused(Refusal::Superseded, &found.about));
                }
                let asked = found.invitation.asked_again_at;
                if asked.is_some_and(|asked| now < asked.plus(ASK_PAUSE)) {
                    return Ok((tx, false));
                }
                invitation::set_asked_again(&mut tx, flow.tenant, flow.invitation).await?;
                let actor = Actor::person(flow.tenant, found.address.as_typed(), circumstances);
                let mut mailed = false;
                if let Some(inviter) = &found.invitation.inviter_mail {
                    let mail = Mail::NewLinkRequested {
                        organization: found.about.organization.clone(),
                        to: inviter.clone(),
                        guest: found.about.address.clone(),
                        user: found.user.id,
                        expired_at: found.invitation.expires_at,
                        language: found.settings.notification_language.clone(),
                    };
                    let about = outbox::About {
                        user: Some(found.user.id),
                        invitation: Some(flow.invitation),
                    };
                    outbox::enqueue(&mut tx, &self.env, &actor, &mail, about).await?;
                    mailed = true;
                }
                let step = Step {
                    name: "asked for a new link",
                    rule: "expired",
                    detail: "",
                };
                store::record(&mut tx, flow, found.user.id, &step, circumstances).await?;
                Entry::new(Activity::RequestInvitation)
                    .target(Target::user(&found.user))
                    .detail("InvitationId", &flow.invitation)
                    .record(&mut tx, &actor)
                    .await?;
                Ok((tx, mailed))
            })
            .await?;
        if mailed {
            self.wake_worker();
        }
        Ok(())
    }

    /// How a guest's tries to redeem went, newest first.
    pub async fn redemption_trace(&self, actor: &Actor, user: UserId) -> Result<Vec<TraceEvent>> {
        actor.require(Permission::ReadDirectory)?;
        let mut tx = self.read().await?;
        user::find(&mut tx, actor.tenant, user).await?;
        Ok(store::trace(&mut tx, actor.tenant, user).await?)
    }
}

/// Writes down which way the guest is sent, and why.
async fn begin(
    tx: &mut Tx,
    flow: &Flow,
    choice: Choice,
    circumstances: &Circumstances,
) -> Result<(Begun, Address), RedeemError> {
    let (landing, address) = landing(tx, flow).await?;
    let is_chosen = |way: &&Way| match (choice, way) {
        (Choice::Provider(wanted), Way::Provider { id, .. }) => *id == wanted,
        (Choice::Provider(_), Way::Account { .. } | Way::Passcode) => false,
        (Choice::First, _) => true,
    };
    // What was chosen may be no way any more.
    let ways = &landing.ways;
    let way = ways.iter().find(is_chosen).or(ways.first());
    let Some(way) = way.cloned() else {
        return Err(refused(Refusal::NoWay, &landing.about));
    };
    let detail = match &way {
        Way::Account { organization, .. } => format!("account of {organization}"),
        Way::Provider { name, .. } => format!("identity provider {name}"),
        Way::Passcode => format!("passcode to {}", landing.about.address),
    };
    let step = Step {
        name: "begun",
        rule: landing.rule.as_str(),
        detail: &detail,
    };
    store::record(tx, flow, landing.about.user, &step, circumstances).await?;
    let begun = Begun {
        is_automatic: landing.is_automatic,
        about: landing.about,
        way,
        rule: landing.rule,
    };
    Ok((begun, address))
}

/// Writes down how a typed code was taken.
async fn record_proof(
    tx: &mut Tx,
    flow: &Flow,
    (loaded, proved): (&Loaded, &Result<Opened, PasscodeError>),
    circumstances: &Circumstances,
) -> Result<()> {
    let (name, rule) = match proved {
        Ok(_) => ("proved", "passcode"),
        Err(PasscodeError::Wrong { .. }) => ("refused", "wrong-passcode"),
        Err(PasscodeError::Ended) => ("refused", "no-such-passcode"),
        Err(PasscodeError::Other(_)) => ("refused", "error"),
    };
    let detail = &loaded.about.address;
    let step = Step { name, rule, detail };
    Ok(store::record(tx, flow, loaded.user.id, &step, circumstances).await?)
}

async fn landing(tx: &mut Tx, flow: &Flow) -> Result<(Landing, Address), RedeemError> {
    let loaded = load(tx, flow).await?;
    let decision = discover_for(tx, (flow.tenant, loaded.user.id), &loaded.address).await?;
    if decision.ways.is_empty() {
        return Err(refused(no_way(decision.rule), &loaded.about));
    }
    let is_automatic = match decision.ways.first() {
        Some(Way::Account { tenant: home, .. }) => {
            let (home, host) = (*home, flow.tenant);
            cross_tenant_access::automatic(tx, Meeting { home, host }).await?
        }
        Some(Way::Provider { .. } | Way::Passcode) | None => false,
    };
    let landing = Landing {
        is_automatic,
        about: loaded.about,
        ways: decision.ways,
        rule: decision.rule,
    };
    Ok((landing, loaded.address))
}

/// Why there is no way to sign in.
pub(super) fn no_way(rule: Rule) -> Refusal {
    match rule {
        Rule::AccountBlockedAtHome => Refusal::BlockedAtHome,
        Rule::ChosenProviderOff => Refusal::ChosenProviderOff,
        Rule::AccountOnThisServer
        | Rule::ProviderOfDomain
        | Rule::SeveralProvidersOfDomain
        | Rule::NoAccountInHomeOrganization
        | Rule::OfferedToEverybody
        | Rule::UnknownDomain
        | Rule::PasscodeNotAllowed
        | Rule::ChosenByAdministrator => Refusal::NoWay,
    }
}

impl From<Error> for ProveError {
    fn from(error: Error) -> Self {
        Self::Redeem(error.into())
    }
}
