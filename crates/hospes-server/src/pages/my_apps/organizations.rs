//! My account, Organizations: home, and those that one is a guest of.

use askama::Template;

use crate::pages::layout::{Layout, Moment, Organization, Person};

/// The organizations of a person. `GET /account/organizations`.
#[derive(Debug, Template)]
#[template(path = "my_apps/organizations.html")]
pub(crate) struct Organizations<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The person.
    pub(crate) person: &'a Person,
    /// The organization that authenticates the person; `None` for guests by passcode.
    pub(crate) home: Option<Organization>,
    /// The organizations that invited them and that they accepted.
    pub(crate) others: Vec<OtherOrganization>,
}

/// An organization that the person is a guest of.
#[derive(Debug, Clone)]
pub(crate) struct OtherOrganization {
    /// Goes into `/account/organizations/{id}/leave`, and is what the switcher posts as `tenant`.
    pub(crate) id: String,
    /// The organization.
    pub(crate) organization: Organization,
    /// Since when.
    pub(crate) since: Moment,
    /// Whether it is the one whose pages these are.
    pub(crate) is_current: bool,
    /// Whether the person may leave by themselves.
    pub(crate) can_leave: bool,
    /// Whom to ask otherwise: the organization's privacy contact.
    pub(crate) contact: Option<String>,
}
