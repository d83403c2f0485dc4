//! The edge at which errors become Graph's envelope. Never HTML on the Graph root: clients read JSON.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hospes_identity::Error;
use hospes_identity::cross_tenant_access::Side;
use hospes_identity::invitation::InviteError;
use hospes_protocol::odata::QueryError;
use serde_json::{Value, json};

use crate::app::{App, GRAPH_APP_ID};
use crate::extract::circumstances::Reference;
use crate::oidc::error::client_request_id;
use crate::telemetry::causes;

/// Why Graph refuses.
#[derive(Debug)]
pub(crate) enum GraphError {
    /// The product said no, or failed.
    Product(Error),
    /// Somebody is not invited.
    Invite(InviteError),
    /// The bearer token is missing or bad.
    Token(TokenProblem),
    /// `/me` was asked by an application that acts for itself.
    NoPerson,
    /// The query string cannot be read.
    Query(QueryError),
    /// The query needs what this server or the request does not have.
    Unsupported(&'static str),
    /// The body is not JSON, or not an object.
    Body,
    /// The body is longer than any of ours.
    TooLarge,
    /// The body of an invitation is wrong; Graph's code for it is another than for users.
    Invitation(String),
    /// The body has a property that does not exist, or one of a wrong type.
    Property {
        /// Its name.
        name: String,
        /// What is wrong, as Graph words it.
        message: String,
    },
    /// There is no such path.
    Segment(String),
    /// There is, but not for this method.
    Method,
}

/// What is wrong with a bearer token.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TokenProblem {
    /// There is none.
    Empty,
    /// Its time is over.
    Expired,
    /// It is for somebody else.
    Audience,
    /// It is none of ours.
    Invalid,
}

impl From<Error> for GraphError {
    fn from(error: Error) -> Self {
        Self::Product(error)
    }
}

impl From<InviteError> for GraphError {
    fn from(error: InviteError) -> Self {
        Self::Invite(error)
    }
}

impl From<QueryError> for GraphError {
    fn from(error: QueryError) -> Self {
        Self::Query(error)
    }
}

/// An error on its way to the layer that knows the request's ids.
#[derive(Clone)]
struct Failure {
    code: &'static str,
    message: String,
    target: Option<String>,
    detail: Option<&'static str>,
    retry_after: Option<u32>,
}

impl Failure {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            code,
            message,
            target: None,
            detail: None,
            retry_after: None,
        }
    }

    fn retry_after(self, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    fn about(mut self, detail: &'static str, target: &str) -> Self {
        self.detail = Some(detail);
        self.target = Some(target.to_owned());
        self
    }
}

impl IntoResponse for GraphError {
    fn into_response(self) -> Response {
        let (status, failure) = self.translate();
        let mut response = status.into_response();
        response.extensions_mut().insert(failure);
        response
    }
}

const BAD: &str = "Request_BadRequest";

impl GraphError {
    fn translate(self) -> (StatusCode, Failure) {
        let bad = StatusCode::BAD_REQUEST;
        match self {
            Self::Product(error) => product(&error),
            Self::Invite(error) => invite(error),
            Self::Token(problem) => {
                let message = match problem {
                    TokenProblem::Empty => "Access token is empty.",
                    TokenProblem::Expired => "Access token has expired or is not yet valid.",
                    TokenProblem::Audience => "Access token validation failure. Invalid audience.",
                    TokenProblem::Invalid => "Access token validation failure.",
                };
                (
                    StatusCode::UNAUTHORIZED,
                    Failure::new("InvalidAuthenticationToken", message),
                )
            }
            Self::NoPerson => {
                let message = "/me request is only valid with delegated authentication flow.";
                (bad, Failure::new("BadRequest", message))
            }
            Self::Query(error) => (bad, Failure::new("BadRequest", error.to_string())),
            Self::Unsupported(message) => (bad, Failure::new("Request_UnsupportedQuery", message)),
            Self::Body => {
                let message = "Unable to read JSON request payload. Please ensure Content-Type \
                               header is set and payload is of valid JSON format.";
                (bad, Failure::new("BadRequest", message))
            }
            Self::TooLarge => {
                let message = "The request is larger than the server accepts.";
                let failure = Failure::new("RequestEntityTooLarge", message);
                (StatusCode::PAYLOAD_TOO_LARGE, failure)
            }
            Self::Invitation(message) => (bad, Failure::new("BadRequest", message)),
            Self::Property { name, message } => {
                (bad, Failure::new(BAD, message).about("InvalidValue", &name))
            }
            Self::Segment(segment) => {
                let message = format!("Resource not found for the segment '{segment}'.");
                (StatusCode::BAD_REQUEST, Failure::new("BadRequest", message))
            }
            Self::Method => {
                let message = "Specified HTTP method is not allowed for the request target.";
                (StatusCode::METHOD_NOT_ALLOWED, Failure::new(BAD, message))
            }
        }
    }
}

fn product(error: &Error) -> (StatusCode, Failure) {
    let failure = match error {
        Error::Invalid { field, reason } => {
            Failure::new(BAD, invalid_value(field, reason)).about("InvalidValue", field)
        }
        Error::Unauthenticated => Failure::new(
            "InvalidAuthenticationToken",
            "Access token validation failure.",
        ),
        Error::Forbidden { .. } => Failure::new(
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation.",
        ),
        Error::NotFound { what } => Failure::new(
            "Request_ResourceNotFound",
            format!(
                "Resource '{what}' does not exist or one of its queried reference-property objects \
                 are not present."
            ),
        ),
        Error::Conflict { what } => {
            let message =
                format!("Another object with the same value for property {what} already exists.");
            Failure::new(BAD, message).about("ObjectConflict", what)
        }
        Error::TooMany {
            retry_after_seconds,
        } => Failure::new(
            "TooManyRequests",
            "Too many requests. Retry after the given time.",
        )
        .retry_after(*retry_after_seconds),
        Error::Unavailable { .. } => {
            tracing::error!(error = %causes(error), "Graph failed");
            let message = "The service is not available. Try again.";
            Failure::new("serviceNotAvailable", message).retry_after(10)
        }
        Error::Database(_) | Error::Corrupt { .. } => {
            tracing::error!(error = %causes(error), "Graph failed");
            internal()
        }
    };
    (status_of(error), failure)
}

fn internal() -> Failure {
    Failure::new("InternalServerError", "An internal server error occurred.")
}

/// Graph's sentence about a value.
pub(super) fn invalid_value(property: &str, reason: &str) -> String {
    format!("Invalid value specified for property '{property}' of resource: {reason}.")
}

fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::Invalid { .. } | Error::Conflict { .. } => StatusCode::BAD_REQUEST,
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Forbidden { .. } => StatusCode::FORBIDDEN,
        Error::NotFound { .. } => StatusCode::NOT_FOUND,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Database(_) | Error::Corrupt { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn invite(error: InviteError) -> (StatusCode, Failure) {
    let bad = |message: String| (StatusCode::BAD_REQUEST, Failure::new("BadRequest", message));
    match error {
        InviteError::NotAllowed => (
            StatusCode::FORBIDDEN,
            Failure::new(
                "Authorization_RequestDenied",
                "Guest invitations not allowed for your company. Contact your company \
                 administrator for more details.",
            ),
        ),
        InviteError::OwnDomain => bad("Invitee is in inviter tenant".to_owned()),
        InviteError::DomainBlocked => bad(
            "This invitation is blocked by cross-tenant access settings. The domain of the invited \
             user is not allowed by the external collaboration settings."
                .to_owned(),
        ),
        InviteError::AccessBlocked(block) => bad(format!(
            "This invitation is blocked by cross-tenant access settings. {}",
            remedy(block.side)
        )),
        InviteError::AlreadyUser { id } => bad(format!(
            "The invited user already exists in the directory as object ID: {id}. They can use that \
             account to sign in to shared apps and resources."
        )),
        InviteError::Blocked { id } => bad(format!(
            "The invited user already exists in the directory as object ID: {id}, but the account \
             is blocked from signing in."
        )),
        InviteError::ConvertedToInternal { id } => (
            StatusCode::PRECONDITION_FAILED,
            Failure::new(
                "PreconditionFailed",
                format!(
                    "The user with object ID {id} was converted to an internal user, and can't be \
                     invited again."
                ),
            ),
        ),
        InviteError::AddressMismatch => bad(
            "The email you're using to invite this user doesn't match any emails on the user \
             object, and belongs to another user."
                .to_owned(),
        ),
        // The one endpoint of Graph that says 401 where the others say 403.
        InviteError::Other(Error::Forbidden { .. }) => (
            StatusCode::UNAUTHORIZED,
            Failure::new(
                "Unauthorized",
                format!(
                    "Insufficient privileges to perform requested operation by the application \
                     '{GRAPH_APP_ID}'. ControllerName=MSGraphInviteAPI, ActionName=CreateInvite"
                ),
            ),
        ),
        InviteError::Other(Error::Invalid { field, reason }) => bad(invalid_value(field, reason)),
        InviteError::Other(error) => product(&error),
    }
}

/// Who could let an invitation through.
const fn remedy(side: Side) -> &'static str {
    match side {
        Side::Outbound => {
            "Admins in the invited user's organization must configure their outbound cross-tenant \
             access settings to allow the invitation."
        }
        Side::Inbound => {
            "Admins in the inviting organization must configure their inbound cross-tenant access \
             settings to allow the invitation."
        }
    }
}

/// What was refused before it reached a handler, or did not survive it.
fn unhandled(status: StatusCode) -> Option<Failure> {
    if status == StatusCode::METHOD_NOT_ALLOWED {
        return Some(GraphError::Method.translate().1);
    }
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        return Some(internal());
    }
    let message = "The request is not properly formatted.";
    status
        .is_client_error()
        .then(|| Failure::new("BadRequest", message))
}

/// Puts the request's ids into every answer of Graph, and failures into their envelope.
pub(crate) async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let client_id = client_request_id(request.headers());
    let id = request
        .extensions()
        .get::<Reference>()
        .map(ToString::to_string)
        .unwrap_or_default();
    let mut response = next.run(request).await;
    let failure = response.extensions_mut().remove::<Failure>();
    if let Some(failure) = failure.or_else(|| unhandled(response.status())) {
        let at = app.identity.env().clock.now().format("%Y-%m-%dT%H:%M:%S");
        let client = client_id.map_or_else(|| id.clone(), |id| id.to_string());
        let body = envelope(&failure, (&at, &id, &client));
        let status = response.status();
        let allow = response.headers_mut().remove(header::ALLOW);
        response = (status, Json(body)).into_response();
        if let Some(allow) = allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        if status == StatusCode::UNAUTHORIZED {
            let text = format!(
                "Bearer realm=\"\", authorization_uri=\"{}/common/oauth2/authorize\", \
                 client_id=\"{GRAPH_APP_ID}\"",
                app.root.as_str()
            );
            if let Ok(value) = HeaderValue::try_from(text) {
                response
                    .headers_mut()
                    .insert(header::WWW_AUTHENTICATE, value);
            }
        }
        if let Some(seconds) = failure.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
    let headers = response.headers_mut();
    headers.insert("OData-Version", HeaderValue::from_static("4.0"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(client_id) = client_id
        && let Ok(value) = HeaderValue::try_from(client_id.to_string())
    {
        headers.insert("client-request-id", value);
    }
    response
}

fn envelope(failure: &Failure, (at, id, client): (&str, &str, &str)) -> Value {
    let mut error = json!({
        "code": failure.code,
        "message": failure.message,
        "innerError": { "date": at, "request-id": id, "client-request-id": client },
    });
    if let (Some(detail), Some(target), Some(object)) =
        (failure.detail, &failure.target, error.as_object_mut())
    {
        let details = json!([{ "code": detail, "message": failure.message, "target": target }]);
        object.insert("details".to_owned(), details);
    }
    json!({ "error": error })
}
