//! Token requests, parsed from form pairs: RFC 6749, sections 2.3.1, 3.2, 4.1.3, 4.4, 6.
//!
//! The grants are `authorization_code`, `refresh_token`, `client_credentials` and that of device
//! codes; each other is refused as unsupported. That a code or token is genuine is not decided here.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use super::client_assertion::{JWT_BEARER, claimed_subject};
use super::parameters::{bounded, optional, required};
use super::scope::{is_scope_token, words};
use super::{DeviceCodeRequest, OAuthError, SentSecret};
use crate::jose::MAX_TOKEN_BYTES;

/// The longest code, token, verifier, redirect URI or scope that is looked at, in characters.
pub(super) const MAX_CHARS: usize = 8 * 1024;
/// The longest client assertion: some bring a chain of certificates along.
const MAX_ASSERTION_CHARS: usize = MAX_TOKEN_BYTES;

/// A request to the token endpoint.
#[derive(Debug)]
pub enum TokenRequest {
    /// A client brings the code that a user's sign-in gave it.
    AuthorizationCode(AuthorizationCodeRequest),
    /// A client wants another token for a user who signed in before.
    RefreshToken(RefreshTokenRequest),
    /// A client wants a token for itself.
    ClientCredentials(ClientCredentials),
    /// A device asks whether somebody typed its code.
    DeviceCode(DeviceCodeRequest),
    /// A client that was called with a user's token wants one for another resource.
    OnBehalfOf(OnBehalfOfRequest),
    /// A client brings a user's name and password.
    Password(PasswordRequest),
}

impl TokenRequest {
    /// Reads a request from its form and its `Authorization` header.
    ///
    /// `form` has the pairs of the body, decoded, in their order. Parameters that are not known
    /// are ignored, empty ones count as absent (RFC 6749, section 3.2). The names of parameters
    /// are case-sensitive.
    pub fn parse(
        form: &[(String, String)],
        authorization: Option<&str>,
    ) -> Result<Self, OAuthError> {
        let grant_type = required(form, "grant_type")?;
        match grant_type {
            "authorization_code" => {
                AuthorizationCodeRequest::parse(form, authorization).map(Self::AuthorizationCode)
            }
            "refresh_token" => {
                RefreshTokenRequest::parse(form, authorization).map(Self::RefreshToken)
            }
            "client_credentials" => {
                ClientCredentials::parse(form, authorization).map(Self::ClientCredentials)
            }
            // MSAL Node sends the second name.
            "urn:ietf:params:oauth:grant-type:device_code" | "device_code" => {
                DeviceCodeRequest::parse(form, authorization).map(Self::DeviceCode)
            }
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => {
                OnBehalfOfRequest::parse(form, authorization).map(Self::OnBehalfOf)
            }
            "password" => PasswordRequest::parse(form, authorization).map(Self::Password),
            _ => Err(OAuthError::unsupported_grant_type(grant_type)),
        }
    }
}

/// A request of RFC 6749, section 4.1.3, with the verifier of RFC 7636, section 4.5.
#[derive(Debug)]
pub struct AuthorizationCodeRequest {
    /// Who asks, and its proof. A public client has none.
    pub client: ClientAuthentication,
    /// The code, as sent.
    pub code: SentSecret,
    /// Where the code was sent to. It must be the one of the authorization request.
    pub redirect_uri: Option<String>,
    /// What proves that the client made the authorization request.
    pub code_verifier: Option<SentSecret>,
    /// What the token is for. `None`: what the authorization request asked for.
    pub scope: Option<String>,
    /// Whether the answer is to have `client_info`, by which MSAL names the account.
    pub client_info: bool,
}

impl AuthorizationCodeRequest {
    fn parse(form: &[(String, String)], authorization: Option<&str>) -> Result<Self, OAuthError> {
        let client = ClientAuthentication::parse(form, authorization)?;
        Ok(Self {
            client,
            code: secret(form, "code")?.ok_or_else(|| OAuthError::missing_parameter("code"))?,
            redirect_uri: bounded(form, "redirect_uri", MAX_CHARS)?.map(ToOwned::to_owned),
            code_verifier: secret(form, "code_verifier")?,
            scope: bounded(form, "scope", MAX_CHARS)?.map(ToOwned::to_owned),
            client_info: optional(form, "client_info")? == Some("1"),
        })
    }
}

/// A request of RFC 6749, section 6.
#[derive(Debug)]
pub struct RefreshTokenRequest {
    /// Who asks, and its proof. A public client has none.
    pub client: ClientAuthentication,
    /// The refresh token, as sent.
    pub refresh_token: SentSecret,
    /// What the token is for. `None`: what the sign-in was for.
    ///
    /// RFC 6749, section 6: no more than that.
    pub scope: Option<String>,
    /// Whether the answer is to have `client_info`, by which MSAL names the account.
    pub client_info: bool,
}

impl RefreshTokenRequest {
    fn parse(form: &[(String, String)], authorization: Option<&str>) -> Result<Self, OAuthError> {
        let client = ClientAuthentication::parse(form, authorization)?;
        Ok(Self {
            client,
            refresh_token: secret(form, "refresh_token")?
                .ok_or_else(|| OAuthError::missing_parameter("refresh_token"))?,
            scope: bounded(form, "scope", MAX_CHARS)?.map(ToOwned::to_owned),
            client_info: optional(form, "client_info")? == Some("1"),
        })
    }
}

/// A request of RFC 7523, section 2.1, with Microsoft's `requested_token_use=on_behalf_of`.
#[derive(Debug)]
pub struct OnBehalfOfRequest {
    /// Who asks, and its proof.
    pub client: ClientAuthentication,
    /// The access token that the client was called with.
    pub assertion: SentSecret,
    /// What the token is for.
    pub scope: String,
    /// Whether the answer is to have `client_info`, by which MSAL names the account.
    pub client_info: bool,
}

impl OnBehalfOfRequest {
    fn parse(form: &[(String, String)], authorization: Option<&str>) -> Result<Self, OAuthError> {
        if optional(form, "requested_token_use")? != Some("on_behalf_of") {
            return Err(OAuthError::missing_parameter("requested_token_use"));
        }
        let client = ClientAuthentication::parse(form, authorization)?;
        Ok(Self {
            client,
            assertion: secret(form, "assertion")?
                .ok_or_else(|| OAuthError::missing_parameter("assertion"))?,
            scope: scope(form)?,
            client_info: optional(form, "client_info")? == Some("1"),
        })
    }
}

/// A request of RFC 6749, section 4.3.2.
#[derive(Debug)]
pub struct PasswordRequest {
    /// Who asks, and its proof. A public client has none.
    pub client: ClientAuthentication,
    /// The user's name, as sent.
    pub username: String,
    /// The user's password, as sent.
    pub password: SentSecret,
    /// What the token is for.
    pub scope: String,
    /// Whether the answer is to have `client_info`, by which MSAL names the account.
    pub client_info: bool,
}

impl PasswordRequest {
    fn parse(form: &[(String, String)], authorization: Option<&str>) -> Result<Self, OAuthError> {
        let client = ClientAuthentication::parse(form, authorization)?;
        let username = bounded(form, "username", MAX_CHARS)?;
        Ok(Self {
            client,
            username: username
                .ok_or_else(|| OAuthError::missing_parameter("username"))?
                .to_owned(),
            password: secret(form, "password")?
                .ok_or_else(|| OAuthError::missing_parameter("password"))?,
            scope: scope(form)?,
            client_info: optional(form, "client_info")? == Some("1"),
        })
    }
}

/// The scope of a request that must have one.
fn scope(form: &[(String, String)]) -> Result<String, OAuthError> {
    let scope = bounded(form, "scope", MAX_CHARS)?;
    scope
        .map(ToOwned::to_owned)
        .ok_or_else(|| OAuthError::missing_parameter("scope"))
}

/// A request of RFC 6749, section 4.4.
#[derive(Debug)]
pub struct ClientCredentials {
    /// Who asks, and its proof.
    ///
    /// RFC 6749, section 4.4: a client without proof must not have a token by this grant. Whoever
    /// looks the client up refuses it then ([`OAuthError::missing_secret`]), and not before: that
    /// the client does not exist is the better answer.
    pub client: ClientAuthentication,
    /// What the token is for.
    pub scope: Scope,
}

impl ClientCredentials {
    fn parse(form: &[(String, String)], authorization: Option<&str>) -> Result<Self, OAuthError> {
        let client = ClientAuthentication::parse(form, authorization)?;
        let scope = Scope::parse(required(form, "scope")?)?;
        Ok(Self { client, scope })
    }
}

/// Who a client says it is, and how it proves it.
#[derive(Debug)]
pub enum ClientAuthentication {
    /// `client_id` and `client_secret` in the body.
    SecretPost {
        /// The application's `appId`, as sent.
        client_id: String,
        /// The secret, as sent.
        secret: SentSecret,
    },
    /// HTTP Basic.
    SecretBasic {
        /// The application's `appId`, as sent.
        client_id: String,
        /// The secret, as sent.
        secret: SentSecret,
    },
    /// `client_assertion`: a JWT, signed with a key of the client's (RFC 7523, section 2.2).
    Assertion {
        /// The application's `appId`, as sent; if it was not, whom the assertion says it is of.
        client_id: String,
        /// The assertion, as sent.
        assertion: SentSecret,
    },
    /// No proof: a public client.
    None {
        /// The application's `appId`, as sent.
        client_id: String,
    },
}

impl ClientAuthentication {
    /// Reads the client's authentication from a request of whatever grant.
    ///
    /// Two proofs at once are refused (RFC 6749, section 2.3), even if both were right: it would
    /// not be clear which of them the log should name.
    pub fn parse(
        form: &[(String, String)],
        authorization: Option<&str>,
    ) -> Result<Self, OAuthError> {
        let client_id = optional(form, "client_id")?;
        let secret = optional(form, "client_secret")?;
        let assertion = bounded(form, "client_assertion", MAX_ASSERTION_CHARS)?;
        let assertion_type = optional(form, "client_assertion_type")?;
        let proofs = [authorization, secret, assertion]
            .into_iter()
            .flatten()
            .count();
        if proofs > 1 {
            return Err(OAuthError::malformed(
                "The client used more than one method of authentication in one request.",
            ));
        }
        if let Some(assertion) = assertion {
            return Self::assertion(client_id, assertion, assertion_type);
        }
        if let Some(header) = authorization {
            let (basic_id, secret) =
                basic(header).ok_or_else(OAuthError::malformed_authorization)?;
            if client_id.is_some_and(|client_id| client_id != basic_id) {
                return Err(OAuthError::malformed(
                    "The parameter 'client_id' and the Authorization header name different clients.",
                ));
            }
            return Ok(Self::SecretBasic {
                client_id: basic_id,
                secret,
            });
        }
        let client_id = client_id
            .ok_or_else(|| OAuthError::missing_parameter("client_id"))?
            .to_owned();
        Ok(match secret {
            Some(secret) => Self::SecretPost {
                client_id,
                secret: SentSecret::new(secret),
            },
            None => Self::None { client_id },
        })
    }

    fn assertion(
        client_id: Option<&str>,
        assertion: &str,
        assertion_type: Option<&str>,
    ) -> Result<Self, OAuthError> {
        match assertion_type {
            Some(JWT_BEARER) => {}
            Some(_) => return Err(OAuthError::unsupported_client_authentication()),
            None => return Err(OAuthError::missing_parameter("client_assertion_type")),
        }
        // RFC 7523, section 3: the subject is the client, so `client_id` may be left out.
        let client_id = client_id
            .map(str::to_owned)
            .or_else(|| claimed_subject(assertion));
        Ok(Self::Assertion {
            client_id: client_id.ok_or_else(|| OAuthError::missing_parameter("client_id"))?,
            assertion: SentSecret::new(assertion),
        })
    }

    /// The application's `appId`, as sent: not known to exist, and not even to be a GUID.
    pub fn client_id(&self) -> &str {
        match self {
            Self::SecretPost { client_id, .. }
            | Self::SecretBasic { client_id, .. }
            | Self::Assertion { client_id, .. }
            | Self::None { client_id } => client_id,
        }
    }

    /// Whether it is a proof at all.
    pub fn is_proof(&self) -> bool {
        !matches!(self, Self::None { .. })
    }

    /// The secret, if one was sent. There are other proofs.
    pub fn secret(&self) -> Option<&SentSecret> {
        match self {
            Self::SecretPost { secret, .. } | Self::SecretBasic { secret, .. } => Some(secret),
            Self::Assertion { .. } | Self::None { .. } => None,
        }
    }
}

/// The scope of a client that acts for itself: all that it was granted at one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    resource: String,
}

impl Scope {
    /// Reads `<resource>/.default`.
    ///
    /// After a resource that itself ends in a slash the suffix is `//.default`, so the slash stays
    /// with the resource: azure-cli sends that, and wants the audience with the slash.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        let mut scopes = words(text);
        let scope = scopes.next().unwrap_or_default();
        if scopes.next().is_some() || !is_scope_token(scope) {
            return Err(OAuthError::invalid_scope(text));
        }
        match scope.strip_suffix("/.default") {
            Some(resource) if !resource.is_empty() => Ok(Self {
                resource: resource.to_owned(),
            }),
            _ => Err(OAuthError::scope_without_default(text)),
        }
    }

    /// The resource: an application's id, or one of its identifier URIs.
    pub fn resource(&self) -> &str {
        &self.resource
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/.default", self.resource)
    }
}

/// The value of a parameter that nobody else may know.
pub(super) fn secret(
    form: &[(String, String)],
    name: &str,
) -> Result<Option<SentSecret>, OAuthError> {
    Ok(bounded(form, name, MAX_CHARS)?.map(SentSecret::new))
}

/// The client's id and secret from an HTTP Basic header, neither of them empty.
fn basic(header: &str) -> Option<(String, SentSecret)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = Zeroizing::new(STANDARD.decode(encoded.trim()).ok()?);
    let (client_id, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    let client_id = form_decoded(client_id)?;
    let secret = form_decoded(secret)?;
    if client_id.is_empty() || secret.is_empty() {
        return None;
    }
    Some((client_id.as_str().to_owned(), SentSecret::from(secret)))
}

/// Undoes the form encoding that RFC 6749, section 2.3.1, wants under Basic.
fn form_decoded(text: &str) -> Option<Zeroizing<String>> {
    let spaced = Zeroizing::new(text.replace('+', " "));
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    Some(Zeroizing::new(decoded.into_owned()))
}
