//! Single logout (SAML Profiles, section 4.4): an application says that somebody signed out there, and the
//! others that the session let them into are told, one after the other, by the browser.

use hospes_protocol::saml::{
    LogoutRequest, LogoutResponse, NameId, NewLogoutRequest, NewLogoutResponse, status,
};
use serde::{Deserialize, Serialize};

use super::receive::{Received, check_instant, find};
use super::sign_on::xml_id;
use super::{ASK_LIFE, SKEW, SamlError, configure, store};
use crate::Identity;
use crate::actor::Circumstances;
use crate::db::Tx;
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::grant::TokenNames;
use crate::ids::{ApplicationId, SessionId, TenantId};
use crate::session::{self, Session};

const PURPOSE: &str = "saml-logout";

/// A logout that was checked: what is left to do is to sign the person out, and to answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoutAsk {
    application: ApplicationId,
    request_id: String,
    relay_state: Option<String>,
    name_id: String,
    session_indexes: Vec<String>,
    /// Whether the application signed it: then nobody has to be asked.
    pub is_signed: bool,
    made_at: Timestamp,
}

/// A sign-in to an application by a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SignIn {
    pub(super) application: ApplicationId,
    pub(super) session_index: SessionId,
    pub(super) name_id: NameId,
}

/// An application that a session let its person into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Of which tenant it is.
    pub tenant: TenantId,
    /// The application.
    pub application: ApplicationId,
}

/// What an application is told: where, and with which query.
#[derive(Debug, Clone)]
pub struct Told {
    /// The application's logout URL.
    pub url: String,
    /// The message in the Redirect binding, signed.
    pub query: String,
    /// Its id, which the answer repeats.
    pub request_id: String,
}

/// What an application answers to that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutAnswer {
    /// Who answers.
    pub from: Participant,
    /// To which message.
    pub in_response_to: String,
    /// Whether the person is signed out there.
    pub is_success: bool,
}

/// What came of a logout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoggedOut {
    /// Nobody is signed in any more.
    Everywhere,
    /// The session here is over, but other applications that it let the person into were not told.
    Here,
    /// The browser's session is not the one that is meant. It goes on.
    Another,
}

impl LoggedOut {
    fn status(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Everywhere => (status::SUCCESS, None),
            // SAML Core, section 3.7.3.2: a success for who asked, and a hint.
            Self::Here => (status::SUCCESS, Some(status::PARTIAL_LOGOUT)),
            Self::Another => (status::REQUESTER, Some(status::UNKNOWN_PRINCIPAL)),
        }
    }
}

impl Identity {
    /// Takes a logout of an application. Changes nothing.
    pub async fn receive_saml_logout(
        &self,
        tenant: TenantId,
        received: Received<'_>,
    ) -> Result<LogoutAsk, SamlError> {
        let request = LogoutRequest::read(received.document)?;
        let mut tx = self.read().await?;
        let now = tx.now();
        let found = find(&mut tx, tenant, &request.issuer).await?;
        let is_signed = received.is_signed(&found.settings)?;
        if found.settings.requests_signed && !is_signed {
            return Err(SamlError::Unsigned);
        }
        received.check_destination(request.destination.as_deref(), is_signed)?;
        check_instant(&request.issue_instant, now)?;
        let end = request.not_on_or_after.as_deref();
        if end.is_some_and(|end| Timestamp::parse(end).is_none_or(|end| end.plus(SKEW) <= now)) {
            return Err(SamlError::Expired);
        }
        Ok(LogoutAsk {
            application: found.application.id,
            request_id: request.id,
            relay_state: received.relay_state.map(str::to_owned),
            name_id: request.name_id.value,
            session_indexes: request.session_indexes,
            is_signed,
            made_at: now,
        })
    }

    /// A logout as the browser carries it.
    pub fn seal_saml_logout(&self, tenant: TenantId, ask: &LogoutAsk) -> String {
        self.seal_saml(PURPOSE, tenant, ask)
    }

    /// Reads it again, for an hour; `None` when it is none of this tenant's.
    pub fn open_saml_logout(&self, tenant: TenantId, text: &str) -> Option<LogoutAsk> {
        let ask: LogoutAsk = self.open_saml(PURPOSE, tenant, text)?;
        (self.env.clock.now() < ask.made_at.plus(ASK_LIFE)).then_some(ask)
    }

    /// Ends the session of a browser, if it is the one that an application's logout means.
    pub async fn log_out_by_saml(
        &self,
        session: Option<&Session>,
        (tenant, ask): (TenantId, &LogoutAsk),
        circumstances: &Circumstances,
    ) -> Result<LoggedOut> {
        let Some(session) = session else {
            return Ok(LoggedOut::Everywhere);
        };
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let all = store::sessions(&mut tx, tenant, session.id).await?;
            if !all.iter().any(|one| ask.means(one)) {
                return Ok(LoggedOut::Another);
            }
            let all = participants(&mut tx, session).await?;
            session::end(&mut tx, session, circumstances).await?;
            tx.commit().await?;
            Ok(if all.iter().all(|one| *one == ask.participant(tenant)) {
                LoggedOut::Everywhere
            } else {
                LoggedOut::Here
            })
        })
        .await
    }

    /// The applications that a session let its person into by SAML, each once.
    pub async fn saml_participants(&self, session: &Session) -> Result<Vec<Participant>> {
        participants(&mut self.read().await?, session).await
    }

    /// What an application is told of the end of a session. `None` when it can't be told: it registered no
    /// logout URL. The sign-ins stay known until they would have ended, so that they can be told of.
    pub async fn tell_saml_logout(
        &self,
        session: SessionId,
        to: Participant,
        names: &TokenNames,
    ) -> Result<Option<Told>> {
        let mut tx = self.read().await?;
        let found = configure::find(&mut tx, to.tenant, to.application).await?;
        let url = found.and_then(|found| found.settings.logout_url);
        let mut all = store::sessions(&mut tx, to.tenant, session).await?;
        all.retain(|one| one.application == to.application);
        let (Some(url), Some(last)) = (url, all.last()) else {
            return Ok(None);
        };
        let named = all.iter().filter(|one| one.name_id == last.name_id);
        let session_indexes: Vec<String> = named.map(|one| xml_id(one.session_index)).collect();
        let signer = self.saml_signer(&mut tx, to.tenant, to.application).await?;
        let (request_id, now) = (xml_id(tx.new_id()), tx.now());
        let request = NewLogoutRequest {
            id: &request_id,
            issuer: &names.issuer(to.tenant),
            destination: &url,
            issued_at: &now.to_rfc3339(),
            not_on_or_after: &now.plus(SKEW).to_rfc3339(),
            name_id: &last.name_id,
            session_indexes: &session_indexes,
        };
        let query = signer
            .sign_query("SAMLRequest", &request.to_xml(), None)
            .map_err(|e| Error::corrupt("a SAML request", e))?;
        Ok(Some(Told {
            url,
            query,
            request_id,
        }))
    }

    /// Takes an application's answer to that. Changes nothing.
    pub async fn receive_saml_logout_answer(
        &self,
        tenant: TenantId,
        received: Received<'_>,
    ) -> Result<LogoutAnswer, SamlError> {
        let response = LogoutResponse::read(received.document)?;
        let mut tx = self.read().await?;
        let found = find(&mut tx, tenant, &response.issuer).await?;
        let is_signed = received.is_signed(&found.settings)?;
        if found.settings.requests_signed && !is_signed {
            return Err(SamlError::Unsigned);
        }
        received.check_destination(response.destination.as_deref(), is_signed)?;
        Ok(LogoutAnswer {
            from: Participant {
                tenant,
                application: found.application.id,
            },
            in_response_to: response.in_response_to,
            is_success: response.is_success,
        })
    }

    /// Where the browser takes the answer: the application's logout URL with a signed response. `None` when it
    /// registered none.
    pub async fn saml_logout_answer(
        &self,
        (tenant, ask): (TenantId, &LogoutAsk),
        outcome: LoggedOut,
        names: &TokenNames,
    ) -> Result<Option<String>> {
        let Some(url) = self.saml_logout_url(tenant, ask).await? else {
            return Ok(None);
        };
        let mut tx = self.read().await?;
        let signer = self.saml_signer(&mut tx, tenant, ask.application).await?;
        let response = NewLogoutResponse {
            id: &xml_id(tx.new_id()),
            issuer: &names.issuer(tenant),
            destination: &url,
            in_response_to: &ask.request_id,
            issued_at: &tx.now().to_rfc3339(),
            status: outcome.status(),
        };
        let query = signer
            .sign_query(
                "SAMLResponse",
                &response.to_xml(),
                ask.relay_state.as_deref(),
            )
            .map_err(|e| Error::corrupt("a SAML response", e))?;
        let glue = if url.contains('?') { '&' } else { '?' };
        Ok(Some(format!("{url}{glue}{query}")))
    }

    /// The logout URL of the application that asks.
    pub async fn saml_logout_url(
        &self,
        tenant: TenantId,
        ask: &LogoutAsk,
    ) -> Result<Option<String>> {
        let mut tx = self.read().await?;
        let found = configure::find(&mut tx, tenant, ask.application).await?;
        Ok(found.and_then(|found| found.settings.logout_url))
    }
}

impl LogoutAsk {
    /// The application that asks.
    pub fn participant(&self, tenant: TenantId) -> Participant {
        Participant {
            tenant,
            application: self.application,
        }
    }

    /// What an answer needs of it, once the session is over.
    #[must_use]
    pub fn to_answer(self) -> Self {
        Self {
            name_id: String::new(),
            session_indexes: Vec::new(),
            ..self
        }
    }

    /// Whether a sign-in is one of those that are to end.
    fn means(&self, one: &SignIn) -> bool {
        let index = xml_id(one.session_index);
        self.application == one.application
            && self.name_id == one.name_id.value
            && (self.session_indexes.is_empty() || self.session_indexes.contains(&index))
    }
}

async fn participants(tx: &mut Tx, session: &Session) -> Result<Vec<Participant>> {
    let mut all: Vec<Participant> = Vec::new();
    for tenant in session::tenants(tx, session).await? {
        for one in store::sessions(tx, tenant, session.id).await? {
            let application = one.application;
            let found = Participant {
                tenant,
                application,
            };
            if !all.contains(&found) {
                all.push(found);
            }
        }
    }
    Ok(all)
}
