//! Signing out begins here: the session is over first, and then the provider that it came of is told, by the browser
//! (OpenID Connect RP-Initiated Logout 1.0; SAML Profiles, section 4.4). Whatever comes of that, nothing here waits for it.
//!
//! Providers of organisations only: whoever came with an account of their own somewhere, such as Google's, keeps that.

use hospes_protocol::saml::signature::verify_enveloped;
use hospes_protocol::saml::{Document, LogoutResponse, NewLogoutRequest, Query, Refused};
use serde::{Deserialize, Serialize};

use super::logout::LogoutError;
use super::saml::{Message, sent};
use crate::Identity;
use crate::db::Tx;
use crate::env::Span;
use crate::error::{Error, Result};
use crate::identity_provider::{
    self, Class, IdentityProvider, Problem, Protocol, Saml, SignOutHint,
};
use crate::ids::{ProviderId, TenantId};
use crate::service_provider::{entity_path, logout_path};
use crate::session::{self, Session};
use crate::user::{Issuer, ProviderKey};

/// So long a provider may take a request.
const LIFE: Span = Span::minutes(5);

/// Where a provider that speaks OpenID Connect sends people back to.
pub const SIGNED_OUT_PATH: &str = "/signed-out";

/// The session at a provider that a session here came of. What a browser carries of it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionThere {
    tenant: TenantId,
    provider: ProviderId,
    subject: String,
    session: Option<String>,
    hint: Option<SignOutHint>,
}

impl SessionThere {
    /// Leaves out what makes it long: the provider may have to ask the person then. Whether there was anything.
    pub fn shorten(&mut self) -> bool {
        let is_token = self
            .hint
            .as_ref()
            .is_some_and(|hint| hint.token().is_some());
        self.hint.take_if(|_| is_token).is_some()
    }
}

/// Where somebody goes to sign out at a provider.
#[derive(Debug, Clone)]
pub struct SignOutThere {
    /// The provider's name.
    pub provider: String,
    /// The URL, with its query if it is a link.
    pub url: String,
    /// The fields of a form that is posted there; none: it is a link.
    pub form: Vec<(String, String)>,
    /// What the answer has to fit to.
    pub expected: ExpectedThere,
}

/// What the answer of a provider has to fit to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExpectedThere {
    /// The `state` that comes back.
    State(String),
    /// The response to a request, of a provider of a tenant.
    Response {
        /// The tenant.
        tenant: TenantId,
        /// The provider.
        provider: ProviderId,
        /// The id of the request.
        request_id: String,
    },
}

/// What a provider answers to a logout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoggedOutThere {
    /// Whether the person is signed out there.
    pub is_success: bool,
    /// Whether others that it signed them in to were not told.
    pub is_partial: bool,
}

/// A response as it came.
#[derive(Debug, Clone, Copy)]
pub struct LogoutReply<'a> {
    /// The message.
    pub document: &'a Document,
    /// The query it came in.
    pub query: &'a Query,
    /// The root of this server's URLs, without a slash at its end.
    pub root: &'a str,
}

impl Identity {
    /// The session at a provider that a session came of, to be read before that one ends. `None` when it came of none, or
    /// of one where nobody is signed out by signing out here.
    pub async fn session_there(&self, session: &Session) -> Result<Option<SessionThere>> {
        let Issuer::Provider(ProviderKey { tenant, id }) = session.issuer else {
            return Ok(None);
        };
        let mut tx = self.read().await?;
        let Some(provider) = known(&mut tx, (tenant, id)).await? else {
            return Ok(None);
        };
        let may_end = match &provider.protocol {
            Protocol::OpenIdConnect(_) => true,
            Protocol::Saml(us) => us.single_logout.is_some(),
            Protocol::OAuth(_) => false,
        };
        if !may_end {
            return Ok(None);
        }
        let sealed = session::sign_out_hint(&mut tx, session).await?;
        Ok(Some(SessionThere {
            tenant,
            provider: id,
            subject: session.subject.clone(),
            session: session.upstream.session.clone(),
            hint: sealed.and_then(|sealed| self.open_sign_out_hint(id, &sealed)),
        }))
    }

    /// Where somebody goes whose session here is over, to end the one at the provider. `None` when it can't be asked: it
    /// is switched off by now, has no place for it, or does not answer.
    pub async fn lead_to_sign_out(
        &self,
        there: &SessionThere,
        root: &str,
    ) -> Result<Option<SignOutThere>> {
        let mut tx = self.read().await?;
        let Some(provider) = known(&mut tx, (there.tenant, there.provider)).await? else {
            return Ok(None);
        };
        drop(tx);
        match &provider.protocol {
            Protocol::OpenIdConnect(us) => {
                let state = self.message_id();
                let back = format!("{root}{SIGNED_OUT_PATH}");
                let hint = there.hint.as_ref().and_then(SignOutHint::token);
                let of = (&provider, us);
                let url = self.end_session_url(of, hint, (&back, &state)).await;
                let url = url.unwrap_or_else(|problem| {
                    tracing::warn!(%problem, "nobody can be signed out at an identity provider");
                    None
                });
                Ok(url.map(|url| SignOutThere {
                    provider: provider.display_name,
                    url,
                    form: Vec::new(),
                    expected: ExpectedThere::State(state),
                }))
            }
            Protocol::Saml(us) => self.ask_saml_logout((&provider, us), there, root).await,
            Protocol::OAuth(_) => Ok(None),
        }
    }

    async fn ask_saml_logout(
        &self,
        (provider, us): (&IdentityProvider, &Saml),
        there: &SessionThere,
        root: &str,
    ) -> Result<Option<SignOutThere>> {
        let hint = there.hint.as_ref();
        let name = hint.and_then(|hint| hint.name(&there.subject));
        // A request that is not signed could be anybody's, and no provider has to take it.
        let signer = self.service_signer(provider.tenant).await?;
        let (Some(name_id), Some(to), Some(signer)) = (name, &us.single_logout, signer) else {
            return Ok(None);
        };
        let (request_id, now) = (self.message_id(), self.env.clock.now());
        let session_indexes = Vec::from_iter(there.session.clone());
        let request = NewLogoutRequest {
            id: &request_id,
            issuer: &format!("{root}{}", entity_path(provider.tenant)),
            destination: &to.url,
            issued_at: &now.to_rfc3339(),
            not_on_or_after: &now.plus(LIFE).to_rfc3339(),
            name_id: &name_id,
            session_indexes: &session_indexes,
        };
        let message = Message {
            parameter: "SAMLRequest",
            xml: &request.to_xml(),
            relay_state: None,
        };
        let (url, form) = sent(to, &message, Some(&signer))?;
        Ok(Some(SignOutThere {
            provider: provider.display_name.clone(),
            url,
            form,
            expected: ExpectedThere::Response {
                tenant: provider.tenant,
                provider: provider.id,
                request_id,
            },
        }))
    }

    /// Takes a provider's signed answer to the request that it was sent. Changes nothing.
    pub async fn receive_sign_out_answer(
        &self,
        tenant: TenantId,
        expected: &ExpectedThere,
        reply: LogoutReply<'_>,
    ) -> Result<LoggedOutThere, LogoutError> {
        let refused =
            |why: Refused| LogoutError::Provider(Problem::LogoutResponse(why.to_string()));
        let wrong = |why: &str| LogoutError::Provider(Problem::LogoutResponse(why.to_owned()));
        let response = LogoutResponse::read(reply.document).map_err(refused)?;
        let ExpectedThere::Response {
            tenant: host,
            provider: id,
            request_id,
        } = expected
        else {
            return Err(wrong("no response is expected"));
        };
        if *host != tenant || response.in_response_to != *request_id {
            return Err(wrong("InResponseTo is not the request that was sent"));
        }
        let mut tx = self.read().await?;
        let provider = identity_provider::find(&mut tx, tenant, *id).await?;
        drop(tx);
        let Protocol::Saml(us) = &provider.protocol else {
            return Err(LogoutError::Unknown);
        };
        if !provider.is_active() || provider.issuer != response.issuer {
            return Err(LogoutError::Unknown);
        }
        // What came by a form has its signature inside, and was carried on in a query.
        let is_signed = if reply.query.is_signed() {
            reply.query.verify(&us.certificates)
        } else {
            verify_enveloped(reply.document, &us.certificates)
        };
        if !is_signed.map_err(refused)? {
            return Err(refused(Refused::Signature));
        }
        let here = format!("{}{}", reply.root, logout_path(tenant));
        if response.destination.is_some_and(|url| url != here) {
            return Err(wrong("Destination is not the URL that it came to"));
        }
        Ok(LoggedOutThere {
            is_success: response.is_success,
            is_partial: response.is_partial,
        })
    }
}

/// A provider, if it is an organisation's and in use.
async fn known(
    tx: &mut Tx,
    (tenant, id): (TenantId, ProviderId),
) -> Result<Option<IdentityProvider>> {
    match identity_provider::find(tx, tenant, id).await {
        Ok(found) => {
            let is_it = found.is_active() && found.kind.class() == Class::ExternalFederation;
            Ok(Some(found).filter(|_| is_it))
        }
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
