//! How an application proves that it is itself: its client secrets and certificates.

use askama::Template;

use crate::pages::admin::applications::ApplicationHead;
use crate::pages::layout::{Badge, Choice, Fault, Field, Layout, Moment, faults};

/// Certificates & secrets. `GET /admin/applications/{id}/api`. Its forms post to
/// `/admin/applications/{id}/secrets` (`secret_name` and `secret_ends`, or `remove`) and
/// `/admin/applications/{id}/certificates` (`certificate` and `certificate_name`, or `remove`).
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
    /// `secret_name`: what a new one is to be called.
    pub(crate) secret_name: Field,
    /// `secret_ends`: when it is to end.
    pub(crate) secret_ends: Vec<Choice>,
    /// The secrets it has.
    pub(crate) secrets: Vec<SecretRow>,
    /// The certificates it has.
    pub(crate) certificates: Vec<CertificateRow>,
    /// `certificate`: the text of a new one, as it was pasted.
    pub(crate) certificate: Field,
    /// `certificate_name`: what a new one is to be called.
    pub(crate) certificate_name: Field,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

impl ApplicationAccess<'_> {
    fn secret_faults(&self) -> Vec<Fault> {
        faults([("secret_name", &self.secret_name)])
    }

    fn faults(&self) -> Vec<Fault> {
        faults([
            ("certificate", &self.certificate),
            ("certificate_name", &self.certificate_name),
        ])
    }
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
    /// What there is to say of that.
    pub(crate) warning: Option<Badge>,
}

/// A certificate.
#[derive(Debug, Clone)]
pub(crate) struct CertificateRow {
    /// What the button posts as `remove`.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) name: String,
    /// By which people and programs know it.
    pub(crate) thumbprint: String,
    /// From when it counts.
    pub(crate) starts: Moment,
    /// Until when it counts.
    pub(crate) ends: Moment,
    /// What there is to say of that.
    pub(crate) warning: Option<Badge>,
}
