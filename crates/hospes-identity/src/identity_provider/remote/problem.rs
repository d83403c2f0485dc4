//! Why a provider can't be used.

use hospes_protocol::oidc::{IdTokenError, LogoutTokenError};
use hospes_protocol::saml::ResponseRefused;

use crate::env::FetchError;

/// Why a provider can't be used. The texts in it come from the provider, are one line, and are for administrators.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The server may not call the URL.
    #[error("this server may not call the URL: it is not public, or not at port 443 or 8443")]
    Forbidden,
    /// Its name is none.
    #[error("the provider’s name is not found: look for a slip in the URL")]
    NoName,
    /// Its certificate is not trusted.
    #[error(
        "the provider’s certificate is not trusted by this server: it has ended, is another name’s, or is of an authority that whoever runs the server would have to name (federation.authorities_file)"
    )]
    Certificate,
    /// Nobody answers.
    #[error("the provider does not answer")]
    Unreachable,
    /// It takes too long.
    #[error("the provider takes too long to answer")]
    TooSlow,
    /// The answer is too long.
    #[error("the provider’s answer is too long")]
    TooLong,
    /// It answers with another status than 200.
    #[error("the provider answers with the status {0}")]
    Status(u16),
    /// Its metadata can't be used.
    #[error("the provider’s metadata can’t be used: {0}")]
    Metadata(String),
    /// It has another issuer than when it was added, to which its guests are bound.
    #[error("the provider calls itself {0} now, and not what it was added as")]
    IssuerChanged(String),
    /// Its keys can't be used.
    #[error("the provider’s keys can’t be used: {0}")]
    Keys(String),
    /// The answer is another provider's.
    #[error("the answer came from another provider")]
    MixedUp,
    /// There is no client secret that could be sent.
    #[error("the client secret is missing, or too short for an assertion")]
    NoSecret,
    /// It does not exchange the code.
    #[error("the provider does not exchange the code: {0}")]
    Token(String),
    /// It gives no ID token.
    #[error("the provider gives no ID token")]
    NoIdToken,
    /// Its ID token can't be used.
    #[error("the provider’s ID token can’t be used: {0}")]
    IdToken(IdTokenError),
    /// Its logout token can't be used.
    #[error("the provider’s logout token can’t be used: {0}")]
    LogoutToken(LogoutTokenError),
    /// What it says besides can't be used.
    #[error("the provider’s userinfo can’t be used: {0}")]
    UserInfo(String),
    /// Its logout request can't be used.
    #[error("the provider’s logout request can’t be used: {0}")]
    LogoutRequest(String),
    /// Its answer to our logout request can't be used.
    #[error("the provider’s answer to the logout can’t be used: {0}")]
    LogoutResponse(String),
    /// Its response can't be used.
    #[error("the provider’s response can’t be used: {0}")]
    Response(Box<ResponseRefused>),
    /// The assertion in its response was taken before.
    #[error("the assertion was used before")]
    Replayed,
    /// It names people anew each time.
    #[error(
        "the provider names people anew each time (NameID transient), so nobody could be recognised"
    )]
    Transient,
    /// It names people in a format of which nobody promises that a name stays with a person.
    #[error(
        "the provider names people in the format “{0}”, and only a persistent NameID stays with a person"
    )]
    NameIdFormat(String),
    /// This server failed.
    #[error("this server could not read what it keeps of the provider")]
    Here,
}

impl From<FetchError> for Problem {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Forbidden => Self::Forbidden,
            FetchError::NoName => Self::NoName,
            FetchError::Certificate => Self::Certificate,
            FetchError::Unreachable => Self::Unreachable,
            FetchError::TooSlow => Self::TooSlow,
            FetchError::TooLong => Self::TooLong,
        }
    }
}
