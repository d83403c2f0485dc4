//! My account: what an organization knows of the person, where they are signed in, who signed in as them, and
//! what they let applications have.

use askama::Template;

use crate::pages::layout::{Badge, Fact, Layout, Moment, Person};
use crate::pages::words::ScopeWords;

/// Profile, sessions, and applications with access. `GET /account`.
///
/// The button under the sessions posts to `/account/sessions/revoke`, that of a session to
/// `/account/sessions/{id}/end`, that of an application to `/account/apps/{id}/remove`.
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
    /// Their newest sign-ins to this organization, and attempts with their name.
    pub(crate) sign_ins: Vec<OwnSignIn>,
    /// The applications that they let have something of theirs.
    pub(crate) apps: Vec<AppWithAccess>,
}

/// Asks before signing out everywhere. `GET` and `POST /account/sign-out-everywhere`.
#[derive(Debug, Template)]
#[template(path = "my_apps/sign_out_everywhere.html")]
pub(crate) struct SignOutEverywhere<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
}

/// One place where the person is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// Goes into `/account/sessions/{id}/end`.
    pub(crate) id: String,
    /// Browser and system, such as "Firefox on Windows".
    pub(crate) device: String,
    /// Network address, or a place.
    pub(crate) place: String,
    /// When it began.
    pub(crate) since: Moment,
    /// When it was last used.
    pub(crate) used: Moment,
    /// Whether it is the one that shows this page.
    pub(crate) is_current: bool,
}

/// A sign-in of the person, or an attempt with their name.
#[derive(Debug, Clone)]
pub(crate) struct OwnSignIn {
    /// What was signed in to.
    pub(crate) application: String,
    /// What became of it, in the reader's language.
    pub(crate) outcome: Badge,
    /// Browser and system; empty for what is no browser.
    pub(crate) device: String,
    /// Network address.
    pub(crate) place: String,
    /// When.
    pub(crate) when: Moment,
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
