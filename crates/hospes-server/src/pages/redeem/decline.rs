//! Saying no, for good.

use askama::Template;

use crate::pages::layout::{Field, Layout, Organization};

/// Asks whether to decline, and why. `GET` and `POST /redeem/decline`.
#[derive(Debug, Template)]
#[template(path = "redeem/decline.html")]
pub(crate) struct Decline<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The organization that invites.
    pub(crate) organization: &'a Organization,
    /// Who will be told; `None` if no person invited.
    pub(crate) inviter_name: Option<String>,
    /// Why, in the guest's words; may stay empty.
    pub(crate) reason: Field,
}
