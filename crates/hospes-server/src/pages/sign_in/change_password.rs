//! A new password, when the present one was set by an administrator.

use askama::Template;

use crate::pages::layout::{Fault, Field, Layout, Organization, Person, faults};

/// Asks for a new password, twice. `GET` and `POST /signin/change-password`.
#[derive(Debug, Template)]
#[template(path = "sign_in/change_password.html")]
pub(crate) struct ChangePassword<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The home organization of the account.
    pub(crate) asker: Option<&'a Organization>,
    /// The account whose password changes.
    pub(crate) account: &'a Person,
    /// Only the error counts.
    pub(crate) password: Field,
    /// Only the error counts.
    pub(crate) repeat: Field,
    /// Where "Use another account" leads.
    pub(crate) other_account_url: String,
}

impl ChangePassword<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([("password", &self.password), ("repeat", &self.repeat)])
    }
}
