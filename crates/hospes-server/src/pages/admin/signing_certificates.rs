//! Certificates that this server made, in a table: `macros/signing_certificates.html`.

use crate::pages::layout::Moment;

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
