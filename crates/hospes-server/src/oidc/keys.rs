//! `GET /{tenant}/discovery/v2.0/keys` and its v1 twin: the keys that verify tokens of this server.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use hospes_identity::Error;
use hospes_protocol::jose::Jwks;

use super::error::TokenFailure;
use crate::app::App;
use crate::pages::error::PageError;

/// The key set, each key with the issuer of v2.0 tokens. The same keys for every tenant; an unknown tenant
/// has none.
pub(crate) async fn show(
    State(app): State<App>,
    Path(tenant): Path<String>,
) -> Result<Response, TokenFailure> {
    let id = id_in_issuer(&app, &tenant).await?;
    let mut keys = app.identity.signing_keys().await?.published.clone();
    for key in &mut keys.keys {
        key.issuer = Some(format!("{}/{id}/v2.0", app.root.as_str()));
    }
    Ok(cached(&keys))
}

/// The key set without issuers, as in the original: whoever verifies a v1.0 token compares them with its
/// `iss`, which is another one.
pub(crate) async fn show_v1(
    State(app): State<App>,
    Path(tenant): Path<String>,
) -> Result<Response, TokenFailure> {
    id_in_issuer(&app, &tenant).await?;
    Ok(cached(&app.identity.signing_keys().await?.published))
}

/// `GET /{tenant}/discovery/providers/{id}/keys`: the keys that prove this server to one identity provider of a tenant,
/// which is to read them within five minutes of a change.
pub(crate) async fn show_of_provider(
    State(app): State<App>,
    Path((tenant, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let (Ok(tenant), Ok(id)) = (tenant.parse(), id.parse()) else {
        return Err(PageError::NotFound);
    };
    let keys = app.identity.provider_key_set(tenant, id).await?;
    let short = HeaderValue::from_static("public, max-age=300");
    Ok(([(header::CACHE_CONTROL, short)], Json(keys)).into_response())
}

/// The tenant as issuers name it: of `common` a template.
async fn id_in_issuer(app: &App, tenant: &str) -> Result<String, TokenFailure> {
    match app.identity.find_tenant(tenant).await {
        Ok(found) => Ok(found.id.to_string()),
        Err(Error::NotFound { .. }) if matches!(tenant, "common" | "organizations") => {
            Ok("{tenantid}".to_owned())
        }
        Err(Error::NotFound { .. }) => Err(super::no_tenant(tenant).into()),
        Err(error) => Err(error.into()),
    }
}

fn cached(keys: &Jwks) -> Response {
    let headers = [
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=3600"),
        ),
        (
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        ),
    ];
    (headers, Json(keys)).into_response()
}
