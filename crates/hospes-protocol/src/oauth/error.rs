//! The error codes of the token endpoint, and their JSON.

use std::fmt;

use serde_json::{Value, json};

use crate::text::single_line;

/// The `error` of RFC 6749, section 5.2, and those that Entra adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The request is malformed.
    InvalidRequest,
    /// The client did not prove who it is.
    InvalidClient,
    /// The code, refresh token or user's credential is not good (any more).
    InvalidGrant,
    /// This client may not do that, or is not known here.
    UnauthorizedClient,
    /// We do not do that `grant_type`.
    UnsupportedGrantType,
    /// The scope is malformed or not to be had.
    InvalidScope,
    /// The resource is not known here (Entra).
    InvalidResource,
    /// A policy forbids it (RFC 6749, section 4.1.2.1).
    AccessDenied,
    /// Too many requests (RFC 8628, section 3.5, used by Entra for all limits).
    SlowDown,
    /// Something broke (RFC 6749, section 4.1.2.1).
    ServerError,
    /// Something that we need does not answer (RFC 6749, section 4.1.2.1).
    TemporarilyUnavailable,
}

impl ErrorCode {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidResource => "invalid_resource",
            Self::AccessDenied => "access_denied",
            Self::SlowDown => "slow_down",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error of the token endpoint.
///
/// Its texts are Entra's, because people search for them. What a client sent comes back in them
/// only as one clean line of at most 200 characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("AADSTS{aadsts}: {message}")]
pub struct OAuthError {
    /// What the client acts on.
    pub code: ErrorCode,
    /// The number that administrators look up in Entra's list of error codes.
    pub aadsts: u32,
    /// What went wrong, for people, without the number.
    pub message: String,
}

/// What a client sent, fit to stand in a message.
fn quoted(sent: &str) -> String {
    single_line(sent, 200)
}

impl OAuthError {
    fn new(code: ErrorCode, aadsts: u32, message: impl Into<String>) -> Self {
        Self {
            code,
            aadsts,
            message: message.into(),
        }
    }

    /// A parameter that the request must have is missing or empty.
    pub fn missing_parameter(name: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            900_144,
            format!("The request body must contain the following parameter: '{name}'."),
        )
    }

    /// A parameter is there twice (RFC 6749, section 3.2).
    pub fn repeated_parameter(name: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            9_000_411,
            format!("The request is not properly formatted. The parameter '{name}' is duplicated."),
        )
    }

    /// The request contradicts itself or cannot be read; `message` is a sentence.
    pub fn malformed(message: &'static str) -> Self {
        Self::new(ErrorCode::InvalidRequest, 90_013, message)
    }

    /// We do not do that grant.
    pub fn unsupported_grant_type(grant_type: &str) -> Self {
        Self::new(
            ErrorCode::UnsupportedGrantType,
            70_003,
            format!(
                "The app requested an unsupported grant type '{}'.",
                quoted(grant_type)
            ),
        )
    }

    /// The scope is malformed, or names more than one resource.
    pub fn invalid_scope(scope: &str) -> Self {
        Self::new(
            ErrorCode::InvalidScope,
            70_011,
            format!(
                "The provided request must include a 'scope' input parameter. The provided value \
                 for the input parameter 'scope' is not valid. The scope {} is not valid.",
                quoted(scope)
            ),
        )
    }

    /// The scope of a client that acts for itself does not end in `/.default`.
    pub fn scope_without_default(scope: &str) -> Self {
        Self::new(
            ErrorCode::InvalidScope,
            1_002_012,
            format!(
                "The provided value for scope {} is not valid. Client credential flows must have a \
                 scope value with /.default suffixed to the resource identifier (application ID \
                 URI).",
                quoted(scope)
            ),
        )
    }

    /// No application with this id is known to the tenant.
    pub fn unknown_client(client_id: &str, tenant: &str) -> Self {
        Self::new(
            ErrorCode::UnauthorizedClient,
            700_016,
            format!(
                "Application with identifier '{}' was not found in the directory '{}'. This can \
                 happen if the application has not been installed by the administrator of the \
                 tenant or consented to by any user in the tenant. You may have sent your \
                 authentication request to the wrong tenant.",
                quoted(client_id),
                quoted(tenant)
            ),
        )
    }

    /// The client sent a secret, and it is none of its own.
    pub fn wrong_secret(client_id: &str) -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            7_000_215,
            format!(
                "Invalid client secret provided. Ensure the secret being sent in the request is \
                 the client secret value, not the client secret ID, for a secret added to app '{}'.",
                quoted(client_id)
            ),
        )
    }

    /// A client that must prove who it is sent no secret.
    pub fn missing_secret() -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            7_000_218,
            "The request body must contain the following parameter: 'client_assertion' or \
             'client_secret'.",
        )
    }

    /// The secret was right once.
    pub fn expired_secret(client_id: &str) -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            7_000_222,
            format!(
                "The provided client secret keys for app '{}' are expired. Create new keys for \
                 your app.",
                quoted(client_id)
            ),
        )
    }

    /// The client tried to authenticate in a way that we do not do (RFC 6749, section 5.2).
    pub fn unsupported_client_authentication() -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            700_027,
            "Client assertions are not accepted by this server. Send the parameter \
             'client_secret', or HTTP Basic authentication.",
        )
    }

    /// The `Authorization` header is not readable as HTTP Basic (RFC 6749, section 2.3.1).
    pub fn malformed_authorization() -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            90_013,
            "The Authorization header is not valid HTTP Basic authentication.",
        )
    }

    /// No application of the tenant answers to this resource.
    pub fn unknown_resource(resource: &str, tenant: &str) -> Self {
        Self::new(
            ErrorCode::InvalidResource,
            500_011,
            format!(
                "The resource principal named {} was not found in the tenant named {}. This can \
                 happen if the application has not been installed by the administrator of the \
                 tenant or consented to by any user in the tenant. You might have sent your \
                 authentication request to the wrong tenant.",
                quoted(resource),
                quoted(tenant)
            ),
        )
    }

    /// The path names no one tenant (`common`), and nothing else tells which is meant.
    pub fn missing_tenant() -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            50_059,
            "No tenant-identifying information found in either the request or implied by any \
             provided credentials.",
        )
    }

    /// No tenant has this id or domain.
    pub fn unknown_tenant(tenant: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            90_002,
            format!(
                "Tenant '{}' not found. Check to make sure you have the correct tenant ID and are \
                 signing into the correct cloud.",
                quoted(tenant)
            ),
        )
    }

    /// What stands for the tenant in the path is neither an id nor a domain.
    pub fn malformed_tenant(tenant: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            900_023,
            format!(
                "Specified tenant identifier '{}' is neither a valid DNS name, nor a valid \
                 external domain.",
                quoted(tenant)
            ),
        )
    }

    /// A limit was reached. The answer also carries `Retry-After`.
    pub fn too_many_requests() -> Self {
        Self::new(
            ErrorCode::SlowDown,
            90_055,
            "There are too many incoming requests.",
        )
    }

    /// Something that we need does not answer; the client may try again.
    pub fn temporarily_unavailable() -> Self {
        Self::new(
            ErrorCode::TemporarilyUnavailable,
            90_033,
            "A transient error has occurred. Please try again.",
        )
    }

    /// Something broke. The log knows what; the client gets the trace id only.
    pub fn server_error() -> Self {
        Self::new(
            ErrorCode::ServerError,
            50_000,
            "There was an error issuing a token or an issue with our sign-in service.",
        )
    }

    /// The JSON body of the answer.
    ///
    /// `at` is UTC in the form `2026-11-23 12:52:15Z`; `correlation_id` is the client's
    /// `client-request-id` or one of ours; `error_uri_root` is the identity root, with or without
    /// a slash at its end.
    pub fn body(
        &self,
        at: &str,
        trace_id: &str,
        correlation_id: &str,
        error_uri_root: &str,
    ) -> Value {
        json!({
            "error": self.code.as_str(),
            "error_description": format!(
                "{self} Trace ID: {trace_id} Correlation ID: {correlation_id} Timestamp: {at}"
            ),
            "error_codes": [self.aadsts],
            "timestamp": at,
            "trace_id": trace_id,
            "correlation_id": correlation_id,
            "error_uri":
                format!("{}/error?code={}", error_uri_root.trim_end_matches('/'), self.aadsts),
        })
    }

    /// The status of the answer.
    ///
    /// With 401 belongs a `WWW-Authenticate: Basic` header, if the client used the
    /// `Authorization` header (RFC 6749, section 5.2).
    pub fn http_status(&self) -> u16 {
        match self.code {
            ErrorCode::InvalidRequest
            | ErrorCode::InvalidGrant
            | ErrorCode::UnauthorizedClient
            | ErrorCode::UnsupportedGrantType
            | ErrorCode::InvalidScope
            | ErrorCode::InvalidResource => 400,
            ErrorCode::InvalidClient => 401,
            ErrorCode::AccessDenied => 403,
            ErrorCode::SlowDown => 429,
            ErrorCode::ServerError => 500,
            ErrorCode::TemporarilyUnavailable => 503,
        }
    }
}
