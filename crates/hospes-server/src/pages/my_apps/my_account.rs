//! My account: what an organization knows of the person, and where they are signed in.

use askama::Template;

use crate::pages::layout::{Fact, Layout, Moment, Person};

/// Profile and sessions. `GET /account`.
///
/// The button under the sessions posts to `/account/sessions/revoke`.
#[derive(Debug, Template)]
#[template(path = "my_apps/my_account.html")]
pub(crate) struct MyAccount<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The person.
    pub(crate) person: &'a Person,
    /// Whether they are a guest of the current organization.
    pub(crate) is_guest: bool,
    /// What the organization knows: labels in the reader's language.
    pub(crate) profile: Vec<Fact>,
    /// Where they are signed in, the present session first.
    pub(crate) sessions: Vec<Session>,
}

/// One place where the person is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// Browser and system, such as "Firefox on Windows".
    pub(crate) device: String,
    /// Network address, or a place.
    pub(crate) place: String,
    /// When it began.
    pub(crate) since: Moment,
    /// Whether it is the one that shows this page.
    pub(crate) is_current: bool,
}
