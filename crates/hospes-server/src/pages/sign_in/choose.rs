//! The first question: who are you.

use askama::Template;

use crate::pages::layout::{Field, Layout, Organization};

/// Asks for the address or user name. `GET` and `POST /signin`.
#[derive(Debug, Template)]
#[template(path = "sign_in/choose.html")]
pub(crate) struct SignIn<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The organization that sent the person here; `None` shows the server's own name.
    pub(crate) asker: Option<&'a Organization>,
    /// What the person signs in to, when it is an application.
    pub(crate) application: Option<String>,
    /// What was typed.
    pub(crate) username: Field,
    /// Whether a passkey can be used instead.
    pub(crate) has_passkeys: bool,
    /// Whether it is left to the person which organization they sign in to.
    pub(crate) may_choose: bool,
    /// Where outsiders ask for access to the application, if they may.
    pub(crate) ask_url: Option<String>,
    /// Where to go afterwards: a path on this server.
    pub(crate) next: String,
}
