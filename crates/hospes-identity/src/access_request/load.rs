//! The checks with which every step begins.

use super::{AccessRequest, AskError, Asked, LIFE, Offer, Refusal, Stand, State, store};
use crate::application;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::identity_provider;
use crate::ids::{ApplicationId, TenantId};
use crate::outbox::Organization;
use crate::redemption::{self, Proved};
use crate::saml;
use crate::session::Session;
use crate::tenant::{self, Settings};
use crate::user::{self, InvitationState, User};
use crate::user_flow::{self, Step};
use crate::{group, role};

/// What may be asked for, if it may.
pub(super) async fn offer(
    tx: &mut Tx,
    (tenant, application): (TenantId, ApplicationId),
) -> Result<(Offer, Settings), AskError> {
    let not_offered = |error| {
        if matches!(error, Error::NotFound { .. }) {
            AskError::Refused(Refusal::NotOffered)
        } else {
            AskError::Other(error)
        }
    };
    let settings = tenant::settings_of(tx, tenant).await.map_err(not_offered)?;
    if !settings.self_service_sign_up {
        return Err(Refusal::NotOffered.into());
    }
    let application = application::find(tx, tenant, application)
        .await
        .map_err(not_offered)?;
    let flow = user_flow::of_application(tx, tenant, application.id).await?;
    let flow = flow.ok_or(Refusal::NotOffered)?;
    let host = tenant::find(tx, tenant).await?;
    let is_by_saml = saml::applications(tx, tenant)
        .await?
        .contains(&application.id);
    let asks_first = user_flow::asks(tx, tenant, (flow.id, Step::AfterFederation)).await?;
    let labels = user_flow::labels_of(tx, tenant, flow.id).await?;
    let offer = Offer {
        organization: Organization {
            tenant,
            name: host.display_name,
            domain: host.initial_domain,
            privacy_statement_url: settings.privacy_statement_url.clone(),
        },
        application,
        flow,
        labels,
        is_by_saml,
        asks_first,
        privacy_contact: settings.privacy_contact.clone(),
    };
    Ok((offer, settings))
}

/// The same for an address: its domain must be let in, and not be of the organisation itself.
pub(super) async fn offer_to(tx: &mut Tx, asked: &Asked<'_>) -> Result<Offer, AskError> {
    let (offer, settings) = offer(tx, (asked.tenant, asked.application)).await?;
    check_domain(tx, asked, &settings).await?;
    Ok(offer)
}

pub(super) async fn check_domain(
    tx: &mut Tx,
    asked: &Asked<'_>,
    settings: &Settings,
) -> Result<(), AskError> {
    let domain = asked.address.domain();
    if tenant::tenant_of_domain(tx, domain).await? == Some(asked.tenant) {
        return Err(Refusal::OwnDomain.into());
    }
    if !tenant::domain_allowed(settings, domain) {
        return Err(Refusal::DomainBlocked.into());
    }
    Ok(())
}

/// Refuses a session that did not prove the address, by a way there still is.
pub(super) async fn prove(
    tx: &mut Tx,
    asked: &Asked<'_>,
    session: &Session,
) -> Result<(), AskError> {
    match redemption::proves(tx, asked.tenant, asked.address, session).await? {
        Proved::Yes => Ok(()),
        Proved::NoWay(_) | Proved::Blocked(_) => Err(Refusal::NoWay.into()),
        Proved::No | Proved::NotVouchedFor => {
            let account = session.address.clone();
            Err(Refusal::NotProved { account }.into())
        }
    }
}

/// How somebody stands whose session proved the address.
pub(super) async fn stand(
    tx: &mut Tx,
    asked: &Asked<'_>,
    session: &Session,
) -> Result<Stand, AskError> {
    let now = tx.now();
    let own = user::find_by_identity(tx, asked.tenant, session.issuer, &session.subject).await?;
    if let Some(own) = &own {
        return if own.is_active(now) {
            Ok(Stand::HasAccount)
        } else {
            Err(Refusal::NotPossible.into())
        };
    }
    let known = user::find_by_address(tx, asked.tenant, asked.address.canonical()).await?;
    // What was approved and taken away again is asked for anew.
    let keeps_it = match &known {
        Some(user) if waits(user, user.is_active(now))? => {
            application::is_assigned(tx, asked.tenant, asked.application, user.id).await?
        }
        Some(_) | None => false,
    };
    let newest = store::newest(
        tx,
        asked.tenant,
        (asked.application, asked.address.canonical()),
    )
    .await?;
    let Some(request) = newest else {
        return Ok(Stand::MayAsk);
    };
    Ok(match request.state_at(now) {
        State::PendingApproval => Stand::Waiting(Box::new(request)),
        State::Denied if is_recent(&request, now) => Stand::Denied(Box::new(request)),
        State::Approved if keeps_it => Stand::Approved(Box::new(request)),
        State::Approved | State::Denied | State::Withdrawn | State::Expired => Stand::MayAsk,
    })
}

fn is_recent(request: &AccessRequest, now: crate::env::Timestamp) -> bool {
    request.decided_at.is_some_and(|at| now < at.plus(LIFE))
}

/// Whether a user who has the address has an open invitation; refuses where an administrator has decided otherwise, and
/// where they sign in with something else.
fn waits(user: &User, is_active: bool) -> Result<bool, AskError> {
    if !is_active {
        return Err(Refusal::NotPossible.into());
    }
    match user.invitation_state {
        None | Some(InvitationState::Completed) => Err(Refusal::OtherAccount.into()),
        Some(InvitationState::Revoked) => Err(Refusal::NotPossible.into()),
        Some(InvitationState::PendingAcceptance) => Ok(true),
        Some(InvitationState::Expired | InvitationState::Declined) => Ok(false),
    }
}

/// Refuses to give somebody access whom an administrator deleted or blocked, or whose invitation they withdrew. `true`
/// if nobody has the address.
pub(super) async fn may_be_given(tx: &mut Tx, asked: &Asked<'_>) -> Result<bool, AskError> {
    let now = tx.now();
    match user::find_by_address(tx, asked.tenant, asked.address.canonical()).await? {
        None => Ok(true),
        Some(user) if !user.is_active(now) => Err(Refusal::NotPossible.into()),
        Some(user) => match user.invitation_state {
            Some(InvitationState::Revoked) | None => Err(Refusal::NotPossible.into()),
            Some(InvitationState::PendingAcceptance | InvitationState::Completed) => Ok(false),
            // Nobody renews by themselves what an inviter once meant them to have besides.
            Some(InvitationState::Expired | InvitationState::Declined) => {
                let roles = role::of_user(tx, asked.tenant, user.id).await?;
                let groups = group::of_user(tx, asked.tenant, user.id).await?;
                if roles.is_empty() && groups.is_empty() {
                    Ok(false)
                } else {
                    Err(Refusal::NotPossible.into())
                }
            }
        },
    }
}

/// The ways to prove an address, by its domain alone: an organisation here is always sent to its own sign-in, so that
/// nobody learns whom it knows.
pub(super) async fn ways(
    tx: &mut Tx,
    asked: &Asked<'_>,
) -> Result<Vec<identity_provider::Way>, AskError> {
    let decision = identity_provider::discover_by_domain(tx, asked.tenant, asked.address).await?;
    if decision.ways.is_empty() {
        return Err(Refusal::NoWay.into());
    }
    Ok(decision.ways)
}
