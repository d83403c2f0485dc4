//! An identity provider says that somebody signed out there.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hospes_identity::ids::{ProviderId, TenantId};
use hospes_identity::sign_in::LogoutError;
use hospes_identity::user::ProviderKey;
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::extract::circumstances::Here;
use crate::extract::form::Form;
use crate::pages::error::PageError;
use crate::pages::headers;

/// `POST /{tenant}/signin/providers/{id}/backchannel-logout` (OpenID Connect Back-Channel Logout 1.0, section 2.5).
pub(crate) async fn back_channel(
    State(app): State<App>,
    Path((tenant, id)): Path<(TenantId, ProviderId)>,
    Here(circumstances): Here,
    body: Bytes,
) -> Result<Response, PageError> {
    let form = Form::parse(&body);
    let key = ProviderKey { tenant, id };
    let ended = app
        .identity
        .provider_signed_out(key, form.get("logout_token"), &circumstances)
        .await;
    // Section 2.8. The provider's administrator reads it; the token was theirs.
    let refused = |status: StatusCode, why: String| {
        let told = json!({ "error": "invalid_request", "error_description": why });
        Ok((status, Json(told)).into_response())
    };
    match ended {
        Ok(()) => Ok(StatusCode::OK.into_response()),
        Err(LogoutError::Provider(problem)) => {
            tracing::warn!(%problem, "a logout token can't be used");
            refused(StatusCode::BAD_REQUEST, problem.to_string())
        }
        Err(error @ LogoutError::Unknown) => refused(StatusCode::NOT_FOUND, error.to_string()),
        Err(LogoutError::Other(error)) => Err(error.into()),
    }
}

/// Which session there is over.
#[derive(Debug, Deserialize)]
pub(crate) struct Ended {
    #[serde(default)]
    iss: String,
    #[serde(default)]
    sid: String,
}

/// `GET /{tenant}/signin/providers/{id}/frontchannel-logout?iss=&sid=`, in a frame of the provider's page (OpenID Connect
/// Front-Channel Logout 1.0, section 2). A GET, because the specification knows no other way; what it ends is named by
/// the provider's own name for the session, which nobody else is told.
pub(crate) async fn front_channel(
    State(app): State<App>,
    Path((tenant, id)): Path<(TenantId, ProviderId)>,
    Query(ended): Query<Ended>,
    Here(circumstances): Here,
) -> Result<Response, PageError> {
    let key = ProviderKey { tenant, id };
    let which = (ended.iss.as_str(), ended.sid.as_str());
    match app
        .identity
        .provider_session_ended(key, which, &circumstances)
        .await
    {
        Ok(()) => {
            let mut response = StatusCode::OK.into_response();
            if let Some(policy) = headers::policy_in_frames_of(&ended.iss) {
                // Browsers that find it there don't look at `X-Frame-Options`.
                let headers = response.headers_mut();
                headers.insert(header::CONTENT_SECURITY_POLICY, policy);
            }
            Ok(response)
        }
        Err(LogoutError::Unknown | LogoutError::Provider(_)) => Err(PageError::NotFound),
        Err(LogoutError::Other(error)) => Err(error.into()),
    }
}
