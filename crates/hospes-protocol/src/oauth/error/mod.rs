//! The errors of both endpoints: their words, their numbers, and how they are answered.
//!
//! The texts stand in three files: `request` has what is wrong with a request, its client or its
//! tenant, `sign_in` what is wrong with a user, a consent, a code or a refresh token, `device` what
//! a device hears that waits for somebody.

mod device;
mod request;
mod saml;
mod sign_in;

use std::fmt;

use serde_json::{Value, json};

use crate::text::single_line;

/// The number of a missing consent, which has two words and a `suberror`.
const CONSENT_MISSING: u32 = 65_001;

/// The `error` of RFC 6749, sections 4.1.2.1 and 5.2, of OpenID Connect Core, and of Entra.
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
    /// The authority is not known here (Entra).
    InvalidInstance,
    /// A policy forbids it (RFC 6749, section 4.1.2.1).
    AccessDenied,
    /// We do not do that `response_type` (RFC 6749, section 4.1.2.1).
    UnsupportedResponseType,
    /// Nobody is signed in, and nobody may be asked (OpenID Connect Core, section 3.1.2.6).
    LoginRequired,
    /// The user has to do something, and may not be asked (same section).
    InteractionRequired,
    /// The user has to consent, and may not be asked (same section).
    ConsentRequired,
    /// We do not read `request` (same section).
    RequestNotSupported,
    /// We do not read `request_uri` (same section).
    RequestUriNotSupported,
    /// Too many requests (RFC 8628, section 3.5, used by Entra for all limits).
    SlowDown,
    /// A device asks more often than it was told to (same section).
    DeviceSlowDown,
    /// Nobody typed the device's code yet, or they did not decide (same section).
    AuthorizationPending,
    /// Somebody typed the device's code, and said no (Entra; RFC 8628 has `access_denied`).
    AuthorizationDeclined,
    /// The device code is none of ours, or none of this client's (Entra).
    BadVerificationCode,
    /// The device code's time is over (RFC 8628, section 3.5).
    ExpiredToken,
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
            Self::InvalidInstance => "invalid_instance",
            Self::AccessDenied => "access_denied",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::LoginRequired => "login_required",
            Self::InteractionRequired => "interaction_required",
            Self::ConsentRequired => "consent_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::SlowDown | Self::DeviceSlowDown => "slow_down",
            Self::AuthorizationPending => "authorization_pending",
            Self::AuthorizationDeclined => "authorization_declined",
            Self::BadVerificationCode => "bad_verification_code",
            Self::ExpiredToken => "expired_token",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }

    /// What the authorization endpoint says instead of words of the token endpoint.
    ///
    /// RFC 6749, section 4.1.2.1, knows neither `invalid_grant` nor `invalid_client`. Where a
    /// grant is not good enough, the user has to do something.
    fn at_authorization(self) -> Self {
        match self {
            Self::InvalidGrant => Self::InteractionRequired,
            Self::InvalidClient => Self::UnauthorizedClient,
            Self::UnsupportedGrantType
            | Self::InvalidInstance
            | Self::DeviceSlowDown
            | Self::AuthorizationPending
            | Self::AuthorizationDeclined
            | Self::BadVerificationCode
            | Self::ExpiredToken => Self::InvalidRequest,
            Self::SlowDown => Self::TemporarilyUnavailable,
            Self::InvalidRequest
            | Self::UnauthorizedClient
            | Self::InvalidScope
            | Self::InvalidResource
            | Self::AccessDenied
            | Self::UnsupportedResponseType
            | Self::LoginRequired
            | Self::InteractionRequired
            | Self::ConsentRequired
            | Self::RequestNotSupported
            | Self::RequestUriNotSupported
            | Self::ServerError
            | Self::TemporarilyUnavailable => self,
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error of the token endpoint or of the authorization endpoint.
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

/// By what people find an answer again, and where they read about its error.
#[derive(Clone, Copy, Debug)]
pub struct Trace<'a> {
    /// When it was answered: UTC, in the form `2026-11-23 12:52:15Z`.
    pub at: &'a str,
    /// The request's id.
    pub trace_id: &'a str,
    /// The client's `client-request-id`, or one of ours.
    pub correlation_id: &'a str,
    /// The identity root, with or without a slash at its end.
    pub error_uri_root: &'a str,
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
        let trace = Trace {
            at,
            trace_id,
            correlation_id,
            error_uri_root,
        };
        let mut body = json!({
            "error": self.code.as_str(),
            "error_description": self.description(&trace),
            "error_codes": [self.aadsts],
            "timestamp": at,
            "trace_id": trace_id,
            "correlation_id": correlation_id,
            "error_uri": self.uri(&trace),
        });
        if let (Some(suberror), Some(body)) = (self.suberror(), body.as_object_mut()) {
            body.insert("suberror".to_owned(), suberror.into());
        }
        body
    }

    /// The parameters of an authorization error answer (RFC 6749, section 4.1.2.1).
    ///
    /// `state` is what the request had. Only for a `redirect_uri` that is known to be the
    /// client's: all others get a page. Words that belong to the token endpoint alone are
    /// replaced: `invalid_grant` by `interaction_required`, `invalid_client` by
    /// `unauthorized_client`, `slow_down` by `temporarily_unavailable`. The `iss` of RFC 9207 is
    /// not among them, since it belongs to the good answers as well.
    pub fn redirect_pairs(
        &self,
        state: Option<&str>,
        trace: &Trace<'_>,
    ) -> Vec<(&'static str, String)> {
        let mut pairs = vec![
            ("error", self.code.at_authorization().to_string()),
            ("error_description", self.description(trace)),
            ("error_uri", self.uri(trace)),
        ];
        pairs.extend(state.map(|state| ("state", state.to_owned())));
        pairs
    }

    fn description(&self, trace: &Trace<'_>) -> String {
        let Trace {
            at,
            trace_id,
            correlation_id,
            ..
        } = trace;
        format!("{self} Trace ID: {trace_id} Correlation ID: {correlation_id} Timestamp: {at}")
    }

    fn uri(&self, trace: &Trace<'_>) -> String {
        let root = trace.error_uri_root.trim_end_matches('/');
        format!("{root}/error?code={}", self.aadsts)
    }

    /// What MSAL looks at to tell a missing consent from another grant that is not good.
    fn suberror(&self) -> Option<&'static str> {
        (self.code == ErrorCode::InvalidGrant && self.aadsts == CONSENT_MISSING)
            .then_some("consent_required")
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
            | ErrorCode::InvalidResource
            | ErrorCode::UnsupportedResponseType
            | ErrorCode::LoginRequired
            | ErrorCode::InteractionRequired
            | ErrorCode::ConsentRequired
            | ErrorCode::RequestNotSupported
            | ErrorCode::RequestUriNotSupported
            | ErrorCode::InvalidInstance
            | ErrorCode::DeviceSlowDown
            | ErrorCode::AuthorizationPending
            | ErrorCode::AuthorizationDeclined
            | ErrorCode::BadVerificationCode
            | ErrorCode::ExpiredToken => 400,
            ErrorCode::InvalidClient => 401,
            ErrorCode::AccessDenied => 403,
            ErrorCode::SlowDown => 429,
            ErrorCode::ServerError => 500,
            ErrorCode::TemporarilyUnavailable => 503,
        }
    }
}

#[cfg(test)]
mod tests;
