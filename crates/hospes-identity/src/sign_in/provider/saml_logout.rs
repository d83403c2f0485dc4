//! A provider that speaks SAML says that somebody signed out there (SAML Profiles, section 4.4).

use hospes_protocol::saml::signature::verify_enveloped;
use hospes_protocol::saml::{
    Document, LogoutRequest, NewLogoutResponse, Query, Refused, instant, status,
};

use super::logout::{LEEWAY, LogoutError};
use super::saml::{Message, sent};
use crate::Identity;
use crate::actor::Circumstances;
use crate::env::{Span, Timestamp};
use crate::identity_provider::{self, IdentityProvider, Problem, Protocol, Saml};
use crate::ids::TenantId;
use crate::service_provider::{entity_path, logout_path};

/// So old a request may be.
const LIFE: Span = Span::minutes(5);

/// A request as it came.
#[derive(Debug, Clone, Copy)]
pub struct SamlLogout<'a> {
    /// The message.
    pub document: &'a Document,
    /// The query it came in; none when it was posted.
    pub query: Option<&'a Query>,
    /// What came with it, to be given back.
    pub relay_state: Option<&'a str>,
    /// The root of this server's URLs, without a slash at its end.
    pub root: &'a str,
}

/// Where the browser takes the answer.
#[derive(Debug, Clone)]
pub struct SamlLogoutAnswer {
    /// The URL.
    pub url: String,
    /// The fields of a form that is posted there; none: it is a link.
    pub form: Vec<(String, String)>,
}

impl Identity {
    /// Ends the sessions that a signed logout request names, those that are not younger than it. `None` when the provider
    /// has not said where the answer goes.
    pub async fn provider_signed_out_by_saml(
        &self,
        tenant: TenantId,
        asked: SamlLogout<'_>,
        circumstances: &Circumstances,
    ) -> Result<Option<SamlLogoutAnswer>, LogoutError> {
        let refused = |why: Refused| LogoutError::Provider(Problem::LogoutRequest(why.to_string()));
        let request = LogoutRequest::read(asked.document).map_err(refused)?;
        let mut tx = self.read().await?;
        let found = identity_provider::of_issuer(&mut tx, tenant, &request.issuer).await?;
        drop(tx);
        let found = found.filter(IdentityProvider::is_active);
        let provider = found.ok_or(LogoutError::Unknown)?;
        let Protocol::Saml(us) = &provider.protocol else {
            return Err(LogoutError::Unknown);
        };
        let is_signed = match asked.query {
            Some(query) => query.verify(&us.certificates),
            None => verify_enveloped(asked.document, &us.certificates),
        };
        if !is_signed.map_err(refused)? {
            return Err(refused(Refused::Signature));
        }
        let here = format!("{}{}", asked.root, logout_path(tenant));
        let at = self
            .made_at(&request, &here)
            .map_err(|why| LogoutError::Provider(Problem::LogoutRequest(why.to_owned())))?;
        let subject = Some(request.name_id.value.as_str());
        let until = (at.plus(LEEWAY), circumstances);
        if request.session_indexes.is_empty() {
            self.end_of_provider(&provider, (subject, None), until)
                .await?;
        }
        for index in &request.session_indexes {
            let whose = (subject, Some(index.as_str()));
            self.end_of_provider(&provider, whose, until).await?;
        }
        self.logout_answer((&provider, us), &request, asked).await
    }

    /// When a request was made, if it is for here and for now.
    fn made_at(&self, request: &LogoutRequest, here: &str) -> Result<Timestamp, &'static str> {
        if request
            .destination
            .as_deref()
            .is_some_and(|url| url != here)
        {
            return Err("Destination is not the URL that it came to");
        }
        let now = self.env.clock.now();
        let at = |text: &str| Some(Timestamp::from_millis(instant(text)?.checked_mul(1_000)?));
        let made = at(&request.issue_instant).ok_or("IssueInstant is no time")?;
        if made.plus(LIFE) <= now || made > now.plus(LIFE) {
            return Err("it is too old, or from the future: are the clocks right?");
        }
        match request.not_on_or_after.as_deref().map(at) {
            Some(Some(end)) if end.plus(LIFE) <= now => Err("it has expired"),
            Some(None) => Err("NotOnOrAfter is no time"),
            Some(Some(_)) | None => Ok(made),
        }
    }

    async fn logout_answer(
        &self,
        (provider, us): (&IdentityProvider, &Saml),
        request: &LogoutRequest,
        asked: SamlLogout<'_>,
    ) -> Result<Option<SamlLogoutAnswer>, LogoutError> {
        let Some(to) = &us.logout else {
            return Ok(None);
        };
        let tenant = provider.tenant;
        let signer = self.service_signer(tenant).await?;
        let response = NewLogoutResponse {
            id: &self.message_id(),
            issuer: &format!("{}{}", asked.root, entity_path(tenant)),
            destination: &to.url,
            in_response_to: &request.id,
            issued_at: &self.env.clock.now().to_rfc3339(),
            status: (status::SUCCESS, None),
        };
        let message = Message {
            parameter: "SAMLResponse",
            xml: &response.to_xml(),
            relay_state: asked.relay_state,
        };
        let (url, form) = sent(to, &message, signer.as_ref())?;
        Ok(Some(SamlLogoutAnswer { url, form }))
    }
}
