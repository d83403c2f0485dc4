//! What somebody brings back from another server: RFC 6749, sections 4.1.2 and 4.1.2.1; RFC 9207, section 2.
//!
//! Whoever holds the browser can write it, so nothing of it is true before the code was exchanged.

use super::ProviderMetadata;
use super::provider_address::{MAX_UPSTREAM_URL_BYTES, is_issuer_of};
use crate::oauth::SentSecret;
use crate::text::single_line;

const MAX_STATE_BYTES: usize = 4096;
/// The codes of some servers hold all that they stand for.
const MAX_CODE_BYTES: usize = 8192;
const MAX_ERROR_BYTES: usize = 256;
/// More of a description is cut off, because it is only shown.
const MAX_DESCRIPTION_CHARS: usize = 1024;

/// An answer of another server. `Debug` prints no code.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What we sent along.
    pub state: String,
    /// Who says that they answer, if they say so.
    pub iss: Option<String>,
    /// What the answer is.
    pub kind: AnswerKind,
}

/// What another server answers.
#[derive(Clone, Debug)]
pub enum AnswerKind {
    /// The person signed in: to be exchanged once.
    Code(SentSecret),
    /// The person did not sign in, or we asked for something wrong.
    Refused {
        /// The code, such as `access_denied`: printable ASCII, at most 256 bytes.
        error: String,
        /// What the other server has to say of it: one line of at most 1,024 characters, hostile text.
        description: Option<String>,
    },
}

impl Answer {
    /// Reads the pairs of the query or form, decoded. Those that are not known are ignored, empty ones count as absent.
    pub fn parse(pairs: &[(String, String)]) -> Result<Self, AnswerError> {
        let state = bounded(pairs, "state", MAX_STATE_BYTES)?;
        let iss = bounded(pairs, "iss", MAX_UPSTREAM_URL_BYTES)?;
        let code = bounded(pairs, "code", MAX_CODE_BYTES)?;
        let error = bounded(pairs, "error", MAX_ERROR_BYTES)?;
        let description = single(pairs, "error_description")?
            .map(|text| single_line(text, MAX_DESCRIPTION_CHARS))
            .filter(|text| !text.is_empty());
        let kind = match (code, error) {
            (Some(code), None) => AnswerKind::Code(SentSecret::new(code)),
            (None, Some(error)) => AnswerKind::Refused {
                error: error.to_owned(),
                description,
            },
            (Some(_), Some(_)) => return Err(AnswerError::Both),
            (None, None) => return Err(AnswerError::Neither),
        };
        Ok(Self {
            state: state.ok_or(AnswerError::NoState)?.to_owned(),
            iss: iss.map(ToOwned::to_owned),
            kind,
        })
    }

    /// Whether the answer can be one of this server, so that a code is not taken to another one (RFC 9207, section 2.4).
    ///
    /// An issuer that is named must be the server's. None may be named, unless the server promised to.
    pub fn is_of(&self, metadata: &ProviderMetadata) -> bool {
        match &self.iss {
            Some(iss) => is_issuer_of(&metadata.issuer, iss),
            None => !metadata.names_issuer_in_answers,
        }
    }
}

/// The value of a parameter, if it is not empty.
fn single<'a>(
    pairs: &'a [(String, String)],
    name: &'static str,
) -> Result<Option<&'a str>, AnswerError> {
    let mut values = pairs.iter().filter(|(key, _)| key == name);
    let value = values.next().map(|(_, value)| value.as_str());
    if values.next().is_some() {
        return Err(AnswerError::Repeated(name));
    }
    Ok(value.filter(|value| !value.is_empty()))
}

/// A parameter of the characters that RFC 6749, appendix A, has for all of them.
fn bounded<'a>(
    pairs: &'a [(String, String)],
    name: &'static str,
    max_bytes: usize,
) -> Result<Option<&'a str>, AnswerError> {
    let value = single(pairs, name)?;
    if value.is_some_and(|value| value.len() > max_bytes) {
        return Err(AnswerError::TooLong(name));
    }
    let is_printable = |value: &str| value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if !value.is_none_or(is_printable) {
        return Err(AnswerError::Characters(name));
    }
    Ok(value)
}

/// Why something is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// A parameter is there twice.
    #[error("the answer has several parameters {0}")]
    Repeated(&'static str),
    /// A parameter is longer than any server makes it.
    #[error("the parameter {0} of the answer is too long")]
    TooLong(&'static str),
    /// A parameter has characters other than printable ASCII.
    #[error("the parameter {0} of the answer has characters that it cannot have")]
    Characters(&'static str),
    /// There is no `state`, so that it answers nothing that was asked.
    #[error("the answer has no state")]
    NoState,
    /// There is both a code and an error.
    #[error("the answer has both a code and an error")]
    Both,
    /// There is neither.
    #[error("the answer has neither a code nor an error")]
    Neither,
}
