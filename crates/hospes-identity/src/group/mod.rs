//! Groups and their members. Members are users; groups in groups are not supported.

mod crud;
mod members;
mod store;
#[cfg(test)]
mod tests;

use crate::env::Timestamp;
use crate::ids::GroupId;

pub use crud::{GroupPatch, GroupQuery, NewGroup};
pub(crate) use members::add;
pub(crate) use store::{delete_for_user, find, of_user};

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub display_name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its mail alias.
    pub mail_nickname: String,
    /// When it was created.
    pub created_at: Timestamp,
}

/// A group in a list.
#[derive(Debug, Clone)]
pub struct GroupSummary {
    /// The group.
    pub group: Group,
    /// How many members it has.
    pub members: u64,
}
