//! My account: what an organization knows of the person, where they are signed in, and what they let
//! applications have.

use askama::Template;

use crate::pages::layout::{Fact, Layout, Moment, Person};
use crate::pages::words::ScopeWords;

/// Profile, sessions, and applications with access. `GET /account`.
///
/// The button under the sessions posts to `/account/sessions/revoke`, that of an application to
/// `/account/apps/{id}/remove`.
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
    /// The applications that they let have something of theirs.
    pub(crate) apps: Vec<AppWithAccess>,
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

/// An application that the person let have something of theirs.
#[derive(Debug, Clone)]
pub(crate) struct AppWithAccess {
    /// Goes into `/account/apps/{id}/remove`.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// One or two letters.
    pub(crate) initials: String,
    /// Colour of the tile, 0 to 11.
    pub(crate) hue: u8,
    /// Since when.
    pub(crate) since: Moment,
    /// What it may do, in sentences. English.
    pub(crate) permissions: Vec<ScopeWords>,
}
