//! What the guest agrees to.

use askama::Template;

use crate::pages::layout::{Layout, Organization, Person};

/// Asks the guest to accept what the organization may do. `GET /redeem/review`.
///
/// **Accept** posts to `/redeem/accept`, **Cancel** to `/redeem/cancel`.
#[derive(Debug, Template)]
#[template(path = "redeem/review_permissions.html")]
pub(crate) struct ReviewPermissions<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The organization that asks.
    pub(crate) organization: &'a Organization,
    /// The account that will be bound: the one that has just signed in.
    pub(crate) account: &'a Person,
    /// The organization of that account; `None` for a passcode.
    pub(crate) account_organization: Option<String>,
    /// The organization's privacy statement, an `https` URL that it has set itself.
    pub(crate) privacy_statement_url: Option<String>,
    /// Whom the organization names for questions about privacy.
    pub(crate) privacy_contact: Option<String>,
}
