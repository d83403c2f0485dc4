//! OAuth 2.0 as the identity platform speaks it: RFC 6749, with the `AADSTS` codes of Entra.
//!
//! Requests are parsed from form pairs, errors are turned into their JSON. Which client may have
//! which token is not decided here, and secrets are not compared here.

mod error;
mod request;

pub use error::{ErrorCode, OAuthError};
pub use request::{ClientAuthentication, ClientCredentials, ClientSecret, Scope, TokenRequest};

#[cfg(test)]
mod tests;
