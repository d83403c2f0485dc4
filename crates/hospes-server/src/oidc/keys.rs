//! `GET /{tenant}/discovery/v2.0/keys`: the keys that verify tokens of this server.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use hospes_identity::Error;

use super::error::TokenFailure;
use crate::app::App;

/// The key set. The same for every tenant; an unknown tenant has none.
pub(crate) async fn show(
    State(app): State<App>,
    Path(tenant): Path<String>,
) -> Result<Response, TokenFailure> {
    match app.identity.find_tenant(&tenant).await {
        Ok(_) => {}
        Err(Error::NotFound { .. }) if matches!(tenant.as_str(), "common" | "organizations") => {}
        Err(Error::NotFound { .. }) => return Err(super::no_tenant(&tenant).into()),
        Err(error) => return Err(error.into()),
    }
    let keys = app.identity.signing_keys().await?;
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
    Ok((headers, Json(&keys.published)).into_response())
}
