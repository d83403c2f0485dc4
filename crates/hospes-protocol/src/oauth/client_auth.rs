//! How we prove to another server who we are: RFC 6749, section 2.3.1; RFC 7523, section 2.2; OpenID Connect Core,
//! section 9.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::{JWT_BEARER, SentSecret};
use crate::jose::{JoseError, SigningKey, sign_with_secret};

/// How long an assertion of ours can be used, in seconds.
const ASSERTION_SECONDS: i64 = 60;

/// A method by which a client proves who it is, of those that we have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientProofMethod {
    /// Not at all: a public client, whose code only a verifier of RFC 7636 protects.
    None,
    /// The secret in the header.
    Basic,
    /// The secret in the form.
    Post,
    /// A JWT that the secret signs.
    SecretJwt,
    /// A JWT that a key signs.
    PrivateKeyJwt,
}

impl ClientProofMethod {
    /// Every method.
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::Basic,
        Self::Post,
        Self::SecretJwt,
        Self::PrivateKeyJwt,
    ];

    /// The name in metadata, such as `client_secret_basic`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
            Self::SecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }

    /// Reads such a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }
}

/// What we prove with who we are.
#[derive(Clone, Copy, Debug)]
pub enum ClientProof<'a> {
    /// Nothing.
    None,
    /// The secret, in the header.
    Basic(&'a SentSecret),
    /// The secret, in the form.
    Post(&'a SentSecret),
    /// An assertion with HS256. The secret has at least 32 bytes.
    SecretJwt(&'a SentSecret, Once<'a>),
    /// An assertion with a key that signs for this one server and nothing else: it chooses `iss`, `sub` and `aud`, so with
    /// a key of our tokens it would get one of them.
    PrivateKeyJwt(&'a SigningKey, Once<'a>),
}

/// What makes an assertion one that can be used once.
#[derive(Clone, Copy, Debug)]
pub struct Once<'a> {
    /// Its name, which never was and never will be another one's.
    pub jti: &'a str,
    /// The present time, in seconds since 1970-01-01T00:00:00Z.
    pub now_seconds: i64,
}

/// What a request to a token endpoint has besides what it asks for. `Debug` prints the names of the fields alone.
#[derive(Clone)]
pub struct Proven {
    /// The header `Authorization`, if there is one.
    pub authorization: Option<SentSecret>,
    /// Fields of the form.
    pub fields: Vec<(String, String)>,
}

impl ClientProof<'_> {
    /// What to send to this token endpoint as this client.
    ///
    /// `token_endpoint` is as the metadata have it: it is the audience of assertions (RFC 7523, section 3).
    pub fn prove(&self, client_id: &str, token_endpoint: &str) -> Result<Proven, JoseError> {
        let id = ("client_id", client_id);
        let signed = |assertion: &str| {
            let assertion = [
                id,
                ("client_assertion_type", JWT_BEARER),
                ("client_assertion", assertion),
            ];
            Proven::by_form(&assertion)
        };
        match self {
            Self::None => Ok(Proven::by_form(&[id])),
            Self::Basic(secret) => Ok(Proven {
                authorization: Some(basic(client_id, secret)),
                fields: Vec::new(),
            }),
            Self::Post(secret) => {
                let fields = [id, ("client_secret", secret.expose())];
                Ok(Proven::by_form(&fields))
            }
            Self::SecretJwt(secret, once) => {
                let claims = once.claims(client_id, token_endpoint);
                let assertion = sign_with_secret(&claims, secret.expose().as_bytes())?;
                Ok(signed(&assertion))
            }
            Self::PrivateKeyJwt(key, once) => {
                let assertion = key.sign(&once.claims(client_id, token_endpoint))?;
                Ok(signed(&assertion))
            }
        }
    }
}

impl Once<'_> {
    /// RFC 7523, section 3.
    fn claims(&self, client_id: &str, token_endpoint: &str) -> Value {
        json!({
            "iss": client_id,
            "sub": client_id,
            "aud": token_endpoint,
            "jti": self.jti,
            "iat": self.now_seconds,
            "exp": self.now_seconds.saturating_add(ASSERTION_SECONDS),
        })
    }
}

impl Proven {
    fn by_form(fields: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            authorization: None,
            fields: fields.iter().map(owned).collect(),
        }
    }
}

impl fmt::Debug for Proven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.fields.iter().map(|(name, _)| name).collect();
        f.debug_struct("Proven")
            .field("authorization", &self.authorization)
            .field("fields", &names)
            .finish()
    }
}

/// RFC 6749, section 2.3.1: both are encoded like a form first. A server that forgets to decode them refuses what has
/// other characters than letters, digits and `*-._`.
fn basic(client_id: &str, secret: &SentSecret) -> SentSecret {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(client_id), encode(secret.expose()));
    SentSecret::new(&format!("Basic {}", STANDARD.encode(pair)))
}
