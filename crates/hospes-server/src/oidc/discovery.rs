//! `/{tenant}/v2.0/.well-known/openid-configuration` and its v1 twin (OpenID Connect Discovery, section 4).

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use hospes_identity::Error;
use hospes_protocol::oidc::Endpoints;

use super::error::TokenFailure;
use crate::app::App;

/// The document of the v2.0 endpoints.
pub(crate) async fn show(
    State(app): State<App>,
    Path(tenant): Path<String>,
) -> Result<Response, TokenFailure> {
    let (path, id) = names(&app, &tenant).await?;
    let root = app.root.as_str();
    let issuer = format!("{root}/{id}/v2.0");
    Ok(cached(endpoints(&app, &path, &issuer).metadata()))
}

/// The document of the first version, with its issuer.
pub(crate) async fn show_v1(
    State(app): State<App>,
    Path(tenant): Path<String>,
) -> Result<Response, TokenFailure> {
    let (path, id) = names(&app, &tenant).await?;
    let root = app.root.as_str();
    let issuer = format!("{root}/{id}/");
    Ok(cached(endpoints(&app, &path, &issuer).metadata_v1()))
}

fn endpoints<'a>(app: &'a App, tenant_path: &'a str, issuer: &'a str) -> Endpoints<'a> {
    Endpoints {
        identity_root: app.root.as_str(),
        graph_root: app.graph_root.as_str(),
        tenant_path,
        issuer,
    }
}

/// What stands in the endpoints, and in the issuer: of a tenant its id in both, of `common` a template.
async fn names(app: &App, tenant: &str) -> Result<(String, String), TokenFailure> {
    match app.identity.find_tenant(tenant).await {
        Ok(found) => Ok((found.id.to_string(), found.id.to_string())),
        Err(Error::NotFound { .. }) if matches!(tenant, "common" | "organizations") => {
            Ok((tenant.to_owned(), "{tenantid}".to_owned()))
        }
        Err(Error::NotFound { .. }) => Err(super::no_tenant(tenant).into()),
        Err(error) => Err(error.into()),
    }
}

fn cached(document: serde_json::Value) -> Response {
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
    (headers, Json(document)).into_response()
}
