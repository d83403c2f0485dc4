//! Authorization requests, in two steps: RFC 6749, section 4.1.1; OpenID Connect Core, section 3.
//!
//! [`Addressed`] is what says where the answer goes. As long as that is not known to be the
//! client's own address, an error must be a page and never a redirect (RFC 6749, section 4.1.2.1).
//! Then [`AuthorizationRequest`] is everything else, whose errors go there.

mod claims;

use std::fmt;

pub use self::claims::ClaimsRequest;
use super::parameters::{bounded, optional, required};
use super::scope::words;
use super::{Challenge, OAuthError};

const MAX_STATE_CHARS: usize = 4096;
const MAX_NONCE_CHARS: usize = 1024;
const MAX_HINT_CHARS: usize = 320;
const MAX_HINT_TOKEN_CHARS: usize = 8192;
const MAX_CLAIMS_CHARS: usize = 8192;
const MAX_SCOPE_CHARS: usize = 8192;

/// Who asks, and where the answer goes: not yet known to belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressed {
    /// The application's `appId`, as sent.
    pub client_id: String,
    /// Where the answer goes, as sent. `None`: the only one that the client has registered.
    pub redirect_uri: Option<String>,
    /// What the answer has to give back.
    pub state: Option<String>,
}

impl Addressed {
    /// Reads the pairs of the query or form, decoded, in their order.
    pub fn parse(pairs: &[(String, String)]) -> Result<Self, OAuthError> {
        Ok(Self {
            client_id: required(pairs, "client_id")?.to_owned(),
            redirect_uri: optional(pairs, "redirect_uri")?.map(ToOwned::to_owned),
            state: bounded(pairs, "state", MAX_STATE_CHARS)?.map(ToOwned::to_owned),
        })
    }
}

/// What a client asks for, without who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// What the answer is to have.
    pub response_type: ResponseType,
    /// How the answer gets to the client.
    pub response_mode: ResponseMode,
    /// The scopes, as sent; see [`RequestedScopes`](super::RequestedScopes).
    pub scope: String,
    /// What the `id_token` has to repeat.
    pub nonce: Option<String>,
    /// What the user is to be asked, or not.
    pub prompt: Prompt,
    /// The account that the client expects, at most 320 characters. It proves nothing.
    pub login_hint: Option<String>,
    /// The domain or kind of account that the client expects, at most 320 characters.
    pub domain_hint: Option<String>,
    /// How long ago the user may have signed in at most.
    pub max_age_seconds: Option<u32>,
    /// What the client will prove when it redeems the code.
    pub challenge: Option<Challenge>,
    /// Whether the answer is to have `client_info`, by which MSAL names the account.
    pub client_info: bool,
    /// Claims that are wanted beside those of the scopes, and of whom.
    pub claims: ClaimsRequest,
    /// An ID token that says whom the client expects, as sent.
    pub id_token_hint: Option<String>,
}

impl AuthorizationRequest {
    /// Reads the pairs of the query or form, decoded, in their order.
    ///
    /// Parameters that are not known are ignored, empty ones count as absent (RFC 6749, section
    /// 3.1). How the answer gets to the client if there is an error says
    /// [`ResponseMode::of_answer`].
    pub fn parse(pairs: &[(String, String)]) -> Result<Self, OAuthError> {
        // OpenID Connect Core, section 6: they could say something else than the other parameters.
        if optional(pairs, "request")?.is_some() {
            return Err(OAuthError::request_not_supported());
        }
        if optional(pairs, "request_uri")?.is_some() {
            return Err(OAuthError::request_uri_not_supported());
        }
        let response_type = ResponseType::parse(required(pairs, "response_type")?)?;
        let response_mode = ResponseMode::parse(optional(pairs, "response_mode")?, response_type)?;
        let scope = bounded(pairs, "scope", MAX_SCOPE_CHARS)?
            .ok_or_else(|| OAuthError::missing_parameter("scope"))?;
        let nonce = bounded(pairs, "nonce", MAX_NONCE_CHARS)?;
        if response_type.id_token {
            // OpenID Connect Core, section 3.2.2.1: without it the token could be replayed.
            nonce.ok_or_else(|| OAuthError::missing_parameter("nonce"))?;
            if !words(scope).any(|word| word == "openid") {
                return Err(OAuthError::malformed(
                    "An 'id_token' can be requested only with the scope 'openid'.",
                ));
            }
        }
        Ok(Self {
            response_type,
            response_mode,
            scope: scope.to_owned(),
            nonce: nonce.map(ToOwned::to_owned),
            prompt: Prompt::parse(optional(pairs, "prompt")?.unwrap_or_default())?,
            login_hint: bounded(pairs, "login_hint", MAX_HINT_CHARS)?.map(ToOwned::to_owned),
            domain_hint: bounded(pairs, "domain_hint", MAX_HINT_CHARS)?.map(ToOwned::to_owned),
            max_age_seconds: max_age(pairs)?,
            challenge: challenge(pairs)?,
            client_info: optional(pairs, "client_info")? == Some("1"),
            claims: claims(pairs)?,
            id_token_hint: bounded(pairs, "id_token_hint", MAX_HINT_TOKEN_CHARS)?
                .map(ToOwned::to_owned),
        })
    }
}

/// What an answer has: OAuth 2.0 Multiple Response Type Encoding Practices, sections 3 and 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseType {
    /// A code.
    pub code: bool,
    /// A token that says who the user is.
    pub id_token: bool,
    /// An access token. Never without an `id_token`, never with a code.
    pub token: bool,
}

impl ResponseType {
    /// Reads a set of words in any order.
    ///
    /// It is `code`, `id_token`, both, or `id_token token`.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        let unsupported = || OAuthError::unsupported_response_type(text);
        let mut asked = Self {
            code: false,
            id_token: false,
            token: false,
        };
        for word in words(text) {
            let flag = match word {
                "code" => &mut asked.code,
                "id_token" => &mut asked.id_token,
                "token" => &mut asked.token,
                _ => return Err(unsupported()),
            };
            if *flag {
                return Err(unsupported());
            }
            *flag = true;
        }
        match (asked.code, asked.id_token, asked.token) {
            (true, _, false) | (false, true, _) => Ok(asked),
            (true, _, true) | (false, false, _) => Err(unsupported()),
        }
    }

    /// Whether a token is in the answer itself.
    fn has_token(self) -> bool {
        self.id_token || self.token
    }
}

impl fmt::Display for ResponseType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [
            (self.code, "code"),
            (self.id_token, "id_token"),
            (self.token, "token"),
        ];
        let words: Vec<_> = words
            .into_iter()
            .filter_map(|(is_there, word)| is_there.then_some(word))
            .collect();
        f.write_str(&words.join(" "))
    }
}

/// How an answer gets to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    Query,
    /// In its fragment, which no server sees.
    Fragment,
    /// In a form that the browser sends by itself (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

impl ResponseMode {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }

    /// How the answer to a request gets to the client, even if the request is wrong.
    ///
    /// As asked for, if that can be read and may be; else by the default of what can be read of
    /// the `response_type`.
    pub fn of_answer(pairs: &[(String, String)]) -> Self {
        let first = |name: &str| {
            pairs
                .iter()
                .find_map(|(key, value)| (key == name).then_some(value.as_str()))
                .filter(|value| !value.is_empty())
        };
        let has = |word| words(first("response_type").unwrap_or_default()).any(|one| one == word);
        let response_type = ResponseType {
            code: has("code"),
            id_token: has("id_token"),
            token: has("token"),
        };
        Self::parse(first("response_mode"), response_type)
            .unwrap_or_else(|_| Self::default_of(response_type))
    }

    fn parse(asked: Option<&str>, response_type: ResponseType) -> Result<Self, OAuthError> {
        match asked {
            None => Ok(Self::default_of(response_type)),
            // Multiple Response Type Encoding Practices, section 3: a query ends up in logs.
            Some("query") if !response_type.has_token() => Ok(Self::Query),
            Some("fragment") => Ok(Self::Fragment),
            Some("form_post") => Ok(Self::FormPost),
            Some(other) => Err(OAuthError::unsupported_response_mode(other)),
        }
    }

    fn default_of(response_type: ResponseType) -> Self {
        if response_type.has_token() {
            Self::Fragment
        } else {
            Self::Query
        }
    }
}

/// What the user is to be asked: OpenID Connect Core, section 3.1.2.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the parameter is a set of words, each there or not"
)]
pub struct Prompt {
    /// Nothing may be asked or shown. None of the others is there then.
    pub none: bool,
    /// Sign in, even if somebody is signed in.
    pub login: bool,
    /// Consent, even if that was done before.
    pub consent: bool,
    /// Choose an account.
    pub select_account: bool,
    /// Make an account (Initiating User Registration via OpenID Connect).
    pub create: bool,
}

impl Prompt {
    /// Reads a set of words in any order; none at all is the default.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        let mut asked = Self::default();
        for word in words(text) {
            let flag = match word {
                "none" => &mut asked.none,
                "login" => &mut asked.login,
                "consent" => &mut asked.consent,
                "select_account" => &mut asked.select_account,
                "create" => &mut asked.create,
                _ => return Err(OAuthError::unsupported_prompt(text)),
            };
            *flag = true;
        }
        let asks = asked.login || asked.consent || asked.select_account || asked.create;
        if asked.none && asks {
            return Err(OAuthError::unsupported_prompt(text));
        }
        Ok(asked)
    }
}

fn max_age(pairs: &[(String, String)]) -> Result<Option<u32>, OAuthError> {
    let Some(text) = optional(pairs, "max_age")? else {
        return Ok(None);
    };
    // `parse` would take a sign.
    let seconds = text
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())
        .flatten();
    match seconds {
        Some(seconds) => Ok(Some(seconds)),
        None => Err(OAuthError::malformed(
            "The value of the parameter 'max_age' is not a number of seconds.",
        )),
    }
}

fn challenge(pairs: &[(String, String)]) -> Result<Option<Challenge>, OAuthError> {
    let method = optional(pairs, "code_challenge_method")?;
    match (optional(pairs, "code_challenge")?, method) {
        (Some(challenge), method) => Challenge::parse(challenge, method).map(Some),
        (None, None) => Ok(None),
        // Whoever wants to prove something must not go on as if it had not.
        (None, Some(_)) => Err(OAuthError::missing_parameter("code_challenge")),
    }
}

fn claims(pairs: &[(String, String)]) -> Result<ClaimsRequest, OAuthError> {
    bounded(pairs, "claims", MAX_CLAIMS_CHARS)?
        .map_or_else(|| Ok(ClaimsRequest::default()), ClaimsRequest::parse)
}

#[cfg(test)]
mod tests;
