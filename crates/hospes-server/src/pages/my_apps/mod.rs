//! The pages of a signed-in person, guest or member: applications, account, organizations.

pub(crate) mod flow;

pub(crate) mod approvals;
pub(crate) mod apps;
pub(crate) mod leave_organization;
pub(crate) mod my_account;
pub(crate) mod organizations;
pub(crate) mod organizations_flow;
pub(crate) mod tiles;
