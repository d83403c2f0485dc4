//! Invitations: made, sent again, withdrawn, expired. What becomes of them at the other end is
//! [`crate::redemption`].
//!
//! An invitation has a *generation*: each sending makes a new ticket, and only the newest ticket counts.
//! The tickets before it are remembered by their hashes, so that an old link can say that it is old.

mod allowed;
mod check;
mod convert;
mod crud;
mod expire;
mod invite;
mod mail;
mod reset_many;
mod store;
#[cfg(test)]
mod tests;

use uuid::Uuid;

use crate::cross_tenant_access::Block;
use crate::env::Timestamp;
use crate::error::Error;
use crate::ids::{InvitationId, MailId, TenantId, UserId};
use crate::outbox::{Delivery, MailRecord};
use crate::secret::Ticket;
use crate::user::{InvitationState, User};

pub(crate) use convert::{stop_conversion, withdraw};
pub use invite::{Lifetime, NewInvitation};
pub use reset_many::ResetMany;
pub(crate) use store::{
    delete_for_user, find, newest_id, set_asked_again, set_mail, set_state, waiting_for,
};

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The guest object it belongs to.
    pub user: UserId,
    /// The invited address, as it was typed.
    pub address: String,
    /// Where the browser goes after acceptance.
    pub redirect_url: String,
    /// What the inviter added.
    pub message: Option<String>,
    /// The language of its mail.
    pub language: Option<String>,
    /// Who got a copy.
    pub cc: Option<String>,
    /// What became of it. See also [`Invitation::state_at`].
    pub state: InvitationState,
    /// Since when it is so.
    pub state_changed_at: Timestamp,
    /// Why it was declined.
    pub decline_reason: Option<String>,
    /// Counts its tickets.
    pub generation: u32,
    /// Until when it can be accepted; `None`: for ever.
    pub expires_at: Option<Timestamp>,
    /// The user or application that made it.
    pub inviter_id: Option<Uuid>,
    /// Their name.
    pub inviter_name: String,
    /// Their address.
    pub inviter_mail: Option<String>,
    /// Its newest mail.
    pub mail: Option<MailId>,
    /// When the guest last asked for a new link.
    pub asked_again_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    pub(crate) ticket_hash: [u8; 32],
    /// Hashes of the tickets before, 32 bytes each, newest last.
    pub(crate) old_ticket_hashes: Vec<u8>,
}

impl Invitation {
    /// What became of it at an instant: its time may be over before the sweep has said so.
    pub fn state_at(&self, now: Timestamp) -> InvitationState {
        let over = self.expires_at.is_some_and(|end| end <= now);
        if over && self.state == InvitationState::PendingAcceptance {
            InvitationState::Expired
        } else {
            self.state
        }
    }
}

/// What came of inviting.
#[derive(Debug, Clone)]
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    /// The guest.
    pub user: User,
    /// The secret of its link. `None` when the guest has accepted before: there is nothing to redeem.
    pub ticket: Option<Ticket>,
    /// How it went.
    pub outcome: Outcome,
    /// Whether a mail goes out.
    pub mailed: Mailed,
}

/// How inviting went. That somebody is known is a normal outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A new guest.
    Created,
    /// A guest who has not accepted yet: the same user, a new ticket.
    Renewed,
    /// A guest who has accepted: the same user, who now has access.
    AlreadyAccepted,
    /// A guest who was deleted and came back.
    Restored,
    /// A guest who must redeem anew.
    Reset,
}

/// Whether a mail goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mailed {
    /// Nobody asked for one.
    No,
    /// It is in the outbox.
    Queued,
    /// The recipient wants none of this organisation.
    Suppressed,
}

impl Mailed {
    fn of(state: Delivery) -> Self {
        if state == Delivery::Suppressed {
            Self::Suppressed
        } else {
            Self::Queued
        }
    }
}

/// Why somebody is not invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// The organisation's settings let nobody invite, or not this actor.
    #[error("guest invitations are not allowed")]
    NotAllowed,
    /// The address is of one of the organisation's own domains.
    #[error("the address belongs to this organisation")]
    OwnDomain,
    /// The settings do not let its domain be invited.
    #[error("the domain may not be invited")]
    DomainBlocked,
    /// Cross-tenant access settings of one of the two organisations do not let them be a guest.
    #[error("cross-tenant access settings block the invitation")]
    AccessBlocked(Block),
    /// Somebody has the address who needs no invitation.
    #[error("the address belongs to a user who is no guest")]
    AlreadyUser {
        /// The user.
        id: UserId,
    },
    /// The guest exists and is blocked.
    #[error("the guest is blocked from signing in")]
    Blocked {
        /// The user.
        id: UserId,
    },
    /// An external user was made an internal one before, and stays it.
    #[error("the user was converted to an internal user")]
    ConvertedToInternal {
        /// The user.
        id: UserId,
    },
    /// The address is none of the user's who is to redeem anew.
    #[error("the address is none of the user's")]
    AddressMismatch,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<crate::db::DbError> for InviteError {
    fn from(error: crate::db::DbError) -> Self {
        Self::Other(error.into())
    }
}

/// A guest's invitation with what became of its mail.
#[derive(Debug, Clone)]
pub struct InvitationDetail {
    /// The invitation.
    pub invitation: Invitation,
    /// Its newest mail, if one was sent and is not forgotten yet.
    pub mail: Option<MailRecord>,
    /// What became of it, now.
    pub state: InvitationState,
}

/// Where an invitation's link leads: what stands in the URL.
#[derive(Debug, Clone)]
pub struct Link {
    /// The host.
    pub tenant: TenantId,
    /// The invitation.
    pub invitation: InvitationId,
    /// The secret.
    pub ticket: Ticket,
}
