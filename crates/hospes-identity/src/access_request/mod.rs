//! Requests for access: an outsider asks for an application that has a [user flow](crate::user_flow).
//!
//! ```text
//! address ──ways──▶ prove it ──▶ answers ──ask──┬─ nobody decides ─▶ Approved ──▶ redemption
//!                                               └─▶ PendingApproval ──approve──▶ Approved, mail with a link
//!                                                        ├── deny ──▶ Denied
//!                                                        ├── withdraw ──▶ Withdrawn
//!                                                        └── 30 days ──▶ Expired
//! ```
//!
//! Nobody gets into the directory by asking. What is approved becomes an invitation, in the same transaction, and from
//! there on everything is as for whoever was invited: consent, binding, conflicts, trace. Until an address is proved,
//! what is said depends on its domain alone. Each step begins with the same checks (`load`), so a flow that is switched
//! off, changed or detached in the middle stops there.

mod ask;
mod decide;
mod list;
mod load;
mod prove;
mod purge;
mod store;
#[cfg(test)]
mod tests;

use uuid::Uuid;

use crate::application::Application;
use crate::env::{Span, Timestamp};
use crate::error::Error;
use crate::ids::{AccessRequestId, ApplicationId, InvitationId, TenantId, UserFlowId, UserId};
use crate::outbox::Organization;
use crate::tenant::words;
use crate::user_flow::{Answer, AnswerFault, AttributeLabels, UserFlow};

pub use ask::{Done, Submission};
pub use decide::{DecideError, Decision};
pub use list::AccessRequestQuery;
pub use prove::ProveError;
pub(crate) use store::{application_of, delete_for_application, delete_for_user, end_of_flow};

/// So long a request waits for a decision, and so long after a denial nobody asks again.
pub const LIFE: Span = Span::days(30);

words! {
    /// What became of a request.
    State {
        /// Somebody has to decide.
        PendingApproval = "pendingApproval",
        /// It became an invitation.
        Approved = "approved",
        /// Somebody said no.
        Denied = "denied",
        /// The person does not want it any more.
        Withdrawn = "withdrawn",
        /// Nobody decided in time, or what was asked for is not offered any more.
        Expired = "expired",
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRequest {
    /// Its id.
    pub id: AccessRequestId,
    /// The flow.
    pub flow: UserFlowId,
    /// The flow's name, as it was.
    pub flow_name: String,
    /// What is asked for.
    pub application: ApplicationId,
    /// The name of that.
    pub application_name: String,
    /// The proved address, in canonical form.
    pub address: String,
    /// As it was typed.
    pub address_typed: String,
    /// The account that proved it, by its name where it is.
    pub account: String,
    /// Who vouches for that account, by name; `None`: it is the mailbox, by a passcode.
    pub vouched_by: Option<String>,
    /// What was answered.
    pub answers: Vec<Answer>,
    /// Where the browser goes in the end.
    pub redirect_url: String,
    /// The language of the person.
    pub language: Option<String>,
    /// What became of it. See also [`AccessRequest::state_at`].
    pub state: State,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when somebody can decide.
    pub expires_at: Timestamp,
    /// When it was decided, or withdrawn.
    pub decided_at: Option<Timestamp>,
    /// The user who decided.
    pub decided_by: Option<Uuid>,
    /// Their name.
    pub decider: Option<String>,
    /// Why it was denied.
    pub reason: Option<String>,
    /// The guest.
    pub user: Option<UserId>,
    /// The invitation that it became.
    pub invitation: Option<InvitationId>,
}

impl AccessRequest {
    /// What became of it at an instant: its time may be over before the sweep has said so.
    pub fn state_at(&self, now: Timestamp) -> State {
        if self.state == State::PendingApproval && self.expires_at <= now {
            State::Expired
        } else {
            self.state
        }
    }
}

/// What may be asked for.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The host.
    pub organization: Organization,
    /// The application.
    pub application: Application,
    /// Its flow.
    pub flow: UserFlow,
    /// What the flow's attributes are called in the languages of the readers.
    pub labels: Vec<AttributeLabels>,
    /// Whether it signs people in by SAML.
    pub is_by_saml: bool,
    /// Whether a connector is asked before the person answers.
    pub asks_first: bool,
    /// Whom to ask about data.
    pub privacy_contact: Option<String>,
}

/// What is asked for, and who asks.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The host.
    pub tenant: TenantId,
    /// The application.
    pub application: ApplicationId,
    /// The address.
    pub address: &'a hospes_protocol::address::Address,
}

/// How somebody who proved their address stands.
#[derive(Debug, Clone)]
pub enum Stand {
    /// They are a user already, and signed in as that: there is nothing to ask for.
    HasAccount,
    /// They may ask.
    MayAsk,
    /// They asked, and nobody has decided.
    Waiting(Box<AccessRequest>),
    /// They asked, and the answer was no.
    Denied(Box<AccessRequest>),
    /// They asked, and the answer was yes: they go on to accept.
    Approved(Box<AccessRequest>),
}

/// Why it does not go on. Each has a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody may ask for this, at the moment or at all.
    NotOffered,
    /// The address is of the organisation itself.
    OwnDomain,
    /// The organisation does not let the domain in.
    DomainBlocked,
    /// There is no way to prove the address.
    NoWay,
    /// Whoever is signed in did not prove the address.
    NotProved {
        /// As whom they are signed in.
        account: String,
    },
    /// The address is of a user who signs in with something else.
    OtherAccount,
    /// The address is of a user who was deleted, blocked or whose invitation was withdrawn: who did that decides.
    NotPossible,
    /// A connector of the organisation stopped it, and says this.
    Blocked {
        /// Plain text.
        message: String,
    },
    /// A connector of the organisation can't be used.
    Trouble,
}

/// Why it does not go on.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// A rule says no.
    #[error("access can't be asked for: {0:?}")]
    Refused(Refusal),
    /// The answers won't do.
    #[error("the answers are not valid")]
    Wrong {
        /// The attributes, and what is wrong with each.
        faults: Vec<(String, AnswerFault)>,
        /// What a connector says of them: plain text.
        message: Option<String>,
    },
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<crate::db::DbError> for AskError {
    fn from(error: crate::db::DbError) -> Self {
        Self::Other(error.into())
    }
}

impl From<Refusal> for AskError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
