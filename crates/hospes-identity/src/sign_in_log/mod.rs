//! The sign-in log: every attempt to sign in to this server or to an application, who made it, from where,
//! and what became of it.
//!
//! An entry is written in the transaction of the attempt it tells of. It is no audit event: it is not chained,
//! and it is forgotten after some time. What a limit refuses, and what can be repeated at no cost, is written
//! once in a window, so that nobody fills the log. Names that no account has are recorded with the
//! organisation of their domain; whoever typed them learns nothing of it.

mod list;
mod purge;
mod reason;
mod record;
mod store;
#[cfg(test)]
mod tests;

use crate::env::Timestamp;
use crate::ids::{ApplicationId, CorrelationId, ProviderId, SignInId, UserId};
use crate::tenant::words;

pub use list::SignInQuery;
pub use reason::Reason;
pub(crate) use record::{Attempt, first_factor, record};
pub(crate) use store::{delete_for_user, is_known_network};

/// What an entry says was signed in to when it was no application: this server itself.
pub const HERE: &str = "Hospes";
/// Characters of a typed name that are kept.
const LONGEST_NAME: usize = 320;

words! {
    /// What became of an attempt.
    Outcome {
        /// The person is signed in.
        Success = "success",
        /// They were refused.
        Failure = "failure",
        /// Something is still to be done before they are signed in.
        Interrupted = "interrupted",
    }
}

/// An attempt to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Its id.
    pub id: SignInId,
    /// When.
    pub at: Timestamp,
    /// Whose account it was; `None` for names that none has, and for applications that act for themselves.
    pub user: Option<UserId>,
    /// The name as it was typed, at most 320 characters; of an application that acts for itself its name.
    pub name: String,
    /// The application; `None` for this server itself.
    pub application: Option<ApplicationId>,
    /// Its name then, or [`HERE`].
    pub app_name: String,
    /// How they proved who they are: `password`, `passcode`, `refresh token`, `client secret`, …
    pub method: String,
    /// The identity provider of the organisation that vouched for them, or was to.
    pub provider: Option<ProviderId>,
    /// Its name then.
    pub provider_name: Option<String>,
    /// What they proved it with besides.
    pub second_factor: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// The number that people look up, such as 50126; 0 for a success.
    pub code: u32,
    /// Why; `None` for a reason that this version does not know.
    pub reason: Option<Reason>,
    /// The network it came from: an IPv4 address, or the first 64 bits of an IPv6 address.
    pub network: String,
    /// What the browser calls itself, shortened.
    pub user_agent: String,
    /// The reference number of the request.
    pub correlation: CorrelationId,
}
