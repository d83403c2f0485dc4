//! Applications: what members and guests are given, and what calls Graph with credentials of its own.

mod assign;
mod credentials;
mod crud;
mod graph_permission;
mod redirect_uri;
pub mod registration;
mod required;
mod store;
#[cfg(test)]
mod tests;

use crate::env::Timestamp;
use crate::ids::{AppId, ApplicationId, GroupId, KeyId, UserId};

pub(crate) use assign::assign;
pub use assign::{Assignment, Principal};
pub use credentials::{Caller, ClientError, NewSecret, permissions_of};
pub(crate) use crud::target;
pub use crud::{ApplicationPatch, ApplicationQuery, NewApplication};
pub use graph_permission::GraphPermission;
pub(crate) use redirect_uri::client;
pub use redirect_uri::{ClientApplication, allows_public_flows};
pub use required::WantedPermission;
pub(crate) use required::{grant_required, wanted_permissions};
pub(crate) use store::{
    delete_for_principal, find, find_by_app_id, groups_of, is_assigned, permissions, tiles,
};

/// An application of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// The object's id.
    pub id: ApplicationId,
    /// The client id.
    pub app_id: AppId,
    /// Its name.
    pub display_name: String,
    /// A line about it, for its tile.
    pub description: Option<String>,
    /// Where its tile leads.
    pub home_page_url: Option<String>,
    /// Whether only those it is assigned to may use it.
    pub assignment_required: bool,
    /// Whether it has a tile in My Apps.
    pub visible: bool,
    /// When it was added.
    pub created_at: Timestamp,
}

/// A client secret as it is kept: without the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Its id.
    pub key_id: KeyId,
    /// What it is called.
    pub display_name: Option<String>,
    /// Its first three characters after the prefix.
    pub hint: String,
    /// From when it counts.
    pub starts_at: Timestamp,
    /// Until when it counts.
    pub ends_at: Timestamp,
    pub(crate) hash: [u8; 32],
}

/// How an application proved to be itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Not at all: a public client.
    None,
    /// With a client secret.
    Secret,
    /// With an assertion that it signed with the key of a certificate.
    Certificate,
}

impl Proof {
    /// The claim `appidacr` of tokens.
    pub fn appidacr(self) -> &'static str {
        match self {
            Self::None => "0",
            Self::Secret => "1",
            Self::Certificate => "2",
        }
    }
}

impl Principal {
    /// The id, of whichever kind.
    pub fn id(self) -> uuid::Uuid {
        match self {
            Self::User(UserId(id)) | Self::Group(GroupId(id)) => id,
        }
    }
}
