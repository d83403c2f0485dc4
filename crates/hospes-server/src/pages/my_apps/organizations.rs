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
    /// Invitations that wait for the person.
    pub(crate) waiting: Vec<Waiting>,
    /// The organizations that invited them and that they accepted: those of this page.
    pub(crate) others: Vec<OtherOrganization>,
    /// The page before; `None` on the first.
    pub(crate) previous_url: Option<String>,
    /// The page after; `None` on the last.
    pub(crate) next_url: Option<String>,
}

/// An invitation that waits for the person.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    /// What **Review** posts as `tenant`.
    pub(crate) tenant: String,
    /// What **Review** posts as `invitation`.
    pub(crate) invitation: String,
    /// Who invites.
    pub(crate) organization: Organization,
    /// The person who invites; `None`: an application.
    pub(crate) inviter: Option<String>,
    /// The invited address.
    pub(crate) address: String,
    /// The last day; `None` if there is no end.
    pub(crate) expires: Option<Moment>,
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
