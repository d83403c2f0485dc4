//! The password of an account of this server.

use askama::Template;

use crate::pages::layout::{Field, Layout, Organization, Person};

/// Asks for the password. `GET` and `POST /signin/password`.
#[derive(Debug, Template)]
#[template(path = "sign_in/password.html")]
#[expect(
    clippy::struct_field_names,
    reason = "the field is what the page is about"
)]
pub(crate) struct Password<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The home organization of the account; `None` shows the server's own name.
    pub(crate) asker: Option<&'a Organization>,
    /// The account: shown by its `mail`, which is the name that was typed.
    pub(crate) account: &'a Person,
    /// Only the error counts; a password never comes back.
    pub(crate) password: Field,
    /// Whether a one-time passcode may be asked for instead.
    pub(crate) may_send_code: bool,
    /// Where "Use another account" leads, `/signin` with its `next`.
    pub(crate) other_account_url: String,
}
