//! What is wrong with a request in SAML. The numbers are Entra's, because people search for them.

use super::{ErrorCode, OAuthError, quoted};

impl OAuthError {
    fn saml(aadsts: u32, message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidRequest, aadsts, message)
    }

    /// There is no message.
    pub fn saml_missing() -> Self {
        Self::saml(
            750_054,
            "SAMLRequest or SAMLResponse must be present as query string parameters in HTTP \
             request for SAML Redirect binding.",
        )
    }

    /// The message can't be taken; `reason` says what of it, in words of ours.
    pub fn saml_invalid(reason: &str) -> Self {
        Self::saml(
            75_005,
            format!(
                "The request is not a valid Saml2 protocol message: {}.",
                quoted(reason)
            ),
        )
    }

    /// The answer is wanted in a binding that responses are not sent in.
    pub fn saml_binding(binding: &str) -> Self {
        Self::saml(
            75_003,
            format!(
                "The application requested the unsupported binding '{}' for responses. Only \
                 HTTP-POST is supported.",
                quoted(binding)
            ),
        )
    }

    /// The message was meant for another server, tenant or endpoint.
    pub fn saml_destination() -> Self {
        Self::saml(
            75_008,
            "The request from the app was denied since the SAML request had an unexpected \
             destination.",
        )
    }

    /// The application signs its requests, and this one is not, or by somebody else.
    pub fn saml_unsigned() -> Self {
        Self::saml(
            76_021,
            "The request sent by client is not signed while the application requires signed \
             requests, or its signature is not by a registered certificate.",
        )
    }

    /// The message is too old, or from the future.
    pub fn saml_expired() -> Self {
        Self::saml(
            76_026,
            "Request Issue Time is expired. Sign in to the application again, and compare its \
             clock with that of this server.",
        )
    }

    /// The request was answered before.
    pub fn saml_used() -> Self {
        Self::saml(
            90_014,
            "The SAML request was answered before. Sign in to the application again.",
        )
    }

    /// The person can't be named in this way.
    pub fn saml_name_id(format: &str) -> Self {
        Self::saml(
            75_016,
            format!(
                "The SAML2 authentication request has an invalid NameIdPolicy: the format '{}' is \
                 not supported, or the account has no such name.",
                quoted(format)
            ),
        )
    }

    /// The person proved in another way who they are than the application wants.
    pub fn saml_context(method: &str, wanted: &str) -> Self {
        Self::saml(
            75_011,
            format!(
                "Authentication method '{}' by which the user authenticated with the service \
                 doesn't match requested authentication method '{}'.",
                quoted(method),
                quoted(wanted)
            ),
        )
    }

    /// Ways to sign in are not compared by their strength.
    pub fn saml_comparison(comparison: &str) -> Self {
        Self::saml(
            900_235,
            format!(
                "SAML authentication request's RequestedAuthenticationContext Comparison value \
                 must be 'exact'. Received value: '{}'.",
                quoted(comparison)
            ),
        )
    }
}
