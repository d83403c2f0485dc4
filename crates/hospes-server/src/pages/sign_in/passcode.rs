//! The one-time passcode that was sent by mail.

use askama::Template;

use crate::pages::layout::{Field, Layout, Organization};

/// Asks for the code. `GET` and `POST /signin/passcode`.
#[derive(Debug, Template)]
#[template(path = "sign_in/passcode.html")]
pub(crate) struct Passcode<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The organization that asks; `None` shows the server's own name.
    pub(crate) asker: Option<&'a Organization>,
    /// The address that the code went to, as the person may see it.
    pub(crate) address: String,
    /// Whether to say that a code was sent. For an address that somebody typed it must be
    /// `false`, so that known and unknown addresses get the same answer.
    pub(crate) is_certain: bool,
    /// What was typed, and what is wrong with it.
    pub(crate) code: Field,
    /// How long to wait before another code can be sent, in words; `None`: it can be sent now.
    pub(crate) wait: Option<String>,
    /// Where "Use another account" leads.
    pub(crate) other_account_url: String,
}
