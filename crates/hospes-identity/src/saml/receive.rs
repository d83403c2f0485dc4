//! Requests of applications, and what people open themselves: checked, and made an [`Ask`].

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_protocol::saml::signature::{has_enveloped, verify_enveloped};
use hospes_protocol::saml::{AuthnRequest, Comparison, Document, Query, Refused, binding};

use super::settings::NameIdFormat;
use super::{
    ASK_LIFE, Ask, REQUEST_LIFE, SKEW, SamlApplication, SamlError, Settings, configure, store,
};
use crate::Identity;
use crate::env::Timestamp;
use crate::error::Error;
use crate::ids::{ApplicationId, TenantId};

const PURPOSE: &str = "saml-ask";

/// A message as it came.
#[derive(Debug, Clone, Copy)]
pub struct Received<'a> {
    /// The message.
    pub document: &'a Document,
    /// The query it came in; none when it was posted.
    pub query: Option<&'a Query>,
    /// What came with it, to be given back.
    pub relay_state: Option<&'a str>,
    /// The URLs of the endpoint at which it came.
    pub endpoints: &'a [String],
}

impl Received<'_> {
    /// Whether the application signed it. One that has registered no certificate can't.
    pub(super) fn is_signed(&self, settings: &Settings) -> Result<bool, SamlError> {
        let registered = &settings.signing_certificates;
        let claims_to_be = self.query.is_some_and(Query::is_signed) || has_enveloped(self.document);
        if registered.is_empty() || !claims_to_be {
            return Ok(false);
        }
        let bad = |refused| {
            if refused == Refused::Signature {
                SamlError::Unsigned
            } else {
                SamlError::Message(refused)
            }
        };
        let by_query = match self.query {
            Some(query) => query.verify(registered).map_err(bad)?,
            None => false,
        };
        let by_itself = verify_enveloped(self.document, registered).map_err(bad)?;
        Ok(by_query || by_itself)
    }

    /// Where a message says that it goes, it goes; one that is signed says it (SAML Bindings, sections 3.4.5.2
    /// and 3.5.5.2).
    pub(super) fn check_destination(
        &self,
        destination: Option<&str>,
        is_signed: bool,
    ) -> Result<(), SamlError> {
        match destination {
            None if !is_signed => Ok(()),
            Some(url) if self.endpoints.iter().any(|known| known == url) => Ok(()),
            Some(_) | None => Err(SamlError::Destination),
        }
    }
}

/// Whether a message was made just now.
pub(super) fn check_instant(text: &str, now: Timestamp) -> Result<(), SamlError> {
    // `Timestamp` also reads dates, which are no instants.
    let at = Timestamp::parse(text).filter(|_| text.contains('T'));
    let at = at.ok_or(SamlError::Message(Refused::Content("IssueInstant")))?;
    if at > now.plus(SKEW) || at.plus(REQUEST_LIFE).plus(SKEW) <= now {
        Err(SamlError::Expired)
    } else {
        Ok(())
    }
}

impl Identity {
    /// Takes a request. Changes nothing.
    pub async fn receive_saml_request(
        &self,
        tenant: TenantId,
        received: Received<'_>,
    ) -> Result<Ask, SamlError> {
        let request = AuthnRequest::read(received.document)?;
        let mut tx = self.read().await?;
        let found = find(&mut tx, tenant, &request.issuer).await?;
        let is_signed = received.is_signed(&found.settings)?;
        if found.settings.requests_signed && !is_signed {
            return Err(SamlError::Unsigned);
        }
        received.check_destination(request.destination.as_deref(), is_signed)?;
        check_instant(&request.issue_instant, tx.now())?;
        let (url, index) = (request.acs_url.as_deref(), request.acs_index);
        let acs_url = found.settings.acs_url(url, index).ok_or_else(|| {
            let index = index.map(|index| index.to_string()).unwrap_or_default();
            let sent = url.map_or(index, str::to_owned);
            SamlError::AcsUrl(sent, request.issuer.clone())
        })?;
        if let Some(other) = request
            .protocol_binding
            .filter(|wanted| wanted != binding::POST)
        {
            return Err(SamlError::Binding(other));
        }
        if !request.context_classes.is_empty() && request.comparison != Comparison::Exact {
            return Err(SamlError::Comparison(request.comparison.as_str()));
        }
        let name_id_format = request.name_id_policy.and_then(|policy| policy.format);
        if let Some(format) = &name_id_format
            && NameIdFormat::from_uri(format).is_none()
        {
            return Err(SamlError::NameIdFormat(format.clone()));
        }
        Ok(Ask {
            application: found.application.id,
            request_id: Some(request.id),
            once: None,
            acs_url: acs_url.to_owned(),
            relay_state: received.relay_state.map(str::to_owned),
            name_id_format,
            context_classes: request.context_classes,
            force_authn: request.force_authn,
            is_passive: request.is_passive,
            login_hint: request.login_hint,
            made_at: tx.now(),
        })
    }

    /// Opens an application without its asking: the tile of My Apps (SAML Profiles, section 4.1.5).
    pub fn unsolicited_saml(&self, found: &SamlApplication) -> Result<Ask, SamlError> {
        let acs_url = found.settings.acs_url(None, None);
        let acs_url = acs_url.ok_or_else(|| Error::corrupt("SAML settings", "no URL"))?;
        Ok(Ask {
            application: found.application.id,
            request_id: None,
            once: Some(self.env.new_id()),
            acs_url: acs_url.to_owned(),
            relay_state: None,
            name_id_format: None,
            context_classes: Vec::new(),
            force_authn: false,
            is_passive: false,
            login_hint: None,
            made_at: self.env.clock.now(),
        })
    }

    /// An ask as the browser carries it.
    pub fn seal_saml_ask(&self, tenant: TenantId, ask: &Ask) -> String {
        self.seal_saml(PURPOSE, tenant, ask)
    }

    /// Reads it again, for an hour; `None` when it is none of this tenant's.
    pub fn open_saml_ask(&self, tenant: TenantId, text: &str) -> Option<Ask> {
        let ask: Ask = self.open_saml(PURPOSE, tenant, text)?;
        (self.env.clock.now() < ask.made_at.plus(ASK_LIFE)).then_some(ask)
    }

    pub(super) fn seal_saml(
        &self,
        purpose: &str,
        tenant: TenantId,
        value: &impl serde::Serialize,
    ) -> String {
        // Ids and strings always have a form in JSON.
        let plain = serde_json::to_vec(value).unwrap_or_default();
        let (keyring, entropy) = (&self.env.keyring, self.env.entropy.as_ref());
        URL_SAFE_NO_PAD.encode(keyring.seal(entropy, purpose, tenant.0.as_bytes(), &plain))
    }

    pub(super) fn open_saml<T: serde::de::DeserializeOwned>(
        &self,
        purpose: &str,
        tenant: TenantId,
        text: &str,
    ) -> Option<T> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let plain = self
            .env
            .keyring
            .open(purpose, tenant.0.as_bytes(), &sealed)?;
        serde_json::from_slice(&plain).ok()
    }
}

/// The application that says who it is by its entity ID.
pub(super) async fn find(
    tx: &mut crate::db::Tx,
    tenant: TenantId,
    entity_id: &str,
) -> Result<SamlApplication, SamlError> {
    let id = store::by_entity_id(tx, tenant, entity_id).await;
    let id: Option<ApplicationId> = id.map_err(Error::from)?;
    let found = match id {
        Some(id) => configure::find(tx, tenant, id).await?,
        None => None,
    };
    found.ok_or_else(|| SamlError::Unknown(entity_id.to_owned()))
}
