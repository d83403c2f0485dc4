//! This organisation as a SAML service provider: what partners have to know of it, and its certificates.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hospes_identity::ids::KeyId;
use hospes_identity::service_provider::{ServiceCertificate, acs_path, entity_path, logout_path};
use hospes_identity::{Error, Permission, Span};

use super::super::{done, moment, now, page, refused, sentence_about};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::application_saml::CertificateRow;
use crate::pages::admin::identity_providers::{ServiceFacts, ServicePage};
use crate::pages::error::PageError;

/// The page.
pub(super) const PATH: &str = "/admin/identity-providers/saml";
/// So long before its end a certificate is said to end soon.
pub(super) const SOON: Span = Span::days(30);

/// `GET /admin/identity-providers/saml`.
pub(crate) async fn show(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    let actor = admin.actor();
    let certificates = app.identity.service_certificates(actor).await?;
    let layout = admin.layout(&app).await?;
    page(&ServicePage {
        layout: &layout,
        facts: facts(&app, &admin),
        certificates: certificates.iter().map(|one| row(&app, one)).collect(),
        may_change: actor.may(Permission::ManageIdentityProviders),
    })
}

/// What a partner has to know.
pub(super) fn facts(app: &App, admin: &Admin) -> ServiceFacts {
    let tenant = admin.actor().tenant;
    ServiceFacts {
        entity_id: app.url(&entity_path(tenant)),
        acs_url: app.url(&acs_path(tenant)),
        logout_url: app.url(&logout_path(tenant)),
    }
}

fn row(app: &App, one: &ServiceCertificate) -> CertificateRow {
    let is_over = one.ends_at <= now(app);
    CertificateRow {
        id: one.id.to_string(),
        thumbprint: one.certificate.thumbprint(),
        ends: moment(app, one.ends_at),
        is_over,
        ends_soon: !is_over && one.ends_at <= now(app).plus(SOON),
        is_active: one.is_active,
    }
}

/// `POST /admin/identity-providers/saml/certificates`: makes one, activates one, or removes one.
pub(crate) async fn change(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let (identity, actor) = (&app.identity, admin.actor());
    let key = |name: &str| -> Result<Option<KeyId>, PageError> {
        let key = form.filled(name).map(|key| key.parse());
        key.transpose().map_err(|_| PageError::NotFound)
    };
    let (changed, text) = match (key("activate")?, key("remove")?) {
        (Some(key), None) => (
            identity.activate_service_certificate(actor, key).await,
            "The certificate signs from now on.",
        ),
        (None, Some(key)) => (
            identity.remove_service_certificate(actor, key).await,
            "The certificate is removed.",
        ),
        (None, None) => (
            identity.add_service_certificate(actor).await.map(drop),
            "The certificate is there, and stands in the metadata.",
        ),
        (Some(_), Some(_)) => return Err(PageError::BadRequest),
    };
    match changed {
        Ok(()) => Ok(done(&app, PATH, text)),
        Err(Error::Invalid { field, reason }) => {
            Ok(refused(&app, PATH, &sentence_about(field, reason)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /admin/identity-providers/saml/certificates/{key}`: a certificate as a file.
pub(crate) async fn download(
    State(app): State<App>,
    admin: Admin,
    Path(key): Path<String>,
) -> Result<Response, PageError> {
    let all = app.identity.service_certificates(admin.actor()).await?;
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
