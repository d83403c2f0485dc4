//! Device codes: signing in on a device without a browser of its own (RFC 8628).
//!
//! The device gets two codes. One it keeps, and asks with it until somebody decided; the other it shows, and
//! people type it into a browser elsewhere. What the device asks for belongs to nobody until then: which
//! organisation it is of may be known only from who signs in, and the code that people type names none. So
//! all rows live under `session::NOBODY`, and name the organisation as a value.
//!
//! Both codes are kept as hashes. When a code was approved, it begins a grant as an authorization code does,
//! once: one that comes again ends what came of it.

mod approve;
mod begin;
mod poll;
mod store;
#[cfg(test)]
mod tests;
mod user_code;

use crate::application::Application;
use crate::env::{Span, Timestamp};
use crate::error::Error;
use crate::grant::{Decision, GrantError};
use crate::ids::TenantId;
use crate::tenant::{Tenant, words};

pub use approve::Approval;
pub use begin::{DeviceAsked, DeviceCode};
pub use poll::Poll;
pub(crate) use store::delete_for_user;
pub use user_code::UserCode;

/// So long a code counts.
pub const LIFE: Span = Span::minutes(15);
/// So long a device waits between two questions.
pub const INTERVAL_SECONDS: i64 = 5;

words! {
    /// What became of a device's request.
    State {
        /// Nobody decided.
        Pending = "pending",
        /// Somebody approved it.
        Approved = "approved",
        /// Somebody declined it.
        Declined = "declined",
    }
}

/// Why a device or a person with its code cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// Nobody knows the code that was typed, or its time is over, or somebody decided already.
    #[error("the code is not known")]
    UnknownCode,
    /// The tenant has no such application.
    #[error("no such application")]
    UnknownApplication {
        /// The client id.
        client_id: String,
        /// The tenant that was looked at.
        tenant: String,
    },
    /// The device names no tenant, and the person's account is of none.
    #[error("no tenant")]
    NoTenant,
    /// The tenant has not got what the device asks for.
    #[error("there are no such scopes")]
    Scope {
        /// What it asks for.
        scope: String,
    },
    /// The application has to prove to be itself.
    #[error("the application has to prove to be itself")]
    MustProve,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

/// Why a device gets no tokens, or none yet.
#[derive(Debug, thiserror::Error)]
pub enum PollError {
    /// Nobody decided yet.
    #[error("nobody decided yet")]
    Pending,
    /// Nobody decided yet, and the device asks too often.
    #[error("the device asks too often")]
    SlowDown,
    /// Somebody said no.
    #[error("somebody said no")]
    Declined,
    /// Its time is over.
    #[error("the code has expired")]
    Expired,
    /// It is no code of this server, or of another client or tenant.
    #[error("the code is not known")]
    Unknown,
    /// As for a code of other kinds.
    #[error(transparent)]
    Grant(#[from] GrantError),
}

impl From<Error> for PollError {
    fn from(error: Error) -> Self {
        Self::Grant(GrantError::Other(error))
    }
}

/// What a person is asked to approve.
#[derive(Debug)]
pub struct DeviceRequest {
    /// The organisation at which they would sign in.
    pub tenant: Tenant,
    /// The application that would act for them.
    pub application: Application,
    /// The network that the request came from, as it is shown: an address, or the first half of one.
    pub network: String,
    /// What the program that asked calls itself; may be empty.
    pub user_agent: String,
    /// When it asked.
    pub asked_at: Timestamp,
    /// What stands in the way, if anything does. A missing consent is asked for when they approve.
    pub refusal: Option<Decision>,
}

/// The tenant of a path; `None` for `common` and its like.
type AskedTenant = Option<TenantId>;
