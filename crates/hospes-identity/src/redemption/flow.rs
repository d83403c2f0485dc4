//! What the browser holds between the steps.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::Identity;
use crate::env::{Span, Timestamp};
use crate::ids::{AttemptId, InvitationId, TenantId};
use crate::invitation::Link;

const PURPOSE: &str = "redemption";
/// Longer than a passcode counts.
const LIFE: Span = Span::minutes(60);

/// One try to redeem an invitation. It holds the ticket, so it is sealed when it leaves the server; or instead of one the
/// generation of the invitation, of whoever proved the invited address before.
#[derive(Clone, Serialize, Deserialize)]
pub struct Flow {
    /// The host.
    pub tenant: TenantId,
    /// The invitation.
    pub invitation: InvitationId,
    /// The ticket, in the form of the link.
    pub(crate) ticket: String,
    /// Which sending of the invitation it is about, if it came without a ticket.
    #[serde(default)]
    pub(crate) generation: Option<u32>,
    /// The number of this try.
    pub attempt: AttemptId,
    begun_at: Timestamp,
}

impl std::fmt::Debug for Flow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flow")
            .field("invitation", &self.invitation)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

impl Identity {
    /// A new try.
    pub fn new_flow(&self, link: &Link) -> Flow {
        Flow {
            tenant: link.tenant,
            invitation: link.invitation,
            ticket: link.ticket.reveal(),
            generation: None,
            attempt: self.env.new_id(),
            begun_at: self.env.clock.now(),
        }
    }

    /// A new try without a ticket. The caller has made sure that whoever gets it proved the invited address.
    pub(crate) fn new_flow_of_proven(
        &self,
        (tenant, invitation): (TenantId, InvitationId),
        generation: u32,
    ) -> Flow {
        Flow {
            tenant,
            invitation,
            ticket: String::new(),
            generation: Some(generation),
            attempt: self.env.new_id(),
            begun_at: self.env.clock.now(),
        }
    }

    /// The form for a cookie.
    pub fn seal_flow(&self, flow: &Flow) -> String {
        // Ids and a string always have a form in JSON.
        let plain = serde_json::to_vec(flow).unwrap_or_default();
        let sealed = self
            .env
            .keyring
            .seal(self.env.entropy.as_ref(), PURPOSE, b"", &plain);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// Reads a cookie; `None` when it is not one of ours, or an hour old.
    pub fn open_flow(&self, sealed: &str) -> Option<Flow> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = self.env.keyring.open(PURPOSE, b"", &sealed)?;
        let flow: Flow = serde_json::from_slice(&plain).ok()?;
        (self.env.clock.now() < flow.begun_at.plus(LIFE)).then_some(flow)
    }
}
