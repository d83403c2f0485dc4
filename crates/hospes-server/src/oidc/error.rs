//! The edge at which errors become OAuth JSON (RFC 6749, section 5.2, with Microsoft's additions).

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hospes_identity::Error;
use hospes_protocol::oauth::OAuthError;
use uuid::Uuid;

use crate::app::App;
use crate::extract::circumstances::Reference;
use crate::telemetry::causes;

/// Why there is no token.
#[derive(Debug)]
pub(crate) enum TokenFailure {
    /// The request is refused.
    Refused(OAuthError),
    /// The product said no, or failed.
    Product(Error),
}

impl From<OAuthError> for TokenFailure {
    fn from(error: OAuthError) -> Self {
        Self::Refused(error)
    }
}

impl From<Error> for TokenFailure {
    fn from(error: Error) -> Self {
        Self::Product(error)
    }
}

/// A failure on its way to the layer that knows the reference number.
#[derive(Clone)]
struct Failure {
    error: OAuthError,
    retry_after: Option<u32>,
}

impl IntoResponse for TokenFailure {
    fn into_response(self) -> Response {
        let mut retry_after = None;
        let error = match self {
            Self::Refused(error) => error,
            Self::Product(error) => match error {
                Error::Invalid { reason, .. } => OAuthError::malformed(reason),
                Error::Unauthenticated | Error::Forbidden { .. } => OAuthError::missing_secret(),
                Error::NotFound { .. } | Error::Conflict { .. } => OAuthError::missing_tenant(),
                Error::TooMany {
                    retry_after_seconds,
                } => {
                    retry_after = Some(retry_after_seconds);
                    OAuthError::too_many_requests()
                }
                Error::Unavailable { .. } => {
                    tracing::error!(error = %causes(&error), "no token");
                    OAuthError::temporarily_unavailable()
                }
                Error::Database(_) | Error::Corrupt { .. } => {
                    tracing::error!(error = %causes(&error), "no token");
                    OAuthError::server_error()
                }
            },
        };
        let status = StatusCode::from_u16(error.http_status());
        let mut response = status.unwrap_or(StatusCode::BAD_REQUEST).into_response();
        response
            .extensions_mut()
            .insert(Failure { error, retry_after });
        response
    }
}

/// The id that a client gives its request, if it is one.
pub(crate) fn client_request_id(headers: &HeaderMap) -> Option<Uuid> {
    ["client-request-id", "x-ms-client-request-id"]
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok()?.trim().parse().ok())
}

/// What was refused before it reached a handler, or did not survive it.
fn unhandled(status: StatusCode) -> Option<Failure> {
    let message = match status {
        StatusCode::METHOD_NOT_ALLOWED => "The endpoint does not accept requests of this method.",
        StatusCode::INTERNAL_SERVER_ERROR => {
            return Some(Failure {
                error: OAuthError::server_error(),
                retry_after: None,
            });
        }
        StatusCode::PAYLOAD_TOO_LARGE => "The request is longer than this endpoint accepts.",
        status if status.is_client_error() => "The request is not properly formatted.",
        _ => return None,
    };
    Some(Failure {
        error: OAuthError::malformed(message),
        retry_after: None,
    })
}

/// Turns failures into JSON with their reference numbers.
pub(crate) async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let correlation = client_request_id(request.headers());
    let trace = request
        .extensions()
        .get::<Reference>()
        .map(ToString::to_string);
    let mut response = next.run(request).await;
    let failure = response.extensions_mut().remove::<Failure>();
    // A challenge says all there is to say (RFC 6750, section 3).
    let is_challenge = response.headers().contains_key(header::WWW_AUTHENTICATE);
    let unhandled = || unhandled(response.status()).filter(|_| !is_challenge);
    let Some(failure) = failure.or_else(unhandled) else {
        return response;
    };
    let at = app.identity.env().clock.now().format("%Y-%m-%d %H:%M:%SZ");
    let trace = trace.unwrap_or_default();
    let correlation = correlation.map_or_else(|| trace.clone(), |id| id.to_string());
    let body = failure
        .error
        .body(&at, &trace, &correlation, app.root.as_str());
    let mut answer = (response.status(), Json(body)).into_response();
    let headers = answer.headers_mut();
    for kept in [
        header::ALLOW,
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        header::VARY,
    ] {
        if let Some(value) = response.headers_mut().remove(&kept) {
            headers.insert(kept, value);
        }
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if response.status() == StatusCode::UNAUTHORIZED {
        // RFC 6749, section 5.2: a client that tried HTTP Basic is told that it is possible.
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Basic realm=\"hospes\""),
        );
    }
    if let Some(seconds) = failure.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}
