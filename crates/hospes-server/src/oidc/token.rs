//! `POST /{tenant}/oauth2/v2.0/token`: an application's credentials, a code or a refresh token for tokens. What a
//! device brings is in `device`.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_identity::Error;
use hospes_identity::application::{Caller, ClientError, Proof};
use hospes_identity::grant::{Client, GrantError, Issued, TOKEN_LIFE};
use hospes_identity::ids::AppId;
use hospes_identity::tenant::Tenant;
use hospes_protocol::oauth::{
    AssertionError, AuthorizationCodeRequest, ClientAuthentication, ClientCredentials, OAuthError,
    OnBehalfOfRequest, PasswordRequest, Platform, RefreshTokenRequest, SentSecret, TokenRequest,
};
use serde::Serialize;

use super::error::TokenFailure;
use crate::app::App;
use crate::extract::circumstances::Here;
use crate::extract::form::Form;
use crate::pages::authorize::flow::scope_error;
use crate::pages::authorize::trouble::access_blocked;

#[derive(Default, Serialize)]
#[expect(clippy::struct_field_names, reason = "RFC 6749, section 5.1")]
struct Token {
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    expires_in: u32,
    ext_expires_in: u32,
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_info: Option<String>,
}

/// A request, with what stands around its form.
pub(super) struct Asked<'a> {
    pub(super) app: &'a App,
    pub(super) tenant: &'a str,
    /// The page in a browser that asks, if one does.
    pub(super) origin: Option<&'a str>,
    pub(super) here: Here,
}

/// Exchanges what the client has for a token.
pub(crate) async fn exchange(
    State(app): State<App>,
    Path(tenant): Path<String>,
    headers: HeaderMap,
    here: Here,
    body: Bytes,
) -> Response {
    let form = Form::parse(&body);
    let value = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let asked = Asked {
        app: &app,
        tenant: &tenant,
        origin: value(header::ORIGIN),
        here,
    };
    let answered = match TokenRequest::parse(form.pairs(), value(header::AUTHORIZATION)) {
        Ok(TokenRequest::ClientCredentials(request)) => asked.client_credentials(&request).await,
        Ok(TokenRequest::AuthorizationCode(request)) => asked.code(&request).await,
        Ok(TokenRequest::RefreshToken(request)) => asked.refresh(&request).await,
        Ok(TokenRequest::DeviceCode(request)) => asked.device(&request).await,
        Ok(TokenRequest::OnBehalfOf(request)) => asked.on_behalf_of(&request).await,
        Ok(TokenRequest::Password(request)) => asked.password(&request).await,
        Err(error) => Err(error.into()),
    };
    let mut response = answered.unwrap_or_else(IntoResponse::into_response);
    let exchanged = [form.get("code"), form.get("refresh_token")];
    let exchanged = exchanged.into_iter().find(|text| !text.is_empty());
    let client_id = form.get("client_id");
    if let Some(origin) = asked.allowed_origin(client_id, exchanged).await {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    }
    response
}

impl Asked<'_> {
    /// The tenant of the path; of `common` and its like that of what is exchanged.
    pub(super) async fn find_tenant(
        &self,
        exchanged: Option<&str>,
    ) -> Result<Tenant, TokenFailure> {
        let identity = &self.app.identity;
        let found = match (self.tenant, exchanged) {
            ("common" | "organizations", Some(text)) => {
                let id = identity.tenant_of_grant(text);
                identity
                    .tenant(id.ok_or_else(|| OAuthError::invalid_grant("code"))?)
                    .await
            }
            ("common" | "organizations" | "consumers", _) => {
                // An application acts in one tenant, and says in which.
                return Err(OAuthError::missing_tenant().into());
            }
            (name, _) => identity.find_tenant(name).await,
        };
        match found {
            Ok(tenant) => Ok(tenant),
            Err(Error::NotFound { .. }) => Err(super::no_tenant(self.tenant).into()),
            Err(error) => Err(error.into()),
        }
    }

    async fn client_credentials(
        &self,
        request: &ClientCredentials,
    ) -> Result<Response, TokenFailure> {
        let tenant = self.find_tenant(None).await?;
        let identity = &self.app.identity;
        let caller = self.caller(&tenant, (&request.client, true)).await?;
        let caller = caller.ok_or_else(OAuthError::missing_secret)?;
        let names = &self.app.token_names;
        let resource = request.scope.resource();
        let found = identity.resource(tenant.id, names, resource).await?;
        let found = found.ok_or_else(|| OAuthError::unknown_resource(resource, self.tenant))?;
        let access_token = identity
            .issue_app_token(tenant.id, &caller, names, &found)
            .await?;
        Ok(answer(Token {
            access_token,
            ..Token::default()
        }))
    }

    async fn code(&self, request: &AuthorizationCodeRequest) -> Result<Response, TokenFailure> {
        let code = request.code.expose();
        let tenant = self.find_tenant(Some(code)).await?;
        let client = self.client(&tenant, &request.client).await?;
        let verifier = request.code_verifier.as_ref().map(SentSecret::expose);
        let sent = (code, request.redirect_uri.as_deref(), verifier);
        let names = &self.app.token_names;
        let issued = self
            .app
            .identity
            .redeem_code(&client, sent, names, &self.here.0)
            .await;
        let issued = issued.map_err(|error| self.not_granted(error, (&client, "code")))?;
        Ok(person(issued, request.client_info))
    }

    async fn refresh(&self, request: &RefreshTokenRequest) -> Result<Response, TokenFailure> {
        let token = request.refresh_token.expose();
        let tenant = self.find_tenant(Some(token)).await?;
        let client = self.client(&tenant, &request.client).await?;
        let sent = (token, request.scope.as_deref());
        let names = &self.app.token_names;
        let issued = self
            .app
            .identity
            .refresh(&client, sent, names, &self.here.0)
            .await;
        let issued = issued.map_err(|error| self.not_granted(error, (&client, "refresh_token")))?;
        Ok(person(issued, request.client_info))
    }

    async fn on_behalf_of(&self, request: &OnBehalfOfRequest) -> Result<Response, TokenFailure> {
        let tenant = self.find_tenant(None).await?;
        let client = self.client(&tenant, &request.client).await?;
        let scope = self.scope(&tenant, &client, &request.scope).await?;
        let sent = (request.assertion.expose(), scope.as_str());
        let names = &self.app.token_names;
        let issued = self
            .app
            .identity
            .on_behalf_of((&client, tenant.id), sent, names, &self.here.0)
            .await;
        let issued = issued.map_err(|error| self.not_granted(error, (&client, "assertion")))?;
        Ok(person(issued, request.client_info))
    }

    async fn password(&self, request: &PasswordRequest) -> Result<Response, TokenFailure> {
        let tenant = match self.tenant {
            "common" | "organizations" => self.home(&request.username).await?,
            _ => self.find_tenant(None).await?,
        };
        let client = self.client(&tenant, &request.client).await?;
        let scope = self.scope(&tenant, &client, &request.scope).await?;
        let sent = (
            request.username.as_str(),
            request.password.expose(),
            scope.as_str(),
        );
        let names = &self.app.token_names;
        let issued = self
            .app
            .identity
            .password_grant((&client, tenant.id), sent, names, &self.here.0)
            .await;
        let issued = issued.map_err(|error| self.not_granted(error, (&client, "password")))?;
        Ok(person(issued, request.client_info))
    }

    /// The tenant of a name's domain.
    async fn home(&self, username: &str) -> Result<Tenant, TokenFailure> {
        let domain = username.rsplit_once('@').map_or("", |(_, domain)| domain);
        match self.app.identity.find_tenant(domain).await {
            Ok(tenant) => Ok(tenant),
            Err(Error::NotFound { .. }) => Err(OAuthError::missing_tenant().into()),
            Err(error) => Err(error.into()),
        }
    }

    /// The scopes of a request without a page, looked up: `.default` is taken apart.
    pub(super) async fn scope(
        &self,
        tenant: &Tenant,
        client: &Client,
        scope: &str,
    ) -> Result<String, TokenFailure> {
        let names = &self.app.token_names;
        let scopes = names.scopes(scope)?;
        let wanted = self
            .app
            .identity
            .wanted(tenant.id, &client.application, names, scopes)
            .await?;
        let wanted = wanted.map_err(|error| scope_error(&error, scope, self.tenant))?;
        Ok(wanted.scopes.to_string())
    }

    /// Who asks, with or without a proof.
    pub(super) async fn client(
        &self,
        tenant: &Tenant,
        sent: &ClientAuthentication,
    ) -> Result<Client, TokenFailure> {
        if let Some(caller) = self.caller(tenant, (sent, false)).await? {
            return Ok(Client {
                application: caller.application,
                proof: caller.proof,
                is_page: self.origin.is_some(),
            });
        }
        let client_id = sent.client_id();
        let found = self
            .app
            .identity
            .client(tenant.id, self.app_id(client_id)?)
            .await;
        Ok(Client {
            application: found
                .map_err(|error| self.refused(error, client_id))?
                .application,
            proof: Proof::None,
            is_page: self.origin.is_some(),
        })
    }

    /// Who asks and proved it; `None` when no proof was sent. `is_itself` when it asks for no person.
    async fn caller(
        &self,
        tenant: &Tenant,
        (sent, is_itself): (&ClientAuthentication, bool),
    ) -> Result<Option<Caller>, TokenFailure> {
        let client_id = sent.client_id();
        let app_id = self.app_id(client_id)?;
        let identity = &self.app.identity;
        let found = match sent {
            ClientAuthentication::SecretPost { secret, .. }
            | ClientAuthentication::SecretBasic { secret, .. } => {
                let secret = secret.expose();
                let found = identity.authenticate_application(tenant.id, app_id, secret);
                found.await
            }
            ClientAuthentication::Assertion { assertion, .. } => {
                let (text, audiences) = (assertion.expose(), self.audiences(tenant));
                let id = tenant.id;
                let found =
                    identity.authenticate_application_by_assertion(id, app_id, text, &audiences);
                found.await
            }
            ClientAuthentication::None { .. } => return Ok(None),
        };
        // A person who signs in by this is recorded when the code is exchanged.
        if found.is_err() || is_itself {
            identity
                .note_client((tenant.id, app_id), &found, &self.here.0)
                .await?;
        }
        let found = found.map_err(|error| self.refused(error, client_id))?;
        Ok(Some(found))
    }

    /// What an assertion may be for: this endpoint, under every name of the tenant that the client may know
    /// it by, and the tenant's issuer.
    fn audiences(&self, tenant: &Tenant) -> Vec<String> {
        let (root, id) = (self.app.root.as_str(), tenant.id.to_string());
        let names = [self.tenant, &id, &tenant.initial_domain];
        names
            .iter()
            .map(|name| format!("{root}/{name}/oauth2/v2.0/token"))
            .chain([self.app.token_names.issuer_v2(tenant.id)])
            .collect()
    }

    pub(super) fn app_id(&self, client_id: &str) -> Result<AppId, TokenFailure> {
        let unknown = |_| OAuthError::unknown_client(client_id, self.tenant);
        Ok(client_id.parse().map_err(unknown)?)
    }

    fn refused(&self, error: ClientError, client_id: &str) -> TokenFailure {
        match error {
            ClientError::Unknown => OAuthError::unknown_client(client_id, self.tenant).into(),
            ClientError::WrongSecret => OAuthError::wrong_secret(client_id).into(),
            ClientError::ExpiredSecret => OAuthError::expired_secret(client_id).into(),
            ClientError::Assertion(error) => match error {
                AssertionError::UnknownKey => OAuthError::unknown_certificate(client_id),
                AssertionError::Signature => OAuthError::wrong_assertion_signature(),
                AssertionError::Malformed => OAuthError::malformed_assertion(),
                AssertionError::Time => OAuthError::assertion_out_of_time(),
                AssertionError::Audience => OAuthError::wrong_assertion_audience(),
                AssertionError::Client => OAuthError::assertion_of_another(client_id),
            }
            .into(),
            ClientError::ExpiredCertificate => OAuthError::expired_certificate(client_id).into(),
            ClientError::UsedAssertion => OAuthError::used_assertion().into(),
            ClientError::Other(error) => TokenFailure::Product(error),
        }
    }

    pub(super) fn not_granted(
        &self,
        error: GrantError,
        (client, what): (&Client, &str),
    ) -> TokenFailure {
        let (id, name) = (
            client.application.app_id.to_string(),
            &client.application.display_name,
        );
        let error = match error {
            GrantError::Expired if what == "assertion" => OAuthError::invalid_assertion(),
            GrantError::Expired if what == "code" => OAuthError::code_expired(),
            GrantError::Expired => OAuthError::refresh_token_expired(),
            GrantError::Used if what == "code" => OAuthError::code_redeemed(),
            GrantError::Used if what == "device_code" => OAuthError::device_code_redeemed(),
            GrantError::Unknown | GrantError::Used => OAuthError::invalid_grant(what),
            GrantError::Redirect => OAuthError::invalid_grant("redirect_uri"),
            GrantError::Verifier => OAuthError::verifier_mismatch(),
            GrantError::MustProve => OAuthError::missing_secret(),
            GrantError::MustNotProve => OAuthError::public_client(),
            GrantError::PagesOnly => OAuthError::cross_origin_required(),
            GrantError::NoPages => {
                OAuthError::cross_origin_not_allowed(self.origin.unwrap_or_default())
            }
            GrantError::SignInAgain => OAuthError::sessions_revoked(),
            GrantError::NeedsSecondFactor { must_register } => {
                OAuthError::second_factor_required(must_register, &id)
            }
            GrantError::NotAssigned => OAuthError::not_assigned("", &id),
            GrantError::AccessBlocked(block) => access_blocked(block, &id),
            GrantError::Scope => OAuthError::consent_missing(&id, name),
            GrantError::Assertion => OAuthError::invalid_assertion(),
            GrantError::WrongPassword => OAuthError::wrong_password(),
            GrantError::MustChangePassword => OAuthError::password_expired(),
            GrantError::NotHere => OAuthError::account_unknown(self.tenant),
            GrantError::Policy => OAuthError::blocked_by_policy(),
            GrantError::Other(Error::TooMany { .. }) if what == "password" => {
                OAuthError::account_locked()
            }
            GrantError::Other(error) => return TokenFailure::Product(error),
        };
        error.into()
    }

    /// The origin of the page that asks, if the application has redirect URIs for single pages there.
    async fn allowed_origin(
        &self,
        client_id: &str,
        exchanged: Option<&str>,
    ) -> Option<HeaderValue> {
        let origin = self.origin?;
        let app_id: AppId = client_id.parse().ok()?;
        let tenant = self.find_tenant(exchanged).await.ok()?;
        let client = self.app.identity.client(tenant.id, app_id).await.ok()?;
        let is_its = client.redirect_uris.iter().any(|uri| {
            // The rest of the URI behind this origin: on a loopback host any port fits.
            let Ok(url) = url::Url::parse(uri.as_str()) else {
                return false;
            };
            let registered = url.origin().ascii_serialization();
            let rest = uri.as_str().strip_prefix(&registered).unwrap_or_default();
            uri.platform() == Platform::Spa && uri.matches(&format!("{origin}{rest}"))
        });
        is_its.then(|| HeaderValue::try_from(origin).ok()).flatten()
    }
}

/// The answer for an application that acts for a person.
pub(super) fn person(issued: Issued, wants_client_info: bool) -> Response {
    let (uid, utid) = issued.home;
    let info = serde_json::json!({ "uid": uid, "utid": utid }).to_string();
    answer(Token {
        scope: Some(issued.scope),
        access_token: issued.access_token,
        refresh_token: issued.refresh_token,
        id_token: issued.id_token,
        client_info: wants_client_info.then(|| URL_SAFE_NO_PAD.encode(info)),
        ..Token::default()
    })
}

fn answer(token: Token) -> Response {
    let seconds = TOKEN_LIFE.as_seconds_up();
    let token = Token {
        token_type: "Bearer",
        expires_in: seconds,
        ext_expires_in: seconds,
        ..token
    };
    let no_store = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::PRAGMA, HeaderValue::from_static("no-cache")),
    ];
    (no_store, axum::Json(token)).into_response()
}
