//! How people sign in to an application: where its answers may go, and what its developer has to know.

use askama::Template;

use crate::pages::admin::applications::ApplicationHead;
use crate::pages::layout::{Fault, Field, Layout, faults};

/// Authentication. `GET` and `POST /admin/applications/{id}/authentication`.
#[derive(Debug, Template)]
#[template(path = "admin/application_authentication.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a checkbox of the form, but for one"
)]
pub(crate) struct ApplicationAuthentication<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// `web`: redirect URIs of a web server, one a line.
    pub(crate) web: Field,
    /// `spa`: those of a single-page application.
    pub(crate) spa: Field,
    /// `public`: those of a mobile or desktop application.
    pub(crate) public: Field,
    /// `id_token=yes`: whether the authorization endpoint answers with an ID token.
    pub(crate) issues_id_token: bool,
    /// `access_token=yes`: whether it answers with an access token.
    pub(crate) issues_access_token: bool,
    /// `public_client=yes`: whether there are flows without a redirect URI.
    pub(crate) is_public_client: bool,
    /// `logout_url`. These four are posted to `/admin/app-registrations/{id}/flows`.
    pub(crate) logout_url: Field,
    /// What a library asks for as "authority".
    pub(crate) authority: String,
    /// Where everything else is told to programs.
    pub(crate) discovery_url: String,
    /// What the application says that it is.
    pub(crate) client_id: String,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

impl ApplicationAuthentication<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([
            ("web", &self.web),
            ("spa", &self.spa),
            ("public", &self.public),
            ("logout_url", &self.logout_url),
        ])
    }
}
