//! OAuth 2.0 as the identity platform speaks it: RFC 6749, with the `AADSTS` codes of Entra.
//!
//! Requests are parsed from the pairs of a query or form, errors are turned into their JSON or into
//! the pairs of a redirect. Which client may have which token is not decided here, and of all
//! secrets only the verifier of RFC 7636 is compared here. Client assertions are verified here; which
//! certificates a client has, and that an assertion is used once, is not.
//!
//! Where we are the client of another server, [`ClientProof`] says who we are and [`TokenResponse`] reads the answer.

mod authorize;
mod client_assertion;
mod client_auth;
mod device;
mod error;
mod parameters;
mod pkce;
mod redirect;
mod request;
mod scope;
mod secret;
mod token_response;

pub use authorize::{
    Addressed, AuthorizationRequest, ClaimsRequest, Prompt, ResponseMode, ResponseType,
};
pub use client_assertion::{
    AssertionError, ClientAssertion, ExpectedAssertion, JWT_BEARER, MAX_ASSERTION_SECONDS,
    VerifiedAssertion,
};
pub use client_auth::{ClientProof, ClientProofMethod, Once, Proven};
pub use device::{DeviceAuthorizationRequest, DeviceCodeRequest};
pub use error::{ErrorCode, OAuthError, Trace};
pub use pkce::{Challenge, ChallengeMethod, s256, verifier_of};
pub use redirect::{Platform, RedirectUri, RedirectUriError};
pub use request::{
    AuthorizationCodeRequest, ClientAuthentication, ClientCredentials, OnBehalfOfRequest,
    PasswordRequest, RefreshTokenRequest, Scope, TokenRequest,
};
pub use scope::RequestedScopes;
pub use secret::SentSecret;
pub use token_response::{TokenResponse, TokenResponseError};

#[cfg(test)]
mod client_assertion_tests;
#[cfg(test)]
mod client_auth_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod token_response_tests;
