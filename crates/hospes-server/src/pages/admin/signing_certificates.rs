//! Certificates: those that this server made, in a table (`macros/signing_certificates.html`), and those of others.

use crate::pages::layout::{Badge, Moment};

/// A certificate that signs.
#[derive(Debug, Clone)]
pub(crate) struct SigningRow {
    /// What buttons post, and the name of the file.
    pub(crate) id: String,
    /// By which it is told apart.
    pub(crate) thumbprint: String,
    /// Until when it counts.
    pub(crate) ends: Moment,
    /// Whether that is over, …
    pub(crate) is_over: bool,
    /// … or will be in less than 30 days.
    pub(crate) ends_soon: bool,
    /// Whether it is the one that signs.
    pub(crate) is_active: bool,
}

/// A certificate of somebody else, with which they sign.
#[derive(Debug, Clone)]
pub(crate) struct OthersCertificate {
    /// By which it is told apart.
    pub(crate) thumbprint: String,
    /// Until when it says that it counts, if that can be read.
    pub(crate) ends: Option<Moment>,
    /// Whether that is over, or will be soon.
    pub(crate) warning: Option<Badge>,
}
