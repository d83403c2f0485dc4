//! `/{tenant}/federationmetadata/2007-06/federationmetadata.xml?appid=`: what an application has to know.

use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hospes_identity::Error;
use hospes_identity::ids::AppId;
use hospes_identity::saml::SamlError;
use hospes_protocol::saml::IdentityProvider;

use super::message::parameter;
use crate::app::App;
use crate::pages::error::PageError;

/// `GET`. The certificates are the application's own, so it has to be named.
pub(crate) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let app_id = parameter(&query.unwrap_or_default(), "appid");
    let app_id: Option<AppId> = app_id.and_then(|id| id.parse().ok());
    let app_id = app_id.ok_or(PageError::NotFound)?;
    let found = match app.identity.find_tenant(&name).await {
        Ok(found) => found,
        Err(Error::NotFound { .. }) => return Err(PageError::NotFound),
        Err(error) => return Err(error.into()),
    };
    let (application, certificates) = match app.identity.saml_metadata(found.id, app_id).await {
        Ok(found) => found,
        Err(SamlError::Other(error)) => return Err(error.into()),
        Err(_) => return Err(PageError::NotFound),
    };
    let metadata = IdentityProvider {
        entity_id: &app.token_names.issuer(found.id),
        sign_on_url: &app.url(&format!("/{}/saml2", found.id)),
        logout_url: &app.url(&format!("/{}/saml2/logout", found.id)),
        certificates: &certificates,
        wants_signed_requests: application.settings.requests_signed,
    };
    let kind = [(header::CONTENT_TYPE, "application/samlmetadata+xml")];
    Ok((kind, metadata.to_xml()).into_response())
}
