//! Token requests, parsed from form pairs: RFC 6749, sections 2.3.1, 3.2, 4.4.
//!
//! The one grant is `client_credentials`; each other is refused as unsupported.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use super::OAuthError;

/// A request to the token endpoint.
#[derive(Debug)]
pub enum TokenRequest {
    /// A client wants a token for itself.
    ClientCredentials(ClientCredentials),
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
            "client_credentials" => {
                ClientCredentials::parse(form, authorization).map(Self::ClientCredentials)
            }
            _ => Err(OAuthError::unsupported_grant_type(grant_type)),
        }
    }
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
        secret: ClientSecret,
    },
    /// HTTP Basic.
    SecretBasic {
        /// The application's `appId`, as sent.
        client_id: String,
        /// The secret, as sent.
        secret: ClientSecret,
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
        let assertion = optional(form, "client_assertion")?;
        optional(form, "client_assertion_type")?;
        let proofs = [authorization, secret, assertion]
            .into_iter()
            .flatten()
            .count();
        if proofs > 1 {
            return Err(OAuthError::malformed(
                "The client used more than one method of authentication in one request.",
            ));
        }
        if assertion.is_some() {
            return Err(OAuthError::unsupported_client_authentication());
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
                secret: ClientSecret::new(secret),
            },
            None => Self::None { client_id },
        })
    }

    /// The application's `appId`, as sent: not known to exist, and not even to be a GUID.
    pub fn client_id(&self) -> &str {
        match self {
            Self::SecretPost { client_id, .. }
            | Self::SecretBasic { client_id, .. }
            | Self::None { client_id } => client_id,
        }
    }

    /// The secret, if one was sent.
    pub fn secret(&self) -> Option<&ClientSecret> {
        match self {
            Self::SecretPost { secret, .. } | Self::SecretBasic { secret, .. } => Some(secret),
            Self::None { .. } => None,
        }
    }
}

/// A secret that a client sent: never printed, erased from memory when dropped.
#[derive(Clone)]
pub struct ClientSecret(Zeroizing<String>);

impl ClientSecret {
    /// Takes a copy of the secret.
    pub fn new(secret: &str) -> Self {
        Self(Zeroizing::new(secret.to_owned()))
    }

    /// The secret itself: to be hashed and compared, never logged or stored.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(..)")
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
        let mut scopes = text.split(' ').filter(|scope| !scope.is_empty());
        let scope = scopes.next().unwrap_or_default();
        // RFC 6749, section 3.3: printable ASCII but the quotation mark and the backslash.
        let is_token = |scope: &str| {
            scope
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
        };
        if scopes.next().is_some() || !is_token(scope) {
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

/// The value of a parameter, if it is not empty; an error if it is there twice.
fn optional<'a>(form: &'a [(String, String)], name: &str) -> Result<Option<&'a str>, OAuthError> {
    let mut values = form
        .iter()
        .filter(|(key, _)| key == name)
        .map(|(_, value)| value.as_str());
    let value = values.next();
    if values.next().is_some() {
        return Err(OAuthError::repeated_parameter(name));
    }
    Ok(value.filter(|value| !value.is_empty()))
}

fn required<'a>(form: &'a [(String, String)], name: &str) -> Result<&'a str, OAuthError> {
    optional(form, name)?.ok_or_else(|| OAuthError::missing_parameter(name))
}

/// The client's id and secret from an HTTP Basic header, neither of them empty.
fn basic(header: &str) -> Option<(String, ClientSecret)> {
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
    Some((client_id.as_str().to_owned(), ClientSecret(secret)))
}

/// Undoes the form encoding that RFC 6749, section 2.3.1, wants under Basic.
fn form_decoded(text: &str) -> Option<Zeroizing<String>> {
    let spaced = Zeroizing::new(text.replace('+', " "));
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    Some(Zeroizing::new(decoded.into_owned()))
}
