//! Certificates that this server made, in a table with what can be done to them, and as files.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use hospes_identity::Span;
use hospes_identity::certificate::SigningCertificate;

use super::{moment, now};
use crate::app::App;
use crate::pages::admin::signing_certificates::SigningRow;
use crate::pages::error::PageError;

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

/// One of them as a file, in PEM.
pub(super) fn file(all: &[SigningCertificate], key: &str) -> Result<Response, PageError> {
    let found = all.iter().find(|one| one.id.to_string() == key);
    let found = found.ok_or(PageError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-x509-ca-cert"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"certificate.cer\"",
        ),
    ];
    Ok((headers, found.certificate.to_pem()).into_response())
}
