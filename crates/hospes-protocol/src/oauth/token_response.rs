//! What another server's token endpoint answers: RFC 6749, sections 5.1 and 5.2; OpenID Connect Core, section 3.1.3.3.

use serde_json::{Map, Value};

use super::SentSecret;
use crate::jose::MAX_TOKEN_BYTES;
use crate::json::{DocumentError, document, text};
use crate::text::single_line;

/// The longest error code that is told, in characters.
const MAX_ERROR_CHARS: usize = 256;
/// As much of a description is told, in characters.
const MAX_DESCRIPTION_CHARS: usize = 1024;

/// What a code was exchanged for. `Debug` prints no token.
///
/// A refresh token is not kept: we ask once who somebody is, and do nothing in their name.
#[derive(Clone, Debug)]
pub struct TokenResponse {
    /// What the userinfo endpoint takes, as a bearer token (RFC 6750): printable ASCII, at most 16 KiB.
    pub access_token: SentSecret,
    /// Who signed in: not verified yet, at most 16 KiB. `None` of a server that knows OAuth alone.
    pub id_token: Option<SentSecret>,
}

impl TokenResponse {
    /// Reads an answer with this status of HTTP: an object of JSON of at most 64 KiB that says nothing twice.
    pub fn read(status: u16, body: &[u8]) -> Result<Self, TokenResponseError> {
        let is_success = (200..300).contains(&status);
        let members = match document(body) {
            Ok(members) => members,
            Err(DocumentError::TooLong) => return Err(TokenResponseError::TooLong),
            Err(DocumentError::Malformed) if is_success => {
                return Err(TokenResponseError::Malformed);
            }
            Err(DocumentError::Malformed) => return Err(TokenResponseError::Status(status)),
        };
        // Some servers refuse with 200.
        if let Some(refused) = refused(&members) {
            return Err(refused);
        }
        if !is_success {
            return Err(TokenResponseError::Status(status));
        }
        // RFC 6749, section 7.1: what kind of token it is must be understood.
        let kind = text(&members, "token_type");
        if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("Bearer")) {
            return Err(TokenResponseError::TokenType);
        }
        Ok(Self {
            access_token: token(&members, "access_token")?
                .ok_or(TokenResponseError::NoToken("access_token"))?,
            id_token: token(&members, "id_token")?,
        })
    }
}

fn refused(members: &Map<String, Value>) -> Option<TokenResponseError> {
    let line = |name: &str, max_chars: usize| {
        let line = single_line(text(members, name)?, max_chars);
        (!line.is_empty()).then_some(line)
    };
    Some(TokenResponseError::Refused {
        error: line("error", MAX_ERROR_CHARS)?,
        description: line("error_description", MAX_DESCRIPTION_CHARS),
    })
}

/// A token of the characters of RFC 6749, appendices A.12 and A.17, without blanks, so that a header can hold it.
fn token(
    members: &Map<String, Value>,
    name: &'static str,
) -> Result<Option<SentSecret>, TokenResponseError> {
    let token = match members.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(token)) => token,
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            return Err(TokenResponseError::NoToken(name));
        }
    };
    let is_printable = token.bytes().all(|byte| byte.is_ascii_graphic());
    if token.is_empty() || token.len() > MAX_TOKEN_BYTES || !is_printable {
        return Err(TokenResponseError::NoToken(name));
    }
    Ok(Some(SentSecret::new(token)))
}

/// Why an answer has no tokens. Its texts are for the administrator of the provider.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenResponseError {
    /// More than 64 KiB.
    #[error("the answer of the token endpoint is longer than 64 KiB")]
    TooLong,
    /// Not an object of JSON, or one that says a thing twice.
    #[error("the answer of the token endpoint is not JSON, or says a thing twice")]
    Malformed,
    /// The server refused, and says why.
    #[error("the token endpoint refused: {error}")]
    Refused {
        /// The code, such as `invalid_client`: one line of at most 256 characters, written by a stranger.
        error: String,
        /// More of it: one line of at most 1,024 characters, written by a stranger.
        description: Option<String>,
    },
    /// Neither tokens nor an error that can be read, with this status.
    #[error("the token endpoint answered with the status {0}")]
    Status(u16),
    /// The tokens are not bearer tokens.
    #[error("the token endpoint gave tokens of another type than Bearer")]
    TokenType,
    /// A token is missing, or is not one of 1 to 16,384 printable characters.
    #[error("the token endpoint gave no {0} that can be used")]
    NoToken(&'static str),
}
