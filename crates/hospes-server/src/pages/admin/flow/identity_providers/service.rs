//! This organisation as a SAML service provider: what partners have to know of it, and its certificates.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::ids::KeyId;
use hospes_identity::service_provider::{acs_path, entity_path, logout_path};
use hospes_identity::{Error, Permission};

use super::super::{done, page, refused, sentence_about, signing_certificates};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::identity_providers::{ServiceFacts, ServicePage};
use crate::pages::error::PageError;

/// The page.
pub(super) const PATH: &str = "/admin/identity-providers/saml";

/// `GET /admin/identity-providers/saml`.
pub(crate) async fn show(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    let actor = admin.actor();
    let certificates = app.identity.service_certificates(actor).await?;
    let layout = admin.layout(&app).await?;
    page(&ServicePage {
        layout: &layout,
        facts: facts(&app, &admin),
        certificates: signing_certificates::rows(&app, &certificates),
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
    signing_certificates::file(&all, &key)
}
