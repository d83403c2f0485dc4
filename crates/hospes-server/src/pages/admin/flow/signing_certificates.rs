//! Certificates that this server made, in a table with what can be done to them, and as files.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use hospes_identity::certificate::SigningCertificate;
use hospes_identity::{Span, Timestamp};
use hospes_protocol::saml::Certificate;

use super::{moment, now};
use crate::app::App;
use crate::pages::admin::signing_certificates::{OthersCertificate, SigningRow};
use crate::pages::error::PageError;
use crate::pages::layout::{Badge, Tone};

/// So long before its end a certificate is said to end soon.
const SOON: Span = Span::days(30);

/// The rows of the table.
pub(super) fn rows(app: &App, all: &[SigningCertificate]) -> Vec<SigningRow> {
    all.iter().map(|one| row(app, one)).collect()
}

fn row(app: &App, one: &SigningCertificate) -> SigningRow {
    let is_over = one.ends_at <= now(app);
    SigningRow {
        id: one.id.to_string(),
        thumbprint: one.certificate.thumbprint(),
        ends: moment(app, one.ends_at),
        is_over,
        ends_soon: !is_over && one.ends_at <= now(app).plus(SOON),
        is_active: one.is_active,
    }
}

/// Those of somebody else.
pub(super) fn of_others(app: &App, all: &[Certificate]) -> Vec<OthersCertificate> {
    let shown = |one: &Certificate| {
        let ends_at = one
            .ends_seconds()
            .map(|at| Timestamp::from_millis(at.saturating_mul(1_000)));
        OthersCertificate {
            thumbprint: one.thumbprint(),
            ends: ends_at.map(|at| moment(app, at)),
            warning: ends_at.and_then(|at| warning(app, at)),
        }
    };
    all.iter().map(shown).collect()
}

/// What is said of a certificate that ends soon, or has ended.
pub(super) fn warning(app: &App, ends_at: Timestamp) -> Option<Badge> {
    if ends_at <= now(app) {
        Some(Badge::new(Tone::Bad, "Expired"))
    } else if ends_at <= now(app).plus(SOON) {
        Some(Badge::new(Tone::Warn, "Ends soon"))
    } else {
        None
    }
}

/// One of them as a file, in PEM.
pub(super) fn file(all: &[SigningCertificate], key: &str) -> Result<Response, PageError> {
    let found = all.iter().find(|one| one.id.to_string() == key);
    Ok(download(&found.ok_or(PageError::NotFound)?.certificate))
}

/// A certificate as a file, in PEM.
pub(super) fn download(certificate: &Certificate) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/x-x509-ca-cert"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"certificate.cer\"",
        ),
    ];
    (headers, certificate.to_pem()).into_response()
}
