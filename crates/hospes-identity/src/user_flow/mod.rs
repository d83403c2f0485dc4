//! User flows: what an outsider goes through who asks for access to an application (`b2xIdentityUserFlow`).
//!
//! A flow belongs to one tenant and says what is asked of people, who decides about their requests, and for which
//! applications it is: each application has at most one. By which ways people prove who they are is not the flow's
//! matter: the identity providers of the tenant and passcodes, as everywhere. What becomes of those who ask is
//! [`crate::access_request`]. Labels can be given for each
//! language of the readers; those of built-in attributes come in that of the reader.

mod attach;
mod attribute;
mod change;
mod connector;
mod crud;
mod labels;
mod store;
#[cfg(test)]
mod tests;

use crate::env::Timestamp;
use crate::ids::{ApplicationId, TenantId, UserFlowId, UserId};
use crate::tenant::words;

pub use attribute::{Answer, AnswerFault, Attribute, BuiltIn, Input, NewAttribute, ValueKind};
pub(crate) use attribute::{check_profile, profile};
pub use change::Move;
pub(crate) use connector::{Asking, Reply, asks};
pub use connector::{
    Authentication, ClientIdentity, Connector, NewAuthentication, NewConnector, Step,
};
pub(crate) use crud::approves;
pub(crate) use labels::all as labels_of;
pub use labels::{AttributeLabels, LabelFault, Labelled, LabelsError, NewLabels};
pub(crate) use store::{
    approvers as approvers_of, delete_for_application, delete_for_user, of_application,
};

/// What every name begins with.
pub const PREFIX: &str = "B2X_1_";

words! {
    /// Who decides about requests.
    Approval {
        /// Nobody: whoever asks gets access at once.
        None = "none",
        /// The owners of the application.
        Owners = "owners",
        /// The sponsors that the flow names.
        Sponsors = "sponsors",
    }
}

/// A user flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFlow {
    /// Its id.
    pub id: UserFlowId,
    /// The tenant.
    pub tenant: TenantId,
    /// Its name, which begins with [`PREFIX`].
    pub name: String,
    /// Who decides.
    pub approval: Approval,
    /// What is asked of people, in this order; at most 20.
    pub attributes: Vec<Attribute>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// An application that has a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// The application.
    pub application: ApplicationId,
    /// Its name.
    pub name: String,
    /// How many owners it has, who could decide.
    pub owners: u64,
}

/// A sponsor who decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub mail: String,
}

/// A flow with all that belongs to it.
#[derive(Debug, Clone)]
pub struct UserFlowDetail {
    /// The flow.
    pub flow: UserFlow,
    /// Its applications, by name.
    pub applications: Vec<Attached>,
    /// The sponsors it names, by name.
    pub approvers: Vec<Approver>,
    /// What its attributes are called in the languages of the readers, by attribute and language.
    pub labels: Vec<AttributeLabels>,
    /// Whom it asks on its way.
    pub connectors: Vec<Connector>,
}

/// A flow in a list.
#[derive(Debug, Clone)]
pub struct UserFlowSummary {
    /// The flow.
    pub flow: UserFlow,
    /// How many applications it has.
    pub applications: u64,
}
