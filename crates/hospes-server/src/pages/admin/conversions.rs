//! Making an internal user of an external one, and the other way round.

use askama::Template;

use crate::pages::admin::user::UserHead;
use crate::pages::layout::{Choice, Fault, Field, Layout, faults};

/// Asks before converting, and for a name and a password. `GET` and `POST /admin/users/{id}/convert-to-internal`.
#[derive(Debug, Template)]
#[template(path = "admin/convert_to_internal.html")]
pub(crate) struct ConvertToInternal<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: UserHead,
    /// `user_name`: the part before the `@`.
    pub(crate) user_name: Field,
    /// `domain`: the organization's verified domains.
    pub(crate) domains: Vec<Choice>,
    /// `password`: the first one; one is made up when empty.
    pub(crate) password: Field,
    /// `must_change=yes`.
    pub(crate) must_change: bool,
    /// Why it can't be done at all.
    pub(crate) refusal: Option<String>,
}

impl ConvertToInternal<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([("user_name", &self.user_name), ("password", &self.password)])
    }
}

/// Asks before inviting, and for the address. `GET` and `POST /admin/users/{id}/convert-to-external`.
#[derive(Debug, Template)]
#[template(path = "admin/convert_to_external.html")]
pub(crate) struct ConvertToExternal<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: UserHead,
    /// `address`: of another organization.
    pub(crate) address: Field,
    /// `send_message=yes`.
    pub(crate) send_message: bool,
}

impl ConvertToExternal<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([("address", &self.address)])
    }
}
