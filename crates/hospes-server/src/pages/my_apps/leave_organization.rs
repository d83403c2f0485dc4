//! Leaving an organization that one is a guest of.

use askama::Template;

use crate::pages::layout::{Layout, Organization};

/// Asks before leaving. `GET` and `POST /account/organizations/{id}/leave`.
#[derive(Debug, Template)]
#[template(path = "my_apps/leave_organization.html")]
pub(crate) struct LeaveOrganization<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Goes into the form's URL.
    pub(crate) id: String,
    /// The organization.
    pub(crate) organization: &'a Organization,
    /// Whom to ask about one's data there.
    pub(crate) privacy_contact: Option<String>,
}
