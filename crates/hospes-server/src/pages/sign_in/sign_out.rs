//! After signing out.

use askama::Template;

use crate::pages::layout::Layout;

/// Says that the person is signed out. `GET /signed-out`.
#[derive(Debug, Template)]
#[template(path = "sign_in/signed_out.html")]
pub(crate) struct SignedOut<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
}
