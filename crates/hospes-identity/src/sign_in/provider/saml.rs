//! The way to a provider that speaks SAML, and what ties the way back to it.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hospes_protocol::saml::{Document, NewAuthnRequest, Signer, SigningError, name_id_format};
use uuid::Uuid;

use super::{Promised, Wish};
use crate::Identity;
use crate::error::Error;
use crate::identity_provider::{IdentityProvider, Problem, Saml, SamlEndpoint};
use crate::ids::{InvitationId, TenantId, TripId};
use crate::service_provider::{acs_path, entity_path};

const RELAY_PURPOSE: &str = "saml-relay-state";
/// The length of the id of a trip, in bytes; a keyed hash follows it.
const ID: usize = 16;

/// Where somebody goes, and what has to be true of the answer.
pub(super) struct Led {
    pub(super) url: String,
    /// The fields of a form; none: it is a link.
    pub(super) form: Vec<(String, String)>,
    pub(super) promised: Promised,
    /// Where they come back to.
    pub(super) back: String,
}

impl Identity {
    /// Where somebody goes who signs in at a provider that speaks SAML.
    pub(super) async fn lead_to_saml(
        &self,
        (provider, us): (&IdentityProvider, &Saml),
        wish: &Wish<'_>,
        trip: TripId,
    ) -> Result<Led, Problem> {
        let here = |error: Error| {
            tracing::error!(%error, "a request to a SAML provider could not be made");
            Problem::Here
        };
        let tenant = provider.tenant;
        let entity_id = format!("{}{}", wish.root, entity_path(tenant));
        let back = format!("{}{}", wish.root, acs_path(tenant));
        let request_id = self.message_id();
        let now = self.env.clock.now().to_rfc3339();
        let request = NewAuthnRequest {
            id: &request_id,
            issue_instant: &now,
            issuer: &entity_id,
            destination: &us.sign_on.url,
            assertion_consumer_service_url: &back,
            name_id_format: (!us.takes_other_name_ids).then_some(name_id_format::PERSISTENT),
            force_authn: wish.chooses,
            authn_contexts: &us.trust.multifactor.asked_for(),
        };
        let relay = self.relay_state(tenant, trip, wish.purpose.invitation());
        let signer = if us.signs_requests {
            self.service_signer(tenant).await.map_err(here)?
        } else {
            None
        };
        let message = Message {
            parameter: "SAMLRequest",
            xml: &request.to_xml(),
            relay_state: Some(&relay),
        };
        let (url, form) = sent(&us.sign_on, &message, signer.as_ref()).map_err(here)?;
        Ok(Led {
            url,
            form,
            promised: Promised::Saml {
                request_id,
                entity_id,
            },
            back,
        })
    }

    /// An identifier of XML: a letter or an underscore first.
    pub(super) fn message_id(&self) -> String {
        let mut random = [0; 20];
        self.env.entropy.fill(&mut random);
        let mut id = "_".to_owned();
        for byte in random {
            // Writing to a String cannot fail.
            let _ = write!(id, "{byte:02x}");
        }
        id
    }

    /// What comes back with the response: the trip, with a keyed hash of it and of the invitation. 64 characters, because
    /// 80 bytes are all that a provider has to keep (SAML Bindings, section 3.4.3).
    fn relay_state(
        &self,
        tenant: TenantId,
        trip: TripId,
        invitation: Option<InvitationId>,
    ) -> String {
        let parts = relay_parts(&tenant, &trip, invitation.as_ref());
        let hash = self.env.keyring.mac(RELAY_PURPOSE, &parts);
        URL_SAFE_NO_PAD.encode([trip.0.as_bytes().as_slice(), &hash].concat())
    }

    /// The trip that a relay state names; whether it is ours is asked when the invitation is known.
    pub(super) fn trip_of_relay_state(relay: &str) -> Option<TripId> {
        let bytes = URL_SAFE_NO_PAD.decode(relay).ok()?;
        let id: [u8; ID] = bytes.get(..ID)?.try_into().ok()?;
        Some(TripId(Uuid::from_bytes(id)))
    }

    /// Whether a relay state is the one that went along with this trip for this invitation.
    pub(super) fn is_relay_state(
        &self,
        relay: &str,
        (tenant, trip): (TenantId, TripId),
        invitation: Option<InvitationId>,
    ) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(relay) else {
            return false;
        };
        let parts = relay_parts(&tenant, &trip, invitation.as_ref());
        let hash = bytes.get(ID..).unwrap_or_default();
        self.env.keyring.mac_matches(RELAY_PURPOSE, &parts, hash)
    }
}

fn relay_parts<'a>(
    tenant: &'a TenantId,
    trip: &'a TripId,
    invitation: Option<&'a InvitationId>,
) -> [&'a [u8]; 3] {
    let invitation = invitation.map_or(&[][..], |id| id.0.as_bytes());
    [tenant.0.as_bytes(), trip.0.as_bytes(), invitation]
}

/// A message that goes out.
pub(super) struct Message<'a> {
    /// The name of its parameter.
    pub(super) parameter: &'static str,
    pub(super) xml: &'a str,
    pub(super) relay_state: Option<&'a str>,
}

type Sent = (String, Vec<(String, String)>);

/// A message as it goes to an endpoint: where, and the fields of a form if it is one.
pub(super) fn sent(
    to: &SamlEndpoint,
    message: &Message<'_>,
    signer: Option<&Signer>,
) -> Result<Sent, Error> {
    let failed = |error: SigningError| Error::corrupt("a SAML message", error);
    let Message {
        parameter,
        xml,
        relay_state,
    } = *message;
    if to.is_post {
        let value = match signer {
            Some(signer) => signer.sign_form(xml).map_err(failed)?,
            None => STANDARD.encode(xml),
        };
        let mut form = vec![(parameter.to_owned(), value)];
        form.extend(relay_state.map(|state| ("RelayState".to_owned(), state.to_owned())));
        return Ok((to.url.clone(), form));
    }
    let query = if let Some(signer) = signer {
        signer
            .sign_query(parameter, xml, relay_state)
            .map_err(failed)?
    } else {
        let document = Document::from_text(xml);
        let document = document.map_err(|e| Error::corrupt("a SAML message", e))?;
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair(parameter, &document.to_redirect().map_err(failed)?);
        query.extend_pairs(relay_state.map(|state| ("RelayState", state)));
        query.finish()
    };
    let joint = if to.url.contains('?') { '&' } else { '?' };
    Ok((format!("{}{joint}{query}", to.url), Vec::new()))
}
