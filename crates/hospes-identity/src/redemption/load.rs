//! The checks with which every step begins.

use hospes_protocol::address::Address;

use super::{About, Flow, RedeemError, Refusal};
use crate::access_request;
use crate::cross_tenant_access;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::invitation::{self, Invitation};
use crate::outbox::Organization;
use crate::secret::{Ticket, TicketHash};
use crate::tenant::{self, Settings};
use crate::user::{self, InvitationState, User};

/// An invitation that can be redeemed at this moment.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) invitation: Invitation,
    pub(super) user: User,
    pub(super) address: Address,
    pub(super) about: About,
}

/// Loads what a flow is about, and refuses what cannot be redeemed.
pub(super) async fn load(tx: &mut Tx, flow: &Flow) -> Result<Loaded, RedeemError> {
    let found = find(tx, flow).await?;
    let refuse = |refusal| Err(refused(refusal, &found.about));
    let now = tx.now();
    // A deleted guest has nothing to be asked, whatever became of the invitation.
    if found.user.deleted_at.is_some() {
        return refuse(Refusal::Deleted);
    }
    match found.invitation.state_at(now) {
        _ if !found.counts => return refuse(Refusal::Superseded),
        InvitationState::Completed => return refuse(Refusal::AlreadyAccepted),
        _ if !found.is_newest => return refuse(Refusal::Superseded),
        InvitationState::Revoked => return refuse(Refusal::Revoked),
        InvitationState::Declined => return refuse(Refusal::Declined),
        InvitationState::Expired => {
            let asked = found.invitation.asked_again_at.is_some();
            return refuse(Refusal::Expired { asked });
        }
        InvitationState::PendingAcceptance => {}
    }
    if !found.user.is_active(now) {
        return refuse(Refusal::Blocked);
    }
    if !tenant::domain_allowed(&found.settings, found.address.domain()) {
        return refuse(Refusal::DomainBlocked);
    }
    if let Some(block) =
        cross_tenant_access::blocked_address(tx, flow.tenant, &found.address).await?
    {
        return refuse(Refusal::AccessBlocked(block));
    }
    let Found {
        invitation,
        user,
        address,
        about,
        ..
    } = found;
    Ok(Loaded {
        invitation,
        user,
        address,
        about,
    })
}

/// What a flow is about, in whatever state it is.
pub(super) struct Found {
    pub(super) invitation: Invitation,
    pub(super) user: User,
    pub(super) address: Address,
    pub(super) settings: Settings,
    pub(super) about: About,
    /// Whether it is the guest's newest invitation: a reset makes another.
    pub(super) counts: bool,
    /// Whether the ticket is its newest.
    pub(super) is_newest: bool,
}

/// Finds the invitation of a ticket. Who does not know a ticket of it learns nothing of it.
pub(super) async fn find(tx: &mut Tx, flow: &Flow) -> Result<Found, RedeemError> {
    let unknown = || RedeemError::Refused {
        refusal: Refusal::Unknown,
        about: None,
    };
    let invitation = match invitation::find(tx, flow.tenant, flow.invitation).await {
        Ok(invitation) => invitation,
        Err(Error::NotFound { .. }) => return Err(unknown()),
        Err(error) => return Err(error.into()),
    };
    let is_newest = is_newest(flow, &invitation).ok_or_else(unknown)?;
    let user = user::find(tx, flow.tenant, invitation.user).await?;
    let newest = invitation::newest_id(tx, flow.tenant, user.id).await?;
    let counts = newest == Some(invitation.id);
    let settings = tenant::settings_of(tx, flow.tenant).await?;
    let host = tenant::find(tx, flow.tenant).await?;
    let address =
        Address::parse(&invitation.address).map_err(|e| Error::corrupt("an invited address", e))?;
    let about = About {
        organization: Organization {
            tenant: host.id,
            name: host.display_name,
            domain: host.initial_domain,
            privacy_statement_url: settings.privacy_statement_url.clone(),
        },
        invitation: invitation.id,
        user: user.id,
        address: invitation.address.clone(),
        inviter: invitation.inviter_name.clone(),
        inviter_mail: invitation.inviter_mail.clone(),
        message: invitation.message.clone(),
        redirect_url: invitation.redirect_url.clone(),
        application: access_request::application_of(tx, flow.tenant, (user.id, invitation.id))
            .await?,
        expires_at: invitation.expires_at,
        privacy_contact: settings.privacy_contact.clone(),
        since: invitation.state_changed_at,
        language: invitation.language.clone(),
    };
    Ok(Found {
        invitation,
        user,
        address,
        settings,
        about,
        counts,
        is_newest,
    })
}

/// Whether a flow is about the newest sending of an invitation; `None` when it knows no ticket of it.
fn is_newest(flow: &Flow, invitation: &Invitation) -> Option<bool> {
    if let Some(generation) = flow.generation {
        return Some(generation == invitation.generation);
    }
    let ticket = Ticket::parse(&flow.ticket)?.hash();
    let is_newest = ticket.matches(&invitation.ticket_hash);
    (is_newest || is_old(&ticket, &invitation.old_ticket_hashes)).then_some(is_newest)
}

/// Compares with every old ticket, so that the time tells nothing.
fn is_old(ticket: &TicketHash, old: &[u8]) -> bool {
    old.chunks_exact(32)
        .fold(false, |found, hash| found | ticket.matches(hash))
}

pub(super) fn refused(refusal: Refusal, about: &About) -> RedeemError {
    RedeemError::Refused {
        refusal,
        about: Some(Box::new(about.clone())),
    }
}
