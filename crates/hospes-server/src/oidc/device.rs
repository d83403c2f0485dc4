//! `POST /{tenant}/oauth2/v2.0/devicecode`, and what devices ask of the token endpoint (RFC 8628).

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use hospes_identity::device_code::{
    DeviceAsked, DeviceError, INTERVAL_SECONDS, LIFE, Poll, PollError,
};
use hospes_identity::tenant::Tenant;
use hospes_protocol::oauth::{DeviceAuthorizationRequest, DeviceCodeRequest, OAuthError};
use serde_json::json;

use super::error::TokenFailure;
use super::token::{Asked, person};
use crate::app::App;
use crate::extract::circumstances::Here;
use crate::extract::form::Form;

/// Gives a device its two codes.
pub(crate) async fn begin(
    State(app): State<App>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    here: Here,
    body: Bytes,
) -> Result<Response, TokenFailure> {
    let form = Form::parse(&body);
    let value = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let authorization = value(header::AUTHORIZATION);
    let request = DeviceAuthorizationRequest::parse(form.pairs(), authorization)?;
    let asked = Asked {
        app: &app,
        tenant: &tenant,
        origin: value(header::ORIGIN),
        here,
    };
    let found = asked.tenant_of_path().await?;
    let client_id = request.client.client_id();
    let app_id = asked.app_id(client_id)?;
    let scope = match &found {
        Some(found) => {
            // A secret that was sent must be right from the beginning.
            let client = asked.client(found, &request.client).await?;
            asked.scope(found, &client, &request.scope).await?
        }
        // What there is, is known when it is known where.
        None => app.token_names.scopes(&request.scope)?.to_string(),
    };
    let device = DeviceAsked {
        tenant: found.as_ref().map(|found| found.id),
        app_id,
        has_proof: request.client.is_proof(),
        scope: &scope,
    };
    let begun = app
        .identity
        .begin_device_sign_in(&device, &asked.here.0)
        .await;
    let codes = begun.map_err(|error| not_begun(error, &tenant))?;
    let uri = app.url("/devicelogin");
    let user_code = codes.user_code.reveal();
    let answer = json!({
        "user_code": user_code,
        "device_code": codes.device_code,
        "verification_uri": uri,
        "expires_in": LIFE.as_seconds_up(),
        "interval": INTERVAL_SECONDS,
        // What programs print.
        "message": format!("To sign in, open {uri} in a web browser and enter the code {user_code}."),
    });
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((no_store, Json(answer)).into_response())
}

fn not_begun(error: DeviceError, tenant: &str) -> TokenFailure {
    match error {
        DeviceError::UnknownApplication { client_id, .. } => {
            OAuthError::unknown_client(&client_id, tenant).into()
        }
        DeviceError::NoTenant => OAuthError::missing_tenant().into(),
        DeviceError::Scope { scope } => OAuthError::unusable_scope(&scope).into(),
        DeviceError::MustProve => OAuthError::missing_secret().into(),
        DeviceError::UnknownCode => OAuthError::bad_verification_code().into(),
        DeviceError::Other(error) => error.into(),
    }
}

impl Asked<'_> {
    /// The tenant of the path; `None` where who signs in decides.
    async fn tenant_of_path(&self) -> Result<Option<Tenant>, TokenFailure> {
        if matches!(self.tenant, "common" | "organizations") {
            return Ok(None);
        }
        self.find_tenant(None).await.map(Some)
    }

    /// A device asks whether somebody decided.
    pub(super) async fn device(
        &self,
        request: &DeviceCodeRequest,
    ) -> Result<Response, TokenFailure> {
        let identity = &self.app.identity;
        let device_code = request.device_code.expose();
        let of_path = self.tenant_of_path().await?;
        let of_code = match &of_path {
            Some(_) => None,
            None => identity.tenant_of_device_code(device_code).await?,
        };
        let tenant = match (&of_path, of_code) {
            (Some(tenant), _) => Some(tenant.clone()),
            (None, Some(id)) => Some(identity.tenant(id).await?),
            (None, None) => None,
        };
        let client = match &tenant {
            Some(tenant) => Some(self.client(tenant, &request.client).await?),
            None => None,
        };
        let poll = Poll {
            device_code,
            app_id: self.app_id(request.client.client_id())?,
            tenant: tenant.map(|tenant| tenant.id),
            client: client.as_ref(),
        };
        let names = &self.app.token_names;
        match identity
            .redeem_device_code(&poll, names, &self.here.0)
            .await
        {
            Ok(issued) => Ok(person(issued, request.client_info)),
            Err(error) => Err(match (error, &client) {
                (PollError::Pending, _) => OAuthError::authorization_pending().into(),
                (PollError::SlowDown, _) => OAuthError::polling_too_fast().into(),
                (PollError::Declined, _) => OAuthError::authorization_declined().into(),
                (PollError::Expired, _) => OAuthError::device_code_expired().into(),
                (PollError::Grant(error), Some(client)) => {
                    self.not_granted(error, (client, "device_code"))
                }
                // Without its application nothing is exchanged.
                (PollError::Unknown, _) | (PollError::Grant(_), None) => {
                    OAuthError::bad_verification_code().into()
                }
            }),
        }
    }
}
