//! Signing in at an identity provider: away and back again.
//!
//! Whoever leaves gets a *trip*: a row that holds what this server has to remember, sealed, and that only this browser
//! can take, once, within half an hour. The `state` that travels is sealed, too, and names the trip and, if one is
//! redeemed, the invitation. On the way back the trip is taken first, in a transaction of its own; then the provider is
//! asked; then everything is checked as if nothing had been checked before.

mod arrive;
mod depart;
mod failed;
mod logout;
mod purge;
mod redeem;
mod saml;
mod saml_logout;
mod sign_out;
mod store;
mod tested;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::env::{Span, Timestamp};
use crate::error::Error;
use crate::identity_provider::Problem;
use crate::ids::{InvitationId, ProviderId, TenantId, TripId, UserId};
use crate::redemption::{Flow, RedeemError};
use crate::session::Opened;
use crate::user::User;

pub use arrive::{Answered, Brought};
pub use depart::{DepartError, Departure, Wish};
pub use logout::LogoutError;
pub use saml_logout::{SamlLogout, SamlLogoutAnswer};
pub use sign_out::{
    ExpectedThere, LoggedOutThere, LogoutReply, SIGNED_OUT_PATH, SessionThere, SignOutThere,
};
pub use tested::{DomainFound, Tested};

/// So long somebody may take at a provider.
const TRIP_LIFE: Span = Span::minutes(30);
const STATE_PURPOSE: &str = "provider-state";
const TRIP_PURPOSE: &str = "provider-trip";

/// The path of this server that a provider sends people back to.
pub fn callback_path(id: ProviderId) -> String {
    format!("/signin/providers/{id}/callback")
}

/// Whose session is opened by a proven identity.
#[derive(Debug, Clone, Copy)]
enum Who<'a> {
    /// Of the user who is bound to it.
    Bound(&'a User),
    /// Of whoever redeems the invitation of this user.
    Invited(UserId),
    /// Of whoever asks for access, and is nobody here.
    Nobody,
}

impl<'a> Who<'a> {
    fn bound(self) -> Option<&'a User> {
        match self {
            Self::Bound(user) => Some(user),
            Self::Invited(_) | Self::Nobody => None,
        }
    }

    fn user(self) -> Option<UserId> {
        match self {
            Self::Bound(user) => Some(user.id),
            Self::Invited(user) => Some(user),
            Self::Nobody => None,
        }
    }
}

/// What somebody goes to a provider for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Purpose {
    /// To redeem an invitation.
    Redeem(Box<Flow>),
    /// To sign in, and to go on there.
    SignIn {
        /// A path of this server.
        next: String,
    },
    /// To prove an address and ask for access, and to go on there.
    Ask {
        /// A path of this server.
        next: String,
    },
    /// To see what the provider says. Nobody is signed in by it.
    Test {
        /// The administrator who tests.
        by: UserId,
        /// Of which tenant.
        tenant: TenantId,
        /// The provider.
        provider: ProviderId,
    },
}

impl Purpose {
    fn invitation(&self) -> Option<InvitationId> {
        match self {
            Self::Redeem(flow) => Some(flow.invitation),
            Self::SignIn { .. } | Self::Ask { .. } | Self::Test { .. } => None,
        }
    }
}

/// What this server remembers of somebody who is away.
#[derive(Clone, Serialize, Deserialize)]
struct Trip {
    purpose: Purpose,
    promised: Promised,
    redirect_uri: String,
    /// The name that they said they are, if they said one; it goes into the sign-in log.
    #[serde(default)]
    name: String,
    /// The provider as it was: one that changed meanwhile may be another one.
    changed_at: Timestamp,
}

/// What the answer has to fit to, for each protocol.
#[derive(Clone, Serialize, Deserialize)]
enum Promised {
    OpenIdConnect {
        nonce: String,
        verifier: [u8; 32],
    },
    Saml {
        request_id: String,
        entity_id: String,
    },
    OAuth {
        verifier: [u8; 32],
    },
}

/// What the `state` says.
#[derive(Serialize, Deserialize)]
struct State {
    tenant: TenantId,
    trip: TripId,
    invitation: Option<InvitationId>,
}

/// Somebody who came back.
#[derive(Debug)]
pub enum Arrival {
    /// Their identity is proved, and the redemption goes on.
    Redeems(Opened),
    /// They are signed in.
    SignedIn {
        /// The session.
        opened: Opened,
        /// Where they go on.
        next: String,
    },
    /// What the provider said, for the administrator who tests it.
    Tested(Box<Tested>),
}

/// Why somebody who came back does not get on.
#[derive(Debug, thiserror::Error)]
pub enum ArriveError {
    /// There is no such trip: it was taken, is too old, or is another browser's.
    #[error("there is no such sign-in under way")]
    NoTrip,
    /// They, or the provider, said no.
    #[error("the provider refused: {error}")]
    Declined {
        /// What they went for.
        purpose: Purpose,
        /// The provider's name.
        provider: String,
        /// Its word (RFC 6749, section 4.1.2.1).
        error: String,
        /// What it says of it: one line of hostile text, for administrators.
        description: Option<String>,
    },
    /// The provider, or what it says, can't be used.
    #[error("the provider can't be used: {problem}")]
    Provider {
        /// What they went for.
        purpose: Purpose,
        /// The provider's name.
        provider: String,
        /// Why.
        problem: Problem,
    },
    /// Nobody is let in by the provider any more, or it changed meanwhile.
    #[error("the provider is not in use")]
    NotInUse {
        /// What they went for.
        purpose: Purpose,
        /// The provider's name.
        provider: String,
    },
    /// The identity is nobody's here.
    #[error("the identity is nobody's here")]
    NobodyHere {
        /// Where they wanted to go on.
        next: String,
        /// The provider's name.
        provider: String,
        /// Who they are there.
        account: String,
    },
    /// The invitation can't be redeemed.
    #[error(transparent)]
    Redeem(#[from] RedeemError),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}
