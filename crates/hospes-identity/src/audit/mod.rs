//! The audit log: one event for each operation, chained so that a change of the past is found.
//!
//! Events are written in the transaction of their operation. A sweep seals them afterwards: it numbers
//! them and chains each to the one before, so that those who write never wait for each other. What is
//! not sealed yet (a few seconds) is not protected; `ARCHITECTURE.md` says so.

mod activity;
mod entry;
mod list;
mod seal;
mod store;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::env::Timestamp;
use crate::ids::{AuditEventId, CorrelationId};

pub use activity::Activity;
pub(crate) use entry::{Entry, Target};
pub use list::AuditQuery;
pub use seal::{Problem, Verification};

/// What was done to one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetResource {
    /// The kind: `User`, `Group`, `Application`, `Policy`, …
    pub kind: String,
    /// Its id.
    pub id: Option<Uuid>,
    /// Its display name.
    pub name: String,
    /// Its user principal name, if it is a user.
    pub upn: Option<String>,
    /// What changed.
    pub changes: Vec<Change>,
}

/// A property before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The property.
    pub name: String,
    /// Before.
    pub old: String,
    /// After.
    pub new: String,
}

/// A key and a value that the event adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}

/// Who did it, as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initiator {
    /// `user`, `app`, `system` or `anonymous`.
    pub kind: String,
    /// The id of the user or application.
    pub id: Option<Uuid>,
    /// The display name.
    pub name: String,
    /// The user principal name, or the client id of an application.
    pub login: Option<String>,
    /// The network address.
    pub ip: Option<String>,
}

/// An event of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Its id.
    pub id: AuditEventId,
    /// When it happened.
    pub at: Timestamp,
    /// What was done: a name of [`Activity`].
    pub activity: String,
    /// The category, in Microsoft's words.
    pub category: String,
    /// The service, in Microsoft's words.
    pub service: String,
    /// `Add`, `Update`, `Delete`, `Assign`, `Unassign`, …
    pub operation_type: String,
    /// Whether it succeeded.
    pub succeeded: bool,
    /// Why it did not.
    pub reason: String,
    /// Who did it.
    pub initiator: Initiator,
    /// What it was done to.
    pub targets: Vec<TargetResource>,
    /// What else there is to know.
    pub details: Vec<Detail>,
    /// Joins the events of one request.
    pub correlation: CorrelationId,
    /// Its number in the chain, once it is sealed.
    pub sequence: Option<u64>,
    /// Its hash in the chain, in hexadecimal, once it is sealed.
    pub seal: Option<String>,
}
