//! The identity provider, by a library of others: begin a sign-in, redeem its code, verify the ID token.

use std::sync::Arc;

use anyhow::Context as _;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType,
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AuthorizationCode, ClaimsVerificationError,
    ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndSessionUrl, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdToken, IdTokenFields, IssuerUrl, LogoutRequest, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError,
    StandardErrorResponse, StandardTokenResponse, TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::Mutex;
use url::Url;

use crate::client::Client as Http;
use crate::{CALLBACK, SIGNED_OUT, Settings};

/// Claims that the library has no name for.
#[derive(Debug, Clone, Deserialize, Serialize)]
struct OtherClaims {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for OtherClaims {}

type Token = IdToken<
    OtherClaims,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type TokenResponse = StandardTokenResponse<
    IdTokenFields<
        OtherClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

type Client = openidconnect::Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    TokenResponse,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A sign-in that has begun: what has to fit when the answer comes.
pub(crate) struct Begun {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

impl Begun {
    /// The state that the answer must bring back.
    pub(crate) fn state(&self) -> &str {
        self.state.secret()
    }
}

/// What a sign-in gives.
pub(crate) struct Proved {
    /// The claims of the ID token, whose signature, issuer, audience, times and nonce are verified.
    pub(crate) claims: Map<String, Value>,
    /// The token for Graph.
    pub(crate) access_token: AccessToken,
}

/// Why a sign-in can't begin or end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The provider gives no usable answer.
    #[error("the identity provider can’t be asked: {0}")]
    Unreachable(String),
    /// It gave an error (RFC 6749, sections 4.1.2.1 and 5.2).
    #[error("the identity provider refused: {error}")]
    Refused {
        /// Its code.
        error: String,
        /// Its sentence.
        description: Option<String>,
    },
    /// What it gave can't be believed.
    #[error("the answer of the identity provider can’t be believed: {0}")]
    Unbelievable(String),
}

/// What discovery told.
struct Known {
    client: Client,
    end_session: Option<EndSessionUrl>,
}

/// The provider.
pub(crate) struct Provider {
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: ClientSecret,
    scopes: Vec<Scope>,
    redirect: RedirectUrl,
    after_sign_out: PostLogoutRedirectUrl,
    http: Arc<Http>,
    known: Mutex<Option<Arc<Known>>>,
}

impl Provider {
    /// The provider of these settings, which is not asked yet.
    pub(crate) fn new(settings: &Settings, http: Arc<Http>) -> anyhow::Result<Self> {
        let issuer = IssuerUrl::new(settings.issuer.clone()).context("the issuer is no URL")?;
        let here = |path: &str| Ok::<_, anyhow::Error>(settings.public_url.join(path)?.to_string());
        Ok(Self {
            issuer,
            client_id: ClientId::new(settings.client_id.clone()),
            client_secret: ClientSecret::new(settings.client_secret.clone()),
            scopes: settings.scopes.iter().cloned().map(Scope::new).collect(),
            redirect: RedirectUrl::new(here(CALLBACK)?)?,
            after_sign_out: PostLogoutRedirectUrl::new(here(SIGNED_OUT)?)?,
            http,
            known: Mutex::new(None),
        })
    }

    /// The issuer, to the letter.
    pub(crate) fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// What discovery tells: asked once, and again after it failed or `forget`.
    async fn known(&self) -> Result<Arc<Known>, Failure> {
        let mut known = self.known.lock().await;
        if let Some(found) = known.as_ref() {
            return Ok(found.clone());
        }
        let found =
            ProviderMetadataWithLogout::discover_async(self.issuer.clone(), self.http.as_ref())
                .await;
        let metadata = found.map_err(|error| Failure::Unreachable(causes(&error)))?;
        let end_session = metadata.additional_metadata().end_session_endpoint.clone();
        let (id, secret) = (self.client_id.clone(), self.client_secret.clone());
        let client = Client::from_provider_metadata(metadata, id, Some(secret))
            .set_redirect_uri(self.redirect.clone());
        let found = Arc::new(Known {
            client,
            end_session,
        });
        *known = Some(found.clone());
        Ok(found)
    }

    /// Where to send the browser, and what to remember.
    pub(crate) async fn begin(&self) -> Result<(Url, Begun), Failure> {
        let known = self.known().await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = known
            .client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(self.scopes.iter().cloned())
            .set_pkce_challenge(challenge)
            .url();
        let begun = Begun {
            state,
            nonce,
            verifier,
        };
        Ok((url, begun))
    }

    /// Redeems a code and verifies what comes for it.
    pub(crate) async fn finish(&self, begun: Begun, code: String) -> Result<Proved, Failure> {
        let known = self.known().await?;
        let answer = known
            .client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| Failure::Unreachable(causes(&error)))?
            .set_pkce_verifier(begun.verifier)
            .request_async(self.http.as_ref())
            .await
            .map_err(refused)?;
        let token = answer
            .id_token()
            .ok_or_else(|| Failure::Unbelievable("there is no ID token in it".to_owned()))?;
        let claims = match verified(&known, token, (&begun.nonce, answer.access_token())) {
            // The provider may have keys that are newer than what is known of it.
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                *self.known.lock().await = None;
                let known = self.known().await?;
                verified(&known, token, (&begun.nonce, answer.access_token()))
            }
            other => other,
        };
        Ok(Proved {
            claims: claims.map_err(|error| Failure::Unbelievable(causes(&error)))?,
            access_token: answer.access_token().clone(),
        })
    }

    /// Where to send a browser so that its session at the provider ends too; `None` when the provider has no
    /// such address (OpenID Connect RP-Initiated Logout, section 2).
    ///
    /// The ID token is not sent along, which would put a name and a mail address into logs.
    pub(crate) async fn leave(&self) -> Option<Url> {
        let known = self.known().await.ok()?;
        let url = LogoutRequest::from(known.end_session.clone()?)
            .set_client_id(self.client_id.clone())
            .set_post_logout_redirect_uri(self.after_sign_out.clone())
            .http_get_url();
        Some(url)
    }
}

/// The claims of an ID token that is meant for us, and belongs to the access token beside it.
fn verified(
    known: &Known,
    token: &Token,
    (nonce, access_token): (&Nonce, &AccessToken),
) -> Result<Map<String, Value>, ClaimsVerificationError> {
    let other = |error: String| ClaimsVerificationError::Other(error);
    let verifier = known.client.id_token_verifier();
    let claims = token.claims(&verifier, nonce)?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = token
            .signing_alg()
            .map_err(ClaimsVerificationError::SignatureVerification)?;
        let key = token
            .signing_key(&verifier)
            .map_err(ClaimsVerificationError::SignatureVerification)?;
        let actual = AccessTokenHash::from_token(access_token, algorithm, key);
        if actual.map_err(|error| other(error.to_string()))? != *expected {
            return Err(other("it came with another access token".to_owned()));
        }
    }
    match serde_json::to_value(claims).map_err(|error| other(error.to_string()))? {
        Value::Object(all) => Ok(all),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(other("it is not an object".to_owned()))
        }
    }
}

/// What the token endpoint's refusal means.
fn refused<E: std::error::Error + 'static>(
    error: RequestTokenError<E, StandardErrorResponse<CoreErrorResponseType>>,
) -> Failure {
    match error {
        RequestTokenError::ServerResponse(answer) => Failure::Refused {
            error: answer.error().as_ref().to_owned(),
            description: answer.error_description().cloned(),
        },
        other @ (RequestTokenError::Request(_)
        | RequestTokenError::Parse(..)
        | RequestTokenError::Other(_)) => Failure::Unreachable(causes(&other)),
    }
}

/// An error with everything that it came from.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(found) = cause {
        text.push_str(": ");
        text.push_str(&found.to_string());
        cause = found.source();
    }
    text
}
