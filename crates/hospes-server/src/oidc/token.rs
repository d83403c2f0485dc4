//! `POST /{tenant}/oauth2/v2.0/token`: an application's credentials for a token.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use hospes_identity::Error;
use hospes_identity::application::ClientError;
use hospes_identity::grant::TOKEN_LIFE;
use hospes_identity::ids::AppId;
use hospes_protocol::oauth::{ClientCredentials, OAuthError, TokenRequest};
use serde::Serialize;

use super::error::TokenFailure;
use crate::app::App;
use crate::extract::form::Form;

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "RFC 6749, section 5.1")]
struct Token {
    token_type: &'static str,
    expires_in: u32,
    ext_expires_in: u32,
    access_token: String,
}

/// Exchanges what the client has for a token.
pub(crate) async fn exchange(
    State(app): State<App>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, TokenFailure> {
    let form = Form::parse(&body);
    let authorization = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    match TokenRequest::parse(form.pairs(), authorization)? {
        TokenRequest::ClientCredentials(request) => {
            client_credentials(&app, &tenant, &request).await
        }
    }
}

async fn client_credentials(
    app: &App,
    tenant_name: &str,
    request: &ClientCredentials,
) -> Result<Response, TokenFailure> {
    let tenant = match app.identity.find_tenant(tenant_name).await {
        Ok(tenant) => tenant,
        // An application acts in one tenant, and says in which.
        Err(Error::NotFound { .. })
            if matches!(tenant_name, "common" | "organizations" | "consumers") =>
        {
            return Err(OAuthError::missing_tenant().into());
        }
        Err(Error::NotFound { .. }) => return Err(OAuthError::unknown_tenant(tenant_name).into()),
        Err(error) => return Err(error.into()),
    };
    let client_id = request.client.client_id();
    let unknown = || OAuthError::unknown_client(client_id, tenant_name);
    let app_id: AppId = client_id.parse().map_err(|_| unknown())?;
    let secret = request
        .client
        .secret()
        .ok_or_else(OAuthError::missing_secret)?;
    let found = app
        .identity
        .authenticate_application(tenant.id, app_id, secret.expose())
        .await;
    let caller = found.map_err(|error| match error {
        ClientError::Unknown => unknown().into(),
        ClientError::WrongSecret => OAuthError::wrong_secret(client_id).into(),
        ClientError::ExpiredSecret => OAuthError::expired_secret(client_id).into(),
        ClientError::Other(error) => TokenFailure::Product(error),
    })?;
    let resource = request.scope.resource();
    if !app
        .token_names
        .graph_audiences
        .iter()
        .any(|known| known == resource)
    {
        return Err(OAuthError::unknown_resource(resource, tenant_name).into());
    }
    // The audience is the resource as it was asked for: clients compare them.
    let access_token = app
        .identity
        .issue_app_token(tenant.id, &caller, &app.token_names, resource)
        .await?;
    let seconds = TOKEN_LIFE.as_seconds_up();
    let token = Token {
        token_type: "Bearer",
        expires_in: seconds,
        ext_expires_in: seconds,
        access_token,
    };
    let no_store = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::PRAGMA, HeaderValue::from_static("no-cache")),
    ];
    Ok((no_store, axum::Json(token)).into_response())
}
