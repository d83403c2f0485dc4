//! How an application proves that it is itself: its client secrets.

use askama::Template;

use crate::pages::admin::applications::ApplicationHead;
use crate::pages::layout::{Layout, Moment};

/// Certificates & secrets. `GET /admin/applications/{id}/api`. Its forms post to
/// `/admin/applications/{id}/secrets` (nothing, or `remove`).
#[derive(Debug, Template)]
#[template(path = "admin/application_access.html")]
pub(crate) struct ApplicationAccess<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// Where it gets its tokens.
    pub(crate) token_url: String,
    /// What it says that it is there.
    pub(crate) client_id: String,
    /// A client secret that was just made: shown once.
    pub(crate) new_secret: Option<String>,
    /// The secrets it has.
    pub(crate) secrets: Vec<SecretRow>,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

/// A client secret.
#[derive(Debug, Clone)]
pub(crate) struct SecretRow {
    /// What the button posts as `remove`.
    pub(crate) id: String,
    /// What it is called, or how it begins.
    pub(crate) name: String,
    /// Until when it counts.
    pub(crate) ends: Moment,
    /// Whether that is over.
    pub(crate) is_over: bool,
}
