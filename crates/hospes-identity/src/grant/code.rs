//! Authorization codes: sealed, and good for ten minutes.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::SignedInAs;
use crate::Identity;
use crate::actor::Circumstances;
use crate::env::{Span, Timestamp};
use crate::ids::GrantId;

const PURPOSE: &str = "authorization-code";
/// RFC 6749, section 4.1.2: ten minutes at most.
const LIFE: Span = Span::minutes(10);

/// What a code says. Nobody but this server can read it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Code {
    pub(super) id: GrantId,
    pub(super) as_whom: SignedInAs,
    /// Where it was sent, and whether the request said so: then the token request must, too.
    pub(super) redirect_uri: String,
    pub(super) redirect_uri_was_sent: bool,
    /// The challenge in its stored form.
    pub(super) challenge: Option<String>,
    pub(super) made_at: Timestamp,
    /// Where the person was. The application exchanges it from elsewhere.
    #[serde(default)]
    pub(super) person: Option<Place>,
}

/// Where a person was who got a code.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Place {
    ip: Option<IpAddr>,
    user_agent: String,
}

impl Place {
    pub(super) fn of(circumstances: &Circumstances) -> Self {
        Self {
            ip: circumstances.ip,
            user_agent: circumstances.user_agent.clone(),
        }
    }
}

impl Code {
    /// Where the person was, in the course of the request that exchanges the code.
    pub(super) fn of_person(&self, exchange: &Circumstances) -> Circumstances {
        match &self.person {
            Some(place) => Circumstances {
                correlation: exchange.correlation,
                ip: place.ip,
                user_agent: place.user_agent.clone(),
            },
            // One of an older version, for some minutes.
            None => exchange.clone(),
        }
    }

    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.made_at.plus(LIFE) <= now
    }
}

impl Identity {
    pub(super) fn seal_code(&self, code: &Code) -> String {
        // Ids and strings always have a form in JSON.
        let plain = serde_json::to_vec(code).unwrap_or_default();
        let entropy = self.env.entropy.as_ref();
        URL_SAFE_NO_PAD.encode(self.env.keyring.seal(entropy, PURPOSE, b"", &plain))
    }

    /// Reads a code; `None` when it is not one of ours.
    pub(super) fn open_code(&self, sealed: &str) -> Option<Code> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = self.env.keyring.open(PURPOSE, b"", &sealed)?;
        serde_json::from_slice(&plain).ok()
    }
}
