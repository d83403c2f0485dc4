//! Redemption: from a link in a mail to a guest who is bound to an identity.
//!
//! One state machine through which every way to sign in goes:
//!
//! ```text
//! link ──open──▶ landing ──begin──▶ prove an identity ──▶ review ──accept──▶ Completed
//!                   └── decline ─────────────────────────────┴──▶ Declined
//! ```
//!
//! What the browser holds between the steps is a [`Flow`]: the invitation and its ticket, sealed. Every
//! step begins with the same checks (`load`), so an invitation that is sent again, withdrawn, expired,
//! or whose guest is deleted in the middle stops there. Nothing is written until somebody presses a
//! button; accepting needs an identity that proved the invited address, and a POST.

mod accept;
mod flow;
mod load;
mod open;
mod provider;
mod store;
#[cfg(test)]
mod tests;
mod tried;

use crate::cross_tenant_access::{Block, Side};
use crate::env::Timestamp;
use crate::error::Error;
use crate::identity_provider::{Rule, Way};
use crate::ids::{AttemptId, InvitationId, ProviderId, UserId};
use crate::outbox::Organization;

pub use accept::Review;
pub(crate) use accept::{Proved, proves};
pub use flow::Flow;
pub use open::ProveError;
pub(crate) use provider::note_no_identity;
pub(crate) use store::delete_for_user;
pub(crate) use tried::Tried;

/// An invitation as its guest sees it.
#[derive(Debug, Clone)]
pub struct About {
    /// The host.
    pub organization: Organization,
    /// The invitation.
    pub invitation: InvitationId,
    /// The guest object.
    pub user: UserId,
    /// The invited address.
    pub address: String,
    /// Who invites.
    pub inviter: String,
    /// Their address.
    pub inviter_mail: Option<String>,
    /// What they say.
    pub message: Option<String>,
    /// Where the browser goes after acceptance.
    pub redirect_url: String,
    /// The name of the application that they asked for by themselves.
    pub application: Option<String>,
    /// Until when it can be accepted.
    pub expires_at: Option<Timestamp>,
    /// Whom to ask about data.
    pub privacy_contact: Option<String>,
    /// Since when it is in its state: when it was accepted, declined, withdrawn.
    pub since: Timestamp,
    /// The language of its mail.
    pub language: Option<String>,
}

/// What a link opens.
#[derive(Debug, Clone)]
pub struct Landing {
    /// The invitation.
    pub about: About,
    /// How one may prove who one is: the first is the one to take, the others to choose from.
    pub ways: Vec<Way>,
    /// Why these.
    pub rule: Rule,
    /// Whether both organisations let the account in without asking it to review permissions.
    pub is_automatic: bool,
}

/// How somebody wants to prove who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// In the first way there is.
    First,
    /// By this identity provider, if it is one of the ways.
    Provider(ProviderId),
}

/// A redemption that has begun.
#[derive(Debug, Clone)]
pub struct Begun {
    /// The invitation.
    pub about: About,
    /// How to prove who one is.
    pub way: Way,
    /// Why that way.
    pub rule: Rule,
    /// Whether both organisations let the account in without asking it to review permissions.
    pub is_automatic: bool,
}

/// Why it does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such invitation, or the link is damaged.
    Unknown,
    /// The invitation was sent again: a newer mail has the link that counts.
    Superseded,
    /// Its time is over.
    Expired {
        /// Whether the inviter has been asked for a new one.
        asked: bool,
    },
    /// It was withdrawn.
    Revoked,
    /// It was declined.
    Declined,
    /// It was accepted.
    AlreadyAccepted,
    /// The guest object was deleted.
    Deleted,
    /// The guest object may not sign in.
    Blocked,
    /// The organisation does not let the domain in any more.
    DomainBlocked,
    /// Cross-tenant access settings of one of the two organisations do not let them be a guest.
    AccessBlocked(Block),
    /// The account at home may not sign in.
    BlockedAtHome,
    /// The organisation has no way to sign in for the address.
    NoWay,
    /// An administrator chose an identity provider for this guest that is switched off or removed by now.
    ChosenProviderOff,
    /// Somebody signed in at a provider that did not vouch for the invited address.
    Unproved {
        /// As whom.
        account: String,
    },
    /// Somebody else is signed in.
    WrongAccount {
        /// As whom.
        account: String,
    },
    /// The identity belongs to another account of the organisation.
    Conflict {
        /// The identity's address.
        account: String,
    },
}

impl Refusal {
    /// The word for the trace and the log.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown-link",
            Self::Superseded => "superseded-link",
            Self::Expired { .. } => "expired",
            Self::Revoked => "revoked",
            Self::Declined => "declined",
            Self::AlreadyAccepted => "already-accepted",
            Self::Deleted => "guest-deleted",
            Self::Blocked => "guest-blocked",
            Self::DomainBlocked => "domain-blocked",
            Self::AccessBlocked(block) => match block.side {
                Side::Outbound => "blocked-by-outbound-access",
                Side::Inbound => "blocked-by-inbound-access",
            },
            Self::BlockedAtHome => "account-blocked-at-home",
            Self::NoWay => "no-way-to-sign-in",
            Self::ChosenProviderOff => "chosen-provider-off",
            Self::Unproved { .. } => "address-not-proved",
            Self::WrongAccount { .. } => "wrong-account",
            Self::Conflict { .. } => "identity-belongs-to-another-account",
        }
    }

    /// What the trace says besides: the account that is not the right one, or which settings forbid it.
    fn detail(&self) -> &str {
        match self {
            Self::WrongAccount { account }
            | Self::Unproved { account }
            | Self::Conflict { account } => account,
            Self::AccessBlocked(block) => block.rule(),
            Self::Unknown
            | Self::Superseded
            | Self::Expired { .. }
            | Self::Revoked
            | Self::Declined
            | Self::AlreadyAccepted
            | Self::Deleted
            | Self::Blocked
            | Self::DomainBlocked
            | Self::BlockedAtHome
            | Self::NoWay
            | Self::ChosenProviderOff => "",
        }
    }
}

/// Why redeeming does not go on. Each refusal has a page of its own.
#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    /// A rule says no.
    #[error("the invitation cannot be redeemed: {}", .refusal.key())]
    Refused {
        /// Which.
        refusal: Refusal,
        /// The invitation, if the link is one of its.
        about: Option<Box<About>>,
    },
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<crate::db::DbError> for RedeemError {
    fn from(error: crate::db::DbError) -> Self {
        Self::Other(error.into())
    }
}

/// A line of the decision trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceEvent {
    /// When.
    pub at: Timestamp,
    /// Which try.
    pub attempt: AttemptId,
    /// Which step: `begun`, `passcode sent`, `proved`, `refused`, `accepted`, `declined`, …
    pub step: String,
    /// Which rule decided.
    pub rule: String,
    /// What else there is to know.
    pub detail: String,
    /// The reference number that the guest saw.
    pub reference: String,
}
