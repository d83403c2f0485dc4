//! SAML 2.0: signing people in to applications that speak nothing else.
//!
//! An application is one by its *settings*: its entity ID, where responses may go, how people are named, what
//! is said of them. For each there is a certificate of its own that signs; a new one is made, activated when
//! the application knows it, and the old one removed later. A request becomes an [`Ask`]: everything in it was
//! checked, and it is sealed and carried by the browser until somebody is signed in. Answering it is one
//! operation, which writes down the request's id, so that it is answered once, and the *session index*, by
//! which a logout finds it again.

mod certificates;
mod claims;
mod configure;
mod logout;
mod purge;
mod receive;
mod settings;
mod sign_on;
mod store;
#[cfg(test)]
mod tests;

use hospes_protocol::saml::Refused;
use serde::{Deserialize, Serialize};

use crate::application::Application;
use crate::env::{Span, Timestamp};
use crate::error::Error;
use crate::ids::{ApplicationId, SessionId};
use crate::secret::sha256;

pub use claims::{Claim, ClaimSource, UserAttribute, default_claims};
pub use logout::{LoggedOut, LogoutAnswer, LogoutAsk, Participant, Told};
pub use receive::Received;
pub use settings::{NameIdFormat, NameIdSource, Settings};
pub use sign_on::{Refusal, SignedOn};
pub(crate) use store::{applications, delete_for_application, delete_for_user};

/// So old or so far ahead a message's clock may be.
const SKEW: Span = Span::minutes(5);
/// So long after it was made a request is taken, the clock's difference not counted.
const REQUEST_LIFE: Span = Span::minutes(10);
/// So long somebody may take to sign in.
const ASK_LIFE: Span = Span::hours(1);
/// So long an answered request is remembered: longer than it or what came of it could come again.
const USED_LIFE: Span = Span::hours(2);

/// An application that people sign in to by SAML.
#[derive(Debug, Clone)]
pub struct SamlApplication {
    /// The application.
    pub application: Application,
    /// What it said of itself.
    pub settings: Settings,
}

/// A request that was checked: what is left to do is to answer it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The application that asks, or that somebody opens.
    pub application: ApplicationId,
    /// The request's id; none when the application did not ask.
    pub(crate) request_id: Option<String>,
    /// What stands for it then, so that it is answered once, too.
    pub(crate) once: Option<SessionId>,
    /// Where the answer goes: a URL that the application registered.
    pub acs_url: String,
    /// What the application wants to get back as it is.
    pub relay_state: Option<String>,
    /// The format of the name that is asked for.
    pub(crate) name_id_format: Option<String>,
    /// The ways to sign in that are good enough; empty when all are.
    pub(crate) context_classes: Vec<String>,
    /// Whether the person has to prove who they are after it was made.
    pub(crate) force_authn: bool,
    /// Whether the person must not be asked anything.
    pub is_passive: bool,
    /// Whom the application expects: a hint and nothing more.
    pub login_hint: Option<String>,
    pub(crate) made_at: Timestamp,
}

impl Ask {
    /// What is used up by the answer.
    fn hash(&self) -> Option<[u8; 32]> {
        match (&self.request_id, self.once) {
            (Some(request), _) => Some(sha256(request.as_bytes())),
            (None, once) => once.map(|once| sha256(once.0.as_bytes())),
        }
    }

    /// Whether a sign-in of that instant is good enough for it.
    pub fn takes_sign_in_of(&self, authenticated_at: Timestamp) -> bool {
        !self.force_authn || authenticated_at >= self.made_at
    }
}

/// Why a message of an application is not taken.
#[derive(Debug, thiserror::Error)]
pub enum SamlError {
    /// The tenant has no application with this entity ID or client id.
    #[error("no application has this identifier")]
    Unknown(String),
    /// The message can't be read, or is not what it has to be.
    #[error(transparent)]
    Message(#[from] Refused),
    /// It is not signed, and has to be; or by somebody else.
    #[error("the message is not signed by the application")]
    Unsigned,
    /// It was meant for somebody else.
    #[error("the message is for another destination")]
    Destination,
    /// The answer is wanted at a URL, or a place in their list, that the application with this entity ID has
    /// not registered.
    #[error("the URL for the answer is not registered")]
    AcsUrl(String, String),
    /// The answer is wanted in another binding.
    #[error("the binding for the answer is not supported")]
    Binding(String),
    /// It is too old, or from the future.
    #[error("the message is too old")]
    Expired,
    /// Ways to sign in are to be compared by their strength.
    #[error("ways to sign in are not compared")]
    Comparison(&'static str),
    /// A name is wanted in a format that there is none in.
    #[error("the format of the name is not supported")]
    NameIdFormat(String),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}
