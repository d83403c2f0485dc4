//! The outbox: mail that a committed operation owes the world.
//!
//! A mail is written in the transaction of what it tells of, leased by a worker, sent, and then marked.
//! What is in the queue says *what* to say, not how: it is rendered when it is sent. It is sealed,
//! because it holds tickets and passcodes, and deleted once it is sent. What became of it stays in
//! `mails`, for thirty days after nobody will send it any more.

mod blocking;
mod deliver;
mod list;
mod mail;
mod store;
#[cfg(test)]
mod tests;

use uuid::Uuid;

use crate::env::Timestamp;
use crate::ids::{InvitationId, MailId, UserId};
use crate::tenant::words;

pub use blocking::BlockLink;
pub(crate) use blocking::is_blocked;
pub use deliver::{Failure, Leased};
pub use list::MailQuery;
pub(crate) use mail::{About, cancel, enqueue};
pub use mail::{
    AccessGrantedMail, AccessRequestMail, AccessRequestNews, Code, InvitationMail, Mail,
    Organization, RedeemLink,
};
pub(crate) use store::{delete_for_user, state_of};

words! {
    /// What became of a mail.
    Delivery {
        /// It waits for its turn.
        Queued = "queued",
        /// The mail server took it.
        Sent = "sent",
        /// The mail server asked to try again later, or did not answer.
        Deferred = "deferred",
        /// The mail server refused it for good.
        Bounced = "bounced",
        /// It was tried often enough, or could not be made.
        Failed = "failed",
        /// It was not sent: the recipient wants none, or a newer one took its place.
        Suppressed = "suppressed",
    }
}

/// A mail and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRecord {
    /// Its id.
    pub id: MailId,
    /// What kind of mail it is.
    pub kind: String,
    /// To whom.
    pub recipient: String,
    /// About whom.
    pub user: Option<UserId>,
    /// About which invitation.
    pub invitation: Option<InvitationId>,
    /// What became of it.
    pub state: Delivery,
    /// How often it was tried.
    pub attempts: u32,
    /// What the mail server said last.
    pub last_error: Option<String>,
    /// When it is tried next.
    pub next_attempt_at: Option<Timestamp>,
    /// When it was written.
    pub created_at: Timestamp,
    /// Since when it is in its state.
    pub state_changed_at: Timestamp,
}

impl MailRecord {
    /// Whether it can be sent again: nobody will by themselves.
    pub fn can_resend(&self) -> bool {
        matches!(self.state, Delivery::Bounced | Delivery::Failed)
    }

    /// The id, for keys of other kinds.
    pub fn uuid(&self) -> Uuid {
        self.id.0
    }
}
